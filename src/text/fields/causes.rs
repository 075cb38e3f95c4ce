//! Root causes of front matter, and the blog categories that are causes.

use super::Entry;
use super::names::{Meaning, meaning};
use super::values::Scope;
use crate::model::Fact;
use crate::text::lexicon::CAUSES;
use crate::text::registry::Field;

/// Words of a cause's name at most; more are a sentence, which belongs into the body.
const MOST_WORDS: usize = 10;

impl Scope<'_> {
    /// Causes as named. A sentence is no name: it is left out, with a warning.
    pub(super) fn causes(&mut self, entry: &Entry<'_>) -> Vec<Fact<String>> {
        let whole = entry.node.text().unwrap_or_default();
        if whole.split_whitespace().count() > MOST_WORDS {
            self.sentence(entry);
            return Vec::new();
        }
        let (names, sentences): (Vec<_>, Vec<_>) =
            self.names(entry).into_iter().partition(|fact| fact.value.split_whitespace().count() <= MOST_WORDS);
        if !sentences.is_empty() {
            self.sentence(entry);
        }
        names
    }

    fn sentence(&mut self, entry: &Entry<'_>) {
        let message = format!("`{}` holds a sentence, not the name of a cause", entry.key);
        let hint = "name the cause in two or three words here and describe it in the text";
        self.warn("cause-not-a-name", entry.span, message, hint);
    }
}

/// Splits categories into causes and others. A blog's category (`security`) is a cause only in a document that has fields
/// of an incident, or where every category is a cause.
pub(super) fn split(categories: Vec<Fact<String>>, incident: bool) -> (Vec<Fact<String>>, Vec<Fact<String>>) {
    let is_cause = |fact: &Fact<String>| CAUSES.get(&fact.value).is_some();
    if !incident && !categories.iter().all(is_cause) {
        return (Vec::new(), categories);
    }
    categories.into_iter().partition(is_cause)
}

/// Whether a front matter key names categories: they class a document, and tell less of it than a cause.
#[must_use]
pub(crate) fn is_category(key: &str) -> bool {
    matches!(meaning(key), Meaning::Field { name: Field::Categories, .. })
}
