//! A part of an action's text to what it says of the action: owner, day, state, ticket, kind.

use super::{When, status_of, ticket};
use crate::model::{ActionItem, ActionKind, ActionStatus, Moment};
use crate::text::lexicon::{ACTION_KINDS, ACTION_LABELS, ACTION_STATES, ActionLabel, DAY_OPENINGS};
use crate::text::people;
use crate::text::time::{self, Unread};
use crate::text::words::is_placeholder;
use jiff::civil::Date;

/// Longest part that may be a remark, in bytes.
const LONGEST: usize = 80;
/// Most words of a label, of a state, and of a name.
const LABEL: usize = 4;
const STATE: usize = 3;
const NAME: usize = 3;
/// The same of a day.
const DAY: usize = 2;

/// What parts of an item say of it; nothing else stood in them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Remarks {
    owner: Option<String>,
    due: Option<Moment>,
    closed: Option<Moment>,
    status: Option<ActionStatus>,
    ticket: Option<String>,
    kind: Option<ActionKind>,
    evidence: Option<String>,
    /// A name that no label or sign shows to be one.
    name: Option<String>,
    /// Said by a label, a day or a word that means nothing else.
    plain: bool,
}

impl Remarks {
    /// `owner: ann, due: 2026-10-30, OPS-118`: every part must be a remark, else the whole is text. `names`: a bare name may be
    /// one of them.
    pub(super) fn read(text: &str, when: When, names: bool) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let mut found = Self::default();
        let parts = text.split([',', ';', '|', '，', '；', '、']).map(str::trim).filter(|part| !part.is_empty());
        let mut parts: Vec<String> = parts.map(str::to_owned).collect();
        // `Ann, March 9, 2026`: the year belongs to its day.
        while let Some(year) =
            parts.iter().skip(1).position(|part| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()))
        {
            let digits = parts.remove(year + 1);
            parts[year] = format!("{}, {digits}", parts[year]);
        }
        let all = parts.iter().all(|part| found.add(part, when, names));
        if all {
            return Some(found);
        }
        // `Owner: Ann Lee, Bo Li`
        let mut whole = Self::default();
        whole.add(text, when, false).then_some(whole)
    }

    fn add(&mut self, part: &str, when: When, names: bool) -> bool {
        if let Some(kind) = ACTION_KINDS.get(part) {
            self.kind = Some(kind);
            return self.is_said();
        }
        if part.starts_with('@') && !part.contains(' ') {
            self.owner = self.owner.take().or_else(|| people::person(part));
            return self.is_said();
        }
        if let Some(found) = ticket(part).filter(|found| found.len() == part.len()) {
            self.ticket = self.ticket.take().or(Some(found));
            return self.is_said();
        }
        if let Some((label, value)) = labelled(part).or_else(|| opening_label(part))
            && self.label(label, value, when)
        {
            return self.is_said();
        }
        if is_placeholder(part) {
            return true;
        }
        if let Some((status, closed)) = state(part, when) {
            self.status = self.status.or(Some(status));
            self.closed = self.closed.take().or(closed);
            return self.is_said();
        }
        if let Some((due, _)) = day(part, when).filter(|(_, end)| is_all(part, *end)) {
            self.due = self.due.take().or(due);
            return self.is_said();
        }
        if names && self.name.is_none() && is_name(part) {
            self.name = Some(part.to_owned());
            return true;
        }
        false
    }

    fn is_said(&mut self) -> bool {
        self.plain = true;
        true
    }

    fn label(&mut self, label: ActionLabel, value: &str, when: When) -> bool {
        let says_none = is_placeholder(value) || status_of(value) == Some(ActionStatus::Open);
        match label {
            ActionLabel::Due | ActionLabel::Until | ActionLabel::Closed => {
                // A day that cannot be read is told of elsewhere.
                let Some((found, end)) = day(value, when) else {
                    return label == ActionLabel::Due && (says_none || value.split_whitespace().count() <= DAY);
                };
                if label == ActionLabel::Closed {
                    self.closed = self.closed.take().or(found);
                    self.status = self.status.or(Some(ActionStatus::Done));
                } else {
                    self.due = self.due.take().or(found);
                }
                is_all(value, end)
            }
            ActionLabel::Owner => {
                let owner = people::person(value).filter(|owner| owner.split_whitespace().count() <= LABEL);
                self.owner = self.owner.take().or_else(|| owner.clone());
                owner.is_some() || says_none
            }
            ActionLabel::State => {
                let status = status_of(value);
                self.status = status.or(self.status);
                status.is_some()
            }
            ActionLabel::Evidence => {
                let is_place = !value.is_empty() && !value.contains(' ') && value.contains(['/', '#', '.']);
                self.evidence = self.evidence.take().or_else(|| is_place.then(|| value.to_owned()));
                is_place
            }
            ActionLabel::Kind => {
                let kind = ACTION_KINDS.get(value);
                self.kind = self.kind.or(kind);
                kind.is_some()
            }
            ActionLabel::Item | ActionLabel::Dropped | ActionLabel::Mark | ActionLabel::Remark => false,
        }
    }

    /// Adds what stood before; false where both say who.
    pub(super) fn join(&mut self, before: Self) -> bool {
        let who = |remarks: &Self| remarks.owner.is_some() || remarks.name.is_some();
        if who(self) && who(&before) {
            return false;
        }
        self.owner = self.owner.take().or(before.owner);
        self.name = self.name.take().or(before.name);
        self.due = self.due.take().or(before.due);
        self.closed = self.closed.take().or(before.closed);
        self.status = self.status.or(before.status);
        self.ticket = self.ticket.take().or(before.ticket);
        self.kind = self.kind.or(before.kind);
        self.evidence = self.evidence.take().or(before.evidence);
        self.plain |= before.plain;
        true
    }

    /// Only brackets say what an action is for.
    pub(super) fn is_of_brackets(&self) -> bool {
        self.kind.is_some()
    }

    pub(super) fn is_plain(&self) -> bool {
        self.plain
    }

    /// It says who, by name.
    pub(super) fn is_named(&self) -> bool {
        self.name.is_some() || self.owner.as_ref().is_some_and(|owner| !is_placeholder(owner))
    }

    /// Puts them into `item`; what it has, it keeps.
    pub(super) fn put(self, item: &mut ActionItem) -> bool {
        item.owner = item.owner.take().or(self.owner).or_else(|| self.name.as_deref().and_then(people::person));
        item.due = item.due.take().or(self.due);
        item.closed = item.closed.take().or(self.closed);
        item.status = item.status.or(self.status);
        item.ticket = item.ticket.take().or(self.ticket);
        item.kind = item.kind.or(self.kind);
        item.evidence = item.evidence.take().or(self.evidence);
        true
    }
}

