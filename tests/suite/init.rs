//! `pmsite init`: a site laid out in an empty folder and beside what a repository has, nothing that is there touched.

use crate::new::on_terminal;
use crate::support::site_test::{Run, TODAY};
use crate::support::{Server, Site, SiteTest};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn init(test: &SiteTest, args: &[&str]) -> Run {
    let mut all = vec!["init", "--today", TODAY];
    all.extend(args);
    test.run(&all)
}

/// What it prints, which must go well.
fn initialised(test: &SiteTest, args: &[&str]) -> String {
    let run = init(test, args);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    run.stdout
}

fn read(test: &SiteTest, path: &str) -> String {
    std::fs::read_to_string(test.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file of the folder, hidden ones too, with its bytes.
fn files(test: &SiteTest) -> BTreeMap<String, Vec<u8>> {
    let root = test.root();
    let entries =
        walkdir::WalkDir::new(&root).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let named = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        (path, std::fs::read(entry.path()).unwrap())
    };
    entries.map(named).collect()
}

/// The settings that were written, without comments.
fn settings(test: &SiteTest, name: &str) -> toml::Table {
    read(test, name).parse().unwrap()
}

fn incident(title: &str) -> String {
    format!(
        "# {title}\n\n| Severity | SEV2 |\n|---|---|\n| Date | 2025-01-03 |\n| Services | db |\n\n## Summary\n\nThe disk was full for an hour.\n\n\
         ## Impact\n\nNobody could order.\n\n## Timeline\n\n- 10:00 UTC the disk is full\n- 11:00 UTC logs removed\n\n## Root cause\n\nLogs.\n\n\
         ## Resolution\n\nWe removed the logs.\n"
    )
}

#[test]
fn an_empty_folder_becomes_a_site_without_a_warning() {
    let test = SiteTest::new();
    let told = initialised(&test, &[]);
    let example = format!("content/postmortems/{TODAY}-example.md");
    let laid = [
        ".github/workflows/postmortems.yml",
        ".gitignore",
        "book.toml",
        &example,
        "content/root-causes/configuration-push.md",
        "content/services/checkout.md",
        "content/pages/severity-scale.md",
    ];
    let mut expected = laid.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(files(&test).into_keys().collect::<Vec<_>>(), expected);
    for path in laid {
        assert!(told.contains(&format!("created    {path}\n")), "{path}: {told}");
    }
    for audience in ["internal", "public"] {
        let run = test.run(&["check", "--deny", "warnings", "--today", TODAY, "--audience", audience]);
        assert_eq!(run.code, 0, "{audience}: {}", run.stderr);
        // Nothing but what its reviewers would ask.
        assert!(run.stderr.starts_with("review of content/postmortems/"), "{audience}: {}", run.stderr);
        assert!(!run.stderr.contains("warning"), "{audience}: {}", run.stderr);
    }
    let record = test.record(&format!("postmortems/{TODAY}-example.md"));
    for (field, value) in [
        ("kind", json!("postmortem")),
        ("severity", json!({ "label": "SEV2", "level": 2 })),
        ("ttr_minutes", json!(38)),
        ("ttd_minutes", json!(4)),
        ("services", json!(["Checkout"])),
        ("root_causes", json!(["Configuration push"])),
    ] {
        assert_eq!(record[field], value, "{field}");
    }
    assert_eq!(
        (record["timeline"].as_array().unwrap().len(), record["action_items"].as_array().unwrap().len()),
        (5, 3)
    );
    for field in ["summary", "fix", "trigger", "detection"] {
        assert!(!record[field].is_null(), "{field}: {record:#}");
    }
    let fixed = test.run(&["fix"]);
    assert_eq!((fixed.code, fixed.stdout.as_str()), (0, ""), "the example has nothing to mend: {}", fixed.stderr);
    let site = test.site();
    assert!(site.page("services/checkout/").main().contains("Takes payments"));
    assert!(site.page("root-causes/configuration-push/").main().contains("a way back that takes a minute"));
    assert!(site.has("pages/severity-scale/"));
    assert_eq!(site.holders_of("Five whys"), Vec::<&str>::new(), "guidance is published");
}

#[test]
fn nothing_that_is_there_is_touched_and_what_is_missing_comes_back() {
    let test = SiteTest::new();
    initialised(&test, &[]);
    test.write("book.toml", "[book]\ntitle = \"Ours\"\n");
    test.write(".gitignore", "mine\n");
    test.write(".github/workflows/postmortems.yml", "name: mine\n");
    test.remove("content/services/checkout.md");
    let before = files(&test);
    let told = initialised(&test, &[]);
    assert_eq!(files(&test), before, "who took an example away does not want it back");
    assert!(told.contains("note: add `/_site/` to .gitignore"), "{told}");
    assert!(told.contains("kept       .github/workflows/postmortems.yml"), "{told}");
    test.remove(".github/workflows/postmortems.yml");
    initialised(&test, &[]);
    assert!(read(&test, ".github/workflows/postmortems.yml").contains("pmsite check"));
    test.remove("book.toml");
    test.write("pmsite.toml", "[book]\ntitle = \"Ours\"\n");
    initialised(&test, &[]);
    assert!(!test.path("book.toml").exists(), "one file of settings is enough");
}

/// Each commented key is one that can be uncommented.
#[test]
fn what_the_settings_show_is_valid() {
    let test = SiteTest::new();
    initialised(&test, &[]);
    let key = regex::Regex::new(r"(?m)^# ([a-z0-9-]+ = )").unwrap();
    let text = read(&test, "book.toml");
    let open = key.replace_all(&text, "$1");
    assert!(open.matches(" = ").count() >= 16, "{open}");
    test.write("book.toml", &open);
    let run = test.check();
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{open}");
}

/// What is printed of the tool, what is there, and `src`, `include` and `exclude` of the settings.
type Case<'t> = (&'t str, &'t [(&'t str, &'t str)], &'t str, &'t [&'t str], &'t str);

