use super::*;

const TEXT: &str = "---\ntitle: Outage: the sequel\n---\n\nSee ![x](a.png) and \u{1b}[31mred.\n";

fn human(report: &Report, text: &str) -> String {
    let mut out = Vec::new();
    print_human(report, |path| path.ends_with(".md").then_some(text), str::to_owned, super::Style::default(), &mut out)
        .unwrap();
    String::from_utf8(out).unwrap()
}

fn path(name: &str) -> Arc<str> {
    Arc::from(name)
}

#[test]
fn a_problem_shows_its_line_and_what_to_do() {
    let mut report = Report::default();
    report.push(
        Diagnostic::error("front-matter-syntax", &path("a.md"), "a value with an unquoted `: ` cannot be read")
            .at(Span::new(17, 18))
            .hint("put the value in quotes"),
    );
    report.push(Diagnostic::warning("no-postmortems", &path(""), "nothing was found"));
    let expected = "\
error[front-matter-syntax]: a value with an unquoted `: ` cannot be read
 --> a.md:2:14
  |
2 | title: Outage: the sequel
  |              ^
  |
  = help: put the value in quotes

warning[no-postmortems]: nothing was found

error: 1 error, 1 warning (front-matter-syntax 1; no-postmortems 1)
";
    assert_eq!(human(&report, TEXT), expected);
}

#[test]
fn control_characters_are_escaped_and_long_lines_windowed() {
    let mut report = Report::default();
    let at = TEXT.find("red").unwrap();
    report.push(Diagnostic::warning("odd", &path("a.md"), "bad \u{1b}[2J").at(Span::new(at, at + 3)));
    let expected = "\
warning[odd]: bad \\u{1b}[2J
 --> a.md:5:26
  |
5 | See ![x](a.png) and \\u{1b}[31mred.
  |                               ^^^

warning: 1 warning (odd 1)
";
    assert_eq!(human(&report, TEXT), expected);

    let long = format!("{}NEEDLE{}\n", "a ".repeat(400), " b".repeat(400));
    let mut report = Report::default();
    report.push(Diagnostic::warning("odd", &path("a.md"), "here").at(Span::new(800, 806)));
    let expected = format!(
        "warning[odd]: here\n --> a.md:1:801\n  |\n1 | ...{}NEEDLE{}...\n  | {}^^^^^^\n\nwarning: 1 warning (odd 1)\n",
        "a ".repeat(25),
        " b".repeat(27),
        " ".repeat(53)
    );
    assert_eq!(human(&report, &long), expected);
}

#[test]
fn many_alike_are_a_few_examples_and_one_line() {
    let mut report = Report::default();
    for number in 0..10_000 {
        let file = path(&format!("f{:04}.md", number / 2));
        report.push(
            Diagnostic::warning("broken-image", &file, format!("no such file: {number}.png"))
                .at(Span::new(35 + number % 2, 46)),
        );
    }
    report.sort();
    let said = human(&report, TEXT);
    assert!(said.lines().count() < 30, "{said}");
    let expected = "\
warning[broken-image]: 10000 times, in 5000 files
  f0000.md:5:1: no such file: 0.png
  f0000.md:5:2: no such file: 1.png
  f0001.md:5:1: no such file: 2.png
  and 9997 more, in f0001.md, f0002.md, f0003.md and 4996 more files

warning: 10000 warnings (broken-image 10000)
";
    assert_eq!(said, expected);
}

#[test]
fn a_hint_that_fits_one_place_stands_at_that_place() {
    let mut report = Report::default();
    for (file, hint) in [("a.md", "did you mean `b.md`?"), ("b.md", "correct the path"), ("c.md", "correct the path")] {
        for link in ["x.md", "y.md"] {
            let missing =
                Diagnostic::warning("broken-link", &path(file), format!("the link `{link}` points at nothing"));
            report.push(missing.at(Span::new(35, 46)).hint(hint));
        }
    }
    report.sort();
    let expected = "\
warning[broken-link]: 6 times, in 3 files
  a.md:5:1: the link `x.md` points at nothing; help: did you mean `b.md`?
  a.md:5:1: the link `y.md` points at nothing; help: did you mean `b.md`?
  b.md:5:1: the link `x.md` points at nothing; help: correct the path
  and 3 more, in b.md, c.md

warning: 6 warnings (broken-link 6)
";
    assert_eq!(human(&report, TEXT), expected);
}

#[test]
fn of_many_kinds_those_that_matter_come_first_and_all_fit_a_screen() {
    let mut report = Report::default();
    let codes = ["table-cells", "unknown-field", "no-owner", "broken-link", "secret"];
    for code in codes.iter().copied().chain(codes::codes().map(|(code, _)| code)) {
        for file in ["a.md", "b.md", "c.md", "d.md", "e.md"] {
            report.push(Diagnostic::warning(code, &path(file), "odd").hint("mend it"));
        }
    }
    report.sort();
    let said = human(&report, TEXT);
    let place = |code: &str| {
        said.find(&format!("warning[{code}]: 5 times, in 5 files")).unwrap_or_else(|| panic!("{code} in {said}"))
    };
    assert!(codes.iter().rev().is_sorted_by_key(|code| place(code)), "{said}");
    let kinds = codes::codes().count();
    assert!(said.lines().count() <= 41.max(kinds + 1), "{} lines", said.lines().count());
}

#[test]
fn nothing_to_say_prints_nothing() {
    assert_eq!(human(&Report::default(), TEXT), "");
}

#[test]
fn colour_only_where_asked_for() {
    let mut report = Report::default();
    report.push(Diagnostic::warning("odd", &path("a.md"), "x").at(Span::new(4, 9)));
    let mut out = Vec::new();
    print_human(&report, |_| Some(TEXT), str::to_owned, super::Style { colour: true, all: false }, &mut out).unwrap();
    assert!(out.contains(&0x1b));
    assert!(!human(&report, TEXT).contains('\u{1b}'));
}

#[test]
fn short_and_json_have_one_line_each() {
    let mut report = Report::default();
    report.push(Diagnostic::error("odd", &path("a.md"), "x").at(Span::new(4, 9)).hint("y"));
    report.push(Diagnostic::warning("none", &path(""), "z"));
    let mut out = Vec::new();
    print_short(&report, |_| Some(TEXT), str::to_owned, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "a.md:2:1: error[odd]: x\nwarning[none]: z\n");
    let mut out = Vec::new();
    print_json(&report, |_| Some(TEXT), str::to_owned, &mut out).unwrap();
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "{\"level\":\"error\",\"code\":\"odd\",\"path\":\"a.md\",\"line\":2,\"column\":1,\"end_line\":2,\"end_column\":6,\"message\":\"x\",\"hints\":[\"y\"],\"review\":null}\n\
         {\"level\":\"warning\",\"code\":\"none\",\"path\":\"\",\"line\":null,\"column\":null,\"end_line\":null,\"end_column\":null,\"message\":\"z\",\"hints\":[],\"review\":null}\n"
    );
}

