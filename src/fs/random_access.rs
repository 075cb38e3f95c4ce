//! An open regular file.

use super::{Error, fail};
use std::io::Read;
use std::path::PathBuf;

/// What stands in front of a file's copy, told by the file's first bytes.
pub(crate) type Front = fn(&[u8]) -> &'static [u8];
/// Bytes that a [`Front`] is told by, where the file has as many.
const HEAD: u64 = 16 << 10;

/// An open file that is read in places, from any thread.
#[derive(Debug)]
pub struct RandomAccess {
    file: std::fs::File,
    size: u64,
    path: PathBuf,
}

impl RandomAccess {
    /// A file that was opened at `path`.
    ///
    /// # Errors
    /// What the system says; a folder, a pipe or a device.
    pub(super) fn of(file: std::fs::File, path: PathBuf) -> Result<Self, Error> {
        let metadata = file.metadata().map_err(fail("read", &path))?;
        if !metadata.is_file() {
            return Err(fail("read", &path)(std::io::Error::other("it is no regular file")));
        }
        Ok(Self { file, size: metadata.len(), path })
    }

    /// All of it, if it has no more than `most` bytes.
    ///
    /// # Errors
    /// What the system says; a file that is larger.
    pub fn read_all(self, most: u64) -> Result<Vec<u8>, Error> {
        let too_large = || fail("read", &self.path)(std::io::Error::other(format!("it has more than {most} bytes")));
        if self.size > most {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(self.size).unwrap_or_default());
        // It may have grown since it was opened.
        (&self.file).take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(fail("read", &self.path))?;
        if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
    }

    /// What a [`Front`] is told by.
    ///
    /// # Errors
    /// What the system says.
    pub fn head(&self) -> Result<Vec<u8>, Error> {
        self.read(0, usize::try_from(self.size.min(HEAD)).unwrap_or_default())
    }

    /// Whether it holds what a copy of `source` behind its `front` would. Neither is read as a whole at once.
    ///
    /// # Errors
    /// What the system says.
    pub fn is_copy_of(&self, source: &Self, front: Front) -> Result<bool, Error> {
        const PIECE: u64 = 1 << 20;
        let front = front(&source.head()?);
        let behind = front.len() as u64;
        if self.size != source.size + behind || self.read(0, front.len())? != front {
            return Ok(false);
        }
        for offset in (0..source.size).step_by(1 << 20) {
            let size = usize::try_from(PIECE.min(source.size - offset)).unwrap_or_default();
            if self.read(behind + offset, size)? != source.read(offset, size)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The open file, at its start.
    #[must_use]
    pub fn into_file(self) -> std::fs::File {
        self.file
    }

    /// Bytes of the file when it was opened.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The `size` bytes at `offset`.
    ///
    /// # Errors
    /// What the system says; a place that is not all inside the file.
    pub fn read(&self, offset: u64, size: usize) -> Result<Vec<u8>, Error> {
        if offset.checked_add(size as u64).is_none_or(|end| end > self.size) {
            return Err(fail("read", &self.path)(std::io::ErrorKind::UnexpectedEof.into()));
        }
        let mut bytes = vec![0; size];
        self.fill(&mut bytes, offset).map_err(fail("read", &self.path))?;
        Ok(bytes)
    }

    #[cfg(unix)]
    fn fill(&self, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.file, bytes, offset)
    }

    #[cfg(windows)]
    fn fill(&self, mut bytes: &mut [u8], mut offset: u64) -> std::io::Result<()> {
        while !bytes.is_empty() {
            match std::os::windows::fs::FileExt::seek_read(&self.file, bytes, offset)? {
                0 => return Err(std::io::ErrorKind::UnexpectedEof.into()),
                count => (bytes, offset) = (&mut bytes[count..], offset + count as u64),
            }
        }
        Ok(())
    }
}
