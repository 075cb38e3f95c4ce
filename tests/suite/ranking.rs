//! Templates and lists of incidents hold the words of incidents, and tell of none: they come last. An id finds the incident that has it.

use crate::support::SiteTest;
use serde_json::Value;

const TEMPLATE: &str = "# Postmortem: [Incident title]\n\n## Summary\n\n[What happened?]\n\n## Timeline\n\n| Time | Event |\n|---|---|\n\
    | HH:MM | [What was seen] |\n\n## Root cause\n\n[Why it happened]\n\n## Lessons learned\n\n### What went well\n\n- TODO\n\n\
    ### What went wrong\n\n- TODO\n";
const INDEX: &str = "# Incidents\n\n- [Disk full on the build host](disk.md)\n- [Queue stuck after a deploy](queue.md)\n\
    - [Certificate expired at the edge](certificate.md)\n";
const DISK: &str = "# Builds stopped\n\nDate: 2024-03-07\n\n## Summary\n\nThe build host had its disk full of old images, so every \
    build stopped until the images were deleted by hand in the afternoon.\n\n## Timeline\n\n- 09:10 builds fail\n- 14:02 images \
    deleted\n\n## Root cause\n\nNobody deleted old images.\n\n## Lessons learned\n\nWhat went well: the alert came early. What went \
    wrong: its page named the wrong host, and the runbook had moved.\n";
const QUEUE: &str = "# Orders piled up\n\nDate: 2024-05-01\n\n## Summary\n\nThe queue was stuck after a deploy and was started again \
    by the night shift, two hours after the first order was late.\n\n## Timeline\n\n- 22:10 deploy\n- 00:15 queue started\n\n\
    ## Root cause\n\nThe consumer waited for a lock.\n\n## Lessons learned\n\nWhat went well: no order was lost. What went wrong: the \
    deploy had no check.\n";

fn site() -> SiteTest {
    SiteTest::new()
        .file("content/template.md", TEMPLATE)
        .file("content/README.md", INDEX)
        .file("content/disk.md", DISK)
        .file("content/queue.md", QUEUE)
        .file("content/certificate.md", &DISK.replace("disk full of old images", "certificate expired"))
}

