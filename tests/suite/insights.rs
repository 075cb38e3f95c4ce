//! Insights, years, metrics: a program in another language counts every number anew from the export alone.

use crate::support::shared::shared;
use crate::support::site_test::copy_tree;
use crate::support::{SiteTest, assert_sound};
use std::path::Path;
use std::process::Command;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A site of the documents in `folder`.
fn of(folder: &Path) -> SiteTest {
    let test = SiteTest::new().arg("--keep-going");
    copy_tree(folder, &test.path("content"));
    test
}

/// What the recounting programs compare on a site that was built for `today`; they find no difference.
fn recount(test: &SiteTest, name: &str, today: &str, audience: &str) {
    let run = test.run(&["build", "--today", today, "--keep-going", "--audience", audience]);
    assert!(run.code < 2, "{name}: {}", run.stderr);
    let export = test.run(&["export", "--today", today, "--format", "ndjson", "--audience", audience]);
    let records = test.path("records.ndjson");
    std::fs::write(&records, &export.stdout).unwrap();
    for program in ["insights.py", "year.py", "doors.py"] {
        let output = Command::new("python3")
            .arg("-B")
            .arg(repository().join("tests/recount").join(program))
            .arg(test.path("_site"))
            .args([records.to_str().unwrap(), today, "8", audience])
            .output()
            .expect("python3 is there");
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{name}: {program}: {told}{}", String::from_utf8_lossy(&output.stderr));
        let compared: usize = told.split(' ').next().unwrap().parse().unwrap();
        assert!(compared > 8, "{name}: {program} compared but {compared}");
    }
}

#[test]
fn every_number_of_the_demo_is_counted_anew() {
    let demo = of(&repository().join("content"));
    recount(&demo, "demo", "2026-11-28", "internal");
    assert_sound(&demo.read());
}

#[test]
fn every_number_of_the_test_corpus_is_counted_anew() {
    recount(&of(&repository().join("tests/corpus")), "tests/corpus", "2026-11-28", "internal");
}

#[test]
fn every_number_of_public_postmortems_is_counted_anew() {
    let Some(corpus) = shared("corpus") else { return };
    for (name, today) in [
        ("icco__postmortems", "2026-11-28"),
        ("jenkins-infra__status", "2026-11-28"),
        ("ministryofjustice__cloud-platform", "2024-02-29"),
    ] {
        recount(&of(&corpus.join(name)), name, today, "internal");
    }
}

#[test]
fn mean_times_that_a_team_kept_by_hand_are_those_of_the_export() {
    let Some(corpus) = shared("corpus/ministryofjustice__cloud-platform") else { return };
    let test = of(&corpus);
    let records = test.path("records.ndjson");
    std::fs::write(&records, test.run(&["export", "--format", "ndjson"]).stdout).unwrap();
    let output = Command::new("python3")
        .arg("-B")
        .arg(repository().join("tests/recount/quarters.py"))
        .args([&corpus.join("source/incidents/index.html.md"), &records])
        // The three documents of that quarter say 16, 36 and 249 minutes to repair, and the list says 82 in the mean.
        .arg("Q1 2020")
        .output()
        .expect("python3 is there");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && told.starts_with("3"), "{told}{}", String::from_utf8_lossy(&output.stderr));
}

/// Eight incidents of one cause, each with an action, the first of them planned work.
fn eight() -> SiteTest {
    (0..9).fold(SiteTest::new(), |test, at| {
        let fields = format!(
            "title: T{at}\nvisibility: public\ndate: 2025-0{}-1{at}\nstarted: 2025-0{}-1{at} 10:00 UTC\nresolved: 2025-0{}-1{at} 11:0{at} UTC\n\
             planned: {}\nseverity: SEV{}\nservices: [api]\nroot_causes: [dns]\naction_items: [{{text: zqaction{at}, owner: zqowner, status: open, due: 2025-12-01}}]",
            at + 1, at + 1, at + 1, at == 0, at % 3 + 1
        );
        test.postmortem(&format!("t{at}"), &fields, "Text.")
    })
}

