//! Times and durations as people write them, to [`Moment`], [`EventTime`] and [`Minutes`].
//!
//! One scanner reads a [`Stamp`] (day, clock, zone: whatever is stated) from the start of a text; a [`Context`] (the day
//! carried forward, the zone from a header cell or from prose) completes it. Nothing is guessed: `3/4/2024` is a time
//! only where the document shows the order, `CST` has no offset, and a day that never was is [`Unread::Impossible`].

mod clock;
mod cursor;
mod date;
mod duration;
mod elapsed;
mod find;
mod leading;
mod numeric;
mod range;
mod stamp;
#[cfg(test)]
mod tests;
mod words;
mod zone;

pub(crate) use date::Day;
pub(crate) use duration::{is_part_time, lasted, minutes};
pub(crate) use find::find;
pub(crate) use leading::leading;
pub(crate) use numeric::{DayOrder, short_day};
pub(crate) use stamp::Stamp;
pub(crate) use zone::ZoneSpec;

use crate::model::{EventTime, Moment};
use jiff::civil::Date;

/// What the surroundings of a time tell about it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Context {
    /// The day of a bare clock time.
    pub day: Option<Date>,
    /// The year of a day without one (`Oct 31`).
    pub year: Option<i16>,
    /// The zone where the text itself states none.
    pub zone: Option<ZoneSpec>,
    /// How `3/4/2024` is to be read.
    pub order: DayOrder,
}

/// Why a text gives no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// No time stands here.
    NotATime,
    /// It has a time's shape, but no such day or hour exists (`2020-09-31`, `25:10`).
    Impossible,
    /// `3/4/2024` without a known order.
    Ambiguous,
}

/// Reads a whole value (a front matter field, a table cell, what follows a label). Brackets around it, a full stop and a
/// remark in parentheses after it are let pass; other words are not.
///
/// # Errors
/// [`Unread`] says why there is none. A clock time without a day is [`Unread::NotATime`] unless `context` has the day.
pub(crate) fn read(text: &str, context: &Context) -> Result<Moment, Unread> {
    match read_event(text, context)? {
        (EventTime::At(moment), _) => Ok(moment),
        _ => Err(Unread::NotATime),
    }
}

/// Like [`read`], for timeline cells: clock times without a day, `T+15min` and ranges (the second value) too.
///
/// # Errors
/// [`Unread`] says why there is no time.
pub(crate) fn read_event(text: &str, context: &Context) -> Result<(EventTime, Option<EventTime>), Unread> {
    let stamp = leading(text, context.order)?;
    if !is_remark(&text[stamp.end..]) {
        return Err(Unread::NotATime);
    }
    stamp.resolve(context).ok_or(Unread::NotATime)
}

/// What may follow a value without changing it.
fn is_remark(rest: &str) -> bool {
    let rest =
        rest.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ';' | '*' | '_' | '`' | ':' | '：'));
    rest.is_empty() || rest.starts_with(['(', '（', '[', '?'])
}
