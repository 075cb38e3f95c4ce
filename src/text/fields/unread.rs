//! A document's text to what it says of who may see it where nobody reads that: a label in the body, a comment, a block that is
//! no front matter, a second one.
//!
//! Line by line, whatever the mark-up. In front of the first prose all that is not plainly open counts; behind it, what plainly
//! closes; code counts in front alone.

use super::guards::{Guard, Guards, SHORT, Verdict, is_short, verdict};
use super::segments::{
    Segment, cells, has_odd_end, is_delimiter_row, is_odd_end, label, next_values, segments, without_tags,
};
use crate::diagnostics::Span;
use crate::text::codes::{Coded, Codes};
use crate::text::foreign::{is_statement, opens_statement};
use crate::text::front_matter::{FrontMatter, lines};
use crate::text::html::tokens;
use crate::text::lookalikes;
use rustc_hash::FxHashSet;
use std::cell::OnceCell;

/// Lines of what looks like a block and is none, until it is taken for text.
const LONGEST_BLOCK: usize = 200;
/// Bytes of a value that are looked at.
const LONGEST_VALUE: usize = 200;

/// What front matter was read from.
pub(super) struct Known<'a> {
    pub front: &'a FrontMatter,
    pub codes: &'a Codes,
    /// Lines of the keys that were read as guards.
    pub lines: FxHashSet<u32>,
    /// A comment beside a plain `visibility` explains it.
    pub is_stated: bool,
}

/// Each guard that is stated unread, with the first line that states it.
pub(super) fn find(text: &str, known: &Known<'_>, guards: &Guards) -> Vec<(Guard, Span)> {
    let mut scan = Scan::new(guards);
    let has_odd_ends = has_odd_end(text);
    let mut all = (1..).zip(lines(text)).peekable();
    while let Some((number, (at, raw))) = all.next() {
        let plain = lookalikes::plain(raw);
        let line = plain.trim();
        scan.place = Span::new(at, at + raw.len());
        if at < known.front.body {
            // Some editors end lines with what no parser does: then a whole block is one line to everybody else.
            for line in raw.split(is_odd_end) {
                scan.block_line(lookalikes::plain(line).trim(), known, number);
            }
        } else {
            let heads = line.contains('|') && all.peek().is_some_and(|(_, (_, next))| is_delimiter_row(next));
            scan.in_code = known.codes.at(&(at..at + raw.len())) == Some(Coded::Fenced);
            scan.text_line(line, heads);
            scan.shown(raw, has_odd_ends && has_odd_end(raw));
        }
    }
    scan.end_table();
    scan.found
}

/// Where a line stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// In front of the first prose: metadata stands here.
    Front,
    Body,
}

/// A table's column whose head names a guard: its one value, if it has one.
struct Column {
    guard: Guard,
    index: usize,
    rows: usize,
    value: String,
    place: Span,
}

/// A table's row: how many cells it has, and the first that names each guard.
struct Row {
    cells: usize,
    first: Vec<(Guard, usize)>,
}

impl Row {
    fn index_of(&self, guard: Guard) -> Option<usize> {
        self.first.iter().find(|(named, _)| *named == guard).map(|(_, index)| *index)
    }
}

struct Scan<'a> {
    guards: &'a Guards,
    found: Vec<(Guard, Span)>,
    /// The line.
    place: Span,
    part: Part,
    /// The fence of the front matter was seen.
    in_block: bool,
    /// The mark that closes what looks like a block, and how many lines it may still have; `None` behind the first line.
    like_block: Option<(String, usize)>,
    is_first: bool,
    in_code: bool,
    in_comment: bool,
    headings: usize,
    /// A name whose value is still to come, and whether a colon stood behind it.
    waiting: Option<(Guard, bool, Span)>,
    column: Option<Column>,
}

impl<'a> Scan<'a> {
    fn new(guards: &'a Guards) -> Self {
        Self {
            guards,
            found: Vec::new(),
            place: Span::at(0),
            part: Part::Front,
            in_block: false,
            like_block: None,
            is_first: true,
            in_code: false,
            in_comment: false,
            headings: 0,
            waiting: None,
            column: None,
        }
    }

    /// A line of front matter, or of the comments in front of it: keys that were read are known by their lines.
    fn block_line(&mut self, line: &str, known: &Known<'_>, number: u32) {
        if !self.in_block && !line.starts_with('{') {
            self.in_block = is_fence(line);
            return self.segments(line, true, false);
        }
        self.in_block = true;
        // A `#` within a value opens a comment as little as a `//` in a URL, but then no name follows it.
        let (key, comment) = match line.find(" #").filter(|_| !line.starts_with('#')) {
            Some(at) => line.split_at(at),
            None => (line, ""),
        };
        let is_comment = line.starts_with('#') || line.starts_with("//");
        let is_read = known.lines.contains(&number) || is_comment && known.is_stated;
        if !is_read {
            self.labelled(key);
        }
        if !known.is_stated {
            self.labelled(comment);
        }
    }

