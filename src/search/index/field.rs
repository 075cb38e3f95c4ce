//! One term in one field of a segment, read at once: most terms have few documents, and a cursor for each takes longer to be made
//! than to be followed.

use super::postings::TITLE_BASE;
use tantivy::directory::FileSlice;
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, TERMINATED};

/// Kept from term to term for its room; always of the same field, since fields differ in what they keep.
#[derive(Default)]
pub(super) struct InField {
    block: Option<BlockSegmentPostings>,
    documents: Vec<u32>,
    /// How often each of them holds the term.
    frequencies: Vec<u32>,
    /// As many positions for each, as differences; none where nobody wants them.
    steps: Vec<u32>,
    /// Documents and positions that were passed.
    passed: usize,
    passed_steps: usize,
}

impl InField {
    /// Reads the term of `info`; its positions from `positions`, if they are wanted.
    pub(super) fn read(
        &mut self,
        inverted: &InvertedIndexReader,
        positions: Option<&FileSlice>,
        info: &TermInfo,
    ) -> std::io::Result<()> {
        self.clear();
        let Self { block, documents, frequencies, steps, .. } = self;
        let block = match block {
            Some(block) => {
                inverted.reset_block_postings_from_terminfo(info, block)?;
                block
            }
            None => block.insert(inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?),
        };
        while block.block_len() > 0 {
            documents.extend_from_slice(block.docs());
            frequencies.extend_from_slice(block.freqs());
            block.advance();
        }
        if let Some(positions) = positions {
            steps.resize(frequencies.iter().map(|frequency| *frequency as usize).sum(), 0);
            PositionReader::open(positions.read_bytes_slice(info.positions_range.clone())?)?.read(0, steps);
        }
        Ok(())
    }

    /// As if the term did not stand in the field.
    pub(super) fn clear(&mut self) {
        self.documents.clear();
        self.frequencies.clear();
        self.steps.clear();
        (self.passed, self.passed_steps) = (0, 0);
    }

    /// The first document that was not passed; behind the last [`TERMINATED`].
    #[inline]
    pub(super) fn document(&self) -> u32 {
        self.documents.get(self.passed).copied().unwrap_or(TERMINATED)
    }

    /// How often that document holds the term.
    #[inline]
    pub(super) fn frequency(&self) -> u32 {
        self.frequencies.get(self.passed).copied().unwrap_or_default()
    }

    /// Passes that document; appends its positions, the first of the field being `base`.
    #[inline]
    pub(super) fn pass(&mut self, base: u32, positions: &mut Vec<u32>) {
        let frequency = self.frequency() as usize;
        self.passed += 1;
        if self.steps.is_empty() {
            return;
        }
        let steps = &self.steps[self.passed_steps..][..frequency];
        self.passed_steps += frequency;
        let mut inside = 0;
        for (at, step) in steps.iter().enumerate() {
            inside += step;
            // A word and a compound of one spelling may share a place.
            if inside < TITLE_BASE && (at == 0 || *step > 0) {
                positions.push(base + inside);
            }
        }
    }
}
