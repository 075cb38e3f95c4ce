//! Up to five related incidents for each, with the reason: shared causes, services, rare terms.
//!
//! Near-linear: an incident meets others only under what both have, and a cause or service with very many incidents
//! contributes those nearest in time. No pair is looked at that shares nothing.

use super::Vocabularies;
use super::finder::Finder;
use super::terms::{self, Term};
use crate::model::Postmortem;
use crate::model::catalog::{Catalog, DocId, Topic, TopicId};
use crate::model::relations::{Reason, Related};
use crate::text::vocabulary::Vocabulary;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::ops::Range;

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
pub(super) fn related(catalog: &Catalog, vocabularies: &Vocabularies) -> Vec<Vec<Related>> {
    let none = Vocabulary::default();
    let vocabulary = |id: &DocId| {
        let source = &*catalog.entry(*id).document.source;
        let at = vocabularies.binary_search_by(|(path, _)| (**path).cmp(source));
        at.map_or(&none, |at| &*vocabularies[at].1)
    };
    let terms = terms::rare_terms(&catalog.incidents.iter().map(vocabulary).collect::<Vec<_>>());
    let mut place = vec![None; catalog.documents.len()];
    for (at, id) in catalog.incidents.iter().enumerate() {
        place[id.index()] = Some(at);
    }
    let states = |id: &DocId| {
        let incident = catalog.entry(*id).document.postmortem();
        incident.is_some_and(|incident| !incident.related.is_empty() || incident.recurrence_of.is_some())
    };
    let finder = catalog.incidents.iter().any(states).then(|| Finder::new(catalog));
    let search = Search { catalog, terms: &terms, sharers: Sharers::of(&terms), finder, place };
    let found: Vec<Vec<Related>> = (0..catalog.incidents.len())
        .into_par_iter()
        .map_init(FxHashMap::default, |met, at| search.related_to(at, met))
        .collect();
    let mut lists = vec![Vec::new(); catalog.documents.len()];
    for (id, found) in catalog.incidents.iter().zip(found) {
        lists[id.index()] = found;
    }
    lists
}

/// The incidents that have a term, by its hash: places in the catalog's list.
struct Sharers {
    all: Vec<(u64, u32)>,
    by_term: FxHashMap<u64, Range<usize>>,
}

impl Sharers {
    fn of(terms: &[Vec<Term>]) -> Self {
        let places = (0u32..).zip(terms);
        let mut all: Vec<(u64, u32)> =
            places.flat_map(|(place, terms)| terms.iter().map(move |term| (term.hash, place))).collect();
        all.par_sort_unstable();
        let mut by_term = FxHashMap::default();
        let mut from = 0;
        for same in all.chunk_by(|(a, _), (b, _)| a == b) {
            by_term.insert(same[0].0, from..from + same.len());
            from += same.len();
        }
        Self { all, by_term }
    }

    fn of_term(&self, term: &Term) -> &[(u64, u32)] {
        self.by_term.get(&term.hash).map_or(&[], |range| &self.all[range.clone()])
    }
}

struct Search<'a> {
    catalog: &'a Catalog,
    /// By place in `catalog.incidents`.
    terms: &'a [Vec<Term>],
    sharers: Sharers,
    /// Made only where a document states what it is related to.
    finder: Option<Finder>,
    /// Place in `catalog.incidents`, by document.
    place: Vec<Option<usize>>,
}

/// An incident that shares something, and how much.
#[derive(Clone, Copy, Default)]
struct Candidate {
    score: f64,
    stated: bool,
    has_cause: bool,
    services: u32,
    terms: u32,
    /// One of the shared terms is an identifier.
    names_a_thing: bool,
}

