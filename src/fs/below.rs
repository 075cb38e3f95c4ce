//! Steps below an open folder that follow no link: `openat2` where the system has it, else folder by folder.
//!
//! Whoever writes the folder at the same time can make a step fail, and cannot lead it elsewhere.

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Component, Path};

/// An open folder.
#[derive(Debug)]
pub(super) struct Handle(OwnedFd);

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum For {
    /// Reading what is there. A pipe is opened without waiting for its other end.
    Reading,
    /// Writing what was not there.
    Making,
    /// A lock: made where it is not there, nothing in it is changed.
    Locking,
}

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

impl For {
    fn flags(self) -> OFlags {
        let flags = match self {
            Self::Reading => OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY,
            Self::Making => OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL,
            Self::Locking => OFlags::RDWR | OFlags::CREATE | OFlags::NONBLOCK,
        };
        flags | OFlags::CLOEXEC | OFlags::NOFOLLOW
    }

    fn mode(self) -> Mode {
        if self == Self::Reading { Mode::empty() } else { Mode::from_raw_mode(0o666) }
    }
}

impl Handle {
    /// The folder at `path`, links followed.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        Ok(Self(rustix::fs::openat(CWD, path, FOLDER, Mode::empty())?))
    }

    /// The folder `path` below this one; itself where that is empty.
    pub(super) fn folder(&self, path: &Path) -> io::Result<Self> {
        Ok(Self(self.open_below(path, FOLDER, Mode::empty())?))
    }

    /// The file `path`, whatever kind it is of.
    pub(super) fn file(&self, path: &Path, what_for: For) -> io::Result<File> {
        Ok(self.open_below(path, what_for.flags(), what_for.mode())?.into())
    }

    /// Makes the folder `path`; one that is there already is fine.
    pub(super) fn make_folder(&self, path: &Path) -> io::Result<()> {
        let (parent, name) = self.parent(path)?;
        match rustix::fs::mkdirat(parent.0, name, Mode::from_raw_mode(0o777)) {
            Err(Errno::EXIST) => Ok(()),
            other => Ok(other?),
        }
    }

    /// Removes the file or link `path`.
    pub(super) fn remove_file(&self, path: &Path) -> io::Result<()> {
        let (parent, name) = self.parent(path)?;
        Ok(rustix::fs::unlinkat(parent.0, name, AtFlags::empty())?)
    }

    /// Removes the empty folder `path`.
    pub(super) fn remove_folder(&self, path: &Path) -> io::Result<()> {
        let (parent, name) = self.parent(path)?;
        Ok(rustix::fs::unlinkat(parent.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Renames `from` below this folder to `to` below `other`.
    pub(super) fn rename(&self, from: &Path, other: &Self, to: &Path) -> io::Result<()> {
        let ((old_parent, old), (new_parent, new)) = (self.parent(from)?, other.parent(to)?);
        Ok(rustix::fs::renameat(old_parent.0, old, new_parent.0, new)?)
    }

    /// Renames the file `from` to `to`, where nothing may stand, both in this folder.
    pub(super) fn rename_new(&self, from: &Path, to: &Path) -> io::Result<()> {
        match rustix::fs::linkat(&self.0, from, &self.0, to, AtFlags::empty()) {
            Ok(()) => Ok(rustix::fs::unlinkat(&self.0, from, AtFlags::empty())?),
            Err(Errno::EXIST) => Err(Errno::EXIST.into()),
            // A disk without second names for a file: whoever writes there at this very moment may still win.
            Err(_) => match rustix::fs::statat(&self.0, to, AtFlags::SYMLINK_NOFOLLOW) {
                Err(Errno::NOENT) => self.rename(from, self, to),
                _ => Err(Errno::EXIST.into()),
            },
        }
    }

    /// Names in this folder and whether each is a folder, in no order.
    pub(super) fn list(&self) -> io::Result<Vec<(OsString, bool)>> {
        let mut names = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name == "." || name == ".." {
                continue;
            }
            let is_folder = match entry.file_type() {
                FileType::Directory => true,
                FileType::Unknown => self.folder(Path::new(name)).is_ok(),
                _ => false,
            };
            names.push((name.to_owned(), is_folder));
        }
        Ok(names)
    }

    /// The folder that holds `path`, and its name there.
    fn parent<'p>(&self, path: &'p Path) -> io::Result<(Self, &'p OsStr)> {
        let name = match path.components().next_back() {
            Some(Component::Normal(name)) => name,
            _ => return Err(io::ErrorKind::InvalidInput.into()),
        };
        Ok((self.folder(path.parent().unwrap_or(Path::new("")))?, name))
    }

    fn open_below(&self, path: &Path, flags: OFlags, mode: Mode) -> io::Result<OwnedFd> {
        if !path.components().all(|part| matches!(part, Component::Normal(_))) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        #[cfg(target_os = "linux")]
        if let Some(answer) = at_once(&self.0, path, flags, mode) {
            return answer;
        }
        step_by_step(&self.0, path, flags, mode)
    }
}

