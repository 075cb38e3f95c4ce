//! Blocks to labelled values: bold labels, `Key: value` lines, metadata tables, headings that are labels, key events.

mod central;
mod tables;
#[cfg(test)]
mod tests;

use super::blocks::{Block, Doc, Shape};
use super::outline::Outline;
use crate::model::Provenance;
use crate::text::lexicon::{self, BODY_LABELS, DAY_OPENINGS, LABELS, PARTS, Part, composed};
use crate::text::registry::Field;
use crate::text::time::{self, DayOrder};
use crate::text::words::is_placeholder;
use central::Central;
use std::ops::Range;

/// Longest key of a label, in bytes.
const LONGEST_KEY: usize = 60;

/// The field that `key` names, if it is a known label. What stands in brackets does not count.
pub(super) fn label(key: &str) -> Option<Field> {
    if key.len() > LONGEST_KEY {
        return None;
    }
    let written = |key: &str| BODY_LABELS.at(key).or_else(|| LABELS.at(key)).or_else(|| composed::field(key));
    let known = |text: &str| lexicon::with_key(text, written);
    // `1.2 Date of incident`
    let key = key.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ' | ')'));
    known(key).or_else(|| {
        let bare = key.split(['(', '（']).next()?;
        (bare.len() < key.len()).then(|| known(bare)).flatten()
    })
}

