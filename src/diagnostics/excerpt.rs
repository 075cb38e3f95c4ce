//! The line of a problem as it can be shown: long ones windowed around the place, control characters escaped.

use super::Span;
use super::secrets::HIDDEN;
use std::ops::Range;

/// Characters shown of a long line, and of those before the place.
const WIDTH: usize = 110;
const BEFORE: usize = 50;

/// A line and the place in it, as byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    pub line: String,
    pub span: Range<usize>,
}

/// The line that holds the start of `span`. A span that goes on below ends with the line. What is `hidden` is not shown.
#[must_use]
pub(crate) fn excerpt(text: &str, span: Span, hidden: &[Range<usize>]) -> Excerpt {
    let start = text.floor_char_boundary(span.start);
    // Only what may be shown is looked at: a line may be as long as the file.
    let ends = |at: usize| at == text.len() || text[at..].starts_with(['\n', '\r']);
    let near = back(text, start, BEFORE);
    let to = ahead(text, near, WIDTH);
    let from = if ends(to) { back(text, to, WIDTH) } else { near };
    let end = text.floor_char_boundary(span.end).clamp(start, to);
    let mut line = String::new();
    if from > 0 && !text[..from].ends_with(['\n', '\r']) {
        line.push_str("...");
    }
    let (mut shown_start, mut shown_end) = (None, None);
    let mut hidden = hidden.iter().skip_while(|range| range.end <= from).peekable();
    let mut was_hidden = false;
    for (at, character) in text[from..to].char_indices() {
        if from + at >= start {
            shown_start.get_or_insert(line.len());
        }
        if from + at >= end {
            shown_end.get_or_insert(line.len());
        }
        while hidden.next_if(|range| range.end <= from + at).is_some() {
            was_hidden = false;
        }
        match hidden.peek().is_some_and(|range| range.start <= from + at) {
            true if was_hidden => {}
            true => line.push_str(HIDDEN),
            false => push_escaped(&mut line, character),
        }
        was_hidden = hidden.peek().is_some_and(|range| range.start <= from + at);
    }
    let span_start = shown_start.unwrap_or(line.len());
    let span_end = shown_end.unwrap_or(line.len()).max(span_start);
    if !ends(to) {
        line.push_str("...");
    }
    Excerpt { line, span: span_start..span_end }
}

/// `text` with control, bidi and zero-width characters as `\u{1b}`.
#[must_use]
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|character| push_escaped(&mut out, character));
    out
}

pub(super) fn push_escaped(out: &mut String, character: char) {
    let hidden = matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{ad}');
    match character {
        '\t' => out.push(' '),
        _ if hidden || is_unsafe(character) => out.extend(character.escape_unicode()),
        _ => out.push(character),
    }
}

/// The start of the `most` characters of a line before `at`.
fn back(text: &str, at: usize, most: usize) -> usize {
    let before = text[..at].char_indices().rev().take(most).take_while(|(_, c)| !matches!(c, '\n' | '\r'));
    before.last().map_or(at, |(start, _)| start)
}

/// The end of the `most` characters of a line from `at` on.
fn ahead(text: &str, at: usize, most: usize) -> usize {
    let rest = text[at..].chars().take(most).take_while(|c| !matches!(c, '\n' | '\r'));
    at + rest.map(char::len_utf8).sum::<usize>()
}

/// Has power over a terminal, or over the order in which its line is read: controls, separators, bidi controls, tags.
#[must_use]
pub(crate) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
