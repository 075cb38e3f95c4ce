use super::super::tests::{incident_of, read_whole};
use super::{Fact, Moment};

#[test]
fn a_day_of_release_is_not_the_incidents() {
    let day = |text: &str| {
        let timeline = "## タイムライン\n\n- 2018-09-17 14:57 バグを報告\n- 2018-09-20 10:00 公開\n";
        let date = incident_of(&format!("# 完全な開示\n\n{text}\n\n{timeline}")).date;
        date.map_or(String::new(), |date| date.value.to_string())
    };
    let released = "2018年9月18日にリリースされたバージョンで修正された問題には、サービス拒否と深刻な脆弱性の両方が含まれています。";
    assert_eq!(day(released), "2018-09-17");
    assert_eq!(day("On September 20th, 2018 a post in a public forum told everybody what had happened."), "2018-09-17");
    assert_eq!(
        day("2018年9月18日に全ての街灯が消え、一時間のあいだ誰も本を読むことができませんでした。"),
        "2018-09-18"
    );
}

#[test]
fn a_day_in_the_title_is_the_incidents_and_a_later_one_that_of_writing() {
    let days = |date: &str| {
        let head = format!("---\ntitle: March 2, 2026 lamp outage\ndate: {date}\n---\n");
        let told =
            "\n## Summary\n\nThe street was dark.\n\n## Root cause\n\nA fuse.\n\n## Impact\n\nNobody could read.\n";
        let incident = read_whole("postmortems/lamp.md", &format!("{head}{told}")).postmortem;
        let day = |fact: Option<Fact<Moment>>| fact.map_or(String::new(), |fact| fact.value.to_string());
        (day(incident.date), day(incident.published))
    };
    assert_eq!(days("2026-03-09"), ("2026-03-02".to_owned(), "2026-03-09".to_owned()));
    assert_eq!(days("2026-03-01"), ("2026-03-01".to_owned(), String::new()));
}

#[test]
fn a_time_of_publication_is_no_beginning_where_the_text_tells_an_earlier_day() {
    let date = "2026-03-05T09:00:00+01:00";
    let read_at = |date: &str, path: &str, head: &str, lead: &str| {
        let timeline = "## Timeline\n\n- 14:05 UTC the lamps go out\n- 15:20 UTC the lamps are back\n";
        let text =
            format!("---\ntitle: Lamps were out\ndate: {date}\n{head}severity: major\n---\n{lead}\n\n{timeline}");
        let incident = read_whole(path, &text).postmortem;
        [incident.date, incident.started, incident.published]
            .map(|fact| fact.map_or(String::new(), |fact| fact.value.to_string()))
    };
    let read = |path: &str, head: &str, lead: &str| read_at(date, path, head, lead);
    let lead = "On 2026-03-04 from 14:05 to 15:20 UTC all lamps of the street were out.";
    let told = ["2026-03-04", "", date];
    assert_eq!(read("incidents/lamps.md", "", lead), told);
    assert_eq!(read("incidents/2026-03-04-lamps.md", "", "All lamps of the street were out."), told);
    let own = [date, date, ""];
    assert_eq!(read("incidents/lamps.md", "", "All lamps of the street were out."), own);
    assert_eq!(read("incidents/lamps.md", "resolved: 2026-03-05T10:00:00+01:00\n", lead), own);
    assert_eq!(read("incidents/2026-03-05-lamps.md", "", lead), own);
    // It was still the fourth where a clock is behind UTC.
    let utc = "2026-03-05T02:00:00Z";
    assert_eq!(read_at(utc, "incidents/2026-03-04-lamps.md", "", "All lamps were out."), [utc, utc, ""]);
    // But not by the zone that stands beside the day, nor so late in the day.
    for (date, lead) in [
        (utc, lead),
        ("2026-03-05T09:00:00Z", lead),
        ("2026-03-05T09:00:00Z", "On 2026-03-04 all lamps of the street were out."),
        ("2026-03-05T07:30:00Z", "On 2026-03-04 from 20:00 EST all lamps of the street were out."),
    ] {
        assert_eq!(read_at(date, "incidents/lamps.md", "", lead), ["2026-03-04", "", date], "{lead}");
    }
    let pacific = "On 2026-03-04 from 18:00 PST all lamps of the street were out.";
    assert_eq!(read_at(utc, "incidents/lamps.md", "", pacific), [utc, utc, ""]);
}

