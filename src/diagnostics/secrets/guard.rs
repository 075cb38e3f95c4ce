//! What a rule matched -> whether it is a secret: placeholders, examples, sums, names and code are none.

use super::rules::{Kind, RULES};
use std::ops::Range;

/// Whether `text[value]`, which stands behind the name `text[name]`, is one.
pub(super) fn is_secret(kind: Kind, text: &str, name: Range<usize>, value: Range<usize>) -> bool {
    let is_last = !text[value.end..].starts_with('(');
    let before = text.floor_char_boundary(name.start.saturating_sub(24));
    let (named, around) = (&text[name.clone()], &text[before..name.end]);
    let value = text[value].trim_matches('"');
    let fits = match kind {
        Kind::Token => is_random(value) && (has_digit(value) || is_mixed(value)),
        Kind::Assigned => is_random(value) && names_secret(around) && !names_sum(named),
        Kind::General => is_last && !names_sum(named) && is_strong(value, named),
    };
    fits && !is_placeholder(value)
}

/// Whether `value` stands for something, or is what a manual prints.
pub(super) fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_one = value.chars().all(|c| value.starts_with(c));
    let is_variable = value.starts_with('%') && value.ends_with('%');
    is_one || is_variable || RULES.guards.placeholders.iter().any(|placeholder| lower.contains(placeholder))
}

/// Whether `value` stands for something that is kept elsewhere, or is a word.
pub(super) fn is_reference(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    RULES.guards.references.iter().any(|start| lower.starts_with(start)) || RULES.guards.words.contains(&lower)
}

fn names_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    RULES.secret_words.iter().any(|word| lower.contains(word))
}

fn names_sum(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    RULES.guards.sums.iter().any(|word| lower.contains(word))
}

/// Whether a token may be part of `run`.
pub(super) fn may_be_random(run: &[u8]) -> bool {
    run.iter().any(u8::is_ascii_digit) || run.iter().filter(|byte| byte.is_ascii_uppercase()).count() > CAPITALS
}

fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}

/// Capitals that a name has at most.
const CAPITALS: usize = 4;

/// Capitals among small letters, more than a name has.
fn is_mixed(value: &str) -> bool {
    let upper = value.bytes().filter(u8::is_ascii_uppercase).count();
    upper > CAPITALS && value.bytes().filter(u8::is_ascii_lowercase).count() > 4
}

/// Shannon's entropy in bits a character.
fn entropy(value: &str) -> f64 {
    let mut counts = [0_u32; 256];
    value.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = value.len() as f64;
    counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / length).map(|p| -p * p.log2()).sum()
}

/// What a machine may have drawn.
fn is_random(value: &str) -> bool {
    let least = match value.len() {
        ..16 => 2.0,
        16..20 => 2.2,
        _ => 2.7,
    };
    entropy(value) >= least
}

/// A value of a name that says no more than that it is secret.
fn is_strong(value: &str, name: &str) -> bool {
    let is_password = name.to_ascii_lowercase().contains("pass") || name.to_ascii_lowercase().contains("pwd");
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    let symbols = value.chars().filter(|c| !c.is_alphanumeric() && !"-_./:".contains(*c)).count();
    if is_reference(value) || letters == 0 || is_spelt(value) && symbols == 0 {
        return false;
    }
    if is_password {
        return value.len() >= 8 && (has_digit(value) || symbols > 0) && entropy(value) >= 2.5;
    }
    let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_sum = is_hex && (matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128) || value.contains('-'));
    let is_short = value.len() < 16;
    has_digit(value) && !is_sum && entropy(value) >= if is_short { 3.0 } else { 3.3 }
}

/// Words, numbers and parts of names between joins: `user.password_hash2`, `v1-2024-05`.
fn is_spelt(value: &str) -> bool {
    let is_join = |c: char| !c.is_alphanumeric();
    let is_word = |part: &str| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let word = part.trim_end_matches(|c: char| c.is_ascii_digit());
        digits == part.len()
            || word.chars().all(char::is_alphabetic) && (digits == 0 || digits <= 2 && value.contains(is_join))
    };
    value.split(is_join).all(is_word)
}
