//! What grows with the input, and how fast: shapes of documents and of sites for which more than in proportion would be written.
//! Nothing is timed; where work is what grew, the size is one that took minutes before.

use crate::support::{Site, SiteTest, assert_sound};
use std::fmt::Write as _;

/// The page of one document.
fn one(text: &str) -> Site {
    SiteTest::new().file("content/postmortems/x.md", text).arg("--keep-going").site()
}

/// Bytes of the pages of a site, its list of addresses left aside.
fn size(site: &Site) -> usize {
    site.pages().iter().map(|page| site.text(page).len()).sum()
}

/// As many bytes for twice the input as for twice the output, and a quarter more.
fn assert_linear(what: &str, of: impl Fn(usize) -> usize, n: usize) {
    let empty = of(1);
    let (single, double) = (of(n) - empty, of(2 * n) - empty);
    assert!(double * 4 <= single * 2 * 5, "{what}: {single} bytes for {n}, {double} for {}", 2 * n);
}

#[test]
fn a_table_of_short_rows_grows_with_what_is_written() {
    let table = |n: usize| format!("# x\n\n|{}\n|{}\n{}", "a|".repeat(n), "-|".repeat(n), "|b|\n".repeat(n));
    assert_linear("short rows", |n| one(&table(n)).text("postmortems/x/").len(), 250);
    let site = one("# x\n\n|a|b|c|d|e|\n|-|-|-|-|-|\n|1|\n|1|2|3|4|\n|1||3|\n");
    let page = site.page("postmortems/x/");
    let widths = |row: usize| -> usize {
        let cells = page.select(&format!(".prose tbody tr:nth-child({row}) td"));
        cells.iter().map(|cell| cell.attr("colspan").map_or(1, |width| width.parse().unwrap())).sum()
    };
    assert_eq!((widths(1), widths(2), widths(3)), (5, 5, 5));
    assert_eq!(page.texts(".prose tbody tr:nth-child(3) td"), ["1", "", "3", "", ""]);
}

#[test]
fn a_table_of_twenty_thousand_rows_is_printed_whole() {
    let rows: String = (0..20_000).fold(String::new(), |mut rows, row| {
        let _ = writeln!(rows, "| row{row} | x |");
        rows
    });
    let site = one(&format!("# x\n\n| a | |\n|---|---|\n{rows}"));
    let page = site.page("postmortems/x/");
    assert_eq!(page.select(".prose tbody tr").len(), 20_000);
    // A header without words heads nothing.
    assert_eq!((page.select(".prose th").len(), page.select(".prose thead td").len()), (1, 1));
}

#[test]
fn front_matter_on_one_line_or_with_long_names_is_read() {
    let names = |n: usize| (0..n).map(|i| format!("s{i}")).collect::<Vec<_>>();
    let yaml = format!(
        "---\ntitle: Y\nservices: [{}]\nrelated: [{}]\n---\nx\n",
        names(60_000).join(", "),
        names(60_000).join(",")
    );
    let quoted: Vec<String> = names(60_000).iter().map(|name| format!("\"{name}\"")).collect();
    let inline: Vec<String> = names(20_000).iter().map(|name| format!("{name} = \"{name}\"")).collect();
    let keys: String = names(40_000).iter().fold(String::new(), |mut keys, name| {
        let _ = writeln!(keys, "{name} = \"{name}\"");
        keys
    });
    let toml = format!(
        "+++\ntitle = \"T\"\nservices = [{}]\nextra = {{{}}}\n{keys}+++\nx\n",
        quoted.join(","),
        inline.join(", ")
    );
    // The whole way to each of these keys would be a hundred thousand letters long.
    let pairs: Vec<String> = names(20_000).iter().map(|name| format!("\"{name}\":[{{\"{name}\":1}}]")).collect();
    let json = format!(
        "{{\"title\":\"J\",\"services\":[{}],\"{}\":{{{}}}}}\n\nx\n",
        quoted.join(","),
        "k".repeat(100_000),
        pairs.join(",")
    );
    let test = SiteTest::new()
        .file("content/postmortems/y.md", &yaml)
        .file("content/postmortems/t.md", &toml)
        .file("content/postmortems/j.md", &json);
    let site = test.site();
    for (page, title) in [("y", "Y"), ("t", "T"), ("j", "J")] {
        let page = site.page(&format!("postmortems/{page}/"));
        assert_eq!(page.texts("h1"), [title]);
        assert!(page.leads_to("services/s0/") && page.leads_to("services/s63/") && !page.leads_to("services/s64/"));
    }
}

