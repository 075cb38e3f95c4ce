mod shapes;
mod stories;

use super::*;
use crate::model::postmortem::Minutes;
use crate::model::{ActionStatus, Fingerprint, SectionName, Zone};
use crate::text::codes::Codes;
use crate::text::{foreign, markdown};
use std::sync::Arc;

fn source(path: &str, zone: Zone, text: &str) -> SourceFile {
    let fingerprint = Fingerprint::of(text.as_bytes());
    SourceFile { path: Arc::from(path), above: Arc::from(""), zone, text: Arc::from(text), fingerprint, damaged: false }
}

pub(super) fn read_at(path: &str, zone: Zone, text: &str) -> (Extracted, Report) {
    let source = source(path, zone, text);
    let body = foreign::rewrite(text, 0, false);
    let events = markdown::read(&body).events;
    let mut report = Report::default();
    let extracted = extract(&source, Declared::default(), &events, &mut report, None);
    (extracted, report)
}

/// With its front matter.
pub(super) fn read_whole(path: &str, text: &str) -> Extracted {
    report_whole(path, Zone::Foreign, text).0
}

pub(super) fn report_whole(path: &str, zone: Zone, text: &str) -> (Extracted, Report) {
    let source = source(path, zone, text);
    let config = crate::config::Config::new(jiff::civil::date(2026, 1, 1));
    let mut report = Report::default();
    let front = crate::text::front_matter::split(&source.path, text, &mut report);
    let body = foreign::rewrite(text, front.body, false);
    let events = markdown::read(&body).events;
    let declared = crate::text::fields::read(&source, &front, &Codes::of(text, &events), &config, &mut report);
    let extracted = extract(&source, declared, &events, &mut report, None);
    (extracted, report)
}

/// Codes of what is reported.
pub(super) fn reported(text: &str) -> Vec<std::borrow::Cow<'static, str>> {
    read_at("postmortems/lamp.md", Zone::Postmortems, text).1.diagnostics.into_iter().map(|found| found.code).collect()
}

pub(super) fn incident_of(text: &str) -> Postmortem {
    read_at("postmortems/lamp.md", Zone::Postmortems, text).0.postmortem
}

pub(super) fn kind_of(path: &str, text: &str) -> Kind {
    read_at(path, Zone::Foreign, text).0.kind
}

fn events(postmortem: &Postmortem) -> Vec<String> {
    let time = |event: &crate::model::TimelineEvent| event.time.as_ref().map_or("-".to_owned(), ToString::to_string);
    postmortem.timeline.events.iter().map(|event| format!("{} {}", time(event), event.text)).collect()
}

#[test]
fn a_list_of_bold_labels_is_metadata() {
    let read = incident_of(
        "# Lamps out\n\n- **Date**: 2024-03-07\n- **Severity**: SEV-2 (half the street)\n- **Duration**: 1h 5m\n- **Services affected**: `lamp-api`, switchboard (west), all others\n- **Authors**: Ann Lee, Bo Li\n- **Status**: Resolved\n\n## Root cause\n\nA fuse.\n",
    );
    assert_eq!(read.date.map(|date| date.value.to_string()).as_deref(), Some("2024-03-07"));
    assert_eq!(read.severity.and_then(|severity| severity.value.level), Some(2));
    assert_eq!(read.ttr.stated.map(|minutes| minutes.value), Some(Minutes(65)));
    let names = |facts: &[Fact<String>]| facts.iter().map(|fact| fact.value.clone()).collect::<Vec<_>>();
    assert_eq!(names(&read.services), ["lamp-api", "switchboard"]);
    assert_eq!(names(&read.authors), ["Ann Lee", "Bo Li"]);
    assert_eq!(read.status.map(|status| status.value.as_str().to_owned()).as_deref(), Some("resolved"));
}

#[test]
fn tables_and_labels_in_one_line_are_metadata() {
    let table = incident_of(
        "# Lamps\n\n| Field | Value |\n|---|---|\n| Severity | P1 |\n| Detected | 2024-03-07 14:02 UTC |\n",
    );
    assert_eq!(table.severity.map(|severity| severity.value.label).as_deref(), Some("P1"));
    assert_eq!(table.detected.map(|time| time.value.to_string()).as_deref(), Some("2024-03-07T14:02:00Z"));
    let line =
        incident_of("# Lamps\n\n**Date:** 2024-03-07 | **Severity:** SEV3\n**Duration:** ~4 min/hour, recurring\n");
    assert_eq!(line.severity.and_then(|severity| severity.value.level), Some(3));
    assert_eq!(line.ttr.stated, None);
}

