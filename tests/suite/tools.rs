//! What shells, manuals and editors are told: `pmsite completions`, `man` and `schema`.

use crate::manual::{quoted, table};
use crate::support::SiteTest;
use serde_json::{Value, json};
use std::process::Command;

fn schema(of: &str) -> Value {
    let run = SiteTest::new().run(&["schema", of]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    serde_json::from_str(&run.stdout).unwrap()
}

fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(schema).unwrap();
    validator.iter_errors(value).map(|error| error.to_string()).collect()
}

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = SiteTest::new().run(&["completions", shell]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{shell}");
        for word in ["pmsite", "build", "actions", "site-url"] {
            assert!(run.stdout.contains(word), "{shell}: {word}");
        }
    }
    let run = SiteTest::new().run(&["completions", "cmd"]);
    assert!(run.code == 2 && run.stderr.contains("zsh"), "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_shell_completes_commands_and_values() {
    let test = SiteTest::new();
    test.write("pmsite.bash", &test.run(&["completions", "bash"]).stdout);
    for (line, expected) in
        [("pmsite comp", "completions"), ("pmsite build --format s", "short"), ("pmsite init --ci gitl", "gitlab")]
    {
        let words = line.split(' ').map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        let (last, before) = (line.split(' ').next_back().unwrap(), line.split(' ').rev().nth(1).unwrap());
        let script = format!(
            ". ./pmsite.bash; COMP_WORDS=({words}); COMP_CWORD=$(({} - 1)); _pmsite pmsite '{last}' '{before}'; echo \"${{COMPREPLY[@]}}\"",
            line.split(' ').count()
        );
        let output = Command::new("bash").arg("-c").arg(script).current_dir(test.root()).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(printed.split_whitespace().any(|word| word == expected), "{line}: {printed} {:?}", output.stderr);
    }
}

#[test]
fn every_command_has_its_man_page() {
    let test = SiteTest::new();
    let run = test.run(&["man", "share/man1"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let read = |name: &str| std::fs::read_to_string(test.path("share/man1").join(name)).unwrap();
    for row in table("| command | does |") {
        let command = quoted(&row[0])[0].split(' ').nth(1).unwrap().to_owned();
        let page = read(&format!("pmsite-{command}.1"));
        assert!(page.contains(".TH pmsite-") && page.contains(".SH NAME"), "{command}: {page}");
        assert!(run.stdout.contains(&format!("pmsite-{command}.1\n")), "{}", run.stdout);
    }
    assert!(read("pmsite.1").contains("pmsite\\-build(1)"));
    assert!(read("pmsite-build.1").contains("\\-\\-site\\-url"));
    let before = read("pmsite.1");
    assert_eq!(test.run(&["man", "share/man1"]).code, 0);
    assert_eq!(read("pmsite.1"), before, "the same again");
    let run = test.file("taken", "a file").run(&["man", "taken"]);
    assert!(run.code == 2 && run.stderr.starts_with("error: cannot"), "{}", run.stderr);
}

#[test]
fn the_schema_of_settings_takes_what_is_taken_and_refuses_what_is_refused() {
    let schema = schema("config");
    for row in table("| key | default | meaning |") {
        for key in quoted(&row[0]) {
            let place = format!("/properties/{}", key.replace('.', "/properties/"));
            let shape = schema.pointer(&place).unwrap_or_else(|| panic!("{key}"));
            assert_eq!(plain(shape["description"].as_str().unwrap()), plain(&row[2]), "{key}: src/config/about.toml");
        }
    }
    let cases = [
        ("[book]\ntitle = 'A'\ninclude = ['**/*.md']\n", true),
        ("[check]\nsecrets = 'warning'\ndeny-warnings = true\n[actions]\ndue-within = {sev1 = 3}\n", true),
        ("[postmortem.section-names]\nx = 'root-cause'\n[lexicon.sections]\ntimeline = ['What we saw']\n", true),
        ("[audience]\naudience = 'public'\n[severity.levels]\npurple = 3\n", true),
        ("[book]\ntitel = 'A'\n", false),
        ("[book]\ntitle = 1\n", false),
        ("[severity.levels]\npurple = 9\n", false),
        ("[audience]\naudience = 'everybody'\n", false),
        ("[insights]\nminimum = 0\n", false),
        ("[preprocessor.x]\n", false),
    ];
    for (text, is_good) in cases {
        let value = serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap();
        let errors = errors(&schema, &value);
        assert_eq!(errors.is_empty(), is_good, "{text}: {errors:?}");
        let test = SiteTest::new().postmortem("a", "title: A", "Text.").file("pmsite.toml", text);
        assert_eq!(test.check().code == 0, is_good, "{text}: the program says otherwise");
    }
}

#[test]
fn the_schema_of_front_matter_knows_every_field_by_each_of_its_names() {
    let schema = schema("front-matter");
    for row in table("| field | type | example | accepted names | notes |") {
        let name = &quoted(&row[0])[0];
        let shape = &schema["properties"][name];
        assert!(shape.is_object(), "{name}");
        assert_eq!(
            plain(shape["description"].as_str().unwrap_or_default()),
            plain(&row[4]),
            "{name}: src/text/fields.toml"
        );
        let others = quoted(&row[3]);
        for other in &others {
            // Of two spellings with the same letters one is enough: an editor has to know no more.
            let spellings =
                others.iter().chain([name]).filter(|known| known.replace('_', "") == other.replace('_', ""));
            let refused = |name: &String| {
                !errors(&schema, &json!({ name.clone(): { "neither": ["text", "nor list"] } })).is_empty()
            };
            let is_known = spellings.into_iter().any(refused);
            assert_eq!(is_known, name != "impact", "{other} of {name}");
        }
    }
    let good = json!({
        "title": "Checkout failed", "date": "2026-02-11", "draft": false, "severity": 2, "services": ["a", "b"], "root_causes": "dns", "ttr": 53,
        "impact": { "requests_failed": 18400 }, "links": [{ "title": "Status", "url": "https://status.example" }], "visibility": "public",
        "action_items": ["[x] Alert", { "text": "Alert", "owner": "ann", "due": "2026-03-01", "status": "open" }], "affected_systems": ["x"], "our-own": [1],
    });
    assert_eq!(errors(&schema, &good), Vec::<String>::new());
    for bad in [
        json!({ "visibility": "everybody" }),
        json!({ "draft": "maybe" }),
        json!({ "services": { "a": 1 } }),
        json!({ "action_items": 3.5, "title": [] }),
    ] {
        assert!(!errors(&schema, &bad).is_empty(), "{bad}");
    }
}

/// What `export` prints of the shapes holds, and each example of the corpus too.
#[test]
fn records_are_as_their_schema_says() {
    let schema = schema("record");
    let test = SiteTest::fixture("shapes");
    let records = test.export();
    assert!(records.len() > 3);
    for record in records {
        assert_eq!(errors(&schema, &record), Vec::<String>::new(), "{}", record["source"]);
    }
    assert!(!errors(&schema, &json!({ "title": 3 })).is_empty());
}

/// Without links, as no editor shows them.
fn plain(text: &str) -> String {
    regex::Regex::new(r"\[([^\]]*)\]\([^)]*\)").unwrap().replace_all(text, "$1").trim().to_owned()
}
