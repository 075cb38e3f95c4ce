//! Raw HTML among the events, to the same blocks, lines and tables that Markdown gives.
//!
//! A table may lie in several pieces of raw HTML with Markdown between them; its state is the reader's.

use super::reader::Reader;
use super::{Shape, Table};
use crate::text::html::elements::{self, Rule};
use crate::text::html::tokens::{Tag, Token, decode, tokens};
use crate::text::lexicon::FORM_FIELDS;
use crate::text::time::{self, DayOrder};
use std::ops::Range;

/// Where the reader stands in raw HTML.
#[derive(Debug, Default)]
pub(super) struct State {
    rows: Option<Rows>,
    /// Tables within the table.
    nested: usize,
    /// Elements whose text is none.
    skipped: usize,
    /// A machine's time stands for what an element shows.
    dated: bool,
    /// An element that strikes text through has no end.
    unclosed: bool,
}

/// A cell, and whether it is a header.
type Cell = (Range<usize>, bool);

/// The rows of an open table: line, source offset, cells.
#[derive(Debug, Default)]
struct Rows {
    all: Vec<(u32, usize, Vec<Cell>)>,
    is_header: bool,
}

impl State {
    pub(super) fn in_table(&self) -> bool {
        self.rows.is_some()
    }
}

/// Elements by what they are to the plain text.
enum Element {
    Heading(u8),
    /// Its text is a block of its own.
    Block,
    List {
        ordered: bool,
    },
    Item,
    Strong,
    Emphasis,
    Break,
    Table,
    Row,
    Cell {
        header: bool,
    },
    Time,
    Struck,
    Skipped,
    /// A mark-up of running text.
    Inline,
}

fn element(name: &str) -> Option<Element> {
    Some(match name {
        "h1" => Element::Heading(1),
        "h2" => Element::Heading(2),
        "h3" => Element::Heading(3),
        "h4" => Element::Heading(4),
        "h5" => Element::Heading(5),
        "h6" => Element::Heading(6),
        "p" | "div" | "section" | "article" | "aside" | "header" | "footer" | "main" | "nav" | "figure"
        | "figcaption" | "dl" | "dt" | "dd" | "blockquote" | "address" | "details" | "summary" | "center"
        | "caption" | "hr" | "pre" => Element::Block,
        "ul" => Element::List { ordered: false },
        "ol" => Element::List { ordered: true },
        "li" => Element::Item,
        "strong" | "b" => Element::Strong,
        "em" | "i" => Element::Emphasis,
        "br" => Element::Break,
        "table" => Element::Table,
        "tr" => Element::Row,
        "td" => Element::Cell { header: false },
        "th" => Element::Cell { header: true },
        "time" => Element::Time,
        "del" | "s" | "strike" => Element::Struck,
        "script" | "style" | "svg" | "template" | "head" | "title" => Element::Skipped,
        "a" | "colgroup" | "col" | "img" | "input" | "tbody" | "thead" | "tfoot" | "wbr" | "picture" | "source"
        | "video" | "iframe" => Element::Inline,
        _ if matches!(elements::rule(name), Rule::Inline(_)) => Element::Inline,
        _ => return None,
    })
}

/// `<your name>`, `<date>`, `<标题>`: a blank of a form, not an element.
fn is_form_field(html: &str) -> bool {
    let inside = html.trim_matches(['<', '>']);
    if inside.starts_with('/') || inside.contains(['=', '"', '{']) || inside.ends_with('/') {
        return false;
    }
    inside.contains(' ') || !inside.is_ascii() || FORM_FIELDS.get(inside).is_some()
}

/// `<Tabs>`, `<TabItem label="x">`: a component of MDX, whose text counts.
fn is_component(html: &str) -> bool {
    html.trim_start_matches(['<', '/']).starts_with(|c: char| c.is_ascii_uppercase())
}