#[test]
fn a_problem_of_a_whole_file_is_at_its_first_character_without_excerpt() {
    let mut report = Report::default();
    report.push(Diagnostic::error("odd", &path("a.md"), "x"));
    report.push(Diagnostic::error("unread", &path("a.bin"), "y").at(Span::new(4, 9)));
    let expected =
        "error[odd]: x\n--> a.md:1:1\n\nerror[unread]: y\n--> a.bin:1:1\n\nerror: 2 errors (odd 1, unread 1)\n";
    assert_eq!(human(&report, TEXT), expected);
    let mut out = Vec::new();
    print_short(&report, |path| path.ends_with(".md").then_some(TEXT), str::to_owned, &mut out).unwrap();
    assert_eq!(String::from_utf8(out).unwrap(), "a.md:1:1: error[odd]: x\na.bin:1:1: error[unread]: y\n");
    let mut out = Vec::new();
    print_json(&report, |path| path.ends_with(".md").then_some(TEXT), str::to_owned, &mut out).unwrap();
    for line in String::from_utf8(out).unwrap().lines() {
        assert!(line.contains("\"line\":1,\"column\":1,\"end_line\":1,\"end_column\":1,"), "{line}");
    }
}

#[test]
fn lines_end_with_lf_crlf_or_cr() {
    for text in ["a\nbc\nd", "a\r\nbc\r\nd", "a\rbc\rd"] {
        assert_eq!(line_column(text, text.find('c').unwrap()), (2, 2), "{text:?}");
        assert_eq!(line_column(text, text.len()), (3, 2), "{text:?}");
    }
    assert_eq!(line_column("ä\u{1f600}x", 6), (1, 3));
    assert_eq!(line_column("x", 99), (1, 2));
}

proptest::proptest! {
    #[test]
    fn no_span_panics(text in "\\PC{0,40}(\n|\r\n|\r|\t|\u{1b})\\PC{0,200}", start in 0_usize..300, length in 0_usize..300) {
        let mut report = Report::default();
        report.push(Diagnostic::warning("odd", &path("a.md"), "x").at(Span::new(start, start + length)));
        let _ = human(&report, &text);
    }
}
