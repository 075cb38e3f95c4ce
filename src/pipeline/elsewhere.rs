//! A path that a document names -> what lies there and was not read, and why. Reads the disk, and of it only the repository (else the
//! root folder) that holds the content folder: whoever wrote the document has no say over the rest.

use super::Options;
use super::discover::{Filter, is_built, is_markdown};
use super::link::{Disk, Unread, resolve_path};
use super::places::repository_of;
use crate::fs::{self, Folder};
use crate::model::source::MARKDOWN;
use std::path::{Path, PathBuf};

/// What holds the content folders.
pub(super) struct Around {
    roots: Vec<Root>,
    skip: Vec<PathBuf>,
    filter: Filter,
}

/// A content folder and what holds it.
struct Root {
    /// Of its source paths.
    prefix: String,
    top: Folder,
    /// The content folder below the top, with `/` alone; empty where it is the top.
    below: String,
}

impl Around {
    /// The surroundings of what these options read.
    pub(super) fn of(options: &Options) -> Self {
        let full = |folder: &Path| fs::canonicalize(folder).ok();
        let base = full(&options.root);
        let root = |root: &super::discover::ContentRoot| {
            let folder = full(&root.folder)?;
            let base = base.clone().filter(|base| folder.starts_with(base));
            let top = repository_of(&folder).or(base).unwrap_or_else(|| folder.clone());
            let below = folder.strip_prefix(&top).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
            Some(Root { prefix: root.prefix.clone(), top: Folder::open(&top).ok()?, below })
        };
        Self {
            roots: options.content.iter().filter_map(root).collect(),
            skip: options.skip.iter().filter_map(|folder| full(folder)).collect(),
            filter: Filter::new(&options.config),
        }
    }

    /// Why what lies at `place` below the top of `root` was not read.
    fn why(&self, root: &Root, place: &str) -> Unread {
        let full = root.top.join(place);
        // The content folder was named by its owner, whatever its name.
        let own = place.strip_prefix(&*root.below).unwrap_or(place);
        if own.split('/').any(|part| part.starts_with('.')) {
            return Unread::Hidden;
        }
        if place.split('/').any(is_built) || self.skip.iter().any(|folder| full.starts_with(folder)) {
            return Unread::Made;
        }
        let source = self.roots.iter().find_map(|root| {
            let full = full.strip_prefix(root.top.join(&root.below)).ok()?.to_str()?;
            Some(format!("{}{}", root.prefix, full.replace(std::path::MAIN_SEPARATOR, "/")))
        });
        match source {
            Some(source) if is_markdown(place) && self.filter.excludes(&source) => Unread::Excluded,
            Some(source) if !is_markdown(place) || self.filter.wants(&source) => Unread::Ignored,
            _ => Unread::Beside { is_document: is_markdown(place) },
        }
    }
}

impl Disk for Around {
    fn at(&self, source: &str, path: &str) -> Option<(String, Unread)> {
        let root = self.roots.iter().find(|root| source.starts_with(&root.prefix))?;
        let own = format!("{}/{}", root.below, &source[root.prefix.len()..]);
        let from_content = || resolve_path("", &format!("{}/{path}", root.below)).filter(|_| path.starts_with('/'));
        let places = [resolve_path(&own, path), from_content()];
        let places = places.into_iter().flatten().filter(|place| !place.is_empty());
        places.into_iter().find_map(|place| {
            // A link to a document may lack its ending.
            let files = std::iter::once(place.clone()).chain(MARKDOWN.iter().map(|ending| format!("{place}.{ending}")));
            let file = files.into_iter().find(|place| root.top.open_file(place).is_ok());
            let why = file.map(|file| (self.why(root, &file), file));
            let folder = || root.top.folder(&place).is_ok().then(|| (Unread::Folder, place.clone()));
            why.or_else(folder).map(|(why, place)| (place, why))
        })
    }
}
