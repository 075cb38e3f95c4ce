//! A document to its URL; collisions settled; old URLs to redirects.

use crate::diagnostics::{Diagnostic, Report};
use crate::model::catalog::{Catalog, TopicKind};
use crate::model::document::{Content, Document};
use crate::model::{Fingerprint, Zone};
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every document with its URL, in the order given. Colliders are reported and, unless `keep_going`, left out.
pub(super) fn place(
    documents: &[Arc<Document>],
    keep_going: bool,
    report: &mut Report,
) -> Vec<(Arc<Document>, String)> {
    let count = documents.len();
    let wanted: Vec<String> = documents.par_iter().map(|document| url(document, &slug(document))).collect();
    let mut taken: FxHashMap<String, &str> = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
    let mut contents: FxHashMap<Fingerprint, &str> = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
    let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
    let mut placed = Vec::with_capacity(count);
    for (document, wanted) in documents.iter().zip(wanted) {
        match contents.get(&document.fingerprint) {
            Some(first) if !document.body.text.is_empty() => report.push(copy(document, first)),
            _ => {
                contents.insert(document.fingerprint, &document.source);
            }
        }
        let url = match taken.get(&wanted) {
            None => wanted,
            Some(first) => {
                report.push(collision(document, first, &wanted));
                if !keep_going {
                    continue;
                }
                distinguished(document, &taken, &mut numbers)
            }
        };
        taken.insert(url.clone(), &document.source);
        placed.push((Arc::clone(document), url));
    }
    placed
}

fn slug(document: &Document) -> Cow<'_, str> {
    match document.slug.value.as_str() {
        "" => format!("document-{}", Fingerprint::of(document.source.as_bytes()).short(8)).into(),
        slug => slug.into(),
    }
}

fn url(document: &Document, slug: &str) -> String {
    match document.content {
        _ if document.zone == Zone::Home => String::new(),
        Content::Postmortem(_) => format!("postmortems/{slug}/"),
        Content::Service(_) => format!("{}/{slug}/", TopicKind::Service.folder()),
        Content::RootCause(_) => format!("{}/{slug}/", TopicKind::RootCause.folder()),
        Content::Template | Content::Index | Content::Page => format!("pages/{slug}/"),
    }
}

fn collision(document: &Document, first: &str, url: &str) -> Diagnostic {
    // The home page's URL comes from no slug; one from the file's name stands on no line.
    let place = document.slug.span().filter(|_| !url.is_empty());
    Diagnostic::error("slug-collision", &document.source, format!("its URL `{url}` is taken by {first}"))
        .at(place)
        .hint("give one of them another `slug` in its front matter, or rename the file")
}

fn copy(document: &Document, first: &str) -> Diagnostic {
    Diagnostic::warning("duplicate-document", &document.source, format!("is byte for byte the same as {first}"))
        .hint("remove one of them, or exclude it in book.toml")
}

/// The slug behind as many parent folders as it takes to be free: `en-2019-11-08-x`. `numbers` are those given last, by URL.
fn distinguished(document: &Document, taken: &FxHashMap<String, &str>, numbers: &mut FxHashMap<String, u32>) -> String {
    let own = slug(document);
    let mut folders: Vec<&str> = document.source.split('/').collect();
    folders.pop();
    if folders.last().is_some_and(|folder| crate::text::slug::slugify(folder) == own) {
        folders.pop();
    }
    let mut slug = own.clone().into_owned();
    for folder in folders.iter().rev() {
        slug = format!("{}-{slug}", crate::text::slug::slugify(folder));
        let candidate = url(document, &slug);
        if slug.len() < 200 && !taken.contains_key(&candidate) {
            return candidate;
        }
    }
    let last = numbers.entry(url(document, &own)).or_insert(1);
    let numbered = (*last + 1..).map(|number| (number, url(document, &format!("{own}-{number}"))));
    let free = numbered.into_iter().find(|(_, candidate)| !taken.contains_key(candidate));
    let (number, free) = free.unwrap_or_default();
    *last = number;
    free
}

/// Old URL -> new URL, for `aliases`. One that is a page of the site, or that two documents claim, is reported and left.
pub(super) fn redirects(catalog: &Catalog, report: &mut Report) -> Vec<(String, String)> {
    if catalog.documents.iter().all(|entry| entry.document.aliases.is_empty()) {
        return Vec::new();
    }
    let mut live: FxHashMap<&str, ()> =
        catalog.documents.iter().map(|entry| (entry.url.trim_end_matches('/'), ())).collect();
    let topics: Vec<String> = TopicKind::ALL
        .iter()
        .flat_map(|kind| catalog.topics.of(*kind))
        .map(|topic| topic.url().trim_end_matches('/').to_owned())
        .collect();
    live.extend(topics.iter().map(|url| (url.as_str(), ())));
    let mut redirects: BTreeMap<String, (String, &Arc<str>)> = BTreeMap::new();
    for entry in &catalog.documents {
        for alias in &entry.document.aliases {
            let old = alias.value.trim_matches('/').to_owned();
            if old == entry.url.trim_end_matches('/') {
                continue;
            }
            let source = &entry.document.source;
            let holder = redirects.get(&old).map(|(_, holder)| holder.to_string());
            if old.is_empty() || live.contains_key(old.as_str()) {
                let message = format!("the old URL `{old}` is a page of the site and cannot redirect");
                let warning = Diagnostic::warning("alias-taken", source, message).at(alias.span());
                report.push(warning.hint("remove it from `aliases`"));
            } else if let Some(holder) = holder {
                let message = format!("the old URL `{old}` redirects to {holder} already");
                let warning = Diagnostic::warning("alias-taken", source, message).at(alias.span());
                report.push(warning.hint("remove it from one of the two"));
            } else {
                redirects.insert(old, (entry.url.clone(), source));
            }
        }
    }
    redirects.into_iter().map(|(old, (new, _))| (old, new)).collect()
}
