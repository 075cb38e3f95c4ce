//! Preventive actions that were not finished when their incident happened again -> what they would have covered.

use super::listed::List;
use super::{LINES, is_control, lasted, minutes, said, words};
use crate::config::Config;
use crate::model::catalog::{Catalog, DocId};
use crate::model::page::{ActionView, AgainLine, ClaimView, CoveredView, LedgerView, Link};
use crate::pipeline::actions::{self, Followed};
use crate::pipeline::link::recurrence::Recurrence;
use crate::pipeline::plan::follow_up::{action, source};
use crate::pipeline::plan::insights::say::Pen;
use crate::pipeline::plan::shared::{day, document_link};
use crate::pipeline::url::encoded;
use crate::text::shorten::cut;
use crate::theme::filled;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Actions, and later incidents shown of each.
pub(super) const CLAIMS: usize = 8;
const SHOWN: usize = 3;
/// Longest text of an action in one line, in characters.
const LONGEST: usize = 120;
/// Later incidents that one action is held against: the first ones, so that the work stays linear.
const LATER: usize = 100;

/// An action, and the later incidents that it would have covered, in the order in which they happened; at least one.
pub(super) struct Claim<'a> {
    control: Followed<'a>,
    covered: Vec<DocId>,
}

/// The ledger of all `claims`; `None` where there is none, or it is not for the readers of the site.
pub(super) fn ledger(pen: &Pen<'_>, claims: &[Claim<'_>]) -> Option<LedgerView> {
    let all: BTreeSet<DocId> = claims.iter().flat_map(|claim| &claim.covered).copied().collect();
    let title = filled(&words(pen).ledger, &[("said", &said(pen, minutes(pen, all.iter().copied())))]);
    let (shown, others) = claims.split_at(claims.len().min(CLAIMS));
    (!shown.is_empty()).then(|| LedgerView {
        title,
        claims: shown.iter().map(|claim| view(pen, claim)).collect(),
        others: others.iter().take(LINES).map(|claim| line(pen, claim)).collect(),
        all: List::Claims.all(claims.len()),
    })
}

/// All claims of `counted` incidents, those that cover the most first.
pub(super) fn claims<'a>(pen: &'a Pen<'_>, counted: &[DocId]) -> Vec<Claim<'a>> {
    let shared = pen.shared;
    let of = |id: &DocId| of(&shared.catalog, &shared.config, shared.recurrence(), *id, LATER);
    let mut claims: Vec<Claim<'a>> = counted.iter().flat_map(of).collect();
    let covered = |claim: &Claim<'_>| minutes(pen, claim.covered.iter().copied()).minutes;
    claims.sort_by_cached_key(|claim| (Reverse(covered(claim)), Reverse(claim.covered.len())));
    claims
}

/// How many there are: an action that covers no first later incident was closed before all others, too.
pub(super) fn count(catalog: &Catalog, config: &Config, recurrence: &Recurrence, counted: &[DocId]) -> usize {
    counted.iter().map(|id| of(catalog, config, recurrence, *id, 1).len()).sum()
}

/// The claims of an incident's actions on the first `most` incidents after it.
fn of<'a>(catalog: &'a Catalog, config: &Config, recurrence: &Recurrence, id: DocId, most: usize) -> Vec<Claim<'a>> {
    let mut controls = actions::of(catalog, config, &[id]);
    controls.retain(|control| is_control(control.item));
    if controls.is_empty() {
        return Vec::new();
    }
    let later = recurrence.later(catalog, id, most);
    let began = |id: &DocId| catalog.entry(*id).when().map(crate::model::Moment::date);
    let claim = |control: Followed<'a>| {
        let covered: Vec<DocId> = later.iter().copied().filter(|later| is_unfinished(&control, began(later))).collect();
        (!covered.is_empty()).then_some(Claim { control, covered })
    };
    controls.into_iter().filter_map(claim).collect()
}

/// A claim in one line.
pub(super) fn line(pen: &Pen<'_>, claim: &Claim<'_>) -> AgainLine {
    let Claim { control, covered } = claim;
    let url = format!("{}#pm_actions", encoded(&control.entry.url));
    AgainLine {
        link: Link { text: cut(&control.item.text, LONGEST), url },
        said: said(pen, minutes(pen, covered.iter().copied())),
        key: "",
        verdict: String::new(),
        last: control.entry.when().map(day),
    }
}

/// Whether it was not closed when an incident of `began` began. When it was closed has to be told, if it is.
fn is_unfinished(control: &Followed<'_>, began: Option<Date>) -> bool {
    control.item.is_open() || control.closed().zip(began).is_some_and(|(closed, began)| closed > began)
}

fn view(pen: &Pen<'_>, Claim { control, covered }: &Claim<'_>) -> ClaimView {
    let catalog = &pen.shared.catalog;
    // A path means one document alone, whatever the names of others.
    let dismiss = format!("not_recurrence_of: [\"/{}\"]", control.entry.document.source.replace(['\\', '"'], ""));
    let later = covered.iter().take(SHOWN).map(|id| {
        let entry = catalog.entry(*id);
        CoveredView {
            link: document_link(entry),
            date: entry.when().map(day),
            ttr: lasted(pen, *id),
            source: entry.document.source.to_string(),
            dismiss: dismiss.clone(),
        }
    });
    ClaimView {
        action: ActionView { source: Some(source(control)), ..action(control, Some(document_link(control.entry))) },
        date: control.entry.when().map(day),
        said: said(pen, minutes(pen, covered.iter().copied())),
        later: later.collect(),
        more: covered.len().saturating_sub(SHOWN),
    }
}
