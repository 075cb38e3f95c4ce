//! What an untrusted checkout may hold, and what never comes of it: links in every role, pipes, folders that are not ours.

use crate::support::{Site, SiteTest};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const CANARY: &str = "zqcanary";

/// A site with something in every role, and beside its root what links lead to.
fn rich() -> SiteTest {
    SiteTest::new()
        .postmortem(
            "one",
            "title: One\ndate: 2025-01-02\nservices: [api]",
            "See [log](deep/a.log) and ![pic](pic.svg). First.",
        )
        .postmortem("deep/two", "title: Two\ndate: 2025-02-03", "Second.")
        .file("content/postmortems/deep/a.log", "a line\n")
        .file("content/postmortems/pic.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>")
        .file("content/pages/scale.md", "# Scale\n\nText.\n")
        .file("theme/static/own.txt", "own\n")
        .file("theme/templates/head.html", "<!-- own -->\n")
        .file("theme/strings.toml", "")
        .file("themes/team/static/team.txt", "team\n")
        .file("team.css", "p { color: red }\n")
        .file("book.toml", "[output.html]\ntheme = \"team\"\nadditional-css = [\"team.css\"]\n")
}

/// All that lies in a folder: files with their bytes, links with where they lead.
fn everything(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    let seen = |entry: walkdir::DirEntry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned();
        let bytes = match entry.file_type() {
            kind if kind.is_file() => fs::read(entry.path()).unwrap(),
            kind if kind.is_symlink() => {
                fs::read_link(entry.path()).unwrap().to_string_lossy().into_owned().into_bytes()
            }
            _ => b"folder".to_vec(),
        };
        (path, bytes)
    };
    entries.map(seen).collect()
}

/// Moves `path` of the site away, so that it lies outside with a canary in it, and puts a link to it in its place.
fn lead_out(test: &SiteTest, path: &str) {
    let (here, outside) = (test.path(path), test.path("../outside"));
    fs::create_dir_all(&outside).unwrap();
    let there = outside.join(here.file_name().unwrap());
    if here.exists() {
        fs::rename(&here, &there).unwrap();
    } else {
        fs::create_dir_all(&there).unwrap();
        fs::create_dir_all(here.parent().unwrap()).unwrap();
    }
    if there.is_dir() {
        fs::write(there.join("zqcanary.md"), "# zqcanary 2026-01-01\n\nzqcanary\n").unwrap();
        fs::write(there.join("zqcanary.css"), "/* zqcanary */").unwrap();
        fs::create_dir_all(there.join("site/zqdeep")).unwrap();
        fs::write(there.join("site/zqdeep/zqcanary"), "zqcanary").unwrap();
    } else {
        let mut text = fs::read(&there).unwrap();
        text.extend_from_slice(b"\n/* zqcanary */ <!-- zqcanary -->\n");
        fs::write(&there, text).unwrap();
    }
    symlink(&there, &here).unwrap();
}

/// Runs every command that reads or writes; what each said.
fn run_all(test: &SiteTest) -> Vec<(String, i32, String)> {
    let commands: [&[&str]; 4] = [
        &["build", "--today", "2026-03-07"],
        &["search", "first", "--today", "2026-03-07"],
        &["check", "--today", "2026-03-07"],
        &["export", "--today", "2026-03-07"],
    ];
    let run = |args: &&[&str]| {
        let run = test.run(args);
        (args[0].to_owned(), run.code, format!("{}{}", run.stdout, run.stderr))
    };
    commands.iter().map(run).collect()
}

/// Nothing outside was changed, nothing from there was published or printed.
fn assert_held(test: &SiteTest, role: &str, outside: &BTreeMap<String, Vec<u8>>) {
    for (command, _, said) in run_all(test) {
        assert!(!said.contains(CANARY), "{role}: {command} printed a line from outside:\n{said}");
        let now = everything(&test.path("../outside"));
        assert_eq!(now.keys().collect::<Vec<_>>(), outside.keys().collect::<Vec<_>>(), "{role}: after {command}");
        assert!(now == *outside, "{role}: {command} changed a file outside");
    }
    let out = test.path("_site");
    if out.is_dir() && !out.is_symlink() {
        let site = everything(&out);
        let leaks: Vec<&String> = site
            .iter()
            .filter(|(path, bytes)| path.contains(CANARY) || memchr::memmem::find(bytes, CANARY.as_bytes()).is_some())
            .map(|(path, _)| path)
            .collect();
        assert_eq!(leaks, Vec::<&String>::new(), "{role}: published");
    }
}

