//! Labels and timeline entries to start, detection, mitigation, end and durations.

use super::complete::Body;
use super::labels::first;
use crate::model::postmortem::{Minutes, Span};
use crate::model::{Fact, Moment, Postmortem, Provenance, SectionName, TimelineEvent};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{CLAUSES, TURNS, Turn, WHOLE_TURNS};
use crate::text::registry::Field;
use crate::text::time::{self, Context, Stamp};

/// Start, detection, mitigation and end, and stated durations, from labels.
pub(super) fn times(body: &Body<'_>, context: &Context, postmortem: &mut Postmortem) -> Vec<u32> {
    let mut impossible = Vec::new();
    let timelines: Vec<_> = body.outline.of(SectionName::Timeline).take(64).map(|part| part.content.clone()).collect();
    let in_timeline = |block: usize| timelines.iter().any(|content| content.contains(&block));
    for label in body.labels.iter().filter(|label| label.central || in_timeline(label.block)) {
        let slot = match label.label {
            Field::Started => &mut postmortem.started,
            Field::Occurred => &mut postmortem.started,
            Field::Detected => &mut postmortem.detected,
            Field::Acknowledged => &mut postmortem.acknowledged,
            Field::Mitigated => &mut postmortem.mitigated,
            Field::Resolved => &mut postmortem.resolved,
            Field::Published => &mut postmortem.published,
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
                if let (Some(until), Field::Started | Field::Occurred) = (&stamp.until, label.label) {
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

/// What follows a time in a label's value: nothing, a remark, a dash; a sentence that goes on without mark is no value.
fn stands_alone(value: &str, stamp: &Stamp) -> bool {
    let rest = value[stamp.end..].trim_start();
    rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric()) || stamp.day.is_some()
}

fn moment(stamp: &Stamp, context: &Context) -> Option<Moment> {
    stamp.resolve(context)?.0.moment().cloned()
}

fn durations(body: &Body<'_>, context: &Context, postmortem: &mut Postmortem) {
    let stated = |wanted: &[Field]| {
        wanted.iter().find_map(|wanted| {
            let mut found = body
                .labels
                .iter()
                .filter(|label| label.label == *wanted && (label.central || *wanted != Field::Duration));
            found.find_map(|label| Some(body.fact(label, time::minutes(&label.value)?)))
        })
    };
    let fill = |span: &mut Span, wanted: &[Field]| {
        if span.stated.is_none() {
            span.stated = stated(wanted);
        }
    };
    fill(&mut postmortem.ttd, &[Field::Ttd]);
    fill(&mut postmortem.ttm, &[Field::Ttm]);
    fill(&mut postmortem.ttr, &[Field::Ttr, Field::Duration]);
    // `38 minutes (16:40 – 17:18 UTC)`
    for label in first(body.labels, &[Field::Duration]) {
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
    let fact = |event: &TimelineEvent| Some(Fact::new(exact(event)?, Provenance::Timeline { line: event.line }));
    if postmortem.started.is_none() {
        postmortem.started = events.iter().find(|event| says(event, Turn::Begins)).and_then(fact);
    }
    if postmortem.resolved.is_none() {
        postmortem.resolved = events.iter().rev().find(|event| says(event, Turn::Ends)).and_then(fact);
    }
    if postmortem.detected.is_none() {
        postmortem.detected = events.iter().find(|event| says(event, Turn::Detected)).and_then(fact);
    }
}

/// Whether the entry says so in so many words.
fn says(event: &TimelineEvent, turn: Turn) -> bool {
    let text = fold(&event.text);
    let marks = |rest: &str| rest.trim_start_matches([' ', ':', '*', '_', '`']).to_owned();
    let within = || TURNS.find(&text).any(|(found, place)| found == turn && is_close(&text[place.end..]));
    let whole = || {
        let text = marks(text.trim_end_matches(['.', '!', '。', '！', ' ', '*', '_', '`']));
        let known = WHOLE_TURNS.get(&text).or_else(|| WHOLE_TURNS.opening(&text));
        known.or_else(|| WHOLE_TURNS.closing(&text).map(|(turn, _)| turn)) == Some(turn)
    };
    within() || whole()
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
        || rest.strip_prefix(' ').is_some_and(|rest| CLAUSES.get(rest.split(' ').next().unwrap_or_default()).is_some())
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
