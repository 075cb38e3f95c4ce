//! A folder whose inside is reached without following a link, so that nothing that lies in it can lead out of it.

mod replace;

use super::below::{For, Handle};
use super::{Error, Front, Located, Lock, RandomAccess, Stamp, Written, absolute, fail};
use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// What begins the name of a file that is not whole yet.
pub(crate) const UNFINISHED: &str = ".pmsite-tmp";
/// A file that nobody has written to for so long was left by a run that was killed.
const ABANDONED: Duration = Duration::from_secs(3600);

/// An open folder. Paths given to it are relative to it and have no `..`.
#[derive(Clone, Debug)]
pub struct Folder {
    path: Arc<Path>,
    handle: Arc<Handle>,
}

/// Two are equal that were opened at the same path.
impl PartialEq for Folder {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for Folder {}

impl Folder {
    /// The folder at `path`. What leads there is the user's own: links are followed.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let handle = Handle::open(path).map_err(fail("open", path))?;
        Ok(Self { path: path.into(), handle: Arc::new(handle) })
    }

    /// The folder at `path` for a run in `root`: below `root` no link is followed, since a checkout may hold any.
    ///
    /// # Errors
    /// What the system says; a link below `root`.
    pub fn open_in(root: &Path, path: &Path) -> Result<Self, Error> {
        match inside(root, path) {
            Some(inside) => Ok(Self { path: path.into(), ..Self::open(root)?.folder(&inside)? }),
            None => Self::open(path),
        }
    }

    /// As [`Folder::open_in`]; makes the folder and those above it where they are missing.
    ///
    /// # Errors
    /// As [`Folder::open_in`].
    pub fn make_in(root: &Path, path: &Path) -> Result<Self, Error> {
        match inside(root, path) {
            Some(inside) => {
                super::create_dir_all(root)?;
                Ok(Self { path: path.into(), ..Self::open(root)?.make_folder(&inside)? })
            }
            None => {
                super::create_dir_all(path)?;
                Self::open(path)
            }
        }
    }

    /// Where it was opened: for messages, and for libraries that want a path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where `path` below it lies.
    #[must_use]
    pub fn join(&self, path: impl AsRef<Path>) -> PathBuf {
        self.path.join(path)
    }

    /// The folder `path` below this one.
    ///
    /// # Errors
    /// What the system says.
    pub fn folder(&self, path: impl AsRef<Path>) -> Result<Self, Error> {
        let whole = self.join(&path);
        let handle = self.handle.folder(path.as_ref()).map_err(fail("open", &whole))?;
        Ok(Self { path: whole.into(), handle: Arc::new(handle) })
    }

    /// The folder `path` below this one, made with those above it where it is missing.
    ///
    /// # Errors
    /// What the system says.
    pub fn make_folder(&self, path: impl AsRef<Path>) -> Result<Self, Error> {
        match self.folder(&path) {
            Err(error) if error.source.kind() == ErrorKind::NotFound => {}
            opened => return opened,
        }
        self.add_folder(path.as_ref())?;
        self.folder(path)
    }

