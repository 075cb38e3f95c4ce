//! The plain text of a body, which search and cards read, with where in it code stands.

use super::escape;
use std::ops::Range;

/// Plain text so far: a block a line.
pub(super) struct Plain {
    text: String,
    /// Byte ranges of `text`.
    code: Vec<Range<u32>>,
}

impl Plain {
    /// None yet.
    pub(super) fn with_capacity(capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), code: Vec::new() }
    }

    /// Adds text.
    pub(super) fn push(&mut self, text: &str) {
        escape::push_plain(&mut self.text, text);
    }

    /// Adds code.
    pub(super) fn code(&mut self, code: &str) {
        let start = self.text.len();
        self.push(code);
        if let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(self.text.len())) {
            self.code.push(start..end);
        }
    }

    /// Parts words that no blank parts in the source.
    pub(super) fn space(&mut self) {
        self.text.push(' ');
    }

    /// Ends a block.
    pub(super) fn end_block(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// The whole text, and where code stands in it.
    pub(super) fn finish(mut self) -> (String, Vec<Range<u32>>) {
        // Copied, so that it takes no more memory than it has letters.
        let text = self.text.trim_end().to_owned();
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        self.code.iter_mut().for_each(|range| range.end = range.end.min(length));
        (text, self.code)
    }
}
