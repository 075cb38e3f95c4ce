//! What a document is: an incident, a blank form, a list of incidents, or another page.
//!
//! 1. What the layout, a template's name or the front matter says decides.
//! 2. Else [`signs`] add up to points; their worth stands in `lexicon/kind_points.toml`.
//! 3. [`form`] tells a blank form, [`log`] several incidents in one file, [`planned`] work that was announced, [`near`] what nearly broke.

mod form;
mod log;
mod near;
mod planned;
mod signs;
#[cfg(test)]
mod tests;

pub(super) use log::several;

use super::Title;
use super::blocks::{Doc, Shape};
use super::labels::Labelled;
use super::outline::Outline;
use crate::diagnostics::Span;
use crate::model::{Fact, SourceFile, Zone};
use crate::text::fields::declared::Declared;
use crate::text::lexicon::{FOLDERS, Folder, KIND_POINTS};
use crate::text::registry::Kind;

/// Everything the judgement rests on.
pub(super) struct Evidence<'a> {
    pub(super) source: &'a SourceFile,
    pub(super) declared: &'a Declared,
    pub(super) doc: &'a Doc,
    pub(super) outline: &'a Outline,
    pub(super) labels: &'a [Labelled],
    pub(super) title: &'a Title,
}

/// What a document was found to be.
pub(super) struct Verdict {
    pub(super) kind: Kind,
    /// Work that was announced, or the author's word that it was none.
    pub(super) planned: Option<Fact<bool>>,
    /// Nothing broke, though it nearly did.
    pub(super) near_miss: bool,
    /// The headings of the incidents of an index that tells of several.
    pub(super) incidents: Vec<Span>,
}

/// Judges.
pub(super) fn judge(evidence: &Evidence<'_>) -> Verdict {
    let incidents = if may_be_log(evidence) { log::incidents(evidence) } else { Vec::new() };
    let kind = if incidents.is_empty() { kind(evidence) } else { Kind::Index };
    let planned = if kind == Kind::Postmortem { planned::planned(evidence) } else { None };
    let near_miss = kind == Kind::Postmortem && near::is_near_miss(evidence);
    Verdict { kind, planned, near_miss, incidents }
}

/// The layout's zones decide where they can; a foreign file is taken for what it shows.
fn kind(evidence: &Evidence<'_>) -> Kind {
    let zone = evidence.source.zone;
    match zone {
        Zone::Home => return Kind::Page,
        Zone::Services | Zone::RootCauses => return if is_landing(evidence) { Kind::Index } else { Kind::Page },
        Zone::Pages => return if form::is_named(evidence) { Kind::Template } else { Kind::Page },
        Zone::Postmortems | Zone::Foreign => {}
    }
    if form::is_named(evidence) {
        return Kind::Template;
    }
    if let Some(stated) = evidence.declared.stated_kind {
        return stated;
    }
    if zone == Zone::Postmortems && form::is_declared(evidence) {
        return Kind::Postmortem;
    }
    let points = signs::points(evidence);
    let is_whole = points >= KIND_POINTS.whole && signs::tells_one(evidence);
    if is_landing(evidence) && (!is_whole || is_link_list(evidence.doc)) {
        let is_blank = form::is_form(evidence) && form::is_called(evidence);
        return if is_blank { Kind::Template } else { Kind::Index };
    }
    if signs::is_list(evidence)
        || is_link_list(evidence.doc) && points < KIND_POINTS.whole
        || signs::is_catalog(evidence)
    {
        return Kind::Index;
    }
    if form::is_form(evidence) {
        return Kind::Template;
    }
    if zone == Zone::Postmortems || points >= KIND_POINTS.enough { Kind::Postmortem } else { Kind::Page }
}

/// Nothing says that the whole is one incident, or no incident at all.
fn may_be_log(evidence: &Evidence<'_>) -> bool {
    let of_incidents = matches!(evidence.source.zone, Zone::Postmortems | Zone::Foreign);
    of_incidents && evidence.declared.stated_kind.is_none() && evidence.declared.incident_fields == 0
}

/// `README.md`, `_index.md`; `index.md` unless it is the body of a folder's incident; the note on a folder of incidents, called as it
/// (`Incidents/Incidents.md`, `incidents/+incidents.md`).
fn is_landing(evidence: &Evidence<'_>) -> bool {
    let stem = evidence.source.stem();
    let bare = |name: &str| name.trim_start_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let is_of_folder =
        |folder: &str| bare(folder) == bare(stem) && matches!(FOLDERS.closing(folder), Some((Folder::Incident, _)));
    match stem.to_ascii_lowercase().as_str() {
        "readme" | "_index" => true,
        _ if evidence.source.folders().next().is_some_and(is_of_folder) => !has_date(stem),
        "index" => {
            let dated = evidence.declared.postmortem.date.is_some() || evidence.declared.incident_fields > 0;
            let sections = evidence.outline.variety();
            let folder = evidence.source.folder().unwrap_or_default();
            !dated && sections < 3 && !has_date(folder) && !is_bundle(evidence.source)
        }
        _ => false,
    }
}

/// `postmortems/disk-full/index.md`: the layout says that it is one; a year's or month's folder lists its incidents.
fn is_bundle(source: &SourceFile) -> bool {
    source.zone == Zone::Postmortems
        && source.path.split('/').count() > 2
        && source.folder().is_some_and(|folder| folder.contains(|c: char| !c.is_ascii_digit()))
}

/// `2026-03-02-lamps`.
fn has_date(name: &str) -> bool {
    name.len() >= 10 && name.as_bytes()[..4].iter().all(u8::is_ascii_digit) && name.as_bytes()[4] == b'-'
}

/// A page that is mostly a list or table of links to other documents.
fn is_link_list(doc: &Doc) -> bool {
    let pages = doc.links.iter().filter(|(_, page)| *page).count();
    if pages < 5 {
        return false;
    }
    let rows: usize = doc.tables.iter().map(|table| table.rows.len()).sum();
    let items = doc.blocks.iter().filter(|block| block.is_item()).count();
    let words: usize = doc
        .blocks
        .iter()
        .filter(|block| block.shape == Shape::Paragraph && block.depth == 0)
        .map(|block| doc.block_text(block).split_whitespace().count())
        .sum();
    pages * 2 > rows + items && words < pages * 30
}
