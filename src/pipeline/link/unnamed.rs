//! In a public build: names of incidents that are none of its own. They are those of internal ones, as far as anybody can tell.

use super::finder::Finder;
use crate::model::catalog::Catalog;
use crate::model::document::Content;
use crate::model::{Fact, Postmortem};
use std::sync::Arc;

/// Takes from every incident what it names and no reader may see. What was named and is there keeps its name.
pub(super) fn forget(catalog: &mut Catalog, finder: &Finder) {
    for entry in &mut catalog.documents {
        let source = Arc::clone(&entry.document.source);
        let is_there = |name: &Fact<String>| finder.document(&source, &name.value).is_some();
        let all_there = |own: &Postmortem| {
            let names = own.related.iter().chain(&own.recurrence_of).chain(&own.not_recurrence_of);
            names.into_iter().all(is_there)
        };
        if entry.document.postmortem().is_none_or(all_there) {
            continue;
        }
        if let Content::Postmortem(own) = &mut Arc::make_mut(&mut entry.document).content {
            own.related.retain(is_there);
            own.not_recurrence_of.retain(is_there);
            own.recurrence_of = own.recurrence_of.take().filter(is_there);
        }
    }
}
