//! Days in numbers alone: `02-13-2025`, `7. 3. 2024`, `3/7 14:02`, `2024-W10-4`, where only one reading exists.

use super::Unread;
use super::clock::is_clock;
use super::cursor::Cursor;
use super::date::{Day, checked, checked_yearless, four_digits};
use super::leading::Cue;
use super::words::Word;
use jiff::civil::{ISOWeekDate, Weekday};

/// How a document writes days with three numbers and the year last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum DayOrder {
    /// Not known: only days that can be read in one way are read.
    #[default]
    Unknown,
    /// `12/31/2024`
    MonthFirst,
    /// `31/12/2024`
    DayFirst,
}

/// `3/4/2025`, `7. 3. 2024`, `03-26 17:40`, `3/7 14:02`: `ahead` is before the second number.
pub(super) fn numeric(
    cursor: &mut Cursor<'_>,
    mut ahead: Cursor<'_>,
    separator: char,
    first: u32,
    order: DayOrder,
) -> Result<Day, Unread> {
    let (second, width) = ahead.digits(2).ok_or(Unread::NotATime)?;
    let mut last = ahead;
    if last.eat(separator) {
        if separator == '.' {
            last.blanks();
        }
        if let Some(year) = four_digits(&mut last).filter(|_| separator != '–') {
            cursor.at = last.at;
            let order = if order == DayOrder::Unknown && day_first(last) { DayOrder::DayFirst } else { order };
            return numbers(first, second, year, separator, order);
        }
    }
    let found = match separator {
        // The year left out, as in ISO.
        '-' if width == 2 && clock_after_blank(ahead) => checked_yearless(first, second),
        '/' => slashed(&mut ahead, first, second, order),
        // `7.3. 14:02`
        '.' if ahead.eat('.') && clock_after_blank(ahead) => checked_yearless(second, first),
        _ => Err(Unread::NotATime),
    }?;
    cursor.at = ahead.at;
    Ok(found)
}

/// `à 14h02` behind a day tells its language, and with it the order.
fn day_first(mut ahead: Cursor<'_>) -> bool {
    ahead.eat(',');
    ahead.blanks() && ahead.eat_word(Word::DayFirst) && ahead.blanks() && ahead.at_digit()
}

fn clock_after_blank(mut ahead: Cursor<'_>) -> bool {
    ahead.blanks() && {
        Cue::read(&mut ahead);
        is_clock(ahead)
    }
}

/// `3/7` without a year: a day where a clock time or a sign of the week follows, or where nothing else does in a document that
/// shows its order.
fn slashed(cursor: &mut Cursor<'_>, a: u32, b: u32, order: DayOrder) -> Result<Day, Unread> {
    let mut ahead = *cursor;
    ahead.blanks();
    let mut sign = ahead;
    if sign.eat('(') && sign.eat_word(Word::WeekdaySign) && sign.eat(')') {
        return checked_yearless(a, b);
    }
    let alone = order != DayOrder::Unknown && ahead.rest().is_empty();
    if !alone && !clock_after_blank(*cursor) {
        return Err(Unread::NotATime);
    }
    match order {
        _ if a > 12 && b > 12 => Err(Unread::NotATime),
        _ if b > 12 => checked_yearless(a, b),
        _ if a > 12 => checked_yearless(b, a),
        DayOrder::MonthFirst => checked_yearless(a, b),
        DayOrder::DayFirst => checked_yearless(b, a),
        DayOrder::Unknown if a == b => checked_yearless(a, b),
        DayOrder::Unknown => Err(Unread::Ambiguous),
    }
}

/// `a/b/year` in the order that the document shows, else where only one reading exists.
fn numbers(a: u32, b: u32, year: u32, separator: char, order: DayOrder) -> Result<Day, Unread> {
    match order {
        _ if separator == '.' => checked(year, b, a),
        _ if a > 12 && b > 12 => Err(Unread::Impossible),
        _ if b > 12 => checked(year, a, b),
        _ if a > 12 => checked(year, b, a),
        DayOrder::MonthFirst => checked(year, a, b),
        DayOrder::DayFirst => checked(year, b, a),
        DayOrder::Unknown if a == b => checked(year, a, b),
        DayOrder::Unknown => Err(Unread::Ambiguous),
    }
}

/// `10-4`, `104` after `2024-W`; a week alone is no day.
pub(super) fn iso_week(cursor: &mut Cursor<'_>, year: u32) -> Result<Day, Unread> {
    let (week, day) = match cursor.digits(3) {
        Some((packed, 3)) => (packed / 10, packed % 10),
        Some((week, 2)) if cursor.eat('-') => (week, cursor.digits(1).ok_or(Unread::NotATime)?.0),
        _ => return Err(Unread::NotATime),
    };
    let narrow = |number: u32| i8::try_from(number).map_err(|_| Unread::Impossible);
    let weekday = Weekday::from_monday_one_offset(narrow(day)?).map_err(|_| Unread::Impossible)?;
    let year = i16::try_from(year).map_err(|_| Unread::Impossible)?;
    let date = ISOWeekDate::new(year, narrow(week)?, weekday).map_err(|_| Unread::Impossible)?.date();
    checked(
        u32::from(date.year().unsigned_abs()),
        u32::from(date.month().unsigned_abs()),
        u32::from(date.day().unsigned_abs()),
    )
}

/// A day without a year in digits (`3/6`, `30.06.`) that opens `text`, and where it ends.
///
/// # Errors
/// [`Unread::Ambiguous`] where it may be read in two ways.
pub(crate) fn short_day(text: &str, order: DayOrder) -> Result<(Day, usize), Unread> {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = number(text);
    let rest = text[first..].strip_prefix(['/', '.']).ok_or(Unread::NotATime)?;
    let second = number(rest);
    let end = first + 1 + second;
    let more = text[end..].trim_start_matches('.');
    let whole = more.is_empty() || more.starts_with([' ', ',', ')', ':', ';']);
    let (Ok(one), Ok(two)) = (text[..first].parse::<i8>(), rest[..second].parse::<i8>()) else {
        return Err(Unread::NotATime);
    };
    if !whole || first > 2 || second > 2 || one.max(two) > 31 || one.min(two) == 0 || one.min(two) > 12 {
        return Err(Unread::NotATime);
    }
    let (month, day) = match order {
        _ if one > 12 => (two, one),
        _ if two > 12 => (one, two),
        DayOrder::MonthFirst => (one, two),
        DayOrder::DayFirst => (two, one),
        DayOrder::Unknown => return Err(Unread::Ambiguous),
    };
    Ok((Day { year: None, month, day }, end))
}
