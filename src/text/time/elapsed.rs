//! Times that count from the start: `T+15min`, `T-5m`, `T+1h20m`, `T+0`, `+15 min`.

use super::cursor::Cursor;
use super::duration;

/// Minutes after the start; negative before it.
pub(super) fn elapsed(cursor: &mut Cursor<'_>) -> Option<i64> {
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
    if let Some(duration) = duration::at_start(ahead.rest()) {
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
