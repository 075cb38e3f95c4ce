//! Labelled values, sections and the timeline to a postmortem's facts. What front matter declares is never overridden.

use super::blocks::{Doc, Shape};
use super::labels::{Labelled, first};
use super::outline::Outline;
use super::prose;
use super::tables::Label;
use crate::config::Config;
use crate::model::postmortem::{Detection, Impact};
use crate::model::{Fact, Postmortem, Provenance, SectionName, Severity};
use crate::text::markdown::Spanned;
use crate::text::mdx::Update;
use crate::text::place::Places;
use crate::text::words::{is_placeholder, plain};
use crate::text::{people, place, severity, status};
use indexmap::IndexSet;

/// Longest impact text, in bytes.
const IMPACT: usize = 400;

/// What the facts are read from.
pub(super) struct Body<'a> {
    pub(super) source: &'a str,
    pub(super) doc: &'a Doc,
    pub(super) outline: &'a Outline,
    pub(super) labels: &'a [Labelled],
    pub(super) events: &'a [Spanned<'a>],
    pub(super) updates: &'a [Update],
    pub(super) config: &'a Config,
}

impl Body<'_> {
    /// What a label's value gives.
    pub(super) fn fact<T>(&self, label: &Labelled, value: T) -> Fact<T> {
        Fact::new(value, label.provenance.clone()).at(place::after_key(self.source, label.offset, &label.key))
    }

    /// Names in a label's value, in their order there.
    fn named(&self, label: &Labelled, names: Vec<String>) -> Vec<Fact<String>> {
        let mut places = Places::new(self.source, place::after_key(self.source, label.offset, &label.key));
        let fact = |name: String| {
            let place = places.next(&name);
            Fact::new(name, label.provenance.clone()).at(place)
        };
        names.into_iter().map(fact).collect()
    }
}

/// Everything but times, timeline and actions.
pub(super) fn facts(body: &Body<'_>, postmortem: &mut Postmortem) {
    let found = body.labels;
    if postmortem.severity.is_none() {
        postmortem.severity = first(found, &[Label::Severity])
            .find_map(|label| Some(body.fact(label, severity_of(&label.value, body.config)?)));
    }
    if postmortem.status.is_none() {
        postmortem.status = first(found, &[Label::Status]).find_map(|label| {
            let (status, known) = status::review(&label.value)?;
            known.then(|| body.fact(label, status))
        });
    }
    if postmortem.id.is_none() {
        postmortem.id = first(found, &[Label::Id])
            .find(|label| is_id(label))
            .and_then(|label| body.named(label, vec![plain(&label.value)]).pop());
    }
    if postmortem.recurrence_of.is_none() {
        postmortem.recurrence_of = first(found, &[Label::Recurrence])
            .filter_map(|label| body.named(label, vec![plain(&prose::one_line(&label.value))]).pop())
            .find(|name| !is_placeholder(&name.value) && !name.value.contains(' '));
    }
    if postmortem.services.is_empty() {
        postmortem.services = services(body);
    }
    if postmortem.root_causes.is_empty() {
        postmortem.root_causes = all_names(body, Label::Cause);
    }
    if postmortem.root_causes.is_empty() {
        causes(body, postmortem);
    }
    if postmortem.tags.is_empty() {
        postmortem.tags = all_names(body, Label::Tags);
    }
    if postmortem.authors.is_empty() {
        postmortem.authors = persons(body, Label::Authors);
    }
    if postmortem.teams.is_empty() {
        postmortem.teams = persons(body, Label::Teams);
    }
    if postmortem.trigger.is_none() {
        postmortem.trigger = sentence(body, Label::Trigger, SectionName::Trigger);
    }
    if postmortem.detection.is_none() {
        postmortem.detection = detection(body);
    }
    if postmortem.impact.is_empty() {
        postmortem.impact = impact(body);
    }
    // A page's description often says what the page is.
    if postmortem.summary.as_ref().is_none_or(|summary| !prose::is_gist(&summary.value)) {
        postmortem.summary = prose::summary(body.doc, body.outline, found).or(postmortem.summary.take());
    }
}

/// A value that can be an id. `Incident` is a label of titles too, so there it must be one word.
fn is_id(label: &Labelled) -> bool {
    let one_word = !label.value.trim().contains(char::is_whitespace);
    let wants_one = crate::text::words::squash(&label.key) == "incident";
    label.value.len() <= 40 && label.value.contains(|c: char| c.is_ascii_digit()) && (one_word || !wants_one)
}

