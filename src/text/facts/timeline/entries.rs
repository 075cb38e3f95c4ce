//! Items, headings and paragraphs that bear a time, to timeline entries.

use super::super::blocks::{Block, Doc, Shape};
use super::super::labels::{is_no_event, label, opens_other};
use super::Teller;
use super::stamped::{StampedText, is_timed, split, trailing};
use crate::text::registry::Field;
use crate::text::time::{self, DayOrder, Stamp, Unread};
use std::ops::Range;

fn entry(doc: &Doc, block: &Block, order: DayOrder) -> StampedText {
    split(&doc.block_text(block), order)
}

/// Whether a block begins with a time; looks at its first line only.
fn begins_timed(doc: &Doc, block: &Block, order: DayOrder) -> bool {
    !block.lines.is_empty() && is_timed(doc.line_text(block.lines.start), order)
}

/// How often items of a depth begin with a time.
#[derive(Clone, Copy, Default)]
struct Depth {
    all: usize,
    timed: usize,
}

/// Depths that are looked at.
const DEPTHS: usize = 4;

/// Reads the entries of a timeline's part.
pub(super) fn read(teller: &mut Teller<'_>, blocks: Range<usize>) {
    let doc = teller.doc;
    let order = teller.scene.order;
    let region = doc.blocks.get(blocks).unwrap_or_default();
    let timed = |block: &Block| begins_timed(doc, block, order);
    let headings = region.iter().filter(|block| acts_as_heading(doc, block) && timed(block)).count();
    let mut depths = [Depth::default(); DEPTHS];
    for block in region.iter().filter(|block| block.is_item() && block.depth < DEPTHS) {
        let depth = &mut depths[block.depth];
        depth.all += 1;
        depth.timed += usize::from(timed(block));
    }
    let best = (1..DEPTHS).find(|depth| depths[*depth].timed > 0 && depths[*depth].timed * 3 >= depths[*depth].all);
    let items = best.map_or(0, |depth| depths[depth].timed);
    let mut paragraphs = 0;
    let mut updates = 0;
    for block in region.iter().filter(|block| is_paragraph(block)) {
        let begins = timed(block) && !acts_as_heading(doc, block);
        paragraphs += usize::from(begins);
        updates += usize::from(!begins && update(doc, block, order).is_some());
    }
    let most = paragraphs.max(updates);
    if headings > 0
        && headings >= items
        && headings >= most
        && !(most > 0 && timed_headings_are_days(doc, region, order))
    {
        by_heading(teller, region, timed_headings_are_days(doc, region, order) && items > 0);
    } else if items > 0 && items >= most {
        by_item(teller, region, best.unwrap_or(1), depths);
    } else if most > 0 {
        by_paragraph(teller, region, updates > paragraphs);
    } else {
        undated(teller, region);
    }
}

fn is_paragraph(block: &Block) -> bool {
    block.shape == Shape::Paragraph && block.depth == 0
}

/// A paragraph that tells an update of a status page and ends with its time.
fn update(doc: &Doc, block: &Block, order: DayOrder) -> Option<StampedText> {
    let first = doc.lines.get(block.lines.clone())?.first()?;
    let marked = doc.label(&first.range).is_some_and(|label| label.marked);
    trailing(&doc.block_text(block), order, marked)
}

/// A list without any time: the author's steps in their order.
fn undated(teller: &mut Teller<'_>, region: &[Block]) {
    let top: Vec<&Block> =
        region.iter().filter(|block| block.is_item() && block.depth == 1 && !block.lines.is_empty()).collect();
    let flat = !region.iter().any(|block| matches!(block.shape, Shape::Heading(_) | Shape::Table(_)));
    if top.len() >= 2 && flat {
        for block in top {
            let found = entry(teller.doc, block, teller.scene.order);
            if let Err(why) = found.stamp {
                teller.note(why, block.line);
            }
            teller.tell(None, &found.text, block.line);
        }
    }
}

fn acts_as_heading(doc: &Doc, block: &Block) -> bool {
    block.is_heading() || doc.bold_line(block).is_some()
}

fn timed_headings_are_days(doc: &Doc, region: &[Block], order: DayOrder) -> bool {
    region
        .iter()
        .filter(|block| acts_as_heading(doc, block))
        .filter_map(|block| entry(doc, block, order).stamp.ok())
        .all(|stamp| stamp.clock.is_none() && stamp.elapsed.is_none())
}

