//! Files that need no template: sitemap, robots, attachments, diagrams, the marker for GitHub Pages.

use super::body::diagram_path;
use super::{Address, File};
use crate::config::{Config, Visibility};
use crate::model::Segment;
use crate::model::catalog::{Catalog, DocId};
use crate::pipeline::url::encoded;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Addresses of the files: everything but pages, feeds and API.
pub(super) fn addresses(catalog: &Catalog, config: &Config) -> Vec<Address> {
    let mut files = vec![Address::file(".nojekyll", File::NoJekyll), Address::file("robots.txt", File::Robots)];
    files.push(Address::file(super::metrics::PATH, File::Metrics));
    // Only with a site URL: a sitemap must hold absolute URLs.
    files.extend(config.html.site_url.is_some().then(|| Address::file("sitemap.xml", File::Sitemap)));
    let attachments = catalog.attachments.iter().enumerate();
    files.extend(attachments.map(|(at, attachment)| Address::file(&*attachment.url, File::Attachment(at))));
    let ids: Vec<DocId> = (0..).map(DocId).take(catalog.documents.len()).collect();
    files.par_extend(ids.into_par_iter().flat_map_iter(|id| diagrams(catalog, id)));
    files
}

fn diagrams(catalog: &Catalog, id: DocId) -> impl Iterator<Item = Address> + '_ {
    let segments = catalog.entry(id).document.body.segments.iter().enumerate();
    segments.filter_map(move |(at, segment)| match segment {
        Segment::Diagram { svg, .. } => Some(Address::file(diagram_path(svg), File::Diagram(id, at))),
        _ => None,
    })
}

/// The drawing in a segment of a body.
pub(super) fn diagram(catalog: &Catalog, id: DocId, segment: usize) -> String {
    match catalog.entry(id).document.body.segments.get(segment) {
        Some(Segment::Diagram { svg, .. }) => svg.to_string(),
        _ => String::new(),
    }
}

/// An internal site asks not to be indexed at all; its pages say so too, since robots.txt counts only at a host's root.
pub(super) fn robots(config: &Config) -> String {
    match (&config.html.site_url, config.audience.audience) {
        (_, Visibility::Internal) => "User-agent: *\nDisallow: /\n".to_owned(),
        (Some(site), Visibility::Public) => format!("User-agent: *\nAllow: /\n\nSitemap: {site}sitemap.xml\n"),
        (None, Visibility::Public) => "User-agent: *\nAllow: /\n".to_owned(),
    }
}

/// Every listed page with the day of its incident's last moment.
pub(super) fn sitemap(catalog: &Catalog, pages: &[Address], config: &Config) -> String {
    let site = config.html.site_url.as_deref().unwrap_or_default();
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
    text
}
