//! Documents put together from awkward pieces, for the properties.
#![expect(clippy::too_many_lines, reason = "a list of pieces")]

use proptest::prelude::*;

/// Documents put together from what breaks things.
pub(super) fn fragments() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "word ",
        "zwei\n",
        "\n\n",
        "# H\n",
        "## `H` {#id}\n",
        "- ",
        "  - ",
        "1. ",
        "> ",
        "> [!NOTE]\n",
        "*",
        "**",
        "~~",
        "`",
        "```\n",
        "```bash\n",
        "    ",
        "|a|b|\n|-|:-:|\n|",
        "|",
        "[x](y.md)",
        "[x](javascript:1)",
        "[",
        "]",
        "](z)",
        "![i](j.png)",
        "[[INC-1]]",
        "[[a|b]]",
        "INC-12 ",
        "www.a.example ",
        "http://a.example/(b) ",
        "a@b.example ",
        "[^1]",
        "\n[^1]: note\n",
        "<div>",
        "</div>",
        "<b>",
        "</b>",
        "<a href=\"x.md\" id=q>",
        "</a>",
        "<a name=q></a>",
        "<p>",
        "</p>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<ul>",
        "<li>",
        "</ul>",
        "<details>",
        "<summary>",
        "</summary>",
        "</details>",
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<svg>",
        "</svg>",
        "<Update date=\"x\">",
        "</Update>",
        "<placeholder>",
        "<!-- c -->",
        "<!--",
        "-->",
        "<br>",
        "<img src=x onerror=y>",
        "<form>",
        "</form>",
        "<pre>",
        "</pre>",
        "<h1 id=q>",
        "</h1>",
        "<span style=x>",
        "</span>",
        "&amp;",
        "&lt;",
        "&#0;",
        "\\",
        "\u{1}",
        "é",
        "term\n: def\n",
        "- [ ] t\n",
        "- [x] ",
        "---\n",
        "{{< x >}}",
        "{% y %}",
        "<!DOCTYPE x>",
        "<?php ?>",
        "<input type=checkbox>",
        "<title>",
        ":::note T\n",
        ":::\n",
        "!!! note \"T\"\n    ",
        "> [!faq]- T\n",
        "=== \"A\"\n    ",
        "![[a.png|3]]",
        "[[#h]]",
        "==",
        "{% raw %}",
        "{% endraw %}",
        "{% highlight x %}\n",
        "{% endhighlight %}\n",
        "{{< figure src=\"a\" caption=\"b\" >}}",
        "<TabItem label=\"x\">",
        "</TabItem>",
        "{: .x }\n",
        "<Update date=\"x\">",
        "<del>",
        "</del>",
        "<u>\n\n",
        "</u>\n\n",
        "<button>",
        "</button>",
        "<textarea>",
        "<iframe src=x>",
        "</iframe>",
        "<select><option>",
        "</select>",
        "<template>",
        "<plaintext>",
        "<source src=x>",
        "<dl><dt>",
        "<dd>",
        "</dl>",
    ]);
    prop::collection::vec(pieces, 0..40).prop_map(|pieces| pieces.concat())
}

/// Elements that no page may hold.
pub(super) const FORBIDDEN: [&str; 24] = [
    "script",
    "style",
    "iframe",
    "form",
    "object",
    "embed",
    "h1",
    "base",
    "meta",
    "button",
    "textarea",
    "xmp",
    "title",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "select",
    "option",
    "template",
    "frameset",
    "math",
    "link",
    "svg",
];

/// Words and start tags of [`FORBIDDEN`] elements that never end, within one line.
pub(super) fn unclosed() -> impl Strategy<Value = String> {
    let name = prop::sample::select(FORBIDDEN.as_slice());
    let tag =
        (name, "[ \t]{0,2}", prop::sample::select(vec!["", " src=x", " onclick='x'", " a=\"b>\"", " hidden", " x"]));
    let piece = prop_oneof![
        "[a-zé]{1,4} ",
        tag.prop_map(|(name, blank, attribute)| format!("<{name}{attribute}{blank}> ")),
        prop::sample::select(vec!["*a* ", "`b` ", "[c](https://c.example) ", "<kbd>d</kbd> ", "&amp; "])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| format!("The {}", pieces.concat()))
}

/// Tags of all kinds, with and without their ends, handlers and words.
pub(super) fn soup() -> impl Strategy<Value = String> {
    let names: Vec<&str> = FORBIDDEN
        .into_iter()
        .chain([
            "p", "div", "b", "del", "a", "table", "tr", "td", "ul", "li", "details", "summary", "pre", "code", "video",
            "br",
        ])
        .collect();
    let attributes =
        vec!["", " onerror=alert(1)", " href=\"javascript:x\"", " style=x", " src=\"data:text/html,x\"", " id=q"];
    let name = || prop::sample::select(names.clone());
    let piece = prop_oneof![
        (name(), prop::sample::select(attributes)).prop_map(|(name, attribute)| format!("<{name}{attribute}>")),
        name().prop_map(|name| format!("</{name}>")),
        "[a-z]{1,5} ",
        prop::sample::select(vec!["\n\n", "\n", "- ", "> ", "*", "`", "<!--", "-->", "<![CDATA["])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}
