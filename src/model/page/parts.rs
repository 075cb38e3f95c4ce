//! Small parts that several pages share: links, chips, incident rows, actions, charts.

use crate::model::Provenance;
use serde::Serialize;
use std::sync::Arc;

/// A link inside the site; `url` is site-relative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Link {
    pub text: String,
    pub url: String,
}

/// Where all of a list is that a page shows the beginning of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct All {
    /// How many there are.
    pub count: usize,
    /// Site-relative.
    pub url: String,
}

/// Incidents that repeat one another, oldest first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Chain {
    pub rows: Vec<Arc<Row>>,
    /// Those before them, which are too many to show: the newest, and how many.
    pub before: Option<Counted>,
}

/// A link with how many incidents stand behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Counted {
    pub text: String,
    /// `None`: a count without a page (`not stated`).
    pub url: Option<String>,
    pub count: usize,
}

/// A day or time: machine-readable and for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct When {
    pub iso: String,
    pub text: String,
}

/// A severity as a word with its level's colour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Chip {
    pub text: String,
    /// 1 to 5; 0 for a word outside the scale.
    pub level: u8,
    pub url: Option<String>,
}

/// One incident in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Row {
    pub url: String,
    pub title: String,
    pub draft: bool,
    /// Work that was announced.
    pub planned: bool,
    /// Its day is still to come.
    pub ahead: bool,
    pub date: Option<When>,
    pub severity: Option<Chip>,
    pub services: Vec<String>,
    /// Time to resolve, for people.
    pub ttr: Option<String>,
    /// One line.
    pub summary: Option<String>,
}

/// Incidents under a heading (a month, a year).
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Group {
    /// `id` of the heading.
    pub id: String,
    pub year: i16,
    /// 1 to 12; `None` for a whole year. Undated incidents have year 0.
    pub month: Option<i8>,
    /// Whether the rows are shown from the start, where the list is one of folds.
    pub open: bool,
    /// Whether the group before it is the beginning of this one.
    pub continued: bool,
    pub rows: Vec<Arc<Row>>,
}

/// Incidents in groups.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Groups {
    pub groups: Vec<Group>,
    /// There are too many rows to show all of them at once.
    pub folded: bool,
}

/// Open actions of one month, or, where they have no due day, of one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ActionGroup {
    /// That of their due days; where they have none, that of their incidents.
    pub due: bool,
    /// 0 where no day is known at all.
    pub year: i16,
    /// 1 to 12; 0 for a whole year.
    pub month: i8,
    /// Whether they are shown from the start.
    pub open: bool,
    /// Whether the group before it is the beginning of this one.
    pub continued: bool,
    pub actions: Vec<ActionView>,
}

/// Open actions that one owes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Owned {
    /// Empty where nobody does.
    pub owner: String,
    pub actions: Vec<ActionView>,
}

/// An incident with a line of why it is listed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RelatedRow {
    pub row: Arc<Row>,
    pub reasons: Vec<ReasonView>,
}

/// Why two incidents are related; the words come from the interface strings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ReasonView {
    /// `stated`, `cause`, `service` or `terms`.
    pub kind: &'static str,
    /// Names of the causes or services, or the shared terms.
    pub names: Vec<String>,
}

/// An incident with how it was fixed.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct FixRow {
    pub row: Arc<Row>,
    pub runs: Vec<Run>,
}

/// A stretch of plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Run {
    pub text: String,
    pub code: bool,
}

/// A follow-up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ActionView {
    pub text: String,
    /// Key in the interface strings; `None` where the author gives no state.
    pub status: Option<&'static str>,
    /// Done, verified or not to be done.
    pub settled: bool,
    pub kind: Option<&'static str>,
    pub owner: Option<String>,
    pub due: Option<String>,
    pub closed: Option<String>,
    /// What it is worth and what it costs, as its author says.
    pub impact: Option<String>,
    pub effort: Option<String>,
    pub ticket: Option<Ticket>,
    pub evidence: Option<EvidenceView>,
    /// How late it is, in words: on pages that tell ages alone.
    pub late: Option<String>,
    /// Its number in the strip of the page; 0 for none.
    pub number: usize,
    /// Severity of its incident, on the page of all of them.
    pub severity: Option<Chip>,
    /// The last incident in which its own happened again.
    pub again: Option<AgainView>,
    /// The incident it follows from, on pages that gather actions.
    pub incident: Option<Link>,
    /// Other incidents from which the same remedy follows, where they share a row.
    pub also: Vec<Link>,
    /// File and line where it is written, where the page tells it.
    pub source: Option<String>,
    /// What filters ask, each with a blank before and behind; empty where there are none.
    pub facets: String,
}

/// What shows that an action is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct EvidenceView {
    pub text: String,
    pub href: Option<String>,
    /// It names a file of the repository that is not there, or that does not hold it.
    pub gone: bool,
}

/// The day on which an incident happened again, and the later one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct AgainView {
    /// Nobody says so: both have a cause and a service.
    pub inferred: bool,
    pub date: Option<When>,
    pub link: Link,
}

/// A ticket as written; a link where that is a URL.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Ticket {
    pub text: String,
    pub href: Option<String>,
}

/// A chart, what it says, and the table behind it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ChartView {
    /// Finds title, column heads and note in the interface strings.
    pub key: &'static str,
    /// Incidents that the chart counts.
    pub n: usize,
    /// Incidents on the page.
    pub of: usize,
    /// Name and count of the largest mark, if one stands out.
    pub peak: Option<(String, usize)>,
    pub svg: String,
    pub rows: Vec<ChartRow>,
    /// Where the table has not all of them.
    pub all: Option<All>,
}

/// A row of the table behind a chart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ChartRow {
    pub name: String,
    /// Complete `href`.
    pub href: Option<String>,
    pub value: String,
}

/// A fact of the fact box.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FactView {
    /// Finds the label in the interface strings.
    pub key: &'static str,
    /// The author's own label, for figures of impact.
    pub label: Option<String>,
    pub values: Vec<FactValue>,
    /// `` (one column), `wide` (two) or `full`.
    pub size: &'static str,
    /// Where it was read, each place once.
    pub sources: Vec<Provenance>,
}

/// One value of a fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct FactValue {
    pub text: String,
    /// Site-relative.
    pub url: Option<String>,
    /// Outside the site.
    pub href: Option<String>,
    /// `datetime` attribute, for times.
    pub iso: Option<String>,
    /// Key of a remark in the interface strings (`stated`), with `remark_text` behind it.
    pub remark: Option<&'static str>,
    pub remark_text: String,
}

/// An entry of a contents list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TocEntry {
    pub level: u8,
    pub text: String,
    pub anchor: String,
}
