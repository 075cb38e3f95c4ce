//! The view of `postmortem.html` and of `page.html`: one document.

use super::frame::Frame;
use super::parts::{ActionView, All, Chip, FactView, Link, RelatedRow, Row, Run, TocEntry, When};
use crate::model::document::OtherField;
use serde::Serialize;
use std::sync::Arc;

/// One incident, top to bottom.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PostmortemView {
    pub frame: Frame,
    pub title: String,
    /// The first service.
    pub crumb: Option<Link>,
    pub severity: Option<Chip>,
    pub draft: bool,
    /// Work that was announced.
    pub planned: bool,
    /// Its day is still to come.
    pub ahead: bool,
    /// As the author says, unless that is that it is a draft.
    pub status: Option<String>,
    /// Date or range in its zone.
    pub when: Option<When>,
    /// A clock time is shown whose zone the document does not tell.
    pub zone_unknown: bool,
    /// Time to resolve, for people.
    pub duration: Option<String>,
    /// Plain text; `None` where the document's own paragraph stands for it.
    pub lead: Option<String>,
    /// Safe HTML: the heading over that paragraph, and what it says.
    pub lead_heading: Option<String>,
    pub lead_html: Option<String>,
    pub fix: Option<FixView>,
    /// Where the document does not say how it was fixed: what happened last.
    pub last_entry: Option<LastEntryView>,
    pub strip: Option<StripView>,
    pub facts: Vec<FactView>,
    pub toc: Vec<TocEntry>,
    /// Safe HTML.
    pub body: String,
    /// Fields of front matter that mean nothing here, and whether they are folded.
    pub other: Vec<OtherField>,
    pub other_long: bool,
    /// In the order of the document; empty where the written list says as much.
    pub actions: Vec<ActionView>,
    /// Actions that are not settled.
    pub open_actions: usize,
    pub repeats: Option<Arc<Row>>,
    pub repeated_by: Vec<Arc<Row>>,
    /// Where more repeat it.
    pub repeated_all: Option<All>,
    pub related: Vec<RelatedRow>,
    pub cited_by: Vec<Cited>,
    /// Where more cite it.
    pub cited_all: Option<All>,
    pub near: Vec<Near>,
    /// Links from front matter: text and URL.
    pub links: Vec<Link>,
    /// Where it is told step by step, site-relative.
    pub drill: Option<String>,
    pub source: SourceView,
}

/// How it was fixed, and where the document says more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FixView {
    /// Empty where only code says it.
    pub runs: Vec<Run>,
    /// Safe HTML of blocks of code.
    pub code: Option<String>,
    pub anchor: Option<String>,
}

/// The entry of the timeline that happened last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct LastEntryView {
    /// `None`: the entry has no time.
    pub time: Option<String>,
    pub runs: Vec<Run>,
    pub anchor: Option<String>,
}

/// The timeline strip with its legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StripView {
    pub svg: String,
    pub phases: Vec<PhaseView>,
    /// Zone of the times; `None`: the document does not say.
    pub zone: Option<String>,
}

/// A phase in the legend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PhaseView {
    /// Class number.
    pub class: u8,
    /// Finds its name in the interface strings.
    pub key: &'static str,
    pub duration: String,
}

/// A document that links here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Cited {
    pub link: Link,
    pub date: Option<When>,
}

/// Neighbours in time on one service.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Near {
    pub service: Link,
    pub earlier: Option<Arc<Row>>,
    pub later: Option<Arc<Row>>,
}

/// Where the text lives.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct SourceView {
    pub path: String,
    pub edit: Option<String>,
    pub history: Option<String>,
    /// Site-relative.
    pub json: Option<String>,
}

/// A plain page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PlainView {
    pub frame: Frame,
    pub title: String,
    pub draft: bool,
    pub toc: Vec<TocEntry>,
    /// Safe HTML.
    pub body: String,
    /// Fields of front matter that mean nothing here, and whether they are folded.
    pub other: Vec<OtherField>,
    pub other_long: bool,
    pub cited_by: Vec<Cited>,
    /// Where more cite it.
    pub cited_all: Option<All>,
    pub source: SourceView,
}
