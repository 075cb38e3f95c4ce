//! Secrets: each kind is found, look-alikes are not, and no more than four characters of one leave the program.

use crate::support::SiteTest;
use pmsite::internals::diagnostics::secrets::{Mask, find, mask};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::string::string_regex;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

const KINDS: &str = include_str!("fixtures/secrets/kinds.txt");
const LOOKALIKES: &str = include_str!("fixtures/secrets/lookalikes.txt");

/// A kind of secret, one of it, and a text around it.
struct Planted {
    kind: &'static str,
    secret: String,
    text: String,
}

/// One of each row, drawn anew from the same seed.
fn planted() -> Vec<Planted> {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(proptest::test_runner::Config::default(), rng);
    let rows = KINDS.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once('\t').unwrap());
    let plant = |(kind, text): (&'static str, &'static str)| {
        let (before, rest) = text.split_once('⟦').unwrap();
        let (expression, behind) = rest.split_once('⟧').unwrap();
        let drawn = string_regex(expression).unwrap_or_else(|error| panic!("{kind}: {error}"));
        let secret = drawn.new_tree(&mut runner).unwrap().current();
        let text = [before, "⟦", behind].concat().replace('⏎', "\n").replace('⟦', &secret);
        Planted { kind, secret, text }
    };
    rows.map(plant).collect()
}

static PLANTED: std::sync::LazyLock<Vec<Planted>> = std::sync::LazyLock::new(planted);

/// What must not be printed of a secret: its own part, behind what its provider puts before all.
fn telling(secret: &str) -> Vec<String> {
    let own: Vec<char> = secret.trim_matches('"').chars().collect();
    let own = if own.len() > 24 { &own[own.len() / 2..] } else { &own[..] };
    own.windows(5).map(|piece| piece.iter().collect()).collect()
}

#[track_caller]
fn assert_unsaid(what: &str, printed: &str, planted: &[Planted]) {
    let mut pieces: std::collections::HashMap<Vec<char>, &str> = std::collections::HashMap::new();
    for Planted { kind, secret, .. } in planted {
        let telling = telling(secret).into_iter().filter(|piece| piece.bytes().any(|byte| byte.is_ascii_digit()));
        pieces.extend(telling.map(|piece| (piece.chars().collect(), *kind)));
    }
    for line in printed.lines() {
        let line: Vec<char> = line.chars().collect();
        let told = line.windows(5).find_map(|piece| Some((piece, pieces.get(piece)?)));
        assert!(told.is_none(), "{what} tells {told:?}: {}", line.iter().collect::<String>());
    }
}

#[test]
fn every_kind_is_found_and_nothing_but_the_secret() {
    let planted = &*PLANTED;
    let mut kinds: Vec<&str> = planted.iter().map(|planted| planted.kind).collect();
    kinds.dedup();
    let (mut missed, mut odd) = (Vec::new(), Vec::new());
    for Planted { kind, secret, text } in planted {
        let found = find(text);
        let core = secret.trim_matches('"');
        let is_it = |start: usize, end: usize| {
            text[start..end].contains(core) || core.contains(&text[start..end]) && end - start + 4 >= core.len()
        };
        match found.iter().find(|found| is_it(found.span.start, found.span.end)) {
            None => missed.push(format!("{kind}: {text}")),
            Some(found) if found.rule != *kind => odd.push(format!("{kind} is told as {}", found.rule)),
            Some(_) => {}
        }
    }
    assert!(kinds.len() >= 300, "{}", kinds.len());
    assert!(missed.len() * 50 <= planted.len(), "{} of {} missed:\n{}", missed.len(), planted.len(), missed.join("\n"));
    assert!(odd.len() * 10 <= planted.len(), "{} of {}:\n{}", odd.len(), planted.len(), odd.join("\n"));
}

