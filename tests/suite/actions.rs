//! What is to be done, and what became of it: `/actions/`, its files, and `pmsite actions`.

use crate::support::shared::shared;
use crate::support::site::{Page, text_of};
use crate::support::site_test::{copy_tree, suite_folder};
use crate::support::{Site, SiteTest, TODAY, assert_sound};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// An incident of `api` and `disk-full` on the day, with these actions.
fn incident(test: SiteTest, name: &str, date: &str, actions: &str) -> SiteTest {
    let fields = format!(
        "title: Outage {name}\ndate: {date}\nseverity: SEV2\nservices: [api]\nroot_causes: [disk-full]\naction_items:\n{actions}"
    );
    test.postmortem(name, &fields, "It broke.")
}

fn two() -> SiteTest {
    let first = "  - {text: Watch the disk, owner: core, due: 2025-02-01, status: open, ticket: OPS-7}\n  - {text: Buy a larger one, due: 2026-03-20, status: in-progress}\n  - {text: Move it all, owner: core, due: 2027-01-01, status: open}\n  - {text: Sing, owner: choir, status: idea}";
    let second = "  - {text: Add a page, status: open}\n  - {text: Test it, owner: core, status: done, closed: 2026-01-20, due: 2026-01-15}\n  - {text: Rotate, owner: core, status: verified, closed: 2026-01-05, due: 2026-01-15}\n  - {text: Forget it, status: wont-do}";
    let test = incident(SiteTest::new(), "one", "2025-01-10", first);
    incident(test, "two", "2026-01-01", second)
}

/// Headings of lanes with their counts.
fn lanes(page: &Page) -> Vec<String> {
    let heads = page
        .select("main h2")
        .into_iter()
        .filter(|head| head.text().count() > 1 || head.inner_html().contains("class=\"n\""));
    heads.map(text_of).collect()
}

/// Titles of the actions of a lane.
fn texts(page: &Page, heading: &str) -> String {
    page.section(heading)
}

#[test]
fn the_page_says_how_all_stands_and_what_comes_first() {
    let site = two().site();
    let page = site.page("actions/");
    let lead = page.texts("main .lead");
    assert_eq!(lead, ["4 open: 1 overdue, 2 without owner, 1 without date. The oldest is 399 days late."]);
    assert_eq!(
        lanes(&page)[..9],
        [
            "Open while it came back 3",
            "Overdue 1",
            "Due in 30 days 1",
            "Later 1",
            "No date 1",
            "No owner 2",
            "Ideas 1",
            "Done, not verified 1",
            "Verified 1"
        ]
    );
    let again = texts(&page, "Open while it came back");
    for told in
        ["Watch the disk", "399 days late", "core", "OPS-7", "SEV2", "Outage one", "again on 2026-01-01 Outage two"]
    {
        assert!(again.contains(told), "{told} in {again}");
    }
    assert_eq!(page.texts(".acts .no"), ["1"], "the latest has its number, once");
    let sources = page.texts("#pm_lane_again .src summary");
    assert_eq!(sources.len(), page.texts("#pm_lane_again .src code").len());
    for (said, place) in sources.iter().zip(page.texts("#pm_lane_again .src code")) {
        assert_eq!(*said, format!("Source: {place}"), "who hears a list of controls tells one from the next");
    }
    assert!(!texts(&page, "Overdue").contains("Watch the disk"), "what stands above is not listed again");
    assert!(!page.main().contains("Forget it"), "what was dropped is in the whole table alone");
    assert!(site.page("actions/all/").main().contains("Forget it"));
    assert!(page.leads_to("services/api/") && page.leads_to("years/2026/"));
    assert_eq!(page.texts(".top .nav a[aria-current]"), ["Actions"]);
    assert!(site.page("").leads_to("actions/"));
    assert_sound(&site);
}

#[test]
fn the_years_tell_whether_actions_are_finished() {
    let page = two().site().page("actions/");
    let rows: Vec<Vec<String>> =
        page.select("table.grid tbody tr").iter().map(|row| row.child_elements().map(text_of).collect()).collect();
    // Of 2026: three were promised, two are finished within 30 days, one of them in time; 90 days are not over.
    assert_eq!(
        rows,
        [["2026", "2 of 3", "2 of 3", "–", "–", "1 of 2"], ["2025", "0 of 3", "0 of 3", "0 of 3", "0 of 3", "–"]]
    );
}

