//! Slugs, and old URLs as paths of the site: none leaves its folder or trips a file system.

use super::Entry;
use super::times::quoted;
use super::values::Scope;
use crate::model::Fact;
use crate::model::addresses::is_device;
use crate::text::front_matter::{Node, Value};
use crate::text::slug::slugify;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Longest path of an old URL, and longest part of one, in bytes.
const LONGEST_PATH: usize = 1_000;
const LONGEST_PART: usize = 240;

/// Most old URLs of one document: each is a file.
const MOST: usize = 1_000;

/// Why there is no redirect, and what to do, where that can be told better than by [`EXAMPLE`].
type Refusal = (&'static str, Option<String>);

const EXAMPLE: &str = "write a path of this site, as in `/2019/old-name/`";

impl Scope<'_> {
    /// A URL part: lower-case words; what is unsafe is changed, with a warning.
    pub(super) fn slug(&mut self, entry: &Entry<'_>) -> Option<Fact<String>> {
        let fact = self.text(entry)?;
        let slug = slugify(&fact.value);
        let span = entry.node.span;
        if slug.is_empty() {
            let message =
                format!("`{}`: {} leaves no usable address; the file's name is used", entry.key, quoted(&fact.value));
            self.warn("slug-changed", span, message, "use letters, digits and hyphens");
            return None;
        }
        if slug != entry.node.text().unwrap_or_default() {
            let message = format!("`{}`: {} becomes {}", entry.key, quoted(&fact.value), quoted(&slug));
            self.warn("slug-changed", span, message, "use lower-case letters, digits and hyphens");
        }
        Some(fact.map(|_| slug))
    }

    /// Old URLs as paths relative to the site's root: `old/` for a page in a folder, `old.html` for a file of a page. Those
    /// that cannot be one are refused.
    pub(super) fn aliases(&mut self, entry: &Entry<'_>) -> Vec<Fact<String>> {
        let single = std::slice::from_ref(entry.node);
        let nodes: &[Node] = match &entry.node.value {
            Value::List(items) => items,
            _ => single,
        };
        let mut seen: FxHashSet<String> = FxHashSet::default();
        let mut aliases: Vec<Fact<String>> = Vec::new();
        for node in nodes {
            let Some(text) = node.text() else {
                if !matches!(node.value, Value::Null) {
                    self.wrong_type(entry, node, "a path");
                }
                continue;
            };
            match old_path(text, self.config.html.site_url.as_deref()) {
                Ok(_) if seen.len() >= MOST => {
                    let message = format!("`{}`: only the first {MOST} old URLs are redirected", entry.key);
                    self.warn("unsafe-alias", node.span, message, "redirect the others on the server");
                    break;
                }
                Ok(path) if seen.insert(path.clone()) => aliases.push(entry.part(path, node.line, node.span)),
                Ok(_) => {}
                // The address of another site: one that cannot be kept here promises nothing.
                Err(_) if is_permalink(&entry.key) => {}
                Err((reason, hint)) => {
                    let message = format!("`{}`: {} {reason}; no redirect is made", entry.key, quoted(text));
                    self.warn("unsafe-alias", node.span, message, hint.as_deref().unwrap_or(EXAMPLE));
                }
            }
        }
        aliases
    }
}

/// Whether an old URL is where another tool, Jekyll, put the document.
#[must_use]
pub(crate) fn is_permalink(key: &str) -> bool {
    key.eq_ignore_ascii_case("permalink")
}

/// The path below the site's root at which a server of plain files finds what it is asked for under the URL `text`. A fragment
/// never reaches the server and is dropped; equal ways to write one path become one.
fn old_path(text: &str, site: Option<&str>) -> Result<String, Refusal> {
    let path = text.trim();
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    let path = below(path, site)?;
    if let Some((path, _)) = path.split_once('?') {
        let alone = Some(path).filter(|path| !path.trim_matches('/').is_empty());
        let hint = alone.map(|path| format!("write the path alone, as in {}", quoted(path)));
        return Err(("has a query, by which plain files cannot be told apart", hint));
    }
    let mut parts: Vec<Cow<'_, str>> = Vec::new();
    // A server takes `//` for one slash.
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let decoded = percent_decode_str(part).decode_utf8().map_err(|_| ("is not UTF-8", None))?;
        checked(&decoded).map_err(|reason| (reason, None))?;
        parts.push(decoded);
    }
    if parts.iter().map(|part| part.len() + 1).sum::<usize>() > LONGEST_PATH {
        return Err(("is too long", None));
    }
    let is_folder = path.ends_with('/');
    if !is_folder && parts.last().is_some_and(|name| name == "index.html") {
        parts.pop();
    } else if !is_folder && parts.last().is_some_and(|name| is_page(name)) {
        return Ok(parts.join("/"));
    }
    match parts.is_empty() {
        true => Err(("is the site's home page", Some("remove it".to_owned()))),
        false => Ok(format!("{}/", parts.join("/"))),
    }
}

