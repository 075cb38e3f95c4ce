//! What lies beside tantivy's files: which documents they hold, and the facets.

use crate::fs;
use crate::search::facets::Facets;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::path::Path;

const STATE: &str = "pmsite.json";
const FACETS: &str = "facets.json";

/// Which documents an index holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Of everything that the index was made from; an equal one needs no look at the documents.
    pub inputs: String,
    /// Source path and hash, by path.
    pub documents: Vec<(String, String)>,
}

/// The state as it lies in the folder.
#[derive(Debug, Serialize, Deserialize)]
struct Written<'a> {
    #[serde(flatten)]
    state: Cow<'a, State>,
    /// Names and sizes of the parts of tantivy's segments: it does not look how long a file is before it reads the end of it.
    files: Vec<(String, u64)>,
}

impl State {
    /// Committed with tantivy's files: where they say something else, one of the two is not what was written.
    pub fn seal(&self, facets: &Facets) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&serde_json::to_vec(&self.documents).unwrap_or_default());
        hasher.update(&serde_json::to_vec(facets).unwrap_or_default());
        hasher.finalize().to_hex().to_string()
    }

    /// What was written last; `None` where it cannot be read, or a file of tantivy's is shorter or longer than it was.
    pub fn read(folder: &Path) -> Option<(Self, Facets)> {
        let written: Written<'_> = serde_json::from_slice(&fs::read(&folder.join(STATE)).ok()?).ok()?;
        let facets = serde_json::from_slice(&fs::read(&folder.join(FACETS)).ok()?).ok()?;
        let is_whole = |(name, size): &(String, u64)| fs::size(&folder.join(name)) == Some(*size);
        written.files.iter().all(is_whole).then(|| (written.state.into_owned(), facets))
    }

    /// Writes both files.
    pub fn write(&self, facets: &Facets, folder: &Path) -> Result<(), fs::Error> {
        let names = fs::list(folder)?.into_iter().filter_map(|name| name.into_string().ok());
        let is_part = |name: &String| name.split_once('.').is_some_and(|(segment, _)| segment.len() == 32);
        let names = names.filter(is_part);
        let files =
            names.filter_map(|name| Some((fs::size(&folder.join(&name))?, name))).map(|(size, name)| (name, size));
        let written = Written { state: Cow::Borrowed(self), files: files.collect() };
        fs::write_atomic(&folder.join(FACETS), &serde_json::to_vec(facets).unwrap_or_default())?;
        fs::write_atomic(&folder.join(STATE), &serde_json::to_vec(&written).unwrap_or_default())
    }
}
