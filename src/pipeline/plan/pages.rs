//! The site's frame, plain pages, their index, and the page for addresses that are not there.

use super::postmortem::toc;
use super::shared::Shared;
use crate::config::{Config, Visibility};
use crate::model::Content;
use crate::model::catalog::{Catalog, DocId, TopicKind};
use crate::model::document::OtherField;
use crate::model::page::{Frame, NavItem, NotFoundView, PageRow, PagesView, PlainView, Site};
use crate::pipeline::url::encoded;
use crate::text::html::push_code;
use crate::text::shorten::cut;

/// What every page says of the site.
#[must_use]
pub(super) fn site(catalog: &Catalog, config: &Config) -> Site {
    let mut nav = vec![NavItem { key: "postmortems", url: "postmortems/" }];
    let sections = [
        ("services", "services/", !catalog.topics.services.is_empty()),
        ("root-causes", "root-causes/", !catalog.topics.root_causes.is_empty()),
        ("actions", super::actions::URL, config.shows_actions() && !catalog.incidents.is_empty()),
        ("insights", super::insights::URL, !catalog.incidents.is_empty()),
        ("learn", super::learn::LEARN, !catalog.incidents.is_empty()),
        ("pages", "pages/", !catalog.pages.is_empty()),
    ];
    let topics = [TopicKind::Year, TopicKind::Team, TopicKind::Severity, TopicKind::Tag, TopicKind::Alert];
    let topics = topics.map(|kind| (super::topic::key(kind), kind.folder(), !catalog.topics.of(kind).is_empty()));
    let items = |sections: &[(&'static str, &'static str, bool)]| -> Vec<NavItem> {
        sections.iter().filter(|section| section.2).map(|section| NavItem { key: section.0, url: section.1 }).collect()
    };
    nav.extend(items(&sections));
    Site {
        title: config.book.title.clone(),
        description: config.book.description.clone(),
        language: config.book.language.clone(),
        rtl: is_from_right(&config.book.language),
        theme: config.html.default_theme.clone(),
        noindex: config.audience.audience == Visibility::Internal,
        csp: policy(&config.html.image_origins),
        nav,
        indexes: items(&topics),
        incidents: !catalog.incidents.is_empty(),
        extra_css: config.html.additional_css.iter().map(|path| stylesheet(path)).collect(),
        repository: config.html.git_repository_url.clone(),
    }
}

/// Whether a language (a BCP 47 tag) is written from the right.
fn is_from_right(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']).map(str::to_ascii_lowercase);
    let language = parts.next().unwrap_or_default();
    let script = parts.find(|part| part.len() == 4);
    match script.as_deref() {
        Some(script) => matches!(script, "arab" | "hebr" | "thaa" | "syrc" | "nkoo"),
        None => matches!(&*language, "ar" | "he" | "iw" | "fa" | "ur" | "yi" | "ps" | "sd" | "ug" | "ckb" | "dv"),
    }
}

fn stylesheet(path: &str) -> String {
    encoded(&format!("assets/{}", crate::theme::additional_asset(path)))
}

/// The content security policy; images may also load from `origins`.
fn policy(origins: &[String]) -> String {
    let origins: String = origins.iter().map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{origins}; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
    )
}

/// A plain page, with its `body` as HTML.
#[must_use]
pub(super) fn plain(shared: &Shared, id: DocId, body: String) -> PlainView {
    let entry = shared.catalog.entry(id);
    let document = &entry.document;
    let (cited_by, cited_all) = shared.cited(entry);
    let opening = document.body.text.lines().find(|line| line.chars().count() > 20).unwrap_or_default();
    PlainView {
        frame: shared.frame(&entry.url, &document.title.value, opening),
        title: document.title.value.clone(),
        draft: document.draft,
        toc: toc(document),
        body,
        other: document.others.clone(),
        other_long: are_long(&document.others),
        cited_by,
        cited_all,
        source: shared.source(&document.source),
    }
}

/// Whether other fields take so much room that they are folded.
#[must_use]
pub(super) fn are_long(others: &[OtherField]) -> bool {
    const LONG: usize = 600;
    others.iter().flat_map(|field| &field.values).map(String::len).sum::<usize>() > LONG
}

/// A document that cannot be read, as it is written; `path` is its page's.
#[must_use]
pub(super) fn source(shared: &Shared, path: &str, source: &str, text: &str) -> PlainView {
    PlainView {
        frame: shared.frame(path.strip_suffix("index.html").unwrap_or(path), source, ""),
        title: source.to_owned(),
        draft: false,
        toc: Vec::new(),
        body: code(text),
        other: Vec::new(),
        other_long: false,
        cited_by: Vec::new(),
        cited_all: None,
        source: shared.source(source),
    }
}

fn code(text: &str) -> String {
    let mut html = String::new();
    push_code(&mut html, "markdown", text);
    html
}

/// All plain pages, templates last.
#[must_use]
pub(super) fn index(shared: &Shared) -> PagesView {
    let catalog = &*shared.catalog;
    let link = |&id: &DocId| {
        let entry = catalog.entry(id);
        let text = cut(&entry.document.title.value, 200);
        PageRow { text, url: encoded(&entry.url), draft: entry.document.draft }
    };
    let template = |id: &&DocId| matches!(catalog.entry(**id).document.content, Content::Template);
    PagesView {
        frame: shared.frame("pages/", "", ""),
        pages: catalog.pages.iter().filter(|id| !template(id)).map(link).collect(),
        templates: catalog.pages.iter().filter(template).map(link).collect(),
    }
}

/// `404.html` may be shown at any depth: its links start at the path of the site's URL.
#[must_use]
pub(super) fn not_found(shared: &Shared) -> NotFoundView {
    let frame = shared.frame("", "404", "");
    let root = shared.config.html.base().to_owned();
    NotFoundView { frame: Frame { root, canonical: None, today: None, search_in_bar: true, ..frame } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn image_origins_widen_the_policy() {
        assert!(policy(&["https://img.example".to_owned()]).contains("img-src 'self' data: https://img.example;"));
    }
}
