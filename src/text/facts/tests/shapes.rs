//! Shapes in which facts stand: lists amid the story, ranges, boxes, lines without marks.

use super::*;

fn shown<T>(fact: Option<Fact<T>>, show: fn(T) -> String) -> String {
    fact.map_or(String::new(), |fact| show(fact.value))
}

/// Start, detection, mitigation, end.
fn times(text: &str) -> [String; 4] {
    let incident = incident_of(text);
    [incident.started, incident.detected, incident.mitigated, incident.resolved]
        .map(|fact| shown(fact, |moment| moment.to_string()))
}

const STORY: &str = "# Lamps out\n\n## Summary\n\nThe street was dark.\n\n## Root cause\n\nA fuse.\n\n";

#[test]
fn moments_told_in_one_list_or_table_are_the_incidents_wherever_it_stands() {
    let told = ["2026-03-02T10:00:00Z", "2026-03-02T10:05:00Z", "", "2026-03-02T11:00:00Z"];
    let table = "## Milestones\n\n| Milestone | Time |\n|---|---|\n| Started | 2026-03-02 10:00 UTC |\n| Detected | 2026-03-02 10:05 UTC |\n| Resolved | 2026-03-02 11:00 UTC |\n";
    let list = "## How long\n\n- Impact start: 2026-03-02 10:00 UTC\n- Impact detected: 2026-03-02 10:05 UTC\n- Impact end: 2026-03-02 11:00 UTC\n";
    let lines = "## How long\n\n1.1 Time incident started: 2026-03-02 10:00 UTC\n1.2 Time incident detected: 2026-03-02 10:05 UTC\n1.3 Time incident ended: 2026-03-02 11:00 UTC\n";
    for part in [table, list, lines] {
        assert_eq!(times(&format!("{STORY}{part}")), told, "{part}");
    }
    let one = "## How long\n\n- Impact start: 2026-03-02 10:00 UTC\n";
    assert_eq!(times(&format!("{STORY}{one}"))[0], "");
}

#[test]
fn a_date_with_two_clock_times_is_start_and_end_and_one_with_a_single_time_is_none() {
    let read = |value: &str| times(&format!("# Lamps out\n\n**Date:** {value}\n\n## Root cause\n\nA fuse.\n"));
    let span = read("March 2, 2026 10:00 AM → 11:00 AM (UTC)");
    assert_eq!([&*span[0], &*span[3]], ["2026-03-02T10:00:00Z", "2026-03-02T11:00:00Z"]);
    assert_eq!(read("March 2, 2026, 10:00 UTC")[0], "");
}

#[test]
fn a_length_under_the_name_of_a_moment_is_one_and_a_clock_time_is_not() {
    let ttr = |value: &str| {
        let text = format!("# Lamps out\n\n**Date:** 2026-03-02\n**End:** {value}\n\n## Root cause\n\nA fuse.\n");
        incident_of(&text).ttr.stated.map(|fact| fact.value)
    };
    assert_eq!(ttr("after 38 minutes"), None);
    assert_eq!(ttr("38 minutes"), Some(Minutes(38)));
    assert_eq!(ttr("16h30"), None);
}

#[test]
fn a_ticked_box_chooses_the_value_of_its_heading() {
    let severity = |boxes: &str| {
        let text = format!("# Lamps out\n\n### Severity\n\n{boxes}\n### Root cause\n\nA fuse.\n");
        incident_of(&text).severity.map(|fact| fact.value.label)
    };
    assert_eq!(severity("- [ ] SEV1\n- [x] SEV2\n- [ ] SEV3\n").as_deref(), Some("SEV2"));
    assert_eq!(severity("- [ ] SEV1\n- [ ] SEV2\n"), None);
}

#[test]
fn a_line_that_is_a_sections_name_is_its_heading() {
    let actions = |heading: &str| {
        let text = format!("# Lamps out\n\nRoot cause\n\nA fuse.\n\n{heading}\n\n- Buy fuses\n- Label them\n");
        incident_of(&text).action_items.len()
    };
    for heading in ["Action items", "D7 Preventive actions", "四、整改措施", "4. Action items"] {
        assert_eq!(actions(heading), 2, "{heading}");
    }
    assert_eq!(actions("We like action items."), 0);
}

#[test]
fn signs_before_a_time_and_names_behind_an_action_are_no_part_of_the_text() {
    let text = "# Lamps out\n\n**Date:** 2026-03-02\n\n## Timeline\n\n- 🟥 **10:00** – dark\n- 🟩 **11:00** – light\n\n## Action items\n\n- Buy fuses @Ann Lee\n- Label them — Bo Li — 2026-03-09\n- Count them — Ann Lee\n";
    let incident = incident_of(text);
    let entries: Vec<&str> = incident.timeline.events.iter().map(|event| &*event.text).collect();
    assert_eq!(entries, ["dark", "light"]);
    let owners: Vec<Option<&str>> = incident.action_items.iter().map(|item| item.owner.as_deref()).collect();
    assert_eq!(owners, [Some("Ann Lee"), Some("Bo Li"), Some("Ann Lee")]);
    assert_eq!(incident.action_items[0].text, "Buy fuses");
}

#[test]
fn the_date_of_an_article_is_when_it_came_out() {
    let day = |head: &str| {
        let text = format!(
            "---\ntitle: The night without lamps\ndate: 2026-03-09\n{head}---\n\nOn March 2 the whole street was dark for an hour.\n\n## Root cause\n\nA fuse.\n"
        );
        shown(read_whole("postmortems/lamp.md", &text).postmortem.date, |moment| moment.to_string())
    };
    assert_eq!(day("author: Ann Lee\n"), "2026-03-02");
    assert_eq!(day("author: Ann Lee\nseverity: SEV2\n"), "2026-03-09");
}
