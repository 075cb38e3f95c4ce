//! Titles and summaries.

use super::*;

#[test]
fn a_summary_tells_of_the_incident_and_not_of_its_document() {
    let summary = |text: &str| incident_of(text).summary.map(|summary| summary.value);
    let boilerplate = "# Postmortem: lamps out\n\nPrepared by Ann Lee and Bo Li for the board.\n\nStatus: fixed\nOwner: Ann\n\nThe whole street was dark for an hour. This post explains what we learned.\n\n## Timeline\n\n- 10:00 Dark\n";
    assert_eq!(summary(boilerplate).as_deref(), Some("The whole street was dark for an hour."));
    let leads_in = "# Postmortem: lamps out\n\n## Summary\n\nThe following happened:\n\n- The whole street was dark for an hour.\n";
    assert_eq!(summary(leads_in).as_deref(), Some("The whole street was dark for an hour."));
    let before = "# Postmortem: lamps out\n\n## Summary\n\nThe whole street was dark for an hour. The lamp said:\n\n```\nno fuse\n```\n\nWe bought one.\n";
    assert_eq!(summary(before).as_deref(), Some("The whole street was dark for an hour."));
    let form =
        "# Postmortem: lamps out\n\n## Summary\n\n[Describe the incident in two sentences]\n\n## Impact\n\nDark.\n";
    assert_eq!(summary(form), None);
    for sentence in
        ["export of metrics stopped for two hours.", "import of a user's lamps from abroad stopped for two hours."]
    {
        let told = format!("# Postmortem: lamps out\n\n## Summary\n\n{sentence}\n");
        assert_eq!(summary(&told).as_deref(), Some(sentence));
    }
}

#[test]
fn a_title_may_begin_like_a_section_or_a_label() {
    let title = |heading: &str| {
        let text = format!(
            "# {heading}\n\n**Date:** 2024-03-07\n\n## Root cause\n\nA fuse was too small.\n\n## Impact\n\nThe street was dark.\n"
        );
        let read = read_at("postmortems/lamp.md", Zone::Postmortems, &text).0;
        (read.title.value, read.sections.iter().filter(|section| section.name == SectionName::Resolution).count())
    };
    assert_eq!(title("Résolution du problème des lampes"), ("Résolution du problème des lampes".to_owned(), 0));
    assert_eq!(title("Fix: the lamps of the street are dark"), ("Fix: the lamps of the street are dark".to_owned(), 0));
    assert_eq!(title("Resolution").0, "Lamp");
}

#[test]
fn a_list_of_facts_is_no_summary_and_a_label_ends_one() {
    let told = |text: &str| incident_of(text).summary.map(|fact| fact.value);
    let facts = "# Dark\n\n## Summary\n\n- Environment: a cluster of three nodes in the cellar\n- Severity: SEV-2\n- Duration: about seven minutes\n";
    assert_eq!(told(facts), None);
    let then = format!("{facts}- Nobody on the street could see the way home.\n");
    assert_eq!(told(&then).as_deref(), Some("Nobody on the street could see the way home."));
    let ended =
        "# Dark\n\n## Summary\n\nThe lamps of the street went out for an hour.\nTimeline:\n22:58: All lamps dark.\n";
    assert_eq!(told(ended).as_deref(), Some("The lamps of the street went out for an hour."));
    let japanese = "# 停電\n\n## 問題の概要\n\n**日付:** 2024-03-07\n**問題:** 通り全体の街灯が一時間にわたって消灯し、多数の苦情が寄せられた\n";
    assert_eq!(told(japanese).as_deref(), Some("通り全体の街灯が一時間にわたって消灯し、多数の苦情が寄せられた"));
}