#[test]
fn labels_amid_the_story_are_not_the_incidents() {
    let read = incident_of(
        "# Lamps\n\n## Timeline\n\n- 10:00 dark\n- 10:05 light\n\n## Issues found\n\n**Severity**: Critical\n\n**Duration**: 3 days\n",
    );
    assert_eq!((read.severity, read.ttr.stated), (None, None));
}

#[test]
fn key_events_and_times_in_brackets() {
    let read = incident_of(
        "# Lamps\n\n- **Key events**\n  - First detected 2024-03-07 13:15\n  - Repaired 2024-03-07 13:46\n  - Resolved 2024-03-07 13:58\n\n- **Time to resolve**: 0h 43m\n\n- **Impact**: The street was dark.\n\n- **Review actions**:\n  - Buy fuses. Ticket [#12](https://example.org)\n",
    );
    assert_eq!(read.resolved.map(|time| time.value.to_string()).as_deref(), Some("2024-03-07T13:58:00"));
    assert_eq!(read.ttr.stated.map(|minutes| minutes.value), Some(Minutes(43)));
    assert_eq!(read.action_items[0].ticket.as_deref(), Some("#12"));
    let read = incident_of("# Lamps, 2024-03-07\n\n**Duration:** 38 minutes (16:40 – 17:18 UTC)\n");
    assert_eq!(read.started.map(|time| time.value.to_string()).as_deref(), Some("2024-03-07T16:40:00Z"));
    assert_eq!(read.ttr.derived.map(|minutes| minutes.value), Some(Minutes(38)));
}

#[test]
fn timelines_as_tables() {
    let read = incident_of(
        "# Lamps\n\n## Timeline\n\n| Day | Date (2023) | Time (PT) | Event |\n|---|---|---|---|\n| Sun | Oct 29 | 23:50 | Dark |\n| Mon | Oct 30 | 00:10 | Light |\n",
    );
    assert_eq!(events(&read), ["2023-10-29T23:50:00-07:00 Dark", "2023-10-30T00:10:00-07:00 Light"]);
    let read = incident_of(
        "# Lamps 2024-03-07\n\nAll times in UTC.\n\n## 3. 时间线\n\n| 事件 | 时间 |\n|---|---|\n| Dark | 23:50 |\n| Light | 00:10 |\n| Tea | later |\n",
    );
    assert_eq!(events(&read), ["2024-03-07T23:50:00Z Dark", "2024-03-08T00:10:00Z Light", "- later: Tea"]);
}

#[test]
fn timelines_as_items_headings_and_paragraphs() {
    let items =
        incident_of("# Lamps 2024-03-07\n\n## Timeline\n\n- **14:02** — dark\n- [14:05] candles\n- nobody noticed\n");
    assert_eq!(events(&items), ["2024-03-07T14:02:00 dark", "2024-03-07T14:05:00 candles", "- nobody noticed"]);
    let headings = incident_of(
        "# Lamps\n\n## Timeline\n\n*(All times US/Pacific)*\n\n### 2024-03-07 9:51\n\nDark.\n\n### 2024-03-07 10:00\n\nLight.\n",
    );
    assert_eq!(events(&headings), ["2024-03-07T09:51:00-08:00 Dark.", "2024-03-07T10:00:00-08:00 Light."]);
    let lines = incident_of(
        "# Lamps\n\n## Timeline (PST) 02/13/2025\n\n02-03-2025 11:00 pm - dark\n\n02-04-2025 1:00 am - light\n",
    );
    assert_eq!(events(&lines), ["2025-02-03T23:00:00-08:00 dark", "2025-02-04T01:00:00-08:00 light"]);
    let elapsed = incident_of("# Lamps\n\n## Timeline\n\n- T+0: dark\n- T+15min: light\n");
    assert_eq!(events(&elapsed), ["T+0min dark", "T+15min light"]);
}

#[test]
fn entries_that_say_so_give_start_and_end() {
    let read = incident_of(
        "# Lamps 2024-03-07\n\n## Timeline\n\n- 14:02 UTC dark. **Outage begins.**\n- 14:30 UTC incident resolved to a smaller one\n- 15:00 UTC Light. **Outage ends.**\n",
    );
    assert_eq!(read.started.map(|time| time.value.to_string()).as_deref(), Some("2024-03-07T14:02:00Z"));
    assert_eq!(read.resolved.map(|time| time.value.to_string()).as_deref(), Some("2024-03-07T15:00:00Z"));
}

