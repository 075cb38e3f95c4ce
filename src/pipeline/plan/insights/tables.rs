//! `Figures` -> pictures that are tables: when incidents began, which service met which cause, what became of promises.

use super::pictures::{LISTED_ALL, LISTED_EACH, blank, cell, linked};
use super::say::{Pen, Value, sentence};
use crate::model::catalog::{DocId, TopicKind};
use crate::model::page::{Cell, Listed, Picture, Piece};
use crate::pipeline::figures::{Clock, Figures, Promises, Spread};
use crate::text::shorten::cut;
use crate::theme::filled;

/// Hours of a column: a phone shows twelve columns.
const BLOCK: usize = 2;
/// Incidents listed behind a promise.
const PROMISED: usize = 25;
/// Longest name that heads a row or column, in characters.
const LONGEST_NAME: usize = 28;

/// 0 (none) to 4 (`most`).
fn tint(count: usize, most: usize) -> usize {
    (count * 4).div_ceil(most.max(4)).min(4)
}

/// Day of the week by hours of the start.
pub(super) fn starts(pen: &Pen<'_>, figures: &Figures) -> Option<Picture> {
    let starts = &figures.starts;
    (starts.known >= pen.minimum()).then_some(())?;
    let mut behind: Vec<Vec<Vec<DocId>>> = vec![vec![Vec::new(); 24 / BLOCK]; 7];
    for (id, day, hour) in &starts.at {
        behind[*day][hour / BLOCK].push(*id);
    }
    let most = behind.iter().flatten().map(Vec::len).max()?;
    let off = starts.at.iter().filter(|(_, day, hour)| *day > 4 || !(8..18).contains(hour)).count();
    let said = |count| pen.count(count).to("#pm_starts_data");
    let values = [("n", said(off)), ("of", said(starts.known))];
    let each = if starts.known > LISTED_ALL { LISTED_EACH } else { LISTED_ALL };
    let mut lists: Vec<Listed> = Vec::new();
    let mut row = |(day, blocks): (usize, &Vec<Vec<DocId>>)| {
        let name = &pen.words().weekdays[day];
        let mut cells = vec![cell(name.clone())];
        for (at, ids) in blocks.iter().enumerate() {
            if ids.is_empty() {
                cells.push(Cell::default());
                continue;
            }
            let id = format!("pm_starts_{day}_{at}");
            let (from, to) = ((at * BLOCK).to_string(), ((at + 1) * BLOCK).to_string());
            let title = filled(&pen.words().other_hour, &[("day", name), ("from", &from), ("to", &to)]);
            cells.push(Cell { tint: tint(ids.len(), most), ..linked(pen.number(ids.len()), format!("#{id}")) });
            lists.push(pen.listed(id, &title, ids, each));
        }
        cells
    };
    let table = behind.iter().enumerate().map(&mut row).collect();
    let head = |at: usize| Piece { text: format!("{:02}", at * BLOCK), href: None };
    Some(Picture {
        more_heads: (0..24 / BLOCK).map(head).collect(),
        remark: clocks(pen, figures),
        tinted: true,
        table,
        lists,
        ..blank("starts", sentence(&pen.words().off_hours, &values))
    })
}

/// By which clocks, so that nobody takes the hours for those of one place.
fn clocks(pen: &Pen<'_>, figures: &Figures) -> Vec<Piece> {
    let clock = |clock: &Clock| {
        let zone = clock.offset.as_ref().unwrap_or(&pen.words().no_clock);
        format!("{zone} {}", pen.number(clock.incidents))
    };
    let said: Vec<String> = figures.starts.clocks.iter().map(clock).collect();
    sentence(&pen.words().clocks, &[("clocks", Value::new(said.join(", ")))])
}

