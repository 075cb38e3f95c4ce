//! `book.toml`: what it changes, and how it is refused.

use crate::support::SiteTest;

fn with(config: &str) -> SiteTest {
    SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", "Text.").file("book.toml", config)
}

#[test]
fn a_problem_names_line_key_and_the_nearest_valid_key() {
    for (config, place, words) in [
        ("[book]\ntitel = \"X\"\n", "book.toml:2:1", &["titel", "title"][..]),
        ("[bok]\ntitle = \"X\"\n", "book.toml:1:2", &["bok", "book"]),
        ("[output.html]\nsite_url = \"https://x.example/\"\n", "book.toml:2:1", &["site_url", "site-url"]),
        ("[book]\ntitle = 7\n", "book.toml:2:9", &["title"]),
        ("[book]\ntitle = \"never closed\n", "book.toml:2:", &[]),
        ("[audience]\naudience = \"everyone\"\n", "book.toml:2:12", &["everyone", "public"]),
        ("[book]\nexclude = [\"a{b\"]\n", "book.toml:2:", &["a{b"]),
    ] {
        let run = with(config).build();
        assert_eq!(run.code, 2, "{config}: {}", run.stderr);
        assert!(run.stderr.contains(place), "{place} for {config}:\n{}", run.stderr);
        for word in words {
            assert!(run.stderr.contains(word), "{word} for {config}:\n{}", run.stderr);
        }
    }
}

#[test]
fn every_problem_is_told_at_once() {
    let run = with("[book]\ntitel = \"X\"\nlanguag = \"en\"\n").build();
    assert!(run.stderr.contains("titel") && run.stderr.contains("languag"), "{}", run.stderr);
}

#[test]
fn title_language_source_and_output_folder_are_heard() {
    let test = SiteTest::new()
        .file(
            "book.toml",
            "[book]\ntitle = \"Ferry incidents\"\nlanguage = \"de\"\nsrc = \"docs\"\n[build]\nbuild-dir = \"public\"\n",
        )
        .file("docs/postmortems/a.md", "# A\n\nText.\n");
    let run = test.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = crate::support::Site::read(&test.path("public"));
    let page = site.page("");
    assert_eq!(page.one("html").attr("lang"), Some("de"));
    assert!(page.text().contains("Ferry incidents"));
}

#[test]
fn more_names_for_fields_sections_and_severities() {
    let test = SiteTest::new()
        .file(
            "book.toml",
            "[postmortem.field-names]\ncomponent-hit = \"services\"\n[postmortem.section-names]\n\"the long story\" = \"summary\"\n[severity.levels]\nbanana = 2\n",
        )
        .postmortem("a", "title: A\ncomponent-hit: [api]\nseverity: banana", "## The long story\n\nIt broke.");
    let record = test.record("postmortems/a.md");
    let services: Vec<&str> = record["services"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|name| name.as_str().or(name["name"].as_str()))
        .collect();
    assert_eq!(services, ["api"]);
    assert_eq!(record["severity"]["label"], "banana");
    assert_eq!(record["severity"]["level"], 2);
    assert!(record["sections"].as_array().unwrap().contains(&"summary".into()), "{}", record["sections"]);
}

const OWN_WORDS: &str = "[lexicon.labels]\nservices = [\"Kit hit\"]\n[lexicon.sections]\nresolution = [\"How we got out\"]\n\
    [lexicon.states-action]\ndone = [\"sailed\"]\n[lexicon.severities]\nlevel_2 = [\"storm\"]\n";

