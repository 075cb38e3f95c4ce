//! A value together with where it was read.

use serde::Serialize;

/// Where a fact comes from; lines are 1-based lines of the source file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "from", rename_all = "kebab-case")]
pub enum Provenance {
    /// A front matter field, by the name the author wrote.
    FrontMatter { key: String, line: u32 },
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
    Derived { rule: String },
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

/// A value and where it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Fact<T> {
    pub value: T,
    pub provenance: Provenance,
}

impl<T> Fact<T> {
    /// Pairs `value` with its origin.
    pub fn new(value: T, provenance: Provenance) -> Self {
        Self { value, provenance }
    }

    /// The same origin with the value mapped.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        Fact { value: f(self.value), provenance: self.provenance }
    }
}
