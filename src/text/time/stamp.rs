//! One time at the cursor: what is stated of day, clock and zone.

use super::clock::{Clock, about_after, clock, is_clock};
use super::cursor::Cursor;
use super::date::{Day, day, weekday, year};
use super::elapsed::elapsed;
use super::leading::Cue;
use super::numeric::DayOrder;
use super::range::passes_new_year;
use super::words::Word;
use super::zone::{ZoneSpec, after_clock};
use super::{Context, Unread};
use crate::model::{EventTime, Moment};
use jiff::civil::{Date, Time};

/// What a text states of a time (and of the end of a range). At least one of day, clock and elapsed is there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stamp {
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
    pub(crate) fn resolve(&self, context: &Context) -> Option<(EventTime, Option<EventTime>)> {
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

    pub(super) fn empty() -> Self {
        Self { day: None, clock: None, zone: None, elapsed: None, half: false, until: None, end: 0 }
    }
}

/// One time, without range; `cue` stands before it.
pub(super) fn stamp(cursor: &mut Cursor<'_>, order: DayOrder, cue: Cue) -> Result<Stamp, Unread> {
    if let Some(elapsed) = elapsed(cursor) {
        return Ok(Stamp { elapsed: Some(elapsed), ..Stamp::empty() });
    }
    let mut ahead = *cursor;
    match day(&mut ahead, order) {
        Ok(found) => {
            let mut stamp = Stamp { day: Some(found), ..Stamp::empty() };
            if ahead.at_digit() && ahead.before().is_some_and(|c| c.is_ascii()) {
                return Err(Unread::NotATime);
            }
            *cursor = ahead;
            clock_after_day(cursor, &mut stamp)?;
            about_after(cursor);
            return Ok(stamp);
        }
        Err(Unread::NotATime) => {}
        Err(other) => return Err(other),
    }
    ahead = *cursor;
    let cue = if weekday(&mut ahead, false) { Cue::read(&mut ahead) } else { cue };
    let found = clock(&mut ahead, cue)?;
    let mut stamp = Stamp { clock: Some(found.time), half: found.half, ..Stamp::empty() };
    stamp.zone = after_clock(&mut ahead, found.seconds, false);
    about_after(&mut ahead);
    *cursor = ahead;
    day_after_clock(cursor, order, &mut stamp);
    Ok(stamp)
}

/// `T14:02Z`, ` 14:02 UTC`, `, 9:51 AM Eastern`, ` at 14:02`, ` (Mon) 14:02`, ` - 15:40`.
fn clock_after_day(cursor: &mut Cursor<'_>, stamp: &mut Stamp) -> Result<(), Unread> {
    let mut ahead = *cursor;
    let tee = ahead.eat_if(|c| matches!(c, 'T' | 't')).is_some();
    if tee && !ahead.at_digit() {
        return Ok(());
    }
    let cue = if tee { Some(Cue::default()) } else { between_day_and_clock(&mut ahead) };
    let Some(cue) = cue else { return Ok(()) };
    if let Some(time) = military(&mut ahead).filter(|_| stamp.day.is_some_and(|day| day.year.is_some())) {
        stamp.clock = Some(time);
        stamp.zone = after_clock(&mut ahead, false, true);
        *cursor = ahead;
        return Ok(());
    }
    match clock(&mut ahead, cue) {
        Ok(Clock { time, seconds, half }) => {
            (stamp.clock, stamp.half) = (Some(time), half);
            stamp.zone = after_clock(&mut ahead, tee || seconds, true);
            if let Some(day) = stamp.day.as_mut().filter(|day| seconds && day.year.is_none()) {
                day.year = year_after_clock(&mut ahead);
                stamp.zone = stamp.zone.take().or_else(|| after_clock(&mut ahead, false, true));
            }
            *cursor = ahead;
            Ok(())
        }
        Err(Unread::Impossible) => Err(Unread::Impossible),
        // `T14` or `T140200Z`: too odd to keep half of it.
        Err(_) if tee => packed_clock(cursor, &mut ahead, stamp),
        Err(_) => Ok(()),
    }
}

/// Eats what parts a day from its clock time; `None` where nothing does.
fn between_day_and_clock(ahead: &mut Cursor<'_>) -> Option<Cue> {
    let east = ahead.before().is_some_and(|c| !c.is_ascii());
    let mut joined = *ahead;
    if joined.eat_if(|c| matches!(c, ':' | '/' | '-')).is_some() && joined.at_digit() && is_clock(joined) {
        *ahead = joined;
        return Some(Cue::default());
    }
    let mut separated = ahead.eat_if(|c| matches!(c, ',' | '、' | '_' | '.')).is_some() | ahead.eat_word(Word::DayMark);
    separated |= ahead.blanks();
    separated |= weekday(ahead, true);
    ahead.eat(',');
    ahead.blanks();
    let cue = Cue::read(ahead);
    if !cue.any && ahead.eat_if(|c| matches!(c, '-' | '–' | '|')).is_some() {
        separated = ahead.blanks() && separated;
        return separated.then(|| Cue::read(ahead));
    }
    let east = east || ahead.peek().is_some_and(|c| !c.is_ascii());
    (separated || cue.any || east).then_some(cue)
}

/// `Thu Mar  7 14:02:03 UTC 2024`
fn year_after_clock(cursor: &mut Cursor<'_>) -> Option<i16> {
    let mut ahead = *cursor;
    if !ahead.blanks() {
        return None;
    }
    let year = year(&mut ahead).filter(|_| !ahead.at_letter_or_digit() && !matches!(ahead.peek(), Some('-' | '/')))?;
    *cursor = ahead;
    i16::try_from(year).ok()
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
    let (hour, minute, second) = match count {
        6 => (value / 10_000, value / 100 % 100, value % 100),
        4 => (value / 100, value % 100, 0),
        _ => return Err(Unread::NotATime),
    };
    let narrow = |number: u32| i8::try_from(number).map_err(|_| Unread::Impossible);
    let time = Time::new(narrow(hour)?, narrow(minute)?, narrow(second.min(59))?, 0);
    stamp.clock = Some(time.map_err(|_| Unread::Impossible)?);
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
    let on = ahead.eat_word(Word::On) && ahead.blanks();
    let Ok(found) = day(&mut ahead, order) else { return };
    if found.year.is_some() || on {
        stamp.day = Some(found);
        *cursor = ahead;
        if stamp.zone.is_none() {
            stamp.zone = after_clock(cursor, false, false);
        }
    }
}
