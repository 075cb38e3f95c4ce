//! `Document`s -> `Catalog`: URLs, topics, link targets, backlinks and neighbours; and its `Relations`. Pure.

mod anchors;
mod apart;
pub(crate) mod carry;
mod drafts;
mod elsewhere;
mod files;
mod finder;
mod mentions;
mod names;
mod neighbours;
mod order;
mod place;
pub(crate) mod recurrence;
mod related;
mod targets;
mod terms;
mod topics;
mod unnamed;
mod unread;

use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::catalog::{Catalog, Entry, Topic};
use crate::model::document::{Content, Document, Visibility};
use crate::model::{AssetFile, Postmortem, Relations, SourceFile};
use crate::text::vocabulary::Vocabulary;
pub use elsewhere::Elsewhere;
pub(crate) use elsewhere::{Disk, LeftOut, Unread};
pub(crate) use finder::{Finder, resolve_path};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
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
/// `keep_going`, published under a longer slug. `evidence`: actions whose evidence is gone, by source path; `elsewhere`: where
/// links may lead that the site does not hold. Related incidents are not looked for: see [`relations`].
#[must_use]
pub fn link(
    documents: &[Arc<Document>],
    assets: &[AssetFile],
    elsewhere: &Elsewhere<'_>,
    evidence: &FxHashMap<Arc<str>, Vec<u32>>,
    keep_going: bool,
    config: &Config,
) -> (Catalog, Report) {
    let mut report = Report::default();
    let placed = place::place(documents, keep_going, &config.lexicon, &mut report);
    let entries = placed.into_iter().map(|(document, url)| {
        let evidence_gone = evidence.get(&document.source).cloned().unwrap_or_default();
        let entry = Entry { evidence_gone, ..unlinked(document, url) };
        Entry { ahead: entry.when().is_some_and(|when| when.date() > config.today), ..entry }
    });
    let mut catalog = order::ordered(entries.collect());
    topics::Groups::of(&catalog).assign(&mut catalog, &mut report);
    let finder = finder::Finder::new(&catalog);
    targets::resolve(&mut catalog, &finder, assets, elsewhere, config, &mut report);
    // Nobody knows for whom such a document is.
    if config.audience.audience == Visibility::Internal {
        unread::tell(&catalog, assets, &mut report);
    }
    neighbours::connect(&mut catalog, &finder, elsewhere, &mut report);
    if config.audience.audience == Visibility::Public {
        unnamed::forget(&mut catalog, &finder);
    }
    (catalog, report)
}

/// The words of each document, by source path.
pub(crate) type Vocabularies = [(Arc<str>, Arc<Vocabulary>)];

/// Finds the related incidents of each; `vocabularies` are those of at least the catalog's incidents.
#[must_use]
pub fn relations(catalog: &Catalog, vocabularies: &Vocabularies) -> Relations {
    Relations::new(related::related(catalog, vocabularies).into_iter().map(Into::into).collect())
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
        neighbours: Vec::new(),
        recurrence_of: None,
        recurrences: Vec::new(),
        not_recurrences: Vec::new(),
        evidence_gone: Vec::new(),
        ahead: false,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, Fact, Fingerprint, Provenance, Zone};

    /// A page of its path's name, and nothing else.
    pub(super) fn document(path: &str) -> Document {
        let named = || Fact::new(path.to_owned(), Provenance::Path);
        Document {
            above: Arc::from(""),
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
