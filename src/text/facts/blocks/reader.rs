//! The walk over the events: where text goes, and what is open.

use super::html;
use super::{Block, Doc, Line, Shape, Table};
use crate::text::markdown::Spanned;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::ops::Range;

/// Reads the events of `source`.
pub(in super::super) fn read(source: &str, events: &[Spanned<'_>]) -> Doc {
    let mut reader = Reader::new(source);
    reader.doc.text.reserve(source.len());
    for (at, (event, range)) in events.iter().enumerate() {
        // Running text in a block of HTML is the title of a container, or a line that tells nothing.
        let is_raw = || matches!(events.get(at + 1), Some((Event::Html(_), _)));
        if matches!(event, Event::Start(Tag::HtmlBlock)) && !is_raw() {
            reader.aside = true;
            reader.silent += 1;
        } else {
            reader.event(event, range);
        }
    }
    reader.end_html_table();
    let doc = &mut reader.doc;
    doc.strong.sort_by_key(|range| (range.start, range.end));
    doc.emphasis.sort_by_key(|range| (range.start, range.end));
    // What holds nothing but mark-up of other tools ends no section and stands for no text; nor do the hints of a form.
    let mut blocks = std::mem::take(&mut doc.blocks);
    blocks.retain(|block| {
        block.shape != Shape::Paragraph || block.pictured || !block.lines.is_empty() && !doc.is_hint(block)
    });
    doc.blocks = blocks;
    reader.doc
}

pub(super) struct Reader<'a> {
    source: &'a str,
    pub(super) doc: Doc,
    /// Line number at source byte `counted`.
    line: u32,
    pub(super) counted: usize,
    /// The block that text goes to.
    pub(super) open: Option<usize>,
    pub(super) lists: Vec<bool>,
    /// Quotations; false for a callout, whose text is the author's.
    quotes: Vec<bool>,
    /// Footnotes, images and code: text there is left out.
    pub(super) silent: usize,
    pub(super) strong: Vec<usize>,
    pub(super) emphasis: Vec<usize>,
    link: Option<(usize, bool)>,
    pub(super) cell: Option<usize>,
    /// What is struck through, innermost last; true where its text is withdrawn.
    struck: Vec<bool>,
    /// Where the text of a cell begins that is struck through from its start, and where that ends.
    struck_cell: Option<Range<usize>>,
    pub(super) html: html::State,
    /// Within the title of a container, or a line that tells nothing.
    aside: bool,
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
            quotes: Vec::new(),
            silent: 0,
            strong: Vec::new(),
            emphasis: Vec::new(),
            link: None,
            cell: None,
            struck: Vec::new(),
            struck_cell: None,
            html: html::State::default(),
            aside: false,
        }
    }

    pub(super) fn source(&self) -> &'a str {
        self.source
    }

    /// Line of an offset. Offsets mostly grow, so that each byte is counted once.
    pub(super) fn line_at(&mut self, offset: usize) -> u32 {
        let offset = offset.min(self.source.len());
        if offset > self.counted {
            let new = memchr::memchr_iter(b'\n', &self.source.as_bytes()[self.counted..offset]).count();
            self.line += u32::try_from(new).unwrap_or(u32::MAX - self.line);
            self.counted = offset;
        }
        self.line
    }

    pub(super) fn push_block(&mut self, shape: Shape, offset: usize) {
        let line = self.line_at(offset);
        let at = self.doc.lines.len();
        let (depth, quoted) = (self.lists.len(), self.quotes.contains(&true));
        let (struck, defines, pictured) = (false, false, false);
        self.doc.blocks.push(Block { shape, depth, quoted, struck, defines, pictured, offset, line, lines: at..at });
        self.open = Some(self.doc.blocks.len() - 1);
    }

    fn opened(&mut self) -> Option<&mut Block> {
        self.open.and_then(|open| self.doc.blocks.get_mut(open))
    }

    pub(super) fn is_fresh_item(&self) -> bool {
        let block = self.open.and_then(|open| self.doc.blocks.get(open));
        block.is_some_and(|block| block.is_item() && block.lines.is_empty())
    }

    fn event(&mut self, event: &Event<'_>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) => self.push_text(text, range.start),
            Event::Code(text) => {
                let start = self.doc.text.len();
                self.push_text(text, range.start);
                if self.doc.text.len() > start {
                    self.doc.codes.push(start..self.doc.text.len());
                }
            }
            Event::SoftBreak | Event::HardBreak => self.break_line(),
            Event::InlineHtml(html) => self.inline_html(html, range.start),
            Event::TaskListMarker(done) => self.check(*done),
            _ => {}
        }
    }

    pub(super) fn check(&mut self, done: bool) {
        if let Some(Shape::Item { task, .. }) = self.opened().map(|block| &mut block.shape) {
            *task = Some(done);
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.push_block(Shape::Heading(*level as u8), range.start),
            Tag::Paragraph | Tag::DefinitionListTitle if !self.is_fresh_item() => {
                self.push_block(Shape::Paragraph, range.start);
            }
            Tag::DefinitionListDefinition => {
                self.push_block(Shape::Paragraph, range.start);
                if let Some(block) = self.opened() {
                    block.defines = true;
                }
            }
            Tag::BlockQuote(kind) => {
                self.quotes.push(kind.is_none());
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
                if let Some(html) = self.source.get(range.clone()).filter(|_| self.silent == 0) {
                    self.html_block(html, range.start);
                }
            }
            Tag::FootnoteDefinition(_) => self.silent += 1,
            Tag::Image { .. } => {
                self.silent += 1;
                if let Some(block) = self.opened() {
                    block.pictured = true;
                }
            }
            Tag::Table(_) => {
                self.push_block(Shape::Table(self.doc.tables.len()), range.start);
                self.doc.tables.push(Table::default());
            }
            Tag::TableRow => {
                let line = self.line_at(range.start);
                self.doc.tables.last_mut().into_iter().for_each(|table| table.begin_row(line, range.start));
            }
            Tag::TableCell => self.cell = Some(self.doc.text.len()),
            Tag::Strong => self.strong.push(self.doc.text.len()),
            Tag::Emphasis => self.emphasis.push(self.doc.text.len()),
            Tag::Strikethrough => self.start_struck(),
            Tag::Link { dest_url, .. } => self.link = Some((self.doc.text.len(), is_page(dest_url))),
            _ => {}
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
                self.quotes.pop();
                self.open = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.open = None;
            }
            TagEnd::CodeBlock => {
                self.silent = self.silent.saturating_sub(1);
                self.open = None;
                self.line_at(range.end);
            }
            TagEnd::HtmlBlock if std::mem::take(&mut self.aside) => {
                self.silent = self.silent.saturating_sub(1);
                self.open = None;
            }
            TagEnd::FootnoteDefinition => {
                self.silent = self.silent.saturating_sub(1);
                self.open = None;
            }
            TagEnd::Image => self.silent = self.silent.saturating_sub(1),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Strong => self.end_strong(),
            TagEnd::Emphasis => self.end_emphasis(),
            TagEnd::Strikethrough => self.end_struck(),
            TagEnd::Link => {
                if let Some((start, page)) = self.link.take() {
                    self.doc.links.push((start..self.doc.text.len(), page));
                }
            }
            _ => {}
        }
    }

    pub(super) fn end_strong(&mut self) {
        if let Some(start) = self.strong.pop() {
            self.doc.strong.push(start..self.doc.text.len());
        }
    }

    pub(super) fn end_emphasis(&mut self) {
        if let Some(start) = self.emphasis.pop() {
            self.doc.emphasis.push(start..self.doc.text.len());
        }
    }

    /// What is struck through is withdrawn, but for items, headings and cells that begin so: those say that they are done.
    pub(super) fn start_struck(&mut self) {
        let text = self.doc.text.len();
        let begins = match self.cell {
            Some(start) => start == text,
            None => self.opened().is_some_and(|block| block.lines.is_empty() && block.shape != Shape::Paragraph),
        };
        if begins && self.cell.is_some() {
            self.struck_cell = Some(text..text);
        } else if begins && let Some(block) = self.opened() {
            block.struck = true;
        }
        self.silent += usize::from(!begins);
        self.struck.push(!begins);
    }

    pub(super) fn end_struck(&mut self) {
        if self.struck.pop() == Some(true) {
            self.silent = self.silent.saturating_sub(1);
        } else if let Some(struck) = &mut self.struck_cell {
            struck.end = self.doc.text.len();
        }
    }

    /// The text of the cell that ends here. What follows struck text stands in its place.
    pub(super) fn take_cell(&mut self) -> Option<Range<usize>> {
        let (start, end) = (self.cell.take()?, self.doc.text.len());
        let struck = self.struck_cell.take().filter(|struck| struck.start == start);
        let behind = struck.map(|struck| struck.end).filter(|behind| !self.doc.text[*behind..].trim().is_empty());
        Some(behind.unwrap_or(start)..end)
    }

    fn end_cell(&mut self) {
        let Some(range) = self.take_cell() else { return };
        self.doc.text.push('\n');
        if let Some(table) = self.doc.tables.last_mut() {
            match table.rows.last_mut() {
                Some((_, row)) => row.push(range),
                None => table.head.push(range),
            }
        }
    }

    pub(super) fn push_text(&mut self, text: &str, offset: usize) {
        if self.silent > 0 {
            return;
        }
        if self.cell.is_some() {
            self.doc.text.push_str(text);
            return;
        }
        // Between the rows of a table there is no text.
        if self.html.in_table() {
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

    pub(super) fn break_line(&mut self) {
        if self.silent > 0 {
            return;
        }
        if self.cell.is_some() {
            return self.end_cell_line();
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

    /// A cell's next line; none before its text.
    pub(super) fn end_cell_line(&mut self) {
        let is_empty = self.cell.is_none_or(|start| self.doc.text[start..].trim().is_empty());
        if !is_empty && !self.doc.text.ends_with('\n') {
            self.doc.text.push('\n');
        }
    }
}

/// A link to another file of the collection.
fn is_page(url: &str) -> bool {
    let file = url.split(['#', '?']).next().unwrap_or_default();
    let last = file.rsplit('/').next().unwrap_or_default();
    let named = !last.contains('.') || last.ends_with(".md") || last.ends_with(".html");
    named && !file.is_empty() && !url.contains("://") && !url.starts_with("mailto:")
}
