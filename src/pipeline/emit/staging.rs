//! Where a site waits until it is whole: a folder beside the output, on the same disk, held by one process at a time.

use super::Error;
use crate::fs::{self, Folder};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Says that pmsite made the folder, and is locked by the process that uses it: the system frees it when that one ends, however
/// it ends.
const LOCK: &str = ".pmsite-lock";
/// The part that becomes the site.
pub(super) const SITE: &str = "site";
/// The folder's name where it has to lie in the output itself.
const INSIDE: &str = ".pmsite-staging";
/// What an output folder may hold that holds nothing: the one is ours, the other that of a new disk.
pub(super) const NOTHING: [&str; 2] = [INSIDE, "lost+found"];
/// How often a folder is made that others who end remove at the same moment.
const TRIES: u32 = 1000;

/// The folder; gone when dropped.
#[derive(Debug)]
pub(super) struct Staging {
    holder: Folder,
    name: PathBuf,
    pub folder: Folder,
    /// Holds what becomes the site.
    pub site: Folder,
    /// It lies in the output.
    pub is_inside: bool,
    lock: Option<fs::Lock>,
}

impl Staging {
    /// Takes the folder for the output `name` in `parent`, and empties it of what a killed run may have left. Waits for another
    /// run that writes to the same output.
    ///
    /// It lies beside the output, so that a new site can appear by one rename. It lies in the output where that is a disk of its
    /// own (nothing can be renamed there from outside), or where nothing can be made beside it.
    pub(super) fn take(parent: &Folder, name: &Path) -> Result<Self, Error> {
        let out = parent.folder(name).ok();
        let beside = format!(".{}.pmsite-staging", name.to_string_lossy());
        match out {
            Some(out) if fs::is_mount_point(&out.join("")) => Self::take_at(out, INSIDE.into(), true),
            Some(out) => match Self::take_at(parent.clone(), beside.into(), false) {
                Err(Error::Io(error)) if cannot_be_made(&error) => Self::take_at(out, INSIDE.into(), true),
                taken => taken,
            },
            None => Self::take_at(parent.clone(), beside.into(), false),
        }
    }

    fn take_at(holder: Folder, name: PathBuf, is_inside: bool) -> Result<Self, Error> {
        let (folder, lock) = locked(&holder, &name)?;
        folder.remove_all(SITE)?;
        let site = folder.make_folder(SITE)?;
        Ok(Self { holder, name, folder, site, is_inside, lock: Some(lock) })
    }
}

/// The folder `name` in `holder`, and the lock that nobody else has.
fn locked(holder: &Folder, name: &Path) -> Result<(Folder, fs::Lock), Error> {
    let mut tries = 0;
    loop {
        let folder = match holder.make_folder(name) {
            Ok(folder) => folder,
            Err(error) if error.source.kind() == ErrorKind::NotFound && tries < TRIES => {
                tries += 1;
                continue;
            }
            Err(error) if error.is_about_link() => return Err(Error::Linked { path: error.path }),
            Err(error) => return Err(error.into()),
        };
        let names = folder.list()?;
        // Without the mark an empty part of a site may stand there, which a run left that could open nothing more.
        let is_ours =
            || names == [SITE] && folder.folder(SITE).and_then(|site| site.list()).is_ok_and(|names| names.is_empty());
        if !names.is_empty() && !names.iter().any(|name| name == LOCK) && !is_ours() {
            return Err(Error::Foreign { path: folder.path().to_owned() });
        }
        if let Some(lock) = folder.lock(LOCK)? {
            return Ok((folder, lock));
        }
    }
}

/// Whether the folder above is one that this user, or anybody, may not write into.
fn cannot_be_made(error: &fs::Error) -> bool {
    matches!(error.source.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// The name of a file that waits for its place.
pub(super) fn numbered(number: usize) -> PathBuf {
    number.to_string().into()
}

impl Drop for Staging {
    /// A build that fails leaves nothing behind.
    fn drop(&mut self) {
        // The mark goes last: without it what is left would seem to be somebody else's.
        if self.folder.remove_all(SITE).is_ok()
            && let Some(lock) = self.lock.take()
        {
            lock.remove();
        }
        self.holder.remove_folder_if_empty(&self.name);
    }
}
