//! Manifests of Kubernetes secrets, in YAML or JSON: whatever stands below `data` or `stringData` of one is secret.

use super::columns::{line_at, lines_below};
use super::rules::SecretForm;
use super::{Finding, Span, guard};
use base64::Engine as _;
use std::borrow::Cow;
use std::ops::Range;

/// Letters of a value that are worth hiding.
const SHORTEST: usize = 6;
/// The name of the rule.
const VALUE: &str = "password-assigned";

/// Adds the values in `text`.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    // No mapping begins above the end of the last: each line is looked at twice at most.
    let (mut from, mut last) = (0, 0);
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"Secret") {
        let line = line_at(text, from + at);
        from = line.end;
        match Entry::of(text, line.clone()).filter(|entry| entry.says(text, "kind", "Secret")) {
            Some(kind) => {
                last = mapping(text, kind.column, last..line.end, found);
                from = last;
            }
            None => in_one_line(text, line, found),
        }
    }
}

/// A line of a mapping: `key: value`, `"key": "value",`, the first of a list's item too.
struct Entry {
    /// Bytes of the line before the key.
    column: usize,
    key: Range<usize>,
    value: Range<usize>,
}

impl Entry {
    fn of(text: &str, line: Range<usize>) -> Option<Self> {
        let said = &text[line.clone()];
        let inside = said.trim_start_matches([' ', '\t', '>']);
        let inside = inside.strip_prefix("- ").map_or(inside, str::trim_start);
        let start = line.end - inside.len();
        let key = inside.find([':', '{'])?;
        let (key, value) = inside[key..].strip_prefix(':').map(|value| (&inside[..key], value))?;
        let value = value.split_once(" #").map_or(value, |(value, _)| value);
        let range = |part: &str, signs: &[char]| {
            let part = part.trim_matches(signs);
            let at = part.as_ptr() as usize - text.as_ptr() as usize;
            at..at + part.len()
        };
        let (key, value) = (range(key, &QUOTES), range(value, &AROUND));
        Some(Self { column: start - line.start, key, value })
    }

    fn says(&self, text: &str, key: &str, value: &str) -> bool {
        &text[self.key.clone()] == key && &text[self.value.clone()] == value
    }
}

const QUOTES: [char; 3] = [' ', '"', '\''];
const AROUND: [char; 7] = [' ', '\t', '\r', '"', '\'', ',', '|'];

/// Looks through the mapping whose `kind` stands in the last line of `seen`, `column` bytes behind its start; what it has above begins
/// in `seen` too. Where it ends.
fn mapping(text: &str, column: usize, seen: Range<usize>, found: &mut Vec<Finding>) -> usize {
    let is_own = |line: &Range<usize>| {
        let said = &text[line.clone()];
        let inside = said.trim_start_matches([' ', '\t', '>']);
        let is_parted = inside.starts_with("---") || inside.starts_with(['`', '~']) || inside.starts_with("...");
        inside.is_empty() || !is_parted && (inside.starts_with('#') || said.len() - inside.len() >= column)
    };
    // An item of a list begins a mapping of its own where its dash stands.
    let is_item = |line: &Range<usize>| {
        let said = text[line.clone()].trim_start_matches([' ', '\t', '>']);
        said.starts_with("- ") && Entry::of(text, line.clone()).is_some_and(|entry| entry.column == column)
    };
    let mut start = line_at(text, seen.end).start;
    while start > seen.start && !is_item(&line_at(text, start)) {
        let above = line_at(text, start - 1);
        if above.start < seen.start || !(is_own(&above) || is_item(&above)) {
            break;
        }
        start = above.start;
    }
    let (mut group, mut end) = (None, seen.end);
    for line in std::iter::once(line_at(text, start)).chain(lines_below(text, line_at(text, start).end, usize::MAX)) {
        if line.start > seen.end && !is_own(&line) {
            break;
        }
        end = line.end.max(end);
        if text[line.clone()].trim_start_matches([' ', '\t', '>']).starts_with('#') {
            continue;
        }
        match Entry::of(text, line.clone()) {
            Some(entry) if entry.column == column => group = Group::called(&text[entry.key]),
            Some(entry) if entry.column > column => {
                group.iter().for_each(|group: &Group| group.add(text, entry.value.clone(), found));
            }
            // A line of a value that goes over several.
            None => group.iter().for_each(|group| group.add(text, trimmed(text, line.clone()), found)),
            Some(_) => {}
        }
    }
    end
}

fn trimmed(text: &str, line: Range<usize>) -> Range<usize> {
    let part = text[line].trim_matches(AROUND);
    let at = part.as_ptr() as usize - text.as_ptr() as usize;
    at..at + part.len()
}

/// A manifest in JSON that fills one line, or part of one.
fn in_one_line(text: &str, line: Range<usize>, found: &mut Vec<Finding>) {
    let said = &text[line];
    if !said.replace([' ', '\t'], "").contains("\"kind\":\"Secret\"") {
        return;
    }
    let mut group: Option<Group> = None;
    let parts = said.split('"').map(|part| {
        let at = part.as_ptr() as usize - text.as_ptr() as usize;
        at..at + part.len()
    });
    // Between quotes stand keys and values; what stands outside of them tells which.
    let parts: Vec<Range<usize>> = parts.collect();
    for (at, part) in parts.iter().enumerate().filter(|(at, _)| at % 2 == 1) {
        let (before, behind) = (&text[parts[at - 1].clone()], parts.get(at + 1).map_or("", |next| &text[next.clone()]));
        if before.contains('}') {
            group = None;
        }
        if behind.trim_start().starts_with(':') && behind.contains('{') {
            group = Group::called(&text[part.clone()]);
        } else if before.trim() == ":" {
            group.iter().for_each(|group| group.add(text, part.clone(), found));
        }
    }
}

/// What the values of a secret stand below.
#[derive(Clone, Copy)]
enum Group {
    Encoded,
    Plain,
}

impl Group {
    fn called(key: &str) -> Option<Self> {
        match key {
            "data" => Some(Self::Encoded),
            "stringData" => Some(Self::Plain),
            _ => None,
        }
    }

    /// Adds `text[value]`, if it is a value and no manual's.
    fn add(self, text: &str, value: Range<usize>, found: &mut Vec<Finding>) {
        let said = &text[value.clone()];
        let decoded = base64::engine::general_purpose::STANDARD.decode(said).ok();
        let manuals = decoded.as_ref().and_then(|bytes| std::str::from_utf8(bytes).ok()).is_some_and(guard::is_manuals);
        let is_one = match self {
            Self::Encoded => decoded.is_some() && !manuals,
            Self::Plain => true,
        };
        if is_one && said.len() >= SHORTEST && !said.contains(char::is_whitespace) && !guard::is_manuals(said) {
            let (rule, what) = (Cow::Borrowed(VALUE), Cow::Borrowed("a value of a Kubernetes secret"));
            found.push(Finding { rule, what, span: Span::new(value.start, value.end), rank: SecretForm::Password });
        }
    }
}
