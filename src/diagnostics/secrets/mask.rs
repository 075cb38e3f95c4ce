//! Secrets -> text that shows at most [`SHOWN`] characters of each.

use super::{Finding, SHOWN, SHOWN_FROM, find};
use rustc_hash::FxHashMap;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Stands for what is not shown.
pub(in crate::diagnostics) const HIDDEN: &str = "***";
/// Characters in a row that are not shown, wherever they stand.
const TELLING: usize = SHOWN + 1;

/// The beginning of the secret `text` that may be shown.
#[must_use]
pub fn opening(text: &str) -> &str {
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

/// By source path: what of a document must not be told.
pub type Masks = FxHashMap<Arc<str>, Mask>;

impl Mask {
    /// Of the secrets `found` in `text`.
    #[must_use]
    pub fn new(text: &str, found: &[Finding]) -> Self {
        let mut mask = Self::default();
        for finding in found {
            let secret = text.get(finding.span.start..finding.span.end).unwrap_or_default();
            mask.learn(secret.as_bytes());
            mask.learn(&secret.replace('\\', "").into_bytes());
            mask.learn(&percent_encoding::percent_decode_str(secret).collect::<Vec<u8>>());
        }
        mask
    }

    fn learn(&mut self, secret: &[u8]) {
        let pieces = secret.windows(TELLING).filter_map(|piece| <[u8; TELLING]>::try_from(piece).ok());
        self.pieces.extend(pieces.map(|piece| piece.map(|byte| byte.to_ascii_lowercase())));
    }

    /// `text` without any of the secrets, and without others that it shows by itself.
    #[must_use]
    pub fn apply<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let known = if self.pieces.is_empty() { Vec::new() } else { self.known(text) };
        match known.is_empty() {
            true => mask(text),
            false => Cow::Owned(mask(&without(text, known.into_iter())).into_owned()),
        }
    }

    /// Masks every text of `value`, the names of its fields aside.
    pub fn apply_to_json(&self, value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) => *text = self.apply(text).into_owned(),
            serde_json::Value::Array(values) => values.iter_mut().for_each(|value| self.apply_to_json(value)),
            serde_json::Value::Object(fields) => fields.values_mut().for_each(|value| self.apply_to_json(value)),
            _ => {}
        }
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
        known
    }
}
