//! Every word that carries meaning, by concept and language: the TOML tables beside this module, and the one way to compare
//! a text with them.
//!
//! A table holds meanings; each has words by language (`en`, `de`, ...; `any` for codes and signs of no language):
//!
//! ```toml
//! [timeline]
//! en = ["timeline", "timeline …", "… timeline"]
//! de = ["Zeitverlauf"]
//! ```
//!
//! 1. [`fold`] makes spellings comparable: case, accents, width and apostrophes do not count.
//! 2. [`Names`] tells what a whole short text means: a heading, a label, a header cell, a state.
//! 3. [`Phrases`] tells which words stand in running text.
//! 4. [`Prefixes`] tells which word a parser stands before.

pub mod fold;
mod meanings;
mod names;
mod phrases;
mod points;
mod prefixes;
mod remedy;
mod table;

pub use meanings::{
    ActionLabel, AlertWord, Column, DocumentWord, Folder, Form, Glue, Heading, Known, Level, Noticed, OtherDay, Pair,
    Part, Review, Shown, Truth, Turn,
};
pub use names::{Name, Names, key};
pub use phrases::Phrases;
pub use points::{KindPoints, PlannedPoints};
pub use prefixes::{Found, Prefixes, entries};
pub use remedy::{Gist, Remedy};

use super::registry::{Field, Kind};
use crate::model::{ActionKind, ActionStatus};
use std::sync::LazyLock;

/// What the signs of an incident's report are worth.
pub static KIND_POINTS: LazyLock<KindPoints> =
    LazyLock::new(|| points::read(include_str!("lexicon/kind_points.toml")).unwrap_or_default());
/// What those of work that was announced are.
pub static PLANNED_POINTS: LazyLock<PlannedPoints> =
    LazyLock::new(|| points::read(include_str!("lexicon/planned_points.toml")).unwrap_or_default());

/// One row a table: what it is called here, how it is looked up, what its words mean, and its file. A broken one would be
/// empty, which the test rules out.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $kind:ident<$meaning:ty> = $file:literal;)*) => {
        $($(#[$doc])* pub static $name: LazyLock<$kind<$meaning>> =
            LazyLock::new(|| $kind::read(include_str!($file)).unwrap_or_default());)*

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_table_is_read_and_no_word_of_one_means_two_things() {
                $(assert_eq!($kind::<$meaning>::read(include_str!($file)).err(), None, $file);)*
            }
        }
    };
}

