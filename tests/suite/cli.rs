//! Exit codes, options, and what goes to which stream.

use crate::support::site_test::TODAY;
use crate::support::{Site, SiteTest};
use std::io::Read;
use std::process::Stdio;

/// One good incident, one with front matter that cannot be read.
fn good_and_broken() -> SiteTest {
    SiteTest::new().postmortem("good", "title: Good one\ndate: 2025-01-02", "All is said.").postmortem(
        "broken",
        "title: \"never closed\ndate: 2025-01-03",
        "The broken one's words.",
    )
}

fn with_broken_link() -> SiteTest {
    SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", "See [the runbook](../runbooks/gone.md).")
}

#[test]
fn a_clean_site_exits_with_0_and_says_what_it_wrote() {
    let test = SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", "Text.");
    let run = test.build();
    assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    for part in ["1 document, 12 pages", "_site", "files written, 0 unchanged", "0 warnings"] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
}

#[test]
fn the_end_of_a_build_counts_what_is_in_the_site_and_which_drafts_are_not() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\ndate: 2025-01-02\nvisibility: public", "Text.")
        .postmortem("b", "title: B\nstatus: draft", "Text.")
        .postmortem("c", "title: C\ndraft: true", "Text.")
        .file("content/pages/p.md", "# Page\n\nText.\n");
    let run = test.build();
    assert!(
        run.stderr.ends_with("\n1 postmortem, 1 other document, 2 drafts left out (--drafts includes them)\n"),
        "{}",
        run.stderr
    );
    let run = test.build_with(&["--drafts"]);
    assert!(run.stderr.ends_with("\n3 postmortems, 1 other document\n"), "{}", run.stderr);
    let run = test.build_with(&["--audience", "public"]);
    assert!(run.stderr.ends_with("\n1 postmortem\n"), "how much is internal is told to nobody: {}", run.stderr);
}

#[test]
fn a_broken_document_is_left_out_and_the_exit_code_says_so() {
    let test = good_and_broken();
    let run = test.build();
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("postmortems/broken.md:"), "names the file and place:\n{}", run.stderr);
    let site = test.read();
    assert!(site.has("postmortems/good/"));
    assert!(!site.has("postmortems/broken/"));
}

#[test]
fn keep_going_publishes_a_broken_document_as_far_as_it_can_be_read() {
    let test = good_and_broken().arg("--keep-going");
    let site = test.site();
    assert!(site.page("postmortems/broken/").main().contains("The broken one's words."));
}

#[test]
fn warnings_do_not_fail_unless_denied() {
    let test = with_broken_link();
    let run = test.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("broken-link"), "{}", run.stderr);
    assert_eq!(test.build_with(&["--deny", "warnings"]).code, 1);
    assert_eq!(test.run(&["check", "--today", TODAY]).code, 0);
    assert_eq!(test.run(&["check", "--today", TODAY, "--deny", "warnings"]).code, 1);
}

#[test]
fn deny_warnings_can_stand_in_the_configuration() {
    let test = with_broken_link().file("book.toml", "[check]\ndeny-warnings = true\n");
    assert_eq!(test.check().code, 1);
}

#[test]
fn check_reports_what_build_reports_and_writes_nothing() {
    let test = good_and_broken();
    let before = Site::read(&test.root());
    let check = test.check();
    assert_eq!(check.code, 1);
    assert!(!test.path("_site").exists());
    assert_eq!(Site::read(&test.root()), before);
    let build = test.build_with(&["--format", "short"]);
    assert!(!check.stderr.is_empty());
    let problems = |text: &str| -> Vec<String> {
        text.lines().filter(|line| line.contains("error[") || line.contains("warning[")).map(str::to_owned).collect()
    };
    assert_eq!(problems(&check.stderr), problems(&build.stderr));
}

#[test]
fn an_unknown_content_folder_exits_with_2_and_says_how_to_name_one() {
    let test = SiteTest::new().file("docs/howto/b.md", "# B\n");
    for args in [&["build", "--content", "nowhere"][..], &["build"][..]] {
        let run = test.run(args);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert!(run.stderr.contains("name the folder with your postmortems"), "{}", run.stderr);
        assert!(!test.path("_site").exists());
    }
}

#[test]
fn usage_errors_exit_with_2() {
    let test = SiteTest::new().postmortem("a", "title: A", "Text.");
    for args in [
        &["build", "--frobnicate"][..],
        &["frobnicate"],
        &[],
        &["build", "--today", "soon"],
        &["build", "--today", "2026-02-30"],
        &["check", "--format", "xml"],
    ] {
        let run = test.run(args);
        assert_eq!(run.code, 2, "{args:?}: {}", run.stderr);
        assert!(!run.stderr.is_empty(), "{args:?} says nothing");
    }
    assert!(!test.path("_site").exists());
}

