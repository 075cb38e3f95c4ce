//! Whether somebody does something by some day, and what for.

use super::Subject;
use crate::diagnostics::codes;
use crate::diagnostics::rules::{NO_DUE, NO_KIND, NO_OWNER, ONLY_MITIGATION, OVERDUE};
use crate::model::{ActionItem, ActionKind, ActionStatus};
use crate::text::lexicon::NOBODY;
use jiff::ToSpan;
use jiff::civil::Date;

pub(super) fn look(subject: &mut Subject<'_>) {
    let all = &subject.incident.action_items;
    let is_promised = |item: &&ActionItem| {
        !matches!(
            item.status,
            Some(ActionStatus::Done | ActionStatus::Verified | ActionStatus::Dropped | ActionStatus::Idea)
        )
    };
    let open: Vec<&ActionItem> = all.iter().filter(is_promised).collect();
    let set = day_set(subject);
    few(subject, NO_OWNER, &open, |item| !is_owned(item), "no owner");
    few(subject, NO_DUE, &open, |item| item.due.is_none() && set.is_none(), "no day");
    few(subject, NO_KIND, &open, |item| item.kind.is_none(), "no kind");
    let planned: Vec<&ActionItem> =
        all.iter().filter(|item| !matches!(item.status, Some(ActionStatus::Dropped | ActionStatus::Idea))).collect();
    if let Some(first) = planned.first()
        && planned.iter().all(|item| item.kind == Some(ActionKind::Mitigate))
    {
        let span = subject.line(first.line);
        subject.tell(ONLY_MITIGATION, "every action limits the harm, none prevents it or shows it sooner", span);
    }
    let today = subject.config.today;
    // One for each: as many as the page of actions counts.
    for item in open.iter().filter(|item| item.is_open()) {
        if let Some(day) = item.due.as_ref().map(|due| due.date()).or(set).filter(|day| *day < today) {
            let span = subject.line(item.line);
            subject.tell(OVERDUE, format!("an open action is past its day, {day}"), span);
        }
    }
}

/// Whether one person or team is named: what is everybody's is nobody's.
fn is_owned(item: &ActionItem) -> bool {
    item.owner.as_ref().is_some_and(|owner| NOBODY.get(owner).is_none())
}

/// The day that the severity sets for actions that name none.
fn day_set(subject: &Subject<'_>) -> Option<Date> {
    let within = (*subject.config.actions.due_within.get(usize::from(subject.level()?).checked_sub(1)?)?)?;
    subject.day()?.checked_add(i64::from(within).days()).ok()
}

/// Tells at the first of `open` how many of them lack something.
fn few(
    subject: &mut Subject<'_>,
    code: &'static str,
    open: &[&ActionItem],
    lacks: impl Fn(&ActionItem) -> bool,
    what: &str,
) {
    let lacking: Vec<&&ActionItem> = open.iter().filter(|item| lacks(item)).collect();
    let Some(first) = lacking.first() else { return };
    let message = match (lacking.len(), open.len()) {
        (1, 1) => format!("the open action has {what}"),
        (1, all) => format!("1 of {all} open actions has {what}"),
        (count, all) if count == all => format!("the {all} open actions have {what}"),
        (count, all) => format!("{count} of {all} open actions have {what}"),
    };
    let span = subject.line(first.line);
    let text = span.and_then(|span| subject.source.text.get(span.start..span.end)).unwrap_or_default();
    let told = codes::explained(code);
    let of_table = told.and_then(|told| told.hints.get("table")).filter(|_| text.starts_with('|'));
    let hint = of_table.or(told.map(|told| &told.remedy)).cloned();
    subject.tell_with(code, message, span, hint);
}
