//! Which known word stands at the very start of a text, and where it ends: for parsers that read on behind it.
//!
//! `word` ends at a word's edge, `word…` anywhere, `word?` is doubtful: it needs other evidence. A capital letter in the table is
//! one in the text (`PT` is no `pt`); small letters match both. Accents, width and kinds of blanks do not count.

use super::fold::{base, is_accent, is_unspaced};
use super::table;
use rustc_hash::FxHashMap;
use serde::Deserialize;

/// Any letters may follow.
const OPEN: char = '…';
/// Needs other evidence.
const DOUBTFUL: char = '?';

/// A word at the start of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PrefixMatch<T> {
    pub meaning: T,
    /// Byte offset behind it.
    pub end: usize,
    /// False for words that the table marks as doubtful.
    pub sure: bool,
}

/// Words by their first letter, longest first.
pub(crate) struct Prefixes<T> {
    words: FxHashMap<char, Vec<Word<T>>>,
}

struct Word<T> {
    text: Box<str>,
    meaning: T,
    open: bool,
    sure: bool,
}

impl<T> Default for Prefixes<T> {
    fn default() -> Self {
        Self { words: FxHashMap::default() }
    }
}

/// All words of a table with their meanings; some may stand under two.
///
/// # Errors
/// What is wrong with it: bad TOML, an unknown meaning or language.
pub(crate) fn entries<'t, T: Deserialize<'t> + Clone>(text: &'t str) -> Result<Vec<(T, String)>, String> {
    let table = table::read::<T>(text)?;
    Ok(table
        .into_iter()
        .flat_map(|(meaning, words)| words.into_values().flatten().map(move |word| (meaning.clone(), word)))
        .collect())
}

impl<T: Clone + PartialEq> Prefixes<T> {
    /// Makes them of words and their meanings.
    ///
    /// # Errors
    /// A word that means two things, or none at all.
    pub(crate) fn of<W: AsRef<str>>(words: impl IntoIterator<Item = (T, W)>) -> Result<Self, String> {
        let mut prefixes = Self::default();
        for (meaning, word) in words {
            let word = word.as_ref();
            let (text, sure) = word.strip_suffix(DOUBTFUL).map_or((word, true), |text| (text, false));
            let (text, open) = text.strip_suffix(OPEN).map_or((text, false), |text| (text, true));
            let text: Box<str> = text.chars().filter(|c| !is_accent(*c)).map(base).collect();
            let first = text.chars().next().ok_or("an empty word")?;
            let alike = prefixes.words.entry(lower(first)).or_default();
            match alike.iter_mut().find(|known| known.text == text) {
                Some(known) if known.meaning != meaning => return Err(format!("`{word}` means two things")),
                Some(known) => (known.open, known.sure) = (known.open || open, known.sure || sure),
                None => {
                    let place = alike.partition_point(|known| known.text.len() >= text.len());
                    alike.insert(place, Word { text, meaning, open, sure });
                }
            }
        }
        Ok(prefixes)
    }

    /// The longest known word that `text` begins with.
    #[must_use]
    pub(crate) fn at(&self, text: &str) -> Option<PrefixMatch<T>> {
        let alike = self.words.get(&lower(base(text.chars().next()?)))?;
        alike.iter().find_map(|word| {
            let end = word.end_in(text)?;
            Some(PrefixMatch { meaning: word.meaning.clone(), end, sure: word.sure })
        })
    }
}

impl<T> Word<T> {
    fn end_in(&self, text: &str) -> Option<usize> {
        let (mut rest, mut last) = (text, ' ');
        for wanted in self.text.chars() {
            let c = rest.chars().next()?;
            if wanted == ' ' {
                let after = rest.trim_start_matches(is_blank);
                if after.len() == rest.len() {
                    return None;
                }
                rest = after;
            } else {
                let c = base(c);
                if c != wanted && lower(c) != wanted {
                    return None;
                }
                rest = after_letter(rest);
            }
            last = wanted;
        }
        let goes_on = |c: char| c.is_alphabetic() && !is_glued(c);
        let joins = last.is_alphanumeric() && !is_glued(last) && rest.starts_with(goes_on);
        (self.open || !joins).then_some(text.len() - rest.len())
    }
}

/// Behind the first letter and its accents.
fn after_letter(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    let rest = chars.as_str();
    if rest.starts_with(|c: char| c.is_ascii()) { rest } else { rest.trim_start_matches(is_accent) }
}

fn is_blank(c: char) -> bool {
    c == '\u{a0}' || c.is_whitespace()
}

/// Words of these scripts are followed by others, or by endings, without a blank.
fn is_glued(c: char) -> bool {
    is_unspaced(c) || matches!(c, '\u{ac00}'..='\u{d7a3}')
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&'static str], text: &str) -> Option<(String, usize, bool)> {
        let words = Prefixes::of(words.iter().map(|word| (*word, *word))).expect("a table");
        words.at(text).map(|found| (found.meaning.to_owned(), found.end, found.sure))
    }

    #[test]
    fn the_longest_word_at_the_start_counts() {
        assert_eq!(found(&["a", "a las"], "A  las 14:02"), Some(("a las".to_owned(), 6, true)));
        assert_eq!(found(&["分", "分間"], "分間の"), Some(("分間".to_owned(), 6, true)));
        assert_eq!(found(&["mar", "märz"], "Ma\u{308}rz"), Some(("märz".to_owned(), 6, true)));
        assert_eq!(found(&["févr"], "FÉVR."), Some(("févr".to_owned(), 5, true)));
        assert_eq!(found(&["시"], "시경"), Some(("시".to_owned(), 3, true)));
    }

    #[test]
    fn words_end_at_their_edge_and_capitals_count() {
        assert_eq!(found(&["mar", "час"], "market"), None);
        assert_eq!(found(&["mar", "час"], "часов"), None);
        assert_eq!(found(&["degrad…"], "degraded"), Some(("degrad…".to_owned(), 6, true)));
        assert_eq!(found(&["PT", "utc"], "pt"), None);
        assert_eq!(found(&["PT", "utc"], "UTC+1"), Some(("utc".to_owned(), 3, true)));
        assert_eq!(found(&["out?"], "out of"), Some(("out?".to_owned(), 3, false)));
        assert_eq!(found(&["JST"], "JST頃"), Some(("JST".to_owned(), 3, true)));
        assert_eq!(found(&["h"], "h30"), Some(("h".to_owned(), 1, true)));
    }

    #[test]
    fn a_word_of_two_meanings_is_named() {
        assert!(Prefixes::of([(1, "mar"), (2, "már")]).is_err_and(|error| error.contains("már")));
    }
}
