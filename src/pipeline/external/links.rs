//! Documents -> the addresses of the web that they link, and where.

use super::ask::Silence;
use crate::config::Config;
use crate::diagnostics::{Span, secrets};
use crate::model::{Catalog, Document, Segment};
use std::collections::BTreeMap;
use std::sync::Arc;
use url::{Host, Url};

/// Attributes of finished HTML that name an address.
const ATTRIBUTES: [&str; 2] = [" href=\"", " src=\""];
/// Ends of names that no public host has, as resolvers know them.
const INSIDE: [&str; 7] = [".internal", ".local", ".localhost", ".lan", ".home.arpa", ".test", ".invalid"];
/// Longer addresses are data, not links.
const LONGEST: usize = 2048;

/// Where an address is linked.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) path: Arc<str>,
    /// As the page has it.
    written: String,
    /// In the source, where that is known.
    span: Option<Span>,
}

impl Link {
    /// Where it stands in the text of its source; a fragment and what the page encodes may differ there.
    pub(super) fn span(&self, text: &str) -> Option<Span> {
        let bare = self.written.split('#').next().unwrap_or_default().trim_end_matches('/');
        let found = || [&*self.written, bare].into_iter().find_map(|one| Some((text.find(one)?, one.len())));
        self.span.or_else(|| found().map(|(at, length)| Span::new(at, at + length)))
    }
}

/// Every address once, in the order of the alphabet, without its fragment.
pub(super) struct Links {
    pub(super) asked: BTreeMap<String, Vec<Link>>,
    /// Those that are not asked, and why.
    pub(super) silent: Vec<(Silence, String)>,
}

pub(super) fn of(catalog: &Catalog, config: &Config, private: bool, is_wanted: impl Fn(&str) -> bool) -> Links {
    let mut links = Links { asked: BTreeMap::new(), silent: Vec::new() };
    for entry in catalog.documents.iter().filter(|entry| is_wanted(&entry.document.source)) {
        let document = &entry.document;
        for (written, span) in written(document) {
            let Some(mut url) = Url::parse(&written).ok().filter(|url| matches!(url.scheme(), "http" | "https")) else {
                continue;
            };
            url.set_fragment(None);
            match refusal(&url, config, private) {
                Some(silence) => links.silent.push((silence, written)),
                None => {
                    let link = Link { path: Arc::clone(&document.source), written, span };
                    links.asked.entry(url.into()).or_default().push(link);
                }
            }
        }
    }
    links.silent.sort();
    links.silent.dedup();
    links
}

/// Why an address is not even looked up: it would send a password or a secret, or its name belongs to a network inside.
fn refusal(url: &Url, config: &Config, private: bool) -> Option<Silence> {
    if !url.username().is_empty() || url.password().is_some() || !secrets::find(url.as_str()).is_empty() {
        return Some(Silence::Secret);
    }
    let Some(Host::Domain(name)) = url.host() else { return None };
    let name = name.trim_end_matches('.');
    let own = config.privacy.internal_hosts.iter().map(String::as_str);
    let is_inside = !name.contains('.') || INSIDE.into_iter().chain(own).any(|end| name.ends_with(end));
    (is_inside && !private).then_some(Silence::Private)
}

/// Every address of a document, once.
fn written(document: &Document) -> Vec<(String, Option<Span>)> {
    let mut found: Vec<(String, Option<Span>)> = Vec::new();
    for segment in &document.body.segments {
        let Segment::Html(html) = segment else { continue };
        for attribute in ATTRIBUTES {
            for at in memchr::memmem::find_iter(html.as_bytes(), attribute) {
                let rest = &html[at + attribute.len()..];
                let value = &rest[..rest.find('"').unwrap_or_default()];
                if value.starts_with("http") {
                    found.push((value.replace("&amp;", "&"), None));
                }
            }
        }
    }
    if let Some(incident) = document.postmortem() {
        found.extend(incident.links.iter().map(|(_, url)| (url.value.clone(), url.span())));
        found.extend(incident.action_items.iter().filter_map(|item| item.evidence.clone()).map(|url| (url, None)));
    }
    found.retain(|(url, _)| url.len() <= LONGEST);
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.dedup_by(|a, b| a.0 == b.0);
    found
}
