//! Content folders -> `SourceFile`s and the other files beside them. The stage that reads; parallel.

mod beside;
mod decode;
mod ignored;
mod read;

use crate::config::Config;
use crate::diagnostics::{Diagnostic, Report};
use crate::fs;
use crate::model::source::MARKDOWN;
use crate::model::{AssetFile, SourceFile, Zone};
pub(crate) use beside::beside;
pub(crate) use decode::with_line_ends;
use globset::{Glob, GlobSet, GlobSetBuilder};
use ignored::IgnoreRules;
pub(crate) use ignored::is_built;
use rayon::prelude::*;
pub use read::Memory;
use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// A Markdown file larger than this is reported, not read: no postmortem is, and a parser's memory is a multiple of it.
pub(crate) const LARGEST_DOCUMENT: u64 = 8 * 1024 * 1024;

/// All that lies in the content folders.
#[derive(Debug, Default)]
pub struct Discovered {
    /// By path.
    pub sources: Vec<SourceFile>,
    /// By path.
    pub assets: Vec<AssetFile>,
    pub report: Report,
}

/// A content folder and the prefix of its source paths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentRoot {
    pub folder: PathBuf,
    /// Empty for the only folder; else its distinguishing name with a final `/`.
    pub prefix: String,
}

/// Names several content folders apart by their shortest distinguishing tail.
#[must_use]
pub fn content_roots(folders: &[PathBuf]) -> Vec<ContentRoot> {
    if let [folder] = folders {
        return vec![ContentRoot { folder: folder.clone(), prefix: String::new() }];
    }
    let tails: Vec<Vec<String>> = folders
        .iter()
        .map(|folder| {
            let full = fs::canonicalize(folder).unwrap_or_else(|_| folder.clone());
            full.iter().rev().map(|part| part.to_string_lossy().into_owned()).filter(|part| part != "/").collect()
        })
        .collect();
    let tail = |index: usize, depth: usize| -> String {
        let mut parts: Vec<&str> = tails[index].iter().take(depth).map(String::as_str).collect();
        parts.reverse();
        parts.join("/")
    };
    let unique = |index: usize, depth: usize| {
        (0..folders.len()).all(|other| other == index || tail(other, depth) != tail(index, depth))
    };
    let prefix = |index: usize| {
        let depth = (1..=tails[index].len()).find(|depth| unique(index, *depth)).unwrap_or(tails[index].len());
        format!("{}/", tail(index, depth))
    };
    folders.iter().enumerate().map(|(at, folder)| ContentRoot { folder: folder.clone(), prefix: prefix(at) }).collect()
}

/// Reads every content folder; below `base` no link is followed. `skip` are folders that never hold content (output, cache).
///
/// # Errors
/// Where a content folder cannot be read at all. Problems with single files go to the report.
pub fn discover(
    base: &Path,
    roots: &[ContentRoot],
    skip: &[PathBuf],
    config: &Config,
    memory: &mut Memory,
) -> Result<Discovered, fs::Error> {
    let filter = Filter::new(config);
    let skip: Vec<PathBuf> = skip.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut discovered = Discovered::default();
    let mut found: Vec<FoundFile> = Vec::new();
    for root in roots {
        let folder = fs::Folder::open_in(base, &root.folder)?;
        let above: Arc<str> = above(base, root).into();
        found.extend(walk(root, &folder, &above, &skip, &filter, &mut discovered.report)?);
        found.extend(memory.unsaved().filter_map(|path| unborn(root, &folder, &above, &filter, path)));
    }
    found.par_sort_by(|a, b| a.path.cmp(&b.path));
    let (markdown, others): (Vec<FoundFile>, Vec<FoundFile>) = found.into_iter().partition(|file| file.is_markdown);
    for ((source, report), file) in memory.documents(&markdown)?.into_iter().zip(&markdown) {
        // The folder `postmortems/` may have come or gone since the file was read.
        discovered.sources.extend(source.map(|source| SourceFile { zone: file.zone, ..source }));
        discovered.report.extend(report);
    }
    let skip: Vec<PathBuf> =
        skip.into_iter().chain(roots.iter().filter_map(|root| fs::canonicalize(&root.folder).ok())).collect();
    let mut others = others;
    others.extend(beside::files(base, roots, &skip, &filter, &discovered.sources)?);
    // The content folder's own come first, and keep their paths.
    others.par_sort_by(|a, b| a.path.cmp(&b.path));
    others.dedup_by(|other, first| other.path == first.path);
    for (asset, report) in memory.assets(&others)? {
        discovered.assets.extend(asset);
        discovered.report.extend(report);
    }
    Ok(discovered)
}

