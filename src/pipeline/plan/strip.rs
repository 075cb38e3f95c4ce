//! A postmortem's times -> the timeline strip and its legend.

use crate::model::page::{PhaseView, StripView};
use crate::model::{Document, EventTime, Moment, Postmortem};
use crate::pipeline::charts::{self, Mark, Strip, Tick, duration};
use crate::text::html::event_anchor;
use crate::text::shorten::cut;
use crate::theme::Words;

/// A moment that begins a phase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PhaseStart {
    Started,
    Detected,
    Mitigated,
    Resolved,
    First,
    Last,
}

/// The strip; `None` where the document gives fewer than two comparable times. `anchor` is the written timeline's.
#[must_use]
pub(super) fn strip(
    document: &Document,
    postmortem: &Postmortem,
    anchor: Option<&str>,
    words: &Words,
) -> Option<StripView> {
    let origin = origin(postmortem)?;
    let events = events(postmortem, origin);
    let mut kinds = stated(postmortem, origin);
    if kinds.len() < 2 {
        kinds = ends(&events)?;
    }
    let times: Vec<&Moment> = kinds.iter().map(|(_, moment, _)| *moment).collect();
    let zone = common_zone(&times);
    let label = labeller(&times, zone.is_none());
    let named = kinds.iter().enumerate().map(|(i, (kind, moment, minute))| Mark {
        minute: *minute,
        word: word(*kind, words).to_owned(),
        time: label(moment),
        phase: phase(*kind, kinds.get(i + 1).map(|next| next.0)).0,
    });
    let ticks = events.iter().map(|event| Tick {
        minute: event.minute,
        text: format!("{} {}", event.time, cut(event.text, 120)),
        href: row_of(document, event.index).or_else(|| anchor.map(|anchor| format!("#{anchor}"))),
    });
    let drawing = Strip {
        marks: named.collect(),
        ticks: ticks.collect(),
        description: format!("{}: ", words.timeline),
        broken: words.broken.clone(),
    };
    let svg = charts::strip(&drawing)?;
    let phases = kinds.windows(2).map(|pair| {
        let (class, key) = phase(pair[0].0, Some(pair[1].0));
        PhaseView { class, key, duration: duration(pair[1].2 - pair[0].2) }
    });
    Some(StripView { svg, phases: phases.collect(), zone })
}

/// Link to the place where the entry with this index is written.
fn row_of(document: &Document, index: u32) -> Option<String> {
    let written = document.body.event_anchors.contains(&index);
    written.then(|| format!("#{}", event_anchor(index)))
}

/// The first moment with a clock time: all others are measured from it.
fn origin(postmortem: &Postmortem) -> Option<&Moment> {
    let stated = [&postmortem.started, &postmortem.detected, &postmortem.mitigated, &postmortem.resolved];
    let stated = stated.into_iter().flatten().map(|fact| &fact.value);
    let events = postmortem.timeline.events.iter().filter_map(|event| event.time.as_ref()?.moment());
    stated.chain(events).find(|moment| moment.local().is_some())
}

/// The stated moments in order, each minute once (the later phase wins), measured from `origin`.
fn stated<'a>(postmortem: &'a Postmortem, origin: &Moment) -> Vec<(PhaseStart, &'a Moment, i64)> {
    let facts = [
        (PhaseStart::Started, &postmortem.started),
        (PhaseStart::Detected, &postmortem.detected),
        (PhaseStart::Mitigated, &postmortem.mitigated),
        (PhaseStart::Resolved, &postmortem.resolved),
    ];
    let mut marks: Vec<(PhaseStart, &Moment, i64)> = Vec::new();
    for (kind, fact) in facts {
        let Some(moment) = fact.as_ref().map(|fact| &fact.value) else { continue };
        let Some(minute) = moment.minutes_since(origin) else { continue };
        if marks.last().is_some_and(|(.., last)| minute < *last) {
            return Vec::new();
        }
        if marks.last().is_some_and(|(.., last)| minute == *last) {
            marks.pop();
        }
        marks.push((kind, moment, minute));
    }
    marks
}

/// An entry of the timeline with a time that can be compared.
struct Event<'a> {
    /// In the timeline.
    index: u32,
    minute: i64,
    text: &'a str,
    /// For people.
    time: String,
    moment: Option<&'a Moment>,
}

fn events<'a>(postmortem: &'a Postmortem, origin: &Moment) -> Vec<Event<'a>> {
    let started = postmortem.started.as_ref().and_then(|fact| fact.value.minutes_since(origin));
    let timed = (0..).zip(&postmortem.timeline.events).filter_map(|(index, event)| {
        let time = event.time.as_ref()?;
        let minute = match time {
            EventTime::At(moment) => moment.minutes_since(origin)?,
            EventTime::Elapsed(minutes) => started? + minutes,
            EventTime::Clock(_) => return None,
        };
        let said = time.moment().map_or_else(|| time.to_string(), Moment::human);
        Some(Event { index, minute, text: &event.text, time: said, moment: time.moment() })
    });
    timed.collect()
}

