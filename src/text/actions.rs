//! One follow-up in running text: its state, owner, due date and ticket, and what remains.
//!
//! [`remarks`] tells what a part of it says of the action. Brackets and trailing parts are taken where all they hold is that;
//! anything else is the action's text and stays whole.

mod remarks;
mod signs;

use super::status::action as status_of;
use crate::model::{ActionItem, ActionStatus};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{ACTION_HEADINGS, ActionLabel, NOT_TICKETS};
use crate::text::people;
use crate::text::time::DayOrder;
use crate::text::words::{is_pictograph, is_placeholder, one_line};
use jiff::civil::Date;
pub(crate) use remarks::day;
use remarks::{Remarks, is_name, labelled, opening_label};

/// How days are to be read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct When {
    pub(crate) order: DayOrder,
    /// The incident's: days without a year come after it.
    pub(crate) near: Option<Date>,
}

/// What stands around an item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Set {
    pub(crate) when: When,
    pub(crate) line: u32,
    /// Its check box.
    pub(crate) task: Option<bool>,
    /// The state that headings above it imply.
    pub(crate) implied: Option<ActionStatus>,
    /// The items of its list end with their owners.
    pub(crate) trailed: bool,
}

impl Set {
    /// An item of which nothing else is known.
    pub(crate) fn of(when: When, line: u32) -> Self {
        Self { when, line, task: None, implied: None, trailed: false }
    }
}

/// Reads an item.
pub(crate) fn read(text: &str, set: Set) -> ActionItem {
    let mut rest = text.trim().to_owned();
    let mut item = ActionItem::new(String::new(), set.line);
    let task = take_box(&mut rest).or(set.task);
    let sign = take_sign(&mut rest);
    if let Some((ActionLabel::Item, value)) = labelled(&rest) {
        rest = value.to_owned();
    }
    take_address(&mut rest, &mut item);
    let tail = take_tail(&mut rest);
    take_brackets(&mut rest, &mut item, set);
    signs::take(&mut rest, &mut item, set.when);
    take_ends(&mut rest, &mut item, set);
    item.status = tail.or(item.status);
    take_due(&mut rest, &mut item, set.when);
    take_owner_label(&mut rest, &mut item);
    if item.owner.is_none() {
        item.owner = handle(&rest);
    }
    item.ticket = item.ticket.or_else(|| ticket(text));
    let boxed = task.map(|done| if done { ActionStatus::Done } else { ActionStatus::Open });
    // An empty box beside `In progress` is no contradiction; a ticked one is done whatever the words say.
    item.status = match (boxed, item.status.or(sign)) {
        (Some(ActionStatus::Done), Some(ActionStatus::Verified)) => Some(ActionStatus::Verified),
        (Some(ActionStatus::Done), _) => Some(ActionStatus::Done),
        (boxed, stated) => stated.or(boxed).or(set.implied),
    };
    item.text = one_line(&rest).trim_end_matches(JOINTS).to_owned();
    item
}

/// `Action item: …`, `TODO: …`
pub(crate) fn is_called_action(text: &str) -> bool {
    matches!(labelled(text), Some((ActionLabel::Item, _)))
}

/// What stands between an action's text and its remarks.
const JOINTS: [char; 10] = [' ', '-', '–', '—', ',', '、', '，', ';', '|', '·'];

/// `[x] Add an alert` where no list holds it.
fn take_box(rest: &mut String) -> Option<bool> {
    let (mark, text) = rest.strip_prefix('[')?.split_once(']')?;
    let done = match mark {
        "x" | "X" => true,
        " " | "" => false,
        _ => return None,
    };
    *rest = text.trim_start().to_owned();
    Some(done)
}

/// `https://example.org/issues/7 - Add an alert`: the address is its ticket.
fn take_address(rest: &mut String, item: &mut ActionItem) {
    let Some((url, text)) = rest.split_once(' ').filter(|(url, _)| url.starts_with("http") && url.contains("://"))
    else {
        return;
    };
    let joint = text.trim_start_matches(['-', '–', '—', ':', '|', ' ']);
    if joint.len() < text.len() && !joint.is_empty() {
        item.ticket = Some(url.trim_end_matches(':').to_owned());
        *rest = joint.to_owned();
    }
}

