//! The list of the site's files, in the output folder itself: what pmsite may replace and remove there.

use super::Error;
use crate::config::Visibility;
use crate::fs;
use std::collections::BTreeSet;
use std::path::{Component, Path};

/// Its presence says that pmsite made the folder.
pub(super) const NAME: &str = ".pmsite-manifest";
const HEAD: &str = "pmsite manifest 2";
/// Before audiences were noted.
const OLD_HEAD: &str = "pmsite manifest 1";

/// What the last build left.
#[derive(Debug)]
pub(super) struct Manifest {
    /// Who may see all that lies there; `None`: nobody knows.
    pub audience: Option<Visibility>,
    /// Every path of the site.
    pub files: BTreeSet<String>,
}

/// The manifest in `out`.
pub(super) fn read(out: &Path) -> Result<Manifest, Error> {
    let path = out.join(NAME);
    if !fs::is_file(&path) {
        return Err(Error::Foreign { path: out.to_owned() });
    }
    let text = fs::read_to_string(&path)?;
    let mut lines = text.lines();
    // A listed path that climbs out of the folder was not written by pmsite.
    let is_inside = |line: &&str| Path::new(line).components().all(|part| matches!(part, Component::Normal(_)));
    let audience = match lines.next() {
        Some(OLD_HEAD) => Some(None),
        Some(head) => {
            [Visibility::Public, Visibility::Internal].into_iter().map(Some).find(|known| head_of(*known) == head)
        }
        None => None,
    };
    match audience.filter(|_| lines.clone().all(|line| is_inside(&line))) {
        Some(audience) => Ok(Manifest { audience, files: lines.map(str::to_owned).collect() }),
        None => Err(Error::Manifest { path: out.to_owned() }),
    }
}

fn head_of(audience: Option<Visibility>) -> String {
    match audience {
        Some(Visibility::Public) => format!("{HEAD} public"),
        Some(Visibility::Internal) => format!("{HEAD} internal"),
        None => OLD_HEAD.to_owned(),
    }
}

/// Lists `paths` in `out`, sorted, as what `audience` may see. The list is written in `staging` first, so that a killed run leaves no piece of it in the
/// site.
pub(super) fn write<'a>(
    out: &Path,
    staging: &Path,
    audience: Option<Visibility>,
    paths: impl Iterator<Item = &'a str>,
) -> Result<(), fs::Error> {
    let mut text = head_of(audience);
    text.push('\n');
    for path in paths.collect::<BTreeSet<_>>() {
        text.push_str(path);
        text.push('\n');
    }
    let waiting = staging.join(NAME);
    fs::write(&waiting, text.as_bytes())?;
    fs::rename(&waiting, &out.join(NAME))
}
