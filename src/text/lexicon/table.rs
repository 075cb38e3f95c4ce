//! A table's text to its meanings and words.

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};

/// Words of one meaning, by language.
pub(super) type Words = IndexMap<Language, Vec<String>>;

/// In the order in which words of one meaning are ranked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
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

/// Reads a table whose meanings are the variants of `T`.
///
/// # Errors
/// What is wrong with the text, in one line: bad TOML, an unknown meaning or language.
pub(super) fn read<'t, T: Deserialize<'t>>(text: &'t str) -> Result<Vec<(T, Words)>, String> {
    let table: IndexMap<&'t str, Words> = toml::from_str(text).map_err(|error| error.to_string())?;
    let by_language = |mut words: Words| {
        words.sort_keys();
        words
    };
    table.into_iter().map(|(key, words)| Ok((meaning(key)?, by_language(words)))).collect()
}

/// What a key of a table means.
///
/// # Errors
/// It is none.
pub(super) fn meaning<'t, T: Deserialize<'t>>(key: &'t str) -> Result<T, String> {
    let key: StrDeserializer<'t, Error> = key.into_deserializer();
    T::deserialize(key).map_err(|error| error.to_string())
}

/// The keys of a table; none where it cannot be read.
pub(super) fn keys(text: &'static str) -> Vec<&'static str> {
    toml::from_str::<IndexMap<&'static str, Words>>(text).unwrap_or_default().into_keys().collect()
}
