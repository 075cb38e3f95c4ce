//! Words as numbers: each run of letters is cut, folded and stemmed once, however often the texts repeat it.

use crate::search::analyzer::{Analyzer, runs};
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};

/// Longer runs (in bytes) are data: they hardly repeat, so they are not remembered.
const LONGEST: usize = 64;
/// Runs remembered.
const REMEMBERED: usize = 1 << 18;

/// A token of a run, as numbers of [`Words::name`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub term: u32,
    pub surface: u32,
    /// Counted from the first of the text.
    pub position: u32,
}

/// Terms and surfaces, numbered in the order of their first use.
#[derive(Default)]
pub(super) struct Words {
    analyzer: Analyzer,
    names: IndexSet<Box<str>, FxBuildHasher>,
    /// Run -> where its pieces stand, how many there are, and the number of positions it takes.
    runs: FxHashMap<Box<str>, (usize, usize, u32)>,
    pieces: Vec<Piece>,
}

impl Words {
    /// Calls `take` with every token of `text`, in order. Positions start at 0.
    pub fn read(&mut self, text: &str, mut take: impl FnMut(Piece)) {
        let mut position = 0;
        for range in runs(text) {
            let run = &text[range];
            let (start, count, length) = match self.runs.get(run) {
                Some(found) => *found,
                None => self.cut(run),
            };
            for piece in &self.pieces[start..start + count] {
                take(Piece { position: position + piece.position, ..*piece });
            }
            position += length;
            if run.len() > LONGEST {
                self.pieces.truncate(start);
            }
        }
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The word behind a number.
    pub fn name(&self, number: u32) -> &str {
        self.names.get_index(number as usize).map_or("", |name| name)
    }

    /// For each number the place of its word in the order of bytes.
    pub fn ranks(&self) -> Vec<u32> {
        // Most words differ in their first eight bytes, and numbers compare faster than strings.
        let mut order: Vec<(u64, u32)> = (0..).zip(&self.names).map(|(number, name)| (beginning(name), number)).collect();
        order.sort_unstable_by(|(a, left), (b, right)| a.cmp(b).then_with(|| self.name(*left).cmp(self.name(*right))));
        let mut ranks = vec![0; order.len()];
        for (rank, (_, number)) in (0..).zip(order) {
            ranks[number as usize] = rank;
        }
        ranks
    }

    fn cut(&mut self, run: &str) -> (usize, usize, u32) {
        if self.runs.len() >= REMEMBERED {
            self.runs.clear();
            self.pieces.clear();
        }
        let start = self.pieces.len();
        let (names, pieces) = (&mut self.names, &mut self.pieces);
        let length = self.analyzer.tokens(run, |token| {
            let (term, surface) = (number(names, token.term), number(names, token.surface));
            pieces.push(Piece { term, surface, position: token.position });
        });
        let found = (start, self.pieces.len() - start, length);
        if run.len() <= LONGEST {
            self.runs.insert(run.into(), found);
        }
        found
    }
}

fn number(names: &mut IndexSet<Box<str>, FxBuildHasher>, name: &str) -> u32 {
    let number = names.get_index_of(name).unwrap_or_else(|| names.insert_full(name.into()).0);
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The first eight bytes as a number of the same order.
fn beginning(name: &str) -> u64 {
    let mut bytes = [0; 8];
    let length = name.len().min(8);
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u64::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remembered_runs_give_the_tokens_of_the_analyzer() {
        let text = "us-east-1 the HTTPServer the us-east-1 障害対応 障害対応 x";
        let long = "a-".repeat(50);
        let mut words = Words::default();
        for text in [text, &long, text, &long] {
            let mut expected = Vec::new();
            Analyzer::default().tokens(text, |token| {
                expected.push((token.term.to_owned(), token.surface.to_owned(), token.position));
            });
            let mut pieces = Vec::new();
            words.read(text, |piece| pieces.push(piece));
            let found: Vec<_> = pieces
                .iter()
                .map(|piece| (words.name(piece.term).to_owned(), words.name(piece.surface).to_owned(), piece.position))
                .collect();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn ranks_follow_the_bytes() {
        let mut words = Words::default();
        words.read("zebra aardvarks aardvark é aardvarksman b", |_| {});
        let ranks = words.ranks();
        let mut names: Vec<&str> = (0..).take(words.count()).map(|number| words.name(number)).collect();
        names.sort_unstable_by_key(|name| ranks[words.names.get_index_of(*name).unwrap()]);
        assert!(names.is_sorted(), "{names:?}");
    }
}
