//! The leak test: nothing internal is anywhere in a public site.

use crate::discovery::png;
use crate::support::{SiteTest, assert_sound};

/// One internal incident with a canary in every place that holds words, and public documents that point at it.
fn with_canaries() -> SiteTest {
    let internal = "---\ntitle: zqtitle outage\nslug: zqslug\nid: ZQ-77\nvisibility: internal\ndate: 1987-06-05\nseverity: zqseverity\n\
        services: [zqservice, api]\nroot_causes: [zqcause, disk-full]\ntags: [zqtag, shared]\nalerts: [zqalert, SharedAlert]\nteams: [zqteam]\nauthors: [zqauthor]\nreviewers: [zqreviewer]\nfacilitator: zqfacilitator\nmeeting: 1987-07-01\n\
        trigger: zqtrigger\nsummary: zqsummary\naliases: [/zqalias/, /old/zqalias.html]\nrelated: [public-one]\nrecurrence_of: public-one\n\
        impact: {customers: zqimpact}\nlinks: [{title: zqlinktitle, url: \"https://zqlink.example/\"}]\n\
        action_items: [{text: zqaction, owner: zqowner, due: 2025-01-01, ticket: zqticket}]\n---\n\n\
        # zqtitle outage\n\nzqbody `zqcode` and shared_rare_term_one shared_rare_term_two shared_rare_term_three.\n\n\
        ![zqalt](zqimage.png \"zqimagetitle\") [zqlinktext](zqfile.log) [public](public-one.md)\n\n\
        ## zqheading\n\n`error: zqprinted failed to start`\n\n## Timeline\n\n- 10:00 UTC zqevent\n- 10:01 UTC zqstep\n- 10:02 UTC b\n- 10:03 UTC c\n\n## Resolution\n\nzqfix\n\n## Action items\n\n- [ ] zqtask (@zqassignee)\n\n\
        ```mermaid\ngraph TD\n  zqnode --> zqother\n```\n\n| zqcell | b |\n|---|---|\n| c | d |\n\nNote[^zqnote].\n\n[^zqnote]: zqfootnote\n";
    SiteTest::new()
        .file("content/postmortems/zqfilename/index.md", internal)
        .bytes("content/postmortems/zqfilename/zqimage.png", &png(2, 2))
        .file("content/postmortems/zqfilename/zqfile.log", "zqlogline\n")
        .postmortem(
            "public-one",
            "title: Public one\nvisibility: public\ndate: 2025-01-02\nservices: [api]\nroot_causes: [disk-full]\ntags: [shared]\nalerts: [SharedAlert]",
            "shared_rare_term_one shared_rare_term_two shared_rare_term_three. [the other](zqfilename/index.md) [[ZQ-77]] \
             mentions ZQ-77. ![pic](zqfilename/zqimage.png) [log](zqfilename/zqfile.log)",
        )
        .postmortem("unsaid", "title: zqunsaid\ndate: 2025-01-03\nservices: [api]", "zqdefault is internal. The ZqToldAlert alert fired.")
        .file("content/services/zqhidden.md", "---\ntitle: zqhiddenservice\n---\n\nzqservicenote\n")
        .file("content/services/api.md", "---\ntitle: API\nvisibility: public\ndepends_on: [zqhidden]\n---\n\nServes.\n")
        .file("content/root-causes/disk-full.md", "---\ntitle: Disk full\n---\n\nzqcausenote\n")
        .file("content/pages/plan.md", "---\ntitle: zqplan\n---\n\nzqpage\n")
        .file("content/index.md", "---\ntitle: zqhome\n---\n\nzqwelcome\n")
}

/// What the author of the public document wrote himself, `ZQ-77`, is his to publish: all else that starts so is a leak.
const WRITTEN_IN_PUBLIC: &str = "zq";

