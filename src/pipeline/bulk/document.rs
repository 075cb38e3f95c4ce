//! A document in its place -> what a search engine is given of it.

use crate::model::catalog::Entry;
use crate::search::facets::Facets;
use crate::search::query::days;
use serde::Serialize;

const SECONDS_OF_A_DAY: i64 = 86_400;

/// One document. What it does not have is left out. Names of facets are those that queries of the site use.
#[derive(Debug, Serialize)]
pub(super) struct BulkDocument<'a> {
    pub id: String,
    /// Relative to the site's root.
    url: &'a str,
    /// Path in the content folder.
    source: &'a str,
    kind: &'static str,
    title: &'a str,
    /// The incident's own id.
    #[serde(skip_serializing_if = "Option::is_none")]
    incident_id: Option<&'a str>,
    /// ISO day of the incident.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    /// Seconds since 1970 at the beginning of that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<i64>,
    /// Work that was announced.
    planned: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    service: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    cause: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    severity: Option<&'a str>,
    /// 1 (worst) to 5.
    #[serde(skip_serializing_if = "Option::is_none")]
    severity_level: Option<u8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    team: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tag: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttd_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttm_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttr_minutes: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    /// How it was fixed.
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<&'a str>,
    headings: Vec<&'a str>,
    /// All words of the text, code included, blocks separated by line feeds.
    body: &'a str,
}

impl<'a> BulkDocument<'a> {
    /// What is told of `entry`, whose facets are `values`: number of a list of [`Facets::lists`], number of a value in it.
    pub(super) fn of(id: String, entry: &'a Entry, facets: &'a Facets, values: &[(usize, usize)]) -> Self {
        let lists = facets.lists();
        let named = |name: &str| {
            let of_list = values.iter().filter(|(list, _)| lists[*list].0 == name);
            of_list.map(|(list, number)| lists[*list].1[*number].name.as_str()).collect::<Vec<_>>()
        };
        let first = |name: &str| named(name).first().copied();
        let document = &*entry.document;
        let incident = document.postmortem();
        let text = |fact: Option<&'a crate::model::Fact<String>>| fact.map(|fact| fact.value.as_str());
        let day = entry.when().map(crate::model::Moment::date);
        let minutes = |span: &crate::model::postmortem::Span| span.best().map(|fact| fact.value.0);
        Self {
            id,
            url: &entry.url,
            source: &document.source,
            kind: document.content.kind(),
            title: &document.title.value,
            incident_id: text(incident.and_then(|incident| incident.id.as_ref())),
            date: day.map(|day| day.to_string()),
            timestamp: day.map(|day| i64::from(days(day)) * SECONDS_OF_A_DAY),
            planned: entry.is_planned(),
            service: named("service"),
            cause: named("cause"),
            severity: first("severity"),
            severity_level: incident.and_then(|incident| incident.severity.as_ref()?.value.level),
            team: named("team"),
            tag: named("tag"),
            year: first("year"),
            status: first("status"),
            ttd_minutes: incident.and_then(|incident| minutes(&incident.ttd)),
            ttm_minutes: incident.and_then(|incident| minutes(&incident.ttm)),
            ttr_minutes: incident.and_then(|incident| minutes(&incident.ttr)),
            summary: text(incident.and_then(|incident| incident.summary.as_ref())),
            fix: text(incident.and_then(|incident| incident.fix.as_ref())),
            headings: document.body.headings.iter().map(|heading| heading.text.as_str()).collect(),
            body: &document.body.text,
        }
    }

    /// Keeps the first half of text and headings; `false` where nothing is left to take away.
    pub(super) fn halve(&mut self) -> bool {
        let had = !self.body.is_empty() || !self.headings.is_empty();
        self.body = &self.body[..self.body.floor_char_boundary(self.body.len() / 2)];
        self.headings.truncate(self.headings.len() / 2);
        had
    }
}
