//! What other tools than this one would have made of a text -> Markdown that says the same, with the place of each piece in the source.
//!
//! Containers (`:::note`, `!!! note`, callouts, tabs), comments, shortcodes, Liquid tags and the code of MDX are told by their
//! first bytes, in one pass over the lines. A text without any is handed on as it is. What has no meaning here stays, as code,
//! and is named once a file.

mod containers;
mod defined;
mod inline;
mod lines;
mod links;
mod notes;
mod shortcodes;
mod sought;
mod statements;
mod tags;

pub(crate) use links::label_of;
pub(crate) use statements::{is_statement, opens_statement};

use crate::diagnostics::{Diagnostic, Report, Span};
use memchr::memmem;
use pulldown_cmark::BlockQuoteKind;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// Scheme of a link that names a document rather than its place: `{{< ref "queue" >}}`, `![[queue]]`.
pub(crate) const BY_NAME: &str = "pm-ref:";

/// How a container is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Box,
    /// Closed at first, or open.
    Fold {
        open: bool,
    },
    Tab,
}

/// A container of another tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    pub shape: Shape,
    pub kind: BlockQuoteKind,
    /// Its word as written, the title of a box that has none. Empty where it is to have none.
    pub name: String,
    /// Whether its first block is its title.
    pub titled: bool,
}

/// By the source offset of their first byte.
pub(crate) type Containers = FxHashMap<usize, Container>;

/// What a heading stands for that the rewriting put where it has no words of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Open(Container),
    /// Turns the quote that it opens into a container.
    Callout(Container),
    Close,
    /// A line that is shown and tells nothing.
    Aside,
}

/// A stretch that was replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit {
    /// In the rewritten text.
    new: Range<usize>,
    /// In the source.
    old: Range<usize>,
}

/// Whose markup was met that has no meaning here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Dialect {
    Hugo,
    Liquid,
    Component,
    Snippet,
    Confluence,
    Query,
    Directive,
}

/// A text from its body on, as Markdown.
#[derive(Clone, Debug)]
pub struct Rewritten<'a> {
    pub(super) text: Cow<'a, str>,
    body: usize,
    edits: Vec<Edit>,
    /// By position in `text`.
    marks: FxHashMap<usize, Mark>,
    /// Dialect, name and source offset.
    unknown: Vec<(Dialect, String, usize)>,
    /// Comments, as ranges of the source.
    hidden: Vec<Range<usize>>,
}

/// `text` with blanks in the place of comments that nobody but their authors is to read.
#[must_use]
pub(crate) fn without_comments(text: &str) -> Cow<'_, str> {
    let hidden = rewrite(text, 0, false).hidden;
    if hidden.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut from = 0;
    for range in hidden {
        shown.push_str(&text[from..range.start]);
        shown.extend(text[range.clone()].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }));
        from = range.end;
    }
    shown.push_str(&text[from..]);
    Cow::Owned(shown)
}

