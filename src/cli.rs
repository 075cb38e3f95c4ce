//! The command line: structs only, and how what was typed is read into them.

mod begin;
mod typed;

pub(crate) use begin::{Ci, FixArgs, InitArgs, NewArgs};
pub use typed::arranged;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::ffi::OsString;
use std::path::PathBuf;

/// Turns a git folder of Markdown incident postmortems into a site that people open again.
#[derive(Debug, Parser)]
#[command(name = "pmsite", version, propagate_version = true, max_term_width = 100, disable_help_subcommand = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the site
    Build(BuildArgs),
    /// Report what `build` would report, and what is missing, late or blames somebody; write nothing
    Check(CheckArgs),
    /// Say what the code of a problem means, why it is told, and what to do
    Explain(ExplainArgs),
    /// Show the site on this machine, drafts too, and keep it fresh while you write
    Serve(ServeArgs),
    /// Find incidents by words, or by a pasted error
    Search(SearchArgs),
    /// Lay out a site: settings, an example, what builds it on each push; touches nothing that is there
    Init(InitArgs),
    /// Begin a postmortem: asks on a terminal, never elsewhere, and writes the document
    New(Box<NewArgs>),
    /// Write into front matter what the text of documents tells: shows the difference, or with --write makes it
    Fix(FixArgs),
    /// Print what was understood, one record for every source file
    Export(ExportArgs),
    /// List what is to be done, oldest first; with --overdue exit 1 where something is late
    Actions(ActionsArgs),
    /// Print the script that a shell completes the command line with
    Completions(CompletionsArgs),
    /// Write man pages into a folder
    Man(ManArgs),
    /// Print a JSON Schema, for editors
    Schema(SchemaArgs),
    /// Answer an editor, which starts it: problems as you type, completion, what a fact was read from
    Lsp(LspArgs),
    /// Print a page of the manual, or the options of a command; without a name the list of pages
    Help(HelpArgs),
}

/// Options of `help`.
#[derive(Debug, Args)]
pub struct HelpArgs {
    /// A page of the manual, or a command
    #[arg(value_name = "TOPIC")]
    pub topic: Option<String>,
    /// When to colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,
}

/// Options of `lsp`.
#[derive(Debug, Args)]
pub struct LspArgs {
    /// Folder with pmsite.toml or book.toml (default: the folder that the editor works in)
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
    /// Content folder; repeat it for several (default: `src` of the settings, else `content`)
    #[arg(long, value_name = "DIR")]
    pub content: Vec<PathBuf>,
    /// Look at drafts too
    #[arg(long)]
    pub drafts: bool,
    /// Who the site is for (default: the settings, else internal)
    #[arg(long, value_enum, value_name = "WHO")]
    pub audience: Option<Audience>,
    /// The day that ages count from (default: $SOURCE_DATE_EPOCH, else today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<String>,
}

/// Options of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Made where it is missing
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Options of `schema`.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    #[arg(value_enum, value_name = "WHAT")]
    pub of: SchemaOf,
}

/// What a schema is printed of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// What may stand at the top of a document
    FrontMatter,
    /// The settings: book.toml or pmsite.toml
    Config,
    /// What `export` prints
    Record,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct CommonArgs {
    /// Folder with pmsite.toml or book.toml, theme/ and the cache
    #[arg(long, value_name = "DIR", default_value = ".", global = true)]
    pub root: PathBuf,
    /// Content folder; repeat it for several (default: `src` of the settings, else `content`)
    #[arg(long, value_name = "DIR")]
    pub content: Vec<PathBuf>,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Print every problem in full, not the first of each kind
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = ColorChoice::Auto, value_name = "WHEN")]
    pub color: ColorChoice,
    /// Include drafts
    #[arg(long)]
    pub drafts: bool,
    /// Who the site is for (default: the settings, else internal)
    #[arg(long, value_enum, value_name = "WHO")]
    pub audience: Option<Audience>,
    /// The day that ages count from (default: $SOURCE_DATE_EPOCH, else today in UTC)
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub today: Option<String>,
}

/// Options of `build`.
#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// Output folder (default: `build-dir` of the settings, else ROOT/_site)
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Absolute URL of the site's root, for feeds, sitemap, canonical links and 404.html
    #[arg(long, value_name = "URL")]
    pub site_url: Option<String>,
    /// Publish documents with errors as far as they can be read, and exit with 0
    #[arg(long)]
    pub keep_going: bool,
    /// How to print problems
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, value_name = "FORMAT")]
    pub format: MessageFormat,
    /// Fail on `warnings`, or on a code; repeat it for several
    #[arg(long, value_name = "WHAT")]
    pub deny: Vec<String>,
    /// Print where the time went
    #[arg(long)]
    pub timings: bool,
}

