//! What a document is: an incident, planned work, a log of several, a form, a list or a page; and which name it gets.

use super::support::{SiteTest, TODAY};
use serde_json::Value;

/// Kind and title of each document, by source path.
fn kinds(test: &SiteTest) -> Vec<(String, String)> {
    let text = |record: &Value, key: &str| record[key].as_str().unwrap_or_default().to_owned();
    test.export().iter().map(|record| (text(record, "source"), text(record, "kind"))).collect()
}

fn kind(text: &str) -> String {
    let test = SiteTest::new().file("notes/some/paper.md", text).arg("--content=notes");
    kinds(&test).remove(0).1
}

fn record(text: &str) -> Value {
    SiteTest::new().file("notes/some/paper.md", text).arg("--content=notes").export().remove(0)
}

/// Lines of `check` that name `code`.
fn told(test: &SiteTest, code: &str) -> Vec<String> {
    let run = test.run(&["check", "--today", TODAY, "--format", "short"]);
    run.stderr.lines().filter(|line| line.contains(&format!("[{code}]"))).map(str::to_owned).collect()
}

#[test]
fn the_content_folder_counts_like_any_other() {
    let read = |content: &str| {
        let test = SiteTest::fixture("field/14-content-root-name").arg(&format!("--content={content}"));
        let mut record = test.export().remove(0);
        let fields = record.as_object_mut().unwrap();
        fields.remove("source");
        record
    };
    let (near, far) = (read("docs/incidents"), read("docs"));
    assert_eq!((&near["kind"], &near["date"]), (&"postmortem".into(), &"2026-03-02".into()));
    assert_eq!(near, far);
}

#[test]
fn an_exports_hash_behind_a_folders_name_says_nothing() {
    let folder = "Incidents 0123456789abcdef0123456789abcdef";
    let test = SiteTest::new()
        .file(
            &format!("{folder}/Mail was late.md"),
            "# Mail was late\n\nIt came **two hours** late, for a disk was full.\n",
        )
        .arg(&format!("--content={folder}"));
    assert_eq!(kinds(&test)[0].1, "postmortem");
}

