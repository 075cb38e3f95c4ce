//! Query and index -> documents with scores, best first. `themes/default/scripts/search/rank.js` is its twin: the same
//! operations in the same order, so that scores are equal.

mod narrow;
mod variants;

use super::analyzer::Analyzer;
use super::index::{Error, Index};
use super::query::{Filter, Mode, Query, Unknown, Word};
use super::scoring::idf;
use indexmap::{IndexMap, IndexSet};
use narrow::{Class, Conditions};
pub use variants::Synonyms;
use variants::Variant;

/// What a part of a name is worth where the name itself was found, or all its parts together.
const PART: f64 = 0.05;
/// What a word beside the message of a paste is worth.
const ASIDE: f64 = 0.25;
/// How much of a word another one covers that stands for it: another name, or what a mistyped one was meant to be.
const INSTEAD: f64 = 0.5;
/// So much of what two words are of the query adds their standing side by side: common ones (`pull request`) tell little that way too.
const NEIGHBOURS: f64 = 0.8;
/// What a phrase beside other words makes of the score of those that hold it.
const RAISED: f64 = 4.0;
/// So many of them do: the client tells sure hits by a power of two that no weaker one may be raised across.
const MOST_RAISING: usize = 8;
/// A word that one of so many documents hold is rare: nothing that stands for it outranks it, by this.
const RARE: usize = 16;
const AHEAD: f64 = 1.25;
/// So much of the query's weight a sure hit covers, words of no document among it. With .35 the MRR of 40 queries in other words than the
/// documents is .709, with .3 .728; where a hit had to hold more than a quarter of the words itself, .686.
const SURE: f64 = 0.3;
/// So much score for its weight, in sixteenths of one mention, has a sure hit that lacks words of a typed query: with less, those that it holds
/// only stand somewhere. Of 44 sentences about nothing in the demo 37 had a sure hit without this, 11 have one; of 38 about something, all.
const TOLD: f64 = 10.0;
/// So much of a paste, where more than one of so many of its pairs stand there side by side; so much of one word. Words of an error stand
/// in many documents, side by side in few: with fewer pairs a hit has to hold all, and all has to be more than so many words.
const BESIDE: usize = 4;
const TOGETHER: f64 = 0.45;
const LONE: f64 = 0.7;
const SCATTERED: u32 = 7;
/// What is left of a query without so many words of talk, if it is one that a quarter of all documents hold: it tells none of them from others.
const COMMON: f64 = 1.4;
const DROPPED: usize = 2;
/// Words of no document for which others are offered.
const MOST_OFFERED: usize = 3;

/// One result.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Number in the index.
    pub document: u32,
    pub score: f64,
    /// Words of the query that it holds itself, parts of names aside.
    pub covered: u32,
    /// Whether it covers so much of the query that it may well be meant.
    pub is_sure: bool,
}

/// What became of a word of the query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub surface: String,
    /// The terms that were looked up and found, for highlighting; empty where no document holds the word.
    pub terms: Vec<String>,
    /// A part of a name that counts itself, or a word beside the message of a paste.
    pub is_part: bool,
    /// Where nothing was found at all: words of documents that begin like it.
    pub nearest: Vec<String>,
}

/// What became of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowed {
    pub filter: Filter,
    /// Whether the index knows such a value.
    pub known: bool,
}

/// A name that a document holds in place of a word of the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    pub name: String,
    /// Or several, blanks between them.
    pub word: String,
}

/// The answer to a query.
#[derive(Clone, Debug, Default)]
pub struct Answer {
    pub mode: Mode,
    /// The text was too long for all of it to be looked for.
    pub is_cut: bool,
    /// Sure ones first, then best first; equal scores by source path.
    pub hits: Vec<Hit>,
    /// So many hits, the first ones, are sure.
    pub sure: usize,
    pub counted: Vec<Counted>,
    pub filters: Vec<Narrowed>,
    /// Phrases and conditions, as typed, that were left out since nothing fits them.
    pub left_out: Vec<String>,
    /// What results must not hold, as typed.
    pub without: Vec<String>,
    /// What looks like a filter and was looked for as text.
    pub unknown: Vec<Unknown>,
    /// Words of the query that were not looked for.
    pub dropped: Vec<String>,
    /// Of each word what stood for it.
    variants: Vec<Vec<Variant>>,
}

impl Answer {
    /// Words that count, parts of names aside.
    #[must_use]
    pub fn words(&self) -> usize {
        self.counted.iter().filter(|word| !word.is_part).count()
    }

    /// Documents by which results can be narrowed: of the sure hits, where there are any.
    #[must_use]
    pub fn narrowed(&self) -> Vec<u32> {
        let most = if self.sure == 0 { self.hits.len() } else { self.sure };
        self.hits[..most].iter().map(|hit| hit.document).collect()
    }

