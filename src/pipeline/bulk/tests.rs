#![allow(clippy::unwrap_used)]

use super::*;
use crate::diagnostics::secrets::Masks;
use crate::model::catalog::Entry;
use crate::model::page::OutputBytes;
use crate::model::{Body, Document, SourceFile, Zone};
use crate::pipeline::parse::parse;
use jiff::civil::Date;
use serde_json::Value;

fn config() -> Config {
    Config::new(Date::constant(2026, 3, 7))
}

/// A catalog of plain pages with these texts.
fn catalog(texts: &[String]) -> Catalog {
    let source = SourceFile {
        path: "pages/p.md".into(),
        above: "".into(),
        zone: Zone::Pages,
        text: "# A page".into(),
        fingerprint: Fingerprint::of(b"page"),
        damaged: false,
    };
    let page = parse(&source, 0, &config()).document;
    let entry = |(number, text): (usize, &String)| {
        let body = Body { text: text.clone(), ..Body::default() };
        Entry {
            document: Arc::new(Document { body, ..Document::clone(&page) }),
            url: format!("pages/p{number}/"),
            targets: Vec::new(),
            cited_by: Vec::new(),
            services: Vec::new(),
            root_causes: Vec::new(),
            teams: Vec::new(),
            tags: Vec::new(),
            severity: None,
            year: None,
            neighbours: Vec::new(),
            recurrence_of: None,
            recurrences: Vec::new(),
            alerts: Vec::new(),
            evidence_gone: Vec::new(),
            ahead: false,
            not_recurrences: Vec::new(),
        }
    };
    Catalog { documents: texts.iter().enumerate().map(entry).collect(), ..Catalog::default() }
}

/// Name and text of each file, and which documents were cut.
fn files(texts: &[String], engine: Engine) -> (Vec<(String, String)>, usize) {
    let (catalog, config, masks) = (catalog(texts), config(), Masks::default());
    let mut files = Files::new(&catalog, &config, &masks, engine);
    let text = |output: Output| match output.bytes {
        OutputBytes::Made(bytes) => (output.path, String::from_utf8(bytes.to_vec()).unwrap()),
        _ => unreachable!("all are made"),
    };
    let made = files.by_ref().map(text).collect();
    (made, files.cut.len())
}

#[test]
fn no_batch_is_larger_than_a_request_may_be_and_none_is_empty() {
    for engine in [Engine::Typesense, Engine::OpenSearch, Engine::Quickwit] {
        let (files, cut) = files(&["word ".repeat(600_000), "a".into(), "b ".repeat(4_000_000), "c".into()], engine);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [engine.schema_name(), "documents-00001.jsonl", "documents-00002.jsonl", MARK],
            "the third has no room beside the first"
        );
        assert!(files.iter().all(|(_, text)| text.len() <= LARGEST_FILE && text.ends_with('\n')));
        assert_eq!(cut, 0);
    }
}

#[test]
fn a_text_that_no_request_holds_is_cut_and_named() {
    let (files, cut) = files(&["\u{1}".repeat(3_000_000), "rest".into()], Engine::Quickwit);
    assert_eq!(cut, 1);
    let lines: Vec<Value> = files
        .iter()
        .filter(|(name, _)| name.starts_with("documents"))
        .flat_map(|(_, text)| text.lines())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["body"].as_str().unwrap().len(), 1_500_000, "half of it has room");
    assert_eq!(lines[1]["body"], "rest");
}

#[test]
fn nothing_to_load_is_a_schema_alone() {
    let (files, _) = files(&[], Engine::Typesense);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["schema.json", MARK]);
    assert_eq!(serde_json::from_str::<Value>(&files[1].1).unwrap()["batches"], json!([]));
}

#[test]
fn ids_are_one_word_stay_apart_and_fit() {
    assert_eq!(id("postmortems/queue-stall/"), "postmortems:queue-stall");
    assert_eq!(id(""), "home");
    let (one, other) = (id(&format!("pages/{}a/", "長".repeat(300))), id(&format!("pages/{}b/", "長".repeat(300))));
    assert!(one != other && one.len() <= 512, "{}", one.len());
}
