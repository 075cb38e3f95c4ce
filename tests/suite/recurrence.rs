//! What repeats what: `/recurrence/`, and that actions and home say the same.

use crate::support::shared::shared;
use crate::support::site::{Page, text_of};
use crate::support::site_test::copy_tree;
use crate::support::{Site, SiteTest, TODAY, assert_sound};
use std::path::Path;
use std::process::Command;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A program in another language counts every number of the page anew from the export alone, and finds no difference.
fn recount(test: &SiteTest, name: &str, today: &str, audience: &str) {
    let run = test.run(&["build", "--today", today, "--keep-going", "--audience", audience]);
    assert!(run.code < 2, "{name}: {}", run.stderr);
    let export = test.run(&["export", "--today", today, "--format", "ndjson", "--audience", audience]);
    let records = test.path("records.ndjson");
    std::fs::write(&records, &export.stdout).unwrap();
    let output = Command::new("python3")
        .arg("-B")
        .arg(repository().join("tests/recount/recurrence.py"))
        .arg(test.path("_site"))
        .args([records.to_str().unwrap(), today, audience])
        .output()
        .expect("python3 is there");
    let told = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{name}: {told}{}", String::from_utf8_lossy(&output.stderr));
    let compared: usize = told.split(' ').next().unwrap().parse().unwrap();
    assert!(compared >= 5, "{name}: compared but {compared}");
}

#[test]
fn every_number_is_counted_anew() {
    let of = |folder: &Path| {
        let test = SiteTest::new().arg("--keep-going");
        copy_tree(folder, &test.path("content"));
        test
    };
    let demo = of(&repository().join("content"));
    for audience in ["public", "internal"] {
        recount(&demo, "demo", "2026-11-28", audience);
        assert_sound(&demo.read());
    }
    recount(&of(&repository().join("tests/corpus")), "tests/corpus", "2026-11-28", "internal");
    let Some(corpus) = shared("corpus") else { return };
    for name in ["icco__postmortems", "jenkins-infra__status", "ministryofjustice__cloud-platform"] {
        recount(&of(&corpus.join(name)), name, "2026-11-28", "internal");
    }
}

/// Two incidents, `a<n>` and `b<n>`, of service and cause of their own but for what `second` says; its open action tells on
/// `/actions/` whether the first happened again.
fn pair(test: SiteTest, n: usize, first: &str, second: &str) -> SiteTest {
    let action = "action_items: [{text: Stop it, status: open, kind: prevent}]";
    let test = test.postmortem(
        &format!("a{n}"),
        &format!("title: First {n}\nid: A-{n}\n{action}\n{}", own(first, n)),
        "It broke.",
    );
    test.postmortem(&format!("b{n}"), &format!("title: Second {n}\n{}", own(second, n)), "It broke.")
}

/// `svc` and `cause` of the pair.
fn own(fields: &str, n: usize) -> String {
    fields.replace("SVC", &format!("svc-{n}")).replace("CAUSE", &format!("cause-{n}"))
}

const FIRST: &str = "date: 2025-01-10\nservices: [SVC]\nroot_causes: [CAUSE]";

/// Titles of the incidents of each chain, oldest first, and whether each is said to be inferred.
fn chains(site: &Site) -> Vec<Vec<(String, bool)>> {
    let page = site.page("recurrence/");
    let sections = page.select("#pm_chains .chain");
    let step = |step: scraper::ElementRef<'_>| {
        let title = step.select(&crate::support::site::css(".t a")).next().map(text_of).unwrap_or_default();
        (title, step.select(&crate::support::site::css("i")).next().is_some())
    };
    let steps = |section: scraper::ElementRef<'_>| {
        section.select(&crate::support::site::css("ol.rows > li")).map(step).collect()
    };
    sections.into_iter().map(steps).collect()
}

