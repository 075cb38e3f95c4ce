//! A place in a document -> what its author is about to write there: a key, a value, the name of a link.

use crate::diagnostics::Span;
use crate::text::front_matter::{Format, block};

/// Lines that end a block.
const FENCES: [&str; 3] = ["---", "...", "+++"];

/// What stands at a place, as far as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cursor<'t> {
    /// A key of front matter, or of an entry of the field `of`.
    Key { of: Option<&'t str>, typed: Span, format: Format },
    /// A value of `key`; of the field `of`, where that holds entries.
    Value { key: &'t str, of: Option<&'t str>, typed: Span, format: Format },
    /// The name of a wikilink; whether its brackets are closed.
    Wiki { typed: Span, is_closed: bool },
}

/// What is written at byte `offset` of `text`.
pub(super) fn at(text: &str, offset: usize) -> Option<Cursor<'_>> {
    let start = text[..offset].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let line = text[start..].lines().next().unwrap_or_default().trim_end();
    let is_fence = FENCES.contains(&line);
    let front = block(text).filter(|(_, block)| (block.start..=block.end).contains(&start) && !is_fence);
    match front {
        Some((Format::Json, _)) => None,
        Some((format, block)) => Line { text, block: block.start, start, offset, format }.cursor(),
        None => wiki(text, start, offset),
    }
}

/// A line of front matter up to the place.
struct Line<'t> {
    text: &'t str,
    /// Where the block begins.
    block: usize,
    start: usize,
    offset: usize,
    format: Format,
}

impl<'t> Line<'t> {
    fn cursor(&self) -> Option<Cursor<'t>> {
        let (text, format) = (self.text, self.format);
        let line = &text[self.start..self.offset];
        let mut rest = line.trim_start_matches([' ', '\t']);
        let mut is_inside = rest.len() < line.len();
        while let Some(item) = rest.strip_prefix('-').filter(|item| item.is_empty() || item.starts_with(' ')) {
            (rest, is_inside) = (item.trim_start_matches(' '), true);
        }
        if rest.starts_with('#') {
            return None;
        }
        let of = if is_inside { Some(self.above()?) } else { None };
        let typed = Span::new(self.offset - rest.len(), self.offset);
        Some(match (self.pair(rest), of) {
            (None, of) => Cursor::Key { of, typed, format },
            (Some((key, value)), of) => Cursor::Value { key, of, typed: self.value(value), format },
        })
    }

    /// The key at the left margin that the line belongs to.
    fn above(&self) -> Option<&'t str> {
        let lines = self.text[self.block..self.start].lines().rev();
        let mut margin =
            lines.filter(|line| !line.starts_with([' ', '\t', '-', '#', ']', '}']) && !line.trim().is_empty());
        self.pair(margin.next()?).map(|(key, _)| key)
    }

    /// A key, and what stands behind its sign.
    fn pair(&self, rest: &'t str) -> Option<(&'t str, &'t str)> {
        let sign = if self.format == Format::Toml { '=' } else { ':' };
        let (key, value) = rest.split_once(sign)?;
        let is_sign = self.format == Format::Toml || value.is_empty() || value.starts_with([' ', '\t']);
        is_sign.then(|| (key.trim().trim_matches(['"', '\'']), value))
    }

    /// The last of the values that stand on the line.
    fn value(&self, value: &str) -> Span {
        let last = value.rfind(['[', ',']).map_or(value, |at| &value[at + 1..]);
        Span::new(self.offset - last.trim_start().len(), self.offset)
    }
}

/// The name of a link that is open at the place.
fn wiki(text: &str, start: usize, offset: usize) -> Option<Cursor<'_>> {
    let line = &text[start..offset];
    let name = &line[line.rfind("[[")? + 2..];
    let is_name = !name.contains(']') && !name.contains('|') && !name.contains('#') && !name.starts_with(' ');
    let is_closed = text[offset..].lines().next().unwrap_or_default().starts_with("]]");
    is_name.then(|| Cursor::Wiki { typed: Span::new(offset - name.len(), offset), is_closed })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at `|`, in short.
    fn told(text: &str) -> String {
        let offset = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let of = |of: Option<&str>| of.map_or(String::new(), |of| format!("{of}."));
        match at(&text, offset) {
            Some(Cursor::Key { of: field, typed, .. }) => format!("{}key {}", of(field), &text[typed.start..typed.end]),
            Some(Cursor::Value { key, of: field, typed, .. }) => {
                format!("{}{key} = {}", of(field), &text[typed.start..typed.end])
            }
            Some(Cursor::Wiki { typed, is_closed }) => format!("wiki {} {is_closed}", &text[typed.start..typed.end]),
            None => String::new(),
        }
    }

    #[test]
    fn what_is_typed_is_told_from_its_line() {
        for (text, expected) in [
            ("---\n|\n---\n", "key "),
            ("---\nsev|\n---\n", "key sev"),
            ("---\ntitle: a\nsev|\n", "key sev"),
            ("---\nseverity: SE|\n---\n", "severity = SE"),
            ("---\nseverity:|\n---\n", "severity = "),
            ("---\r\nservices: [a, pay|]\r\n---\r\n", "services = pay"),
            ("---\nservices:\n  - pay|\n---\n", "services.key pay"),
            ("---\nservices:\n- pay|\n---\n", "services.key pay"),
            ("---\naction_items:\n  - text: a\n    own|\n---\n", "action_items.key own"),
            ("---\naction_items:\n  - text: a\n    owner: b|\n---\n", "action_items.owner = b"),
            ("+++\nservices = [\"a\", \"b|\"]\n+++\n", "services = \"b"),
            ("---\n# sev|\n---\n", ""),
            ("{\"sev|\": 1}\n", ""),
            ("---\na: b\n---\n\nsev|\n", ""),
            ("a [[INC-|", "wiki INC- false"),
            ("a [[INC-|]] b", "wiki INC- true"),
            ("a [[x]] b|", ""),
            ("if [[ -f |", ""),
            ("---\na: b\n---|\n", ""),
            ("|", ""),
        ] {
            assert_eq!(told(text), expected, "{text:?}");
        }
    }
}
