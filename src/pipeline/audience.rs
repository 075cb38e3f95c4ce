//! What a public build may take in, and what it may say: documents that may be internal stay out with an error that tells nothing
//! of their content, and nothing is said of those that are.

use super::link;
use super::parse::{Doubts, Parsed};
use crate::config::{Config, Visibility};
use crate::diagnostics::{Diagnostic, Level, Report};
use crate::model::Document;
use crate::text::fields::Guard;
use rustc_hash::FxHashSet;
use std::sync::Arc;

const HINT: &str = "run `pmsite check --audience internal` to see what is wrong";

/// What a public build holds back. In an internal one there is nothing.
#[derive(Debug)]
pub(super) struct Audience<'a> {
    config: &'a Config,
    /// Errors about documents that would be shown but for a doubt: their paths are as public as they seemed.
    report: Report,
    /// Documents with a doubt that would not be shown anyway, and files that could not be read: not even their paths are told.
    unnamed: usize,
    /// Problems of those, and of all that is not shown.
    hidden: usize,
    /// How many files are left out for a doubt alone, with `--keep-going` too.
    pub(super) withheld: usize,
}

impl<'a> Audience<'a> {
    pub(super) fn new(config: &'a Config) -> Self {
        Self { config, report: Report::default(), unnamed: 0, hidden: 0, withheld: 0 }
    }

    fn is_public(&self) -> bool {
        self.config.audience.audience == Visibility::Public
    }

    /// Whether nothing keeps `parsed` from this audience but its own word. One that is held back is counted, or reported.
    pub(super) fn admits(&mut self, parsed: &Parsed) -> bool {
        let Some(reason) = self.is_public().then(|| self.doubt(&parsed.doubts)).flatten() else { return true };
        let document = &parsed.document;
        self.hidden += parsed.report.diagnostics.len();
        match document.visibility {
            _ if document.draft && !self.config.build.drafts => {}
            // What was read of it decides; the doubt is no news.
            Some(Visibility::Internal) => {}
            // Even that may be read wrongly, so that nothing of what stands there is shown.
            Some(Visibility::Public) if parsed.doubts.stated.is_empty() => {
                self.report.push(reason.about(&document.source));
                self.withheld += 1;
            }
            _ if link::is_visible(document.visibility, document.draft, self.config) => {
                self.report.push(reason.about(&document.source));
                self.withheld += 1;
            }
            _ => self.unnamed += 1,
        }
        false
    }

    fn doubt(&self, doubts: &Doubts) -> Option<Reason> {
        let counts = |(guard, _): &&(Guard, usize)| *guard == Guard::Visibility || !self.config.build.drafts;
        let stated = doubts.stated.iter().find(counts).map(|(guard, line)| Reason::Stated(*guard, *line));
        doubts.front_matter.then_some(Reason::FrontMatter).or(stated)
    }

    /// Takes in what discovery says: of files that it could not read nobody knows for whom they are.
    pub(super) fn found(&mut self, mut report: Report, is_source: impl Fn(&str) -> bool) -> Report {
        if self.is_public() {
            // What such rules would have left out may be in this very site; the folder that they stand in is nobody's business.
            let rules = report.diagnostics.extract_if(.., |found| found.code == "unread-gitignore");
            let nowhere = rules.map(|found| Diagnostic { path: Arc::from(""), ..found });
            self.report.diagnostics.extend(nowhere);
            let errors =
                report.diagnostics.extract_if(.., |found| found.level == Level::Error && !is_source(&found.path));
            let errors: Vec<Diagnostic> = errors.collect();
            match self.config.audience.default_visibility {
                Visibility::Public => {
                    self.withheld += errors.len();
                    self.report.diagnostics.extend(errors);
                }
                Visibility::Internal => self.unnamed += errors.len(),
            }
        }
        report
    }

    /// Takes from `report` what it says of documents that are not among `visible`. What is left of them is their number.
    pub(super) fn hide(&mut self, report: &mut Report, visible: &[Arc<Document>]) {
        if self.is_public() {
            let shown: FxHashSet<&str> = visible.iter().map(|document| &*document.source).collect();
            let before = report.diagnostics.len();
            report.diagnostics.retain(|diagnostic| shown.contains(&*diagnostic.path));
            self.hidden += before - report.diagnostics.len();
        }
    }

    /// Adds to the sorted `report` what is to be said of all that was held back.
    pub(super) fn tell(self, report: &mut Report) {
        report.extend(self.report);
        report.sort();
        let nowhere = Arc::from("");
        if self.unnamed > 0 {
            let message =
                format!("{} files cannot be read for certain and are left out; they may be internal", self.unnamed);
            report.push(Diagnostic::error("visibility-unknown", &nowhere, message).hint(HINT));
        }
        if self.hidden > 0 {
            let message = format!("{} problems concern files that are not public and are not shown", self.hidden);
            let hint = "run `pmsite check --audience internal` to see them";
            report.push(Diagnostic::warning("hidden-problems", &nowhere, message).hint(hint));
        }
    }
}

/// Why a document is held back.
#[derive(Clone, Copy)]
enum Reason {
    FrontMatter,
    Stated(Guard, usize),
}

impl Reason {
    fn about(self, path: &Arc<str>) -> Diagnostic {
        match self {
            Self::FrontMatter => {
                let message = "its front matter cannot be read, so it may be internal: it is left out";
                Diagnostic::error("visibility-unknown", path, message).hint(HINT)
            }
            Self::Stated(guard, line) => {
                let field = guard.field();
                let message = format!("line {line} speaks of `{field}` where it is not read: the document is left out");
                Diagnostic::error(guard.code(), path, message).hint(guard.advice())
            }
        }
    }
}
