//! `std::fs` with the path in every error. The only caller of `std::fs` in the crate.
#![allow(clippy::disallowed_methods, reason = "this is the one place that may")]

mod copy;

use borsh::{BorshDeserialize, BorshSerialize};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use copy::{Front, copy_behind, is_copy_behind};

/// An IO error and the path that it concerns.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {source}", path.display())]
pub struct Error {
    pub action: &'static str,
    pub path: PathBuf,
    #[source]
    pub source: std::io::Error,
}

fn fail(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error { action, path: path.to_owned(), source }
}

/// The whole file.
///
/// # Errors
/// What the system says.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(fail("read", path))
}

/// The whole file as UTF-8.
///
/// # Errors
/// What the system says, or that the file is not UTF-8.
pub fn read_to_string(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(fail("read", path))
}

/// Writes `bytes` so that `path` holds either its old content or all of the new.
///
/// # Errors
/// What the system says.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let temporary = temporary_beside(path);
    std::fs::write(&temporary, bytes).map_err(fail("write", &temporary))?;
    std::fs::rename(&temporary, path).map_err(|error| {
        let _ = std::fs::remove_file(&temporary);
        fail("write", path)(error)
    })
}

fn temporary_beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    // The whole name may be 255 bytes long already; the hash keeps the temporary one short and unlike its neighbours'.
    if name.len() > 200 {
        name = blake3::hash(name.as_encoded_bytes()).to_hex().as_str()[..32].into();
    }
    name.push(".pmsite-tmp");
    path.with_file_name(name)
}

/// Makes `path` and its parents.
///
/// # Errors
/// What the system says.
pub fn create_dir_all(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(fail("create", path))
}

/// Removes one file.
///
/// # Errors
/// What the system says.
pub fn remove_file(path: &Path) -> Result<(), Error> {
    std::fs::remove_file(path).map_err(fail("remove", path))
}

/// Removes `path` if it is an empty folder; anything else is left alone.
pub fn remove_dir_if_empty(path: &Path) {
    let _ = std::fs::remove_dir(path);
}

/// Names in a folder, sorted.
///
/// # Errors
/// What the system says.
pub fn list(path: &Path) -> Result<Vec<std::ffi::OsString>, Error> {
    let entries = std::fs::read_dir(path).map_err(fail("read", path))?;
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(fail("read", path))?.file_name());
    }
    names.sort();
    Ok(names)
}

/// Size in bytes, links followed; `None` where there is no regular file.
#[must_use]
pub fn size(path: &Path) -> Option<u64> {
    std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
}

/// What a file looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// Since 1970; 0 where the system does not say.
    modified: Duration,
    /// Inode and the time of its last change: a file that was moved here keeps its old time of modification.
    node: (u64, i64, i64),
}

impl Stamp {
    /// Of what lies at `path`, links not followed.
    ///
    /// # Errors
    /// What the system says.
    pub fn of(path: &Path) -> Result<Self, Error> {
        std::fs::symlink_metadata(path).map(|metadata| Self::from_metadata(&metadata)).map_err(fail("read", path))
    }

    fn from_metadata(metadata: &std::fs::Metadata) -> Self {
        #[cfg(unix)]
        let node = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let node = (0, 0, 0);
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { size: metadata.len(), modified: modified.unwrap_or_default(), node }
    }

    /// Whether an equal stamp later means an equal file. Clocks of file systems tick slowly: a file that was written a
    /// moment ago may be written again and look the same.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        !self.modified.is_zero() && self.modified + Duration::from_secs(2) < now
    }
}

/// Size and time of a file that we wrote; a copy that keeps times has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Written {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    modified: u128,
}

impl Written {
    /// Of the regular file at `path`, links not followed; `None` where there is none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        Self::from_metadata(&std::fs::symlink_metadata(path).ok()?)
    }

    fn from_metadata(metadata: &std::fs::Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        metadata.is_file().then_some(Self { size: metadata.len(), modified })
    }
}