/// Names of the content folder and of what holds it below `base`, as far as they are no part of its prefix. Of what lies elsewhere
/// only its own name counts: where a machine keeps it says nothing.
fn above(base: &Path, root: &ContentRoot) -> String {
    let full = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let (base, folder) = (full(base), full(&root.folder));
    let below = folder.strip_prefix(&base).ok().filter(|below| *below != Path::new(""));
    let own = folder.file_name().map(Path::new);
    let names: Vec<Cow<'_, str>> = below.or(own).into_iter().flatten().map(|name| name.to_string_lossy()).collect();
    names[..names.len().saturating_sub(root.prefix.matches('/').count())].join("/")
}

/// A regular file that is worth a look.
struct FoundFile {
    path: Arc<str>,
    above: Arc<str>,
    location: fs::Located,
    zone: Zone,
    is_markdown: bool,
}

/// `include` and `exclude` of the configuration.
pub(crate) struct Filter {
    include: Option<GlobSet>,
    exclude: GlobSet,
}

impl Filter {
    /// Patterns were checked when the configuration was read; one that is no glob matches nothing.
    pub(crate) fn new(config: &Config) -> Self {
        let set = |patterns: &[String]| {
            let mut builder = GlobSetBuilder::new();
            for glob in patterns.iter().filter_map(|pattern| Glob::new(pattern).ok()) {
                builder.add(glob);
            }
            builder.build().unwrap_or_default()
        };
        let include = (!config.book.include.is_empty()).then(|| set(&config.book.include));
        Self { include, exclude: set(&config.book.exclude) }
    }

    /// Whether a document at this source path is read.
    pub(crate) fn wants(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|set| set.is_match(path)) && !self.excludes(path)
    }

    /// Whether it is left out by its name, wherever else is read.
    pub(crate) fn excludes(&self, path: &str) -> bool {
        self.exclude.is_match(path)
    }
}

/// The files below a content folder, in no order.
fn walk(
    root: &ContentRoot,
    folder: &fs::Folder,
    above: &Arc<str>,
    skip: &[PathBuf],
    filter: &Filter,
    report: &mut Report,
) -> Result<Vec<FoundFile>, fs::Error> {
    let has_layout = folder.folder("postmortems").is_ok();
    let mut rules = IgnoreRules::above(&root.folder);
    let walker = WalkDir::new(&root.folder).follow_links(false);
    let entries = walker.into_iter().filter_entry(|entry| entry.depth() == 0 || rules.wants(entry, skip));
    let is_no_folder =
        |entry: &walkdir::Result<DirEntry>| !entry.as_ref().is_ok_and(|entry| entry.file_type().is_dir());
    let entries: Vec<walkdir::Result<DirEntry>> = entries.filter(is_no_folder).collect();
    let mut failed = entries.iter().filter_map(|entry| fs::Error::of_walk(entry.as_ref().err()?));
    if let Some(error) = failed.find(fs::Error::is_passing) {
        return Err(error);
    }
    let look = |entry| match entry {
        Ok(entry) => look_at(root, folder, (above, has_layout), filter, &entry),
        Err(error) => Err(Box::new(unreadable(root, &error))),
    };
    let looks: Vec<Result<Option<FoundFile>, Box<Diagnostic>>> = entries.into_par_iter().map(look).collect();
    let mut files = Vec::with_capacity(looks.len());
    for look in looks {
        match look {
            Ok(file) => files.extend(file),
            Err(problem) => report.push(*problem),
        }
    }
    report.extend(rules.into_report(root)?);
    Ok(files)
}

