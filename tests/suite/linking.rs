//! Links between documents: written, mentioned, and found.

use crate::discovery::png;
use crate::support::{SiteTest, assert_sound};

/// The problems of `test`, a line each, that carry `code`.
fn problems(test: &SiteTest, code: &str) -> Vec<String> {
    let run = test.check();
    run.stderr.lines().filter(|line| line.contains(&format!("[{code}]"))).map(str::to_owned).collect()
}

#[test]
fn relative_links_to_documents_become_links_to_their_pages() {
    let body = "[file](../2025/b.md), [no suffix](../2025/b), [place](../2025/b.md#what-happened), [service](../../services/api.md), \
                [folder](../bundle/), [from the root](/postmortems/2025/b.md), [its URL](../b/), [here](#down), [out](https://example.org/b.md)\n\n## Down\n\n";
    // Told at length: a page of little but links is a list of them.
    let body = format!("{body}{}", "The pool of connections ran empty and calls waited. ".repeat(40));
    let test = SiteTest::new()
        .postmortem("2024/a", "title: A\ndate: 2025-01-02\nservices: [queue]\nseverity: SEV2", &body)
        .postmortem("2025/b", "title: B", "## What happened\n\nThis.")
        .postmortem("bundle/index", "title: Bundle\ndate: 2025-01-02", "Text.")
        .file("content/services/api.md", "# API\n\nText.\n");
    let site = test.site();
    let page = site.page("postmortems/a/");
    let links = page.links("main");
    let to = |text: &str| {
        let found = links.iter().find(|(_, link)| link == text);
        found.unwrap_or_else(|| panic!("no link `{text}` in {links:?}")).0.clone()
    };
    for text in ["file", "no suffix", "from the root", "its URL"] {
        assert_eq!(to(text), "postmortems/b/", "{text}");
    }
    assert_eq!(to("place"), "postmortems/b/#what-happened");
    assert_eq!(to("service"), "services/api/");
    assert_eq!(to("folder"), "postmortems/bundle/");
    assert_eq!(to("here"), "postmortems/a/#down");
    assert!(page.select("main a").iter().any(|link| link.attr("href") == Some("https://example.org/b.md")));
    assert_sound(&site);
}

#[test]
fn a_link_to_nothing_keeps_its_text_and_is_reported_with_its_place() {
    let test = SiteTest::new().postmortem(
        "a",
        "title: A",
        "Read [the runbook](../runbooks/gone.md), [nowhere](b.md#x).\n\n![Graph](graph.png) [place](#nowhere)",
    );
    let run = test.check();
    assert_eq!(run.code, 0);
    for (place, code) in
        [("5:6", "broken-link"), ("5:42", "broken-link"), ("7:1", "broken-image"), ("7:21", "broken-anchor")]
    {
        let start = format!("content/postmortems/a.md:{place}: warning[{code}]");
        assert!(run.stderr.lines().any(|line| line.starts_with(&start)), "{start} in\n{}", run.stderr);
    }
    let site = test.site();
    let page = site.page("postmortems/a/");
    for text in ["the runbook", "nowhere", "Graph", "place"] {
        assert!(page.main().contains(text), "{text} in {}", page.main());
        assert!(page.links("main").iter().all(|(_, link)| link != text), "`{text}` is no link");
    }
    assert_sound(&site);
}

#[test]
fn wikilinks_find_ids_slugs_titles_and_topics() {
    let test = SiteTest::new()
        .postmortem("a", "title: A", "[[INC-12]], [[pool-empty]], [[Pool ran empty]], [[INC-12|the pool]], [[API]], [[expired-cert]], [[INC-12#impact]]")
        .postmortem("pool-empty", "title: Pool ran empty\nid: INC-12\nroot_cause: expired-cert", "## Impact\n\nAll.")
        .file("content/services/api.md", "# API\n\nText.\n");
    let site = test.site();
    let links = site.page("postmortems/a/").links("main");
    let pool = "postmortems/pool-empty/";
    for (url, text) in [
        (pool, "INC-12"),
        (pool, "pool-empty"),
        (pool, "Pool ran empty"),
        (pool, "the pool"),
        ("services/api/", "API"),
        ("root-causes/expired-cert/", "expired-cert"),
    ] {
        assert!(links.contains(&(url.to_owned(), text.to_owned())), "{text} -> {url} in {links:?}");
    }
    assert!(links.iter().any(|(url, _)| url == "postmortems/pool-empty/#impact"), "{links:?}");
    assert_eq!(problems(&test, "broken-wikilink"), Vec::<String>::new());
    assert_sound(&site);
}

