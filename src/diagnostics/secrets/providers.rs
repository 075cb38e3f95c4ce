//! Keys that look like any other: whose they are stands before them, and that they are keys. One mechanism for all providers, which
//! are a list (`providers.toml`): a name of it, a word for what is secret, and a value that a machine drew.
//!
//! The value stands in the line of the name, or in the few lines below that are moved in further, as YAML and JSON write it.

use super::finder::{Finder, Hit};
use super::rules::SecretForm;
use super::{Finding, Span, columns, guard};
use serde::Deserialize;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

/// The name of the rule.
pub(super) const NAME: &str = "provider-key";
/// What it finds.
pub(super) const WHAT: &str = "a key of a provider";
/// Bytes behind the name of a provider in which its value begins.
const NEAR: usize = 160;
/// Bytes before it in which the word for what is secret may stand: the API key for it.
const BEFORE: usize = 32;
/// Words between what says that it is secret and what looks like a sum.
const AT_ONCE: usize = 1;
/// Bytes of the shortest value that a machine drew.
const SHORTEST: usize = 12;
/// Bytes of a key: a name may stand in every word of a line without blanks.
const LONGEST: usize = 600;
/// Lines below it that are moved in further.
const BELOW: usize = 4;

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Lists {
    names: Vec<String>,
    secret_words: Vec<String>,
    id_owners: Vec<String>,
    header_words: Vec<String>,
}

struct Providers {
    lists: Lists,
    finder: Finder,
}

/// A list that cannot be read is empty: a test reads it.
static PROVIDERS: LazyLock<Providers> = LazyLock::new(|| {
    let lists: Lists = toml::from_str(include_str!("providers.toml")).unwrap_or_default();
    let finder = Finder::of(lists.names.iter().map(|name| name.to_ascii_lowercase()).collect());
    Providers { lists, finder }
});

/// How many there are.
#[cfg(test)]
pub(super) fn count() -> usize {
    PROVIDERS.lists.names.len()
}

/// Adds the keys of providers in `text`. Names are frequent and what a machine drew is rare, so that is looked for first, and names only
/// in its line and in those above from which it could be moved in.
pub(super) fn find(text: &str, found: &mut Vec<Finding>) {
    let (mut above, mut start, mut looked, mut seen) = ([0; BELOW], 0, 0, 0);
    while start < text.len() {
        let end = memchr::memchr(b'\n', &text.as_bytes()[start..]).map_or(text.len(), |at| start + at);
        let line = &text[start..end];
        if may_hold_drawn(line.as_bytes()) {
            let from = if indent(line) > 0 { above[0] } else { start };
            in_lines(text, from.max(looked)..end, &mut seen, found);
            looked = end;
        }
        above.rotate_left(1);
        above[BELOW - 1] = start;
        start = end + 1;
    }
}

/// Whether some run of `line` is as long as such a value and has a digit, without which none is.
fn may_hold_drawn(line: &[u8]) -> bool {
    let is_part = |byte: &&u8| PARTS[usize::from(**byte)];
    // No such run lies between two places that are so far apart.
    let mut at = SHORTEST - 1;
    while at < line.len() {
        let behind = line[at..].iter().take_while(is_part).count();
        if behind > 0 {
            let before = line[..at].iter().rev().take_while(is_part).count();
            let run = &line[at - before..at + behind];
            if run.len() >= SHORTEST && run.iter().any(u8::is_ascii_digit) {
                return true;
            }
        }
        at += behind + SHORTEST;
    }
    false
}

/// Adds the keys behind the names of providers in `lines`, none before `seen`, which is where the last one ended.
fn in_lines(text: &str, lines: Range<usize>, seen: &mut usize, found: &mut Vec<Finding>) {
    for Hit { start, end, .. } in PROVIDERS.finder.find(&text.as_bytes()[lines.clone()]) {
        let (start, end) = (lines.start + start, lines.start + end);
        if start < *seen || !is_whole(text, start, end) {
            continue;
        }
        if let Some(value) = value_of(text, start, end) {
            *seen = value.end;
            let span = Span::new(value.start, value.end);
            found.push(Finding {
                rule: Cow::Borrowed(NAME),
                what: Cow::Borrowed(WHAT),
                span,
                rank: SecretForm::General,
            });
        }
    }
}

/// Whether `text[start..end]` is no part of a longer word but for what names are joined to.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let bytes = text.as_bytes();
    let goes_on = bytes.get(end).is_some_and(u8::is_ascii_lowercase) && bytes[end - 1].is_ascii_lowercase();
    let is_joined = || {
        let rest = &text[end..];
        PROVIDERS.lists.secret_words.iter().chain(&PROVIDERS.lists.id_owners).any(|word| rest.starts_with(&**word))
    };
    (start == 0 || !bytes[start - 1].is_ascii_alphanumeric()) && (!goes_on || is_joined())
}

/// What the words up to a value say of it.
#[derive(Default)]
struct Said {
    is_secret: bool,
    /// A client, an application: its id counts where it is nothing else.
    is_owner: bool,
    /// Words since.
    since: usize,
    /// The last word ends with a sign that its value follows.
    is_signed: bool,
}

