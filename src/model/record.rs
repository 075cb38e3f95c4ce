//! What `export`, `api/v1` and `--format json` print of one document. Its JSON Schema is generated from this type.

use super::catalog::{Catalog, DocId, Entry, TopicId, TopicKind};
use super::postmortem::{Detection, Impact, Minutes, Review, Span};
use super::{
    ActionItem, ActionKind, ActionStatus, Document, Fact, Moment, Postmortem, Provenance, SectionName, Severity,
    TimelineEvent, Visibility,
};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// Version of the record's shape; it grows when a field changes its meaning or goes away.
pub(crate) const SCHEMA_VERSION: u32 = 2;

/// One document: what `export` prints. Facts of an incident are empty for documents of another kind.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Record {
    pub schema_version: u32,
    /// Path of the source file, relative to the content folder.
    pub source: String,
    /// `postmortem`, `service`, `root-cause`, `template`, `index` or `page`.
    pub kind: &'static str,
    /// URL of its page, relative to the site's root; null where it gets none.
    pub url: Option<String>,
    pub slug: String,
    pub title: String,
    pub id: Option<String>,
    /// The incident's day.
    pub date: Option<String>,
    /// Day of publication, where it is stated apart.
    pub published: Option<String>,
    /// Work that was announced, such as maintenance: it counts in no figure.
    pub planned: bool,
    pub status: Option<String>,
    #[serde(flatten)]
    pub review: ReviewRecord,
    pub severity: Option<SeverityRecord>,
    pub services: Vec<String>,
    /// As the addresses of their pages have them, whatever they are called here; each once.
    pub service_slugs: Vec<String>,
    pub root_causes: Vec<String>,
    pub root_cause_slugs: Vec<String>,
    pub trigger: Option<String>,
    pub detection: Option<Detection>,
    /// Times are RFC 3339, without offset where no zone is known, a day alone where no time is.
    pub started: Option<String>,
    pub detected: Option<String>,
    pub acknowledged: Option<String>,
    pub mitigated: Option<String>,
    pub resolved: Option<String>,
    /// Durations as stated, else as derived from the times.
    pub ttd_minutes: Option<i64>,
    pub ttm_minutes: Option<i64>,
    pub ttr_minutes: Option<i64>,
    pub impact: Vec<ImpactRecord>,
    pub teams: Vec<String>,
    pub authors: Vec<String>,
    pub tags: Vec<String>,
    /// Names of the alerts that fired.
    pub alerts: Vec<String>,
    pub summary: Option<String>,
    /// How it was fixed.
    pub fix: Option<String>,
    /// The code that did it, without prompts and answers.
    pub fix_commands: Vec<String>,
    pub timeline: Vec<EventRecord>,
    pub action_items: Vec<ActionRecord>,
    /// Which sections the document has, in document order.
    pub sections: Vec<SectionName>,
    pub related: Vec<String>,
    pub recurrence_of: Option<String>,
    /// URL of that incident's page, relative to the site's root; null where there is none.
    pub recurrence_of_url: Option<String>,
    /// Incidents that share cause and service with this one, and are not the same failure.
    pub not_recurrence_of: Vec<String>,
    /// URLs of their pages, by URL.
    pub not_recurrence_of_urls: Vec<String>,
    pub links: Vec<LinkRecord>,
    /// `public` or `internal`; null where the document does not say.
    pub visibility: Option<&'static str>,
    /// Field -> where its value was read. Lists have one entry, that of their first item.
    #[schemars(with = "std::collections::BTreeMap<String, Provenance>")]
    pub provenance: IndexMap<&'static str, Provenance>,
}

/// How the postmortem came about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReviewRecord {
    /// Days since when it is a draft, and in review, and on which it was closed.
    pub drafted: Option<String>,
    pub in_review: Option<String>,
    pub closed: Option<String>,
    /// Who reads it before it is published.
    pub reviewers: Vec<String>,
    /// Who leads the meeting, and when that is.
    pub facilitator: Option<String>,
    pub meeting: Option<String>,
}

/// A severity in a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SeverityRecord {
    pub label: String,
    /// 1 (worst) to 5.
    pub level: Option<u8>,
}

/// One figure or sentence of impact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ImpactRecord {
    pub label: String,
    pub text: String,
}

