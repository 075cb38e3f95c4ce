//! The rare terms of each incident: words that few others use, identifiers and error names first.

use crate::text::vocabulary::{Telling, Vocabulary, half};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::{Range, RangeInclusive};

/// Terms kept for one incident.
const MOST_TERMS: usize = 24;
/// A term in more incidents than this is not rare, however many there are; one in a single incident is shared with none.
const HOLDERS: RangeInclusive<u32> = 2..=12;

/// Bits of a hash that choose its part.
const PART_BITS: u32 = 6;
/// Parts that all hashes fall into, so that several threads count them without locks, each in a map that a core's cache holds.
const PARTS: usize = 1 << PART_BITS;

/// A rare term of one incident.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub(super) hash: u64,
    /// Rarity times the worth of its shape.
    pub(super) weight: f64,
    start: u32,
    length: u8,
    /// An identifier rather than a plain word.
    pub(super) names_a_thing: bool,
}

impl Term {
    /// Where it first stands in the body's text.
    pub(super) fn range(&self) -> Range<usize> {
        let start = self.start as usize;
        start..start + usize::from(self.length)
    }
}

/// One list for the words of each incident, weightiest first.
pub(super) fn rare_terms(vocabularies: &[&Vocabulary]) -> Vec<Vec<Term>> {
    let holders = Holders::count(vocabularies);
    let incidents = u32::try_from(vocabularies.len()).unwrap_or(u32::MAX);
    vocabularies.par_iter().map(|vocabulary| terms_of(vocabulary, &holders, incidents)).collect()
}

/// In how many incidents each word stands that tells something in one of them, by the part of its hash.
struct Holders(Vec<FxHashMap<u32, u32>>);

/// Half hashes of many vocabularies, by part: those of telling words, and all.
struct Parted {
    telling: [Vec<u32>; PARTS],
    all: [Vec<u32>; PARTS],
}

impl Holders {
    fn count(vocabularies: &[&Vocabulary]) -> Self {
        let share = vocabularies.len().div_ceil(rayon::current_num_threads()).max(1);
        let shares: Vec<Parted> = vocabularies.par_chunks(share).map(Parted::of).collect();
        let count = |part: usize| {
            let telling = shares.iter().flat_map(|share| &share.telling[part]);
            let mut holders: FxHashMap<u32, u32> = telling.map(|hash| (*hash, 0)).collect();
            for hash in shares.iter().flat_map(|share| &share.all[part]) {
                if let Some(count) = holders.get_mut(hash) {
                    *count += 1;
                }
            }
            holders
        };
        Self((0..PARTS).into_par_iter().map(count).collect())
    }

    fn of(&self, hash: u64) -> u32 {
        self.0.get(part_of(half(hash))).and_then(|part| part.get(&half(hash))).copied().unwrap_or_default()
    }
}

impl Parted {
    fn of(vocabularies: &[&Vocabulary]) -> Self {
        let mut parted = Self { telling: [const { Vec::new() }; PARTS], all: [const { Vec::new() }; PARTS] };
        for vocabulary in vocabularies {
            let telling = vocabulary.telling.iter().map(|telling| half(telling.hash));
            telling.for_each(|half| parted.telling[part_of(half)].push(half));
            vocabulary.halves.iter().for_each(|half| parted.all[part_of(*half)].push(*half));
        }
        parted
    }
}

/// The part that a half hash falls into.
fn part_of(half: u32) -> usize {
    (half >> (u32::BITS - PART_BITS)) as usize
}

fn terms_of(vocabulary: &Vocabulary, holders: &Holders, incidents: u32) -> Vec<Term> {
    let weigh = |telling: &Telling| {
        let holders = holders.of(telling.hash);
        if !HOLDERS.contains(&holders) {
            return None;
        }
        let rarity = (f64::from(incidents) / f64::from(holders)).ln();
        let weight = rarity * (f64::from(telling.worth) / 100.0);
        let Telling { hash, start, length, worth } = *telling;
        let term = Term { hash, weight, start, length, names_a_thing: worth > 80 };
        (weight > 0.0).then_some(term)
    };
    let mut terms: Vec<Term> = vocabulary.telling.iter().filter_map(weigh).collect();
    terms.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then(a.start.cmp(&b.start)));
    terms.truncate(MOST_TERMS);
    terms.shrink_to_fit();
    terms
}