/// The state behind the last bracket: `… (owner: ann, OPS-1) verified`, `… (OPS-2) won't do, too dear`. What says more stays.
fn take_tail(rest: &mut String) -> Option<ActionStatus> {
    let end = rest.rfind(')')? + 1;
    let tail = rest.get(end..)?.trim_matches([' ', '-', '–', '—', ',', ':', '.']);
    let clause = tail.split([',', ';', ':']).next().unwrap_or_default().trim();
    let short = (1..=2).contains(&clause.split_whitespace().count());
    let status = status_of(clause).filter(|_| short)?;
    if clause.len() == tail.len() {
        rest.truncate(end);
    }
    Some(status)
}

/// A leading pictograph (`✅ Alert added`).
fn take_sign(rest: &mut String) -> Option<ActionStatus> {
    let first = rest.chars().next().filter(|c| is_pictograph(*c))?;
    let sign = status_of(&first.to_string());
    *rest = rest.trim_start_matches(|c: char| is_pictograph(c) || c.is_whitespace()).to_owned();
    sign
}

/// Most brackets that are looked at.
const BRACKETS: usize = 8;

/// Remarks in brackets: `(Done)`, `(Due: 2025-12-03)`, `[repair]`, `(owner=ann, OPS-7)`, `(Completed: 2025-12-02)`.
fn take_brackets(rest: &mut String, item: &mut ActionItem, set: Set) {
    let mut from = 0;
    for _ in 0..BRACKETS {
        let Some((open, inside, end)) = bracket(rest, from) else { return };
        let ends = rest[end..].trim_matches([' ', '.', '。']).is_empty();
        if Remarks::read(&rest[inside.clone()], set.when, set.trailed && ends).is_some_and(|found| found.put(item)) {
            rest.replace_range(open..end, "");
            from = open;
        } else {
            from = end;
        }
    }
}

const BRACKET: [char; 4] = ['(', '[', '（', '【'];

/// The next bracket from `from` on: where it opens, what it holds, where it ends.
fn bracket(text: &str, from: usize) -> Option<(usize, std::ops::Range<usize>, usize)> {
    let open = from + text[from..].find(BRACKET)?;
    let inside = open + text[open..].chars().next().map_or(1, char::len_utf8);
    let close = inside + text[inside..].find([')', ']', '）', '】'])?;
    let end = close + text[close..].chars().next().map_or(1, char::len_utf8);
    Some((open, inside..close, end))
}

/// Marks between an action's text and its owner, day and state.
const SEPARATORS: [&str; 10] = [" — ", " – ", " - ", " -- ", " | ", " · ", "; ", " → ", "；", "，"];

/// `… — Ann Lee — 2026-03-01 — done`, `… — owner: Ann, due: 2026-03-01`: parts at the end that say nothing else. A bare name is one
/// only beside a day, a state or a label, or where the items of the list all end so.
fn take_ends(rest: &mut String, item: &mut ActionItem, set: Set) {
    let mut end = rest.trim_end_matches(['.', ' ']).len();
    let (mut taken, mut found) = (rest.len(), Remarks::default());
    while let Some((at, mark)) = last_separator(&rest[..end]) {
        let Some(more) = Remarks::read(&rest[at + mark..end], set.when, true) else { break };
        if more.is_of_brackets() || !found.join(more) {
            break;
        }
        (taken, end) = (at, at);
    }
    if (found.is_plain() || set.trailed) && !rest[..taken].trim().is_empty() && found.put(item) {
        rest.truncate(taken);
    }
}

fn last_separator(text: &str) -> Option<(usize, usize)> {
    SEPARATORS.iter().filter_map(|mark| Some((text.rfind(mark)?, mark.len()))).max()
}

