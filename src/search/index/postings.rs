//! Postings of a term over all segments and fields: which documents, with what impact, at which positions.

use super::document::Eighths;
use super::field::InField;
use super::segment::TITLE;
use super::terms::PostingsAddress;
use super::{Error, Fields, Index, TermEntry};
use crate::search::scoring::{FIELDS, Weights};
use std::path::Path;
use std::sync::Arc;
use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::fieldnorm::FieldNormReader;
use tantivy::{Directory, DocAddress, InvertedIndexReader, Searcher, TERMINATED, Term};

/// Positions of the title start here. Headings and summary stand in the body too and need none of their own.
pub(super) const TITLE_BASE: u32 = 1 << 20;
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
pub(super) struct IndexSegment {
    pub text: [Arc<InvertedIndexReader>; FIELDS],
    pub surface: Arc<InvertedIndexReader>,
    /// Where the positions of each field lie, if they are kept.
    positions: [Option<FileSlice>; FIELDS],
    norms: [FieldNormReader; FIELDS],
    /// Number of each document; `None` for deleted ones.
    pub numbers: Vec<Option<u32>>,
    /// What words of each document count.
    eighths: Vec<Eighths>,
    pub has_deletes: bool,
}

impl std::fmt::Debug for IndexSegment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexSegment").field("documents", &self.numbers.len()).finish_non_exhaustive()
    }
}

/// The segments, and where each document lies, numbered by source path.
pub(super) fn parts(searcher: &Searcher, fields: &Fields) -> Result<(Vec<IndexSegment>, Vec<DocAddress>), Error> {
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
    // Each segment is sorted, and a stable sort finds such runs.
    found.sort();
    let mut parts = Vec::new();
    for segment in searcher.segment_readers() {
        let [title, meta, body, code] = fields.text;
        let text = |field| segment.inverted_index(field);
        let norms = |field| segment.get_fieldnorms_reader(field);
        // Tantivy's own cursor adds up a block's frequencies for each document; here all positions of a term are read at once.
        let positions = format!("{}.pos", segment.segment_id().uuid_string());
        let positions = searcher.index().directory().open_read(Path::new(&positions));
        let positions = CompositeFile::open(&positions.map_err(tantivy::TantivyError::from)?)?;
        parts.push(IndexSegment {
            text: [text(title)?, text(meta)?, text(body)?, text(code)?],
            surface: segment.inverted_index(fields.surface)?,
            positions: std::array::from_fn(|at| BASES[at].and_then(|_| positions.open_read(fields.text[at]))),
            norms: [norms(title)?, norms(meta)?, norms(body)?, norms(code)?],
            numbers: vec![None; segment.max_doc() as usize],
            eighths: vec![Eighths::default(); segment.max_doc() as usize],
            has_deletes: segment.has_deletes(),
        });
    }
    for (number, (key, address)) in (0..).zip(&found) {
        let part = &mut parts[address.segment_ord as usize];
        part.numbers[address.doc_id as usize] = Some(number);
        part.eighths[address.doc_id as usize] = Eighths::of(key);
    }
    Ok((parts, found.into_iter().map(|(_, address)| address).collect()))
}

/// Mean length of each field over the live documents; 1 where a field is empty everywhere.
pub(super) fn averages(parts: &[IndexSegment], documents: usize) -> [f64; FIELDS] {
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

    /// Reads the postings of a term of [`Index::for_each_term`] into `found`, and positions if they are wanted.
    ///
    /// # Errors
    /// A damaged index.
    pub fn read_term(&self, entry: TermEntry<'_>, with_positions: bool, found: &mut TermPostings) -> Result<(), Error> {
        self.read_postings(entry.places, with_positions, found)
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
        let mut found = TermPostings::default();
        self.read_postings(&infos, with_positions, &mut found)?;
        Ok((!found.rows.is_empty()).then(|| found.lists()))
    }

    /// The postings at `places`.
    pub(super) fn read_postings(
        &self,
        places: &[PostingsAddress],
        with_positions: bool,
        found: &mut TermPostings,
    ) -> Result<(), Error> {
        found.rows.clear();
        found.values.clear();
        for of_segment in places.chunk_by(|(a, ..), (b, ..)| a == b) {
            let Some((ordinal, ..)) = of_segment.first() else { continue };
            let part = &self.parts[*ordinal];
            found.fields.iter_mut().for_each(InField::clear);
            for (_, field, info) in of_segment {
                let positions = part.positions[*field].as_ref().filter(|_| with_positions);
                found.fields[*field].read(&part.text[*field], positions, info)?;
            }
            found.add(part, &self.weights);
        }
        // Segments come in any order; the documents of one are sorted, and a stable sort finds such runs.
        found.rows.sort_by_key(|row| row.document);
        Ok(())
    }
}

/// A document that holds a term.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub document: u32,
    pub impact: u8,
    /// Where its positions stand.
    start: usize,
    end: usize,
}

/// Postings of one term by document; kept from term to term for its room.
#[derive(Default)]
pub struct TermPostings {
    rows: Vec<Row>,
    values: Vec<u32>,
    /// The term in one segment.
    fields: [InField; FIELDS],
}

impl TermPostings {
    /// The documents, ascending.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The positions in one of them, ascending.
    #[must_use]
    pub fn positions(&self, row: &Row) -> &[u32] {
        &self.values[row.start..row.end]
    }

    fn lists(&self) -> (List, Positions) {
        let list = List {
            documents: self.rows.iter().map(|row| row.document).collect(),
            impacts: self.rows.iter().map(|row| row.impact).collect(),
        };
        let counts = self.rows.iter().map(|row| u32::try_from(row.end - row.start).unwrap_or(u32::MAX)).collect();
        let values = self.rows.iter().flat_map(|row| self.positions(row)).copied().collect();
        (list, Positions { counts, values })
    }

    /// Adds the term in one segment.
    fn add(&mut self, part: &IndexSegment, weights: &Weights) {
        let Self { rows, values, fields } = self;
        let mut heads = fields.each_ref().map(InField::document);
        loop {
            let current = heads.into_iter().fold(TERMINATED, u32::min);
            if current == TERMINATED {
                return;
            }
            let holders = (0..FIELDS).filter(|field| heads[*field] == current);
            let held = |field: usize| (field, fields[field].frequency(), part.norms[field].fieldnorm_id(current));
            let impact = weights.impact(holders.clone().map(held));
            let in_title = || match heads[TITLE] == current {
                true => weights.impact([held(TITLE)]),
                false => 0,
            };
            let impact = part.eighths[current as usize].weigh(impact, in_title);
            let start = values.len();
            // Body before title: ascending.
            for field in holders.rev() {
                fields[field].pass(BASES[field].unwrap_or_default(), values);
            }
            heads = fields.each_ref().map(InField::document);
            match part.numbers[current as usize] {
                Some(document) => rows.push(Row { document, impact, start, end: values.len() }),
                None => values.truncate(start),
            }
        }
    }
}
