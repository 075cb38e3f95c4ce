//! Postings of a term over all segments and fields: which documents, with what impact, at which positions.

use super::{Error, Fields, Index, TermEntry};
use crate::search::scoring::{FIELDS, Weights};
use std::sync::Arc;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, InvertedIndexReader, Searcher, TERMINATED, Term};

/// Positions of the title start here. Headings and summary stand in the body too and need none of their own.
const TITLE_BASE: u32 = 1 << 20;
/// Where the positions of each field start; none where they are not kept.
const BASES: [Option<u32>; FIELDS] = [Some(TITLE_BASE), None, Some(0), None];

/// Documents that hold a term, ascending, each with its impact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    pub documents: Vec<u32>,
    pub impacts: Vec<u8>,
}

/// Where a term stands in each document of its [`List`], ascending: words of the body from 0, of the title from 2^20. None for
/// a document that holds it elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Positions {
    /// How many positions each document has.
    pub counts: Vec<u32>,
    /// All positions, one document after the other.
    pub values: Vec<u32>,
}

/// One segment with what its postings need.
pub(super) struct Part {
    pub text: [Arc<InvertedIndexReader>; FIELDS],
    pub surface: Arc<InvertedIndexReader>,
    norms: [FieldNormReader; FIELDS],
    /// Number of each document; `None` for deleted ones.
    pub numbers: Vec<Option<u32>>,
    pub has_deletes: bool,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("documents", &self.numbers.len()).finish_non_exhaustive()
    }
}

/// The segments, and where each document lies, numbered by source path.
pub(super) fn parts(searcher: &Searcher, fields: &Fields) -> Result<(Vec<Part>, Vec<DocAddress>), Error> {
    let mut found: Vec<(String, DocAddress)> = Vec::new();
    for (ordinal, segment) in (0..).zip(searcher.segment_readers()) {
        let column = segment.fast_fields().str("source")?;
        let column = column.ok_or_else(|| std::io::Error::other("a segment without source paths"))?;
        for document in segment.doc_ids_alive() {
            let mut source = String::new();
            if let Some(term) = column.term_ords(document).next() {
                column.ord_to_str(term, &mut source)?;
            }
            found.push((source, DocAddress::new(ordinal, document)));
        }
    }
    found.sort_unstable();
    let addresses: Vec<DocAddress> = found.into_iter().map(|(_, address)| address).collect();
    let mut parts = Vec::new();
    for segment in searcher.segment_readers() {
        let [title, meta, body, code] = fields.text;
        let text = |field| segment.inverted_index(field);
        let norms = |field| segment.get_fieldnorms_reader(field);
        parts.push(Part {
            text: [text(title)?, text(meta)?, text(body)?, text(code)?],
            surface: segment.inverted_index(fields.surface)?,
            norms: [norms(title)?, norms(meta)?, norms(body)?, norms(code)?],
            numbers: vec![None; segment.max_doc() as usize],
            has_deletes: segment.has_deletes(),
        });
    }
    for (number, address) in (0..).zip(&addresses) {
        parts[address.segment_ord as usize].numbers[address.doc_id as usize] = Some(number);
    }
    Ok((parts, addresses))
}

