use super::super::tests::incident_of;
use crate::model::Fact;

fn names(facts: &[Fact<String>]) -> Vec<&str> {
    facts.iter().map(|fact| fact.value.as_str()).collect()
}

/// Severity, services and authors of a document that begins with `head`.
fn facts(head: &str) -> (String, Vec<String>, Vec<String>) {
    let read = incident_of(&format!("# Lamps out\n\n{head}\n\n## Summary\n\nThe street was dark for an hour.\n"));
    let own = |facts: &[Fact<String>]| names(facts).into_iter().map(str::to_owned).collect();
    (read.severity.map_or(String::new(), |fact| fact.value.label), own(&read.services), own(&read.authors))
}

fn expected() -> (String, Vec<String>, Vec<String>) {
    ("SEV-2".to_owned(), vec!["lamp-api".to_owned(), "fuses".to_owned()], vec!["Ann Lee".to_owned()])
}

#[test]
fn a_label_ends_the_value_before_it_whether_or_not_its_word_is_known() {
    for head in [
        "Severity: SEV-2\nCommander: Kim\nServices: lamp-api, fuses\nLead: Kim Roe\nAuthor: Ann Lee\nReviewers: Kim",
        "**Severity:** SEV-2  \nScribe: Kim  \n**Services:** lamp-api, fuses  \nLead: Kim  \n**Author:** Ann Lee  \nRoom: 7",
        "*Severity:* SEV-2\n*Bridge:* 7\n*Services:* lamp-api, fuses\n*Lead:* Kim\n*Author:* Ann Lee\n*Room:* 7",
        "Severity: SEV-2<br>Lead: Kim<br>Services: lamp-api, fuses<br>Author: Ann Lee<br>Room: 7",
    ] {
        assert_eq!(facts(head), expected(), "{head}");
    }
}

#[test]
fn one_thing_is_a_label_however_it_is_written() {
    for head in [
        "## Severity: SEV-2\n## Services: lamp-api, fuses\n## Author: Ann Lee",
        "#### Severity\n\nSEV-2\n\n#### Services\n\n- lamp-api\n- fuses\n\n#### Author\n\nAnn Lee",
        "**Severity**\n\nSEV-2\n\n**Services**\n\nlamp-api, fuses\n\n**Author**\n\nAnn Lee",
        "- **Severity:** SEV-2\n- **Services**:\n  - lamp-api: all of it\n  - fuses\n- **Author:** Ann Lee",
        "Severity\n: SEV-2\n\nServices\n: lamp-api\n: fuses\n\nAuthor\n: Ann Lee",
        "| Property | Setting |\n|---|---|\n| **Severity** | SEV-2 |\n| **Services** | lamp-api<br>fuses |\n| **Author** | Ann Lee |",
        "| | |\n|---|---|\n| Severity | SEV-2 |\n| Services | `lamp-api` `fuses` |\n| Author | Ann Lee |",
        "| Severity | SEV-2 |\n|---|---|\n| Services | lamp-api, fuses |\n| Author | Ann Lee |",
        "| Severity | SEV-2 | Author | Ann Lee |\n|---|---|---|---|\n| Services | lamp-api, fuses | Status | Resolved |",
        "| Field | Value | Remark |\n|---|---|---|\n| Severity | SEV-2 | first SEV-3 |\n| Services | lamp-api, fuses | |\n| Author | Ann Lee | |",
        "| Severity | Services | Author |\n|---|---|---|\n| SEV-2 | lamp-api, fuses | Ann Lee |",
        "<table><tr><th>Severity</th><td>SEV-2</td></tr><tr><th>Services</th><td><ul><li>lamp-api</li><li>fuses</li></ul></td></tr>\
         <tr><th>Author</th><td>Ann Lee</td></tr></table>",
        "**Severity:** SEV-2 | **Services:** lamp-api, fuses | **Author:** Ann Lee",
        "Severity: SEV-2 | Services: lamp-api, fuses | Author: Ann Lee",
        "Incident 7 (Severity: SEV-2, Services: lamp-api, fuses; Author: Ann Lee)",
        "!!! info \"At a glance\"\n\n    | | |\n    |---|---|\n    | Severity | SEV-2 |\n    | Services | lamp-api, fuses |\n    | Author | Ann Lee |",
        "> [!note]\n> **Severity:** SEV-2\n> **Services:** lamp-api, fuses\n> **Author:** Ann Lee",
        ":::info\n**Severity:** SEV-2\n**Services:** lamp-api, fuses\n**Author:** Ann Lee\n:::",
    ] {
        assert_eq!(facts(head), expected(), "{head}");
    }
}

#[test]
fn words_with_a_colon_within_a_sentence_are_no_labels() {
    let read = incident_of(
        "# Lamps\n\n**Impact:**\nHomes: all of them were dark.\nShops: most.\n\n**Summary:** The fuse blew and\nthen: nothing. Two causes: age, rust.\n",
    );
    assert_eq!(read.impact[0].text.value, "Homes: all of them were dark. Shops: most.");
    assert_eq!(
        read.summary.map(|fact| fact.value).as_deref(),
        Some("The fuse blew and then: nothing. Two causes: age, rust.")
    );
}

#[test]
fn a_remark_or_a_list_of_other_markup_does_not_end_a_section() {
    let text = "# Lamps 2024-03-07\n\n<!-- All times UTC. -->\n\n## Detection\n{: .no_toc }\n\n<!-- who noticed? -->\n\nAn alert fired.\n\n\
                ## Timeline\n\n<!-- newest last -->\n\n- 14:02 dark\n";
    let read = incident_of(text);
    assert!(read.detection.is_some());
    let times: Vec<String> =
        read.timeline.events.iter().filter_map(|event| Some(event.time.as_ref()?.to_string())).collect();
    assert_eq!(times, ["2024-03-07T14:02:00Z"]);
}

#[test]
fn a_clause_is_no_service_and_who_signs_at_the_foot_is_the_author() {
    assert_eq!(facts("**影響を受けたサービス:** 画像2台（表/裏）を参照する全コンテナ").1, [""; 0]);
    let read = incident_of(
        "# Lamps out\n\n## Summary\n\nDark.\n\n## Root cause\n\nA fuse.\n\n**Last updated:** May 2026\n**Author:** Ann Lee\n",
    );
    assert_eq!(names(&read.authors), ["Ann Lee"]);
}

#[test]
fn names_of_several_words_may_have_signs_between_them_and_high_headings_are_labels_below_the_story() {
    assert_eq!(facts("**Service:** Shop - Search - Suggest").1, ["Shop - Search - Suggest"]);
    let text = "# Lamps out\n\n## Root cause\n\nA fuse.\n\n## Priority\n\nHigh\n\n## Incident duration\n\n1 hr 4 minutes - as told\n";
    let read = incident_of(text);
    assert_eq!(read.severity.map(|fact| fact.value.label).as_deref(), Some("High"));
    assert_eq!(read.ttr.stated.map(|fact| fact.value.0), Some(64));
}
