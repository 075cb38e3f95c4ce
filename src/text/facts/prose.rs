//! Running text to a summary and to the first sentences of any text.

use super::blocks::{Block, Doc, Shape};
use super::labels::{self, Labelled};
use super::outline::{Outline, Part};
use crate::model::{Fact, Provenance, SectionName};
use crate::text::lexicon::{self, ABBREVIATIONS, PARTS};
use crate::text::registry::Field;

/// Longest summary, and longest text of two sentences, in bytes; cut at a sentence or word.
const SUMMARY: usize = 700;
const TWO_SENTENCES: usize = 320;
/// The same of a text that is one sentence.
const ONE_SENTENCE: usize = 640;

/// The first paragraph of the summary, else of the document.
pub(super) fn summary(doc: &Doc, outline: &Outline, found: &[Labelled]) -> Option<Fact<String>> {
    for part in outline.of(SectionName::Summary) {
        if let Some((text, line)) = first_text(doc, part) {
            return Some(Fact::new(clip(&text, SUMMARY), Provenance::Section { line }));
        }
    }
    if let Some(label) = labels::first(found, &[Field::Summary]).next() {
        return Some(Fact::new(clip(&label.value, SUMMARY), label.provenance.clone()));
    }
    // Before the story's sections, or anywhere in a document without any.
    let story = |part: &&Part| part.level < 7 && part.names.iter().any(|name| *name != SectionName::Summary);
    let end = outline.parts.iter().find(story).map_or(doc.blocks.len(), |part| part.block);
    let prose = || doc.blocks[..end].iter().filter(|block| is_prose(doc, block));
    let whole = prose().find(|block| !doc.block_text(block).ends_with([':', '：'])).or_else(|| prose().next());
    let block = whole.or_else(|| symptoms(doc, outline))?;
    Some(Fact::new(clip(&doc.block_text(block), SUMMARY), Provenance::Prose { line: block.line }))
}

/// What opens a part named for what was seen (`Symptoms`, `The problem`).
fn symptoms<'a>(doc: &'a Doc, outline: &Outline) -> Option<&'a Block> {
    let part = outline.parts.iter().find(|part| PARTS.get(&part.text) == Some(lexicon::Part::Symptoms))?;
    doc.blocks
        .get(part.content.clone())?
        .iter()
        .find(|block| matches!(block.shape, Shape::Paragraph | Shape::Item { .. }) && !block.lines.is_empty())
}

/// A paragraph of sentences, not of labels.
fn is_prose(doc: &Doc, block: &Block) -> bool {
    if block.shape != Shape::Paragraph || block.depth > 0 || block.quoted || block.lines.is_empty() {
        return false;
    }
    let text = doc.block_text(block);
    let bytes = doc.lines[block.lines.start].range.clone();
    let labelled = doc.strong_at(bytes.start).is_some_and(|end| {
        doc.text[..end].trim_end().ends_with([':', '：']) || doc.text[end..].trim_start().starts_with([':', '：'])
    });
    let long = text.len() >= 40 || text.chars().filter(|c| !c.is_ascii()).count() >= 15;
    long && !labelled
        && !text.starts_with("import ")
        && !text.starts_with("{%")
        && !text.starts_with("{{")
        && !is_address(&text)
}

/// Nothing but a link.
fn is_address(text: &str) -> bool {
    text.starts_with("http") && !text.contains(' ')
}

/// The first paragraph below a part; a list there gives its first item.
fn first_text(doc: &Doc, part: &Part) -> Option<(String, u32)> {
    let blocks = doc.blocks.get(part.content.clone())?;
    if part.level == 8 {
        let text = super::outline::opening(doc, part);
        if text.len() > 8 {
            return Some((text, doc.blocks[part.block].line));
        }
    }
    let usable = |block: &&Block| match block.shape {
        Shape::Paragraph => !block.lines.is_empty() && !is_labels_only(doc, block) && doc.block_text(block).len() > 12,
        Shape::Item { .. } => !block.lines.is_empty(),
        _ => false,
    };
    let first = blocks
        .iter()
        .take(12)
        .take_while(|block| !matches!(block.shape, Shape::Heading(level) if level <= part.level))
        .find(usable)?;
    let text = doc.block_text(first);
    // "The following happened:" without its list says nothing.
    Some((text, first.line))
}

fn is_labels_only(doc: &Doc, block: &Block) -> bool {
    block.lines.clone().all(|line| {
        let range = &doc.lines[line].range;
        doc.strong_at(range.start).is_some_and(|end| {
            doc.text[..end].trim_end().ends_with([':', '：']) || doc.text[end..].trim_start().starts_with([':', '：'])
        })
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
    text.char_indices().filter_map(|(at, c)| {
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

/// White space folded, wikilinks reduced to their text.
pub(super) fn one_line(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    if !folded.contains("[[") {
        return folded;
    }
    let (mut out, mut rest) = (String::with_capacity(folded.len()), folded.as_str());
    while let Some(open) = rest.find("[[") {
        let Some(close) = rest[open..].find("]]").map(|at| open + at) else { break };
        let inside = &rest[open + 2..close];
        out.push_str(&rest[..open]);
        out.push_str(inside.rsplit('|').next().unwrap_or(inside));
        rest = &rest[close + 2..];
    }
    out.push_str(rest);
    out
}