#[test]
fn no_word_of_an_internal_document_is_in_a_public_site() {
    let test = with_canaries().arg("--audience").arg("public").arg("--site-url").arg("https://incidents.example/pm/");
    let site = test.site();
    assert!(site.page("postmortems/public-one/").main().contains("shared_rare_term_one"));
    let leaks: Vec<String> = site
        .files
        .keys()
        .flat_map(|path| {
            let text = format!("{path}\n{}", site.said(path)).to_lowercase();
            let words: Vec<String> = text
                .split(|c: char| !c.is_alphanumeric())
                .filter(|word| word.starts_with("zq"))
                .map(str::to_owned)
                .collect();
            words.into_iter().map(|word| format!("{word} in {path}")).collect::<Vec<_>>()
        })
        .filter(|leak| leak.split(' ').next() != Some(WRITTEN_IN_PUBLIC))
        .collect();
    assert_eq!(leaks, Vec::<String>::new());
    assert_eq!(site.holders_of("1987"), Vec::<&str>::new(), "not even its year");
    assert_sound(&site);
}

#[test]
fn every_canary_is_in_the_internal_site() {
    let site = with_canaries().site();
    for word in [
        "zqtitle",
        "zqslug",
        "zqservice",
        "zqcause",
        "zqtag",
        "zqalert",
        "zqtoldalert",
        "zqprinted",
        "zqstep",
        "zqteam",
        "zqauthor",
        "zqreviewer",
        "zqfacilitator",
        "zqsummary",
        "zqalias",
        "zqbody",
        "zqcode",
        "zqalt",
        "zqlinktext",
        "zqheading",
        "zqevent",
        "zqfix",
        "zqtask",
        "zqnode",
        "zqcell",
        "zqfootnote",
        "zqlogline",
        "zqunsaid",
        "zqdefault",
        "zqhiddenservice",
        "zqservicenote",
        "zqcausenote",
        "zqplan",
        "zqpage",
        "zqwelcome",
        "1987",
    ] {
        assert!(!site.holders_of(word).is_empty(), "{word}: the leak test would prove nothing");
    }
}

#[test]
fn a_public_site_counts_and_relates_only_what_is_public() {
    let site = with_canaries().arg("--audience").arg("public").site();
    let page = site.page("postmortems/public-one/");
    assert_eq!(page.find_section("Related"), None);
    assert_eq!(page.find_section("Cited by"), None);
    assert_eq!(site.json("feed.json")["items"].as_array().map(Vec::len), Some(1));
    for text in ["the other", "ZQ-77", "log"] {
        assert!(page.main().contains(text), "the public author's own words stay: {text}");
    }
    assert!(page.select("main img").is_empty());
}

#[test]
fn a_broken_link_to_an_internal_document_does_not_tell_that_it_is_there() {
    let run = with_canaries().arg("--audience").arg("public").check();
    let hidden = ["zqtitle", "zqslug", "zqsummary", "zqhiddenservice", "zqunsaid"];
    let leaks: Vec<&str> = run.stderr.lines().filter(|line| hidden.iter().any(|word| line.contains(word))).collect();
    assert_eq!(leaks, Vec::<&str>::new(), "diagnostics of a public build");
}

#[test]
fn the_audience_can_stand_in_the_configuration() {
    let test = with_canaries().file("book.toml", "[audience]\naudience = \"public\"\n");
    assert_eq!(test.site().holders_of("zqtitle"), Vec::<&str>::new());
    assert_eq!(test.build_with(&["--audience", "internal"]).code, 0);
    assert_ne!(test.read().holders_of("zqtitle"), Vec::<&str>::new());
}

#[test]
fn a_default_of_public_still_hides_what_says_internal() {
    let test =
        with_canaries().file("book.toml", "[audience]\naudience = \"public\"\ndefault-visibility = \"public\"\n");
    let site = test.site();
    assert_eq!(site.holders_of("zqtitle"), Vec::<&str>::new());
    assert_ne!(site.holders_of("zqdefault"), Vec::<&str>::new());
}