#[test]
fn planned_work_is_in_no_figure_and_actions_in_no_public_one() {
    let test = eight();
    recount(&test, "internal", "2026-01-01", "internal");
    let internal = test.read();
    assert_eq!(internal.json("api/v1/insights.json")["all"]["incidents"], 8);
    assert_eq!(internal.json("api/v1/insights.json")["promises"]["overdue"], 8);
    assert_eq!(internal.json("api/v1/services/api.json")["open_actions"], 8);
    assert!(internal.text("metrics.prom").contains("pmsite_overdue_actions"));
    recount(&test, "public", "2026-01-01", "public");
    let public = test.read();
    assert!(public.json("api/v1/insights.json")["promises"].is_null());
    assert!(public.json("api/v1/services/api.json")["open_actions"].is_null());
    assert!(!public.text("metrics.prom").contains("actions"));
    assert!(!public.page("insights/").main().to_lowercase().contains("overdue"));
    assert!(!public.page("years/2025/").main().contains("actions"));
}

#[test]
fn a_title_states_a_finding_from_the_minimum_on_and_counts_below() {
    let title = |minimum: usize| {
        let test = eight().file("book.toml", &format!("[insights]\nminimum = {minimum}\n"));
        let page = test.site().page("insights/");
        (page.title(), page.select("main svg").len())
    };
    assert_eq!(title(8), ("Half were over in 1 h 5 min; one in ten took longer than 1 h 7 min".to_owned(), title(8).1));
    assert!(title(8).1 > 0);
    assert_eq!(title(9), ("8 incidents".to_owned(), 0));
}

#[test]
fn a_year_that_runs_tells_what_changed_and_not_how_many_there_were_before() {
    let of = |test: SiteTest, year: usize, count: usize, minutes: usize| {
        (1..=count).fold(test, |test, n| {
            let fields = format!(
                "title: T{year}-{n}\nstarted: {year}-01-{n:02} 10:00 UTC\ndetected: {year}-01-{n:02} 10:{minutes:02} UTC\nresolved: {year}-01-{n:02} 11:00 UTC"
            );
            test.postmortem(&format!("t{year}-{n}"), &fields, "Text.")
        })
    };
    let title = |test: SiteTest| test.site().page("years/2026/").title();
    let before = || of(SiteTest::new(), 2025, 9, 12);
    let slower = "2026: 8 incidents so far, slower to notice: 42 min against 12 min (8 and 9 tell it)";
    assert_eq!(title(of(before(), 2026, 8, 42)), slower);
    assert_eq!(title(of(before(), 2026, 8, 12)), "2026: 8 incidents so far");
    assert_eq!(title(of(before(), 2026, 7, 42)), "2026: 7 incidents so far", "too few");
    let drawn = |count: usize| {
        let page = of(SiteTest::new(), 2026, count, 42).site().page("years/2026/");
        (page.select("#pm_ranges").len(), page.select("#pm_months details").len())
    };
    assert_eq!((drawn(3), drawn(4), drawn(8)), ((0, 0), (1, 0), (1, 1)), "a few are a list, and have no range");
}

#[test]
fn two_of_one_day_are_one_failure_and_no_cause_that_came_back() {
    let at = |test: SiteTest, n: usize| {
        let day = if n == 9 { "2025-03-04" } else { "2025-03-03" };
        test.postmortem(
            &format!("t{n}"),
            &format!("title: T{n}\ndate: {day}\nservices: [api]\nroot_causes: [dns]"),
            "Text.",
        )
    };
    let test = (0..10).fold(SiteTest::new(), at);
    recount_few(&test, "of one day");
    let site = test.read();
    let repeats = &site.json("api/v1/insights.json")["repeats"];
    assert_eq!((&repeats["repeats"], &repeats["causes"][0]["repeats"]), (&1.into(), &1.into()));
    assert!(site.page("years/2025/").text().contains("1 of 10 have a cause that an earlier incident had"));
}

