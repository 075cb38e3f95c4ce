//! Finds the block of metadata at the top of a file and reads it into a tree of values with their places.
//!
//! [`fence`] finds the block; [`yaml`] reads YAML from its parser's events; [`pod`] reads TOML and JSON through
//! `gray_matter`'s engines; where a block is broken, [`advice`] says what to change and [`salvage`] saves simple lines.
//! [`add`] writes fields into it.

mod add;
mod advice;
mod fence;
mod lines;
mod pod;
mod salvage;
mod yaml;

use crate::diagnostics::{Diagnostic, Report, Span};
pub(crate) use add::{Written, add, scalar};
use fence::Fenced;
pub(crate) use fence::Format;
pub(super) use fence::lines;
use std::ops::Range;
use std::sync::Arc;

/// Deepest nesting of lists and maps that is read.
const DEEPEST: usize = 32;

/// A value of front matter. Scalars are told apart as by YAML 1.2's core schema and keep their written text, so that
/// `007`, `1.10` and `0x1F` stay what the author wrote.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool, String),
    /// As written; not checked for range.
    Number(String),
    Text(String),
    List(Vec<Node>),
    /// In the author's order, without repeated keys.
    Map(Vec<Pair>),
}

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    /// The value in the source text (of a list or map: its start).
    pub span: Span,
    /// 1-based line of its start.
    pub line: u32,
}

impl Node {
    /// The written text of a scalar; `None` for null, lists and maps.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Bool(_, text) | Value::Number(text) | Value::Text(text) => Some(text),
            Value::Null | Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The same, or those of a list.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        let items = if let Value::List(items) = &self.value { items } else { std::slice::from_ref(self) };
        items.iter().filter_map(Self::text)
    }
}

/// A key with its value and place.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    pub key: String,
    /// The key in the source text.
    pub span: Span,
    /// 1-based line of the key.
    pub line: u32,
    pub node: Node,
}

/// The metadata and where the body starts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrontMatter {
    pub fields: Vec<Pair>,
    /// Byte offset of the body in the source text.
    pub body: usize,
    /// The block is there but could not be read: an error stands in the report, and the document is kept only with
    /// `--keep-going`. `fields` then holds what could be saved.
    pub broken: bool,
}

/// A block's text with its place in the file.
#[derive(Clone, Copy)]
struct Block<'a> {
    path: &'a Arc<str>,
    text: &'a str,
    /// Byte offset of `text` in the file.
    offset: usize,
    /// 1-based line of the file on which `text` starts.
    line: u32,
}

impl Block<'_> {
    /// The line of the file that holds byte `at` of the block.
    fn line_of(&self, at: usize) -> u32 {
        self.line + line_breaks(self.text.as_bytes().get(..at).unwrap_or_default())
    }

    /// A range of the block as a span of the file.
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.offset + start, self.offset + end)
    }
}

/// What a reader made of a block.
enum Read {
    Whole(Vec<Pair>),
    /// Errors stand in the report; the fields are all there but for what they complain of.
    Flawed(Vec<Pair>),
    Broken,
}

/// Splits `text`. Problems go to `report` with their place in the whole text.
pub fn split(path: &Arc<str>, text: &str, report: &mut Report) -> FrontMatter {
    match fence::find(text) {
        Fenced::Nothing => FrontMatter::default(),
        Fenced::Unclosed { fence, block, format } => unclosed(path, text, fence, block, format, report),
        Fenced::Block { format, fence, block, body } => {
            let line = 1 + line_breaks(&text.as_bytes()[..block.start]);
            let block = Block { path, text: &text[block], offset: block_start(&fence, text), line };
            warn_of_second_block(path, text, body, report);
            let mut found = Report::default();
            let read = read(block, format, &mut found);
            if matches!(read, Read::Broken)
                && format == Format::Yaml
                && let Some(end) = fence::prose_inside(block.text)
            {
                // The line that was taken for the closing fence is a rule of the text.
                return unclosed(path, text, fence, block.offset..block.offset + end, format, report);
            }
            report.extend(found);
            finish(block, format, read, body)
        }
    }
}

