//! Directives of MyST, the Markdown of Sphinx (`{name} argument` behind a fence or colons), to what they stand for: boxes, code,
//! pictures, tables and lists of links. Other names are left to the parser, which shows them as code.

use super::{Frame, Held, Line, Verbatim, Walk, line_end};
use crate::text::foreign::links::{image, label_of};
use crate::text::foreign::{Dialect, Mark, Output, containers, inline};
use std::ops::Range;

/// Lines of one directive that is read as a whole.
const LONGEST: usize = 1_000;
/// Bytes of a name.
const LONGEST_NAME: usize = 40;
/// Lines of options.
const OPTIONS: usize = 20;
const CODE: [&str; 5] = ["code-block", "code", "sourcecode", "code-cell", "prompt"];
const PICTURES: [&str; 2] = ["figure", "image"];
const TABLE: &str = "list-table";
const TREE: &str = "toctree";
/// What another tool puts in, or writes in another language.
const UNKNOWN: [&str; 5] = ["eval-rst", "include", "literalinclude", "csv-table", "raw"];

/// `{name} argument`, as places in the source.
struct Directive<'s> {
    sign: char,
    length: usize,
    name: &'s str,
    /// From the brace on.
    info: usize,
    argument: Range<usize>,
}

impl<'s> Directive<'s> {
    fn read(source: &'s str, line: &Line) -> Option<Self> {
        let text = &source[line.text..line.end];
        let sign = text.chars().next().filter(|sign| matches!(sign, '`' | '~' | ':'))?;
        let length = text.bytes().take_while(|byte| *byte == sign as u8).count();
        let inside = text[length..].trim_start().strip_prefix('{').filter(|_| length >= 3)?;
        let (name, argument) = inside.split_once('}')?;
        let is_name =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte));
        let start = line.end - argument.trim_start().len();
        let argument = start..line.end - (argument.len() - argument.trim_end().len()).min(line.end - start);
        is_name.then_some(Self { sign, length, name, info: line.end - inside.len() - 1, argument })
    }
}

impl Walk {
    /// What the line is in MyST alone. Returns where the next one to be read starts.
    pub(super) fn directive(&mut self, output: &mut Output<'_>, line: &Line, end: usize) -> Option<usize> {
        let source = output.source;
        let text = &source[line.text..line.end];
        if !self.is_myst || source[line.start..line.text].contains('>') {
            return None;
        }
        if line.column == 0 && takes_away(output, line) {
            return Some(end);
        }
        let directive = Directive::read(source, line)?;
        let options = options(source, end);
        let said = &source[options.clone()];
        let indent = " ".repeat(line.column);
        let above = |text: Option<&str>| text.map_or_else(String::new, |text| format!("{text}\n\n{indent}"));
        let caption = || above(option(said, "caption"));
        let close = closing(source, options.end, directive.sign, directive.length)?;
        let given = &source[directive.argument.clone()];
        match directive.name {
            name if CODE.contains(&name) && directive.sign != ':' => {
                output.replace(line.text..line.text, &caption());
                output.replace(directive.info..line.end, given);
                self.verbatim = Some(Verbatim::Fence(directive.sign, directive.length, self.floor().min(line.column)));
            }
            name if PICTURES.contains(&name) => {
                let alt = option(said, "alt").unwrap_or_default();
                output.replace(line.text..line.end, &format!("{}\n", image(alt, given)));
                self.held(&directive, false, String::new());
            }
            TABLE => {
                output.replace(line.text..line.text, &above(Some(given).filter(|title| !title.is_empty())));
                table(output, line.text..options.end, close.start);
                output.replace(close.clone(), "");
                return Some(close.end);
            }
            TREE => {
                let links: String = source[options.end..close.start].lines().filter_map(entry).collect();
                output.replace(line.text..close.end, &format!("{}{links}\n", caption()));
                return Some(close.end);
            }
            name if containers::is_known(name) && directive.sign == ':' => _ = self.colons(output, line, text),
            name if containers::is_known(name) => {
                let container = containers::named(name, !given.is_empty());
                let is_marked = container.is_some();
                match container {
                    Some(container) => output.mark(line.text..directive.argument.start, Mark::Open(container)),
                    None => output.replace(line.text..line.end, ""),
                }
                self.held(&directive, is_marked, source[line.start..line.text].to_owned());
            }
            name => {
                if UNKNOWN.contains(&name) {
                    output.name(Dialect::Directive, name, line.text);
                }
                return None;
            }
        }
        output.replace(options.clone(), "");
        self.after_blank = true;
        Some(options.end)
    }

