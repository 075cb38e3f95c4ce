//! A site as it stands: every page and file by its path, made when somebody asks for it. What `serve` shows.

use super::discover::Discovered;
use super::link::Vocabularies;
use super::plan::{Plan, plan};
use super::render::render;
use super::{Error, Options, Places, check, index, link};
use crate::config::{Config, Visibility};
use crate::diagnostics::allow;
use crate::diagnostics::asked::Score;
use crate::diagnostics::{Diagnostic, Report};
use crate::model::catalog::Catalog;
use crate::model::{AssetFile, Document, Output, Relations, SourceFile};
use crate::theme::{self, Theme};
use jiff::ToSpan;
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// Days until the day that is offered for an action.
const DUE: i64 = 30;

/// Files of the browser's search index by output path.
pub(crate) type Shards = FxHashMap<String, Output>;

/// The site of one moment.
#[derive(Debug)]
pub struct Snapshot {
    options: Arc<Options>,
    config: Arc<Config>,
    theme: Arc<Theme>,
    plan: Plan,
    /// The page or file that was made last: it is looked at to tell whether it changed, and then asked for.
    last: Mutex<Option<Output>>,
    /// The newest that there are, which may have been made after this snapshot was.
    shards: RwLock<Option<Arc<Shards>>>,
    /// Of the documents, by source path.
    vocabularies: Arc<Vocabularies>,
    /// Every source file, by path.
    sources: Arc<[SourceFile]>,
    found: Arc<OtherFiles>,
    /// Every problem, sorted.
    pub report: Arc<Report>,
    /// Documents whose front matter could not be read, by source path, with the URL that they had when it last could, or have
    /// now.
    pub broken: Arc<[Broken]>,
}

/// What lay in the content folders besides documents, and what was wrong there.
#[derive(Debug)]
pub(super) struct OtherFiles {
    assets: Vec<AssetFile>,
    report: Report,
}

impl OtherFiles {
    pub(super) fn of(discovered: &Discovered) -> Arc<Self> {
        Arc::new(Self { assets: discovered.assets.clone(), report: discovered.report.clone() })
    }
}

/// What a session found out.
pub(super) struct Parts {
    pub(super) options: Arc<Options>,
    pub(super) config: Arc<Config>,
    pub(super) theme: Arc<Theme>,
    pub(super) plan: Plan,
    pub(super) vocabularies: Arc<Vocabularies>,
    pub(super) sources: Arc<[SourceFile]>,
    pub(super) found: Arc<OtherFiles>,
    pub(super) report: Report,
    /// Source paths.
    pub(super) broken: Vec<Arc<str>>,
}

/// A document that is shown as its source until it is mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub source: Arc<str>,
    /// Site-relative URLs under which its author may have it open.
    pub urls: Vec<String>,
}

/// What is told of one document, by a build and by the rules.
#[derive(Debug)]
pub(crate) struct Reviewed {
    pub(crate) found: Vec<Diagnostic>,
    /// `None` for what is no postmortem, or tells of several incidents.
    pub(crate) score: Option<Score>,
    /// The incident's day, or today; and a day for what is to be done.
    pub(crate) day: Date,
    pub(crate) due: Date,
}

impl Snapshot {
    /// Search is that of `before`, and broken documents keep the URLs that they had.
    pub(super) fn new(parts: Parts, before: Option<&Self>) -> Self {
        let Parts { options, config, theme, plan, vocabularies, sources, found, report, broken } = parts;
        let shards = RwLock::new(before.filter(|before| Arc::ptr_eq(&options, &before.options)).and_then(Self::shards));
        let (report, unmarked) = (Arc::new(report), Arc::from([]));
        let last = Mutex::default();
        let mut snapshot =
            Self { options, config, theme, plan, last, shards, vocabularies, sources, found, report, broken: unmarked };
        let urls = |source: Arc<str>| {
            let mut urls = snapshot.urls(&source);
            urls.extend(before.map(|before| before.urls(&source)).unwrap_or_default());
            urls.sort();
            urls.dedup();
            Broken { source, urls }
        };
        snapshot.broken = broken.into_iter().map(urls).collect();
        snapshot
    }

