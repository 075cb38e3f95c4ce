//! The one run of the Markdown parser: a body to its events with source ranges.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// An event and its byte range in the source file (front matter included in the count).
pub type Spanned<'a> = (Event<'a>, Range<usize>);

/// GitHub's dialect. Math, superscript, smart punctuation and the parser's own wikilinks are off: they damage
/// incident text (`$PATH ... $HOME`, `HEAD^`, `--force`, `[[ -f x ]]`).
#[must_use]
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
        | Options::ENABLE_DEFINITION_LIST
}

/// Parses `text[body..]`; ranges count from the start of `text`.
#[must_use]
pub fn parse(text: &str, body: usize) -> Vec<Spanned<'_>> {
    let mut added = Added::default();
    Parser::new_ext(&text[body..], options())
        .into_offset_iter()
        .filter(|(event, range)| !added.is_repeated(event, range))
        .map(|(event, range)| (event, range.start + body..range.end + body))
        .collect()
}

/// The cells that the parser adds to a short row, all of them at the row's end. One stands for all: a table of many columns
/// and short rows would have far more of them than the text has letters.
#[derive(Default)]
struct Added {
    /// Where the last cell without text stands.
    last: Option<usize>,
    is_open: bool,
}

impl Added {
    fn is_repeated(&mut self, event: &Event<'_>, range: &Range<usize>) -> bool {
        match event {
            Event::Start(Tag::TableCell) if range.is_empty() => {
                self.is_open = self.last.replace(range.start) == Some(range.start);
                self.is_open
            }
            Event::End(TagEnd::TableCell) => std::mem::take(&mut self.is_open),
            _ => false,
        }
    }
}
