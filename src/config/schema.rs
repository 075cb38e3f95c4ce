//! What may stand in the settings file -> its JSON Schema, for editors.

use super::keys::{FIELD_NAMES, KEYS, SECTION_NAMES, Type};
use super::policy;
use crate::diagnostics::rules::RULES;
use crate::manual::unlinked;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A row of `about.toml`.
#[derive(Deserialize)]
struct About {
    about: String,
}

/// JSON Schema (draft 2020-12) of the settings.
#[must_use]
pub(crate) fn schema() -> Value {
    let about: BTreeMap<String, About> = toml::from_str(include_str!("about.toml")).unwrap_or_default();
    let mut tables = Map::new();
    for (path, kind) in KEYS {
        let mut shape = shape(path, *kind);
        if let (Value::Object(shape), Some(about)) = (&mut shape, about.get(*path)) {
            shape.insert("description".to_owned(), unlinked(&about.about).into());
        }
        put(&mut tables, path, shape);
    }
    let mut schema = table(&tables);
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
    schema["title"] = super::OWN_FILE_NAME.into();
    schema
}

fn table(properties: &Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

/// Puts `shape` at `path`, in tables within tables.
fn put(tables: &mut Map<String, Value>, path: &str, shape: Value) {
    match path.split_once('.') {
        None => _ = tables.insert(path.to_owned(), shape),
        Some((first, rest)) => {
            let inner = tables.entry(first).or_insert_with(|| table(&Map::new()));
            if let Some(properties) = inner.get_mut("properties").and_then(Value::as_object_mut) {
                put(properties, rest, shape);
            }
        }
    }
}

fn shape(path: &str, kind: Type) -> Value {
    let names = |known: &[&str]| {
        let mut known: Vec<String> =
            known.iter().flat_map(|name| [(*name).to_owned(), name.replace('_', "-")]).collect();
        known.sort_unstable();
        known.dedup();
        json!({ "type": "object", "additionalProperties": { "enum": known } })
    };
    match (path, kind) {
        ("output.html.default-theme", _) => json!({ "enum": ["light", "dark", "auto"] }),
        ("audience.audience" | "audience.default-visibility", _) => json!({ "enum": ["public", "internal"] }),
        ("check.secrets", _) => json!({ "enum": [true, false, "off", "warning", "error"] }),
        ("postmortem.field-names", _) => names(FIELD_NAMES),
        ("postmortem.section-names", _) => names(SECTION_NAMES),
        (_, Type::Text) => json!({ "type": "string" }),
        (_, Type::Texts) => json!({ "type": "array", "items": { "type": "string" } }),
        (_, Type::Flag) => json!({ "type": "boolean" }),
        (_, Type::FlagOrText) => json!({ "type": ["boolean", "string"] }),
        (_, Type::Count) => json!({ "type": "integer", "minimum": 1 }),
        (_, Type::TextTable) => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        (_, Type::LevelTable) => {
            json!({ "type": "object", "additionalProperties": { "type": "integer", "minimum": 1, "maximum": 5 } })
        }
        (_, Type::DayTable) => {
            json!({ "type": "object", "additionalProperties": { "type": "integer", "minimum": 1, "maximum": 3650 } })
        }
        (_, Type::RuleTable) => {
            let levels: Map<String, Value> = RULES
                .iter()
                .map(|rule| (rule.code.to_owned(), json!({ "enum": ["off", "warning", "error"] })))
                .collect();
            table(&levels)
        }
        (_, Type::Policies) => json!({ "type": "array", "items": policy() }),
        (_, Type::Lexicon) => {
            let words = json!({ "type": "array", "items": { "type": "string" } });
            let meanings = json!({ "type": "object", "additionalProperties": words });
            json!({ "type": "object", "additionalProperties": meanings })
        }
    }
}

/// One `[[policy]]`.
fn policy() -> Value {
    let days = json!({ "type": "integer", "minimum": 1, "maximum": policy::MOST });
    let mut keys = Map::new();
    for key in policy::KEYS {
        let shape = match key {
            "severity" => json!({ "type": ["string", "integer"] }),
            "minutes" => json!({ "type": "integer", "minimum": 1, "maximum": policy::LONGEST }),
            _ => days.clone(),
        };
        keys.insert(key.to_owned(), shape);
    }
    table(&keys)
}
