//! Words of `[lexicon]` in `book.toml`, beside those of the tables.
//!
//! Tables are static, and readers look things up in them wherever they stand; a configuration's own words hold while one of its
//! documents is read ([`with`]). Reading a document stays on one thread, so its words do.

use super::OPEN;
use super::table::{self, Words};
use crate::config::{LexiconEntry, Word, Wrong, plain};
use crate::diagnostics::nearest;
use rustc_hash::FxHashMap;
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

/// Makes a table of meanings and words.
type Make = fn(&[(&str, &str)]) -> Box<dyn Any>;

/// A table that takes more words.
pub(super) struct Open {
    pub name: &'static str,
    pub text: &'static str,
    /// A pattern as it is compared with others; empty where it says nothing.
    pub spelling: fn(&str) -> String,
    /// A table of meanings and words alone.
    pub make: Make,
}

/// Own words by table.
type Own = FxHashMap<&'static str, Box<dyn Any>>;
/// Tables, and what they were made of.
type Made = (Arc<[Word]>, Rc<Own>);

thread_local! {
    /// What holds now.
    static NOW: RefCell<Option<Rc<Own>>> = const { RefCell::new(None) };
    /// What held last, and what it was made of.
    static LAST: RefCell<Option<Made>> = const { RefCell::new(None) };
}

/// Does `work`, in which readers know `words` too, and no others.
pub(crate) fn with<R>(words: &Arc<[Word]>, work: impl FnOnce() -> R) -> R {
    let _before = Before(NOW.replace((!words.is_empty()).then(|| known(words))));
    work()
}

/// The tables of `words`: mostly those of the last document.
fn known(words: &Arc<[Word]>) -> Rc<Own> {
    let last =
        LAST.with_borrow(|last| last.as_ref().filter(|(of, _)| Arc::ptr_eq(of, words)).map(|(_, own)| own.clone()));
    last.unwrap_or_else(|| {
        let own = Rc::new(make(words));
        LAST.set(Some((Arc::clone(words), Rc::clone(&own))));
        own
    })
}

/// Puts back what held before.
struct Before(Option<Rc<Own>>);

impl Drop for Before {
    fn drop(&mut self) {
        NOW.set(self.0.take());
    }
}

fn make(words: &[Word]) -> Own {
    let of = |open: &Open| -> Vec<(&str, &str)> {
        let own = words.iter().filter(|word| word.table == open.name);
        own.map(|word| (key(open, &word.meaning).unwrap_or(&word.meaning), &*word.word)).collect()
    };
    let tables = OPEN.iter().map(|open| (open.name, of(open))).zip(OPEN);
    tables.filter(|((_, own), _)| !own.is_empty()).map(|((name, own), open)| (name, (open.make)(&own))).collect()
}

/// Asks the own words of a table, if there are any.
pub(super) fn ask<T: 'static, R>(table: &str, question: impl FnOnce(&T) -> Option<R>) -> Option<R> {
    NOW.with_borrow(|now| now.as_ref()?.get(table)?.downcast_ref::<T>().and_then(question))
}

/// A table's meaning as the table writes it.
fn key(open: &Open, meaning: &str) -> Option<&'static str> {
    meanings(open).into_iter().find(|key| plain(key) == meaning)
}

/// Names and labels share their meanings.
fn is_beside(one: &str, other: &str) -> bool {
    const LABELS: &str = "labels";
    one == other || (one == LABELS || other == LABELS) && one.starts_with(LABELS) && other.starts_with(LABELS)
}

fn meanings(open: &Open) -> Vec<&'static str> {
    let beside = OPEN.iter().filter(|other| is_beside(open.name, other.name));
    beside.flat_map(|other| table::keys(other.text)).collect()
}

/// Which entries of `[lexicon]` are wrong: unknown tables and meanings, words that say nothing or mean something else already.
#[must_use]
pub fn check(entries: &[LexiconEntry<'_>]) -> Vec<(usize, Wrong)> {
    let mut wrong = Vec::new();
    let mut seen: FxHashMap<(&str, String), &str> = FxHashMap::default();
    for (at, entry) in entries.iter().enumerate() {
        let open = OPEN.iter().find(|open| open.name == plain(entry.table));
        let problem = match (open, entry.meaning, entry.word) {
            (None, None, _) => Some(unknown("is no table of words", entry.table, OPEN.iter().map(|open| open.name))),
            (Some(open), Some(meaning), None) if key(open, &plain(meaning)).is_none() => {
                Some(unknown("is no meaning in this table", meaning, meanings(open).into_iter()))
            }
            (Some(open), Some(meaning), Some(word)) => {
                key(open, &plain(meaning)).and_then(|key| clash(open, key, word, &mut seen))
            }
            _ => None,
        };
        wrong.extend(problem.map(|problem| (at, problem)));
    }
    wrong
}

fn unknown(what: &str, name: &str, known: impl Iterator<Item = &'static str>) -> Wrong {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    let hint = match nearest(name, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.join(", ")),
    };
    Wrong { what: what.to_owned(), hint }
}