#[test]
fn an_internal_site_asks_robots_to_stay_away_on_every_page() {
    let test = with_canaries();
    let site = test.site();
    for url in site.pages() {
        let page = site.page(&url);
        let robots: Vec<&str> =
            page.select("meta[name=robots]").iter().filter_map(|meta| meta.attr("content")).collect();
        assert!(robots.iter().any(|content| content.contains("noindex")), "{url}: {robots:?}");
    }
    assert_eq!(test.build_with(&["--audience", "public"]).code, 0);
    assert_eq!(test.read().page("").select("meta[name=robots]").len(), 0);
}

/// Each way in which a document says that it is not for the public, without a word of `visibility`.
const CLOSED_FIELDS: [&str; 18] = [
    "private: true",
    "internal: yes",
    "confidential: true",
    "public: false",
    "tlp: red",
    "access: restricted",
    "hidden: true",
    "unlisted: true",
    "scope: internal",
    "distribution: internal",
    "sensitivity: high",
    "confidentiality: C3",
    "embargo: 2099-01-01",
    "extra: {private: true}",
    "vertraulich: ja",
    "private: [true]",
    "tlp: [green, red]",
    "classification: [confidential]",
];
const CLOSED_TEXTS: [&str; 16] = [
    "> INTERNAL ONLY - do not distribute",
    "# CONFIDENTIAL",
    "**Confidential**",
    "TLP:RED",
    "DRAFT - DO NOT PUBLISH",
    "This document is internal and must not be published.",
    "**Distribution**: internal only",
    "Sichtbarkeit: intern",
    "STRENG VERTRAULICH",
    "Ce document est confidentiel.",
    "**Uso interno**",
    "Diffusione: riservato",
    "社外秘",
    "Не публиковать",
    "!!! danger\n    INTERNAL ONLY - do not distribute",
    "- Lamps\n\n    INTERNAL ONLY - do not distribute",
];
/// What looks like a fence and hides nothing below it.
const FENCES: [&str; 13] = [
    "```kubectl get pods```",
    "```kubectl```\n```sh\ndate\n```",
    "````\n```\ncode\n````",
    "~~~\n```\n~~~",
    "```\n~~~\n```",
    "```\n    ```\n```",
    "``` sh\n``` no end\n```",
    "Lamps\n    ```",
    "> ```\n> code",
    "- ```\n  code",
    "1. > ~~~\n   > code",
    "<!--\n```\n-->",
    "```\nan end is missing",
];
/// What speaks of such things and closes nothing.
const OPEN: [&str; 10] = [
    "## Internal",
    "The internal queue was full.",
    "- Confidential",
    "Scope: internal services",
    "Access: restricted to one region",
    "This document is a template.",
    "Confidential data was not affected.",
    "Distribution: 40 % internal, 60 % external",
    "```\nTLP:RED\n```",
    "| Private | 3 |",
];

fn open_site() -> SiteTest {
    let settings = "[audience]\naudience = \"public\"\ndefault-visibility = \"public\"\n";
    SiteTest::new().file("book.toml", settings).postmortem("fine", "title: Fine\ndate: 2025-01-02", "All is well.")
}