#[test]
fn what_is_finished_and_does_not_say_when_is_in_the_share_of_what_was_closed() {
    let items = |text: &str| format!("  - {{text: {text}}}");
    let actions = ["Watch, status: done", "Look, status: done, closed: 2025-01-20", "Grow, status: open"].map(items);
    let site = incident(SiteTest::new(), "one", "2025-01-10", &actions.join("\n")).site();
    let row = finish(&site.page("actions/")).remove("2025").unwrap();
    assert_eq!(row, ["2 of 3", "1–2 of 3", "1–2 of 3", "1–2 of 3", "–"]);
    assert!(site.page("actions/").select("svg .gr").is_empty(), "no line of what nobody tells");
}

#[test]
fn a_day_before_the_incident_does_not_tell_when_an_action_was_closed() {
    let action = "  - {text: Watch, status: done, kind: prevent, closed: 2024-01-20, due: 2025-02-01}";
    let test = incident(SiteTest::new(), "one", "2025-01-10", action);
    let row = finish(&test.site().page("actions/")).remove("2025").unwrap();
    assert_eq!(row, ["1 of 1", "0–1 of 1", "0–1 of 1", "0–1 of 1", "–"]);
    assert_eq!(test.site().json("api/v1/insights.json")["promises"]["closed_with_due"], 0);
    let told = test.check().stderr;
    assert!(told.contains("warning[times-out-of-order]: an action was closed (2024-01-20)"), "{told}");
}

#[test]
fn a_field_without_a_text_is_no_action() {
    let items = "  - {status: done}\n  - {owner: core}\n  - {text: \"\", status: open}\n  - Rotate the keys: done";
    let test = incident(SiteTest::new(), "one", "2025-01-10", items);
    let record = test.record("postmortems/one.md");
    let texts: Vec<&Value> = record["action_items"].as_array().unwrap().iter().map(|item| &item["text"]).collect();
    assert_eq!(texts, ["Rotate the keys"]);
    let told = test.check().stderr;
    assert_eq!(told.matches("[action-without-text]").count(), 3, "{told}");
}

#[test]
fn what_an_action_is_worth_and_costs_stands_beside_it() {
    let action = "  - {text: Watch, status: open, impact: high, effort: S}";
    let row = incident(SiteTest::new(), "one", "2025-01-10", action).site().page("actions/").section("No date");
    assert!(row.contains("impact high") && row.contains("effort S"), "{row}");
}

#[test]
fn a_team_sees_who_owes_what_by_name() {
    let action = |n: usize| {
        let owner = ["owner: Zoo, ", "owner: ant, ", "", "owner: Ant, "][n % 4];
        format!("  - {{text: Do{n}, {owner}status: open, due: 2025-02-{:02}}}", n + 1)
    };
    let team = |count: usize| {
        let actions: Vec<String> = (0..count).map(action).collect();
        let test = incident(SiteTest::new(), "one", "2025-01-10", &actions.join("\n"));
        test.edit("content/postmortems/one.md", "severity:", "teams: [Core]\nseverity:");
        test.site()
    };
    let site = team(8);
    assert_eq!(site.page("teams/core/").texts("#pm_actions h3"), ["No owner 2", "ant 4", "Zoo 2"]);
    assert_eq!(site.page("teams/core/").texts("#pm_actions .acts p:first-of-type").len(), 8);
    assert!(
        site.page("services/api/").select("#pm_actions h3").is_empty(),
        "a service's are in the order of their days"
    );
    let all = team(16).page("teams/core/actions/");
    assert_eq!(all.texts("main h3"), ["No owner 4", "ant 8", "Zoo 4"]);
}

#[test]
fn a_team_finds_what_it_owes_and_a_page_tells_what_is_late() {
    let action = "  - {text: Watch, owner: core, status: open, due: 2025-02-01}";
    let test = incident(SiteTest::new(), "one", "2025-01-10", action);
    test.edit("content/postmortems/one.md", "severity:", "teams: [Core]\nseverity:");
    let site = test.site();
    for url in ["teams/core/", "services/api/", "root-causes/disk-full/"] {
        let page = site.page(url);
        assert!(page.section("Open actions").contains("Watch"), "{url}");
        assert_eq!(page.texts(".acts .hot"), ["Overdue"], "{url}");
    }
    assert!(site.page("actions/").leads_to("teams/core/"));
}

