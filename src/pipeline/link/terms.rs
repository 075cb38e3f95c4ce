//! The rare terms of each incident: words that few others use, identifiers and error names first.

use crate::text::vocabulary::{PARTS, Telling, Vocabulary, part_of};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::{Range, RangeInclusive};

/// Terms kept for one incident.
const MOST_TERMS: usize = 24;
/// A term in more incidents than this is not rare, however many there are; one in a single incident is shared with none.
const HOLDERS: RangeInclusive<u32> = 2..=12;

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

/// In how many incidents each word stands, by the part of its hash.
struct Holders(Vec<FxHashMap<u64, u32>>);

impl Holders {
    fn count(vocabularies: &[&Vocabulary]) -> Self {
        let count = |part| {
            let mut holders: FxHashMap<u64, u32> = FxHashMap::default();
            for hash in vocabularies.iter().flat_map(|vocabulary| vocabulary.part(part)) {
                *holders.entry(*hash).or_insert(0) += 1;
            }
            holders
        };
        Self((0..PARTS).into_par_iter().map(count).collect())
    }

    fn of(&self, hash: u64) -> u32 {
        let part = usize::try_from(part_of(hash)).ok().and_then(|part| self.0.get(part));
        part.and_then(|part| part.get(&hash)).copied().unwrap_or_default()
    }
}

fn terms_of(vocabulary: &Vocabulary, holders: &Holders, incidents: u32) -> Vec<Term> {
    let weigh = |telling: &Telling| {
        let hash = vocabulary.hash(telling);
        let holders = holders.of(hash);
        if !HOLDERS.contains(&holders) {
            return None;
        }
        let rarity = (f64::from(incidents) / f64::from(holders)).ln();
        let weight = rarity * (f64::from(telling.worth) / 100.0);
        let term =
            Term { hash, weight, start: telling.start, length: telling.length, names_a_thing: telling.worth > 80 };
        (weight > 0.0).then_some(term)
    };
    let mut terms: Vec<Term> = vocabulary.telling.iter().filter_map(weigh).collect();
    terms.sort_unstable_by(|a, b| b.weight.total_cmp(&a.weight).then(a.start.cmp(&b.start)));
    terms.truncate(MOST_TERMS);
    terms.shrink_to_fit();
    terms
}
