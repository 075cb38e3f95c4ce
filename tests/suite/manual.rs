//! The manual against the program: its tables are made of the program's own data, its links lead somewhere, and what it lists is there.

mod tables;

use crate::support::SiteTest;
use pmsite::internals::config::{FIELD_NAMES, LexiconEntry, SECTION_NAMES};
use pmsite::internals::diagnostics::Level;
use pmsite::internals::diagnostics::codes::{codes, explained as explained_code};
use pmsite::internals::diagnostics::rules::RULES;
use pmsite::internals::text::lexicon::{FRONT_LABELS, LABELS, check};
use pmsite::internals::text::registry::Field;
use pmsite::manual::TOPICS;
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use walkdir::WalkDir;

/// Bytes of README.md: what is more belongs into the manual.
const LARGEST_README: usize = 12_000;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// README.md and the pages of the manual, by path.
fn pages() -> Vec<(String, String)> {
    let pages = TOPICS.iter().map(|topic| format!("src/manual/{}.md", topic.name));
    ["README.md".to_owned()].into_iter().chain(pages).map(|path| (path.clone(), read(&path))).collect()
}

/// The cells of the table of the manual whose head begins so, a row an item.
pub fn table(head: &str) -> Vec<Vec<String>> {
    let pages = pages();
    let (_, page) = pages
        .iter()
        .find(|(_, text)| text.contains(&format!("\n{head}")))
        .unwrap_or_else(|| panic!("no table `{head}`"));
    let mut lines = page.lines().skip_while(|line| !line.starts_with(head)).skip(2);
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

/// A new code, field, key, command, template or page is a row of the program's data: `SNAPSHOTS=overwrite cargo test` writes it here.
#[test]
fn tables_are_those_of_the_program() {
    let overwrites = std::env::var("SNAPSHOTS").is_ok_and(|how| how == "overwrite");
    let mut old = Vec::new();
    let mut made = BTreeSet::new();
    let mark = Regex::new(r"(?s)<!-- table: ([a-z]+) -->\n.*?<!-- end -->").unwrap();
    for (path, text) in pages() {
        let current = mark.replace_all(&text, |found: &regex::Captures| {
            made.insert(found[1].to_owned());
            format!("<!-- table: {} -->\n{}<!-- end -->", &found[1], tables::table(&found[1]))
        });
        if current != text {
            if overwrites {
                std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path), current.as_bytes()).unwrap();
            }
            old.push(path);
        }
    }
    assert_eq!(made.into_iter().collect::<Vec<_>>(), tables::NAMES);
    assert!(
        overwrites || old.is_empty(),
        "`SNAPSHOTS=overwrite cargo test --test suite manual` writes the tables of {old:?}"
    );
}

#[test]
fn every_page_begins_with_its_title_and_a_line_of_what_it_holds() {
    let files = WalkDir::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/manual")).min_depth(1);
    let files: BTreeSet<String> =
        files.into_iter().map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert_eq!(files, TOPICS.iter().map(|topic| format!("{}.md", topic.name)).collect());
    for topic in TOPICS {
        let title = topic.text.lines().next().unwrap();
        assert_eq!(title.to_lowercase(), format!("# {}", topic.name));
        let about = topic.about();
        assert!(about.ends_with('.') && about.len() <= 100, "{}: {about}", topic.name);
    }
}

#[test]
fn the_readme_is_short() {
    let length = read("README.md").len();
    assert!(length <= LARGEST_README, "README.md has {length} bytes");
}