#[test]
fn what_happened_again_shares_cause_and_service_or_is_declared_and_is_later() {
    let action = "  - {text: Watch, owner: core, status: open}";
    let again = |other: &str| {
        let test = incident(SiteTest::new(), "one", "2025-01-10", action);
        let site = test.postmortem("other", other, "Again.").site();
        lanes(&site.page("actions/")).iter().any(|lane| lane.starts_with("Open while it came back"))
    };
    assert!(again("title: B\ndate: 2025-06-01\nservices: [api]\nroot_causes: [disk-full]"));
    assert!(again("title: B\ndate: 2025-06-01\nservices: [web]\nrecurrence_of: one"), "declared");
    for (other, why) in [
        ("title: B\ndate: 2025-06-01\nservices: [api]\nroot_causes: [dns]", "another cause"),
        ("title: B\ndate: 2025-06-01\nservices: [web]\nroot_causes: [disk-full]", "another service"),
        ("title: B\ndate: 2025-01-10\nservices: [api]\nroot_causes: [disk-full]", "the same day"),
        ("title: B\ndate: 2024-06-01\nservices: [api]\nroot_causes: [disk-full]", "before it"),
        ("title: B\nservices: [api]\nroot_causes: [disk-full]", "no day"),
        ("title: B\ndate: 2025-06-01\nplanned: true\nservices: [api]\nroot_causes: [disk-full]", "planned work"),
        ("title: B\ndate: 2024-06-01\nrecurrence_of: one", "declared, and before it"),
    ] {
        assert!(!again(other), "{why}");
    }
}

#[test]
fn empty_states_say_what_to_write() {
    let bare = SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-01", "It broke.").site();
    let page = bare.page("actions/");
    assert!(
        page.main().contains("No incident has an action yet.") && page.main().contains("## Action items"),
        "{}",
        page.main()
    );
    assert!(!bare.has("actions.csv") && !bare.has("actions/all/"));
    assert_sound(&bare);
    let settled =
        incident(SiteTest::new(), "a", "2025-01-01", "  - {text: Rotate, owner: core, status: verified}").site();
    let page = settled.page("actions/");
    assert!(page.main().contains("Nothing is open.") && texts(&page, "Verified").contains("Rotate"), "{}", page.main());
    let undated = incident(SiteTest::new(), "a", "2025-01-01", "  - {text: Watch, owner: core, status: open}").site();
    assert_eq!(undated.page("actions/").texts("main .lead"), ["1 open: none has a due day."]);
    assert!(undated.page("actions/").select("main svg").is_empty());
}

#[test]
fn evidence_that_is_gone_is_a_warning_and_a_mark() {
    let actions = "  - {text: A, owner: x, status: verified, evidence: \"alerts/disk.yml#DiskFull\"}\n  - {text: B, owner: x, status: verified, evidence: \"alerts/disk.yml#Gone\"}\n  - {text: C, owner: x, status: verified, evidence: \"../book.toml\"}\n  - {text: D, owner: x, status: verified, evidence: \"https://ci.example/1\"}";
    let test = incident(SiteTest::new(), "one", "2025-01-10", actions).file("alerts/disk.yml", "- alert: DiskFull\n");
    let run = test.check();
    let warned: Vec<&str> = run.stderr.lines().filter(|line| line.contains("evidence-gone")).collect();
    assert_eq!(warned.len(), 2, "{}", run.stderr);
    assert!(warned[0].contains("one.md:9:") && warned[0].contains("alerts/disk.yml#Gone"), "{}", warned[0]);
    let marks = |site: &Site| {
        let page = site.page("postmortems/one/");
        page.texts(".acts > li").iter().map(|row| row.contains("evidence is gone")).collect::<Vec<_>>()
    };
    assert_eq!(marks(&test.site()), [false, true, true, false]);
    assert!(test.read().page("actions/").main().contains("evidence is gone"));
    assert_eq!(test.read().page("postmortems/one/").select("a[href='https://ci.example/1']").len(), 1);
    // A warm build sees what is gone since.
    test.remove("alerts/disk.yml");
    assert_eq!(marks(&test.site()), [true, true, true, false]);
    assert_eq!(test.record("postmortems/one.md")["action_items"][0]["evidence"], "alerts/disk.yml#DiskFull");
}

