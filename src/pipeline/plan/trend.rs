//! A set of incidents -> its charts, each with the table behind it.

use super::shared::{Shared, document_link};
use crate::model::catalog::{DocId, TopicId, TopicKind};
use crate::model::page::{All, ChartRow, ChartView};
use crate::pipeline::charts::{self, Bar, Date, Dot, Point, Quarter, Years, duration};
use crate::pipeline::url::encoded;
use crate::text::shorten::cut;
use std::collections::BTreeMap;

/// A chart of fewer incidents says less than their list.
const FEWEST: usize = 3;
/// Bars in a chart; the table behind it has more.
const MOST_BARS: usize = 6;
/// Rows of such a table: a page of an incident's every service has one.
const MOST_ROWS: usize = 60;
/// Longest word for who noticed, in characters: authors write whole sentences.
const LONGEST_WORD: usize = 60;
/// Fewer incidents make a strip of dates: counts by quarter and a cloud of dots show no pattern.
const MANY: usize = 8;
const FEWEST_DATES: usize = 2;
/// Dots in a chart: the newest ones.
const MOST_DOTS: usize = 200;

/// The years of all `incidents`: the time axis of every chart on their page.
fn years(shared: &Shared, incidents: &[DocId]) -> Option<Years> {
    Years::of(incidents.iter().filter_map(|&id| Some(shared.catalog.entry(id).when()?.date().year())))
}

/// Year with its fraction.
pub(super) fn year_of(date: jiff::civil::Date) -> f64 {
    f64::from(date.year()) + f64::from(date.day_of_year() - 1) / 366.0
}

/// The incident's place on the time axis, with a link that starts with `root`.
pub(super) fn point(shared: &Shared, id: DocId, date: jiff::civil::Date, root: &str) -> Point {
    let entry = shared.catalog.entry(id);
    Point {
        when: year_of(date),
        title: format!("{date} {}", document_link(entry).text),
        href: format!("{root}{}", encoded(&entry.url)),
    }
}

/// When they happened: by quarter, or, where they are few, a strip of dates. `href` gives the link of a year's quarter, `root` leads
/// to the site's root.
#[must_use]
pub(super) fn when(
    shared: &Shared,
    incidents: &[DocId],
    href: impl Fn(i16, u8) -> Option<String>,
    root: &str,
) -> Option<ChartView> {
    if incidents.len() < MANY { dates(shared, incidents, root) } else { by_quarter(shared, incidents, href) }
}

/// One dot an incident, and the days between them.
fn dates(shared: &Shared, incidents: &[DocId], root: &str) -> Option<ChartView> {
    let mut dated: Vec<_> =
        incidents.iter().filter_map(|&id| Some((shared.catalog.entry(id).when()?.date(), id))).collect();
    dated.sort_unstable();
    (dated.len() >= FEWEST_DATES).then_some(())?;
    let days = |from: jiff::civil::Date, to: jiff::civil::Date| (to - from).get_days();
    let said = |count: i32| shared.words.said_days(count);
    let gaps: Vec<i32> = dated.windows(2).map(|pair| days(pair[0].0, pair[1].0)).collect();
    let entries = || (0_usize..).zip(&dated);
    let gap = |i: usize| i.checked_sub(1).and_then(|i| gaps.get(i)).map(|gap| said(*gap)).unwrap_or_default();
    let dots: Vec<Date> =
        entries().map(|(i, (date, id))| Date { point: point(shared, *id, *date, root), gap: gap(i) }).collect();
    let longest = gaps.iter().max().map(|gap| said(*gap))?;
    let rows = dots.iter().rev().map(|dot| ChartRow {
        name: dot.point.title.clone(),
        href: Some(dot.point.href.clone()),
        value: dot.gap.clone(),
    });
    Some(ChartView {
        all: None,
        key: "dates",
        n: dots.len(),
        of: incidents.len(),
        peak: (gaps.len() > 1).then_some((longest, 0)),
        rows: rows.collect(),
        svg: charts::dates(&dots, years(shared, incidents)?, &shared.words.dates),
    })
}

/// Incidents by quarter, through all years from the first to the last.
fn by_quarter(shared: &Shared, incidents: &[DocId], href: impl Fn(i16, u8) -> Option<String>) -> Option<ChartView> {
    let mut counts: BTreeMap<(i16, u8), usize> = BTreeMap::new();
    for date in incidents.iter().filter_map(|&id| shared.catalog.entry(id).when()).map(crate::model::Moment::date) {
        *counts.entry((date.year(), u8::try_from((date.month() - 1) / 3 + 1).unwrap_or(1))).or_default() += 1;
    }
    let n: usize = counts.values().sum();
    if counts.len() < 2 {
        return None;
    }
    let years = years(shared, incidents)?;
    let quarter = |(year, quarter): (i16, u8)| {
        let count = counts.get(&(year, quarter)).copied().unwrap_or(0);
        Quarter { year, quarter, count, href: href(year, quarter) }
    };
    let all = (years.first..=years.last).flat_map(|year| (1..=4).map(move |quarter| (year, quarter)));
    let quarters: Vec<Quarter> = all.map(quarter).collect();
    let most = quarters.iter().map(|quarter| quarter.count).max()?;
    let mut peaks = quarters.iter().filter(|quarter| quarter.count == most);
    let peak = peaks.next().filter(|_| most > 1 && peaks.next().is_none());
    let rows = quarters.iter().filter(|quarter| quarter.count > 0);
    let row = |quarter: &Quarter| ChartRow {
        name: quarter.name(),
        href: quarter.href.clone(),
        value: shared.words.grouped(quarter.count),
    };
    Some(ChartView {
        all: None,
        key: "quarters",
        n,
        of: incidents.len(),
        peak: peak.map(|quarter| (quarter.name(), quarter.count)),
        svg: charts::quarters(&quarters, years, &shared.words.by_quarter),
        rows: rows.map(row).collect(),
    })
}

