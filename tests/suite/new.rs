//! `pmsite new`: from a title, answers on a terminal, or a JSON object to a document that reads completely.

use crate::support::site_test::{Run, TODAY, suite_folder};
use crate::support::{Site, SiteTest};
use serde_json::{Value, json};
use std::process::Command;

fn new(test: &SiteTest, args: &[&str]) -> Run {
    let mut all = vec!["new", "--today", TODAY];
    all.extend(args);
    test.run(&all)
}

/// The text that `new` wrote, which must go well; the path is what it printed.
fn written(test: &SiteTest, args: &[&str]) -> (String, String) {
    let run = new(test, args);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let path = run.stdout.trim_end().trim_start_matches("./").to_owned();
    (std::fs::read_to_string(test.path(&path)).unwrap(), path)
}

/// Nothing is wrong with the site as it stands.
fn assert_clean(test: &SiteTest) {
    let run = test.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "diagnostics");
}

fn shelf() -> SiteTest {
    SiteTest::new()
        .postmortem(
            "2025-01-02-disk-full",
            "title: Disk full\ndate: 2025-01-02\nservices: [order-queue]\nroot_causes: [disk-full]",
            "It was full.",
        )
        .file("content/services/checkout.md", "---\ntitle: Checkout API\n---\n\nTakes payments.\n")
}

/// The program on a pseudo-terminal: what is waited for and typed. Code, and what was printed.
pub fn on_terminal(test: &SiteTest, args: &[&str], answers: &Value) -> (i32, String) {
    let output = Command::new("python3")
        .arg(suite_folder().join("on_terminal.py"))
        .arg(answers.to_string())
        .arg(env!("CARGO_BIN_EXE_pmsite"))
        .args(args)
        .args(["--today", TODAY])
        .current_dir(test.root())
        .env_remove("SOURCE_DATE_EPOCH")
        .output()
        .unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!printed.contains("panicked"), "{printed}");
    (output.status.code().unwrap_or(-1), printed)
}

#[test]
fn the_questions_come_in_the_order_of_the_generator_and_a_terminal_answers_them() {
    let test = shelf();
    let answers = json!([
        ["Title:", "Checkout failed\r"],
        ["Start date:", "2026-03-02 14:02 UTC\r"],
        ["End date:", "2026-03-02 14:42 UTC\r"],
        ["Authors:", "@ann, @bob\r"],
        ["Status:", "\u{1b}[B\r"],
        ["Summary:", "Card payments failed for every customer.\r"],
        ["Severity:", "SEV2\r"],
        ["Services:", "check\t\r"],
        ["Root causes:", "disk\t\r"],
        ["Noticed at:", "25:99\r"],
        ["no such time", "\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}14:09 UTC\r"],
        ["Acknowledged at:", "\r"],
        ["Harm ended at:", "14:30 UTC\r"],
    ]);
    let (code, printed) = on_terminal(&test, &["new"], &answers);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("unasked: []"), "{printed}");
    let record = test.record("postmortems/2026-03-02-checkout-failed.md");
    for (field, value) in [
        ("title", json!("Checkout failed")),
        ("started", json!("2026-03-02T14:02:00Z")),
        ("detected", json!("2026-03-02T14:09:00Z")),
        ("mitigated", json!("2026-03-02T14:30:00Z")),
        ("resolved", json!("2026-03-02T14:42:00Z")),
        ("authors", json!(["@ann", "@bob"])),
        ("status", json!("resolved")),
        ("summary", json!("Card payments failed for every customer.")),
        ("severity", json!({ "label": "SEV2", "level": 2 })),
        ("services", json!(["Checkout API"])),
        ("root_causes", json!(["disk-full"])),
        ("ttr_minutes", json!(40)),
    ] {
        assert_eq!(record[field], value, "{field}");
    }
    assert_clean(&test);
}

