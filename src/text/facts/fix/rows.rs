//! A table to what its rows say was done: of steps below a heading of remedies, and of follow-ups that are done.

use super::marks::{Mark, Marks};
use super::relations::is_in_fix;
use crate::model::ActionStatus;
use crate::text::facts::blocks::{Doc, Table};
use crate::text::status;
use std::ops::Range;

pub(super) struct Row<'a> {
    pub line: u32,
    pub text: &'a str,
    pub marks: Marks,
}

/// The rows of `table`, which stands in `place`: the text of its widest column.
pub(super) fn read<'a>(doc: &'a Doc, table: &'a Table, place: Marks) -> impl Iterator<Item = Row<'a>> {
    let widest = widest(table);
    let state = move |row: &[Range<usize>]| {
        let others = row.iter().enumerate().filter(|(column, _)| *column != widest);
        others.filter_map(|(_, cell)| status::action(doc.cell(cell))).next()
    };
    // Where rows have states, one without a known one is not done.
    let has_states = table.rows.iter().any(|(_, row)| state(row).is_some());
    table.rows.iter().filter_map(move |(line, row)| {
        let text = doc.cell(row.get(widest)?);
        let done = state(row).is_some_and(|state| matches!(state, ActionStatus::Done | ActionStatus::Verified));
        let mut marks = Marks::default();
        marks.put(Mark::Row);
        marks.put_if(done, Mark::Ticked);
        marks.put_if(has_states && !done, Mark::Unticked);
        (is_in_fix(place) || marks.has(Mark::Ticked)).then_some(Row { line: *line, text, marks })
    })
}

/// The column with most text.
fn widest(table: &Table) -> usize {
    let mut widths = Vec::new();
    for (column, cell) in table.rows.iter().flat_map(|(_, row)| row.iter().enumerate()) {
        widths.resize(widths.len().max(column + 1), 0);
        widths[column] += cell.len();
    }
    (0..widths.len()).max_by_key(|column| widths[*column]).unwrap_or_default()
}