#[test]
fn a_link_in_any_role_is_not_followed_for_reading() {
    for role in [
        "book.toml",
        "team.css",
        "theme",
        "theme/static",
        "theme/static/own.txt",
        "theme/templates",
        "theme/templates/head.html",
        "theme/strings.toml",
        "themes",
        "themes/team",
        "themes/team/static",
        "content",
        "content/postmortems",
        "content/postmortems/deep",
        "content/postmortems/one.md",
        "content/postmortems/deep/a.log",
        "content/postmortems/pic.svg",
        "content/pages",
    ] {
        for is_built_before in [false, true] {
            let test = rich();
            if is_built_before {
                test.site();
            }
            lead_out(&test, role);
            assert_held(&test, role, &everything(&test.path("../outside")));
        }
    }
}

#[test]
fn a_link_to_a_folder_inside_is_not_followed_either() {
    let test = rich().file("content/pages/more.md", "# More\n\nzqinside\n");
    fs::remove_dir_all(test.path("theme/static")).unwrap();
    symlink("../content", test.path("theme/static")).unwrap();
    let run = test.build();
    assert!(run.code == 2 && run.stderr.contains("theme/static is a symbolic link"), "{}", run.stderr);
}

#[test]
fn a_link_in_any_role_is_not_followed_for_writing() {
    let test = rich();
    test.site();
    let roles: Vec<String> = [".pmsite", "_site"]
        .into_iter()
        .flat_map(|folder| everything(&test.path(folder)).into_keys().map(move |path| format!("{folder}/{path}")))
        .map(|path| path.trim_end_matches('/').to_owned())
        .filter(|path| !path.starts_with("_site/") || path.matches('/').count() < 2 || path.contains("postmortems/"))
        .chain(
            ["._site.pmsite-staging", "._site.pmsite-staging/site", "._site.pmsite-staging/.pmsite-lock"]
                .map(str::to_owned),
        )
        .collect();
    assert!(roles.len() > 30, "{roles:?}");
    for role in &roles {
        let test = rich();
        test.site();
        test.edit("content/postmortems/one.md", "First.", "First, changed.");
        test.remove("content/postmortems/deep/two.md");
        lead_out(&test, role);
        assert_held(&test, role, &everything(&test.path("../outside")));
    }
}

#[test]
fn a_link_that_leads_nowhere_makes_no_file_there() {
    for role in [
        ".pmsite",
        ".pmsite/written",
        ".pmsite/index",
        "._site.pmsite-staging",
        "._site.pmsite-staging/.pmsite-lock",
        "_site",
    ] {
        for is_built_before in [false, true] {
            let test = rich();
            if is_built_before {
                test.site();
            }
            let path = test.path(role);
            let _ = fs::remove_dir_all(&path).or_else(|_| fs::remove_file(&path));
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            symlink(test.path("../nowhere"), &path).unwrap();
            run_all(&test);
            assert!(!test.path("../nowhere").exists(), "{role}");
        }
    }
}

