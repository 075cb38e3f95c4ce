//! Incidents -> the errors that most of them began with, each with how the newest was fixed.

use crate::model::catalog::DocId;
use crate::model::page::Broke;
use crate::pipeline::plan::fix::beginning;
use crate::pipeline::plan::shared::Shared;
use rustc_hash::{FxHashMap, FxHashSet};

/// Errors of one incident alone that are shown, where few are seen again.
const SINGLE: usize = 3;

/// The `most` errors that most of `incidents` (newest first) show, of equals the one seen last; of those that one incident alone
/// shows, as many as make three.
#[must_use]
pub fn breaks(shared: &Shared, incidents: &[DocId], most: usize) -> Vec<Broke> {
    // By signature: the place of the newest incident and of the error in it, and how many have it.
    let mut seen: FxHashMap<&str, (usize, usize, usize)> = FxHashMap::default();
    for (place, id) in incidents.iter().enumerate() {
        for (at, error) in shared.errors(*id).iter().enumerate() {
            seen.entry(&error.signature).or_insert((place, at, 0)).2 += 1;
        }
    }
    let mut ranked: Vec<(usize, usize, usize)> = seen.into_values().collect();
    ranked.sort_unstable_by_key(|&(place, at, count)| (std::cmp::Reverse(count), place, at));
    // One incident may show many errors that no other does: one of them will do.
    let mut alone: FxHashSet<usize> = FxHashSet::default();
    ranked.retain(|&(place, _, count)| count > 1 || alone.insert(place));
    let again = ranked.iter().filter(|(_, _, count)| *count > 1).count();
    ranked.truncate(again.max(SINGLE).min(most));
    let view = |&(place, at, incidents_of): &(usize, usize, usize)| {
        let id = incidents[place];
        let error = shared.errors(id).get(at)?.text.clone();
        let fix = shared.fix(id).map(beginning).unwrap_or_default();
        Some(Broke { error, incidents: incidents_of, row: shared.row(id)?, fix })
    };
    ranked.iter().filter_map(view).collect()
}