#[test]
fn a_line_of_many_pieces_is_read_for_statements_in_linear_time() {
    let half = "x|".repeat(60_000);
    let pieces = format!("{half}{}", "visibility|".repeat(30_000));
    for line in ["<b>".repeat(200_000), "draft;".repeat(100_000), pieces, "<draft>".repeat(60_000)] {
        let body = format!("Words.\n\n{line} words\n");
        assert!(SiteTest::new().postmortem("a", "title: A\ndate: 2025-01-02", &body).site().has("postmortems/a/"));
    }
}

#[test]
fn what_never_ends_is_not_looked_for_again_and_again() {
    let html = format!("# x\n\n<div title=\"x\">{} last\n", "<a b=\">\"".repeat(40_000));
    assert!(one(&html).page("postmortems/x/").main().contains("last"));
    for comments in
        [format!("| a |\n{}", "<!-- ".repeat(80_000)), format!("| a |\n|---|\n{}", "<!-- x -->\n".repeat(60_000))]
    {
        assert!(one(&format!("# x\n\n{comments}")).has("postmortems/x/"));
    }
    for pieces in [
        ":: ".repeat(200_000),
        "[a:: ".repeat(100_000),
        "{a ".repeat(100_000),
        ":material-a:{ ".repeat(50_000),
        "we restarted the ".repeat(20_000),
        "aws/".repeat(20_000),
    ] {
        assert!(one(&format!("# x\n\n## Resolution\n\nx {pieces}")).has("postmortems/x/"));
    }
    let names: String = (0..20_000).map(|i| format!("  k{i}: v\n")).collect();
    let text =
        format!("---\ntitle: X\nsubstitutions:\n{names}---\n{}\nlast {{{{ k7 }}}}\n", "{{ z }}\n".repeat(20_000));
    assert!(one(&text).page("pages/x/").main().contains("last v"));
    let keys: String = (0..20_000).map(|i| format!("[a{i}]: {{{{b{i}}}: 1}}, ")).collect();
    let site = one(&format!("---\ntitle: Keys\nx: {{{keys}}}\n---\nx\n"));
    assert!(site.has("postmortems/x/"));
}

#[test]
fn rows_that_look_like_heads_are_not_each_held_against_all_below() {
    for rows in ["user,password\n", "user,password\nann, password\n", "user,password\n\n", "Ann Lee,x\nuser,password\n"]
    {
        let site = one(&format!("# x\n\n```csv\n{}ann,last\n```\n", rows.repeat(20_000)));
        assert!(site.page("postmortems/x/").main().contains("last"));
    }
}

#[test]
fn headings_of_plans_and_of_fixes_are_looked_up() {
    let many = |heading: &str, n: usize| format!("## {heading}\n\nWe must be more careful.\n\n").repeat(n);
    for text in [many("Actions", 40_000), format!("## Fix\n\n```\nreboot\n```\n\n{}", many("#", 60_000))] {
        assert!(one(&format!("# x\n\nLamps.\n\n{text}")).has("postmortems/x/"));
    }
    let careless = "We should have been careful. ".repeat(20_000);
    let test = SiteTest::new().postmortem("x", "title: X\ndate: 2025-01-02", &careless);
    assert_eq!(test.run(&["check"]).code, 0);
}

#[test]
fn links_by_name_and_to_anchors_are_looked_up() {
    let mut many = String::from("# Many\n\n");
    for i in 0..20_000 {
        let _ = write!(many, "## Part {i}\n\n[p](#part-{i}) [[team {i}]]\n\n");
    }
    let mut test = SiteTest::new().postmortem("many", "title: Many", &many);
    for part in 0..100 {
        let teams: Vec<String> = (0..60).map(|i| format!("team {}", part * 60 + i)).collect();
        test = test.postmortem(&format!("t{part}"), &format!("title: T {part}\nteams: [{}]", teams.join(", ")), "x");
    }
    let page = test.site().page("postmortems/many/");
    assert!(page.leads_to("teams/team-0/") && page.leads_to("teams/team-5999/"));
    assert_eq!(page.select(".prose .broken-link").len(), 14_000);
}

