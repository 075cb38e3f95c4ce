//! Which files of a tree are none of ours: hidden, git-ignored, built.

use super::ContentRoot;
use crate::diagnostics::{Diagnostic, Report};
use crate::fs;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use std::path::{Path, PathBuf};
use walkdir::DirEntry;

const NAME: &str = ".gitignore";
/// A larger file of rules is reported, not read.
const LARGEST: u64 = 1 << 20;

/// The `.gitignore` files in force, outermost first.
pub(super) struct IgnoreRules {
    /// The content folder as given, and with every link resolved.
    folder: PathBuf,
    full: PathBuf,
    /// Folder depth in the walk (0 for those at or above the content folder) and its rules.
    stack: Vec<(usize, Gitignore)>,
    /// Files of rules that could not be read.
    unread: Vec<fs::Error>,
}

impl IgnoreRules {
    /// Rules of the repository that holds `folder`, down to `folder` itself. A folder that its repository ignores was
    /// asked for by name: then the outer rules do not count.
    pub(super) fn above(folder: &Path) -> Self {
        let full = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let mut chain: Vec<&Path> = Vec::new();
        let mut in_repository = false;
        for ancestor in full.ancestors() {
            chain.push(ancestor);
            let git = ancestor.join(".git");
            if fs::is_dir(&git) || fs::is_file(&git) {
                in_repository = true;
                break;
            }
        }
        if !in_repository {
            chain.truncate(1);
        }
        let mut rules = Self { folder: folder.to_owned(), full: full.clone(), stack: Vec::new(), unread: Vec::new() };
        for ancestor in chain.iter().rev() {
            rules.add(ancestor, 0);
        }
        let asked_for = rules.stack.iter().any(|(_, found)| {
            full.starts_with(found.path())
                && found.path() != full
                && found.matched_path_or_any_parents(&full, true).is_ignore()
        });
        if asked_for {
            rules.stack.retain(|(_, found)| found.path() == full);
        }
        rules
    }

    /// Whether the walk should go on with `entry`.
    pub(super) fn wants(&mut self, entry: &DirEntry, skip: &[PathBuf]) -> bool {
        self.stack.retain(|(depth, _)| *depth < entry.depth());
        let name = entry.file_name().to_string_lossy();
        let is_dir = entry.file_type().is_dir();
        if name.starts_with('.') {
            return false;
        }
        if !is_dir && self.stack.is_empty() {
            return true;
        }
        let full = self.full.join(entry.path().strip_prefix(&self.folder).unwrap_or(entry.path()));
        if is_dir && (is_built(&name) || skip.contains(&full)) {
            return false;
        }
        let verdict =
            self.stack.iter().rev().map(|(_, rules)| rules.matched(&full, is_dir)).find(|found| !found.is_none());
        if verdict.is_some_and(|found| found.is_ignore()) {
            return false;
        }
        if is_dir {
            self.add(&full, entry.depth());
        }
        true
    }

    /// Adds the rules in `folder`, which lies `depth` folders deep in the walk.
    fn add(&mut self, folder: &Path, depth: usize) {
        match fs::Folder::open(folder).and_then(|opened| opened.read_to_string(NAME, LARGEST)) {
            Ok(text) => self.stack.extend(rules_of(folder, &text).map(|rules| (depth, rules))),
            Err(error) if error.source.kind() == std::io::ErrorKind::NotFound => {}
            // A folder that cannot be opened is reported by the walk.
            Err(error) if error.path == folder => {}
            Err(error) => self.unread.push(error),
        }
    }

    /// What could not be read: files that it would have left out may be in the site.
    pub(super) fn into_report(mut self, root: &ContentRoot) -> Result<Report, fs::Error> {
        if let Some(at) = self.unread.iter().position(fs::Error::is_passing) {
            return Err(self.unread.swap_remove(at));
        }
        let problem = |error: fs::Error| {
            let place = error.path.strip_prefix(&self.full).unwrap_or(Path::new(NAME)).to_string_lossy();
            let message = format!("these rules are not followed: {}", error.reason());
            Diagnostic::warning("unread-gitignore", &format!("{}{place}", root.prefix).into(), message)
                .hint("make it a plain text file of at most 1 MB")
        };
        let problems: Vec<Diagnostic> = std::mem::take(&mut self.unread).into_iter().map(problem).collect();
        Ok(problems.into())
    }
}

/// Whether a folder of this name holds what programs make.
pub(crate) fn is_built(name: &str) -> bool {
    matches!(name, "node_modules" | "target" | "_site")
}

fn rules_of(folder: &Path, text: &str) -> Option<Gitignore> {
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.lines() {
        // A line that is no pattern is skipped, as git does.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok().filter(|rules| !rules.is_empty())
}
