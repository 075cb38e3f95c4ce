//! `pmsite serve`: what a browser gets, and how it follows saves.

use super::support::site::MANIFEST;
use super::support::{Server, SiteTest};
use std::fs;

pub(super) fn incident(title: &str) -> String {
    format!(
        "---\ntitle: {title}\ndate: 2026-01-02\nseverity: SEV-2\nservices: [payments]\n---\n\n## Impact\n\nNobody could pay.\n"
    )
}

/// Two incidents, one a draft, and a plain page that is a draft.
pub(super) fn site() -> SiteTest {
    SiteTest::new()
        .file("content/postmortems/first.md", &incident("First outage"))
        .file("content/postmortems/second.md", &incident("Second outage").replace("---\n\n", "draft: true\n---\n\n"))
        .file("content/pages/scale.md", "---\ntitle: Our scale\ndraft: true\n---\n\nFrom one to five.\n")
}

fn watched(test: &SiteTest) -> Server {
    Server::start(test, &["--watch"])
}

#[test]
fn files_have_their_types_and_are_kept_by_nobody() {
    let test = site()
        .file(
            "content/postmortems/first.md",
            &incident("First outage").replace("Nobody", "![x](a.png) [log](b.log) Nobody"),
        )
        .bytes("content/postmortems/a.png", b"\x89PNG not really")
        .file("content/postmortems/b.log", "line");
    let server = Server::start(&test, &[]);
    let page = server.get("/postmortems/first/").text();
    let found = |suffix: &str| {
        let at = page.find(suffix).unwrap_or_else(|| panic!("no {suffix} in {page}")) + suffix.len();
        let start = page[..at].rfind("=\"").unwrap() + 2;
        format!("/postmortems/first/{}", &page[start..at])
    };
    let resolved = |path: String| path.replace("/postmortems/first/../../", "/");
    for (path, kind) in [
        ("/".to_owned(), "text/html; charset=utf-8"),
        ("/postmortems/first/index.html".to_owned(), "text/html; charset=utf-8"),
        ("/assets/style.css".to_owned(), "text/css; charset=utf-8"),
        ("/assets/site.js".to_owned(), "text/javascript; charset=utf-8"),
        ("/assets/favicon.svg".to_owned(), "image/svg+xml; charset=utf-8"),
        ("/feed.xml".to_owned(), "application/atom+xml; charset=utf-8"),
        ("/feed.json".to_owned(), "application/feed+json; charset=utf-8"),
        ("/robots.txt".to_owned(), "text/plain; charset=utf-8"),
        ("/search/manifest.json".to_owned(), "application/json; charset=utf-8"),
        ("/_pmsite/live.js".to_owned(), "text/javascript; charset=utf-8"),
        ("/_pmsite/live.css".to_owned(), "text/css; charset=utf-8"),
        (resolved(found("a.png")), "image/png"),
        (resolved(found("b.log")), "text/plain; charset=utf-8"),
    ] {
        let reply = server.get(&path);
        assert_eq!((reply.status, reply.header("content-type")), (200, kind), "{path}");
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
        assert_eq!(reply.header("content-length"), reply.body.len().to_string(), "{path}");
    }
}

#[test]
fn warnings_are_counted_and_with_v_shown_where_the_terminal_can_open_them() {
    let test = site().file("content/postmortems/third.md", &incident("Third").replace("Nobody", "[x](gone.md) Nobody"));
    let quiet = Server::start(&test, &[]).log();
    assert!(
        quiet.contains("3 postmortems, 1 other document, 1 warning at http") && !quiet.contains("broken-link"),
        "{quiet}"
    );
    let server = Server::start(&test, &["-v", "--watch"]);
    let told = "warning[broken-link]: the link `gone.md` points at nothing in the content folder\n  --> content/postmortems/third.md:10:1";
    assert!(server.log().contains(told), "{}", server.log());
    test.edit("content/postmortems/first.md", "Nobody", "[y](lost.md) Nobody");
    server.eventually("the new one is told", |server| server.log().contains(" --> content/postmortems/first.md:10:1"));
    assert_eq!(server.log().matches("third.md:10:1").count(), 1, "each once: {}", server.log());
}

#[test]
fn an_address_that_is_not_there_gets_the_sites_own_page() {
    let server = Server::start(&site(), &[]);
    for path in ["/nope/", "/postmortems/nope/", "/nope.png", "/%ff/", "/_pmsite/nope.js"] {
        assert_eq!(server.get(path).status, 404, "{path}");
    }
    assert!(server.get("/nope/").text().contains("href=\"/postmortems/\""));
}