/// Whether `line` begins a value, or a part, of its own: `Impact: …`, `Timeline:`.
pub(super) fn opens_other(line: &str) -> bool {
    let key = line.split_once([':', '：']).map(|(key, _)| key.trim()).filter(|key| key.len() <= LONGEST_KEY);
    key.is_some_and(|key| label(key).is_some() || !super::outline::meaning(key).0.is_empty())
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

impl Labelled {
    /// `None` where `key` is no known label. Lines of a value are its parts where the field holds a list.
    fn of(key: &str, value: &str, provenance: Provenance, offset: usize, at: At) -> Option<Self> {
        let label = label(key)?;
        let lines = value.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
        let value =
            if lines.len() > 1 { lines.join(if lists(label) { ", " } else { " " }) } else { value.trim().to_owned() };
        Some(Self { label, key: key.to_owned(), value, provenance, offset, block: at.index, central: at.central })
    }

    fn lists(&self) -> bool {
        lists(self.label)
    }
}

/// Fields that hold several names.
fn lists(label: Field) -> bool {
    use Field::{Authors, Owner, Products, RootCauses, Services, Tags, Teams};
    matches!(label, Services | Products | Teams | Authors | Owner | Tags | RootCauses)
}

/// Collects them in document order.
pub(super) fn read(doc: &Doc, outline: &Outline) -> Vec<Labelled> {
    let mut found = Vec::new();
    let central = Central::of(doc, outline);
    let top = outline.parts.iter().filter(|part| !part.names.is_empty()).map(|part| part.level).min();
    for (index, block) in doc.blocks.iter().enumerate() {
        let at = At { index, central: central.holds(index), foot: index + 1 == doc.blocks.len() };
        let defined = !block.defines && doc.blocks.get(index + 1).is_some_and(|next| next.defines);
        match block.shape {
            Shape::Paragraph if defined => definition_label(doc, index, at, &mut found),
            Shape::Paragraph if doc.bold_line(block).is_some_and(is_heading_label) => {
                heading_label(doc, index, at, &mut found);
            }
            Shape::Paragraph | Shape::Item { .. } => text_labels(doc, block, at, &mut found),
            Shape::Table(table) => tables::read(doc, &doc.tables[table], at, &mut found),
            Shape::Heading(level) => {
                // As high as the story's own headings it speaks of the whole incident, too.
                let central = at.central || level <= top.unwrap_or(0).max(2);
                heading_label(doc, index, At { central, ..at }, &mut found);
            }
            Shape::Code => {}
        }
    }
    found
}

#[derive(Clone, Copy)]
struct At {
    index: usize,
    central: bool,
    /// The document's last block, where its author signs.
    foot: bool,
}

/// `Date: 2026-03-02` -> `Date`.
fn key_of(heading: &str) -> &str {
    heading.split_once([':', '：']).map_or(heading, |(key, _)| key.trim())
}

/// A heading such as `Incident details`.
pub(super) fn is_fact_part(heading: &str) -> bool {
    PARTS.get(super::outline::bare(heading)) == Some(Part::Facts)
}

/// `**Key**: value` and `Key: value` lines of a paragraph or item; `Key 2024-03-07 14:02` in items.
fn text_labels(doc: &Doc, block: &Block, at: At, found: &mut Vec<Labelled>) {
    let mut last: Option<usize> = None;
    // A text of sentences below its label (`**Impact:**` over lines that begin with a word and a colon).
    let mut told = false;
    for index in block.lines.clone() {
        let line = &doc.lines[index];
        let mut any = false;
        for piece in pieces(doc, &line.range) {
            if let Some((key, value)) = said(doc, &piece, block.is_item()) {
                any = true;
                let provenance = Provenance::Label { line: line.line };
                let central = (at.central || at.foot && label(key) == Some(Field::Authors)) && block.depth <= 2;
                last = Some(found.len());
                told = value.is_empty() && label(key).is_some_and(is_sentence);
                found.extend(Labelled::of(key, &value, provenance, line.offset, At { central, ..at }));
            } else if doc.is_labelled(&piece) && !told {
                any = true;
                last = None;
            }
        }
        // A value may be wrapped over lines.
        if !any && let Some(last) = last.and_then(|last| found.get_mut(last)) {
            let more = doc.text[line.range.clone()].trim();
            if !last.value.is_empty() && !more.is_empty() {
                last.value.push(' ');
            }
            last.value.push_str(more);
        }
    }
    // `Services:` over a list of them.
    if let Some(last) = last.and_then(|last| found.get_mut(last)).filter(|last| last.value.is_empty() && last.lists()) {
        last.value = items_below(doc, at.index).unwrap_or_default();
    }
}

/// Values that are sentences: what in them looks like a label may be none.
pub(super) fn is_sentence(label: Field) -> bool {
    use Field::{CauseText, Detection, Fix, Impact, Summary, Trigger};
    matches!(label, Summary | Impact | CauseText | Fix | Trigger | Detection)
}

/// Longest line that is searched for labels within it, in bytes.
const LINE: usize = 400;

/// `**Date:** x | **Severity:** y`, `Incident 7 (Severity: y, Status: z)` -> the pieces that each begin with a label. Between
/// labels that are not marked as such stand bars, commas or brackets, and their words are known.
fn pieces(doc: &Doc, line: &Range<usize>) -> Vec<Range<usize>> {
    let text = &doc.text[line.clone()];
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    for strong in doc.strong_in(line).iter().filter(|strong| strong.start > line.start) {
        let before = doc.text[line.start..strong.start].trim_end();
        let barred = before.ends_with(['|', '·', '•']);
        let named = doc.label(&(strong.start..line.end)).is_some_and(|inner| label(&doc.text[inner.key]).is_some());
        if barred || named && !before.is_empty() {
            cuts.push((line.start + before.trim_end_matches(['|', '·', '•', ',', ';', ' ']).len(), strong.start));
        }
    }
    if text.len() <= LINE && text.contains([':', '：']) {
        let told = doc.label(line).and_then(|first| label(&doc.text[first.key])).is_some_and(is_sentence);
        for (at, mark) in text.match_indices(['|', '·', '•', '(', '（', '[', ',', ';', '，', '；']) {
            let weak = !matches!(mark, "|" | "·" | "•");
            let start = line.start + at + mark.len();
            if !(weak && told) && names_a_field(doc, start..line.end) {
                cuts.push((line.start + at, start));
            }
        }
    }
    cuts.sort_unstable();
    let mut pieces = Vec::with_capacity(cuts.len() + 1);
    let mut start = line.start;
    for (end, next) in cuts {
        if end >= start {
            pieces.push(start..end);
            start = next;
        }
    }
    pieces.push(start..line.end);
    pieces
}

/// Whether `range` begins with the word of a known label and a colon.
fn names_a_field(doc: &Doc, range: Range<usize>) -> bool {
    let text = &doc.text[range];
    let Some((key, _)) = text.split_once([':', '：']).filter(|(key, _)| key.len() <= LONGEST_KEY) else {
        return false;
    };
    key.trim().starts_with(|c: char| c.is_uppercase() || !c.is_ascii()) && label(key.trim()).is_some()
}

/// The key and the value of a piece that begins with a known label.
fn said<'a>(doc: &'a Doc, piece: &Range<usize>, item: bool) -> Option<(&'a str, String)> {
    if let Some(found) = doc.label(piece) {
        let key = &doc.text[found.key];
        if label(key).is_some() {
            return Some((key, value(doc, &found.value)));
        }
    }
    let text = doc.text.get(piece.clone())?;
    item.then(|| key_event(text.trim())).flatten().map(|(key, value)| (key, value.to_owned()))
}

