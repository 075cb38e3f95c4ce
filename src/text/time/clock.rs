//! Clock times: `14:02`, `9:51 PM`, `09:15:30.250`, `14時05分`, `1405 UTC`.

use super::Unread;
use super::cursor::Cursor;
use jiff::civil::Time;

/// A clock time with what its writing tells about the rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Clock {
    pub(super) time: Time,
    /// Seconds are written: `-05:00` right after it is an offset, not the end of a range.
    pub(super) seconds: bool,
    /// An `am` or `pm` stands with it.
    pub(super) half: bool,
}

/// Reads a clock time at the cursor.
pub(super) fn clock(cursor: &mut Cursor<'_>) -> Result<Clock, Unread> {
    let mut ahead = *cursor;
    let mut half = east_half(&mut ahead);
    let (first, count) = ahead.digits(4).ok_or(Unread::NotATime)?;
    let (mut hour, minute, second, seconds);
    if count > 2 {
        (hour, minute, second, seconds) = packed(&mut ahead, first, count)?;
    } else if ahead.eat(':') || ahead.rest().starts_with("h") && hour_h(&mut ahead) {
        let (m, 2) = ahead.digits(2).ok_or(Unread::NotATime)? else { return Err(Unread::NotATime) };
        (hour, minute) = (first, m);
        (second, seconds) = seconds_of(&mut ahead)?;
    } else if ahead.eat('時') || ahead.eat('时') || ahead.eat('点') {
        (hour, minute, second, seconds) = (first, east_minutes(&mut ahead), 0, false);
    } else {
        (hour, minute, second, seconds) = (first, 0, 0, false);
        half = Some(meridiem(&mut ahead).ok_or(Unread::NotATime)?);
    }
    half = half.or_else(|| meridiem(&mut ahead));
    if let Some(afternoon) = half {
        let fits = (1..=12).contains(&hour) || afternoon && hour < 24;
        if !fits {
            return Err(Unread::Impossible);
        }
        hour = match (afternoon, hour) {
            (true, 13..) => hour,
            (true, _) => hour % 12 + 12,
            (false, _) => hour % 12,
        };
    }
    if ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric() && !matches!(c, 'Z' | 'z') && !c.is_ascii_uppercase()) {
        return Err(Unread::NotATime);
    }
    let parts = (i8::try_from(hour), i8::try_from(minute), i8::try_from(second.min(59)));
    let (Ok(hour), Ok(minute), Ok(second)) = parts else { return Err(Unread::Impossible) };
    let time = Time::new(hour, minute, second, 0).map_err(|_| Unread::Impossible)?;
    *cursor = ahead;
    Ok(Clock { time, seconds, half: half.is_some() })
}

/// `14h05`: an `h` with exactly two digits after it and no unit after those.
fn hour_h(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.bump();
    let mut digits = ahead;
    let full = matches!(digits.digits(2), Some((_, 2))) && !digits.peek().is_some_and(char::is_alphanumeric);
    if full && cursor.before().is_some_and(|c| c.is_ascii_digit()) {
        *cursor = ahead;
    }
    full
}

/// `1405` with a zone or `hrs` after it, `140500Z`.
fn packed(cursor: &mut Cursor<'_>, value: u32, count: usize) -> Result<(u32, u32, u32, bool), Unread> {
    if count != 4 {
        return Err(Unread::NotATime);
    }
    let mut ahead = *cursor;
    ahead.blanks();
    let word = ahead.word();
    if !(matches!(word, "UTC" | "GMT" | "Z" | "hrs" | "PST" | "PDT" | "EST" | "EDT" | "CET" | "CEST" | "BST" | "JST")) {
        return Err(Unread::NotATime);
    }
    if word == "hrs" {
        ahead.at += word.len();
        *cursor = ahead;
    }
    Ok((value / 100, value % 100, 0, false))
}

fn seconds_of(cursor: &mut Cursor<'_>) -> Result<(u32, bool), Unread> {
    let mut ahead = *cursor;
    if !ahead.eat(':') {
        return Ok((0, false));
    }
    let Some((second, count)) = ahead.digits(2) else { return Ok((0, false)) };
    if count != 2 {
        return Err(Unread::NotATime);
    }
    if second > 60 {
        return Err(Unread::Impossible);
    }
    if ahead.peek() == Some(':') && ahead.rest()[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return Err(Unread::NotATime);
    }
    let mut fraction = ahead;
    if fraction.eat_if(|c| matches!(c, '.' | ',')).is_some() {
        let start = fraction.at;
        while fraction.eat_if(|c| c.is_ascii_digit()).is_some() {}
        if fraction.at > start {
            ahead = fraction;
        }
    }
    *cursor = ahead;
    Ok((second, true))
}

fn east_minutes(cursor: &mut Cursor<'_>) -> u32 {
    if cursor.eat('半') {
        return 30;
    }
    let mut ahead = *cursor;
    match ahead.digits(2) {
        Some((minute, _)) => {
            ahead.eat('分');
            *cursor = ahead;
            minute
        }
        None => 0,
    }
}

/// `午前`, `上午` and the like: true for the afternoon.
fn east_half(cursor: &mut Cursor<'_>) -> Option<bool> {
    for (word, afternoon) in
        [("午前", false), ("上午", false), ("凌晨", false), ("午後", true), ("下午", true), ("晚上", true)]
    {
        if cursor.eat_text(word) {
            cursor.blanks();
            return Some(afternoon);
        }
    }
    None
}

/// `am`, `P.M.`: true for the afternoon.
fn meridiem(cursor: &mut Cursor<'_>) -> Option<bool> {
    let mut ahead = *cursor;
    ahead.blanks();
    let afternoon = !matches!(ahead.eat_if(|c| matches!(c, 'a' | 'A' | 'p' | 'P'))?, 'a' | 'A');
    let dotted = ahead.eat('.');
    ahead.eat_if(|c| matches!(c, 'm' | 'M'))?;
    if ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    if dotted {
        ahead.eat('.');
    }
    *cursor = ahead;
    Some(afternoon)
}
