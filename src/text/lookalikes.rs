//! A text to what a reader takes it for: no invisible characters, no accents, plain Latin letters, lower case.
//!
//! For words that must not be missed, however they are written; never for what is shown.

use crate::diagnostics::is_unseen;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;

static LATIN: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    let rows: FxHashMap<char, String> = toml::from_str(include_str!("lookalikes.toml")).unwrap_or_default();
    rows.into_iter()
        .flat_map(|(latin, others)| others.chars().map(move |other| (other, latin)).collect::<Vec<_>>())
        .collect()
});

/// `text` as it looks. Blanks of every kind, line ends too, are plain ones.
#[must_use]
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        let has_controls = text.bytes().fold(false, |any, byte| any | byte.is_ascii_control());
        if !has_controls && !text.bytes().fold(false, |any, byte| any | byte.is_ascii_uppercase()) {
            return Cow::Borrowed(text);
        }
        let mut plain = text.to_ascii_lowercase();
        if has_controls {
            plain = plain.replace(is_ascii_blank, " ");
            plain.retain(|c| !c.is_ascii_control());
        }
        return Cow::Owned(plain);
    }
    let mut plain = String::with_capacity(text.len());
    for part in text.split_inclusive(|c: char| !c.is_ascii()) {
        // Of ASCII but for the last character, which may be decomposed by itself: all but accents, which are not seen.
        let (ascii, other) = part.split_at(part.bytes().position(|byte| !byte.is_ascii()).unwrap_or(part.len()));
        let shown = ascii.chars().filter(|c| !c.is_ascii_control() || is_ascii_blank(*c));
        plain.extend(shown.map(|c| if is_ascii_blank(c) { ' ' } else { c.to_ascii_lowercase() }));
        plain.extend(other.nfkd().filter(|character| !is_unseen(*character)).flat_map(char_plain));
    }
    Cow::Owned(plain)
}

fn is_ascii_blank(character: char) -> bool {
    matches!(character, '\t'..='\r')
}

fn char_plain(character: char) -> impl Iterator<Item = char> {
    let character = if character.is_whitespace() { ' ' } else { character };
    LATIN.get(&character).copied().unwrap_or(character).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_alike_is_alike() {
        for written in [
            "visibility",
            "VISIBILITY",
            "ｖｉｓｉｂｉｌｉｔｙ",
            "v\u{ad}isi\u{200b}bil\u{2060}ity",
            "vi\0sibility",
            "vísíbílíty",
            "visi\u{34f}bility",
            "vіѕіbіlіtу",
            "𝐯𝐢𝐬𝐢𝐛𝐢𝐥𝐢𝐭𝐲",
            "νisibility",
            "visibil\u{e0069}ity\u{fe0f}",
        ] {
            assert_eq!(plain(written), "visibility", "{written:?}");
        }
        assert_eq!(plain("a\u{a0}b\u{2003}c\td：e"), "a b c d:e");
        assert_eq!(plain("A\u{301}B\u{7f}\r\u{1b}Ｃ\u{327}"), "ab c");
    }
}
