//! Index -> the static files that the browser's client ranks from.
//!
//! `search/manifest.json` names a folder and the first term of each block; the folder holds gzip files: `t<N>.pms` (terms with
//! postings and impacts), `p<N>.pms` (positions of eight such blocks, for phrases), `w<N>.pms` (surfaces), `c<N>.pms` (cards) and `f.pms`
//! (facets). A folder's name changes with its contents, so that a host's cache never mixes two builds; cards have one of their own,
//! since they are many and seldom change.

mod block;
mod kept;

use super::analyzer::{STOP_WORDS, VERSION, fold_table};
use super::card::Card;
use super::facets::{Facets, Value};
use super::index::{Collection, Error, Index, Stretch, TermEntry};
use super::query::QUESTION_WORDS;
use super::varint;
use crate::model::Output;
use block::{Blocks, Encoded, Kind};
use kept::Kept;
use rayon::prelude::*;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Of everything in the folder; the client refuses others.
const FORMAT: u8 = 2;
/// Terms encoded by one thread, about, and how many such stretches stand in memory at a time.
const STRETCH: usize = 1024;
const STRETCHES: usize = 16;
/// Blocks of terms whose positions share a file: phrases are rare, and files are not free.
const TWINS: usize = 8;

/// What the client reads first.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    format: u8,
    analyzer: u32,
    folder: &'a str,
    /// The folder of the cards.
    shown: &'a str,
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
    let (folder, shown) = (&index.seal()[..16], &index.cards_seal()[..16]);
    let shard = Shard { folder, shown, kept: Kept::open(index.folder()), sizes: Sizes::of(index.documents()) };
    let (terms, (words, cards)) = rayon::join(
        || shard.terms(index, put),
        || rayon::join(|| shard.surfaces(index, put), || shard.cards(collection, put)),
    );
    let (terms, (words, lexicon), ()) = (terms?, words?, cards?);
    put(shard.file(Kind::Facets, None, &serde_json::to_vec(&facets(&index.facets)).unwrap_or_default()))?;
    let cards = shard.sizes.cards;
    shard.kept.save();
    let manifest = Manifest {
        format: FORMAT,
        analyzer: VERSION,
        folder,
        shown,
        docs: index.documents(),
        cards,
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

/// Where files go, and what they are made with.
struct Shard<'a> {
    folder: &'a str,
    /// The folder of the cards.
    shown: &'a str,
    kept: Kept,
    sizes: Sizes,
}

impl Shard<'_> {
    fn file(&self, kind: Kind, number: Option<usize>, payload: &[u8]) -> Output {
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        let folder = if kind == Kind::Cards { self.shown } else { self.folder };
        let path = format!("search/{folder}/{}{number}.pms", kind.letter().to_ascii_lowercase());
        Output::made(path, &self.kept.file(FORMAT, kind, payload))
    }

    /// Terms with postings and positions. Returns the first term of each block.
    fn terms<E: From<Error> + Send>(&self, index: &Index, put: &impl Put<E>) -> Result<Vec<String>, E> {
        let mut blocks = Blocks::new(self.sizes.terms);
        let stretches = index.stretches(STRETCH)?;
        let mut groups = stretches.chunks(STRETCHES).peekable();
        while let Some(group) = groups.next() {
            let encoded: Vec<Vec<Encoded>> =
                group.par_iter().with_max_len(1).map(|stretch| encode_all(index, stretch)).collect::<Result<_, _>>()?;
            encoded.iter().flatten().for_each(|term| blocks.push(term));
            blocks.take_full(TWINS, groups.peek().is_none()).par_chunks(TWINS).try_for_each(|twins| {
                let mut positions = Vec::new();
                for block in twins {
                    put(self.file(Kind::Terms, Some(block.number), &block.payload()))?;
                    block.push_positions(&mut positions);
                }
                let number = twins.first().map_or(0, |block| block.number / TWINS);
                put(self.file(Kind::Positions, Some(number), &positions))
            })?;
        }
        Ok(blocks.firsts)
    }

    /// What result lists show.
    fn cards<E: From<Error> + Send>(&self, collection: &dyn Collection, put: &impl Put<E>) -> Result<(), E> {
        let size = self.sizes.cards;
        (0..collection.count().div_ceil(size)).into_par_iter().try_for_each(|block| {
            let numbers = block * size..collection.count().min((block + 1) * size);
            let cards: Vec<Card> = numbers.map(|number| collection.document(number).card).collect();
            let rows: Vec<_> = cards.iter().map(row).collect();
            put(self.file(Kind::Cards, Some(block), &serde_json::to_vec(&rows).unwrap_or_default()))
        })
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

/// The terms of a stretch that some document holds.
fn encode_all(index: &Index, stretch: &Stretch) -> Result<Vec<Encoded>, Error> {
    let mut encoded = Vec::with_capacity(STRETCH);
    index.for_each_term(stretch, |entry| {
        let term = encode(index, &entry)?;
        if term.frequency > 0 {
            encoded.push(term);
        }
        Ok::<(), Error>(())
    })?;
    Ok(encoded)
}

fn encode(index: &Index, entry: &TermEntry) -> Result<Encoded, Error> {
    // Phrases are made of parts, never of compounds.
    let in_phrases = !entry.term.contains(['-', '_', '.']);
    let (list, positions) = index.postings_of(entry, in_phrases)?;
    let (mut postings, mut twin) = (Vec::new(), Vec::new());
    let mut before = 0;
    for (at, document) in list.documents.iter().enumerate() {
        varint::write(if at == 0 { *document } else { document - before }, &mut postings);
        before = *document;
    }
    postings.extend_from_slice(&list.impacts);
    if in_phrases {
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
