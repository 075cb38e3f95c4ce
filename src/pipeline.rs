//! The stages in their order: content folders become a site.

pub(crate) mod actions;
pub(crate) mod adopt;
pub(crate) mod attachment;
mod audience;
pub(crate) mod bulk;
pub(crate) mod charts;
mod check;
mod clock;
pub(crate) mod discover;
pub(crate) mod drawing;
mod elsewhere;
pub(crate) mod emit;
mod error;
mod evidence;
pub(crate) mod external;
pub(crate) mod figures;
pub(crate) mod index;
pub(crate) mod link;
mod masked;
mod options;
pub(crate) mod parse;
mod places;
pub(crate) mod plan;
mod privacy;
pub(crate) mod render;
pub(crate) mod reviews;
pub(crate) mod snapshot;
pub(crate) mod summary;
pub(crate) mod url;

use crate::config::Config;
use crate::diagnostics::{Report, allow::Allow};
use crate::model::{Catalog, Output};
use crate::search::index::Index;
use crate::text::vocabulary::Vocabulary;
use crate::theme::{self, Layers, Theme, Words};
use audience::Audience;
pub use clock::Silent;
pub(crate) use clock::{Clock, Progress};
use discover::Discovered;
use emit::Sink;
pub(crate) use error::{Error, Trouble};
use link::{Elsewhere, LeftOut};
pub use options::Options;
pub(crate) use places::Places;
pub(crate) use privacy::{is_stop, masks};
use rustc_hash::FxHashSet;
pub(crate) use snapshot::Snapshot;
use std::sync::Arc;
use std::time::Duration;

/// What a build found out.
#[derive(Debug)]
pub struct Site {
    pub catalog: Arc<Catalog>,
    /// Sources in the order of their paths, attachments among them that the report names; of a build, those alone that it names.
    pub discovered: Discovered,
    pub report: Report,
    /// How many files a public build leaves out, with `--keep-going` too: nobody can tell whether they are public.
    pub withheld: usize,
    /// How many drafts an internal build leaves out.
    pub drafts: usize,
    /// A secret stands in what would be published: no page was made.
    pub stopped: bool,
    /// How many of the site's files are pages.
    pub pages: usize,
    /// Stage and how long it took, in order.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Builds, again and again, with the same options; for snapshots it remembers what it read and parsed.
#[derive(Debug)]
pub struct Session {
    options: Arc<Options>,
    config: Arc<Config>,
    theme: Option<(Arc<Theme>, theme::Seen)>,
    files: discover::Memory,
    parsed: parse::Memory,
    linked: privacy::Linked,
}

/// Everything understood, and the files that it was understood from.
#[derive(Debug)]
struct Understood {
    catalog: Catalog,
    /// By source path.
    vocabularies: Vec<(Arc<str>, Arc<Vocabulary>)>,
    discovered: Discovered,
    report: Report,
    /// Source paths of documents whose front matter could not be read.
    broken: Vec<Arc<str>>,
    /// How many files a public build leaves out, since nobody can tell whether they are public.
    withheld: usize,
    /// How many drafts an internal build leaves out.
    drafts: usize,
}

impl Session {
    /// A session of its own for each set of options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let config = Arc::new(options.config.clone());
        let parsed = parse::Memory::new(&config, options.store.as_ref());
        let files = discover::Memory::default();
        let linked = privacy::Linked::default();
        Self { options: Arc::new(options), config, theme: None, files, parsed, linked }
    }

    /// `before`, where it was made with these options, else a new one, before which the same texts lie unsaved.
    #[must_use]
    pub(crate) fn renewed(before: Option<Self>, options: Options) -> Self {
        match before {
            Some(same) if *same.options == options => same,
            Some(mut other) => {
                other.files.forget();
                Self { files: other.files, ..Self::new(options) }
            }
            None => Self::new(options),
        }
    }

    /// Reads `text` in the place of the file at source path `path`, there or not, until that is `None`; whether that is news.
    pub(crate) fn lay(&mut self, path: &str, text: Option<Arc<str>>) -> bool {
        self.files.lay(path, text)
    }

