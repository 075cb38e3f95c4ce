//! Running text to a summary and to the first sentences of any text.

use super::blocks::{Block, Doc, Shape};
use super::claims::{Said, Say, Source};
use super::labels::{self, Labelled};
use super::outline::{Outline, Part};
use crate::model::{Fact, Provenance, SectionName};
use crate::text::foreign::{is_statement, opens_statement};
use crate::text::lexicon::fold::{fold, is_unspaced};
use crate::text::lexicon::{ABBREVIATIONS, GIST, Gist, REMEDIES, Remedy};
use crate::text::registry::Field;
use crate::text::time::{self, DayOrder};
use crate::text::words::one_line;
use std::ops::Range;

/// Longest summary, and longest text of two sentences, in bytes; cut at a sentence or word.
const SUMMARY: usize = 700;
const TWO_SENTENCES: usize = 320;
/// The same of a text that is one sentence.
const ONE_SENTENCE: usize = 640;

/// Letters and signs that a gist has at least; of scripts without blanks a letter counts as three.
const LEAST: usize = 10;
/// The same of running text that no heading or label calls a summary.
const LEAST_TOLD: usize = 36;
/// The same of a sentence that ends with a colon.
const LEAST_LEADING: usize = 90;
/// Blocks of a summary that are looked at.
const MOST: usize = 12;
/// Paragraphs among which the first one that tells of trouble is the gist.
const OPENING: usize = 3;
/// Bytes of a label, and words of a value that says no sentence.
const LABEL: usize = 40;
const VALUE: usize = 5;
/// Items with the label of a fact, in a list that is one of facts.
const FACTS: usize = 2;
/// Words of a sentence without an end.
const LONG: usize = 12;

/// The first gist below each heading of a summary, in labels of that name, before the story's sections, or below the heading of
/// what was seen.
pub(super) fn summary(doc: &Doc, outline: &Outline, found: &[Labelled], said: &mut Said<Fact<String>>) {
    let told = |text: &str, provenance: Provenance| Fact::new(clip(text, SUMMARY), provenance);
    let parts = outline.of(SectionName::Summary).filter_map(|part| below(doc, part));
    said.say(Source::Section, parts.map(|(text, line)| told(&text, Provenance::Section { line })));
    let labelled = labels::first(found, &[Field::Summary]);
    let labelled = labelled.filter_map(|label| Some(told(&gist(&label.value)?, label.provenance.clone())));
    said.say(Source::Label, labelled);
    // Before the story's sections, or anywhere in a document without any.
    let story = |part: &&Part| part.level < 7 && part.names.iter().any(|name| *name != SectionName::Summary);
    let end = outline.parts.iter().find(story).map_or(doc.blocks.len(), |part| part.block);
    let of_block = |block: &Block| gist_of(doc, block).map(|text| (text, block.line));
    let prose = || doc.blocks[..end].iter().filter(|block| is_prose(block)).filter_map(of_block);
    let prose = || prose().filter(|(text, _)| is_told(text));
    // Greetings and background come first in letters and blogs.
    let trouble = |(text, _): &(String, u32)| REMEDIES.holds(&fold(text), Remedy::Harm);
    let opening = prose().take(OPENING).find(trouble).or_else(|| prose().next());
    let seen = || outline.parts.iter().filter(|part| is_seen(part)).find_map(|part| below(doc, part));
    let hit = || outline.of(SectionName::Impact).find_map(|part| told_below(doc, part));
    let gist = opening.or_else(seen).or_else(hit);
    said.say(Source::Prose, gist.map(|(text, line)| told(&text, Provenance::Prose { line })));
}

/// Whether `text` tells of the incident, not of its document.
pub(super) fn is_gist(text: &str) -> bool {
    gist(text).is_some()
}

/// Whether a part is named for what was seen (`Symptoms`, `The problem`).
fn is_seen(part: &Part) -> bool {
    let heading = fold(super::outline::bare(&part.text).trim_matches(|c: char| !c.is_alphanumeric()));
    GIST.find(&heading).any(|(gist, range)| gist == Gist::Seen && range == (0..heading.len()))
}

fn is_prose(block: &Block) -> bool {
    block.shape == Shape::Paragraph && block.depth == 0 && !block.quoted && !block.lines.is_empty()
}

