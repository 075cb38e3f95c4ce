//! What a program may use of pmsite: a folder of postmortems -> records, problems, answers, and a site. It is what the commands do,
//! without a command line around it: the same settings, the same refusals, nothing printed.

use crate::commands::{Failure, build, setup};
use crate::config;
use crate::diagnostics::{Diagnostic, Level};
use crate::model::Visibility;
use crate::model::record::Record;
use crate::pipeline::emit::{Emitter, Nowhere};
use crate::pipeline::{self, Options, Silent, index};
use crate::search::analyzer::Analyzer;
use crate::search::index::Index;
use crate::search::rank::{self, Synonyms};
use crate::text::lexicon;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Why there is no answer at all. What is wrong with documents is a [`Diagnostic`] of the [`Site`].
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(#[from] Failure);

impl Error {
    /// Every problem of the settings, where they are what cannot be used.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        match &self.0 {
            Failure::Config(errors) => &errors.report.diagnostics,
            _ => &[],
        }
    }
}

/// The settings of a site, and where its documents lie.
#[derive(Clone, Debug)]
pub struct Config {
    root: PathBuf,
    content: Vec<PathBuf>,
    settings: config::Config,
}

impl Config {
    /// Reads `pmsite.toml`, else `book.toml`, in the folder `root`; without either the defaults hold. Ages, and what is overdue, count
    /// from the day of `now` in UTC: equal folders and days give equal sites.
    ///
    /// # Errors
    /// Every problem of the file at once ([`Error::diagnostics`]), or a `now` beyond the year 9999.
    pub fn load(root: impl Into<PathBuf>, now: SystemTime) -> Result<Self, Error> {
        let seconds =
            now.duration_since(UNIX_EPOCH).map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX));
        let root = root.into();
        let today = setup::day_at(seconds)?;
        let settings = config::Config::load(&root, today, lexicon::check).map_err(Failure::from)?;
        Ok(Self { root, content: Vec::new(), settings })
    }

    /// Reads documents from `folder` too; the first call replaces the folder that the settings name. Of several, each is a folder of the
    /// site, called by its name.
    #[must_use]
    pub fn content(mut self, folder: impl Into<PathBuf>) -> Self {
        self.content.push(folder.into());
        self
    }

    /// For readers outside: only documents that say they are public, and a secret in one of them keeps the site from being written.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.settings.audience.audience = Visibility::Public;
        self
    }

    /// With drafts, which are left out otherwise.
    #[must_use]
    pub fn drafts(mut self) -> Self {
        self.settings.build.drafts = true;
        self
    }

    fn options(&self, out: Option<&PathBuf>) -> Result<Options, Failure> {
        setup::options_of(&self.root, &self.content, self.settings.clone(), out)
    }
}

/// What can be asked of a folder. Nothing is kept between two questions: each reads the folder as it stands then.
#[derive(Clone, Debug)]
pub struct Session {
    config: Config,
}

