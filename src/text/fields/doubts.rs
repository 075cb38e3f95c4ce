//! What a document says of who may see it and nobody reads: keys too deep in front matter or misspelt, and what
//! [`super::unread`] finds in its text.

use super::declared::Declared;
use super::guards::{Guard, Guards, Verdict, verdict};
use super::names::{Meaning, meaning};
use super::segments::label;
use super::unread::{self, Known};
use crate::diagnostics::{Report, Span};
use crate::model::{SourceFile, Visibility};
use crate::text::codes::Codes;
use crate::text::front_matter::{FrontMatter, Node, Pair, Value};
use crate::text::registry::Field;
use rustc_hash::FxHashSet;

/// Most words of a key that holds the name of a guard.
const MOST_WORDS: usize = 4;

/// A place in a document for which a public build leaves the document out.
pub(crate) type Doubt = (Guard, Span);

/// Each guard that is stated where it is not read and not closed anyway by what is read.
pub(super) fn find(source: &SourceFile, front: &FrontMatter, codes: &Codes, declared: &Declared) -> Vec<Doubt> {
    let guards = Guards::new();
    let mut keys = Keys { guards: &guards, lines: FxHashSet::default(), unread: Vec::new() };
    keys.top(&front.fields);
    let Keys { lines, mut unread, .. } = keys;
    let is_stated = declared.visibility == Some(Visibility::Public) && !front.broken;
    unread.extend(unread::find(&source.text, &Known { front, codes, lines, is_stated }, &guards));
    // Beside `visibility: public` it is a contradiction.
    unread.extend(declared.closed.map(|span| (Guard::Visibility, span)));
    unread.retain(|(guard, _)| match guard {
        Guard::Visibility => declared.visibility != Some(Visibility::Internal),
        Guard::Draft => !declared.draft,
    });
    unread.sort_unstable_by_key(|(guard, span)| (*guard, *span));
    unread.dedup_by_key(|(guard, _)| *guard);
    unread
}

/// Says so; to the authors, since a public build prints nothing of such a document.
pub(super) fn warn(source: &SourceFile, doubts: &[Doubt], report: &mut Report) {
    for (guard, span) in doubts {
        report.push(guard.unread(&source.path).at(*span).hint(guard.advice()));
    }
}

struct Keys<'a> {
    guards: &'a Guards,
    /// Lines of those that are read.
    lines: FxHashSet<u32>,
    unread: Vec<Doubt>,
}

impl Keys<'_> {
    fn top(&mut self, fields: &[Pair]) {
        for field in fields {
            let holds_fields = matches!(meaning(&field.key), Meaning::Field { name: Field::Nested | Field::Id, .. });
            match &field.node.value {
                Value::Map(inner) if holds_fields => inner.iter().for_each(|field| self.key(field, true)),
                _ => self.key(field, true),
            }
        }
    }

    /// A key, and all below it. `is_read`: it stands where names are read.
    fn key(&mut self, field: &Pair, is_read: bool) {
        let meaning = meaning(&field.key);
        let is_guard =
            matches!(meaning, Meaning::Field { name: Field::Visibility | Field::Classification | Field::Draft, .. });
        if matches!(meaning, Meaning::Other | Meaning::Field { name: Field::Nested, .. }) {
            self.unread_text(&field.node);
        }
        if is_read && is_guard {
            self.lines.insert(field.line);
        } else if let Some(guard) = self.guards.named(&field.key, MOST_WORDS) {
            self.lines.insert(field.line);
            if verdict(guard, field.node.text().unwrap_or_default()) != Verdict::Opens {
                self.unread.push((guard, field.span));
            }
        }
        self.below(&field.node.value);
    }

    /// `extra: "visibility: internal"`: a statement within a text that nobody reads.
    fn unread_text(&mut self, node: &Node) {
        let stated = node.text().and_then(label);
        if let Some((guard, value)) = stated.and_then(|(key, value)| Some((self.guards.named(key, 1)?, value)))
            && verdict(guard, value) == Verdict::Closes
        {
            self.unread.push((guard, node.span));
        }
    }

    fn below(&mut self, value: &Value) {
        match value {
            Value::Map(fields) => {
                self.pair(fields);
                fields.iter().for_each(|field| self.key(field, false));
            }
            Value::List(items) => items.iter().for_each(|item| {
                self.unread_text(item);
                self.below(&item.value);
            }),
            _ => {}
        }
    }

    /// `{name: visibility, value: internal}`
    fn pair(&mut self, fields: &[Pair]) {
        let texts = || fields.iter().filter_map(|field| Some((field.node.text()?, field.span)));
        for (guard, span) in texts().filter_map(|(text, span)| Some((self.guards.named(text, 1)?, span))) {
            if texts().any(|(text, _)| verdict(guard, text) == Verdict::Closes) {
                self.unread.push((guard, span));
            }
        }
    }
}
