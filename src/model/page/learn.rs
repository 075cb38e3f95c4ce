//! The views of what teaches: where to start, drills, this day in other years, and alerts.

use super::frame::Frame;
use super::insights::Listed;
use super::parts::{All, Chip, Counted, FactValue, Link, Row, Run, When};
use super::postmortem::{FixView, LastEntryView};
use serde::Serialize;
use std::sync::Arc;

/// A few incidents to read first.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct StartView {
    /// At most five.
    pub picks: Vec<Pick>,
    /// What reading all of them takes.
    pub minutes: usize,
    /// What they were chosen from.
    pub of: usize,
}

/// An incident to read, and why this one.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Pick {
    pub row: Arc<Row>,
    pub why: Vec<Why>,
    /// What reading it takes.
    pub minutes: usize,
}

/// A reason; the words come from the interface strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Why {
    /// `worst`, `cited`, `latest`, `chain` or `design`.
    pub key: &'static str,
    /// Documents that cite it, incidents of its chain, actions that are done; 0 where nothing is counted.
    pub count: usize,
    /// Severity and time to resolve of the worst.
    pub text: String,
}

/// What a service depends on, or what depends on it, each with how many incidents name both.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct NeighboursView {
    pub needs: Vec<Counted>,
    pub needed_by: Vec<Counted>,
}

impl NeighboursView {
    /// Whether nothing is declared.
    #[must_use]
    pub(crate) fn is_empty(&self) -> bool {
        self.needs.is_empty() && self.needed_by.is_empty()
    }
}

/// A service that depends on another, as declared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Dependency {
    pub from: Link,
    pub to: Link,
    /// Incidents that name both.
    pub shared: usize,
    pub list: Listed,
}

/// An error that incidents began with, and how the newest of them was fixed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Broke {
    pub error: String,
    pub incidents: usize,
    /// The newest.
    pub row: Arc<Row>,
    /// Those before it, as far as there is room.
    pub before: Vec<Link>,
    pub fix: Vec<Run>,
}

/// A word of the organisation's own language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct GlossaryTerm {
    /// `service`, `root-cause` or `word`.
    pub kind: &'static str,
    pub link: Link,
    pub meaning: Option<String>,
    pub incidents: usize,
    /// Documents that link to it.
    pub cited: Vec<Link>,
    /// How many more do.
    pub cited_more: usize,
}

/// `learn.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LearnView {
    pub frame: Frame,
    pub total: usize,
    pub start: StartView,
    pub broke: Vec<Broke>,
    pub dependencies: Vec<Dependency>,
    /// All that are declared.
    pub dependencies_of: usize,
    pub alerts: Vec<Counted>,
    pub alerts_all: Option<All>,
    pub drills: Vec<Counted>,
    pub terms: Vec<GlossaryTerm>,
    /// Words that there was no room for.
    pub terms_more: usize,
    /// Whether any incident has a day.
    pub days: bool,
}

/// `drill.html`: an incident told step by step.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DrillView {
    pub frame: Frame,
    pub title: String,
    pub of: Link,
    pub severity: Option<Chip>,
    pub when: Option<When>,
    pub services: Vec<Link>,
    /// What was seen first, plain text.
    pub symptoms: Vec<String>,
    /// Oldest first.
    pub steps: Vec<Step>,
    pub fix: Option<FixView>,
    pub last_entry: Option<LastEntryView>,
    pub causes: Vec<Link>,
    /// Time to resolve, for people.
    pub duration: Option<String>,
}

/// An entry of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Step {
    /// `None`: the entry has no time.
    pub time: Option<String>,
    pub runs: Vec<Run>,
}

/// `days.html`: the incidents of each day of the year, or the calendar that leads to them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DaysView {
    pub frame: Frame,
    /// Incidents that have a day.
    pub total: usize,
    pub months: Vec<MonthView>,
    /// One month of many: its number, 1 to 12.
    pub month: Option<i8>,
}

/// A month of all years.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct MonthView {
    /// 1 to 12.
    pub month: i8,
    pub count: usize,
    /// One a day of the month.
    pub days: Vec<DayCell>,
    /// Those with incidents; empty where they stand on a page of their own.
    pub told: Vec<DayView>,
}

/// A day in the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DayCell {
    pub day: i8,
    pub count: usize,
    /// Complete `href`; empty without incidents.
    pub href: String,
}

/// The incidents of a day, newest year first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct DayView {
    /// `d03-07`.
    pub id: String,
    pub day: i8,
    pub rows: Vec<Arc<Row>>,
}

/// `alert.html`: what an alert meant before.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AlertView {
    pub frame: Frame,
    pub title: String,
    pub aliases: Vec<String>,
    pub total: usize,
    pub last: Option<AlertCase>,
    /// Those before it, newest first.
    pub before: Vec<AlertCase>,
    pub runbooks: Vec<Runbook>,
    pub causes: Vec<Counted>,
    /// Where all of them are, if these are not all.
    pub incidents_all: Option<All>,
}

/// What an alert meant once.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AlertCase {
    pub row: Arc<Row>,
    pub meant: Option<String>,
    pub fix: Vec<Run>,
    /// Safe HTML of blocks of code.
    pub code: Option<String>,
}

/// A service of an alert's incidents, and its runbook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Runbook {
    pub service: Link,
    pub incidents: usize,
    pub runbook: Option<FactValue>,
}
