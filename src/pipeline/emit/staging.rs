//! Where a site waits until it is whole: a folder beside the output, on the same disk, held by one process at a time.

use super::Error;
use crate::fs;
use std::path::{Path, PathBuf};

/// Says that pmsite made the folder, and is locked by the process that uses it: the system frees it when that one ends, however
/// it ends.
const LOCK: &str = ".pmsite-lock";

/// The folder; gone when dropped.
#[derive(Debug)]
pub(super) struct Staging {
    folder: PathBuf,
    /// Holds what becomes the site.
    pub site: PathBuf,
    lock: Option<fs::Lock>,
}

impl Staging {
    /// Takes the folder for the output `out`, and empties it of what a killed run may have left. Waits for another run that
    /// writes to the same output.
    pub fn take(out: &Path) -> Result<Self, Error> {
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = out.with_file_name(format!(".{name}.pmsite-staging"));
        let lock = loop {
            fs::create_dir_all(&folder)?;
            if let Some(lock) = fs::Lock::take(&folder.join(LOCK))? {
                break lock;
            }
        };
        let site = folder.join("site");
        fs::remove_dir_all(&site)?;
        fs::create_dir_all(&site)?;
        Ok(Self { folder, site, lock: Some(lock) })
    }
}

impl Drop for Staging {
    /// A build that fails leaves nothing behind.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.site);
        if let Some(lock) = self.lock.take() {
            lock.remove();
        }
        fs::remove_dir_if_empty(&self.folder);
    }
}
