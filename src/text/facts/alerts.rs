//! Names of the alerts that fired: behind labels, and in running text beside the words of an alert that fired.
//!
//! A name is taken for what stands beside it, never for its looks alone: `HighErrorRate` beside `alert`, `paged by` or `fired`,
//! `high-error-rate` only where it is code and an alert that fired. What is yet to be built has not fired: action items are not read.

use super::blocks::{Block, Doc, Shape};
use super::claims::{Said, Say, Source, some};
use super::complete::Body;
use super::labels::first;
use crate::model::{Fact, Provenance, SectionName};
use crate::text::lexicon::{ALERTS, AlertWord};
use crate::text::registry::Field;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Alerts of one incident at most.
const MOST: usize = 24;
/// Bytes of a name.
const LENGTHS: std::ops::RangeInclusive<usize> = 6..=80;
/// Bytes beside a name that are looked at.
const BESIDE: usize = 48;

/// How a name is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shaped {
    /// `HighErrorRate`; `state`: its last part tells a state (`DiskFull`).
    Camel { state: bool },
    /// `high-error-rate`, `high_error_rate`.
    Joined,
}

/// Names behind labels, and those that the text tells.
pub(super) fn read(body: &Body<'_>, said: &mut Said<Vec<Fact<String>>>) {
    for label in first(body.labels, &[Field::Alerts]) {
        let names = label.value.split([',', ';', '、', '，', '|']).map(|name| name.trim_matches(is_mark));
        let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
        if names.iter().all(|name| shape(name).is_some()) {
            let names = names.into_iter().map(|name| body.fact(label, name.to_owned()));
            said.say(Source::Label, some(names.collect()));
        }
    }
    said.say(Source::Prose, some(told(body)));
}

/// Those of the text, in its order, each once.
fn told(body: &Body<'_>) -> Vec<Fact<String>> {
    let doc = body.doc;
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    let mut ahead = body.outline.of(SectionName::ActionItems).peekable();
    let mut planned_until = 0;
    for (index, block) in doc.blocks.iter().enumerate() {
        while let Some(part) = ahead.next_if(|part| part.block <= index) {
            planned_until = planned_until.max(part.content.end);
        }
        let open = matches!(block.shape, Shape::Item { task: Some(_), .. }) || block.quoted || block.struck;
        if open || index < planned_until {
            continue;
        }
        for (stretch, line) in stretches(doc, block) {
            for name in names(doc, stretch).filter(|name| seen.insert(name.to_ascii_lowercase())) {
                found.push(Fact::new(name.to_owned(), Provenance::Prose { line }));
                if found.len() == MOST {
                    return found;
                }
            }
        }
    }
    found
}

/// The lines of a block, or the cells of its table, with their lines in the source.
fn stretches(doc: &Doc, block: &Block) -> Vec<(Range<usize>, u32)> {
    match block.shape {
        Shape::Table(at) => {
            let rows = doc.tables.get(at).into_iter().flat_map(|table| &table.rows);
            rows.flat_map(|(line, cells)| cells.iter().map(|cell| (cell.clone(), *line))).collect()
        }
        Shape::Code => Vec::new(),
        _ => doc.lines[block.lines.clone()].iter().map(|line| (line.range.clone(), line.line)).collect(),
    }
}

/// The alerts that a line tells of.
fn names(doc: &Doc, stretch: Range<usize>) -> impl Iterator<Item = &str> {
    let text = &doc.text[stretch.clone()];
    words(text).filter_map(move |word| {
        let name = &text[word.clone()];
        let shape = shape(name).filter(|_| !is_glued(text, &word))?;
        let place = stretch.start + word.start;
        let code = doc.codes.partition_point(|code| code.end <= place);
        let is_code = doc.codes.get(code).is_some_and(|code| code.start <= place);
        if shape == Shaped::Joined && !is_code {
            return None;
        }
        let before = word_before(tail(text[..word.start].trim_end_matches(is_opening)));
        let rest = text[word.end..].trim_start_matches(is_closing);
        // A list of the alerts that there are: nothing says that they fired.
        if rest.starts_with('/') {
            return None;
        }
        let after = ALERTS.opening(head(rest));
        fits(shape, before, after).then_some(name)
    })
}

/// What `text`, which ends before a name, says of it; `alert:` says no less than `alert`.
fn word_before(text: &str) -> Option<AlertWord> {
    let bare = text.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '`' | '*'));
    let word = |text: &str| ALERTS.closing(text).map(|(meaning, _)| meaning);
    word(text).or_else(|| word(bare).filter(|word| matches!(word, AlertWord::Alert | AlertWord::Other)))
}

/// Whether what stands beside a name makes it that of an alert that fired.
fn fits(shape: Shaped, before: Option<AlertWord>, after: Option<AlertWord>) -> bool {
    use AlertWord::{Alert, AlertFired, Fired, Other, Paged};
    match (shape, before, after) {
        (_, Some(Other), _) => false,
        (Shaped::Camel { .. }, Some(Alert | Paged), _) | (Shaped::Camel { .. }, _, Some(Alert | AlertFired)) => true,
        (Shaped::Camel { state }, _, Some(Fired)) => state,
        (Shaped::Joined, _, Some(AlertFired))
        | (Shaped::Joined, Some(Alert), Some(Fired))
        | (Shaped::Joined, Some(Paged), Some(Alert)) => true,
        _ => false,
    }
}

