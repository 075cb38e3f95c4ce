//! Up to five related incidents for each, with the reason: shared causes, services, rare terms.
//!
//! Near-linear: an incident meets others only under what both have, and a cause or service with very many incidents
//! contributes those nearest in time. No pair is looked at that shares nothing.

use super::finder::Finder;
use super::terms::{self, Term};
use crate::model::catalog::{Catalog, DocId, Reason, Related, Topic, TopicId};
use rayon::prelude::*;
use rustc_hash::FxHashMap;

/// Longest list.
const MOST: usize = 5;
/// From a topic with more incidents than twice this, only so many on each side in time are considered.
const NEAREST: usize = 12;
/// Worth of one shared thing, times its rarity (natural log of incidents / incidents that have it).
const CAUSE_WEIGHT: f64 = 3.0;
const SERVICE_WEIGHT: f64 = 1.2;
/// What the author states comes first, whatever else is shared.
const STATED_WEIGHT: f64 = 1000.0;
/// Less than this is chance.
const LEAST: f64 = 3.0;

/// One list for each document of the catalog, in its order; empty for documents that are no incidents.
pub(super) fn related(catalog: &Catalog) -> Vec<Vec<Related>> {
    let terms = terms::rare_terms(catalog);
    let mut sharers: FxHashMap<u64, Vec<DocId>> = FxHashMap::default();
    for id in &catalog.incidents {
        for term in &terms[id.index()] {
            sharers.entry(term.hash).or_default().push(*id);
        }
    }
    let finder = Finder::new(catalog);
    let place: FxHashMap<DocId, usize> = catalog.incidents.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let search = Search { catalog, terms: &terms, sharers: &sharers, finder: &finder, place: &place };
    let ids: Vec<DocId> = (0..).map(DocId).take(catalog.documents.len()).collect();
    ids.par_iter().map(|id| search.related_to(*id)).collect()
}

struct Search<'a> {
    catalog: &'a Catalog,
    terms: &'a [Vec<Term>],
    sharers: &'a FxHashMap<u64, Vec<DocId>>,
    finder: &'a Finder,
    /// Position in `catalog.incidents`.
    place: &'a FxHashMap<DocId, usize>,
}

#[derive(Default)]
struct Candidate {
    score: f64,
    stated: bool,
    causes: Vec<TopicId>,
    services: Vec<TopicId>,
    /// Weight and index into the incident's own terms.
    terms: Vec<(f64, usize)>,
}

impl Search<'_> {
    fn related_to(&self, id: DocId) -> Vec<Related> {
        let entry = self.catalog.entry(id);
        let Some(postmortem) = entry.document.postmortem() else {
            return Vec::new();
        };
        let mut candidates: FxHashMap<DocId, Candidate> = FxHashMap::default();
        let stated = postmortem.related.iter().chain(&postmortem.recurrence_of);
        for other in stated.filter_map(|name| self.finder.document(&entry.document.source, &name.value)) {
            if self.place.contains_key(&other) {
                let candidate = candidates.entry(other).or_default();
                candidate.stated = true;
                candidate.score += STATED_WEIGHT;
            }
        }
        for cause in &entry.root_causes {
            let topic = &self.catalog.topics.root_causes[cause.index()];
            self.meet(id, topic, CAUSE_WEIGHT, &mut candidates, |candidate| candidate.causes.push(*cause));
        }
        for service in &entry.services {
            let topic = &self.catalog.topics.services[service.index()];
            self.meet(id, topic, SERVICE_WEIGHT, &mut candidates, |candidate| candidate.services.push(*service));
        }
        for (at, term) in self.terms[id.index()].iter().enumerate() {
            for other in self.sharers.get(&term.hash).into_iter().flatten() {
                let candidate = candidates.entry(*other).or_default();
                candidate.score += term.weight;
                candidate.terms.push((term.weight, at));
            }
        }
        candidates.remove(&id);
        self.best(id, candidates)
    }

    fn rarity(&self, holders: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of incidents stay far below 2^52")]
        let ratio = (self.catalog.incidents.len() as f64 + 1.0) / holders.max(1) as f64;
        ratio.ln()
    }

    fn meet(
        &self,
        id: DocId,
        topic: &Topic,
        weight: f64,
        candidates: &mut FxHashMap<DocId, Candidate>,
        note: impl Fn(&mut Candidate),
    ) {
        let worth = weight * self.rarity(topic.incidents.len());
        let near = if topic.incidents.len() > 2 * NEAREST {
            // Both lists are newest first, so an incident's place among all tells where it stands among these.
            let own = self.place.get(&id).copied().unwrap_or_default();
            let at = topic.incidents.partition_point(|other| self.place.get(other).copied().unwrap_or_default() < own);
            &topic.incidents[at.saturating_sub(NEAREST)..(at + NEAREST + 1).min(topic.incidents.len())]
        } else {
            &topic.incidents
        };
        for other in near {
            let candidate = candidates.entry(*other).or_default();
            candidate.score += worth;
            note(candidate);
        }
    }

    fn best(&self, id: DocId, candidates: FxHashMap<DocId, Candidate>) -> Vec<Related> {
        let mut found: Vec<(DocId, Candidate)> =
            candidates.into_iter().filter(|(_, candidate)| candidate.is_enough()).collect();
        // Equal scores: the one nearer in time, then by order of the list; so the result does not depend on the map.
        let own = self.place.get(&id).copied().unwrap_or_default();
        let distance = |other: &DocId| self.place.get(other).copied().unwrap_or_default().abs_diff(own);
        found.sort_by(|(a, left), (b, right)| {
            right.score.total_cmp(&left.score).then_with(|| distance(a).cmp(&distance(b))).then_with(|| a.cmp(b))
        });
        found.truncate(MOST);
        found
            .into_iter()
            .map(|(incident, candidate)| Related { incident, reasons: self.reasons(id, candidate) })
            .collect()
    }

    fn reasons(&self, id: DocId, mut candidate: Candidate) -> Vec<Reason> {
        let mut reasons = Vec::new();
        if candidate.stated {
            reasons.push(Reason::Stated);
        }
        reasons.extend(candidate.causes.into_iter().map(Reason::SameCause));
        reasons.extend(candidate.services.into_iter().map(Reason::SameService));
        candidate.terms.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let text = &self.catalog.entry(id).document.body.text;
        let own = &self.terms[id.index()];
        let words: Vec<String> =
            candidate.terms.iter().take(3).map(|(_, at)| text[own[*at].range.clone()].to_owned()).collect();
        if !words.is_empty() {
            reasons.push(Reason::SharedTerms(words));
        }
        reasons
    }
}

impl Candidate {
    /// A shared cause or a statement is a reason by itself; words must be several, or come with a service.
    fn is_enough(&self) -> bool {
        let by_words = self.terms.len() >= 3 || (!self.terms.is_empty() && !self.services.is_empty());
        self.stated || (self.score >= LEAST && (!self.causes.is_empty() || by_words || self.services.len() >= 2))
    }
}
