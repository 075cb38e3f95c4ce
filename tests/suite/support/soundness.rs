//! Is a built site sound? Every link leads somewhere, every fragment is there, no `id` stands twice, no file is in another's way
//! on any disk.

use super::site::{MANIFEST, Site};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use scraper::{Html, Node};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::UnicodeNormalization;

/// What one page holds that others or itself may point at, and what it points at.
struct Links {
    ids: BTreeSet<String>,
    repeated: Vec<String>,
    targets: Vec<(&'static str, String)>,
}

/// Complaints about `site`, sorted; none for a sound one.
pub fn complaints(site: &Site) -> Vec<String> {
    let read = read(site);
    let complaints = read.par_iter().flat_map_iter(|(path, links)| of_page(path, links, &read, site)).collect();
    sorted(complaints)
}

fn read(site: &Site) -> BTreeMap<&str, Links> {
    let pages: Vec<&String> = site.files.keys().filter(|path| path.ends_with(".html")).collect();
    pages.par_iter().map(|path| (path.as_str(), links(&String::from_utf8_lossy(&site.files[*path])))).collect()
}

fn sorted(mut complaints: Vec<String>) -> Vec<String> {
    complaints.sort();
    complaints.dedup();
    complaints
}

/// Fails with every complaint about a page that links lead to from the first page.
pub fn assert_sound_where_one_gets(site: &Site) {
    let read = read(site);
    let (mut reached, mut to_visit) = (BTreeSet::new(), vec!["index.html".to_owned()]);
    while let Some(path) = to_visit.pop() {
        let Some(links) = read.get(path.as_str()).filter(|_| !reached.contains(&path)) else { continue };
        let targets = links.targets.iter().filter_map(|(_, href)| resolve(&path, href));
        to_visit.extend(targets.map(|target| file_of(&target).0));
        reached.insert(path);
    }
    let complaints = reached.iter().flat_map(|path| of_page(path, &read[path.as_str()], &read, site)).collect();
    let complaints = sorted(complaints);
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// The file that a link to `target`, relative to the site's root, opens, and the place on it.
fn file_of(target: &str) -> (String, &str) {
    let (file, fragment) = target.split_once('#').unwrap_or((target, ""));
    let file = if file.is_empty() || file.ends_with('/') { format!("{file}index.html") } else { file.to_owned() };
    (file, fragment)
}

/// Fails with every complaint.
pub fn assert_sound(site: &Site) {
    let complaints = complaints(site);
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

/// Fails where two of `paths` would be one file or folder on a disk that ignores case or normalises names.
pub fn assert_side_by_side<'a>(paths: impl Iterator<Item = &'a String>) {
    let mut written: BTreeMap<String, &str> = BTreeMap::new();
    for path in paths {
        let prefixes = std::iter::successors(Some(path.as_str()), |path| Some(path.rsplit_once('/')?.0));
        for place in prefixes {
            let form: String = place.nfd().collect::<String>().to_lowercase().nfd().collect();
            let first = *written.entry(form).or_insert(place);
            assert_eq!(first, place, "one place on many disks");
        }
    }
}

fn of_page(path: &str, links: &Links, read: &BTreeMap<&str, Links>, site: &Site) -> Vec<String> {
    let mut complaints: Vec<String> =
        links.repeated.iter().map(|id| format!("{path}: the id `{id}` stands twice")).collect();
    for (attribute, href) in &links.targets {
        // The one page that may be served at any depth; its links are checked by a test of its own.
        if path == "404.html" && href.starts_with('/') {
            continue;
        }
        if href.starts_with('/') && !href.starts_with("//") {
            complaints.push(format!("{path}: {attribute}={href} starts at the host's root"));
            continue;
        }
        let Some(target) = resolve(path, href) else {
            if href.starts_with("..") {
                complaints.push(format!("{path}: {attribute}={href} leaves the site"));
            }
            continue;
        };
        let (file, fragment) = file_of(&target);
        if file == MANIFEST || !site.files.contains_key(&file) {
            complaints.push(format!("{path}: {attribute}={href} leads to nothing"));
        } else if !fragment.is_empty() && fragment != "top" && !has_id(read, &file, fragment) {
            complaints.push(format!("{path}: {attribute}={href}: no such place on that page"));
        }
    }
    complaints
}

fn has_id(read: &BTreeMap<&str, Links>, file: &str, fragment: &str) -> bool {
    // A fragment into something that is no page (`diagram.svg#x`, `report.pdf#page=2`) is that file's matter.
    read.get(file).is_none_or(|links| links.ids.contains(fragment))
}

fn links(text: &str) -> Links {
    let html = Html::parse_document(text);
    let mut links = Links { ids: BTreeSet::new(), repeated: Vec::new(), targets: Vec::new() };
    for node in html.tree.nodes() {
        let Node::Element(element) = node.value() else {
            continue;
        };
        if let Some(id) = element.attr("id").filter(|id| !links.ids.insert((*id).to_owned())) {
            links.repeated.push(id.to_owned());
        }
        for attribute in ["href", "src", "poster", "data", "action"] {
            if let Some(value) = element.attr(attribute) {
                links.targets.push((attribute, value.to_owned()));
            }
        }
        for candidate in element.attr("srcset").into_iter().flat_map(|set| set.split(',')) {
            links.targets.push(("srcset", candidate.split_whitespace().next().unwrap_or_default().to_owned()));
        }
        if element.attr("http-equiv").is_some_and(|value| value.eq_ignore_ascii_case("refresh")) {
            let target = element.attr("content").and_then(|content| content.split_once("url="));
            links.targets.extend(target.map(|(_, url)| ("refresh", url.trim().to_owned())));
        }
    }
    links
}

/// `href` on the page at `path`, relative to the site's root; `None` where it leaves the site or has a scheme.
pub fn resolve(path: &str, href: &str) -> Option<String> {
    let colon = href.find(':').unwrap_or(usize::MAX);
    if href.starts_with('/') || colon < href.find(['/', '?', '#']).unwrap_or(usize::MAX) {
        return None;
    }
    let (before, fragment) = href.split_once('#').map_or((href, None), |(before, fragment)| (before, Some(fragment)));
    let before = before.split('?').next().unwrap_or_default();
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let fragment = fragment.map(|fragment| format!("#{}", decode(fragment))).unwrap_or_default();
    if before.is_empty() {
        return Some(format!("{}{fragment}", path.strip_suffix("index.html").unwrap_or(path)));
    }
    let mut parts: Vec<String> = path.split('/').map(str::to_owned).collect();
    parts.pop();
    for part in before.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(decode(part)),
        }
    }
    let mut target = parts.join("/");
    if before.ends_with('/') || before.ends_with("/.") || before.ends_with("..") || before == "." {
        target.push('/');
    }
    let target = if target == "/" { String::new() } else { target };
    Some(format!("{}{fragment}", target.strip_suffix("index.html").unwrap_or(&target)))
}
