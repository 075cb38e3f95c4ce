//! The part of a document that tells what happened when, to a [`Timeline`]: tables, items, headings or paragraphs that
//! begin with a time. The day carries forward; an entry that the author left undated stays an entry.

mod entries;
mod stamped;
mod tables;
mod teller;
#[cfg(test)]
mod tests;

use super::blocks::{self, Doc, Shape};
use super::claims::Slip;
use super::outline::{Outline, Part};
use crate::model::{EventTime, SectionName, TimelineEvent};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{Known, TIME_WORDS, ZONE_PHRASES};
use crate::text::mdx::Update;
use crate::text::time::{self, DayOrder, ZoneSpec};
use crate::text::{foreign, markdown};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::ops::Range;
use teller::Teller;

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
    pub(super) slips: Vec<(u32, Slip)>,
    /// Days that can be read in two ways.
    ambiguous: usize,
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

/// Entries that front matter or MDX elements give, their texts Markdown or HTML. One whose date cannot be read is none.
pub(super) fn updates(doc: &Doc, updates: &[Update], scene: &Scene) -> Told {
    let mut teller = Teller::new(doc, scene.clone());
    for update in updates {
        let text = plain(&update.text);
        if update.date.is_empty() {
            let entry = stamped::split(&text, scene.order);
            teller.tell(entry.stamp.as_ref().ok(), &entry.text, update.line);
        } else if let Ok(stamp) = time::leading(&update.date, scene.order) {
            teller.tell(Some(&stamp), &text, update.line);
        }
    }
    teller.finish()
}

/// Markdown or HTML as plain text.
fn plain(text: &str) -> String {
    if !text.contains(['<', '*', '_', '`', '[', '\n']) {
        return text.to_owned();
    }
    let doc = blocks::read(text, &markdown::read(&foreign::rewrite(text, 0, false)).events);
    let texts: Vec<String> = doc.blocks.iter().map(|block| doc.block_text(block)).collect();
    texts.join(" ")
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
            told.slips.push((told.events[index].line, Slip::OtherYear));
        }
    }
}

/// Reads a part. Days that can be read in two ways are read in the one that keeps them together.
fn read_part(doc: &Doc, part: &Part, scene: &Scene) -> Told {
    by_order(scene, |scene| {
        let zone =
            ZoneSpec::find(&part.text).or_else(|| stated_zone(doc, &part.content)).or_else(|| scene.zone.clone());
        let day = heading_day(&part.text, scene).or(scene.day);
        let mut teller = Teller::new(doc, Scene { zone, day, ..scene.clone() });
        let blocks = part.content.clone();
        tables::read(&mut teller, blocks.clone(), false);
        if !teller.has_entries() {
            entries::read(&mut teller, blocks);
        }
        let told = teller.finish();
        // Entries without any time are a timeline only where the heading says so.
        let named = part.level < 7 && part.is(SectionName::Timeline);
        if !named && told.events.iter().all(|event| event.time.is_none()) {
            Told { events: Vec::new(), ..told }
        } else {
            told
        }
    })
}

/// Days between the entries of one story, at most.
const STORY: i32 = 21;

/// `11/06/2026`, `12/06/2026`: where nothing else tells the order, the one in which they lie close together, and close to the
/// incident's day.
fn by_order(scene: &Scene, read: impl Fn(&Scene) -> Told) -> Told {
    let told = read(scene);
    if scene.order != DayOrder::Unknown || told.ambiguous == 0 {
        return told;
    }
    let close = |told: &Told| {
        let days = told.events.iter().filter_map(|event| Some(event.time.as_ref()?.moment()?.date()));
        let days: Vec<Date> = days.chain(scene.day).collect();
        let (first, last) = (days.iter().min().copied(), days.iter().max().copied());
        let span = first.zip(last).map(|(first, last)| last.duration_since(first).as_hours() / 24);
        days.len() > 1
            && told.ambiguous == 0
            && told.slips.is_empty()
            && span.is_some_and(|days| days <= i64::from(STORY))
    };
    let readings = [DayOrder::MonthFirst, DayOrder::DayFirst].map(|order| read(&Scene { order, ..scene.clone() }));
    match readings.each_ref().map(close) {
        [true, false] => readings.into_iter().next().unwrap_or(told),
        [false, true] => readings.into_iter().next_back().unwrap_or(told),
        _ => told,
    }
}

/// `Timeline - May 29, 2021`: the day that a heading names.
fn heading_day(heading: &str, scene: &Scene) -> Option<Date> {
    let (_, stamp) = time::find(heading, scene.order).next()?;
    stamp.day?.date(scene.day.map(Date::year))
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
    let lines = doc.lines.iter().filter_map(|line| doc.text.get(line.range.clone()));
    let remarks = doc.comments.iter().flat_map(|comment| comment.lines());
    lines.chain(remarks).filter(|line| line.len() <= ZONE_LINE).find_map(|text| {
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
    tables::read(&mut teller, all.clone(), true);
    if teller.count() >= 2 {
        return teller.finish();
    }
    let mut teller = Teller::new(doc, scene.clone());
    entries::read_shaped(&mut teller, all);
    teller.finish()
}