#[test]
fn evidence_is_read_from_columns_and_brackets() {
    let body = "## Action items\n\n| Action | Owner | Status | Evidence |\n|---|---|---|---|\n| Watch | core | verified | alerts/a.yml#A |\n";
    let table = SiteTest::new().postmortem("a", "title: A", body).record("postmortems/a.md");
    assert_eq!(table["action_items"][0]["evidence"], "alerts/a.yml#A");
    let body = "## Action items\n\n- [x] Watch it (owner: core, evidence: alerts/a.yml#A)\n- [ ] Think (evidence: none so far)\n";
    let list = SiteTest::new().postmortem("a", "title: A", body).record("postmortems/a.md");
    assert_eq!(list["action_items"][0]["evidence"], "alerts/a.yml#A");
    assert_eq!(list["action_items"][0]["text"], "Watch it");
    assert_eq!(list["action_items"][1]["text"], "Think (evidence: none so far)", "no place: text stays text");
}

#[test]
fn six_states_are_told_apart_however_they_are_written() {
    let words = ["idea", "proposed", "open", "in progress", "done", "verified", "dropped", "wont-do"];
    let actions: Vec<String> = words.iter().map(|word| format!("  - {{text: Act, status: {word}}}")).collect();
    let record = incident(SiteTest::new(), "one", "2025-01-10", &actions.join("\n")).record("postmortems/one.md");
    let states: Vec<&str> =
        record["action_items"].as_array().unwrap().iter().map(|item| item["status"].as_str().unwrap()).collect();
    assert_eq!(states, ["idea", "idea", "open", "in-progress", "done", "verified", "dropped", "dropped"]);
    assert_eq!(record["schema_version"], 2);
}

#[test]
fn a_public_site_tells_nothing_of_actions_unless_it_is_told_to() {
    let actions =
        "  - {text: zqaction, owner: zqowner, due: 2025-02-01, status: open, ticket: ZQT-1, evidence: zq/evidence}";
    let fields = format!(
        "title: Outage\ndate: 2025-01-10\nvisibility: public\nservices: [api]\nroot_causes: [disk-full]\naction_items:\n{actions}"
    );
    let body = "It broke.\n\n## Action items\n\n| Action | Owner | Due | Ticket |\n|---|---|---|---|\n| zqbody | zqann | 2026-02-02 | ZQT-2 |\n\n## Lessons\n\nzqlesson\n";
    let test = SiteTest::new().postmortem("one", &fields, body).arg("--audience").arg("public");
    let site = test.site();
    assert!(site.page("postmortems/one/").main().contains("zqlesson"));
    let of_body = ["zqbody", "zqann", "ZQT-2"];
    for word in of_body.into_iter().chain([
        "zqaction",
        "zqowner",
        "ZQT-1",
        "zq/evidence",
        "overdue",
        "past their due day",
        "days late",
    ]) {
        // Style sheets and the schema of the API know the words, and nothing of incidents.
        let is_general = |path: &&str| path.starts_with("assets/") || *path == "api/v1/schema.json";
        let holders: Vec<&str> = site.holders_of(word).into_iter().filter(|path| !is_general(path)).collect();
        assert_eq!(holders, Vec::<&str>::new(), "{word}");
    }
    for path in ["actions/", "actions.csv", "actions.ics", "actions-todo.ics", "actions.xml", "actions/all/"] {
        assert!(!site.has(path), "{path}");
    }
    assert_eq!(site.json("api/v1/actions.json"), serde_json::json!([]));
    assert!(!site.page("").text().contains("Actions"), "not in the navigation");
    assert!(!test.export().iter().any(|record| record.to_string().contains("zqowner")));
    let run = test.run(&["actions", "--audience", "public"]);
    assert!(run.code == 2 && run.stderr.contains("public-actions"), "{}", run.stderr);
    assert_sound(&site);
    test.write("book.toml", "[audience]\npublic-actions = true\n");
    let site = test.site();
    assert!(site.page("actions/").main().contains("zqowner") && site.has("actions.ics"));
    assert_sound(&site);
}

/// A property of each component, unfolded.
fn properties(calendar: &str, name: &str) -> Vec<String> {
    let lines = calendar.replace("\r\n ", "");
    let values = lines.split("\r\n").filter_map(|line| line.strip_prefix(name)).map(str::to_owned);
    values.collect()
}

