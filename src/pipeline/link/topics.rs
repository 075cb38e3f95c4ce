//! Services, root causes, severities, teams, tags and years: declared or only mentioned, each with its incidents.

use super::names::{key, near_duplicates};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::catalog::{Catalog, DocId, Topic, TopicId, TopicKind};
use crate::model::document::Content;
use crate::model::{Document, Fact, Severity};
use crate::text::slug::slugify;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// More names of one kind on one document than this are a slip (a whole inventory pasted): the first ones are linked.
const MOST_NAMES: usize = 64;

/// The names of each kind that documents declare and mention, and what was noticed.
pub(super) struct Names(Vec<(Drafts, Mentions, Report)>);

impl Names {
    /// Reads all documents, a kind a thread.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let collect = |kind: &TopicKind| {
            let mut report = Report::default();
            let mut drafts = Drafts::declared(catalog, *kind, &mut report);
            let mentions = drafts.collect(catalog, *kind, &mut report);
            (drafts, mentions, report)
        };
        Self(TopicKind::ALL.par_iter().map(collect).collect())
    }
}

/// Makes `catalog.topics` and each entry's topic lists of the names.
pub(super) fn group(catalog: &mut Catalog, names: Names, report: &mut Report) {
    for (kind, (drafts, mentions, found)) in TopicKind::ALL.into_iter().zip(names.0) {
        report.extend(found);
        let (topics, order) = drafts.finish(kind, catalog);
        assign(catalog, kind, &mentions, &order);
        let index: FxHashMap<&str, TopicId> = drafts.ids(&order);
        let mut topics = with_relations(topics, kind, catalog, &index, report);
        for id in &catalog.incidents {
            for topic in topics_of(catalog, kind, *id) {
                topics[topic.index()].incidents.push(*id);
            }
        }
        if matches!(kind, TopicKind::Service | TopicKind::RootCause) {
            report_near_duplicates(&topics, catalog, report);
        }
        *catalog.topics.of_mut(kind) = topics;
    }
}

/// A topic while its names are collected.
#[derive(Default)]
struct Draft {
    key: String,
    /// Spelling -> how often.
    spellings: BTreeMap<String, usize>,
    declared: Option<DocId>,
    declared_name: Option<(String, String)>,
}

#[derive(Default)]
struct Drafts {
    all: Vec<Draft>,
    by_key: FxHashMap<String, usize>,
}

/// For each document with names: indices into the drafts, in the author's order, each once.
type Mentions = Vec<(DocId, Vec<usize>)>;

impl Drafts {
    /// Topics that have a document of their own, under their title, slug and other names.
    fn declared(catalog: &Catalog, kind: TopicKind, report: &mut Report) -> Self {
        let mut drafts = Self::default();
        for (id, entry) in (0..).map(DocId).zip(&catalog.documents) {
            let document = &entry.document;
            let names: &[Fact<String>] = match (&document.content, kind) {
                (Content::Service(note), TopicKind::Service) => &note.names,
                (Content::RootCause(note), TopicKind::RootCause) => &note.names,
                _ => continue,
            };
            let slug = entry.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let title = document.title.value.clone();
            let at = drafts.all.len();
            let own = [
                key(&title),
                key(slug),
                key(document.source.rsplit('/').next().unwrap_or_default().trim_end_matches(".md")),
            ];
            let draft = Draft {
                key: own[0].clone(),
                declared: Some(id),
                declared_name: Some((title, slug.to_owned())),
                ..Draft::default()
            };
            drafts.all.push(draft);
            let others = names.iter().map(|name| key(&name.value));
            for name in own.into_iter().chain(others).collect::<BTreeSet<_>>() {
                if let Some(other) = drafts.by_key.insert(name.clone(), at).filter(|other| *other != at) {
                    drafts.by_key.insert(name.clone(), other);
                    report.push(claimed_twice(document, names, kind, &name));
                }
            }
            for name in names {
                drafts.all[at].spellings.entry(name.value.trim().to_owned()).or_insert(0);
            }
        }
        drafts
    }

    /// Adds what the incidents mention.
    fn collect(&mut self, catalog: &Catalog, kind: TopicKind, report: &mut Report) -> Mentions {
        let mut mentions = Vec::new();
        for (id, entry) in (0..).map(DocId).zip(&catalog.documents) {
            let mut names = names_of(&entry.document, kind);
            names.extend(self.declared_categories(&entry.document, kind));
            if names.len() > MOST_NAMES {
                let message =
                    format!("names {} {}; only the first {MOST_NAMES} are linked", names.len(), kind.folder());
                let warning = Diagnostic::warning("too-many-names", &entry.document.source, message);
                report.push(warning.at(names[MOST_NAMES].span));
                names.truncate(MOST_NAMES);
            }
            let mut found = Vec::new();
            for name in names {
                let index = self.index_of(&name.text);
                if let Some(index) = index.filter(|index| !found.contains(index)) {
                    found.push(index);
                }
            }
            if !found.is_empty() {
                mentions.push((id, found));
            }
        }
        mentions
    }

