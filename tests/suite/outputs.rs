//! Files for programs: redirects, feeds, sitemap, robots, API, and the page for lost readers.

use crate::support::{Site, SiteTest, assert_sound};
use serde_json::Value;

const SITE_URL: &str = "https://incidents.example/pm/";

fn three() -> SiteTest {
    SiteTest::new()
        .postmortem("old", "title: 'Old & \"odd\" < new'\ndate: 2024-05-06\nservices: [api]\nsummary: It broke.\naliases: [/blog/old-outage/, /2024/05/old.html]", "It broke.")
        .postmortem("new", "title: New\nstarted: 2025-03-04 10:00 UTC\nresolved: 2025-03-04 11:30 UTC\nservices: [api, queue]\nroot_causes: [disk-full]\nseverity: SEV1", "It broke again.")
        .postmortem("nodate", "title: Undated", "When?")
}

fn with_url() -> SiteTest {
    three().arg("--site-url").arg(SITE_URL)
}

fn xml(site: &Site, path: &str) -> String {
    let text = site.text(path);
    if let Err(error) = roxmltree::Document::parse(&text) {
        panic!("{path} is not well-formed: {error}\n{text}");
    }
    text
}

#[test]
fn aliases_become_pages_that_send_the_reader_on() {
    let site = three().site();
    for old in ["blog/old-outage/", "2024/05/old.html"] {
        let page = site.page(old);
        let refresh = page.one("meta[http-equiv=refresh]").attr("content").unwrap().to_owned();
        let target = refresh.split_once("url=").expect("a target").1;
        assert_eq!(page.resolve(target).as_deref(), Some("postmortems/old/"), "{old}: {refresh}");
        assert!(page.leads_to("postmortems/old/"));
    }
    assert_sound(&site);
}

#[test]
fn an_alias_never_takes_the_place_of_a_page_or_leaves_the_site() {
    let test = SiteTest::new()
        .postmortem(
            "a",
            "title: A\naliases: [/postmortems/b/, ../../escape/, /../up.html, 'https://evil.example/x', /c/]",
            "Text of A.",
        )
        .postmortem("b", "title: B\naliases: [/c/]", "Text of B.");
    let run = test.build();
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = test.read();
    assert!(site.page("postmortems/b/").main().contains("Text of B."));
    assert!(!test.path("escape").exists() && !test.path("up.html").exists() && !test.path("../up.html").exists());
    assert!(site.files.keys().all(|path| !path.contains("evil") && !path.contains("..")), "{}", site.list());
    let warned: Vec<&str> = run.stderr.lines().filter(|line| line.contains("alias")).collect();
    assert!(!warned.is_empty(), "the refused aliases are reported:\n{}", run.stderr);
    assert_sound(&site);
}

#[test]
fn a_published_url_that_vanishes_without_an_alias_is_a_warning() {
    let test = three();
    test.site();
    std::fs::rename(test.path("content/postmortems/new.md"), test.path("content/postmortems/renamed.md")).unwrap();
    let run = test.build();
    assert_eq!(run.code, 0);
    assert!(run.stderr.contains("postmortems/new/"), "names the URL:\n{}", run.stderr);
    test.edit("content/postmortems/renamed.md", "title: New", "title: New\naliases: [/postmortems/new/]");
    let run = test.build();
    assert!(!run.stderr.contains("vanish") && run.code == 0, "{}", run.stderr);
    assert!(test.read().page("postmortems/new/").leads_to("postmortems/renamed/"));
}

#[test]
fn feeds_are_well_formed_and_newest_first() {
    let site = with_url().site();
    let text = xml(&site, "feed.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    let child = |node: roxmltree::Node<'_, '_>, name: &str| -> String {
        node.children()
            .find(|child| child.has_tag_name(("http://www.w3.org/2005/Atom", name)))
            .and_then(|child| child.text())
            .unwrap_or_default()
            .to_owned()
    };
    let entries: Vec<_> =
        document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry"))).collect();
    let titles: Vec<String> = entries.iter().map(|entry| child(*entry, "title")).collect();
    assert_eq!(titles, ["New", "Old & \"odd\" < new", "Undated"]);
    for node in entries.iter().copied().chain([document.root_element()]) {
        assert!(child(node, "id").starts_with(SITE_URL), "{}", child(node, "id"));
        assert!(!child(node, "updated").is_empty() && !child(node, "title").is_empty());
    }
    assert_eq!(child(entries[0], "updated"), "2025-03-04T11:30:00+00:00");
    assert_eq!(child(entries[0], "id"), format!("{SITE_URL}postmortems/new/"));
    let json = site.json("feed.json");
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["feed_url"], format!("{SITE_URL}feed.json"));
    assert_eq!(json["items"][0]["url"], format!("{SITE_URL}postmortems/new/"));
}

