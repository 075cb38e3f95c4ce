//! Manifests of Kubernetes secrets: whatever stands below `data:` or `stringData:` of a `kind: Secret` is one.

use super::rules::SecretForm;
use super::{Finding, Span, guard};
use base64::Engine as _;
use std::borrow::Cow;

/// Letters of a value that are worth hiding.
const SHORTEST: usize = 6;
/// Lines above `kind:` that are looked at.
const MOST: usize = 64;
/// The name of the rule.
const VALUE: &str = "password-assigned";

/// Adds the values in `text`.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&text.as_bytes()[from..], b"kind: Secret") {
        let start = from + at;
        from = start + 1;
        let is_whole = text[start..].lines().next().is_some_and(|line| line.trim_end() == "kind: Secret");
        let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let indent = &text[line..start];
        if is_whole && indent.bytes().all(|byte| matches!(byte, b' ' | b'>')) {
            from = manifest(text, line, indent, found).max(from);
        }
    }
}

/// Looks through the manifest whose line of `kind` starts at `at` and is moved in by `indent`. Where it ends.
fn manifest(text: &str, at: usize, indent: &str, found: &mut Vec<Finding>) -> usize {
    let is_own = |line: &str| {
        let inside = line.strip_prefix(indent);
        line.trim().is_empty() || inside.is_some_and(|line| !line.starts_with("---") && !line.starts_with(['`', '~']))
    };
    let before: usize =
        text[..at].split_inclusive('\n').rev().take(MOST).take_while(|line| is_own(line)).map(str::len).sum();
    let (mut start, mut is_encoded) = (at - before, None);
    for line in text[at - before..].split_inclusive('\n') {
        if start >= at && !is_own(line) {
            break;
        }
        let inside = line.strip_prefix(indent).unwrap_or_default();
        if !inside.starts_with([' ', '\t']) && !inside.trim().is_empty() {
            is_encoded = match inside.trim_end() {
                "data:" => Some(true),
                "stringData:" => Some(false),
                _ => None,
            };
        } else if let (Some(is_encoded), Some((_, value))) = (is_encoded, inside.split_once(": ")) {
            let value = value.trim().trim_matches(['"', '\'']);
            let from = value.as_ptr() as usize - text.as_ptr() as usize;
            if is_secret(value, is_encoded) {
                let (rule, what) = (Cow::Borrowed(VALUE), Cow::Borrowed("a value of a Kubernetes secret"));
                found.push(Finding {
                    rule,
                    what,
                    span: Span::new(from, from + value.len()),
                    rank: SecretForm::Password,
                });
            }
        }
        start += line.len();
    }
    start
}

fn is_secret(value: &str, is_encoded: bool) -> bool {
    let decoded = base64::engine::general_purpose::STANDARD.decode(value).ok();
    let manuals = decoded.as_ref().and_then(|bytes| std::str::from_utf8(bytes).ok()).is_some_and(guard::is_manuals);
    value.len() >= SHORTEST && !guard::is_manuals(value) && (!is_encoded || decoded.is_some() && !manuals)
}
