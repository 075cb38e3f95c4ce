//! Follow-ups without a day -> those whose author wrote one that cannot be read.

use super::super::blocks::Doc;
use super::super::claims::Slip;
use super::super::columns;
use super::When;
use super::item::{day, due_told};
use crate::model::ActionItem;
use crate::text::lexicon::Column;
use crate::text::words::is_placeholder;
use rustc_hash::FxHashSet;

/// Most words of what is meant to be a day.
const WORDS: usize = 5;

/// Lines of `items` that tell a day which is none.
pub(super) fn days(doc: &Doc, items: &[ActionItem], when: When) -> Vec<(u32, Slip)> {
    let lines: FxHashSet<u32> =
        items.iter().filter(|item| item.due.is_none() && item.closed.is_none()).map(|item| item.line).collect();
    let cells = doc.tables.iter().flat_map(|table| {
        let due = table.head.iter().position(|cell| columns::in_actions(doc.cell(cell)) == Some(Column::Due));
        let rows = table.rows.iter().filter(|(line, _)| lines.contains(line));
        rows.filter_map(move |(line, row)| Some((*line, doc.cell(row.get(due?)?).to_owned())))
    });
    let blocks = doc.blocks.iter().filter(|block| block.is_item() && lines.contains(&block.line));
    let told = blocks.filter_map(|block| Some((block.line, due_told(&doc.block_text(block))?.to_owned())));
    let is_unread = |text: &str| {
        let is_short = text.split_whitespace().count() <= WORDS;
        is_short && !is_placeholder(text) && super::status_of(text).is_none() && day(text, when).is_none()
    };
    let all = cells.chain(told).filter(|(_, text)| is_unread(text));
    all.map(|(line, _)| (line, Slip::Unread)).collect()
}
