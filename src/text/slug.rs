//! URL parts and heading anchors from any text.

use crate::model::addresses::is_device;
use regex::Regex;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;

/// Longest slug in bytes: leaves room for `index.html`, suffixes and a temporary name within 255 bytes.
const LONGEST: usize = 120;

/// Ids that begin so belong to the page around the body (theme, footnotes); no heading or raw HTML gets one.
pub(crate) const PAGE_PREFIX: &str = "pm_";

/// Other ids of the theme's pages: a heading `Main` is numbered as if it came second.
const PAGE_IDS: [&str; 6] = ["main", "pm-actions", "pm-cited", "pm-near", "pm-related", "pm-toc"];

/// Lower-case words joined by `-`, letters and digits of any script kept, NFC, and no name that Windows keeps for devices. Empty
/// where nothing is left.
#[must_use]
pub(crate) fn slugify(text: &str) -> String {
    let slug = match text.is_ascii() {
        true => joined(text.chars().map(|character| character.to_ascii_lowercase()), text.len()),
        false => joined(text.nfc().flat_map(char::to_lowercase).nfc(), text.len()),
    };
    if is_device(&slug) { format!("{slug}-page") } else { slug }
}

fn joined(characters: impl Iterator<Item = char>, length: usize) -> String {
    let mut slug = String::with_capacity(length);
    for character in characters {
        if character.is_alphanumeric() || is_mark(character) && !slug.is_empty() && !slug.ends_with('-') {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') && character != '\'' && character != '’' {
            slug.push('-');
        }
    }
    let mut end = slug.len().min(LONGEST);
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    slug.truncate(end);
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Marks that combine with the letter before them (vowel signs of Indic scripts, accents without a composed form).
fn is_mark(character: char) -> bool {
    unicode_normalization::char::is_combining_mark(character)
}

/// A heading's anchor as GitHub makes it (github-slugger 2): lower case; letters, marks, decimal digits, connector
/// punctuation and hyphens kept; each blank becomes a hyphen; everything else goes. May be empty.
#[must_use]
pub(crate) fn anchor(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    if text.is_ascii() {
        slug.extend(text.bytes().filter_map(|byte| match byte {
            b' ' => Some('-'),
            b'-' | b'_' => Some(char::from(byte)),
            _ => byte.is_ascii_alphanumeric().then(|| char::from(byte.to_ascii_lowercase())),
        }));
        return slug;
    }
    for character in text.to_lowercase().chars() {
        match character {
            ' ' => slug.push('-'),
            '-' | '_' => slug.push(character),
            _ if is_word(character) => slug.push(character),
            _ => {}
        }
    }
    slug
}

/// Alphabetic, mark, decimal digit or connector punctuation: what GitHub keeps.
fn is_word(character: char) -> bool {
    static WORD: OnceLock<Option<Regex>> = OnceLock::new();
    if character.is_ascii() {
        return character.is_ascii_alphanumeric();
    }
    if character.is_alphabetic() {
        return true;
    }
    let word = WORD.get_or_init(|| Regex::new(r"^[\p{M}\p{Nd}\p{Pc}]$").ok());
    word.as_ref().is_some_and(|word| word.is_match(character.encode_utf8(&mut [0; 4])))
}

/// The ids of one page, each given once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Anchors {
    seen: FxHashMap<String, u32>,
}

impl Anchors {
    /// Takes `id` as it is; false where it is empty, holds white space, is the page's own or is taken.
    pub(crate) fn claim(&mut self, id: &str) -> bool {
        let free = !id.is_empty()
            && !id.starts_with(PAGE_PREFIX)
            && !PAGE_IDS.contains(&id)
            && !id.contains(|character: char| character.is_whitespace() || character.is_control())
            && !self.seen.contains_key(id);
        if free {
            self.seen.insert(id.to_owned(), 0);
        }
        free
    }

    /// `base`, or `base-1`, `base-2` ... where it is taken, counted as github-slugger counts; `section` for an empty base.
    pub(crate) fn unique(&mut self, base: &str) -> String {
        let base = match base {
            "" => "section".to_owned(),
            own if own.starts_with(PAGE_PREFIX) => format!("doc-{own}"),
            other => other.to_owned(),
        };
        let mut count = self.seen.get(&base).copied();
        let mut id = base.clone();
        while self.seen.contains_key(&id) || PAGE_IDS.contains(&id.as_str()) {
            let next = count.map_or(1, |count| count + 1);
            count = Some(next);
            id = format!("{base}-{next}");
        }
        if let Some(count) = count {
            self.seen.insert(base, count);
        }
        self.seen.insert(id.clone(), 0);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn anchors_are_githubs() {
        let cases = [
            ("Root cause & fix", "root-cause--fix"),
            ("What went well?", "what-went-well"),
            ("5xx at 14:02 UTC", "5xx-at-1402-utc"),
            ("`kubectl_get` -- x", "kubectl_get----x"),
            ("Ursache: Überlauf", "ursache-überlauf"),
            ("障害の概要（要約）", "障害の概要要約"),
            ("a\u{a0}b², ½", "ab-"),
            ("I ♥ unicode", "i--unicode"),
            ("Привет", "привет"),
            ("नमस्ते ٣", "नमस्ते-٣"),
        ];
        for (text, expected) in cases {
            assert_eq!(anchor(text), expected, "{text}");
        }
    }

    #[test]
    fn repeated_anchors_are_numbered_like_github() {
        let mut anchors = Anchors::default();
        let ids: Vec<_> = ["a", "a", "a-1", "a", "", "", "pm_x"].into_iter().map(|base| anchors.unique(base)).collect();
        assert_eq!(ids, ["a", "a-1", "a-1-1", "a-2", "section", "section-1", "doc-pm_x"]);
        assert!(anchors.claim("own") && !anchors.claim("own") && !anchors.claim("pm_top") && !anchors.claim("a b"));
        assert_eq!(anchors.unique("own"), "own-1");
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads the theme")]
    fn the_themes_ids_are_reserved() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("themes/default/templates");
        for entry in std::fs::read_dir(folder).unwrap() {
            let Ok(template) = std::fs::read_to_string(entry.unwrap().path()) else { continue };
            for id in template.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                assert!(
                    id.contains("{{") || id.starts_with(PAGE_PREFIX) || PAGE_IDS.contains(&id),
                    "{id}: add it to PAGE_IDS"
                );
            }
        }
        let mut anchors = Anchors::default();
        assert_eq!(anchors.unique("main"), "main-1");
        assert_eq!(anchors.unique("pm-2021-011"), "pm-2021-011");
        assert!(!anchors.claim("pm-toc"));
    }

    #[test]
    fn devices_get_another_name() {
        assert_eq!(slugify("CON"), "con-page");
        assert_eq!(slugify("lpt9"), "lpt9-page");
        assert_eq!(slugify("com¹"), "com¹-page");
        assert_eq!(slugify("../../etc"), "etc");
    }

    proptest! {
        #[test]
        fn slugs_are_stable_and_path_safe(text in ".{0,80}") {
            let slug = slugify(&text);
            prop_assert!(slug.len() <= LONGEST);
            prop_assert_eq!(slugify(&slug), slug.clone());
            prop_assert!(!slug.contains(['/', '\\', '.', ' ', ':']) && !slug.starts_with('-') && !slug.ends_with('-'));
        }

        #[test]
        fn anchors_hold_no_space_and_no_markup(text in ".{0,80}") {
            let id = anchor(&text);
            prop_assert!(!id.contains(|c: char| c.is_whitespace() || "<>\"'&=#".contains(c)));
        }

        #[test]
        fn unique_never_repeats(texts in prop::collection::vec("[ab1-]{0,4}", 0..60)) {
            let mut anchors = Anchors::default();
            let mut ids: Vec<_> = texts.iter().map(|text| anchors.unique(text)).collect();
            let count = ids.len();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), count);
        }
    }
}
