//! Actions -> whether they were finished, and how soon, by the year of their incident. Pure.

use super::Followed;
use crate::model::Moment;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Days after the incident within which closing is counted.
pub(crate) const WITHIN: [i32; 3] = [30, 90, 365];
/// Days of which a drawing tells how many were closed.
const STEPS: [i32; 10] = [7, 14, 30, 60, 90, 120, 180, 240, 300, 365];

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub count: usize,
    pub of: usize,
}

impl Share {
    fn add(&mut self, counts: bool) {
        self.of += 1;
        self.count += usize::from(counts);
    }
}

/// How many were closed by a day, as far as it can be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Within {
    /// They say so.
    pub closed: usize,
    /// They are finished and do not say when: by then, or later.
    pub unsaid: usize,
    pub of: usize,
}

/// When an action came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Open,
    /// So many days after its incident.
    After(i32),
    /// Finished, nobody says when.
    Unsaid,
}

/// A line is drawn where at most one in so many is finished without saying when: it counts those as open.
const UNSAID: usize = 10;

/// The actions that follow from the incidents of one year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Year {
    pub year: i16,
    /// Done or verified, of all that somebody promised: ideas, what was dropped, and what has neither state nor day are none.
    pub finished: Share,
    /// Closed within each of [`WITHIN`], of all of `finished` whose incident is old enough.
    pub within: [Within; WITHIN.len()],
    /// Closed no later than due, of those that name both days.
    pub on_time: Share,
    /// How many days ago the incident of each was, and how it ended.
    ages: Vec<(i32, End)>,
}

impl Year {
    /// Days and how many were closed by then, of those whose incident is older than all of the days: so a line never falls. As far
    /// as `enough` are that old; empty where they are not, and where too many do not say when they were closed.
    #[must_use]
    pub(crate) fn growth(&self, enough: usize) -> Vec<(i32, Share)> {
        let older = |days: i32| self.ages.iter().filter(move |(age, _)| *age >= days);
        let Some(last) = STEPS.into_iter().rfind(|days| older(*days).count() >= enough) else { return Vec::new() };
        let closed = |days| older(last).filter(|(_, end)| matches!(end, End::After(after) if *after <= days)).count();
        let of = older(last).count();
        if older(last).filter(|(_, end)| *end == End::Unsaid).count() * UNSAID > of {
            return Vec::new();
        }
        STEPS.into_iter().filter(|days| *days <= last).map(|days| (days, Share { count: closed(days), of })).collect()
    }
}

/// Newest year first; actions of incidents without a day are in none.
#[must_use]
pub(crate) fn by_year(actions: &[Followed<'_>], today: Date) -> Vec<Year> {
    let mut years: BTreeMap<i16, Year> = BTreeMap::new();
    for followed in actions {
        let Some(from) = followed.entry.when().map(Moment::date) else { continue };
        let finished = followed.item.is_finished();
        if !finished && !followed.item.is_open() {
            continue;
        }
        let closed = followed.closed();
        let row = years.entry(from.year()).or_default();
        row.year = from.year();
        row.finished.add(finished);
        let age = (today - from).get_days();
        let end = match closed {
            Some(closed) => End::After((closed - from).get_days()),
            None if finished => End::Unsaid,
            None => End::Open,
        };
        row.ages.push((age, end));
        for (days, within) in WITHIN.into_iter().zip(&mut row.within).filter(|(days, _)| age >= *days) {
            within.of += 1;
            within.closed += usize::from(matches!(end, End::After(after) if after <= days));
            within.unsaid += usize::from(end == End::Unsaid);
        }
        if let (Some(closed), Some(due)) = (closed, followed.item.due.as_ref()) {
            row.on_time.add(closed <= due.date());
        }
    }
    years.into_values().rev().collect()
}
