//! Days: ISO, `7 March 2024`, `7. März 2024`, `March 7th, 2024`, `02-13-2025`, `2026年3月2日`, `2024-W10-4`.

use super::Unread;
use super::cursor::{Cursor, is_blank};
use super::numeric::{DayOrder, iso_week, numeric};
use super::words::{Word, calendar};
use jiff::civil::Date;

/// A day as stated; the year may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
}

impl Day {
    /// The date, the year from the context where it is missing.
    #[must_use]
    pub(crate) fn date(self, year: Option<i16>) -> Option<Date> {
        Date::new(self.year.or(year)?, self.month, self.day).ok()
    }
}

/// Reads a day at the cursor, the day of the week before it let pass.
pub(super) fn day(cursor: &mut Cursor<'_>, order: DayOrder) -> Result<Day, Unread> {
    // `Mar 7` is a day of March, `mar. 7 mars` a Tuesday.
    let plain = day_after(cursor, order, false);
    if plain == Err(Unread::NotATime) { day_after(cursor, order, true) } else { plain }
}

fn day_after(cursor: &mut Cursor<'_>, order: DayOrder, doubtful: bool) -> Result<Day, Unread> {
    let mut ahead = *cursor;
    let named = weekday(&mut ahead, doubtful);
    if doubtful && !named {
        return Err(Unread::NotATime);
    }
    if named && ahead.eat_word(Word::On) {
        ahead.blanks();
    }
    let day = if ahead.eat_word(Word::Reiwa) {
        reiwa(&mut ahead)?
    } else if ahead.at_digit() {
        digits_first(&mut ahead, order)?
    } else {
        month_first(&mut ahead)?
    };
    *cursor = ahead;
    Ok(day)
}

/// Skips `Tue`, `Tuesday,`, `(月)`; true where one stood here. `doubtful`: also `Do`, `mar`.
pub(super) fn weekday(cursor: &mut Cursor<'_>, doubtful: bool) -> bool {
    let mut ahead = *cursor;
    let open = ahead.eat('(');
    let name = ahead.take(calendar().words(Word::Weekday)).filter(|found| found.sure || doubtful || open);
    if name.is_none() && !(open && ahead.eat_word(Word::WeekdaySign)) {
        return false;
    }
    ahead.eat('.');
    if open && !ahead.eat(')') {
        return false;
    }
    ahead.eat(',');
    ahead.blanks();
    *cursor = ahead;
    true
}

/// A month by its name: its number, and whether the name is beyond doubt.
#[derive(Clone, Copy)]
struct Month {
    number: u32,
    sure: bool,
}

/// Eats a month's name (`Mar`, `March`, `Mar.`).
fn month_name(cursor: &mut Cursor<'_>) -> Option<Month> {
    let found = cursor.take(&calendar().months)?;
    cursor.eat('.');
    Some(Month { number: u32::from(found.meaning.unsigned_abs()), sure: found.sure })
}

fn digits_first(cursor: &mut Cursor<'_>, order: DayOrder) -> Result<Day, Unread> {
    let mut compact = *cursor;
    if let Some((value, 8)) = compact.digits(8) {
        if !matches!(compact.peek(), Some('T' | 't')) {
            return Err(Unread::NotATime);
        }
        *cursor = compact;
        return checked(value / 10_000, value / 100 % 100, value % 100);
    }
    match cursor.digits(4) {
        Some((year, 4)) => year_first(cursor, year),
        Some((first, 1 | 2)) => small_first(cursor, first, order),
        _ => Err(Unread::NotATime),
    }
}

/// `6年3月7日` of the era.
fn reiwa(cursor: &mut Cursor<'_>) -> Result<Day, Unread> {
    let number = if cursor.eat_word(Word::FirstYear) { 1 } else { cursor.digits(2).ok_or(Unread::NotATime)?.0 };
    if !cursor.eat_word(Word::YearMark) {
        return Err(Unread::NotATime);
    }
    let (month, day) = marked(cursor)?;
    checked(2018 + number, month, day)
}

