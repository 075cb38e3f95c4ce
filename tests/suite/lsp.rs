//! `pmsite lsp`: what an editor gets for texts that are not saved yet, driven by one.

use super::support::editor::place;
use super::support::{Editor, SiteTest};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const A: &str = "content/postmortems/a.md";

const TEXT: &str = "---
title: Checkout failed
id: INC-2
date: 2026-01-09
severity: SEV2
services: [payments]
root_causes: [expired-certificate]
recurrence_of: INC-1
---

## Impact

Nobody could pay. See [[INC-1]], [[payments]] and [the page](../pages/scale.md#levels).

- **Detected**: 2026-01-09 10:05 UTC

## Resolution

We renewed the certificate as in INC-1.
";

/// Two incidents, what they name, and a page.
fn site() -> SiteTest {
    SiteTest::new()
        .file(A, TEXT)
        .postmortem(
            "earlier",
            "title: First outage\nid: INC-1\ndate: 2025-11-02\nseverity: SEV1\nservices: [payments]\nauthors: [ann]",
            "## Resolution\n\nWe rolled back the deployment.\n\n## Action items\n\n- [ ] Add an alert (owner: platform-team)\n",
        )
        .file("content/services/payments.md", "---\ntitle: Payments\naliases: [pay-api]\n---\n\nTakes money.\n")
        .file("content/root-causes/expired-certificate.md", "---\ntitle: Expired certificate\n---\n\nIt ended.\n")
        .file("content/pages/scale.md", "# Scale\n\nWords.\n\n## Levels\n\nFrom one to five.\n")
}

fn editor(test: &SiteTest) -> Editor {
    Editor::open_folder(test, &[], &["utf-16"])
}

/// A problem as `check --format json` prints it, columns in characters from 1.
type Told = (String, String, (usize, usize), (usize, usize), String);

/// What `check` says of each file.
fn checked(test: &SiteTest, args: &[&str]) -> BTreeMap<String, Vec<Told>> {
    let mut all = vec!["check", "--format", "json", "--today", super::support::TODAY];
    all.extend(args);
    let run = test.run(&all);
    let mut found: BTreeMap<String, Vec<Told>> = BTreeMap::new();
    let problems = run.stderr.lines().filter(|line| line.starts_with('{'));
    let problems = problems.map(|line| serde_json::from_str::<Value>(line).unwrap());
    // What concerns no file stands beside no line.
    for problem in problems.filter(|problem| problem["line"].is_u64()) {
        let number = |name: &str| usize::try_from(problem[name].as_u64().unwrap()).unwrap();
        let text = |name: &str| problem[name].as_str().unwrap().to_owned();
        let hints =
            problem["hints"].as_array().unwrap().iter().map(|hint| format!("\nhelp: {}", hint.as_str().unwrap()));
        let message = std::iter::once(text("message")).chain(hints).collect::<String>();
        let places = ((number("line"), number("column")), (number("end_line"), number("end_column")));
        let told = (text("level"), text("code"), places.0, places.1, message);
        found.entry(text("path")).or_default().push(told);
    }
    found
}

/// What stands beside the lines of an editor, as `check` would print it.
fn shown(problems: &[Value], text: &str) -> Vec<Told> {
    let lines: Vec<&str> = text.split('\n').collect();
    let column = |place: &Value| {
        let line = usize::try_from(place["line"].as_u64().unwrap()).unwrap();
        let units = usize::try_from(place["character"].as_u64().unwrap()).unwrap();
        let mut left = units;
        let characters = lines[line].chars().take_while(|character| {
            let is_before = left > 0;
            left = left.saturating_sub(character.len_utf16());
            is_before
        });
        (line + 1, characters.count() + 1)
    };
    let one = |problem: &Value| {
        let level = if problem["severity"] == 1 { "error" } else { "warning" };
        let text = |name: &str| problem[name].as_str().unwrap().to_owned();
        let range = &problem["range"];
        (level.to_owned(), text("code"), column(&range["start"]), column(&range["end"]), text("message"))
    };
    problems.iter().map(one).collect()
}

#[test]
fn problems_are_those_of_check_with_their_places() {
    let odd = "---\ntitle: \"😀 障害\"\nvisibility: public\nseverty: SEV2\nstatus: strange\n---\n\n## Impact\n\n😀 See [x](gone.md), [[nothing]] 😀 and [y](#none).\n\nAnn forgot to renew it.\n";
    let test = site()
        .file("content/postmortems/odd.md", odd)
        .file("content/postmortems/crlf.md", &odd.replace('\n', "\r\n"))
        .file("content/postmortems/broken.md", "---\ntitle: a: b\n---\n\nText.\n")
        .file("content/postmortems/open.md", "---\ntitle: a\n\nText.\n")
        .file("content/postmortems/draft.md", "---\ntitle: Draft\ndraft: true\n---\n\nSee [x](gone.md).\n");
    for args in [&[][..], &["--drafts"], &["--audience", "public"]] {
        let expected = checked(&test, args);
        assert!(!expected.is_empty());
        let mut editor = Editor::open_folder(&test, args, &["utf-16"]);
        for path in ["odd", "crlf", "broken", "open", "draft", "a"] {
            let path = format!("content/postmortems/{path}.md");
            let text = std::fs::read_to_string(test.path(&path)).unwrap();
            editor.open(&path, &text);
            let problems = editor.problems(&path);
            assert_eq!(shown(&problems, &text), expected.get(&path).cloned().unwrap_or_default(), "{path} {args:?}");
            assert!(problems.iter().all(|problem| problem["source"] == "pmsite"
                && problem["codeDescription"]["href"].as_str().unwrap().contains("/manual/diagnostics")));
        }
        assert_eq!(editor.stop().code, 0);
    }
}

#[test]
fn what_is_typed_is_told_before_it_is_saved() {
    let test = site();
    let mut editor = editor(&test);
    editor.open(A, TEXT);
    let before = editor.codes(A);
    assert!(!before.contains(&"broken-wikilink".to_owned()), "{before:?}");
    // 😀 counts two in UTF-16.
    editor.type_over(A, (12, 0), (12, 0), "😀 [[INC-7]] ");
    let problems = editor.problems(A);
    let broken = problems.iter().find(|problem| problem["code"] == "broken-wikilink").unwrap();
    assert_eq!(broken["range"]["start"], place((12, 3)));
    // Another document's id is known to all as it is typed.
    let other = "content/postmortems/earlier.md";
    editor.open(other, &std::fs::read_to_string(test.path(other)).unwrap());
    editor.type_over(other, (2, 8), (2, 9), "7");
    let now = editor.codes(A);
    assert_eq!(
        now.iter().filter(|code| *code == "broken-wikilink").count(),
        1,
        "INC-7 is there and INC-1 is not: {now:?}"
    );
    // Front matter that breaks as it is typed, and is mended.
    editor.type_over(A, (1, 7), (1, 7), "a: ");
    let problems = editor.problems(A);
    assert_eq!((&problems[0]["code"], &problems[0]["severity"]), (&json!("front-matter-syntax"), &json!(1)));
    editor.type_over(A, (1, 7), (1, 10), "");
    assert!(!editor.codes(A).contains(&"front-matter-syntax".to_owned()));
    // A document that was never saved.
    let new = "content/postmortems/new.md";
    editor.open(new, "---\ntitle: New\n---\n\n[x](gone.md)\n");
    assert!(editor.codes(new).contains(&"broken-link".to_owned()));
    // The file counts again where the editor lets go of it.
    let uri = editor.uri(other);
    editor.notify("textDocument/didClose", &json!({ "textDocument": { "uri": uri } }));
    let now = editor.problems(A);
    let broken: Vec<&Value> = now.iter().filter(|problem| problem["code"] == "broken-wikilink").collect();
    assert_eq!(broken.len(), 1);
    assert!(broken[0]["message"].as_str().unwrap().contains("INC-7"));
    assert_eq!(editor.stop().code, 0);
    let files: Vec<_> = std::fs::read_dir(test.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["content"], "nothing is written");
}

#[test]
fn files_that_others_write_and_settings_are_read_again() {
    let test = site();
    let mut editor = Editor::start(&test, &[]);
    editor.initialize(&json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } }));
    editor.notify("initialized", &json!({}));
    editor.open(A, TEXT);
    assert!(!editor.codes(A).contains(&"broken-link".to_owned()));
    assert!(
        editor.others.iter().any(|message| message["method"] == "client/registerCapability"),
        "{:?}",
        editor.others
    );
    test.remove("content/pages/scale.md");
    editor.notify("workspace/didChangeWatchedFiles", &json!({ "changes": [] }));
    assert!(editor.codes(A).contains(&"broken-link".to_owned()));
    // Saved is what lies on the disk.
    let text = TEXT.replace("[the page](../pages/scale.md#levels)", "nothing");
    editor.type_over(A, (12, 49), (12, 85), "nothing");
    test.write(A, &text);
    editor.saved(A);
    assert!(!editor.codes(A).contains(&"broken-link".to_owned()));
    // Settings that cannot be read are told of where they stand, and those of before hold.
    test.write("book.toml", "[check.rules]\nno-start = \"of\"\n");
    editor.saved(A);
    let settings = editor.uri("book.toml");
    let was = editor.codes(A);
    assert!(was.contains(&"no-start".to_owned()), "{was:?}");
    let told = editor.problems("book.toml");
    assert_eq!(told.len(), 1, "{settings}: {told:?}");
    assert_eq!(told[0]["range"]["start"], place((1, 11)));
    test.write("book.toml", "[check.rules]\nno-start = \"off\"\n");
    editor.saved(A);
    assert!(!editor.codes(A).contains(&"no-start".to_owned()));
    assert!(editor.problems("book.toml").is_empty());
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn keys_and_values_are_completed_from_what_is_known() {
    let test = site();
    let mut editor = editor(&test);
    let path = "content/postmortems/new.md";
    let text = "---\n\ntitle: New\nservices: [pa]\nroot_causes: \nseverity:\nrecurrence_of: \nowner: \nstatus: \ndetection: cu\ntype: \nvisibility: \ndraft: \naction_items:\n  - text: a\n    \n    kind: \n    status: \n    owner: pl\n---\n\nSee [[pay and [[INC-1]] here.\n";
    editor.open(path, text);
    let keys = editor.completions(path, (1, 0));
    assert!(keys.contains(&"summary".to_owned()) && !keys.contains(&"title".to_owned()), "{keys:?}");
    let list = editor.ask("completion", path, (1, 0));
    let started = list["items"].as_array().unwrap().iter().find(|item| item["label"] == "acknowledged").unwrap();
    assert_eq!(started["textEdit"]["newText"], "acknowledged: ");
    let told = started["documentation"]["value"].as_str().unwrap();
    assert!(
        told.contains("A clock time alone takes its day from `date`.") && told.contains("acknowledged: 09:17"),
        "{told}"
    );
    assert_eq!(editor.completions(path, (3, 13)), ["Payments"]);
    let causes = editor.completions(path, (4, 13));
    assert!(causes[0] == "Expired certificate" && causes.contains(&"dns".to_owned()), "{causes:?}");
    assert_eq!(editor.completions(path, (5, 9)), ["SEV1", "SEV2"]);
    let first = editor.ask("completion", path, (5, 9))["items"][0].clone();
    assert_eq!(first["textEdit"]["newText"], " SEV1", "a blank stands behind the colon");
    assert_eq!(editor.completions(path, (6, 15)), ["INC-2", "INC-1"]);
    let first = editor.ask("completion", path, (6, 15))["items"][1].clone();
    assert_eq!(first["detail"], "First outage");
    assert!(first["documentation"]["value"].as_str().unwrap().contains("We rolled back the deployment."));
    // Half a name is a name, but where it is typed.
    assert_eq!(editor.completions(path, (7, 7)), ["ann", "pl", "platform-team"]);
    assert_eq!(editor.completions(path, (8, 8)), ["draft", "in-review", "published", "closed"]);
    assert!(editor.completions(path, (9, 13)).contains(&"customer".to_owned()));
    assert!(editor.completions(path, (10, 6)).contains(&"incident".to_owned()));
    assert_eq!(editor.completions(path, (11, 12)), ["public", "internal"]);
    assert_eq!(editor.completions(path, (12, 7)), ["true", "false"]);
    assert!(editor.completions(path, (15, 4)).contains(&"evidence".to_owned()));
    assert!(editor.completions(path, (16, 10)).contains(&"detect".to_owned()));
    assert!(editor.completions(path, (17, 12)).contains(&"verified".to_owned()));
    assert_eq!(editor.completions(path, (18, 13)), ["platform-team"]);
    let links = editor.ask("completion", path, (21, 9));
    assert_eq!(links["items"][0]["textEdit"]["newText"], "Payments]]");
    let within = editor.ask("completion", path, (21, 21));
    assert_eq!(within["items"][0]["textEdit"]["newText"], "INC-1", "brackets that stand there are not doubled");
    assert_eq!(editor.completions(path, (21, 2)), Vec::<String>::new());
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn a_key_a_fact_and_a_link_say_what_they_are() {
    let test = site();
    let mut editor = editor(&test);
    editor.open(A, TEXT);
    let mut hover = |at| editor.ask("hover", A, at)["contents"]["value"].as_str().unwrap_or_default().to_owned();
    let key = hover((4, 2));
    assert!(
        key.contains("The written word is kept and shown.") && key.contains("`severity`: SEV2 (front matter"),
        "{key}"
    );
    let fact = hover((14, 20));
    assert!(fact.contains("`detected`: 2026-01-09T10:05:00Z (label, line 15)"), "{fact}");
    for at in [(12, 26), (18, 37), (7, 18)] {
        let card = hover(at);
        for part in ["**First outage**", "SEV1", "2025-11-02", "Payments", "We rolled back the deployment"] {
            assert!(card.contains(part), "{part}: {card}");
        }
    }
    assert!(hover((12, 38)).contains("**Payments**"));
    assert_eq!(hover((9, 0)), "");
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn what_is_named_is_found() {
    let test = site().file("content/postmortems/out.log", "line\n");
    let text = TEXT.replace("as in INC-1", "as in INC-1 and [the log](out.log)");
    let mut editor = editor(&test);
    editor.open(A, &text);
    let mut found = |at| {
        let place = editor.ask("definition", A, at);
        let uri = place["uri"].as_str().unwrap_or_default().rsplit('/').next().unwrap().to_owned();
        (uri, place["range"]["start"]["line"].as_u64().unwrap_or_default())
    };
    let to = |name: &str, line: u64| (name.to_owned(), line);
    assert_eq!(found((12, 26)), to("earlier.md", 0));
    assert_eq!(found((12, 38)), to("payments.md", 0));
    assert_eq!(found((12, 60)), to("scale.md", 4));
    assert_eq!(found((18, 37)), to("earlier.md", 0));
    assert_eq!(found((18, 50)), to("out.log", 0));
    assert_eq!(found((5, 14)), to("payments.md", 0));
    assert_eq!(found((6, 16)), to("expired-certificate.md", 0));
    assert_eq!(found((7, 17)), to("earlier.md", 0));
    assert_eq!(found((1, 10)), to("", 0));
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn headings_are_an_outline() {
    let test = site();
    let mut editor = editor(&test);
    editor.open("content/pages/scale.md", "# Scale\n\n## 😀 Levels\n\n### One\n\n## End\n");
    let uri = editor.uri("content/pages/scale.md");
    let answer = editor.request("textDocument/documentSymbol", &json!({ "textDocument": { "uri": uri } }));
    let names = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    let all = &answer["result"];
    let levels =
        all.as_array().unwrap().iter().find(|one| one["name"] == "😀 Levels").unwrap_or_else(|| panic!("{all}"));
    assert_eq!(names(&levels["children"]), ["One"]);
    assert_eq!(levels["selectionRange"]["end"], place((2, 12)));
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn an_action_is_the_fix_the_line_of_a_hint_or_a_comment_with_a_reason() {
    let bare = "# Queue stalled\n\n- **Severity**: SEV2\n- **Services**: payments\n\n## Impact\n\nAnn forgot to renew it.\n\n```sh\nexport TOKEN=1\n```\n";
    let path = "content/postmortems/bare.md";
    let test = site().file(path, bare);
    let mut editor = editor(&test);
    editor.open(path, bare);
    let fix = editor.actions(path, 0).into_iter().find(|(title, _)| title.starts_with("pmsite fix")).unwrap();
    assert_eq!(fix.1["kind"], "source.pmsite.fix");
    let text = editor.apply(path, bare, &fix.1);
    assert!(
        text.starts_with("---\n") && text.contains("severity: SEV2") && text.contains("services: [payments]"),
        "{text}"
    );
    // As the command writes it.
    assert_eq!(test.run(&["fix", "--write", path]).code, 0);
    assert_eq!(text, std::fs::read_to_string(test.path(path)).unwrap());
    assert!(!editor.actions(path, 0).keys().any(|title| title.starts_with("pmsite fix")), "it is done");
    // The line that a hint shows.
    assert!(editor.codes(path).contains(&"no-detection".to_owned()));
    let actions = editor.actions(path, 0);
    let pasted = actions
        .get("Insert `detection: monitoring` into front matter, to be corrected")
        .unwrap_or_else(|| panic!("{:?}", actions.keys()));
    let text = editor.apply(path, &text, pasted);
    assert!(text.contains("\ndetection: monitoring\n---\n"), "{text}");
    assert!(!editor.codes(path).contains(&"no-detection".to_owned()));
    // Silence, which asks for a reason.
    let blamed = editor.problems(path).into_iter().find(|problem| problem["code"] == "blame-person").unwrap();
    let line = u32::try_from(blamed["range"]["start"]["line"].as_u64().unwrap()).unwrap();
    let silence = editor.actions(path, line)["Silence `blame-person` here, and say why"].clone();
    let text = editor.apply(path, &text, &silence);
    let codes = editor.codes(path);
    assert!(codes.contains(&"unused-allow".to_owned()) && codes.contains(&"blame-person".to_owned()), "{codes:?}");
    let mark = "<!-- pmsite-allow blame-person: ";
    let column = text.lines().nth(line as usize).unwrap().find(mark).unwrap() + mark.len();
    let column = u32::try_from(column).unwrap();
    editor.type_over(path, (line, column), (line, column), "her own words");
    let codes = editor.codes(path);
    assert!(!codes.contains(&"unused-allow".to_owned()) && !codes.contains(&"blame-person".to_owned()), "{codes:?}");
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn every_problem_that_can_be_silenced_is_by_the_comment_offered_and_a_reason() {
    // In two pieces, so that no secret stands here.
    let password = ["vT9qX2Lw", "Z7pKm4"].concat();
    let text = "---\ntitle: Table\nstatus: strange\nseverity: SEV2\n---\n\n## Impact\n\nSee [x](gone.md).\n\n| a | b |\n|---|---|\n| [y](lost.md) | c |\n\n- Ann was careless.\n\n```sh\npsql postgres://app:PASSWORD@db.corp.net/app\n```\n";
    let text = &text.replace("PASSWORD", &password);
    let path = "content/postmortems/table.md";
    let test = site().file(path, text);
    let mut editor = editor(&test);
    editor.open(path, text);
    let mut text = text.clone();
    let mut silenced = Vec::new();
    while let Some(problem) = editor.problems(path).first().cloned() {
        let line = u32::try_from(problem["range"]["start"]["line"].as_u64().unwrap()).unwrap();
        let actions = editor.actions(path, line);
        let code = problem["code"].as_str().unwrap();
        let (title, action) = actions
            .iter()
            .find(|(title, _)| {
                title.starts_with("Silence") && (title.contains(&format!("`{code}`")) || code == "secret")
            })
            // What a section lacks is silenced by the name of that part.
            .or_else(|| actions.iter().find(|(title, _)| title.starts_with("Silence") && !silenced.contains(*title)))
            .unwrap_or_else(|| panic!("{code}: {:?}", actions.keys()));
        let mut action = action.clone();
        let uri = editor.uri(path);
        let new = action["edit"]["changes"][&uri][0]["newText"].as_str().unwrap().replace(":  -->", ": meant so -->");
        action["edit"]["changes"][&uri][0]["newText"] = json!(new);
        text = editor.apply(path, &text, &action);
        silenced.push(title.clone());
        assert!(silenced.len() < 40, "it is not silenced: {problem}\n{text}");
    }
    for code in ["broken-link", "careless", "postgres-url", "`services`"] {
        assert!(silenced.iter().any(|title| title.contains(code)), "{code}: {silenced:?}");
    }
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn a_client_that_counts_bytes_is_answered_in_bytes() {
    let test = site();
    let mut editor = Editor::start(&test, &[]);
    let answer = editor.initialize(&json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }));
    assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-8");
    editor.open(A, &TEXT.replace("Nobody could pay.", "障害 😀 [[INC-7]]"));
    let problems = editor.problems(A);
    let broken = problems.iter().find(|problem| problem["code"] == "broken-wikilink").unwrap();
    assert_eq!(broken["range"]["start"], place((12, 12)));
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn two_content_folders_and_names_with_blanks_are_known() {
    let test = SiteTest::new()
        .file("one/docs/a b #1.md", "# Outage\n\nSee [x](gone.md).\n")
        .file("two/docs/a.md", "# Outage of mail\n\nSee [y](lost.md).\n");
    let mut editor = Editor::open_folder(&test, &["--content", "one/docs", "--content", "two/docs"], &[]);
    for (path, text) in [("one/docs/a%20b%20%231.md", "a b #1"), ("two/docs/a.md", "a")] {
        let folder = path.rsplit_once('/').unwrap().0;
        let text = std::fs::read_to_string(test.path(&format!("{folder}/{text}.md"))).unwrap();
        editor.open(path, &text);
        assert!(editor.codes(path).contains(&"broken-link".to_owned()), "{path}");
    }
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn what_is_none_of_ours_is_told_once_and_answered_with_nothing() {
    let test = site().file("other/x.md", "# X\n");
    let mut editor = editor(&test);
    for (uri, name) in [
        (editor.uri("other/x.md"), "other/x.md"),
        ("untitled:Untitled-1".to_owned(), "untitled:Untitled-1"),
        ("http://host.example/a.md".to_owned(), "http://host.example/a.md"),
        (editor.uri("content/%00.md"), "%00.md"),
    ] {
        let document = json!({ "uri": uri, "languageId": "markdown", "version": 1, "text": "[x](gone.md)" });
        editor.notify("textDocument/didOpen", &json!({ "textDocument": document }));
        let answer =
            editor.request("textDocument/hover", &json!({ "textDocument": { "uri": uri }, "position": place((0, 1)) }));
        assert_eq!(answer["result"], Value::Null, "{name}");
        assert_eq!(answer.get("error"), None, "{name}");
    }
    let ended = editor.stop();
    assert_eq!(ended.code, 0);
    assert_eq!(ended.stderr.matches("lies in no content folder").count(), 4, "{}", ended.stderr);
}

#[test]
fn the_protocol_is_kept_and_what_breaks_it_is_told() {
    let test = site();
    let mut editor = Editor::start(&test, &[]);
    let early = editor.request("textDocument/hover", &json!({}));
    assert_eq!(early["error"]["code"], -32002);
    editor.initialize(&json!({}));
    assert_eq!(editor.request("initialize", &json!({ "capabilities": {} }))["error"]["code"], -32600);
    assert_eq!(editor.request("textDocument/unheardOf", &json!({}))["error"]["code"], -32601);
    assert_eq!(editor.request("textDocument/hover", &json!({ "position": "zq" }))["error"]["code"], -32602);
    editor.notify("textDocument/didChange", &json!({ "zq": 1 }));
    editor.notify("$/unheardOf", &json!({}));
    editor.send_bytes(b"Content-Length: 3\r\n\r\n{zq");
    assert_eq!(editor.until(|message| message["id"].is_null())["error"]["code"], -32700);
    editor.send_bytes(b"Content-Length: 4\r\n\r\n[42]");
    assert_eq!(editor.until(|message| message["id"].is_null())["error"]["code"], -32600);
    assert_eq!(editor.request("shutdown", &Value::Null)["result"], Value::Null);
    assert_eq!(editor.request("textDocument/hover", &json!({}))["error"]["code"], -32600);
    editor.notify("exit", &Value::Null);
    let ended = editor.end();
    assert_eq!(ended.code, 0);
    assert!(!ended.stderr.contains("zq"), "no word of what was sent: {}", ended.stderr);
    assert!(ended.stderr.lines().all(|line| line.starts_with("pmsite lsp: ")), "{}", ended.stderr);
}

#[test]
fn an_end_that_nobody_asked_for_is_a_failure() {
    let test = site();
    type End = (&'static str, i32, fn(&mut Editor));
    let ends: [End; 5] = [
        ("the client went away", 1, |_| {}),
        ("", 1, |editor| editor.notify("exit", &Value::Null)),
        ("a header line has no end", 2, |editor| editor.send_bytes(b"hello\n")),
        ("more than 64 MB", 2, |editor| editor.send_bytes(b"Content-Length: 18446744073709551615\r\n\r\n")),
        ("ends before its Content-Length", 2, |editor| editor.send_bytes(b"Content-Length: 10\r\n\r\n{}")),
    ];
    for (why, code, end) in ends {
        for begins in [true, false] {
            let mut editor = Editor::start(&test, &[]);
            if begins {
                editor.initialize(&json!({}));
            }
            end(&mut editor);
            let ended = editor.end();
            assert_eq!(ended.code, code, "{why}: {}", ended.stderr);
            assert!(ended.stderr.contains(why) && ended.stderr.lines().count() <= 1, "{why}: {}", ended.stderr);
        }
    }
}

#[test]
fn a_root_that_cannot_be_used_is_told_at_the_beginning() {
    let cases = [
        (SiteTest::new(), "there is no content folder"),
        (site().file("book.toml", "[book\n"), "book.toml"),
        (site().file("book.toml", "[book]\ntitel = 1\n"), "titel"),
    ];
    for (test, why) in cases {
        let mut editor = Editor::start(&test, &[]);
        let answer = editor.initialize(&json!({}));
        assert!(answer["error"]["message"].is_string(), "{answer}");
        let ended = editor.end();
        assert_eq!(ended.code, 2, "{}", ended.stderr);
        assert!(ended.stderr.contains(why), "{why}: {}", ended.stderr);
    }
}

#[test]
fn a_document_of_five_megabytes_and_one_that_is_too_large_are_answered() {
    let test = site();
    let mut editor = editor(&test);
    let path = "content/pages/large.md";
    let text = format!("# Large\n\n[x](gone.md)\n\n{}", "Words without end. ".repeat(5_000_000 / 19));
    editor.open(path, &text);
    assert!(editor.codes(path).contains(&"broken-link".to_owned()));
    assert!(editor.ask("hover", path, (4, 4_000_000)).is_null());
    editor.type_over(path, (4, 4_000_000), (4, 4_000_000), "[[nothing]]");
    assert!(editor.codes(path).contains(&"broken-wikilink".to_owned()));
    editor.type_over(path, (4, 0), (4, 0), &"Yet more words. ".repeat(4_000_000 / 16));
    assert_eq!(editor.codes(path), ["file-too-large"]);
    assert_eq!(editor.stop().code, 0);
}

/// A log that is linked is a source of the report, too; documents are found among them as before.
#[test]
fn a_linked_file_with_a_secret_hides_no_document_and_a_lone_carriage_return_is_a_line_end() {
    let token = ["ghp_", "q8Zt3Lw0vXk2", "Rb7NcYf5Hd9J", "s1Pm4GaTeU6o"].concat();
    let test = site()
        .file("content/postmortems/out.log", &format!("token={token}\n"))
        .file("content/a-first.md", "# Links\n\n## Logs\n\n[log](postmortems/out.log), [again](z.log)\n");
    let test = test.file("content/z.log", &format!("token={token}\n"));
    let text = TEXT.replace("\n- **Detected**", "\r- **Detected**");
    let mut editor = editor(&test);
    for path in [A, "content/postmortems/earlier.md", "content/pages/scale.md", "content/a-first.md"] {
        let text = if path == A { text.clone() } else { std::fs::read_to_string(test.path(path)).unwrap() };
        editor.open(path, &text);
        assert!(!editor.outline(path).is_empty(), "{path}");
    }
    let fact = editor.ask("hover", A, (14, 20))["contents"]["value"].as_str().unwrap_or_default().to_owned();
    assert!(fact.contains("`detected`: 2026-01-09T10:05:00Z"), "{fact}");
    assert_eq!(editor.stop().code, 0);
}

#[test]
fn settings_that_name_other_folders_leave_nothing_of_what_lay_over_the_old_ones() {
    let test = site().file("docs/b.md", "# Words\n\nNothing.\n");
    let mut editor = editor(&test);
    editor.open(A, TEXT);
    editor.type_over(A, (12, 49), (12, 85), "[x](gone.md)");
    assert!(editor.codes(A).contains(&"broken-link".to_owned()));
    test.write("book.toml", "[book]\nsrc = \"docs\"\n");
    editor.open("docs/b.md", "# Words\n\nSee [[INC-2]].\n");
    editor.saved("docs/b.md");
    assert!(editor.problems(A).is_empty(), "it is none of ours now");
    test.write("book.toml", "[book]\nsrc = \".\"\n");
    editor.saved("docs/b.md");
    assert!(!editor.codes(A).contains(&"duplicate-id".to_owned()), "one document, and not two of one file");
    assert_eq!(editor.stop().code, 0);
}
