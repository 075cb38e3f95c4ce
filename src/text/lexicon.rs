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
//! 5. [`composed`] tells which field a name means that is put together from known words.

pub(crate) mod composed;
pub(crate) mod fold;
mod meanings;
mod names;
mod own;
mod pairs;
mod phrases;
mod points;
mod prefixes;
mod remedy;
mod table;
mod trie;

pub(crate) use meanings::{
    ActionLabel, AlertWord, Closed, Closing, Column, DocumentWord, Folder, Form, Glue, Heading, Known, Level, Noticed,
    OtherDay, Pair, Part, Review, Shown, Truth, Turn, Wording,
};
pub(crate) use names::{Name, Names, with_key};
pub use own::check;
pub(crate) use own::with;
pub(crate) use phrases::Phrases;
pub(crate) use points::{KindPoints, PlannedPoints};
pub(crate) use prefixes::{PrefixMatch, Prefixes, entries};
pub(crate) use remedy::{Gist, Remedy, Version};

use super::registry::{Field, Kind};
use crate::model::{ActionKind, ActionStatus};
use std::sync::LazyLock;

/// What the signs of an incident's report are worth.
pub(crate) static KIND_POINTS: LazyLock<KindPoints> =
    LazyLock::new(|| points::read(include_str!("lexicon/kind_points.toml")).unwrap_or_default());
/// What those of work that was announced are.
pub(crate) static PLANNED_POINTS: LazyLock<PlannedPoints> =
    LazyLock::new(|| points::read(include_str!("lexicon/planned_points.toml")).unwrap_or_default());

/// One row a table: what it is called here, how it is looked up, what its words mean, and its file, by which `book.toml` calls
/// it. A broken one would be empty, which the test rules out.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident: $kind:ident<$meaning:ty> = $file:literal;)*) => {
        $($(#[$doc])*
        #[allow(unreachable_pub, reason = "one macro makes all tables, and `internals` shows two")]
        pub static $name: LazyLock<$kind<$meaning>> = LazyLock::new(|| {
            $kind::read(include_str!(concat!("lexicon/", $file, ".toml"))).unwrap_or_default().named($file)
        });)*

        /// Those that `[lexicon]` may add to.
        static OPEN: &[own::Open] = &[$(own::Open {
            name: $file,
            text: include_str!(concat!("lexicon/", $file, ".toml")),
            spelling: $kind::<$meaning>::spelling,
            make: |words| Box::new($kind::<$meaning>::of_own(words)),
        }),*];

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_table_is_read_and_no_word_of_one_means_two_things() {
                $(assert_eq!(
                    $kind::<$meaning>::read(include_str!(concat!("lexicon/", $file, ".toml"))).err(), None, $file
                );)*
            }
        }
    };
}