#[test]
fn a_calendar_has_an_event_on_each_due_day_and_its_names_stay_through_edits() {
    let test = two();
    let uids = |site: &Site| {
        (properties(&site.text("actions.ics"), "UID:"), properties(&site.text("actions-todo.ics"), "UID:"))
    };
    let site = test.site();
    let calendar = site.text("actions.ics");
    assert_eq!(properties(&calendar, "DTSTART;VALUE=DATE:"), ["20250201", "20260320", "20270101"]);
    assert_eq!(properties(&calendar, "TRIGGER:"), ["-PT15H"; 3]);
    assert_eq!(properties(&site.text("actions-todo.ics"), "STATUS:").len(), 4, "a task needs no day");
    assert!(calendar.ends_with("END:VCALENDAR\r\n") && !calendar.replace("\r\n", "").contains('\n'));
    let before = uids(&site);
    assert_eq!(before.0, ["one.OPS-7@pmsite", "one.2@pmsite", "one.3@pmsite"]);
    let longer = "text: \"Watch the disk, and the inodes; all of them\"";
    test.edit("content/postmortems/one.md", "text: Watch the disk", longer);
    test.edit("content/postmortems/one.md", "Buy a larger one", "Rent one");
    test.edit("content/postmortems/one.md", "2026-03-20", "2026-04-20");
    let after = test.site();
    assert_eq!(uids(&after), before);
    assert!(
        properties(&after.text("actions.ics"), "SUMMARY:")
            .contains(&"Watch the disk\\, and the inodes\\; all of them".to_owned())
    );
    // Another one that comes first does not take the name of the one that has a ticket.
    test.edit(
        "content/postmortems/one.md",
        "action_items:\n",
        "action_items:\n  - {text: First, due: 2025-01-30, status: open}\n",
    );
    assert!(uids(&test.site()).0.contains(&"one.OPS-7@pmsite".to_owned()));
}

#[test]
fn the_feed_holds_what_is_overdue_the_last_first() {
    let actions = "  - {text: Early, due: 2025-02-01, status: open}\n  - {text: 'Late & <b>', due: 2026-03-06, status: open}\n  - {text: Today, due: 2026-03-07, status: open}";
    let site =
        incident(SiteTest::new(), "one", "2025-01-10", actions).arg("--site-url").arg("https://x.example/pm/").site();
    let text = site.text("actions.xml");
    let feed = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let of = |name: &str| {
        let entries = feed.descendants().filter(|node| node.tag_name().name() == "entry");
        let child = |node: roxmltree::Node<'_, '_>| {
            node.children().find(|child| child.tag_name().name() == name)?.text().map(str::to_owned)
        };
        entries.filter_map(child).collect::<Vec<_>>()
    };
    assert_eq!(of("title"), ["Late & <b>", "Early"]);
    assert_eq!(of("updated")[0], "2026-03-07T00:00:00+00:00", "the day after it was due");
    assert!(of("id")[0].starts_with("https://x.example/pm/postmortems/one/#"), "{:?}", of("id"));
    assert!(text.contains("href=\"https://x.example/pm/actions.xml\""), "{text}");
}

#[test]
fn a_day_can_be_set_by_severity_for_actions_that_name_none() {
    let actions = "  - {text: Watch, owner: core, status: open}\n  - {text: Own, owner: core, due: 2027-01-01, status: open}\n  - {text: Told, owner: core}";
    let test = incident(SiteTest::new(), "one", "2026-01-10", actions);
    assert!(test.site().page("actions/").main().contains("2 open: none overdue, 1 without date."));
    test.write("book.toml", "[actions.due-within]\nSEV1 = 7\nsev2 = 14\n");
    let site = test.site();
    assert!(
        site.page("actions/").main().contains("2 open: 1 overdue. The oldest is 42 days late."),
        "{}",
        site.page("actions/").main()
    );
    assert!(site.page("").main().contains("action past its due day"));
    test.write("book.toml", "[actions]\ndue-within = {sev9 = 3, sev1 = 0}\n");
    let run = test.build();
    assert!(
        run.code == 2 && run.stderr.contains("is no level of severity") && run.stderr.contains("a number of days"),
        "{}",
        run.stderr
    );
}