#[test]
fn what_says_that_it_is_internal_is_not_published_by_default() {
    let mut test = open_site();
    for (at, field) in CLOSED_FIELDS.iter().enumerate() {
        test = test.postmortem(&format!("field{at}"), &format!("title: F\ndate: 2025-01-02\n{field}"), "It broke.");
    }
    for (at, text) in CLOSED_TEXTS.iter().enumerate() {
        test = test.postmortem(
            &format!("text{at}"),
            "title: T\ndate: 2025-01-02",
            &format!("It broke.\n\n{text}\n\nMore."),
        );
    }
    for (at, text) in OPEN.iter().enumerate() {
        test = test.postmortem(
            &format!("open{at}"),
            "title: O\ndate: 2025-01-02",
            &format!("It broke.\n\n{text}\n\nMore."),
        );
    }
    let site = test.site();
    let shown = |name: &str, all: &[&'static str]| -> Vec<&'static str> {
        (0..).zip(all).filter(|(at, _)| site.has(&format!("postmortems/{name}{at}/"))).map(|(_, what)| *what).collect()
    };
    assert_eq!(shown("field", &CLOSED_FIELDS), Vec::<&str>::new());
    assert_eq!(shown("text", &CLOSED_TEXTS), Vec::<&str>::new());
    assert_eq!(shown("open", &OPEN), OPEN);
}

#[test]
fn no_fence_hides_what_stands_below_it() {
    let site = |text: &str| {
        FENCES.iter().enumerate().fold(open_site(), |test, (at, fence)| {
            let body = format!("It broke.\n\n{fence}\n\n{text}\n\nMore.");
            test.postmortem(&format!("x{at}"), "title: T\ndate: 2025-01-02", &body)
        })
    };
    let closed = site("INTERNAL ONLY - do not distribute").site();
    let is_shown = |at: &usize| closed.has(&format!("postmortems/x{at}/"));
    assert_eq!((0..FENCES.len()).filter(is_shown).map(|at| FENCES[at]).collect::<Vec<_>>(), [""; 0]);
    for text in ["**Visibility**: internal", "<!-- draft: true -->"] {
        let run = site(text).build();
        let is_told = |at: &usize| run.stderr.contains(&format!("postmortems/x{at}.md"));
        assert_eq!(
            (0..FENCES.len()).filter(|at| !is_told(at)).map(|at| FENCES[at]).collect::<Vec<_>>(),
            [""; 0],
            "{text}"
        );
    }
}

#[test]
fn no_in_any_language_keeps_a_document_back() {
    let no = ["false", "nein", "[false]", "[nein]", "NÃO", "off", "[2025-01-02, false]"];
    let yes = ["true", "[ja]", "2025-01-02", "[2025-01-02]"];
    let site = no.iter().chain(&yes).enumerate().fold(open_site(), |test, (at, word)| {
        test.postmortem(&format!("p{at}"), &format!("title: P\ndate: 2025-01-02\npublished: {word}"), "It broke.")
    });
    let site = site.site();
    let shown: Vec<bool> = (0..no.len() + yes.len()).map(|at| site.has(&format!("postmortems/p{at}/"))).collect();
    assert_eq!(shown, [vec![false; no.len()], vec![true; yes.len()]].concat());
}

#[test]
fn public_and_a_word_against_it_is_an_error_that_leaves_the_document_out() {
    for (field, text) in
        CLOSED_FIELDS.iter().map(|field| (*field, "x")).chain(CLOSED_TEXTS.map(|text| ("tags: [a]", text)))
    {
        let test =
            open_site().postmortem("a", &format!("title: A\ndate: 2025-01-02\nvisibility: public\n{field}"), text);
        let run = test.build();
        assert_eq!(run.code, 1, "{field} {text}: {}", run.stderr);
        assert!(run.stderr.contains("visibility-unread"), "{field} {text}: {}", run.stderr);
        assert!(!test.read().has("postmortems/a/"), "{field} {text}");
    }
}

#[test]
fn no_record_of_a_public_site_names_an_incident_that_it_does_not_have() {
    let fields = "title: B\nvisibility: public\ndate: 2025-01-03\nrelated: [secret-one, a]\nrecurrence_of: secret-one\nnot_recurrence_of: [secret-one, a]";
    let test = SiteTest::new()
        .postmortem("secret-one", "title: S\nvisibility: internal\ndate: 2025-01-01", "x")
        .postmortem("a", "title: A\nvisibility: public\ndate: 2025-01-02", "x")
        .postmortem("b", fields, "It broke.");
    let site = test.arg("--audience").arg("public").site();
    assert_eq!(site.holders_of("secret-one"), Vec::<&str>::new());
    let record = site.json("api/v1/postmortems/b.json");
    assert_eq!(
        (record["related"].to_string(), record["recurrence_of"].to_string()),
        ("[\"a\"]".to_owned(), "null".to_owned())
    );
}