/// One call for the whole way; `None` where the system, or what it is confined by, does not know it.
#[cfg(target_os = "linux")]
fn at_once(from: &OwnedFd, path: &Path, flags: OFlags, mode: Mode) -> Option<io::Result<OwnedFd>> {
    use rustix::fs::{ResolveFlags, openat2};
    use std::sync::atomic::{AtomicBool, Ordering};
    static UNKNOWN: AtomicBool = AtomicBool::new(false);
    if UNKNOWN.load(Ordering::Relaxed) {
        return None;
    }
    let stay = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    match openat2(from, path, flags, mode, stay) {
        Err(Errno::NOSYS) => {
            UNKNOWN.store(true, Ordering::Relaxed);
            None
        }
        // Containers with an old list of calls answer so, and so may a system that changes at the same moment; where the file
        // itself is meant, the steps answer the same.
        Err(Errno::PERM | Errno::AGAIN) => None,
        answer => Some(answer.map_err(io::Error::from)),
    }
}

fn step_by_step(from: &OwnedFd, path: &Path, flags: OFlags, mode: Mode) -> io::Result<OwnedFd> {
    let mut folder: Option<OwnedFd> = None;
    let mut parts = path.iter().peekable();
    while let Some(part) = parts.next() {
        let at = folder.as_ref().unwrap_or(from);
        let (flags, mode) = match parts.peek() {
            Some(_) => (FOLDER | OFlags::NOFOLLOW, Mode::empty()),
            None => (flags | OFlags::NOFOLLOW, mode),
        };
        match rustix::fs::openat(at, part, flags, mode) {
            Ok(opened) => folder = Some(opened),
            // That is what a link looks like to who asks for a folder.
            Err(Errno::NOTDIR) if is_link(at, part) => return Err(Errno::LOOP.into()),
            Err(error) => return Err(error.into()),
        }
    }
    folder.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

fn is_link(at: &OwnedFd, name: &OsStr) -> bool {
    rustix::fs::readlinkat(at, name, Vec::new()).is_ok()
}

/// Whether an error tells of the system and not of a file.
pub(super) fn is_passing(error: &io::Error) -> bool {
    let passing = [Errno::MFILE, Errno::NFILE, Errno::NOMEM, Errno::IO, Errno::INTR, Errno::AGAIN];
    Errno::from_io_error(error).is_some_and(|errno| passing.contains(&errno))
}

/// Whether `error` says that a link stands in the way.
pub(super) fn is_about_link(error: &io::Error) -> bool {
    error.raw_os_error() == Some(Errno::LOOP.raw_os_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both ways give the same answer to every kind of thing that may stand in the way.
    #[test]
    fn one_call_and_single_steps_answer_alike() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir_all(at("a/b")).unwrap();
        std::fs::write(at("a/b/file"), "x").unwrap();
        std::os::unix::fs::symlink("b", at("a/inner")).unwrap();
        std::os::unix::fs::symlink("/etc", at("outer")).unwrap();
        std::os::unix::fs::symlink("b/file", at("a/link")).unwrap();
        let root = Handle::open(folder.path()).unwrap();
        let mut seen = Vec::new();
        for path in
            ["a/b/file", "a/inner/file", "a/link", "outer/hostname", "none/x", "a/none", "a/b/file/x", "a", "a/inner"]
        {
            for flags in [For::Reading.flags(), FOLDER] {
                let answer = |opened: io::Result<OwnedFd>| opened.map(|_| ()).map_err(|error| error.raw_os_error());
                let steps = answer(step_by_step(&root.0, Path::new(path), flags, Mode::empty()));
                let whole = answer(root.open_below(Path::new(path), flags, Mode::empty()));
                assert_eq!(steps.is_ok(), whole.is_ok(), "{path} {flags:?}: {steps:?} {whole:?}");
                seen.push((path, steps.is_ok()));
            }
        }
        let good: Vec<&str> = seen.iter().filter(|(_, is_ok)| *is_ok).map(|(path, _)| *path).collect();
        assert_eq!(good, ["a/b/file", "a", "a"]);
    }

    #[test]
    fn a_path_that_climbs_or_starts_at_the_root_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let root = Handle::open(folder.path()).unwrap();
        for path in ["..", "a/../b", "/etc/hostname", "../x"] {
            assert!(root.file(Path::new(path), For::Making).is_err(), "{path}");
            assert!(root.make_folder(Path::new(path)).is_err(), "{path}");
            assert!(root.remove_file(Path::new(path)).is_err(), "{path}");
        }
    }
}
