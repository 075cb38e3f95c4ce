//! Catalog -> the view of the home page. Ages and "overdue" appear here alone, so that a new day changes one page.

use super::shared::{Shared, is_open, settled};
use super::trend;
use super::url::encoded;
use crate::model::catalog::{DocId, TopicKind};
use crate::model::page::{Figure, HeatMonth, HeatYear, HomeView, Link};
use crate::model::{ActionItem, Moment};
use jiff::ToSpan;

/// Incidents on the home page.
const LATEST: usize = 8;
/// Years in the calendar.
const YEARS: i16 = 6;
/// A chain of repeats is followed this far.
const LONGEST_CHAIN: usize = 50;

/// The home page; `intro` is the HTML of the site's own introduction, or empty.
#[must_use]
pub fn home(shared: &Shared, intro: String) -> HomeView {
    let catalog = &*shared.catalog;
    let by = |kind| trend::by_topic(shared, &catalog.incidents, kind, "./");
    let mut bars = trend::bars([by(TopicKind::Service), by(TopicKind::RootCause)].into_iter().flatten().collect());
    let mut bars = |key| bars.iter().position(|chart| chart.key == key).map(|at| bars.remove(at));
    let title = catalog.home.map_or(&shared.config.book.title, |id| &catalog.entry(id).document.title.value);
    HomeView {
        frame: shared.frame("", "", &shared.config.book.description),
        title: title.clone(),
        intro,
        figures: figures(shared),
        latest: shared.rows(&catalog.incidents[..catalog.incidents.len().min(LATEST)]),
        total: catalog.incidents.len(),
        heat: heat(shared),
        services: bars("services"),
        causes: bars("causes").filter(|chart| chart.rows.iter().any(|row| row.value != "1")),
    }
}

fn figures(shared: &Shared) -> Vec<Figure> {
    [recent(shared), overdue(shared), repeats(shared)].into_iter().flatten().collect()
}

/// Incidents in the last 90 days against the 90 before; `None` where there was none.
fn recent(shared: &Shared) -> Option<Figure> {
    let today = shared.config.today;
    let day = |days: i64| today.checked_sub(days.days()).unwrap_or(today);
    let count = |from, to| {
        let days = shared.catalog.incidents.iter().filter_map(|&id| shared.catalog.entry(id).when()).map(Moment::date);
        days.filter(|date| *date > from && *date <= to).count()
    };
    let (value, other) = (count(day(90), today), count(day(180), day(90)));
    (value + other > 0).then_some(Figure { key: "recent", value, other, link: None })
}

/// Actions past their day, of all open ones; `None` where no action has a state.
fn overdue(shared: &Shared) -> Option<Figure> {
    let postmortems = shared.catalog.incidents.iter().filter_map(|&id| shared.catalog.entry(id).document.postmortem());
    let items: Vec<&ActionItem> = postmortems.flat_map(|postmortem| &postmortem.action_items).collect();
    let today = shared.config.today;
    let late = |item: &&&ActionItem| !settled(item) && item.due.as_ref().is_some_and(|due| due.date() < today);
    let open = items.iter().filter(|item| is_open(item)).count();
    let late = items.iter().filter(late).count();
    (open + late > 0).then_some(Figure { key: "overdue", value: late, other: open.max(late), link: None })
}

/// The longest chain of incidents that repeat one another.
fn repeats(shared: &Shared) -> Option<Figure> {
    let length = |id: DocId| {
        std::iter::successors(Some(id), |&id| shared.catalog.entry(id).recurrence_of).take(LONGEST_CHAIN).count()
    };
    let newest_longest = shared.catalog.incidents.iter().rev().max_by_key(|&&id| length(id))?;
    let (count, entry) = (length(*newest_longest), shared.catalog.entry(*newest_longest));
    let link = Link { text: entry.document.title.value.clone(), url: encoded(&entry.url) };
    (count > 1).then_some(Figure { key: "repeats", value: count, other: 0, link: Some(link) })
}

/// Months of the last years that have incidents.
fn heat(shared: &Shared) -> Vec<HeatYear> {
    let days = shared.catalog.incidents.iter().filter_map(|&id| shared.catalog.entry(id).when()).map(Moment::date);
    let days: Vec<jiff::civil::Date> = days.collect();
    let Some(last) = days.iter().map(|day| day.year()).max() else { return Vec::new() };
    let first = days.iter().map(|day| day.year()).min().unwrap_or(last).max(last - YEARS + 1);
    let count = |year, month| days.iter().filter(|day| day.year() == year && day.month() == month).count();
    let counts = |year| (1..=12).map(|month| count(year, month)).collect::<Vec<_>>();
    let years: Vec<(i16, Vec<usize>)> = (first..=last).map(|year| (year, counts(year))).collect();
    let most = years.iter().flat_map(|(_, months)| months).copied().max().unwrap_or(0).max(1);
    let view = |(year, months): &(i16, Vec<usize>)| {
        let url = format!("years/{year}/");
        let month = |(i, &count): (usize, &usize)| HeatMonth {
            count,
            level: u8::try_from((count * 4).div_ceil(most.max(4))).unwrap_or(4),
            url: format!("{url}#m{year}-{:02}", i + 1),
        };
        let count = months.iter().sum();
        HeatYear { year: *year, count, months: months.iter().enumerate().map(month).collect(), url: url.clone() }
    };
    years.iter().map(view).collect()
}
