//! `Catalog` -> `Page`s: one URL, one template, one typed view each. Pure.

mod api;
pub mod body;
mod facts;
mod feeds;
mod home;
mod listing;
mod pages;
mod postmortem;
mod redirects;
mod search;
mod shared;
mod site_files;
mod strip;
mod topic;
mod trend;
pub mod url;

use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::page::View;
use crate::model::{Content, Output, Page};
use crate::theme::Words;
use rayon::prelude::*;
use shared::Shared;

/// Every page and file of the site by its address; each is made when it is asked for, so that a site never stands in
/// memory as a whole.
pub struct Plan<'a> {
    shared: Shared<'a>,
    /// By path.
    pub addresses: Vec<Address>,
}

/// An output path and what stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub path: String,
    subject: Subject,
}

impl Address {
    /// Whether a sitemap names it: every page that has a URL and words of its own and does not lead elsewhere.
    fn is_listed(&self) -> bool {
        !matches!(self.subject, Subject::NotFound | Subject::Search | Subject::Redirect(_))
    }

    fn page(url: &str, subject: Subject) -> Self {
        Self { path: format!("{url}index.html"), subject }
    }
}

/// What a page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Home,
    Postmortems,
    Pages,
    Search,
    NotFound,
    Terms(TopicKind),
    Topic(TopicKind, TopicId),
    Document(DocId),
    /// Index in the catalog's redirects.
    Redirect(usize),
}

/// Plans the site.
#[must_use]
pub fn plan<'a>(catalog: &'a Catalog, config: &'a Config, words: &'a Words) -> Plan<'a> {
    let shared = Shared::new(catalog, config, words, pages::site(catalog, config));
    let mut addresses = vec![
        Address::page("", Subject::Home),
        Address::page("postmortems/", Subject::Postmortems),
        Address::page(search::URL, Subject::Search),
        Address { path: "404.html".to_owned(), subject: Subject::NotFound },
    ];
    if !catalog.pages.is_empty() {
        addresses.push(Address::page("pages/", Subject::Pages));
    }
    for kind in TopicKind::ALL {
        let topics = catalog.topics.of(kind);
        if !topics.is_empty() {
            addresses.push(Address::page(&format!("{}/", kind.folder()), Subject::Terms(kind)));
        }
        let topic = |(id, topic): (u32, &Topic)| Address::page(&topic.url(), Subject::Topic(kind, TopicId(id)));
        addresses.extend((0..).zip(topics).map(topic));
    }
    // A topic's page holds the document that declares it, the home page its introduction.
    let has_page = |entry: &Entry| {
        !entry.url.is_empty() && !matches!(entry.document.content, Content::Service(_) | Content::RootCause(_))
    };
    let documents = (0..).map(DocId).zip(&catalog.documents).filter(|(_, entry)| has_page(entry));
    addresses.extend(documents.map(|(id, entry)| Address::page(&entry.url, Subject::Document(id))));
    let redirect = |(at, (old, _)): (usize, &(String, String))| Address {
        path: redirects::path(old),
        subject: Subject::Redirect(at),
    };
    addresses.extend(catalog.redirects.iter().enumerate().map(redirect));
    addresses.sort_by(|a, b| a.path.cmp(&b.path));
    addresses.dedup_by(|a, b| a.path == b.path);
    Plan { shared, addresses }
}

impl Plan<'_> {
    /// The page at an address of this plan.
    #[must_use]
    pub fn page(&self, address: &Address) -> Page {
        let shared = &self.shared;
        let (template, view): (_, Box<dyn View>) = match address.subject {
            Subject::Home => ("home.html", Box::new(home::home(shared, self.introduction()))),
            Subject::Postmortems => ("postmortems.html", Box::new(listing::postmortems(shared))),
            Subject::Pages => ("pages.html", Box::new(pages::index(shared))),
            Subject::Search => ("search.html", Box::new(search::search(shared))),
            Subject::NotFound => ("404.html", Box::new(pages::not_found(shared))),
            Subject::Terms(kind) => ("terms.html", Box::new(listing::terms(shared, kind))),
            Subject::Topic(kind, id) => self.topic(kind, id),
            Subject::Document(id) => self.document(id),
            Subject::Redirect(at) => ("redirect.html", Box::new(redirects::redirect(shared, at))),
        };
        Page { path: address.path.clone(), template, view }
    }

    /// Files that are no page: feeds, API, attachments and what a host asks for. Made in parallel.
    #[must_use]
    pub fn files(&self) -> impl ParallelIterator<Item = Output> + '_ {
        let (catalog, config) = (self.shared.catalog, self.shared.config);
        let lists = api::lists(catalog).into_par_iter();
        let others = site_files::site_files(catalog, &self.addresses, config).into_par_iter();
        feeds::feeds(catalog, config).chain(api::records(catalog)).chain(lists).chain(others)
    }

    fn body(&self, id: DocId, page: &str) -> String {
        body::html(self.shared.catalog, self.shared.catalog.entry(id), page)
    }

    /// The introduction of the home page as HTML.
    fn introduction(&self) -> String {
        self.shared.catalog.home.map_or_else(String::new, |id| self.body(id, ""))
    }

    fn topic(&self, kind: TopicKind, id: TopicId) -> (&'static str, Box<dyn View>) {
        let topic = self.shared.catalog.topic(kind, id);
        let declared = topic.declared.map(|declared| self.body(declared, &topic.url()));
        let template = match kind {
            TopicKind::Service => "service.html",
            TopicKind::RootCause => "root-cause.html",
            _ => "topic.html",
        };
        (template, Box::new(topic::topic(&self.shared, kind, id, declared.unwrap_or_default())))
    }

    fn document(&self, id: DocId) -> (&'static str, Box<dyn View>) {
        let entry = self.shared.catalog.entry(id);
        let body = self.body(id, &entry.url);
        match entry.document.postmortem() {
            Some(incident) => ("postmortem.html", Box::new(postmortem::postmortem(&self.shared, id, incident, body))),
            None => ("page.html", Box::new(pages::plain(&self.shared, id, body))),
        }
    }
}
