//! Inline HTML in running text: elements that are mark-up, and what only looks like one.

use crate::text::lexicon::FORM_FIELDS;

/// An element that the plain text leaves out.
pub(super) fn is_known(name: &str) -> bool {
    KNOWN_TAGS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

const KNOWN_TAGS: [&str; 30] = [
    "a", "abbr", "b", "big", "center", "code", "del", "details", "div", "em", "font", "h1", "h2", "h3", "hr", "i",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "s", "small", "span", "strong", "sub", "sup", "u",
];

/// `<your name>`, `<date>`, `<标题>`: a blank of a form, not an element.
pub(super) fn is_form_field(html: &str) -> bool {
    let inside = html.trim_matches(['<', '>']);
    if inside.starts_with('/') || inside.contains(['=', '"', '{']) || inside.ends_with('/') {
        return false;
    }
    inside.contains(' ') || !inside.is_ascii() || FORM_FIELDS.get(inside).is_some()
}
