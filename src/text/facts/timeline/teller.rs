//! Entries and days in the order of the document, to the entries of a timeline with the days that they belong to.
//!
//! The day carries forward; past midnight it is the next one, or in a list that runs backwards the one before.

use super::super::blocks::Doc;
use super::super::claims::Slip;
use super::{Scene, Told};
use crate::model::{EventTime, TimelineEvent};
use crate::text::time::{self, Context, Stamp, Unread, ZoneSpec};
use crate::text::words::one_line;
use jiff::civil::{Date, Time};

/// Half a day, in minutes: a longer step from one clock time to the next passes midnight.
const HALF_DAY: i32 = 12 * 60;

/// What was met, in order.
enum Step {
    /// A day that later clock times belong to. `twelve`: it stands in a heading with am or pm.
    Day {
        stamp: Stamp,
        twelve: bool,
    },
    Zone(ZoneSpec),
    /// The year that a header names (`Date (2023)`).
    Year(i16),
    Entry {
        stamp: Option<Stamp>,
        text: String,
        line: u32,
    },
}

/// Collects the steps.
pub(super) struct Teller<'a> {
    pub(super) doc: &'a Doc,
    pub(super) scene: Scene,
    steps: Vec<Step>,
    slips: Vec<(u32, Slip)>,
    ambiguous: usize,
}

impl<'a> Teller<'a> {
    pub(super) fn new(doc: &'a Doc, scene: Scene) -> Self {
        Self { doc, scene, steps: Vec::new(), slips: Vec::new(), ambiguous: 0 }
    }

    /// A time that could not be read.
    pub(super) fn note(&mut self, why: Unread, line: u32) {
        match why {
            Unread::Impossible => self.slips.push((line, Slip::NoSuchTime)),
            Unread::Ambiguous => self.ambiguous += 1,
            Unread::NotATime => {}
        }
    }

    /// A day that the entries after it belong to.
    pub(super) fn set_day(&mut self, stamp: &Stamp) {
        self.steps.push(Step::Day { stamp: stamp.clone(), twelve: false });
    }

    /// The same in a heading: where it is written with am or pm, clock times below it may count to twelve.
    pub(super) fn head(&mut self, stamp: &Stamp) {
        self.steps.push(Step::Day { stamp: stamp.clone(), twelve: stamp.half });
    }

    pub(super) fn set_zone(&mut self, zone: ZoneSpec) {
        self.steps.push(Step::Zone(zone));
    }

    pub(super) fn set_year(&mut self, year: i16) {
        self.steps.push(Step::Year(year));
    }

    /// An entry; the day of its stamp is carried to the next ones.
    pub(super) fn tell(&mut self, stamp: Option<&Stamp>, text: &str, line: u32) {
        let text = one_line(text);
        if stamp.is_some() || !text.is_empty() {
            self.steps.push(Step::Entry { stamp: stamp.cloned(), text, line });
        }
    }

    pub(super) fn has_entries(&self) -> bool {
        self.count() > 0
    }

    pub(super) fn count(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step, Step::Entry { .. })).count()
    }

    /// The entries with their days.
    pub(super) fn finish(self) -> Told {
        let backwards = runs_backwards(&self.steps);
        let mut clerk = Clerk::new(self.scene, backwards);
        if backwards {
            clerk.scene.day = clerk.scene.day.and_then(|day| later(day, midnights(&self.steps)));
        }
        let mut told = Told { events: Vec::new(), slips: self.slips, ambiguous: self.ambiguous };
        for step in self.steps {
            match step {
                Step::Day { stamp, twelve } => {
                    clerk.set_day(&stamp);
                    clerk.twelve |= twelve;
                }
                Step::Zone(zone) => clerk.scene.zone = Some(zone),
                Step::Year(year) => clerk.year = Some(year),
                Step::Entry { stamp, text, line } => {
                    let (time, until) = stamp.and_then(|stamp| clerk.settle(&stamp)).unzip();
                    if time.is_some() || !text.is_empty() {
                        told.events.push(TimelineEvent { time, until: until.flatten(), text, line });
                    }
                }
            }
        }
        told
    }
}

