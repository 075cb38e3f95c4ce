//! What holds for every page, and how a document's text gets onto its own.

use crate::support::site::text_of;
use crate::support::{Site, SiteTest, TODAY, assert_sound};

fn one(body: &str) -> Site {
    SiteTest::new()
        .postmortem("a", "title: A\ndate: 2025-01-02\nservices: [api]\nseverity: SEV2\nauthors: [core]", body)
        .site()
}

/// A site with every kind of page.
fn all_kinds() -> Site {
    SiteTest::new()
        .postmortem("rich", "title: Rich\ndate: 2025-01-02\nservices: [api]\nroot_causes: [disk-full]\nseverity: SEV1\nteams: [core]\ntags: [night]\naliases: [/old/]", "## Summary\n\nIt broke.\n\n## Timeline\n\n- 10:00 UTC broke\n- 10:30 UTC ran\n\n## Action items\n\n- [ ] Watch it")
        .file("content/postmortems/bare.md", "Only a sentence.\n")
        .file("content/services/api.md", "# API\n\nServes.\n")
        .file("content/pages/scale.md", "# Scale\n\nWords.\n")
        .file("content/index.md", "# Home\n\nWelcome.\n")
        .site()
}

#[test]
fn every_page_is_whole() {
    let site = all_kinds();
    for url in site.pages() {
        let page = site.page(&url);
        assert!(site.text(&url).to_lowercase().starts_with("<!doctype html>"), "{url}");
        assert_eq!(page.one("html").attr("lang"), Some("en"), "{url}");
        assert_eq!(page.select("h1").len(), 1, "{url} has one first heading");
        assert_eq!(page.select("main").len(), 1, "{url}");
        let title = text_of(page.one("head > title"));
        assert!(!title.is_empty() && title != "Postmortems |", "{url}: {title:?}");
    }
    assert_sound(&site);
}

#[test]
fn titles_of_pages_differ() {
    let site = all_kinds();
    let mut seen = std::collections::BTreeMap::new();
    for url in site.pages().into_iter().filter(|url| !url.starts_with("old/")) {
        let title = text_of(site.page(&url).one("head > title"));
        if let Some(other) = seen.insert(title.clone(), url.clone()) {
            panic!("{other} and {url} are both titled {title:?}");
        }
    }
}

#[test]
fn no_page_runs_or_loads_anything_from_elsewhere() {
    let site = all_kinds();
    for url in site.pages().into_iter().filter(|url| !url.starts_with("old/")) {
        let page = site.page(&url);
        let policy = page.one("meta[http-equiv=Content-Security-Policy]").attr("content").unwrap().to_owned();
        for rule in
            ["default-src 'none'", "script-src 'self'", "style-src 'self'", "base-uri 'none'", "form-action 'self'"]
        {
            assert!(policy.contains(rule), "{url}: {rule} in {policy}");
        }
        assert!(page.select("style, [style], base, iframe, object, embed").is_empty(), "{url}");
        for script in page.select("script") {
            let kind = script.attr("type").unwrap_or_default();
            assert!(script.attr("src").is_some() || kind.ends_with("json"), "an inline script on {url}");
        }
        for element in page.select("script[src], link[href], img[src]") {
            let target = element.attr("src").or(element.attr("href")).unwrap();
            let is_canonical = element.attr("rel") == Some("canonical");
            assert!(is_canonical || !target.contains("//"), "{url} loads {target}");
        }
        for element in page.select("*") {
            let handlers: Vec<&str> =
                element.value().attrs().map(|(name, _)| name).filter(|name| name.starts_with("on")).collect();
            assert!(handlers.is_empty(), "{url}: {handlers:?}");
        }
    }
}

#[test]
fn the_footer_tells_the_day_of_the_build() {
    assert!(all_kinds().page("").text().contains(TODAY));
}

#[test]
fn text_that_looks_like_a_template_or_html_prints_as_text() {
    let site = one(
        "`{{ title }}` {{ site.title }} {% include \"x\" %} {# note #} {{< alert >}} <placeholder> <Update date=\"1\">kept words</Update> &lt;b&gt; a < b && c > d\n\nIt broke, and 12 people noticed.",
    );
    let main = site.page("postmortems/a/").main();
    for text in [
        "{{ title }}",
        "{{ site.title }}",
        "{% include \"x\" %}",
        "{# note #}",
        "{{< alert >}}",
        "<placeholder>",
        "kept words",
        "<b>",
        "a < b && c > d",
    ] {
        assert!(main.contains(text), "{text:?} in {main}");
    }
}

#[test]
fn forbidden_html_is_dropped_and_reported() {
    let test = SiteTest::new().postmortem(
        "a",
        "title: A",
        "Before <script>canary()</script> <img src=x onerror=\"canary()\"> [bad](javascript:canary()) <a href=\"javascript:canary()\">x</a>\n\n\
         <style>canary{}</style>\n\n<iframe src=\"https://canary.example\"></iframe>\n\n<form action=\"https://canary.example\"><input name=q></form>\n\nAfter <b>bold</b> <details><summary>more</summary>inside</details>",
    );
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("postmortems/a.md:"), "{}", run.stderr);
    let site = test.read();
    let page = site.page("postmortems/a/");
    assert!(
        page.select("main script, main style, main iframe, main form, main [onerror], a[href^=javascript]").is_empty()
    );
    assert_eq!(page.texts("main b"), ["bold"]);
    for text in ["Before", "After", "inside", "bad"] {
        assert!(page.main().contains(text), "{text}");
    }
}

