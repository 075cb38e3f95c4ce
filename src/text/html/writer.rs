//! What all parts of the rendering share: the HTML so far, the open elements, the plain text, and what was noticed.

use super::escape;
use super::footnotes::Footnotes;
use super::links::{self, Target};
use super::marks::Marks;
use super::outline::Outline;
use super::sink::Sink;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::{Heading, LinkKind, Segment, SourceFile};
use crate::text::foreign::{BY_NAME, Containers};
use percent_encoding::percent_decode_str;
use regex::Regex;

/// Elements deeper than this are not printed, their content is: browsers and parsers have limits of their own.
const DEEPEST: usize = 96;
/// Problems of one kind reported for one document: how many are printed is the printers' business, and a file of nothing else must not
/// fill the memory.
const LOUDEST: usize = 1_000;

/// Where an open element stands, and so what may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Holds blocks: quote, list, table, item, cell, definition.
    Flow,
    /// A list (or table part) whose children are printed only if it is.
    List,
    /// A child of [`Place::List`].
    Item,
    Paragraph,
    /// Holds text and inline elements only: heading, term.
    Line,
    /// Emphasis and the like.
    Inline,
    /// Raw elements that hold blocks, text only, or stand within a line.
    RawBlock(&'static str),
    RawLine(&'static str),
    RawInline(&'static str),
}

impl Place {
    /// The element's name, if it was written as raw HTML.
    pub(super) fn raw(self) -> Option<&'static str> {
        match self {
            Self::RawBlock(name) | Self::RawLine(name) | Self::RawInline(name) => Some(name),
            _ => None,
        }
    }
}

/// How an open element ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    Html(&'static str),
    /// `</name>`.
    Element(&'static str),
    /// The end of a plain `<a>`.
    Anchor,
    /// The end of a link slot.
    Slot,
}

/// An open element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub place: Place,
    pub close: Close,
    pub printed: bool,
}

/// The rendering of one document.
pub(super) struct Writer<'a> {
    pub source: &'a SourceFile,
    pub config: &'a Config,
    pub report: &'a mut Report,
    pub outline: Outline,
    pub headings: Vec<Heading>,
    pub sink: Sink,
    /// Sinks put aside while a footnote is written.
    pub outer: Vec<Sink>,
    /// Slots behind placeholders, in documents that are sanitised.
    pub slots: Vec<Segment>,
    pub footnotes: Footnotes,
    pub text: String,
    /// Byte ranges of `text` that are code.
    pub code: Vec<std::ops::Range<u32>>,
    pub stack: Vec<Open>,
    depth: usize,
    /// Open links: nothing inside becomes a link.
    pub linked: usize,
    /// Open `<svg>` or `<math>`, whose tags are left out.
    pub foreign: usize,
    /// Open elements whose tags are left out: what belongs into them is left out, too.
    pub forbidden: usize,
    /// Ids in running text: the configured pattern, and how many more may become slots.
    pub ids: Option<Regex>,
    pub mentions_left: usize,
    /// Alignment classes of the open table and the column, and whether its head is open.
    pub columns: Vec<&'static str>,
    pub column: usize,
    pub in_head: bool,
    /// Where the open or last table cell starts in the HTML.
    pub cell_start: usize,
    /// End of the last table cell in the source.
    pub cell_end: usize,
    /// Event before which no end of an inline script stands.
    pub no_script_end: usize,
    /// What the diagrams so far cost to draw, and what they may cost.
    pub diagram_cost: u32,
    pub drawing: u32,
    /// The headings that the current place stands below: level as written, level as printed.
    levels: Vec<(usize, usize)>,
    noticed: Vec<Noticed>,
    pub marks: Marks,
    /// Whether a fold is open.
    pub folded: bool,
    pub containers: Option<&'a Containers>,
    /// Start and end of the element for the title that comes next, and the word before it.
    pub title: Option<(&'static str, &'static str, String)>,
}

