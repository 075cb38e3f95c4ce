//! A text to the place of its front matter: exact byte ranges of fence, block and body.

use crate::text::lookalikes;
use std::ops::Range;

/// The language of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Yaml,
    Toml,
    Json,
}

/// Where a block lies. `fence` is the opening line (empty at a bare JSON brace).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fenced {
    Nothing,
    Block {
        format: Format,
        fence: Range<usize>,
        block: Range<usize>,
        body: usize,
    },
    /// No closing fence; `block` is the run of lines that still look like metadata.
    Unclosed {
        format: Format,
        fence: Range<usize>,
        block: Range<usize>,
    },
}

/// Finds the block at the top of `text`; a byte-order mark, blank lines and HTML comments may stand before it.
pub(super) fn find(text: &str) -> Fenced {
    let start = skip_preamble(text);
    let rest = &text[start..];
    if rest.starts_with('{') {
        return bare_json(text, start);
    }
    let line = first_line(rest);
    let Some((format, closing)) = opening(line) else {
        return Fenced::Nothing;
    };
    let fence = start..start + line.len();
    let from = next_line(text, start);
    match closing_line(text, from, closing) {
        Some(end) if format != Format::Yaml || looks_like_yaml(&text[from..end]) => {
            Fenced::Block { format, fence, block: from..end, body: next_line(text, end) }
        }
        Some(_) => Fenced::Nothing,
        None if format == Format::Yaml && !starts_with_key(&text[from..]) => Fenced::Nothing,
        None => Fenced::Unclosed { format, fence, block: from..from + metadata_run(&text[from..]) },
    }
}

/// The block at the top of `text`, and one that its author has only begun: up to its fence, or as long as no line is blank.
pub(super) fn begun(text: &str) -> Option<(Format, Range<usize>)> {
    let from = match find(text) {
        Fenced::Block { format, block, .. } => return Some((format, block)),
        Fenced::Unclosed { fence, .. } => fence.start,
        Fenced::Nothing => skip_preamble(text),
    };
    let (format, closing) = opening(first_line(&text[from..]))?;
    let start = next_line(text, from);
    let mut body = lines(&text[start..]);
    let end = body.find(|(_, line)| line.trim().is_empty() || line.trim_end() == closing);
    Some((format, start..end.map_or(text.len(), |(at, _)| start + at)))
}

/// Whether `text` itself starts with a YAML fence and a key.
pub(super) fn opens_block(text: &str) -> bool {
    first_line(text).trim_end() == "---" && starts_with_key(&text[next_line(text, 0)..])
}

/// Where the prose begins in a "block" that ran on to a thematic break of the text: after a blank line, at a line that is
/// no metadata. `None` where there is none.
pub(super) fn prose_inside(block: &str) -> Option<usize> {
    let run = metadata_run(block);
    let rest = block[run..].trim_start_matches(['\r', '\n', ' ', '\t']);
    let after_blank = ends_with_blank_line(&block[..block.len() - rest.len()]);
    (run > 0 && after_blank && !rest.is_empty() && !is_key_line(first_line(rest))).then_some(run)
}

fn ends_with_blank_line(text: &str) -> bool {
    let tail = text.trim_end_matches([' ', '\t', '\r', '\n']).len();
    super::line_breaks(&text.as_bytes()[tail..]) >= 2
}

fn skip_preamble(text: &str) -> usize {
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    loop {
        let rest = &text[at..];
        let line = first_line(rest);
        if line.len() < rest.len() && line.trim().is_empty() {
            at = next_line(text, at);
        } else if rest.starts_with("<!--") {
            let Some(end) = rest.find("-->") else { return at };
            let after = at + end + 3;
            if !first_line(&text[after..]).trim().is_empty() {
                return at;
            }
            at = next_line(text, after);
        } else {
            return at;
        }
    }
}

/// The format that a line opens, and the mark that closes it. `----` opens nothing.
fn opening(line: &str) -> Option<(Format, &'static str)> {
    let line = line.trim_end();
    Some(match line {
        "---" | "---yaml" | "---yml" | "--- yaml" => (Format::Yaml, "---"),
        "+++" => (Format::Toml, "+++"),
        ";;;" => (Format::Json, ";;;"),
        "---toml" => (Format::Toml, "---"),
        "---json" => (Format::Json, "---"),
        _ => return None,
    })
}

fn closing_line(text: &str, from: usize, mark: &str) -> Option<usize> {
    let mut at = from;
    while at < text.len() {
        let line = first_line(&text[at..]);
        if line.starts_with(mark) && line.trim_end() == mark || mark == "---" && line.trim_end() == "..." {
            return Some(at);
        }
        at = next_line(text, at);
    }
    None
}

/// A JSON object that begins the file: ends at its matching brace, the last thing on its line.
fn bare_json(text: &str, start: usize) -> Fenced {
    let inner = text[start + 1..].trim_start();
    if !inner.starts_with(['"', '}']) {
        return Fenced::Nothing;
    }
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.as_bytes()[start..].iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    let end = start + at + 1;
                    if !first_line(&text[end..]).trim().is_empty() {
                        return Fenced::Nothing;
                    }
                    return Fenced::Block {
                        format: Format::Json,
                        fence: start..start,
                        block: start..end,
                        body: next_line(text, end),
                    };
                }
            }
            _ => {}
        }
    }
    let block = start..start + text[start..].find("\n\n").map_or(text.len() - start, |at| at + 1);
    Fenced::Unclosed { format: Format::Json, fence: start..start, block }
}

