//! A text as it is compared: lower case, no accents, plain width and apostrophes. Never for what is shown.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// Marks of accents in Latin, Greek and Cyrillic script. Those of Japanese are other letters (`が` is no `か`).
const ACCENTS: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// `Résolution`, `ＲＥＳＯＬＵＴＩＯＮ` -> `resolution`.
#[must_use]
pub(crate) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let is_folded = !text.bytes().any(|byte| byte.is_ascii_uppercase());
        return if is_folded { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_lowercase()) };
    }
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        // Nothing but an accent joins a letter of ASCII: what stands between others is read by itself, and mostly so.
        let (ascii, behind) = rest.split_at(rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len()));
        folded.extend(ascii.chars().map(|c| straight(c.to_ascii_lowercase())));
        let (others, behind) = behind.split_at(behind.bytes().position(|byte| byte.is_ascii()).unwrap_or(behind.len()));
        folded.extend(others.nfkd().filter(|c| !is_accent(*c)).nfc().flat_map(char::to_lowercase).map(straight));
        rest = behind;
    }
    Cow::Owned(folded)
}

fn straight(c: char) -> char {
    if matches!(c, '’' | '‘' | 'ʼ' | '´' | '`') { '\'' } else { c }
}

/// One letter without accent and in plain width, its case kept: `É` -> `E`, `Ａ` -> `A`, `’` -> `'`.
#[must_use]
pub(crate) fn base(c: char) -> char {
    match c {
        c if c.is_ascii() => c,
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{4ff}' | '\u{1e00}'..='\u{1fff}' => {
            let mut first = None;
            unicode_normalization::char::decompose_canonical(c, |part| first = first.or(Some(part)));
            first.unwrap_or(c)
        }
        c => straight(c),
    }
}

/// A mark that is written over or under the letter before it.
#[must_use]
pub(crate) fn is_accent(c: char) -> bool {
    ACCENTS.contains(&c)
}

/// Letters and digits only: `In-Progress` -> `inprogress`.
#[must_use]
pub(crate) fn squash(text: &str) -> String {
    if text.is_ascii() {
        let known = text.bytes().filter(u8::is_ascii_alphanumeric);
        return known.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Words with single blanks between them.
#[must_use]
pub(crate) fn spaced(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    for word in folded.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A letter of a script that writes no blanks between words.
#[must_use]
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{abff}' | '\u{d7b0}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_are_one() {
        for text in ["Résolution", "RESOLUTION", "ｒｅｓｏｌｕｔｉｏｎ", "re\u{301}solution"] {
            assert_eq!(fold(text), "resolution", "{text}");
        }
        assert_eq!(fold("L’erreur"), fold("l'erreur"));
        assert_eq!(fold("The API’s ﬁX `À` E\u{301}T"), "the api's fix 'a' et");
        assert_eq!(squash("In-Progress "), "inprogress");
        assert_eq!(spaced(" Causa  raíz\n"), "causa raiz");
    }

    #[test]
    fn letters_that_differ_stay_apart() {
        assert_ne!(fold("が"), fold("か"));
        assert_eq!(fold("장애"), "장애");
        assert!(is_unspaced('障') && is_unspaced('の') && !is_unspaced('장') && !is_unspaced('я'));
    }
}
