//! The part of a document that tells what happened when, to a [`Timeline`]: tables, items, headings or paragraphs that
//! begin with a time. The day carries forward; an entry that the author left undated stays an entry.

mod entries;
mod tables;

use super::blocks::{Doc, Shape};
use super::outline::{Outline, Part};
use crate::model::{EventTime, SectionName, TimelineEvent};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{Known, TIME_WORDS, ZONE_PHRASES};
use crate::text::mdx::Update;
use crate::text::time::{self, Context, DayOrder, Stamp, ZoneSpec};
use jiff::civil::{Date, Time};
use std::collections::BTreeMap;
use std::ops::Range;

/// What the document tells about all its times.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    pub(super) order: DayOrder,
    /// From prose such as "all times in UTC".
    pub(super) zone: Option<ZoneSpec>,
    /// The incident's day as far as known before the timeline is read.
    pub(super) day: Option<Date>,
}

/// The entries, and lines whose time cannot be.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) events: Vec<TimelineEvent>,
    pub(super) impossible: Vec<u32>,
}

/// Reads the timeline: from the section of that name, else from whatever has a timeline's shape.
pub(super) fn read(doc: &Doc, outline: &Outline, scene: &Scene) -> Told {
    let mut best = Told::default();
    for part in outline.of(SectionName::Timeline) {
        let told = read_part(doc, part, scene);
        if told.events.len() > best.events.len() {
            best = told;
        }
    }
    // A log under another list label (`Context`) that is longer than the key events.
    for part in outline.parts.iter().filter(|part| part.level == 8 && part.names.is_empty()) {
        let told = read_part(doc, part, scene);
        let timed = told.events.iter().filter(|event| event.time.is_some()).count();
        if timed >= 3 && timed > best.events.len() {
            best = told;
        }
    }
    let mut told = if best.events.is_empty() { by_shape(doc, scene) } else { best };
    drop_odd_years(&mut told);
    told
}

/// MDX elements as entries; one whose date cannot be read is none.
pub(super) fn updates(doc: &Doc, updates: &[Update], scene: &Scene) -> Told {
    let mut teller = Teller::new(doc, scene.clone());
    for update in updates {
        if let Ok(stamp) = time::leading(&update.date, scene.order) {
            teller.tell(Some(&stamp), &update.text, update.line);
        }
    }
    teller.told
}

/// A slip of the keyboard: one entry with the neighbours' month and day but another year. Its time is dropped and reported.
fn drop_odd_years(told: &mut Told) {
    let day = |event: &TimelineEvent| event.time.as_ref().and_then(EventTime::moment).map(|moment| moment.date());
    let days: Vec<Option<Date>> = told.events.iter().map(day).collect();
    let mut years: BTreeMap<i16, usize> = BTreeMap::new();
    for day in days.iter().flatten() {
        *years.entry(day.year()).or_default() += 1;
    }
    let all: usize = years.values().sum();
    for index in 0..days.len() {
        let Some(this) = days[index] else { continue };
        let near = [index.checked_sub(1), Some(index + 1)]
            .into_iter()
            .flatten()
            .filter_map(|near| days.get(near).copied().flatten());
        let near: Vec<Date> = near.collect();
        let odd = near.iter().any(|near| {
            near.year() != this.year() && near.month() == this.month() && (near.day() - this.day()).abs() <= 1
        });
        let usual = years.get(&this.year()).copied().unwrap_or_default();
        if odd && usual * 3 <= all {
            told.events[index].time = None;
            told.events[index].until = None;
            told.impossible.push(told.events[index].line);
        }
    }
}

fn read_part(doc: &Doc, part: &Part, scene: &Scene) -> Told {
    let zone = ZoneSpec::find(&part.text).or_else(|| stated_zone(doc, &part.content)).or_else(|| scene.zone.clone());
    let day = heading_day(&part.text, scene).or(scene.day);
    let mut teller = Teller::new(doc, Scene { zone, day, ..scene.clone() });
    let blocks = part.content.clone();
    if !tables::read(&mut teller, blocks.clone(), false) {
        entries::read(&mut teller, blocks);
    }
    let told = teller.told;
    // Entries without any time are a timeline only where the heading says so.
    let named = part.level < 7 && part.is(SectionName::Timeline);
    if !named && told.events.iter().all(|event| event.time.is_none()) {
        Told { events: Vec::new(), ..told }
    } else {
        told
    }
}

/// `Timeline - May 29, 2021`: the day that a heading names.
fn heading_day(heading: &str, scene: &Scene) -> Option<Date> {
    let found = time::find(heading, scene.order);
    found.first().and_then(|(_, stamp)| stamp.day).and_then(|day| day.date(scene.day.map(Date::year)))
}

