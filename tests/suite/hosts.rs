//! What a code host is told of a check: annotations beside the lines, and a log for code scanning.

use crate::support::SiteTest;
use crate::support::site_test::TODAY;
use serde_json::Value;

/// A link to nothing, after some characters, in lines below the heading: of each its file, line and column.
fn with_broken_links() -> (SiteTest, Vec<(String, usize, usize)>) {
    let mut test = SiteTest::new();
    let mut places = Vec::new();
    for n in 0..50 {
        let (lines, before) = (n % 7, ["", "See ", "Überlauf 🚨 ", "日本語は "][n % 4]);
        let body = format!("# Incident {n}\n\n{}{before}[notes](gone-{n}.md)\n", "Text.\n\n".repeat(lines));
        // Front matter takes three lines, a blank one follows.
        test = test.postmortem(&format!("incident, {n}"), "date: 2025-01-02", &body);
        places.push((format!("content/postmortems/incident, {n}.md"), 7 + 2 * lines, before.chars().count() + 1));
    }
    std::fs::create_dir(test.path(".git")).unwrap();
    (test, places)
}

/// The findings of `check --format FORMAT` on standard output.
fn check(test: &SiteTest, format: &str) -> String {
    let run = test.run(&["check", "--no-rules", "--today", TODAY, "--format", format]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    run.stdout
}

#[test]
fn annotations_name_the_file_in_its_repository_and_the_place_in_it() {
    let (test, places) = with_broken_links();
    let annotations = check(&test, "github");
    for (file, line, column) in places {
        let file = file.replace(',', "%2C");
        let wanted = format!("::warning file={file},line={line},endLine={line},col={column},endColumn=");
        let found: Vec<&str> = annotations.lines().filter(|annotation| annotation.starts_with(&wanted)).collect();
        assert_eq!(found.len(), 1, "{wanted} in\n{annotations}");
        assert!(found[0].contains(",title=broken-link::"), "{}", found[0]);
    }
}

#[test]
fn a_document_ends_no_annotation_and_begins_none() {
    let test = SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", "[100%: a, b](gone\\%0A::error.md)");
    let annotations = check(&test, "github");
    let commands: Vec<&str> = annotations.lines().collect();
    assert!(!commands.is_empty() && commands.iter().all(|line| line.starts_with("::warning file=")), "{annotations}");
    // What the document says of percent signs reaches the runner as such, not as what they stand for.
    assert!(annotations.contains("`gone%250A::error.md`"), "{annotations}");
}

#[test]
fn errors_come_before_warnings_and_a_folder_is_named_as_its_repository_knows_it() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\ndate: 2025-01-02\nsevrity: high", "Text.")
        .postmortem("b", "title: \"never closed", "Text.")
        .file("../site/other/c.md", "# C\n\n[x](gone.md)\n");
    std::fs::create_dir(test.path(".git")).unwrap();
    let run = test.run(&[
        "check",
        "--no-rules",
        "--today",
        TODAY,
        "--format",
        "github",
        "--content",
        "content/postmortems",
        "--content",
        "other",
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let levels: Vec<&str> = run.stdout.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert!(levels.is_sorted() && levels.starts_with(&["::error"]) && levels.len() == 3, "{}", run.stdout);
    for file in ["content/postmortems/a.md", "content/postmortems/b.md", "other/c.md"] {
        assert!(run.stdout.contains(&format!(" file={file},")), "{file}: {}", run.stdout);
    }
}

#[test]
fn the_log_for_code_scanning_has_every_finding_with_its_place() {
    let (test, places) = with_broken_links();
    let log: Value = serde_json::from_str(&check(&test, "sarif")).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"], serde_json::json!([{ "id": "broken-link" }]));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), places.len());
    for (file, line, column) in places {
        let uri = file.replace(',', "%2C").replace(' ', "%20");
        let place = |result: &&Value| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == *uri;
        let result = results.iter().find(place).unwrap_or_else(|| panic!("{uri} in {results:#?}"));
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert_eq!(
            (region["startLine"].as_u64(), region["startColumn"].as_u64()),
            (Some(line as u64), Some(column as u64))
        );
        assert_eq!((&result["ruleId"], &result["level"]), (&"broken-link".into(), &"warning".into()));
    }
}

#[test]
fn a_finding_is_known_again_where_lines_above_it_moved() {
    let test = SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", "[x](gone.md)\n\n[x](gone.md)");
    let prints = |test: &SiteTest| -> Vec<Value> {
        let log: Value = serde_json::from_str(&check(test, "sarif")).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.into_iter().map(|result| result["partialFingerprints"]["primaryLocationLineHash"].clone()).collect()
    };
    let before = prints(&test);
    assert!(before.len() == 2 && before[0] != before[1], "{before:?}");
    test.edit("content/postmortems/a.md", "[x](gone.md)\n\n[x]", "New words.\n\n[x](gone.md)\n\n[x]");
    assert_eq!(prints(&test), before);
}