/// The block of metadata of `text`, between its fences, and one that its author has only begun.
#[must_use]
pub(crate) fn block(text: &str) -> Option<(Format, Range<usize>)> {
    fence::begun(text)
}

/// The block begins on the line after its fence; bare JSON begins with its own brace.
fn block_start(fence: &std::ops::Range<usize>, text: &str) -> usize {
    if fence.is_empty() { fence.start } else { fence::next_line(text, fence.start) }
}

fn read(block: Block<'_>, format: Format, report: &mut Report) -> Read {
    if let Some(at) = memchr::memchr(0, block.text.as_bytes()) {
        report.push(
            Diagnostic::error("front-matter-syntax", block.path, "a NUL byte stands in the front matter")
                .at(block.span(at, at + 1))
                .hint("save the file as plain UTF-8 text without NUL bytes"),
        );
        return Read::Broken;
    }
    warn_of_control_characters(block, report);
    match format {
        Format::Yaml => yaml::read(block, report),
        Format::Toml => pod::read_toml(block, report),
        Format::Json => pod::read_json(block, report),
    }
}

fn finish(block: Block<'_>, format: Format, read: Read, body: usize) -> FrontMatter {
    match read {
        Read::Whole(fields) => FrontMatter { fields, body, broken: false },
        Read::Flawed(fields) => FrontMatter { fields, body, broken: true },
        Read::Broken => FrontMatter { fields: salvage::fields(block, format), body, broken: true },
    }
}

/// A fence without its end: an error at the fence. `block` is what still looks like metadata.
fn unclosed(
    path: &Arc<str>,
    text: &str,
    fence: std::ops::Range<usize>,
    block: std::ops::Range<usize>,
    format: Format,
    report: &mut Report,
) -> FrontMatter {
    let written = text[fence.clone()].trim_end();
    let (message, hint) = match format {
        Format::Json => ("the JSON front matter has no end".to_owned(), "close every bracket and quote".to_owned()),
        _ => (
            format!("the front matter opened by `{written}` has no closing `{written}`"),
            format!(
                "put a line `{written}` after line {}, the last line of metadata",
                line_breaks(&text.as_bytes()[..block.end]).max(1)
            ),
        ),
    };
    let end = fence.start + written.len().max(1);
    report.push(Diagnostic::error("front-matter-unclosed", path, message).at(Span::new(fence.start, end)).hint(hint));
    let body = block.end;
    let line = 1 + line_breaks(&text.as_bytes()[..block.start]);
    let block = Block { path, text: &text[block.clone()], offset: block.start, line };
    let read = read(block, format, &mut Report::default());
    FrontMatter { broken: true, ..finish(block, format, read, body) }
}

fn warn_of_second_block(path: &Arc<str>, text: &str, body: usize, report: &mut Report) {
    if fence::opens_block(&text[body..]) {
        let end = body + text[body..].find(['\r', '\n']).unwrap_or(text.len() - body);
        report.push(
            Diagnostic::warning("front-matter-repeated", path, "a second block of front matter follows the first")
                .at(Span::new(body, end))
                .hint("only the first block is read; merge the two"),
        );
    }
}

fn warn_of_control_characters(block: Block<'_>, report: &mut Report) {
    let odd = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t') || *byte == 0x7f;
    if let Some(at) = block.text.bytes().position(|byte| odd(&byte)) {
        let code = u32::from(block.text.as_bytes()[at]);
        let message = format!("the control character U+{code:04X} stands in the front matter");
        report.push(
            Diagnostic::warning("control-character", block.path, message)
                .at(block.span(at, at + 1))
                .hint("delete it; it is left out of the page"),
        );
    }
}

/// Number of line ends: LF, CRLF, or CR alone.
fn line_breaks(bytes: &[u8]) -> u32 {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', bytes)
        .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
        .count();
    // A CR at the very end may be half of a CRLF; the block then starts after both, so the count is right either way.
    u32::try_from(breaks).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
