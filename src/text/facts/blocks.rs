//! Markdown events to a flat list of blocks: headings, paragraphs, items and tables with plain text, its lines and places.
//!
//! Everything plain lies in one string; blocks, lines and cells are ranges of it. Code, footnotes and images hold no facts.

mod html;

use crate::text::markdown::Spanned;
use pulldown_cmark::{Event, Tag, TagEnd};
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
    Html,
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

/// A table; cells are ranges of [`Doc::text`].
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
    /// Link texts with whether the target is a relative Markdown file.
    pub(super) links: Vec<(Range<usize>, bool)>,
    /// Unknown HTML elements in running text: forms write `<your name>`.
    pub(super) unknown_tags: usize,
    /// Raw HTML blocks: source ranges.
    pub(super) html: Vec<Range<usize>>,
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
        let index = self.strong.partition_point(|range| range.start < start);
        let range = self.strong.get(index)?;
        let gap = self.text.get(start..range.start)?;
        (gap.trim().is_empty() && range.end > range.start).then_some(range.end)
    }

    /// Bold stretches that begin in `range`.
    pub(super) fn strong_in(&self, range: &Range<usize>) -> &[Range<usize>] {
        let from = self.strong.partition_point(|strong| strong.start < range.start);
        let to = self.strong.partition_point(|strong| strong.start < range.end);
        self.strong.get(from..to).unwrap_or_default()
    }
}

/// Reads the events of `source`.
pub(super) fn read(source: &str, events: &[Spanned<'_>]) -> Doc {
    let mut reader = Reader::new(source);
    reader.doc.text.reserve(source.len());
    for (event, range) in events {
        reader.event(event, range);
    }
    reader.doc
}

struct Reader<'a> {
    source: &'a str,
    doc: Doc,
    /// Line number at source byte `counted`.
    line: u32,
    counted: usize,
    /// The block that text goes to.
    open: Option<usize>,
    lists: Vec<bool>,
    quotes: usize,
    /// Footnotes, images and code: text there is left out.
    silent: usize,
    strong: Vec<usize>,
    link: Option<(usize, bool)>,
    cell: Option<usize>,
}

impl<'a> Reader<'a> {
    fn new(source: &'a str) -> Self {
        Self {
            source,
            doc: Doc::default(),
            line: 1,
            counted: 0,
            open: None,
            lists: Vec::new(),
            quotes: 0,
            silent: 0,
            strong: Vec::new(),
            link: None,
            cell: None,
        }
    }

    /// Line of a source offset. Offsets mostly grow, so that each byte is counted once.
    fn line_at(&mut self, offset: usize) -> u32 {
        let offset = offset.min(self.source.len());
        if offset > self.counted {
            let new = memchr::memchr_iter(b'\n', &self.source.as_bytes()[self.counted..offset]).count();
            self.line += u32::try_from(new).unwrap_or(u32::MAX - self.line);
            self.counted = offset;
        }
        self.line
    }

