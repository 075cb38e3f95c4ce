//! Which words stand in running text. `word*`: any ending may follow. Words of scripts without blanks stand anywhere.

use super::fold::{fold, is_unspaced};
use super::{own, table};
use aho_corasick::AhoCorasick;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ops::Range;

/// What is left open at a word's end.
const OPEN: char = '*';

/// Words to look for, each with its meaning.
pub struct Phrases<T> {
    /// By which [`own`] knows what `book.toml` adds to it.
    table: &'static str,
    finder: Option<AhoCorasick>,
    /// By pattern of the finder.
    entries: Vec<Entry<T>>,
}

struct Entry<T> {
    meaning: T,
    open: bool,
    anywhere: bool,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { table: "", finder: None, entries: Vec::new() }
    }
}

impl<T: Copy + PartialEq + DeserializeOwned + 'static> Phrases<T> {
    /// Words of one configuration.
    pub(super) fn of_own(words: &[(&str, &str)]) -> Self {
        let meant = |(meaning, word): &(&str, &str)| Some((table::meaning::<T>(meaning).ok()?, (*word).to_owned()));
        Self::of(words.iter().filter_map(meant).filter(|(_, word)| !Self::spelling(word).is_empty()))
            .unwrap_or_default()
    }
}

impl<T: Copy + PartialEq + 'static> Phrases<T> {
    /// The same, as the table that `book.toml` calls `table`.
    pub(super) fn named(self, table: &'static str) -> Self {
        Self { table, ..self }
    }

    /// A pattern as it is compared.
    pub(super) fn spelling(pattern: &str) -> String {
        let bare = fold(pattern.trim_end_matches(OPEN)).trim().to_owned();
        if pattern.ends_with(OPEN) && !bare.is_empty() { format!("{bare}{OPEN}") } else { bare }
    }

    /// Reads a table.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read<'t>(text: &'t str) -> Result<Self, String>
    where
        T: Deserialize<'t>,
    {
        let table = table::read::<T>(text)?;
        let words = table
            .into_iter()
            .flat_map(|(meaning, words)| words.into_values().flatten().map(move |word| (meaning, word)));
        Self::of(words)
    }

    /// Makes them of words and their meanings.
    ///
    /// # Errors
    /// Where they are too many to be searched for at once.
    pub fn of(words: impl IntoIterator<Item = (T, String)>) -> Result<Self, String> {
        let (mut entries, mut patterns) = (Vec::new(), Vec::new());
        for (meaning, word) in words {
            let text = word.trim_end_matches(OPEN);
            entries.push(Entry { meaning, open: text.len() < word.len(), anywhere: text.chars().any(is_anywhere) });
            patterns.push(fold(text).into_owned());
        }
        let finder = AhoCorasick::new(patterns).map_err(|error| error.to_string())?;
        Ok(Self { table: "", finder: Some(finder), entries })
    }

    /// Every word that stands in `text`, which must be folded, with its place there; overlapping ones too, by where they end.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (T, Range<usize>)> + 'a {
        let mut all: Vec<_> =
            own::ask(self.table, |own: &Self| Some(own.find_here(text).collect())).unwrap_or_default();
        if !all.is_empty() {
            all.extend(self.find_here(text));
            all.sort_by_key(|(_, range)| (range.end, range.start));
        }
        let here = all.is_empty().then(|| self.find_here(text));
        here.into_iter().flatten().chain(all)
    }

    fn find_here<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (T, Range<usize>)> + 'a {
        let hits = self.finder.iter().flat_map(move |finder| finder.find_overlapping_iter(text));
        hits.filter_map(move |hit| {
            let entry = self.entries.get(hit.pattern().as_usize())?;
            let begins = entry.anywhere || !text[..hit.start()].ends_with(is_joined);
            let ends = entry.anywhere || entry.open || !text[hit.end()..].starts_with(is_joined);
            (begins && ends).then(|| (entry.meaning, hit.range()))
        })
    }

    /// True where a word of `meaning` stands in `text`, which must be folded.
    pub fn holds(&self, text: &str, meaning: T) -> bool {
        self.find(text).any(|(found, _)| found == meaning)
    }

    /// True where `text`, which must be folded, begins with a word of `meaning`.
    pub fn opens(&self, text: &str, meaning: T) -> bool {
        self.find(text).any(|(found, range)| found == meaning && range.start == 0)
    }
}

/// What makes the letters beside it one word with it: `DoS` stands alone in `によるDoSの`.
fn is_joined(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

/// A letter of a script without blanks, or of Korean, which joins particles to its words.
fn is_anywhere(c: char) -> bool {
    is_unspaced(c) || ('가'..='힣').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mood {
        Done,
        Planned,
    }

    #[test]
    fn words_are_found_whole_by_their_beginning_or_within_scripts_without_blanks() {
        let phrases =
            Phrases::<Mood>::read("[done]\nen = ['restart*']\nja = ['再起動し']\n[planned]\nen = ['will', 'plan to']")
                .unwrap();
        let holds = |text: &str, mood: Mood| phrases.holds(&fold(text), mood);
        assert!(holds("We RESTARTED it", Mood::Done) && holds("サーバーを再起動しました", Mood::Done));
        assert!(
            holds("we plan to", Mood::Planned) && !holds("willow", Mood::Planned) && !holds("unrestarted", Mood::Done)
        );
        assert!(phrases.opens("will do", Mood::Planned) && !phrases.opens("we will", Mood::Planned));
    }
}
