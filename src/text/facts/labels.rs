//! Blocks to labelled values: bold labels, `Key: value` lines, metadata tables, headings that are labels, key events.

use super::blocks::{Block, Doc, Shape, Table};
use super::columns;
use super::outline::Outline;
use crate::model::{Provenance, SectionName};
use crate::text::lexicon::{self, BODY_LABELS, DAY_OPENINGS, LABELS, PAIRS, PARTS, Pair, Part};
use crate::text::registry::Field;
use crate::text::time::{self, DayOrder};
use crate::text::words::is_placeholder;
use std::ops::Range;

/// Longest key of a label, in bytes.
const LONGEST_KEY: usize = 60;

/// The field that `key` names, if it is a known label. What stands in brackets does not count.
pub(super) fn label(key: &str) -> Option<Field> {
    if key.len() > LONGEST_KEY {
        return None;
    }
    let known = |text: &str| {
        let key = lexicon::key(text);
        BODY_LABELS.at(&key).or_else(|| LABELS.at(&key))
    };
    known(key).or_else(|| {
        let bare = key.split(['(', '（']).next()?;
        (bare.len() < key.len()).then(|| known(bare)).flatten()
    })
}

/// A labelled value.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    pub(super) label: Field,
    /// As written.
    pub(super) key: String,
    /// Plain text, one line.
    pub(super) value: String,
    pub(super) provenance: Provenance,
    /// Source offset of the line that holds the value.
    pub(super) offset: usize,
    /// Index of its block.
    pub(super) block: usize,
    /// Stands where a document's own facts stand (its head, a summary, a key-event list), not amid its story.
    pub(super) central: bool,
}

/// Collects them in document order.
pub(super) fn read(doc: &Doc, outline: &Outline) -> Vec<Labelled> {
    let mut found = Vec::new();
    let central = Central::of(doc, outline);
    for (index, block) in doc.blocks.iter().enumerate() {
        let at = At { index, central: central.holds(index) };
        match block.shape {
            Shape::Paragraph | Shape::Item { .. } => text_labels(doc, block, at, &mut found),
            Shape::Table(table) => table_labels(doc, &doc.tables[table], at, &mut found),
            Shape::Heading(_) => heading_label(doc, index, at, &mut found),
            Shape::Code | Shape::Html => {}
        }
    }
    found
}

#[derive(Clone, Copy)]
struct At {
    index: usize,
    central: bool,
}

/// Where labels speak of the whole incident: before the first section that tells the story, in summaries, and in parts
/// named for facts (`Stats`, `Incident details`).
struct Central {
    head: usize,
    parts: Vec<Range<usize>>,
}

impl Central {
    fn of(doc: &Doc, outline: &Outline) -> Self {
        let story =
            |name: &SectionName| !matches!(name, SectionName::Summary | SectionName::Impact | SectionName::Detection);
        let title = outline.parts.first().filter(|part| part.names.is_empty()).map(|part| part.block);
        let head = outline
            .parts
            .iter()
            .find(|part| {
                part.level < 8
                    && (part.names.iter().any(story)
                        || Some(part.block) != title
                            && part.names.is_empty()
                            && !is_fact_part(&part.text)
                            && label(&part.text).is_none())
            })
            .map_or(doc.blocks.len(), |part| part.block);
        let parts = outline
            .parts
            .iter()
            .filter(|part| {
                is_fact_part(&part.text)
                    || part.names.contains(&SectionName::Summary)
                    || part.names.contains(&SectionName::Impact) && part.level < 8
            })
            .map(|part| {
                // Sub-headings end it: what stands below them belongs to them.
                let from = outline.parts.partition_point(|sub| sub.block < part.content.start);
                let below = outline.parts[from..].iter().take_while(|sub| sub.block < part.content.end);
                let end = below.take(32).find(|sub| !is_fact_part(&sub.text)).map_or(part.content.end, |sub| sub.block);
                part.content.start..end
            })
            .collect();
        Self { head, parts }
    }

    fn holds(&self, block: usize) -> bool {
        let next = self.parts.partition_point(|part| part.start <= block);
        block < self.head || self.parts[..next].last().is_some_and(|part| part.contains(&block))
    }
}

/// A heading such as `Incident details`.
pub(super) fn is_fact_part(heading: &str) -> bool {
    PARTS.get(heading) == Some(Part::Facts)
}

