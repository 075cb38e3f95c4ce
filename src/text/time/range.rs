//! The second time of two: `14:02 - 14:30`, `14:02 bis 14:30`, `14:02から14:30まで`, `16:05:57-58`, `09:41, 10:02 - text`.

use super::clock::{Clock, clock};
use super::cursor::Cursor;
use super::leading::Cue;
use super::numeric::DayOrder;
use super::stamp::{Stamp, stamp};
use super::words::{Word, calendar};
use jiff::civil::Time;

/// Reads the end of a range after `start`, if there is one; an unknown end (`-12:??`) or an open one (`14:02～`) is eaten.
/// `between`: `and` joins the two.
pub(super) fn range(cursor: &mut Cursor<'_>, order: DayOrder, start: &mut Stamp, between: bool) {
    if start.elapsed.is_some() {
        return;
    }
    let mut ahead = *cursor;
    ahead.blanks();
    if start.clock.is_some() && (seconds(cursor, start) || listed(cursor, start)) {
        return;
    }
    let sign = eat_sign(&mut ahead);
    let after = sign.is_none() && ahead.eat_word(Word::FromAfter);
    if after {
        *cursor = ahead;
    }
    let word = sign.is_none() && (eat_joining(&mut ahead, between) || after);
    if sign.is_none() && !word {
        return;
    }
    ahead.blanks();
    if sign.is_some_and(|sign| sign != '-') && ahead.rest().is_empty() {
        *cursor = ahead;
        return;
    }
    let cue = Cue::read(&mut ahead);
    let opens = |c: char| {
        c.is_ascii_digit() || c.is_ascii_uppercase() || !c.is_ascii() || (word || cue.any) && c.is_alphabetic()
    };
    if !ahead.peek().is_some_and(opens) {
        return;
    }
    let written = ahead;
    let Some(until) =
        stamp(&mut ahead, order, cue).ok().or_else(|| hours(&mut ahead, order, start.clock.filter(|_| word)?))
    else {
        if start.clock.is_some() && unknown_end(&mut ahead) {
            *cursor = ahead;
        }
        return;
    };
    let fits = until.elapsed.is_none()
        && (start.clock.is_some() || until.day.is_some())
        && (start.clock.is_none() || until.clock.is_some());
    if !fits {
        return;
    }
    *cursor = ahead;
    ahead.blanks();
    if ahead.eat_word(Word::ToAfter) {
        *cursor = ahead;
    }
    end(start, Stamp { end: cursor.at, ..until }, Some(written));
}

/// `15h` of `de 14h à 15h`: where it is earlier than the start, it is a length (`14:02 to 3 hours later`).
fn hours(cursor: &mut Cursor<'_>, order: DayOrder, start: Time) -> Option<Stamp> {
    let mut ahead = *cursor;
    let until = stamp(&mut ahead, order, Cue { from: true, ..Cue::default() }).ok()?;
    if until.day.is_some() || until.clock? <= start {
        return None;
    }
    *cursor = ahead;
    Some(until)
}

/// `-`, `–`, `~`, `→`, `->`, and `--` and `/` of ISO.
fn eat_sign(cursor: &mut Cursor<'_>) -> Option<char> {
    let mut ahead = *cursor;
    let sign = ahead.eat_if(|c| matches!(c, '-' | '–' | '~' | '→' | '…' | '/'))?;
    if sign == '-' {
        let _ = ahead.eat('>') || ahead.eat('-');
    }
    let mut year = ahead;
    if sign == '/' && !(matches!(year.digits(4), Some((_, 4))) && year.eat('-')) {
        return None;
    }
    *cursor = ahead;
    Some(sign)
}

fn eat_joining(cursor: &mut Cursor<'_>, between: bool) -> bool {
    cursor.take(calendar().words(Word::To)).is_some() || between && cursor.take(calendar().words(Word::And)).is_some()
}

