//! The part of a link behind `#`, as any tool writes it -> the anchor that is meant.

use crate::diagnostics::{Diagnostic, Span};
use crate::model::Body;
use crate::text::slug;
use percent_encoding::percent_decode_str;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// The anchors of one body.
pub(super) struct Anchors<'a> {
    exact: FxHashSet<&'a str>,
    /// By what is left of them without case and joins; `None` where several are left alike.
    folded: FxHashMap<String, Option<&'a str>>,
}

impl<'a> Anchors<'a> {
    pub(super) fn of(body: &'a Body) -> Self {
        let mut folded: FxHashMap<String, Option<&'a str>> = FxHashMap::default();
        let mut add = |form: String, anchor: &'a str| {
            if !form.is_empty() {
                let known = folded.entry(form).or_insert(Some(anchor));
                *known = known.filter(|known| *known == anchor);
            }
        };
        for anchor in body.anchors() {
            let form = fold(anchor);
            // Pandoc leaves out what stands before the first letter.
            let letters = form.trim_start_matches(|c: char| c.is_numeric()).to_owned();
            if letters != form {
                add(letters, anchor);
            }
            add(form, anchor);
        }
        // A heading's own words, where it has an anchor of another name.
        for heading in &body.headings {
            add(fold(&heading.text), &heading.anchor);
        }
        Self { exact: body.anchors().collect(), folded }
    }

    /// The anchor that `fragment` means: as written, as heading's words, or with other case and joins.
    pub(super) fn find(&self, fragment: &str) -> Option<&'a str> {
        let fragment = percent_decode_str(fragment).decode_utf8_lossy();
        if let Some(exact) = self.exact.get(&*fragment) {
            return Some(exact);
        }
        // Obsidian names the headings above it, too.
        let last = fragment.rsplit('#').next().unwrap_or(&fragment).trim();
        if let Some(exact) = self.exact.get(&*slug::anchor(last)) {
            return Some(exact);
        }
        let prefixes = ["user-content-", "markdown-header-"];
        let last = prefixes.iter().find_map(|prefix| last.strip_prefix(prefix)).unwrap_or(last);
        self.folded.get(&fold(last)).copied().flatten()
    }
}

/// Whether a fragment names a document by its title, which is no heading of its body: the page begins with it.
pub(super) fn is_title(fragment: &str, title: &str) -> bool {
    let fragment = percent_decode_str(fragment).decode_utf8_lossy();
    let last = fold(fragment.rsplit('#').next().unwrap_or(&fragment));
    !last.is_empty() && last == fold(title)
}

/// Letters and digits alone, in lower case: tools differ in all else.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Says that a link names a part of a document that is not there.
pub(super) fn broken_anchor(source: &Arc<str>, offset: usize, fragment: &str, target: &Arc<str>) -> Diagnostic {
    let message = format!("no heading of {target} has the anchor `#{}`", shortened(fragment));
    Diagnostic::warning("broken-anchor", source, message)
        .at(Span::at(offset))
        .naming(target)
        .hint("anchors follow GitHub: lower case, blanks to `-`, punctuation dropped")
}

/// `text` as far as a message shows it.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(120) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}