/// `**Key**: value` and `Key: value` lines of a paragraph or item; `Key 2024-03-07 14:02` in items.
fn text_labels(doc: &Doc, block: &Block, at: At, found: &mut Vec<Labelled>) {
    let mut last: Option<usize> = None;
    for index in block.lines.clone() {
        let line = &doc.lines[index];
        let pieces = split_line(doc, &line.range);
        let mut any = false;
        for piece in pieces {
            if let Some((key, value)) = key_and_value(doc, &piece, block.is_item()) {
                any = true;
                last = None;
                if let Some(label) = label(key) {
                    last = Some(found.len());
                    found.push(Labelled {
                        label,
                        key: key.to_owned(),
                        value: value.trim().to_owned(),
                        provenance: Provenance::Label { line: line.line },
                        offset: line.offset,
                        block: at.index,
                        central: at.central && block.depth <= 2,
                    });
                }
            }
        }
        // A value may be wrapped over lines.
        if !any && let Some(last) = last.and_then(|last| found.get_mut(last)) {
            let more = doc.text[line.range.clone()].trim();
            if !last.value.is_empty() && !more.is_empty() {
                last.value.push(' ');
                last.value.push_str(more);
            } else if last.value.is_empty() {
                more.clone_into(&mut last.value);
            }
        }
    }
}

/// `**Date:** x | **Severity:** y` -> two pieces. Only bars before a bold label split.
fn split_line(doc: &Doc, line: &Range<usize>) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut start = line.start;
    for strong in doc.strong_in(line) {
        let Some(before) = doc.text.get(start..strong.start).map(str::trim_end) else { continue };
        if strong.start > start && before.ends_with(['|', '·', '•']) {
            let end = start + before.len() - before.chars().next_back().map_or(0, char::len_utf8);
            pieces.push(start..end);
            start = strong.start;
        }
    }
    pieces.push(start..line.end);
    pieces
}

/// The key and the value of a line that starts with a label.
fn key_and_value<'a>(doc: &'a Doc, range: &Range<usize>, item: bool) -> Option<(&'a str, &'a str)> {
    let text = doc.text.get(range.clone())?;
    if let Some(end) = doc.strong_at(range.start).filter(|end| *end <= range.end) {
        let bold = doc.text[range.start..end].trim();
        let rest = &doc.text[end..range.end];
        if let Some(key) = bold.strip_suffix([':', '：']) {
            return Some((key.trim(), rest));
        }
        if let Some(value) = rest.trim_start().strip_prefix([':', '：']) {
            return Some((bold, value));
        }
        // `**Key: value**`
        if rest.trim().is_empty()
            && let Some((key, value)) = split_colon(bold)
        {
            return Some((key, value));
        }
        return None;
    }
    if let Some((key, value)) = split_colon(text.trim_start()) {
        return (key.len() <= 60 && label(key).is_some()).then_some((key, value));
    }
    item.then(|| key_event(text.trim()))?
}

fn split_colon(text: &str) -> Option<(&str, &str)> {
    let at = text.find([':', '：']).filter(|at| *at <= 60)?;
    let (key, value) = text.split_at(at);
    let value = value.trim_start_matches([':', '：']);
    // `14:02 ...` and `http://` are no labels.
    let clock = key.ends_with(|c: char| c.is_ascii_digit()) && value.starts_with(|c: char| c.is_ascii_digit());
    (!clock && !value.starts_with("//") && !key.is_empty()).then_some((key.trim(), value))
}

/// `First detected 2025-10-13 08:59`: known words and then a time to the end.
fn key_event(text: &str) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b.is_ascii_digit()).filter(|at| *at > 3 && *at <= 40)?;
    let (key, value) = text.split_at(at);
    let key = key.trim_end_matches([' ', '-', '–', '~', '(', '@', ':']);
    let key = without_opening(key);
    label(key)?;
    let stamp = time::leading(value, DayOrder::Unknown).ok()?;
    (stamp.day.is_some() && value[stamp.end..].trim_matches([' ', '.', ')']).is_empty()).then_some((key, value))
}

/// `Resolved at` -> `Resolved`.
pub(super) fn without_opening(key: &str) -> &str {
    key.rsplit_once(' ').filter(|(_, last)| DAY_OPENINGS.get(last).is_some()).map_or(key, |(before, _)| before)
}

