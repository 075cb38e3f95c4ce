//! Foreign markup in, Markdown and its places out.

use super::*;
use crate::text::markdown;
use proptest::prelude::*;
use pulldown_cmark::Event;

fn rewritten(text: &str) -> String {
    rewrite(text, 0, false).text.into_owned()
}

#[test]
fn a_text_without_foreign_markup_is_handed_on_as_it_is() {
    for text in [
        "# A\n\n- b\n\n    code\n",
        "a {{ name }} b {x}\n",
        "Term\n: what it is\n",
        "a == b and c == d, 5%% of\n",
        "```\n:::note\n%%x%%\n```\n",
    ] {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn what_mdbook_puts_in_is_code_and_named_and_its_title_is_none_of_the_text() {
    assert_eq!(rewritten("{{#title Tab}}\nA {{#include ../x.md:2:9}} b\n"), "\nA `{{#include ../x.md:2:9}}` b\n");
    assert_eq!(rewritten("{{#if x}} and `{{#include y}}`\n"), "{{#if x}} and `{{#include y}}`\n");
    let mut report = Report::default();
    rewrite("A {{#include x.md}}\n", 0, false).report(&"a.md".into(), &mut report);
    assert_eq!(report.diagnostics.len(), 1);
}

#[test]
fn texts_keep_their_places_in_the_source() {
    let text = "Intro %%no%% after {{ site.baseurl }}/x ==loud== end\n\n:::tip Do *it*\nBody [a](b)\n:::\n\n!!! note\n    Deep\n";
    let body = rewrite(text, 0, false);
    for (event, range) in markdown::read(&body).events {
        if let Event::Text(piece) = event {
            assert_eq!(&text[range], &*piece);
        }
    }
}

#[test]
fn a_colon_opens_a_definition_only_with_a_blank_behind_it() {
    assert_eq!(rewritten("Down.\n:warning: late\n"), "Down.\n\\:warning: late\n");
    assert_eq!(rewritten("Services:\n: a\n"), "Services:\n\\: a\n");
}

#[test]
fn fields_and_boxes_of_notes_are_labels_and_tasks() {
    for (text, expected) in [
        ("status:: resolved\n", "**status**: resolved\n"),
        ("- Noticed by:: a customer\n", "- **Noticed by**: a customer\n"),
        ("Down [due:: 2026-04-01] (lead:: [[Ann Lee]]) now\n", "Down (due: 2026-04-01) (lead: [[Ann Lee]]) now\n"),
        ("- [-] Sell\n- [/] Buy\n- [>] Ask\n", "- [ ] 🚫 Sell\n- [ ] 🚧 Buy\n- [ ] Ask\n"),
        ("See [[a]].\n\nA flag. ^cause\n", "See [[a]].\n\nA flag.\n"),
        ("[[_TOC_]]\n\n[TOC]\n\nText\n", "\n\n\n\nText\n"),
    ] {
        assert_eq!(rewritten(text), expected);
    }
    for text in [
        "std::vec and `a:: b`, (fe80:: and more), f :: Int -> Int\n",
        "```\nkey:: value\n- [-] x\n```\n",
        "It matches ^cause\n",
        "[-] is no box, [/] neither\n",
        "[toc](#a) and a [TOC] amid text\n",
    ] {
        assert_eq!(rewritten(text), text);
    }
}

#[test]
fn what_other_tools_name_is_a_link_a_picture_or_a_sign() {
    for (text, expected) in [
        (
            "{% file src=\"../a/report.pdf\" %}\nThe report\n{% endfile %}\n",
            "[report.pdf](<../a/report.pdf>)\n\n\nThe report\n\n",
        ),
        ("{% embed url=\"https://a.example/b\" caption=\"The talk\" %}\n", "[The talk](<https://a.example/b>)\n\n\n"),
        ("{% content-ref url=\"a.md\" %}\n[A](a.md)\n{% endcontent-ref %}\n", "\n[A](a.md)\n\n"),
        ("State: :material-check: Done\n", "State: ✅ Done\n"),
        ("A :octicons-alert-16:{ .red } b, 10:30:15 and :warning: late\n", "A b, 10:30:15 and :warning: late\n"),
    ] {
        assert_eq!(rewritten(text), expected);
    }
    let mdx = |text: &str| rewrite(text, 0, true).text.into_owned();
    let text = "import graph from './g.png';\n\n<Image src={graph} alt=\"Load\" />\n\n<LinkCard title=\"B\" href=\"/b/\" description=\"All of it\" />\n";
    assert_eq!(mdx(text), "\n\n![Load](<./g.png>)\n\n[B](</b/>): All of it\n");
}

#[test]
fn directives_of_myst_are_tables_boxes_pictures_and_links() {
    for (text, expected) in [
        (
            "```{list-table}\n:header-rows: 1\n\n* - Time\n  - Event\n* - 10:00\n  - The queue\n    stopped\n```\n",
            "\n| Time | Event |\n| --- | --- |\n| 10:00 | The queue stopped |\n",
        ),
        ("```{figure} a.png\n:alt: Disk\n\nIt fills.\n```\nB\n", "![Disk](<a.png>)\n\n\nIt fills.\n\nB\n"),
        ("```{code-block} console\n:caption: x\n$ ls\n```\n", "\nx\n\n```console\n$ ls\n```\n"),
        (
            "```{toctree}\n:glob:\n\nruns/index\n20*\nself\nOn call <on-call>\n```\n",
            "- [runs/index](<runs/index>)\n- `20*`\n- [On call](<on-call>)\n\n",
        ),
        (
            "{doc}`queue`, {ref}`Restart <restart>`, {abbr}`h (hour)` and {file}`a.yml`\n",
            "[queue](<queue>), Restart, h (hour) and `a.yml`\n",
        ),
        ("(pm-a)=\n# A\n\n% for authors\n\n{ref}`pm-a`\n", "\n# A\n\n\n\npm-a\n"),
    ] {
        assert_eq!(rewritten(text), expected, "{text}");
    }
    // Other names are languages, and other texts have lines of the same looks.
    for text in
        ["```{r}\nplot(x)\n```\n\n% of all\n\n(a)=\n", "(a)=\n\n% of all\n", "```{note}\nnever closed\n", "a {x}`y`\n"]
    {
        assert_eq!(rewritten(text), text);
    }
    let front = "---\nmyst:\n  substitutions:\n    svc: queue\n---\n";
    let text = format!("{front}{{{{ svc }}}} and {{{{ other }}}}\n");
    assert_eq!(rewrite(&text, front.len(), false).text, "queue and {{ other }}\n");
}

#[test]
fn no_word_of_a_directive_is_lost() {
    for (text, expected) in [
        (
            "```{list-table} Turns\n* - Time\n* - 10:00\n  - a | b `c|d`\n  - e\n```\n",
            "\nTurns\n\n\n| Time | | |\n| --- | --- | --- |\n| 10:00 | a \\| b `c\\|d` | e |\n",
        ),
        ("```{list-table}\nno row\n* - a\n```\n", "\n| no row |\n| --- |\n| a |\n"),
        ("```{list-table} T\n\n```\n", "```{list-table}\nT\n\n```\n"),
        ("  ```{csv-table} Turns\n  a, b\n  ```\n", "  ```{csv-table}\n  Turns\n  a, b\n  ```\n"),
        ("```{table} Turns\n| a |\n|---|\n```\n", "Turns\n\n| a |\n|---|\n\n"),
        ("```{toctree}\n:caption: Runs\na\n```\n", "\nRuns\n\n- [a](<a>)\n\n"),
    ] {
        assert_eq!(rewritten(text), expected, "{text}");
    }
    assert!(!rewritten("```{dropdown} Log of the day\nx\n```\n").contains('{'));
    let many = "a\n".repeat(3_000);
    assert!(!rewritten(&format!("```{{toctree}}\n{many}```\n")).contains("toctree"), "however many");
}

/// A walk whose time grew with the square would take minutes.
#[test]
fn what_opens_often_and_never_closes_is_read_in_no_time() {
    let many = |piece: &str, count: usize| piece.repeat(count);
    let texts = [
        many("{a ", 50_000),
        many("{{a ", 50_000),
        many(":material-x:{a ", 25_000),
        many("![[a ", 50_000),
        many("[[a]](#cmnt", 25_000),
        many("a **** ", 50_000),
        many("<ac:a ", 50_000),
        many("a ^b\n", 50_000),
        many("```{note}\n", 50_000),
        many(&format!("{}```\n", many("```{note}\n", 900)), 30),
        format!("{}{{% endraw %}}", many("{% raw %}\n", 50_000)),
        format!("y {}\n\nx%%", many("%%a ", 50_000)),
    ];
    for text in &texts {
        let rewritten = rewrite(text, 0, false).text.len();
        assert!(rewritten <= 2 * text.len(), "{rewritten} of {} bytes: {}", text.len(), &text[..20]);
    }
}

#[test]
fn what_front_matter_puts_in_makes_no_text_many_times_as_long() {
    let front = format!("---\nsubstitutions:\n  a: {}\n---\n", "x".repeat(10_000));
    let text = format!("{front}{}", "{{ a }}\n".repeat(10_000));
    let body = rewrite(&text, front.len(), false);
    assert!(body.text.len() < 2 * text.len() && body.text.starts_with("xx"));
}

#[test]
fn an_expression_of_an_attribute_leaves_its_text_or_goes() {
    let mdx = |text: &str| rewrite(text, 0, true).text.into_owned();
    for (text, expected) in [
        ("<img src={useBaseUrl('/img/a.png')} alt=\"A > B\" />\n", "<img src=\"/img/a.png\" alt=\"A > B\" />\n"),
        (
            "<img\n  src={require('./a.png').default}\n  width={300}\n/>\n",
            "<img\n  src=\"./a.png\"\n  width=\"300\"\n/>\n",
        ),
        ("<p style={{color: 'red'}} id='x'>a</p>\n", "<p id='x'>a</p>\n"),
        ("<p onClick={() => go(`/x`)}>{a}</p>\n", "<p onClick=\"/x\">{a}</p>\n"),
        ("a < b and <p>c</p> {d}\n", "a < b and <p>c</p> {d}\n"),
        ("<p id={\n", "<p id={\n"),
    ] {
        assert_eq!(mdx(text), expected);
    }
    assert_eq!(rewritten("<p id={'x'}>\n"), "<p id={'x'}>\n", "in Markdown braces are text");
}

#[test]
fn a_variable_that_a_site_fills_in_is_named() {
    let mut report = Report::default();
    let body = rewrite("See {{ page.url }} and {{ name }}, `{{ site.title }}`.\n", 0, false);
    body.report(&"a.md".into(), &mut report);
    assert_eq!(&*body.text, "See `{{ page.url }}` and {{ name }}, `{{ site.title }}`.\n");
    assert_eq!(report.diagnostics.len(), 1);
    let mut report = Report::default();
    rewrite("```dataview\nLIST\n```\n", 0, false).report(&"a.md".into(), &mut report);
    assert_eq!(report.diagnostics.len(), 1, "a query is no answer");
}

proptest! {
    #[test]
    fn nothing_panics_and_places_are_in_the_source(pieces in prop::collection::vec(prop::sample::select(vec![
        ":::note T\n", ":::\n", "::::\n", "!!! note \"T\"\n", "    in\n", "\n", "??? x\n", "=== \"A\"\n", "> [!faq]- T\n", "> q\n", "- ", "  ", "word ",
        "%%", "==", "`", "```\n", "{% raw %}", "{% endraw %}", "{% highlight x %}\n", "{% endhighlight %}\n", "{{< figure src=\"a\" caption=\"b\" >}}", "{{< x >}}",
        "{{< tab \"t\" >}}", "{{< /tab >}}", "<Tabs>", "</Tabs>", "<TabItem label=\"é\">", "</TabItem>", "![[é.png|3]]", "![[n#h]]", "{/*", "*/}", "{: .x }\n", "{:toc}\n",
        "****", "[[a]](#cmnt1)", "--8<-- \"x\"\n", "é", "\\", "|a|\n|-|\n", "<!--", "-->\n", "import a from 'b';\n", "export const x = {\n", "}\n", "\t", "1. ", ": d\n", "<time datetime=\"x\" />",
        "key:: v\n", "[k:: ", "(k:: ", "]", ")", " ^id\n", "- [-] t\n", "[TOC]\n", "<img src={", "'/x'", "}", "```{note} T\n", "```{list-table}\n", "* - a\n", "  - b\n", ":alt: é\n", "(x)=\n", "{doc}`é`", "% c\n", ":material-check:", "/>", "{{ page.x }}", "```tasks\n",
    ]), 0..30), is_mdx: bool) {
        let text = pieces.concat();
        let body = rewrite(&text, 0, is_mdx);
        let mut depth = 0_i32;
        let read = markdown::read(&body);
        for (event, range) in &read.events {
            prop_assert!(range.start <= range.end && text.get(range.clone()).is_some(), "{:?} {:?}", event, range);
            depth += i32::from(matches!(event, Event::Start(_))) - i32::from(matches!(event, Event::End(_)));
            prop_assert!(depth >= 0);
        }
        prop_assert_eq!(depth, 0);
    }
}
