//! Old URLs -> small pages that send the reader on.

use super::url::{encoded, root_of};
use crate::config::Config;
use crate::model::Page;
use crate::model::catalog::Catalog;
use serde::Serialize;
use std::sync::Arc;

/// What `redirect.html` sees.
#[derive(Debug, Serialize)]
struct RedirectView {
    language: String,
    title: String,
    /// Relative link to the new page.
    to: String,
    /// Absolute link, with a site URL.
    canonical: Option<String>,
}

/// One page for each old URL.
pub(super) fn redirects(catalog: &Catalog, config: &Config) -> Vec<Page> {
    let redirect = |(old, new): &(String, String)| {
        let path = match old.ends_with(".html") {
            true => old.clone(),
            false => format!("{old}/index.html"),
        };
        let view = RedirectView {
            language: config.book.language.clone(),
            title: config.book.title.clone(),
            to: format!("{}{}", root_of(&path), encoded(new)),
            canonical: config.html.site_url.as_ref().map(|site| format!("{site}{}", encoded(new))),
        };
        Page { path, template: "redirect.html", view: Arc::new(view) }
    };
    catalog.redirects.iter().map(redirect).collect()
}