#[test]
fn a_folder_without_its_slash_leads_to_the_page() {
    let server = Server::start(&site(), &[]);
    for (path, location) in [("/postmortems", "/postmortems/"), ("/postmortems/first?a=b", "/postmortems/first/?a=b")] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("location")), (307, location));
    }
    assert_eq!(server.get("//postmortems").status, 404);
}

#[test]
fn the_sub_path_of_the_sites_url_holds_here_too() {
    let test = site().file("book.toml", "[output.html]\nsite-url = \"https://example.org/a/b/\"\n");
    let server = Server::start(&test, &[]);
    for path in ["/", "/a/b"] {
        let reply = server.get(path);
        assert_eq!((reply.status, reply.header("location")), (307, "/a/b/"), "{path}");
    }
    let page = server.get("/a/b/postmortems/first/");
    assert_eq!(page.status, 200);
    assert!(page.text().contains("https://example.org/a/b/postmortems/first/"), "canonical links stay");
    assert!(page.text().contains("src=\"/a/b/_pmsite/live.js\""));
    assert_eq!(server.get("/postmortems/").status, 404);
    assert!(server.get("/a/b/nope/").text().contains("href=\"/a/b/postmortems/\""));
    assert!(server.log().contains("/a/b/\n"), "the address that is printed is complete: {}", server.log());
}

#[test]
fn drafts_are_shown_and_marked() {
    let test = site();
    let server = Server::start(&test, &[]);
    let mark = "<span class=\"chip draft\">Draft</span>";
    for path in ["/postmortems/second/", "/postmortems/", "/", "/pages/scale/", "/pages/"] {
        assert!(server.get(path).text().contains(mark), "{path}");
    }
    let page = server.get("/postmortems/first/").text();
    let own = page.split("<p class=\"meta\">").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(!own.contains(mark), "{own}");
    assert!(test.build_with(&["--drafts"]).code == 0 && test.read().text("pages/scale/index.html").contains(mark));
    assert!(!test.site().has("pages/scale/index.html"));
}

#[test]
fn a_built_site_knows_nothing_of_the_preview() {
    let site = site().site();
    assert_eq!(site.holders_of("_pmsite"), Vec::<&str>::new());
}

#[test]
fn a_save_is_on_the_page_in_lists_and_in_feeds() {
    let test = site();
    let server = watched(&test);
    test.edit("content/postmortems/first.md", "First outage", "Renamed outage");
    server.shows("/postmortems/first/", "<h1>Renamed outage</h1>");
    for path in ["/postmortems/", "/", "/feed.xml", "/services/payments/"] {
        assert!(server.get(path).text().contains("Renamed outage"), "{path}");
    }
    server.eventually("a line in the terminal", |server| server.log().contains("postmortems/first.md: "));
}

#[test]
fn new_folders_and_gone_files_are_noticed() {
    let test = site();
    let server = watched(&test);
    test.write("content/postmortems/2026/03/third.md", &incident("Third outage"));
    server.shows("/postmortems/", "Third outage");
    test.write("content/postmortems/2026/03/fourth.md", &incident("Fourth outage"));
    server.shows("/postmortems/", "Fourth outage");
    fs::remove_dir_all(test.path("content/postmortems/2026")).unwrap();
    server.eventually("both are gone", |server| !server.get("/postmortems/").text().contains("Fourth outage"));
    assert_eq!(server.get("/postmortems/third/").status, 404);
    test.write("content/postmortems/2026/03/fifth.md", &incident("Fifth outage"));
    server.shows("/postmortems/", "Fifth outage");
    test.edit("content/postmortems/2026/03/fifth.md", "Fifth", "The fifth");
    server.shows("/postmortems/", "The fifth outage");
}

#[test]
fn a_file_that_is_replaced_is_followed_again_and_again() {
    let test = site();
    let server = watched(&test);
    for round in 0..4 {
        let title = format!("Round {round}");
        test.write("content/postmortems/.first.md.swp", &incident(&title));
        fs::rename(test.path("content/postmortems/.first.md.swp"), test.path("content/postmortems/first.md")).unwrap();
        server.shows("/postmortems/first/", &format!("<h1>{title}</h1>"));
        test.write(".book.toml.swp", &format!("[book]\ntitle = \"Book {round}\"\n"));
        fs::rename(test.path(".book.toml.swp"), test.path("book.toml")).unwrap();
        server.shows("/postmortems/", &format!("Book {round}"));
    }
}

