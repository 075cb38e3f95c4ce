//! Incidents -> which of them are an earlier one again: as their documents declare, or because both have one cause *and* one service.
//!
//! Here is the one rule that actions, recurrence, insights and years ask. Near-linear: an incident meets others only under what
//! both have, and passes over those alone that are declared to be another failure.

use crate::model::Provenance;
use crate::model::catalog::{Catalog, DocId, TopicId};
use crate::text::fields::causes::is_category;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// How it is known that one incident is another one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// The later document says so (`recurrence_of`).
    Declared,
    /// Both have them.
    Shares { cause: TopicId, service: TopicId },
}

/// An incident that is another one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Repeat {
    /// The other one.
    pub incident: DocId,
    pub how: How,
}

impl Repeat {
    /// Nobody says so: both have a cause and a service.
    #[must_use]
    pub(crate) fn is_inferred(&self) -> bool {
        self.how != How::Declared
    }
}

/// Between which later incidents an incident lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Again {
    /// The first after it.
    pub next: Repeat,
    /// The one that happened last.
    pub latest: Repeat,
}

type Pair = (TopicId, TopicId);

/// Of all incidents of a catalog: what each one repeats, and whether it happened again. An incident without a day is neither
/// earlier nor later than another, planned work is no incident, what is to come is none yet, and two of one day are one failure
/// that was written down twice.
#[derive(Debug)]
pub(crate) struct Recurrence {
    /// Incidents by cause and service, in the order in which they happened.
    pairs: FxHashMap<Pair, Vec<(Date, DocId)>>,
    /// By document: the incident that it repeats.
    before: Vec<Option<Repeat>>,
    /// By document.
    again: Vec<Option<Again>>,
}

impl Recurrence {
    /// Of all incidents.
    #[must_use]
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let none = || vec![None; catalog.documents.len()];
        let mut made = Self { pairs: by_pair(catalog), before: vec![None; catalog.documents.len()], again: none() };
        for &id in &catalog.incidents {
            if !catalog.entry(id).is_counted() {
                continue;
            }
            made.before[id.index()] = made.found_before(catalog, id);
            made.again[id.index()] = made.found_again(catalog, id);
        }
        made
    }

    /// The incident that `id` repeats: the declared one, whatever its day, else the last before it that shares cause and service.
    #[must_use]
    pub(crate) fn before(&self, id: DocId) -> Option<Repeat> {
        self.before.get(id.index()).copied().flatten()
    }

    /// By document: whether it happened again on a later day.
    #[must_use]
    pub(crate) fn again(&self) -> &[Option<Again>] {
        &self.again
    }

    /// The first `most` incidents of later days that share cause and service with `id`, in the order in which they happened.
    #[must_use]
    pub(crate) fn later(&self, catalog: &Catalog, id: DocId, most: usize) -> Vec<DocId> {
        let mut found: BTreeSet<(Date, DocId)> = BTreeSet::new();
        for (of_pair, _) in self.around(catalog, id) {
            let later = after(of_pair, day(catalog, id)).iter().filter(|(_, other)| !apart(catalog, id, *other));
            found.extend(later.take(most));
        }
        found.into_iter().take(most).map(|(_, id)| id).collect()
    }

    /// The incidents of each pair that `id` has.
    fn around<'a>(&'a self, catalog: &'a Catalog, id: DocId) -> impl Iterator<Item = (&'a [(Date, DocId)], Pair)> + 'a {
        pairs(catalog, id).filter_map(|pair| Some((self.pairs.get(&pair)?.as_slice(), pair)))
    }

    fn found_before(&self, catalog: &Catalog, id: DocId) -> Option<Repeat> {
        if let Some(incident) = catalog.entry(id).recurrence_of {
            return Some(Repeat { incident, how: How::Declared });
        }
        let own = day(catalog, id)?;
        let mut last: Option<(Date, Repeat)> = None;
        for (of_pair, (cause, service)) in self.around(catalog, id) {
            let earlier = &of_pair[..of_pair.partition_point(|(day, _)| *day < own)];
            let Some((day, incident)) = earlier.iter().rev().find(|(_, other)| !apart(catalog, id, *other)) else {
                continue;
            };
            if last.is_none_or(|(known, _)| *day > known) {
                last = Some((*day, Repeat { incident: *incident, how: How::Shares { cause, service } }));
            }
        }
        last.map(|(_, repeat)| repeat)
    }

    fn found_again(&self, catalog: &Catalog, id: DocId) -> Option<Again> {
        let own = day(catalog, id)?;
        let mut again: Option<Again> = None;
        let mut add = |next: Repeat, latest: Repeat| {
            again = Some(again.map_or(Again { next, latest }, |known| known.with(catalog, next).with(catalog, latest)));
        };
        for (of_pair, (cause, service)) in self.around(catalog, id) {
            let repeat =
                |(_, incident): &(Date, DocId)| Repeat { incident: *incident, how: How::Shares { cause, service } };
            let later = after(of_pair, Some(own));
            let mut fits = later.iter().filter(|(_, other)| !apart(catalog, id, *other));
            let next = fits.next().map(repeat);
            let latest = fits.next_back().map(repeat).or(next);
            if let (Some(next), Some(latest)) = (next, latest) {
                add(next, latest);
            }
        }
        let is_later = |other: &DocId| catalog.entry(*other).is_counted() && day(catalog, *other) > Some(own);
        for incident in catalog.entry(id).recurrences.iter().copied().filter(is_later) {
            let repeat = Repeat { incident, how: How::Declared };
            add(repeat, repeat);
        }
        again
    }
}

