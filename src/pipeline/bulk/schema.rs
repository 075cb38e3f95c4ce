//! The fields of a document -> the schema, mapping or index configuration of an engine.

use super::{Engine, INDEX};
use serde_json::{Value, json};

/// What a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Words to be found.
    Text,
    Texts,
    /// A value to narrow and count by.
    Facet,
    Facets,
    /// A number to narrow and sort by.
    Number,
    /// 1 to 5, counted too.
    Level,
    Flag,
    /// Seconds since 1970.
    Time,
    /// Kept, and not looked into.
    Shown,
}

/// Every field with its role, in the order of print.
const FIELDS: [(&str, Role); 24] = [
    ("title", Role::Text),
    ("headings", Role::Texts),
    ("summary", Role::Text),
    ("fix", Role::Text),
    ("body", Role::Text),
    ("incident_id", Role::Facet),
    ("service", Role::Facets),
    ("cause", Role::Facets),
    ("severity", Role::Facet),
    ("severity_level", Role::Level),
    ("team", Role::Facets),
    ("tag", Role::Facets),
    ("year", Role::Facet),
    ("status", Role::Facet),
    ("kind", Role::Facet),
    ("planned", Role::Flag),
    ("timestamp", Role::Time),
    ("ttd_minutes", Role::Number),
    ("ttm_minutes", Role::Number),
    ("ttr_minutes", Role::Number),
    ("date", Role::Shown),
    ("url", Role::Shown),
    ("source", Role::Shown),
    ("id", Role::Shown),
];

/// Longest value that Lucene keeps as one term, in characters of four bytes.
const LONGEST_TERM: u32 = 8191;

/// What parts words, for Typesense: else it joins what stands around a sign (`api-gateway` would be `apigateway`).
const SEPARATORS: &str = "-_./:=()[]{}<>'\"`,;@#|\\+*!?&%$~^";

/// The engine's own description of the index, for texts in `language`.
pub(super) fn of(engine: Engine, language: &str) -> Value {
    let is_english = language.split(['-', '_']).next().is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
    match engine {
        Engine::Typesense => typesense(),
        Engine::OpenSearch => opensearch(if is_english { "english" } else { "standard" }),
        Engine::Quickwit => quickwit(if is_english { "en_stem" } else { "default" }),
    }
}

fn typesense() -> Value {
    let field = |(name, role): &(&str, Role)| {
        let (kind, facet, index) = match role {
            Role::Text => ("string", false, true),
            Role::Texts => ("string[]", false, true),
            Role::Facet => ("string", true, true),
            Role::Facets => ("string[]", true, true),
            Role::Number | Role::Time => ("int64", false, true),
            Role::Level => ("int32", true, true),
            Role::Flag => ("bool", true, true),
            Role::Shown => ("string", false, false),
        };
        let optional = !matches!(*name, "title" | "body" | "kind" | "planned");
        json!({ "name": name, "type": kind, "facet": facet, "index": index, "optional": optional })
    };
    // Its `id` is part of every collection, and no field.
    let fields: Vec<Value> = FIELDS.iter().filter(|(name, _)| *name != "id").map(field).collect();
    let separators: Vec<String> = SEPARATORS.chars().map(String::from).collect();
    json!({ "name": INDEX, "token_separators": separators, "fields": fields })
}

/// Fields that it does not know are kept and not indexed, so that the files of a newer pmsite load, too.
fn opensearch(analyzer: &str) -> Value {
    let field = |(name, role): &(&str, Role)| {
        let mapping = match role {
            Role::Text | Role::Texts => json!({ "type": "text", "analyzer": analyzer }),
            Role::Facet | Role::Facets => json!({ "type": "keyword", "ignore_above": LONGEST_TERM }),
            Role::Number => json!({ "type": "long" }),
            Role::Level => json!({ "type": "byte" }),
            Role::Flag => json!({ "type": "boolean" }),
            Role::Time => json!({ "type": "date", "format": "epoch_second" }),
            Role::Shown => json!({ "type": "keyword", "index": false, "doc_values": false }),
        };
        ((*name).to_owned(), mapping)
    };
    let properties: serde_json::Map<String, Value> = FIELDS.iter().map(field).collect();
    json!({ "mappings": { "dynamic": false, "properties": properties } })
}

/// No `timestamp_field`: it refuses documents without one, and not every document has a day.
fn quickwit(tokenizer: &str) -> Value {
    let field = |(name, role): &(&str, Role)| match role {
        Role::Text | Role::Texts => json!({
            "name": name,
            "type": if *role == Role::Texts { "array<text>" } else { "text" },
            "tokenizer": tokenizer,
            "record": "position",
            // Without them BM25 knows no length.
            "fieldnorms": true,
        }),
        Role::Facet | Role::Facets => json!({
            "name": name,
            "type": if *role == Role::Facets { "array<text>" } else { "text" },
            "tokenizer": "raw",
            "fast": true,
        }),
        Role::Number | Role::Level => json!({ "name": name, "type": "i64", "fast": true }),
        Role::Flag => json!({ "name": name, "type": "bool", "fast": true }),
        Role::Time => json!({
            "name": name,
            "type": "datetime",
            "input_formats": ["unix_timestamp"],
            "output_format": "unix_timestamp_secs",
            "fast_precision": "seconds",
            "fast": true,
        }),
        Role::Shown => json!({ "name": name, "type": "text", "tokenizer": "raw", "indexed": false }),
    };
    let fields: Vec<Value> = FIELDS.iter().map(field).collect();
    let found_in = FIELDS.iter().filter(|(_, role)| matches!(role, Role::Text | Role::Texts)).map(|(name, _)| *name);
    json!({
        "version": "0.8",
        "index_id": INDEX,
        "doc_mapping": { "mode": "lenient", "field_mappings": fields },
        "search_settings": { "default_search_fields": found_in.collect::<Vec<_>>() },
    })
}
