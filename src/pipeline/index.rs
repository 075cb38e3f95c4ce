//! `Catalog` -> the search index and the browser's shards of it.

use super::Options;
use crate::config::{Config, Visibility};
use crate::model;
use crate::model::catalog::{Catalog, DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::{CodeBlock, SourceFile};
use crate::search::analyzer;
use crate::search::card::Card;
use crate::search::facets::{Facets, Value};
use crate::search::index::{Collection, Error, Index, IndexDocument, Standing};
use crate::search::query::{days, ticket};
use crate::search::{shards, synonyms};
use crate::store::{BuildId, Key, Store};
use crate::text::shorten::{cut, sentences};
use crate::text::slug::slugify;
use std::collections::{BTreeMap, BTreeSet};

/// Longest summary and fix on a card, in characters.
const CARD_TEXT: usize = 120;
/// Lines of code on a card, and characters of one: more is a file rather than a command.
const CARD_LINES: usize = 12;
const CARD_LINE: usize = 500;

/// What `status:` calls work that was announced, whatever its state is.
const PLANNED: &str = "planned";

/// What keeps the index of these options, if it can be had: audiences and drafts never share one.
#[must_use]
pub(crate) fn store(options: &Options) -> Option<Store> {
    let audience = match options.config.audience.audience {
        Visibility::Internal => "internal",
        Visibility::Public => "public",
    };
    let drafts = if options.config.build.drafts { "-drafts" } else { "" };
    let name = format!("{audience}{drafts}-{}", analyzer::VERSION);
    options.store.as_ref()?.below("index")?.below(&name)
}

/// Hash of everything that the index depends on.
#[must_use]
pub(crate) fn inputs(options: &Options, sources: &[SourceFile]) -> Key {
    let mut hasher = BuildId::of("index", &(options.config.site_id(), options.keep_going)).hasher();
    for source in sources {
        hasher.update(source.path.as_bytes()).update(&[0]).update(&source.fingerprint.0);
    }
    *hasher.finalize().as_bytes()
}

/// The index of all documents, brought up to date in its folder.
///
/// # Errors
/// IO, or an index that can neither be used nor made anew.
pub fn update(catalog: &Catalog, options: &Options, inputs: Key) -> Result<Index, Error> {
    Index::update(store(options).as_ref(), &Documents::new(catalog, &options.config), facets(catalog), inputs)
}

/// Words that mean the same, ours and the site's, as far as the documents of `index` hold them.
///
/// # Errors
/// A damaged index.
pub fn synonym_groups(index: &Index, config: &Config) -> Result<Vec<String>, Error> {
    let groups: Vec<String> = config.search.synonyms.iter().cloned().chain(synonyms::built_in()).collect();
    synonyms::known(&groups, index.documents(), |term| index.frequency(term))
}

/// Every document of a catalog, by source path.
struct Documents<'a> {
    catalog: &'a Catalog,
    /// What documents are read with.
    id: BuildId,
}

impl<'a> Documents<'a> {
    fn new(catalog: &'a Catalog, config: &Config) -> Self {
        Self { catalog, id: config.parse_id() }
    }
}

impl Collection for Documents<'_> {
    fn count(&self) -> usize {
        self.catalog.documents.len()
    }

    fn document(&self, number: usize) -> IndexDocument<'_> {
        let entry = &self.catalog.documents[number];
        let document = &*entry.document;
        let mut origin = self.id.hasher();
        origin.update(&[document.zone as u8]).update(&document.fingerprint.0).update(document.source.as_bytes());
        IndexDocument {
            card: card(self.catalog, entry),
            meta: meta(self.catalog, entry),
            body: &document.body.text,
            code: &document.body.code,
            origin: *origin.finalize().as_bytes(),
            name: name(document),
            standing: standing(&document.content),
        }
    }
}

fn card(catalog: &Catalog, entry: &Entry) -> Card {
    let incident = entry.document.postmortem();
    let severity = incident.and_then(|incident| incident.severity.as_ref());
    let text = |fact: Option<&crate::model::Fact<String>>| {
        fact.map_or_else(String::new, |fact| sentences(&fact.value, CARD_TEXT))
    };
    let summary = text(incident.and_then(|incident| incident.summary.as_ref()));
    let fix = text(incident.and_then(|incident| incident.fix.as_ref()));
    Card {
        title: entry.document.title.value.clone(),
        url: entry.url.clone(),
        source: entry.document.source.to_string(),
        date: entry.when().map(|moment| moment.date().to_string()).unwrap_or_default(),
        severity: severity.map(|severity| severity.value.label.clone()).unwrap_or_default(),
        level: severity.and_then(|severity| severity.value.level).unwrap_or_default(),
        services: names(catalog, TopicKind::Service, &entry.services).map(str::to_owned).collect(),
        summary: if summary.is_empty() { cut(opening(&entry.document.body.text), CARD_TEXT) } else { summary },
        fix_commands: incident.map(|incident| commands(&incident.fix_commands, &fix)).unwrap_or_default(),
        fix,
        kind: entry.document.content.kind().to_owned(),
        planned: entry.is_planned(),
    }
}