/// Services by causes.
pub(super) fn crossed(pen: &Pen<'_>, figures: &Figures) -> Option<Picture> {
    let crossed = &figures.crossed;
    let most = crossed.incidents.iter().flatten().copied().max().filter(|most| *most > 0)?;
    let catalog = &pen.shared.catalog;
    let id = |row: usize, column: usize| format!("pm_crossed_{row}_{column}");
    let name = |kind, id| &catalog.topic(kind, id).name;
    let total: usize = crossed.incidents.iter().flatten().sum();
    let each = if total > LISTED_ALL { LISTED_EACH } else { LISTED_ALL };
    let row = |(at, counts): (usize, &Vec<usize>)| {
        let (name, href) = pen.topic(TopicKind::Service, crossed.service_ids[at]);
        let tinted = |(column, count): (usize, &usize)| match count {
            0 => Cell::default(),
            count => Cell { tint: tint(*count, most), ..linked(pen.number(*count), format!("#{}", id(at, column))) },
        };
        let head = linked(cut(&name, LONGEST_NAME), href);
        std::iter::once(head).chain(counts.iter().enumerate().map(tinted)).collect()
    };
    let places = crossed.incidents.iter().enumerate().flat_map(|(row, counts)| {
        counts.iter().enumerate().filter(|(_, count)| **count == most).map(move |(column, _)| (row, column))
    });
    let places: Vec<(usize, usize)> = places.take(2).collect();
    let title = match places[..] {
        [(row, column)] => {
            let (service, service_href) = pen.topic(TopicKind::Service, crossed.service_ids[row]);
            let (cause, cause_href) = pen.topic(TopicKind::RootCause, crossed.cause_ids[column]);
            let values = [
                ("service", Value::new(service).to(service_href)),
                ("cause", Value::new(cause).to(cause_href)),
                ("n", pen.count(most).to(format!("#{}", id(row, column)))),
            ];
            sentence(&pen.words().meet, &values)
        }
        _ => sentence(&pen.words().meet_once, &[]),
    };
    let cells = crossed
        .behind
        .iter()
        .enumerate()
        .flat_map(|(row, cells)| cells.iter().enumerate().map(move |(column, ids)| (row, column, ids)));
    let list = |(row, column, ids): (usize, usize, &Vec<DocId>)| {
        let (service, cause) =
            (name(TopicKind::Service, crossed.service_ids[row]), name(TopicKind::RootCause, crossed.cause_ids[column]));
        pen.listed(id(row, column), &format!("{}, {}", cut(service, LONGEST_NAME), cut(cause, LONGEST_NAME)), ids, each)
    };
    let lists = cells.filter(|(.., ids)| !ids.is_empty()).map(list).collect();
    let head = |id: &crate::model::catalog::TopicId| {
        let (name, href) = pen.topic(TopicKind::RootCause, *id);
        Piece { text: cut(&name, LONGEST_NAME), href: Some(href) }
    };
    Some(Picture {
        more_heads: crossed.cause_ids.iter().map(head).collect(),
        tinted: true,
        table: crossed.incidents.iter().enumerate().map(row).collect(),
        lists,
        ..blank("crossed", title)
    })
}

/// What became of actions, and how soon documents were published. The first cell of a row finds its words in the strings.
pub(super) fn promises(pen: &Pen<'_>, figures: &Figures) -> Option<Picture> {
    let mut lists = Vec::new();
    let mut table: Vec<Vec<Cell>> = Vec::new();
    let mut row = |key: &str, said: String, behind: &[DocId]| {
        let id = format!("pm_promises_{key}");
        let value = if behind.is_empty() { cell(said) } else { linked(said, format!("#{id}")) };
        table.push(vec![cell(key), value]);
        lists.extend((!behind.is_empty()).then(|| pen.listed(id, key, behind, PROMISED)));
    };
    let words = pen.words();
    // A number without its base would speak for those that do not tell it.
    let based = |said: String, known: usize, missing: usize| {
        let values = [("said", said), ("known", pen.number(known)), ("missing", pen.number(missing))];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        filled(if missing > 0 { &words.based_partly } else { &words.based }, &values)
    };
    let days = |told: &Spread| Some(based(pen.days(told.median?), told.known, told.missing));
    if let Some(told) = figures.promises.as_ref().filter(|promises| promises.actions > 0) {
        row("actions", pen.number(told.actions), &told.decided);
        row("open", pen.number(told.open), &told.with_open);
        row("overdue", pen.number(told.overdue), &told.late);
        row("done", pen.number(told.done), &told.with_done);
        let others = [
            ("dropped", &told.with_dropped, told.dropped),
            ("idea", &told.with_ideas, told.ideas),
            ("unsaid", &told.with_unsaid, told.unsaid),
        ];
        let others = others.into_iter().filter(|(.., count)| *count > 0);
        others.for_each(|(key, with, count)| row(key, pen.number(count), with));
        if told.closed_with_due > 0 {
            let missing = told.done_with_due - told.closed_with_due;
            row("in_time", based(pen.number(told.in_time), told.closed_with_due, missing), &told.closed_due);
        }
        days(&told.close_days).into_iter().for_each(|days| row("close_days", days, &told.closed));
        days(&told.late_days).into_iter().for_each(|days| row("late_days", days, &told.late));
    }
    days(&figures.published_days).into_iter().for_each(|days| row("published_days", days, &figures.published));
    (!table.is_empty()).then(|| Picture { table, lists, ..blank("promises", kept(pen, figures)) })
}

fn kept(pen: &Pen<'_>, figures: &Figures) -> Vec<Piece> {
    let published = || {
        let known = ("known", pen.count(figures.published_days.known).to("#pm_promises_published_days"));
        sentence(&pen.words().few, &[known, ("of", pen.count(figures.all.incidents).to(&*pen.all))])
    };
    let told = figures.promises.as_ref().filter(|promises| promises.actions > 0);
    told.map_or_else(published, |promises| title(pen, promises))
}

/// What is open comes first: what was closed in time tells only of those whose authors wrote the day down.
fn title(pen: &Pen<'_>, promises: &Promises) -> Vec<Piece> {
    if promises.open == 0 && promises.closed_with_due >= pen.minimum() {
        let said = |count| pen.count(count).to("#pm_promises_in_time");
        return sentence(
            &pen.words().in_time,
            &[("n", said(promises.in_time)), ("of", said(promises.closed_with_due))],
        );
    }
    let said = |count, key| if count > 0 { pen.count(count).to(format!("#pm_promises_{key}")) } else { pen.count(0) };
    let values = [
        ("open", said(promises.open, "open")),
        ("n", said(promises.actions, "actions")),
        ("overdue", said(promises.overdue, "overdue")),
    ];
    sentence(&pen.words().open, &values)
}
