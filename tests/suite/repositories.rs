//! Small repositories as teams have them (`fixtures/repositories/`), built by the first command of the README, without settings: no
//! document lost or invented, the right facts, sound links and pictures, and no markup of another tool without a warning.

use super::support::site::Page;
use super::support::site_test::{Run, SiteTest, TODAY};
use super::support::{Site, assert_sound};
use serde_json::{Value, json};

/// A repository, and what its first build made and said.
struct Built {
    test: SiteTest,
    run: Run,
    site: Site,
}

fn built(name: &str, out: &str) -> Built {
    let test = SiteTest::fixture(&format!("repositories/{name}"));
    // What no repository keeps in git.
    test.write("node_modules/pager/docs/incidents/2020-01-01-none.md", "# Outage\n\nNot ours.\n");
    let run = test.run(&["build", "--today", TODAY]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let site = Site::read(&test.path(out));
    assert_sound(&site);
    Built { test, run, site }
}

impl Built {
    /// Kind and source of each document, in order.
    fn documents(&self) -> Vec<String> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let named = |record: Value| format!("{} {}", text(&record["kind"]), text(&record["source"]));
        let mut all: Vec<String> = self.test.export().into_iter().map(named).collect();
        all.sort();
        all
    }

    /// The named fields of a document.
    fn told(&self, source: &str, expected: &Value) {
        let record = self.test.record(source);
        for (field, value) in expected.as_object().unwrap() {
            let own = &record[field];
            let shown = match field.as_str() {
                "severity" => own["label"].clone(),
                "action_items" => own
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|item| json!([item["text"], item["status"], item["owner"], item["due"]]))
                    .collect(),
                _ => own.clone(),
            };
            assert_eq!(&shown, value, "{field} of {source}");
        }
    }

    /// Codes and files of what was said, in order.
    fn warnings(&self) -> Vec<String> {
        let said = self.test.check();
        let parts = |line: &str| {
            let (place, rest) = line.split_once(": warning[")?;
            let code = rest.split_once(']')?.0;
            Some(format!("{code} {}", place.split(':').next()?))
        };
        let mut all: Vec<String> = format!("{}{}", said.stdout, said.stderr).lines().filter_map(parts).collect();
        all.dedup();
        all
    }

    fn page(&self, url: &str) -> Page {
        self.site.page(url)
    }

    /// Every page of the site, and none of its texts, is free of `marks`, but for code, which is named.
    fn is_free_of(&self, marks: &[&str]) {
        for url in self.site.pages() {
            let page = self.site.page(&url);
            let code: String =
                page.select("main code, main pre").iter().map(|code| code.text().collect::<String>()).collect();
            let main = page.main();
            for mark in marks {
                assert_eq!(main.matches(mark).count(), code.matches(mark).count(), "{mark} on {url}: {main}");
            }
        }
    }
}

#[test]
fn a_blog_of_hugo() {
    let built = built("hugo", "_site");
    assert_eq!(
        built.documents(),
        [
            "index _index.md",
            "index incidents/_index.md",
            "page about.md",
            "page posts/2025-12-01-hiring.md",
            "page runbooks/queue.md",
            "postmortem incidents/2025-11-03-certificate.md",
            "postmortem incidents/2026-01-14-berth-queue/index.md",
        ]
    );
    assert!(built.run.stderr.contains("1 draft left out"), "{}", built.run.stderr);
    // `date` is when it was written, as the start beside it tells.
    built.told(
        "incidents/2026-01-14-berth-queue/index.md",
        &json!({
            "date": "2026-01-14", "services": ["berth-queue", "port-api"], "severity": "SEV-2", "ttr_minutes": 52,
            "action_items": [
                ["Give the lock a timeout", "done", "@mira", null],
                ["Alert on partitions that stand still", "open", "@jonas", "2026-03-01"],
            ],
        }),
    );
    assert_eq!(built.warnings(), ["foreign-markup content/incidents/2026-01-14-berth-queue/index.md"]);
    built.is_free_of(&["{{", "}}", "+++"]);
    let page = built.page("postmortems/2026-01-14-berth-queue/");
    assert!(page.leads_to("postmortems/2025-11-03-certificate/"));
    assert_eq!(page.select("figure img").len(), 1);
    let page = built.page("postmortems/2025-11-03-certificate/");
    assert_eq!(page.select("main .prose img").len(), 1, "kept beside the content, in `static/`");
    assert!(built.page("pages/queue/").leads_to("postmortems/2026-01-14-berth-queue/"));
}