#[test]
fn the_command_lists_filters_and_is_a_gate() {
    let test = two().file("content/services/api.md", "---\ntitle: API\naliases: [gateway]\n---\n\nText.\n");
    let run = |args: &[&str]| test.run(&[&["actions", "--today", TODAY], args].concat());
    let all = run(&[]);
    assert_eq!(all.code, 0);
    for told in ["4 open: 1 overdue", "Overdue (1)", "Watch the disk", "399 days late", "postmortems/one.md:8"] {
        assert!(all.stdout.contains(told), "{told} in {}", all.stdout);
    }
    assert!(test.path(".pmsite/documents").is_dir(), "what was read is kept, as by a build");
    let late = run(&["--overdue", "--format", "json"]);
    let rows: Value = serde_json::from_str(&late.stdout).unwrap();
    assert_eq!((late.code, rows.as_array().unwrap().len(), rows[0]["days_late"].as_i64()), (1, 1, Some(399)));
    assert_eq!(rows[0]["happened_again"], "postmortems/two/");
    let typo = run(&["--overdue", "--owner", "coer"]);
    assert!(typo.code == 2 && typo.stderr.contains("did you mean `core`?"), "{}", typo.stderr);
    assert_eq!(test.run(&["actions", "--today", "2025-02-01", "--overdue"]).code, 0, "due today is in time");
    let owned = run(&["--owner", "@Core", "--format", "csv"]).stdout;
    assert_eq!(owned.lines().count(), 3, "{owned}");
    assert_eq!(run(&["--service", "Gateway"]).stdout, all.stdout, "by another name");
    let unknown = run(&["--service", "apo"]);
    assert!(unknown.code == 2 && unknown.stderr.contains("did you mean `API`?"), "{}", unknown.stderr);
    let digest = run(&["--format", "markdown"]).stdout;
    assert!(
        digest.matches("Watch the disk").count() == 1
            && digest.contains("**Overdue** (1)")
            && digest.contains("- [ ] Watch the disk (Outage one) core, due 2025-02-01, 399 days late, OPS-7"),
        "{digest}"
    );
    assert!(
        digest.lines().all(|line| line == line.trim_end()),
        "an action without owner and day ends its line: {digest}"
    );
    assert!(
        test.site()
            .page("actions/")
            .one("details pre code")
            .text()
            .collect::<String>()
            .contains("- [ ] Watch the disk")
    );
    let ics = run(&["--format", "ics"]).stdout;
    assert_eq!(ics, test.read().text("actions.ics"), "the site's own");
}

#[test]
fn many_actions_are_cut_and_the_whole_table_has_pages() {
    let rows: String = (0..1200).map(|i| format!("- [ ] Act {i} (due: 2025-0{}-1{})\n", i % 9 + 1, i % 10)).collect();
    let site = SiteTest::new()
        .postmortem("a", "title: A\ndate: 2025-01-01", &format!("Text.\n\n## Action items\n\n{rows}"))
        .site();
    let page = site.page("actions/");
    assert!(page.main().contains("1,200 open: 1,200 overdue"), "{}", &page.main()[..300]);
    assert_eq!((page.select("section .acts > li").len(), page.select("main circle").len()), (25, 150));
    assert!(page.leads_to("actions/all/") && site.text("actions/").len() < 120_000, "{}", site.text("actions/").len());
    let parts: usize = ["actions/all/", "actions/all/2/", "actions/all/3/"]
        .iter()
        .map(|url| site.page(url).select("tbody tr").len())
        .sum();
    assert_eq!((parts, site.has("actions/all/4/")), (1200, false));
    assert_eq!(site.text("actions.csv").lines().count(), 1201);
    assert_sound(&site);
}

#[test]
fn rows_tell_filters_what_they_are_of() {
    let one = two().site().page("actions/");
    assert_eq!(one.texts("form.sift label").len(), 1, "one service and one cause are no choice, two owners are");
    let other = "title: C\ndate: 2025-03-01\nseverity: SEV1\nservices: [web]\nroot_causes: [dns]\nteams: [core]\naction_items:\n  - {text: Look, status: open, kind: detect}\n  - {text: Stop, status: open, kind: prevent}";
    let page = two().postmortem("three", other, "It broke.").site().page("actions/");
    assert!(page.one("form.sift").attr("hidden").is_some(), "without a script there is nothing to choose");
    let labels: Vec<String> = page.texts("form.sift label");
    let expected = [
        "Services all API web",
        "Root causes all disk full dns",
        "Severity all SEV1 SEV2",
        "What it does all prevents detects",
        "Owner all choir core",
    ];
    let words =
        |label: &str| label.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ").replace('-', " ");
    assert_eq!(labels.iter().map(|label| words(label)).collect::<Vec<_>>(), expected.map(words));
    let values: Vec<&str> =
        page.select("form.sift option").iter().map(|option| option.attr("value").unwrap()).collect();
    let known =
        |value: &str| page.select(".acts > li").iter().any(|row| row.attr("data-facets").unwrap().contains(value));
    assert!(values.iter().all(|value| known(value)), "{values:?}");
}

