//! A text -> where its bytes stand for a client, and which byte stands at a client's place. Lines end with LF, CRLF or a CR alone.

use crate::diagnostics::{Span, line_breaks};
use lsp_types::{Position, Range};

/// Every so many bytes the units before are noted, so that no place is counted from the start of a long line.
const STEP: usize = 1024;
/// What an editor may keep before the first character; it is no part of what is read.
const MARK: &str = "\u{feff}";

/// What a client counts columns in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    /// What every client knows.
    #[default]
    Utf16,
}

impl Encoding {
    fn units(self, bytes: &[u8]) -> usize {
        match self {
            Self::Utf8 => bytes.len(),
            // One for each character, and one more for those beyond the first plane, which have four bytes.
            Self::Utf16 => bytes.iter().map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(*byte >= 0xF0)).sum(),
        }
    }
}

/// A client's text, counted once.
#[derive(Clone, Debug)]
pub(super) struct Text {
    text: String,
    encoding: Encoding,
    /// Where each line begins.
    starts: Vec<usize>,
    /// Units before each [`STEP`] of bytes.
    units: Vec<usize>,
}

impl Text {
    pub(super) fn new(text: String, encoding: Encoding) -> Self {
        let starts = std::iter::once(0).chain(line_breaks(&text).map(|at| at + 1)).collect();
        let count = |before: &mut usize, step: &[u8]| {
            let here = *before;
            *before += encoding.units(step);
            Some(here)
        };
        let units = text.as_bytes().chunks(STEP).scan(0, count).collect();
        Self { text, encoding, starts, units }
    }

    /// All that is read of it.
    pub(super) fn read(&self) -> &str {
        self.text.strip_prefix(MARK).unwrap_or(&self.text)
    }

