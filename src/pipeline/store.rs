//! Values by key in the cache folder, kept between runs.
//!
//! A run adds a file and changes none, so that two runs never meet. A file holds values, then an index of them, then a footer
//! that finds the index; a file or value that is not as it was written counts as missing, and goes with the next ones that are
//! added. Nothing here decides an output: a key names everything that its value depends on.

use crate::fs::{self, Folder};
use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::atomic::{AtomicBool, Ordering};

/// Hash of everything that a value depends on.
pub(crate) type Key = [u8; 32];

/// Ends every file.
const MAGIC: [u8; 8] = *b"pmsite01";
/// Offset and size of the index, its checksum, and the magic number.
const FOOTER: usize = 8 + 8 + 4 + 8;
const SUFFIX: &str = "pack";
/// More files than this are made one.
const MOST_FILES: usize = 64;
/// Values that nobody asked for may be this many without being thrown away.
const SPARE: usize = 256;

/// Where a value lies.
#[derive(Clone, Copy, Debug, BorshSerialize, BorshDeserialize)]
struct Place {
    key: Key,
    offset: u64,
    size: u64,
    checksum: u32,
}

/// All values of a folder.
#[derive(Debug)]
pub(crate) struct Store {
    folder: Folder,
    /// By name; `None` for one that is not as it was written.
    files: Vec<(String, Option<fs::RandomAccess>)>,
    /// Some file or value was not as it was written.
    is_damaged: AtomicBool,
    /// File and place of each value.
    places: FxHashMap<Key, (usize, Place)>,
}

impl Store {
    /// The values in `folder`, as far as it can be read.
    #[must_use]
    pub(crate) fn open(folder: Folder) -> Self {
        let mut store = Self::empty(folder);
        let names = store.folder.list().unwrap_or_default();
        for name in names.into_iter().filter_map(|name| name.into_string().ok()) {
            if name.rsplit_once('.').is_none_or(|(_, suffix)| suffix != SUFFIX) {
                continue;
            }
            // Runs that add at once may exceed the number; beyond twice of it, files would take all that a process may open.
            let index = if store.files.len() < 2 * MOST_FILES { read_index(&store.folder, &name) } else { None };
            let (file, places) = index.unzip();
            // One that is gone was thrown away by another run.
            if file.is_some() || fs::Stamp::of(&store.folder.join(&name)).is_ok() {
                store.take(name, file, places.unwrap_or_default());
            }
        }
        store
    }

    fn empty(folder: Folder) -> Self {
        Self { folder, files: Vec::new(), is_damaged: AtomicBool::new(false), places: FxHashMap::default() }
    }

    fn take(&mut self, name: String, file: Option<fs::RandomAccess>, places: Vec<Place>) {
        let number = self.files.len();
        *self.is_damaged.get_mut() |= file.is_none();
        self.files.push((name, file));
        self.places.extend(places.into_iter().map(|place| (place.key, (number, place))));
    }

