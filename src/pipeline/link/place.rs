//! A document to its URL: file names that are one are told [`apart`]; what collides then is settled.

use super::apart::apart;
use super::names::numbered;
use crate::config::Word;
use crate::diagnostics::{Diagnostic, Report};
use crate::model::addresses::{Addresses, Clash, ClashKind};
use crate::model::catalog::TopicKind;
use crate::model::document::{Content, Document};
use crate::model::{Fingerprint, Zone};
use crate::text::lexicon;
use crate::text::slug::slugify;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::borrow::Cow;
use std::sync::Arc;

/// Every document with its URL, in the order given; `words` are those of `book.toml`. Colliders are reported and, unless `keep_going`, left out.
pub(super) fn place(
    documents: &[Arc<Document>],
    keep_going: bool,
    words: &Arc<[Word]>,
    report: &mut Report,
) -> Vec<(Arc<Document>, String)> {
    let count = documents.len();
    let mut wanted: Vec<String> = documents.par_iter().map(|document| wanted(document)).collect();
    let mut told_apart: Vec<_> = lexicon::with(words, || apart(documents, &wanted)).into_iter().collect();
    told_apart.sort_unstable_by_key(|(index, _)| *index);
    for (index, apart) in told_apart {
        let document = &documents[index];
        wanted[index] = address(document, &apart.slug(&slug(document)));
    }
    let mut taken: Addresses<&Document> = Addresses::default();
    let mut contents: FxHashMap<Fingerprint, &Arc<str>> = FxHashMap::with_capacity_and_hasher(count, FxBuildHasher);
    let mut placed = Vec::with_capacity(count);
    for (document, wanted) in documents.iter().zip(wanted) {
        match contents.get(&document.fingerprint) {
            // A form is copied to where it is used.
            Some(first) if !document.body.text.is_empty() && !matches!(document.content, Content::Template) => {
                report.push(copy(document, first));
            }
            _ => {
                contents.insert(document.fingerprint, &document.source);
            }
        }
        let address = match taken.claim(&wanted, document) {
            Ok(()) => wanted,
            Err(clash) => {
                report.push(collision(document, &clash, &wanted));
                if !keep_going {
                    continue;
                }
                distinguished(document, &mut taken)
            }
        };
        let url = if address.is_empty() { address } else { format!("{address}/") };
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

/// The URL that `document` would have if it were alone, without its final slash.
fn wanted(document: &Document) -> String {
    if document.zone == Zone::Home { String::new() } else { address(document, &slug(document)) }
}

/// The URL of `document` under such a slug, without its final slash.
fn address(document: &Document, slug: &str) -> String {
    let folder = match document.content {
        Content::Postmortem(_) => "postmortems",
        Content::Service(_) => TopicKind::Service.folder(),
        Content::RootCause(_) => TopicKind::RootCause.folder(),
        Content::Template | Content::Index | Content::Page => "pages",
    };
    format!("{folder}/{slug}")
}

fn collision(document: &Document, clash: &Clash<&Document>, address: &str) -> Diagnostic {
    // The home page's URL comes from no slug; one from the file's name stands on no line.
    let place = document.slug.span().filter(|_| !address.is_empty());
    let (first, held) = (&clash.holder.source, &clash.held);
    let message = match clash.kind {
        ClashKind::Twin => {
            format!(
                "its URL `{address}/` differs from `{held}/` of {first} in Unicode form alone: one file on many disks"
            )
        }
        _ if address.is_empty() => format!("the home page is {first} already"),
        _ => format!("its URL `{address}/` is taken by {first}"),
    };
    Diagnostic::error("slug-collision", &document.source, message)
        .at(place)
        .naming(first)
        .hint("give one of them another `slug` in its front matter, or rename the file")
}

fn copy(document: &Document, first: &Arc<str>) -> Diagnostic {
    Diagnostic::warning("duplicate-document", &document.source, format!("is byte for byte the same as {first}"))
        .naming(first)
        .hint("remove one of them, or exclude it: `exclude` in [book] of the settings")
}

/// The slug behind as many parent folders as it takes to be free: `en-2019-11-08-x`. A second home page is a plain page.
fn distinguished<'a>(document: &'a Document, taken: &mut Addresses<&'a Document>) -> String {
    let own = slug(document);
    let mut folders: Vec<String> = document.source.split('/').map(slugify).collect();
    folders.pop();
    if folders.last().is_some_and(|folder| *folder == own) {
        folders.pop();
    }
    let prefixed =
        folders.iter().rev().filter(|folder| !folder.is_empty()).scan(own.clone().into_owned(), |slug, folder| {
            *slug = format!("{folder}-{slug}");
            (slug.len() < 200).then(|| slug.clone())
        });
    let slugs = (document.zone == Zone::Home).then(|| own.clone().into_owned()).into_iter().chain(prefixed);
    let free = slugs.map(|slug| address(document, &slug)).find(|candidate| taken.claim(candidate, document).is_ok());
    free.unwrap_or_else(|| taken.claim_numbered(address(document, &own), document, numbered))
}
