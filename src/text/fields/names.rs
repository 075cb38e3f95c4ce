//! A front matter key to the field that it names, or to the field that it nearly names.

use crate::text::lexicon::fold::squash;
use crate::text::lexicon::{FOREIGN_KEYS, FRONT_LABELS, LABELS, Name as Named, composed, with_key};
use crate::text::lookalikes;
use crate::text::registry::Field;
use std::sync::LazyLock;

/// Rank of names that stand in front matter alone.
const FRONT: u16 = 1_000;
/// Rank of names that no table writes down.
const COMPOSED: u16 = 2_000;

/// For near misses: squashed name, letters as a bit set, spelling to suggest; sorted.
static CANDIDATES: LazyLock<Vec<(&str, u32, &str)>> = LazyLock::new(|| {
    let words = LABELS.words().chain(FRONT_LABELS.words());
    let mut all: Vec<_> = words.map(|(squashed, spelling, _)| (squashed, letters(squashed), spelling)).collect();
    all.sort_unstable();
    all
});

/// The field that `key` names in front matter: names of `book.toml` first. Names that stand here alone say it less plainly than
/// those of the text.
fn field(key: &str) -> Option<Named<Field>> {
    if let Some(own) = FRONT_LABELS.own(key).or_else(|| LABELS.own(key)) {
        return Some(own);
    }
    let front = || FRONT_LABELS.name(key).map(|name| Named { rank: name.rank + FRONT, ..name });
    // Start and end in one value are read in the text alone.
    let composed = || with_key(key, composed::field).filter(|field| !matches!(field, Field::Window | Field::Occurred));
    let told =
        || composed().filter(|_| FOREIGN_KEYS.get(key).is_none()).map(|meaning| Named { meaning, rank: COMPOSED });
    LABELS.name(key).or_else(front).or_else(told)
}

/// Squashed names of `wanted`.
pub(super) fn built_in(wanted: Field) -> Vec<String> {
    let all = LABELS.words().chain(FRONT_LABELS.words());
    all.filter(|(.., name)| name.meaning == wanted).map(|(word, ..)| word.to_owned()).collect()
}

/// Those of `book.toml`.
pub(super) fn own(wanted: Field) -> Vec<String> {
    let all = LABELS.own_words().into_iter().chain(FRONT_LABELS.own_words());
    all.filter(|(_, meaning)| *meaning == wanted).map(|(name, _)| squash(&lookalikes::plain(&name))).collect()
}

/// What a key turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Field {
        name: Field,
        rank: u16,
        unit: Unit,
    },
    /// A key without meaning here.
    Other,
}

/// A unit that the key names (`duration_minutes`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    None,
    Seconds,
    Minutes,
    Hours,
    Days,
}

/// Looks `key` up.
pub(super) fn meaning(key: &str) -> Meaning {
    if let Some(Named { meaning: name, rank }) = field(key) {
        return known(name, rank, Unit::None);
    }
    let squashed = squash(key);
    for (ending, unit) in [
        ("minutes", Unit::Minutes),
        ("mins", Unit::Minutes),
        ("min", Unit::Minutes),
        ("seconds", Unit::Seconds),
        ("secs", Unit::Seconds),
        ("hours", Unit::Hours),
        ("hrs", Unit::Hours),
        ("days", Unit::Days),
    ] {
        let bare = squashed.strip_suffix(ending).and_then(field);
        if let Some(Named { meaning: name @ (Field::Ttd | Field::Ttm | Field::Ttr | Field::Duration), rank }) = bare {
            return known(name, rank, unit);
        }
    }
    Meaning::Other
}

/// Whether two keys name the same field.
#[must_use]
pub(crate) fn are_one_field(a: &str, b: &str) -> bool {
    a == b || field_named(a).is_some_and(|name| field_named(b) == Some(name))
}

/// The field that a key of front matter names.
#[must_use]
pub(crate) fn field_named(key: &str) -> Option<Field> {
    match meaning(key) {
        Meaning::Field { name, .. } => Some(name),
        Meaning::Other => None,
    }
}

/// How long it lasted is the time to resolve, said less plainly.
fn known(name: Field, rank: u16, unit: Unit) -> Meaning {
    match name {
        Field::Duration => Meaning::Field { name: Field::Ttr, rank: rank + FRONT, unit },
        _ => Meaning::Field { name, rank, unit },
    }
}

