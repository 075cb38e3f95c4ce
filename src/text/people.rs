//! Names of people and teams as written in fields, cells and labels, cleaned.

use super::lexicon::{GLUE, Glue, TEAMS};
use super::words::{is_placeholder, outside_brackets, plain};
use indexmap::IndexSet;

/// One owner or author: mark-up, mail addresses and remarks in brackets gone (`Ann Lee (SRE) <ann@example.org>` ->
/// `Ann Lee`; a handle alone keeps its `@`). `None` for blanks and placeholders.
#[must_use]
pub(crate) fn person(text: &str) -> Option<String> {
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

/// Several people: split at commas, semicolons, line ends, slashes between blanks, and at `and` / `&` between names of the same shape
/// (`Ann Lee and Bo Li`, not `Trust and Safety Team`).
#[must_use]
pub(crate) fn people(text: &str) -> Vec<String> {
    let names: IndexSet<String> =
        outside_brackets(text, "([<", ")]>", is_between).into_iter().flat_map(split_and).filter_map(person).collect();
    names.into_iter().collect()
}

/// What parts names; a slash only between blanks.
fn is_between(text: &str, at: usize, character: char) -> bool {
    let is_apart = || text[..at].ends_with(' ') && text[at + 1..].starts_with(' ');
    matches!(character, ',' | ';' | '\n' | '、' | '，') || character == '/' && is_apart()
}

/// True where the name is that of a team: by its first or last words.
#[must_use]
pub(crate) fn is_team(name: &str) -> bool {
    TEAMS.closing(name).is_some() || TEAMS.opening(name).is_some()
}

/// Splits at a word that joins two names of the same shape: as many words on both sides, one or more.
fn split_and(part: &str) -> Vec<&str> {
    let part = without_leading_join(part.trim());
    let mut at = 0;
    for word in part.split_inclusive(' ') {
        let (left, right) = (part[..at].trim(), part[at + word.len()..].trim());
        at += word.len();
        if left.is_empty() || right.is_empty() || !is_join(word.trim()) {
            continue;
        }
        let (before, after) = (left.split_whitespace().count(), right.split_whitespace().count());
        let is_one = is_team(right) || GLUE.get(left.split(' ').next().unwrap_or_default()) == Some(Glue::NoName);
        if !is_one && (before >= 2 && after >= 2 || before == 1 && after == 1) {
            return vec![left, right];
        }
    }
    vec![part]
}

fn is_join(word: &str) -> bool {
    word == "&" || GLUE.get(word) == Some(Glue::And)
}

/// `and web` -> `web`.
#[must_use]
pub(crate) fn without_leading_join(part: &str) -> &str {
    part.split_once(' ').filter(|(first, _)| is_join(first)).map_or(part, |(_, rest)| rest.trim())
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
        assert_eq!(people("Ann Lee / Bo, SRE/Ops"), ["Ann Lee", "Bo", "SRE/Ops"]);
        assert_eq!(people("Trust and Safety Team"), ["Trust and Safety Team"]);
        assert_eq!(people("Ann ([@a](https://example.org)), Bo ([@b](https://example.org))"), ["Ann", "Bo"]);
    }
}