    /// Names that count as root causes only because a document declares such a cause.
    fn declared_categories(&self, document: &Document, kind: TopicKind) -> Vec<Name> {
        let postmortem = document.postmortem().filter(|_| kind == TopicKind::RootCause);
        let is_declared = |name: &&Fact<String>| {
            self.by_key.get(&key(&name.value)).is_some_and(|at| self.all[*at].declared.is_some())
        };
        let categories = postmortem.into_iter().flat_map(|postmortem| &postmortem.categories);
        categories.filter(is_declared).map(Name::of).collect()
    }

    /// The draft of a name, made where there is none; `None` for a name of which nothing is left.
    fn index_of(&mut self, name: &str) -> Option<usize> {
        let name = name.trim();
        let key = key(name);
        if key.is_empty() {
            return None;
        }
        let index = *self.by_key.entry(key.clone()).or_insert_with(|| {
            self.all.push(Draft { key, ..Draft::default() });
            self.all.len() - 1
        });
        *self.all[index].spellings.entry(name.to_owned()).or_insert(0) += 1;
        Some(index)
    }

    /// The topics in their order of print, without incidents and relations, and for each draft its place in that order.
    fn finish(&self, kind: TopicKind, catalog: &Catalog) -> (Vec<Topic>, Vec<usize>) {
        let mut named: Vec<(usize, String)> = self.all.iter().map(Draft::name).enumerate().collect();
        named.sort_by_cached_key(|(index, name)| sort_key(kind, name, &self.all[*index].key));
        let mut taken: FxHashSet<String> = catalog
            .documents
            .iter()
            .filter_map(|entry| entry.url.strip_prefix(kind.folder())?.trim_matches('/').to_owned().into())
            .collect();
        let mut order = vec![0; named.len()];
        let mut topics = Vec::with_capacity(named.len());
        for (place, (index, name)) in named.into_iter().enumerate() {
            order[index] = place;
            let draft = &self.all[index];
            let slug = match &draft.declared_name {
                Some((_, slug)) => slug.clone(),
                None => free_slug(&name, &mut taken),
            };
            let aliases =
                draft.spellings.keys().filter(|spelling| **spelling != name && !spelling.is_empty()).cloned().collect();
            topics.push(Topic {
                kind,
                name,
                slug,
                aliases,
                declared: draft.declared,
                incidents: Vec::new(),
                parent: None,
                children: Vec::new(),
                depends_on: Vec::new(),
            });
        }
        (topics, order)
    }

    fn ids(&self, order: &[usize]) -> FxHashMap<&str, TopicId> {
        self.by_key.iter().map(|(key, index)| (key.as_str(), topic_id(order[*index]))).collect()
    }
}

impl Draft {
    /// As declared, else the commonest spelling.
    fn name(&self) -> String {
        let declared = self.declared_name.as_ref().map(|(name, _)| name.clone());
        declared.unwrap_or_else(|| {
            let best = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
            best.map(|(spelling, _)| spelling.clone()).unwrap_or_default()
        })
    }
}

fn topic_id(index: usize) -> TopicId {
    TopicId(u32::try_from(index).unwrap_or(u32::MAX))
}

/// Severities worst first (unknown words last), years newest first, the rest by name.
fn sort_key(kind: TopicKind, name: &str, key: &str) -> (String, String) {
    let first = match kind {
        TopicKind::Year => format!("{:05}", 99999 - name.parse::<i64>().unwrap_or(0)),
        TopicKind::Severity if key.starts_with("sev") && key.len() == 4 => format!("0{key}"),
        TopicKind::Severity => format!("1{key}"),
        _ => key.to_owned(),
    };
    (first, name.to_owned())
}

fn free_slug(name: &str, taken: &mut FxHashSet<String>) -> String {
    let slug = slugify(name);
    let base = if slug.is_empty() {
        format!("name-{}", crate::model::Fingerprint::of(name.as_bytes()).short(8))
    } else {
        slug
    };
    let numbered = (2u32..).map(|number| format!("{base}-{number}"));
    let free = std::iter::once(base.clone()).chain(numbered).find(|slug| !taken.contains(slug)).unwrap_or(base);
    taken.insert(free.clone());
    free
}

