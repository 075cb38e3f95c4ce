//! A front matter key to the field that it names, or to the field that it nearly names.

use crate::config::Config;
use crate::text::lookalikes;
use crate::text::words::squash;
use indexmap::IndexMap;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Name {
    // In the order in which they are read: a time needs the zone and the day first.
    Visibility,
    Kind,
    Title,
    Slug,
    Id,
    Timezone,
    Published,
    Date,
    Draft,
    Status,
    Severity,
    Services,
    RootCauses,
    Trigger,
    Detection,
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
    Ttd,
    Ttm,
    Ttr,
    Impact,
    Teams,
    Authors,
    Owner,
    Tags,
    Summary,
    ActionItems,
    Related,
    RecurrenceOf,
    Links,
    Aliases,
    Names,
    Runbook,
    DependsOn,
    Parent,
    /// Last: whether they are causes depends on the other fields.
    Categories,
    Nested,
}

#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    fields: IndexMap<Name, Vec<String>>,
    #[serde(default)]
    other: IndexMap<String, Vec<String>>,
    #[serde(default)]
    visibility: Words,
}

/// What may stand beside a name of `visibility` outside front matter: lower-case words, squashed.
#[derive(Default, Deserialize)]
pub(super) struct Words {
    pub open: Vec<String>,
    pub closed: Vec<String>,
    pub alone: Vec<String>,
    pub between: Vec<String>,
}

#[derive(Default)]
struct Table {
    /// Squashed key -> field, and its rank among the field's names.
    fields: FxHashMap<String, (Name, u16)>,
    /// Squashed keys that mean nothing here.
    known: rustc_hash::FxHashSet<String>,
    /// For near misses: squashed name, letters as a bit set, spelling to suggest; sorted.
    candidates: Vec<(String, u32, String)>,
    visibility: Words,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../fields.toml")).unwrap_or_default();
    let mut table = Table::default();
    for (name, spellings) in file.fields {
        for (rank, spelling) in (0..).zip(spellings) {
            let squashed = squash(&spelling);
            table.candidates.push((squashed.clone(), letters(&squashed), spelling));
            table.fields.insert(squashed, (name, rank));
        }
    }
    table.candidates.sort();
    let folded = |words: Vec<String>| words.iter().map(|word| squash(&lookalikes::plain(word))).collect();
    let Words { open, closed, alone, between } = file.visibility;
    table.visibility =
        Words { open: folded(open), closed: folded(closed), alone: folded(alone), between: folded(between) };
    table.known = file.other.into_values().flatten().map(|key| squash(&key)).collect();
    table
});

/// Squashed names of `field`, with those of `book.toml`.
pub(super) fn names_of(field: Name, config: &Config) -> Vec<String> {
    let built_in = TABLE.fields.iter().filter(|(_, (name, _))| *name == field).map(|(name, _)| name.clone());
    let is_own = |meant: &str| TABLE.fields.get(&squash(meant)).is_some_and(|(name, _)| *name == field);
    let own = config.postmortem.field_names.iter().filter(|(_, meant)| is_own(meant));
    built_in.chain(own.map(|(name, _)| squash(&lookalikes::plain(name)))).collect()
}

/// Words that say who may see a document.
pub(super) fn visibility_words() -> &'static Words {
    &TABLE.visibility
}

/// What a key turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Field {
        name: Name,
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

/// Looks `key` up: names from `book.toml` first.
pub(super) fn meaning(key: &str, config: &Config) -> Meaning {
    let squashed = squash(key);
    let own = config.postmortem.field_names.iter().find(|(name, _)| squash(name) == squashed);
    let looked_up = match own {
        Some((_, field)) => TABLE.fields.get(&squash(field)).map(|(name, _)| (*name, 0)),
        None => TABLE.fields.get(&squashed).copied(),
    };
    if let Some((name, rank)) = looked_up {
        return Meaning::Field { name, rank, unit: Unit::None };
    }
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
        let bare = squashed.strip_suffix(ending).and_then(|bare| TABLE.fields.get(bare));
        if let Some((name @ (Name::Ttd | Name::Ttm | Name::Ttr), rank)) = bare {
            return Meaning::Field { name: *name, rank: *rank, unit };
        }
    }
    Meaning::Other
}

/// The known name that an unknown key misspells: as many words, each the same or one slip away (two from eight letters on).
/// `author_id` and `incident_name` are other names, not slips.
pub(super) fn near_miss(key: &str) -> Option<(&'static str, Name)> {
    let squashed = squash(key);
    if !(5..=40).contains(&squashed.len()) || !squashed.is_ascii() || TABLE.known.contains(&squashed) {
        return None;
    }
    let (set, own) = (letters(&squashed), words(key));
    let near = TABLE
        .candidates
        .iter()
        .filter(|(name, other, _)| name.len().abs_diff(squashed.len()) <= 2 && (set ^ other).count_ones() <= 4);
    let scored = near.filter_map(|(name, _, spelling)| Some((slips(&own, &squashed, name, spelling)?, spelling)));
    let (_, spelling) = scored.min_by_key(|(slips, _)| *slips)?;
    let (name, _) = TABLE.fields.get(&squash(spelling))?;
    (*name != Name::Nested).then_some((spelling, *name))
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
    TABLE.fields.contains_key(&squash(field))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_field_that_book_toml_may_name_is_read() {
        for field in crate::config::FIELD_NAMES {
            assert!(is_field(field), "{field}");
        }
    }

    #[test]
    fn the_table_is_whole() {
        assert!(TABLE.fields.len() > 200 && TABLE.known.len() > 150);
        let config = Config::new(date(2024, 1, 1));
        for (key, name) in [
            ("affectedSystems", Name::Services),
            ("resolvedWhen", Name::Resolved),
            ("Root-Cause", Name::RootCauses),
            ("written by", Name::Authors),
        ] {
            assert!(matches!(meaning(key, &config), Meaning::Field { name: found, .. } if found == name), "{key}");
        }
        assert_eq!(
            meaning("duration_minutes", &config),
            Meaning::Field { name: Name::Ttr, rank: 6, unit: Unit::Minutes }
        );
        assert_eq!(meaning("weight", &config), Meaning::Other);
    }

    #[test]
    fn slips_are_near_misses_and_blog_keys_are_not() {
        for (key, name) in [
            ("severty", "severity"),
            ("serverity", "severity"),
            ("sevices", "services"),
            ("tilte", "title"),
            ("autor", "author"),
            ("resloved_at", "resolved_at"),
            ("visiblity", "visibility"),
            ("root_casue", "root_cause"),
            ("strated", "started"),
            ("sumary", "summary"),
        ] {
            assert_eq!(near_miss(key).map(|(name, _)| name), Some(name), "{key}");
        }
        for key in [
            "layout",
            "weight",
            "permalink",
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
            "timeline",
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
