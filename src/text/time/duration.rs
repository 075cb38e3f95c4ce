//! Durations: `4 hours 42 minutes`, `5h 3m`, `1h30`, `2 Std. 15 Min.`, `PT1H30M`, `约15分钟`. Vague ones (`1-2 hours`,
//! `~4 min/hour`) are none.

use super::cursor::Cursor;
use super::leading::leading;
use super::numeric::DayOrder;
use super::words::{Remark, Word, durations};
use crate::model::postmortem::Minutes;
use crate::text::lexicon::fold::fold;

const MINUTE: u32 = 60;
const HOUR: u32 = 3_600;

/// A duration at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Duration {
    pub minutes: Minutes,
    /// Byte offset behind it.
    pub end: usize,
}

/// Reads a whole value. A remark after it is let pass (`38 minutes (16:40 – 17:18 UTC)`, `2 hours of downtime`), what makes
/// it vague (`/hour`, `or so`, `recurring`, `-3 hours`) is not.
#[must_use]
pub(crate) fn minutes(text: &str) -> Option<Minutes> {
    let duration = leading_minutes(text)?;
    let rest = text[duration.end..].trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '_' | '`'));
    let opens = rest.is_empty()
        || rest.starts_with(['(', '（', '[', '.', ';', ',', '。', '，', '、', '–', '—', '|'])
        || rest.starts_with("- ");
    let remarks = &durations().remarks;
    let folded = fold(rest);
    let goes_on = || {
        remarks.opens(&folded, Remark::GoesOn)
            || leading(rest, DayOrder::Unknown).is_ok_and(|stamp| stamp.clock.is_some() && stamp.until.is_some())
    };
    let sentence = folded.split(['。', ';']).next().unwrap_or_default().split(". ").next().unwrap_or_default();
    ((opens || goes_on()) && !remarks.holds(sentence, Remark::Vague)).then_some(duration.minutes)
}

/// Whether `text` states `minutes` of which only some hours of a day count: `33h 15m (during support hours 10:00-17:00)`.
#[must_use]
pub(crate) fn is_part_time(text: &str, minutes: Minutes) -> bool {
    let stands = |at: usize| {
        !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '.')
            && at_start(&text[at..]).is_some_and(|found| found.minutes == minutes)
    };
    durations().remarks.holds(&fold(text), Remark::PartTime)
        && text.char_indices().any(|(at, c)| c.is_ascii_digit() && stands(at))
}

/// How long it all lasted, where running text says so in as many words, once: `was down for 3 hours`.
#[must_use]
pub(crate) fn lasted(text: &str) -> Option<Minutes> {
    let folded = fold(text);
    let mut told = durations().remarks.find(&folded).filter(|(remark, _)| *remark == Remark::Lasted);
    let (_, place) = told.next()?;
    let is_one = told.all(|(_, other)| other.start < place.end);
    minutes(folded.get(place.end..)?.split([',', ';']).next()?.split(". ").next()?).filter(|_| is_one)
}

