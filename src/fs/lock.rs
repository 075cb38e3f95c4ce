//! A file that says who is at work.

use super::{Error, Folder, fail};

/// A file that one process holds at a time; the system frees it when that process ends.
#[derive(Debug)]
pub struct Lock {
    /// Locked as long as it is open.
    file: std::fs::File,
    folder: Folder,
    name: String,
}

impl Lock {
    /// Waits for the lock on `file`, which was opened as `name` in `folder`; `None` where it is not there any more.
    ///
    /// # Errors
    /// What the system says; no regular file.
    pub(super) fn take(file: std::fs::File, folder: &Folder, name: &str) -> Result<Option<Self>, Error> {
        let path = folder.join(name);
        if !file.metadata().is_ok_and(|found| found.is_file()) {
            return Err(fail("lock", &path)(std::io::Error::other("it is no regular file")));
        }
        file.lock().map_err(fail("lock", &path))?;
        Ok(Self::of(file, folder, name))
    }

    /// As [`Lock::take`], without waiting; `None` also where another process holds it.
    pub(super) fn try_take(file: std::fs::File, folder: &Folder, name: &str) -> Option<Self> {
        file.try_lock().ok()?;
        Self::of(file, folder, name)
    }

    /// A lock on a file that was removed meanwhile keeps nobody out.
    fn of(file: std::fs::File, folder: &Folder, name: &str) -> Option<Self> {
        let ours = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let is_there = std::fs::symlink_metadata(folder.join(name)).is_ok_and(|now| is_same(&ours, &now));
        is_there.then(|| Self { file, folder: folder.clone(), name: name.to_owned() })
    }

    /// Removes the file and frees the lock.
    pub fn remove(self) {
        // In this order: whoever waits finds that the file is gone.
        let _ = self.folder.remove_file(&self.name);
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