    /// Makes the folder `path`, and those above it where they are missing, without opening it; something there already is fine.
    ///
    /// # Errors
    /// What the system says.
    pub(crate) fn add_folder(&self, path: &Path) -> Result<(), Error> {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let add = || self.handle.make_folder(path);
        let added = match (add(), parent) {
            (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound => {
                self.add_folder(parent)?;
                add()
            }
            (added, _) => added,
        };
        added.map_err(fail("create", &self.join(path)))
    }

    /// Names in it, sorted.
    ///
    /// # Errors
    /// What the system says.
    pub fn list(&self) -> Result<Vec<OsString>, Error> {
        let listed = self.handle.list().map_err(fail("read", &self.path))?;
        let mut names: Vec<OsString> = listed.into_iter().map(|(name, _)| name).collect();
        names.sort();
        Ok(names)
    }

    /// Opens the regular file `path`, to be read in places.
    ///
    /// # Errors
    /// What the system says; a folder, a pipe or a device.
    pub fn open_file(&self, path: impl AsRef<Path>) -> Result<RandomAccess, Error> {
        let whole = self.join(&path);
        let file = self.handle.file(path.as_ref(), For::Reading).map_err(fail("read", &whole))?;
        RandomAccess::of(file, whole)
    }

    /// The regular file `path`, if it has no more than `most` bytes.
    ///
    /// # Errors
    /// What the system says; a file that is larger, or no regular file.
    pub fn read(&self, path: impl AsRef<Path>, most: u64) -> Result<Vec<u8>, Error> {
        self.open_file(path)?.read_all(most)
    }

    /// As [`Folder::read`], as UTF-8.
    ///
    /// # Errors
    /// As [`Folder::read`], or that the file is not UTF-8.
    pub fn read_to_string(&self, path: impl AsRef<Path>, most: u64) -> Result<String, Error> {
        let bytes = self.read(&path, most)?;
        String::from_utf8(bytes)
            .map_err(|error| fail("read", &self.join(path))(std::io::Error::new(ErrorKind::InvalidData, error)))
    }

    /// Writes a file that is not there yet.
    ///
    /// # Errors
    /// What the system says.
    pub fn write(&self, path: impl AsRef<Path>, bytes: &[u8]) -> Result<Option<Written>, Error> {
        let attempt = || {
            let mut file = self.handle.file(path.as_ref(), For::Making)?;
            file.write_all(bytes)?;
            Ok(Written::from_metadata(&file.metadata()?))
        };
        attempt().map_err(fail("write", &self.join(&path)))
    }

    /// Copies `source`, behind its `front`, to a file that is not there yet.
    ///
    /// # Errors
    /// What the system says; a source that is no regular file any more.
    pub fn copy(&self, source: &Located, path: impl AsRef<Path>, front: Front) -> Result<(), Error> {
        let from = source.open()?;
        let (size, front) = (from.size(), front(&from.head()?));
        let attempt = || {
            let mut file = self.handle.file(path.as_ref(), For::Making)?;
            file.write_all(front)?;
            // No more than it had: a file that grows all the time has no end.
            match std::io::copy(&mut from.into_file().take(size), &mut file)? {
                copied if copied == size => Ok(()),
                _ => Err(ErrorKind::UnexpectedEof.into()),
            }
        };
        attempt().map_err(fail("write", &self.join(&path)))
    }

    /// Writes the file `name` so that it holds either its old content or all of `bytes`, whoever writes it at the same time.
    ///
    /// # Errors
    /// As [`Folder::write_named`].
    pub fn write_atomic(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        self.write_named(|out| out.write_all(bytes).map(|()| name.to_owned())).map(|_| ())
    }

    /// As [`Self::write_atomic`], at a place that somebody named: a folder there is an error, and stays with all that it holds.
    pub fn write_over(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        if self.folder(name).is_ok() {
            return Err(fail("write", &self.join(name))(ErrorKind::IsADirectory.into()));
        }
        self.write_atomic(name, bytes)
    }

    /// Writes a file under the name that `write` returns, in place of whatever stands there; nobody sees it before it is whole, and
    /// two processes that write at once do not meet.
    ///
    /// # Errors
    /// What the system or `write` says.
    pub fn write_named(&self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<String>) -> Result<String, Error> {
        self.remove_abandoned();
        let attempt = || {
            let (unfinished, file) = self.unfinished()?;
            let finish = || {
                let mut out = std::io::BufWriter::with_capacity(1 << 18, file);
                let name = write(&mut out)?;
                out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
                self.put(&unfinished, Path::new(&name))?;
                Ok(name)
            };
            finish().inspect_err(|_: &std::io::Error| _ = self.handle.remove_file(&unfinished))
        };
        attempt().map_err(fail("write into", &self.path))
    }

    /// Writes the file `name` where nothing stands yet: nobody sees it before it is whole.
    ///
    /// # Errors
    /// What the system says; something that stands there.
    pub fn write_new(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let attempt = || {
            let (unfinished, mut file) = self.unfinished()?;
            let put = file.write_all(bytes).and_then(|()| self.handle.rename_new(&unfinished, Path::new(name)));
            put.inspect_err(|_| _ = self.handle.remove_file(&unfinished))
        };
        attempt().map_err(fail("write", &self.join(name)))
    }

    /// Renames `from` to `to`; a folder is the one thing that a file does not replace by itself.
    fn put(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        let renamed = self.handle.rename(from, &self.handle, to);
        if renamed.is_err() && self.folder(to).is_ok() {
            self.remove_all(to).map_err(|error| error.source)?;
            return self.handle.rename(from, &self.handle, to);
        }
        renamed
    }

    /// A new file with a name that nobody else writes to.
    fn unfinished(&self) -> std::io::Result<(PathBuf, std::fs::File)> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = PathBuf::from(format!("{UNFINISHED}-{}-{number}", std::process::id()));
            match self.handle.file(&name, For::Making) {
                // A process of the same number was killed here.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                opened => return opened.map(|file| (name, file)),
            }
        }
    }

    /// Removes what runs that were killed left unfinished, as far as it can be removed.
    fn remove_abandoned(&self) {
        for name in self.list().unwrap_or_default() {
            let is_old = || Stamp::of(&self.join(&name)).is_ok_and(|stamp| stamp.is_older_than(ABANDONED));
            if name.to_string_lossy().starts_with(UNFINISHED) && is_old() {
                let _ = self.remove_file(&name);
            }
        }
    }

    /// Renames `from` below this folder to `to` below `other`.
    ///
    /// # Errors
    /// What the system says.
    pub fn rename(&self, from: impl AsRef<Path>, other: &Self, to: impl AsRef<Path>) -> Result<(), Error> {
        let renamed = self.handle.rename(from.as_ref(), &other.handle, to.as_ref());
        renamed.map_err(fail("write", &other.join(to)))
    }

    /// Removes the file or link `path`.
    ///
    /// # Errors
    /// What the system says.
    pub fn remove_file(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        self.handle.remove_file(path.as_ref()).map_err(fail("remove", &self.join(path)))
    }

    /// Removes `path` if it is an empty folder; anything else is left alone.
    pub fn remove_folder_if_empty(&self, path: impl AsRef<Path>) {
        let _ = self.handle.remove_folder(path.as_ref());
    }

    /// Makes the folder `path`, a place of ours: a file, pipe or link that stands there is removed, never what a link leads to.
    ///
    /// # Errors
    /// What the system says.
    pub fn own_folder(&self, path: impl AsRef<Path>) -> Result<Self, Error> {
        self.make_folder(&path).or_else(|_| {
            self.remove_file(&path)?;
            self.make_folder(&path)
        })
    }

    /// Removes what stands at `path`: a file, pipe or link itself, a folder with all in it. Nothing there is fine.
    ///
    /// # Errors
    /// What the system says.
    pub fn remove(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        match self.remove_file(&path) {
            Err(error) if error.source.kind() == ErrorKind::NotFound => Ok(()),
            Err(_) => self.remove_all(path),
            removed => removed,
        }
    }

    /// Removes the folder `path` and all in it; a missing one is fine. Links in it go, and nothing that they lead to.
    ///
    /// # Errors
    /// What the system says.
    pub fn remove_all(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let folder = match self.folder(path) {
            Err(error) if error.source.kind() == ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        folder.clear()?;
        self.handle.remove_folder(path).map_err(fail("remove", &folder.path))
    }

    /// Removes all that is in it.
    ///
    /// # Errors
    /// What the system says.
    pub fn clear(&self) -> Result<(), Error> {
        for (name, is_folder) in self.handle.list().map_err(fail("read", &self.path))? {
            if is_folder { self.remove_all(&name)? } else { self.remove_file(&name)? }
        }
        Ok(())
    }

    /// Takes the lock file `name`, making it if need be; waits while another process holds it. `None` where that one removed the
    /// file or its folder in the end: try again.
    ///
    /// # Errors
    /// What the system says.
    pub fn lock(&self, name: &str) -> Result<Option<Lock>, Error> {
        let path = self.join(name);
        match self.handle.file(Path::new(name), For::Locking) {
            Ok(file) => Lock::take(file, self, name),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fail("lock", &path)(error)),
        }
    }

    /// As [`Folder::lock`], in place of whatever stands there, and without waiting: `None` where another process holds it, or the
    /// system does not know locks.
    #[must_use]
    pub fn try_lock(&self, name: &str) -> Option<Lock> {
        let open = || Lock::try_take(self.handle.file(Path::new(name), For::Locking).ok()?, self, name);
        open().or_else(|| {
            let is_ours = Stamp::of(&self.join(name)).is_ok_and(|stamp| stamp.is_file);
            if is_ours || self.remove(name).is_err() { None } else { open() }
        })
    }
}

/// `path` relative to `root`, where it is written as one below it.
fn inside(root: &Path, path: &Path) -> Option<PathBuf> {
    let inside = absolute(path).strip_prefix(absolute(root)).ok()?.to_owned();
    inside.components().all(|part| matches!(part, Component::Normal(_))).then_some(inside)
}
