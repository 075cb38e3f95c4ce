//! Where words begin and end.

use std::ops::Range;

/// A stretch of text without blanks or punctuation, as a byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Run {
    /// Letters and digits, joined by single `-`, `_`, `.` or apostrophes.
    Word(Range<usize>),
    /// Chinese, Japanese or Korean characters.
    Cjk(Range<usize>),
}

/// Letters, numbers, and accents that combine with the letter before.
#[must_use]
pub fn is_word(character: char) -> bool {
    character.is_alphanumeric() || ('\u{300}'..='\u{36F}').contains(&character)
}

/// Characters of scripts that put no blanks between words.
#[must_use]
pub fn is_cjk(character: char) -> bool {
    matches!(u32::from(character),
        0x3005 | 0x3006 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF
        | 0xF900..=0xFAFF | 0xFF66..=0xFF9F | 0x20000..=0x3FFFF)
        && character.is_alphanumeric()
}

fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

fn is_join(character: char) -> bool {
    matches!(character, '-' | '_' | '.')
}

/// The runs of `text`, in order.
pub fn runs(text: &str) -> impl Iterator<Item = Run> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (skipped, first) = text[at..].char_indices().find(|(_, character)| is_word(*character))?;
        let start = at + skipped;
        let cjk = is_cjk(first);
        let same = |character: char| is_word(character) && is_cjk(character) == cjk;
        let mut end = start + first.len_utf8();
        let mut rest = text[end..].chars();
        while let Some(next) = rest.next() {
            if same(next) {
                end += next.len_utf8();
                continue;
            }
            let joins = !cjk && (is_join(next) || is_apostrophe(next));
            match rest.next().filter(|after| joins && same(*after)) {
                Some(after) => end += next.len_utf8() + after.len_utf8(),
                None => break,
            }
        }
        at = end;
        Some(if cjk { Run::Cjk(start..end) } else { Run::Word(start..end) })
    })
}

/// Cuts the run at `range` at joins and camel humps into `pieces`. Never between letter and digit (`s3`, `k8s`, `p99`).
pub fn parts(text: &str, range: Range<usize>, pieces: &mut Vec<Range<usize>>) {
    let mut start = range.start;
    let mut before: Option<char> = None;
    let mut characters = text[range.clone()].char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        let at = range.start + at;
        if is_join(character) {
            pieces.push(start..at);
            start = at + character.len_utf8();
            before = None;
            continue;
        }
        if character.is_uppercase()
            && before.is_some_and(|before| {
                let after = characters.peek().map(|(_, after)| *after);
                let ends = characters.clone().nth(1).is_none_or(|(_, after)| is_join(after));
                // `IDs`, `APIs`: a plural, not a hump.
                let plural = after == Some('s') && ends;
                before.is_lowercase() || (before.is_uppercase() && after.is_some_and(char::is_lowercase) && !plural)
            })
        {
            pieces.push(start..at);
            start = at;
        }
        before = Some(character);
    }
    pieces.push(start..range.end);
}
