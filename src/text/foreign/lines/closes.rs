//! The lines that close directives. However many open and never close, each line is looked at once for each kind of fence.

use super::line_end;
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Where a search for a fence began, and the line that it found.
type Sought = (usize, Option<Range<usize>>);

/// What is known of the lines further down, by sign and length of the fence that they close.
#[derive(Default)]
pub(super) struct Closes(FxHashMap<(char, usize), Sought>);

impl Closes {
    /// The line from `from` on, itself the start of one, that closes a fence of `length` times `sign`.
    pub(super) fn find(&mut self, source: &str, from: usize, sign: char, length: usize) -> Option<Range<usize>> {
        let holds = |(since, close): &&Sought| *since <= from && close.as_ref().is_none_or(|close| from <= close.start);
        if let Some((_, close)) = self.0.get(&(sign, length)).filter(holds) {
            return close.clone();
        }
        let mut at = from;
        let lines = std::iter::from_fn(|| {
            let start = (at < source.len()).then_some(at)?;
            at = line_end(source, start);
            Some(start..at)
        });
        let close = { lines }.find(|line| is_fence(source[line.clone()].trim(), sign, length));
        self.0.insert((sign, length), (from, close.clone()));
        close
    }
}

/// Whether `text` is nothing but a fence that is long enough.
pub(super) fn is_fence(text: &str, sign: char, length: usize) -> bool {
    text.len() >= length && text.chars().all(|c| c == sign)
}