#[test]
fn an_evening_west_of_utc_keeps_its_start_wherever_its_day_stands() {
    let utc = "2026-03-05T02:00:00Z";
    let read = |path: &str, title: &str, lead: &str, fields: &str| {
        let text = format!(
            "---\ntitle: {title}\ndate: {utc}\n{fields}severity: major\n---\n{lead}\n\n## Root cause\n\nA fuse.\n"
        );
        let incident = read_whole(path, &text).postmortem;
        [incident.date, incident.started, incident.published]
            .map(|fact| fact.map_or(String::new(), |fact| fact.value.to_string()))
    };
    let (path, lead) = ("incidents/lamps.md", "All lamps of the street were out for some time.");
    assert_eq!(read(path, "March 4, 2026 lamp outage", lead, ""), [utc, utc, ""]);
    assert_eq!(read("incidents/2026-03-04-lamps.md", "Lamps", lead, ""), [utc, utc, ""]);
    let told = "On March 4, 2026 all lamps of the street were out for some time.";
    assert_eq!(read(path, "Lamps", told, ""), [utc, utc, ""]);
    // A start of its own on that day is one.
    let started = format!("started: {utc}\n");
    assert_eq!(read(path, "March 2, 2026 lamp outage", lead, &started), [utc, utc, ""]);
    assert_eq!(read(path, "March 2, 2026 lamp outage", lead, ""), ["2026-03-02", "", utc]);
}

#[test]
fn a_date_after_the_start_beside_it_is_when_it_was_written() {
    let dates = |date: &str, started: &str| {
        let text = format!("---\ntitle: Lamps out\ndate: {date}\nstarted: {started}\n---\n\nDark.\n");
        let incident = read_whole("incidents/lamps.md", &text).postmortem;
        [incident.date, incident.published].map(|fact| fact.map_or(String::new(), |fact| fact.value.to_string()))
    };
    let written = "2026-01-15T09:30:00+01:00";
    assert_eq!(dates(written, "2026-01-14T06:10:00Z"), ["2026-01-14", written]);
    assert_eq!(dates("2026-01-15", "2026-01-14T06:10:00Z"), ["2026-01-14", "2026-01-15"]);
    // It was the fifteenth in the east.
    assert_eq!(dates("2026-01-15", "2026-01-14T23:10:00Z"), ["2026-01-15", ""]);
    assert_eq!(dates("2026-01-15", "2026-01-15T23:10:00Z"), ["2026-01-15", ""]);
}

#[test]
fn a_day_above_all_sections_is_the_incidents_where_the_summary_has_none() {
    let text = "---\ntitle: Maps were blank\npublished: 2026-02-10\n---\n\nOn 2026-02-09 from 13:00 to 14:02 UTC maps were blank for everybody.\n\n## What happened\n\nA job that cleans old tiles removed all of them.\n\n## Root cause\n\nA unit.\n";
    let date = read_whole("postmortems/maps.md", text).postmortem.date;
    assert_eq!(date.map(|fact| fact.value.to_string()).as_deref(), Some("2026-02-09"));
}

#[test]
fn a_year_before_all_incidents_makes_no_day_of_another_year() {
    let text = "---\ntitle: A ship sank\npublished: 2013-08-15\n---\nThe ship began its first voyage on August 10, 1628, and heeled.\n\n## Root cause\n\nTop-heavy.\n";
    let date = read_whole("postmortems/ship.md", text).postmortem.date;
    assert_eq!(date.map(|fact| fact.value.to_string()), Some("2013-08-15".to_owned()));
}

#[test]
fn a_heading_below_a_declared_title_may_name_the_day() {
    let text = "---\ntitle: Lamp outage\n---\n\n# Postmortem: lamp outage (2026-03-02)\n\n## Root cause\n\nA fuse.\n\n## Impact\n\nNobody could read.\n";
    let date = read_whole("postmortems/lamp.md", text).postmortem.date;
    assert_eq!(date.map(|date| date.value.to_string()).as_deref(), Some("2026-03-02"));
}
