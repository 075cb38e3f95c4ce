use super::super::tests::incident_of;

fn told(text: &str) -> Vec<String> {
    let time = |event: &crate::model::TimelineEvent| event.time.as_ref().map_or("-".to_owned(), ToString::to_string);
    incident_of(text).timeline.events.iter().map(|event| format!("{} {}", time(event), event.text)).collect()
}

/// The entries of a timeline of an incident of that day.
fn entries(entries: &str) -> Vec<String> {
    told(&format!("# Lamps\n\n**Date:** 2024-03-07\n\n## Timeline\n\n{entries}\n"))
}

#[test]
fn newest_first_over_midnight() {
    let expected = [
        "2024-03-08T00:42:00 light",
        "2024-03-08T00:10:00 fuse",
        "2024-03-07T23:20:00 found",
        "2024-03-07T22:58:00 dark",
    ];
    assert_eq!(entries("- 00:42 light\n- 00:10 fuse\n- 23:20 found\n- 22:58 dark"), expected);
    assert_eq!(
        entries(
            "| Time | Event |\n|---|---|\n| 00:42 | light |\n| 00:10 | fuse |\n| 23:20 | found |\n| 22:58 | dark |"
        ),
        expected
    );
    assert_eq!(entries("- 00:42 light\n- 00:10 fuse\n- 2024-03-07 23:20 found\n- 22:58 dark"), expected);
    let mut forward = expected;
    forward.reverse();
    assert_eq!(entries("- 22:58 dark\n- 23:20 found\n- 00:10 fuse\n- 00:42 light"), forward);
}

#[test]
fn a_day_holds_for_what_stands_below_it() {
    let expected = ["2024-03-06T15:00:00 dark", "2024-03-06T16:00:00 candles", "2024-03-07T09:00:00 light"];
    for list in [
        "- 3/6\n  - 15:00 dark\n  - 16:00 candles\n- 3/7\n  - 09:00 light",
        "- 2024-03-06\n  - 15:00 dark\n  - 16:00 candles\n- 2024-03-07\n  - 09:00 light",
        "**Date: 2024-03-06**\n\n- 15:00 dark\n- 16:00 candles\n\n**Date: 2024-03-07**\n\n- 09:00 light",
        "### Wednesday, March 6, 2024\n\n**15:00** · *dark*\n\n**16:00** · *candles*\n\n### Thursday, March 7, 2024\n\n**09:00** · *light*",
        "=== \"Street\"\n\n    2024-03-06\n\n    - 15:00 dark\n    - 16:00 candles\n\n=== \"Shops\"\n\n    2024-03-07\n\n    - 09:00 light",
    ] {
        assert_eq!(entries(list), expected, "{list}");
    }
}

#[test]
fn days_that_can_be_read_in_two_ways_lie_together() {
    let days = |first: &str, second: &str| entries(&format!("- {first}/2024 10:00 dark\n- {second}/2024 11:00 light"));
    assert_eq!(days("07/03", "08/03"), ["2024-03-07T10:00:00 dark", "2024-03-08T11:00:00 light"]);
    assert_eq!(days("03/07", "03/08"), ["2024-03-07T10:00:00 dark", "2024-03-08T11:00:00 light"]);
}

#[test]
fn text_of_status_pages() {
    let expected = ["2024-03-08T00:42:00Z Resolved It holds.", "2024-03-07T22:58:00Z Investigating We look."];
    assert_eq!(
        entries(
            "**Resolved** - Mar 8, 2024 - 00:42 UTC\nIt holds.\n\n**Investigating** - Mar 7, 2024 - 22:58 UTC\nWe look."
        ),
        expected
    );
    assert_eq!(
        entries(
            "Mar 7, 2024\n\n**Resolved** - All is well. Mar 7, 15:13 UTC\n\n**Investigating** - We look. Mar 7, 14:36 UTC"
        ),
        ["2024-03-07T15:13:00Z Resolved - All is well.", "2024-03-07T14:36:00Z Investigating - We look."]
    );
    assert_eq!(
        told(
            "# Lamps\n\n### March 8, 2024\n\n**00:42 UTC – Resolved.** It holds.\n\n**00:10 UTC – Watched.** Light.\n\n### March 7, 2024\n\n**22:58 UTC – Seen.** Dark.\n"
        ),
        [
            "2024-03-08T00:42:00Z Resolved. It holds.",
            "2024-03-08T00:10:00Z Watched. Light.",
            "2024-03-07T22:58:00Z Seen. Dark."
        ]
    );
}