/// Headings that are times; the text is the heading's rest, else the first paragraph or item below.
fn by_heading(teller: &mut Teller<'_>, region: &[Block], days_only: bool) {
    let doc = teller.doc;
    let order = teller.scene.order;
    for (index, block) in region.iter().enumerate() {
        if !acts_as_heading(doc, block) {
            if days_only && block.is_item() {
                let found = entry(doc, block, order);
                if let Ok(stamp) = &found.stamp {
                    teller.tell(Some(stamp), &found.text, block.line);
                }
            }
            continue;
        }
        let found = entry(doc, block, order);
        let stamp = match &found.stamp {
            Ok(stamp) => stamp,
            Err(why) => {
                teller.note(*why, block.line);
                continue;
            }
        };
        // A day over headings with times is no event.
        let heads =
            || is_day(stamp, &found.text) && region.get(index + 1).is_some_and(|next| acts_as_heading(doc, next));
        if days_only || heads() {
            teller.set_day(stamp);
            continue;
        }
        let below = || {
            let next = region.get(index + 1).filter(|next| !acts_as_heading(doc, next))?;
            (!next.lines.is_empty()).then(|| doc.block_text(next))
        };
        let text = if found.text.is_empty() { below().unwrap_or_default() } else { found.text.clone() };
        teller.tell(Some(stamp), &text, block.line);
    }
}

/// List items at the shallowest depth that holds times. Headings and outer items may carry the day.
fn by_item(teller: &mut Teller<'_>, region: &[Block], depth: usize, depths: [Depth; DEPTHS]) {
    let doc = teller.doc;
    let order = teller.scene.order;
    let mostly = depths[depth].timed * 2 >= depths[depth].all;
    // Indented items before any other: their list was cut in two.
    let first = region.iter().position(|block| block.is_item() && block.depth <= depth).unwrap_or(0);
    let mut day_above = false;
    for (index, block) in region.iter().enumerate() {
        if acts_as_heading(doc, block) || block.is_item() && block.depth < depth {
            match day_of(doc, block, order) {
                Ok(stamp) if block.depth == 0 => teller.head(&stamp),
                Ok(stamp) => teller.set_day(&stamp),
                Err(why) => teller.note(why, block.line),
            }
            continue;
        }
        if let Some(stamp) = day_line(doc, block, order) {
            teller.set_day(&stamp);
            continue;
        }
        if !block.is_item() || block.depth > depth + 1 {
            continue;
        }
        let found = entry(doc, block, order);
        if block.depth == depth {
            day_above = false;
        }
        // The text may stand in the item's second block (`- 14:02:` over a paragraph).
        let below = || {
            region
                .get(index + 1)
                .filter(|next| next.shape == Shape::Paragraph && next.depth == block.depth)
                .map(|next| doc.block_text(next))
        };
        match &found.stamp {
            Ok(stamp) if block.depth == depth => {
                if is_day(stamp, &found.text)
                    && region.get(index + 1).is_some_and(|next| next.is_item() && next.depth > depth)
                {
                    teller.set_day(stamp);
                    day_above = true;
                    continue;
                }
                let text = if found.text.is_empty() { below().unwrap_or_default() } else { found.text.clone() };
                teller.tell(Some(stamp), &text, block.line);
            }
            // Clock times below an item that only names a day.
            Ok(stamp) if stamp.clock.is_some() && (day_above || index < first) => {
                teller.tell(Some(stamp), &found.text, block.line);
            }
            Err(why) if block.depth == depth => {
                teller.note(*why, block.line);
                if mostly && !is_other_fact(&found.text) {
                    teller.tell(None, &found.text, block.line);
                }
            }
            // Steps of a day without a time of their own.
            Err(_) if day_above && !is_other_fact(&found.text) => teller.tell(None, &found.text, block.line),
            _ => {}
        }
    }
}

/// Nothing but a day.
fn is_day(stamp: &Stamp, rest: &str) -> bool {
    stamp.day.is_some() && stamp.clock.is_none() && rest.is_empty()
}

/// The day that a heading or an outer item names: `Tuesday, 3 March`, `Date: 2026-03-03`.
fn day_of(doc: &Doc, block: &Block, order: DayOrder) -> Result<Stamp, Unread> {
    let text = doc.block_text(block);
    let short = |why: Unread| {
        let text = text.trim_end_matches([':', ' ']);
        let (day, end) =
            time::short_day(text, order).map_err(|short| if short == Unread::Ambiguous { short } else { why })?;
        if end < text.trim_end_matches('.').len() { Err(why) } else { Ok(day_stamp(day)) }
    };
    split(&text, order).stamp.or_else(|why| match text.split_once([':', '：']) {
        Some((key, day)) if label(key) == Some(Field::Date) => time::leading(day, order),
        _ => short(why),
    })
}

/// A day and nothing else.
pub(super) fn day_stamp(day: time::Day) -> Stamp {
    Stamp { day: Some(day), clock: None, zone: None, elapsed: None, half: false, until: None, end: 0 }
}

/// A short line between the entries that names one day and no time: `2019-01-22`, `Timeline for September 17, 2018:`.
fn day_line(doc: &Doc, block: &Block, order: DayOrder) -> Option<Stamp> {
    if !is_paragraph(block) || block.lines.len() != 1 {
        return None;
    }
    let text = doc.block_text(block);
    if text.len() > 80 {
        return None;
    }
    let mut found = time::find(&text, order);
    let (_, stamp) = found.next().filter(|(_, stamp)| stamp.clock.is_none())?;
    let named = doc.label(&doc.lines[block.lines.start].range).and_then(|key| label(&doc.text[key.key]));
    (found.next().is_none() && named.is_none_or(|label| label == Field::Date)).then_some(stamp)
}