tables! {
    /// Fields, as keys of front matter and as labels in the text.
    LABELS: Names<Field> = "lexicon/labels.toml";
    /// Fields, as keys of front matter only.
    FRONT_LABELS: Names<Field> = "lexicon/labels_front.toml";
    /// Fields, as labels in the text only.
    BODY_LABELS: Names<Field> = "lexicon/labels_body.toml";
    /// Sections, by their headings.
    SECTIONS: Names<Heading> = "lexicon/sections.toml";
    /// Small words between and before names.
    GLUE: Names<Glue> = "lexicon/glue.toml";
    /// Headings of parts that are no section.
    PARTS: Names<Part> = "lexicon/parts.toml";
    /// Header cells of tables of names and values.
    PAIRS: Names<Pair> = "lexicon/pairs.toml";
    /// Columns of timelines.
    TIMELINE_COLUMNS: Names<Column> = "lexicon/columns_timeline.toml";
    /// Columns of action items: the same header means other things there.
    ACTION_COLUMNS: Names<Column> = "lexicon/columns_actions.toml";
    /// Keys of an action in front matter.
    ITEM_KEYS: Names<Column> = "lexicon/item_keys.toml";
    /// States of an action.
    ACTION_STATES: Names<ActionStatus> = "lexicon/states_action.toml";
    /// What a heading says of the state of the actions below it.
    ACTION_HEADINGS: Phrases<ActionStatus> = "lexicon/action_headings.toml";
    /// What an action is for.
    ACTION_KINDS: Names<ActionKind> = "lexicon/action_kinds.toml";
    /// Labels within an action.
    ACTION_LABELS: Names<ActionLabel> = "lexicon/action_labels.toml";
    /// How a sentence tells of what was done already.
    PAST: Phrases<ActionStatus> = "lexicon/past.toml";
    /// Words in `-ed` that tell nothing of the past.
    NOT_PAST: Names<Known> = "lexicon/not_past.toml";
    /// Capitals before a number that name no ticket.
    NOT_TICKETS: Names<Known> = "lexicon/not_tickets.toml";
    /// Capitals before the number of an incident.
    ID_PREFIXES: Names<Known> = "lexicon/id_prefixes.toml";
    /// States of a review, and an incident's own.
    REVIEW_STATES: Names<Review> = "lexicon/states_review.toml";
    /// Labels of impact that say nothing of what was hit.
    GENERAL_IMPACT: Names<Known> = "lexicon/general_impact.toml";
    /// Severities by level.
    SEVERITIES: Names<Level> = "lexicon/severities.toml";
    /// Letters before the digit of a severity's code.
    SEVERITY_CODES: Names<Known> = "lexicon/severity_codes.toml";
    /// Words that add nothing beside a level.
    SEVERITY_FILLERS: Names<Known> = "lexicon/severity_fillers.toml";
    /// Who noticed, in a short value.
    NOTICED: Phrases<Noticed> = "lexicon/noticed.toml";
    /// Who noticed, in a sentence.
    NOTICED_TOLD: Phrases<Noticed> = "lexicon/noticed_told.toml";
    /// Values that say nothing.
    BLANKS: Names<Known> = "lexicon/blanks.toml";
    /// What a form writes in angle brackets for a blank to fill in.
    FORM_FIELDS: Names<Form> = "lexicon/form_fields.toml";
    /// What opens such a blank in square brackets.
    FORM_HINTS: Names<Form> = "lexicon/form_hints.toml";
    /// Days and times that nobody filled in: `YYYY-MM-DD`.
    FORM_MARKS: Phrases<Known> = "lexicon/form_marks.toml";
    /// Entries of a timeline that say that the incident begins, ends or is noticed, within their text.
    TURNS: Phrases<Turn> = "lexicon/turns.toml";
    /// The same as whole entries, or as their first or last words.
    WHOLE_TURNS: Names<Turn> = "lexicon/turns_whole.toml";
    /// Words that go on behind a turn without changing what it says.
    CLAUSES: Names<Known> = "lexicon/clauses.toml";
    /// How a text begins that names no service.
    VAGUE: Names<Known> = "lexicon/vague.toml";
    /// Words before the day of an incident.
    DAY_OPENINGS: Names<Known> = "lexicon/days.toml";
    /// Words beside a day that is not the incident's: before it, or right behind it.
    OTHER_DAYS: Phrases<OtherDay> = "lexicon/other_days.toml";
    /// The same, a few words behind it.
    OTHER_DAYS_NEAR: Phrases<Known> = "lexicon/other_days_near.toml";
    /// What stands before the name of a zone that holds for all times of a document.
    ZONE_PHRASES: Phrases<Known> = "lexicon/zone_phrases.toml";
    /// Words of a line that speaks of times.
    TIME_WORDS: Phrases<Known> = "lexicon/time_words.toml";
    /// First or last words of the name of a team.
    TEAMS: Names<Known> = "lexicon/teams.toml";
    /// Words of flags.
    TRUTHS: Names<Truth> = "lexicon/truths.toml";
    /// What a document says it is.
    STATED_KINDS: Names<Kind> = "lexicon/kinds_stated.toml";
    /// What words of a title, a file's name or the first paragraph tell of a document.
    KINDS: Phrases<DocumentWord> = "lexicon/kinds.toml";
    /// First or last words of a file name that speak of something else.
    OTHER_NAMES: Names<Known> = "lexicon/other_names.toml";
    /// Folders by what they hold.
    FOLDERS: Names<Folder> = "lexicon/folders.toml";
    /// Keys of a map whose value names the whole.
    MAP_NAMES: Names<Known> = "lexicon/map_names.toml";
    /// What a value says of who may see a document.
    VISIBILITY: Names<Shown> = "lexicon/visibility.toml";
    /// Keys of blogs and site generators that mean nothing here.
    FOREIGN_KEYS: Names<Known> = "lexicon/foreign_keys.toml";
    /// Root causes known without a declaration.
    CAUSES: Names<Known> = "lexicon/causes.toml";
    /// Words whose full stop ends no sentence.
    ABBREVIATIONS: Names<Known> = "lexicon/abbreviations.toml";
    /// Words beside the names of alerts, and parts of names.
    ALERTS: Names<AlertWord> = "lexicon/alerts.toml";
    /// Words of an error that a program printed.
    ERROR_WORDS: Phrases<Known> = "lexicon/error_words.toml";
    /// Names of the page that explains an organisation's own words.
    GLOSSARIES: Names<Known> = "lexicon/glossaries.toml";
    /// What sentences of an incident's story say.
    REMEDIES: Phrases<Remedy> = "lexicon/remedies.toml";
    /// What text is no gist of an incident.
    GIST: Phrases<Gist> = "lexicon/gist.toml";
}
