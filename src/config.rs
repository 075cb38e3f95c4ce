//! `pmsite.toml`, else `book.toml`, to [`Config`]: defaults, and every unknown key an error with the nearest valid one.
//!
//! [`keys`] is the one table of what may stand in the file; [`read`] checks a file against it, [`values`] each value.

mod keys;
mod pattern;
mod policy;
mod read;
mod schema;
mod stages;
#[cfg(test)]
mod tests;
mod values;
mod words;

pub use keys::{FIELD_NAMES, SECTION_NAMES};
pub(crate) use pattern::IdPattern;
pub(crate) use policy::Policy;
pub(crate) use schema::schema;
pub use words::LexiconEntry;
pub(crate) use words::{Check, Word, Wrong, plain};

use crate::diagnostics::rules::RULES;
use crate::diagnostics::{Diagnostic, Level, Report};
use crate::fs::{self, Folder};
use borsh::{BorshDeserialize, BorshSerialize};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file's name, below the root, where it is mdBook's too.
pub(crate) const FILE_NAME: &str = "book.toml";
/// The file's name where it is nobody else's: it wins.
pub(crate) const OWN_FILE_NAME: &str = "pmsite.toml";
/// The files, those first that win.
pub(crate) const FILE_NAMES: [&str; 2] = [OWN_FILE_NAME, FILE_NAME];

/// What a book of mdBook has in its folder of sources, and a folder of postmortems has not.
pub(crate) const SUMMARY: &str = "SUMMARY.md";

/// A larger one is an error.
const LARGEST: u64 = 1 << 20;

/// Every problem of a settings file.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{} cannot be used: {} errors", self.place_of(file), report.errors())]
pub struct ConfigErrors {
    /// One of [`FILE_NAMES`]: the diagnostics' path.
    pub file: &'static str,
    /// The folder that holds it.
    pub root: PathBuf,
    pub report: Box<Report>,
    /// The file's text, for excerpts.
    pub text: Box<str>,
    /// Whether the file looks like one of mdBook.
    pub is_mdbooks: bool,
}

impl ConfigErrors {
    /// The text of the file at `path`, if it is the one with the errors.
    #[must_use]
    pub fn text_of(&self, path: &str) -> Option<&str> {
        (path == self.file).then_some(&*self.text)
    }

    /// The file at `path`, as a terminal in the working directory can open it.
    #[must_use]
    pub fn place_of(&self, path: &str) -> String {
        fs::from_here(&self.root.join(path))
    }

    /// Says to whom the file belongs to mdBook that it may stay as it is.
    fn for_owner(mut self, is_book: bool) -> Self {
        let is_foreign = is_book || self.report.diagnostics.iter().any(|found| found.code == read::NO_EFFECT);
        self.is_mdbooks = self.file == FILE_NAME && is_foreign;
        if self.is_mdbooks
            && let Some(first) = self.report.diagnostics.first_mut()
        {
            first.hints.push(format!(
                "if {FILE_NAME} is mdBook's, leave it as it is and write the settings of pmsite into {OWN_FILE_NAME} beside it, \
                 which wins: `pmsite init` makes it"
            ));
        }
        self
    }
}

fn unreadable(file: &'static str, error: &fs::Error) -> ConfigErrors {
    let message = format!("cannot be read: {}", error.reason());
    let problem = Diagnostic::error("config-unreadable", &Arc::from(file), message)
        .hint(format!("make {file} a plain text file in UTF-8"));
    ConfigErrors {
        file,
        root: PathBuf::new(),
        report: Box::new(vec![problem].into()),
        text: Box::default(),
        is_mdbooks: false,
    }
}

/// Who may read a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, BorshSerialize, BorshDeserialize)]
pub enum Visibility {
    Internal,
    Public,
}

/// Everything that shapes a build. Complete: defaults are filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// One of `FILE_NAMES`, for messages: where settings stand, or are to be written.
    pub file: &'static str,
    pub book: Book,
    pub build: Build,
    pub html: Html,
    pub postmortem: PostmortemConfig,
    /// `[lexicon]`, `field-names`, `section-names` and `[severity] levels`.
    pub lexicon: Arc<[Word]>,
    pub search: SearchConfig,
    pub audience: AudienceConfig,
    pub actions: ActionsConfig,
    pub insights: InsightsConfig,
    /// `[check] deny-warnings`.
    pub deny_warnings: bool,
    /// `[check]`, as far as it is about what must not be published.
    pub privacy: PrivacyConfig,
    /// `[check] rules` and `draft-days`, and `[[policy]]`: what `check` looks for beside what a build tells.
    pub rules: RulesConfig,
    /// The day that ages and "overdue" count from.
    pub today: Date,
}

