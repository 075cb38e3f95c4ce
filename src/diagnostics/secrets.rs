//! A text -> the secrets in it, as byte ranges, by rules that are data (`secrets/*.toml`). No part of a secret longer than
//! [`SHOWN`] characters leaves this module but as a range.
//!
//! The keywords of all rules are looked for at once; a rule's expression is compiled when one of its own occurs, and sees the lines
//! that hold it.

mod below;
mod block;
mod cells;
mod columns;
mod finder;
mod guard;
mod manifests;
mod mask;
mod personal;
mod plain;
mod prefixed;
mod providers;
mod rules;
mod seen;
#[cfg(test)]
mod tests;
mod urls;

pub(super) use mask::{HIDDEN, hidden};
pub use mask::{Mask, mask};
pub(crate) use mask::{Masks, opening};
pub(crate) use personal::personal;

use super::Span;
use finder::Hit;
use plain::Plain;
use rules::{RULES, Rule, SecretForm};
use std::borrow::Cow;

/// The code of a secret.
pub(crate) const SECRET: &str = "secret";
/// The code of personal data.
pub(crate) const PERSONAL: &str = "personal-data";
/// Characters of a secret that may be shown.
pub(crate) const SHOWN: usize = 4;
/// A shorter one is not shown at all: its beginning would be half of it.
const SHOWN_FROM: usize = 16;

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its rule, kebab-case: `aws-access-key`.
    pub rule: Cow<'static, str>,
    /// What it looks like, with its article.
    pub what: Cow<'static, str>,
    /// In bytes.
    pub span: Span,
    rank: SecretForm,
}

/// A kind of secret, or of personal data: the finer name of a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    /// Kebab-case: `aws-access-key`, `e-mail`.
    pub name: Cow<'static, str>,
    /// What it looks like, with its article.
    pub what: Cow<'static, str>,
    /// [`SECRET`] or [`PERSONAL`].
    pub code: &'static str,
}

/// Every kind that there is.
#[must_use]
pub(crate) fn kinds() -> Vec<Known> {
    let known = |name: &'static str, what: &'static str, code| Known { name: name.into(), what: what.into(), code };
    let rules = RULES.rules.iter().map(|rule| known(&rule.name, &rule.what, SECRET));
    let blocks = block::BEGINNINGS.iter().map(|(_, name)| known(name, block::WHAT, SECRET));
    let urls = RULES.guards.urls.keys().map(String::as_str).chain([rules::OTHER_URL]);
    let urls = urls.map(|name| known(name, urls::WHAT, SECRET));
    let personal = personal::kinds().map(|(name, what)| known(name, what, PERSONAL));
    let provider = known(providers::NAME, providers::WHAT, SECRET);
    rules.chain(blocks).chain(urls).chain([provider]).chain(personal).collect()
}

/// One of them.
#[must_use]
pub(crate) fn kind(name: &str) -> Option<Known> {
    kinds().into_iter().find(|kind| kind.name == name)
}

impl Finding {
    fn new(rule: &'static Rule, start: usize, end: usize) -> Self {
        let (name, what) = (Cow::Borrowed(&*rule.name), Cow::Borrowed(&*rule.what));
        Self { rule: name, what, span: Span::new(start, end), rank: rule.kind }
    }

    /// The same at another place.
    fn at(self, start: usize, end: usize) -> Self {
        Self { span: Span::new(start, end), ..self }
    }
}

/// Every secret in `text`, in order; none overlaps another.
#[must_use]
pub fn find(text: &str) -> Vec<Finding> {
    let mut found = find_escaped(text);
    if let Some(seen) = seen::joined(text) {
        // What nobody sees behind the last byte is no part of it.
        let place = |Span { start, end }: Span| (seen.source(start), seen.source(end.saturating_sub(1)) + 1);
        found.extend(find_escaped(&seen.text).into_iter().map(|finding| {
            let (start, end) = place(finding.span);
            finding.at(start, end)
        }));
        found = apart(found);
    }
    found
}

/// Those in `text` with its escapes read.
fn find_escaped(text: &str) -> Vec<Finding> {
    let mut found = match Plain::of(text) {
        None => find_plain(text),
        Some(plain) => {
            let place = |Span { start, end }: Span| (plain.source(start), plain.source(end));
            let found = find_plain(&plain.text).into_iter().map(|finding| {
                let (start, end) = place(finding.span);
                finding.at(start, end)
            });
            found.collect()
        }
    };
    columns::find(text, &mut found);
    apart(found)
}