    /// What `document` holds in place of words that it does not hold: their other names, and what was meant by a mistyped one.
    #[must_use]
    pub fn stand_ins(&self, document: u32) -> Vec<StandIn> {
        let holds = |variant: &&Variant| variant.list.documents.binary_search(&document).is_ok();
        let wholes = self.counted.iter().zip(&self.variants).filter(|(word, _)| !word.is_part);
        let named = wholes.filter_map(|(word, variants)| {
            let first = variants.iter().find(holds).filter(|variant| variant.stands_in(&word.surface))?;
            Some((first.name.clone(), &word.surface))
        });
        let mut words: IndexMap<String, Vec<&str>> = IndexMap::new();
        named.for_each(|(name, word)| words.entry(name).or_default().push(word));
        words.into_iter().map(|(name, words)| StandIn { name, word: words.join(" ") }).collect()
    }
}

/// Answers `text` from `index`; every document that fits is in the answer.
///
/// # Errors
/// A damaged index.
pub fn search(index: &Index, text: &str, analyzer: &mut Analyzer, synonyms: &Synonyms) -> Result<Answer, Error> {
    let query = Query::read(text, analyzer);
    let around = synonyms.around(&query, analyzer);
    let mut found = Vec::new();
    for (word, synonyms) in query.words.iter().zip(around) {
        found.push(variants::of_word(index, word, &query, &synonyms, analyzer)?);
    }
    let mut scores = Scores::new(index.documents());
    let mut rarities = Vec::new();
    for (at, word) in query.words.iter().enumerate() {
        let is_found = |whole: &String| {
            let whole = query.words.iter().position(|word| word.surface == *whole);
            whole.is_some_and(|whole| found[whole].iter().any(|variant| variant.is_word))
        };
        let share = if word.whole.as_ref().is_some_and(is_found) { PART } else { 1.0 };
        let share = if word.is_aside { share * ASIDE } else { share };
        let rarity = share * idf(index.documents(), variants::frequency(&found[at]));
        scores.add(&found[at], rarity, word);
        rarities.push(rarity);
    }
    for (pair, [first, second]) in &query.pairs {
        let holders = index.list(pair)?.unwrap_or_default().documents;
        scores.raise(&holders, 1.0 + NEIGHBOURS * (rarities[*first] + rarities[*second]) / scores.all);
        holders.iter().for_each(|document| scores.pairs[*document as usize] += 1);
    }
    let conditions = narrow::conditions(index, &query)?;
    for holders in conditions.raised.iter().take(MOST_RAISING) {
        scores.raise(holders, RAISED);
    }
    let mut answer = Answer { mode: query.mode, is_cut: query.is_cut, ..Answer::default() };
    (answer.unknown, answer.dropped) = (query.unknown.clone(), query.dropped.iter().cloned().collect());
    let dropped = match query.words.is_empty() {
        true => {
            answer.hits = narrow::newest(index, conditions.allowed(0).as_deref());
            0
        }
        false => scores.fitting(&conditions, &query, &mut answer.hits),
    };
    answer.sure = answer.hits.iter().filter(|hit| hit.is_sure).count();
    answer.left_out = conditions.left_out(dropped);
    if dropped <= Class::Excluded as usize {
        answer.without = query.excluded.iter().map(|phrase| phrase.text.clone()).collect();
    }
    answer.filters = conditions.filters;
    for (word, variants) in query.words.iter().zip(&found) {
        let terms: IndexSet<&String> = variants.iter().flat_map(|variant| &variant.terms).collect();
        let terms = terms.into_iter().cloned().collect();
        let (surface, is_part) = (word.surface.clone(), !is_counted(word));
        answer.counted.push(Counted { surface, terms, is_part, nearest: Vec::new() });
    }
    if answer.hits.is_empty() {
        for word in answer.counted.iter_mut().filter(|word| word.terms.is_empty()).take(MOST_OFFERED) {
            word.nearest = variants::nearest(index, &word.surface)?;
        }
    }
    answer.variants = found;
    Ok(answer)
}

/// Whether a word is one of those of which hits are said to cover so many.
fn is_counted(word: &Word) -> bool {
    word.whole.is_none() && !word.is_aside
}

/// Sums by document.
struct Scores {
    sums: Vec<f64>,
    covered: Vec<f64>,
    /// Words that are no parts.
    words: Vec<u32>,
    /// What the words are worth, and [`INSTEAD`] of it where others stand for them.
    worth: Vec<f64>,
    /// Pairs of the message.
    pairs: Vec<u32>,
    /// The best variant of the current word, and how much of it is covered.
    best: Vec<f64>,
    cover: Vec<f64>,
    touched: Vec<u32>,
    /// What all words are worth, and how many are no parts.
    all: f64,
    asked: u32,
}

