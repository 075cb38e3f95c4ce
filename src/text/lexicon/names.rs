//! What a whole short text means: a heading, a label, a header cell, a state.
//!
//! `word`: the whole text. `word …`: the text begins with it. `… word`: it ends with it. Blanks and punctuation do not count in
//! whole texts.

use super::fold::{is_unspaced, spaced, squash};
use super::pairs::Pairs;
use super::{own, table};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// What is left open in a pattern.
const OPEN: char = '…';
/// Bytes of a text that is looked up as it stands.
const SHORT: usize = 64;

/// A meaning with its place among the table's words for it: earlier ones say it more plainly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<T> {
    pub meaning: T,
    pub rank: u16,
}

/// Short texts to what they mean.
pub struct Names<T> {
    /// By which [`own`] knows what `book.toml` adds to it.
    table: &'static str,
    /// By [`squash`].
    whole: FxHashMap<String, (Name<T>, String)>,
    /// Of those.
    begins: Pairs,
    starts: Open<T>,
    ends: Open<T>,
}

/// First or last words to their meaning, by [`spaced`].
struct Open<T> {
    words: FxHashMap<String, T>,
    /// Of those, from the side where they are looked for.
    begins: Pairs,
    /// Bytes of the longest.
    longest: usize,
}

impl<T> Default for Open<T> {
    fn default() -> Self {
        Self { words: FxHashMap::default(), begins: Pairs::default(), longest: 0 }
    }
}

impl<T> Open<T> {
    /// `forwards`: it is looked for from its beginning.
    fn add(&mut self, word: &str, meaning: T, forwards: bool) {
        let squashed = squash(word);
        if forwards {
            self.begins.add(squashed.bytes());
        } else {
            self.begins.add(squashed.bytes().rev());
        }
        let word = spaced(word);
        self.longest = self.longest.max(word.len());
        self.words.entry(word).or_insert(meaning);
    }
}

impl<T> Default for Names<T> {
    fn default() -> Self {
        let begins = Pairs::default();
        Self { table: "", whole: FxHashMap::default(), begins, starts: Open::default(), ends: Open::default() }
    }
}

impl<T: Copy + PartialEq + DeserializeOwned + 'static> Names<T> {
    /// Words of one configuration; what a [`own::check`] told of is left out.
    pub(super) fn of_own(words: &[(&str, &str)]) -> Self {
        let mut names = Self::default();
        for (meaning, word) in words {
            if let Ok(meaning) = table::meaning::<T>(meaning) {
                let _told = names.add(word, Name { meaning, rank: 0 });
            }
        }
        names
    }
}

impl<T: Copy + PartialEq + 'static> Names<T> {
    /// The same, as the table that `book.toml` calls `table`.
    pub(super) fn named(self, table: &'static str) -> Self {
        Self { table, ..self }
    }

    /// A pattern as it is compared: its open ends, and its [`key`].
    pub(super) fn spelling(pattern: &str) -> String {
        let bare = key(pattern.trim_matches(OPEN));
        match (pattern.starts_with(OPEN), pattern.ends_with(OPEN)) {
            _ if bare.is_empty() => bare,
            (true, _) => format!("{OPEN}{bare}"),
            (_, true) => format!("{bare}{OPEN}"),
            _ => bare,
        }
    }

    /// Reads a table.
    ///
    /// # Errors
    /// What is wrong with it: bad TOML, an unknown meaning or language, or a word that means two things.
    pub fn read<'t>(text: &'t str) -> Result<Self, String>
    where
        T: Deserialize<'t>,
    {
        let mut names = Self::default();
        for (meaning, words) in table::read::<T>(text)? {
            for (rank, word) in (0..).zip(words.values().flatten()) {
                names.add(word, Name { meaning, rank })?;
            }
        }
        Ok(names)
    }

    fn add(&mut self, word: &str, name: Name<T>) -> Result<(), String> {
        if let Some(start) = word.strip_suffix(OPEN) {
            self.starts.add(start, name.meaning, true);
        } else if let Some(end) = word.strip_prefix(OPEN) {
            self.ends.add(end, name.meaning, false);
        } else {
            let key = key(word);
            self.begins.add(key.bytes().filter(|byte| !byte.is_ascii() || byte.is_ascii_alphanumeric()));
            let (known, _) = self.whole.entry(key).or_insert_with(|| (name, word.to_owned()));
            if known.meaning != name.meaning {
                return Err(format!("`{word}` means two things"));
            }
        }
        Ok(())
    }

    /// What the whole of `text` means.
    #[must_use]
    pub fn get(&self, text: &str) -> Option<T> {
        self.name(text).map(|name| name.meaning)
    }

    /// What the whole of a text means, by its [`key`].
    #[must_use]
    pub fn at(&self, key: &str) -> Option<T> {
        self.name_at(key).map(|name| name.meaning)
    }

    /// What the whole of `text` means, and how plainly.
    #[must_use]
    pub fn name(&self, text: &str) -> Option<Name<T>> {
        self.may_open(text).then(|| with_key(text, |key| self.name_at(key))).flatten()
    }

    /// False where no whole word stands at the beginning of `text`, as its first letters tell.
    pub(crate) fn may_open(&self, text: &str) -> bool {
        let is_other = !self.begins.may_hold(text.bytes()) && text.is_ascii();
        !is_other || own::ask(self.table, |_: &Self| Some(())).is_some()
    }

    fn name_at(&self, key: &str) -> Option<Name<T>> {
        self.own_at(key).or_else(|| self.whole.get(key).map(|(name, _)| *name))
    }

    /// What the whole of `text` means by `book.toml` alone.
    #[must_use]
    pub fn own(&self, text: &str) -> Option<Name<T>> {
        with_key(text, |key| self.own_at(key))
    }

    fn own_at(&self, key: &str) -> Option<Name<T>> {
        own::ask(self.table, |own: &Self| own.whole.get(key).map(|(name, _)| *name))
    }

    /// What the first words of `text` mean; the longest known ones count.
    #[must_use]
    pub fn opening(&self, text: &str) -> Option<T> {
        let own = own::ask(self.table, |own: &Self| own.opening_here(text));
        own.or_else(|| self.opening_here(text))
    }

    fn opening_here(&self, text: &str) -> Option<T> {
        let starts = &self.starts;
        if starts.words.is_empty() || !starts.begins.may_hold(text.bytes()) && text.is_ascii() {
            return None;
        }
        let text = spaced(text);
        let ends = (1..=text.len().min(self.starts.longest)).rev().filter(|end| text.is_char_boundary(*end));
        let mut known = ends.filter(|end| is_apart(&text[..*end], &text[*end..]));
        known.find_map(|end| self.starts.words.get(&text[..end]).copied())
    }

    /// What the last words of `text` mean, and what stands before them; the longest known ones count.
    #[must_use]
    pub fn closing(&self, text: &str) -> Option<(T, String)> {
        let own = own::ask(self.table, |own: &Self| own.closing_here(text));
        own.or_else(|| self.closing_here(text))
    }

    fn closing_here(&self, text: &str) -> Option<(T, String)> {
        let ends = &self.ends;
        if ends.words.is_empty() || !ends.begins.may_hold(text.bytes().rev()) && text.is_ascii() {
            return None;
        }
        let text = spaced(text);
        let starts = (text.len().saturating_sub(self.ends.longest)..text.len()).filter(|at| text.is_char_boundary(*at));
        let mut known = starts.filter(|at| is_apart(&text[..*at], &text[*at..]));
        known.find_map(|at| Some((*self.ends.words.get(&text[at..])?, text[..at].to_owned())))
    }

    /// All whole words of the table itself, in no order: squashed, as the table writes them, and what they mean.
    pub fn words(&self) -> impl Iterator<Item = (&str, &str, Name<T>)> {
        self.whole.iter().map(|(squashed, (name, word))| (squashed.as_str(), word.as_str(), *name))
    }

    /// Those of `book.toml`.
    #[must_use]
    pub fn own_words(&self) -> Vec<(String, T)> {
        let all = |own: &Self| Some(own.whole.iter().map(|(word, (name, _))| (word.clone(), name.meaning)).collect());
        let mut words: Vec<(String, T)> = own::ask(self.table, all).unwrap_or_default();
        words.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        words
    }
}

