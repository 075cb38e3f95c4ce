//! Items, headings and paragraphs that begin with a time, to timeline entries.

use super::super::blocks::{Block, Doc, Shape};
use super::super::labels::{label, without_opening};
use super::{Teller, after_time};
use crate::text::registry::Field;
use crate::text::time::{self, DayOrder, Stamp, Unread};
use std::ops::Range;

/// A block's time (if it begins with one), and its text without it.
struct Entry {
    stamp: Result<Stamp, Unread>,
    text: String,
}

fn entry(doc: &Doc, block: &Block, order: DayOrder) -> Entry {
    let text = doc.block_text(block);
    split(&text, order)
}

/// Whether a block begins with a time; looks at its first line only.
fn is_timed(doc: &Doc, block: &Block, order: DayOrder) -> bool {
    let line = doc.line_text(block.lines.start);
    !block.lines.is_empty() && (time::leading(line, order).is_ok() || labelled(line, order).is_some())
}

fn split(text: &str, order: DayOrder) -> Entry {
    match time::leading(text, order) {
        Ok(stamp) => {
            let rest = after_time(&text[stamp.end..]).to_owned();
            Entry { stamp: Ok(stamp), text: rest }
        }
        Err(why) => labelled(text, order).unwrap_or(Entry { stamp: Err(why), text: text.to_owned() }),
    }
}

/// `Start: October 8, 2025 16:00 UTC - it stopped`, `Resolved 2021-06-09 13:58`.
fn labelled(text: &str, order: DayOrder) -> Option<Entry> {
    let head = text.get(..text.len().min(48)).or_else(|| text.char_indices().nth(16).map(|(at, _)| &text[..at]))?;
    let colon = head.find([':', '：']);
    let digit = head.find(|c: char| c.is_ascii_digit());
    let (key, value) = match (colon, digit) {
        (Some(colon), Some(digit)) if colon < digit => {
            (&text[..colon], text[colon..].trim_start_matches([':', '：', ' ']))
        }
        (None | Some(_), Some(digit)) if digit > 3 => (&text[..digit], &text[digit..]),
        (Some(colon), None) => (&text[..colon], text[colon..].trim_start_matches([':', '：', ' '])),
        _ => return None,
    };
    let stamp = time::leading(value, order).ok()?;
    let key = without_opening(key.trim().trim_end_matches([' ', '-', '–', '~', '(']).trim_end());
    let dated =
        stamp.day.is_some() && stamp.clock.is_some() || label(key).is_some_and(|label| label != Field::Duration);
    if key.is_empty() || key.split_whitespace().count() > 5 || !dated {
        return None;
    }
    let rest = after_time(&value[stamp.end..]);
    let text = if rest.is_empty() { key.to_owned() } else { format!("{key}: {rest}") };
    Some(Entry { stamp: Ok(stamp), text })
}

/// Reads the entries of a timeline's part.
pub(super) fn read(teller: &mut Teller<'_>, blocks: Range<usize>) {
    let doc = teller.doc;
    let order = teller.scene.order;
    let region = doc.blocks.get(blocks).unwrap_or_default();
    let timed = |block: &Block| is_timed(doc, block, order);
    let headings = region.iter().filter(|block| acts_as_heading(doc, block) && timed(block)).count();
    let mut depths = [(0_usize, 0_usize); 4];
    for block in region.iter().filter(|block| block.is_item() && block.depth < 4) {
        let (all, hits) = &mut depths[block.depth];
        *all += 1;
        *hits += usize::from(timed(block));
    }
    let best = (1..4).find(|depth| depths[*depth].1 > 0 && depths[*depth].1 * 3 >= depths[*depth].0);
    let items = best.map_or(0, |depth| depths[depth].1);
    let paragraphs =
        region.iter().filter(|block| block.shape == Shape::Paragraph && block.depth == 0 && timed(block)).count();
    if headings > 0 && headings >= items && headings >= paragraphs {
        by_heading(teller, region, timed_headings_are_days(doc, region, order) && items > 0);
    } else if items > 0 && items >= paragraphs {
        by_item(teller, region, best.unwrap_or(1), depths);
    } else if paragraphs > 0 {
        by_paragraph(teller, region);
    } else {
        undated(teller, region);
    }
}

/// A list without any time: the author's steps in their order.
fn undated(teller: &mut Teller<'_>, region: &[Block]) {
    let top: Vec<&Block> =
        region.iter().filter(|block| block.is_item() && block.depth == 1 && !block.lines.is_empty()).collect();
    let flat = !region.iter().any(|block| matches!(block.shape, Shape::Heading(_) | Shape::Table(_)));
    if top.len() >= 2 && flat {
        for block in top {
            let text = teller.doc.block_text(block);
            teller.tell(None, &text, block.line);
        }
    }
}

fn acts_as_heading(doc: &Doc, block: &Block) -> bool {
    match block.shape {
        Shape::Heading(_) => true,
        Shape::Paragraph if block.depth == 0 && block.lines.len() == 1 => is_bold(doc, block),
        _ => false,
    }
}

/// The whole line is bold (a colon after it does not count).
fn is_bold(doc: &Doc, block: &Block) -> bool {
    let Some(line) = doc.lines.get(block.lines.start) else { return false };
    doc.strong_at(line.range.start)
        .is_some_and(|end| end <= line.range.end && matches!(doc.text[end..line.range.end].trim(), "" | ":"))
}