    /// What it was made with.
    #[must_use]
    pub fn options(&self) -> &Arc<Options> {
        &self.options
    }

    /// Runs every stage; `sink` gets each file of the site as soon as it is made, in no particular order.
    ///
    /// # Errors
    /// A content folder or theme that cannot be used, or what the sink says. Problems with documents are in the report.
    pub fn build(&mut self, sink: &dyn Sink, progress: &dyn Progress) -> Result<Site, Error> {
        let mut clock = Clock::new(progress);
        clock.stage("theme", None);
        let theme = self.theme()?;
        let Understood { catalog, vocabularies, mut discovered, mut report, withheld, drafts, .. } =
            self.understand(&mut clock)?;
        let inputs = index::inputs(&self.options, &discovered.sources);
        let (addressed, lost) = plan::address(&catalog, &self.config, &theme);
        report.extend(lost);
        discovered.sources.extend(self.linked.look_through(&catalog, &self.config, &mut report));
        report.sort();
        self.forget(&mut discovered, &report);
        let catalog = Arc::new(catalog);
        if privacy::stops(&report) {
            return Ok(Site {
                catalog,
                discovered,
                report,
                withheld,
                drafts,
                stopped: true,
                pages: 0,
                timings: clock.finish(),
            });
        }
        clock.stage("related", None);
        let relations = link::relations(&catalog, &vocabularies);
        drop(vocabularies);
        let mut index = None;
        if self.options.search {
            clock.stage("index", None);
            index = Some(index::update(&catalog, &self.options, inputs)?);
        }
        clock.stage("plan", None);
        let plan = plan::plan(&catalog, relations, &self.config, &theme.words, addressed);
        clock.stage("pages", Some(plan.addresses().len()));
        let keys = plan.keys();
        // Shards have parts that one thread does alone: with the pages, all are busy. Both count as pages in the timings.
        let shards = || index.map_or(Ok(()), |index| self.publish(&index, &catalog, sink));
        let (shards, pages) = rayon::join(shards, || render::all(&plan, &keys, &theme, sink, progress));
        shards.and(pages)?;
        for (name, bytes) in &theme.assets {
            sink.put(&Output::made(format!("{}{name}", theme::ASSETS), bytes), None)?;
        }
        let pages = plan.addresses().iter().filter(|address| address.is_page()).count();
        Ok(Site { catalog, discovered, report, withheld, drafts, stopped: false, pages, timings: clock.finish() })
    }

    /// The browser's files of the search index.
    fn publish(&self, index: &Index, catalog: &Catalog, sink: &dyn Sink) -> Result<(), Error> {
        let groups = index::synonym_groups(index, &self.config)?;
        index::export(index, catalog, &self.config, &groups, &|output| Ok(sink.put(&output, None)?))
    }

    /// The site as it stands now: pages and lists are fresh; related incidents and search are those of `before` until
    /// [`Snapshot::settled`] has run.
    ///
    /// # Errors
    /// A content folder or theme that cannot be used.
    pub fn snapshot(&mut self, before: Option<&Snapshot>) -> Result<Snapshot, Error> {
        let theme = self.theme()?;
        let discovered = self.discover()?;
        Ok(self.snapshot_of(theme, discovered, before, &mut Clock::new(&Silent)))
    }

    /// As [`Session::snapshot`]; `None` where everything is as it was for `before`, a snapshot of this session.
    ///
    /// # Errors
    /// As [`Session::snapshot`].
    pub fn refresh(&mut self, before: &Snapshot, clock: &mut Clock<'_>) -> Result<Option<Snapshot>, Error> {
        clock.stage("theme", None);
        let theme = self.theme()?;
        clock.stage("discover", None);
        let discovered = self.discover()?;
        if before.is_of(&theme, &discovered) {
            return Ok(None);
        }
        Ok(Some(self.snapshot_of(theme, discovered, Some(before), clock)))
    }

