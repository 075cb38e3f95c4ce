//! Services -> what each depends on as declared, with how many incidents name both.

use crate::model::catalog::{DocId, TopicId, TopicKind};
use crate::model::page::{Counted, Dependency, NeighboursView};
use crate::pipeline::plan::insights::say::Pen;
use crate::pipeline::plan::listing::POSTMORTEMS;
use crate::pipeline::plan::shared::Shared;
use std::cmp::Reverse;

/// Dependencies on the page of all.
const MOST: usize = 20;
/// Incidents listed of each.
const LISTED: usize = 25;

/// What `id` depends on, and what depends on it, those first that failed with it most often.
#[must_use]
pub(crate) fn neighbours(shared: &Shared, id: TopicId) -> NeighboursView {
    let counted = |other: &TopicId| {
        let link = shared.topic_link(TopicKind::Service, *other);
        Counted { text: link.text, url: Some(link.url), count: shared_incidents(shared, id, *other).len() }
    };
    let sorted = |ids: &[TopicId]| {
        let mut list: Vec<Counted> = ids.iter().map(counted).collect();
        list.sort_by_key(|counted| Reverse(counted.count));
        list
    };
    let needs = &shared.catalog.topic(TopicKind::Service, id).depends_on;
    NeighboursView { needs: sorted(needs), needed_by: sorted(shared.dependents(id)) }
}

/// Incidents that name both services, newest first, planned work and what is to come left out.
fn shared_incidents(shared: &Shared, one: TopicId, other: TopicId) -> Vec<DocId> {
    let catalog = &*shared.catalog;
    let names = |id| &catalog.topic(TopicKind::Service, id).incidents;
    let (fewer, other) = if names(one).len() <= names(other).len() { (one, other) } else { (other, one) };
    let both = names(fewer).iter().copied();
    both.filter(|id| catalog.entry(*id).services.contains(&other) && catalog.entry(*id).is_counted()).collect()
}

/// Those of all services that failed together most often, and how many are declared.
pub(super) fn dependencies(shared: &Shared) -> (Vec<Dependency>, usize) {
    let services = (0..).map(TopicId).zip(shared.catalog.topics.of(TopicKind::Service));
    let pairs = services.flat_map(|(from, topic)| topic.depends_on.iter().map(move |to| (from, *to)));
    let mut pairs: Vec<(TopicId, TopicId, Vec<DocId>)> =
        pairs.map(|(from, to)| (from, to, shared_incidents(shared, from, to))).collect();
    pairs.sort_by_key(|(from, to, both)| (Reverse(both.len()), *from, *to));
    let all = pairs.len();
    let pen = Pen::new(shared, super::LEARN, POSTMORTEMS);
    let link = |id| shared.topic_link(TopicKind::Service, id);
    let view = |(at, (from, to, both)): (usize, (TopicId, TopicId, Vec<DocId>))| {
        let (from, to) = (link(from), link(to));
        let list = pen.listed(format!("pm_shared_{at}"), &format!("{}, {}", from.text, to.text), &both, LISTED);
        Dependency { from, to, shared: both.len(), list }
    };
    (pairs.into_iter().take(MOST).enumerate().map(view).collect(), all)
}
