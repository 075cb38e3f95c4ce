//! What a document says of itself for which the public must not see it, without a word of `visibility`: a flag or a label of front
//! matter (`private: true`, `tlp: red`), a line of its text that says nothing else (`INTERNAL ONLY - do not distribute`), a sentence
//! about the document.
//!
//! A flag, a label and a line count where they are told whole: `Scope: internal services` is no word of this. Nor is a line of code.

use super::guards::{Guard, Verdict, verdict};
use super::segments::{is_odd_end, label};
use super::values::truth;
use crate::diagnostics::Span;
use crate::text::codes::Codes;
use crate::text::front_matter::{FrontMatter, Pair, Value, lines};
use crate::text::lexicon::{CLOSED, CLOSING, Closed, Closing, Shown, VISIBILITY};
use crate::text::lookalikes;

/// Bytes of a line that is looked at, and words of one that says nothing else.
const LONGEST: usize = 300;
const MOST_WORDS: usize = 14;
/// Words of one entry of the tables at most.
const ENTRY: usize = 6;

/// Where the document says so first.
pub(super) fn find(text: &str, front: &FrontMatter, codes: &Codes) -> Option<Span> {
    in_fields(&front.fields).or_else(|| in_text(text, front.body, codes))
}

/// Whether `value`, behind a label, says that the public must not see it, and nothing else.
pub(super) fn is_closed(value: &str) -> bool {
    let closes = |words: &str| match (VISIBILITY.get(words), CLOSED.get(words)) {
        (Some(Shown::Closed), _) | (_, Some(Closed::Level | Closed::Statement)) => Some(true),
        (_, Some(Closed::Glue)) => Some(false),
        _ => None,
    };
    said(value, closes)
}

/// Whether the value of a classification says so: with its first words, or whole.
pub(super) fn is_classified(value: &str) -> bool {
    verdict(Guard::Visibility, value) == Verdict::Closes || is_closed(value)
}

fn in_fields(fields: &[Pair]) -> Option<Span> {
    let closes = |field: &Pair| {
        let Some(closing) = CLOSING.get(&field.key) else { return false };
        field.node.texts().map(str::trim).any(|text| match closing {
            Closing::Flag => truth(text) == Some(true),
            Closing::OpenFlag => truth(text) == Some(false),
            Closing::Label | Closing::FrontLabel => is_closed(text),
            Closing::Until => !text.is_empty() && truth(text) != Some(false),
        })
    };
    fields.iter().find_map(|field| match &field.node.value {
        Value::Map(inner) => inner.iter().find(|field| closes(field)).map(|field| field.span),
        _ => closes(field).then_some(field.span),
    })
}

fn in_text(text: &str, body: usize, codes: &Codes) -> Option<Span> {
    let says = |line: &str| line.split(is_odd_end).any(closes) || !line.is_ascii() && closes(&lookalikes::plain(line));
    let all = lines(text).filter(|(at, line)| *at >= body && line.len() <= LONGEST);
    let mut closing = all.filter(|(_, line)| says(line)).map(|(at, line)| Span::new(at, at + line.len()));
    closing.find(|span| codes.at(&(span.start..span.end)).is_none())
}

/// Whether a line of text does.
fn closes(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric());
    let labelled = || {
        let (key, value) = label(bare)?;
        let key = key.trim_matches(|c: char| !c.is_alphanumeric());
        (CLOSING.get(key) == Some(Closing::Label)).then(|| is_closed(value))
    };
    // An item or a row is one of several, and no word on the whole.
    let is_item = || line.trim_start().starts_with(['-', '+', '|']) || line.trim_start().starts_with("* ");
    !bare.is_empty() && (labelled() == Some(true) || !is_item() && (is_statement(bare) || is_sentence(bare)))
}

fn is_statement(line: &str) -> bool {
    said(line, |words| match CLOSED.get(words) {
        Some(Closed::Statement) => Some(true),
        Some(Closed::Glue) => Some(false),
        _ => None,
    })
}

/// A sentence about the document that says it.
fn is_sentence(line: &str) -> bool {
    let all: Vec<&str> = words(line).collect();
    let is = |from: usize, to: usize, wanted| CLOSED.get(&all[from..to].concat()) == Some(wanted);
    let subject = (1..=all.len().min(ENTRY)).rev().find(|end| is(0, *end, Closed::Subject));
    subject.is_some_and(|start| {
        (start..all.len())
            .any(|from| (from + 1..=all.len().min(from + ENTRY)).any(|to| is(from, to, Closed::Predicate)))
    })
}

/// Whether all words of `text` are entries, for which `entry` is not none, and one of them says it.
fn said(text: &str, entry: impl Fn(&str) -> Option<bool>) -> bool {
    let all: Vec<&str> = words(text).take(MOST_WORDS + 1).collect();
    let (mut at, mut says) = (0, false);
    while at < all.len() {
        let longest = (at + 1..=all.len().min(at + ENTRY)).rev();
        let Some((end, tells)) = longest.filter_map(|end| Some((end, entry(&all[at..end].concat())?))).next() else {
            return false;
        };
        (at, says) = (end, says || tells);
    }
    says && all.len() <= MOST_WORDS
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}
