//! Everything the site knows, linked: documents, incidents in order, and the topics that cross-link them.
//!
//! A catalog holds only what its audience may see, so nothing derived from it can leak the rest. It is complete when it is made;
//! which incidents resemble one another takes longer, and stands apart: [`super::relations`].

use super::{Document, Moment};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Index of a document in [`Catalog::documents`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(pub u32);

impl DocId {
    /// Its place in the list.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Index of a topic in its list in the catalog.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicId(pub u32);

impl TopicId {
    /// Its place in the list of its kind.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A way to group incidents; each has an index page and a page a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TopicKind {
    Service,
    RootCause,
    Severity,
    Team,
    Tag,
    Year,
    Alert,
}

impl TopicKind {
    /// In the order of print.
    pub const ALL: [Self; 7] =
        [Self::Service, Self::RootCause, Self::Severity, Self::Team, Self::Tag, Self::Year, Self::Alert];

    /// Folder of its pages in the site.
    #[must_use]
    pub fn folder(self) -> &'static str {
        match self {
            Self::Service => "services",
            Self::RootCause => "root-causes",
            Self::Severity => "severities",
            Self::Team => "teams",
            Self::Tag => "tags",
            Self::Year => "years",
            Self::Alert => "alerts",
        }
    }
}

/// A service, cause, severity, team, tag, year or alert with its incidents.
#[derive(Clone, Debug)]
pub struct Topic {
    pub kind: TopicKind,
    /// As most documents write it, or as declared.
    pub name: String,
    pub slug: String,
    /// Other spellings and declared aliases, sorted.
    pub aliases: Vec<String>,
    /// The document that declares it (`services/*.md`, `root-causes/*.md`).
    pub declared: Option<DocId>,
    /// Newest first.
    pub incidents: Vec<DocId>,
    /// Root causes: the broader cause.
    pub parent: Option<TopicId>,
    /// Root causes: narrower causes, by name.
    pub children: Vec<TopicId>,
    /// Services: what it depends on, as declared.
    pub depends_on: Vec<TopicId>,
}

impl Topic {
    /// URL of its page, relative to the site's root (`services/api/`).
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/{}/", self.kind.folder(), self.slug)
    }
}

/// What a link slot resolved to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page or file of the site: URL relative to the site's root, with `#fragment` if any.
    Site(String),
    /// Nothing: the text is printed and, unless it was a mere mention, marked broken.
    Broken,
    /// A mention that is no link after all: printed as text without a mark.
    Text,
}

/// Neighbours in time on one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Neighbours {
    pub service: TopicId,
    pub earlier: Option<DocId>,
    pub later: Option<DocId>,
}

/// A document in its place.
#[derive(Clone, Debug)]
pub struct Entry {
    pub document: Arc<Document>,
    /// URL relative to the site's root (`postmortems/x/`).
    pub url: String,
    /// One target for each `LinkStart` and `Image` slot of the body, in order.
    pub targets: Vec<Target>,
    /// Documents that link here, by source path, each once.
    pub cited_by: Vec<DocId>,
    /// Postmortems only from here on; empty for others. Author's order.
    pub services: Vec<TopicId>,
    pub root_causes: Vec<TopicId>,
    pub teams: Vec<TopicId>,
    pub tags: Vec<TopicId>,
    pub alerts: Vec<TopicId>,
    pub severity: Option<TopicId>,
    pub year: Option<TopicId>,
    pub neighbours: Vec<Neighbours>,
    /// The incident that this one repeats.
    pub recurrence_of: Option<DocId>,
    /// Incidents that repeat this one, oldest first.
    pub recurrences: Vec<DocId>,
    /// Incidents that it says it does not repeat; ascending.
    pub not_recurrences: Vec<DocId>,
    /// Its actions, by index, whose evidence is gone; ascending.
    pub evidence_gone: Vec<u32>,
    /// Its day is still to come.
    pub ahead: bool,
}

