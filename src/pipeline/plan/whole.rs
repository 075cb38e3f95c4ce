//! A list that a document's page shows the beginning of -> a page of its own with all of it.

use super::Address;
use super::shared::{Shared, day, document_link};
use super::url::encoded;
use crate::model::catalog::{Catalog, DocId, Entry};
use crate::model::page::{All, Cited, WholeView};

/// Entries that a document's page shows of each of these lists.
pub const BEGINNING: usize = 50;

/// What is listed of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whole {
    /// What links to it.
    CitedBy,
    /// The incidents that repeat it.
    Repeats,
}

impl Whole {
    const ALL: [Self; 2] = [Self::CitedBy, Self::Repeats];

    /// Its title in the interface strings.
    fn key(self) -> &'static str {
        match self {
            Self::CitedBy => "cited",
            Self::Repeats => "repeated",
        }
    }

    fn documents(self, entry: &Entry) -> &[DocId] {
        match self {
            Self::CitedBy => &entry.cited_by,
            Self::Repeats => &entry.recurrences,
        }
    }

    /// Site-relative; no document and no list of a topic lies below a document.
    fn url(self, entry: &Entry) -> String {
        let folder = match self {
            Self::CitedBy => "cited-by",
            Self::Repeats => "repeats",
        };
        format!("{}{folder}/", entry.url)
    }

    /// Where all of the list is, if its document's page does not show it all.
    #[must_use]
    pub fn all(self, entry: &Entry) -> Option<All> {
        let count = self.documents(entry).len();
        (count > BEGINNING && !entry.url.is_empty()).then(|| All { count, url: encoded(&self.url(entry)) })
    }
}

/// The pages of all lists that are too long for the pages of their documents.
pub fn addresses(catalog: &Catalog) -> impl Iterator<Item = Address> {
    (0..).map(DocId).zip(&catalog.documents).flat_map(|(id, entry)| {
        let long = Whole::ALL.into_iter().filter(|whole| whole.all(entry).is_some());
        long.map(move |whole| Address::page(&whole.url(entry), super::Subject::Whole(id, whole)))
    })
}

/// The page of all of it.
#[must_use]
pub fn view(shared: &Shared, id: DocId, whole: Whole) -> WholeView {
    let entry = shared.catalog.entry(id);
    let of = document_link(entry);
    WholeView {
        frame: shared.frame(&whole.url(entry), &of.text, ""),
        key: whole.key(),
        of,
        documents: documents(shared, whole.documents(entry)),
    }
}

/// Newest incident first, then pages by title.
#[must_use]
pub fn documents(shared: &Shared, ids: &[DocId]) -> Vec<Cited> {
    let document = |id: &DocId| {
        let entry = shared.catalog.entry(*id);
        Cited { link: document_link(entry), date: entry.when().map(day) }
    };
    let mut documents: Vec<Cited> = ids.iter().map(document).collect();
    documents.sort_by(|a, b| {
        let iso = |cited: &Cited| cited.date.as_ref().map(|date| date.iso.clone());
        iso(b).cmp(&iso(a)).then_with(|| a.link.text.cmp(&b.link.text))
    });
    documents
}
