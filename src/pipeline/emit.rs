//! `Output`s -> disk: together, only what changed, stale files removed, nothing touched that pmsite did not make.

mod foreign;
mod manifest;
mod replace;
mod staging;
mod written;

use crate::config::Visibility;
use crate::fs::{self, Folder, Located};
use crate::model::Output;
use crate::model::addresses::folded;
use crate::model::page::OutputBytes;
use crate::pipeline::attachment;
use crate::store::{Key, Store};
use manifest::Manifest;
pub(crate) use manifest::NAME as MANIFEST;
use staging::Staging;
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
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
    #[error(
        "{} was not made by pmsite and is in the way of the site's `{wanted}`\n  = help: move it out of the output folder",
        path.display()
    )]
    InTheWay { path: PathBuf, wanted: String },
}

/// What emitting did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Emitted {
    pub written: usize,
    pub unchanged: usize,
    /// Paths that the last build wrote and this one did not, sorted.
    pub removed: Vec<String>,
    /// Paths of the site where somebody else's file stands, which was kept, sorted.
    pub kept: Vec<String>,
    /// What lies beside the site's files and is somebody else's, sorted: files, and folders with a slash behind them.
    pub foreign: Vec<String>,
    /// The files of a new site came one by one: nothing could be renamed to the output folder as a whole.
    pub one_by_one: bool,
    /// Whether all that was removed was for this audience to see.
    pub were_seen: bool,
}

impl Emitted {
    /// URLs of postmortems and pages that were published for this audience and are gone: somebody may have linked them.
    pub(crate) fn vanished(&self) -> impl Iterator<Item = &str> {
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
    fn has(&self, path: &str, key: &Key) -> bool;

    /// Takes one file, made from what `key` stands for.
    ///
    /// # Errors
    /// What keeps it from being written.
    fn put(&self, output: &Output, key: Option<Key>) -> Result<(), Error>;
}

/// Writes nothing: for `check`.
#[derive(Debug)]
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    fn has(&self, _: &str, _: &Key) -> bool {
        false
    }

    fn put(&self, _: &Output, _: Option<Key>) -> Result<(), Error> {
        Ok(())
    }
}

/// Takes the site's files and puts them in place together at the end.
///
/// Everything goes to a staging folder first: a build that fails, or is killed, leaves the last site as it was. A site that did
/// not exist appears by one rename; an existing one gets its changed files by a rename each, in an order that leaves no link
/// dead at any moment.
#[derive(Debug)]
pub(crate) struct Emitter {
    out: PathBuf,
    /// Holds the output folder.
    parent: Folder,
    /// For whom the site is.
    audience: Visibility,
    staging: Staging,
    /// The site that is there; `None` where it will appear as a whole.
    old: Option<Site>,
    records: Records,
    progress: Mutex<Progress>,
}

/// A site in its place.
#[derive(Debug)]
struct Site {
    folder: Folder,
    /// Who may see all that lies there; `None`: nobody knows.
    audience: Option<Visibility>,
    /// What the last build wrote.
    files: BTreeSet<String>,
    /// Nothing can be renamed to the folder itself.
    is_fixed: bool,
}

#[derive(Debug, Default)]
struct Progress {
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
    /// Gets ready to write a site for `audience` into `out` for a run in `root`, below which no link is followed.
    ///
    /// # Errors
    /// IO; a folder that pmsite did not make, or that a link stands for.
    pub(crate) fn begin(root: &Path, out: &Path, audience: Visibility) -> Result<Self, Error> {
        let (Some(above), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(Error::Foreign { path: out.to_owned() });
        };
        let parent = Folder::make_in(root, above)?;
        let staging = Staging::take(&parent, Path::new(name))?;
        let old = Site::find(&parent, Path::new(name), staging.is_inside)?;
        let (records, progress) = (Records::default(), Mutex::default());
        Ok(Self { out: out.to_owned(), parent, audience, staging, old, records, progress })
    }

    /// Takes from `store` what the last build wrote, and will leave there what this one does.
    pub(crate) fn recall(&mut self, store: Option<Store>) {
        self.records = Records::read(store);
    }

    /// Puts everything in place.
    ///
    /// # Errors
    /// IO; something of somebody else where the site needs a folder.
    pub(crate) fn finish(self) -> Result<Emitted, Error> {
        let progress = std::mem::take(&mut *self.progress());
        let place = || match &self.old {
            None => self.appear(&progress),
            Some(old) => replace::replace(old, self.audience, &self.staging, &progress.files),
        };
        // A record of a file that was not put in place after all is not true of what lies there, and harms nothing.
        let keep = || self.records.replace(progress.files.iter().filter_map(Taken::recorded));
        rayon::join(place, keep).0
    }

    fn progress(&self) -> MutexGuard<'_, Progress> {
        // A thread that panicked while it held the lock left a list that is still whole.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the file at `path` holds `content` already.
    fn is_same(&self, site: &Folder, path: &str, content: &Content, hash: Option<&Hash>) -> bool {
        match (content, self.records.get(path)) {
            (Content::Made(_), Some(record)) if Some(&record.hash) == hash => record.is_true_of(site, path),
            (Content::Made(bytes), _) => {
                site.open_file(path).is_ok_and(|old| old.size() == bytes.len() as u64)
                    && site.read(path, bytes.len() as u64).is_ok_and(|old| *old == **bytes)
            }
            (Content::CopyOf(from), _) => {
                let is_copy = |old: &fs::RandomAccess| old.is_copy_of(&from.open()?, attachment::front);
                site.open_file(path).and_then(|old| is_copy(&old)).unwrap_or(false)
            }
        }
    }