fn year_first(cursor: &mut Cursor<'_>, year: u32) -> Result<Day, Unread> {
    let spaced = cursor.blanks();
    if cursor.eat_word(Word::YearMark) {
        cursor.blanks();
        let (month, day) = marked(cursor)?;
        return checked(year, month, day);
    }
    if spaced {
        let month = month_name(cursor).ok_or(Unread::NotATime)?;
        cursor.blanks();
        let (day, _) = cursor.digits(2).ok_or(Unread::NotATime)?;
        return checked(year, month.number, day);
    }
    let mut week = *cursor;
    week.eat('-');
    if week.eat('W') {
        *cursor = week;
        return iso_week(cursor, year);
    }
    let separator = cursor.eat_if(|c| matches!(c, '-' | '/' | '.')).ok_or(Unread::NotATime)?;
    let spaced = separator == '.' && cursor.blanks();
    let month = match month_name(cursor) {
        Some(month) => month.number,
        None => cursor.digits(2).ok_or(Unread::NotATime)?.0,
    };
    if !cursor.eat(separator) || spaced && !cursor.blanks() {
        return Err(Unread::NotATime);
    }
    let (day, _) = cursor.digits(2).ok_or(Unread::NotATime)?;
    checked(year, month, day)
}

/// `3月2日` at the cursor: month and day.
fn marked(cursor: &mut Cursor<'_>) -> Result<(u32, u32), Unread> {
    let (month, _) = cursor.digits(2).ok_or(Unread::NotATime)?;
    behind_month(cursor).ok_or(Unread::NotATime).map(|day| (month, day))
}

/// `月2日`, ` 月 2 日`: the day behind a month's number.
fn behind_month(cursor: &mut Cursor<'_>) -> Option<u32> {
    cursor.blanks();
    cursor.eat_word(Word::MonthMark).then_some(())?;
    cursor.blanks();
    let (day, _) = cursor.digits(2)?;
    cursor.blanks();
    cursor.eat_word(Word::DayMark).then_some(day)
}

/// A day that begins with one or two digits, `first`; the cursor is behind them.
fn small_first(cursor: &mut Cursor<'_>, first: u32, order: DayOrder) -> Result<Day, Unread> {
    let mut ahead = *cursor;
    if let Some(day) = behind_month(&mut ahead) {
        *cursor = ahead;
        return checked_yearless(first, day);
    }
    let mut ahead = *cursor;
    if let Some((end, month, year)) = to_another(*cursor) {
        cursor.at = end;
        return checked(year, month, first);
    }
    let ordinal = calendar().words(Word::Ordinal).at(ahead.rest()).is_some();
    if let Some(separator) = ahead.eat_if(|c| !ordinal && matches!(c, '/' | '-' | '–' | '.')) {
        let mut number = ahead;
        if separator == '.' {
            number.blanks();
        }
        if number.at_digit() {
            return numeric(cursor, number, separator, first, order);
        }
        if separator != '.' {
            let month = month_name(&mut ahead).ok_or(Unread::NotATime)?;
            ahead.eat(separator);
            let year = four_digits(&mut ahead).ok_or(Unread::NotATime)?;
            *cursor = ahead;
            return checked(year, month.number, first);
        }
    }
    written(cursor, first)
}

/// `7. bis 9. März 2024`, `7 au 9 mars 2024`: where it ends, month and year; the first day stands for the range.
fn to_another(mut cursor: Cursor<'_>) -> Option<(usize, u32, u32)> {
    ordinal(&mut cursor);
    cursor.eat('.');
    cursor.blanks();
    if !cursor.eat_word(Word::To) && cursor.eat_if(|c| matches!(c, '-' | '–')).is_none() {
        return None;
    }
    cursor.blanks();
    let (day, _) = cursor.digits(2)?;
    let Day { year, month, .. } = written(&mut cursor, day).ok()?;
    Some((cursor.at, u32::from(month.unsigned_abs()), u32::from(year?.unsigned_abs())))
}