/// The label before a colon or `=` that opens `text`, and what follows.
pub(super) fn labelled(text: &str) -> Option<(ActionLabel, &str)> {
    let (key, value) = text.split_once([':', '：', '='])?;
    Some((ACTION_LABELS.get(key)?, value.trim()))
}

/// The label that opens `text` as its first words, longest first (`due by 3 May`), and what follows.
pub(super) fn opening_label(text: &str) -> Option<(ActionLabel, &str)> {
    if !ACTION_LABELS.may_open(text) {
        return None;
    }
    let ends = text.match_indices([' ', ':', '：', '=']).map(|(at, _)| at).take(LABEL).collect::<Vec<_>>();
    ends.into_iter().rev().find_map(|end| {
        let value = text[end..].trim_start_matches([' ', ':', '：', '=']);
        Some((ACTION_LABELS.get(&text[..end])?, value))
    })
}

/// A state and nothing else: `done`, `in progress (80 %)`, `completed in #12`, `done on 2026-03-01`, with the day.
fn state(part: &str, when: When) -> Option<(ActionStatus, Option<Moment>)> {
    if let Some(status) = ACTION_STATES.get(part) {
        return Some((status, None));
    }
    let ends = part.match_indices([' ', ':']).map(|(at, _)| at).take(STATE).collect::<Vec<_>>();
    let (end, status) = ends.into_iter().rev().find_map(|end| Some((end, ACTION_STATES.get(&part[..end])?)))?;
    let rest = part[end..].trim_start_matches([' ', ':', '-', '–', '—']);
    let opened =
        rest.split_once(' ').filter(|(word, _)| DAY_OPENINGS.get(word).is_some()).map_or(rest, |(_, rest)| rest);
    if let Some((found, _)) = day(opened, when).filter(|(_, end)| is_all(opened, *end)) {
        return Some((status, found.filter(|_| status == ActionStatus::Done)));
    }
    let last = opened.rsplit(' ').next().unwrap_or_default();
    let cited = ticket(last).is_some_and(|found| found.len() == last.len()) && opened.split_whitespace().count() <= 2;
    let percent = opened.trim_end_matches(['%', ' ']).parse::<u8>().is_ok() && opened.ends_with('%');
    (cited || percent).then_some((status, None))
}

/// Nothing follows a day but a mark, or the word that makes it the last one: `3月20日まで`.
pub(super) fn is_all(text: &str, end: usize) -> bool {
    let rest = text[end..].trim_matches([' ', '.', '。', '!']);
    rest.is_empty() || ACTION_LABELS.get(rest) == Some(ActionLabel::Until)
}

/// A name of one to three words, or a team's.
pub(super) fn is_name(text: &str) -> bool {
    let text = text.trim_matches(['[', ']', '@', '*', ' ']);
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = |c: char| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’');
    let capital = |word: &&str| {
        word.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase() && !c.is_ascii())
            && word.chars().all(letters)
    };
    let short = !words.is_empty() && words.len() <= NAME && text.len() <= 40;
    short && (words.iter().all(capital) || people::is_team(text)) && status_of(text).is_none()
}

/// The day that opens `text` (`None` where it has no year, or can be read in two ways), and where it ends.
pub(crate) fn day(text: &str, when: When) -> Option<(Option<Moment>, usize)> {
    let stamp = match time::leading(text, when.order) {
        Ok(stamp) => stamp,
        Err(why) => {
            return match time::short_day(text, when.order) {
                Ok((found, end)) => Some((when.near.and_then(|near| after(found, near)).map(Moment::Date), end)),
                // A day it is, whichever.
                Err(short) if short == Unread::Ambiguous || why == Unread::Ambiguous => {
                    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '/' | '.' | '-')));
                    Some((None, end.unwrap_or(text.len())))
                }
                Err(_) => None,
            };
        }
    };
    let found = stamp.day?;
    let date = found.date(None).or_else(|| after(found, when.near?));
    Some((date.map(Moment::Date), stamp.end))
}

/// A day without a year: the next one after the incident's.
fn after(day: time::Day, near: Date) -> Option<Date> {
    let this = day.date(Some(near.year()))?;
    if this < near { day.date(Some(near.year() + 1)) } else { Some(this) }
}
