//! What a document may be, and its fields in the order in which they are read: a time needs the zone and the day first.

use serde::{Deserialize, Serialize};

/// What a document is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Postmortem,
    Template,
    Index,
    Page,
}

/// What a key in front matter, or a label in the text, names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Visibility,
    /// May close a document, and never opens one: `classification: internal`.
    Classification,
    Kind,
    Title,
    Slug,
    Id,
    Timezone,
    Published,
    Date,
    /// When it happened: the day, and the start where a clock time stands with it.
    Occurred,
    Draft,
    /// Work that was announced.
    Planned,
    Status,
    Severity,
    /// A severity only where its value is a level: there are other priorities.
    Priority,
    Services,
    /// Systems and products: services, but any page may name some.
    Products,
    RootCauses,
    /// The cause told in a sentence.
    CauseText,
    Trigger,
    Detection,
    /// Start and end in one value.
    Window,
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
    /// Since when the postmortem is a draft, in review, closed; when it is talked through.
    Drafted,
    InReview,
    Closed,
    Meeting,
    Ttd,
    Ttm,
    Ttr,
    /// How long it lasted, as said; a time to resolve says it more plainly.
    Duration,
    Impact,
    Teams,
    Authors,
    Reviewers,
    Facilitator,
    Owner,
    Tags,
    /// Names of the alerts that fired.
    Alerts,
    Summary,
    Fix,
    Timeline,
    ActionItems,
    Related,
    RecurrenceOf,
    /// Incidents that only look the same.
    NotRecurrenceOf,
    Links,
    Aliases,
    Names,
    Runbook,
    DependsOn,
    Parent,
    /// Last of those with a value: whether they are causes depends on the other fields.
    Categories,
    /// A map whose fields count as if they stood at the top.
    Nested,
    /// A known label of no fact: it must not be taken for anything else.
    Ignored,
}