#[test]
fn a_service_and_a_team_with_enough_incidents_have_figures_of_their_own() {
    let test = eight()
        .postmortem(
            "other",
            "title: Other\ndate: 2025-02-02\nservices: [web]\nroot_causes: [dns]\nteams: [core]",
            "Text.",
        )
        .file("book.toml", "[insights]\nminimum = 8\n");
    let site = test.site();
    let page = site.page("services/api/insights/");
    assert!(page.title().starts_with("Half were over in 1 h 5 min"), "{}", page.title());
    assert!(page.text().contains("8 in all") && !page.main().contains("Other"), "{}", page.main());
    assert!(page.leads_to("services/api/") && page.leads_to("insights/"));
    assert!(site.page("services/api/").leads_to("services/api/insights/"));
    assert!(site.page("insights/").leads_to("services/api/insights/"));
    for few in ["services/web/insights/", "teams/core/insights/"] {
        assert!(!site.has(few), "{few}");
    }
    assert_sound(&site);
    test.write("book.toml", "[insights]\nminimum = 1\n");
    let site = test.site();
    assert!(site.has("services/web/insights/") && site.has("teams/core/insights/"));
    assert_sound(&site);
    // What is told of the day follows it in a warm build too.
    let told = |site: &crate::support::Site| site.page("services/api/insights/").texts(".lead p").concat();
    let later = test.run(&["build", "--today", "2027-03-01"]);
    assert_eq!(later.code, 0);
    assert!(told(&site) != told(&test.read()), "{}", told(&site));
}

#[test]
fn awkward_sites_have_true_and_sound_pages() {
    let none = SiteTest::new().file("content/pages/a.md", "# A page\n\nText.\n").site();
    assert!(!none.has("insights/"));
    assert!(!none.page("").text().contains("Insights"));
    let long = "x".repeat(200);
    let day = |test: SiteTest, at: usize| {
        test.postmortem(
            &format!("d{at}"),
            &format!("title: D{at}\ndate: 2999-01-01\nstarted: 2999-01-01 10:00\nresolved: 2999-01-01 09:00\nservices: [{long}{at}]\naction_items: [{{text: \"\"}}]"),
            "Text.",
        )
    };
    let bare = |test: SiteTest, at: usize| test.postmortem(&format!("n{at}"), &format!("title: N{at}"), "Text.");
    for (name, test) in [
        ("one", day(SiteTest::new(), 0)),
        ("all on one future day, backwards", (0..12).fold(SiteTest::new(), day)),
        ("none with times", (0..12).fold(SiteTest::new(), bare)),
    ] {
        recount_few(&test, name);
        assert_sound(&test.read());
    }
}

/// Its number is right on the day on which it has happened, and not before.
#[test]
fn an_incident_to_come_is_in_no_figure_and_named() {
    let test =
        eight().postmortem("ahead", "title: Ahead\ndate: 2026-06-01\nservices: [api]\nroot_causes: [disk]", "Text.");
    let incidents = |site: &crate::support::Site| site.json("api/v1/insights.json")["all"]["incidents"].clone();
    let site = test.site();
    assert_eq!(incidents(&site), 8);
    for url in ["", "postmortems/ahead/", "postmortems/", "services/api/"] {
        assert!(site.page(url).main().contains("Still to come"), "{url}");
    }
    recount(&test, "ahead", crate::support::TODAY, "internal");
    // Figures of its topics follow the day in a warm build, too.
    let later = test.run(&["build", "--today", "2026-06-01"]);
    assert_eq!(later.code, 0);
    let site = test.read();
    assert_eq!(incidents(&site), 9);
    assert!(!site.page("services/api/").main().contains("Still to come"));
    assert_eq!(site.json("api/v1/services/api.json")["incidents"], 9);
}