/// Mean length of each field over the live documents; 1 where a field is empty everywhere.
pub(super) fn averages(parts: &[Part], documents: usize) -> [f64; FIELDS] {
    let mut totals = [0_u64; FIELDS];
    for part in parts {
        for (document, _) in (0..).zip(&part.numbers).filter(|(_, number)| number.is_some()) {
            for (total, norms) in totals.iter_mut().zip(&part.norms) {
                *total += u64::from(norms.fieldnorm(document));
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "counts of words stay far below 2^52")]
    totals.map(|total| if total == 0 { 1.0 } else { total as f64 / documents.max(1) as f64 })
}

impl Index {
    /// Documents that hold `term`; `None` where none does.
    ///
    /// # Errors
    /// A damaged index.
    pub fn list(&self, term: &str) -> Result<Option<List>, Error> {
        Ok(self.look_up(term, false)?.map(|(list, _)| list))
    }

    /// How many documents hold `term`.
    ///
    /// # Errors
    /// A damaged index.
    pub fn frequency(&self, term: &str) -> Result<usize, Error> {
        Ok(self.list(term)?.map_or(0, |list| list.documents.len()))
    }

    /// Where `term` stands, for each document of its list.
    ///
    /// # Errors
    /// A damaged index.
    pub fn positions(&self, term: &str) -> Result<Option<(List, Positions)>, Error> {
        self.look_up(term, true)
    }

    /// Postings of a term of [`Index::for_each_term`], and positions if they are wanted.
    ///
    /// # Errors
    /// A damaged index.
    pub fn postings_of(&self, entry: &TermEntry, with_positions: bool) -> Result<(List, Positions), Error> {
        self.read_postings(&entry.places, with_positions)
    }

    fn look_up(&self, term: &str, with_positions: bool) -> Result<Option<(List, Positions)>, Error> {
        let mut infos = Vec::new();
        for (ordinal, part) in self.parts.iter().enumerate() {
            for (at, field) in self.fields.text.into_iter().enumerate() {
                if let Some(info) = part.text[at].get_term_info(&Term::from_field_text(field, term))? {
                    infos.push((ordinal, at, info));
                }
            }
        }
        let found = self.read_postings(&infos, with_positions)?;
        Ok((!found.0.documents.is_empty()).then_some(found))
    }

    /// The postings behind `infos`: segment, field and place of each, by segment.
    pub(super) fn read_postings(
        &self,
        infos: &[(usize, usize, TermInfo)],
        with_positions: bool,
    ) -> Result<(List, Positions), Error> {
        let option = match with_positions {
            true => IndexRecordOption::WithFreqsAndPositions,
            false => IndexRecordOption::WithFreqs,
        };
        let mut merged = Merged::default();
        for of_segment in infos.chunk_by(|(a, ..), (b, ..)| a == b) {
            let Some((ordinal, ..)) = of_segment.first() else { continue };
            let part = &self.parts[*ordinal];
            if let [(_, field, info)] = of_segment {
                let cursor = part.text[*field].read_postings_from_terminfo(info, option)?;
                merged.add_alone(part, *field, cursor, &self.weights, with_positions);
                continue;
            }
            let mut cursors: [Option<SegmentPostings>; FIELDS] = [const { None }; FIELDS];
            for (_, field, info) in of_segment {
                cursors[*field] = Some(part.text[*field].read_postings_from_terminfo(info, option)?);
            }
            merged.add(part, cursors, &self.weights, with_positions);
        }
        Ok(merged.finish())
    }
}

/// Postings of one term as they come, segment by segment.
#[derive(Default)]
struct Merged {
    /// Number, impact, and where its positions end in `values`.
    found: Vec<(u32, u8, usize)>,
    values: Vec<u32>,
    scratch: Vec<u32>,
}

impl Merged {
    /// Postings of a term that stands in one field only, as most do.
    fn add_alone(
        &mut self,
        part: &Part,
        field: usize,
        mut cursor: SegmentPostings,
        weights: &Weights,
        with_positions: bool,
    ) {
        let base = if with_positions { BASES[field] } else { None };
        while cursor.doc() != TERMINATED {
            let current = cursor.doc();
            if let Some(number) = part.numbers[current as usize] {
                if let Some(base) = base {
                    self.positions(base, &mut cursor);
                }
                let length = part.norms[field].fieldnorm_id(current);
                self.found.push((number, weights.impact_alone(field, cursor.term_freq(), length), self.values.len()));
            }
            cursor.advance();
        }
    }

    fn add(
        &mut self,
        part: &Part,
        mut cursors: [Option<SegmentPostings>; FIELDS],
        weights: &Weights,
        with_positions: bool,
    ) {
        loop {
            let current = cursors.iter().flatten().map(DocSet::doc).min().unwrap_or(TERMINATED);
            if current == TERMINATED {
                return;
            }
            let number = part.numbers[current as usize];
            let mut frequencies = [(0, 0); FIELDS];
            for (field, cursor) in cursors.iter_mut().enumerate() {
                let Some(cursor) = cursor.as_mut().filter(|cursor| cursor.doc() == current) else { continue };
                frequencies[field] = (cursor.term_freq(), part.norms[field].fieldnorm_id(current));
            }
            if let Some(number) = number {
                // Body first, then title: ascending.
                for field in [2, 0] {
                    let cursor = cursors[field].as_mut().filter(|cursor| with_positions && cursor.doc() == current);
                    if let (Some(base), Some(cursor)) = (BASES[field], cursor) {
                        self.positions(base, cursor);
                    }
                }
                self.found.push((number, weights.impact(frequencies), self.values.len()));
            }
            for cursor in cursors.iter_mut().flatten().filter(|cursor| cursor.doc() == current) {
                cursor.advance();
            }
        }
    }

    fn positions(&mut self, base: u32, cursor: &mut SegmentPostings) {
        cursor.positions(&mut self.scratch);
        // A word and a compound of one spelling may share a place.
        self.scratch.dedup();
        let inside = self.scratch.iter().filter(|position| **position < TITLE_BASE);
        self.values.extend(inside.map(|position| base + position));
    }

    fn finish(self) -> (List, Positions) {
        let (mut list, mut positions) = (List::default(), Positions::default());
        if self.found.is_sorted_by_key(|(number, ..)| *number) {
            list.documents = self.found.iter().map(|(number, ..)| *number).collect();
            list.impacts = self.found.iter().map(|(_, impact, _)| *impact).collect();
            let mut before = 0;
            let count = |(.., end): &(u32, u8, usize)| end - std::mem::replace(&mut before, *end);
            positions.counts =
                self.found.iter().map(count).map(|count| u32::try_from(count).unwrap_or(u32::MAX)).collect();
            positions.values = self.values;
            return (list, positions);
        }
        let starts = std::iter::once(0).chain(self.found.iter().map(|(.., end)| *end));
        let mut rows: Vec<(u32, u8, std::ops::Range<usize>)> = self
            .found
            .iter()
            .zip(starts)
            .map(|((number, impact, end), start)| (*number, *impact, start..*end))
            .collect();
        // Segments hold documents in any order.
        rows.sort_unstable_by_key(|(number, ..)| *number);
        for (number, impact, range) in rows {
            list.documents.push(number);
            list.impacts.push(impact);
            positions.counts.push(u32::try_from(range.len()).unwrap_or(u32::MAX));
            positions.values.extend_from_slice(&self.values[range]);
        }
        (list, positions)
    }
}
