//! The page for hands that shake: code to copy, nothing twice, fixes first, long lists in folds, figures that lead somewhere.

use crate::support::site::{Page, css, text_of};
use crate::support::{Site, SiteTest, assert_sound};

fn one(fields: &str, body: &str) -> Page {
    SiteTest::new().postmortem("a", fields, body).site().page("postmortems/a/")
}

/// A site of `n` incidents of one service, checked; `more` adds fields to each.
fn many(n: usize, more: impl Fn(usize) -> String) -> Site {
    let incident = |test: SiteTest, i: usize| {
        let (month, day) = (i / 28 % 12 + 1, i % 28 + 1);
        let fields = format!("title: Outage {i}\ndate: 2025-{month:02}-{day:02}\nservices: [api]\n{}", more(i));
        test.postmortem(&format!("i{i}"), &fields, "Text.")
    };
    let site = (0..n).fold(SiteTest::new(), incident).site();
    assert_sound(&site);
    site
}

fn headings(page: &Page) -> Vec<String> {
    page.texts("main h2")
}

#[test]
fn what_was_typed_into_a_terminal_is_told_from_prompts_and_answers() {
    let page = one(
        "title: A",
        "```console\n$ kubectl get pods\nNAME  READY\n$ kubectl delete pod \\\n    api\n```\n\n```bash\n# restart it\nsystemctl restart api\n```\n",
    );
    assert_eq!(page.texts(".code .ps"), ["$", "$"]);
    assert_eq!(page.texts(".code .cmd"), ["kubectl get pods", "kubectl delete pod \\", "api"]);
    assert!(page.main().contains("NAME READY"), "answers stay on the page");
    assert_eq!(page.select(".code[data-lang=bash] .cmd").len(), 0, "a comment is no prompt");
    let root = one("title: A", "```console\n# wget https://get.example/a.deb\n# dpkg -i a.deb\n```\n");
    assert_eq!(root.texts(".code .cmd"), ["wget https://get.example/a.deb", "dpkg -i a.deb"]);
}

#[test]
fn the_fix_keeps_its_code_shows_the_first_block_and_ends_with_a_sentence() {
    let long = "We set `max_connections` on the first of the two databases to a number that is large enough for all the workers of the season and \
                for all those that may come when the timetable of the summer opens and everybody in the four ports books at once, and did the same for the \
                second one with a margin for the jobs that run at night and for the people who look into it by hand when something goes wrong again";
    let page = one(
        "title: A",
        &format!(
            "## Impact\n\nAll.\n\n```\nnot this\n```\n\n## Resolution\n\n{long}. More followed.\n\n```sh\n$ psql -f fix.sql\n```\n\n```\nnor this\n```\n"
        ),
    );
    let fix = text_of(page.one(".fix p"));
    assert!(fix.ends_with("goes wrong again."), "{fix}");
    assert_eq!(page.texts(".fix p code"), ["max_connections"]);
    assert_eq!(page.texts(".fix .code code"), ["psql -f fix.sql"]);
    assert!(!page.texts(".fix").concat().contains("this"));
}

#[test]
fn without_a_fix_the_last_entry_is_shown_and_called_so() {
    let told = "## Timeline\n\n- 2026-03-02 10:12 UTC Alert fires\n- 2026-03-02 10:40 UTC Latency of `api` is normal\n";
    let page = one("title: A", told);
    let shown = text_of(page.one(".fix"));
    assert_eq!(shown.trim(), "No fix section. Last in the timeline: 2026-03-02 10:40 UTC Latency of api is normal");
    assert_eq!(page.texts(".fix code"), ["api"]);
}

