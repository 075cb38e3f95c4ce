//! Same input, same bytes: at any thread count, in any folder, and whatever was built before.

use crate::support::site_test::copy_tree;
use crate::support::{Site, SiteTest};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::path::Path;

/// The demo knowledge base: documents of every shape.
fn demo() -> SiteTest {
    let test = SiteTest::new();
    copy_tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &test.path("content"));
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("book.toml"), test.path("book.toml")).unwrap();
    test
}

/// Paths whose bytes differ.
pub fn difference(a: &Site, b: &Site) -> Vec<String> {
    let paths: std::collections::BTreeSet<&String> = a.files.keys().chain(b.files.keys()).collect();
    paths.into_iter().filter(|path| a.files.get(*path) != b.files.get(*path)).cloned().collect()
}

#[test]
fn cold_builds_are_equal_whatever_the_number_of_threads_and_the_folder() {
    let one = demo().env("RAYON_NUM_THREADS", "1").site();
    assert!(one.files.len() > 100, "the demo is there: {} files", one.files.len());
    for threads in ["2", "16"] {
        let many = demo().env("RAYON_NUM_THREADS", threads).site();
        assert_eq!(difference(&one, &many), Vec::<String>::new(), "{threads} threads");
    }
}

#[test]
fn diagnostics_do_not_depend_on_threads() {
    let of = |threads: &str| demo().env("RAYON_NUM_THREADS", threads).check().stderr;
    assert_eq!(of("1"), of("2"));
}

#[test]
fn the_locale_and_the_time_zone_change_nothing() {
    let plain = demo().site();
    let other = demo().env("TZ", "Pacific/Auckland").env("LC_ALL", "tr_TR.UTF-8").env("LANG", "tr_TR.UTF-8").site();
    assert_eq!(difference(&plain, &other), Vec::<String>::new());
}

#[test]
fn a_new_day_changes_only_pages_that_tell_ages() {
    let test = demo();
    let today = test.site();
    assert_eq!(test.run(&["build", "--today", "2026-03-08"]).code, 0);
    let changed = difference(&today, &test.read());
    let may = |path: &String| {
        let alone = ["index.html", "actions/index.html", "recurrence/index.html"];
        alone.contains(&path.as_str()) || path.ends_with("insights/index.html")
    };
    let others: Vec<&String> = changed.iter().filter(|path| !may(path) && path.ends_with(".html")).collect();
    assert_eq!(others, Vec::<&String>::new());
}

#[test]
fn services_of_one_title_keep_their_order_when_a_file_is_renamed() {
    let service =
        |slug: &str, alias: &str| format!("---\ntitle: Same\nslug: {slug}\naliases: [{alias}]\n---\n\nIt serves.\n");
    let write = |test: &SiteTest, first: &str| {
        test.write(first, &service("one", "x"));
        test.write("content/services/b.md", &service("two", "y"));
        for (number, name) in ["x", "y"].iter().enumerate() {
            let text = format!(
                "---\ntitle: T{number}\ndate: 2025-01-0{}\nservices: [other, {name}]\n---\n\nText.\n",
                number + 1
            );
            test.write(&format!("content/postmortems/{number}.md"), &text);
        }
    };
    let (warm, cold) = (SiteTest::new(), SiteTest::new());
    write(&warm, "content/services/a.md");
    warm.site();
    std::fs::rename(warm.path("content/services/a.md"), warm.path("content/services/c.md")).unwrap();
    write(&cold, "content/services/c.md");
    assert_eq!(difference(&warm.site(), &cold.site()), Vec::<String>::new());
}

/// One step of an author's day.
#[derive(Clone, Debug)]
enum Edit {
    /// Writes document `0..6` with a title, a service and a link to another.
    Write {
        document: u8,
        title: u8,
        service: u8,
        link: u8,
    },
    Remove {
        document: u8,
    },
    /// Front matter that cannot be read.
    Break {
        document: u8,
    },
    /// Declares a service, under an alias.
    Declare {
        service: u8,
        alias: u8,
    },
    Undeclare {
        service: u8,
    },
    /// Changes what every page says, and who may read: a public build shows documents with an even title alone.
    Configure {
        title: u8,
        public: bool,
    },
    /// Gives a document another file name, and with it another address.
    Move {
        document: u8,
    },
    /// Replaces a part of the theme, or takes the replacement away.
    Theme {
        words: Option<u8>,
    },
    /// Adds or changes an image that documents show.
    Image {
        width: u8,
    },
    /// Cuts a file of the cache short, or removes it.
    Damage {
        file: u8,
        length: Option<u8>,
    },
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        4 => (0..6u8, 0..4u8, 0..4u8, 0..7u8).prop_map(|(document, title, service, link)| Edit::Write { document, title, service, link }),
        1 => (0..6u8).prop_map(|document| Edit::Remove { document }),
        1 => (0..6u8).prop_map(|document| Edit::Break { document }),
        1 => (0..4u8, 0..4u8).prop_map(|(service, alias)| Edit::Declare { service, alias }),
        1 => (0..4u8).prop_map(|service| Edit::Undeclare { service }),
        1 => (0..3u8, any::<bool>()).prop_map(|(title, public)| Edit::Configure { title, public }),
        1 => (0..6u8).prop_map(|document| Edit::Move { document }),
        1 => proptest::option::of(0..3u8).prop_map(|words| Edit::Theme { words }),
        1 => (1..4u8).prop_map(|width| Edit::Image { width }),
        1 => (any::<u8>(), proptest::option::of(any::<u8>())).prop_map(|(file, length)| Edit::Damage { file, length }),
    ];
    prop::collection::vec(edit, 1..10)
}