#[test]
fn an_outage_that_ends_before_it_begins_has_neither() {
    let text = "# Lamps 2024-03-07\n\n## Timeline\n\n- 2024-03-07 23:04 UTC dark. **Outage starts.**\n- 2024-03-07 08:10 UTC Light. **Outage ends.**\n";
    let read = incident_of(text);
    assert_eq!((read.started, read.resolved), (None, None));
    assert_eq!(reported(text), ["times-out-of-order"]);
}

#[test]
fn actions_in_lists_and_tables() {
    let read = incident_of(
        "# L\n\n## Action items\n\n- [x] Buy fuses (Completed: 2024-03-08)\n- [ ] Ann team — write it down. Due 2024-04-01.\n- [ ] (unassigned) — sleep\n",
    );
    let of = |index: usize| &read.action_items[index];
    assert_eq!((of(0).status, of(0).text.as_str()), (Some(ActionStatus::Done), "Buy fuses"));
    assert_eq!((of(1).owner.as_deref(), of(1).text.as_str()), (Some("Ann team"), "write it down."));
    assert_eq!(of(1).due.as_ref().map(ToString::to_string).as_deref(), Some("2024-04-01"));
    assert_eq!((of(2).owner.as_deref(), of(2).text.as_str()), (None, "sleep"));
    let table = incident_of(
        "# L\n\n## Follow-ups\n\n| Status | Owner | Action | Due |\n|---|---|---|---|\n| ✅ Done | Bo | Alert | 2024-04-01 |\n| Pending | TBD | Test | |\n",
    );
    assert_eq!(
        table
            .action_items
            .iter()
            .map(|item| (item.text.as_str(), item.status, item.owner.as_deref()))
            .collect::<Vec<_>>(),
        [("Alert", Some(ActionStatus::Done), Some("Bo")), ("Test", Some(ActionStatus::Open), None)]
    );
}

#[test]
fn what_is_done_or_only_a_lesson_is_no_action() {
    let read =
        incident_of("# L\n\n## Prevention\n\n- Added an alert\n- Removed the fuse\n\n## Lessons\n\n- Fuses blow\n");
    assert!(read.action_items.is_empty());
    let read = incident_of(
        "# L\n\n## Prevention\n\n### Action items\n\n- Test it\n\n### Ideas\n\n- Dream\n\n## Next steps\n\n- Rest\n",
    );
    assert_eq!(read.action_items.len(), 1);
}

#[test]
fn sections_by_many_names() {
    let (read, _) = read_at(
        "a.md",
        Zone::Postmortems,
        "# L\n\n## 1. 🔥 Executive summary\n\nDark.\n\n## Impact (users)\n\nThe whole street was dark for an hour and nobody could read, which is sad but true for all of them, children and cats included, and so people went to bed much earlier than usual, some of them even before supper, others with a book they could not see.\n\n## 根因\n\n## タイムライン\n\n## Lessons learned / Follow-ups\n\n## What went well?\n\n## Weather\n",
    );
    let names: Vec<SectionName> = read.sections.iter().map(|section| section.name).collect();
    use SectionName::{ActionItems, Impact, Lessons, RootCause, Summary, Timeline, WentWell};
    assert_eq!(names, [Summary, Impact, RootCause, Timeline, Lessons, ActionItems, WentWell]);
}

#[test]
fn how_it_was_fixed_is_short() {
    let read = incident_of("# L\n\n## Resolution\n\nWe changed the fuse. It was old, e.g. rusty. Then we had tea.\n");
    assert_eq!(read.fix.map(|fix| fix.value).as_deref(), Some("We changed the fuse."));
    let read = incident_of(
        "# L\n\n## Fix\n\nSteps:\n\n1. We restarted the proxy on all nodes\n2. We rolled back the deployment to the previous version\n3. Tea for all\n",
    );
    assert_eq!(
        read.fix.map(|fix| fix.value).as_deref(),
        Some("We restarted the proxy on all nodes. We rolled back the deployment to the previous version.")
    );
}

#[test]
fn kinds_by_what_a_file_shows() {
    let real = "# Lamps out\n\n**Severity**: SEV2\n\n## Root cause\n\nThe fuse failed at night.\n\n## Resolution\n\nChanged it.\n";
    assert_eq!(kind_of("docs/2024-03-07-lamps.md", real), Kind::Postmortem);
    assert_eq!(kind_of("docs/template.md", real), Kind::Template);
    assert_eq!(
        kind_of(
            "docs/form.md",
            "# [Title]\n\n**Date**: YYYY-MM-DD\n\n## Summary\n\n## Impact\n\n## Root cause\n\n## Timeline\n"
        ),
        Kind::Template
    );
    let news =
        "# Lamp vulnerability update\n\nWe go on with our work on the vulnerability of which we wrote last week.\n";
    assert_eq!(kind_of("_posts/2024-03-07-lamps.md", news), Kind::Page);
    assert_eq!(kind_of("incidents/README.md", "# Incidents\n\n- [a](a.md)\n"), Kind::Index);
    assert_eq!(kind_of("docs/culture/meetings.md", "# How to meet\n\nBring tea. A Sev-1 takes 15 days.\n"), Kind::Page);
}

