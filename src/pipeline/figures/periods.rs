//! Incidents -> those of the last twelve months and the twelve before, of each quarter, and of each year.

use super::{Group, level};
use crate::model::catalog::{Catalog, DocId, TopicId, TopicKind};
use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Quarters that are told.
const QUARTERS: i16 = 12;

/// The twelve months up to a day, and the twelve before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Recent {
    /// The last day, and the first one of either.
    #[serde(serialize_with = "iso")]
    #[schemars(with = "String")]
    pub until: Date,
    #[serde(serialize_with = "iso")]
    #[schemars(with = "String")]
    pub since: Date,
    #[serde(serialize_with = "iso")]
    #[schemars(with = "String")]
    pub since_before: Date,
    pub now: Group,
    pub before: Group,
}

/// The day in ISO 8601.
fn iso<S: serde::Serializer>(date: &Date, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(date)
}

/// Incidents of a quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Quarter {
    pub year: i16,
    /// 1 to 4.
    pub quarter: i8,
    /// By severity: at 1 the worst, at 5 the mildest, at 0 those outside the scale.
    pub by_severity: [usize; 6],
    /// The same incidents, newest first.
    #[serde(skip)]
    pub ids: [Vec<DocId>; 6],
}

/// Incidents of a year.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct YearGroup {
    pub year: String,
    #[serde(flatten)]
    pub group: Group,
    #[serde(skip)]
    pub topic: TopicId,
}

impl Recent {
    pub(super) fn of(catalog: &Catalog, ids: &[DocId], today: Date) -> Self {
        let back = |years: i64| {
            let day = today.checked_sub(years.years()).and_then(|day| day.checked_add(1.day()));
            day.unwrap_or(Date::MIN)
        };
        let (since, since_before) = (back(1), back(2));
        let between = |from: Date, to: Date| {
            let is_in = |id: &DocId| catalog.entry(*id).when().is_some_and(|when| (from..=to).contains(&when.date()));
            Group::of(catalog, ids.iter().copied().filter(is_in).collect())
        };
        let before = between(since_before, since.yesterday().unwrap_or(since));
        Self { until: today, since, since_before, now: between(since, today), before }
    }
}

/// Quarters since the year 0.
fn number(date: Date) -> i16 {
    date.year() * 4 + i16::from((date.month() - 1) / 3)
}

/// The last quarters up to that of `today`; where none of them has an incident, up to that of the newest incident before.
pub(super) fn quarters(catalog: &Catalog, ids: &[DocId], today: Date) -> Vec<Quarter> {
    let dated = || ids.iter().filter_map(|id| Some((catalog.entry(*id).when()?.date(), *id)));
    let Some(newest) = dated().map(|(date, _)| date).filter(|date| *date <= today).max() else { return Vec::new() };
    let last = if number(newest) + QUARTERS > number(today) { number(today) } else { number(newest) };
    let first = last - QUARTERS + 1;
    let blank = |number: i16| Quarter {
        year: number.div_euclid(4),
        quarter: i8::try_from(number.rem_euclid(4) + 1).unwrap_or(1),
        by_severity: [0; 6],
        ids: Default::default(),
    };
    let mut quarters: Vec<Quarter> = (first..=last).map(blank).collect();
    for (date, id) in dated() {
        let at = usize::try_from(number(date) - first).ok();
        if let Some(quarter) = at.and_then(|at| quarters.get_mut(at)) {
            let level = level(catalog.entry(id)).min(5);
            quarter.by_severity[level] += 1;
            quarter.ids[level].push(id);
        }
    }
    quarters
}

impl Quarter {
    /// Of all severities.
    #[must_use]
    pub(crate) fn count(&self) -> usize {
        self.by_severity.iter().sum()
    }
}

/// Years with incidents, oldest first.
pub(super) fn years(catalog: &Catalog, ids: &[DocId]) -> Vec<YearGroup> {
    let mut by_year: Vec<Vec<DocId>> = vec![Vec::new(); catalog.topics.years.len()];
    for &id in ids {
        if let Some(year) = catalog.entry(id).year {
            by_year[year.index()].push(id);
        }
    }
    let year = |(topic, ids): (u32, Vec<DocId>)| {
        let topic = TopicId(topic);
        let year = catalog.topic(TopicKind::Year, topic).slug.clone();
        YearGroup { year, group: Group::of(catalog, ids), topic }
    };
    // The catalog has the newest first.
    let with_some = (0..).zip(by_year).filter(|(_, ids)| !ids.is_empty());
    let mut years: Vec<YearGroup> = with_some.map(year).collect();
    years.reverse();
    years
}
