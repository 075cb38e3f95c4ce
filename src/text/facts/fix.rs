//! How it was fixed: of all that a document says, the one to three neighbouring sentences that best tell what was done.
//!
//! 1. [`candidates`] takes every sentence with the [`marks`] that speak for and against it: what its own words say ([`sentence`]), where
//!    it stands, and how it relates to the others ([`relations`]).
//! 2. [`weights`] adds that up, by weights that are data.
//! 3. [`commands`] finds the code that belongs to them.
//!
//! The best one is the fix if it weighs enough, with neighbours that weigh nearly as much.

pub(super) mod candidates;
mod commands;
mod marks;
mod relations;
mod sentence;
mod weights;

use super::complete::Body;
use super::prose::clip;
use crate::model::{CodeBlock, Fact, Postmortem};
use candidates::{Candidate, candidates};
use commands::Source;
use weights::WEIGHTS;

/// Longest fix of several sentences, in bytes.
const LONGEST: usize = 320;
/// Longest sentence; where it is all that is shown, it is not broken off before.
const LONGEST_SENTENCE: usize = 640;
/// Sentences of a fix.
const MOST: usize = 3;

/// The fix and the code that did it, where the document plainly tells one.
pub(super) fn fix(body: &Body<'_>, postmortem: &Postmortem) -> (Option<Fact<String>>, Vec<CodeBlock>) {
    told(body, postmortem).map_or((None, Vec::new()), |(fix, commands)| (Some(fix), commands))
}

fn told(body: &Body<'_>, postmortem: &Postmortem) -> Option<(Fact<String>, Vec<CodeBlock>)> {
    let all = candidates(body.doc, body.outline, body.labels, postmortem);
    #[cfg(test)]
    tests::keep(&all);
    let weights: Vec<f64> = all.iter().map(|candidate| WEIGHTS.of(candidate.marks)).collect();
    let best = (0..all.len()).reduce(|best, at| if weights[at] > weights[best] { at } else { best })?;
    if weights[best] < WEIGHTS.least {
        return None;
    }
    let (mut from, mut to) = (best, best + 1);
    let joins = |at: usize, from: usize, to: usize| {
        let length: usize = all[from..to].iter().map(|candidate| candidate.text.len() + 1).sum();
        to - from < MOST
            && all[at].group == all[best].group
            && weights[at] >= WEIGHTS.joins
            && length + all[at].text.len() <= LONGEST
    };
    while to < all.len() && joins(to, from, to) {
        to += 1;
    }
    while from > 0 && joins(from - 1, from, to) {
        from -= 1;
    }
    let fix = Fact::new(clip(&joined(&all[from..to]), LONGEST_SENTENCE), all[from].provenance.clone());
    let source = Source { doc: body.doc, events: body.events };
    Some((fix, commands::commands(source, &all, &weights, from..to, WEIGHTS.least)))
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
