//! A year -> the view of its page: what it was like against the year before, what to read, what came back, and its months.
//!
//! Of the day of the build it knows the year alone, so that a new day changes no page of a year.

mod stories;

use super::insights::say::{Pen, Value, plain, sentence};
use super::listing;
use super::shared::{Shared, document_link, link};
use crate::model::catalog::{DocId, Topic, TopicId, TopicKind};
use crate::model::page::{CameBack, Cell, Groups, Listed, Picture, Piece, YearView};
use crate::pipeline::charts::{self, DotRow, MonthDot, RowDot, duration};
use crate::pipeline::figures::{Group, Spread, level, promises};
use crate::pipeline::link::recurrence::causes_again;
use crate::theme::filled;
use std::collections::{BTreeMap, BTreeSet};

/// Causes that came back, and incidents that repeat one, on the page.
const MOST_CAUSES: usize = 20;
const MOST_REPEATS: usize = 20;
/// Incidents listed behind a number.
const LISTED: usize = 25;
/// Anchors of all months, and of the list of what came back.
const MONTHS: &str = "#pm_months";
const AGAIN: &str = "pm_again";
/// Per cent of a drawing's width that the names of its rows take on a phone.
const NAMES: f64 = 28.0;

/// The page of a year.
#[must_use]
pub(super) fn year(shared: &Shared, id: TopicId) -> YearView {
    let catalog = &*shared.catalog;
    let topic = catalog.topic(TopicKind::Year, id);
    let mut frame = shared.frame(&topic.url(), "", "");
    let pen = Pen { all: MONTHS.to_owned(), ..Pen::new(shared, &topic.url(), "") };
    let group = Group::of(catalog, catalog.counted(&topic.incidents));
    let (older, newer) = (beside(shared, topic, -1), beside(shared, topic, 1));
    let before = older.map(|older| Group::of(catalog, catalog.counted(&older.incidents))).unwrap_or_default();
    let title = headline(&pen, topic, &group, older.map(|older| (older, &before)));
    frame.title = plain(&title);
    let (promises, kept) = kept(&pen, &group.ids);
    YearView {
        year: topic.name.clone(),
        title,
        total: group.incidents,
        calendar: calendar(&pen, topic, &group.ids),
        legend: pen.legend(&group.ids),
        ranges: ranges(&pen, topic, &group, older.map(|older| (older, &before))),
        stories: stories::stories(&pen, &group.ids),
        came_back: came_back(&pen, topic, &group.ids),
        promises,
        kept,
        list: folded(listing::by_month(shared, &topic.incidents), group.incidents >= pen.minimum()),
        older: older.map(link),
        newer: newer.map(link),
        frame,
    }
}

/// The months are folded where drawings stand above them; a few incidents are a list.
fn folded(mut months: Groups, drawn: bool) -> Groups {
    if drawn {
        months.folded = true;
        months.groups.iter_mut().for_each(|group| group.open = false);
    }
    months
}

/// Half as many values as a pattern needs tell something of a year.
fn enough(pen: &Pen<'_>) -> usize {
    pen.minimum().div_ceil(2)
}

fn number(topic: &Topic) -> Option<i16> {
    topic.slug.parse().ok()
}

/// The year so many years later, if it has incidents.
fn beside<'a>(shared: &'a Shared, topic: &Topic, later: i16) -> Option<&'a Topic> {
    let wanted = number(topic)?.checked_add(later)?;
    shared.catalog.topics.years.iter().find(|year| number(year) == Some(wanted))
}

