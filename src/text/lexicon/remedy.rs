//! What sentences of an incident's story say, as `remedies.toml` and `gist.toml` tell it by words.

use serde::Deserialize;

/// What words of a sentence tell about how an incident was fixed. The table has each with its words and what they are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Remedy {
    /// Verbs of remedies: finished, present, as an order, as a means. The weak ones say only that something was done.
    Done,
    DoneWeak,
    Present,
    PresentWeak,
    Order,
    OrderWeak,
    Gerund,
    GerundWeak,
    /// Carries a verb.
    Auxiliary,
    /// A version with the fix went out.
    Shipped,
    /// Leads to the means.
    Through,
    /// Says outright what ended it.
    By,
    Outcome,
    Swift,
    /// The turn of the story.
    Turned,
    Back,
    Repair,
    Agent,
    Plan,
    Later,
    Prevention,
    Failure,
    Denial,
    Denies,
    Itself,
    Again,
    Diagnosis,
    Cause,
    Harm,
    /// Done by accident.
    Mistake,
    Begins,
    Before,
    Afterwards,
    Aside,
    Reference,
    Question,
    /// What tests came to, behind a number.
    Counted,
    /// Not over yet.
    Ongoing,
    /// Of no remedy: it came about by itself, only shows more, takes a remedy back, or is warned against.
    Unrepaired,
    /// What was done before did not last.
    Relapse,
    /// Says of the sentence before that it helped.
    Refers,
    /// Names a repair that lasts.
    Lasting,
    /// Over why something works.
    Reasons,
    /// That it was looked whether the fix holds; where a sentence begins with it.
    Verified,
    /// A fix that was written, not yet in place.
    Proposed,
    /// Names the version or the commit of the fix; where a sentence begins with it.
    Pointer,
    /// Makes the form of a verb behind it an attribute.
    Article,
}

impl Remedy {
    /// Whether such words tell something by themselves, not only how others stand.
    pub(crate) fn is_telling(self) -> bool {
        !matches!(
            self,
            Self::Auxiliary
                | Self::Through
                | Self::Swift
                | Self::Back
                | Self::Agent
                | Self::Denies
                | Self::Again
                | Self::Begins
                | Self::Before
                | Self::Afterwards
                | Self::Aside
                | Self::Reference
                | Self::Question
                | Self::Counted
                | Self::Order
                | Self::OrderWeak
                | Self::Article
        )
    }
}

/// Which of two versions of some code a label tells, or what is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Version {
    Old,
    New,
    Wrong,
}

/// What text is no gist of an incident, and which headings have one below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Gist {
    /// Says what the document is, or where to read on.
    Document,
    /// A heading over what was seen first.
    Seen,
}
