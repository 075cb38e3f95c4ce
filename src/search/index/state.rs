//! What lies beside tantivy's files: which documents they hold, and the facets.

use crate::fs;
use crate::search::facets::Facets;
use serde::{Deserialize, Serialize};
use std::path::Path;

const STATE: &str = "pmsite.json";
const FACETS: &str = "facets.json";

/// Which documents an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Of everything that the index was made from; an equal one needs no look at the documents.
    pub inputs: String,
    /// Hash of all cards.
    pub cards: String,
    /// Source path and hash, by path.
    pub documents: Vec<(String, String)>,
}

impl State {
    /// Committed with tantivy's files: where they say something else, one of the two is not what was written.
    pub fn seal(&self, facets: &Facets) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&serde_json::to_vec(&self.documents).unwrap_or_default());
        hasher.update(&serde_json::to_vec(facets).unwrap_or_default());
        hasher.finalize().to_hex().to_string()
    }

    /// What was written last; `None` where it cannot be read.
    pub fn read(folder: &Path) -> Option<(Self, Facets)> {
        let state = serde_json::from_slice(&fs::read(&folder.join(STATE)).ok()?).ok()?;
        let facets = serde_json::from_slice(&fs::read(&folder.join(FACETS)).ok()?).ok()?;
        Some((state, facets))
    }

    /// Writes both files.
    pub fn write(&self, facets: &Facets, folder: &Path) -> Result<(), fs::Error> {
        fs::write_atomic(&folder.join(FACETS), &serde_json::to_vec(facets).unwrap_or_default())?;
        fs::write_atomic(&folder.join(STATE), &serde_json::to_vec(self).unwrap_or_default())
    }
}