/// The kinds of documents that a query finds, in order.
fn kinds(site: &SiteTest, query: &str) -> Vec<String> {
    let run = site.run(&["search", "--format", "json", "--", query]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    let kind = |result: &Value| result["kind"].as_str().unwrap().to_owned();
    answer["results"].as_array().unwrap().iter().map(kind).collect()
}

#[test]
fn templates_and_lists_come_after_the_incidents_that_hold_the_same_words() {
    let site = site();
    for query in ["lessons learned", "what went well", "timeline root cause", "disk full", "queue stuck after a deploy"]
    {
        let kinds = kinds(&site, query);
        let last = kinds.iter().rposition(|kind| kind == "postmortem");
        let first = kinds.iter().position(|kind| kind == "template" || kind == "index");
        assert!(first.is_some() && last < first, "{query}: {kinds:?}");
    }
}

#[test]
fn who_asks_for_the_template_gets_it() {
    assert_eq!(kinds(&site(), "postmortem template").first().map(String::as_str), Some("template"));
}

#[test]
fn an_id_finds_its_incident_before_those_that_cite_it() {
    let cites = "See INC-4711: like INC-4711, and unlike INC-4710, it was seen late. INC-4711 again. ";
    let site = SiteTest::new()
        .file(
            "content/a.md",
            &DISK.replace("## Timeline", &format!("{}\n\n## INC-4711\n\n## Timeline", cites.repeat(9))),
        )
        .file("content/b.md", &QUEUE.replace("Date: 2024-05-01", "Date: 2024-05-01\nIncident ID: INC-4711"))
        .file("content/INC-4712-edge.md", &DISK.replace("disk full of old images", "certificate expired"))
        .file(
            "content/z.md",
            &DISK.replace("## Timeline", &format!("{}\n\n## Timeline", cites.replace("4711", "4712").repeat(9))),
        );
    let first = |query: &str| {
        let run = site.run(&["search", "--format", "json", "--", query]);
        let answer: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
        answer["results"][0]["source"].as_str().unwrap().to_owned()
    };
    for query in ["INC-4711", "inc-4711", "[2031-01-02] rollback of INC-4711\n"] {
        assert_eq!(first(query), "b.md", "{query}");
    }
    assert_eq!(first("INC-4712"), "INC-4712-edge.md");
}

#[test]
fn the_page_of_a_service_comes_behind_the_incident_of_the_same_words() {
    let words = "The ledger replays stalled shards until the checkpoint is rebuilt by hand.";
    let told = DISK.replace("# Builds stopped", "# Ledger").replace("Nobody deleted old images.", words);
    // The incident is longer, so that each word of it counts less.
    let more = "The night shift told the support desk and the vendor, and both wrote to customers in the morning.";
    let site = SiteTest::new()
        .file("content/services/ledger.md", &told)
        .file("content/postmortems/x.md", &format!("{told}\n{more}\n"));
    for query in ["replays stalled shards", "checkpoint rebuilt by hand"] {
        assert_eq!(kinds(&site, query), ["postmortem", "service"], "{query}");
    }
}

#[test]
fn an_error_finds_the_incident_that_has_its_line_before_the_cause_that_is_known_by_it() {
    // The page of the cause is short and of little else.
    let lines = [
        "FATAL: winch lease expired",
        "Lease-1 - Winch is not available, request timed out after 30000ms.",
        "No winch left on lane",
    ];
    let cause = format!("# Winch lease\n\nKnown by {}.\n", lines.map(|line| format!("`{line}`")).join(", "));
    let told = |line: &str| format!("{DISK}\n```\n10:12:07 {line}\n```\n\n{}", QUEUE.replace('#', "").repeat(9));
    let site = SiteTest::new().file("content/root-causes/winch-lease.md", &cause);
    let site =
        (0..).zip(lines).fold(site, |site, (at, line)| site.file(&format!("content/postmortems/{at}.md"), &told(line)));
    for line in lines {
        assert_eq!(kinds(&site, line)[..2], ["postmortem", "root-cause"], "{line}");
    }
    assert_eq!(kinds(&site, "winch lease")[0], "root-cause", "its name");
}

#[test]
fn common_words_side_by_side_tell_no_more_than_they_do_apart() {
    let told = |words: &str| {
        format!("# An evening\n\nDate: 2024-03-07\n\n## Summary\n\nThe night shift saw {words} and went home.\n")
    };
    let others = (0..12).map(|at| (format!("content/{at}.md"), told("a pull request that somebody merged later")));
    let site = others.fold(SiteTest::new(), |site, (path, text)| site.file(&path, &text));
    let site = site
        .file("content/beside.md", &told("a pull request that was stuck there"))
        .file("content/sought.md", &told("a stuck runner, stuck on request to pull"));
    let run = site.run(&["search", "--format", "json", "--", "pull request stuck"]);
    let answer: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    assert_eq!(answer["results"][0]["source"], "sought.md");
}

#[test]
fn a_word_that_many_documents_hold_is_not_the_beginning_of_another() {
    let told = |words: &str| DISK.replace("old images", words);
    let others = (0..12).map(|at| (format!("content/{at}.md"), told("a form")));
    let site = others.fold(site(), |site, (path, text)| site.file(&path, &text));
    let site = site.file("content/formation.md", &told("formations"));
    let count = |query: &str| kinds(&site, query).len();
    assert_eq!((count("form"), count("formatio")), (10, 1));
    let run = site.run(&["search", "--format", "json", "--limit", "20", "--", "form"]);
    assert!(!run.stdout.contains("formation.md"), "{}", run.stdout);
}

#[test]
fn a_word_that_has_other_names_is_not_mistyped() {
    let told = |words: &str| QUEUE.replace("a deploy", words);
    let site = SiteTest::new()
        .file("content/meant.md", &told("the cooling failed"))
        .file("content/other.md", &told("the hvdc line, the hvdc line failed"));
    assert_eq!(kinds(&site, "hvac").len(), 1);
}
