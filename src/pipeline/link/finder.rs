//! Documents by what people call them: path, id, slug, title, URL.

use super::names::key;
use crate::model::Document;
use crate::model::catalog::{Catalog, DocId, TopicKind};
use crate::model::source::strip_markdown_suffixes;
use rustc_hash::FxHashMap;
use unicode_normalization::UnicodeNormalization;

/// Finds documents by what people call them.
pub(super) struct Finder {
    /// Source path without suffixes, NFC; a folder's index also under the folder.
    by_path: FxHashMap<String, DocId>,
    /// The ends of those paths that name a folder; `None` where several documents end alike.
    by_tail: FxHashMap<String, Option<DocId>>,
    /// Normalised id.
    by_id: FxHashMap<String, DocId>,
    /// Normalised slug, title and file name; postmortems win over pages, the first path over later ones.
    pub(super) by_name: FxHashMap<String, DocId>,
    /// URL without final slash.
    pub(super) by_url: FxHashMap<String, Option<DocId>>,
}

impl Finder {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let size = catalog.documents.len() * 2;
        let map = || FxHashMap::with_capacity_and_hasher(size, rustc_hash::FxBuildHasher);
        let mut finder = Self {
            by_path: map(),
            by_tail: FxHashMap::default(),
            by_id: map(),
            by_name: map(),
            by_url: FxHashMap::default(),
        };
        // Incidents first: a name that an incident and a page share means the incident.
        for is_incident in [true, false] {
            for (id, entry) in (0..).map(DocId).zip(&catalog.documents) {
                if entry.document.postmortem().is_some() == is_incident {
                    finder.add(id, &entry.document, &entry.url);
                }
            }
        }
        finder.add_topics(catalog);
        finder
    }

    /// Adds the URLs of topics that were not there yet.
    pub(super) fn add_topics(&mut self, catalog: &Catalog) {
        for topic in TopicKind::ALL.iter().flat_map(|kind| catalog.topics.of(*kind)) {
            self.by_url.entry(topic.url().trim_end_matches('/').to_owned()).or_insert(topic.declared);
        }
    }

    fn add(&mut self, id: DocId, document: &Document, url: &str) {
        let path = nfc(&document.source);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let stem = strip_markdown_suffixes(name);
        let whole = join(folder, stem);
        for (at, _) in whole.match_indices('/') {
            let tail = &whole[at + 1..];
            if tail.contains('/') {
                self.by_tail.entry(tail.to_owned()).and_modify(|other| *other = None).or_insert(Some(id));
            }
        }
        self.by_path.entry(whole).or_insert(id);
        if matches!(stem.to_ascii_lowercase().as_str(), "index" | "_index" | "readme") {
            self.by_path.entry(folder.to_owned()).or_insert(id);
        }
        if let Some(own) = document.postmortem().and_then(|postmortem| postmortem.id.as_ref()) {
            self.by_id.entry(key(&own.value)).or_insert(id);
        }
        for name in [&document.slug.value, &document.title.value, stem] {
            self.by_name.entry(key(name)).or_insert(id);
        }
        self.by_url.entry(url.trim_end_matches('/').to_owned()).or_insert(Some(id));
    }

    /// The incident with this id.
    pub(super) fn incident(&self, id: &str) -> Option<DocId> {
        self.by_id.get(&key(id)).copied()
    }

    /// The document that `name` means in `source`: an id, a slug, a title, or a relative path.
    pub(super) fn document(&self, source: &str, name: &str) -> Option<DocId> {
        let name = name.trim().trim_start_matches("[[").trim_end_matches("]]");
        let key = key(name);
        let by_name = self.by_id.get(&key).or_else(|| self.by_name.get(&key)).copied();
        by_name.or_else(|| self.at_path(&resolve_path(source, name)?))
    }

    /// The only document whose path ends like this: links written from the root of another site generator.
    pub(super) fn ending_in(&self, path: &str) -> Option<DocId> {
        let path = nfc(path.trim_matches('/'));
        let (folder, name) = path.rsplit_once('/')?;
        *self.by_tail.get(&join(folder, strip_markdown_suffixes(name)))?
    }

    /// The document at a path relative to the content folder, with or without suffix, or the index of a folder.
    pub(super) fn at_path(&self, path: &str) -> Option<DocId> {
        let path = nfc(path);
        let path = path.trim_end_matches('/');
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let found = self.by_path.get(&join(folder, strip_markdown_suffixes(name)));
        found.or_else(|| self.by_path.get(path)).copied()
    }
}

/// Paths are compared in composed form: file systems differ.
pub(super) fn nfc(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

/// `path` as seen from the file `source`, both relative to the content folder; `None` where it leaves the folder.
pub(super) fn resolve_path(source: &str, path: &str) -> Option<String> {
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> =
        if path.starts_with('/') { Vec::new() } else { folder.split('/').filter(|part| !part.is_empty()).collect() };
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
