//! What is on disk after a build, and what never happens to it.

use crate::support::site::MANIFEST;
use crate::support::{Site, SiteTest};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

fn two() -> SiteTest {
    SiteTest::new().postmortem("one", "title: One\ndate: 2025-01-02\nservices: [api]", "First.").postmortem(
        "two",
        "title: Two\ndate: 2025-02-03\nservices: [queue]",
        "Second.",
    )
}

/// Sets every file's time back by an hour and returns what was set.
fn age(folder: &Path) -> BTreeMap<String, SystemTime> {
    let past = SystemTime::now() - Duration::from_secs(3600);
    let paths: Vec<String> = Site::read(folder).files.into_keys().collect();
    for path in &paths {
        fs::File::options().write(true).open(folder.join(path)).unwrap().set_modified(past).unwrap();
    }
    paths.into_iter().map(|path| (path.clone(), fs::metadata(folder.join(path)).unwrap().modified().unwrap())).collect()
}

fn touched(folder: &Path, before: &BTreeMap<String, SystemTime>) -> Vec<String> {
    let is_new =
        |path: &&String| before.get(*path) != fs::metadata(folder.join(path)).unwrap().modified().ok().as_ref();
    Site::read(folder).files.keys().filter(is_new).cloned().collect()
}

#[test]
fn the_manifest_lists_exactly_the_files() {
    let site = two().site();
    let manifest = site.text(MANIFEST);
    let listed: Vec<&str> = manifest.lines().skip(1).collect();
    let there: Vec<&str> = site.files.keys().map(String::as_str).filter(|path| *path != MANIFEST).collect();
    assert_eq!(listed, there);
}

#[test]
fn a_removed_document_takes_its_files_and_empty_folders_with_it() {
    let test = two();
    test.site();
    assert!(test.path("_site/services/queue").is_dir());
    test.remove("content/postmortems/two.md");
    let site = test.site();
    assert!(!site.has("postmortems/two/") && !site.has("services/queue/"));
    assert!(!test.path("_site/postmortems/two").exists());
    assert!(!test.path("_site/services/queue").exists());
    assert_eq!(site.holders_of("Second."), Vec::<&str>::new());
}

#[test]
fn unchanged_files_are_not_written_again() {
    let test = two();
    test.site();
    let before = age(&test.path("_site"));
    let run = test.build();
    assert_eq!(run.code, 0);
    assert_eq!(touched(&test.path("_site"), &before), Vec::<String>::new());
    test.edit("content/postmortems/one.md", "First.", "First, and more.");
    test.site();
    let touched = touched(&test.path("_site"), &before);
    assert!(touched.contains(&"postmortems/one/index.html".to_owned()), "{touched:?}");
    assert!(!touched.contains(&"postmortems/two/index.html".to_owned()), "{touched:?}");
    assert!(!touched.contains(&"services/queue/index.html".to_owned()), "{touched:?}");
}

#[test]
fn files_that_pmsite_did_not_make_stay() {
    let test = two();
    test.site();
    test.write("_site/CNAME", "incidents.example\n");
    test.write("_site/postmortems/two/notes.txt", "mine\n");
    test.remove("content/postmortems/two.md");
    let site = test.site();
    assert_eq!(site.text("CNAME"), "incidents.example\n");
    assert_eq!(site.text("postmortems/two/notes.txt"), "mine\n");
    assert!(!site.has("postmortems/two/"));
}

