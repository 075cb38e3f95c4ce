//! The walls of the house: who may import whom, how long a file may be, what is embedded.

use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use walkdir::WalkDir;

/// The higher may import the lower (DESIGN, section 2).
const RANKS: [(&str, u8); 18] = [
    ("main", 8),
    ("internals", 7),
    ("library", 7),
    ("commands", 6),
    ("lsp", 5),
    ("serve", 5),
    ("pipeline", 4),
    ("search", 3),
    ("theme", 3),
    ("text", 3),
    ("model", 2),
    ("config", 1),
    ("diagnostics", 1),
    ("store", 1),
    ("fs", 0),
    ("cli", 0),
    ("manual", 0),
    ("lib", 0),
];

/// Arrows between equals, each with its reason.
const BETWEEN_EQUALS: [(&str, &str, &str); 2] = [
    ("config", "diagnostics", "what is wrong in book.toml is told as every other problem is"),
    ("config", "store", "settings say which stages they are part of"),
];

/// Only these see the command line's structs.
const SEE_CLI: [&str; 3] = ["main", "internals", "commands"];

/// `src/**/*.rs` with their text, `/`-separated paths relative to `src`.
fn sources() -> Vec<(String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = WalkDir::new(&src).sort_by_file_name().into_iter().map(Result::unwrap);
    let rust = files.filter(|entry| entry.path().extension().is_some_and(|suffix| suffix == "rs"));
    rust.map(|entry| {
        let path = entry.path().strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
        (path, std::fs::read_to_string(entry.path()).unwrap())
    })
    .collect()
}

/// `pipeline` for `pipeline/link/names.rs` and `pipeline.rs`.
fn module(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

/// Code alone: no comments, no test modules (which end a file).
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Modules of this crate that the code in `path` names.
fn imports(path: &str, text: &str) -> BTreeSet<String> {
    let own_depth = path.trim_end_matches(".rs").split('/').count();
    let mut found = BTreeSet::new();
    // `use crate::{a, b::c};`
    let groups = Regex::new(r"\b(?:crate|pmsite)::\{([^;]*)\}\s*;").unwrap();
    for group in groups.captures_iter(text) {
        let mut depth = 0;
        let mut name = String::new();
        for character in group[1].chars().chain([',']) {
            match character {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 0 => {
                    let first = name.trim().split([':', ' ']).next().unwrap().to_owned();
                    found.insert(first);
                    name.clear();
                }
                _ if depth == 0 => name.push(character),
                _ => {}
            }
        }
    }
    // `crate::a::b`, `pub(in crate::a)`; `super` as far up as the crate's root.
    let climbs = format!(r"\b(?:crate|pmsite|{})::([a-z_]+)", vec!["super"; own_depth].join("::"));
    found.extend(Regex::new(&climbs).unwrap().captures_iter(text).map(|found| found[1].to_owned()));
    found.retain(|name| RANKS.iter().any(|(known, _)| known == name));
    found
}

fn rank(module: &str) -> u8 {
    RANKS.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("DESIGN knows no module `{module}`")).1
}

fn is_allowed(from: &str, to: &str) -> bool {
    match (from, to) {
        _ if from == to || from == "lib" => true,
        (_, "cli") => SEE_CLI.contains(&from),
        _ => rank(from) > rank(to) || BETWEEN_EQUALS.iter().any(|(a, b, _)| (*a, *b) == (from, to)),
    }
}

#[test]
fn imports_run_downwards_only() {
    let mut arrows = BTreeMap::new();
    for (path, text) in sources().iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        for to in imports(path, &code(text)) {
            arrows.entry((module(path).to_owned(), to)).or_insert_with(|| path.clone());
        }
    }
    assert!(arrows.len() > 10, "arrows are seen: {arrows:?}");
    let wrong: Vec<String> = arrows
        .iter()
        .filter(|((from, to), _)| !is_allowed(from, to))
        .map(|((from, to), path)| format!("src/{path}: {from} -> {to}"))
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
    let unused: Vec<_> =
        BETWEEN_EQUALS.iter().filter(|(a, b, _)| !arrows.contains_key(&((*a).to_owned(), (*b).to_owned()))).collect();
    assert!(unused.is_empty(), "allowed but not needed: {unused:?}");
}

