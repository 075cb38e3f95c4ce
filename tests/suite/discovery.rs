//! Which files become what.

use crate::support::{SiteTest, assert_sound};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// `source kind`, a line a record.
fn kinds(test: &SiteTest) -> String {
    let mut lines: Vec<String> = test
        .export()
        .iter()
        .map(|record| format!("{} {}\n", record["source"].as_str().unwrap(), record["kind"].as_str().unwrap()))
        .collect();
    lines.sort();
    lines.concat()
}

const INCIDENT: &str = "# Postmortem: the queue stood still\n\n## Summary\n\nFor twenty minutes on 2025-03-04 the queue stood still, and 1,200 orders \
    waited until its disk was cleared.\n\n## Timeline\n\n- 10:00 UTC the disk of the queue's first broker filled up and writes failed\n\
    - 10:20 UTC old segments were deleted and the queue ran again\n\n## Root cause\n\nRetention was set by age alone, so a burst of large \
    messages filled the disk long before any of them was old enough to go.\n\n## Action items\n\n- [ ] Bound retention by size as well as by \
    age on every topic\n- [ ] Alert at eighty per cent of the disk\n";

#[test]
fn the_layout_decides_what_a_file_is() {
    let test = SiteTest::new()
        .file("content/index.md", "# Our incidents\n\nWelcome, reader.\n")
        .file("content/postmortems/2025/queue.md", INCIDENT)
        .file("content/services/queue.md", "# Queue\n\nWhat it is.\n")
        .file("content/root-causes/full-disk.md", "# Full disk\n\nWhat it is.\n")
        .file("content/pages/scale.md", "# Severity scale\n\nWords.\n");
    let site = test.site();
    assert!(site.page("").main().contains("Welcome, reader."));
    for (url, title) in [
        ("postmortems/queue/", "queue stood still"),
        ("services/queue/", "Queue"),
        ("root-causes/full-disk/", "Full disk"),
        ("pages/scale/", "Severity scale"),
    ] {
        assert!(site.page(url).title().contains(title), "{url}: {}", site.page(url).title());
    }
    assert_sound(&site);
}

#[test]
fn a_foreign_folder_is_taken_for_what_it_is() {
    let test = SiteTest::new()
        .file("docs/README.md", "# Postmortems\n\n- [Queue](2025-03-04-queue.md)\n- [Template](template.md)\n")
        .file("docs/2025-03-04-queue.md", INCIDENT)
        .file("docs/deep/down/2025-03-05-cache.markdown", &INCIDENT.replace("queue", "cache"))
        .file(
            "docs/template.md",
            "# Postmortem: [title]\n\n**Date**: YYYY-MM-DD\n**Severity**: SEV-?\n\n## Summary\n\n<what happened>\n\n\
             ## Timeline\n\n- HH:MM event\n\n## Root cause\n\nTBD\n\n## Action items\n\n- [ ] TODO\n",
        )
        .file("docs/on-call.md", "# How to be on call\n\nCharge your phone. Sleep well.\n")
        .arg("--content")
        .arg("docs");
    let expected = "2025-03-04-queue.md postmortem\nREADME.md index\ndeep/down/2025-03-05-cache.markdown postmortem\n\
                    on-call.md page\ntemplate.md template\n";
    assert_eq!(kinds(&test), expected);
    let site = test.site();
    for text in ["Charge your phone.", "<what happened>"] {
        let on: Vec<String> = site.pages().into_iter().filter(|url| site.page(url).main().contains(text)).collect();
        assert_eq!(on.len(), 1, "{text} on {on:?}");
    }
    assert_sound(&site);
}

#[test]
fn a_bundle_is_named_after_its_folder_and_brings_its_images() {
    let test = SiteTest::new()
        .file(
            "content/postmortems/disk-full/index.md",
            "---\ntitle: Disk full\ndate: 2025-01-02\n---\n\nIt filled up.\n\n![Usage](usage.png)\n",
        )
        .bytes("content/postmortems/disk-full/usage.png", &png(3, 2))
        .file(
            "content/postmortems/pool-empty/index.md",
            "---\ntitle: Pool empty\ndate: 2025-01-03\n---\n\nIt ran empty.\n\n![Usage](./usage.png)\n",
        )
        .bytes("content/postmortems/pool-empty/usage.png", &png(5, 7));
    let site = test.site();
    assert_sound(&site);
    for (url, width, height) in [("postmortems/disk-full/", "3", "2"), ("postmortems/pool-empty/", "5", "7")] {
        let page = site.page(url);
        let image = page.one("main img");
        assert_eq!((image.attr("width"), image.attr("height")), (Some(width), Some(height)), "its own image on {url}");
        assert_eq!((image.attr("alt"), image.attr("loading")), (Some("Usage"), Some("lazy")));
    }
}