#[test]
fn files_that_pmsite_did_not_make_are_named() {
    let test = two();
    test.site();
    assert!(!test.build().stderr.contains("foreign-files"));
    test.write("_site/CNAME", "incidents.example\n");
    test.write("_site/postmortems/two/notes.txt", "mine\n");
    test.write("_site/mine/deep/a.txt", "mine\n");
    let run = test.build_with(&["--format", "short", "--deny", "warnings"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let told: Vec<&str> = run.stderr.lines().filter(|line| line.contains("foreign-files")).collect();
    assert!(told.len() == 1 && told[0].contains("`CNAME`, `mine/`, `postmortems/two/notes.txt`"), "{}", run.stderr);
    (0..20).for_each(|number| test.write(&format!("_site/own{number}.txt"), "mine"));
    assert!(test.build().stderr.contains("23 files or folders"), "{}", test.build().stderr);
    assert!(!test.build().stderr.contains("`own9.txt`"));
    assert!(test.build_with(&["-v"]).stderr.contains("`own9.txt`, `postmortems/two/notes.txt`"));
    assert!(test.build_with(&["--format", "json"]).stderr.contains("`own9.txt`"));
}

#[test]
fn a_file_that_pmsite_did_not_make_is_never_written_over() {
    type Put = fn(&SiteTest);
    let cases: [(&str, i32, Put); 6] = [
        ("_site/postmortems/new/index.html", 1, |test| test.write("_site/postmortems/new/index.html", "mine")),
        ("_site/postmortems/new", 2, |test| test.write("_site/postmortems/new", "mine")),
        ("_site/blog", 2, |test| test.write("_site/blog", "mine")),
        ("_site/blog/old.html/mine.txt", 2, |test| test.write("_site/blog/old.html/mine.txt", "mine")),
        ("_site/blog/old.html", 2, |test| fs::create_dir_all(test.path("_site/blog/old.html")).unwrap()),
        ("_site/postmortems/new/index.html", 1, |test| {
            fs::create_dir(test.path("_site/postmortems/new")).unwrap();
            std::os::unix::fs::symlink("/nowhere", test.path("_site/postmortems/new/index.html")).unwrap();
        }),
    ];
    for (path, code, put) in cases {
        let test = two();
        test.site();
        put(&test);
        let list = || -> BTreeMap<String, Option<Vec<u8>>> {
            let entries = walkdir::WalkDir::new(test.path("_site")).into_iter().map(Result::unwrap);
            entries.map(|entry| (entry.path().display().to_string(), fs::read(entry.path()).ok())).collect()
        };
        let before = list();
        test.write("content/postmortems/new.md", "---\ntitle: New\naliases: [/blog/old.html]\n---\n\nNew.\n");
        test.edit("content/postmortems/one.md", "First.", "First, and more.");
        let run = test.build();
        assert_eq!(run.code, code, "{path}: {}", run.stderr);
        assert!(run.stderr.contains(path.trim_start_matches("_site/")), "{path}: {}", run.stderr);
        let (mut before, mut after) = (before, list());
        if code == 1 {
            let place = test.path(path).display().to_string();
            before.retain(|path, _| *path == place);
            after.retain(|path, _| *path == place);
        }
        assert_eq!(after, before, "{path}: nothing is changed");
    }
}

#[test]
fn what_pmsite_made_makes_way_for_what_it_makes_next() {
    let test = two();
    test.write("content/postmortems/new.md", "---\ntitle: New\naliases: [/old.html, /x/y/]\n---\n\nNew.\n");
    test.site();
    test.edit("content/postmortems/new.md", "[/old.html, /x/y/]", "[/old.html/x/, /x/Y.html]");
    assert!(test.site().has("old.html/x/"));
    test.edit("content/postmortems/new.md", "[/old.html/x/, /x/Y.html]", "[/OLD.html, /X/y/]");
    let site = test.site();
    assert!(site.has("OLD.html") && site.has("X/y/") && !site.list().contains("old.html"), "{}", site.list());
}

#[test]
fn a_damaged_output_file_is_written_again() {
    let test = two();
    let good = test.site();
    test.write("_site/index.html", "scribbled over");
    fs::remove_file(test.path("_site/postmortems/one/index.html")).unwrap();
    assert_eq!(test.site(), good);
}

#[test]
fn a_folder_of_somebody_else_is_refused() {
    let test = two().file("public/thesis.txt", "three years of work");
    let run = test.build_with(&["--out", "public"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("public") && run.stderr.contains("--out"), "{}", run.stderr);
    assert_eq!(Site::read(&test.path("public")).list(), "thesis.txt\n");
}

#[test]
fn the_content_and_root_folders_are_refused_as_output() {
    let test = two();
    let before = Site::read(&test.root());
    for out in [".", "content", "content/postmortems", ".."] {
        let run = test.build_with(&["--out", out]);
        assert_eq!(run.code, 2, "--out {out}: {}", run.stderr);
        assert_eq!(Site::read(&test.root()), before, "--out {out}");
    }
}

#[test]
fn an_empty_folder_is_accepted() {
    let test = two();
    fs::create_dir(test.path("_site")).unwrap();
    assert!(test.site().has("postmortems/one/"));
}

#[test]
fn a_manifest_that_points_outside_is_refused() {
    let test = two().file("../precious.txt", "keep me");
    test.site();
    let manifest = fs::read_to_string(test.path(&format!("_site/{MANIFEST}"))).unwrap();
    for line in ["../../precious.txt", "/etc/hostname", "x/../../../precious.txt"] {
        test.write(&format!("_site/{MANIFEST}"), &format!("{manifest}{line}\n"));
        assert_eq!(test.build().code, 2, "{line}");
        assert!(test.path("../precious.txt").exists());
    }
}

#[test]
fn links_in_the_output_folder_are_never_written_through() {
    let test = two().file("../outside/index.html", "keep me").file("../outside.html", "keep me");
    test.site();
    fs::remove_file(test.path("_site/index.html")).unwrap();
    std::os::unix::fs::symlink(test.path("../outside.html"), test.path("_site/index.html")).unwrap();
    fs::remove_dir_all(test.path("_site/postmortems/one")).unwrap();
    std::os::unix::fs::symlink(test.path("../outside"), test.path("_site/postmortems/one")).unwrap();
    test.edit("content/postmortems/one.md", "First.", "First, changed.");
    let run = test.build();
    assert!(run.code == 2 && run.stderr.contains("postmortems/one"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(test.path("../outside.html")).unwrap(), "keep me");
    assert_eq!(fs::read_to_string(test.path("../outside/index.html")).unwrap(), "keep me");
    test.remove("content/postmortems/one.md");
    assert_eq!(test.build().code, 2, "nor is anything removed through them");
    assert_eq!(fs::read_to_string(test.path("../outside/index.html")).unwrap(), "keep me");
    fs::remove_file(test.path("_site/postmortems/one")).unwrap();
    assert_eq!(test.build().code, 0);
    assert_eq!(fs::read_to_string(test.path("../outside.html")).unwrap(), "keep me");
}

#[test]
fn a_build_that_fails_leaves_the_last_good_site() {
    let test = two();
    let good = test.site();
    test.edit("content/postmortems/one.md", "First.", "Changed.");
    for (path, text) in [
        ("book.toml", "[book\ntitle = 1"),
        ("book.toml", "[book]\ntitel = \"Misspelt\"\n"),
        ("theme/templates/base.html", "{% block main %}never closed"),
        (
            "theme/templates/postmortem.html",
            "{% extends \"default/postmortem.html\" %}{% block main %}{{ no_such_value }}{% endblock %}",
        ),
    ] {
        test.write(path, text);
        let run = test.build();
        assert_eq!(run.code, 2, "{path} with {text:?}: {}", run.stderr);
        assert!(run.stderr.contains(path.rsplit('/').next().unwrap()), "names {path}: {}", run.stderr);
        assert_eq!(test.read(), good, "{path} with {text:?}");
        test.remove(path);
    }
    assert_ne!(test.site(), good);
}

#[test]
fn nothing_but_the_site_is_left_behind() {
    let test = two();
    test.site();
    test.edit("content/postmortems/one.md", "First.", "Changed.");
    test.site();
    let mut names: Vec<String> =
        fs::read_dir(test.root()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != ".pmsite");
    names.sort();
    assert_eq!(names, ["_site", "content"]);
    assert!(!test.read().list().contains("tmp"));
}

#[test]
fn a_file_of_somebody_else_at_an_address_of_the_site_is_kept_and_named() {
    let test = two();
    test.site();
    test.write("_site/postmortems/three/index.html", "mine\n");
    test.write("content/postmortems/three.md", "---\ntitle: Three\ndate: 2025-03-04\n---\n\nThird.\n");
    let run = test.build();
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("`postmortems/three/index.html`") && run.stderr.contains("foreign-file"),
        "{}",
        run.stderr
    );
    assert_eq!(test.read().text("postmortems/three/"), "mine\n");
    assert!(test.read().text("").contains("Three"), "the rest is there");
    test.remove("content/postmortems/three.md");
    assert_eq!(test.build().code, 0);
    assert_eq!(test.read().text("postmortems/three/"), "mine\n", "nor is it removed later");
    test.write("content/postmortems/three.md", "---\ntitle: Three\ndate: 2025-03-04\n---\n\nThird.\n");
    fs::remove_file(test.path("_site/postmortems/three/index.html")).unwrap();
    assert!(test.site().text("postmortems/three/").contains("Third."));
}

#[test]
fn an_empty_staging_folder_that_a_run_left_without_its_mark_is_taken() {
    let test = two();
    std::fs::create_dir_all(test.path("._site.pmsite-staging/site")).unwrap();
    assert_eq!(test.build().code, 0);
    std::fs::create_dir_all(test.path("._site.pmsite-staging/site/mine")).unwrap();
    let run = test.build();
    assert!(run.code == 2 && run.stderr.contains("was not made by pmsite"), "{}", run.stderr);
}

#[test]
fn the_cache_is_refused_as_output() {
    for out in [".pmsite", ".pmsite/site"] {
        let run = two().build_with(&["--out", out]);
        assert!(run.code == 2 && run.stderr.contains("is the cache of pmsite"), "{}", run.stderr);
    }
    let run = two().file("book.toml", "[build]\nbuild-dir = \".pmsite\"\n").build();
    assert!(run.code == 2 && run.stderr.contains("is the cache of pmsite"), "{}", run.stderr);
}