/// As a code host and docs.rs make anchors.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut is_code = false;
    let headings = text.lines().filter(|line| {
        is_code ^= line.starts_with("```");
        !is_code && line.starts_with('#')
    });
    let kept = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_');
    let anchor = |line: &str| {
        line.trim_start_matches('#').trim().to_lowercase().replace(|letter| !kept(letter), "").replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let link = Regex::new(r"\]\(([^()\s]+)\)").unwrap();
    let code = Regex::new(r"(?s)```.*?```|``.*?``|`[^`\n]*`").unwrap();
    let data = ["src/diagnostics/codes.toml", "src/text/fields.toml", "src/config/about.toml"];
    let data = data.map(|path| (format!("src/manual/{path}"), read(path)));
    let mut links = 0;
    for (path, text) in pages()
        .into_iter()
        .chain(["CONTRIBUTING.md", "SECURITY.md"].map(|path| (path.to_owned(), read(path))))
        .chain(data)
    {
        // Only Markdown has its code between back-ticks.
        let plain = if path.ends_with(".md") { code.replace_all(&text, "") } else { text.as_str().into() };
        for found in link.captures_iter(&plain).filter(|found| !found[1].contains("://")) {
            let (file, anchor) =
                found[1].split_once('#').map_or((&found[1], None), |(file, anchor)| (file, Some(anchor)));
            let folder = Path::new(&path)
                .ancestors()
                .find(|folder| folder.ends_with("manual"))
                .or(Path::new(&path).parent())
                .unwrap();
            let target = if file.is_empty() { Path::new(&path).to_owned() } else { folder.join(file) };
            let full = Path::new(env!("CARGO_MANIFEST_DIR")).join(&target);
            assert!(full.exists(), "{path}: {}", &found[1]);
            if let Some(anchor) = anchor {
                let text = read(target.to_str().unwrap());
                assert!(anchors(&text).contains(anchor), "{path}: {} in {:?}", &found[1], anchors(&text));
            }
            links += 1;
        }
    }
    assert!(links > 40, "{links}");
}

#[test]
fn help_prints_pages_and_options_and_says_what_may_have_been_meant() {
    let test = SiteTest::new();
    let help = |args: &[&str]| test.run(&[&["help"], args].concat());
    let list = help(&[]);
    assert_eq!((list.code, list.stderr.as_str()), (0, ""));
    for topic in TOPICS {
        let line = list
            .stdout
            .lines()
            .find(|line| line.trim_start().starts_with(&format!("{} ", topic.name)) && line.ends_with(topic.about()));
        assert!(line.is_some(), "{}: {}", topic.name, list.stdout);
        let page = help(&[topic.name]).stdout;
        assert!(page.ends_with(topic.text), "{}", topic.name);
    }
    assert!(list.stdout.contains("Usage: pmsite"), "{}", list.stdout);
    // A page and a command of one name are printed both, the options first.
    let both = help(&["check"]).stdout;
    assert!(
        both.starts_with("Report what") && both.contains("--write-baseline") && both.contains("\n# Check\n"),
        "{both}"
    );
    assert_eq!(help(&["build"]).stdout, test.run(&["build", "--help"]).stdout);
    assert_eq!(help(&["Fields"]).stdout, help(&["fields"]).stdout);
    for (typed, meant) in [
        ("feilds", "did you mean `pmsite help fields`?"),
        ("biuld", "`pmsite help build`"),
        ("no-owner", "`pmsite explain no-owner`"),
        ("\u{1b}[2Jzzzzzzzzz", "lists both"),
    ] {
        let run = help(&[typed]);
        assert!(
            run.code == 2 && run.stdout.is_empty() && run.stderr.contains(meant) && !run.stderr.contains('\u{1b}'),
            "{typed}: {run:?}"
        );
    }
}

#[test]
fn every_key_of_the_settings_is_told_of() {
    let row = Regex::new(r#"\("([a-z.-]+)", Type::"#).unwrap();
    let keys: BTreeSet<String> =
        row.captures_iter(&read("src/config/keys.rs")).map(|found| found[1].to_owned()).collect();
    let told: toml::Table = toml::from_str(&read("src/config/about.toml")).unwrap();
    assert_eq!(told.keys().cloned().collect::<BTreeSet<_>>(), keys);
}

#[test]
fn every_table_of_own_words_is_there_with_its_meanings() {
    for row in table("| table | holds | meanings |") {
        for table in quoted(&row[0]) {
            let is_known =
                |meaning: Option<&str>| check(&[LexiconEntry { table: &table, meaning, word: None }]).is_empty();
            assert!(is_known(None), "{table}");
            let meanings = quoted(&row[2]).into_iter();
            for meaning in meanings.filter(|_| !table.starts_with("columns")) {
                assert!(is_known(Some(&meaning)), "{table}: {meaning}");
            }
        }
    }
    let text = read("src/manual/configuration.md");
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
fn every_rule_of_check_says_why_it_is_told() {
    for rule in RULES {
        let code = explained_code(rule.code).unwrap_or_else(|| panic!("{} is not explained", rule.code));
        assert!(code.why.is_some(), "{}: no reason", rule.code);
        assert!(rule.level != Some(Level::Error) && code.level == "warning", "{}", rule.code);
    }
}

#[test]
fn every_code_that_is_printed_has_its_row_and_every_row_its_code() {
    let code = code();
    let told: BTreeSet<String> = codes().map(|(name, _)| name.to_owned()).collect();
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
