//! A typed text -> its pieces, cut at blanks and quotation marks.

use super::filter;
use crate::search::analyzer::is_word;

/// A stretch between blanks, or between quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// All of it.
    pub raw: &'a str,
    /// `-` or `+` before it.
    pub sign: Option<char>,
    pub quoted: bool,
    /// Name and operator before the text: `service` and `:`.
    pub field: Option<(&'a str, &'a str)>,
    pub text: &'a str,
}

/// Cuts at blanks and quotation marks.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return found;
        }
        let all = rest;
        let mut begin = rest.chars();
        let sign = begin.next().filter(|first| match (first, begin.next()) {
            ('-', Some(next)) => next == '"' || is_word(next),
            ('+', next) => next == Some('"'),
            _ => false,
        });
        rest = if sign.is_some() { &rest[1..] } else { rest };
        let end = rest.find(|next: char| next.is_whitespace() || next == '"').unwrap_or(rest.len());
        let field = filter::split(&rest[..end]);
        let opens = rest[end..].starts_with('"');
        let quoted = opens && (end == 0 || field.is_some_and(|(_, _, value)| value.is_empty()));
        let mut text = field.map_or(&rest[..end], |(_, _, value)| value);
        rest = &rest[end..];
        if quoted {
            let inside = &rest[1..];
            let close = inside.find('"').unwrap_or(inside.len());
            text = &inside[..close];
            rest = inside.get(close + 1..).unwrap_or("");
        }
        let raw = &all[..all.len() - rest.len()];
        let field = field.map(|(name, operator, _)| (name, operator));
        found.push(Piece { raw, sign, quoted, field, text });
    }
}
