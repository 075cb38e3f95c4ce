//! The line of a problem as it can be shown: long ones windowed around the place, control characters escaped.

use super::Span;
use std::ops::Range;

/// Characters shown of a long line, and of those before the place.
const WIDTH: usize = 110;
const BEFORE: usize = 50;

/// A line and the place in it, as byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excerpt {
    pub line: String,
    pub span: Range<usize>,
}

/// The line that holds the start of `span`. A span that goes on below ends with the line.
#[must_use]
pub fn excerpt(text: &str, span: Span) -> Excerpt {
    let start = boundary(text, span.start);
    let from = text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let to = text[start..].find(['\n', '\r']).map_or(text.len(), |at| start + at);
    let end = boundary(text, span.end).clamp(start, to);
    let characters = text[from..to].chars().count();
    let place = text[from..start].chars().count();
    let first = if characters > WIDTH { place.saturating_sub(BEFORE).min(characters - WIDTH) } else { 0 };
    let last = (first + WIDTH).min(characters);
    let mut line = String::new();
    if first > 0 {
        line.push_str("...");
    }
    let (mut shown_start, mut shown_end) = (None, None);
    for (number, (at, character)) in text[from..to].char_indices().enumerate() {
        if number < first || number >= last {
            continue;
        }
        if from + at >= start {
            shown_start.get_or_insert(line.len());
        }
        if from + at >= end {
            shown_end.get_or_insert(line.len());
        }
        push_escaped(&mut line, character);
    }
    let span_start = shown_start.unwrap_or(line.len());
    let span_end = shown_end.unwrap_or(line.len()).max(span_start);
    if last < characters {
        line.push_str("...");
    }
    Excerpt { line, span: span_start..span_end }
}

/// `text` with control, bidi and zero-width characters as `\u{1b}`.
#[must_use]
pub fn escaped(text: &str) -> String {
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

/// Has power over a terminal, or over the order in which its line is read: controls, separators, bidi controls, tags.
#[must_use]
pub fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The nearest character boundary at or before `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}