/// What a block tells of the incident.
fn gist_of(doc: &Doc, block: &Block) -> Option<String> {
    if block.lines.is_empty() || is_labels_only(doc, block) {
        return None;
    }
    // `**Resolving**:` on a line above the text says only which update it is, and at the start of a later one it begins another.
    let marked = |line: usize| doc.label(&doc.lines[line].range).filter(|label| label.marked);
    let is_bare = |line: usize| marked(line).is_some_and(|label| doc.text[label.value].trim().is_empty());
    let Range { mut start, mut end } = block.lines.clone();
    let begins = |line: &usize| marked(*line).is_some() || labels::opens_other(doc.line_text(*line));
    end = (start + 1..end).find(begins).unwrap_or(end);
    start += usize::from(is_bare(start) && start + 1 < end);
    gist(&doc.block_text(&Block { lines: start..end, ..block.clone() }))
}

/// `text` without the sentences that speak of the document; `None` where nothing is left that tells of an incident.
fn gist(text: &str) -> Option<String> {
    let first = text.lines().next().unwrap_or_default();
    let is_code = is_statement(first)
        || opens_statement(first)
        || ["{%", "{{", "{/*", "%%", "!!!", "???", ":::"].iter().any(|start| text.starts_with(start));
    let is_form = text.starts_with(['[', '<']) && text.ends_with([']', '>']);
    if is_code || is_form || is_reference(text) || is_time(text) {
        return None;
    }
    let text = without_lead(text)?;
    let mut from = 0;
    let mut kept = String::new();
    for end in sentence_ends(text).chain([text.len()]) {
        let sentence = text.get(from..end).unwrap_or_default().trim();
        from = end;
        if !sentence.is_empty() && !is_time(sentence) && !GIST.holds(&fold(sentence), Gist::Document) {
            if !kept.is_empty() && !is_unspaced_end(&kept) {
                kept.push(' ');
            }
            kept.push_str(sentence);
        }
    }
    (weight(&kept) >= LEAST && kept.contains(char::is_alphabetic)).then_some(kept)
}

/// Nothing but a time.
fn is_time(text: &str) -> bool {
    time::leading(text, DayOrder::Unknown).is_ok_and(|stamp| !text[stamp.end..].contains(char::is_alphanumeric))
}

/// `text` without a last sentence that only leads to what stands below. One that tells enough by itself loses its colon.
fn without_lead(text: &str) -> Option<&str> {
    let Some(told) = text.strip_suffix([':', '：']) else { return Some(text) };
    let before = sentence_ends(told).last().map(|end| told[..end].trim_end());
    before.or_else(|| {
        let refers = REMEDIES.holds(&fold(told), Remedy::Reference);
        (weight(told) >= LEAST_LEADING && !refers).then_some(told)
    })
}

fn weight(text: &str) -> usize {
    text.chars().map(|c| if is_unspaced(c) { 3 } else { 1 }).sum()
}

fn is_unspaced_end(text: &str) -> bool {
    text.ends_with(|c: char| is_unspaced(c))
}

/// Whether running text is a sentence or more, not a name, a day or a sign of another markup.
fn is_told(text: &str) -> bool {
    let ended = text.ends_with(['.', '!', '?', '。', '！', '？', '…', ')', '"', '”', '»']);
    // Where words are not parted by blanks, two letters are about a word.
    let words = text.split_whitespace().count().max(text.chars().filter(|c| is_unspaced(*c)).count() / 2);
    weight(text) >= LEAST_TOLD && (ended || words >= LONG)
}

/// Nothing but a link, or a link with a word or two.
fn is_reference(text: &str) -> bool {
    text.contains("http") && text.split_whitespace().filter(|word| !word.contains("http")).count() < VALUE
}

/// The first gist below a part: a paragraph, or the first item of a list that stands for one.
fn below(doc: &Doc, part: &Part) -> Option<(String, u32)> {
    let blocks = doc.blocks.get(part.content.clone())?;
    if part.level == 8
        && let Some(text) = gist(&super::outline::opening(doc, part))
    {
        return Some((text, doc.blocks[part.block].line));
    }
    let facts = blocks.iter().take(MOST).filter(|block| is_listed_fact(doc, block)).count() >= FACTS;
    blocks
        .iter()
        .take(MOST)
        .take_while(|block| !matches!(block.shape, Shape::Heading(level) if level <= part.level))
        .filter(|block| matches!(block.shape, Shape::Paragraph | Shape::Item { .. }))
        .filter(|block| !(facts && block.is_item() && is_keyed(doc, block)))
        .find_map(|block| gist_of(doc, block).or_else(|| labelled(doc, block)).map(|text| (text, block.line)))
}

