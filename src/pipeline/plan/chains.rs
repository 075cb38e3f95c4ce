//! Incidents that repeat one another -> the chains that a topic's page shows: each as far back as there is room.

use crate::model::catalog::{Catalog, DocId};
use crate::pipeline::link::recurrence::Recurrence;
use rustc_hash::{FxHashMap, FxHashSet};
use std::ops::Range;

/// Incidents shown of one chain: the newest.
const LONGEST: usize = 20;
/// Chains on a page: the newest.
const MOST: usize = 20;

/// How far back each incident goes: told once for the site, for a chain may stand on the pages of all topics.
#[derive(Debug)]
pub(crate) struct Chains {
    /// By document: the incident that it repeats.
    before: Vec<Option<DocId>>,
    /// By document: how many incidents it repeats, one after the other.
    behind: Vec<usize>,
    /// By document: the incident that it all goes back to; of a ring, one of those in it.
    origin: Vec<DocId>,
    /// By document: what repeats it, one after the other, stands between these two of a walk through all incidents.
    walk: Vec<Range<usize>>,
    /// By document: whether it is one of a ring, and so goes back to itself.
    ring: Vec<bool>,
}

/// A chain as a page shows it.
pub(crate) struct Chain {
    /// At least two, oldest first.
    pub shown: Vec<DocId>,
    /// Of those before them the newest, and how many there are.
    pub before: Option<(DocId, usize)>,
}

impl Chains {
    /// Of what each document repeats.
    #[must_use]
    pub(crate) fn of(before: Vec<Option<DocId>>) -> Self {
        let count = before.len();
        let mut chains = Self {
            before,
            behind: vec![0; count],
            origin: (0..).map(DocId).take(count).collect(),
            walk: vec![0..0; count],
            ring: vec![false; count],
        };
        let (mut known, mut on_path) = (vec![false; count], vec![false; count]);
        let mut path: Vec<DocId> = Vec::new();
        for start in (0..).map(DocId).take(count) {
            let mut next = Some(start);
            while let Some(id) = next.filter(|id| !known[id.index()] && !on_path[id.index()]) {
                on_path[id.index()] = true;
                path.push(id);
                next = chains.before[id.index()];
            }
            if let Some(again) = next.filter(|id| !known[id.index()]) {
                let ring = path.iter().rposition(|id| *id == again).map(|at| path.split_off(at)).unwrap_or_default();
                let origin = ring.iter().min().copied().unwrap_or(again);
                ring.iter().for_each(|id| {
                    chains.ring[id.index()] = true;
                    chains.learn(*id, ring.len() - 1, origin, &mut known);
                });
            }
            while let Some(id) = path.pop() {
                let (behind, origin) = match chains.before[id.index()] {
                    Some(before) => (chains.behind[before.index()] + 1, chains.origin[before.index()]),
                    None => (0, id),
                };
                chains.learn(id, behind, origin, &mut known);
            }
        }
        chains.number();
        chains
    }

    /// Of what is declared, and of what was found.
    #[must_use]
    pub(crate) fn repeats(catalog: &Catalog, recurrence: &Recurrence) -> Self {
        let ids = (0..).map(DocId).take(catalog.documents.len());
        Self::of(ids.map(|id| recurrence.before(id).map(|repeat| repeat.incident)).collect())
    }

    /// Numbers all incidents so that those which go back to one follow it.
    fn number(&mut self) {
        let count = self.behind.len();
        let outside = |(before, ring): (&Option<DocId>, &bool)| before.filter(|_| !ring);
        let before: Vec<Option<DocId>> = self.before.iter().zip(&self.ring).map(outside).collect();
        let mut order: Vec<DocId> = (0..).map(DocId).take(count).collect();
        order.sort_by_key(|id| self.behind[id.index()]);
        // Outside of a ring each has more behind it than the one that it repeats.
        order.sort_by_key(|id| before[id.index()].is_some());
        let mut sizes = vec![1_usize; count];
        for &id in order.iter().rev() {
            if let Some(before) = before[id.index()] {
                sizes[before.index()] += sizes[id.index()];
            }
        }
        let (mut next, mut free) = (0, vec![0; count]);
        for id in order {
            let place = before[id.index()].map_or(&mut next, |before| &mut free[before.index()]);
            let start = *place;
            *place += sizes[id.index()];
            free[id.index()] = start + 1;
            self.walk[id.index()] = start..start + sizes[id.index()];
        }
    }

    /// How many incidents `id` repeats, one after the other.
    #[must_use]
    pub(crate) fn behind(&self, id: DocId) -> usize {
        self.behind[id.index()]
    }

    /// Whether `newer` goes back to `older`.
    fn goes_back(&self, newer: DocId, older: DocId) -> bool {
        let from = self.walk[newer.index()].start;
        let in_ring = self.ring[older.index()] && self.origin[older.index()] == self.origin[newer.index()];
        in_ring || self.walk[older.index()].contains(&from)
    }

    fn learn(&mut self, id: DocId, behind: usize, origin: DocId, known: &mut [bool]) {
        (self.behind[id.index()], self.origin[id.index()], known[id.index()]) = (behind, origin, true);
    }