/// Whether what stands between two rules is metadata and not text: its first line that is no comment is a key.
fn looks_like_yaml(block: &str) -> bool {
    let blank_first = first_line(block).trim().is_empty() && !block.is_empty();
    let mut lines = lines(block).map(|(_, line)| line).filter(|line| !line.trim().is_empty()).peekable();
    if lines.peek().is_none() {
        // Nothing in it, or a blank line between two rules: no text to lose.
        return true;
    }
    let mut comments = true;
    for line in lines {
        if let Some(comment) = line.trim_start().strip_prefix('#') {
            // Above a blank line it may be a heading between two rules; right behind the fence, alone, it is a comment.
            comments &= !blank_first || is_key_line(comment.trim_start_matches('#').trim_start());
            continue;
        }
        let key = key_of(line);
        return match key {
            Some(key) if blank_first => !key.contains(' '),
            Some(_) => true,
            None => is_other_yaml(line) || !blank_first && is_like_yaml(block),
        };
    }
    comments
}

/// Whether all lines of `block` are keys once indentation, look-alike characters and a missing blank behind the colon are
/// looked through: it is metadata to its author, whatever it is to YAML.
fn is_like_yaml(block: &str) -> bool {
    let is_key = |line: &str| {
        let plain = lookalikes::plain(line);
        let line = plain.trim();
        let is_word = |key: &str| key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
        let is_tight = |(key, rest): (&str, &str)| !key.is_empty() && is_word(key) && !rest.starts_with(['/', ':']);
        line.is_empty()
            || line.starts_with(['#', '-', '[', ']', '{', '}', '%'])
            || key_of(line).is_some_and(|key| !key.contains(' '))
            || line.split_once(':').is_some_and(is_tight)
    };
    lines(block).all(|(_, line)| is_key(line))
        && lines(block).any(|(_, line)| lookalikes::plain(line).trim().starts_with(char::is_alphanumeric))
        && !lines(block)
            .map(|(_, line)| line.trim_start())
            .find(|line| !line.is_empty())
            .is_some_and(|line| line.starts_with('-'))
}

/// `{a: b}`, `? complex key`, `~`, a directive.
fn is_other_yaml(line: &str) -> bool {
    let line = line.trim_end();
    line.starts_with("? ")
        || ["%YAML", "%TAG", "!!"].iter().any(|mark| line.starts_with(mark))
        || matches!(line, "~" | "null" | "{}")
        || line.starts_with('{') && line.contains(':')
}

fn starts_with_key(text: &str) -> bool {
    lines(text)
        .map(|(_, line)| line)
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .is_some_and(|line| key_of(line).is_some_and(|key| !key.contains(' ')))
}

fn is_key_line(line: &str) -> bool {
    key_of(line).is_some()
}

/// The key of a `key: value` line at the left margin: one to four short words before a colon and a blank.
pub(super) fn key_of(line: &str) -> Option<&str> {
    let (key, rest) = match line.strip_prefix(['"', '\'']) {
        Some(quoted) => {
            quoted.split_once(['"', '\'']).and_then(|(key, rest)| Some((key, rest.trim_start().strip_prefix(':')?)))?
        }
        None => line.split_once(':')?,
    };
    let key = key.trim_end();
    let plain = key.len() <= 60
        && key.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '_' | '<' | '$'))
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/' | '<' | '$' | '(' | ')'))
        && key.split(' ').count() <= 4;
    (plain && (rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))).then_some(key)
}

/// Bytes from the start of `text` that look like metadata: keys, items, indented lines and comments, up to the first blank
/// line that is followed by something else, or the first line of another kind. TOML's `key = value` and `[table]` too.
fn metadata_run(text: &str) -> usize {
    let mut end = 0;
    let mut blank = false;
    for (at, line) in lines(text) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            blank = true;
            continue;
        }
        let margin = !line.starts_with([' ', '\t']);
        let toml = || {
            trimmed.starts_with('[') && trimmed.ends_with(']')
                || trimmed.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
        };
        let key = margin && (is_key_line(line) || toml());
        // After a blank line only another key goes on; a heading or an item there is text.
        let goes_on = key
            || !blank
                && (!margin
                    || trimmed.starts_with('#')
                    || trimmed.starts_with("- ")
                    || trimmed.starts_with([']', '}']));
        if !goes_on {
            break;
        }
        blank = false;
        end = at + line.len();
    }
    if end == 0 { 0 } else { next_line(text, end) }
}

/// Lines with their offsets, without their ends (LF, CRLF or CR alone).
pub(in crate::text) fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= text.len() {
            return None;
        }
        let (start, line) = (at, first_line(&text[at..]));
        at = next_line(text, at);
        Some((start, line))
    })
}

pub(super) fn first_line(text: &str) -> &str {
    let end = memchr::memchr2(b'\n', b'\r', text.as_bytes()).unwrap_or(text.len());
    &text[..end]
}

/// Start of the line after the one that holds `at`.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    match memchr::memchr2(b'\n', b'\r', &bytes[at..]) {
        Some(end) if bytes[at + end] == b'\r' && bytes.get(at + end + 1) == Some(&b'\n') => at + end + 2,
        Some(end) => at + end + 1,
        None => text.len(),
    }
}