    fn held(&mut self, directive: &Directive<'_>, is_marked: bool, prefix: String) {
        self.frames.push(Frame { held: Held::Fence(directive.sign, directive.length), is_marked, prefix });
    }

    /// Whether the line ends the text of a directive.
    pub(super) fn ends_directive(&mut self, output: &mut Output<'_>, line: &Line) -> bool {
        let text = &output.source[line.text..line.end];
        let ends = |frame: &Frame| matches!(frame.held, Held::Fence(sign, length) if is_fence(text, sign, length));
        let Some(first) = self.frames.iter().rposition(ends) else { return false };
        output.replace(line.start..line.end, "");
        self.close_within(output, first);
        self.after_blank = true;
        true
    }
}

/// Takes away a comment (`% for authors`) and the name of a place (`(restart)=`). Whether the line is one.
fn takes_away(output: &mut Output<'_>, line: &Line) -> bool {
    let text = &output.source[line.text..line.end];
    let is_target = text.starts_with('(') && text.ends_with(")=") && !text[1..].contains(['(', ' ']);
    match text {
        _ if is_target => output.replace(line.start..line.end, ""),
        _ if text.starts_with("% ") => output.hide(line.start..line.end),
        _ => return false,
    }
    true
}

/// Whether `text` is nothing but a fence that is long enough.
fn is_fence(text: &str, sign: char, length: usize) -> bool {
    text.len() >= length && text.chars().all(|c| c == sign)
}

/// Whether a text has anything that only MyST has: blocks of other tools are called after languages (`{r}`), and in their texts a
/// line may begin with a percent sign.
pub(super) fn is_myst(source: &str) -> bool {
    let places = |mark: &'static str| memchr::memmem::find_iter(source.as_bytes(), mark).map(move |at| at + mark.len());
    let is_directive = |start: usize| {
        let length = source.as_bytes()[start..].iter().take(LONGEST_NAME).position(|byte| *byte == b'}');
        length.is_some_and(|length| is_known(&source[start..start + length]))
    };
    ["```{", ":::{", "~~~{"].iter().any(|mark| places(mark).any(is_directive))
        || ["{doc}`", "{ref}`", "{term}`"].iter().any(|mark| places(mark).next().is_some())
}

/// Whether a directive of this name is rewritten or named.
fn is_known(name: &str) -> bool {
    let listed = [&CODE[..], &PICTURES, &UNKNOWN, &[TABLE, TREE]].concat().contains(&name);
    listed || containers::is_known(name)
}

/// The line that closes a directive, from its first byte on.
fn closing(source: &str, from: usize, sign: char, length: usize) -> Option<Range<usize>> {
    let mut at = from;
    for _ in 0..LONGEST {
        let end = line_end(source, at);
        if is_fence(source[at..end].trim(), sign, length) {
            return Some(at..end);
        }
        if end >= source.len() {
            break;
        }
        at = end;
    }
    None
}

/// The lines of options that start at `from`: `:alt: The disk`.
fn options(source: &str, from: usize) -> Range<usize> {
    let mut at = from;
    for _ in 0..OPTIONS {
        let end = line_end(source, at);
        let key = source[at..end].trim().strip_prefix(':').and_then(|rest| rest.split_once(':')).map(|(key, _)| key);
        if key.is_none_or(|key| key.is_empty() || !key.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')) {
            break;
        }
        at = end;
    }
    from..at
}