/// `7. März`, `7th of March 2024`, `1er mars`: the cursor is behind the day's number.
pub(super) fn written(cursor: &mut Cursor<'_>, day: u32) -> Result<Day, Unread> {
    ordinal(cursor);
    cursor.eat('.');
    cursor.blanks();
    if cursor.eat_word(Word::Of) {
        cursor.blanks();
    }
    let month = month_name(cursor).ok_or(Unread::NotATime)?;
    finish_year(cursor, month, day)
}

pub(super) fn four_digits(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = *cursor;
    let (year, 4) = ahead.digits(4)? else { return None };
    *cursor = ahead;
    Some(year)
}

fn month_first(cursor: &mut Cursor<'_>) -> Result<Day, Unread> {
    let month = month_name(cursor).filter(|month| month.sure).ok_or(Unread::NotATime)?;
    cursor.eat('-');
    cursor.blanks();
    let (day, _) = cursor.digits(2).ok_or(Unread::NotATime)?;
    if matches!(cursor.peek(), Some(':' | '.')) && !cursor.rest().starts_with(". ") && !cursor.rest().starts_with(": ")
    {
        return Err(Unread::NotATime);
    }
    ordinal(cursor);
    // `March 7-9, 2024`: the first day stands for the range.
    let mut ahead = *cursor;
    ahead.blanks();
    if ahead.eat_if(|c| matches!(c, '-' | '–')).is_some() {
        ahead.blanks();
        if ahead.digits(2).is_some() {
            ordinal(&mut ahead);
            ahead.eat(',');
            if ahead.blanks() && four_digits(&mut Cursor::clone(&ahead)).is_some() {
                *cursor = ahead;
            }
        }
    }
    finish_year(cursor, month, day)
}

/// An optional year after day and month: `, 2024`, ` 2024`, `-2024`, ` de 2024`, ` 2024 г.`.
fn finish_year(cursor: &mut Cursor<'_>, month: Month, day: u32) -> Result<Day, Unread> {
    let mut ahead = *cursor;
    let comma = ahead.eat(',');
    let dash = !comma && ahead.eat('-');
    let blank = ahead.blanks();
    if blank && ahead.eat_word(Word::Of) {
        ahead.blanks();
    }
    if (comma || dash || blank || ahead.before().is_some_and(|c| c.is_ascii_digit() || is_blank(c)))
        && let Some(year) = year(&mut ahead)
    {
        *cursor = ahead;
        return checked(year, month.number, day);
    }
    // A year that no incident here has is one all the same: the day belongs to no other.
    if comma && four_digits(&mut ahead).is_some() && !clock_follows(&ahead) {
        return Err(Unread::NotATime);
    }
    if month.sure { checked_yearless(month.number, day) } else { Err(Unread::NotATime) }
}

/// A year of four digits, with the word that may follow it.
pub(super) fn year(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = *cursor;
    let year = four_digits(&mut ahead).filter(|year| (1900..2200).contains(year) && !clock_follows(&ahead))?;
    *cursor = ahead;
    ahead.blanks();
    if ahead.eat_word(Word::YearMark) {
        ahead.eat('.');
        *cursor = ahead;
    }
    Some(year)
}

/// `Mar 7 2014:02`? A colon with a digit makes the number a clock's hour.
fn clock_follows(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.eat(':') && ahead.at_digit()
}

fn ordinal(cursor: &mut Cursor<'_>) {
    cursor.eat_word(Word::Ordinal);
}

pub(super) fn checked(year: u32, month: u32, day: u32) -> Result<Day, Unread> {
    if !(1900..2200).contains(&year) {
        return Err(Unread::NotATime);
    }
    let made = Day { year: i16::try_from(year).ok(), ..checked_yearless(month, day)? };
    made.date(None).map(|_| made).ok_or(Unread::Impossible)
}

pub(super) fn checked_yearless(month: u32, day: u32) -> Result<Day, Unread> {
    let most = match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return Err(Unread::Impossible),
    };
    if !(1..=most).contains(&day) {
        return Err(Unread::Impossible);
    }
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else { return Err(Unread::Impossible) };
    Ok(Day { year: None, month, day })
}
