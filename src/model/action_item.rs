//! What a team decided to do about an incident.

use super::moment::Moment;
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// What an action aims at (Google's SRE workbook, "Postmortem culture", distinguishes prevent, mitigate, detect, process).
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ActionKind {
    Prevent,
    Mitigate,
    Detect,
    Process,
}

impl ActionKind {
    /// In the order of print.
    pub const ALL: [Self; 4] = [Self::Prevent, Self::Mitigate, Self::Detect, Self::Process];
}

/// How far an action is.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ActionStatus {
    /// Nobody has decided that it is to be done.
    Idea,
    Open,
    InProgress,
    Done,
    /// Done, and something shows that it holds.
    Verified,
    Dropped,
}

/// Whether an action with this state is to be done: it says so, or it says nothing and has a due day.
#[must_use]
pub(crate) fn is_open(status: Option<ActionStatus>, has_due: bool) -> bool {
    status.map_or(has_due, |status| matches!(status, ActionStatus::Open | ActionStatus::InProgress))
}

/// A follow-up of a postmortem.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct ActionItem {
    /// Plain text without check box, owner tag and due date.
    pub text: String,
    /// `None` where the author gives no state at all.
    pub status: Option<ActionStatus>,
    pub kind: Option<ActionKind>,
    pub owner: Option<String>,
    /// The day; only where the item itself says so.
    pub due: Option<Moment>,
    pub closed: Option<Moment>,
    /// Ticket as written (`OPS-123`, `#3262`, a URL).
    pub ticket: Option<String>,
    pub impact: Option<String>,
    pub effort: Option<String>,
    /// What shows that it is done: `path#symbol` from the site's root folder, or a URL.
    pub evidence: Option<String>,
    /// 1-based line in the source.
    pub line: u32,
}

impl ActionItem {
    /// Whether it is to be done ([`is_open`]).
    #[must_use]
    pub fn is_open(&self) -> bool {
        is_open(self.status, self.due.is_some())
    }

    /// Whether it is done, and perhaps verified; not dropped.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        matches!(self.status, Some(ActionStatus::Done | ActionStatus::Verified))
    }

    /// An action of which nothing but its text is known.
    #[must_use]
    pub fn new(text: String, line: u32) -> Self {
        Self {
            text,
            status: None,
            kind: None,
            owner: None,
            due: None,
            closed: None,
            ticket: None,
            impact: None,
            effort: None,
            evidence: None,
            line,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_state_a_due_day_makes_an_action_open() {
        assert!(is_open(None, true) && !is_open(None, false));
        assert!(is_open(Some(ActionStatus::Open), false) && is_open(Some(ActionStatus::InProgress), true));
        assert!(!is_open(Some(ActionStatus::Done), true) && !is_open(Some(ActionStatus::Dropped), true));
        assert!(!is_open(Some(ActionStatus::Idea), true), "nobody has promised it");
    }
}
