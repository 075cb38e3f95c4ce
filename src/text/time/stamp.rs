//! A time in running text: what is stated of day, clock and zone, and where it ends.

use super::clock::{Clock, clock};
use super::cursor::Cursor;
use super::date::{Day, DayOrder, day, weekday};
use super::zone::{ZoneSpec, after_clock};
use super::{Context, Unread};
use crate::model::{EventTime, Moment};
use jiff::civil::{Date, Time};

/// What a text states of a time (and of the end of a range). At least one of day, clock and elapsed is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    pub day: Option<Day>,
    pub clock: Option<Time>,
    pub zone: Option<ZoneSpec>,
    /// Minutes after the start (`T+15min`).
    pub elapsed: Option<i64>,
    /// Written with `am` or `pm`.
    pub half: bool,
    /// The end of a range.
    pub until: Option<Box<Stamp>>,
    /// Byte offset behind it in the text that was read.
    pub end: usize,
}

impl Stamp {
    /// The time and the end of its range, completed from `context`; `None` for a day whose year is not known.
    #[must_use]
    pub fn resolve(&self, context: &Context) -> Option<(EventTime, Option<EventTime>)> {
        let time = self.resolve_one(context, None)?;
        let day = time.moment().map(Moment::date);
        let until = self.until.as_ref().and_then(|until| {
            let year = day.map_or(context.year, |from| {
                let over = until.day.is_some_and(|to| passes_new_year(from.month(), to.month));
                Some(from.year() + i16::from(over))
            });
            until.resolve_one(&Context { day, year, ..context.clone() }, Some(self))
        });
        Some((time, until))
    }

    fn resolve_one(&self, context: &Context, start: Option<&Self>) -> Option<EventTime> {
        if let Some(minutes) = self.elapsed {
            return Some(EventTime::Elapsed(minutes));
        }
        let stated = match self.day {
            Some(day) => Some(day.date(context.year)?),
            None => None,
        };
        let mut date: Option<Date> = stated.or(context.day);
        // A range over midnight: its end is on the next day.
        if let (None, Some(Some(from)), Some(to)) = (stated, start.map(|start| start.clock), self.clock)
            && to < from
        {
            date = date.and_then(|date| date.tomorrow().ok());
        }
        Some(match (date, self.clock) {
            (Some(date), Some(time)) => {
                let local = date.to_datetime(time);
                let zone = self.zone.as_ref().or(start.and_then(|start| start.zone.as_ref())).or(context.zone.as_ref());
                EventTime::At(zone.map_or(Moment::Local(local), |zone| zone.moment(local)))
            }
            (Some(date), None) => EventTime::At(Moment::Date(date)),
            (None, Some(time)) => EventTime::Clock(time),
            (None, None) => return None,
        })
    }

    fn empty() -> Self {
        Self { day: None, clock: None, zone: None, elapsed: None, half: false, until: None, end: 0 }
    }
}

/// Reads the time at the start of `text`; blanks, brackets, `~` and words such as `about` before it are let pass.
///
/// # Errors
/// [`Unread`] says why there is none.
pub fn leading(text: &str, order: DayOrder) -> Result<Stamp, Unread> {
    let mut cursor = Cursor::new(text, 0);
    let mut open = None;
    loop {
        cursor.blanks();
        match cursor.peek() {
            Some('~' | '≈' | '*' | '_' | '`' | '–' | '@' | '"' | '“') => cursor.bump(),
            Some(c @ ('(' | '[' | '【' | '「')) if open.is_none() => {
                open = Some(c);
                cursor.bump();
            }
            _ if about(&mut cursor) => {}
            _ => break,
        }
    }
    let mut stamp = stamp(&mut cursor, order)?;
    range(&mut cursor, order, &mut stamp);
    if let Some(open) = open {
        let mut ahead = cursor;
        ahead.blanks();
        if ahead.eat(match open {
            '(' => ')',
            '[' => ']',
            '【' => '】',
            _ => '」',
        }) {
            cursor = ahead;
            if stamp.zone.is_none() && stamp.clock.is_some() {
                stamp.zone = after_clock(&mut cursor, false, false);
            }
        }
    }
    while cursor.eat_if(|c| matches!(c, '*' | '_' | '`' | '"' | '”')).is_some() {}
    for ago in ["頃", "ごろ", "左右"] {
        cursor.eat_text(ago);
    }
    stamp.end = cursor.at;
    Ok(stamp)
}

fn about(cursor: &mut Cursor<'_>) -> bool {
    for word in ["約", "约", "大约"] {
        if cursor.eat_text(word) {
            return true;
        }
    }
    let start = cursor.at;
    for word in ["about", "around", "approx", "approximately", "circa", "ca", "roughly"] {
        if cursor.eat_word(word) {
            cursor.eat('.');
            return cursor.blanks() || {
                cursor.at = start;
                false
            };
        }
    }
    false
}

