//! The compressed files of the last export, by what they were made of: most of them are the same the next time, and
//! compression costs more than everything else. Lies beside the index and may be deleted.

use super::block::ShardKind;
use super::gzip::Gzip;
use crate::store::{BuildId, Key, Pack, Store};
use rustc_hash::FxHashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

const NAME: &str = "shards.kept";
/// Level 6 would save another hundredth of the terms' bytes for a third more time.
const LEVEL: u32 = 3;

/// A file of the browser's index.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Packed {
    /// Of what is compressed in it.
    pub hash: [u8; 32],
    pub bytes: Arc<[u8]>,
}

/// What is known of the last export, and what the next one will know of this.
#[derive(Debug)]
pub(super) struct Kept {
    store: Option<Store>,
    id: BuildId,
    gzip: Gzip,
    /// For files that are as small as they get.
    stored: Gzip,
    old: Option<Pack>,
    new: Mutex<FxHashMap<Key, Arc<[u8]>>>,
    is_changed: AtomicBool,
}

impl Kept {
    /// Reads what was kept in `store`; keeps nothing where that is `None`.
    pub(super) fn open(store: Option<Store>) -> Self {
        Self {
            old: store.as_ref().and_then(|store| store.pack(NAME)),
            store,
            id: BuildId::of("shards", &LEVEL),
            gzip: Gzip::new(LEVEL),
            stored: Gzip::new(0),
            new: Mutex::default(),
            is_changed: AtomicBool::new(false),
        }
    }

    /// The file of `kind` that holds `payload`.
    pub(super) fn file(&self, kind: ShardKind, payload: &[u8]) -> Packed {
        let hash = *blake3::hash(payload).as_bytes();
        if !kind.is_compressed() {
            return Packed { hash, bytes: self.stored.compressed(payload).into() };
        }
        if self.store.is_none() {
            return Packed { hash, bytes: self.gzip.compressed(payload).into() };
        }
        let key = *self.id.hasher().update(&hash).finalize().as_bytes();
        let old = self.old.as_ref().and_then(|old| old.get(&key));
        self.is_changed.fetch_or(old.is_none(), Ordering::Relaxed);
        let bytes: Arc<[u8]> = old.unwrap_or_else(|| self.gzip.compressed(payload)).into();
        // A thread that panicked while it held the lock left a map that is still whole.
        self.new.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::clone(&bytes));
        Packed { hash, bytes }
    }

    /// Keeps the files of this export instead. What cannot be kept is made again the next time.
    pub(super) fn save(self) {
        let Some(store) = self.store else { return };
        let mut new: Vec<_> = self.new.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
        if self.is_changed.into_inner() || self.old.is_none_or(|old| old.len() != new.len()) {
            new.sort_unstable_by_key(|(key, _)| *key);
            let _ = store.write_pack(NAME, new.into_iter());
        }
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "damages files")]
mod tests {
    use super::*;
    use crate::fs::Folder;

    #[test]
    fn what_was_kept_is_used_and_what_is_damaged_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let open = || Kept::open(Some(Store::new(Folder::open(folder.path()).unwrap())));
        let kept = open();
        let (one, two) = (kept.file(ShardKind::Terms, b"one"), kept.file(ShardKind::Terms, b"two"));
        assert_ne!(one, two);
        kept.save();
        let again = open();
        assert_eq!(again.old.as_ref().map(Pack::len), Some(2));
        assert_eq!((again.file(ShardKind::Terms, b"one"), again.file(ShardKind::Terms, b"two")), (one, two));
        let path = folder.path().join(NAME);
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 10, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            assert!(open().old.is_none(), "{cut}");
        }
    }
}
