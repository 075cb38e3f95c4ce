//! Documents by what people call them: path, id, slug, title, URL.

use super::names::key;
use crate::model::Document;
use crate::model::addresses::folded;
use crate::model::catalog::{Catalog, DocId};
use crate::model::source::{is_landing, strip_markdown_suffixes};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::{Arc, OnceLock};
use unicode_normalization::UnicodeNormalization;

/// Ends of one path that are known: each is as long as those below it.
const MOST_TAILS: usize = 16;
/// Longest end of a path that is looked for, in bytes: a path has as many ends as folders.
const LONGEST_TAIL: usize = 1_024;

/// Finds documents by what people call them. What nobody asks for is never gathered: many a site has no link by name.
#[derive(Default)]
pub(crate) struct Finder {
    /// As in the catalog.
    documents: Vec<Arc<Document>>,
    /// Names of the folders above all of them.
    above: Arc<str>,
    paths: OnceLock<FxHashMap<String, DocId>>,
    tails: OnceLock<FxHashMap<String, Option<DocId>>>,
    ids: OnceLock<FxHashMap<String, DocId>>,
    names: OnceLock<FxHashMap<String, DocId>>,
    folded: OnceLock<FxHashMap<String, Option<DocId>>>,
}

impl Finder {
    /// Of the documents of `catalog`.
    #[must_use]
    pub(crate) fn new(catalog: &Catalog) -> Self {
        Self::of(catalog.documents.iter().map(|entry| Arc::clone(&entry.document)).collect())
    }

    /// Of these: what it finds has its place among them.
    #[must_use]
    pub(crate) fn of(documents: Vec<Arc<Document>>) -> Self {
        let above = above(documents.iter().map(|document| &**document));
        Self { documents, above, ..Self::default() }
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
                let path = without_suffixes(&path);
                let (folder, stem) = path.rsplit_once('/').unwrap_or(("", path));
                if is_landing(stem) {
                    paths.entry(folder.to_owned()).or_insert(id);
                }
                paths.entry(path.to_owned()).or_insert(id);
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
                let path = without_suffixes(&path);
                let ends = path.rmatch_indices('/').map(|(at, _)| &path[at + 1..]);
                for tail in ends.filter(|tail| tail.contains('/')).take(MOST_TAILS) {
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

    /// Normalised slug, title and file name; then what is listed as an alias.
    fn names(&self) -> &FxHashMap<String, DocId> {
        self.names.get_or_init(|| {
            let mut names = with_room(self.documents.len() * 2);
            for (id, document) in self.ranked() {
                let path = nfc(&document.source);
                let stem = strip_markdown_suffixes(path.rsplit('/').next().unwrap_or(&path));
                for name in [&document.slug.value, &document.title.value, stem] {
                    names.entry(key(name).into_owned()).or_insert(id);
                }
            }
            // What an author lists as another name gives way to all that are names by themselves.
            for (id, document) in self.ranked() {
                for alias in &document.aliases {
                    names.entry(key(alias.value.trim_matches('/')).into_owned()).or_insert(id);
                }
            }
            names
        })
    }

    /// Source path without suffixes and case; `None` where several documents share it.
    fn folded(&self) -> &FxHashMap<String, Option<DocId>> {
        self.folded.get_or_init(|| {
            let mut paths: FxHashMap<String, Option<DocId>> = with_room(self.documents.len());
            let mut all: Vec<_> = self.paths().iter().collect();
            all.sort_unstable();
            for (path, id) in all {
                let known = paths.entry(folded(path).into_owned()).or_insert(Some(*id));
                *known = known.filter(|known| known == id);
            }
            paths
        })
    }

    /// Names of the folders above all its documents, as far as those are the same.
    pub(super) fn above(&self) -> &Arc<str> {
        &self.above
    }

    /// The only document at `path` but for case.
    pub(super) fn near_path(&self, path: &str) -> Option<DocId> {
        *self.folded().get(&*folded(without_suffixes(path.trim_end_matches('/'))))?
    }

    /// The incident with this id.
    #[must_use]
    pub(crate) fn incident(&self, id: &str) -> Option<DocId> {
        self.ids().get(&*key(id)).copied()
    }

    /// The document that `name` means in `source`: an id, a slug, a title, or a relative path.
    #[must_use]
    pub(crate) fn document(&self, source: &str, name: &str) -> Option<DocId> {
        let name = name.trim().trim_start_matches("[[").trim_end_matches("]]");
        let key = key(name);
        let by_name = self.ids().get(&*key).or_else(|| self.names().get(&*key)).copied();
        by_name.or_else(|| self.at_path(&resolve_path(source, name)?)).or_else(|| {
            // From the root of another tool, or by its file's name.
            let name = name.trim_start_matches('/');
            if name.contains('/') {
                let within = || self.at_path(&below(&self.above, source, &format!("/{name}"))?);
                self.at_path(name).or_else(|| self.ending_in(name)).or_else(within)
            } else {
                self.named(&super::names::key(without_suffixes(name)))
            }
        })
    }

    /// The document that the path of a link in `source` leads to: relative, from the content folder's root, or as a path from the
    /// repository's root that ends in a source path.
    #[must_use]
    pub(crate) fn linked(&self, source: &str, path: &str) -> Option<DocId> {
        let direct = resolve_path(source, path).and_then(|resolved| self.at_path(&resolved));
        let by_tail = || tails(path).find_map(|tail| self.at_path(tail)).or_else(|| self.ending_in(path));
        let within = || self.at_path(&below(&self.above, source, path)?);
        direct.or_else(by_tail).or_else(within).or_else(|| {
            let path = plain(path);
            let resolved = resolve_path(source, &path)?;
            self.at_path(&resolved).or_else(|| self.near_path(&resolved))
        })
    }

    /// The document whose slug, title or file name has this key.
    pub(super) fn named(&self, key: &str) -> Option<DocId> {
        self.names().get(key).copied()
    }

    /// The only document whose path ends like this: links written from the root of another site generator.
    pub(super) fn ending_in(&self, path: &str) -> Option<DocId> {
        let path = nfc(path.trim_matches('/'));
        *self.tails().get(without_suffixes(&path))?
    }

    /// The document that had this address on another site: one of its aliases, or that of a post (`2026/01/09/pump`, with or without
    /// categories before it).
    pub(super) fn known_as(&self, url: &str) -> Option<DocId> {
        let alias =
            |id: &DocId| self.documents[id.index()].aliases.iter().any(|alias| alias.value.trim_matches('/') == url);
        let parts: Vec<&str> = url.rsplit('/').take(4).collect();
        let post = || match parts.as_slice() {
            [name, day, month, year]
                if year.len() == 4
                    && [year, month, day].iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit())) =>
            {
                self.named(&key(&format!("{year}-{month}-{day}-{}", strip_markdown_suffixes(name))))
            }
            _ => None,
        };
        self.named(&key(url)).filter(alias).or_else(post)
    }