/// One time, without range.
pub(super) fn stamp(cursor: &mut Cursor<'_>, order: DayOrder) -> Result<Stamp, Unread> {
    if let Some(elapsed) = elapsed(cursor) {
        return Ok(Stamp { elapsed: Some(elapsed), ..Stamp::empty() });
    }
    let mut ahead = *cursor;
    match day(&mut ahead, order) {
        Ok(found) => {
            let mut stamp = Stamp { day: Some(found), ..Stamp::empty() };
            if ahead.peek().is_some_and(|c| c.is_ascii_digit()) {
                return Err(Unread::NotATime);
            }
            *cursor = ahead;
            clock_after_day(cursor, &mut stamp)?;
            return Ok(stamp);
        }
        Err(Unread::NotATime) => {}
        Err(other) => return Err(other),
    }
    ahead = *cursor;
    weekday(&mut ahead);
    let found = clock(&mut ahead)?;
    let mut stamp = Stamp { clock: Some(found.time), half: found.half, ..Stamp::empty() };
    stamp.zone = after_clock(&mut ahead, found.seconds, false);
    *cursor = ahead;
    day_after_clock(cursor, order, &mut stamp);
    Ok(stamp)
}

/// `T14:02Z`, ` 14:02 UTC`, `, 9:51 AM Eastern`, ` at 14:02`, ` (Mon) 14:02`, ` - 15:40`.
fn clock_after_day(cursor: &mut Cursor<'_>, stamp: &mut Stamp) -> Result<(), Unread> {
    let mut ahead = *cursor;
    let tee = ahead.eat_if(|c| matches!(c, 'T' | 't')).is_some();
    if tee && !ahead.peek().is_some_and(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    if !tee {
        let mut separated = ahead.eat_if(|c| matches!(c, ',' | '_' | '日')).is_some();
        separated |= ahead.blanks();
        weekday(&mut ahead);
        ahead.eat(',');
        ahead.blanks();
        if ahead.eat_word("at")
            || ahead.eat('@')
            || ahead.eat('~')
            || ahead.eat_word("around")
            || ahead.eat_word("about")
        {
            ahead.blanks();
            ahead.eat('~');
            separated = true;
        } else if ahead.eat_if(|c| matches!(c, '-' | '–' | '|')).is_some() {
            separated = ahead.blanks() && separated;
        }
        let east = ahead.peek().is_some_and(|c| !c.is_ascii()) || cursor.before().is_some_and(|c| !c.is_ascii());
        if !separated && !east {
            return Ok(());
        }
    }
    if let Some(time) = military(&mut ahead).filter(|_| stamp.day.is_some_and(|day| day.year.is_some())) {
        stamp.clock = Some(time);
        stamp.zone = after_clock(&mut ahead, false, true);
        *cursor = ahead;
        return Ok(());
    }
    match clock(&mut ahead) {
        Ok(Clock { time, seconds, half }) => {
            (stamp.clock, stamp.half) = (Some(time), half);
            stamp.zone = after_clock(&mut ahead, tee || seconds, true);
            *cursor = ahead;
            Ok(())
        }
        Err(Unread::Impossible) => Err(Unread::Impossible),
        // `T14` or `T140200Z`: too odd to keep half of it.
        Err(_) if tee => packed_clock(cursor, &mut ahead, stamp),
        Err(_) => Ok(()),
    }
}

/// `0616` after a day, where a colon or dash shows that it is a time and no number of things.
fn military(cursor: &mut Cursor<'_>) -> Option<Time> {
    let mut ahead = *cursor;
    let (value, 4) = ahead.digits(4)? else { return None };
    let rest = ahead.rest();
    let next = rest.trim_start();
    let joined =
        |mark: char| rest.strip_prefix(mark).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let ends = next.is_empty() || rest.starts_with(':') || next.starts_with(['–', '|']) || next.starts_with("- ");
    if !ends || joined(':') || joined('-') {
        return None;
    }
    let time = Time::new(i8::try_from(value / 100).ok()?, i8::try_from(value % 100).ok()?, 0, 0).ok()?;
    *cursor = ahead;
    Some(time)
}

/// `140200Z` after a `T`.
fn packed_clock(cursor: &mut Cursor<'_>, ahead: &mut Cursor<'_>, stamp: &mut Stamp) -> Result<(), Unread> {
    let (value, count) = ahead.digits(6).ok_or(Unread::NotATime)?;
    let (hour, minute) = match count {
        6 => (value / 10_000, value / 100 % 100),
        4 => (value / 100, value % 100),
        _ => return Err(Unread::NotATime),
    };
    let (Ok(hour), Ok(minute)) = (i8::try_from(hour), i8::try_from(minute)) else { return Err(Unread::Impossible) };
    stamp.clock = Some(Time::new(hour, minute, 0, 0).map_err(|_| Unread::Impossible)?);
    stamp.zone = after_clock(ahead, true, true);
    cursor.at = ahead.at;
    Ok(())
}

/// `14:05 UTC on March 7, 2024`, `14:05, 7 March 2024`: only days with a year.
fn day_after_clock(cursor: &mut Cursor<'_>, order: DayOrder, stamp: &mut Stamp) {
    let mut ahead = *cursor;
    ahead.eat(',');
    if !ahead.blanks() {
        return;
    }
    let on = ahead.eat_word("on") && ahead.blanks();
    let Ok(found) = day(&mut ahead, order) else { return };
    if found.year.is_some() || on {
        stamp.day = Some(found);
        *cursor = ahead;
        if stamp.zone.is_none() {
            stamp.zone = after_clock(cursor, false, false);
        }
    }
}

/// `T+15min`, `T-5m`, `T+1h20m`, `T+0`, `+15 min`.
fn elapsed(cursor: &mut Cursor<'_>) -> Option<i64> {
    let mut ahead = *cursor;
    let tee = ahead.eat('T') || ahead.eat('t');
    if tee && ahead.eat('0') && !ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
        *cursor = ahead;
        return Some(0);
    }
    if tee {
        ahead.blanks();
    }
    let sign = match ahead.eat_if(|c| matches!(c, '+' | '-' | '–'))? {
        '+' => 1,
        _ if tee => -1,
        _ => return None,
    };
    ahead.blanks();
    let rest = ahead.rest();
    if let Some(duration) = super::duration::at_start(rest) {
        ahead.at += duration.end;
        *cursor = ahead;
        return Some(sign * duration.minutes.0);
    }
    let (hours, _) = ahead.digits(3)?;
    let mut clock = ahead;
    let minutes = match clock.eat(':').then(|| clock.digits(2)).flatten() {
        Some((minutes, 2)) => {
            ahead = clock;
            i64::from(hours) * 60 + i64::from(minutes)
        }
        _ => i64::from(hours),
    };
    if !tee || ahead.peek().is_some_and(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    *cursor = ahead;
    Some(sign * minutes)
}

/// The end of a range after `stamp`, if there is one; an unknown end (`-12:??`) is eaten.
pub(super) fn range(cursor: &mut Cursor<'_>, order: DayOrder, stamp: &mut Stamp) {
    if stamp.elapsed.is_some() {
        return;
    }
    let mut ahead = *cursor;
    ahead.blanks();
    let dash = ahead.eat_if(|c| matches!(c, '-' | '–' | '~' | '→')).is_some();
    if !dash && !["to", "until", "till", "through"].iter().any(|word| ahead.eat_word(word)) {
        return;
    }
    ahead.blanks();
    let digit = ahead.peek().is_some_and(|c| c.is_ascii_digit());
    let word_start = ahead.peek().is_some_and(|c| c.is_ascii_uppercase());
    if !digit && !word_start {
        return;
    }
    let start = ahead;
    let Ok(mut until) = self::stamp(&mut ahead, order) else {
        if stamp.clock.is_some() && unknown_end(&mut ahead) {
            *cursor = ahead;
        }
        return;
    };
    if stamp.clock.is_none() && until.day.is_none() || until.elapsed.is_some() {
        return;
    }
    if stamp.clock.is_some() && until.clock.is_none() {
        return;
    }
    settle(stamp, &mut until, start);
    until.end = ahead.at;
    stamp.until = Some(Box::new(until));
    *cursor = ahead;
}

/// What one end of a range tells about the other: zone, year, `4:00-5:30 pm`.
fn settle(stamp: &mut Stamp, until: &mut Stamp, mut written: Cursor<'_>) {
    if stamp.zone.is_none() {
        stamp.zone.clone_from(&until.zone);
    }
    if let (Some(from), Some(to)) = (&mut stamp.day, &mut until.day) {
        let over = i16::from(passes_new_year(from.month, to.month));
        from.year = from.year.or(to.year.map(|year| year - over));
        to.year = to.year.or(from.year.map(|year| year + over));
    }
    if let (Some(from), Ok(Clock { time: to, half: true, .. })) = (stamp.clock, clock(&mut written))
        && from.hour() < 12
        && to.hour() >= 12
        && let Ok(shifted) = Time::new(from.hour() + 12, from.minute(), from.second(), 0)
        && shifted <= to
    {
        stamp.clock = Some(shifted);
    }
}

/// `Dec 31 - Jan 1`: the end of a range lies in the year after.
fn passes_new_year(from: i8, to: i8) -> bool {
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