/// The pages as the server shows them, without its scripts, are those of a build.
fn is_like_a_build(test: &SiteTest, server: &Server) {
    assert_eq!(test.build_with(&["--drafts", "--keep-going"]).code, 0);
    let site = test.read();
    let without_client = |text: &str| {
        let mut text = text.to_owned();
        while let Some((before, rest)) = text.split_once("<script src=\"/_pmsite/") {
            text = format!("{before}{}", rest.split_once("</script>\n").unwrap().1);
        }
        text
    };
    let of_pages = |path: &str| !path.starts_with("search/") && path != MANIFEST;
    for (path, bytes) in site.files.iter().filter(|(path, _)| of_pages(path)) {
        let built = String::from_utf8_lossy(bytes).into_owned();
        server.eventually(&format!("{path} is as built"), |server| {
            let served = server.get(&format!("/{path}")).text();
            without_client(&served) == built
        });
    }
}

#[test]
fn many_files_at_once_end_in_one_right_site() {
    let test = site();
    let server = watched(&test);
    for number in 0..30 {
        test.write(&format!("content/postmortems/branch-{number}.md"), &incident(&format!("Branch {number}")));
    }
    test.remove("content/postmortems/first.md");
    test.write("content/services/payments.md", "---\ntitle: Payments\n---\n\nMoves money.\n");
    server.shows("/services/payments/", "Moves money");
    is_like_a_build(&test, &server);
}

#[test]
fn a_hundred_saves_end_in_one_right_site() {
    let test = site();
    let server = watched(&test);
    for number in 0..100 {
        test.write("content/postmortems/first.md", &incident(&format!("Save {number}")));
        test.write(&format!("content/postmortems/many-{}.md", number % 7), &incident(&format!("Many {number}")));
        std::thread::sleep(std::time::Duration::from_millis(8));
    }
    server.shows("/postmortems/first/", "<h1>Save 99</h1>");
    is_like_a_build(&test, &server);
}

#[test]
fn a_broken_document_is_its_source_until_it_is_mended() {
    let test = site();
    let server = watched(&test);
    let (mut own, mut other) = (server.events("/postmortems/first/"), server.events("/"));
    assert!(own.next("problems").contains("\"here\":[],\"elsewhere\":[]"));
    test.edit("content/postmortems/first.md", "title: First outage", "title: [First outage");
    own.next("reload");
    let page = server.get("/postmortems/first/").text();
    assert!(page.contains("title: [First outage") && page.contains("<pre"), "{page}");
    let told = server.events("/postmortems/first/").next("problems");
    assert!(
        told.contains("\"scope\":\"source\"") && told.contains("\"path\":\"postmortems/first.md\",\"line\":"),
        "{told}"
    );
    other.next("reload");
    let elsewhere = server.events("/").next("problems");
    assert!(
        elsewhere.contains("\"here\":[]") && elsewhere.contains("\"urls\":[\"postmortems/first/\"]"),
        "{elsewhere}"
    );
    assert_eq!(server.log().matches("error[").count(), 1, "told once: {}", server.log());
    test.write("content/postmortems/second.md", &incident("Other"));
    server.shows("/postmortems/second/", "<h1>Other</h1>");
    assert_eq!(server.log().matches("error[").count(), 1, "and not again: {}", server.log());
    let mut own = server.events("/postmortems/first/");
    test.edit("content/postmortems/first.md", "title: [First outage", "title: First outage");
    own.next("reload");
    server.shows("/postmortems/first/", "<h1>First outage</h1>");
    assert!(server.events("/").next("problems").contains("\"here\":[],\"elsewhere\":[]"));
}

#[test]
fn a_broken_theme_keeps_the_last_good_site() {
    let test = site();
    let server = watched(&test);
    let mut events = server.events("/postmortems/first/");
    assert!(events.next("problems").contains("\"here\":[]"));
    test.write("theme/templates/postmortem.html", "{% extends \"default/postmortem.html\" %}{% block body %}{{ oops");
    let told = events.next("problems");
    assert!(told.contains("\"scope\":\"site\"") && told.contains("postmortem.html"), "{told}");
    assert!(server.get("/postmortems/first/").text().contains("Nobody could pay"));
    // As a save that empties the file before it fills it.
    test.write("theme/templates/postmortem.html", "");
    assert!(events.next("problems").contains("is empty"));
    assert!(server.get("/postmortems/first/").text().contains("Nobody could pay"));
    // This one parses, and fails when a page is made.
    test.write(
        "theme/templates/postmortem.html",
        "{% extends \"default/postmortem.html\" %}{% block body %}{{ nothing.of.the.kind }}{% endblock %}",
    );
    let told = events.next("problems");
    assert!(told.contains("\"scope\":\"page\""), "{told}");
    assert!(server.get("/postmortems/first/").text().contains("Nobody could pay"));
    assert!(server.events("/").next("problems").contains("\"here\":[]"), "other pages are fine");
    test.write(
        "theme/templates/postmortem.html",
        "{% extends \"default/postmortem.html\" %}{% block body %}Mine{% endblock %}",
    );
    events.next("reload");
    server.shows("/postmortems/first/", "Mine");
    fs::remove_dir_all(test.path("theme")).unwrap();
    server.shows("/postmortems/first/", "Nobody could pay");
}