/// `… Due 2026-04-09.`, `… Deadline: 2026-04-09`, `… by 9 April 2026`, `@Ann Lee April 9, 2026`, `📅 2026-04-09`
fn take_due(rest: &mut String, item: &mut ActionItem, when: When) {
    for at in part_starts(rest) {
        let Some((label, value)) = opening_label(&rest[at..]) else { continue };
        let dated = matches!(label, ActionLabel::Due | ActionLabel::Until | ActionLabel::Closed);
        let Some((date, end)) = day(value, when).filter(|_| dated) else { continue };
        let ends = value[end..].trim_matches([' ', '.', ')', ']', '*', '。']).is_empty();
        // `by` and its like stand before other days too.
        if label == ActionLabel::Until && !ends {
            continue;
        }
        if label == ActionLabel::Closed {
            item.closed = item.closed.take().or(date);
            item.status = item.status.or(Some(ActionStatus::Done));
        } else {
            item.due = item.due.take().or(date);
        }
        if ends {
            rest.truncate(rest[..at].trim_end_matches(|c| JOINTS.contains(&c) || matches!(c, '(' | '[' | '（')).len());
            take_named_link(rest, item);
        }
        return;
    }
    // A mention closes the item, with a day or without.
    let Some(at) = rest.rfind('@').filter(|at| rest[..*at].is_empty() || rest[..*at].ends_with(' ')) else { return };
    let alone = rest[at + 1..].trim_end_matches(['.', ' ']);
    if at > 0 && alone.contains(' ') && is_name(alone) {
        item.owner = item.owner.take().or_else(|| Some(alone.to_owned()));
        rest.truncate(rest[..at].trim_end_matches(JOINTS).len());
        return;
    }
    for end in rest[at..].match_indices(' ').map(|(end, _)| at + end).take(3) {
        let Some((date, length)) = day(&rest[end + 1..], when) else { continue };
        let name = rest[at + 1..end].trim();
        if rest[end + 1 + length..].trim_matches([' ', '.']).is_empty() && (is_name(name) || !name.contains(' ')) {
            let owner = if name.contains(' ') { name.to_owned() } else { format!("@{name}") };
            item.owner = item.owner.take().or(Some(owner));
            item.due = item.due.take().or(date);
            rest.truncate(rest[..at].trim_end_matches(JOINTS).len());
            return;
        }
    }
}

/// What is written behind a label of a due day and its colon: `(due: ASAP)`.
pub(crate) fn due_told(text: &str) -> Option<&str> {
    let told = part_starts(text).into_iter().find_map(|at| {
        let (label, value) = opening_label(&text[at..])?;
        let is_labelled = text[..text.len() - value.len()].trim_end().ends_with([':', '：', '=']);
        (label == ActionLabel::Due && is_labelled).then_some(value)
    })?;
    Some(told.split([',', ';', ')', ']', '|', '，', '；', '）', '】']).next().unwrap_or_default().trim())
}

/// `… [[Ann Lee]]` before a day.
fn take_named_link(rest: &mut String, item: &mut ActionItem) {
    let Some((before, name)) = rest.strip_suffix("]]").and_then(|text| text.rsplit_once("[[")) else { return };
    if item.owner.is_none() && is_name(name) {
        item.owner = Some(name.to_owned());
        rest.truncate(before.trim_end_matches(JOINTS).len());
    }
}

/// Where words and signs begin.
fn part_starts(text: &str) -> Vec<usize> {
    let mut before = None;
    let mut starts = Vec::new();
    for (at, c) in text.char_indices() {
        if is_pictograph(c) || c.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric) {
            starts.push(at);
        }
        before = Some(c);
    }
    starts
}

/// `… Owner: Ann Lee`, `… assigned to Ann` at the end of an item.
fn take_owner_label(rest: &mut String, item: &mut ActionItem) {
    for at in part_starts(rest).into_iter().rev() {
        let text = &rest[at..];
        let Some((ActionLabel::Owner, value)) = opening_label(text) else { continue };
        let label = text[..text.len() - value.len()].trim_end();
        // One word is a label only before a colon: `owner of the cluster` is no label.
        if !label.ends_with([':', '：', '=']) && !label.contains(' ') {
            continue;
        }
        let value = value.split(['.', ';', '|', ')', '。', '；', '、']).next().unwrap_or_default().trim();
        if value.split_whitespace().count() > 4 {
            continue;
        }
        if item.owner.is_none() && !is_placeholder(value) {
            item.owner = people::person(value);
        }
        let kept =
            rest[..at].trim_end_matches(|c| JOINTS.contains(&c) || matches!(c, '(' | '[' | '（' | '*')).to_owned();
        if !kept.is_empty() {
            *rest = kept;
        }
        return;
    }
}

/// The state that the last words of an item state (`~~Ask them~~ not needed`).
pub(crate) fn closing_state(text: &str) -> Option<ActionStatus> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=3_usize.min(words.len())).rev().find_map(|count| status_of(&words[words.len() - count..].join(" ")))
}

