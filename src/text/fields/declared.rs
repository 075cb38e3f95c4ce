//! What a document's front matter declares, field by field.

use crate::model::document::{OtherField, RootCauseNote, ServiceNote};
use crate::model::{Fact, Postmortem, Visibility};

/// Facts from front matter alone; the body may add to them, never override them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    pub title: Option<Fact<String>>,
    pub slug: Option<Fact<String>>,
    /// Old URLs: root-relative, without leading slash.
    pub aliases: Vec<Fact<String>>,
    pub visibility: Option<Visibility>,
    pub draft: bool,
    /// Where the document says in other words than `visibility` that the public must not see it.
    pub closed: Option<crate::diagnostics::Span>,
    /// Where the document says, or may say, that the public must not see it, and that was not read. Each guard once.
    pub doubts: Vec<super::Doubt>,
    /// What the document says it is (`type: incident`), where the word is known.
    pub stated_kind: Option<crate::text::registry::Kind>,
    /// A field says that it is maintenance (`type: maintenance`).
    pub says_planned: bool,
    /// A field says that nothing broke (`kind: near-miss`).
    pub says_near_miss: bool,
    /// A field that only a postmortem has is there (severity, services, started, status of an incident, ...).
    pub incident_fields: usize,
    /// An entry in a collection of others' incidents.
    pub collected: bool,
    /// Read in every zone; kept only if the document turns out to be a postmortem.
    pub postmortem: Postmortem,
    pub service: ServiceNote,
    pub root_cause: RootCauseNote,
    /// Entries of a timeline.
    pub updates: Vec<crate::text::mdx::Update>,
    /// Fields without a meaning here that hold words.
    pub others: Vec<OtherField>,
}
