//! Clock times: `14:02`, `9:51 PM`, `14h02`, `14.02 Uhr`, `09:15:30.250`, `午後2時5分`, `1405 UTC`.

use super::Unread;
use super::cursor::Cursor;
use super::leading::Cue;
use super::words::{Half, Word, calendar, durations};
use super::zone::is_abbreviation;
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

/// Hour, minute, second (if written) as they stand there.
struct Parts(u32, u32, Option<u32>);

/// Reads a clock time at the cursor; `cue` stands before it, and may tell that `14h` is no duration.
pub(super) fn clock(cursor: &mut Cursor<'_>, cue: Cue) -> Result<Clock, Unread> {
    let mut ahead = *cursor;
    let before = ahead.take(&calendar().before).map(|found| found.meaning);
    if before.is_some() {
        ahead.blanks();
    }
    let (first, count) = ahead.digits(4).ok_or(Unread::NotATime)?;
    let mut half = before;
    let Parts(mut hour, minute, second) = if count > 2 {
        packed(&mut ahead, first, count)?
    } else if ahead.eat(':') {
        let (minute, 2) = ahead.digits(2).ok_or(Unread::NotATime)? else { return Err(Unread::NotATime) };
        Parts(first, minute, seconds(&mut ahead)?)
    } else if let Some((minute, second)) = hour_word(&mut ahead, cue.takes_hours())? {
        Parts(first, minute, second)
    } else if let Some(minute) = dotted(&mut ahead, cue.at && count == 2) {
        Parts(first, minute, None)
    } else {
        half = Some(half_after(&mut ahead).ok_or(Unread::NotATime)?);
        Parts(first, 0, None)
    };
    if count <= 2 {
        hour_after(&mut ahead);
    }
    half = half.or_else(|| half_after(&mut ahead));
    if let Some(half) = half {
        hour = half.hour(hour).ok_or(Unread::Impossible)?;
    }
    about_after(&mut ahead);
    if ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric() && !matches!(c, 'Z' | 'z') && !c.is_ascii_uppercase()) {
        return Err(Unread::NotATime);
    }
    let parts = (i8::try_from(hour), i8::try_from(minute), i8::try_from(second.unwrap_or(0).min(59)));
    let (Ok(hour), Ok(minute), Ok(whole)) = parts else { return Err(Unread::Impossible) };
    let time = Time::new(hour, minute, whole, 0).map_err(|_| Unread::Impossible)?;
    *cursor = ahead;
    Ok(Clock { time, seconds: second.is_some(), half: half.is_some() })
}

/// `頃`, `左右`, ` circa` behind a time.
pub(super) fn about_after(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    ahead.blanks();
    if ahead.eat_word(Word::AboutAfter) {
        *cursor = ahead;
    }
}

/// True where a clock time stands at the cursor.
pub(super) fn is_clock(mut cursor: Cursor<'_>) -> bool {
    clock(&mut cursor, Cue::default()).is_ok()
}

/// What follows the hour in words and signs: `h05`, ` h 05`, ` Uhr`, `時02分03秒`, `点半`; `None` where no such word does.
fn hour_word(cursor: &mut Cursor<'_>, cued: bool) -> Result<Option<(u32, Option<u32>)>, Unread> {
    let mut ahead = *cursor;
    ahead.blanks();
    let unit = durations().units.at(ahead.rest()).map_or(0, |found| found.end);
    let Some(found) = ahead.take(calendar().words(Word::Hour)) else { return Ok(None) };
    // `1時間`
    if unit > found.end {
        return Ok(None);
    }
    if !found.sure {
        ahead.eat('.');
    }
    let whole = ahead;
    let spaced = ahead.blanks();
    if ahead.eat_word(Word::HalfHour) {
        *cursor = ahead;
        return Ok(Some((30, None)));
    }
    if let Some((minute, width)) = ahead.digits(2)
        && let Some(second) = minutes(&mut ahead, width == 2, spaced, found.sure, cued)?
    {
        *cursor = ahead;
        return Ok(Some((minute, second)));
    }
    if !found.sure && !cued {
        return Ok(None);
    }
    *cursor = whole;
    cursor.eat_word(Word::Sharp);
    Ok(Some((0, None)))
}