impl Reader<'_> {
    /// A whole block of raw HTML.
    pub(super) fn html_block(&mut self, html: &str, offset: usize) {
        self.open = None;
        let base = html.as_ptr() as usize;
        let place = |piece: &str| offset + (piece.as_ptr() as usize).saturating_sub(base);
        for token in tokens(html) {
            match token {
                Token::Text(text) => self.html_text(text, place(text)),
                Token::Open(tag) => self.opens(&tag, place(tag.source)),
                Token::Close(name, _) => self.closes(&name),
                Token::Comment(text) => self.doc.comments.push(text.to_owned()),
                Token::Other(_) => {}
            }
        }
    }

    /// One tag amid running text.
    pub(super) fn inline_html(&mut self, html: &str, offset: usize) {
        match tokens(html).next() {
            Some(Token::Open(tag)) if element(&tag.name).is_some() => self.opens(&tag, offset),
            Some(Token::Close(name, _)) if element(&name).is_some() => self.closes(&name),
            Some(Token::Comment(text)) => self.doc.comments.push(text.to_owned()),
            Some(Token::Other(_)) => {}
            Some(_) if is_form_field(html) || !is_component(html) => {
                self.doc.unknown_tags += usize::from(is_form_field(html));
                self.push_text(html, offset);
            }
            _ => {}
        }
    }

    /// Text between tags: its line ends are blanks in a cell, and lines elsewhere.
    fn html_text(&mut self, text: &str, offset: usize) {
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let words = decode(line.trim());
            if !words.is_empty() {
                let start = at + line.len() - line.trim_start().len();
                if line.starts_with(char::is_whitespace) {
                    self.push_blank();
                }
                self.push_text(&words, offset + start);
                if line.trim_end_matches('\n').ends_with(char::is_whitespace) {
                    self.push_blank();
                }
            } else if !line.is_empty() && !line.contains('\n') {
                self.push_blank();
            }
            at += line.len();
            if line.ends_with('\n') && self.cell.is_none() {
                self.break_line();
            } else if line.ends_with('\n') {
                self.push_blank();
            }
        }
    }

    /// A blank behind text; none opens a block or a cell.
    fn push_blank(&mut self) {
        let opens = self.cell.map_or(self.open.is_none(), |start| start == self.doc.text.len());
        if !opens && !self.doc.text.ends_with([' ', '\n']) {
            self.push_text(" ", self.counted);
        }
    }

    fn opens(&mut self, tag: &Tag<'_>, offset: usize) {
        let Some(element) = element(&tag.name) else { return };
        match element {
            Element::Heading(level) if self.cell.is_none() => self.push_block(Shape::Heading(level), offset),
            Element::Heading(_) | Element::Block if self.cell.is_some() => self.end_cell_line(),
            Element::Block
                if (tag.name != "hr" || self.open.is_some())
                // A paragraph within an item is the item's own.
                && !self.is_fresh_item() =>
            {
                self.open = None;
            }
            Element::List { ordered } if self.cell.is_none() => self.lists.push(ordered),
            Element::Item if self.cell.is_some() => self.end_cell_line(),
            Element::Item => {
                let ordered = self.lists.last().copied().unwrap_or_default();
                self.push_block(Shape::Item { ordered, task: None }, offset);
            }
            Element::Strong => self.strong.push(self.doc.text.len()),
            Element::Emphasis => self.emphasis.push(self.doc.text.len()),
            Element::Break => self.break_line(),
            Element::Table if self.html.in_table() => self.html.nested += 1,
            Element::Table => {
                self.push_block(Shape::Table(self.doc.tables.len()), offset);
                self.doc.tables.push(Table::default());
                self.html.rows = Some(Rows::default());
            }
            Element::Row if self.html.nested == 0 => self.html_row(offset),
            Element::Cell { header } if self.html.nested == 0 => self.html_cell(header, offset),
            Element::Time => self.dated(tag, offset),
            Element::Struck if self.ends_later(&tag.name, offset) => self.start_struck(),
            Element::Skipped if !tag.source.ends_with("/>") => {
                self.html.skipped += 1;
                self.silent += 1;
            }
            Element::Inline if tag.name == "input" && tag.attribute("type").as_deref() == Some("checkbox") => {
                self.check(tag.attribute("checked").is_some());
            }
            _ => {}
        }
    }

    fn closes(&mut self, name: &str) {
        let Some(element) = element(name) else { return };
        match element {
            Element::Heading(_) | Element::Block | Element::Item if self.cell.is_some() => self.end_cell_line(),
            Element::Heading(_) | Element::Block | Element::Item => self.open = None,
            Element::List { .. } if self.cell.is_none() => {
                self.lists.pop();
                self.open = None;
            }
            Element::Strong => self.end_strong(),
            Element::Emphasis => self.end_emphasis(),
            Element::Table if self.html.nested > 0 => self.html.nested -= 1,
            Element::Table => self.end_html_table(),
            Element::Row | Element::Cell { .. } if self.html.nested == 0 => self.end_html_cell(),
            Element::Struck => self.end_struck(),
            Element::Time if std::mem::take(&mut self.html.dated) => self.silent = self.silent.saturating_sub(1),
            Element::Skipped if self.html.skipped > 0 => {
                self.html.skipped -= 1;
                self.silent = self.silent.saturating_sub(1);
            }
            _ => {}
        }
    }

    /// `<time datetime="2026-03-02T14:02Z">yesterday</time>`: the machine's time stands for what is shown.
    fn dated(&mut self, tag: &Tag<'_>, offset: usize) {
        let Some(stated) = tag.attribute("datetime") else { return };
        if time::leading(&stated, DayOrder::Unknown).is_ok() && !self.html.dated {
            self.push_text(&stated, offset);
            self.html.dated = true;
            self.silent += 1;
        }
    }

    /// Whether an element is closed somewhere: else it would take all that follows with it.
    fn ends_later(&mut self, name: &str, offset: usize) -> bool {
        if self.html.unclosed {
            return false;
        }
        let rest = self.source().get(offset..).unwrap_or_default();
        self.html.unclosed = memchr::memmem::find(rest.as_bytes(), format!("</{name}>").as_bytes()).is_none();
        !self.html.unclosed
    }

    fn html_row(&mut self, offset: usize) {
        self.end_html_cell();
        let line = self.line_at(offset);
        if let Some(rows) = &mut self.html.rows {
            rows.all.push((line, offset, Vec::new()));
        }
    }

    fn html_cell(&mut self, header: bool, offset: usize) {
        self.end_html_cell();
        if self.html.rows.as_ref().is_some_and(|rows| rows.all.is_empty()) {
            self.html_row(offset);
        }
        if let Some(rows) = &mut self.html.rows {
            rows.is_header = header;
            self.cell = Some(self.doc.text.len());
        }
    }

    fn end_html_cell(&mut self) {
        if !self.html.in_table() {
            return;
        }
        let Some(range) = self.take_cell() else { return };
        self.doc.text.push('\n');
        let Some(rows) = &mut self.html.rows else { return };
        if let Some((.., row)) = rows.all.last_mut() {
            row.push((range, rows.is_header));
        }
    }

    /// A header row of its own, else none where each row begins with its header, else the first row.
    pub(super) fn end_html_table(&mut self) {
        self.end_html_cell();
        let Some(rows) = self.html.rows.take() else { return };
        self.html.nested = 0;
        self.open = None;
        let mut all = rows.all.into_iter().filter(|(.., row)| !row.is_empty()).peekable();
        let end = self.doc.text.len();
        let Some(table) = self.doc.tables.last_mut() else { return };
        let Some((.., first)) = all.peek() else { return };
        let led = first.len() > 1 && first[0].1 && !first[1].1;
        if led {
            table.head = vec![end..end; first.len()];
        } else if let Some((.., first)) = all.next() {
            table.head = first.into_iter().map(|(cell, _)| cell).collect();
        }
        for (line, offset, row) in all {
            table.rows.push((line, row.into_iter().map(|(cell, _)| cell).collect()));
            table.offsets.push(offset);
        }
    }
}
