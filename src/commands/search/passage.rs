//! A hit -> where in its file the query stands: line, heading, and the stretch that tells most of it.

use crate::diagnostics::Report;
use crate::diagnostics::secrets::{Mask, Masks, mask};
use crate::fs::Folder;
use crate::pipeline::Places;
use crate::pipeline::discover::LARGEST_DOCUMENT;
use crate::search::analyzer::Analyzer;
use crate::search::card::Card;
use crate::search::excerpt;
use crate::text::{foreign, front_matter};
use rustc_hash::FxHashSet;
use std::borrow::Cow;

/// Where the query stands in a document.
#[derive(Debug, Default)]
pub(super) struct Passage {
    /// The file, as a terminal in the working directory can open it.
    pub(super) path: String,
    /// From 1; `None` where nothing of the query stands in the text.
    pub(super) line: Option<usize>,
    /// The heading above, unless it is the title.
    pub(super) section: Option<String>,
    /// True for words of the query.
    pub(super) pieces: Vec<(String, bool)>,
}

/// Reads the files of hits.
pub(super) struct Reader<'a> {
    pub(super) places: Places,
    /// With the prefix of their source paths.
    folders: Vec<(Folder, String)>,
    /// What of the documents must not be told.
    pub(super) masks: Masks,
    terms: FxHashSet<&'a str>,
    analyzer: Analyzer,
}

impl<'a> Reader<'a> {
    /// Of the documents that `cards` show.
    pub(super) fn new(
        places: Places,
        folders: Vec<(Folder, String)>,
        terms: FxHashSet<&'a str>,
        analyzer: Analyzer,
        cards: &[Card],
    ) -> Self {
        let mut reader = Self { places, folders, masks: Masks::default(), terms, analyzer };
        let mask = |card: &Card| Some((card.source.as_str().into(), Mask::of(&card.source, &reader.text(card)?)));
        reader.masks = cards.iter().filter_map(mask).collect();
        reader
    }

    fn text(&self, card: &Card) -> Option<String> {
        self.folders.iter().find_map(|(folder, prefix)| {
            folder.read_to_string(card.source.strip_prefix(prefix.as_str())?, LARGEST_DOCUMENT).ok()
        })
    }

    /// What a document says, as it may be said: without what it hides itself, and what tells by itself that it is a secret.
    pub(super) fn told<'t>(&self, card: &Card, text: &'t str) -> Cow<'t, str> {
        match mask(text) {
            Cow::Borrowed(text) => self.masks.told(&card.source, text),
            Cow::Owned(text) => Cow::Owned(self.masks.told(&card.source, &text).into_owned()),
        }
    }

    /// Of the document that `card` shows.
    pub(super) fn passage(&mut self, card: &Card) -> Passage {
        let path = self.told(card, &self.places.named_here(&card.source)).into_owned();
        let text = self.text(card).map(|text| self.told(card, &prose(&text)).into_owned()).unwrap_or_default();
        let Some(excerpt) = excerpt::excerpt(&text, &self.terms, &mut self.analyzer) else {
            return Passage { path, ..Passage::default() };
        };
        let section = excerpt.heading(&text).filter(|heading| *heading != card.title);
        Passage { path, line: Some(excerpt.line), section, pieces: excerpt.pieces(&text).collect() }
    }
}

/// What is shown of a document: neither its front matter nor what only its authors are to read, each byte in its place.
fn prose(text: &str) -> String {
    let body = front_matter::split(&"".into(), text, &mut Report::default()).body;
    let blank = text[..body].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' });
    foreign::without_comments(&blank.chain(text[body..].chars()).collect::<String>()).into_owned()
}