#[test]
fn the_same_remedy_of_several_incidents_is_one_row_with_its_sources() {
    let action = |text: &str, due: &str| format!("  - {{text: {text}, owner: core, due: {due}, status: open}}");
    let first = action("Alert when the disk of the queue is 90 % full", "2025-02-01");
    let test = incident(SiteTest::new(), "one", "2025-01-10", &first);
    let second = action("Alerting when a queue disk is 90% full", "2025-06-01");
    let test = incident(test, "two", "2025-05-10", &format!("{second}\n{}", action("Write a runbook", "2025-06-01")));
    let test = incident(test, "three", "2025-05-11", &action("Write a runbook", "2025-06-02"));
    let site = test.site();
    let page = site.page("actions/");
    let listed = [texts(&page, "Open while it came back"), texts(&page, "Overdue")].concat();
    assert_eq!(listed.matches("also proposed after: Outage two").count(), 1, "{listed}");
    assert!(!listed.contains("Alerting when"), "{listed}");
    assert_eq!(listed.matches("Write a runbook").count(), 2, "too little is said to be the same");
    assert!(lanes(&page).contains(&"Overdue 4".to_owned()), "each is counted: {:?}", lanes(&page));
    assert_sound(&site);
}

/// Pairs of actions of the corpora that were read and labelled: source and place of each, and `same` or `other`.
#[test]
fn nine_of_ten_remedies_that_share_a_row_are_the_same() {
    use pmsite::internals::pipeline::actions::same::{is_same, telling};
    let labels = std::fs::read_to_string(suite_folder().join("fixtures/remedies.txt")).unwrap();
    let (mut right, mut found, mut unknown) = (0, 0, Vec::new());
    for folder in ["corpus", "corpus-more"].into_iter().filter_map(shared) {
        let test = SiteTest::new().arg("--drafts").arg("--content").arg(folder.to_str().unwrap());
        let mut analyzer = pmsite::internals::search::analyzer::Analyzer::default();
        let mut told = Vec::new();
        for record in test.export() {
            let source = record["source"].as_str().unwrap_or_default().to_owned();
            for (at, item) in record["action_items"].as_array().into_iter().flatten().enumerate() {
                let words = telling(&mut analyzer, item["text"].as_str().unwrap_or_default());
                told.push((source.clone(), at, words));
            }
        }
        let repository = |source: &str| source.split('/').next().unwrap_or_default().to_owned();
        for (at, one) in told.iter().enumerate() {
            let others = told[at + 1..].iter().filter(|other| other.0 != one.0 && is_same(&one.2, &other.2));
            for other in others.filter(|other| repository(&other.0) == repository(&one.0)) {
                let pair = format!("{} {} | {} {}", one.0, one.1, other.0, other.1);
                found += 1;
                match labels.lines().find_map(|line| line.strip_prefix(&format!("{pair} | "))) {
                    Some(label) => right += usize::from(label == "same"),
                    None => unknown.push(pair),
                }
            }
        }
    }
    assert!(unknown.is_empty(), "read and label these: {unknown:#?}");
    assert!(found * 9 <= right * 10, "{right} of {found}");
}