impl Rewritten<'_> {
    /// Whether nothing was changed.
    pub(super) fn is_source(&self) -> bool {
        self.edits.is_empty()
    }

    /// What the heading at `at` stands for.
    pub(super) fn mark(&self, at: usize) -> Option<&Mark> {
        self.marks.get(&at)
    }

    /// Source range of a range of the text.
    pub(super) fn source(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.offset(range.start, self.edits.partition_point(|edit| edit.new.start <= range.start));
        let end = self.offset(range.end, self.edits.partition_point(|edit| edit.new.start < range.end));
        start..end.max(start)
    }

    fn offset(&self, at: usize, edits: usize) -> usize {
        match edits.checked_sub(1).and_then(|last| self.edits.get(last)) {
            None => at + self.body,
            Some(edit) if at < edit.new.end => edit.old.start,
            Some(edit) => edit.old.end + (at - edit.new.end),
        }
    }

    /// Where within `range` what was replaced begins or ends.
    pub(super) fn seams(&self, range: &Range<usize>) -> Vec<usize> {
        let first = self.edits.partition_point(|edit| edit.new.end <= range.start);
        let near = self.edits[first..].iter().take_while(|edit| edit.new.start < range.end);
        let mut seams: Vec<usize> = near.flat_map(|edit| [edit.new.start, edit.new.end]).collect();
        seams.retain(|at| range.start < *at && *at < range.end);
        seams.dedup();
        seams
    }

    /// Names what has no meaning here: one warning for each tool.
    pub fn report(&self, path: &std::sync::Arc<str>, report: &mut Report) {
        let dialects: BTreeSet<Dialect> = self.unknown.iter().map(|(dialect, ..)| *dialect).collect();
        for dialect in dialects {
            let all = || self.unknown.iter().filter(|(own, ..)| *own == dialect);
            let Some((.., offset)) = all().next() else { continue };
            let mut names: Vec<&str> = Vec::new();
            for (_, name, _) in all() {
                if !names.contains(&name.as_str()) && names.len() < 4 {
                    names.push(name);
                }
            }
            let quoted = |name: &&str| format!("`{name}`");
            let names = names.iter().map(quoted).collect::<Vec<_>>().join(", ");
            let (what, done) = match dialect {
                Dialect::Hugo => ("Hugo shortcodes that mean nothing here", "shown as code"),
                Dialect::Liquid => ("Liquid tags that mean nothing here", "shown as code"),
                Dialect::Component => ("components that mean nothing here", "left out, but not their text"),
                Dialect::Confluence => ("macros of Confluence that mean nothing here", "left out, but not their text"),
                Dialect::Snippet => ("a file put in by another tool", "shown as code"),
                Dialect::Query => ("queries that another tool answers", "shown as code"),
                Dialect::Directive => ("directives that mean nothing here", "shown as code"),
            };
            let count = all().count();
            let message = format!(
                "{what} ({names}): {done}{}",
                if count > 1 { format!(", {count} times") } else { String::new() }
            );
            let warning = Diagnostic::warning("foreign-markup", path, message).at(Span::at(*offset));
            report.push(warning.hint("write what it would have shown, as Markdown"));
        }
    }
}

/// Rewrites `text[body..]`; `is_mdx` where capitals in angle brackets are components.
#[must_use]
pub fn rewrite(text: &str, body: usize, is_mdx: bool) -> Rewritten<'_> {
    let rest = &text[body..];
    if !is_mdx && !may_be_foreign(rest) {
        let text = Cow::Borrowed(rest);
        return Rewritten {
            text,
            body,
            edits: Vec::new(),
            marks: FxHashMap::default(),
            unknown: Vec::new(),
            hidden: Vec::new(),
        };
    }
    let mut output = Output::new(text, body);
    lines::walk(&mut output, is_mdx);
    output.finish()
}

/// A look at the bytes that all foreign markup has.
fn may_be_foreign(text: &str) -> bool {
    let bytes = text.as_bytes();
    let starts = ["import ", "export ", ":"];
    memchr::memchr(b'{', bytes).is_some()
        || starts.iter().any(|start| text.starts_with(start))
        || [
            ":::",
            "![[",
            "](",
            "[!",
            "%%",
            "==",
            "!!! ",
            "??? ",
            "???+ ",
            "\n:",
            "****",
            "--8<--",
            "<Tab",
            "\nimport ",
            "#cmnt",
            "<time",
            "<ac:",
            "<ri:",
            "<![CDATA[",
            "\n[ ] ",
            "\n[x] ",
            "☐ ",
            "☑ ",
            " [/] ",
            " [-] ",
            " [>] ",
            " [<] ",
            " [!] ",
            " [?] ",
            ":: ",
            " ^",
            "TOC",
            "toc]",
            "```dataview",
            "```tasks",
            "```query",
            ":material-",
            ":octicons-",
            ":fontawesome-",
            ":simple-",
        ]
        .iter()
        .any(|needle| memmem::find(bytes, needle.as_bytes()).is_some())
        || components_in(bytes)
        || rows_before_comments(bytes)
}

/// A line with a bar, and a comment that begins the next.
fn rows_before_comments(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"<!--").any(|at| {
        let above = bytes[..at].trim_ascii_end();
        let row = || above.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
        bytes[above.len()..at].contains(&b'\n') && row().contains(&b'|')
    })
}

