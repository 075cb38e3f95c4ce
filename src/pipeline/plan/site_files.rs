//! Files that need no template: sitemap, robots, attachments, diagrams, the marker for GitHub Pages.

use super::Address;
use super::body::diagram_path;
use super::url::encoded;
use crate::config::{Config, Visibility};
use crate::model::catalog::Catalog;
use crate::model::page::OutputBytes;
use crate::model::{Output, Segment};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything but pages, feeds and API. `pages` are what the sitemap lists.
pub(super) fn site_files(catalog: &Catalog, pages: &[Address], config: &Config) -> Vec<Output> {
    let mut files = vec![Output::text(".nojekyll", String::new()), Output::text("robots.txt", robots(config))];
    files.extend(sitemap(catalog, pages, config));
    files.extend(catalog.attachments.iter().map(|attachment| Output {
        path: attachment.url.clone(),
        bytes: OutputBytes::CopyOf(Arc::clone(&attachment.location)),
    }));
    let mut diagrams: BTreeMap<String, &Arc<str>> = BTreeMap::new();
    for segment in catalog.documents.iter().flat_map(|entry| &entry.document.body.segments) {
        if let Segment::Diagram { svg, .. } = segment {
            diagrams.insert(diagram_path(svg), svg);
        }
    }
    files.extend(diagrams.into_iter().map(|(path, svg)| Output::text(path, svg.to_string())));
    files
}

/// An internal site asks not to be indexed at all; its pages say so too, since robots.txt counts only at a host's root.
fn robots(config: &Config) -> String {
    match (&config.html.site_url, config.audience.audience) {
        (_, Visibility::Internal) => "User-agent: *\nDisallow: /\n".to_owned(),
        (Some(site), Visibility::Public) => format!("User-agent: *\nAllow: /\n\nSitemap: {site}sitemap.xml\n"),
        (None, Visibility::Public) => "User-agent: *\nAllow: /\n".to_owned(),
    }
}

/// Only with a site URL: a sitemap must hold absolute URLs.
fn sitemap(catalog: &Catalog, pages: &[Address], config: &Config) -> Option<Output> {
    let site = config.html.site_url.as_ref()?;
    let mut last_changed: BTreeMap<&str, String> = BTreeMap::new();
    for entry in &catalog.documents {
        let postmortem = entry.document.postmortem();
        let resolved = postmortem.and_then(|postmortem| postmortem.resolved.as_ref()).map(|fact| &fact.value);
        if let Some(moment) = resolved.or(entry.when()) {
            last_changed.insert(&entry.url, moment.date().to_string());
        }
    }
    let mut text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            .to_owned();
    for page in pages.iter().filter(|page| page.is_listed()) {
        let Some(url) = page.path.strip_suffix("index.html") else {
            continue;
        };
        text.push_str("<url><loc>");
        text.push_str(&format!("{site}{}", encoded(url)).replace('&', "&amp;").replace('\'', "&apos;"));
        text.push_str("</loc>");
        if let Some(day) = last_changed.get(url) {
            text.push_str(&format!("<lastmod>{day}</lastmod>"));
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    Some(Output::text("sitemap.xml", text))
}