#[test]
fn wikilinks_in_code_are_code_and_unknown_ones_are_reported() {
    let test = SiteTest::new()
        .postmortem(
            "a",
            "title: A",
            "`[[INC-12]]` and `if [[ -f x ]]`\n\n```sh\n[[ -n $y ]] && echo [[INC-12]]\n```\n\n[[Nobody]]",
        )
        .postmortem("b", "title: B\nid: INC-12", "Text.");
    let page_text = {
        let site = test.site();
        let page = site.page("postmortems/a/");
        assert_eq!(page.select("main code a").len(), 0);
        page.main()
    };
    for text in ["[[INC-12]]", "if [[ -f x ]]", "[[ -n $y ]] && echo [[INC-12]]", "Nobody"] {
        assert!(page_text.contains(text), "{text} in {page_text}");
    }
    let found = problems(&test, "broken-wikilink");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("content/postmortems/a.md:11:1: "), "{found:?}");
}

#[test]
fn ids_of_incidents_in_running_text_become_links() {
    let test = SiteTest::new()
        .postmortem(
            "a",
            "title: A\nid: INC-11",
            "Like INC-12, unlike INC-99, (INC-12) and `INC-12`, not XINC-12 or INC-123. This is INC-11.",
        )
        .postmortem("b", "title: B\nid: INC-12", "Text.");
    let site = test.site();
    let page = site.page("postmortems/a/");
    let links: Vec<String> = page
        .links("main")
        .into_iter()
        .filter(|(_, text)| text.contains("INC"))
        .map(|(url, text)| format!("{text} {url}"))
        .collect();
    assert_eq!(links, ["INC-12 postmortems/b/", "INC-12 postmortems/b/"]);
    assert!(page.main().contains("unlike INC-99"));
    assert_sound(&site);
}

#[test]
fn a_cited_incident_names_those_that_cite_it() {
    let test = SiteTest::new()
        .postmortem("a", "title: First citer", "[b](b.md) and again [b](b.md)")
        .postmortem("c", "title: Second citer", "As in INC-12.")
        .postmortem("b", "title: B\nid: INC-12", "Text. [self](b.md)");
    let site = test.site();
    let cited = site.page("postmortems/b/").section("Cited by");
    assert_eq!(cited.matches("First citer").count(), 1, "{cited}");
    assert_eq!(cited.matches("Second citer").count(), 1, "{cited}");
    assert_eq!(site.page("postmortems/a/").find_section("Cited by"), None);
}

#[test]
fn a_page_leads_to_earlier_and_later_incidents_of_its_service() {
    let mut test = SiteTest::new();
    for (name, date, service) in [
        ("one", "2025-01-01", "api"),
        ("two", "2025-02-01", "api"),
        ("else", "2025-02-15", "queue"),
        ("three", "2025-03-01", "API"),
    ] {
        test = test.postmortem(name, &format!("title: {name}\ndate: {date}\nservices: [{service}]"), "Text.");
    }
    let site = test.site();
    let middle = site.page("postmortems/two/");
    assert!(middle.leads_to("postmortems/one/") && middle.leads_to("postmortems/three/"), "{:?}", middle.links("main"));
    assert!(!middle.leads_to("postmortems/else/"));
    assert!(!site.page("postmortems/one/").leads_to("postmortems/three/"));
}