#[test]
fn a_table_or_list_that_was_read_whole_is_folded_where_it_stood() {
    let table = "| Item | Detail |\n|---|---|\n| Severity | SEV-2 |\n| Service | api |\n| Detected by | monitoring |\n\nText.\n";
    assert_eq!(one("title: A", table).texts(".written summary"), ["As written, 3 lines"]);
    let list = "- **Severity**: SEV-2\n- **Services**: api\n- **Duration**: 42 min\n\nText.\n";
    assert_eq!(one("title: A", list).texts(".written summary"), ["As written, 3 lines"]);
    for more in ["| Moon | full |\n", "| Duration | 42 min, in which no ship could leave any port |\n"] {
        let table = table.replace("\n\nText", &format!("\n{more}\nText"));
        assert_eq!(one("title: A", &table).select(".written").len(), 0, "{more}");
    }
    for (row, folds) in [
        ("Fix | We rolled the release back to `4.2`.", 1),
        ("Fix | The on-call looked at every node. We rolled the release back to 4.2. Nobody knows why it was slow.", 0),
        ("Summary | The *pool* ran empty.", 1),
        ("Trigger | A deploy. The clocks of both nodes differed, and the shard was moved. It was a Tuesday.", 0),
    ] {
        let long = table.replace("\n\nText", &format!("\n| {row} |\n\nText"));
        assert_eq!(one("title: A", &long).select(".written").len(), folds, "{row}");
        let (key, value) = row.split_once(" | ").unwrap();
        let long = list.replace("\n\nText", &format!("\n- **{key}**: {value}\n\nText"));
        assert_eq!(one("title: A", &long).select(".written").len(), folds, "{row}");
    }
    let actions =
        "Text.\n\n## Action items\n\n| Action | Owner | Status |\n|---|---|---|\n| Raise the limit | core | open |\n";
    let page = one("title: A", actions);
    assert_eq!(page.texts(".written summary"), ["As written, 1 line"]);
    assert_eq!(page.select(".acts > li").len(), 1, "and stands below, with its state");
    let plain = one("title: A", "Text.\n\n## Action items\n\n- Raise the limit\n- Add an alert\n");
    assert_eq!((plain.select(".written").len(), plain.select(".acts").len()), (0, 0), "known by their texts alone");
}

#[test]
fn a_list_that_its_author_broke_up_is_one_fold() {
    let page = one(
        "title: A",
        "## Action items\n\n1. [ ] Add an alert\n\n<!-- later -->\n\n- [x] Write a test\n- [ ] Fix it\n\n4. [ ] Tell all\n\n## Why\n\nText.\n",
    );
    assert_eq!(page.texts("details.written > summary"), ["As written, 4 lines"]);
    assert_eq!(page.select("details.written li").len(), 4);
}

#[test]
fn text_runs_in_the_direction_of_its_letters() {
    let page = one("title: A", "## الملخص\n\nانتهت صلاحية `payments.internal` ولم يجددها أحد.\n");
    assert_eq!(page.one(".prose").attr("dir"), Some("auto"));
}

#[test]
fn a_lead_that_is_all_of_the_summary_is_printed_once() {
    let page = one("title: A", "## Summary\n\nThe `pool` ran empty.\n\n## Impact\n\nAll.\n\n## Cause\n\nLoad.\n");
    assert_eq!(page.main().matches("The pool ran empty.").count(), 1, "{}", page.main());
    assert_eq!(page.texts(".lead code"), ["pool"]);
    assert_eq!(page.select("#summary").len(), 1, "the contents list still leads there");
    let longer = one("title: A", "## Summary\n\nThe pool ran empty.\n\nThen it filled.\n\n## Impact\n\nAll.\n");
    assert_eq!(longer.texts("#summary ~ p")[..2], ["The pool ran empty.", "Then it filled."]);
}

#[test]
fn the_box_of_facts_has_one_list_of_sources_and_no_day_twice() {
    let times =
        "title: A\nstarted: 2025-01-02 10:00 UTC\ndetected: 2025-01-02 10:05 UTC\nresolved: 2025-01-03 11:00 UTC";
    let page = one(times, "Text.");
    assert_eq!(page.texts(".fact time"), ["2025-01-02 10:00 UTC", "10:05 UTC", "2025-01-03 11:00 UTC"]);
    assert_eq!(page.select("details.src").len(), 1);
    assert!(page.texts(".src li").iter().any(|source| source.starts_with("Detected: Front matter detected, line")));
    assert_eq!(one("title: A\ndate: 2025-01-02", "Text.").select(".facts").len(), 0, "no box for a day alone");
}

