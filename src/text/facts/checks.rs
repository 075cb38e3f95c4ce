//! Facts that contradict one another, and times that cannot be, to warnings.

use super::claims::{Claim, Claims, Slip};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::postmortem::Minutes;
use crate::model::{EventTime, Fact, Moment, Postmortem, Provenance, Severity, SourceFile, TimelineEvent};
use crate::text::time;
use jiff::civil::Date;

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
    for (name, end, span) in [
        ("time to detect", &postmortem.detected, &postmortem.ttd),
        ("time to mitigate", &postmortem.mitigated, &postmortem.ttm),
        ("time to resolve", &postmortem.resolved, &postmortem.ttr),
    ] {
        if let (Some(stated), Some(derived)) = (&span.stated, &span.derived) {
            mismatch(source, (name, end.as_ref()), stated, derived.value.0, report);
        }
    }
    told_length(source, postmortem, report);
    dips(source, &postmortem.timeline.events, report);
    if postmortem.started.is_none() {
        since_detection(source, postmortem, report);
    }
    let (started, detected) = (postmortem.started.as_ref(), postmortem.detected.as_ref());
    let (mitigated, resolved) = (postmortem.mitigated.as_ref(), postmortem.resolved.as_ref());
    let acknowledged = ("acknowledged", postmortem.acknowledged.as_ref());
    let ends = [("detected", detected), acknowledged, ("mitigated", mitigated), ("resolved", resolved)];
    for (end, start) in ends.into_iter().map(|end| (end, ("started", started))) {
        order(source, end, start, report);
    }
    for start in [("detected", detected), ("mitigated", mitigated)] {
        order(source, ("resolved", resolved), start, report);
    }
    closed_before(source, postmortem, report);
}

/// Warns of actions that were closed before their incident: no figure counts such a day.
fn closed_before(source: &SourceFile, postmortem: &Postmortem, report: &mut Report) {
    let Some(began) = postmortem.started.as_ref().or(postmortem.date.as_ref()).map(|fact| fact.value.date()) else {
        return;
    };
    let finished = postmortem.action_items.iter().filter(|item| item.is_finished());
    let closed = finished.filter_map(|item| Some((item.line, item.closed.as_ref()?.date())));
    for (number, closed) in closed.filter(|(_, closed)| *closed < began).take(MOST) {
        let message = format!("an action was closed ({closed}) before its incident ({began})");
        let diagnostic = Diagnostic::warning("times-out-of-order", &source.path, message).at(line(source, number));
        report.push(diagnostic.hint("check the year of both"));
    }
}

type Named<'a> = (&'a str, Option<&'a Fact<Moment>>);

/// Warns where `end` lies before `start`.
pub(super) fn order(source: &SourceFile, end: Named<'_>, start: Named<'_>, report: &mut Report) {
    let ((name, Some(end)), (before, Some(start))) = (end, start) else { return };
    // Seconds that one of them leaves out are no fall.
    let is_told_alike = end.value.human() == start.value.human();
    if is_told_alike || !is_before(&end.value, &start.value) {
        return;
    }
    let told = |name: &str, fact: &Fact<Moment>| match &fact.provenance {
        Provenance::FrontMatter { key, .. } => format!("`{key}` ({})", fact.value.human()),
        _ => format!("{name} ({})", fact.value.human()),
    };
    let place = match (&end.provenance, &start.provenance) {
        (Provenance::FrontMatter { .. }, Provenance::FrontMatter { line, .. }) => format!(" on line {line}"),
        _ => String::new(),
    };
    let message = format!("{} is before {}{place}", told(name, end), told(before, start));
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
            mismatch(source, (name, Some(end)), stated, counted, report);
        }
    }
}

/// Timeline rows, labels and due days whose time cannot be.
pub(super) fn slips(source: &SourceFile, slips: &[(u32, Slip)], report: &mut Report) {
    let kept = "the entry is kept without its time";
    for (number, slip) in slips.iter().take(MOST) {
        let (code, message, hint) = match slip {
            Slip::NoSuchTime => ("impossible-time", "no such day or hour exists", kept),
            Slip::OtherYear => ("impossible-time", "the year is not that of the entries around it", kept),
            Slip::Unread => ("unreadable-time", "the day cannot be read", "write it as 2024-03-07"),
        };
        report.push(Diagnostic::warning(code, &source.path, message).at(line(source, *number)).hint(hint));
    }
}

