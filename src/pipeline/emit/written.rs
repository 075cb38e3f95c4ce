//! What the last build wrote, kept in the cache folder: a file that has not been touched since need not be read to know what it
//! holds, nor be made to know that it would be the same.

use crate::fs::{self, Folder, sealed};
use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::FxHashMap;

/// The file in the cache folder.
const NAME: &str = "written";

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
    /// Whether `path` in `site` holds what this record says: untouched since, or touched and the same (a restored copy).
    pub(super) fn is_true_of(&self, site: &Folder, path: &str) -> bool {
        match fs::Written::of(&site.join(path)) {
            Some(stamp) if stamp == self.stamp => true,
            Some(stamp) if stamp.size == self.stamp.size => {
                site.read(path, stamp.size).is_ok_and(|bytes| *blake3::hash(&bytes).as_bytes() == self.hash)
            }
            _ => false,
        }
    }
}

/// Records by output path.
#[derive(Debug, Default)]
pub(super) struct Records {
    cache: Option<Folder>,
    of: FxHashMap<String, Record>,
}

impl Records {
    /// What `cache` holds; nothing where it is not as it was written.
    pub(super) fn read(cache: Option<Folder>) -> Self {
        let read = |cache: &Folder| {
            let records: Vec<(String, Record)> = borsh::from_slice(&sealed::read(cache, NAME)?).ok()?;
            Some(records.into_iter().collect())
        };
        Self { of: cache.as_ref().and_then(read).unwrap_or_default(), cache }
    }

    /// What is known of the file at `path`.
    pub(super) fn get(&self, path: &str) -> Option<&Record> {
        self.of.get(path)
    }

    /// Keeps `records` for the next build, as far as the cache folder can be written.
    pub(super) fn replace(&self, mut records: Vec<(&str, &Record)>) {
        let Some(cache) = &self.cache else { return };
        records.sort_unstable_by_key(|(path, _)| *path);
        let Ok(bytes) = borsh::to_vec(&records) else { return };
        // Without it the next build takes longer, and nothing else.
        let _ = sealed::write(cache, NAME, &bytes);
    }
}
