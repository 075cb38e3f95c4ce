//! Bytes <-> a file of the cache folder: all that was written there, or nothing. A file that was cut, changed or written by another
//! program, and whatever else stands in its place, counts as missing.

use super::{Error, Folder};

/// Begins every file; the number of bytes follows, so that a file of another size is told before it is read.
const MAGIC: [u8; 8] = *b"pmsite02";
const HEAD: usize = 8 + 8;
/// Hash of program and bytes, at the end.
const SEAL: usize = 32;

/// What was written to the file `name` in `folder`.
#[must_use]
pub(crate) fn read(folder: &Folder, name: &str) -> Option<Vec<u8>> {
    let file = folder.open_file(name).ok()?;
    let size = file.size().checked_sub((HEAD + SEAL) as u64)?;
    if file.read(0, HEAD).ok()? != head(size) {
        return None;
    }
    let mut bytes = file.read(HEAD as u64, usize::try_from(size).ok()? + SEAL).ok()?;
    let (written, found) = bytes.split_last_chunk()?;
    if seal(written).as_bytes() != found {
        return None;
    }
    bytes.truncate(bytes.len() - SEAL);
    Some(bytes)
}

/// Writes `bytes` to the file `name` in `folder`, in place of whatever stands there.
///
/// # Errors
/// What the system says.
pub(crate) fn write(folder: &Folder, name: &str, bytes: &[u8]) -> Result<(), Error> {
    folder.write_named(|out| {
        out.write_all(&head(bytes.len() as u64))?;
        out.write_all(bytes)?;
        out.write_all(seal(bytes).as_bytes())?;
        Ok(name.to_owned())
    })?;
    Ok(())
}

fn head(size: u64) -> [u8; HEAD] {
    let mut head = [0; HEAD];
    head[..8].copy_from_slice(&MAGIC);
    head[8..].copy_from_slice(&size.to_le_bytes());
    head
}

/// Another program may lay out its bytes otherwise.
fn seal(bytes: &[u8]) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("PMSITE_SOURCES").as_bytes()).update(bytes);
    hasher.finalize()
}

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "damages files")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_file_is_read_as_it_was_written_or_not_at_all(
            bytes in proptest::collection::vec(0..=255_u8, 0..200),
            at in 0..300_usize,
            flip in 1..=255_u8,
        ) {
            let place = tempfile::tempdir().unwrap();
            let folder = Folder::open(place.path()).unwrap();
            write(&folder, "it", &bytes).unwrap();
            let path = folder.join("it");
            prop_assert_eq!(read(&folder, "it"), Some(bytes));
            let whole = std::fs::read(&path).unwrap();
            let at = at % whole.len();
            let mut changed = whole.clone();
            changed[at] ^= flip;
            for damaged in [&changed[..], &whole[..at], &[&whole[..], &[flip]].concat()] {
                std::fs::write(&path, damaged).unwrap();
                prop_assert_eq!(read(&folder, "it"), None);
            }
        }
    }

    #[test]
    fn whatever_stands_in_its_place_is_not_read_and_goes() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let path = folder.join("it");
        std::fs::create_dir_all(path.join("inside")).unwrap();
        assert_eq!(read(&folder, "it"), None);
        write(&folder, "it", b"one").unwrap();
        assert_eq!(read(&folder, "it").as_deref(), Some(&b"one"[..]));
        // A hole of three gigabytes is told by its size.
        std::fs::File::create(&path).unwrap().set_len(3 << 30).unwrap();
        assert_eq!(read(&folder, "it"), None);
    }
}
