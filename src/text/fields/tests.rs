use super::*;
use crate::model::{Fingerprint, Provenance};
use crate::text::codes::Codes;
use crate::text::{front_matter, lexicon};
use jiff::civil::date;
use std::sync::Arc;

fn read_at(path: &str, zone: Zone, text: &str) -> (Declared, Vec<String>) {
    let mut config = Config::new(date(2026, 1, 1));
    let [table, meaning, word] = ["labels_front", "services", "blast-radius"].map(str::to_owned);
    config.lexicon = [crate::config::Word { table, meaning, word, overrules: true }].into();
    let text = format!("---\n{text}\n---\nbody");
    let source = SourceFile {
        path: Arc::from(path),
        above: Arc::from(""),
        zone,
        text: Arc::from(text),
        fingerprint: Fingerprint::of(b""),
        damaged: false,
    };
    let mut report = Report::default();
    let front = front_matter::split(&source.path, &source.text, &mut report);
    let declared = lexicon::with(&config.lexicon, || read(&source, &front, &Codes::default(), &config, &mut report));
    let said = report.diagnostics.iter().map(|found| {
        let line = found.span.map_or(0, |span| crate::diagnostics::line_column(&source.text, span.start).0);
        let hint = found.hints.first().map(|hint| format!(" | {hint}")).unwrap_or_default();
        format!("{line} {}: {}{hint}", found.code, found.message)
    });
    (declared, said.collect())
}

pub(super) fn read_text(text: &str) -> (Declared, Vec<String>) {
    read_at("postmortems/x.md", Zone::Postmortems, text)
}

/// Fields without complaints.
#[track_caller]
fn quiet(text: &str) -> Declared {
    let (declared, said) = read_text(text);
    assert_eq!(said, Vec::<String>::new(), "{text}");
    declared
}

#[track_caller]
fn says(text: &str, said: &[&str]) -> Declared {
    let (declared, all) = read_text(text);
    assert_eq!(all, said, "{text}");
    declared
}

fn values(facts: &[Fact<String>]) -> Vec<&str> {
    facts.iter().map(|fact| fact.value.as_str()).collect()
}

fn moment(fact: Option<&Fact<crate::model::Moment>>) -> String {
    fact.map(|fact| fact.value.to_string()).unwrap_or_default()
}

#[test]
fn a_status_page_entry() {
    let declared = quiet(
        "title: Login is slow (accounts.example.org)\ndate: 2022-06-13T08:30:00-00:00\nresolved: true\nresolvedWhen: 2022-06-13T11:00:00-00:00\n\
         # levels: down, disrupted\nseverity: disrupted\naffected:\n  - accounts.example.org\nsection: issue",
    );
    let postmortem = &declared.postmortem;
    assert_eq!(moment(postmortem.date.as_ref()), "2022-06-13T08:30:00Z");
    assert_eq!(moment(postmortem.resolved.as_ref()), "2022-06-13T11:00:00Z");
    assert_eq!(
        postmortem.severity.as_ref().map(|fact| (fact.value.label.as_str(), fact.value.level)),
        Some(("disrupted", Some(3)))
    );
    assert_eq!(values(&postmortem.services), ["accounts.example.org"]);
    assert_eq!(postmortem.services[0].provenance, Provenance::FrontMatter { key: "affected".into(), line: 9 });
    assert_eq!(postmortem.status.as_ref().map(|fact| fact.value.as_str()), Some("resolved"));
    assert_eq!(declared.incident_fields, 4);
}

#[test]
fn a_catalogue_entry_with_categories_that_are_causes() {
    let declared = quiet(
        "uuid: 655e\nurl: https://example.org/pm\ntitle: Region outage\nstart_time: 2016-08-18T19:00:00Z\nend_time:\n\
         categories:\n- automation\n- config-change\n- postgres\nkeywords: [x, 2147483647]\nproduct: \"\"\nsource_published_at: 2016-10-19T22:08:01.474Z",
    );
    let postmortem = &declared.postmortem;
    assert_eq!(values(&postmortem.root_causes), ["automation", "config-change"]);
    assert_eq!(values(&postmortem.categories), ["postgres"]);
    assert_eq!(values(&postmortem.tags), ["x", "2147483647"]);
    assert!(postmortem.services.is_empty() && postmortem.resolved.is_none());
    assert_eq!(moment(postmortem.published.as_ref()), "2016-10-19T22:08:01Z");
    assert_eq!(postmortem.links[0].1.value, "https://example.org/pm");
}

