//! `Document`s -> `Catalog`: URLs, topics, link targets, backlinks, neighbours and related incidents. Pure.

mod anchors;
mod apart;
mod carry;
mod drafts;
mod files;
mod finder;
mod mentions;
mod names;
mod neighbours;
mod place;
pub(crate) mod recurrence;
mod related;
mod targets;
mod terms;
mod topics;
mod unnamed;

use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::catalog::{Catalog, DocId, Entry, Topic};
use crate::model::document::{Content, Document, Visibility};
use crate::model::{AssetFile, Moment, Postmortem, SourceFile};
use crate::text::vocabulary::Vocabulary;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::Arc;

/// The documents that the audience of this build may see, in the order given. Everything later works on these alone,
/// so that no count, backlink or statistic can tell of the others.
#[must_use]
pub(crate) fn visible(documents: Vec<Arc<Document>>, config: &Config) -> Vec<Arc<Document>> {
    let visible = documents.into_iter().filter(|document| is_visible(document.visibility, document.draft, config));
    match config.shows_actions() {
        true => visible.collect(),
        false => visible.map(without_actions).collect(),
    }
}

/// Those of `documents` that are left out as drafts. In a public build none: how many there are is told to nobody.
#[must_use]
pub(crate) fn drafts_left_out(documents: &[Arc<Document>], config: &Config) -> Vec<Arc<Document>> {
    let is_left_out = |document: &&Arc<Document>| !is_visible(document.visibility, document.draft, config);
    match config.audience.audience {
        Visibility::Public => Vec::new(),
        Visibility::Internal => documents.iter().filter(is_left_out).cloned().collect(),
    }
}

/// What is left of a document where its readers may not know who does what until when.
fn without_actions(mut document: Arc<Document>) -> Arc<Document> {
    let tells = |postmortem: &Postmortem| !postmortem.action_items.is_empty() || postmortem.review.names_people();
    if document.postmortem().is_some_and(tells)
        && let Content::Postmortem(postmortem) = &mut Arc::make_mut(&mut document).content
    {
        postmortem.action_items.clear();
        postmortem.review.forget_people();
    }
    document
}

/// Whether the audience of this build may see a document that states this.
#[must_use]
pub(crate) fn is_visible(stated: Option<Visibility>, is_draft: bool, config: &Config) -> bool {
    let visibility = stated.unwrap_or(config.audience.default_visibility);
    let allowed = config.audience.audience == Visibility::Internal || visibility == Visibility::Public;
    allowed && (config.build.drafts || !is_draft)
}

/// The files that the audience of this build may see: in a public build, none of a folder whose documents are all hidden,
/// such as the images of an internal incident. Folders of the layout and the content folder itself belong to nobody.
#[must_use]
pub(crate) fn visible_assets(
    assets: Vec<AssetFile>,
    sources: &[SourceFile],
    visible: &[Arc<Document>],
    config: &Config,
) -> Vec<AssetFile> {
    if config.audience.audience == Visibility::Internal {
        return assets;
    }
    let holders: FxHashSet<&str> = sources.iter().map(|source| folder_of(&source.path)).collect();
    let seen: FxHashSet<&str> = visible.iter().map(|document| folder_of(&document.source)).collect();
    let is_shared = |at: &str| matches!(at, "" | "postmortems" | "services" | "root-causes" | "pages");
    let may_be_seen = |asset: &AssetFile| {
        let mut at = folder_of(&asset.path);
        while !is_shared(at) && !holders.contains(at) {
            at = folder_of(at);
        }
        is_shared(at) || seen.contains(at)
    };
    assets.into_iter().filter(may_be_seen).collect()
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Links `documents` (ordered by source path). Colliding URLs are errors; the later document is left out, or, with
/// `keep_going`, published under a longer slug. Related incidents are not looked for: see [`relate`].
#[must_use]
pub fn link(documents: &[Arc<Document>], assets: &[AssetFile], keep_going: bool, config: &Config) -> (Catalog, Report) {
    let mut report = Report::default();
    let placed = place::place(documents, keep_going, &config.lexicon, &mut report);
    let mut catalog = Catalog {
        documents: placed.into_iter().map(|(document, url)| unlinked(document, url)).collect(),
        ..Catalog::default()
    };
    catalog.home = find(&catalog, |entry| entry.url.is_empty()).first().copied();
    catalog.incidents = incidents(&catalog);
    catalog.pages = pages(&catalog);
    topics::Groups::of(&catalog).assign(&mut catalog, &mut report);
    let finder = finder::Finder::new(&catalog);
    targets::resolve(&mut catalog, &finder, assets, config, &mut report);
    neighbours::connect(&mut catalog, &finder, &mut report);
    if config.audience.audience == Visibility::Public {
        unnamed::forget(&mut catalog, &finder);
    }
    (catalog, report)
}

/// The words of each document, by source path.
pub(crate) type Vocabularies = [(Arc<str>, Arc<Vocabulary>)];

/// Finds the related incidents of each; `vocabularies` are those of at least the catalog's incidents.
pub fn relate(catalog: &mut Catalog, vocabularies: &Vocabularies) {
    let related = related::related(catalog, vocabularies);
    for (entry, related) in catalog.documents.iter_mut().zip(related) {
        entry.related = related.into();
    }
}

/// Takes over the related incidents of `before`, as far as both incidents and the reasons are still there: a good guess until
/// [`relate`] has run.
pub(crate) fn relate_as_before(catalog: &mut Catalog, before: &Catalog) {
    carry::carry(catalog, before);
}

/// A document in its place, before anything is linked.
#[must_use]
pub(crate) fn unlinked(document: Arc<Document>, url: String) -> Entry {
    Entry {
        document,
        url,
        targets: Vec::new(),
        cited_by: Vec::new(),
        services: Vec::new(),
        root_causes: Vec::new(),
        teams: Vec::new(),
        tags: Vec::new(),
        alerts: Vec::new(),
        severity: None,
        year: None,
        related: Arc::default(),
        neighbours: Vec::new(),
        recurrence_of: None,
        recurrences: Vec::new(),
        not_recurrences: Vec::new(),
        evidence_gone: Vec::new(),
    }
}

/// The one of `topics` that has this name, slug or alias.
#[must_use]
pub(crate) fn topic_called<'a>(topics: &'a [Topic], name: &str) -> Option<&'a Topic> {
    ByName::of(topics).get(name)
}

