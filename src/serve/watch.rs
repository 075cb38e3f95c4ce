//! Saves -> wake-ups. What a save changed is found out by the rescan alone: events are late, early, doubled and lost.

use super::terminal::Terminal;
use super::{Settings, Watching};
use crate::config::FILE_NAMES;
use crate::fs;
use crate::pipeline::Options;
use crate::pipeline::discover;
use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// A batch of events ends with this much quiet, or is cut off: an author waits for it.
const QUIET: Duration = Duration::from_millis(5);
const CAP: Duration = Duration::from_millis(50);
/// How often to look where the system does not tell.
const INTERVAL: Duration = Duration::from_secs(1);
/// Linux takes folders one by one: so we name those that hold content, and no `node_modules`. Elsewhere a watch holds for all
/// below, and many are slow.
const ONE_BY_ONE: bool = cfg!(any(target_os = "linux", target_os = "android"));

/// Something was saved; `folders` where folders may have come or gone.
struct Wake {
    folders: bool,
}

/// Which paths matter.
#[derive(Debug, Default)]
struct Interest {
    /// Everything below matters, and these themselves.
    trees: Vec<PathBuf>,
    /// Single files.
    files: Vec<PathBuf>,
    /// Nothing below matters: output, cache.
    skip: Vec<PathBuf>,
    watched: BTreeSet<PathBuf>,
}

/// Tells when it is time to look.
pub(super) struct Watcher {
    root: PathBuf,
    terminal: Terminal,
    /// `None` where it does not work or was not wanted.
    system: Option<RecommendedWatcher>,
    wakes: Receiver<Wake>,
    interest: Arc<RwLock<Interest>>,
    /// Folders may have come or gone since they were followed.
    stale: bool,
}

impl Watcher {
    pub(super) fn new(settings: &Settings, terminal: Terminal) -> Self {
        let (sender, wakes) = channel();
        let interest = Arc::<RwLock<Interest>>::default();
        let mut watcher = Self { root: absolute(&settings.root), terminal, system: None, wakes, interest, stale: true };
        if settings.watching == Some(Watching::Events) {
            match system(sender, Arc::clone(&watcher.interest)) {
                Ok(system) => watcher.system = Some(system),
                Err(error) => watcher.give_up(&error),
            }
        }
        watcher
    }

    /// Watches what a site of `options` is made of. `true` where something may have been saved in a folder before it was watched.
    pub(super) fn follow(&mut self, options: Option<&Options>) -> bool {
        if self.system.is_none() {
            return false;
        }
        let wanted = interest(&self.root, options);
        let mut held = self.interest.write().unwrap_or_else(PoisonError::into_inner);
        let is_known = held.trees == wanted.trees && held.files == wanted.files && held.skip == wanted.skip;
        if is_known && !self.stale {
            return false;
        }
        let before = std::mem::take(&mut held.watched);
        *held = wanted;
        drop(held);
        let folders = folders(&self.root, options);
        let mut has_new = false;
        for folder in &folders {
            let mode = if folder.1 { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            let Some(system) = &mut self.system else { return true };
            match system.watch(&folder.0, mode) {
                Ok(()) => has_new |= !before.contains(&folder.0),
                // Gone again: its parent tells.
                Err(_) if !fs::is_dir(&folder.0) => {}
                Err(error) => {
                    self.give_up(&error);
                    return true;
                }
            }
        }
        let now: BTreeSet<PathBuf> = folders.into_iter().map(|(folder, _)| folder).collect();
        for gone in before.difference(&now) {
            // Most are watched no longer because they are no more.
            let _ = self.system.as_mut().map(|system| system.unwatch(gone));
        }
        self.interest.write().unwrap_or_else(PoisonError::into_inner).watched = now;
        // New folders may hold newer ones, made before anybody looked.
        self.stale = has_new;
        true
    }

    /// Waits until it is time to look; `false` where there is nothing to look for.
    #[expect(clippy::disallowed_methods, reason = "measures how long events have been coming")]
    pub(super) fn wait(&mut self) -> bool {
        if self.system.is_none() {
            std::thread::sleep(INTERVAL);
            return true;
        }
        let Ok(first) = self.wakes.recv() else {
            self.system = None;
            return false;
        };
        self.stale |= first.folders;
        let start = Instant::now();
        while let Ok(more) = self.wakes.recv_timeout(QUIET) {
            self.stale |= more.folders;
            if start.elapsed() > CAP {
                break;
            }
        }
        true
    }

    fn give_up(&mut self, error: &notify::Error) {
        self.system = None;
        let reason = match error.kind {
            notify::ErrorKind::MaxFilesWatch => "the system's limit of watched folders is reached".to_owned(),
            _ => error.to_string(),
        };
        self.terminal.say(&format!("warning: cannot watch for changes ({reason}): looking each second instead"));
    }
}

fn system(wakes: Sender<Wake>, interest: Arc<RwLock<Interest>>) -> notify::Result<RecommendedWatcher> {
    notify::recommended_watcher(move |event: notify::Result<Event>| {
        let wake = match event {
            Ok(event) => interest.read().unwrap_or_else(PoisonError::into_inner).wake(&event),
            // Events were lost.
            Err(_) => Some(Wake { folders: true }),
        };
        // Nobody listens any more when the process ends.
        wake.map(|wake| wakes.send(wake));
    })
}

impl Interest {
    /// Reading a file is an event too, and not one for us.
    fn wake(&self, event: &Event) -> Option<Wake> {
        if event.need_rescan() {
            return Some(Wake { folders: true });
        }
        if matches!(event.kind, EventKind::Access(_)) || !event.paths.iter().any(|path| self.concerns(path)) {
            return None;
        }
        let is_folder = |path: &PathBuf| self.watched.contains(path) || fs::is_dir(path);
        let folders = match event.kind {
            EventKind::Create(CreateKind::Folder) | EventKind::Remove(RemoveKind::Folder) => true,
            EventKind::Create(CreateKind::File) | EventKind::Modify(ModifyKind::Data(_)) => false,
            _ => event.paths.iter().any(is_folder),
        };
        let rules = event.paths.iter().any(|path| path.ends_with(".gitignore"));
        Some(Wake { folders: folders || rules })
    }

