//! Old URLs -> small pages that send the reader on.

use super::shared::Shared;
use super::url::{encoded, root_of};
use serde::Serialize;

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

/// Output path of the page at an old URL.
pub(super) fn path(old: &str) -> String {
    if old.ends_with(".html") { old.to_owned() } else { format!("{old}/index.html") }
}

/// The page for one of the catalog's redirects.
pub(super) fn redirect(shared: &Shared, at: usize) -> RedirectView {
    let (old, new) = &shared.catalog.redirects[at];
    RedirectView {
        language: shared.config.book.language.clone(),
        title: shared.config.book.title.clone(),
        to: format!("{}{}", root_of(&path(old)), encoded(new)),
        canonical: shared.config.html.site_url.as_ref().map(|site| format!("{site}{}", encoded(new))),
    }
}
