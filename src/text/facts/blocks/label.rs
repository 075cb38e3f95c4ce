//! The one question whether a line opens with a label, however it is written, and whether its word is known or not.

use super::{Block, Doc, Shape};
use std::ops::Range;

/// Longest key, in bytes; longest key of a label that nothing marks, in words.
const LONGEST: usize = 60;
const WORDS: usize = 4;

/// A label at the start of a line; ranges of [`Doc::text`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct Label {
    pub(in super::super) key: Range<usize>,
    pub(in super::super) value: Range<usize>,
    /// Written as a label (`**Key:** value`); else it may be a clause that ends with a colon.
    pub(in super::super) marked: bool,
}

impl Doc {
    /// The label that opens `line`: `**Key:** value`, `**Key**: value`, `**Key: value**`, `*Key:* value`, `Key: value`.
    pub(in super::super) fn label(&self, line: &Range<usize>) -> Option<Label> {
        let stretches = [self.strong_at(line.start), self.stretch_at(&self.emphasis, line.start)];
        let marked =
            stretches.into_iter().flatten().filter(|end| *end <= line.end).find_map(|end| self.marked(line, end));
        marked.or_else(|| {
            let label = self.split(line)?;
            (self.strong_at(line.start).is_none_or(|end| end <= label.key.start)).then_some(label)
        })
    }

    /// The label whose key is the stretch that ends at `end`.
    fn marked(&self, line: &Range<usize>, end: usize) -> Option<Label> {
        let (stretch, rest) = (line.start..end, end..line.end);
        let inner = self.text.get(stretch.clone())?.trim_end();
        let label = |key: Range<usize>, value: Range<usize>| {
            let key = self.trimmed(&key);
            (!key.is_empty() && key.len() <= LONGEST).then_some(Label { key, value, marked: true })
        };
        if let Some(key) = inner.strip_suffix(COLONS) {
            return label(stretch.start..stretch.start + key.len(), rest);
        }
        let after = self.text.get(rest.clone())?;
        if let Some(value) = after.trim_start().strip_prefix(COLONS) {
            return label(stretch, line.end - value.len()..line.end);
        }
        let whole = after.trim().is_empty().then(|| self.split(&stretch)).flatten()?;
        Some(Label { marked: true, ..whole })
    }

    /// `Key: value`.
    fn split(&self, line: &Range<usize>) -> Option<Label> {
        let line = self.trimmed(line);
        let text = self.text.get(line.clone())?;
        // The key ends within so many bytes: a line may be long.
        let at = text[..text.floor_char_boundary(LONGEST + COLONS[1].len_utf8())]
            .find(COLONS)
            .filter(|at| *at <= LONGEST)?;
        let (key, value) = text.split_at(at);
        let value = value.trim_start_matches(COLONS);
        // `14:02 ...` and `http://` are no labels.
        let clock = key.ends_with(|c: char| c.is_ascii_digit()) && value.starts_with(|c: char| c.is_ascii_digit());
        let key = self.trimmed(&(line.start..line.start + at));
        (!clock && !value.starts_with("//") && !key.is_empty()).then_some(Label {
            key,
            value: line.end - value.len()..line.end,
            marked: false,
        })
    }

    /// Whether the line ends what stands before it: a label, whatever it names. A clause of a sentence is none.
    pub(in super::super) fn is_labelled(&self, line: &Range<usize>) -> bool {
        let Some(label) = self.label(line) else { return false };
        let key = &self.text[label.key];
        let opens = key.starts_with(|c: char| c.is_uppercase() || !c.is_ascii());
        let name = |c: char| {
            c.is_alphanumeric() || matches!(c, ' ' | '-' | '/' | '_' | '\'' | '’' | '(' | ')' | '&' | '#' | '.')
        };
        label.marked || opens && key.split_whitespace().count() <= WORDS && key.chars().all(name)
    }

    /// The text of a paragraph that is one bold line, which acts as a heading (a colon after it does not count).
    pub(in super::super) fn bold_line(&self, block: &Block) -> Option<&str> {
        if block.shape != Shape::Paragraph || block.depth > 0 || block.lines.len() != 1 {
            return None;
        }
        let line = &self.lines.get(block.lines.start)?.range;
        let end = self.strong_at(line.start).filter(|end| *end <= line.end)?;
        let rest = self.text.get(end..line.end)?.trim();
        (matches!(rest, "" | ":" | "：")).then(|| self.text[line.start..end].trim())
    }

    /// The text of a paragraph that is one line and leads to what stands below it: `To do:`, `■ Cause`, `【Cause】`.
    pub(in super::super) fn lead_line(&self, block: &Block) -> Option<&str> {
        if block.shape != Shape::Paragraph || block.depth > 0 || block.quoted || block.lines.len() != 1 {
            return None;
        }
        let text = self.line_text(block.lines.start);
        let leads = text.strip_suffix(COLONS).is_some_and(|key| !key.contains(COLONS));
        let boxed = text.strip_prefix('【').and_then(|text| text.strip_suffix('】'));
        let signed = text.starts_with(['■', '□', '●', '◆', '◇', '▼', '▶']);
        boxed.or_else(|| (leads || signed).then_some(text)).filter(|text| text.len() <= LONGEST)
    }

    /// What names an item: its label, or all of it where all is bold.
    pub(in super::super) fn item_label(&self, line: &Range<usize>) -> Option<&str> {
        if let Some(label) = self.label(line).filter(|label| label.marked) {
            return self.text.get(label.key);
        }
        let end = self.strong_at(line.start).filter(|end| *end <= line.end)?;
        let rest = self.text.get(end..line.end)?;
        rest.trim().is_empty().then(|| self.text[line.start..end].trim())
    }

    fn trimmed(&self, range: &Range<usize>) -> Range<usize> {
        let text = self.text.get(range.clone()).unwrap_or_default();
        let start = range.start + text.len() - text.trim_start().len();
        start..start + text.trim().len()
    }
}

const COLONS: [char; 2] = [':', '：'];