impl Search<'_> {
    fn related_to(&self, own: usize, met: &mut FxHashMap<DocId, Candidate>) -> Vec<Related> {
        let id = self.catalog.incidents[own];
        let entry = self.catalog.entry(id);
        met.clear();
        for other in self.stated(id) {
            let candidate = met.entry(other).or_default();
            candidate.stated = true;
            candidate.score += STATED_WEIGHT;
        }
        for cause in &entry.root_causes {
            let topic = &self.catalog.topics.root_causes[cause.index()];
            let worth = CAUSE_WEIGHT * self.rarity(topic.incidents.len());
            for other in self.near(own, topic) {
                let candidate = met.entry(*other).or_default();
                candidate.score += worth;
                candidate.has_cause = true;
            }
        }
        for service in &entry.services {
            let topic = &self.catalog.topics.services[service.index()];
            let worth = SERVICE_WEIGHT * self.rarity(topic.incidents.len());
            for other in self.near(own, topic) {
                let candidate = met.entry(*other).or_default();
                candidate.score += worth;
                candidate.services += 1;
            }
        }
        for term in &self.terms[own] {
            for (_, place) in self.sharers.of_term(term) {
                let candidate = met.entry(self.catalog.incidents[*place as usize]).or_default();
                candidate.score += term.weight;
                candidate.names_a_thing |= term.names_a_thing;
                candidate.terms += 1;
            }
        }
        met.remove(&id);
        let best = self.best(own, met);
        best.into_iter().map(|incident| Related { incident, reasons: self.reasons(own, incident) }).collect()
    }

    /// The incidents that the document itself names.
    fn stated(&self, id: DocId) -> impl Iterator<Item = DocId> {
        let document = &self.catalog.entry(id).document;
        let names = document.postmortem().into_iter().flat_map(|own| own.related.iter().chain(&own.recurrence_of));
        let found = names.filter_map(|name| self.finder.as_ref()?.document(&document.source, &name.value));
        found.filter(|other| self.place(*other).is_some())
    }

    fn place(&self, id: DocId) -> Option<usize> {
        self.place.get(id.index()).copied().flatten()
    }

    fn rarity(&self, holders: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of incidents stay far below 2^52")]
        let ratio = (self.catalog.incidents.len() as f64 + 1.0) / holders.max(1) as f64;
        ratio.ln()
    }

    /// The incidents of a topic that are considered: of very many, those nearest in time.
    fn near<'t>(&self, own: usize, topic: &'t Topic) -> &'t [DocId] {
        if topic.incidents.len() <= 2 * NEAREST {
            return &topic.incidents;
        }
        // Both lists are newest first, so an incident's place among all tells where it stands among these.
        let at = topic.incidents.partition_point(|other| self.place(*other).unwrap_or_default() < own);
        &topic.incidents[at.saturating_sub(NEAREST)..(at + NEAREST + 1).min(topic.incidents.len())]
    }

    fn best(&self, own: usize, met: &FxHashMap<DocId, Candidate>) -> Vec<DocId> {
        let mut found: Vec<(DocId, Candidate)> = met
            .iter()
            .filter(|(_, candidate)| candidate.is_enough())
            .map(|(id, candidate)| (*id, *candidate))
            .collect();
        // Equal scores: the one nearer in time, then by order of the list; so the result does not depend on the map.
        let distance = |other: DocId| self.place(other).unwrap_or_default().abs_diff(own);
        found.sort_unstable_by(|(a, left), (b, right)| {
            right.score.total_cmp(&left.score).then_with(|| distance(*a).cmp(&distance(*b))).then_with(|| a.cmp(b))
        });
        found.truncate(MOST);
        found.into_iter().map(|(id, _)| id).collect()
    }

    /// Why `other` is related: looked up again for the few that are kept, rather than noted for each that is met.
    fn reasons(&self, own: usize, other: DocId) -> Vec<Reason> {
        let id = self.catalog.incidents[own];
        let (entry, topics) = (self.catalog.entry(id), &self.catalog.topics);
        let shares = |topic: &Topic| self.near(own, topic).contains(&other);
        let causes: Vec<TopicId> =
            entry.root_causes.iter().copied().filter(|id| shares(&topics.root_causes[id.index()])).collect();
        let services: Vec<TopicId> =
            entry.services.iter().copied().filter(|id| shares(&topics.services[id.index()])).collect();
        let said: Vec<String> = (causes.iter().map(|id| &topics.root_causes[id.index()]))
            .chain(services.iter().map(|id| &topics.services[id.index()]))
            .map(|topic| topic.name.to_lowercase())
            .chain(entry.document.postmortem().into_iter().flat_map(people))
            .collect();
        let mut reasons = Vec::new();
        if self.stated(id).any(|stated| stated == other) {
            reasons.push(Reason::Stated);
        }
        reasons.extend(causes.into_iter().map(Reason::SameCause));
        reasons.extend(services.into_iter().map(Reason::SameService));
        let text = &entry.document.body.text;
        let has = |term: &&Term| {
            let of_other = self.place(other).and_then(|place| u32::try_from(place).ok());
            of_other.is_some_and(|place| self.sharers.of_term(term).binary_search(&(term.hash, place)).is_ok())
        };
        // An incident's terms stand weightiest first. A plain word tells a reader little: it is named where nothing else is.
        let is_named = |plain: bool| {
            let terms = self.terms[own].iter().filter(has).filter(move |term| plain || term.names_a_thing);
            let words = terms.map(|term| text[term.range()].to_owned());
            words.filter(|word| !said.contains(&word.to_lowercase())).take(3).collect::<Vec<String>>()
        };
        let mut words = is_named(false);
        if words.is_empty() && reasons.is_empty() {
            words = is_named(true);
        }
        if !words.is_empty() {
            reasons.push(Reason::SharedTerms(words));
        }
        reasons
    }
}

/// Who is named in an incident, in lower case: those who share an owner need not share a failure.
fn people(postmortem: &Postmortem) -> impl Iterator<Item = String> {
    let owners = postmortem.action_items.iter().filter_map(|item| item.owner.as_deref());
    let named = postmortem.teams.iter().chain(&postmortem.authors).map(|name| name.value.as_str());
    owners.chain(named).map(str::to_lowercase)
}

impl Candidate {
    /// A shared cause or a statement is a reason by itself; words must be several, or come with a service.
    fn is_enough(&self) -> bool {
        let several = self.terms >= if self.names_a_thing { 2 } else { 4 };
        let by_words = several || (self.terms > 0 && self.services > 0);
        self.stated || (self.score >= LEAST && (self.has_cause || by_words || self.services >= 2))
    }
}