    fn take(&self, path: &str, record: Option<Record>, waits: Option<usize>) {
        self.progress().files.push(Taken { path: path.to_owned(), record, waits });
    }

    /// Where the file waits until the site is whole: by its path where the site will appear as one, else by a number.
    fn place(&self, path: &str) -> (PathBuf, usize) {
        let mut progress = self.progress();
        progress.changed += 1;
        let number = progress.changed;
        (if self.old.is_some() { staging::numbered(number) } else { path.into() }, number)
    }

    /// Writes what waits at `place`. Its folder is made where writing shows that it is missing, so that no thread waits for another.
    fn stage(&self, place: &Path, content: &Content) -> Result<Option<fs::Written>, fs::Error> {
        let site = &self.staging.site;
        let write = || match content {
            Content::Made(bytes) => site.write(place, bytes),
            Content::CopyOf(source) => site.copy(source, place, attachment::front).map(|()| None),
        };
        match (write(), place.parent()) {
            (Err(error), Some(folder)) if error.source.kind() == ErrorKind::NotFound => {
                site.add_folder(folder)?;
                write()
            }
            (written, _) => written,
        }
    }

    fn appear(&self, progress: &Progress) -> Result<Emitted, Error> {
        let site = &self.staging.site;
        manifest::write(site, site, self.audience, progress.files.iter().map(|taken| taken.path.as_str()))?;
        let name = self.out.file_name().unwrap_or_default();
        self.parent.remove_folder_if_empty(name);
        self.staging.folder.rename(staging::SITE, &self.parent, name)?;
        Ok(Emitted { written: progress.files.len(), were_seen: true, ..Emitted::default() })
    }
}

impl Site {
    /// Whether the last build wrote a file whose path is another, and the same on some disk: what is read at `path` may be that one.
    fn has_twin(&self, path: &str) -> bool {
        let is_twin = |known: &String| folded(known) == folded(path);
        !self.files.contains(path) && self.files.iter().any(is_twin)
    }

    /// The site `name` in `parent`; `None` where there is nothing that cannot make room for a whole one.
    fn find(parent: &Folder, name: &Path, is_fixed: bool) -> Result<Option<Self>, Error> {
        let folder = match parent.folder(name) {
            Ok(folder) => folder,
            Err(error) if error.source.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) if error.is_about_link() => return Err(Error::Linked { path: error.path }),
            Err(error) if error.source.kind() == ErrorKind::NotADirectory => {
                return Err(Error::Foreign { path: error.path });
            }
            Err(error) => return Err(error.into()),
        };
        let is_nothing = |name: &std::ffi::OsString| staging::NOTHING.iter().any(|nothing| name == nothing);
        let names = folder.list()?;
        let Manifest { audience, files } = match names.iter().all(|name| is_fixed && is_nothing(name)) {
            true if is_fixed => Manifest::default(),
            true => return Ok(None),
            false => manifest::read(&folder)?,
        };
        Ok(Some(Self { folder, audience, files, is_fixed }))
    }
}

impl Sink for Emitter {
    fn has(&self, path: &str, key: &Key) -> bool {
        let Some(old) = &self.old else { return false };
        let record = self.records.get(path).filter(|record| record.key.as_ref() == Some(key));
        let has = record.filter(|record| old.files.contains(path) && record.is_true_of(&old.folder, path));
        if let Some(record) = has {
            self.take(path, Some(record.clone()), None);
        }
        has.is_some()
    }

    fn put(&self, output: &Output, key: Option<Key>) -> Result<(), Error> {
        let content = Content::of(&output.bytes)?;
        let hash = match &content {
            Content::Made(bytes) => Some(*blake3::hash(bytes).as_bytes()),
            Content::CopyOf(_) => None,
        };
        let record = |stamp| Some(Record { key, hash: hash?, stamp: stamp? });
        if let Some(old) = &self.old
            && self.is_same(&old.folder, &output.path, &content, hash.as_ref())
            && !old.has_twin(&output.path)
        {
            self.take(&output.path, record(fs::Written::of(&self.out.join(&output.path))), None);
            return Ok(());
        }
        let (place, number) = self.place(&output.path);
        let stamp = self.stage(&place, &content)?;
        self.take(&output.path, record(stamp), Some(number));
        Ok(())
    }
}

/// What is to lie at a path.
enum Content {
    Made(Arc<[u8]>),
    /// The file that lies there, behind [`attachment::front`].
    CopyOf(Located),
}

impl Content {
    fn of(bytes: &OutputBytes) -> Result<Self, fs::Error> {
        Ok(match bytes {
            OutputBytes::Made(bytes) => Self::Made(Arc::clone(bytes)),
            OutputBytes::CopyOf(location) => Self::CopyOf(location.clone()),
            OutputBytes::DrawingOf(location) => Self::Made(attachment::drawing(location)?),
        })
    }
}
