//! `Output`s -> disk: atomic, only what changed, stale files removed, nothing touched that pmsite did not make.

use crate::fs;
use crate::model::Output;
use crate::model::page::OutputBytes;
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

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

/// Takes the site's files, one by one, from any thread.
pub trait Sink: Sync {
    /// Takes one file.
    ///
    /// # Errors
    /// What keeps it from being written.
    fn put(&self, output: &Output) -> Result<(), Error>;
}

/// Writes nothing: for `check`.
#[derive(Debug)]
pub struct Nowhere;

impl Sink for Nowhere {
    fn put(&self, _: &Output) -> Result<(), Error> {
        Ok(())
    }
}

/// Takes the site's files and puts them in place together at the end.
///
/// Everything goes to a staging folder beside the output first: a build that fails, or is killed, leaves the last site as
/// it was. A site that did not exist appears by one rename; an existing one gets its changed files by a rename each.
#[derive(Debug)]
pub struct Emitter {
    out: PathBuf,
    staging: PathBuf,
    /// What the last build wrote; `None` where there was none.
    old: Option<BTreeSet<String>>,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    folders: FxHashSet<String>,
    /// Every path of the site.
    paths: Vec<String>,
    /// Paths that wait in the staging folder, each as a file named by its place in this list.
    changed: Vec<String>,
}

impl Emitter {
    /// Gets ready to write into `out`.
    ///
    /// # Errors
    /// A folder that is not pmsite's, or IO.
    pub fn begin(out: &Path) -> Result<Self, Error> {
        let is_empty = !fs::is_dir(out) || fs::list(out)?.is_empty();
        let old = if is_empty { None } else { Some(read_manifest(out)?) };
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let staging = out.with_file_name(format!(".{name}.pmsite-staging"));
        if let Some(parent) = out.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::remove_dir_all_if_ours(&staging, MANIFEST)?;
        fs::create_dir_all(&staging)?;
        write_manifest(&staging, std::iter::empty())?;
        Ok(Self { out: out.to_owned(), staging, old, progress: Mutex::default() })
    }

    fn take(&self, output: &Output) -> Result<(), Error> {
        if self.old.is_none() {
            let path = self.staging.join(&output.path);
            if let Some((folder, _)) = output.path.rsplit_once('/')
                && !self.progress().folders.contains(folder)
            {
                fs::create_dir_all(&self.staging.join(folder))?;
                self.progress().folders.insert(folder.to_owned());
            }
            self.write(output, &path)?;
            self.progress().paths.push(output.path.clone());
            return Ok(());
        }
        if is_same(output, &self.out) {
            self.progress().paths.push(output.path.clone());
            return Ok(());
        }
        let number = {
            let mut progress = self.progress();
            progress.paths.push(output.path.clone());
            progress.changed.push(output.path.clone());
            progress.changed.len() - 1
        };
        self.write(output, &self.staging.join(number.to_string()))
    }

    /// Puts everything in place.
    ///
    /// # Errors
    /// IO.
    pub fn finish(mut self) -> Result<Emitted, Error> {
        let progress = std::mem::take(&mut *self.progress());
        let emitted = match self.old.take() {
            None => self.appear(&progress),
            Some(old) => self.replace(&progress, &old),
        }?;
        fs::remove_dir_all_if_ours(&self.staging, MANIFEST)?;
        Ok(emitted)
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        // A thread that panicked while it held the lock left a list that is still whole.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self, output: &Output, path: &Path) -> Result<(), Error> {
        match &output.bytes {
            OutputBytes::Made(bytes) => fs::write(path, bytes)?,
            OutputBytes::CopyOf(source) => fs::copy(source, path)?,
        }
        Ok(())
    }

    fn appear(&self, progress: &Progress) -> Result<Emitted, Error> {
        write_manifest(&self.staging, progress.paths.iter().map(String::as_str))?;
        fs::remove_dir_if_empty(&self.out);
        fs::rename(&self.staging, &self.out)?;
        Ok(Emitted { written: progress.paths.len(), ..Emitted::default() })
    }

    fn replace(&self, progress: &Progress, old: &BTreeSet<String>) -> Result<Emitted, Error> {
        let new: BTreeSet<&str> = progress.paths.iter().map(String::as_str).collect();
        let stale: Vec<String> = old.iter().filter(|path| !new.contains(path.as_str())).cloned().collect();
        let changed = progress.changed.len();
        if changed > 0 || !stale.is_empty() {
            refuse_links(progress.changed.iter().chain(&stale), &self.out)?;
            // Until the last step both old and new files are listed, so that an interrupted run leaves no orphan.
            let both: BTreeSet<&str> = new.iter().copied().chain(old.iter().map(String::as_str)).collect();
            write_manifest(&self.out, both.into_iter())?;
            for path in &stale {
                remove(&self.out, path)?;
            }
            make_folders(progress.changed.iter().map(String::as_str), &self.out)?;
            for (number, path) in progress.changed.iter().enumerate() {
                fs::rename(&self.staging.join(number.to_string()), &self.out.join(path))?;
            }
            write_manifest(&self.out, new.iter().copied())?;
        }
        Ok(Emitted { written: changed, unchanged: new.len() - changed, removed: stale })
    }
}

impl Sink for Emitter {
    fn put(&self, output: &Output) -> Result<(), Error> {
        self.take(output)
    }
}

impl Drop for Emitter {
    /// A build that fails leaves nothing behind.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all_if_ours(&self.staging, MANIFEST);
    }
}

fn is_same(output: &Output, out: &Path) -> bool {
    let path = out.join(&output.path);
    match &output.bytes {
        OutputBytes::Made(bytes) => {
            fs::file_size(&path) == Some(bytes.len() as u64) && fs::read(&path).is_ok_and(|old| *old == **bytes)
        }
        OutputBytes::CopyOf(from) => {
            fs::file_size(&path) == fs::file_size(from)
                && fs::read(&path).is_ok_and(|old| fs::read(from).is_ok_and(|new| old == new))
        }
    }
}

fn make_folders<'a>(paths: impl Iterator<Item = &'a str>, out: &Path) -> Result<(), Error> {
    let folders: BTreeSet<&str> = paths.filter_map(|path| Some(path.rsplit_once('/')?.0)).collect();
    for folder in folders {
        fs::create_dir_all(&out.join(folder))?;
    }
    Ok(())
}

/// Fails where a folder on the way to one of `paths` is a link: it may lead anywhere.
fn refuse_links<'a>(paths: impl Iterator<Item = &'a String>, out: &Path) -> Result<(), Error> {
    let above = |path: &'a String| Path::new(path).ancestors().skip(1).filter(|folder| *folder != Path::new(""));
    let folders: BTreeSet<&Path> = paths.flat_map(above).collect();
    let linked = folders.into_iter().map(|folder| out.join(folder)).find(|folder| fs::is_symlink(folder));
    linked.map_or(Ok(()), |path| Err(Error::Linked { path }))
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
