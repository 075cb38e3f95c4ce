//! Actions of several incidents -> those that propose the same remedy, told by their words. Pure.
//!
//! Near-linear: two sets of words that share three quarters share one of their rarer words, so that an action meets only those that
//! have one of its rarer words too.

use super::Followed;
use crate::search::analyzer::Analyzer;
use crate::search::words::words;
use rustc_hash::FxHashMap;
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
    // By word: the groups whose first action has it among its rarer ones.
    let mut by_word: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, own) in told.iter().enumerate() {
        let mut rare: Vec<(Option<&usize>, &str)> = own.iter().map(|word| (spread.get(&**word), &**word)).collect();
        rare.sort_unstable();
        rare.truncate(rare.len() - rare.len() * COMMON.0 / COMMON.1 + 1);
        let mut near: Vec<usize> = rare.iter().filter_map(|(_, word)| by_word.get(word)).flatten().copied().collect();
        near.sort_unstable();
        near.dedup();
        let fits = |group: &Vec<usize>| {
            is_same(&told[group[0]], own) && group.iter().all(|other| actions[*other].id != actions[at].id)
        };
        match near.into_iter().find(|group| fits(&groups[*group])) {
            Some(group) => groups[group].push(at),
            None => {
                rare.iter().for_each(|(_, word)| by_word.entry(word).or_default().push(groups.len()));
                groups.push(vec![at]);
            }
        }
    }
    groups
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
