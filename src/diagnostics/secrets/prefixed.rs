//! Tokens of nobody in particular that stand alone: a short word, a join, and behind it more than a name has, as a machine drew it.

use super::rules::SecretForm;
use super::{Finding, Span, guard};
use std::borrow::Cow;

/// The rule that tells the same by a word of its own.
const NAME: &str = "prefixed-token";
/// Letters and digits behind the last join: of capitals, small letters and digits, and of two of these.
const VARIED: usize = 32;
const PLAIN: usize = 40;
/// How many of each a varied one has at least.
const EACH: usize = 3;
/// A longer run is data.
const LONGEST: usize = 160;
/// Bytes before the last join.
const PREFIX: usize = 24;

/// Adds such tokens of `text`.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    for join in memchr::memchr2_iter(b'_', b'-', bytes) {
        // Of nearly all joins this byte says that nothing long follows.
        if !bytes.get(join + VARIED).is_some_and(u8::is_ascii_alphanumeric) {
            continue;
        }
        let part = bytes[join + 1..].iter().take(LONGEST + 1).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let drawn = join + 1 + part;
        let end = drawn + bytes[drawn..].iter().take(LONGEST).take_while(|byte| is_of_prefix(**byte)).count();
        let prefix = bytes[..join].iter().rev().take(PREFIX + 1).take_while(|byte| is_of_prefix(**byte)).count();
        let start = join - prefix;
        let (before, value) = (&bytes[..start], &text[join + 1..drawn]);
        let is_alone = !before.last().is_some_and(|byte| byte.is_ascii_alphanumeric() || b"/.+=#".contains(byte))
            && !bytes.get(end).is_some_and(|byte| b"/+".contains(byte));
        let is_short = (2..=PREFIX).contains(&prefix) && bytes[start].is_ascii_alphabetic();
        if is_alone && is_short && is_token(&text[start..join], value) {
            let (rule, what) = (Cow::Borrowed(NAME), Cow::Borrowed("a token"));
            found.push(Finding { rule, what, span: Span::new(start, end), rank: SecretForm::Shaped });
        }
    }
}

fn is_of_prefix(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

fn is_token(prefix: &str, value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.bytes().filter(is).count() >= EACH;
    let is_varied = has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_digit);
    let is_hex = value.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_long = value.len() >= if is_varied { VARIED } else { PLAIN };
    let is_open = guard::parts(prefix).iter().any(|part| guard::is_open_part(part)) || guard::names_sum(prefix);
    value.len() <= LONGEST && is_long && !is_hex && !is_open && guard::is_drawn(value)
}