#[test]
fn a_file_that_is_swapped_for_a_link_during_the_build_is_not_published() {
    let test = rich().file("../outside/secret.txt", CANARY).file("../outside/folder/a.log", CANARY);
    let (log, deep) = (test.path("content/postmortems/deep/a.log"), test.path("content/postmortems/deep"));
    let aside = test.path("content/postmortems/aside");
    let (outside, folder) = (test.path("../outside/secret.txt"), test.path("../outside/folder"));
    let is_over = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                let _ = fs::remove_file(&log);
                let _ = symlink(&outside, &log);
                std::thread::sleep(Duration::from_micros(300));
                let _ = fs::remove_file(&log);
                let _ = fs::write(&log, "a line\n");
                std::thread::sleep(Duration::from_micros(300));
                let _ = fs::rename(&deep, &aside);
                let _ = symlink(&folder, &deep);
                std::thread::sleep(Duration::from_micros(300));
                let _ = fs::remove_file(&deep);
                let _ = fs::rename(&aside, &deep);
            }
        });
        for round in 0..40 {
            let out = format!("_site{round}");
            test.build_with(&["--out", &out]);
            if test.path(&out).is_dir() {
                assert_eq!(Site::read(&test.path(&out)).holders_of(CANARY), Vec::<&str>::new(), "round {round}");
            }
        }
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}

#[test]
fn a_key_of_the_configuration_does_not_lead_out() {
    for line in [
        "[book]\nsrc = \"../outside\"",
        "[book]\nsrc = \"content/../../outside\"",
        "[build]\nbuild-dir = \"../outside\"",
        "[output.html]\nadditional-css = [\"../outside/zqcanary.css\"]",
        "[output.html]\ntheme = \"../../outside\"",
    ] {
        let test = rich().file("book.toml", line).file("../outside/zqcanary.css", "/* zqcanary */");
        let run = test.build();
        assert!(run.code == 2 && run.stderr.contains("book.toml:2"), "{line}: {}", run.stderr);
        assert!(!test.path("_site").exists());
    }
}

#[test]
fn a_folder_that_pmsite_did_not_make_is_not_emptied() {
    for folder in [".pmsite", ".pmsite/index/internal-1", "._site.pmsite-staging"] {
        let test = rich().file(&format!("{folder}/site/thesis.txt"), "three years of work");
        let run = test.build();
        assert!(fs::exists(test.path(&format!("{folder}/site/thesis.txt"))).unwrap(), "{folder}");
        assert!(run.stderr.contains(folder.split('/').next().unwrap()), "{folder} is named: {}", run.stderr);
    }
}

#[test]
fn a_cache_that_came_with_the_checkout_is_not_read() {
    let git = |test: &SiteTest, args: &[&str]| {
        let run = Command::new("git").current_dir(test.root()).args(args).stdout(Stdio::null()).status().unwrap();
        assert!(run.success(), "git {args:?}");
    };
    let test = rich();
    let good = test.site();
    let before = everything(&test.path(".pmsite"));
    git(&test, &["init", "-q"]);
    git(&test, &["add", "-f", ".pmsite", "content"]);
    let run = test.build();
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("cache-unused"), "{}", run.stderr);
    assert_eq!(test.read(), good);
    assert_eq!(everything(&test.path(".pmsite")), before, "not written either");
    git(&test, &["rm", "-rq", "--cached", ".pmsite"]);
    assert!(!test.build().stderr.contains("cache-unused"));
    // One file of it is enough, and so is any way to keep the list.
    for path in [".pmsite/documents/other.pack", ".PMSITE/written"] {
        test.write(path, "planted");
        git(&test, &["add", "-f", path]);
        for version in ["2", "4"] {
            git(&test, &["update-index", "--index-version", version]);
            assert!(test.build().stderr.contains("cache-unused"), "{path}, version {version}");
        }
        git(&test, &["rm", "-rqf", "--cached", path]);
        assert!(!test.build().stderr.contains("cache-unused"));
    }
    test.write(".pmsite/documents/other.pack", "planted");
    git(&test, &["add", "-f", ".pmsite/documents/other.pack"]);
    git(&test, &["update-index", "--split-index"]);
    assert!(test.build().stderr.contains("cache-unused"), "a list in two files");
    git(&test, &["update-index", "--no-split-index"]);
    git(&test, &["rm", "-rqf", "--cached", ".pmsite"]);
    assert!(!test.build().stderr.contains("cache-unused"));
    test.write(".pmsite/.git", "gitdir: ../elsewhere");
    assert!(test.build().stderr.contains("cache-unused"), "a submodule");
    test.remove(".pmsite/.git");
    fs::write(test.path(".git/index"), "no list of files").unwrap();
    assert!(test.build().stderr.contains("cache-unused"), "what cannot be read may hold it");
}

