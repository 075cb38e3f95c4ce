//! The cache folder of a root: used if it is ours, and not where a checkout brought it along.

mod git_index;

use crate::diagnostics::{Diagnostic, Report};
use crate::fs::{self, Folder};
use crate::store::Store;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folder's name below the root.
pub(super) const NAME: &str = ".pmsite";
/// Marks the folder as ours, and as one that backups may leave out. The signature is that of the Cache Directory Tagging
/// Specification (bford.info/cachedir).
const TAG: &str = "CACHEDIR.TAG";
const MARK: &str = "Signature: 8a477f597d28d172789f06886806bc55\n# Made by pmsite; may be deleted at any time.\n";
/// Keeps the folder out of the repository.
const IGNORE: (&str, &str) = (".gitignore", "*\n");
/// Bytes of a tag, and of the largest list of a repository's files that is looked through.
const LARGEST_TAG: u64 = 4096;
const LARGEST_INDEX: u64 = 512 << 20;

/// The cache folder of the root `root`, made where it is missing; `None` where it cannot be made, or where the report says why it
/// is not used. Without one everything takes longer, and nothing else.
pub(super) fn open(root: &Path) -> (Option<Store>, Report) {
    let mut report = Report::default();
    let folder = match Folder::open_in(root, &root.join(NAME)) {
        Ok(folder) => checked(folder, root, &mut report),
        Err(error) if error.source.kind() == ErrorKind::NotFound => made(root).ok(),
        Err(error) => {
            report.push(unused(&error.reason(), "remove it"));
            None
        }
    };
    (folder.map(Store::new), report)
}

fn made(root: &Path) -> Result<Folder, fs::Error> {
    let folder = Folder::make_in(root, &root.join(NAME))?;
    folder.write_atomic(TAG, MARK.as_bytes())?;
    folder.write_atomic(IGNORE.0, IGNORE.1.as_bytes())?;
    Ok(folder)
}

/// The folder that is there, if it is ours.
fn checked(folder: Folder, root: &Path, report: &mut Report) -> Option<Folder> {
    let is_marked = || folder.open_file(TAG).is_ok();
    // Another run is about to mark what it has just made.
    let is_new =
        || folder.list().is_ok_and(|names| names.iter().all(|name| name.to_string_lossy().starts_with(fs::UNFINISHED)));
    if is_marked() {
        // A repository of its own in it came with a checkout, too.
        if folder.list().is_ok_and(|names| names.iter().any(|name| name == ".git")) || is_tracked(root) {
            report.push(unused(
                "it is part of the repository, and what came with a checkout is not trusted",
                "take it out of the repository: git rm -r --cached .pmsite",
            ));
            return None;
        }
        // A damaged mark is ours all the same. Where it cannot be written anew, nothing else can.
        for (name, text) in [(TAG, MARK), IGNORE] {
            if !folder.read(name, LARGEST_TAG).is_ok_and(|found| found == text.as_bytes()) {
                let _ = folder.write_atomic(name, text.as_bytes());
            }
        }
        return Some(folder);
    }
    if is_new() {
        return made(root).ok();
    }
    report.push(unused("pmsite did not make it", "move what is yours out of it, or remove it"));
    None
}

fn unused(why: &str, hint: &str) -> Diagnostic {
    let message = format!("the cache folder {NAME} is not used, so that all is made anew each time: {why}");
    Diagnostic::warning("cache-unused", &"".into(), message).hint(hint)
}

/// Whether the git repository that `root` lies in holds anything of the cache folder, or may. A cache with right checksums and wrong
/// pages would be believed, so one that others can write to is not read.
fn is_tracked(root: &Path) -> bool {
    let Ok(full) = fs::canonicalize(root) else { return true };
    let Some(git) = full.ancestors().find_map(git_folder) else { return false };
    match Folder::open(&git).and_then(|git| git.read("index", LARGEST_INDEX)) {
        Ok(index) => git_index::paths(&index)
            .is_none_or(|paths| paths.iter().any(|path| path.split('/').any(|part| part.eq_ignore_ascii_case(NAME)))),
        Err(error) => error.source.kind() != ErrorKind::NotFound,
    }
}

/// The git folder of the work tree `folder`; it may lie elsewhere, and then a file says where.
fn git_folder(folder: &Path) -> Option<PathBuf> {
    let git = folder.join(".git");
    if fs::is_dir(&git) {
        return Some(git);
    }
    let text = Folder::open(folder).and_then(|folder| folder.read_to_string(".git", LARGEST_TAG)).ok()?;
    Some(folder.join(text.strip_prefix("gitdir:")?.trim()))
}