/// `Root cause` mostly opens a sentence. A value written like a tag (`config-push, retry-storm`) is the cause's name; other
/// short ones count where a document declares such a cause.
fn causes(body: &Body<'_>, postmortem: &mut Postmortem) {
    let named = all_names(body, Label::CauseText);
    let is_tag = |name: &str| {
        name.contains('-')
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if named.iter().all(|name| is_tag(&name.value)) {
        postmortem.root_causes = named;
    } else {
        postmortem.categories.extend(named);
    }
}

/// A severity that is a word, a code or a short phrase; a sentence is none.
fn severity_of(value: &str, config: &Config) -> Option<Severity> {
    // `SEV-2 (intended fixes silently absent; …)`: the words before the remark.
    let head = value.split(['(', '（', ';', '；']).next().unwrap_or_default().trim();
    let short = value.len() > 30 && severity::level(&plain(head), &config.severity).is_some();
    let found = severity::read(if short { head } else { value }, &config.severity)?;
    let words = found.label.split_whitespace().count();
    (found.level.is_some() && found.label.len() <= 80 || words <= 3).then_some(found)
}

fn services(body: &Body<'_>) -> Vec<Fact<String>> {
    let found = body.labels.iter().filter(|label| label.label == Label::Services && !is_placeholder(&label.value));
    for label in found {
        let plain_key = matches!(
            crate::text::words::squash(&label.key).as_str(),
            "service" | "services" | "component" | "components" | "product" | "系统" | "服务"
        );
        if plain_key && !label.central {
            continue;
        }
        let names = names(&label.value);
        if !names.is_empty() {
            return body.named(label, names);
        }
    }
    listed_services(body)
}

/// Items below a heading such as `Services involved`.
fn listed_services(body: &Body<'_>) -> Vec<Fact<String>> {
    let is_list =
        |text: &str| super::tables::label(text) == Some(Label::Services) && text.split_whitespace().count() >= 2;
    let Some(part) = body.outline.parts.iter().find(|part| is_list(&part.text)) else { return Vec::new() };
    let mut found = Vec::new();
    for block in body
        .doc
        .blocks
        .get(part.content.clone())
        .unwrap_or_default()
        .iter()
        .filter(|block| block.is_item() && block.depth == 1)
    {
        let text = body.doc.block_text(block);
        let head = [" — ", " – ", " - ", ": "]
            .iter()
            .filter_map(|mark| text.find(mark))
            .min()
            .map_or(text.as_str(), |at| &text[..at]);
        let Some(name) = name(head) else { return Vec::new() };
        let at = body.doc.lines.get(block.lines.start).map_or(block.offset, |line| line.offset);
        let place = place::of(body.source, place::after_key(body.source, at, ""), &name);
        found.push(Fact::new(name, Provenance::Label { line: block.line }).at(place));
    }
    found
}

/// A list of names; empty where any part reads like prose.
fn names(value: &str) -> Vec<String> {
    let mut depth = 0_usize;
    let parts = value.split(|c: char| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | ';' | '、' | '，' | '；' | '|')
    });
    let parts: Vec<&str> = parts.collect();
    let mut names: IndexSet<String> = IndexSet::new();
    for part in parts {
        let part = part.trim().trim_start_matches("and ").trim();
        if part.is_empty() {
            continue;
        }
        if part.split_whitespace().count() > 6 || is_file(part) || part.contains(". ") || has_hash(part) {
            return Vec::new();
        }
        names.extend(name(part));
    }
    names.into_iter().collect()
}

/// `abc1234`: a commit.
fn has_hash(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        (7..=40).contains(&word.len())
            && word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
            && word.bytes().any(|b| b.is_ascii_digit())
            && word.bytes().any(|b| b.is_ascii_alphabetic())
    })
}

/// `src/agent/runner.py`: files are no services.
fn is_file(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '`')).any(|word| {
        let last = word.rsplit('/').next().unwrap_or_default();
        word.contains('/')
            && last
                .rsplit_once('.')
                .is_some_and(|(_, end)| (1..=4).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_lowercase()))
    })
}

/// A short name: no sentence, no "all endpoints".
fn name(text: &str) -> Option<String> {
    let text = plain(text);
    let bare = text.split(['(', '（']).next().unwrap_or_default().trim();
    let name = if bare.is_empty() { text.as_str() } else { bare };
    let name = name.trim_matches(|c: char| matches!(c, '.' | '`' | '*' | '[' | ']' | ' ' | '"'));
    let lower = name.to_lowercase();
    let vague = [
        "all ",
        "any ",
        "every ",
        "no ",
        "none",
        "various ",
        "multiple ",
        "the ",
        "n/a",
        "several ",
        "entire ",
        "some ",
    ]
    .iter()
    .any(|start| lower.starts_with(start));
    let chinese = name.chars().filter(|c| !c.is_ascii()).count();
    let mixed = chinese > 0 && (name.split_whitespace().count() > 2 || chinese > 10) || name.contains('*');
    let fits = !mixed && !name.is_empty() && name.chars().count() <= 40 && name.split_whitespace().count() <= 4;
    (fits && !vague && !is_placeholder(name) && !name.ends_with(['!', '?']) && !name.contains(['，', '。']))
        .then(|| name.to_owned())
}

