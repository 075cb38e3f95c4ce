//! The cache folder: whatever is wrong in it costs time, and never a result; those who share it keep nobody from building.

use crate::determinism::difference;
use crate::support::site_test::{TODAY, copy_tree};
use crate::support::{Site, SiteTest};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const CACHE: &str = ".pmsite";
/// Says whose the folder is.
const MARK: &str = "CACHEDIR.TAG";
const SEARCH: [&str; 7] = ["search", "--today", TODAY, "--format", "json", "--", "broker valve"];

/// Fifteen incidents that link each other, each with `word`.
fn write(test: &SiteTest, folder: &str, word: &str) {
    // Else it is that of the content folder.
    test.write("book.toml", "[book]\ntitle = \"Incidents\"\n");
    for number in 0..15 {
        let next = (number + 1) % 15;
        let text = format!(
            "---\ntitle: The {word} incident {number}\ndate: 2025-03-{:02}\nservices: [svc-{}, {word}]\n---\n\nSee [the next](inc-{next:02}.md). A broker lost {word} {number}.\n",
            number + 1,
            number % 3,
        );
        test.write(&format!("{folder}/postmortems/inc-{number:02}.md"), &text);
    }
}

fn test_of(word: &str) -> SiteTest {
    let test = SiteTest::new();
    write(&test, "content", word);
    test
}

/// What a search prints, which must find something.
fn answer(test: &SiteTest) -> String {
    let run = test.run(&SEARCH);
    assert_eq!(run.code, 0, "{}", run.stderr);
    run.stdout
}

/// What a build makes and a search prints where nothing was kept.
struct Wanted {
    site: Site,
    answer: String,
}

impl Wanted {
    fn of(word: &str) -> Self {
        let test = test_of(word);
        Self { site: test.site(), answer: answer(&test_of(word)) }
    }

    /// Builds and searches with the cache as it is.
    fn assert_made(&self, test: &SiteTest, what: &str) {
        let run = test.build();
        assert_eq!(run.code, 0, "{what}: {}", run.stderr);
        assert_eq!(difference(&test.read(), &self.site), Vec::<String>::new(), "{what}");
        assert_eq!(answer(test), self.answer, "{what}");
    }

    /// As before, and searches first.
    fn assert_found_and_made(&self, test: &SiteTest, what: &str) {
        assert_eq!(answer(test), self.answer, "{what}");
        self.assert_made(test, what);
    }
}

/// Files and folders below the cache folder, relative to it, whatever they are called.
fn below(folder: &Path, is_wanted: impl Fn(&fs::FileType) -> bool) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).sort_by_file_name().into_iter().map(Result::unwrap);
    let entries = entries.filter(|entry| is_wanted(&entry.file_type()));
    entries.map(|entry| entry.path().strip_prefix(folder).unwrap().to_owned()).collect()
}

/// Puts the folder `kept` in the place of the cache folder; times are as they were.
fn restore(kept: &Path, test: &SiteTest) {
    remove(&test.path(CACHE));
    assert!(Command::new("cp").arg("-a").arg(kept).arg(test.path(CACHE)).status().unwrap().success());
}

fn remove(path: &Path) {
    match fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => fs::remove_dir_all(path).unwrap(),
        Ok(_) => fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}