impl Entry {
    /// Work that was announced, and no incident.
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.document.postmortem().is_some_and(super::Postmortem::is_planned)
    }

    /// Whether figures count it: it is no planned work, and its day has come.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        !self.is_planned() && !self.ahead
    }

    /// When the incident happened: its start, else its date. `None` for other documents and undated incidents.
    #[must_use]
    pub fn when(&self) -> Option<&Moment> {
        let postmortem = self.document.postmortem()?;
        let fact = postmortem.started.as_ref().or(postmortem.date.as_ref())?;
        Some(&fact.value)
    }
}

/// A linked file that is copied as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Path in the content folder, as [`super::SourceFile::path`].
    pub source: Arc<str>,
    /// Where it lies on disk.
    pub location: crate::fs::Located,
    /// URL relative to the site's root; also its output path.
    pub url: String,
    /// Width and height in pixels, for images whose header tells.
    pub size: Option<(u32, u32)>,
}

/// The linked whole.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// Ordered by source path.
    pub documents: Vec<Entry>,
    /// Postmortems, newest first; undated ones last, by title.
    pub incidents: Vec<DocId>,
    /// Plain pages, templates and indexes that get a page, by title.
    pub pages: Vec<DocId>,
    /// The document that introduces the home page.
    pub home: Option<DocId>,
    /// By name; severities worst first, years newest first.
    pub topics: Topics,
    /// By URL.
    pub attachments: Vec<Attachment>,
    /// Attachment by source path.
    pub attachment_at: FxHashMap<Arc<str>, usize>,
}

/// The topic lists.
#[derive(Clone, Debug, Default)]
pub struct Topics {
    pub services: Vec<Topic>,
    pub root_causes: Vec<Topic>,
    pub severities: Vec<Topic>,
    pub teams: Vec<Topic>,
    pub tags: Vec<Topic>,
    pub years: Vec<Topic>,
    pub alerts: Vec<Topic>,
}

impl Topics {
    /// The list of one kind.
    #[must_use]
    pub fn of(&self, kind: TopicKind) -> &[Topic] {
        match kind {
            TopicKind::Service => &self.services,
            TopicKind::RootCause => &self.root_causes,
            TopicKind::Severity => &self.severities,
            TopicKind::Team => &self.teams,
            TopicKind::Tag => &self.tags,
            TopicKind::Year => &self.years,
            TopicKind::Alert => &self.alerts,
        }
    }

    /// The list of one kind, to fill.
    pub fn of_mut(&mut self, kind: TopicKind) -> &mut Vec<Topic> {
        match kind {
            TopicKind::Service => &mut self.services,
            TopicKind::RootCause => &mut self.root_causes,
            TopicKind::Severity => &mut self.severities,
            TopicKind::Team => &mut self.teams,
            TopicKind::Tag => &mut self.tags,
            TopicKind::Year => &mut self.years,
            TopicKind::Alert => &mut self.alerts,
        }
    }
}

impl Catalog {
    /// The document with this id.
    #[must_use]
    pub fn entry(&self, id: DocId) -> &Entry {
        &self.documents[id.index()]
    }

    /// The document at the source path `path`, if the audience may see one there.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<DocId> {
        let at = self.documents.binary_search_by(|entry| (*entry.document.source).cmp(path)).ok()?;
        u32::try_from(at).ok().map(DocId)
    }

    /// The topic with this id.
    #[must_use]
    pub fn topic(&self, kind: TopicKind, id: TopicId) -> &Topic {
        &self.topics.of(kind)[id.index()]
    }

    /// Those of `incidents` that figures count: lists show planned work and what is to come too, and no figure does.
    #[must_use]
    pub fn counted(&self, incidents: &[DocId]) -> Vec<DocId> {
        incidents.iter().copied().filter(|id| self.entry(*id).is_counted()).collect()
    }
}
