//! Where problems are: every one names file, line and column, in all three formats.

use crate::support::{SiteTest, TODAY};

/// `place` of each problem with `code`, as in `content/postmortems/a.md:3:4`.
fn places(test: &SiteTest, code: &str) -> Vec<String> {
    let run = test.check();
    let mark = format!("[{code}]: ");
    let found = run.stderr.lines().filter(|line| line.contains(&mark));
    found.map(|line| line.split(": ").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn near_duplicate_name_is_at_the_name() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nservices: [payments-api]", "Text.")
        .postmortem("b", "title: B\nservices: [payments-api]\nroot_causes: retry-storm", "Text.")
        .postmortem("c", "title: C\nservices: [web, payment-api]\nroot_causes: retry-storm", "Text.")
        .postmortem(
            "d",
            "title: D\nservice: web, 'x', payments-ap\nroot_causes:\n  - config-push\n  - retry-stom",
            "Text.",
        );
    let found = places(&test, "near-duplicate-name");
    assert_eq!(
        found,
        ["content/postmortems/c.md:3:17", "content/postmortems/d.md:3:20", "content/postmortems/d.md:6:5"]
    );
}

#[test]
fn near_duplicate_name_is_at_the_name_in_other_front_matter_and_in_bodies() {
    let body =
        "# Told\n\n**Date**: 2025-01-02\n\n**Severity**: SEV2\n\n**Services**: web, `paymnts-api`\n\nIt broke.\n";
    let table = "# Tabled\n\n| Field | Value |\n|---|---|\n| Date | 2025-01-02 |\n| Services | web, payment-api |\n\nIt broke.\n";
    let test = SiteTest::new()
        .postmortem("a", "title: A\nservices: [payments-api]", "Text.")
        .postmortem("b", "title: B\nservices: [payments-api]", "Text.")
        .file("content/postmortems/body.md", body)
        .file("content/postmortems/table.md", table)
        .file(
            "content/postmortems/toml.md",
            "+++\ntitle = \"T\"\nservices = [\n  \"web\",\n  \"payments-ap\",\n]\n+++\n\nText.\n",
        )
        .file(
            "content/postmortems/json.md",
            "{\n\"title\": \"J\",\n\"services\": [\"web\", \"payments-apii\"]\n}\n\nText.\n",
        );
    let found = places(&test, "near-duplicate-name");
    for place in ["body.md:7:21", "table.md:6:19", "toml.md:5:4", "json.md:3:22"] {
        assert!(found.contains(&format!("content/postmortems/{place}")), "{place} in {found:?}");
    }
}

#[test]
fn duplicate_id_is_at_the_id() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nid: INC-12", "Text.")
        .postmortem("b", "title: B\nid:   INC-12", "Text.")
        .postmortem("c", "title: 'C [INC-12] again'", "Text.")
        .file("content/postmortems/d.md", "# D\n\n**Incident ID:** `INC-12`\n\nText.\n")
        .file("content/postmortems/e.md", "\n# Outage (INC-12)\n\nText.\n")
        .postmortem("INC-12 f", "title: F", "Text.");
    let found = places(&test, "duplicate-id");
    let at = |place: &str| format!("content/postmortems/{place}");
    assert!(found.contains(&at("b.md:3:7")) && found.contains(&at("c.md:2:12")), "{found:?}");
    assert!(found.contains(&at("d.md:3:19")) && found.contains(&at("e.md:2:11")), "{found:?}");
}

#[test]
fn slug_collision_is_at_the_slug_or_at_the_file() {
    let test = SiteTest::new()
        .postmortem("a", "title: A", "The first.")
        .file("content/postmortems/a.mdx", "# B\n\nThe second.\n")
        .postmortem("2025/x", "title: C\nslug: outage", "The third.")
        .postmortem("2026/x", "title: D\nslug: outage", "The fourth.");
    let found = places(&test, "slug-collision");
    assert_eq!(found, ["content/postmortems/2026/x.md:3:7", "content/postmortems/a.mdx:1:1"]);
}

