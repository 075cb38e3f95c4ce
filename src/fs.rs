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
mod located;
mod lock;
mod random_access;
mod stamp;

pub(crate) use folder::{Folder, UNFINISHED};
pub(crate) use located::Located;
pub(crate) use lock::Lock;
pub(crate) use random_access::{Front, RandomAccess};
pub(crate) use stamp::{Stamp, Written};

use std::path::{Component, Path, PathBuf};

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
    /// What a walk says, with the file that it says it of; `None` for a loop of links.
    pub(crate) fn of_walk(error: &walkdir::Error) -> Option<Self> {
        let source = std::io::Error::from_raw_os_error(error.io_error()?.raw_os_error()?);
        Some(Self { action: "read", path: error.path().unwrap_or(Path::new("")).to_owned(), source })
    }

    /// Whether a symbolic link stands in the way.
    #[must_use]
    pub fn is_about_link(&self) -> bool {
        below::is_about_link(&self.source)
    }

    /// Whether the system lacked something that says nothing of the file: places for open files, memory, a disk that answers.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        below::is_passing(&self.source)
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

/// Makes `path` and its parents.
///
/// # Errors
/// What the system says.
pub(crate) fn create_dir_all(path: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(path).map_err(fail("create", path))
}

/// Names in a folder, sorted.
#[cfg(test)]
pub(crate) fn list(path: &Path) -> Result<Vec<std::ffi::OsString>, Error> {
    let entries = std::fs::read_dir(path).map_err(fail("read", path))?;
    let mut names: Vec<_> = entries
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<_, _>>()
        .map_err(fail("read", path))?;
    names.sort();
    Ok(names)
}

/// Whether `path` is a folder, links followed.
#[must_use]
pub(crate) fn is_dir(path: &Path) -> bool {
    path.is_dir()
}

/// Whether `path` is a regular file, links followed.
#[must_use]
pub(crate) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a disk or folder of elsewhere was mounted at the folder `path`: then nothing can be renamed to it.
#[must_use]
pub(crate) fn is_mount_point(path: &Path) -> bool {
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
pub(crate) fn is_symlink(path: &Path) -> bool {
    path.is_symlink()
}

/// The path from the root of the disk, links not looked at.
#[must_use]
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// `path` as a terminal in the working directory can open it, with `/` between its parts: relative where it lies below that folder, or
/// was named so; else absolute.
#[must_use]
pub(crate) fn from_here(path: &Path) -> String {
    let short = path.strip_prefix(absolute(Path::new("."))).unwrap_or(path);
    let parts = short.components().filter(|part| *part != Component::CurDir);
    parts.collect::<PathBuf>().to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The path with every link resolved.
///
/// # Errors
/// What the system says.
pub(crate) fn canonicalize(path: &Path) -> Result<PathBuf, Error> {
    std::fs::canonicalize(path).map_err(fail("find", path))
}
