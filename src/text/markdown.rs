//! The one run of the Markdown parser: a body to its events with source ranges.

use pulldown_cmark::{Event, Options, Parser};
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
    Parser::new_ext(&text[body..], options())
        .into_offset_iter()
        .map(|(event, range)| (event, range.start + body..range.end + body))
        .collect()
}
