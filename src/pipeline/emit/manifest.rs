//! The list of the site's files, in the output folder itself: what pmsite may replace and remove there.

use super::Error;
use crate::fs::{self, Folder};
use std::collections::BTreeSet;
use std::path::{Component, Path};

/// Its presence says that pmsite made the folder.
pub(super) const NAME: &str = ".pmsite-manifest";
/// Its name before it is whole.
const WAITING: &str = ".pmsite-manifest.new";
const HEAD: &str = "pmsite manifest 1";

/// A larger list is none of ours: two million paths fit in.
const LARGEST: u64 = 256 << 20;

/// Every path of the site in `site`.
pub(super) fn read(site: &Folder) -> Result<BTreeSet<String>, Error> {
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
    if lines.next() != Some(HEAD) || !lines.clone().all(|line| is_inside(&line)) {
        return Err(Error::Manifest { path: site.path().to_owned() });
    }
    Ok(lines.map(str::to_owned).collect())
}

/// Lists `paths` in `site`, sorted. The list is written in `staging` first, so that a killed run leaves no piece of it in the
/// site.
pub(super) fn write<'a>(site: &Folder, staging: &Folder, paths: impl Iterator<Item = &'a str>) -> Result<(), fs::Error> {
    let mut text = format!("{HEAD}\n");
    for path in paths.collect::<BTreeSet<_>>() {
        text.push_str(path);
        text.push('\n');
    }
    staging.write(WAITING, text.as_bytes())?;
    staging.rename(WAITING, site, NAME)
}