/// Second incidents that are the first again.
fn that_are() -> [String; 20] {
    let declared = "date: 2025-06-01\nservices: [other]\n";
    [
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [CAUSE]".to_owned(),
        "date: 2025-01-11\nservices: [SVC]\nroot_causes: [CAUSE]".to_owned(),
        "started: 2025-06-01 10:00 UTC\nservices: [SVC]\nroot_causes: [CAUSE]".to_owned(),
        "date: 2025-06-01\nservices: [more, SVC]\nroot_causes: [CAUSE]".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [more, CAUSE]".to_owned(),
        "date: 2025-06-01\nservices: [Alias of SVC]\nroot_causes: [CAUSE]".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [Alias of CAUSE]".to_owned(),
        "date: 2025-06-01\nservices: [Alias of SVC]\nroot_causes: [Alias of CAUSE]".to_owned(),
        "date: 2025-06-01\nservice: SVC\nroot_cause: CAUSE".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [CAUSE]\nnot_recurrence_of: A-0".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [CAUSE]\nstatus: closed".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [CAUSE]\nrelated: [A-0]".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [CAUSE]\nseverity: SEV4".to_owned(),
        "date: 2026-03-07\nservices: [SVC]\nroot_causes: [CAUSE]".to_owned(),
        format!("{declared}recurrence_of: A-14"),
        format!("{declared}recurrence_of: a15.md"),
        format!("{declared}recurrence_of: First 16"),
        format!("{declared}repeat_of: a17"),
        format!("{declared}recurrence_of: A-18\nnot_recurrence_of: A-0"),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [CAUSE]\nrecurrence_of: A-19".to_owned(),
    ]
}

/// Second incidents that only look so.
fn that_only_look_so() -> [String; 20] {
    let same = "services: [SVC]\nroot_causes: [CAUSE]";
    [
        "date: 2025-06-01\nservices: [otherly]\nroot_causes: [CAUSE]".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [otherly]".to_owned(),
        "date: 2025-06-01\nservices: [SVC]".to_owned(),
        "date: 2025-06-01\nroot_causes: [CAUSE]".to_owned(),
        format!("date: 2025-06-01\n{same}\nplanned: true"),
        format!("date: 2025-06-01\n{same}\nnot_recurrence_of: A-25"),
        format!("date: 2025-06-01\n{same}\nnot_recurrence_of: [a26.md]"),
        format!("date: 2025-06-01\n{same}\nnot_recurrence_of: [nobody, First 27]"),
        format!("date: 2025-06-01\n{same}\nnot_a_recurrence_of: /postmortems/a28.md"),
        format!("date: 2024-06-01\n{same}"),
        format!("date: 2025-01-10\n{same}"),
        format!("started: 2025-01-10 18:00 UTC\n{same}"),
        same.to_owned(),
        format!("date: 2025-06-01\n{same}\ndraft: true"),
        format!("date: 2025-06-01\n{same}\nkind: template"),
        format!("date: 2025-06-01\n{same}\nkind: page"),
        "date: 2025-06-01\nservices: [cause-36]\nroot_causes: [svc-36]".to_owned(),
        format!("date: 2024-06-01\n{same}\nrelated: [A-37]"),
        "date: 2025-06-01\nservices: [SVC-eu]\nroot_causes: [CAUSE]".to_owned(),
        "date: 2025-06-01\nservices: [SVC]\nroot_causes: [CAUSE-two]".to_owned(),
    ]
}

