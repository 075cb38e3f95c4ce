//! The fields of front matter (`fields.toml`, and their names in the lexicon) -> JSON Schema, for editors.

use super::described::{Row, Shape, field_of, rows};
use super::lexicon::{FRONT_LABELS, LABELS};
use super::registry::Field;
use crate::manual::unlinked;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// JSON Schema (draft 2020-12) of front matter. Fields that it does not know may stand there too.
#[must_use]
pub(crate) fn schema() -> Value {
    let mut properties = Map::new();
    let mut others = Map::new();
    for (name, row) in rows() {
        if let Some(pattern) = other_names(name, &row.also) {
            others.insert(pattern, json!({ "$ref": format!("#/properties/{name}") }));
        }
        properties.insert(name.to_owned(), field(row));
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
    let mut shape = if row.words.is_empty() { shape(row) } else { json!({ "enum": row.words }) };
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

fn shape(row: &Row) -> Value {
    let text = json!({ "type": ["string", "number"] });
    let names = json!({ "anyOf": [text, { "type": "array", "items": text }, { "type": "null" }] });
    match row.shape {
        Shape::Text | Shape::Time => json!({ "type": ["string", "null"] }),
        Shape::TextOrNumber | Shape::Duration => json!({ "type": ["string", "number", "null"] }),
        Shape::Flag => json!({ "type": ["boolean", "null"] }),
        Shape::TimeOrFlag => json!({ "type": ["string", "boolean", "null"] }),
        Shape::Names | Shape::Links => {
            json!({ "anyOf": [text, { "type": "array", "items": { "type": ["string", "number", "object"] } }, { "type": "null" }] })
        }
        Shape::Impact => json!({ "anyOf": [names, { "type": "object" }] }),
        Shape::Actions => {
            let known: BTreeMap<&str, &Value> = row.items.keys().map(|name| (name.as_str(), &names)).collect();
            let item = json!({ "anyOf": [text, { "type": "object", "properties": known }] });
            json!({ "anyOf": [text, { "type": "array", "items": item }, { "type": "null" }] })
        }
    }
}

/// A pattern of the other names of the field `name`, and of all of `also`, in the spelling that the manual shows.
fn other_names(name: &str, also: &[Field]) -> Option<String> {
    let field = field_of(name)?;
    let is_meant = |known: Field| known == field || also.contains(&known);
    let names = FRONT_LABELS.words().chain(LABELS.words()).filter(|(_, _, known)| is_meant(known.meaning));
    let plain = names.map(|(_, word, _)| word.to_lowercase().replace([' ', '-'], "_"));
    let is_name = |word: &String| word != name && word.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    let names: BTreeSet<String> = plain.filter(is_name).collect();
    (!names.is_empty()).then(|| format!("^({})$", names.into_iter().collect::<Vec<_>>().join("|")))
}
