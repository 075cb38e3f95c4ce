//! The names that incidents mention. All kinds are read at once, and documents in parallel: what costs is to fetch them from memory.

use super::drafts::Drafts;
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::catalog::{Entry, TopicKind};
use crate::model::{Document, Fact, Moment, Severity};
use indexmap::IndexMap;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use std::borrow::Cow;

/// More names of one kind on one document than this are a slip (a whole inventory pasted): the first ones are linked.
const MOST_NAMES: usize = 64;
/// Documents that are read together: enough that a spelling is seldom met for the first time.
const PART: usize = 500;

/// What some documents in a row mention.
pub(super) struct Part<'a> {
    /// By kind, in the order of [`TopicKind::ALL`].
    kinds: [Mentions<'a>; TopicKind::ALL.len()],
    pub(super) report: Report,
}

/// What some documents in a row mention of one kind.
#[derive(Default)]
pub(super) struct Mentions<'a> {
    /// Each spelling once, with how often it is met: few stand for many mentions.
    pub(super) spellings: IndexMap<Cow<'a, str>, usize, FxBuildHasher>,
    /// Indices of spellings, document by document, in the author's order.
    mentioned: Vec<usize>,
    /// How many of those each document has.
    counts: Vec<usize>,
}

/// What all documents mention, in their order; `causes` are the root causes that documents declare.
pub(super) fn read<'a>(documents: &'a [Entry], causes: &Drafts) -> Vec<Part<'a>> {
    documents.par_chunks(PART).map(|documents| Part::of(documents, causes)).collect()
}

impl<'a> Part<'a> {
    fn of(documents: &'a [Entry], causes: &Drafts) -> Self {
        let mut part = Self { kinds: <[Mentions<'a>; TopicKind::ALL.len()]>::default(), report: Report::default() };
        for entry in documents {
            for (kind, mentions) in TopicKind::ALL.into_iter().zip(&mut part.kinds) {
                let mut names = names_of(&entry.document, kind);
                if kind == TopicKind::RootCause {
                    names.extend(categories(&entry.document).filter(|name| causes.is_declared(&name.text)));
                }
                if let Some(name) = names.get(MOST_NAMES) {
                    let message =
                        format!("names {} {}; only the first {MOST_NAMES} are linked", names.len(), kind.folder());
                    let warning = Diagnostic::warning("too-many-names", &entry.document.source, message);
                    part.report.push(warning.at(name.span));
                    names.truncate(MOST_NAMES);
                }
                mentions.add(names);
            }
        }
        part
    }

    /// What is mentioned of `kind`.
    pub(super) fn of_kind(&self, kind: TopicKind) -> &Mentions<'a> {
        &self.kinds[kind as usize]
    }
}

impl<'a> Mentions<'a> {
    fn add(&mut self, names: Vec<Name<'a>>) {
        self.counts.push(names.len());
        for name in names {
            let entry = self.spellings.entry(trimmed(name.text));
            self.mentioned.push(entry.index());
            *entry.or_insert(0) += 1;
        }
    }

    /// For each document the indices of its spellings.
    pub(super) fn by_document(&self) -> impl Iterator<Item = &[usize]> {
        let mut rest = self.mentioned.as_slice();
        self.counts.iter().map(move |count| {
            let (own, others) = rest.split_at(*count);
            rest = others;
            own
        })
    }
}

fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => text.trim().into(),
        Cow::Owned(text) => text.trim().to_owned().into(),
    }
}

/// A name as an incident carries it, and where it stands.
pub(super) struct Name<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) span: Option<Span>,
}

impl<'a> Name<'a> {
    pub(super) fn of(fact: &'a Fact<String>) -> Self {
        Self { text: Cow::Borrowed(&fact.value), span: fact.span() }
    }
}

/// The names of one kind that an incident carries.
pub(super) fn names_of<'a>(document: &'a Document, kind: TopicKind) -> Vec<Name<'a>> {
    let Some(postmortem) = document.postmortem() else {
        return Vec::new();
    };
    match kind {
        TopicKind::Service => postmortem.services.iter().map(Name::of).collect(),
        TopicKind::RootCause => postmortem.root_causes.iter().map(Name::of).collect(),
        TopicKind::Team => postmortem.teams.iter().map(Name::of).collect(),
        TopicKind::Tag => postmortem.tags.iter().map(Name::of).collect(),
        TopicKind::Alert => postmortem.alerts.iter().map(Name::of).collect(),
        TopicKind::Severity => {
            let text = |of: &'a Severity| match of.level {
                Some(level) => format!("SEV{level}").into(),
                None => of.label.as_str().into(),
            };
            let severity = postmortem.severity.as_ref();
            severity.map(|fact| Name { text: text(&fact.value), span: fact.span() }).into_iter().collect()
        }
        TopicKind::Year => {
            let when = postmortem.started.as_ref().or(postmortem.date.as_ref());
            let year = |when: &Fact<Moment>| when.value.date().year().to_string().into();
            when.map(|when| Name { text: year(when), span: when.span() }).into_iter().collect()
        }
    }
}

/// Categories of an incident: root causes where a document declares one of that name.
pub(super) fn categories(document: &Document) -> impl Iterator<Item = Name<'_>> {
    document.postmortem().into_iter().flat_map(|postmortem| &postmortem.categories).map(Name::of)
}
