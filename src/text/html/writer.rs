//! What all parts of the rendering share: elements and links open and close, text goes to the page and to the plain text.

use super::blocks::Boxes;
use super::diagram::{Allowance, Diagrams};
use super::escape;
use super::footnotes::Footnotes;
use super::headings::Headings;
use super::links::{self, Target};
use super::marks::{Known, Marks};
use super::notices::Notices;
use super::open::{Close, Content, Element, Open};
use super::outline::Outline;
use super::plain::Plain;
use super::raw::Raw;
use super::running::Mentions;
use super::sink::Out;
use super::table::Table;
use crate::config::Config;
use crate::diagnostics::Report;
use crate::model::{LinkKind, Segment, SourceFile};
use crate::text::foreign::BY_NAME;
use percent_encoding::percent_decode_str;

/// The rendering of one document: each part has its state, and all write to `out`.
pub(super) struct Writer<'a> {
    pub source: &'a SourceFile,
    pub config: &'a Config,
    pub out: Out,
    pub plain: Plain,
    pub open: Open,
    pub outline: Outline,
    pub headings: Headings,
    pub table: Table,
    pub raw: Raw,
    pub boxes: Boxes<'a>,
    pub footnotes: Footnotes,
    pub marks: Marks,
    pub mentions: Mentions,
    pub diagrams: Diagrams<'a>,
    pub notices: Notices<'a>,
}

impl<'a> Writer<'a> {
    /// Ready to write `source`, of which `known` is understood; `allowance` is what its diagrams may cost.
    pub(super) fn new(
        source: &'a SourceFile,
        known: &Known<'a>,
        (config, allowance): (&'a Config, Allowance<'a>),
        (outline, marks): (Outline, Marks),
        report: &'a mut Report,
    ) -> Self {
        let capacity = source.text.len() + source.text.len() / 4;
        Self {
            source,
            config,
            out: Out::new(capacity, outline.markup),
            plain: Plain::with_capacity(source.text.len()),
            open: Open::default(),
            outline,
            headings: Headings::default(),
            table: Table::default(),
            raw: Raw::default(),
            boxes: Boxes::new(known.containers),
            footnotes: Footnotes::default(),
            marks,
            mentions: Mentions::new(config),
            diagrams: Diagrams::new(allowance),
            notices: Notices::new(&source.path, report),
        }
    }

    /// Adds finished HTML.
    pub(super) fn html(&mut self, html: &str) {
        self.out.html().push_str(html);
    }

    /// Adds text to the page and to the plain text.
    pub(super) fn text(&mut self, text: &str) {
        self.out.text(text);
        self.plain.push(text);
    }

    /// Opens a Markdown element; very deep ones are not printed.
    pub(super) fn start_element(&mut self, content: Content, html: &str, close: &'static str) {
        let printed = self.open.prints(content);
        self.html(if printed { html } else { "\n" });
        self.open.push(Element { content, close: Close::Html(close), printed });
    }

    /// Opens a raw element whose start tag is `html`.
    pub(super) fn start_raw(&mut self, content: Content, html: &str, close: Close) {
        let printed = self.open.prints(content);
        if printed {
            self.html(html);
        }
        self.open.push(Element { content, close, printed });
    }

    /// Notes an open Markdown link, which [`Writer::end_element`] ends.
    pub(super) fn stack_link(&mut self, close: Close) {
        self.open.push(Element { content: Content::Inline, close, printed: true });
    }

    /// Closes the innermost Markdown element and what raw HTML left open in it.
    pub(super) fn end_element(&mut self) {
        while let Some(open) = self.pop() {
            if open.content.raw().is_none() {
                break;
            }
        }
    }

    /// Closes the innermost element.
    pub(super) fn pop(&mut self) -> Option<Element> {
        let open = self.open.pop()?;
        if open.printed && self.ends_raw(open.content) {
            return Some(open);
        }
        match open.close {
            Close::Html(html) if open.printed => self.html(html),
            Close::Element(name) if open.printed => {
                self.html("</");
                self.html(name);
                self.html(">");
            }
            Close::Html(_) | Close::Element(_) => {}
            Close::Anchor => {
                self.open.end_link();
                self.html("</a>");
            }
            Close::Slot => {
                self.open.end_link();
                self.out.slot(Segment::LinkEnd);
            }
        }
        Some(open)
    }

    /// Opens a link to `target`, and returns how it closes. Links do not nest, and refused ones are not printed.
    pub(super) fn start_link(&mut self, target: &str, title: &str, offset: usize) -> Close {
        if self.open.in_link() {
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
                self.out.value(&url);
                self.html("\" rel=\"noreferrer\"");
                self.attribute("title", title);
                self.html(">");
                self.open.start_link();
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
        self.open.start_link();
        self.out.slot(Segment::LinkStart { kind, target: target.trim().to_owned(), title, offset });
    }

    /// Adds ` name="value"`, unless `value` is empty.
    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.html(" ");
            self.html(name);
            self.html("=\"");
            self.out.value(value);
            self.html("\"");
        }
    }

    fn refuse_link(&mut self, target: &str, offset: usize) {
        let shown: String = target.chars().filter(|character| !character.is_control()).take(60).collect();
        let message =
            format!("the link to `{shown}` is printed as text: its scheme or host is not one that a page may link to");
        self.notices.warn("refused-link", offset, message, "write http://, https://, mailto: or a relative path");
    }
}

/// `text` without the characters that HTML forbids.
pub(super) fn clean(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    escape::push_plain(&mut plain, text);
    plain
}
