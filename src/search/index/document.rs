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
}

impl IndexDocument<'_> {
    /// Hash of the document, and of its card alone. The first changes when anything that is indexed or shown changes, and with
    /// the program: another one may cut words or weigh them otherwise, and the shards' folder is named for these hashes.
    pub(super) fn hash(&self) -> (String, blake3::Hash) {
        let card = blake3::hash(&serde_json::to_vec(&self.card).unwrap_or_default());
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("PMSITE_SOURCES").as_bytes());
        hasher.update(card.as_bytes());
        for part in [self.meta.as_str(), self.body] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        for range in self.code {
            hasher.update(&range.start.to_le_bytes());
            hasher.update(&range.end.to_le_bytes());
        }
        (hasher.finalize().to_hex()[..32].to_owned(), card)
    }
}
