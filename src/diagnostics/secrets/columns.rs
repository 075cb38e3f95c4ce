//! Tables with a column of passwords: its head says what they are, so each cell below is asked as if the head stood before it. A bar
//! behind a backslash parts no cells, so tables are read as they are written, before escapes are.

use super::plain::Plain;
use super::rules::{RULES, SecretForm};
use super::{Finding, Span, guard};
use std::borrow::Cow;
use std::ops::Range;

/// Adds what such columns of `text` hold.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"--") {
        let line = line_at(text, from + at);
        let rule = &text[unquoted(text, line.clone())];
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
        for (name, value) in secret.iter().map_while(|(column, name)| Some((name, row.get(*column)?))) {
            add(text, name.clone(), value.clone(), found);
        }
    }
    end
}

/// The name of the rule.
const COLUMN: &str = "password-assigned";

/// Adds `text[value]`, which `text[name]` names, if it is a password.
pub(super) fn add(text: &str, name: Range<usize>, value: Range<usize>, found: &mut Vec<Finding>) {
    let plain =
        |range: Range<usize>| Plain::of(&text[range.clone()]).map_or(text[range].to_owned(), |plain| plain.text);
    let is_one_word = !text[value.clone()].contains(char::is_whitespace);
    if !is_one_word || value.is_empty() {
        return;
    }
    let (name, said) = (plain(name), plain(value.clone()));
    let row = format!("{name} {said}");
    let is_key = is_drawn_below(&name) && guard::is_drawn(&said);
    if is_key || guard::is_secret(SecretForm::Password, &row, 0..name.len(), name.len() + 1..row.len()) {
        let (rule, what) = (Cow::Borrowed(COLUMN), Cow::Borrowed("a password"));
        found.push(Finding { rule, what, span: Span::new(value.start, value.end), rank: SecretForm::Password });
    }
}

/// Whether `head` is what passwords or keys are called, or ends with it.
pub(super) fn names_secret(head: &str) -> bool {
    ends_with_one(head, RULES.guards.heads()) || is_drawn_below(head)
}

/// Whether what stands below `head` is a secret if a machine drew it, and anything else if not.
fn is_drawn_below(head: &str) -> bool {
    let is_open = || guard::parts(head).iter().any(|part| guard::is_open_part(part));
    ends_with_one(head, RULES.guards.drawn_columns.iter().map(String::as_str)) && !guard::names_sum(head) && !is_open()
}

fn ends_with_one<'w>(head: &str, mut words: impl Iterator<Item = &'w str>) -> bool {
    let head = head.trim().to_lowercase().replace(['_', '-'], " ");
    words.any(|word| head.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
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

/// A line without the marks of a quotation before it.
fn unquoted(text: &str, line: Range<usize>) -> Range<usize> {
    line.end - text[line.clone()].trim_start_matches([' ', '\t', '>']).len()..line.end
}

/// The cells of a row, without the marks around what they hold.
fn cells(text: &str, line: Range<usize>) -> Vec<Range<usize>> {
    let row = text[unquoted(text, line)].trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let row = row.strip_suffix('|').filter(|row| !is_escaping(row)).unwrap_or(row);
    let start = row.as_ptr() as usize - text.as_ptr() as usize;
    let bars = memchr::memchr_iter(b'|', row.as_bytes()).filter(|at| !is_escaping(&row[..*at]));
    let mut from = 0;
    let ends = bars.chain([row.len()]).map(|bar| std::mem::replace(&mut from, bar + 1)..bar);
    ends.map(|cell| {
        let said = row[cell.clone()].trim_start().trim_start_matches(MARKS);
        let begin = start + cell.end - said.len();
        begin..begin + said.trim_end().trim_end_matches(MARKS).len()
    })
    .collect()
}

const MARKS: [char; 4] = ['`', '*', '"', '\''];

/// Whether what stands behind `before` is escaped.
fn is_escaping(before: &str) -> bool {
    before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1
}
