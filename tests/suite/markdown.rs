//! The examples of CommonMark 0.31.2 and of GitHub's Markdown 0.29, rendered as pages render a body. What differs is listed with
//! its reason in `fixtures/markdown.toml`, and the manual gives the reasons.

use crate::support::shared::shared;
use crate::support::trees::{Of, tree};
use pmsite::internals::config::Config;
use pmsite::internals::diagnostics::Report;
use pmsite::internals::model::{Fingerprint, Postmortem, Segment, SourceFile, Zone};
use pmsite::internals::text::{foreign, html, markdown};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const FENCE: &str = "````````````````````````````````";
/// Files of examples, and how many they hold.
const FILES: [(&str, usize); 4] = [("cm-spec", 652), ("gfm-spec", 673), ("gfm-extensions", 28), ("gfm-regression", 19)];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differing {
    reason: Vec<Reason>,
}

/// Why examples differ, and which of each file, counted from one.
#[derive(Deserialize)]
struct Reason {
    why: String,
    #[serde(flatten)]
    examples: BTreeMap<String, Vec<usize>>,
}

fn differing() -> Differing {
    toml::from_str(include_str!("fixtures/markdown.toml")).unwrap()
}

/// Markdown and HTML of each example.
fn examples(file: &str) -> Option<Vec<(String, String)>> {
    let text = std::fs::read_to_string(shared("specs")?.join(file).with_extension("txt")).unwrap();
    let text = text.replace('→', "\t");
    let start = format!("\n{FENCE} example");
    let after = text.split(&start).skip(1);
    let example = |block: &str| {
        let (_, block) = block.split_once('\n').unwrap();
        let (block, _) = block.split_once(FENCE).unwrap();
        let (markdown, html) = block.split_once("\n.\n").or(block.strip_prefix(".\n").map(|html| ("", html))).unwrap();
        (format!("{markdown}\n"), html.to_owned())
    };
    Some(after.map(example).collect())
}

/// The body of a page, links and pictures as written.
fn page(text: &str) -> String {
    let source = SourceFile {
        path: "postmortems/x.md".into(),
        above: "".into(),
        zone: Zone::Postmortems,
        text: text.into(),
        fingerprint: Fingerprint::of(text.as_bytes()),
        damaged: false,
    };
    let rewritten = foreign::rewrite(text, 0, false);
    let markdown::Markdown { events, containers } = markdown::read(&rewritten);
    let postmortem = &Postmortem::default();
    let known = html::Known { title_heading: None, sections: &[], postmortem, containers: &containers };
    let config = Config::new(jiff::civil::date(2025, 1, 1));
    let body = html::render(
        &source,
        events,
        &known,
        (&config, html::Allowance { units: 0, drawings: &html::Drawings::default() }),
        &mut Report::default(),
    );
    let quoted = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
    let titled = |title: &Option<String>| {
        title.as_deref().map_or_else(String::new, |title| format!(" title=\"{}\"", quoted(title)))
    };
    let mut page = String::new();
    for segment in &body.segments {
        match segment {
            Segment::Html(html) => page.push_str(html),
            Segment::LinkStart { target, title, .. } => {
                write!(page, "<a href=\"{}\"{}>", quoted(target), titled(title)).unwrap();
            }
            Segment::LinkEnd => page.push_str("</a>"),
            Segment::Image { target, alt, title, .. } => {
                write!(page, "<img src=\"{}\" alt=\"{}\"{}>", quoted(target), quoted(alt), titled(title)).unwrap();
            }
            other => panic!("{other:?}"),
        }
    }
    page
}

#[test]
fn examples_of_the_specifications_look_alike_or_differ_for_a_reason() {
    let Differing { reason } = differing();
    let mut wrong = String::new();
    for (file, count) in FILES {
        let Some(examples) = examples(file) else { return };
        assert_eq!(examples.len(), count, "{file}");
        let listed: Vec<usize> =
            reason.iter().filter_map(|reason| reason.examples.get(file)).flatten().copied().collect();
        let known: BTreeSet<usize> = listed.iter().copied().collect();
        assert!(known.len() == listed.len() && known.last() <= Some(&count), "{file}: listed twice, or no example");
        for (number, (markdown, html)) in (1..).zip(&examples) {
            let (expected, got) = (tree(html, Of::Example), tree(&page(markdown), Of::Page));
            match (expected == got, known.contains(&number)) {
                (true, true) => writeln!(wrong, "== {file} {number} is listed, and agrees").unwrap(),
                (false, false) => {
                    writeln!(wrong, "== {file} {number} differs\n{markdown}-- wanted\n{expected}\n-- got\n{got}")
                        .unwrap();
                }
                _ => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn the_manual_says_why_markdown_differs() {
    let manual = include_str!("../../src/manual/writing.md");
    for Reason { why, examples } in differing().reason {
        assert!(manual.contains(&format!("- {why}\n")), "{why}");
        assert!(examples.keys().all(|file| FILES.iter().any(|(known, _)| known == file)), "{why}: {examples:?}");
    }
}
