//! Incidents that repeat one another -> chains, oldest first, each step with what was tried and whether it held.

use super::{day_of, is_control, words};
use crate::model::ActionStatus;
use crate::model::catalog::{DocId, TopicKind};
use crate::model::page::{ActionView, AgainLine, Counted, RepeatedView, StepView};
use crate::pipeline::actions::{self, Followed};
use crate::pipeline::link::recurrence::How;
use crate::pipeline::plan::chains::{Chain, Chains};
use crate::pipeline::plan::fix::beginning;
use crate::pipeline::plan::follow_up::action;
use crate::pipeline::plan::insights::say::Pen;
use crate::pipeline::plan::shared::{day, document_link};
use crate::theme::filled;
use std::cmp::Reverse;

/// Steps of a chain, the newest, and actions of each.
const STEPS: usize = 6;
const ACTIONS: usize = 3;

/// The newest incident of a chain, and how many there are.
pub(super) fn by_newest(pen: &Pen<'_>, (newest, count): (DocId, usize)) -> Counted {
    let link = document_link(pen.shared.catalog.entry(newest));
    Counted { text: link.text, url: Some(link.url), count }
}

/// The newest incident of a chain, and how many there are, in one line.
pub(super) fn line(pen: &Pen<'_>, (newest, count): (DocId, usize)) -> AgainLine {
    let entry = pen.shared.catalog.entry(newest);
    AgainLine {
        link: document_link(entry),
        said: format!("{} {}", pen.number(count), words(pen).times),
        key: "",
        verdict: String::new(),
        last: entry.when().map(day),
    }
}

/// The chains of `counted` incidents (newest first), longest first; and of those for which there is no room the newest incident and
/// the length.
fn longest(chains: &Chains, counted: &[DocId]) -> (Vec<Chain>, Vec<(DocId, usize)>) {
    let mut longest_first = counted.to_vec();
    longest_first.sort_by_key(|id| Reverse(chains.behind(*id)));
    chains.among(&longest_first)
}

fn length(chain: &Chain) -> usize {
    chain.shown.len() + chain.before.map_or(0, |(_, count)| count)
}

/// Of all chains of `counted` incidents the newest one and the length, longest first.
pub(super) fn all(chains: &Chains, counted: &[DocId]) -> Vec<(DocId, usize)> {
    let (found, more) = longest(chains, counted);
    let told = found.iter().filter_map(|chain| Some((*chain.shown.last()?, length(chain))));
    told.chain(more).collect()
}

/// The longest chains of `counted` incidents (newest first), at most `most`.
pub(super) fn chains(pen: &Pen<'_>, counted: &[DocId], most: usize) -> Vec<RepeatedView> {
    let (found, _) = longest(pen.shared.repeats(), counted);
    let views = found.into_iter().take(most).map(|chain| {
        let cut = chain.shown.len().saturating_sub(STEPS);
        let (hidden, shown) = chain.shown.split_at(cut);
        let newest = hidden.last().copied().or(chain.before.map(|(id, _)| id));
        let before = newest.map(|id| by_newest(pen, (id, length(&chain) - shown.len())));
        let step = |at: usize| {
            let previous = at.checked_sub(1).map(|at| shown[at]).or(newest);
            step(pen, shown[at], previous, shown.get(at + 1).copied())
        };
        RepeatedView { count: length(&chain), before, steps: (0..shown.len()).filter_map(step).collect() }
    });
    views.collect()
}

fn step(pen: &Pen<'_>, id: DocId, previous: Option<DocId>, next: Option<DocId>) -> Option<StepView> {
    let shared = pen.shared;
    let own = day_of(pen, id);
    let gap = previous.and_then(|previous| Some((own? - day_of(pen, previous)?).get_days())).filter(|days| *days >= 0);
    let how = previous.and_then(|_| shared.recurrence().before(id)).map(|repeat| repeat.how);
    let inferred = matches!(how, Some(How::Shares { .. }));
    let why = match how {
        None => String::new(),
        Some(How::Declared) => words(pen).declared.clone(),
        Some(How::Shares { cause, service }) => {
            let name = |kind, id| shared.catalog.topic(kind, id).name.as_str();
            let values = [("cause", name(TopicKind::RootCause, cause)), ("service", name(TopicKind::Service, service))];
            filled(&words(pen).inferred, &values)
        }
    };
    let mut tried: Vec<Followed<'_>> = actions::of(&shared.catalog, &shared.config, &[id]);
    tried.retain(|tried| tried.item.status != Some(ActionStatus::Idea));
    let before_next = |tried: &&Followed<'_>| {
        let next = next.and_then(|next| day_of(pen, next));
        is_control(tried.item) && tried.closed().is_some_and(|closed| Some(closed) < next)
    };
    let failed = tried.iter().any(|tried| before_next(&tried));
    // Preventive ones first, those that are finished before the others.
    tried.sort_by_key(|tried| (!is_control(tried.item), tried.closed().is_none()));
    let gap = gap.map(|days| filled(&words(pen).later, &[("time", &shared.words.said_days(days))]));
    Some(StepView {
        row: shared.row(id)?,
        gap: gap.unwrap_or_default(),
        why,
        inferred,
        fix: shared.fix(id).map(beginning).unwrap_or_default(),
        actions: tried.iter().take(ACTIONS).map(view).collect(),
        more_actions: tried.len().saturating_sub(ACTIONS),
        failed,
    })
}

/// Cut as where actions of several incidents are gathered; the incident stands above it.
fn view(tried: &Followed<'_>) -> ActionView {
    ActionView { incident: None, ..action(tried, Some(document_link(tried.entry))) }
}
