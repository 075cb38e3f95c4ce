//! A word of a query -> the terms that may stand for it: itself, what it begins, what it was meant to be, synonyms.

use super::Analyzer;
use crate::search::index::{Error, Index, List};
use crate::search::query::{Mode, Query, Word};

const PREFIX_WEIGHT: f64 = 0.6;
/// Of 90 labelled queries the nDCG is .862 with .6, .866 with .9: a name that is one slip away is hardly ever another.
const TYPO_WEIGHT: f64 = 0.9;
const SYNONYM_WEIGHT: f64 = 0.3;
/// Where no document holds the word, there is none that a synonym could outrank.
const LONE_SYNONYM_WEIGHT: f64 = 0.6;
/// All parts of a name that no document holds.
const PARTS_WEIGHT: f64 = 0.6;
/// A word that so many documents hold is not the beginning of another.
const WHOLE: u32 = 12;
/// Words that a prefix stands for, most frequent first.
const MOST_PREFIXED: usize = 6;
/// Other names that stand for a word, nearest first.
const MOST_SYNONYMS: usize = 2;
/// Words that a typo stands for, nearest and most frequent first.
const MOST_MEANT: usize = 6;
/// Words that are offered for one of no document, most frequent first, and the fewest characters of their beginning.
const MOST_NEAREST: usize = 3;
const BEGINNING: usize = 3;
/// Shorter words are taken as typed, and stand for none.
const SHORTEST_TYPO: usize = 4;
/// A shorter one stands for whole words alone: of its slips too many begin some word.
const SHORTEST_BEGINNING: usize = 6;
/// From this length on two edits are one slip.
const TWO_EDITS: usize = 8;

/// Terms that stand for a word, with the documents that hold all of them.
#[derive(Clone, Debug)]
pub(super) struct Variant {
    pub terms: Vec<String>,
    /// As documents or people write it.
    pub name: String,
    /// The word itself, or a name as all its parts.
    pub is_word: bool,
    pub weight: f64,
    pub list: List,
}

impl Variant {
    /// Whether it is neither `word` nor begins with it: another name, or what a mistyped one was meant to be.
    pub(super) fn stands_in(&self, word: &str) -> bool {
        !self.is_word && !self.name.starts_with(word)
    }
}

/// Words that mean the same.
#[derive(Clone, Debug, Default)]
pub struct Synonyms(Vec<Group>);

/// A name as its terms, and as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    terms: Vec<String>,
    text: String,
}

/// Names that mean the same.
#[derive(Clone, Debug, Default)]
struct Group {
    names: Vec<Name>,
    /// So many of the names, the first ones, are looked up.
    held: usize,
}

impl Synonyms {
    /// Groups as [`crate::search::synonyms::known`] gives them.
    #[must_use]
    pub fn new(groups: &[String], analyzer: &mut Analyzer) -> Self {
        let mut terms = |name: &str| {
            let mut terms: Vec<String> = Vec::new();
            analyzer.tokens(name, |token| {
                if !token.is_compound {
                    terms.push(token.term.to_owned());
                }
            });
            Name { terms, text: name.to_owned() }
        };
        let mut group = |text: &String| {
            let (held, typed) = text.split_once("||").unwrap_or((text, ""));
            let mut names: Vec<_> = held.split('|').map(&mut terms).collect();
            let held = names.len();
            names.extend(typed.split('|').map(&mut terms));
            Group { names, held }
        };
        Self(groups.iter().map(&mut group).collect())
    }

    /// For each word of `query` the other names of what it is, or is part of; a program has but one name for a thing.
    pub(super) fn around(&self, query: &Query, analyzer: &mut Analyzer) -> Vec<Vec<Name>> {
        let stems: Vec<String> = query.words.iter().map(|word| analyzer.stem(&word.surface).to_owned()).collect();
        let mut around = vec![Vec::new(); stems.len()];
        let groups = if query.mode == Mode::Words { &*self.0 } else { &[] };
        for group in groups {
            let is_asked = |name: &&Name| (1..=stems.len()).contains(&name.terms.len());
            for name in group.names.iter().filter(is_asked) {
                let length = name.terms.len();
                for start in 0..=stems.len() - length {
                    if stems[start..start + length] != *name.terms {
                        continue;
                    }
                    for (at, word) in query.words.iter().enumerate().skip(start).take(length) {
                        let held = group.names[..group.held].iter();
                        around[at].extend(held.filter(|other| !std::ptr::eq(*other, name) && !word.is_exact).cloned());
                    }
                }
            }
        }
        around
    }
}

