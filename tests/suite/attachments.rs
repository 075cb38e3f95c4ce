//! Linked files: under which name and in which form they are published.

use crate::discovery::png;
use crate::support::{Server, Site, SiteTest, assert_sound};

const SCRIPT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><path d=\"M0 0h9\"/></svg>";
const SAFE: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h9\"/></svg>";
const HTML_TEXT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"><foreignObject><p xmlns=\"http://www.w3.org/1999/xhtml\">a</p></foreignObject></svg>";

/// A postmortem with this body.
fn linking(body: &str) -> SiteTest {
    SiteTest::new().postmortem("a", "title: A\ndate: 2026-01-02", body)
}

fn attached(site: &Site) -> Vec<&str> {
    site.files.keys().filter_map(|path| path.strip_prefix("files/postmortems/")).collect()
}

/// What `check` says with the code of drawings.
fn told(test: &SiteTest) -> Vec<String> {
    test.check().stderr.lines().filter(|line| line.contains("[active-image]")).map(str::to_owned).collect()
}

#[test]
fn a_type_that_is_not_listed_is_text_whatever_its_name_ends_in() {
    let names = [
        ("aa.html", "aa-html.txt"),
        ("b.html.", "b-html.txt"),
        ("c.xsd", "c-xsd.txt"),
        ("d.rng", "d-rng.txt"),
        ("e.xhtm", "e-xhtm.txt"),
        ("f.unknown", "f-unknown.txt"),
        ("g", "g.txt"),
        ("h.html.log", "h-html.log"),
        ("i.png.HTML", "i.png-HTML.txt"),
        ("j.js", "j-js.txt"),
        ("k.svg.", "k-svg.txt"),
        ("l.json", "l.json"),
        ("m.tar.gz", "m.tar.gz"),
        ("n.html ", "n-html.txt"),
        ("o.svg%00.png", "o-svg-00.png"),
    ];
    let links = names.map(|(name, _)| format!("[x](<{}>)", name.replace('%', "%25").replace(' ', "%20")));
    let test = names
        .iter()
        .fold(linking(&links.join(" ")), |test, (name, _)| test.file(&format!("content/postmortems/{name}"), "words"));
    let site = test.site();
    assert_eq!(attached(&site), names.map(|(_, published)| published));
    assert_sound(&site);
}

#[test]
fn no_published_file_begins_like_a_page_and_every_other_is_a_copy() {
    let marked = ["aa.html", "b.log", "c.png", "d", "e.csv", "f.txt", "g.pdf"];
    let copied: [(&str, &[u8]); 4] =
        [("h.html", b"words <b>"), ("i.log", b"1 < 2"), ("j.png", &png(2, 2)), ("k.bin", &[7; 70_000])];
    let links: Vec<String> =
        marked.iter().chain(copied.iter().map(|(name, _)| name)).map(|name| format!("[x]({name})")).collect();
    let page = "\n <!doctype html><script>alert(1)</script>";
    let mut test = linking(&links.join(" "));
    for name in marked {
        test = test.file(&format!("content/postmortems/{name}"), page);
    }
    for (name, bytes) in copied {
        test = test.bytes(&format!("content/postmortems/{name}"), bytes);
    }
    let site = test.site();
    let all: Vec<&[u8]> =
        attached(&site).iter().map(|name| &*site.files[&format!("files/postmortems/{name}")]).collect();
    assert_eq!(all[..7], [format!("\u{feff}{page}").as_bytes(); 7]);
    assert_eq!(all[7..], copied.map(|(_, bytes)| bytes));
    // Nothing is written again that is in place.
    let again = test.build().stderr;
    assert!(again.contains(": 0 files written, "), "{again}");
    let server = Server::start(&test, &[]);
    for (path, kind) in
        [("b.log", "text/plain; charset=utf-8"), ("c.png", "image/png"), ("d.txt", "text/plain; charset=utf-8")]
    {
        let reply = server.get(&format!("/files/postmortems/{path}"));
        assert_eq!((reply.header("content-type"), reply.text()), (kind, format!("\u{feff}{page}")), "{path}");
    }
}