/// `Duration: 14 hours` amid the entries.
fn is_other_fact(text: &str) -> bool {
    let named = text.split_once([':', '：']).and_then(|(key, _)| label(key));
    named.is_some_and(|label| label == Field::Impact || is_no_event(label))
}

/// Paragraphs, or single lines of them, that begin with a time. `behind`: it stands at the end of the paragraph.
fn by_paragraph(teller: &mut Teller<'_>, region: &[Block], behind: bool) {
    let doc = teller.doc;
    let order = teller.scene.order;
    for block in region.iter() {
        if acts_as_heading(doc, block) || is_paragraph(block) && block.lines.len() == 1 {
            let found = entry(doc, block, order);
            if let Some(stamp) = found.stamp.as_ref().ok().filter(|stamp| is_day(stamp, &found.text)) {
                teller.head(stamp);
                continue;
            }
        }
        if !is_paragraph(block) {
            continue;
        }
        if behind {
            if let Some(StampedText { stamp: Ok(stamp), text }) = update(doc, block, order) {
                teller.tell(Some(&stamp), &text, block.line);
            }
            continue;
        }
        let mut open: Option<(Stamp, String, u32)> = None;
        for index in block.lines.clone() {
            let found = split(doc.line_text(index), order);
            match found.stamp {
                Ok(stamp) => {
                    if let Some((stamp, text, line)) = open.take() {
                        teller.tell(Some(&stamp), &text, line);
                    }
                    open = Some((stamp, found.text, doc.lines[index].line));
                }
                // `Root cause: …` in the line below the last entry tells no more of it.
                Err(_) if opens_other(doc.line_text(index)) => {
                    if let Some((stamp, text, line)) = open.take() {
                        teller.tell(Some(&stamp), &text, line);
                    }
                }
                Err(_) => {
                    if let Some((_, text, _)) = &mut open {
                        text.push(' ');
                        text.push_str(&found.text);
                    }
                }
            }
        }
        if let Some((stamp, text, line)) = open {
            teller.tell(Some(&stamp), &text, line);
        }
    }
}

/// Least entries of a list, and of paragraphs, that make a timeline without a heading that says so.
const SHAPED: usize = 3;
/// The same of updates, each with its state and its time.
const FEWEST_UPDATES: usize = 2;

/// Without a section: a list of at least three items that all begin with a clock time, bold times over paragraphs, paragraphs
/// that open with a time in bold, updates of a status page, or paragraphs of lines that begin with a clock time.
pub(super) fn read_shaped(teller: &mut Teller<'_>, blocks: Range<usize>) {
    let doc = teller.doc;
    let order = teller.scene.order;
    let region = doc.blocks.get(blocks).unwrap_or_default();
    let clock = |block: &Block| entry(doc, block, order).stamp.is_ok_and(|stamp| stamp.clock.is_some());
    let bold = region.iter().filter(|block| acts_as_heading(doc, block)).filter(|block| {
        let found = entry(doc, block, order);
        found.text.is_empty() && found.stamp.is_ok_and(|stamp| stamp.clock.is_some())
    });
    if bold.count() >= 2 {
        return by_heading(teller, region, false);
    }
    let mut at = 0;
    while at < region.len() {
        let end = region[at..].iter().position(|block| !block.is_item()).map_or(region.len(), |length| at + length);
        let list = &region[at..end];
        let top = list.iter().filter(|block| block.depth == 1).count();
        let timed = list.iter().filter(|block| block.depth == 1 && clock(block)).count();
        if timed >= SHAPED && timed * 5 >= top * 4 {
            let mut depths = [Depth::default(); DEPTHS];
            depths[1] = Depth { all: top, timed };
            return by_item(teller, list, 1, depths);
        }
        at = end.max(at + 1);
    }
    let opens_bold = |block: &&Block| {
        let line = doc.lines.get(block.lines.clone()).and_then(<[_]>::first);
        is_paragraph(block) && line.is_some_and(|line| doc.strong_at(line.range.start).is_some()) && clock(block)
    };
    if region.iter().filter(opens_bold).count() >= SHAPED {
        let days = region.iter().filter(|block| block.is_heading() || opens_bold(block)).cloned();
        return by_paragraph(teller, &days.collect::<Vec<_>>(), false);
    }
    let updates = region.iter().filter(|block| is_paragraph(block) && update(doc, block, order).is_some());
    if updates.count() >= FEWEST_UPDATES {
        return by_paragraph(teller, region, true);
    }
    let is_line = |line: usize| time::leading(doc.line_text(line), order).is_ok_and(|stamp| stamp.clock.is_some());
    let is_log =
        |block: &&Block| is_paragraph(block) && block.lines.clone().filter(|line| is_line(*line)).count() >= SHAPED;
    let logs: Vec<Block> = region.iter().filter(is_log).cloned().collect();
    by_paragraph(teller, &logs, false);
}
