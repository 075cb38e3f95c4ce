//! Labels and timeline entries to claims of start, detection, mitigation, end and durations; and the durations that follow.

use super::claims::{Claims, Say, Slip, Source};
use super::complete::Body;
use super::labels::{Labelled, first};
use crate::model::postmortem::Minutes;
use crate::model::{EventTime, Fact, Moment, Postmortem, Provenance, SectionName, TimelineEvent};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{CLAUSES, TURNS, Turn, WHOLE_TURNS};
use crate::text::registry::Field;
use crate::text::time::{self, Context, Stamp};

/// Start, detection, mitigation and end, and stated durations, from labels.
pub(super) fn labelled(body: &Body<'_>, context: &Context, claims: &mut Claims) {
    let timelines: Vec<_> = body.outline.of(SectionName::Timeline).take(64).map(|part| part.content.clone()).collect();
    let in_timeline = |block: usize| timelines.iter().any(|content| content.contains(&block));
    for label in body.labels.iter().filter(|label| label.central || in_timeline(label.block)) {
        // `Introduced: abc123 (2026-02-15)` is another matter: the time must come first.
        let stamp = time::leading(&label.value, context.order);
        let has_clock = stamp.as_ref().is_ok_and(|stamp| stamp.clock.is_some());
        let is_span = has_clock && stamp.as_ref().is_ok_and(|stamp| stamp.until.is_some());
        let said = match label.label {
            Field::Started | Field::Occurred | Field::Window => &mut claims.started,
            // `Date: 3 March, 14:05 → 16:20`; a single time there may be that of writing.
            Field::Date if is_span => &mut claims.started,
            Field::Detected => &mut claims.detected,
            Field::Detection if has_clock => &mut claims.detected,
            Field::Acknowledged => &mut claims.acknowledged,
            Field::Mitigated => &mut claims.mitigated,
            Field::Resolved => &mut claims.resolved,
            Field::Fix if has_clock => &mut claims.resolved,
            Field::Published => &mut claims.published,
            _ => continue,
        };
        match stamp {
            Ok(stamp) => {
                let zone = time::ZoneSpec::find(&label.key);
                let context = Context { zone: zone.or_else(|| context.zone.clone()), ..context.clone() };
                let from = moment(&stamp, &context).filter(|_| stands_alone(&label.value, &stamp));
                let day = from.as_ref().map(Moment::date);
                said.say(Source::Label, from.map(|from| body.fact(label, from)));
                if let (Some(until), Field::Started | Field::Occurred | Field::Window | Field::Date) =
                    (&stamp.until, label.label)
                {
                    let zone = stamp.zone.clone().or_else(|| context.zone.clone());
                    let end = moment(until, &Context { day: day.or(context.day), zone, ..context });
                    claims.resolved.say(Source::Label, end.map(|end| body.fact(label, end)));
                }
            }
            Err(time::Unread::Impossible) => {
                claims.slips.extend(label.provenance.line().map(|line| (line, Slip::NoSuchTime)));
            }
            Err(_) if is_like_a_day(&label.value) => {
                claims.slips.extend(label.provenance.line().map(|line| (line, Slip::Unread)));
            }
            Err(_) => {}
        }
    }
    durations(body, context, claims);
}

/// `20202-01-16`: three numbers with the signs of a day between them, one of them long enough for a year; `1.22.3` is a version.
fn is_like_a_day(value: &str) -> bool {
    let first = value.split([' ', 'T']).next().unwrap_or_default();
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    ['-', '/', '.'].into_iter().any(|sign| {
        let mut parts = first.split(sign);
        parts.clone().count() == 3 && parts.clone().all(is_number) && parts.any(|part| part.len() >= 4)
    })
}

/// What follows a time in a label's value: nothing, a remark, a dash; a sentence that goes on without mark is no value.
fn stands_alone(value: &str, stamp: &Stamp) -> bool {
    let rest = value[stamp.end..].trim_start();
    rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric()) || stamp.day.is_some()
}

fn moment(stamp: &Stamp, context: &Context) -> Option<Moment> {
    stamp.resolve(context)?.0.moment().cloned()
}