#[test]
fn a_blog_category_is_no_cause_and_its_date_is_the_publication() {
    let (declared, said) = read_at(
        "_posts/2024-01-02-x.md",
        Zone::Foreign,
        "title: T\ndate: 2024-01-02\ncategories: [security, news]\nlayout: post\ntags: a, b",
    );
    assert_eq!(said, Vec::<String>::new());
    assert!(declared.postmortem.root_causes.is_empty() && declared.postmortem.date.is_none());
    assert_eq!(moment(declared.postmortem.published.as_ref()), "2024-01-02");
    assert_eq!((values(&declared.postmortem.tags), declared.incident_fields), (vec!["a", "b"], 0));
}

#[test]
fn nested_maps_and_names_of_book_toml() {
    let declared = quiet(
        "title: T\nextra:\n  team: the platform team\n  severity: P1\ntaxonomies:\n  tags: [a]\nblast_radius: [api]\nincident:\n  id: INC-7",
    );
    let postmortem = &declared.postmortem;
    assert_eq!(values(&postmortem.teams), ["the platform team"]);
    assert_eq!(
        postmortem.severity.as_ref().map(|fact| &fact.provenance),
        Some(&Provenance::FrontMatter { key: "extra.severity".into(), line: 5 })
    );
    assert_eq!((values(&postmortem.tags), values(&postmortem.services)), (vec!["a"], vec!["api"]));
    assert_eq!(postmortem.id.as_ref().map(|fact| fact.value.as_str()), Some("INC-7"));
}

#[test]
fn lists_in_every_shape() {
    for (text, names) in [
        ("services: api", vec!["api"]),
        ("services: api, db (primary, eu)", vec!["api", "db (primary, eu)"]),
        ("services: 5", vec!["5"]),
        ("services: [[api, db], [cache]]", vec!["api", "db", "cache"]),
        ("services: [api, api, API, ' api ']", vec!["api", "API"]),
        ("services: [no, off, true]", vec!["no", "off", "true"]),
        ("services:\n- name: api\n  url: x\n- title: db", vec!["api", "db"]),
        ("services: {api: down, db: slow}", vec!["api", "db"]),
        ("services: [~, '', N/A]", vec![]),
        ("affected: [api]\nproduct: Shop", vec!["api", "Shop"]),
    ] {
        assert_eq!(values(&quiet(text).postmortem.services), names, "{text}");
    }
}

#[test]
fn titles_are_one_line_of_text() {
    for (text, title) in [
        ("title: 12", Some("12")),
        ("title: 012", Some("012")),
        ("title: no", Some("no")),
        ("title: true", Some("true")),
        ("title: 2024-01-01", Some("2024-01-01")),
        ("title: .nan", Some(".nan")),
        ("title: 😀", Some("😀")),
        ("title: \"\\u202egnp\"", Some("gnp")),
        ("title: \"a\\nb\"", Some("a b")),
        ("title: |\n  block\n  title", Some("block title")),
        ("title:", None),
        ("title: ''", None),
        ("title: '  '", None),
        ("title: ~", None),
        ("name: N", Some("N")),
        ("name: N\ntitle: T", Some("T")),
    ] {
        assert_eq!(quiet(text).title.map(|title| title.value).as_deref(), title, "{text}");
    }
    let declared = says("title: [a, b]", &["2 front-matter-type: `title` is a list, not one text"]);
    assert_eq!(declared.title.map(|title| title.value).as_deref(), Some("a, b"));
    assert_eq!(says("title: {a: b}", &["2 front-matter-type: `title` is a map, not one text"]).title, None);
}

