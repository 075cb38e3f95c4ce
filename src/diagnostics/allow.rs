//! Comments that silence a problem where it stands: `<!-- pmsite-allow RULE: reason -->`, for their own line and the one below; for
//! a whole block of code, if it begins there; what a rule of `check` says of a file as a whole, anywhere in it.

use super::{Diagnostic, Level, Report, Span, rules, secrets};
use borsh::{BorshDeserialize, BorshSerialize};
use std::ops::Range;
use std::sync::Arc;

const OPENING: &str = "pmsite-allow";

/// The comment that silences `rule`, as far as it can be written for its author: without a reason it silences nothing.
#[must_use]
pub(crate) fn comment(rule: &str, reason: &str) -> String {
    format!("<!-- {OPENING} {rule}: {reason} -->")
}

/// One such comment.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Allow {
    /// A code, or the finer name of a rule.
    pub rule: String,
    /// Says why.
    pub has_reason: bool,
    /// Of the comment, in the source.
    pub span: Span,
    /// Bytes of the source in which problems are silenced.
    pub reach: Span,
}

/// Every such comment of `text`, in order.
#[must_use]
pub(crate) fn allows(text: &str) -> Vec<Allow> {
    let finder = memchr::memmem::find_iter(text.as_bytes(), OPENING);
    finder.filter_map(|at| allow(text, at)).collect()
}

/// The comment whose word stands at `at`.
fn allow(text: &str, at: usize) -> Option<Allow> {
    let before = text[..at].trim_end_matches([' ', '\t']);
    let start = before.strip_suffix("<!--")?.len();
    let rest = &text[at + OPENING.len()..];
    let inner = &rest[..rest.find("-->")?];
    if inner.contains('\n') {
        return None;
    }
    let (rule, reason) = inner.split_once(':').unwrap_or((inner, ""));
    let end = at + OPENING.len() + inner.len() + "-->".len();
    let reach = reach(text, start..end);
    let reason = reason.trim();
    Some(Allow {
        rule: rule.trim().to_owned(),
        has_reason: reason.chars().any(char::is_alphanumeric),
        span: Span::new(start, end),
        reach: Span::new(reach.start, reach.end),
    })
}

/// From the comment's line to the end of the next, or of the block of code that the next opens.
fn reach(text: &str, comment: Range<usize>) -> Range<usize> {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at);
    let start = text[..comment.start].rfind('\n').map_or(0, |at| at + 1);
    let below = line_end(comment.end);
    let next = (below + 1).min(text.len());
    let mut end = line_end(next);
    let opened = text[next..end].trim_start();
    let fence: String = opened.chars().take_while(|c| opened.starts_with(*c) && "`~".contains(*c)).collect();
    if fence.len() >= 3 {
        let mut from = (end + 1).min(text.len());
        while from < text.len() {
            end = line_end(from);
            if text[from..end].trim_start().starts_with(&fence) {
                break;
            }
            from = end + 1;
        }
    }
    start..end
}

/// Takes from `report` what the comments of the file at `path` silence, and tells of comments that do nothing. `asleep` are codes
/// and rules that are not looked for in this build: a comment for one of them is no mistake.
pub(crate) fn silence(path: &Arc<str>, allows: &[Allow], asleep: &[&str], report: &mut Report) {
    let mut used = vec![false; allows.len()];
    report.diagnostics.retain(|diagnostic| {
        if diagnostic.path != *path || !may_be_silenced(diagnostic) {
            return true;
        }
        let mut is_silenced = false;
        for (used, _) in used.iter_mut().zip(allows).filter(|(_, allow)| silences(allow, diagnostic)) {
            (*used, is_silenced) = (true, true);
        }
        !is_silenced
    });
    for (allow, _) in allows.iter().zip(used).filter(|(_, used)| !used) {
        let Allow { rule, has_reason, span, .. } = allow;
        let warning = |message: String| Diagnostic::warning("unused-allow", path, message).at(*span);
        let silences = "<!-- pmsite-allow RULE: reason -->";
        if !has_reason {
            let message = "this comment silences nothing: it does not say why".to_owned();
            report.push(warning(message).hint(format!("write it as `{silences}`")));
        } else if !asleep.contains(&&**rule) {
            let message = format!("nothing to silence: `{rule}` is not told of this line or the one below");
            report.push(
                warning(message).hint("delete the comment, or write the code that stands in the brackets of a problem"),
            );
        }
    }
}

/// Whether one of the comments of its file silences a problem.
#[must_use]
pub(crate) fn is_silenced(diagnostic: &Diagnostic, allows: &[Allow]) -> bool {
    may_be_silenced(diagnostic) && allows.iter().any(|allow| silences(allow, diagnostic))
}

/// Whether a comment of the same file is meant for a problem, and says why.
fn silences(allow: &Allow, diagnostic: &Diagnostic) -> bool {
    let is_meant = allow.rule == *diagnostic.code || diagnostic.rule.as_deref() == Some(&*allow.rule);
    // What a rule says of the file as a whole, or of its name, stands nowhere: the comment may stand anywhere.
    let is_there = match diagnostic.span {
        Some(span) => allow.reach.start <= span.start && span.start < allow.reach.end.max(1),
        None => rules::is_rule(&diagnostic.code) || diagnostic.code == secrets::SECRET,
    };
    is_meant && allow.has_reason && is_there
}

/// An error that leaves a document out stays, whatever a comment says.
#[must_use]
pub(crate) fn may_be_silenced(diagnostic: &Diagnostic) -> bool {
    diagnostic.level == Level::Warning || diagnostic.code == secrets::SECRET || rules::is_rule(&diagnostic.code)
}
