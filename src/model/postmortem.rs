//! An incident as its document tells it. Every field says where it was read.

use super::{ActionItem, CodeBlock, Fact, Moment, Section, SectionName, Severity, Timeline};
use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// Something broke: this and the next, as tables of what is asked name them.
pub(crate) const INCIDENT: &str = "incident";
/// Something nearly broke.
pub(crate) const NEAR_MISS: &str = "near-miss";

/// Where the review of an incident stands.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub enum Status {
    Draft,
    InReview,
    Published,
    Closed,
    /// A word outside the scale, kept as written.
    Other(String),
}

impl Status {
    /// The word for people and records.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Draft => "draft",
            Self::InReview => "in-review",
            Self::Published => "published",
            Self::Closed => "closed",
            Self::Other(word) => word,
        }
    }
}

/// Who or what noticed first.
#[derive(
    Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema, BorshSerialize, BorshDeserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Detection {
    Monitoring,
    Customer,
    Staff,
    ThirdParty,
    /// Another word, kept as written.
    #[serde(untagged)]
    Other(String),
}

/// A duration in whole minutes.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    schemars::JsonSchema,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(transparent)]
pub struct Minutes(pub i64);

impl Minutes {
    /// For people: `< 1 min`, `42 min`, `1 h 42 min`; with days to the nearest hour, `3 d 4 h`.
    #[must_use]
    pub(crate) fn human(self) -> String {
        let Self(minutes) = self;
        let exact = if minutes < 1440 { minutes } else { (minutes.saturating_add(30)) / 60 * 60 };
        let (days, hours, rest) = (exact / 1440, exact % 1440 / 60, exact % 60);
        match (days, hours, rest) {
            (0, 0, 0) => "< 1 min".to_owned(),
            (0, 0, rest) => format!("{rest} min"),
            (0, hours, 0) => format!("{hours} h"),
            (0, hours, rest) => format!("{hours} h {rest} min"),
            (days, 0, _) => format!("{days} d"),
            (days, hours, _) => format!("{days} d {hours} h"),
        }
    }
}

/// A duration that the author states, that the times give, or both. The stated one wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Span {
    pub stated: Option<Fact<Minutes>>,
    pub derived: Option<Fact<Minutes>>,
}

impl Span {
    /// The stated duration, else the derived one.
    #[must_use]
    pub fn best(&self) -> Option<&Fact<Minutes>> {
        self.stated.as_ref().or(self.derived.as_ref())
    }
}

/// One labelled figure or sentence of impact (`customers`, `requests failed`, ...).
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Impact {
    /// As written; empty where the author gives one sentence without a label.
    pub label: String,
    pub text: Fact<String>,
}

/// How the postmortem itself comes about. Its day of publication is a fact of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Review {
    /// Since when it is a draft, and in review, and when it was closed.
    pub drafted: Option<Fact<Moment>>,
    pub in_review: Option<Fact<Moment>>,
    pub closed: Option<Fact<Moment>>,
    /// Who reads it before it is published.
    pub reviewers: Vec<Fact<String>>,
    /// Who leads the meeting.
    pub facilitator: Option<Fact<String>>,
    /// When it is talked through.
    pub meeting: Option<Fact<Moment>>,
}

impl Review {
    /// Whether it says who reviews it, or when they meet.
    #[must_use]
    pub fn names_people(&self) -> bool {
        !self.reviewers.is_empty() || self.facilitator.is_some() || self.meeting.is_some()
    }

    /// Leaves of it what everybody may know: the days of its states.
    pub fn forget_people(&mut self) {
        (self.reviewers, self.facilitator, self.meeting) = Default::default();
    }
}

/// The facts of one incident. Lists keep the author's order; names are as written (linking normalises them).
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Postmortem {
    pub id: Option<Fact<String>>,
    /// The incident's day or time; never a publication date.
    pub date: Option<Fact<Moment>>,
    /// Publication date, where it is stated and is not the incident's.
    pub published: Option<Fact<Moment>>,
    /// Work that was announced: shown as such, and out of every figure.
    pub planned: Option<Fact<bool>>,
    /// Nothing broke, and its author says so: less is asked of it.
    pub near_miss: bool,
    pub status: Option<Fact<Status>>,
    pub review: Review,
    pub severity: Option<Fact<Severity>>,
    pub services: Vec<Fact<String>>,
    pub root_causes: Vec<Fact<String>>,
    /// `categories` that are no built-in cause: causes only where a document of `root-causes/` declares them.
    pub categories: Vec<Fact<String>>,
    pub trigger: Option<Fact<String>>,
    pub detection: Option<Fact<Detection>>,
    pub started: Option<Fact<Moment>>,
    pub detected: Option<Fact<Moment>>,
    pub acknowledged: Option<Fact<Moment>>,
    pub mitigated: Option<Fact<Moment>>,
    pub resolved: Option<Fact<Moment>>,
    /// Time to detect: detected - started.
    pub ttd: Span,
    /// Time to mitigate: mitigated - started.
    pub ttm: Span,
    /// Time to resolve: resolved - started.
    pub ttr: Span,
    pub impact: Vec<Impact>,
    pub teams: Vec<Fact<String>>,
    pub authors: Vec<Fact<String>>,
    pub tags: Vec<Fact<String>>,
    /// Names of the alerts that fired.
    pub alerts: Vec<Fact<String>>,
    /// Plain text, one paragraph.
    pub summary: Option<Fact<String>>,
    /// How it was fixed: the one to three sentences that best tell it, plain text.
    pub fix: Option<Fact<String>>,
    /// The code that did it: commands without prompts and answers, blocks as they stand.
    pub fix_commands: Vec<CodeBlock>,
    pub timeline: Timeline,
    pub action_items: Vec<ActionItem>,
    /// Ids, slugs or paths of related incidents.
    pub related: Vec<Fact<String>>,
    /// Id, slug or path of the incident that this one repeats.
    pub recurrence_of: Option<Fact<String>>,
    /// Ids, slugs or paths of incidents that share cause and service with this one, and are not the same failure.
    pub not_recurrence_of: Vec<Fact<String>>,
    /// External links from front matter: label (may be empty) and URL.
    pub links: Vec<(String, Fact<String>)>,
}

impl Postmortem {
    /// The one of the document's `sections` that tells how it was fixed; `None` where another one says so.
    #[must_use]
    pub fn fix_section<'a>(&self, sections: &'a [Section]) -> Option<&'a Section> {
        let line = self.fix.as_ref()?.provenance.line()?;
        let above = sections.iter().filter(|section| section.line <= line).map(|section| section.line).max()?;
        sections.iter().find(|section| section.line == above && section.name == SectionName::Resolution)
    }

    /// Work that was announced, such as maintenance, and no incident.
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.planned.as_ref().is_some_and(|planned| planned.value)
    }

    /// What kind of incident it is, for what is asked of it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.near_miss {
            true => NEAR_MISS,
            false => INCIDENT,
        }
    }

    /// Whether more is known of its actions than their texts.
    #[must_use]
    pub fn knows_actions(&self) -> bool {
        let known = |item: &ActionItem| {
            item.status.is_some() || item.owner.is_some() || item.due.is_some() || item.ticket.is_some()
        };
        self.action_items.iter().any(known)
    }
}
