//! Folders beside the content folders where what documents show is kept: `static/`, `assets/`, the rest of an Obsidian vault.

use super::{ContentRoot, Filter, FoundFile, walk};
use crate::diagnostics::Report;
use crate::fs;
use crate::model::SourceFile;
use crate::text::lexicon::{FOLDERS, Folder};
use aho_corasick::AhoCorasick;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// What makes a folder a vault, all of whose files its notes know by name.
const VAULT: &str = ".obsidian";

/// The files there that `sources` name: what nobody names is not looked at. `skip` are folders that are none, the content folders among
/// them.
///
/// # Errors
/// What passes: too many open files, no memory.
pub(super) fn files(
    base: &Path,
    roots: &[ContentRoot],
    skip: &[PathBuf],
    filter: &Filter,
    sources: &[SourceFile],
) -> Result<Vec<FoundFile>, fs::Error> {
    let mut found = Vec::new();
    for root in beside(base, roots) {
        // What cannot be looked into is missed where a document names something in it, and that is said.
        let Ok(folder) = fs::Folder::open_in(base, &root.folder) else { continue };
        let files = walk(&root, &folder, &Arc::from(""), skip, filter, &mut Report::default())?;
        found.extend(files.into_iter().filter(|file| !file.is_markdown));
    }
    let names: Vec<&str> = found.iter().map(|file| name_of(&file.path)).collect();
    let patterns = names.iter().flat_map(|name| [(*name).to_owned(), name.replace(' ', "%20")]);
    let Ok(searcher) = AhoCorasick::builder().ascii_case_insensitive(true).build(patterns) else {
        return Ok(found);
    };
    let named_in = |source: &SourceFile| {
        let hits = searcher.find_overlapping_iter(&*source.text);
        hits.map(|hit| hit.pattern().as_usize() / 2).collect::<FxHashSet<usize>>()
    };
    let named: FxHashSet<usize> = sources.par_iter().flat_map_iter(named_in).collect();
    // Other spellings of one name are for the linker.
    let is_named = |at: usize| named.contains(&at) || !names[at].is_ascii();
    let wanted: Vec<bool> = (0..names.len()).map(is_named).collect();
    Ok(found.into_iter().zip(wanted).filter_map(|(file, is_wanted)| is_wanted.then_some(file)).collect())
}

/// Those folders, each with its path below `base` as the prefix of its files' paths. Only what lies below `base` has some.
#[must_use]
pub(crate) fn beside(base: &Path, roots: &[ContentRoot]) -> Vec<ContentRoot> {
    let Ok(full) = fs::canonicalize(base) else { return Vec::new() };
    let content: Vec<PathBuf> = roots.iter().filter_map(|root| fs::canonicalize(&root.folder).ok()).collect();
    let mut found: Vec<PathBuf> = Vec::new();
    for folder in content.iter().filter(|folder| folder.starts_with(&full)) {
        for above in folder.ancestors().take_while(|above| above.starts_with(&full)) {
            if above != folder.as_path() && fs::is_dir(&above.join(VAULT)) {
                found.push(above.to_owned());
                break;
            }
            let folders = WalkDir::new(above).min_depth(1).max_depth(1).into_iter().flatten();
            // Of the content folder itself all is read that is not hidden.
            let is_kept = |entry: &DirEntry| {
                let name = entry.file_name().to_str().filter(|name| above != folder.as_path() || name.starts_with('.'));
                entry.file_type().is_dir() && name.and_then(|name| FOLDERS.get(name)) == Some(Folder::Attachments)
            };
            found.extend(folders.filter(is_kept).map(DirEntry::into_path));
        }
    }
    found.sort();
    found.dedup();
    // In a vault all is found already, and no content folder is looked into twice.
    let lies_in =
        |path: &PathBuf, others: &[PathBuf]| others.iter().any(|other| path != other && path.starts_with(other));
    let outer: Vec<&PathBuf> = found.iter().filter(|path| !lies_in(path, &found) && !content.contains(path)).collect();
    let root = |path: &PathBuf| {
        let below = path.strip_prefix(&full).ok()?.to_str()?.replace('\\', "/");
        let prefix = if below.is_empty() { below } else { format!("{below}/") };
        Some(ContentRoot { folder: path.clone(), prefix })
    };
    outer.into_iter().filter_map(root).collect()
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
