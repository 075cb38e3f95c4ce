//! A previewed document -> what its author may want to know before anybody else reads it: how it answers a review, what is missing, with
//! lines to paste, and its warnings. No built site has any of it.

use super::problems::{self, Problem};
use crate::diagnostics::asked::{Part, Score};
use crate::diagnostics::{Diagnostic, Level};
use crate::pipeline::Snapshot;
use crate::pipeline::snapshot::Reviewed;
use serde::Serialize;

/// Warnings of one document that are told one by one.
const MOST_WARNINGS: usize = 30;
/// Other documents that are listed.
const MOST_OTHERS: usize = 200;

/// What the drawer shows of one document.
#[derive(Serialize)]
pub(super) struct Review {
    /// How many parts are there, of those that are asked; none are asked of what is no postmortem.
    held: usize,
    asked: usize,
    answers: Vec<Answer>,
    missing: Vec<Missing>,
    warnings: Vec<Problem>,
    more: usize,
}

/// To one question.
#[derive(Serialize)]
struct Answer {
    ask: &'static str,
    held: usize,
    asked: usize,
}

/// One thing that is missing.
#[derive(Serialize)]
struct Missing {
    label: String,
    /// Whether `label` is a sentence of its own.
    sentence: bool,
    line: Option<usize>,
    /// What gives it; may be empty.
    paste: String,
}

/// Another document.
#[derive(Serialize)]
struct Other {
    title: String,
    url: String,
    held: usize,
    asked: usize,
    warnings: usize,
}

/// Of the document whose page stands at `url`; `None` for other pages, and where nothing is to be said.
pub(super) fn of(snapshot: &Snapshot, url: &str) -> Option<Review> {
    let reviewed = snapshot.reviewed(url)?;
    let told = |found: &Diagnostic| problems::of(found, snapshot.text(&found.path), &snapshot.report.mask);
    let parts = reviewed.score.as_ref().map(Score::lacks).unwrap_or_default();
    let (mut missing, mut used) = (Vec::new(), Vec::new());
    for part in parts {
        missing.extend(lacking(part, &reviewed, &mut used).map(|(found, paste)| {
            let problem = found.map(told);
            Missing {
                sentence: problem.is_some() && paste.is_none(),
                line: problem.as_ref().and_then(|problem| problem.line),
                label: match problem.filter(|_| paste.is_none()) {
                    Some(problem) => problem.message,
                    None => part.label.clone(),
                },
                paste: paste
                    .unwrap_or(&part.paste)
                    .replace("{day}", &reviewed.day.to_string())
                    .replace("{due}", &reviewed.due.to_string()),
            }
        }));
    }
    let is_warning = |found: &&Diagnostic| found.level == Level::Warning && !used.contains(found);
    let mut warnings: Vec<Problem> = reviewed.found.iter().filter(is_warning).map(told).collect();
    warnings.iter_mut().for_each(|warning| warning.excerpt = Vec::new());
    let more = warnings.len().saturating_sub(MOST_WARNINGS);
    warnings.truncate(MOST_WARNINGS);
    let answers = reviewed.score.iter().flat_map(|score| &score.answers).map(|answer| Answer {
        ask: &answer.question.ask,
        held: answer.held,
        asked: answer.asked,
    });
    let (held, asked) = reviewed.score.as_ref().map_or((0, 0), |score| (score.held(), score.asked()));
    let review = Review { held, asked, answers: answers.collect(), missing, warnings, more };
    (review.asked > 0 || !review.warnings.is_empty()).then_some(review)
}

/// What tells that `part` is missing: a problem that says so in a sentence of its own; or a gap, or nothing, with the lines that give it.
/// Parts that miss because another one does say nothing.
fn lacking<'r>(
    part: &'static Part,
    reviewed: &'r Reviewed,
    used: &mut Vec<&'r Diagnostic>,
) -> Option<(Option<&'r Diagnostic>, Option<&'static str>)> {
    let of_part = |found: &&Diagnostic| part.codes.iter().any(|code| *code == found.code);
    let is_gap = |found: &&Diagnostic| part.code() == Some(&*found.code) && found.rule.as_deref() == Some(&*part.name);
    if let Some(gap) = reviewed.found.iter().find(is_gap) {
        used.push(gap);
        return Some((Some(gap), Some(&part.paste)));
    }
    let own = |found: &&Diagnostic| of_part(found) && part.code() != Some(&*found.code);
    let first = reviewed.found.iter().find(own);
    used.extend(reviewed.found.iter().filter(own));
    match first {
        Some(found) => Some((Some(found), None)),
        None => (part.fact.is_some() && part.code().is_none()).then_some((None, Some(&*part.paste))),
    }
}

/// Every other document of which something is to be said, as JSON: the weakest first.
pub(super) fn others(snapshot: &Snapshot) -> String {
    let mut others: Vec<Other> = snapshot
        .all_reviewed()
        .into_iter()
        .map(|(title, url, reviewed)| {
            let (held, asked) = reviewed.score.as_ref().map_or((0, 0), |score| (score.held(), score.asked()));
            let warnings = reviewed.found.iter().filter(|found| found.level == Level::Warning).count();
            Other { title, url, held, asked, warnings }
        })
        .filter(|other| other.warnings > 0)
        .collect();
    others.sort_by(|a, b| (a.held * b.asked.max(1), &a.url).cmp(&(b.held * a.asked.max(1), &b.url)));
    let more = others.len().saturating_sub(MOST_OTHERS);
    others.truncate(MOST_OTHERS);
    serde_json::to_string(&serde_json::json!({ "others": others, "more": more })).unwrap_or_default()
}