/// The demo, and the documents of `tests/corpus`.
fn documents() -> [(&'static str, SiteTest, &'static [&'static str]); 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let demo = SiteTest::new();
    copy_tree(&root.join("content"), &demo.path("content"));
    let corpus = SiteTest::new();
    copy_tree(&root.join("tests/corpus"), &corpus.path("content"));
    [("demo", demo, &[]), ("corpus", corpus, &["--drafts"])]
}

/// What the program in another language computes of the export.
fn recount(test: &SiteTest, today: &str, args: &[&str]) -> Value {
    let export = test.run(&[&["export", "--today", today], args].concat()).stdout;
    let script: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recount/actions.py");
    let mut python =
        Command::new("python3").arg(script).arg(today).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    python.stdin.take().unwrap().write_all(export.as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "the recount failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Cells of each year's row.
fn finish(page: &Page) -> BTreeMap<String, Vec<String>> {
    let row = |row: &scraper::ElementRef<'_>| {
        let mut cells = row.child_elements().map(text_of);
        (cells.next().unwrap(), cells.collect())
    };
    page.select("table.grid tbody tr").iter().map(row).collect()
}

fn grouped(number: u64) -> String {
    if number > 999 { format!("{},{:03}", number / 1000, number % 1000) } else { number.to_string() }
}

/// Services and causes stand with the open actions that were counted.
fn assert_topics(page: &Page, topics: &Value, name: &str) {
    let mut shown = 0;
    for value in page.select(".facets dd > span") {
        let link = value.child_elements().next().unwrap();
        let url = page.resolve(link.attr("href").unwrap()).unwrap();
        let count = text_of(value.child_elements().nth(1).unwrap());
        let counted = &topics[url.split('#').next().unwrap()];
        assert_eq!(count, grouped(counted.as_u64().unwrap_or_default()), "{name}: {url}");
        shown += 1;
    }
    assert_eq!(shown > 0, topics.as_object().is_some_and(|topics| !topics.is_empty()), "{name}");
}

#[test]
fn every_number_of_the_page_follows_from_the_export() {
    const DAY: &str = "2026-11-28";
    for (name, test, args) in documents() {
        assert_eq!(test.run(&[&["build", "--today", DAY, "--keep-going"], args].concat()).code, 0, "{name}");
        let site = test.read();
        let page = site.page("actions/");
        let counted = recount(&test, DAY, args);
        let number = |lane: &str| counted["lanes"][lane].as_u64().unwrap_or_default();
        let lead = page.texts("main .lead").concat();
        for (lane, words) in
            [("open", "open"), ("overdue", "overdue"), ("no-owner", "without owner"), ("no-date", "without date")]
        {
            let (count, said) = (number(lane), format!("{} {words}", grouped(number(lane))));
            assert_eq!(lead.contains(&said), count > 0 || lane == "open", "{name}: {said:?} in {lead:?}");
        }
        let titles = [
            ("review", "In review"),
            ("again", "Open while it came back"),
            ("overdue", "Overdue"),
            ("soon", "Due in 30 days"),
            ("later", "Later"),
            ("no-date", "No date"),
            ("no-owner", "No owner"),
            ("unsaid", "State not given"),
            ("idea", "Ideas"),
            ("done", "Done, not verified"),
            ("verified", "Verified"),
        ];
        let expected: Vec<String> = titles
            .iter()
            .filter(|(lane, _)| number(lane) > 0)
            .map(|(lane, title)| format!("{title} {}", grouped(number(lane))))
            .collect();
        assert_eq!(lanes(&page)[..expected.len()], expected, "{name}");
        // The latest have their numbers where they are listed; several that propose the same share a row.
        let row = |row: &scraper::ElementRef<'_>| {
            let first = |class: &str| row.select(&scraper::Selector::parse(class).unwrap()).next().map(text_of);
            Some((first(".no")?.parse::<usize>().unwrap(), first(".hot")?))
        };
        let worst: BTreeMap<usize, String> = page.select(".acts > li").iter().filter_map(row).collect();
        let late = |days: &Value| match days.as_u64().unwrap() {
            1 => "1 day late".to_owned(),
            days => format!("{} days late", grouped(days)),
        };
        let days: Vec<String> = counted["worst"].as_array().unwrap().iter().map(late).collect();
        assert!(worst.contains_key(&1) || days.is_empty(), "{name}");
        for (number, late) in worst {
            assert_eq!(late, days[number - 1], "{name}");
        }
        assert_eq!(page.select("main circle").len() as u64, counted["dots"].as_u64().unwrap(), "{name}");
        assert_eq!(serde_json::to_value(finish(&page)).unwrap(), counted["finish"], "{name}");
        assert_topics(&page, &counted["topics"], name);
        let table: usize = (1..)
            .map(|part| if part == 1 { "actions/all/".to_owned() } else { format!("actions/all/{part}/") })
            .take_while(|url| site.has(url))
            .map(|url| site.page(&url).select("tbody tr").len())
            .sum();
        assert_eq!(table as u64, counted["total"].as_u64().unwrap(), "{name}");
    }
}

#[test]
fn very_many_open_actions_of_a_service_have_pages() {
    let many = |test: SiteTest, n: usize| {
        let actions: Vec<String> = (0..60).map(|at| format!("  - {{text: Act {n} {at}, status: open}}")).collect();
        incident(test, &format!("i{n}"), "2025-01-10", &actions.join("\n"))
    };
    let site = (0..9).fold(SiteTest::new(), many).site();
    let shown = |url: &str| site.page(url).select(".acts > li").len();
    assert_eq!((shown("services/api/actions/"), shown("services/api/actions/2/")), (500, 40));
    assert!(site.page("services/api/actions/").leads_to("services/api/actions/2/"));
    assert!(site.page("services/api/actions/2/").leads_to("services/api/actions/"));
    assert_sound(&site);
}
