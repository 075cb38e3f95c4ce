//! Shapes that real teams write, in our words (`fixtures/field/`): each is one example of a kind, with what a careful reader takes
//! from it.

use crate::support::site_test::SiteTest;
use serde_json::{Value, json};

/// A case as the folder of content.
fn case(name: &str) -> SiteTest {
    SiteTest::fixture(&format!("field/{name}")).arg("--content").arg(".")
}

/// The fields of each document of a case that `expected` names, by source.
fn check(name: &str, expected: &[(&str, Value)]) {
    let records = case(name).export();
    for (source, wanted) in expected {
        let record = records.iter().find(|record| record["source"] == *source);
        let record = record.unwrap_or_else(|| panic!("{name}: no record of {source} among {records:?}"));
        for (field, value) in wanted.as_object().unwrap() {
            assert_eq!(&shown(field, &record[field]), value, "{name}: {field} of {source}");
        }
    }
}

/// What of a field is compared: the time and text of entries, the state of actions, the word of a severity.
fn shown(field: &str, value: &Value) -> Value {
    match field {
        "timeline" => value.as_array().unwrap().iter().map(|event| json!([event["time"], event["text"]])).collect(),
        "action_items" => value.as_array().unwrap().iter().map(|item| json!([item["text"], item["status"]])).collect(),
        "severity" => value["label"].clone(),
        _ => value.clone(),
    }
}

#[test]
fn an_unknown_label_ends_the_value_above_it() {
    check(
        "01-unknown-label-glued",
        &[
            (
                "incidents/checkout.md",
                json!({"services": ["checkout-api", "payments"], "teams": ["edge"], "severity": "SEV-2"}),
            ),
            ("incidents/queue.md", json!({"severity": "SEV-3", "authors": ["Lee Poe"]})),
        ],
    );
}

#[test]
fn a_broken_line_in_a_cell_parts_values() {
    let expected = json!({"services": ["checkout-api", "payments"], "authors": ["Robin Roe", "Kim Doe"], "tags": ["tls", "expiry"]});
    check("03-br-in-cell", &[("incidents/checkout.md", expected)]);
}

#[test]
fn a_window_has_a_start_and_an_end() {
    let window = |started: &str, resolved: &str, minutes: u32| json!({"date": started[..10], "started": started, "resolved": resolved, "ttr_minutes": minutes});
    check(
        "08-incident-window",
        &[
            ("incidents/a-full.md", window("2026-06-09T12:41:00Z", "2026-06-09T22:38:00Z", 597)),
            ("incidents/b-midnight.md", window("2026-09-18T22:44:00Z", "2026-09-19T04:21:00Z", 337)),
            ("incidents/c-to.md", window("2024-03-15T10:01:14", "2024-03-15T10:03:50", 2)),
        ],
    );
}

#[test]
fn a_timeline_that_runs_backwards_passes_midnight_backwards() {
    let expected = json!({"timeline": [
        ["2026-03-03T00:42:00Z", "resolved, backlog worked off"],
        ["2026-03-03T00:10:00Z", "fix in place"],
        ["2026-03-02T23:20:00Z", "cause found"],
        ["2026-03-02T22:58:00Z", "first alert"],
    ]});
    check("10-newest-first-midnight", &[("incidents/queue.md", expected)]);
}

#[test]
fn the_text_of_a_status_page_is_a_timeline() {
    check(
        "11-statuspage-text",
        &[
            (
                "incidents/a-head.md",
                json!({"date": "2026-03-02", "timeline": [
                    ["2026-03-03T00:42:00Z", "Resolved The fix holds and all systems work."],
                    ["2026-03-02T23:20:00Z", "Identified A certificate had ended."],
                    ["2026-03-02T22:58:00Z", "Investigating We look into errors on the payments API."],
                ]}),
            ),
            (
                "incidents/b-tail.md",
                json!({"date": "2026-09-17", "timeline": [
                    ["2026-09-17T15:13:00Z", "Resolved - All is well again."],
                    ["2026-09-17T15:01:00Z", "Update - We still look into it."],
                    ["2026-09-17T14:36:00Z", "Investigating - An alert told of slow answers in two regions."],
                ]}),
            ),
        ],
    );
}

#[test]
fn front_matter_may_hold_the_timeline() {
    check(
        "12-front-matter-timeline",
        &[
            (
                "incidents/a-updates.md",
                json!({"date": "2026-01-31", "timeline": [
                    ["2026-01-31T17:54:00Z", "All is well again."],
                    ["2026-01-31T16:54:00Z", "We look into errors."],
                ]}),
            ),
            (
                "incidents/b-timeline.md",
                json!({"date": "2026-02-01", "timeline": [
                    ["2026-02-01T16:54:00Z", "We look into errors."],
                    ["2026-02-01T17:54:00Z", "All is well again."],
                ]}),
            ),
        ],
    );
}

#[test]
fn a_heading_with_a_value_is_a_label() {
    let expected = json!({"date": "2026-03-02", "severity": "SEV-2", "services": ["order-queue", "checkout-api"]});
    check("13-label-in-heading", &[("incidents/queue.md", expected)]);
}

#[test]
fn names_of_front_matter_are_labels_of_the_text_too() {
    let expected =
        json!({"severity": "P3", "services": ["photos", "block-store v1.12.0", "worker-3"], "authors": ["Robin Roe"]});
    check("26-labels-of-front-matter", &[("incidents/longhorn.md", expected)]);
}

#[test]
fn a_table_of_html_is_a_table() {
    let expected = json!({
        "date": "2026-03-02", "severity": "SEV-2", "services": ["order-queue", "checkout-api"],
        "timeline": [["2026-03-02T14:02:00Z", "consumers stop"], ["2026-03-02T14:42:00Z", "backlog worked off"]],
    });
    check("28-html-table", &[("incidents/queue.md", expected)]);
}

#[test]
fn a_box_in_a_cell_is_a_state() {
    let expected = json!({"action_items": [["Add a test for the edge case", "done"], ["Tune the alert", "open"]]});
    check("39-task-in-table", &[("incidents/queue.md", expected)]);
}

#[test]
fn an_incident_that_came_back_took_as_long_as_is_stated() {
    check("41-reopened", &[("incidents/api.md", json!({"ttr_minutes": 160, "date": "2026-06-10"}))]);
}