/// `name` is a key: of one of `names`, of the title, or of the file's name, which stands on no line.
fn claimed_twice(document: &Document, names: &[Fact<String>], kind: TopicKind, name: &str) -> Diagnostic {
    let claim = names.iter().chain([&document.title]).find(|claim| key(&claim.value) == name);
    let message = format!("the name `{name}` belongs to another document in {}/ already", kind.folder());
    Diagnostic::warning("name-claimed-twice", &document.source, message)
        .at(claim.and_then(Fact::span))
        .hint("remove it from the `aliases` of one of them")
}

/// A name as an incident carries it, and where it stands.
struct Name {
    text: String,
    span: Option<Span>,
}

impl Name {
    fn of(fact: &Fact<String>) -> Self {
        Self { text: fact.value.clone(), span: fact.span() }
    }
}

/// The names of one kind that an incident carries.
fn names_of(document: &Document, kind: TopicKind) -> Vec<Name> {
    let Some(postmortem) = document.postmortem() else {
        return Vec::new();
    };
    let values = |facts: &[Fact<String>]| facts.iter().map(Name::of).collect();
    match kind {
        TopicKind::Service => values(&postmortem.services),
        TopicKind::RootCause => values(&postmortem.root_causes),
        TopicKind::Team => values(&postmortem.teams),
        TopicKind::Tag => values(&postmortem.tags),
        TopicKind::Severity => {
            let severity = postmortem.severity.as_ref();
            let name = |of: &Severity| of.level.map_or_else(|| of.label.clone(), |level| format!("SEV{level}"));
            severity.map(|fact| Name { text: name(&fact.value), span: fact.span() }).into_iter().collect()
        }
        TopicKind::Year => {
            let when = postmortem.started.as_ref().or(postmortem.date.as_ref());
            when.map(|when| Name { text: when.value.date().year().to_string(), span: when.span() })
                .into_iter()
                .collect()
        }
    }
}

fn assign(catalog: &mut Catalog, kind: TopicKind, mentions: &Mentions, order: &[usize]) {
    for (id, indices) in mentions {
        let entry = &mut catalog.documents[id.index()];
        let ids: Vec<TopicId> = indices.iter().map(|index| topic_id(order[*index])).collect();
        match kind {
            TopicKind::Service => entry.services = ids,
            TopicKind::RootCause => entry.root_causes = ids,
            TopicKind::Team => entry.teams = ids,
            TopicKind::Tag => entry.tags = ids,
            TopicKind::Severity => entry.severity = ids.first().copied(),
            TopicKind::Year => entry.year = ids.first().copied(),
        }
    }
}

fn topics_of(catalog: &Catalog, kind: TopicKind, id: DocId) -> Vec<TopicId> {
    let entry = catalog.entry(id);
    match kind {
        TopicKind::Service => entry.services.clone(),
        TopicKind::RootCause => entry.root_causes.clone(),
        TopicKind::Team => entry.teams.clone(),
        TopicKind::Tag => entry.tags.clone(),
        TopicKind::Severity => entry.severity.into_iter().collect(),
        TopicKind::Year => entry.year.into_iter().collect(),
    }
}

/// Parents, children and dependencies, as the declaring documents state them.
fn with_relations(
    mut topics: Vec<Topic>,
    kind: TopicKind,
    catalog: &Catalog,
    index: &FxHashMap<&str, TopicId>,
    report: &mut Report,
) -> Vec<Topic> {
    #[expect(clippy::needless_range_loop, reason = "one topic is written while the list is read")]
    for at in 0..topics.len() {
        let Some(document) = topics[at].declared.map(|id| &catalog.entry(id).document) else {
            continue;
        };
        let mut known = |name: &Fact<String>, field: &str| {
            let found = index.get(key(&name.value).as_str()).copied();
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
            topics[parent.index()].children.push(topic_id(at));
        }
    }
    topics
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
    let keys: Vec<String> = topics.iter().map(|topic| key(&topic.name)).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
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
    let keys: FxHashSet<String> = std::iter::once(&topic.name).chain(&topic.aliases).map(|name| key(name)).collect();
    let categories = document.postmortem().filter(|_| topic.kind == TopicKind::RootCause).map(|own| &own.categories);
    let mut names = names_of(document, topic.kind).into_iter().chain(categories.into_iter().flatten().map(Name::of));
    names.find(|name| keys.contains(&key(&name.text)))?.span
}