impl Said {
    /// Takes in the word `word`; `None` where it says that what follows is no secret.
    fn hear(&mut self, word: &str) -> Option<()> {
        let parts = guard::parts(word);
        let lists = &PROVIDERS.lists;
        let is_in = |list: &[String], part: &String| list.contains(part);
        // Beside the word for what is secret: a key of a job is one, a job key is none.
        let is_open = (!self.is_secret || self.since == 0) && parts.iter().any(|part| guard::is_open_part(part));
        if is_open || guard::names_sum_of(&parts) {
            return None;
        }
        self.since += 1;
        for part in &parts {
            if is_in(&lists.secret_words, part) || part == "id" && self.is_owner {
                (self.is_secret, self.since) = (true, 0);
            }
            self.is_owner = is_in(&lists.id_owners, part);
        }
        Some(())
    }
}

/// The key behind the name of a provider, which is `text[start..end]`. However long its line is, no more of it is looked at than stands
/// near.
fn value_of(text: &str, start: usize, end: usize) -> Option<Range<usize>> {
    let mut said = Said::default();
    let from = text.ceil_char_boundary(start.saturating_sub(BEFORE));
    let begin = text[from..start].rfind('\n').map(|at| from + at + 1).or((from == 0).then_some(0));
    let before = &text[begin.unwrap_or(from)..start];
    for word in words(before).filter(|word| guard::is_plain_word(&before[word.clone()])) {
        if said.hear(&before[word]).is_none() {
            said = Said::default();
        }
    }
    let stretch = near(text, end);
    if let Some(value) = in_stretch(text, stretch.clone(), &mut said)? {
        return Some(value);
    }
    // A name with lines below that are moved in further begins its own.
    let is_head = begin.is_some() && text[stretch.end..].starts_with('\n');
    let below = columns::lines_below(text, stretch.end, if is_head { BELOW } else { 0 });
    let is_below =
        |line: &Range<usize>| !text[line.clone()].trim().is_empty() && indent(&text[line.clone()]) > indent(before);
    below.take_while(is_below).find_map(|line| in_stretch(text, near(text, line.start), &mut Said::default()).flatten())
}

/// The line from `at` on, as far as it is near.
fn near(text: &str, at: usize) -> Range<usize> {
    let most = text.floor_char_boundary((at + NEAR).min(text.len()));
    at..memchr::memchr(b'\n', &text.as_bytes()[at..most]).map_or(most, |end| at + end)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '>']).len()
}

/// The value that begins in `stretch`. The outer `None` where a word forbids it.
fn in_stretch(text: &str, stretch: Range<usize>, said: &mut Said) -> Option<Option<Range<usize>>> {
    let begun = words(&text[stretch.clone()]).map(|word| stretch.start + word.start);
    for start in begun {
        let most = text.floor_char_boundary(start + LONGEST);
        let Some(whole) = words(&text[start..most]).next().filter(|whole| whole.end < LONGEST) else {
            return Some(None);
        };
        let mut word = start..start + whole.end;
        // What stands before an equals sign or a colon is the name of what stands behind it.
        while let Some(sign) = text[word.clone()].find(['=', ':', '|']) {
            let (name, rest) = (word.start..word.start + sign, word.start + sign + 1..word.end);
            let is_name = guard::is_plain_word(&text[name.clone()]) && !text[rest.clone()].starts_with('/');
            if !is_name || rest.is_empty() || text[rest.clone()].bytes().all(|byte| byte == b'=') {
                break;
            }
            said.hear(&text[name])?;
            word = rest;
        }
        let value = word.start..word.start + text[word.clone()].trim_end_matches(super::CLOSING).len();
        let said_so = &text[value.clone()];
        // A commit may stand in the same sentence.
        let may_be_it = said.is_secret && (said.since <= AT_ONCE || said.is_signed || !guard::may_be_sum(said_so));
        if may_be_it && guard::is_drawn(said_so) {
            return Some((!text[value.end..].starts_with('(')).then_some(value));
        }
        said.is_signed = text[word].ends_with([':', '=']);
        if guard::is_plain_word(said_so) {
            said.hear(said_so)?;
        } else if !PROVIDERS.lists.header_words.iter().any(|known| known == said_so) && said_so.len() > 40 {
            return Some(None);
        }
    }
    Some(None)
}

/// What keys and names are written in.
const PARTS: [bool; 256] = {
    let (mut parts, mut byte) = ([false; 256], 0);
    while byte < 128_u8 {
        parts[byte as usize] = byte.is_ascii_alphanumeric()
            || matches!(byte, b'.' | b'_' | b'~' | b'+' | b'/' | b'=' | b':' | b'|' | b'%' | b'-');
        byte += 1;
    }
    parts
};

/// Runs of it.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let is_part = |c: char| u8::try_from(c).is_ok_and(|byte| PARTS[usize::from(byte)]);
    text.split(move |c: char| !is_part(c)).filter(|word| !word.is_empty()).map(|word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        start..start + word.len()
    })
}
