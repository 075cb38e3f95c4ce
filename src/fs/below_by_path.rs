//! Steps below a folder where the system knows no open folders: each part of a path is looked at before it is used. Whoever
//! writes the folder at that very moment may still win.

use std::ffi::OsString;
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Component, Path, PathBuf};

/// A folder's absolute path.
#[derive(Debug)]
pub(super) struct Handle(PathBuf);

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    Reading,
    Making,
    Locking,
}

impl Handle {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        match std::fs::metadata(path)?.is_dir() {
            true => Ok(Self(std::path::absolute(path)?)),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(super) fn folder(&self, path: &Path) -> io::Result<Self> {
        let path = self.checked(path)?;
        match std::fs::symlink_metadata(&path)?.is_dir() {
            true => Ok(Self(path)),
            false => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(super) fn file(&self, path: &Path, what_for: For) -> io::Result<File> {
        let path = self.checked(path)?;
        let mut options = OpenOptions::new();
        match what_for {
            For::Reading => options.read(true),
            For::Making => options.write(true).create_new(true),
            For::Locking => options.read(true).write(true).create(true).truncate(false),
        };
        options.open(path)
    }

    pub(super) fn make_folder(&self, path: &Path) -> io::Result<()> {
        match std::fs::create_dir(self.checked(path)?) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            other => other,
        }
    }

    pub(super) fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.checked(path.parent().unwrap_or(Path::new("")))?;
        std::fs::remove_file(self.0.join(path))
    }

    pub(super) fn remove_folder(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_dir(self.checked(path)?)
    }

    pub(super) fn rename(&self, from: &Path, other: &Self, to: &Path) -> io::Result<()> {
        other.checked(to.parent().unwrap_or(Path::new("")))?;
        std::fs::rename(self.checked(from)?, other.0.join(to))
    }

    pub(super) fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        match std::fs::symlink_metadata(self.0.join(to)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.rename(from, self, to),
            _ => Err(io::ErrorKind::AlreadyExists.into()),
        }
    }

    pub(super) fn list(&self) -> io::Result<Vec<(OsString, bool)>> {
        let entry = |entry: io::Result<std::fs::DirEntry>| {
            let entry = entry?;
            Ok((entry.file_name(), entry.file_type()?.is_dir()))
        };
        std::fs::read_dir(&self.0)?.map(entry).collect()
    }

    /// The path, if no part of it below this folder is a link.
    fn checked(&self, path: &Path) -> io::Result<PathBuf> {
        let mut whole = self.0.clone();
        for part in path.components() {
            let Component::Normal(name) = part else { return Err(io::ErrorKind::InvalidInput.into()) };
            whole.push(name);
            if std::fs::symlink_metadata(&whole).is_ok_and(|metadata| metadata.is_symlink()) {
                return Err(io::Error::other(Linked));
            }
        }
        Ok(whole)
    }
}

/// A part of a path is a link.
#[derive(Debug, thiserror::Error)]
#[error("a symbolic link stands in the way")]
struct Linked;

/// Whether an error tells of the system and not of a file.
pub(super) fn is_passing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::OutOfMemory | io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock)
}

/// Whether `error` says that a link stands in the way.
pub(super) fn is_about_link(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|inner| inner.is::<Linked>())
}