#[test]
fn marks_of_a_timeline_lead_to_their_rows() {
    let fields = "title: A\nstarted: 2025-01-02 10:00 UTC\nresolved: 2025-01-02 11:00 UTC";
    for (body, row) in [
        ("## Timeline\n\n| Time | Event |\n|---|---|\n| 10:00 UTC | broke |\n| 10:30 UTC | ran |\n", "tr"),
        ("## Timeline\n\n- 10:00 UTC broke\n- 10:30 UTC ran\n", "li"),
    ] {
        let page = one(fields, body);
        let marks = page.select(".strip a");
        assert_eq!(marks.len(), 2, "{body}");
        for (mark, word) in marks.iter().zip(["broke", "ran"]) {
            let there = page.one(&format!("{row}:has({})", mark.attr("href").unwrap()));
            assert!(text_of(there).ends_with(word), "{}", text_of(there));
            assert!(mark.attr("tabindex").is_none() && mark.attr("aria-label").unwrap().ends_with(word));
        }
    }
}

#[test]
fn a_topic_shows_fixes_first_then_open_actions_the_oldest_due_first() {
    let site = many(3, |i| {
        let due = ["2026-03-01", "2024-03-01", "2025-03-01"][i];
        format!(
            "action_items:\n  - {{text: Act {i}, owner: core, due: {due}, status: open}}\n  - {{text: Late {i}, status: open}}"
        )
    });
    let page = site.page("services/api/");
    assert_eq!(page.texts(".acts > li > p:first-of-type"), ["Act 1", "Act 2", "Act 0", "Late 2", "Late 1", "Late 0"]);
    let told = SiteTest::new()
        .postmortem(
            "a",
            "title: A\nservices: [api]\naction_items: [{text: Act, owner: x, status: open}]",
            "## Resolution\n\nWe raised `max_pool` by ten.\n",
        )
        .site();
    assert_eq!(told.page("services/api/").texts(".rows .w code"), ["max_pool"]);
    let titles = headings(&told.page("services/api/"));
    assert_eq!(titles, ["How it was fixed before", "Open actions 1", "Incidents"]);
    let declared = SiteTest::new()
        .postmortem("a", "title: A\nservices: [api]", "## Resolution\n\nWe raised `max_pool` by ten.\n")
        .file("content/services/api.md", "# API\n\nIt answers.\n\n## Notes\n\nText.\n")
        .site();
    let titles = headings(&declared.page("services/api/"));
    assert_eq!(titles[..2], ["How it was fixed before", "Notes"], "before what it is");
}

#[test]
fn all_open_actions_and_incidents_of_a_topic_can_be_reached() {
    let site = many(130, |i| {
        format!("action_items: [{{text: Act {i}, owner: core, due: 2025-0{}-01, status: open}}]", i % 9 + 1)
    });
    let page = site.page("services/api/");
    assert_eq!(page.select(".acts > li").len(), 12);
    assert!(page.leads_to("services/api/actions/") && page.main().contains("All 130"), "{}", page.main());
    let all = site.page("services/api/actions/");
    assert_eq!(all.select(".acts > li").len(), 130);
    assert_eq!(all.texts("h2")[0], "Due in January 2025 15");
    // Rows in folds; what is beyond them is a search away.
    assert_eq!(page.select("details.group .rows > li").len(), 100);
    let shown: usize = page.select("details.group[open]").iter().map(|fold| fold.select(&css("li")).count()).sum();
    assert!((1..=30).contains(&shown), "{shown} rows at once");
    let search = page.one("main a[href*='search/?q=']");
    assert_eq!((search.attr("href"), text_of(search).as_str()), (Some("../../search/?q=service:api"), "All 130"));
    assert_eq!(site.page("postmortems/").select("details.group .rows > li").len(), 130);
    assert_eq!(site.page("actions/all/").select("tbody tr").len(), 130);
}