/// How many there were, and what changed most: half as many values as a pattern needs, in both years, show a change. A year that
/// runs is held against no other by its number of incidents.
fn headline(pen: &Pen<'_>, topic: &Topic, group: &Group, before: Option<(&Topic, &Group)>) -> Vec<Piece> {
    let words = pen.words();
    let runs = number(topic).is_some_and(|year| year >= pen.shared.config.today.year());
    let incidents = Value::new(pen.incidents(group.incidents)).to(MONTHS);
    let head = if runs { &words.year_so_far } else { &words.year };
    let head = sentence(head, &[("year", Value::new(topic.name.clone())), ("incidents", incidents)]);
    let Some((older, before)) = before.filter(|(_, before)| group.incidents >= pen.minimum() && before.incidents > 0)
    else {
        return head;
    };
    let head = Value::of(head);
    let enough = enough(pen);
    let compared = |now: &Spread, before: &Spread, slower: &str, faster: &str| {
        let pair = (now.known >= enough && before.known >= enough).then_some((now.median?, before.median?));
        let (is, was) = pair.filter(|(is, was)| is != was)?;
        let said = |text: String| Value::new(text).to("#pm_ranges");
        let places = [
            ("head", head.clone()),
            ("now", said(duration(is))),
            ("before", said(duration(was))),
            ("n", said(pen.number(now.known))),
            ("of", said(pen.number(before.known))),
        ];
        Some(sentence(if is > was { slower } else { faster }, &places))
    };
    compared(&group.detect_minutes, &before.detect_minutes, &words.slower_notice, &words.faster_notice)
        .or_else(|| compared(&group.resolve_minutes, &before.resolve_minutes, &words.slower_end, &words.faster_end))
        .unwrap_or_else(|| {
            if runs {
                return head.pieces();
            }
            let before = pen.count(before.incidents).to(format!("{}{}", pen.root, link(older).url));
            sentence(&words.against, &[("head", head), ("before", before)])
        })
}

fn calendar(pen: &Pen<'_>, topic: &Topic, ids: &[DocId]) -> String {
    let dot = |id: &DocId| {
        let entry = pen.shared.catalog.entry(*id);
        let month = usize::try_from(entry.when()?.date().month()).ok()?;
        let (title, href) = pen.incident(*id);
        Some(MonthDot { month, level: level(entry), title, href })
    };
    // Newest first in the catalog; from the baseline up they go with the month.
    let dots: Vec<MonthDot> = ids.iter().rev().filter_map(dot).collect();
    let href = |month: usize| format!("#m{}-{month:02}", topic.slug);
    if dots.is_empty() { String::new() } else { charts::months(&dots, &pen.words().months, href, &topic.name) }
}

/// One of the durations of a group.
type Told = fn(&Group) -> &Spread;

/// Times to notice and to the end, this year's row above that of the year before. `None` where few tell any.
fn ranges(pen: &Pen<'_>, topic: &Topic, group: &Group, before: Option<(&Topic, &Group)>) -> Option<Picture> {
    let words = &pen.shared.words;
    let (mut rows, mut table) = (Vec::new(), Vec::new());
    let spreads: [(&str, Told); 2] =
        [(&words.detected, |group| &group.detect_minutes), (&words.resolved, |group| &group.resolve_minutes)];
    for (kind, told) in spreads.into_iter().filter(|(_, told)| told(group).known >= enough(pen)) {
        for (topic, group) in std::iter::once((topic, group)).chain(before) {
            let (spread, href) = (told(group), format!("{}years/{}/", pen.root, topic.slug));
            let Some(marks) = spread.median.zip(spread.p90).filter(|_| spread.known >= enough(pen)) else { continue };
            let name = filled(&pen.words().range, &[("name", kind), ("year", &topic.name)]);
            table.push(vec![
                Cell { text: name.clone(), href: Some(href.clone()), tint: 0 },
                Cell { text: pen.number(spread.known), ..Cell::default() },
                Cell { text: duration(marks.0), ..Cell::default() },
                Cell { text: duration(marks.1), ..Cell::default() },
            ]);
            let end = |minutes, class| RowDot { minutes, title: name.clone(), href: href.clone(), class };
            let said = filled(&pen.words().known, &[("n", &pen.number(spread.known))]);
            let said = format!("{kind}, {said}");
            let dots = vec![end(marks.0, "dot hi"), end(marks.1, "dot")];
            rows.push(DotRow { name: topic.name.clone(), href, said, dots, marks: Some(marks), range: true });
        }
    }
    let svg = charts::rows(&rows, NAMES, &topic.name)?;
    Some(Picture { svg, table, ..super::insights::blank("ranges", Vec::new()) })
}

