//! Where words begin and end.

use crate::search::words::words;
use std::ops::Range;

/// A stretch of text without blanks or punctuation, as a byte range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Run {
    /// Letters and digits, joined by single `-`, `_`, `.` or apostrophes.
    Word(Range<usize>),
    /// Characters of a script without blanks.
    Cjk(Range<usize>),
}

/// Letters, numbers, what [`is_unseen`] and [`is_cjk`] say.
#[must_use]
pub(crate) fn is_word(character: char) -> bool {
    character.is_alphanumeric() || is_unseen(character) || is_cjk(character)
}

/// What stands inside words and is no part of them: accents that combine with the letter before, soft hyphens, places where a line may
/// break, joiners.
#[must_use]
pub(super) fn is_unseen(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36F}' | '\u{AD}' | '\u{200B}'..='\u{200D}')
}

/// Characters of scripts that put no blanks between words.
#[must_use]
pub(super) fn is_cjk(character: char) -> bool {
    !character.is_ascii() && words().is_paired(character)
}

/// Straight or curly.
pub(super) fn is_apostrophe(character: char) -> bool {
    matches!(character, '\'' | '’')
}

fn is_join(character: char) -> bool {
    matches!(character, '-' | '_' | '.')
}

/// What an ASCII character is: most texts hold little else, and a look at a table is cheaper than Unicode's.
const WORD: u8 = 1;
const JOIN: u8 = 2;
const ASCII: [u8; 128] = {
    let mut table = [0; 128];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        if byte.is_ascii_alphanumeric() {
            table[at] = WORD;
        } else if matches!(byte, b'-' | b'_' | b'.' | b'\'') {
            table[at] = JOIN;
        }
        at += 1;
    }
    table
};

/// The runs of `text`, in order.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Run> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (start, first) = first_word(text, at)?;
        let cjk = is_cjk(first);
        let mut end = start + first.len_utf8();
        while let Some(more) = continued(text, end, cjk) {
            end = more;
        }
        at = end;
        Some(if cjk { Run::Cjk(start..end) } else { Run::Word(start..end) })
    })
}

/// The first character of a word at or behind `at`, and where it is.
fn first_word(text: &str, mut at: usize) -> Option<(usize, char)> {
    loop {
        let byte = *text.as_bytes().get(at)?;
        if let Some(class) = ASCII.get(usize::from(byte)) {
            if *class == WORD {
                return Some((at, char::from(byte)));
            }
            at += 1;
            continue;
        }
        let character = text[at..].chars().next()?;
        if is_word(character) {
            return Some((at, character));
        }
        at += character.len_utf8();
    }
}

/// Where the run that reaches to `end` goes on to: behind one more character, or behind a join and one.
#[inline]
fn continued(text: &str, end: usize, cjk: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let class = |at: usize| bytes.get(at).map(|byte| ASCII.get(usize::from(*byte)).copied());
    match (class(end)?, cjk) {
        (Some(WORD), false) => return Some(end + 1),
        (Some(JOIN), false) if class(end + 1).flatten() == Some(WORD) => return Some(end + 2),
        (Some(0), _) => return None,
        _ => {}
    }
    let same = |character: char| is_word(character) && is_cjk(character) == cjk;
    let mut rest = text[end..].chars();
    let next = rest.next()?;
    if same(next) {
        return Some(end + next.len_utf8());
    }
    let joins = !cjk && (is_join(next) || is_apostrophe(next));
    let after = rest.next().filter(|after| joins && same(*after))?;
    Some(end + next.len_utf8() + after.len_utf8())
}

/// Cuts the run at `range` at joins and camel humps into `pieces`. Never between letter and digit (`s3`, `k8s`, `p99`).
pub(super) fn parts(text: &str, range: Range<usize>, pieces: &mut Vec<Range<usize>>) {
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