#[test]
fn of_a_near_miss_no_harm_is_asked() {
    let test = shelf();
    let answers = json!([
        ["Title:", "A certificate was renewed by chance\r"],
        ["Start date:", "2026-03-02\r"],
        ["Authors:", "@ann\r"],
        ["Summary:", "All payments would have failed on Sunday.\r"],
        ["Services:", "check\t\r"],
        ["Root causes:", "\r"],
    ]);
    let (code, printed) = on_terminal(&test, &["new", "--template", "near-miss"], &answers);
    assert!(code == 0 && printed.contains("unasked: []"), "{printed}");
    for question in ["End date:", "Status:", "Severity:", "Began at:", "Noticed at:", "Resolved at:"] {
        assert!(!printed.contains(question), "{question} in {printed}");
    }
    let text =
        std::fs::read_to_string(test.path("content/postmortems/2026-03-02-a-certificate-was-renewed-by-chance.md"));
    assert!(text.unwrap().contains("\nkind: near-miss\n---\n"), "its kind stays");
}

#[test]
fn who_breaks_off_or_closes_the_terminal_leaves_nothing() {
    for (typed, says) in
        [(json!("\u{3}"), "nothing was written"), (json!("\u{1b}"), "nothing was written"), (Value::Null, "")]
    {
        let test = shelf();
        let before = Site::read(&test.root());
        let (code, printed) =
            on_terminal(&test, &["new", "Lost"], &json!([["Start date:", "\r"], ["End date:", typed]]));
        // A terminal that goes away ends the process by its signal, or by the error.
        assert!(code == 2 || typed.is_null() && code != 0, "{typed}: {code} {printed}");
        assert!(printed.contains(says), "{typed}: {printed}");
        assert_eq!(Site::read(&test.root()), before, "{typed}");
    }
}

#[test]
fn without_a_terminal_nothing_is_asked_and_the_rest_is_left_to_fill_in() {
    let test = shelf();
    let (text, path) = written(&test, &["Queue stood still"]);
    assert_eq!(path, format!("content/postmortems/{TODAY}-queue-stood-still.md"));
    assert!(text.starts_with("---\ntitle: Queue stood still\ndate: 2026-03-07\n---\n\n## Summary\n\n<!-- "), "{text}");
    assert_clean(&test);
    let site = test.site();
    let page = site.page(&format!("postmortems/{TODAY}-queue-stood-still/"));
    assert!(page.main().contains("What surprised us"));
    for guidance in ["somebody from sales", "Five whys", "be more careful", "All times UTC", "{{", "{%"] {
        assert_eq!(site.holders_of(guidance), Vec::<&str>::new(), "guidance is published");
    }
}

#[test]
fn each_option_is_written_as_documents_are_read() {
    let test = shelf();
    let (_, path) = written(
        &test,
        &[
            "Fähre: 3 \"late\" trips",
            "--start",
            "7 March 2026, 2:02 PM UTC",
            "--detected",
            "14:10 UTC",
            "--acknowledged",
            "14:12 UTC",
            "--mitigated",
            "14:40 UTC",
            "--end",
            "2026-03-07 15:02 UTC",
            "--authors",
            "@ann,Bob",
            "--status",
            "Complete",
            "--summary",
            "Three trips were late.",
            "--severity",
            "critical",
            "--services",
            "yes,#1 queue",
            "--causes",
            "null",
        ],
    );
    assert_eq!(path, "content/postmortems/2026-03-07-fähre-3-late-trips.md");
    let record = test.record("postmortems/2026-03-07-fähre-3-late-trips.md");
    for (field, value) in [
        ("title", json!("Fähre: 3 \"late\" trips")),
        ("started", json!("2026-03-07T14:02:00Z")),
        ("acknowledged", json!("2026-03-07T14:12:00Z")),
        ("ttd_minutes", json!(8)),
        ("ttm_minutes", json!(38)),
        ("ttr_minutes", json!(60)),
        ("services", json!(["yes", "#1 queue"])),
    ] {
        assert_eq!(record[field], value, "{field}");
    }
    assert_clean(&test);
}

