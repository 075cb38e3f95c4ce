//! A link that leads to nothing of the site -> what is there all the same, and what to do about it. Pure: who knows the disk is asked.

use super::Finder;
use crate::diagnostics::Diagnostic;
use crate::model::Document;
use std::sync::Arc;

/// Why a document that was read is not in the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LeftOut {
    Draft,
    /// Its front matter cannot be read.
    Error,
}

/// Why what lies at a path was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unread {
    /// The name of the file, or of a folder above it, begins with a dot.
    Hidden,
    /// It lies in a folder of what programs make.
    Made,
    /// The settings exclude it.
    Excluded,
    /// The rules of the repository leave it out.
    Ignored,
    /// A document, or another file, beside all that is read.
    Beside { is_document: bool },
    /// A folder, which has no page.
    Folder,
}

/// Who knows what lies where no document and no file of the site does.
pub(crate) trait Disk: Sync {
    /// What `path` leads to, as seen from the document `source`: where it lies, from the root of the repository, and why it was not read.
    fn at(&self, source: &str, path: &str) -> Option<(String, Unread)>;
}

/// What is there, and in the site is not.
#[derive(Default)]
pub struct Elsewhere<'a> {
    finder: Finder,
    /// In the order of the finder's documents.
    left_out: Vec<(Arc<Document>, LeftOut)>,
    disk: Option<&'a dyn Disk>,
}

impl<'a> Elsewhere<'a> {
    /// What may be told to whoever reads the problems of this build.
    pub(crate) fn new(left_out: Vec<(Arc<Document>, LeftOut)>, disk: &'a dyn Disk) -> Self {
        let finder = Finder::of(left_out.iter().map(|(document, _)| Arc::clone(document)).collect());
        Self { finder, left_out, disk: Some(disk) }
    }

    /// The problem of a link in `source` that is written `shown`, where its `path` leads to something that is there.
    pub(super) fn linked(&self, source: &Arc<str>, path: &str, shown: &str) -> Option<Diagnostic> {
        let document = self.finder.linked(source, path).map(|found| self.document(found, source, shown));
        document.or_else(|| {
            let (place, why) = self.disk?.at(source, path)?;
            Some(unread(source, shown, &place, why))
        })
    }

    /// The same of a link by `name`.
    pub(super) fn named(&self, source: &Arc<str>, name: &str, shown: &str) -> Option<Diagnostic> {
        Some(self.document(self.finder.document(source, name)?, source, shown))
    }

    fn document(&self, found: crate::model::catalog::DocId, source: &Arc<str>, shown: &str) -> Diagnostic {
        let (document, why) = &self.left_out[found.index()];
        let (message, hint) = match why {
            LeftOut::Draft => (
                format!("`{shown}` leads to {}, a draft, which is left out", document.source),
                "publish it by its `status` or `draft`, or build with `--drafts`",
            ),
            LeftOut::Error => (
                format!("`{shown}` leads to {}, which is left out for its error", document.source),
                "mend what is said of that document",
            ),
        };
        told(source, message, hint.to_owned()).naming(&document.source)
    }
}

fn told(source: &Arc<str>, message: String, hint: String) -> Diagnostic {
    Diagnostic::warning("unpublished-link", source, message).hint(hint)
}

fn unread(source: &Arc<str>, shown: &str, place: &str, why: Unread) -> Diagnostic {
    let folder = place.rsplit_once('/').map_or(".", |(folder, _)| folder);
    let (what, hint) = match why {
        Unread::Hidden => ("is not read, for a name that begins with a dot", "rename it, or use a full URL".to_owned()),
        Unread::Made => {
            ("lies in a folder of what programs make", "link what it was made from, or use a full URL".to_owned())
        }
        Unread::Excluded => ("is left out by `exclude` in [book]", "take it out there, or use a full URL".to_owned()),
        Unread::Ignored => ("is left out by a `.gitignore`", "keep it in the repository, or use a full URL".to_owned()),
        Unread::Beside { is_document: true } => (
            "lies outside the folders that are read",
            format!("read its folder too (`--content {folder}`, or `src` and `include` in [book]), or use a full URL"),
        ),
        Unread::Beside { is_document: false } => (
            "lies outside the content folder and is not published",
            "put it beside the document, or use a full URL".to_owned(),
        ),
        Unread::Folder => {
            ("is a folder, which has no page", "link a document in it, or give it an `index.md`".to_owned())
        }
    };
    told(source, format!("`{shown}` leads to `{place}`, which {what}"), hint)
}
