//! `Output`s -> disk: together, only what changed, stale files removed, nothing touched that pmsite did not make.

mod manifest;
mod staging;
mod written;

use crate::config::Visibility;
use crate::fs;
use crate::model::Output;
use crate::model::page::OutputBytes;
use manifest::Manifest;
use rustc_hash::FxHashSet;
use staging::Staging;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use written::{Hash, Record, Records};

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
    #[error("{} is a symbolic link; remove it and build again: nothing is written through links", path.display())]
    Linked { path: PathBuf },
}

/// What emitting did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emitted {
    pub written: usize,
    pub unchanged: usize,
    /// Paths that the last build wrote and this one did not, sorted.
    pub removed: Vec<String>,
    /// Whether all of those were for this audience to see.
    pub were_seen: bool,
}

impl Emitted {
    /// URLs of postmortems and pages that were published for this audience and are gone: somebody may have linked them.
    pub fn vanished(&self) -> impl Iterator<Item = &str> {
        let seen = if self.were_seen { &*self.removed } else { &[] };
        let pages = seen.iter().filter_map(|path| path.strip_suffix("index.html"));
        pages.filter(|url| {
            ["postmortems/", "pages/"].iter().any(|folder| url.len() > folder.len() && url.starts_with(folder))
        })
    }
}

/// Takes the site's files, one by one, from any thread.
pub trait Sink: Sync {
    /// Whether the site has at `path` already what `key` stands for (a hash of everything that the file is made from): then the
    /// file need not be made, and counts as taken.
    fn has(&self, path: &str, key: &Hash) -> bool;

    /// Takes one file, made from what `key` stands for.
    ///
    /// # Errors
    /// What keeps it from being written.
    fn put(&self, output: &Output, key: Option<Hash>) -> Result<(), Error>;
}

/// Writes nothing: for `check`.
#[derive(Debug)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn has(&self, _: &str, _: &Hash) -> bool {
        false
    }

    fn put(&self, _: &Output, _: Option<Hash>) -> Result<(), Error> {
        Ok(())
    }
}

/// Takes the site's files and puts them in place together at the end.
///
/// Everything goes to a staging folder beside the output first: a build that fails, or is killed, leaves the last site as
/// it was. A site that did not exist appears by one rename; an existing one gets its changed files by a rename each, in an
/// order that leaves no link dead at any moment.
#[derive(Debug)]
pub struct Emitter {
    out: PathBuf,
    /// For whom the site is.
    audience: Visibility,
    staging: Staging,
    /// What the last build wrote; `None` where there was none.
    old: Option<Manifest>,
    records: Records,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    folders: FxHashSet<String>,
    files: Vec<Taken>,
    /// How many of them wait in the staging folder.
    changed: usize,
}

/// A file of the site.
#[derive(Debug)]
struct Taken {
    path: String,
    record: Option<Record>,
    /// Name in the staging folder, for one that is new or other than before.
    waits: Option<usize>,
}

impl Taken {
    fn recorded(&self) -> Option<(&str, &Record)> {
        Some((&self.path, self.record.as_ref()?))
    }
}

impl Emitter {
    /// Gets ready to write a site for `audience` into `out`; `records` is the file that says what the last build wrote.
    ///
    /// # Errors
    /// A folder that is not pmsite's, or IO.
    pub fn begin(out: &Path, audience: Visibility, records: Option<PathBuf>) -> Result<Self, Error> {
        if let Some(parent) = out.parent() {
            fs::create_dir_all(parent)?;
        }
        let staging = Staging::take(out)?;
        let is_empty = !fs::is_dir(out) || fs::list(out)?.is_empty();
        let old = || if is_empty { Ok(None) } else { manifest::read(out).map(Some) };
        let (old, records) = rayon::join(old, || Records::read(records));
        Ok(Self { out: out.to_owned(), audience, staging, old: old?, records, progress: Mutex::default() })
    }

