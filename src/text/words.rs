//! Small shared steps on short texts: strip inline mark-up, split into parts, recognise placeholders.

use super::lexicon::BLANKS;

/// A short value for people: emphasis, code marks and pictographs at the edges gone, links reduced to their text, white
/// space folded, control and bidi characters dropped.
#[must_use]
pub(crate) fn plain(text: &str) -> String {
    let linked = if text.contains("](") { unlink(text) } else { text.to_owned() };
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
