use super::*;
use crate::model::postmortem::Minutes;

mod languages;
mod tools;

fn at(text: &str) -> String {
    show(read(text, &Context::default()))
}

fn show(read: Result<Moment, Unread>) -> String {
    read.map_or_else(|why| format!("{why:?}"), |moment| moment.to_string())
}

fn event(text: &str) -> String {
    match read_event(text, &Context::default()) {
        Ok((time, Some(until))) => format!("{time} .. {until}"),
        Ok((time, None)) => time.to_string(),
        Err(why) => format!("{why:?}"),
    }
}

fn durations_of(text: &str) -> String {
    minutes(text).map_or_else(|| "none".to_owned(), |Minutes(minutes)| minutes.to_string())
}

#[test]
fn iso_times_in_their_variants() {
    assert_eq!(at("2024-03-07T14:02:03Z"), "2024-03-07T14:02:03Z");
    assert_eq!(at("2024-03-07t14:02:03.250z"), "2024-03-07T14:02:03Z");
    assert_eq!(at("2024-03-07T14:02+09:00"), "2024-03-07T14:02:00+09:00");
    assert_eq!(at("2024-03-07T14:02:00-05:00"), "2024-03-07T14:02:00-05:00");
    assert_eq!(at("2022-04-06 14:25:00 -0400"), "2022-04-06T14:25:00-04:00");
    assert_eq!(at("2021-05-29T22:41:00-00:00"), "2021-05-29T22:41:00Z");
    assert_eq!(at("20240307T140203Z"), "2024-03-07T14:02:03Z");
    assert_eq!(at("2024-03-07 14:02 UTC"), "2024-03-07T14:02:00Z");
    assert_eq!(at("2021-12-10   15:40"), "2021-12-10T15:40:00");
    assert_eq!(at("2024-03-07"), "2024-03-07");
    assert_eq!(at("2024/3/7 9:05"), "2024-03-07T09:05:00");
    assert_eq!(at("2024\u{2011}03\u{2011}07"), "2024-03-07");
}

#[test]
fn written_out_days() {
    assert_eq!(at("7 March 2024"), "2024-03-07");
    assert_eq!(at("7th of March, 2024 14:02 GMT"), "2024-03-07T14:02:00Z");
    assert_eq!(at("March 7th, 2024, 9:51 AM Eastern"), "2024-03-07T09:51:00-05:00");
    assert_eq!(at("July 7, 2024 at 9:51 pm Eastern Time"), "2024-07-07T21:51:00-04:00");
    assert_eq!(at("Wednesday, February 5th, 2019"), "2019-02-05");
    assert_eq!(at("Sept 3 2020"), "2020-09-03");
    assert_eq!(at("05-Jan-2024"), "2024-01-05");
    assert_eq!(at("14:05 UTC on March 7, 2024"), "2024-03-07T14:05:00Z");
    assert_eq!(at("March 7-9, 2024"), "2024-03-07");
    assert_eq!(at("March 2024"), "NotATime");
    assert_eq!(at("Oct 31"), "NotATime");
    assert_eq!(show(read("[03-26 17:40]", &Context { year: Some(2019), ..Context::default() })), "2019-03-26T17:40:00");
    let known = Context { year: Some(2021), ..Context::default() };
    assert_eq!(show(read("Oct 31", &known)), "2021-10-31");
}

#[test]
fn numbers_only_where_the_order_is_plain() {
    assert_eq!(at("02-13-2025 11:00 pm"), "2025-02-13T23:00:00");
    assert_eq!(at("13/02/2025"), "2025-02-13");
    assert_eq!(at("3.4.2025"), "2025-04-03");
    assert_eq!(at("3/4/2025"), "Ambiguous");
    let us = Context { order: DayOrder::MonthFirst, ..Context::default() };
    assert_eq!(show(read("3/4/2025 1:05 am", &us)), "2025-03-04T01:05:00");
}

#[test]
fn zones() {
    assert_eq!(at("2019-02-05 08:47 PST"), "2019-02-05T08:47:00-08:00");
    assert_eq!(at("2019-07-05 08:47 PT"), "2019-07-05T08:47:00-07:00");
    assert_eq!(at("2019-07-05 08:47 (CEST)"), "2019-07-05T08:47:00+02:00");
    assert_eq!(at("2019-07-05 08:47 Denver"), "2019-07-05T08:47:00-06:00");
    assert_eq!(at("2019-07-05 08:47 US/Pacific"), "2019-07-05T08:47:00-07:00");
    assert_eq!(at("2019-07-05 08:47 America/New_York"), "2019-07-05T08:47:00-04:00");
    assert_eq!(at("2019-07-05 08:47 CST"), "2019-07-05T08:47:00");
    assert_eq!(at("2026-03-02 14:05 UTC+8"), "2026-03-02T14:05:00+08:00");
    let utc = Context { zone: ZoneSpec::find("All times are in UTC."), ..Context::default() };
    assert_eq!(show(read("2024-03-07 14:02", &utc)), "2024-03-07T14:02:00Z");
    assert_eq!(show(read("2024-03-07 14:02 PST", &utc)), "2024-03-07T14:02:00-08:00");
    assert!(ZoneSpec::find("Time (PDT)").is_some());
    assert!(ZoneSpec::find("The utility of best practice").is_none());
}

#[test]
fn chinese_and_japanese() {
    assert_eq!(at("2026年3月2日 14時05分"), "2026-03-02T14:05:00");
    assert_eq!(at("2026年3月2日（月）14：05"), "2026-03-02T14:05:00");
    assert_eq!(at("2026年3月2日下午3点"), "2026-03-02T15:00:00");
    assert_eq!(at("２０２６-０３-０２"), "2026-03-02");
    assert_eq!(at("2026-03-02 14:05 北京时间"), "2026-03-02T14:05:00+08:00");
}

