//! Durations: `4 hours 42 minutes`, `5h 3m`, `PT1H30M`, `约15分钟`. Vague ones (`1-2 hours`, `~4 min/hour`) are none.

use super::cursor::Cursor;
use crate::model::postmortem::Minutes;

/// A duration at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duration {
    pub minutes: Minutes,
    /// Byte offset behind it.
    pub end: usize,
}

/// Reads a whole value. A remark after it is let pass (`38 minutes (16:40 – 17:18 UTC)`, `2 hours of downtime`), what makes
/// it vague (`/hour`, `or so`, `recurring`, `-3 hours`) is not.
#[must_use]
pub fn minutes(text: &str) -> Option<Minutes> {
    let duration = leading_minutes(text)?;
    let rest = text[duration.end..].trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
    let opens = rest.is_empty()
        || rest.starts_with(['(', '（', '[', '.', ';', ',', '。', '，', '–', '—', '|'])
        || rest.starts_with("- ");
    let word = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let goes_on =
        ["total", "in", "from", "between", "for", "until"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let lower = rest.to_ascii_lowercase();
    let goes_on = goes_on || of_trouble(&lower);
    let vague = ["recurring", "intermittent", "ongoing", "per ", "each", "so far", "every", "unknown", "estimate"];
    ((opens || goes_on) && !vague.iter().any(|word| lower.contains(word))).then_some(duration.minutes)
}

/// `2 hours of downtime`, not `2 hours of needless work`.
fn of_trouble(rest: &str) -> bool {
    let Some(what) = rest.strip_prefix("of ") else { return false };
    let words = [
        "downtime",
        "outage",
        "impact",
        "disruption",
        "degrad",
        "unavailab",
        "complete",
        "partial",
        "full",
        "total",
        "interruption",
        "service",
        "errors",
    ];
    words.iter().any(|word| what.starts_with(word))
}

/// Reads the duration at the start of `text`, a word such as `about` before it let pass.
#[must_use]
pub fn leading_minutes(text: &str) -> Option<Duration> {
    let mut cursor = Cursor::new(text, 0);
    loop {
        cursor.blanks();
        let word = cursor.word();
        if matches!(cursor.peek(), Some('~' | '≈' | '*' | '_' | '`')) {
            cursor.bump();
        } else if ["about", "around", "approx", "approximately", "roughly", "ca", "circa", "nearly", "almost"]
            .iter()
            .any(|known| word.eq_ignore_ascii_case(known))
        {
            cursor.at += word.len();
            cursor.eat('.');
        } else if !["約", "约", "大约", "共"].iter().any(|known| cursor.eat_text(known)) {
            break;
        }
    }
    let found = at_start(cursor.rest())?;
    Some(Duration { end: cursor.at + found.end, ..found })
}

/// The duration at the very start of `text`.
pub(super) fn at_start(text: &str) -> Option<Duration> {
    let mut cursor = Cursor::new(text, 0);
    let iso = matches!(cursor.peek(), Some('P' | 'p'));
    if iso {
        return iso_duration(&mut cursor);
    }
    if let Some(found) = colons(cursor) {
        return Some(found);
    }
    let (mut seconds, mut parts, mut end, mut last) = (0.0, 0, 0, u32::MAX);
    while let Some(number) = number(&mut cursor) {
        cursor.eat('-');
        cursor.blanks();
        let Some(unit) = unit(&mut cursor) else { break };
        if unit >= last {
            return None;
        }
        last = unit;
        (seconds, parts, end) = (seconds + number * f64::from(unit), parts + 1, cursor.at);
        cursor.blanks();
        if cursor.eat(',') {
            cursor.blanks();
        }
        if cursor.eat_word("and") {
            cursor.blanks();
        }
    }
    (parts > 0).then(|| Duration { minutes: whole_minutes(seconds), end })
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by the digits that `number` reads")]
fn whole_minutes(seconds: f64) -> Minutes {
    Minutes((seconds / 60.0).round() as i64)
}

/// `01:30:00`.
fn colons(mut cursor: Cursor<'_>) -> Option<Duration> {
    let (hours, _) = cursor.digits(3)?;
    let mut part = || -> Option<u32> {
        let found = cursor.eat(':').then(|| cursor.digits(2))??;
        (found.1 == 2 && found.0 < 60).then_some(found.0)
    };
    let (minutes, seconds) = (part()?, part()?);
    Some(Duration { minutes: whole_minutes(f64::from(hours * 3600 + minutes * 60 + seconds)), end: cursor.at })
}

/// `PT1H30M`, `P1DT2H`.
fn iso_duration(cursor: &mut Cursor<'_>) -> Option<Duration> {
    cursor.bump();
    let (mut seconds, mut clock, mut any) = (0.0, false, false);
    loop {
        if !clock && cursor.eat_if(|c| matches!(c, 'T' | 't')).is_some() {
            clock = true;
            continue;
        }
        let Some(number) = number(cursor) else { break };
        let unit = match (cursor.peek()?.to_ascii_uppercase(), clock) {
            ('D', false) => 86_400.0,
            ('W', false) => 604_800.0,
            ('H', true) => 3_600.0,
            ('M', true) => 60.0,
            ('S', true) => 1.0,
            _ => return None,
        };
        cursor.bump();
        (seconds, any) = (seconds + number * unit, true);
    }
    let ends = !cursor.peek().is_some_and(char::is_alphanumeric);
    (any && ends).then(|| Duration { minutes: whole_minutes(seconds), end: cursor.at })
}

/// `4`, `1.5`, `1,440`, `two`, `half an`.
fn number(cursor: &mut Cursor<'_>) -> Option<f64> {
    const WORDS: [(&str, f64); 14] = [
        ("one", 1.0),
        ("two", 2.0),
        ("three", 3.0),
        ("four", 4.0),
        ("five", 5.0),
        ("six", 6.0),
        ("seven", 7.0),
        ("eight", 8.0),
        ("nine", 9.0),
        ("ten", 10.0),
        ("twelve", 12.0),
        ("twenty", 20.0),
        ("thirty", 30.0),
        ("an", 1.0),
    ];
    if let Some((value, count)) = cursor.digits(7) {
        let mut value = f64::from(value);
        let mut ahead = *cursor;
        if count <= 3
            && ahead.eat(',')
            && let Some((more, 3)) = ahead.digits(3)
        {
            value = value * 1000.0 + f64::from(more);
            *cursor = ahead;
        }
        ahead = *cursor;
        if ahead.eat('.')
            && let Some((fraction, places)) = ahead.digits(4)
        {
            value += f64::from(fraction) / 10_f64.powi(i32::try_from(places).ok()?);
            *cursor = ahead;
        }
        return Some(value);
    }
    let start = *cursor;
    for (word, value) in WORDS {
        if cursor.eat_word(word) {
            if cursor.peek().is_some_and(|c| matches!(c, ' ' | '-' | '\u{a0}')) {
                return Some(value);
            }
            *cursor = start;
            return None;
        }
    }
    if cursor.eat_word("half") && cursor.blanks() && (cursor.eat_word("an") || cursor.eat_word("a")) {
        return Some(0.5);
    }
    *cursor = start;
    None
}

/// A unit in seconds.
fn unit(cursor: &mut Cursor<'_>) -> Option<u32> {
    for (word, seconds) in [
        ("分钟", 60),
        ("分間", 60),
        ("分", 60),
        ("小时", 3_600),
        ("個小時", 3_600),
        ("个小时", 3_600),
        ("時間", 3_600),
        ("秒", 1),
        ("天", 86_400),
        ("日間", 86_400),
        ("日", 86_400),
    ] {
        if cursor.eat_text(word) {
            return Some(seconds);
        }
    }
    let word = cursor.word();
    let seconds = match word.to_ascii_lowercase().as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        _ => return None,
    };
    cursor.at += word.len();
    if word.len() > 1 {
        cursor.eat('.').then(|| {
            if !cursor.rest().is_empty() && !cursor.rest().starts_with(' ') {
                cursor.at -= 1
            }
        });
    }
    Some(seconds)
}
