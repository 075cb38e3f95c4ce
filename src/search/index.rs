//! The tantivy index of all documents: brought up to date by difference, read as postings with impacts.

mod document;
mod lines;
mod postings;
mod state;
mod terms;

pub use document::IndexDocument;
pub use postings::{List, Positions};
pub use terms::TermEntry;

use crate::fs;
use crate::search::analyzer::Analyzer;
use crate::search::card::Card;
use crate::search::facets::Facets;
use crate::search::scoring::FIELDS;
use lines::LineTokenizer;
use postings::Part;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use state::State;
use std::path::Path;
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::{DocAddress, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term};

/// Bytes that tantivy's writer may fill before it writes a segment.
const WRITER_MEMORY: usize = 32 << 20;
/// Documents analysed at a time.
const CHUNK: usize = 256;
/// More segments than this are merged into one.
const MOST_SEGMENTS: usize = 12;
/// The name of our tokenizer in the schema.
const TOKENIZER: &str = "lines";

/// Why there is no index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Io(#[from] fs::Error),
    #[error("the search index cannot be used: {0}\n  = help: remove the folder .pmsite and try again")]
    Tantivy(#[from] tantivy::TantivyError),
    #[error("the search index cannot be read: {0}\n  = help: remove the folder .pmsite and try again")]
    Read(#[from] std::io::Error),
}

/// The documents of an index by source path, each made when it is asked for: their texts never stand in memory together.
pub trait Collection: Sync {
    /// How many there are.
    fn count(&self) -> usize;
    /// One of them.
    fn document(&self, number: usize) -> IndexDocument<'_>;
}

/// The fields of the schema.
#[derive(Clone, Copy, Debug)]
struct Fields {
    source: Field,
    card: Field,
    surface: Field,
    /// Title; headings, summary and names; body; code.
    text: [Field; FIELDS],
}

/// All indexed documents, numbered by source path.
#[derive(Debug)]
pub struct Index {
    searcher: Searcher,
    fields: Fields,
    parts: Vec<Part>,
    /// Where each document lies, by number.
    addresses: Vec<DocAddress>,
    averages: [f64; FIELDS],
    seal: String,
    /// By what results can be narrowed.
    pub facets: Facets,
}

impl Index {
    /// The index in `folder` if it was made from exactly these `inputs` (a hash).
    #[must_use]
    pub fn open_if_current(folder: &Path, inputs: &str) -> Option<Self> {
        let (index, state, facets) = open(folder)?;
        if state.inputs != inputs {
            return None;
        }
        Self::read(&index, facets, &state).ok()
    }

    /// The index of `collection`: the one in `folder` brought up to date; a new one where there is none or where it cannot be
    /// used; one in memory where `folder` is `None`, cannot be written, or is being written by somebody else.
    ///
    /// # Errors
    /// IO.
    pub fn update(
        folder: Option<&Path>,
        collection: &dyn Collection,
        facets: Facets,
        inputs: &str,
    ) -> Result<Self, Error> {
        let hash = |number| {
            let document = collection.document(number);
            let hash = document.hash();
            (document.card.source, hash)
        };
        let documents = (0..collection.count()).into_par_iter().map(hash).collect();
        let state = State { inputs: inputs.to_owned(), documents };
        let kept = folder.map(|folder| Self::update_in(folder, collection, &facets, &state)).transpose();
        let index = match kept {
            Ok(Some(index)) => index,
            Ok(None) | Err(Error::Io(_) | Error::Tantivy(TantivyError::LockFailure(..) | TantivyError::IoError(_))) => {
                let index = in_memory();
                Change::between(&[], &state).write(&index, collection, &state.seal(&facets))?;
                index
            }
            Err(error) => return Err(error),
        };
        Self::read(&index, facets, &state)
    }

    fn update_in(
        folder: &Path,
        collection: &dyn Collection,
        facets: &Facets,
        state: &State,
    ) -> Result<tantivy::Index, Error> {
        fs::create_dir_all(folder)?;
        let (index, had) = match open(folder) {
            Some((index, old, _)) => (index, old.documents),
            None => (create(folder)?, Vec::new()),
        };
        Change::between(&had, state).write(&index, collection, &state.seal(facets))?;
        state.write(facets, folder)?;
        Ok(index)
    }

    /// How many documents there are.
    #[must_use]
    pub fn documents(&self) -> u32 {
        u32::try_from(self.addresses.len()).unwrap_or(u32::MAX)
    }

    /// What a result list shows of a document.
    ///
    /// # Errors
    /// A damaged index.
    pub fn card(&self, document: u32) -> Result<Card, Error> {
        let stored: TantivyDocument = self.searcher.doc(self.addresses[document as usize])?;
        let card = stored.get_first(self.fields.card).and_then(|value| value.as_str());
        let card = card.and_then(|card| serde_json::from_str(card).ok());
        card.ok_or_else(|| std::io::Error::other("a document without a card").into())
    }

    /// Hash of all that is in it.
    #[must_use]
    pub fn seal(&self) -> &str {
        &self.seal
    }

    fn read(index: &tantivy::Index, facets: Facets, state: &State) -> Result<Self, Error> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher: Searcher = reader.searcher();
        let (_, fields) = schema();
        let (parts, addresses) = postings::parts(&searcher, &fields)?;
        if addresses.len() != state.documents.len() {
            return Err(std::io::Error::other("it holds other documents than it says").into());
        }
        let averages = postings::averages(&parts, addresses.len());
        let seal = state.seal(&facets);
        Ok(Self { searcher, fields, parts, addresses, averages, seal, facets })
    }
}

