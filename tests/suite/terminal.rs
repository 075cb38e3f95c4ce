//! What pmsite prints is text: nothing in a document, a path or a setting has power over the terminal.

use crate::support::SiteTest;

/// Colour, cursor, title, C1, DEL, bidi, line separator, tag.
const EVIL: &str = "zq\u{1b}[31mred\u{1b}]0;owned\u{7}\u{9b}2J\u{7f}\u{202e}txt\u{2066}\u{200f}\u{2028}\u{e0041}end";

fn hostile() -> SiteTest {
    let name = format!("content/postmortems/{}.md", EVIL.replace('/', ""));
    SiteTest::new()
        .file(
            &name,
            &format!("---\ntitle: \"{EVIL}\"\nsev{EVIL}erity: x\nseverity: {EVIL}\nservices: [{EVIL}]\nvisibility: {EVIL}\n---\n\n{EVIL} [l]({EVIL}.md) ![i](<{EVIL}.png>) [[{EVIL}]]\n\n## Resolution\n\nwords {EVIL}\n"),
        )
        .file("content/postmortems/broken.md", &format!("---\ntitle: \"{EVIL}\nx: [\n---\n\nwords {EVIL}\n"))
        .file("content/postmortems/copy.md", &format!("---\nid: {EVIL}\nslug: same\n---\n\nwords a {EVIL}\n"))
        .file("content/postmortems/copy2.md", &format!("---\nid: {EVIL}\nslug: same\n---\n\nwords b {EVIL}\n"))
}

/// Our own colours and styles, and nothing else.
fn without_colours(text: &str) -> String {
    let sgr = regex::Regex::new("\u{1b}\\[[0-9;]*m").unwrap();
    sgr.replace_all(text, "").into_owned()
}

#[track_caller]
fn assert_text(what: &str, printed: &str, has_colours: bool) {
    assert!(!printed.contains("\u{1b}[31mred"), "{what}: {printed:?}");
    let plain = if has_colours { without_colours(printed) } else { printed.to_owned() };
    let unsafe_one = plain.chars().find(|c| {
        c.is_control() && *c != '\n'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{e0000}'..='\u{e007f}')
    });
    assert_eq!(unsafe_one, None, "{what}: {plain:?}");
}

#[test]
fn every_command_shows_hostile_titles_paths_and_keys_as_text() {
    let test = hostile();
    for colour in ["always", "never"] {
        for args in [
            &["build"][..],
            &["build", "-v", "--timings", "--keep-going"],
            &["build", "--format", "short"],
            &["build", "--format", "json"],
            &["check", "-v"],
            &["check", "--format", "short"],
            &["check", "--format", "json"],
            &["search", "words"],
            &["search", "words", "--format", "json"],
            &["search", "service:zq", EVIL],
            &["export"],
            &["export", "--format", "ndjson"],
            &["export", "--format", "csv"],
            &["build", "--site-url", EVIL],
            &["build", "--today", EVIL],
            &["build", "--content", EVIL],
            &["search", "--content", EVIL, "x"],
        ] {
            let run = test.run(&[args, &["--color", colour]].concat());
            let what = format!("{args:?}");
            assert_text(&what, &run.stdout, colour == "always");
            assert_text(&what, &run.stderr, colour == "always");
            if args.contains(&"json") {
                let printed = format!("{}{}", run.stdout, run.stderr);
                for line in printed.lines().filter(|line| line.starts_with('{')) {
                    assert!(serde_json::from_str::<serde_json::Value>(line).is_ok(), "{line}");
                }
            }
        }
    }
    assert!(test.run(&["check", "--color", "always"]).stderr.contains("\u{1b}["), "our own colours stay");
    assert!(test.run(&["search", "words", "--color", "always"]).stdout.contains("\u{1b}[1m"));
}

#[test]
fn hostile_settings_and_templates_are_shown_as_text() {
    let escaped = EVIL.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect::<String>();
    for config in [
        format!("[book]\ntitel = \"{escaped}\"\n\"{escaped}\" = 1\n"),
        format!("[output.html]\nsite-url = \"https://x/{escaped}\"\n"),
        format!("[postmortem]\nfield-names = {{ \"{escaped}\" = \"{escaped}\" }}\n"),
        format!("[book]\nsrc = \"{escaped}\"\n"),
        format!("[book]\ntitle = \"{EVIL}\n"),
    ] {
        let run = hostile().file("book.toml", &config).build();
        assert_eq!(run.code, 2, "{config:?}: {}", run.stderr);
        assert_text(&config, &run.stderr, false);
    }
    let test = hostile().file("theme/templates/page.html", &format!("{{{{ {EVIL} }}}}"));
    assert_text("theme", &test.build().stderr, false);
}