/// Stretches of letters, digits and joins, which do not end with a join.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + bytes[at..].iter().position(u8::is_ascii_alphanumeric)?;
        at = bytes[start..].iter().position(|byte| !is_named(byte)).map_or(bytes.len(), |length| start + length);
        Some(start..start + text[start..at].trim_end_matches(['-', '_']).len())
    })
}

/// Whether a word is part of a path, an address or a name of code, and so no name.
fn is_glued(text: &str, word: &Range<usize>) -> bool {
    let is_named = |rest: &str| rest.bytes().next().is_some_and(|byte| is_named(&byte));
    let rest = &text[word.end..];
    text[..word.start].ends_with(['/', '.', '@', ':', '-', '_', '$', '=', '#'])
        || rest.starts_with(['/', '@', '(', '=', '_'])
        || rest.trim_start_matches(['-', '_']).strip_prefix(['.', ':']).is_some_and(is_named)
}

fn is_named(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// How an alert's name is written; `None` for other words.
fn shape(name: &str) -> Option<Shaped> {
    // Of a word as most are, nothing else need be asked.
    let is_plain = name.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    if is_plain || !LENGTHS.contains(&name.len()) || ALERTS.get(name) == Some(AlertWord::Product) {
        return None;
    }
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let starts: Vec<usize> = humps(name);
        let last = name.get(*starts.last()?..)?;
        let meaning = ALERTS.get(last);
        let is_camel = name.starts_with(|c: char| c.is_ascii_uppercase()) && starts.len() >= 2;
        // `SREs`, `APIs`, `URLs`.
        let small = name.bytes().filter(u8::is_ascii_lowercase).count();
        return (is_camel && small >= 3 && meaning != Some(AlertWord::Agent))
            .then_some(Shaped::Camel { state: meaning == Some(AlertWord::State) });
    }
    let parts: Vec<&str> = name.split(['-', '_']).collect();
    let is_word = |part: &&str| part.bytes().all(|byte| byte.is_ascii_alphanumeric()) && !part.is_empty();
    let told = parts.iter().filter(|part| part.bytes().filter(u8::is_ascii_alphabetic).count() >= 2).count();
    (parts.iter().all(is_word) && told >= 2).then_some(Shaped::Joined)
}

/// Where the parts of a name in camel case begin: `KubeHPAMaxedOut` -> `Kube`, `HPA`, `Maxed`, `Out`.
fn humps(name: &str) -> Vec<usize> {
    let bytes = name.as_bytes();
    let upper = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_uppercase);
    let lower = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_lowercase);
    let begins = |at: &usize| upper(*at) && (*at == 0 || !upper(at - 1) || lower(at + 1) && lower(at + 2));
    (0..bytes.len()).filter(begins).collect()
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || matches!(c, '`' | '*' | '"' | '\'' | '“' | '”' | '.' | '(' | ')' | '[' | ']')
}

fn is_opening(c: char) -> bool {
    c.is_whitespace() || matches!(c, '`' | '*' | '"' | '\'' | '“' | '„' | '«' | '(' | '（' | '「' | '→' | '—')
}

fn is_closing(c: char) -> bool {
    c.is_whitespace() || matches!(c, '`' | '*' | '"' | '\'' | '”' | '»' | ')' | '）' | '」')
}

/// The end of `text`, as far as it is looked at.
fn tail(text: &str) -> &str {
    let from = (text.len().saturating_sub(BESIDE)..text.len()).find(|at| text.is_char_boundary(*at));
    from.map_or("", |from| &text[from..])
}

fn head(text: &str) -> &str {
    let to = (0..=text.len().min(BESIDE)).rev().find(|at| text.is_char_boundary(*at));
    to.map_or("", |to| &text[..to])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_alerts_are_told_from_other_words() {
        let state = |name| matches!(shape(name), Some(Shaped::Camel { state: true }));
        assert!(state("HighErrorRate") && state("KubePodCrashLooping") && state("NodeDown") && state("RDSCPUHigh"));
        assert!(shape("KubeHPAMaxedOut") == Some(Shaped::Camel { state: false }));
        assert!(
            shape("checkout-error-rate") == Some(Shaped::Joined) && shape("disk_full_soon") == Some(Shaped::Joined)
        );
        for other in ["Alert", "SREs", "PagerDuty", "GitHub", "DriftAlertEvaluator", "errors", "payments", "-x", "a-b"]
        {
            assert!(shape(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_name_is_taken_for_what_stands_beside_it() {
        let camel = Shaped::Camel { state: false };
        assert!(fits(camel, Some(AlertWord::Alert), None) && fits(camel, None, Some(AlertWord::Alert)));
        assert!(!fits(camel, None, Some(AlertWord::Fired)) && !fits(camel, None, None));
        assert!(fits(Shaped::Camel { state: true }, None, Some(AlertWord::Fired)));
        assert!(!fits(camel, Some(AlertWord::Other), Some(AlertWord::AlertFired)));
        assert!(!fits(Shaped::Joined, Some(AlertWord::Alert), None));
        assert!(fits(Shaped::Joined, Some(AlertWord::Alert), Some(AlertWord::Fired)));
    }
}