/// Every variant of a word of `query` that some document holds, in a fixed order.
pub(super) fn of_word(
    index: &Index,
    word: &Word,
    query: &Query,
    synonyms: &[Name],
    analyzer: &mut Analyzer,
) -> Result<Vec<Variant>, Error> {
    let mut found = VariantSearch { index, variants: Vec::new() };
    found.surface(&word.surface, 1.0, word.is_compound, analyzer)?;
    for joined in &word.joined {
        found.add(std::slice::from_ref(joined), "", 1.0)?;
    }
    if word.is_compound && found.variants.is_empty() {
        let parts = query.words.iter().filter(|part| part.whole.as_ref() == Some(&word.surface));
        let parts: Vec<String> = parts.map(|part| analyzer.stem(&part.surface).to_owned()).collect();
        if parts.len() > 1 {
            found.add(&parts, "", PARTS_WEIGHT)?;
        }
    }
    found.variants.iter_mut().for_each(|variant| variant.is_word = true);
    if !word.is_exact {
        if frequency(&found.variants) < WHOLE {
            for surface in beginning_with(index, &word.surface, MOST_PREFIXED)? {
                found.surface(&surface, PREFIX_WEIGHT, false, analyzer)?;
            }
        }
        // Programs do not mistype, and a word that has other names is one.
        if found.variants.is_empty() && synonyms.is_empty() && query.mode == Mode::Words {
            for surface in meant(index, &word.surface)? {
                found.surface(&surface, TYPO_WEIGHT, false, analyzer)?;
            }
        }
        let is_held = found.variants.iter().any(|variant| variant.is_word);
        let weight = if is_held { SYNONYM_WEIGHT } else { LONE_SYNONYM_WEIGHT };
        for synonym in synonyms.iter().take(MOST_SYNONYMS) {
            found.add(&synonym.terms, &synonym.text, weight)?;
        }
    }
    Ok(found.variants)
}

/// In how many documents the word stands: as it is, else in its most frequent variant.
pub(super) fn frequency(variants: &[Variant]) -> u32 {
    let count = |variant: &Variant| u32::try_from(variant.list.documents.len()).unwrap_or(u32::MAX);
    let exact = variants.iter().filter(|variant| variant.is_word).map(count).max();
    exact.or_else(|| variants.iter().map(count).max()).unwrap_or(0)
}

/// The most frequent words with the longest beginning of `surface` that any word has.
pub(super) fn nearest(index: &Index, surface: &str) -> Result<Vec<String>, Error> {
    let ends: Vec<usize> = surface.char_indices().map(|(at, _)| at).collect();
    for end in ends.into_iter().skip(BEGINNING).rev() {
        let found = beginning_with(index, &surface[..end], MOST_NEAREST)?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

struct VariantSearch<'a> {
    index: &'a Index,
    variants: Vec<Variant>,
}

impl VariantSearch<'_> {
    /// A surface as its stem and as it is: a compound is not stemmed, and nobody sees which of both a word is.
    fn surface(&mut self, surface: &str, weight: f64, whole: bool, analyzer: &mut Analyzer) -> Result<(), Error> {
        let stem = analyzer.stem(surface);
        if !whole && stem != surface {
            let stem = stem.to_owned();
            self.add(&[stem], surface, weight)?;
        }
        self.add(&[surface.to_owned()], surface, weight)
    }

    fn add(&mut self, terms: &[String], name: &str, weight: f64) -> Result<(), Error> {
        if terms.is_empty() || self.variants.iter().any(|variant| variant.terms == terms) {
            return Ok(());
        }
        let mut all: Option<List> = None;
        for term in terms {
            let Some(list) = self.index.list(term)? else { return Ok(()) };
            all = Some(match all {
                Some(before) => both(&before, &list),
                None => list,
            });
        }
        let list = all.unwrap_or_default();
        if !list.documents.is_empty() {
            let name = name.to_owned();
            self.variants.push(Variant { terms: terms.to_vec(), name, is_word: false, weight, list });
        }
        Ok(())
    }
}

