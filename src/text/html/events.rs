//! The walk over the parser's events: each to its HTML.

use super::escape;
use super::tokens::{self, Token};
use super::writer::{Place, Writer};
use super::{diagram, highlight};
use crate::model::{Heading, Segment};
use crate::text::markdown::Spanned;
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};
use std::sync::Arc;

/// An anchor to print where a list label opens a section: source offset and id.
pub type Label = (usize, String);

impl Writer<'_> {
    /// Writes all `events`; the heading at `title` is left out. `labels` are in order of offset. Returns the labels printed.
    pub fn walk(&mut self, events: &[Spanned<'_>], title: Option<usize>, labels: Vec<Label>) -> Vec<Label> {
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
            while inline && let Some(label) = labels.next_if(|(offset, _)| *offset <= range.start) {
                self.html("<span");
                self.attribute("id", &label.1);
                self.html("></span>");
                printed.push(label);
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
                self.text(code);
                self.html("</code>");
            }
            Event::InlineHtml(html) => return self.inline_html(html, events, at),
            Event::SoftBreak => {
                self.html("\n");
                self.text.push(' ');
            }
            Event::HardBreak => {
                self.html("<br>\n");
                self.text.push(' ');
            }
            Event::Rule => {
                self.html("<hr>\n");
                self.line_feed();
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
                self.warn("raw-html", offset, message, "put it in back-ticks to show it as text");
                return end + 1;
            }
            self.raw_token(&token, offset, before);
        }
        at + 1
    }

    /// The event that ends an inline `<script>`, in the same block.
    fn script_end(&mut self, name: &str, events: &[Spanned<'_>], at: usize) -> Option<usize> {
        if at < self.no_script_end {
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
                    self.no_script_end = index;
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
            Tag::Paragraph => self.open(Place::Paragraph, "<p>", "</p>\n"),
            Tag::Heading { .. } if title == Some(offset) => return skip(events, at),
            Tag::Heading { level, .. } => self.start_heading(*level, offset),
            Tag::BlockQuote(kind) => self.start_quote(*kind),
            Tag::CodeBlock(kind) => return self.code_block(kind, events, at),
            Tag::HtmlBlock => return self.html_block(events, at),
            Tag::List(Some(1)) => self.open(Place::List, "<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => {
                let start = format!("<ol start=\"{}\">\n", (*first).min(1_000_000_000));
                self.open(Place::List, &start, "</ol>\n");
            }
            Tag::List(None) => self.open(Place::List, "<ul>\n", "</ul>\n"),
            Tag::Item => {
                let next = events.get(at + 1..(at + 3).min(events.len())).unwrap_or(&[]);
                let task = match next {
                    [(Event::TaskListMarker(_), _), ..] => true,
                    [(Event::Start(Tag::Paragraph), _), (Event::TaskListMarker(_), _)] => true,
                    _ => false,
                };
                self.open(Place::Item, if task { "<li class=\"task\">" } else { "<li>" }, "</li>\n");
            }
            Tag::FootnoteDefinition(label) => {
                self.start_footnote(label);
                self.open(Place::Flow, "", "");
            }
            Tag::DefinitionList => self.open(Place::List, "<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.open(Place::Item, "<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.open(Place::Item, "<dd>", "</dd>\n"),
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => {
                self.in_head = true;
                self.column = 0;
                self.open(Place::Item, "<thead><tr>", "</tr></thead>\n");
            }
            Tag::TableRow => {
                self.column = 0;
                self.open(Place::Item, "<tr>", "</tr>\n");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.open(Place::Inline, "<em>", "</em>"),
            Tag::Strong => self.open(Place::Inline, "<strong>", "</strong>"),
            Tag::Strikethrough => self.open(Place::Inline, "<del>", "</del>"),
            Tag::Superscript => self.open(Place::Inline, "<sup>", "</sup>"),
            Tag::Subscript => self.open(Place::Inline, "<sub>", "</sub>"),
            Tag::Link { link_type, dest_url, title, .. } => {
                let close = if *link_type == LinkType::Email {
                    self.start_link(&format!("mailto:{dest_url}"), title, offset)
                } else {
                    self.start_link(dest_url, title, offset)
                };
                self.stack_link(close);
            }
            Tag::Image { dest_url, title, .. } => {
                let end = skip(events, at);
                let alt = alternative(&events[at + 1..end]);
                self.image(dest_url, &alt, title, offset);
                return end;
            }
            Tag::MetadataBlock(_) => self.open(Place::Flow, "", ""),
        }
        at + 1
    }

    fn start_heading(&mut self, level: HeadingLevel, offset: usize) {
        const STARTS: [&str; 5] = ["<h2", "<h3", "<h4", "<h5", "<h6"];
        const ENDS: [&str; 5] = ["</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"];
        let printed = (level as usize + usize::from(self.outline.shift)).clamp(2, 6);
        self.line_feed();
        self.open(Place::Line, STARTS[printed - 2], ENDS[printed - 2]);
        let Some(planned) = self.outline.headings.get(self.headings.len()).cloned() else {
            return self.html(">");
        };
        self.attribute("id", &planned.anchor);
        self.html(">");
        self.headings.push(Heading {
            level: u8::try_from(printed).unwrap_or(6),
            text: super::writer::clean(planned.text.trim()),
            anchor: planned.anchor,
            offset,
        });
    }

    fn end_heading(&mut self) {
        let planned = self.headings.len().checked_sub(1).and_then(|at| self.outline.headings.get(at)).cloned();
        if let Some(planned) = planned {
            if let Some(braces) = &planned.braces {
                self.text(" ");
                self.text(braces);
            }
            while self.stack.last().is_some_and(|open| open.place.raw().is_some()) {
                self.pop();
            }
            self.html("<a class=\"anchor\" href=\"#");
            for byte in planned.anchor.bytes() {
                let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
                if plain {
                    self.sink.html.push(char::from(byte));
                } else {
                    self.html(&format!("%{byte:02X}"));
                }
            }
            self.html("\" aria-hidden=\"true\" tabindex=\"-1\"></a>");
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        let (start, title) = match kind {
            None => return self.open(Place::Flow, "<blockquote>\n", "</blockquote>\n"),
            Some(BlockQuoteKind::Note) => ("<div class=\"alert note\" role=\"note\">\n", "Note"),
            Some(BlockQuoteKind::Tip) => ("<div class=\"alert tip\" role=\"note\">\n", "Tip"),
            Some(BlockQuoteKind::Important) => ("<div class=\"alert important\" role=\"note\">\n", "Important"),
            Some(BlockQuoteKind::Warning) => ("<div class=\"alert warning\" role=\"note\">\n", "Warning"),
            Some(BlockQuoteKind::Caution) => ("<div class=\"alert caution\" role=\"note\">\n", "Caution"),
        };
        self.open(Place::Flow, start, "</div>\n");
        self.html("<p class=\"alert-title\">");
        self.text(title);
        self.html("</p>\n");
        self.line_feed();
    }

    fn start_table(&mut self, alignments: &[Alignment]) {
        self.columns.clear();
        self.columns.extend(alignments.iter().map(|alignment| match alignment {
            Alignment::Right => " class=\"right\"",
            Alignment::Center => " class=\"center\"",
            Alignment::Left | Alignment::None => "",
        }));
        let start = "<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n";
        self.open(Place::List, start, "</table></div>\n");
    }

    fn start_cell(&mut self) {
        let class = self.columns.get(self.column).copied().unwrap_or("");
        let (start, plain, close) = if self.in_head { ("<th", "<th>", "</th>") } else { ("<td", "<td>", "</td>") };
        if self.column > 0 {
            self.text.push(' ');
        }
        if class.is_empty() {
            self.open(Place::Item, plain, close);
        } else {
            self.open(Place::Item, start, close);
            if self.stack.last().is_some_and(|open| open.printed) {
                self.html(class);
                self.html(">");
            }
        }
        self.column += 1;
    }

    fn end(&mut self, tag: TagEnd, end: usize) {
        match tag {
            TagEnd::Heading(_) => {
                self.end_heading();
                self.close();
                self.line_feed();
            }
            TagEnd::TableHead => {
                self.close();
                self.in_head = false;
                self.line_feed();
            }
            TagEnd::TableCell => {
                self.cell_end = end;
                self.close();
            }
            TagEnd::TableRow => {
                self.excess_cells(end);
                self.close();
                self.line_feed();
            }
            TagEnd::FootnoteDefinition => {
                self.close();
                self.end_footnote();
                self.line_feed();
            }
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link => {
                self.close();
            }
            _ => {
                self.close();
                self.line_feed();
            }
        }
        if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) {
            self.foreign = 0;
        }
    }

    /// Cells beyond the head's width are no cells to the parser: their text is added to the row's last cell.
    fn excess_cells(&mut self, row_end: usize) {
        let rest = self
            .source
            .text
            .get(self.cell_end..row_end)
            .unwrap_or("")
            .trim_matches(|c: char| c == '|' || c.is_whitespace());
        if rest.is_empty() || self.cell_end == 0 {
            return;
        }
        let rest = rest.to_owned();
        if self.sink.html.ends_with("</td>") {
            let length = self.sink.html.len() - "</td>".len();
            self.sink.html.truncate(length);
        }
        self.text.push(' ');
        self.html(" | ");
        self.text(&rest);
        self.html("</td>");
        let message = "this row has more cells than the table's head: they are printed in its last cell".to_owned();
        self.warn(
            "table-cells",
            self.cell_end,
            message,
            "add columns to the head, or write \\| for a bar that is text",
        );
    }

    fn html_block(&mut self, events: &[Spanned<'_>], at: usize) -> usize {
        let end = skip(events, at);
        let html: String = events[at..end]
            .iter()
            .filter_map(|(event, _)| match event {
                Event::Html(html) | Event::Text(html) | Event::InlineHtml(html) => Some(html.as_ref()),
                _ => None,
            })
            .collect();
        self.raw_block(&html, events[at].1.start);
        self.line_feed();
        end
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, events: &[Spanned<'_>], at: usize) -> usize {
        let end = skip(events, at);
        let code: String = events[at..end]
            .iter()
            .filter_map(|(event, _)| if let Event::Text(code) = event { Some(code.as_ref()) } else { None })
            .collect();
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        let language = highlight::language(info);
        escape::push_plain(&mut self.text, &code);
        self.line_feed();
        if language == "mermaid" && self.diagram(&code, events[at].1.start) {
            return end;
        }
        self.html("<pre");
        self.attribute("data-lang", &language);
        self.html(" tabindex=\"0\"><code>");
        highlight::push(&mut self.sink.html, &language, &code);
        self.html("</code></pre>\n");
        end
    }

    fn diagram(&mut self, source: &str, offset: usize) -> bool {
        match diagram::render(source) {
            Ok(svg) => {
                self.slot(Segment::Diagram { svg: Arc::clone(&svg), source: super::writer::clean(source), offset });
                true
            }
            Err(reason) => {
                let message = format!("this diagram is shown as its source: {reason}");
                self.warn("diagram", offset, message, "try the source in the editor at mermaid.live");
                false
            }
        }
    }
}

/// One past the end of the element that starts at `at`.
fn skip(events: &[Spanned<'_>], at: usize) -> usize {
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