#[test]
fn source_date_epoch_is_the_day_unless_today_is_given() {
    let test = SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", "Text.");
    let test = test.env("SOURCE_DATE_EPOCH", "1700000000");
    assert_eq!(test.run(&["build"]).code, 0);
    assert!(test.read().page("").text().contains("2023-11-14"), "the footer prints the day");
    assert_eq!(test.run(&["build", "--today", "2024-02-29"]).code, 0);
    assert!(test.read().page("").text().contains("2024-02-29"));
    let odd = SiteTest::new().postmortem("a", "title: A", "Text.").env("SOURCE_DATE_EPOCH", "yesterday");
    let run = odd.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("SOURCE_DATE_EPOCH"), "{}", run.stderr);
}

#[test]
fn quiet_prints_errors_alone() {
    let run = with_broken_link().build_with(&["-q"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let run = good_and_broken().build_with(&["-q"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("broken.md"), "{}", run.stderr);
}

#[test]
fn colour_only_where_asked_or_on_a_terminal() {
    let test = with_broken_link();
    assert!(!test.build().stderr.contains('\u{1b}'));
    assert!(!test.build_with(&["--color", "never"]).stderr.contains('\u{1b}'));
    assert!(test.build_with(&["--color", "always"]).stderr.contains('\u{1b}'));
}

#[test]
fn timings_name_the_stages() {
    let run = SiteTest::new().postmortem("a", "title: A", "Text.").build_with(&["--timings"]);
    for stage in ["discover", "parse", "link", "plan", "emit"] {
        assert!(run.stderr.contains(stage), "{stage} in\n{}", run.stderr);
    }
}

#[test]
fn diagnostics_as_json_hold_code_place_and_hint() {
    let run = with_broken_link().run(&["check", "--today", TODAY, "--format", "json"]);
    let lines: Vec<serde_json::Value> = run.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let found = lines.iter().find(|line| line["code"] == "broken-link").expect("a broken link");
    assert_eq!(found["level"], "warning");
    assert_eq!(found["path"], "content/postmortems/a.md");
    assert_eq!((&found["line"], &found["column"]), (&6.into(), &5.into()));
    assert!(found["hints"].as_array().is_some_and(|hints| !hints.is_empty()));
}

#[test]
fn human_diagnostics_show_the_line_and_a_count() {
    let run = with_broken_link().build();
    assert!(run.stderr.contains("postmortems/a.md:6:5"), "{}", run.stderr);
    assert!(run.stderr.contains("See [the runbook](../runbooks/gone.md)."), "the line itself:\n{}", run.stderr);
    assert!(run.stderr.contains("1 warning"), "{}", run.stderr);
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut test = SiteTest::new();
    for number in 0..400 {
        test = test.postmortem(
            &format!("incident-{number}"),
            &format!("title: Incident number {number}\ndate: 2025-01-02\nservices: [api, database, queue]"),
            &"Long text so that the records are longer than the pipe's buffer.\n\n".repeat(5),
        );
    }
    let mut child =
        test.command(&["export", "--format", "ndjson"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 1];
    let mut stdout = child.stdout.take().unwrap();
    stdout.read_exact(&mut first).unwrap();
    drop(stdout);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn help_names_the_commands_and_version_the_version() {
    let test = SiteTest::new();
    let help = test.run(&["--help"]);
    assert_eq!(help.code, 0);
    for command in ["build", "check", "export"] {
        assert!(help.stdout.contains(command), "{command} in\n{}", help.stdout);
    }
    assert_eq!(test.run(&["--version"]).stdout.trim(), format!("pmsite {}", env!("CARGO_PKG_VERSION")));
}

#[test]
fn an_output_folder_that_cannot_be_made_exits_with_2_and_is_named() {
    let test = SiteTest::new().postmortem("a", "title: A", "Text.").file("occupied", "a file, no folder");
    let run = test.build_with(&["--out", "occupied/site"]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("occupied"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(test.path("occupied")).unwrap(), "a file, no folder");
}

#[test]
fn root_and_content_can_lie_anywhere() {
    let test = SiteTest::new().file(
        "../repo/docs/incidents/2025-01-02-a.md",
        "# Postmortem: queue overflow\n\n**Severity**: SEV2\n\n## Root cause\n\nA full disk.\n",
    );
    let run = test.run(&["build", "--root", ".", "--content", "../repo/docs/incidents", "--out", "../public"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = Site::read(&test.path("../public"));
    assert!(site.has("postmortems/2025-01-02-a/"), "{}", site.list());
    assert!(!test.path("_site").exists());
}
