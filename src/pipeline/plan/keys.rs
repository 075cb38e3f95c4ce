//! What a page or list depends on, folded into a hash without making it: most of a site has not changed.
//!
//! A page shows its document and, of others, no more than a row (or title, day and URL) and the names and URLs of topics. So a
//! document's own hash, those of the rows, and those of the topics that it names stand for all that its view can hold. What
//! gathers incidents (a topic's page, a feed, a list) may hold anything that is said in them; a topic's page also has the names of
//! its relatives and the rows of the incidents that its own ones repeat.

use super::shared::{Shared, link};
use super::{Address, File, Plan, Subject, api, days, feeds, insights, whole};
use crate::model::catalog::{Catalog, DocId, Entry, Target, TopicId, TopicKind};
use crate::model::relations::Reason;
use crate::model::{Document, Fingerprint, Segment};
use crate::store::{BuildId, Key};
use rayon::prelude::*;
use serde::Serialize;

impl Plan {
    /// The hashes that [`Plan::key`] puts together. Made by several threads: not where several wait for them.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys::new(&self.shared)
    }

    /// Hash of everything but the theme that the page or file at `address` is made from, where it can be told without making it.
    /// `keys` are those of this plan.
    #[must_use]
    pub fn key(&self, keys: &Keys, address: &Address) -> Option<Key> {
        let catalog = &*self.shared.catalog;
        match address.subject {
            Subject::Document(id) | Subject::Drill(id) => Some(keys.page(&self.shared, id)),
            Subject::DaysOf(month) => Some(keys.list(&address.path, &days::of_month(catalog, month))),
            // All that a topic's incidents say is in the key of its page.
            // A year is told against the one before, and against all before it.
            Subject::Topic(TopicKind::Year, _) => None,
            Subject::Topic(kind, id) | Subject::OpenActions(kind, id, _) => {
                Some(keys.with(&keys.topic_page(&self.shared, kind, id), &keys.late_of(catalog, kind, id)))
            }
            Subject::InsightsOf(kind, id) => {
                let around = insights::around(&self.shared);
                Some(keys.with(&keys.topic_page(&self.shared, kind, id), &around))
            }
            Subject::File(File::Record(id)) => Some(keys.record(catalog, id)),
            Subject::AllActions(part) => Some(keys.list(&part.name(), part.incidents(catalog))),
            Subject::File(File::ActionTable | File::Calendar(_) | File::Reviews) => {
                Some(keys.list(&address.path, &catalog.incidents))
            }
            Subject::File(File::Api(api::List::Incidents(year))) => {
                Some(keys.list(&address.path, &api::of_year(catalog, year)))
            }
            Subject::File(File::Api(api::List::Service(id) | api::List::Badge(id))) => {
                Some(keys.topic_page(&self.shared, TopicKind::Service, id))
            }
            Subject::File(File::Feed(of, _)) => {
                let name = format!("{} {}", address.path, feeds::title(catalog, of));
                Some(keys.list(&name, feeds::incidents(catalog, of)))
            }
            _ => None,
        }
    }
}

/// The hashes that the keys of all pages share.
#[derive(Debug)]
pub struct Keys {
    /// Of pages, with the site's frame.
    id: BuildId,
    /// Of what other pages show of a document, by document.
    briefs: Vec<Key>,
    /// Of all that a document says and names, by document.
    wholes: Vec<Key>,
    /// Of a topic's name and URL, by kind and topic.
    topics: [Vec<Key>; TopicKind::ALL.len()],
    /// How many of its actions are late, by document.
    late: Vec<usize>,
}

impl Keys {
    pub(super) fn new(shared: &Shared) -> Self {
        let catalog = &*shared.catalog;
        let ids: Vec<DocId> = (0..).map(DocId).take(catalog.documents.len()).collect();
        let mut keys = Self {
            id: BuildId::of("pages", &(shared.config.site_id(), hash_of(&shared.site))),
            briefs: ids.par_iter().map(|id| brief(shared, *id)).collect(),
            wholes: Vec::new(),
            topics: TopicKind::ALL
                .map(|kind| catalog.topics.of(kind).iter().map(|topic| hash_of(&link(topic))).collect()),
            late: ids.par_iter().map(|id| whole::late(shared, *id)).collect(),
        };
        keys.wholes = ids.par_iter().map(|id| keys.whole(catalog, *id)).collect();
        keys
    }

    /// How many actions of a topic's incidents are late: with these it tells which, for a day takes none back.
    fn late_of(&self, catalog: &Catalog, kind: TopicKind, id: TopicId) -> String {
        let incidents = whole::HAVE_ACTIONS.contains(&kind).then(|| &catalog.topic(kind, id).incidents);
        let late = |ids: &Vec<DocId>| ids.iter().map(|id| self.late[id.index()]).sum::<usize>().to_string();
        incidents.map(late).unwrap_or_default()
    }

