//! What `check` looks for beside what a build tells: the one table of rules, and how they are told together.

use super::asked::order;
use super::{Diagnostic, Level, Report};
use rustc_hash::{FxHashMap, FxHashSet};
use std::borrow::Cow;
use std::sync::Arc;

/// One thing that `check` looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable code; reason and hint stand in `codes.toml`.
    pub code: &'static str,
    /// `None`: looked for where `[check.rules]` says so.
    pub level: Option<Level>,
}

const fn warning(code: &'static str) -> Rule {
    Rule { code, level: Some(Level::Warning) }
}

/// Every rule.
pub const RULES: &[Rule] = &[
    warning(NO_SEVERITY),
    warning(NO_START),
    warning(NO_END),
    warning(NO_SERVICES),
    warning(NO_FIGURE),
    warning(NO_DETECTION),
    warning(MISSING_SECTION),
    warning(EMPTY_SECTION),
    warning(NO_OWNER),
    warning(NO_DUE),
    warning(NO_KIND),
    warning(ONLY_MITIGATION),
    warning(OVERDUE),
    warning(SINGLE_CAUSE),
    warning(WHYS_END_AT_PERSON),
    warning(LONG_SUMMARY),
    warning(FUTURE),
    warning(BARE_TITLE),
    warning(TITLE_CONTRADICTS),
    warning(OLD_DRAFT),
    warning(UNPUBLISHED),
    warning(UNREVIEWED),
    warning(REVIEWED_LATE),
    warning(PUBLISHED_LATE),
    warning(HUMAN_ERROR),
    warning(BLAME_PERSON),
    warning(CARELESS),
    warning(SHOULD_HAVE),
    warning(VAGUE_ACTION),
];

/// No severity.
pub(crate) const NO_SEVERITY: &str = "no-severity";
/// No time at which the incident began.
pub(crate) const NO_START: &str = "no-start";
/// No time at which it was mitigated or resolved, and no duration.
pub(crate) const NO_END: &str = "no-end";
/// No service that was hit.
pub(crate) const NO_SERVICES: &str = "no-services";
/// An impact without a figure.
pub(crate) const NO_FIGURE: &str = "no-impact-figure";
/// Neither who or what noticed, nor when.
pub(crate) const NO_DETECTION: &str = "no-detection";
/// A part that readers look for is not there.
pub(crate) const MISSING_SECTION: &str = "missing-section";
/// A heading with nothing below it but the form's comment, or a text such as `TBD`.
pub(crate) const EMPTY_SECTION: &str = "empty-section";
/// An action without an owner.
pub(crate) const NO_OWNER: &str = "no-owner";
/// An open action without a day, where `[actions] due-within` sets none.
pub(crate) const NO_DUE: &str = "no-due";
/// An action that does not say what it is for.
pub(crate) const NO_KIND: &str = "no-kind";
/// Every action limits the harm, and none prevents it or shows it sooner.
pub(crate) const ONLY_MITIGATION: &str = "only-mitigation";
/// An open action is past its day.
pub(crate) const OVERDUE: &str = "overdue-action";
/// The causes are told in one sentence.
pub(crate) const SINGLE_CAUSE: &str = "single-cause";
/// The last answer to why is what somebody did.
pub(crate) const WHYS_END_AT_PERSON: &str = "whys-end-at-person";
/// A summary of more than 150 words.
pub(crate) const LONG_SUMMARY: &str = "long-summary";
/// An incident of a day to come, which is no planned work.
pub(crate) const FUTURE: &str = "future-incident";
/// A title that is a day or a number, and tells nothing of what failed.
pub(crate) const BARE_TITLE: &str = "bare-title";
/// A title that names another severity than the document states.
pub(crate) const TITLE_CONTRADICTS: &str = "title-contradicts";
/// A draft for more days than `check.draft-days`.
pub(crate) const OLD_DRAFT: &str = "old-draft";
/// `[[policy]]` asks for publication by now, and the status is still draft or in review.
pub(crate) const UNPUBLISHED: &str = "unpublished";
/// `[[policy]]` asks for a review by now, and the status is still draft.
pub(crate) const UNREVIEWED: &str = "unreviewed";
/// It was reviewed later than `[[policy]]` asks.
pub(crate) const REVIEWED_LATE: &str = "reviewed-late";
/// It was published later than `[[policy]]` asks.
pub(crate) const PUBLISHED_LATE: &str = "published-late";
/// Human error as a cause.
pub(crate) const HUMAN_ERROR: &str = "human-error-cause";
/// Somebody is blamed for what was done or not done.
pub(crate) const BLAME_PERSON: &str = "blame-person";
/// Carelessness as an explanation.
pub(crate) const CARELESS: &str = "careless";
/// What somebody should have done, told from the end.
pub(crate) const SHOULD_HAVE: &str = "should-have";
/// An action of which nobody can tell when it is done.
pub(crate) const VAGUE_ACTION: &str = "vague-action";

/// What a document leaves out altogether, told as one problem.
pub(crate) const INCOMPLETE: &str = "incomplete";
/// How the message of a gap begins.
pub(crate) const SAYS_NOT: &str = "does not say ";
/// What stands between gaps that are told as one.
pub(crate) const BETWEEN: &str = "; ";

/// Whether a rule has this code.
#[must_use]
pub(crate) fn is_rule(code: &str) -> bool {
    RULES.iter().any(|rule| rule.code == code)
}

/// Whether what it tells is told under [`INCOMPLETE`] where people read it.
#[must_use]
pub(crate) fn is_gap(code: &str) -> bool {
    order(code, None).is_some()
}

/// Which problem it is, and of which gaps it is made, with their codes and sentences.
type Parts = (usize, Vec<(usize, Cow<'static, str>, String)>);

/// For people: what one document leaves out is one problem of one level, where the first of them stood.
#[must_use]
pub(crate) fn joined(report: &Report) -> Report {
    let mut joined = Report { diagnostics: Vec::new(), scores: report.scores.clone(), mask: report.mask.clone() };
    let mut parts: FxHashMap<(Arc<str>, Level), Parts> = FxHashMap::default();
    for found in &report.diagnostics {
        let order = order(&found.code, found.rule.as_deref());
        let Some((order, gap)) = order.zip(found.message.strip_prefix(SAYS_NOT)) else {
            joined.push(found.clone());
            continue;
        };
        let key = (Arc::clone(&found.path), found.level);
        let (_, gaps) = parts.entry(key).or_insert_with(|| {
            joined.push(Diagnostic { code: INCOMPLETE.into(), rule: None, ..found.clone() });
            (joined.diagnostics.len() - 1, Vec::new())
        });
        gaps.push((order, found.code.clone(), gap.to_owned()));
    }
    for (place, mut gaps) in parts.into_values() {
        gaps.sort();
        let Some(whole) = joined.diagnostics.get_mut(place) else { continue };
        let said: Vec<&str> = gaps.iter().map(|(.., gap)| gap.as_str()).collect();
        let mut codes: Vec<&str> = gaps.iter().map(|(_, code, _)| &**code).collect();
        let mut seen = FxHashSet::default();
        codes.retain(|code| seen.insert(*code));
        whole.message = format!("{SAYS_NOT}{}", said.join(BETWEEN));
        whole.hints = vec![format!("`pmsite explain CODE` tells why, and how it is written: {}", codes.join(", "))];
    }
    joined
}