/// What of `path` lies below the root of the `site`, where it may be a whole URL of it.
fn below<'a>(path: &'a str, site: Option<&str>) -> Result<&'a str, Refusal> {
    let with_scheme = path.split_once("://").filter(|(scheme, _)| !scheme.contains('/')).map(|(_, rest)| rest);
    let Some(address) = with_scheme.or_else(|| path.strip_prefix("//")) else { return Ok(path) };
    let root = site.and_then(|site| Some(site.split_once("://")?.1.trim_end_matches('/')));
    let inside = root.and_then(|root| {
        let (start, rest) = address.split_at_checked(root.len())?;
        (start.eq_ignore_ascii_case(root) && (rest.is_empty() || rest.starts_with('/'))).then_some(rest)
    });
    let elsewhere = || {
        let path = address.find('/').map_or("", |slash| &address[slash..]);
        let is_path = !path.trim_matches('/').is_empty();
        let hint = is_path.then(|| format!("if this site answers there, write the path alone, as in {}", quoted(path)));
        ("is no path of this site", hint)
    };
    inside.ok_or_else(elsewhere)
}

/// Whether a server sends a file of this name as a page, so that it can send the reader on. With any other suffix (`old.php`) a
/// folder of that name can.
fn is_page(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, suffix)| matches!(suffix.to_ascii_lowercase().as_str(), "html" | "htm"))
}

/// Refuses the name of a file or folder that is none on some disk, or that means something to a server.
fn checked(name: &str) -> Result<(), &'static str> {
    let is_reserved = |character: char| {
        character.is_control() || matches!(character, '\\' | ':' | '?' | '#' | '*' | '"' | '<' | '>' | '|')
    };
    let leaves = |name: &str| matches!(name, "." | "..") || name.contains(['/', '\\']);
    match name {
        // What is decoded twice must not leave either.
        _ if leaves(name) || leaves(&percent_decode_str(name).decode_utf8_lossy()) => Err("leaves the site's folder"),
        _ if name.contains(is_reserved) => Err("holds characters that no path can have"),
        _ if name.starts_with('.') => Err("is hidden: many hosts keep such files to themselves"),
        _ if name.ends_with(['.', ' ']) => Err("ends a name with a dot or a blank, which some disks drop"),
        _ if is_device(name) => Err("holds a name that Windows keeps for a device"),
        _ if name.len() > LONGEST_PART => Err("is too long"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_old_url_is_one_path() {
        let site = Some("https://docs.example.org/pm/");
        for (written, path) in [
            ("/2019/old/", "2019/old/"),
            ("/2019/old", "2019/old/"),
            ("2019/old/index.html", "2019/old/"),
            ("/a//b/", "a/b/"),
            ("/old.html", "old.html"),
            ("/old.HTM", "old.HTM"),
            ("/old.html/", "old.html/"),
            ("/old.php", "old.php/"),
            ("/v1.2/notes", "v1.2/notes/"),
            ("/old%20name/", "old name/"),
            ("/%E6%94%AF%E4%BB%98/", "支付/"),
            ("/100%25/", "100%/"),
            ("/old/#what-broke", "old/"),
            (" /old/ ", "old/"),
            ("https://docs.example.org/pm/old/", "old/"),
            ("http://Docs.Example.org/pm/old.html#x", "old.html"),
            ("//docs.example.org/pm/old", "old/"),
        ] {
            assert_eq!(old_path(written, site).as_deref(), Ok(path), "{written}");
        }
    }

    #[test]
    fn what_cannot_be_a_file_of_the_site_is_refused_with_a_reason() {
        let site = Some("https://docs.example.org/pm/");
        let long = format!("/{}/", "x".repeat(241));
        let deep = "/abcdefghi".repeat(101);
        for (written, reason) in [
            ("", "home page"),
            ("/", "home page"),
            ("/index.html", "home page"),
            ("#top", "home page"),
            ("../x", "leaves"),
            ("./x", "leaves"),
            ("a/../../x", "leaves"),
            ("/a/%2e%2E/x", "leaves"),
            ("/a/%252e%252e/x", "leaves"),
            ("a%2fb", "leaves"),
            ("a%5cb", "leaves"),
            ("a%255Cb", "leaves"),
            ("\\\\host\\x", "leaves"),
            ("C:\\x", "leaves"),
            ("C:/x", "characters"),
            ("a\nb", "characters"),
            ("a%00b", "characters"),
            ("a%0Ab", "characters"),
            ("/what%3Fx/", "characters"),
            ("/%FF/", "UTF-8"),
            ("/?p=12", "query"),
            ("/old/?p=12", "query"),
            ("/.git/x/", "hidden"),
            ("/.nojekyll", "hidden"),
            ("/.pmsite-manifest/", "hidden"),
            ("/old./", "dot"),
            ("/old%20/x/", "dot"),
            ("/con/", "device"),
            ("/x/NUL.html", "device"),
            ("https://example.org/x", "no path of this site"),
            ("https://docs.example.org/pmx/", "no path of this site"),
            ("https://docs.example.org/", "no path of this site"),
            ("//host/x", "no path of this site"),
            ("javascript://x", "no path of this site"),
            ("/go/https://x", "characters"),
            (long.as_str(), "long"),
            (deep.as_str(), "long"),
        ] {
            let refusal = old_path(written, site).expect_err(written);
            assert!(refusal.0.contains(reason), "{written}: {refusal:?}");
        }
        let hint = |written| old_path(written, site).unwrap_err().1;
        assert!(hint("https://example.org/x/y").is_some_and(|hint| hint.contains("`/x/y`")));
        assert!(hint("/old/?p=12").is_some_and(|hint| hint.contains("`/old/`")));
        assert_eq!(hint("/?p=12"), None);
    }
}