#[test]
fn each_tool_is_recognised_and_what_fits_it_is_written() {
    let disk = incident("Disk full");
    let cases: [Case; 14] = [
        ("Hugo: hugo.toml", &[("hugo.toml", ""), ("content/posts/disk.md", &disk)], "content/posts", &[], ""),
        (
            "Hugo: config.toml",
            &[("config.toml", "baseURL = 'x'"), ("content/incidents/disk.md", &disk)],
            "content/incidents",
            &[],
            "",
        ),
        ("Jekyll: _config.yml", &[("_config.yml", ""), ("_posts/2025-01-03-disk.md", &disk)], "_posts", &[], ""),
        (
            "Docusaurus: docusaurus.config.ts",
            &[("docusaurus.config.ts", ""), ("docs/intro.md", "# Hi"), ("docs/incidents/2025/disk.md", &disk)],
            "docs/incidents",
            &[],
            "",
        ),
        ("MkDocs: mkdocs.yml", &[("mkdocs.yml", ""), ("docs/postmortems/disk.md", &disk)], "docs/postmortems", &[], ""),
        (
            "mdBook: src/SUMMARY.md",
            &[("book.toml", "[book]\nsrc = 'src'\n"), ("src/SUMMARY.md", "# Summary"), ("src/disk.md", &disk)],
            "src",
            &[],
            "**/SUMMARY.md",
        ),
        ("mdBook: SUMMARY.md", &[("SUMMARY.md", "# Summary"), ("disk.md", &disk)], ".", &[], "**/SUMMARY.md"),
        (
            "Obsidian: .obsidian",
            &[(".obsidian/app.json", "{}"), ("Templates/new.md", "# T"), ("disk.md", &disk)],
            ".",
            &[],
            "**/[Tt]emplates/**",
        ),
        (
            "log4brains: .log4brains.yml",
            &[(".log4brains.yml", ""), ("docs/adr/1.md", "# ADR"), ("docs/postmortems/disk.md", &disk)],
            "docs/postmortems",
            &[],
            "",
        ),
        (
            "cState: config.yml",
            &[("config.yml", "theme: cstate\n"), ("content/issues/2025-01-03-disk.md", &disk)],
            "content/issues",
            &[],
            "",
        ),
        (
            "Notion export: Disk 4f1c9a7be02d4d0fa1b3c5e7f9a1b2c3.md",
            &[("Disk 4f1c9a7be02d4d0fa1b3c5e7f9a1b2c3.md", &disk)],
            ".",
            &[],
            "",
        ),
        (
            "Google Docs export: Disk.md",
            &[("Disk.md", "# **Disk**\n\n![][image1]\n\n[image1]: <data:image/png;base64,AAAA>\n")],
            "content",
            &[],
            "",
        ),
        (
            "",
            &[("README.md", "# All"), ("CONTRIBUTING.md", "# How"), ("2024/disk.md", &disk)],
            ".",
            &[],
            "CONTRIBUTING.md",
        ),
        (
            "",
            &[
                ("a/README.md", "# A"),
                ("services/a/postmortems/disk.md", &disk),
                ("services/b/incidents/pipe.md", &disk),
            ],
            "services",
            &["a/postmortems/**", "b/incidents/**"],
            "",
        ),
    ];
    for (tool, made, src, include, exclude) in cases {
        let test = SiteTest::new();
        for (path, text) in made {
            test.write(path, text);
        }
        let before = files(&test);
        let told = initialised(&test, &[]);
        assert!(told.contains(tool), "{tool}: {told}");
        assert_eq!(told.contains("recognised"), !tool.is_empty(), "{tool}: {told}");
        let is_mdbook = tool.starts_with("mdBook");
        let book = settings(&test, if is_mdbook { "pmsite.toml" } else { "book.toml" });
        let book = book["book"].as_table().unwrap();
        assert_eq!(book["src"].as_str(), Some(src), "{tool}");
        let globs = |name: &str| -> Vec<&str> {
            let globs = book.get(name).and_then(toml::Value::as_array).into_iter().flatten();
            globs.map(|glob| glob.as_str().unwrap()).collect()
        };
        assert_eq!(globs("include"), include, "{tool}");
        assert_eq!(globs("exclude").join(" "), exclude, "{tool}");
        let after = files(&test);
        initialised(&test, &[]);
        assert_eq!(files(&test), after, "{tool}: a second time");
        assert!(before.iter().all(|(path, bytes)| after.get(path) == Some(bytes)), "{tool}");
        let has_incidents = made.iter().any(|(_, text)| *text == disk);
        let example = after.keys().any(|path| path.ends_with("-example.md"));
        assert_eq!(example, !has_incidents, "{tool}: an example where there is nothing else");
        let run = test.build();
        assert_eq!(run.code, 0, "{tool}: {}", run.stderr);
        let records = test.export();
        let incidents = records.iter().filter(|record| record["kind"] == "postmortem").count();
        assert_eq!(incidents, made.iter().filter(|(_, text)| *text == disk).count().max(1), "{tool}");
    }
}

