//! Headings of a body: their levels below the page's title, their anchors, and what links to them.

use super::open::Content;
use super::writer::{Writer, clean};
use crate::model::Heading;
use pulldown_cmark::HeadingLevel;

/// Headings so far.
#[derive(Debug, Default)]
pub(super) struct Headings {
    written: Vec<Heading>,
    /// Those that the current place stands below: level as written, level as printed.
    above: Vec<(usize, usize)>,
}

impl Headings {
    /// The level to print for a heading written as `level`: one below the heading it belongs to, the page's title being the
    /// h1. So an h1 in the body moves everything below it down, no level is skipped, and siblings stay siblings.
    pub(super) fn level(&mut self, level: usize) -> usize {
        while self.above.last().is_some_and(|(written, _)| *written >= level) {
            self.above.pop();
        }
        let printed = self.above.last().map_or(2, |(_, printed)| printed + 1).min(6);
        self.above.push((level, printed));
        printed
    }

    /// All of them, in order.
    pub(super) fn finish(self) -> Vec<Heading> {
        self.written
    }
}

impl Writer<'_> {
    /// Opens a heading with its anchor.
    pub(super) fn start_heading(&mut self, level: HeadingLevel, offset: usize) {
        const STARTS: [&str; 5] = ["<h2", "<h3", "<h4", "<h5", "<h6"];
        const ENDS: [&str; 5] = ["</h2>\n", "</h3>\n", "</h4>\n", "</h5>\n", "</h6>\n"];
        let printed = self.headings.level(level as usize);
        self.plain.end_block();
        self.start_element(Content::Line, STARTS[printed - 2], ENDS[printed - 2]);
        let Some(planned) = self.outline.headings.get(self.headings.written.len()).cloned() else {
            return self.html(">");
        };
        self.attribute("id", &planned.anchor);
        self.html(">");
        let level = u8::try_from(printed).unwrap_or(6);
        self.headings.written.push(Heading { level, text: clean(planned.text.trim()), anchor: planned.anchor, offset });
    }

    /// What stands at the end of a heading: text in braces, and the link to itself.
    pub(super) fn end_heading(&mut self) {
        let planned = self.headings.written.len().checked_sub(1).and_then(|at| self.outline.headings.get(at)).cloned();
        if let Some(planned) = planned {
            if let Some(braces) = &planned.braces {
                self.text(" ");
                self.text(braces);
            }
            while self.open.raw().is_some() {
                self.pop();
            }
            self.html("<a class=\"anchor\" href=\"#");
            for byte in planned.anchor.bytes() {
                let plain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
                if plain {
                    self.out.html().push(char::from(byte));
                } else {
                    self.html(&format!("%{byte:02X}"));
                }
            }
            self.html("\" aria-hidden=\"true\" tabindex=\"-1\"></a>");
        }
    }
}
