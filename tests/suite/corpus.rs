//! Real documents: every repository of the shared corpus, alone and all together; the gold; the hostile cases.

use crate::determinism::difference;
use crate::support::shared::shared;
use crate::support::site::Page;
use crate::support::{Site, SiteTest, soundness, words};
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use std::process::Command;
use walkdir::WalkDir;

/// A Markdown file's path in its folder, and its text.
type Source = (String, String);

fn sources(folder: &Path) -> Vec<Source> {
    let mut sources = Vec::new();
    for entry in WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !entry.file_name().to_string_lossy().starts_with('.'))
    {
        let entry = entry.unwrap();
        let suffix = entry.path().extension().map(|suffix| suffix.to_string_lossy().to_lowercase());
        if entry.file_type().is_file() && matches!(suffix.as_deref(), Some("md" | "markdown" | "mdx")) {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            sources.push((path, String::from_utf8_lossy(&std::fs::read(entry.path()).unwrap()).into_owned()));
        }
    }
    sources
}

/// Builds `content` and lists everything that is wrong with what came out.
fn complaints(content: &Path) -> Vec<String> {
    let name = content.file_name().unwrap().to_string_lossy().into_owned();
    let test = SiteTest::new().arg("--drafts").arg("--content").arg(content.to_str().unwrap());
    let run = test.build_with(&["--keep-going"]);
    if run.code != 0 {
        return vec![format!("{name}: exit {}\n{}", run.code, run.stderr)];
    }
    let site = test.read();
    let mut found = soundness::complaints(&site);
    let records = test.export();
    let sources = sources(content);
    if records.len() != sources.len() {
        found.push(format!("{} records of {} sources", records.len(), sources.len()));
    }
    let of_source = |(path, text): &Source| -> Option<String> {
        let Some(record) = records.iter().find(|record| record["source"] == path.as_str()) else {
            return Some(format!("{path}: no record"));
        };
        let Some(url) = record["url"].as_str().filter(|url| site.has(url)) else {
            return Some(format!("{path}: no page ({})", record["url"]));
        };
        let page = Page { url: url.to_owned(), html: scraper::Html::parse_document(&site.text(url)) };
        let missing = words::missing(&words::without_imports(path, text), &page.html);
        (!missing.is_empty())
            .then(|| format!("{path}: words missing on {url}: {}", missing[..missing.len().min(12)].join(", ")))
    };
    found.extend(sources.par_iter().filter_map(of_source).collect::<Vec<_>>());
    found.into_iter().map(|complaint| format!("{name}: {complaint}")).collect()
}

fn assert_none(complaints: &[String]) {
    let first: Vec<&str> = complaints.iter().take(80).map(String::as_str).collect();
    assert!(complaints.is_empty(), "{} complaints, of which:\n{}", complaints.len(), first.join("\n"));
}

fn repositories(corpus: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.is_dir() && !sources(folder).is_empty());
    folders.sort();
    folders
}

#[test]
fn each_repository_builds_alone_and_loses_nothing() {
    let Some(corpus) = shared("corpus") else { return };
    let repositories = repositories(&corpus);
    assert!(repositories.len() >= 40, "{} repositories", repositories.len());
    assert_none(&repositories.par_iter().flat_map_iter(|folder| complaints(folder)).collect::<Vec<_>>());
}

#[test]
fn all_repositories_together_build_and_lose_nothing() {
    let Some(corpus) = shared("corpus") else { return };
    assert_none(&complaints(&corpus));
}

#[test]
fn all_repositories_together_build_to_the_same_bytes_at_one_and_two_threads() {
    let Some(corpus) = shared("corpus") else { return };
    let build = |threads: &str| -> Site {
        let test = SiteTest::new().arg("--keep-going").arg("--content").arg(corpus.to_str().unwrap());
        test.env("RAYON_NUM_THREADS", threads).site()
    };
    assert_eq!(difference(&build("1"), &build("2")), Vec::<String>::new());
}

#[test]
fn what_is_understood_agrees_with_careful_readers() {
    let Some(gold) = shared("gold/run") else { return };
    let output = Command::new("python3").arg(gold).args(["--pmsite", env!("CARGO_BIN_EXE_pmsite")]).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    let pooled = text
        .lines()
        .find(|line| line.starts_with("all facts but"))
        .unwrap_or_else(|| panic!("no pooled line in\n{text}"));
    let number = |name: &str| -> f64 {
        let after = pooled.split_once(name).unwrap_or_else(|| panic!("no {name} in {pooled}")).1.trim_start();
        after.split([',', ' ']).next().unwrap().parse().unwrap_or_else(|error| panic!("{error} in {pooled}"))
    };
    let field = |name: &str, column: usize| -> f64 {
        let row = text
            .lines()
            .find(|line| line.split_whitespace().next() == Some(name))
            .unwrap_or_else(|| panic!("no {name} in\n{text}"));
        row.split_whitespace().nth(column).unwrap().parse().unwrap_or_else(|error| panic!("{error} in {row}"))
    };
    assert!(number("precision") >= 0.97 && number("recall") >= 0.90, "{pooled}\n{text}");
    for name in ["title", "sections"] {
        // field gold opt pred ok miss vague WRONG prec recall F1
        assert!(field(name, 10) >= 0.95, "F1 of {name}\n{text}");
    }
}

/// Complaints of the hostile cases that are argued, as `(case, reason)`; everything else is a defect.
const ARGUED: [(&str, &str); 0] = [];

#[test]
fn hostile_input_is_survived_and_named() {
    let Some(run) = shared("hostile/run.py") else { return };
    let scratch = tempfile::tempdir().unwrap();
    let report = scratch.path().join("report.json");
    let command = format!(
        "{} build --root {{root}} --keep-going --content {{content}} --out {{out}}",
        env!("CARGO_BIN_EXE_pmsite")
    );
    // The time ceilings are for a machine of one's own; beside other tests a case may take four times as long.
    let output = Command::new("python3")
        .arg(run)
        .args(["--cmd", &command, "--jobs", "2", "--slack", "4", "--json", report.to_str().unwrap()])
        .env("TMPDIR", scratch.path())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let report = std::fs::read_to_string(&report)
        .unwrap_or_else(|error| panic!("{error}: {text}\n{}", String::from_utf8_lossy(&output.stderr)));
    let cases: Vec<serde_json::Value> = serde_json::from_str(&report).unwrap();
    assert!(cases.len() >= 300, "{} cases", cases.len());
    let complained = |case: &&serde_json::Value| case["fails"].as_array().is_some_and(|fails| !fails.is_empty());
    let failing: Vec<&str> = cases.iter().filter(complained).map(|case| case["id"].as_str().unwrap()).collect();
    let unargued: Vec<&&str> = failing.iter().filter(|id| ARGUED.iter().all(|(argued, _)| argued != *id)).collect();
    assert!(unargued.is_empty(), "{unargued:?}\n{text}");
    let stale: Vec<&(&str, &str)> = ARGUED.iter().filter(|(argued, _)| !failing.contains(argued)).collect();
    assert!(stale.is_empty(), "argued but no longer complained about: {stale:?}");
}