/// An incident with facts that lists, charts, chains and feeds of others show.
fn incident(document: u8, title: u8, service: u8, link: u8) -> String {
    let month = title + 1;
    let visibility = if title.is_multiple_of(2) { "public" } else { "internal" };
    let repeats = if link.is_multiple_of(2) { format!("recurrence_of: INC-{link}\n") } else { String::new() };
    let status = ["open", "in-progress", "done", "verified"][usize::from(service % 4)];
    let noticed = if link > 3 { "monitoring" } else { "customer" };
    format!(
        "---\ntitle: Title {title}\nid: INC-{document}\nstarted: 2025-0{month}-01T10:00:00Z\nresolved: 2025-0{month}-01T1{service}:30:00Z\n\
         services: [svc-{service}, svc-0]\nroot_causes: [cause-{}]\nseverity: SEV{}\ndetection: {noticed}\n{repeats}visibility: {visibility}\n\
         action_items:\n  - text: Mend {link}\n    kind: prevent\n    status: {status}\n---\n\n\
         [link](doc-{link}.md) and INC-{link}. The pg_stat_{service} view and x50{service} failed. ![](dot.svg)\n",
        link % 3,
        title % 3 + 1,
    )
}

fn apply(test: &SiteTest, edit: &Edit) {
    let path = |document: &u8| format!("content/postmortems/doc-{document}.md");
    let remove = |path: String| drop(std::fs::remove_file(test.path(&path)));
    match edit {
        Edit::Write { document, title, service, link } => {
            test.write(&path(document), &incident(*document, *title, *service, *link));
        }
        Edit::Remove { document } => remove(path(document)),
        Edit::Break { document } => test.write(&path(document), "---\ntitle: \"open\n---\n\nText.\n"),
        Edit::Declare { service, alias } => {
            let note = format!(
                "---\ntitle: Service {service}\naliases: [svc-{alias}]\ndepends_on: [svc-0]\n---\n\nIt serves.\n"
            );
            test.write(&format!("content/services/svc-{service}.md"), &note);
            test.write(
                "content/root-causes/cause-1.md",
                &format!("---\ntitle: Cause 1\nparent: cause-{}\n---\n\nWhy.\n", alias % 3),
            );
        }
        Edit::Undeclare { service } => remove(format!("content/services/svc-{service}.md")),
        Edit::Configure { title, public } => {
            let audience = if *public { "public" } else { "internal" };
            test.write(
                "book.toml",
                &format!("[book]\ntitle = \"Book {title}\"\n\n[audience]\naudience = \"{audience}\"\n"),
            );
        }
        Edit::Move { document } => {
            let to = test.path(&format!("content/postmortems/moved-{document}.md"));
            drop(std::fs::rename(test.path(&path(document)), to));
        }
        Edit::Theme { words: Some(words) } => {
            test.write("theme/templates/partials/foot.html", &format!("<footer>{words}</footer>\n"));
        }
        Edit::Theme { words: None } => remove("theme/templates/partials/foot.html".to_owned()),
        Edit::Image { width } => test.write(
            "content/postmortems/dot.svg",
            &format!("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"1\"/>\n"),
        ),
        Edit::Damage { file, length } => damage(&test.path(".pmsite"), usize::from(*file), *length),
    }
}

fn damage(folder: &Path, file: usize, length: Option<u8>) {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let files: Vec<_> = entries.filter(|entry| entry.file_type().is_file()).collect();
    let Some(file) = files.get(file % files.len().max(1)) else { return };
    match length {
        None => std::fs::remove_file(file.path()).unwrap(),
        Some(length) => {
            std::fs::File::options().write(true).open(file.path()).unwrap().set_len(u64::from(length)).unwrap();
        }
    }
}

#[test]
fn a_warm_build_equals_a_cold_one_after_any_edits() {
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    // The same cases in every run: a red test names the same edits to everybody.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let outcome = runner.run(&edits(), |edits| {
        let warm = SiteTest::new()
            .postmortem("doc-0", "title: Title 0\nid: INC-0\nservices: [svc-0]", "INC-1")
            .arg("--keep-going");
        warm.site();
        for edit in &edits {
            apply(&warm, edit);
            warm.site();
        }
        let cold = SiteTest::new().arg("--keep-going");
        for folder in ["content", "theme"] {
            if warm.path(folder).exists() {
                copy_tree(&warm.path(folder), &cold.path(folder));
            }
        }
        if warm.path("book.toml").exists() {
            std::fs::copy(warm.path("book.toml"), cold.path("book.toml")).unwrap();
        }
        prop_assert_eq!(difference(&warm.site(), &cold.site()), Vec::<String>::new());
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
