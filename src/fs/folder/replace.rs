//! A file of the user's own -> the same file with other content.

use super::{Error, Folder, fail};
use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::Path;

impl Folder {
    /// Writes `bytes` in place of the regular file `name`, which keeps its permissions and its owner and never stands there half-written.
    ///
    /// # Errors
    /// What the system says; a file that nobody may write to, that has other names, or whose owner this user cannot make another file
    /// belong to; a link, or no file at all.
    pub fn replace(&self, name: &str, bytes: &[u8]) -> Result<(), Error> {
        let old = self.open_file(name)?.into_file();
        let attempt = || {
            let was = old.metadata()?;
            if was.permissions().readonly() {
                return Err(std::io::ErrorKind::PermissionDenied.into());
            }
            is_one(&was)?;
            let (unfinished, mut file) = self.unfinished()?;
            let put = file.write_all(bytes).and_then(|()| belongs_to(&file, &was));
            let put = put.and_then(|()| file.set_permissions(was.permissions())).and_then(|()| {
                file.sync_all()?;
                self.handle.rename(&unfinished, &self.handle, Path::new(name))
            });
            put.inspect_err(|_| _ = self.handle.remove_file(&unfinished))
        };
        attempt().map_err(fail("write", &self.join(name)))
    }
}

/// A file with several names would become one of its own, and the others stay as they were.
#[cfg(unix)]
fn is_one(file: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt;
    match file.nlink() {
        ..=1 => Ok(()),
        names => Err(io::Error::other(format!(
            "it has {names} names (hard links), and only this one would change; copy it to a file of its own first"
        ))),
    }
}

/// Gives `file` to whom the one belonged that it replaces.
#[cfg(unix)]
fn belongs_to(file: &File, was: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let now = file.metadata()?;
    if (now.uid(), now.gid()) == (was.uid(), was.gid()) {
        return Ok(());
    }
    fchown(file, Some(was.uid()), Some(was.gid())).map_err(|error| {
        let message = "it belongs to another user or group and would not any more; run this as its owner";
        io::Error::new(error.kind(), message)
    })
}

#[cfg(not(unix))]
fn is_one(_: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(not(unix))]
fn belongs_to(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}
