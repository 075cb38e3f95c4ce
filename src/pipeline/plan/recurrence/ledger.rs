//! Preventive actions that were not finished when their incident happened again -> what they would have covered.

use super::{LINES, day_of, is_control, lasted, minutes, said, words};
use crate::model::catalog::DocId;
use crate::model::page::{ClaimView, CoveredView, LedgerView, Link, OtherClaim};
use crate::pipeline::actions::{self, Followed};
use crate::pipeline::plan::insights::say::Pen;
use crate::pipeline::plan::shared::{action, day, document_link};
use crate::pipeline::url::encoded;
use crate::text::shorten::cut;
use crate::theme::filled;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// Actions, and later incidents shown of each.
const CLAIMS: usize = 8;
const SHOWN: usize = 3;
/// Longest text of an action in one line, in characters.
const LONGEST: usize = 120;
/// Later incidents that one action is held against: the first ones, so that the work stays linear.
const LATER: usize = 100;

/// The ledger of `counted` incidents; `None` where it is empty, or not for the readers of the site.
pub(super) fn ledger(pen: &Pen<'_>, counted: &[DocId]) -> Option<LedgerView> {
    let shared = pen.shared;
    let mut claims: Vec<(i64, Followed<'_>, Vec<DocId>)> = Vec::new();
    for id in counted {
        let mut controls = actions::of(&shared.catalog, &shared.config, &[*id]);
        controls.retain(|control| is_control(control.item));
        if controls.is_empty() {
            continue;
        }
        let later = shared.recurrence().later(&shared.catalog, *id, LATER);
        for control in controls {
            let covered = later.iter().copied().filter(|later| is_unfinished(&control, day_of(pen, *later)));
            let covered: Vec<DocId> = covered.collect();
            if !covered.is_empty() {
                claims.push((minutes(pen, covered.iter().copied()).minutes, control, covered));
            }
        }
    }
    claims.sort_by_key(|(minutes, _, covered)| (Reverse(*minutes), Reverse(covered.len())));
    let all: BTreeSet<DocId> = claims.iter().flat_map(|(.., covered)| covered).copied().collect();
    let title = filled(&words(pen).ledger, &[("said", &said(pen, minutes(pen, all.iter().copied())))]);
    let (shown, others) = claims.split_at(claims.len().min(CLAIMS));
    let views: Vec<ClaimView> = shown.iter().map(|(_, control, covered)| view(pen, control, covered)).collect();
    (!views.is_empty()).then(|| LedgerView {
        title,
        claims: views,
        others: others.iter().take(LINES).map(|(_, control, covered)| line(pen, control, covered)).collect(),
        more: others.len().saturating_sub(LINES),
    })
}

fn line(pen: &Pen<'_>, control: &Followed<'_>, covered: &[DocId]) -> OtherClaim {
    let url = format!("{}#pm_actions", encoded(&control.entry.url));
    let link = Link { text: cut(&control.item.text, LONGEST), url };
    OtherClaim { link, said: said(pen, minutes(pen, covered.iter().copied())) }
}

/// Whether it was not closed when an incident of `began` began. When it was closed has to be told, if it is.
fn is_unfinished(control: &Followed<'_>, began: Option<Date>) -> bool {
    control.item.is_open() || control.closed().zip(began).is_some_and(|(closed, began)| closed > began)
}

fn view(pen: &Pen<'_>, control: &Followed<'_>, covered: &[DocId]) -> ClaimView {
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
        action: action(control, Some(document_link(control.entry))),
        date: control.entry.when().map(day),
        said: said(pen, minutes(pen, covered.iter().copied())),
        later: later.collect(),
        more: covered.len().saturating_sub(SHOWN),
    }
}