/// Documents of both lists, each with its lesser impact.
fn both(left: &List, right: &List) -> List {
    let mut list = List::default();
    let (mut l, mut r) = (0, 0);
    while l < left.documents.len() && r < right.documents.len() {
        match left.documents[l].cmp(&right.documents[r]) {
            std::cmp::Ordering::Less => l += 1,
            std::cmp::Ordering::Greater => r += 1,
            std::cmp::Ordering::Equal => {
                list.documents.push(left.documents[l]);
                list.impacts.push(left.impacts[l].min(right.impacts[r]));
                (l, r) = (l + 1, r + 1);
            }
        }
    }
    list
}

/// The most frequent words that `prefix` begins, without itself.
fn beginning_with(index: &Index, prefix: &str, most: usize) -> Result<Vec<String>, Error> {
    let mut found: Vec<(u32, String)> = Vec::new();
    index.for_each_surface(prefix, |surface, frequency| {
        if surface != prefix {
            found.push((frequency, surface.to_owned()));
        }
    })?;
    found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    Ok(found.into_iter().take(most).map(|(_, surface)| surface).collect())
}

/// The words that a mistyped one was meant to be: those with its first or second letter in front, nearest first.
fn meant(index: &Index, surface: &str) -> Result<Vec<String>, Error> {
    let typed: Vec<char> = surface.chars().collect();
    if typed.len() < SHORTEST_TYPO || typed.iter().any(char::is_ascii_digit) {
        return Ok(Vec::new());
    }
    let most = if typed.len() >= TWO_EDITS { 2 } else { 1 };
    let mut found: Vec<(usize, u32, String)> = Vec::new();
    let is_meant = |candidate: &str| {
        let length = candidate.encode_utf16().count();
        length >= SHORTEST_TYPO && (typed.len() >= SHORTEST_BEGINNING || length <= typed.len() + most)
    };
    let mut initials = vec![typed[0]];
    if typed[1] != typed[0] {
        initials.push(typed[1]);
    }
    for initial in initials {
        let mut rows = Rows::default();
        index.for_each_surface(&initial.to_string(), |candidate, frequency| {
            if let Some(edits) = rows.edits(&typed, candidate, most).filter(|_| is_meant(candidate)) {
                found.push((edits, frequency, candidate.to_owned()));
            }
        })?;
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then_with(|| a.2.cmp(&b.2)));
    Ok(found.into_iter().take(MOST_MEANT).map(|(.., surface)| surface).collect())
}

/// Edit distance with swapped neighbours (optimal string alignment), rows kept between candidates.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    current: Vec<usize>,
}

impl Rows {
    /// Edits from `typed` to `candidate`, or to a beginning of it, if they are at most `most`.
    fn edits(&mut self, typed: &[char], candidate: &str, most: usize) -> Option<usize> {
        if candidate.len() + most < typed.len() {
            return None;
        }
        self.last.clear();
        self.last.extend(0..=typed.len());
        let mut previous = None;
        let mut nearest = usize::MAX;
        for (row, character) in candidate.chars().take(typed.len() + most).enumerate() {
            self.current.clear();
            self.current.push(row + 1);
            let mut least = row + 1;
            for (column, own) in typed.iter().enumerate() {
                let mut cost = (self.last[column] + usize::from(*own != character))
                    .min(self.last[column + 1] + 1)
                    .min(self.current[column] + 1);
                let swapped = column > 0 && previous == Some(*own) && typed[column - 1] == character;
                if swapped {
                    cost = cost.min(self.before[column - 1] + 1);
                }
                self.current.push(cost);
                least = least.min(cost);
            }
            nearest = nearest.min(self.current[typed.len()]);
            if least > most {
                break;
            }
            previous = Some(character);
            std::mem::swap(&mut self.before, &mut self.last);
            std::mem::swap(&mut self.last, &mut self.current);
        }
        (nearest <= most).then_some(nearest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(typed: &str, candidate: &str, most: usize) -> Option<usize> {
        Rows::default().edits(&typed.chars().collect::<Vec<_>>(), candidate, most)
    }

    #[test]
    fn one_slip_is_one_edit_and_the_rest_may_be_untyped() {
        assert_eq!(edits("terafrom", "terraform", 2), Some(2));
        assert_eq!(edits("kubernets", "kubernetes", 2), Some(1));
        assert_eq!(edits("elasticserch", "elasticsearch", 2), Some(1));
        assert_eq!(edits("databsae", "database", 1), Some(1));
        assert_eq!(edits("postgers", "postgresql", 1), Some(1));
        assert_eq!(edits("redis", "kafka", 1), None);
    }
}
