//! Every file of a site has a place of its own, on every disk; what cannot have the one that it asks for is named, and the site
//! is built.

use crate::support::{Site, SiteTest, assert_sound};
use std::collections::{BTreeMap, BTreeSet};

const SITE_URL: &str = "https://docs.example.org/pm/";

/// What becomes of an old URL.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// A redirect stands at this output path.
    Served(&'static str),
    /// None does, and a warning of this code says why.
    Lost(&'static str),
    /// It is the document's own URL, or stands there twice.
    Own,
}

use Fate::{Lost, Own, Served};

const TAKEN: Fate = Lost("alias-taken");
const UNSAFE: Fate = Lost("unsafe-alias");

/// Old URLs, each of a document of its own: `postmortems/a000.md`, `a001.md` and so on, in this order.
const ALIASES: &[(&str, Fate)] = &[
    // Files and pages of the site, and what lies below or above them.
    ("/feed.xml", TAKEN),
    ("/feed.xml/x/", TAKEN),
    ("/FEED.XML/x/", TAKEN),
    ("/feed.json/", TAKEN),
    ("/404.html", TAKEN),
    ("/404.html/x/", TAKEN),
    ("/404.HTML", TAKEN),
    ("/404/", Served("404/index.html")),
    ("/robots.txt/", TAKEN),
    ("/sitemap.xml", TAKEN),
    ("/assets/site.js", TAKEN),
    ("/assets/site.js/x.html", TAKEN),
    ("/assets/own.css", TAKEN),
    ("/Assets/old/", TAKEN),
    ("/assets/", Served("assets/index.html")),
    ("/assets/old.html", Served("assets/old.html")),
    ("/search/", TAKEN),
    ("/search/old/", TAKEN),
    ("/search.html", Served("search.html")),
    ("/api/", Served("api/index.html")),
    ("/api/v1/", Served("api/v1/index.html")),
    ("/api/v1/services.json", TAKEN),
    ("/api/v1/postmortems/a000.json", TAKEN),
    ("/files/", Served("files/index.html")),
    ("/files/postmortems/log.bin", TAKEN),
    ("/files/postmortems/LOG.BIN/x/", TAKEN),
    ("/diagrams/", Served("diagrams/index.html")),
    ("/postmortems/", TAKEN),
    ("/postmortems/index.html", TAKEN),
    ("/postmortems/INDEX.HTML", TAKEN),
    ("/postmortems.html", Served("postmortems.html")),
    ("/postmortems/a001/", TAKEN),
    ("/postmortems/A002/", TAKEN),
    ("/postmortems/a033/", Own),
    ("/postmortems/a034/index.html", Own),
    ("/postmortems/A035/", TAKEN),
    ("/postmortems/a001/old/", Served("postmortems/a001/old/index.html")),
    ("/postmortems/a001.html", Served("postmortems/a001.html")),
    ("/services/api/", TAKEN),
    ("/services/declared/", TAKEN),
    ("/services/api/feed.xml", TAKEN),
    ("/years/2024/", TAKEN),
    ("/severities/", TAKEN),
    ("/teams/", Served("teams/index.html")),
    ("/pages/scale/", TAKEN),
    ("/", UNSAFE),
    ("/index.html", UNSAFE),
    ("/INDEX.html", TAKEN),
    // Each other.
    ("/old/", Served("old/index.html")),
    ("/old", TAKEN),
    ("/Old/", TAKEN),
    ("/old/x/", Served("old/x/index.html")),
    ("/OLD/y/", TAKEN),
    ("/old/index.html/", TAKEN),
    ("/blog/one.html", Served("blog/one.html")),
    ("/blog/one.html/x/", TAKEN),
    ("/blog/two.html/x/", Served("blog/two.html/x/index.html")),
    ("/blog/two.html", TAKEN),
    ("/caf\u{e9}/", Served("caf\u{e9}/index.html")),
    ("/cafe\u{301}/", TAKEN),
    ("/stra\u{df}e/", Served("stra\u{df}e/index.html")),
    ("/STRASSE/", TAKEN),
    // Ways to write one.
    ("blog/three", Served("blog/three/index.html")),
    ("//docs.example.org/pm/four/", Served("four/index.html")),
    ("https://docs.example.org/pm/five/", Served("five/index.html")),
    ("https://docs.example.org/pm/six.html#x", Served("six.html")),
    ("/seven//x//", Served("seven/x/index.html")),
    ("/eight.php", Served("eight.php/index.html")),
    ("/nine.HTM", Served("nine.HTM")),
    ("/ten%20names/", Served("ten names/index.html")),
    ("/%E6%94%AF%E4%BB%98/", Served("支付/index.html")),
    ("/twelve/#what-broke", Served("twelve/index.html")),
    ("/100%25/", Served("100%/index.html")),
    // What no file can be.
    ("../x/", UNSAFE),
    ("/a/../../x/", UNSAFE),
    ("/%2e%2e/x/", UNSAFE),
    ("/%252e%252e/x/", UNSAFE),
    ("/a%2Fb/", UNSAFE),
    ("/a%5Cb/", UNSAFE),
    ("C:\\x", UNSAFE),
    ("C:/x", UNSAFE),
    ("\\\\host\\x", UNSAFE),
    ("/?p=12", UNSAFE),
    ("/x/?p=12", UNSAFE),
    ("/x%00y/", UNSAFE),
    ("/x%0Ay/", UNSAFE),
    ("/%FF/", UNSAFE),
    ("https://example.org/x/", UNSAFE),
    ("//example.org/x/", UNSAFE),
    ("/con/", UNSAFE),
    ("/x/nul.html", UNSAFE),
    ("/x./", UNSAFE),
    ("/x%20/", UNSAFE),
    ("/.nojekyll", UNSAFE),
    ("/.nojekyll/x/", UNSAFE),
    ("/.pmsite-manifest/x.html", UNSAFE),
    ("/.git/x/", UNSAFE),
    ("/x*/", UNSAFE),
];

fn name(number: usize) -> String {
    format!("a{number:03}")
}

/// A site with something of everything, and a postmortem for each of `ALIASES`, with it or without.
fn table(with_aliases: bool) -> SiteTest {
    let long = "y".repeat(241);
    let aliases = ALIASES.iter().map(|(alias, _)| (*alias).to_owned());
    let more = [format!("/{long}/"), "/deep-path".repeat(120)];
    let mut test = SiteTest::new()
        .file("book.toml", &format!("[output.html]\nsite-url = \"{SITE_URL}\"\n"))
        .file("theme/static/own.css", "p { margin: 0 }")
        .file("content/services/declared.md", "# Declared\n\nIt serves.\n")
        .file("content/pages/scale.md", "# Scale\n\nWords.\n")
        .bytes("content/postmortems/log.bin", b"\x00\x01\x02")
        .postmortem(
            "z",
            "title: Z\ndate: 2024-05-06\nseverity: SEV1\nservices: [api]",
            "A [log](log.bin).\n\n```mermaid\ngraph TD; A-->B\n```",
        );
    for (number, alias) in aliases.chain(more).enumerate() {
        let field = if with_aliases { format!("\naliases:\n  - '{alias}'") } else { String::new() };
        test = test.postmortem(&name(number), &format!("title: Title {number}{field}"), &format!("Text {number}."));
    }
    test
}

#[test]
fn an_old_url_is_served_or_reported_and_the_site_is_whole() {
    let test = table(true);
    let before = Site::read(&test.root());
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = test.read();
    let told = |number: usize, code: &str| {
        let place = format!("content/postmortems/{}.md:4:", name(number));
        run.stderr.lines().any(|line| line.starts_with(&place) && line.contains(&format!("warning[{code}]")))
    };
    let mut served = BTreeSet::new();
    for (number, (alias, fate)) in ALIASES.iter().enumerate() {
        match fate {
            Served(path) => {
                assert!(site.has(path), "`{alias}` has no redirect:\n{}", run.stderr);
                let page = format!("postmortems/{}/", name(number));
                assert!(site.text(path).contains(&page), "`{alias}` does not lead to {page}");
                assert!(!told(number, "alias-taken") && !told(number, "unsafe-alias"), "`{alias}`:\n{}", run.stderr);
                served.insert((*path).to_owned());
            }
            Lost(code) => assert!(told(number, code), "nothing says that `{alias}` is lost:\n{}", run.stderr),
            Own => assert!(!told(number, "alias-taken"), "`{alias}`:\n{}", run.stderr),
        }
    }
    assert!((ALIASES.len()..ALIASES.len() + 2).all(|number| told(number, "unsafe-alias")), "{}", run.stderr);
    assert_sound(&site);
    // Besides the redirects it is the site that it would be without old URLs.
    let plain = table(false);
    let names =
        |site: &Site| site.files.keys().filter(|path| !path.starts_with("search/")).cloned().collect::<BTreeSet<_>>();
    let expected: BTreeSet<String> = names(&plain.site()).union(&served).cloned().collect();
    assert_eq!(names(&site), expected);
    // And nothing is anywhere else.
    let after = Site::read(&test.root()).files.into_iter();
    let own = |path: &String| path.starts_with("_site/") || path.starts_with(".pmsite/");
    assert_eq!(after.filter(|(path, _)| !own(path)).collect::<BTreeMap<_, _>>(), before.files);
    assert_eq!(std::fs::read_dir(test.root().parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn who_loses_an_old_url_does_not_depend_on_threads() {
    let test = table(true).env("RAYON_NUM_THREADS", "1");
    let one = test.build_with(&["--format", "short"]).stderr;
    let site = test.read();
    let test = table(true).env("RAYON_NUM_THREADS", "7");
    assert_eq!(test.build_with(&["--format", "short"]).stderr, one);
    assert_eq!(test.read(), site);
}

#[test]
fn a_loser_is_told_who_holds_the_place_and_what_to_do() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\naliases: [/postmortems/b/, /old/]", "A [file](x.bin).")
        .postmortem("b", "title: B\naliases: [/Old/, /files/postmortems/x.bin/, /years.html/x/, /years.html]", "Text.")
        .bytes("content/postmortems/x.bin", b"\x00x");
    let run = test.build_with(&["--format", "short"]);
    for (place, who) in [
        ("content/postmortems/a.md:3:11", "the page of content/postmortems/b.md"),
        ("content/postmortems/b.md:3:11", "an old URL of content/postmortems/a.md"),
        ("content/postmortems/b.md:3:18", "the linked file content/postmortems/x.bin"),
        ("content/postmortems/b.md:3:61", "an old URL of content/postmortems/b.md"),
    ] {
        assert!(
            run.stderr.lines().any(|line| line.starts_with(place) && line.contains(who)),
            "{place}:\n{}",
            run.stderr
        );
    }
    assert!(test.read().has("years.html/x/"));
}

#[test]
fn more_old_urls_than_one_document_may_have_are_reported() {
    let many: Vec<String> = (0..1_005).map(|number| format!("/old/{number}/")).collect();
    let test = SiteTest::new().postmortem("a", &format!("title: A\naliases: [{}]", many.join(", ")), "Text.");
    let run = test.build_with(&["--format", "short"]);
    assert!(run.stderr.contains("postmortems/a.md:3:") && run.stderr.contains("first 1000"), "{}", run.stderr);
    let site = test.read();
    assert!(site.has("old/999/") && !site.has("old/1000/"));
}

#[test]
fn whatever_a_slug_is_the_document_has_a_page() {
    let long = "long ".repeat(1_000);
    let slugs = [
        "index.html",
        "..",
        ".",
        "",
        "/",
        "con",
        "AUX",
        "nul.txt",
        "com1",
        "com\u{b9}",
        "a.",
        "b .",
        " ",
        "../../etc",
        "x/y",
        "feed.xml",
        "404",
        "%2e%2e",
        "\u{1f600}",
        "\u{200b}",
        "C:\\x",
        "-",
        "--x--",
        "\u{661}\u{662}",
        "{{ q }}",
        "%2F",
        "~",
        long.as_str(),
    ];
    let mut test = SiteTest::new();
    for (number, slug) in slugs.iter().enumerate() {
        test = test.postmortem(
            &format!("d{number}/{}", name(number)),
            &format!("title: T\nslug: '{slug}'"),
            &format!("Word{number}x."),
        );
    }
    let run = test.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = test.read();
    let pages: Vec<String> =
        site.pages().into_iter().filter(|url| url.starts_with("postmortems/") && url.len() > 12).collect();
    assert_eq!(pages.len(), slugs.len(), "{pages:?}");
    for (number, slug) in slugs.iter().enumerate() {
        let text = format!("Word{number}x.");
        assert!(pages.iter().any(|url| site.page(url).main().contains(&text)), "`{slug}` has no page");
    }
    for part in pages.iter().flat_map(|url| url.split('/')) {
        assert!(part.len() <= 130 && !part.ends_with('.') && part != "con" && part != "aux", "{part}");
    }
    assert_sound(&site);
}

#[test]
fn slugs_that_are_one_name_on_some_disk_collide() {
    for (first, second) in [
        ("stra\u{df}e", "strasse"),
        ("x\u{3c3}", "x\u{3c2}"),
        ("x\u{fe0f}y", "xy"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("Up", "uP"),
    ] {
        let test = SiteTest::new()
            .postmortem("one/a", &format!("title: A\nslug: {first}"), "The first words.")
            .postmortem("two/b", &format!("title: B\nslug: {second}"), "The second words.");
        let run = test.build_with(&["--format", "short"]);
        assert_eq!(run.code, 1, "{first} and {second}: {}", run.stderr);
        let told =
            |line: &str| line.starts_with("content/postmortems/two/b.md:3:") && line.contains("error[slug-collision]");
        assert!(run.stderr.lines().any(told), "{first} and {second}: {}", run.stderr);
        assert!(run.stderr.contains("postmortems/one/a.md"), "{}", run.stderr);
        assert_eq!(test.build_with(&["--keep-going"]).code, 0);
        let site = test.read();
        for words in ["The first words.", "The second words."] {
            let has = |url: &String| url.starts_with("postmortems/") && site.page(url).main().contains(words);
            assert!(site.pages().iter().any(has), "{first} and {second}: {words}");
        }
    }
}

#[test]
fn two_home_pages_are_an_error_that_names_both_and_keep_going_shows_both() {
    let test = SiteTest::new()
        .file("one/index.md", "# One\n\nThe first words.\n")
        .file("one/postmortems/a.md", "# A\n\nText.\n")
        .file("two/index.md", "# Two\n\nThe second words.\n")
        .file("two/postmortems/b.md", "# B\n\nMore text.\n")
        .arg("--content=one")
        .arg("--content=two");
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let told = |line: &str| line.contains("two/index.md:1:1: error[slug-collision]") && line.contains("one/index.md");
    assert!(run.stderr.lines().any(told), "{}", run.stderr);
    assert_eq!(test.build_with(&["--keep-going"]).code, 0);
    let site = test.read();
    assert!(site.page("").text().contains("The first words."));
    assert!(site.pages().iter().any(|url| site.page(url).text().contains("The second words.")), "{}", site.list());
}

#[test]
fn names_that_leave_one_slug_have_a_page_each() {
    let fields = "title: A\ndate: 2024-01-02\nservices: [STRASSE, con, 'C++', 'C#', 'c']\n\
        tags: ['C++', 'C#', 'stra\u{df}e', 'strasse', '\u{1f600}', '\u{1f601}', aux]\nteams: ['A/B', 'A B']\nseverity: 'nul'";
    let test = SiteTest::new()
        .postmortem("a", fields, "Text.")
        .file("content/services/x.md", "---\ntitle: Road\nslug: stra\u{df}e\n---\n\nIt leads.\n");
    let site = test.site();
    for (folder, names) in [
        ("services/", &["Road", "STRASSE", "con", "C++", "C#", "c"][..]),
        ("tags/", &["C++", "C#", "stra\u{df}e", "strasse", "aux"]),
    ] {
        for name in names {
            let has = |url: &String| {
                url.starts_with(folder)
                    && site.page(url).title().trim_start_matches("Tag ").starts_with(&format!("{name} "))
            };
            assert_eq!(site.pages().iter().filter(|url| has(url)).count(), 1, "{folder} {name}\n{}", site.list());
        }
    }
    assert!(!site.has("services/con/") && !site.has("tags/aux/"), "{}", site.list());
    assert_sound(&site);
}

#[test]
fn each_incident_has_a_record_whatever_its_slug() {
    let slugs =
        ["2024", "incident-2024", "incident-incident-2024", "undated", "incident-undated", "undated\u{fe0f}x", "x"];
    let mut test = SiteTest::new().postmortem("dated", "title: Dated\ndate: 2024-05-06", "Text.");
    for slug in slugs {
        test = test.postmortem(slug, &format!("title: The {slug} incident"), "Text.");
    }
    let site = test.site();
    let records: Vec<String> = site
        .files
        .keys()
        .filter(|path| path.starts_with("api/v1/postmortems/"))
        .filter_map(|path| Some(site.json(path)["title"].as_str()?.to_owned()))
        .collect();
    assert_eq!(records.iter().collect::<BTreeSet<_>>().len(), slugs.len() + 1, "{records:?}");
    assert!(
        site.json("api/v1/postmortems/2024.json").is_array() && site.json("api/v1/postmortems/undated.json").is_array()
    );
}

#[test]
fn a_linked_file_that_loses_its_name_gets_another() {
    let deep = format!("{}/x.bin", vec!["deep-folder-name"; 70].join("/"));
    let long = format!("{}.bin", "n".repeat(240));
    let files = [
        "d.",
        "d/x.bin",
        "d/y.bin",
        "e/x.bin",
        "e.",
        "a.bin",
        "A.bin",
        "Img/a.bin",
        "img/a.bin",
        "img/b.bin",
        "caf\u{e9}.bin",
        "cafe\u{301}.bin",
        "con.bin",
        "nul/a.bin",
        "x y.bin",
        "x-y.bin",
        "x#y.bin",
        "x%y.bin",
        "x:y.bin",
        "x\ny.bin",
        "x.bin.",
        "x.bin",
        "n/d.",
        "n/D/d",
        deep.as_str(),
        long.as_str(),
    ];
    for order in [files.to_vec(), files.iter().rev().copied().collect()] {
        let links: Vec<String> = order
            .iter()
            .enumerate()
            .map(|(number, file)| {
                let path = file.replace('%', "%25").replace(' ', "%20").replace('#', "%23").replace('\n', "%0A");
                format!("[link{number}](<./{path}>)")
            })
            .collect();
        let mut test = SiteTest::new().postmortem("a", "title: A", &links.join("\n\n"));
        for file in &order {
            test = test.bytes(&format!("content/postmortems/{file}"), format!("\0 {file}").as_bytes());
        }
        let run = test.build();
        assert_eq!(run.code, 0, "{}", run.stderr);
        let site = test.read();
        let page = site.page("postmortems/a/");
        let targets: BTreeMap<String, String> = page.links("main").into_iter().map(|(url, text)| (text, url)).collect();
        for (number, file) in order.iter().enumerate() {
            let url = targets
                .get(&format!("link{number}"))
                .unwrap_or_else(|| panic!("{file} is not linked:\n{}", run.stderr));
            assert_eq!(site.files[url], format!("\0 {file}").as_bytes(), "{file} at {url}");
        }
        assert_sound(&site);
    }
}

#[test]
fn files_of_a_theme_that_cannot_lie_side_by_side_are_named() {
    /// A setting, files with their text, and what the error names.
    type Case = (&'static str, &'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: &[Case] = &[
        ("", &[("theme/static/Style.css", "x")], &["Style.css", "style.css"]),
        ("", &[("theme/static/search", "x")], &["theme/static/search", "client.js"]),
        ("", &[("theme/static/site.js/x.css", "x")], &["site.js/x.css", "site.js"]),
        ("", &[("theme/static/a/x.css", "x"), ("theme/static/A/y.css", "x")], &["a/x.css", "A/y.css"]),
        (
            "",
            &[("theme/static/caf\u{e9}.css", "x"), ("theme/static/cafe\u{301}.css", "x")],
            &["caf\u{e9}.css", "cafe\u{301}.css"],
        ),
        ("", &[("theme/static/a\nb.css", "x")], &["control character"]),
        ("additional-css = [\"a/x.css\", \"b/x.css\"]", &[("a/x.css", "x"), ("b/x.css", "y")], &["a/x.css", "b/x.css"]),
        (
            "additional-css = [\"a/x.css\"]",
            &[("a/x.css", "x"), ("theme/static/additional/X.css", "y")],
            &["a/x.css", "additional/X.css"],
        ),
    ];
    for (setting, files, named) in cases {
        let test = SiteTest::new().postmortem("a", "title: A", "Text.");
        let good = test.site();
        test.write("book.toml", &format!("[output.html]\n{setting}\n"));
        files.iter().for_each(|(path, text)| test.write(path, text));
        let run = test.build();
        assert_eq!(run.code, 2, "{files:?}: {}", run.stderr);
        assert!(named.iter().all(|name| run.stderr.contains(name)), "{named:?}: {}", run.stderr);
        assert_eq!(test.read(), good, "the last site stays");
    }
}
