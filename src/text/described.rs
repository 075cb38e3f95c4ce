//! What is said of each field of front matter, and which values are meant: `fields.toml`, for schemas and editors.

use super::registry::Field;
use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::value::{Error, StrDeserializer};
use std::sync::LazyLock;

/// A row of `fields.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Row {
    pub shape: Shape,
    /// Fields that are read apart, and mean the same to an author.
    #[serde(default)]
    pub also: Vec<Field>,
    /// The values that are meant; others are told.
    #[serde(default)]
    pub words: Vec<String>,
    /// Values that are meant, beside others.
    #[serde(default)]
    pub values: Vec<String>,
    pub example: Option<String>,
    pub about: Option<String>,
    /// Keys of an entry of a list of maps.
    #[serde(default)]
    pub items: IndexMap<String, Item>,
}

/// A key of an entry.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Item {
    pub about: String,
    /// The values that are meant.
    #[serde(default)]
    pub values: Vec<String>,
}

/// How a value may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Shape {
    Text,
    TextOrNumber,
    Flag,
    Time,
    TimeOrFlag,
    Duration,
    Names,
    Impact,
    Actions,
    Links,
}

/// Every row. Empty if the table were broken, which a test rules out.
static ROWS: LazyLock<IndexMap<String, Row>> =
    LazyLock::new(|| toml::from_str(include_str!("fields.toml")).unwrap_or_default());

/// Every field by its name, in the order of the table.
pub(crate) fn rows() -> impl Iterator<Item = (&'static str, &'static Row)> {
    ROWS.iter().map(|(name, row)| (&**name, row))
}

/// What a name of the table means.
#[must_use]
pub(crate) fn field_of(name: &str) -> Option<Field> {
    Field::deserialize(StrDeserializer::<Error>::new(name)).ok()
}

/// The row that tells of `field`, with its name.
#[must_use]
pub(crate) fn row_of(field: Field) -> Option<(&'static str, &'static Row)> {
    let own = rows().find(|(name, _)| field_of(name) == Some(field));
    own.or_else(|| rows().find(|(_, row)| row.also.contains(&field)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_names_a_field() {
        assert_eq!(toml::from_str::<IndexMap<String, Row>>(include_str!("fields.toml")).err(), None);
        assert!(rows().count() > 40 && rows().all(|(name, _)| field_of(name).is_some()));
        assert_eq!(row_of(Field::Duration).map(|(name, _)| name), Some("ttr"));
    }
}
