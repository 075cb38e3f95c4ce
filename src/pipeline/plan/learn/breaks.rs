//! Incidents -> the errors that most of them began with, each with how the newest was fixed.

use crate::model::catalog::DocId;
use crate::model::page::Broke;
use crate::pipeline::plan::fix::beginning;
use crate::pipeline::plan::shared::Shared;
use rustc_hash::FxHashMap;

/// The `most` errors that most of `incidents` (newest first) show, of equals the one seen last.
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
    let mut alone = Vec::new();
    ranked.retain(|&(place, _, count)| {
        let again = count == 1 && alone.contains(&place);
        if count == 1 && !again && alone.len() <= most {
            alone.push(place);
        }
        !again
    });
    let view = |&(place, at, incidents_of): &(usize, usize, usize)| {
        let id = incidents[place];
        let error = shared.errors(id).get(at)?.text.clone();
        let fix = shared.fix(id).map(beginning).unwrap_or_default();
        Some(Broke { error, incidents: incidents_of, row: shared.row(id)?, fix })
    };
    ranked.iter().take(most).filter_map(view).collect()
}
