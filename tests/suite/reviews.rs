//! Reviews: who reads a postmortem, when it is talked through, and the days of its states.

use crate::support::{SiteTest, assert_sound};
use serde_json::json;

const FIELDS: &str = "title: Gate two stood still\nvisibility: public\ndate: 2026-02-11\nseverity: SEV2\nstatus: in-review\n\
    drafted: 2026-02-12\nin_review: 2026-02-14\nreviewers: [zqann, zqbob]\nfacilitator: zqcarla\nmeeting: 2026-03-18 14:00 -05:00";

fn site() -> SiteTest {
    SiteTest::new()
        .postmortem("gate", FIELDS, "It stood.")
        .postmortem("lamp", "title: Lamp out\nvisibility: public\ndate: 2026-02-20\nstatus: in-review", "It was dark.")
        .postmortem(
            "door",
            "title: Door stuck\nvisibility: public\ndate: 2025-02-20\nstatus: closed\nclosed: 2025-04-01\nmeeting: 2025-03-01",
            "It was shut.",
        )
}

#[test]
fn a_review_is_shown_exported_and_listed_with_its_meeting() {
    let test = site();
    let record = test.record("postmortems/gate.md");
    for (field, value) in [
        ("drafted", json!("2026-02-12")),
        ("in_review", json!("2026-02-14")),
        ("closed", json!(null)),
        ("reviewers", json!(["zqann", "zqbob"])),
        ("facilitator", json!("zqcarla")),
        ("meeting", json!("2026-03-18T14:00:00-05:00")),
    ] {
        assert_eq!(record[field], value, "{field}");
    }
    let site = test.site();
    let page = site.page("postmortems/gate/");
    for told in [
        "Reviewers zqann zqbob",
        "Facilitator zqcarla",
        "Review meeting 2026-03-18 14:00 -05:00",
        "In review since 2026-02-14",
    ] {
        let text = page.main().split_whitespace().collect::<Vec<_>>().join(" ").replace(", ", " ");
        assert!(text.contains(told), "{told}: {text}");
    }
    let list = site.page("actions/").find_section("In review").unwrap();
    let text = list.split_whitespace().collect::<Vec<_>>().join(" ");
    let at = |word: &str| text.find(word).unwrap_or_else(|| panic!("{word}: {text}"));
    assert!(
        at("Gate two") < at("2026-03-18 14:00")
            && at("2026-03-18 14:00") < at("Lamp out")
            && at("Lamp out") < at("no meeting yet")
    );
    assert!(text.contains("Facilitator: zqcarla; Reviewers: zqann, zqbob") && !text.contains("Door"));
    assert_sound(&site);
}

#[test]
fn meetings_are_a_calendar_that_stays_the_same_on_any_day() {
    let test = site().arg("--site-url").arg("https://incidents.example/pm/");
    let calendar = test.site().text("reviews.ics");
    let lines: Vec<&str> = calendar.split("\r\n").collect();
    for line in [
        "UID:review.gate@incidents.example",
        "SUMMARY:Review: Gate two stood still",
        "DTSTART:20260318T190000Z",
        "DESCRIPTION:Facilitator: zqcarla\\nReviewers: zqann\\, zqbob",
        "URL:https://incidents.example/pm/postmortems/gate/",
        "UID:review.door@incidents.example",
        "DTSTART;VALUE=DATE:20250301",
    ] {
        assert!(lines.contains(&line), "{line}: {calendar}");
    }
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 2);
    let next = test.run(&["build", "--today", "2026-03-08", "--site-url", "https://incidents.example/pm/"]);
    assert_eq!((next.code, test.read().text("reviews.ics")), (0, calendar));
    let floating = SiteTest::new().postmortem(
        "a",
        "title: A\ndate: 2026-01-02\nstarted: 2026-01-02 10:00\nmeeting: 2026-03-18 14:00",
        "x",
    );
    assert!(floating.site().text("reviews.ics").contains("\r\nDTSTART:20260318T140000\r\n"));
    assert!(!SiteTest::new().postmortem("a", "title: A\ndate: 2026-01-02", "x").site().has("reviews.ics"));
}

#[test]
fn the_public_hears_of_no_reviewer_unless_it_hears_of_actions() {
    let test = site().arg("--audience").arg("public");
    let site = test.site();
    assert!(site.page("postmortems/gate/").main().contains("In review since"));
    assert!(!site.has("reviews.ics"));
    for word in ["zqann", "zqbob", "zqcarla", "2026-03-18"] {
        assert_eq!(site.holders_of(word), Vec::<&str>::new(), "{word}");
    }
    assert_eq!(test.record("postmortems/gate.md")["reviewers"], json!([]));
    let shown = test.file("book.toml", "[audience]\npublic-actions = true\n");
    let site = shown.site();
    assert!(site.has("reviews.ics") && site.page("postmortems/gate/").main().contains("zqcarla"));
}

#[test]
fn a_meeting_has_a_day_of_its_own_and_what_is_no_time_is_told() {
    let test = SiteTest::new().postmortem(
        "a",
        "title: A\ndate: 2026-01-02\nseverity: SEV2\nmeeting: 14:00\nclosed: soon",
        "x",
    );
    let run = test.check();
    assert!(run.stderr.contains("`meeting`: `14:00` cannot be read as a time"), "{}", run.stderr);
    assert!(run.stderr.contains("`closed`: `soon` cannot be read as a time"), "{}", run.stderr);
    assert_eq!(test.record("postmortems/a.md")["meeting"], json!(null));
}
