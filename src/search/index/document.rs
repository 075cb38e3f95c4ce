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
    /// What others cite it by, `INC-1234`; empty if it has no such name.
    pub name: String,
    pub standing: Standing,
}

/// What the words of a document count beside those of others. It is part of the impacts, so the client needs not know of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    Incident,
    /// A service or a cause: it is about many incidents, and the incident itself comes first.
    Topic,
    /// A template or a list: it holds the words of incidents and tells of none.
    Last,
}

/// Each standing but the first: what ends the hash of its documents, and the eighths that their words count.
const STANDINGS: [(Standing, char, u16); 2] = [(Standing::Topic, '^', 7), (Standing::Last, '~', 4)];
const WHOLE: u16 = 8;

/// The eighths that the words of the document with this hash count.
pub(super) fn eighths(hash: &str) -> u16 {
    let standing = STANDINGS.iter().find(|(_, end, _)| hash.ends_with(*end));
    standing.map_or(WHOLE, |(.., eighths)| *eighths)
}

/// So many eighths of an impact, and never nothing.
pub(super) fn weighed(impact: u8, eighths: u16) -> u8 {
    u8::try_from((u16::from(impact) * eighths).div_ceil(WHOLE)).unwrap_or(u8::MAX)
}

impl IndexDocument<'_> {
    /// Hash of all that is indexed and shown, and its standing. It changes with the program: another one may cut words otherwise.
    pub(super) fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("PMSITE_SOURCES").as_bytes());
        let card = serde_json::to_vec(&self.card).unwrap_or_default();
        for part in [card.as_slice(), self.meta.as_bytes(), self.name.as_bytes(), &self.origin] {
            hasher.update(&part.len().to_le_bytes()).update(part);
        }
        let mut hash = hasher.finalize().to_hex()[..32].to_owned();
        hash.extend(STANDINGS.iter().filter(|(standing, ..)| *standing == self.standing).map(|(_, end, _)| end));
        hash
    }
}