#[test]
fn near_misses_are_named() {
    let declared = says(
        "severty: SEV1\nlayout: post\nweight: 3\nauthor_profile: true\nsevices: [a]",
        &[
            "2 unknown-field: the field `severty` is unknown and not read | did you mean `severity`?",
            "6 unknown-field: the field `sevices` is unknown and not read | did you mean `services`?",
        ],
    );
    assert_eq!(declared.incident_fields, 0);
    let near = "2 unknown-field: the field `visiblity` is unknown and not read | did you mean `visibility`?";
    assert_eq!(says("visiblity: public", &[near]).visibility, Some(Visibility::Internal));
}

#[test]
fn visibility_is_internal_when_in_doubt() {
    assert_eq!(quiet("visibility: Public").visibility, Some(Visibility::Public));
    assert_eq!(quiet("title: x").visibility, None);
    for (text, written) in
        [("visibility: secret", "`secret`"), ("visibility: [public]", "a list"), ("visibility:", "empty")]
    {
        let said = format!(
            "2 unknown-visibility: `visibility` is {written}: taken as `internal` | write `public` or `internal`"
        );
        assert_eq!(says(text, &[&said]).visibility, Some(Visibility::Internal));
    }
    let (declared, _) = read_text("visibility: public\nvisibility: internal");
    assert_eq!(declared.doubts.first().map(|(guard, _)| *guard), Some(Guard::Visibility), "the later line is unread");
    let (declared, _) = read_text("visibility: public\ntitle: a: b");
    assert_eq!((declared.visibility, declared.doubts.len()), (Some(Visibility::Public), 0));
    assert_eq!(declared.title.map(|title| title.value).as_deref(), Some("a: b"));
    assert_eq!(read_text("title: [a").0.visibility, None, "nobody knows: a public build leaves it out");
    let odd = "2 front-matter-type: `draft` is a text, not true or false";
    assert!(says("draft: maybe", &[odd]).draft, "what is no plain `false`");
}

#[test]
fn states_and_drafts() {
    assert!(quiet("draft: true").draft && quiet("status: draft").draft && quiet("published: false").draft);
    assert!(!quiet("published: true").draft && !quiet("draft: false").draft);
    let declared = says(
        "status: brewing",
        &[
            "2 unknown-status: `status`: `brewing` is no known status | known are draft, in-review, published and closed; the word is kept",
        ],
    );
    assert_eq!(declared.postmortem.status.map(|fact| fact.value), Some(Status::Other("brewing".to_owned())));
}

#[test]
fn severities_that_are_odd() {
    let level = |declared: &Declared| {
        declared.postmortem.severity.as_ref().map(|fact| (fact.value.label.clone(), fact.value.level))
    };
    assert_eq!(level(&quiet("severity: 'sev1 '")), Some(("sev1".to_owned(), Some(1))));
    assert_eq!(level(&quiet("severity: {level: 1}")), Some(("1".to_owned(), Some(1))));
    assert_eq!(level(&quiet("severity: TBD")), None);
    assert_eq!(level(&quiet("priority: 0.5")), None);
    assert_eq!(level(&quiet("priority: P2")), Some(("P2".to_owned(), Some(2))));
    let hint = "it is shown as written; give it a level in book.toml, `[severity] levels`";
    let said = format!("2 unknown-severity: `severity`: `SEV9` is no known severity | {hint}");
    assert_eq!(level(&says("severity: SEV9", &[&said])), Some(("SEV9".to_owned(), None)));
    let declared = says("severity: [SEV-1, SEV-2]", &["2 front-matter-type: `severity` is a list, not one text"]);
    assert_eq!(level(&declared), Some(("SEV-1".to_owned(), Some(1))));
}

