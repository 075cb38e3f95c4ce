//! Names -> drafts of topics, each under all its names.

use super::names::{key, numbered};
use crate::diagnostics::{Diagnostic, Report};
use crate::model::catalog::{Catalog, DocId, Topic, TopicId, TopicKind};
use crate::model::document::Content;
use crate::model::{Addresses, Document, Fact, Fingerprint};
use crate::text::shorten::cut;
use crate::text::slug::slugify;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// Longest name, in characters: the topic's own page has its whole title.
const LONGEST_NAME: usize = 120;

/// A topic while its names are collected.
#[derive(Default)]
struct Draft {
    key: String,
    /// Spelling -> how often.
    spellings: BTreeMap<String, usize>,
    declared: Option<DocId>,
    declared_name: Option<(String, String)>,
}

/// The topics of one kind while their names are collected.
#[derive(Default)]
pub(super) struct Drafts {
    all: Vec<Draft>,
    by_key: FxHashMap<String, usize>,
}

impl Drafts {
    /// Topics that have a document of their own, under their title, slug and other names.
    pub(super) fn declared(catalog: &Catalog, kind: TopicKind, report: &mut Report) -> Self {
        let mut drafts = Self::default();
        if !matches!(kind, TopicKind::Service | TopicKind::RootCause) {
            return drafts;
        }
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
                key(&title).into_owned(),
                key(slug).into_owned(),
                key(document.source.rsplit('/').next().unwrap_or_default().trim_end_matches(".md")).into_owned(),
            ];
            let draft = Draft {
                key: own[0].clone(),
                declared: Some(id),
                declared_name: Some((title, slug.to_owned())),
                ..Draft::default()
            };
            drafts.all.push(draft);
            let others = names.iter().map(|name| key(&name.value).into_owned());
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

    /// Whether a document declares a topic of this name.
    pub(super) fn is_declared(&self, name: &str) -> bool {
        // Where there are none, no name need be looked at.
        !self.by_key.is_empty() && self.by_key.get(&*key(name)).is_some_and(|at| self.all[*at].declared.is_some())
    }

    /// Adds a name that so many mention: its draft, made where there is none, or `None` where nothing is left of the name.
    pub(super) fn add(&mut self, name: &str, mentions: usize) -> Option<usize> {
        let key = key(name).into_owned();
        if key.is_empty() {
            return None;
        }
        let index = *self.by_key.entry(key.clone()).or_insert_with(|| {
            self.all.push(Draft { key, ..Draft::default() });
            self.all.len() - 1
        });
        *self.all[index].spellings.entry(name.to_owned()).or_insert(0) += mentions;
        Some(index)
    }

    /// The topics in their order of print, without incidents and relations, and for each draft its place in that order.
    pub(super) fn finish(&self, kind: TopicKind) -> (Vec<Topic>, Vec<TopicId>) {
        let mut named: Vec<(usize, String)> = self.all.iter().map(Draft::name).enumerate().collect();
        // Of one name: by address, so that the order says no more than names and addresses do.
        named.sort_by_cached_key(|(index, name)| {
            let draft = &self.all[*index];
            (sort_key(kind, name, &draft.key), draft.declared_name.as_ref().map(|(_, slug)| slug.clone()))
        });
        let declared = self.all.iter().filter_map(|draft| draft.declared_name.as_ref());
        let mut taken = Addresses::default();
        // Free, since no two documents have one URL.
        declared.for_each(|(_, slug)| _ = taken.claim(slug, ()));
        let mut order = vec![TopicId(0); named.len()];
        let mut topics = Vec::with_capacity(named.len());
        for (id, (index, name)) in (0..).map(TopicId).zip(named) {
            order[index] = id;
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

    /// The topic of each name; `order` is what [`Drafts::finish`] told.
    pub(super) fn ids(&self, order: &[TopicId]) -> FxHashMap<&str, TopicId> {
        self.by_key.iter().map(|(key, index)| (key.as_str(), order[*index])).collect()
    }
}

impl Draft {
    /// As declared, else the commonest spelling.
    fn name(&self) -> String {
        // A name stands on the page of each incident that bears it.
        let declared = self.declared_name.as_ref().map(|(name, _)| cut(name, LONGEST_NAME));
        declared.unwrap_or_else(|| {
            let best = self.spellings.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
            best.map(|(spelling, _)| spelling.clone()).unwrap_or_default()
        })
    }
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

fn free_slug(name: &str, taken: &mut Addresses<()>) -> String {
    let slug = match slugify(name) {
        slug if slug.is_empty() => format!("name-{}", Fingerprint::of(name.as_bytes()).short(8)),
        slug => slug,
    };
    taken.claim_numbered(slug, (), numbered)
}

/// `name` is a key: of one of `names`, of the title, or of the file's name, which stands on no line.
fn claimed_twice(document: &Document, names: &[Fact<String>], kind: TopicKind, name: &str) -> Diagnostic {
    let claim = names.iter().chain([&document.title]).find(|claim| key(&claim.value) == name);
    let message = format!("the name `{name}` belongs to another document in {}/ already", kind.folder());
    Diagnostic::warning("name-claimed-twice", &document.source, message)
        .at(claim.and_then(Fact::span))
        .hint("remove it from the `aliases` of one of them")
}