#[test]
fn related_incidents_come_with_their_reason() {
    let log = "The log said `tls: handshake failure alert 42 peer gateway-7` and `ledger_checkpoint_skew` in reconcile_worker.";
    let test = SiteTest::new()
        .postmortem("a", "title: Alpha\ndate: 2025-01-01\nservices: [api]\nroot_causes: [expired-cert]", log)
        .postmortem(
            "b",
            "title: Beta\ndate: 2025-02-01\nservices: [queue]\nroot_causes: [Expired Cert]",
            "Other words.",
        )
        .postmortem("c", "title: Gamma\ndate: 2025-03-01\nservices: [search]\nrelated: [a]", "More words.")
        .postmortem("d", "title: Delta\ndate: 2025-04-01\nservices: [mail]", log)
        .postmortem("e", "title: Epsilon\ndate: 2025-05-01\nservices: [disk]", "Nothing shared at all.")
        .postmortem("f", "title: Phi\ndate: 2025-06-01\nservices: [cache]", "Words of no one else.");
    let site = test.site();
    let of = |url: &str| site.page(url).section("Related");
    let alpha = of("postmortems/a/");
    assert!(
        alpha.contains("Beta") && alpha.to_lowercase().replace(' ', "-").contains("expired-cert"),
        "the shared cause: {alpha}"
    );
    assert!(alpha.contains("Delta") && alpha.contains("ledger_checkpoint_skew"), "the shared words: {alpha}");
    assert!(of("postmortems/c/").contains("Alpha"), "stated by the author");
    assert!(!alpha.contains("Epsilon"), "{alpha}");
    assert_eq!(site.page("postmortems/e/").find_section("Related"), None, "no reason, no list");
    assert!(site.page("postmortems/a/").leads_to("postmortems/b/"));
}

#[test]
fn at_most_five_related_incidents_are_named() {
    let mut test = SiteTest::new();
    for number in 0..9 {
        test = test.postmortem(
            &format!("n{number}"),
            &format!("title: Number {number}\ndate: 2025-01-0{}\nroot_causes: [disk-full]", number + 1),
            "Text.",
        );
    }
    for number in 9..40 {
        test = test.postmortem(
            &format!("n{number}"),
            &format!("title: Number {number}\nroot_causes: [cause-{number}]"),
            "Text.",
        );
    }
    let related = test.site().page("postmortems/n4/").section("Related");
    assert_eq!(related.matches("Number ").count(), 5, "{related}");
}

#[test]
fn names_are_one_whatever_their_case_joins_and_unicode_form() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nservices: [Payments API]", "Text.")
        .postmortem("b", "title: B\nservices: [payments-api]", "Text.")
        .postmortem("c", "title: C\nservices: [payments_api, \"cafe\u{301}\"]", "Text.")
        .postmortem("d", "title: D\nservices: [pay, café]", "Text.")
        .file("content/services/payments-api.md", "---\ntitle: Payments API\naliases: [pay]\n---\n\nTakes money.\n");
    let site = test.site();
    let services: Vec<&String> =
        site.files.keys().filter(|path| path.starts_with("services/") && path.ends_with("index.html")).collect();
    assert_eq!(services.len(), 3, "the list, payments-api and café: {services:?}");
    let page = site.page("services/payments-api/");
    for incident in ["a", "b", "c", "d"] {
        assert!(page.leads_to(&format!("postmortems/{incident}/")), "{incident}");
    }
    assert!(page.main().contains("Takes money."));
    assert_sound(&site);
}

#[test]
fn names_that_look_like_slips_are_reported_with_a_suggestion() {
    let test = SiteTest::new()
        .postmortem("a", "title: A\nservices: [payments-api]", "Text.")
        .postmortem("b", "title: B\nservices: [payments-api]", "Text.")
        .postmortem("c", "title: C\nservices: [payment-api, db-1]", "Text.")
        .postmortem("d", "title: D\nservices: [db-2]", "Text.");
    let found = problems(&test, "near-duplicate-name");
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].contains("postmortems/c.md")
            && found[0].contains("`payment-api`")
            && found[0].contains("`payments-api`"),
        "{found:?}"
    );
}