#[test]
fn few_incidents_make_a_strip_of_dates_with_the_days_between() {
    let page =
        many(3, |i| format!("date: {}\n", ["2024-01-10", "2024-09-11", "2025-07-27"][i]).replace("date", "started"))
            .page("services/api/");
    let strip = page.texts("main svg text").join(" ");
    assert!(strip.contains("245 days") && strip.contains("319 days"), "{strip}");
    assert!(
        page.texts("figcaption").iter().any(|caption| caption == "When it happened3 incidents; longest gap 319 days")
    );
    assert!(!page.texts("figcaption").iter().any(|caption| caption.contains("quarter")));
    let more = many(9, |_| String::new()).page("services/api/");
    assert!(!more.texts("figcaption").iter().any(|caption| caption.starts_with("When it happened")));
}

#[test]
fn the_figures_of_home_lead_somewhere_and_are_never_an_idle_zero() {
    let site = many(2, |i| format!("action_items: [{{text: Act {i}, status: open}}]"));
    let home = site.page("");
    for figure in home.select(".figs dd") {
        assert!(!text_of(figure).starts_with('0'), "{}", text_of(figure));
        assert_eq!(figure.select(&css("a[href]")).count(), 1, "{}", text_of(figure));
    }
    assert!(home.leads_to("actions/") && home.main().contains("actions open, none has a due day"), "{}", home.main());
    assert!(home.main().contains("days since the last incident:") || home.main().contains("last 90 days"));
    // What has a due day and no state is to be done; what has neither is a text.
    let late =
        many(2, |i| format!("action_items:\n  - {{text: Act {i}, due: 2020-01-0{}}}\n  - {{text: Idea {i}}}", i + 1));
    let figures = late.page("").texts(".figs").concat();
    assert!(figures.contains("actions past their due day") && late.page("").leads_to("actions/"), "{figures}");
    assert_eq!(
        late.page("actions/").texts("section .acts > li > p:first-of-type"),
        ["1 Act 0", "2 Act 1"],
        "those counted"
    );
    let done = many(2, |_| "action_items: [{text: Act, status: done}]".to_owned());
    assert!(!done.page("").texts(".figs").concat().contains("actions"));
    assert!(done.page("actions/").main().contains("Nothing is open."));
}

#[test]
fn one_of_a_kind_is_told_in_the_singular() {
    let told = |date: &str, due: &str| {
        let test = SiteTest::new();
        let action = format!("## Action items\n\n- [ ] Watch the queue (due: {due})\n");
        test.write("content/postmortems/a.md", &format!("---\ntitle: A\ndate: {date}\n---\n\nIt broke.\n\n{action}"));
        test.site().page("").main()
    };
    // The builds of these tests are of 2026-03-07.
    let late = told("2026-03-01", "2026-03-02");
    assert!(late.contains("incident in the last 90 days") && late.contains("action past its due day"), "{late}");
    let quiet = told("2025-03-01", "2026-05-02");
    assert!(quiet.contains("days since the last incident:"), "{quiet}");
    assert!(quiet.contains("action open, not past its due day"), "{quiet}");
}

#[test]
fn one_severity_looks_the_same_wherever_it_is_written() {
    let site = many(3, |i| format!("severity: {}", ["SEV-1", "sev1", "SEV 1"][i]));
    let chips = site.page("services/api/").texts(".rows .chip");
    assert!(chips.len() >= 3 && chips.iter().all(|chip| chip == "SEV1"), "{chips:?}");
    assert_eq!(site.page("severities/").texts("main .chip"), ["SEV1"]);
}

