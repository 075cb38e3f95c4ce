//! The walk over the parser's events: each to its HTML.

use super::blocks::raw_html;
use super::open::Content;
use super::outline;
use super::tokens::{self, Token};
use super::writer::Writer;
use crate::text::markdown::Spanned;
use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

/// An anchor to print within a line: where a list label opens a section, or an entry of the timeline stands.
#[derive(Clone, Debug)]
pub(super) struct Label {
    /// Source offset from which on it is printed, and before which.
    pub offset: usize,
    pub until: usize,
    pub id: String,
    /// Index of the entry.
    pub event: Option<u32>,
}

impl Writer<'_> {
    /// Writes all `events`; the heading at `title` is left out. `labels` are in order of offset. Returns the labels printed.
    pub(super) fn walk(&mut self, events: &[Spanned<'_>], title: Option<usize>, labels: Vec<Label>) -> Vec<Label> {
        let mut labels = labels.into_iter().peekable();
        let mut printed = Vec::new();
        let mut at = 0;
        while let Some((event, range)) = events.get(at) {
            let inline = matches!(
                event,
                Event::Text(_)
                    | Event::Code(_)
                    | Event::InlineHtml(_)
                    | Event::Start(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
            );
            while inline && let Some(label) = labels.next_if(|label| label.offset <= range.start) {
                if range.start < label.until {
                    self.html("<span");
                    self.attribute("id", &label.id);
                    self.html("></span>");
                    printed.push(label);
                }
            }
            at = match event {
                Event::Start(tag) => self.start(tag, events, at, title),
                Event::End(tag) => {
                    self.end(*tag, range.end);
                    at + 1
                }
                _ => self.leaf(event, events, at),
            };
        }
        while self.pop().is_some() {}
        printed
    }

    /// An event without content. Returns the next event's index.
    fn leaf(&mut self, event: &Event<'_>, events: &[Spanned<'_>], at: usize) -> usize {
        match event {
            Event::Text(text) => return self.text_events(text, events, at),
            Event::Code(code) => {
                self.html("<code>");
                self.out.text(code);
                self.plain.code(code);
                self.html("</code>");
            }
            Event::InlineHtml(html) => return self.inline_html(html, events, at),
            Event::SoftBreak => {
                self.html("\n");
                self.plain.space();
            }
            Event::HardBreak => {
                self.html("<br>\n");
                self.plain.space();
            }
            Event::Rule => {
                self.html("<hr>\n");
                self.plain.end_block();
            }
            Event::FootnoteReference(label) => self.footnote_reference(label),
            Event::TaskListMarker(done) => self.html(if *done {
                "<input type=\"checkbox\" disabled checked aria-label=\"Done\"> "
            } else {
                "<input type=\"checkbox\" disabled aria-label=\"Not done\"> "
            }),
            Event::Html(html) => self.text(html),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(text),
            Event::Start(_) | Event::End(_) => {}
        }
        at + 1
    }

    /// Text that the parser cut at punctuation is put together again, so that URLs and wikilinks are seen whole.
    fn text_events(&mut self, text: &str, events: &[Spanned<'_>], at: usize) -> usize {
        let more = events[at + 1..].iter().take_while(|(event, _)| matches!(event, Event::Text(_))).count();
        let start = events[at].1.start;
        if more == 0 {
            self.running(text, &[(0, start)]);
            return at + 1;
        }
        let mut run = String::with_capacity(text.len() * 2);
        let mut pieces = Vec::with_capacity(more + 1);
        for (event, range) in &events[at..=at + more] {
            if let Event::Text(piece) = event {
                pieces.push((run.len(), range.start));
                run.push_str(piece);
            }
        }
        self.running(&run, &pieces);
        at + more + 1
    }

    /// A tag within a line.
    fn inline_html(&mut self, html: &str, events: &[Spanned<'_>], at: usize) -> usize {
        let offset = events[at].1.start;
        let before = self.source.text.get(offset.saturating_sub(2)..offset).unwrap_or("");
        for token in tokens::tokens(html) {
            if let Token::Open(tag) = &token
                && matches!(tag.name.as_str(), "script" | "style")
                && let Some(end) = self.script_end(&tag.name, events, at)
            {
                let message = format!("<{}> may not stand in a page: it is left out, with its content", tag.name);
                self.notices.warn("raw-html", offset, message, "put it in back-ticks to show it as text");
                return end + 1;
            }
            self.raw_token(&token, offset, Some(before));
        }
        at + 1
    }

    /// The event that ends an inline `<script>`, in the same block.
    fn script_end(&mut self, name: &str, events: &[Spanned<'_>], at: usize) -> Option<usize> {
        if at < self.raw.no_script_end {
            return None;
        }
        for (index, (event, _)) in events.iter().enumerate().skip(at + 1) {
            match event {
                Event::InlineHtml(html)
                    if html.get(2..).is_some_and(|rest| {
                        rest.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name))
                    }) && html.starts_with("</") =>
                {
                    return Some(index);
                }
                Event::Text(_) | Event::Code(_) | Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) => {}
                _ => {
                    self.raw.no_script_end = index;
                    return None;
                }
            }
        }
        None
    }

    /// Opens an element. Returns the next event's index: images, code and headings that become the title are whole.
    fn start(&mut self, tag: &Tag<'_>, events: &[Spanned<'_>], at: usize, title: Option<usize>) -> usize {
        let offset = events[at].1.start;
        match tag {
            Tag::Paragraph => {
                self.start_fold(events, at);
                self.start_element(Content::Paragraph, "<p>", "</p>\n");
            }
            Tag::Heading { .. } if title == Some(offset) => return skip(events, at),
            Tag::Heading { level, .. } => self.start_heading(*level, offset),
            Tag::BlockQuote(kind) => self.start_quote(*kind, offset),
            Tag::CodeBlock(kind) => return self.code_block(kind, events, at),
            Tag::HtmlBlock => match raw_html(events, at) {
                Some(html) => return self.html_block(events, at, &html),
                None => self.start_line(),
            },
            Tag::Image { dest_url, title, .. } => {
                let end = skip(events, at);
                let alt = alternative(&events[at + 1..end]);
                self.image(dest_url, &alt, title, offset);
                return end;
            }
            _ => self.start_part(tag, events, at),
        }
        at + 1
    }

    /// Opens a list, a table, one of their parts, or an element within a line.
    fn start_part(&mut self, tag: &Tag<'_>, events: &[Spanned<'_>], at: usize) {
        let offset = events[at].1.start;
        if matches!(tag, Tag::List(_) | Tag::Table(_)) {
            self.start_fold(events, at);
        }
        match tag {
            Tag::List(Some(1)) => self.start_element(Content::List, "<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                let start = format!("<ol start=\"{}\">\n", (*first).min(1_000_000_000));
                self.start_element(Content::List, &start, "</ol>\n");
            }
            Tag::List(None) => self.start_element(Content::List, "<ul>\n", "</ul>\n"),
            Tag::Item => {
                let next = events.get(at + 1..(at + 3).min(events.len())).unwrap_or(&[]);
                let task = matches!(
                    next,
                    [(Event::TaskListMarker(_), _), ..]
                        | [(Event::Start(Tag::Paragraph), _), (Event::TaskListMarker(_), _)]
                );
                self.start_element(Content::Item, if task { "<li class=\"task\">" } else { "<li>" }, "</li>\n");
            }
            Tag::FootnoteDefinition(label) => {
                self.start_footnote(label);
                self.start_element(Content::Flow, "", "");
            }
            Tag::DefinitionList => self.start_element(Content::List, "<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.start_element(Content::Item, "<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.start_element(Content::Item, "<dd>", "</dd>\n"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_head(),
            Tag::TableRow => self.start_row(),
            Tag::TableCell => self.start_cell(),
            _ => self.start_inline(tag, offset),
        }
    }

    fn start_inline(&mut self, tag: &Tag<'_>, offset: usize) {
        match tag {
            Tag::Emphasis => self.start_element(Content::Inline, "<em>", "</em>"),
            Tag::Strong => self.start_element(Content::Inline, "<strong>", "</strong>"),
            Tag::Strikethrough => self.start_element(Content::Inline, "<del>", "</del>"),
            Tag::Superscript => self.start_element(Content::Inline, "<sup>", "</sup>"),
            Tag::Subscript => self.start_element(Content::Inline, "<sub>", "</sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let close = if *link_type == LinkType::Email {
                    self.start_link(&format!("mailto:{dest_url}"), title, offset)
                } else {
                    self.start_link(dest_url, title, offset)
                };
                self.stack_link(close);
            }
            _ => self.start_element(Content::Flow, "", ""),
        }
    }

    fn end(&mut self, tag: TagEnd, end: usize) {
        match tag {
            TagEnd::Heading(_) => {
                self.end_heading();
                self.end_element();
                self.plain.end_block();
            }
            TagEnd::TableHead => self.end_head(),
            TagEnd::TableCell => self.end_cell(end),
            TagEnd::TableRow => self.end_row(end),
            TagEnd::FootnoteDefinition => {
                self.end_element();
                self.end_footnote();
                self.plain.end_block();
            }
            tag if outline::is_inline(&tag) => self.end_element(),
            _ => {
                self.end_element();
                self.end_fold();
                self.plain.end_block();
            }
        }
        if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) {
            self.raw.foreign = 0;
        }
    }
}

/// One past the end of the element that starts at `at`.
pub(super) fn skip(events: &[Spanned<'_>], at: usize) -> usize {
    let mut depth = 0_usize;
    for (index, (event, _)) in events.iter().enumerate().skip(at) {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    events.len()
}

/// The text alternative of an image: the words in its brackets.
fn alternative(events: &[Spanned<'_>]) -> String {
    let mut alt = String::new();
    for (event, _) in events {
        match event {
            Event::Text(text) | Event::Code(text) => alt.push_str(text),
            Event::InlineHtml(html) if !html.starts_with("<!--") => alt.push_str(html),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}
