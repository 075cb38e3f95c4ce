//! Within a line: comments, embeds, shortcodes, variables and attributes to what they stand for.

use super::lines::titled;
use super::links::{address, comment_link, embed, label_of};
use super::notes::{block, field};
use super::shortcodes::{element, foreign_tag, variable};
use super::tags::{Tag, is_attributes, near};
use super::{Dialect, Mark, Output};
use std::ops::Range;

/// Whether a byte may begin something that is rewritten.
const MARKS: [bool; 256] = {
    let (marks, mut table, mut at) = (*b"\\`%={![]*-<:^", [false; 256], 0);
    while at < marks.len() {
        table[marks[at] as usize] = true;
        at += 1;
    }
    table
};

/// Rewrites what stands at `range`, on a line whose text starts at `text`. Returns the end of the line that a comment led to.
pub(super) fn rewrite(output: &mut Output<'_>, range: Range<usize>, text: usize, is_mdx: bool) -> usize {
    let source = output.source;
    let bytes = source.as_bytes();
    let (mut at, mut end) = (range.start, range.end);
    while at < end {
        // Most of a text is nothing of this.
        let Some(plain) = bytes[at..end].iter().position(|byte| MARKS[usize::from(*byte)]) else { break };
        at += plain;
        let step = match bytes[at] {
            b'\\' => Some((at + 2).min(end)),
            b'`' => Some(code(output, at, end)),
            b'%' => private(output, at, text),
            b'=' => highlight(output, at, end),
            b'{' => braces(output, at, end, text),
            b'!' => embed(output, at, end),
            b'[' => comment_link(output, at, end),
            b']' => address(output, at, end),
            b'*' if source[at..end].starts_with("****") => empty_bold(output, at, end, text),
            b'-' if at == text && source[at..end].starts_with("--8<--") => Some(snippet(output, at..end)),
            b'<' => element(output, at, end, is_mdx),
            b':' => icon(output, at, end).or_else(|| field(output, at, (end, text))),
            b'^' => block(output, at, end),
            _ => None,
        };
        at = step.unwrap_or(at + 1).max(at + 1);
        if at > end {
            let start = at.min(source.len());
            end = memchr::memchr(b'\n', &bytes[start..]).map_or(source.len(), |length| start + length);
            if bytes.get(start.saturating_sub(1)) == Some(&b'\n') {
                end = start;
            }
        }
    }
    match memchr::memchr(b'\n', &bytes[end.min(bytes.len())..]) {
        Some(length) => end + length + 1,
        None => source.len(),
    }
}

/// Takes the tags away that keep Liquid from what is between them: in code, too.
pub(super) fn without_raw(output: &mut Output<'_>, range: Range<usize>) {
    let mut at = range.start;
    while let Some(found) = memchr::memmem::find(&output.source.as_bytes()[at..range.end], b"{%") {
        let start = at + found;
        at = start + 2;
        if let Some(tag) = Tag::read(&output.source[start..range.end]).filter(is_raw) {
            at = start + tag.length;
            output.replace(start..at, "");
        }
    }
}

pub(super) fn is_raw(tag: &Tag<'_>) -> bool {
    tag.dialect == Dialect::Liquid && matches!(tag.name, "raw" | "verbatim") && tag.arguments.is_empty()
}

/// Past the inline code at `at`.
fn code(output: &mut Output<'_>, at: usize, end: usize) -> usize {
    let rest = &output.source[at..end];
    let run = rest.bytes().take_while(|byte| *byte == b'`').count();
    let mut from = run;
    while let Some(found) = rest[from..].find('`') {
        let start = from + found;
        let length = rest[start..].bytes().take_while(|byte| *byte == b'`').count();
        if length == run {
            without_raw(output, at + run..at + start);
            return at + start + length;
        }
        from = start + length;
    }
    at + run
}

/// `%%private%%`: over several lines where it opens a line.
fn private(output: &mut Output<'_>, at: usize, text: usize) -> Option<usize> {
    let source = output.source;
    if !source[at..].starts_with("%%") || source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '%') {
        return None;
    }
    if at != text && at < output.unclosed {
        return None;
    }
    let mut from = at + 2;
    let close = loop {
        let close = output.find("%%", from)?;
        // `%%i in ... %%i`: a variable of another language.
        let opens =
            source[..close].ends_with(char::is_whitespace) && source[close + 2..].starts_with(char::is_alphanumeric);
        if !opens {
            break close;
        }
        from = close + 2;
    };
    let inside = &source[at + 2..close];
    if at != text
        && let Some(parted) = inside.rfind("\n\n")
    {
        output.unclosed = at + 2 + parted;
        return None;
    }
    output.hide(at..close + 2);
    Some(close + 2)
}

/// `==text==`.
fn highlight(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let run = source[at..end].bytes().take_while(|byte| *byte == b'=').count();
    let inside = &source[at + run..end];
    if run != 2 || source[..at].ends_with(|c: char| c.is_alphanumeric()) || inside.starts_with(char::is_whitespace) {
        return Some(at + run);
    }
    let Some(length) = inside.find("==").filter(|length| *length > 0) else { return Some(at + run) };
    let close = at + run + length;
    let after = &source[close + 2..end];
    if inside[..length].ends_with(char::is_whitespace)
        || after.starts_with(|c: char| c.is_alphanumeric() || c == '=')
        || inside[..length].contains('`')
    {
        return Some(at + run);
    }
    output.replace(at..at + 2, "<mark>");
    output.replace(close..close + 2, "</mark>");
    Some(close + 2)
}

