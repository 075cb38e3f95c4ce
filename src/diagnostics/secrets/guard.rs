//! What a rule matched -> whether it is a secret: placeholders, examples, sums, names and code are none.

use super::rules::{RULES, SecretForm};
use base64::Engine as _;
use std::ops::Range;

/// Bytes of a name, and of what is before it, that are looked at.
const NEAR: usize = 64;

/// Whether `text[value]`, which stands behind the name `text[name]`, is one.
pub(super) fn is_secret(kind: SecretForm, text: &str, name: Range<usize>, value: Range<usize>) -> bool {
    let is_last = !text[..value.end].ends_with('(') && !text[value.end..].starts_with('(');
    let (named, connector) = (&text[name.clone()], &text[name.end.min(value.start)..value.start]);
    let before = &text[text.floor_char_boundary(name.start.saturating_sub(NEAR))..name.start];
    let value = text[value].trim_matches('"');
    let fits = match kind {
        SecretForm::Token => {
            let is_open = names_sum(named) || parts(named).iter().any(|part| is_open_part(part));
            !is_open && is_random(value) && (has_digit(value) || is_mixed(value))
        }
        SecretForm::Pair => is_pair(value),
        SecretForm::Assigned => {
            let around = &text[text.floor_char_boundary(name.start.saturating_sub(24))..name.end];
            is_random(value) && names_secret(around) && !names_sum(named)
        }
        SecretForm::Password => {
            let is_set = named.len() > 1 && connector == "=" && is_easy_password(value) && has_digit(value);
            is_last && !names_sum(named) && (is_set || is_strong_password(value, named))
        }
        SecretForm::Shaped if value.contains(' ') => is_phrase(value),
        SecretForm::Shaped => is_last && !is_open(before, named) && has_random_part(value),
        SecretForm::Given => is_last && is_easy_password(value) && !before.ends_with(&format!("{value}:")),
        SecretForm::General => {
            let is_open = names_sum(named) || is_open(before, named);
            is_last && !is_open && is_strong(value, is_sure(named))
        }
    };
    fits && !is_placeholder(value)
}

/// Whether `value` is of a manual: a stand-in, a word, or a word and a number.
pub(super) fn is_manuals(value: &str) -> bool {
    is_placeholder(value) || is_reference(value) || is_reference(value.trim_end_matches(|c: char| c.is_ascii_digit()))
}

/// Whether `encoded` is a user and a password that no manual prints. Bytes that are no text are those of a key.
fn is_pair(encoded: &str) -> bool {
    let decoded = base64::engine::general_purpose::STANDARD_NO_PAD.decode(encoded.trim_end_matches('='));
    match decoded.ok().and_then(|bytes| String::from_utf8(bytes).ok()).filter(|text| !text.contains(char::is_control)) {
        Some(text) => text.split_once(':').is_some_and(|(user, password)| {
            !user.is_empty() && !user.contains(' ') && password.len() > 3 && user != password && !is_manuals(password)
        }),
        None => is_random(encoded) && (has_digit(encoded) || is_mixed(encoded)),
    }
}

/// Whether some part of `value`, between its joins, is long and looks as if a machine drew it; ids and sums do not count.
fn has_random_part(value: &str) -> bool {
    let split: Vec<&str> = value.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let Some(part) = split.iter().max_by_key(|part| part.len()) else { return false };
    let start = part.as_ptr() as usize - value.as_ptr() as usize;
    let is_open = split.iter().any(|other| is_open_part(&other.to_ascii_lowercase()));
    let has = |is: fn(&u8) -> bool| part.bytes().any(|byte| is(&byte));
    let is_varied = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase);
    let is_hex = part.bytes().all(|byte| byte.is_ascii_hexdigit());
    // Names are joined to sums by dashes, and tokens to their beginnings by lines below.
    let is_sum = is_hex && (part.len() < 32 || part.len() == 40 || !value[..start].ends_with('_'));
    let is_begun = value.len() > part.len();
    part.len() >= LONG_PART && !is_open && (is_varied || is_begun && !is_sum) && is_strong(part, is_begun)
}

/// Whether `value` is twelve words that belong to no sentence.
fn is_phrase(value: &str) -> bool {
    let mut words = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.all(|word| !RULES.guards.sentence_words.iter().any(|known| known == word))
}

/// Letters and digits in a row that a token has at least, and no part of a name.
const LONG_PART: usize = 16;

/// Whether `value`, alone where a user would stand, is a key.
pub(super) fn is_token(value: &str) -> bool {
    value.len() >= 16 && is_strong(value, true) && !is_placeholder(value)
}