/// The paragraph that opens a part, where it tells what happened.
fn told_below(doc: &Doc, part: &Part) -> Option<(String, u32)> {
    let first = doc.blocks.get(part.content.clone())?.first().filter(|block| is_prose(block))?;
    gist_of(doc, first).filter(|text| is_told(text)).map(|text| (text, first.line))
}

/// `- Severity: SEV-2`: a list with some of these gives facts, and tells no story.
fn is_listed_fact(doc: &Doc, block: &Block) -> bool {
    block.is_item() && key(doc, block).is_some_and(|key| labels::label(key).is_some())
}

/// An item that begins with a few words and a colon.
fn is_keyed(doc: &Doc, block: &Block) -> bool {
    key(doc, block).is_some_and(|key| key.len() <= LABEL)
}

fn key<'a>(doc: &'a Doc, block: &Block) -> Option<&'a str> {
    let line = block.lines.clone().next()?;
    doc.line_text(line).split_once([':', '：']).map(|(key, _)| key.trim())
}

/// What stands behind a label that names no field: `**What users saw:** The page stayed blank.`
fn labelled(doc: &Doc, block: &Block) -> Option<String> {
    let marked = |line: usize| doc.label(&doc.lines[line].range).filter(|label| label.marked);
    block.lines.clone().find_map(|line| {
        let is_field = labels::label(&doc.text[marked(line)?.key]).is_some();
        let end = (line + 1..block.lines.end).find(|next| marked(*next).is_some()).unwrap_or(block.lines.end);
        let whole = doc.block_text(&Block { lines: line..end, ..block.clone() });
        let (_, value) = whole.split_once([':', '：']).filter(|(_, value)| !is_field && is_told(value.trim()))?;
        gist(value.trim())
    })
}

/// Whether each line of a block is a label with its value: bold, or a few words before a colon with a few behind it.
fn is_labels_only(doc: &Doc, block: &Block) -> bool {
    let lines = block.lines.len();
    block.lines.clone().all(|line| {
        let text = doc.line_text(line);
        let range = &doc.lines[line].range;
        let bold = doc.strong_at(range.start).is_some_and(|end| {
            doc.text[..end].trim_end().ends_with([':', '：']) || doc.text[end..].trim_start().starts_with([':', '：'])
        });
        let plain = text
            .split_once([':', '：'])
            .is_some_and(|(key, value)| key.len() <= LABEL && (lines > 1 || value.split_whitespace().count() < VALUE));
        bold || plain || text.is_empty()
    })
}

/// The first two sentences, one where both would be too long.
pub(super) fn first_sentences(text: &str) -> String {
    let mut ends = sentence_ends(text);
    let first = ends.next();
    let second = ends.next();
    let end = match (first, second) {
        (Some(_), Some(second)) if second <= TWO_SENTENCES => second,
        (Some(first), _) => first,
        (None, _) => text.len(),
    };
    // A sentence is not broken off where it is the only one.
    let alone = second.is_none_or(|second| end < second);
    clip(text[..end].trim(), if alone { ONE_SENTENCE } else { TWO_SENTENCES })
}

/// Byte offsets behind each sentence.
pub(super) fn sentence_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    // Told by their first byte, so that other characters need not be read.
    let marks = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'.' | b'!' | b'?' | 0xe3 | 0xef));
    marks.filter_map(|(at, _)| {
        let c = text[at..].chars().next()?;
        let end = at + c.len_utf8();
        let rest = &text[end..];
        let stops = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' => {
                let next = rest.trim_start();
                let opens = rest.starts_with(char::is_whitespace)
                    && next.starts_with(|c: char| {
                        c.is_uppercase() || c.is_ascii_digit() || !c.is_ascii() || matches!(c, '`' | '"' | '(' | '[')
                    });
                (opens && !is_abbreviated(&text[..at])) || next.is_empty()
            }
            _ => false,
        };
        stops.then_some(end)
    })
}

/// Whether `before` ends with a word whose full stop ends no sentence.
fn is_abbreviated(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    !word.is_empty() && ABBREVIATIONS.get(word).is_some()
}

/// Cuts at a sentence's end, else at a word's, with an ellipsis.
pub(super) fn clip(text: &str, most: usize) -> String {
    let text = one_line(text);
    if text.len() <= most {
        return text;
    }
    if let Some(end) = sentence_ends(&text).take_while(|end| *end <= most).last().filter(|end| *end > most / 3) {
        return text[..end].trim_end().to_owned();
    }
    let mut end = most;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let end = text[..end].rfind(' ').unwrap_or(end);
    format!("{}…", text[..end].trim_end_matches([',', ';', ':', ' ', '-']))
}
