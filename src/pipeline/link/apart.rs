//! Documents whose file names make one URL -> a slug each that tells them apart: behind the nearest folders that differ.
//!
//! `cart/docs/incidents/outage.md` and `pay/docs/incidents/outage.md` become `cart-outage` and `pay-outage`: folders that every team
//! has (`docs`, `incidents`) tell nothing. A slug depends on the documents that share a name, never on their order: one more of them
//! moves no other, unless both lie in folders of one name.

use crate::model::Document;
use crate::model::addresses::folded;
use crate::model::source::{LANDINGS, landing_rank, split_hash, strip_markdown_suffixes};
use crate::model::{Provenance, Zone};
use crate::text::lexicon::{FOLDERS, Folder};
use crate::text::slug::slugify;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Longest slug that is made, in bytes.
const LONGEST: usize = 200;

/// What stands before or behind the slug of a document that shares it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Apart {
    prefix: String,
    suffix: String,
}

impl Apart {
    /// `cart-` and `outage` -> `cart-outage`.
    pub(super) fn slug(&self, own: &str) -> String {
        [self.prefix.as_str(), own, self.suffix.as_str()].concat()
    }
}

/// For each of `documents` that shares its `wanted` address with others: what tells it apart. Slugs that authors wrote stay as they
/// are, and so do two files of one name in one folder, unless an export put a hash behind each: only their author can tell them apart.
pub(super) fn apart(documents: &[Arc<Document>], wanted: &[String]) -> FxHashMap<usize, Apart> {
    let mut sharing: FxHashMap<String, Vec<usize>> = FxHashMap::default();
    for (index, address) in wanted.iter().enumerate() {
        sharing.entry(folded(address).into_owned()).or_default().push(index);
    }
    let mut all = FxHashMap::default();
    for group in sharing.into_values().filter(|group| group.len() > 1) {
        let (movable, stated): (Vec<usize>, Vec<usize>) =
            group.into_iter().partition(|index| is_named_by_path(&documents[*index]));
        let places: Vec<FileLocation> = movable.iter().map(|index| FileLocation::of(&documents[*index])).collect();
        for (at, index) in movable.iter().enumerate() {
            all.extend(places[at].among(&places, at, !stated.is_empty()).map(|apart| (*index, apart)));
        }
    }
    all
}

/// An incident or page whose slug nobody wrote.
fn is_named_by_path(document: &Document) -> bool {
    document.slug.provenance == Provenance::Path
        && !document.slug.value.is_empty()
        && matches!(document.zone, Zone::Postmortems | Zone::Pages | Zone::Foreign)
}

/// Where a document lies.
struct FileLocation {
    /// Its folders, nearest first, without those that every team has.
    telling: Vec<String>,
    /// All of them.
    folders: Vec<String>,
    /// `index`, `_index`, `readme`, of which a folder may have several: the first of them is the folder's own page.
    landing: Option<usize>,
    /// What an export put behind its name.
    hash: Option<String>,
}

impl FileLocation {
    fn of(document: &Document) -> Self {
        let mut names: Vec<&str> = document.source.split('/').rev().collect();
        let stem = strip_markdown_suffixes(names.remove(0)).to_ascii_lowercase();
        let landing = landing_rank(&stem);
        let hash = split_hash(&stem).map(|(_, hash)| hash.to_owned());
        if landing.is_some() && !names.is_empty() {
            // The folder is the slug already.
            names.remove(0);
        }
        let slugs = |names: &mut dyn Iterator<Item = &str>| -> Vec<String> {
            names.map(slugify).filter(|slug| !slug.is_empty()).collect()
        };
        let telling = slugs(&mut names.iter().copied().filter(|name| !is_common(name)));
        Self { telling, folders: slugs(&mut names.iter().copied()), landing, hash }
    }

