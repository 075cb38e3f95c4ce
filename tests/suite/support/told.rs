//! Whether a text says what careful readers accept.

use std::collections::HashSet;
use std::ops::Range;

/// Begin and end in the source.
pub type Bytes = (usize, usize);

/// The share of a text's words that has to stand in what is accepted.
const SHARE: f64 = 0.8;
/// Words that a text needs, unless it is all of a passage.
const SHORT: usize = 4;

/// A character of a script without blanks is a word, else a run of letters and digits.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut goes_on = false;
    for c in text.to_lowercase().chars().filter(|c| !matches!(c, '*' | '`' | '~')) {
        let is_whole = ('\u{2e80}'..'\u{fb00}').contains(&c) && c.is_alphanumeric();
        match words.last_mut().filter(|_| goes_on && c.is_alphanumeric() && !is_whole) {
            Some(word) => word.push(c),
            None if c.is_alphanumeric() => words.push(c.to_string()),
            None => {}
        }
        goes_on = c.is_alphanumeric() && !is_whole;
    }
    words
}

/// Most words of `told` belong to a sequence of three that one of the passages has too: loose words are chance.
pub fn is_right(told: &str, accepted: &[String]) -> bool {
    let told = words(told);
    let share = |passage: &String| {
        let passage = words(passage);
        let length = told.len().min(3);
        let known: HashSet<&[String]> = passage.windows(length.max(1)).collect();
        let inside: HashSet<usize> = (0..(told.len() + 1).saturating_sub(length))
            .filter(|at| known.contains(&told[*at..at + length]))
            .flat_map(|at| Range { start: at, end: at + length })
            .collect();
        let whole = told.len() >= SHORT || told == passage;
        whole
            && f64::from(u32::try_from(inside.len()).unwrap()) >= SHARE * f64::from(u32::try_from(told.len()).unwrap())
    };
    accepted.iter().any(share)
}

/// The passages, those that touch or overlap joined.
pub fn passages(source: &str, ranges: &[Bytes]) -> Vec<String> {
    let mut sorted = ranges.to_vec();
    sorted.sort_unstable();
    let mut joined: Vec<Bytes> = Vec::new();
    for (from, to) in sorted {
        match joined.last_mut().filter(|last| from <= last.1 + 30) {
            Some(last) => last.1 = last.1.max(to),
            None => joined.push((from, to)),
        }
    }
    joined.iter().chain(ranges).map(|(from, to)| source[*from..*to].to_owned()).collect()
}
