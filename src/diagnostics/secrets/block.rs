//! Blocks of private keys: `-----BEGIN ... PRIVATE KEY-----` and what stands below.

use super::rules::SecretForm;
use super::{Finding, Span};
use std::borrow::Cow;

/// Each form of a private key: what begins it, what it is called.
pub(super) const BEGINNINGS: [(&str, &str); 5] = [
    ("PRIVATE KEY-----", "private-key"),
    ("PRIVATE KEY BLOCK-----", "pgp-private-key"),
    ("PRIVATE KEY ----", "ssh2-private-key"),
    ("OpenVPN Static key V1-----", "openvpn-key"),
    ("Private-Lines:", "putty-key"),
];
/// What each of them is.
pub(super) const WHAT: &str = "a private key";
/// Characters of base64 that some line of a key has at least, and no word of a sentence.
const SHORTEST: usize = 32;

/// Adds the private keys in `text`.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    let bytes = text.as_bytes();
    for (beginning, rule) in BEGINNINGS {
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&bytes[from..], beginning.as_bytes()) {
            let start = from + at + beginning.len();
            from = start + body(&bytes[start..]);
            let is_body = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
            let body = &bytes[start..from];
            let blanks = body.iter().take_while(|byte| !is_body(byte)).count();
            let longest = body.split(|byte| !is_body(&byte)).max_by_key(|line| line.len()).unwrap_or_default();
            let distinct: std::collections::BTreeSet<u8> = longest.iter().copied().collect();
            if longest.len() >= SHORTEST && distinct.len() > 8 {
                let what = Cow::Borrowed(WHAT);
                let span = Span::new(start + blanks, from);
                found.push(Finding { rule: Cow::Borrowed(rule), what, span, rank: SecretForm::Token });
            }
        }
    }
}

/// Bytes of `rest` that may be a key: base64, headers, line ends as such or escaped, marks of quotation. An empty line below base64
/// ends it.
fn body(rest: &[u8]) -> usize {
    let (mut run, mut has_data) = (0, false);
    for (at, byte) in rest.iter().enumerate() {
        run = if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/') { run + 1 } else { 0 };
        has_data |= run >= SHORTEST;
        let goes_on = match byte {
            b'-' => rest.get(at + 1) != Some(&b'-'),
            b'\n' => !has_data || !matches!(rest[at + 1..], [b'\n', ..] | [b'\r', b'\n', ..]),
            byte => byte.is_ascii_alphanumeric() || byte.is_ascii_whitespace() || b"+/=:,.\\\"'>()<|#".contains(byte),
        };
        if !goes_on {
            return at;
        }
    }
    rest.len()
}
