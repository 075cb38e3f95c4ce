//! Index -> the static files that the browser's client ranks from.
//!
//! `search/manifest.json` has the first term of each block and the folders of the files, which are gzip: `t<N>.pms` (terms with
//! postings and impacts), `p<N>.pms` (positions of eight such blocks, for phrases), `w<N>.pms` (surfaces), `c<N>.pms` (cards) and
//! `f0.pms` (facets). Some files of a kind share a folder, which is named for their contents: a host's cache never mixes two
//! builds, and a build that changes a few files leaves most of the others where they were.

mod bits;
mod block;
mod gzip;
mod kept;

use super::analyzer::{VERSION, fold_table};
use super::card::Card;
use super::facets::{Facets, Value};
use super::index::{Collection, Error, Index, Stretch, TermPostings};
use super::query::{Rows, rows};
use super::stem::Stemming;
use super::varint;
use super::words::Lists;
use crate::model::Output;
use block::{Blocks, Entries, ShardKind};
use kept::{Kept, Packed};
use rayon::prelude::*;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Of everything that the manifest leads to; the client refuses others.
const FORMAT: u8 = 4;
/// Terms encoded by one thread, about, and how many such stretches stand in memory at a time.
const STRETCH: usize = 1024;
const STRETCHES: usize = 16;
/// Blocks of terms whose positions share a file: phrases are rare, and files are not free.
const TWINS: usize = 8;
/// Files that share a folder: so many are written where one has changed, and the manifest grows with each folder.
const FOLDER: usize = 64;

/// What the client reads first.
#[derive(Debug, Serialize)]
struct Manifest<'a> {
    format: u8,
    analyzer: u32,
    /// By kind of file.
    folders: Folders,
    /// Files that share a folder.
    files: usize,
    docs: u32,
    cards: usize,
    row: [&'static str; 11],
    /// Blocks of terms whose positions share a file.
    twins: usize,
    /// Surfaces in all.
    lexicon: usize,
    /// What each block of terms begins with, one a line.
    terms: String,
    /// What each block of surfaces begins with, one a line.
    words: String,
    #[serde(flatten)]
    lists: Lists,
    rules: Rows,
    stem: Stemming,
    synonyms: &'a [String],
    fold: BTreeMap<String, String>,
}

/// Names of folders, in the order of the files in them.
#[derive(Debug, Serialize)]
struct Folders {
    t: Vec<String>,
    p: Vec<String>,
    w: Vec<String>,
    c: Vec<String>,
    f: Vec<String>,
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
            0..=3000 => Self { cards: 4, terms: 3 << 10, surfaces: 2 << 10 },
            3001..=30_000 => Self { cards: 3, terms: 5 << 10, surfaces: 3 << 10 },
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
pub(crate) fn export<E: From<Error> + Send>(
    index: &Index,
    collection: &dyn Collection,
    synonyms: &[String],
    put: &impl Put<E>,
) -> Result<(), E> {
    let shard = Shard { kept: Kept::open(index.store()), sizes: Sizes::of(index.documents()) };
    let (terms, (words, cards)) = rayon::join(
        || shard.terms(index, put),
        || rayon::join(|| shard.surfaces(index, put), || shard.cards(collection, put)),
    );
    let ((terms, t, p), (words, w, lexicon), c) = (terms?, words?, cards?);
    let facets = serde_json::to_vec(&facets(&index.facets)).unwrap_or_default();
    let f = shard.files(ShardKind::Facets, 0..1, |_, bytes| bytes.extend_from_slice(&facets), put)?;
    let cards = shard.sizes.cards;
    shard.kept.save();
    let manifest = Manifest {
        format: FORMAT,
        analyzer: VERSION,
        folders: Folders { t, p, w, c, f },
        files: FOLDER,
        docs: index.documents(),
        cards,
        row: ROW,
        twins: TWINS,
        lexicon,
        terms: terms.join("\n"),
        words: words.join("\n"),
        lists: Lists::known(),
        rules: rows(),
        stem: Stemming::known(),
        synonyms,
        fold: fold_table().by_target(),
    };
    let manifest: Arc<[u8]> = serde_json::to_vec(&manifest).unwrap_or_default().into();
    put(Output::made("search/manifest.json", &manifest))
}

/// What files are made with.
struct Shard {
    kept: Kept,
    sizes: Sizes,
}

impl Shard {
    /// Puts the files of a kind with these `numbers`, which begin a folder; `write` appends what a file holds. Returns the names
    /// of the folders.
    fn files<E: Send>(
        &self,
        kind: ShardKind,
        numbers: Range<usize>,
        write: impl Fn(usize, &mut Vec<u8>) + Sync,
        put: &impl Put<E>,
    ) -> Result<Vec<String>, E> {
        let pack = |number| {
            let mut payload = vec![FORMAT, kind.letter() as u8];
            write(number, &mut payload);
            self.kept.file(kind, &payload)
        };
        let folder = |start: usize| {
            let numbers = start..numbers.end.min(start + FOLDER);
            let files: Vec<Packed> = numbers.clone().into_par_iter().map(pack).collect();
            let mut hasher = blake3::Hasher::new();
            files.iter().for_each(|file| _ = hasher.update(&file.hash));
            let folder = hasher.finalize().to_hex()[..12].to_owned();
            numbers.into_par_iter().zip(&files).try_for_each(|(number, file)| {
                let path = format!("search/{folder}/{}{number}.pms", kind.letter().to_ascii_lowercase());
                put(Output::made(path, &file.bytes))
            })?;
            Ok(folder)
        };
        numbers.clone().into_par_iter().step_by(FOLDER).map(folder).collect()
    }

