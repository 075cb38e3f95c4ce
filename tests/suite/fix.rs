//! `pmsite fix`: what the text tells comes into front matter, and nothing else changes: no fact, and no byte below.

use crate::support::SiteTest;
use crate::support::shared::shared;
use crate::support::site_test::{Run, TODAY, copy_tree, suite_folder};
use serde_json::{Value, json};
use std::path::Path;

/// A report without front matter, as most are.
const TOLD: &str = "# Checkout failed\n\n| Severity | SEV2 |\n|---|---|\n| Date | 2025-01-03 |\n| Services | Checkout API, queue |\n\
    | Status | Resolved |\n| Customers affected | 1,200 |\n\n**Duration**: 1 h 5 min\n\n## Summary\n\nCards were refused for an hour.\n\n\
    ## Timeline\n\n- 14:02 UTC incident began\n- 15:07 UTC incident resolved\n\n## Action items\n\n- [ ] Alert on refusals (owner: ann, due: 2025-02-01)\n";

fn fix(test: &SiteTest, args: &[&str]) -> Run {
    test.run(&[&["fix", "--today", TODAY], args].concat())
}

/// The records of all documents without the places where facts were read, and those places.
fn facts(test: &SiteTest) -> (Vec<Value>, Vec<Value>) {
    let mut records = test.export();
    let places = records.iter_mut().map(|record| record["provenance"].take()).collect();
    (records, places)
}

/// Writes, and sees that no fact has changed, that bytes came in one place and no other changed, and that nothing is left to do.
fn adopt(test: &SiteTest, content: &Path) -> Vec<Value> {
    let texts = |folder: &Path| -> Vec<(String, Vec<u8>)> {
        let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
        let files = files.filter(|entry| entry.file_type().is_file());
        files.map(|entry| (entry.path().display().to_string(), std::fs::read(entry.path()).unwrap())).collect()
    };
    let (before, old_places) = facts(test);
    let old = texts(content);
    let run = fix(test, &["--write"]);
    assert!(run.code < 2, "{}", run.stderr);
    let (after, places) = facts(test);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after, "a fact has changed");
    }
    assert_eq!(before.len(), after.len());
    let new = texts(content);
    for ((path, old), (_, new)) in old.iter().zip(&new) {
        let same = |a: &mut dyn Iterator<Item = &u8>, b: &mut dyn Iterator<Item = &u8>| {
            a.zip(b).take_while(|(a, b)| a == b).count()
        };
        let before = same(&mut old.iter(), &mut new.iter());
        let behind = same(&mut old.iter().rev(), &mut new.iter().rev());
        assert!(before + behind >= old.len() && new.len() >= old.len(), "{path}: more has changed than one place");
    }
    let again = fix(test, &["--write"]);
    assert_eq!(again.stdout, "", "a second run writes nothing");
    assert_eq!(new, texts(content));
    for (old, new) in old_places.iter().zip(&places) {
        for (field, place) in new.as_object().into_iter().flatten() {
            let kept = |place: &Value| json!([place["from"], place["key"]]);
            let is_written = place["from"] == "front-matter";
            assert!(is_written || kept(place) == kept(&old[field]), "{field}: {place}");
        }
    }
    places
}

