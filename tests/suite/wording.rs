//! The language rules of `check`: sentences that blame are found, sentences that only sound so are not.

use crate::support::SiteTest;
use crate::support::site_test::TODAY;
use serde_json::Value;
use std::collections::BTreeMap;

const BLAMEFUL: &str = include_str!("fixtures/wording/blameful.txt");
const BLAMELESS: &str = include_str!("fixtures/wording/blameless.txt");
const RULES: [&str; 5] = ["blame-person", "careless", "human-error-cause", "should-have", "vague-action"];

fn lines(text: &str) -> Vec<&str> {
    text.lines().filter(|line| !line.starts_with('#')).collect()
}

/// Each of `sentences` as a paragraph of one postmortem: which of the rules fire, sentence by sentence.
fn judged(sentences: &[&str]) -> Vec<Vec<String>> {
    let body = sentences.join("\n\n");
    let test = SiteTest::new().postmortem("a", "title: A", &format!("## What happened\n\n{body}"));
    let run = test.run(&["check", "--today", TODAY, "--format", "json"]);
    let mut by_line: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    for found in run.stderr.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        let code = found["code"].as_str().unwrap_or_default();
        if RULES.contains(&code) {
            by_line.entry(found["line"].as_u64().unwrap()).or_default().push(code.to_owned());
        }
    }
    (0..).step_by(2).take(sentences.len()).map(|at: u64| by_line.remove(&(at + 7)).unwrap_or_default()).collect()
}

#[test]
fn blame_is_found_and_what_sounds_like_it_is_not() {
    let rows: Vec<(&str, &str)> = lines(BLAMEFUL).iter().map(|line| line.split_once('\t').unwrap()).collect();
    let (blameful, blameless) = (judged(&rows.iter().map(|row| row.1).collect::<Vec<_>>()), lines(BLAMELESS));
    assert!(rows.len() >= 100 && blameless.len() >= 100, "{} {}", rows.len(), blameless.len());
    let missed: Vec<_> =
        rows.iter().zip(&blameful).filter(|(_, found)| found.is_empty()).map(|(row, _)| row.1).collect();
    let odd: Vec<_> = rows
        .iter()
        .zip(&blameful)
        .filter(|(row, found)| !found.is_empty() && !found.iter().any(|code| code == row.0))
        .collect();
    let innocent = judged(&blameless);
    let wrong: Vec<_> = blameless.iter().zip(&innocent).filter(|(_, found)| !found.is_empty()).collect();
    let found = rows.len() - missed.len();
    assert!(found * 100 >= rows.len() * 85, "{} of {} missed:\n{}", missed.len(), rows.len(), missed.join("\n"));
    assert!(found * 100 >= (found + wrong.len()) * 95, "{} wrong: {wrong:#?}", wrong.len());
    assert!(odd.len() * 10 <= rows.len(), "told by another rule: {odd:#?}");
    for rule in RULES {
        let of_rule: Vec<_> = rows.iter().zip(&blameful).filter(|(row, _)| row.0 == rule).collect();
        let hit = of_rule.iter().filter(|(_, found)| found.iter().any(|code| code == rule)).count();
        assert!(hit * 100 >= of_rule.len() * 75, "{rule}: {hit} of {}", of_rule.len());
    }
    println!(
        "recall {found} of {}, {} wrong, {} by another rule: {missed:#?} {wrong:#?} {odd:#?}",
        rows.len(),
        wrong.len(),
        odd.len()
    );
}