    /// What the label at the start of `text`, in a block, says.
    fn labelled(&mut self, text: &str) {
        let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
        if let Some((key, value)) = label(text)
            && let Some(guard) = self.guards.named(key, SHORT)
        {
            self.judge(guard, value, true);
        }
    }

    fn text_line(&mut self, line: &str, heads: bool) {
        if line.is_empty() {
            return;
        }
        self.end_like_block(line);
        if self.is_first {
            self.is_first = false;
            let mark = line.get(..3).filter(|_| is_fence(line));
            self.like_block = mark.map(|mark| (mark.to_owned(), LONGEST_BLOCK));
        }
        if self.in_code {
            return if self.part == Part::Front {
                self.segments(line, true, true)
            };
        }
        let was_comment = self.in_comment;
        let comment = |mark: &str| line.contains("--").then(|| line.rfind(mark)).flatten();
        self.in_comment = match (comment("<!--"), comment("-->")) {
            (Some(open), Some(close)) => open > close,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => was_comment,
        };
        self.headings += usize::from(line.starts_with('#'));
        let is_held = was_comment || self.like_block.is_some();
        if self.part == Part::Front && (self.headings > 1 || !is_held && self.is_prose(line)) {
            self.part = Part::Body;
        }
        self.take_waiting(line);
        self.table_line(line);
        self.segments(line, self.part == Part::Front, heads);
    }

    /// The line as readers see it, where mark-up stands within its words, or an odd end of a line.
    fn shown(&mut self, raw: &str, has_odd_ends: bool) {
        if self.in_code || memchr::memchr2(b'<', b'&', raw.as_bytes()).is_none() && !has_odd_ends {
            return;
        }
        let words = without_tags(raw);
        let decoded = tokens::decode(&words);
        if *decoded != *raw || has_odd_ends {
            for line in decoded.split(is_odd_end) {
                self.segments(lookalikes::plain(line).trim(), self.part == Part::Front, false);
            }
        }
    }

    fn end_like_block(&mut self, line: &str) {
        let is_open = |(mark, left): &mut (String, usize)| {
            *left -= 1;
            *left > 0 && line != mark.as_str()
        };
        if self.like_block.as_mut().is_some_and(|block| !is_open(block)) {
            self.like_block = None;
        }
    }

    /// Running text: neither heading, table, mark-up, code of a page, nor a short label before a colon.
    fn is_prose(&self, line: &str) -> bool {
        if line.contains('|') || line.starts_with(['#', '<', '{', '[', '!', '%', ':', '@', '.', '=', '}']) {
            return false;
        }
        let text = line.trim_start_matches(|c: char| !c.is_alphanumeric());
        let is_label = |key: &str| key.split_whitespace().count() <= SHORT;
        let is_code = is_statement(text) || opens_statement(text);
        let is_named = self.guards.named(text, 1).is_some() || label(text).is_some_and(|(key, _)| is_label(key));
        !(text.is_empty() || is_code || is_named)
    }

    /// The first line behind a name that stood alone.
    fn take_waiting(&mut self, line: &str) {
        let Some((guard, with_colon, place)) = self.waiting.take_if(|_| line.contains(char::is_alphanumeric)) else {
            return;
        };
        let all = segments(line);
        let value = all.iter().find(|segment| segment.is_value()).map(Segment::text).unwrap_or_default();
        if is_short(value) {
            let here = std::mem::replace(&mut self.place, place);
            self.judge(guard, value, with_colon && self.part == Part::Front);
            self.place = here;
        }
    }

    fn table_line(&mut self, line: &str) {
        if !line.contains('|') {
            return self.end_table();
        }
        if let Some(column) = &mut self.column
            && !is_delimiter_row(line)
        {
            column.rows += 1;
            column.value = cells(line).nth(column.index).unwrap_or_default().to_owned();
            column.place = self.place;
        }
    }

    /// Many rows list things; one row describes the document.
    fn end_table(&mut self) {
        if let Some(column) = self.column.take().filter(|column| column.rows == 1) {
            self.place = column.place;
            self.judge(column.guard, &column.value, self.part == Part::Front);
        }
    }