    /// What tells it apart from the others of `places`, of which it is the one `at`; `is_held`: the slug alone is somebody's.
    fn among(&self, places: &[Self], at: usize, is_held: bool) -> Option<Apart> {
        let others = || places.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, place)| place);
        let beside: Vec<&Self> = others().filter(|other| other.folders == self.folders).collect();
        let is_behind = beside.iter().any(|other| other.landing < self.landing);
        let is_twin = beside.iter().any(|other| other.landing == self.landing);
        if is_twin && (self.hash.is_none() || beside.iter().any(|other| other.hash == self.hash)) {
            return None;
        }
        let suffix = match self.landing.filter(|_| is_behind) {
            Some(landing) => Some(format!("-{}", LANDINGS[landing].trim_matches('_'))),
            None => self.hash.as_ref().filter(|_| is_twin).map(|hash| format!("-{hash}")),
        };
        let elsewhere = || others().filter(|other| other.folders != self.folders);
        let telling = nearest(&self.telling, &mut elsewhere().map(|other| &other.telling));
        let telling = telling.filter(|names| suffix.is_some() || !is_held || !names.is_empty());
        let names = telling.or_else(|| nearest(&self.folders, &mut elsewhere().map(|other| &other.folders)))?;
        let is_only_here = is_twin && elsewhere().next().is_none();
        let names = names.iter().rev().filter(|_| !is_only_here);
        let prefix: String = names.map(|name| format!("{name}-")).collect();
        let is_told = suffix.is_some() || !is_held || !prefix.is_empty();
        (is_told && prefix.len() < LONGEST).then(|| Apart { prefix, suffix: suffix.unwrap_or_default() })
    }
}

/// A folder that many have: it tells no document from another.
fn is_common(name: &str) -> bool {
    matches!(FOLDERS.get(name), Some(Folder::Common | Folder::Blog))
        || matches!(FOLDERS.closing(name), Some((Folder::Incident, _)))
}

/// As few of the nearest names as no other list begins with; all of them where no other list is the same.
fn nearest<'n>(own: &'n [String], others: &mut dyn Iterator<Item = &Vec<String>>) -> Option<&'n [String]> {
    let (mut enough, mut is_twin) = (usize::from(!own.is_empty()), false);
    for other in others {
        let shared = own.iter().zip(other).take_while(|(a, b)| a == b).count();
        is_twin |= other == own;
        enough = enough.max(shared + 1);
    }
    (!is_twin).then(|| &own[..enough.min(own.len())])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slugs(paths: &[&str]) -> Vec<Option<String>> {
        let place = |path: &&str| {
            let document = crate::pipeline::link::tests::document(path);
            FileLocation::of(&document)
        };
        let places: Vec<FileLocation> = paths.iter().map(place).collect();
        let slug = |(at, place): (usize, &FileLocation)| place.among(&places, at, false).map(|apart| apart.slug("x"));
        places.iter().enumerate().map(slug).collect()
    }

    fn told(paths: &[&str]) -> Vec<String> {
        slugs(paths).into_iter().map(Option::unwrap_or_default).collect()
    }

    #[test]
    fn the_nearest_folder_that_differs_tells_documents_apart() {
        assert_eq!(told(&["cart/docs/incidents/x.md", "pay/docs/incidents/x.md"]), ["cart-x", "pay-x"]);
        assert_eq!(told(&["en/x.md", "fr/x.md", "x.md"]), ["en-x", "fr-x", "x"]);
        assert_eq!(told(&["2024/03/x.md", "2025/03/x.md"]), ["2024-03-x", "2025-03-x"]);
        assert_eq!(told(&["a/incidents/x.md", "a/outages/x.md"]), ["incidents-x", "outages-x"]);
    }

    #[test]
    fn one_more_document_moves_no_other() {
        let before = told(&["cart/docs/incidents/x.md", "pay/docs/incidents/x.md"]);
        let after = told(&["auth/incidents/x.md", "cart/docs/incidents/x.md", "pay/docs/incidents/x.md"]);
        assert_eq!(after, ["auth-x", &before[0], &before[1]]);
        let nested = told(&["cart/docs/incidents/x.md", "old/cart/docs/incidents/x.md", "pay/docs/incidents/x.md"]);
        assert_eq!(nested, ["cart-x", "old-cart-x", "pay-x"]);
    }

    #[test]
    fn a_folder_has_one_page_and_its_readme_another() {
        assert_eq!(told(&["ops/INDEX.md", "ops/README.md"]), ["x", "x-readme"]);
        assert_eq!(told(&["a/ops/README.md", "b/ops/INDEX.md", "b/ops/README.md"]), ["a-x", "b-x", "b-x-readme"]);
        assert_eq!(slugs(&["ops/x.md", "ops/x.mdx"]), [None, None]);
    }

    #[test]
    fn two_pages_of_one_title_in_an_export_keep_their_hashes() {
        let (one, other) = ("1".repeat(32), "a".repeat(32));
        let paths = [format!("ops/X {one}.md"), format!("ops/X {other}.md"), "ops/x.md".to_owned()];
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        assert_eq!(slugs(&paths), [Some(format!("x-{one}")), Some(format!("x-{other}")), None]);
    }
}