/// Causes of this year that an incident of a year before had, and incidents that repeat a certain one.
fn came_back(pen: &Pen<'_>, topic: &Topic, ids: &[DocId]) -> Option<CameBack> {
    let catalog = &*pen.shared.catalog;
    let year = number(topic)?;
    let earlier = |id: &DocId| catalog.entry(*id).when().is_some_and(|when| when.date().year() < year);
    let mut causes: BTreeMap<TopicId, usize> = BTreeMap::new();
    for id in ids {
        catalog.entry(*id).root_causes.iter().for_each(|cause| *causes.entry(*cause).or_default() += 1);
    }
    let of_before = |cause: &TopicId| {
        catalog.counted(&catalog.topic(TopicKind::RootCause, *cause).incidents).iter().filter(|id| earlier(id)).count()
    };
    let seen =
        causes.into_iter().map(|(cause, now)| (cause, now, of_before(&cause))).filter(|(.., before)| *before > 0);
    let mut seen: Vec<(TopicId, usize, usize)> = seen.collect();
    seen.sort_by_key(|(cause, now, before)| (std::cmp::Reverse((*now, *before)), *cause));
    let again = again(pen, year, ids);
    let repeat = |id: &DocId| {
        let entry = catalog.entry(*id);
        Some((document_link(entry), document_link(catalog.entry(entry.recurrence_of?))))
    };
    let repeats: Vec<_> = ids.iter().filter_map(repeat).take(MOST_REPEATS).collect();
    (!again.is_empty() || !repeats.is_empty()).then_some(())?;
    let n = pen.count(again.len());
    let n = if again.is_empty() { n } else { n.to(format!("#{AGAIN}")) };
    let title = sentence(&pen.words().came_back, &[("n", n), ("of", pen.count(ids.len()).to(MONTHS))]);
    let again = (!again.is_empty()).then(|| pen.listed(AGAIN.to_owned(), "", &again, LISTED));
    let cause = |(cause, now, before)| (link(catalog.topic(TopicKind::RootCause, cause)), now, before);
    Some(CameBack { title, again, causes: seen.into_iter().take(MOST_CAUSES).map(cause).collect(), repeats })
}

/// The year's incidents with a cause that one before them had, of whatever year; newest first.
fn again(pen: &Pen<'_>, year: i16, ids: &[DocId]) -> Vec<DocId> {
    let catalog = &*pen.shared.catalog;
    let causes: BTreeSet<TopicId> = ids.iter().flat_map(|id| catalog.entry(*id).root_causes.iter().copied()).collect();
    let incidents = |cause: &TopicId| catalog.counted(&catalog.topic(TopicKind::RootCause, *cause).incidents);
    let mut all: Vec<DocId> = causes.iter().flat_map(incidents).collect();
    all.sort_unstable();
    all.dedup();
    let in_year = |id: &DocId| catalog.entry(*id).when().is_some_and(|when| when.date().year() == year);
    let mut again: Vec<DocId> =
        causes_again(catalog, &all).into_iter().rev().map(|(id, _)| id).filter(in_year).collect();
    again.dedup();
    again
}

/// What became of the year's actions. The day is not known here: what is overdue stands with the insights.
fn kept(pen: &Pen<'_>, ids: &[DocId]) -> (Vec<Piece>, Vec<Listed>) {
    let shared = pen.shared;
    if !shared.config.shows_actions() {
        return Default::default();
    }
    let told = promises(&shared.catalog, &shared.config, ids, jiff::civil::Date::MIN);
    if told.actions == 0 {
        return Default::default();
    }
    let id = |key: &str| format!("pm_kept_{key}");
    let said = |key: &str, count: usize| match count {
        0 => pen.count(0),
        _ => pen.count(count).to(format!("#{}", id(key))),
    };
    let words = pen.words();
    let others = [
        ("dropped", &words.kept_dropped, told.dropped),
        ("idea", &words.kept_ideas, told.ideas),
        ("unsaid", &words.kept_unsaid, told.unsaid),
    ];
    let others = others.into_iter().filter(|(.., count)| *count > 0);
    let others: Vec<Piece> = others.flat_map(|(key, text, count)| sentence(text, &[("n", said(key, count))])).collect();
    let values = [
        ("done", said("done", told.done)),
        ("n", said("actions", told.actions)),
        ("open", said("open", told.open)),
        ("others", Value::of(others)),
    ];
    let lists = [
        ("actions", &told.decided),
        ("done", &told.with_done),
        ("open", &told.with_open),
        ("dropped", &told.with_dropped),
        ("idea", &told.with_ideas),
        ("unsaid", &told.with_unsaid),
    ];
    let lists = lists.into_iter().filter(|(_, ids)| !ids.is_empty());
    let lists = lists.map(|(key, ids)| pen.listed(id(key), key, ids, LISTED)).collect();
    (sentence(&pen.words().kept, &values), lists)
}
