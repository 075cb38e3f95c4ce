//! The tables of README.md against the program: commands and options, keys of `book.toml`, tables of the lexicon, fields, codes.

use clap::CommandFactory;
use pmsite::internals::config::{Entry, FIELD_NAMES, SECTION_NAMES};
use pmsite::internals::diagnostics::Level;
use pmsite::internals::diagnostics::codes::{codes, explained as explained_code};
use pmsite::internals::diagnostics::rules::RULES;
use pmsite::internals::text::lexicon::{FRONT_LABELS, LABELS, check};
use pmsite::internals::text::registry::Field;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use walkdir::WalkDir;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The cells of the table of README.md whose head begins so, a row an item.
pub fn table(head: &str) -> Vec<Vec<String>> {
    let readme = read("README.md");
    let mut lines = readme.lines().skip_while(|line| !line.starts_with(head)).skip(2);
    let rows: Vec<Vec<String>> = lines
        .by_ref()
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let line = line.replace("\\|", "\u{0}");
            line.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect()
        })
        .collect();
    assert!(rows.len() > 2, "no table `{head}`");
    rows
}

/// What stands between back-ticks.
pub fn quoted(cell: &str) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Quoted texts of the first cells of a table.
fn firsts(head: &str) -> BTreeSet<String> {
    table(head).iter().flat_map(|row| quoted(&row[0])).collect()
}

