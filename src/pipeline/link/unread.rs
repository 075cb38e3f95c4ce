//! Documents in other markup than Markdown that lie where incidents do: named, for each may be an incident that the site lacks.

use super::folder_of;
use crate::diagnostics::{Diagnostic, Report};
use crate::model::AssetFile;
use crate::model::catalog::Catalog;
use crate::text::lexicon::{FOLDERS, Folder};
use rustc_hash::FxHashSet;

/// Suffixes of such documents; of plain text only what has a day in its name is one, since logs are plain text, too.
const SUFFIXES: [&str; 14] = [
    "adoc",
    "asciidoc",
    "rst",
    "org",
    "textile",
    "mediawiki",
    "wiki",
    "creole",
    "rdoc",
    "docx",
    "odt",
    "rtf",
    "tex",
    PLAIN,
];
const PLAIN: &str = "txt";

/// Tells of those that no document links.
pub(super) fn tell(catalog: &Catalog, assets: &[AssetFile], report: &mut Report) {
    let folders: FxHashSet<&str> =
        catalog.incidents.iter().map(|id| folder_of(&catalog.entry(*id).document.source)).collect();
    let is_of_incidents = |folder: &str| matches!(FOLDERS.closing(folder), Some((Folder::Incident, _)));
    for asset in assets.iter().filter(|asset| is_document(&asset.path)) {
        let folder = folder_of(&asset.path);
        let lies_there = folders.contains(folder) || folder.split('/').any(is_of_incidents);
        if lies_there && !catalog.attachment_at.contains_key(&asset.path) {
            let message = "is no Markdown, and is not read";
            let hint = "write it as Markdown, or link it from a document";
            report.push(Diagnostic::warning("unread-document", &asset.path, message).hint(hint));
        }
    }
}

fn is_document(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((stem, suffix)) = name.rsplit_once('.') else { return false };
    let is_dated = || stem.len() >= "2026-03-02".len() && stem.as_bytes()[..4].iter().all(u8::is_ascii_digit);
    let suffix = suffix.to_ascii_lowercase();
    SUFFIXES.contains(&suffix.as_str()) && (suffix != PLAIN || is_dated())
}
