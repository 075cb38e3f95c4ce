//! One document on its way into the index.

use crate::search::card::Card;
use std::ops::Range;

/// What the index takes of a document.
#[derive(Clone, Debug)]
pub struct IndexDocument<'a> {
    pub card: Card,
    /// Headings, summary, and the names of services, causes, teams and tags.
    pub meta: String,
    /// The body's words, blocks separated by line feeds, code included.
    pub body: &'a str,
    /// Where in `body` code stands.
    pub code: &'a [Range<u32>],
    /// Hash of all that `body` and `code` were made from.
    pub origin: [u8; 32],
    /// A template or a list: it holds the words of incidents and tells of none, so its words count half.
    pub comes_last: bool,
}

/// Ends the hash of a document that comes last.
const LAST: char = '~';

/// Whether a hash is that of a document that comes last.
pub(super) fn comes_last(hash: &str) -> bool {
    hash.ends_with(LAST)
}

impl IndexDocument<'_> {
    /// Hash of all that is indexed and shown, and whether it comes last. It changes with the program: another one may cut words otherwise.
    pub(super) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("PMSITE_SOURCES").as_bytes());
        let card = serde_json::to_vec(&self.card).unwrap_or_default();
        for part in [card.as_slice(), self.meta.as_bytes(), &self.origin] {
            hasher.update(&part.len().to_le_bytes()).update(part);
        }
        let mut hash = hasher.finalize().to_hex()[..32].to_owned();
        hash.extend(self.comes_last.then_some(LAST));
        hash
    }
}
