//! `words.toml` -> the words that tell little, as sets and as the client gets them.

use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// The lists as they are written, blanks between words; what the client gets.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(crate) struct Lists {
    pub stop: String,
    pub question: String,
    pub foreign: String,
    pub shared: String,
    pub elided: String,
    /// The client gets them in its expressions.
    #[serde(skip_serializing)]
    pub pairs: String,
}

impl Lists {
    /// The lists with single blanks between the words.
    #[must_use]
    pub(crate) fn known() -> Self {
        let lists: Self = toml::from_str(include_str!("words.toml")).unwrap_or_default();
        let plain = |list: String| list.split_whitespace().collect::<Vec<_>>().join(" ");
        Self {
            stop: plain(lists.stop),
            question: plain(lists.question),
            foreign: plain(lists.foreign),
            shared: plain(lists.shared),
            elided: plain(lists.elided),
            pairs: plain(lists.pairs),
        }
    }

    /// The ranges of [`Lists::pairs`].
    fn ranges(&self) -> Vec<RangeInclusive<u32>> {
        let point = |text: &str| u32::from_str_radix(text, 16).ok();
        let range = |pair: &str| pair.split_once('-').and_then(|(first, last)| Some(point(first)?..=point(last)?));
        let mut ranges: Vec<_> = self.pairs.split(' ').filter_map(range).collect();
        ranges.sort_unstable_by_key(|range| *range.start());
        ranges
    }
}

type Set = FxHashSet<&'static str>;

/// The lists, for look-ups.
#[derive(Debug)]
pub(crate) struct Words {
    /// Not indexed.
    pub stop: Set,
    /// Dropped from queries that have other words.
    pub question: Set,
    pub foreign: Set,
    /// Dropped where a foreign one stands too.
    pub shared: Set,
    /// What stands before the apostrophe of an elision.
    pub elided: Set,
    /// Of scripts without blanks, ascending.
    pairs: Vec<RangeInclusive<u32>>,
}

impl Words {
    /// The characters of [`Words::is_paired`], as a class of JavaScript's regular expressions has them.
    #[must_use]
    pub(crate) fn paired(&self) -> String {
        self.pairs.iter().map(|range| format!("\\u{{{:x}}}-\\u{{{:x}}}", range.start(), range.end())).collect()
    }

    /// Whether a character belongs to a script that puts no blanks between words.
    #[must_use]
    pub(crate) fn is_paired(&self, character: char) -> bool {
        let point = u32::from(character);
        let at = self.pairs.partition_point(|range| *range.end() < point);
        self.pairs.get(at).is_some_and(|range| range.contains(&point))
    }
}

/// The sets, made once.
pub(crate) fn words() -> &'static Words {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    static WORDS: OnceLock<Words> = OnceLock::new();
    WORDS.get_or_init(|| {
        let lists = LISTS.get_or_init(Lists::known);
        let set = |list: &'static str| list.split(' ').collect::<Set>();
        Words {
            stop: set(&lists.stop),
            question: set(&lists.question),
            foreign: set(&lists.foreign),
            shared: set(&lists.shared),
            elided: set(&lists.elided),
            pairs: lists.ranges(),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::analyzer::fold_table;

    #[test]
    fn every_word_is_written_as_queries_have_it_and_in_one_list() {
        let mut seen = FxHashSet::default();
        let words = words();
        assert!(words.stop.len() == 33 && words.question.len() > 60 && words.foreign.len() > 300);
        for word in words.stop.iter().chain(&words.question).chain(&words.foreign) {
            let mut plain = String::new();
            word.chars().flat_map(char::to_lowercase).for_each(|character| fold_table().push(character, &mut plain));
            assert_eq!(&plain, word);
            assert!(seen.insert(word), "{word} stands twice");
        }
        assert!(words.shared.iter().all(|word| !words.foreign.contains(word)), "{:?}", words.shared);
    }
}