/// Whether `path` is a folder, links followed.
#[must_use]
pub fn is_dir(path: &Path) -> bool {
    path.is_dir()
}

/// Whether `path` is a regular file, links followed.
#[must_use]
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether `path` itself is a symbolic link.
#[must_use]
pub fn is_symlink(path: &Path) -> bool {
    path.is_symlink()
}

/// The path with every link resolved.
///
/// # Errors
/// What the system says.
pub fn canonicalize(path: &Path) -> Result<PathBuf, Error> {
    std::fs::canonicalize(path).map_err(fail("find", path))
}

/// Writes a file that nobody reads yet.
///
/// # Errors
/// What the system says.
pub fn write(path: &Path, bytes: &[u8]) -> Result<Option<Written>, Error> {
    let attempt = || {
        let mut file = std::fs::File::create(path)?;
        file.write_all(bytes)?;
        Ok(Written::from_metadata(&file.metadata()?))
    };
    attempt().map_err(fail("write", path))
}

/// Writes a file in `folder` under the name that `write` returns; nobody sees it before it is whole, and two processes that write
/// at once do not meet.
///
/// # Errors
/// What the system or `write` says.
pub fn write_named(
    folder: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<String>,
) -> Result<PathBuf, Error> {
    let attempt = || {
        let mut out =
            std::io::BufWriter::with_capacity(1 << 20, tempfile::Builder::new().suffix(".tmp").tempfile_in(folder)?);
        let path = folder.join(write(&mut out)?);
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.persist(&path)?;
        Ok(path)
    };
    attempt().map_err(fail("write into", folder))
}

/// An open file that is read in places, from any thread.
#[derive(Debug)]
pub struct RandomAccess {
    file: std::fs::File,
    size: u64,
    path: PathBuf,
}

impl RandomAccess {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let file = std::fs::File::open(path).map_err(fail("read", path))?;
        let size = file.metadata().map_err(fail("read", path))?.len();
        Ok(Self { file, size, path: path.to_owned() })
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

/// Renames a file or folder.
///
/// # Errors
/// What the system says.
pub fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    std::fs::rename(from, to).map_err(fail("write", to))
}

/// Removes a folder of ours and all in it; a missing one is fine, a link is left alone.
///
/// # Errors
/// What the system says.
pub fn remove_dir_all(path: &Path) -> Result<(), Error> {
    if path.is_dir() && !path.is_symlink() {
        std::fs::remove_dir_all(path).map_err(fail("remove", path))?;
    }
    Ok(())
}

/// A file that one process holds at a time; the system frees it when that process ends.
#[derive(Debug)]
pub struct Lock {
    /// Locked as long as it is open.
    file: std::fs::File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock file at `path`, making it if need be; waits while another process holds it. `None` where that one removed
    /// the file or its folder in the end: try again.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(path: &Path) -> Result<Option<Self>, Error> {
        let file = match std::fs::OpenOptions::new().create(true).append(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fail("lock", path)(error)),
        };
        file.lock().map_err(fail("lock", path))?;
        let is_there = std::fs::metadata(path).is_ok_and(|now| file.metadata().is_ok_and(|ours| is_same(&ours, &now)));
        Ok(is_there.then(|| Self { file, path: path.to_owned() }))
    }

    /// Removes the file and frees the lock.
    pub fn remove(self) {
        // In this order: whoever waits finds that the file is gone.
        let _ = std::fs::remove_file(&self.path);
        drop(self.file);
    }
}

#[cfg(unix)]
fn is_same(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &std::fs::Metadata, _: &std::fs::Metadata) -> bool {
    true
}

/// Removes the files of the folder `path` that we own; folders inside stay.
///
/// # Errors
/// The path and why.
pub fn remove_files(path: &Path) -> Result<(), Error> {
    for name in list(path)? {
        let file = path.join(name);
        if file.is_file() || file.is_symlink() {
            remove_file(&file)?;
        }
    }
    Ok(())
}