impl Again {
    /// What is declared wins over what is found, of one day.
    fn with(self, catalog: &Catalog, other: Repeat) -> Self {
        let day = |repeat: Repeat| day(catalog, repeat.incident);
        let wins = |known: Repeat| day(other) == day(known) && other.how == How::Declared;
        Self {
            next: if day(other) < day(self.next) || wins(self.next) { other } else { self.next },
            latest: if day(other) > day(self.latest) || wins(self.latest) { other } else { self.latest },
        }
    }
}

/// Each of `ids` with each cause that one of an earlier day has, on whatever service, in the order in which they happened. Here, too,
/// two of one day are one failure: neither is again.
#[must_use]
pub(crate) fn causes_again(catalog: &Catalog, ids: &[DocId]) -> Vec<(DocId, TopicId)> {
    let mut first: FxHashMap<TopicId, Option<Date>> = FxHashMap::default();
    let mut again = Vec::new();
    for id in in_order(catalog, ids) {
        let own = day(catalog, id);
        for cause in &catalog.entry(id).root_causes {
            match first.get(cause) {
                None => _ = first.insert(*cause, own),
                Some(first) if own.is_none() || *first != own => again.push((id, *cause)),
                Some(_) => {}
            }
        }
    }
    again
}

/// `ids` in the order in which they happened; those of one time by path, undated ones last.
#[must_use]
pub(crate) fn in_order(catalog: &Catalog, ids: &[DocId]) -> Vec<DocId> {
    let mut ids = ids.to_vec();
    let at = |id: &DocId| catalog.entry(*id).when().map(crate::model::Moment::order_seconds);
    ids.sort_by_cached_key(|id| {
        let at = at(id);
        (at.is_none(), at, *id)
    });
    ids
}

/// The day of an incident.
fn day(catalog: &Catalog, id: DocId) -> Option<Date> {
    catalog.entry(id).when().map(crate::model::Moment::date)
}

/// Whether one of two says that it does not repeat the other.
fn apart(catalog: &Catalog, a: DocId, b: DocId) -> bool {
    let says = |one: DocId, other: DocId| catalog.entry(one).not_recurrences.binary_search(&other).is_ok();
    says(a, b) || says(b, a)
}

/// Those of later days than `own`.
fn after(of_pair: &[(Date, DocId)], own: Option<Date>) -> &[(Date, DocId)] {
    let Some(own) = own else { return &[] };
    &of_pair[of_pair.partition_point(|(day, _)| *day <= own)..]
}

fn by_pair(catalog: &Catalog) -> FxHashMap<Pair, Vec<(Date, DocId)>> {
    let dated = catalog.incidents.iter().rev().filter(|id| catalog.entry(**id).is_counted());
    let mut dated: Vec<(Date, DocId)> = dated.filter_map(|id| Some((day(catalog, *id)?, *id))).collect();
    // Times of several zones may be in another order than their days.
    dated.sort_by_key(|(day, _)| *day);
    let mut found: FxHashMap<Pair, Vec<(Date, DocId)>> = FxHashMap::default();
    for (day, id) in dated {
        pairs(catalog, id).for_each(|pair| found.entry(pair).or_default().push((day, id)));
    }
    found
}

/// Categories that count as causes class an incident: two of one class are not one failure, so they make no pair.
fn pairs(catalog: &Catalog, id: DocId) -> impl Iterator<Item = Pair> + '_ {
    let entry = catalog.entry(id);
    let first = entry.document.postmortem().and_then(|incident| incident.root_causes.first());
    let is_classed =
        matches!(first.map(|fact| &fact.provenance), Some(Provenance::FrontMatter { key, .. }) if is_category(key));
    let causes = if is_classed { &[] } else { entry.root_causes.as_slice() };
    causes.iter().flat_map(|cause| entry.services.iter().map(move |service| (*cause, *service)))
}
