//! A site as it stands: every page and file by its path, made when somebody asks for it. What `serve` shows.

use super::plan::{Plan, plan};
use super::render::render;
use super::{Error, Options, index, link};
use crate::config::Config;
use crate::diagnostics::{Level, Report};
use crate::model::catalog::Catalog;
use crate::model::{Output, SourceFile};
use crate::theme::{self, Theme};
use rustc_hash::FxHashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Files of the browser's search index by output path.
pub type Shards = FxHashMap<String, Output>;

/// The site of one moment.
#[derive(Debug)]
pub struct Snapshot {
    pub(super) options: Arc<Options>,
    pub(super) config: Arc<Config>,
    pub(super) theme: Arc<Theme>,
    pub(super) plan: Plan,
    pub(super) shards: Option<Arc<Shards>>,
    /// Of everything that the search index depends on.
    pub(super) inputs: String,
    /// Every source file, by path.
    pub(super) sources: Arc<[SourceFile]>,
    /// Every problem, sorted.
    pub report: Arc<Report>,
    /// Documents whose front matter could not be read, by source path, with the URL that they had when it last could, or have
    /// now.
    pub broken: Arc<[Broken]>,
}

/// A document that is shown as its source until it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub source: Arc<str>,
    /// Site-relative URLs under which its author may have it open.
    pub urls: Vec<String>,
}

impl Snapshot {
    /// The page or file at the output path `path` (`postmortems/x/index.html`); `None` where the site has none. A broken document
    /// is its source. Without a search index yet, none of `search/` but its page.
    ///
    /// # Errors
    /// What a template asks for and its view does not hold.
    pub fn output(&self, path: &str) -> Result<Option<Output>, theme::Error> {
        if let Some(broken) = self.broken_at(path) {
            let text = self.text(&broken.source).unwrap_or_default();
            return render(self.plan.source(path, &broken.source, text), &self.theme).map(Some);
        }
        if let Some(bytes) = path.strip_prefix("assets/").and_then(|name| self.theme.assets.get(name)) {
            return Ok(Some(Output::made(path, bytes)));
        }
        if let Some(shard) = self.shards.as_ref().and_then(|shards| shards.get(path)) {
            return Ok(Some(shard.clone()));
        }
        self.plan.find(path).map(|address| render(self.plan.at(address), &self.theme)).transpose()
    }

    /// Whether the browser's search index is there.
    #[must_use]
    pub fn is_searchable(&self) -> bool {
        self.shards.is_some()
    }

    /// The linked whole.
    #[must_use]
    pub fn catalog(&self) -> &Arc<Catalog> {
        self.plan.catalog()
    }

    /// What shapes the site besides its files.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The text of the source at `path`, for excerpts.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        let at = self.sources.binary_search_by(|source| (*source.path).cmp(path)).ok()?;
        Some(&self.sources[at].text)
    }

    /// Site-relative URLs of the page of the document at source `path`; empty where it has none.
    #[must_use]
    pub fn urls(&self, path: &str) -> Vec<String> {
        if let Some(broken) = self.broken.iter().find(|broken| &*broken.source == path) {
            return broken.urls.clone();
        }
        let documents = &self.catalog().documents;
        let at = documents.binary_search_by(|entry| (*entry.document.source).cmp(path));
        at.map_or_else(|_| Vec::new(), |at| vec![documents[at].url.clone()])
    }

    /// Number of errors in the report.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.report.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error).count()
    }

    fn broken_at(&self, path: &str) -> Option<&Broken> {
        let url = path.strip_suffix("index.html")?;
        self.broken.iter().find(|broken| broken.urls.iter().any(|own| own == url))
    }

    /// The same site with related incidents and search index brought up to date: the slow part, which nobody has to wait for.
    ///
    /// # Errors
    /// An index that can neither be used nor made anew.
    pub fn settled(&self) -> Result<Self, Error> {
        let mut catalog = Catalog::clone(self.catalog());
        link::relate(&mut catalog);
        let catalog = Arc::new(catalog);
        let index = index::update(&catalog, &self.options, &self.inputs)?;
        let groups = index::synonym_groups(&index, &self.config)?;
        let shards = Mutex::new(Shards::default());
        index::export(&index, &catalog, &groups, &|output: Output| {
            // A thread that panicked while it held the lock left a map that is still whole.
            shards.lock().unwrap_or_else(PoisonError::into_inner).insert(output.path.clone(), output);
            Ok::<_, Error>(())
        })?;
        let shards = shards.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Self {
            options: Arc::clone(&self.options),
            config: Arc::clone(&self.config),
            theme: Arc::clone(&self.theme),
            plan: plan(&catalog, &self.config, &self.theme.words),
            shards: Some(Arc::new(shards)),
            inputs: self.inputs.clone(),
            sources: Arc::clone(&self.sources),
            report: Arc::clone(&self.report),
            broken: Arc::clone(&self.broken),
        })
    }
}