    /// Every label of a line; `heads`: it is the head of a table.
    fn segments(&mut self, line: &str, strict: bool, heads: bool) {
        let in_metadata = self.in_metadata();
        let most_words = if in_metadata { SHORT } else { 2 };
        let all = segments(line);
        let (next_values, is_alone) = next_values(&all);
        let row = OnceCell::new();
        for (at, segment) in all.iter().enumerate() {
            if segment.in_code && self.part == Part::Body {
                continue;
            }
            if segment.has_attributes() {
                self.attributes(segment, strict);
            }
            let text = segment.text();
            let next = || next_values[at];
            if segment.is_tag() {
                // `<visibility>internal</visibility>`
                let element = segment.element().and_then(|name| self.guards.named(name, 1));
                element.zip(next()).into_iter().for_each(|(guard, value)| self.judge(guard, value, strict));
                continue;
            }
            if let Some((key, value)) = label(text) {
                let Some(guard) = self.guards.named(key, most_words).filter(|_| !opens_code(key)) else { continue };
                // In running text the name alone is a label: `Lost visibility: ...` tells a story.
                let strict = strict && (in_metadata || self.guards.named(key, 1).is_some());
                match Some(value).filter(|value| value.contains(char::is_alphanumeric)).or_else(next) {
                    Some(value) => self.judge(guard, value, strict),
                    None => self.waiting = Some((guard, true, self.place)),
                }
                continue;
            }
            if let Some((guard, rest)) = self.guards.leading(text) {
                self.judge(guard, rest, false);
            }
            let Some(guard) = self.guards.named(text, most_words) else { continue };
            match next().filter(|_| all.get(at + 1).is_some_and(Segment::follows_a_label)) {
                Some(value) => self.cell(guard, value, row.get_or_init(|| self.row(line)), strict, heads),
                None if heads => self.cell(guard, "", row.get_or_init(|| self.row(line)), strict, heads),
                None if is_alone => self.waiting = Some((guard, false, self.place)),
                None => {}
            }
        }
    }

    fn row(&self, line: &str) -> Row {
        let mut row = Row { cells: 0, first: Vec::new() };
        for (index, cell) in cells(line).enumerate() {
            row.cells += 1;
            if let Some(guard) = self.guards.named(cell, 2).filter(|guard| row.index_of(*guard).is_none()) {
                row.first.push((guard, index));
            }
        }
        row
    }

    /// A table's cell that names a guard, and the cell behind it; in a table's head, the guard of its column too.
    fn cell(&mut self, guard: Guard, value: &str, row: &Row, strict: bool, heads: bool) {
        let index = row.index_of(guard).unwrap_or_default();
        let is_pair = !heads || index == 0 && row.cells == 2;
        self.judge(guard, value, strict && is_pair);
        if !is_pair && verdict(guard, value) != Verdict::Opens {
            self.column = Some(Column { guard, index, rows: 0, value: String::new(), place: self.place });
        }
    }

    /// `visibility="internal"`; `name="visibility" content="internal"`.
    fn attributes(&mut self, segment: &Segment<'_>, strict: bool) {
        let mut named = None;
        for (name, value) in segment.attributes() {
            if let Some(guard) = self.guards.named(name, 2) {
                self.judge(guard, value, false);
            } else if let Some(guard) = self.guards.named(value, 1).filter(|_| name != "style" && name != "class") {
                named = Some(guard);
            } else if let Some(guard) = named {
                self.judge(guard, value, strict);
            }
        }
    }

    /// Whether the line stands in front matter, or in what looks like it.
    fn in_metadata(&self) -> bool {
        self.in_block && self.is_first || self.like_block.is_some() || self.in_code
    }

    /// Notes the line where what it says may close the document. `strict`: unless it plainly does not.
    fn judge(&mut self, guard: Guard, value: &str, strict: bool) {
        let strict = strict && (guard == Guard::Visibility || self.in_metadata());
        // The first words decide; one long value may stand behind many names.
        let value = &value[..value.floor_char_boundary(LONGEST_VALUE)];
        let counts = match verdict(guard, value) {
            Verdict::Opens => false,
            Verdict::Closes => true,
            Verdict::Unclear => strict,
        };
        if counts && self.found.iter().all(|(known, _)| *known != guard) {
            self.found.push((guard, self.place));
        }
    }
}

/// Whether a key ends within inline code: it is code then.
fn opens_code(key: &str) -> bool {
    key.matches('`').count() % 2 == 1
}

/// Whether a line looks like a fence, whatever follows its mark.
fn is_fence(line: &str) -> bool {
    ["---", "+++", ";;;", "```", "~~~"].iter().any(|mark| line.starts_with(mark))
}
