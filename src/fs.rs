//! Files and folders, with the path in every error. The only caller of `std::fs` in the crate.
//!
//! What may lie in an untrusted checkout is reached through a [`Folder`]: no link in it is followed, for reading, writing or
//! removing. The functions that take a path follow links: they are for what the user named, and for a look that decides nothing.
#![allow(clippy::disallowed_methods, reason = "this is the one place that may")]

#[cfg(unix)]
mod below;
#[cfg(not(unix))]
#[path = "fs/below_by_path.rs"]
mod below;
mod folder;
mod lock;
mod random_access;
mod stamp;

pub use folder::{Folder, Located};
pub use lock::Lock;
pub use random_access::RandomAccess;
pub use stamp::{Stamp, Written};

use std::io::Write;
use std::path::{Path, PathBuf};

/// An IO error and the path that it concerns.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} {}: {}", path.display(), self.reason())]
pub struct Error {
    pub action: &'static str,
    pub path: PathBuf,
    #[source]
    pub source: std::io::Error,
}

impl Error {
    /// Whether a symbolic link stands in the way.
    #[must_use]
    pub fn is_about_link(&self) -> bool {
        below::is_about_link(&self.source)
    }

    /// Why, in words.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.is_about_link() {
            true => "it is a symbolic link, or lies behind one, and links are not followed".to_owned(),
            false => self.source.to_string(),
        }
    }
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

/// Whether a disk or folder of elsewhere was mounted at the folder `path`: then nothing can be renamed to it.
#[must_use]
pub fn is_mount_point(path: &Path) -> bool {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, statx};
        if let Ok(found) = statx(CWD, path, AtFlags::empty(), StatxFlags::BASIC_STATS)
            && found.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
        {
            return found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
        }
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let device = |path: &Path| std::fs::metadata(path).ok().map(|metadata| metadata.dev());
        let above = device(&path.join(".."));
        device(path).is_some_and(|own| above.is_some_and(|above| above != own))
    }
    #[cfg(not(unix))]
    false
}

/// Whether `path` itself is a symbolic link.
#[must_use]
pub fn is_symlink(path: &Path) -> bool {
    path.is_symlink()
}

/// The path from the root of the disk, links not looked at.
#[must_use]
pub fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
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
