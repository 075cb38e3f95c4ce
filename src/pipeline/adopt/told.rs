//! The facts of a document that its text tells as values, and how front matter would say each.
//!
//! Running text stays where it is (summary, cause, fix, timeline, actions): a copy of it would say the same until somebody changes one
//! of the two, and front matter would be believed. What only a file's name or other facts tell is no more than that.

use super::Candidate;
use crate::model::postmortem::{Detection, Impact, Minutes, Span};
use crate::model::{Document, Fact, Moment, Postmortem, Provenance};
use crate::text::front_matter::Written;
use jiff::civil::DateTime;

/// In the order in which front matter has them.
pub(super) fn candidates(document: &Document, incident: &Postmortem) -> Vec<Candidate> {
    let day = |moment: &Moment| vec![Written::Text(moment.date().to_string())];
    let severity = |severity: &crate::model::Severity| text(&severity.label);
    let planned = |planned: &bool| if *planned { vec![Written::Flag(true)] } else { Vec::new() };
    let has_start = incident.started.is_some();
    let date = |moment: &Moment| if has_start { day(moment) } else { moments(moment) };
    let title = Some(&document.title).filter(|title| matches!(title.provenance, Provenance::Heading { .. }));
    let mut all = vec![
        one("title", title, |title| text(title)),
        one("id", incident.id.as_ref(), |id| text(id)),
        one("date", incident.date.as_ref(), date),
        one("published", incident.published.as_ref(), moments),
        one("planned", incident.planned.as_ref(), planned),
        one("status", incident.status.as_ref(), |status| text(status.as_str())),
        one("severity", incident.severity.as_ref(), severity),
        names("services", &incident.services),
        names("root_causes", &incident.root_causes),
        one("trigger", incident.trigger.as_ref().filter(|fact| is_value(fact)), |trigger| text(trigger)),
        one("detection", incident.detection.as_ref(), detection),
        one("started", incident.started.as_ref(), moments),
        one("detected", incident.detected.as_ref(), moments),
        one("acknowledged", incident.acknowledged.as_ref(), moments),
        one("mitigated", incident.mitigated.as_ref(), moments),
        one("resolved", incident.resolved.as_ref(), moments),
        lasted("ttd", &incident.ttd),
        lasted("ttm", &incident.ttm),
        lasted("ttr", &incident.ttr),
        impact(&incident.impact),
        names("teams", &incident.teams),
        names("authors", &incident.authors),
        names("tags", &incident.tags),
        names("alerts", &incident.alerts),
        one("summary", incident.summary.as_ref().filter(|fact| is_value(fact)), |summary| text(summary)),
        one("recurrence_of", incident.recurrence_of.as_ref(), |name| text(name)),
    ];
    all.retain(|candidate| !candidate.ways.is_empty());
    all
}

/// The document's text says it.
fn is_told<T>(fact: &Fact<T>) -> bool {
    !matches!(fact.provenance, Provenance::FrontMatter { .. } | Provenance::Path | Provenance::Derived { .. })
}

/// It stands there as the value of a label or a row, and is no part of running text.
fn is_value<T>(fact: &Fact<T>) -> bool {
    matches!(fact.provenance, Provenance::Label { .. } | Provenance::Table { .. })
}

fn one<T>(field: &'static str, fact: Option<&Fact<T>>, ways: impl Fn(&T) -> Vec<Written>) -> Candidate {
    Candidate { field, ways: fact.filter(|fact| is_told(fact)).map(|fact| ways(&fact.value)).unwrap_or_default() }
}

fn names(field: &'static str, facts: &[Fact<String>]) -> Candidate {
    let is_told = !facts.is_empty() && facts.iter().all(is_told);
    let names = is_told.then(|| Written::Texts(facts.iter().map(|fact| fact.value.clone()).collect()));
    Candidate { field, ways: names.into_iter().collect() }
}

fn text(text: &str) -> Vec<Written> {
    vec![Written::Text(text.to_owned())]
}

/// As people write it, with the zone's own name; else as records have it.
fn moments(moment: &Moment) -> Vec<Written> {
    let clock = |local: &DateTime| {
        let form = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
        local.strftime(form).to_string()
    };
    let plain = match moment {
        Moment::Date(day) => day.to_string(),
        Moment::Local(local) => clock(local),
        Moment::Zoned { local, zone: Some(zone), .. } => format!("{} {zone}", clock(local)),
        Moment::Zoned { .. } => return text(&moment.to_string()),
    };
    [plain, moment.human(), moment.to_string()].into_iter().map(Written::Text).collect()
}

fn detection(detection: &Detection) -> Vec<Written> {
    let word = serde_json::to_value(detection).ok().and_then(|value| Some(value.as_str()?.to_owned()));
    word.into_iter().map(Written::Text).collect()
}

/// Only what is stated: the rest follows from the times.
fn lasted(field: &'static str, span: &Span) -> Candidate {
    let said = |Minutes(minutes): &Minutes| match (minutes / 60, minutes % 60) {
        (0, minutes) => text(&format!("{minutes} min")),
        (hours, 0) => text(&format!("{hours} h")),
        (hours, minutes) => text(&format!("{hours} h {minutes} min")),
    };
    one(field, span.stated.as_ref(), said)
}

/// Labelled figures, or the one value of a label.
fn impact(impact: &[Impact]) -> Candidate {
    let is_told = impact.iter().all(|one| is_value(&one.text));
    let ways = match impact {
        _ if !is_told => Vec::new(),
        [only] if only.label.is_empty() => text(&only.text.value),
        all if all.iter().any(|one| one.label.is_empty()) => Vec::new(),
        [] => Vec::new(),
        all => vec![Written::Table(all.iter().map(|one| (one.label.clone(), one.text.value.clone())).collect())],
    };
    Candidate { field: "impact", ways }
}
