//! A parser's complaint to words that help: which line, what is wrong with it, and what to write instead.

use super::{Block, fence};
use crate::diagnostics::Diagnostic;

const CODE: &str = "front-matter-syntax";

/// The error for a syntax complaint at byte `at` of the block. The commonest real mistakes are looked for first: on the
/// line that the parser names and on those before it that it may have run past.
pub(super) fn syntax(block: Block<'_>, at: usize, info: &str) -> Diagnostic {
    let at = at.min(block.text.len());
    let suspects = fence::lines(block.text).take_while(|(start, _)| *start <= at);
    let (mut here, mut before) = (None, None);
    for (start, line) in suspects {
        let current = start + line.len() >= at;
        if let Some(mistake) = mistake(line) {
            *(if current { &mut here } else { &mut before }) = Some((start, mistake));
        }
    }
    if let Some((start, mistake)) = here.or(before) {
        let line = block.line_of(start);
        let span = block.span(start + mistake.start, start + mistake.end);
        let error = Diagnostic::error(CODE, block.path, format!("{} (line {line})", mistake.message)).at(span);
        return error.hint(mistake.hint);
    }
    let end = (at + 1).min(block.text.len());
    let error = Diagnostic::error(CODE, block.path, format!("the front matter is not valid YAML: {}", words(info)))
        .at(block.span(at.min(end), end));
    match info.contains("tab") || fence::lines(block.text).any(|(_, line)| line.starts_with('\t')) {
        true => error.hint("indent with blanks, not with tabs"),
        false => error.hint("check indentation, quotes and brackets here and on the line above"),
    }
}

/// An alias (`*name`).
pub(super) fn alias(block: Block<'_>, at: usize) -> Box<Diagnostic> {
    let end = at + fence::first_line(&block.text[at..]).trim_end().len();
    let message = format!("`{}` is a YAML alias, which is not supported", short(&block.text[at..end]));
    let error = Diagnostic::error(CODE, block.path, message).at(block.span(at, end));
    Box::new(error.hint("write the value out, or quote it if the `*` is meant as text"))
}

/// Longest template code that is looked for, in bytes: it is looked for at each key that is no text.
const LONGEST_TEMPLATE: usize = 200;

/// Template code of another tool (`title: {{ .Name }}`), which YAML takes for maps. `at` is where the inner one begins.
pub(super) fn template_code(block: Block<'_>, at: usize) -> Option<Box<Diagnostic>> {
    let text = block.text;
    let (from, to) = (at.saturating_sub(LONGEST_TEMPLATE), (at + LONGEST_TEMPLATE).min(text.len()));
    let near = &text[..text.floor_char_boundary(to)];
    let from = near.floor_char_boundary(from);
    let start = from + near.get(from..=at)?.rfind("{{")?;
    let close = fence::first_line(&near[start..]).find("}}")? + 2;
    let error = Diagnostic::error(CODE, block.path, TEMPLATE).at(block.span(start, start + close));
    Some(Box::new(error.hint(TEMPLATE_HINT)))
}

const TEMPLATE: &str = "template code stands in the front matter";
const TEMPLATE_HINT: &str = "a template of another tool cannot be read; leave it out with `[book] exclude`";

/// An anchor (`&name`) before the value at `at`.
pub(super) fn anchor(block: Block<'_>, at: usize) -> Box<Diagnostic> {
    let before = &block.text[..at];
    let start = before.rfind('&').filter(|start| at - start < 200).unwrap_or(at);
    let name = block.text[start..].split([' ', '\t', '\r', '\n', ',', ']', '}']).next().unwrap_or_default();
    let message = format!("`{}` is a YAML anchor, which is not supported", short(name));
    let error = Diagnostic::error(CODE, block.path, message).at(block.span(start, start + name.len()));
    Box::new(error.hint("write the value out where it is needed, or quote it if the `&` is meant as text"))
}

/// A tag such as `!include` before the value at `at`.
pub(super) fn tag(block: Block<'_>, at: usize, name: &str) -> Box<Diagnostic> {
    let before = &block.text[..at];
    let start = before.rfind('!').filter(|start| at - start < 200).unwrap_or(at);
    let start = if block.text[..start].ends_with('!') { start - 1 } else { start };
    let written = block.text[start..].split([' ', '\t', '\r', '\n', ',', ']', '}']).next().unwrap_or_default();
    let message = format!("the YAML tag `{}` is not supported", short(name));
    let error = Diagnostic::error(CODE, block.path, message).at(block.span(start, start + written.len()));
    Box::new(error.hint("front matter holds plain values only; quote the value if the `!` is meant as text"))
}

struct Mistake {
    message: String,
    hint: String,
    /// Byte range in the line.
    start: usize,
    end: usize,
}

