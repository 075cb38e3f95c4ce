//! What the words of the tables mean, where no type of the model says it.

use crate::model::SectionName;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Deserializer};

/// What a heading opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Heading {
    Section(SectionName),
    /// Only where nothing plainer stands in the document (`Prevention` for action items).
    Weak(SectionName),
    /// No section, whatever the words within it mean.
    None,
}

impl<'de> Deserialize<'de> for Heading {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        if key == "none" {
            return Ok(Self::None);
        }
        let (name, weak) = key.strip_suffix("_weak").map_or((key.as_str(), false), |name| (name, true));
        let name: StrDeserializer<'_, Error> = name.into_deserializer();
        let section = SectionName::deserialize(name).map_err(serde::de::Error::custom)?;
        Ok(if weak { Self::Weak(section) } else { Self::Section(section) })
    }
}

/// Small words between and before names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Glue {
    /// Joins two names.
    And,
    /// What follows is no name: `no impact`.
    NoName,
    /// A numeral that counts headings.
    Number,
}

/// What a table's column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Column {
    /// A time that is a day.
    Day,
    Time,
    Event,
    Action,
    Owner,
    Status,
    Due,
    Ticket,
    Closed,
    Kind,
    Impact,
    Effort,
    Evidence,
}

/// A word of a table with one meaning, or whose meanings do not differ for who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known;

impl<'de> Deserialize<'de> for Known {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|_| Self)
    }
}

/// What a flag says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Truth {
    Yes,
    No,
}

/// A level of severity: 1 (worst) to 5 (notice).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Level(pub u8);

impl<'de> Deserialize<'de> for Level {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let key = String::deserialize(deserializer)?;
        let level = key.strip_prefix("level_").and_then(|level| level.parse().ok());
        level.filter(|level| (1..=5).contains(level)).map(Self).ok_or_else(|| serde::de::Error::custom(key))
    }
}

/// A part of a document that is no section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    /// What stands below are facts of the whole incident.
    Facts,
}

/// The two columns of a table of names and values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Pair {
    Name,
    Value,
}

/// A label within an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ActionLabel {
    Due,
    /// Before a due day, and before other days.
    Until,
    Owner,
    State,
    /// Before the day on which it was done.
    Closed,
    /// Before what shows that it is done.
    Evidence,
    /// Before the day on which it was given up.
    Dropped,
    /// How it is planned: a sign with a day, or with nothing.
    Mark,
    /// The same, with words.
    Remark,
    /// Before its text.
    Item,
    /// Before what it is for.
    Kind,
}

/// Where a review stands; from [`Self::Resolved`] on, the states of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(clippy::enum_variant_names, reason = "a document in review is in review")]
pub(crate) enum Review {
    Draft,
    InReview,
    Published,
    Closed,
    Resolved,
    Mitigated,
    Monitoring,
    Identified,
    Investigating,
    InProgress,
    Open,
    Scheduled,
}

/// Who or what noticed an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Noticed {
    Monitoring,
    Customer,
    Staff,
    ThirdParty,
}

/// A blank of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Form {
    /// In angle brackets.
    Field,
    /// Behind an opening square bracket.
    Hint,
    /// How an example begins that stands where a value is to be.
    Example,
}

/// What an entry of a timeline says of the incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Turn {
    Begins,
    Ends,
    Detected,
}

/// Where a word stands that makes a day another one than the incident's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OtherDay {
    /// Before it, in its clause.
    Clause,
    /// Right behind it.
    Behind,
}

/// What a word beside a name tells of whether it is an alert's, and what a part of a name does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AlertWord {
    /// `alert`, beside its name.
    Alert,
    /// `alert fired`, behind the name.
    AlertFired,
    /// `fired`, behind the name.
    Fired,
    /// `paged by`, before the name.
    Paged,
    /// Something else, or an alert that did not fire: `TLS alert`, `no alert`.
    Other,
    /// The name is that of a product.
    Product,
    /// The last part of a name of code: `HighLoadEvaluator`.
    Agent,
    /// The last part of a name of an alert: `DiskFull`.
    State,
}

