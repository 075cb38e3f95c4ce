//! Tables with a column of passwords: its head says what they are, so each cell below is asked as if the head stood before it.

use super::rules::{RULES, SecretForm};
use super::{Finding, Span, guard};
use std::borrow::Cow;
use std::ops::Range;

/// Adds what such columns of `text` hold.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"--") {
        let line = line_at(text, from + at);
        let rule = &text[line.clone()];
        if rule.contains('|') && rule.bytes().all(|byte| b"|-: \t\r".contains(&byte)) && line.start > 0 {
            from = below(text, line.start - 1, line.end, found).max(line.end);
        }
        from = from.max(line.end);
    }
}

/// Looks through the rows from `rows` on; the head ends at `head`. Where the table ends.
fn below(text: &str, head: usize, rows: usize, found: &mut Vec<Finding>) -> usize {
    let head = cells(text, line_at(text, head));
    let secret: Vec<(usize, Range<usize>)> =
        head.into_iter().enumerate().filter(|(_, cell)| names_secret(&text[cell.clone()])).collect();
    let mut end = rows;
    while !secret.is_empty() && end < text.len() {
        let line = line_at(text, end + 1);
        if line.start > text.len() || !text[line.clone()].contains('|') {
            break;
        }
        end = line.end;
        let row = cells(text, line);
        for (name, value) in secret.iter().filter_map(|(column, name)| Some((name, row.get(*column)?))) {
            add(text, name.clone(), value.clone(), found);
        }
    }
    end
}

/// The name of the rule.
const COLUMN: &str = "password-assigned";

/// Adds `text[value]`, which `text[name]` names, if it is a password.
pub(super) fn add(text: &str, name: Range<usize>, value: Range<usize>, found: &mut Vec<Finding>) {
    let is_one_word = !text[value.clone()].contains(char::is_whitespace);
    if is_one_word && guard::is_secret(SecretForm::Password, text, name, value.clone()) {
        let (rule, what) = (Cow::Borrowed(COLUMN), Cow::Borrowed("a password"));
        found.push(Finding { rule, what, span: Span::new(value.start, value.end), rank: SecretForm::Password });
    }
}

/// Whether `head` is what passwords are called, or ends with it.
pub(super) fn names_secret(head: &str) -> bool {
    let head = head.trim().to_lowercase().replace(['_', '-'], " ");
    RULES
        .guards
        .columns
        .iter()
        .any(|word| head.strip_suffix(&**word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}

/// The lines of `text` behind the one that ends at `end`, so many at most.
pub(super) fn lines_below(text: &str, end: usize, most: usize) -> impl Iterator<Item = Range<usize>> {
    let mut end = end;
    std::iter::from_fn(move || {
        let line = (end < text.len()).then(|| line_at(text, end + 1))?;
        end = line.end;
        Some(line)
    })
    .take(most)
}

/// What `text[range]` says without the marks and the tags around it.
pub(super) fn bare(text: &str, range: Range<usize>) -> Range<usize> {
    let Range { mut start, mut end } = range;
    loop {
        let part = &text[start..end];
        let rest = part.trim_start_matches(|c: char| c.is_whitespace() || "`*\"'#:>-+|_".contains(c));
        let rest = rest.strip_prefix('<').and_then(|tag| tag.split_once('>')).map_or(rest, |(_, rest)| rest);
        start = end - rest.len();
        let kept = rest.trim_end_matches(|c: char| c.is_whitespace() || "`*\"'|".contains(c));
        let kept = if kept.ends_with('>') { kept.rfind('<').map_or(kept, |tag| &kept[..tag]) } else { kept };
        end = start + kept.len();
        if kept.len() == part.len() {
            return start..end;
        }
    }
}

/// The line that holds byte `at` of `text`, without its end.
pub(super) fn line_at(text: &str, at: usize) -> Range<usize> {
    let at = at.min(text.len());
    let start = memchr::memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |end| end + 1);
    start..memchr::memchr(b'\n', &text.as_bytes()[at..]).map_or(text.len(), |end| at + end)
}

/// The cells of a row, without the marks around what they hold.
fn cells(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let row = text[line.clone()].trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').unwrap_or(row);
    let start = |part: &str| part.as_ptr() as usize - text.as_ptr() as usize;
    let bare = |cell: &str| {
        let cell = cell.trim().trim_matches(['`', '*', '"', '\'']);
        start(cell)..start(cell) + cell.len()
    };
    row.split('|').map(bare).collect()
}
