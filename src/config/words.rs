//! `[lexicon]` to the words that a team adds to the tables of readers, each with its place in the file.
//!
//! Which tables and meanings there are, and what their words mean already, is not known here: who loads a configuration brings
//! a [`Check`].

use borsh::BorshSerialize;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A word that a team adds to a table.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Word {
    /// As a table is named, `_` for `-`.
    pub table: String,
    /// As in the table, `_` for `-`.
    pub meaning: String,
    /// Written as the table's own words are.
    pub word: String,
    /// It may mean something else in the table: a short form of `[lexicon]`.
    pub overrules: bool,
}

/// What stands in `[lexicon]`: a table, a meaning in it, or a word of that meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LexiconEntry<'a> {
    pub table: &'a str,
    pub meaning: Option<&'a str>,
    pub word: Option<&'a str>,
}

/// What is wrong with an entry (continues its name), and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub what: String,
    pub hint: String,
}

/// Tells which entries are wrong, by their index; what stands below one that is wrong is not looked at.
pub(crate) type Check = fn(&[LexiconEntry<'_>]) -> Vec<(usize, Wrong)>;

/// Entries with their places.
pub(super) type Placed<'a> = Vec<(LexiconEntry<'a>, Range<usize>)>;

/// A value that is not of its type: `path`, its place, and what is wanted.
pub(super) struct Mistyped<'a> {
    pub path: String,
    pub value: &'a Spanned<DeValue<'a>>,
    pub wanted: &'static str,
}

/// Takes the tables apart.
pub(super) fn entries<'a>(tables: &'a DeTable<'a>) -> (Placed<'a>, Vec<Mistyped<'a>>) {
    let (mut entries, mut mistyped) = (Vec::new(), Vec::new());
    for (table, meanings) in tables {
        let name: &str = table.get_ref();
        entries.push((LexiconEntry { table: name, meaning: None, word: None }, table.span()));
        let DeValue::Table(meanings_of) = meanings.get_ref() else {
            mistyped.push(Mistyped { path: name.to_owned(), value: meanings, wanted: "a table of meanings" });
            continue;
        };
        for (meaning, words) in meanings_of {
            let key: &str = meaning.get_ref();
            let path = || format!("{name}.{key}");
            entries.push((LexiconEntry { table: name, meaning: Some(key), word: None }, meaning.span()));
            let DeValue::Array(items) = words.get_ref() else {
                mistyped.push(Mistyped { path: path(), value: words, wanted: "an array of strings" });
                continue;
            };
            for item in items {
                match item.get_ref() {
                    DeValue::String(word) => {
                        entries.push((LexiconEntry { table: name, meaning: Some(key), word: Some(word) }, item.span()));
                    }
                    _ => mistyped.push(Mistyped { path: path(), value: item, wanted: "a string" }),
                }
            }
        }
    }
    (entries, mistyped)
}

impl Word {
    /// The word of a short form.
    pub(super) fn overruling(table: &str, meaning: &str, word: &str) -> Self {
        Self { table: table.to_owned(), meaning: meaning.to_owned(), word: word.to_owned(), overrules: true }
    }
}

impl LexiconEntry<'_> {
    /// The word that it adds, if it is one.
    pub(super) fn word(&self) -> Option<Word> {
        let (meaning, word) = (self.meaning?, self.word?);
        Some(Word { table: plain(self.table), meaning: plain(meaning), word: word.to_owned(), overrules: false })
    }

    /// `lexicon.sections.timeline`.
    pub(super) fn path(&self) -> String {
        let meaning = self.meaning.map(|meaning| format!(".{meaning}")).unwrap_or_default();
        format!("lexicon.{}{meaning}", self.table)
    }
}

/// A name as it is compared: `action-states` is `action_states`.
#[must_use]
pub(crate) fn plain(name: &str) -> String {
    name.to_lowercase().replace([' ', '-'], "_")
}