impl<'a> Writer<'a> {
    /// Ready to write `source`.
    pub(super) fn new(source: &'a SourceFile, config: &'a Config, outline: Outline, report: &'a mut Report) -> Self {
        let capacity = source.text.len() + source.text.len() / 4;
        Self {
            source,
            config,
            report,
            headings: Vec::with_capacity(outline.headings.len()),
            outline,
            sink: Sink::with_capacity(capacity),
            outer: Vec::new(),
            slots: Vec::new(),
            footnotes: Footnotes::default(),
            text: String::with_capacity(source.text.len()),
            code: Vec::new(),
            stack: Vec::new(),
            depth: 0,
            linked: 0,
            foreign: 0,
            forbidden: 0,
            ids: None,
            mentions_left: 1_000,
            columns: Vec::new(),
            column: 0,
            in_head: false,
            cell_start: 0,
            cell_end: 0,
            no_script_end: 0,
            diagram_cost: 0,
            drawing: 0,
            levels: Vec::new(),
            noticed: Vec::new(),
            marks: Marks::default(),
            folded: false,
            containers: None,
            title: None,
        }
    }

    /// Adds finished HTML.
    pub(super) fn html(&mut self, html: &str) {
        self.sink.html.push_str(html);
    }

    /// Adds text to the page and to the plain text.
    pub(super) fn text(&mut self, text: &str) {
        escape::push_text(&mut self.sink.html, text);
        escape::push_plain(&mut self.text, text);
    }