/// Reads the duration at the start of `text`, a word such as `about` before it let pass.
#[must_use]
pub(super) fn leading_minutes(text: &str) -> Option<Duration> {
    let mut cursor = Cursor::new(text, 0);
    loop {
        cursor.blanks();
        if cursor.eat_if(|c| matches!(c, '~' | '≈' | '*' | '_' | '`')).is_some() {
            continue;
        }
        if !cursor.eat_word(Word::About) && cursor.take(&durations().about).is_none() {
            break;
        }
        cursor.eat('.');
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
    let (mut seconds, mut end, mut last) = (0.0, 0, u32::MAX);
    loop {
        if last == HOUR
            && let Some(minutes) = bare_minutes(&mut cursor)
        {
            (seconds, end) = (seconds + minutes, cursor.at);
            break;
        }
        let Some(number) = number(&mut cursor) else { break };
        cursor.eat('-');
        cursor.blanks();
        let Some(unit) = unit(&mut cursor) else { break };
        if unit >= last {
            return None;
        }
        last = unit;
        (seconds, end) = (seconds + number * f64::from(unit), cursor.at);
        cursor.blanks();
        if cursor.eat(',') {
            cursor.blanks();
        }
        if cursor.take(&durations().and).is_some() {
            cursor.blanks();
        }
    }
    (end > 0).then(|| Duration { minutes: whole_minutes(seconds), end })
}

/// `30` of `1h30`, `半` of `1時間半`: seconds.
fn bare_minutes(cursor: &mut Cursor<'_>) -> Option<f64> {
    let glued = !cursor.before().is_some_and(super::cursor::is_blank);
    let mut ahead = *cursor;
    if ahead.eat_word(Word::HalfHour) {
        *cursor = ahead;
        return Some(f64::from(HOUR / 2));
    }
    let (minutes, 2) = ahead.digits(2)? else { return None };
    let ends = !ahead.at_letter_or_digit()
        && matches!(ahead.peek(), None | Some(' ' | '\u{a0}' | ')' | '(' | ',' | ';' | '.' | '*' | '_' | '`' | '|'));
    let mut next = ahead;
    next.blanks();
    let joined = next.at_letter_or_digit()
        || ahead.peek() == Some('.') && ahead.rest()[1..].starts_with(|c: char| c.is_ascii_digit());
    if minutes > 59 || !ends || joined && !(glued && unit(&mut next).is_none() && ahead.peek() != Some('.')) {
        return None;
    }
    *cursor = ahead;
    Some(f64::from(minutes * MINUTE))
}

#[expect(clippy::cast_possible_truncation, reason = "bounded by the digits that `number` reads")]
fn whole_minutes(seconds: f64) -> Minutes {
    Minutes((seconds / 60.0).round() as i64)
}

/// `01:30:00`, `1:30 h`.
fn colons(mut cursor: Cursor<'_>) -> Option<Duration> {
    let part = |cursor: &mut Cursor<'_>| -> Option<u32> {
        let found = cursor.eat(':').then(|| cursor.digits(2))??;
        (found.1 == 2 && found.0 < 60).then_some(found.0)
    };
    let (hours, _) = cursor.digits(3)?;
    let minutes = part(&mut cursor)?;
    let seconds = match part(&mut cursor) {
        Some(seconds) => seconds,
        None => {
            cursor.blanks();
            (unit(&mut cursor)? == HOUR).then_some(0)?
        }
    };
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

/// `4`, `1.5`, `1,5`, `1,440`, `two`, `half an`. `1.440` may be either and is none.
fn number(cursor: &mut Cursor<'_>) -> Option<f64> {
    let mut ahead = *cursor;
    if let Some((value, count)) = ahead.digits(7) {
        *cursor = ahead;
        let value = f64::from(value);
        let Some(mark) = ahead.eat_if(|c| matches!(c, ',' | '.')) else { return Some(value) };
        let Some((more, places)) = ahead.digits(4) else { return Some(value) };
        let found = match (mark, places) {
            (',', 3) if count <= 3 => value * 1000.0 + f64::from(more),
            (',', 3..) => return Some(value),
            ('.', 3) if value > 0.0 => return None,
            (',', _) if !unit_follows(ahead) => return Some(value),
            _ => value + f64::from(more) / 10_f64.powi(i32::try_from(places).ok()?),
        };
        *cursor = ahead;
        return Some(found);
    }
    let found = ahead.take(&durations().numbers)?;
    if !matches!(ahead.peek(), Some(' ' | '-' | '\u{a0}')) && !unit_follows(ahead) {
        return None;
    }
    *cursor = ahead;
    Some(found.meaning)
}

fn unit_follows(mut cursor: Cursor<'_>) -> bool {
    cursor.blanks();
    unit(&mut cursor).is_some()
}

/// A unit in seconds, with the full stop of an abbreviation.
fn unit(cursor: &mut Cursor<'_>) -> Option<u32> {
    let found = cursor.take(&durations().units)?;
    let mut ahead = *cursor;
    if found.end > 1 && ahead.eat('.') && (ahead.rest().is_empty() || ahead.rest().starts_with([' ', '\u{a0}'])) {
        *cursor = ahead;
    }
    Some(found.meaning)
}