#[test]
fn a_cache_of_another_folder_is_no_answer() {
    let text = "# Mail was late\n\nThe relay of the mail server was down for an hour or two.\n";
    let test = SiteTest::new().file("incidents/mail.md", text).file("papers/mail.md", text);
    let page = |content: &str| {
        let run = test.run(&["build", "--today", TODAY, "--content", content]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        test.read().pages().iter().any(|url| url == "postmortems/mail/")
    };
    assert_eq!([page("papers"), page("incidents"), page("papers")], [false, true, false]);
}

#[test]
fn a_whole_report_in_a_readme_is_an_incident_under_its_folders_name() {
    let report = "# Queue stalled\n\n**Date:** 2026-03-02\n**Severity:** SEV-2\n\n## Summary\n\nThe queue stood still.\n\n\
                  ## Root cause\n\nA lock.\n\n## Timeline\n\n- 14:02 it stood\n- 14:40 it went on\n";
    let list = "# Incidents\n\nWhat went wrong here.\n\n- [Queue](2026-03-02-queue/README.md)\n";
    let test = SiteTest::new()
        .file("docs/incidents/2026-03-02-queue/README.md", report)
        .file("docs/incidents/README.md", list)
        .arg("--content=docs");
    let found = test.export();
    let of = |source: &str| found.iter().find(|record| record["source"] == source).unwrap().clone();
    let report = of("incidents/2026-03-02-queue/README.md");
    assert_eq!((&report["kind"], &report["url"]), (&"postmortem".into(), &"postmortems/2026-03-02-queue/".into()));
    assert_eq!(of("incidents/README.md")["kind"], "index");
}

#[test]
fn a_title_that_says_report_counts_anywhere_and_in_any_language() {
    for title in [
        "Postmortem: lamps out",
        "RCA: lamps out",
        "Lamps out - Incident report",
        "Störung: Lampen aus",
        "Panne : lampes éteintes",
        "Incidente: lámparas apagadas",
        "障害報告：ランプ消灯",
        "Инцидент: нет света",
    ] {
        assert_eq!(kind(&format!("# {title}\n\nNo light in the hall for an hour.\n")), "postmortem", "{title}");
    }
}

#[test]
fn how_things_are_done_is_a_page() {
    let runbook = "# Runbook: lamps fail over\n\nSeverity: SEV-2\nServices: lamps\n\n## Impact\n\nDark.\n\n## Mitigation\n\n\
                   1. Press the button.\n\n## Action items\n\n- [ ] A better button\n";
    let process = "# Incident management process\n\nWhenever something is wrong, anybody may call an incident.\n\n\
                   ## Roles\n\nA lead.\n\n## Timeline\n\nWrite one.\n\n## Lessons learned\n\nWrite them.\n";
    assert_eq!([kind(runbook), kind(process)], ["page", "page"]);
}

#[test]
fn a_story_without_headings_is_an_incident_and_news_is_a_page() {
    let story = "People ask what being on call is like. Mostly dull.\n\nOn 14 August 2025 at 14:02 the ticket shop was down for \
                 everybody. We rolled back at 14:41, which did not help. At 15:20 we took four machines out and it was back.\n";
    let news = "We moved to a new office on 14 August 2025, and everybody is welcome to the party at 18:00.\n";
    assert_eq!([kind(story), kind(news)], ["postmortem", "page"]);
}

#[test]
fn variables_of_a_site_make_no_form_and_blanks_in_any_language_do() {
    let report = "# Lamps out in {{ site.city }}\n\nThe lamps failed at 14:02 and were back at 15:00.\n\n## Root cause\n\n\
                  A fuse, see {{ page.links.fuse }} and {{ \"/fuse\" | relative_url }}.\n\n## Timeline\n\n- 14:02 dark\n";
    assert_eq!(kind(report), "postmortem");
    for (date, time) in
        [("TT.MM.JJJJ", "HH:MM"), ("JJ/MM/AAAA", "HH:MM"), ("ДД.ММ.ГГГГ", "ЧЧ:ММ"), ("YYYY-MM-DD", "HH:MM")]
    {
        let form = format!(
            "# Postmortem: [title]\n\n**Date:** {date}\n**Severity:** [severity]\n\n## Summary\n\n[describe it]\n\n## Timeline\n\n\
             - {time} [what happened]\n\n## Root cause\n\n[describe it]\n\n## Action items\n\n- [ ] [owner] [what]\n"
        );
        assert_eq!(kind(&form), "template", "{date}");
    }
}

#[test]
fn a_form_that_is_filled_in_by_half_is_an_incident() {
    let half = "# Postmortem: wrong stock in the shop\n\n> Fill in this template within five days.\n\n**Date:** 2026-03-02\n\
                **Severity:** SEV-3\n**Lead:** [name]\n\n## Summary\n\n57 orders had to be cancelled, because the shop showed the \
                stock of the day before for about 400 articles.\n\n## Timeline\n\n- 06:30 the import stops\n- HH:MM [what happened]\n\n\
                ## Root cause\n\n[describe it]\n\n## Resolution\n\n[describe it]\n";
    assert_eq!(kind(half), "postmortem");
    let test = SiteTest::new().file("notes/template-half-filled.md", half).arg("--content=notes");
    assert_eq!(kinds(&test)[0].1, "postmortem");
}

#[test]
fn work_that_was_announced_is_planned_and_what_went_wrong_in_it_is_not() {
    let planned = [
        "# Scheduled maintenance: new disks\n\n**Window:** 2026-03-02 22:00 - 2026-03-03 02:00\n\nThe shop will be read-only.\n",
        "# CHG-12: database upgrade\n\nType: Scheduled maintenance\nDate: 2026-03-02\n\n## Timeline\n\n- 01:04 read-only\n- 03:51 done\n",
        "# Wartungsfenster Speicher\n\n**Datum:** 02.03.2026\n\nDer Speicher wird getauscht.\n",
        "---\ntitle: Maintenance with downtime on https://issues.example.org (tracker)\ndate: 2026-03-02\nseverity: notice\n---\n\nThe service is restarted to use its new certificate before the old one expires.\n",
        "# failures.example.org upgrade\n\n**Date:** 2026-03-02\n\nThe tracker at failures.example.org will be down for up to two hours while it gets its new version.\n",
        "---\ntitle: arm64 migration of the mirrors\nstarted: 2026-03-02 16:00 UTC\nseverity: notice\n---\n\nThe operation is now finished, with no interruption of the mirrors or of downloads.\n",
        "---\ntitle: New disks\ndate: 2026-03-02\nplanned: true\n---\n\nThey were put in.\n",
    ];
    for text in planned {
        let record = record(text);
        assert_eq!((&record["kind"], &record["planned"]), (&"postmortem".into(), &true.into()), "{text}");
        assert_eq!(record["ttr_minutes"], Value::Null, "{text}");
    }
    let wrong = [
        "# Outage during scheduled maintenance\n\n**Date:** 2026-03-02\n\n## Root cause\n\nA wrong disk.\n",
        "# Shop down after database upgrade\n\n**Date:** 2026-03-02\n\n## Root cause\n\nA wrong version.\n",
        "---\ntitle: Maintenance window of the shop\nseverity: SEV1\nplanned: false\n---\n\nIt was down for hours.\n",
    ];
    for text in wrong {
        let record = record(text);
        assert_eq!((&record["kind"], &record["planned"]), (&"postmortem".into(), &false.into()), "{text}");
    }
}

#[test]
fn planned_work_is_shown_as_such_and_counted_nowhere() {
    let test = SiteTest::new()
        .postmortem("a", "title: Lamps out\ndate: 2026-03-01\nservices: [lamps]\nid: INC-1", "Dark.")
        .postmortem("b", "title: Dark again\ndate: 2026-03-02\nservices: [lamps]\nrecurrence_of: INC-9", "Dark.")
        .postmortem(
            "c",
            "title: New lamps\ndate: 2026-03-03\nservices: [lamps]\nplanned: true\nid: INC-9",
            "They were put in.",
        );
    let site = test.site();
    assert!(site.page("postmortems/c/").texts(".meta .chip").contains(&"Planned work".to_owned()));
    let rows = site.page("postmortems/").texts(".rows .chip");
    assert_eq!(rows.iter().filter(|chip| *chip == "Planned work").count(), 1, "{rows:?}");
    assert_eq!(site.page("services/lamps/").texts("h1 .n"), ["2 incidents"]);
    assert_eq!(site.page("postmortems/").texts("h1 .n"), ["2"]);
    assert!(!site.page("postmortems/c/").text().contains("It happened again"));
    assert!(site.page("postmortems/b/").find_section("Repeats").is_none());
    let csv = test.run(&["export", "--format", "csv"]).stdout;
    assert!(csv.lines().next().unwrap().contains(",date,planned,status,"), "{csv}");
}

#[test]
fn several_incidents_in_one_file_are_one_page_without_facts() {
    let test = SiteTest::fixture("field/16-several-incidents-one-file");
    let record = test.export().remove(0);
    assert_eq!((&record["title"], &record["kind"]), (&"Incident log".into(), &"index".into()));
    for field in ["date", "started", "resolved", "ttr_minutes"] {
        assert_eq!(record[field], Value::Null, "{field}");
    }
    let found = told(&test, "several-incidents");
    assert!(found.len() == 1 && found[0].contains("incident-log.md:12:"), "{found:?}");
    assert!(told(&test, "untitled").is_empty());
}

#[test]
fn days_of_one_incident_are_no_log() {
    let text = "# Mail was late\n\n**Severity:** SEV-2\n\n## Timeline\n\n### 2026-03-02 first failure\n\n- Started: 2026-03-02 14:02\n\
                - Duration: 10 min\n\n### 2026-03-03 second failure\n\n- Started: 2026-03-03 09:00\n- Duration: 20 min\n\n## Root cause\n\nA disk.\n";
    assert_eq!(kind(text), "postmortem");
}

#[test]
fn a_heading_that_names_a_section_is_a_heading() {
    for heading in ["Incident log", "RCA", "Incident", "Summary"] {
        let test = SiteTest::new().file("content/postmortems/a.md", &format!("# {heading}\n\nThe lamps failed.\n"));
        assert!(told(&test, "untitled").is_empty(), "{heading}");
    }
    let test = SiteTest::new().file("content/postmortems/a.md", "The lamps failed.\n");
    assert_eq!(told(&test, "untitled").len(), 1);
}

#[test]
fn a_bold_first_line_is_the_title_of_a_notice() {
    let record = record("**【復旧済み】決済の障害について**\n\n2025年11月4日に決済の障害が発生いたしました。\n");
    assert_eq!(record["title"], "【復旧済み】決済の障害について");
}

#[test]
fn files_of_one_name_are_told_apart_and_one_more_moves_none() {
    let test = SiteTest::fixture("field/24-monorepo-names");
    let urls = || -> Vec<String> {
        let mut urls: Vec<String> = test.read().pages().into_iter().filter(|url| url.contains("outage")).collect();
        urls.sort();
        urls
    };
    let url = |team: &str| format!("postmortems/{team}-2026-03-02-outage/");
    let auth = std::fs::read_to_string(test.path("content/auth/docs/incidents/2026-03-02-outage.md")).unwrap();
    test.remove("content/auth/docs/incidents/2026-03-02-outage.md");
    assert_eq!(test.build_with(&[]).code, 0);
    assert_eq!(urls(), [url("cart"), url("pay"), url("ship")]);
    test.write("content/auth/docs/incidents/2026-03-02-outage.md", &auth);
    assert_eq!(test.build_with(&[]).code, 0);
    assert_eq!(urls(), [url("auth"), url("cart"), url("pay"), url("ship")]);
    assert!(test.read().page(&url("pay")).text().contains("A flag of pay."));
}

#[test]
fn translations_and_a_readme_beside_an_index_have_names_of_their_own() {
    let test = SiteTest::new()
        .file(
            "content/en/lamps.md",
            "# Lamps out\n\n**Date:** 2026-03-02\n**Severity:** SEV-2\n\n## Root cause\n\nA fuse.\n",
        )
        .file(
            "content/fr/lamps.md",
            "# Panne des lampes\n\n**Date:** 2026-03-02\n**Severity:** SEV-2\n\n## Root cause\n\nUn fusible.\n",
        )
        .file("content/ops/INDEX.md", "# Operations\n\nAll of it.\n")
        .file("content/ops/README.md", "# Read me\n\nHow we work.\n");
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    for url in ["postmortems/en-lamps/", "postmortems/fr-lamps/", "pages/ops/", "pages/ops-readme/"] {
        assert!(test.read().has(url), "{url} in {}", test.read().list());
    }
}

#[test]
fn an_address_copied_from_a_browser_is_an_old_url() {
    let site = SiteTest::fixture("field/25-alias-percent-encoded").site();
    for url in ["alt/Störung/", "alt/with space/", "alt/Größe/"] {
        assert!(site.has(url), "{url} in {}", site.list());
    }
}

#[test]
fn aliases_are_names_for_links() {
    let test = SiteTest::fixture("field/20-obsidian-alias");
    assert!(test.site().page("postmortems/other/").leads_to("postmortems/queue/"));
    assert!(told(&test, "broken-wikilink").is_empty());
}

#[test]
fn what_is_not_finished_is_a_draft_wherever_it_says_so() {
    let test = SiteTest::fixture("field/30-drafts-folder")
        .file("content/incidents/c.md", "---\ntitle: Lamp outage\npublish: false\n---\n\nDark.\n")
        .file("content/incidents/d.md", "---\ntitle: Lamp failure\npublished: false\n---\n\nDark.\n")
        .file("content/incidents/e.md", "# Lamps down\n\n**Status:** Draft\n\nDark.\n");
    let pages = |flag: &[&str]| {
        assert_eq!(test.build_with(flag).code, 0);
        test.read().pages().into_iter().filter(|url| url.starts_with("postmortems/") && url.len() > 12).count()
    };
    // What the text says of its review hides it from the public alone.
    assert_eq!(pages(&[]), 2);
    assert_eq!(pages(&["--drafts"]), 5);
    let public = test.file("book.toml", "[audience]\naudience = 'public'\ndefault-visibility = 'public'\n");
    assert_eq!(public.build_with(&[]).code, 0);
    assert!(!public.read().has("postmortems/e/"));
}

#[test]
fn a_classification_closes_and_never_opens() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nclassification: internal", "Hidden words.")
        .postmortem("b", "title: B\nclassification: confidential\nvisibility: public", "Hidden words.")
        .postmortem("c", "title: C\nclassification: SEV-2\nvisibility: public", "Plain words.")
        .postmortem("d", "title: D\nclassification: public", "Hidden words.");
    let run = test.build_with(&["--audience", "public"]);
    // What says both is an error, and left out.
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("visibility-unread 1"), "{}", run.stderr);
    let site = test.read();
    assert!(site.has("postmortems/c/"));
    assert!(site.holders_of("Hidden words").is_empty(), "{:?}", site.holders_of("Hidden words"));
}

#[test]
fn front_matter_that_says_how_bad_when_and_what_was_hit_settles_it() {
    let declared =
        "---\ntitle: Lamps in the hall\ndate: 2026-03-02\nseverity: SEV2\nservices: [lamps]\n---\n\nThey were dark.\n";
    assert_eq!(kind(declared), "postmortem");
    assert_eq!(kind(&declared.replace("severity: SEV2\n", "")), "page");
    assert_eq!(kind(&declared.replace("SEV2", "lovely")), "page");
    assert_eq!(kind(&declared.replace("services: [lamps]\n", "")), "page");
    // What is sold is no service that was hit.
    assert_eq!(kind(&declared.replace("services", "products")), "page");
}

#[test]
fn planned_work_is_found_by_its_word_and_marked_on_its_card() {
    let test = SiteTest::new()
        .postmortem("move", "title: The move of the harbour database\nplanned: true", "The harbour was closed.")
        .postmortem("fire", "title: Fire in the harbour", "The harbour burnt.");
    let run = test.run(&["search", "harbour", "status:planned", "--today", TODAY]);
    assert!(run.stdout.contains("The move of the harbour database  planned work"), "{}", run.stdout);
    assert!(!run.stdout.contains("Fire in the harbour"), "{}", run.stdout);
}
