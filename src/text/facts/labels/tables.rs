//! Tables of names and values, and a header row over one row of values, to labelled values.

use super::super::blocks::{Doc, Table};
use super::super::columns;
use super::{At, Labelled, label, value};
use crate::model::Provenance;
use crate::text::lexicon::{PAIRS, Pair};
use std::ops::Range;

/// Reads one table.
pub(super) fn read(doc: &Doc, table: &Table, at: At, found: &mut Vec<Labelled>) {
    if table.head.first().is_some_and(|head| columns::is_time(doc.cell(head))) && table.rows.len() > 1 {
        return;
    }
    let mut push = |key: &Range<usize>, cell: &Range<usize>, line: u32, offset: usize| {
        let key = doc.cell(key).trim_matches([':', '：', ' ']);
        found.extend(Labelled::of(key, &value(doc, cell), Provenance::Table { line }, offset, at));
    };
    let keys = key_columns(doc, table);
    let Some(keys) = keys else {
        let known = table.head.iter().filter(|cell| label(doc.cell(cell)).is_some()).count();
        if let ([(line, row)], true) = (table.rows.as_slice(), known >= 2) {
            for (key, cell) in table.head.iter().zip(row) {
                push(key, cell, *line, table.offsets[0]);
            }
        }
        return;
    };
    let block = &doc.blocks[at.index];
    for key in keys.clone() {
        // A table without header begins with its first name.
        let (Some(name), Some(cell)) = (table.head.get(key), table.head.get(key + 1)) else { continue };
        let headed = PAIRS.get(doc.cell(name)) != Some(Pair::Name) && PAIRS.get(doc.cell(cell)).is_none();
        if headed {
            push(name, cell, block.line, block.offset);
        }
    }
    for ((line, row), offset) in table.rows.iter().zip(&table.offsets) {
        for key in keys.clone() {
            if let (Some(name), Some(cell)) = (row.get(key), row.get(key + 1)) {
                push(name, cell, *line, *offset);
            }
        }
    }
}

/// The columns that hold names, each beside its values: the first, or the first and the third. A table of names and values has
/// several known names; `Date | Incident` lists do not.
fn key_columns(doc: &Doc, table: &Table) -> Option<std::iter::StepBy<Range<usize>>> {
    let known = |column: usize| {
        let names = table.rows.iter().filter_map(|(_, row)| row.get(column));
        names.filter(|cell| label(doc.cell(cell).trim_matches([':', '：', ' '])).is_some()).count()
    };
    let head = |column: usize| table.head.get(column).map_or("", |cell| doc.cell(cell));
    let with_head = |column: usize| known(column) + usize::from(label(head(column)).is_some());
    let keys = with_head(0) + with_head(2);
    let named = label(head(0)).is_some() && PAIRS.get(head(0)) != Some(Pair::Name);
    let (first, few) = (known(0), table.rows.len() <= 4);
    let is_pairs = match table.head.len() {
        2 => first >= 2 || first == 1 && (named || few),
        4 if keys >= 3 && with_head(2) >= 1 && with_head(1) + with_head(3) < keys - 1 => {
            return Some((0..4).step_by(2));
        }
        3.. => {
            let is_value = PAIRS.get(head(1)) == Some(Pair::Value) || head(1).is_empty() || columns::is_time(head(1));
            first >= 2 && is_value
        }
        _ => false,
    };
    is_pairs.then(|| (0..1).step_by(2))
}
