//! What teaches: alerts and their pages, where to start, what breaks first, drills, this day in other years; and a program in another
//! language that recomputes every number of them from `pmsite export --linked`.

use crate::support::{SiteTest, assert_sound};
use serde_json::{Value, json};
use std::path::Path;
use std::process::Command;

/// An incident with what these pages show.
fn three() -> SiteTest {
    SiteTest::new()
        .postmortem(
            "first",
            "title: First\nid: INC-1\ndate: 2024-02-29\nseverity: SEV1\nservices: [shop, db]\nroot_causes: [disk-full]\nalerts: [DiskFullSoon]\n\
             started: 2024-02-29 10:00 UTC\nresolved: 2024-02-29 14:00 UTC\nimpact: Orders were refused.\n\
             action_items: [{text: Grow, kind: prevent, status: done}, {text: Warn, kind: prevent, status: verified}]",
            "## Summary\n\nThe volume of the database was full, orders were refused for four hours.\n\n## Timeline (UTC)\n\n- 10:00 Orders are refused\n\
             - 10:20 Volume found full\n- 11:00 Old logs removed, nothing changes\n- 14:00 Volume grown, orders pass\n\n\
             ```\n2024-02-29 10:00:01 ERROR: could not write block 12 of relation 77\n```\n\n## Resolution\n\nWe grew the volume and restarted the database.\n",
        )
        .postmortem(
            "again",
            "title: Again\nid: INC-2\ndate: 2025-03-01\nseverity: SEV3\nservices: [shop]\nroot_causes: [disk-full]\nrecurrence_of: INC-1",
            "## Summary\n\nThe volume filled again, after INC-1. The `DiskFullSoon` alert fired an hour before.\n\n\
             ```\n2025-03-01 03:11:09 ERROR: could not write block 9 of relation 4\n```\n\n## Resolution\n\nWe grew the volume by 200 GB.\n",
        )
        .postmortem(
            "upgrade",
            "title: Upgrade\ndate: 2025-02-28\nplanned: true\nservices: [shop]\nalerts: [DiskFullSoon]",
            "## Timeline\n\n- 10:00 a\n- 10:01 b\n- 10:02 c\n- 10:03 d\n\nAll as in INC-1.",
        )
        .file("content/services/shop.md", "---\ntitle: Shop\ndepends_on: [db]\nrunbook: https://runbooks.example/shop\n---\n\nSells the tickets of the ferry.\n")
        .file("content/pages/glossary.md", "# Glossary\n\n## Walk-up\n\nA passenger without a booking.\n\n## Deck\n\nWhere cars stand.\n")
        .file("content/pages/desk.md", "# Desk\n\nA [walk-up](glossary.md#walk-up) pays here.\n")
}

fn alerts_of(text: &str) -> Value {
    SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-01\nseverity: SEV2", text).record("postmortems/a.md")["alerts"].clone()
}

#[test]
fn names_beside_the_words_of_an_alert_that_fired_are_alerts() {
    for (text, name) in [
        ("We were paged by `HighErrorRate` at noon.", "HighErrorRate"),
        ("At noon Alert KubePodCrashLooping fired for the api.", "KubePodCrashLooping"),
        ("CloudWatch Alarm `GlobalReplicationLag` triggered.", "GlobalReplicationLag"),
        ("HomelabServiceDown alerts fired in the chat.", "HomelabServiceDown"),
        ("`KubeJobFailed` warning alert fires for a job.", "KubeJobFailed"),
        ("`ThanosCompactFailed` [CRITICAL] fires: it is dead.", "ThanosCompactFailed"),
        ("The alert `checkout-error-rate` fired twice.", "checkout-error-rate"),
        ("**Alert name:** LaneMetresMismatch", "LaneMetresMismatch"),
        ("| Time | Event |\n|---|---|\n| 10:00 | Alert: DiskFullSoon |", "DiskFullSoon"),
        ("`PkiAgentDown` アラートが発報した。", "PkiAgentDown"),
    ] {
        assert_eq!(alerts_of(text), json!([name]), "{text}");
    }
}

