//! The walk over the lines: which are code or comments, what opens and closes a container, what goes as a whole.

mod closes;
mod directives;
mod frames;
mod tables;

pub(super) use directives::titled;

use super::statements::{is_statement, opens_statement};
use super::tags::Tag;
use super::{Dialect, Mark, Output, inline, notes};
use tables::is_delimiter;

/// Lines of one statement of MDX.
const LONGEST_STATEMENT: usize = 400;
/// A fence for what was code by a tag: longer than those within it.
const FENCE: &str = "``````";

/// What stands until its end, whatever is in it.
enum Verbatim {
    /// Sign, length, and the column that its lines keep to.
    Fence(char, usize, usize),
    /// HTML up to this.
    Html(&'static str),
    /// A block of code that ends with the tag of this name.
    Tagged(String),
}

/// What is open.
enum Held {
    Colons(usize),
    /// Text of a directive, by sign and length of its fence.
    Fence(char, usize),
    /// Lines from this column on.
    Indented(usize),
    /// The tag's name, the columns that its lines are moved in by, where that is known, and its own column.
    Tag(String, Option<usize>, usize),
}

struct Frame {
    held: Held,
    /// Whether a mark has to close it.
    is_marked: bool,
    /// What stood before it on its line.
    prefix: String,
}

/// A line's parts, as offsets in the source.
struct Line {
    /// Behind what is moved in with a container.
    start: usize,
    /// Of its text, behind blanks and signs of quotes.
    text: usize,
    /// Without the line break.
    end: usize,
    /// Column of its text, or of its first sign of a quote.
    column: usize,
}

struct Walk {
    is_mdx: bool,
    is_myst: bool,
    closes: closes::Closes,
    verbatim: Option<Verbatim>,
    frames: Vec<Frame>,
    /// Columns where the text of open list items begins.
    items: Vec<usize>,
    /// Whether the line before is blank, or none.
    after_blank: bool,
    /// Whether it ends with a colon.
    after_colon: bool,
    /// Whether a row of signs stood above, with no blank line since.
    in_table: bool,
}

/// Rewrites all lines.
pub(super) fn walk(output: &mut Output<'_>, is_mdx: bool) {
    let mut walk = Walk {
        is_mdx,
        is_myst: directives::is_myst(&output.source[output.body..]),
        closes: closes::Closes::default(),
        verbatim: None,
        frames: Vec::new(),
        items: Vec::new(),
        after_blank: true,
        after_colon: false,
        in_table: false,
    };
    let mut at = output.body;
    while at < output.source.len() {
        at = walk.line(output, at, line_end(output.source, at));
    }
}

/// One past the line that `at` stands in.
fn line_end(source: &str, at: usize) -> usize {
    memchr::memchr(b'\n', &source.as_bytes()[at..]).map_or(source.len(), |length| at + length + 1)
}

impl Walk {
    /// Rewrites the line `start..end`. Returns where the next one starts.
    fn line(&mut self, output: &mut Output<'_>, start: usize, end: usize) -> usize {
        let source = output.source;
        let whole = source[start..end].trim_end();
        if whole.is_empty() {
            (self.after_blank, self.in_table) = (true, false);
            return end;
        }
        let after_blank = std::mem::replace(&mut self.after_blank, false);
        let after_colon = std::mem::replace(&mut self.after_colon, whole.ends_with(':'));
        self.leave(output, start, column(whole));
        let line = self.move_in(output, start, start + whole.len());
        if self.verbatim.is_some() {
            self.in_verbatim(output, &line);
            return end;
        }
        let text = &source[line.text..line.end];
        if let Some(row) = self.behind_comments(output, start, text) {
            return row;
        }
        self.in_table |= !after_blank && is_delimiter(text);
        let own = line.column.saturating_sub(self.floor());
        if own >= 4 && after_blank {
            self.after_blank = true;
            return end;
        }
        if let Some(next) = self.directive(output, &line, end) {
            return next;
        }
        if self.ends_directive(output, &line)
            || self.opens_verbatim(output, &line)
            || self.colons(output, &line, text)
            || self.indented(output, &line, end)
        {
            return end;
        }
        if after_blank
            && line.column == 0
            && let Some(length) = statement(&source[line.text..], self.is_mdx)
        {
            let close = (line.text + length).min(source.len());
            output.replace(line.text..close, "");
            self.after_blank = true;
            return line_end(source, close.saturating_sub(1).max(start)).max(end);
        }
        if let Some(next) = self.attributes(output, &line, end) {
            return next;
        }
        if text.starts_with(':') && (after_colon || !text[1..].starts_with([' ', '\t'])) && !after_blank {
            // A row of signs below a table's head stays one.
            output.replace(line.text..line.text, if is_delimiter(text) { "|" } else { "\\" });
        }
        if text.starts_with("[!") && source[line.start..line.text].contains('>') && self.callout(output, &line, text) {
            return end;
        }
        if notes::is_contents(text) {
            output.replace(line.text..line.end, "");
            return end;
        }
        notes::opening(output, line.text, text, marker(text));
        let from = self.tags(output, &line).unwrap_or(line.text);
        self.items(&line, text);
        if from < line.end { inline::rewrite(output, from..line.end, line.text, self.is_mdx).max(end) } else { end }
    }