fn option<'s>(options: &'s str, name: &str) -> Option<&'s str> {
    let value = |line: &'s str| line.trim().strip_prefix(':')?.strip_prefix(name)?.strip_prefix(':').map(str::trim);
    options.lines().find_map(value)
}

/// A document of a tree, `path` or `Title <path>`, or a pattern, which names none and is shown as it is written.
fn entry(line: &str) -> Option<String> {
    let line = line.trim();
    let (title, path) = titled(line).unwrap_or_else(|| (label_of(line), line));
    match path {
        "" | "self" => None,
        _ if path.contains(['*', '>']) => Some(format!("- `{line}`\n")),
        _ => Some(format!("- [{title}](<{path}>)\n")),
    }
}

/// `Title <path>`.
pub(in crate::text::foreign) fn titled(text: &str) -> Option<(String, &str)> {
    let (title, path) = text.strip_suffix('>')?.rsplit_once('<')?;
    let title = title.trim();
    (!title.is_empty()).then(|| (title.replace(['[', ']'], ""), path))
}

/// The rows of a list of lists (`* - cell`, then `  - cell`), as those of a table: `opening` and what stands before each cell is replaced.
fn table(output: &mut Output<'_>, opening: Range<usize>, close: usize) {
    let source = output.source;
    let mut cells: Vec<(bool, Range<usize>)> = Vec::new();
    let mut at = opening.end;
    while at < close {
        let end = line_end(source, at);
        let line = source[at..end].trim_end();
        let text = line.trim_start();
        let own = text.strip_prefix(['*', '-']).map(str::trim_start);
        let row = own.and_then(|own| own.strip_prefix(['-', '*'])).filter(|own| own.is_empty() || own.starts_with(' '));
        let (begins, inside) = match (row, own) {
            (Some(inside), _) => (Some(true), inside),
            (None, Some(inside)) if text.as_bytes().get(1).is_none_or(|byte| *byte == b' ') => (Some(false), inside),
            _ => (None, text),
        };
        let start = at + line.len() - inside.trim_start().len();
        match (begins, cells.last_mut()) {
            (Some(is_row), _) => cells.push((is_row, start..at + line.len())),
            (None, Some((_, last))) if !text.is_empty() => last.end = at + line.len(),
            _ => {}
        }
        at = end;
    }
    let columns = 1 + cells.iter().skip(1).take_while(|(is_row, _)| !is_row).count();
    let rule = format!(" |\n{}|\n| ", "| --- ".repeat(columns));
    let (mut from, mut rows) = (opening.start, 0);
    for (is_row, cell) in &cells {
        let before = match (rows, is_row) {
            (0, _) => "\n| ",
            (1, true) => &rule,
            (_, true) => " |\n| ",
            (_, false) => " | ",
        };
        rows += usize::from(*is_row || rows == 0);
        output.replace(from..cell.start, before);
        from = lines_of(output, cell.clone());
    }
    let after = if rows == 1 { rule.trim_end_matches("| ") } else { " |\n" };
    output.replace(from..close, if cells.is_empty() { "" } else { after });
}

/// Writes a cell on one line. Returns where it ends.
fn lines_of(output: &mut Output<'_>, cell: Range<usize>) -> usize {
    let source = output.source;
    let mut at = cell.start;
    while at < cell.end {
        let end = line_end(source, at).min(cell.end);
        let line = source[at..end].trim_end();
        inline::rewrite(output, at..at + line.len(), at, false);
        if end < cell.end {
            let next = end + source[end..cell.end].len() - source[end..cell.end].trim_start().len();
            output.replace(at + line.len()..next, " ");
            at = next;
        } else {
            at = end;
        }
    }
    cell.end
}