/// A timeline entry in a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct EventRecord {
    /// RFC 3339, a day, a clock time `14:02` or `T+15min`; null for an undated entry.
    pub time: Option<String>,
    pub until: Option<String>,
    pub text: String,
}

/// A follow-up in a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActionRecord {
    pub text: String,
    pub status: Option<ActionStatus>,
    pub kind: Option<ActionKind>,
    pub owner: Option<String>,
    pub due: Option<String>,
    pub ticket: Option<String>,
    pub closed: Option<String>,
    pub impact: Option<String>,
    pub effort: Option<String>,
    /// What shows that it is done: `path#symbol` from the site's root folder, or a URL.
    pub evidence: Option<String>,
}

/// An external link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LinkRecord {
    pub label: String,
    pub url: String,
}

impl Record {
    /// The record of a document of `catalog`.
    #[must_use]
    pub(crate) fn of(catalog: &Catalog, entry: &Entry) -> Self {
        let document: &Document = &entry.document;
        let slugs = |kind, ids: &[TopicId]| ids.iter().map(|id| catalog.topic(kind, *id).slug.clone()).collect();
        let blank = Postmortem::default();
        let incident = document.postmortem().unwrap_or(&blank);
        let mut from = Origins::default();
        from.note("title", Some(&document.title));
        Self {
            schema_version: SCHEMA_VERSION,
            source: document.source.to_string(),
            kind: document.content.kind(),
            url: url(entry),
            slug: document.slug.value.clone(),
            title: document.title.value.clone(),
            id: from.text("id", incident.id.as_ref()),
            date: from.day("date", incident.date.as_ref()),
            published: from.day("published", incident.published.as_ref()),
            planned: from.map("planned", incident.planned.as_ref(), |planned| *planned).unwrap_or_default(),
            status: from.map("status", incident.status.as_ref(), |status| status.as_str().to_owned()),
            review: from.review(&incident.review),
            severity: from.map("severity", incident.severity.as_ref(), SeverityRecord::of),
            services: from.list("services", &incident.services),
            service_slugs: slugs(TopicKind::Service, &entry.services),
            root_causes: from.list("root_causes", &incident.root_causes),
            root_cause_slugs: slugs(TopicKind::RootCause, &entry.root_causes),
            trigger: from.text("trigger", incident.trigger.as_ref()),
            detection: from.map("detection", incident.detection.as_ref(), Clone::clone),
            started: from.time("started", incident.started.as_ref()),
            detected: from.time("detected", incident.detected.as_ref()),
            acknowledged: from.time("acknowledged", incident.acknowledged.as_ref()),
            mitigated: from.time("mitigated", incident.mitigated.as_ref()),
            resolved: from.time("resolved", incident.resolved.as_ref()),
            ttd_minutes: from.minutes("ttd_minutes", &incident.ttd),
            ttm_minutes: from.minutes("ttm_minutes", &incident.ttm),
            ttr_minutes: from.minutes("ttr_minutes", &incident.ttr),
            impact: incident.impact.iter().map(impact).collect(),
            teams: from.list("teams", &incident.teams),
            authors: from.list("authors", &incident.authors),
            tags: from.list("tags", &incident.tags),
            alerts: from.list("alerts", &incident.alerts),
            summary: from.text("summary", incident.summary.as_ref()),
            fix: from.text("fix", incident.fix.as_ref()),
            fix_commands: incident.fix_commands.iter().map(|block| block.code.clone()).collect(),
            timeline: incident.timeline.events.iter().map(event).collect(),
            action_items: incident.action_items.iter().map(ActionRecord::of).collect(),
            sections: sections(document),
            related: from.list("related", &incident.related),
            recurrence_of: from.text("recurrence_of", incident.recurrence_of.as_ref()),
            recurrence_of_url: entry.recurrence_of.and_then(|id| url(catalog.entry(id))),
            not_recurrence_of: from.list("not_recurrence_of", &incident.not_recurrence_of),
            not_recurrence_of_urls: urls(catalog, &entry.not_recurrences),
            links: incident.links.iter().map(link).collect(),
            visibility: document.visibility.map(visibility),
            provenance: from.0,
        }
    }
}

fn visibility(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Internal => "internal",
        Visibility::Public => "public",
    }
}

