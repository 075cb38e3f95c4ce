//! Documents by what people call them: path, id, slug, title, URL.

use super::names::key;
use crate::model::Document;
use crate::model::catalog::{Catalog, DocId};
use crate::model::source::strip_markdown_suffixes;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use unicode_normalization::UnicodeNormalization;

/// Finds documents by what people call them. What nobody asks for is never gathered: many a site has no link by name.
#[derive(Default)]
pub(super) struct Finder {
    /// As in the catalog.
    documents: Vec<Arc<Document>>,
    paths: OnceLock<FxHashMap<String, DocId>>,
    tails: OnceLock<FxHashMap<String, Option<DocId>>>,
    ids: OnceLock<FxHashMap<String, DocId>>,
    names: OnceLock<FxHashMap<String, DocId>>,
}

impl Finder {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let documents = catalog.documents.iter().map(|entry| Arc::clone(&entry.document)).collect();
        Self { documents, ..Self::default() }
    }

    /// Incidents first: a name that an incident and a page share means the incident. Else the first path wins.
    fn ranked(&self) -> impl Iterator<Item = (DocId, &Document)> {
        let all = || (0..).map(DocId).zip(&self.documents).map(|(id, document)| (id, &**document));
        let is_incident = |document: &Document| document.postmortem().is_some();
        let incidents = all().filter(move |(_, document)| is_incident(document));
        incidents.chain(all().filter(move |(_, document)| !is_incident(document)))
    }

    /// Source path without suffixes, NFC; a folder's index also under the folder.
    fn paths(&self) -> &FxHashMap<String, DocId> {
        self.paths.get_or_init(|| {
            let mut paths = with_room(self.documents.len());
            for (id, document) in self.ranked() {
                let path = nfc(&document.source);
                let (folder, stem) = folder_and_stem(&path);
                if ["index", "_index", "readme"].iter().any(|index| stem.eq_ignore_ascii_case(index)) {
                    paths.entry(folder.to_owned()).or_insert(id);
                }
                paths.entry(join(folder, stem)).or_insert(id);
            }
            paths
        })
    }

    /// The ends of those paths that name a folder; `None` where several documents end alike.
    fn tails(&self) -> &FxHashMap<String, Option<DocId>> {
        self.tails.get_or_init(|| {
            let mut tails = FxHashMap::default();
            for (id, document) in self.ranked() {
                let path = nfc(&document.source);
                let (folder, stem) = folder_and_stem(&path);
                let whole = join(folder, stem);
                let ends = whole.match_indices('/').map(|(at, _)| &whole[at + 1..]);
                for tail in ends.filter(|tail| tail.contains('/')) {
                    tails.entry(tail.to_owned()).and_modify(|other| *other = None).or_insert(Some(id));
                }
            }
            tails
        })
    }

    /// Normalised id.
    fn ids(&self) -> &FxHashMap<String, DocId> {
        self.ids.get_or_init(|| {
            let mut ids = with_room(self.documents.len());
            for (id, document) in self.ranked() {
                if let Some(own) = document.postmortem().and_then(|postmortem| postmortem.id.as_ref()) {
                    ids.entry(key(&own.value).into_owned()).or_insert(id);
                }
            }
            ids
        })
    }

    /// Normalised slug, title and file name.
    fn names(&self) -> &FxHashMap<String, DocId> {
        self.names.get_or_init(|| {
            let mut names = with_room(self.documents.len() * 2);
            for (id, document) in self.ranked() {
                let path = nfc(&document.source);
                for name in [&document.slug.value, &document.title.value, folder_and_stem(&path).1] {
                    names.entry(key(name).into_owned()).or_insert(id);
                }
            }
            names
        })
    }

    /// The incident with this id.
    pub(super) fn incident(&self, id: &str) -> Option<DocId> {
        self.ids().get(&*key(id)).copied()
    }

    /// The document that `name` means in `source`: an id, a slug, a title, or a relative path.
    pub(super) fn document(&self, source: &str, name: &str) -> Option<DocId> {
        let name = name.trim().trim_start_matches("[[").trim_end_matches("]]");
        let key = key(name);
        let by_name = self.ids().get(&*key).or_else(|| self.names().get(&*key)).copied();
        by_name.or_else(|| self.at_path(&resolve_path(source, name)?))
    }

    /// The document whose slug, title or file name has this key.
    pub(super) fn named(&self, key: &str) -> Option<DocId> {
        self.names().get(key).copied()
    }

    /// The only document whose path ends like this: links written from the root of another site generator.
    pub(super) fn ending_in(&self, path: &str) -> Option<DocId> {
        let path = nfc(path.trim_matches('/'));
        let (folder, name) = path.rsplit_once('/')?;
        *self.tails().get(&join(folder, strip_markdown_suffixes(name)))?
    }

    /// The document at a path relative to the content folder, with or without suffix, or the index of a folder.
    pub(super) fn at_path(&self, path: &str) -> Option<DocId> {
        let path = nfc(path);
        let path = path.trim_end_matches('/');
        let (folder, stem) = folder_and_stem(path);
        let found = self.paths().get(&join(folder, stem));
        found.or_else(|| self.paths().get(path)).copied()
    }
}

/// Paths are compared in composed form: file systems differ.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { text.nfc().collect() }
}

fn with_room(size: usize) -> FxHashMap<String, DocId> {
    FxHashMap::with_capacity_and_hasher(size, rustc_hash::FxBuildHasher)
}

fn folder_and_stem(path: &str) -> (&str, &str) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    (folder, strip_markdown_suffixes(name))
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