#[test]
fn ordinary_words_products_and_alerts_to_come_are_none() {
    for text in [
        "An alert fired at noon, and PagerDuty paged the GitHub team.",
        "The CloudWatch alarm was silent. DevOps alerted us.",
        "`DriftAlertEvaluator` fired two events, a CronJob fired at noon.",
        "The server sent `fatal alert: CertificateExpired` and TLS alert 45 (`certificate_expired`).",
        "There was no `QueueDepthHigh` alert, and we add an alert `QueueIdle` next week.",
        "## Action items\n\n- [ ] Add the `ScanBookerIdle` alert\n- Tune the HighErrorRate alert",
        "> The `QuotedAlert` alert fired.",
        "See alerts/HighErrorRate.yml and `alert.HighErrorRate()`.",
        "We alert on `up == 0` and on `recap_job_status_history`.",
    ] {
        assert_eq!(alerts_of(text), json!([]), "{text}");
    }
}

#[test]
fn an_alert_has_a_small_page_that_says_what_it_meant() {
    let site = three().site();
    let page = site.page("alerts/diskfullsoon/");
    let main = page.main();
    for told in [
        "DiskFullSoon",
        "2 incidents",
        "Again",
        "The volume filled again",
        "We grew the volume by 200 GB.",
        "First",
        "Shop",
    ] {
        assert!(main.contains(told), "{told} in {main}");
    }
    assert_eq!(page.select("main a[href='https://runbooks.example/shop']").len(), 1);
    assert!(site.page("alerts/").main().contains("DiskFullSoon"));
    assert!(site.page("postmortems/first/").select("dl.facts a[href$='alerts/diskfullsoon/']").len() == 1);
    for from in ["learn/", "services/shop/", "search/"] {
        assert!(!site.page(from).select("main a[href*='alerts/']").is_empty(), "{from} leads to alerts");
    }
    assert_sound(&site);
}

#[test]
fn the_page_of_an_alert_stays_small() {
    let name = "n".repeat(200);
    let text = format!(
        "## Summary\n\n{}\n\n## Resolution\n\nWe restarted {}.\n\n```sh\n{}\n```\n",
        "It broke. ".repeat(200),
        "it ".repeat(300),
        "kubectl delete pod a\n".repeat(900)
    );
    let services: Vec<String> = (0..60).map(|i| format!("{name}{i}")).collect();
    let test = (0..40).fold(SiteTest::new(), |test, i| {
        let fields = format!(
            "title: '{i} {}'\ndate: 2025-01-01\nalerts: [BusyAlert]\nservices: [{}]\nroot_causes: [{}]",
            "long ".repeat(60),
            services.join(", "),
            services.join(", ")
        );
        test.postmortem(&format!("p{i}"), &fields, &text)
    });
    let size = test.site().text("alerts/busyalert/index.html").len();
    assert!(size <= 30_000, "{size} bytes");
}

#[test]
fn where_to_start_says_why() {
    let site = three().site();
    for url in ["learn/", "services/shop/"] {
        let page = site.page(url);
        let section = page.find_section("Start here").unwrap_or_else(|| panic!("{url}"));
        for told in [
            "The worst: SEV1, 4 h",
            "The most cited: 2 documents",
            "Most done against it: 2",
            "The latest",
            "It kept coming back: 2 incidents",
            "Chosen by rule",
        ] {
            assert!(section.contains(told), "{told} in {section}");
        }
        assert!(!section.contains("Upgrade"), "planned work is no incident");
        let broke = page.find_section("What breaks most often").unwrap_or_default();
        assert!(
            broke.contains("could not write block")
                && broke.contains("2 incidents")
                && broke.contains("We grew the volume by 200 GB."),
            "{broke}"
        );
    }
    let words = site.page("learn/").find_section("Words").unwrap_or_default();
    assert!(
        words.contains("A passenger without a booking.")
            && words.contains("linked from Desk")
            && words.contains("Sells the tickets"),
        "{words}"
    );
    let depends = site.page("services/shop/").find_section("What hangs on what").unwrap_or_default();
    assert!(depends.contains("db 1 shared"), "{depends}");
    assert!(site.page("services/db/").find_section("What hangs on what").unwrap_or_default().contains("Shop 1 shared"));
}

#[test]
fn a_drill_folds_each_entry_and_tells_the_end_last() {
    let site = three().site();
    let page = site.page("postmortems/first/drill/");
    assert_eq!(page.select("main .steps details").len(), 3, "the first entry is the symptom");
    assert!(page.select("main details[open]").is_empty());
    let main = page.main();
    let place = |text: &str| main.find(text).unwrap_or_else(|| panic!("{text} in {main}"));
    assert!(place("Orders were refused.") < place("Volume found full"));
    assert!(place("orders pass") < place("We grew the volume and restarted"));
    assert!(!main.contains("for four hours"), "a summary tells the end");
    assert!(!site.has("postmortems/again/drill/") && !site.has("postmortems/upgrade/drill/"));
    assert_eq!(site.page("postmortems/first/").select("a[href$='first/drill/']").len(), 1);
}

