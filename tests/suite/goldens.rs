//! What is understood of documents in the common shapes, held as a person reads it. `SNAPSHOTS=overwrite` rewrites.

use crate::support::SiteTest;
use crate::support::shared::shared;
use crate::support::site_test::suite_folder;
use serde_json::Value;
use snapbox::{Assert, Data, IntoData};
use std::fmt::Write;

/// Compares with `tests/suite/goldens/<name>`.
fn assert_golden(name: &str, actual: &str) {
    let golden = Data::read_from(&suite_folder().join("goldens").join(name), None);
    // No redactions and wild cards: what stands in the file is what came out.
    Assert::new().action_env(snapbox::assert::DEFAULT_ACTION_ENV).eq(actual.into_data().raw(), golden.raw());
}

/// Without what is empty, so that a record is as long as what is known.
fn told(value: &Value) -> Value {
    let is_told = |value: &Value| {
        !matches!(value, Value::Null) && *value != serde_json::json!([]) && *value != serde_json::json!({})
    };
    match value {
        Value::Object(map) => {
            map.iter().filter(|(_, value)| is_told(value)).map(|(key, value)| (key.clone(), told(value))).collect()
        }
        Value::Array(list) => list.iter().map(told).collect(),
        other => other.clone(),
    }
}

#[test]
fn facts_of_the_common_shapes() {
    let records: Vec<Value> = SiteTest::fixture("shapes").export().iter().map(told).collect();
    assert_golden("shapes.facts.json", &format!("{:#}\n", Value::Array(records)));
}

#[test]
fn diagnostics_of_the_common_shapes() {
    let test = SiteTest::fixture("shapes");
    assert_golden("shapes.short.txt", &test.check().stderr);
    assert_golden("shapes.human.txt", &test.run(&["check", "--no-rules", "--today", crate::support::TODAY]).stderr);
}

#[test]
fn files_of_the_common_shapes() {
    let test = SiteTest::fixture("shapes").arg("--site-url").arg("https://incidents.example/");
    // The folders of the search are named for their contents, so they come in any order.
    let shards = regex::Regex::new("search/[0-9a-f]{12}/").unwrap();
    let list = shards.replace_all(&test.site().list(), "search/<hash>/").into_owned();
    let mut files: Vec<&str> = list.lines().collect();
    files.sort_unstable();
    assert_golden("shapes.files.txt", &format!("{}\n", files.join("\n")));
}

/// Facts and hashes, never their text: the documents belong to others.
#[test]
fn facts_of_real_documents() {
    let Some(corpus) = shared("corpus") else { return };
    let test = SiteTest::new().arg("--drafts").arg("--content").arg(corpus.to_str().unwrap());
    let mut lines = String::from(
        "kind date severity started detected mitigated resolved ttr services causes timeline(first) actions(open) sections #title source\n",
    );
    for record in test.export() {
        let text = |key: &str| record[key].as_str().unwrap_or("-").to_owned();
        let count = |key: &str| record[key].as_array().map_or(0, Vec::len);
        let open = record["action_items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|item| !matches!(item["status"].as_str(), Some("done" | "verified" | "dropped")))
            .count();
        let first = record["timeline"]
            .as_array()
            .unwrap()
            .iter()
            .find_map(|event| event["time"].as_str())
            .unwrap_or("-")
            .to_owned();
        let hash = blake3::hash(record["title"].as_str().unwrap().as_bytes()).to_hex();
        writeln!(
            lines,
            "{} {} {} {} {} {} {} {} {} {} {}({first}) {}({open}) {} #{} {}",
            text("kind"),
            text("date"),
            record["severity"]["level"].as_i64().map_or("-".to_owned(), |level| level.to_string()),
            text("started"),
            text("detected"),
            text("mitigated"),
            text("resolved"),
            record["ttr_minutes"].as_i64().map_or("-".to_owned(), |minutes| minutes.to_string()),
            count("services"),
            count("root_causes"),
            count("timeline"),
            count("action_items"),
            count("sections"),
            &hash[..6],
            text("source"),
        )
        .unwrap();
    }
    assert_golden("corpus.facts.txt", &lines);
}
