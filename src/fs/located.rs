//! A file by its place below a folder.

use super::{Error, Folder, RandomAccess};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file by its place below a folder that was found there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    pub folder: Folder,
    /// Relative to the folder.
    pub path: Arc<Path>,
}

impl Located {
    /// Opens it as [`Folder::open_file`] does.
    ///
    /// # Errors
    /// As [`Folder::open_file`].
    pub fn open(&self) -> Result<RandomAccess, Error> {
        self.folder.open_file(&self.path)
    }

    /// Its bytes, if they are no more than `most`.
    ///
    /// # Errors
    /// As [`Folder::read`].
    pub fn read(&self, most: u64) -> Result<Vec<u8>, Error> {
        self.folder.read(&self.path, most)
    }

    /// Where it lies.
    #[must_use]
    pub fn whole(&self) -> PathBuf {
        self.folder.join(&self.path)
    }
}