/// What a word tells of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DocumentWord {
    Incident,
    Trouble,
    /// Something else: where a title begins or ends with it.
    Other,
    Template,
    /// Work that was announced.
    Planned,
    /// What nearly happened.
    NearMiss,
    /// Work that may have been: an upgrade, a move.
    Work,
    /// Says that work is to come.
    Announced,
    /// What came of work, or went wrong in it.
    Aftermath,
    /// How things are done, not what happened.
    Guide,
    Index,
}

/// What a folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Folder {
    Incident,
    /// Posts: their date is that of publication.
    Blog,
    /// Work that was announced.
    Planned,
    /// Documents that are not finished.
    Drafts,
    /// Any documents: it tells nothing.
    Common,
    /// A folder for each service.
    Services,
    /// Files that documents elsewhere show.
    Attachments,
    Other,
}

/// What a word says of who may see a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Shown {
    Open,
    Closed,
    /// Closes it as the whole value.
    Alone,
    /// Between alternatives.
    Between,
}

/// What a key or a label beside `visibility` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Closing {
    /// Closes where it is set.
    Flag,
    /// Closes where it is not.
    OpenFlag,
    /// Closes with a closed value, in the text too.
    Label,
    FrontLabel,
    /// Closes until a day.
    Until,
}

/// What words say of who may see the document that they stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Closed {
    /// Enough by itself.
    Statement,
    Glue,
    /// The value of a label.
    Level,
    /// The document, at the beginning of a sentence.
    Subject,
    /// What such a sentence says.
    Predicate,
}

/// What words of a postmortem say of people and of what is to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Wording {
    /// Somebody.
    Person,
    /// Somebody, or a program.
    PersonOrProgram,
    /// An error that is somebody's.
    HumanError,
    /// What follows is a cause, or what stands before is one.
    Causal,
    /// Only somebody can do it.
    Forgot,
    /// Somebody did not do what was written down.
    Strayed,
    /// Somebody did badly.
    Failed,
    /// The same, of whatever followed: programs fail too.
    FailedAny,
    /// Where the fault lies.
    Fault,
    /// The same, with who it is in the words.
    OwnFault,
    /// What somebody is to follow.
    Instructions,
    /// Forms of verbs behind a "should have" that only somebody can have done.
    OnlyPeople,
    /// How somebody is.
    Careless,
    /// The same, of somebody alone: programs are so, too.
    CarelessPerson,
    /// How something was done, before who did it.
    FailedBy,
    /// What somebody did not do first.
    WithoutAsking,
    /// Says that what follows was not done.
    LeftUndone,
    /// Only somebody can leave it undone.
    PeopleVerb,
    /// What somebody had not done, behind `had` and who it is.
    HindsightInverted,
    Had,
    /// Begins what tells who somebody is.
    Attached,
    /// Behind what people are called: something that is called after them.
    Thing,
    /// What somebody did not do, told from the end.
    ShouldHave,
    /// Forms of verbs behind that which do not end in -ed.
    Participle,
    /// Stands between a name and its verb.
    Helper,
    /// Nobody in particular, or everybody.
    Pronoun,
    /// Turns what stands beside it round.
    Negation,
    /// The sentence speaks of blame, or of what could be.
    Aside,
    /// An error is to be ruled out.
    RuledOut,
    /// Nobody can tell when it is done.
    Vague,
    /// An action begins so.
    VagueOpening,
    /// The same, where hardly a word follows.
    VagueShort,
    /// The same, as a whole action.
    VagueWhole,
    /// What somebody would have done.
    Hindsight,
    /// Several people under one name.
    Group,
    /// Asks for a cause.
    Why,
    /// A figure in letters.
    Figure,
    /// A text that is still to be written.
    Unwritten,
}