/// The file of an entry that is no folder; `None` where it is none of ours.
fn look_at(
    root: &ContentRoot,
    folder: &fs::Folder,
    (above, has_layout): (&Arc<str>, bool),
    filter: &Filter,
    entry: &DirEntry,
) -> Result<Option<FoundFile>, Box<Diagnostic>> {
    let place = entry.path().strip_prefix(&root.folder).unwrap_or(entry.path());
    let Some(relative) = place.to_str() else {
        let path: Arc<str> = place.to_string_lossy().into();
        let message = "the file's name is not UTF-8, so it cannot become a URL";
        return Err(Box::new(Diagnostic::error("file-name-encoding", &path, message).hint("rename the file")));
    };
    let relative = if cfg!(windows) { relative.replace('\\', "/").into() } else { Cow::Borrowed(relative) };
    let path: Arc<str> = match root.prefix.as_str() {
        "" => Arc::from(&*relative),
        prefix => format!("{prefix}{relative}").into(),
    };
    let is_markdown = is_markdown(&path);
    if !entry.file_type().is_file() {
        let problem = is_markdown.then(|| not_a_file(&path, entry.file_type().is_symlink()));
        return problem.map_or(Ok(None), |problem| Err(Box::new(problem)));
    }
    if is_markdown && !filter.wants(&path) {
        return Ok(None);
    }
    let zone = if has_layout { zone_of(&relative) } else { Zone::Foreign };
    let location = fs::Located { folder: folder.clone(), path: place.into() };
    Ok(Some(FoundFile { path, above: Arc::clone(above), location, zone, is_markdown }))
}

/// The file that an editor is about to write to `path`, where none lies.
fn unborn(
    root: &ContentRoot,
    folder: &fs::Folder,
    above: &Arc<str>,
    filter: &Filter,
    path: &Arc<str>,
) -> Option<FoundFile> {
    let relative = path.strip_prefix(root.prefix.as_str())?;
    let location = fs::Located { folder: folder.clone(), path: Path::new(relative).into() };
    let is_free = fs::Stamp::of(&location.whole()).is_err_and(|error| error.source.kind() == ErrorKind::NotFound);
    let zone = if folder.folder("postmortems").is_ok() { zone_of(relative) } else { Zone::Foreign };
    let is_wanted = is_free && is_markdown(path) && filter.wants(path);
    is_wanted.then(|| FoundFile { path: Arc::clone(path), above: Arc::clone(above), location, zone, is_markdown: true })
}

/// Every folder below `folder` that a scan looks into, and itself.
#[must_use]
pub(crate) fn folders(folder: &Path, skip: &[PathBuf]) -> Vec<PathBuf> {
    let skip: Vec<PathBuf> = skip.iter().filter_map(|path| fs::canonicalize(path).ok()).collect();
    let mut rules = IgnoreRules::above(folder);
    let walker = WalkDir::new(folder).follow_links(false).into_iter();
    let entries =
        walker.filter_entry(|entry| entry.depth() == 0 || entry.file_type().is_dir() && rules.wants(entry, &skip));
    entries.flatten().map(DirEntry::into_path).collect()
}

fn unreadable(root: &ContentRoot, error: &walkdir::Error) -> Diagnostic {
    let place = error.path().unwrap_or(&root.folder);
    let relative = place.strip_prefix(&root.folder).unwrap_or(place).to_string_lossy();
    let reason = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    Diagnostic::error("unreadable", &format!("{}{relative}", root.prefix).into(), format!("cannot be read: {reason}"))
        .hint("check the permissions of the folder")
}

fn not_a_file(path: &Arc<str>, is_symlink: bool) -> Diagnostic {
    if is_symlink {
        Diagnostic::warning("symlink", path, "is a symbolic link; links are not followed")
            .hint("put the file itself into the content folder, or name its folder with --content")
    } else {
        Diagnostic::warning("not-a-file", path, "is no regular file and was not read")
    }
}

/// Whether a file of this path is a document by its name.
pub(crate) fn is_markdown(path: &str) -> bool {
    let suffix = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, suffix)| suffix);
    suffix.is_some_and(|suffix| MARKDOWN.iter().any(|known| suffix.eq_ignore_ascii_case(known)))
}

fn zone_of(relative: &str) -> Zone {
    match relative.split_once('/') {
        Some(("postmortems", _)) => Zone::Postmortems,
        Some(("services", _)) => Zone::Services,
        Some(("root-causes", _)) => Zone::RootCauses,
        Some(("pages", _)) => Zone::Pages,
        None if relative == "index.md" => Zone::Home,
        _ => Zone::Foreign,
    }
}

/// Whether a folder of this name is called after incidents.
#[must_use]
pub(crate) fn is_of_incidents(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["postmortem", "post-mortem", "post_mortem", "incident", "outage", "retrospective"]
        .iter()
        .any(|word| name.contains(word))
}
