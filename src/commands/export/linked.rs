//! What a record says about other documents: known only once all are linked, so it stands in `export` alone.

use crate::model::Catalog;
use crate::model::catalog::{DocId, Target, Topic, TopicId, TopicKind};
use crate::model::record::Record;
use crate::pipeline::plan::start::words;
use crate::text::errors::errors;
use serde::Serialize;
use std::collections::BTreeSet;

/// A record with what is no part of a site: where its file is, and what it is linked with.
#[derive(Debug, Serialize)]
pub(super) struct LinkedRecord {
    #[serde(flatten)]
    pub(super) record: Record,
    /// The file, as a terminal in the working directory can open it.
    pub(super) path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) linked: Option<Linked>,
}

/// What a document is linked with. URLs and slugs are those of the site.
#[derive(Debug, Serialize)]
pub(super) struct Linked {
    /// Slugs of the alerts that an incident names, under whatever name.
    alerts: Vec<String>,
    /// Slugs of the services that a declared service depends on.
    depends_on: Vec<String>,
    /// Pages of the documents that link here; of documents without one, the source.
    cited_by: Vec<String>,
    /// Pages and files of the site that it links to.
    links_to: Vec<String>,
    /// Errors in its code, without times, numbers and ids.
    errors: Vec<String>,
    /// Words of its text, and letters of scripts that write no blanks between words.
    words: usize,
    letters: usize,
}

impl Linked {
    /// What the document `id` is linked with.
    pub(super) fn of(catalog: &Catalog, id: DocId) -> Self {
        let entry = catalog.entry(id);
        let slugs = |kind, ids: &[TopicId]| ids.iter().map(|id| catalog.topic(kind, *id).slug.clone()).collect();
        let page = |id: &DocId| match catalog.entry(*id) {
            entry if entry.url.is_empty() => entry.document.source.to_string(),
            entry => entry.url.clone(),
        };
        let site = |target: &Target| match target {
            Target::Site(url) => Some(url.clone()),
            _ => None,
        };
        let declares = |topic: &&Topic| topic.declared == Some(id);
        let service = catalog.topics.of(TopicKind::Service).iter().find(declares);
        let (words, letters) = words(&entry.document.body);
        Self {
            alerts: slugs(TopicKind::Alert, &entry.alerts),
            depends_on: service.map(|topic| slugs(TopicKind::Service, &topic.depends_on)).unwrap_or_default(),
            cited_by: entry.cited_by.iter().map(page).collect(),
            links_to: entry.targets.iter().filter_map(site).collect::<BTreeSet<String>>().into_iter().collect(),
            errors: errors(&entry.document.body).into_iter().map(|error| error.signature).collect(),
            words,
            letters,
        }
    }
}