fn overwrite(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// What became of a file, and how.
type Damage = (&'static str, fn(&Path));

/// What may have become of a file.
const DAMAGES: [Damage; 13] = [
    ("the first byte changed", |path| overwrite(path, |bytes| bytes.iter_mut().take(1).for_each(|byte| *byte ^= 1))),
    ("a byte changed in the middle", |path| {
        overwrite(path, |bytes| {
            let middle = bytes.len() / 2;
            bytes.iter_mut().skip(middle).take(1).for_each(|byte| *byte ^= 64);
        });
    }),
    ("the last byte changed", |path| {
        overwrite(path, |bytes| bytes.iter_mut().rev().take(1).for_each(|byte| *byte ^= 1))
    }),
    ("cut", |path| overwrite(path, |bytes| bytes.truncate(bytes.len() * 2 / 3))),
    ("emptied", |path| overwrite(path, Vec::clear)),
    ("longer", |path| overwrite(path, |bytes| bytes.extend_from_slice(b"and more"))),
    ("all zeros", |path| overwrite(path, |bytes| bytes.fill(0))),
    ("gone", |path| fs::remove_file(path).unwrap()),
    ("a hole of three gigabytes", |path| File::create(path).unwrap().set_len(3 << 30).unwrap()),
    ("an empty folder", |path| {
        remove(path);
        fs::create_dir(path).unwrap();
    }),
    ("a folder with a file", |path| {
        remove(path);
        fs::create_dir(path).unwrap();
        fs::write(path.join("meta.json"), "{}").unwrap();
    }),
    ("a pipe", |path| {
        remove(path);
        assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    }),
    ("a link to nothing", |path| {
        remove(path);
        link(Path::new("nowhere"), path);
    }),
];

fn link(to: &Path, path: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(to, path).unwrap();
    #[cfg(not(unix))]
    fs::write(path, to.to_str().unwrap()).unwrap();
}

/// A root that was built and searched, and a copy of its cache.
fn kept(word: &str) -> (SiteTest, PathBuf) {
    let test = test_of(word);
    test.site();
    answer(&test);
    let kept = test.path("../kept");
    copy_tree(&test.path(CACHE), &kept);
    restore(&kept, &test);
    (test, kept)
}

#[test]
fn a_file_of_the_cache_that_is_not_as_it_was_written_is_made_again() {
    let wanted = Wanted::of("valve");
    let (test, kept) = kept("valve");
    let files = below(&kept, fs::FileType::is_file);
    assert!(files.len() > 8, "{files:?}");
    for file in &files {
        for (at, (damage, apply)) in DAMAGES.iter().enumerate() {
            restore(&kept, &test);
            apply(&test.path(CACHE).join(file));
            let what = format!("{}: {damage}", file.display());
            // A search alone mends it too.
            match at % 2 {
                0 => wanted.assert_found_and_made(&test, &what),
                _ => wanted.assert_made(&test, &what),
            }
            if file == Path::new(MARK) {
                // Without its mark the folder is not ours to mend.
                continue;
            }
            let odd = below(&test.path(CACHE), |kind| !kind.is_file() && !kind.is_dir());
            assert_eq!(odd, Vec::<PathBuf>::new(), "{what}");
            let folders = below(&test.path(CACHE), fs::FileType::is_dir);
            assert_eq!(folders, below(&kept, fs::FileType::is_dir), "{what}");
        }
    }
}

#[test]
fn a_folder_of_the_cache_that_is_something_else_is_made_again_and_nothing_goes_behind_a_link() {
    let wanted = Wanted::of("valve");
    let (test, kept) = kept("valve");
    let outside = test.path("../outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("mine.pack"), "precious").unwrap();
    let folders = below(&kept, fs::FileType::is_dir);
    assert!(folders.len() > 2, "{folders:?}");
    for folder in &folders {
        for (damage, apply) in DAMAGES.iter().skip(9) {
            restore(&kept, &test);
            let path = test.path(CACHE).join(folder);
            remove(&path);
            fs::write(&path, "in the way").unwrap();
            apply(&path);
            wanted.assert_found_and_made(&test, &format!("{}: {damage}", folder.display()));
        }
        for target in [&outside, &outside.join("mine.pack")] {
            restore(&kept, &test);
            let path = test.path(CACHE).join(folder);
            remove(&path);
            link(target, &path);
            wanted.assert_found_and_made(&test, &format!("{}: a link to {}", folder.display(), target.display()));
            assert_eq!(below(&outside, |_| true), [PathBuf::from("mine.pack")]);
            assert_eq!(fs::read(outside.join("mine.pack")).unwrap(), b"precious");
        }
    }
}

#[test]
fn without_a_cache_folder_everything_is_made_in_memory() {
    let wanted = Wanted::of("valve");
    let test = test_of("valve");
    test.write(CACHE, "a file of somebody");
    wanted.assert_found_and_made(&test, "the cache folder is a file");
    assert_eq!(fs::read(test.path(CACHE)).unwrap(), b"a file of somebody");
    remove(&test.path(CACHE));
    link(Path::new("nowhere/at/all"), &test.path(CACHE));
    wanted.assert_found_and_made(&test, "the cache folder is a link to nothing");
}

#[test]
fn files_of_another_cache_are_not_taken_for_own_ones() {
    let wanted = Wanted::of("valve");
    let (test, kept_here) = kept("valve");
    let (_other, kept_there) = kept("pump");
    let (here, there) = (below(&kept_here, fs::FileType::is_file), below(&kept_there, fs::FileType::is_file));
    // All of them at once, then each in the place of each of its kind.
    restore(&kept_there, &test);
    wanted.assert_found_and_made(&test, "the cache of another site");
    for file in &here {
        for foreign in there.iter().filter(|foreign| foreign.parent() == file.parent()) {
            restore(&kept_here, &test);
            fs::copy(kept_there.join(foreign), test.path(CACHE).join(file)).unwrap();
            wanted.assert_made(&test, &format!("{} is {} of another site", file.display(), foreign.display()));
        }
    }
}

#[test]
fn a_cache_of_before_an_edit_makes_what_is_now() {
    let (test, before) = kept("valve");
    write(&test, "content", "pump");
    test.site();
    answer(&test);
    let after = test.path("../after");
    copy_tree(&test.path(CACHE), &after);
    let (valve, pump) = (Wanted::of("valve"), Wanted::of("pump"));
    for file in below(&before, fs::FileType::is_file) {
        restore(&after, &test);
        fs::copy(before.join(&file), test.path(CACHE).join(&file)).unwrap();
        pump.assert_made(&test, &format!("{} of before the edit", file.display()));
    }
    write(&test, "content", "valve");
    restore(&after, &test);
    valve.assert_found_and_made(&test, "the cache of after the edit");
}

/// Starts the binary, its error output kept.
fn spawn(test: &SiteTest, args: &[&str]) -> Child {
    test.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn output(child: Child, what: &str) -> String {
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("panicked"), "{what}: {:?} {said}", output.status.code());
    String::from_utf8(output.stdout).unwrap()
}

/// What a search of the folder `word` prints, as if the folder were called as in [`Wanted`].
fn answered(word: &str, search: Child) -> String {
    output(search, "search").replace(&format!("\"path\":\"{word}/"), "\"path\":\"content/")
}

#[test]
fn builds_and_searches_of_one_root_at_once_are_right_and_leave_a_cache_that_is_of_use() {
    let wanted: BTreeMap<&str, Wanted> = ["valve", "pump"].map(|word| (word, Wanted::of(word))).into();
    let test = SiteTest::new();
    for word in wanted.keys() {
        write(&test, word, word);
    }
    let build =
        |word: &str, out: &str| spawn(&test, &["build", "--quiet", "--today", TODAY, "--content", word, "--out", out]);
    let search = |word: &str| {
        let mut args = SEARCH.to_vec();
        args.splice(1..1, ["--content", word]);
        spawn(&test, &args)
    };
    for round in 0..20 {
        let (one, other) = if round % 2 == 0 { ("valve", "pump") } else { ("pump", "valve") };
        let builds = [(one, build(one, one_site(one))), (other, build(other, one_site(other)))];
        let searches = [one, other, one].map(|word| (word, search(word)));
        for (word, child) in builds {
            output(child, &format!("build of {word} in round {round}"));
            let site = Site::read(&test.path(one_site(word)));
            assert_eq!(difference(&site, &wanted[word].site), Vec::<String>::new(), "{word} in round {round}");
        }
        for (word, child) in searches {
            assert_eq!(answered(word, child), wanted[word].answer, "search of {word} in round {round}");
        }
    }
    for word in ["valve", "valve", "pump", "pump"] {
        output(build(word, one_site(word)), "a build alone");
        assert_eq!(answered(word, search(word)), wanted[word].answer, "a search alone");
    }
}

fn one_site(word: &str) -> &'static str {
    if word == "valve" { "_valve" } else { "_pump" }
}

/// The lock file of the index, whatever it is called: the one file that a search makes and that holds nothing.
fn lock_of(test: &SiteTest) -> PathBuf {
    let is_empty = |path: &PathBuf| fs::metadata(path).unwrap().len() == 0;
    let files = below(&test.path(CACHE), fs::FileType::is_file).into_iter().map(|file| test.path(CACHE).join(file));
    files.filter(is_empty).collect::<Vec<_>>().pop().expect("a lock file")
}

#[test]
fn somebody_who_holds_the_lock_of_the_index_keeps_nobody_waiting() {
    let (test, kept) = kept("valve");
    let path = lock_of(&test);
    let lock = File::open(&path).unwrap();
    lock.lock().unwrap();
    let parts = |folder: &Path| below(&folder.join("index"), fs::FileType::is_file);
    write(&test, "content", "pump");
    Wanted::of("pump").assert_found_and_made(&test, "the lock is held");
    assert_eq!(parts(&test.path(CACHE)), parts(&kept), "and the index is left to the other");
    drop(lock);
    Wanted::of("pump").assert_found_and_made(&test, "the lock was left behind");
    assert_ne!(parts(&test.path(CACHE)), parts(&kept));
}

#[test]
fn what_killed_runs_and_other_versions_left_in_the_index_goes_with_the_next_edit() {
    let (test, kept) = kept("valve");
    let lock = lock_of(&test);
    let folder = lock.parent().unwrap();
    for name in
        [".tantivy-writer.lock", ".tantivy-meta.lock", ".managed.json", "meta.json", "0.part", ".pmsite-tmpAbCdEf"]
    {
        fs::write(folder.join(name), "left").unwrap();
    }
    fs::create_dir_all(folder.join("deep/er")).unwrap();
    let count = |folder: &Path| below(folder, |_| true).len();
    write(&test, "content", "pump");
    Wanted::of("pump").assert_found_and_made(&test, "left over files");
    assert_eq!(count(folder), count(&kept.join(folder.strip_prefix(test.path(CACHE)).unwrap())));
}

/// Starts the binary in a shell that was told so before.
fn spawn_after(test: &SiteTest, told: &str, args: &[&str]) -> Child {
    let mut command = Command::new("bash");
    command.args(["-c", &format!("{told}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_pmsite")]).args(args);
    command.current_dir(test.root()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_search_without_room_for_its_index_answers() {
    let wanted = Wanted::of("valve");
    let test = test_of("valve");
    for kilobytes in [0, 1, 2, 4] {
        let child = spawn_after(&test, &format!("trap '' XFSZ; ulimit -f {kilobytes}"), &SEARCH);
        assert_eq!(output(child, "a search without room"), wanted.answer, "{kilobytes} kB");
        let index = test.path(CACHE).join("index");
        let files = if index.is_dir() { below(&index, fs::FileType::is_file) } else { Vec::new() };
        assert!(files.len() <= 1 || files.iter().any(|file| file.ends_with("index.state")), "left over: {files:?}");
    }
    wanted.assert_found_and_made(&test, "room again");
}

#[test]
fn more_files_in_the_cache_than_a_process_may_open_leave_room_for_the_content() {
    let wanted = Wanted::of("valve");
    let (test, _kept) = kept("valve");
    let folder = test.path(CACHE).join("documents");
    let pack = folder.join(&below(&folder, fs::FileType::is_file)[0]);
    for number in 0..600 {
        fs::copy(&pack, folder.join(format!("{number}.pack"))).unwrap();
    }
    test.write("content/postmortems/one-more.md", "---\ntitle: One more\n---\n\nIt passed.\n");
    output(spawn_after(&test, "ulimit -n 300", &["build", "--today", TODAY]), "a build");
    assert!(below(&folder, fs::FileType::is_file).len() < 10, "they are made one");
    test.remove("content/postmortems/one-more.md");
    wanted.assert_found_and_made(&test, "few files again");
}

#[test]
fn a_run_that_is_killed_leaves_a_cache_that_harms_nobody() {
    let (valve, pump) = (Wanted::of("valve"), Wanted::of("pump"));
    let test = SiteTest::new();
    for round in 0..40_u64 {
        let (word, wanted) = if round % 2 == 0 { ("pump", &pump) } else { ("valve", &valve) };
        write(&test, "content", word);
        let args: &[&str] = if round % 3 == 0 { &SEARCH } else { &["build", "--today", TODAY] };
        let mut child = spawn(&test, args);
        std::thread::sleep(std::time::Duration::from_millis(round * 37 % 120));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(answer(&test), wanted.answer, "after kill {round}");
        if round % 8 == 7 {
            wanted.assert_made(&test, &format!("after kill {round}"));
        }
    }
}
