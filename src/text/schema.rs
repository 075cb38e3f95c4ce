//! The fields of front matter (`fields.toml`, and their names in the lexicon) -> JSON Schema, for editors.

use super::lexicon::{FRONT_LABELS, LABELS};
use super::registry::Field;
use crate::manual::unlinked;
use serde::Deserialize;
use serde::de::value::{Error as Unknown, StrDeserializer};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A row of `fields.toml`.
#[derive(Debug, Deserialize)]
struct Row {
    shape: Shape,
    /// Fields that are read apart, and mean the same to an author.
    #[serde(default)]
    also: Vec<Field>,
    /// The values that are meant; others are told.
    #[serde(default)]
    words: Vec<String>,
    example: Option<String>,
    about: Option<String>,
}

/// How a value may be written.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Shape {
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

/// JSON Schema (draft 2020-12) of front matter. Fields that it does not know may stand there too.
#[must_use]
pub(crate) fn schema() -> Value {
    let rows: toml::Table = toml::from_str(include_str!("fields.toml")).unwrap_or_default();
    let mut properties = Map::new();
    let mut others = Map::new();
    for (name, row) in rows {
        let Ok(row) = Row::deserialize(row) else { continue };
        if let Some(pattern) = other_names(&name, &row.also) {
            others.insert(pattern, json!({ "$ref": format!("#/properties/{name}") }));
        }
        properties.insert(name, field(&row));
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "pmsite",
        "type": "object",
        "properties": properties,
        "patternProperties": others,
    })
}

fn field(row: &Row) -> Value {
    let mut shape = if row.words.is_empty() { shape(row.shape) } else { json!({ "enum": row.words }) };
    if let Some(about) = &row.about {
        shape["description"] = unlinked(about).into();
    }
    let example = row.example.as_ref().and_then(|example| example.split_once(": "));
    // What is more than one word is shown as YAML, which no list of JSON values can hold.
    if let Some((_, value)) = example.filter(|(_, value)| !value.starts_with(['[', '{'])) {
        let value = value.parse::<bool>().map_or_else(|_| Value::from(value), Value::from);
        shape["examples"] = json!([value]);
    }
    shape
}

fn shape(shape: Shape) -> Value {
    let text = json!({ "type": ["string", "number"] });
    let names = json!({ "anyOf": [text, { "type": "array", "items": text }, { "type": "null" }] });
    match shape {
        Shape::Text | Shape::Time => json!({ "type": ["string", "null"] }),
        Shape::TextOrNumber | Shape::Duration => json!({ "type": ["string", "number", "null"] }),
        Shape::Flag => json!({ "type": ["boolean", "null"] }),
        Shape::TimeOrFlag => json!({ "type": ["string", "boolean", "null"] }),
        Shape::Names | Shape::Links => {
            json!({ "anyOf": [text, { "type": "array", "items": { "type": ["string", "number", "object"] } }, { "type": "null" }] })
        }
        Shape::Impact => json!({ "anyOf": [names, { "type": "object" }] }),
        Shape::Actions => {
            let known = ["text", "kind", "owner", "due", "status", "closed", "ticket", "evidence", "impact", "effort"];
            let known: BTreeMap<&str, &Value> = known.into_iter().map(|name| (name, &names)).collect();
            let item = json!({ "anyOf": [text, { "type": "object", "properties": known }] });
            json!({ "anyOf": [text, { "type": "array", "items": item }, { "type": "null" }] })
        }
    }
}

/// A pattern of the other names of the field `name`, and of all of `also`, in the spelling that the manual shows.
fn other_names(name: &str, also: &[Field]) -> Option<String> {
    let field = Field::deserialize(StrDeserializer::<Unknown>::new(name)).ok()?;
    let is_meant = |known: Field| known == field || also.contains(&known);
    let names = FRONT_LABELS.words().chain(LABELS.words()).filter(|(_, _, known)| is_meant(known.meaning));
    let plain = names.map(|(_, word, _)| word.to_lowercase().replace([' ', '-'], "_"));
    let is_name = |word: &String| word != name && word.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    let names: BTreeSet<String> = plain.filter(is_name).collect();
    (!names.is_empty()).then(|| format!("^({})$", names.into_iter().collect::<Vec<_>>().join("|")))
}
