//! Links of front matter: labels and safe URLs; relative ones name related documents.

use super::Entry;
use super::times::quoted;
use super::values::{Scope, line, named};
use crate::model::Fact;
use crate::text::front_matter::{Node, Pair, Value};

/// A label (may be empty) and its URL.
type Link = (String, Fact<String>);

impl Scope<'_> {
    /// Absolute links, and relative ones as names of related documents. Other schemes than http, https and mailto are refused.
    pub(super) fn links(&mut self, entry: &Entry<'_>) -> (Vec<Link>, Vec<Fact<String>>) {
        let mut written = Vec::new();
        collect(entry.node, "", 0, &mut written);
        let (mut links, mut related) = (Vec::new(), Vec::new());
        for (label, node) in written {
            let url = line(node.text().unwrap_or_default());
            let fact = entry.part(url.clone(), node.line, node.span);
            match scheme(&url) {
                _ if url.is_empty() => {}
                Some(scheme) if ["http", "https", "mailto"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe)) => {
                    links.push((label, fact));
                }
                Some(_) => {
                    let message = format!("`{}`: {} is no web address", entry.key, quoted(&url));
                    self.warn("unsafe-link", node.span, message, "only http, https and mailto links are printed");
                }
                None if url.ends_with(".md") || url.starts_with(['.', '/']) => related.push(fact),
                None => {}
            }
        }
        (links, related)
    }
}

/// Every URL with its label: a text, a list, `{title, url}`, `{label: url}`.
fn collect<'n>(node: &'n Node, label: &str, depth: usize, out: &mut Vec<(String, &'n Node)>) {
    match &node.value {
        Value::List(items) if depth < 3 => {
            items.iter().take(1_000).for_each(|item| collect(item, label, depth + 1, out))
        }
        Value::Map(fields) if depth < 3 => {
            let url = fields.iter().find(|field| is_url_key(field));
            match url {
                Some(field) => {
                    collect(&field.node, &line(named(fields).and_then(Node::text).unwrap_or(label)), depth + 1, out)
                }
                None => {
                    fields.iter().take(1_000).for_each(|field| collect(&field.node, &line(&field.key), depth + 1, out))
                }
            }
        }
        _ if node.text().is_some() => out.push((label.to_owned(), node)),
        _ => {}
    }
}

fn is_url_key(field: &Pair) -> bool {
    ["url", "href", "link", "uri"].iter().any(|key| field.key.eq_ignore_ascii_case(key))
}

/// The scheme of an absolute URL.
fn scheme(url: &str) -> Option<&str> {
    let (scheme, _) = url.split_once(':')?;
    let fits = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '+' | '-' | '.'));
    fits.then_some(scheme)
}

/// One paragraph without inline mark-up: links to their text, emphasis and code marks gone.
pub(super) fn prose(text: &str) -> String {
    let plain = crate::text::words::plain(text);
    if plain.contains('`') { plain.replace('`', "") } else { plain }
}