#[test]
fn unknown_incident_is_at_its_name() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nid: INC-1\nrecurrence_of: INC-404", "Text.")
        .postmortem("b", "title: B\nid: INC-2\nrecurrence_of:\n  - INC-405", "Text.")
        .postmortem("c", "title: C\nid: INC-3\nrecurrence_of: INC-3", "Text.");
    assert_eq!(places(&test, "unknown-incident"), ["content/postmortems/a.md:4:16", "content/postmortems/b.md:5:5"]);
    assert_eq!(places(&test, "recurrence-of-itself"), ["content/postmortems/c.md:4:16"]);
}

#[test]
fn names_of_declaring_documents_are_at_their_place() {
    let test = SiteTest::new()
        .postmortem("a", "title: A", "Text.")
        .file("content/services/api.md", "---\naliases: [gateway]\ndepends_on: [gone, web]\n---\n# API\n\nText.\n")
        .file("content/services/web.md", "---\naliases:\n  - site\n  - Gateway\n---\n# Web\n\nText.\n")
        .file("content/services/zed.md", "# API\n\nText.\n")
        .file("content/root-causes/a.md", "---\nparent: lost\n---\n# A cause\n\nText.\n");
    assert_eq!(places(&test, "unknown-name"), ["content/root-causes/a.md:2:9", "content/services/api.md:3:14"]);
    assert_eq!(places(&test, "name-claimed-twice"), ["content/services/web.md:4:5", "content/services/zed.md:1:3"]);
}

#[test]
fn old_urls_long_lists_and_large_files_are_at_their_place() {
    let names: Vec<String> = (0..66).map(|number| format!("s{number}")).collect();
    let test = SiteTest::new()
        .postmortem("a", "title: A\naliases: [/old/, /postmortems/b/]", "Text.")
        .postmortem("b", "title: B\naliases:\n  - /old/", "Text.")
        .postmortem("c", &format!("title: C\nservices:\n  - {}", names.join("\n  - ")), "Text.")
        .postmortem("d", "title: D", "See the [dump](dump.bin).")
        .bytes("content/postmortems/dump.bin", &vec![7; 6 * 1024 * 1024]);
    assert_eq!(places(&test, "alias-taken"), ["content/postmortems/a.md:3:18", "content/postmortems/b.md:4:5"]);
    assert_eq!(places(&test, "too-many-names"), ["content/postmortems/c.md:68:5"]);
    assert_eq!(places(&test, "large-attachment"), ["content/postmortems/d.md:5:9"]);
}

#[test]
fn the_line_about_more_of_a_kind_is_at_the_first_of_them() {
    let test = SiteTest::new().postmortem("a", "title: A", &"[x](javascript:x)\n\n".repeat(1_003));
    let found = places(&test, "refused-link");
    assert_eq!(found.len(), 1_001, "{found:?}");
    assert_eq!(found.last().map(String::as_str), Some("content/postmortems/a.md:2005:1"));
}

#[test]
fn all_three_formats_name_line_and_column() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nrecurrence_of: INC-404", "Text.")
        .file("content/postmortems/a.mdx", "# B\n\nWords.\n");
    let run = |format: &str| test.run(&["check", "--no-rules", "--today", TODAY, "--format", format]).stderr;
    let human = run("human");
    let excerpt = " --> content/postmortems/a.md:3:16\n  |\n3 | recurrence_of: INC-404\n  |                ^^^^^^^\n";
    assert!(human.contains(excerpt), "{human}");
    assert!(human.contains("\n--> content/postmortems/a.mdx:1:1\n = help: give one"), "{human}");
    let short = run("short");
    assert!(short.contains("content/postmortems/a.mdx:1:1: error[slug-collision]: "), "{short}");
    assert!(short.contains("content/postmortems/a.md:3:16: warning[unknown-incident]: "), "{short}");
    let json = run("json");
    let place = |code: &str| {
        let line = json.lines().find(|line| line.contains(code)).unwrap_or_else(|| panic!("{code} in {json}"));
        let found: serde_json::Value = serde_json::from_str(line).unwrap();
        ["line", "column", "end_line", "end_column"].map(|key| found[key].as_u64().unwrap_or_default())
    };
    assert_eq!(place("unknown-incident"), [3, 16, 3, 23]);
    assert_eq!(place("slug-collision"), [1, 1, 1, 1]);
}