#[test]
fn names_that_fit_are_shown_where_they_go() {
    let text = incident("Disk full").replace("SEV2", "purple");
    let test = SiteTest::new().file("docs/incidents/disk.md", &text);
    initialised(&test, &[]);
    let text = read(&test, "book.toml");
    assert!(text.contains("[severity.levels]\n") && text.contains("\n# \"purple\" = 3\n"), "{text}");
    test.edit("book.toml", "# \"purple\" = 3", "\"purple\" = 3");
    assert_eq!(test.record("disk.md")["severity"], json!({ "label": "purple", "level": 3 }));
}

#[test]
fn who_builds_it_is_chosen() {
    let test = SiteTest::new();
    initialised(&test, &["here", "--ci", "none"]);
    assert!(!test.path("here/.github").exists() && test.path("here/book.toml").is_file());
    initialised(&test, &["there", "--ci", "gitlab"]);
    let jobs = read(&test, "there/.gitlab-ci.yml");
    assert!(jobs.contains("pmsite build --audience public") && jobs.contains("pmsite check"), "{jobs}");
    let again = initialised(&test, &["there"]);
    assert!(again.contains("kept       .gitlab-ci.yml"), "{again}");
    let test = SiteTest::new().file(".gitlab-ci.yml", "stages: [test]\n");
    let told = initialised(&test, &[]);
    assert!(told.contains("note: add `include: [{local: .gitlab/postmortems.yml}]` to .gitlab-ci.yml"), "{told}");
    assert_eq!(read(&test, ".gitlab-ci.yml"), "stages: [test]\n");
    assert!(read(&test, ".gitlab/postmortems.yml").contains("extends: .pmsite"));
    let test = SiteTest::new().file("sub/docs/x.txt", "x").file(".git/HEAD", "ref: refs/heads/main\n");
    let told = initialised(&test, &["sub"]);
    assert!(told.contains("no workflow was written") && !test.path("sub/.github").exists(), "{told}");
}

