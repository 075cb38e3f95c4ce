//! A site -> the sentence that says what it holds.

use crate::model::Catalog;

/// What the site holds, and of an internal one how much of the folder it does not. A public build says nothing of what it leaves out:
/// that there is something internal, and when it became more, is internal too.
#[must_use]
pub(crate) fn holds(catalog: &Catalog, drafts: usize) -> String {
    let (all, incidents) = (catalog.documents.len(), catalog.incidents.len());
    let mut parts = vec![count(incidents, "postmortem", "postmortems")];
    if all > incidents {
        parts.push(count(all - incidents, "other document", "other documents"));
    }
    if drafts > 0 {
        parts.push(format!("{} left out (--drafts includes them)", count(drafts, "draft", "drafts")));
    }
    parts.join(", ")
}

/// A number with what it counts.
#[must_use]
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
