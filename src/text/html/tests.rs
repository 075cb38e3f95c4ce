//! Markdown in, HTML out.

mod markup;

use super::properties::flat;
use super::*;
use crate::model::{Fingerprint, LinkKind, Postmortem, SectionName, Segment, Zone};
use crate::text::foreign;
use crate::text::markdown::{self, Markdown};

fn config() -> Config {
    Config::new(jiff::civil::date(2025, 1, 1))
}

fn source(text: &str) -> SourceFile {
    let path = "postmortems/x.md".into();
    SourceFile {
        path,
        above: "".into(),
        zone: Zone::Postmortems,
        text: text.into(),
        fingerprint: Fingerprint::of(text.as_bytes()),
        damaged: false,
    }
}

/// The body and the report of a document without front matter.
pub(super) fn rendered(text: &str) -> (Body, Report) {
    rendered_with(text, None, &[], &config())
}

fn rendered_with(text: &str, title: Option<usize>, sections: &[Section], config: &Config) -> (Body, Report) {
    let source = source(text);
    let mut report = Report::default();
    let rewritten = foreign::rewrite(&source.text, 0, false);
    let Markdown { events, containers } = markdown::read(&rewritten);
    let postmortem = &Postmortem::default();
    let body = render(
        &source,
        events,
        &Known { title_heading: title, sections, postmortem, containers: &containers },
        (config, Allowance { units: drawing_cost(&source.text), drawings: &Drawings::default() }),
        &mut report,
    );
    (body, report)
}

fn html(text: &str) -> String {
    flat(&rendered(text).0).trim().to_owned()
}

fn codes(text: &str) -> Vec<std::borrow::Cow<'static, str>> {
    rendered(text).1.diagnostics.into_iter().map(|diagnostic| diagnostic.code).collect()
}

/// (kind, target, text) of each link slot.
fn slots(text: &str) -> Vec<(LinkKind, String, String)> {
    let mut slots: Vec<(LinkKind, String, String)> = Vec::new();
    let mut open = false;
    for segment in rendered(text).0.segments {
        match segment {
            Segment::LinkStart { kind, target, .. } => {
                slots.push((kind, target, String::new()));
                open = true;
            }
            Segment::LinkEnd => open = false,
            Segment::Html(html) if open => slots.last_mut().unwrap().2.push_str(&html),
            _ => {}
        }
    }
    slots
}

#[test]
fn headings_get_githubs_anchors_and_leave_h1_to_the_page() {
    let text = "# Title\n\n## Impact\n\n## Impact\n\n### `x` & y\n";
    let (body, _) = rendered_with(text, Some(0), &[], &config());
    let headings: Vec<_> = body.headings.iter().map(|h| (h.level, h.anchor.as_str(), h.text.as_str())).collect();
    assert_eq!(headings, [(2, "impact", "Impact"), (2, "impact-1", "Impact"), (3, "x--y", "x & y")]);
    assert!(!flat(&body).contains("Title"));
    let (body, _) = rendered(text);
    assert_eq!(body.headings.iter().map(|h| h.level).collect::<Vec<_>>(), [2, 3, 3, 4]);
    let (body, _) = rendered("## a\n\n#### b\n\n#### c\n\n<h1>d</h1>\n\n###### e\n");
    assert_eq!(body.headings.iter().map(|h| h.level).collect::<Vec<_>>(), [2, 3, 3, 3], "no level is skipped");
    assert_eq!(
        html("## Ursache Ü\n"),
        "<h2 id=\"ursache-ü\">Ursache Ü<a class=\"anchor\" href=\"#ursache-%C3%BC\" aria-hidden=\"true\" tabindex=\"-1\"></a></h2>"
    );
}

#[test]
fn explicit_heading_ids_hold_and_other_braces_are_text() {
    let (body, _) = rendered("## A {#own}\n\n## Own\n\n## Outage of {service}\n\n## {{ title }}\n");
    let anchors: Vec<_> = body.headings.iter().map(|h| (h.anchor.as_str(), h.text.as_str())).collect();
    assert_eq!(
        anchors,
        [("own", "A"), ("own-1", "Own"), ("outage-of-service", "Outage of {service}"), ("-title-", "{{ title }}")]
    );
    assert!(flat(&body).contains("Outage of {service}<a"));
}