/// Options of `check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// How to print problems
    #[arg(long, value_enum, default_value_t = MessageFormat::Human, value_name = "FORMAT")]
    pub format: MessageFormat,
    /// Fail on `warnings`, or on a code; repeat it for several
    #[arg(long, value_name = "WHAT")]
    pub deny: Vec<String>,
    /// Leave out what this file has of an earlier `--write-baseline`
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Write the warnings that there are, so that later checks tell of new ones alone
    #[arg(long, value_name = "FILE", conflicts_with_all = ["baseline", "changed"])]
    pub write_baseline: Option<PathBuf>,
    /// Only files that differ from a commit, a branch or a tag of git
    #[arg(long, value_name = "REF")]
    pub changed: Option<String>,
    /// Only what `build` would report
    #[arg(long)]
    pub no_rules: bool,
    /// How every postmortem answers the questions of a review, lowest first
    #[arg(long, conflicts_with = "no_rules")]
    pub scores: bool,
    #[command(flatten)]
    pub external: ExternalArgs,
    /// Only these documents, drafts too, or all below a folder
    #[arg(value_name = "FILE", conflicts_with_all = ["changed", "write_baseline"])]
    pub files: Vec<PathBuf>,
}

/// Options of `check` about what asks the network.
#[derive(Debug, Args)]
pub struct ExternalArgs {
    /// Ask the hosts of outside links whether these are still there; never fails for it
    #[arg(long)]
    pub external: bool,
    /// With `--external`: most links to ask in this run; the next goes on with the rest
    #[arg(long, value_name = "N", default_value_t = 200, requires = "external")]
    pub external_limit: usize,
    /// With `--external`: ask hosts in private networks and this machine too; not for a checkout of somebody you do not know
    #[arg(long, requires = "external")]
    pub private_addresses: bool,
}

/// Options of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// As it stands in the brackets of a problem: `no-owner`
    #[arg(value_name = "CODE")]
    pub code: String,
}

/// Options of `export`.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// How to print the records, or `bulk`: files that a search engine is filled from
    #[arg(long, value_enum, default_value_t = RecordFormat::Json, value_name = "FORMAT")]
    pub format: RecordFormat,
    /// With `--format bulk`: the engine that will read the files
    #[arg(long, value_enum, value_name = "ENGINE", required_if_eq("format", "bulk"))]
    pub engine: Option<Engine>,
    /// With `--format bulk`: folder of the files (default: ROOT/_bulk/ENGINE)
    #[arg(long, value_name = "DIR", requires = "engine")]
    pub out: Option<PathBuf>,
    /// Of one document every claim that was read, its line, and which one is believed (with `--format ndjson` as records)
    #[arg(long, value_name = "FILE", conflicts_with = "engine")]
    pub explain: Option<String>,
    /// Say of each document too what it is linked with: its alerts, what a service depends on, who cites it, what it links to, the
    /// errors in its code, how long it is
    #[arg(long, conflicts_with = "explain")]
    pub linked: bool,
}

/// Options of `actions`.
#[derive(Debug, Args)]
pub struct ActionsArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// Only what is past its due day; exit 1 where there is any
    #[arg(long)]
    pub overdue: bool,
    /// Only what this person or team owns
    #[arg(long, value_name = "NAME")]
    pub owner: Option<String>,
    /// Only what follows from incidents of this service, by any of its names
    #[arg(long, value_name = "NAME")]
    pub service: Option<String>,
    /// How to print them
    #[arg(long, value_enum, default_value_t = ActionsFormat::Human, value_name = "FORMAT")]
    pub format: ActionsFormat,
}

/// How actions are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ActionsFormat {
    /// A list
    Human,
    /// One array
    Json,
    /// One row an action
    Csv,
    /// A calendar, with an event on each due day
    Ics,
    /// A digest to paste into a chat or an issue
    Markdown,
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// Follow every save: open pages show it at once
    #[arg(short, long)]
    pub watch: bool,
    /// Look for changes each second, where the system does not tell of them (network and container file systems)
    #[arg(long, requires = "watch")]
    pub poll: bool,
    /// Open the site in the browser
    #[arg(long)]
    pub open: bool,
    /// Port (default: 3000, or the next that is free)
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Address to listen on; any other than a loopback address lets other machines read the site
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1")]
    pub bind: std::net::IpAddr,
}

/// Options of `search`.
#[derive(Debug, Args)]
pub struct SearchArgs {
    #[command(flatten)]
    pub common: CommonArgs,
    /// Words, "phrases", -without, service:NAME, cause:NAME, sev<=2, team:NAME, tag:NAME, after:2025, before:2025-06; or an
    /// error as it was printed; `-` reads it from standard input; behind `--` nothing is an option
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<OsString>,
    /// How to print results
    #[arg(long, value_enum, default_value_t = SearchFormat::Human, value_name = "FORMAT")]
    pub format: SearchFormat,
    /// Most results to print
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub limit: usize,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SearchFormat {
    /// With excerpts and facets
    Human,
    /// One object
    Json,
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// Who a site is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Audience {
    Public,
    Internal,
}

/// How problems are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MessageFormat {
    /// Like rustc's, grouped
    Human,
    /// One line a problem
    Short,
    /// One JSON object a line
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// One SARIF log, for code scanning
    Sarif,
}

/// How records are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RecordFormat {
    /// One array
    Json,
    /// One record a line
    Ndjson,
    /// One row a document
    Csv,
    /// A schema and batches of documents, in a folder
    Bulk,
}

/// A search engine with a server of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Typesense,
    /// Elasticsearch reads the same files
    #[value(name = "opensearch")]
    OpenSearch,
    Quickwit,
}