    /// Of a document's page.
    pub(super) fn page(&self, shared: &Shared, id: DocId) -> Key {
        let catalog = &*shared.catalog;
        let entry = catalog.entry(id);
        let mut hasher = self.document(entry);
        hasher.update(&[u8::from(shared.has_drill(id))]);
        self.topics_of(entry, &mut hasher);
        self.rows(entry.cited_by.iter().copied(), &mut hasher);
        self.rows(entry.recurrence_of.into_iter(), &mut hasher);
        self.rows(entry.recurrences.iter().copied(), &mut hasher);
        let related = shared.relations.of(id);
        self.rows(related.iter().map(|related| related.incident), &mut hasher);
        for near in &entry.neighbours {
            hasher.update(self.topic(TopicKind::Service, near.service));
            self.rows(near.earlier.into_iter(), &mut hasher);
            self.rows(near.later.into_iter(), &mut hasher);
        }
        for reason in related.iter().flat_map(|related| &related.reasons) {
            match reason {
                Reason::Stated => hasher.update(&[2]),
                Reason::SameCause(id) => hasher.update(self.topic(TopicKind::RootCause, *id)),
                Reason::SameService(id) => hasher.update(self.topic(TopicKind::Service, *id)),
                Reason::SharedTerms(terms) => hasher.update(format!("{terms:?}").as_bytes()),
            };
        }
        targets(catalog, entry, &mut hasher);
        *hasher.finalize().as_bytes()
    }

    /// Of a document's record in the API.
    pub(super) fn record(&self, catalog: &Catalog, id: DocId) -> Key {
        let entry = catalog.entry(id);
        let mut hasher = self.document(entry);
        hasher.update(b"record");
        self.topics_of(entry, &mut hasher);
        self.rows(entry.recurrence_of.into_iter().chain(entry.not_recurrences.iter().copied()), &mut hasher);
        *hasher.finalize().as_bytes()
    }

    /// Of a feed or list called `name` of the incidents `ids`.
    pub(super) fn list(&self, name: &str, ids: &[DocId]) -> Key {
        let mut hasher = self.id.hasher();
        hasher.update(name.as_bytes()).update(&[0]);
        ids.iter().for_each(|id| _ = hasher.update(&self.wholes[id.index()]));
        *hasher.finalize().as_bytes()
    }

    /// Of a topic's page.
    pub(super) fn topic_page(&self, shared: &Shared, kind: TopicKind, id: TopicId) -> Key {
        let catalog = &*shared.catalog;
        let topic = catalog.topic(kind, id);
        let mut hasher = self.id.hasher();
        hasher.update(&[kind as u8]).update(self.topic(kind, id)).update(&hash_of(&topic.aliases));
        for others in [&topic.depends_on[..], topic.parent.as_slice(), &topic.children] {
            hasher.update(&[1]);
            others.iter().for_each(|other| _ = hasher.update(self.topic(kind, *other)));
        }
        if let Some(id) = topic.declared {
            let entry = catalog.entry(id);
            hasher.update(&self.wholes[id.index()]);
            self.rows(entry.cited_by.iter().copied(), &mut hasher);
            targets(catalog, entry, &mut hasher);
        }
        match kind {
            TopicKind::Service => self.neighbours(shared, id, &mut hasher),
            TopicKind::Alert => self.runbooks(catalog, &topic.incidents, &mut hasher),
            _ => {}
        }
        hasher.update(&[2]);
        topic.incidents.iter().for_each(|id| _ = hasher.update(&self.wholes[id.index()]));
        self.chains(shared, &topic.incidents, &mut hasher);
        *hasher.finalize().as_bytes()
    }

    /// Of a page that shows `more` than the one of `key`.
    pub(super) fn with(&self, key: &Key, more: &str) -> Key {
        let mut hasher = self.id.hasher();
        hasher.update(key).update(more.as_bytes());
        *hasher.finalize().as_bytes()
    }

    /// What a service's page tells beside its incidents: what depends on it, and which of them to read first, which hangs on who
    /// cites them and what they repeat.
    fn neighbours(&self, shared: &Shared, id: TopicId, hasher: &mut blake3::Hasher) {
        shared.dependents(id).iter().for_each(|other| _ = hasher.update(self.topic(TopicKind::Service, *other)));
        for id in &shared.catalog.topic(TopicKind::Service, id).incidents {
            let (cited, behind) = (shared.catalog.entry(*id).cited_by.len(), shared.chains.behind(*id));
            hasher.update(&cited.to_le_bytes()).update(&behind.to_le_bytes());
        }
    }