/// Its page; `None` for a document without one.
fn url(entry: &Entry) -> Option<String> {
    Some(entry.url.clone()).filter(|url| !url.is_empty())
}

/// The pages of `ids`, by URL.
fn urls(catalog: &Catalog, ids: &[DocId]) -> Vec<String> {
    let mut urls: Vec<String> = ids.iter().filter_map(|id| url(catalog.entry(*id))).collect();
    urls.sort_unstable();
    urls
}

/// Those of an incident, each once.
fn sections(document: &Document) -> Vec<SectionName> {
    let mut sections: Vec<SectionName> = Vec::new();
    for section in document.postmortem().map_or(&[][..], |_| &document.sections) {
        if !sections.contains(&section.name) {
            sections.push(section.name);
        }
    }
    sections
}

fn impact(one: &Impact) -> ImpactRecord {
    ImpactRecord { label: one.label.clone(), text: one.text.value.clone() }
}

fn link((label, url): &(String, Fact<String>)) -> LinkRecord {
    LinkRecord { label: label.clone(), url: url.value.clone() }
}

impl ActionRecord {
    /// The record of `item`.
    #[must_use]
    pub(crate) fn of(item: &ActionItem) -> Self {
        Self {
            text: item.text.clone(),
            status: item.status,
            kind: item.kind,
            owner: item.owner.clone(),
            due: item.due.as_ref().map(|due| due.date().to_string()),
            ticket: item.ticket.clone(),
            closed: item.closed.as_ref().map(|closed| closed.date().to_string()),
            impact: item.impact.clone(),
            effort: item.effort.clone(),
            evidence: item.evidence.clone(),
        }
    }
}

impl SeverityRecord {
    /// The record of `severity`.
    #[must_use]
    pub(crate) fn of(severity: &Severity) -> Self {
        Self { label: severity.label.clone(), level: severity.level }
    }
}

/// Collects where values were read while they are copied.
#[derive(Default)]
struct Origins(IndexMap<&'static str, Provenance>);

impl Origins {
    fn note<T>(&mut self, field: &'static str, fact: Option<&Fact<T>>) {
        if let Some(fact) = fact {
            self.0.insert(field, fact.provenance.clone());
        }
    }

    fn map<T, U>(&mut self, field: &'static str, fact: Option<&Fact<T>>, f: impl FnOnce(&T) -> U) -> Option<U> {
        self.note(field, fact);
        fact.map(|fact| f(&fact.value))
    }

    fn text(&mut self, field: &'static str, fact: Option<&Fact<String>>) -> Option<String> {
        self.map(field, fact, Clone::clone)
    }

    fn day(&mut self, field: &'static str, fact: Option<&Fact<Moment>>) -> Option<String> {
        self.map(field, fact, |moment| moment.date().to_string())
    }

    fn time(&mut self, field: &'static str, fact: Option<&Fact<Moment>>) -> Option<String> {
        self.map(field, fact, Moment::to_string)
    }

    fn list(&mut self, field: &'static str, facts: &[Fact<String>]) -> Vec<String> {
        self.note(field, facts.first());
        facts.iter().map(|fact| fact.value.clone()).collect()
    }

    fn review(&mut self, review: &Review) -> ReviewRecord {
        ReviewRecord {
            drafted: self.day("drafted", review.drafted.as_ref()),
            in_review: self.day("in_review", review.in_review.as_ref()),
            closed: self.day("closed", review.closed.as_ref()),
            reviewers: self.list("reviewers", &review.reviewers),
            facilitator: self.text("facilitator", review.facilitator.as_ref()),
            meeting: self.time("meeting", review.meeting.as_ref()),
        }
    }

    fn minutes(&mut self, field: &'static str, span: &Span) -> Option<i64> {
        self.map(field, span.best(), |Minutes(minutes)| *minutes)
    }
}

fn event(event: &TimelineEvent) -> EventRecord {
    EventRecord {
        time: event.time.as_ref().map(ToString::to_string),
        until: event.until.as_ref().map(ToString::to_string),
        text: event.text.clone(),
    }
}

impl ActionRecord {
    /// Whether it is to be done, as the pages count it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        super::action_item::is_open(self.status, self.due.is_some())
    }
}
