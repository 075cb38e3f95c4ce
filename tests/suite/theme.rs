//! A site's own theme: file by file, block by block.

use crate::support::{SiteTest, assert_sound};

fn plain() -> SiteTest {
    SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", "Text of the document.")
}

#[test]
fn a_site_overrides_one_block_and_keeps_the_rest() {
    let test = plain().file(
        "theme/templates/base.html",
        "{% extends \"default/base.html\" %}\n{% block foot %}<p>Ours first.</p>{{ super() }}{% endblock %}\n",
    );
    let page = test.site().page("postmortems/a/");
    let text = page.text();
    assert!(text.contains("Ours first."), "{text}");
    assert!(text.contains("Text of the document.") && page.one("body > footer").html().len() > 20, "{text}");
    assert!(!page.select("link[rel=stylesheet]").is_empty());
}

#[test]
fn static_files_are_added_and_replaced() {
    let before = plain().site();
    let style = before.files.keys().find(|path| path.starts_with("assets/") && path.ends_with(".css")).unwrap().clone();
    let name = style.strip_prefix("assets/").unwrap();
    let site =
        plain().file("theme/static/logo.txt", "ours").file(&format!("theme/static/{name}"), "body{color:red}").site();
    assert_eq!(site.text("assets/logo.txt"), "ours");
    assert_eq!(site.text(&style), "body{color:red}");
    assert_sound(&site);
}

#[test]
fn a_named_theme_lies_between_the_sites_own_and_the_default() {
    let test = plain()
        .file("book.toml", "[output.html]\ntheme = \"house\"\n")
        .file("themes/house/static/house.css", "/* house */")
        .file("themes/house/static/both.css", "/* house */")
        .file("theme/static/both.css", "/* site */");
    let site = test.site();
    assert_eq!(site.text("assets/house.css"), "/* house */");
    assert_eq!(site.text("assets/both.css"), "/* site */");
    test.write("book.toml", "[output.html]\ntheme = \"hous\"\n");
    let run = test.build();
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("hous"), "{}", run.stderr);
}

#[test]
fn a_broken_template_is_named_with_its_place() {
    let test = plain().file(
        "theme/templates/postmortem.html",
        "{% extends \"default/postmortem.html\" %}\n{% block main %}\n{{ frame.site.titel }}\n{% endblock %}\n",
    );
    let run = test.build();
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("postmortem.html:3") && run.stderr.contains("titel"), "{}", run.stderr);
}

#[test]
fn an_empty_template_of_a_page_is_an_error_and_an_empty_part_is_none() {
    let test = plain().file("theme/templates/postmortem.html", "\n");
    let run = test.build();
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("postmortem.html is empty"), "{}", run.stderr);
    let test = plain().file("theme/templates/partials/foot.html", "");
    assert!(test.site().page("postmortems/a/").select("footer").is_empty());
}

#[test]
fn a_template_reaches_nothing_but_its_view() {
    let test = plain()
        .file("secret.txt", "canary")
        .file("theme/templates/base.html", "{% include \"../secret.txt\" %}{{ get_env(name=\"HOME\") }}");
    assert_eq!(test.build().code, 2);
    assert!(!test.path("_site").exists());
}

#[test]
fn a_head_partial_and_style_sheets_of_the_sites_own_are_on_every_page() {
    let test =
        plain().file("book.toml", "[output.html]\nadditional-css = [\"house.css\"]\n").file("house.css", "/* ours */");
    let site = test.site();
    for url in ["", "postmortems/a/"] {
        let page = site.page(url);
        let sheets: Vec<String> =
            page.select("link[rel=stylesheet]").iter().filter_map(|link| page.resolve(link.attr("href")?)).collect();
        assert!(sheets.iter().any(|path| site.text(path) == "/* ours */"), "{url}: {sheets:?}");
    }
}
