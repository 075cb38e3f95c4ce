//! `api/v1`: the records as static JSON, with their JSON Schema.

use crate::model::catalog::{Catalog, Entry, Topic, TopicId, TopicKind};
use crate::model::record::{ActionRecord, Record, SeverityRecord};
use crate::model::{Output, Postmortem};
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

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

/// The lists, and the schema of everything.
pub(super) fn lists(catalog: &Catalog) -> Vec<Output> {
    let mut years: BTreeMap<String, Vec<Brief>> = BTreeMap::new();
    let mut actions = Vec::new();
    for entry in catalog.incidents.iter().map(|id| catalog.entry(*id)) {
        let Some(postmortem) = entry.document.postmortem() else {
            continue;
        };
        let year = entry.year.map_or("undated", |year| catalog.topic(TopicKind::Year, year).slug.as_str());
        let of_incident = |item| IncidentAction { incident: entry.url.clone(), action: ActionRecord::of(item) };
        actions.extend(postmortem.action_items.iter().map(of_incident));
        years.entry(year.to_owned()).or_default().push(brief(catalog, entry, postmortem));
    }
    let contents = Contents {
        schema: "schema.json",
        postmortems: years.keys().map(|year| (year.clone(), format!("postmortems/{year}.json"))).collect(),
        services: "services.json",
        root_causes: "root-causes.json",
        actions: "actions.json",
    };
    let mut files = vec![
        json("index.json", &contents),
        json("schema.json", &schemars::schema_for!(Shapes)),
        json("services.json", &topics(catalog, TopicKind::Service)),
        json("root-causes.json", &topics(catalog, TopicKind::RootCause)),
        json("actions.json", &actions),
    ];
    files.extend(years.iter().map(|(year, incidents)| json(&format!("postmortems/{year}.json"), incidents)));
    files
}

/// One record an incident, made in parallel.
pub(super) fn records(catalog: &Catalog) -> impl ParallelIterator<Item = Output> + '_ {
    catalog.incidents.par_iter().map(|id| {
        let entry = catalog.entry(*id);
        json(&record_path(entry), &Record::of(&entry.document, Some(&entry.url)))
    })
}

fn json(path: &str, value: &impl Serialize) -> Output {
    // Serialising plain structs into memory cannot fail; an empty object would be found by the schema test.
    let mut text = serde_json::to_string(value).unwrap_or_else(|_| "{}".to_owned());
    text.push('\n');
    Output::text(format!("api/v1/{path}"), text)
}

/// URL of an incident's record, relative to the site's root.
pub(super) fn record_url(entry: &Entry) -> String {
    format!("api/v1/{}", record_path(entry))
}

/// `postmortems/<slug>.json`; a slug that looks like the list of a year stands aside.
fn record_path(entry: &Entry) -> String {
    let slug = entry.url.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let is_list = slug == "undated" || slug.bytes().all(|byte| byte.is_ascii_digit());
    if is_list { format!("postmortems/incident-{slug}.json") } else { format!("postmortems/{slug}.json") }
}

fn brief(catalog: &Catalog, entry: &Entry, postmortem: &Postmortem) -> Brief {
    let names = |kind, ids: &[TopicId]| ids.iter().map(|id| catalog.topic(kind, *id).name.clone()).collect();
    Brief {
        id: postmortem.id.as_ref().map(|id| id.value.clone()),
        title: entry.document.title.value.clone(),
        url: entry.url.clone(),
        api: record_url(entry),
        date: entry.when().map(|when| when.date().to_string()),
        severity: postmortem.severity.as_ref().map(|severity| SeverityRecord::of(&severity.value)),
        services: names(TopicKind::Service, &entry.services),
        root_causes: names(TopicKind::RootCause, &entry.root_causes),
        ttr_minutes: postmortem.ttr.best().map(|ttr| ttr.value.0),
    }
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