fn timed_headings_are_days(doc: &Doc, region: &[Block], order: DayOrder) -> bool {
    region
        .iter()
        .filter(|block| acts_as_heading(doc, block))
        .filter_map(|block| entry(doc, block, order).stamp.ok())
        .all(|stamp| stamp.clock.is_none())
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
        let Ok(stamp) = &found.stamp else {
            note_impossible(teller, &found, block);
            continue;
        };
        if days_only {
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

fn note_impossible(teller: &mut Teller<'_>, found: &Entry, block: &Block) {
    if matches!(found.stamp, Err(Unread::Impossible)) {
        teller.told.impossible.push(block.line);
    }
}

/// List items at the shallowest depth that holds times. Headings and outer items may carry the day.
fn by_item(teller: &mut Teller<'_>, region: &[Block], depth: usize, depths: [(usize, usize); 4]) {
    let doc = teller.doc;
    let order = teller.scene.order;
    let mostly = depths[depth].1 * 2 >= depths[depth].0;
    // Indented items before any other: their list was cut in two.
    let first = region.iter().position(|block| block.is_item() && block.depth <= depth).unwrap_or(0);
    for (index, block) in region.iter().enumerate() {
        if acts_as_heading(doc, block) || block.is_item() && block.depth < depth {
            if let Ok(stamp) = entry(doc, block, order).stamp {
                teller.set_day(&stamp);
                teller.twelve |= stamp.half && block.depth == 0;
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
        // The text may stand in the item's second block (`- 14:02:` over a paragraph).
        let below = || {
            region
                .get(index + 1)
                .filter(|next| next.shape == Shape::Paragraph && next.depth == block.depth)
                .map(|next| doc.block_text(next))
        };
        match &found.stamp {
            Ok(stamp) if block.depth == depth => {
                let day_over_items = stamp.clock.is_none()
                    && found.text.is_empty()
                    && region.get(index + 1).is_some_and(|next| next.is_item() && next.depth > depth);
                if day_over_items {
                    teller.set_day(stamp);
                    continue;
                }
                let text = if found.text.is_empty() { below().unwrap_or_default() } else { found.text.clone() };
                teller.tell(Some(stamp), &text, block.line);
            }
            // Clock times below an item that only names a day.
            Ok(stamp) if stamp.clock.is_some() && (under_a_day(doc, region, index, order) || index < first) => {
                teller.tell(Some(stamp), &found.text, block.line)
            }
            Err(why) if block.depth == depth && mostly => {
                if *why == Unread::Impossible {
                    teller.told.impossible.push(block.line);
                }
                if !is_other_fact(&found.text) {
                    teller.tell(None, &found.text, block.line);
                }
            }
            _ => {}
        }
    }
}

/// A short line between the entries that names one day and no time: `2019-01-22`, `Timeline for September 17, 2018:`.
fn day_line(doc: &Doc, block: &Block, order: DayOrder) -> Option<Stamp> {
    if block.shape != Shape::Paragraph || block.depth > 0 || block.lines.len() != 1 {
        return None;
    }
    let text = doc.block_text(block);
    if text.len() > 80 {
        return None;
    }
    let mut found = time::find(&text, order);
    let (_, stamp) = found.pop().filter(|(_, stamp)| stamp.clock.is_none())?;
    found.is_empty().then_some(stamp)
}

fn under_a_day(doc: &Doc, region: &[Block], index: usize, order: DayOrder) -> bool {
    let depth = region[index].depth;
    let parent = region[..index].iter().rev().take(64).find(|block| block.is_item() && block.depth < depth);
    parent.is_some_and(|parent| {
        let line = doc.line_text(parent.lines.start);
        time::leading(line, order).is_ok_and(|stamp| stamp.clock.is_none() && after_time(&line[stamp.end..]).is_empty())
    })
}

/// `Duration: 14 hours` amid the entries.
fn is_other_fact(text: &str) -> bool {
    text.split_once([':', '：']).is_some_and(|(key, _)| {
        matches!(label(key), Some(Field::Duration | Field::Ttr | Field::Ttd | Field::Impact | Field::Severity))
    })
}

/// Paragraphs, or single lines of them, that begin with a time.
fn by_paragraph(teller: &mut Teller<'_>, region: &[Block]) {
    let doc = teller.doc;
    let order = teller.scene.order;
    for block in region.iter().filter(|block| block.shape == Shape::Paragraph && block.depth == 0) {
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

/// Without a section: a list of at least three items that all begin with a clock time, or bold times over paragraphs.
pub(super) fn read_shaped(teller: &mut Teller<'_>, blocks: Range<usize>) {
    let doc = teller.doc;
    let order = teller.scene.order;
    let region = doc.blocks.get(blocks).unwrap_or_default();
    let bold = region.iter().filter(|block| acts_as_heading(doc, block)).filter(|block| {
        let found = entry(doc, block, order);
        found.text.is_empty() && found.stamp.is_ok_and(|stamp| stamp.clock.is_some())
    });
    if bold.count() >= 2 {
        by_heading(teller, region, false);
        teller.told.events.retain(|event| event.time.is_some());
        return;
    }
    let mut at = 0;
    while at < region.len() {
        let end = region[at..].iter().position(|block| !block.is_item()).map_or(region.len(), |length| at + length);
        let list = &region[at..end];
        let top = list.iter().filter(|block| block.depth == 1).count();
        let timed = list
            .iter()
            .filter(|block| block.depth == 1 && entry(doc, block, order).stamp.is_ok_and(|stamp| stamp.clock.is_some()))
            .count();
        if timed >= 3 && timed * 5 >= top * 4 {
            by_item(teller, list, 1, [(0, 0), (top, timed), (0, 0), (0, 0)]);
            return;
        }
        at = end.max(at + 1);
    }
}