    fn snapshot_of(
        &mut self,
        theme: Arc<Theme>,
        discovered: Discovered,
        before: Option<&Snapshot>,
        clock: &mut Clock<'_>,
    ) -> Snapshot {
        let found = snapshot::OtherFiles::of(&discovered);
        let Understood { catalog, vocabularies, discovered, mut report, broken, .. } = self.link(discovered, clock);
        // The first of a session is kept for the next process; each save on its own would fill the cache folder.
        self.parsed.detach();
        clock.stage("carry", None);
        let carry = |before: &Snapshot| link::carry::carry(&catalog, (before.catalog(), before.relations()));
        let relations = before.map(carry).unwrap_or_default();
        clock.stage("plan", None);
        let (addressed, lost) = plan::address(&catalog, &self.config, &theme);
        report.extend(lost);
        self.linked.look_through(&catalog, &self.config, &mut report);
        report.sort();
        let plan = plan::plan(&Arc::new(catalog), relations, &self.config, &theme.words, addressed);
        let (options, config) = (Arc::clone(&self.options), Arc::clone(&self.config));
        let (sources, vocabularies) = (discovered.sources.into(), vocabularies.into());
        let parts = snapshot::Parts { options, config, theme, plan, vocabularies, sources, found, report, broken };
        Snapshot::new(parts, before)
    }

    /// The search index of what the site would hold, by itself: read where nothing has changed, else brought up to date.
    ///
    /// # Errors
    /// A content folder that cannot be read, or an index that cannot be made.
    pub fn index(&mut self) -> Result<Index, Error> {
        let discovered = self.discover()?;
        let inputs = index::inputs(&self.options, &discovered.sources);
        let current = index::store(&self.options).and_then(|store| Index::open_if_current(&store, inputs));
        match current {
            Some(index) => Ok(index),
            None => {
                let understood = self.link(discovered, &mut Clock::new(&Silent));
                Ok(index::update(&understood.catalog, &self.options, inputs)?)
            }
        }
    }

    /// As [`Session::build`], without a page: what was understood, and what is wrong in it. Related incidents are not looked for.
    ///
    /// # Errors
    /// A content folder that cannot be read.
    pub fn read(&mut self) -> Result<Site, Error> {
        let Understood { catalog, mut discovered, mut report, withheld, drafts, .. } =
            self.understand(&mut Clock::new(&Silent))?;
        // What was read needs no theme: one that cannot be used is the business of who makes pages of it.
        if let Ok(theme) = self.theme() {
            report.extend(plan::address(&catalog, &self.config, &theme).1);
        }
        discovered.sources.extend(self.linked.look_through(&catalog, &self.config, &mut report));
        discovered.sources.sort_by(|a, b| a.path.cmp(&b.path));
        report.sort();
        let (catalog, stopped) = (Arc::new(catalog), privacy::stops(&report));
        Ok(Site { catalog, discovered, report, withheld, drafts, stopped, pages: 0, timings: Vec::new() })
    }

    /// Keeps no text of files but those that `report` will show excerpts of: the documents hold all that was read from them.
    fn forget(&mut self, discovered: &mut Discovered, report: &Report) {
        self.files.forget();
        self.parsed.forget();
        self.linked.forget();
        let shown: FxHashSet<&str> = report.diagnostics.iter().map(|diagnostic| &*diagnostic.path).collect();
        discovered.sources.retain(|source| shown.contains(&*source.path));
    }

    /// The words of the interface.
    ///
    /// # Errors
    /// A theme that cannot be used.
    pub fn words(&mut self) -> Result<Arc<Words>, Error> {
        Ok(Arc::clone(&self.theme()?.words))
    }

    fn theme(&mut self) -> Result<Arc<Theme>, Error> {
        let html = &self.config.html;
        if let Some((theme, _)) = self.theme.as_ref().filter(|(_, seen)| seen.is_as_it_was()) {
            return Ok(Arc::clone(theme));
        }
        let mut layers = Layers::read(&self.options.root, html.theme.as_deref(), &html.additional_css)?;
        let seen = std::mem::take(&mut layers.seen);
        let theme = match self.theme.take() {
            Some((theme, _)) => theme.renew(layers)?,
            None => Arc::new(Theme::new(layers)?),
        };
        self.theme = Some((Arc::clone(&theme), seen));
        Ok(theme)
    }

