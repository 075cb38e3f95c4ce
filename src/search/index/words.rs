//! Words as numbers: each run of letters is cut, folded and stemmed once, however often the texts repeat it.

use crate::search::analyzer::{Analyzer, runs};
use crate::search::query::neighbours;
use crate::search::synonyms;
use indexmap::IndexSet;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::ops::Range;

/// Longer runs (in bytes) hardly repeat, so they are not remembered.
const LONGEST: usize = 16;
/// Bytes of two neighbours that are kept; the client reads terms of 256.
const LONGEST_PAIR: usize = 128;
/// What joins the parts of a name.
pub(super) const JOINS: [char; 3] = ['-', '_', '.'];
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
    /// By [`packed`] run.
    runs: FxHashMap<u128, Run>,
    pieces: Vec<Piece>,
}

/// What a run consists of.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Term and surface of the only piece, if there is one.
    only: Option<(u32, u32)>,
    /// Where its pieces stand.
    start: u32,
    pieces: u16,
    /// How many positions it takes.
    positions: u16,
}

impl Words {
    /// Calls `take` with every token of `text`, in order. Positions start at 0.
    pub(super) fn read(&mut self, text: &str, mut take: impl FnMut(Piece)) {
        let mut position = 0;
        for range in runs(text) {
            let Some(key) = packed(text, &range) else {
                position += self.long(&text[range], position, &mut take);
                continue;
            };
            let run = match self.runs.get(&key) {
                Some(run) => *run,
                None => self.cut(&text[range], key),
            };
            if let Some((term, surface)) = run.only {
                take(Piece { term, surface, position });
            } else {
                let start = run.start as usize;
                for piece in &self.pieces[start..start + usize::from(run.pieces)] {
                    take(Piece { position: position + piece.position, ..*piece });
                }
            }
            position += u32::from(run.positions);
        }
    }

    /// Calls `take` with each two terms of `line` that stand next to each other, as one; numbers have no neighbours.
    pub(super) fn pairs(&mut self, line: &str, mut take: impl FnMut(u32)) {
        let mut pieces: Vec<Piece> = Vec::new();
        self.read(line, |piece| {
            // A name of several parts stands where its first part stands.
            pieces.pop_if(|last| last.position == piece.position);
            pieces.push(piece);
        });
        for pair in pieces.windows(2) {
            let [first, second] = [pair[0], pair[1]].map(|piece| self.name(piece.term));
            let is_word = |term: &str| !term.starts_with(|first: char| first.is_ascii_digit()) && !term.contains(JOINS);
            if is_word(first) && is_word(second) && first.len() + second.len() < LONGEST_PAIR {
                let pair = neighbours(first, second);
                take(number(&mut self.names, &pair));
            }
        }
    }

    /// The [`synonyms::pairs`]: by the numbers of both terms that of their pair.
    pub(super) fn set_phrases(&mut self) -> FxHashMap<[u32; 2], u32> {
        let pairs = synonyms::pairs(&mut self.analyzer);
        let mut numbered = |[first, second]: [String; 2]| {
            let pair = number(&mut self.names, &neighbours(&first, &second));
            ([first, second].map(|term| number(&mut self.names, &term)), pair)
        };
        pairs.into_iter().map(&mut numbered).collect()
    }

    /// How many numbers there are.
    #[cfg(test)]
    fn count(&self) -> usize {
        self.names.len()
    }

    /// The word behind a number.
    pub(super) fn name(&self, number: u32) -> &str {
        self.names.get_index(number as usize).map_or("", |name| name)
    }

    /// For each number the place of its word in the order of bytes.
    pub(super) fn ranks(&self) -> Vec<u32> {
        // Most words differ in their first eight bytes, and numbers compare faster than strings.
        let mut order: Vec<(u64, u32)> =
            (0..).zip(&self.names).map(|(number, name)| (beginning(name.as_bytes()), number)).collect();
        order.sort_unstable_by(|(a, left), (b, right)| a.cmp(b).then_with(|| self.name(*left).cmp(self.name(*right))));
        let mut ranks = vec![0; order.len()];
        for (rank, (_, number)) in (0..).zip(order) {
            ranks[number as usize] = rank;
        }
        ranks
    }

    /// Reads a run and remembers it.
    fn cut(&mut self, run: &str, key: u128) -> Run {
        if self.runs.len() >= REMEMBERED {
            self.runs.clear();
            self.pieces.clear();
        }
        let start = self.pieces.len();
        let mut pieces = std::mem::take(&mut self.pieces);
        let positions = self.long(run, 0, |piece| pieces.push(piece));
        self.pieces = pieces;
        let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let only = match self.pieces[start..] {
            [Piece { term, surface, position: 0 }] => Some((term, surface)),
            _ => None,
        };
        let run = Run {
            only,
            start: u32::try_from(start).unwrap_or(u32::MAX),
            pieces: small(self.pieces.len() - start),
            positions: small(positions as usize),
        };
        self.runs.insert(key, run);
        run
    }

    /// Reads a run, whose first position is `position`; returns how many it takes.
    fn long(&mut self, run: &str, position: u32, mut take: impl FnMut(Piece)) -> u32 {
        let names = &mut self.names;
        self.analyzer.tokens(run, |token| {
            let (term, surface) = (number(names, token.term), number(names, token.surface));
            take(Piece { term, surface, position: position + token.position });
        })
    }
}

/// The bytes of a short run as a number: words hold no zero bytes, so no two are alike, and none has to be compared.
#[inline]
fn packed(text: &str, range: &Range<usize>) -> Option<u128> {
    let length = range.len();
    if length > LONGEST {
        return None;
    }
    let bytes = text.as_bytes();
    if let Some(whole) = bytes.get(range.start..).and_then(|rest| rest.first_chunk::<LONGEST>()) {
        let unused = 8 * (LONGEST - length) as u32;
        return Some(u128::from_le_bytes(*whole) << unused >> unused);
    }
    let mut whole = [0; LONGEST];
    whole[..length].copy_from_slice(&bytes[range.clone()]);
    Some(u128::from_le_bytes(whole))
}

fn number(names: &mut IndexSet<Box<str>, FxBuildHasher>, name: &str) -> u32 {
    let number = names.get_index_of(name).unwrap_or_else(|| names.insert_full(name.into()).0);
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The first eight bytes as a number of the same order.
pub(super) fn beginning(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = name.len().min(8);
    bytes[..length].copy_from_slice(&name[..length]);
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
    fn neighbours_are_words_of_one_line_and_parts_of_names() {
        let mut words = Words::default();
        let mut found = Vec::new();
        words.pairs("Context deadline exceeded after 30 s in us-east-1 OAuth", |pair| found.push(pair));
        let found: Vec<&str> = found.into_iter().map(|pair| words.name(pair)).collect();
        let expected = ["context deadlin", "deadlin exceed", "exceed after", "s us", "us east", "o auth"];
        assert_eq!(found, expected);
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
