//! Incidents that resemble one another, by the ids of a [`super::Catalog`]: looked for later than all else, or carried over from
//! an earlier one.

use super::catalog::{DocId, TopicId};
use std::sync::Arc;

/// Why two incidents are related; printed beside the link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// One says so (`related`, `recurrence_of`).
    Stated,
    SameCause(TopicId),
    SameService(TopicId),
    /// Rare terms that both use.
    SharedTerms(Vec<String>),
}

/// A related incident, best first in its list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    pub incident: DocId,
    pub reasons: Vec<Reason>,
}

/// The related incidents of every document of one catalog; of documents that are no incidents, none.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    /// By document; empty where they were not looked for. Shared: most stay as they are from one save to the next.
    lists: Vec<Arc<[Related]>>,
}

impl Relations {
    /// Of `lists`, one a document.
    pub(crate) fn new(lists: Vec<Arc<[Related]>>) -> Self {
        Self { lists }
    }

    /// Those of one document, best first.
    #[must_use]
    pub fn of(&self, id: DocId) -> &[Related] {
        self.lists.get(id.index()).map_or(&[], |list| list)
    }

    /// All lists, by document.
    pub(crate) fn lists(&self) -> &[Arc<[Related]>] {
        &self.lists
    }
}