/// What else a word means, in the table or in `book.toml`.
fn clash<'e>(
    open: &Open,
    meaning: &'e str,
    word: &str,
    seen: &mut FxHashMap<(&'e str, String), &'e str>,
) -> Option<Wrong>
where
    'static: 'e,
{
    let spelling = (open.spelling)(word);
    if spelling.is_empty() {
        let hint = "write a word, or take it out".to_owned();
        return Some(Wrong { what: format!("\"{word}\" has no letter to look for"), hint });
    }
    let first = *seen.entry((open.name, spelling.clone())).or_insert(meaning);
    if first != meaning {
        let hint = "take it out here or there".to_owned();
        return Some(Wrong { what: format!("\"{word}\" stands under `{first}` too"), hint });
    }
    let holds = |words: &Words| words.values().flatten().any(|known| (open.spelling)(known) == spelling);
    let beside = OPEN.iter().filter(|other| is_beside(open.name, other.name));
    let mut tables = beside.filter_map(|other| table::read::<String>(other.text).ok());
    let known = tables.find_map(|table| table.into_iter().find(|(_, words)| holds(words)))?.0;
    (known != meaning).then(|| Wrong {
        what: format!("\"{word}\" means `{known}` already"),
        hint: format!("take it out{}", short_form(open.name)),
    })
}

/// Where a word may mean something else than in its table.
fn short_form(table: &str) -> &'static str {
    match table {
        "labels" | "labels_front" => "; `[postmortem.field-names]` overrules what a name means in front matter",
        "sections" => "; `[postmortem.section-names]` overrules what a heading means",
        "severities" => "; `[severity.levels]` overrules what a severity means",
        _ => ", or write more of the words (`all clear` for `clear`)",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{FIELD_NAMES, SECTION_NAMES};
    use crate::text::lexicon::fold::fold;
    use crate::text::lexicon::{GLUE, Glue, TURNS, Turn};

    fn word(table: &str, meaning: &str, word: &str) -> Word {
        let text = str::to_owned;
        Word { table: text(table), meaning: text(meaning), word: text(word), overrules: false }
    }

    #[test]
    fn every_table_takes_a_word_for_each_of_its_meanings() {
        for open in OPEN {
            for meaning in table::keys(open.text) {
                let entry = LexiconEntry { table: open.name, meaning: Some(meaning), word: Some("zzyzx quux") };
                assert_eq!(check(&[entry]), [], "{}.{meaning}", open.name);
                let own = make(&[word(open.name, &plain(meaning), "zzyzx quux")]);
                assert!(own.contains_key(open.name), "{}.{meaning}", open.name);
            }
        }
    }

    #[test]
    fn what_short_forms_may_name_is_a_meaning() {
        let known = |table: &str, meaning: &str| {
            check(&[LexiconEntry { table, meaning: Some(meaning), word: None }]).is_empty()
        };
        assert!(FIELD_NAMES.iter().all(|name| known("labels_front", name)));
        assert!(SECTION_NAMES.iter().all(|name| known("sections", name)));
        assert!((1..=5).all(|level| known("severities", &format!("level_{level}"))));
    }

    #[test]
    fn own_words_hold_while_a_document_is_read_and_no_longer() {
        let words: Arc<[Word]> = [word("glue", "and", "plus"), word("turns", "ends", "boats sail*")].into();
        let text = fold("boats sailing again");
        with(&words, || {
            assert_eq!(GLUE.get("Plus"), Some(Glue::And));
            assert!(TURNS.holds(&text, Turn::Ends));
            with(&[word("glue", "and", "cum")].into(), || assert_eq!(GLUE.get("plus"), None));
            with(&[].into(), || assert_eq!(GLUE.get("plus"), None));
            assert_eq!(GLUE.get("plus"), Some(Glue::And));
        });
        assert_eq!(GLUE.get("plus"), None);
        assert!(!TURNS.holds(&text, Turn::Ends));
    }
}