/// Whether the word before a name, or the part of it that stands before, says that it names no secret: `cache_key`, `commit token`.
fn is_open(before: &str, named: &str) -> bool {
    let joined = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || "_-.".contains(c)).len();
    let (words, prefix) = before.split_at(joined);
    let word = words.trim_end_matches([' ', '\t', '`', '"', '*', '\'']).rsplit(|c: char| !c.is_alphanumeric()).next();
    let ends_in = |part: &str| parts(named).last().is_some_and(|last| last == part) && !names_secret_itself(named);
    word.is_some_and(|word| is_open_part(&word.to_ascii_lowercase()))
        || parts(prefix).last().is_some_and(|part| is_open_part(part))
        || ends_in("id")
}

/// Whether a word of a name says that it names no secret.
pub(super) fn is_open_part(part: &str) -> bool {
    RULES.guards.open_names.iter().any(|open| open == part)
}

fn is_sure(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    names_secret_itself(name) || RULES.guards.sure_names.iter().any(|end| lower.ends_with(end))
}

fn names_secret_itself(named: &str) -> bool {
    named.to_ascii_lowercase().contains("secret")
}

/// The words of a name, in small letters: `nextPageToken`, `NEXT_PAGE_TOKEN`.
pub(super) fn parts(name: &str) -> Vec<String> {
    let (mut parts, mut was_small) = (vec![String::new()], false);
    for c in name.chars() {
        let begins = c.is_uppercase() && was_small;
        was_small = c.is_lowercase() || c.is_ascii_digit();
        match parts.last_mut() {
            Some(last) if c.is_alphanumeric() && !begins => last.extend(c.to_lowercase()),
            _ => parts.push(if begins { c.to_lowercase().collect() } else { String::new() }),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
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
    let is_kept_elsewhere = || RULES.guards.references.iter().any(|start| lower.starts_with(start));
    is_kept_elsewhere() || is_bracketed(value) || RULES.guards.words.contains(&lower)
}

/// Whether `value` is something in brackets, as forms and code write it, or words behind a bracket or an `@`; a password may begin
/// with either.
fn is_bracketed(value: &str) -> bool {
    let Some((sign, rest)) =
        ["{}", "[]", "()", "@"].iter().find_map(|pair| Some((pair, value.strip_prefix(&pair[..1])?)))
    else {
        return false;
    };
    rest.contains(|c| sign[1..].contains(c)) || symbols(rest) == 0 && is_spelt(value)
}

fn names_secret(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    RULES.secret_words.iter().any(|word| lower.contains(word))
}

pub(super) fn names_sum(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    RULES.guards.sums.iter().any(|word| lower.contains(word))
}

/// Whether a token may be part of `run`.
pub(super) fn may_be_random(run: &[u8]) -> bool {
    run.iter().any(u8::is_ascii_digit) || run.iter().filter(|byte| byte.is_ascii_uppercase()).count() > CAPITALS
}

/// Whether a word of a name says that it names a sum.
pub(super) fn names_sum_of(parts: &[String]) -> bool {
    parts.iter().any(|part| RULES.guards.sums.iter().any(|sum| sum.trim_matches(['_', '-']) == part))
}

/// Whether `word` is letters, and a few digits as names have them.
pub(super) fn is_plain_word(word: &str) -> bool {
    word.len() <= 48 && is_spelt(word)
}

/// Whether a machine drew `value` for somebody who said that it is secret: a sum counts too, or an id. A version or a path does not.
pub(super) fn is_drawn(value: &str) -> bool {
    let count = |is: fn(&u8) -> bool| value.bytes().filter(is).count();
    let (letters, digits) = (count(u8::is_ascii_alphabetic), count(u8::is_ascii_digit));
    let is_number = letters == 0 && value.len() >= 15 && digits == value.len();
    let is_path = value.contains('/') && value.split('/').any(|part| part.len() > 2 && is_spelt(part));
    let is_long = value.len() >= 16 || value.len() >= 12 && digits > 2;
    let is_random = letters > 3 && is_long && is_strong(value, true);
    (is_number || is_random) && !is_path && !is_placeholder(value)
}

/// Whether `value` may as well be the sum of something.
pub(super) fn may_be_sum(value: &str) -> bool {
    matches!(value.len(), 40 | 64) && value.bytes().all(|byte| byte.is_ascii_hexdigit())
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

/// Whether anything in `value` could not be guessed by its look.
fn is_guessable(value: &str) -> bool {
    let letters = value.bytes().filter(u8::is_ascii_alphabetic).count();
    is_reference(value) || letters == 0 || is_spelt(value) && symbols(value) == 0 && !is_erratic(value)
}

fn symbols(value: &str) -> usize {
    value.chars().filter(|c| !c.is_alphanumeric() && !"-_./:".contains(*c)).count()
}

/// Behind a name it may be a word of the sentence; an option of a command has nothing else.
fn is_strong_password(value: &str, named: &str) -> bool {
    let least = if named.is_empty() { 6 } else { 8 };
    value.len() >= least
        && !is_guessable(value)
        && (!named.is_empty() || !is_manuals(value))
        && (has_digit(value) || symbols(value) > 0 || is_erratic(value))
        && entropy(value) >= if named.is_empty() { 2.2 } else { 2.5 }
}

/// Letters alone, with capitals where no word begins: `QrjPctbIxLlz` is no name of code.
fn is_erratic(value: &str) -> bool {
    let bytes = value.as_bytes();
    if bytes.len() < 10 || !bytes.iter().all(u8::is_ascii_alphabetic) {
        return false;
    }
    let words: Vec<&[u8]> = bytes.chunk_by(|_, next| next.is_ascii_lowercase()).collect();
    let begun = bytes.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    let is_vowel = |byte: &u8| b"aeiouy".contains(&byte.to_ascii_lowercase());
    let is_unspeakable = |word: &[u8]| {
        word.len() > 2 && !word.iter().any(is_vowel) || word.split(is_vowel).any(|consonants| consonants.len() > 3)
    };
    let is_cut = bytes.len() < 2 * words.len() || words.iter().any(|word| is_unspeakable(word));
    begun > 1 && bytes.len() < 4 * words.len() && is_cut
}

/// What somebody may have chosen though anybody could guess it: no word of a manual, no words joined to a name.
fn is_easy_password(value: &str) -> bool {
    let is_plain = !has_digit(value) && symbols(value) == 0;
    let lower = value.to_ascii_lowercase();
    let names_itself = || RULES.guards.words.iter().any(|word| word.len() > 5 && lower.contains(&**word));
    value.len() >= 5
        && value.bytes().any(|byte| byte.is_ascii_alphabetic())
        && !is_placeholder(value)
        && !is_reference(value)
        && !(is_spelt(value) && value.contains(|c: char| !c.is_alphanumeric()))
        && !(is_plain && names_itself())
}

/// A value of a name that says no more than that it is secret; `is_given`: a sign says that it is the value of just this name.
fn is_strong(value: &str, is_given: bool) -> bool {
    let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let is_sum = is_hex && (matches!(value.len(), 32 | 40 | 56 | 64 | 96 | 128) || value.contains('-'));
    let is_short = value.len() < 16;
    let is_varied = entropy(value) >= if is_short || is_hex { 3.0 } else { 3.3 };
    !is_guessable(value)
        && !is_numbered_name(value)
        && !is_version(value)
        && has_digit(value)
        && (is_given || !is_sum)
        && is_varied
}

/// A word, joins, and no part as long as a machine draws one: `payments-db-5f6d8c7b9d`. An id of a provider begins with no word.
fn is_numbered_name(value: &str) -> bool {
    let mut parts = value.split(['-', '_', '.']);
    let first = parts.next().unwrap_or_default();
    first.len() > 2
        && first.len() < value.len()
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && first.bytes().any(|byte| b"aeiouy".contains(&byte))
        && value.split(|c: char| !c.is_ascii_alphanumeric()).all(|part| part.len() < LONG_NAME)
}

/// A short number, a dot and a sum: `182.v3ccd4a755864`.
fn is_version(value: &str) -> bool {
    let number = value.split_once(".v").map(|(number, _)| number);
    number.is_some_and(|number| number.len() < 5 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Letters and digits in a row that no part of a name has.
const LONG_NAME: usize = 12;

/// Words, numbers and parts of names between joins: `user.password_hash2`, `v1-2024-05`.
fn is_spelt(value: &str) -> bool {
    let is_join = |c: char| !c.is_alphanumeric();
    let is_word = |part: &str| {
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        let is_digit = |c: char| c.is_ascii_digit();
        let is_joined = || digits <= 2 && value.contains(is_join);
        // `v2` and `1a`, as regions and zones are numbered.
        let is_numbered = |word: &str| word.chars().all(char::is_alphabetic) && (digits == 0 || is_joined());
        digits == part.len()
            || is_numbered(part.trim_end_matches(is_digit))
            || part.len() - digits <= 2 && is_numbered(part.trim_start_matches(is_digit))
    };
    value.split(is_join).all(is_word)
}