/// First and last entry of at least three, where the phases are not known.
fn ends<'a>(events: &[Event<'a>]) -> Option<Vec<(PhaseStart, &'a Moment, i64)>> {
    let timed = || events.iter().filter_map(|event| Some((event.moment?, event.minute)));
    let (first, last) = (timed().min_by_key(|event| event.1)?, timed().max_by_key(|event| event.1)?);
    let between = |event: &Event| first.1 < event.minute && event.minute < last.1;
    let enough = events.iter().any(between);
    enough.then(|| vec![(PhaseStart::First, first.0, first.1), (PhaseStart::Last, last.0, last.1)])
}

/// Zone of all times, where they share one.
fn common_zone(times: &[&Moment]) -> Option<String> {
    let first = times.first()?.zone_label()?;
    times.iter().all(|time| time.zone_label().as_deref() == Some(&first)).then_some(first)
}

/// `14:02`; with the day where the times span several; with the zone where they differ.
fn labeller(times: &[&Moment], zones: bool) -> impl Fn(&Moment) -> String {
    let one_day = times.windows(2).all(|pair| pair[0].date() == pair[1].date());
    let one_year = times.windows(2).all(|pair| pair[0].date().year() == pair[1].date().year());
    move |moment| {
        let format = match (one_day, one_year) {
            (true, _) => "%H:%M",
            (false, true) => "%m-%d %H:%M",
            (false, false) => "%Y-%m-%d",
        };
        let clock = moment.local().map(|local| local.strftime(format).to_string()).unwrap_or_default();
        match moment.zone_label().filter(|_| zones) {
            Some(zone) => format!("{clock} {zone}"),
            None => clock,
        }
    }
}

fn word(kind: PhaseStart, words: &Words) -> &str {
    match kind {
        PhaseStart::Started => &words.started,
        PhaseStart::Detected => &words.detected,
        PhaseStart::Mitigated => &words.mitigated,
        PhaseStart::Resolved => &words.resolved,
        PhaseStart::First => &words.first_entry,
        PhaseStart::Last => &words.last_entry,
    }
}

/// Class and name of the phase between two moments.
fn phase(from: PhaseStart, to: Option<PhaseStart>) -> (u8, &'static str) {
    match (from, to) {
        (PhaseStart::Started, Some(PhaseStart::Detected)) => (0, "unnoticed"),
        (PhaseStart::Started, Some(PhaseStart::Mitigated)) => (1, "until-mitigated"),
        (PhaseStart::Started, _) => (1, "until-resolved"),
        (PhaseStart::Detected, Some(PhaseStart::Mitigated)) => (1, "being-mitigated"),
        (PhaseStart::Detected, _) => (1, "being-fixed"),
        (PhaseStart::Mitigated, _) => (2, "recovering"),
        _ => (3, "recorded"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Fact, Provenance, TimelineEvent};
    use jiff::civil::date;
    use jiff::tz::Offset;

    fn utc(hour: i8, minute: i8) -> Moment {
        Moment::Zoned { local: date(2026, 3, 7).at(hour, minute, 0, 0), offset: Offset::UTC, zone: None }
    }

    fn fact(moment: Moment) -> Option<Fact<Moment>> {
        Some(Fact::new(moment, Provenance::Path))
    }

    fn event(moment: Moment) -> TimelineEvent {
        TimelineEvent { time: Some(EventTime::At(moment)), until: None, text: "paged".into(), line: 1 }
    }

    fn kinds(postmortem: &Postmortem) -> Vec<(u8, i64)> {
        let origin = utc(14, 0);
        stated(postmortem, &origin).into_iter().map(|(kind, _, minute)| (phase(kind, None).0, minute)).collect()
    }

    #[test]
    fn of_two_moments_in_one_minute_the_later_phase_wins() {
        let postmortem = Postmortem {
            started: fact(utc(14, 0)),
            mitigated: fact(utc(15, 0)),
            resolved: fact(utc(15, 0)),
            ..Postmortem::default()
        };
        assert_eq!(kinds(&postmortem), [(1, 0), (3, 60)]);
    }

    #[test]
    fn moments_in_the_wrong_order_are_not_drawn() {
        let postmortem = Postmortem { started: fact(utc(15, 0)), resolved: fact(utc(14, 0)), ..Postmortem::default() };
        assert_eq!(kinds(&postmortem), []);
    }

    #[test]
    fn two_entries_alone_say_nothing_that_the_text_does_not() {
        let origin = utc(14, 0);
        let with = |events: Vec<TimelineEvent>| {
            let mut postmortem = Postmortem::default();
            postmortem.timeline.events = events;
            ends(&super::events(&postmortem, &origin)).map(|ends| ends.len())
        };
        assert_eq!(with(vec![event(utc(14, 0)), event(utc(14, 1))]), None);
        assert_eq!(with(vec![event(utc(14, 0)), event(utc(14, 1)), event(utc(15, 0))]), Some(2));
    }
}
