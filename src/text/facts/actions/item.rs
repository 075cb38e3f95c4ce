//! One follow-up in running text: its state, owner, due date and ticket, and what remains.

use super::status_of;
use crate::model::{ActionItem, ActionKind, ActionStatus, Moment};
use crate::text::people;
use crate::text::time::{self, DayOrder};
use crate::text::words::{is_pictograph, is_placeholder};
use memchr::memmem;

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
    for label in ["action item:", "action:", "todo:", "task:", "follow-up:", "follow up:"] {
        if rest.get(..label.len()).is_some_and(|start| start.eq_ignore_ascii_case(label)) {
            *rest = rest[label.len()..].trim_start().to_owned();
            return;
        }
    }
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
    let lower = part.to_lowercase();
    if matches!(
        lower.as_str(),
        "no ticket" | "no due date" | "due: none" | "due: tbd" | "due: open" | "owner: none" | "owner: tbd"
    ) {
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
    let lower = inside.to_lowercase();
    let kind = match lower.as_str() {
        "repair" | "mitigate" | "mitigation" => Some(ActionKind::Mitigate),
        "detect" | "detection" => Some(ActionKind::Detect),
        "prevent" | "prevention" | "preventive" => Some(ActionKind::Prevent),
        "process" => Some(ActionKind::Process),
        _ => None,
    };
    if kind.is_some() {
        item.kind = kind;
        return true;
    }
    if lower == "unassigned" || lower == "no owner" {
        return true;
    }
    let (key, value) = inside
        .split_once([':', '：'])
        .map_or((lower.as_str(), inside), |(key, value)| (&lower[..key.len().min(lower.len())], value));
    let key = key.trim();
    if is_due_word(key) || lower.starts_with("due ") || lower.starts_with("by ") {
        let value = if value == inside { inside.split_once(' ').map_or("", |(_, value)| value) } else { value };
        item.due = item.due.take().or_else(|| day(value, order));
        return item.due.is_some();
    }
    if matches!(key, "owner" | "assignee" | "assigned to" | "担当" | "负责人") && value != inside {
        item.owner = people::person(value);
        return item.owner.is_some();
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

fn is_due_word(word: &str) -> bool {
    matches!(word, "due" | "due date" | "deadline" | "eta" | "target" | "target date" | "due by" | "期限" | "截止")
}

fn day(text: &str, order: DayOrder) -> Option<Moment> {
    let stamp = time::leading(text, order).ok()?;
    let date = stamp.day?.date(None)?;
    Some(Moment::Date(date))
}

/// `… Due 2026-04-09.`, `… Deadline: 2026-04-09`, `No due date yet.`
fn take_due_sentence(rest: &mut String, item: &mut ActionItem, order: DayOrder) {
    let lower = rest.to_ascii_lowercase();
    for word in DUE_WORDS {
        for at in memmem::find_iter(lower.as_bytes(), word) {
            let value = &rest[at + word.len()..];
            let bounded = !rest[..at].ends_with(|c: char| c.is_alphanumeric());
            let Ok(stamp) = time::leading(value, order) else { continue };
            let Some(date) = stamp.day.and_then(|day| day.date(None)).filter(|_| bounded) else { continue };
            item.due = Some(Moment::Date(date));
            if value[stamp.end..].trim_matches([' ', '.', ')', ']', '*']).is_empty() {
                let kept = rest[..at].trim_end_matches([' ', '(', '[', '-', '–', '—', ',', ';', '|']).to_owned();
                *rest = kept;
            }
            return;
        }
    }
}

const DUE_WORDS: [&str; 10] =
    ["due date:", "due:", "due by ", "due on ", "due ", "deadline:", "deadline ", "eta:", "eta ", "target date:"];

/// `… Owner: Ann Lee`, `Owner: @ann` at the end of an item.
fn take_owner_label(rest: &mut String, item: &mut ActionItem) {
    let lower = rest.to_ascii_lowercase();
    for word in ["owner:", "assignee:", "assigned to:", "assigned to ", "responsible:"] {
        let Some(at) = memmem::find_iter(lower.as_bytes(), word).last() else { continue };
        let value = rest[at + word.len()..].split(['.', ';', '|', ')']).next().unwrap_or_default().trim();
        if value.split_whitespace().count() > 4 || rest[..at].ends_with(|c: char| c.is_alphanumeric()) {
            continue;
        }
        if item.owner.is_none() && !is_placeholder(value) {
            item.owner = people::person(value);
        }
        let kept = rest[..at].trim_end_matches([' ', '(', '[', '-', '–', '—', ',', ';', '|', '*']).to_owned();
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
            (is_ticket
                && !matches!(
                    project,
                    "UTF" | "SHA" | "ISO" | "RFC" | "CVE" | "SEV" | "AES" | "GPT" | "TLS" | "HTTP" | "EIP"
                ))
            .then(|| word.to_owned())
        },
    )
}

/// True where the items of a list begin with their owners: `Ann — add an alert`, `platform-team — …`.
pub(super) fn owners_lead(texts: &[String]) -> bool {
    let heads: Vec<&str> = texts.iter().filter_map(|text| lead(text)).collect();
    let team = |head: &&&str| {
        let lower = head.to_lowercase();
        lower.ends_with("team") || head.starts_with('@') || lower.contains("unassigned") || head.starts_with("[[")
    };
    !heads.is_empty() && heads.len() * 5 >= texts.len() * 3 && heads.iter().any(|head| team(&head))
}

fn lead(text: &str) -> Option<&str> {
    let dash = [" — ", " – ", " - "].iter().find_map(|mark| text.split_once(mark));
    // After a colon only what is plainly a name: `Alerting: …` is a topic.
    let is_name = |head: &str| head.starts_with('@') || head.to_lowercase().ends_with("team");
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
    let lower = heading.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    if words.len() > 6 {
        return None;
    }
    let has = |word: &str| words.contains(&word);
    if lower.contains("not started")
        || lower.contains("to do")
        || has("todo")
        || has("open")
        || has("pending")
        || has("outstanding")
        || has("remaining")
        || has("planned")
    {
        Some(ActionStatus::Open)
    } else if lower.contains("in progress") || has("ongoing") {
        Some(ActionStatus::InProgress)
    } else if has("completed") || has("done") || has("implemented") || has("taken") || has("complete") {
        Some(ActionStatus::Done)
    } else {
        None
    }
}
