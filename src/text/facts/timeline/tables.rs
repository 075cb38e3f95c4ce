//! Tables of times and events, in any column order, to timeline entries.

use super::super::blocks::{Shape, Table};
use super::super::columns;
use super::{Teller, after_time};
use crate::text::lexicon::Column;
use crate::text::time::{self, Stamp, Unread, ZoneSpec};
use crate::text::words::is_placeholder;
use std::ops::Range;

struct Columns {
    day: Option<usize>,
    time: usize,
    event: usize,
    zone: Option<ZoneSpec>,
}

/// Reads every timeline table in `blocks`; false where there is none. `strict`: both columns must be named, and most rows timed.
pub(super) fn read(teller: &mut Teller<'_>, blocks: Range<usize>, strict: bool) -> bool {
    let doc = teller.doc;
    let mut any = false;
    for block in doc.blocks.get(blocks).unwrap_or_default() {
        let Shape::Table(index) = block.shape else { continue };
        let Some(table) = doc.tables.get(index) else { continue };
        let Some(columns) = columns(teller, table, strict) else { continue };
        any = true;
        if columns.zone.is_some() {
            teller.scene.zone.clone_from(&columns.zone);
        }
        if let Some(year) = columns.day.and_then(|day| year_in(doc.cell(&table.head[day]))) {
            teller.year = Some(year);
        }
        for (line, row) in &table.rows {
            tell_row(teller, &columns, row, *line);
        }
    }
    any
}

fn columns(teller: &Teller<'_>, table: &Table, strict: bool) -> Option<Columns> {
    let doc = teller.doc;
    let head = |index: usize| table.head.get(index).map_or("", |cell| doc.cell(cell));
    let count = table.head.len();
    if count < 2 || table.rows.is_empty() {
        return None;
    }
    let timed = |column: usize| {
        table
            .rows
            .iter()
            .take(40)
            .filter(|(_, row)| {
                row.get(column).is_some_and(|cell| time::leading(doc.cell(cell), teller.scene.order).is_ok())
            })
            .count()
    };
    let named = (0..count).filter(|column| columns::is_time(head(*column))).collect::<Vec<_>>();
    let event_named = (0..count).find(|column| columns::in_timeline(head(*column)) == Some(Column::Event));
    let mut times: Vec<usize> = named.iter().copied().filter(|column| timed(*column) > 0).collect();
    if times.is_empty() {
        if strict || timed(0) * 2 < table.rows.len().min(40) {
            return None;
        }
        times.push(0);
    }
    if strict && (event_named.is_none() || timed(times[0]) * 2 < table.rows.len().min(40)) {
        return None;
    }
    // Day and clock in two columns; else the first column that gives times.
    let has_clock = |column: usize| {
        table.rows.iter().any(|(_, row)| {
            row.get(column)
                .and_then(|cell| time::leading(doc.cell(cell), teller.scene.order).ok())
                .is_some_and(|stamp| stamp.clock.is_some())
        })
    };
    let day = times
        .iter()
        .copied()
        .find(|column| columns::in_timeline(head(*column)) == Some(Column::Day) && !has_clock(*column));
    let time =
        times.iter().copied().find(|column| Some(*column) != day && has_clock(*column)).or(day).unwrap_or(times[0]);
    let day = day.filter(|day| *day != time);
    let event = event_named.or_else(|| (0..count).rev().find(|column| *column != time && Some(*column) != day))?;
    if strict
        && day.is_none()
        && !has_clock(time)
        && time::leading(doc.cell(&table.rows[0].1.get(time)?.clone()), teller.scene.order).is_err()
    {
        return None;
    }
    Some(Columns { day, time, event, zone: ZoneSpec::find(head(time)) })
}

fn year_in(header: &str) -> Option<i16> {
    let at = header.find(|c: char| c.is_ascii_digit())?;
    let digits = header.get(at..at + 4)?;
    let year: i16 = digits.parse().ok()?;
    (1980..2200).contains(&year).then_some(year)
}

fn tell_row(teller: &mut Teller<'_>, columns: &Columns, row: &[Range<usize>], line: u32) {
    let doc = teller.doc;
    let cell = |column: usize| row.get(column).map_or("", |cell| doc.cell(cell));
    let (written, text) = (cell(columns.time), cell(columns.event));
    if written.contains("HH:") || written.contains("YYYY") || written.contains("hh:mm") {
        return;
    }
    let day = columns.day.and_then(|day| time::leading(cell(day), teller.scene.order).ok()).and_then(|stamp| stamp.day);
    match time::leading(written, teller.scene.order) {
        Ok(stamp) => {
            let rest = after_time(&written[stamp.end..]);
            let stamp = Stamp { day: stamp.day.or(day), ..stamp };
            let text = if rest.is_empty() || rest.starts_with(['(', '（', '?']) {
                text.to_owned()
            } else {
                format!("{rest}: {text}")
            };
            teller.tell(Some(&stamp), &text, line);
        }
        Err(why) => {
            if why == Unread::Impossible {
                teller.told.impossible.push(line);
            }
            if let Some(day) = day {
                let stamp =
                    Stamp { day: Some(day), clock: None, zone: None, elapsed: None, half: false, until: None, end: 0 };
                teller.tell(Some(&stamp), text, line);
                return;
            }
            let blank = is_placeholder(written);
            let text = if blank { text.to_owned() } else { format!("{written}: {text}") };
            teller.tell(None, &text, line);
        }
    }
}
