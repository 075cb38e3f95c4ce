//! Folders of documents -> an index in memory, and who answers a query: the library behind `pmsite search`, without a process a query.

use super::shared::shared;
use jiff::civil::date;
use pmsite::internals::config::Config;
use pmsite::internals::model::Catalog;
use pmsite::internals::pipeline::discover::content_roots;
use pmsite::internals::pipeline::{Options, Session, index};
use pmsite::internals::search::analyzer::Analyzer;
use pmsite::internals::search::index::Index;
use pmsite::internals::search::rank::{Synonyms, search};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

/// Made once for all tests of a run: it is two thousand files.
static EVERYTHING: LazyLock<Option<Mutex<Collection>>> = LazyLock::new(|| {
    let here = |path: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let (corpus, more) = (shared("corpus")?, shared("corpus-more")?);
    let folders = [here("content"), corpus, more, here("tests/suite/fixtures/languages")];
    Some(Mutex::new(Collection::of(&folders)))
});

/// The demo, both corpora, and incidents in languages that those lack; `None` where the corpora are absent.
pub fn everything() -> Option<MutexGuard<'static, Collection>> {
    // A test that fails while it asks leaves nothing half done.
    let collection = EVERYTHING.as_ref()?;
    Some(collection.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What a build knows of its folders, and their index.
pub struct Indexed {
    pub catalog: Catalog,
    pub config: Config,
    pub index: Index,
    pub groups: Vec<String>,
}

/// Reads and indexes `folders`, nothing kept on disk. Sources start with the folder's name where there are several.
pub fn indexed(folders: &[PathBuf]) -> Indexed {
    let root = tempfile::tempdir().unwrap();
    let options = Options {
        config: Config::load(root.path(), date(2026, 3, 7), pmsite::internals::text::lexicon::check).unwrap(),
        root: root.path().to_owned(),
        content: content_roots(folders),
        skip: Vec::new(),
        store: None,
        search: false,
        keep_going: true,
        rules: false,
    };
    let catalog = Session::new(options.clone()).catalog().unwrap();
    let index = index::update(&catalog, &options, [0; 32]).unwrap();
    let groups = index::synonym_groups(&index, &options.config).unwrap();
    Indexed { catalog, config: options.config, index, groups }
}

/// What is searched, and what searches.
pub struct Collection {
    pub catalog: Catalog,
    index: Index,
    synonyms: Synonyms,
    analyzer: Analyzer,
}

impl Collection {
    /// Of `folders`.
    pub fn of(folders: &[PathBuf]) -> Self {
        let Indexed { catalog, index, groups, .. } = indexed(folders);
        let mut analyzer = Analyzer::default();
        let synonyms = Synonyms::new(&groups, &mut analyzer);
        Self { catalog, index, synonyms, analyzer }
    }

    /// Numbers in the catalog of the documents that `query` finds, best first.
    pub fn found(&mut self, query: &str) -> Vec<usize> {
        let answer = search(&self.index, query, &mut self.analyzer, &self.synonyms).unwrap();
        answer.hits.iter().map(|hit| hit.document as usize).collect()
    }

    /// How many hits of `query` are sure.
    pub fn sure(&mut self, query: &str) -> usize {
        search(&self.index, query, &mut self.analyzer, &self.synonyms).unwrap().sure
    }

    /// The path of a document, as results name it.
    pub fn source(&self, number: usize) -> &str {
        &self.catalog.documents[number].document.source
    }
}