fn mismatch(source: &SourceFile, (name, end): Named<'_>, stated: &Fact<Minutes>, counted: i64, report: &mut Report) {
    let said = stated.value;
    if agree(said.0, counted) || source.text.lines().any(|line| time::is_part_time(line, said)) {
        return;
    }
    let (written, given) = (said.human(), Minutes(counted).human());
    let place = stated.span().or_else(|| line(source, stated.provenance.line()?));
    let warning = |more: &str| {
        let message = format!("{name} is stated as {written}, but the times give {given}{more}");
        Diagnostic::warning("duration-mismatch", &source.path, message).at(place)
    };
    report.push(match end.and_then(|end| meant_day(&end.value, counted, said.0)) {
        Some(day) => warning(": the month of one of them looks like a slip")
            .hint(format!("if it ended on {day}, they agree; until then the stated duration is used")),
        None => warning("").hint("the stated duration is used"),
    });
}

/// Whether two durations differ by no more than rounding.
fn agree(said: i64, counted: i64) -> bool {
    (said - counted).abs() <= (said / 20).max(2)
}

/// The day of an end that is a few months too late: with it what is stated is what the times give.
fn meant_day(end: &Moment, counted: i64, said: i64) -> Option<Date> {
    let day = end.date();
    let before = (1..=12).filter_map(|months| day.checked_sub(jiff::Span::new().months(months)).ok());
    before.into_iter().find(|earlier| agree(said, counted - day.duration_since(*earlier).as_mins()))
}

/// A summary that lasts longer than the incident.
fn told_length(source: &SourceFile, postmortem: &Postmortem, report: &mut Report) {
    let (None, Some(derived)) = (&postmortem.ttr.stated, &postmortem.ttr.derived) else { return };
    let Some(summary) = &postmortem.summary else { return };
    let Some(said) = time::lasted(&summary.value).filter(|said| said.0 > derived.value.0) else { return };
    let told = Fact::new(said, summary.provenance.clone()).at(summary.span());
    let end = ("what the summary tells", postmortem.resolved.as_ref());
    mismatch(source, end, &told, derived.value.0, report);
}

/// Entries of a timeline that runs forward which lie before the one above, while the next goes on from there.
fn dips(source: &SourceFile, events: &[TimelineEvent], report: &mut Report) {
    let timed: Vec<(&TimelineEvent, &EventTime)> =
        events.iter().filter_map(|event| Some((event, event.time.as_ref()?))).collect();
    // Seconds that one of them leaves out are no fall.
    let falls = |a: &EventTime, b: &EventTime| step(a, b).is_some_and(|minutes| minutes < 0) && told(a) != told(b);
    let dips = timed.windows(3).filter(|three| {
        let [(_, a), (event, b), (_, c)] = three else { return false };
        // A stretch may begin before the entry above.
        event.until.is_none() && falls(a, b) && step(a, c).is_some_and(|minutes| minutes > 0)
    });
    let dips: Vec<_> = dips.collect();
    let fallen = timed.windows(2).filter(|two| falls(two[0].1, two[1].1)).count();
    if dips.len() != fallen || dips.len() * 3 > timed.len() {
        return;
    }
    for three in dips.into_iter().take(MOST) {
        let [(_, above), (event, entry), _] = three else { continue };
        let message = format!("this entry ({}) is before the one above ({})", told(entry), told(above));
        let diagnostic = Diagnostic::warning("times-out-of-order", &source.path, message);
        report.push(diagnostic.at(line(source, event.line)).hint("check its time, or put it in its place"));
    }
}

/// Half a day, in minutes: a longer step from one clock time to the next passes midnight.
const HALF_DAY: i64 = 12 * 60;

/// Minutes from one entry's time to another's, where both are told in the same way.
fn step(from: &EventTime, to: &EventTime) -> Option<i64> {
    match (from, to) {
        (EventTime::At(from), EventTime::At(to)) => to.minutes_since(from),
        (EventTime::Elapsed(from), EventTime::Elapsed(to)) => Some(to - from),
        (EventTime::Clock(from), EventTime::Clock(to)) => {
            let of = |time: jiff::civil::Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
            Some(of(*to) - of(*from)).filter(|minutes| minutes.abs() <= HALF_DAY)
        }
        _ => None,
    }
}

fn told(time: &EventTime) -> String {
    time.moment().map_or_else(|| time.to_string(), Moment::human)
}