/// Least permissions, and no action but those whose hash this repository uses itself.
#[test]
fn the_workflow_is_pinned_and_may_do_little() {
    let test = SiteTest::new();
    initialised(&test, &[]);
    let workflow = read(&test, ".github/workflows/postmortems.yml");
    let ours = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/.github/workflows/pages.yml")).unwrap();
    let uses: Vec<&str> =
        workflow.lines().filter_map(|line| line.trim().trim_start_matches("- ").strip_prefix("uses: ")).collect();
    assert!(uses.len() >= 6, "{uses:?}");
    for action in uses {
        assert!(ours.contains(action), "{action}");
        assert!(action.split('@').nth(1).is_some_and(|hash| hash.len() > 40), "{action}");
    }
    assert_eq!(workflow.matches("write").count(), 2, "pages and id-token, in the job that deploys alone");
    assert!(workflow.find("pages: write").unwrap() > workflow.find("  deploy:").unwrap());
    assert!(workflow.contains("permissions:\n  contents: read\n"));
    for part in [
        "pmsite check --format github",
        "pmsite build --audience public --site-url",
        "pull_request",
        "restore-keys",
        "persist-credentials: false",
    ] {
        assert!(workflow.contains(part), "{part}");
    }
    assert!(workflow.contains(concat!("pmsite --version ", env!("CARGO_PKG_VERSION"), " --locked")));
    assert!(!workflow.contains('@') || !workflow.contains("@version@") && !workflow.contains("@out@"));
    // A Jekyll site has `_site` already.
    let test = SiteTest::new().file("_config.yml", "").file("_posts/2025-01-03-disk.md", &incident("Disk full"));
    initialised(&test, &[]);
    assert!(read(&test, ".github/workflows/postmortems.yml").contains("path: _postmortems\n"));
    assert!(read(&test, ".gitignore").contains("/_postmortems/\n"));
    assert!(test.build().stderr.contains("_postmortems"));
}

