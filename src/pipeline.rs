//! The stages in their order: content folders become a site.

pub mod charts;
pub mod discover;
pub mod emit;
pub mod index;
pub mod link;
pub mod parse;
pub mod plan;
pub mod render;

use crate::config::{Config, Visibility};
use crate::diagnostics::{Diagnostic, Report};
use crate::fs;
use crate::model::{Catalog, Document, Output};
use crate::search::index::Index;
use crate::theme::{self, Theme};
use discover::{ContentRoot, Discovered};
use emit::Sink;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Everything that a build depends on besides the files themselves.
#[derive(Clone, Debug)]
pub struct Options {
    pub config: Config,
    /// Holds `book.toml`, `theme/` and `themes/`.
    pub root: PathBuf,
    pub content: Vec<ContentRoot>,
    /// Folders that never hold content (output, cache).
    pub skip: Vec<PathBuf>,
    /// Where the search index is kept between runs; `None`: in memory, and no files of it.
    pub cache: Option<PathBuf>,
    /// Publish documents with errors as far as they can be read.
    pub keep_going: bool,
}

/// What a build found out.
#[derive(Debug)]
pub struct Site {
    pub catalog: Catalog,
    pub discovered: Discovered,
    pub report: Report,
    /// Stage and how long it took, in order.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Why there is no site at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Io(#[from] fs::Error),
    #[error(transparent)]
    Theme(#[from] theme::Error),
    #[error(transparent)]
    Emit(#[from] emit::Error),
    #[error(transparent)]
    Search(#[from] crate::search::index::Error),
}

/// Builds, again and again, with the same options.
#[derive(Debug)]
pub struct Session {
    options: Options,
}

impl Session {
    /// A session of its own for each set of options.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options }
    }

    /// Runs every stage; `sink` gets each file of the site as soon as it is made, in no particular order.
    ///
    /// # Errors
    /// A content folder or theme that cannot be used, or what the sink says. Problems with documents are in the report.
    pub fn build(&self, sink: &dyn Sink) -> Result<Site, Error> {
        let mut clock = Clock::start();
        let html = &self.options.config.html;
        let theme = Theme::load(&self.options.root, html.theme.as_deref(), &html.additional_css)?;
        clock.lap("theme");
        let (catalog, discovered, report) = self.catalog(&mut clock)?;
        if self.options.cache.is_some() {
            let inputs = index::inputs(&self.options, &discovered);
            let index = index::update(&catalog, &self.options, &inputs)?;
            clock.lap("index");
            let groups = index::synonym_groups(&index, &self.options.config)?;
            index::export(&index, &catalog, &groups, &|output| Ok::<_, Error>(sink.put(&output)?))?;
            clock.lap("shards");
        }
        let plan = plan::plan(&catalog, &self.options.config, &theme.words);
        clock.lap("plan");
        plan.addresses
            .par_iter()
            .try_for_each(|address| Ok::<_, Error>(sink.put(&render::render(&plan.page(address), &theme)?)?))?;
        clock.lap("pages");
        plan.files().try_for_each(|file| sink.put(&file))?;
        for (name, bytes) in &theme.assets {
            sink.put(&Output::made(format!("assets/{name}"), bytes))?;
        }
        clock.lap("files");
        Ok(Site { catalog, discovered, report, timings: clock.laps })
    }

    /// The search index of what the site would hold, by itself: read where nothing has changed, else brought up to date.
    ///
    /// # Errors
    /// A content folder that cannot be read, or an index that cannot be made.
    pub fn index(&self) -> Result<Index, Error> {
        let options = &self.options;
        let discovered = discover::discover(&options.content, &options.skip, &options.config)?;
        let inputs = index::inputs(options, &discovered);
        let current = index::folder(options).and_then(|folder| Index::open_if_current(&folder, &inputs));
        match current {
            Some(index) => Ok(index),
            None => {
                let (catalog, ..) = self.understand(discovered, &mut Clock::start());
                Ok(index::update(&catalog, options, &inputs)?)
            }
        }
    }

    /// The linked whole, without any page.
    ///
    /// # Errors
    /// A content folder that cannot be read.
    pub fn catalog(&self, clock: &mut Clock) -> Result<(Catalog, Discovered, Report), Error> {
        let options = &self.options;
        let discovered = discover::discover(&options.content, &options.skip, &options.config)?;
        clock.lap("discover");
        Ok(self.understand(discovered, clock))
    }

    /// Parses and links what was discovered.
    fn understand(&self, mut discovered: Discovered, clock: &mut Clock) -> (Catalog, Discovered, Report) {
        let options = &self.options;
        let mut report = std::mem::take(&mut discovered.report);
        let mut documents = Vec::with_capacity(discovered.sources.len());
        for parsed in parse::parse_all(&discovered.sources, &options.config) {
            report.extend(parsed.report);
            if !parsed.broken || options.keep_going {
                documents.push(parsed.document);
            }
        }
        clock.lap("parse");
        let documents = link::visible(documents, &options.config);
        let assets = std::mem::take(&mut discovered.assets);
        discovered.assets = link::visible_assets(assets, &discovered.sources, &documents, &options.config);
        let hidden = hide(&mut report, &documents, options.config.audience.audience);
        let (catalog, linking) = link::link(documents, &discovered.assets, options.keep_going, &options.config);
        report.extend(linking);
        report.sort();
        report.extend(hidden);
        clock.lap("link");
        (catalog, discovered, report)
    }
}

/// Takes from `report` what it says of documents that a public audience may not see: excerpts of them would end up in a
/// public log. What is left of them is their number.
fn hide(report: &mut Report, visible: &[Arc<Document>], audience: Visibility) -> Report {
    let mut rest = Report::default();
    if audience == Visibility::Internal {
        return rest;
    }
    let shown: FxHashSet<&str> = visible.iter().map(|document| &*document.source).collect();
    let before = report.diagnostics.len();
    report.diagnostics.retain(|diagnostic| shown.contains(&*diagnostic.path));
    let hidden = before - report.diagnostics.len();
    if hidden > 0 {
        let message = format!("{hidden} problems concern files that are not public and are not shown");
        let hint = "run `pmsite check --audience internal` to see them";
        rest.push(Diagnostic::warning("hidden-problems", &Arc::from(""), message).hint(hint));
    }
    rest
}

/// Measures stages for `--timings`; nothing in the output depends on it.
#[derive(Debug)]
pub struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    /// Starts the first stage.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "measures, never decides")]
    pub fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends a stage.
    #[expect(clippy::disallowed_methods, reason = "measures, never decides")]
    pub fn lap(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.laps.push((stage, now - self.last));
        self.last = now;
    }

    /// What was measured, in order.
    #[must_use]
    pub fn into_laps(self) -> Vec<(&'static str, Duration)> {
        self.laps
    }
}
