//! Facts that contradict one another, and times that cannot be, to warnings.

use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::postmortem::Span as Lasting;
use crate::model::{Fact, Moment, Postmortem, Provenance, SourceFile};

/// Most warnings of one kind for one document.
const MOST: usize = 10;

/// Compares stated with derived durations and the order of times.
pub(super) fn consistency(source: &SourceFile, postmortem: &Postmortem, report: &mut Report) {
    for (name, span) in [
        ("time to detect", &postmortem.ttd),
        ("time to mitigate", &postmortem.ttm),
        ("time to resolve", &postmortem.ttr),
    ] {
        duration(source, name, span, report);
    }
    let Some(started) = &postmortem.started else { return };
    for (name, end) in
        [("detected", &postmortem.detected), ("mitigated", &postmortem.mitigated), ("resolved", &postmortem.resolved)]
    {
        // Two times of the front matter were compared when it was read.
        let front = |provenance: &Provenance| matches!(provenance, Provenance::FrontMatter { .. });
        let open = |end: &&Fact<Moment>| !(front(&end.provenance) && front(&started.provenance));
        if let Some(end) = end.as_ref().filter(open).filter(|end| is_before(&end.value, &started.value)) {
            let message = format!("{name} ({}) is before started ({})", end.value.human(), started.value.human());
            let diagnostic = Diagnostic::warning("times-out-of-order", &source.path, message);
            let place = end.span().or_else(|| line(source, end.provenance.line()?));
            report.push(diagnostic.at(place).hint("check the year and the zone of both"));
        }
    }
}

/// Timeline rows and labels with a day or hour that never was.
pub(super) fn impossible(source: &SourceFile, lines: &[u32], report: &mut Report) {
    for number in lines.iter().take(MOST) {
        let diagnostic = Diagnostic::warning("impossible-time", &source.path, "no such day or hour exists");
        report.push(diagnostic.at(line(source, *number)).hint("the entry is kept without its time"));
    }
}

fn duration(source: &SourceFile, name: &str, span: &Lasting, report: &mut Report) {
    let (Some(stated), Some(derived)) = (&span.stated, &span.derived) else { return };
    let (said, counted) = (stated.value.0, derived.value.0);
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