fn later(day: Date, days: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Minutes from one clock time to another.
fn minutes(from: Time, to: Time) -> i32 {
    let of = |time: Time| i32::from(time.hour()) * 60 + i32::from(time.minute());
    of(to) - of(from)
}

/// Whether the newest entry stands first: days and clock times fall, and hardly one rises.
fn runs_backwards(steps: &[Step]) -> bool {
    let (mut falls, mut rises) = (0, 0);
    let mut count = |step: i32| {
        falls += usize::from(step < 0);
        rises += usize::from(step > 0);
    };
    let (mut last_day, mut last_clock): (Option<time::Day>, Option<Time>) = (None, None);
    for step in steps {
        let stamp = match step {
            Step::Day { stamp, .. } => stamp,
            Step::Entry { stamp: Some(stamp), .. } => stamp,
            _ => continue,
        };
        if let Some(day) = stamp.day {
            if let Some(last) = last_day.filter(|last| *last != day) {
                let of = |day: time::Day| {
                    let year = day.year.or(last.year).unwrap_or_default();
                    i32::from(year) * 372 + i32::from(day.month) * 31 + i32::from(day.day)
                };
                let step = of(day) - of(last);
                // From December to January the year may go unsaid.
                count(if step.abs() > 186 && (day.year.is_none() || last.year.is_none()) { -step } else { step });
                last_clock = None;
            } else if last_day.is_none() {
                last_clock = None;
            }
            last_day = Some(day);
        }
        if let (Some(last), Some(clock)) = (last_clock, stamp.clock) {
            let step = minutes(last, clock);
            if step.abs() <= HALF_DAY {
                count(step);
            }
        }
        last_clock = stamp.clock.or(last_clock);
    }
    falls > rises * 3
}

/// How often a list that runs backwards passes midnight before it names a day.
fn midnights(steps: &[Step]) -> i32 {
    let (mut last, mut passed): (Option<Time>, i32) = (None, 0);
    for step in steps {
        let stamp = match step {
            Step::Day { .. } => return passed,
            Step::Entry { stamp: Some(stamp), .. } => stamp,
            _ => continue,
        };
        if let (Some(last), Some(clock)) = (last, stamp.clock) {
            passed += i32::from(minutes(last, clock) > HALF_DAY);
        }
        if stamp.day.is_some() {
            return passed;
        }
        last = stamp.clock.or(last);
    }
    passed
}

/// Places one entry after the other.
struct Clerk {
    scene: Scene,
    backwards: bool,
    clock: Option<Time>,
    /// Headings are written with am and pm, entries below them without: noon passes where the clock goes back.
    twelve: bool,
    year: Option<i16>,
    /// The incident's day as known before the timeline was read.
    anchor: Option<Date>,
    /// The last day that the timeline itself named.
    last: Option<Date>,
}

impl Clerk {
    fn new(scene: Scene, backwards: bool) -> Self {
        let anchor = scene.day;
        Self { scene, backwards, clock: None, twelve: false, year: None, anchor, last: None }
    }

    fn set_day(&mut self, stamp: &Stamp) {
        if let Some(day) = stamp.day.and_then(|day| self.place(day)) {
            self.scene.day = Some(day);
            self.last = Some(day);
            self.clock = None;
        }
    }

    /// A day without a year. The first lies in the incident's year, or in the year before where it would lie far ahead;
    /// the others follow one another, over New Year too.
    fn place(&self, day: time::Day) -> Option<Date> {
        if day.year.is_some() || self.year.is_some() {
            return day.date(self.year);
        }
        match self.last {
            Some(last) => follow(last, day, self.anchor),
            None => first_day(day, self.anchor?),
        }
    }

    fn settle(&mut self, stamp: &Stamp) -> Option<(EventTime, Option<EventTime>)> {
        let afternoon = self.past_noon(stamp);
        let stamp = afternoon.as_ref().unwrap_or(stamp);
        if stamp.day.is_some() {
            self.set_day(stamp);
        } else if let (Some(before), Some(now), Some(day)) = (self.clock, stamp.clock, self.scene.day) {
            // From 23:50 to 00:10 midnight has passed; small steps back are rows out of order.
            let step = minutes(before, now) * if self.backwards { -1 } else { 1 };
            if step < -HALF_DAY {
                self.scene.day = if self.backwards { day.yesterday().ok() } else { day.tomorrow().ok() };
            }
        }
        self.clock = stamp.clock.or(self.clock);
        if let Some(zone) = stamp.zone.as_ref().filter(|_| self.scene.zone.is_none()) {
            // A zone said once holds for what follows without one.
            self.scene.zone = Some(zone.clone());
        }
        let context = Context {
            day: self.scene.day,
            year: self.scene.day.map(Date::year),
            zone: self.scene.zone.clone(),
            order: self.scene.order,
        };
        let mut placed = stamp.clone();
        if let (Some(day), Some(date)) = (placed.day.as_mut(), context.day) {
            day.year = day.year.or(Some(date.year()));
        }
        placed.resolve(&context)
    }

    /// `1:17` after `11:57` where the headings count to twelve.
    fn past_noon(&self, stamp: &Stamp) -> Option<Stamp> {
        let (before, now) = (self.clock?, stamp.clock?);
        if !self.twelve || stamp.half || stamp.day.is_some() || now >= before || now.hour() >= 12 {
            return None;
        }
        let clock = Time::new(now.hour() + 12, now.minute(), now.second(), 0).ok()?;
        Some(Stamp { clock: Some(clock), until: None, ..stamp.clone() })
    }
}

/// Days that rows out of order may lie back.
const BACK: i32 = 62;

fn days_between(from: Date, to: Date) -> i32 {
    to.duration_since(from).as_hours().div_euclid(24).try_into().unwrap_or(i32::MAX)
}

/// The first day of a timeline, by the incident's day `known`.
fn first_day(day: time::Day, known: Date) -> Option<Date> {
    let in_year = |year: i16| day.date(Some(year));
    // An incident of New Year's Eve may begin its story after midnight.
    let over = in_year(known.year() + 1).filter(|date| days_between(known, *date) <= 2);
    let ahead = i32::from(day.month) - i32::from(known.month()) > 3;
    over.or_else(|| in_year(if ahead { known.year() - 1 } else { known.year() }))
}

/// The day after `last` in a timeline: time goes on. Where it would go on by more than half a year, or back over New Year,
/// the year next to it may be meant: the one nearer to the incident's day.
fn follow(last: Date, day: time::Day, anchor: Option<Date>) -> Option<Date> {
    let in_year = |year: i16| day.date(Some(year));
    let next = [last.year() - 1, last.year(), last.year() + 1]
        .into_iter()
        .filter_map(in_year)
        .find(|date| days_between(last, *date) >= -BACK)?;
    let other = if next.year() < last.year() {
        in_year(last.year())
    } else {
        in_year(next.year() - 1).filter(|_| days_between(last, next) > 183)
    };
    match (other, anchor) {
        (Some(other), Some(anchor)) if days_between(other, anchor).abs() < days_between(next, anchor).abs() => {
            Some(other)
        }
        _ => Some(next),
    }
}
