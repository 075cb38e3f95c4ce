//! Source paths -> the names by which a terminal and a code host know the same files.

use super::Options;
use crate::fs;
use std::path::{Path, PathBuf};

/// What marks the root of a repository.
const REPOSITORY: &str = ".git";

/// Where the files are that problems are told of.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Each with the prefix of its source paths.
    content: Vec<(String, PathBuf)>,
    /// The settings' file by its name, and the folder that holds it.
    settings: Option<(&'static str, PathBuf)>,
}

impl Places {
    /// Of a site with these options.
    #[must_use]
    pub fn of(options: &Options) -> Self {
        let content = options.content.iter().map(|root| (root.prefix.clone(), root.folder.clone()));
        Self { content: content.collect(), settings: Some((options.config.file, options.root.clone())) }
    }

    /// Of a source path, as a terminal in the working directory can open it.
    #[must_use]
    pub fn named_here(&self, path: &str) -> String {
        fs::from_here(&self.file(path))
    }

    /// The same files, named from the root of the repository that holds them. A folder in no repository is named from the working
    /// directory, or as it was given.
    #[must_use]
    pub fn in_repository(&self) -> Self {
        let content = self.content.iter().map(|(prefix, folder)| (prefix.clone(), from_repository(folder)));
        let settings = self.settings.as_ref().map(|(name, root)| (*name, from_repository(root)));
        Self { content: content.collect(), settings }
    }

    /// The source path of what lies at `file`, there or not, if that is in a content folder. No link is followed in the file's own name.
    #[must_use]
    pub fn source_of(&self, file: &Path) -> Option<String> {
        let place = fs::canonicalize(file.parent()?).ok()?.join(file.file_name()?);
        let below = |(prefix, folder): &(String, PathBuf)| {
            let relative = place.strip_prefix(fs::canonicalize(folder).ok()?).ok()?.to_str()?;
            Some(format!("{prefix}{}", relative.replace(std::path::MAIN_SEPARATOR, "/")))
        };
        self.content.iter().find_map(below)
    }

    /// The file of a source path, or of the settings.
    #[must_use]
    pub fn file(&self, path: &str) -> PathBuf {
        let settings = self.settings.iter().find(|(name, _)| *name == path).map(|(_, root)| root.join(path));
        let below = |(prefix, folder): &(String, PathBuf)| Some(folder.join(path.strip_prefix(prefix.as_str())?));
        settings.or_else(|| self.content.iter().find_map(below)).unwrap_or_else(|| PathBuf::from(path))
    }
}

/// The root of the repository that holds the folder at the full path `full`.
pub(super) fn repository_of(full: &Path) -> Option<PathBuf> {
    let is_root = |place: &&Path| fs::is_dir(&place.join(REPOSITORY)) || fs::is_file(&place.join(REPOSITORY));
    full.ancestors().find(is_root).map(Path::to_owned)
}

fn from_repository(folder: &Path) -> PathBuf {
    let full = fs::canonicalize(folder).unwrap_or_else(|_| fs::absolute(folder));
    let base = repository_of(&full).or_else(|| fs::canonicalize(Path::new(".")).ok());
    base.and_then(|base| full.strip_prefix(base).ok().map(Path::to_owned)).unwrap_or_else(|| folder.to_owned())
}
