//! Words that decide whether a public build may show a document: what a key names, what a value says. Both as they look.

use super::names;
use super::values::truth;
use crate::diagnostics::Diagnostic;
use crate::text::lexicon::fold::squash;
use crate::text::lexicon::{Shown, VISIBILITY, with_key};
use crate::text::lookalikes;
use crate::text::registry::Field;
use borsh::{BorshDeserialize, BorshSerialize};
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
type Names = Vec<(String, Guard)>;

/// Those of the lexicon.
static BUILT_IN: LazyLock<Names> = LazyLock::new(|| names(names::built_in));

fn names(of: fn(Field) -> Vec<String>) -> Names {
    let fields = [
        (Field::Visibility, Guard::Visibility),
        (Field::Classification, Guard::Visibility),
        (Field::Draft, Guard::Draft),
    ];
    fields.into_iter().flat_map(|(field, guard)| of(field).into_iter().map(move |name| (name, guard))).collect()
}

/// Every accepted name of the guards.
pub(super) struct Guards {
    /// Those of `book.toml`.
    own: Names,
}

impl Guards {
    /// Those of the lexicon, with those of `book.toml`.
    pub(super) fn new() -> Self {
        Self { own: names(names::own) }
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
        let names = || BUILT_IN.iter().chain(&self.own);
        let exact = names().find(|(name, _)| *name == squashed);
        let alike = || names().find(|(name, _)| name.len() >= LONG && is_like(squashed, name));
        let may_be_alike = squashed.len() + SLIPS >= LONG && few();
        exact.or_else(|| may_be_alike.then(alike).flatten()).map(|(_, guard)| *guard)
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

/// Whether `word` holds `name`, or is a slip away from it.
fn is_like(word: &str, name: &str) -> bool {
    word.len() >= name.len() && word.contains(name)
        || word.len().abs_diff(name.len()) <= SLIPS
            && word.as_bytes().first() == name.as_bytes().first()
            && may_be_slips(word, name)
            && strsim::damerau_levenshtein(word, name) <= SLIPS
}

/// False where more letters stand in one of the two alone than slips can have changed: one takes a letter, and puts another in its place.
fn may_be_slips(word: &str, name: &str) -> bool {
    let letters = |text: &str| text.bytes().fold(0_u64, |all, byte| all | 1 << (byte & 63));
    !(word.is_ascii() && name.is_ascii()) || (letters(word) ^ letters(name)).count_ones() as usize <= 2 * SLIPS
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
