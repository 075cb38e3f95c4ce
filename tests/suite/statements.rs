//! Whatever way a document says that it is internal, or a draft, a public build does not show it; one that says nothing is shown.

use crate::support::SiteTest;

const BODY: &str = "# Outage\n\nzqcanary words of the story.\n";

/// Front matter that states something beside `title: T`, in YAML and in TOML.
const FRONT: [(&str, &str); 22] = [
    ("visibility: internal", "visibility = \"internal\""),
    ("Visibility: Internal", "Visibility = \"Internal\""),
    ("visibility: \"INTERNAL \"", "visibility = \"INTERNAL \""),
    ("visibility: private", "visibility = \"private\""),
    ("visibility: confidential", "visibility = 'confidential'"),
    ("visibility: no", "visibility = false"),
    ("visibility: [internal]", "visibility = [\"internal\"]"),
    ("visibility: {level: internal}", "visibility = {level = \"internal\"}"),
    ("visibility:", "visibility = \"\""),
    ("visibility:internal", "visibility \"internal\""),
    ("visibility:\u{a0}internal", "visibility\u{a0}= \"internal\""),
    ("visi\u{200b}bility: internal", "\"visi\u{200b}bility\" = \"internal\""),
    ("visi\u{ad}bility: internal", "\"visi\u{ad}bility\" = \"internal\""),
    ("vis\0ibility: internal", "vis\0ibility = \"internal\""),
    ("ｖisibility: internal", "\"ｖisibility\" = \"internal\""),
    ("vіsіbility: internal", "\"vіsіbility\" = \"internal\""),
    ("visiblity: internal", "visiblity = \"internal\""),
    ("meta: {visibility: internal}", "meta = {visibility = \"internal\"}"),
    ("a: {b: {visibility: internal}}", "[a.b]\nvisibility = \"internal\""),
    ("# visibility: internal", "# visibility = \"internal\""),
    ("visibility: public\nVisibility: internal", "visibility = \"public\"\nVisibility = \"internal\""),
    ("draft: true", "draft = true"),
];

/// Whole documents that state it outside of what is read.
const WHOLE: [&str; 51] = [
    "---\n  title: T\n  visibility: internal\n---\n",
    "---\n- visibility: internal\n---\n",
    "---\n!!map\ntitle: T\nvisibility:internal\n---\n",
    "%YAML 1.2\n---\nvisibility: internal\n---\n",
    "---\n%YAML 1.2\n---\nvisibility: internal\n---\n",
    "---\ntitle: T\n---\n---\nvisibility: internal\n---\n",
    " ---\ntitle: T\nvisibility: internal\n---\n",
    "\u{200b}---\ntitle: T\nvisibility: members of the board\n---\n",
    "--- # metadata\ntitle: T\nvisibility: internal\n---\n",
    "{title: 'T', visibility: 'internal'}\n\n",
    "{\"title\": \"T\", \"visibility\": \"internal\"} tail\n\n",
    "<!-- visibility: internal -->\n---\ntitle: T\n---\n",
    "<!-- visibility: internal -->\n\n",
    "Title: T\nVisibility: internal\n\n",
    "```yaml\ntitle: T\nvisibility: internal\n```\n\n",
    "{: visibility=\"internal\" }\n\n",
    "[//]: # (visibility: internal)\n\n",
    "[visibility]: # (internal)\n\n",
    "export const meta = {visibility: 'internal'}\n\n",
    "<meta name=\"visibility\" content=\"internal\">\n\n",
    "# T\n\n| Field | Value |\n|---|---|\n| Severity | SEV1 |\n| Visibility | Internal |\n\n",
    "# T\n\n| Date | Visibility |\n|---|---|\n| 2024-01-01 | Internal |\n\n",
    "# T\n\nIt began at noon.\n\n**Visibility:** internal\n\n",
    "# T\n\nIt began at noon.\n\n- **Visibility**: Confidential\n\n",
    "# T\n\nIt began at noon.\n\n<dl><dt>Visibility</dt><dd>Internal</dd></dl>\n\n",
    "# T\n\nIt began at noon.\n\n## Visibility\n\nInternal\n\n",
    "---\nvisibility: public\n---\n# T\n\n**Visibility:** internal\n\n",
    "# T\n\n**Draft:** yes\n\n",
    "@visibility internal\n\n",
    "<visibility>internal</visibility>\n\n",
    "---\ntitle: T\nextra: \"visibility: internal\"\n---\n",
    "# T\n\nIt began at noon.\n\n<table><tr><td>Visibility</td>\n<td>Internal</td></tr></table>\n\n",
    "# T\n\nIt began at noon.\n\n**Visibility** internal\n\n",
    "# T\n\nIt began at noon.\n\nVisibility – internal\n\n",
    "# T\n\nIt began at noon.\n\n**Severity:** 1 · **Visibility:** internal\n\n",
    "# T\n\n```x``` is code.\n\n**Visibility:** internal\n\n",
    "# T\n\n- ```\n  code\n  ```\n\n**Visibility:** internal\n\n",
    "# T\n\nIt began at noon.\n\nVisi&shy;bility: internal\n\n",
    "# T\n\nIt began at noon.\n\nV&#105;sibility&colon; internal\n\n",
    "# T\n\nIt began at noon.\n\n**Visibility:**&nbsp;&#105;nternal\n\n",
    "# T\n\nIt began at noon.\n\nVisi<b>bility</b>: internal\n\n",
    "# T\n\nIt began at noon.\n\nVisi<!-- x -->bility: in<!-- -->ternal\n\n",
    "---\u{2028}title: T\u{2028}visibility: internal\u{2028}---\u{2028}\n\n",
    "# T\n\nIt began at noon.\n\n**Visibility:** ACME internal\n\n",
    "# T\n\nIt began at noon.\n\n**Visibility:** strictly confidential\n\n",
    "# T\n\nIt began at noon.\n\n**Visibility:** not for public release\n\n",
    "# T\n\nIt began at noon.\n\n**Visibility:** for internal use only\n\n",
    "# T\n\nIt began at noon.\n\nVisibility -> internal\n\n",
    "---\ntitle: T\nmeta: [{name: visibility, value: internal}]\n---\n",
    "---\ntitle: T\nmeta:\n  - key: Visibility\n    value: Internal\n---\n",
    "---\ntitle: T\ntags: [\"visibility: internal\"]\n---\n",
];