/// `check --format short` in `folder`, as seen from the site's root: the places that it names.
fn told_from(test: &SiteTest, folder: &str, args: &[&str]) -> Vec<String> {
    let mut command = test.command(&[&["check", "--no-rules", "--today", TODAY, "--format", "short"], args].concat());
    let output = command.current_dir(test.path(folder)).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    told.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect()
}

#[test]
fn files_are_named_so_that_a_terminal_can_open_them_where_the_command_ran() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nrecurrence_of: INC-404", "Text.")
        .file("book.toml", "[book]\nurl = 1\n")
        .file("sub/deep/x.txt", "");
    let root = test.root().display().to_string();
    // What is wrong with settings is told of their file.
    assert!(test.run(&["check"]).stderr.contains("\n --> book.toml:2:1"), "{}", test.run(&["check"]).stderr);
    let errors = test.command(&["check", "--root", "../.."]).current_dir(test.path("sub/deep")).output().unwrap();
    let errors = String::from_utf8(errors.stderr).unwrap();
    assert!(
        errors.contains(" --> ../../book.toml:2:1") && errors.contains("../../book.toml cannot be used"),
        "{errors}"
    );
    test.remove("book.toml");
    let content = format!("{root}/content");
    for (folder, args, place) in [
        (".", vec![], "content/postmortems/a.md"),
        ("content", vec!["--root", ".."], "../content/postmortems/a.md"),
        ("sub/deep", vec!["--root", "../.."], "../../content/postmortems/a.md"),
        ("content", vec!["--content", "."], "postmortems/a.md"),
        ("sub", vec!["--content", "./../content/postmortems"], "../content/postmortems/a.md"),
        (".", vec!["--content", &content], "content/postmortems/a.md"),
    ] {
        let told = told_from(&test, folder, &args);
        assert_eq!(told, [place], "{folder} {args:?}");
        assert!(test.path(folder).join(&told[0]).is_file());
    }
    // Behind a folder that lies elsewhere and was named from the root of the disk, so are its files.
    let outside = told_from(&test, "sub/deep", &["--content", &content]);
    assert_eq!(outside, [format!("{content}/postmortems/a.md")]);
}

#[test]
fn every_command_names_files_alike_and_no_site_and_no_export_for_machines_holds_a_path_of_the_host() {
    let test = SiteTest::new()
        .postmortem(
            "a",
            "title: Winch\ndate: 2026-01-02\nid: INC-1",
            "The winch stuck.\n\n## Action items\n\n- [ ] Grease it (due: 2026-02-01)\n",
        )
        .postmortem("b", "title: B\nid: INC-1", "Text.");
    let root = test.root().display().to_string();
    let content = format!("{root}/content");
    let here = test.path("content");
    let run = |args: &[&str]| {
        let output =
            test.command(&[args, &["--root", "..", "--today", TODAY]].concat()).current_dir(&here).output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    for args in [
        &["search", "winch"][..],
        &["actions"],
        &["search", "winch", "--format", "json"],
        &["actions", "--format", "json"],
        &["export"],
        &["export", "--format", "csv"],
    ] {
        let (printed, _) = run(args);
        assert!(printed.contains("../content/postmortems/a.md"), "{args:?}: {printed}");
    }
    // Another file that a message names is named the same way.
    let (_, told) = run(&["export"]);
    assert!(
        told.contains("belongs to ../content/postmortems/a.md already\n --> ../content/postmortems/b.md:3:5"),
        "{told}"
    );
    assert!(told.ends_with("2 postmortems; 1 warning\n"), "{told}");
    assert!(run(&["export", "-q"]).1.is_empty());
    let build = test.run(&["build", "--content", &content, "--today", TODAY, "-q"]);
    assert_eq!((build.code, build.stderr.as_str()), (0, ""));
    for (path, bytes) in &test.read().files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&root) && !text.contains("content/postmortems/a.md"), "{path}");
    }
}