#[test]
fn bad_input_is_one_sentence_and_nothing_is_half_written() {
    for (path, args, says) in [
        ("content", &[][..], "content"),
        (".github/workflows", &[], "workflows"),
        ("there", &["there"], "there"),
        ("book.toml", &["--ci", "purple"], "purple"),
    ] {
        let test = SiteTest::new().file(path, "not what is wanted");
        let before = files(&test);
        let run = init(&test, args);
        assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{path}: {}", run.stderr);
        assert!(run.stderr.contains(says) && run.stderr.starts_with("error: "), "{path}: {}", run.stderr);
        assert_eq!(files(&test), before, "{path}");
        let folders =
            walkdir::WalkDir::new(test.root()).into_iter().filter(|entry| entry.as_ref().unwrap().file_type().is_dir());
        assert!(folders.count() <= 2, "{path}: folders are left");
    }
    let test = SiteTest::new().file("book.toml", "[book]\ntitel = 1\n");
    let run = init(&test, &[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("book.toml:2:1") && files(&test).len() == 1, "{}", run.stderr);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let test = SiteTest::new().file("../outside/x", "x");
    std::os::unix::fs::symlink(test.path("../outside"), test.path("content")).unwrap();
    let run = init(&test, &[]);
    assert_eq!(run.code, 2, "{}", run.stdout);
    assert!(run.stderr.contains("symbolic link"), "{}", run.stderr);
    assert_eq!(std::fs::read_dir(test.path("../outside")).unwrap().count(), 1);
    let test = SiteTest::new();
    std::os::unix::fs::symlink(test.path("gone"), test.path(".gitignore")).unwrap();
    initialised(&test, &[]);
    assert!(!test.path("gone").exists());
}

/// As a new user does it, on a real terminal.
#[test]
fn from_an_empty_folder_to_an_open_page() {
    let test = SiteTest::new();
    let (code, printed) = on_terminal(&test, &["init"], &json!([]));
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("next: pmsite new"), "{printed}");
    let answers = json!([
        ["Title:", "Queue stood still\r"],
        ["Start date:", "2026-03-02 14:02 UTC\r"],
        ["End date:", "2026-03-02 14:42 UTC\r"],
        ["Authors:", "queue-team\r"],
        ["Status:", "\u{1b}[B\r"],
        ["Summary:", "Orders waited.\r"],
        ["Severity:", "SEV2\r"],
        ["Services:", "check\t\r"],
        ["Root causes:", "config\t\r"],
        ["Noticed at:", "\r"],
        ["Acknowledged at:", "\r"],
        ["Harm ended at:", "\r"],
    ]);
    let (code, printed) = on_terminal(&test, &["new"], &answers);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("content/postmortems/2026-03-02-queue-stood-still.md"), "{printed}");
    let (code, printed) = on_terminal(&test, &["check", "--no-rules", "--deny", "warnings"], &json!([]));
    assert_eq!(code, 0, "{printed}");
    // Of what is to be filled in the example has nothing left, and the new one all that nobody was asked.
    let (code, printed) = on_terminal(&test, &["check"], &json!([]));
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("queue-stood-still.md") && !printed.contains("example.md"), "{printed}");
    assert!(printed.contains("empty-section"), "{printed}");
    let (code, printed) = on_terminal(&test, &["build"], &json!([]));
    assert_eq!(code, 0, "{printed}");
    let site = Site::read(&test.path("_site"));
    let page = site.page("postmortems/2026-03-02-queue-stood-still/");
    assert!(page.main().contains("Orders waited.") && page.main().contains("Checkout"));
    let _: Value = test.record("postmortems/2026-03-02-queue-stood-still.md");
}

