//! Incidents -> which of them happened again: as their documents declare, or since a later one shares cause *and* service.
//!
//! Here is the one rule. Near-linear: an incident meets others only under what both have, newest first.

use crate::model::catalog::{Catalog, DocId, TopicId};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// How it is known that one incident is another one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The later document says so (`recurrence_of`).
    Declared,
    /// Both have them.
    Shares { cause: TopicId, service: TopicId },
}

/// A later incident that is an earlier one again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat {
    pub incident: DocId,
    pub how: How,
}

/// Between which later incidents an incident lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Again {
    /// The first after it.
    pub next: Repeat,
    /// The one that happened last.
    pub latest: Repeat,
}

/// By document of the catalog: whether it happened again. An incident without a day is neither earlier nor later than another,
/// planned work is no incident, and two of one day are one failure that was written down twice.
#[must_use]
pub fn happened_again(catalog: &Catalog) -> Vec<Option<Again>> {
    let mut found = shared(catalog);
    for (id, again) in (0..).map(DocId).zip(&mut found) {
        let day = day(catalog, id);
        let declared = catalog.entry(id).recurrences.iter().copied();
        let is_later =
            |other: &DocId| !catalog.entry(*other).is_planned() && day.is_some() && self::day(catalog, *other) > day;
        for incident in declared.filter(is_later) {
            let repeat = Repeat { incident, how: How::Declared };
            *again = Some(again.map_or(Again { next: repeat, latest: repeat }, |known| known.with(catalog, repeat)));
        }
    }
    found
}

fn day(catalog: &Catalog, id: DocId) -> Option<Date> {
    catalog.entry(id).when().map(crate::model::Moment::date)
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

/// Those that share a cause and a service with a later one.
fn shared(catalog: &Catalog) -> Vec<Option<Again>> {
    let mut found = vec![None; catalog.documents.len()];
    let dated = catalog.incidents.iter().filter(|id| !catalog.entry(**id).is_planned());
    let mut dated: Vec<(Date, DocId)> = dated.filter_map(|id| Some((day(catalog, *id)?, *id))).collect();
    dated.sort_by_key(|(day, _)| Reverse(*day));
    let mut seen: FxHashMap<(TopicId, TopicId), Again> = FxHashMap::default();
    for of_day in dated.chunk_by(|(a, _), (b, _)| a == b) {
        for (_, id) in of_day {
            let later = pairs(catalog, *id).filter_map(|pair| seen.get(&pair));
            found[id.index()] = later.fold(None, |known: Option<Again>, more| {
                Some(known.map_or(*more, |known| known.with(catalog, more.next).with(catalog, more.latest)))
            });
        }
        for (_, id) in of_day {
            for (cause, service) in pairs(catalog, *id) {
                let next = Repeat { incident: *id, how: How::Shares { cause, service } };
                seen.entry((cause, service)).or_insert(Again { next, latest: next }).next = next;
            }
        }
    }
    found
}

fn pairs(catalog: &Catalog, id: DocId) -> impl Iterator<Item = (TopicId, TopicId)> + '_ {
    let entry = catalog.entry(id);
    entry.root_causes.iter().flat_map(|cause| entry.services.iter().map(move |service| (*cause, *service)))
}