/// As [`recount`], where there is little to compare.
fn recount_few(test: &SiteTest, name: &str) {
    let site = test.site();
    let told = site.json("api/v1/insights.json");
    let page = site.page("insights/");
    assert_eq!(told["all"]["resolve_minutes"]["known"], 0, "{name}: a span that runs backwards is none");
    let incidents = told["all"]["incidents"].as_u64().unwrap();
    let title = if incidents == 1 { "1 incident".to_owned() } else { format!("{incidents} incidents") };
    assert_eq!(page.title(), title, "{name}");
    assert!(page.leads_to("postmortems/"), "{name}");
}

#[test]
fn a_badge_stands_by_itself_and_follows_no_day() {
    let test = eight();
    let site = test.site();
    let badge = site.text("api/v1/services/api.svg");
    assert!(badge.contains("xmlns=") && badge.contains("8, last 2025-09-18"), "{badge}");
    let later = test.run(&["build", "--today", "2026-12-31"]);
    assert_eq!(later.code, 0);
    for path in ["api/v1/services/api.svg", "api/v1/services/api.json", "years/2025/index.html"] {
        assert_eq!(test.read().files[path], site.files[path], "{path}");
    }
}

#[test]
fn the_metrics_parse_where_the_client_library_is_there() {
    let test = eight();
    let _ = test.site();
    let script = "import sys\ntry:\n    from prometheus_client.parser import text_string_to_metric_families as read\nexcept ImportError:\n    \
                  sys.exit(0)\nassert len(list(read(open(sys.argv[1]).read()))) == 8";
    let status = Command::new("python3").args(["-c", script]).arg(test.path("_site/metrics.prom")).status().unwrap();
    assert!(status.success());
}

#[test]
fn export_names_topics_by_slug_and_the_incident_that_is_repeated_by_its_page() {
    let test = SiteTest::new()
        .file("content/services/api.md", "---\ntitle: Booking API\naliases: [bookings]\n---\n\nText of it.\n")
        .postmortem("a", "title: A\nid: INC-1\ndate: 2025-01-01\nservices: [bookings]", "Text.")
        .postmortem("b", "title: B\ndate: 2025-02-01\nservices: [Booking API]\nrecurrence_of: INC-1", "Text.");
    let (a, b) = (test.record("postmortems/a.md"), test.record("postmortems/b.md"));
    assert_eq!(a["service_slugs"], b["service_slugs"]);
    assert_eq!(b["recurrence_of_url"], "postmortems/a/");
    assert!(a["recurrence_of_url"].is_null());
}

#[test]
fn what_is_overdue_is_the_same_wherever_it_is_told() {
    let test = SiteTest::new()
        .file("book.toml", "[actions]\ndue-within = {sev1 = 14, sev3 = 3650}\n")
        .postmortem("one", "title: One\ndate: 2026-01-10\nseverity: SEV1\nservices: [api]\naction_items: [{text: Act, status: open}]", "It broke.")
        .postmortem("two", "title: Two\ndate: 2026-01-11\nseverity: SEV3\nservices: [api]\naction_items: [{text: Act, status: open}, {text: Late, status: open, due: 2026-01-12}]", "It broke.");
    let site = test.site();
    assert!(site.page("actions/").main().contains("3 open: 2 overdue"), "{}", site.page("actions/").main());
    let promises = &site.json("api/v1/insights.json")["promises"];
    assert_eq!(
        (&promises["overdue"], &promises["open"], &promises["open_with_due"]),
        (&2.into(), &3.into(), &3.into())
    );
    let metrics = site.text("metrics.prom");
    for line in [
        "pmsite_overdue_actions{severity=\"1\"} 1",
        "pmsite_overdue_actions{severity=\"3\"} 1",
        "pmsite_open_actions{severity=\"3\"} 2",
    ] {
        assert!(metrics.lines().any(|told| told == line), "{line}: {metrics}");
    }
}