#[test]
fn services_and_causes_have_pages_whether_declared_or_only_mentioned() {
    let test = SiteTest::new()
        .postmortem("a", "title: Alpha\ndate: 2025-01-01\nservices: [api]\nroot_causes: [disk full]\ntags: [night]\nteams: [core]\nseverity: SEV2", "Text.")
        .file("content/services/idle.md", "# Idle\n\nNever hit.\n")
        .file("content/root-causes/human.md", "# Human\n\nNever alone.\n");
    let site = test.site();
    for url in
        ["services/api/", "root-causes/disk-full/", "tags/night/", "teams/core/", "severities/sev2/", "years/2025/"]
    {
        assert!(site.page(url).leads_to("postmortems/a/"), "{url}");
    }
    for (url, text) in [("services/idle/", "Never hit."), ("root-causes/human/", "Never alone.")] {
        assert!(site.page(url).main().contains(text), "{url}");
    }
    for url in ["services/", "root-causes/", "severities/", "teams/", "tags/", "years/", "postmortems/"] {
        assert!(site.has(url), "{url} in\n{}", site.list());
    }
    assert_sound(&site);
}

#[test]
fn a_recurrence_is_told_on_both_pages() {
    let test = SiteTest::new()
        .postmortem("first", "title: The first time\ndate: 2024-01-01\nid: INC-1", "Text.")
        .postmortem("again", "title: And again\ndate: 2025-01-01\nrecurrence_of: INC-1", "Text.")
        .postmortem("lost", "title: Lost\ndate: 2025-01-02\nrecurrence_of: INC-404", "Text.");
    let site = test.site();
    assert!(site.page("postmortems/again/").leads_to("postmortems/first/"));
    assert!(site.page("postmortems/first/").leads_to("postmortems/again/"));
    let found = problems(&test, "unknown-incident");
    assert!(found.len() == 1 && found[0].contains("lost.md") && found[0].contains("INC-404"), "{found:?}");
}