#[test]
fn the_cache_keeps_itself_out_of_git() {
    let test = rich();
    test.site();
    assert_eq!(fs::read_to_string(test.path(".pmsite/.gitignore")).unwrap(), "*\n");
    assert!(
        fs::read_to_string(test.path(".pmsite/CACHEDIR.TAG"))
            .unwrap()
            .starts_with("Signature: 8a477f597d28d172789f06886806bc55")
    );
}

#[test]
fn pipes_and_devices_are_not_waited_for() {
    for path in [
        "content/.gitignore",
        ".gitignore",
        "content/postmortems/pipe.md",
        "content/postmortems/deep/a.log",
        "book.toml",
        "team.css",
        "theme/static/pipe",
        "theme/strings.toml",
    ] {
        let test = rich();
        if path == ".gitignore" {
            fs::create_dir(test.path(".git")).unwrap();
        }
        let _ = fs::remove_file(test.path(path));
        assert!(Command::new("mkfifo").arg(test.path(path)).status().unwrap().success());
        for args in [["build", "--today", "2026-03-07"], ["check", "--today", "2026-03-07"]] {
            let mut child = test.command(&args).stderr(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
            let ended = (0..600).any(|_| {
                std::thread::sleep(Duration::from_millis(50));
                child.try_wait().unwrap().is_some()
            });
            if !ended {
                child.kill().unwrap();
            }
            assert!(ended, "{args:?} waits for the pipe {path}");
        }
    }
}

#[test]
fn rules_that_cannot_be_read_are_reported() {
    let test = rich();
    fs::File::create(test.path("content/.gitignore")).unwrap().set_len(3 << 30).unwrap();
    let run = test.check();
    assert!(run.stderr.contains(".gitignore:1:1: warning[unread-gitignore]"), "{}", run.stderr);
}

#[test]
fn what_is_read_may_not_lie_in_the_output() {
    let test = rich();
    test.site();
    let before = test.read();
    fs::create_dir(test.path("_site/inner")).unwrap();
    for (root, content, out) in
        [("_site", "content", "_site"), ("_site/inner", "content", "_site"), (".", "_site/postmortems", "_site")]
    {
        let run = test.run(&["build", "--root", root, "--content", content, "--out", out]);
        assert!(run.code == 2 && run.stderr.contains("--out"), "{root} {content}: {}", run.stderr);
        assert_eq!(test.read(), before, "{root} {content}");
    }
}

/// Mounts a small disk of memory where the test may: not everywhere is one root.
fn mounted(path: &Path, test: impl FnOnce()) {
    let run = |command: &str, args: &[&std::ffi::OsStr]| {
        Command::new(command).args(args).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let words: Vec<&std::ffi::OsStr> =
        ["-t", "tmpfs", "-o", "size=20m", "tmpfs"].iter().map(std::ffi::OsStr::new).collect();
    if !run("mount", &[words, vec![path.as_os_str()]].concat()) {
        println!("SKIPPED: no disk can be mounted here");
        return;
    }
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(test));
    assert!(run("umount", &[path.as_os_str()]));
    if let Err(failure) = result {
        std::panic::resume_unwind(failure);
    }
}

#[test]
fn a_mounted_disk_can_be_the_output() {
    let test = rich();
    fs::create_dir(test.path("_site")).unwrap();
    let wanted = rich().site();
    mounted(&test.path("_site"), || {
        fs::create_dir(test.path("_site/lost+found")).unwrap();
        let run = test.build();
        assert!(run.code == 0 && run.stderr.contains("one by one"), "{}", run.stderr);
        assert_eq!(test.read(), wanted);
        test.edit("content/postmortems/one.md", "First.", "First, changed.");
        assert_eq!(test.site().holders_of("First, changed."), ["postmortems/one/index.html"]);
        test.edit("content/postmortems/one.md", "First, changed.", "First.");
        assert_eq!(test.site(), wanted, "and nothing else is left there");
    });
}
