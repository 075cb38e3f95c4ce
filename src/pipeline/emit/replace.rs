//! A site in its place -> the newer one, file by file.

use super::staging::{self, Staging};
use super::{Emitted, Error, Site, Taken, manifest};
use crate::fs::{self, Folder};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::Path;

/// Leads from the search page to the folder of its index.
const SEARCH_MANIFEST: &str = "search/manifest.json";

/// Puts what waits in `staging` in its place, and removes what is not among `files` any more.
pub(super) fn replace(old: &Site, staging: &Staging, files: &[Taken]) -> Result<Emitted, Error> {
    let new: BTreeSet<&str> = files.iter().map(|taken| taken.path.as_str()).collect();
    let stale: Vec<&str> = old.files.iter().map(String::as_str).filter(|path| !new.contains(path)).collect();
    let waiting = files.iter().filter_map(|taken| Some((taken.path.as_str(), taken.waits?)));
    let (kept, mut changed): (Vec<_>, Vec<_>) = waiting.partition(|(path, _)| is_foreign(old, path));
    let mut kept: Vec<String> = kept.into_iter().map(|(path, _)| path.to_owned()).collect();
    kept.sort();
    let new: BTreeSet<&str> = new.into_iter().filter(|path| kept.binary_search_by(|it| (**it).cmp(path)).is_err()).collect();
    // What nothing leads to yet comes first, so that no page ever leads to what is not there. The disk decides: a killed run
    // may have listed what it did not come to write.
    changed.sort_by_cached_key(|(path, _)| {
        (fs::is_file(&old.folder.join(path)), *path == SEARCH_MANIFEST, (*path).to_owned())
    });
    if !changed.is_empty() || !stale.is_empty() {
        let paths = || changed.iter().map(|(path, _)| *path).chain(stale.iter().copied());
        check_folders(old, paths())?;
        // Until the last step both old and new files are listed, so that an interrupted run leaves no orphan.
        let both: BTreeSet<&str> = new.iter().copied().chain(old.files.iter().map(String::as_str)).collect();
        manifest::write(&old.folder, &staging.site, both.into_iter())?;
        let (in_the_way, others) = split_stale(&stale, &new);
        remove(&old.folder, &in_the_way)?;
        make_folders(changed.iter().map(|(path, _)| *path), &old.folder)?;
        for (path, number) in &changed {
            staging.site.rename(staging::numbered(*number), &old.folder, path)?;
        }
        remove(&old.folder, &others)?;
        manifest::write(&old.folder, &staging.site, new.iter().copied())?;
    }
    Ok(Emitted {
        written: changed.len(),
        unchanged: new.len() - changed.len(),
        removed: stale.into_iter().map(str::to_owned).collect(),
        kept,
        one_by_one: old.is_fixed && old.files.is_empty(),
    })
}

/// Whether somebody else's file stands at `path`.
fn is_foreign(old: &Site, path: &str) -> bool {
    let place = old.folder.join(path);
    !old.files.contains(path) && (fs::is_file(&place) || fs::is_symlink(&place))
}

/// Fails where a folder on the way to one of `paths` is a link, which may lead anywhere, or a file of somebody else; or where a
/// folder of somebody else stands at one of them.
fn check_folders<'a>(old: &Site, paths: impl Iterator<Item = &'a str> + Clone) -> Result<(), Error> {
    let above = |path: &'a str| Path::new(path).ancestors().skip(1).filter(|folder| *folder != Path::new(""));
    let folders: BTreeSet<(&Path, &str)> = paths.clone().flat_map(|path| above(path).map(move |it| (it, path))).collect();
    let mut last = Path::new("");
    for (folder, wanted) in folders {
        if folder == last {
            continue;
        }
        last = folder;
        let path = old.folder.join(folder);
        if fs::is_symlink(&path) {
            return Err(Error::Linked { path });
        }
        if fs::is_file(&path) && !folder.to_str().is_some_and(|folder| old.files.contains(folder)) {
            return Err(Error::InTheWay { path, wanted: wanted.to_owned() });
        }
    }
    for wanted in paths.filter(|path| !old.files.contains(*path)) {
        let path = old.folder.join(wanted);
        let inside = format!("{wanted}/");
        let is_ours = || old.files.range(inside.clone()..).next().is_some_and(|file| file.starts_with(&inside));
        if fs::is_dir(&path) && !is_ours() {
            return Err(Error::InTheWay { path, wanted: wanted.to_owned() });
        }
    }
    Ok(())
}

/// Stale files that stand where a new file or its folder will, on any disk (some ignore case), and the others.
fn split_stale<'a>(stale: &[&'a str], new: &BTreeSet<&str>) -> (Vec<&'a str>, Vec<&'a str>) {
    if stale.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let places: FxHashSet<String> = new
        .iter()
        .flat_map(|path| Path::new(path).ancestors().map(|place| place.to_string_lossy().to_lowercase()))
        .collect();
    stale.iter().partition(|path| places.contains(&path.to_lowercase()))
}

fn make_folders<'a>(paths: impl Iterator<Item = &'a str>, site: &Folder) -> Result<(), Error> {
    let folders: BTreeSet<&str> = paths.filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
    for folder in folders {
        site.make_folder(folder)?;
    }
    Ok(())
}

/// Removes the files `paths`, and folders that held nothing else.
fn remove(site: &Folder, paths: &[&str]) -> Result<(), Error> {
    let mut folders: BTreeSet<&Path> = BTreeSet::new();
    for path in paths {
        let file = site.join(path);
        if fs::is_file(&file) || fs::is_symlink(&file) {
            site.remove_file(path)?;
        }
        folders.extend(Path::new(path).ancestors().skip(1).take_while(|folder| *folder != Path::new("")));
    }
    // A folder stands before what lies in it.
    folders.iter().rev().for_each(|folder| site.remove_folder_if_empty(folder));
    Ok(())
}
