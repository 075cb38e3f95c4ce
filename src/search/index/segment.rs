//! Documents -> a segment of the index, written as it is: our columns have the order that tantivy wants, so that nothing
//! has to go through its indexing threads, which would hash every word of every text again.

use super::column::{Column, Detail, Scratch};
use super::words::Words;
use super::{Collection, Fields};
use crate::search::query::{colourless, quoted};
use crate::search::scoring::FIELDS;
use rustc_hash::FxHashMap;
use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReader, FieldNormsSerializer};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::Field;
use tantivy::store::StoreWriter;
use tantivy::{Segment, TantivyDocument};

/// The fields of the title and of code.
pub(super) const TITLE: usize = 0;
const CODE: usize = 3;
/// What is kept of each field.
const DETAILS: [Detail; FIELDS] = [Detail::Positions, Detail::Frequency, Detail::Positions, Detail::Frequency];

/// Pairs of neighbours that are kept of a document: it may hold a whole log.
const MOST_PAIRS: u64 = 2000;

/// How often the name of a document counts in its title: it is found by that before those that cite it.
const NAMED: usize = 4;
/// Places between the title and the name, over which no phrase reaches.
const APART: u32 = 8;

/// A document on its way: its number in the collection, and its key.
pub(super) type Wanted = (usize, String);

/// Writes `documents`; numbers and keys ascend.
pub(super) fn write(
    segment: &Segment,
    fields: &Fields,
    collection: &dyn Collection,
    documents: &[Wanted],
) -> tantivy::Result<Segment> {
    let texts = read(segment, fields, collection, documents)?;
    let mut norms = FieldNormsSerializer::from_write(segment.open_write(SegmentComponent::FieldNorms)?)?;
    for (field, lengths) in fields.text.iter().zip(&texts.norms) {
        norms.serialize_field(*field, lengths)?;
    }
    norms.close()?;
    let mut postings = InvertedIndexSerializer::open(segment)?;
    write_keys(&mut postings, fields.source, documents)?;
    let Texts { words, columns, surfaces, mut scratch, .. } = texts;
    let ranks = words.ranks();
    for (field, column) in columns_in_order(fields, columns, surfaces) {
        let option = column.detail != Detail::Presence;
        let mut serializer = postings.new_field(field, column.tokens, None)?;
        let sorted = column.finish(&ranks, &mut scratch);
        for holders in sorted.words() {
            serializer.new_term(words.name(holders.word()).as_bytes(), holders.count(), option)?;
            holders.each(|document, frequency, steps| serializer.write_doc(document, frequency, steps));
            serializer.close_term()?;
        }
        serializer.close()?;
    }
    postings.close()?;
    let segment = segment.clone().with_max_doc(u32::try_from(documents.len()).unwrap_or(u32::MAX));
    segment.meta().untrack_temp_docstore();
    Ok(segment)
}

/// As the schema has them.
fn columns_in_order(fields: &Fields, columns: [Column; FIELDS], surfaces: Column) -> Vec<(Field, Column)> {
    let mut all: Vec<(Field, Column)> = fields.text.into_iter().zip(columns).collect();
    all.push((fields.surface, surfaces));
    all.sort_by_key(|(field, _)| *field);
    all
}

/// What the documents of a segment say.
struct Texts {
    words: Words,
    columns: [Column; FIELDS],
    surfaces: Column,
    /// Length of each field by document, as tantivy rounds it.
    norms: [Vec<u8>; FIELDS],
    scratch: Scratch,
    /// By word: the last document that has it as a surface, counted from 1.
    seen: Vec<u32>,
    /// Neighbours that are looked for in all text, and those of the current document.
    phrases: FxHashMap<[u32; 2], u32>,
    told: Vec<u32>,
}

impl Texts {
    fn new() -> Self {
        let mut words = Words::default();
        Self {
            phrases: words.set_phrases(),
            told: Vec::new(),
            words,
            columns: DETAILS.map(Column::new),
            surfaces: Column::new(Detail::Presence),
            norms: [const { Vec::new() }; FIELDS],
            scratch: Scratch::default(),
            seen: Vec::new(),
        }
    }