#[test]
fn days_that_never_were() {
    assert_eq!(at("2020-09-31T12:43:00Z"), "Impossible");
    assert_eq!(at("2017-02-29"), "Impossible");
    assert_eq!(at("2024-03-07 25:10"), "Impossible");
    assert_eq!(event("24:75"), "Impossible");
    assert_eq!(at("N/A"), "NotATime");
    assert_eq!(at("2023-MM-DD"), "NotATime");
    assert_eq!(at("YYYY-MM-DD HH:mm"), "NotATime");
}

#[test]
fn event_times_and_ranges() {
    assert_eq!(event("~14:02"), "14:02");
    assert_eq!(event("[08:47]"), "08:47");
    assert_eq!(event("9:51 PM"), "21:51");
    assert_eq!(event("9am"), "09:00");
    assert_eq!(event("12:26-12:??"), "12:26");
    assert_eq!(event("12:26 – 12:40 UTC"), "12:26 .. 12:40");
    assert_eq!(event("2024-03-07 23:50 - 00:10"), "2024-03-07T23:50:00 .. 2024-03-08T00:10:00");
    assert_eq!(event("2024-03-07 – 2024-03-09"), "2024-03-07 .. 2024-03-09");
    assert_eq!(event("4:00-5:30 pm"), "16:00 .. 17:30");
    assert_eq!(event("T+15min"), "T+15min");
    assert_eq!(event("T+1h20m"), "T+80min");
    assert_eq!(event("T+0"), "T+0min");
    assert_eq!(event("1405 UTC"), "14:05");
    assert_eq!(event("2024-03-12 0616:"), "2024-03-12T06:16:00");
    assert_eq!(event("2024-03-12 1500 pods"), "NotATime");
    assert_eq!(event("About 3 pods"), "NotATime");
    assert_eq!(event("12:34:56:78:9a:bc"), "NotATime");
    assert_eq!(event("10:04 reattached"), "NotATime");
}

#[test]
fn a_time_at_the_start_tells_where_it_ends() {
    let text = "02-13-2025 11:00 pm - Mempool count rose";
    let stamp = leading(text, DayOrder::Unknown).expect("a time");
    assert_eq!(&text[stamp.end..], " - Mempool count rose");
    let text = "2019-03-19 someone reports";
    let stamp = leading(text, DayOrder::Unknown).expect("a time");
    assert_eq!(&text[stamp.end..], " someone reports");
}

#[test]
fn times_are_found_in_prose() {
    let text = "On January 9, 2018 from 17:09 ET, v2.3.4 of app-2024-01-02 (see 10/12) failed until 2018-01-10.";
    let found: Vec<_> = find(text, DayOrder::Unknown).map(|(range, _)| &text[range]).collect();
    assert_eq!(found, ["January 9, 2018 from 17:09 ET", "2024-01-02", "2018-01-10"]);
}

#[test]
fn durations() {
    let all = |text: &str| minutes(text).map(|Minutes(minutes)| minutes);
    assert_eq!(all("4 hours 42 minutes"), Some(282));
    assert_eq!(all("5h 3m"), Some(303));
    assert_eq!(all("5h3m"), Some(303));
    assert_eq!(all("~42 min"), Some(42));
    assert_eq!(all("1h"), Some(60));
    assert_eq!(all("2 days, 3 hours and 10 minutes"), Some(3070));
    assert_eq!(all("1.5 hours"), Some(90));
    assert_eq!(all("1,440 minutes"), Some(1440));
    assert_eq!(all("PT1H30M"), Some(90));
    assert_eq!(all("約15分"), Some(15));
    assert_eq!(all("15分钟"), Some(15));
    assert_eq!(all("2小时30分钟"), Some(150));
    assert_eq!(all("01:30:00"), Some(90));
    assert_eq!(all("half an hour"), Some(30));
    assert_eq!(all("38 minutes (16:40 – 17:18 UTC)"), Some(38));
    for vague in [
        "~4 min/hour, recurring",
        "1-2 hours",
        "less than an hour",
        "5 to 10 minutes",
        "4 hours or so",
        "ongoing",
        "3",
        "30 minutes per day",
    ] {
        assert_eq!(all(vague), None, "{vague}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in ".{0,60}") {
        let _ = (read_event(&text, &Context::default()), minutes(&text), ZoneSpec::find(&text), find(&text, DayOrder::MonthFirst).count());
    }

    #[test]
    fn no_near_time_panics(text in "[0-9TZ:+~/. 年月日時分：MarchpmUTC-]{0,30}") {
        let _ = (read_event(&text, &Context::default()), minutes(&text), ZoneSpec::find(&text), find(&text, DayOrder::Unknown).count());
    }

    #[test]
    fn no_near_time_of_another_language_panics(
        parts in proptest::collection::vec("[0-9]{1,4}|[ .,:/–-]|Uhr|h|à|le|um|bis|von|März|mars|de|a las|から|まで|時|分|午後|（木）|월|오후|시|부터|Std|heures|час|МСК|É|e\u{301}|ß", 0..14)
    ) {
        let text = parts.concat();
        for order in [DayOrder::Unknown, DayOrder::DayFirst] {
            let context = Context { order, year: Some(2024), ..Context::default() };
            let _ = (read_event(&text, &context), minutes(&text), ZoneSpec::find(&text), find(&text, order).count());
            if let Ok(stamp) = leading(&text, order) {
                proptest::prop_assert!(text.is_char_boundary(stamp.end));
            }
        }
    }
}
