//! Catalog -> the files that a search engine is filled from: its schema or mapping, and every document in batches.
//!
//! A catalog holds what its audience may see and nothing else, so do the files. Each is made when it is asked for: the texts of two
//! batches never stand in memory together.

mod document;
mod schema;
#[cfg(test)]
mod tests;

use super::index;
use crate::config::{Config, Visibility};
use crate::diagnostics::secrets::Masks;
use crate::model::catalog::Catalog;
use crate::model::{Fingerprint, Output};
use crate::search::facets::Facets;
use document::BulkDocument;
use serde_json::json;
use std::sync::Arc;

/// Most bytes of one file: Quickwit takes no larger request, and the others like none.
pub(crate) const LARGEST_FILE: usize = 10_000_000;

/// What the engine calls the collection or index.
pub(crate) const INDEX: &str = "postmortems";

/// Says that a folder holds such files: engine, audience, how many documents, and the names of the batches.
pub(crate) const MARK: &str = "bulk.json";

/// Longest id, in bytes: OpenSearch takes 512.
const LONGEST_ID: usize = 400;

/// The engines that the files are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Typesense,
    /// Elasticsearch reads the same.
    OpenSearch,
    Quickwit,
}

impl Engine {
    /// As it is written on the command line.
    #[must_use]
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Typesense => "typesense",
            Self::OpenSearch => "opensearch",
            Self::Quickwit => "quickwit",
        }
    }

    /// Name of the file that the collection or index is made from.
    #[must_use]
    pub(crate) fn schema_name(self) -> &'static str {
        match self {
            Self::Typesense => "schema.json",
            Self::OpenSearch => "mapping.json",
            Self::Quickwit => "index-config.json",
        }
    }
}

/// Every file for one engine, in order: schema, batches, the mark.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    catalog: &'a Catalog,
    config: &'a Config,
    masks: &'a Masks,
    engine: Engine,
    facets: Facets,
    /// By document number: of each list of [`Facets::lists`] the numbers of its values.
    values: Vec<Vec<(usize, usize)>>,
    step: Step,
    /// The next document.
    next: usize,
    /// Lines that the last batch had no room for.
    waiting: Option<String>,
    batches: Vec<String>,
    /// Source paths of documents whose text was too long for a file, and was cut.
    pub cut: Vec<Arc<str>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Schema,
    Batches,
    Done,
}

impl<'a> Files<'a> {
    /// The files for `engine` of every document of `catalog`, but for what `masks` hide.
    #[must_use]
    pub(crate) fn new(catalog: &'a Catalog, config: &'a Config, masks: &'a Masks, engine: Engine) -> Self {
        let facets = index::facets(catalog);
        let mut values = vec![Vec::new(); catalog.documents.len()];
        for (list, (_, of_list)) in facets.lists().into_iter().enumerate() {
            for (number, value) in of_list.iter().enumerate() {
                for document in &value.documents {
                    values[*document as usize].push((list, number));
                }
            }
        }
        let (step, waiting, batches, cut) = (Step::Schema, None, Vec::new(), Vec::new());
        Self { catalog, config, masks, engine, facets, values, step, next: 0, waiting, batches, cut }
    }

    /// The documents up to the size of a file; `None` when all are told.
    fn batch(&mut self) -> Option<Output> {
        let mut text = String::new();
        while let Some(lines) = self.waiting.take().or_else(|| self.lines()) {
            if !text.is_empty() && text.len() + lines.len() > LARGEST_FILE {
                self.waiting = Some(lines);
                break;
            }
            text.push_str(&lines);
        }
        if text.is_empty() {
            return None;
        }
        let name = format!("documents-{:05}.jsonl", self.batches.len() + 1);
        self.batches.push(name.clone());
        Some(Output::made(name, &text.into_bytes().into()))
    }

    /// What the engine reads for the next document, each line with its end.
    fn lines(&mut self) -> Option<String> {
        let entry = self.catalog.documents.get(self.next)?;
        let mut document = BulkDocument::of(id(&entry.url), entry, &self.facets, &self.values[self.next]);
        self.next += 1;
        let action = match self.engine {
            Engine::OpenSearch => line(&json!({ "index": { "_index": INDEX, "_id": document.id } })),
            Engine::Typesense | Engine::Quickwit => String::new(),
        };
        let (masks, source) = (self.masks, &entry.document.source);
        let told = |document: &BulkDocument| match masks.is_empty() {
            true => line(document),
            false => masked(document, source, masks),
        };
        let mut lines = action.clone() + &told(&document);
        if lines.len() > LARGEST_FILE {
            self.cut.push(Arc::clone(&entry.document.source));
        }
        while lines.len() > LARGEST_FILE && document.halve() {
            lines = action.clone() + &told(&document);
        }
        Some(lines)
    }

    fn mark(&self) -> Output {
        let audience = match self.config.audience.audience {
            Visibility::Internal => "internal",
            Visibility::Public => "public",
        };
        let mark = json!({
            "engine": self.engine.name(),
            "index": INDEX,
            "audience": audience,
            "documents": self.catalog.documents.len(),
            "schema": self.engine.schema_name(),
            "batches": self.batches,
        });
        Output::made(MARK, &line(&mark).into_bytes().into())
    }
}

impl Iterator for Files<'_> {
    type Item = Output;

    fn next(&mut self) -> Option<Output> {
        match self.step {
            Step::Schema => {
                self.step = Step::Batches;
                let schema = schema::of(self.engine, &self.config.book.language);
                Some(Output::made(self.engine.schema_name(), &format!("{schema:#}\n").into_bytes().into()))
            }
            Step::Batches => self.batch().or_else(|| {
                self.step = Step::Done;
                Some(self.mark())
            }),
            Step::Done => None,
        }
    }
}

/// The URL as one word: the same for a document in every export, so that loading it again replaces it. URLs have no colon.
fn id(url: &str) -> String {
    let id = match url.trim_end_matches('/') {
        "" => "home".to_owned(),
        path => path.replace('/', ":"),
    };
    if id.len() <= LONGEST_ID {
        return id;
    }
    format!("{}-{}", &id[..id.floor_char_boundary(LONGEST_ID)], Fingerprint::of(id.as_bytes()).short(16))
}

/// As [`line`], with no more of a secret than may be shown.
fn masked(document: &BulkDocument, source: &str, masks: &Masks) -> String {
    let mut value = serde_json::to_value(document).unwrap_or_default();
    masks.tell_json(source, &mut value);
    line(&value)
}

fn line(value: &impl serde::Serialize) -> String {
    // Serialising plain structs into memory cannot fail; the tests would find an empty line.
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}
