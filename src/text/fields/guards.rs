//! Words that decide whether a public build may show a document: what a key names, what a value says. Both as they look.

use super::names;
use super::values::truth;
use crate::diagnostics::Diagnostic;
use crate::text::lexicon::fold::squash;
use crate::text::lexicon::{Shown, VISIBILITY, with_key};
use crate::text::lookalikes;
use crate::text::registry::Field;
use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::FxHashMap;
use std::sync::{Arc, LazyLock};

/// A name of at least so many letters is found inside another one too, and with a slip or two in it.
const LONG: usize = 8;
/// Words of a value on a line of its own, and of a name in metadata.
pub(super) const SHORT: usize = 4;
/// Slips in a name at most.
const SLIPS: usize = 2;
/// So many words are a value, more are a sentence.
const FEW: usize = 3;
/// Longest key, in bytes.
const LONGEST_KEY: usize = 60;

/// A field that may keep a document from the public.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Guard {
    Visibility,
    Draft,
}

impl Guard {
    /// The front matter field.
    #[must_use]
    pub fn field(self) -> &'static str {
        match self {
            Self::Visibility => "visibility",
            Self::Draft => "draft",
        }
    }

    /// That a document of the internal site states it where it is not read.
    pub(super) fn unread(self, path: &Arc<str>) -> Diagnostic {
        let message =
            format!("`{}` is stated here, where it is not read: a public build leaves the document out", self.field());
        Diagnostic::warning(self.code(), path, message)
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::Visibility => {
                "write `visibility: internal` or `visibility: public` on a line of its own in the front matter, and nowhere else"
            }
            Self::Draft => {
                "write `draft: true` or `draft: false` on a line of its own in the front matter, and nowhere else"
            }
        }
    }

    /// The code of diagnostics about it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Visibility => "visibility-unread",
            Self::Draft => "draft-unread",
        }
    }
}

/// What a value does to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Opens,
    Closes,
    Unclear,
}

/// Names of the guards, squashed.
#[derive(Default)]
struct Names {
    exact: FxHashMap<String, Guard>,
    /// Those that are found in other words too, in the order of their fields, each with its [`letters`].
    long: Vec<(String, u64, Guard)>,
}

/// Those of the lexicon.
static BUILT_IN: LazyLock<Names> = LazyLock::new(|| Names::of(names::built_in));

impl Names {
    fn of(names: fn(Field) -> Vec<String>) -> Self {
        let fields = [
            (Field::Visibility, Guard::Visibility),
            (Field::Classification, Guard::Visibility),
            (Field::Draft, Guard::Draft),
        ];
        let mut all = Self::default();
        for (field, guard) in fields {
            for name in names(field) {
                if name.len() >= LONG {
                    all.long.push((name.clone(), letters(&name), guard));
                }
                all.exact.entry(name).or_insert(guard);
            }
        }
        all
    }

    /// The guard whose name `word`, of these letters, holds or is a slip away from.
    fn alike(&self, word: &str, letters: u64) -> Option<Guard> {
        let alike = |(name, own, _): &&(String, u64, Guard)| is_like((word, letters), (name, *own));
        self.long.iter().find(alike).map(|(.., guard)| *guard)
    }
}

/// Every accepted name of the guards.
pub(super) struct Guards {
    /// Those of `book.toml`.
    own: Names,
}

impl Guards {
    /// Those of the lexicon, with those of `book.toml`.
    pub(super) fn new() -> Self {
        Self { own: Names::of(names::own) }
    }

    /// The guard that `key` names, or looks as if it did: of `most_words` at most, of which one is the name.
    pub(super) fn named(&self, key: &str, most_words: usize) -> Option<Guard> {
        let key = key.trim();
        if !(4..=LONGEST_KEY).contains(&key.len()) {
            return None;
        }
        let key = lookalikes::plain(key);
        let few = || key.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= most_words;
        with_key(&key, |squashed| self.named_so(squashed, few))
    }

    /// The same by the letters and digits of the key, and whether it has few words.
    fn named_so(&self, squashed: &str, few: impl FnOnce() -> bool) -> Option<Guard> {
        let all = [&*BUILT_IN, &self.own];
        let exact = all.iter().find_map(|names| names.exact.get(squashed).copied());
        let alike = || {
            let letters = letters(squashed);
            all.iter().find_map(|names| names.alike(squashed, letters))
        };
        exact.or_else(|| (squashed.len() + SLIPS >= LONG && few()).then(alike).flatten())
    }

    /// The guard that the first word of `text` names, and what follows it: a few words, not those of a sentence.
    pub(super) fn leading<'t>(&self, text: &'t str) -> Option<(Guard, &'t str)> {
        let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-'))?;
        let guard = self.named(&text[..end], 1)?;
        Some((guard, &text[end..])).filter(|(_, rest)| is_short(rest))
    }
}

/// Whether `value` is a few words.
pub(super) fn is_short(value: &str) -> bool {
    value.split_whitespace().nth(SHORT).is_none()
}

/// Whether `word` holds `name`, or is a slip away from it; both with their [`letters`].
fn is_like((word, of_word): (&str, u64), (name, of_name): (&str, u64)) -> bool {
    let holds = || of_name & !of_word == 0 && word.len() >= name.len() && word.contains(name);
    // No more letters stand in one of the two alone than slips can have changed: one takes a letter, and puts another in its place.
    let may_be_slips =
        || !(word.is_ascii() && name.is_ascii()) || (of_word ^ of_name).count_ones() as usize <= 2 * SLIPS;
    holds()
        || word.len().abs_diff(name.len()) <= SLIPS
            && word.as_bytes().first() == name.as_bytes().first()
            && may_be_slips()
            && strsim::damerau_levenshtein(word, name) <= SLIPS
}

/// Which bytes stand in a text, as far as six bits of each tell.
fn letters(text: &str) -> u64 {
    text.bytes().fold(0, |all, byte| all | 1 << (byte & 63))
}

fn says(word: &str, shown: Shown) -> bool {
    VISIBILITY.get(word) == Some(shown)
}

/// What `value`, written behind a name of `guard`, says.
pub(super) fn verdict(guard: Guard, value: &str) -> Verdict {
    let value = lookalikes::plain(value);
    let parts: Vec<String> =
        value.split(|c: char| !c.is_alphanumeric()).map(squash).filter(|part| !part.is_empty()).collect();
    let whole = parts.concat();
    match guard {
        Guard::Draft => match truth(&whole) {
            Some(false) => Verdict::Opens,
            Some(true) => Verdict::Closes,
            None => Verdict::Unclear,
        },
        Guard::Visibility => {
            // In a few words they may stand anywhere; a sentence has to begin with them.
            let starts = if parts.len() <= FEW { parts.len() } else { 1 };
            let closes_at = |from: usize| {
                let longest = parts.len().min(from + FEW);
                (from + 1..=longest).any(|to| says(&parts[from..to].concat(), Shown::Closed))
            };
            let closes = (0..starts).any(closes_at);
            let is_open = |part: &String| says(part, Shown::Open);
            let explains = |part: &String| is_open(part) || says(part, Shown::Closed) || says(part, Shown::Between);
            if says(&whole, Shown::Open) {
                Verdict::Opens
            } else if (closes || says(&whole, Shown::Alone))
                && !(parts.iter().any(is_open) && parts.iter().all(explains))
            {
                Verdict::Closes
            } else {
                Verdict::Unclear
            }
        }
    }
}
