//! Incidents -> the errors that most of them began with, each with how the newest was fixed.

use crate::model::catalog::DocId;
use crate::model::page::Broke;
use crate::pipeline::plan::fix::beginning;
use crate::pipeline::plan::shared::{Shared, document_link};
use rustc_hash::{FxHashMap, FxHashSet};

/// Errors of one incident alone that are shown, where few are seen again.
const SINGLE: usize = 3;
/// Incidents named of each error beside the newest.
const BEFORE: usize = 5;

/// The `most` errors that most of `incidents` (newest first) show, of equals the one seen last; of those that one incident alone
/// shows, as many as make three.
#[must_use]
pub(crate) fn breaks(shared: &Shared, incidents: &[DocId], most: usize) -> Vec<Broke> {
    // By signature: the place of the error in the newest incident, and the places of the incidents that have it.
    let mut seen: FxHashMap<&str, (usize, Vec<usize>)> = FxHashMap::default();
    for (place, id) in incidents.iter().enumerate() {
        for (at, error) in shared.errors(*id).iter().enumerate() {
            seen.entry(&error.signature).or_insert_with(|| (at, Vec::new())).1.push(place);
        }
    }
    let mut ranked: Vec<(usize, Vec<usize>)> = seen.into_values().collect();
    ranked.sort_unstable_by_key(|(at, places)| (std::cmp::Reverse(places.len()), places[0], *at));
    // One incident may show many errors that no other does: one of them will do.
    let mut alone: FxHashSet<usize> = FxHashSet::default();
    ranked.retain(|(_, places)| places.len() > 1 || alone.insert(places[0]));
    let again = ranked.iter().filter(|(_, places)| places.len() > 1).count();
    ranked.truncate(again.max(SINGLE).min(most));
    let view = |(at, places): &(usize, Vec<usize>)| {
        let id = incidents[places[0]];
        let error = shared.errors(id).get(*at)?.text.clone();
        let fix = shared.fix(id).map(beginning).unwrap_or_default();
        let before =
            places[1..].iter().take(BEFORE).map(|place| document_link(shared.catalog.entry(incidents[*place])));
        Some(Broke { error, incidents: places.len(), row: shared.row(id)?, before: before.collect(), fix })
    };
    ranked.iter().filter_map(view).collect()
}