    /// Column at which the text of the innermost item or indented container begins.
    fn floor(&self) -> usize {
        let item = self.items.last().copied().unwrap_or(0);
        let frames = self.frames.iter().rev().find_map(|frame| match &frame.held {
            Held::Indented(column) => Some(*column),
            Held::Tag(_, Some(inner), own) => Some(own + inner),
            _ => None,
        });
        item.max(frames.unwrap_or(0))
    }

    /// Closes what a line at `column` no longer belongs to.
    fn leave(&mut self, output: &mut Output<'_>, start: usize, column: usize) {
        if let Some(Verbatim::Fence(_, _, floor)) = self.verbatim
            && column < floor
        {
            self.verbatim = None;
        }
        if self.verbatim.is_none() {
            while self.items.last().is_some_and(|item| column < *item) {
                self.items.pop();
            }
        }
        let left = self.frames.iter().position(|frame| matches!(frame.held, Held::Indented(floor) if column < floor));
        if let Some(first) = left {
            self.close_lines(output, start, first);
        }
    }

    /// Closes all frames from `first` on, with lines before the one at `start`.
    fn close_lines(&mut self, output: &mut Output<'_>, start: usize, first: usize) {
        for frame in self.frames.drain(first..).rev() {
            if frame.is_marked {
                output.mark_line(start, &frame.prefix, Mark::Close);
            }
        }
    }