#[test]
fn a_handbook_of_docusaurus() {
    let built = built("docusaurus", "_site");
    assert!(built.run.stderr.contains("reading docs/postmortems/**, blog/**"), "{}", built.run.stderr);
    assert_eq!(
        built.documents(),
        [
            "index docs/postmortems/index.md",
            "page blog/2025-09-01-welcome/index.md",
            "postmortem blog/2026-02-10-outage-of-maps.mdx",
            "postmortem docs/postmortems/2025-10-05-slow-login.md",
            "postmortem docs/postmortems/2026-01-22-lamps-dark.mdx",
            "template docs/postmortems/_template.md",
        ]
    );
    // A post tells of the day before.
    built.told("blog/2026-02-10-outage-of-maps.mdx", &json!({"date": "2026-02-09", "authors": ["tom"]}));
    built.told(
        "docs/postmortems/2026-01-22-lamps-dark.mdx",
        &json!({"date": "2026-01-22", "severity": "SEV-1", "services": ["lamp-control", "rollout"]}),
    );
    built.told(
        "docs/postmortems/2025-10-05-slow-login.md",
        &json!({"status": "resolved", "services": ["login"], "ttr_minutes": 130}),
    );
    assert_eq!(
        built.warnings(),
        [
            "foreign-markup docs/postmortems/2026-01-22-lamps-dark.mdx",
            "unpublished-link docs/postmortems/2026-01-22-lamps-dark.mdx",
        ]
    );
    built.is_free_of(&[":::", "import ", "export ", "={", "{/*", "<Tab", "truncate", "{#"]);
    let page = built.page("postmortems/2026-01-22-lamps-dark/");
    let pictures = page.select("main .prose img").len();
    assert_eq!(pictures, 2, "one beside the text, and one that an expression names in `static/`");
    assert!(page.links("main").iter().any(|(url, _)| url == "postmortems/2025-10-05-slow-login/#root-cause"));
}

#[test]
fn a_vault_of_obsidian() {
    let built = built("obsidian", "_site");
    assert!(built.run.stderr.contains("reading Incidents (Obsidian"), "{}", built.run.stderr);
    assert_eq!(
        built.documents(),
        [
            "index Incidents.md",
            "postmortem 2025-12-11 Orders printed twice.md",
            "postmortem 2026-02-02 Kiln stood cold.md",
        ]
    );
    built.told(
        "2026-02-02 Kiln stood cold.md",
        &json!({
            "date": "2026-02-02", "severity": "SEV2", "services": ["Kiln control"], "status": "resolved", "ttr_minutes": 200,
            "action_items": [
                ["Alert below 950 °C", "open", "Rosa Lind", "2026-03-15"],
                ["Pin the version", "done", null, null],
                ["Buy a second thermostat", "dropped", null, null],
                ["Test updates on the small kiln", "open", "Per", null],
                ["Write the runbook", "in-progress", "Rosa Lind", "2026-04-01"],
            ],
        }),
    );
    // The name of a note is its title; its day stands beside it.
    built.told(
        "2025-12-11 Orders printed twice.md",
        &json!({"title": "Orders printed twice", "date": "2025-12-11", "services": ["Printing"]}),
    );
    let summary = built.test.record("2025-12-11 Orders printed twice.md")["summary"].to_string();
    assert!(!summary.contains('#') && !summary.contains("[["), "{summary}");
    let broken = built.warnings();
    assert!(broken.iter().all(|warning| warning.starts_with("broken-wikilink")), "{broken:?}");
    assert!(!built.run.stderr.contains("heat-curve") && !built.run.stderr.contains("printer.log"));
    built.is_free_of(&["[[", "]]", "::", "[!", "[-]", "[/]", "==", "%%", "^cause", "Rosa does not want"]);
    let page = built.page("postmortems/2026-02-02-kiln-stood-cold/");
    assert_eq!(page.select("main .prose img").len(), 1, "it lies in a folder of attachments");
    let page = built.page("postmortems/2025-12-11-orders-printed-twice/");
    assert_eq!(page.links("main").iter().filter(|(url, _)| url.starts_with("files/")).count(), 2);
    // What an action says of itself is no part of its text, wherever it is listed.
    let actions = built.page("actions/").main();
    assert!(!actions.contains(['⏫', '📅', '🔁', '➕', '🛫']) && !actions.contains("#task"), "{actions}");
}