    /// What the services of an alert's incidents declare.
    fn runbooks(&self, catalog: &Catalog, incidents: &[DocId], hasher: &mut blake3::Hasher) {
        let services = incidents.iter().flat_map(|id| &catalog.entry(*id).services);
        let declared = services.filter_map(|service| catalog.topic(TopicKind::Service, *service).declared);
        declared.for_each(|id| _ = hasher.update(&self.wholes[id.index()]));
    }

    /// Chains of incidents that repeat one another, as far as the page shows them.
    fn chains(&self, shared: &Shared, incidents: &[DocId], hasher: &mut blake3::Hasher) {
        let (chains, more) = shared.chains.among(incidents);
        let counted = |(newest, count): (DocId, usize), hasher: &mut blake3::Hasher| {
            self.rows(std::iter::once(newest), hasher);
            hasher.update(&count.to_le_bytes());
        };
        for chain in chains {
            self.rows(chain.shown.into_iter(), hasher);
            chain.before.into_iter().for_each(|before| counted(before, hasher));
        }
        hasher.update(&[2]);
        more.into_iter().for_each(|chain| counted(chain, hasher));
    }

    /// Of what a document says, and of the topics that it names.
    fn whole(&self, catalog: &Catalog, id: DocId) -> Key {
        let entry = catalog.entry(id);
        let mut hasher = self.document(entry);
        hasher.update(&self.briefs[id.index()]);
        self.topics_of(entry, &mut hasher);
        *hasher.finalize().as_bytes()
    }

    /// Begins with all that was read from the file.
    fn document(&self, entry: &Entry) -> blake3::Hasher {
        let mut hasher = self.id.hasher();
        identify(&entry.document, &mut hasher);
        hasher.update(entry.url.as_bytes());
        hasher.update(format!("{:?} {}", entry.evidence_gone, entry.ahead).as_bytes());
        hasher
    }

    fn rows(&self, ids: impl Iterator<Item = DocId>, hasher: &mut blake3::Hasher) {
        hasher.update(&[1]);
        ids.for_each(|id| _ = hasher.update(&self.briefs[id.index()]));
    }

    fn topic(&self, kind: TopicKind, id: TopicId) -> &Key {
        &self.topics[kind as usize][id.index()]
    }

    fn topics_of(&self, entry: &Entry, hasher: &mut blake3::Hasher) {
        let lists = [
            (TopicKind::Service, entry.services.as_slice()),
            (TopicKind::RootCause, &entry.root_causes),
            (TopicKind::Severity, entry.severity.as_slice()),
            (TopicKind::Team, &entry.teams),
            (TopicKind::Tag, &entry.tags),
            (TopicKind::Year, entry.year.as_slice()),
            (TopicKind::Alert, &entry.alerts),
        ];
        for (kind, ids) in lists {
            hasher.update(&[kind as u8]);
            ids.iter().for_each(|id| _ = hasher.update(self.topic(kind, *id)));
        }
    }
}

/// Path, place in the layout, content, and how many diagrams are drawn: under one program and configuration a document follows
/// from these.
fn identify(document: &Document, hasher: &mut blake3::Hasher) {
    hasher.update(document.source.as_bytes());
    hasher.update(&[0, document.zone as u8]);
    hasher.update(&document.fingerprint.0);
    let is_drawn = |segment: &&Segment| matches!(segment, Segment::Diagram { .. });
    hasher.update(&document.body.segments.iter().filter(is_drawn).count().to_le_bytes());
}

fn brief(shared: &Shared, id: DocId) -> Key {
    if let Some(row) = shared.row(id) {
        return hash_of(&row);
    }
    let entry = shared.catalog.entry(id);
    hash_of(&(&entry.document.title.value, &entry.url))
}

fn hash_of(value: &impl Serialize) -> Key {
    Fingerprint::of(&serde_json::to_vec(value).unwrap_or_default()).0
}

/// Where links lead, and how large the images are.
fn targets(catalog: &Catalog, entry: &Entry, hasher: &mut blake3::Hasher) {
    for target in &entry.targets {
        match target {
            Target::Site(url) => {
                hasher.update(&[3]).update(url.as_bytes());
                if let Ok(at) = catalog.attachments.binary_search_by(|file| file.url.as_str().cmp(url)) {
                    hasher.update(format!("{:?}", catalog.attachments[at].size).as_bytes());
                }
            }
            Target::Broken => _ = hasher.update(&[4]),
            Target::Text => _ = hasher.update(&[5]),
        }
    }
}

#[cfg(test)]
mod tests;
