//! What the last build wrote, kept in the cache folder: a file that has not been touched since need not be read to know what it
//! holds, nor be made to know that it would be the same.

use crate::fs::{self, Folder};
use crate::store::{Key, Section, Store};
use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::FxHashMap;

/// By output path.
const WRITTEN: Section<Vec<(String, Record)>> = Section::new("written");

/// Hash of a file's bytes.
pub(super) type Hash = [u8; 32];

/// A file as it was left in the output folder.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub(super) struct Record {
    /// Names everything that it was made from; `None` for a file that is made each time.
    pub key: Option<Key>,
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
    store: Option<Store>,
    of: FxHashMap<String, Record>,
}

impl Records {
    /// What `store` holds; nothing where it is not as it was written.
    pub(super) fn read(store: Option<Store>) -> Self {
        let records = store.as_ref().and_then(|store| store.read(&WRITTEN));
        Self { of: records.unwrap_or_default().into_iter().collect(), store }
    }

    /// What is known of the file at `path`.
    pub(super) fn get(&self, path: &str) -> Option<&Record> {
        self.of.get(path)
    }

    /// Keeps `records` for the next build, as far as the cache folder can be written.
    pub(super) fn replace<'a>(&self, records: impl Iterator<Item = (&'a str, &'a Record)>) {
        let Some(store) = &self.store else { return };
        let mut records: Vec<_> = records.map(|(path, record)| (path.to_owned(), record.clone())).collect();
        records.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        // Without it the next build takes longer, and nothing else.
        let _ = store.write(&WRITTEN, &records);
    }
}