/// What a command says without settings, `init` would write down: both read the same.
#[test]
fn a_repository_without_settings_is_read_as_init_would_have_it() {
    let test = SiteTest::new();
    for service in ["cart", "billing"] {
        test.write(
            &format!("services/{service}/docs/postmortems/2025-07-01-outage.md"),
            &incident(&format!("{service} was down")),
        );
        test.write(
            &format!("services/{service}/docs/postmortems/TEMPLATE.md"),
            "# [Title]\n\n## Summary\n\nWhat broke.\n",
        );
        test.write(&format!("services/{service}/README.md"), "# A service\n\nHow to run it.\n");
    }
    test.write("node_modules/x/postmortems/no.md", &incident("None of ours"));
    let run = test.run(&["build", "--out", "_site"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let reads = "reading services/billing/docs/postmortems/**, services/cart/docs/postmortems/**";
    assert!(run.stderr.contains(reads), "{}", run.stderr);
    assert!(run.stderr.contains("2 postmortems, 2 other documents"), "{}", run.stderr);
    assert!(!run.stderr.contains("duplicate-document"), "{}", run.stderr);
    let before = read(&test, "_site/postmortems/index.html");
    initialised(&test, &["--ci", "none"]);
    let run = test.run(&["build", "--out", "_site"]);
    assert!(!run.stderr.contains("no settings here"), "{}", run.stderr);
    assert_eq!(read(&test, "_site/postmortems/index.html"), before);
}

/// A reading of the whole folder is not repeated with each save, nor is what it says.
#[test]
fn a_preview_without_settings_says_once_what_it_reads_and_follows_saves() {
    let test = SiteTest::new();
    test.write("docs/incidents/2025-01-03-disk.md", &incident("Disk was full"));
    let server = Server::start(&test, &["--watch"]);
    server.shows("/postmortems/2025-01-03-disk/", "<h1>Disk was full</h1>");
    for title in ["Disk was full again", "Disk was full at last"] {
        test.write("docs/incidents/2025-01-03-disk.md", &incident(title));
        server.shows("/postmortems/2025-01-03-disk/", &format!("<h1>{title}</h1>"));
    }
    assert_eq!(server.log().matches("no settings here").count(), 1, "{}", server.log());
}

/// A file that mdBook reads, too, may say what is private.
#[test]
fn what_a_book_says_besides_its_name_is_kept_to() {
    let test = SiteTest::new();
    test.write("src/SUMMARY.md", "# Summary\n\n- [Down](incidents/a.md)\n");
    test.write("src/incidents/a.md", &incident("Book was down"));
    test.write("src/guide.md", "# How to restart\n\nSlowly.\n");
    let built = |settings: &str| {
        test.write("book.toml", settings);
        let run = test.run(&["build", "--out", "_site"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        (run.stderr.contains("no settings here"), read(&test, "_site/index.html").contains("Our house"))
    };
    assert_eq!(built("[book]\ntitle = \"Our house\"\n"), (true, true), "mdBook's own `src` may be left out");
    assert_eq!(
        built("[book]\ntitle = \"Our house\"\nsrc = \"src\"\n\n[audience]\naudience = \"public\"\n"),
        (false, true)
    );
    assert_eq!(built("[book]\ntitle = \"Our house\"\nsrc = \"src\"\ninclude = [\"guide.md\"]\n"), (false, true));
}

#[test]
fn a_new_postmortem_goes_where_those_of_a_repository_without_settings_lie() {
    let test = SiteTest::new();
    test.write("docs/incidents/2025-01-03-disk.md", &incident("Disk was full"));
    let run = test.run(&["new", "Queue stalled for an hour", "--start", "2026-03-01T10:00"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(test.path("docs/incidents/2026-03-01-queue-stalled-for-an-hour.md").is_file(), "{:?}", files(&test).keys());
    assert_eq!(run.stdout, "docs/incidents/2026-03-01-queue-stalled-for-an-hour.md\n", "what an editor can be given");
    assert!(!test.path("content").exists());
}

#[test]
fn a_wiki_has_no_pages_of_its_frame_and_a_book_none_of_its_contents() {
    let test = SiteTest::new();
    test.write("_Sidebar.md", "[[Home]]\n");
    test.write("Outage-of-search.md", &incident("Search was down"));
    let run = test.run(&["build", "--out", "_site"]);
    assert_eq!((run.code, run.stderr.contains("1 document,")), (0, true), "{}", run.stderr);

    let test = SiteTest::new();
    test.write("book.toml", "[book]\ntitle = \"House\"\n\n[output.html]\nmathjax-support = true\n");
    test.write("src/SUMMARY.md", "# Summary\n\n- [Down](incidents/a.md)\n");
    test.write("src/incidents/a.md", &incident("Book was down"));
    let run = test.run(&["build", "--out", "_site"]);
    assert_eq!((run.code, run.stderr.contains("1 document,")), (0, true), "{}", run.stderr);
    assert!(run.stderr.contains("src/SUMMARY.md"), "{}", run.stderr);
}

#[test]
fn a_folder_without_postmortems_is_not_read_by_guess() {
    let test = SiteTest::new();
    test.write("notes/a.md", "# Notes\n\nNothing broke.\n");
    let run = test.run(&["build"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("name the folder with your postmortems"), "{}", run.stderr);
}

/// Half of a folder decides whether its next document will be read, too; a folder around those of incidents never does.
#[test]
fn postmortems_outside_the_folders_of_incidents_are_read_too() {
    let test = SiteTest::new().file("docs/incidents/a.md", &incident("A pump stood"));
    for path in ["docs/outage-of-pumps.md", "notes/2025/b.md", "blog/c.md", "blog/d.md"] {
        test.write(path, &incident(&format!("{path} stood")));
    }
    for path in ["docs/guide.md", "blog/e.md", "wiki/f.md", "wiki/g.md", "wiki/h.md"] {
        test.write(path, "# How to swim\n\nIn water.\n");
    }
    test.write("wiki/i.md", &incident("I stood"));
    let run = test.run(&["build", "--out", "_site"]);
    let reads = "reading docs/incidents/**, blog/**, docs/outage-of-pumps.md, notes/**, wiki/i.md;";
    assert!(run.stderr.contains(reads), "{}", run.stderr);
    assert!(run.stderr.contains("6 postmortems, 1 other document"), "{}", run.stderr);
}