fn all_names(body: &Body<'_>, label: Label) -> Vec<Fact<String>> {
    first(body.labels, &[label]).next().map_or_else(Vec::new, |label| body.named(label, names(&label.value)))
}

fn persons(body: &Body<'_>, label: Label) -> Vec<Fact<String>> {
    let Some(label) = first(body.labels, &[label]).find(|label| label.value.len() <= 240) else { return Vec::new() };
    let value = label.value.replace(" + ", ", ").split(' ').filter(|word| !is_mail(word)).collect::<Vec<_>>().join(" ");
    let names = people::people(if value.trim().is_empty() { &label.value } else { &value });
    if names.iter().any(|name| name.split_whitespace().count() > 5) {
        return Vec::new();
    }
    body.named(label, names)
}

/// `ann@example.org`, not `@ann`.
fn is_mail(word: &str) -> bool {
    word.find('@').is_some_and(|at| at > 0 && word[at..].contains('.'))
}

/// A label's value, else the first sentences of a section.
fn sentence(body: &Body<'_>, label: Label, section: SectionName) -> Option<Fact<String>> {
    if let Some(label) = first(body.labels, &[label]).find(|label| label.value.len() > 3) {
        return Some(body.fact(label, prose::first_sentences(&label.value)));
    }
    let part = body.outline.of(section).find(|part| part.names.len() == 1)?;
    let text = super::outline::opening(body.doc, part);
    (text.len() > 8).then(|| {
        Fact::new(prose::first_sentences(&text), Provenance::Section { line: body.doc.blocks[part.block].line })
    })
}

/// Who noticed: a label that says so, else the first sentence of the section where it names one kind only.
fn detection(body: &Body<'_>) -> Option<Fact<Detection>> {
    let from = |text: &str| -> Option<Detection> {
        let lower = text.to_lowercase();
        let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let monitoring = any(&[
            "alert",
            "monitor",
            "pagerduty",
            "datadog",
            "prometheus",
            "grafana",
            "alarm",
            "sentry",
            "synthetic",
            "probe",
            "healthcheck",
            "health check",
        ]);
        let customer = any(&[
            "customer",
            "user report",
            "users report",
            "reported by user",
            "user complain",
            "support ticket",
            "by a user",
            "by users",
        ]);
        let staff = any(&[
            "engineer notice",
            "staff",
            "team member",
            "developer notice",
            "manual",
            "on-call notice",
            "we noticed",
            "code review",
            "internal audit",
        ]);
        match (monitoring, customer, staff) {
            (true, false, false) => Some(Detection::Monitoring),
            (false, true, false) => Some(Detection::Customer),
            (false, false, true) => Some(Detection::Staff),
            _ => None,
        }
    };
    if let Some(label) = first(body.labels, &[Label::Detection]).next() {
        return from(&label.value).map(|found| body.fact(label, found));
    }
    let part = body.outline.of(SectionName::Detection).find(|part| part.names.len() == 1)?;
    let text = super::outline::opening(body.doc, part);
    from(&prose::first_sentences(&text))
        .map(|found| Fact::new(found, Provenance::Section { line: body.doc.blocks[part.block].line }))
}

/// Labelled figures, else the first paragraph of the impact section.
fn impact(body: &Body<'_>) -> Vec<Impact> {
    let mut all: Vec<Impact> = Vec::new();
    for label in first(body.labels, &[Label::Impact]).filter(|label| label.value.len() > 1).take(12) {
        let bare = matches!(crate::text::words::squash(&label.key).as_str(), "impact" | "影響" | "影响");
        let text = prose::clip(&label.value, IMPACT);
        all.push(Impact { label: if bare { String::new() } else { label.key.clone() }, text: body.fact(label, text) });
    }
    if !all.is_empty() {
        return all;
    }
    let Some(part) = body.outline.of(SectionName::Impact).next() else { return all };
    let Some(block) = body.doc.blocks.get(part.content.clone()).and_then(|blocks| {
        blocks
            .iter()
            .find(|block| matches!(block.shape, Shape::Paragraph | Shape::Item { .. }) && !block.lines.is_empty())
    }) else {
        return all;
    };
    let text = prose::clip(&body.doc.block_text(block), IMPACT);
    if text.len() > 12 && !text.ends_with([':', '：']) && !text.starts_with('✅') {
        all.push(Impact { label: String::new(), text: Fact::new(text, Provenance::Section { line: block.line }) });
    }
    all
}
