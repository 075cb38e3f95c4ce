//! `Catalog` -> `Page`s: one URL, one template, one typed view each. Pure.

pub mod body;
mod feeds;
mod redirects;
mod site_files;
pub mod url;

use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Entry, TopicKind};
use crate::model::{Output, Page};
use serde::Serialize;
use std::sync::Arc;
use url::root_of;

/// What is planned: pages to render, and files that need no template.
pub struct Plan {
    pub pages: Vec<Page>,
    pub files: Vec<Output>,
}

/// What every page says of the site.
#[derive(Debug, Serialize)]
struct SiteView {
    title: String,
    language: String,
}

#[derive(Serialize)]
struct ListView {
    site: Arc<SiteView>,
    root: String,
    title: String,
    rows: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    url: String,
    title: String,
    note: String,
}

#[derive(Serialize)]
struct PageView {
    site: Arc<SiteView>,
    root: String,
    title: String,
    body: String,
    related: Vec<Row>,
}

/// Plans every page and file of the site.
#[must_use]
pub fn plan(catalog: &Catalog, config: &Config) -> Plan {
    let site = Arc::new(SiteView { title: config.book.title.clone(), language: config.book.language.clone() });
    let mut pages = Vec::new();
    let list = |url: &str, title: &str, ids: &[DocId]| Page {
        path: format!("{url}index.html"),
        template: "list.html",
        view: Arc::new(ListView {
            site: Arc::clone(&site),
            root: root_of(url),
            title: title.to_owned(),
            rows: ids.iter().map(|id| row(catalog.entry(*id))).collect(),
        }),
    };
    pages.push(list("", &config.book.title, &catalog.incidents));
    pages.push(list("postmortems/", "Postmortems", &catalog.incidents));
    for topic in TopicKind::ALL.iter().flat_map(|kind| catalog.topics.of(*kind)) {
        pages.push(list(&topic.url(), &topic.name, &topic.incidents));
    }
    for entry in catalog.documents.iter().filter(|entry| !entry.url.is_empty()) {
        pages.push(Page {
            path: format!("{}index.html", entry.url),
            template: "page.html",
            view: Arc::new(PageView {
                site: Arc::clone(&site),
                root: root_of(&entry.url),
                title: entry.document.title.value.clone(),
                body: body::html(catalog, entry, &entry.url),
                related: entry.related.iter().map(|related| row(catalog.entry(related.incident))).collect(),
            }),
        });
    }
    pages.sort_by(|a, b| a.path.cmp(&b.path));
    pages.dedup_by(|a, b| a.path == b.path);
    let mut files = feeds::feeds(catalog, config);
    files.extend(site_files::site_files(catalog, &pages, config));
    pages.extend(redirects::redirects(catalog, config));
    Plan { pages, files }
}

fn row(entry: &Entry) -> Row {
    Row {
        url: entry.url.clone(),
        title: entry.document.title.value.clone(),
        note: entry.when().map(|when| when.human()).unwrap_or_default(),
    }
}
