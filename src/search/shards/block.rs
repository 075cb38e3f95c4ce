//! Sorted entries cut into blocks, and their bytes.

use crate::search::varint;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShardKind {
    Terms,
    Positions,
    Words,
    Cards,
    Facets,
}

impl ShardKind {
    /// In the file's head, and in lower case in its name.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Terms => 'T',
            Self::Positions => 'P',
            Self::Words => 'W',
            Self::Cards => 'C',
            Self::Facets => 'F',
        }
    }

    /// Positions are as small as they get, and most of them change with every document.
    pub(super) fn is_compressed(self) -> bool {
        self != Self::Positions
    }
}

/// Entries, encoded but for their keys, which depend on the entries before.
#[derive(Debug, Default)]
pub(super) struct Entries {
    keys: String,
    /// Of the entries so far, and of the one that comes next.
    pub postings: Vec<u8>,
    pub positions: Vec<u8>,
    ends: Vec<End>,
}

/// Where an entry ends.
#[derive(Clone, Copy, Debug, Default)]
struct End {
    key: usize,
    frequency: u32,
    postings: usize,
    positions: usize,
}

/// One of [`Entries`].
#[derive(Debug)]
pub(super) struct TermRow<'a> {
    key: &'a str,
    frequency: u32,
    postings: &'a [u8],
    positions: &'a [u8],
}

impl Entries {
    /// Ends the entry whose postings and positions were written last.
    pub(super) fn end(&mut self, key: &str, frequency: u32) {
        self.keys.push_str(key);
        let (postings, positions) = (self.postings.len(), self.positions.len());
        self.ends.push(End { key: self.keys.len(), frequency, postings, positions });
    }

    /// The entries that have ended.
    pub(super) fn iter(&self) -> impl Iterator<Item = TermRow<'_>> {
        let mut start = End::default();
        self.ends.iter().map(move |end| {
            let start = std::mem::replace(&mut start, *end);
            TermRow {
                key: &self.keys[start.key..end.key],
                frequency: end.frequency,
                postings: &self.postings[start.postings..end.postings],
                positions: &self.positions[start.positions..end.positions],
            }
        })
    }
}

/// A stretch of entries.
#[derive(Debug, Default)]
pub(super) struct Block {
    count: u32,
    last: String,
    keys: Vec<u8>,
    postings: Vec<u8>,
    sizes: Vec<u8>,
    positions: Vec<u8>,
}

impl Block {
    fn push(&mut self, entry: &TermRow<'_>, has_postings: bool) {
        let shared = shared(&self.last, entry.key);
        self.keys.push(shared);
        let suffix = &entry.key.as_bytes()[usize::from(shared)..];
        varint::write(size(suffix), &mut self.keys);
        self.keys.extend_from_slice(suffix);
        varint::write(entry.frequency, &mut self.keys);
        if has_postings {
            varint::write(size(entry.postings), &mut self.keys);
            self.postings.extend_from_slice(entry.postings);
            varint::write(size(entry.positions), &mut self.sizes);
            self.positions.extend_from_slice(entry.positions);
        }
        self.last.clear();
        self.last.push_str(entry.key);
        self.count += 1;
    }

    /// Appends count, keys, then all postings.
    pub(super) fn write_entries(&self, bytes: &mut Vec<u8>) {
        bytes.reserve(self.keys.len() + self.postings.len() + 5);
        varint::write(self.count, bytes);
        bytes.extend_from_slice(&self.keys);
        bytes.extend_from_slice(&self.postings);
    }

    /// Appends sizes, then all positions, with their length in front.
    pub(super) fn write_positions(&self, bytes: &mut Vec<u8>) {
        bytes.reserve(self.sizes.len() + self.positions.len() + 5);
        varint::write(u32::try_from(self.sizes.len() + self.positions.len()).unwrap_or(u32::MAX), bytes);
        bytes.extend_from_slice(&self.sizes);
        bytes.extend_from_slice(&self.positions);
    }
}

/// Bytes that two keys have in common at their beginning, cut at a character.
fn shared(left: &str, right: &str) -> u8 {
    let same = left.bytes().zip(right.bytes()).take(255).take_while(|(l, r)| l == r).count();
    let whole = (0..=same).rev().find(|at| right.is_char_boundary(*at)).unwrap_or(0);
    u8::try_from(whole).unwrap_or(0)
}

/// The shortest beginning of `key` that is greater than `before`, which is less than `key`.
fn separator<'a>(before: &str, key: &'a str) -> &'a str {
    let same = key.chars().zip(before.chars()).take_while(|(one, other)| one == other).count();
    key.char_indices().nth(same + 1).map_or(key, |(end, _)| &key[..end])
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// Cuts a sorted sequence of entries.
#[derive(Debug)]
pub(super) struct Blocks {
    target: usize,
    has_postings: bool,
    current: Block,
    full: Vec<Block>,
    /// What separates each block from the one before: its first key, as far as it takes to be behind that one's last.
    pub firsts: Vec<String>,
}

impl Blocks {
    /// Cuts at about `target` bytes.
    pub(super) fn new(target: usize, has_postings: bool) -> Self {
        Self { target, has_postings, current: Block::default(), full: Vec::new(), firsts: Vec::new() }
    }

    /// Adds the next entry.
    pub(super) fn push(&mut self, entry: &TermRow<'_>) {
        let grown = self.current.keys.len() + self.current.postings.len() + entry.key.len() + entry.postings.len();
        if self.current.count > 0 && grown > self.target {
            self.firsts.push(separator(&self.current.last, entry.key).to_owned());
            self.full.push(std::mem::take(&mut self.current));
        } else if self.firsts.is_empty() {
            self.firsts.push(separator("", entry.key).to_owned());
        }
        self.current.push(entry, self.has_postings);
    }

    /// The blocks that are complete, a multiple of `group`; with `last` all that are left.
    pub(super) fn take_full(&mut self, group: usize, last: bool) -> Vec<Block> {
        if last && self.current.count > 0 {
            self.full.push(std::mem::take(&mut self.current));
        }
        let whole = if last { self.full.len() } else { self.full.len() / group * group };
        self.full.drain(..whole).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_lies_between_two_blocks() {
        for (before, key, expected) in [
            ("", "abc", "a"),
            ("deadlin e", "deadlin exceed", "deadlin ex"),
            ("ab", "b", "b"),
            ("ab", "abc", "abc"),
            ("é", "êta", "ê"),
        ] {
            let found = separator(before, key);
            assert_eq!(found, expected);
            assert!(before < found && found <= key);
        }
    }
}