#[test]
fn a_wrong_arrow_would_be_seen() {
    let text = "use crate::{\n    model::{Page, catalog::{A, B}},\n    pipeline,\n};\nfn f() { crate::theme::load(); super::super::fs::read() }";
    let seen: Vec<String> = imports("text/html.rs", text).into_iter().collect();
    assert_eq!(seen, ["fs", "model", "pipeline", "theme"]);
    assert!(!is_allowed("text", "pipeline") && !is_allowed("text", "theme") && !is_allowed("model", "cli"));
    assert!(is_allowed("text", "fs") && is_allowed("commands", "cli") && is_allowed("pipeline", "text"));
}

/// The paths of a tree of `use`: `a::{b, c::{d}}` is `a::b` and `a::c::d`.
fn expanded(tree: &str) -> Vec<String> {
    let Some((before, inside)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let inside = inside.trim_end().strip_suffix('}').unwrap_or(inside);
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for character in inside.chars() {
        depth += i32::from(character == '{') - i32::from(character == '}');
        match character {
            ',' if depth == 0 => parts.push(String::new()),
            _ => parts.last_mut().unwrap().push(character),
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expanded(&format!("{}{}", before.trim(), part.trim()))).collect()
}

/// Modules of the second level (`text/mdx`) that the code in `path` names, its own left out.
fn neighbours(path: &str, code: &str, modules: &BTreeSet<String>) -> BTreeSet<String> {
    let own: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
    let (uses, inline) = (Regex::new(r"\buse ([^;]+);").unwrap(), Regex::new(r"\b(?:crate|super)(?:::\w+)+").unwrap());
    let mut named: Vec<String> = uses.captures_iter(code).flat_map(|found| expanded(&found[1])).collect();
    named.extend(inline.find_iter(code).map(|found| found.as_str().to_owned()));
    let second = |named: &String| {
        let mut steps = named.split("::").peekable();
        let mut at = if steps.next_if_eq(&"crate").is_some() { Vec::new() } else { own.clone() };
        while steps.next_if_eq(&"super").is_some() {
            at.pop();
        }
        at.extend(steps);
        Some(at.get(..2)?.join("/"))
    };
    let found = named.iter().filter_map(second).filter(|name| modules.contains(name));
    found.filter(|name| *name != own[..2].join("/")).collect()
}

#[test]
fn modules_of_a_stage_import_in_no_circle() {
    let sources = sources();
    let files = sources.iter().filter(|(path, _)| path.contains('/') && !path.ends_with("tests.rs"));
    let cut = |path: &str| path.trim_end_matches(".rs").split('/').take(2).collect::<Vec<_>>().join("/");
    let modules: BTreeSet<String> = files.clone().map(|(path, _)| cut(path)).collect();
    let mut arrows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (path, text) in files {
        arrows.entry(cut(path)).or_default().extend(neighbours(path, &code(text), &modules));
    }
    assert!(arrows["pipeline/plan"].contains("pipeline/actions"), "arrows are seen: {arrows:?}");
    // Whoever names nobody that is left is in no circle.
    let mut left = arrows.len() + 1;
    while arrows.len() < left {
        left = arrows.len();
        arrows.retain(|_, named| !named.is_empty());
        let there: BTreeSet<String> = arrows.keys().cloned().collect();
        arrows.values_mut().for_each(|named| named.retain(|name| there.contains(name)));
    }
    assert!(arrows.is_empty(), "a circle, and who leads to it: {arrows:?}");
}

#[test]
fn files_stay_short_and_finished() {
    let unfinished = Regex::new(r"//[/!]?\s*(TODO|FIXME|XXX)\b.*|\b(todo|unimplemented)!\(").unwrap();
    let mut complaints = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > 400 {
            complaints.push(format!("src/{path} has {lines} lines; a file of more than 400 wants to be two nouns"));
        }
        if let Some(found) = unfinished.find(&text) {
            complaints.push(format!("src/{path}: {}", found.as_str()));
        }
        if !text.starts_with("//!") && !path.ends_with("tests.rs") {
            complaints.push(format!("src/{path} does not open by saying what it turns into what"));
        }
    }
    assert_eq!(complaints, Vec::<String>::new());
}

/// Fields and variants may speak for themselves, so the compiler's own lint asks too much.
#[test]
fn public_items_say_what_they_are() {
    let item =
        Regex::new(r"^\s*pub(?:\(crate\))? (?:const |async |unsafe )*(?:fn|struct|enum|trait|type|const|static) (\w+)")
            .unwrap();
    let mut silent = Vec::new();
    for (path, text) in sources().iter().filter(|(path, _)| !path.ends_with("tests.rs")) {
        let text = text.split("#[cfg(test)]\nmod ").next().unwrap();
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        for (at, line) in text.lines().enumerate() {
            let Some(found) = item.captures(line) else { continue };
            // Attributes, of one line or several, stand between an item and what is said of it.
            let mut above = at;
            while above > 0
                && !lines[above - 1].starts_with("///")
                && (lines[above - 1].ends_with(")]")
                    || lines[above - 1].starts_with("#[")
                    || lines[above - 1].ends_with(','))
            {
                above -= 1;
            }
            if above == 0 || !lines[above - 1].starts_with("///") {
                silent.push(format!("src/{path}:{}: {}", at + 1, &found[1]));
            }
        }
    }
    assert_eq!(silent, Vec::<String>::new());
}

#[test]
fn the_table_of_embedded_files_is_the_themes_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("themes/default");
    let on_disk: BTreeSet<String> = WalkDir::new(&folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(&folder).unwrap().to_str().unwrap().to_owned())
        // What `static/` is made from.
        .filter(|path| !path.starts_with("scripts/"))
        .collect();
    let table = std::fs::read_to_string(root.join("src/theme/embedded.rs")).unwrap();
    let rows = Regex::new(r#"file!\("([^"]+)"\)"#).unwrap();
    let embedded: BTreeSet<String> = rows.captures_iter(&table).map(|row| row[1].to_owned()).collect();
    assert_eq!(embedded, on_disk);
}

/// Readers of documents whose lists are no words of a language, each with what they are.
const LISTS_OF_SIGNS: [(&str, &str); 2] =
    [("text/facts/blocks/html.rs", "elements of HTML"), ("text/fields/links.rs", "schemes of URLs, keys of a link")];

#[test]
fn words_that_readers_know_are_rows_of_the_lexicon() {
    let list = Regex::new(r#"(?:"[A-Za-z][A-Za-z '-]+"\s*[,|]\s*){2,}"[A-Za-z][A-Za-z '-]+""#).unwrap();
    let other_script = Regex::new(r"[\p{Cyrillic}\p{Hiragana}\p{Katakana}\p{Han}\p{Hangul}]{2,}").unwrap();
    let readers =
        ["text/facts", "text/fields", "text/time", "text/severity", "text/status", "text/people", "text/words"];
    let is_reader = |path: &str| readers.iter().any(|reader| path.starts_with(reader)) && !path.contains("tests");
    let sources = sources();
    let is_there = |path: &str| sources.iter().any(|(known, _)| known == path && is_reader(known));
    assert!(LISTS_OF_SIGNS.iter().all(|(path, _)| is_there(path)), "a reader that is no more");
    for (path, text) in sources.iter().filter(|(path, _)| is_reader(path)) {
        let code = code(text);
        let is_of_signs = LISTS_OF_SIGNS.iter().any(|(known, _)| known == path);
        let found = list.find(&code).map(|found| found.as_str());
        assert_eq!(found.is_some(), is_of_signs, "{path}: {}", found.unwrap_or("no list of words any more"));
        assert_eq!(other_script.find(&code).map(|found| found.as_str()), None, "{path}: a word");
    }
}