#[test]
fn related_incidents_name_words_that_tell_something() {
    let body = "## Summary\n\nThe tables of the staff were slow, and the staff saw slow tables: `pg_stat_replication` lagged behind Hallin.\n\n\
                ## Actions\n\n- [ ] Watch pg_stat_replication (owner: night-crew)\n\nThe night-crew and the staff of Hallin met. The tables of Hallin again. Slow staff, slow tables.\n";
    let mut test = SiteTest::new();
    for name in ["a", "b"] {
        test = test.postmortem(name, "title: Lag\nservices: [db]\nteams: [night-crew]", body);
    }
    for i in 0..12 {
        test = test.postmortem(
            &format!("other{i}"),
            &format!("title: Other {i}\nservices: [s{i}]"),
            "Nothing alike at all.",
        );
    }
    let page = test.site().page("postmortems/a/");
    let reasons = page.texts(".rows .w").join(" ");
    assert!(reasons.contains("Both mention: pg_stat_replication"), "{reasons}");
    for plain in ["staff", "tables", "Hallin", "night-crew"] {
        assert!(!reasons.contains(plain), "{reasons}");
    }
}

#[test]
fn counts_are_grouped() {
    let rows: String = (0..1200).map(|i| format!("- [ ] Act {i} (owner: core)\n")).collect();
    let page = SiteTest::new()
        .postmortem("a", "title: A\nservices: [api]", &format!("Text.\n\n## Action items\n\n{rows}"))
        .site()
        .page("services/api/");
    assert!(page.main().contains("Open actions 1,200"), "{}", &page.main()[..400]);
}

#[test]
fn large_counts_of_the_box_are_grouped_and_short_numbers_are_not() {
    let table = "| Metric | Value |\n|---|---|\n| Users affected | 493398 |\n| Error rate | 12 % |\n";
    let page = one("title: A\nseverity: SEV1", &format!("## Impact\n\n{table}"));
    let values = page.texts(".facts dd");
    assert!(values.contains(&"493,398".to_owned()), "{values:?}");
}

#[test]
fn a_list_that_is_split_says_so_and_a_sparse_one_goes_by_year() {
    let site = |date: fn(usize) -> String, n: usize| {
        let one = |test: SiteTest, i: usize| {
            test.postmortem(&format!("i{i}"), &format!("title: T{i}\ndate: {}\nservices: [api]", date(i)), "Text.")
        };
        (0..n).fold(SiteTest::new(), one).site().page("services/api/").texts(".month")
    };
    let crowded = site(|i| format!("2025-03-{:02}", i % 28 + 1), 35);
    assert_eq!(crowded, ["March 2025 30", "March 2025, continued 5"]);
    let sparse = site(|i| format!("{}-{:02}-01", 2020 + i / 12, i % 12 + 1), 36);
    assert_eq!(sparse, ["2022 12", "2021 12", "2020 12"]);
}

#[test]
fn words_of_bodies_come_from_the_strings_of_the_theme() {
    let page = SiteTest::new()
        .postmortem("a", "title: A", "[x](nowhere.md) ![](gone.png)\n\n```mermaid\ngraph TD; A-->B\n```\n")
        .file(
            "theme/strings.toml",
            "[chart]\ndiagram_source = \"Quelltext\"\nbroken_link = \"Fehlt\"\nmissing_image = \"Kein Bild\"\nimage = \"Bild\"\n",
        )
        .site()
        .page("postmortems/a/");
    assert_eq!(page.texts(".diagram summary"), ["Quelltext"]);
    let titles: Vec<_> = page.select(".broken-link").iter().map(|e| e.attr("title").unwrap().to_owned()).collect();
    assert_eq!(
        (titles, page.texts(".broken-link")),
        (vec!["Fehlt".into(), "Kein Bild".into()], vec!["x".into(), "Bild".into()])
    );
}

#[test]
fn a_fix_that_is_only_code_is_shown_with_its_code() {
    let page = one("title: A\ndate: 2026-03-01", "## Resolution\n\n```bash\nkubectl rollout undo deploy/api\n```\n");
    assert_eq!(page.texts(".fix pre"), ["kubectl rollout undo deploy/api"]);
    assert_eq!(page.select(".fix p").len(), 0, "no empty paragraph");
}
