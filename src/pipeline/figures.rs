//! Incidents -> `Figures`: every number of the insights, of the years, of `metrics.prom` and of `insights.json`, each made once. Pure.
//!
//! Planned work is in none of them. A figure knows the incidents behind it, newest first, so that each number can lead to them.

mod causes;
mod coverage;
mod periods;
mod promises;
mod spread;
mod starts;

pub(crate) use causes::{CauseCount, Crossed, Repeats};
pub(crate) use coverage::{Coverage, Field};
pub(crate) use periods::{Quarter, Recent, YearGroup};
pub(crate) use promises::{Promises, promises};
pub(crate) use spread::Spread;
pub(crate) use starts::{Clock, Starts};

use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Entry};
use crate::model::postmortem::{Detection, Postmortem, Span};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is counted of a set of incidents. Minutes, days and counts are whole numbers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Figures {
    pub all: Group,
    pub recent: Recent,
    /// The last twelve quarters, oldest first.
    pub quarters: Vec<Quarter>,
    /// Years with incidents, oldest first.
    pub years: Vec<YearGroup>,
    /// Who noticed first, most often first; where it is not told: in none.
    pub noticed: Vec<Noticed>,
    pub repeats: Repeats,
    pub crossed: Crossed,
    pub starts: Starts,
    /// Absent where the audience may not see actions.
    pub promises: Option<Promises>,
    /// Days from the incident to its publication.
    pub published_days: Spread,
    #[serde(skip)]
    pub published: Vec<DocId>,
    pub coverage: Vec<Coverage>,
}

/// How a set of incidents went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Group {
    pub incidents: usize,
    pub resolve_minutes: Spread,
    pub detect_minutes: Spread,
    #[serde(skip)]
    pub ids: Vec<DocId>,
}

/// Incidents by who or what noticed first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Noticed {
    pub by: Detection,
    pub incidents: usize,
    #[serde(skip)]
    pub ids: Vec<DocId>,
}

impl Figures {
    /// Of `incidents`, of which planned work is left out; ages count from the configuration's day.
    #[must_use]
    pub(crate) fn of(catalog: &Catalog, config: &Config, incidents: &[DocId]) -> Self {
        let ids = catalog.counted(incidents);
        Self {
            recent: Recent::of(catalog, &ids, config.today),
            quarters: periods::quarters(catalog, &ids, config.today),
            years: periods::years(catalog, &ids),
            noticed: noticed(catalog, &ids),
            repeats: Repeats::of(catalog, &ids),
            crossed: Crossed::of(catalog, &ids),
            starts: Starts::of(catalog, &ids),
            promises: config.shows_actions().then(|| promises(catalog, config, &ids, config.today)),
            published_days: Spread::of(ids.iter().map(|id| days_to_publication(catalog.entry(*id)))),
            published: ids.iter().copied().filter(|id| days_to_publication(catalog.entry(*id)).is_some()).collect(),
            coverage: coverage::coverage(catalog, &ids),
            all: Group::of(catalog, ids),
        }
    }
}

impl Group {
    /// Of `ids`, none of which is planned work.
    #[must_use]
    pub(crate) fn of(catalog: &Catalog, ids: Vec<DocId>) -> Self {
        let told = |read: fn(&Postmortem) -> Option<i64>| {
            Spread::of(ids.iter().map(|id| catalog.entry(*id).document.postmortem().and_then(read)))
        };
        let (resolve_minutes, detect_minutes) = (told(resolve_minutes), told(detect_minutes));
        Self { incidents: ids.len(), resolve_minutes, detect_minutes, ids }
    }
}

/// Minutes until it was resolved; a span that runs backwards is none.
#[must_use]
pub(crate) fn resolve_minutes(incident: &Postmortem) -> Option<i64> {
    minutes(&incident.ttr)
}

/// Minutes until it was noticed; a span that runs backwards is none.
#[must_use]
pub(crate) fn detect_minutes(incident: &Postmortem) -> Option<i64> {
    minutes(&incident.ttd)
}

fn minutes(span: &Span) -> Option<i64> {
    span.best().map(|fact| fact.value.0).filter(|minutes| *minutes >= 0)
}

/// Severity 1 (worst) to 5; 0 for a word outside the scale, and where none is told.
#[must_use]
pub(crate) fn level(entry: &Entry) -> usize {
    let severity = entry.document.postmortem().and_then(|incident| incident.severity.as_ref());
    severity.and_then(|severity| severity.value.level).map_or(0, usize::from)
}

/// Days from the incident's day to that of its publication; none where that comes first.
fn days_to_publication(entry: &Entry) -> Option<i64> {
    let published = entry.document.postmortem()?.published.as_ref()?.value.date();
    let days = i64::from((published - entry.when()?.date()).get_days());
    (days >= 0).then_some(days)
}

fn noticed(catalog: &Catalog, ids: &[DocId]) -> Vec<Noticed> {
    // By the word of the record, so that equal counts have an order.
    let mut by: BTreeMap<String, Noticed> = BTreeMap::new();
    for &id in ids {
        let detection = catalog.entry(id).document.postmortem().and_then(|incident| incident.detection.as_ref());
        let Some(detection) = detection.map(|fact| &fact.value) else { continue };
        let name = serde_json::to_string(detection).unwrap_or_default();
        let none = || Noticed { by: detection.clone(), incidents: 0, ids: Vec::new() };
        let row = by.entry(name).or_insert_with(none);
        row.incidents += 1;
        row.ids.push(id);
    }
    let mut rows: Vec<Noticed> = by.into_values().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.incidents));
    rows
}