    /// Terms with postings and positions. Returns the first term of each block, and the folders of both.
    fn terms<E: From<Error> + Send>(&self, index: &Index, put: &impl Put<E>) -> Result<Terms, E> {
        let mut blocks = Blocks::new(self.sizes.terms, true);
        let (mut terms, mut positions) = (Vec::new(), Vec::new());
        let stretches = index.stretches(STRETCH)?;
        let mut groups = stretches.chunks(STRETCHES).peekable();
        while let Some(group) = groups.next() {
            let encoded: Vec<Entries> =
                group.par_iter().with_max_len(1).map(|stretch| encode_all(index, stretch)).collect::<Result<_, _>>()?;
            encoded.iter().flat_map(Entries::iter).for_each(|term| blocks.push(&term));
            let full = blocks.take_full(TWINS * FOLDER, groups.peek().is_none());
            let twins: Vec<_> = full.chunks(TWINS).collect();
            let (first, first_twin) = (terms.len() * FOLDER, positions.len() * FOLDER);
            let (of_terms, of_positions) = rayon::join(
                || {
                    let write = |number: usize, bytes: &mut Vec<u8>| full[number - first].write_entries(bytes);
                    self.files(ShardKind::Terms, first..first + full.len(), write, put)
                },
                || {
                    let write = |number: usize, bytes: &mut Vec<u8>| {
                        twins[number - first_twin].iter().for_each(|block| block.write_positions(bytes));
                    };
                    self.files(ShardKind::Positions, first_twin..first_twin + twins.len(), write, put)
                },
            );
            terms.extend(of_terms?);
            positions.extend(of_positions?);
        }
        Ok((blocks.firsts, terms, positions))
    }

    /// What result lists show. Returns the folders.
    fn cards<E: From<Error> + Send>(&self, collection: &dyn Collection, put: &impl Put<E>) -> Result<Vec<String>, E> {
        let (size, count) = (self.sizes.cards, collection.count());
        let write = |block: usize, bytes: &mut Vec<u8>| {
            let numbers = block * size..count.min((block + 1) * size);
            let cards: Vec<Card> = numbers.map(|number| collection.document(number).card).collect();
            let rows: Vec<_> = cards.iter().map(row).collect();
            bytes.extend_from_slice(&serde_json::to_vec(&rows).unwrap_or_default());
        };
        self.files(ShardKind::Cards, 0..count.div_ceil(size), write, put)
    }