/// What follows the minutes behind an hour's word, which are of two digits if `full`: seconds, if any. `None` where they are no
/// minutes: `14 Uhr 3 Server`, `1 h 30 min`.
fn minutes(
    cursor: &mut Cursor<'_>,
    full: bool,
    spaced: bool,
    sure: bool,
    cued: bool,
) -> Result<Option<Option<u32>>, Unread> {
    let mut ahead = *cursor;
    ahead.blanks();
    let unit = ahead.take(calendar().words(Word::Minute)).filter(|_| sure || cued);
    if unit.is_some_and(|unit| unit.sure || sure || cued) {
        if !unit.is_some_and(|unit| unit.sure) {
            ahead.eat('.');
        }
        *cursor = ahead;
        ahead.blanks();
        if let Some((second, _)) = ahead.digits(2)
            && ahead.eat_word(Word::ClockSecond)
        {
            if second > 60 {
                return Err(Unread::Impossible);
            }
            *cursor = ahead;
            return Ok(Some(Some(second)));
        }
        return Ok(Some(None));
    }
    let mut next = *cursor;
    next.blanks();
    let duration = durations().units.at(next.rest()).is_some() && calendar().after.at(next.rest()).is_none();
    let joined = matches!(cursor.peek(), Some(':' | '.' | ',' | '/')) && digit_after_next(*cursor);
    let fits = full && !duration && !joined && !cursor.at_letter_or_digit() || sure && !spaced && !duration;
    Ok(fits.then_some(None))
}

fn digit_after_next(mut cursor: Cursor<'_>) -> bool {
    cursor.bump();
    cursor.at_digit()
}

/// `.02` behind an hour, where a word before or after it says that it is a time.
fn dotted(cursor: &mut Cursor<'_>, cued: bool) -> Option<u32> {
    let mut ahead = *cursor;
    let (minute, 2) = ahead.eat('.').then(|| ahead.digits(2)).flatten()? else { return None };
    if matches!(ahead.peek(), Some('.')) && digit_after_next(ahead) || minute > 59 {
        return None;
    }
    let mut after = ahead;
    let told = cued || hour_after(&mut after) || half_after(&mut after).is_some();
    if !told {
        return None;
    }
    *cursor = ahead;
    Some(minute)
}

/// `Uhr` and the like behind hour and minute.
fn hour_after(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.blanks();
    let found = ahead.take(calendar().words(Word::Hour)).is_some() && !ahead.at_letter_or_digit();
    if found {
        *cursor = ahead;
    }
    found
}

/// `1405` with a zone or `hrs` after it.
fn packed(cursor: &mut Cursor<'_>, value: u32, count: usize) -> Result<Parts, Unread> {
    if count != 4 {
        return Err(Unread::NotATime);
    }
    let mut ahead = *cursor;
    ahead.blanks();
    if !is_abbreviation(ahead) {
        let blank = ahead.at > cursor.at;
        let word = ahead.take(calendar().words(Word::Hour));
        if word.is_none_or(|word| word.end < 2) || !blank && ahead.at_letter_or_digit() {
            return Err(Unread::NotATime);
        }
        *cursor = ahead;
    }
    Ok(Parts(value / 100, value % 100, None))
}

/// `:30`, `:30.250` behind hour and minute.
fn seconds(cursor: &mut Cursor<'_>) -> Result<Option<u32>, Unread> {
    let mut ahead = *cursor;
    if !ahead.eat(':') {
        return Ok(None);
    }
    let Some((second, count)) = ahead.digits(2) else { return Ok(None) };
    if count != 2 {
        return Err(Unread::NotATime);
    }
    if second > 60 {
        return Err(Unread::Impossible);
    }
    if ahead.peek() == Some(':') && digit_after_next(ahead) {
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
    Ok(Some(second))
}

/// `am`, `P.M.`, `du soir`; `a` only where nothing parts it from the digits.
fn half_after(cursor: &mut Cursor<'_>) -> Option<Half> {
    let mut ahead = *cursor;
    let spaced = ahead.blanks();
    let found = ahead.take(&calendar().after)?;
    if !found.sure && spaced || ahead.peek().is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    if cursor.rest()[..ahead.at - cursor.at].contains('.') {
        ahead.eat('.');
    }
    *cursor = ahead;
    Some(found.meaning)
}