    /// Adds the field at `at` of the document, in one or more stretches.
    fn add<'a>(&mut self, at: usize, document: u32, texts: impl Iterator<Item = &'a str>) {
        let before = self.columns[at].tokens;
        for text in texts {
            self.read(at, document, text, (0, 1));
        }
        let length = u32::try_from(self.columns[at].tokens - before).unwrap_or(u32::MAX);
        self.norms[at].push(FieldNormReader::fieldnorm_to_id(length));
        self.columns[at].settle(&mut self.scratch);
    }

    /// Adds `title` and, behind it, the `name` of the document, [`NAMED`] times over. The title is as long as without.
    fn title(&mut self, document: u32, title: &str, name: &str) {
        self.add(TITLE, document, [title].into_iter());
        let behind = u32::try_from(title.len()).unwrap_or(u32::MAX / 2) + APART;
        self.read(TITLE, document, name, (behind, NAMED));
    }

    /// Adds the words of `text` from a `place` on, each `times` over.
    fn read(&mut self, at: usize, document: u32, text: &str, (place, times): (u32, usize)) {
        let (column, surfaces, seen) = (&mut self.columns[at], &mut self.surfaces, &mut self.seen);
        let (mut before, mut last, mut last_place) = (u32::MAX, u32::MAX, u32::MAX);
        self.words.read(&colourless(text), |piece| {
            (0..times).for_each(|_| column.push(piece.term, document, place + piece.position));
            // A name of several parts stands where its first part stands.
            if piece.position != last_place {
                (before, last_place) = (last, piece.position);
            }
            last = piece.term;
            self.told.extend(self.phrases.get(&[before, last]));
            let surface = piece.surface as usize;
            if surface >= seen.len() {
                seen.resize(surface + 1024, 0);
            }
            if std::mem::replace(&mut seen[surface], document + 1) <= document {
                surfaces.push(piece.surface, document, 0);
            }
        });
    }

    /// Adds neighbours in each of `lines`, and the set phrases that were read, to the code of the document, whose length they leave as it is.
    fn pairs<'a>(&mut self, document: u32, lines: impl Iterator<Item = &'a str>) {
        let (column, words) = (&mut self.columns[CODE], &mut self.words);
        let most = column.tokens + MOST_PAIRS;
        self.told.sort_unstable();
        self.told.dedup();
        self.told.drain(..).for_each(|pair| column.push(pair, document, 0));
        for line in lines {
            if column.tokens >= most {
                break;
            }
            words.pairs(&colourless(line), |pair| column.push(pair, document, 0));
        }
        column.settle(&mut self.scratch);
    }
}

/// Reads the documents; what is stored of them is written on the way.
fn read(
    segment: &Segment,
    fields: &Fields,
    collection: &dyn Collection,
    documents: &[Wanted],
) -> tantivy::Result<Texts> {
    let schema = segment.schema();
    let tokenizers = segment.index().fast_field_tokenizer().clone();
    let mut sources = FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, tokenizers)?;
    let cards = segment.open_write(SegmentComponent::Store)?;
    let settings = segment.index().settings();
    let mut cards = StoreWriter::new(cards, settings.docstore_compression, settings.docstore_blocksize, false)?;
    let mut texts = Texts::new();
    for (place, (number, key)) in (0..).zip(documents) {
        let document = collection.document(*number);
        let mut entry = TantivyDocument::default();
        entry.add_text(fields.card, serde_json::to_string(&document.card).unwrap_or_default());
        entry.add_text(fields.source, key);
        sources.add_document(&entry)?;
        cards.store(&entry, &schema)?;
        let code = document.code.iter();
        let code = code.filter_map(|range| document.body.get(range.start as usize..range.end as usize));
        texts.title(place, &document.card.title, &document.name);
        texts.add(1, place, [document.meta.as_str()].into_iter());
        texts.add(2, place, [document.body].into_iter());
        texts.add(CODE, place, code.clone());
        let lines = code.flat_map(str::lines).chain(quoted(document.body));
        texts.pairs(place, std::iter::once(&*document.card.title).chain(lines));
        texts.surfaces.settle(&mut texts.scratch);
    }
    cards.close()?;
    let mut file = segment.open_write(SegmentComponent::FastFields)?;
    sources.serialize(&mut file, None)?;
    file.terminate()?;
    Ok(texts)
}

fn write_keys(postings: &mut InvertedIndexSerializer, field: Field, documents: &[Wanted]) -> tantivy::Result<()> {
    let mut serializer = postings.new_field(field, documents.len() as u64, None)?;
    for (place, (_, key)) in (0..).zip(documents) {
        serializer.new_term(key.as_bytes(), 1, false)?;
        serializer.write_doc(place, 1, &[]);
        serializer.close_term()?;
    }
    Ok(serializer.close()?)
}
