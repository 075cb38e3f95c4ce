//! Incidents -> what happened on each day of the year, in all years: a calendar, and below it or a page a month the incidents. No
//! page asks what day it is.

use super::Address;
use super::shared::Shared;
use crate::model::catalog::{Catalog, DocId};
use crate::model::page::{DayCell, DayView, DaysView, MonthView};
use crate::pipeline::url::root_of;
use jiff::civil::{Date, date};
use std::collections::BTreeMap;

/// Where the calendar stands.
const URL: &str = "learn/on-this-day/";
/// Incidents that stand on the page of the calendar itself; where there are more, each month has a page.
const ON_ONE_PAGE: usize = 400;
/// A year with a 29th of February.
const LEAP: i16 = 2024;

/// Incidents with their month and day.
fn dated(catalog: &Catalog) -> impl Iterator<Item = (DocId, Date)> {
    let dated = catalog.incidents.iter().filter(|id| catalog.entry(**id).is_counted());
    dated.filter_map(|id| Some((*id, catalog.entry(*id).when()?.date())))
}

/// Whether any incident has a day.
#[must_use]
pub(super) fn has(catalog: &Catalog) -> bool {
    dated(catalog).next().is_some()
}

/// The calendar's page, and those of its months.
pub(super) fn addresses(catalog: &Catalog) -> Vec<Address> {
    let count = dated(catalog).count();
    let mut addresses = Vec::new();
    if count > 0 {
        addresses.push(Address::page(URL, super::Subject::Days));
    }
    if count > ON_ONE_PAGE {
        addresses.extend((1..=12).map(|month| Address::page(&month_url(month), super::Subject::DaysOf(month))));
    }
    addresses
}

fn month_url(month: i8) -> String {
    format!("{URL}{month:02}/")
}

/// The incidents of a month of all years.
#[must_use]
pub(super) fn of_month(catalog: &Catalog, month: i8) -> Vec<DocId> {
    dated(catalog).filter(|(_, date)| date.month() == month).map(|(id, _)| id).collect()
}

/// The calendar.
#[must_use]
pub(super) fn days(shared: &Shared) -> DaysView {
    let all = by_day(&shared.catalog);
    let total: usize = all.values().map(Vec::len).sum();
    let here = total <= ON_ONE_PAGE;
    let root = root_of(URL);
    let month = |month: i8| {
        let told = if here { told(shared, &all, month) } else { Vec::new() };
        let page = if here { String::new() } else { format!("{root}{}", month_url(month)) };
        MonthView { told, ..calendar(&all, month, &page) }
    };
    DaysView { frame: shared.frame(URL, "", ""), total, months: (1..=12).map(month).collect(), month: None }
}

/// One month of the calendar.
#[must_use]
pub(super) fn month(shared: &Shared, month: i8) -> DaysView {
    let all = by_day(&shared.catalog);
    let view = MonthView { told: told(shared, &all, month), ..calendar(&all, month, "") };
    DaysView {
        frame: shared.frame(&month_url(month), "", ""),
        total: view.count,
        months: vec![view],
        month: Some(month),
    }
}

type ByDay = BTreeMap<(i8, i8), Vec<DocId>>;

/// Newest first within a day.
fn by_day(catalog: &Catalog) -> ByDay {
    let mut all = ByDay::new();
    for (id, date) in dated(catalog) {
        all.entry((date.month(), date.day())).or_default().push(id);
    }
    all
}

fn calendar(all: &ByDay, month: i8, page: &str) -> MonthView {
    let cell = |day: i8| {
        let count = all.get(&(month, day)).map_or(0, Vec::len);
        let href = if count > 0 { format!("{page}#{}", day_id(month, day)) } else { String::new() };
        DayCell { day, count, href }
    };
    let days: Vec<DayCell> = (1..=date(LEAP, month, 1).days_in_month()).map(cell).collect();
    MonthView { month, count: days.iter().map(|day| day.count).sum(), days, told: Vec::new() }
}

fn told(shared: &Shared, all: &ByDay, month: i8) -> Vec<DayView> {
    let day =
        |(&(_, day), ids): (&(i8, i8), &Vec<DocId>)| DayView { id: day_id(month, day), day, rows: shared.rows(ids) };
    all.range((month, 1)..=(month, 31)).map(day).collect()
}

fn day_id(month: i8, day: i8) -> String {
    format!("d{month:02}-{day:02}")
}
