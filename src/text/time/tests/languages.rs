//! Days, clock times, ranges, durations and zones in eleven languages.

use super::{at, durations_of, event, show};
use crate::text::time::{Context, DayOrder, ZoneSpec, find, read, read_event};

fn all(cases: &[(&str, &str)], read: impl Fn(&str) -> String) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, wanted)| read(text) != *wanted)
        .map(|(text, wanted)| format!("{text}: {} instead of {wanted}", read(text)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const NOON: &str = "2024-03-07T14:02:00";

#[test]
fn days_and_clock_times_are_read_in_eleven_languages() {
    let same = [
        "7. März 2024, 14:02 Uhr",
        "Donnerstag, den 7. März 2024 um 14:02 Uhr",
        "Do., 7. Mär. 2024, 14.02 Uhr",
        "am 7. März 2024 gegen 14:02",
        "07.03.2024 um 14:02",
        "07.03.2024, 14.02 Uhr",
        "7. 3. 2024 14:02",
        "le 7 mars 2024 à 14h02",
        "jeudi 7 mars 2024, 14 h 02",
        "jeu. 7 mars 2024 à 14:02",
        "7 de marzo de 2024 a las 14:02",
        "el jueves 7 de marzo del 2024, 14:02 h",
        "7 de marzo de 2024 a las 2:02 p. m.",
        "7 de marzo de 2024, 2:02 de la tarde",
        "07/03/2024 à 14h02",
        "7/3/2024 alle 14:02",
        "7 mar. 2024 às 14h02",
        "7 de março de 2024, às 14:02",
        "quinta-feira, 7 de março de 2024 às 14h02",
        "7 marzo 2024 ore 14:02",
        "giovedì 7 marzo 2024 alle 14.02",
        "7 maart 2024 om 14.02 uur",
        "donderdag 7 maart 2024, 14:02 uur",
        "7 марта 2024 г. в 14:02",
        "четверг, 7 марта 2024 года, 14:02",
        "7-го марта 2024 около 14:02",
        "2024年3月7日 14時02分頃",
        "2024年3月7日（木）午後2時2分",
        "2024年3月7日(木曜日) 14:02",
        "2024年3月7日下午2点02分",
        "2024年3月7日星期四 14:02",
        "2024 年 3 月 7 日 14:02",
        "2024年3月7日14时02分左右",
        "令和6年3月7日 14時02分",
        "2024. 3. 7. 14:02",
        "2024. 3. 7. (목) 오후 2:02",
        "2024년 3월 7일 오후 2시 2분",
        "2024년 3월 7일 목요일 14시 2분경",
    ];
    all(&same.map(|text| (text, NOON)), at);
}

#[test]
fn months_and_weekdays_have_their_short_forms() {
    let cases = [
        ("1er août 2024", "2024-08-01"),
        ("3 févr. 2024", "2024-02-03"),
        ("15 déc. 2023", "2023-12-15"),
        ("3. Dez. 2024", "2024-12-03"),
        ("24 okt. 2024", "2024-10-24"),
        ("3 ago. 2024", "2024-08-03"),
        ("12 de set. de 2024", "2024-09-12"),
        ("5 out 2024", "2024-10-05"),
        ("9 gen 2024", "2024-01-09"),
        ("30 сент. 2024", "2024-09-30"),
        ("1 мая 2024", "2024-05-01"),
        ("7–9 mars 2024", "2024-03-07"),
        ("du 7 au 9 mars 2024", "2024-03-07"),
        ("7. bis 9. März 2024", "2024-03-07"),
        ("7-9 March 2024", "2024-03-07"),
        ("7 FEVRIER 2024", "2024-02-07"),
    ];
    all(&cases, at);
    // These begin like days, but are words of sentences.
    let known = Context { year: Some(2024), order: DayOrder::DayFirst, ..Context::default() };
    for text in ["3 out of 5 pods", "set 5 replicas", "2 gen servers", "10 ago", "do 3 things", "1 set"] {
        assert_eq!(show(read(text, &known)), "NotATime", "{text}");
    }
}

#[test]
fn clock_times_alone() {
    let cases = [
        ("14h02", "14:02"),
        ("14 h 02", "14:02"),
        ("14.02 Uhr", "14:02"),
        ("14 Uhr", "14:00"),
        ("14 Uhr 02", "14:02"),
        ("um 14:02 Uhr", "14:02"),
        ("à 14h", "14:00"),
        ("ore 14.02", "14:02"),
        ("ore 9:05", "09:05"),
        ("om 14 uur", "14:00"),
        ("14u02", "14:02"),
        ("ore 14:02 circa", "14:02"),
        ("14:02 JST頃", "14:02"),
        ("seit 14:02 Uhr", "14:02"),
        ("в 14:02", "14:02"),
        ("9 утра", "09:00"),
        ("14時2分", "14:02"),
        ("14時02分30秒", "14:02"),
        ("14時半", "14:30"),
        ("14時ちょうど", "14:00"),
        ("午前0時5分", "00:05"),
        ("下午2点", "14:00"),
        ("晚上8点半", "20:30"),
        ("凌晨12点10分", "00:10"),
        ("14시 2분", "14:02"),
        ("오전 9시 5분경", "09:05"),
        ("오후 2시 반", "14:30"),
        // Lengths of time, versions and counts are none.
        ("2h outage", "NotATime"),
        ("14h", "NotATime"),
        ("2 heures", "NotATime"),
        ("ca. 2 h", "NotATime"),
        ("unas 2 horas", "NotATime"),
        ("de 2 heures", "NotATime"),
        ("ab 14 Uhr", "14:00"),
        ("10:00 to 3 hours later", "NotATime"),
        ("1 h 30 min", "NotATime"),
        ("1時間30分", "NotATime"),
        ("2시간", "NotATime"),
        ("14.02", "NotATime"),
        ("3.10 released", "NotATime"),
        ("晚上12点", "Impossible"),
    ];
    all(&cases, event);
}

#[test]
fn ranges_are_joined_in_the_words_of_each_language() {
    let clocks = [
        "14:02 bis 15:10 Uhr",
        "von 14:02 bis 15:10 Uhr",
        "zwischen 14:02 und 15:10",
        "de 14h02 à 15h10",
        "entre 14h02 et 15h10",
        "de 14:02 a 15:10",
        "desde las 14:02 hasta las 15:10",
        "das 14h02 às 15h10",
        "14h02 até 15h10",
        "dalle 14:02 alle 15:10",
        "14:02 fino alle 15:10",
        "van 14:02 tot 15:10 uur",
        "с 14:02 до 15:10",
        "14:02 по 15:10",
        "14:02から15:10まで",
        "14時02分から15時10分まで",
        "14時02分～15時10分",
        "午後2時2分〜午後3時10分",
        "14:02至15:10",
        "14点02分到15点10分",
        "14:02부터 15:10까지",
        "오후 2시 2분부터 오후 3시 10분까지",
        "14:02 -> 15:10",
        "between 14:02 and 15:10",
        "from 14:02 until about 15:10",
    ];
    all(&clocks.map(|text| (text, "14:02 .. 15:10")), event);
    let days = [
        "du 7 mars 2024 au 9 mars 2024",
        "du 7 mars au 9 mars 2024",
        "vom 7. März 2024 bis zum 9. März 2024",
        "del 7 de marzo al 9 de marzo de 2024",
        "2024年3月7日から2024年3月9日まで",
        "2024年3月7日至2024年3月9日",
        "2024년 3월 7일부터 2024년 3월 9일까지",
        "7 марта 2024 по 9 марта 2024",
    ];
    all(&days.map(|text| (text, "2024-03-07 .. 2024-03-09")), event);
    assert_eq!(
        event("7. März 2024, 22:44 Uhr bis 8. März 2024, 4:21 Uhr"),
        "2024-03-07T22:44:00 .. 2024-03-08T04:21:00"
    );
    assert_eq!(event("de 14h à 15h"), "14:00 .. 15:00");
    assert_eq!(event("entre las 14 h y las 15 h"), "14:00 .. 15:00");
    assert_eq!(event("8時30分～"), "08:30");
    assert_eq!(event("14:02から"), "14:02");
}

#[test]
fn durations_are_read_in_eleven_languages() {
    let cases = [
        ("2 Std. 15 Min.", 135),
        ("2 Stunden und 15 Minuten", 135),
        ("etwa 1,5 Stunden", 90),
        ("eine halbe Stunde", 30),
        ("anderthalb Stunden", 90),
        ("1 Stunde 20 Minuten Ausfall", 80),
        ("2 Stunden (von 14:02 bis 16:02)", 120),
        ("68 Minuten von 14:02 bis 15:10 Uhr", 68),
        ("1 heure et 5 minutes", 65),
        ("environ 45 min", 45),
        ("5mn", 5),
        ("1h 20mn", 80),
        ("2 jours", 2880),
        ("une demi-heure", 30),
        ("2 horas", 120),
        ("2 horas y 10 minutos", 130),
        ("media hora", 30),
        ("cerca de 3 horas", 180),
        ("meia hora", 30),
        ("1 hora e 10 minutos", 70),
        ("mezz'ora", 30),
        ("2 ore e 5 minuti", 125),
        ("2 uur en 15 minuten", 135),
        ("anderhalf uur", 90),
        ("1 час 20 минут", 80),
        ("около 40 мин", 40),
        ("2 ч 5 мин", 125),
        ("полчаса", 30),
        ("1時間30分", 90),
        ("約2時間", 120),
        ("1時間半", 90),
        ("約15分間", 15),
        ("30分程度", 30),
        ("约15分钟", 15),
        ("1小时20分", 80),
        ("半小时", 30),
        ("共2个小时", 120),
        ("약 40분", 40),
        ("1시간 30분", 90),
        ("2시간 동안", 120),
    ];
    let cases = cases.map(|(text, minutes)| (text, minutes.to_string()));
    let cases: Vec<(&str, &str)> = cases.iter().map(|(text, minutes)| (*text, minutes.as_str())).collect();
    all(&cases, durations_of);
    for vague in [
        "1〜2時間",
        "1 à 2 heures",
        "2 bis 3 Stunden",
        "15 Min. pro Tag",
        "1.440 Minuten",
        "5 mars",
        "30分ごと",
        "每次15分钟",
    ] {
        assert_eq!(durations_of(vague), "none", "{vague}");
    }
}

#[test]
fn zone_words_are_known_in_their_languages() {
    let cases = [
        ("2024-03-07 14:02 MEZ", "2024-03-07T14:02:00+01:00"),
        ("7. Juli 2024, 14:02 Uhr MESZ", "2024-07-07T14:02:00+02:00"),
        ("7. Juli 2024, 14:02 Uhr (MESZ)", "2024-07-07T14:02:00+02:00"),
        ("2024-07-07 14:02 UTC+1", "2024-07-07T14:02:00+01:00"),
        ("2024-07-07 14:02 GMT +1", "2024-07-07T14:02:00+01:00"),
        ("2024-07-07 14:02 (GMT +01:00)", "2024-07-07T14:02:00+01:00"),
        ("2024-07-07 14:02 UTC + 5:30", "2024-07-07T14:02:00+05:30"),
        ("2024-07-07 14:02 UTC -3", "2024-07-07T14:02:00-03:00"),
        ("le 7 juillet 2024 à 14h02 (heure de Paris)", "2024-07-07T14:02:00+02:00"),
        ("7 de julio de 2024 a las 14:02 hora de Madrid", "2024-07-07T14:02:00+02:00"),
        ("7 de julho de 2024 às 14h02 (horário de Brasília)", "2024-07-07T14:02:00-03:00"),
        ("7 luglio 2024 ore 14:02 ora di Roma", "2024-07-07T14:02:00+02:00"),
        ("7 марта 2024 г. в 14:02 МСК", "2024-03-07T14:02:00+03:00"),
        ("7 марта 2024 в 14:02 мск", "2024-03-07T14:02:00+03:00"),
        ("7 марта 2024 в 14:02 по московскому времени", "2024-03-07T14:02:00+03:00"),
        ("2024-03-07 14:02 JST", "2024-03-07T14:02:00+09:00"),
        ("2024年3月7日 14:02（日本時間）", "2024-03-07T14:02:00+09:00"),
        ("2024年3月7日 14:02 (JST)", "2024-03-07T14:02:00+09:00"),
        ("2024-03-07 14:02（北京时间）", "2024-03-07T14:02:00+08:00"),
        ("2024-03-07 14:02 KST", "2024-03-07T14:02:00+09:00"),
        ("2024년 3월 7일 14:02 (한국시간)", "2024-03-07T14:02:00+09:00"),
        ("2024-07-07 14:02 Paris time", "2024-07-07T14:02:00+02:00"),
        ("2024-07-07 14:02 Central European Summer Time", "2024-07-07T14:02:00+02:00"),
    ];
    all(&cases, at);
    // A zone that is not told is none, whatever the document's other times are in.
    let utc = Context { zone: Some(ZoneSpec::utc()), ..Context::default() };
    for text in ["2024-07-07 14:02 hora local", "2024-07-07 14:02 (local time)", "2024年7月7日 14:02（現地時間）"]
    {
        assert_eq!(show(read(text, &utc)), "2024-07-07T14:02:00", "{text}");
    }
    assert!(
        ["Uhrzeit (MEZ)", "時刻（日本時間）", "시간 (KST)", "Время (МСК)", "Heure (Paris)"]
            .iter()
            .all(|text| ZoneSpec::find(text).is_some())
    );
    assert!(["L'incident est clos", "Et après", "et le pt", "ПОМСК"].iter().all(|text| ZoneSpec::find(text).is_none()));
}

#[test]
fn days_without_a_year_need_the_order_and_what_shows_that_they_are_days() {
    let month = Context { year: Some(2024), order: DayOrder::MonthFirst, ..Context::default() };
    let day = Context { order: DayOrder::DayFirst, ..month.clone() };
    let none = Context { order: DayOrder::Unknown, ..month.clone() };
    assert_eq!(show(read("3/7 14:02", &month)), "2024-03-07T14:02:00");
    assert_eq!(show(read("7/3 14:02", &day)), "2024-03-07T14:02:00");
    assert_eq!(show(read("3/7 14:02", &none)), "Ambiguous");
    assert_eq!(show(read("3/27 14:02", &none)), "2024-03-27T14:02:00");
    assert_eq!(show(read("3/7（木）14:02", &none)), "2024-03-07T14:02:00");
    assert_eq!(show(read("3월 7일 14시 2분", &none)), "2024-03-07T14:02:00");
    assert_eq!(show(read("7.3. 14:02 Uhr", &none)), "2024-03-07T14:02:00");
    assert_eq!(show(read("am 07.03. um 14:02", &none)), "2024-03-07T14:02:00");
    assert_eq!(show(read("3/6", &month)), "2024-03-06");
    assert_eq!(find("Part 1/2", DayOrder::MonthFirst).next(), None);
    for text in ["3/6", "3/7 pods", "10/12)", "1/2 - first step"] {
        assert_eq!(show(read(text, &none)), "NotATime", "{text}");
    }
    assert_eq!(
        show(read_event("1/2 of the pods", &month).map(|(time, _)| time.moment().cloned().expect("a moment"))),
        "NotATime"
    );
}
