//! Incidents -> what caused them: for the first time or again, and on which service.

use crate::model::catalog::{Catalog, DocId, TopicId, TopicKind};
use crate::pipeline::link::recurrence::causes_again;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Services and causes in the table of both, at most.
const SIDE: usize = 10;

/// Causes, and how often they were seen again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Repeats {
    /// Incidents that name a cause, and those of them with a cause that an earlier incident has too.
    pub named: usize,
    pub repeats: usize,
    /// Most incidents first, then by name.
    pub causes: Vec<CauseCount>,
    #[serde(skip)]
    pub repeating: Vec<DocId>,
}

/// A cause with its incidents, and those of them that repeat one of an earlier day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct CauseCount {
    pub slug: String,
    pub name: String,
    pub incidents: usize,
    pub repeats: usize,
    #[serde(skip)]
    pub topic: TopicId,
}

/// Incidents by service and cause: the ten of each that have the most.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Crossed {
    /// Slugs.
    pub services: Vec<String>,
    pub causes: Vec<String>,
    /// A row a service, a column a cause.
    pub incidents: Vec<Vec<usize>>,
    /// The same, each by itself.
    #[serde(skip)]
    pub behind: Vec<Vec<Vec<DocId>>>,
    #[serde(skip)]
    pub service_ids: Vec<TopicId>,
    #[serde(skip)]
    pub cause_ids: Vec<TopicId>,
}

/// Topics of `kind` by how many of `ids` name them: most first, then by name.
fn ranked(catalog: &Catalog, ids: &[DocId], kind: TopicKind) -> Vec<(TopicId, usize)> {
    let mut counts: BTreeMap<TopicId, usize> = BTreeMap::new();
    for id in ids {
        let entry = catalog.entry(*id);
        let topics = if kind == TopicKind::Service { &entry.services } else { &entry.root_causes };
        topics.iter().for_each(|topic| *counts.entry(*topic).or_default() += 1);
    }
    let mut ranked: Vec<(TopicId, usize)> = counts.into_iter().collect();
    ranked.sort_by_cached_key(|(id, count)| (Reverse(*count), &catalog.topic(kind, *id).name, *id));
    ranked
}

impl Repeats {
    pub(super) fn of(catalog: &Catalog, ids: &[DocId]) -> Self {
        let again = causes_again(catalog, ids);
        let mut repeats: BTreeMap<TopicId, usize> = BTreeMap::new();
        again.iter().for_each(|(_, cause)| *repeats.entry(*cause).or_default() += 1);
        let cause = |(id, incidents): (TopicId, usize)| {
            let topic = catalog.topic(TopicKind::RootCause, id);
            let (slug, name) = (topic.slug.clone(), topic.name.clone());
            CauseCount { slug, name, incidents, repeats: repeats.get(&id).copied().unwrap_or_default(), topic: id }
        };
        let mut repeating: Vec<DocId> = again.into_iter().rev().map(|(id, _)| id).collect();
        repeating.dedup();
        Self {
            named: ids.iter().filter(|id| !catalog.entry(**id).root_causes.is_empty()).count(),
            repeats: repeating.len(),
            causes: ranked(catalog, ids, TopicKind::RootCause).into_iter().map(cause).collect(),
            repeating,
        }
    }
}

impl Crossed {
    pub(super) fn of(catalog: &Catalog, ids: &[DocId]) -> Self {
        let side =
            |kind| -> Vec<TopicId> { ranked(catalog, ids, kind).into_iter().take(SIDE).map(|(id, _)| id).collect() };
        let (service_ids, cause_ids) = (side(TopicKind::Service), side(TopicKind::RootCause));
        let mut behind = vec![vec![Vec::new(); cause_ids.len()]; service_ids.len()];
        for id in ids {
            let entry = catalog.entry(*id);
            let places = |ranked: &[TopicId], of: &[TopicId]| -> Vec<usize> {
                of.iter().filter_map(|topic| ranked.iter().position(|known| known == topic)).collect()
            };
            let columns = places(&cause_ids, &entry.root_causes);
            for row in places(&service_ids, &entry.services) {
                columns.iter().for_each(|column| behind[row][*column].push(*id));
            }
        }
        let slugs = |kind, ids: &[TopicId]| ids.iter().map(|id| catalog.topic(kind, *id).slug.clone()).collect();
        Self {
            services: slugs(TopicKind::Service, &service_ids),
            causes: slugs(TopicKind::RootCause, &cause_ids),
            incidents: behind.iter().map(|row| row.iter().map(Vec::len).collect()).collect(),
            behind,
            service_ids,
            cause_ids,
        }
    }
}
