//! The view of `recurrence.html`: causes seen more than once, chains of incidents that repeat one another, and what an open action
//! would have prevented.

use super::frame::Frame;
use super::insights::{Listed, Piece};
use super::parts::{ActionView, All, Counted, Link, Row, Run, When};
use serde::Serialize;
use std::sync::Arc;

/// `recurrence.html`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RecurrenceView {
    pub frame: Frame,
    /// What was found, as the page's title.
    pub title: Vec<Piece>,
    pub lead: Vec<Piece>,
    /// Whether readers may see what was done against a cause.
    pub controls: bool,
    /// What the tints of the dots mean: class and word.
    pub legend: Vec<(String, String)>,
    /// Those that need something done first, then those that cost the most.
    pub causes: Vec<CauseView>,
    /// Causes without a drawing, in the same order, and where all are if there is no room for them.
    pub others: Vec<AgainLine>,
    pub all_causes: Option<All>,
    /// Longest first.
    pub chains: Vec<RepeatedView>,
    /// Chains beyond those, and where all are if there is no room for them.
    pub other_chains: Vec<AgainLine>,
    pub all_chains: Option<All>,
    /// Incidents that name no cause.
    pub unnamed: Option<Listed>,
    /// Absent where no open action would have prevented an incident.
    pub ledger: Option<LedgerView>,
}

/// A cause with two or more incidents.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CauseView {
    pub link: Link,
    /// How many incidents, and how long they lasted.
    pub said: String,
    /// Class of the verdict: `back`, `none`, `unsaid`, `done`, `verified`, `quiet`.
    pub key: &'static str,
    pub verdict: String,
    pub svg: String,
    /// Oldest first: day and title, where it stands, how long it was quiet before, and how long it lasted.
    pub incidents: Vec<SeenView>,
    /// Incidents before those.
    pub earlier: usize,
    /// Incidents of the highest bar, where there is a bar a quarter and no dot; else 0.
    pub bars: usize,
    /// Preventive actions.
    pub actions: Vec<ActionView>,
    pub more_actions: usize,
}

/// In one line a cause with two or more incidents, a chain by its newest incident, or an action where its incident lists it.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AgainLine {
    pub link: Link,
    /// How many incidents, and how long they lasted.
    pub said: String,
    /// As that of [`CauseView`]; empty where it is no cause.
    pub key: &'static str,
    pub verdict: String,
    /// The day of the last incident, or of the one that the action follows from.
    pub last: Option<When>,
}

/// `came-back.html`: a part of all that `recurrence.html` shows the beginning of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CameBackView {
    pub frame: Frame,
    /// What is listed: `causes`, `chains` or `claims`.
    pub key: &'static str,
    /// Whether each line has a verdict.
    pub verdicts: bool,
    pub total: usize,
    /// Which part this is, from 1.
    pub page: usize,
    /// The first, the last, this one and those beside it, if there are several.
    pub pages: Vec<Link>,
    pub rows: Vec<AgainLine>,
}

/// An incident of a cause.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct SeenView {
    pub link: Link,
    pub date: Option<When>,
    pub gap: String,
    pub ttr: String,
}

/// A chain of incidents that repeat one another, oldest first.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct RepeatedView {
    /// How often the same failure happened.
    pub count: usize,
    /// Those before the steps shown: the newest, and how many.
    pub before: Option<Counted>,
    pub steps: Vec<StepView>,
}

/// An incident of a chain.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct StepView {
    pub row: Arc<Row>,
    /// How long after the one before.
    pub gap: String,
    /// Why it is said to repeat that; empty for the first.
    pub why: String,
    pub inferred: bool,
    pub fix: Vec<Run>,
    /// What was tried after it.
    pub actions: Vec<ActionView>,
    pub more_actions: usize,
    /// Whether a control of it was finished before the next one.
    pub failed: bool,
}

/// Actions that were open when their incident happened again.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct LedgerView {
    pub title: String,
    /// Most minutes first.
    pub claims: Vec<ClaimView>,
    /// Those that cover less, in one line each, and where all are if there is no room for them.
    pub others: Vec<AgainLine>,
    pub all: Option<All>,
}

/// One such action, with the incident it follows from.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ClaimView {
    pub action: ActionView,
    pub date: Option<When>,
    /// How many later incidents it would have covered, and how long they lasted.
    pub said: String,
    /// The first of them.
    pub later: Vec<CoveredView>,
    pub more: usize,
}

/// A later incident.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CoveredView {
    pub link: Link,
    pub date: Option<When>,
    pub ttr: String,
    /// Source of its document, and the line that takes it out.
    pub source: String,
    pub dismiss: String,
}