fn find_plain(text: &str) -> Vec<Finding> {
    let rules = &*RULES;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // The line in which each rule was asked last.
    let mut asked = Vec::new();
    let (mut line, mut runs, mut below_of) = (0..0, Runs::default(), None);
    for Hit { end, start, keyword } in rules.finder.find(bytes) {
        let keyword = &rules.keywords[keyword];
        if !keyword.counts(bytes, start, end) {
            continue;
        }
        if end > line.end || line.is_empty() {
            let from = memchr::memrchr(b'\n', &bytes[line.end..start]).map_or(line.end, |at| line.end + at + 1);
            line = from..memchr::memchr(b'\n', &bytes[end..]).map_or(bytes.len(), |at| end + at);
            runs = Runs::of(&bytes[line.clone()]);
        }
        if asked.is_empty() {
            asked.resize(rules.rules.len(), usize::MAX);
        }
        if asked[keyword.rule] != line.start {
            asked[keyword.rule] = line.start;
            let rule = &rules.rules[keyword.rule];
            if runs.may_hold(rule) {
                ask(rule, text, line.clone(), &mut found);
            }
            if matches!(rule.kind, SecretForm::Password | SecretForm::General) && below_of != Some(line.start) {
                below_of = Some(line.start);
                below::find(text, &line, &mut found);
            }
        }
    }
    urls::find(text, &mut found);
    block::find(text, &mut found);
    manifests::find(text, &mut found);
    cells::find(text, &mut found);
    providers::find(text, &mut found);
    prefixed::find(text, &mut found);
    without_images(bytes, &mut found);
    found
}

/// Of a line, the longest stretches without a blank: a secret is one, or part of one.
#[derive(Default)]
struct Runs {
    longest: usize,
    /// Of those with a digit, or with more capitals than a name has.
    telling: usize,
}

impl Runs {
    fn of(line: &[u8]) -> Self {
        let mut all = Self::default();
        for run in line.split(|byte| rules::is_blank(*byte)).filter(|run| !run.is_empty()) {
            all.longest = all.longest.max(run.len());
            if run.len() > all.telling && guard::may_be_random(run) {
                all.telling = run.len();
            }
        }
        all
    }

    fn may_hold(&self, rule: &Rule) -> bool {
        let is_drawn = matches!(rule.kind, SecretForm::Token | SecretForm::General | SecretForm::Shaped);
        let run = if is_drawn { self.telling } else { self.longest };
        run >= rule.shortest()
    }
}

/// Signs that end a sentence or a mark, and no value.
const CLOSING: [char; 14] = ['.', ',', ':', ';', '!', '?', ')', ']', '*', '”', '“', '’', '」', '»'];

/// Adds what `rule` finds in a line of `text`.
fn ask(rule: &'static Rule, text: &str, line: std::ops::Range<usize>, found: &mut Vec<Finding>) {
    let Some(expression) = rule.expression() else { return };
    let haystack = &text.as_bytes()[line.clone()];
    let mut from = 0;
    while let Some(captures) = expression.captures_at(haystack, from) {
        let Some(secret) = captures.name("secret") else { return };
        // What ends one may begin the next.
        from = secret.end().max(from + 1);
        let whole = |at: usize| text.floor_char_boundary(line.start + at);
        let (start, mut end) = (whole(secret.start()), whole(secret.end()));
        if matches!(rule.kind, SecretForm::General | SecretForm::Password | SecretForm::Given) {
            end = start + text[start..end].trim_end_matches(CLOSING).len();
        }
        let name = captures.name("name").map_or(start..start, |name| whole(name.start())..whole(name.end()));
        if guard::is_secret(rule.kind, text, name, start..end) {
            found.push(Finding::new(rule, start, end));
        }
        if from >= haystack.len() {
            return;
        }
    }
}

/// Takes away what lies in the data of an embedded file, which may look like anything.
fn without_images(text: &[u8], found: &mut Vec<Finding>) {
    if found.is_empty() {
        return;
    }
    let is_data = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in memchr::memmem::find_iter(text, b";base64,") {
        let start = at + b";base64,".len();
        if runs.last().is_none_or(|(_, end)| *end <= at) {
            runs.push((start, start + text[start..].iter().take_while(|byte| is_data(byte)).count()));
        }
    }
    found.retain(|finding| {
        let Span { start, end } = finding.span;
        let in_run = runs.iter().any(|(from, to)| *from <= start && end <= *to);
        // Base64 in a format of its own: a long run of its letters before a token that begins behind one of its signs.
        let before = &text[start.saturating_sub(80)..start];
        let in_data = before.len() == 80 && matches!(before.last(), Some(b'+' | b'/')) && before.iter().all(is_data);
        !in_run && !in_data
    });
}

/// In order; of those that overlap the one that is surest, and then the longest, stays.
fn apart(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by_key(|finding| (finding.rank, usize::MAX - (finding.span.end - finding.span.start), finding.span));
    let mut kept: Vec<Finding> = Vec::new();
    let mut taken: std::collections::BTreeMap<usize, usize> = std::collections::BTreeMap::new();
    for finding in found {
        let Span { start, end } = finding.span;
        let before = taken.range(..end).next_back();
        if before.is_none_or(|(_, taken)| *taken <= start) {
            taken.insert(start, end);
            kept.push(finding);
        }
    }
    kept.sort_by_key(|finding| finding.span);
    kept
}
