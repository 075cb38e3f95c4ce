//! Secrets -> text that shows at most [`SHOWN`] characters of each.

use super::rules::RULES;
use super::{Finding, Plain, SHOWN, SHOWN_FROM, find, seen};
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Stands for what is not shown.
pub(in crate::diagnostics) const HIDDEN: &str = "***";
/// Characters in a row that are not shown, wherever they stand.
const TELLING: usize = SHOWN + 1;
/// In what is said of other texts so many in a row are a secret and no part of a word or a date.
const ELSEWHERE: usize = 6;

/// The beginning of the secret `text` that may be shown.
#[must_use]
pub(crate) fn opening(text: &str) -> &str {
    let is_long = text.chars().nth(SHOWN_FROM - 1).is_some();
    let end = text.char_indices().nth(SHOWN).map_or(text.len(), |(at, _)| at);
    if is_long { &text[..end] } else { "" }
}

/// What of `text` is not to be shown, in order.
pub(in crate::diagnostics) fn hidden(text: &str, found: &[Finding]) -> Vec<Range<usize>> {
    let hide = |finding: &Finding| {
        let range = finding.span.start..finding.span.end;
        range.start + text.get(range.clone()).map_or(0, |secret| opening(secret).len())..range.end
    };
    found.iter().map(hide).collect()
}

/// `text` without the secrets that it shows by itself.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    match find(text) {
        found if found.is_empty() => Cow::Borrowed(text),
        found => Cow::Owned(without(text, hidden(text, &found).into_iter())),
    }
}

fn without(text: &str, hidden: impl Iterator<Item = Range<usize>>) -> String {
    let (mut out, mut from) = (String::with_capacity(text.len()), 0);
    for range in hidden {
        out.push_str(&text[from..range.start.max(from)]);
        out.push_str(HIDDEN);
        // Lines keep their numbers.
        out.extend(text[range.clone()].chars().filter(|c| *c == '\n'));
        from = range.end.max(from);
    }
    out.push_str(&text[from..]);
    out
}

/// The secrets of a text, so that they are known again in what is said of it: cut, in other case, or without what told them.
#[derive(Clone, Debug, Default)]
pub struct Mask {
    /// Every few characters in a row of each secret, in small letters.
    pieces: FxHashSet<[u8; TELLING]>,
}

/// What of each document, by source path, must not be told, and of all together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Masks {
    own: FxHashMap<Arc<str>, Mask>,
    all: Mask,
}

impl FromIterator<(Arc<str>, Mask)> for Masks {
    fn from_iter<T: IntoIterator<Item = (Arc<str>, Mask)>>(masks: T) -> Self {
        let own: FxHashMap<Arc<str>, Mask> = masks.into_iter().filter(|(_, mask)| !mask.is_empty()).collect();
        let mut all = Mask::default();
        own.values().for_each(|mask| all.extend(mask));
        Self { own, all }
    }
}

impl Masks {
    /// Whether nothing has to be hidden.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.own.is_empty()
    }

    /// `text`, said of the document at `source`, as it may be said.
    #[must_use]
    pub(crate) fn told<'t>(&self, source: &str, text: &'t str) -> Cow<'t, str> {
        let own = self.own.get(source).map_or(Cow::Borrowed(text), |mask| mask.apply(text));
        match self.all.apply_elsewhere(&own) {
            Cow::Borrowed(_) => own,
            Cow::Owned(text) => Cow::Owned(text),
        }
    }

    /// The same for every text of `value`, the names of its fields aside.
    pub(crate) fn tell_json(&self, source: &str, value: &mut serde_json::Value) {
        each_text(value, &|text| self.told(source, text).into_owned());
    }
}

fn each_text(value: &mut serde_json::Value, told: &impl Fn(&str) -> String) {
    match value {
        serde_json::Value::String(text) => *text = told(text),
        serde_json::Value::Array(values) => values.iter_mut().for_each(|value| each_text(value, told)),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(|value| each_text(value, told)),
        _ => {}
    }
}

impl Mask {
    /// Of the secrets `found` in `text`.
    #[must_use]
    pub fn new(text: &str, found: &[Finding]) -> Self {
        let mut mask = Self::default();
        for finding in found {
            mask.learn_all(text.get(finding.span.start..finding.span.end).unwrap_or_default());
        }
        mask
    }

    /// Of the secrets in the document at `source`, and in its name.
    #[must_use]
    pub fn of(source: &str, text: &str) -> Self {
        let mut mask = Self::new(text, &find(text));
        mask.extend(&Self::new(source, &find(source)));
        mask
    }

    /// Whether there is nothing to hide.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Hides what `other` does, too.
    pub fn extend(&mut self, other: &Self) {
        self.pieces.extend(&other.pieces);
    }

    /// Knows `secret` again, however it is written.
    pub fn learn_all(&mut self, secret: &str) {
        self.learn(secret.as_bytes());
        self.learn(&secret.replace('\\', "").into_bytes());
        self.learn(&percent_encoding::percent_decode_str(secret).collect::<Vec<u8>>());
        if let Some(plain) = Plain::of(secret) {
            self.learn(plain.text.as_bytes());
        }
        self.learn(seen::whole(secret).as_bytes());
    }

    fn learn(&mut self, secret: &[u8]) {
        let pieces = secret.windows(TELLING).filter_map(|piece| <[u8; TELLING]>::try_from(piece).ok());
        self.pieces.extend(pieces.map(|piece| piece.map(|byte| byte.to_ascii_lowercase())));
    }

    /// `text` without any of the secrets, and without others that it shows by itself.
    #[must_use]
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let known = if self.is_empty() { Vec::new() } else { self.known(text) };
        match known.is_empty() {
            true => mask(text),
            false => Cow::Owned(mask(&without(text, known.into_iter())).into_owned()),
        }
    }

    /// `text`, said of another text than theirs, without any of the secrets.
    #[must_use]
    pub fn apply_elsewhere<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match self.known_elsewhere(text) {
            known if known.is_empty() => Cow::Borrowed(text),
            known => Cow::Owned(without(text, known.into_iter())),
        }
    }

    /// Where a secret stands in another text than its own.
    pub(in crate::diagnostics) fn known_elsewhere(&self, text: &str) -> Vec<Range<usize>> {
        let mut known = if self.is_empty() { Vec::new() } else { self.known(text) };
        known.retain(|range| range.len() >= ELSEWHERE);
        known
    }

    /// Where characters of a secret stand in a row.
    pub(in crate::diagnostics) fn known(&self, text: &str) -> Vec<Range<usize>> {
        let lower = text.to_ascii_lowercase();
        let mut known: Vec<Range<usize>> = Vec::new();
        for (at, piece) in lower.as_bytes().windows(TELLING).enumerate() {
            if <[u8; TELLING]>::try_from(piece).is_ok_and(|piece| self.pieces.contains(&piece)) {
                let (start, end) = (text.floor_char_boundary(at), text.ceil_char_boundary(at + TELLING));
                match known.last_mut().filter(|last| start <= last.end) {
                    Some(last) => last.end = end,
                    None => known.push(start..end),
                }
            }
        }
        known.retain(|range| !is_name(&lower, range));
        known
    }
}

/// Whether `range` lies within a word that names secrets, and is none: `password` is no part of `password1`.
fn is_name(lower: &str, range: &Range<usize>) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase();
    let start = lower[..range.start].trim_end_matches(is_letter).len();
    let end = lower.len() - lower[range.end..].trim_start_matches(is_letter).len();
    let word = &lower[start..end];
    !lower[end..].starts_with(|c: char| c.is_ascii_digit()) && RULES.guards.heads().any(|name| name == word)
}