/// `57-58` at the end of a time with seconds: the end lies in the same minute.
fn seconds(cursor: &mut Cursor<'_>, start: &mut Stamp) -> bool {
    let behind = cursor.behind().as_bytes();
    let written = behind.len() > 5 && behind[behind.len() - 3] == b':' && behind[behind.len() - 6] == b':';
    let mut ahead = *cursor;
    if !written || ahead.eat_if(|c| matches!(c, '-' | '–')).is_none() {
        return false;
    }
    let (Some((second, 2)), Some(from)) = (ahead.digits(2), start.clock) else { return false };
    let joined = ahead.at_letter_or_digit() || matches!(ahead.peek(), Some('-' | '/' | '.')) || {
        let mut next = ahead;
        next.eat(':') && next.at_digit()
    };
    let Ok(second) = i8::try_from(second) else { return false };
    let Ok(to) = Time::new(from.hour(), from.minute(), second, 0) else { return false };
    if joined || to <= from {
        return false;
    }
    end(start, Stamp { clock: Some(to), zone: start.zone.clone(), end: ahead.at, ..Stamp::empty() }, None);
    *cursor = ahead;
    true
}

/// `, 10:02` and more times of one entry, up to what parts them from its text: the last one is the end.
fn listed(cursor: &mut Cursor<'_>, start: &mut Stamp) -> bool {
    let (mut ahead, mut last) = (*cursor, None::<(Clock, usize)>);
    loop {
        let mut next = ahead;
        next.blanks();
        if next.eat_if(|c| matches!(c, ',' | '、' | '&')).is_none() && !next.eat_word(Word::And) {
            break;
        }
        next.blanks();
        let Ok(found) = clock(&mut next, Cue::default()) else { break };
        if last.map(|(clock, _)| clock.time).or(start.clock).is_some_and(|before| found.time <= before) {
            return false;
        }
        (last, ahead) = (Some((found, next.at)), next);
    }
    let Some((found, at)) = last else { return false };
    let mut zoned = ahead;
    let zone = super::zone::after_clock(&mut zoned, false, false);
    // `14:02 UTC, 16:02 CEST` is one time in two zones.
    let mut next = zoned;
    next.blanks();
    if zone.is_some() && start.zone.is_some() && zone != start.zone {
        return false;
    }
    let parts = |c: char| matches!(c, '-' | '–' | ':' | '|' | ')' | ']' | '*' | '_' | '`');
    if next.peek().is_some_and(|c| !parts(c)) {
        return false;
    }
    end(start, Stamp { clock: Some(found.time), zone, end: at, ..Stamp::empty() }, None);
    *cursor = zoned;
    true
}

/// Sets the end, and what one end tells about the other: zone, year, `4:00-5:30 pm`.
fn end(start: &mut Stamp, mut until: Stamp, written: Option<Cursor<'_>>) {
    if start.zone.is_none() {
        start.zone.clone_from(&until.zone);
    }
    if let (Some(from), Some(to)) = (&mut start.day, &mut until.day) {
        let over = i16::from(passes_new_year(from.month, to.month));
        from.year = from.year.or(to.year.map(|year| year - over));
        to.year = to.year.or(from.year.map(|year| year + over));
    }
    if let (Some(from), Some(mut written)) = (start.clock, written)
        && let Ok(Clock { time: to, half: true, .. }) = clock(&mut written, Cue::default())
        && !start.half
        && from.hour() < 12
        && to.hour() >= 12
        && let Ok(shifted) = Time::new(from.hour() + 12, from.minute(), from.second(), 0)
        && shifted <= to
    {
        start.clock = Some(shifted);
    }
    start.until = Some(Box::new(until));
}

/// `Dec 31 - Jan 1`: the end of a range lies in the year after.
pub(super) fn passes_new_year(from: i8, to: i8) -> bool {
    from - to > 6
}

fn unknown_end(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let odd = |c: char| c.is_ascii_digit() || matches!(c, '?' | ':' | 'x' | 'X');
    let mut marks = 0;
    while let Some(c) = ahead.eat_if(odd) {
        marks += usize::from(!c.is_ascii_digit());
    }
    let found = marks > 1;
    if found {
        *cursor = ahead;
    }
    found
}
