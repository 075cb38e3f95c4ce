//! Builds that are killed, that meet each other, or that run out of room.

use crate::determinism::difference;
use crate::support::site::MANIFEST;
use crate::support::soundness::assert_sound_where_one_gets;
use crate::support::{Site, SiteTest};
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Twelve incidents that link each other; `word` stands in each.
fn write(test: &SiteTest, word: &str) {
    for number in 0..12 {
        let next = (number + 1) % 12;
        test.write(
            &format!("content/postmortems/inc-{number:02}.md"),
            &format!(
                "---\ntitle: The {word} incident {number}\ndate: 2025-03-{:02}\nservices: [svc-{}, {word}]\n---\n\nSee [the next](inc-{next:02}.md). {}\n",
                number + 1,
                number % 3,
                format!("A {word} stopped the queue. ").repeat(60),
            ),
        );
    }
}

fn site_of(word: &str) -> Site {
    let test = SiteTest::new();
    write(&test, word);
    test.site()
}

/// A number below `below`, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }
}

/// Every file is whole and of one of the two sites, and no page that a reader comes to leads to nothing. New pages name each other:
/// one that nothing leads to yet may lead to one that is still to come.
fn assert_between(site: &Site, one: &Site, other: &Site) {
    for (path, bytes) in &site.files {
        let is_known = [one, other].iter().any(|known| known.files.get(path) == Some(bytes));
        assert!(is_known || path == MANIFEST, "{path} is of neither site");
    }
    for path in one.files.keys().filter(|path| other.files.contains_key(*path)) {
        assert!(site.files.contains_key(path), "{path} is in both sites and gone");
    }
    assert_sound_where_one_gets(site);
}

#[test]
fn a_killed_build_leaves_a_site_that_works_and_the_next_one_mends_it() {
    let (old, new) = (site_of("valve"), site_of("pump"));
    let test = SiteTest::new();
    write(&test, "valve");
    let start = Instant::now();
    test.site();
    let whole = u64::try_from(start.elapsed().as_micros()).unwrap();
    let mut dice = Dice(7);
    for round in 0..200 {
        write(&test, if round % 2 == 0 { "pump" } else { "valve" });
        let mut child = test
            .command(&["build", "--today", crate::support::site_test::TODAY])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(dice.roll(whole)));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_between(&test.read(), &old, &new);
        if round % 20 == 0 {
            let wanted = if round % 2 == 0 { &new } else { &old };
            assert_eq!(difference(&test.site(), wanted), Vec::<String>::new(), "after kill {round}");
        }
    }
    assert_eq!(difference(&test.site(), &old), Vec::<String>::new());
    let left: Vec<_> = fs::read_dir(test.root()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "content, site and cache alone: {left:?}");
}

#[test]
fn each_step_from_one_site_to_another_is_a_site_that_works() {
    let (old, new) = (site_of("valve"), site_of("pump"));
    for (from, to) in [(&old, &new), (&new, &old)] {
        let mut between = Site { files: from.files.clone() };
        let (there, to_come): (Vec<_>, Vec<_>) = to.files.keys().partition(|path| from.files.contains_key(*path));
        for path in to_come.into_iter().chain(there) {
            between.files.insert(path.clone(), to.files[path].clone());
            assert_between(&between, from, to);
        }
        for path in from.files.keys().filter(|path| !to.files.contains_key(*path)) {
            between.files.remove(path);
            assert_between(&between, from, to);
        }
        assert_eq!(difference(&between, to), Vec::<String>::new());
    }
}

#[test]
fn a_first_build_that_is_killed_leaves_no_site() {
    let new = site_of("pump");
    let test = SiteTest::new();
    write(&test, "pump");
    let mut dice = Dice(11);
    for round in 0..20 {
        let mut child = test
            .command(&["build", "--today", crate::support::site_test::TODAY])
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(dice.roll(120)));
        child.kill().unwrap();
        child.wait().unwrap();
        if test.path("_site").exists() {
            assert_eq!(difference(&test.read(), &new), Vec::<String>::new(), "kill {round} left half a site");
            fs::remove_dir_all(test.path("_site")).unwrap();
        }
    }
    assert_eq!(difference(&test.site(), &new), Vec::<String>::new());
}

#[test]
fn builds_of_one_output_at_once_wait_for_each_other() {
    let wanted = site_of("pump");
    let test = SiteTest::new();
    write(&test, "pump");
    let spawn = |_| {
        let mut command = test.command(&["build", "--today", crate::support::site_test::TODAY]);
        command.stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..4).map(spawn).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(difference(&test.read(), &wanted), Vec::<String>::new());
    assert_eq!(difference(&test.site(), &wanted), Vec::<String>::new());
}

/// Runs a build that may write no file beyond so many `kilobytes`, as on a full disk: writing more is an error.
fn build_without_room(test: &SiteTest, kilobytes: u32) -> (Option<i32>, String) {
    let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" build --today 2026-03-07");
    let output = Command::new("bash")
        .args(["-c", &script, env!("CARGO_BIN_EXE_pmsite")])
        .current_dir(test.root())
        .output()
        .unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn a_full_disk_is_an_error_that_leaves_the_last_good_site() {
    let test = SiteTest::new();
    write(&test, "valve");
    let good = test.site();
    write(&test, "pump");
    for kilobytes in [0, 1, 2, 8] {
        let (code, said) = build_without_room(&test, kilobytes);
        assert_eq!(code, Some(2), "{kilobytes} kB: {said}");
        assert!(said.contains("error") && said.contains("_site"), "{said}");
        assert_eq!(difference(&test.read(), &good), Vec::<String>::new(), "{kilobytes} kB");
    }
    assert_eq!(difference(&test.site(), &site_of("pump")), Vec::<String>::new());
}

#[test]
fn an_output_that_cannot_be_written_is_an_error_that_leaves_the_last_good_site() {
    let test = SiteTest::new();
    write(&test, "valve");
    let good = test.site();
    write(&test, "pump");
    // Stands for a folder without permission, which a test that runs as root would not notice.
    test.write("._site.pmsite-staging", "in the way");
    let run = test.build();
    assert_eq!(run.code, 2, "{}", run.stderr);
    assert!(run.stderr.contains("_site"), "{}", run.stderr);
    assert_eq!(difference(&test.read(), &good), Vec::<String>::new());
}

/// Builds where a process may have so many files open.
#[cfg(unix)]
fn build_with_files(test: &SiteTest, files: u32) -> (Option<i32>, String) {
    let build = test.command(&["build", "--today", crate::support::site_test::TODAY]);
    let mut command = std::process::Command::new("sh");
    command
        .arg("-c")
        .arg(format!("ulimit -n {files}; exec \"$0\" \"$@\""))
        .arg(build.get_program())
        .args(build.get_args());
    let run = command.current_dir(test.root()).output().unwrap();
    (run.status.code(), String::from_utf8_lossy(&run.stderr).into_owned())
}

#[cfg(unix)]
#[test]
fn too_few_open_files_lose_no_document_and_block_no_later_build() {
    let test = (0..40).fold(SiteTest::new(), |test, i| {
        test.postmortem(&format!("p{i}"), &format!("title: P{i}\ndate: 2025-01-02"), "x")
    });
    assert_eq!(test.build().code, 0);
    let before = test.read().list();
    for files in 5..24 {
        let (code, said) = build_with_files(&test, files);
        assert!(!said.contains("unreadable") && matches!(code, Some(0 | 2 | 127)), "{files}: {code:?} {said}");
        assert_eq!(test.read().list(), before, "{files}: {said}");
        assert_eq!(test.build().code, 0, "{files}: {said}");
    }
}