#[test]
fn a_broken_book_keeps_the_last_good_site() {
    let test = site().file("book.toml", "[book]\ntitle = \"Ours\"\n");
    let server = watched(&test);
    let mut events = server.events("/");
    events.next("problems");
    test.write("book.toml", "[book]\ntitel = \"Ours\"\n");
    let told = events.next("problems");
    assert!(told.contains("book.toml") && told.contains("\"line\":2") && told.contains("did you mean"), "{told}");
    assert_eq!(server.get("/").status, 200);
    test.write("book.toml", "[book]\ntitle = \"Ours\"\n");
    assert!(events.next("problems").contains("\"here\":[]"), "taken back");
    test.write("book.toml", "[book]\ntitle = \"Theirs\"\n");
    events.next("reload");
    server.shows("/", "Theirs");
}

#[test]
fn a_book_that_is_broken_from_the_start_is_waited_for() {
    let test = site().file("book.toml", "[book]\ntitel = \"Ours\"\n");
    let server = watched(&test);
    let reply = server.get("/");
    assert_eq!(reply.status, 503);
    assert!(reply.text().contains("book.toml:2") && reply.text().contains("_pmsite/live.js"), "{}", reply.text());
    let mut events = server.events("/");
    test.write("book.toml", "[book]\ntitle = \"Ours\"\n");
    events.next("reload");
    server.shows("/postmortems/first/", "First outage");
}

#[test]
fn settings_that_win_are_watched_when_they_come_and_when_they_go() {
    let test = site().file("book.toml", "[book]\ntitle = \"Ours\"\n");
    let server = watched(&test);
    let mut events = server.events("/");
    events.next("problems");
    test.write("pmsite.toml", "[book]\ntitle = \"Theirs\"\n");
    events.next("reload");
    server.shows("/", "Theirs");
    test.write("pmsite.toml", "[book]\ntitel = \"Theirs\"\n");
    let told = events.next("problems");
    assert!(told.contains("pmsite.toml") && told.contains("\"line\":2"), "{told}");
    fs::remove_file(test.path("pmsite.toml")).unwrap();
    events.next("reload");
    server.shows("/", "Ours");
}

#[test]
fn style_sheets_are_told_of_apart() {
    let test = site();
    let server = watched(&test);
    let mut events = server.events("/");
    events.next("problems");
    test.write("theme/static/style.css", "body{color:red}");
    events.next("css");
    assert_eq!(server.get("/assets/style.css").text(), "body{color:red}");
    test.write("theme/static/site.js", "'use strict';");
    events.next("reload");
}

#[test]
fn an_image_that_is_replaced_is_shown() {
    let text = incident("First outage").replace("Nobody", "![x](graph.png) Nobody");
    let test = site().file("content/postmortems/first.md", &text).bytes("content/postmortems/graph.png", b"one");
    let server = watched(&test);
    let mut events = server.events("/postmortems/first/");
    events.next("problems");
    test.write("content/postmortems/graph.png", "two");
    events.next("reload");
    assert_eq!(server.get("/files/postmortems/graph.png").text(), "two");
}

#[test]
fn a_page_hears_nothing_of_what_it_does_not_show() {
    let test = site();
    let server = watched(&test);
    server.eventually("it is settled", |server| server.get("/search/manifest.json").status == 200);
    let mut events = server.events("/pages/scale/");
    events.next("problems");
    test.edit("content/postmortems/first.md", "First outage", "Renamed outage");
    server.shows("/postmortems/first/", "Renamed outage");
    test.edit("content/pages/scale.md", "From one to five", "From five to one");
    events.next("reload");
    assert!(server.get("/pages/scale/").text().contains("From five to one"));
}

#[test]
fn search_follows() {
    let test = site();
    let server = watched(&test);
    let folder = |server: &Server| server.get("/search/manifest.json").text();
    let before = folder(&server);
    assert!(before.contains("folder"), "the first request waits for it: {before}");
    test.edit("content/postmortems/first.md", "Nobody could pay", "Zanzibarquuxword");
    server.eventually("another manifest", |server| folder(server) != before);
}

