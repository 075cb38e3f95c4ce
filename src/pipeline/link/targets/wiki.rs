//! Links by name: `[[name]]`, `[[name|label]]`, and `[[label|name]]` of wikis that write it the other way round.

use super::super::names::key;
use super::{Resolver, Slot, changed_drawing, slot};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::catalog::{DocId, Target};
use crate::model::{Document, Segment};
use crate::text::html::push_text;
use std::sync::Arc;

impl<'a> Resolver<'a> {
    /// What `target` names: a document, a topic or a file.
    pub(super) fn wiki(
        &self,
        id: DocId,
        document: &Document,
        (target, offset): (&str, usize),
        report: &mut Report,
    ) -> Option<(Slot<'a>, Option<DocId>)> {
        let source = &document.source;
        let (name, fragment) = target.split_once('#').map_or((target, None), |(name, fragment)| (name, Some(fragment)));
        // A block within a text has no place of its own in a page.
        let fragment = fragment.filter(|fragment| !fragment.starts_with('^'));
        let found = if name.is_empty() { Some(id) } else { self.finder.document(source, name) };
        if let Some(found) = found {
            return Some(slot((Target::Site(self.at_anchor(found, fragment, (source, offset), report)), Some(found))));
        }
        if let Some(topic) = self.topics().get(&*key(name)) {
            return Some(slot((Target::Site(topic.url()), topic.declared)));
        }
        let asset = self.files.named(source, name).filter(|_| name.contains('.'))?;
        report.diagnostics.extend(changed_drawing(asset, source, offset));
        Some((Slot::File(asset, offset), None))
    }

    /// Reports a name that nothing has.
    pub(super) fn nameless(
        &self,
        document: &Document,
        (target, offset): (&str, usize),
        report: &mut Report,
    ) -> (Slot<'a>, Option<DocId>) {
        let name = target.split_once('#').map_or(target, |(name, _)| name);
        let elsewhere = self.elsewhere.named(&document.source, name, &format!("[[{target}]]"));
        let broken = || {
            let message = format!("`[[{target}]]` names nothing in this knowledge base");
            let hint = "use an incident's id, a file name, or the name of a service or root cause";
            Diagnostic::warning("broken-wikilink", &document.source, message).hint(hint)
        };
        report.push(elsewhere.unwrap_or_else(broken).at(Span::at(offset)));
        slot((Target::Broken, None))
    }

    /// The document that the label of the link at segment `at` names, where its target names nothing.
    pub(super) fn turned(&self, document: &Document, at: usize) -> Option<(Slot<'a>, Option<DocId>)> {
        let found = self.finder.document(&document.source, label(document, at)?)?;
        Some(slot((Target::Site(self.catalog.entry(found).url.clone()), Some(found))))
    }
}

/// The words of a link, where they are nothing but letters as they are printed.
fn label(document: &Document, at: usize) -> Option<&str> {
    match document.body.segments.get(at + 1)? {
        Segment::Html(html) if !html.contains(['<', '&']) => Some(html),
        _ => None,
    }
}

/// Shows the target of each of these links in the place of its label.
pub(super) fn turn(document: &mut Arc<Document>, links: &[usize]) {
    for at in links {
        let segments = &mut Arc::make_mut(document).body.segments;
        if let Some([Segment::LinkStart { target, .. }, Segment::Html(shown)]) = segments.get_mut(*at..at + 2) {
            shown.clear();
            push_text(shown, target);
        }
    }
}