#[test]
fn a_monorepo_of_services() {
    let built = built("monorepo", "_site");
    let reads = "reading services/notifier/docs/postmortems/**, services/ticketing/docs/postmortems/**, services/timetable/docs/incidents/**";
    assert!(built.run.stderr.contains(reads), "{}", built.run.stderr);
    assert_eq!(
        built.documents(),
        [
            "index ticketing/docs/postmortems/README.md",
            "index timetable/docs/incidents/known_outages.md",
            "postmortem notifier/docs/postmortems/2026-02-01-no-messages.md",
            "postmortem ticketing/docs/postmortems/2025-03-01-tickets-lost.md",
            "postmortem ticketing/docs/postmortems/2026-01-05-double-charge.md",
            "postmortem timetable/docs/incidents/2025-08-17-wrong-day.md",
        ]
    );
    // The folder names the service where nothing else does.
    for (source, services) in [
        ("notifier/docs/postmortems/2026-02-01-no-messages.md", json!(["notifier"])),
        ("ticketing/docs/postmortems/2025-03-01-tickets-lost.md", json!(["ticketing"])),
        ("ticketing/docs/postmortems/2026-01-05-double-charge.md", json!(["ticketing", "payment-gateway"])),
        ("timetable/docs/incidents/2025-08-17-wrong-day.md", json!(["timetable"])),
    ] {
        built.told(source, &json!({ "services": services }));
    }
    built.told(
        "timetable/docs/incidents/2025-08-17-wrong-day.md",
        &json!({"date": "2025-08-17", "status": "resolved", "ttr_minutes": 45}),
    );
    assert_eq!(
        built.warnings(),
        [
            "unread-document services/notifier/docs/postmortems/2023-01-02-older.rst",
            "unread-document services/notifier/docs/postmortems/2024-06-30-old.adoc",
            "unpublished-link services/ticketing/docs/postmortems/2025-03-01-tickets-lost.md",
        ]
    );
}

#[test]
fn a_site_of_jekyll() {
    let built = built("jekyll", "_postmortems");
    assert!(built.run.stderr.contains("reading _incidents/**, _posts/**"), "{}", built.run.stderr);
    assert_eq!(
        built.documents(),
        [
            "page _posts/2025-10-01-harvest.md",
            "postmortem _incidents/2025-07-04-frost-alarm.md",
            "postmortem _posts/2025-11-20-slow-picking.md",
            "postmortem _posts/2026-01-09-press-stopped.md",
        ]
    );
    built.told(
        "_posts/2026-01-09-press-stopped.md",
        &json!({
            "date": "2026-01-09", "services": ["juice-press"], "severity": "major", "authors": ["Noa"],
            "action_items": [
                ["Change filters each month", null, "Noa", "2026-02-09"],
                ["Buy a spare one", null, null, null],
            ],
        }),
    );
    assert_eq!(
        built.warnings(),
        [
            "foreign-markup _incidents/2025-07-04-frost-alarm.md",
            "unpublished-link _posts/2025-11-20-slow-picking.md",
            "foreign-markup _posts/2026-01-09-press-stopped.md",
        ]
    );
    built.is_free_of(&["{%", "{{", "{:"]);
    let press = built.page("postmortems/2026-01-09-press-stopped/");
    assert!(
        press.leads_to("postmortems/2025-07-04-frost-alarm/") && press.leads_to("postmortems/2025-11-20-slow-picking/")
    );
    assert_eq!(press.select("main .prose img").len(), 1);
    // Its own address, and that which Jekyll gives a post, lead to it.
    let picking = built.page("postmortems/2025-11-20-slow-picking/");
    let to_press =
        picking.links(".prose").into_iter().filter(|(url, _)| url == "postmortems/2026-01-09-press-stopped/");
    assert_eq!(to_press.count(), 2);
    assert!(built.site.has("press-stopped/"), "an old link is sent on");
}

#[test]
fn a_space_of_gitbook() {
    let built = built("gitbook", "_site");
    assert_eq!(
        built.documents(),
        [
            "index README.md",
            "postmortem 2025-12-24-tickets-without-qr-code.md",
            "postmortem 2026-02-14-double-bookings.md",
        ]
    );
    built.told(
        "2026-02-14-double-bookings.md",
        &json!({
            "date": "2026-02-14", "severity": "SEV1", "services": ["booking", "cabin-inventory"], "ttr_minutes": 195,
            "action_items": [
                ["Build the key in one place", "done", "@ines", null],
                ["Alert when a cabin has two bookings", "open", "@oskar", "2026-03-15"],
            ],
        }),
    );
    built.told("2025-12-24-tickets-without-qr-code.md", &json!({"severity": "SEV2", "ttr_minutes": 55}));
    // What GitBook calls a link that it lost is no file of any name.
    assert_eq!(built.warnings(), ["broken-link docs/incidents/2025-12-24-tickets-without-qr-code.md"]);
    built.is_free_of(&["{%", "%}"]);
    let page = built.page("postmortems/2026-02-14-double-bookings/");
    assert_eq!(page.select("main .prose img").len(), 1, "it lies in a hidden folder of its own");
    assert!(page.links("main").iter().any(|(url, text)| url.ends_with("report.pdf") && text == "report.pdf"));
    let page = built.page("postmortems/2025-12-24-tickets-without-qr-code/");
    let outside =
        page.select("main .prose a").iter().any(|link| link.attr("href").is_some_and(|to| to.contains("status.ferry")));
    assert!(outside, "what is embedded is linked");
}

