//! The tantivy index of all documents: brought up to date by difference, read as postings with impacts.

mod column;
mod document;
mod field;
mod image;
mod postings;
mod segment;
mod terms;
mod words;

pub(crate) use document::{IndexDocument, Standing};
pub(crate) use postings::{List, Positions, TermPostings};
pub(crate) use terms::{Stretch, TermEntry};

use crate::search::card::Card;
use crate::search::facets::Facets;
use crate::search::scoring::{FIELDS, Weights};
use crate::store::{Key, Store};
use image::{Image, State};
use postings::IndexSegment;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::path::Path;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::schema::{FAST, Field, IndexRecordOption, STORED, Schema, TextFieldIndexing, TextOptions, Value};
use tantivy::{Directory, DocAddress, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

/// Bytes that tantivy's writer may fill; the least that it takes, since we write the segments.
const WRITER_MEMORY: usize = 15_000_000;
/// Documents of one segment: enough that work is shared, and not so many that they fill the memory.
const SEGMENT: std::ops::RangeInclusive<usize> = 64..=8192;
/// More documents than this for each thread become more segments, as long as there is room for those of many edits.
const SHARE: usize = 4096;
/// Of more segments than this the smallest become one.
const MOST_SEGMENTS: usize = 12;

/// Why there is no index.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the search index cannot be made: {0}")]
    Tantivy(#[from] tantivy::TantivyError),
    #[error("the search index cannot be read: {0}")]
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
    /// Source path and hash of the document, so that a document is never taken for what it was before.
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
    parts: Vec<IndexSegment>,
    /// Where each document lies, by number.
    addresses: Vec<DocAddress>,
    weights: Weights,
    /// Where a copy of it is kept, if anywhere.
    store: Option<Store>,
    /// By what results can be narrowed.
    pub facets: Facets,
}

impl Index {
    /// The index in `store` if it was made from exactly these `inputs` (a hash).
    #[must_use]
    pub fn open_if_current(store: &Store, inputs: Key) -> Option<Self> {
        let image = Image::read(store, &schema().0, |state| state.inputs == inputs)?;
        Self::read(&image.index, image.state()?.clone(), Some(store)).ok()
    }

    /// The index of `collection`: the one in `store` brought up to date, a new one where there is none or where it cannot be
    /// used. It lies in memory whatever becomes of the store, which keeps a copy for the next run where it can be written and
    /// nobody else writes it.
    ///
    /// # Errors
    /// An index that can neither be used nor made anew.
    pub fn update(
        store: Option<&Store>,
        collection: &dyn Collection,
        facets: Facets,
        inputs: Key,
    ) -> Result<Self, Error> {
        let hash = |number| {
            let document = collection.document(number);
            let hash = document.hash();
            (document.card.source, hash)
        };
        let documents = (0..collection.count()).into_par_iter().map(hash).collect();
        let state = State { inputs, documents, facets };
        let kept = store.and_then(|store| Image::read(store, &schema().0, |_| true));
        // What was kept is a cache: where it is of no use after all, that costs time, and nothing else.
        let renewed = kept.and_then(|image| Self::renew(&image, collection, &state, store).ok());
        renewed.map_or_else(|| Self::renew(&Image::empty(schema().0)?, collection, &state, store), Ok)
    }

    /// Brings `image` up to date, and its copy in `store`.
    fn renew(image: &Image, collection: &dyn Collection, state: &State, store: Option<&Store>) -> Result<Self, Error> {
        let had = image.state().map_or(&[][..], |state| &state.documents);
        Change::between(had, state).write(&image.index, collection)?;
        let index = Self::read(&image.index, state.clone(), store)?;
        if let Some(store) = store.filter(|_| image.state() != Some(state)) {
            image.write(state.clone(), store);
        }
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

    /// What keeps a copy of it, and what is made of it in files that end in `.kept`.
    #[must_use]
    pub(crate) fn store(&self) -> Option<Store> {
        self.store.clone()
    }

    fn read(index: &tantivy::Index, state: State, store: Option<&Store>) -> Result<Self, Error> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher: Searcher = reader.searcher();
        let (_, fields) = schema();
        let (parts, addresses) = postings::parts(&searcher, &fields)?;
        if addresses.len() != state.documents.len() {
            return Err(std::io::Error::other("it holds other documents than it says").into());
        }
        let averages = postings::averages(&parts, addresses.len());
        let lengths: Vec<u32> = (0..=u8::MAX).map(FieldNormReader::id_to_fieldnorm).collect();
        Ok(Self {
            searcher,
            fields,
            parts,
            addresses,
            weights: Weights::new(&lengths, averages),
            store: store.cloned(),
            facets: state.facets,
        })
    }
}

/// What an index lacks of a collection.
struct Change {
    /// Documents that are new or other than they were.
    changed: Vec<segment::Wanted>,
    /// Keys of documents that are other than they were, or gone.
    stale: Vec<String>,
}

impl Change {
    fn between(had: &[(String, String)], state: &State) -> Self {
        let lacks = |those: &FxHashMap<&str, &str>, (source, hash): &(String, String)| {
            those.get(source.as_str()).is_none_or(|other| other != hash)
        };
        let (old, new) = (by_source(had), by_source(&state.documents));
        let changed = state.documents.iter().enumerate().filter(|(_, document)| lacks(&old, document));
        let stale = had.iter().filter(|document| lacks(&new, document));
        Self { changed: changed.map(|(number, it)| (number, key(it))).collect(), stale: stale.map(key).collect() }
    }

    fn write(&self, index: &tantivy::Index, collection: &dyn Collection) -> Result<(), Error> {
        if self.changed.is_empty() && self.stale.is_empty() {
            return Ok(());
        }
        let segments = self.segments(index, collection)?;
        let mut metas = index.load_metas()?;
        if metas.segments.is_empty() && segments.len() <= MOST_SEGMENTS {
            // Nothing is deleted or merged: the list of segments is all that is left to write, and a writer would start threads.
            metas.segments = segments.iter().map(|segment| segment.meta().clone()).collect();
            let list = serde_json::to_vec(&metas).map_err(std::io::Error::other)?;
            return Ok(index.directory().atomic_write(Path::new(image::META), &list)?);
        }
        let (_, fields) = schema();
        // We write the segments, and merge by ourselves.
        let options = IndexWriterOptions::builder().num_worker_threads(1).num_merge_threads(1);
        let options = options.memory_budget_per_thread(WRITER_MEMORY).build();
        let mut writer: IndexWriter = index.writer_with_options(options)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for key in &self.stale {
            writer.delete_term(Term::from_field_text(fields.source, key));
        }
        for segment in segments {
            writer.add_segment(segment.meta().clone())?;
        }
        writer.commit()?;
        merge_small(index, &mut writer)?;
        Ok(writer.wait_merging_threads()?)
    }

    /// What is new, in segments that nobody knows of yet.
    fn segments(&self, index: &tantivy::Index, collection: &dyn Collection) -> Result<Vec<tantivy::Segment>, Error> {
        let (_, fields) = schema();
        let threads = rayon::current_num_threads();
        let shares =
            (threads * self.changed.len().div_ceil(threads * SHARE).max(1)).min(threads.max(MOST_SEGMENTS / 2));
        let size = self.changed.len().div_ceil(shares).clamp(*SEGMENT.start(), *SEGMENT.end());
        let write = |documents: &[segment::Wanted]| {
            segment::write(&index.new_segment(), &fields, collection, documents).map_err(Error::from)
        };
        self.changed.par_chunks(size).with_max_len(1).map(write).collect()
    }
}

fn by_source(documents: &[(String, String)]) -> FxHashMap<&str, &str> {
    documents.iter().map(|(source, hash)| (source.as_str(), hash.as_str())).collect()
}

/// What a document is found by in the index. The zero keeps the order of paths.
fn key((source, hash): &(String, String)) -> String {
    format!("{source}\0{hash}")
}

/// Keeps the number of segments low without writing large ones again.
fn merge_small(index: &tantivy::Index, writer: &mut IndexWriter) -> Result<(), Error> {
    let mut segments = index.searchable_segment_metas()?;
    if segments.len() > MOST_SEGMENTS {
        segments.sort_by_key(|segment| segment.num_docs());
        segments.truncate(segments.len() - MOST_SEGMENTS / 2);
        let smallest: Vec<SegmentId> = segments.iter().map(tantivy::SegmentMeta::id).collect();
        writer.merge(&smallest).wait()?;
    }
    Ok(())
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = |option, norms| {
        // Nobody asks tantivy to cut words: segments are written with terms, and queries are made of terms.
        let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(option).set_fieldnorms(norms);
        TextOptions::default().set_indexing_options(indexing)
    };
    let names = || text(IndexRecordOption::Basic, false);
    let counted = || text(IndexRecordOption::WithFreqs, true);
    let running = || text(IndexRecordOption::WithFreqsAndPositions, true);
    let fields = Fields {
        source: builder.add_text_field("source", names() | FAST),
        card: builder.add_text_field("card", STORED),
        surface: builder.add_text_field("surface", names()),
        text: [
            builder.add_text_field("title", running()),
            builder.add_text_field("meta", counted()),
            builder.add_text_field("body", running()),
            builder.add_text_field("code", counted()),
        ],
    };
    (builder.build(), fields)
}
