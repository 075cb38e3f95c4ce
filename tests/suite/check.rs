//! The rules of `check`: what a postmortem leaves out and promises, how a rule is set and silenced, and what is known already.

use crate::support::SiteTest;
use crate::support::site_test::{Run, TODAY};
use serde_json::Value;
use std::process::Command;

/// A postmortem of which nothing is to be said.
const WHOLE: &str = "---\ntitle: Gate two stood still\nseverity: SEV2\nstarted: 2026-02-11 09:12 UTC\nresolved: 2026-02-11 10:05 UTC\n\
    detection: monitoring\nservices: [gate-control]\nstatus: published\n---\n\n## Summary\n\nGate two stood still for 53 minutes.\n\n\
    ## Impact\n\n140 cars waited.\n\n## Root causes\n\nThe reader's certificate had expired. No alert looks at its age.\n\n\
    ## Resolution\n\nWe renewed the certificate.\n\n## Detection\n\nAn alert on the queue of cars.\n\n## Action items\n\n\
    | Action | Type | Owner | Due | State |\n|---|---|---|---|---|\n\
    | Alert fourteen days before a certificate ends | detection | ann | 2026-04-01 | open |\n\n\
    ## Lessons learned\n\nOnly the gates have no renewal of their own.\n\n## Timeline\n\n- 09:12 UTC the gate stops\n- 10:05 UTC it opens\n";

fn site(text: &str) -> SiteTest {
    SiteTest::new().file("content/postmortems/a.md", text)
}

fn check(test: &SiteTest, more: &[&str]) -> Run {
    test.run(&[&["check", "--today", TODAY, "--format", "json"], more].concat())
}

/// Codes and lines.
fn found(test: &SiteTest, more: &[&str]) -> Vec<(String, u64)> {
    let run = check(test, more);
    let lines = run.stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{line}")));
    lines.map(|line| (line["code"].as_str().unwrap().to_owned(), line["line"].as_u64().unwrap_or_default())).collect()
}

fn codes(text: &str) -> Vec<String> {
    found(&site(text), &[]).into_iter().map(|(code, _)| code).collect()
}

#[test]
fn a_whole_postmortem_is_clean_and_each_thing_taken_away_is_told() {
    assert_eq!(codes(WHOLE), Vec::<String>::new());
    for (from, to, code) in [
        ("severity: SEV2\n", "", "no-severity"),
        ("started: 2026-02-11 09:12 UTC\n", "date: 2026-02-11\n", "no-start"),
        ("services: [gate-control]\n", "", "no-services"),
        ("140 cars waited.", "Some cars waited.", "no-impact-figure"),
        ("## Lessons learned\n\nOnly the gates have no renewal of their own.\n\n", "", "missing-section"),
        ("We renewed the certificate.", "<!-- with the exact command -->", "empty-section"),
        ("We renewed the certificate.", "TBD", "empty-section"),
        ("| ann |", "| |", "no-owner"),
        ("| 2026-04-01 |", "| |", "no-due"),
        ("| detection |", "| |", "no-kind"),
        ("| detection |", "| mitigation |", "only-mitigation"),
        ("2026-04-01", "2026-03-01", "overdue-action"),
        (" No alert looks at its age.", "", "single-cause"),
        ("status: published", "status: draft", "old-draft"),
        ("started: 2026-02-11 09:12 UTC\n", "date: 2026-03-09\n", "future-incident"),
        ("title: Gate two stood still", "title: Incident 2026-02-11", "bare-title"),
        ("title: Gate two stood still", "title: 'SEV1: gate two stood still'", "title-contradicts"),
        ("Alert fourteen days before a certificate ends", "Improve monitoring", "vague-action"),
        ("Alert fourteen days before a certificate ends", "Remember to look at the certificates", "vague-action"),
        (
            "No alert looks at its age.",
            "1. Why? It expired.\n2. Why? It was not renewed.\n3. Why? The engineer forgot it.",
            "whys-end-at-person",
        ),
        ("No alert looks at its age.", "It was human error.", "human-error-cause"),
    ] {
        assert!(WHOLE.contains(from), "{from}");
        let told = codes(&WHOLE.replacen(from, to, 1));
        assert!(told.iter().any(|told| told == code), "{code}: {told:?}");
    }
    let long = format!("Gate two stood still. {}", "It stood and stood. ".repeat(40));
    assert_eq!(codes(&WHOLE.replace("Gate two stood still for 53 minutes.", &long)), ["long-summary"]);
}

