//! What begins something: a site (`init`), a postmortem (`new`), or makes what others began its own (`fix`).

use super::{ColorChoice, CommonArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// Folder of the site: an empty or new one, or a repository that has postmortems already
    #[arg(value_name = "DIR", default_value = ".")]
    pub dir: PathBuf,
    /// What builds the site on each push (default: gitlab where there is a .gitlab-ci.yml, else github)
    #[arg(long, value_enum, value_name = "HOST")]
    pub ci: Option<Ci>,
    /// The day of the example (default: $SOURCE_DATE_EPOCH, else today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<String>,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,
}

/// Who runs what `init` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Ci {
    /// A workflow of GitHub Actions, for GitHub Pages
    Github,
    /// Jobs of GitLab CI, for GitLab Pages
    Gitlab,
    /// Nobody
    None,
}

/// Options of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// What broke, for whom, and for how long
    #[arg(value_name = "TITLE")]
    pub title: Option<String>,
    /// What is known, as a JSON object with the names of `export`; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Form: standard, light, near-miss, security, or one of theme/postmortem/
    #[arg(long, value_name = "NAME", default_value = "standard")]
    pub template: String,
    /// Open the document in $VISUAL or $EDITOR
    #[arg(long)]
    pub edit: bool,
    /// Ask nothing: what no option says is left to be filled in
    #[arg(short, long)]
    pub yes: bool,
    /// Part of the file name in place of the title
    #[arg(long, value_name = "TEXT")]
    pub slug: Option<String>,
    /// When it began: a day, or a day with its time
    #[arg(long, value_name = "TIME")]
    pub start: Option<String>,
    /// When it was over; a dash while it goes on
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    pub end: Option<String>,
    /// Handles of who writes it, with commas between them
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub authors: Vec<String>,
    /// On-going or Complete
    #[arg(long, value_name = "STATUS")]
    pub status: Option<String>,
    /// Two or three sentences
    #[arg(long, value_name = "TEXT")]
    pub summary: Option<String>,
    /// A word of the scale, such as SEV2
    #[arg(long, value_name = "WORD")]
    pub severity: Option<String>,
    /// Names of services, with commas between them
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub services: Vec<String>,
    /// Names of root causes, with commas between them
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub causes: Vec<String>,
    /// When it was noticed; a clock time is one of the first day
    #[arg(long, value_name = "TIME")]
    pub detected: Option<String>,
    /// When somebody took it
    #[arg(long, value_name = "TIME")]
    pub acknowledged: Option<String>,
    /// When the harm ended
    #[arg(long, value_name = "TIME")]
    pub mitigated: Option<String>,
}

/// Options of `fix`.
#[derive(Debug, Args)]
pub struct FixArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// Documents, or folders of them (default: the content folders)
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Write the files; without it the difference is printed
    #[arg(long)]
    pub write: bool,
    /// Call services and causes as their pages do
    #[arg(long)]
    pub names: bool,
}
