//! Days: ISO, `7 March 2024`, `March 7th, 2024`, `02-13-2025`, `2026年3月2日`.

use super::Unread;
use super::cursor::Cursor;
use jiff::civil::Date;

/// How a document writes days with three numbers and the year last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayOrder {
    /// Not known: only days that can be read in one way are read.
    #[default]
    Unknown,
    /// `12/31/2024`
    MonthFirst,
    /// `31/12/2024`
    DayFirst,
}

/// A day as stated; the year may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    pub year: Option<i16>,
    pub month: i8,
    pub day: i8,
}

impl Day {
    /// The date, the year from the context where it is missing.
    #[must_use]
    pub fn date(self, year: Option<i16>) -> Option<Date> {
        Date::new(self.year.or(year)?, self.month, self.day).ok()
    }
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads a day at the cursor.
pub(super) fn day(cursor: &mut Cursor<'_>, order: DayOrder) -> Result<Day, Unread> {
    let mut ahead = *cursor;
    weekday(&mut ahead);
    let day = if ahead.peek().is_some_and(|c| c.is_ascii_digit()) {
        digits_first(&mut ahead, order)?
    } else {
        month_first(&mut ahead)?
    };
    *cursor = ahead;
    Ok(day)
}

/// Skips `Tue`, `Tuesday,`, `(月)`.
pub(super) fn weekday(cursor: &mut Cursor<'_>) {
    let mut ahead = *cursor;
    let open = ahead.eat('(');
    let word = ahead.word();
    if word.len() >= 3 && abbreviates(word, &WEEKDAYS) {
        ahead.at += word.len();
        ahead.eat('.');
    } else if !open || ahead.eat_if(|c| "日月火水木金土一二三四五六".contains(c)).is_none() {
        return;
    }
    if open && !ahead.eat(')') {
        return;
    }
    ahead.eat(',');
    ahead.blanks();
    *cursor = ahead;
}

fn abbreviates(word: &str, names: &[&str]) -> bool {
    names.iter().any(|name| is_short_for(word, name))
}

/// `Sep`, `Sept` and `September` for `september`: three letters, four for those that people cut there, or all.
fn is_short_for(word: &str, name: &str) -> bool {
    let length = word.len();
    (length == name.len() || length == 3 || (length == 4 && matches!(name, "september" | "tuesday" | "thursday")))
        && name.get(..length).is_some_and(|start| start.eq_ignore_ascii_case(word))
        || length == 5 && name == "thursday" && word.eq_ignore_ascii_case("thurs")
}

/// Eats a month's name (`Mar`, `March`, `Mar.`).
pub(super) fn month_name(cursor: &mut Cursor<'_>) -> Option<i8> {
    let word = cursor.word();
    if !(3..=9).contains(&word.len()) {
        return None;
    }
    let month = MONTHS.iter().position(|name| is_short_for(word, name))?;
    cursor.at += word.len();
    cursor.eat('.');
    i8::try_from(month + 1).ok()
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

fn year_first(cursor: &mut Cursor<'_>, year: u32) -> Result<Day, Unread> {
    let spaced = cursor.blanks();
    if cursor.eat('年') || cursor.eat('년') {
        cursor.blanks();
        return match east_asian(cursor)? {
            Some((month, day)) => checked(year, month, day),
            None => Err(Unread::NotATime),
        };
    }
    if spaced {
        let month = month_name(cursor).ok_or(Unread::NotATime)?;
        cursor.blanks();
        let (day, _) = cursor.digits(2).ok_or(Unread::NotATime)?;
        return checked(year, u32::from(month.unsigned_abs()), day);
    }
    let separator = cursor.eat_if(|c| matches!(c, '-' | '/' | '.')).ok_or(Unread::NotATime)?;
    let month = match month_name(cursor) {
        Some(month) => u32::from(month.unsigned_abs()),
        None => cursor.digits(2).ok_or(Unread::NotATime)?.0,
    };
    if !cursor.eat(separator) {
        return Err(Unread::NotATime);
    }
    let (day, _) = cursor.digits(2).ok_or(Unread::NotATime)?;
    checked(year, month, day)
}

/// `3月2日` at the cursor, `None` where it is another text.
fn east_asian(cursor: &mut Cursor<'_>) -> Result<Option<(u32, u32)>, Unread> {
    let Some((month, _)) = cursor.digits(2) else { return Ok(None) };
    if !(cursor.eat('月') || cursor.eat('월')) {
        return Ok(None);
    }
    cursor.blanks();
    let (day, _) = cursor.digits(2).ok_or(Unread::NotATime)?;
    if !(cursor.eat('日') || cursor.eat('号') || cursor.eat('일')) {
        return Err(Unread::NotATime);
    }
    Ok(Some((month, day)))
}

fn small_first(cursor: &mut Cursor<'_>, first: u32, order: DayOrder) -> Result<Day, Unread> {
    let mut ahead = *cursor;
    if ahead.eat('月') {
        ahead.blanks();
        let (day, _) = ahead.digits(2).ok_or(Unread::NotATime)?;
        if !(ahead.eat('日') || ahead.eat('号')) {
            return Err(Unread::NotATime);
        }
        *cursor = ahead;
        return checked_yearless(first, day);
    }
    if let Some(separator) = ahead.eat_if(|c| matches!(c, '/' | '-' | '.')) {
        if let Some(month) = month_name(&mut ahead) {
            ahead.eat(separator);
            let year = four_digits(&mut ahead).ok_or(Unread::NotATime)?;
            *cursor = ahead;
            return checked(year, u32::from(month.unsigned_abs()), first);
        }
        let (second, width) = ahead.digits(2).ok_or(Unread::NotATime)?;
        if !ahead.eat(separator) {
            // `03-26 17:40`: the year left out, as in ISO.
            let end = ahead;
            let clock = ahead.blanks() && matches!(ahead.digits(2), Some((_, 2))) && ahead.eat(':');
            if separator == '-' && width == 2 && clock {
                *cursor = end;
                return checked_yearless(first, second);
            }
            return Err(Unread::NotATime);
        }
        let year = four_digits(&mut ahead).ok_or(Unread::NotATime)?;
        *cursor = ahead;
        return numbers(first, second, year, separator, order);
    }
    ordinal(&mut ahead);
    ahead.blanks();
    if ahead.eat_word("of") {
        ahead.blanks();
    }
    let month = month_name(&mut ahead).ok_or(Unread::NotATime)?;
    *cursor = ahead;
    finish_year(cursor, u32::from(month.unsigned_abs()), first)
}

fn four_digits(cursor: &mut Cursor<'_>) -> Option<u32> {
    let mut ahead = *cursor;
    let (year, 4) = ahead.digits(4)? else { return None };
    *cursor = ahead;
    Some(year)
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

fn month_first(cursor: &mut Cursor<'_>) -> Result<Day, Unread> {
    let month = month_name(cursor).ok_or(Unread::NotATime)?;
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
    finish_year(cursor, u32::from(month.unsigned_abs()), day)
}

/// An optional year after day and month: `, 2024`, ` 2024`, `-2024`.
fn finish_year(cursor: &mut Cursor<'_>, month: u32, day: u32) -> Result<Day, Unread> {
    let mut ahead = *cursor;
    let comma = ahead.eat(',');
    let dash = !comma && ahead.eat('-');
    let blank = ahead.blanks();
    if (comma || dash || blank || ahead.before().is_some_and(|c| c.is_ascii_digit() || is_blank_like(c)))
        && let Some(year) = four_digits(&mut ahead)
        && !clock_follows(&ahead)
        && (1900..2200).contains(&year)
    {
        *cursor = ahead;
        return checked(year, month, day);
    }
    checked_yearless(month, day)
}

/// `Mar 7 2014:02`? A colon with a digit makes the number a clock's hour.
fn clock_follows(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.eat(':') && ahead.peek().is_some_and(|c| c.is_ascii_digit())
}

fn is_blank_like(c: char) -> bool {
    super::cursor::is_blank(c)
}

fn ordinal(cursor: &mut Cursor<'_>) {
    let word = cursor.word();
    if ["st", "nd", "rd", "th"].iter().any(|end| word.eq_ignore_ascii_case(end)) {
        cursor.at += 2;
    }
}

fn checked(year: u32, month: u32, day: u32) -> Result<Day, Unread> {
    if !(1900..2200).contains(&year) {
        return Err(Unread::NotATime);
    }
    let made = Day { year: i16::try_from(year).ok(), ..checked_yearless(month, day)? };
    made.date(None).map(|_| made).ok_or(Unread::Impossible)
}

fn checked_yearless(month: u32, day: u32) -> Result<Day, Unread> {
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