/// What others cite a document by: the id that it tells, or the one that its file or folder is named for.
fn name(document: &model::Document) -> String {
    let told = document.postmortem().and_then(|incident| incident.id.as_ref());
    let mut parts = document.source.rsplit('/').map(ticket);
    told.map(|id| id.value.clone()).or_else(|| parts.find_map(|ticket| ticket.map(str::to_owned))).unwrap_or_default()
}

fn standing(content: &model::Content) -> Standing {
    match content {
        model::Content::Template | model::Content::Index => Standing::Last,
        model::Content::Service(_) | model::Content::RootCause(_) => Standing::Topic,
        model::Content::Postmortem(_) | model::Content::Page => Standing::Incident,
    }
}

/// The first lines of the code that fixed it, whole, but those that `fix` says.
fn commands(blocks: &[CodeBlock], fix: &str) -> Vec<String> {
    let lines = blocks.iter().flat_map(|block| block.code.lines()).map(str::trim_end).filter(|line| !line.is_empty());
    let mut lines = lines.filter(|line| !fix.contains(line.trim_start()));
    let mut shown: Vec<String> = lines.by_ref().take(CARD_LINES).map(|line| cut(line, CARD_LINE)).collect();
    if let Some(last) = shown.last_mut().filter(|last| lines.next().is_some() && !last.ends_with('…')) {
        last.push_str(" …");
    }
    shown
}

/// The first lines that are a sentence rather than a label.
fn opening(text: &str) -> &str {
    text.lines().map(str::trim).find(|line| line.len() > 60).unwrap_or_default()
}

fn names<'a>(catalog: &'a Catalog, kind: TopicKind, ids: &'a [TopicId]) -> impl Iterator<Item = &'a str> {
    ids.iter().map(move |id| catalog.topic(kind, *id).name.as_str())
}

/// Headings, summary, id, and names of what the incident is about: one a line.
fn meta(catalog: &Catalog, entry: &Entry) -> String {
    let mut lines: Vec<&str> = entry.document.body.headings.iter().map(|heading| heading.text.as_str()).collect();
    if let Some(incident) = entry.document.postmortem() {
        lines.extend(incident.summary.iter().chain(&incident.id).map(|fact| fact.value.as_str()));
    }
    lines.extend(names(catalog, TopicKind::Service, &entry.services));
    lines.extend(names(catalog, TopicKind::RootCause, &entry.root_causes));
    lines.extend(names(catalog, TopicKind::Team, &entry.teams));
    lines.extend(names(catalog, TopicKind::Tag, &entry.tags));
    lines.extend(names(catalog, TopicKind::Alert, &entry.alerts));
    lines.join("\n")
}

/// By what documents can be narrowed.
pub(super) fn facets(catalog: &Catalog) -> Facets {
    let list = |kind| catalog.topics.of(kind).iter().map(|topic| value(catalog, topic)).collect::<Vec<Value>>();
    Facets {
        service: list(TopicKind::Service),
        cause: list(TopicKind::RootCause),
        severity: list(TopicKind::Severity),
        team: list(TopicKind::Team),
        tag: list(TopicKind::Tag),
        year: list(TopicKind::Year),
        status: statuses(catalog),
        date: catalog.documents.iter().map(|entry| Some(days(entry.when()?.date()))).collect(),
    }
}

fn value(catalog: &Catalog, topic: &Topic) -> Value {
    // The page that declares it is no incident.
    let mut documents: Vec<u32> = topic.incidents.iter().map(|DocId(id)| *id).collect();
    documents.sort_unstable();
    documents.dedup();
    let incidents = topic.incidents.iter().filter_map(|id| catalog.entry(*id).document.postmortem());
    let severities = incidents.filter_map(|incident| incident.severity.as_ref());
    let mut severities = severities.filter(|_| topic.kind == TopicKind::Severity).peekable();
    let level = severities.peek().and_then(|severity| severity.value.level).unwrap_or_default();
    // A severity is found by the words that documents have for it, as their badges show them.
    let labels: BTreeSet<&str> = severities.map(|severity| severity.value.label.as_str()).collect();
    let mut aliases = topic.aliases.clone();
    aliases.extend(labels.into_iter().filter(|label| *label != topic.name).map(str::to_owned));
    Value { name: topic.name.clone(), slug: topic.slug.clone(), aliases, level, documents }
}

fn statuses(catalog: &Catalog) -> Vec<Value> {
    let mut holders: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (number, entry) in (0..).zip(&catalog.documents) {
        if entry.is_planned() {
            holders.entry(PLANNED).or_default().push(number);
        }
        if let Some(status) = entry.document.postmortem().and_then(|incident| incident.status.as_ref()) {
            holders.entry(status.value.as_str()).or_default().push(number);
        }
    }
    let value = |(name, documents): (&str, _)| Value {
        name: name.to_owned(),
        slug: slugify(name),
        documents,
        ..Value::default()
    };
    holders.into_iter().map(value).collect()
}

/// The browser's files of the index.
///
/// # Errors
/// A damaged index, and what `put` says.
pub fn export<E: From<Error> + Send>(
    index: &Index,
    catalog: &Catalog,
    config: &Config,
    synonyms: &[String],
    put: &impl shards::Put<E>,
) -> Result<(), E> {
    shards::export(index, &Documents::new(catalog, config), synonyms, put)
}