#[test]
fn docs_of_sphinx_in_myst() {
    let built = built("sphinx", "_site");
    assert_eq!(
        built.documents(),
        ["index index.md", "postmortem 2025-11-02-slow-tiles.md", "postmortem 2026-01-20-radar-gap.md"]
    );
    built.told(
        "2026-01-20-radar-gap.md",
        &json!({
            "date": "2026-01-20", "severity": "SEV2", "services": ["radar-ingest", "tile-server"], "ttr_minutes": 370,
            "action_items": [
                ["Turn rotation on", "done", "Lea", "2026-01-25"],
                ["Alert at 80 % disk", "open", "Ravi", "2026-02-10"],
            ],
        }),
    );
    let timeline = built.test.record("2026-01-20-radar-gap.md")["timeline"].as_array().unwrap().len();
    assert_eq!(timeline, 3, "a list of lists is a table");
    assert_eq!(built.warnings(), ["foreign-markup docs/postmortems/2025-11-02-slow-tiles.md"]);
    built.is_free_of(&[
        "{ref}",
        "{doc}",
        "{abbr}",
        "{{",
        ")=",
        ":header-rows:",
        ":alt:",
        ":class:",
        "nobody should see",
        "* -",
    ]);
    let page = built.page("postmortems/2026-01-20-radar-gap/");
    assert_eq!(page.select("main .prose img").len(), 1);
    assert!(page.leads_to("postmortems/2025-11-02-slow-tiles/"));
    assert!(page.main().contains("radar-ingest stopped at 02:00"), "what front matter puts in: {}", page.main());
    let code = built.page("postmortems/2025-11-02-slow-tiles/").main();
    assert!(code.contains("504 Gateway Timeout") && !code.contains(":caption:"), "{code}");
}

#[test]
fn a_handbook_of_starlight() {
    let built = built("starlight", "_site");
    assert_eq!(built.documents(), ["postmortem 2025-10-10-wrong-bills.md", "postmortem 2026-03-01-meters-silent.mdx"]);
    built.told(
        "2026-03-01-meters-silent.mdx",
        &json!({
            "date": "2026-03-01", "severity": "high", "services": ["meter-gateway"],
            "action_items": [
                ["Move the job to the cluster", "open", "Hanna", "2026-04-01"],
                ["Renew by hand", "done", "Piet", null],
            ],
        }),
    );
    // A guide beside the incidents is there, and not read.
    assert_eq!(built.warnings(), ["unpublished-link src/content/docs/incidents/2025-10-10-wrong-bills.md"]);
    built.is_free_of(&[":::", "import ", "<Steps", "<Tab", "<Link", "={"]);
    let page = built.page("postmortems/2026-03-01-meters-silent/");
    assert_eq!(page.select("main .prose img").len(), 1, "a statement names its file");
    assert!(page.leads_to("postmortems/2025-10-10-wrong-bills/"), "a card is a link");
}

#[test]
fn services_with_docs_of_backstage() {
    let built = built("techdocs", "_site");
    assert_eq!(
        built.documents(),
        [
            "index label-printer/docs/postmortems/index.md",
            "index parcel-api/docs/postmortems/index.md",
            "postmortem label-printer/docs/postmortems/2025-09-09-printer-jam.md",
            "postmortem parcel-api/docs/postmortems/2026-02-02-parcels-lost.md",
        ]
    );
    built.told(
        "parcel-api/docs/postmortems/2026-02-02-parcels-lost.md",
        &json!({
            "date": "2026-02-02", "severity": "SEV-1", "services": ["parcel-api"], "ttr_minutes": 125,
            "action_items": [
                ["Two-phase migrations", "done", "Ada", null],
                ["Check in CI", "in-progress", "Bo", null],
            ],
        }),
    );
    let warnings = built.warnings();
    assert!(
        warnings
            .contains(&"unpublished-link services/label-printer/docs/postmortems/2025-09-09-printer-jam.md".to_owned())
    );
    assert!(!warnings.iter().any(|warning| warning.starts_with("broken-link")), "{warnings:?}");
    built.is_free_of(&["!!!", "???", "===", ":material-"]);
}
