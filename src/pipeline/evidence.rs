//! What actions name as evidence that they are done -> whether it is there: a file below the site's root folder that holds the
//! symbol. Reads the disk; addresses and free text are taken at their word.

use crate::diagnostics::{Diagnostic, Report, Span};
use crate::fs::Folder;
use crate::model::catalog::{Catalog, Entry};
use crate::model::{ActionItem, Document, SourceFile};
use rustc_hash::FxHashMap;
use std::path::{Component, Path};
use std::sync::Arc;

/// A larger file is not searched for the symbol: that it is there is enough.
const LARGEST: u64 = 4 << 20;

/// Actions by index, ascending, whose evidence is gone, by the source path of their document.
pub(super) type Gone = FxHashMap<Arc<str>, Vec<u32>>;

/// The actions of `documents` whose evidence is gone from the folder `root`.
pub(super) fn look(documents: &[Arc<Document>], root: &Path) -> Gone {
    let names_a_place = |item: &ActionItem| item.evidence.as_deref().and_then(place).is_some();
    let (mut all, mut folder) = (Gone::default(), None);
    for document in documents {
        let Some(postmortem) = document.postmortem() else { continue };
        if !postmortem.action_items.iter().any(names_a_place) {
            continue;
        }
        // A root that cannot be opened holds nothing.
        let folder = folder.get_or_insert_with(|| Folder::open(root).ok());
        let is_gone = |item: &ActionItem| {
            let place = item.evidence.as_deref().and_then(place);
            place.is_some_and(|(path, symbol)| !folder.as_ref().is_some_and(|folder| holds(folder, path, symbol)))
        };
        let gone = (0..).zip(&postmortem.action_items).filter(|(_, item)| is_gone(item)).map(|(at, _)| at);
        all.insert(Arc::clone(&document.source), gone.collect());
    }
    all
}

/// Warns of each that is gone. `sources` by path.
pub(super) fn tell(catalog: &Catalog, sources: &[SourceFile], report: &mut Report) {
    for entry in &catalog.documents {
        let actions = entry.document.postmortem().map_or(&[][..], |postmortem| &postmortem.action_items);
        let gone = entry.evidence_gone.iter().map(|at| warning(entry, &actions[*at as usize], sources));
        gone.for_each(|warning| report.push(warning));
    }
}

/// Path and symbol (empty where there is none) of what is neither an address nor free text.
fn place(evidence: &str) -> Option<(&str, &str)> {
    let evidence = evidence.trim_matches(['`', ' ']);
    let (path, symbol) = evidence.split_once('#').unwrap_or((evidence, ""));
    let is_path = !path.contains("://") && !path.contains(char::is_whitespace) && path.contains(['/', '.']);
    is_path.then_some((path.trim_start_matches("./"), symbol))
}

fn holds(folder: &Folder, path: &str, symbol: &str) -> bool {
    // Whoever wrote the document has no say over the rest of the disk.
    if !Path::new(path).components().all(|part| matches!(part, Component::Normal(_))) {
        return false;
    }
    match folder.read(path, LARGEST) {
        Ok(bytes) => symbol.is_empty() || memchr::memmem::find(&bytes, symbol.as_bytes()).is_some(),
        Err(_) => folder.open_file(path).is_ok() || symbol.is_empty() && folder.folder(path).is_ok(),
    }
}

fn warning(entry: &Entry, item: &ActionItem, sources: &[SourceFile]) -> Diagnostic {
    let path = &entry.document.source;
    let message = format!("the evidence `{}` is gone", item.evidence.as_deref().unwrap_or_default());
    let hint = "name a file below the root folder and a symbol in it (`alerts/db.yml#SlotBehind`), or a URL";
    let warning = Diagnostic::warning("evidence-gone", path, message).hint(hint);
    let source = sources.binary_search_by(|source| source.path.cmp(path)).ok().map(|at| &sources[at]);
    match source {
        Some(source) => warning.at(line(&source.text, item.line)),
        None => warning,
    }
}

/// The place of a line, counted from 1.
fn line(text: &str, number: u32) -> Span {
    let mut lines = text.split_inclusive('\n');
    let before = usize::try_from(number).unwrap_or(1).saturating_sub(1);
    let start: usize = lines.by_ref().take(before).map(str::len).sum();
    Span::new(start, start + lines.next().map_or(0, |line| line.trim_end().len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_are_looked_for() {
        assert_eq!(place("alerts/db.yml#SlotBehind"), Some(("alerts/db.yml", "SlotBehind")));
        assert_eq!(place("`./Makefile.am`"), Some(("Makefile.am", "")));
        for text in ["https://grafana.example/d/1#x", "the alert of 3 May", "SlotBehind", ""] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_is_found_by_its_number() {
        assert_eq!((line("a\nbc\n", 2), line("a\nbc\n", 9)), (Span::new(2, 4), Span::new(5, 5)));
    }
}
