//! Headings, alerts, tables, code and raw HTML blocks to HTML.

use super::events::skip;
use super::writer::{Place, Writer, clean};
use super::{diagram, escape, highlight};
use crate::model::{Heading, Segment};
use crate::text::foreign::Shape;
use crate::text::markdown::Spanned;
use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, Event, HeadingLevel};
use std::sync::Arc;

/// Most columns that browsers let one cell span.
const WIDEST_CELL: usize = 1000;

impl Writer<'_> {
    /// Opens a heading with its anchor.
    pub(super) fn start_heading(&mut self, level: HeadingLevel, offset: usize) {
        const STARTS: [&str; 5] = ["<h2", "<h3", "<h4", "<h5", "<h6"];
        const ENDS: [&str; 5] = ["</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"];
        let printed = self.heading_level(level as usize);
        self.line_feed();
        self.open(Place::Line, STARTS[printed - 2], ENDS[printed - 2]);
        let Some(planned) = self.outline.headings.get(self.headings.len()).cloned() else {
            return self.html(">");
        };
        self.attribute("id", &planned.anchor);
        self.html(">");
        let level = u8::try_from(printed).unwrap_or(6);
        self.headings.push(Heading { level, text: clean(planned.text.trim()), anchor: planned.anchor, offset });
    }

    /// What stands at the end of a heading: text in braces, and the link to itself.
    pub(super) fn end_heading(&mut self) {
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

    /// Opens a quote, or an alert or another container with its title.
    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, offset: usize) {
        let Some(kind) = kind else { return self.open(Place::Flow, "<blockquote>\n", "</blockquote>\n") };
        let (class, word) = match kind {
            BlockQuoteKind::Note => ("note", "Note"),
            BlockQuoteKind::Tip => ("tip", "Tip"),
            BlockQuoteKind::Important => ("important", "Important"),
            BlockQuoteKind::Warning => ("warning", "Warning"),
            BlockQuoteKind::Caution => ("caution", "Caution"),
        };
        let container = self.containers.and_then(|containers| containers.get(&offset));
        let (name, titled) = container.map_or((word, false), |container| (container.name.as_str(), container.titled));
        self.line_feed();
        let title = match container.map_or(Shape::Box, |container| container.shape) {
            Shape::Box => {
                self.open(Place::Flow, &format!("<div class=\"alert {class}\" role=\"note\">\n"), "</div>\n");
                ("<p class=\"alert-title\">", "</p>\n")
            }
            Shape::Fold { open } => {
                let open = if open { " open=\"\"" } else { "" };
                self.open(Place::Flow, &format!("<details class=\"alert {class}\"{open}>\n"), "</details>\n");
                ("<summary class=\"alert-title\">", "</summary>\n")
            }
            Shape::Tab => {
                self.open(Place::Flow, "<div class=\"tab\">\n", "</div>\n");
                ("<p class=\"tab-title\">", "</p>\n")
            }
        };
        // A container too deep to be printed has no title of its kind either.
        let title = if self.stack.last().is_some_and(|open| open.printed) { title } else { ("<p>", "</p>\n") };
        if titled {
            let has_word =
                container.is_some_and(|container| container.shape != Shape::Tab && container.name != "Details");
            let word = if has_word { name } else { "" };
            self.title = Some((title.0, title.1, word.to_owned()));
        } else if !name.is_empty() {
            self.html(title.0);
            self.text(name);
            self.html(title.1);
            self.line_feed();
        }
    }

    /// Opens the title of a container, or a line that tells nothing and is shown.
    pub(super) fn start_line(&mut self) {
        self.line_feed();
        let plain = || ("<p class=\"foreign\">", "</p>\n", String::new());
        let (start, end, word) = self.title.take().unwrap_or_else(plain);
        self.open(Place::Line, start, end);
        if !word.is_empty() {
            self.html("<small>");
            self.text(&word);
            self.html("</small> ");
            self.text.push(' ');
        }
    }

    /// Opens a table in a box that scrolls.
    pub(super) fn start_table(&mut self, alignments: &[Alignment]) {
        self.columns.clear();
        self.columns.extend(alignments.iter().map(|alignment| match alignment {
            Alignment::Right => " class=\"right\"",
            Alignment::Center => " class=\"center\"",
            Alignment::Left | Alignment::None => "",
        }));
        let start = "<div class=\"table-wrap\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>\n";
        self.open(Place::List, start, "</table></div>\n");
    }

    /// Opens a cell with the alignment of its column.
    pub(super) fn start_cell(&mut self) {
        let class = self.columns.get(self.column).copied().unwrap_or("");
        let (start, plain, close) = if self.in_head { ("<th", "<th>", "</th>") } else { ("<td", "<td>", "</td>") };
        if self.column > 0 {
            self.text.push(' ');
        }
        self.cell_start = self.sink.html.len();
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

    /// A header without words heads nothing: it becomes a plain cell.
    pub(super) fn end_cell(&mut self) {
        let (html, start) = (&mut self.sink.html, self.cell_start);
        let cell = html.get(start..).unwrap_or_default();
        let is_empty = cell.strip_prefix("<th").and_then(|rest| rest.strip_suffix("></th>"));
        if self.in_head && is_empty.is_some_and(|attributes| !attributes.contains('>')) {
            html.replace_range(start..start + "<th".len(), "<td");
            html.truncate(html.len() - "</th>".len());
            html.push_str("</td>");
        }
    }

    /// Cells that a row lacks: the parser adds them, and all but the first of them were left out. They are one wide cell, for a
    /// table of many columns and short rows has far more of them than the source has letters.
    pub(super) fn missing_cells(&mut self) {
        let missing = self.columns.len().saturating_sub(self.column);
        if missing == 0 || !self.stack.last().is_some_and(|row| row.printed) {
            return;
        }
        match missing.min(WIDEST_CELL) {
            1 => self.html("<td></td>"),
            wide => self.html(&format!("<td colspan=\"{wide}\"></td>")),
        }
    }

    /// Cells beyond the head's width are no cells to the parser: their text is added to the row's last cell.
    pub(super) fn excess_cells(&mut self, row_end: usize) {
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
        let cell = self.sink.html.ends_with("</td>");
        if cell {
            let length = self.sink.html.len() - "</td>".len();
            self.sink.html.truncate(length);
        }
        self.text.push(' ');
        self.html(" | ");
        self.text(&rest);
        self.html(if cell { "</td>" } else { "" });
        let message = "this row has more cells than the table's head: they are printed in its last cell".to_owned();
        self.warn(
            "table-cells",
            self.cell_end,
            message,
            "add columns to the head, or write \\| for a bar that is text",
        );
    }

    /// A block of raw HTML. Returns the next event's index.
    pub(super) fn html_block(&mut self, events: &[Spanned<'_>], at: usize, html: &str) -> usize {
        self.raw_block(html, events[at].1.start);
        self.line_feed();
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
        let (start, offset) = (self.text.len(), events[at].1.start);
        escape::push_plain(&mut self.text, &code);
        self.code_since(start);
        self.line_feed();
        if language == "mermaid" && self.diagram(&code, offset) {
            return end;
        }
        super::push_code(&mut self.sink.html, &language, &code);
        end
    }

    /// A diagram slot for mermaid source; false where it cannot be drawn.
    fn diagram(&mut self, source: &str, offset: usize) -> bool {
        self.diagram_cost = self.diagram_cost.saturating_add(diagram::budget::units(source));
        let drawn = if self.diagram_cost > self.drawing {
            Err("the document, or the site before it, holds too many diagrams".to_owned())
        } else {
            diagram::render(source)
        };
        match drawn {
            Ok(svg) => {
                self.slot(Segment::Diagram { svg: Arc::clone(&svg), source: clean(source), offset });
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