/// Topics by all that they are called; of two that share a name the first has it.
#[derive(Debug)]
pub(crate) struct ByName<'a>(FxHashMap<Cow<'a, str>, &'a Topic>);

impl<'a> ByName<'a> {
    /// Those of one kind.
    #[must_use]
    pub(crate) fn of(topics: &'a [Topic]) -> Self {
        let mut named = FxHashMap::default();
        for topic in topics {
            let others = topic.aliases.iter().map(String::as_str);
            others
                .chain([&*topic.name, &topic.slug])
                .for_each(|name| _ = named.entry(names::key(name)).or_insert(topic));
        }
        Self(named)
    }

    /// The one that is called so.
    #[must_use]
    pub(crate) fn get(&self, name: &str) -> Option<&'a Topic> {
        self.0.get(&names::key(name)).copied()
    }
}

fn find(catalog: &Catalog, wanted: impl Fn(&Entry) -> bool + Sync) -> Vec<DocId> {
    let ids: Vec<DocId> = (0..).map(DocId).take(catalog.documents.len()).collect();
    ids.into_par_iter().filter(|id| wanted(catalog.entry(*id))).collect()
}

/// Newest first; undated ones last, by day of publication and title.
fn incidents(catalog: &Catalog) -> Vec<DocId> {
    let mut incidents = find(catalog, |entry| entry.document.postmortem().is_some());
    incidents.par_sort_by_cached_key(|id| {
        let entry = catalog.entry(*id);
        let published = entry.document.postmortem().and_then(|postmortem| postmortem.published.as_ref());
        let order = entry.when().or(published.map(|published| &published.value)).map(Moment::order_seconds);
        (entry.when().is_none(), Reverse(order), entry.document.title.value.as_str(), *id)
    });
    incidents
}

fn pages(catalog: &Catalog) -> Vec<DocId> {
    let is_page = |entry: &Entry| matches!(entry.document.content, Content::Page | Content::Index | Content::Template);
    let mut pages = find(catalog, |entry| is_page(entry) && !entry.url.is_empty());
    pages.sort_by_cached_key(|id| {
        let document = &catalog.entry(*id).document;
        (matches!(document.content, Content::Template), document.title.value.to_lowercase(), *id)
    });
    pages
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Fact, Fingerprint, Provenance, Zone};

    /// A page of its path's name, and nothing else.
    pub(super) fn document(path: &str) -> Document {
        let named = || Fact::new(path.to_owned(), Provenance::Path);
        Document {
            source: Arc::from(path),
            zone: Zone::Foreign,
            fingerprint: Fingerprint::of(b""),
            title: named(),
            slug: named(),
            aliases: Vec::new(),
            visibility: None,
            draft: false,
            content: Content::Page,
            others: Vec::new(),
            sections: Vec::new(),
            body: Body::default(),
        }
    }
}
