//! Related incidents of an earlier catalog -> those of the next one, by source path and name.

use crate::model::Relations;
use crate::model::catalog::{Catalog, DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::relations::{Reason, Related};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::sync::Arc;

/// The relations of `before`, as far as both incidents and the reasons are still there: a good guess until those of `catalog` have
/// been looked for.
#[must_use]
pub(crate) fn carry(catalog: &Catalog, before: (&Catalog, &Relations)) -> Relations {
    let (before, relations) = before;
    let names = Names {
        documents: documents(catalog, before),
        causes: topics(TopicKind::RootCause, catalog, before),
        services: topics(TopicKind::Service, catalog, before),
    };
    let carry = |(old, id): (&Arc<[Related]>, &Option<DocId>)| Some(((*id)?, names.list(old)));
    let carried: Vec<(DocId, Arc<[Related]>)> =
        relations.lists().par_iter().zip(&names.documents).filter_map(carry).collect();
    let mut lists = vec![Arc::default(); catalog.documents.len()];
    carried.into_iter().for_each(|(id, list)| lists[id.index()] = list);
    Relations::new(lists)
}

/// What ids of the earlier catalog are called now.
struct Names {
    /// `None` for those that are gone or no incidents any more.
    documents: Vec<Option<DocId>>,
    causes: Vec<Option<TopicId>>,
    services: Vec<Option<TopicId>>,
}

impl Names {
    /// The same list, where everything in it is called as it was: after most saves that is every list.
    fn list(&self, old: &Arc<[Related]>) -> Arc<[Related]> {
        match old.iter().all(|old| self.is_called_so(old)) {
            true => Arc::clone(old),
            false => old.iter().filter_map(|old| self.related(old)).collect(),
        }
    }

    fn is_called_so(&self, old: &Related) -> bool {
        let has_reason = |reason: &Reason| match reason {
            Reason::SameCause(id) => self.causes[id.index()] == Some(*id),
            Reason::SameService(id) => self.services[id.index()] == Some(*id),
            Reason::Stated | Reason::SharedTerms(_) => true,
        };
        self.documents[old.incident.index()] == Some(old.incident) && old.reasons.iter().all(has_reason)
    }

    fn related(&self, old: &Related) -> Option<Related> {
        let reason = |reason: &Reason| match reason {
            Reason::SameCause(id) => self.causes[id.index()].map(Reason::SameCause),
            Reason::SameService(id) => self.services[id.index()].map(Reason::SameService),
            Reason::Stated | Reason::SharedTerms(_) => Some(reason.clone()),
        };
        let reasons: Vec<Reason> = old.reasons.iter().filter_map(reason).collect();
        Some(Related { incident: self.documents[old.incident.index()]?, reasons }).filter(|now| !now.reasons.is_empty())
    }
}

/// The incidents of `now` that the documents of `before` are.
fn documents(now: &Catalog, before: &Catalog) -> Vec<Option<DocId>> {
    // Both are ordered by source path.
    let mut rest = (0..).map(DocId).zip(&now.documents).peekable();
    let find = |old: &Entry| loop {
        let (id, entry) = *rest.peek()?;
        match entry.document.source.cmp(&old.document.source) {
            Ordering::Less => _ = rest.next(),
            Ordering::Equal => return entry.document.postmortem().map(|_| id),
            Ordering::Greater => return None,
        }
    };
    before.documents.iter().map(find).collect()
}

fn topics(kind: TopicKind, now: &Catalog, before: &Catalog) -> Vec<Option<TopicId>> {
    let ids: FxHashMap<&str, TopicId> =
        (0..).map(TopicId).zip(now.topics.of(kind)).map(|(id, topic)| (topic.slug.as_str(), id)).collect();
    before.topics.of(kind).iter().map(|topic: &Topic| ids.get(topic.slug.as_str()).copied()).collect()
}
