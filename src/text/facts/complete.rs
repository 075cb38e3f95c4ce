//! Labelled values and sections to claims: severity, names, people, causes, who noticed, impact.

use super::blocks::{Doc, Shape};
use super::claims::{Claim, Claims, Said, Say, Source, some};
use super::labels::{Labelled, first};
use super::outline::Outline;
use super::prose;
use crate::model::postmortem::{Detection, Impact};
use crate::model::{Fact, Provenance, SectionName, Severity};
use crate::text::fields::detection;
use crate::text::lexicon::fold::is_unspaced;
use crate::text::lexicon::{GENERAL_IMPACT, LABELS, VAGUE};
use crate::text::markdown::Spanned;
use crate::text::mdx::Update;
use crate::text::place::Places;
use crate::text::registry::Field;
use crate::text::words::{is_placeholder, one_line, plain};
use crate::text::{people, place, severity, status};
use indexmap::IndexSet;

/// Longest impact text, in bytes.
const IMPACT: usize = 400;
/// Longest value of a label that names people, and of one that names an owner, in bytes.
const PERSONS: usize = 240;
const OWNER: usize = 60;

/// What the facts are read from.
pub(super) struct Body<'a> {
    pub(super) source: &'a str,
    pub(super) doc: &'a Doc,
    pub(super) outline: &'a Outline,
    pub(super) labels: &'a [Labelled],
    pub(super) events: &'a [Spanned<'a>],
    pub(super) updates: &'a [Update],
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
pub(super) fn facts(body: &Body<'_>, claims: &mut Claims) {
    let found = body.labels;
    let from = Source::Label;
    let severity = |label: &Labelled| {
        let severity = severity_of(&label.value)?;
        (label.label == Field::Severity || severity.level.is_some()).then(|| body.fact(label, severity))
    };
    claims.severity.say(from, first(found, &[Field::Severity, Field::Priority]).filter_map(severity));
    let status = |label: &Labelled| {
        let (status, known) = status::review(&label.value)?;
        known.then(|| body.fact(label, status))
    };
    claims.status.say(from, first(found, &[Field::Status]).filter_map(status));
    let id = |label: &Labelled| body.named(label, vec![plain(&label.value)]).pop();
    claims.id.say(from, first(found, &[Field::Id]).filter(|label| is_id(label)).filter_map(id));
    let repeats = |label: &Labelled| {
        let name = body.named(label, vec![plain(&one_line(&label.value))]).pop();
        name.filter(|name| !is_placeholder(&name.value) && !name.value.contains(' '))
    };
    claims.recurrence_of.say(from, first(found, &[Field::RecurrenceOf]).filter_map(repeats));
    services(body, claims);
    claims.root_causes.say(from, some(all_names(body, Field::RootCauses)));
    causes(body, claims);
    claims.tags.say(from, some(all_names(body, Field::Tags)));
    claims.authors.say(from, some(persons(body, Field::Authors, PERSONS)));
    // Who owns the incident tells of it, where nobody else does.
    claims.authors.say(Source::List, some(persons(body, Field::Owner, OWNER)));
    claims.teams.say(from, some(persons(body, Field::Teams, PERSONS)));
    sentence(body, Field::Trigger, SectionName::Trigger, &mut claims.trigger);
    detection(body, &mut claims.detection);
    impact(body, &mut claims.impact);
    // A page's description often says what the page is: it counts where the text gives nothing better.
    let is_named_so = |claim: &Claim<Fact<String>>| match &claim.value.provenance {
        Provenance::FrontMatter { key, .. } => LABELS.name(key).is_some_and(|name| name.rank == 0),
        _ => true,
    };
    let (gists, others): (Vec<_>, Vec<_>) = std::mem::take(&mut claims.summary)
        .into_iter()
        .partition(|claim| is_named_so(claim) || prose::is_gist(&claim.value.value));
    claims.summary = gists;
    prose::summary(body.doc, body.outline, found, &mut claims.summary);
    claims.summary.say(Source::Prose, others.into_iter().map(|claim| claim.value));
}

/// A value that can be an id. `Incident` is a label of titles too, so there it must be one word.
fn is_id(label: &Labelled) -> bool {
    let one_word = !label.value.trim().contains(char::is_whitespace);
    let wants_one = !label.key.contains(' ');
    label.value.len() <= 40 && label.value.contains(|c: char| c.is_ascii_digit()) && (one_word || !wants_one)
}

