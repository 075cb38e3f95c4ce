//! A text to the line and column of any byte in it: counted once, so that many problems in one long file, or on one long line,
//! are not each counted from its start.

use super::secrets::{self, Mask, find, hidden, personal};
use super::{Diagnostic, Excerpt, Span, excerpt, line_breaks};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// Every so many bytes the characters before are noted.
const STEP: usize = 1024;

/// Where a problem is, as printed: 1-based lines and columns, columns in characters.
#[derive(Clone, Copy)]
pub(super) struct Lines {
    pub(super) start: (usize, usize),
    /// The first place behind it.
    pub(super) end: (usize, usize),
}

/// A text whose lines and characters have been counted.
struct Counted<'t> {
    text: &'t str,
    /// Where each line begins.
    starts: Vec<usize>,
    /// Characters before each [`STEP`] of bytes.
    characters: Vec<usize>,
    veil: Veil<'t>,
}

/// What of a text is not to be shown, and not to be told either.
pub(crate) struct Veil<'m> {
    hidden: Vec<Range<usize>>,
    mask: Mask,
    /// Of the secrets of all texts.
    all: &'m Mask,
}

impl<'m> Veil<'m> {
    /// Where no text is at hand.
    pub(crate) fn of(all: &'m Mask) -> Self {
        Self { hidden: Vec::new(), mask: Mask::default(), all }
    }

    /// Over the secrets of `text`, and over those of `all` texts in it.
    pub(crate) fn over(text: &str, all: &'m Mask) -> Self {
        let found = find(text);
        let mask = Mask::new(text, &found);
        // The same secret may stand a second time, without what tells it.
        let again = if found.is_empty() { Vec::new() } else { mask.known(text) };
        let others = all.known_elsewhere(text);
        Self { hidden: joined(hidden(text, &found).into_iter().chain(again).chain(others)), mask, all }
    }

    /// The line of the problem, as it may be shown.
    pub(crate) fn excerpt(&self, text: &str, span: Span, code: &str) -> Excerpt {
        if code != secrets::PERSONAL {
            return excerpt(text, span, &self.hidden);
        }
        let persons = personal(text, &[]).into_iter().map(|person| person.span).chain([span]);
        excerpt(text, span, &joined(persons.map(|span| span.start..span.end).chain(self.hidden.clone())))
    }

    /// A sentence about the text, as it may be said. The sentence about a secret has no more of it than may be shown.
    pub(crate) fn said<'s>(&self, sentence: &'s str, code: &str) -> Cow<'s, str> {
        if code == secrets::SECRET { Cow::Borrowed(sentence) } else { self.told(self.mask.apply(sentence)) }
    }

    /// The path of a file, as it may be said.
    pub(crate) fn path<'p>(&self, path: &'p str) -> Cow<'p, str> {
        self.told(secrets::mask(path))
    }

    fn told<'s>(&self, said: Cow<'s, str>) -> Cow<'s, str> {
        match self.all.apply_elsewhere(&said) {
            Cow::Borrowed(_) => said,
            Cow::Owned(told) => Cow::Owned(told),
        }
    }
}

impl<'t> Counted<'t> {
    fn of(text: &'t str, all: &'t Mask) -> Self {
        let starts = std::iter::once(0).chain(line_breaks(text).map(|at| at + 1)).collect();
        let count = |before: &mut usize, step: &[u8]| {
            let here = *before;
            *before += step.iter().filter(|byte| is_first(**byte)).count();
            Some(here)
        };
        let characters = text.as_bytes().chunks(STEP).scan(0, count).collect();
        Self { text, starts, characters, veil: Veil::over(text, all) }
    }

    /// As [`super::line_column`].
    fn line_column(&self, offset: usize) -> (usize, usize) {
        let offset = self.text.floor_char_boundary(offset);
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        (line, self.characters_before(offset) - self.characters_before(self.starts[line - 1]) + 1)
    }

    fn characters_before(&self, offset: usize) -> usize {
        let step = (offset / STEP).min(self.characters.len().saturating_sub(1));
        let rest = &self.text.as_bytes()[step * STEP..offset];
        self.characters.get(step).copied().unwrap_or_default() + rest.iter().filter(|byte| is_first(**byte)).count()
    }
}

/// In order, and those that meet made one.
fn joined(ranges: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = ranges.filter(|range| !range.is_empty()).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match joined.last_mut().filter(|last| range.start <= last.end) {
            Some(last) => last.end = last.end.max(range.end),
            None => joined.push(range),
        }
    }
    joined
}

/// Whether a character begins with this byte of UTF-8.
fn is_first(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

/// The files of a report, with their names and texts. The text last asked for is counted: reports are sorted by path.
pub(super) struct Texts<'t, F, P> {
    text_of: F,
    place_of: P,
    mask: &'t Mask,
    last: Option<(Arc<str>, Option<Counted<'t>>)>,
}

impl<'t, F: Fn(&str) -> Option<&'t str>, P: Fn(&str) -> String> Texts<'t, F, P> {
    /// `mask`: of the report.
    pub(super) fn new(text_of: F, place_of: P, mask: &'t Mask) -> Self {
        Self { text_of, place_of, mask, last: None }
    }

    /// The file's name for who reads the print, as it may be said.
    pub(super) fn place(&self, path: &str) -> String {
        Veil::of(self.mask).path(&(self.place_of)(path)).into_owned()
    }

    /// The line of the problem, as it may be shown.
    pub(super) fn excerpt(&mut self, diagnostic: &Diagnostic) -> Option<Excerpt> {
        let counted = self.counted(diagnostic)?;
        diagnostic.span.map(|span| counted.veil.excerpt(counted.text, span, &diagnostic.code))
    }

    /// A sentence of the problem, as it may be said.
    pub(super) fn said<'s>(&mut self, diagnostic: &Diagnostic, sentence: &'s str) -> Cow<'s, str> {
        let mask = self.mask;
        let said = match self.counted(diagnostic) {
            Some(counted) => counted.veil.said(sentence, &diagnostic.code),
            None => Veil::of(mask).said(sentence, &diagnostic.code),
        };
        match &diagnostic.other {
            Some(other) => Cow::Owned(said.replace(&format!(" {other}"), &format!(" {}", self.place(other)))),
            None => said,
        }
    }

    /// Of a file as a whole, or one whose text is not at hand, the first character; `None` where no file is concerned.
    pub(super) fn lines(&mut self, diagnostic: &Diagnostic) -> Option<Lines> {
        let whole = Lines { start: (1, 1), end: (1, 1) };
        match diagnostic.span.zip(self.counted(diagnostic)) {
            Some((span, text)) => Some(Lines { start: text.line_column(span.start), end: text.line_column(span.end) }),
            None => (!diagnostic.path.is_empty()).then_some(whole),
        }
    }

    fn counted(&mut self, diagnostic: &Diagnostic) -> Option<&Counted<'t>> {
        let is_known = self.last.as_ref().is_some_and(|(path, _)| *path == diagnostic.path);
        if !is_known {
            let counted = (self.text_of)(&diagnostic.path).map(|text| Counted::of(text, self.mask));
            self.last = Some((Arc::clone(&diagnostic.path), counted));
        }
        self.last.as_ref()?.1.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::super::line_column;
    use super::{Counted, Mask};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_that_counting_finds(text in "[a\n\r]{0,9}|[aé😀\n\r]{0,2000}", offset in 0_usize..5000) {
            prop_assert_eq!(Counted::of(&text, &Mask::default()).line_column(offset), line_column(&text, offset));
        }
    }
}
