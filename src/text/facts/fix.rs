//! How it was fixed: of all that a document says, the one to three neighbouring sentences that best tell what was done.
//!
//! 1. [`candidates`] takes every sentence with the [`marks`] that speak for and against it: what its own words say ([`sentence`]), where
//!    it stands, and how it relates to the others ([`relations`]).
//! 2. [`weights`] adds that up, with what the words themselves weigh: data.
//! 3. [`commands`] finds the code that belongs to them, of two [`versions`] the later one, and [`section`] that of a section which is mostly code.
//!
//! The best one is the fix if it weighs enough, with neighbours that weigh nearly as much. What was done is told from its
//! beginning: what its author put first mattered most.

pub(super) mod candidates;
mod commands;
mod marks;
mod relations;
mod rows;
mod section;
mod sentence;
mod versions;
mod weights;

use super::complete::Body;
use super::prose::clip;
use crate::model::{CodeBlock, Fact, Postmortem};
use crate::text::lexicon::Remedy;
use candidates::{Candidate, candidates};
use commands::{Deeds, Source};
use marks::Mark;
use std::ops::Range;
use weights::WEIGHTS;

/// Longest fix of several sentences, in bytes.
const LONGEST: usize = 320;
/// Longest sentence; where it is all that is shown, it is not broken off before.
const LONGEST_SENTENCE: usize = 640;
/// Sentences of a fix.
const MOST: usize = 3;

/// The fix and the code that did it, where the document plainly tells one.
pub(super) fn fix(body: &Body<'_>, postmortem: &Postmortem) -> (Option<Fact<String>>, Vec<CodeBlock>) {
    let all = candidates(body.doc, body.outline, body.labels, postmortem);
    #[cfg(test)]
    tests::keep(&all);
    let weights: Vec<f64> = all.iter().map(|candidate| WEIGHTS.of(candidate)).collect();
    let starts = commands::starts(body.events);
    let source = Source { doc: body.doc, events: body.events, starts: &starts };
    let fact = |range: Range<usize>| {
        let value = clip(&joined(&all[range.clone()]), LONGEST_SENTENCE);
        Fact::new(value, all[range.start].provenance.clone())
    };
    let told = chosen(&all, &weights);
    let deeds = Deeds { source, all: &all, weights: &weights, least: WEIGHTS.least };
    let own = told.clone().map(|told| deeds.of(told)).unwrap_or_default();
    if !own.is_empty() {
        return (told.map(fact), own);
    }
    let Some((lead, code)) = section::read(source, body.outline, &all) else {
        let others = told.clone().map(|told| deeds.others(&told)).unwrap_or_default();
        return (told.map(fact), others);
    };
    // That all was well afterwards tells less than what leads to the code.
    let says = told.filter(|told| lead.is_none() || !all[told.clone()].iter().all(|one| one.marks.has(Mark::Hollow)));
    (says.or(lead.map(|lead| lead..lead + 1)).map(fact), code)
}

/// The best sentence, if it weighs enough, with its neighbours.
fn chosen(all: &[Candidate], weights: &[f64]) -> Option<Range<usize>> {
    let best = (0..all.len()).reduce(|best, at| if weights[at] > weights[best] { at } else { best })?;
    if weights[best] < WEIGHTS.least {
        return None;
    }
    let least = (weights[best] - WEIGHTS.near).max(WEIGHTS.least);
    let prevents = |at: usize| all[at].marks.tells(Remedy::Prevention);
    // What was put there to notice it sooner gives way to any deed before it.
    let leads = |at: &usize| {
        let least = if prevents(best) && !prevents(*at) { WEIGHTS.least } else { least };
        all[*at].group == all[best].group && weights[*at] >= least
    };
    let is_told = relations::is_in_fix(all[best].marks);
    let first = if is_told { (0..best).find(leads).unwrap_or(best) } else { best };
    let joining = if is_told { least.min(WEIGHTS.joins) } else { WEIGHTS.joins };
    let joining = joining.max(weights[best] - WEIGHTS.apart);
    let (mut from, mut to) = (first, first + 1);
    let joins = |at: usize, from: usize, to: usize| {
        let length: usize = all[from..to].iter().map(|candidate| candidate.text.len() + 1).sum();
        to - from < MOST
            && all[at].group == all[best].group
            && weights[at] >= joining
            && length + all[at].text.len() <= LONGEST
    };
    while to < all.len() && joins(to, from, to) {
        to += 1;
    }
    while from > 0 && joins(from - 1, from, to) {
        from -= 1;
    }
    Some(from..to)
}

fn joined(sentences: &[Candidate]) -> String {
    let whole = |sentence: &Candidate| match sentences {
        [_] => sentence.text.trim_end_matches([':', '：']).to_owned(),
        _ if sentence.text.ends_with(['.', '!', '?', '。', '！', '？', '；', ';']) => sentence.text.clone(),
        _ => format!("{}.", sentence.text.trim_end_matches([':', '：'])),
    };
    sentences.iter().map(whole).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests;
