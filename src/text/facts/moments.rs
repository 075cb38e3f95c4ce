//! Labels and timeline entries to start, detection, mitigation, end and durations.

use super::complete::Body;
use super::labels::first;
use super::tables::Label;
use crate::model::postmortem::{Minutes, Span};
use crate::model::{Fact, Moment, Postmortem, Provenance, SectionName, TimelineEvent};
use crate::text::time::{self, Context, Stamp};

/// Start, detection, mitigation and end, and stated durations, from labels.
pub(super) fn times(body: &Body<'_>, context: &Context, postmortem: &mut Postmortem) -> Vec<u32> {
    let mut impossible = Vec::new();
    let timelines: Vec<_> = body.outline.of(SectionName::Timeline).take(64).map(|part| part.content.clone()).collect();
    let in_timeline = |block: usize| timelines.iter().any(|content| content.contains(&block));
    for label in body.labels.iter().filter(|label| label.central || in_timeline(label.block)) {
        let slot = match label.label {
            Label::Started => &mut postmortem.started,
            Label::Date if is_occurrence(&label.key) => &mut postmortem.started,
            Label::Detected => &mut postmortem.detected,
            Label::Acknowledged => &mut postmortem.acknowledged,
            Label::Mitigated => &mut postmortem.mitigated,
            Label::Resolved => &mut postmortem.resolved,
            Label::Published => &mut postmortem.published,
            _ => continue,
        };
        if slot.is_some() {
            continue;
        }
        // `Introduced: abc123 (2026-02-15)` is another matter: the time must come first.
        match time::leading(&label.value, context.order) {
            Ok(stamp) => {
                let zone = time::ZoneSpec::find(&label.key);
                let context = Context { zone: zone.or_else(|| context.zone.clone()), ..context.clone() };
                *slot = moment(&stamp, &context)
                    .filter(|_| stands_alone(&label.value, &stamp))
                    .map(|moment| body.fact(label, moment));
                if let (Some(until), Label::Started | Label::Date) = (&stamp.until, label.label) {
                    let end = moment(until, &Context { day: slot.as_ref().map(|fact| fact.value.date()), ..context });
                    if let (None, Some(end)) = (&postmortem.resolved, end) {
                        postmortem.resolved = Some(body.fact(label, end));
                    }
                }
            }
            Err(time::Unread::Impossible) => impossible.extend(label.provenance.line()),
            Err(_) => {}
        }
    }
    durations(body, context, postmortem);
    impossible
}

/// A label that names the moment of the incident, not the day of a report.
fn is_occurrence(key: &str) -> bool {
    let key = crate::text::words::squash(key);
    ["occurred", "occurredon", "dateandtime", "発生日時", "发生时间", "首次发生时间"]
        .iter()
        .any(|known| key.starts_with(known))
}

/// What follows a time in a label's value: nothing, a remark, a dash; a sentence that goes on without mark is no value.
fn stands_alone(value: &str, stamp: &Stamp) -> bool {
    let rest = value[stamp.end..].trim_start();
    rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric()) || stamp.day.is_some()
}

fn moment(stamp: &Stamp, context: &Context) -> Option<Moment> {
    stamp.resolve(context)?.0.moment().cloned()
}

fn durations(body: &Body<'_>, context: &Context, postmortem: &mut Postmortem) {
    let stated = |wanted: &[Label]| {
        wanted.iter().find_map(|wanted| {
            let mut found = body
                .labels
                .iter()
                .filter(|label| label.label == *wanted && (label.central || *wanted != Label::Duration));
            found.find_map(|label| Some(body.fact(label, time::minutes(&label.value)?)))
        })
    };
    let fill = |span: &mut Span, wanted: &[Label]| {
        if span.stated.is_none() {
            span.stated = stated(wanted);
        }
    };
    fill(&mut postmortem.ttd, &[Label::TimeToDetect]);
    fill(&mut postmortem.ttm, &[Label::TimeToMitigate]);
    fill(&mut postmortem.ttr, &[Label::TimeToResolve, Label::TimeToRecover, Label::Duration]);
    // `38 minutes (16:40 – 17:18 UTC)`
    for label in first(body.labels, &[Label::Duration]) {
        let inside = label
            .value
            .find(['(', '（'])
            .map_or(label.value.as_str(), |at| label.value[at..].trim_start_matches(['(', '（']));
        let Ok(stamp) = time::leading(inside, context.order) else { continue };
        let Some(until) = &stamp.until else { continue };
        let (Some(from), Some(to)) = (
            moment(&stamp, context),
            moment(until, &Context { zone: stamp.zone.clone().or_else(|| context.zone.clone()), ..context.clone() }),
        ) else {
            continue;
        };
        if stamp.clock.is_some() && postmortem.started.is_none() && postmortem.resolved.is_none() {
            postmortem.started = Some(body.fact(label, from));
            postmortem.resolved = Some(body.fact(label, to));
        }
    }
}

