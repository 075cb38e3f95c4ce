//! Related incidents of an earlier catalog -> those of the next one, by source path and name.

use crate::model::catalog::{Catalog, DocId, Entry, Reason, Related, Topic, TopicId, TopicKind};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Fills `related` of every document that `before` had.
pub(super) fn carry(catalog: &mut Catalog, before: &Catalog) {
    let ids: FxHashMap<&str, DocId> =
        (0..).map(DocId).zip(&catalog.documents).map(|(id, entry)| (&*entry.document.source, id)).collect();
    let documents: Vec<Option<DocId>> =
        before.documents.iter().map(|entry| ids.get(&*entry.document.source).copied()).collect();
    let names = Names {
        documents,
        causes: topics(TopicKind::RootCause, catalog, before),
        services: topics(TopicKind::Service, catalog, before),
    };
    let is_incident: Vec<bool> = catalog.documents.iter().map(|entry| entry.document.postmortem().is_some()).collect();
    let carry = |(entry, id): (&Entry, &Option<DocId>)| {
        let id = id.filter(|id| is_incident[id.index()])?;
        let related = entry.related.iter().filter_map(|old| names.related(old));
        Some((id, related.filter(|related| is_incident[related.incident.index()]).collect()))
    };
    let carried: Vec<(DocId, Vec<Related>)> =
        before.documents.par_iter().zip(&names.documents).filter_map(carry).collect();
    for (id, related) in carried {
        catalog.documents[id.index()].related = related;
    }
}

/// What ids of the earlier catalog are called now.
struct Names {
    documents: Vec<Option<DocId>>,
    causes: Vec<Option<TopicId>>,
    services: Vec<Option<TopicId>>,
}

impl Names {
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

fn topics(kind: TopicKind, now: &Catalog, before: &Catalog) -> Vec<Option<TopicId>> {
    let ids: FxHashMap<&str, TopicId> =
        (0..).map(TopicId).zip(now.topics.of(kind)).map(|(id, topic)| (topic.slug.as_str(), id)).collect();
    before.topics.of(kind).iter().map(|topic: &Topic| ids.get(topic.slug.as_str()).copied()).collect()
}
