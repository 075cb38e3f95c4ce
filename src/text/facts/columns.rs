//! A table's header cell to what its column holds.

use crate::text::lexicon::fold::squash;
use crate::text::lexicon::{ACTION_COLUMNS, Column, Names, TIMELINE_COLUMNS};

/// Longest header that names a column, in bytes of its letters.
const LONGEST: usize = 40;

/// What a column of a timeline holds.
pub(super) fn in_timeline(header: &str) -> Option<Column> {
    column(header, &TIMELINE_COLUMNS)
}

/// What a column of a table of actions holds.
pub(super) fn in_actions(header: &str) -> Option<Column> {
    column(header, &ACTION_COLUMNS)
}

/// True for a column of times, of days alone too.
pub(super) fn is_time(header: &str) -> bool {
    matches!(in_timeline(header), Some(Column::Time | Column::Day))
}

/// What stands in brackets does not count.
fn column(header: &str, columns: &Names<Column>) -> Option<Column> {
    let bare = header.split(['(', '（', '[']).next().unwrap_or_default();
    let squashed = squash(bare);
    if squashed.is_empty() || squashed.len() > LONGEST {
        return None;
    }
    columns.get(bare).or_else(|| columns.opening(bare))
}