#[test]
fn a_drawing_is_published_without_its_script_and_says_so() {
    let wide: Vec<u8> = format!("\u{feff}{SCRIPT}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let test = linking("![one](one.svg) [two](two.SVG.) ![three](three.svg)")
        .file("content/postmortems/one.svg", SCRIPT)
        .bytes("content/postmortems/two.SVG.", &wide)
        .file("content/postmortems/three.svg", SAFE);
    let found = told(&test);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].contains("a.md:6:1") && found[0].contains("one.svg` is published without its script"),
        "{found:?}"
    );
    let site = test.site();
    assert_eq!(attached(&site), ["one.svg", "three.svg", "two.SVG"]);
    for name in attached(&site) {
        assert_eq!(site.text(&format!("files/postmortems/{name}")), SAFE, "{name}");
    }
    assert_eq!(site.page("postmortems/a/").select("main img").len(), 2);
    assert_sound(&site);
    let server = Server::start(&test, &[]);
    let reply = server.get("/files/postmortems/one.svg");
    assert_eq!((reply.header("content-type"), &*reply.text()), ("image/svg+xml; charset=utf-8", SAFE));
}

#[test]
fn a_drawing_that_cannot_be_made_safe_is_a_link_to_its_text() {
    let test =
        linking("![Flow](a.svg \"How it flows\")\n\n[![Inner](a.svg)](https://example.org/)\n\n![](b.svg) [c](c.svg)")
            .file("content/postmortems/a.svg", HTML_TEXT)
            .file(
                "content/postmortems/b.svg",
                "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg xmlns=\"http://www.w3.org/2000/svg\">&a;</svg>",
            )
            .file("content/postmortems/c.svg", "no drawing");
    let found = told(&test);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(found[0].contains("a.md:6:1") && found[0].contains("foreignObject"), "{found:?}");
    let site = test.site();
    assert_eq!(attached(&site), ["a-svg.txt", "b-svg.txt", "c-svg.txt"]);
    assert_eq!(site.text("files/postmortems/a-svg.txt"), format!("\u{feff}{HTML_TEXT}"));
    let page = site.page("postmortems/a/");
    assert_eq!(page.select("main img").len(), 0);
    let links = page.links("main");
    for (url, text) in [
        ("files/postmortems/a-svg.txt", "Flow"),
        ("files/postmortems/b-svg.txt", "b-svg.txt"),
        ("files/postmortems/c-svg.txt", "c"),
    ] {
        assert!(links.contains(&(url.to_owned(), text.to_owned())), "{text} in {links:?}");
    }
    let outside = page.select("main a[href^='https']");
    assert!(outside.len() == 1 && outside[0].text().collect::<String>() == "Inner");
    assert_sound(&site);
}

#[test]
fn a_drawing_that_is_mended_or_spoilt_changes_its_page_too() {
    let test = linking("![Flow](a.svg)").file("content/postmortems/a.svg", HTML_TEXT);
    let cold = test.site();
    test.write("content/postmortems/a.svg", SAFE);
    let site = test.site();
    assert_eq!(attached(&site), ["a.svg"]);
    assert_eq!(site.page("postmortems/a/").select("main img").len(), 1);
    test.write("content/postmortems/a.svg", HTML_TEXT);
    assert_eq!(test.site().files, cold.files);
}

/// Hugo's `static/`, Jekyll's `assets/`, a vault: what documents show often lies beside them. Only what they name is touched.
#[test]
fn files_beside_the_content_folder_are_found_below_the_root() {
    let text =
        "# Lamps out\n\n**Date:** 2026-03-02\n\n![a](/img/a.png) ![b](../assets/b%20c.png) ![d](../secret/d.png)\n";
    let test = SiteTest::new()
        .file("docs/incidents/lamps.md", text)
        .bytes("static/img/a.png", &png(2, 2))
        .bytes("docs/assets/b c.png", &png(2, 2))
        .bytes("docs/assets/unnamed.png", &png(2, 2))
        .bytes("docs/secret/d.png", &png(2, 2))
        .bytes("../assets/a.png", &png(9, 9))
        .arg("--content")
        .arg("docs/incidents");
    let site = test.site();
    let files: Vec<&String> = site.files.keys().filter(|path| path.starts_with("files/")).collect();
    assert_eq!(files, ["files/docs/assets/b-c.png", "files/static/img/a.png"]);
    assert!(test.check().stderr.contains("secret/d.png"), "a folder of another name is none of ours");
    assert_sound(&site);
    // What lies in the content folder goes before what lies beside it.
    let test = test.bytes("docs/incidents/static/img/a.png", &png(3, 3));
    let page = test.site().page("postmortems/lamps/");
    assert_eq!(page.select("main img")[0].attr("width"), Some("3"));
}
