//! Slugs and old URLs that cannot leave the site's folder or trip a file system.

use super::Entry;
use super::times::quoted;
use super::values::Scope;
use crate::model::Fact;
use crate::text::front_matter::{Node, Value};
use crate::text::slug::slugify;
use rustc_hash::FxHashSet;

/// Longest path of an old URL, in bytes.
const LONGEST_PATH: usize = 200;

impl Scope<'_> {
    /// A URL part: lower-case words; what is unsafe is changed, with a warning.
    pub fn slug(&mut self, entry: &Entry<'_>) -> Option<Fact<String>> {
        let fact = self.text(entry)?;
        let slug = safe_slug(&fact.value);
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

    /// Old URLs as root-relative paths without leading slash; unsafe ones are refused.
    pub fn aliases(&mut self, entry: &Entry<'_>) -> Vec<Fact<String>> {
        let single = std::slice::from_ref(entry.node);
        let nodes: &[Node] = match &entry.node.value {
            Value::List(items) => items,
            _ => single,
        };
        let mut aliases: Vec<Fact<String>> = Vec::new();
        let mut seen: FxHashSet<String> = FxHashSet::default();
        for node in nodes.iter().take(1_000) {
            match (node.text(), &node.value) {
                (_, Value::Null) => {}
                (Some(text), _) => match safe_path(text) {
                    Ok(path) => {
                        if seen.insert(path.clone()) {
                            aliases.push(entry.part(path, node.line, node.span));
                        }
                    }
                    Err(reason) => {
                        let message = format!("`{}`: {} {reason}; no redirect is made", entry.key, quoted(text));
                        self.warn(
                            "unsafe-alias",
                            node.span,
                            message,
                            "write a path of this site, as in `/2019/old-name/`",
                        );
                    }
                },
                (None, _) => self.wrong_type(entry, node, "a path"),
            }
        }
        aliases
    }
}

/// [`slugify`], and no name that Windows keeps for devices.
fn safe_slug(text: &str) -> String {
    let slug = slugify(text);
    let device = matches!(slug.as_str(), "con" | "prn" | "aux" | "nul")
        || slug.len() == 4
            && (slug.starts_with("com") || slug.starts_with("lpt"))
            && slug.ends_with(|last: char| last.is_ascii_digit());
    if device { format!("{slug}-page") } else { slug }
}

fn safe_path(text: &str) -> Result<String, &'static str> {
    let path = text.trim();
    if path.contains("://") || path.starts_with("//") {
        return Err("is no path of this site");
    }
    let path = path.trim_start_matches('/');
    if path.is_empty() {
        return Err("is empty");
    }
    if path.len() > LONGEST_PATH {
        return Err("is too long");
    }
    if path.chars().any(|character| {
        character.is_control() || matches!(character, '\\' | ':' | '?' | '#' | '*' | '"' | '<' | '>' | '|')
    }) {
        return Err("holds characters that no path can have");
    }
    let decoded = path.replace("%2e", ".").replace("%2E", ".");
    if decoded.split('/').any(|part| part == ".." || part == ".")
        || path.contains("%2f")
        || path.contains("%2F")
        || path.contains("%5")
    {
        return Err("leaves the site's folder");
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        assert_eq!(safe_path("/2019/old/"), Ok("2019/old/".to_owned()));
        assert_eq!(safe_path("old.html"), Ok("old.html".to_owned()));
        for path in [
            "../x",
            "a/../../x",
            "/a/%2e%2E/x",
            "https://example.org/x",
            "//host/x",
            "C:\\x",
            "a\nb",
            "",
            "/",
            "a%2fb",
            "./x",
        ] {
            assert!(safe_path(path).is_err(), "{path}");
        }
    }

    #[test]
    fn devices_get_another_name() {
        assert_eq!(safe_slug("CON"), "con-page");
        assert_eq!(safe_slug("lpt9"), "lpt9-page");
        assert_eq!(safe_slug("../../etc"), "etc");
    }
}
