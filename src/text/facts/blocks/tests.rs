use super::*;
use crate::text::{foreign, markdown};

fn doc(text: &str) -> Doc {
    of(text, false)
}

fn of(text: &str, is_mdx: bool) -> Doc {
    read(text, &markdown::read(&foreign::rewrite(text, 0, is_mdx)).events)
}

/// Each block's shape and text.
fn shown(text: &str) -> Vec<String> {
    all(&doc(text))
}

fn all(doc: &Doc) -> Vec<String> {
    let shape = |block: &Block| match block.shape {
        Shape::Heading(level) => format!("h{level}"),
        Shape::Paragraph => "p".to_owned(),
        Shape::Item { task, .. } => {
            format!("{}{}", "-".repeat(block.depth), task.map_or("", |done| if done { "x" } else { "o" }))
        }
        Shape::Table(_) => "table".to_owned(),
        Shape::Code => "code".to_owned(),
    };
    doc.blocks.iter().map(|block| format!("{} {}", shape(block), doc.block_text(block)).trim_end().to_owned()).collect()
}

fn rows(text: &str) -> Vec<String> {
    let doc = doc(text);
    let cells =
        |row: &[Range<usize>]| row.iter().map(|cell| doc.cell(cell).replace('\n', "/")).collect::<Vec<_>>().join("|");
    doc.tables
        .iter()
        .flat_map(|table| std::iter::once(cells(&table.head)).chain(table.rows.iter().map(|(_, row)| cells(row))))
        .collect()
}

#[test]
fn comments_and_markup_of_other_tools_are_no_text() {
    let text = "# Lamps\n{: .title }\n\n<!-- all times UTC -->\n\n{% include toc.html %}\n\nDark. {: .label-red }\n{: .lead}\n\n\
                {{< alert type=\"danger\" >}}\nOut.\n{{< /alert >}}\n\n%% do not\ntell %%\n\n--8<-- \"levels.md\"\n\n{/* hidden\nremark */}\n\n\
                export const meta = {\n  a: 'b',\n\n  c: 1,\n};\n\nimport X from './x';\n\nLight `{% if x %}`.\n";
    assert_eq!(all(&of(text, true)), ["h1 Lamps", "p Dark.", "p Out.", "p Light {% if x %}."]);
    assert_eq!(doc(text).comments, [" all times UTC "]);
}

#[test]
fn hints_of_a_form_are_no_text() {
    assert_eq!(
        shown("## Impact\n\n*Describe how\nusers were hit.*\n\nAll were dark.\n\n*What* was it?\n"),
        ["h2 Impact", "p All were dark.", "p What was it?"]
    );
}

#[test]
fn braces_of_a_sentence_are_text() {
    for text in ["rate{job=\"api\"} rose", "the set {a, b}", "a {{ name }} b", "100%% sure"] {
        assert_eq!(shown(text), [format!("p {text}")]);
    }
}

#[test]
fn containers_hold_text_of_their_own() {
    let text = "!!! warning \"Impact\"\n\n    Orders **waited**.\n\n    - first\n    - second\n\n??? info\n    ```text\n    ERR\n    ```\n\n\
                === \"Tab\"\n\n    | Date | x |\n    |---|---|\n    | 1 | 2 |\n\nAfter.\n";
    assert_eq!(shown(text), ["p Orders waited.", "- first", "- second", "code", "table", "p After."]);
    let doc = doc(text);
    let place = |index: usize| &text[doc.lines[doc.blocks[index].lines.start].offset..];
    assert!(place(1).starts_with("first") && place(2).starts_with("second"));
    assert_eq!(doc.blocks[2].line, 6);
    assert_eq!(
        shown("Stopped.\n\n:::warning Late\nOrders were late.\n:::\n\nWell."),
        ["p Stopped.", "p Orders were late.", "p Well."]
    );
    let callout = "> [!danger]- Impact\n> - late\n\n> said\n";
    let quoted: Vec<bool> = self::doc(callout).blocks.iter().map(|block| block.quoted).collect();
    assert_eq!(quoted, [false, true]);
}

