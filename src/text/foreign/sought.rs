//! Where pieces of a text stand: however often one is asked for, nothing is looked through twice.

use memchr::memmem;
use rustc_hash::FxHashMap;
use std::ops::RangeInclusive;

/// What was looked for: from the first of these places on it stands first at the last, or nowhere.
#[derive(Default)]
pub(super) struct Sought(FxHashMap<String, Option<RangeInclusive<usize>>>);

impl Sought {
    /// Where `needle` stands in `source` from `from` on.
    pub(super) fn find(&mut self, source: &str, needle: &str, from: usize) -> Option<usize> {
        match self.0.get(needle) {
            Some(None) => return None,
            Some(Some(known)) if known.contains(&from) => return Some(*known.end()),
            _ => {}
        }
        let found = source.get(from..).and_then(|rest| memmem::find(rest.as_bytes(), needle.as_bytes()));
        let found = found.map(|at| from + at);
        self.0.insert(needle.to_owned(), found.map(|at| from..=at));
        found
    }
}