#[test]
fn tables_scroll_and_align_by_class() {
    let expected = "<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n<thead><tr><th>a</th><th class=\"right\">b</th></tr></thead>\n<tr><td>1</td><td class=\"right\">2</td></tr>\n</table></div>";
    assert_eq!(html("|a|b|\n|-|-:|\n|1|2|\n"), expected);
    assert!(
        html("a | b\n:-: | -\n1 | 2\n").contains("<th class=\"center\">a</th>"),
        "a row of signs may begin with a colon"
    );
    let excess = "|a|\n|-|\n|1|lost?|also|\n";
    assert!(html(excess).contains("<td>1 | lost?|also</td>"), "{}", html(excess));
    assert_eq!(codes(excess), ["table-cells"]);
}

#[test]
fn task_lists_have_named_check_boxes() {
    let out = html("- [x] done\n- [ ] open\n");
    assert!(
        out.contains("<li class=\"task\"><input type=\"checkbox\" disabled checked aria-label=\"Done\"> done</li>"),
        "{out}"
    );
    assert!(out.contains("aria-label=\"Not done\"> open"));
}

#[test]
fn alerts_have_a_title() {
    let out = html("> [!WARNING]\n> hot\n");
    assert_eq!(
        out,
        "<div class=\"alert warning\" role=\"note\">\n<p class=\"alert-title\">Warning</p>\n<p>hot</p>\n</div>"
    );
}

#[test]
fn footnotes_are_collected_with_links_both_ways() {
    let out = html("a[^n] b[^n] c[^m] d[^none]\n\n[^m]: em\n\n[^n]: en [^n]\n\n[^n]: again\n\n[^unused]: kept\n");
    assert!(out.contains("a<sup class=\"fn\" id=\"pm_ref-1\"><a href=\"#pm_fn-1\">1</a></sup>"), "{out}");
    assert!(out.contains("<li id=\"pm_fn-1\"><p>en <sup"), "{out}");
    assert!(
        out.contains("<a class=\"fn-back\" href=\"#pm_ref-1-2\" aria-label=\"Back to reference 1-2\">↩</a>"),
        "{out}"
    );
    assert!(out.contains("[^none]") && out.contains("again") && out.contains("kept"));
}

#[test]
fn links_become_slots_or_plain_anchors() {
    assert_eq!(
        html("<https://x.example/a> and [b](https://y.example \"t\")"),
        "<p><a href=\"https://x.example/a\" rel=\"noreferrer\">https://x.example/a</a> and <a href=\"https://y.example\" rel=\"noreferrer\" title=\"t\">b</a></p>"
    );
    let (body, _) = rendered("x [a *b*](../c d \"t\")");
    assert_eq!(body.segments.len(), 1, "words in brackets are no link");
    let (body, _) = rendered("x [a *b*](<../c d.md#e> \"t\") y");
    let title = Some("t".to_owned());
    let start = Segment::LinkStart { kind: LinkKind::Relative, target: "../c d.md#e".into(), title, offset: 2 };
    assert_eq!(
        body.segments,
        [
            Segment::Html("<p>x ".into()),
            start,
            Segment::Html("a <em>b</em>".into()),
            Segment::LinkEnd,
            Segment::Html(" y</p>\n".into())
        ]
    );
    assert_eq!(html("[x](javascript:alert(1)) <javascript:1> [y](data:text/html,1)"), "<p>x javascript:1 y</p>");
    assert_eq!(codes("[x](JAVA&#115;cript:1)"), ["refused-link"]);
}