#[test]
fn polling_does_as_well() {
    let test = site();
    let server = Server::start(&test, &["--watch", "--poll"]);
    test.edit("content/postmortems/first.md", "First outage", "Renamed outage");
    server.shows("/postmortems/first/", "Renamed outage");
    test.write("theme/static/style.css", "body{color:red}");
    server.shows("/assets/style.css", "body{color:red}");
    assert_eq!(server.log().lines().filter(|line| line.contains(" ms")).count(), 2, "{}", server.log());
}

#[test]
fn without_watching_the_site_stays_as_it_was() {
    let test = site();
    let server = Server::start(&test, &[]);
    test.edit("content/postmortems/first.md", "First outage", "Renamed outage");
    assert!(server.get("/postmortems/first/").text().contains("First outage"));
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_even_with_open_streams() {
    for signal in ["-INT", "-TERM"] {
        let test = site();
        let server = watched(&test);
        let mut events = server.events("/");
        events.next("problems");
        assert_eq!(server.signal(signal), Some(0), "{signal}");
    }
}

#[test]
fn a_port_that_is_named_must_be_free() {
    let test = site();
    let server = Server::start(&test, &[]);
    let run = test.run(&["serve", "--port", &server.port.to_string()]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("cannot listen on port") && run.stderr.contains("help:"), "{}", run.stderr);
}

#[test]
fn a_missing_content_folder_is_a_usage_error() {
    let run = SiteTest::new().run(&["serve", "--watch"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is no content folder"), "{}", run.stderr);
}

/// What the page at `path` tells its drawer.
fn drawer(server: &Server, path: &str) -> serde_json::Value {
    let page = server.get(path).text();
    let (_, rest) = page.split_once("data-problems=\"").unwrap_or_else(|| panic!("no client in {page}"));
    let json = rest.split('"').next().unwrap().replace("&quot;", "\"").replace("&#x27;", "'").replace("&#39;", "'");
    let json = json.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    serde_json::from_str::<serde_json::Value>(&json).unwrap_or_else(|error| panic!("{error}: {json}"))["review"].clone()
}

#[test]
fn the_drawer_says_what_is_missing_with_lines_to_paste_and_follows_saves() {
    let action = "\n## Action items\n\n- [ ] Alert on the queue of payments (due: 2027-01-01, kind: detect)\n";
    let test = site().file(
        "content/postmortems/third.md",
        &format!(
            "{}{action}",
            incident("Third").replace("severity: SEV-2\n", "").replace("Nobody", "[x](gone.md) Nobody")
        ),
    );
    let server = watched(&test);
    let review = drawer(&server, "/postmortems/third/");
    let of = |label: &str| {
        let missing = review["missing"].as_array().unwrap();
        missing.iter().find(|gap| gap["label"] == label).cloned().unwrap_or_else(|| panic!("no {label} in {review:#}"))
    };
    assert_eq!(of("severity")["paste"], "severity: SEV2");
    assert_eq!(of("end time")["paste"], "resolved: 2026-01-02 14:40 UTC", "of the incident's own day");
    assert_eq!(of("how it was fixed")["sentence"], false);
    let owner = of("the open action has no owner");
    assert_eq!(
        (&owner["sentence"], &owner["line"], &owner["paste"]),
        (&true.into(), &13.into(), &"(owner: ann)".into())
    );
    let warnings = review["warnings"].as_array().unwrap();
    assert_eq!(warnings.len(), 1, "a gap is told once: {warnings:?}");
    assert!(warnings[0]["message"].as_str().unwrap().contains("gone.md"));
    assert!(review["held"].as_u64() < review["asked"].as_u64());
    let page = drawer(&server, "/pages/scale/");
    assert!(page.is_null(), "of a page nothing is asked: {page}");
    assert!(drawer(&server, "/").is_null());
    let mut events = server.events("/postmortems/third/");
    events.next("problems");
    test.edit("content/postmortems/third.md", "title: Third\n", "title: Third\nseverity: SEV-2\n");
    server.eventually("severity is there", |server| {
        !drawer(server, "/postmortems/third/")["missing"].to_string().contains("\"severity\"")
    });
    let others: serde_json::Value = serde_json::from_str(&server.get("/_pmsite/reviews.json").text()).unwrap();
    let urls: Vec<&str> = others["others"].as_array().unwrap().iter().map(|one| one["url"].as_str().unwrap()).collect();
    assert!(urls.contains(&"postmortems/first/") && urls.contains(&"postmortems/third/"), "{others}");
    let from = |site: &str| {
        server
            .say(&format!(
                "GET /_pmsite/reviews.json HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: {site}\r\nConnection: close\r\n\r\n"
            ))
            .status
    };
    assert_eq!((from("cross-site"), from("same-origin")), (403, 200));
}
