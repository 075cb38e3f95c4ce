//! Source paths -> the paths by which a code host knows the same files.

use crate::fs;
use crate::pipeline::discover::ContentRoot;
use std::path::{Path, PathBuf};

/// What marks the root of a repository.
const REPOSITORY: &str = ".git";

/// Where the files of each content folder are, from the root of the repository that holds it.
pub(super) struct Places(Vec<(String, PathBuf)>);

impl Places {
    /// Of `content`. A folder in no repository is named from the working directory, or as it was given.
    pub(super) fn of(content: &[ContentRoot]) -> Self {
        Self(content.iter().map(|root| (root.prefix.clone(), from_repository(&root.folder))).collect())
    }

    /// Of a source path, with `/` between its parts.
    pub(super) fn of_source(&self, path: &str) -> String {
        let below = |(prefix, folder): &(String, PathBuf)| Some(folder.join(path.strip_prefix(prefix.as_str())?));
        let full = self.0.iter().find_map(below).unwrap_or_else(|| PathBuf::from(path));
        full.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
    }
}

fn from_repository(folder: &Path) -> PathBuf {
    let full = fs::canonicalize(folder).unwrap_or_else(|_| fs::absolute(folder));
    let is_root = |place: &&Path| fs::is_dir(&place.join(REPOSITORY)) || fs::is_file(&place.join(REPOSITORY));
    let working = fs::canonicalize(Path::new("."));
    let base = full.ancestors().find(is_root).map(Path::to_owned).or(working.ok());
    base.and_then(|base| full.strip_prefix(base).ok().map(Path::to_owned)).unwrap_or_else(|| folder.to_owned())
}
