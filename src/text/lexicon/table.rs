//! A table's text to its meanings and words.

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// Words of one meaning, by language.
pub(super) type Words = IndexMap<Language, Vec<String>>;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Language {
    /// Codes, signs and abbreviations of no language.
    Any,
    En,
    De,
    Fr,
    Es,
    Pt,
    It,
    Nl,
    Ru,
    Ja,
    Zh,
    Ko,
}

/// Reads a table whose meanings are the variants of `T`, in the table's order.
///
/// # Errors
/// What is wrong with the text, in one line: bad TOML, an unknown meaning or language.
pub(super) fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<Vec<(T, Words)>, String> {
    let table: IndexMap<&'t str, Words> = toml::from_str(text).map_err(|error| error.to_string())?;
    let meaning = |key: &'t str| {
        let key: StrDeserializer<'t, Error> = key.into_deserializer();
        T::deserialize(key).map_err(|error| error.to_string())
    };
    table.into_iter().map(|(key, words)| Ok((meaning(key)?, words))).collect()
}
