//! Incidents -> at which hours of the week they started, as their authors' clocks showed it.

use crate::model::catalog::{Catalog, DocId};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Starts by day of the week and hour, in the zones in which they are told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Starts {
    /// Incidents of which the time of the start is told.
    pub known: usize,
    /// A row a day, Monday first; a column an hour.
    pub incidents: [[usize; 24]; 7],
    /// By which clocks, most incidents first: the offset from UTC, null where no zone is told.
    pub clocks: Vec<Clock>,
    #[serde(skip)]
    pub at: Vec<(DocId, usize, usize)>,
}

/// Starts told by one clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Clock {
    pub offset: Option<String>,
    pub incidents: usize,
}

impl Starts {
    pub(super) fn of(catalog: &Catalog, ids: &[DocId]) -> Self {
        let start = |id: &DocId| {
            let local = catalog.entry(*id).document.postmortem()?.started.as_ref()?.value.local()?;
            let day = usize::try_from(local.weekday().to_monday_zero_offset()).ok()?;
            Some((*id, day, usize::try_from(local.hour()).ok()?))
        };
        let at: Vec<(DocId, usize, usize)> = ids.iter().filter_map(start).collect();
        let mut incidents = [[0; 24]; 7];
        at.iter().for_each(|(_, day, hour)| incidents[*day][*hour] += 1);
        let mut clocks: BTreeMap<Option<String>, usize> = BTreeMap::new();
        for (id, ..) in &at {
            let started = catalog.entry(*id).document.postmortem().and_then(|incident| incident.started.as_ref());
            *clocks.entry(started.and_then(|started| started.value.offset_label())).or_default() += 1;
        }
        let mut clocks: Vec<Clock> =
            clocks.into_iter().map(|(offset, incidents)| Clock { offset, incidents }).collect();
        clocks.sort_by_key(|clock| std::cmp::Reverse(clock.incidents));
        Self { known: at.len(), incidents, clocks, at }
    }
}