#[test]
fn a_bundle_without_a_date_is_an_incident_all_the_same() {
    let test = SiteTest::new()
        .file(
            "content/postmortems/disk-full/index.md",
            "# The disk filled up\n\nNobody wrote down when. ![Usage](usage.png)\n",
        )
        .bytes("content/postmortems/disk-full/usage.png", &png(3, 2));
    assert_eq!(test.record("postmortems/disk-full/index.md")["kind"], "postmortem");
}

#[test]
fn an_incident_that_cites_many_others_is_no_list_of_incidents() {
    let cites: String = (1..8).map(|number| format!("[{number}](n{number}.md) ")).collect();
    let test = SiteTest::new().postmortem(
        "cites",
        "title: Seventh of its kind\ndate: 2025-01-02\nseverity: SEV2\nservices: [api]",
        &format!("Again, as in {cites}."),
    );
    assert_eq!(test.record("postmortems/cites.md")["kind"], "postmortem");
}

#[test]
fn a_terse_incident_is_no_blank_form() {
    let text = "# Queue stood still\n\n## Summary\n\nIt stood still on 2025-03-04.\n\n## Timeline\n\n- 10:00 UTC it stood still\n- 10:20 UTC it ran again\n\n\
                ## Root cause\n\nA full disk.\n\n## Action items\n\n- [ ] Watch the disk\n";
    let test = SiteTest::new().file("content/postmortems/queue.md", text);
    assert_eq!(test.record("postmortems/queue.md")["kind"], "postmortem");
}

/// A PNG's signature and header: enough for its size.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend(b"\x08\x02\0\0\0\0\0\0\0");
    bytes
}

#[test]
fn hidden_ignored_and_built_files_are_no_content() {
    let incident = |word: &str| format!("# Postmortem: {word}\n\nText.\n");
    let test = SiteTest::new()
        .file("repo/.git/HEAD", "ref: refs/heads/main\n")
        .file("repo/.gitignore", "drafts/\n*.private.md\n!keep.private.md\n")
        .file("repo/docs/.gitignore", "/scratch.md\n")
        .file("repo/docs/seen.md", &incident("seen"))
        .file("repo/docs/keep.private.md", &incident("kept"))
        .file("repo/docs/nested/scratch.md", &incident("not at the top"))
        .file("repo/docs/scratch.md", &incident("canary one"))
        .file("repo/docs/x.private.md", &incident("canary two"))
        .file("repo/docs/drafts/y.md", &incident("canary three"))
        .file("repo/docs/.hidden.md", &incident("canary four"))
        .file("repo/docs/.hidden/z.md", &incident("canary five"))
        .file("repo/docs/node_modules/p/README.md", &incident("canary six"))
        .file("repo/docs/target/doc.md", &incident("canary seven"))
        .file("repo/docs/_site/old.md", &incident("canary eight"))
        .arg("--content")
        .arg("repo/docs");
    let sources: Vec<String> =
        test.export().iter().map(|record| record["source"].as_str().unwrap().to_owned()).collect();
    assert_eq!(sources, ["keep.private.md", "nested/scratch.md", "seen.md"]);
    assert_eq!(test.site().holders_of("canary"), Vec::<&str>::new());
}

#[test]
fn include_and_exclude_select_documents() {
    let test = SiteTest::new()
        .file("book.toml", "[book]\ninclude = [\"incidents/**\", \"*.md\"]\nexclude = [\"**/wip-*.md\"]\n")
        .file("content/incidents/a.md", INCIDENT)
        .file("content/incidents/wip-b.md", INCIDENT)
        .file("content/notes/c.md", INCIDENT)
        .file("content/d.md", INCIDENT);
    let sources: Vec<String> =
        test.export().iter().map(|record| record["source"].as_str().unwrap().to_owned()).collect();
    assert!(sources.contains(&"incidents/a.md".to_owned()) && sources.contains(&"d.md".to_owned()), "{sources:?}");
    assert!(!sources.contains(&"incidents/wip-b.md".to_owned()), "{sources:?}");
}

#[test]
fn links_on_disk_are_not_followed() {
    let test = SiteTest::new()
        .postmortem("real", "title: Real", "Text. ![picture](picture.png)")
        .file("../secret.md", "# Secret\n\ncanary outside\n")
        .file("../secrets/more.md", "# More\n\ncanary outside\n")
        .file("../picture.png", "canary outside");
    let link = |from: &str, to: &str| std::os::unix::fs::symlink(test.path(to), test.path(from)).unwrap();
    link("content/postmortems/linked.md", "../secret.md");
    link("content/postmortems/folder", "../secrets");
    link("content/postmortems/picture.png", "../picture.png");
    link("content/postmortems/loop", "content");
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("postmortems/linked.md:1:1: warning[symlink]"), "{}", run.stderr);
    let site = test.read();
    assert_eq!(site.holders_of("canary outside"), Vec::<&str>::new());
    assert!(site.has("postmortems/real/"));
}

