//! An incident with a timeline -> the same told step by step, its end last: for a team to walk through together.

use super::fix::{fix, last_entry, runs, shown_time};
use super::shared::{Shared, day, document_link, severity_chip};
use crate::model::catalog::{Catalog, DocId, Entry, TopicKind};
use crate::model::page::{DrillView, Step};
use crate::model::{EventTime, Moment, Postmortem, TimelineEvent};
use crate::pipeline::charts::duration;
use crate::text::shorten::sentences;

/// Folder of a drill below its incident.
pub(super) const FOLDER: &str = "drill/";
/// Entries of a timeline that make a drill.
const ENTRIES: std::ops::RangeInclusive<usize> = 4..=40;
/// Incidents that get one: the newest. Nobody drills what the system was hundreds of incidents ago.
const MOST: usize = 200;
/// Symptoms shown, and the longest, in characters.
const SYMPTOMS: usize = 3;
const SYMPTOM: usize = 240;
/// Services that a drill is called by.
const SERVICES: usize = 3;

/// Whether an incident's timeline makes a drill.
#[must_use]
pub(super) fn has(entry: &Entry) -> bool {
    entry.is_counted() && ENTRIES.contains(&steps(entry))
}

/// Entries of its timeline.
#[must_use]
pub(super) fn steps(entry: &Entry) -> usize {
    entry.document.postmortem().map_or(0, |incident| incident.timeline.events.len())
}

/// Address of its drill, relative to the site's root.
#[must_use]
pub(super) fn url(entry: &Entry) -> String {
    format!("{}{FOLDER}", entry.url)
}

/// The incidents that get a drill.
#[must_use]
pub(super) fn all(catalog: &Catalog) -> Vec<DocId> {
    catalog.incidents.iter().copied().filter(|id| has(catalog.entry(*id))).take(MOST).collect()
}

/// The drill of the incident `id`.
#[must_use]
pub(super) fn drill(shared: &Shared, id: DocId) -> DrillView {
    let entry = shared.catalog.entry(id);
    let document = &*entry.document;
    let incident = document.postmortem();
    let events = incident.map(|incident| &incident.timeline.events[..]).unwrap_or_default();
    let mut told: Vec<&TimelineEvent> = events.iter().collect();
    if incident.is_some_and(|incident| incident.timeline.is_newest_first()) {
        told.reverse();
    }
    let mut before = None;
    let step = |event: &&TimelineEvent| {
        let date = event.time.as_ref().and_then(EventTime::moment).map(Moment::date);
        let again = date.is_some() && before == date;
        before = date.or(before);
        Step { time: event.time.as_ref().map(|time| step_time(time, again)), runs: runs(document, &event.text) }
    };
    let steps: Vec<Step> = told.iter().map(step).collect();
    let title = title(shared, entry);
    let fixed_by = shared.fix(id).map(<[_]>::to_vec);
    let has_code = incident.is_some_and(|incident| !incident.fix_commands.is_empty());
    let fixed = fixed_by.is_some() || has_code;
    DrillView {
        frame: shared.frame(&url(entry), &title, ""),
        title,
        of: document_link(entry),
        severity: severity_chip(&shared.catalog, id),
        when: entry.when().map(day),
        services: shared.topic_links(TopicKind::Service, &entry.services),
        symptoms: incident.map(symptoms).unwrap_or_default(),
        steps,
        last_entry: incident.filter(|_| !fixed).and_then(|incident| last_entry(document, incident)),
        fix: fixed.then(|| fix(document, fixed_by.unwrap_or_default(), None)),
        causes: shared.topic_links(TopicKind::RootCause, &entry.root_causes),
        duration: incident.and_then(|incident| incident.ttr.best()).map(|ttr| duration(ttr.value.0)),
    }
}

/// The time of an entry, without its day where the entry above has the same.
fn step_time(time: &EventTime, again: bool) -> String {
    let text = shown_time(time);
    let day = time.moment().filter(|_| again).map(|moment| format!("{} ", moment.date()));
    day.and_then(|day| Some(text.strip_prefix(&day)?.to_owned())).unwrap_or(text)
}

/// Services and day: what an incident is called tells what it came from.
#[must_use]
pub(super) fn title(shared: &Shared, entry: &Entry) -> String {
    let services = entry.services.iter().take(SERVICES);
    let services = services.map(|id| shared.catalog.topic(TopicKind::Service, *id).name.as_str());
    let services = services.collect::<Vec<_>>().join(", ");
    let day = entry.when().map(|when| when.date().to_string());
    let parts = [Some(services).filter(|services| !services.is_empty()), day];
    let told: Vec<String> = parts.into_iter().flatten().collect();
    if told.is_empty() { entry.document.title.value.clone() } else { told.join(", ") }
}

/// What was hit, as its author says: what stands under a label is a count, and a summary tells the end too.
fn symptoms(incident: &Postmortem) -> Vec<String> {
    let told = incident.impact.iter().filter(|impact| impact.label.is_empty());
    told.take(SYMPTOMS).map(|impact| sentences(&impact.text.value, SYMPTOM)).collect()
}
