//! Services, root causes, severities, teams, tags, years and alerts: declared or only mentioned, each with its incidents.

use super::drafts::Drafts;
use super::mentions::{self, Mentions, Part, categories, names_of};
use super::names::{key, near_duplicates};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::catalog::{Catalog, Topic, TopicId, TopicKind};
use crate::model::document::Content;
use crate::model::{Document, Fact};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;

/// The topics of each kind as the documents of a catalog name them.
pub(super) struct Groups {
    /// In the order of [`TopicKind::ALL`].
    groups: Vec<Group>,
    report: Report,
}

/// The topics of one kind.
struct Group {
    topics: Vec<Topic>,
    /// Those that each document names, in the author's order, each once.
    named: Vec<Vec<TopicId>>,
    report: Report,
}

impl Groups {
    /// Reads all documents.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let mut report = Report::default();
        let drafts = TopicKind::ALL.map(|kind| Drafts::declared(catalog, kind, &mut report));
        let parts = mentions::read(&catalog.documents, &drafts[TopicKind::RootCause as usize]);
        let kinds = TopicKind::ALL.into_par_iter().zip(drafts);
        let groups = kinds.map(|(kind, drafts)| Group::of(catalog, kind, drafts, &parts)).collect();
        parts.into_iter().for_each(|part| report.extend(part.report));
        Self { groups, report }
    }

    /// Fills `catalog.topics` and each entry's topic lists.
    pub(super) fn assign(self, catalog: &mut Catalog, report: &mut Report) {
        report.extend(self.report);
        for (kind, group) in TopicKind::ALL.into_iter().zip(self.groups) {
            report.extend(group.report);
            *catalog.topics.of_mut(kind) = group.topics;
            catalog.documents.par_iter_mut().zip(group.named).for_each(|(entry, named)| match kind {
                TopicKind::Service => entry.services = named,
                TopicKind::RootCause => entry.root_causes = named,
                TopicKind::Team => entry.teams = named,
                TopicKind::Tag => entry.tags = named,
                TopicKind::Severity => entry.severity = named.first().copied(),
                TopicKind::Year => entry.year = named.first().copied(),
                TopicKind::Alert => entry.alerts = named,
            });
        }
    }
}

impl Group {
    /// Of all that is mentioned in `parts`, and the `drafts` that are declared.
    fn of(catalog: &Catalog, kind: TopicKind, mut drafts: Drafts, parts: &[Part<'_>]) -> Self {
        let mut report = Report::default();
        let mentions: Vec<&Mentions<'_>> = parts.iter().map(|part| part.of_kind(kind)).collect();
        let mut draft = |(name, count): (&Cow<'_, str>, &usize)| drafts.add(name, *count);
        let drafts_of: Vec<Vec<Option<usize>>> =
            mentions.iter().map(|mentions| mentions.spellings.iter().map(&mut draft).collect()).collect();
        let (mut topics, order) = drafts.finish(kind);
        link_declared(&mut topics, kind, catalog, &drafts.ids(&order), &mut report);
        let mut named: Vec<Vec<TopicId>> = Vec::with_capacity(catalog.documents.len());
        for (mentions, drafts) in mentions.iter().zip(&drafts_of) {
            named.extend(mentions.by_document().map(|spellings| {
                let ids = spellings.iter().filter_map(|spelling| Some(order[drafts[*spelling]?]));
                each_once(ids)
            }));
        }
        for id in &catalog.incidents {
            for topic in &named[id.index()] {
                topics[topic.index()].incidents.push(*id);
            }
        }
        if matches!(kind, TopicKind::Service | TopicKind::RootCause) {
            report_near_duplicates(&topics, catalog, &mut report);
        }
        Self { topics, named, report }
    }
}

fn each_once(ids: impl Iterator<Item = TopicId>) -> Vec<TopicId> {
    let mut list = Vec::new();
    for id in ids {
        if !list.contains(&id) {
            list.push(id);
        }
    }
    list
}

/// Parents, children and dependencies, as the declaring documents state them.
fn link_declared(
    topics: &mut [Topic],
    kind: TopicKind,
    catalog: &Catalog,
    index: &FxHashMap<&str, TopicId>,
    report: &mut Report,
) {
    #[expect(clippy::needless_range_loop, reason = "one topic is written while the list is read")]
    for at in 0..topics.len() {
        let Some(document) = topics[at].declared.map(|id| &catalog.entry(id).document) else {
            continue;
        };
        let mut known = |name: &Fact<String>, field: &str| {
            let found = index.get(&*key(&name.value)).copied();
            if found.is_none() {
                report.push(unknown_name(document, kind, field, name));
            }
            found
        };
        match &document.content {
            Content::Service(note) => {
                topics[at].depends_on = note.depends_on.iter().filter_map(|name| known(name, "depends_on")).collect();
            }
            Content::RootCause(note) => {
                let parent = note.parent.as_ref().and_then(|name| known(name, "parent"));
                topics[at].parent = parent.filter(|parent| parent.index() != at);
            }
            _ => {}
        }
    }
    for at in 0..topics.len() {
        if let Some(parent) = topics[at].parent {
            topics[parent.index()].children.push(TopicId(u32::try_from(at).unwrap_or(u32::MAX)));
        }
    }
}

fn unknown_name(document: &Document, kind: TopicKind, field: &str, name: &Fact<String>) -> Diagnostic {
    let message = format!("`{field}` names `{}`, which is neither declared nor mentioned", name.value);
    Diagnostic::warning("unknown-name", &document.source, message).at(name.span()).hint(format!(
        "add {}/{}.md, or correct the name",
        kind.folder(),
        name.value
    ))
}

fn report_near_duplicates(topics: &[Topic], catalog: &Catalog, report: &mut Report) {
    let keys: Vec<Cow<'_, str>> = topics.iter().map(|topic| key(&topic.name)).collect();
    let keys: Vec<&str> = keys.iter().map(|key| &**key).collect();
    for (a, b) in near_duplicates(&keys) {
        let (rarer, commoner) = match topics[a].incidents.len() < topics[b].incidents.len() {
            true => (&topics[a], &topics[b]),
            false => (&topics[b], &topics[a]),
        };
        if rarer.declared.is_some() && commoner.declared.is_some() {
            continue;
        }
        let Some(user) = rarer.incidents.last().map(|id| &catalog.entry(*id).document) else {
            continue;
        };
        let message =
            format!("`{}` looks like `{}` ({} incidents)", rarer.name, commoner.name, commoner.incidents.len());
        let hint = format!(
            "write `{}`, or add `{}` to the `aliases` of {}/{}.md",
            commoner.name,
            rarer.name,
            commoner.kind.folder(),
            commoner.slug
        );
        let place = mention(user, rarer);
        report.push(Diagnostic::warning("near-duplicate-name", &user.source, message).at(place).hint(hint));
    }
}

/// Where `document` mentions `topic`, under whichever of its names.
fn mention(document: &Document, topic: &Topic) -> Option<Span> {
    let keys: FxHashSet<Cow<'_, str>> =
        std::iter::once(&topic.name).chain(&topic.aliases).map(|name| key(name)).collect();
    let categories = (topic.kind == TopicKind::RootCause).then(|| categories(document));
    let mut names = names_of(document, topic.kind).into_iter().chain(categories.into_iter().flatten());
    names.find(|name| keys.contains(&key(&name.text)))?.span
}
