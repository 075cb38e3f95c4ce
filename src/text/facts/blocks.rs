//! Markdown events to a flat list of blocks: headings, paragraphs, items and tables with plain text, its lines and places.
//!
//! Everything plain lies in one string; blocks, lines and cells are ranges of it. Code, footnotes and images hold no facts.
//!
//! [`reader`] walks the events, in which the mark-up of other tools is Markdown already ([`crate::text::foreign`]), [`html`] the raw
//! HTML among them; [`label`] tells which lines open with a label.

mod html;
mod label;
mod reader;
#[cfg(test)]
mod tests;

pub(super) use reader::read;

use crate::text::lexicon::FORM_HINTS;
use std::ops::Range;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Heading(u8),
    Paragraph,
    /// A list item's own first paragraph. `task`: its check box.
    Item {
        ordered: bool,
        task: Option<bool>,
    },
    /// Index in [`Doc::tables`].
    Table(usize),
    Code,
}

/// A block with its place.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) shape: Shape,
    /// List nesting: 0 outside lists, 1 in a list's items.
    pub(super) depth: usize,
    pub(super) quoted: bool,
    /// Its text is struck through from the start.
    pub(super) struck: bool,
    /// It defines what the block before it names.
    pub(super) defines: bool,
    /// It holds an image.
    pub(super) pictured: bool,
    /// Source offset and 1-based line of its start.
    pub(super) offset: usize,
    pub(super) line: u32,
    /// Indices in [`Doc::lines`].
    pub(super) lines: Range<usize>,
}

impl Block {
    pub(super) fn is_item(&self) -> bool {
        matches!(self.shape, Shape::Item { .. })
    }

    pub(super) fn is_heading(&self) -> bool {
        matches!(self.shape, Shape::Heading(_))
    }
}

/// A line of a block as the author broke it.
#[derive(Clone, Debug)]
pub(super) struct Line {
    /// In [`Doc::text`].
    pub(super) range: Range<usize>,
    pub(super) line: u32,
    /// Source offset of its text.
    pub(super) offset: usize,
}

/// A table; cells are ranges of [`Doc::text`], with a line end where the author broke them.
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    pub(super) head: Vec<Range<usize>>,
    pub(super) rows: Vec<(u32, Vec<Range<usize>>)>,
    /// Source offsets of the rows.
    pub(super) offsets: Vec<usize>,
}

/// The body as blocks.
#[derive(Debug, Default)]
pub(super) struct Doc {
    pub(super) text: String,
    pub(super) blocks: Vec<Block>,
    pub(super) lines: Vec<Line>,
    pub(super) tables: Vec<Table>,
    /// Bold stretches, in order.
    pub(super) strong: Vec<Range<usize>>,
    /// Stretches in italics, and of code.
    pub(super) emphasis: Vec<Range<usize>>,
    pub(super) codes: Vec<Range<usize>>,
    /// Link texts with whether the target is a relative Markdown file.
    pub(super) links: Vec<(Range<usize>, bool)>,
    /// Unknown HTML elements in running text: forms write `<your name>`.
    pub(super) unknown_tags: usize,
    /// What stands in HTML comments.
    pub(super) comments: Vec<String>,
}

impl Table {
    fn begin_row(&mut self, line: u32, offset: usize) {
        self.rows.push((line, Vec::new()));
        self.offsets.push(offset);
    }
}

impl Doc {
    pub(super) fn line_text(&self, line: usize) -> &str {
        self.lines.get(line).map_or("", |line| self.text[line.range.clone()].trim())
    }

    /// A block's text, its lines joined by blanks.
    pub(super) fn block_text(&self, block: &Block) -> String {
        let mut out = String::new();
        for line in block.lines.clone() {
            let text = self.line_text(line);
            if !text.is_empty() {
                if !out.is_empty() {
                    out.push(' ');
                }
                out.push_str(text);
            }
        }
        out
    }

    pub(super) fn cell(&self, cell: &Range<usize>) -> &str {
        self.text[cell.clone()].trim()
    }

    /// The end of the bold stretch that begins at `start` or within the blanks after it.
    pub(super) fn strong_at(&self, start: usize) -> Option<usize> {
        self.stretch_at(&self.strong, start)
    }

    fn stretch_at(&self, stretches: &[Range<usize>], start: usize) -> Option<usize> {
        let index = stretches.partition_point(|range| range.start < start);
        let range = stretches.get(index)?;
        let gap = self.text.get(start..range.start)?;
        (gap.trim().is_empty() && range.end > range.start).then_some(range.end)
    }

    /// Bold stretches that begin in `range`.
    pub(super) fn strong_in(&self, range: &Range<usize>) -> &[Range<usize>] {
        within(&self.strong, range)
    }

    /// `*Describe what users saw.*`: a form's own words, all in italics.
    fn is_hint(&self, block: &Block) -> bool {
        let ends = self.lines.get(block.lines.clone()).and_then(|lines| Some((lines.first()?, lines.last()?)));
        let Some((first, last)) = ends else { return false };
        let end = self.stretch_at(&self.emphasis, first.range.start);
        end.is_some_and(|end| end >= last.range.end) && FORM_HINTS.opening(&self.block_text(block)).is_some()
    }

    /// Several stretches of code with nothing but blanks around them: each is a value of its own.
    pub(super) fn codes_alone<'a>(&'a self, range: &Range<usize>) -> Option<Vec<&'a str>> {
        let codes = within(&self.codes, range);
        let mut at = range.start;
        for code in codes {
            if !self.text.get(at..code.start)?.trim().is_empty() {
                return None;
            }
            at = code.end;
        }
        let rest = self.text.get(at..range.end)?;
        let values = codes.iter().filter_map(|code| self.text.get(code.clone())).map(str::trim);
        (codes.len() > 1 && rest.trim().is_empty()).then(|| values.collect())
    }
}

/// Those that begin in `range`.
fn within<'a>(stretches: &'a [Range<usize>], range: &Range<usize>) -> &'a [Range<usize>] {
    let from = stretches.partition_point(|stretch| stretch.start < range.start);
    let to = stretches.partition_point(|stretch| stretch.start < range.end);
    stretches.get(from..to).unwrap_or_default()
}