/// Looks for a well-known mistake in one line.
fn mistake(line: &str) -> Option<Mistake> {
    let (value, start) = value_of(line)?;
    let end = start + value.len();
    let quote = || format!("put the value in quotes: {}", quoted(value));
    let found = |message: String, hint: String| Some(Mistake { message, hint, start, end });
    if value.contains("{{") && value.contains("}}") && !value.starts_with('"') {
        return found(TEMPLATE.to_owned(), TEMPLATE_HINT.to_owned());
    }
    let first = value.chars().next()?;
    match first {
        '@' | '`' | '%' => found(format!("a value cannot start with `{first}`"), quote()),
        '*' => found("a value that starts with `*` is an alias to YAML".to_owned(), quote()),
        '&' => found("a value that starts with `&` is an anchor to YAML".to_owned(), quote()),
        '[' | '{' => {
            let close = if first == '[' { ']' } else { '}' };
            let Some(after) = value.rfind(close).map(|at| value[at + 1..].trim()) else {
                return found(
                    format!("the `{first}` is not closed"),
                    format!("close it with `{close}`, or put the value in quotes"),
                );
            };
            let stray = !after.is_empty() && !after.starts_with('#') && !after.starts_with(',');
            stray.then(|| found(format!("text follows the closing `{close}`"), quote())).flatten()
        }
        '\'' => {
            let inner = &value[1..];
            let after = end_of_single_quotes(inner)?;
            let rest = inner[after..].trim();
            let stray = !rest.is_empty() && !rest.starts_with(['#', ',', ']', '}', ':']);
            let hint = || {
                format!("write it twice (`''`), or use double quotes: {}", double_quoted(inner.trim_end_matches('\'')))
            };
            stray.then(|| found("an apostrophe ends the single-quoted value early".to_owned(), hint())).flatten()
        }
        '"' => {
            let after = end_of_double_quotes(&value[1..])?;
            let rest = value[1 + after..].trim();
            let stray = !rest.is_empty() && !rest.starts_with(['#', ',', ']', '}', ':']);
            if stray && value.contains("{{") {
                return found(TEMPLATE.to_owned(), TEMPLATE_HINT.to_owned());
            }
            let hint = || "write inner quotes as `\\\"`, or put the value in single quotes".to_owned();
            stray.then(|| found("a double quote ends the value early".to_owned(), hint())).flatten()
        }
        _ => {
            let colon = value.find(": ").or_else(|| value.ends_with(':').then(|| value.len() - 1))?;
            let hint = quote();
            let message = "a value with an unquoted `: ` cannot be read".to_owned();
            Some(Mistake { message, hint, start: start + colon, end: start + colon + 1 })
        }
    }
}

/// The value of `key: value`, `- value` or `- key: value`, with its offset in the line.
fn value_of(line: &str) -> Option<(&str, usize)> {
    let mut at = line.len() - line.trim_start().len();
    while let Some(item) = line[at..].strip_prefix("- ") {
        at = line.len() - item.trim_start().len();
    }
    let is_item = line[..at].contains('-');
    let rest = &line[at..];
    if rest.starts_with('#') {
        return None;
    }
    if let Some((key, value)) = rest.split_once(':')
        && fence::key_of(&format!("{key}: ")).is_some()
        && (value.is_empty() || value.starts_with([' ', '\t']))
    {
        at = line.len() - value.trim_start().len();
    } else if !is_item {
        return None;
    }
    let value = line[at..].trim_end();
    (!value.is_empty()).then_some((value, at))
}

/// Bytes up to and with the closing quote; a doubled quote does not close.
fn end_of_single_quotes(inner: &str) -> Option<usize> {
    let bytes = inner.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\'' if bytes.get(at + 1) == Some(&b'\'') => at += 2,
            b'\'' => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

fn end_of_double_quotes(inner: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in inner.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The value as it can be written, shortened for the message.
fn quoted(value: &str) -> String {
    if value.contains('"') && !value.contains('\'') { format!("'{}'", short(value)) } else { double_quoted(value) }
}

fn double_quoted(value: &str) -> String {
    format!("\"{}\"", short(value).replace('\\', "\\\\").replace('"', "\\\""))
}

fn short(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    text.chars().take(57).chain("...".chars()).collect()
}

/// The parser's complaint in words that say what it wants.
fn words(info: &str) -> String {
    let text = match info {
        "mapping values are not allowed in this context" => "a `:` stands where no key can be",
        "simple key expected ':'" | "simple key expect ':'" | "could not find expected ':'" => {
            "a line is neither `key: value` nor a list item"
        }
        "while parsing a block mapping, did not find expected key" => "a line does not fit the keys above it",
        "while parsing a flow sequence, expected ',' or ']'" => "a list in `[ ]` is not closed",
        "while parsing a flow mapping, did not find expected ',' or '}'" => "a map in `{ }` is not closed",
        "while scanning a quoted scalar, found unexpected end of stream" => "a quote is not closed",
        "recursion limit exceeded" => "lists and maps are nested too deep",
        "invalid indentation in quoted scalar" => "a quoted text goes on at the left margin: indent its second line",
        "illegal placement of ':' indicator" | "simple key expected" => "a `:` stands where no key can be",
        "invalid indentation" => "the indentation does not fit the lines above",
        _ => return info.replace("while parsing ", "").replace("while scanning ", ""),
    };
    text.to_owned()
}