#[test]
fn chains_that_are_and_those_that_only_look_so_are_told_apart() {
    let (are, look) = (that_are(), that_only_look_so());
    let mut test = SiteTest::new();
    for n in [5, 7] {
        test = test.file(
            &format!("content/services/svc-{n}.md"),
            &format!("---\ntitle: svc-{n}\naliases: [Alias of svc-{n}]\n---\n\nIt serves.\n"),
        );
    }
    for n in [6, 7] {
        test = test.file(
            &format!("content/root-causes/cause-{n}.md"),
            &format!("---\ntitle: cause-{n}\naliases: [Alias of cause-{n}]\n---\n\nIt breaks.\n"),
        );
    }
    for (n, second) in are.iter().chain(&look).enumerate() {
        test = pair(test, n, FIRST, second);
    }
    let run = test.run(&["build", "--today", TODAY, "--keep-going"]);
    let site = test.read();
    assert!(run.stderr.contains("`not_recurrence_of` names `nobody`"), "{}", run.stderr);
    let page = site.page("recurrence/");
    assert_sound(&site);
    // The page shows six of equally long chains in full: what actions say is asked of all.
    let all = serde_json::from_str::<serde_json::Value>(&test.run(&["actions", "--format", "json"]).stdout).unwrap();
    let repeated = |n: usize| {
        let row = all.as_array().unwrap().iter().find(|row| row["incident"] == format!("postmortems/a{n}/"));
        !row.unwrap_or_else(|| panic!("{n}: {all}"))["happened_again"].is_null()
    };
    for (n, second) in are.iter().enumerate() {
        assert!(repeated(n), "{n} is one: {second}");
    }
    for (n, second) in look.iter().enumerate() {
        // Of a pair whose second comes first, the second happened again, and the first did not.
        assert!(!repeated(n + 20), "{} is none: {second}", n + 20);
    }
    // The two that were written the other way round are chains as well.
    assert_eq!(chains(&site).len(), 6);
    assert_eq!(page.select("#pm_other_chains li").len(), 16, "the others in one line each");
    assert!(page.select("#pm_chains > .more").is_empty());
    recount(&test, "planted", "2026-03-07", "internal");
}

#[test]
fn categories_class_an_incident_and_tell_no_failure() {
    let at = |key: &str| {
        let fields = |date: &str| {
            format!("title: On {date}\ndate: {date}\nstarted: {date} 10:00 UTC\nservices: [api]\n{key}: [hardware]")
        };
        let test = SiteTest::new().postmortem("one", &fields("2025-01-10"), "Text.").postmortem(
            "two",
            &fields("2025-06-01"),
            "Text.",
        );
        let site = test.site();
        recount(&test, key, TODAY, "internal");
        (site.page("recurrence/").title(), chains(&site).len())
    };
    let title = "2 of 2 incidents have a cause seen more than once".to_owned();
    assert_eq!(at("root_causes"), (title.clone(), 1));
    assert_eq!(at("categories"), (title, 0));
}

fn three(third: &str) -> SiteTest {
    let fields = |title: &str, date: &str, more: &str| {
        format!(
            "title: {title}\ndate: {date}\nstarted: {date} 10:00 UTC\nresolved: {date} 11:00 UTC\nseverity: SEV2\nservices: [api]\nroot_causes: [disk]\nvisibility: public\n{more}"
        )
    };
    let open = "action_items: [{text: zqwatch, kind: prevent, status: open, owner: zqowner}]";
    let done = "action_items: [{text: zqgrow, kind: prevent, status: verified, closed: 2025-03-01}]";
    SiteTest::new()
        .postmortem("one", &fields("One", "2025-01-10", open), "Text.")
        .postmortem("two", &fields("Two", "2025-02-10", done), "Text.")
        .postmortem("three", &fields("Three", "2025-09-10", third), "Text.")
}

fn verdict(page: &Page) -> String {
    page.texts("#pm_causes .vd").join("|")
}

