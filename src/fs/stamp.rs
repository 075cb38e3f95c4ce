//! What a file looks like from outside, as far as that tells whether it is what it was.

use super::{Error, fail};
use borsh::{BorshDeserialize, BorshSerialize};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What a file looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// A regular file.
    pub is_file: bool,
    /// Bytes.
    pub size: u64,
    /// Since 1970; 0 where the system does not say.
    modified: Duration,
    /// Inode and the time of its last change: a file that was moved here keeps its old time of modification.
    node: (u64, i64, i64),
}

impl Stamp {
    /// Of what lies at `path`, links not followed.
    ///
    /// # Errors
    /// What the system says.
    pub fn of(path: &Path) -> Result<Self, Error> {
        std::fs::symlink_metadata(path).map(|metadata| Self::from_metadata(&metadata)).map_err(fail("read", path))
    }

    fn from_metadata(metadata: &std::fs::Metadata) -> Self {
        #[cfg(unix)]
        let node = {
            use std::os::unix::fs::MetadataExt;
            (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
        };
        #[cfg(not(unix))]
        let node = (0, 0, 0);
        let modified = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self { is_file: metadata.is_file(), size: metadata.len(), modified: modified.unwrap_or_default(), node }
    }

    /// Whether an equal stamp later means an equal file. Clocks of file systems tick slowly: a file that was written a
    /// moment ago may be written again and look the same.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.is_older_than(Duration::from_secs(2))
    }

    /// Whether nobody has written to it for that long, as far as the system says.
    pub(super) fn is_older_than(&self, time: Duration) -> bool {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        !self.modified.is_zero() && self.modified + time < now
    }
}

/// Size and time of a file that we wrote; a copy that keeps times has the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Written {
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    modified: u128,
}

impl Written {
    /// Of the regular file at `path`, links not followed; `None` where there is none.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        Self::from_metadata(&std::fs::symlink_metadata(path).ok()?)
    }

    pub(super) fn from_metadata(metadata: &std::fs::Metadata) -> Option<Self> {
        let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
        metadata.is_file().then_some(Self { size: metadata.len(), modified })
    }
}