#[test]
fn each_day_of_the_year_has_its_incidents() {
    let page = three().site().page("learn/on-this-day/");
    assert_eq!(page.select(".days li").len(), 366);
    let days: Vec<_> = page.select(".days a").iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect();
    assert_eq!(days, ["#d02-29", "#d03-01"], "planned work is left out");
    assert!(!page.select("section#d02-29 a[href$='postmortems/first/']").is_empty());
}

#[test]
fn many_days_stand_on_a_page_a_month() {
    let test = (0..401).fold(SiteTest::new(), |test, i| {
        test.postmortem(
            &format!("p{i}"),
            &format!("title: P {i}\ndate: 2025-{:02}-{:02}", i % 11 + 1, i % 28 + 1),
            "Text.",
        )
    });
    let site = test.site();
    assert_eq!(site.page("learn/on-this-day/").select("main .rows").len(), 0);
    assert!(site.page("learn/on-this-day/").select("a[href$='on-this-day/01/#d01-01']").len() == 1);
    assert!(!site.page("learn/on-this-day/01/").select("section#d01-01 .rows").is_empty());
    assert!(site.has("learn/on-this-day/12/"), "a month without incidents has a page, too");
    assert_sound(&site);
}

#[test]
fn a_site_without_incidents_has_nothing_to_teach() {
    let site = SiteTest::new().file("content/pages/a.md", "# A\n\nText.\n").site();
    assert!(!site.has("learn/") && !site.has("alerts/") && !site.has("learn/on-this-day/"));
    assert!(site.page("pages/a/").select("a[href*='learn/']").is_empty());
}

#[test]
fn what_another_document_changes_on_these_pages_is_made_again() {
    let test = three();
    test.site();
    test.edit("content/services/shop.md", "runbooks.example/shop", "runbooks.example/new");
    test.write("content/services/till.md", "---\ntitle: Till\ndepends_on: [shop]\n---\n\nTakes money.\n");
    test.write("content/pages/more.md", "# More\n\nAs in INC-2, INC-2 again.\n\n[One](../postmortems/again.md)\n");
    test.write("content/pages/most.md", "# Most\n\n[One](../postmortems/again.md)\n");
    test.write("content/pages/even.md", "# Even\n\n[One](../postmortems/again.md)\n");
    let warm = test.site();
    assert!(warm.page("alerts/diskfullsoon/").main().contains("runbooks.example/new"));
    assert!(warm.page("services/shop/").find_section("What hangs on what").unwrap().contains("Till"));
    let start = warm.page("services/shop/").find_section("Start here").unwrap();
    assert!(start.contains("The most cited: 3 documents"), "{start}");
    std::fs::remove_dir_all(test.path(".pmsite")).unwrap();
    std::fs::remove_dir_all(test.path("_site")).unwrap();
    let cold = test.site();
    for path in warm.files.keys().filter(|path| path.ends_with(".html")) {
        assert_eq!(warm.text(path), cold.text(path), "{path}");
    }
}

/// Builds and exports `test`, and lets the other program compare the two.
fn recounted(test: &SiteTest) -> String {
    test.site();
    let export = test.run(&["export", "--linked", "--today", crate::support::TODAY]);
    test.write("export.json", &export.stdout);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recount/learn.py");
    let output = Command::new("python3")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .arg(script)
        .arg(test.path("export.json"))
        .arg(test.path("_site"))
        .arg(crate::support::TODAY)
        .output()
        .expect("python3");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    said
}

#[test]
fn another_program_recomputes_every_number_of_these_pages() {
    let test = three();
    assert!(recounted(&test).contains(" 0 differ"));
    for folder in ["content", "tests/corpus"] {
        let test = SiteTest::new();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        crate::support::site_test::copy_tree(&from, &test.path("content"));
        let said = recounted(&test);
        let checked: usize = said.split(' ').next().and_then(|count| count.parse().ok()).unwrap();
        assert!(checked >= 100, "{folder}: {said}");
    }
}
