//! Old URLs -> small pages that send the reader on, wherever nothing else of the site is in the way.

use super::search;
use super::shared::Shared;
use super::{Address, File, Subject};
use crate::diagnostics::{Diagnostic, Report};
use crate::model::addresses::{Addresses, Clash, ClashKind};
use crate::model::catalog::{Catalog, DocId, Entry};
use crate::model::{Fact, Provenance};
use crate::pipeline::url::{encoded, root_of};
use crate::text::fields::is_permalink;
use crate::theme::{ASSETS, Theme};
use serde::Serialize;

/// A page at an old URL.
#[derive(Debug)]
pub(super) struct Redirect {
    /// Output path.
    pub path: String,
    /// The document that it leads to.
    to: DocId,
}

/// What `redirect.html` sees.
#[derive(Debug, Serialize)]
pub(super) struct RedirectView {
    language: String,
    title: String,
    /// Relative link to the new page.
    to: String,
    /// Absolute link, with a site URL.
    canonical: Option<String>,
}

/// The page at an old URL.
pub(super) fn redirect(shared: &Shared, redirect: &Redirect) -> RedirectView {
    let new = encoded(&shared.catalog.entry(redirect.to).url);
    RedirectView {
        language: shared.config.book.language.clone(),
        title: shared.config.book.title.clone(),
        to: format!("{}{new}", root_of(&redirect.path)),
        canonical: shared.config.html.site_url.as_ref().map(|site| format!("{site}{new}")),
    }
}

/// Who holds a place.
#[derive(Clone, Copy, Debug)]
enum Holder<'a> {
    Address(&'a Address),
    Theme,
    Search,
    Redirect(DocId),
}

/// The redirects of all documents, in their order. `addresses` are all that the site holds besides the theme's files and the
/// search index: they come first, so that no old URL takes a page or file away. The rest is served or reported.
pub(super) fn place(catalog: &Catalog, addresses: &[Address], theme: &Theme) -> (Vec<Redirect>, Report) {
    let (mut redirects, mut report) = (Vec::new(), Report::default());
    // Without old URLs there is nothing to decide: all others have folders of their own, and in each of them a table of its own
    // has decided. Tests look nevertheless.
    if !cfg!(debug_assertions) && catalog.documents.iter().all(|entry| entry.document.aliases.is_empty()) {
        return (redirects, report);
    }
    let mut table = held(addresses, theme);
    for (id, entry) in (0..).map(DocId).zip(&catalog.documents) {
        for alias in &entry.document.aliases {
            let path =
                if alias.value.ends_with('/') { format!("{}index.html", alias.value) } else { alias.value.clone() };
            match table.claim(&path, Holder::Redirect(id)) {
                Ok(()) => redirects.push(Redirect { path, to: id }),
                // Its own page, or written twice.
                Err(Clash { kind: ClashKind::Same, .. }) if entry.url == alias.value => {}
                Err(Clash { kind: ClashKind::Same, holder: Holder::Redirect(first), .. }) if first == id => {}
                Err(_) if is_elsewhere(alias) => {}
                Err(clash) => report.push(taken(catalog, entry, alias, &clash)),
            }
        }
    }
    (redirects, report)
}

/// The address on another site, which nobody promised to keep here.
fn is_elsewhere(alias: &Fact<String>) -> bool {
    matches!(&alias.provenance, Provenance::FrontMatter { key, .. } if is_permalink(key))
}

/// The table of every address of the site but old URLs.
fn held<'a>(addresses: &'a [Address], theme: &Theme) -> Addresses<Holder<'a>> {
    let mut table = Addresses::default();
    // The index lies in a folder whose name nobody knows before it is made: all of `search/` is its own.
    let _ = table.claim(search::URL.trim_end_matches('/'), Holder::Search);
    for name in theme.assets.keys() {
        let clash = table.claim(&format!("{ASSETS}{name}"), Holder::Theme).err();
        debug_assert!(clash.is_none(), "{name}: the theme is read with a table of its own");
    }
    for address in addresses.iter().filter(|address| !address.path.starts_with(search::URL)) {
        let clash = table.claim(&address.path, Holder::Address(address)).err();
        // Equal diagrams are one file.
        let clash = clash.filter(|_| !matches!(address.subject, Subject::File(File::Diagram(..))));
        debug_assert!(clash.is_none(), "{}: {clash:?} is in its way", address.path);
    }
    table
}

fn taken(catalog: &Catalog, entry: &Entry, alias: &Fact<String>, clash: &Clash<Holder<'_>>) -> Diagnostic {
    let (old, held) = (&alias.value, clash.held.strip_suffix("index.html").unwrap_or(&clash.held));
    let source = |id: DocId| &catalog.entry(id).document.source;
    let of_document = |address: &Address| match address.subject {
        Subject::Document(id) => Some(source(id)),
        Subject::Topic(kind, id) => catalog.topic(kind, id).declared.map(source),
        _ => None,
    };
    let (holder, other) = match clash.holder {
        Holder::Redirect(id) => (format!("an old URL of {}", source(id)), Some(source(id))),
        Holder::Theme => ("a file of the theme".to_owned(), None),
        Holder::Search => ("the folder of the search".to_owned(), None),
        Holder::Address(address) => match (of_document(address), address.subject) {
            (Some(source), _) => (format!("the page of {source}"), Some(source)),
            (None, Subject::File(File::Attachment(at))) => {
                let file = &catalog.attachments[at].source;
                (format!("the linked file {file}"), Some(file))
            }
            (None, Subject::File(_)) => ("a file of the site".to_owned(), None),
            (None, _) => ("a page of the site".to_owned(), None),
        },
    };
    let message = match clash.kind {
        ClashKind::Same => format!("the old URL `/{old}` is {holder} and cannot redirect"),
        ClashKind::Twin => format!(
            "the old URL `/{old}` differs from `/{held}`, {holder}, in case or Unicode form alone: one file on many disks"
        ),
        ClashKind::BelowFile => format!("the old URL `/{old}` cannot lie below `/{held}`, {holder}"),
        ClashKind::IsFolder => {
            format!("the old URL `/{old}` cannot be a file: `/{held}/` is a folder, with {holder} in it")
        }
    };
    let hint = match clash.holder {
        Holder::Redirect(_) => "remove it from one of the two",
        _ => "remove it from `aliases`, or redirect it on the server",
    };
    let taken = Diagnostic::warning("alias-taken", &entry.document.source, message).at(alias.span()).hint(hint);
    Diagnostic { other: other.cloned(), ..taken }
}
