//! The views of `actions.html`, `all-actions.html` and `open-actions.html`: what is to be done, and what became of it.

use super::frame::Frame;
use super::insights::Piece;
use super::lists::Facet;
use super::parts::{ActionGroup, ActionView, ChartRow, Chip, Link, Owned, When};
use serde::Serialize;

/// `actions.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ActionsView {
    pub frame: Frame,
    /// How the open ones stand.
    pub sentence: Vec<Piece>,
    /// Actions in any state.
    pub total: usize,
    /// How late the open ones are; `None` where none has a day.
    pub strip: Option<AgeingView>,
    /// What the actions on the page can be narrowed down by.
    pub filters: Vec<FilterView>,
    /// Postmortems in review, the next meeting first: the first of them, and how many there are.
    pub reviews: Vec<ReviewRow>,
    pub in_review: usize,
    /// Whether there is a calendar of meetings.
    pub has_meetings: bool,
    /// Open ones, then those that are settled; none is empty.
    pub lanes: Vec<LaneView>,
    /// Whether they are finished, newest year first.
    pub finish: Vec<FinishRow>,
    /// The drawing of that; empty where too few are old enough.
    pub closing: String,
    /// The days of the columns of `finish`.
    pub within: [i32; 3],
    /// Teams, services and causes with open ones, most first.
    pub topics: Vec<Facet>,
    /// Markdown; empty where nothing is open.
    pub digest: String,
}

/// A strip of dots, one an open action with a day.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AgeingView {
    pub svg: String,
    /// Dots, the latest first: action and how late.
    pub rows: Vec<ChartRow>,
    /// How many have numbers.
    pub numbered: usize,
    /// Open ones with a day that are not drawn, being less late than all that are.
    pub rest: usize,
    /// Open ones without a day, which have no place in it.
    pub undated: usize,
}

/// A choice of what to show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FilterView {
    /// Finds its name in the interface strings.
    pub key: &'static str,
    /// What the facets of an action hold, and its name; most frequent first.
    pub values: Vec<(String, String)>,
}

/// A postmortem in review.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ReviewRow {
    pub incident: Link,
    pub severity: Option<Chip>,
    pub meeting: Option<When>,
    /// Who leads and who reads; may be empty.
    pub people: String,
}

/// Actions that belong together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LaneView {
    /// Finds its heading in the interface strings.
    pub key: &'static str,
    pub count: usize,
    pub folded: bool,
    /// The first of them; several that propose the same share a row.
    pub actions: Vec<ActionView>,
    /// How many of them stand in a list above, and not here again.
    pub above: usize,
    /// Whether there are others.
    pub more: bool,
}

/// The actions of one year's incidents: shares as `3 of 4`, empty where there are none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FinishRow {
    pub year: i16,
    /// Page of the year, site-relative.
    pub url: String,
    pub finished: Option<(usize, usize)>,
    /// At least so many, at most so many, of so many.
    pub within: [Option<(usize, usize, usize)>; 3],
    pub on_time: Option<(usize, usize)>,
}

/// `all-actions.html`: every action in any state, a part a page.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AllActionsView {
    pub frame: Frame,
    pub total: usize,
    pub rows: Vec<AllActionsRow>,
    /// Which part this is, from 1.
    pub page: usize,
    /// The first, the last, this one and those beside it, if there are several.
    pub pages: Vec<Link>,
}

/// One action in the whole table.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AllActionsRow {
    #[serde(flatten)]
    pub action: ActionView,
    pub date: Option<When>,
    pub severity: Option<Chip>,
    /// Source path and line.
    pub source: String,
}

/// `open-actions.html`: every open action of a service or a cause.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct OpenActionsView {
    pub frame: Frame,
    pub of: Link,
    pub total: usize,
    /// Which part this is, from 1.
    pub page: usize,
    /// The first, the last, this one and those beside it, if there are several.
    pub pages: Vec<Link>,
    /// By the month in which they are due, oldest first; then those without a due day, newest incident first.
    pub groups: Vec<ActionGroup>,
    /// Those of a team, instead: by who owes them.
    pub owned: Vec<Owned>,
}