    fn concerns(&self, path: &Path) -> bool {
        if self.skip.iter().any(|skip| path.starts_with(skip)) {
            return false;
        }
        let is_shown = |tree: &PathBuf| {
            let inside = path.strip_prefix(tree);
            inside.is_ok_and(|inside| inside.iter().all(|part| part == ".gitignore" || !is_hidden(part)))
        };
        let is_above = |tree: &PathBuf| tree.starts_with(path);
        self.files.iter().any(|file| file == path) || self.trees.iter().any(|tree| is_shown(tree) || is_above(tree))
    }
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

/// What a site of `options` is made of; without options the settings, which will tell.
fn interest(root: &Path, options: Option<&Options>) -> Interest {
    let mut interest = Interest { files: FILE_NAMES.map(|name| root.join(name)).to_vec(), ..Interest::default() };
    interest.trees.extend(["theme", "themes"].map(|name| root.join(name)));
    if let Some(options) = options {
        interest.trees.extend(options.content.iter().map(|content| absolute(&content.folder)));
        interest.trees.extend(discover::beside(root, &options.content).into_iter().map(|beside| beside.folder));
        interest.files.extend(options.config.html.additional_css.iter().map(|path| root.join(path)));
        interest.skip.extend(options.skip.iter().map(|path| absolute(path)));
    }
    // Some systems tell the path with every link resolved.
    for paths in [&mut interest.trees, &mut interest.files, &mut interest.skip] {
        let resolved: Vec<PathBuf> = paths.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
        paths.extend(resolved);
        paths.sort();
        paths.dedup();
    }
    interest
}

/// The folders to watch, and whether with all below.
fn folders(root: &Path, options: Option<&Options>) -> BTreeSet<(PathBuf, bool)> {
    // The root tells of the settings, which are replaced at each save, and of a theme that is new.
    let mut folders = BTreeSet::from([(root.to_owned(), false)]);
    let mut trees: Vec<PathBuf> = ["theme", "themes"].iter().map(|name| root.join(name)).collect();
    if let Some(options) = options {
        let parent = |path: PathBuf| path.parent().map(Path::to_owned);
        let css = options.config.html.additional_css.iter().filter_map(|path| parent(root.join(path)));
        folders.extend(css.map(|folder| (folder, false)));
        for content in options.content.iter().chain(&discover::beside(root, &options.content)) {
            let folder = absolute(&content.folder);
            folders.extend(parent(folder.clone()).map(|above| (above, false)));
            match ONE_BY_ONE {
                true => folders.extend(discover::folders(&folder, &options.skip).into_iter().map(|path| (path, false))),
                false => trees.push(folder),
            }
        }
    }
    for tree in trees {
        match ONE_BY_ONE {
            true => folders.extend(discover::folders(&tree, &[]).into_iter().map(|path| (path, false))),
            false => drop(folders.insert((tree, true))),
        }
    }
    folders.retain(|(folder, _)| fs::is_dir(folder));
    folders
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