/// What an index lacks of a collection.
struct Change<'a> {
    /// Numbers of documents that are new or other than they were.
    changed: Vec<usize>,
    /// Sources of documents that are other than they were, or gone.
    stale: Vec<&'a str>,
}

impl<'a> Change<'a> {
    fn between(had: &'a [(String, String)], state: &State) -> Self {
        let old: FxHashMap<&str, &str> = had.iter().map(|(source, hash)| (source.as_str(), hash.as_str())).collect();
        let new: FxHashMap<&str, &str> =
            state.documents.iter().map(|(source, hash)| (source.as_str(), hash.as_str())).collect();
        let is_changed =
            |(_, (source, hash)): &(usize, &(String, String))| old.get(source.as_str()).is_none_or(|old| old != hash);
        Self {
            changed: state.documents.iter().enumerate().filter(is_changed).map(|(number, _)| number).collect(),
            stale: had
                .iter()
                .filter(|(source, hash)| new.get(source.as_str()).is_none_or(|new| new != hash))
                .map(|(source, _)| source.as_str())
                .collect(),
        }
    }

    fn write(&self, index: &tantivy::Index, collection: &dyn Collection, seal: &str) -> Result<(), Error> {
        let (_, fields) = schema();
        let mut writer: IndexWriter = index.writer_with_num_threads(1, WRITER_MEMORY)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for source in &self.stale {
            writer.delete_term(Term::from_field_text(fields.source, source));
        }
        for chunk in self.changed.chunks(CHUNK) {
            let entry = |analyzer: &mut Analyzer, number: &usize| {
                let document = collection.document(*number);
                let lines = document.lines(analyzer);
                let mut entry = TantivyDocument::default();
                entry.add_text(fields.card, serde_json::to_string(&document.card).unwrap_or_default());
                entry.add_text(fields.source, document.card.source);
                entry.add_text(fields.surface, lines.surfaces);
                for (field, text) in fields.text.into_iter().zip(lines.fields) {
                    entry.add_text(field, text);
                }
                entry
            };
            let entries: Vec<TantivyDocument> = chunk.par_iter().map_init(Analyzer::default, entry).collect();
            for entry in entries {
                writer.add_document(entry)?;
            }
        }
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(seal);
        commit.commit()?;
        let segments = index.searchable_segment_ids()?;
        if segments.len() > MOST_SEGMENTS {
            writer.merge(&segments).wait()?;
        }
        writer.garbage_collect_files().wait()?;
        Ok(writer.wait_merging_threads()?)
    }
}

/// The index in `folder` with its state, if both are whole and belong together.
fn open(folder: &Path) -> Option<(tantivy::Index, State, Facets)> {
    let (state, facets) = State::read(folder)?;
    let index = tantivy::Index::open_in_dir(folder).ok()?;
    let same = index.schema() == schema().0 && index.load_metas().ok()?.payload == Some(state.seal(&facets));
    let whole = same && index.validate_checksum().is_ok_and(|damaged| damaged.is_empty());
    index.tokenizers().register(TOKENIZER, LineTokenizer::default());
    whole.then_some((index, state, facets))
}

/// A new index in `folder`, whatever lay there.
fn create(folder: &Path) -> Result<tantivy::Index, Error> {
    fs::remove_files(folder)?;
    let index = tantivy::Index::create_in_dir(folder, schema().0)?;
    index.tokenizers().register(TOKENIZER, LineTokenizer::default());
    Ok(index)
}

fn in_memory() -> tantivy::Index {
    let index = tantivy::Index::create_in_ram(schema().0);
    index.tokenizers().register(TOKENIZER, LineTokenizer::default());
    index
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let lines = |option, norms| {
        let indexing =
            TextFieldIndexing::default().set_tokenizer(TOKENIZER).set_index_option(option).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let running = lines(IndexRecordOption::WithFreqsAndPositions, true);
    let fields = Fields {
        source: builder.add_text_field("source", STRING | tantivy::schema::FAST),
        card: builder.add_text_field("card", STORED),
        surface: builder.add_text_field("surface", lines(IndexRecordOption::Basic, false)),
        text: [
            builder.add_text_field("title", running.clone()),
            builder.add_text_field("meta", running.clone()),
            builder.add_text_field("body", running),
            builder.add_text_field("code", lines(IndexRecordOption::WithFreqs, true)),
        ],
    };
    (builder.build(), fields)
}
