//! What lies in the output folder and is not pmsite's: never touched, and named.

use super::{Error, Site, manifest, staging};
use crate::fs;
use crate::model::addresses::{folded, upwards};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// What pmsite wrote, under its names on any disk (some ignore case).
struct Ours<'a> {
    files: &'a BTreeSet<String>,
    folded: OnceCell<FxHashSet<Cow<'a, str>>>,
}

impl Ours<'_> {
    fn has(&self, path: &str) -> bool {
        let folded_files = || self.files.iter().map(|path| folded(path)).collect();
        self.files.contains(path) || self.folded.get_or_init(folded_files).contains(&folded(path))
    }
}

/// Those of the files `new` in whose place somebody else's file stands: it is kept.
///
/// # Errors
/// Where something of somebody else stands in the place of a folder, or a folder with something of somebody else in the place of a
/// file. Nothing has been changed then.
pub(super) fn kept<'a>(new: impl Iterator<Item = &'a str>, old: &Site) -> Result<BTreeSet<&'a str>, Error> {
    let ours = Ours { files: &old.files, folded: OnceCell::new() };
    let mut kept = BTreeSet::new();
    let mut folders: FxHashSet<&str> = FxHashSet::default();
    // What is listed is ours and so is its folder; to look closer at what is new costs a look at the disk each.
    for path in new.filter(|path| !old.files.contains(*path)) {
        let in_the_way = |foreign: &str| Error::InTheWay { path: old.folder.join(foreign), wanted: path.to_owned() };
        if fs::Stamp::of(&old.folder.join(path)).is_ok() && !ours.has(path) {
            match is_folder(old, path) {
                false => _ = kept.insert(path),
                true => {
                    if let Some(foreign) = kept_below(path, &ours, old)? {
                        return Err(in_the_way(&foreign));
                    }
                }
            }
        }
        for place in upwards(path).skip(1).take_while(|place| folders.insert(place)) {
            if fs::Stamp::of(&old.folder.join(place)).is_ok() && !is_folder(old, place) && !ours.has(place) {
                return Err(in_the_way(place));
            }
        }
    }
    Ok(kept)
}

fn is_folder(old: &Site, path: &str) -> bool {
    let path = old.folder.join(path);
    fs::is_dir(&path) && !fs::is_symlink(&path)
}

/// Something below `folder` that is not ours, an empty folder too; `None` where nothing is left once ours is gone.
fn kept_below(folder: &str, ours: &Ours<'_>, old: &Site) -> Result<Option<String>, Error> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let names = old.folder.folder(&folder)?.list()?;
        if names.is_empty() {
            return Ok(Some(folder));
        }
        for name in names {
            let path = format!("{folder}/{}", name.to_string_lossy());
            match ours.has(&path) {
                true => {}
                false if is_folder(old, &path) => folders.push(path),
                false => return Ok(Some(path)),
            }
        }
    }
    Ok(None)
}

/// Files and folders besides the site's `files`, sorted; a folder ends in `/` and stands for all that it holds.
pub(super) fn beside(files: &BTreeSet<&str>, old: &Site) -> Vec<String> {
    let folders: FxHashSet<&str> = files.iter().flat_map(|path| upwards(path).skip(1)).chain([""]).collect();
    let own = staging::NOTHING.iter().chain([&manifest::NAME]);
    let known: FxHashSet<Cow<'_, str>> = files.iter().chain(&folders).chain(own).map(|path| folded(path)).collect();
    let foreign = |folder: &&str| {
        // A folder that cannot be read, is gone, or is a link has nothing to tell.
        let names = old.folder.folder(folder).and_then(|folder| folder.list()).unwrap_or_default().into_iter();
        let paths = names.map(|name| match *folder {
            "" => name.to_string_lossy().into_owned(),
            folder => format!("{folder}/{}", name.to_string_lossy()),
        });
        paths.filter(|path| !known.contains(&folded(path))).collect::<Vec<_>>()
    };
    let mut foreign: Vec<String> = folders.par_iter().flat_map_iter(foreign).collect();
    foreign.sort_unstable();
    for path in &mut foreign {
        if is_folder(old, path) {
            path.push('/');
        }
    }
    foreign
}
