//! Which words stand in running text. `word*`: any ending may follow. Words of scripts without blanks stand anywhere.

use super::fold::{fold, is_unspaced};
use super::trie::Trie;
use super::{own, table};
use aho_corasick::AhoCorasick;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::ops::{ControlFlow, Range};

/// What is left open at a word's end.
const OPEN: char = '*';

/// Words to look for, each with its meaning.
pub(crate) struct Phrases<T> {
    /// By which [`own`] knows what `book.toml` adds to it.
    table: &'static str,
    /// Those that begin at a word's beginning.
    begun: Trie,
    /// In the order of their letters.
    entries: Vec<PhraseMeaning<T>>,
    /// Those that stand anywhere: texts of other scripts need not be searched for them.
    finder: Option<AhoCorasick>,
    /// By pattern of the finder.
    anywhere: Vec<T>,
}

struct PhraseMeaning<T> {
    meaning: T,
    /// Any ending may follow.
    open: bool,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { table: "", begun: Trie::default(), entries: Vec::new(), finder: None, anywhere: Vec::new() }
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
    pub(crate) fn read<'t>(text: &'t str) -> Result<Self, String>
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
    pub(crate) fn of(words: impl IntoIterator<Item = (T, String)>) -> Result<Self, String> {
        let (mut begun, mut anywhere, mut patterns) = (Vec::new(), Vec::new(), Vec::new());
        for (meaning, word) in words {
            let text = word.trim_end_matches(OPEN);
            let spelt = fold(text).into_owned();
            if text.chars().any(is_anywhere) {
                anywhere.push(meaning);
                patterns.push(spelt);
            } else if !spelt.is_empty() {
                begun.push((spelt, PhraseMeaning { meaning, open: text.len() < word.len() }));
            }
        }
        begun.sort_by(|(a, _), (b, _)| a.cmp(b));
        let trie = Trie::of(&begun.iter().map(|(word, _)| word.as_bytes()).collect::<Vec<_>>());
        let entries = begun.into_iter().map(|(_, entry)| entry).collect();
        let finder = (!patterns.is_empty()).then(|| AhoCorasick::new(patterns)).transpose();
        Ok(Self { table: "", begun: trie, entries, finder: finder.map_err(|error| error.to_string())?, anywhere })
    }

    /// Every word that stands in `text`, which must be folded, with its place there; overlapping ones too, by where they end.
    pub(crate) fn find(&self, text: &str) -> impl Iterator<Item = (T, Range<usize>)> {
        let mut all = Vec::new();
        let mut take = |meaning, range| {
            all.push((meaning, range));
            ControlFlow::Continue(())
        };
        let _all = own::ask(self.table, |own: &Self| Some(own.each(text, &mut take)));
        let _all = self.each(text, &mut take);
        all.sort_by_key(|(_, range)| (range.end, range.start));
        all.into_iter()
    }

    /// Hands each of them to `take`, in no order, until it breaks off.
    fn each(&self, text: &str, take: &mut impl FnMut(T, Range<usize>) -> ControlFlow<()>) -> ControlFlow<()> {
        let bytes = text.as_bytes();
        let (mut start, mut in_word) = (0, false);
        while let Some(byte) = bytes.get(start) {
            let (joins, length) = if byte.is_ascii() {
                (byte.is_ascii_alphanumeric(), 1)
            } else {
                text[start..].chars().next().map_or((false, 1), |c| (is_joined(c), c.len_utf8()))
            };
            if !std::mem::replace(&mut in_word, joins) {
                self.begun.at(&bytes[start..], |length, same| {
                    let end = start + length;
                    let goes_on = text[end..].starts_with(is_joined);
                    self.entries[same]
                        .iter()
                        .filter(|entry| entry.open || !goes_on)
                        .try_for_each(|entry| take(entry.meaning, start..end))
                })?;
            }
            start += length;
        }
        if let Some(finder) = self.finder.as_ref().filter(|_| !text.is_ascii()) {
            for hit in finder.find_overlapping_iter(text) {
                take(self.anywhere[hit.pattern().as_usize()], hit.range())?;
            }
        }
        ControlFlow::Continue(())
    }

    /// True where a word of `meaning` stands in `text`, which must be folded.
    pub(crate) fn holds(&self, text: &str, meaning: T) -> bool {
        let here = |phrases: &Self| {
            let mut is_other =
                |found, _| if found == meaning { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            phrases.each(text, &mut is_other).is_break()
        };
        here(self) || own::ask(self.table, |own: &Self| here(own).then_some(())).is_some()
    }

    /// True where `text`, which must be folded, begins with a word of `meaning`.
    pub(crate) fn opens(&self, text: &str, meaning: T) -> bool {
        self.find(text).any(|(found, range)| found == meaning && range.start == 0)
    }
}

/// What makes the letters beside it one word with it: `DoS` stands alone in `によるDoSの`.
fn is_joined(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() && !is_unspaced(c) }
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