#[test]
fn names_that_make_one_slug_are_numbered() {
    // Marks alone tell them apart.
    let name = |mut i: usize| {
        let mut name = String::from("a");
        while i > 0 {
            name.push(['!', '~', '=', '$'][i % 4]);
            i /= 4;
        }
        name + "."
    };
    let mut test = SiteTest::new();
    for part in 0..100 {
        let tags: Vec<String> = (0..60).map(|i| format!("'{}'", name(part * 60 + i))).collect();
        test = test.postmortem(&format!("p{part}"), &format!("title: P {part}\ntags: [{}]", tags.join(", ")), "x");
    }
    let site = test.site();
    assert!(site.has("tags/a/") && site.has("tags/a-2/") && site.has("tags/a-1000/"));
}

/// A site of `n` incidents, made by `document`.
fn site_of(n: usize, document: impl Fn(usize) -> (String, String)) -> Site {
    let make = |test: SiteTest, i: usize| {
        let (fields, body) = document(i);
        test.postmortem(&format!("d{i}"), &fields, &body)
    };
    (0..n).fold(SiteTest::new(), make).site()
}

/// The number behind the link to all of a list.
fn all_of(site: &Site, page: &str, section: &str) -> Option<String> {
    let text = site.page(page).find_section(section)?;
    text.rsplit_once("All ").map(|(_, count)| count.trim().to_owned())
}

#[test]
fn a_chain_is_shown_as_far_as_there_is_room() {
    let document = |i: usize| {
        let before = i.saturating_sub(1);
        let date = format!("20{:02}-{:02}-11", 10 + i / 12, i % 12 + 1);
        (
            format!("title: Doc {i}\nid: INC-{i}\ndate: {date}\nservices: [s{}]\nrecurrence_of: INC-{before}", i % 10),
            "x".into(),
        )
    };
    let chain = |n: usize| site_of(n, document);
    assert_linear("a chain on all services", |n| size(&chain(n)), 60);
    let site = chain(90);
    let page = site.page("services/s9/");
    assert_eq!(page.select(".chain").len(), 1);
    assert_eq!(page.select(".chain ul.rows > li").len(), 20);
    assert_eq!(page.texts(".chain .more"), ["70 before them, going back from Doc 69"]);
    assert!(
        page.links(".chain .more").iter().any(|(target, _)| target == "postmortems/d69/"),
        "{:?}",
        page.links(".chain")
    );
    assert_sound(&site);
}

#[test]
fn long_lists_of_other_documents_are_cut_and_say_where_all_are() {
    let star = |i: usize| match i {
        0 => ("title: First\nid: INC-0\ndate: 2020-01-01".to_owned(), "x".to_owned()),
        _ => (format!("title: Doc {i}\nid: INC-{i}\ndate: 2021-01-01\nrecurrence_of: INC-0"), "As INC-0.".to_owned()),
    };
    let site = site_of(130, star);
    let page = site.page("postmortems/d0/");
    assert_eq!(all_of(&site, "postmortems/d0/", "Cited by").as_deref(), Some("129"));
    assert_eq!(all_of(&site, "postmortems/d0/", "It happened again").as_deref(), Some("129"));
    for list in ["postmortems/d0/cited-by/", "postmortems/d0/repeats/"] {
        assert!(page.leads_to(list));
        let all = site.page(list);
        assert!((1..130).all(|i| all.leads_to(&format!("postmortems/d{i}/"))), "{list}");
        assert!(all.leads_to("postmortems/d0/"));
    }
    assert!(page.links("main").iter().filter(|(url, _)| url.starts_with("postmortems/d")).count() <= 2 * 50 + 10);
    assert_sound(&site);
    let few = site_of(20, star);
    assert_eq!(all_of(&few, "postmortems/d0/", "Cited by"), None);
}

#[test]
fn a_long_title_or_name_is_whole_on_its_own_page_alone() {
    let title = format!("{}end", "word ".repeat(4_000));
    let document = |i: usize| match i {
        0 => (
            format!("title: {title}\nid: INC-0\nservices: [api]\nroot_causes: [dns]\nsummary: {title}"),
            (1..30).map(|i| format!("INC-{i} ")).collect(),
        ),
        _ => (format!("title: Doc {i}\nid: INC-{i}\nservices: [api]\nroot_causes: [dns]"), "x".to_owned()),
    };
    let site = site_of(30, document);
    for page in ["postmortems/d1/", "services/api/", "root-causes/dns/", "postmortems/"] {
        assert!(site.text(page).len() < 20_000 + 30 * 1_000, "{page} has {} bytes", site.text(page).len());
    }
    assert_eq!(site.page("postmortems/d0/").texts("h1"), [title.as_str()]);
    let declared = SiteTest::new()
        .file("content/services/api.md", &format!("---\ntitle: {title}\naliases: [api]\n---\n\nA gate.\n"))
        .postmortem("x", "title: X\nservices: [api]", "x")
        .site();
    assert_eq!(declared.page("services/api/").texts("h1"), [format!("{title} 1 incident")]);
    assert!(declared.text("postmortems/x/").len() < 20_000);
}

