//! Names that mean the same thing, and names that probably should.

use rustc_hash::FxHashMap;
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

/// The form under which names are compared: NFKC, lower case, blanks, `_` and `-` alike.
pub(super) fn key(name: &str) -> Cow<'_, str> {
    // Most names are plain, and there are several a document.
    match name.is_ascii() {
        true if is_key(name) => Cow::Borrowed(name),
        true => joined(name.len(), name.chars().map(|character| character.to_ascii_lowercase())).into(),
        false => joined(name.len(), name.nfkc().flat_map(char::to_lowercase)).into(),
    }
}

/// Whether nothing would change in an ASCII `name`: slugs and file names mostly are what they are compared by.
fn is_key(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !byte.is_ascii_uppercase() && byte != b'_';
    name.bytes().all(is_plain) && !name.starts_with('-') && !name.ends_with('-') && !name.contains("--")
}

fn joined(length: usize, characters: impl Iterator<Item = char>) -> String {
    let mut key = String::with_capacity(length);
    for character in characters {
        let is_join = character.is_whitespace() || matches!(character, '_' | '-' | '‐' | '‑' | '–' | '—');
        match is_join {
            true if key.is_empty() || key.ends_with('-') => {}
            true => key.push('-'),
            false if character.is_control() => {}
            false => key.push(character),
        }
    }
    key.truncate(key.trim_end_matches('-').len());
    key
}

/// What is taken, with a number: `api-2`.
pub(super) fn numbered(name: &str, number: u32) -> String {
    format!("{name}-{number}")
}

/// Pairs of `keys` (indices, smaller first) that are one typing slip apart, or differ only in joins or a plural `s`.
///
/// Near-linear: names meet under what is left of them when one letter is deleted (the SymSpell idea), never pair by pair.
/// Names that differ in a digit are different on purpose (`db-1`, `db-2`), short ones say too little, and nobody slips on
/// the first letter (`gmail` is not `email`).
pub(super) fn near_duplicates(keys: &[&str]) -> Vec<(usize, usize)> {
    let mut meeting: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    let mut pairs = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let compact: String = key.chars().filter(|character| character.is_alphanumeric()).collect();
        if compact.chars().count() < 5 || compact.chars().count() > 40 {
            continue;
        }
        for form in deletions(&compact) {
            let group = meeting.entry(form).or_default();
            // A form that very many share (generated names) is no slip.
            if group.len() < 8 {
                pairs.extend(group.iter().filter(|other| are_close(keys[**other], key)).map(|other| (*other, index)));
                group.push(index);
            }
        }
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn deletions(word: &str) -> Vec<String> {
    let mut forms: Vec<String> = word
        .char_indices()
        .map(|(at, character)| format!("{}{}", &word[..at], &word[at + character.len_utf8()..]))
        .collect();
    forms.push(word.to_owned());
    forms.sort_unstable();
    forms.dedup();
    forms
}

fn are_close(a: &str, b: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = |text: &str| text.chars().filter(|character| character.is_alphanumeric()).collect::<String>();
    let (plain_a, plain_b) = (letters(a), letters(b));
    plain_a.chars().next() == plain_b.chars().next()
        && digits(a) == digits(b)
        && strsim::osa_distance(&plain_a, &plain_b) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_and_unicode_forms_are_one_name() {
        for name in ["Payments API", "payments-api", "payments_api", " PAYMENTS  api ", "Ｐayments-api"] {
            assert_eq!(key(name), "payments-api");
        }
        assert_eq!(key("cafe\u{301}"), key("café"));
    }

    #[test]
    fn what_is_a_key_stays_as_it_is() {
        let names = ["", "-", "a-b", "a--b", "-a", "a-", "a_b", "A", "a b", "a.b/c", "a\tb", "a\u{7f}b", "db-1", "é"];
        for name in names {
            let long_way = joined(name.len(), name.nfkc().flat_map(char::to_lowercase));
            assert_eq!(key(name), long_way, "{name:?}");
            assert_eq!(key(&long_way), long_way, "{name:?}");
        }
    }

    #[test]
    fn slips_and_plurals_are_near_duplicates_but_numbers_are_not() {
        let keys = ["payments-api", "payment-api", "paymentsapi", "db-shard-1", "db-shard-2", "api", "apo"];
        assert_eq!(near_duplicates(&keys), [(0, 1), (0, 2), (1, 2)]);
    }
}
