//! Names of people and teams as written in fields, cells and labels, cleaned.

use super::words::{is_placeholder, plain};
use indexmap::IndexSet;

/// One owner or author: mark-up, mail addresses and remarks in brackets gone (`Ann Lee (SRE) <ann@example.org>` ->
/// `Ann Lee`; a handle alone keeps its `@`). `None` for blanks and placeholders.
#[must_use]
pub fn person(text: &str) -> Option<String> {
    let text = plain(text);
    if is_placeholder(&text) {
        return None;
    }
    let mut name = text.as_str();
    for (open, close) in [('(', ')'), ('<', '>'), ('（', '）')] {
        if let Some(at) = name.find(open) {
            let before = name[..at].trim();
            let inside = name[at..].trim_start_matches(open).split(close).next().unwrap_or_default().trim();
            name = if before.is_empty() { inside } else { before };
        }
    }
    let name = name
        .trim_matches(|character: char| character.is_whitespace() || matches!(character, ',' | ';' | '-' | '–' | '*'));
    (!is_placeholder(name)).then(|| name.to_owned())
}

/// Several people: split at commas, semicolons, line ends, and at `and` / `&` between names of the same shape
/// (`Ann Lee and Bo Li`, not `Trust and Safety Team`).
#[must_use]
pub fn people(text: &str) -> Vec<String> {
    let names: IndexSet<String> = outside_brackets(text).into_iter().flat_map(split_and).filter_map(person).collect();
    names.into_iter().collect()
}

/// Splits at separators that do not stand in brackets.
fn outside_brackets(text: &str) -> Vec<&str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, character) in text.char_indices() {
        match character {
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            ',' | ';' | '\n' | '、' | '，' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + character.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn split_and(part: &str) -> Vec<&str> {
    let part = part.trim();
    let part = part.strip_prefix("and ").unwrap_or(part);
    for separator in [" and ", " & "] {
        if let Some((left, right)) = part.split_once(separator) {
            let (words_left, words_right) = (left.split_whitespace().count(), right.split_whitespace().count());
            let team = right.to_lowercase().ends_with("team") || left.starts_with("the ") || left.starts_with("The ");
            if !team && (words_left >= 2 && words_right >= 2 || words_left == 1 && words_right == 1) {
                return vec![left, right];
            }
        }
    }
    vec![part]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person() {
        for (text, name) in [
            ("Ann Lee (SRE on-call)", "Ann Lee"),
            ("Ann Lee ([@ann](https://example.org/@ann))", "Ann Lee"),
            ("Ann Lee <1+ann@example.org>", "Ann Lee"),
            ("@ann", "@ann"),
            ("**platform-team**", "platform-team"),
            ("<ann@example.org>", "ann@example.org"),
        ] {
            assert_eq!(person(text).as_deref(), Some(name), "{text}");
        }
        for text in ["", "TBD", "<your name>", "[Name]", "unassigned"] {
            assert_eq!(person(text), None, "{text}");
        }
    }

    #[test]
    fn several_people() {
        assert_eq!(people("Ann Lee, Bo Li and Cy Tan"), ["Ann Lee", "Bo Li", "Cy Tan"]);
        assert_eq!(people("Ann & Bo"), ["Ann", "Bo"]);
        assert_eq!(people("Trust and Safety Team"), ["Trust and Safety Team"]);
        assert_eq!(people("Ann ([@a](https://example.org)), Bo ([@b](https://example.org))"), ["Ann", "Bo"]);
    }
}
