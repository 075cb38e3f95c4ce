//! The blocks of code of a body, as the parser of Markdown sees them: what a line of code says is not said of the document. A second
//! count of fences, line by line, is wrong about quotes, lists, comments and fences within fences, and then hides what stands below.

use super::markdown::Spanned;
use pulldown_cmark::{CodeBlockKind, Event, Tag};
use std::ops::Range;

/// How a line is code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coded {
    Fenced,
    Indented,
}

/// Blocks of code, as ranges of the source.
#[derive(Clone, Debug, Default)]
pub struct Codes(Vec<(Range<usize>, Coded)>);

impl Codes {
    /// Of the `events` of `text`. A fence that nothing closes is none: whoever forgot its end wrote text below it.
    #[must_use]
    pub fn of(text: &str, events: &[Spanned<'_>]) -> Self {
        let blocks = events.iter().filter_map(|(event, range)| match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some((range.clone(), Coded::Indented)),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) if is_closed(text.get(range.clone())?) => {
                Some((range.clone(), Coded::Fenced))
            }
            _ => None,
        });
        Self(blocks.collect())
    }

    /// How the line of the source at `line` is code, if it is.
    pub(super) fn at(&self, line: &Range<usize>) -> Option<Coded> {
        let next = self.0.partition_point(|(range, _)| range.end <= line.start);
        self.0.get(next).filter(|(range, _)| range.start < line.end).map(|(_, coded)| *coded)
    }
}

/// Whether the last line of a fenced block is a fence.
fn is_closed(block: &str) -> bool {
    let Some((_, last)) = block.trim_end().rsplit_once(['\n', '\r']) else { return false };
    let last = last.trim_matches(|c: char| c.is_whitespace() || c == '>');
    last.len() >= 3 && last.chars().all(|c| matches!(c, '`' | '~'))
}
