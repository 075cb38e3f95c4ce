//! Actions of several incidents -> those that propose the same remedy, told by their words. Pure.
//!
//! Near-linear: two sets of words that share three quarters share one of their rarer words, and what is rarer than the rarest that
//! they share is little: so an action meets only those that have one of its rarer words at such a place, and passes over those of its own
//! incident at once.

use super::Followed;
use crate::model::catalog::DocId;
use crate::search::analyzer::Analyzer;
use crate::search::words::words;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Fewer telling words fit too many remedies ("write a runbook").
const FEWEST: usize = 4;
/// Of all words of two actions, how many both have: three of four. With two of three, 27 of 31 pairs in the corpora were the same.
const COMMON: (usize, usize) = (3, 4);

/// The words of a text that tell something, stemmed.
#[must_use]
pub fn telling(analyzer: &mut Analyzer, text: &str) -> BTreeSet<String> {
    let (lists, mut told) = (words(), BTreeSet::new());
    analyzer.tokens(text, |token| {
        let little = [&lists.question, &lists.foreign, &lists.shared].iter().any(|list| list.contains(token.surface));
        if !(token.is_compound || little) {
            told.insert(token.term.to_owned());
        }
    });
    told
}

/// Whether two texts with these words propose the same.
#[must_use]
pub fn is_same(one: &BTreeSet<String>, other: &BTreeSet<String>) -> bool {
    let (both, least) = (one.intersection(other).count(), one.len().min(other.len()));
    least >= FEWEST && both * COMMON.1 >= (one.len() + other.len() - both) * COMMON.0
}

/// Places in `actions` that belong together, each with the first of them in front; of every incident one at most.
#[must_use]
pub(crate) fn grouped(actions: &[&Followed<'_>]) -> Vec<Vec<usize>> {
    let mut analyzer = Analyzer::default();
    let told: Vec<BTreeSet<String>> =
        actions.iter().map(|followed| telling(&mut analyzer, &followed.item.text)).collect();
    let mut spread: FxHashMap<&str, usize> = FxHashMap::default();
    told.iter().flatten().for_each(|word| *spread.entry(word).or_default() += 1);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // Groups that have an action of an incident already.
    let mut taken: FxHashSet<(usize, DocId)> = FxHashSet::default();
    // By word: the groups whose first action has it among its rarer ones.
    let mut by_word: FxHashMap<&str, Near> = FxHashMap::default();
    for (at, own) in told.iter().enumerate() {
        let id = actions[at].id;
        let rare = rarer(own, &spread);
        let fit = |group: usize| match groups[group].first() {
            _ if taken.contains(&(group, id)) => Fit::Taken,
            Some(first) if is_same(&told[*first], own) => Fit::Same,
            _ => Fit::Other,
        };
        let mut group = groups.len();
        for (place, word) in rare.iter().enumerate() {
            let near = by_word.get_mut(word).and_then(|near| near.first(&Row { place, words: own.len(), id }, &fit));
            group = near.map_or(group, |near| near.min(group));
        }
        if group == groups.len() {
            groups.push(Vec::new());
            for (place, word) in rare.into_iter().enumerate() {
                by_word.entry(word).or_default().add(place, own.len(), group);
            }
        }
        groups[group].push(at);
        taken.insert((group, id));
    }
    groups
}

/// The rarer words of `own`, the rarest first: as many as two that are the same share at least one of. None where too little is said.
fn rarer<'t>(own: &'t BTreeSet<String>, spread: &FxHashMap<&str, usize>) -> Vec<&'t str> {
    if own.len() < FEWEST {
        return Vec::new();
    }
    let mut rare: Vec<&str> = own.iter().map(String::as_str).collect();
    rare.sort_by_cached_key(|word| (spread.get(word), *word));
    rare.truncate(rare.len() - rare.len() * COMMON.0 / COMMON.1 + 1);
    rare
}

/// An action at a word: the place of that among its words, how many those are, and its incident.
struct Row {
    place: usize,
    words: usize,
    id: DocId,
}

enum Fit {
    Same,
    Other,
    /// And for good: a group loses nothing.
    Taken,
}

/// The groups of a word, by its place among the words of their first actions, and how many those are.
#[derive(Default)]
struct Near(Vec<((usize, usize), Groups)>);

/// Groups in their order.
#[derive(Default)]
struct Groups {
    all: Vec<usize>,
    /// For an incident and a place in `all`: the next place at which a group is not taken by it.
    next: FxHashMap<(DocId, usize), usize>,
}

impl Near {
    fn add(&mut self, place: usize, words: usize, group: usize) {
        match self.0.iter_mut().find(|(key, _)| *key == (place, words)) {
            Some((_, groups)) => groups.all.push(group),
            None => self.0.push(((place, words), Groups { all: vec![group], ..Groups::default() })),
        }
    }

    /// The first group that fits `row`.
    fn first(&mut self, row: &Row, fit: &impl Fn(usize) -> Fit) -> Option<usize> {
        let near = self.0.iter_mut().filter(|((place, words), _)| {
            // Behind the rarest word of both they have no more in common than is left of either.
            let both = 1 + (row.words - row.place - 1).min(words - place - 1);
            both * COMMON.1 >= (row.words + words).saturating_sub(both) * COMMON.0
        });
        near.filter_map(|(_, groups)| groups.first(row.id, fit)).min()
    }
}

impl Groups {
    fn first(&mut self, id: DocId, fit: &impl Fn(usize) -> Fit) -> Option<usize> {
        let mut at = 0;
        // Where the stretch of taken ones began that ends here.
        let mut from = None;
        while let Some(group) = self.all.get(at) {
            if let Some(next) = self.next.get(&(id, at)) {
                from = from.or(Some(at));
                at = *next;
                continue;
            }
            let fits = fit(*group);
            match (&fits, from) {
                (Fit::Taken, _) => from = from.or(Some(at)),
                (_, Some(start)) => {
                    self.next.insert((id, start), at);
                    from = None;
                }
                _ => {}
            }
            if matches!(fits, Fit::Same) {
                return Some(*group);
            }
            at += 1;
        }
        if let Some(start) = from {
            self.next.insert((id, start), at);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        let mut analyzer = Analyzer::default();
        is_same(&telling(&mut analyzer, one), &telling(&mut analyzer, other))
    }

    #[test]
    fn a_remedy_is_known_in_other_words_and_no_chore_is_a_remedy() {
        assert!(same("Alert when the disk of the queue is 90 % full", "Alerting when a queue disk is 90% full"));
        assert!(!same("Write the incident report", "Write the incident report"), "too little is said");
        assert!(!same("Alert when the disk of the queue is full", "Alert when the pool of the database is exhausted"));
        assert!(!same("Make service 132 safe against cause 62", "Make service 24 safe against cause 30"));
        assert!(!same("Deploy this fix to production with care", "Deploy the migration to production on Monday"));
    }
}
