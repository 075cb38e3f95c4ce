//! Stamps of programs, and the shapes of entries that people write.

use super::{at, durations_of, event, show};
use crate::model::EventTime;
use crate::text::time::{Context, DayOrder, Unread, leading, read};

/// The time of an entry and what is left for its text.
fn entry(line: &str) -> (String, &str) {
    let Ok(stamp) = leading(line, DayOrder::Unknown) else { return ("no time".to_owned(), line) };
    let (time, until) = stamp.resolve(&Context::default()).expect("a whole time");
    let until = until.map_or(String::new(), |until: EventTime| format!(" .. {until}"));
    (format!("{time}{until}"), &line[stamp.end..])
}

#[test]
fn stamps_of_programs_are_read() {
    let read_as_utc = [
        "2024-03-07T14:02:03.123456789Z",
        "2024-03-07T14:02:03,123Z",
        "2024-03-07 14:02:03 +0000 UTC",
        "2024-03-07 14:02:03.000417 +0000 UTC",
        "20240307T140203Z",
        "20240307T140203+0000",
        "2024-W10-4T14:02:03Z",
        "2024W104T140203Z",
        "Thu Mar  7 14:02:03 UTC 2024",
        "Thu Mar  7 02:02:03 PM UTC 2024",
        "Thu, 07 Mar 2024 14:02:03 +0000",
        "Thu, 07 Mar 2024 14:02:03 GMT",
        "[07/Mar/2024:14:02:03 +0000]",
        "07/Mar/2024:14:02:03 +0000",
        "2024/03/07 14:02:03 UTC",
        "2024-03-07 14:02:03 Z",
        "2024-03-07-14:02:03 UTC",
    ];
    for text in read_as_utc {
        assert_eq!(at(text), "2024-03-07T14:02:03Z", "{text}");
    }
    assert_eq!(at("2024-W10-4"), "2024-03-07");
    assert_eq!(at("2024-W10"), "NotATime");
    assert_eq!(at("2024-W60-1"), "Impossible");
    assert_eq!(at("Thu Mar  7 14:02:03 2024"), "2024-03-07T14:02:03");
    assert_eq!(at("Thu Mar 7 14:02:03 2024 +0200"), "2024-03-07T14:02:03+02:00");
    let known = Context { year: Some(2024), ..Context::default() };
    assert_eq!(show(read("Mar  7 14:02:03", &known)), "2024-03-07T14:02:03");
    assert_eq!(entry("Mar 7, 2024 14:02 UTC 2024 pods").1, " 2024 pods");
}

#[test]
fn offsets_of_tools_are_read() {
    assert_eq!(at("2018-09-16 19:47:42 +8"), "2018-09-16T19:47:42+08:00");
    assert_eq!(at("2026-03-02 14:02:11 +0000 UTC"), "2026-03-02T14:02:11Z");
    assert_eq!(at("2026-03-02 14:02:11 -0800 PST"), "2026-03-02T14:02:11-08:00");
    assert_eq!(at("2026-03-02 14:02:11 +0100 (CET)"), "2026-03-02T14:02:11+01:00");
    assert_eq!(at("2026-03-02 14:02 +01"), "2026-03-02T14:02:00+01:00");
    assert_eq!(at("2026-03-02 14:02:11+01"), "2026-03-02T14:02:11+01:00");
    assert_eq!(at("2026-03-02 14:02:11-05"), "2026-03-02T14:02:11-05:00");
    assert_eq!(entry("2026-03-02 14:02 +3 pods"), ("2026-03-02T14:02:00".to_owned(), " +3 pods"));
    assert_eq!(entry("14:02 -3 pods"), ("14:02".to_owned(), " -3 pods"));
    assert_eq!(entry("14:02 UTC - 15:40 UTC"), ("14:02 .. 15:40".to_owned(), ""));
    assert_eq!(entry("14:02 UTC +1 replica"), ("14:02".to_owned(), " +1 replica"));
}

#[test]
fn a_time_that_the_clocks_leap_over_is_the_one_that_they_showed() {
    assert_eq!(at("2026-03-29 02:30 Europe/Berlin"), "2026-03-29T03:30:00+02:00");
    assert_eq!(at("2026-03-29 01:30 Europe/Berlin"), "2026-03-29T01:30:00+01:00");
    assert_eq!(at("2026-03-08 02:15 PT"), "2026-03-08T03:15:00-07:00");
    assert_eq!(at("2026-10-25 02:30 Europe/Berlin"), "2026-10-25T02:30:00+02:00");
}

