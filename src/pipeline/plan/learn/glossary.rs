//! Services, causes and the page of the organisation's own words -> one list, each with what links to it.

use crate::model::catalog::{Catalog, DocId, Entry, Target, Topic, TopicKind};
use crate::model::page::{GlossaryTerm, Link};
use crate::model::{Content, Document};
use crate::pipeline::plan::shared::{Shared, document_link, link};
use crate::pipeline::plan::topic::key;
use crate::pipeline::url::encoded;
use crate::text::lexicon::GLOSSARIES;
use crate::text::shorten::cut;
use rustc_hash::FxHashMap;
use std::cmp::Reverse;

/// Words listed.
const MOST: usize = 600;
/// Links back of each.
const BACK: usize = 3;
/// Longest meaning and longest word, in characters.
const MEANING: usize = 140;
const WORD: usize = 80;
/// Bytes of a line that tells a meaning.
const LEAST: usize = 12;

/// The words by name, and how many there was no room for: those with the fewest incidents.
pub(super) fn terms(shared: &Shared) -> (Vec<GlossaryTerm>, usize) {
    let catalog = &*shared.catalog;
    let mut terms: Vec<GlossaryTerm> = words(catalog);
    for kind in [TopicKind::Service, TopicKind::RootCause] {
        terms.extend(catalog.topics.of(kind).iter().map(|topic| named(catalog, topic)));
    }
    terms.sort_by_cached_key(|term| (Reverse(term.kind == "word"), Reverse(term.incidents)));
    let more = terms.len().saturating_sub(MOST);
    terms.truncate(MOST);
    terms.sort_by_cached_key(|term| (term.link.text.to_lowercase(), term.link.url.clone()));
    (terms, more)
}

/// A service or cause: what its document says of it, if it has one.
fn named(catalog: &Catalog, topic: &Topic) -> GlossaryTerm {
    let entry = topic.declared.map(|id| catalog.entry(id));
    let (cited, cited_more) = back(catalog, entry.map_or(&[][..], |entry| &entry.cited_by[..]));
    GlossaryTerm {
        kind: key(topic.kind),
        link: link(topic),
        meaning: entry.and_then(|entry| meaning(&mut entry.document.body.text.lines())),
        incidents: catalog.counted(&topic.incidents).len(),
        cited,
        cited_more,
    }
}

fn meaning<'a>(lines: &mut impl Iterator<Item = &'a str>) -> Option<String> {
    // Links by name stand in a body's text as they are written.
    let told = lines.find(|line| line.len() > LEAST)?.replace("[[", "").replace("]]", "");
    Some(cut(&told, MEANING))
}

/// The first of those that link to a word, and how many more do.
fn back(catalog: &Catalog, ids: &[DocId]) -> (Vec<Link>, usize) {
    let links = ids.iter().take(BACK).map(|id| document_link(catalog.entry(*id)));
    (links.collect(), ids.len().saturating_sub(BACK))
}

/// The headings of the glossary, with what stands below each.
fn words(catalog: &Catalog) -> Vec<GlossaryTerm> {
    let pages = catalog.pages.iter().map(|id| catalog.entry(*id));
    let Some(entry) = pages.into_iter().find(|entry| is_glossary(&entry.document)) else { return Vec::new() };
    let cited = cited(catalog, entry);
    let mut lines = entry.document.body.text.lines();
    let headings = entry.document.body.headings.iter().filter(|heading| !heading.text.is_empty());
    let word = |heading: &crate::model::Heading| {
        lines.by_ref().find(|line| line.trim() == heading.text);
        let (cited, cited_more) = back(catalog, cited.get(heading.anchor.as_str()).map_or(&[], Vec::as_slice));
        GlossaryTerm {
            kind: "word",
            link: Link { text: cut(&heading.text, WORD), url: encoded(&format!("{}#{}", entry.url, heading.anchor)) },
            meaning: meaning(&mut lines.clone().take(1)),
            incidents: 0,
            cited,
            cited_more,
        }
    };
    headings.map(word).collect()
}

fn is_glossary(document: &Document) -> bool {
    let file = document.source.rsplit('/').next().unwrap_or_default();
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let is_page = matches!(document.content, Content::Page);
    is_page && (GLOSSARIES.get(stem).is_some() || GLOSSARIES.get(&document.title.value).is_some())
}

/// By anchor of the page `of`: the documents that link there, each once.
fn cited<'a>(catalog: &'a Catalog, of: &Entry) -> FxHashMap<&'a str, Vec<DocId>> {
    let mut cited: FxHashMap<&str, Vec<DocId>> = FxHashMap::default();
    for id in &of.cited_by {
        for target in &catalog.entry(*id).targets {
            let Target::Site(url) = target else { continue };
            let Some(anchor) = url.strip_prefix(&of.url).and_then(|rest| rest.strip_prefix('#')) else { continue };
            let of_anchor = cited.entry(anchor).or_default();
            if of_anchor.last() != Some(id) {
                of_anchor.push(*id);
            }
        }
    }
    cited
}
