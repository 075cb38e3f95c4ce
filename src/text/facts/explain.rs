//! Claims as a person reads them: for each field what was said, where, and which one the judge believed.

use super::claims::{Claims, Said};
use super::judge;
use crate::model::postmortem::{Detection, Impact, Minutes, Status};
use crate::model::{ActionItem, Fact, Moment, Provenance, Severity, TimelineEvent};
use crate::text::registry::Field;
use serde::Serialize;

/// One claim.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Explained {
    pub field: Field,
    /// One line; a list by its items, a timeline or actions by their number and first text.
    pub value: String,
    /// Where it was read; none for a list of entries.
    pub provenance: Option<Provenance>,
    /// It became the fact, if nothing else speaks against it.
    pub believed: bool,
    /// Sources that the judge believes before this one, best first.
    pub after: Vec<&'static str>,
}

/// Something that is claimed, for people.
trait Shown {
    fn shown(&self) -> (String, Option<Provenance>);
}

trait Word {
    fn word(&self) -> String;
}

impl Word for String {
    fn word(&self) -> String {
        self.clone()
    }
}

impl Word for Moment {
    fn word(&self) -> String {
        self.to_string()
    }
}

impl Word for Status {
    fn word(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Word for Severity {
    fn word(&self) -> String {
        self.label.clone()
    }
}

impl Word for Minutes {
    fn word(&self) -> String {
        format!("{} min", self.0)
    }
}

impl Word for Detection {
    fn word(&self) -> String {
        serde_json::to_value(self).ok().and_then(|value| Some(value.as_str()?.to_owned())).unwrap_or_default()
    }
}

impl<T: Word> Shown for Fact<T> {
    fn shown(&self) -> (String, Option<Provenance>) {
        (self.value.word(), Some(self.provenance.clone()))
    }
}

impl Shown for Vec<Fact<String>> {
    fn shown(&self) -> (String, Option<Provenance>) {
        let names: Vec<&str> = self.iter().map(|fact| fact.value.as_str()).collect();
        (names.join(", "), self.first().map(|fact| fact.provenance.clone()))
    }
}

impl Shown for Vec<Impact> {
    fn shown(&self) -> (String, Option<Provenance>) {
        let texts: Vec<&str> = self.iter().map(|impact| impact.text.value.as_str()).collect();
        (texts.join("; "), self.first().map(|impact| impact.text.provenance.clone()))
    }
}

impl Shown for Vec<TimelineEvent> {
    fn shown(&self) -> (String, Option<Provenance>) {
        let first = self.first();
        let text = first.map_or("", |event| event.text.as_str());
        (format!("{}: {text}", self.len()), first.map(|event| Provenance::Timeline { line: event.line }))
    }
}

impl Shown for Vec<ActionItem> {
    fn shown(&self) -> (String, Option<Provenance>) {
        let first = self.first();
        let text = first.map_or("", |item| item.text.as_str());
        (format!("{}: {text}", self.len()), first.map(|item| Provenance::Section { line: item.line }))
    }
}

/// All claims, field by field.
pub(super) fn explain(claims: &Claims) -> Vec<Explained> {
    let mut all = Vec::new();
    field(Field::Id, &claims.id, &mut all);
    field(Field::Published, &claims.published, &mut all);
    field(Field::Status, &claims.status, &mut all);
    field(Field::Severity, &claims.severity, &mut all);
    field(Field::Services, &claims.services, &mut all);
    field(Field::RootCauses, &claims.root_causes, &mut all);
    field(Field::Trigger, &claims.trigger, &mut all);
    field(Field::Detection, &claims.detection, &mut all);
    field(Field::Started, &claims.started, &mut all);
    field(Field::Detected, &claims.detected, &mut all);
    field(Field::Acknowledged, &claims.acknowledged, &mut all);
    field(Field::Mitigated, &claims.mitigated, &mut all);
    field(Field::Resolved, &claims.resolved, &mut all);
    field(Field::Ttd, &claims.ttd, &mut all);
    field(Field::Ttm, &claims.ttm, &mut all);
    field(Field::Ttr, &claims.ttr, &mut all);
    field(Field::Impact, &claims.impact, &mut all);
    field(Field::Teams, &claims.teams, &mut all);
    field(Field::Authors, &claims.authors, &mut all);
    field(Field::Tags, &claims.tags, &mut all);
    field(Field::Alerts, &claims.alerts, &mut all);
    field(Field::Summary, &claims.summary, &mut all);
    field(Field::RecurrenceOf, &claims.recurrence_of, &mut all);
    field(Field::Timeline, &claims.timeline, &mut all);
    field(Field::ActionItems, &claims.action_items, &mut all);
    all
}

fn field<T: Shown>(field: Field, said: &Said<T>, all: &mut Vec<Explained>) {
    let believed = judge::believed(field, said);
    all.extend(said.iter().enumerate().map(|(at, claim)| {
        let (value, provenance) = claim.value.shown();
        let after = judge::before(field, claim.source);
        Explained { field, value, provenance, believed: believed == Some(at), after }
    }));
}