#[test]
fn times_and_durations() {
    let declared = quiet(
        "date: 2024-03-07\ntimezone: UTC\nstart: '14:02'\nend: 2024-03-07 15:10 UTC\nttr: 1h 5m\nttd: PT1H\nttm: 01:30\ndetected_by: PagerDuty alert",
    );
    let postmortem = &declared.postmortem;
    assert_eq!(
        (moment(postmortem.started.as_ref()), moment(postmortem.resolved.as_ref())),
        ("2024-03-07T14:02:00Z".into(), "2024-03-07T15:10:00Z".into())
    );
    let minutes = |span: &crate::model::postmortem::Span| span.stated.as_ref().map(|fact| fact.value.0);
    assert_eq!(
        (minutes(&postmortem.ttr), minutes(&postmortem.ttd), minutes(&postmortem.ttm)),
        (Some(65), Some(60), Some(90))
    );
    assert_eq!(
        postmortem.detection.as_ref().map(|fact| &fact.value),
        Some(&crate::model::postmortem::Detection::Monitoring)
    );
    assert_eq!(minutes(&quiet("duration_minutes: 47").postmortem.ttr), Some(47));
    assert_eq!(minutes(&quiet("resolution_time: 2 hours").postmortem.ttr), Some(120));
    assert_eq!(minutes(&quiet("duration: 42 min").postmortem.ttr), Some(42));
    assert_eq!(quiet("started: TBD\ndate:\nduration: N/A").postmortem.started, None);
}

#[test]
fn times_that_cannot_be_are_reported() {
    says(
        "started: 2020-09-31T12:43:00Z",
        &["2 impossible-time: `started`: there is no such time: `2020-09-31T12:43:00Z`"],
    );
    says("date: 2017-02-29", &["2 impossible-time: `date`: there is no such time: `2017-02-29`"]);
    says(
        "date: 06/07/2024",
        &[
            "2 ambiguous-date: `date`: day and month cannot be told apart in `06/07/2024` | write the year first, as in 2024-03-07",
        ],
    );
    says(
        "date: yesterday",
        &["2 unreadable-time: `date`: `yesterday` cannot be read as a time | write it as 2024-03-07 14:02 UTC"],
    );
    says("date: [2024-01-01, 2024-01-02]", &["2 front-matter-type: `date` is a list, not a time"]);
    says(
        "duration: 47",
        &["2 unreadable-duration: `duration`: `47` cannot be read as a duration | give the unit, as in `47 min`"],
    );
    assert_eq!(moment(quiet("date: 20240307").postmortem.date.as_ref()), "2024-03-07");
}

#[test]
fn slugs_and_old_urls_stay_inside() {
    assert_eq!(quiet("slug: 007").slug.map(|slug| slug.value).as_deref(), Some("007"));
    let changed = |from: &str, to: &str| {
        format!("2 slug-changed: `slug`: `{from}` becomes `{to}` | use lower-case letters, digits and hyphens")
    };
    for (written, slug) in
        [("../../x", "x"), ("a/b", "a-b"), ("CON", "con-page"), ("UPPER", "upper"), ("feed.xml", "feed-xml")]
    {
        assert_eq!(
            says(&format!("slug: {written}"), &[&changed(written, slug)]).slug.map(|slug| slug.value).as_deref(),
            Some(slug)
        );
    }
    let (declared, said) = read_text("slug: '..'");
    assert_eq!((declared.slug, said.len()), (None, 1));
    let declared = says(
        "aliases: [/old/, ../x]",
        &[
            "2 unsafe-alias: `aliases`: `../x` leaves the site's folder; no redirect is made | write a path of this site, as in `/2019/old-name/`",
        ],
    );
    assert_eq!(declared.aliases.iter().map(|alias| &*alias.value).collect::<Vec<_>>(), ["old/"]);
}

