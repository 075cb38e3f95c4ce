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
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    if text.is_ascii() {
        let mut plain = text.to_ascii_lowercase();
        if plain.bytes().any(|byte| byte.is_ascii_control()) {
            plain = plain.replace(is_ascii_blank, " ");
            plain.retain(|c| !c.is_ascii_control());
        }
        return Cow::Owned(plain);
    }
    let shown = text.nfkd().filter(|character| !is_unseen(*character));
    Cow::Owned(shown.flat_map(char_plain).collect())
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
    }
}
