//! One follow-up in running text: its state, owner, due date and ticket, and what remains.

use super::status_of;
use crate::model::{ActionItem, ActionStatus, Moment};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{ACTION_HEADINGS, ACTION_KINDS, ACTION_LABELS, ActionLabel, NOT_TICKETS};
use crate::text::people;
use crate::text::time::{self, DayOrder};
use crate::text::words::{is_pictograph, is_placeholder};

/// Reads an item. `task`: its check box; `implied`: the state that headings above it imply.
pub(super) fn read(
    text: &str,
    task: Option<bool>,
    implied: Option<ActionStatus>,
    line: u32,
    order: DayOrder,
) -> ActionItem {
    let mut rest = text.trim().to_owned();
    let mut item = ActionItem::new(String::new(), line);
    let sign = take_sign(&mut rest);
    take_label(&mut rest);
    let tail = take_tail(&mut rest);
    take_brackets(&mut rest, &mut item, order);
    item.status = tail.or(item.status);
    take_due_sentence(&mut rest, &mut item, order);
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
        (boxed, stated) => stated.or(boxed).or(implied),
    };
    item.text = super::super::prose::one_line(&rest).trim_end_matches([' ', '-', '–', '—', ',', ';', '|']).to_owned();
    item
}

/// The state behind the last bracket: `… (owner: ann, OPS-1) verified`, `… (OPS-2) won't do, too dear`.
fn take_tail(rest: &mut String) -> Option<ActionStatus> {
    let end = rest.rfind(')')? + 1;
    let tail = rest.get(end..)?.trim_matches([' ', '-', '–', '—', ',', ':', '.']);
    let clause = tail.split([',', ';', ':']).next().unwrap_or_default().trim();
    let short = (1..=2).contains(&clause.split_whitespace().count());
    let status = status_of(clause).filter(|_| short)?;
    rest.truncate(end);
    Some(status)
}

/// A leading pictograph (`✅ Alert added`).
fn take_sign(rest: &mut String) -> Option<ActionStatus> {
    let first = rest.chars().next().filter(|c| is_pictograph(*c))?;
    let sign = status_of(&first.to_string());
    *rest = rest.trim_start_matches(|c: char| is_pictograph(c) || c.is_whitespace()).to_owned();
    sign
}

/// `Action Item: …`, `TODO: …`
fn take_label(rest: &mut String) {
    if let Some((ActionLabel::Item, value)) = labelled(rest) {
        *rest = value.to_owned();
    }
}

/// Most words of a label.
const LABEL: usize = 4;

/// The label before a colon or `=` that opens `text`, and what follows.
fn labelled(text: &str) -> Option<(ActionLabel, &str)> {
    let (key, value) = text.split_once([':', '：', '='])?;
    Some((ACTION_LABELS.get(key)?, value.trim()))
}

/// The label that opens `text` as its first words, longest first (`due by 3 May`), and what follows.
fn opening_label(text: &str) -> Option<(ActionLabel, &str)> {
    let ends = text.match_indices([' ', ':', '：', '=']).map(|(at, _)| at).take(LABEL).collect::<Vec<_>>();
    ends.into_iter().rev().find_map(|end| {
        let value = text[end..].trim_start_matches([' ', ':', '：', '=']);
        Some((ACTION_LABELS.get(&text[..end])?, value))
    })
}

/// Remarks in brackets: `(Done)`, `(Due: 2025-12-03)`, `[repair]`, `(owner: Ann)`, `(Completed: 2025-12-02)`.
fn take_brackets(rest: &mut String, item: &mut ActionItem, order: DayOrder) {
    let mut from = 0;
    for _ in 0..8 {
        let Some(open) = rest[from..].find(['(', '[', '（', '【']).map(|at| from + at) else { return };
        let Some(width) = rest[open..].chars().next().map(char::len_utf8) else { return };
        let Some(close) = rest[open..].find([')', ']', '）', '】']).map(|at| open + at) else { return };
        let Some(closing) = rest[close..].chars().next().map(char::len_utf8) else { return };
        if close < open + width {
            return;
        }
        let inside = rest[open + width..close].trim().to_owned();
        if take_remarks(&inside, item, order) {
            rest.replace_range(open..close + closing, "");
            from = open;
        } else {
            from = close + closing;
        }
    }
}

/// `owner: ann, due: 2026-10-30, OPS-118`: all parts must be remarks, else the brackets are text.
fn take_remarks(inside: &str, item: &mut ActionItem, order: DayOrder) -> bool {
    let parts: Vec<&str> = inside.split([',', ';', '|', '，', '；']).map(str::trim).collect();
    let mut trial = item.clone();
    let all = parts.iter().all(|part| take_ticket(part, &mut trial) || take_remark(part, &mut trial, order));
    if all {
        *item = trial;
    }
    all || take_remark(inside, item, order)
}

