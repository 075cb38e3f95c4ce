//! Folders and files of the cache: whatever stands in the place of one is in the way, and goes; no link is followed.

use super::{Error, Stamp, create_dir_all, fail, list, remove_file};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What begins the name of a file that is not whole yet.
const UNFINISHED: &str = ".pmsite-tmp";
/// A file that nobody has written to for so long was left by a run that was killed.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Makes the folder `path`, a place of ours: a file, pipe or link that stands there is removed, never what a link leads to.
///
/// # Errors
/// What the system says.
pub fn own_folder(path: &Path) -> Result<(), Error> {
    if !std::fs::symlink_metadata(path).is_ok_and(|there| there.is_dir()) {
        remove_all(path)?;
        create_dir_all(path)?;
    }
    Ok(())
}

/// Removes what stands at `path`: a file, pipe or link itself, a folder with all in it. Nothing there is fine.
///
/// # Errors
/// What the system says.
pub fn remove_all(path: &Path) -> Result<(), Error> {
    let removed = match std::fs::symlink_metadata(path) {
        Ok(there) if there.is_dir() => std::fs::remove_dir_all(path),
        Ok(_) => std::fs::remove_file(path),
        Err(error) => Err(error),
    };
    match removed {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fail("remove", path)(error)),
        _ => Ok(()),
    }
}

/// Writes a file in `folder` under the name that `write` returns, in place of whatever stands there; nobody sees it before it
/// is whole, and two processes that write at once do not meet.
///
/// # Errors
/// What the system or `write` says.
pub fn write_named(
    folder: &Path,
    write: impl FnOnce(&mut dyn Write) -> std::io::Result<String>,
) -> Result<PathBuf, Error> {
    remove_abandoned(folder);
    let attempt = || {
        let unfinished = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(folder)?;
        let mut out = std::io::BufWriter::with_capacity(1 << 20, unfinished);
        let path = folder.join(write(&mut out)?);
        let whole = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        if std::fs::symlink_metadata(&path).is_ok_and(|there| there.is_dir()) {
            // The one thing that a file does not replace.
            std::fs::remove_dir_all(&path)?;
        }
        whole.persist(&path)?;
        Ok(path)
    };
    attempt().map_err(fail("write into", folder))
}

/// Removes what runs that were killed left unfinished in `folder`, as far as it can be removed.
fn remove_abandoned(folder: &Path) {
    for name in list(folder).unwrap_or_default() {
        let path = folder.join(&name);
        if name.to_string_lossy().starts_with(UNFINISHED)
            && Stamp::of(&path).is_ok_and(|it| it.is_older_than(ABANDONED))
        {
            let _ = remove_file(&path);
        }
    }
}
