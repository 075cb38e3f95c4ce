//! What the terminal and the reader's browser share: how text becomes terms, how a query is read, how documents are ranked.
//!
//! 1. [`analyzer`]: text -> terms, for documents and queries alike
//! 2. [`index`]: terms of documents -> a tantivy index, updated by difference, read as postings with impacts
//! 3. [`query`]: what a person typed or pasted -> [`query::Query`]
//! 4. [`rank`]: query and index -> documents with scores, best first
//! 5. [`shards`]: index -> the static files that the browser's client ranks from, with equal scores

pub(crate) mod analyzer;
pub(crate) mod card;
pub(crate) mod excerpt;
pub(crate) mod facets;
pub(crate) mod index;
pub(crate) mod query;
pub(crate) mod rank;
pub(crate) mod scoring;
pub(crate) mod shards;
pub(crate) mod stem;
pub(crate) mod synonyms;
mod varint;
pub(crate) mod words;
