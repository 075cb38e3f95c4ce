//! Lines and tags that open and close containers.

use super::{Frame, Held, Line, Walk, column};
use crate::text::foreign::containers::{self, Opening};
use crate::text::foreign::tags::Tag;
use crate::text::foreign::{Dialect, Mark, Output, inline};
use std::ops::Range;

/// Containers in one another.
pub(super) const DEEPEST: usize = 40;

impl Walk {
    /// A mark in the place of what opens a container on `line`, with its title behind.
    fn open(&mut self, output: &mut Output<'_>, line: &Line, opening: Opening, held: Held) {
        let prefix = output.source[line.start..line.text].to_owned();
        let is_marked = opening.container.is_some();
        match opening.container {
            Some(container) => {
                let title = line.text + opening.title.start..line.text + opening.title.end;
                output.mark(line.text..title.start, Mark::Open(container));
                output.replace(title.end..line.end, "");
            }
            None => output.replace(line.text..line.end, ""),
        }
        self.frames.push(Frame { held, is_marked, prefix });
    }

    pub(super) fn colons(&mut self, output: &mut Output<'_>, line: &Line, text: &str) -> bool {
        let Some((count, opening)) = containers::colons(text) else { return false };
        match opening {
            Some(opening) if self.frames.len() < DEEPEST => self.open(output, line, opening, Held::Colons(count)),
            Some(_) => output.replace(line.text..line.text, "\\"),
            None => {
                let colons = |frame: &Frame| matches!(frame.held, Held::Colons(_));
                let same = |frame: &Frame| matches!(frame.held, Held::Colons(own) if own == count);
                let frames = &self.frames;
                let found = frames.iter().rposition(same).or_else(|| frames.iter().rposition(colons));
                match found {
                    Some(first) => {
                        output.replace(line.start..line.end, "");
                        self.close_within(output, first);
                    }
                    None => output.replace(line.text..line.end, ""),
                }
            }
        }
        true
    }

    /// Closes all frames from `first` on within what was replaced last.
    pub(super) fn close_within(&mut self, output: &mut Output<'_>, first: usize) {
        for frame in self.frames.drain(first..).rev().filter(|frame| frame.is_marked) {
            output.add_mark(&frame.prefix, Mark::Close);
        }
    }

    pub(super) fn indented(&mut self, output: &mut Output<'_>, line: &Line, end: usize) -> bool {
        let source = output.source;
        let Some(opening) = containers::indented(&source[line.text..line.end]) else { return false };
        let next = source[end..].lines().find(|next| !next.trim().is_empty());
        let floor = line.column + 4;
        if self.frames.len() >= DEEPEST || next.is_none_or(|next| column(next) < floor) {
            return false;
        }
        self.open(output, line, opening, Held::Indented(floor));
        self.after_blank = true;
        true
    }

    pub(super) fn callout(&mut self, output: &mut Output<'_>, line: &Line, text: &str) -> bool {
        let Some(Opening { container: Some(container), title }) = containers::callout(text) else { return false };
        output.mark(line.text..line.text + title.start, Mark::Callout(container));
        output.replace(line.text + title.end..line.end, "");
        true
    }

    /// Tags of containers at the start of the line. Where the rest of its text starts; `None` where there are none.
    pub(super) fn tags(&mut self, output: &mut Output<'_>, line: &Line) -> Option<usize> {
        let source = output.source;
        let mut at = line.text;
        let mut any = false;
        loop {
            let rest = &source[at..line.end];
            let blank = rest.len() - rest.trim_start().len();
            let Some(tag) = Tag::read(&rest[blank..]) else { break };
            let range = at + blank..at + blank + tag.length;
            if !self.tag(output, line, &tag, range.clone(), any) {
                break;
            }
            any = true;
            at = range.end;
        }
        if !any {
            return None;
        }
        // Its own end may stand behind the text, on the same line.
        let rest = &source[at..line.end];
        if let Some(close) = rest.rfind("</").or_else(|| rest.rfind("{{")).or_else(|| rest.rfind("{%"))
            && let Some(tag) = Tag::read(&rest[close..]).filter(|tag| tag.closes && close + tag.length == rest.len())
            && self.holds(tag.name).is_some()
        {
            inline::rewrite(output, at..at + close, line.text, self.is_mdx);
            self.tag(output, line, &tag, at + close..line.end, true);
            return Some(line.end);
        }
        Some(at)
    }

    fn holds(&self, name: &str) -> Option<usize> {
        self.frames.iter().rposition(|frame| matches!(&frame.held, Held::Tag(own, ..) if own == name))
    }

    /// Opens or closes a container at `range`. False where it does neither.
    fn tag(&mut self, output: &mut Output<'_>, line: &Line, tag: &Tag<'_>, range: Range<usize>, follows: bool) -> bool {
        let prefix = output.source[line.start..line.text].to_owned();
        if tag.closes {
            let Some(first) = self.holds(tag.name) else { return false };
            output.replace(if follows { range.start } else { line.start }..range.end, if follows { "\n" } else { "" });
            self.close_within(output, first);
            output.add(&format!("\n{prefix}"));
            return true;
        }
        let text = &output.source[range.clone()];
        let Some(opening) = containers::tag(text, tag).filter(|_| self.frames.len() < DEEPEST && !tag.is_whole) else {
            return false;
        };
        let end = match tag.dialect {
            Dialect::Liquid => format!("end{}", tag.name),
            _ => format!("/{}", tag.name),
        };
        if output.find(&end, range.end).is_none() {
            return false;
        }
        let is_marked = opening.container.is_some();
        let break_before = if follows { format!("\n{prefix}") } else { String::new() };
        match opening.container {
            Some(container) => {
                let title = range.start + opening.title.start..range.start + opening.title.end;
                output.replace(range.start..title.start, &break_before);
                output.add_mark("", Mark::Open(container));
                output.replace(title.end..range.end, &format!("\n{prefix}"));
            }
            None => output.replace(range, &break_before),
        }
        let inner = (tag.dialect != Dialect::Component).then_some(0);
        self.frames.push(Frame { held: Held::Tag(tag.name.to_owned(), inner, line.column), is_marked, prefix });
        true
    }
}