/// The known name that an unknown key misspells: as many words, each the same or one slip away (two from eight letters on).
/// `author_id` and `incident_name` are other names, not slips.
pub(super) fn near_miss(key: &str) -> Option<(String, Field)> {
    let squashed = squash(key);
    if !(5..=40).contains(&squashed.len()) || !squashed.is_ascii() || FOREIGN_KEYS.get(key).is_some() {
        return None;
    }
    let (set, own) = (letters(&squashed), words(key));
    let near = CANDIDATES
        .iter()
        .filter(|(name, other, _)| name.len().abs_diff(squashed.len()) <= 2 && (set ^ other).count_ones() <= 4);
    let scored = near.filter_map(|(name, _, spelling)| Some((slips(&own, &squashed, name, spelling)?, spelling)));
    let (_, spelling) = scored.min_by_key(|(slips, _)| *slips)?;
    let name = field(spelling)?.meaning;
    (name != Field::Nested).then(|| (spelling.replace(' ', "_"), name))
}

/// Slips between a key and a known spelling; `None` where they are different words.
fn slips(own: &[String], squashed: &str, name: &str, spelling: &str) -> Option<usize> {
    let known = words(spelling);
    if own.len() != known.len() {
        // Words run together: `rootcasue`.
        return if own.len() == 1 { slip(squashed, name).filter(|slips| *slips == 1 && name.len() >= 8) } else { None };
    }
    own.iter().zip(&known).map(|(own, known)| if own == known { Some(0) } else { slip(own, known) }).sum()
}

fn slip(own: &str, known: &str) -> Option<usize> {
    let length = own.len().min(known.len());
    let most = match length {
        0..5 => return None,
        5..8 => 1,
        _ => 2,
    };
    let slips = strsim::damerau_levenshtein(own, known);
    // The first letter is rarely the slip.
    (slips <= most && own.as_bytes().first() == known.as_bytes().first()).then_some(slips)
}

/// `resolved_at`, `resolved-at`, `resolvedAt` -> `resolved`, `at`.
fn words(key: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut fresh = true;
    let mut after_lower = false;
    for character in key.chars() {
        if !character.is_alphanumeric() {
            fresh = true;
            continue;
        }
        if fresh || after_lower && character.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
        fresh = false;
        after_lower = character.is_lowercase();
    }
    words
}

fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |set, letter| set | 1 << (letter - b'a'))
}

/// Whether `field` is a field name that `book.toml` may map to.
#[cfg(test)]
pub(super) fn is_field(field: &str) -> bool {
    self::field(field).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_book_toml_may_name_is_read() {
        for field in crate::config::FIELD_NAMES {
            assert!(is_field(field), "{field}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert!(CANDIDATES.len() > 200 && FOREIGN_KEYS.words().count() > 150);
        for (key, name) in [
            ("affectedSystems", Field::Services),
            ("resolvedWhen", Field::Resolved),
            ("Root-Cause", Field::RootCauses),
            ("written by", Field::Authors),
        ] {
            assert!(matches!(meaning(key), Meaning::Field { name: found, .. } if found == name), "{key}");
        }
        let lasted = meaning("duration_minutes");
        assert!(matches!(lasted, Meaning::Field { name: Field::Ttr, unit: Unit::Minutes, .. }), "{lasted:?}");
        assert_eq!(meaning("weight"), Meaning::Other);
    }

    #[test]
    fn slips_are_near_misses_and_blog_keys_are_not() {
        for (key, name) in [
            ("severty", "severity"),
            ("serverity", "severity"),
            ("sevices", "services"),
            ("tilte", "title"),
            ("auhtor", "author"),
            ("resloved_at", "resolved_at"),
            ("visiblity", "visibility"),
            ("root_casue", "root_cause"),
            ("strated", "started"),
            ("sumary", "summary"),
        ] {
            assert_eq!(near_miss(key).map(|(name, _)| name).as_deref(), Some(name), "{key}");
        }
        for key in [
            "layout",
            "weight",
            "author_profile",
            "lang",
            "image",
            "toc",
            "stats",
            "subtitle",
            "nav_order",
            "sidebar_label",
            "og_title",
            "starts",
            "pinned",
            "updated",
            "sources",
            "archive",
            "theme",
            "company",
            "lastmod",
            "resources",
            "incidents",
            "author_id",
            "incident_name",
            "start_page",
            "slack",
            "relatedTo",
            "started_by",
            "linkTitle",
            "last_review_on",
            "review_in",
            "time",
        ] {
            assert_eq!(near_miss(key), None, "{key}");
        }
    }
}
