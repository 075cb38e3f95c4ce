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
mod shared;
mod site_files;
mod strip;
mod topic;
mod trend;
pub mod url;

use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, TopicId, TopicKind};
use crate::model::page::View;
use crate::model::{Content, Output, Page};
use crate::theme::Words;
use rayon::prelude::*;
use shared::Shared;
use std::sync::Arc;

/// What is planned: pages to render, and files that need no template.
pub struct Plan {
    pub pages: Vec<Page>,
    pub files: Vec<Output>,
}

/// Plans every page and file of the site.
#[must_use]
pub fn plan(catalog: &Catalog, config: &Config, words: &Words) -> Plan {
    let shared = Shared::new(catalog, config, words, pages::site(catalog, config));
    let mut pages = vec![
        page("", "home.html", home::home(&shared, intro(&shared))),
        page("postmortems/", "postmortems.html", listing::postmortems(&shared)),
        Page { path: "404.html".to_owned(), template: "404.html", view: Arc::new(pages::not_found(&shared)) },
    ];
    if !catalog.pages.is_empty() {
        pages.push(page("pages/", "pages.html", pages::index(&shared)));
    }
    for kind in TopicKind::ALL {
        let topics = catalog.topics.of(kind);
        if !topics.is_empty() {
            pages.push(page(&format!("{}/", kind.folder()), "terms.html", listing::terms(&shared, kind)));
        }
        pages.par_extend((0..topics.len()).into_par_iter().map(|at| topic_page(&shared, kind, at)));
    }
    let documents = 0..u32::try_from(catalog.documents.len()).unwrap_or(u32::MAX);
    pages.par_extend(documents.into_par_iter().filter_map(|id| document_page(&shared, DocId(id))));
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages.dedup_by(|a, b| a.path == b.path);
    let mut files = feeds::feeds(catalog, config);
    files.extend(api::api(catalog));
    files.extend(site_files::site_files(catalog, &pages, config));
    pages.extend(redirects::redirects(catalog, config));
    Plan { pages, files }
}

fn page(url: &str, template: &'static str, view: impl View + 'static) -> Page {
    Page { path: format!("{url}index.html"), template, view: Arc::new(view) }
}

/// The introduction of the home page as HTML.
fn intro(shared: &Shared) -> String {
    shared.catalog.home.map_or_else(String::new, |id| body::html(shared.catalog, shared.catalog.entry(id), ""))
}

fn topic_page(shared: &Shared, kind: TopicKind, at: usize) -> Page {
    let id = TopicId(u32::try_from(at).unwrap_or(u32::MAX));
    let topic = shared.catalog.topic(kind, id);
    let url = topic.url();
    let declared = topic.declared.map(|id| body::html(shared.catalog, shared.catalog.entry(id), &url));
    let template = match kind {
        TopicKind::Service => "service.html",
        TopicKind::RootCause => "root-cause.html",
        _ => "topic.html",
    };
    page(&url, template, topic::topic(shared, kind, id, declared.unwrap_or_default()))
}

/// The page of a document that is neither the home page's introduction nor a topic's declaration.
fn document_page(shared: &Shared, id: DocId) -> Option<Page> {
    let entry = shared.catalog.entry(id);
    if entry.url.is_empty() {
        return None;
    }
    let body = || body::html(shared.catalog, entry, &entry.url);
    match &entry.document.content {
        Content::Postmortem(_) => {
            Some(page(&entry.url, "postmortem.html", postmortem::postmortem(shared, id, body())?))
        }
        Content::Service(_) | Content::RootCause(_) => None,
        Content::Template | Content::Index | Content::Page => {
            Some(page(&entry.url, "page.html", pages::plain(shared, id, body())))
        }
    }
}
