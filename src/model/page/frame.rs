//! What every page shows around its content: head, top bar, footer.

use serde::Serialize;
use std::sync::Arc;

/// The same on every page of a build; shared.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Site {
    pub title: String,
    pub description: String,
    /// BCP 47 tag.
    pub language: String,
    /// Whether the language is written from the right.
    pub rtl: bool,
    /// `light`, `dark` or `auto`.
    pub theme: String,
    /// Internal builds ask search engines to stay away.
    pub noindex: bool,
    /// Content security policy.
    pub csp: String,
    /// Keys of the sections that exist, in the top bar's order.
    pub nav: Vec<NavItem>,
    /// Indexes of topics that are not in the top bar; their `url` has no slash at its end.
    pub indexes: Vec<NavItem>,
    /// Whether there is any incident, and so a page of what came back.
    pub incidents: bool,
    /// Style sheets of the team's own, site-relative.
    pub extra_css: Vec<String>,
    /// Where the sources live, as configured.
    pub repository: Option<String>,
}

/// A section in the top bar; `key` finds its label in the interface strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct NavItem {
    pub key: &'static str,
    pub url: &'static str,
}

/// What differs from page to page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Frame {
    pub site: Arc<Site>,
    /// Prefix that leads to the site's root: `../../`, `./`; on 404.html an absolute path.
    pub root: String,
    /// Plain title, also the document's `<title>`; empty on the home page.
    pub title: String,
    /// One or two sentences for search engines and previews; may be empty.
    pub description: String,
    /// Absolute URL, where the site's own is known.
    pub canonical: Option<String>,
    /// `article` or `website`, for og:type.
    pub kind: &'static str,
    /// Key of the section that the page belongs to.
    pub here: Option<&'static str>,
    /// Site-relative folder (empty or with final slash) whose `feed.xml` follows this page.
    pub feed: String,
    /// The day that ages count from, ISO; on the home page alone, so that a new day does not change every page.
    pub today: Option<String>,
    /// Whether the top bar holds the search box: home and the search page have a large one of their own.
    pub search_in_bar: bool,
}