#[test]
fn a_verdict_says_whether_a_control_held() {
    let page = |third: &str| three(third).site().page("recurrence/");
    let back = page("");
    assert_eq!(back.title(), "3 of 3 incidents have a cause seen more than once");
    assert_eq!(verdict(&back), "came back after its control");
    let gaps: Vec<String> = back.texts("#pm_causes svg text").into_iter().filter(|text| text.contains("day")).collect();
    assert_eq!(gaps, ["212 days", "31 days"]);
    let marks = |class: &str| back.select(&format!("#pm_causes svg circle.{class}")).len();
    assert_eq!(
        (marks("sev2"), marks("gd"), marks("ev")),
        (3, 1, 2),
        "the verified one has a ring, the open one is hollow"
    );
    let held = "action_items: [{text: Move, kind: prevent, status: verified, closed: 2025-10-01}]";
    assert_eq!(verdict(&page(held)), "control verified, quiet for 5 months; came back after an earlier one");
    let undated = "action_items: [{text: Move, kind: prevent, status: done}]";
    assert_eq!(
        verdict(&page(undated)),
        "control done, quiet for 5 months; came back after an earlier one",
        "it follows from the last one"
    );
    let text = page(held).main();
    assert!(text.contains("a control was closed, and it came back"), "{text}");
    let none = three("action_items: [{text: Look, kind: detect, status: done, closed: 2025-10-01}]");
    none.edit("content/postmortems/two.md", "kind: prevent", "kind: mitigate");
    assert_eq!(verdict(&none.site().page("recurrence/")), "no control yet, 1 open");
    none.edit("content/postmortems/two.md", "kind: mitigate, ", "");
    let page = none.site().page("recurrence/");
    assert_eq!(verdict(&page), "1 done, kind not told", "nobody can say whether that is a control");
    assert!(page.texts("main .lead").concat().contains("Of 1 nobody can say"), "{}", page.main());
    assert!(none.read().page("root-causes/disk/").section("Guardrails tried").contains("Not told 0 0 1 0 0"));
}

#[test]
fn the_ledger_names_what_happened_while_an_action_was_open_and_the_line_that_dismisses_it() {
    let test = three("");
    let ledger = |test: &SiteTest| {
        test.site().page("recurrence/").find_section("Preventive actions that were open when it came back")
    };
    let told = ledger(&test).unwrap();
    assert!(told.contains("Later incidents with the same cause and service: 2 incidents, 2 h in all"), "{told}");
    let line = "not_recurrence_of: [\"/postmortems/one.md\"]";
    assert!(told.contains(line) && told.contains("postmortems/two.md"), "{told}");
    // Pasted into both, nothing is left of the claim, here and on the page of actions.
    for name in ["two", "three"] {
        test.edit(&format!("content/postmortems/{name}.md"), "severity: SEV2", &format!("severity: SEV2\n{line}"));
    }
    assert_eq!(ledger(&test), None);
    let site = test.read();
    assert!(!site.page("actions/").main().contains("Open while it came back"));
    assert_eq!(chains(&site), [[("Two".to_owned(), false), ("Three".to_owned(), true)]]);
    assert!(site.page("").main().contains("times the same failure happened: Three"), "{}", site.page("").main());
}

#[test]
fn an_action_that_was_closed_later_was_open_for_what_came_before() {
    let test = three("");
    test.edit("content/postmortems/one.md", "status: open", "status: done, closed: 2025-06-01");
    let page = test.site().page("recurrence/");
    let told = page.section("Preventive actions that were open when it came back");
    assert!(told.contains("1 incident, 1 h in all") && told.contains("Two") && !told.contains("Three"), "{told}");
}

