//! A set of incidents -> its charts, each with the table behind it.

use super::shared::{Shared, document_link};
use super::url::encoded;
use crate::model::catalog::{DocId, TopicId, TopicKind};
use crate::model::page::{All, ChartRow, ChartView};
use crate::pipeline::charts::{self, Bar, Dot, Quarter, duration};
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
/// Dots below this number show no pattern.
const FEWEST_DOTS: usize = 5;
/// Dots in a chart: the newest ones.
const MOST_DOTS: usize = 200;

/// Incidents by quarter, from the first to the last. `href` gives a quarter's link.
#[must_use]
pub fn by_quarter(shared: &Shared, incidents: &[DocId], href: impl Fn(i16) -> Option<String>) -> Option<ChartView> {
    let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
    for date in incidents.iter().filter_map(|&id| shared.catalog.entry(id).when()).map(crate::model::Moment::date) {
        *counts.entry(i64::from(date.year()) * 4 + i64::from(date.month() - 1) / 3).or_default() += 1;
    }
    let n: usize = counts.values().sum();
    let (first, last) = (*counts.keys().next()?, *counts.keys().next_back()?);
    if n < FEWEST || last - first < 2 {
        return None;
    }
    let quarter = |at: i64| {
        let year = i16::try_from(at.div_euclid(4)).unwrap_or_default();
        let quarter = u8::try_from(at.rem_euclid(4) + 1).unwrap_or(1);
        Quarter { year, quarter, count: counts.get(&at).copied().unwrap_or(0), href: href(year) }
    };
    let quarters: Vec<Quarter> = (first.max(last - 119)..=last).map(quarter).collect();
    let most = quarters.iter().map(|quarter| quarter.count).max()?;
    let mut peaks = quarters.iter().filter(|quarter| quarter.count == most);
    let peak = peaks.next().filter(|_| most > 1 && peaks.next().is_none());
    let rows = quarters.iter().filter(|quarter| quarter.count > 0);
    Some(ChartView {
        all: None,
        key: "quarters",
        n,
        of: incidents.len(),
        peak: peak.map(|quarter| (quarter.name(), quarter.count)),
        svg: charts::quarters(&quarters, &shared.words.by_quarter),
        rows: rows.map(|quarter| row(quarter.name(), quarter.href.clone(), quarter.count)).collect(),
    })
}

/// Incidents by the topics of one kind that they name. Links start with `root`.
#[must_use]
pub fn by_topic(shared: &Shared, incidents: &[DocId], kind: TopicKind, root: &str) -> Option<ChartView> {
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
        Bar { name: topic.name.clone(), count, href: Some(format!("{root}{}", encoded(&topic.url()))) }
    };
    let (key, words) = match kind {
        TopicKind::Service => ("services", &shared.words.services),
        _ => ("causes", &shared.words.causes),
    };
    (incidents.len() >= FEWEST).then_some(())?;
    let all = (counts.len() > MOST_ROWS).then(|| All { count: counts.len(), url: format!("{}/", kind.folder()) });
    let chart = bar_chart(key, counts.iter().map(bar).collect(), words, (stated, incidents.len()));
    chart.map(|chart| ChartView { all, ..chart })
}

/// Who noticed first.
#[must_use]
pub fn noticed(shared: &Shared, incidents: &[DocId]) -> Option<ChartView> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let postmortems = incidents.iter().filter_map(|&id| shared.catalog.entry(id).document.postmortem());
    for detection in postmortems.filter_map(|postmortem| postmortem.detection.as_ref()) {
        *counts.entry(cut(shared.words.detection(&detection.value), LONGEST_WORD)).or_default() += 1;
    }
    let n = counts.values().sum();
    let bars = counts.into_iter().map(|(name, count)| Bar { name, count, href: None }).collect();
    (n >= FEWEST).then(|| bar_chart("noticed", bars, &shared.words.noticed, (n, incidents.len())))?
}

/// Bars, most first. `counted` is (incidents in the bars, all incidents).
fn bar_chart(key: &'static str, mut bars: Vec<Bar>, description: &str, counted: (usize, usize)) -> Option<ChartView> {
    bars.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
    let top = bars.first()?;
    let peak = bars.get(1).is_none_or(|next| next.count < top.count).then(|| (top.name.clone(), top.count));
    let rows = bars.iter().take(MOST_ROWS).map(|bar| row(bar.name.clone(), bar.href.clone(), bar.count)).collect();
    bars.truncate(MOST_BARS);
    Some(ChartView { key, n: counted.0, of: counted.1, peak, svg: charts::bars(&bars, description), rows, all: None })
}

/// Time to resolve, one dot an incident. Links start with `root`.
#[must_use]
pub fn resolve_times(shared: &Shared, incidents: &[DocId], root: &str) -> Option<ChartView> {
    let dot = |&id: &DocId| {
        let entry = shared.catalog.entry(id);
        let postmortem = entry.document.postmortem()?;
        let (when, ttr) = (entry.when()?.date(), postmortem.ttr.best()?);
        let level = postmortem.severity.as_ref().and_then(|severity| severity.value.level);
        Some(Dot {
            when: f64::from(when.year()) + f64::from(when.day_of_year() - 1) / 366.0,
            minutes: ttr.value.0,
            title: format!("{when} {}", document_link(entry).text),
            href: format!("{root}{}", encoded(&entry.url)),
            severe: level.is_some_and(|level| level <= 2),
        })
    };
    let dots: Vec<Dot> = incidents.iter().filter_map(dot).filter(|dot| dot.minutes > 0).take(MOST_DOTS).collect();
    (dots.len() >= FEWEST_DOTS).then_some(())?;
    let svg = charts::dots(&dots, &shared.words.ttr, &shared.words.median)?;
    let rows = dots.iter().map(|dot| ChartRow {
        name: dot.title.clone(),
        href: Some(dot.href.clone()),
        value: duration(dot.minutes),
    });
    Some(ChartView { key: "ttr", n: dots.len(), of: incidents.len(), peak: None, svg, rows: rows.collect(), all: None })
}

fn row(name: String, href: Option<String>, count: usize) -> ChartRow {
    ChartRow { name, href, value: count.to_string() }
}
