//! What lies in the output folder and is not pmsite's: never touched, and named.

use super::{Error, manifest};
use crate::fs;
use crate::model::addresses::{folded, upwards};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

/// Fails where one of the files `new` could only be written over what somebody else put into `out`; `old` is what pmsite wrote
/// there. Nothing has been changed then.
pub(super) fn refuse<'a>(new: impl Iterator<Item = &'a str>, old: &BTreeSet<String>, out: &Path) -> Result<(), Error> {
    let mut ours: Option<FxHashSet<Cow<'_, str>>> = None;
    let mut folders: FxHashSet<&str> = FxHashSet::default();
    // What is listed is ours and so is its folder; to look closer at what is new costs a look at the disk each.
    for path in new.filter(|path| !old.contains(*path)) {
        for place in upwards(path) {
            if folders.contains(place) {
                break;
            }
            let there = out.join(place);
            if fs::Stamp::of(&there).is_err() {
                continue;
            }
            let ours = ours.get_or_insert_with(|| old.iter().map(|path| folded(path)).collect());
            let is_folder = fs::is_dir(&there) && !fs::is_symlink(&there);
            let foreign = match is_folder {
                _ if ours.contains(&folded(place)) => None,
                // A file is to stand here: all that lies in the folder has to go.
                true if place == path => Some(kept_below(place, ours, out)?.unwrap_or_else(|| place.to_owned())),
                true => {
                    folders.insert(place);
                    break;
                }
                false => Some(place.to_owned()),
            };
            if let Some(foreign) = foreign {
                return Err(Error::InTheWay { path: out.join(foreign), address: path.to_owned() });
            }
        }
    }
    Ok(())
}

/// A file below `folder` that is not ours; `None` where the folder is empty once ours are gone.
fn kept_below(folder: &str, ours: &FxHashSet<Cow<'_, str>>, out: &Path) -> Result<Option<String>, Error> {
    let mut folders = vec![folder.to_owned()];
    let mut has_ours = false;
    while let Some(folder) = folders.pop() {
        for name in fs::list(&out.join(&folder))? {
            let path = format!("{folder}/{}", name.to_string_lossy());
            if ours.contains(&folded(&path)) {
                has_ours = true;
            } else if fs::is_dir(&out.join(&path)) && !fs::is_symlink(&out.join(&path)) {
                folders.push(path);
            } else {
                return Ok(Some(path));
            }
        }
    }
    Ok((!has_ours).then(|| folder.to_owned()))
}

/// Files and folders in `out` besides the site's `files`, sorted; a folder ends in `/` and stands for all that it holds.
pub(super) fn beside(files: &BTreeSet<&str>, out: &Path) -> Vec<String> {
    let folders: FxHashSet<&str> = files.iter().flat_map(|path| upwards(path).skip(1)).chain([""]).collect();
    let known: FxHashSet<Cow<'_, str>> =
        files.iter().chain(&folders).chain([&manifest::NAME]).map(|path| folded(path)).collect();
    let foreign = |folder: &&str| {
        // A folder that cannot be read, or is gone, has nothing to tell.
        let names = fs::list(&out.join(folder)).unwrap_or_default().into_iter();
        let paths = names.map(|name| match *folder {
            "" => name.to_string_lossy().into_owned(),
            folder => format!("{folder}/{}", name.to_string_lossy()),
        });
        paths.filter(|path| !known.contains(&folded(path))).collect::<Vec<_>>()
    };
    let mut foreign: Vec<String> = folders.par_iter().flat_map_iter(foreign).collect();
    foreign.sort_unstable();
    for path in &mut foreign {
        if fs::is_dir(&out.join(&*path)) {
            path.push('/');
        }
    }
    foreign
}
