//! Tables of follow-ups, columns in any order by header synonyms, to [`ActionItem`]s.

use super::super::blocks::{Doc, Table};
use super::super::columns;
use super::item::Set;
use super::{When, is_blank_form, item, status_of};
use crate::model::ActionItem;
use crate::text::lexicon::{ACTION_KINDS, Column};
use crate::text::people;
use crate::text::words::is_placeholder;

/// Reads a table; empty where it has no column of actions beside another that only actions have.
pub(super) fn read(doc: &Doc, table: &Table, when: When) -> Vec<ActionItem> {
    let find = |column: Column| table.head.iter().position(|cell| columns::in_actions(doc.cell(cell)) == Some(column));
    let (owner, status, due, ticket) =
        (find(Column::Owner), find(Column::Status), find(Column::Due), find(Column::Ticket));
    let (kind, impact, effort) = (find(Column::Kind), find(Column::Impact), find(Column::Effort));
    let evidence = find(Column::Evidence);
    let others = [owner, status, due, ticket, kind, evidence];
    let free = |index: usize| !others.contains(&Some(index));
    let named = table
        .head
        .iter()
        .enumerate()
        .position(|(index, cell)| free(index) && columns::in_actions(doc.cell(cell)) == Some(Column::Action));
    // Two columns that only actions have: the widest of the others holds what is to be done.
    let plain = [owner, status, due].iter().flatten().count() >= 2;
    let width = |index: &usize| {
        let cells = table.rows.iter().filter_map(|(_, row)| row.get(*index));
        cells.map(|cell| doc.cell(cell).len()).sum::<usize>()
    };
    let action = named.or_else(|| (0..table.head.len()).filter(|index| plain && free(*index)).max_by_key(width));
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
        let mut item = item::read(text, Set::of(when, *line));
        item.owner = cell(owner).and_then(people::person).or(item.owner);
        // `Pending` is a state here, no blank.
        let state = status.and_then(|column| row.get(column)).map(|cell| doc.cell(cell));
        // `n/a **DONE**` beside the number of a bug.
        let tracked = || cell(ticket).and_then(item::closing_state);
        item.status = state.and_then(status_of).or(item.status).or_else(tracked);
        item.due = cell(due).and_then(|text| item::day(text, when)?.0).or(item.due);
        item.ticket = cell(ticket).map(str::to_owned).or(item.ticket);
        item.kind = cell(kind).and_then(first_word).and_then(|word| ACTION_KINDS.get(word)).or(item.kind);
        item.impact = cell(impact).map(str::to_owned);
        item.effort = cell(effort).map(str::to_owned);
        item.evidence = cell(evidence).map(str::to_owned).or(item.evidence);
        items.push(item);
    }
    items
}

fn first_word(text: &str) -> Option<&str> {
    text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())
}
