//! Tables of follow-ups, columns in any order by header synonyms, to [`ActionItem`]s.

use super::super::blocks::{Doc, Table};
use super::super::columns;
use super::{is_blank_form, status_of};
use crate::model::{ActionItem, Moment};
use crate::text::lexicon::{ACTION_KINDS, Column};
use crate::text::people;
use crate::text::time::{self, DayOrder};
use crate::text::words::is_placeholder;

/// Reads a table; empty where it has no column of actions beside another that only actions have.
pub(super) fn read(doc: &Doc, table: &Table, order: DayOrder) -> Vec<ActionItem> {
    let find = |column: Column| table.head.iter().position(|cell| columns::in_actions(doc.cell(cell)) == Some(column));
    let (owner, status, due, ticket) =
        (find(Column::Owner), find(Column::Status), find(Column::Due), find(Column::Ticket));
    let (kind, impact, effort) = (find(Column::Kind), find(Column::Impact), find(Column::Effort));
    let others = [owner, status, due, ticket, kind];
    let action = table.head.iter().enumerate().position(|(index, cell)| {
        !others.contains(&Some(index)) && columns::in_actions(doc.cell(cell)) == Some(Column::Action)
    });
    let Some(action) = action
        .filter(|_| owner.is_some() || status.is_some() || due.is_some() || ticket.is_some() || table.head.len() <= 2)
    else {
        return Vec::new();
    };
    let mut items = Vec::new();
    for (line, row) in &table.rows {
        let cell = |column: Option<usize>| {
            column.and_then(|column| row.get(column)).map(|cell| doc.cell(cell)).filter(|cell| !is_placeholder(cell))
        };
        let Some(text) = cell(Some(action)).filter(|text| !is_blank_form(text)) else { continue };
        let mut item = super::item::read(text, None, None, *line, order);
        item.owner = cell(owner).and_then(people::person).or(item.owner);
        // `Pending` is a state here, no blank.
        let state = status.and_then(|column| row.get(column)).map(|cell| doc.cell(cell));
        item.status = state.and_then(status_of).or(item.status);
        item.due = cell(due).and_then(|text| day(text, order)).or(item.due);
        item.ticket = cell(ticket).map(str::to_owned).or(item.ticket);
        item.kind = cell(kind).and_then(first_word).and_then(|word| ACTION_KINDS.get(word)).or(item.kind);
        item.impact = cell(impact).map(str::to_owned);
        item.effort = cell(effort).map(str::to_owned);
        items.push(item);
    }
    items
}

fn day(text: &str, order: DayOrder) -> Option<Moment> {
    let stamp = time::leading(text, order).ok()?;
    Some(Moment::Date(stamp.day?.date(None)?))
}

fn first_word(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())
}