    /// The chains of `incidents` (newest first), newest chain first; and of those for which there is no room the newest incident,
    /// and how many there are in the chain.
    #[must_use]
    pub(crate) fn among(&self, incidents: &[DocId]) -> (Vec<Chain>, Vec<(DocId, usize)>) {
        let (mut found, mut more) = (Vec::new(), Vec::new());
        let mut seen: FxHashSet<DocId> = FxHashSet::default();
        // By origin: of each chain that is cut the newest incident.
        let mut cut: FxHashMap<DocId, Vec<DocId>> = FxHashMap::default();
        for id in incidents {
            if self.behind[id.index()] == 0 || seen.contains(id) {
                continue;
            }
            let count = self.behind[id.index()] + 1;
            // What is left of a long one is not shown a second time, piece by piece; what branches off it is counted.
            let of_same = cut.entry(self.origin[id.index()]).or_default();
            if !of_same.is_empty() {
                if !of_same.iter().any(|newer| self.goes_back(*newer, *id)) {
                    if of_same.len() < MOST {
                        of_same.push(*id);
                    }
                    more.push((*id, count));
                }
                continue;
            }
            let mut shown = vec![*id];
            let before = loop {
                let before = shown.last().and_then(|last| self.before[last.index()]);
                match before.filter(|before| !shown.contains(before) && !seen.contains(before)) {
                    Some(before) if shown.len() < LONGEST => shown.push(before),
                    before => break before,
                }
            };
            if shown.len() < 2 {
                continue;
            }
            of_same.extend(before.map(|_| *id));
            seen.extend(&shown);
            if found.len() < MOST {
                let before = before.map(|before| (before, count - shown.len()));
                shown.reverse();
                found.push(Chain { shown, before });
            } else {
                more.push((*id, count));
            }
        }
        (found, more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of documents of which the first repeats the first of `repeats`, and so on.
    fn chains(repeats: &[Option<u32>]) -> Chains {
        Chains::of(repeats.iter().map(|before| before.map(DocId)).collect())
    }

    /// Ids shown, and how many go before them.
    type Told = (Vec<u32>, usize);

    /// The chains; and of those without room the newest incident, and how many there are.
    fn told(repeats: &[Option<u32>]) -> (Vec<Told>, Vec<(u32, usize)>) {
        let newest_first: Vec<DocId> = (0..u32::try_from(repeats.len()).unwrap()).rev().map(DocId).collect();
        let (chains, more) = chains(repeats).among(&newest_first);
        let told =
            |chain: &Chain| (chain.shown.iter().map(|id| id.0).collect(), chain.before.map_or(0, |(_, count)| count));
        (chains.iter().map(told).collect(), more.iter().map(|(id, count)| (id.0, *count)).collect())
    }

    #[test]
    fn chains_are_shown_newest_first_and_each_incident_once() {
        assert_eq!(told(&[None, Some(0), Some(1), None]), (vec![(vec![0, 1, 2], 0)], vec![]));
        // The second that repeats the first stands alone.
        assert_eq!(told(&[None, Some(0), Some(0)]), (vec![(vec![0, 2], 0)], vec![]));
        // Two that repeat each other, and one that repeats one of them.
        assert_eq!(told(&[Some(1), Some(0), Some(0)]), (vec![(vec![1, 0, 2], 0)], vec![]));
    }

    #[test]
    fn what_branches_off_a_chain_that_is_cut_is_counted() {
        // 0 to 29 one after the other, and a branch that leaves at 4: 30 repeats 4, 31 repeats 30.
        let mut repeats: Vec<Option<u32>> = (0..30).map(|id: u32| id.checked_sub(1)).collect();
        repeats.extend([Some(4), Some(30)]);
        // The long chain is the newer one.
        let order: Vec<DocId> = (0..30).rev().chain([31, 30]).map(DocId).collect();
        let (chains, more) = chains(&repeats).among(&order);
        assert_eq!(chains.len(), 1);
        assert_eq!(chains[0].before, Some((DocId(9), 10)));
        assert_eq!(more, [(DocId(31), 7)], "its own beginning is no chain of its own");
    }

    #[test]
    fn a_long_chain_is_cut_and_its_rest_is_counted() {
        let long: Vec<Option<u32>> = (0..100_000).map(|id: u32| id.checked_sub(1)).collect();
        let (chains, more) = told(&long);
        assert_eq!((chains.len(), more.len()), (1, 0));
        assert_eq!(chains[0], ((100_000 - 20..100_000).collect(), 100_000 - 20));
        let ring: Vec<Option<u32>> = (0..1_000).map(|id: u32| Some((id + 1) % 1_000)).collect();
        assert_eq!(told(&ring).0[0].1, 980);
        let pairs: Vec<Option<u32>> = (0..100).map(|id: u32| (id % 2 == 1).then(|| id - 1)).collect();
        let (shown, more) = told(&pairs);
        assert_eq!((shown.len(), more.len(), more[0], more[29]), (20, 30, (59, 2), (1, 2)));
    }
}