#[test]
fn two_documents_with_one_url_are_an_error_unless_told_to_go_on() {
    let test = SiteTest::new()
        .postmortem("2024/outage", "title: Older\nslug: outage", "The older words.")
        .postmortem("2025/outage", "title: Newer\nslug: outage", "The newer words.")
        .postmortem("2025/x", "title: X\nslug: OUTAGE", "The third words.");
    let run = test.build_with(&["--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("outage.md:3:7: error[slug-collision]"), "{}", run.stderr);
    let left: Vec<bool> = ["older", "newer", "third"]
        .iter()
        .map(|word| {
            test.read().pages().iter().any(|url| {
                url.starts_with("postmortems/") && test.read().page(url).main().contains(&format!("The {word} words."))
            })
        })
        .collect();
    assert!(left.contains(&true) && left.contains(&false), "{left:?}");
    assert_eq!(test.build_with(&["--keep-going"]).code, 0);
    let site = test.read();
    for word in ["older", "newer", "third"] {
        let text = format!("The {word} words.");
        let on: Vec<String> = site
            .pages()
            .into_iter()
            .filter(|url| url.starts_with("postmortems/") && site.page(url).main().contains(&text))
            .collect();
        assert_eq!(on.len(), 1, "{text} on {on:?}");
    }
    assert!(
        site.list().contains("2024-outage")
            || site.list().contains("2024/outage")
            || site.list().contains("2025-outage"),
        "{}",
        site.list()
    );
    let folded: Vec<String> = site.files.keys().map(|path| path.to_lowercase()).collect();
    let distinct: std::collections::BTreeSet<&String> = folded.iter().collect();
    assert_eq!(folded.len(), distinct.len(), "paths differ by more than case");
    assert_sound(&site);
}

#[test]
fn only_linked_files_are_copied_and_large_ones_reported() {
    let test = SiteTest::new()
        .postmortem("a", "title: A", "![Graph](img/graph.png \"At noon\") [log](img/trace.log) [dump](dump.bin)")
        .bytes("content/postmortems/img/graph.png", &png(640, 480))
        .file("content/postmortems/img/trace.log", "line 1\n")
        .file("content/postmortems/img/unused.txt", "canary unused")
        .bytes("content/postmortems/dump.bin", &vec![7; 6 * 1024 * 1024]);
    let found = problems(&test, "large-attachment");
    assert!(found.len() == 1 && found[0].contains("dump.bin"), "{found:?}");
    let site = test.site();
    let page = site.page("postmortems/a/");
    let image = page.one("main img");
    assert_eq!(
        (image.attr("width"), image.attr("height"), image.attr("title")),
        (Some("640"), Some("480"), Some("At noon"))
    );
    let (log, _) = page.links("main").into_iter().find(|(_, text)| text == "log").expect("the log");
    assert_eq!(site.text(&log), "line 1\n");
    assert_eq!(site.holders_of("canary unused"), Vec::<&str>::new());
    assert_sound(&site);
}

#[test]
fn a_heading_that_became_the_title_is_found_by_its_words() {
    let test = SiteTest::new()
        .postmortem(
            "a",
            "title: A",
            "See [[payments-api#Runbook]], [[payments-api#Restart it]] and [[payments-api#Gone]].",
        )
        .file("content/pages/payments-api.md", "# Runbook\n\nText.\n\n## Restart it\n\nNow.\n");
    let told = problems(&test, "broken-anchor");
    assert!(told.len() == 1 && told[0].contains("#Gone"), "{told:?}");
}

#[test]
fn a_file_of_another_document_is_no_suggestion() {
    let test = SiteTest::new()
        .file("content/2024-11-20-db/index.md", "---\ntitle: Db\nseverity: SEV2\n---\n\n![Load](graph.png)\n")
        .file("content/2024-11-20-db/graph.png", "png")
        .file("content/shared/map.png", "png")
        .file(
            "content/2024-12-01-api.md",
            "---\ntitle: Api\nseverity: SEV2\n---\n\n![G](/img/graph.png) ![M](/img/map.png)\n",
        );
    let run = test.run(&["check", "--format", "json"]);
    assert!(run.stderr.contains("did you mean `shared/map.png`?"), "{}", run.stderr);
    assert!(!run.stderr.contains("did you mean `2024-11-20-db/graph.png`?"), "{}", run.stderr);
}

/// GitHub's wikis write `[[text|Page]]`, Obsidian `[[Page|text]]`: what names a page is the page.
#[test]
fn a_link_by_name_may_have_its_text_first() {
    let home =
        "# All\n\nSee [[what broke|Outage-of-search]], [[Outage of search|the outage]] and [[nothing|nobody]].\n";
    let test = SiteTest::new().file("_Sidebar.md", "[[Home]]\n").file("Home.md", home).file(
        "Outage-of-search.md",
        "**Date:** 2026-01-03\n**Severity:** SEV2\n\n## Root cause\n\nThe disk was full.\n",
    );
    let site = test.site();
    assert_eq!(test.record("Outage-of-search.md")["title"], "Outage of search");
    let links = site.page("pages/home/").links("main");
    for text in ["what broke", "the outage"] {
        let leads = links.iter().any(|(url, own)| own == text && url == "postmortems/outage-of-search/");
        assert!(leads, "{text}: {links:?}");
    }
    let said = test.check().stderr;
    assert_eq!(said.matches("broken-wikilink").count(), 1, "{said}");
}

/// What is there and not in the site is no broken link: its author has nothing to correct, but to choose.
#[test]
fn a_link_to_what_is_there_and_not_in_the_site_says_what_it_is() {
    let links = "[a](../../runbooks/queue.md) [b](../../runbooks/queue) [c](../../tool/alert.yml) [d](../../runbooks) [e](draft.md) \
                 [f](bad.md) [g](.hidden/n.md) [h](left.md) [i](secret.md) [j](/runbooks/queue.md#steps) ![k](../../tool/graph.png) \
                 [l](template.md) [m](gone.md) [n](../../gone.md) [[The draft]]\n";
    let test = SiteTest::new()
        .file("book.toml", "[book]\nsrc = \"docs/incidents\"\nexclude = [\"left.md\"]\n")
        .file(".git/HEAD", "ref: refs/heads/main\n")
        .file(".gitignore", "secret.md\n")
        .file("runbooks/queue.md", "# Queue\n\n## Steps\n")
        .file("tool/alert.yml", "a: 1\n")
        .bytes("tool/graph.png", &png(1, 1))
        .file("docs/incidents/a.md", &format!("---\ntitle: A\ndate: 2026-01-02\nseverity: SEV2\nservices: [x]\nrecurrence_of: draft\n---\n\n## Root cause\n\nThe queue was full.\n\n{links}"))
        .file("docs/incidents/draft.md", "---\ntitle: The draft\ndraft: true\ndate: 2026-01-01\n---\n\nText.\n")
        .file("docs/incidents/bad.md", "---\ntitle: [\n---\n\nText.\n")
        .file("docs/incidents/.hidden/n.md", "# N\n")
        .file("docs/incidents/left.md", "# Left\n")
        .file("docs/incidents/secret.md", "# Secret\n")
        .file("docs/incidents/template.md", "# Postmortem template\n\n## Summary\n\n## Impact\n\n## Root cause\n");
    let run = test.check();
    let told = |code: &str, part: &str| {
        run.stderr.lines().filter(|line| line.contains(&format!("warning[{code}]")) && line.contains(part)).count()
    };
    let outside = "lies outside the content folder";
    for (part, times) in [
        ("leads to `runbooks/queue.md`, which lies outside the folders that are read", 3),
        (&*format!("`../../tool/alert.yml` leads to `tool/alert.yml`, which {outside} and is not published"), 1),
        (&*format!("`../../tool/graph.png` leads to `tool/graph.png`, which {outside} and is not published"), 1),
        ("`../../runbooks` leads to `runbooks`, which is a folder", 1),
        ("`draft.md` leads to docs/incidents/draft.md, a draft", 1),
        ("`[[The draft]]` leads to docs/incidents/draft.md, a draft", 1),
        ("`recurrence_of: draft` leads to docs/incidents/draft.md, a draft", 1),
        ("`bad.md` leads to docs/incidents/bad.md, which is left out for its error", 1),
        ("`.hidden/n.md` leads to `docs/incidents/.hidden/n.md`, which is not read, for a name", 1),
        ("`left.md` leads to `docs/incidents/left.md`, which is left out by `exclude`", 1),
        ("`secret.md` leads to `docs/incidents/secret.md`, which is left out by a `.gitignore`", 1),
        ("template.md", 0),
    ] {
        assert_eq!(told("unpublished-link", part), times, "{part} in {}", run.stderr);
    }
    assert_eq!(told("broken-link", "gone.md"), 2, "{}", run.stderr);
    assert_eq!(told("broken-link", ""), 2, "{}", run.stderr);
    // The log of a public site tells nobody what else there is.
    let public = test.run(&["check", "--audience", "public", "--format", "short"]);
    assert!(!format!("{}{}", public.stdout, public.stderr).contains("unpublished-link"), "{}", public.stderr);
}

/// As code hosts and vaults take it: from the repository's root, or through the folders above the content.
#[test]
fn a_path_may_lead_through_the_folders_above_the_content() {
    let text = "# A\n\n[x](/docs/incidents/b.md) [x](../incidents/b.md#cause) [[docs/incidents/b|x]] ![d](/docs/incidents/d.png) \
                ![d](../../static/d.png) [out](../b.md)\n";
    let test = SiteTest::new()
        .file("docs/incidents/a.md", text)
        .file("docs/incidents/b.md", "# B\n\n## Cause\n\nSand.\n")
        .bytes("docs/incidents/d.png", &png(1, 1))
        .bytes("static/d.png", &png(2, 2))
        .arg("--content")
        .arg("docs/incidents");
    let page = test.site().page(if test.record("a.md")["kind"] == "page" { "pages/a/" } else { "postmortems/a/" });
    let to_b = page.links("main").iter().filter(|(url, own)| own == "x" && url.contains("/b/")).count();
    assert_eq!(to_b, 3, "{}", page.main());
    let sources: Vec<Option<&str>> = page.select("main img").iter().map(|image| image.attr("src")).collect();
    assert_eq!(sources, [Some("../../files/d.png"), Some("../../files/static/d.png")]);
    assert_eq!(problems(&test, "broken-link").len(), 1, "above it lies nothing that is read");
}