/// A header cell such as `Value`: what it says is no value.
fn is_pair_header(header: &str) -> bool {
    PAIRS.get(header).is_some()
}

/// Two-column tables of names and values, and a header row over one row of values.
fn table_labels(doc: &Doc, table: &Table, at: At, found: &mut Vec<Labelled>) {
    let head = (doc.blocks[at.index].line, doc.blocks[at.index].offset);
    let mut push = |key: &str, value: &str, (line, offset): (u32, usize)| {
        let key = key.trim_matches([':', '：', ' ']);
        if let Some(label) = label(key) {
            found.push(Labelled {
                label,
                key: key.to_owned(),
                value: value.to_owned(),
                provenance: Provenance::Table { line },
                offset,
                block: at.index,
                central: at.central,
            });
        }
    };
    if table.head.first().is_some_and(|head| columns::is_time(doc.cell(head))) && table.rows.len() > 1 {
        return;
    }
    if table.head.len() == 2 {
        let known = table
            .rows
            .iter()
            .filter(|(_, row)| {
                row.first().is_some_and(|cell| label(doc.cell(cell).trim_matches([':', '：', ' '])).is_some())
            })
            .count();
        let name = doc.cell(&table.head[0]);
        let headed = label(name).is_some() && PAIRS.get(name) != Some(Pair::Name);
        // A table of names and values has several known names; `Date | Incident` lists do not.
        if known >= 2 || known == 1 && (headed || table.rows.len() <= 4) {
            if headed && !is_pair_header(doc.cell(&table.head[1])) {
                push(name, doc.cell(&table.head[1]), head);
            }
            for ((line, row), offset) in table.rows.iter().zip(&table.offsets) {
                if let [key, value, ..] = row.as_slice() {
                    push(doc.cell(key), doc.cell(value), (*line, *offset));
                }
            }
            return;
        }
        return;
    }
    if table.rows.len() == 1 {
        let known = table.head.iter().filter(|cell| label(doc.cell(cell)).is_some()).count();
        if known >= 2 {
            let (line, row) = &table.rows[0];
            for (key, value) in table.head.iter().zip(row) {
                push(doc.cell(key), doc.cell(value), (*line, table.offsets[0]));
            }
        }
    }
}

/// `### Date` over a short paragraph, `## Owner: @ann`.
fn heading_label(doc: &Doc, index: usize, at: At, found: &mut Vec<Labelled>) {
    let block = &doc.blocks[index];
    let text = doc.block_text(block);
    let (key, value, (line, offset)) = match split_colon(&text) {
        Some((key, value)) if !value.trim().is_empty() => {
            (key.to_owned(), value.trim().to_owned(), (block.line, block.offset))
        }
        _ => {
            let key = text.trim().trim_end_matches([':', '：']).to_owned();
            if !is_heading_label(&key) {
                return;
            }
            let Some(next) =
                doc.blocks.get(index + 1).filter(|next| matches!(next.shape, Shape::Paragraph | Shape::Item { .. }))
            else {
                return;
            };
            let value = doc.block_text(next);
            let alone = !doc
                .blocks
                .get(index + 2)
                .is_some_and(|after| after.shape == next.shape && label(&key) != Some(Field::Authors));
            if value.len() > 160 || !alone && label(&key) != Some(Field::Authors) {
                return;
            }
            (key, value, (next.line, next.offset))
        }
    };
    let Some(label) = label(&key) else { return };
    if is_heading_label(&key) {
        found.push(Labelled {
            label,
            key,
            value,
            provenance: Provenance::Heading { line },
            offset,
            block: at.index,
            central: at.central,
        });
    }
}

/// Headings are labels for short facts only: `## Impact` opens a section.
fn is_heading_label(key: &str) -> bool {
    matches!(
        label(key),
        Some(
            Field::Date
                | Field::Occurred
                | Field::Window
                | Field::Started
                | Field::Severity
                | Field::Priority
                | Field::Status
                | Field::Authors
                | Field::Duration
                | Field::Id
                | Field::Published
                | Field::Ignored
                | Field::Teams
        )
    )
}

/// The first usable value of `wanted`.
pub(super) fn first<'a, 'w>(
    labels: &'a [Labelled],
    wanted: &'w [Field],
) -> impl Iterator<Item = &'a Labelled> + use<'a, 'w> {
    labels.iter().filter(|found| found.central && wanted.contains(&found.label) && !is_placeholder(&found.value))
}