    /// The document at a path relative to the content folder, with or without suffix, or the index of a folder.
    pub(super) fn at_path(&self, path: &str) -> Option<DocId> {
        let path = nfc(path);
        let path = path.trim_end_matches('/');
        let found = self.paths().get(without_suffixes(path));
        found.or_else(|| self.paths().get(path)).copied()
    }
}

/// Paths are compared in composed form: file systems differ.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { text.into() } else { text.nfc().collect() }
}

fn with_room<T>(size: usize) -> FxHashMap<String, T> {
    FxHashMap::with_capacity_and_hasher(size, rustc_hash::FxBuildHasher)
}

fn without_suffixes(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    &path[..path.len() - name.len() + strip_markdown_suffixes(name).len()]
}

/// `path` as seen from the file `source`, both relative to the content folder; `None` where it leaves the folder.
pub(crate) fn resolve_path(source: &str, path: &str) -> Option<String> {
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let folder = if path.starts_with('/') { "" } else { folder };
    let mut resolved = String::with_capacity(folder.len() + path.len() + 1);
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if resolved.is_empty() => return None,
            ".." => resolved.truncate(resolved.rfind('/').unwrap_or(0)),
            part => {
                if !resolved.is_empty() {
                    resolved.push('/');
                }
                resolved.push_str(part);
            }
        }
    }
    Some(resolved)
}

/// Names of the folders above all of `documents`, as far as those are the same.
fn above<'a>(documents: impl Iterator<Item = &'a Document>) -> Arc<str> {
    let mut all = documents.map(|document| &document.above);
    let first = all.next().cloned().unwrap_or_default();
    if all.all(|above| *above == first) { first } else { Arc::default() }
}

/// `path` as seen from `source` in a checkout where folders of the names `above` hold the content folder, below which it leads again:
/// `/docs/incidents/x.md`, `../incidents/x.md`.
pub(super) fn below(above: &str, source: &str, path: &str) -> Option<String> {
    let whole = resolve_path(&format!("{above}/{source}"), path)?;
    Some(whole.strip_prefix(above)?.strip_prefix('/')?.to_owned()).filter(|_| !above.is_empty())
}

/// With `/` alone between folders, and no blanks around.
pub(super) fn plain(path: &str) -> String {
    path.trim().replace('\\', "/")
}

/// The tails of a path that was written from a root above the content folder: `a/b/c.md` -> `b/c.md`, `c.md` (only for
/// paths that name a folder, so that a bare wrong name does not hit by chance).
pub(super) fn tails(path: &str) -> impl Iterator<Item = &str> {
    let path = path.trim_start_matches('/');
    let climbs = path.starts_with("..") || path.starts_with('.');
    let usable = if climbs { "" } else { path };
    std::iter::successors(Some(usable), |rest| rest.split_once('/').map(|(_, tail)| tail))
        .skip_while(|tail| tail.len() > LONGEST_TAIL)
        .take_while(|tail| tail.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved_within_the_content_folder() {
        let resolved = |path| resolve_path("a/b/c.md", path);
        let cases = [
            ("d.md", "a/b/d.md"),
            ("./d//e.md", "a/b/d/e.md"),
            ("../d.md", "a/d.md"),
            ("../../d.md", "d.md"),
            ("../..", ""),
            ("/d/../e", "e"),
        ];
        for (path, expected) in cases {
            assert_eq!(resolved(path).as_deref(), Some(expected), "{path}");
        }
        assert_eq!(resolved("../../../d.md"), None);
        assert_eq!(resolved("/.."), None);
        assert_eq!(resolve_path("c.md", "d.md").as_deref(), Some("d.md"));
    }

    #[test]
    fn suffixes_of_a_path_are_those_of_its_last_part() {
        let cases = [("a.md/b.html.md", "a.md/b"), ("b.md", "b"), ("a/.md", "a/.md"), ("a/v1.2", "a/v1.2"), ("", "")];
        for (path, expected) in cases {
            assert_eq!(without_suffixes(path), expected);
        }
    }
}