    /// The lexicon. Returns the first surface of each block, the folders, and the number of surfaces.
    fn surfaces<E: From<Error> + Send>(&self, index: &Index, put: &impl Put<E>) -> Result<Surfaces, E> {
        let mut surfaces = Entries::default();
        index.for_each_surface("", |surface, frequency| surfaces.end(surface, frequency))?;
        let mut blocks = Blocks::new(self.sizes.surfaces, false);
        surfaces.iter().for_each(|surface| blocks.push(&surface));
        let full = blocks.take_full(1, true);
        let folders =
            self.files(ShardKind::Words, 0..full.len(), |block, bytes| full[block].write_entries(bytes), put)?;
        Ok((blocks.firsts, folders, surfaces.iter().count()))
    }
}

/// First terms, and the folders of terms and of positions.
type Terms = (Vec<String>, Vec<String>, Vec<String>);
/// First surfaces, their folders, and how many there are.
type Surfaces = (Vec<String>, Vec<String>, usize);

/// The terms of a stretch that some document holds.
fn encode_all(index: &Index, stretch: &Stretch) -> Result<Entries, Error> {
    let mut entries = Entries::default();
    let (mut found, mut positions) = (TermPostings::default(), bits::Positions::default());
    index.for_each_term(stretch, |entry| {
        // Phrases are made of parts, never of compounds, and pairs of neighbours stand where their words stand.
        let in_phrases = !entry.term.contains(['-', '_', '.', ' ']);
        index.read_term(entry, in_phrases, &mut found)?;
        let rows = found.rows();
        let mut before = 0;
        for row in rows {
            varint::write(row.document - std::mem::replace(&mut before, row.document), &mut entries.postings);
        }
        entries.postings.extend(rows.iter().map(|row| row.impact));
        if !rows.is_empty() {
            if in_phrases {
                rows.iter().for_each(|row| positions.push(found.positions(row)));
                positions.write(&mut entries.positions);
            }
            entries.end(entry.term, u32::try_from(rows.len()).unwrap_or(u32::MAX));
        }
        Ok::<(), Error>(())
    })?;
    Ok(entries)
}

/// What the rows of cards have, in order: the names by which scripts know it.
const ROW: [&str; 11] =
    ["title", "url", "source", "date", "severity", "level", "services", "summary", "fix", "code", "kind"];

/// A card as the client reads it: no more than a list of results has room for, since each is laid out while somebody types.
#[derive(Debug, Serialize)]
struct CardRow<'a>(
    Cow<'a, str>,
    &'a str,
    &'a str,
    &'a str,
    Cow<'a, str>,
    u8,
    Vec<Cow<'a, str>>,
    &'a str,
    &'a str,
    String,
    &'a str,
);

/// Characters of a title, a severity or the name of a service, and so many services, that a list of results shows.
const SHOWN: usize = 300;
const SHOWN_SERVICES: usize = 20;
/// Lines of code, and characters of one, that it shows until the page is there that has all of it.
const SHOWN_LINES: usize = 3;
const SHOWN_LINE: usize = 120;

fn row(card: &Card) -> CardRow<'_> {
    let services = card.services.iter().map(|name| shown(name, SHOWN));
    let more = (card.services.len() > SHOWN_SERVICES).then_some("…".into());
    CardRow(
        shown(&card.title, SHOWN),
        &card.url,
        &card.source,
        &card.date,
        shown(&card.severity, SHOWN),
        card.level,
        services.take(SHOWN_SERVICES).chain(more).collect(),
        &card.summary,
        &card.fix,
        card.fix_commands.iter().take(SHOWN_LINES).map(|line| shown(line, SHOWN_LINE)).collect::<Vec<_>>().join("\n"),
        &card.kind,
    )
}

fn shown(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// Facets as the client reads them: for each value its name, slug, other names, level, and document numbers as differences. In the
/// order of print, values by name: the client counts, and sorts by that alone.
#[derive(Debug, Serialize)]
struct FacetFile<'a> {
    service: Vec<FacetRow<'a>>,
    cause: Vec<FacetRow<'a>>,
    severity: Vec<FacetRow<'a>>,
    team: Vec<FacetRow<'a>>,
    tag: Vec<FacetRow<'a>>,
    year: Vec<FacetRow<'a>>,
    status: Vec<FacetRow<'a>>,
    date: &'a [Option<i32>],
}

#[derive(Debug, Serialize)]
struct FacetRow<'a>(&'a str, &'a str, &'a [String], u8, Vec<u32>);

fn facets(facets: &Facets) -> FacetFile<'_> {
    let [service, cause, severity, team, tag, year, status] = facets.lists().map(|(_, values)| {
        let mut rows: Vec<_> = values.iter().map(facet_row).collect();
        rows.sort_by_key(|row| row.0);
        rows
    });
    FacetFile { service, cause, severity, team, tag, year, status, date: &facets.date }
}

fn facet_row(value: &Value) -> FacetRow<'_> {
    let mut before = 0;
    let differences = value.documents.iter().map(|document| document - std::mem::replace(&mut before, *document));
    FacetRow(&value.name, &value.slug, &value.aliases, value.level, differences.collect())
}