/// A part that is nothing but a ticket, or says that there is none, or no day.
fn take_ticket(part: &str, item: &mut ActionItem) -> bool {
    if part.is_empty() {
        return false;
    }
    let says_none = |value: &str| is_placeholder(value) || status_of(value) == Some(ActionStatus::Open);
    let names_none = labelled(part).is_some_and(|(label, value)| label != ActionLabel::State && says_none(value));
    if is_placeholder(part) || names_none {
        return true;
    }
    let found = ticket(part).filter(|found| found.len() == part.len());
    let is_ticket = found.is_some();
    item.ticket = item.ticket.take().or(found);
    is_ticket
}

fn take_remark(inside: &str, item: &mut ActionItem, order: DayOrder) -> bool {
    if inside.len() > 80 || inside.is_empty() {
        return false;
    }
    if let Some(kind) = ACTION_KINDS.get(inside) {
        item.kind = Some(kind);
        return true;
    }
    match labelled(inside).or_else(|| opening_label(inside)) {
        Some((ActionLabel::Due | ActionLabel::Until, value)) => {
            item.due = item.due.take().or_else(|| day(value, order));
            return item.due.is_some();
        }
        Some((ActionLabel::Owner, value)) => {
            item.owner = people::person(value);
            return item.owner.is_some();
        }
        Some((ActionLabel::State, value)) => {
            item.status = status_of(value).or(item.status);
            return status_of(value).is_some();
        }
        Some((ActionLabel::Item, _)) | None => {}
    }
    let word = inside.split([':', ',', '-', '–']).next().unwrap_or_default().trim();
    let short = word.split_whitespace().count() <= 2;
    if let Some(status) = status_of(word).filter(|_| short && inside.split_whitespace().count() <= 4) {
        item.status = Some(status);
        if status == ActionStatus::Done {
            item.closed = inside.split_once(':').and_then(|(_, value)| day(value, order));
        }
        return true;
    }
    if inside.starts_with('@') && !inside.contains(' ') {
        item.owner = people::person(inside);
        return true;
    }
    false
}

fn day(text: &str, order: DayOrder) -> Option<Moment> {
    let stamp = time::leading(text, order).ok()?;
    let date = stamp.day?.date(None)?;
    Some(Moment::Date(date))
}

/// `… Due 2026-04-09.`, `… Deadline: 2026-04-09`, `… by 9 April 2026`
fn take_due_sentence(rest: &mut String, item: &mut ActionItem, order: DayOrder) {
    for at in word_starts(rest) {
        let Some((label @ (ActionLabel::Due | ActionLabel::Until), value)) = opening_label(&rest[at..]) else {
            continue;
        };
        let Ok(stamp) = time::leading(value, order) else { continue };
        let Some(date) = stamp.day.and_then(|day| day.date(None)) else { continue };
        let ends = value[stamp.end..].trim_matches([' ', '.', ')', ']', '*', '。']).is_empty();
        // `by` and its like stand before other days too.
        if label == ActionLabel::Until && !ends {
            continue;
        }
        item.due = item.due.take().or(Some(Moment::Date(date)));
        if ends {
            let kept = rest[..at].trim_end_matches(JOINTS).to_owned();
            *rest = kept;
        }
        return;
    }
}

/// What stands between an action's text and its remarks.
const JOINTS: [char; 12] = [' ', '(', '[', '（', '-', '–', '—', ',', '、', '，', ';', '|'];

/// Where words begin.
fn word_starts(text: &str) -> Vec<usize> {
    let mut before = None;
    let mut starts = Vec::new();
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() && !before.is_some_and(char::is_alphanumeric) {
            starts.push(at);
        }
        before = Some(c);
    }
    starts
}

/// `… Owner: Ann Lee`, `… assigned to Ann` at the end of an item.
fn take_owner_label(rest: &mut String, item: &mut ActionItem) {
    for at in word_starts(rest).into_iter().rev() {
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
        let kept = rest[..at].trim_end_matches(JOINTS).trim_end_matches('*').to_owned();
        if !kept.is_empty() {
            *rest = kept;
        }
        return;
    }
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
pub(super) fn owners_lead(texts: &[String]) -> bool {
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
pub(super) fn leading_owner(text: &str) -> (Option<String>, &str) {
    let Some(head) = lead(text) else { return (None, text) };
    let rest = text[text.find(head).unwrap_or(0) + head.len()..].trim_start_matches([' ', '—', '–', '-', ':']);
    let name = head.trim_matches(['[', ']', '(', ')']);
    (people::person(name).filter(|name| !is_placeholder(name)), rest)
}

/// The state that a heading implies: `Completed actions`, `Done`, `In progress`, `Immediate (Completed)`.
pub(super) fn implied_status(heading: &str) -> Option<ActionStatus> {
    let folded = fold(heading);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.len() > 6 {
        return None;
    }
    let says = |status: &ActionStatus| ACTION_HEADINGS.holds(&folded, *status);
    [ActionStatus::Open, ActionStatus::InProgress, ActionStatus::Done].into_iter().find(says)
}