#[test]
fn many_services_on_one_incident_are_named_in_part_where_it_is_listed() {
    let services: Vec<String> = (0..60).map(|i| format!("service-{i}")).collect();
    let fields = format!("title: Wide\ndate: 2020-01-01\nservices: [{}]", services.join(", "));
    let site = SiteTest::new().postmortem("wide", &fields, "x").site();
    assert_eq!(site.page("services/service-0/").select(".rows .svc").len(), 9);
    assert!(site.page("services/service-0/").main().contains("+52"));
    assert!(site.page("postmortems/wide/").leads_to("services/service-59/"));
}

/// A document whose diagram has so many edges, each its own.
fn diagram(edges: usize, visibility: &str, tag: usize) -> String {
    let lines: String = (0..edges).map(|edge| format!("n{tag}x{edge} --> n{tag}x{}\n", edge + 1)).collect();
    format!("---\ntitle: Diagram {tag}\nvisibility: {visibility}\n---\n\n```mermaid\ngraph LR\n{lines}```\n")
}

#[test]
fn a_document_draws_as_much_as_it_may_and_shows_the_rest() {
    let body = (0..12).fold(String::from("# x\n"), |mut body, tag| {
        let lines: String = (0..25).map(|edge| format!("n{tag}x{edge} --> n{tag}x{}\n", edge + 1)).collect();
        let _ = write!(body, "\n```mermaid\ngraph LR\n{lines}```\n");
        body
    });
    let test = SiteTest::new().file("content/postmortems/x.md", &body);
    let run = test.build();
    assert!(run.code == 0 && run.stderr.contains("too many diagrams"), "{}", run.stderr);
    let page = test.read().page("postmortems/x/");
    assert_eq!(page.select("figure.diagram").len(), 9);
    assert_eq!(page.select(".code[data-lang=mermaid]").len(), 3);
}

#[test]
fn diagrams_of_hidden_documents_take_nothing_from_others() {
    let public = |test: SiteTest| {
        test.file("content/postmortems/z.md", &diagram(3, "public", 0)).arg("--audience").arg("public")
    };
    let alone = public(SiteTest::new()).site();
    let beside = (1..4).fold(SiteTest::new(), |test, tag| {
        test.file(&format!("content/postmortems/a{tag}.md"), &diagram(4, "internal", tag))
    });
    let beside = public(beside).site();
    assert_eq!(alone.text("postmortems/z/"), beside.text("postmortems/z/"));
    assert_eq!(beside.page("postmortems/z/").select("figure.diagram").len(), 1);
}

#[test]
fn a_report_of_one_long_line_is_printed() {
    let links: String = (0..30_000).map(|i| format!("[a](gone-{i}.md) ")).collect();
    let test = SiteTest::new().file("content/postmortems/x.md", &format!("# x\n\n{links}\n"));
    let run = test.check();
    let last = run.stderr.lines().rfind(|line| line.contains("gone-29999.md")).unwrap_or_default();
    let column = links.find("[a](gone-29999.md)").unwrap() + 1;
    assert!(last.contains(&format!("x.md:3:{column}: ")), "{last}");
}

#[test]
fn many_actions_that_are_nearly_the_same_are_grouped() {
    let action = |i: usize| format!("- [ ] Alert when the disk of queue {i} in the cluster of payments is full\n");
    let all: String = (0..20_000).map(action).collect();
    let body = format!("x\n\n## Action items\n\n{all}");
    let test = SiteTest::new().postmortem("a", "title: A\ndate: 2020-01-01", &body);
    let site = test.postmortem("b", "title: B\ndate: 2020-01-02", &body).site();
    let page = site.page("actions/");
    assert!(page.leads_to("postmortems/a/") && page.leads_to("postmortems/b/"));
}
