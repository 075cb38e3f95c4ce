use super::*;
use proptest::prelude::*;

fn read_text(text: &str) -> (FrontMatter, Vec<String>) {
    let path: Arc<str> = Arc::from("x.md");
    let mut report = Report::default();
    let front = split(&path, text, &mut report);
    let said = report.diagnostics.iter().map(|found| {
        let (line, column) = crate::diagnostics::line_column(text, found.span.unwrap_or(Span::at(0)).start);
        let hint = found.hints.first().map(|hint| format!(" | {hint}")).unwrap_or_default();
        format!("{line}:{column} {}: {}{hint}", found.code, found.message)
    });
    let said = said.collect();
    (front, said)
}

/// `key=value` pairs, lists in brackets.
fn shown(fields: &[Pair]) -> String {
    fn value(node: &Node) -> String {
        match &node.value {
            Value::Null => "~".to_owned(),
            Value::List(items) => format!("[{}]", items.iter().map(value).collect::<Vec<_>>().join(",")),
            Value::Map(fields) => format!("{{{}}}", shown(fields)),
            Value::Text(text) => text.clone(),
            Value::Number(text) => format!("#{text}"),
            Value::Bool(_, text) => format!("?{text}"),
        }
    }
    fields.iter().map(|field| format!("{}={}", field.key, value(&field.node))).collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn reads(text: &str, fields: &str, body: &str) {
    let (front, said) = read_text(text);
    assert_eq!((shown(&front.fields).as_str(), &text[front.body..], said), (fields, body, vec![]), "{text:?}");
    assert!(!front.broken);
}

#[track_caller]
fn fails(text: &str, fields: &str, body: &str, said: &str) {
    let (front, all) = read_text(text);
    assert!(front.broken, "{text:?}");
    assert_eq!(
        (shown(&front.fields).as_str(), &text[front.body..], all.join("\n").as_str()),
        (fields, body, said),
        "{text:?}"
    );
}

#[test]
fn fences_of_every_kind() {
    reads("---\ntitle: A\n---\nbody\n", "title=A", "body\n");
    reads("---\ntitle: A\n---", "title=A", "");
    reads("---\ntitle: A\n...\nbody", "title=A", "body");
    reads("--- \r\ntitle: A\r\n---\t\r\n\r\nbody\r\n", "title=A", "\r\nbody\r\n");
    reads("---\rtitle: A\rb: 1\r---\r\rbody\r", "title=A b=#1", "\rbody\r");
    reads("\u{feff}---\ntitle: A\n---\nbody", "title=A", "body");
    reads("\n  \n---\ntitle: A\n---\nbody", "title=A", "body");
    reads("<!-- lint\noff -->\n\n---\ntitle: A\n---\nbody", "title=A", "body");
    reads(
        "+++\ntitle = \"A\"\ndate = 2024-03-01T10:00:00Z\n[extra]\nteam = \"infra\"\n+++\nbody",
        "title=A date=2024-03-01T10:00:00Z extra={team=infra}",
        "body",
    );
    reads(";;;\n{\"b\": 1, \"a\": [true, null]}\n;;;\nbody", "b=#1 a=[?true,~]", "body");
    reads("{\n  \"title\": \"A } B\",\n  \"tags\": [\"x\"]\n}\nbody", "title=A } B tags=[x]", "body");
    reads("---\n---\n# T\n", "", "# T\n");
    reads("---\n~\n---\nbody", "", "body");
    reads("---\n# title: no\n# date: no\n---\nbody", "", "body");
    reads("---\n# visibility of this team\n---\n\n# T\n", "", "\n# T\n");
}

#[test]
fn what_is_no_front_matter_stays_text() {
    for text in [
        "",
        "---",
        "---\n",
        "---\n\nFirst paragraph with: a colon.\n\n---\n\nSecond.\n",
        "----\ntitle: no\n----\n",
        "# T\n\n---\na: b\n---\n",
        " ---\na: b\n---\n",
        "---\nSome text\n\n---\nmore",
        "---\n\n# A heading\n\n---\n",
        "---\n- an item\n- two\n---\n",
        "{not json}\n",
        "{{< note >}}\n",
        "***\ntext: x\n***\n",
        "--- text\na: b\n---\n",
    ] {
        reads(text, "", text);
    }
}

#[test]
fn scalars_keep_their_written_text() {
    reads(
        "---\na: 007\nb: 0x1F\nc: no\nd: True\ne: 1e5\nf: .nan\ng: 2024-01-02 03:04:05\nh: \"12\"\ni: ~\nj:\nk: 12:30\nl: -1\n---\n",
        "a=#007 b=#0x1F c=no d=?True e=#1e5 f=#.nan g=2024-01-02 03:04:05 h=12 i=~ j=~ k=12:30 l=#-1",
        "",
    );
    reads("---\ns: |\n  before\n  ---\n  after\n---\nreal", "s=before\n---\nafter\n", "real");
    reads("---\n1: one\ntrue: yes\nnull: x\n2024-01-01: d\n---\n", "1=one true=yes null=x 2024-01-01=d", "");
    reads("---\ntitle:\tTabbed\n---\n", "title=Tabbed", "");
    reads("---\na: !!str 12\n---\n", "a=12", "");
    // As a formatter of Markdown leaves it.
    reads("---\n\ntags:\n\n* \"a\"\n* b\ntitle: T\n\n---\ntext", "tags=[a,b] title=T", "text");
    reads("---\ns: |\n  * a\n---\n", "s=* a\n", "");
}

#[test]
fn places_count_from_the_start_of_the_file() {
    let text = "\n---\n# c\ntitle: Größe\nläge: [ä, b]\n---\n";
    let (front, _) = read_text(text);
    let field = &front.fields[1];
    assert_eq!((&text[field.span.start..field.span.end], field.line), ("läge", 5));
    let Value::List(items) = &field.node.value else { panic!("a list") };
    assert_eq!(&text[items[1].span.start..items[1].span.end], "b");
    let text = "+++\na = 1\n\n[extra]\nteam = \"x\"\n+++\n";
    let (front, _) = read_text(text);
    assert_eq!(front.fields.iter().map(|field| field.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn common_mistakes_are_named_with_the_cure() {
    fails(
        "---\ntitle: Outage: the sequel\ndate: 2024-01-01\n---\nbody",
        "title=Outage: the sequel date=2024-01-01",
        "body",
        "2:14 front-matter-syntax: a value with an unquoted `: ` cannot be read (line 2) | put the value in quotes: \"Outage: the sequel\"",
    );
    fails(
        "---\na: b\nwho: @ann, @bo\n---\n",
        "a=b who=@ann, @bo",
        "",
        "3:6 front-matter-syntax: a value cannot start with `@` (line 3) | put the value in quotes: \"@ann, @bo\"",
    );
    fails(
        "---\ntitle: %CPU at 100\n---\n",
        "title=%CPU at 100",
        "",
        "2:8 front-matter-syntax: a value cannot start with `%` (line 2) | put the value in quotes: \"%CPU at 100\"",
    );
    fails(
        "---\ntitle: *very* slow\n---\n",
        "title=*very* slow",
        "",
        "2:8 front-matter-syntax: a value that starts with `*` is an alias to YAML (line 2) | put the value in quotes: \"*very* slow\"",
    );
    fails(
        "---\ntitle: [P1] Login down\n---\n",
        "title=[P1] Login down",
        "",
        "2:8 front-matter-syntax: text follows the closing `]` (line 2) | put the value in quotes: \"[P1] Login down\"",
    );
    fails(
        "---\ntitle: `x` fails\n---\n",
        "title=`x` fails",
        "",
        "2:8 front-matter-syntax: a value cannot start with ``` (line 2) | put the value in quotes: \"`x` fails\"",
    );
    fails(
        "---\ntitle: 'Bob's outage'\n---\n",
        "title=Bob's outage",
        "",
        "2:8 front-matter-syntax: an apostrophe ends the single-quoted value early (line 2) | write it twice (`''`), or use double quotes: \"Bob's outage\"",
    );
    fails(
        "---\ntitle: \"{{ replace .Name \"-\" \".\" }}\"\n---\n",
        "",
        "",
        "2:8 front-matter-syntax: template code stands in the front matter (line 2) | a template of another tool cannot be read; leave it out with `[book] exclude`",
    );
    fails(
        "---\ntitle: \"a \"b\" c\"\n---\n",
        "title=a \"b\" c",
        "",
        "2:8 front-matter-syntax: a double quote ends the value early (line 2) | write inner quotes as `\\\"`, or put the value in single quotes",
    );
}

#[test]
fn mistakes_that_show_only_later_are_traced_to_their_line() {
    fails(
        "---\ntitle: T\nservices: [api, db\nother: [x]\n---\n",
        "title=T other=[x]",
        "",
        "3:11 front-matter-syntax: the `[` is not closed (line 3) | close it with `]`, or put the value in quotes",
    );
    fails(
        "---\ntitle: {{ replace .Name }}\nx: 1\n---\n",
        "x=#1",
        "",
        "2:8 front-matter-syntax: template code stands in the front matter | a template of another tool cannot be read; leave it out with `[book] exclude`",
    );
    let (front, said) = read_text("---\ntitle: Bug #42 is back # really\nx: 1 # one\n---\n");
    assert_eq!(shown(&front.fields), "title=Bug x=#1");
    assert_eq!(
        said,
        [
            "2:12 front-matter-comment: `#42 is back # really` is a comment to YAML and not read | put the whole value in quotes, or a blank after the `#`"
        ]
    );
}

#[test]
fn what_could_blow_up_is_refused() {
    fails(
        "---\ntitle: T\ns: &s [a, *s]\n---\nb",
        "title=T",
        "b",
        "3:4 front-matter-syntax: `&s` is a YAML anchor, which is not supported | write the value out where it is needed, or quote it if the `&` is meant as text",
    );
    fails(
        "---\ntitle: T\ns: !include /etc/passwd\n---\nb",
        "title=T",
        "b",
        "3:4 front-matter-syntax: the YAML tag `!include` is not supported | front matter holds plain values only; quote the value if the `!` is meant as text",
    );
    fails(
        "---\ntitle: T\ns: !!python/object/apply:os.system [x]\n---\nb",
        "title=T",
        "b",
        "3:4 front-matter-syntax: the YAML tag `!!python/object/apply:os.system` is not supported | front matter holds plain values only; quote the value if the `!` is meant as text",
    );
    for nest in ["[".repeat(20_000), "{a: ".repeat(5_000), "- ".repeat(20_000)] {
        let (front, said) = read_text(&format!("---\ntitle: Deep\nx: {nest}\n---\nbody"));
        assert!(front.broken && said.len() == 1, "{said:?}");
        assert!(shown(&front.fields).starts_with("title=Deep"));
    }
    fails(
        "---\ntitle: a\u{0}b\n---\n",
        "title=a\u{0}b",
        "",
        "2:9 front-matter-syntax: a NUL byte stands in the front matter | save the file as plain UTF-8 text without NUL bytes",
    );
}

#[test]
fn repeated_keys_name_both_lines_and_the_first_wins() {
    fails(
        "---\ntitle: First\nx: 1\ntitle: Second\n---\nb",
        "title=First x=#1",
        "b",
        "4:1 front-matter-duplicate-key: the key `title` on line 4 stands on line 2 already | keep one of the two lines",
    );
    fails(
        ";;;\n{\"a\": 1,\n\"a\": 2}\n;;;\nb",
        "a=#2",
        "b",
        "3:1 front-matter-duplicate-key: the key `a` on line 3 stands on line 2 already | keep one of the two lines",
    );
}

#[test]
fn an_unclosed_block_loses_no_text() {
    fails(
        "---\ntitle: A\ntags:\n  - x\n\n# Heading\n\ntext\n",
        "title=A tags=[x]",
        "\n# Heading\n\ntext\n",
        "1:1 front-matter-unclosed: the front matter opened by `---` has no closing `---` | put a line `---` after line 4, the last line of metadata",
    );
    fails(
        "---\ntitle: A\n\nText with a rule below it.\n\n---\nmore\n",
        "title=A",
        "\nText with a rule below it.\n\n---\nmore\n",
        "1:1 front-matter-unclosed: the front matter opened by `---` has no closing `---` | put a line `---` after line 2, the last line of metadata",
    );
    fails(
        "+++\ntitle = \"A\"\n\ntext\n",
        "title=A",
        "\ntext\n",
        "1:1 front-matter-unclosed: the front matter opened by `+++` has no closing `+++` | put a line `+++` after line 2, the last line of metadata",
    );
}

#[test]
fn broken_toml_and_json_name_their_place() {
    let (front, said) = read_text("+++\ntitle = \"A\"\ndate = = 2\n+++\nb");
    assert!(
        front.broken && said[0].starts_with("3:8 front-matter-syntax: the front matter is not valid TOML: "),
        "{said:?}"
    );
    assert_eq!(shown(&front.fields), "title=A date== 2");
    let (front, said) = read_text(";;;\n{\"title\": \"A\",\n \"b\": }\n;;;\nb");
    assert!(
        front.broken && said[0].starts_with("3:7 front-matter-syntax: the front matter is not valid JSON: "),
        "{said:?}"
    );
}

#[test]
fn a_second_block_is_noticed() {
    let (front, said) = read_text("---\ntitle: One\n---\n---\ntitle: Two\n---\n\nbody");
    assert_eq!(shown(&front.fields), "title=One");
    assert_eq!(
        said,
        [
            "4:1 front-matter-repeated: a second block of front matter follows the first | only the first block is read; merge the two"
        ]
    );
}

#[test]
fn many_keys_are_read_in_bounded_time() {
    use std::fmt::Write;
    let mut text = "---\n".to_owned();
    for key in 0..20_000 {
        let _ = writeln!(text, "k{key}: {key}");
    }
    text.push_str("---\nbody");
    let (front, said) = read_text(&text);
    assert_eq!((front.fields.len(), said.len()), (20_000, 0));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_input_panics_and_the_body_is_a_suffix(text in "(---|\\+\\+\\+|;;;)?[\r\n]{0,2}([a-z:'\"#&*!\\[\\]{}|>%@`?~ä0-9=., \t\r\n-]|---\n|key: |- ){0,120}") {
        let (front, _) = read_text(&text);
        prop_assert!(text.is_char_boundary(front.body));
        let mut lines = front.fields.iter().map(|field| field.line);
        prop_assert!(lines.all(|line| line >= 1));
        for field in &front.fields {
            prop_assert!(text.get(field.span.start..field.span.end).is_some());
            prop_assert!(text.get(field.node.span.start..field.node.span.end).is_some());
        }
    }

    #[test]
    fn any_bytes_at_all(text in "\\PC{0,60}") {
        let _ = read_text(&text);
        let _ = read_text(&format!("---\n{text}\n---\n{text}"));
        let _ = read_text(&format!("+++\n{text}\n+++\n"));
        let _ = read_text(&format!("{{\"{text}"));
    }
}