#[test]
fn publication_is_not_the_incident() {
    let (read, _) = read_at(
        "blog/_posts/2018-01-11-lamps.md",
        Zone::Foreign,
        "# Lamps outage postmortem\n\nOn Tuesday January 9 from 17:09 EST the street was dark and unavailable for hours.\n",
    );
    assert_eq!(read.postmortem.date.map(|date| date.value.to_string()).as_deref(), Some("2018-01-09"));
    let (read, _) = read_at(
        "p/2025-02-25-lamps.md",
        Zone::Postmortems,
        "# L\n\n## Timeline\n\n- 2025-02-13 dark\n- 2025-02-19 light\n",
    );
    assert_eq!(read.postmortem.date.map(|date| date.value.to_string()).as_deref(), Some("2025-02-13"));
    assert_eq!(read.postmortem.published.map(|date| date.value.to_string()).as_deref(), Some("2025-02-25"));
}

#[test]
fn contradictions_are_reported_with_their_line() {
    let text = "# L\n\n- **Started**: 2024-03-07 14:00 UTC\n- **Resolved**: 2024-03-07 15:00 UTC\n- **Duration**: 3 hours\n\n## Timeline\n\n- 2024-03-07 25:10 dark\n- 2024-03-07 15:00 light\n";
    let (read, report) = read_at("p/a.md", Zone::Postmortems, text);
    let codes: Vec<&str> = report.diagnostics.iter().map(|diagnostic| &*diagnostic.code).collect();
    assert_eq!(codes, ["impossible-time", "duration-mismatch"]);
    assert_eq!(read.postmortem.ttr.best().map(|minutes| minutes.value), Some(Minutes(180)));
    let (_, report) = read_at(
        "p/a.md",
        Zone::Postmortems,
        "# L\n\n- **Started**: 2024-03-07 14:00\n- **Resolved**: 2024-02-07 15:00\n",
    );
    assert_eq!(report.diagnostics[0].code, "times-out-of-order");
}

#[test]
fn big_inputs_take_linear_time() {
    let headings = "# Timeline\n## Summary\n### Fix\n".repeat(20_000);
    let rows = format!("# L\n\n## Timeline\n\n| Time | Event |\n|---|---|\n{}", "| 14:02 | x |\n".repeat(10_000));
    let items = format!("# L\n\n## Action items\n\n{}", "- [ ] do it\n### x\n".repeat(10_000));
    let line = format!("# L\n\nAll times in UTC {}", "times P1 **a**: 14:02 ".repeat(50_000));
    let deep = format!("{}x", "> - ".repeat(5_000));
    let labels = "**Started**: x | **Date**: y\n".repeat(30_000);
    for text in [headings, rows, items, line, deep, labels] {
        let _ = read_at("p/a.md", Zone::Foreign, &text);
    }
}

proptest::proptest! {
    #[test]
    fn no_input_panics(text in "([#*|>:\\[\\]()~`_\n -]|\\PC|14:02|2024-03-07|\n## Timeline\n|\n## Fix\n|\n- |\n\\| Time \\| Event \\|\n\\|--\\|--\\|\n|Due |@a|<br>|\\*\\*Date\\*\\*: ){0,60}") {
        let _ = read_at("p/a.md", Zone::Postmortems, &text);
    }
}

#[test]
fn a_line_between_the_entries_sets_their_day() {
    let text = "# Lamps out\n\n## Timeline\n\nAll times are UTC.\n\n2024-03-06\n\n- 14:54 fuse blows\n- 15:28 lamp off\n\n\
                Thursday, March 7, 2024:\n\n- 04:49 alert\n- 07:10 fuse replaced\n\n## Root cause\n\nA fuse.\n";
    assert_eq!(
        events(&incident_of(text)),
        [
            "2024-03-06T14:54:00Z fuse blows",
            "2024-03-06T15:28:00Z lamp off",
            "2024-03-07T04:49:00Z alert",
            "2024-03-07T07:10:00Z fuse replaced"
        ]
    );
}

