//! `api/v1`: the records as static JSON, with their JSON Schema.

use super::{Address, File};
use crate::model::Postmortem;
use crate::model::addresses::folded;
use crate::model::catalog::{Catalog, DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::record::{ActionRecord, Record, SeverityRecord};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Folder of the API in the site.
const ROOT: &str = "api/v1/";

/// What the list of incidents without a date has in place of a year.
const UNDATED: &str = "undated";

/// Begins the name of a record that would have the name of a list.
const ASIDE: &str = "incident-";

/// An incident in a list of the API.
#[derive(Debug, Serialize, JsonSchema)]
struct Brief {
    /// The incident's own id, as its author wrote it.
    id: Option<String>,
    title: String,
    /// Its page, relative to the site's root.
    url: String,
    /// Its record, relative to the site's root.
    api: String,
    date: Option<String>,
    /// Work that was announced: it counts in no figure.
    planned: bool,
    severity: Option<SeverityRecord>,
    services: Vec<String>,
    root_causes: Vec<String>,
    ttr_minutes: Option<i64>,
}

/// A service or root cause.
#[derive(Debug, Serialize, JsonSchema)]
struct TopicRecord {
    name: String,
    slug: String,
    url: String,
    aliases: Vec<String>,
    /// Names of the broader cause, or of what a service depends on.
    parent: Option<String>,
    depends_on: Vec<String>,
    /// Pages of its incidents, newest first, relative to the site's root.
    incidents: Vec<String>,
}

/// A follow-up with the incident it belongs to.
#[derive(Debug, Serialize, JsonSchema)]
struct IncidentAction {
    /// Page of the incident, relative to the site's root.
    incident: String,
    #[serde(flatten)]
    action: ActionRecord,
}

/// Where the lists are.
#[derive(Debug, Serialize)]
struct Contents {
    schema: &'static str,
    /// Year -> list of incidents; `undated` for those without a date.
    postmortems: BTreeMap<String, String>,
    services: &'static str,
    root_causes: &'static str,
    actions: &'static str,
}

/// Shapes of every file below `api/v1`.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Shapes {
    record: Record,
    postmortems: Vec<Brief>,
    topics: Vec<TopicRecord>,
    actions: Vec<IncidentAction>,
}

/// A file of the API that holds more than one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Contents,
    Schema,
    Topics(TopicKind),
    Actions,
    /// The incidents of a year; `None`: those without a date.
    Incidents(Option<TopicId>),
}

/// Addresses of the lists, of the schema of everything, and of one record an incident.
pub(super) fn addresses(catalog: &Catalog) -> Vec<Address> {
    let file = |path: &str, list| Address::file(format!("{ROOT}{path}"), File::Api(list));
    let mut addresses = vec![
        file("index.json", List::Contents),
        file("schema.json", List::Schema),
        file("services.json", List::Topics(TopicKind::Service)),
        file("root-causes.json", List::Topics(TopicKind::RootCause)),
        file("actions.json", List::Actions),
    ];
    addresses.extend(years(catalog).map(|year| file(&year_path(catalog, year), List::Incidents(year))));
    let record = |id: &DocId| Address::file(record_url(catalog.entry(*id)), File::Record(*id));
    addresses.par_extend(catalog.incidents.par_iter().map(record));
    addresses
}

/// One of the lists.
pub(super) fn list(catalog: &Catalog, list: List) -> String {
    match list {
        List::Contents => json(&Contents {
            schema: "schema.json",
            postmortems: years(catalog).map(|year| (year_name(catalog, year), year_path(catalog, year))).collect(),
            services: "services.json",
            root_causes: "root-causes.json",
            actions: "actions.json",
        }),
        List::Schema => json(&schemars::schema_for!(Shapes)),
        List::Topics(kind) => json(&topics(catalog, kind)),
        List::Actions => json(&actions(catalog)),
        List::Incidents(year) => {
            let of_year = of_year(catalog, year);
            let of_year = of_year.iter().map(|id| catalog.entry(*id));
            json(&of_year.filter_map(|entry| brief(catalog, entry)).collect::<Vec<_>>())
        }
    }
}

