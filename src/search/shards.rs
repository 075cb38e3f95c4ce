//! Index -> the static files that the browser's client ranks from.
//!
//! `search/manifest.json` names a folder and the first term of each block; the folder holds gzip files: `t<N>.pms` (terms with
//! postings and impacts), `p<N>.pms` (positions of eight such blocks, for phrases), `w<N>.pms` (surfaces), `c<N>.pms` (cards) and `f.pms`
//! (facets). A folder's name changes with its contents, so that a host's cache never mixes two builds.

mod block;

use super::analyzer::{STOP_WORDS, VERSION, fold_table};
use super::card::Card;
use super::facets::{Facets, Value};
use super::index::{Collection, Error, Index, TermEntry};
use super::query::QUESTION_WORDS;
use super::varint;
use crate::model::Output;
use block::{Blocks, Encoded, Kind};
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of everything in the folder; the client refuses others.
const FORMAT: u8 = 1;
/// Terms encoded at a time.
const BATCH: usize = 2048;
/// Blocks of terms whose positions share a file: phrases are rare, and files are not free.
const TWINS: usize = 8;

/// What the client reads first.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    format: u8,
    analyzer: u32,
    folder: &'a str,
    docs: u32,
    cards: usize,
    /// Blocks of terms whose positions share a file.
    twins: usize,
    /// Surfaces in all.
    lexicon: usize,
    /// First term of each block, one a line.
    terms: String,
    /// First surface of each block, one a line.
    words: String,
    stop: String,
    question: String,
    synonyms: &'a [String],
    fold: BTreeMap<&'static str, String>,
}

/// How large the parts are: small ones mean fewer bytes to an answer, large ones fewer files.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    /// Cards in one file.
    cards: usize,
    /// Bytes of a block of terms, and of surfaces, before compression.
    terms: usize,
    surfaces: usize,
}

impl Sizes {
    fn of(documents: u32) -> Self {
        match documents {
            0..=3000 => Self { cards: 5, terms: 4 << 10, surfaces: 3 << 10 },
            3001..=30_000 => Self { cards: 4, terms: 5 << 10, surfaces: 3 << 10 },
            _ => Self { cards: 8, terms: 8 << 10, surfaces: 4 << 10 },
        }
    }
}

/// Where shards go.
pub trait Put<E>: Fn(Output) -> Result<(), E> + Sync {}
impl<E, F: Fn(Output) -> Result<(), E> + Sync> Put<E> for F {}

/// Hands every file of the browser's index to `put`, in no particular order.
///
/// # Errors
/// A damaged index, and what `put` says.
pub fn export<E: From<Error> + Send>(
    index: &Index,
    collection: &dyn Collection,
    synonyms: &[String],
    put: &impl Put<E>,
) -> Result<(), E> {
    let folder = &index.seal()[..16];
    let sizes = Sizes::of(index.documents());
    let shard = Shard { folder, head: head(folder), sizes };
    let terms = shard.terms(index, put)?;
    let (words, lexicon) = shard.surfaces(index, put)?;
    (0..collection.count().div_ceil(sizes.cards)).into_par_iter().try_for_each(|block| {
        let numbers = block * sizes.cards..collection.count().min((block + 1) * sizes.cards);
        let cards: Vec<Card> = numbers.map(|number| collection.document(number).card).collect();
        let rows: Vec<_> = cards.iter().map(row).collect();
        put(shard.file(Kind::Cards, Some(block), &serde_json::to_vec(&rows).unwrap_or_default()))
    })?;
    put(shard.file(Kind::Facets, None, &serde_json::to_vec(&facets(&index.facets)).unwrap_or_default()))?;
    let manifest = Manifest {
        format: FORMAT,
        analyzer: VERSION,
        folder,
        docs: index.documents(),
        cards: sizes.cards,
        twins: TWINS,
        lexicon,
        terms: terms.join("\n"),
        words: words.join("\n"),
        stop: STOP_WORDS.join(" "),
        question: QUESTION_WORDS.join(" "),
        synonyms,
        fold: fold_table().by_target(),
    };
    let manifest: Arc<[u8]> = serde_json::to_vec(&manifest).unwrap_or_default().into();
    put(Output::made("search/manifest.json", &manifest))
}

/// Names and heads of the files of one folder.
struct Shard<'a> {
    folder: &'a str,
    /// First four bytes of the folder's name.
    head: [u8; 4],
    sizes: Sizes,
}

fn head(folder: &str) -> [u8; 4] {
    u32::from_str_radix(&folder[..8], 16).unwrap_or_default().to_be_bytes()
}

