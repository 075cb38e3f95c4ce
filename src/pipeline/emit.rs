//! `Output`s -> disk: atomic, only what changed, stale files removed, nothing touched that pmsite did not make.

use crate::fs;
use crate::model::Output;
use crate::model::page::OutputBytes;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Lists every file of the site; its presence says that pmsite made the folder.
const MANIFEST: &str = ".pmsite-manifest";
const MANIFEST_HEAD: &str = "pmsite manifest 1";

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Io(#[from] fs::Error),
    #[error(
        "{} is not empty and was not made by pmsite\n  = help: choose another folder with --out, or empty it yourself",
        path.display()
    )]
    Foreign { path: PathBuf },
    #[error("{} holds a manifest that cannot be read; remove the folder and build again", path.display())]
    Manifest { path: PathBuf },
}

/// What emitting did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emitted {
    pub written: usize,
    pub unchanged: usize,
    /// Paths that the last build wrote and this one did not, sorted.
    pub removed: Vec<String>,
}

impl Emitted {
    /// URLs of postmortems and pages that were published and are gone: somebody may have linked them.
    pub fn vanished(&self) -> impl Iterator<Item = &str> {
        let pages = self.removed.iter().filter_map(|path| path.strip_suffix("index.html"));
        pages.filter(|url| {
            ["postmortems/", "pages/"].iter().any(|folder| url.len() > folder.len() && url.starts_with(folder))
        })
    }
}

/// Makes `out` hold exactly `outputs`. `locations` tells where attachments lie.
///
/// # Errors
/// A folder that is not pmsite's, or IO. A folder that did not exist appears as a whole or not at all.
pub fn emit(outputs: &[Output], out: &Path, locations: &BTreeMap<Arc<str>, PathBuf>) -> Result<Emitted, Error> {
    let existing = if fs::is_dir(out) { fs::list(out)? } else { Vec::new() };
    if existing.is_empty() {
        return emit_fresh(outputs, out, locations);
    }
    let old = read_manifest(out)?;
    update(outputs, out, locations, &old)
}

/// Writes into a folder beside `out`, then renames it.
fn emit_fresh(outputs: &[Output], out: &Path, locations: &BTreeMap<Arc<str>, PathBuf>) -> Result<Emitted, Error> {
    let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if let Some(parent) = out.parent() {
        fs::create_dir_all(parent)?;
    }
    let staging = out.with_file_name(format!(".{name}.pmsite-staging"));
    fs::remove_dir_all_if_ours(&staging, MANIFEST)?;
    fs::create_dir_all(&staging)?;
    write_manifest(&staging, outputs.iter().map(|output| output.path.as_str()))?;
    let written = write_all(outputs, &staging, locations).and_then(|()| {
        fs::remove_dir_if_empty(out);
        Ok(fs::rename(&staging, out)?)
    });
    if let Err(error) = written {
        let _ = fs::remove_dir_all_if_ours(&staging, MANIFEST);
        return Err(error);
    }
    Ok(Emitted { written: outputs.len(), ..Emitted::default() })
}

fn write_all(outputs: &[Output], folder: &Path, locations: &BTreeMap<Arc<str>, PathBuf>) -> Result<(), Error> {
    make_folders(outputs.iter().map(|output| output.path.as_str()), folder)?;
    outputs.par_iter().try_for_each(|output| {
        let path = folder.join(&output.path);
        match &output.bytes {
            OutputBytes::Made(bytes) => fs::write(&path, bytes),
            OutputBytes::CopyOf(source) => fs::copy(location(locations, source), &path),
        }
    })?;
    Ok(())
}

fn update(
    outputs: &[Output],
    out: &Path,
    locations: &BTreeMap<Arc<str>, PathBuf>,
    old: &BTreeSet<String>,
) -> Result<Emitted, Error> {
    let changed: Vec<&Output> = outputs.par_iter().filter(|output| !is_same(output, out, locations)).collect();
    let new: BTreeSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    let stale: Vec<&String> = old.iter().filter(|path| !new.contains(path.as_str())).collect();
    if !changed.is_empty() || !stale.is_empty() {
        // Until the last step both old and new files are listed, so that an interrupted run leaves no orphan.
        let both: BTreeSet<&str> = new.iter().copied().chain(old.iter().map(String::as_str)).collect();
        write_manifest(out, both.into_iter())?;
        for path in &stale {
            remove(out, path)?;
        }
        make_folders(changed.iter().map(|output| output.path.as_str()), out)?;
        changed.par_iter().try_for_each(|output| {
            let path = out.join(&output.path);
            match &output.bytes {
                OutputBytes::Made(bytes) => fs::write_atomic(&path, bytes),
                OutputBytes::CopyOf(source) => fs::copy_atomic(location(locations, source), &path),
            }
        })?;
        write_manifest(out, new.into_iter())?;
    }
    let removed = stale.into_iter().cloned().collect();
    Ok(Emitted { written: changed.len(), unchanged: outputs.len() - changed.len(), removed })
}

fn is_same(output: &Output, out: &Path, locations: &BTreeMap<Arc<str>, PathBuf>) -> bool {
    let path = out.join(&output.path);
    match &output.bytes {
        OutputBytes::Made(bytes) => {
            fs::file_size(&path) == Some(bytes.len() as u64) && fs::read(&path).is_ok_and(|old| *old == **bytes)
        }
        OutputBytes::CopyOf(source) => {
            let from = location(locations, source);
            fs::file_size(&path) == fs::file_size(from)
                && fs::read(&path).is_ok_and(|old| fs::read(from).is_ok_and(|new| old == new))
        }
    }
}

fn location<'a>(locations: &'a BTreeMap<Arc<str>, PathBuf>, source: &Arc<str>) -> &'a Path {
    locations.get(source).map_or(Path::new(""), PathBuf::as_path)
}

fn make_folders<'a>(paths: impl Iterator<Item = &'a str>, out: &Path) -> Result<(), Error> {
    let folders: BTreeSet<&str> = paths.filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
    for folder in folders {
        fs::create_dir_all(&out.join(folder))?;
    }
    Ok(())
}

fn remove(out: &Path, path: &str) -> Result<(), Error> {
    let file = out.join(path);
    if fs::is_file(&file) || fs::is_symlink(&file) {
        fs::remove_file(&file)?;
    }
    for folder in Path::new(path).ancestors().skip(1).take_while(|folder| *folder != Path::new("")) {
        fs::remove_dir_if_empty(&out.join(folder));
    }
    Ok(())
}

fn read_manifest(out: &Path) -> Result<BTreeSet<String>, Error> {
    let path = out.join(MANIFEST);
    if !fs::is_file(&path) {
        return Err(Error::Foreign { path: out.to_owned() });
    }
    let text = fs::read_to_string(&path)?;
    let mut lines = text.lines();
    // A listed path that climbs out of the folder was not written by pmsite.
    let is_inside =
        |line: &&str| Path::new(line).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if lines.next() != Some(MANIFEST_HEAD) || !lines.clone().all(|line| is_inside(&line)) {
        return Err(Error::Manifest { path: out.to_owned() });
    }
    Ok(lines.map(str::to_owned).collect())
}

fn write_manifest<'a>(out: &Path, paths: impl Iterator<Item = &'a str>) -> Result<(), fs::Error> {
    let mut text = format!("{MANIFEST_HEAD}\n");
    for path in paths.collect::<BTreeSet<_>>() {
        text.push_str(path);
        text.push('\n');
    }
    fs::write_atomic(&out.join(MANIFEST), text.as_bytes())
}
