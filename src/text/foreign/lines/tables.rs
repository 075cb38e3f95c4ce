//! Tables with comments between their rows.

use super::{Output, Walk, line_end};

impl Walk {
    /// Takes away comments that stand before a table's next row. Where that starts.
    pub(super) fn behind_comments(&mut self, output: &mut Output<'_>, start: usize, text: &str) -> Option<usize> {
        if !self.in_table || !text.starts_with("<!--") {
            return None;
        }
        let row = row_behind_comments(output.source, start);
        match row {
            Some(row) => output.replace(start..row, ""),
            None => self.in_table = false,
        }
        row
    }
}

/// Is this the row that tells a table's columns (`:-: | ---`)?
pub(super) fn is_delimiter(text: &str) -> bool {
    text.contains('|')
        && text.contains('-')
        && text.bytes().all(|byte| matches!(byte, b':' | b'-' | b'|' | b' ' | b'\t'))
}

/// Where the table's next row starts, if only comments stand on the lines from `start` on up to it: Markdown would end the table
/// there, and show its other rows as text.
fn row_behind_comments(source: &str, start: usize) -> Option<usize> {
    let line = |at: usize| source[at..line_end(source, at)].trim_matches(|c: char| c.is_whitespace() || c == '>');
    let mut at = start;
    while line(at).starts_with("<!--") {
        let close = at + memchr::memmem::find(&source.as_bytes()[at..], b"-->")? + "-->".len();
        let next = line_end(source, close);
        if !source[close..next].trim().is_empty() {
            return None;
        }
        at = next;
    }
    let is_row = || line(at).contains('|') && !line(line_end(source, at)).contains("--");
    (at > start && at < source.len() && is_row()).then_some(at)
}
