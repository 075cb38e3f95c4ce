//! Markup of other tools: shown as it was meant, or named, and never printed raw without a word.

use super::support::site::{Site, css};
use super::support::site_test::{SiteTest, copy_tree, suite_folder};
use scraper::ElementRef;

/// A case of `fixtures/field`, its folder `input` as content.
fn case(name: &str) -> SiteTest {
    let test = SiteTest::new();
    let folder = suite_folder().join("fixtures/field").join(name);
    copy_tree(&folder.join("input"), &test.path("content"));
    if folder.join("root").exists() {
        copy_tree(&folder.join("root"), &test.root());
    }
    test
}

fn one(body: &str) -> SiteTest {
    SiteTest::new().postmortem("x", "title: A title\nsummary: In short.\ndate: 2026-03-02", body)
}

fn prose(site: &Site, page: &str) -> String {
    site.page(page).one(".prose").inner_html()
}

fn body(text: &str) -> String {
    prose(&one(text).site(), "postmortems/x/")
}

fn codes(test: &SiteTest) -> Vec<String> {
    let run = test.check();
    let code = |line: &str| line.split_once('[').and_then(|(_, rest)| Some(rest.split_once(']')?.0.to_owned()));
    format!("{}{}", run.stdout, run.stderr).lines().filter_map(code).collect()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Titles of boxes, folds and tabs, in order.
fn titles(html: &str) -> Vec<String> {
    let page = scraper::Html::parse_fragment(html);
    page.select(&css(".alert-title,.tab-title")).map(words).collect()
}

#[test]
fn a_container_of_colons_never_becomes_a_definition() {
    let test = case("04-colon-container");
    let html = prose(&test.site(), "postmortems/queue/");
    assert!(
        html.contains("<p>The consumers stopped.</p>") && html.contains("<p>After that all was well.</p>"),
        "{html}"
    );
    assert!(html.contains("alert warning") && !html.contains("<dl>") && !html.contains(":::"), "{html}");
    assert!(!test.record("incidents/queue.md")["summary"].to_string().contains("warning"));
}

#[test]
fn a_link_by_a_headings_words_leads_to_it() {
    let test = case("17-wikilink-heading");
    let html = test.site().page("postmortems/2026-03-02-queue/").one("main").inner_html();
    assert_eq!(html.matches("href=\"#root-cause\"").count(), 3, "two links and the heading's own: {html}");
    assert_eq!(
        html.matches("certificate/#root-cause").count(),
        1,
        "the first paragraph stands above, and only there: {html}"
    );
    assert!(html.contains("2026-02-11-certificate/#root-cause"), "{html}");
    assert_eq!(codes(&test), ["broken-anchor"]);
}

#[test]
fn embedded_pictures_are_shown_and_embedded_texts_linked() {
    let test = case("19-obsidian-embed");
    let html = prose(&test.site(), "postmortems/queue/");
    assert_eq!(html.matches("queue-depth.png").count(), 2, "{html}");
    assert!(
        html.contains("width=\"300\"")
            && html.contains("../other/#summary") | html.contains("postmortems/other/#summary"),
        "{html}"
    );
    assert!(!html.contains('!'), "{html}");
    assert!(codes(&test).is_empty());
}

#[test]
fn aliases_of_a_document_are_names() {
    let test = case("20-obsidian-alias");
    let links = test.site().page("postmortems/other/").links("main");
    let leads = |text: &str| links.iter().any(|(url, own)| own == text && url == "postmortems/queue/");
    assert!(leads("INC-412") && leads("the big queue outage"), "{links:?}");
}

#[test]
fn admonitions_of_mkdocs_are_boxes_and_folds() {
    let html = prose(&case("22-mkdocs-admonition").site(), "postmortems/queue/");
    assert_eq!(titles(&html), ["Warning Customer impact", "Info Raw log"]);
    assert!(html.contains("<strong>40 minutes</strong>") && html.contains("<li>first point</li>"), "{html}");
    assert!(html.contains("postmortems/other/") && html.contains("<details class=\"alert note\">"), "{html}");
}

#[test]
fn a_language_from_the_right_turns_the_page() {
    let page = case("29-right-to-left").site().text("pages/takala/");
    assert!(page.contains("lang=\"he\" dir=\"rtl\""));
    assert!(page.contains("<div class=\"prose\" dir=\"auto\">"));
}

#[test]
fn paths_that_differ_in_case_or_have_backslashes_are_understood() {
    let test = case("36-image-path-hints");
    let html = prose(&test.site(), "postmortems/queue/");
    assert_eq!(html.matches("img/graph.png").count(), 2, "{html}");
    assert_eq!(html.matches("postmortems/other/").count(), 2, "{html}");
    assert!(codes(&test).is_empty());
}

#[test]
fn a_path_that_fits_no_file_gets_a_hint_that_helps() {
    let png = b"\x89PNG\r\n\x1a\n";
    let test = one("![a](graph.png) ![b](img\\other.png)").bytes("content/postmortems/img/graph.png", png);
    let human = test.run(&["check", "--today", "2026-03-07"]);
    let shown = format!("{}{}", human.stdout, human.stderr);
    assert!(shown.contains("did you mean `img/graph.png`?"), "{shown}");
    assert!(shown.contains("write `/` instead of a backslash"), "{shown}");
}

#[test]
fn pictures_are_found_where_other_tools_keep_them() {
    let png = b"\x89PNG\r\n\x1a\n";
    let text = "![a](/img/a.png) ![b](img/graph one.png) ![c](img/graph%20one.png) ![d]({{ site.baseurl }}/assets/d.png) \
                ![e]({{ '/assets/D.png' | relative_url }}){ width=\"600\" } ![f](<./img/graph one.png>)";
    let test = one(text)
        .bytes("content/static/img/a.png", png)
        .bytes("content/assets/d.png", png)
        .bytes("content/postmortems/img/graph one.png", png);
    let html = prose(&test.site(), "postmortems/x/");
    assert_eq!(html.matches("<img ").count(), 6, "{html}");
    assert!(!html.contains("width=\"600\"}") && !html.contains('{'), "{html}");
    assert!(codes(&test).is_empty(), "{:?}", codes(&test));
}

#[test]
fn containers_of_all_tools_have_their_title_and_hold_their_text() {
    for (text, title) in [
        (":::note Read *this*\nInside **it**.\n:::", "Note Read this"),
        ("::: {.callout-tip title=\"Do\"}\nInside **it**.\n:::", "Tip Do"),
        ("!!! danger\n    Inside **it**.", "Danger"),
        ("???+ note \"Open\"\n\n    Inside **it**.", "Note Open"),
        ("=== \"Linux\"\n\n    Inside **it**.", "Linux"),
        ("> [!faq]- Why\n> Inside **it**.", "Faq Why"),
        ("> [!WARNING]\n> Inside **it**.", "Warning"),
        ("<Tabs>\n  <TabItem value=\"l\" label=\"Linux\">\n    Inside **it**.\n  </TabItem>\n</Tabs>", "Linux"),
        ("{% hint style=\"info\" %}\nInside **it**.\n{% endhint %}", "Info"),
        ("{{% notice warning \"Mind\" %}}\nInside **it**.\n{{% /notice %}}", "Warning Mind"),
        ("- item\n  :::tip\n  Inside **it**.\n  :::", "Tip"),
    ] {
        let html = body(&format!("{text}\n\nAfter it."));
        assert_eq!(titles(&html), [title], "{text}\n{html}");
        assert!(html.contains("Inside <strong>it</strong>."), "{text}\n{html}");
        let after = html.rfind("</div>").max(html.rfind("</details>"));
        assert!(html.find("After it.") > after, "{text}\n{html}");
    }
}

#[test]
fn containers_within_containers_close_in_order() {
    let html = body("::::warning\nOuter\n:::tip\nInner\n:::\nOuter again\n::::\n\nAfter");
    assert_eq!(titles(&html), ["Warning", "Tip"]);
    let order = ["Outer", "Inner", "Outer again", "After"].map(|word| html.find(word).unwrap());
    assert!(order.is_sorted(), "{html}");
}

#[test]
fn what_is_private_is_in_no_byte_of_the_site() {
    let text = "Shown %%zqinline%% too.\n\n%%\nzqblock\n\nzqmore\n%%\n\n{% comment %}zqliquid{% endcomment %}\n\n{/* zqmdx */}\n\nEnd.";
    let test = one(text);
    let site = test.site();
    for path in site.files.keys() {
        assert!(!site.said(path).contains("zq"), "{path}");
    }
    let export = test.run(&["export"]).stdout;
    let found = test.run(&["search", "shown"]);
    assert!(!export.contains("zq") && !found.stdout.contains("zq"), "{export}{}", found.stdout);
    assert_eq!(test.run(&["search", "zqblock"]).code, 1);
    assert!(prose(&site, "postmortems/x/").contains("Shown  too."));
}

#[test]
fn percent_signs_of_other_languages_stay() {
    let text = "5%% of users, 10%% of orders, `%%x%%`, for %%i in (1) do echo %%i.";
    assert_eq!(
        body(text).trim(),
        "<p>5%% of users, 10%% of orders, <code>%%x%%</code>, for %%i in (1) do echo %%i.</p>"
    );
}

#[test]
fn shortcodes_and_tags_become_what_they_stand_for() {
    let png = b"\x89PNG\r\n\x1a\n";
    let text = "{{< figure src=\"g.png\" caption=\"Error rate\" >}}\n\n[q]({{< ref \"queue.md#impact\" >}}) [p]({% post_url queue %})\n\n\
                {{< highlight bash >}}\nls -l\n{{< /highlight >}}\n\n{% highlight ruby %}\nputs 1\n{% endhighlight %}\n\n\
                {% raw %}`{{ x }}`{% endraw %}\n\n{{< youtube abc >}}\n\n* TOC\n{:toc}\n\nMarked{: .red} ==loud==\n{: .note }";
    let test =
        one(text).bytes("content/postmortems/g.png", png).postmortem("queue", "title: Queue", "## Impact\n\nSome.");
    let html = prose(&test.site(), "postmortems/x/");
    assert!(html.contains("<figcaption>Error rate</figcaption>"), "{html}");
    assert!(html.contains("queue/#impact\">q</a>") && html.contains("queue/\">p</a>"), "{html}");
    assert!(html.contains("data-lang=\"bash\"") && html.contains("data-lang=\"ruby\""), "{html}");
    assert!(html.contains("<code>{{ x }}</code>") && html.contains("watch?v=abc"), "{html}");
    assert!(html.contains("Marked <mark>loud</mark>") && !html.contains("{:") && !html.contains("TOC"), "{html}");
    assert!(!html.contains("{%") && !html.contains("{{&lt;"), "{html}");
    assert!(codes(&test).is_empty(), "{:?}", codes(&test));
}

#[test]
fn what_means_nothing_here_is_shown_as_code_and_named_once() {
    let test = one("{% include a.html %}\n\nText {% include b.html %} here.\n\n{{< badge >}}\n\n--8<-- \"c.md\"");
    let html = prose(&test.site(), "postmortems/x/");
    for shown in
        ["<code>{% include a.html %}</code>", "<code>{% include b.html %}</code>", "<code>{{&lt; badge &gt;}}</code>"]
    {
        assert!(html.contains(shown), "{html}");
    }
    assert_eq!(codes(&test), ["foreign-markup"; 3]);
}

#[test]
fn statements_and_components_of_mdx_leave_their_text_alone() {
    let text = "import A from './a';\n\n# Lamps\n\nexport const post = {\n  author: 'zqAnn',\n};\n\n<Chart kind=\"zq\" />\n\n<Card title=\"x\">Inside **it**.</Card>\n";
    let test = SiteTest::new().file("content/postmortems/lamps.mdx", text);
    let html = prose(&test.site(), "postmortems/lamps/");
    assert!(html.contains("Inside <strong>it</strong>.") && !html.contains("zq") && !html.contains("import"), "{html}");
    assert_eq!(codes(&test), ["foreign-markup"]);
}

#[test]
fn exports_of_documents_leave_no_signs_behind() {
    let text = "Bold **** here[[a]](#cmnt1). Since <time datetime=\"2026-01-02\" />.\n\n\
                <ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">bash</ac:parameter><ac:plain-text-body><![CDATA[ls -l]]></ac:plain-text-body></ac:structured-macro>\n\nA<br />b";
    let html = body(text);
    assert!(
        html.contains("Bold  here. Since 2026-01-02.")
            && html.contains("ls -l")
            && !html.contains("ac:")
            && !html.contains("CDATA"),
        "{html}"
    );
}

#[test]
fn a_link_by_name_in_front_matter_names_the_thing() {
    let test = SiteTest::new().postmortem(
        "x",
        "title: T\nservice: \"[[Ingest]]\"\nroot_causes: [\"[[causes/Expired cert|the cert]]\"]",
        "Text.",
    );
    let record = test.record("postmortems/x.md");
    assert_eq!(record["services"][0], "Ingest");
    assert_eq!(record["root_causes"][0], "Expired cert");
}

#[test]
fn anchors_of_other_tools_are_found() {
    let text = "[a](#Root-Cause) [b](#2-root-cause) [c](#root-cause) [d](#user-content-root-cause) [[#Root cause]] [e](#why) [f](#no)\n\n## 2. Root cause\n\nx\n\n## The why {#why}\n\n[g](#the-why)";
    let test = one(text);
    let html = prose(&test.site(), "postmortems/x/");
    assert_eq!(html.matches("href=\"#2-root-cause\"").count(), 6, "{html}");
    assert_eq!(html.matches("href=\"#why\"").count(), 3, "{html}");
    assert_eq!(codes(&test), ["broken-anchor"]);
}

#[test]
fn words_of_unknown_fields_stand_below_the_document_and_are_found() {
    let fields = "title: T\nlayout: post\nshort: code-1\nflag: true\ncustomer_notice: |\n  We were down.\n  zqsorry for that.\nvendor_case:\n  id: CAS-1\n  contact: Kim Doe";
    let test = SiteTest::new().postmortem("x", fields, "Text of the document.");
    let site = test.site();
    let page = site.page("postmortems/x/");
    let shown: Vec<String> = page.select(".other dt,.other dd").into_iter().map(words).collect();
    assert_eq!(
        shown,
        ["customer notice", "We were down. zqsorry for that.", "vendor case", "id: CAS-1", "contact: Kim Doe"]
    );
    assert_eq!(test.run(&["search", "zqsorry"]).code, 0);
    // Under the document's own visibility.
    let public = test.build_with(&["--audience", "public"]);
    assert_eq!(public.code, 0);
    let site = test.read();
    assert!(site.files.keys().all(|path| !site.said(path).contains("zqsorry")));
}