    /// All that lies in the content folders.
    ///
    /// # Errors
    /// A content folder that cannot be read.
    pub fn discover(&mut self) -> Result<Discovered, Error> {
        let Options { root, content, skip, .. } = &*self.options;
        Ok(discover::discover(root, content, skip, &self.config, &mut self.files)?)
    }

    fn understand(&mut self, clock: &mut Clock<'_>) -> Result<Understood, Error> {
        clock.stage("discover", None);
        let discovered = self.discover()?;
        Ok(self.link(discovered, clock))
    }

    /// Parses and links what was discovered.
    fn link(&mut self, mut discovered: Discovered, clock: &mut Clock<'_>) -> Understood {
        let (options, config) = (&*self.options, &*self.config);
        let mut audience = Audience::new(config);
        let is_source = |path: &str| discovered.sources.binary_search_by(|source| (*source.path).cmp(path)).is_ok();
        let mut report = audience.found(std::mem::take(&mut discovered.report), is_source);
        let mut documents = Vec::with_capacity(discovered.sources.len());
        let mut left_out = Vec::new();
        let (mut vocabularies, mut broken) = (Vec::new(), Vec::new());
        let mut allowing: Vec<(Arc<str>, Vec<Allow>)> = Vec::new();
        clock.stage("parse", Some(discovered.sources.len()));
        let all = parse::parse_all(&discovered.sources, config, &mut self.parsed, clock.progress);
        for (source, parsed) in discovered.sources.iter().zip(all) {
            privacy::remember(&source.path, &source.text, &parsed.report, &mut report.mask);
            if !audience.admits(&parsed) {
                continue;
            }
            report.extend(parsed.report);
            if !parsed.allows.is_empty() {
                allowing.push((Arc::clone(&parsed.document.source), parsed.allows));
            }
            if parsed.broken {
                broken.push(Arc::clone(&parsed.document.source));
            }
            if !parsed.broken || options.keep_going {
                vocabularies.push((Arc::clone(&parsed.document.source), parsed.vocabulary));
                documents.push(parsed.document);
            } else {
                left_out.push((parsed.document, LeftOut::Error));
            }
        }
        clock.stage("link", None);
        let drafts = link::drafts_left_out(&documents, config);
        left_out.extend(drafts.iter().map(|draft| (Arc::clone(draft), LeftOut::Draft)));
        let documents = link::visible(documents, config);
        let assets = std::mem::take(&mut discovered.assets);
        discovered.assets = link::visible_assets(assets, &discovered.sources, &documents, config);
        audience.hide(&mut report, &documents);
        let withheld = audience.withheld;
        let parsed = &mut self.parsed;
        // In a public build nobody is told what is there besides.
        let around = (!config.is_public()).then(|| elsewhere::Around::of(options));
        let elsewhere = around.as_ref().map(|around| Elsewhere::new(left_out, around)).unwrap_or_default();
        let link = || {
            let evidence = evidence::look(&documents, &options.root);
            link::link(&documents, &discovered.assets, &elsewhere, &evidence, options.keep_going, config)
        };
        // A cache that cannot be written costs the next run time, and nothing else.
        let ((catalog, linking), _) = rayon::join(link, || parsed.save());
        report.extend(linking);
        evidence::tell(&catalog, &discovered.sources, &mut report);
        let told = options.rules.then(|| check::look(&documents, &drafts, &discovered.sources, config, &mut report));
        privacy::silence(&allowing, &documents, options, &mut report);
        report.scores = told.map(|told| check::scores(&told, config, &report)).unwrap_or_default();
        privacy::look_at_settings(config, &mut report);
        audience.tell(&mut report);
        Understood { catalog, vocabularies, discovered, report, broken, withheld, drafts: drafts.len() }
    }
}
