//! A value together with where it was read.

use crate::diagnostics::Span;
use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;
use std::num::NonZeroU32;

/// Where a fact comes from; lines are 1-based lines of the source file.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema, BorshSerialize, BorshDeserialize)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Provenance {
    /// A front matter field, by the name the author wrote.
    FrontMatter { key: Box<str>, line: u32 },
    /// A row of a metadata table.
    Table { line: u32 },
    /// A label with its value (`**Severity**: Medium`, `- Duration: 42 min`).
    Label { line: u32 },
    /// A heading of the document.
    Heading { line: u32 },
    /// The text under a heading.
    Section { line: u32 },
    /// An entry of the timeline.
    Timeline { line: u32 },
    /// A plain sentence.
    Prose { line: u32 },
    /// The file's name or folder.
    Path,
    /// Computed from other facts; says from which (`resolved - started`).
    Derived { rule: Box<str> },
}

impl Provenance {
    /// The line it was read on, if it stands on one.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        match self {
            Self::FrontMatter { line, .. }
            | Self::Table { line }
            | Self::Label { line }
            | Self::Heading { line }
            | Self::Section { line }
            | Self::Timeline { line }
            | Self::Prose { line } => Some(*line),
            Self::Path | Self::Derived { .. } => None,
        }
    }
}

impl std::fmt::Display for Provenance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::FrontMatter { key, line } => write!(f, "front matter `{key}`, line {line}"),
            Self::Table { line } => write!(f, "table, line {line}"),
            Self::Label { line } => write!(f, "label, line {line}"),
            Self::Heading { line } => write!(f, "heading, line {line}"),
            Self::Section { line } => write!(f, "section, line {line}"),
            Self::Timeline { line } => write!(f, "timeline, line {line}"),
            Self::Prose { line } => write!(f, "text, line {line}"),
            Self::Path => f.write_str("file name"),
            Self::Derived { rule } => write!(f, "derived: {rule}"),
        }
    }
}

/// A byte range of a source file, in eight bytes: each fact of each document has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
struct CompactSpan {
    start: u32,
    end: NonZeroU32,
}

impl CompactSpan {
    /// `None` for what no value can be: the empty range at the start of a file, or one beyond 4 GB.
    fn of(span: Span) -> Option<Self> {
        Some(Self { start: u32::try_from(span.start).ok()?, end: u32::try_from(span.end).ok()?.try_into().ok()? })
    }
}

/// A value and where it was read.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Fact<T> {
    pub value: T,
    /// For readers and records: the kind of place, and its line.
    pub provenance: Provenance,
    /// For diagnostics: the value itself in the source file, where it stands there.
    place: Option<CompactSpan>,
}

impl<T> Fact<T> {
    /// Pairs `value` with its origin.
    pub fn new(value: T, provenance: Provenance) -> Self {
        Self { value, provenance, place: None }
    }

    /// Says where in the source file the value stands.
    #[must_use]
    pub fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.place = span.into().and_then(CompactSpan::of);
        self
    }

    /// Where in the source file the value stands; `None` for one from the file's name or from other facts.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let as_usize = |offset: u32| usize::try_from(offset).unwrap_or(usize::MAX);
        self.place.map(|place| Span::new(as_usize(place.start), as_usize(place.end.get())))
    }

    /// The same origin with the value mapped.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        Fact { value: f(self.value), provenance: self.provenance, place: self.place }
    }

    /// The same origin with the value mapped, where `f` can.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Option<U>) -> Option<Fact<U>> {
        Some(Fact { value: f(self.value)?, provenance: self.provenance, place: self.place })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fact_stays_small() {
        assert_eq!(size_of::<Option<CompactSpan>>(), 8);
        assert_eq!(size_of::<Fact<()>>(), 32);
    }

    #[test]
    fn a_place_comes_back_as_it_went_in() {
        let fact = Fact::new((), Provenance::Path);
        assert_eq!(fact.span(), None);
        assert_eq!(fact.clone().at(Span::new(7, 9)).span(), Some(Span::new(7, 9)));
        assert_eq!(fact.clone().at(Span::at(0)).span(), None);
        assert_eq!(fact.at(Span::at(usize::MAX)).span(), None);
    }
}
