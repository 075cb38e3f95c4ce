//! Values by key in a folder of the store, kept between runs.
//!
//! A run adds a file and changes none, so that two runs never meet. A file or value that is not as it was written goes with the next
//! ones that are added. Nothing here decides an output: a key names everything that its value depends on.

use super::pack::{self, Pack};
use super::{Key, Store};
use crate::fs;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};

const SUFFIX: &str = "pack";
/// More files than this are made one.
const MOST_FILES: usize = 64;
/// Values that nobody asked for may be this many without being thrown away.
const SPARE: usize = 256;

/// All values of a folder.
#[derive(Debug)]
pub(crate) struct Values {
    store: Store,
    /// By name; `None` for one that is not as it was written.
    files: Vec<(String, Option<Pack>)>,
    /// Some file or value was not as it was written.
    is_damaged: AtomicBool,
    /// The file of each value.
    file_of: FxHashMap<Key, usize>,
}

impl Values {
    /// The values in `store`, as far as it can be read.
    #[must_use]
    pub(crate) fn open(store: Store) -> Self {
        let mut values = Self::empty(store);
        let names = values.store.0.list().unwrap_or_default();
        for name in names.into_iter().filter_map(|name| name.into_string().ok()) {
            if name.rsplit_once('.').is_none_or(|(_, suffix)| suffix != SUFFIX) {
                continue;
            }
            // Runs that add at once may exceed the number; beyond twice of it, files would take all that a process may open.
            let pack = if values.files.len() < 2 * MOST_FILES { values.store.pack(&name) } else { None };
            // One that is gone was thrown away by another run.
            if pack.is_some() || fs::Stamp::of(&values.store.0.join(&name)).is_ok() {
                values.take(name, pack);
            }
        }
        values
    }

    fn empty(store: Store) -> Self {
        Self { store, files: Vec::new(), is_damaged: AtomicBool::new(false), file_of: FxHashMap::default() }
    }

    fn take(&mut self, name: String, pack: Option<Pack>) {
        let number = self.files.len();
        *self.is_damaged.get_mut() |= pack.is_none();
        self.file_of.extend(pack.iter().flat_map(Pack::keys).map(|key| (*key, number)));
        self.files.push((name, pack));
    }

    /// The value of `key`, if it is there and whole.
    #[must_use]
    pub(crate) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let (_, pack) = &self.files[*self.file_of.get(key)?];
        let value = pack.as_ref()?.get(key);
        self.is_damaged.fetch_or(value.is_none(), Ordering::Relaxed);
        value
    }

    /// Adds values. What nobody wants any more is thrown away from time to time: `wanted` are the keys of this run.
    ///
    /// # Errors
    /// IO. The values of earlier runs are safe.
    pub(crate) fn add(
        &mut self,
        values: impl Iterator<Item = (Key, Vec<u8>)>,
        wanted: &FxHashSet<Key>,
    ) -> Result<(), fs::Error> {
        let is_full = self.files.len() >= MOST_FILES || self.file_of.len() > 2 * wanted.len() + SPARE;
        if !is_full && !*self.is_damaged.get_mut() {
            return self.write(values);
        }
        let mut kept: Vec<Key> = self.file_of.keys().filter(|key| wanted.contains(*key)).copied().collect();
        kept.sort_unstable();
        let old = std::mem::replace(self, Self::empty(self.store.clone()));
        let kept = kept.into_iter().filter_map(|key| Some((key, old.get(&key)?)));
        self.write(kept.chain(values))?;
        let new: Vec<&String> = self.files.iter().map(|(name, _)| name).collect();
        for (name, _) in old.files.iter().filter(|(name, _)| !new.contains(&name)) {
            // Another run may have been here first.
            let _ = self.store.0.remove(name);
        }
        Ok(())
    }

    fn write(&mut self, values: impl Iterator<Item = (Key, Vec<u8>)>) -> Result<(), fs::Error> {
        let mut values = values.peekable();
        if values.peek().is_none() {
            return Ok(());
        }
        let name = pack::write(&self.store.0, |hash| format!("{}.{SUFFIX}", &hash.to_hex()[..16]), values)?;
        let pack = self.store.pack(&name);
        self.take(name, pack);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "damages files")]
mod tests {
    use super::*;
    use crate::fs::Folder;

    fn key(number: u8) -> Key {
        [number; 32]
    }

    fn store(values: &[(u8, &str)]) -> (tempfile::TempDir, Values) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = again(&folder);
        add(&mut store, values);
        (folder, store)
    }

    fn again(folder: &tempfile::TempDir) -> Values {
        Values::open(Store::new(Folder::open(folder.path()).unwrap()))
    }

    fn add(store: &mut Values, values: &[(u8, &str)]) {
        let wanted = values.iter().map(|(number, _)| key(*number)).collect();
        store.add(values.iter().map(|(number, text)| (key(*number), text.as_bytes().to_vec())), &wanted).unwrap();
    }

    fn text(store: &Values, number: u8) -> Option<String> {
        store.get(&key(number)).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn values_are_there_at_once_and_in_the_next_run() {
        let (folder, mut store) = store(&[(1, "one"), (2, "")]);
        add(&mut store, &[(3, "three")]);
        for store in [&store, &again(&folder)] {
            assert_eq!(text(store, 1).as_deref(), Some("one"));
            assert_eq!(text(store, 2).as_deref(), Some(""));
            assert_eq!(text(store, 3).as_deref(), Some("three"));
            assert_eq!(text(store, 4), None);
        }
    }

    #[test]
    fn many_runs_leave_few_files_and_lose_nothing_that_is_wanted() {
        let (folder, mut store) = store(&[(0, "zero")]);
        let wanted: FxHashSet<Key> = (0..=200).map(key).collect();
        for number in 1..=200 {
            store.add(std::iter::once((key(number), vec![number])), &wanted).unwrap();
        }
        let store = again(&folder);
        assert!(store.files.len() <= MOST_FILES + 1, "{}", store.files.len());
        assert!((1..=200).all(|number| store.get(&key(number)) == Some(vec![number])));
    }

    #[test]
    fn what_is_not_wanted_goes() {
        let many: Vec<(Key, Vec<u8>)> =
            (0..2000_u32).map(|number| (*blake3::hash(&number.to_le_bytes()).as_bytes(), vec![0; 100])).collect();
        let (folder, mut store) = store(&[(1, "one")]);
        store.add(many.into_iter(), &FxHashSet::default()).unwrap();
        add(&mut store, &[(1, "one"), (2, "two")]);
        let store = again(&folder);
        assert_eq!(store.file_of.len(), 2);
        assert_eq!(store.files.len(), 1);
    }

    #[test]
    fn what_is_damaged_goes_with_the_next_values_that_are_added() {
        let (folder, _) = store(&[(1, "one"), (2, "two")]);
        let path = folder.path().join(&fs::list(folder.path()).unwrap()[0]);
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[0] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        std::fs::write(folder.path().join("other.pack"), b"no values").unwrap();
        let mut damaged = again(&folder);
        assert_eq!((text(&damaged, 1), text(&damaged, 2).as_deref()), (None, Some("two")));
        let wanted = [key(1), key(2)].into_iter().collect();
        damaged.add(std::iter::once((key(1), b"one".to_vec())), &wanted).unwrap();
        let mended = again(&folder);
        assert_eq!((text(&mended, 1).as_deref(), text(&mended, 2).as_deref()), (Some("one"), Some("two")));
        assert_eq!(fs::list(folder.path()).unwrap().len(), 1);
    }
}