/// `</Name>`.
fn components_in(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"</").any(|at| bytes.get(at + 2).is_some_and(u8::is_ascii_uppercase))
}

/// The text as it grows.
struct Output<'a> {
    source: &'a str,
    body: usize,
    out: String,
    /// How far the source is copied.
    copied: usize,
    edits: Vec<Edit>,
    marks: FxHashMap<usize, Mark>,
    unknown: Vec<(Dialect, String, usize)>,
    hidden: Vec<Range<usize>>,
    sought: sought::Sought,
    /// No comment that opens within a line before this place is closed in its paragraph.
    unclosed: usize,
    defined: defined::Defined<'a>,
}

impl<'a> Output<'a> {
    fn new(source: &'a str, body: usize) -> Self {
        Self {
            source,
            body,
            out: String::with_capacity(source.len() - body + 64),
            copied: body,
            edits: Vec::new(),
            marks: FxHashMap::default(),
            unknown: Vec::new(),
            hidden: Vec::new(),
            sought: sought::Sought::default(),
            unclosed: 0,
            defined: defined::Defined::new(source, body),
        }
    }

    /// Puts `with` in the place of the source's `old`, which is behind all that was replaced before.
    fn replace(&mut self, old: Range<usize>, with: &str) {
        if old.start < self.copied {
            return;
        }
        self.out.push_str(&self.source[self.copied..old.start]);
        let start = self.out.len();
        self.out.push_str(with);
        self.copied = old.end;
        self.edits.push(Edit { new: start..self.out.len(), old });
    }

    /// Takes a comment away.
    fn hide(&mut self, old: Range<usize>) {
        if old.start >= self.copied {
            self.hidden.push(old.clone());
            self.replace(old, "");
        }
    }

    /// Puts a heading in the place of `old`, which opens with what stands before it on its line; what follows is its text.
    fn mark(&mut self, old: Range<usize>, mark: Mark) {
        if old.start < self.copied {
            return;
        }
        self.replace(old, "###### ");
        self.marks.insert(self.out.len() - "###### ".len(), mark);
    }

    /// Puts a line before the one that starts at `at`, with a mark behind `prefix`.
    fn mark_line(&mut self, at: usize, prefix: &str, mark: Mark) {
        if at < self.copied {
            return;
        }
        let line = format!("{prefix}######\n");
        self.replace(at..at, &line);
        self.marks.insert(self.out.len() - "######\n".len(), mark);
    }

    /// Adds a mark to what was replaced last, on a line of its own where that has one already.
    fn add_mark(&mut self, prefix: &str, mark: Mark) {
        let breaks = self.out.ends_with("###### ") || self.out.ends_with("######");
        let line = format!("{}{prefix}###### ", if breaks { "\n" } else { "" });
        self.add(&line);
        self.marks.insert(self.out.len() - "###### ".len(), mark);
    }

    /// Adds to what was replaced last.
    fn add(&mut self, more: &str) {
        if let Some(edit) = self.edits.last_mut().filter(|edit| edit.new.end == self.out.len()) {
            self.out.push_str(more);
            edit.new.end = self.out.len();
        }
    }

    /// Where `needle` stands in the source from `from` on.
    fn find(&mut self, needle: &str, from: usize) -> Option<usize> {
        self.sought.find(self.source, needle, from)
    }

    fn name(&mut self, dialect: Dialect, name: &str, offset: usize) {
        const MOST: usize = 10_000;
        if self.unknown.len() < MOST {
            self.unknown.push((dialect, name.chars().take(40).collect(), offset));
        }
    }

    fn finish(mut self) -> Rewritten<'a> {
        let text = if self.edits.is_empty() {
            Cow::Borrowed(&self.source[self.body..])
        } else {
            self.out.push_str(&self.source[self.copied..]);
            Cow::Owned(self.out)
        };
        Rewritten {
            text,
            body: self.body,
            edits: self.edits,
            marks: self.marks,
            unknown: self.unknown,
            hidden: self.hidden,
        }
    }
}

#[cfg(test)]
mod tests;
