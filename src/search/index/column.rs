//! Which documents hold which words, and where: one field, gathered document by document, read word by word.

use crate::search::varint;

/// Uses that are gathered before they are grouped by word.
const BATCH: usize = 1 << 18;

/// What is kept of a word in a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    /// That it is there.
    Presence,
    /// How often.
    Frequency,
    /// How often, and where.
    Positions,
}

/// One use of a word.
#[derive(Clone, Copy, Debug)]
struct Use {
    word: u32,
    document: u32,
    position: u32,
}

/// The documents that hold a word, among those of one batch.
#[derive(Clone, Copy, Debug)]
struct WordRun {
    word: u32,
    documents: u32,
    start: usize,
}

/// A field.
pub(super) struct Column {
    pub detail: Detail,
    uses: Vec<Use>,
    entries: Vec<WordRun>,
    bytes: Vec<u8>,
    /// Tokens in all.
    pub tokens: u64,
}

/// Room for grouping, kept between batches.
#[derive(Default)]
pub(super) struct Scratch {
    /// By word: how many uses, then where the next one goes.
    slots: Vec<u32>,
    words: Vec<u32>,
    grouped: Vec<(u32, u32)>,
}

impl Column {
    /// One that keeps so much of each word.
    pub(super) fn new(detail: Detail) -> Self {
        Self { detail, uses: Vec::new(), entries: Vec::new(), bytes: Vec::new(), tokens: 0 }
    }

    /// Notes a use; documents come in ascending order, and positions within a document.
    pub(super) fn push(&mut self, word: u32, document: u32, position: u32) {
        self.uses.push(Use { word, document, position });
        self.tokens += 1;
    }

    /// Groups what was gathered, if it is much.
    pub(super) fn settle(&mut self, scratch: &mut Scratch) {
        if self.uses.len() >= BATCH {
            self.group(scratch);
        }
    }

    /// A counting sort by word, which keeps the order of documents and positions.
    fn group(&mut self, scratch: &mut Scratch) {
        let Scratch { slots, words, grouped } = scratch;
        let most = self.uses.iter().map(|a| a.word as usize + 1).max().unwrap_or(0);
        slots.resize(slots.len().max(most), 0);
        words.clear();
        for Use { word, .. } in &self.uses {
            if slots[*word as usize] == 0 {
                words.push(*word);
            }
            slots[*word as usize] += 1;
        }
        let mut next = 0;
        for word in words.iter() {
            next += std::mem::replace(&mut slots[*word as usize], next);
        }
        grouped.resize(self.uses.len(), (0, 0));
        for Use { word, document, position } in self.uses.drain(..) {
            let slot = &mut slots[word as usize];
            grouped[*slot as usize] = (document, position);
            *slot += 1;
        }
        let mut start = 0;
        for word in words.iter() {
            let end = std::mem::take(&mut slots[*word as usize]);
            self.encode(*word, &grouped[start as usize..end as usize]);
            start = end;
        }
    }

    fn encode(&mut self, word: u32, uses: &[(u32, u32)]) {
        let start = self.bytes.len();
        let (mut documents, mut before) = (0, 0);
        for of_document in uses.chunk_by(|(a, _), (b, _)| a == b) {
            let Some((document, _)) = of_document.first() else { continue };
            varint::write(document - before, &mut self.bytes);
            before = *document;
            documents += 1;
            if self.detail != Detail::Presence {
                varint::write(u32::try_from(of_document.len()).unwrap_or(u32::MAX), &mut self.bytes);
            }
            if self.detail == Detail::Positions {
                let mut last = 0;
                for (_, position) in of_document {
                    varint::write(position - std::mem::replace(&mut last, *position), &mut self.bytes);
                }
            }
        }
        self.entries.push(WordRun { word, documents, start });
    }

    /// The words in the order of bytes, each with its documents.
    pub(super) fn finish(mut self, ranks: &[u32], scratch: &mut Scratch) -> Sorted {
        self.group(scratch);
        self.entries.sort_unstable_by_key(|entry| (ranks[entry.word as usize], entry.start));
        Sorted { detail: self.detail, entries: self.entries, bytes: self.bytes }
    }
}

/// A field that is complete.
pub(super) struct Sorted {
    detail: Detail,
    entries: Vec<WordRun>,
    bytes: Vec<u8>,
}

impl Sorted {
    /// Each word with the documents that hold it.
    pub(super) fn words(&self) -> impl Iterator<Item = Holders<'_>> {
        self.entries.chunk_by(|a, b| a.word == b.word).map(|entries| Holders { column: self, entries })
    }
}

/// The documents that hold one word.
pub(super) struct Holders<'a> {
    column: &'a Sorted,
    entries: &'a [WordRun],
}

impl Holders<'_> {
    /// The word.
    pub(super) fn word(&self) -> u32 {
        self.entries.first().map_or(0, |entry| entry.word)
    }

    /// How many documents there are.
    pub(super) fn count(&self) -> u32 {
        self.entries.iter().map(|entry| entry.documents).sum()
    }

    /// Calls `take` with each document, how often it holds the word, and the positions as differences (if they are kept).
    pub(super) fn each(&self, mut take: impl FnMut(u32, u32, &[u32])) {
        let mut steps = Vec::new();
        for entry in self.entries {
            let mut bytes = &self.column.bytes[entry.start..];
            let mut document = 0;
            for _ in 0..entry.documents {
                document += varint::read(&mut bytes);
                let frequency = if self.column.detail == Detail::Presence { 1 } else { varint::read(&mut bytes) };
                steps.clear();
                if self.column.detail == Detail::Positions {
                    steps.extend((0..frequency).map(|_| varint::read(&mut bytes)));
                }
                take(document, frequency, &steps);
            }
        }
    }
}