/// What somebody writes below each heading of the forms.
const FILLED: [(&str, &str); 16] = [
    (
        "## Summary",
        "Orders waited for 40 minutes because every consumer had stopped after a push of the configuration.",
    ),
    ("## Impact", "- **Customers**: 310 orders waited"),
    ("## Root causes", "The consumers read the configuration without a check."),
    ("### Trigger", "A push of the configuration."),
    ("## Resolution", "We rolled back the configuration and restarted the consumers."),
    ("## How it was fixed", "We rolled back the configuration and restarted the consumers."),
    ("## Detection", "An alert on queue age paged the team."),
    ("### What went well", "- The alert was quick"),
    ("### What went wrong", "- Nobody had tried the push"),
    ("### Where we got lucky", "- It was night"),
    ("### What surprised us", "- The check was never on"),
    ("## What nearly happened", "All orders of a day were about to be lost because the backup was empty."),
    ("## What stopped it", "The nightly restore failed, and we restored the backup from the second region."),
    ("## How lucky were we", "The restore runs once a week."),
    ("## Exposure", "The bucket was readable for two hours."),
    ("## Containment", "We rotated the key and closed the bucket."),
];

/// The form, with something below every heading and in every table.
fn filled_in(form: String) -> String {
    let mut filled = form;
    for (heading, words) in FILLED {
        filled = filled.replace(&format!("\n{heading}\n"), &format!("\n{heading}\n\n{words}\n"));
    }
    filled = filled.replace(
        "|---|---|---|---|---|---|\n",
        "|---|---|---|---|---|---|\n| Check the configuration before a push | prevention | @ann | OPS-118 | 2026-04-01 | open |\n",
    );
    filled = filled.replace(
        "| Time (UTC) | Event |\n|---|---|\n",
        "| Time (UTC) | Event |\n|---|---|\n| 14:02 | consumers stop |\n| 14:09 | alert |\n",
    );
    filled
}

