//! A site in its place -> the newer one, file by file.

use super::staging::{self, Staging};
use super::{Emitted, Error, Site, Taken, foreign, manifest};
use crate::config::Visibility;
use crate::fs::{self, Folder};
use crate::model::addresses::{folded, upwards};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

/// Leads from the search page to the folder of its index.
const SEARCH_MANIFEST: &str = "search/manifest.json";

/// Puts what waits in `staging` in its place, for `audience` to see, and removes what is not among `files` any more.
pub(super) fn replace(old: &Site, audience: Visibility, staging: &Staging, files: &[Taken]) -> Result<Emitted, Error> {
    let new: BTreeSet<&str> = files.iter().map(|taken| taken.path.as_str()).collect();
    let stale: Vec<&str> = old.files.iter().map(String::as_str).filter(|path| !new.contains(path)).collect();
    let mut changed: Vec<(&str, usize)> =
        files.iter().filter_map(|taken| Some((taken.path.as_str(), taken.waits?))).collect();
    refuse_links(old, new.iter().copied().chain(stale.iter().copied()))?;
    let kept = foreign::kept(changed.iter().map(|(path, _)| *path), old)?;
    changed.retain(|(path, _)| !kept.contains(path));
    let new: BTreeSet<&str> = new.difference(&kept).copied().collect();
    // What nothing leads to yet comes first, so that no page ever leads to what is not there. The disk decides: a killed run
    // may have listed what it did not come to write.
    changed.sort_by_cached_key(|(path, _)| {
        (fs::is_file(&old.folder.join(path)), *path == SEARCH_MANIFEST, (*path).to_owned())
    });
    let narrows = audience == Visibility::Public && old.audience != Some(Visibility::Public);
    if !changed.is_empty() || !stale.is_empty() || old.audience != Some(audience) {
        let list =
            |paths: &BTreeSet<&str>| manifest::write(&old.folder, &staging.site, audience, paths.iter().copied());
        let mut others = Vec::new();
        if narrows {
            // A folder that says to be public holds no internal byte and no internal name, not even in a run that is killed.
            let paths = changed.iter().map(|(path, _)| *path).filter(|path| old.files.contains(*path));
            remove(&old.folder, &stale.iter().copied().chain(paths).collect::<Vec<_>>())?;
            list(&new)?;
        } else {
            // Until the last step both old and new files are listed, so that an interrupted run leaves no orphan.
            list(&new.iter().copied().chain(old.files.iter().map(String::as_str)).collect())?;
            let in_the_way;
            (in_the_way, others) = split_stale(&stale, &new);
            remove(&old.folder, &in_the_way)?;
        }
        make_folders(changed.iter().map(|(path, _)| *path), &old.folder)?;
        for (path, number) in &changed {
            staging.site.rename(staging::numbered(*number), &old.folder, path)?;
        }
        remove(&old.folder, &others)?;
        list(&new)?;
    }
    Ok(Emitted {
        written: changed.len(),
        unchanged: new.len() - changed.len(),
        removed: stale.into_iter().map(str::to_owned).collect(),
        kept: kept.into_iter().map(str::to_owned).collect(),
        foreign: foreign::beside(&new, old),
        were_seen: !narrows,
        one_by_one: old.is_fixed && old.files.is_empty(),
    })
}

/// Fails where a folder on the way to one of `paths` is a link: it may lead anywhere, and what lies there be no part of the site.
fn refuse_links<'a>(old: &Site, paths: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let folders: BTreeSet<&str> = paths.flat_map(|path| upwards(path).skip(1)).collect();
    let linked = folders.into_iter().map(|folder| old.folder.join(folder)).find(|folder| fs::is_symlink(folder));
    linked.map_or(Ok(()), |path| Err(Error::Linked { path }))
}

/// Stale files that stand where a new file or its folder will, on any disk (some ignore case), and the others.
fn split_stale<'a>(stale: &[&'a str], new: &BTreeSet<&str>) -> (Vec<&'a str>, Vec<&'a str>) {
    if stale.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let places: FxHashSet<Cow<'_, str>> = new.iter().flat_map(|path| upwards(path)).map(folded).collect();
    stale.iter().partition(|path| places.contains(&folded(path)))
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