/// What a whole text is looked up by; a sign (`✅`) has no letters and stands for itself.
#[must_use]
pub(super) fn key(text: &str) -> String {
    let squashed = squash(text);
    if squashed.is_empty() { text.trim().to_owned() } else { squashed }
}

/// Does `look` with the [`key`] of `text`; most are short, and need no memory of their own.
pub(crate) fn with_key<R>(text: &str, look: impl FnOnce(&str) -> R) -> R {
    let mut short = [0; SHORT];
    if text.len() <= SHORT && text.is_ascii() {
        let mut length = 0;
        for byte in text.bytes() {
            short[length] = byte.to_ascii_lowercase();
            length += usize::from(byte.is_ascii_alphanumeric());
        }
        if let Some(key) = str::from_utf8(&short[..length]).ok().filter(|key| !key.is_empty()) {
            return look(key);
        }
    }
    look(&key(text))
}

/// A word ends between the two: they are not letters of one word, in a script that writes blanks.
fn is_apart(before: &str, after: &str) -> bool {
    let (Some(last), Some(next)) = (before.chars().next_back(), after.chars().next()) else { return true };
    !(last.is_alphanumeric() && next.is_alphanumeric()) || is_unspaced(last) || is_unspaced(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Part {
        Timeline,
        RootCause,
    }

    const TABLE: &str = "[timeline]\nen = ['timeline', 'timeline …', '… timeline']\nja = ['時系列', '時系列…']\n\
                         [root_cause]\nfr = ['cause première']\n";

    #[test]
    fn whole_texts_are_compared_without_case_accents_and_punctuation() {
        let names = Names::<Part>::read(TABLE).unwrap();
        assert_eq!(names.get("Cause Premiere:"), Some(Part::RootCause));
        assert_eq!(names.get("Timelines"), None);
        assert_eq!(names.name("timeline").map(|name| name.rank), Some(0));
    }

    #[test]
    fn open_patterns_end_at_a_words_edge() {
        let names = Names::<Part>::read(TABLE).unwrap();
        assert_eq!(names.opening("Timeline (all times UTC)"), Some(Part::Timeline));
        assert_eq!(names.opening("Timelines"), None);
        assert_eq!(names.opening("時系列と対応"), Some(Part::Timeline));
        assert_eq!(names.closing("Our  Timeline"), Some((Part::Timeline, "our ".to_owned())));
    }

    #[test]
    fn a_broken_table_is_named() {
        let broken = |text: &'static str| Names::<Part>::read(text).err().unwrap_or_default();
        assert!(broken("[other]\nen = ['a']").contains("other"));
        assert!(broken("[timeline]\nxx = ['a']").contains("xx"));
        assert!(broken("[timeline]\nen = ['a']\n[root_cause]\nde = ['A']").contains("two things"));
    }
}
