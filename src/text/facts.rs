//! What a careful reader takes from a body: kind, title, sections, times, timeline, actions. When unsure, nothing.

use super::declared::Declared;
use super::markdown::Spanned;
use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::{Fact, Postmortem, Provenance, Section, SourceFile};

/// What a document is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Postmortem,
    Template,
    Index,
    Page,
}

/// The result of reading a body on top of its declared facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    pub kind: Kind,
    pub title: Fact<String>,
    /// Source offset of the heading that became the title: it is not printed again in the body.
    pub title_heading: Option<usize>,
    pub sections: Vec<Section>,
    /// Declared facts completed from the body; empty for templates, indexes and pages.
    pub postmortem: Postmortem,
}

/// Reads `events` of `source`, starting from what front matter declares.
pub fn extract(
    source: &SourceFile,
    declared: Declared,
    events: &[Spanned<'_>],
    config: &Config,
    report: &mut Report,
) -> Extracted {
    let _ = (events, config, report);
    let title = declared.title.unwrap_or_else(|| Fact::new(source.stem().to_owned(), Provenance::Path));
    Extracted {
        kind: Kind::Postmortem,
        title,
        title_heading: None,
        sections: Vec::new(),
        postmortem: declared.postmortem,
    }
}
