//! Alerts, code and raw HTML blocks to HTML.

use super::events::skip;
use super::highlight;
use super::open::Content;
use super::writer::{Writer, clean};
use crate::model::Segment;
use crate::text::foreign::{Containers, Shape};
use crate::text::markdown::Spanned;
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event};
use std::sync::Arc;

/// Quotes that other tools write as boxes, folds and tabs.
#[derive(Debug)]
pub(super) struct Boxes<'a> {
    /// By source offset.
    known: &'a Containers,
    /// Start and end of the element for the title that comes next, and the word before it.
    title: Option<(&'static str, &'static str, String)>,
}

impl<'a> Boxes<'a> {
    /// Those that were found in a document.
    pub(super) fn new(known: &'a Containers) -> Self {
        Self { known, title: None }
    }
}

impl Writer<'_> {
    /// Opens a quote, or an alert or another container with its title.
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, offset: usize) {
        let Some(kind) = kind else { return self.start_element(Content::Flow, "<blockquote>\n", "</blockquote>\n") };
        let (class, word) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        let container = self.boxes.known.get(&offset);
        let (name, titled) = container.map_or((word, false), |container| (container.name.as_str(), container.titled));
        self.plain.end_block();
        let title = match container.map_or(Shape::Box, |container| container.shape) {
            Shape::Box => {
                self.start_element(
                    Content::Flow,
                    &format!("<div class=\"alert {class}\" role=\"note\">\n"),
                    "</div>\n",
                );
                ("<p class=\"alert-title\">", "</p>\n")
            }
            Shape::Fold { open } => {
                let open = if open { " open=\"\"" } else { "" };
                self.start_element(
                    Content::Flow,
                    &format!("<details class=\"alert {class}\"{open}>\n"),
                    "</details>\n",
                );
                ("<summary class=\"alert-title\">", "</summary>\n")
            }
            Shape::Tab => {
                self.start_element(Content::Flow, "<div class=\"tab\">\n", "</div>\n");
                ("<p class=\"tab-title\">", "</p>\n")
            }
        };
        // A container too deep to be printed has no title of its kind either.
        let title = if self.open.is_printed() { title } else { ("<p>", "</p>\n") };
        if titled {
            let has_word =
                container.is_some_and(|container| container.shape != Shape::Tab && container.name != "Details");
            let word = if has_word { name } else { "" };
            self.boxes.title = Some((title.0, title.1, word.to_owned()));
        } else if !name.is_empty() {
            self.html(title.0);
            self.text(name);
            self.html(title.1);
            self.plain.end_block();
        }
    }

    /// Opens the title of a container, or a line that tells nothing and is shown.
    pub(super) fn start_line(&mut self) {
        self.plain.end_block();
        let plain = || ("<p class=\"foreign\">", "</p>\n", String::new());
        let (start, end, word) = self.boxes.title.take().unwrap_or_else(plain);
        self.start_element(Content::Line, start, end);
        if !word.is_empty() {
            self.html("<small>");
            self.text(&word);
            self.html("</small> ");
            self.plain.space();
        }
    }

    /// A block of raw HTML. Returns the next event's index.
    pub(super) fn html_block(&mut self, events: &[Spanned<'_>], at: usize, html: &str) -> usize {
        self.raw_block(html, events[at].1.start);
        self.plain.end_block();
        skip(events, at)
    }

    /// A block of code. Returns the next event's index.
    pub(super) fn code_block(&mut self, kind: &CodeBlockKind<'_>, events: &[Spanned<'_>], at: usize) -> usize {
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
        let offset = events[at].1.start;
        self.plain.code(&code);
        self.plain.end_block();
        if language == "mermaid" && self.diagram(&code, offset) {
            return end;
        }
        super::push_code(self.out.html(), &language, &code);
        end
    }

    /// A diagram slot for mermaid source; false where it cannot be drawn.
    fn diagram(&mut self, source: &str, offset: usize) -> bool {
        match self.diagrams.draw(source) {
            Ok(svg) => {
                self.out.slot(Segment::Diagram { svg: Arc::clone(&svg), source: clean(source), offset });
                true
            }
            Err(reason) => {
                let message = format!("this diagram is shown as its source: {reason}");
                self.notices.warn("diagram", offset, message, "try the source in the editor at mermaid.live");
                false
            }
        }
    }
}

/// The raw HTML of the block that starts at `at`, which may be set in from the margin; none where the block is a line of running text.
pub(super) fn raw_html(events: &[Spanned<'_>], at: usize) -> Option<String> {
    let block = &events[at + 1..skip(events, at).max(at + 1)];
    let is_raw = block.len() < 2 || block.iter().any(|(event, _)| matches!(event, Event::Html(_)));
    let piece = |event: &Event<'_>| match event {
        Event::Html(html) | Event::Text(html) | Event::InlineHtml(html) => Some(html.to_string()),
        _ => None,
    };
    is_raw.then(|| block.iter().filter_map(|(event, _)| piece(event)).collect())
}