#[test]
fn actions_in_one_bracket_give_owner_day_ticket_and_state() {
    let text = "# Lamps out\n\nLamps were out on 2024-03-07.\n\n## Action items\n\n\
                - [x] Replace the fuse (owner: lamp-lead, due: 2024-03-29, LAMP-12) verified\n\
                - [ ] Order spare lamps (see the list)\n\n## Root cause\n\nA fuse.\n";
    let actions = incident_of(text).action_items;
    let first = &actions[0];
    assert_eq!((first.text.as_str(), first.owner.as_deref()), ("Replace the fuse", Some("lamp-lead")));
    assert_eq!(first.due.as_ref().map(ToString::to_string).as_deref(), Some("2024-03-29"));
    assert_eq!((first.ticket.as_deref(), first.status), (Some("LAMP-12"), Some(ActionStatus::Verified)));
    assert_eq!(actions[1].text, "Order spare lamps (see the list)");
}

#[test]
fn days_without_a_year_pass_new_year() {
    let days = |title: &str, entries: &[&str]| -> Vec<String> {
        let items: Vec<String> = entries.iter().map(|entry| format!("- {entry} lamp\n")).collect();
        events(&incident_of(&format!("# Lamps {title}\n\n## Timeline\n\n{}", items.concat())))
            .iter()
            .map(|event| event[..10].to_owned())
            .collect()
    };
    // A bug of December in an incident of March, and the days after it.
    assert_eq!(
        days("2019-03-26", &["12-05 16:21", "03-20 16:46", "03-26 17:40"]),
        ["2018-12-05", "2019-03-20", "2019-03-26"]
    );
    assert_eq!(days("2023-12-30", &["Dec 30 23:00", "Jan 1 00:10"]), ["2023-12-30", "2024-01-01"]);
    assert_eq!(days("2023-12-31", &["Jan 1 00:10", "Jan 1 02:00"]), ["2024-01-01", "2024-01-01"]);
    // Newest first, and a cause told after the outage.
    assert_eq!(days("2024-01-02", &["Jan 2 10:00", "Dec 31 23:00"]), ["2024-01-02", "2023-12-31"]);
    assert_eq!(days("2020-11-20", &["Nov 20 10:00", "Aug 10 09:00"]), ["2020-11-20", "2020-08-10"]);
    assert_eq!(days("2020-11-20", &["Jan 5 10:00", "Nov 20 09:00"]), ["2020-01-05", "2020-11-20"]);
    assert_eq!(days("2019-03-26", &["Mar 26 10:00", "Sep 20 09:00", "Nov 19 09:00"])[2], "2019-11-19");
}

#[test]
fn a_range_without_years_passes_new_year() {
    let ends = |text: &str| -> (String, String) {
        let read = incident_of(&format!("# Lamps 2023-12-31\n\n## Timeline\n\n- {text} dark\n- Jan 2 10:00 light\n"));
        let event = &read.timeline.events[0];
        let day = |time: &Option<crate::model::EventTime>| time.as_ref().map_or(String::new(), ToString::to_string);
        (day(&event.time), day(&event.until))
    };
    let over = ("2023-12-31T23:00:00".to_owned(), "2024-01-01T02:00:00".to_owned());
    assert_eq!(ends("Dec 31 23:00 - Jan 1 02:00"), over);
    assert_eq!(ends("Dec 31 23:00 - Jan 1, 2024 02:00"), over);
    assert_eq!(ends("Dec 31, 2023 23:00 - Jan 1 02:00"), over);
}

#[test]
fn an_entry_of_a_collection_tells_an_incident() {
    let text = "---\nuuid: 1\nurl: https://lamps.example/outage\ncategories: []\ncompany: Lamps\n---\n\nHalf of the street was dark.\n";
    let kind = |text: &str| read_whole("data/1.md", text).kind;
    assert_eq!(kind(text), Kind::Postmortem);
    assert_eq!(kind(&text.replace("uuid", "weight")), Kind::Page);
}

#[test]
fn updates_of_mdx_are_a_timeline() {
    let text = "# Lamps out\n\nDark.\n\n<Update date=\"2024-03-07T14:02:00.000Z\">Fuse ordered.</Update>\n";
    let timeline = |path: &str| events(&read_at(path, Zone::Postmortems, text).0.postmortem);
    assert_eq!(timeline("postmortems/lamp.mdx"), ["2024-03-07T14:02:00Z Fuse ordered."]);
    assert_eq!(timeline("postmortems/lamp.md"), [""; 0]);
}