#[test]
fn a_teams_own_words_are_read_in_front_matter_and_text() {
    let body = "**Kit hit:** winch, radar\n\n## How we got out\n\nWe restarted the winch controller.\n\n## Action items\n\n\
        | Action | Owner | Status |\n|---|---|---|\n| Grease the winch | Ada | sailed |\n";
    let facts = |record: &serde_json::Value| {
        let services = record["services"].as_array().unwrap().len();
        let done = record["action_items"][0]["status"] == "done";
        (services, record["severity"]["level"].as_u64(), record["sections"].to_string().contains("resolution"), done)
    };
    let plain = SiteTest::new().postmortem("a", "title: A\nseverity: storm", body);
    assert_eq!(facts(&plain.record("postmortems/a.md")), (0, None, false, false));
    let test = SiteTest::new().file("book.toml", OWN_WORDS).postmortem("a", "title: A\nseverity: storm", body);
    assert_eq!(facts(&test.record("postmortems/a.md")), (2, Some(2), true, true));
    let keyed = test.postmortem("b", "title: B\nkit_hit: [winch]", "Text.");
    assert_eq!(keyed.record("postmortems/b.md")["services"].as_array().unwrap().len(), 1);
}

#[test]
fn a_broken_word_of_a_team_is_told_with_its_line_and_column() {
    let run = with("[lexicon.sections]\ntimeline = [\"What we saw\",\n    \"Root cause\"]\n").build();
    assert_ne!(run.code, 0);
    assert!(
        run.stderr.contains("book.toml:3:5") && run.stderr.contains("means `root_cause` already"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_warm_build_with_other_words_equals_a_cold_one() {
    let body = "**Kit hit:** winch\n\n## How we got out\n\nWe restarted the winch controller.\n";
    let warm = SiteTest::new().postmortem("a", "title: A\nseverity: storm", body);
    let before = warm.site().files;
    warm.write("book.toml", OWN_WORDS);
    let after = warm.site().files;
    let cold = SiteTest::new().file("book.toml", OWN_WORDS).postmortem("a", "title: A\nseverity: storm", body);
    assert_ne!(before, after);
    assert_eq!(after, cold.site().files);
    std::fs::remove_file(warm.path("book.toml")).unwrap();
    assert_eq!(warm.site().files, before);
}

#[test]
fn edit_links_follow_the_template() {
    let test = with("[output.html]\nedit-url-template = \"https://git.example/edit/main/{path}\"\n");
    let page = test.site().page("postmortems/a/");
    let links: Vec<&str> =
        page.select("a[href^='https://git.example']").iter().filter_map(|link| link.attr("href")).collect();
    assert_eq!(links.len(), 1, "{links:?}");
    assert!(links[0].ends_with("/postmortems/a.md"), "{links:?}");
}

#[test]
fn a_remote_image_is_a_link_unless_its_origin_is_allowed() {
    let body = "![Graph](https://img.example/graph.png)";
    let site = SiteTest::new().postmortem("a", "title: A", body).site();
    let page = site.page("postmortems/a/");
    assert!(page.select("main img").is_empty());
    assert!(page.select("main a[href='https://img.example/graph.png']").len() == 1);
    let test = SiteTest::new()
        .postmortem("a", "title: A", body)
        .file("book.toml", "[output.html]\nimage-origins = [\"https://img.example\"]\n");
    let page = test.site().page("postmortems/a/");
    assert_eq!(page.one("main img").attr("src"), Some("https://img.example/graph.png"));
    let policy = page.one("meta[http-equiv=Content-Security-Policy]").attr("content").unwrap();
    assert!(policy.contains("img-src 'self' data: https://img.example"), "{policy}");
}

#[test]
fn the_option_and_the_key_refuse_the_same_site_urls() {
    let refused = [
        "https://x//evil",
        "https://x.example/a//b/",
        "https:///x",
        "//x",
        "/pm/",
        "",
        "x.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://x.example/",
        "file:///etc/",
        "https://",
        "https://.",
        "https://:80/",
        "https://x.example:port/",
        "https://x.example:99999/",
        "https://user:word@x.example/",
        "https://user@x.example/",
        "https://x.example/?q",
        "https://x.example/#f",
        "https://x.example\\evil",
        "https://x.example/\\evil",
        "https://x.example/a b",
        " https://x.example/",
        "https://x.example/\t",
        "https://x.example/\n/evil",
        "https://x.example/\u{202e}a",
        "https://x.example/../a",
        "https://x.example/a/%2e%2E/b",
        "https://x.example/%zz",
        "https://x.example/\"a",
        "https://x.example/<a>",
        "https://[::1/",
        "https://[evil]/",
    ];
    for url in refused {
        let test = SiteTest::new().file("content/a.md", "# A\n\nText.\n");
        let run = test.build_with(&[&format!("--site-url={url}")]);
        assert_eq!(run.code, 2, "{url:?}: {}", run.stderr);
        assert!(run.stderr.contains("--site-url") && run.stderr.contains("help: write"), "{url:?}: {}", run.stderr);
        assert!(!test.path("_site").exists(), "{url:?}");
        let quoted = serde_json::to_string(url).unwrap();
        test.write("book.toml", &format!("[output.html]\nsite-url = {quoted}\n"));
        assert_eq!(test.build().code, 2, "{url:?}");
    }
    for (url, base) in [
        ("https://x.example", "/"),
        ("https://x.example/", "/"),
        ("http://127.0.0.1:8080/a", "/a/"),
        ("https://[::1]:8080/a/b/", "/a/b/"),
        ("https://x.example/a//", "/a/"),
        ("https://x.example/%20a", "/%20a/"),
    ] {
        let test = SiteTest::new().file("content/a.md", "# A\n\nText.\n").arg("--site-url").arg(url);
        let site = test.site();
        assert!(site.text("404.html").contains(&format!("href=\"{base}")), "{url}");
        assert!(!site.text("404.html").contains("=\"//"), "{url}");
    }
}

/// As mdBook's own has it.
const MDBOOK: &str = "[book]\ntitle = \"Handbook\"\nmultilingual = false\nsrc = \"src\"\n\n[preprocessor.mermaid]\ncommand = \"mdbook-mermaid\"\n\n[output.html]\nsite-url = \"/handbook/\"\nmathjax-support = true\n\n[output.linkcheck]\n";

#[test]
fn settings_of_our_own_win_and_a_book_of_mdbook_stays_as_it_is() {
    let test = with(MDBOOK);
    let run = test.build();
    assert_eq!(run.code, 2, "{}", run.stderr);
    let advice = "leave it as it is and write the settings of pmsite into pmsite.toml beside it";
    assert_eq!(run.stderr.matches(advice).count(), 1, "{}", run.stderr);
    assert!(!run.stderr.contains("delete it"), "nobody is told to delete what mdBook needs: {}", run.stderr);
    test.write("pmsite.toml", "");
    let title = || test.site().page("").one("title").text().collect::<String>();
    assert_eq!(title(), "Postmortems", "the other file is not read at all");
    test.write("book.toml", "[[[ nothing of this matters");
    test.write("pmsite.toml", "[book]\ntitle = \"Incidents\"\n");
    assert_eq!(title(), "Incidents");
    test.write("pmsite.toml", "[book]\ntitel = \"Incidents\"\n[preprocessor.x]\n");
    let run = test.check();
    assert_eq!(run.code, 2);
    for told in
        ["pmsite.toml:2:1", "did you mean `book.title`?", "delete it: preprocessors", "pmsite.toml cannot be used"]
    {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    assert!(!run.stderr.contains("book.toml:"), "{}", run.stderr);
}

#[test]
fn a_book_is_told_by_its_summary_too() {
    let hint = "write the settings of pmsite into pmsite.toml";
    let wrong = "[output.html]\nsite-url = \"/handbook/\"\n";
    assert!(!with(wrong).check().stderr.contains(hint), "a mistake of one's own");
    let run = with(wrong).file("src/SUMMARY.md", "# Summary\n").build();
    assert!(run.code == 2 && run.stderr.contains(hint), "{}", run.stderr);
}

#[test]
fn messages_name_the_file_that_is_read() {
    let test = with("").postmortem("b", "title: B\nseverity: purple", "Text.");
    assert!(test.build().stderr.contains("give it a level in book.toml"), "{}", test.build().stderr);
    test.write("pmsite.toml", "");
    assert!(test.build().stderr.contains("give it a level in pmsite.toml"), "{}", test.build().stderr);
}