#[test]
fn what_the_text_tells_comes_into_front_matter_and_the_text_stays() {
    let test = SiteTest::new().file("content/postmortems/2025-01-03-a.md", TOLD);
    let path = "content/postmortems/2025-01-03-a.md";
    let lines = "---\ntitle: Checkout failed\ndate: 2025-01-03\nstatus: resolved\nseverity: SEV2\nservices: [Checkout API, queue]\n\
        started: 2025-01-03 14:02 UTC\nresolved: 2025-01-03 15:07 UTC\nttr: 1 h 5 min\nimpact:\n  Customers affected: \"1,200\"\n---\n\n";
    let run = fix(&test, &[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let added: String = lines.lines().map(|line| format!("+{line}\n")).collect();
    let (head, rest) = run.stdout.split_once("@@\n").unwrap();
    assert_eq!(
        head,
        format!("--- a/{path}\n+++ b/{path}\n@@ -1,3 +1,{} @@\n", 3 + lines.lines().count()).trim_end_matches("@@\n")
    );
    assert_eq!(rest, format!("{added} # Checkout failed\n \n | Severity | SEV2 |\n"));
    assert_eq!(run.stderr, "1 document of 1 would be written; --write does it\n");
    assert_eq!(std::fs::read_to_string(test.path(path)).unwrap(), TOLD, "nothing is written unasked");
    let places = adopt(&test, &test.path("content"));
    assert_eq!(std::fs::read_to_string(test.path(path)).unwrap(), format!("{lines}{TOLD}"));
    assert_eq!(places[0]["severity"], json!({ "from": "front-matter", "key": "severity", "line": 5 }));
    assert_eq!(places[0]["summary"]["from"], "section", "running text stays where it is");
    assert_eq!(fix(&test, &[]).stderr, "nothing to write in 1 document\n");
}

#[test]
fn a_block_keeps_its_bytes_its_format_and_its_line_ends() {
    let body = TOLD.split_once("\n\n").unwrap().1;
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let yaml = format!("---\nlayout: post # of the theme\ntitle:   'Checkout failed'\n\npermalink: /x/\n---\n{body}");
    let toml =
        format!("+++\ntitle = \"Checkout failed\" # kept\nweight = 3\n\n[params]\nowner_slack = \"#ops\"\n+++\n{body}");
    let json = format!("{{\n  \"title\": \"Checkout failed\",\n  \"layout\": \"post\"\n}}\n{body}");
    let test = SiteTest::new()
        .file("content/postmortems/2025-01-03-yaml.md", &yaml)
        .file("content/postmortems/2025-01-03-crlf.md", &crlf(&yaml))
        .file("content/postmortems/2025-01-03-toml.md", &toml)
        .file("content/postmortems/2025-01-03-json.md", &json)
        .file("content/postmortems/2025-01-03-mark.md", &format!("\u{feff}{TOLD}"))
        .file(
            "content/postmortems/2025-01-03-component.mdx",
            &format!("import X from './x'\n\n{TOLD}\n<X a={{1}} />\n"),
        );
    adopt(&test, &test.path("content"));
    let text =
        |name: &str| std::fs::read_to_string(test.path(&format!("content/postmortems/2025-01-03-{name}"))).unwrap();
    let (kept, rest) = yaml.split_once("---\n# C").or(yaml.split_once("---\n|")).unwrap();
    assert!(
        text("yaml.md").starts_with(&format!("{kept}date: 2025-01-03\nstatus: resolved\n"))
            && text("yaml.md").ends_with(rest)
    );
    assert_eq!(text("crlf.md"), crlf(&text("yaml.md")));
    assert!(
        text("toml.md").starts_with("+++\ntitle = \"Checkout failed\" # kept\nweight = 3\ndate = \"2025-01-03\"\n"),
        "{}",
        text("toml.md")
    );
    assert!(text("toml.md").contains("\n\n[params]\nowner_slack = \"#ops\"\n+++\n"));
    assert!(
        text("json.md").starts_with(
            "{\n  \"title\": \"Checkout failed\",\n  \"layout\": \"post\",\n  \"date\": \"2025-01-03\",\n"
        )
    );
    assert!(text("mark.md").starts_with("\u{feff}---\ntitle: Checkout failed\n"));
    assert!(text("component.mdx").starts_with("---\ntitle: Checkout failed\n"));
}

#[test]
fn what_would_be_read_differently_stays_in_the_text() {
    let test = SiteTest::new()
        // A word in the text hides nothing; a field would.
        .file("content/postmortems/draft.md", &TOLD.replace("Resolved", "Draft"))
        // The day of a file's name is no more than that.
        .file("content/postmortems/2025-01-04-named.md", "The queue stood still. **Severity**: SEV3\n")
        .file("content/postmortems/unread.md", &format!("---\nseverity: TBD\n---\n\n{TOLD}"))
        .file("content/pages/plan.md", "# A plan\n\n| Severity | SEV2 |\n|---|---|\n| Date | 2025-01-03 |\n")
        .file("content/postmortems/broken.md", "---\ntitle: [\n---\n\n# A\n");
    let run = fix(&test, &["--write"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(
        run.stderr.contains("draft.md: stays in the text: status (written into front matter, it would be read as something else, or change another fact)"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("unread.md: stays in the text: severity (front matter has the field"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("[front-matter-syntax]") && run.stderr.contains("broken.md"), "{}", run.stderr);
    let text = |path: &str| std::fs::read_to_string(test.path(path)).unwrap();
    let named = text("content/postmortems/2025-01-04-named.md");
    assert!(!named.contains("date:") && !named.contains("title:"), "{named}");
    assert!(text("content/pages/plan.md").starts_with("# A plan"), "a page has no facts");
    assert!(text("content/postmortems/broken.md").ends_with("---\n\n# A\n"));
    assert_eq!(fix(&test, &["--write"]).stdout, "");
}

#[test]
fn only_what_is_named_is_touched_and_a_wrong_name_is_told() {
    let test = SiteTest::new()
        .file("content/postmortems/a.md", TOLD)
        .file("content/postmortems/below/b.md", TOLD)
        .file("elsewhere/c.md", TOLD);
    let run = fix(&test, &["--write", "content/postmortems/below"]);
    assert_eq!((run.code, run.stdout.lines().count()), (0, 1), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(test.path("content/postmortems/a.md")).unwrap(), TOLD);
    for (path, says) in
        [("elsewhere/c.md", "name the folder that it belongs to with --content"), ("none.md", "cannot find none.md")]
    {
        let run = fix(&test, &["--write", path]);
        assert!(run.code == 2 && run.stderr.contains(says), "{path}: {}", run.stderr);
    }
    let run = fix(&test, &["--write", "--content", "elsewhere"]);
    assert!(run.code == 0 && std::fs::read_to_string(test.path("elsewhere/c.md")).unwrap().starts_with("---\n"));
}

#[cfg(unix)]
#[test]
fn no_link_is_followed_and_what_may_not_be_written_is_told() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let test = SiteTest::new()
        .file("content/postmortems/2025-01-03-a.md", TOLD)
        .file("content/postmortems/2025-01-03-locked.md", TOLD)
        .file("outside/b.md", TOLD);
    symlink("../../outside/b.md", test.path("content/postmortems/b.md")).unwrap();
    symlink("../../outside", test.path("content/postmortems/folder")).unwrap();
    let mode = |path: &str, mode: u32| {
        std::fs::set_permissions(test.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode("content/postmortems/2025-01-03-locked.md", 0o444);
    mode("content/postmortems/2025-01-03-a.md", 0o640);
    let run = fix(&test, &["--write"]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("2025-01-03-locked.md: cannot write"), "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 1, "the other is written: {}", run.stdout);
    for path in ["outside/b.md", "content/postmortems/2025-01-03-locked.md"] {
        assert_eq!(std::fs::read_to_string(test.path(path)).unwrap(), TOLD);
    }
    let kept = std::fs::metadata(test.path("content/postmortems/2025-01-03-a.md")).unwrap().permissions().mode();
    assert_eq!(kept & 0o777, 0o640);
    let names = std::fs::read_dir(test.path("content/postmortems")).unwrap();
    assert_eq!(names.count(), 4, "nothing half-written lies about");
}

#[test]
fn services_and_causes_are_called_as_their_pages_are() {
    let test = SiteTest::new()
        .file("content/services/checkout.md", "---\ntitle: Checkout API\naliases: [pay]\n---\n\nTakes payments.\n")
        .postmortem(
            "a",
            "title: A # mine\ndate: 2025-01-03\nseverity: SEV2\nservices: [\"pay\", queue, checkout_api]",
            "It failed.",
        )
        .postmortem("b", "title: B\ndate: 2025-01-04\nseverity: SEV2\nservices: pay, Queue\n", "It failed.")
        .postmortem("c", "title: C\ndate: 2025-01-05\nseverity: SEV2\nservices: [queue]\n", "It failed.")
        .file("content/postmortems/d.md", &TOLD.replace("Checkout API", "pay"));
    let slugs =
        |test: &SiteTest| test.export().iter().map(|record| record["service_slugs"].clone()).collect::<Vec<_>>();
    let before = slugs(&test);
    let run = fix(&test, &["--write", "--names"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(slugs(&test), before, "they are the same services");
    let line = |name: &str| {
        let text = std::fs::read_to_string(test.path(&format!("content/postmortems/{name}.md"))).unwrap();
        text.lines().find(|line| line.starts_with("services")).unwrap().to_owned()
    };
    assert_eq!(line("a"), "services: [Checkout API, queue, Checkout API]");
    assert_eq!(line("b"), "services: Checkout API, queue");
    assert_eq!(line("d"), "services: [Checkout API, queue]");
    assert!(
        std::fs::read_to_string(test.path("content/postmortems/a.md")).unwrap().starts_with("---\ntitle: A # mine\n")
    );
    assert_eq!(fix(&test, &["--write", "--names"]).stdout, "");
}

#[test]
fn a_secret_is_neither_copied_nor_shown() {
    let secret = format!("AKIA{}", "Q3EGZ7XKD2M5WNBT");
    let text =
        TOLD.replace("| Status | Resolved |", &format!("| Status | Resolved |\n| Trigger | Key {secret} ended |"));
    let test = SiteTest::new().file("content/postmortems/2025-01-03-a.md", &text);
    let run = fix(&test, &[]);
    assert!(!run.stdout.contains(&secret) && !run.stderr.contains(&secret));
    assert!(run.stderr.contains("trigger (a secret stands in it)"), "{}", run.stderr);
    fix(&test, &["--write"]);
    let text = std::fs::read_to_string(test.path("content/postmortems/2025-01-03-a.md")).unwrap();
    assert_eq!(text.matches(&secret).count(), 1, "{text}");
}

/// A copy of `content`, adopted. How many of its facts stand in front matter then.
fn adopted(content: &Path) -> usize {
    let test = SiteTest::new().arg("--drafts");
    copy_tree(content, &test.path("content"));
    // A copy of what may only be read may be written: pmsite leaves files alone that may not.
    for entry in walkdir::WalkDir::new(test.path("content")).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).unwrap();
            std::fs::remove_file(entry.path()).unwrap();
            std::fs::write(entry.path(), bytes).unwrap();
        }
    }
    let places = adopt(&test, &test.path("content"));
    let fields = places.iter().filter_map(Value::as_object).flatten();
    fields.filter(|(_, place)| place["from"] == "front-matter").count()
}

#[test]
fn every_document_of_the_corpus_is_adopted_without_a_change_of_its_facts() {
    let facts = adopted(&suite_folder().join("../corpus"));
    assert!(facts > 300, "{facts}");
}

#[test]
fn old_repositories_are_adopted_without_a_change_of_their_facts() {
    let Some(corpus) = shared("corpus") else { return };
    // Facts that stood in the text alone and stand in front matter then.
    for (name, fewest) in [
        ("dfds__postmortems", 120),
        ("Chia-Network__post-mortem", 33),
        ("bdougie__contributor.info", 70),
        ("ministryofjustice__cloud-platform", 240),
    ] {
        let facts = adopted(&corpus.join(name));
        assert!(facts >= fewest, "{name}: {facts}");
    }
}

#[test]
fn a_file_keeps_its_own_line_ends() {
    let told = "# Checkout failed\n\n**Severity**: SEV2\n\n**Duration**: 1 h 5 min\n\nCards were refused.\n";
    let text = |end: &str| told.replace('\n', end);
    for end in ["\n", "\r\n", "\r"] {
        let test = SiteTest::new().file("content/postmortems/a.md", &text(end));
        let run = fix(&test, &["--write"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let new = std::fs::read_to_string(test.path("content/postmortems/a.md")).unwrap();
        assert!(new.starts_with(&format!("---{end}")) && new.ends_with(&text(end)), "{new:?}");
        assert!(end == "\n" || !new.replace(end, "").contains('\n'), "{new:?}");
        assert_eq!(test.export()[0]["severity"]["label"], "SEV2");
    }
}

#[test]
fn a_block_that_holds_a_comment_alone_gets_the_fields() {
    let text =
        "---\n# visibility of this team\n---\n\n# Checkout failed\n\n**Severity**: SEV2\n\nCards were refused.\n";
    let test = SiteTest::new().file("content/postmortems/a.md", text);
    assert_eq!(test.export()[0]["title"], "Checkout failed");
    assert_eq!(fix(&test, &["--write"]).code, 0);
    let new = std::fs::read_to_string(test.path("content/postmortems/a.md")).unwrap();
    assert!(
        new.starts_with("---\n# visibility of this team\n") && new.contains("SEV2\n---\n\n# Checkout failed"),
        "{new}"
    );
}

#[test]
fn the_name_of_a_file_is_masked_like_its_text() {
    let token = format!("gh{}{}", "p_", "Zk84hWq2xZk84hWq2xBv7TpLm3cXyRn5DsQe");
    let test = SiteTest::new().file(&format!("content/postmortems/{token}/a.md"), TOLD);
    for args in [&[][..], &["--write"]] {
        let run = fix(&test, args);
        assert!(
            run.stdout.contains("***") && !run.stdout.contains("Zk84") && !run.stderr.contains("Zk84"),
            "{}",
            run.stdout
        );
    }
}

#[cfg(unix)]
#[test]
fn a_file_with_two_names_is_left_alone_and_said() {
    let test = SiteTest::new().file("content/postmortems/a.md", TOLD);
    std::fs::hard_link(test.path("content/postmortems/a.md"), test.path("b.md")).unwrap();
    let run = fix(&test, &["--write"]);
    assert!(run.code == 1 && run.stderr.contains("hard links"), "{}", run.stderr);
    assert_eq!(std::fs::read_to_string(test.path("content/postmortems/a.md")).unwrap(), TOLD);
}