/// A local and a zoned time, or a day and a time, may be a day apart and mean the same.
fn is_before(end: &Moment, start: &Moment) -> bool {
    match (end, start) {
        (Moment::Date(end), Moment::Date(start)) => end < start,
        _ => match end.minutes_since(start) {
            Some(minutes) => minutes < 0,
            None => end.date() < start.date().yesterday().unwrap_or(start.date()),
        },
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
    use super::super::tests::{read_at, report_whole, reported};
    use crate::model::Zone;

    #[test]
    fn times_of_front_matter_are_compared_when_it_is_known_what_they_mean() {
        let said = |title: &str, fields: &str| {
            let text = format!("---\ntitle: {title}\n{fields}\n---\n\n## Root cause\n\nA fuse.\n");
            let (_, report) = report_whole("postmortems/lamp.md", Zone::Postmortems, &text);
            report.diagnostics.into_iter().map(|found| format!("{}: {}", found.code, found.message)).collect::<Vec<_>>()
        };
        let late = "started: 2024-06-15T12:00:00Z\nresolved: 2024-06-15T10:00:00Z";
        assert_eq!(
            said("Lamps", late),
            [
                "times-out-of-order: `resolved` (2024-06-15 10:00 UTC) is before `started` (2024-06-15 12:00 UTC) on line 3"
            ]
        );
        let late = "date: 2022-06-13T08:30:00Z\nresolvedWhen: 2022-05-15T11:00:00Z";
        assert_eq!(
            said("Lamps", late),
            [
                "times-out-of-order: `resolvedWhen` (2022-05-15 11:00 UTC) is before `date` (2022-06-13 08:30 UTC) on line 3"
            ]
        );
        let written = "date: 2026-03-09T09:00:00+01:00\nresolved: 2026-03-04T15:20:00Z";
        assert_eq!(said("March 4, 2026 lamp outage", written), [""; 0]);
        assert_eq!(said("Lamps", "started: 2024-06-15\nresolved: 2024-06-15T13:00:00Z"), [""; 0]);
        assert_eq!(said("Lamps", "started: 2024-06-15\nresolved: 2024-06-14").len(), 1);
        // Seconds that one of them leaves out.
        assert_eq!(said("Lamps", "detected: 2024-06-15T12:00:56Z\nresolved: 2024-06-15T12:00Z"), [""; 0]);
        // Whoever says it.
        let label = "# Lamps\n\n- **Started**: 2024-03-07 14:05 UTC\n- **Acknowledged**: 2024-03-07 13:05 UTC\n\n## Root cause\n\nA fuse.\n";
        assert_eq!(reported(label), ["times-out-of-order"]);
    }

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

    #[test]
    fn hours_of_support_are_no_contradiction_and_a_slip_of_the_month_is_called_one() {
        let of = |resolved: &str, lasted: &str| {
            let text = format!(
                "# Lamps\n\n- **Started**: 2024-03-04 09:00\n- **Resolved**: {resolved}\n\n**Time to resolve**: {lasted}\n"
            );
            let (_, report) = read_at("postmortems/lamp.md", Zone::Postmortems, &text);
            report.diagnostics.into_iter().map(|found| found.message).collect::<Vec<_>>()
        };
        assert_eq!(of("2024-03-11 02:15", "33h 15m (during support hours 10:00-17:00)"), [""; 0]);
        assert_eq!(
            of("2024-03-11 02:15", "33h 15m"),
            ["time to resolve is stated as 1 d 9 h, but the times give 6 d 17 h"]
        );
        let slip = of("2024-05-04 10:50", "1h 50m").concat();
        assert!(slip.ends_with("but the times give 61 d 2 h: the month of one of them looks like a slip"), "{slip}");
    }

    #[test]
    fn a_summary_that_lasts_longer_and_an_entry_out_of_its_place_are_told() {
        let text = |told: &str, entries: &str| {
            format!(
                "# Lamps\n\n- **Started**: 2024-03-07 10:00\n- **Resolved**: 2024-03-07 11:00\n\n## Summary\n\nThe lamp {told}.\n\n\
                 ## Timeline\n\n{entries}"
            )
        };
        let order = "- 10:00 dark\n- 10:20 seen\n- 11:00 light\n";
        assert_eq!(reported(&text("was down for 3 hours", order)), ["duration-mismatch"]);
        assert_eq!(reported(&text("was down for 20 minutes", order)), [""; 0]);
        assert_eq!(
            reported(&text("was dark", "- 10:00 dark\n- 09:40 pushed\n- 11:00 light\n")),
            ["times-out-of-order"]
        );
        for fine in [
            "- 11:00 light\n- 10:20 seen\n- 10:00 dark\n",
            "- 10:00:30 dark\n- 10:00 seen\n- 11:00 light\n",
            "- 10:10 dark\n- 10:05–10:20 looked at\n- 11:00 light\n",
            "- 23:50 dark\n- 00:10 seen\n- 00:30 light\n",
        ] {
            assert!(!reported(&text("was dark", fine)).contains(&"times-out-of-order".into()), "{fine}");
        }
        assert_eq!(reported("# Lamps\n\n- **Started**: 20202-01-16 10:00\n"), ["unreadable-time"]);
    }

    #[test]
    fn a_version_is_no_slip_of_a_day() {
        for (value, codes) in [("1.22.3", 0), ("10.0.1", 0), ("20202-01-16", 1), ("16.01.20202", 1), ("2024.99.77", 1)]
        {
            let text = format!("# Lamps\n\n- **Resolved**: {value}\n\n## Root cause\n\nA fuse.\n");
            assert_eq!(reported(&text).len(), codes, "{value}");
        }
    }
}