    /// Takes away the blanks by which containers move their lines in.
    fn move_in(&mut self, output: &mut Output<'_>, start: usize, end: usize) -> Line {
        let source = output.source;
        let whole = &source[start..end];
        let mut outer = 0;
        for frame in &mut self.frames {
            outer += match &mut frame.held {
                Held::Colons(_) | Held::Fence(..) => 0,
                Held::Indented(_) => 4,
                Held::Tag(_, inner @ None, own) if !whole.trim_start().starts_with("</") => {
                    *inner.insert(column(whole).saturating_sub(*own).min(8))
                }
                Held::Tag(_, inner, _) => inner.unwrap_or(0),
            };
        }
        let mut columns = 0;
        let mut blank = |byte: &u8| {
            let width = match byte {
                b' ' => 1,
                b'\t' => 4,
                _ => return false,
            };
            columns += width;
            columns <= outer
        };
        let away = whole.bytes().take_while(|byte| outer > 0 && blank(byte)).count();
        if away > 0 {
            output.replace(start..start + away, "");
        }
        let rest = &whole[away..];
        let signs = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'>')).count();
        Line { start: start + away, text: start + away + signs, end, column: column(whole) }
    }

    fn in_verbatim(&mut self, output: &mut Output<'_>, line: &Line) {
        let text = &output.source[line.text..line.end];
        let ends = match &self.verbatim {
            Some(Verbatim::Fence(sign, length, _)) => {
                let run = text.chars().take_while(|c| c == sign).count();
                run >= *length && text.trim_start_matches(*sign).trim().is_empty()
            }
            Some(Verbatim::Html(end)) => text.contains(end),
            Some(Verbatim::Tagged(name)) => {
                let ends = Tag::read(text).is_some_and(|tag| tag.closes && tag.name == name);
                if ends {
                    output.replace(line.text..line.end, FENCE);
                }
                ends
            }
            None => false,
        };
        if ends {
            self.verbatim = None;
            self.after_blank = true;
        } else {
            inline::without_raw(output, line.text..line.end);
        }
    }

    fn opens_verbatim(&mut self, output: &mut Output<'_>, line: &Line) -> bool {
        let text = &output.source[line.text..line.end];
        let inner = &text[marker(text)..];
        for sign in ['`', '~'] {
            let length = inner.bytes().take_while(|byte| *byte == sign as u8).count();
            if length >= 3 && !(sign == '`' && inner[length..].contains('`')) {
                self.items(line, text);
                notes::query(output, line.end - inner[length..].len(), line.end);
                self.verbatim = Some(Verbatim::Fence(sign, length, self.floor().min(line.column)));
                return true;
            }
        }
        if let Some(tag) =
            Tag::read(text).filter(|tag| tag.name == "highlight" && !tag.closes && tag.length == text.len())
            && tag.dialect != Dialect::Component
            && output.find("highlight", line.end).is_some()
        {
            let language = tag.plain(0).unwrap_or_default();
            output.replace(line.text..line.end, &format!("{FENCE}{language}"));
            self.verbatim = Some(Verbatim::Tagged("highlight".to_owned()));
            return true;
        }
        let raw = [("<!--", "-->"), ("<pre", "</pre>"), ("<script", "</script>"), ("<style", "</style>")];
        if let Some((open, end)) = raw.into_iter().find(|(open, _)| text.starts_with(open))
            && !text[open.len()..].contains(end)
        {
            self.verbatim = Some(Verbatim::Html(end));
            return true;
        }
        false
    }

    /// `{: .note }` on a line of its own, with the list that it replaces by the contents.
    fn attributes(&mut self, output: &mut Output<'_>, line: &Line, end: usize) -> Option<usize> {
        let source = output.source;
        let text = &source[line.text..line.end];
        let is_attributes = |text: &str| text.starts_with("{:") && text.ends_with('}') && !text[1..].contains('{');
        if is_attributes(text) {
            let last = if self.items.is_empty() { line.end } else { end };
            output.replace(line.start..last, "");
            self.after_blank = true;
            return Some(end);
        }
        let marker = marker(text);
        if marker > 0 && end < source.len() {
            let next_end = line_end(source, end);
            if source[end..next_end].trim().starts_with("{:toc") && is_attributes(source[end..next_end].trim()) {
                output.replace(line.text..next_end, "");
                self.after_blank = true;
                return Some(next_end);
            }
        }
        None
    }

    /// Notes the list items that `text` opens.
    fn items(&mut self, line: &Line, text: &str) {
        let width = marker(text);
        if width > 0 {
            self.items.push(line.column + width);
        }
    }
}

/// Column of the first letter, or sign of a quote.
fn column(line: &str) -> usize {
    let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t'));
    blanks.map(|byte| if byte == b'\t' { 4 } else { 1 }).sum()
}

/// Bytes of the signs of list items that `text` starts with.
fn marker(text: &str) -> usize {
    let mut at = 0;
    while at < 40 {
        let rest = &text.as_bytes()[at..];
        let digits = rest.iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        let sign = match rest.get(digits) {
            Some(b'-' | b'*' | b'+') if digits == 0 => 1,
            Some(b'.' | b')') if digits > 0 => digits + 1,
            _ => break,
        };
        let blanks = rest[sign..].iter().take_while(|byte| **byte == b' ').count();
        if blanks == 0 {
            break;
        }
        at += sign + if blanks > 4 { 1 } else { blanks };
    }
    at
}

/// Bytes of the statement of MDX that `text` opens with: up to a blank line outside brackets, or the line that ends it.
fn statement(text: &str, is_mdx: bool) -> Option<usize> {
    let first = text.lines().next().unwrap_or_default();
    if is_statement(first) {
        return Some(first.len());
    }
    if !is_mdx || !opens_statement(first) {
        return None;
    }
    let (mut depth, mut length) = (0_i32, 0);
    for line in text.split_inclusive('\n').take(LONGEST_STATEMENT) {
        if depth <= 0 && line.trim().is_empty() {
            break;
        }
        length += line.len();
        for byte in line.bytes() {
            depth += i32::from(matches!(byte, b'{' | b'(' | b'[')) - i32::from(matches!(byte, b'}' | b')' | b']'));
        }
        if depth <= 0 && line.trim_end().ends_with(';') {
            break;
        }
    }
    Some(text[..length].trim_end().len())
}
