//! Facts that contradict one another, and times that cannot be, to warnings.

use super::claims::{Claim, Claims, Slip};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::postmortem::{Minutes, Span as Lasting};
use crate::model::{Fact, Moment, Postmortem, Provenance, Severity, SourceFile};

/// Most warnings of one kind for one document.
const MOST: usize = 10;

/// Levels of severity that two places give, neither of them the file's name or a sentence.
pub(super) fn disagreement(source: &SourceFile, claims: &Claims, report: &mut Report) {
    let Some((first, rest)) = claims.severity.split_first() else { return };
    let differs = |claim: &&Claim<Fact<Severity>>| {
        let level = |claim: &Claim<Fact<Severity>>| claim.value.value.level;
        level(claim).is_some() && level(first).is_some() && level(claim) != level(first)
    };
    let Some(other) = rest.iter().find(differs) else { return };
    let place =
        |claim: &Claim<Fact<Severity>>| claim.value.span().or_else(|| line(source, claim.value.provenance.line()?));
    let message = format!(
        "severity is `{}` here and `{}` in another place ({})",
        other.value.value.label, first.value.value.label, first.value.provenance
    );
    let diagnostic = Diagnostic::warning("facts-disagree", &source.path, message);
    report.push(
        diagnostic.at(place(other)).hint("the most explicit one is used: front matter, then labels, then the title"),
    );
}

/// Compares stated with derived durations and the order of times.
pub(super) fn consistency(source: &SourceFile, postmortem: &Postmortem, report: &mut Report) {
    for (name, span) in [
        ("time to detect", &postmortem.ttd),
        ("time to mitigate", &postmortem.ttm),
        ("time to resolve", &postmortem.ttr),
    ] {
        duration(source, name, span, report);
    }
    if postmortem.started.is_none() {
        since_detection(source, postmortem, report);
    }
    let (started, detected) = (postmortem.started.as_ref(), postmortem.detected.as_ref());
    let (mitigated, resolved) = (postmortem.mitigated.as_ref(), postmortem.resolved.as_ref());
    let ends = [("detected", detected), ("mitigated", mitigated), ("resolved", resolved)];
    for (end, start) in ends.into_iter().map(|end| (end, ("started", started))) {
        order(source, end, start, report);
    }
    for start in [("detected", detected), ("mitigated", mitigated)] {
        order(source, ("resolved", resolved), start, report);
    }
}

type Named<'a> = (&'a str, Option<&'a Fact<Moment>>);

/// Warns where `end` lies before `start`.
pub(super) fn order(source: &SourceFile, end: Named<'_>, start: Named<'_>, report: &mut Report) {
    let ((name, Some(end)), (before, Some(start))) = (end, start) else { return };
    // Times of the front matter were compared with its start when it was read.
    let front = |fact: &Fact<Moment>| matches!(fact.provenance, Provenance::FrontMatter { .. });
    if before == "started" && front(end) && front(start) || !is_before(&end.value, &start.value) {
        return;
    }
    let message = format!("{name} ({}) is before {before} ({})", end.value.human(), start.value.human());
    let diagnostic = Diagnostic::warning("times-out-of-order", &source.path, message);
    let place = end.span().or_else(|| line(source, end.provenance.line()?));
    report.push(diagnostic.at(place).hint("check the year and the zone of both"));
}

/// Without a start: it lies before detection, so what is stated may be longer than the times since then, never shorter.
fn since_detection(source: &SourceFile, postmortem: &Postmortem, report: &mut Report) {
    let Some(detected) = &postmortem.detected else { return };
    for (name, end, span) in [
        ("time to mitigate", &postmortem.mitigated, &postmortem.ttm),
        ("time to resolve", &postmortem.resolved, &postmortem.ttr),
    ] {
        let (Some(end), Some(stated)) = (end, &span.stated) else { continue };
        let counted = end.value.minutes_since(&detected.value).unwrap_or_default();
        if counted > stated.value.0 {
            mismatch(source, name, stated, counted, report);
        }
    }
}

/// Timeline rows and labels whose time cannot be.
pub(super) fn slips(source: &SourceFile, slips: &[(u32, Slip)], report: &mut Report) {
    for (number, slip) in slips.iter().take(MOST) {
        let message = match slip {
            Slip::NoSuchTime => "no such day or hour exists",
            Slip::OtherYear => "the year is not that of the entries around it",
        };
        let diagnostic = Diagnostic::warning("impossible-time", &source.path, message);
        report.push(diagnostic.at(line(source, *number)).hint("the entry is kept without its time"));
    }
}

fn duration(source: &SourceFile, name: &str, span: &Lasting, report: &mut Report) {
    let (Some(stated), Some(derived)) = (&span.stated, &span.derived) else { return };
    mismatch(source, name, stated, derived.value.0, report);
}

fn mismatch(source: &SourceFile, name: &str, stated: &Fact<Minutes>, counted: i64, report: &mut Report) {
    let said = stated.value.0;
    if (said - counted).abs() <= (said / 20).max(2) {
        return;
    }
    let message = format!("{name} is stated as {said} min, but the times give {counted} min");
    let diagnostic = Diagnostic::warning("duration-mismatch", &source.path, message);
    let place = stated.span().or_else(|| line(source, stated.provenance.line()?));
    report.push(diagnostic.at(place).hint("the stated duration is used"));
}

/// `None` of the two may be a guess: local and zoned times are not compared, days only by day.
fn is_before(end: &Moment, start: &Moment) -> bool {
    match end.minutes_since(start) {
        Some(minutes) => minutes < 0,
        None => end.date() < start.date().yesterday().unwrap_or(start.date()),
    }
}

/// A line, given by its 1-based number.
fn line(source: &SourceFile, number: u32) -> Option<Span> {
    let (number, text) = (usize::try_from(number).ok()?, &source.text);
    let start = match number {
        0 | 1 => 0,
        _ => memchr::memchr_iter(b'\n', text.as_bytes()).nth(number - 2).map_or(0, |at| at + 1),
    };
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    Some(Span::new(start, end))
}

#[cfg(test)]
mod tests {
    use super::super::tests::reported;

    #[test]
    fn what_follows_detection_is_compared_where_no_start_is_known() {
        let text = |resolved: &str, lasted: &str| {
            format!(
                "# Lamps\n\n- **Detected**: 2024-03-07 14:05\n- **Mitigated**: 2024-03-07 15:55\n\
                 - **Resolved**: {resolved}\n\n**Time to resolve**: {lasted}\n"
            )
        };
        assert_eq!(reported(&text("2024-03-07 15:55", "1h 50m")), [""; 0]);
        // The start, which nobody wrote down, was earlier.
        assert_eq!(reported(&text("2024-03-07 15:55", "3h")), [""; 0]);
        assert_eq!(reported(&text("2024-09-07 15:55", "1h 50m")), ["duration-mismatch"]);
        assert_eq!(reported(&text("2024-01-07 15:55", "1h 50m")), ["times-out-of-order"; 2]);
        assert_eq!(reported(&text("2024-03-07 15:00", "1h 50m")), ["times-out-of-order"]);
    }
}