/// The program's code: no comments, no tests.
fn code() -> String {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let files = WalkDir::new(src).sort_by_file_name().into_iter().map(Result::unwrap);
    let rust = files.filter(|entry| entry.path().extension().is_some_and(|suffix| suffix == "rs"));
    let texts = rust.filter(|entry| entry.file_name() != "tests.rs").map(|entry| {
        let text = std::fs::read_to_string(entry.path()).unwrap();
        text.split("#[cfg(test)]\nmod tests {").next().unwrap().to_owned()
    });
    let lines = texts.collect::<Vec<_>>().join("\n");
    lines.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_command_and_option_has_its_row_and_every_row_its_command() {
    let cli = pmsite::internals::cli::Cli::command();
    let commands: BTreeSet<String> = cli.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let rows = firsts("| command | does |");
    let told: BTreeSet<String> = rows.iter().filter_map(|row| row.split(' ').nth(1)).map(str::to_owned).collect();
    assert_eq!(told, commands);
    let common: BTreeSet<&str> = ["help", "version"].into();
    let options: BTreeSet<String> = cli
        .get_subcommands()
        .flat_map(clap::Command::get_arguments)
        .chain(cli.get_arguments())
        .filter_map(|option| option.get_long())
        .filter(|name| !common.contains(name))
        .map(|name| format!("--{name}"))
        .collect();
    let rows = firsts("| option | for | meaning |");
    let told = rows.iter().filter_map(|row| row.split(' ').next()).filter(|word| word.starts_with("--"));
    assert_eq!(told.map(str::to_owned).collect::<BTreeSet<_>>(), options);
}

#[test]
fn every_key_of_book_toml_has_its_row_and_every_row_its_key() {
    let row = Regex::new(r#"\("([a-z.-]+)", Type::"#).unwrap();
    let keys: BTreeSet<String> =
        row.captures_iter(&read("src/config/keys.rs")).map(|found| found[1].to_owned()).collect();
    assert!(keys.len() > 20, "{keys:?}");
    assert_eq!(firsts("| key | default | meaning |"), keys);
}

#[test]
fn every_table_of_own_words_is_there_with_its_meanings() {
    for row in table("| table | holds | meanings |") {
        for table in quoted(&row[0]) {
            let is_known = |meaning: Option<&str>| check(&[Entry { table: &table, meaning, word: None }]).is_empty();
            assert!(is_known(None), "{table}");
            let meanings = quoted(&row[2]).into_iter();
            for meaning in meanings.filter(|_| !table.starts_with("columns")) {
                assert!(is_known(Some(&meaning)), "{table}: {meaning}");
            }
        }
    }
    let text = read("README.md");
    let text = text.split("Sections for `section-names`:").nth(1).unwrap();
    let sections: Vec<String> = quoted(&text[..text.find("Fields for").unwrap()]);
    assert_eq!(sections, SECTION_NAMES);
}

/// Fields without a row of their own, each with what the manual says of it.
const IN_OTHER_ROWS: [(Field, &str); 19] = [
    (Field::Classification, "closes, and never opens: a name of `visibility`"),
    (Field::Occurred, "a label of `date`"),
    (Field::Priority, "a name of `severity`"),
    (Field::Products, "a name of `services`"),
    (Field::CauseText, "a label in the text"),
    (Field::Window, "a label in the text"),
    (Field::Duration, "a name of `ttr`"),
    (Field::Fix, "a label in the text"),
    (Field::Timeline, "a section"),
    (Field::Names, "of services and causes"),
    (Field::Runbook, "of services"),
    (Field::DependsOn, "of services"),
    (Field::Parent, "of causes"),
    (Field::Nested, "the maps above the table"),
    (Field::Ignored, "no fact"),
    (Field::Kind, "what a document says it is"),
    (Field::Categories, "causes, or tags"),
    (Field::Timezone, "of the times"),
    (Field::Acknowledged, "a time"),
];

#[test]
fn every_field_has_its_row_and_every_name_in_it_is_read() {
    let mut rows: BTreeMap<String, Vec<Field>> = BTreeMap::new();
    for row in table("| field | type | example | accepted names | notes |") {
        for (at, name) in quoted(&row[0]).into_iter().enumerate() {
            let others = if at == 0 { quoted(&row[3]) } else { Vec::new() };
            let field = |name: &String| LABELS.get(name).or_else(|| FRONT_LABELS.get(name));
            let fields: Vec<Option<Field>> = [&name].into_iter().chain(&others).map(field).collect();
            let unread = fields.iter().position(Option::is_none);
            assert_eq!(unread, None, "`{name}`, {others:?}");
            rows.insert(name, fields.into_iter().flatten().collect());
        }
    }
    for name in FIELD_NAMES {
        assert!(rows.contains_key(*name), "`{name}` may be named in book.toml and has no row");
    }
    let variant = Regex::new(r"(?m)^    ([A-Z][A-Za-z]+),$").unwrap();
    let registry = read("src/text/registry.rs");
    let registry = &registry[registry.find("pub enum Field").unwrap()..];
    let told: BTreeSet<String> = rows.values().flatten().map(|field| format!("{field:?}")).collect();
    for field in variant.captures_iter(registry).map(|found| found[1].to_owned()) {
        let elsewhere = IN_OTHER_ROWS.iter().any(|(known, _)| format!("{known:?}") == field);
        assert!(told.contains(&field) || elsewhere, "{field} has no row");
    }
}

#[test]
fn what_explain_says_of_a_code_is_what_its_row_says() {
    let mut told: BTreeMap<String, (String, String, String)> = BTreeMap::new();
    for row in table("| code | level | meaning | what to do |") {
        for code in quoted(&row[0]) {
            told.insert(code, (row[1].clone(), row[2].clone(), row[3].clone()));
        }
    }
    let explained: BTreeMap<String, (String, String, String)> = codes()
        .map(|(name, code)| (name.to_owned(), (code.level.clone(), code.meaning.clone(), code.remedy.clone())))
        .collect();
    assert_eq!(explained, told);
    for rule in RULES {
        let code = explained_code(rule.code).unwrap_or_else(|| panic!("{} is not explained", rule.code));
        assert!(code.why.is_some(), "{}: no reason", rule.code);
        assert!(rule.level != Some(Level::Error) && code.level == "warning", "{}", rule.code);
    }
}

#[test]
fn every_code_that_is_printed_has_its_row_and_every_row_its_code() {
    let code = code();
    let told = firsts("| code | level | meaning | what to do |");
    let literal = Regex::new(r#""([a-z]+(?:-[a-z]+)*)""#).unwrap();
    let literals = |text: &str| literal.captures_iter(text).map(|found| found[1].to_owned()).collect::<Vec<_>>();
    let mut printed: BTreeSet<String> = BTreeSet::new();
    for place in [
        r#"\b(?:Diagnostic::warning|Diagnostic::error|\.error|warn)\(\s*"[a-z-]+""#,
        r#"\bCODE: &str = "[a-z-]+""#,
        r"\blet \(?code\b[^;]*;",
        r"\bfn code\([^)]*\)[^{]*\{[^}]*\}",
    ] {
        let place = Regex::new(place).unwrap();
        let found = place.find_iter(&code).flat_map(|found| literals(found.as_str()));
        // What else is called a code (a language) has no hyphen.
        printed.extend(found.filter(|code| code.contains('-') || told.contains(code)));
    }
    assert!(printed.len() > 60, "{printed:?}");
    assert_eq!(printed.difference(&told).collect::<Vec<_>>(), Vec::<&String>::new(), "printed, and in no row");
    let all: BTreeSet<String> = literals(&code).into_iter().collect();
    assert_eq!(told.difference(&all).collect::<Vec<_>>(), Vec::<&String>::new(), "in a row, and never printed");
}