/// Entries that say in so many words that the outage begins or ends.
pub(super) fn from_timeline(events: &[TimelineEvent], postmortem: &mut Postmortem) {
    let exact = |event: &TimelineEvent| {
        event.time.as_ref().and_then(crate::model::EventTime::moment).filter(|moment| moment.local().is_some()).cloned()
    };
    let says = |event: &TimelineEvent, verbs: &[&str]| {
        let lower = event.text.to_lowercase();
        let nouns = ["outage", "incident", "impact", "downtime", "disruption"];
        nouns.iter().any(|noun| {
            lower.match_indices(noun).any(|(at, _)| {
                let rest = lower[at + noun.len()..].trim_start_matches([' ', ':', '*']);
                let before = lower[..at].trim_end();
                verbs.iter().any(|verb| {
                    rest.strip_prefix(verb)
                        .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()) && is_close(rest))
                }) || verbs
                    .iter()
                    .any(|verb| before.ends_with(&format!("{verb} of")) || before.ends_with(&format!("{verb} of the")))
            })
        })
    };
    if postmortem.started.is_none() {
        let begin =
            events.iter().find(|event| says(event, &["begins", "began", "starts", "started", "start", "beginning"]));
        postmortem.started =
            begin.and_then(|event| Some(Fact::new(exact(event)?, Provenance::Timeline { line: event.line })));
    }
    if postmortem.resolved.is_none() {
        let end = events.iter().rev().find(|event| {
            says(
                event,
                &[
                    "ends",
                    "ended",
                    "over",
                    "is over",
                    "resolved",
                    "is resolved",
                    "was resolved",
                    "fully resolved",
                    "declared resolved",
                    "end",
                ],
            )
        });
        postmortem.resolved =
            end.and_then(|event| Some(Fact::new(exact(event)?, Provenance::Timeline { line: event.line })));
    }
    if postmortem.detected.is_none() {
        let seen =
            events.iter().find(|event| says(event, &["detected", "is detected", "was detected", "first detected"]));
        postmortem.detected =
            seen.and_then(|event| Some(Fact::new(exact(event)?, Provenance::Timeline { line: event.line })));
    }
}

/// A timeline's start or end more than a month from the incident's own day belongs to another story.
pub(super) fn drop_far(postmortem: &mut Postmortem) {
    let Some(day) = postmortem.date.as_ref().map(|fact| fact.value.date()) else { return };
    let far = |fact: &Fact<Moment>| {
        matches!(fact.provenance, Provenance::Timeline { .. })
            && fact.value.date().duration_since(day).as_hours().abs() > 30 * 24
    };
    postmortem.started = postmortem.started.take().filter(|fact| !far(fact));
    postmortem.resolved = postmortem.resolved.take().filter(|fact| !far(fact));
}

/// Entries that say that the outage ended before it began: one of them bears a wrong day, and nothing says which.
pub(super) fn drop_contrary(postmortem: &mut Postmortem) {
    let told = |fact: &Fact<Moment>| matches!(fact.provenance, Provenance::Timeline { .. });
    let (Some(started), Some(resolved)) = (&postmortem.started, &postmortem.resolved) else { return };
    let back = resolved.value.minutes_since(&started.value).is_some_and(|minutes| minutes < 0);
    if back && told(started) && told(resolved) {
        (postmortem.started, postmortem.resolved) = (None, None);
    }
}

/// The clause ends here: "incident resolved", not "incident resolved to a partial outage" or "incident started a call".
fn is_close(rest: &str) -> bool {
    let rest = rest.trim_start_matches(['*', '_', '`']);
    rest.is_empty()
        || rest.starts_with(['.', ',', ';', '!', ')', ':', '('])
        || rest.starts_with(" -")
        || rest.starts_with(" –")
        || rest.starts_with(" —")
        || [" as ", " at ", " for ", " and ", " in ", " when ", " after ", " with "]
            .iter()
            .any(|word| rest.starts_with(word))
}

/// Differences of the times; kept beside what is stated.
pub(super) fn derive(postmortem: &mut Postmortem) {
    let Some(started) = postmortem.started.clone() else { return };
    let minutes = |end: Option<&Fact<Moment>>, rule: &'static str| {
        let minutes = end?.value.minutes_since(&started.value).filter(|minutes| *minutes >= 0)?;
        Some(Fact::new(Minutes(minutes), Provenance::Derived { rule: rule.into() }))
    };
    postmortem.ttd.derived = minutes(postmortem.detected.as_ref(), "detected - started");
    postmortem.ttm.derived = minutes(postmortem.mitigated.as_ref(), "mitigated - started");
    postmortem.ttr.derived = minutes(postmortem.resolved.as_ref(), "resolved - started");
}
