//! URLs with a password in them: `scheme://user:password@host`.

use super::rules::{OTHER_URL, RULES, SecretForm};
use super::{Finding, Span, guard};
use std::borrow::Cow;
use std::ops::Range;

/// What each of them is.
pub(super) const WHAT: &str = "the password in a URL";
/// Bytes of an authority that are looked at.
const LONGEST: usize = 512;
/// A shorter password is a manual's.
const SHORTEST: usize = 5;

/// Adds the passwords of URLs in `text`, and the tokens that stand in place of user and password.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    for at in memchr::memmem::find_iter(text.as_bytes(), b"://") {
        let start = at + 3;
        let near = &text[start..text.floor_char_boundary((start + LONGEST).min(text.len()))];
        let before = text[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && !"+.-".contains(c));
        let before = before.map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let rule = RULES.url(&text[before.max(at.saturating_sub(24)).min(at)..at]);
        let Some(secret) = secret_of(near, rule) else { continue };
        found.push(Finding {
            rule: Cow::Borrowed(rule),
            what: Cow::Borrowed(WHAT),
            span: Span::new(start + secret.start, start + secret.end),
            rank: SecretForm::Assigned,
        });
    }
}

/// Where the password is in what stands behind `://`.
fn secret_of(near: &str, rule: &str) -> Option<Range<usize>> {
    let ends = |c: char| c.is_whitespace() || c.is_control() || "\"'`<>|\\".contains(c);
    let whole = &near[..near.find(ends).unwrap_or(near.len())];
    let authority = &whole[..whole.find('/').unwrap_or(whole.len())];
    let (userinfo, host) = match authority.rsplit_once('@') {
        Some(parts) => parts,
        // A password with a slash that should have been escaped; behind the colon of a host a port would stand.
        None if rule != OTHER_URL => {
            let (_, rest) = authority.split_once(':')?;
            let is_port = rest.bytes().all(|byte| byte.is_ascii_digit());
            let (userinfo, host) = whole.rsplit_once('@').filter(|_| !is_port)?;
            host.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some((userinfo, host))?
        }
        None => return None,
    };
    match userinfo.split_once(':') {
        Some((user, password)) if !password.is_empty() && !matches!(password, OAUTH) => {
            is_password(user, password).then(|| user.len() + 1..userinfo.len())
        }
        split => {
            let token = split.map_or(userinfo, |(token, _)| token);
            let is_open = RULES.guards.open_hosts.iter().any(|part| host.contains(&**part));
            (!is_open && guard::is_token(token)).then_some(0..token.len())
        }
    }
}

/// Behind a token it says that the user is one.
const OAUTH: &str = "x-oauth-basic";

fn is_password(user: &str, password: &str) -> bool {
    let decoded = percent_encoding::percent_decode_str(password).decode_utf8_lossy();
    decoded.len() >= SHORTEST && user != password && !guard::is_manuals(&decoded)
}