#[test]
fn a_filled_form_reads_completely() {
    for (form, wants_fix, wants_lessons) in
        [("standard", true, true), ("light", true, false), ("near-miss", true, false), ("security", true, true)]
    {
        let test = shelf();
        let (text, path) = written(
            &test,
            &["Orders waited", "--template", form, "--start", "2026-03-02 14:02 UTC", "--end", "2026-03-02 14:42 UTC"],
        );
        assert_clean(&test);
        test.write(&path, &filled_in(text));
        assert_clean(&test);
        let record = test.record(path.strip_prefix("content/").unwrap());
        assert_eq!(record["kind"], "postmortem", "{form}");
        assert!(!record["summary"].is_null(), "{form}: {record:#}");
        assert_eq!(record["ttr_minutes"], 40, "{form}");
        let action = &record["action_items"][0];
        assert_eq!(
            [&action["text"], &action["kind"], &action["owner"], &action["ticket"], &action["due"], &action["status"]],
            [
                &json!("Check the configuration before a push"),
                &json!("prevent"),
                &json!("@ann"),
                &json!("OPS-118"),
                &json!("2026-04-01"),
                &json!("open")
            ],
            "{form}"
        );
        assert_eq!(record["action_items"].as_array().unwrap().len(), 1, "{form}");
        if wants_fix {
            assert!(
                record["fix"].as_str().is_some_and(|fix| fix.contains("rolled back") || fix.contains("restored")),
                "{form}: {record:#}"
            );
        }
        if wants_lessons {
            let sections: Vec<&str> =
                record["sections"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
            for name in [
                "summary",
                "impact",
                "root_cause",
                "trigger",
                "resolution",
                "detection",
                "action_items",
                "went_well",
                "went_wrong",
                "got_lucky",
                "timeline",
            ] {
                assert!(sections.contains(&name), "{form}: {name} of {sections:?}");
            }
            assert_eq!(record["timeline"].as_array().unwrap().len(), 2, "{form}");
            assert_eq!(record["timeline"][0]["time"], "2026-03-02T14:02:00Z", "{form}");
            assert_eq!(record["impact"][0]["text"], "Customers: 310 orders waited", "{form}: {record:#}");
        }
    }
}

#[test]
fn a_json_incident_becomes_a_document_that_tells_the_same() {
    let test = shelf();
    let incident = json!({
        "title": "Queue | stall", "id": "INC-9", "severity": { "label": "SEV3", "level": 3 }, "started": "2026-03-02T14:02:00Z", "resolved": "2026-03-02T14:42:00Z",
        "services": ["order-queue"], "root_causes": "config-push", "authors": ["@ann"], "summary": "Orders waited.", "fix": "The push was rolled back.",
        "impact": [{ "label": "Customers", "text": "310 orders" }], "timeline": [{ "time": "14:02", "text": "consumers | stop" }],
        "action_items": [{ "text": "Check it", "kind": "prevent", "owner": "@ann", "due": "2026-04-01", "status": "open" }], "provenance": {}, "colour": 3
    });
    test.write("incident.json", &incident.to_string());
    let run = new(&test, &["--from", "incident.json"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("not used of the incident: provenance, colour"), "{}", run.stderr);
    let record = test.record("postmortems/2026-03-02-queue-stall.md");
    for field in ["title", "id", "severity", "started", "resolved", "services", "authors", "summary", "fix"] {
        assert_eq!(record[field], incident[field], "{field}");
    }
    assert_eq!(record["root_causes"], json!(["config-push"]));
    assert_eq!(record["impact"][0]["text"], "Customers: 310 orders");
    assert_eq!(record["timeline"][0]["text"], "consumers | stop");
    assert_eq!(
        (&record["action_items"][0]["text"], &record["action_items"][0]["due"]),
        (&json!("Check it"), &json!("2026-04-01"))
    );
    assert_clean(&test);
}

#[test]
fn bad_input_is_one_sentence_and_writes_nothing() {
    let test = shelf()
        .file("theme/postmortem/broken.md", "{{ nothing }")
        .file("content/postmortems/2024", "in the way of a folder");
    for (name, json) in [
        ("number.json", "{\"title\": \"A\", \"services\": 3.5e1, \"summary\": [1]}"),
        ("list.json", "[]"),
        ("cut.json", "{\"title\": "),
        ("time.json", "{\"title\": \"A\", \"started\": \"soon\"}"),
        ("rows.json", "{\"title\": \"A\", \"timeline\": [3]}"),
    ] {
        test.write(name, json);
    }
    test.write("content/postmortems/2026-03-07-taken.md", "# Taken\n");
    let before = Site::read(&test.root());
    for (args, says) in [
        (&[][..], "needs a title"),
        (&["  "], "needs a title"),
        (&["!!! ???"], "no letter or digit"),
        (&["bad\u{7}bell"], "control character"),
        (&["Taken"], "is there already"),
        (&["A", "--slug", "taken"], "is there already"),
        (&["A", "--template", "none"], "there are broken, light, near-miss, security, standard"),
        (&["A", "--template", "broken"], "postmortem/broken.md"),
        (&["A", "--start", "soon"], "write it as 2026-03-07 14:02 UTC"),
        (&["A", "--start", "2026-02-30"], "no such time"),
        (&["A", "--start", "3/4/2026"], "day and month"),
        (&["A", "--severity", "purple"], "on no scale"),
        (&["A", "--status", "purple"], "is no status"),
        (&["--from", "number.json"], "has a list as its `summary`"),
        (&["--from", "list.json"], "is no JSON object"),
        (&["--from", "cut.json"], "is no JSON"),
        (&["--from", "time.json"], "has a `started` that is no time"),
        (&["--from", "rows.json"], "`timeline`"),
        (&["--from", "gone.json"], "gone.json"),
        (&["A", "--content", "nowhere"], "no content folder"),
    ] {
        let run = new(&test, args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{args:?}: {}", run.stderr);
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
        assert_eq!(Site::read(&test.root()), before, "{args:?}");
    }
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let test = SiteTest::new()
        .file("content/postmortems/2025/disk.md", "---\ndate: 2025-01-02\n---\n\n# Disk\n\nFull.\n")
        .file("content/postmortems/2026", "a file");
    let run = new(&test, &["Next"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("2026"), "{}", run.stderr);
}

/// A README is a list of what lies beside it, unless it tells an incident or says that it is one.
#[test]
fn where_a_file_could_be_taken_for_something_else_it_says_what_it_is() {
    let told = "# Disk full\n\n| Severity | SEV2 |\n|---|---|\n| Date | 2025-01-03 |\n| Services | db |\n\n## Summary\n\nThe disk was full for an hour.\n\n\
                ## Impact\n\nNobody could order.\n\n## Timeline\n\n- 10:00 UTC the disk is full\n- 11:00 UTC logs removed\n\n## Root cause\n\nLogs.\n\n\
                ## Resolution\n\nWe removed the logs.\n";
    let test = SiteTest::new().file("content/2025/01/disk/README.md", told);
    let (_, path) = written(&test, &["Next"]);
    assert_eq!(path, "content/2026/03/next/README.md");
    assert_eq!(test.record("2026/03/next/README.md")["kind"], "postmortem");
    assert_clean(&test);
}

#[test]
fn names_of_devices_are_no_files() {
    let test = SiteTest::new().file("content/postmortems/disk.md", "---\ndate: 2025-01-02\n---\n\n# Disk\n\nFull.\n");
    let (_, path) = written(&test, &["CON"]);
    assert_eq!(path, "content/postmortems/con-page.md");
}

#[test]
fn a_form_of_ones_own_wins_and_keeps_its_front_matter() {
    let test = shelf().file(
        "theme/postmortem/standard.md",
        "---\nvisibility: public\ntitle: never\ntags:\n  - payments\n---\n\n## Summary\n\n{{ summary }}\n\nWho: {{ authors | join(sep=\", \") }}\n",
    );
    let (text, path) = written(&test, &["Own form", "--summary", "It broke.", "--authors", "ann,bob"]);
    assert!(!text.contains("never") && text.contains("Who: ann, bob"), "{text}");
    let record = test.record(path.strip_prefix("content/").unwrap());
    assert_eq!(
        (&record["visibility"], &record["tags"], &record["title"]),
        (&json!("public"), &json!(["payments"]), &json!("Own form"))
    );
}

#[test]
fn an_empty_folder_gets_its_first_incident() {
    let test = SiteTest::new();
    let (_, path) = written(&test, &["First"]);
    assert_eq!(path, format!("content/postmortems/{TODAY}-first.md"));
    assert!(test.site().has(&format!("postmortems/{TODAY}-first/")));
}

#[cfg(unix)]
#[test]
fn the_editor_opens_what_was_written() {
    let test = shelf().env("VISUAL", "touch -r Cargo.none").env("EDITOR", "true");
    assert_eq!(new(&test, &["Edited", "--edit"]).code, 1, "the first is asked, and its failure told");
    let test = shelf().env("VISUAL", "").env("EDITOR", "sed -i s/Edited/Amended/");
    let (text, _) = written(&test, &["Edited", "--edit"]);
    assert!(text.contains("title: Amended"), "{text}");
    let test = shelf().env("VISUAL", "no-such-editor --wait");
    let run = new(&test, &["Edited", "--edit"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("no-such-editor") && run.stderr.contains("is written"), "{}", run.stderr);
    assert!(test.path("content/postmortems").join(format!("{TODAY}-edited.md")).is_file());
}

#[test]
fn what_contradicts_itself_is_refused_and_an_unknown_name_noted() {
    let test = shelf();
    for (args, says) in [
        (&["--start", "2026-11-29", "--end", "2026-11-28"][..], "is before the beginning"),
        (&["--start", "2026-11-29 10:00", "--end", "2026-11-28"], "is before the beginning"),
        (&["--end", "-", "--status", "Complete"], "says that it goes on"),
    ] {
        let run = new(&test, &[&["Queue stall", "--yes"], args].concat());
        assert!(run.code == 2 && run.stderr.contains(says), "{args:?}: {}", run.stderr);
    }
    let run = new(&test, &["Queue stall", "--yes", "--services", "Order Queue,checkout-ap,nosuchservice"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let notes: Vec<&str> = run.stderr.lines().collect();
    assert_eq!(
        notes,
        [
            "note: no document here has the service `checkout-ap` yet; did you mean `Checkout API`?",
            "note: no document here has the service `nosuchservice` yet"
        ]
    );
}
