//! Incidents -> what became of the actions that were decided.

use super::Spread;
use crate::config::Config;
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
    /// Closed by their due day, of those with both days.
    pub in_time: usize,
    pub closed_with_due: usize,
    /// Days from the incident until the action was closed.
    pub close_days: Spread,
    /// Days past the due day, of those overdue.
    pub late_days: Spread,
    /// Incidents with actions; with such that are open, overdue, done, closed on a day that is told.
    #[serde(skip)]
    pub decided: Vec<DocId>,
    #[serde(skip)]
    pub with_open: Vec<DocId>,
    #[serde(skip)]
    pub late: Vec<DocId>,
    #[serde(skip)]
    pub with_done: Vec<DocId>,
    #[serde(skip)]
    pub closed: Vec<DocId>,
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
        if item.is_finished() {
            told.done += 1;
            told.with_done.push(id);
        }
        let closed = item.closed.as_ref().map(|day| day.date());
        if item.is_open() {
            told.open += 1;
            told.with_open.push(id);
            told.open_with_due += usize::from(followed.due.is_some());
            if followed.lane(today) == Lane::Overdue {
                late.extend(followed.days_late(today).map(|days| (id, i64::from(days))));
            }
        } else if let Some(closed) = closed {
            let age = followed.entry.when().map(|when| days(when.date(), closed)).filter(|days| *days >= 0);
            close.push(age);
            told.closed.push(id);
            told.closed_with_due += usize::from(followed.due.is_some());
            told.in_time += usize::from(followed.due.is_some_and(|due| closed <= due));
        }
    }
    told.overdue = late.len();
    told.late_days = Spread::of(late.iter().map(|(_, days)| Some(*days)));
    told.close_days = Spread::of(close.into_iter());
    told.late = late.into_iter().map(|(id, _)| id).collect();
    for list in [&mut told.decided, &mut told.with_open, &mut told.late, &mut told.with_done, &mut told.closed] {
        list.dedup();
    }
    told
}
