//! Incidents -> the few that teach most, by a rule that is printed beside them.
//!
//! 1. `worst`: the lowest level of severity, then the longest time to resolve.
//! 2. `cited`: linked to by most documents.
//! 3. `latest`: the newest with a day.
//! 4. `chain`: the newest of those with the most incidents behind them that they repeat, one after the other.
//! 5. `design`: most preventive actions done.
//!
//! Of equals the newest. One incident may stand for several reasons, so there may be fewer than five.

use super::shared::{Shared, chip_text};
use crate::model::catalog::DocId;
use crate::model::page::{Pick, StartView, Why};
use crate::model::{ActionKind, Body};
use crate::pipeline::charts::duration;
use crate::text::lexicon::fold::is_unspaced;
use std::cmp::Reverse;

/// Words, and letters of scripts without blanks, that are read in a minute.
const WORDS: usize = 220;
const LETTERS: usize = 500;

/// Those of `incidents` (newest first, planned work left out) to read first.
#[must_use]
pub(crate) fn start(shared: &Shared, incidents: &[DocId]) -> StartView {
    let mut chosen: Vec<(DocId, Vec<Why>)> = Vec::new();
    for (id, why) in reasons(shared, incidents) {
        match chosen.iter_mut().find(|(other, _)| *other == id) {
            Some((_, all)) => all.push(why),
            None => chosen.push((id, vec![why])),
        }
    }
    let pick = |(id, why): (DocId, Vec<Why>)| {
        let minutes = minutes(&shared.catalog.entry(id).document.body);
        Some(Pick { row: shared.row(id)?, why, minutes })
    };
    let picks: Vec<Pick> = chosen.into_iter().filter_map(pick).collect();
    StartView { minutes: picks.iter().map(|pick| pick.minutes).sum(), picks, of: incidents.len() }
}

fn reasons(shared: &Shared, incidents: &[DocId]) -> Vec<(DocId, Why)> {
    let catalog = &*shared.catalog;
    let why = |key, count, text| Why { key, count, text };
    let cited = |id: &DocId| catalog.entry(*id).cited_by.len();
    let behind = |id: &DocId| shared.chains.behind(*id);
    let mut found = Vec::new();
    found.extend(worst(shared, incidents).map(|(id, text)| (id, why("worst", 0, text))));
    found.extend(most(incidents, cited).map(|(id, count)| (id, why("cited", count, String::new()))));
    let latest = incidents.iter().copied().find(|id| catalog.entry(*id).when().is_some());
    found.extend(latest.map(|id| (id, why("latest", 0, String::new()))));
    found.extend(most(incidents, behind).map(|(id, count)| (id, why("chain", count + 1, String::new()))));
    let changed = |id: &DocId| controls(shared, *id);
    found.extend(most(incidents, changed).map(|(id, count)| (id, why("design", count, String::new()))));
    found
}

/// The first of those with the highest count above 0.
fn most(incidents: &[DocId], count: impl Fn(&DocId) -> usize) -> Option<(DocId, usize)> {
    let counted = incidents.iter().map(|id| (*id, count(id))).filter(|(_, count)| *count > 0);
    counted.reduce(|best, next| if next.1 > best.1 { next } else { best })
}

/// The worst, and how bad it was.
fn worst(shared: &Shared, incidents: &[DocId]) -> Option<(DocId, String)> {
    let known = |id: &DocId| {
        let incident = shared.catalog.entry(*id).document.postmortem()?;
        let severity = incident.severity.as_ref().map(|severity| &severity.value);
        let level = severity.and_then(|severity| severity.level);
        let ttr = incident.ttr.best().map(|ttr| ttr.value.0);
        let text = [severity.map(|severity| chip_text(&severity.label)), ttr.map(duration)];
        (level.is_some() || ttr.is_some()).then(|| {
            let text: Vec<String> = text.into_iter().flatten().collect();
            ((level.is_none(), level, Reverse(ttr)), *id, text.join(", "))
        })
    };
    // Of equals `min_by_key` takes the first.
    let (_, id, text) = incidents.iter().filter_map(known).min_by_key(|(order, _, _)| *order)?;
    Some((id, text))
}

/// Preventive actions of an incident that are done.
fn controls(shared: &Shared, id: DocId) -> usize {
    let incident = shared.catalog.entry(id).document.postmortem();
    let items = incident.map(|incident| &incident.action_items[..]).unwrap_or_default();
    items.iter().filter(|item| item.kind == Some(ActionKind::Prevent) && item.is_finished()).count()
}

/// Minutes that reading a body takes, at least one.
#[must_use]
pub(crate) fn minutes(body: &Body) -> usize {
    let (words, letters) = words(body);
    (words.div_ceil(WORDS) + letters.div_ceil(LETTERS)).max(1)
}

/// The words of a body, and its letters of scripts without blanks.
#[must_use]
pub(crate) fn words(body: &Body) -> (usize, usize) {
    let (mut words, mut letters, mut in_word, mut is_counted) = (0, 0, false, false);
    // A word counts unless one of its letters does.
    for c in body.text.chars().chain([' ']) {
        let is_letter = !c.is_ascii() && is_unspaced(c);
        letters += usize::from(is_letter);
        if c.is_whitespace() {
            words += usize::from(in_word && !is_counted);
            (in_word, is_counted) = (false, false);
        } else {
            (in_word, is_counted) = (true, is_counted || is_letter);
        }
    }
    (words, letters)
}
