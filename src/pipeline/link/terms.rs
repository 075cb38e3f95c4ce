//! The rare terms of each incident: words that few others use, identifiers and error names first.

use crate::model::catalog::{Catalog, DocId};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::hash::Hasher;
use std::ops::Range;

/// Terms kept for one incident.
const MOST_TERMS: usize = 24;
/// A term in more incidents than this is not rare, however many there are.
const MOST_HOLDERS: u32 = 12;
/// Documents tokenised at a time, so that memory does not grow with their number.
const CHUNK: usize = 2048;

/// A rare term of one incident.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub hash: u64,
    /// Rarity times the worth of its shape.
    pub weight: f64,
    /// An identifier rather than a plain word.
    pub names_a_thing: bool,
    /// Where it first stands in the body's text.
    pub range: Range<usize>,
}

/// One list for each document of the catalog, weightiest first; empty for documents that are no incidents.
pub(super) fn rare_terms(catalog: &Catalog) -> Vec<Vec<Term>> {
    let holders = count_holders(catalog);
    let incidents = u32::try_from(catalog.incidents.len()).unwrap_or(u32::MAX);
    let mut terms = vec![Vec::new(); catalog.documents.len()];
    let found: Vec<(DocId, Vec<Term>)> = catalog
        .incidents
        .par_iter()
        .map(|id| (*id, of_text(&catalog.entry(*id).document.body.text, &holders, incidents)))
        .collect();
    for (id, found) in found {
        terms[id.index()] = found;
    }
    terms
}

/// In how many incidents each word stands.
fn count_holders(catalog: &Catalog) -> FxHashMap<u64, u32> {
    let mut holders: FxHashMap<u64, u32> = FxHashMap::default();
    for chunk in catalog.incidents.chunks(CHUNK) {
        let words: Vec<Vec<u64>> =
            chunk.par_iter().map(|id| distinct(&catalog.entry(*id).document.body.text)).collect();
        for word in words.into_iter().flatten() {
            *holders.entry(word).or_insert(0) += 1;
        }
    }
    holders
}

fn distinct(text: &str) -> Vec<u64> {
    let mut hashes: Vec<u64> = words(text).map(|range| hash(&text[range])).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

fn of_text(text: &str, holders: &FxHashMap<u64, u32>, incidents: u32) -> Vec<Term> {
    let mut first: Vec<(u64, usize, Range<usize>)> = words(text)
        .enumerate()
        .map(|(order, range)| (hash(&text[range.clone()]), order, range))
        .filter(|(hash, ..)| holders.get(hash).is_some_and(|holders| (2..=MOST_HOLDERS).contains(holders)))
        .collect();
    first.sort_unstable_by_key(|(hash, order, _)| (*hash, *order));
    let weigh = |same: &[(u64, usize, Range<usize>)]| {
        let (hash, order, range) = same.first()?.clone();
        let rarity = (f64::from(incidents) / f64::from(holders.get(&hash).copied().unwrap_or(1))).ln();
        let worth = shape_worth(&text[range.clone()], same.len());
        let term = Term { hash, weight: rarity * worth, names_a_thing: worth > 0.8, range };
        (term.weight > 0.0).then_some((order, term))
    };
    let mut terms: Vec<(usize, Term)> = first.chunk_by(|(a, ..), (b, ..)| a == b).filter_map(weigh).collect();
    terms.sort_by(|(a, left), (b, right)| right.weight.total_cmp(&left.weight).then(a.cmp(b)));
    terms.truncate(MOST_TERMS);
    terms.into_iter().map(|(_, term)| term).collect()
}

/// What sharing a word says. Identifiers (`CrashLoopBackOff`, `us-east-1`, `pg_stat_activity`, `x509`) name a thing; a plain
/// word tells of the subject only where the text comes back to it, and one with a capital may be somebody's name.
fn shape_worth(word: &str, uses: usize) -> f64 {
    let has_digit = word.bytes().any(|byte| byte.is_ascii_digit());
    let has_join = word.bytes().any(|byte| matches!(byte, b'_' | b'.' | b':' | b'/'));
    let has_hyphen = word.contains('-');
    let inner_capital = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    let first_capital = word.chars().next().is_some_and(char::is_uppercase);
    match () {
        () if is_ordinal(word) || is_furniture(word) => 0.0,
        () if !word.is_ascii() && word.chars().count() > 12 => 0.0,
        () if !word.is_ascii() => {
            if uses < 2 {
                0.0
            } else {
                0.35
            }
        }
        () if has_join || (inner_capital && word.len() > 4) => 1.0,
        () if has_digit => 0.9,
        () if uses < 2 || word.len() < 5 => 0.0,
        () if first_capital => 0.2,
        () if has_hyphen || uses > 2 => 0.5,
        () => 0.35,
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

fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for byte in word.bytes() {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    hasher.finish()
}

/// Words of at least four bytes with a letter, joined by single `_ - . : /`; no numbers, no times, no URLs' tails.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() {
            if !is_word(bytes[at]) {
                at += 1;
                continue;
            }
            let start = at;
            let mut letters = 0usize;
            while at < bytes.len() {
                let joins = matches!(bytes[at], b'-' | b'.' | b':' | b'/')
                    && bytes.get(at + 1).is_some_and(|next| is_word(*next));
                if !is_word(bytes[at]) && !joins {
                    break;
                }
                letters += usize::from(bytes[at].is_ascii_alphabetic() || bytes[at] >= 0x80);
                at += 1;
            }
            let length = at - start;
            // `wouldn` of `wouldn't` is half a word.
            let is_cut =
                text[at..].starts_with(['\'', '’']) && text[at..].chars().nth(1).is_some_and(char::is_alphabetic);
            let telling = !is_cut && letters > 0 && (length <= 6 || letters * 2 >= length);
            if (4..=60).contains(&length) && telling && text.is_char_boundary(start) && text.is_char_boundary(at) {
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
        let text = "At 14:02 the pod in us-east-1 died: CrashLoopBackOff (x509: bad) 2024-03-07 12345678";
        let words: Vec<&str> = words(text).map(|range| &text[range]).collect();
        assert_eq!(words, ["us-east-1", "died", "CrashLoopBackOff", "x509"]);
    }
}
