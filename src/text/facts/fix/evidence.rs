//! A sentence to the concepts that its words hold, and a set of evidence to its weight: the words and weights of `evidence.toml`.

use aho_corasick::AhoCorasick;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// `evidence.toml`, ready to be asked; empty if it were broken, which a test rules out.
pub(super) static EVIDENCE: LazyLock<Evidence> =
    LazyLock::new(|| Evidence::read(include_str!("evidence.toml")).unwrap_or_default());

/// Names the weight that every sentence has.
const ALWAYS: &str = "always";

/// Bytes at the start of a text in which the word that it begins with ends.
const LONGEST_OPENING: usize = 64;

/// Words by concept, and weights.
#[derive(Default)]
pub(super) struct Evidence {
    pub(super) least: f64,
    pub(super) joins: f64,
    /// The bit of each piece of evidence that weighs anything.
    bits: FxHashMap<String, u128>,
    /// The bits that have to hold at once, and what that weighs.
    weights: Vec<(u128, f64)>,
    concepts: Vec<String>,
    finder: Option<AhoCorasick>,
    /// By pattern of the finder.
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    least: f64,
    joins: f64,
    verbs: Verbs,
    words: BTreeMap<String, Vec<String>>,
    weights: BTreeMap<String, f64>,
}

/// `order/present/past/gerund` of each verb.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verbs {
    telling: Vec<String>,
    weak: Vec<String>,
}

impl Verbs {
    /// Their forms as words by concept.
    fn add_to(&self, words: &mut BTreeMap<String, Vec<String>>) {
        for (verbs, kind) in [(&self.telling, ""), (&self.weak, "_weak")] {
            for (concept, forms) in
                verbs.iter().flat_map(|verb| ["order", "present", "done", "means"].into_iter().zip(verb.split('/')))
            {
                let before = if concept == "means" { "by " } else { "" };
                let forms = forms.split(',').map(|form| format!("{before}{form}"));
                words.entry(format!("{concept}{kind}")).or_default().extend(forms);
            }
        }
    }
}

struct Entry {
    /// Index of its concept.
    concept: usize,
    /// Any ending may follow.
    open: bool,
    /// Its script writes no blanks between words: it may stand anywhere.
    anywhere: bool,
}

impl Evidence {
    fn read(text: &str) -> Option<Self> {
        let Table { least, joins, verbs, mut words, weights } = toml::from_str(text).ok()?;
        verbs.add_to(&mut words);
        let (mut entries, mut patterns) = (Vec::new(), Vec::new());
        for (concept, word) in words.values().enumerate().flat_map(|(at, all)| all.iter().map(move |word| (at, word))) {
            let text = word.trim_end_matches('*');
            let anywhere = text.chars().any(|c| ('\u{2e80}'..'\u{fb00}').contains(&c));
            entries.push(Entry { concept, open: text.len() < word.len(), anywhere });
            patterns.push(text.to_owned());
        }
        let finder = Some(AhoCorasick::new(patterns).ok()?);
        let mut bits: FxHashMap<String, u128> = FxHashMap::default();
        let mut all = Vec::new();
        for (names, weight) in weights {
            let mut needed = 0;
            for name in names.split('+').filter(|name| *name != ALWAYS) {
                let next = 1_u128.checked_shl(u32::try_from(bits.len()).ok()?)?;
                needed |= *bits.entry(name.to_owned()).or_insert(next);
            }
            all.push((needed, weight));
        }
        Some(Self { least, joins, bits, weights: all, concepts: words.into_keys().collect(), finder, entries })
    }

    /// Names of the concepts that `text`, in lower case, holds (or, `at_start`, begins with), each once.
    pub(super) fn concepts(&self, text: &str, at_start: bool) -> Vec<&str> {
        let text = if at_start { &text[..text.floor_char_boundary(LONGEST_OPENING)] } else { text };
        let mut found = vec![false; self.concepts.len()];
        let matches = self.finder.iter().flat_map(|finder| finder.find_overlapping_iter(text));
        for hit in matches {
            let Some(entry) = self.entries.get(hit.pattern().as_usize()) else { continue };
            let begins = entry.anywhere || !text[..hit.start()].ends_with(char::is_alphanumeric);
            let ends = entry.anywhere || entry.open || !text[hit.end()..].starts_with(char::is_alphanumeric);
            if begins && ends && (!at_start || hit.start() == 0) {
                found[entry.concept] = true;
            }
        }
        self.concepts.iter().zip(found).filter(|(_, found)| *found).map(|(name, _)| name.as_str()).collect()
    }

    /// The sum of the weights of what holds.
    pub(super) fn weight(&self, marks: &[&str]) -> f64 {
        let held = marks.iter().filter_map(|mark| self.bits.get(*mark)).fold(0, |held, bit| held | bit);
        self.weights.iter().filter(|(needed, _)| held & needed == *needed).map(|(_, weight)| weight).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_and_each_weight_is_of_something_that_is_looked_for() {
        let table = Evidence::read(include_str!("evidence.toml")).expect("it parses");
        let marks = include_str!("candidates.rs");
        let is_known = |part: &String| table.concepts.contains(part) || marks.contains(&format!("\"{part}\""));
        let unknown: Vec<&String> = table.bits.keys().filter(|part| !is_known(part)).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn a_word_is_found_whole_by_its_beginning_or_within_scripts_without_blanks() {
        let holds = |concept: &str, text: &str| EVIDENCE.concepts(text, false).contains(&concept);
        assert!(holds("done", "we restarted it") && !holds("done", "unrestartedly"));
        assert!(holds("done", "ils ont redémarré le nœud") && holds("done", "服务已回滚到旧版本"));
        assert!(holds("means", "fixed by rolling back") && !holds("means", "rolling back"));
    }
}
