//! Small shared steps on short texts: strip inline mark-up, split into parts, recognise placeholders.

use super::foreign::label_of;
use super::lexicon::BLANKS;

/// A short value for people: emphasis, code marks and pictographs at the edges gone, links reduced to their text, white
/// space folded, control and bidi characters dropped.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    let linked = if text.contains("](") { unlink(text) } else { text.to_owned() };
    let linked = if linked.contains("[[") { without_brackets(&linked) } else { linked };
    let mut out = String::with_capacity(linked.len());
    for word in linked.split(|character: char| character.is_whitespace() || character.is_control()) {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().filter(|character| !is_invisible(*character)));
        }
    }
    let marked = out
        .trim_matches(|character: char| matches!(character, '*' | '`' | ' ' | '_' | '~') || is_pictograph(character));
    marked.replace("**", "").replace("__", "")
}

/// Pictographs, arrows and check marks with their modifiers.
#[must_use]
pub(crate) fn is_pictograph(character: char) -> bool {
    matches!(u32::from(character), 0x2190..=0x21ff | 0x2300..=0x23ff | 0x25a0..=0x27bf | 0x2900..=0x297f | 0x2b00..=0x2bff
        | 0xfe0e..=0xfe0f | 0x1f000..=0x1faff | 0x200d)
}

/// Zero-width, bidi-control and byte-order characters, which make two equal-looking names differ.
#[must_use]
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{ad}')
}

/// `[text](target)` -> `text`, everywhere in a line.
fn unlink(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(middle) = rest.find("](") {
        let open = rest[..middle].rfind('[');
        let close = rest[middle..].find(')').map(|at| middle + at);
        let (Some(open), Some(close)) = (open, close) else { break };
        out.push_str(&rest[..open]);
        out.push_str(&rest[open + 1..middle]);
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    out
}

/// White space folded, wikilinks reduced to their text.
#[must_use]
pub(crate) fn one_line(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    if folded.contains("[[") { without_brackets(&folded) } else { folded }
}

/// `[[target|label]]` -> `label`, everywhere in a line; a link without a label is called as on the page.
pub(crate) fn without_brackets(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, (inside, after))) =
        rest.split_once("[[").and_then(|(before, open)| Some((before, open.split_once("]]")?)))
    {
        out.push_str(before);
        match inside.rsplit_once('|') {
            Some((_, label)) => out.push_str(label),
            None => out.push_str(&label_of(inside)),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Parts of a value: `High (blocked) - see below` -> `High`, `blocked`, `see below`. A hyphen counts only between blanks.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['(', ')', '[', ']', '/', ',', ';', ':', '|', '–', '—', '→', '+', '（', '）', '、', '，'])
        .flat_map(|part| part.split(" - "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Blank forms and words for "nothing": `N/A`, `TBD`, `-`, `?`, `<name>`, `[Name]`, `{{ date }}`, `YYYY-MM-DD`.
#[must_use]
pub(crate) fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    if !text.contains(char::is_alphanumeric) {
        return true;
    }
    let enclosed = |open, close| {
        text.strip_prefix(open)
            .and_then(|rest: &str| rest.strip_suffix(close))
            .is_some_and(|inner: &str| !inner.contains(open))
    };
    if enclosed('<', '>') && !text.contains("://") && !text.contains('@')
        || enclosed('[', ']')
        || text.starts_with("{{")
    {
        return true;
    }
    if text.len() > 24 {
        return false;
    }
    BLANKS.get(text).is_some()
}

/// The parts of `text` between characters that part them (which are told with their places) and that stand in no brackets.
#[must_use]
pub(crate) fn outside_brackets<'t>(
    text: &'t str,
    open: &str,
    close: &str,
    is_between: impl Fn(&str, usize, char) -> bool,
) -> Vec<&'t str> {
    let (mut depth, mut start, mut parts) = (0_usize, 0, Vec::new());
    for (at, character) in text.char_indices() {
        if open.contains(character) {
            depth += 1;
        } else if close.contains(character) {
            depth = depth.saturating_sub(1);
        } else if depth == 0 && is_between(text, at, character) {
            parts.push(&text[start..at]);
            start = at + character.len_utf8();
        }
    }
    parts.push(&text[start..]);
    parts
}

/// How many choices a form's `label` offers side by side, in brackets or not, if all are `known`: nobody made the choice.
#[must_use]
pub(crate) fn open_choices(label: &str, known: impl Fn(&str) -> bool) -> Option<usize> {
    if !label.contains(['/', '|']) {
        return None;
    }
    let mut words = label.trim_matches(['[', ']', '(', ')', '<', '>']).split(['/', '|']);
    let count = words.clone().count();
    words.all(known).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_keeps_words_and_drops_mark_up() {
        assert_eq!(plain("🔴 **High** severity"), "High severity");
        assert_eq!(plain("Ann ([@ann](https://example.org/@ann))"), "Ann (@ann)");
        assert_eq!(plain(" a\n  b\u{202e}c "), "a bc");
        assert_eq!(plain("`payments-api`"), "payments-api");
    }

    #[test]
    fn placeholders() {
        for text in ["", " - ", "N/A", "tbd", "???", "<your name>", "[Name]", "{{ .Date }}", "Unknown"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["Ann", "<ann@example.org>", "SEV1", "None of the above was hit by this one"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
