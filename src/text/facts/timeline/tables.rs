//! Tables of times and events, in any column order, to timeline entries.

use super::super::blocks::{Shape, Table};
use super::super::columns;
use super::Teller;
use super::entries::day_stamp;
use super::stamped::after_time;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{Column, FORM_MARKS, Known};
use crate::text::time::{self, Stamp, ZoneSpec};
use crate::text::words::is_placeholder;
use std::ops::Range;

struct Columns {
    day: Option<usize>,
    time: usize,
    event: usize,
    zone: Option<ZoneSpec>,
}

/// Reads every timeline table in `blocks`. `strict`: its columns must be named or alone, and most rows timed.
pub(super) fn read(teller: &mut Teller<'_>, blocks: Range<usize>, strict: bool) {
    let doc = teller.doc;
    for block in doc.blocks.get(blocks).unwrap_or_default() {
        let Shape::Table(index) = block.shape else { continue };
        let Some(table) = doc.tables.get(index) else { continue };
        let Some(columns) = columns(teller, table, strict) else { continue };
        if let Some(zone) = &columns.zone {
            teller.set_zone(zone.clone());
        }
        if let Some(year) = columns.day.and_then(|day| year_in(doc.cell(&table.head[day]))) {
            teller.set_year(year);
        }
        for (line, row) in &table.rows {
            tell_row(teller, &columns, row, *line);
        }
    }
}

/// Rows that are looked at to tell what a column holds.
const SAMPLE: usize = 40;

fn columns(teller: &Teller<'_>, table: &Table, strict: bool) -> Option<Columns> {
    let doc = teller.doc;
    let head = |index: usize| table.head.get(index).map_or("", |cell| doc.cell(cell));
    let meaning = |column: usize| columns::in_timeline(head(column));
    let (count, rows) = (table.head.len(), table.rows.len().min(SAMPLE));
    if count < 2 || rows == 0 {
        return None;
    }
    let stamps = |column: usize| {
        let cells = table.rows.iter().take(SAMPLE).filter_map(move |(_, row)| row.get(column));
        cells.filter_map(|cell| time::leading(doc.cell(cell), teller.scene.order).ok())
    };
    let has_clock = |column: usize| stamps(column).any(|stamp| stamp.clock.is_some() || stamp.elapsed.is_some());
    let named: Vec<usize> = (0..count).filter(|column| columns::is_time(head(*column))).collect();
    let event = (0..count).find(|column| meaning(*column) == Some(Column::Event) && !named.contains(column));
    let timed = || named.iter().copied().filter(|column| stamps(*column).next().is_some());
    // A timeline's rows stay even where none of its times can be read.
    let unread = || named.first().copied().filter(|_| !strict && event.is_some());
    let first = || (!strict && stamps(0).count() * 2 >= rows).then_some(0);
    let some_time = timed().next().or_else(unread).or_else(first)?;
    if strict {
        let alone = count == 2 && head(1 - some_time.min(1)).is_empty() && rows >= 3;
        let plan = !has_clock(some_time) && (0..count).any(|column| is_of_actions(head(column)));
        if event.is_none() && !alone || stamps(some_time).count() * 2 < rows || plan {
            return None;
        }
    }
    // Day and clock in two columns; else the first column that gives times.
    let day = timed().find(|column| meaning(*column) == Some(Column::Day) && !has_clock(*column));
    let time = timed().find(|column| Some(*column) != day && has_clock(*column)).or(day).unwrap_or(some_time);
    let day = day.filter(|day| *day != time);
    let event = event.or_else(|| (0..count).rev().find(|column| *column != time && Some(*column) != day))?;
    Some(Columns { day, time, event, zone: ZoneSpec::find(head(time)) })
}

/// Columns that plans have, and stories have not.
fn is_of_actions(header: &str) -> bool {
    matches!(columns::in_actions(header), Some(Column::Owner | Column::Status | Column::Due))
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
    if FORM_MARKS.holds(&fold(written), Known) {
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
            teller.note(why, line);
            if let Some(day) = day {
                let stamp = day_stamp(day);
                teller.tell(Some(&stamp), text, line);
                return;
            }
            let blank = is_placeholder(written);
            let text = if blank { text.to_owned() } else { format!("{written}: {text}") };
            teller.tell(None, &text, line);
        }
    }
}