    /// Notes that the plain text from `start` on is code.
    pub(super) fn code_since(&mut self, start: usize) {
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(self.text.len())) {
            self.code.push(start..end);
        }
    }

    /// Ends a block of the plain text.
    pub(super) fn line_feed(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Opens a Markdown element; very deep ones are not printed.
    pub(super) fn open(&mut self, place: Place, html: &str, close: &'static str) {
        let printed = match place {
            Place::Item => {
                self.stack.iter().rev().find(|open| open.place == Place::List).is_some_and(|list| list.printed)
            }
            Place::Paragraph | Place::Line => true,
            _ => self.depth < DEEPEST,
        };
        self.html(if printed { html } else { "\n" });
        self.push(Open { place, close: Close::Html(close), printed });
    }

    /// Opens a raw element whose start tag is `html`.
    pub(super) fn open_raw(&mut self, place: Place, html: &str, close: Close) {
        let printed = self.depth < DEEPEST;
        if printed {
            self.html(html);
        }
        self.push(Open { place, close, printed });
    }

    /// The level to print for a heading written as `level`: one below the heading it belongs to, the page's title being the
    /// h1. So an h1 in the body moves everything below it down, no level is skipped, and siblings stay siblings.
    pub(super) fn heading_level(&mut self, level: usize) -> usize {
        while self.levels.last().is_some_and(|(written, _)| *written >= level) {
            self.levels.pop();
        }
        let printed = self.levels.last().map_or(2, |(_, printed)| printed + 1).min(6);
        self.levels.push((level, printed));
        printed
    }

    /// Notes an open Markdown link, which [`Writer::close`] ends.
    pub(super) fn stack_link(&mut self, close: Close) {
        self.push(Open { place: Place::Inline, close, printed: true });
    }

    fn push(&mut self, open: Open) {
        self.depth += usize::from(open.printed);
        self.stack.push(open);
    }

    /// Closes the innermost Markdown element and what raw HTML left open in it.
    pub(super) fn close(&mut self) {
        while let Some(open) = self.pop() {
            if open.place.raw().is_none() {
                break;
            }
        }
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) -> Option<Open> {
        let open = self.stack.pop()?;
        if open.printed && self.ends_raw(open.place) {
            self.depth -= 1;
            return Some(open);
        }
        self.depth -= usize::from(open.printed);
        match open.close {
            Close::Html(html) if open.printed => self.html(html),
            Close::Element(name) if open.printed => {
                self.html("</");
                self.html(name);
                self.html(">");
            }
            Close::Html(_) | Close::Element(_) => {}
            Close::Anchor => {
                self.linked -= 1;
                self.html("</a>");
            }
            Close::Slot => {
                self.linked -= 1;
                self.slot(Segment::LinkEnd);
            }
        }
        Some(open)
    }

    /// Adds a slot, or its placeholder where the whole body is sanitised.
    pub(super) fn slot(&mut self, segment: Segment) {
        if self.outline.markup {
            self.sink.placeholder(&segment, self.slots.len());
            self.slots.push(segment);
        } else {
            self.sink.slot(segment);
        }
    }

    /// Opens a link to `target`, and returns how it closes. Links do not nest, and refused ones are not printed.
    pub(super) fn start_link(&mut self, target: &str, title: &str, offset: usize) -> Close {
        if self.linked > 0 {
            return Close::Html("");
        }
        if let Some(name) = target.strip_prefix(BY_NAME) {
            let name = percent_decode_str(name).decode_utf8_lossy();
            self.start_slot(LinkKind::Wiki, &clean(&name), None, offset);
            return Close::Slot;
        }
        match links::classify(target) {
            Target::External(url) => {
                self.html("<a href=\"");
                escape::push_attribute(&mut self.sink.html, &url);
                self.html("\" rel=\"noreferrer\"");
                self.attribute("title", title);
                self.html(">");
                self.linked += 1;
                Close::Anchor
            }
            Target::Relative => {
                let title = (!title.is_empty()).then(|| clean(title));
                self.start_slot(LinkKind::Relative, target, title, offset);
                Close::Slot
            }
            Target::Refused => {
                self.refuse_link(target, offset);
                Close::Html("")
            }
            Target::Empty => Close::Html(""),
        }
    }

    /// Opens a link slot.
    pub(super) fn start_slot(&mut self, kind: LinkKind, target: &str, title: Option<String>, offset: usize) {
        self.linked += 1;
        self.slot(Segment::LinkStart { kind, target: target.trim().to_owned(), title, offset });
    }

    /// Adds ` name="value"`, unless `value` is empty.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.html(" ");
            self.html(name);
            self.html("=\"");
            escape::push_attribute(&mut self.sink.html, value);
            self.html("\"");
        }
    }

    fn refuse_link(&mut self, target: &str, offset: usize) {
        let shown: String = target.chars().filter(|character| !character.is_control()).take(60).collect();
        let message =
            format!("the link to `{shown}` is printed as text: its scheme or host is not one that a page may link to");
        self.warn("refused-link", offset, message, "write http://, https://, mailto: or a relative path");
    }

    /// Reports a problem, up to [`LOUDEST`] of each kind.
    pub(super) fn warn(&mut self, code: &'static str, offset: usize, message: String, hint: &str) {
        let index = self.noticed.iter().position(|noticed| noticed.code == code).unwrap_or_else(|| {
            self.noticed.push(Noticed { code, count: 0, last: offset });
            self.noticed.len() - 1
        });
        let noticed = &mut self.noticed[index];
        noticed.count += 1;
        if noticed.count <= LOUDEST + 1 {
            noticed.last = offset;
        }
        if noticed.count <= LOUDEST {
            let warning = Diagnostic::warning(code, &self.source.path, message).at(Span::at(offset)).hint(hint);
            self.report.push(warning);
        }
    }

    /// Says how many problems of each kind were not listed, at the first of them.
    pub(super) fn finish_warnings(&mut self) {
        for Noticed { code, count, last } in std::mem::take(&mut self.noticed) {
            if count > LOUDEST {
                let message = format!("{} more like this in the same document", count - LOUDEST);
                self.report.push(Diagnostic::warning(code, &self.source.path, message).at(Span::at(last)));
            }
        }
    }
}

/// Problems of one kind in this document.
struct Noticed {
    code: &'static str,
    count: usize,
    /// Source offset of the last one listed, then of the first one that was not.
    last: usize,
}

/// `text` without the characters that HTML forbids.
pub(super) fn clean(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    escape::push_plain(&mut plain, text);
    plain
}