/// Counted names that become a chart of bars.
#[derive(Debug)]
pub(super) struct Counts {
    key: &'static str,
    description: String,
    bars: Vec<Bar>,
    /// Incidents in the bars, and all incidents.
    counted: (usize, usize),
    all: Option<All>,
}

/// Charts of bars on one scale, so that those of a page can be compared.
#[must_use]
pub(super) fn bars(counts: Vec<Counts>) -> Vec<ChartView> {
    let highest = |counts: &Counts| counts.bars.iter().map(|bar| bar.count).max();
    let most = counts.iter().filter_map(highest).max().unwrap_or(0);
    counts.into_iter().filter_map(|counts| bar_chart(counts, most)).collect()
}

/// Incidents by the topics of one kind that they name. Links start with `root`.
#[must_use]
pub(super) fn by_topic(shared: &Shared, incidents: &[DocId], kind: TopicKind, root: &str) -> Option<Counts> {
    let mut counts: BTreeMap<TopicId, usize> = BTreeMap::new();
    let mut stated = 0;
    for &id in incidents {
        let entry = shared.catalog.entry(id);
        let topics = if kind == TopicKind::Service { &entry.services } else { &entry.root_causes };
        stated += usize::from(!topics.is_empty());
        topics.iter().for_each(|&topic| *counts.entry(topic).or_default() += 1);
    }
    let bar = |(&topic, &count): (&TopicId, &usize)| {
        let topic = shared.catalog.topic(kind, topic);
        let said = shared.words.grouped(count);
        Bar { name: topic.name.clone(), count, said, href: Some(format!("{root}{}", encoded(&topic.url()))) }
    };
    let (key, words) = match kind {
        TopicKind::Service => ("services", &shared.words.services),
        _ => ("causes", &shared.words.causes),
    };
    (incidents.len() >= FEWEST).then_some(())?;
    let all = (counts.len() > MOST_ROWS).then(|| All { count: counts.len(), url: format!("{}/", kind.folder()) });
    let bars = counts.iter().map(bar).collect();
    Some(Counts { key, description: words.clone(), bars, counted: (stated, incidents.len()), all })
}

/// Who noticed first.
#[must_use]
pub(super) fn noticed(shared: &Shared, incidents: &[DocId]) -> Option<Counts> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let postmortems = incidents.iter().filter_map(|&id| shared.catalog.entry(id).document.postmortem());
    for detection in postmortems.filter_map(|postmortem| postmortem.detection.as_ref()) {
        *counts.entry(cut(shared.words.detection(&detection.value), LONGEST_WORD)).or_default() += 1;
    }
    let n = counts.values().sum();
    let bar = |(name, count)| Bar { name, count, said: shared.words.grouped(count), href: None };
    let bars = counts.into_iter().map(bar).collect();
    let (description, counted) = (shared.words.noticed.clone(), (n, incidents.len()));
    (n >= FEWEST).then_some(Counts { key: "noticed", description, bars, counted, all: None })
}

/// Bars, most first; a full one counts `most`.
fn bar_chart(counts: Counts, most: usize) -> Option<ChartView> {
    let Counts { key, description, mut bars, counted: (n, of), all } = counts;
    bars.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    let top = bars.first()?;
    let peak = bars.get(1).is_none_or(|next| next.count < top.count).then(|| (top.name.clone(), top.count));
    let row = |bar: &Bar| ChartRow { name: bar.name.clone(), href: bar.href.clone(), value: bar.said.clone() };
    let rows = bars.iter().take(MOST_ROWS).map(row).collect();
    bars.truncate(MOST_BARS);
    Some(ChartView { key, n, of, peak, svg: charts::bars(&bars, most, &description), rows, all })
}

/// Time to resolve, one dot an incident. Links start with `root`.
#[must_use]
pub(super) fn resolve_times(shared: &Shared, incidents: &[DocId], root: &str) -> Option<ChartView> {
    let dot = |&id: &DocId| {
        let entry = shared.catalog.entry(id);
        let postmortem = entry.document.postmortem()?;
        let (when, ttr) = (entry.when()?.date(), postmortem.ttr.best()?);
        let level = postmortem.severity.as_ref().and_then(|severity| severity.value.level);
        Some(Dot {
            point: point(shared, id, when, root),
            minutes: ttr.value.0,
            severe: level.is_some_and(|level| level <= 2),
        })
    };
    let dots: Vec<Dot> = incidents.iter().filter_map(dot).filter(|dot| dot.minutes > 0).take(MOST_DOTS).collect();
    (dots.len() >= MANY).then_some(())?;
    let svg = charts::dots(&dots, years(shared, incidents)?, &shared.words.ttr, &shared.words.median)?;
    let rows = dots.iter().map(|dot| ChartRow {
        name: dot.point.title.clone(),
        href: Some(dot.point.href.clone()),
        value: duration(dot.minutes),
    });
    Some(ChartView { key: "ttr", n: dots.len(), of: incidents.len(), peak: None, svg, rows: rows.collect(), all: None })
}