    /// Whether a theme and what lies in the content folders are those that this was made of.
    pub(super) fn is_of(&self, theme: &Arc<Theme>, discovered: &Discovered) -> bool {
        let same = |(a, b): (&SourceFile, &SourceFile)| a.path == b.path && is_same(a, b);
        Arc::ptr_eq(&self.theme, theme)
            && self.sources.len() == discovered.sources.len()
            && self.sources.iter().zip(&discovered.sources).all(same)
            && self.found.assets == discovered.assets
            && self.found.report.diagnostics == discovered.report.diagnostics
    }

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
        if let Some(bytes) = path.strip_prefix(theme::ASSETS).and_then(|name| self.theme.assets.get(name)) {
            return Ok(Some(Output::made(path, bytes)));
        }
        if let Some(shard) = self.shards().and_then(|shards| shards.get(path).cloned()) {
            return Ok(Some(shard));
        }
        let Some(address) = self.plan.find(path) else { return Ok(None) };
        if let Some(last) = self.last().clone().filter(|last| last.path == path) {
            return Ok(Some(last));
        }
        let output = render(self.plan.at(address), &self.theme)?;
        *self.last() = Some(output.clone());
        Ok(Some(output))
    }

    fn last(&self) -> MutexGuard<'_, Option<Output>> {
        // Only whole values are ever put in: one who panicked beside the lock has not damaged it.
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether [`Snapshot::output`] has a page or file at `path`, as far as that can be told without making it.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        self.plan.find(path).is_some() || self.broken_at(path).is_some()
    }

    /// Whether the browser's search index is there.
    #[must_use]
    pub fn is_searchable(&self) -> bool {
        self.shards().is_some()
    }

    /// Takes over the search index of `other`, where that is of the same options and newer than the own.
    pub fn adopt_search(&self, other: &Self) {
        if let Some(shards) = other.shards().filter(|_| Arc::ptr_eq(&self.options, &other.options)) {
            *self.shards.write().unwrap_or_else(PoisonError::into_inner) = Some(shards);
        }
    }

    fn shards(&self) -> Option<Arc<Shards>> {
        // Only whole values are ever put in: one who panicked beside the lock has not damaged it.
        self.shards.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The files below `assets/`, by name.
    #[must_use]
    pub fn assets(&self) -> &BTreeMap<String, Arc<[u8]>> {
        &self.theme.assets
    }

    /// Whether the pages of both are made by one theme.
    #[must_use]
    pub fn has_theme_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.theme, &other.theme)
    }

    /// Source paths and attached files that are not as they were in `before`: new, changed or gone.
    #[must_use]
    pub fn changes(&self, before: &Self) -> Vec<Arc<str>> {
        let mut changes = differences(&self.sources, &before.sources, |source| &source.path, is_same);
        changes.extend(differences(&self.found.assets, &before.found.assets, |asset| &asset.path, PartialEq::eq));
        changes
    }

    /// Output paths of files that are copied as they are and have not the content that they had in `before`.
    #[must_use]
    pub fn changed_files(&self, before: &Self) -> Vec<String> {
        let changed = differences(&self.found.assets, &before.found.assets, |asset| &asset.path, PartialEq::eq);
        let attachments = self.catalog().attachments.iter();
        attachments.filter(|file| changed.contains(&file.source)).map(|file| file.url.clone()).collect()
    }

    /// The linked whole.
    #[must_use]
    pub fn catalog(&self) -> &Arc<Catalog> {
        self.plan.catalog()
    }

    /// Which incidents resemble one another: as it was before, until [`Snapshot::settled`] has run.
    pub(super) fn relations(&self) -> &Relations {
        self.plan.relations()
    }

    /// What shapes the site besides its files.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Where its files are.
    #[must_use]
    pub fn places(&self) -> Places {
        Places::of(&self.options)
    }

    /// The text of the source at `path`, for excerpts.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        let at = self.sources.binary_search_by(|source| (*source.path).cmp(path)).ok()?;
        Some(&self.sources[at].text)
    }

    /// Whether the audience may know of the source or attached file at `path`.
    #[must_use]
    pub fn shows(&self, path: &str) -> bool {
        let catalog = self.catalog();
        self.config.audience.audience == Visibility::Internal
            || catalog.find(path).is_some()
            || catalog.attachments.iter().any(|file| &*file.source == path)
    }

    /// Site-relative URLs of the page of the document at source `path`; empty where it has none.
    #[must_use]
    pub fn urls(&self, path: &str) -> Vec<String> {
        if let Some(broken) = self.broken.iter().find(|broken| &*broken.source == path) {
            return broken.urls.clone();
        }
        let catalog = self.catalog();
        catalog.find(path).map(|id| catalog.entry(id).url.clone()).into_iter().collect()
    }

    fn broken_at(&self, path: &str) -> Option<&Broken> {
        let url = path.strip_suffix("index.html")?;
        self.broken.iter().find(|broken| broken.urls.iter().any(|own| own == url))
    }

    /// What `check` would tell the author of the document whose page stands at `url`.
    #[must_use]
    pub(crate) fn reviewed(&self, url: &str) -> Option<Reviewed> {
        let entry = self.catalog().documents.iter().find(|entry| entry.url == url)?;
        self.review(&entry.document)
    }

    /// Of every document: its title, its URL, and what `check` would tell its author.
    pub(crate) fn all_reviewed(&self) -> Vec<(String, String, Reviewed)> {
        let documents = self.catalog().documents.par_iter();
        let all = documents.filter_map(|entry| {
            Some((entry.document.title.value.clone(), entry.url.clone(), self.review(&entry.document)?))
        });
        all.collect()
    }

    fn review(&self, document: &Document) -> Option<Reviewed> {
        let at = self.sources.binary_search_by(|source| source.path.cmp(&document.source)).ok()?;
        let source = &self.sources[at];
        let known = &self.report.diagnostics;
        let start = known.partition_point(|found| !found.path.is_empty() && found.path < document.source);
        let known = known[start..].iter().take_while(|found| found.path == document.source);
        let mut report = Report::from(known.cloned().collect::<Vec<_>>());
        let has_facts = !report.diagnostics.iter().any(|found| found.code == check::SEVERAL);
        let (mut found, told) = check::look_at(document, source, has_facts, &self.config).unwrap_or_default();
        let allows = allow::allows(&source.text);
        found.diagnostics.retain(|found| !allow::is_silenced(found, &allows));
        report.extend(found);
        report.sort();
        let told: check::AllTold = told.map(|told| (Arc::clone(&document.source), told)).into_iter().collect();
        let score = check::scores(&told, &self.config, &report).pop();
        let date = document.postmortem().and_then(|incident| incident.date.as_ref().or(incident.started.as_ref()));
        let today = self.config.today;
        let day = date.map_or(today, |date| date.value.date());
        let due = today.checked_add(DUE.days()).unwrap_or(today);
        Some(Reviewed { found: report.diagnostics, score, day, due })
    }

    /// The same site with related incidents and search index brought up to date: the slow part, which nobody has to wait for.
    ///
    /// # Errors
    /// An index that can neither be used nor made anew.
    pub fn settled(&self) -> Result<Self, Error> {
        let catalog = self.catalog();
        let relations = link::relations(catalog, &self.vocabularies);
        let inputs = index::inputs(&self.options, &self.sources);
        let index = index::update(catalog, &self.options, inputs)?;
        let groups = index::synonym_groups(&index, &self.config)?;
        let shards = Mutex::new(Shards::default());
        index::export(&index, catalog, &self.config, &groups, &|output: Output| {
            // A thread that panicked while it held the lock left a map that is still whole.
            shards.lock().unwrap_or_else(PoisonError::into_inner).insert(output.path.clone(), output);
            Ok::<_, Error>(())
        })?;
        let shards = shards.into_inner().unwrap_or_else(PoisonError::into_inner);
        Ok(Self {
            options: Arc::clone(&self.options),
            config: Arc::clone(&self.config),
            theme: Arc::clone(&self.theme),
            plan: plan(catalog, relations, &self.config, &self.theme.words, Arc::clone(self.plan.addressed())),
            last: Mutex::default(),
            shards: RwLock::new(Some(Arc::new(shards))),
            vocabularies: Arc::clone(&self.vocabularies),
            sources: Arc::clone(&self.sources),
            found: Arc::clone(&self.found),
            report: Arc::clone(&self.report),
            broken: Arc::clone(&self.broken),
        })
    }
}

fn is_same(a: &SourceFile, b: &SourceFile) -> bool {
    (a.fingerprint, a.zone, a.damaged) == (b.fingerprint, b.zone, b.damaged)
}

/// Names of what is in one of two lists (by name) alone, or not the same in both.
fn differences<T>(
    now: &[T],
    before: &[T],
    name: impl Fn(&T) -> &Arc<str>,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<Arc<str>> {
    let (mut names, mut at, mut was) = (Vec::new(), 0, 0);
    loop {
        let (one, other) = (now.get(at), before.get(was));
        let order = match (one, other) {
            (Some(one), Some(other)) => name(one).cmp(name(other)),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return names,
        };
        let differs = one.zip(other).is_none_or(|(one, other)| order.is_ne() || !same(one, other));
        let newer = if order.is_gt() { other } else { one };
        names.extend(newer.filter(|_| differs).map(|item| Arc::clone(name(item))));
        at += usize::from(order.is_le());
        was += usize::from(order.is_ge());
    }
}

#[cfg(test)]
mod tests;
