//! Query and index -> documents with scores, best first. `themes/default/scripts/search/rank.js` is its twin: the same
//! operations in the same order, so that scores are equal.

mod narrow;
mod variants;

use super::analyzer::Analyzer;
use super::index::{Error, Index};
use super::query::{Filter, Mode, Query};
use super::scoring::idf;
pub use variants::Synonyms;
use variants::Variant;

/// One result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Number in the index.
    pub document: u32,
    pub score: f64,
}

/// What became of a word of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub surface: String,
    /// The terms that were looked up and found, for highlighting; empty where no document holds the word.
    pub terms: Vec<String>,
}

/// What became of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowed {
    pub filter: Filter,
    /// Whether the index knows such a value.
    pub known: bool,
}

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub mode: Mode,
    /// The text was too long for all of it to be looked for.
    pub is_cut: bool,
    /// Best first; equal scores by source path.
    pub hits: Vec<Hit>,
    pub counted: Vec<Counted>,
    pub filters: Vec<Narrowed>,
}

/// Answers `text` from `index`; every document that fits is in the answer.
///
/// # Errors
/// A damaged index.
pub fn search(index: &Index, text: &str, analyzer: &mut Analyzer, synonyms: &Synonyms) -> Result<Answer, Error> {
    let query = Query::read(text, analyzer);
    let mut scores = Scores::new(index.documents());
    let mut counted = Vec::new();
    let around = synonyms.around(&query, analyzer);
    for (word, synonyms) in query.words.iter().zip(around) {
        let variants = variants::of_word(index, word, &synonyms, analyzer)?;
        let frequency = variants::frequency(&variants);
        if frequency > 0 {
            scores.add(&variants, idf(index.documents(), frequency));
        }
        let mut terms: Vec<String> = variants.into_iter().flat_map(|variant| variant.terms).collect();
        terms.dedup();
        counted.push(Counted { surface: word.surface.clone(), terms });
    }
    let (allowed, filters) = narrow::narrow(index, &query)?;
    let hits = match query.words.is_empty() {
        true => narrow::newest(index, allowed.as_deref()),
        false => scores.hits(allowed.as_deref()),
    };
    Ok(Answer { mode: query.mode, is_cut: query.is_cut, hits, counted, filters })
}

/// Sums by document.
struct Scores {
    sums: Vec<f64>,
    covered: Vec<f64>,
    /// The best variant of the current word.
    best: Vec<f64>,
    touched: Vec<u32>,
    /// What all found words are worth.
    all: f64,
}

impl Scores {
    fn new(documents: u32) -> Self {
        let zeros = || vec![0.0; documents as usize];
        Self { sums: zeros(), covered: zeros(), best: zeros(), touched: Vec::new(), all: 0.0 }
    }

    /// Adds one word, worth `rarity`: its best variant in each document.
    fn add(&mut self, variants: &[Variant], rarity: f64) {
        for variant in variants {
            for (document, impact) in variant.list.documents.iter().zip(&variant.list.impacts) {
                let worth = variant.weight * f64::from(*impact);
                let best = &mut self.best[*document as usize];
                if *best == 0.0 {
                    self.touched.push(*document);
                }
                if worth > *best {
                    *best = worth;
                }
            }
        }
        for document in self.touched.drain(..) {
            let document = document as usize;
            self.sums[document] += rarity * self.best[document];
            self.covered[document] += rarity;
            self.best[document] = 0.0;
        }
        self.all += rarity;
    }

    /// Documents with a score, best first: what they hold, times the fourth root of how much of the query they cover.
    fn hits(&self, allowed: Option<&[bool]>) -> Vec<Hit> {
        let is_allowed = |document: u32| allowed.is_none_or(|allowed| allowed[document as usize]);
        let scored = (0..).zip(self.sums.iter().zip(&self.covered));
        let mut hits: Vec<Hit> = scored
            .filter(|(document, (sum, _))| **sum > 0.0 && is_allowed(*document))
            .map(|(document, (sum, covered))| Hit { document, score: sum * (covered / self.all).sqrt().sqrt() })
            .collect();
        hits.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        hits
    }
}
