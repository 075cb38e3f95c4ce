//! Markdown events -> blocks of what the author says.

use super::Folded;
use crate::diagnostics::{Report, Span};
use crate::model::SourceFile;
use crate::text::markdown::{self, Spanned};
use crate::text::{foreign, front_matter, mdx};
use pulldown_cmark::{Event, HeadingLevel, Tag, TagEnd};
use std::ops::Range;

/// Stands for a word that is not the author's own: code, a link.
const ELSE: char = '\u{fffc}';

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Heading(u8),
    Paragraph,
    Item,
    /// Of a table's body.
    Cell,
    /// Code, a quotation, a picture: there is something, and nothing to read.
    Silent,
}

/// A piece of running text.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub shape: Shape,
    /// Where it begins in the source.
    pub offset: usize,
    pub said: Folded,
}

impl Block {
    /// Where a part of its text stands in the source.
    #[must_use]
    pub(crate) fn span(&self, part: &Range<usize>) -> Span {
        Span::new(self.said.source(part.start), self.said.source(part.end))
    }

    /// Whether somebody wrote something there.
    #[must_use]
    pub(crate) fn is_filled(&self) -> bool {
        self.shape == Shape::Silent || self.said.text.chars().any(|c| c.is_alphanumeric() || c == ELSE)
    }
}

/// What the author says in the body of `source`, in order.
#[must_use]
pub(crate) fn story(source: &SourceFile) -> Vec<Block> {
    let front = front_matter::split(&source.path, &source.text, &mut Report::default());
    let body = foreign::rewrite(&source.text, front.body, mdx::is_mdx(source));
    let mut reader = Reader::default();
    for (event, range) in markdown::read(&body).events {
        reader.event((event, range));
    }
    reader.close();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    open: Option<Block>,
    /// Elements around whose text is not the author's own.
    silent: usize,
    in_head: bool,
    /// A comment goes on in the next line of HTML.
    in_comment: bool,
}

impl Reader {
    /// A line of HTML: something stands there, unless it is a comment or a tag.
    fn html(&mut self, html: &str, at: usize) {
        let opens = html.trim_start().starts_with("<!--");
        if opens || self.in_comment {
            self.in_comment = !html.contains("-->");
        } else if !html.trim_start().starts_with('<') && !html.trim().is_empty() {
            self.whole(at);
        }
    }

    fn event(&mut self, (event, range): Spanned<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag, range.start),
            Event::End(end) => self.end(end),
            Event::Text(text) if self.silent == 0 && !self.in_head => self.push(&text, range.start),
            Event::Text(_) if self.silent > 0 => self.mark(range.start),
            Event::Code(_) if !self.in_head => self.mark(range.start),
            Event::SoftBreak | Event::HardBreak => self.push(" ", range.start),
            Event::Html(html) => self.html(&html, range.start),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, at: usize) {
        match tag {
            Tag::Heading { level, .. } => self.open(Shape::Heading(depth(*level)), at),
            Tag::Paragraph => {
                let is_items = |open: &Block| open.shape == Shape::Item && open.said.text.is_empty();
                if !self.open.as_ref().is_some_and(is_items) {
                    self.open(Shape::Paragraph, at);
                }
            }
            Tag::Item => self.open(Shape::Item, at),
            Tag::TableHead => self.in_head = true,
            Tag::TableCell if !self.in_head => self.open(Shape::Cell, at),
            Tag::BlockQuote(None) | Tag::CodeBlock(_) => {
                self.whole(at);
                self.silent += 1;
            }
            Tag::Link { .. } | Tag::Image { .. } => {
                self.mark(at);
                self.silent += 1;
            }
            Tag::Strikethrough => self.silent += 1,
            _ => {}
        }
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::TableHead => self.in_head = false,
            TagEnd::BlockQuote(None) | TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image | TagEnd::Strikethrough => {
                self.silent = self.silent.saturating_sub(1)
            }
            TagEnd::Heading(_) | TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell => self.close(),
            _ => {}
        }
    }

    fn open(&mut self, shape: Shape, offset: usize) {
        self.close();
        if self.silent == 0 {
            self.open = Some(Block { shape, offset, said: Folded::default() });
        }
    }

    fn close(&mut self) {
        if let Some(mut block) = self.open.take() {
            blank_quotations(&mut block.said.text);
            self.blocks.push(block);
        }
    }

    fn push(&mut self, text: &str, at: usize) {
        if self.silent > 0 {
            return;
        }
        if self.open.is_none() && !text.trim().is_empty() {
            self.open(Shape::Paragraph, at);
        }
        if let Some(block) = &mut self.open {
            block.said.push(text, at);
        }
    }

    /// Something stands within the running text.
    fn mark(&mut self, at: usize) {
        match &mut self.open {
            Some(block) => block.said.push(ELSE.encode_utf8(&mut [0; 4]), at),
            None => self.whole(at),
        }
    }

    /// Something stands between the blocks.
    fn whole(&mut self, at: usize) {
        self.close();
        if self.blocks.last().is_none_or(|block| block.shape != Shape::Silent) {
            self.blocks.push(Block { shape: Shape::Silent, offset: at, said: Folded::default() });
        }
    }
}

fn depth(level: HeadingLevel) -> u8 {
    level as u8
}

/// Signs that open and close what somebody else said. Apostrophes are none.
const QUOTES: [(char, char); 5] = [('"', '"'), ('“', '”'), ('„', '“'), ('«', '»'), ('「', '」')];

/// Puts blanks in place of quotations, as many bytes as they had.
fn blank_quotations(text: &mut String) {
    let mut from = 0;
    while let Some((start, open)) = text[from..].char_indices().find(|(_, c)| QUOTES.iter().any(|(open, _)| open == c))
    {
        let start = from + start + open.len_utf8();
        let is_end = |c: char| QUOTES.iter().any(|(first, last)| *first == open && *last == c);
        let Some(length) = text[start..].find(is_end) else {
            from = start;
            continue;
        };
        text.replace_range(start..start + length, &" ".repeat(length));
        from = text[start + length..].chars().next().map_or(text.len(), |end| start + length + end.len_utf8());
    }
}
