//! Lists of lists (`* - cell`, then `  - cell`) to tables: a word of a cell stays where it is, whatever is in it.

use super::line_end;
use crate::text::foreign::{Output, inline};
use std::ops::Range;

/// What stands in a cell, and whether it begins a row.
pub(super) struct Cell {
    begins_row: bool,
    text: Range<usize>,
}

/// The cells that stand at `range`; a line before the first is one too.
pub(super) fn cells(source: &str, range: Range<usize>) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let end = line_end(source, at);
        let line = source[at..end].trim_end();
        let text = line.trim_start();
        let own = text.strip_prefix(['*', '-']).map(str::trim_start);
        let row = own.and_then(|own| own.strip_prefix(['-', '*'])).filter(|own| own.is_empty() || own.starts_with(' '));
        let (begins_row, inside) = match (row, own) {
            (Some(inside), _) => (Some(true), inside),
            (None, Some(inside)) if text.as_bytes().get(1).is_none_or(|byte| *byte == b' ') => (Some(false), inside),
            _ => (None, text),
        };
        let start = at + line.len() - inside.trim_start().len();
        let text = start..at + line.len();
        match (begins_row, cells.last_mut()) {
            (Some(begins_row), _) => cells.push(Cell { begins_row, text }),
            (None, _) if text.is_empty() => {}
            (None, Some(last)) => last.text.end = text.end,
            (None, None) => cells.push(Cell { begins_row: true, text }),
        }
        at = end;
    }
    if let Some(first) = cells.first_mut() {
        first.begins_row = true;
    }
    cells
}

/// Writes `cells` as the rows of a table: what stands between `from` and the first, before each other one, and up to `close` is replaced.
pub(super) fn write(output: &mut Output<'_>, mut from: usize, cells: &[Cell], close: usize) {
    let widths: Vec<usize> = cells.chunk_by(|_, next| !next.begins_row).map(<[Cell]>::len).collect();
    let columns = widths.iter().copied().max().unwrap_or(1);
    let missing = columns - widths.first().copied().unwrap_or(1);
    // A head with fewer cells than its rule would make no table.
    let rule = format!("{} |\n{}|\n", " |".repeat(missing), "| --- ".repeat(columns));
    let mut rows = 0;
    for cell in cells {
        let before = match (rows, cell.begins_row) {
            (0, _) => "\n| ".to_owned(),
            (1, true) => format!("{rule}| "),
            (_, true) => " |\n| ".to_owned(),
            (_, false) => " | ".to_owned(),
        };
        rows += usize::from(cell.begins_row);
        output.replace(from..cell.text.start, &before);
        on_one_line(output, cell.text.clone());
        from = cell.text.end;
    }
    output.replace(from..close, if rows == 1 { &rule } else { " |\n" });
}

/// Writes what stands in a cell on one line.
fn on_one_line(output: &mut Output<'_>, cell: Range<usize>) {
    let source = output.source;
    let mut at = cell.start;
    while at < cell.end {
        let end = line_end(source, at).min(cell.end);
        let line_ends = at + source[at..end].trim_end().len();
        between_bars(output, at..line_ends);
        at = end;
        if end < cell.end {
            at = cell.end - source[end..cell.end].trim_start().len();
            output.replace(line_ends..at, " ");
        }
    }
}

/// Rewrites a line of a cell; a bar in it parts no cells.
fn between_bars(output: &mut Output<'_>, line: Range<usize>) {
    let source = output.source;
    let mut at = line.start;
    for part in source[line.clone()].split('|') {
        let end = at + part.len();
        inline::rewrite(output, at..end, at, false);
        if end < line.end && !part.ends_with('\\') {
            output.replace(end..end, "\\");
        }
        at = end + 1;
    }
}
