//! The list of the site's files, in the output folder itself: what pmsite may replace and remove there.

use super::Error;
use crate::config::Visibility;
use crate::fs::{self, Folder};
use std::collections::BTreeSet;
use std::path::{Component, Path};

/// Its presence says that pmsite made the folder.
pub(crate) const NAME: &str = ".pmsite-manifest";
/// Its name before it is whole.
const WAITING: &str = ".pmsite-manifest.new";
const HEAD: &str = "pmsite manifest 2";
/// Before audiences were noted.
const OLD_HEAD: &str = "pmsite manifest 1";

/// A larger list is none of ours: two million paths fit in.
const LARGEST: u64 = 256 << 20;

/// What the last build left.
#[derive(Debug, Default)]
pub(super) struct Manifest {
    /// Who may see all that lies there; `None`: nobody knows.
    pub audience: Option<Visibility>,
    /// Every path of the site.
    pub files: BTreeSet<String>,
}

/// The manifest in `site`.
pub(super) fn read(site: &Folder) -> Result<Manifest, Error> {
    let text = match site.read_to_string(NAME, LARGEST) {
        Ok(text) => text,
        Err(error) if error.source.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::Foreign { path: site.path().to_owned() });
        }
        Err(error) => return Err(error.into()),
    };
    let mut lines = text.lines();
    // A listed path that climbs out of the folder was not written by pmsite.
    let is_inside = |line: &&str| Path::new(line).components().all(|part| matches!(part, Component::Normal(_)));
    let audience = match lines.next() {
        Some(OLD_HEAD) => Some(None),
        Some(head) => {
            [Visibility::Public, Visibility::Internal].into_iter().find(|known| head_of(*known) == head).map(Some)
        }
        None => None,
    };
    match audience.filter(|_| lines.clone().all(|line| is_inside(&line))) {
        Some(audience) => Ok(Manifest { audience, files: lines.map(str::to_owned).collect() }),
        None => Err(Error::Manifest { path: site.path().to_owned() }),
    }
}

fn head_of(audience: Visibility) -> String {
    match audience {
        Visibility::Public => format!("{HEAD} public"),
        Visibility::Internal => format!("{HEAD} internal"),
    }
}

/// Lists `paths` in `site`, sorted, as what `audience` may see. The list is written in `staging` first, so that a killed run
/// leaves no piece of it in the site.
pub(super) fn write<'a>(
    site: &Folder,
    staging: &Folder,
    audience: Visibility,
    paths: impl Iterator<Item = &'a str>,
) -> Result<(), fs::Error> {
    let mut text = head_of(audience);
    text.push('\n');
    for path in paths.collect::<BTreeSet<_>>() {
        text.push_str(path);
        text.push('\n');
    }
    staging.write(WAITING, text.as_bytes())?;
    staging.rename(WAITING, site, NAME)
}