impl Shard<'_> {
    fn file(&self, kind: Kind, number: Option<usize>, payload: &[u8]) -> Output {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        let path = format!("search/{}/{}{number}.pms", self.folder, kind.letter().to_ascii_lowercase());
        let bytes: Arc<[u8]> = block::compressed(FORMAT, kind, self.head, payload).into();
        Output::made(path, &bytes)
    }

    /// Terms with postings and positions. Returns the first term of each block.
    fn terms<E: From<Error> + Send>(&self, index: &Index, put: &impl Put<E>) -> Result<Vec<String>, E> {
        let mut blocks = Blocks::new(self.sizes.terms);
        let mut batch: Vec<TermEntry> = Vec::with_capacity(BATCH);
        let flush = |batch: &mut Vec<TermEntry>, blocks: &mut Blocks, last: bool| {
            let encoded: Vec<Encoded> =
                batch.par_iter().map(|entry| encode(index, entry)).collect::<Result<_, Error>>()?;
            batch.clear();
            encoded.iter().filter(|term| term.frequency > 0).for_each(|term| blocks.push(term));
            blocks.take_full(TWINS, last).par_chunks(TWINS).try_for_each(|twins| {
                let mut positions = Vec::new();
                for block in twins {
                    put(self.file(Kind::Terms, Some(block.number), &block.payload()))?;
                    block.push_positions(&mut positions);
                }
                let number = twins.first().map_or(0, |block| block.number / TWINS);
                put(self.file(Kind::Positions, Some(number), &positions))
            })
        };
        index.for_each_term(|entry| {
            batch.push(entry);
            if batch.len() == BATCH { flush(&mut batch, &mut blocks, false) } else { Ok(()) }
        })?;
        flush(&mut batch, &mut blocks, true)?;
        Ok(blocks.firsts)
    }

    /// The lexicon. Returns the first surface of each block and the number of surfaces.
    fn surfaces<E: From<Error> + Send>(&self, index: &Index, put: &impl Put<E>) -> Result<(Vec<String>, usize), E> {
        let mut blocks = Blocks::new(self.sizes.surfaces);
        let mut count = 0;
        index.for_each_surface("", |surface, frequency| {
            count += 1;
            blocks.push(&Encoded::surface(surface, frequency));
        })?;
        blocks
            .take_full(1, true)
            .into_par_iter()
            .try_for_each(|block| put(self.file(Kind::Words, Some(block.number), &block.payload())))?;
        Ok((blocks.firsts, count))
    }
}

fn encode(index: &Index, entry: &TermEntry) -> Result<Encoded, Error> {
    let (list, positions) = index.postings_of(entry)?;
    let (mut postings, mut twin) = (Vec::new(), Vec::new());
    let mut before = 0;
    for (at, document) in list.documents.iter().enumerate() {
        varint::write(if at == 0 { *document } else { document - before }, &mut postings);
        before = *document;
    }
    postings.extend_from_slice(&list.impacts);
    // Phrases are made of parts, never of compounds.
    if !entry.term.contains(['-', '_', '.']) {
        let mut values = positions.values.iter();
        for count in &positions.counts {
            places(values.by_ref().take(*count as usize), *count, &mut twin);
        }
    }
    let frequency = u32::try_from(list.documents.len()).unwrap_or(u32::MAX);
    Ok(Encoded::term(&entry.term, frequency, postings, twin))
}

/// The positions in one document: differences, doubled, plus one where another follows; a single zero byte for none (the first
/// position counts from 1).
fn places<'a>(values: impl Iterator<Item = &'a u32>, count: u32, bytes: &mut Vec<u8>) {
    if count == 0 {
        return bytes.push(0);
    }
    let mut before = None;
    for (position, left) in values.zip((0..count).rev()) {
        let difference = before.map_or(position + 1, |before| position - before);
        varint::write(difference << 1 | u32::from(left > 0), bytes);
        before = Some(position);
    }
}

/// A card as the client reads it.
#[derive(Debug, Serialize)]
struct CardRow<'a>(&'a str, &'a str, &'a str, &'a str, &'a str, u8, &'a [String], &'a str, &'a str, &'a str);

fn row(card: &Card) -> CardRow<'_> {
    CardRow(
        &card.title,
        &card.url,
        &card.source,
        &card.date,
        &card.severity,
        card.level,
        &card.services,
        &card.summary,
        &card.fix,
        &card.kind,
    )
}

/// Facets as the client reads them: for each value its name, slug, other names, level, and document numbers as differences.
#[derive(Debug, Serialize)]
struct FacetFile<'a> {
    #[serde(flatten)]
    lists: BTreeMap<&'static str, Vec<FacetRow<'a>>>,
    date: &'a [Option<i32>],
}

#[derive(Debug, Serialize)]
struct FacetRow<'a>(&'a str, &'a str, &'a [String], u8, Vec<u32>);

fn facets(facets: &Facets) -> FacetFile<'_> {
    let mut lists = BTreeMap::new();
    for (name, values) in facets.lists() {
        lists.insert(name, values.iter().map(facet_row).collect());
    }
    FacetFile { lists, date: &facets.date }
}

fn facet_row(value: &Value) -> FacetRow<'_> {
    let mut before = 0;
    let differences = value.documents.iter().map(|document| document - std::mem::replace(&mut before, *document));
    FacetRow(&value.name, &value.slug, &value.aliases, value.level, differences.collect())
}
