//! Sorted entries cut into blocks, and their bytes.

use crate::search::varint;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Terms,
    Positions,
    Words,
    Cards,
    Facets,
}

impl Kind {
    /// In the file's head, and in lower case in its name.
    pub fn letter(self) -> char {
        match self {
            Self::Terms => 'T',
            Self::Positions => 'P',
            Self::Words => 'W',
            Self::Cards => 'C',
            Self::Facets => 'F',
        }
    }

    /// Positions hardly shrink, and only phrases need them.
    fn compression(self) -> Compression {
        Compression::new(if self == Self::Positions { 2 } else { 6 })
    }
}

/// One entry, encoded but for its key, which depends on the entry before.
#[derive(Debug)]
pub(super) struct Encoded {
    key: String,
    pub frequency: u32,
    /// `None` for surfaces.
    postings: Option<Vec<u8>>,
    positions: Vec<u8>,
}

impl Encoded {
    /// A term.
    pub fn term(key: &str, frequency: u32, postings: Vec<u8>, positions: Vec<u8>) -> Self {
        Self { key: key.to_owned(), frequency, postings: Some(postings), positions }
    }

    /// A word of the lexicon.
    pub fn surface(key: &str, frequency: u32) -> Self {
        Self { key: key.to_owned(), frequency, postings: None, positions: Vec::new() }
    }
}

/// A stretch of entries.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub number: usize,
    count: u32,
    last: String,
    keys: Vec<u8>,
    postings: Vec<u8>,
    sizes: Vec<u8>,
    positions: Vec<u8>,
}

impl Block {
    fn push(&mut self, entry: &Encoded) {
        let shared = shared(&self.last, &entry.key);
        self.keys.push(shared);
        let suffix = &entry.key.as_bytes()[usize::from(shared)..];
        varint::write(size(suffix), &mut self.keys);
        self.keys.extend_from_slice(suffix);
        varint::write(entry.frequency, &mut self.keys);
        if let Some(postings) = &entry.postings {
            varint::write(size(postings), &mut self.keys);
            self.postings.extend_from_slice(postings);
            varint::write(size(&entry.positions), &mut self.sizes);
            self.positions.extend_from_slice(&entry.positions);
        }
        self.last.clone_from(&entry.key);
        self.count += 1;
    }

    /// Count, keys, then all postings.
    pub fn payload(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.keys.len() + self.postings.len() + 4);
        varint::write(self.count, &mut bytes);
        bytes.extend_from_slice(&self.keys);
        bytes.extend_from_slice(&self.postings);
        bytes
    }

    /// Appends sizes, then all positions, with their length in front.
    pub fn push_positions(&self, bytes: &mut Vec<u8>) {
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

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

/// Cuts a sorted sequence of entries.
#[derive(Debug)]
pub(super) struct Blocks {
    target: usize,
    current: Block,
    full: Vec<Block>,
    /// First key of each block.
    pub firsts: Vec<String>,
}

impl Blocks {
    /// Cuts at about `target` bytes.
    pub fn new(target: usize) -> Self {
        Self { target, current: Block::default(), full: Vec::new(), firsts: Vec::new() }
    }

    /// Adds the next entry.
    pub fn push(&mut self, entry: &Encoded) {
        let grown = self.current.keys.len()
            + self.current.postings.len()
            + entry.key.len()
            + entry.postings.as_ref().map_or(0, Vec::len);
        if self.current.count > 0 && grown > self.target {
            self.cut();
        }
        if self.current.count == 0 {
            self.firsts.push(entry.key.clone());
        }
        self.current.push(entry);
    }

    /// The blocks that are complete, a multiple of `group`; with `last` all that are left.
    pub fn take_full(&mut self, group: usize, last: bool) -> Vec<Block> {
        if last && self.current.count > 0 {
            self.cut();
        }
        let whole = if last { self.full.len() } else { self.full.len() / group * group };
        self.full.drain(..whole).collect()
    }

    fn cut(&mut self) {
        let next = Block { number: self.current.number + 1, ..Block::default() };
        self.full.push(std::mem::replace(&mut self.current, next));
    }
}

/// A whole file: format and kind, then `payload`; gzip without name and time.
pub(super) fn compressed(format: u8, kind: Kind, payload: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(payload.len() / 2 + 64), kind.compression());
    let written = encoder
        .write_all(&[format, kind.letter() as u8])
        .and_then(|()| encoder.write_all(payload))
        .and_then(|()| encoder.finish());
    // Writing to memory does not fail; an empty file would be reported by the client.
    written.unwrap_or_default()
}
