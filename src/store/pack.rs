//! Values by key <-> a file, the one format of the cache folder: values, then an index of them with a hash of each, then a footer
//! that finds the index.
//!
//! A value is returned as it was written or not at all: its hash stands in the index, and the hash of the index, of where it
//! lies and of the program in the footer. A file that was cut, changed or written by another program, and whatever else stands in its
//! place, counts as missing.

use super::build_id::{Key, PROGRAM};
use crate::fs::{Error, Folder, RandomAccess};
use borsh::{BorshDeserialize, BorshSerialize};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Ends every file, with the version of the format.
const MAGIC: [u8; 8] = *b"pmsite03";
/// Where the index begins, its size, its seal, and the magic number.
const FOOTER: usize = 8 + 8 + 32 + 8;

/// Where a value lies, and what it must be.
#[derive(Clone, Copy, Debug, BorshSerialize, BorshDeserialize)]
struct Extent {
    key: Key,
    offset: u64,
    size: u64,
    hash: [u8; 32],
}

/// An open file of values. It reads what it was opened for, whatever takes its place.
#[derive(Debug)]
pub(crate) struct Pack {
    file: RandomAccess,
    extents: FxHashMap<Key, Extent>,
}

impl Pack {
    /// The file `name` in `folder`; `None` where that is not whole.
    #[must_use]
    pub(super) fn open(folder: &Folder, name: &str) -> Option<Self> {
        let file = folder.open_file(name).ok()?;
        let end = file.size().checked_sub(FOOTER as u64)?;
        let footer = file.read(end, FOOTER).ok()?;
        let (offset, rest) = footer.split_first_chunk()?;
        let (size, rest) = rest.split_first_chunk()?;
        let (found, magic) = rest.split_first_chunk::<32>()?;
        let (offset, size) = (u64::from_le_bytes(*offset), u64::from_le_bytes(*size));
        if magic != MAGIC || offset.checked_add(size)? != end {
            return None;
        }
        let index = file.read(offset, usize::try_from(size).ok()?).ok()?;
        if seal(offset, &index).as_bytes() != found {
            return None;
        }
        let extents: Vec<Extent> = borsh::from_slice(&index).ok()?;
        let is_inside = |extent: &Extent| extent.offset.checked_add(extent.size).is_some_and(|end| end <= offset);
        let is_whole = extents.iter().all(is_inside);
        is_whole.then(|| Self { file, extents: extents.into_iter().map(|extent| (extent.key, extent)).collect() })
    }

    /// The value of `key`, if it is there and whole.
    #[must_use]
    pub(crate) fn get(&self, key: &Key) -> Option<Vec<u8>> {
        let extent = self.extents.get(key)?;
        let bytes = self.file.read(extent.offset, usize::try_from(extent.size).ok()?).ok()?;
        (*blake3::hash(&bytes).as_bytes() == extent.hash).then_some(bytes)
    }

    /// Whether there is a value of `key`, whole or not.
    #[must_use]
    pub(crate) fn has(&self, key: &Key) -> bool {
        self.extents.contains_key(key)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.extents.keys()
    }

    /// How many values there are.
    #[must_use]
    pub(crate) fn len(&self) -> usize {
        self.extents.len()
    }
}

/// Writes `values` to a file in `folder`, which `name` calls by the hash of its index, in place of whatever stands there.
///
/// # Errors
/// What the system says.
pub(super) fn write(
    folder: &Folder,
    name: impl FnOnce(&blake3::Hash) -> String,
    values: impl Iterator<Item = (Key, impl AsRef<[u8]>)>,
) -> Result<String, Error> {
    folder.write_named(|out| {
        let (mut extents, mut offset) = (Vec::new(), 0);
        for (key, bytes) in values {
            let bytes = bytes.as_ref();
            let Range { start, end } = offset..offset + bytes.len() as u64;
            extents.push(Extent { key, offset: start, size: end - start, hash: *blake3::hash(bytes).as_bytes() });
            offset = end;
            out.write_all(bytes)?;
        }
        let index = borsh::to_vec(&extents)?;
        let seal = seal(offset, &index);
        out.write_all(&index)?;
        out.write_all(&offset.to_le_bytes())?;
        out.write_all(&(index.len() as u64).to_le_bytes())?;
        out.write_all(seal.as_bytes())?;
        out.write_all(&MAGIC)?;
        Ok(name(&seal))
    })
}

fn seal(offset: u64, index: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(PROGRAM.as_bytes()).update(&offset.to_le_bytes()).update(index);
    hasher.finalize()
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "damages files")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A file of the values, and where it lies.
    fn written(values: &[Vec<u8>]) -> (tempfile::TempDir, Folder, std::path::PathBuf) {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let keyed = (0..).map(|number| [number; 32]).zip(values);
        write(&folder, |_| "it".to_owned(), keyed).unwrap();
        let path = folder.join("it");
        (place, folder, path)
    }

    proptest! {
        #[test]
        fn whatever_byte_is_changed_values_are_as_they_were_written_or_not_there(
            values in proptest::collection::vec(proptest::collection::vec(0..=255_u8, 0..60), 1..4),
            at in 0..900_usize,
            flip in 1..=255_u8,
        ) {
            let (_place, folder, path) = written(&values);
            let get = |pack: &Pack| -> Vec<Option<Vec<u8>>> {
                (0..).map(|number| [number; 32]).take(values.len()).map(|key| pack.get(&key)).collect()
            };
            let wanted: Vec<_> = values.iter().cloned().map(Some).collect();
            prop_assert_eq!(get(&Pack::open(&folder, "it").unwrap()), wanted);
            let whole = std::fs::read(&path).unwrap();
            let at = at % whole.len();
            let mut changed = whole.clone();
            changed[at] ^= flip;
            std::fs::write(&path, &changed).unwrap();
            // A value that is damaged is missing; a damaged index, all of them.
            let found = Pack::open(&folder, "it").map(|pack| get(&pack)).unwrap_or_default();
            prop_assert!(found.iter().zip(&values).all(|(found, value)| found.as_ref().is_none_or(|found| found == value)));
            prop_assert!(found.iter().filter(|found| found.is_some()).count() < values.len());
            for damaged in [&whole[..at], &[&whole[..], &[flip]].concat()] {
                std::fs::write(&path, damaged).unwrap();
                prop_assert!(Pack::open(&folder, "it").is_none());
            }
        }
    }

    #[test]
    fn whatever_stands_in_its_place_is_not_read_and_goes() {
        let (_place, folder, path) = written(&[b"one".to_vec()]);
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir_all(path.join("inside")).unwrap();
        assert!(Pack::open(&folder, "it").is_none());
        write(&folder, |_| "it".to_owned(), std::iter::once(([0; 32], b"one"))).unwrap();
        assert_eq!(Pack::open(&folder, "it").and_then(|pack| pack.get(&[0; 32])).as_deref(), Some(&b"one"[..]));
        // A hole of three gigabytes is told by its end.
        std::fs::File::create(&path).unwrap().set_len(3 << 30).unwrap();
        assert!(Pack::open(&folder, "it").is_none());
    }
}