#[test]
fn what_is_missing_is_one_problem_for_people_and_one_each_for_machines() {
    let test = site(
        "---\ntitle: Payments down\ndate: 2026-03-01\n---\n\nPayments were down for all customers of the north line.\n",
    );
    let run = test.run(&["check", "--today", TODAY, "--format", "short"]);
    assert_eq!(run.stderr.lines().count(), 1, "{}", run.stderr);
    assert!(
        run.stderr.starts_with(
            "content/postmortems/a.md:1:1: warning[incomplete]: does not say how severe it was; when it began; "
        ),
        "{}",
        run.stderr
    );
    let all: Vec<String> = found(&test, &[]).into_iter().map(|(code, _)| code).collect();
    for code in ["no-severity", "no-start", "no-end", "no-services", "no-detection", "missing-section"] {
        assert!(all.iter().any(|told| told == code), "{code}: {all:?}");
    }
}

#[test]
fn a_build_knows_no_rule_and_neither_do_templates_and_pages() {
    let poor = "---\ntitle: Payments down\ndate: 2026-03-01\n---\n\nIt was down. The engineer forgot the flag.\n";
    let run = site(poor).build_with(&["--format", "short"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(site(poor).check().stderr, "");
    let page =
        SiteTest::new().file("content/pages/a.md", "# Handbook\n\nThe engineer forgot the flag. It was human error.\n");
    assert_eq!(found(&page, &[]), []);
    let template = "# Postmortem template\n\n## Summary\n\n[describe what happened]\n\n## Root cause\n\nIt was human error.\n\n## Timeline\n\n- HH:MM\n";
    let template = SiteTest::new().file("content/postmortems/template.md", template);
    assert_eq!(found(&template, &[]), []);
    let planned = "---\ntitle: Upgrade\nplanned: true\ndate: 2026-03-01\n---\n\nWe upgrade the database.\n";
    assert_eq!(codes(planned), Vec::<String>::new());
}

#[test]
fn levels_stand_in_the_configuration_and_comments_silence_in_place() {
    let poor = WHOLE.replace("severity: SEV2\n", "").replace("| ann |", "| |");
    let set = |toml: &str| site(&poor).file("book.toml", toml);
    assert_eq!(found(&set(""), &[]).len(), 2);
    let off = set("[check.rules]\nno-owner = \"off\"\nno-severity = \"error\"\n");
    assert_eq!(found(&off, &[]), [("no-severity".to_owned(), 1)]);
    assert_eq!(check(&off, &[]).code, 1, "an error fails");
    assert_eq!(off.build().code, 0, "and is none of a build");
    let silenced = poor
        .replace("## Action items\n", "## Action items\n\n<!-- pmsite-allow no-severity: from before the scale -->\n");
    assert_eq!(found(&site(&silenced), &[]).len(), 1, "{:?}", found(&site(&silenced), &[]));
    let forgot = WHOLE.replace(
        "Only the gates",
        "<!-- pmsite-allow blame-person: her own words -->\nThe engineer forgot it. Only the gates",
    );
    assert_eq!(codes(&forgot), Vec::<String>::new());
    assert_eq!(site(&forgot).build_with(&["--format", "short"]).stderr, "", "a build does not call it unused");
    assert_eq!(
        codes(&WHOLE.replace("Only the", "<!-- pmsite-allow careless: nothing here -->\nOnly the")),
        ["unused-allow"]
    );
    for (toml, says) in [
        ("[check.rules]\nno-ownr = \"off\"\n", "did you mean `no-owner`?"),
        ("[check.rules]\nno-owner = \"loud\"\n", "write \"off\", \"warning\" or \"error\""),
        ("[check.rules]\nno-owner = 3\n", "config-type"),
        ("[[policy]]\nseverity = \"sev9\"\n", "write sev1 (worst) to sev5"),
        ("[[policy]]\npublish-within = 3\n", "did you mean `policy.published-within`?"),
        ("[[policy]]\nminutes = \"long\"\n", "a whole number of minutes"),
        ("policy = 3\n", "config-type"),
    ] {
        let run = check(&set(toml), &[]);
        assert!(run.code == 2 && run.stderr.contains(says), "{toml}: {} {}", run.code, run.stderr);
    }
}

#[test]
fn a_policy_says_by_when_and_which_want_every_part() {
    let policy =
        "[[policy]]\nseverity = \"sev2\"\npublished-within = 14\nreviewed-within = 7\n\n[[policy]]\nminutes = 50\n";
    let codes = |text: &str| {
        found(&site(text).file("book.toml", policy), &[]).into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    assert_eq!(codes(WHOLE), Vec::<String>::new());
    assert_eq!(codes(&WHOLE.replace("status: published", "status: in-review")), ["unpublished"]);
    assert_eq!(codes(&WHOLE.replace("status: published", "status: draft")), ["old-draft", "unpublished", "unreviewed"]);
    assert_eq!(codes(&WHOLE.replace("status: published", "published: 2026-03-05")), ["published-late"]);
    let draft = WHOLE.replace("status: published", "status: draft\ndrafted: 2026-03-01\nin_review: 2026-02-16");
    assert_eq!(codes(&draft), ["unpublished"], "its review began in time, and it is no old draft");
    let late = WHOLE.replace("status: published", "status: published\nmeeting: 2026-02-20 10:00 UTC");
    assert_eq!(codes(&late), ["reviewed-late"]);
    assert_eq!(codes(&late.replace("2026-02-20", "2026-04-20")), Vec::<String>::new(), "nobody knows yet");
    let mild =
        WHOLE.replace("SEV2", "SEV4").replace("## Timeline\n\n- 09:12 UTC the gate stops\n- 10:05 UTC it opens\n", "");
    assert_eq!(codes(&mild), ["missing-section"], "it took 53 minutes");
    assert_eq!(codes(&mild.replace("10:05", "09:40").replace("53 minutes", "28 minutes")), Vec::<String>::new());
}

#[test]
fn a_baseline_holds_what_is_known_and_tells_of_what_is_new() {
    let test = site(
        &WHOLE.replace("Only the gates", "The engineer forgot it. Only the gates").replace("severity: SEV2\n", ""),
    );
    let run = check(&test, &["--write-baseline", "known"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, "2 warnings written to known\n"));
    let text = std::fs::read_to_string(test.path("known")).unwrap();
    assert!(text.starts_with("pmsite-baseline 1\nblame-person\t") && text.lines().count() == 3, "{text}");
    assert_eq!(found(&test, &["--baseline", "known"]), []);
    test.edit("content/postmortems/a.md", "## Summary", "More.\n\n## Summary");
    assert_eq!(found(&test, &["--baseline", "known"]), [], "lines above may come");
    test.edit("content/postmortems/a.md", "140 cars waited.", "140 cars waited. It was sloppy.");
    assert_eq!(found(&test, &["--baseline", "known"]).len(), 1);
    assert_eq!(check(&test, &["--baseline", "known", "--deny", "warnings"]).code, 1);
    for (text, says) in [
        ("pmsite-baseline 2\n", "is a baseline of version 2, not 1"),
        ("{}", "is no baseline of pmsite"),
        ("", "is no baseline"),
    ] {
        test.write("other", text);
        let run = check(&test, &["--baseline", "other"]);
        assert!(
            run.code == 2 && run.stderr.contains(says) && run.stderr.contains("--write-baseline"),
            "{}",
            run.stderr
        );
    }
    assert_eq!(check(&test, &["--baseline", "none"]).code, 2);
    test.write("folder/within/kept", "work");
    for folder in ["folder", "content"] {
        assert_eq!(check(&test, &["--write-baseline", folder]).code, 2);
    }
    test.write("man/pmsite.1/kept", "work");
    assert_eq!(test.run(&["man", "man"]).code, 2);
    for kept in ["folder/within/kept", "man/pmsite.1/kept", "content/postmortems/a.md"] {
        assert!(test.path(kept).is_file(), "{kept}: a folder is not replaced");
    }
}

#[test]
fn deny_takes_codes_and_explain_knows_them() {
    let test = site(&WHOLE.replace("| ann |", "| |"));
    assert_eq!(check(&test, &[]).code, 0);
    assert_eq!(check(&test, &["--deny", "no-due"]).code, 0);
    assert_eq!(check(&test, &["--deny", "no-due", "--deny", "no-owner"]).code, 1);
    let bare = site(&WHOLE.replace("severity: SEV2\n", ""));
    assert_eq!(check(&bare, &["--deny", "incomplete"]).code, 1, "as people see it");
    let run = check(&test, &["--deny", "no-ownr"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean `no-owner`?"), "{}", run.stderr);
    let run = test.run(&["explain", "blame-person"]);
    assert_eq!(run.code, 0);
    for part in
        ["blame-person (warning)\n", "\nWhy: ", "\nWhat to do: ", "pmsite-allow blame-person: reason", "https://"]
    {
        assert!(run.stdout.contains(part), "{part} in {}", run.stdout);
    }
    assert!(test.run(&["explain", "broken-link"]).stdout.contains("correct the path"));
    let run = test.run(&["explain", "blame-persn"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean `blame-person`?"), "{}", run.stderr);
}

#[test]
fn changed_looks_only_at_what_differs_and_says_why_where_it_cannot() {
    let poor = WHOLE.replace("severity: SEV2\n", "");
    let test = site(&poor).file("content/postmortems/b.md", &poor.replace("Gate two", "Gate three"));
    let run = check(&test, &["--changed", "HEAD"]);
    assert!(
        run.code == 2 && run.stderr.contains("lies in no repository of git") && run.stderr.lines().count() == 2,
        "{}",
        run.stderr
    );
    let git = |args: &[&str]| {
        let settings = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
        assert!(
            Command::new("git").current_dir(test.root()).args(settings).args(args).output().unwrap().status.success()
        );
    };
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "first"]);
    assert_eq!(found(&test, &["--changed", "HEAD"]), []);
    test.edit("content/postmortems/b.md", "140 cars", "141 cars");
    test.write("content/postmortems/c.md", &poor.replace("Gate two", "Gate four"));
    assert_eq!(found(&test, &["--changed", "HEAD"]).len(), 2);
    assert_eq!(found(&test, &[]).len(), 3);
    for reference in ["nowhere", "--output=x", ""] {
        let run = check(&test, &[&format!("--changed={reference}")]);
        assert_eq!(run.code, 2, "{reference}: {}", run.stderr);
    }
}

/// The form for what nearly happened, filled in as it asks.
const NEAR_MISS: &str = "---\ntitle: The certificate of the gates would have expired on Sunday\nkind: near-miss\ndate: 2026-02-11\n\
    services: [gate-control]\nstatus: closed\n---\n\n## What nearly happened\n\nAll gates would have stood still on Sunday.\n\n\
    ## What stopped it\n\nA colleague looked at another certificate, and renewed this one.\n\n## How lucky were we\n\nVery.\n\n## Actions\n\n\
    | Action item | Type | Owner | Ticket | Due | State |\n|---|---|---|---|---|---|\n\
    | Alert fourteen days before a certificate ends | detection | ann | OPS-1 | 2026-04-01 | open |\n";

#[test]
fn of_a_near_miss_no_harm_is_asked() {
    assert_eq!(codes(NEAR_MISS), Vec::<String>::new());
    let gaps = codes(&NEAR_MISS.replace("kind: near-miss\n", ""));
    for code in ["no-severity", "no-start", "no-end", "no-detection", "missing-section"] {
        assert!(gaps.iter().any(|told| told == code), "{code}: {gaps:?}");
    }
    for says in ["tags: [near-miss]", "type: Near miss", "severity: near-miss"] {
        let told = codes(&NEAR_MISS.replace("kind: near-miss", says));
        assert!(!told.iter().any(|code| code == "no-end"), "{says}: {told:?}");
    }
    assert_eq!(codes(&NEAR_MISS.replace("| ann |", "| |")), ["no-owner"], "its plan is asked for all the same");
    assert_eq!(codes(&NEAR_MISS.replace("services: [gate-control]\n", "")), ["no-services"]);
}

/// The `review` of the only postmortem.
fn review(text: &str) -> Value {
    let run = check(&site(text), &["--drafts"]);
    let first = run.stderr.lines().next().unwrap_or_else(|| panic!("nothing is told of {text}"));
    serde_json::from_str::<Value>(first).unwrap()["review"].clone()
}

#[test]
fn a_score_counts_what_a_review_asks_for() {
    let test = site(WHOLE);
    let said = test.run(&["check", "--today", TODAY]).stderr;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "review of content/postmortems/a.md: 22 of 23", "{said}");
    assert_eq!(lines[1], "  yes    8 of 8  Was key incident data collected?", "{said}");
    assert!(said.contains("  partly 2 of 3  Did we share") && said.contains("missing: its reviewers"), "{said}");
    // Each thing taken away is one part less; an action that is nowhere takes its owner and day with it.
    for (from, to, held, missing) in [
        ("severity: SEV2\n", "", 21, vec!["severity", "review"]),
        ("| ann |", "| |", 21, vec!["owner", "review"]),
        ("140 cars waited.", "Some cars waited.", 21, vec!["figure", "review"]),
        (" No alert looks at its age.", "", 21, vec!["depth", "review"]),
        ("status: published", "status: draft", 21, vec!["review", "publication"]),
        ("services: [gate-control]", "reviewers: [ann]", 22, vec!["services"]),
    ] {
        let review = review(&WHOLE.replacen(from, to, 1));
        let expected = serde_json::json!({ "held": held, "asked": 23, "missing": missing });
        assert_eq!(review, expected, "{from}");
    }
    let at = WHOLE.find("## Action items").unwrap();
    let end = WHOLE.find("## Lessons").unwrap();
    let plan = review(&format!("{}{}", &WHOLE[..at], &WHOLE[end..]));
    let expected = ["actions", "owner", "day", "kind", "prevention", "clarity", "review"];
    assert_eq!(plan["missing"], serde_json::json!(expected));
    let off = site(&WHOLE.replace("| ann |", "| |").replace("severity: SEV2\n", ""))
        .file("book.toml", "[check.rules]\nno-owner = \"off\"\n");
    let first = check(&off, &[]).stderr;
    assert!(first.contains("\"held\":20,\"asked\":22"), "what nobody looks for counts nowhere: {first}");
    let silenced = WHOLE.replace("severity: SEV2\n", "").replace("| ann |", "| |");
    let silenced = silenced.replace("## Impact", "<!-- pmsite-allow no-severity: from before the scale -->\n## Impact");
    assert_eq!(review(&silenced)["missing"], serde_json::json!(["owner", "review"]), "a reason is an answer");
}

#[test]
fn files_are_looked_at_one_by_one_and_many_in_a_table_lowest_first() {
    let poor = WHOLE.replace("severity: SEV2\n", "").replace("Gate two", "Gate three");
    let draft = WHOLE.replace("status: published", "status: draft").replace("Gate two", "Gate four");
    let test = site(WHOLE)
        .file("content/postmortems/b.md", &poor)
        .file("content/postmortems/sub/c.md", &draft)
        .file("content/pages/d.md", "# Page\n");
    let check = |more: &[&str]| test.run(&[&["check", "--today", TODAY], more].concat());
    let said = check(&[]).stderr;
    assert!(
        said.contains("review: of 2 postmortems the weakest is content/postmortems/b.md, 21 of 23; --scores lists all"),
        "{said}"
    );
    let said = check(&["--scores"]).stderr;
    let rows: Vec<&str> = said.lines().filter(|line| line.contains(" of 23 ")).collect();
    assert!(rows[0].ends_with("content/postmortems/b.md") && rows[1].ends_with("content/postmortems/a.md"), "{said}");
    let said = check(&["content/postmortems/b.md"]).stderr;
    assert!(said.contains("review of content/postmortems/b.md: 21 of 23") && !said.contains("a.md"), "{said}");
    let said = check(&["content/postmortems/sub"]).stderr;
    assert!(said.contains("[old-draft]") && said.contains("review of content/postmortems/sub/c.md"), "{said}");
    for (file, says) in [
        ("content/postmortems/none.md", "there is no document content/postmortems/none.md"),
        ("/", "/ is in no content folder"),
        ("content/postmortems/a", "there is no document"),
    ] {
        let run = check(&[file]);
        assert!(run.code == 2 && run.stderr.contains(says), "{file}: {}", run.stderr);
    }
    assert_eq!(check(&["--format", "short", "content/pages/d.md"]).stderr, "");
    assert_eq!(check(&["-q"]).stderr, "", "quiet is quiet");
}

#[test]
fn no_site_and_no_export_has_a_score() {
    let test = site(&WHOLE.replace("severity: SEV2\n", "visibility: public\n"));
    for audience in ["internal", "public"] {
        assert_eq!(test.build_with(&["--audience", audience]).code, 0);
        for (path, bytes) in &test.read().files {
            let text = String::from_utf8_lossy(bytes);
            for word in ["Was key incident data", "no-severity", "pmsiteDrawer", "drawer.js", "pmsite-review"] {
                assert!(!text.contains(word), "{word} in {path}");
            }
        }
        let run = test.run(&["export", "--today", TODAY, "--audience", audience]);
        assert!(
            run.code == 0 && !run.stdout.contains("\"asked\"") && !run.stdout.contains("\"review\":{\"held"),
            "{}",
            run.stdout
        );
    }
}

#[test]
fn the_form_of_new_is_to_be_filled_in_and_blames_nobody() {
    for form in ["standard", "light", "near-miss", "security"] {
        let test = SiteTest::new().file("content/pages/a.md", "# A\n");
        let run = test.run(&["new", "Gate stood still", "--template", form, "--today", TODAY, "--yes"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let gaps =
            ["no-severity", "no-start", "no-end", "no-services", "no-detection", "missing-section", "empty-section"];
        for (code, _) in found(&test, &[]) {
            assert!(gaps.contains(&&*code), "{form}: {code}");
        }
        let said = test.run(&["check", "--today", TODAY, "--format", "short"]).stderr;
        assert!(
            said.contains("sections are empty: ") && (form == "near-miss" || said.contains("Impact")),
            "{form}: {said}"
        );
    }
}

/// Rows of a table of actions in a document of which all else is said.
fn with_actions(rows: &str) -> String {
    let old = "| Alert fourteen days before a certificate ends | detection | ann | 2026-04-01 | open |\n";
    WHOLE.replace(old, rows)
}

#[test]
fn a_row_is_silenced_above_within_and_behind_it_and_no_action_is_lost() {
    let allow = "<!-- pmsite-allow vague-action: quoted -->";
    let other = "| Renew the certificate | prevention | bo | 2026-04-01 | open |\n";
    for (rows, told) in [
        ("| Be more careful | process | ann | 2026-04-01 | open |\n".to_owned(), true),
        (format!("{allow}\n| Be more careful | process | ann | 2026-04-01 | open |\n"), false),
        (
            format!("{other}<!-- And\nmore. -->\n{allow}\n| Be more careful | process | ann | 2026-04-01 | open |\n"),
            false,
        ),
        (format!("| Be more careful {allow} | process | ann | 2026-04-01 | open |\n"), false),
        (format!("| Be more careful | process | ann | 2026-04-01 | open | {allow}\n"), false),
    ] {
        let test = site(&with_actions(&format!("{rows}{other}")));
        let codes: Vec<String> = found(&test, &[]).into_iter().map(|(code, _)| code).collect();
        assert_eq!(codes, if told { vec!["vague-action"] } else { Vec::new() }, "{rows}");
        let record = test.record("postmortems/a.md");
        let count = rows.matches("open |").count() + 1;
        assert_eq!(record["action_items"].as_array().map(Vec::len), Some(count), "{rows}");
        assert!(!test.site().page("postmortems/a/").main().contains("pmsite-allow"), "{rows}");
    }
    // A comment that ends its table still does.
    let ended = with_actions(&format!("{other}<!-- the other table -->\n| x | y |\n|---|---|\n| 1 | 2 |\n"));
    assert_eq!(site(&ended).record("postmortems/a.md")["action_items"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_baseline_follows_what_fix_moves_to_front_matter_and_counts_as_people_are_told() {
    let text = "---\ntitle: Lamps\n---\n\n## Summary\n\nLamps were out.\n\n- **Started**: 2026-02-11 09:00 UTC\n\
        - **Resolved**: 2026-02-11 10:00 UTC\n- **Time to resolve**: 3 hours\n";
    let test = site(text);
    let human = test.run(&["check", "--today", TODAY]);
    let run = check(&test, &["--write-baseline", "known"]);
    let count = run.stderr.split(' ').next().unwrap();
    assert!(human.stderr.contains(&format!("{count} warnings (")), "{} {}", run.stderr, human.stderr);
    assert!(found(&test, &[]).iter().any(|(code, line)| code == "duration-mismatch" && *line > 4));
    assert_eq!(test.run(&["fix", "--write"]).code, 0);
    assert!(found(&test, &[]).iter().any(|(code, line)| code == "duration-mismatch" && *line <= 8));
    assert_eq!(found(&test, &["--baseline", "known"]), []);
}

#[test]
fn advice_fits_where_the_action_stands_and_everybody_is_no_owner() {
    let run = check(&site(&with_actions("| Renew it | | team | 2026-04-01 | open |\n")), &[]);
    assert!(run.stderr.contains("no-owner") && run.stderr.contains("column `Type`"), "{}", run.stderr);
    let list = WHOLE.replace("| Action | Type | Owner | Due | State |\n|---|---|---|---|---|\n", "");
    let old = "| Alert fourteen days before a certificate ends | detection | ann | 2026-04-01 | open |\n";
    let run = check(&site(&list.replace(old, "- [ ] Renew it (owner: everyone, due: 2026-04-01)\n")), &[]);
    assert!(run.stderr.contains("no-owner") && run.stderr.contains("(kind: prevent)"), "{}", run.stderr);
    assert!(!run.stderr.contains("a column"), "{}", run.stderr);
}

#[test]
fn a_due_day_that_cannot_be_read_is_told() {
    for day in ["2026-13-45", "ASAP", "yesterday"] {
        let row = format!("| Renew it | prevention | ann | {day} | open |\n");
        assert_eq!(codes(&with_actions(&row)), ["no-due", "unreadable-time"], "{day}");
    }
    assert_eq!(codes(&with_actions("| Renew it | prevention | ann | TBD | open |\n")), ["no-due"]);
}

#[test]
fn what_stops_a_build_is_told_whichever_document_is_named() {
    let token = ["ghp_", "q8Zt3Lw0vXk2", "Rb7NcYf5Hd9J", "s1Pm4GaTeU6o"].concat();
    let test = SiteTest::new()
        .file("content/pages/a.md", "---\nvisibility: public\n---\n# A\n\nWords.\n")
        .file("content/pages/b.md", &format!("---\nvisibility: public\n---\n# B\n\ntoken={token}\n"));
    let run = test.run(&["check", "content/pages/a.md", "--today", TODAY, "--audience", "public"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("content/pages/b.md:6"), "{}", run.stderr);
}
