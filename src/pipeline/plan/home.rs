//! Catalog -> the view of the home page. Ages and "overdue" appear here alone, so that a new day changes one page.

use super::shared::Shared;
use super::trend;
use crate::model::Moment;
use crate::model::catalog::{DocId, TopicKind};
use crate::model::page::{Figure, HeatMonth, HeatYear, HomeView, Link};
use crate::pipeline::actions::{self, Standing};
use crate::pipeline::url::encoded;
use jiff::ToSpan;

/// Incidents on the home page.
const LATEST: usize = 8;
/// Years in the calendar.
const YEARS: i16 = 6;

/// The home page; `intro` is the HTML of the site's own introduction, or empty.
#[must_use]
pub(super) fn home(shared: &Shared, intro: String) -> HomeView {
    let catalog = &*shared.catalog;
    let counted = catalog.counted(&catalog.incidents);
    let by = |kind| trend::by_topic(shared, &counted, kind, "./");
    let mut bars = trend::bars([by(TopicKind::Service), by(TopicKind::RootCause)].into_iter().flatten().collect());
    let mut bars = |key| bars.iter().position(|chart| chart.key == key).map(|at| bars.remove(at));
    let title = catalog.home.map_or(&shared.config.book.title, |id| &catalog.entry(id).document.title.value);
    HomeView {
        frame: shared.frame("", "", &shared.config.book.description),
        title: title.clone(),
        intro,
        figures: figures(shared, &counted),
        latest: shared.rows(&catalog.incidents[..catalog.incidents.len().min(LATEST)]),
        total: counted.len(),
        heat: heat(shared, &counted),
        services: bars("services"),
        causes: bars("causes").filter(|chart| chart.rows.iter().any(|row| row.value != "1")),
    }
}

fn figures(shared: &Shared, counted: &[DocId]) -> Vec<Figure> {
    [recent(shared, counted), overdue(shared), repeats(shared, counted)].into_iter().flatten().collect()
}

/// The key of the words for so many.
fn key(name: &str, count: usize) -> String {
    if count == 1 { format!("{name}_one") } else { name.to_owned() }
}

/// Incidents in the last 90 days against the 90 before; where there was none, how long it has been quiet.
fn recent(shared: &Shared, counted: &[DocId]) -> Option<Figure> {
    let today = shared.config.today;
    let day = |days: i64| today.checked_sub(days.days()).unwrap_or(today);
    let dated = || counted.iter().filter_map(|&id| Some((shared.catalog.entry(id).when()?.date(), id)));
    let between = |from, to| dated().map(|(date, _)| date).filter(move |date| *date > from && *date <= to);
    let value = between(day(90), today).count();
    if value > 0 {
        let link = Some(Link { text: String::new(), url: super::insights::URL.to_owned() });
        // They begin with the newest of them, on the page of its year.
        let newest = between(day(180), day(90)).max();
        let other_url =
            newest.map(|date| format!("years/{year}/#m{year}-{month:02}", year = date.year(), month = date.month()));
        let key = key(if shared.config.is_public() { "recent_public" } else { "recent" }, value);
        return Some(Figure { key, value, link, other: between(day(180), day(90)).count(), other_url });
    }
    let (last, id) = dated().filter(|(date, _)| *date <= today).max_by_key(|(date, _)| *date)?;
    let days = usize::try_from((today - last).get_days()).ok()?;
    let entry = shared.catalog.entry(id);
    let link = Link { text: entry.document.title.value.clone(), url: encoded(&entry.url) };
    let key = key(if shared.config.is_public() { "quiet_public" } else { "quiet" }, days);
    Some(Figure { key, value: days, link: Some(link), other: 0, other_url: None })
}

/// Actions past their day, of all open ones; where none is, the open ones, and whether they have a day at all. `None` where
/// nothing is open.
fn overdue(shared: &Shared) -> Option<Figure> {
    let open = actions::open(&shared.catalog, &shared.config, &shared.catalog.incidents);
    let Standing { open, overdue, no_date, .. } = Standing::of(&open, shared.config.today);
    let url = || super::actions::URL.to_owned();
    let link = Some(Link { text: String::new(), url: url() });
    let figure =
        |name, value, other| Some(Figure { key: key(name, value), value, link, other, other_url: Some(url()) });
    match (overdue, open) {
        (0, 0) => None,
        (0, count) if no_date == count => figure("open_no_due", count, 0),
        (0, count) => figure("open_in_time", count, 0),
        (late, count) => figure("overdue", late, count),
    }
}

/// The longest chain of incidents that repeat one another, declared or found.
fn repeats(shared: &Shared, counted: &[DocId]) -> Option<Figure> {
    let length = |id: DocId| shared.repeats().behind(id) + 1;
    let newest_longest = counted.iter().rev().max_by_key(|&&id| length(id))?;
    let (count, entry) = (length(*newest_longest), shared.catalog.entry(*newest_longest));
    let url = format!("{}#pm_chains", super::recurrence::URL);
    let link = Link { text: entry.document.title.value.clone(), url };
    let key = "repeats".to_owned();
    (count > 1).then_some(Figure { key, value: count, link: Some(link), other: 0, other_url: None })
}

/// Months of the last years that have incidents.
fn heat(shared: &Shared, counted: &[DocId]) -> Vec<HeatYear> {
    let days = counted.iter().filter_map(|&id| shared.catalog.entry(id).when()).map(Moment::date);
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