#[test]
fn bare_urls_and_addresses_become_links_by_githubs_rules() {
    let cases = [
        (
            "see https://a.example/x_(y)), ok",
            "see <a href=\"https://a.example/x_(y)\" rel=\"noreferrer\">https://a.example/x_(y)</a>), ok",
        ),
        ("(www.a.example/b).", "(<a href=\"https://www.a.example/b\" rel=\"noreferrer\">www.a.example/b</a>)."),
        ("mail a.b@c.example.", "mail <a href=\"mailto:a.b@c.example\" rel=\"noreferrer\">a.b@c.example</a>."),
        ("http://{host}:80/x http:// xhttp://a.b www. a@b", "http://{host}:80/x http:// xhttp://a.b www. a@b"),
        (
            "https://a.example/?a=1&b=[2]",
            "<a href=\"https://a.example/?a=1&amp;b=%5B2%5D\" rel=\"noreferrer\">https://a.example/?a=1&amp;b=[2]</a>",
        ),
        (
            "http://localhost:8080/x_",
            "<a href=\"http://localhost:8080/x\" rel=\"noreferrer\">http://localhost:8080/x</a>_",
        ),
        (
            "https://a.example/x&copy; www.a.example&copy;&amp; https://a.example/?q=a&hl; https://a.example/&amp;b=&#41;).",
            "<a href=\"https://a.example/x\" rel=\"noreferrer\">https://a.example/x</a>© <a href=\"https://www.a.example\" rel=\"noreferrer\">www.a.example</a>©&amp; <a href=\"https://a.example/?q=a\" rel=\"noreferrer\">https://a.example/?q=a</a>&amp;hl; <a href=\"https://a.example/&amp;b=\" rel=\"noreferrer\">https://a.example/&amp;b=</a>)).",
        ),
        (
            "参照https://a.example/x。次",
            "参照<a href=\"https://a.example/x\" rel=\"noreferrer\">https://a.example/x</a>。次",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(html(text), format!("<p>{expected}</p>"));
    }
    assert!(html("at ftp://a.example/x.").contains("<a href=\"ftp://a.example/x\" rel"));
    assert_eq!(html("`https://a.example`"), "<p><code>https://a.example</code></p>");
}

#[test]
fn wikilinks_and_ids_become_slots_outside_code_and_links() {
    let wiki = |target: &str, label: &str| (LinkKind::Wiki, target.to_owned(), label.to_owned());
    let mention = |id: &str| (LinkKind::Mention, id.to_owned(), id.to_owned());
    assert_eq!(slots("[[INC-12]] and [[a b|see & this]]"), [wiki("INC-12", "INC-12"), wiki("a b", "see &amp; this")]);
    assert_eq!(slots("|x|\n|-|\n|[[a\\|b]]|\n"), [wiki("a", "b")]);
    assert_eq!(slots("if [[ -f x ]]; \\[[x]] [\\[x]] `[[y]]` [[a\nb]] [[]]"), []);
    assert_eq!(slots("[[x]]\n\n[x]: y.md\n"), [(LinkKind::Relative, "y.md".to_owned(), "x".to_owned())]);
    assert_eq!(
        slots(
            "INC-12, PM2021-011 (INC-2024-07). `INC-1` us-east-1 X-1 http://a.example/INC-3 INC-4/x aINC-5 障害INC-6の"
        ),
        [mention("INC-12"), mention("PM2021-011"), mention("INC-2024-07"), mention("INC-6")]
    );
    assert_eq!(slots("[INC-1](x.md)"), [(LinkKind::Relative, "x.md".to_owned(), "INC-1".to_owned())]);
    let settings = "[postmortem]\nid-pattern = \"#[0-9]{3}\"";
    let config = Config::from_text("book.toml", settings, config().today, crate::text::lexicon::check).unwrap();
    let (body, _) = rendered_with("see #123 and INC-1", None, &[], &config);
    assert!(matches!(&body.segments[1], Segment::LinkStart { target, offset: 4, .. } if target == "#123"));
    assert_eq!(body.segments.len(), 5);
}

#[test]
fn images_are_slots_links_or_shown_by_origin() {
    let (body, _) = rendered("![a *b*](img/x.png \"t\")");
    let title = Some("t".to_owned());
    assert_eq!(
        body.segments[1],
        Segment::Image { target: "img/x.png".into(), alt: "a b".into(), title, width: None, offset: 0 }
    );
    assert_eq!(
        html("![a](https://i.example/x.png)"),
        "<p><a href=\"https://i.example/x.png\" rel=\"noreferrer\">a</a></p>"
    );
    assert_eq!(
        html("[![a](https://i.example/x.png)](https://b.example)"),
        "<p><a href=\"https://b.example\" rel=\"noreferrer\">a</a></p>"
    );
    let mut config = config();
    config.html.image_origins = vec!["https://i.example".to_owned()];
    let (body, _) = rendered_with("![a](https://i.example/x.png)", None, &[], &config);
    assert_eq!(flat(&body), "<p><img src=\"https://i.example/x.png\" alt=\"a\" loading=\"lazy\"></p>\n");
    assert_eq!(codes("![a](data:image/svg+xml;base64,xx)"), ["refused-image"]);
    assert!(html("![a](data:image/png;base64,iVBO)").contains("<img src=\"data:image/png;base64,iVBO\""));
}

#[test]
fn code_keeps_its_text_and_names_its_language() {
    assert_eq!(
        html("```unknown\na < b\n```"),
        "<div class=\"code\" data-lang=\"unknown\"><pre tabindex=\"0\"><code>a &lt; b</code></pre></div>"
    );
    assert_eq!(html("    indented"), "<div class=\"code\"><pre tabindex=\"0\"><code>indented</code></pre></div>");
    assert!(html("```yaml\na: 1\n```").contains("class=\"c-t\""));
}

#[test]
fn mermaid_becomes_a_diagram_or_stays_code() {
    let (body, _) = rendered("x\n\n```mermaid\ngraph LR\n A --> B\n```\n");
    let Segment::Diagram { svg, source, offset } = &body.segments[1] else { panic!("{:?}", body.segments) };
    assert!(svg.starts_with("<svg") && source == "graph LR\n A --> B\n" && *offset == 3);
    assert_eq!(codes("```mermaid\nnonsense\n```"), ["diagram"]);
    assert!(html("```mermaid\nnonsense\n```").contains("nonsense"));
}

#[test]
fn list_labels_of_sections_get_an_id() {
    let text = "- **Impact**: all\n- **Root cause**: x\n\n## Timeline\n";
    let section = |name, offset| Section { name, offset, line: 1 };
    let sections =
        [section(SectionName::Impact, 0), section(SectionName::RootCause, 18), section(SectionName::Timeline, 39)];
    let (body, _) = rendered_with(text, None, &sections, &config());
    assert_eq!(body.label_anchors, [(0, "impact".to_owned()), (18, "root-cause".to_owned())]);
    assert!(flat(&body).contains("<li><span id=\"root-cause\"></span><strong>Root cause</strong>"), "{}", flat(&body));
    assert_eq!(body.anchor_at(39), Some("timeline"));
}

#[test]
fn plain_text_holds_the_words_in_order() {
    let (body, _) =
        rendered("# A\n\nb *c*\nd [e](f)\n\n- g\n- h\n\n|i|j|\n|-|-|\n|k|l|\n\n```sh\nm\n```\n\n<div>n</div>\n");
    assert_eq!(body.text, "A\nb c d e\ng\nh\ni j\nk l\nm\nn");
}

#[test]
fn definitions_strikethrough_and_rules() {
    assert_eq!(html("t\n: d\n"), "<dl>\n<dt>t</dt>\n<dd>d</dd>\n</dl>");
    assert_eq!(html("~~x~~\n\n---"), "<p><del>x</del></p>\n<hr>");
    assert_eq!(html("****\n\n  ****\n"), "<hr>\n<hr>");
    assert_eq!(html("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
}

#[test]
fn no_code_ends_with_a_line_break() {
    for (text, end) in [
        ("```\nkubectl delete pod x\n\n\n```", "delete pod x</code></pre></div>"),
        ("```\n$ ls\nout\n```", "\nout</code></pre></div>"),
        ("```\n>>> for x in y:\n...     f(x)\n...\n```", "</b>\n...</code></pre></div>"),
        ("<pre>\nrm -rf x\n</pre>", "rm -rf x</pre>"),
        ("<pre><code>rm x\n\n</code></pre>", "rm x</code></pre>"),
    ] {
        assert!(html(text).ends_with(end), "{}", html(text));
    }
}
