//! Accented and decorated letters -> ASCII, by tantivy's own table.

use super::runs::is_unseen;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use tantivy::tokenizer::{AsciiFoldingFilter, RawTokenizer, TextAnalyzer};
use unicode_normalization::UnicodeNormalization;

/// Where the table has entries; a test looks at every other character too.
const BLOCKS: [std::ops::RangeInclusive<u32>; 4] = [0x80..=0x2FFF, 0xA700..=0xA7FF, 0xFB00..=0xFB06, 0xFF00..=0xFF5E];

/// Character -> what replaces it.
#[derive(Debug)]
pub struct Folds(FxHashMap<char, Box<str>>);

impl Folds {
    /// Appends `character` folded; combining accents and what nobody sees go.
    pub fn push(&self, character: char, surface: &mut String) {
        match self.0.get(&character) {
            Some(plain) => surface.push_str(plain),
            None if is_unseen(character) => {}
            None => surface.push(character),
        }
    }

    /// Text -> all characters that become it, for the client: those of which Unicode knows no plain letter with accents, or another
    /// one. Only what can follow lower-casing, and what the analyzer does beside the table.
    #[must_use]
    pub fn by_target(&self) -> BTreeMap<String, String> {
        let mut table: BTreeMap<String, String> = BTreeMap::new();
        let lower = |character: &char| character.to_lowercase().eq([*character]) && super::is_word(*character);
        for character in BLOCKS.into_iter().flatten().filter_map(char::from_u32).filter(lower) {
            let plain = std::iter::once(character).nfd().next().filter(char::is_ascii);
            let own = character.to_string();
            let wanted = self.0.get(&character).map_or(&*own, |folded| folded);
            if plain.map_or(own.clone(), String::from) != wanted {
                table.entry(wanted.to_owned()).or_default().push(character);
            }
        }
        table.insert(String::new(), ('\u{80}'..='\u{FFFF}').filter(|character| is_unseen(*character)).collect());
        table.insert("'".to_owned(), "’".to_owned());
        table
    }
}

/// The table, made once.
pub fn fold_table() -> &'static Folds {
    static TABLE: OnceLock<Folds> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut filter = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter).build();
        let characters = BLOCKS.into_iter().flatten().filter_map(char::from_u32);
        Folds(characters.filter_map(|character| Some((character, fold_one(character, &mut filter)?))).collect())
    })
}

/// What tantivy makes of one character, in lower case; `None` where it stays.
fn fold_one(character: char, filter: &mut TextAnalyzer) -> Option<Box<str>> {
    let text = character.to_string();
    let mut stream = filter.token_stream(&text);
    let folded = stream.next().map(|token| token.text.to_ascii_lowercase())?;
    (folded != text).then(|| folded.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_character_outside_the_blocks_folds() {
        let mut filter = TextAnalyzer::builder(RawTokenizer::default()).filter(AsciiFoldingFilter).build();
        let outside =
            ('\u{80}'..=char::MAX).filter(|character| !BLOCKS.iter().any(|b| b.contains(&u32::from(*character))));
        let folding: Vec<char> = outside.filter(|character| fold_one(*character, &mut filter).is_some()).collect();
        assert!(folding.is_empty(), "{folding:?}");
    }

    #[test]
    fn accents_and_full_width_letters_become_plain() {
        let folded = |text: &str| {
            let mut plain = String::new();
            text.chars().for_each(|character| fold_table().push(character, &mut plain));
            plain
        };
        assert_eq!(folded("éßｋ"), "essk");
        assert_eq!(folded("e\u{301}"), "e");
        assert_eq!(folded("障"), "障");
    }
}