#[test]
fn each_service_and_cause_has_its_own_feed() {
    let site = with_url().site();
    for (path, titles) in [
        ("services/api/feed.json", &["New", "Old & \"odd\" < new"][..]),
        ("services/queue/feed.json", &["New"]),
        ("root-causes/disk-full/feed.json", &["New"]),
    ] {
        let feed = site.json(path);
        let found: Vec<&str> =
            feed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
        assert_eq!(found, titles, "{path}");
        xml(&site, &path.replace(".json", ".xml"));
    }
}

#[test]
fn pages_announce_their_feeds() {
    let site = three().site();
    for (url, feed) in [("", "feed.xml"), ("services/api/", "services/api/feed.xml")] {
        let page = site.page(url);
        let found: Vec<String> = page
            .select("link[rel=alternate][type='application/atom+xml']")
            .iter()
            .filter_map(|link| page.resolve(link.attr("href")?))
            .collect();
        assert!(found.contains(&feed.to_owned()), "{url}: {found:?}");
    }
}

#[test]
fn without_a_site_url_feed_ids_are_uuids_that_stay() {
    let test = three();
    let ids = |site: &Site| -> Vec<String> {
        site.json("feed.json")["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let first = ids(&test.site());
    assert!(first.iter().all(|id| id.starts_with("urn:uuid:") && id.len() == 45), "{first:?}");
    test.edit("content/postmortems/new.md", "title: New", "title: Newer");
    test.edit("content/postmortems/new.md", "It broke again.", "It broke again, said in other words.");
    assert_eq!(ids(&test.site()), first, "an edit makes no new entry");
    assert_eq!(ids(&three().site()), first, "another folder makes no new entry");
}

#[test]
fn a_feed_holds_fifty_entries() {
    let mut test = SiteTest::new();
    for number in 10..70 {
        test = test.postmortem(&format!("n{number}"), &format!("title: N{number}\ndate: 20{number}-01-01"), "Text.");
    }
    let feed = test.site().json("feed.json");
    let titles: Vec<&str> =
        feed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect();
    assert_eq!((titles.len(), titles[0], titles[49]), (50, "N69", "N20"));
}

#[test]
fn a_sitemap_only_with_a_site_url() {
    assert!(!three().arg("--audience").arg("internal").site().has("sitemap.xml"));
    let site = with_url().site();
    let text = xml(&site, "sitemap.xml");
    let document = roxmltree::Document::parse(&text).unwrap();
    let urls: Vec<&str> =
        document.descendants().filter(|node| node.tag_name().name() == "loc").filter_map(|node| node.text()).collect();
    for url in &urls {
        let path = url.strip_prefix(SITE_URL).unwrap_or_else(|| panic!("{url} is not absolute"));
        let path = percent_encoding::percent_decode_str(path).decode_utf8().unwrap();
        assert!(site.has(&path), "{url} is no page");
    }
    for path in ["", "postmortems/", "postmortems/new/", "services/api/"] {
        assert!(urls.contains(&format!("{SITE_URL}{path}").as_str()), "{path} in {urls:?}");
    }
    assert!(urls.iter().all(|url| !url.contains("404") && !url.contains("blog/old-outage")), "{urls:?}");
}

#[test]
fn robots_say_whom_the_site_is_for() {
    assert!(three().site().text("robots.txt").contains("Disallow: /"));
    let public = with_url().arg("--audience").arg("public").site().text("robots.txt");
    assert!(
        public.contains(&format!("Sitemap: {SITE_URL}sitemap.xml")) && !public.contains("Disallow: /\n"),
        "{public}"
    );
}

#[test]
fn the_404_page_works_at_any_depth() {
    for (args, base) in [(&["--site-url", SITE_URL][..], "/pm/"), (&[], "/")] {
        let test = args.iter().fold(three(), |test, arg| test.arg(arg));
        let site = test.site();
        let page = site.page("404.html");
        let mut seen = 0;
        for attribute in ["href", "src"] {
            for element in page.select(&format!("[{attribute}]")) {
                let target = element.attr(attribute).unwrap();
                if target.starts_with('#') || target.starts_with("data:") {
                    continue;
                }
                let path = target.strip_prefix(base).unwrap_or_else(|| panic!("{target} does not start at {base}"));
                let path = path.split(['#', '?']).next().unwrap();
                assert!(site.has(path), "{target} leads to nothing");
                seen += 1;
            }
        }
        assert!(seen >= 2, "a style sheet and a way home");
    }
}

#[test]
fn the_api_agrees_with_its_schema_and_with_export() {
    let site = with_url().site();
    let record = site.json("api/v1/postmortems/new.json");
    // One schema holds the shape of every file below api/v1, each as a property.
    for (path, shape) in [
        ("api/v1/postmortems/new.json", "record"),
        ("api/v1/postmortems/nodate.json", "record"),
        ("api/v1/postmortems/2025.json", "postmortems"),
        ("api/v1/services.json", "topics"),
        ("api/v1/root-causes.json", "topics"),
        ("api/v1/actions.json", "actions"),
        ("api/v1/insights.json", "insights"),
        ("api/v1/services/api.json", "service"),
    ] {
        let mut schema = site.json("api/v1/schema.json");
        assert!(schema["properties"][shape].is_object(), "{shape} in {schema}");
        schema["required"] = serde_json::json!([shape]);
        schema["additionalProperties"] = Value::Bool(false);
        let validator =
            jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("the schema is none: {error}"));
        let document = serde_json::json!({ shape: site.json(path) });
        let errors: Vec<String> =
            validator.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert_eq!(errors, Vec::<String>::new(), "{path}");
        assert!(!validator.is_valid(&serde_json::json!({ shape: "anything" })), "a schema that refuses something");
    }
    assert!(record["schema_version"].is_number() || record["schema_version"].is_string());
    let exported = three().record("postmortems/new.md");
    for key in ["source", "title", "severity", "services", "root_causes", "started", "resolved", "ttr_minutes"] {
        assert_eq!(record[key], exported[key], "{key}");
        assert!(!record[key].is_null(), "{key} is told");
    }
    assert_eq!(record["ttr_minutes"], 90);
    for path in
        ["api/v1/services.json", "api/v1/root-causes.json", "api/v1/actions.json", "api/v1/postmortems/2025.json"]
    {
        assert!(site.json(path).is_array() || site.json(path).is_object(), "{path}");
    }
}

#[test]
fn export_prints_every_source_in_each_format() {
    let test = three()
        .file("content/pages/scale.md", "# Scale\n\nWords.\n")
        .file("content/services/api.md", "# API\n\nText.\n");
    let sources: Vec<String> =
        test.export().iter().map(|record| record["source"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        sources,
        ["pages/scale.md", "postmortems/new.md", "postmortems/nodate.md", "postmortems/old.md", "services/api.md"]
    );
    let array: Value = serde_json::from_str(&test.run(&["export"]).stdout).unwrap();
    assert_eq!(array, Value::Array(test.export()));
    let csv = test.run(&["export", "--format", "csv"]).stdout;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 4, "a head and a row an incident:\n{csv}");
    assert!(lines[0].contains("title") && csv.contains("\"Old & \"\"odd\"\" < new\""), "{csv}");
}

#[test]
fn a_site_for_github_pages_says_so() {
    assert_eq!(three().site().text(".nojekyll"), "");
}

#[test]
fn pages_carry_description_and_absolute_og_tags_with_a_site_url() {
    let site = with_url().arg("--audience").arg("internal").site();
    let page = site.page("postmortems/old/");
    let meta = |name: &str| {
        page.select(&format!("meta[{name}]")).first().and_then(|meta| meta.attr("content")).map(str::to_owned)
    };
    assert_eq!(meta("name=description").as_deref(), Some("It broke."));
    assert_eq!(meta("property='og:title'").as_deref(), Some("Old & \"odd\" < new"));
    assert_eq!(meta("property='og:url'"), Some(format!("{SITE_URL}postmortems/old/")));
}