#[test]
fn githubs_markdown_is_all_there() {
    let body = "## First heading\n\n## First heading\n\n| a | b |\n|---|:-:|\n| 1 | two |\n\n- [x] done\n- [ ] open\n\n~~gone~~ Note[^1] https://example.org/path?q=1 --force $HOME HEAD^\n\n\
                > [!WARNING]\n> Careful.\n\nTerm\n: Definition\n\n```rust\nfn main() {}\n```\n\n[^1]: The note.\n";
    let page = one(body).page("postmortems/a/");
    let ids: Vec<&str> =
        page.select("main h2[id], main h3[id]").iter().filter_map(|heading| heading.attr("id")).collect();
    assert!(ids.contains(&"first-heading") && ids.contains(&"first-heading-1"), "{ids:?}");
    assert_eq!(page.texts("main table td"), ["1", "two"]);
    assert_eq!(page.texts("main del"), ["gone"]);
    assert_eq!(page.texts("main dt").iter().filter(|text| *text == "Term").count(), 1);
    assert!(page.select("main a").iter().any(|link| link.attr("href") == Some("https://example.org/path?q=1")));
    let main = page.main();
    for text in ["Careful.", "The note.", "--force", "$HOME", "HEAD^", "fn main() {}"] {
        assert!(main.contains(text), "{text:?} in {main}");
    }
    assert!(!page.select("main pre code span[class]").is_empty(), "code is highlighted by classes");
    assert_eq!(
        page.select("main input[type=checkbox]").len(),
        page.select("main input[type=checkbox][disabled]").len()
    );
}

#[test]
fn mermaid_becomes_an_image_with_its_source_at_hand() {
    let site = one("```mermaid\ngraph LR\n  Pool --> Database\n```\n");
    let page = site.page("postmortems/a/");
    let image = page.one("main img[src$='.svg']");
    let path = page.resolve(image.attr("src").unwrap()).unwrap();
    let svg = site.text(&path);
    roxmltree::Document::parse(&svg).unwrap_or_else(|error| panic!("{error}"));
    assert!(svg.contains("Pool") && !svg.contains("<script"));
    assert!(image.attr("alt").is_some_and(|alt| !alt.is_empty()));
    assert!(page.main().contains("Pool --> Database"), "the source as fallback");
    assert_sound(&site);
}

#[test]
fn a_fact_shows_where_it_was_read() {
    let site = SiteTest::new()
        .file("content/postmortems/a.md", "# Postmortem: API down\n\n| Severity | SEV-2 |\n|---|---|\n| Service | api |\n\n**Duration**: 42 min\n\nText.\n")
        .site();
    let page = site.page("postmortems/a/");
    let main = page.main();
    assert!(main.contains("SEV-2"), "the written word is kept: {main}");
    assert!(main.contains("line 3"), "the severity's place: {main}");
    assert!(main.contains("line 7"), "the duration's place: {main}");
    assert!(page.leads_to("services/api/") && page.leads_to("severities/sev2/"));
}

#[test]
fn how_it_was_fixed_stands_before_the_document() {
    let site = one(
        "## Summary\n\nThe pool ran empty.\n\n## Impact\n\nAll.\n\n## Resolution\n\nWe raised the pool's limit to 200. Later we slept.\n",
    );
    let main = site.page("postmortems/a/").main();
    let fix = main.find("We raised the pool's limit to 200.").expect("the fix");
    assert!(fix < main.find("All.").expect("the body"), "{main}");
    assert!(!one("Nothing is told.").page("postmortems/a/").main().to_lowercase().contains("how it was fixed"));
}

#[test]
fn actions_show_state_owner_and_due_date() {
    let site = SiteTest::new()
        .postmortem(
            "a",
            "title: A\naction_items:\n  - {text: Raise the limit, owner: core, due: 2025-02-01, status: done}\n  - {text: Add an alert, owner: sre, due: 2026-01-01, status: open, ticket: OPS-7}",
            "Text.",
        )
        .site();
    let main = site.page("postmortems/a/").main();
    for text in ["Raise the limit", "Add an alert", "core", "sre", "2025-02-01", "2026-01-01", "OPS-7"] {
        assert!(main.contains(text), "{text} in {main}");
    }
}

#[test]
fn a_timeline_is_drawn_with_a_description() {
    let site = SiteTest::new()
        .postmortem(
            "a",
            "title: A\nstarted: 2025-01-02 10:00 UTC\ndetected: 2025-01-02 10:05 UTC\nmitigated: 2025-01-02 10:30 UTC\nresolved: 2025-01-02 11:00 UTC",
            "## Timeline\n\n- 10:00 UTC it broke\n- 11:00 UTC it ran\n",
        )
        .site();
    let page = site.page("postmortems/a/");
    let names: Vec<&str> =
        page.select("main svg[role]").iter().filter_map(|drawing| drawing.attr("aria-label")).collect();
    assert!(
        names.iter().any(|name| name.contains("10:05") && name.contains("10:30")),
        "a drawing that is told: {names:?}"
    );
    for text in ["10:05", "10:30"] {
        assert!(page.main().contains(text), "{text}");
    }
}

#[test]
fn a_document_without_any_fact_is_a_calm_page() {
    let site = SiteTest::new().file("content/postmortems/notes.md", "just some words\n").site();
    let page = site.page("postmortems/notes/");
    assert!(page.main().contains("just some words"));
    for empty in ["None", "null", "undefined", "N/A", "[]"] {
        assert!(!page.main().contains(empty), "{empty} in {}", page.main());
    }
}