/// Documents that speak of visibility, drafts and rules, and say nothing of who may see them.
const SILENT: [&str; 14] = [
    "# T\n\nWe lost visibility: no dashboard was up.\n",
    "---\ntitle: \"Visibility: lost in two regions\"\n---\n\nText.\n",
    "---\ntitle: T\ntags: [visibility, draft]\n---\n\nText.\n",
    "---\ntitle: T\ndescription: better visibility of errors\n---\n\nText.\n",
    "# T\n\nText.\n\n## Lessons\n\n- **Visibility:** Nobody saw the error rate, which a dashboard would have shown to all of us\n",
    "# T\n\nA repository was opened.\n\n```hcl\nvisibility = \"private\"\n```\n\nWe set `visibility: private` again.\n",
    "# T\n\nWords.\n\n| Repository | Visibility |\n|---|---|\n| a | private |\n| b | private |\n",
    "---\n\nA rule, and text.\n\n---\n\nMore: text.\n",
    "---\n- an item\n- two\n---\n\nText.\n",
    "# T\n\n**Severity:** SEV1\n\n**Status:** Draft of the second kind\n\nText.\n",
    "---\nvisibility: public # or visibility: internal\n---\n\nText.\n",
    "---\ntitle: T\nparams: {visibility: public}\n---\n\nText.\n",
    "---\ntitle: T\nlinks: [{name: Visibility, url: \"https://x.example\"}]\n---\n\nText.\n",
    "# Visibility\n\nA service that shows what runs.\n",
];

fn public(default: &str) -> SiteTest {
    let config = format!("[audience]\naudience = \"public\"\ndefault-visibility = \"{default}\"\n");
    SiteTest::new().file("book.toml", &config).postmortem("shown", "title: Shown\nvisibility: public", "zqshown words")
}

fn hostile() -> Vec<String> {
    let front = FRONT.iter().flat_map(|(yaml, toml)| {
        [format!("---\ntitle: T\n{yaml}\n---\n\n{BODY}"), format!("+++\ntitle = \"T\"\n{toml}\n+++\n\n{BODY}")]
    });
    front.chain(WHOLE.iter().map(|head| format!("{head}{BODY}"))).collect()
}

#[test]
fn no_spelling_of_internal_is_published_under_either_default() {
    for default in ["public", "internal"] {
        let test = public(default);
        for (number, text) in hostile().iter().enumerate() {
            // Each is a document of its own: none is the copy of another.
            test.write(&format!("content/postmortems/n{number}.md"), &format!("{text}\nzqnumber{number}z\n"));
        }
        for more in [&[][..], &["--keep-going"]] {
            let run = test.build_with(more);
            assert_eq!(run.code, 1, "{default} {more:?}: {}", run.stderr);
            let site = test.read();
            assert!(!site.holders_of("zqshown").is_empty());
            let shown: Vec<_> = hostile()
                .into_iter()
                .enumerate()
                .filter(|(number, _)| !site.holders_of(&format!("zqnumber{number}z")).is_empty())
                .collect();
            assert!(shown.is_empty(), "{default} {more:?}: {shown:#?}");
            assert!(!run.stderr.contains("zq"), "{}", run.stderr);
        }
    }
}

#[test]
fn what_is_left_out_for_a_doubt_is_an_error_with_its_path() {
    let test = public("public").file("content/postmortems/odd.md", "---\n- visibility: internal\n- zqword\n---\n");
    let run = test.check();
    assert_eq!(run.code, 1);
    assert!(
        run.stderr.contains("content/postmortems/odd.md") || run.stderr.contains("postmortems/odd.md"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("error[visibility-unread]") && !run.stderr.contains("zqword"), "{}", run.stderr);
    let run = test.run(&["check", "--audience", "internal", "--format", "short"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert!(run.stderr.contains("warning[visibility-unread]"), "{}", run.stderr);
}

#[test]
fn under_a_default_of_internal_not_even_the_path_of_a_doubtful_document_is_told() {
    let test = public("internal").file("content/postmortems/zqpath.md", "---\ntitle: [zqtitle\n---\n");
    for format in ["human", "short", "json"] {
        let run = test.build_with(&["--format", format, "-v"]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("visibility-unknown") && !run.stderr.contains("zq"), "{}", run.stderr);
    }
}

#[test]
fn a_document_that_states_nothing_is_published_under_a_default_of_public() {
    let test = public("public");
    for (number, text) in SILENT.iter().enumerate() {
        test.write(&format!("content/postmortems/n{number}.md"), &format!("{text}\nzqnumber{number}z\n"));
    }
    let run = test.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = test.read();
    for (number, text) in SILENT.iter().enumerate() {
        assert!(!site.holders_of(&format!("zqnumber{number}z")).is_empty(), "{text}");
    }
}