fn durations(body: &Body<'_>, context: &Context, claims: &mut Claims) {
    let stated = |wanted: Field| {
        let found = body
            .labels
            .iter()
            .filter(move |label| label.label == wanted && (label.central || wanted != Field::Duration));
        found.filter_map(|label| Some(body.fact(label, time::minutes(&label.value)?)))
    };
    claims.ttd.say(Source::Label, stated(Field::Ttd));
    claims.ttm.say(Source::Label, stated(Field::Ttm));
    claims.ttr.say(Source::Label, stated(Field::Ttr));
    claims.ttr.say(Source::Lasting, stated(Field::Duration));
    // `Resolution time: 38 minutes`, `Outage: 38 minutes`: how long it took, where moments could stand; `16h30` is one of those.
    let took = |wanted: Field| {
        let labels = body.labels.iter().filter(move |label| label.label == wanted && label.central);
        let is_length = |label: &&Labelled| time::leading(&label.value, context.order).is_err();
        labels.filter(is_length).filter_map(|label| Some(body.fact(label, time::minutes(&label.value)?)))
    };
    claims.ttd.say(Source::Lasting, took(Field::Detected));
    claims.ttm.say(Source::Lasting, took(Field::Mitigated));
    claims.ttr.say(Source::Lasting, took(Field::Resolved));
    claims.ttr.say(Source::Lasting, took(Field::Window));
    // `38 minutes (16:40 – 17:18 UTC)`, `16:40 → 17:00 (20 min)`
    for label in first(body.labels, &[Field::Duration]) {
        let bracket = label.value.find(['(', '（']).map(|at| label.value[at..].trim_start_matches(['(', '（']));
        let spans = bracket.into_iter().chain([label.value.as_str()]);
        let Some((stamp, until)) = spans.filter_map(|text| span(text, context)).next() else { continue };
        let zone = stamp.zone.clone().or_else(|| context.zone.clone());
        let (from, to) = (moment(&stamp, context), moment(&until, &Context { zone, ..context.clone() }));
        if let (Some(from), Some(to), Some(_)) = (from, to, stamp.clock) {
            claims.started.say(Source::Lasting, [body.fact(label, from)]);
            claims.resolved.say(Source::Lasting, [body.fact(label, to)]);
        }
    }
    // `16:40 → 17:00 (20 min)`: the length stands in the bracket.
    for label in first(body.labels, &[Field::Duration, Field::Window]) {
        let bracket =
            label.value.find(['(', '（']).map(|at| label.value[at..].trim_matches(['(', '（', ')', '）', ' ']));
        let length = bracket.and_then(time::minutes).filter(|_| span(&label.value, context).is_some());
        claims.ttr.say(Source::Lasting, length.map(|length| body.fact(label, length)));
    }
}

/// Start and end of a span of time at the start of `text`.
fn span(text: &str, context: &Context) -> Option<(Stamp, Stamp)> {
    let stamp = time::leading(text, context.order).ok()?;
    let until = stamp.until.as_deref()?.clone();
    Some((stamp, until))
}

/// Entries that say in so many words that the outage begins, is noticed, or ends.
pub(super) fn turns(events: &[TimelineEvent], claims: &mut Claims) {
    let fact = |event: &TimelineEvent| {
        let moment = event.time.as_ref().and_then(EventTime::moment).filter(|moment| moment.local().is_some())?;
        Some(Fact::new(moment.clone(), Provenance::Timeline { line: event.line }))
    };
    let told: Vec<Vec<Turn>> = events.iter().map(|event| turns_of(&event.text)).collect();
    let says = |at: &usize, turn: Turn| told[*at].contains(&turn);
    let first = |turn: Turn| (0..events.len()).find(|at| says(at, turn)).and_then(|at| fact(&events[at]));
    let last = |turn: Turn| (0..events.len()).rev().find(|at| says(at, turn)).and_then(|at| fact(&events[at]));
    claims.started.say(Source::Timeline, first(Turn::Begins));
    claims.detected.say(Source::Timeline, first(Turn::Detected));
    claims.resolved.say(Source::Timeline, last(Turn::Ends));
}

/// What an entry says in so many words.
fn turns_of(text: &str) -> Vec<Turn> {
    let text = fold(text);
    let mut turns: Vec<Turn> =
        TURNS.find(&text).filter(|(_, place)| is_close(&text[place.end..])).map(|(turn, _)| turn).collect();
    let marks: &[char] = &[' ', ':', '*', '_', '`', '.', '!', '。', '！'];
    let bare = text.trim_matches(marks);
    let known = WHOLE_TURNS.get(bare).or_else(|| WHOLE_TURNS.opening(bare));
    turns.extend(known.or_else(|| WHOLE_TURNS.closing(bare).map(|(turn, _)| turn)));
    turns
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