#[test]
fn look_alikes_are_none() {
    let lookalikes = LOOKALIKES.replace('·', "");
    let lines: Vec<&str> = lookalikes.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
    assert!(lines.len() >= 40, "{}", lines.len());
    let wrong: Vec<String> = lines
        .iter()
        .flat_map(|line| find(line).into_iter().map(move |found| format!("{}: {line}", found.rule)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The output folder, file by file.
fn files(test: &SiteTest) -> std::collections::BTreeMap<std::path::PathBuf, Vec<u8>> {
    let files = walkdir::WalkDir::new(test.path("_site"))
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file());
    files.map(|entry| (entry.path().to_owned(), std::fs::read(entry.path()).unwrap())).collect()
}

/// A document that makes problems of every sort around `planted`.
fn document(planted: &[Planted]) -> String {
    let mut text = String::from("---\ntitle: Leak\nvisibility: public\nseverity: sev9x\n");
    for (at, planted) in planted.iter().enumerate().take(12).filter(|(_, planted)| !planted.text.contains('\n')) {
        text.push_str(&format!("field{at}: '{}'\n", planted.text.replace('\'', "''")));
        text.push_str(&format!("date{at}: '{}'\n", planted.secret.replace('\'', "''")));
    }
    text.push_str("---\n\nIt leaked.\n\n");
    for Planted { text: around, secret, .. } in planted {
        text.push_str(&format!("{around}\n\n"));
        if !secret.contains(['\n', ' ', '<', '(', '"', '`', '\\']) {
            text.push_str(&format!("See [it](missing-{secret}.md) and {around}\n\n"));
        }
    }
    text
}

#[test]
fn a_public_build_stops_and_tells_no_more_than_four_characters() {
    let planted = &*PLANTED;
    let test = SiteTest::new().postmortem("fine", "title: Fine\nvisibility: public\ndate: 2026-01-05", "All is well.");
    assert_eq!(test.build_with(&["--audience", "public"]).code, 0);
    let before = files(&test);
    for (at, some) in planted.chunks(20).enumerate() {
        test.write(&format!("content/postmortems/leak{at}.md"), &document(some));
    }
    for format in ["human", "short", "json"] {
        for more in [&["-v"][..], &["--keep-going"]] {
            let run = test.build_with(&[&["--audience", "public", "--format", format], more].concat());
            assert_eq!(run.code, 2, "{}", run.stderr);
            assert!(run.stderr.contains("nothing was written"), "{}", run.stderr);
            assert_unsaid(format, &run.stderr, planted);
            assert_unsaid(format, &run.stdout, planted);
        }
        let run = test.run(&["check", "--audience", "public", "--format", format, "-v"]);
        assert_eq!(run.code, 2, "{}", run.stderr);
        assert_unsaid(format, &run.stderr, planted);
        let run = test.run(&["check", "--format", format, "-v"]);
        assert!(run.stderr.contains("warning") && run.code < 2, "{}", run.stderr);
        assert_unsaid(format, &run.stderr, planted);
    }
    assert_eq!(files(&test), before, "the last site stays");
    for format in ["json", "ndjson", "csv"] {
        assert_unsaid(format, &test.run(&["export", "--format", format]).stdout, planted);
    }
    // Each looks through all documents.
    for at in (0..planted.len().div_ceil(20)).step_by(6) {
        assert_unsaid("explain", &test.run(&["export", "--explain", &format!("leak{at}.md")]).stdout, planted);
    }
}

#[test]
fn an_internal_site_is_built_and_a_warm_build_tells_the_same() {
    let planted = &*PLANTED;
    let text = |kind: &str| planted.iter().find(|planted| planted.kind == kind).unwrap().text.clone();
    let test = SiteTest::new().postmortem("a", "title: A\ndate: 2026-01-05", &text("github-token"));
    let cold = test.build_with(&["--format", "short"]);
    let warm = test.build_with(&["--format", "short"]);
    assert_eq!((cold.code, warm.code), (0, 0));
    assert!(
        cold.stderr.contains("a.md:6:7: warning[secret]: holds what looks like a personal token of GitHub (`ghp_***`)"),
        "{}",
        cold.stderr
    );
    assert_eq!(cold.stderr, warm.stderr);
    test.write("book.toml", "[check]\nsecrets = false\n");
    assert_eq!(test.build_with(&["--format", "short"]).stderr, "");
    test.write("book.toml", "[check]\nsecrets = \"error\"\n");
    assert_eq!(test.build().code, 2);
    test.write("book.toml", "[check]\nsecrets = \"warning\"\n[audience]\ndefault-visibility = \"public\"\n");
    assert_eq!(test.build_with(&["--audience", "public"]).code, 0);
}

#[test]
fn secrets_in_linked_files_settings_and_comments_stop_a_public_build() {
    let planted = &*PLANTED;
    let text = |kind: &str| planted.iter().find(|planted| planted.kind == kind).unwrap().text.clone();
    let public = "title: A\nvisibility: public\ndate: 2026-01-05";
    for (name, bytes) in [
        ("run.log", text("github-token").into_bytes()),
        ("run.json", format!("{{\n\"a\": \"{}\"}}", text("slack-bot-token")).into_bytes()),
        (
            "plan.svg",
            format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>\n{}</text></svg>", text("npm-token"))
                .into_bytes(),
        ),
        (
            "run.csv",
            [0xff, 0xfe].into_iter().chain(text("stripe-key").encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        ),
        ("run.py", text("anthropic-key").into_bytes()),
        // Neither its name nor a byte that no text has makes a text something else.
        ("run.trace", format!("\0{}", text("github-token")).into_bytes()),
        ("run.core", text("npm-token").into_bytes()),
        ("run.doc", text("stripe-key").into_bytes()),
        ("wide.log", text("github-token").encode_utf16().flat_map(u16::to_le_bytes).collect()),
    ] {
        let test = SiteTest::new()
            .postmortem("a", public, &format!("[it]({name})"))
            .bytes(&format!("content/postmortems/{name}"), &bytes);
        let run = test.build_with(&["--audience", "public", "--format", "short"]);
        assert_eq!(run.code, 2, "{name}: {}", run.stderr);
        assert!(run.stderr.contains(&format!("postmortems/{name}:")), "{}", run.stderr);
        assert_unsaid(name, &run.stderr, planted);
        // One that nothing links is not published.
        test.edit("content/postmortems/a.md", &format!("[it]({name})"), "it");
        assert_eq!(test.build_with(&["--audience", "public"]).code, 0);
    }
    let test = SiteTest::new().postmortem("a", public, &format!("<!-- {} -->\n\ntext", text("github-token")));
    assert_eq!(test.build_with(&["--audience", "public"]).code, 2);
    let url = "https://bot:Zk84hWq2x@git.pm.io/team/edit/{path}";
    let book = format!("[output.html]\nedit-url-template = \"{url}\"\n");
    let test = SiteTest::new().postmortem("a", public, "text").file("book.toml", &book);
    let run = test.build_with(&["--audience", "public"]);
    assert!(
        run.code == 2 && run.stderr.contains("edit-url-template") && !run.stderr.contains("Zk84h"),
        "{}",
        run.stderr
    );
}

/// Stands in place of a secret that only its context tells.
const UNTOLD: &str = "Zq7mWx4tLp9sKd";
/// The same in a linked file.
const LINKED: &str = "Wn5kRt8vYb2cHj";

#[track_caller]
fn assert_hidden(what: &str, printed: &str) {
    let printed = printed.to_lowercase();
    for secret in [UNTOLD, LINKED] {
        let told = telling(&secret.to_lowercase()).into_iter().find(|piece| printed.contains(piece));
        assert_eq!(told, None, "{what}:\n{printed}");
    }
}

/// Two documents; the second repeats a password of the first where nothing tells that it is one.
fn repeated() -> SiteTest {
    let first = format!("title: A {UNTOLD}\nid: {UNTOLD}\nvisibility: public\ndate: 2026-01-05\npassword: {UNTOLD}");
    let actions = format!("| Action | Owner |\n|---|---|\n| Change {UNTOLD} | ann-{UNTOLD} |");
    let body = format!("[log](d.log) [x](gone-{LINKED}.md) [[{LINKED}]] words\n\n## Action items\n\n{actions}");
    let second = format!(
        "title: B\nid: {UNTOLD}\nvisibility: public\ndate: 2026-01-06\naliases: [/{UNTOLD}/]\nrelated: [{UNTOLD}x]"
    );
    SiteTest::new()
        .postmortem("a", &first, &body)
        .postmortem("b", &second, &format!("[y](gone-{UNTOLD}.md) [[{UNTOLD}x]] words"))
        .file("content/postmortems/d.log", &format!("password: {LINKED}\n"))
}

#[test]
fn a_secret_that_one_text_tells_is_hidden_in_what_is_said_of_every_other() {
    let test = repeated();
    for audience in ["public", "internal"] {
        for format in ["human", "short", "json", "github", "sarif"] {
            let run = test.run(&["check", "--audience", audience, "--format", format, "-v"]);
            let printed = run.stdout + &run.stderr;
            assert!(printed.contains("duplicate-id") && printed.contains("broken-link"), "{printed}");
            assert_hidden(format, &printed);
        }
    }
    for command in [
        &["actions", "--format"][..],
        &["search", "words", "--format"],
        &["search", "zq7m", "--format"],
        &["export", "--format"],
        &["export", "--linked", "--format"],
    ] {
        for format in ["human", "json", "csv", "ics", "markdown", "ndjson"] {
            let run = test.run(&[command, &[format]].concat());
            // What the linked file alone tells is known where it is looked through.
            let printed = (run.stdout + &run.stderr).replace(LINKED, "");
            assert_hidden(&format!("{command:?} {format}"), &printed);
        }
    }
}

#[test]
fn actions_and_found_titles_hide_what_they_tell_by_themselves() {
    let token = &PLANTED.iter().find(|planted| planted.kind == "github-token").unwrap().secret;
    let table = "| Action | Owner | Due |\n|---|---|---|\n";
    let body = format!("words\n\n## Action items\n\n{table}| Revoke {token} | ann | 2026-02-01 |\n");
    let test = SiteTest::new().postmortem("a", &format!("title: Leaked {token}\ndate: 2026-01-05"), &body);
    for (command, formats) in [
        (&["actions", "--format"][..], &["human", "json", "csv", "ics", "markdown"][..]),
        (&["search", "words", "--format"], &["human", "json"]),
    ] {
        for format in formats {
            let run = test.run(&[command, &[*format]].concat());

            // A calendar folds its lines, and a list escapes its marks.
            let printed = run.stdout.replace("\r\n ", "").replace('\\', "");
            assert!(printed.contains("***"), "{command:?} {format}: {printed}");
            assert!(!printed.contains(&token[..5]) && !printed.contains(&token[8..16]), "{format}: {printed}");
        }
    }
}

#[test]
fn a_secret_in_the_name_of_a_file_or_folder_stops_a_public_build() {
    let token = &PLANTED.iter().find(|planted| planted.kind == "github-token").unwrap().secret;
    let text = "---\ntitle: A\nvisibility: public\ndate: 2026-01-05\n---\n\ntext ![g](g.png)\n";
    for path in [format!("content/postmortems/{token}.md"), format!("content/postmortems/{token}/a.md")] {
        let test = SiteTest::new().file(&path, text);
        let run = test.build_with(&["--audience", "public", "--format", "short"]);
        assert!(run.code == 2 && run.stderr.contains("error[secret]: its name holds"), "{}", run.stderr);
        let internal = test.build_with(&["--format", "short"]);
        assert!(internal.code == 0 && internal.stderr.contains("warning[secret]"), "{}", internal.stderr);
        test.run(&["check", "--write-baseline", "known.txt"]);
        let known = test.run(&["check", "--baseline", "known.txt", "--format", "short"]);
        assert_eq!(known.stderr, "");
        let export = test.run(&["export"]).stdout;
        let baseline = std::fs::read_to_string(test.path("known.txt")).unwrap();
        for printed in [&run.stderr, &internal.stderr, &export, &baseline] {
            assert!(!printed.to_lowercase().contains(&token[4..9].to_lowercase()), "{printed}");
        }
        // One that is none is silenced in the document.
        test.write(&path, &format!("{text}\n<!-- pmsite-allow github-token: revoked -->\n"));
        let run = test.build_with(&["--audience", "public", "--format", "short"]);
        assert!(run.code == 0 && !run.stderr.contains("[secret]"), "{}", run.stderr);
    }
    let png = "content/postmortems/a.md";
    let text = format!("---\ntitle: A\nvisibility: public\ndate: 2026-01-05\n---\n\n![g]({token}.png)\n");
    let test =
        SiteTest::new().file(png, &text).bytes(&format!("content/postmortems/{token}.png"), b"\x89PNG\0\0\0\x01");
    assert_eq!(test.build_with(&["--audience", "public"]).code, 2);
}

#[test]
fn what_stops_a_command_hides_secrets_too() {
    let token = &PLANTED.iter().find(|planted| planted.kind == "github-token").unwrap().secret;
    let test = SiteTest::new().postmortem("a", "title: A\ndate: 2026-01-05", "text");
    let assert_fails = |args: &[&str]| {
        let run = test.run(args);
        assert!(run.code == 2 && run.stderr.contains("***"), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains(&token[4..9]) && !run.stderr.contains("Tr7pq"), "{args:?}: {}", run.stderr);
    };
    assert_fails(&["build", "--content", token]);
    assert_fails(&["build", "--site-url", "htp://bob:Tr7pqzLw9qXx@h"]);
    for settings in
        ["[book]\nsrc = \"T\"", "[output.html]\ntheme = \"T\"", "[output.html]\nadditional-css = [\"T.css\"]"]
    {
        test.write("book.toml", &settings.replace('T', token));
        assert_fails(&["build"]);
    }
    test.write("book.toml", "");
    test.write("theme/templates/page.html", &format!("{{{{ broken % {token}\n"));
    assert_fails(&["build"]);
}

#[test]
fn a_kind_is_explained_by_the_name_that_silences_it() {
    let test = SiteTest::new();
    for (name, told) in [
        ("github-token", "A personal token of GitHub"),
        ("private-key", "A private key"),
        ("postgres-url", "The password in a URL"),
        ("e-mail", "An e-mail address"),
    ] {
        let run = test.run(&["explain", name]);
        assert!(run.code == 0 && run.stdout.contains(told), "{name}: {} {}", run.stdout, run.stderr);
        assert!(run.stdout.contains(&format!("pmsite-allow {name}: ")), "{}", run.stdout);
    }
    assert!(test.run(&["explain", "github-tokn"]).stderr.contains("did you mean `github-token`"));
}

#[test]
fn a_comment_with_a_reason_silences_its_line_and_the_next() {
    let planted = &*PLANTED;
    let token = &planted.iter().find(|planted| planted.kind == "github-token").unwrap().text;
    let public = "title: A\nvisibility: public\ndate: 2026-01-05";
    let build = |body: &str| {
        let test = SiteTest::new().postmortem("a", public, body);
        test.build_with(&["--audience", "public", "--format", "short"])
    };
    for rule in ["secret", "github-token"] {
        for body in [
            format!("<!-- pmsite-allow {rule}: revoked on the day -->\n{token}"),
            format!("{token} <!-- pmsite-allow {rule}: revoked -->"),
            format!("<!-- pmsite-allow {rule}: revoked -->\n```\nfirst\n{token}\n```"),
        ] {
            let run = build(&body);
            assert_eq!((run.code, &*run.stderr), (0, ""), "{body}");
        }
    }
    for (body, code, told) in [
        (format!("<!-- pmsite-allow secret -->\n{token}"), 2, "does not say why"),
        (format!("<!-- pmsite-allow secret: far away -->\n\n\n{token}"), 2, "nothing to silence"),
        (format!("<!-- pmsite-allow npm-token: another -->\n{token}"), 2, "nothing to silence"),
        ("<!-- pmsite-allow secret: gone -->\ntext".to_owned(), 0, "warning[unused-allow]"),
        ("<!-- pmsite-allow broken-link: comes later -->\n[x](nowhere.md)".to_owned(), 0, ""),
    ] {
        let run = build(&body);
        assert!(
            run.code == code && run.stderr.contains(told) && told.is_empty() == run.stderr.is_empty(),
            "{body}: {}",
            run.stderr
        );
    }
}

#[test]
fn personal_data_is_a_warning_in_public_builds_and_elsewhere_if_asked_for() {
    let body = "Ask jane.doe@acme-corp.io or @jdoe42, call +49 30 1234 5678.\n\nThe host db7.corp.acme.io (10.20.30.40), see cache.internal.";
    let test = SiteTest::new().postmortem("a", "title: A\nvisibility: public\ndate: 2026-01-05", body);
    assert_eq!(test.build_with(&["--format", "short"]).stderr, "");
    let run = test.build_with(&["--audience", "public", "--format", "short"]);
    assert_eq!(run.code, 0);
    for place in [
        "7:5: warning[personal-data]: holds an e-mail",
        "7:30: warning[personal-data]: holds a person",
        "7:44: warning[personal-data]: holds a telephone",
        "9:28: warning[personal-data]: holds an address",
        "9:46: warning[personal-data]: holds the name of an internal host",
    ] {
        assert!(run.stderr.contains(&format!("a.md:{place}")), "{place} {}", run.stderr);
    }
    assert_eq!(run.stderr.lines().count(), 5, "{}", run.stderr);
    let human = test.build_with(&["--audience", "public", "-v"]).stderr;
    assert!(!human.contains("jane") && !human.contains("1234"), "{human}");
    test.write("book.toml", "[check]\npersonal-data = true\ninternal-hosts = [\"corp.acme.io\"]\n");
    assert_eq!(test.build_with(&["--format", "short"]).stderr.lines().count(), 6);
    test.write("book.toml", "[check]\npersonal-data = false\n");
    assert_eq!(test.build_with(&["--audience", "public", "--format", "short"]).stderr, "");
    for wrong in ["secrets = \"loud\"", "internal-hosts = [\"a b\"]", "secrets = 3"] {
        test.write("book.toml", &format!("[check]\n{wrong}\n"));
        assert_eq!(test.build().code, 2, "{wrong}");
    }
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]

    /// Wherever a secret stands, whatever is around it, and however a sentence cuts it.
    #[test]
    fn a_mask_shows_four_characters_at_most(at in 0_usize..1000, before in "[a-z é\n]{0,40}", behind in "[a-z é\n]{0,40}", from in 0_usize..40, length in 5_usize..60) {
        let Planted { text, secret, .. } = &PLANTED[at % PLANTED.len()];
        let text = format!("{before} \n{text}\n {behind}");
        let found = find(&text);
        let shown = mask(&text);
        for piece in telling(secret).iter().filter(|piece| piece.bytes().any(|byte| byte.is_ascii_digit())) {
            prop_assert!(found.is_empty() || !shown.contains(piece.as_str()), "{piece} in {shown}");
        }
        let cut: String = secret.chars().skip(from).take(length).collect();
        let sentence = format!("`{}` is unknown", cut.to_uppercase());
        let said = Mask::new(&text, &found).apply(&sentence).to_lowercase();
        for piece in telling(&cut.to_lowercase()) {
            prop_assert!(found.is_empty() || !said.contains(&piece) || "` is unknown".contains(&piece), "{piece} in {said}");
        }
    }
}