impl Scores {
    fn new(documents: u32) -> Self {
        let zeros = || vec![0.0; documents as usize];
        let words = vec![0; documents as usize];
        let (touched, all, asked) = (Vec::new(), 0.0, 0);
        let (sums, covered, worth, best, cover) = (zeros(), zeros(), zeros(), zeros(), zeros());
        let pairs = vec![0; documents as usize];
        Self { sums, covered, words, worth, pairs, best, cover, touched, all, asked }
    }

    /// Adds one `word`, worth `rarity`: its best variant in each document.
    fn add(&mut self, variants: &[Variant], rarity: f64, word: &Word) {
        let whole = u32::from(is_counted(word));
        self.asked += whole;
        self.all += rarity;
        let least = self.least(variants);
        for variant in variants {
            let cover = if variant.stands_in(&word.surface) { INSTEAD } else { 1.0 };
            for (document, impact) in variant.list.documents.iter().zip(&variant.list.impacts) {
                let worth = variant.weight * f64::from(*impact);
                let worth = if variant.is_word && worth < least { least } else { worth };
                let best = &mut self.best[*document as usize];
                if *best == 0.0 {
                    self.touched.push(*document);
                }
                *best = best.max(worth);
                let covered = &mut self.cover[*document as usize];
                *covered = covered.max(cover);
            }
        }
        for document in self.touched.drain(..) {
            let document = document as usize;
            self.sums[document] += rarity * self.best[document];
            let cover = self.cover[document];
            self.covered[document] += rarity;
            self.worth[document] += rarity * cover;
            self.words[document] += if cover < 1.0 { 0 } else { whole };
            (self.best[document], self.cover[document]) = (0.0, 0.0);
        }
    }

    /// What a word itself is worth at least. A rare one: a little more than all that may stand for it.
    fn least(&self, variants: &[Variant]) -> f64 {
        let held = variants::frequency(variants) as usize;
        if held.saturating_sub(1) * RARE > self.sums.len() {
            return 0.0;
        }
        let others = variants.iter().filter(|variant| !variant.is_word);
        let worth =
            |variant: &Variant| variant.weight * f64::from(variant.list.impacts.iter().copied().max().unwrap_or(0));
        AHEAD * others.map(worth).fold(0.0, f64::max)
    }

    fn raise(&mut self, holders: &[u32], by: f64) {
        holders.iter().for_each(|document| self.sums[*document as usize] *= by);
    }

    /// Documents with a score that fit the conditions, or as many kinds of them as leave any: sure ones first, then best first.
    /// Returns how many kinds were dropped.
    fn fitting(&self, conditions: &Conditions, query: &Query, hits: &mut Vec<Hit>) -> usize {
        for dropped in 0..=narrow::CLASSES {
            *hits = self.hits(conditions.allowed(dropped).as_deref(), query);
            if !hits.is_empty() {
                return dropped;
            }
        }
        0
    }

    /// Whether a document may well be what is sought.
    fn is_sure(&self, at: usize, score: f64, query: &Query) -> bool {
        let (near, beside) = (query.pairs.len(), self.pairs[at] as usize);
        let enough = match query.mode {
            Mode::Words if self.asked < 2 && query.dropped.len() >= DROPPED && self.all < COMMON => return false,
            Mode::Words if self.words[at] < self.asked && score < TOLD * self.all => return false,
            Mode::Words => SURE,
            Mode::Paste if beside * BESIDE > near => TOGETHER,
            Mode::Paste if near == 0 => LONE,
            Mode::Paste if self.asked > SCATTERED => 1.0,
            Mode::Paste => return false,
        };
        self.worth[at] >= enough * self.all
    }

    /// What documents hold, times the square root of how much of the query they cover.
    fn hits(&self, allowed: Option<&[bool]>, query: &Query) -> Vec<Hit> {
        let is_allowed = |document: u32| allowed.is_none_or(|allowed| allowed[document as usize]);
        let hit = |document: u32| {
            let at = document as usize;
            let score = self.sums[at] * (self.covered[at] / self.all).sqrt();
            Hit { document, score, covered: self.words[at], is_sure: self.is_sure(at, score, query) }
        };
        let documents = (0..).zip(&self.sums).filter(|(document, sum)| **sum > 0.0 && is_allowed(*document));
        let mut hits: Vec<Hit> = documents.map(|(document, _)| hit(document)).collect();
        hits.sort_unstable_by(|a, b| {
            let sure = b.is_sure.cmp(&a.is_sure);
            sure.then(b.score.total_cmp(&a.score)).then(a.document.cmp(&b.document))
        });
        hits
    }
}