/// True where the items of a list end with their owners: `… (Ann)`, `… — Ann`, most of them or some with a day beside the name.
pub(crate) fn owners_trail(texts: &[String], when: When) -> bool {
    let (mut named, mut dated) = (0, 0);
    for text in texts {
        let text = text.trim_end_matches(['.', ' ']);
        let inside = text.strip_suffix([')', '）', ']', '】']);
        let bracketed = inside.and_then(|text| Some(text[text.rfind(BRACKET)?..].trim_start_matches(BRACKET)));
        let read = |text: &str| Remarks::read(text, when, true);
        let part = |text: &str| last_separator(text).and_then(|(at, mark)| Some((at, read(&text[at + mark..])?)));
        let last = bracketed.and_then(read).map(|found| (0, found)).or_else(|| part(text));
        // `… — Ann — 2026-03-01`: the name stands before the day.
        let before = last.as_ref().filter(|(_, found)| !found.is_named()).and_then(|(at, _)| part(&text[..*at]));
        let Some(mut found) = last.map(|(_, found)| found) else { continue };
        if before.is_some_and(|(_, before)| !found.join(before)) || !found.is_named() {
            continue;
        }
        named += 1;
        dated += usize::from(found.is_plain());
    }
    named >= 2 && (dated > 0 || named * 5 >= texts.len() * 3)
}

/// A single `@handle` that opens or closes the item.
fn handle(text: &str) -> Option<String> {
    if text.matches('@').count() != 1 {
        return None;
    }
    let clean =
        |word: &str| word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | ':' | ',' | '.' | '*')).to_owned();
    let words: Vec<&str> = text.split_whitespace().collect();
    let ends = [words.first(), words.last()];
    let found =
        ends.into_iter().flatten().map(|word| clean(word)).find(|word| word.starts_with('@') && word.len() > 2)?;
    found[1..].chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/')).then_some(found)
}

/// `#123`, `OPS-123` in an item.
fn ticket(text: &str) -> Option<String> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | '.' | ';' | ':')).find_map(
        |word| {
            if let Some(number) = word.strip_prefix('#') {
                return (!number.is_empty() && number.len() < 9 && number.bytes().all(|b| b.is_ascii_digit()))
                    .then(|| word.to_owned());
            }
            let (project, number) = word.split_once('-')?;
            let known = (2..=10).contains(&project.len()) && project.bytes().all(|b| b.is_ascii_uppercase());
            let is_ticket =
                known && !number.is_empty() && number.len() < 7 && number.bytes().all(|b| b.is_ascii_digit());
            (is_ticket && NOT_TICKETS.get(project).is_none()).then(|| word.to_owned())
        },
    )
}

/// True where the items of a list begin with their owners: `Ann — add an alert`, `platform-team — …`.
pub(crate) fn owners_lead(texts: &[String]) -> bool {
    let heads: Vec<&str> = texts.iter().filter_map(|text| lead(text)).collect();
    let team = |head: &&&str| people::is_team(head) || head.starts_with(['@', '[']) || is_placeholder(head);
    !heads.is_empty() && heads.len() * 5 >= texts.len() * 3 && heads.iter().any(|head| team(&head))
}

fn lead(text: &str) -> Option<&str> {
    let dash = [" — ", " – ", " - "].iter().find_map(|mark| text.split_once(mark));
    // After a colon only what is plainly a name: `Alerting: …` is a topic.
    let is_name = |head: &str| head.starts_with('@') || people::is_team(head);
    let (head, _) = dash.or_else(|| text.split_once(": ").filter(|(head, _)| is_name(head.trim())))?;
    let head = head.trim();
    let closed = head.matches('(').count() == head.matches(')').count();
    (closed && head.len() <= 40 && head.split_whitespace().count() <= 3).then_some(head)
}

/// Splits `Ann — add an alert`.
pub(crate) fn leading_owner(text: &str) -> (Option<String>, &str) {
    let Some(head) = lead(text) else { return (None, text) };
    let rest = text[text.find(head).unwrap_or(0) + head.len()..].trim_start_matches([' ', '—', '–', '-', ':']);
    let name = head.trim_matches(['[', ']', '(', ')']);
    (people::person(name).filter(|name| !is_placeholder(name)), rest)
}

/// The state that a heading implies: `Completed actions`, `Done`, `In progress`, `Immediate (Completed)`.
pub(crate) fn implied_status(heading: &str) -> Option<ActionStatus> {
    let folded = fold(heading);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() > 6 {
        return None;
    }
    let says = |status: &ActionStatus| ACTION_HEADINGS.holds(&folded, *status);
    [ActionStatus::Open, ActionStatus::InProgress, ActionStatus::Done].into_iter().find(says)
}