    fn push_block(&mut self, shape: Shape, offset: usize) {
        let line = self.line_at(offset);
        let at = self.doc.lines.len();
        let (depth, quoted) = (self.lists.len(), self.quotes > 0);
        self.doc.blocks.push(Block { shape, depth, quoted, struck: false, offset, line, lines: at..at });
        self.open = Some(self.doc.blocks.len() - 1);
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) | Event::Code(text) => self.push_text(text, range.start),
            Event::SoftBreak | Event::HardBreak => self.break_line(),
            Event::InlineHtml(html) => self.inline_html(html, range.start),
            Event::TaskListMarker(done) => {
                if let Some(block) = self.open.and_then(|open| self.doc.blocks.get_mut(open))
                    && let Shape::Item { task, .. } = &mut block.shape
                {
                    *task = Some(*done);
                }
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.push_block(Shape::Heading(*level as u8), range.start),
            Tag::Paragraph | Tag::DefinitionListTitle | Tag::DefinitionListDefinition => {
                let fresh_item = self
                    .open
                    .and_then(|open| self.doc.blocks.get(open))
                    .is_some_and(|b| b.is_item() && b.lines.is_empty());
                if !fresh_item {
                    self.push_block(Shape::Paragraph, range.start);
                }
            }
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.open = None;
            }
            Tag::List(first) => self.lists.push(first.is_some()),
            Tag::Item => {
                let ordered = self.lists.last().copied().unwrap_or_default();
                self.push_block(Shape::Item { ordered, task: None }, range.start);
            }
            Tag::CodeBlock(_) => {
                self.push_block(Shape::Code, range.start);
                self.silent += 1;
            }
            Tag::HtmlBlock => {
                self.push_block(Shape::Html, range.start);
                self.doc.html.push(range.clone());
                self.silent += 1;
            }
            Tag::FootnoteDefinition(_) | Tag::Image { .. } => self.silent += 1,
            Tag::Table(_) => {
                self.push_block(Shape::Table(self.doc.tables.len()), range.start);
                self.doc.tables.push(Table::default());
            }
            Tag::TableRow => {
                let line = self.line_at(range.start);
                if let Some(table) = self.doc.tables.last_mut() {
                    table.rows.push((line, Vec::new()));
                    table.offsets.push(range.start);
                }
            }
            Tag::TableCell => self.cell = Some(self.doc.text.len()),
            Tag::Strong => self.strong.push(self.doc.text.len()),
            Tag::Strikethrough => self.strike(),
            Tag::Link { dest_url, .. } => {
                let file = dest_url.split(['#', '?']).next().unwrap_or_default();
                let last = file.rsplit('/').next().unwrap_or_default();
                let named = !last.contains('.') || last.ends_with(".md") || last.ends_with(".html");
                let page = named && !file.is_empty() && !dest_url.contains("://") && !dest_url.starts_with("mailto:");
                self.link = Some((self.doc.text.len(), page));
            }
            _ => {}
        }
    }

    fn strike(&mut self) {
        if let Some(block) = self.open.and_then(|open| self.doc.blocks.get_mut(open)) {
            block.struck |= block.lines.is_empty();
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::Item
            | TagEnd::Table
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => {
                self.open = None;
            }
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.open = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.open = None;
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => {
                self.silent = self.silent.saturating_sub(1);
                self.open = None;
                self.line_at(range.end);
            }
            TagEnd::FootnoteDefinition => {
                self.silent = self.silent.saturating_sub(1);
                self.open = None;
            }
            TagEnd::Image => self.silent = self.silent.saturating_sub(1),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Strong => {
                if let Some(start) = self.strong.pop() {
                    self.doc.strong.push(start..self.doc.text.len());
                }
            }
            TagEnd::Link => {
                if let Some((start, page)) = self.link.take() {
                    self.doc.links.push((start..self.doc.text.len(), page));
                }
            }
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(start) = self.cell.take() else { return };
        let range = start..self.doc.text.len();
        self.doc.text.push('\n');
        if let Some(table) = self.doc.tables.last_mut() {
            match table.rows.last_mut() {
                Some((_, row)) => row.push(range),
                None => table.head.push(range),
            }
        }
    }

    fn push_text(&mut self, text: &str, offset: usize) {
        if self.silent > 0 {
            return;
        }
        if self.cell.is_some() {
            self.doc.text.push_str(text);
            return;
        }
        let line = self.line_at(offset);
        if self.open.is_none() {
            self.push_block(Shape::Paragraph, offset);
        }
        let Some(block) = self.open.and_then(|open| self.doc.blocks.get_mut(open)) else { return };
        if block.lines.is_empty() || block.lines.end != self.doc.lines.len() {
            let start = self.doc.text.len();
            block.lines = if block.lines.is_empty() {
                self.doc.lines.len()..self.doc.lines.len() + 1
            } else {
                block.lines.start..self.doc.lines.len() + 1
            };
            self.doc.lines.push(Line { range: start..start, line, offset });
        }
        self.doc.text.push_str(text);
        if let Some(last) = self.doc.lines.last_mut() {
            if last.range.is_empty() {
                (last.line, last.offset) = (line, offset);
            }
            last.range.end = self.doc.text.len();
        }
    }

    fn break_line(&mut self) {
        if self.silent > 0 {
            return;
        }
        if self.cell.is_some() {
            self.doc.text.push(' ');
            return;
        }
        self.doc.text.push('\n');
        let start = self.doc.text.len();
        if let Some(block) = self.open.and_then(|open| self.doc.blocks.get_mut(open))
            && !block.lines.is_empty()
        {
            self.doc.lines.push(Line { range: start..start, line: self.line, offset: self.counted });
            block.lines.end = self.doc.lines.len();
        }
    }

    fn inline_html(&mut self, html: &str, offset: usize) {
        let name = html.trim_start_matches(['<', '/']);
        let name = &name[..name.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(name.len())];
        if name.eq_ignore_ascii_case("br") {
            self.break_line();
        } else if !html.starts_with("<!") && !html::is_known(name) {
            self.doc.unknown_tags += usize::from(html::is_form_field(html));
            self.push_text(html, offset);
        }
    }
}