/// "All times are in PT" in the first blocks of a part.
fn stated_zone(doc: &Doc, blocks: &Range<usize>) -> Option<ZoneSpec> {
    doc.blocks.get(blocks.clone())?.iter().take(3).filter(|block| block.shape == Shape::Paragraph).find_map(|block| {
        let text = doc.block_text(block);
        let speaks = text.len() < 200 && TIME_WORDS.holds(&fold(&text), Known);
        let timed = time::leading(&text, DayOrder::Unknown).is_ok();
        (speaks && !timed).then(|| ZoneSpec::find(&text)).flatten()
    })
}

/// Longest line that says in which zone all times are, in bytes.
const ZONE_LINE: usize = 400;

/// The zone of "all times in …", wherever the document says so.
pub(super) fn document_zone(doc: &Doc) -> Option<ZoneSpec> {
    doc.lines.iter().filter(|line| line.range.len() <= ZONE_LINE).find_map(|line| {
        let text = doc.text.get(line.range.clone())?;
        let folded = fold(text);
        let (_, found) = ZONE_PHRASES.find(&folded).next()?;
        // Folding keeps places in plain text; elsewhere the whole line is asked.
        ZoneSpec::find(if folded.len() == text.len() { text.get(found.end..)? } else { text })
    })
}

/// Without a section of that name: a table of times and events, a list of times, bold times over paragraphs.
fn by_shape(doc: &Doc, scene: &Scene) -> Told {
    let all = 0..doc.blocks.len();
    let mut teller = Teller::new(doc, scene.clone());
    if tables::read(&mut teller, all.clone(), true) && teller.told.events.len() >= 2 {
        return teller.told;
    }
    let mut teller = Teller::new(doc, scene.clone());
    entries::read_shaped(&mut teller, all);
    teller.told
}

/// Collects entries while the day carries forward.
struct Teller<'a> {
    doc: &'a Doc,
    scene: Scene,
    clock: Option<Time>,
    /// Headings are written with am and pm, entries below them without: noon passes where the clock goes back.
    twelve: bool,
    /// The year that a header names (`Date (2023)`).
    year: Option<i16>,
    /// The incident's day as known before the timeline was read.
    anchor: Option<Date>,
    /// The last day that the timeline itself named.
    last: Option<Date>,
    told: Told,
}

impl<'a> Teller<'a> {
    fn new(doc: &'a Doc, scene: Scene) -> Self {
        let anchor = scene.day;
        Self { doc, scene, clock: None, twelve: false, year: None, anchor, last: None, told: Told::default() }
    }

    /// A day that later clock times belong to.
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

    /// Adds an entry; the stamp's day is carried to the next ones.
    fn tell(&mut self, stamp: Option<&Stamp>, text: &str, line: u32) {
        let (time, until) = stamp.and_then(|stamp| self.settle(stamp)).unzip();
        let text = super::prose::one_line(text);
        if time.is_none() && text.is_empty() {
            return;
        }
        self.told.events.push(TimelineEvent { time, until: until.flatten(), text, line });
    }

    fn settle(&mut self, stamp: &Stamp) -> Option<(EventTime, Option<EventTime>)> {
        let afternoon = self.past_noon(stamp);
        let stamp = afternoon.as_ref().unwrap_or(stamp);
        if stamp.day.is_some() {
            self.set_day(stamp);
        } else if let (Some(before), Some(now), Some(day)) = (self.clock, stamp.clock, self.scene.day) {
            // From 23:50 to 00:10 midnight has passed; small steps back are rows out of order.
            let back = i32::from(before.hour()) - i32::from(now.hour());
            if back > 12 {
                self.scene.day = day.tomorrow().ok();
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
}

impl Teller<'_> {
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

/// Cuts what joins a time and its text, and the same time in another zone (`(17:14 UTC)`).
fn after_time(text: &str) -> &str {
    let text = text.trim_start();
    let converted = text
        .strip_prefix('(')
        .and_then(|rest| rest.split_once(')'))
        .filter(|(inside, _)| inside.len() < 32 && time::read_event(inside, &Context::default()).is_ok());
    let text = converted.map_or(text, |(_, rest)| rest);
    text.trim_start_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '–'
                    | '—'
                    | ':'
                    | '：'
                    | '|'
                    | ','
                    | '.'
                    | ')'
                    | ']'
                    | '→'
                    | '>'
                    | '•'
                    | '·'
                    | ';'
                    | '、'
                    | '，'
                    | '　'
                    | '»'
                    | '~'
            )
    })
    .trim_end()
}
