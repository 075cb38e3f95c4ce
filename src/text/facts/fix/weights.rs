//! What holds for a sentence, and its words, to its weight, by `weights.toml`.

use super::candidates::Candidate;
use super::marks::{MEMBERS, Marks};
use crate::text::lexicon::fold::is_unspaced;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Of weights: two behind the point.
const DIGITS: f64 = 100.0;

/// `weights.toml`, ready to be asked; empty if it were broken, which a test rules out.
pub(super) static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| Weights::read(include_str!("weights.toml")).unwrap_or_default());

/// What a sentence needs, and what each mark weighs.
#[derive(Debug, Default)]
pub(super) struct Weights {
    pub(super) least: f64,
    pub(super) joins: f64,
    /// How much less what stands before the best one may weigh, where the fix is told.
    pub(super) near: f64,
    /// How much less what joins the best one may weigh.
    pub(super) apart: f64,
    always: f64,
    /// What has to hold at once, and what that weighs, by the first member that has to.
    weights: Vec<Vec<(Marks, f64)>>,
    words: FxHashMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    least: f64,
    joins: f64,
    near: f64,
    apart: f64,
    always: f64,
    weights: BTreeMap<String, f64>,
    /// Weight, and the words that have it.
    words: BTreeMap<String, Vec<String>>,
}

impl Weights {
    fn read(text: &str) -> Result<Self, String> {
        let Table { least, joins, near, apart, always, weights, words: rows } =
            toml::from_str(text).map_err(|error| error.to_string())?;
        let mut by_first = vec![Vec::new(); MEMBERS];
        for (names, weight) in weights {
            let all = Marks::named(&names)?;
            if let Some(of) = all.members().next().and_then(|first| by_first.get_mut(first)) {
                of.push((all, weight));
            }
        }
        let mut words = FxHashMap::default();
        for (weight, all) in rows {
            let weight: f64 = weight.parse().map_err(|_| format!("`{weight}` is no weight"))?;
            words
                .extend(all.into_iter().flat_map(|line| {
                    line.split_whitespace().map(|word| (word.to_owned(), weight)).collect::<Vec<_>>()
                }));
        }
        Ok(Self { least, joins, near, apart, always, weights: by_first, words })
    }

    /// The sum of the weights of what holds. It has as many digits as they have: sentences that weigh the same do so however that is
    /// added up.
    pub(super) fn of(&self, sentence: &Candidate) -> f64 {
        let marks = sentence.marks;
        let asked = marks.members().filter_map(|first| self.weights.get(first)).flatten();
        let held = asked.filter(|(all, _)| marks.holds(*all)).map(|(_, weight)| weight);
        ((self.always + held.sum::<f64>() + sentence.words) * DIGITS).round() / DIGITS
    }

    /// What the different words of a sentence weigh, which is `folded`: added up in the order of their letters.
    pub(super) fn of_words(&self, folded: &str) -> f64 {
        let mut known: Vec<(&str, f64)> = Vec::new();
        each_word(folded, |word| known.extend(self.words.get_key_value(word).map(|(word, weight)| (&**word, *weight))));
        known.sort_unstable_by_key(|(word, _)| *word);
        known.dedup_by_key(|(word, _)| *word);
        known.into_iter().map(|(_, weight)| weight).sum()
    }
}

/// Hands the words of a sentence, which is `folded`, to `take`, as the table has them: of scripts without blanks each two letters
/// that stand together.
pub(super) fn each_word(folded: &str, mut take: impl FnMut(&str)) {
    for word in folded.split(|c: char| !c.is_alphabetic() && c != '\'' && c != '-').filter(|word| !word.is_empty()) {
        let letters: Vec<char> =
            if word.is_ascii() { Vec::new() } else { word.chars().filter(|c| is_unspaced(*c)).collect() };
        if letters.is_empty() {
            take(word.trim_matches(['\'', '-']));
        } else {
            letters.windows(2).for_each(|pair| take(&String::from_iter(pair)));
        }
    }
}

/// All different words of a sentence.
#[cfg(test)]
pub(super) fn words(sentence: &str) -> Vec<String> {
    let mut words = std::collections::BTreeSet::new();
    each_word(&crate::text::lexicon::fold::fold(sentence), |word| {
        words.insert(word.to_owned());
    });
    words.into_iter().filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_parted_by_blanks_or_by_pairs() {
        assert_eq!(words("We RE-ran 3 jobs; we’re done"), ["done", "jobs", "re-ran", "we", "we're"]);
        assert_eq!(words("再起動 nginx"), ["nginx", "再起", "起動"]);
    }

    #[test]
    fn what_has_to_hold_at_once_has_its_members() {
        for (names, members) in
            [("done", 1), ("starts_done+done", 2), ("done+in_resolution+ends_plan", 3), ("last_told", 1)]
        {
            assert_eq!(Marks::named(names).map(|all| all.members().count()), Ok(members), "{names}");
        }
    }

    #[test]
    fn the_table_is_read_and_each_weight_is_of_something_that_is_looked_for() {
        assert_eq!(Weights::read(include_str!("weights.toml")).err(), None);
        let unknown =
            "least = 0\njoins = 0\nnear = 0\napart = 0\nalways = 0\n[weights]\n\"done+guessed\" = 1\n[words]\n";
        assert_eq!(Weights::read(unknown).err().as_deref(), Some("`guessed` is no mark"));
    }
}
