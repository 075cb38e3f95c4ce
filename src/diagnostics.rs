//! Problems as values: what, where, why, and what to do next. Stages collect them; one printer a format shows them.

pub(crate) mod allow;
pub(crate) mod asked;
pub(crate) mod codes;
mod excerpt;
mod github;
mod human;
mod json;
mod lines;
mod nearest;
pub(crate) mod rules;
mod sarif;
mod screen;
pub(crate) mod secrets;
mod short;
#[cfg(test)]
mod tests;
mod unseen;

use borsh::{BorshDeserialize, BorshSerialize};
use std::borrow::Cow;
use std::sync::Arc;

/// How bad a problem is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub enum Level {
    /// A document is left out of the site (or published as far as it can be read, with `--keep-going`).
    Error,
    /// The site is complete, but something in it is odd.
    Warning,
}

/// A byte range in a file's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, BorshSerialize, BorshDeserialize)]
pub struct Span {
    pub start: usize,
    pub end: usize,
}

impl Span {
    /// `start..end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// The empty range at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }
}

/// One problem.
#[derive(Clone, Debug, PartialEq, Eq, Hash, BorshSerialize, BorshDeserialize)]
pub struct Diagnostic {
    pub level: Level,
    /// Stable, kebab-case: `broken-link`, `front-matter-syntax`.
    pub code: Cow<'static, str>,
    /// Which of several rules of that code, where there are several: `aws-access-key`.
    pub rule: Option<Cow<'static, str>>,
    /// The file, as in [`crate::model::SourceFile::path`]; empty where no file is concerned.
    pub path: Arc<str>,
    /// `None` where the file as a whole is concerned: printed as 1:1, without excerpt.
    pub span: Option<Span>,
    /// Another file that the message or a hint names, behind a blank: printers name it as they name `path`.
    pub other: Option<Arc<str>>,
    /// One sentence without final stop.
    pub message: String,
    /// What to do next, one sentence each.
    pub hints: Vec<String>,
}

impl Diagnostic {
    /// An error about `path`.
    pub(crate) fn error(code: &'static str, path: &Arc<str>, message: impl Into<String>) -> Self {
        Self {
            level: Level::Error,
            code: code.into(),
            rule: None,
            path: Arc::clone(path),
            span: None,
            other: None,
            message: message.into(),
            hints: Vec::new(),
        }
    }

    /// A warning about `path`.
    pub(crate) fn warning(code: &'static str, path: &Arc<str>, message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::error(code, path, message) }
    }

    /// Points at a place in the file; `None` is the file as a whole.
    #[must_use]
    pub(crate) fn at(mut self, span: impl Into<Option<Span>>) -> Self {
        self.span = span.into();
        self
    }

    /// Names the rule.
    #[must_use]
    pub(crate) fn of_rule(mut self, rule: impl Into<Cow<'static, str>>) -> Self {
        self.rule = Some(rule.into());
        self
    }

    /// Says that the message or a hint names another file.
    #[must_use]
    pub fn naming(mut self, other: &Arc<str>) -> Self {
        self.other = Some(Arc::clone(other));
        self
    }

    /// Adds what to do next.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }
}

/// Many problems, in the order found until [`Report::sort`].
#[derive(Clone, Debug, Default, BorshSerialize, BorshDeserialize)]
pub struct Report {
    pub diagnostics: Vec<Diagnostic>,
    /// How each postmortem answers a review, by path; empty where nobody looked. For its author alone.
    #[borsh(skip)]
    pub scores: Vec<asked::Score>,
    /// The secrets of all texts that were looked through: no printer shows them, whichever text a problem is about.
    #[borsh(skip)]
    pub mask: secrets::Mask,
}

impl From<Vec<Diagnostic>> for Report {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics, ..Self::default() }
    }
}

impl Report {
    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Adds all of `other`.
    pub fn extend(&mut self, other: Self) {
        self.diagnostics.extend(other.diagnostics);
        self.scores.extend(other.scores);
        self.mask.extend(&other.mask);
    }

    /// By path, place and code, so that the print does not depend on threads; what concerns no file is last.
    pub fn sort(&mut self) {
        fn key(of: &Diagnostic) -> impl Ord + '_ {
            (of.path.is_empty(), &of.path, of.span, of.level, &of.code, &of.message)
        }
        self.diagnostics.sort_by(|a, b| key(a).cmp(&key(b)));
        self.diagnostics.dedup();
    }

    /// How the postmortem at `path` answers a review.
    #[must_use]
    pub fn score(&self, path: &str) -> Option<&asked::Score> {
        let at = self.scores.binary_search_by(|score| (*score.path).cmp(path)).ok()?;
        self.scores.get(at)
    }

    /// Number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count()
    }

    /// Number of warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.diagnostics.len() - self.errors()
    }
}

pub(crate) use excerpt::{Excerpt, escaped, excerpt, is_unsafe};
pub(crate) use github::print_github;
pub(crate) use human::{Style, print_human};
pub(crate) use json::print_json;
pub(crate) use lines::Veil;
pub(crate) use nearest::nearest;
pub(crate) use sarif::print_sarif;
pub(crate) use screen::{Screen, json, shown};
pub(crate) use short::print_short;
pub(crate) use unseen::{INLINE_ELEMENTS, inline_element, is_unseen};

/// 1-based line and column (in characters) of byte `offset` in `text`. Lines end with LF, CRLF or a CR alone.
#[must_use]
pub(crate) fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let breaks = line_breaks(text).take_while(|at| *at < offset);
    let (lines, start) = breaks.fold((1, 0), |(lines, _), at| (lines + 1, at + 1));
    (lines, text[start..offset].chars().count() + 1)
}

/// The last byte of each line's end.
pub(crate) fn line_breaks(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let ends_line = |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1) != Some(&b'\n');
    memchr::memchr2_iter(b'\n', b'\r', bytes).filter(ends_line)
}