    /// Where byte `offset` of what is read stands.
    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = self.text.floor_char_boundary(offset + self.mark());
        let line = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        let character = self.units_before(offset) - self.units_before(self.starts[line]);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Position { line: number(line), character: number(character) }
    }

    /// Where `span` of what is read stands.
    pub(super) fn range(&self, span: Span) -> Range {
        Range { start: self.position(span.start), end: self.position(span.end) }
    }

    /// The byte of what is read at `position`; one beyond its line's end, or within a character, is the nearest before it.
    pub(super) fn offset(&self, position: Position) -> usize {
        self.whole_offset(position).saturating_sub(self.mark())
    }

    /// The bytes of 0-based line `line` of what is read, without its end.
    pub(super) fn line(&self, line: usize) -> Span {
        let start = self.starts.get(line).copied().unwrap_or(self.text.len());
        let mark = self.mark();
        Span::new(start.saturating_sub(mark), self.line_end(line).saturating_sub(mark))
    }

    /// What a client changed: `text` in the place of `range`, or of everything.
    pub(super) fn edit(&mut self, range: Option<Range>, text: &str) {
        let (from, to) = match range {
            Some(range) => (self.whole_offset(range.start), self.whole_offset(range.end)),
            None => (0, self.text.len()),
        };
        let mut whole = std::mem::take(&mut self.text);
        whole.replace_range(from.min(to)..from.max(to), text);
        *self = Self::new(whole, self.encoding);
    }

    fn whole_offset(&self, position: Position) -> usize {
        let index = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let line = index(position.line);
        let Some(start) = self.starts.get(line).copied() else { return self.text.len() };
        let end = self.line_end(line);
        let wanted = self.units_before(start).saturating_add(index(position.character));
        // The step that holds it, and from there unit by unit.
        let step = self.units.partition_point(|before| *before <= wanted).saturating_sub(1);
        let from = self.text.floor_char_boundary(step * STEP).clamp(start, end);
        let mut left = wanted.saturating_sub(self.units_before(from));
        for (at, character) in self.text[from..end].char_indices() {
            let units = self.encoding.units(character.encode_utf8(&mut [0; 4]).as_bytes());
            if units > left {
                return from + at;
            }
            left -= units;
        }
        end
    }

    /// Where a line ends, before what ends it.
    fn line_end(&self, line: usize) -> usize {
        let (Some(start), next) = (self.starts.get(line), self.starts.get(line + 1)) else { return self.text.len() };
        let whole = &self.text[*start..next.copied().unwrap_or(self.text.len())];
        start + whole.trim_end_matches(['\n', '\r']).len()
    }

    fn units_before(&self, offset: usize) -> usize {
        let step = (offset / STEP).min(self.units.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(step * STEP..offset).unwrap_or_default();
        self.units.get(step).copied().unwrap_or_default() + self.encoding.units(rest)
    }

    fn mark(&self) -> usize {
        self.text.len() - self.read().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Each line with what ends it.
    fn lines(text: &str) -> Vec<String> {
        let mut lines = vec![String::new()];
        let mut characters = text.chars().peekable();
        while let Some(character) = characters.next() {
            lines.last_mut().unwrap().push(character);
            if character == '\n' || character == '\r' && characters.peek() != Some(&'\n') {
                lines.push(String::new());
            }
        }
        lines
    }

    /// Counted the slow way.
    fn slow(text: &str, offset: usize, encoding: Encoding) -> Position {
        let before = lines(&text[..offset]);
        // A CR before an LF ends no line, though nothing follows it in what stands before.
        let is_split = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
        let at = before.len() - 1 - usize::from(is_split);
        let units = match encoding {
            Encoding::Utf8 => before[at].len(),
            Encoding::Utf16 => before[at].encode_utf16().count(),
        };
        Position { line: u32::try_from(at).unwrap(), character: u32::try_from(units).unwrap() }
    }

    fn texts() -> impl Strategy<Value = String> {
        let pieces =
            prop::sample::select(vec!["a", "\t", "é", "障害", "😀", "👩‍🚒", "\n", "\r\n", "\r", " ", "e\u{301}"]);
        let short = prop::collection::vec(pieces.clone(), 0..40).prop_map(|pieces| pieces.concat());
        let long = (pieces, 0_usize..900).prop_map(|(piece, times)| format!("ü{}\nend", piece.repeat(times)));
        prop_oneof![short, long]
    }

    proptest! {
        #[test]
        fn every_place_is_where_counting_finds_it_and_leads_back(text in texts(), is_utf8: bool, at in 0_usize..4000) {
            let encoding = if is_utf8 { Encoding::Utf8 } else { Encoding::Utf16 };
            let offset = text.floor_char_boundary(at.min(text.len()));
            let counted = Text::new(text.clone(), encoding);
            let position = counted.position(offset);
            prop_assert_eq!(position, slow(&text, offset, encoding));
            // Between CR and LF there is no place of its own: it is the end of the line.
            let is_within_end = text[..offset].ends_with('\r') && text[offset..].starts_with('\n');
            prop_assert_eq!(counted.offset(position), offset - usize::from(is_within_end));
        }

        #[test]
        fn an_edit_replaces_what_stands_between_two_places(
            text in texts(), new in texts(), is_utf8: bool, one in 0_usize..4000, other in 0_usize..4000,
        ) {
            let encoding = if is_utf8 { Encoding::Utf8 } else { Encoding::Utf16 };
            let place = |at: usize| {
                let at = text.floor_char_boundary(at.min(text.len()));
                at - usize::from(text[..at].ends_with('\r') && text[at..].starts_with('\n'))
            };
            let (from, to) = (place(one.min(other)), place(one.max(other)));
            let mut edited = Text::new(text.clone(), encoding);
            edited.edit(Some(Range { start: edited.position(from), end: edited.position(to) }), &new);
            prop_assert_eq!(edited.read(), format!("{}{new}{}", &text[..from], &text[to..]));
        }

        #[test]
        fn no_place_of_a_client_is_a_panic(text in texts(), line in 0_u32..50, character in 0_u32..5000, is_utf8: bool) {
            let encoding = if is_utf8 { Encoding::Utf8 } else { Encoding::Utf16 };
            let counted = Text::new(text.clone(), encoding);
            let offset = counted.offset(Position { line, character });
            prop_assert!(text.is_char_boundary(offset));
        }
    }

    #[test]
    fn what_marks_a_file_as_unicode_is_counted_by_the_client_and_not_read() {
        let text = Text::new("\u{feff}a\nb".to_owned(), Encoding::Utf16);
        assert_eq!((text.read(), text.position(0).character, text.position(2).character), ("a\nb", 1, 0));
        assert_eq!(text.offset(Position { line: 0, character: 1 }), 0);
        assert_eq!(text.offset(Position { line: 1, character: 0 }), 2);
        assert_eq!(text.line(1), Span::new(2, 3));
    }
}