#[test]
fn a_public_page_tells_of_no_action() {
    let test = three("");
    let run = test.run(&["build", "--today", TODAY, "--audience", "public"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = test.read();
    let page = site.page("recurrence/");
    assert_eq!(verdict(&page), "no published one for 5 months");
    assert!(site.page("").main().contains("days since the last one of the published incidents"));
    assert_eq!(page.select("#pm_causes svg circle").len(), 3);
    for text in ["control", "prevent", "action", "zq"] {
        assert!(!page.main().to_lowercase().contains(text), "{text}: {}", page.main());
    }
    recount(&test, "public", "2026-03-07", "public");
}

#[test]
fn a_ring_and_a_chain_that_is_cut_are_shown_once() {
    let at = |test: SiteTest, n: usize, repeats: usize| {
        let fields = format!("title: T{n}\nid: T-{n}\ndate: 2025-01-{:02}\nrecurrence_of: T-{repeats}", n + 1);
        test.postmortem(&format!("t{n}"), &fields, "Text.")
    };
    let ring = at(at(at(SiteTest::new(), 0, 2), 1, 0), 2, 1);
    let site = ring.site();
    assert_sound(&site);
    assert_eq!(chains(&site).len(), 1);
    assert_eq!(site.page("recurrence/").texts("#pm_chains h3"), ["3 times"]);
    recount(&ring, "ring", "2026-03-07", "internal");
    let long = (1..25)
        .fold(SiteTest::new().postmortem("t0", "title: T0\nid: T-0\ndate: 2025-01-01", "Text."), |test, n| {
            at(test, n, n - 1)
        });
    let page = long.site().page("recurrence/");
    assert_eq!(page.texts("#pm_chains h3"), ["25 times"]);
    assert!(page.main().contains("19 before them, going back from T18"), "{}", page.main());
    recount(&long, "long", "2026-03-07", "internal");
}

#[test]
fn without_a_cause_seen_twice_the_page_lists_what_names_none() {
    let bare = |test: SiteTest, n: usize| test.postmortem(&format!("n{n}"), &format!("title: N{n}"), "Text.");
    let test =
        (0..3).fold(SiteTest::new().postmortem("c", "title: C\ndate: 2025-01-01\nroot_causes: [disk]", "Text."), bare);
    let page = test.site().page("recurrence/");
    assert_eq!(page.title(), "Most name no cause: what came back cannot be told");
    assert_eq!(page.texts("main .lead"), ["3 of 4 incidents name no cause."]);
    assert_eq!(page.links("#pm_unnamed").len(), 3);
    recount(&test, "bare", "2026-03-07", "internal");
    let none = SiteTest::new().file("content/pages/a.md", "# A page\n\nText.\n").site();
    assert!(!none.has("recurrence/"));
}

#[test]
fn doors_lead_to_the_page() {
    let site = three("").site();
    for from in ["", "actions/", "root-causes/disk/"] {
        assert!(site.page(from).leads_to("recurrence/"), "{from}");
    }
}

#[test]
fn a_page_of_very_many_stays_small() {
    let at = |test: SiteTest, n: usize| {
        let (year, month) = (2005 + n / 45, n % 12 + 1);
        let fields = format!(
            "title: Incident number {n} of something with a long enough name\ndate: {year}-{month:02}-{:02}\nservices: [svc-{}]\nroot_causes: [cause-{}]\naction_items: [{{text: Prevent number {n} from happening, kind: prevent, status: open, owner: team-{}}}]",
            n % 28 + 1,
            n % 7,
            n % 60,
            n % 9
        );
        test.postmortem(&format!("i{n}"), &fields, "Text.")
    };
    let test = (0..900).fold(SiteTest::new(), at);
    let site = test.site();
    let page = site.page("recurrence/");
    assert_eq!((page.select("figure.back").len(), page.select("#pm_chains .chain").len()), (12, 6));
    // What has no drawing is told in one line, so that nothing is to be looked for elsewhere.
    assert_eq!(page.select("#pm_other_causes tbody tr").len(), 60 - 12);
    assert!(page.select("#pm_other_chains li").len() > 100 && page.select("#pm_other_claims li").len() > 100);
    assert!(site.text("recurrence/").len() < 700_000, "{}", site.text("recurrence/").len());
    recount(&test, "many", "2026-03-07", "internal");
}

#[test]
fn what_is_said_of_repeats_is_held_against_the_days() {
    let one = |test: SiteTest, name: &str, day: &str, more: &str| {
        test.postmortem(name, &format!("title: {name}\ndate: {day}\n{more}"), "It broke.")
    };
    let test = one(SiteTest::new(), "a", "2025-01-01", "recurrence_of: c");
    let test = one(test, "b", "2025-02-01", "recurrence_of: a\nnot_recurrence_of: [a]");
    let test = one(test, "c", "2025-03-01", "recurrence_of: b");
    let run = test.check();
    let told: Vec<&str> = run.stderr.lines().filter(|line| line.contains("recurrence-contradicts")).collect();
    assert_eq!(told.len(), 2, "{}", run.stderr);
    assert!(run.stderr.contains("an incident of 2025-03-01, which is after this one of 2025-01-01"), "{}", run.stderr);
    assert!(run.stderr.contains("is a recurrence and none"), "{}", run.stderr);
}
