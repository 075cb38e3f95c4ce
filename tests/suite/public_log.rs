//! What a public build prints is public: no name, word or path of an internal document on either stream, in any format.

use crate::support::server::Server;
use crate::support::{SiteTest, TODAY};

fn corpus() -> SiteTest {
    let internal = "title: zqtitle\nslug: zqslug\nid: ZQ-7\naliases: [/zqalias/]\nservices: [zqservice]\nvisibility: internal\nseverity: zqsev\nvisiblity: zqx";
    SiteTest::new()
        .postmortem("zqname", internal, "zqbody [x](zqnowhere.md) ![y](zqmissing.png) [log](zqfile.log)")
        .postmortem("zqcopy", internal, "zqbody [x](zqnowhere.md) ![y](zqmissing.png) [log](zqfile.log)")
        .file("content/postmortems/zqfile.log", "zqlog\n")
        .file(
            "content/postmortems/zqbroken.md",
            "---\nvisibility: internal\ntitle: \"zqunclosed\nx: [\n---\n\nzqtext\n",
        )
        .file("content/pages/zqpage.md", "---\ntitle: zqpagetitle\nvisibility: internal\n---\n\nzqpagetext\n")
        .postmortem(
            "open",
            "title: Open\nid: ZQ-7\nslug: open\nservices: [zservice]\nvisibility: public\nrelated: [nothing]",
            "[a](name.md) [b](qname.md) [[page]] ![c](gone.png) words",
        )
}

/// Flips every internal document.
fn flip(test: &SiteTest, from: &str, to: &str) {
    for path in ["postmortems/zqname", "postmortems/zqcopy", "postmortems/zqbroken", "pages/zqpage"] {
        test.edit(&format!("content/{path}.md"), &format!("visibility: {from}"), &format!("visibility: {to}"));
    }
}

#[track_caller]
fn assert_silent(what: &str, printed: &str) {
    // Its author gave the public document the id of the internal one himself.
    let printed = printed.to_lowercase().replace("zq-7", "");
    assert!(!printed.contains("zq"), "{what}:\n{printed}");
}

#[track_caller]
fn assert_all_silent(test: &SiteTest) {
    for (command, formats) in [
        (&["build", "--timings"][..], &["human", "short", "json"][..]),
        (&["build", "--keep-going"], &["human", "short", "json"]),
        (&["check"], &["human", "short", "json"]),
        (&["export"], &["json", "ndjson", "csv"]),
        (&["search", "words"], &["human", "json"]),
        (&["search", "zqtitle"], &["human", "json"]),
    ] {
        for format in formats {
            for more in [&[][..], &["-v"]] {
                let args = [command, &["--audience", "public", "--today", TODAY, "--format", format], more].concat();
                let run = test.run(&args);
                if command != ["search", "zqtitle"] {
                    assert_silent(&format!("{args:?} stdout"), &run.stdout);
                }
                assert_silent(&format!("{args:?} stderr"), &run.stderr);
            }
        }
    }
    let manifest = std::fs::read_to_string(test.path("_site/.pmsite-manifest")).unwrap();
    assert_silent("the manifest", &manifest);
}

#[test]
fn a_cold_public_build_names_nothing_internal() {
    assert_all_silent(&corpus());
}

#[test]
fn a_link_to_what_is_not_public_is_told_like_one_to_nothing_and_truly() {
    let test = SiteTest::new().postmortem("inside", "title: Inside\nvisibility: internal", "Words.").postmortem(
        "open",
        "title: Open\nvisibility: public",
        "[a](inside.md)\n\n[b](nowhere.md)",
    );
    let printed = test.build_with(&["--audience", "public", "--format", "short"]).stderr;
    for name in ["inside", "nowhere"] {
        assert!(printed.contains(&format!("the link `{name}.md` points at nothing that is public\n")), "{printed}");
    }
    let printed = test.build_with(&["--audience", "internal", "--format", "short"]).stderr;
    assert!(printed.contains("the link `nowhere.md` points at nothing in the content folder\n"), "{printed}");
}

#[test]
fn a_public_build_after_an_internal_one_in_the_same_output_names_nothing_internal() {
    let test = corpus();
    assert!(test.build_with(&["--drafts", "--keep-going"]).stderr.contains("zq"));
    let run = test.build_with(&["--audience", "public"]);
    assert!(!run.stderr.contains("vanished-url"), "{}", run.stderr);
    assert_all_silent(&test);
}

#[test]
fn a_public_build_tells_of_vanished_pages_that_the_public_saw_and_of_no_others() {
    let test = corpus();
    flip(&test, "internal", "public");
    test.build_with(&["--audience", "public"]);
    flip(&test, "public", "internal");
    let run = test.build_with(&["--audience", "public", "--format", "short"]);
    assert!(run.stderr.contains("vanished-url") && run.stderr.contains("pages/zqpage/"), "{}", run.stderr);
    assert!(!run.stderr.contains("zqtitle") && !run.stderr.contains("zqname"), "{}", run.stderr);
    assert_all_silent(&test);
}

#[test]
fn a_public_preview_names_no_internal_file_that_was_saved_and_shows_no_broken_one() {
    let test = corpus();
    let server = Server::start(&test, &["--audience", "public", "--watch"]);
    test.edit("content/postmortems/zqname.md", "zqbody", "zqbody zqmore");
    server.eventually("the save is told", |server| server.log().contains("1 file: ") || server.log().contains(" ms"));
    assert_eq!(server.get("/postmortems/zqbroken/").status, 404);
    assert_silent("serve", &server.log());
}

#[test]
fn of_front_matter_that_cannot_be_read_nothing_is_printed() {
    for front in [
        "visibility: public\nextra: {confidentiality: internal}\ntitle: \"zqtitle\ndate: 2026-01-05",
        "visibility: public\nsensitivity: high\ntitle: \"zqtitle",
        "title: \"zqtitle\nvisibility: public",
        "title: zqtitle\nzqkey: [zqvalue\nvisibility: public",
        "visibility: public\ntitle: zqtitle\ntitle: zqagain",
        "visibility: public\nzqkey: *zqalias",
    ] {
        let test = SiteTest::new().postmortem("doc", front, "zqtext").postmortem(
            "open",
            "title: Open\nvisibility: public",
            "",
        );
        for format in ["human", "short", "json"] {
            for more in [&["build", "-v"][..], &["build", "--keep-going"], &["check"]] {
                let run = test.run(&[more, &["--audience", "public", "--today", TODAY, "--format", format]].concat());
                assert_silent(front, &run.stderr);
                assert_silent(front, &run.stdout);
                assert!(run.stderr.contains("doc.md"), "the file is named: {}", run.stderr);
            }
        }
    }
}

#[test]
fn the_claims_of_a_document_are_explained_to_those_who_may_see_it() {
    let test = corpus();
    let explain = |audience: &str, file: &str| test.run(&["export", "--audience", audience, "--explain", file]);
    for file in ["zqname.md", "postmortems/zqname.md", "zqbroken.md"] {
        let (refused, unknown) = (explain("public", file), explain("public", "nosuch.md"));
        assert_eq!((refused.code, &*refused.stdout), (2, ""));
        assert_eq!(refused.stderr.replace(file, "nosuch.md"), unknown.stderr, "as if it were not there");
    }
    assert!(explain("internal", "zqname.md").stdout.contains("zqservice"));
    assert!(explain("public", "open.md").stdout.contains("zservice"));
}
