//! Incidents -> what became of the actions that were decided.

use super::Spread;
use crate::config::Config;
use crate::model::ActionStatus;
use crate::model::catalog::{Catalog, DocId};
use crate::pipeline::actions::{Lane, of};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// What became of the actions that were decided.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Promises {
    pub actions: usize,
    /// To be done.
    pub open: usize,
    /// Done or verified.
    pub done: usize,
    /// Open and past their due day, and how many of those open have one.
    pub overdue: usize,
    pub open_with_due: usize,
    /// Not to be done after all; nobody has promised them; they tell neither a state nor a day.
    pub dropped: usize,
    pub ideas: usize,
    pub unsaid: usize,
    /// Done and with a due day of their own; of those, the ones that tell when they were closed; of these, those closed by their day.
    pub done_with_due: usize,
    pub closed_with_due: usize,
    pub in_time: usize,
    /// Days from the incident until the action was closed, of those done.
    pub close_days: Spread,
    /// Days past the due day, of those overdue.
    pub late_days: Spread,
    /// Incidents with actions; with such that are open, overdue, done, dropped, ideas, without a state; that tell when they were closed,
    /// and when they were due besides.
    #[serde(skip)]
    pub decided: Vec<DocId>,
    #[serde(skip)]
    pub with_open: Vec<DocId>,
    #[serde(skip)]
    pub late: Vec<DocId>,
    #[serde(skip)]
    pub with_done: Vec<DocId>,
    #[serde(skip)]
    pub with_dropped: Vec<DocId>,
    #[serde(skip)]
    pub with_ideas: Vec<DocId>,
    #[serde(skip)]
    pub with_unsaid: Vec<DocId>,
    #[serde(skip)]
    pub closed: Vec<DocId>,
    #[serde(skip)]
    pub closed_due: Vec<DocId>,
}

/// Of the actions of `ids`, on the day `today`; what is due and when is told as on the page of actions.
#[must_use]
pub(crate) fn promises(catalog: &Catalog, config: &Config, ids: &[DocId], today: Date) -> Promises {
    let days = |from: Date, to: Date| i64::from((to - from).get_days());
    let mut told = Promises::default();
    let (mut close, mut late) = (Vec::new(), Vec::new());
    for followed in of(catalog, config, ids) {
        let (id, item) = (followed.id, followed.item);
        told.actions += 1;
        told.decided.push(id);
        let (count, with) = match item.status {
            _ if item.is_open() => (&mut told.open, &mut told.with_open),
            Some(ActionStatus::Dropped) => (&mut told.dropped, &mut told.with_dropped),
            Some(ActionStatus::Idea) => (&mut told.ideas, &mut told.with_ideas),
            _ if item.is_finished() => (&mut told.done, &mut told.with_done),
            _ => (&mut told.unsaid, &mut told.with_unsaid),
        };
        *count += 1;
        with.push(id);
        if item.is_open() {
            told.open_with_due += usize::from(followed.due.is_some());
            if followed.lane(today) == Lane::Overdue {
                late.extend(followed.days_late(today).map(|days| (id, i64::from(days))));
            }
        } else if item.is_finished() {
            told.done_with_due += usize::from(followed.due.is_some());
            let closed = followed.closed();
            close.push(closed.zip(followed.entry.when()).map(|(closed, when)| days(when.date(), closed)));
            told.closed.extend(closed.map(|_| id));
            if let Some((closed, due)) = closed.zip(followed.due) {
                told.closed_due.push(id);
                told.closed_with_due += 1;
                told.in_time += usize::from(closed <= due);
            }
        }
    }
    told.overdue = late.len();
    told.late_days = Spread::of(late.iter().map(|(_, days)| Some(*days)));
    told.close_days = Spread::of(close.into_iter());
    told.late = late.into_iter().map(|(id, _)| id).collect();
    let lists = [&mut told.decided, &mut told.with_open, &mut told.late, &mut told.with_done, &mut told.with_dropped];
    let others = [&mut told.with_ideas, &mut told.with_unsaid, &mut told.closed, &mut told.closed_due];
    lists.into_iter().chain(others).for_each(Vec::dedup);
    told
}