tables! {
    /// Fields, as keys of front matter and as labels in the text.
    LABELS: Names<Field> = "labels";
    /// Fields, as keys of front matter only.
    FRONT_LABELS: Names<Field> = "labels_front";
    /// Fields, as labels in the text only.
    BODY_LABELS: Names<Field> = "labels_body";
    /// What names of fields are put together from.
    LABEL_PARTS: Names<composed::Piece> = "label_parts";
    /// Sections, by their headings.
    SECTIONS: Names<Heading> = "sections";
    /// Small words between and before names.
    GLUE: Names<Glue> = "glue";
    /// Headings of parts that are no section.
    PARTS: Names<Part> = "parts";
    /// Header cells of tables of names and values.
    PAIRS: Names<Pair> = "pairs";
    /// Columns of timelines.
    TIMELINE_COLUMNS: Names<Column> = "columns_timeline";
    /// Columns of action items: the same header means other things there.
    ACTION_COLUMNS: Names<Column> = "columns_actions";
    /// Keys of an action in front matter.
    ITEM_KEYS: Names<Column> = "item_keys";
    /// States of an action.
    ACTION_STATES: Names<ActionStatus> = "states_action";
    /// What a heading says of the state of the actions below it.
    ACTION_HEADINGS: Phrases<ActionStatus> = "action_headings";
    /// What an action is for.
    ACTION_KINDS: Names<ActionKind> = "action_kinds";
    /// Labels within an action.
    ACTION_LABELS: Names<ActionLabel> = "action_labels";
    /// How a sentence tells of what was done already.
    PAST: Phrases<ActionStatus> = "past";
    /// Words in `-ed` that tell nothing of the past.
    NOT_PAST: Names<Known> = "not_past";
    /// Capitals before a number that name no ticket.
    NOT_TICKETS: Names<Known> = "not_tickets";
    /// Capitals before the number of an incident.
    ID_PREFIXES: Names<Known> = "id_prefixes";
    /// States of a review, and an incident's own.
    REVIEW_STATES: Names<Review> = "states_review";
    /// Labels of impact that say nothing of what was hit.
    GENERAL_IMPACT: Names<Known> = "general_impact";
    /// Severities by level.
    SEVERITIES: Names<Level> = "severities";
    /// Letters before the digit of a severity's code.
    SEVERITY_CODES: Names<Known> = "severity_codes";
    /// Words that add nothing beside a level.
    SEVERITY_FILLERS: Names<Known> = "severity_fillers";
    /// Who noticed, in a short value.
    NOTICED: Phrases<Noticed> = "noticed";
    /// The same, in short values alone.
    NOTICED_SHORT: Phrases<Noticed> = "noticed_short";
    /// Who noticed, in a sentence.
    NOTICED_TOLD: Phrases<Noticed> = "noticed_told";
    /// Values that say nothing.
    BLANKS: Names<Known> = "blanks";
    /// What a form writes in angle brackets for a blank to fill in.
    FORM_FIELDS: Names<Form> = "form_fields";
    /// What opens such a blank in square brackets.
    FORM_HINTS: Names<Form> = "form_hints";
    /// Days and times that nobody filled in: `YYYY-MM-DD`.
    FORM_MARKS: Phrases<Known> = "form_marks";
    /// Entries of a timeline that say that the incident begins, ends or is noticed, within their text.
    TURNS: Phrases<Turn> = "turns";
    /// The same as whole entries, or as their first or last words.
    WHOLE_TURNS: Names<Turn> = "turns_whole";
    /// Words that go on behind a turn without changing what it says.
    CLAUSES: Names<Known> = "clauses";
    /// How a text begins that names no service.
    VAGUE: Names<Known> = "vague";
    /// Words before the day of an incident.
    DAY_OPENINGS: Names<Known> = "days";
    /// Words beside a day that is not the incident's: before it, or right behind it.
    OTHER_DAYS: Phrases<OtherDay> = "other_days";
    /// The same, a few words behind it.
    OTHER_DAYS_NEAR: Phrases<Known> = "other_days_near";
    /// What stands before the name of a zone that holds for all times of a document.
    ZONE_PHRASES: Phrases<Known> = "zone_phrases";
    /// Words of a line that speaks of times.
    TIME_WORDS: Phrases<Known> = "time_words";
    /// First or last words of the name of a team.
    TEAMS: Names<Known> = "teams";
    /// Owners that are nobody in particular.
    NOBODY: Names<Known> = "nobody";
    /// Words of flags.
    TRUTHS: Names<Truth> = "truths";
    /// What a document says it is.
    STATED_KINDS: Names<Kind> = "kinds_stated";
    /// What words of a title, a file's name or the first paragraph tell of a document.
    KINDS: Phrases<DocumentWord> = "kinds";
    /// First or last words of a file name that speak of something else.
    OTHER_NAMES: Names<Known> = "other_names";
    /// Folders by what they hold.
    FOLDERS: Names<Folder> = "folders";
    /// Keys of a map whose value names the whole.
    MAP_NAMES: Names<Known> = "map_names";
    /// What a value says of who may see a document.
    VISIBILITY: Names<Shown> = "visibility";
    /// Keys and labels beside `visibility` that close a document.
    CLOSING: Names<Closing> = "closing";
    /// Lines and values that do.
    CLOSED: Names<Closed> = "closed";
    /// Keys of blogs and site generators that mean nothing here.
    FOREIGN_KEYS: Names<Known> = "foreign_keys";
    /// Root causes known without a declaration.
    CAUSES: Names<Known> = "causes";
    /// Words whose full stop ends no sentence.
    ABBREVIATIONS: Names<Known> = "abbreviations";
    /// Words beside the names of alerts, and parts of names.
    ALERTS: Names<AlertWord> = "alerts";
    /// Words of an error that a program printed.
    ERROR_WORDS: Phrases<Known> = "error_words";
    /// Names of the page that explains an organisation's own words.
    GLOSSARIES: Names<Known> = "glossaries";
    /// What sentences of an incident's story say.
    REMEDIES: Phrases<Remedy> = "remedies";
    /// What text is no gist of an incident.
    GIST: Phrases<Gist> = "gist";
    /// What labels and comments say of the code below them: whether it was there before a change or after it.
    VERSIONS: Phrases<Version> = "versions";
    /// What running text says of people and of what is to change.
    WORDING: Phrases<Wording> = "wording";
}