/// The incidents of a year, newest first; `None`: those without a date.
pub(super) fn of_year(catalog: &Catalog, year: Option<TopicId>) -> Cow<'_, [DocId]> {
    match year {
        Some(year) => Cow::Borrowed(&catalog.topic(TopicKind::Year, year).incidents),
        None => catalog.incidents.iter().copied().filter(|id| catalog.entry(*id).year.is_none()).collect(),
    }
}

/// One incident's record.
pub(super) fn record(catalog: &Catalog, id: DocId) -> String {
    let entry = catalog.entry(id);
    json(&Record::linked(catalog, entry))
}

fn incidents(catalog: &Catalog) -> impl Iterator<Item = (&Entry, &Postmortem)> {
    let entries = catalog.incidents.iter().map(|id| catalog.entry(*id));
    entries.filter_map(|entry| Some((entry, entry.document.postmortem()?)))
}

/// Years that have incidents; `None` where some have no date.
fn years(catalog: &Catalog) -> impl Iterator<Item = Option<TopicId>> {
    let years: BTreeSet<Option<TopicId>> = incidents(catalog).map(|(entry, _)| entry.year).collect();
    years.into_iter()
}

fn year_name(catalog: &Catalog, year: Option<TopicId>) -> String {
    year.map_or_else(|| UNDATED.to_owned(), |year| catalog.topic(TopicKind::Year, year).slug.clone())
}

fn year_path(catalog: &Catalog, year: Option<TopicId>) -> String {
    format!("postmortems/{}.json", year_name(catalog, year))
}

fn actions(catalog: &Catalog) -> Vec<IncidentAction> {
    let of_incident = |(entry, postmortem): (&Entry, &Postmortem)| {
        let action = |item| IncidentAction { incident: entry.url.clone(), action: ActionRecord::of(item) };
        postmortem.action_items.iter().map(action).collect::<Vec<_>>()
    };
    incidents(catalog).flat_map(of_incident).collect()
}

fn json(value: &impl Serialize) -> String {
    // Serialising plain structs into memory cannot fail; an empty object would be found by the schema test.
    let mut text = serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned());
    text.push('\n');
    text
}

/// URL of an incident's record, relative to the site's root.
pub(super) fn record_url(entry: &Entry) -> String {
    format!("{ROOT}{}", record_path(entry))
}

/// `postmortems/<slug>.json`; a slug that looks like the list of a year, or like one that stands aside, stands aside.
fn record_path(entry: &Entry) -> String {
    let slug = entry.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let name = folded(slug.trim_start_matches(ASIDE));
    let is_list = name == UNDATED || name.bytes().all(|byte| byte.is_ascii_digit());
    if is_list { format!("postmortems/{ASIDE}{slug}.json") } else { format!("postmortems/{slug}.json") }
}

fn brief(catalog: &Catalog, entry: &Entry) -> Option<Brief> {
    let postmortem = entry.document.postmortem()?;
    let names = |kind, ids: &[TopicId]| ids.iter().map(|id| catalog.topic(kind, *id).name.clone()).collect();
    Some(Brief {
        id: postmortem.id.as_ref().map(|id| id.value.clone()),
        title: entry.document.title.value.clone(),
        url: entry.url.clone(),
        api: record_url(entry),
        date: entry.when().map(|when| when.date().to_string()),
        planned: postmortem.is_planned(),
        severity: postmortem.severity.as_ref().map(|severity| SeverityRecord::of(&severity.value)),
        services: names(TopicKind::Service, &entry.services),
        root_causes: names(TopicKind::RootCause, &entry.root_causes),
        ttr_minutes: postmortem.ttr.best().map(|ttr| ttr.value.0),
    })
}

fn topics(catalog: &Catalog, kind: TopicKind) -> Vec<TopicRecord> {
    let name = |id: &TopicId| catalog.topic(kind, *id).name.clone();
    let record = |topic: &Topic| TopicRecord {
        name: topic.name.clone(),
        slug: topic.slug.clone(),
        url: topic.url(),
        aliases: topic.aliases.clone(),
        parent: topic.parent.as_ref().map(name),
        depends_on: topic.depends_on.iter().map(name).collect(),
        incidents: topic.incidents.iter().map(|id| catalog.entry(*id).url.clone()).collect(),
    };
    catalog.topics.of(kind).iter().map(record).collect()
}