#[test]
fn shapes_of_entries_in_the_wild() {
    let is = |line: &str, time: &str, rest: &str| assert_eq!(entry(line), (time.to_owned(), rest), "{line}");
    is("10:45a: lamps out", "10:45", ": lamps out");
    is("10:45p lamps out", "22:45", " lamps out");
    is("0:31:10 AM - lamps", "00:31", " - lamps");
    is("00:25 - 00:29 AM lamps", "00:25 .. 00:29", " lamps");
    is("09:41, 10:02 - lamps flicker", "09:41 .. 10:02", " - lamps flicker");
    is("09:41, 10:02 and 10:31: lamps flicker", "09:41 .. 10:31", ": lamps flicker");
    is("14:02 UTC, 16:02 CEST - lamps", "14:02", ", 16:02 CEST - lamps");
    is("2024-03-07T14:02Z/2024-03-07T15:10Z", "2024-03-07T14:02:00Z .. 2024-03-07T15:10:00Z", "");
    is("14:02 / 15:02 CET", "14:02", " / 15:02 CET");
    is("09:41, 3 lamps", "09:41", ", 3 lamps");
    is("2026-03-02/11:34: lamps", "2026-03-02T11:34:00", ": lamps");
    is("2026-03-02:11:34 lamps", "2026-03-02T11:34:00", " lamps");
    is("16:05:57-58 lamps", "16:05 .. 16:05", " lamps");
    is("16:05:03-15: lamps", "16:05 .. 16:05", ": lamps");
    is("8時30分～ 停電", "08:30", "～ 停電");
    is("At 14:02 UTC, lamps", "14:02", ", lamps");
    is("On March 7, 2024 at 14:02 lamps", "2024-03-07T14:02:00", " lamps");
    is("Mar 3, 2026 - 00:42 UTC", "2026-03-03T00:42:00Z", "");
    is("16:40 → 17:00 (20 min)", "16:40 .. 17:00", " (20 min)");
    is("2026-06-09 12:41 UTC – 2026-06-09 22:38 UTC", "2026-06-09T12:41:00Z .. 2026-06-09T22:38:00Z", "");
    is("2026-09-18, 22:44 UTC – 2026-09-19, 04:21 UTC", "2026-09-18T22:44:00Z .. 2026-09-19T04:21:00Z", "");
    is("2024-03-15 10:01:14 to 10:03:50", "2024-03-15T10:01:14 .. 2024-03-15T10:03:50", "");
    is("March 7, 2024, from 14:02 to 15:10 UTC", "2024-03-07T14:02:00Z .. 2024-03-07T15:10:00Z", "");
    is("4:00 am - 5:30 pm", "04:00 .. 17:30", "");
    let year = Context { year: Some(2026), ..Context::default() };
    assert_eq!(show(read("Sep 17, 15:13 UTC", &year)), "2026-09-17T15:13:00Z");
}

#[test]
fn what_only_looks_like_a_time_stays_text() {
    for text in [
        "Jul 2025",
        "01/03",
        "March",
        "At least 3 pods",
        "From 3 to 5 pods",
        "On call 14:02",
        "between 14:02",
        "um 3 Pods",
    ] {
        assert_eq!(leading(text, DayOrder::Unknown).err(), Some(Unread::NotATime), "{text}");
    }
    assert_eq!(durations_of("2 hours (seen again on each of the days)"), "none");
    assert_eq!(durations_of("2 hours (12:00 to 14:00). Each pod failed"), "120");
    assert_eq!(event("13:05 AM"), "Impossible");
}

#[test]
fn bare_minutes_follow_hours() {
    let cases = [
        ("1h30", "90"),
        ("3h05", "185"),
        ("1 hour 30", "90"),
        ("1 h 05", "65"),
        ("1h30 (16:40 – 18:10)", "90"),
        ("1:30 h", "90"),
        ("2 hours 5", "none"),
        ("1 hour 30 pods", "none"),
        ("90", "none"),
        ("1h30.5", "none"),
    ];
    for (text, minutes) in cases {
        assert_eq!(durations_of(text), minutes, "{text}");
    }
}
