//! Marks of note takers and wikis (Obsidian with Tasks and Dataview, GitLab) -> Markdown: check boxes, fields, blocks, contents.

use super::{Dialect, Output};

/// Longest name of a field in a line, and longest value of one in brackets, in bytes.
const LONGEST_KEY: usize = 40;
const LONGEST_VALUE: usize = 400;
/// What is filled in where the note is read, by the language of its block.
const QUERIES: [&str; 4] = ["dataview", "dataviewjs", "tasks", "query"];
/// Check boxes as other tools write them, and what says the same: an empty box, with the sign of a state behind it.
const BOXES: [(&str, &str); 11] = [
    ("☐", "[ ]"),
    ("☑", "[x]"),
    ("[ ]", "[ ]"),
    ("[x]", "[x]"),
    ("[X]", "[x]"),
    ("[/]", "[ ] 🚧"),
    ("[-]", "[ ] 🚫"),
    ("[>]", "[ ]"),
    ("[<]", "[ ]"),
    ("[!]", "[ ]"),
    ("[?]", "[ ]"),
];

/// What opens the line whose `text`, signs of `width` bytes before it, begins at `at`: a check box, with or without a bullet, or a
/// field of its own (`status:: resolved`).
pub(super) fn opening(output: &mut Output<'_>, at: usize, text: &str, width: usize) {
    let inner = &text[width..];
    let is_box = |sign: &&str| inner.strip_prefix(*sign).is_some_and(|rest| rest.starts_with(' '));
    // Only a list has states: elsewhere such brackets are text.
    let known = BOXES.iter().take(if width == 0 { 5 } else { BOXES.len() });
    if let Some((sign, written)) = known.into_iter().find(|(sign, _)| is_box(sign)) {
        let bullet = if width == 0 { "- " } else { "" };
        if width == 0 || sign != written {
            output.replace(at + width..at + width + sign.len(), &format!("{bullet}{written}"));
        }
    } else if let Some((key, _)) = inner.split_once(":: ").filter(|(key, _)| is_key(key)) {
        let start = at + width;
        output.replace(start..start + key.len() + "::".len(), &format!("**{key}**:"));
    }
}

fn is_key(key: &str) -> bool {
    key.len() <= LONGEST_KEY
        && key.starts_with(char::is_alphabetic)
        && key.ends_with(char::is_alphabetic)
        && key.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '_'))
}

/// `[due:: 2026-04-01]`, `(lead:: Ann)` at its colons: a remark in brackets.
pub(super) fn field(output: &mut Output<'_>, at: usize, (end, text): (usize, usize)) -> Option<usize> {
    let source = output.source;
    let value = source[at..end].strip_prefix(":: ")?;
    let near = source.ceil_char_boundary(at.saturating_sub(LONGEST_KEY + 1)).max(text);
    let open = source[near..at].rfind(['[', '(']).map(|open| near + open).filter(|open| *open >= output.copied)?;
    let is_square = source[open..].starts_with('[');
    let mut depth = 1_usize;
    let length = value.bytes().take(LONGEST_VALUE).position(|byte| {
        depth += usize::from(byte == if is_square { b'[' } else { b'(' });
        depth -= usize::from(byte == if is_square { b']' } else { b')' });
        depth == 0
    })?;
    if !is_key(&source[open + 1..at]) {
        return None;
    }
    let close = end - value.len() + length;
    if is_square {
        output.replace(open..open + 1, "(");
    }
    output.replace(at..at + "::".len(), ":");
    if is_square {
        output.replace(close..close + 1, ")");
    }
    Some(close + 1)
}

/// ` ^cause` at the end of a line: the name by which other notes link the block. Only among notes that link by name.
pub(super) fn block(output: &mut Output<'_>, at: usize, end: usize) -> Option<usize> {
    let source = output.source;
    let name = &source[at + 1..end];
    let is_name =
        name.len() > 1 && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_name || !source[..at].ends_with(' ') || output.find("[[", output.body).is_none() {
        return None;
    }
    output.replace(at - 1..end, "");
    Some(end)
}

/// `[TOC]`, `[[_TOC_]]`: a page has its contents anyway.
pub(super) fn is_contents(text: &str) -> bool {
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.is_some_and(|inside| inside.trim_matches(['[', ']', '_']).eq_ignore_ascii_case("toc"))
}

/// Names a block of code that is a question to a tool, by its language at `start..end`.
pub(super) fn query(output: &mut Output<'_>, start: usize, end: usize) {
    let language = output.source[start..end].trim();
    if QUERIES.contains(&language) {
        output.name(Dialect::Query, language, start);
    }
}
