//! Assembled HTML with raw parts to segments: ammonia's allow-list over the whole body, then slots for placeholders.

use super::elements;
use super::runs::{CUT, bounded};
use super::sink::{PLACEHOLDER_SCHEME, push_html};
use crate::model::Segment;
use ammonia::{Builder, UrlRelative};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// Attributes by element.
const ATTRIBUTES: [(&str, &[&str]); 13] = [
    ("a", &["href", "rel"]),
    ("img", &["src", "alt", "loading", "width", "height"]),
    ("input", &["type", "disabled", "checked"]),
    ("ol", &["start", "reversed"]),
    ("li", &["value"]),
    ("td", &["colspan", "rowspan"]),
    ("th", &["colspan", "rowspan", "scope"]),
    ("details", &["open"]),
    ("time", &["datetime"]),
    ("bdo", &["dir"]),
    ("div", &["data-lang"]),
    ("abbr", &["title"]),
    ("dfn", &["title"]),
];

const EVERYWHERE: [&str; 10] =
    ["id", "class", "title", "lang", "dir", "role", "tabindex", "aria-label", "aria-hidden", "aria-labelledby"];

fn builder() -> &'static Builder<'static> {
    static BUILDER: OnceLock<Builder<'static>> = OnceLock::new();
    BUILDER.get_or_init(|| {
        let schemes = ["http", "https", "mailto", "tel", "sms", "ftp", "ftps", "sftp", "irc", "ircs", "xmpp", "matrix"];
        let more = ["slack", "geo", "news", "webcal", "ssh", "git", "msteams", "data", PLACEHOLDER_SCHEME];
        let mut builder = Builder::default();
        builder
            .tags(elements::printed().collect())
            .tag_attributes(
                ATTRIBUTES
                    .iter()
                    .map(|(tag, names)| (*tag, names.iter().copied().collect()))
                    .collect::<HashMap<_, HashSet<_>>>(),
            )
            .tag_attribute_values(HashMap::new())
            .generic_attributes(EVERYWHERE.into_iter().collect())
            .url_schemes(schemes.into_iter().chain(more).collect())
            .url_relative(UrlRelative::PassThrough)
            .link_rel(None)
            .strip_comments(true);
        builder
    })
}

/// What is left of finished HTML: nothing may be taken from it.
#[cfg(test)]
pub(super) fn cleaned(html: &str) -> String {
    builder().clean(html).to_string()
}

/// Sanitises and balances `html`, and puts `slots` where their placeholders stand.
pub(super) fn segments(html: &str, slots: &[Segment]) -> Vec<Segment> {
    let clean = builder().clean(&bounded(html)).to_string();
    let mut segments = Vec::with_capacity(slots.len() * 2 + 1);
    let mut from = 0;
    let mut open: Vec<Link> = Vec::new();
    for (at, end) in tags(&clean) {
        let tag = &clean[at..end];
        let slot = number(tag).and_then(|number| slots.get(number));
        let replaced = match tag {
            CUT => Some(None),
            "</a>" => match open.pop() {
                Some(Link::Slot) => Some(Some(Segment::LinkEnd)),
                Some(Link::Nested) => Some(None),
                Some(Link::Plain) | None => None,
            },
            _ if tag.starts_with("<a ") || tag == "<a>" => {
                let (link, replaced) = open_link(&open, slot);
                open.push(link);
                replaced
            }
            _ => slot.map(|slot| Some(slot.clone())),
        };
        if let Some(segment) = replaced {
            push_html(&mut segments, &clean[from..at]);
            segments.extend(segment);
            from = end;
        }
    }
    push_html(&mut segments, &clean[from..]);
    segments
}

/// What an open `<a>` is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Slot,
    /// Within another link (HTML allows that through tables): left out.
    Nested,
    Plain,
}

/// How an `<a>` opens, and what stands for its tag: `None` the tag itself.
fn open_link(open: &[Link], slot: Option<&Segment>) -> (Link, Option<Option<Segment>>) {
    match slot {
        _ if !open.is_empty() => (Link::Nested, Some(None)),
        Some(slot @ Segment::LinkStart { .. }) => (Link::Slot, Some(Some(slot.clone()))),
        _ => (Link::Plain, None),
    }
}

/// The number in a placeholder tag.
fn number(tag: &str) -> Option<usize> {
    let starts = ["<a href=\"pmslot:", "<img src=\"pmslot:", "<hr class=\"pmslot-"];
    let rest = starts.into_iter().find_map(|start| tag.strip_prefix(start))?;
    rest[..rest.find('"')?].parse().ok()
}

/// Start and end of each tag in serialised HTML, where `<` in text is always escaped.
fn tags(html: &str) -> impl Iterator<Item = (usize, usize)> {
    let bytes = html.as_bytes();
    let mut from = 0;
    std::iter::from_fn(move || {
        let start = from + memchr::memchr(b'<', bytes.get(from..)?)?;
        let mut end = start;
        let mut quoted = false;
        while let Some(&byte) = bytes.get(end) {
            end += 1;
            match byte {
                b'"' => quoted = !quoted,
                b'>' if !quoted => break,
                _ => {}
            }
        }
        from = end;
        Some((start, end))
    })
}