#[test]
fn rows_keep_their_text_and_plans_are_no_timeline() {
    assert_eq!(
        entries("| When | What | Who |\n|---|---|---|\n| some day | dark | Ann |\n| later | light | Bo |"),
        ["- some day: dark", "- later: light"]
    );
    let plan = "# Lamps\n\n## Actions\n\n| # | What | Who | When | State |\n|---|---|---|---|---|\n| 1 | buy | Ann | 2024-03-09 | open |\n| 2 | sell | Bo | 2024-03-10 | open |\n";
    assert!(told(plan).is_empty());
    let unnamed = "# Lamps 2024-03-07\n\n## What happened\n\n| Time (UTC) | |\n|---|---|\n| 14:02 | dark |\n| 14:10 | fuse |\n| 14:20 | light |\n";
    assert_eq!(told(unnamed).len(), 3);
}

#[test]
fn labels_behind_the_entries_are_none() {
    let list = "- 14:02 dark\n- 14:20 light\n\n**Closing date**: 11/11/2025\n\n**Status**: closed\n\n**Published**: 2024-03-09 10:00\n";
    assert_eq!(entries(list).len(), 2);
}

#[test]
fn bullets_below_an_entry_belong_to_no_other() {
    let list = "- 14:02 dark\n  - 14:00 the clock said\n  - nobody saw it\n- 14:20 light\n";
    assert_eq!(entries(list), ["2024-03-07T14:02:00 dark", "2024-03-07T14:20:00 light"]);
}

#[test]
fn a_day_over_headings_with_times_is_no_event() {
    let list = "### March 7\n\n#### 14:02\n\ndark\n\n#### 14:05\n\ncandles\n\n### March 8\n\n#### 09:00\n\nlight\n";
    let expected = ["2024-03-07T14:02:00 dark", "2024-03-07T14:05:00 candles", "2024-03-08T09:00:00 light"];
    assert_eq!(entries(list), expected);
}

#[test]
fn updates_in_bold_with_their_times_at_the_end_are_a_timeline() {
    let update = |state: &str, text: &str, time: &str| {
        format!("**{state}**:\n{text}\n{{{{< track \"2024-03-07 {time}:00\" >}}}}\n\n")
    };
    let (light, dark) =
        (update("Service restored", "It is light.", "14:20"), update("Looking", "It is dark.", "14:02"));
    let text = format!("# Lamps 2024-03-07\n\n{light}{dark}");
    assert_eq!(told(&text).len(), 2);
    assert!(told(&format!("# Lamps 2024-03-07\n\n{light}")).is_empty());
}

#[test]
fn a_row_of_the_form_tells_nothing_in_any_language() {
    let rows = |time: &str| {
        let table = format!("| Time | Event |\n|---|---|\n| 14:02 | dark |\n| {time} | how it ended |\n");
        told(&format!("# Lamps out\n\n## Timeline\n\n{table}")).len()
    };
    for time in ["HH:MM", "hh:mm", "SS:MM", "UU:MM", "ЧЧ:ММ", "YYYY-MM-DD", "JJJJ-MM-TT", "xx:xx"] {
        assert_eq!(rows(time), 1, "{time}");
    }
    assert_eq!((rows("15:10"), rows("later")), (2, 2));
}

#[test]
fn lines_of_running_text_that_begin_with_times() {
    let text = "Postmortem: Dark street\nSummary\nDate: 2024-03-07\nTimeline\n22:58: All lamps dark.\n23:20: Fuse found\nbehind the pole.\n23:40: Light again.\nRoot cause: A fuse was too small.\nWe had no other.\n";
    let expected = ["22:58 All lamps dark.", "23:20 Fuse found behind the pole.", "23:40 Light again."];
    let entries: Vec<String> =
        told(text).iter().map(|entry| entry.replace("2024-03-07T", "").replacen(":00 ", " ", 1)).collect();
    assert_eq!(entries, expected);
}
