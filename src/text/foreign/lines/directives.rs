//! Directives of MyST, the Markdown of Sphinx (`{name} argument` behind a fence or colons), to what they stand for: boxes, code,
//! pictures, tables and lists of links. Other names are left to the parser, which shows them as code.

mod tables;

use super::closes::is_fence;
use super::frames::DEEPEST;
use super::{Frame, Held, Line, Verbatim, Walk, line_end};
use crate::text::foreign::links::{image, label_of};
use crate::text::foreign::{Dialect, Mark, Output, containers};
use std::ops::Range;

/// Signs of a fence.
const LONGEST: usize = 20;
/// Lines of options.
const OPTIONS: usize = 20;
/// Bytes of a name.
const LONGEST_NAME: usize = 40;
const TABLE: &str = "list-table";
const TREE: &str = "toctree";
const CODE: [&str; 5] = ["code-block", "code", "sourcecode", "code-cell", "prompt"];
const PICTURES: [&str; 2] = ["figure", "image"];
/// What shows its title and holds text, and has no look of its own here.
const GROUPS: [&str; 8] = ["table", "grid", "grid-item", "card", "grid-item-card", "margin", "sidebar", "topic"];
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
        let inside = text[length..].trim_start().strip_prefix('{').filter(|_| (3..=LONGEST).contains(&length))?;
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
        if !self.is_myst || source[line.start..line.text].contains('>') {
            return None;
        }
        if unshown(output, line) {
            return Some(end);
        }
        let directive = Directive::read(source, line)?;
        let options = options(source, end);
        let close = self.closes.find(source, options.end, directive.sign, directive.length)?;
        let given = &source[directive.argument.clone()];
        let caption = option(&source[options.clone()], "caption").unwrap_or_default();
        match directive.name {
            name if CODE.contains(&name) && directive.sign != ':' => {
                paragraph(output, line, caption);
                output.replace(directive.info..line.end, given);
                self.verbatim = Some(Verbatim::Fence(directive.sign, directive.length, self.floor().min(line.column)));
            }
            TABLE => {
                let cells = tables::cells(source, options.end..close.start);
                if cells.is_empty() {
                    return title_within(output, line, &directive);
                }
                paragraph(output, line, given);
                tables::write(output, line.text, &cells, close.start);
                output.replace(close.clone(), "");
                return Some(close.end);
            }
            TREE => {
                paragraph(output, line, caption);
                let links: String = source[options.end..close.start].lines().filter_map(entry).collect();
                output.replace(line.text..close.end, &format!("{links}\n"));
                return Some(close.end);
            }
            name if containers::is_known(name) && directive.sign == ':' => {
                self.colons(output, line, &source[line.text..line.end]);
            }
            name if !self.holds_text(output, line, &directive, &source[options.clone()]) => {
                if UNKNOWN.contains(&name) {
                    output.name(Dialect::Directive, name, line.text);
                }
                return title_within(output, line, &directive);
            }
            _ => {}
        }
        output.replace(options.clone(), "");
        self.after_blank = true;
        Some(options.end)
    }

    /// Opens a picture with its caption, a group or a box. False where the directive is none of them.
    fn holds_text(&mut self, output: &mut Output<'_>, line: &Line, directive: &Directive<'_>, options: &str) -> bool {
        let given = &output.source[directive.argument.clone()];
        let name = directive.name;
        let is_any = PICTURES.contains(&name) || GROUPS.contains(&name) || containers::is_known(name);
        if !is_any || self.frames.len() >= DEEPEST {
            return false;
        }
        if PICTURES.contains(&name) {
            let alt = option(options, "alt").unwrap_or_default();
            output.replace(line.text..line.end, &format!("{}\n", image(alt, given)));
            self.held(directive, false, String::new());
        } else if GROUPS.contains(&name) {
            output.replace(line.text..line.end, &format!("{given}\n"));
            self.held(directive, false, String::new());
        } else {
            let container = containers::named(name, !given.is_empty());
            let is_marked = container.is_some();
            match container {
                Some(container) => output.mark(line.text..directive.argument.start, Mark::Open(container)),
                None => output.replace(line.text..line.end, ""),
            }
            self.held(directive, is_marked, output.source[line.start..line.text].to_owned());
        }
        true
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

/// Takes a target of links or a remark of the authors away, if the line is one.
fn unshown(output: &mut Output<'_>, line: &Line) -> bool {
    let text = &output.source[line.text..line.end];
    let is_target = text.starts_with('(') && text.ends_with(")=") && !text[1..].contains(['(', ' ']);
    let is_remark = text.starts_with("% ");
    if is_target && line.column == 0 {
        output.replace(line.start..line.end, "");
    } else if is_remark && line.column == 0 {
        output.hide(line.start..line.end);
    }
    (is_target || is_remark) && line.column == 0
}

/// Puts `text`, if there is any, as a paragraph of its own before what stands on `line`.
fn paragraph(output: &mut Output<'_>, line: &Line, text: &str) {
    if !text.is_empty() {
        let before = &output.source[line.start..line.text];
        output.replace(line.text..line.text, &format!("\n{before}{text}\n\n{before}"));
    }
}

/// Moves what stands behind the name of a directive that is shown as code into that code: of a language, only one word is shown.
fn title_within(output: &mut Output<'_>, line: &Line, directive: &Directive<'_>) -> Option<usize> {
    let title = &output.source[directive.argument.clone()];
    if directive.sign != ':' && !title.is_empty() {
        let before = &output.source[line.start..line.text];
        let named = directive.info + directive.name.len() + "{}".len();
        output.replace(named..line.end, &format!("\n{before}{title}"));
    }
    None
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
    let lists: [&[&str]; 5] = [&CODE, &PICTURES, &GROUPS, &UNKNOWN, &[TABLE, TREE]];
    lists.iter().any(|list| list.contains(&name)) || containers::is_known(name)
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