/// `Root cause` mostly opens a sentence. A value written like a tag (`config-push, retry-storm`) is the cause's name; other
/// short ones count where a document declares such a cause.
fn causes(body: &Body<'_>, claims: &mut Claims) {
    let named = all_names(body, Field::CauseText);
    let is_tag = |name: &str| {
        name.contains('-')
            && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    if named.iter().all(|name| is_tag(&name.value)) {
        claims.root_causes.say(Source::Label, some(named));
    } else {
        claims.categories = named;
    }
}

/// A severity that is a word, a code or a short phrase; a sentence is none.
fn severity_of(value: &str) -> Option<Severity> {
    // `SEV-2 (intended fixes silently absent; …)`: the words before the remark.
    let head = value.split(['(', '（', ';', '；']).next().unwrap_or_default().trim();
    let short = value.len() > 30 && severity::level(&plain(head)).is_some();
    let found = severity::read(if short { head } else { value })?;
    let words = found.label.split_whitespace().count();
    (found.level.is_some() && found.label.len() <= 80 || words <= 3).then_some(found)
}

fn services(body: &Body<'_>, claims: &mut Claims) {
    let is_service = |label: &&Labelled| matches!(label.label, Field::Services | Field::Products);
    let found = body.labels.iter().filter(is_service).filter(|label| !is_placeholder(&label.value));
    for label in found {
        // `Service: api` amid a story is about the story; `Affected services` is about the incident.
        let is_bare = !label.key.contains(' ') && (label.key.is_ascii() || label.key.chars().count() <= 3);
        if is_bare && !label.central {
            continue;
        }
        let names = names(&label.value);
        claims.services.say(Source::Label, some(body.named(label, names)));
    }
    claims.services.say(Source::List, some(listed_services(body)));
}

/// Items below a heading such as `Services involved`.
fn listed_services(body: &Body<'_>) -> Vec<Fact<String>> {
    let is_list =
        |text: &str| super::labels::label(text) == Some(Field::Services) && text.split_whitespace().count() >= 2;
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
        let part = people::without_leading_join(part.trim());
        if part.is_empty() {
            continue;
        }
        if words(part) > 6 || is_file(part) || part.contains(". ") || has_hash(part) {
            return Vec::new();
        }
        names.extend(name(part));
    }
    names.into_iter().collect()
}

/// Those of a name, without the signs between them (`Online - Django - Webapp`).
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
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
    let vague = VAGUE.opening(name).is_some();
    let unspaced = name.chars().filter(|c| is_unspaced(*c)).count();
    // `画像2台（表/裏）を参照する全コンテナ`: what goes on behind the bracket makes it a clause.
    let behind = text.rsplit([')', '）']).next().filter(|rest| rest.len() < text.len()).unwrap_or_default();
    let clause = behind.contains(is_unspaced);
    let mixed = unspaced > 0 && (name.split_whitespace().count() > 2 || unspaced > 10) || name.contains('*') || clause;
    let fits = !mixed && !name.is_empty() && name.chars().count() <= 40 && words(name) <= 4;
    (fits && !vague && !is_placeholder(name) && !name.ends_with(['!', '?']) && !name.contains(['，', '。']))
        .then(|| name.to_owned())
}

fn all_names(body: &Body<'_>, label: Field) -> Vec<Fact<String>> {
    first(body.labels, &[label]).next().map_or_else(Vec::new, |label| body.named(label, names(&label.value)))
}

fn persons(body: &Body<'_>, label: Field, longest: usize) -> Vec<Fact<String>> {
    let Some(label) = first(body.labels, &[label]).find(|label| label.value.len() <= longest) else {
        return Vec::new();
    };
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

/// Labels' values, and the first sentences of a section.
fn sentence(body: &Body<'_>, label: Field, section: SectionName, said: &mut Said<Fact<String>>) {
    let wanted = [label];
    let labels = first(body.labels, &wanted).filter(|label| label.value.len() > 3);
    said.say(Source::Label, labels.map(|label| body.fact(label, prose::first_sentences(&label.value))));
    let parts = body.outline.of(section).filter(|part| part.names.len() == 1).take(1);
    let texts = parts.map(|part| (super::outline::opening(body.doc, part), body.doc.blocks[part.block].line));
    let fact = |(text, line): (String, u32)| Fact::new(prose::first_sentences(&text), Provenance::Section { line });
    said.say(Source::Section, texts.filter(|(text, _)| text.len() > 8).map(fact));
}

/// Who noticed: a label that says so, else the first sentence of the section where it names one kind only.
fn detection(body: &Body<'_>, said: &mut Said<Fact<Detection>>) {
    if let Some(label) = first(body.labels, &[Field::Detection]).next() {
        said.say(Source::Label, detection::told(&label.value).map(|found| body.fact(label, found)));
        return;
    }
    let Some(part) = body.outline.of(SectionName::Detection).find(|part| part.names.len() == 1) else { return };
    let found = detection::told(&prose::first_sentences(&super::outline::opening(body.doc, part)));
    let line = body.doc.blocks[part.block].line;
    said.say(Source::Section, found.map(|found| Fact::new(found, Provenance::Section { line })));
}

/// Labelled figures, else the first paragraph of the impact section.
fn impact(body: &Body<'_>, said: &mut Said<Vec<Impact>>) {
    let mut all: Vec<Impact> = Vec::new();
    for label in first(body.labels, &[Field::Impact]).filter(|label| label.value.len() > 1).take(12) {
        let bare = GENERAL_IMPACT.get(&label.key).is_some();
        let text = prose::clip(&label.value, IMPACT);
        all.push(Impact { label: if bare { String::new() } else { label.key.clone() }, text: body.fact(label, text) });
    }
    said.say(Source::Label, some(all));
    let Some(part) = body.outline.of(SectionName::Impact).next() else { return };
    let Some(block) = body.doc.blocks.get(part.content.clone()).and_then(|blocks| {
        blocks
            .iter()
            .find(|block| matches!(block.shape, Shape::Paragraph | Shape::Item { .. }) && !block.lines.is_empty())
    }) else {
        return;
    };
    let text = prose::clip(&body.doc.block_text(block), IMPACT);
    if text.len() > 12 && !text.ends_with([':', '：']) && !text.starts_with('✅') {
        let text = Fact::new(text, Provenance::Section { line: block.line });
        said.say(Source::Section, [vec![Impact { label: String::new(), text }]]);
    }
}