/// `[book]`, as in mdBook.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Book {
    pub title: String,
    pub description: String,
    pub authors: Vec<String>,
    /// BCP 47 tag for `<html lang>`.
    pub language: String,
    /// Content folder relative to the root.
    pub src: String,
    /// Globs over source paths; empty means everything.
    pub include: Vec<String>,
    pub exclude: Vec<String>,
}

/// `[build]`, as in mdBook.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct Build {
    /// Output folder relative to the root.
    pub build_dir: String,
    pub drafts: bool,
}

/// `[output.html]`, as in mdBook where the meaning is the same.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub struct Html {
    /// Absolute URL of the site's root, with final slash.
    pub site_url: Option<String>,
    pub git_repository_url: Option<String>,
    /// `https://host/edit/main/{path}`.
    pub edit_url_template: Option<String>,
    /// `https://host/commits/main/{path}`.
    pub history_url_template: Option<String>,
    /// `light`, `dark` or `auto`.
    pub default_theme: String,
    /// Style sheets of the site's own, relative to the root.
    pub additional_css: Vec<String>,
    /// Theme folder below `themes/`; `None` is the built-in one.
    pub theme: Option<String>,
    /// Origins from which images may load (`https://img.example`); widens the page's `img-src`.
    pub image_origins: Vec<String>,
}

/// `[postmortem]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub struct PostmortemConfig {
    /// Pattern of incident ids in running text; `None`: ids of known incidents only.
    pub id_pattern: Option<IdPattern>,
}

/// `[search]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub struct SearchConfig {
    /// Groups of names that mean the same, as `db|database`.
    pub synonyms: Vec<String>,
}

/// `[audience]`.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct AudienceConfig {
    /// Who the build is for.
    pub audience: Visibility,
    /// What a document without `visibility` is.
    pub default_visibility: Visibility,
    /// Whether a public build tells of actions: who does what until when, and what is late.
    pub public_actions: bool,
}

/// `[actions]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub struct ActionsConfig {
    /// Days after the incident in which its actions are due that name no day, by level of severity, 1 (worst) to 5.
    pub due_within: [Option<u16>; 5],
}

/// How secrets are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub enum Strictness {
    /// Nobody looks for them.
    Off,
    /// Warnings, whoever the build is for.
    Warning,
    /// Errors that stop a public build, and warnings in an internal one.
    #[default]
    Public,
    /// Errors that stop every build.
    Error,
}

/// `[check] secrets`, `personal-data` and `internal-hosts`.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize)]
pub struct PrivacyConfig {
    pub secrets: Strictness,
    /// `None`: told in public builds alone.
    pub personal_data: Option<bool>,
    /// More ends of host names that no reader outside can reach, each with its dot.
    pub internal_hosts: Vec<String>,
}

/// What `check` looks for beside what a build tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulesConfig {
    /// Codes and levels that differ from the table's; `None` is off. By code.
    pub levels: Vec<(&'static str, Option<Level>)>,
    /// Days that a draft may stay one.
    pub draft_days: usize,
    /// When a postmortem is required, and by when.
    pub policies: Vec<Policy>,
}

impl RulesConfig {
    /// How a rule is told; `None`: it is not looked for.
    #[must_use]
    pub fn level(&self, code: &str) -> Option<Level> {
        let own = self.levels.iter().find(|(known, _)| *known == code).map(|(_, level)| *level);
        own.unwrap_or_else(|| RULES.iter().find(|rule| rule.code == code).and_then(|rule| rule.level))
    }
}

/// `[insights]`.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize)]
pub struct InsightsConfig {
    /// Fewer incidents show no pattern: of them no finding is told, and they are listed.
    pub minimum: usize,
}

impl Html {
    /// Takes `--site-url`, which is checked as the key is.
    ///
    /// # Errors
    /// What is wrong with it, and what to write.
    pub fn set_site_url(&mut self, text: &str) -> Result<(), String> {
        let checked = values::site_url(text);
        let url =
            checked.map_err(|problem| format!("{}\n  = help: {}", problem.told("--site-url", text), problem.hint))?;
        self.site_url = Some(url);
        Ok(())
    }

