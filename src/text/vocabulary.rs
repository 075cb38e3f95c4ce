//! A text to its distinct words, as rarity needs them: so small that they are kept for a document between runs.

use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::FxHasher;
use std::hash::Hasher;
use std::ops::Range;

/// Bytes of the longest word that counts.
const LONGEST: usize = 60;

/// The distinct words of one text, whatever their case: about 3 kB for a text of 6 kB.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Vocabulary {
    /// The `half` of the hash of each.
    pub halves: Box<[u32]>,
    /// Those that may tell of a subject.
    pub telling: Box<[Telling]>,
}

/// A word that says something where few others use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Telling {
    pub hash: u64,
    /// Where it first stands in the text.
    pub start: u32,
    /// In bytes.
    pub length: u8,
    /// What sharing it says, in hundredths.
    pub worth: u8,
}

/// Of a hash, as much as it takes to count words: of some hundred thousand, a handful are taken for one another.
#[must_use]
pub(crate) fn half(hash: u64) -> u32 {
    (hash >> u32::BITS) as u32
}

impl Vocabulary {
    /// Reads `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        // Hash, start and length as one number, which is compared at once.
        let mut found: Vec<u128> = Vec::with_capacity(text.len() / 8);
        let place = |range: &Range<usize>| Some((u32::try_from(range.start).ok()?, u8::try_from(range.len()).ok()?));
        found.extend(words(text).filter_map(|range| {
            let (start, length) = place(&range)?;
            let hash = hash(&text.as_bytes()[range]);
            Some(u128::from(hash) << u64::BITS | u128::from(start) << u32::BITS | u128::from(length))
        }));
        // Of equal ones the first in the text comes first.
        found.sort_unstable();
        let hash_of = |word: u128| (word >> u64::BITS) as u64;
        let same_word = |a: &u128, b: &u128| hash_of(*a) == hash_of(*b);
        // No more room than it takes: it is kept.
        let mut halves = Vec::with_capacity(found.chunk_by(same_word).count());
        let mut telling = Vec::new();
        for same in found.chunk_by(same_word) {
            let Some(first) = same.first().copied() else { continue };
            let (hash, start, length) = (hash_of(first), (first >> u32::BITS) as u32, first as u8);
            let worth = shape_worth(&text[start as usize..][..usize::from(length)], same.len());
            if worth > 0 {
                telling.push(Telling { hash, start, length, worth });
            }
            halves.push(half(hash));
        }
        halves.dedup();
        Self { halves: halves.into(), telling: telling.as_slice().into() }
    }
}

/// What sharing a word says, in hundredths. Identifiers (`CrashLoopBackOff`, `us-east-1`, `pg_stat_activity`, `x509`) name a
/// thing; a plain word tells of the subject only where the text comes back to it, and one with a capital may be somebody's
/// name.
fn shape_worth(word: &str, uses: usize) -> u8 {
    let first_capital = word.chars().next().is_some_and(char::is_uppercase);
    let is_plain = word.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    if is_plain && uses < 2 {
        return 0;
    }
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let has_join = word.bytes().any(|byte| matches!(byte, b'_' | b'.' | b':' | b'/'));
    let has_hyphen = word.contains('-');
    let inner_capital = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    match () {
        () if is_ordinal(word) || is_furniture(word) => 0,
        () if !word.is_ascii() && word.chars().count() > 12 => 0,
        () if !word.is_ascii() => {
            if uses < 2 {
                0
            } else {
                35
            }
        }
        () if has_join || (inner_capital && word.len() > 4) => 100,
        () if has_digit => 90,
        () if uses < 2 || word.len() < 5 => 0,
        () if first_capital => 20,
        () if has_hyphen || uses > 2 => 50,
        () => 35,
    }
}

/// Names of pictures and severities: every document has them.
fn is_furniture(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let is_image = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp"].iter().any(|suffix| lower.ends_with(suffix));
    let is_severity =
        lower.strip_prefix("sev").is_some_and(|rest| rest.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit()));
    is_image || is_severity
}

/// `1st`, `27th`: days, not things.
fn is_ordinal(word: &str) -> bool {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits) && matches!(&word[digits..], "st" | "nd" | "rd" | "th")
}

fn hash(word: &[u8]) -> u64 {
    let mut lower = [0; LONGEST];
    let lower = &mut lower[..word.len().min(LONGEST)];
    for (to, from) in lower.iter_mut().zip(word) {
        *to = from.to_ascii_lowercase();
    }
    let mut hasher = FxHasher::default();
    hasher.write(lower);
    hasher.finish()
}

/// What a byte is in a word.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Other,
    /// Joins two parts of a word.
    Join,
    /// Digit or `_`.
    Sign,
    /// ASCII letter, or part of any other character.
    Letter,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'-' | b'.' | b':' | b'/' => Class::Join,
            b'0'..=b'9' | b'_' => Class::Sign,
            b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => Class::Letter,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// Words of at least four bytes with a letter, joined by single `_ - . : /`; no numbers, no times, no URLs' tails.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let class = move |at: usize| bytes.get(at).map_or(Class::Other, |byte| CLASSES[usize::from(*byte)]);
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            if class(at) < Class::Sign {
                at += 1;
                continue;
            }
            let start = at;
            let mut letters = 0usize;
            loop {
                let rest = bytes[at..].iter();
                let part = rest.map(|byte| CLASSES[usize::from(*byte)]).take_while(|class| *class >= Class::Sign);
                let (length, of_them) =
                    part.fold((0, 0), |(all, letters), class| (all + 1, letters + usize::from(class == Class::Letter)));
                (at, letters) = (at + length, letters + of_them);
                if class(at) != Class::Join || class(at + 1) < Class::Sign {
                    break;
                }
                at += 1;
            }
            let length = at - start;
            if !(4..=LONGEST).contains(&length) {
                continue;
            }
            // `wouldn` of `wouldn't` is half a word.
            let is_cut = text[at..].strip_prefix('\'').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
            if !is_cut && letters > 0 && (length <= 6 || letters * 2 >= length) {
                return Some(start..at);
            }
        }
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_identifiers_whole_and_drop_numbers() {
        let text = "At 14:02 the pod in us-east-1 died: CrashLoopBackOff (x509: bad) 2024-03-07 12345678 wouldn't";
        let words: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(words, ["us-east-1", "died", "CrashLoopBackOff", "x509"]);
    }

    #[test]
    fn a_word_counts_once_and_is_found_where_it_first_stands() {
        let text = "The Broker met another broker; x509 failed the BROKER.";
        let vocabulary = Vocabulary::of(text);
        let word = |telling: &Telling| &text[telling.start as usize..][..usize::from(telling.length)];
        let mut telling: Vec<(&str, u8)> = vocabulary.telling.iter().map(|found| (word(found), found.worth)).collect();
        telling.sort_unstable();
        assert_eq!(telling, [("Broker", 20), ("x509", 90)]);
        assert_eq!(vocabulary.halves.len(), 4);
    }
}
