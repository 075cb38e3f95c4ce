//! What the last build wrote, kept in the cache folder: a file that has not been touched since need not be read to know what it
//! holds, nor be made to know that it would be the same.

use crate::fs::{self, sealed};
use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::FxHashMap;
use std::path::{Path, PathBuf};

/// Hash of a file's bytes.
pub(super) type Hash = [u8; 32];

/// A file as it was left in the output folder.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Record {
    /// Names everything that it was made from; `None` for a file that is made each time.
    pub key: Option<Hash>,
    pub hash: Hash,
    pub stamp: fs::Written,
}

impl Record {
    /// Whether `path` holds what this record says: untouched since, or touched and the same (a restored copy).
    pub fn is_true_of(&self, path: &Path) -> bool {
        match fs::Written::of(path) {
            Some(stamp) if stamp == self.stamp => true,
            Some(stamp) if stamp.size == self.stamp.size => {
                fs::read(path).is_ok_and(|bytes| *blake3::hash(&bytes).as_bytes() == self.hash)
            }
            _ => false,
        }
    }
}

/// Records by output path.
#[derive(Debug, Default)]
pub(super) struct Records {
    file: Option<PathBuf>,
    of: FxHashMap<String, Record>,
}

impl Records {
    /// What `file` holds; nothing where it is not as it was written.
    pub fn read(file: Option<PathBuf>) -> Self {
        let read = |file: &PathBuf| {
            let records: Vec<(String, Record)> = borsh::from_slice(&sealed::read(file)?).ok()?;
            Some(records.into_iter().collect())
        };
        Self { of: file.as_ref().and_then(read).unwrap_or_default(), file }
    }

    /// What is known of the file at `path`.
    pub fn get(&self, path: &str) -> Option<&Record> {
        self.of.get(path)
    }

    /// Keeps `records` for the next build, as far as the cache folder can be written.
    pub fn replace(&self, mut records: Vec<(&str, &Record)>) {
        let Some(file) = &self.file else { return };
        records.sort_unstable_by_key(|(path, _)| *path);
        let Ok(bytes) = borsh::to_vec(&records) else { return };
        let write = || {
            let folder = file.parent().unwrap_or(Path::new("."));
            fs::create_dir_all(folder)?;
            sealed::write(folder, &file.file_name().unwrap_or_default().to_string_lossy(), &bytes)
        };
        // Without it the next build takes longer, and nothing else.
        let _ = write();
    }
}
