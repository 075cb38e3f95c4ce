//! What a read of all documents found out, as the answers to a client ask it.

use super::place::uri_of;
use super::text::{Encoding, Text};
use crate::config::Config;
use crate::diagnostics::secrets::Mask;
use crate::diagnostics::{Diagnostic, Span};
use crate::model::catalog::{DocId, Entry, TopicKind};
use crate::model::{Catalog, SourceFile};
use crate::pipeline::link::{Finder, topic_called};
use crate::pipeline::{Options, Places, Site};
use crate::text::lexicon;
use lsp_types::Location;
use std::sync::{Arc, OnceLock};

/// One read.
pub(super) struct Known {
    pub options: Arc<Options>,
    pub places: Places,
    pub site: Site,
    encoding: Encoding,
    finder: OnceLock<Finder>,
}

/// A document that a client asks about, as it was read, and as the client counts it.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub known: &'a Known,
    pub source: &'a SourceFile,
    pub text: &'a Text,
}

impl Known {
    pub(super) fn new(options: &Arc<Options>, site: Site, encoding: Encoding) -> Self {
        let (options, places) = (Arc::clone(options), Places::of(options));
        Self { options, places, site, encoding, finder: OnceLock::new() }
    }

    pub(super) fn config(&self) -> &Config {
        &self.options.config
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.site.catalog
    }

    /// Does `work`, in which readers know the words of the settings too.
    pub(super) fn with_words<R>(&self, work: impl FnOnce() -> R) -> R {
        lexicon::with(&self.config().lexicon, work)
    }

    /// The document at a source path, whether it is in the site or not.
    pub(super) fn source(&self, path: &str) -> Option<&SourceFile> {
        let sources = &self.site.discovered.sources;
        sources.binary_search_by(|source| (*source.path).cmp(path)).ok().map(|at| &sources[at])
    }

    /// What is wrong with the file at a source path.
    pub(super) fn problems<'k>(&'k self, path: &'k str) -> impl Iterator<Item = &'k Diagnostic> {
        self.site.report.diagnostics.iter().filter(move |found| &*found.path == path)
    }

    /// Documents by what they are called.
    pub(super) fn finder(&self) -> &Finder {
        self.finder.get_or_init(|| Finder::new(self.catalog()))
    }

    /// The document that declares the service, cause, team, tag or alert of that name.
    pub(super) fn declared(&self, kinds: &[TopicKind], name: &str) -> Option<DocId> {
        kinds.iter().find_map(|kind| topic_called(self.catalog().topics.of(*kind), name)?.declared)
    }

    pub(super) fn entry(&self, id: DocId) -> &Entry {
        self.catalog().entry(id)
    }

    /// `told` of the document at a source path, without its secrets and those of others.
    pub(super) fn masked(&self, path: &str, told: &str) -> String {
        let text = self.source(path).map_or("", |source| &source.text);
        self.site.report.mask.apply_elsewhere(&Mask::of(path, text).apply(told)).into_owned()
    }

    /// A place in the document at a source path.
    pub(super) fn location(&self, path: &str, offset: usize) -> Option<Location> {
        let uri = uri_of(&self.places.file(path))?;
        let text = self.source(path).map(|source| Text::new(source.text.to_string(), self.encoding));
        let range = text.map(|text| text.range(Span::at(offset)));
        Some(Location { uri, range: range.unwrap_or_default() })
    }
}
