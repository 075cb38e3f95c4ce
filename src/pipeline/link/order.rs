//! Documents in their places -> the order of a catalog, which a build, each snapshot and what is settled behind it share.
//!
//! Documents stand by source path, so that a path finds its document and two catalogs are walked side by side. Everything that
//! lists incidents (topics, neighbours, recurrences, pages) takes them as they stand in [`Catalog::incidents`].

use crate::model::Moment;
use crate::model::catalog::{Catalog, DocId, Entry};
use crate::model::document::Content;
use rayon::prelude::*;
use std::cmp::Reverse;

/// The catalog of `documents`, by source path, with nothing linked yet.
pub(super) fn ordered(documents: Vec<Entry>) -> Catalog {
    Catalog {
        home: find(&documents, |entry| entry.url.is_empty()).first().copied(),
        incidents: incidents(&documents),
        pages: pages(&documents),
        documents,
        ..Catalog::default()
    }
}

fn find(documents: &[Entry], wanted: impl Fn(&Entry) -> bool + Sync) -> Vec<DocId> {
    let ids: Vec<DocId> = (0..).map(DocId).take(documents.len()).collect();
    ids.into_par_iter().filter(|id| wanted(&documents[id.index()])).collect()
}

/// Newest first; undated ones last, by day of publication and title.
fn incidents(documents: &[Entry]) -> Vec<DocId> {
    let mut incidents = find(documents, |entry| entry.document.postmortem().is_some());
    incidents.par_sort_by_cached_key(|id| {
        let entry = &documents[id.index()];
        let published = entry.document.postmortem().and_then(|postmortem| postmortem.published.as_ref());
        let order = entry.when().or(published.map(|published| &published.value)).map(Moment::order_seconds);
        (entry.when().is_none(), Reverse(order), entry.document.title.value.as_str(), *id)
    });
    incidents
}

/// Templates behind all others, each by title.
fn pages(documents: &[Entry]) -> Vec<DocId> {
    let is_page = |entry: &Entry| matches!(entry.document.content, Content::Page | Content::Index | Content::Template);
    let mut pages = find(documents, |entry| is_page(entry) && !entry.url.is_empty());
    pages.sort_by_cached_key(|id| {
        let document = &documents[id.index()].document;
        (matches!(document.content, Content::Template), document.title.value.to_lowercase(), *id)
    });
    pages
}