/// Whether what stands at `at` is part of an address.
pub(super) fn in_address(source: &str, at: usize) -> bool {
    source[..at].ends_with(['(', '"', '\'', '=', '<', '/'])
}

fn braces(output: &mut Output<'_>, at: usize, end: usize, text: usize) -> Option<usize> {
    let source = output.source;
    let rest = &source[at..end];
    if rest.starts_with("{/*") {
        let close = output.find("*/}", at + 3)? + 3;
        output.hide(at..close);
        return Some(close);
    }
    if let Some(tag) = Tag::read(rest) {
        return Some(foreign_tag(output, &tag, at, (end, text)));
    }
    if rest.starts_with("{{") {
        return variable(output, at, end);
    }
    if let Some(close) = role(output, at, end) {
        return Some(close);
    }
    // `![](x.png){ width="600" }`, `text{: .wide}`, `text {: .wide}`.
    let inside = near(&rest[1..]).split_once('}').map(|(inside, _)| inside)?;
    let follows = source[text..at].ends_with([')', ']', '`']) || inside.starts_with(':');
    if follows && is_attributes(inside) {
        let close = at + inside.len() + 2;
        output.replace(at..close, "");
        return Some(close);
    }
    None
}

/// A role of MyST: ``{doc}`queue` `` and ``{ref}`Restart it <restart>` ``.
fn role(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    const TEXTS: [&str; 11] =
        ["ref", "numref", "term", "any", "abbr", "kbd", "guilabel", "menuselection", "sup", "sub", "cite"];
    const CODES: [&str; 6] = ["code", "file", "command", "program", "samp", "envvar"];
    let source = output.source;
    let (name, rest) = source[at..end].strip_prefix('{')?.split_at_checked(name_length(&source[at + 1..end]))?;
    let rest = rest.strip_prefix("}`")?;
    let inside = &rest[..rest.find('`').filter(|length| *length > 0)?];
    let close = end - rest.len() + inside.len() + 1;
    let (text, target) = titled(inside).unwrap_or_else(|| (inside.to_owned(), inside));
    match name {
        "doc" if text == target => output.replace(at..close, &format!("[{}](<{target}>)", label_of(target))),
        "doc" | "download" => output.replace(at..close, &format!("[{text}](<{target}>)")),
        _ if TEXTS.contains(&name) => output.replace(at..close, &text),
        _ if CODES.contains(&name) => output.replace(at..at + name.len() + "{}".len(), ""),
        _ => return None,
    }
    Some(close)
}

/// Bytes of the name that `text` begins with.
fn name_length(text: &str) -> usize {
    text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(byte)).count()
}

/// `:material-check:`, `:octicons-alert-16:{ .red }`: a picture of the theme. What it says goes as a sign, else it goes.
fn icon(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    const SETS: [&str; 4] = ["material-", "octicons-", "fontawesome-", "simple-"];
    let source = output.source;
    let inside = &source[at + 1..end];
    let name = &inside[..inside.find(':')?];
    let own = SETS.iter().find_map(|set| name.strip_prefix(set))?;
    if !own.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return None;
    }
    let mut close = at + name.len() + 2;
    let attributes = near(&source[close..end]).strip_prefix('{').and_then(|rest| rest.split_once('}'));
    if let Some((inside, _)) = attributes.filter(|(inside, _)| is_attributes(inside)) {
        close += inside.len() + 2;
    }
    let said = |words: &[&str]| own.split('-').any(|part| words.contains(&part));
    let sign = match () {
        () if said(&["check", "checkbox"]) => "✅",
        () if said(&["close", "x", "xmark"]) => "❌",
        () => "",
    };
    // With the blank behind it, where nothing takes its place.
    if sign.is_empty() && source[close..end].starts_with(' ') {
        close += 1;
    }
    output.replace(at..close, sign);
    Some(close)
}

/// `****`, what is left of bold where its text was taken away.
fn empty_bold(output: &mut Output<'_>, at: usize, end: usize, text: usize) -> Option<usize> {
    let source = output.source;
    let run = source[at..end].bytes().take_while(|byte| *byte == b'*').count();
    let is_rule = source[text.min(at)..at].trim().is_empty() && source[at..end].trim().bytes().all(|byte| byte == b'*');
    if run == 4 && !is_rule && !source[..at].ends_with('\\') {
        output.replace(at..at + 4, "");
    }
    Some(at + run)
}

/// `--8<-- "file"`.
fn snippet(output: &mut Output<'_>, range: Range<usize>) -> usize {
    let written = output.source[range.clone()].trim();
    output.name(Dialect::Snippet, written, range.start);
    output.mark(range.start..range.start, Mark::Aside);
    if !written.contains('`') {
        let code = format!("`{written}`");
        output.replace(range.clone(), &code);
    }
    range.end
}