    /// Puts everything in place.
    ///
    /// # Errors
    /// IO.
    pub fn finish(mut self) -> Result<Emitted, Error> {
        let progress = std::mem::take(&mut *self.progress());
        let old = self.old.take();
        let place = || match old {
            None => self.appear(&progress),
            Some(old) => self.replace(&progress, &old),
        };
        // A record of a file that was not put in place after all is not true of what lies there, and harms nothing.
        let keep = || self.records.replace(progress.files.iter().filter_map(Taken::recorded).collect());
        rayon::join(place, keep).0
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        // A thread that panicked while it held the lock left a list that is still whole.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the file that `output` stands for is in place already.
    fn is_same(&self, output: &Output, hash: Option<&Hash>) -> bool {
        let path = self.out.join(&output.path);
        match (&output.bytes, self.records.get(&output.path)) {
            (OutputBytes::Made(_), Some(record)) if Some(&record.hash) == hash => record.is_true_of(&path),
            (OutputBytes::Made(bytes), _) => {
                fs::size(&path) == Some(bytes.len() as u64) && fs::read(&path).is_ok_and(|old| *old == **bytes)
            }
            (OutputBytes::CopyOf(from), _) => {
                fs::size(&path) == fs::size(from)
                    && fs::read(&path).is_ok_and(|old| fs::read(from).is_ok_and(|new| old == new))
            }
        }
    }

    fn take(&self, path: &str, record: Option<Record>, waits: Option<usize>) {
        self.progress().files.push(Taken { path: path.to_owned(), record, waits });
    }

    /// Where the file waits until the site is whole: by its path where the site will appear as one, else by a number.
    fn place(&self, path: &str) -> Result<(PathBuf, usize), fs::Error> {
        let mut progress = self.progress();
        progress.changed += 1;
        let number = progress.changed;
        if self.old.is_some() {
            return Ok((self.staging.site.join(number.to_string()), number));
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if !folder.is_empty() && progress.folders.insert(folder.to_owned()) {
            fs::create_dir_all(&self.staging.site.join(folder))?;
        }
        Ok((self.staging.site.join(path), number))
    }

    fn appear(&self, progress: &Progress) -> Result<Emitted, Error> {
        let site = &self.staging.site;
        manifest::write(site, site, Some(self.audience), progress.files.iter().map(|taken| taken.path.as_str()))?;
        fs::remove_dir_if_empty(&self.out);
        fs::rename(&self.staging.site, &self.out)?;
        Ok(Emitted { written: progress.files.len(), ..Emitted::default() })
    }

    fn replace(&self, progress: &Progress, old: &Manifest) -> Result<Emitted, Error> {
        let new: BTreeSet<&str> = progress.files.iter().map(|taken| taken.path.as_str()).collect();
        let stale: Vec<&String> = old.files.iter().filter(|path| !new.contains(path.as_str())).collect();
        let mut changed: Vec<(&str, usize)> =
            progress.files.iter().filter_map(|taken| Some((taken.path.as_str(), taken.waits?))).collect();
        // What nothing leads to yet comes first, so that no page ever leads to what is not there. The disk decides: a killed run
        // may have listed what it did not come to write.
        changed.sort_by_cached_key(|(path, _)| {
            (fs::is_file(&self.out.join(path)), *path == SEARCH_MANIFEST, (*path).to_owned())
        });
        let is_open = |audience: Option<Visibility>| audience == Some(Visibility::Public);
        let narrows = is_open(Some(self.audience)) && !is_open(old.audience);
        if !changed.is_empty() || !stale.is_empty() || old.audience != Some(self.audience) {
            let stale_paths = stale.iter().map(|path| path.as_str());
            refuse_links(changed.iter().map(|(path, _)| *path).chain(stale_paths.clone()), &self.out)?;
            let (in_the_way, others) = match narrows {
                // A folder that says to be public holds no internal byte, and no internal name: not even in a run that is killed.
                true => (stale_paths.chain(changed.iter().map(|(path, _)| *path)).collect(), Vec::new()),
                false => split_stale(&stale, &new),
            };
            if narrows {
                remove(&self.out, &in_the_way)?;
                manifest::write(&self.out, &self.staging.site, Some(self.audience), new.iter().copied())?;
            } else {
                // Until the last step both old and new files are listed, so that an interrupted run leaves no orphan.
                let both: BTreeSet<&str> = new.iter().copied().chain(old.files.iter().map(String::as_str)).collect();
                manifest::write(&self.out, &self.staging.site, Some(self.audience), both.into_iter())?;
                remove(&self.out, &in_the_way)?;
            }
            make_folders(changed.iter().map(|(path, _)| *path), &self.out)?;
            for (path, number) in &changed {
                fs::rename(&self.staging.site.join(number.to_string()), &self.out.join(path))?;
            }
            remove(&self.out, &others)?;
            manifest::write(&self.out, &self.staging.site, Some(self.audience), new.iter().copied())?;
        }
        Ok(Emitted {
            written: changed.len(),
            unchanged: new.len() - changed.len(),
            removed: stale.into_iter().cloned().collect(),
            were_seen: !narrows,
        })
    }
}

/// Leads from the search page to the folder of its index.
const SEARCH_MANIFEST: &str = "search/manifest.json";

impl Sink for Emitter {
    fn has(&self, path: &str, key: &Hash) -> bool {
        let known = self.old.as_ref().is_some_and(|old| old.files.contains(path));
        let record = self.records.get(path).filter(|record| known && record.key.as_ref() == Some(key));
        let has = record.filter(|record| record.is_true_of(&self.out.join(path)));
        if let Some(record) = has {
            self.take(path, Some(record.clone()), None);
        }
        has.is_some()
    }

    fn put(&self, output: &Output, key: Option<Hash>) -> Result<(), Error> {
        let hash = match &output.bytes {
            OutputBytes::Made(bytes) => Some(*blake3::hash(bytes).as_bytes()),
            OutputBytes::CopyOf(_) => None,
        };
        let record = |stamp| Some(Record { key, hash: hash?, stamp: stamp? });
        if self.old.is_some() && self.is_same(output, hash.as_ref()) {
            self.take(&output.path, record(fs::Written::of(&self.out.join(&output.path))), None);
            return Ok(());
        }
        let (place, number) = self.place(&output.path)?;
        let stamp = match &output.bytes {
            OutputBytes::Made(bytes) => fs::write(&place, bytes)?,
            OutputBytes::CopyOf(source) => fs::copy(source, &place).map(|()| None)?,
        };
        self.take(&output.path, record(stamp), Some(number));
        Ok(())
    }
}

/// Stale files that stand where a new file or its folder will, on any disk (some ignore case), and the others.
fn split_stale<'a>(stale: &[&'a String], new: &BTreeSet<&str>) -> (Vec<&'a str>, Vec<&'a str>) {
    if stale.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let places: FxHashSet<String> = new
        .iter()
        .flat_map(|path| Path::new(path).ancestors().map(|place| place.to_string_lossy().to_lowercase()))
        .collect();
    stale.iter().map(|path| path.as_str()).partition(|path| places.contains(&path.to_lowercase()))
}