#[test]
fn names_that_are_no_utf_8_are_reported_and_the_rest_is_built() {
    let test = SiteTest::new().postmortem("good", "title: Good", "Text.");
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
    std::fs::write(test.path("content/postmortems").join(Path::new(name)), "# Bad name\n\nText.\n").unwrap();
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("error[file-name-encoding]") && run.stderr.contains("caf"), "{}", run.stderr);
    assert!(test.read().has("postmortems/good/"));
    assert_eq!(test.build_with(&["--keep-going"]).code, 0);
}

#[test]
fn a_file_that_is_too_large_is_reported_not_read() {
    let huge = format!("# Huge\n\n{}", "canary word ".repeat(800_000));
    let test = SiteTest::new().postmortem("good", "title: Good", "Text.").file("content/postmortems/huge.md", &huge);
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("postmortems/huge.md:1:1: error[file-too-large]"), "{}", run.stderr);
    assert_eq!(test.read().holders_of("canary"), Vec::<&str>::new());
}

#[test]
fn text_that_is_no_utf_8_is_an_error_and_read_as_windows_1252_when_told_to_go_on() {
    let test = SiteTest::new()
        .postmortem("good", "title: Good", "Text.")
        .bytes("content/postmortems/latin.md", b"# Caf\xe9\n\nna\xefve \x93quoted\x94\n");
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("postmortems/latin.md:1:6: error[encoding]"), "{}", run.stderr);
    assert!(!test.read().has("postmortems/latin/"));
    assert_eq!(test.build_with(&["--keep-going"]).code, 0);
    assert!(test.read().page("postmortems/latin/").main().contains("naïve “quoted”"));
}

#[test]
fn utf_16_and_byte_order_marks_are_read() {
    let utf16: Vec<u8> = "\u{feff}# Wide\n\nwörter\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let test = SiteTest::new()
        .bytes("content/postmortems/wide.md", &utf16)
        .file("content/postmortems/marked.md", "\u{feff}---\ntitle: Marked\n---\n\nText.\n");
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("postmortems/wide.md:1:1: warning[encoding]"), "{}", run.stderr);
    let site = test.read();
    assert!(site.page("postmortems/wide/").main().contains("wörter"));
    assert_eq!(site.page("postmortems/marked/").title(), "Marked");
}

#[test]
fn drafts_are_left_out_unless_wanted() {
    let test = SiteTest::new()
        .postmortem("done", "title: Done", "See [the other](wip.md).")
        .postmortem("wip", "title: canary draft\nstatus: draft", "canary words")
        .postmortem("hugo", "title: canary hugo\ndraft: true", "canary words");
    assert_eq!(test.site().holders_of("canary"), Vec::<&str>::new());
    let run = test.build_with(&["--drafts"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = test.read();
    assert_eq!(site.page("postmortems/wip/").title(), "canary draft");
    assert_eq!(site.page("postmortems/hugo/").title(), "canary hugo");
}

#[test]
fn several_content_folders_make_one_site() {
    let test = SiteTest::new()
        .file("team-a/docs/incidents/outage.md", &INCIDENT.replace("queue", "alpha"))
        .file("team-b/docs/incidents/leak.md", &INCIDENT.replace("queue", "beta"));
    let test = test.arg("--content").arg("team-a/docs/incidents").arg("--content").arg("team-b/docs/incidents");
    let sources: Vec<String> =
        test.export().iter().map(|record| record["source"].as_str().unwrap().to_owned()).collect();
    assert_eq!(sources, ["team-a/docs/incidents/outage.md", "team-b/docs/incidents/leak.md"]);
    let site = test.site();
    assert!(site.has("postmortems/outage/") && site.has("postmortems/leak/"), "{}", site.list());
}

#[test]
fn a_site_inside_its_own_content_is_never_content() {
    let test = SiteTest::new().file("a.md", INCIDENT).file("README.md", "# Read me\n\nHello.\n");
    let args = ["--content", ".", "--out", "public"];
    assert_eq!(test.build_with(&args).code, 0);
    let first = crate::support::Site::read(&test.path("public"));
    assert_eq!(test.build_with(&args).code, 0);
    assert_eq!(crate::support::Site::read(&test.path("public")), first);
}

#[test]
fn an_empty_content_folder_is_a_site_that_says_so() {
    let test = SiteTest::new().file("content/.gitkeep", "");
    let site = test.site();
    assert!(site.has("") && site.has("postmortems/"), "{}", site.list());
    assert_sound(&site);
}
