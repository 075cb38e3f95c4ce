#![expect(clippy::disallowed_methods, reason = "tests write and remove documents")]

use crate::config::Config;
use crate::fs::Folder;
use crate::model::catalog::{DocId, Entry, TopicKind};
use crate::model::relations::{Reason, Related};
use crate::pipeline::discover::content_roots;
use crate::pipeline::{Clock, Options, Session, Silent, Snapshot};
use crate::store::Store;
use jiff::civil::date;
use std::collections::BTreeMap;
use tempfile::TempDir;

/// A root with the folder of postmortems.
fn root() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(root.path().join("content/postmortems")).unwrap();
    root
}

fn write(root: &TempDir, name: &str, front: &str, text: &str) {
    let path = root.path().join(format!("content/postmortems/{name}.md"));
    std::fs::write(path, format!("---\n{front}\n---\n\n{text}\n")).unwrap();
}

fn options(root: &TempDir, title: &str) -> Options {
    let mut config = Config::new(date(2026, 3, 7));
    config.book.title = title.to_owned();
    Options {
        config,
        root: root.path().to_owned(),
        content: content_roots(&[root.path().join("content")]),
        skip: Vec::new(),
        store: None,
        search: false,
        keep_going: true,
        rules: false,
    }
}

/// Source paths of the related incidents of each document, by its own, with the names in the reasons.
fn related(snapshot: &Snapshot) -> BTreeMap<String, Vec<(String, Vec<String>)>> {
    let catalog = snapshot.catalog();
    let source = |entry: &Entry| entry.document.source.to_string();
    let reason = |reason: &Reason| match reason {
        Reason::SameCause(id) => format!("cause {}", catalog.topic(TopicKind::RootCause, *id).name),
        Reason::SameService(id) => format!("service {}", catalog.topic(TopicKind::Service, *id).name),
        other => format!("{other:?}"),
    };
    let related = |related: &Related| {
        (source(catalog.entry(related.incident)), related.reasons.iter().map(reason).collect::<Vec<String>>())
    };
    let documents = (0..).map(DocId).zip(&catalog.documents);
    documents.map(|(id, entry)| (source(entry), snapshot.relations().of(id).iter().map(related).collect())).collect()
}

#[test]
fn related_incidents_stay_until_they_are_looked_for_again() {
    let root = root();
    let shared = "services: [queue]\nroot_causes: [expired-cert]";
    write(&root, "m1", &format!("title: One\ndate: 2025-01-01\n{shared}"), "First.");
    write(&root, "m2", &format!("title: Two\ndate: 2025-02-01\n{shared}"), "Second.");
    write(&root, "m3", "title: Three\ndate: 2025-03-01\nrelated: [m1, m2]", "Third.");
    for number in 0..20 {
        let front = format!("title: Other {number}\nservices: [other-{number}]\nroot_causes: [cause-{number}]");
        write(&root, &format!("n{number}"), &front, "Text.");
    }
    let mut session = Session::new(options(&root, "Site"));
    let settled = session.snapshot(None).unwrap().settled().unwrap();
    let mut expected = related(&settled);
    for (one, other) in [("m1", "m2"), ("m2", "m1"), ("m3", "m1"), ("m3", "m2")] {
        let list = &expected[&format!("postmortems/{one}.md")];
        assert!(list.iter().any(|(source, _)| *source == format!("postmortems/{other}.md")), "{one}: {list:?}");
    }
    let mut refresh = |before| session.refresh(before, &mut Clock::new(&Silent)).unwrap().expect("another site");

    write(&root, "m3", "title: Three\nrelated: [m1, m2]", "Another text.");
    let edited = refresh(&settled);
    assert_eq!(related(&edited), expected);

    // Every document and cause gets another number.
    write(&root, "a", "title: A\nroot_causes: [a-new-cause]", "Text.");
    expected.insert("postmortems/a.md".to_owned(), Vec::new());
    let moved = refresh(&edited);
    assert_eq!(related(&moved), expected);

    std::fs::remove_file(root.path().join("content/postmortems/m2.md")).unwrap();
    expected.remove("postmortems/m2.md");
    expected.values_mut().for_each(|list| list.retain(|(source, _)| source != "postmortems/m2.md"));
    assert_eq!(related(&refresh(&moved)), expected);
}

#[test]
fn saves_leave_the_cache_of_documents_as_the_start_left_it() {
    let root = root();
    write(&root, "a", "title: A", "First.");
    let options = |title: &str| {
        let folder = Folder::make_in(root.path(), &root.path().join(".pmsite")).unwrap();
        Options { store: Some(Store::new(folder)), search: true, ..options(&root, title) }
    };
    let before = Session::new(options("One")).snapshot(None).unwrap();
    let mut session = Session::new(options("Two"));
    let mut shown = session.refresh(&before, &mut Clock::new(&Silent)).unwrap().expect("other options, another site");
    let kept = || std::fs::read_dir(root.path().join(".pmsite/documents")).unwrap().count();
    let at_start = kept();
    for text in ["Second.", "Third."] {
        write(&root, "a", "title: A", text);
        shown = session.refresh(&shown, &mut Clock::new(&Silent)).unwrap().expect("another text, another site");
    }
    assert_eq!(kept(), at_start);
}

/// Writes to the file at `path` below the root, so long ago that how it looks tells whether it is what it was.
fn write_long_ago(root: &TempDir, path: &str, text: &str, days: u64) {
    let path = root.path().join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(&path, text).unwrap();
    let then = std::time::SystemTime::now() - std::time::Duration::from_secs(days * 86_400);
    std::fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
}

#[test]
fn a_linked_file_that_changed_is_looked_through_again_and_one_that_did_not_tells_the_same() {
    let root = root();
    let token = format!("ghp_{}", "Zk84hWq2xZk84hWq2xBv7TpLm3cXyRn5DsQe");
    write(&root, "a", "title: A", "See [the log](run.log).");
    let mut session = Session::new(options(&root, "Site"));
    let mut told = || {
        let report = session.read().unwrap().report;
        report
            .diagnostics
            .iter()
            .filter(|found| found.code == "secret")
            .map(|found| found.path.to_string())
            .collect::<Vec<_>>()
    };
    write_long_ago(&root, "content/postmortems/run.log", &"x".repeat(token.len()), 9);
    assert_eq!((told(), told()), (Vec::new(), Vec::new()));
    write_long_ago(&root, "content/postmortems/run.log", &token, 8);
    let log = vec!["postmortems/run.log".to_owned()];
    assert_eq!((told(), told()), (log.clone(), log));
    write_long_ago(&root, "content/postmortems/run.log", "nothing", 7);
    assert_eq!(told(), Vec::<String>::new());
}

#[test]
fn a_theme_that_changed_is_read_again_and_one_that_did_not_is_the_same() {
    let root = root();
    let mut session = Session::new(options(&root, "Site"));
    let first = session.theme().unwrap();
    assert!(std::sync::Arc::ptr_eq(&first, &session.theme().unwrap()));
    write_long_ago(&root, "theme/static/own.css", "a{}", 9);
    let added = session.theme().unwrap();
    assert_eq!(added.assets.get("own.css").map(|bytes| &**bytes), Some(&b"a{}"[..]));
    write_long_ago(&root, "theme/static/own.css", "b{}", 8);
    let edited = session.theme().unwrap();
    assert_eq!(edited.assets.get("own.css").map(|bytes| &**bytes), Some(&b"b{}"[..]));
    std::fs::remove_dir_all(root.path().join("theme")).unwrap();
    assert!(!session.theme().unwrap().assets.contains_key("own.css"));
}