fn make_folders<'a>(paths: impl Iterator<Item = &'a str>, out: &Path) -> Result<(), Error> {
    let folders: BTreeSet<&str> = paths.filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
    for folder in folders {
        fs::create_dir_all(&out.join(folder))?;
    }
    Ok(())
}

/// Fails where a folder on the way to one of `paths` is a link: it may lead anywhere.
fn refuse_links<'a>(paths: impl Iterator<Item = &'a str>, out: &Path) -> Result<(), Error> {
    let above = |path: &'a str| Path::new(path).ancestors().skip(1).filter(|folder| *folder != Path::new(""));
    let folders: BTreeSet<&Path> = paths.flat_map(above).collect();
    let linked = folders.into_iter().map(|folder| out.join(folder)).find(|folder| fs::is_symlink(folder));
    linked.map_or(Ok(()), |path| Err(Error::Linked { path }))
}

/// Removes the files `paths`, and folders that held nothing else.
fn remove(out: &Path, paths: &[&str]) -> Result<(), Error> {
    let mut folders: BTreeSet<&Path> = BTreeSet::new();
    for path in paths {
        let file = out.join(path);
        if fs::is_file(&file) || fs::is_symlink(&file) {
            fs::remove_file(&file)?;
        }
        folders.extend(Path::new(path).ancestors().skip(1).take_while(|folder| *folder != Path::new("")));
    }
    // A folder stands before what lies in it.
    folders.iter().rev().for_each(|folder| fs::remove_dir_if_empty(&out.join(folder)));
    Ok(())
}