impl Session {
    /// A session of the site that `config` describes.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self { config }
    }

    /// Reads and judges every document, as `pmsite check` does, rules included; writes nothing.
    ///
    /// # Errors
    /// A content folder or theme that cannot be used.
    pub fn check(&self) -> Result<Site, Error> {
        let options = Options { search: false, rules: true, ..self.config.options(None)? };
        let site = pipeline::Session::new(options).build(&Nowhere, &Silent).map_err(Failure::from)?;
        Ok(Site::of(site))
    }

    /// Writes the site to the folder `out`, as `pmsite build` does: together at the end, only what changed, and never over a file that
    /// pmsite did not make.
    ///
    /// # Errors
    /// A content folder or theme that cannot be used, an `out` that holds what is read or is somebody else's, or what the disk says;
    /// the last site stays.
    pub fn build(&self, out: impl Into<PathBuf>) -> Result<Site, Error> {
        let out = out.into();
        let options = self.config.options(Some(&out))?;
        let out = build::resolved(&options.root, &out);
        build::refuse_around(&out, &options)?;
        build::refuse_export(&out)?;
        let emitter = Emitter::begin(&options.root, &out, options.config.audience.audience).map_err(Failure::from)?;
        let mut site = pipeline::Session::new(options).build(&emitter, &Silent).map_err(Failure::from)?;
        if !site.stopped {
            let emitted = emitter.finish().map_err(Failure::from)?;
            build::report_emitted(&emitted, &mut site.report);
            build::report_foreign(&emitted, usize::MAX, &mut site.report);
        }
        Ok(Site::of(site))
    }

    /// Reads and indexes every document, so that they can be searched as the site's own box does.
    ///
    /// # Errors
    /// A content folder that cannot be read.
    pub fn search(&self) -> Result<Search, Error> {
        let options = Options { keep_going: true, ..self.config.options(None)? };
        let index = pipeline::Session::new(options).index().map_err(Failure::from)?;
        let groups = index::synonym_groups(&index, &self.config.settings).map_err(Failure::from)?;
        let mut analyzer = Analyzer::default();
        let synonyms = Synonyms::new(&groups, &mut analyzer);
        Ok(Search { index, analyzer, synonyms })
    }
}

/// What was understood of a folder, and what is wrong there.
#[derive(Clone, Debug)]
pub struct Site {
    records: Vec<Record>,
    diagnostics: Vec<Diagnostic>,
    pages: usize,
    was_stopped: bool,
}

impl Site {
    fn of(site: pipeline::Site) -> Self {
        let catalog = &site.catalog;
        let shown = if site.stopped { &[][..] } else { &catalog.documents };
        Self {
            records: shown.iter().map(|entry| Record::of(catalog, entry)).collect(),
            diagnostics: site.report.diagnostics,
            pages: site.pages,
            was_stopped: site.stopped,
        }
    }

    /// One of each document that the audience may see, by source path. Texts are the document's own, with any secret in them.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// Every problem, by file and place.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether a document was left out of the site for a problem.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Error)
    }

    /// How many pages the site has.
    #[must_use]
    pub fn pages(&self) -> usize {
        self.pages
    }

    /// Whether there is no site, since a secret would have been published: the problems say where it stands.
    #[must_use]
    pub fn was_stopped(&self) -> bool {
        self.was_stopped
    }
}

/// The documents of a folder, ready to be asked.
pub struct Search {
    index: Index,
    analyzer: Analyzer,
    synonyms: Synonyms,
}

/// A document that fits a question.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Hit {
    /// Path of the source file in the content folder.
    pub source: String,
    /// URL of its page, relative to the site's root.
    pub url: String,
    pub title: String,
    /// Plain text, cut to a few lines; empty where none is known, as the next.
    pub summary: String,
    /// How it was fixed.
    pub fix: String,
    /// Greater is better; scores of two questions do not compare.
    pub score: f64,
    /// Whether it covers so much of the question that it may well be meant: sure hits come first.
    pub is_sure: bool,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("index", &self.index).finish_non_exhaustive()
    }
}

impl Search {
    /// Answers what a person typed or pasted, in the syntax of the site's box, with `most` documents at most, best first.
    ///
    /// # Errors
    /// A damaged index.
    pub fn ask(&mut self, question: &str, most: usize) -> Result<Vec<Hit>, Error> {
        let answer = rank::search(&self.index, question, &mut self.analyzer, &self.synonyms).map_err(Failure::from)?;
        let hit = |hit: &rank::Hit| {
            let card = self.index.card(hit.document).map_err(Failure::from)?;
            let (source, url, title, summary, fix) = (card.source, card.url, card.title, card.summary, card.fix);
            Ok(Hit { source, url, title, summary, fix, score: hit.score, is_sure: hit.is_sure })
        };
        answer.hits.iter().take(most).map(hit).collect()
    }
}
