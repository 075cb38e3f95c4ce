//! What repeats what -> the view of `/recurrence/`: causes seen more than once, chains, and what open actions would have prevented.

mod causes;
mod ledger;
mod listed;
mod steps;

use super::insights::say::{Pen, Value, plain, sentence};
use super::shared::Shared;
use crate::model::catalog::DocId;
use crate::model::page::{Piece, RecurrenceView};
use crate::model::{ActionItem, ActionKind};
use crate::pipeline::charts::duration;
use crate::pipeline::figures::resolve_minutes;
use crate::theme::{RecurrenceWords, filled};
use causes::{Cause, Verdict};
use jiff::civil::Date;
pub(super) use listed::{Lines, List, addresses, page as listed};
use std::collections::BTreeSet;

/// Where the page stands.
pub(super) const URL: &str = "recurrence/";
/// Causes with a drawing, chains with their steps, and incidents listed that name no cause.
const CAUSES: usize = 12;
const CHAINS: usize = 6;
/// Of each, those beyond in one line; and lines on each page of all of them.
const LINES: usize = 200;
const UNNAMED: usize = 25;
/// Anchor of the causes, those first that need something done.
const CAUSES_AT: &str = "#pm_causes";

/// The page.
#[must_use]
pub(super) fn page(shared: &Shared) -> RecurrenceView {
    let catalog = &*shared.catalog;
    let counted = catalog.counted(&catalog.incidents);
    let mut frame = shared.frame(URL, "", "");
    let pen = Pen::new(shared, URL, super::listing::POSTMORTEMS);
    let all = causes::all(&pen, &counted);
    let unnamed: Vec<DocId> = counted.iter().copied().filter(|id| catalog.entry(*id).root_causes.is_empty()).collect();
    let title = title(&pen, &all, counted.len(), unnamed.len());
    frame.title = plain(&title);
    let lead = lead(&pen, &all, counted.len(), unnamed.len());
    frame.description = plain(&lead);
    let shown = &all[..all.len().min(CAUSES)];
    let lines = shared.came_back();
    let beyond = |list: List, shown: usize| lines.list(list).iter().skip(shown).take(LINES).cloned().collect();
    RecurrenceView {
        title,
        lead,
        controls: shared.config.shows_actions(),
        legend: pen.legend(shown.iter().flat_map(|cause| &cause.ids)),
        causes: causes::views(&pen, shown),
        others: beyond(List::Causes, CAUSES),
        all_causes: List::Causes.all(all.len()),
        chains: steps::chains(&pen, &counted, CHAINS),
        other_chains: beyond(List::Chains, CHAINS),
        all_chains: List::Chains.all(lines.list(List::Chains).len()),
        unnamed: (!unnamed.is_empty()).then(|| pen.listed("pm_unnamed".to_owned(), "", &unnamed, UNNAMED)),
        ledger: ledger::ledger(&pen, &ledger::claims(&pen, &counted)),
        frame,
    }
}

fn words<'a>(pen: &'a Pen<'_>) -> &'a RecurrenceWords {
    &pen.shared.words.recurrence
}

/// Where most name no cause, that none is there twice tells nothing.
fn title(pen: &Pen<'_>, all: &[Cause<'_>], of: usize, unnamed: usize) -> Vec<Piece> {
    let ids: BTreeSet<DocId> = all.iter().flat_map(|cause| &cause.ids).copied().collect();
    if ids.is_empty() {
        let none = if unnamed * 2 > of { &words(pen).title_unnamed } else { &words(pen).title_none };
        return sentence(none, &[]);
    }
    sentence(&words(pen).title, &[("n", pen.count(ids.len()).to(CAUSES_AT)), ("of", pen.count(of).to(&*pen.all))])
}

/// How many causes, what they cost, how many are not held; and how many incidents name none.
fn lead(pen: &Pen<'_>, all: &[Cause<'_>], of: usize, unnamed: usize) -> Vec<Piece> {
    let words = words(pen);
    let ids: BTreeSet<DocId> = all.iter().flat_map(|cause| &cause.ids).copied().collect();
    let told = minutes(pen, ids.iter().copied());
    let count = |verdict: Verdict| match all.iter().filter(|cause| cause.verdict == verdict).count() {
        0 => pen.count(0),
        count => pen.count(count).to(CAUSES_AT),
    };
    let mut parts = Vec::new();
    if let Some(lost) = told.total() {
        let values = [("lost", Value::new(duration(lost))), ("n", pen.count(told.known)), ("of", pen.count(told.of))];
        let values = values.map(|(name, value)| (name, value.to(CAUSES_AT)));
        parts.extend(sentence(&words.lost, &values));
    }
    if pen.shared.config.shows_actions() && !all.is_empty() {
        let failed = pen.count(all.iter().filter(|cause| cause.failed).count()).to(CAUSES_AT);
        let values = [("failed", failed), ("back", count(Verdict::Back)), ("none", count(Verdict::Uncontrolled))];
        parts.extend(sentence(&words.lead, &values));
        if all.iter().any(|cause| cause.verdict == Verdict::Unkinded) {
            parts.extend(sentence(&words.lead_unkinded, &[("n", count(Verdict::Unkinded))]));
        }
    }
    let values = [("n", pen.count(unnamed).to("#pm_unnamed")), ("of", pen.count(of).to(&*pen.all))];
    match unnamed {
        0 if of < 2 => {}
        0 => parts.extend(sentence(&words.all_named, &values[1..])),
        _ => parts.extend(sentence(&words.unnamed, &values)),
    }
    parts
}

/// How long incidents lasted, as far as they tell it.
#[derive(Clone, Copy, Debug, Default)]
struct Lost {
    minutes: i64,
    known: usize,
    of: usize,
}

impl Lost {
    /// `None` where none tells it.
    fn total(self) -> Option<i64> {
        (self.known > 0).then_some(self.minutes)
    }
}

fn minutes(pen: &Pen<'_>, ids: impl Iterator<Item = DocId>) -> Lost {
    let mut lost = Lost::default();
    for id in ids {
        lost.of += 1;
        if let Some(minutes) = pen.shared.catalog.entry(id).document.postmortem().and_then(resolve_minutes) {
            lost.known += 1;
            lost.minutes = lost.minutes.saturating_add(minutes);
        }
    }
    lost
}

/// So many incidents, and how long they lasted.
fn said(pen: &Pen<'_>, lost: Lost) -> String {
    let incidents = pen.incidents(lost.of);
    let Some(total) = lost.total() else { return incidents };
    let text = if lost.known == lost.of { &words(pen).said } else { &words(pen).said_partly };
    let values = [("incidents", &*incidents), ("lost", &duration(total)), ("known", &pen.number(lost.known))];
    filled(text, &values)
}

fn day_of(pen: &Pen<'_>, id: DocId) -> Option<Date> {
    pen.shared.catalog.entry(id).when().map(crate::model::Moment::date)
}

/// Minutes of one incident, for people.
fn lasted(pen: &Pen<'_>, id: DocId) -> String {
    pen.minutes(pen.shared.catalog.entry(id).document.postmortem().and_then(resolve_minutes))
}

/// Aims at that it never happens again, and somebody promised it.
fn is_control(item: &ActionItem) -> bool {
    item.kind == Some(ActionKind::Prevent) && (item.is_open() || item.is_finished())
}
