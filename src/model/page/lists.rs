//! The views of home, lists, indexes and topic pages.

use super::frame::Frame;
use super::learn::{Broke, NeighboursView, StartView};
use super::parts::{ActionView, All, Chain, ChartView, Counted, FactView, FixRow, Groups, Link, Owned, Row};
use super::postmortem::SourceView;
use serde::Serialize;
use std::sync::Arc;

/// `home.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct HomeView {
    pub frame: Frame,
    pub title: String,
    /// Safe HTML of the site's own introduction; empty where there is none.
    pub intro: String,
    pub figures: Vec<Figure>,
    pub latest: Vec<Arc<Row>>,
    pub total: usize,
    pub heat: Vec<HeatYear>,
    pub services: Option<ChartView>,
    pub causes: Option<ChartView>,
}

/// A number worth knowing today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Figure {
    /// Finds its words in the interface strings; those for one of a kind end in `_one`.
    pub key: String,
    pub value: usize,
    pub link: Option<Link>,
    /// What it is compared with, and where that is listed.
    pub other: usize,
    pub other_url: Option<String>,
}

/// A year of the calendar, twelve months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct HeatYear {
    pub year: i16,
    /// Incidents; a year without any has no page.
    pub count: usize,
    pub url: String,
    pub months: Vec<HeatMonth>,
}

/// A month of the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct HeatMonth {
    pub count: usize,
    /// 0 (none) to 4 (most).
    pub level: u8,
    pub url: String,
}

/// `postmortems.html`: the newest incidents by month.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ListView {
    pub frame: Frame,
    pub total: usize,
    pub facets: Vec<Facet>,
    #[serde(flatten)]
    pub list: Groups,
    /// Years whose incidents stand on pages of their own.
    pub older: Vec<Counted>,
}

/// A way to narrow a list down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Facet {
    /// Finds its name in the interface strings.
    pub key: &'static str,
    pub values: Vec<Counted>,
}

/// `terms.html`: all services, causes, severities, teams, tags or years.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TermsView {
    pub frame: Frame,
    /// Finds title and column heads in the interface strings.
    pub key: &'static str,
    pub terms: Vec<Term>,
    /// Those with fewer incidents than all of `terms`, where there are too many to show at once.
    pub rest: Vec<Term>,
    /// Of both.
    pub count: usize,
    /// All incidents of the site.
    pub total: usize,
    /// Which columns have anything in them.
    pub has_owner: bool,
    pub has_actions: bool,
    pub has_dates: bool,
}

/// A row of an index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Term {
    pub name: String,
    pub url: String,
    pub description: Option<String>,
    pub owner: Option<String>,
    pub incidents: usize,
    /// Day of the newest incident.
    pub last: Option<String>,
    pub open_actions: usize,
    /// 1 to 5 for severities.
    pub level: u8,
}

/// `service.html`, `root-cause.html` and `topic.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct TopicView {
    pub frame: Frame,
    pub title: String,
    /// Finds the kind's words in the interface strings.
    pub key: &'static str,
    /// Folder of the index above.
    pub folder: &'static str,
    pub facts: Vec<FactView>,
    /// Safe HTML of the document that declares it; empty where it is only mentioned.
    pub body: String,
    pub charts: Vec<ChartView>,
    /// Where all its figures are, if it has enough incidents for them.
    pub insights: Option<String>,
    /// Incidents that repeat one another, newest chain first.
    pub chains: Vec<Chain>,
    /// Chains beyond those: the newest incident of each, and how many it has.
    pub chains_more: Vec<Counted>,
    /// Guardrails tried, by kind.
    pub guardrails: Vec<Guardrail>,
    /// It happened again and no action against it is done.
    pub uncontrolled: bool,
    /// Open ones, oldest due day first.
    pub actions: Vec<ActionView>,
    /// The same by who owes them, on the page of a team.
    pub owned: Vec<Owned>,
    /// Where more of them are.
    pub actions_all: Option<All>,
    pub worked: Vec<FixRow>,
    pub together: Vec<Counted>,
    /// Which of its incidents to read first.
    pub start: Option<StartView>,
    /// What a service depends on, and what depends on it.
    pub neighbours: Option<NeighboursView>,
    /// The errors that its incidents began with.
    pub broke: Vec<Broke>,
    /// The alerts that fired.
    pub alerts: Vec<Counted>,
    /// The newest incidents.
    #[serde(flatten)]
    pub list: Groups,
    pub total: usize,
    /// Where all of them are, if these are not all.
    pub incidents_all: Option<All>,
    pub cited_by: Vec<super::postmortem::Cited>,
    /// Where more cite it.
    pub cited_all: Option<All>,
    /// Where its declaration lives; `None` where it is only mentioned.
    pub source: Option<SourceView>,
}

/// How actions of one kind came out.
#[derive(Clone, Default, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Guardrail {
    /// `unsaid` where they do not tell it.
    pub kind: &'static str,
    pub open: usize,
    pub done: usize,
    pub verified: usize,
    pub dropped: usize,
    /// Their state is not given.
    pub unsaid: usize,
}

/// `whole.html`: all of a list of which a document's page shows the beginning.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct WholeView {
    pub frame: Frame,
    /// Finds the list's title in the interface strings.
    pub key: &'static str,
    /// The document.
    pub of: Link,
    pub documents: Vec<super::postmortem::Cited>,
}

/// `pages.html`: an index of plain pages.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct PagesView {
    pub frame: Frame,
    pub pages: Vec<PageRow>,
    pub templates: Vec<PageRow>,
}

/// A plain page in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PageRow {
    pub text: String,
    pub url: String,
    pub draft: bool,
}

/// `search.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SearchView {
    pub frame: Frame,
    pub examples: Vec<Example>,
}

/// Something to type, and what it finds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Example {
    /// Finds its explanation in the interface strings.
    pub key: &'static str,
    pub query: String,
    /// The query as it stands in the search page's address.
    pub encoded: String,
}

/// `404.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct NotFoundView {
    pub frame: Frame,
}
