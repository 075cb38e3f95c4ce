//! One document on its way into the index.

use crate::search::card::Card;
use crate::store::{BuildId, Key};
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
    pub origin: Key,
    /// What others cite it by, `INC-1234`; empty if it has no such name.
    pub name: String,
    pub standing: Standing,
}

/// What the words of a document count beside those of others. It is part of the impacts, so the client needs not know of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    #[default]
    Incident,
    /// A service or a cause: it is about many incidents, and comes first where its name is asked for.
    Topic,
    /// A template or a list: it holds the words of incidents and tells of none.
    Last,
}

/// What words of a document count, in eighths: those of its title, and all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Eighths {
    pub title: u16,
    pub text: u16,
}

/// Each standing but the first: what ends the hash of its documents, and what their words count. The page of a cause quotes the errors
/// that it is known by, and is short: so that the incident which has the line stands before it, little counts but its name.
const STANDINGS: [(Standing, char, Eighths); 2] =
    [(Standing::Topic, '^', Eighths { title: 8, text: 2 }), (Standing::Last, '~', Eighths { title: 4, text: 4 })];
const WHOLE: u16 = 8;

impl Eighths {
    /// Of the document with this hash.
    pub(super) fn of(hash: &str) -> Self {
        let standing = STANDINGS.iter().find(|(_, end, _)| hash.ends_with(*end));
        standing.map_or(Self { title: WHOLE, text: WHOLE }, |(.., eighths)| *eighths)
    }

    /// What is left of the impact of a word that stands anywhere, given its impact in the title alone: never nothing.
    pub(super) fn weigh(self, impact: u8, in_title: impl FnOnce() -> u8) -> u8 {
        let weighed = |impact: u8, eighths: u16| (u16::from(impact) * eighths).div_ceil(WHOLE);
        let all = weighed(impact, self.text);
        let all = if self.title > self.text { all.max(weighed(in_title(), self.title)) } else { all };
        u8::try_from(all).unwrap_or(u8::MAX)
    }
}

impl IndexDocument<'_> {
    /// Hash of all that is indexed and shown, and its standing. It changes with the program: another one may cut words otherwise.
    pub(super) fn hash(&self) -> String {
        let mut hasher = BuildId::of("index document", &()).hasher();
        let card = serde_json::to_vec(&self.card).unwrap_or_default();
        for part in [card.as_slice(), self.meta.as_bytes(), self.name.as_bytes(), &self.origin] {
            hasher.update(&part.len().to_le_bytes()).update(part);
        }
        let mut hash = hasher.finalize().to_hex()[..32].to_owned();
        hash.extend(STANDINGS.iter().filter(|(standing, ..)| *standing == self.standing).map(|(_, end, _)| end));
        hash
    }
}