    /// The path at which the site lies in its host, with a slash at both ends: `/a/b/` for `https://host/a/b/`, `/` where no URL
    /// is known.
    #[must_use]
    pub fn base(&self) -> &str {
        let rest = self.site_url.as_deref().map(|url| url.split_once("://").map_or(url, |(_, rest)| rest));
        rest.and_then(|rest| Some(&rest[rest.find('/')?..])).unwrap_or("/")
    }
}

impl Config {
    /// Reads the first of [`FILE_NAMES`] that is in `root`; without any, the defaults hold. The title is empty unless the file gives
    /// one: the caller knows the content folder's name and derives it (see [`title_of_folder`]). `check` knows the tables of `[lexicon]`.
    ///
    /// # Errors
    /// Every problem of the file at once: unknown keys, wrong types, bad values.
    pub fn load(root: &Path, today: Date, check: Check) -> Result<Self, ConfigErrors> {
        Self::read(root, today, check).map_err(|errors| ConfigErrors { root: root.to_owned(), ..errors })
    }

    fn read(root: &Path, today: Date, check: Check) -> Result<Self, ConfigErrors> {
        let folder = Folder::open(root);
        for file in FILE_NAMES {
            match folder.as_ref().map(|folder| folder.read_to_string(file, LARGEST)) {
                Ok(Ok(text)) => {
                    let is_book = |src: &str| {
                        folder.as_ref().is_ok_and(|root| root.open_file(Path::new(src).join(SUMMARY)).is_ok())
                    };
                    return Self::from_text(file, text.trim_start_matches('\u{feff}'), today, check)
                        .map_err(|errors| errors.for_owner(["src", "."].into_iter().any(is_book)));
                }
                Ok(Err(error)) if error.source.kind() == std::io::ErrorKind::NotFound => {}
                Ok(Err(error)) => return Err(unreadable(file, &error)),
                Err(error) if error.source.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(unreadable(file, error)),
            }
        }
        Self::from_text(FILE_NAME, "", today, check)
    }

    /// Reads the text of `file`, one of [`FILE_NAMES`].
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn from_text(file: &'static str, text: &str, today: Date, check: Check) -> Result<Self, ConfigErrors> {
        let mut config = Self { file, ..Self::new(today) };
        config.book.title = String::new();
        let report = read::read(text, &mut config, check);
        if report.diagnostics.is_empty() {
            Ok(config)
        } else {
            Err(ConfigErrors {
                file,
                root: PathBuf::new(),
                report: Box::new(report),
                text: text.into(),
                is_mdbooks: false,
            })
        }
    }

    /// Whether readers know but a part of the incidents: so no page claims anything of those that it does not show.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.audience.audience == Visibility::Public
    }

    /// Whether those that the site is for may see actions, with their owners, tickets and days.
    #[must_use]
    pub fn shows_actions(&self) -> bool {
        self.audience.audience == Visibility::Internal || self.audience.public_actions
    }

    /// The defaults, with `today` as the day that ages count from.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self {
            file: FILE_NAME,
            book: Book {
                title: "Postmortems".to_owned(),
                description: String::new(),
                authors: Vec::new(),
                language: "en".to_owned(),
                src: "content".to_owned(),
                include: Vec::new(),
                exclude: Vec::new(),
            },
            build: Build { build_dir: "_site".to_owned(), drafts: false },
            html: Html { default_theme: "auto".to_owned(), ..Html::default() },
            postmortem: PostmortemConfig::default(),
            lexicon: Arc::default(),
            search: SearchConfig::default(),
            audience: AudienceConfig {
                audience: Visibility::Internal,
                default_visibility: Visibility::Internal,
                public_actions: false,
            },
            actions: ActionsConfig::default(),
            insights: InsightsConfig { minimum: 8 },
            deny_warnings: false,
            privacy: PrivacyConfig::default(),
            rules: RulesConfig { levels: Vec::new(), draft_days: 14, policies: Vec::new() },
            today,
        }
    }
}

/// A site's title from its content folder's own name: `docs/post-mortems` -> `Post mortems`. Names that say nothing
/// (`content`, `docs`, `.`) give `Postmortems`; the folders above do not count, since they differ between machines.
#[must_use]
pub(crate) fn title_of_folder(folder: &Path) -> String {
    const SILENT: [&str; 10] = ["content", "docs", "doc", "src", "source", "data", "main", "master", "site", "_posts"];
    let name =
        folder.file_name().and_then(|name| name.to_str()).filter(|name| !SILENT.contains(name)).unwrap_or_default();
    let words = name.replace(['-', '_', '.'], " ");
    let mut characters = words.trim().chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => "Postmortems".to_owned(),
    }
}