#[test]
fn action_items_as_texts_and_maps() {
    let declared = says(
        "action_items:\n- \"[x] Add an alert\"\n- Write a runbook\n- text: Rotate keys\n  owner: Ann Lee (SRE)\n  due: 2024-04-01\n  status: in progress\n  kind: prevention\n  ticket: OPS-1\n\
         - action: Ask the vendor\n  status: waiting for legal\n- Fix it: done",
        &[
            "12 unknown-action-status: `action_items`: `waiting for legal` is no known state of an action | known are idea, open, in-progress, done, verified and dropped; the word is kept in the text",
        ],
    );
    let items: Vec<_> =
        declared.postmortem.action_items.iter().map(|item| (item.text.as_str(), item.status, item.line)).collect();
    use crate::model::ActionStatus::{Done, InProgress};
    assert_eq!(
        items,
        [
            ("Add an alert", Some(Done), 3),
            ("Write a runbook", None, 4),
            ("Rotate keys", Some(InProgress), 5),
            ("Ask the vendor (waiting for legal)", None, 11),
            ("Fix it", Some(Done), 13),
        ]
    );
    let keys = &declared.postmortem.action_items[2];
    assert_eq!(
        (keys.owner.as_deref(), keys.ticket.as_deref(), keys.due.as_ref().map(ToString::to_string)),
        (Some("Ann Lee"), Some("OPS-1"), Some("2024-04-01".to_owned()))
    );
}

#[test]
fn services_and_causes_have_names_where_postmortems_have_urls() {
    let text = "name: checkout\nowner: payments-team\naliases: [shop, checkout-api]\nrunbook: https://example.org/rb\nupstream: [db]\nstatus: stub";
    let (declared, said) = read_at("services/checkout.md", Zone::Services, text);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(
        (values(&declared.service.names), values(&declared.service.depends_on)),
        (vec!["shop", "checkout-api"], vec!["db"])
    );
    assert_eq!(declared.service.owner.map(|fact| fact.value).as_deref(), Some("payments-team"));
    assert_eq!(declared.service.runbook.map(|fact| fact.value).as_deref(), Some("https://example.org/rb"));
    assert!(declared.aliases.is_empty());
    let (declared, _) = read_at("root-causes/dns.md", Zone::RootCauses, "parent: network\naliases: name-resolution");
    assert_eq!(
        (declared.root_cause.parent.map(|fact| fact.value).as_deref(), values(&declared.root_cause.names)),
        (Some("network"), vec!["name-resolution"])
    );
}

#[test]
fn impact_people_and_links() {
    let declared = quiet(
        "impact:\n  customers: 120\n  requests_failed: 4 %\nusers_affected: 300\nauthors: Ann Lee ([@ann](https://example.org/@ann)), Bo Li and Cy Tan\n\
         links:\n- https://example.org/a\n- title: Chart\n  url: https://example.org/c\n- posts/b.md\nsummary: It `broke`, see [this](x).",
    );
    let postmortem = &declared.postmortem;
    let impact: Vec<_> =
        postmortem.impact.iter().map(|impact| (impact.label.as_str(), impact.text.value.as_str())).collect();
    assert_eq!(impact, [("customers", "120"), ("requests failed", "4 %"), ("users affected", "300")]);
    assert_eq!(values(&postmortem.authors), ["Ann Lee", "Bo Li", "Cy Tan"]);
    let links: Vec<_> = postmortem.links.iter().map(|(label, url)| (label.as_str(), url.value.as_str())).collect();
    assert_eq!(links, [("", "https://example.org/a"), ("Chart", "https://example.org/c")]);
    assert_eq!(values(&postmortem.related), ["posts/b.md"]);
    assert_eq!(postmortem.summary.as_ref().map(|fact| fact.value.as_str()), Some("It broke, see this."));
    let declared = says(
        "links: ['javascript:alert(1)']",
        &[
            "2 unsafe-link: `links`: `javascript:alert(1)` is no web address | only http, https and mailto links are printed",
        ],
    );
    assert!(declared.postmortem.links.is_empty());
}

#[test]
fn a_cause_is_a_name_and_not_a_sentence() {
    let declared = says(
        "root_cause: The pool ran out of connections because nobody had set a limit for it",
        &[
            "2 cause-not-a-name: `root_cause` holds a sentence, not the name of a cause | name the cause in two or three words here and describe it in the text",
        ],
    );
    assert!(declared.postmortem.root_causes.is_empty());
}
