//! A text to the time that it bears (at its start, behind a word such as `Resolved`, or at its end) and what remains.

use super::super::labels::{is_moment, is_no_event, label, without_opening};
use crate::text::lexicon::REVIEW_STATES;
use crate::text::time::{self, Context, DayOrder, Stamp, Unread};
use crate::text::words::is_pictograph;

/// Most bytes before and within a time that does not open its text.
const NEAR: usize = 48;
/// Most words before such a time.
const WORDS: usize = 6;

/// A text's time (if it bears one), and the text without it.
pub(super) struct StampedText {
    pub(super) stamp: Result<Stamp, Unread>,
    pub(super) text: String,
}

/// The time that opens `text`, or stands behind its first words.
pub(super) fn split(text: &str, order: DayOrder) -> StampedText {
    let text = without_signs(text);
    match time::leading(text, order) {
        Ok(stamp) => {
            let rest = after_time(&text[stamp.end..]).to_owned();
            StampedText { stamp: Ok(stamp), text: rest }
        }
        Err(why) => labelled(text, order).unwrap_or(StampedText { stamp: Err(why), text: text.to_owned() }),
    }
}

/// `🟥 08:10 – down` -> `08:10 – down`.
fn without_signs(text: &str) -> &str {
    let bare = text.trim_start_matches(|c: char| is_pictograph(c) || c.is_whitespace());
    if bare.starts_with(|c: char| c.is_ascii_digit()) { bare } else { text }
}

/// Whether `text` begins with a time, or with a word and a time.
pub(super) fn is_timed(text: &str, order: DayOrder) -> bool {
    let text = without_signs(text);
    time::leading(text, order).is_ok() || labelled(text, order).is_some()
}

/// `Start: October 8, 2025 16:00 UTC - it stopped`, `Resolved 2021-06-09 13:58`, `Resolved - Mar 3, 2026 - 00:42 UTC`.
fn labelled(text: &str, order: DayOrder) -> Option<StampedText> {
    let head = &text[..text.floor_char_boundary(NEAR)];
    let starts = head.match_indices([' ', ':', '：', '(', '@']).map(|(at, mark)| at + mark.len()).take(WORDS);
    let (at, stamp) = starts.filter(|at| text[*at..].trim_start().starts_with(opens_time)).find_map(|at| {
        let stamp = time::leading(&text[at..], order).ok()?;
        Some((at, stamp))
    })?;
    let key = text[..at].trim().trim_end_matches([' ', '-', '–', '—', '~', '(', '@', ':', '：', '|', '·']).trim_end();
    let key = without_opening(key);
    let known = label(key);
    let dated = stamp.day.is_some() && stamp.clock.is_some();
    let sentence = key.ends_with(['.', '!', '?', '。']) || key.split_whitespace().count() >= WORDS;
    if key.is_empty() || sentence || known.is_some_and(is_no_event) || !(dated || known.is_some_and(is_moment)) {
        return None;
    }
    let rest = after_time(&text[at + stamp.end..]);
    let text = if rest.is_empty() { key.to_owned() } else { format!("{key}: {rest}") };
    Some(StampedText { stamp: Ok(stamp), text })
}

/// What a time may begin with, where words stand before it.
fn opens_time(c: char) -> bool {
    c.is_numeric() || c.is_uppercase() || matches!(c, '~' | '[' | '(' | '*')
}

/// `Resolved - All is well again. Sep 17, 15:13 UTC`: an update of a status page, its time at the end. `marked`: it opens with what is
/// written as a label.
pub(super) fn trailing(text: &str, order: DayOrder, marked: bool) -> Option<StampedText> {
    let (word, _) = text.split_once([' ', ':'])?;
    let is_update = marked
        || REVIEW_STATES.get(word).is_some()
        || text.split_once(" - ").is_some_and(|(head, _)| head.len() <= NEAR);
    let from = text.ceil_char_boundary(text.len().saturating_sub(NEAR));
    let starts = text[from..].match_indices([' ', '(', '。', '（']).map(|(at, mark)| from + at + mark.len());
    let (at, stamp) = starts.filter(|at| text[*at..].starts_with(opens_time)).find_map(|at| {
        let stamp = time::leading(&text[at..], order).ok().filter(|stamp| stamp.clock.is_some())?;
        // A label's value may end with a clock time, too.
        let dated = stamp.day.is_some() || !marked;
        let ends = dated && text[at + stamp.end..].trim_matches([' ', '.', ')', ']', ',']).is_empty();
        ends.then_some((at, stamp))
    })?;
    let rest = text[..at].trim_end_matches([' ', '(', '[', '-', '–', '—', ',']).to_owned();
    (is_update && !rest.is_empty()).then_some(StampedText { stamp: Ok(stamp), text: rest })
}

/// Cuts what joins a time and its text, and the same time in another zone (`(17:14 UTC)`).
pub(super) fn after_time(text: &str) -> &str {
    let text = text.trim_start();
    let converted = text
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .filter(|(inside, _)| inside.len() < 32 && time::read_event(inside, &Context::default()).is_ok());
    let text = converted.map_or(text, |(_, rest)| rest);
    text.trim_start_matches(|c: char| c.is_whitespace() || JOINTS.contains(c)).trim_end()
}

/// What stands between a time and its text.
const JOINTS: &str = "-–—:：|,.)]→>•·;、，\u{3000}»~";