    /// The value of `key`, if it is there and whole.
    #[must_use]
    pub(crate) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let (file, place) = self.places.get(key)?;
        let (_, file) = self.files.get(*file)?;
        let bytes = file.as_ref()?.read(place.offset, usize::try_from(place.size).ok()?).ok();
        let whole = bytes.filter(|bytes| crc32fast::hash(bytes) == place.checksum);
        self.is_damaged.fetch_or(whole.is_none(), Ordering::Relaxed);
        whole
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
        let is_full = self.files.len() >= MOST_FILES || self.places.len() > 2 * wanted.len() + SPARE;
        if !is_full && !*self.is_damaged.get_mut() {
            return self.write(values);
        }
        let mut kept: Vec<Key> = self.places.keys().filter(|key| wanted.contains(*key)).copied().collect();
        kept.sort_unstable();
        let old = std::mem::replace(self, Self::empty(self.folder.clone()));
        let kept = kept.into_iter().filter_map(|key| Some((key, old.get(&key)?)));
        self.write(kept.chain(values))?;
        let new: Vec<&String> = self.files.iter().map(|(name, _)| name).collect();
        for (name, _) in old.files.iter().filter(|(name, _)| !new.contains(&name)) {
            // Another run may have been here first.
            let _ = self.folder.remove(name);
        }
        Ok(())
    }

    fn write(&mut self, values: impl Iterator<Item = (Key, Vec<u8>)>) -> Result<(), fs::Error> {
        let mut values = values.peekable();
        if values.peek().is_none() {
            return Ok(());
        }
        let mut places = Vec::new();
        let name = self.folder.write_named(|out| {
            let mut offset = 0;
            for (key, bytes) in values {
                let size = bytes.len() as u64;
                places.push(Place { key, offset, size, checksum: crc32fast::hash(&bytes) });
                offset += size;
                out.write_all(&bytes)?;
            }
            let index = borsh::to_vec(&places)?;
            out.write_all(&index)?;
            out.write_all(&offset.to_le_bytes())?;
            out.write_all(&(index.len() as u64).to_le_bytes())?;
            out.write_all(&crc32fast::hash(&index).to_le_bytes())?;
            out.write_all(&MAGIC)?;
            Ok(format!("{}.{SUFFIX}", &blake3::hash(&index).to_hex()[..16]))
        })?;
        if let Ok(file) = self.folder.open_file(&name) {
            self.take(name, Some(file), places);
        }
        Ok(())
    }
}

/// The index of a file; `None` where the file is not whole.
fn read_index(folder: &Folder, name: &str) -> Option<(fs::RandomAccess, Vec<Place>)> {
    let file = folder.open_file(name).ok()?;
    let end = file.size().checked_sub(FOOTER as u64)?;
    let footer = file.read(end, FOOTER).ok()?;
    let (offset, rest) = footer.split_first_chunk()?;
    let (size, rest) = rest.split_first_chunk()?;
    let (checksum, magic) = rest.split_first_chunk()?;
    let (offset, size) = (u64::from_le_bytes(*offset), u64::from_le_bytes(*size));
    if magic != MAGIC || offset.checked_add(size)? != end {
        return None;
    }
    let index = file.read(offset, usize::try_from(size).ok()?).ok()?;
    if crc32fast::hash(&index) != u32::from_le_bytes(*checksum) {
        return None;
    }
    let places: Vec<Place> = borsh::from_slice(&index).ok()?;
    let is_inside = |place: &Place| place.offset.checked_add(place.size).is_some_and(|end| end <= offset);
    places.iter().all(is_inside).then_some((file, places))
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "damages files")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(number: u8) -> Key {
        [number; 32]
    }

    fn store(values: &[(u8, &str)]) -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = again(&folder);
        add(&mut store, values);
        (folder, store)
    }

    fn again(folder: &tempfile::TempDir) -> Store {
        Store::open(Folder::open(folder.path()).unwrap())
    }

    fn add(store: &mut Store, values: &[(u8, &str)]) {
        let wanted = values.iter().map(|(number, _)| key(*number)).collect();
        store.add(values.iter().map(|(number, text)| (key(*number), text.as_bytes().to_vec())), &wanted).unwrap();
    }

    fn text(store: &Store, number: u8) -> Option<String> {
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
        assert_eq!(store.places.len(), 2);
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

    proptest! {
        #[test]
        fn a_damaged_file_loses_values_and_never_lies(at in 0..400_usize, flip in 1..=255_u8, cut in proptest::bool::ANY) {
            let values = [(1, "the first value"), (2, "the second value"), (3, "a third")];
            let (folder, _) = store(&values);
            let path = folder.path().join(&fs::list(folder.path()).unwrap()[0]);
            let mut bytes = std::fs::read(&path).unwrap();
            let at = at % bytes.len();
            if cut { bytes.truncate(at) } else { bytes[at] ^= flip }
            std::fs::write(&path, &bytes).unwrap();
            let store = again(&folder);
            for (number, value) in values {
                prop_assert!(text(&store, number).is_none_or(|found| found == value));
            }
        }
    }
}