#[test]
fn html_is_read_as_the_blocks_that_it_makes() {
    let text = "<h2>Impact</h2>\n<p>All <b>dark</b>,<br>all night.</p>\n<ul><li>one <ul><li>two</li></ul></li></ul>\n\n\
                <details><summary>More</summary>\n\nText.\n\n</details>\n\n<script>x()</script>\n\n<Tabs>\n<TabItem label=\"x\">\n\nInside.\n\n</TabItem></Tabs>\n";
    assert_eq!(
        shown(text),
        ["h2 Impact", "p All dark, all night.", "- one", "-- two", "p More", "p Text.", "p Inside."]
    );
}

#[test]
fn html_tables_are_rows_and_cells() {
    let text = "<table><tbody>\n<tr><th>Date</th><td><time datetime=\"2026-03-02\">2 Mar</time></td></tr>\n\
                <tr><th><p>Services</p></th><td><ul><li>a</li><li>b &amp; c</li></ul></td></tr>\n\n<tr><th>Who</th><td>\n\n**Ann**<br />Bo\n\n</td></tr></table>";
    assert_eq!(rows(text), ["|", "Date|2026-03-02", "Services|a/b & c", "Who|Ann/Bo"]);
    let headed = "<table><tr><th>Time</th><th>Event</th></tr><tr><td>14:02</td><td>dark</td></tr></table>";
    assert_eq!(rows(headed), ["Time|Event", "14:02|dark"]);
    assert_eq!(rows("| a | b |\n|---|---|\n| x<br>y | `u` `v` |\n"), ["a|b", "x/y|u v"]);
}

#[test]
fn a_label_is_one_however_it_is_written() {
    for text in ["**Date:** x", "**Date**: x", "**Date: x**", "*Date:* x", "Date: x", "Date： x", "`Date`: x"] {
        let doc = doc(text);
        let label = doc.label(&doc.lines[0].range).expect(text);
        assert_eq!((&doc.text[label.key], doc.text[label.value].trim()), ("Date", "x"), "{text}");
    }
    for text in ["14:02 dark", "https://a.b", "**Dark** in the street", "Dark"] {
        let doc = doc(text);
        assert_eq!(doc.label(&doc.lines[0].range), None, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_markup_panics(text in "([<>/{}%:!\"'=`| \n-]|<t[dr]>|</table>|<table>|<li>|!!! a\n|\n    |\\{%|%\\}|<!--|-->|export const a = \\{|é|\\[!n\\]|> ){0,60}") {
        let _ = doc(&text);
    }
}

#[test]
fn what_is_struck_through_is_withdrawn_but_where_it_begins_an_item() {
    for (struck, left) in [
        ("Severity: ~~SEV1~~ SEV2", "p Severity:  SEV2"),
        ("Severity: <del>SEV1</del> SEV2", "p Severity:  SEV2"),
        ("~~Nobody knows.~~ A fuse.", "p A fuse."),
        ("<s>Nobody\n\nknows.</s>\n\nA fuse.", "p A fuse."),
        ("- ~~Buy~~ done", "- Buy done"),
        ("- <del>Buy</del> done", "- Buy done"),
        ("A <del>fuse.", "p A fuse."),
    ] {
        assert_eq!(shown(struck), [left], "{struck}");
    }
    assert_eq!(rows("| ~~SEV1~~ SEV2 | ~~all~~ |\n|---|---|\n"), ["SEV2|all"]);
}

#[test]
fn an_element_of_running_text_leaves_its_words() {
    for name in "abbr acronym b bdi bdo big cite code data dfn em font i ins kbd label mark nobr q ruby samp small span sub sup u var".split(' ') {
        assert_eq!(shown(&format!("The street <{name}>grid</{name}> was dark.")), ["p The street grid was dark."], "{name}");
    }
}
