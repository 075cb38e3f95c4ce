//! Actions -> whether they were finished, and how soon, by the year of their incident. Pure.

use super::Followed;
use crate::model::{ActionStatus, Moment};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Days after the incident within which closing is counted, and those of them that are told in a table.
pub const STEPS: [i32; 10] = [7, 14, 30, 60, 90, 120, 180, 240, 300, 365];
pub const WITHIN: [i32; 3] = [30, 90, 365];

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    pub count: usize,
    pub of: usize,
}

impl Share {
    fn add(&mut self, counts: bool) {
        self.of += 1;
        self.count += usize::from(counts);
    }
}

/// The actions that follow from the incidents of one year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Year {
    pub year: i16,
    /// Done or verified, of all that somebody promised: ideas, what was dropped, and what has neither state nor day are none.
    pub finished: Share,
    /// Closed within each of [`STEPS`], of those of which that can be told: their incident is old enough, and if they are
    /// finished, they say when.
    pub closed: [Share; STEPS.len()],
    /// Closed no later than due, of those that name both days.
    pub on_time: Share,
}

impl Year {
    /// Closed within each of [`WITHIN`].
    #[must_use]
    pub fn within(&self) -> [Share; WITHIN.len()] {
        let at = |days| STEPS.iter().position(|step| *step == days).map_or_else(Share::default, |at| self.closed[at]);
        WITHIN.map(at)
    }
}

/// Newest year first; actions of incidents without a day are in none.
#[must_use]
pub fn by_year(actions: &[Followed<'_>], today: Date) -> Vec<Year> {
    let mut years: BTreeMap<i16, Year> = BTreeMap::new();
    for followed in actions {
        let Some(from) = followed.entry.when().map(Moment::date) else { continue };
        let finished = match followed.item.status {
            Some(ActionStatus::Done | ActionStatus::Verified) => true,
            _ if followed.item.is_open() => false,
            _ => continue,
        };
        let closed = followed.item.closed.as_ref().map(Moment::date).filter(|_| finished);
        let row = years.entry(from.year()).or_default();
        row.year = from.year();
        row.finished.add(finished);
        for (days, share) in STEPS.into_iter().zip(&mut row.closed) {
            if (today - from).get_days() >= days && (!finished || closed.is_some()) {
                share.add(closed.is_some_and(|closed| (closed - from).get_days() <= days));
            }
        }
        if let (Some(closed), Some(due)) = (closed, followed.item.due.as_ref()) {
            row.on_time.add(closed <= due.date());
        }
    }
    years.into_values().rev().collect()
}
