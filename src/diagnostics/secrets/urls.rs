//! URLs with a password in them: `scheme://user:password@host`.

use super::guard::{is_placeholder, is_reference};
use super::rules::{Kind, RULES};
use super::{Finding, Span};
use std::borrow::Cow;

/// Bytes of an authority that are looked at.
const LONGEST: usize = 512;
/// A shorter password is a manual's.
const SHORTEST: usize = 5;

/// Adds the passwords of URLs in `text`.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    for at in memchr::memmem::find_iter(text.as_bytes(), b"://") {
        let start = at + 3;
        let near = &text[start..text.floor_char_boundary((start + LONGEST).min(text.len()))];
        let ends = |c: char| c.is_whitespace() || c.is_control() || "/\"'`<>|\\".contains(c);
        let authority = &near[..near.find(ends).unwrap_or(near.len())];
        let Some((user, password)) = authority.rsplit_once('@').and_then(|(userinfo, _)| userinfo.split_once(':'))
        else {
            continue;
        };
        let from = start + user.len() + 1;
        let scheme = text[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c));
        let scheme = scheme.map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        if is_password(user, password) {
            found.push(Finding {
                rule: Cow::Borrowed(RULES.url(&text[scheme.max(at.saturating_sub(24)).min(at)..at])),
                what: Cow::Borrowed("the password in a URL"),
                span: Span::new(from, from + password.len()),
                rank: Kind::Assigned,
            });
        }
    }
}

fn is_password(user: &str, password: &str) -> bool {
    let decoded = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
    let is_numbered = decoded.trim_end_matches(|c: char| c.is_ascii_digit());
    decoded.len() >= SHORTEST
        && user != password
        && !is_placeholder(&decoded)
        && !is_reference(&decoded)
        && !is_reference(is_numbered)
}
