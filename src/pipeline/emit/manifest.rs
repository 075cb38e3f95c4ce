//! The list of the site's files, in the output folder itself: what pmsite may replace and remove there.

use super::Error;
use crate::fs;
use std::collections::BTreeSet;
use std::path::{Component, Path};

/// Its presence says that pmsite made the folder.
pub(super) const NAME: &str = ".pmsite-manifest";
const HEAD: &str = "pmsite manifest 1";

/// Every path of the site in `out`.
pub(super) fn read(out: &Path) -> Result<BTreeSet<String>, Error> {
    let path = out.join(NAME);
    if !fs::is_file(&path) {
        return Err(Error::Foreign { path: out.to_owned() });
    }
    let text = fs::read_to_string(&path)?;
    let mut lines = text.lines();
    // A listed path that climbs out of the folder was not written by pmsite.
    let is_inside = |line: &&str| Path::new(line).components().all(|part| matches!(part, Component::Normal(_)));
    if lines.next() != Some(HEAD) || !lines.clone().all(|line| is_inside(&line)) {
        return Err(Error::Manifest { path: out.to_owned() });
    }
    Ok(lines.map(str::to_owned).collect())
}

/// Lists `paths` in `out`, sorted. The list is written in `staging` first, so that a killed run leaves no piece of it in the
/// site.
pub(super) fn write<'a>(out: &Path, staging: &Path, paths: impl Iterator<Item = &'a str>) -> Result<(), fs::Error> {
    let mut text = format!("{HEAD}\n");
    for path in paths.collect::<BTreeSet<_>>() {
        text.push_str(path);
        text.push('\n');
    }
    let waiting = staging.join(NAME);
    fs::write(&waiting, text.as_bytes())?;
    fs::rename(&waiting, &out.join(NAME))
}
