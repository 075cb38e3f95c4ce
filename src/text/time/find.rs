//! Running text -> the times with a day that stand in it.

use super::cursor::Cursor;
use super::leading::Cue;
use super::numeric::DayOrder;
use super::range::range;
use super::stamp::{Stamp, stamp};
use std::ops::Range;

/// Finds every time with a day in running text, with its byte range, one after the other as it is asked for; bare clock times and
/// impossible days are skipped.
pub(crate) fn find(text: &str, order: DayOrder) -> impl Iterator<Item = (Range<usize>, Stamp)> + '_ {
    let bytes = text.as_bytes();
    let mut at = if bytes.iter().any(u8::is_ascii_digit) { 0 } else { bytes.len() };
    std::iter::from_fn(move || {
        while at < bytes.len() {
            let start = at;
            if !may_begin(bytes, start) {
                at += 1;
                continue;
            }
            if let Some(stamp) = dated_at(text, start, order) {
                at = stamp.end.max(start + 1);
                return Some((start..stamp.end, stamp));
            }
            at += bytes[start..].iter().take_while(|b| b.is_ascii_alphanumeric()).count().max(1);
        }
        None
    })
}

/// Whether a time may begin at `at`: with a digit or a capital that nothing is joined to.
fn may_begin(bytes: &[u8], at: usize) -> bool {
    let joined = at > 0
        && (bytes[at - 1].is_ascii_alphanumeric() || matches!(bytes[at - 1], b'.' | b'/' | b'#' | b':' | b'%' | b'='))
        || at > 1
            && matches!(bytes[at - 1], b'-' | b'_')
            && bytes[at - 2].is_ascii_alphanumeric()
            && !date_like(&bytes[at..]);
    (bytes[at].is_ascii_digit() || bytes[at].is_ascii_uppercase()) && !joined
}

/// `2024-03-…` may follow a dash or underscore (file names, slugs).
fn date_like(bytes: &[u8]) -> bool {
    bytes.len() > 7 && bytes[..4].iter().all(u8::is_ascii_digit) && bytes[4] == b'-'
}

fn dated_at(text: &str, at: usize, order: DayOrder) -> Option<Stamp> {
    let mut cursor = Cursor::new(text, at);
    let mut stamp = stamp(&mut cursor, order, Cue::default()).ok()?;
    let day = stamp.day?;
    // `part 1/2`
    if day.year.is_none() && stamp.clock.is_none() && text[at..cursor.at].contains('/') {
        return None;
    }
    range(&mut cursor, order, &mut stamp, false);
    stamp.end = cursor.at;
    let next = cursor.peek();
    (!next.is_some_and(|c| c.is_ascii_alphanumeric()) || stamp.clock.is_some()).then_some(())?;
    Some(stamp)
}
