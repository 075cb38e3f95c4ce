//! The compressed files of the last export, by what they were made of: most of them are the same the next time, and
//! compression costs more than everything else. Lies beside the index and may be deleted.

use super::block::Kind;
use super::gzip::Gzip;
use crate::fs::{Folder, sealed};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

const NAME: &str = "shards.kept";
/// Level 6 would save another hundredth of the terms' bytes for a third more time.
const LEVEL: u32 = 3;
/// Bytes of a key.
const KEY: usize = 16;

/// Hash of what a file was made of.
pub(super) type Key = [u8; KEY];

/// A file of the browser's index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Packed {
    pub key: Key,
    pub bytes: Arc<[u8]>,
}

/// What is known of the last export, and what the next one will know of this.
#[derive(Debug)]
pub(super) struct Kept {
    folder: Option<Folder>,
    gzip: Gzip,
    /// For files that are as small as they get.
    stored: Gzip,
    old: Vec<u8>,
    places: FxHashMap<Key, Range<usize>>,
    new: Mutex<New>,
}

#[derive(Debug, Default)]
struct New {
    /// For each file its key, length, and bytes.
    bytes: Vec<u8>,
    files: usize,
    is_changed: bool,
}

impl Kept {
    /// Reads what was kept in `folder`; keeps nothing where that is `None`.
    pub(super) fn open(folder: Option<Folder>) -> Self {
        let old = folder.as_ref().and_then(|folder| sealed::read(folder, NAME)).unwrap_or_default();
        let places = places(&old).unwrap_or_default();
        // Most of it comes again.
        let new = New { bytes: Vec::with_capacity(old.len() + old.len() / 16), ..New::default() };
        Self { folder, gzip: Gzip::new(LEVEL), stored: Gzip::new(0), old, places, new: Mutex::new(new) }
    }

    /// The file of `kind` that holds `payload`.
    pub(super) fn file(&self, kind: Kind, payload: &[u8]) -> Packed {
        let key = key(payload);
        if !kind.is_compressed() {
            return Packed { key, bytes: self.stored.compressed(payload).into() };
        }
        if self.folder.is_none() {
            return Packed { key, bytes: self.gzip.compressed(payload).into() };
        }
        let old = self.places.get(&key).and_then(|range| self.old.get(range.clone()));
        let bytes: Arc<[u8]> = old.map_or_else(|| self.gzip.compressed(payload).into(), Arc::from);
        // A thread that panicked while it held the lock wrote nothing but whole entries, or the build has failed.
        let mut new = self.new.lock().unwrap_or_else(PoisonError::into_inner);
        new.is_changed |= old.is_none();
        new.files += 1;
        new.bytes.extend_from_slice(&key);
        new.bytes.extend_from_slice(&u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_le_bytes());
        new.bytes.extend_from_slice(&bytes);
        Packed { key, bytes }
    }

    /// Keeps the files of this export instead. What cannot be kept is made again the next time.
    pub(super) fn save(self) {
        let Self { folder: Some(folder), new, places, old, .. } = self else { return };
        drop(old);
        let new = new.into_inner().unwrap_or_else(PoisonError::into_inner);
        if new.is_changed || new.files != places.len() {
            let _ = sealed::write(&folder, NAME, &new.bytes);
        }
    }
}

/// Another program may compress otherwise, and a warm build must equal a cold one.
fn key(payload: &[u8]) -> Key {
    let mut hasher = blake3::Hasher::new();
    hasher.update(payload);
    hasher.update(env!("PMSITE_SOURCES").as_bytes());
    let mut key = [0; KEY];
    key.copy_from_slice(&hasher.finalize().as_bytes()[..KEY]);
    key
}

/// Where each file lies in `entries`; `None` where that is not all of them.
fn places(entries: &[u8]) -> Option<FxHashMap<Key, Range<usize>>> {
    let mut places = FxHashMap::default();
    let mut at = 0;
    while at < entries.len() {
        let key = *entries.get(at..)?.first_chunk()?;
        let length = u32::from_le_bytes(*entries.get(at + KEY..)?.first_chunk()?) as usize;
        let start = at + KEY + 4;
        at = start.checked_add(length).filter(|end| *end <= entries.len())?;
        places.insert(key, start..at);
    }
    Some(places)
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "damages files")]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_used_and_what_is_damaged_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Kept::open(Some(Folder::open(folder.path()).unwrap()));
        let kept = open();
        let (one, two) = (kept.file(Kind::Terms, b"one"), kept.file(Kind::Terms, b"two"));
        assert_ne!(one, two);
        kept.save();
        let again = open();
        assert_eq!(again.places.len(), 2);
        assert_eq!((again.file(Kind::Terms, b"one"), again.file(Kind::Terms, b"two")), (one, two));
        let path = folder.path().join(NAME);
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 10, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert!(open().places.is_empty(), "{cut}");
        }
    }
}
