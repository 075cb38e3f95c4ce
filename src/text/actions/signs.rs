//! The signs that task lists put behind an action (`🔁 every month ➕ 2026-02-03 📅 2026-03-15 #ops`) -> its days and state.

use super::When;
use super::remarks::is_all;
use super::{day, take_named_link};
use crate::model::{ActionItem, ActionStatus, Moment};
use crate::text::lexicon::{ACTION_LABELS, ActionLabel};
use crate::text::words::is_pictograph;

/// Longest words behind a sign, in bytes.
const LONGEST: usize = 40;

/// Takes them from the end of `rest`, the last one first. What the item has, it keeps.
pub(super) fn take(rest: &mut String, item: &mut ActionItem, when: When) {
    let mut found = false;
    while let Some(at) = take_last(rest, item, when) {
        rest.truncate(at);
        found = true;
    }
    if found {
        rest.truncate(untagged(rest).len());
        take_named_link(rest, item);
    }
}

/// Reads the last sign, and tells where it stands; the action's text stands before it.
fn take_last(rest: &str, item: &mut ActionItem, when: When) -> Option<usize> {
    let text = untagged(rest);
    let is_sign = |(_, c): &(usize, char)| is_pictograph(*c) && !matches!(c, '\u{fe0f}' | '\u{200d}');
    let (at, sign) = text.char_indices().rev().find(is_sign).filter(|(at, _)| !text[..*at].trim().is_empty())?;
    let value = text[at + sign.len_utf8()..].trim_start_matches('\u{fe0f}').trim();
    let label = ACTION_LABELS.get(sign.encode_utf8(&mut [0; 4]))?;
    let told: Option<Moment> = day(value, when).filter(|(_, end)| is_all(value, *end)).and_then(|(day, _)| day);
    match (label, told) {
        (ActionLabel::Due, Some(day)) => item.due = item.due.take().or(Some(day)),
        (ActionLabel::Closed, Some(day)) => {
            item.closed = item.closed.take().or(Some(day));
            item.status = item.status.or(Some(ActionStatus::Done));
        }
        (ActionLabel::Dropped, Some(_)) => item.status = item.status.or(Some(ActionStatus::Dropped)),
        (ActionLabel::Mark, told) if told.is_some() || value.is_empty() => {}
        (ActionLabel::Remark, _) if value.len() <= LONGEST => {}
        _ => return None,
    }
    Some(text[..at].trim_end().len())
}

/// `text` without the tags that it ends with.
fn untagged(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some((before, tag)) = text.rsplit_once(' ')
        && tag.strip_prefix('#').is_some_and(|name| name.starts_with(char::is_alphabetic))
    {
        text = before.trim_end();
    }
    text
}
