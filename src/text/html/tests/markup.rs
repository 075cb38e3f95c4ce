//! Raw HTML in, HTML out.

use super::{codes, html, slots};
use crate::model::LinkKind;
use crate::text::html::properties::seen;

#[test]
fn unknown_elements_and_templates_print_as_text() {
    for text in [
        "<placeholder>",
        "<known-string-from-new-code> x",
        "a <Update day=\"x\">b",
        "<link to ticket>",
        "{{ x }} {{.Name | lower}}",
        "<object>",
        "<!-- never closed",
        "<b> never closed",
        "<Short 1-2 sentences\nabout it>",
    ] {
        let out = html(text);
        let shown = crate::text::html::tokens::decode(&out.replace("<p>", "").replace("</p>", "")).trim().to_owned();
        assert_eq!(shown, text);
    }
}

#[test]
fn allowed_html_stays_and_is_balanced() {
    assert_eq!(html("a <kbd>x</kbd> <b>y"), "<p>a <kbd>x</kbd> &lt;b&gt;y</p>");
    assert_eq!(
        html("<details open onclick=x style=y><summary>S</summary>\n\n[t](u.md)\n\n</details>"),
        "<details open=\"\"><summary>S</summary>\n<p><a href=\"x\">t</a></p>\n</details>"
    );
    assert_eq!(slots("<a href=\"../x.md\">t</a>"), [(LinkKind::Relative, "../x.md".to_owned(), "t".to_owned())]);
    assert_eq!(html("<p>x\n</div></article></body> y"), "<p>x\n y</p>");
    assert_eq!(html("a <span title=\"&quot;>\">x</span>"), "<p>a <span title=\"&quot;&gt;\">x</span></p>");
    assert_eq!(
        html("<p align=\"center\">x</p>\n\n<center>y</center>"),
        "<p class=\"center\">x</p>\n<div class=\"center\">y</div>"
    );
    assert_eq!(html("a <input type=checkbox checked> b<br/>c"), "<p>a ☑ b<br>c</p>");
}

#[test]
fn forbidden_html_goes_with_a_warning() {
    assert_eq!(html("a <script>evil()</script> b"), "<p>a  b</p>");
    assert_eq!(codes("<style>x</style>"), ["raw-html"]);
    assert_eq!(html("<form action=\"x\">kept <button>too</button></form>"), "kept too");
    assert_eq!(html("<svg><script>1</script><text>kept</text></svg>"), "<p>kept</p>");
    assert_eq!(html("<!-- gone -->\n\nx <!-- too --> y"), "<p>x  y</p>");
    assert_eq!(html("<a href=\"java&Tab;script:x\">t</a>"), "<p>t</p>");
    assert_eq!(html("<img src=x onerror=alert(1)>"), "<img src=\"x.png\" alt=\"\">");
    assert_eq!(html("<scr\0ipt>x</script>").matches("<script").count(), 0);
}

#[test]
fn an_element_that_is_spoken_of_is_text() {
    for name in [
        "button",
        "textarea",
        "xmp",
        "iframe",
        "title",
        "noembed",
        "plaintext",
        "select",
        "template",
        "option",
        "div",
        "p",
        "li",
        "td",
        "a",
        "rt",
        "del",
        "body",
        "svg",
        "script",
        "style",
        "noscript",
        "video controls",
        "meta name=\"x\"",
        "input type=\"text\"",
        "a href=\"x\"",
        "table",
        "source src=\"x\"",
    ] {
        let end = name.split(' ').next().unwrap();
        for text in [
            format!("The <{name}> did nothing"),
            format!("The </{end}> did nothing"),
            format!("Since <{name}> was *not* closed, <{name}> hid <{end}>"),
            format!("- The <{name}> in a list"),
            format!("## The <{name}> heads"),
            format!("|a <{name}> b|\n|-|\n|c|"),
        ] {
            let plain = text.replace("## ", "").replace("- ", "").replace(['*', '|'], "").replace("\n-\n", "\n\n");
            assert_eq!(seen(&html(&text)).trim().replace('\n', ""), plain.replace('\n', ""), "{text}");
        }
    }
    assert_eq!(html("a <button>x</button> of <form action=y>z</form>"), "<p>a x of z</p>");
    assert_eq!(html("<select><option>a<option>b</select>"), "<p>ab</p>");
    assert_eq!(seen(&html("<title> was empty")), "<title> was empty");
    assert_eq!(html("<b>one\n\ntwo</b>"), "<p>&lt;b&gt;one</p>\n<p>two&lt;/b&gt;</p>");
    assert_eq!(html("<button> or <button>x</button>"), "<p>&lt;button&gt; or x</p>");
}

#[test]
fn html_may_be_set_in_from_the_margin_or_in_capitals() {
    assert_eq!(html("  <div>\n  <b>x</b>\n  </div>"), "<div>\n  <b>x</b>\n  </div>");
    assert_eq!(html("<table>\n\n <tr>\n\n <td>x</td>\n\n </tr>\n\n</table>").matches("<td>x</td>").count(), 1);
    assert_eq!(html("  <!-- gone -->"), "");
    assert_eq!(html("<DEL>\n\nx\n\n</DEL>"), "<del>\n<p>x</p>\n</del>", "and in capitals");
}

#[test]
fn what_stands_around_blocks_holds_them() {
    for name in ["del", "ins", "u", "s", "b", "mark"] {
        let text = format!("<{name}>\n\nThe disk was *full*.\n\n- x\n\n</{name}>\n\nIt was DNS.");
        let expected = format!(
            "<{name}>\n<p>The disk was <em>full</em>.</p>\n<ul>\n<li>x</li>\n</ul>\n</{name}>\n<p>It was DNS.</p>"
        );
        assert_eq!(html(&text).replace(&format!("<{name}><p>"), &format!("<{name}>\n<p>")), expected);
        assert_eq!(
            html(&format!("<div><{name}><p>x</p></{name}></div>")),
            format!("<div><{name}><p>x</p></{name}></div>")
        );
    }
    assert_eq!(html("> <del>\n>\n> x\n\n</del>"), "<blockquote>\n&lt;del&gt;\n<p>x</p>\n</blockquote>");
}

#[test]
fn raw_ids_never_collide() {
    let out = html(
        "<a name=\"impact\"></a>\n\n## Impact\n\n<div id=\"x\">a</div>\n\n<div id=\"x\">b</div>\n\n<div id=\"pm_top\">c</div>",
    );
    assert_eq!(out.matches("id=\"impact\"").count(), 1, "{out}");
    assert_eq!(out.matches("id=\"x\"").count(), 1, "{out}");
    assert!(!out.contains("pm_top"));
}

#[test]
fn a_fold_without_a_name_is_named_by_the_browser() {
    for empty in ["<summary></summary>", "<summary> &nbsp;\u{200b}</summary>", "<summary><b></b></summary>"] {
        assert_eq!(html(&format!("<details>{empty}x</details>")), "<details>x</details>", "{empty}");
    }
    let named = "<details><summary><b>Log</b></summary>x</details>";
    assert_eq!(html(named), named);
}