/// A label's value as plain text; the bracket in which the label stood is not part of it.
fn value(doc: &Doc, range: &Range<usize>) -> String {
    if let Some(codes) = doc.codes_alone(range) {
        return codes.join(", ");
    }
    let text = doc.text[range.clone()].trim();
    let closed = |open: char, close: char| text.ends_with(close) && !text.contains(open);
    let outside = closed('(', ')') || closed('（', '）') || closed('[', ']');
    text.trim_end_matches(|c: char| outside && matches!(c, ')' | '）' | ']')).trim().to_owned()
}

/// Most and longest items of a list that is a value, the latter in bytes.
const MOST_ITEMS: usize = 20;
const LONGEST_ITEM: usize = 80;

/// The short items below the block at `index`, as one value; none where one of them is a sentence.
fn items_below(doc: &Doc, index: usize) -> Option<String> {
    let depth = doc.blocks.get(index)?.depth + 1;
    let below = doc.blocks.get(index + 1..)?.iter().take_while(|block| block.is_item() && block.depth >= depth);
    let mut names = Vec::new();
    for block in below.filter(|block| block.depth == depth).take(MOST_ITEMS) {
        let text = doc.block_text(block);
        let end = [" — ", " – ", " - ", ": "].iter().filter_map(|mark| text.find(mark)).min().unwrap_or(text.len());
        let name = text[..end].trim();
        if name.is_empty() || name.len() > LONGEST_ITEM || name.contains(". ") {
            return None;
        }
        names.push(name.replace(',', " "));
    }
    (!names.is_empty()).then(|| names.join(", "))
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

/// `### Date` over a short paragraph, `**Date**` likewise, `## Owner: @ann`.
fn heading_label(doc: &Doc, index: usize, at: At, found: &mut Vec<Labelled>) {
    let block = &doc.blocks[index];
    let Some(line) = doc.lines.get(block.lines.clone()).and_then(<[_]>::first) else { return };
    let inline = doc.label(&line.range).filter(|_| block.is_heading() && block.lines.len() == 1);
    let inline =
        inline.map(|label| (&doc.text[label.key], value(doc, &label.value))).filter(|(_, value)| !value.is_empty());
    if let Some((key, value)) = inline {
        let fits = label(key).is_some_and(|label| !is_sentence(label) && value.len() <= LONGEST_VALUE);
        let provenance = Provenance::Heading { line: block.line };
        found.extend(Labelled::of(key, &value, provenance, block.offset, at).filter(|_| fits));
        return;
    }
    let text = doc.block_text(block);
    let key = text.trim().trim_end_matches([':', '：']);
    if !is_heading_label(key) {
        return;
    }
    let Some(next) = doc.blocks.get(index + 1) else { return };
    let goes_on = |after: &Block| after.shape == next.shape && doc.bold_line(after).is_none();
    let alone = !doc.blocks.get(index + 2).is_some_and(goes_on);
    let many = label(key).is_some_and(lists);
    let value = match next.shape {
        Shape::Item { task: Some(_), .. } => {
            ticked(doc, index).filter(|(_, count)| many || *count == 1).map(|(value, _)| value)
        }
        Shape::Item { .. } if many => items_below(doc, index),
        Shape::Paragraph | Shape::Item { .. } if alone || many => Some(doc.block_text(next)),
        _ => None,
    };
    let Some(value) = value.filter(|value| value.len() <= LONGEST_VALUE) else { return };
    found.extend(Labelled::of(key, &value, Provenance::Heading { line: next.line }, next.offset, at));
}

/// The ticked ones of the boxes below the block at `index`, and how many they are.
fn ticked(doc: &Doc, index: usize) -> Option<(String, usize)> {
    let boxes = doc.blocks.get(index + 1..)?.iter().take_while(|block| block.is_item()).take(MOST_ITEMS);
    let chosen = boxes.filter(|block| matches!(block.shape, Shape::Item { task: Some(true), .. }));
    let chosen: Vec<String> = chosen.map(|block| doc.block_text(block)).collect();
    Some((chosen.join(", "), chosen.len()))
}

/// A term over its definitions.
fn definition_label(doc: &Doc, index: usize, at: At, found: &mut Vec<Labelled>) {
    let term = doc.block_text(&doc.blocks[index]);
    let below = doc.blocks[index + 1..].iter().take_while(|block| block.defines).take(MOST_ITEMS);
    let values: Vec<String> = below.map(|block| doc.block_text(block)).collect();
    let first = &doc.blocks[index + 1];
    let key = term.trim_end_matches([':', '：']).trim();
    let joined = values.join(if label(key).is_some_and(lists) { ", " } else { " " });
    found.extend(Labelled::of(key, &joined, Provenance::Label { line: first.line }, first.offset, at));
}

/// Longest value below or in a heading, in bytes.
const LONGEST_VALUE: usize = 160;

/// Headings are labels for short facts only: `## Impact` opens a section.
fn is_heading_label(key: &str) -> bool {
    use Field::{
        Acknowledged, Authors, Date, Detected, Duration, Id, Ignored, Mitigated, Occurred, Owner, Priority, Products,
        Published, Resolved, Services, Severity, Started, Status, Tags, Teams, Ttr, Window,
    };
    let known = label(key);
    let time = matches!(known, Some(Date | Occurred | Window | Started | Acknowledged | Duration | Ttr | Published));
    let turn = matches!(known, Some(Detected | Mitigated | Resolved));
    let name = matches!(known, Some(Id | Services | Products | Teams | Authors | Owner | Tags));
    time || turn || name || matches!(known, Some(Severity | Priority | Status | Ignored))
}

/// Labels of moments: beside one of them a day or a clock time is enough.
pub(super) fn is_moment(label: Field) -> bool {
    use Field::{Acknowledged, Detected, Detection, Fix, Mitigated, Occurred, Resolved, Started, Trigger};
    matches!(label, Started | Detected | Acknowledged | Mitigated | Resolved | Occurred | Detection | Fix | Trigger)
}

/// Labels of what is no event, whatever time stands beside them.
pub(super) fn is_no_event(label: Field) -> bool {
    use Field::{CauseText, Impact, Summary};
    !is_moment(label) && !matches!(label, CauseText | Impact | Summary)
}

/// The first usable value of `wanted`.
pub(super) fn first<'a, 'w>(
    labels: &'a [Labelled],
    wanted: &'w [Field],
) -> impl Iterator<Item = &'a Labelled> + use<'a, 'w> {
    labels.iter().filter(|found| found.central && wanted.contains(&found.label) && !is_placeholder(&found.value))
}
