//! One file a command: arguments in, an exit code out.

mod actions;
mod baseline;
pub(crate) mod build;
mod cache;
mod changed;
mod check;
mod explain;
mod export;
mod fix;
mod help;
mod init;
mod lsp;
mod new;
mod progress;
mod recognise;
mod search;
mod serve;
pub(crate) mod setup;
mod tools;

use crate::cli::{Cli, Command};
use crate::pipeline::Trouble;
use std::process::ExitCode;

/// Exit codes, as in DESIGN: all is well.
pub(crate) const FINE: u8 = 0;
/// Some documents were left out, or what was asked for is not there.
pub(crate) const INCOMPLETE: u8 = 1;
/// Nothing was written.
pub(crate) const FAILED: u8 = 2;

/// What the process was given besides its arguments.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `SOURCE_DATE_EPOCH`: seconds since 1970.
    pub source_date_epoch: Option<String>,
    /// Seconds since 1970, now.
    pub now: i64,
    /// `VISUAL`, else `EDITOR`: a program, with its arguments.
    pub editor: Option<String>,
}

/// Why a command did nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Usage, content folder or output folder.
    #[error("{0}")]
    Message(String),
    #[error(transparent)]
    Pipeline(#[from] crate::pipeline::Error),
    #[error(transparent)]
    Emit(#[from] crate::pipeline::emit::Error),
    #[error(transparent)]
    Search(#[from] crate::search::index::Error),
    #[error(transparent)]
    Theme(#[from] crate::theme::Error),
    #[error(transparent)]
    File(#[from] crate::fs::Error),
    #[error(transparent)]
    Serve(#[from] crate::serve::Error),
    /// The settings, every problem of them.
    #[error(transparent)]
    Config(#[from] crate::config::ConfigErrors),
    #[error(transparent)]
    Print(#[from] std::io::Error),
}

impl Failure {
    /// For who goes on without what failed.
    fn into_trouble(self) -> Trouble {
        match self {
            Self::Config(errors) => Trouble::Config(errors),
            Self::Pipeline(error) => Trouble::Pipeline(error),
            other => Trouble::Message(other.to_string()),
        }
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Config(errors) => Self::Config(errors),
            Trouble::Pipeline(error) => Self::Pipeline(error),
            Trouble::Message(message) => Self::Message(message),
        }
    }
}

/// Runs a command.
#[must_use]
pub fn run(cli: &Cli, environment: &Environment) -> ExitCode {
    let result = match &cli.command {
        Command::Build(args) => build::build(args, environment),
        Command::Init(args) => init::init(args, environment),
        Command::Check(args) => check::check(args, environment),
        Command::Explain(args) => explain::explain(args),
        Command::New(args) => new::new(args, environment),
        Command::Export(args) => export::export(args, environment),
        Command::Fix(args) => fix::fix(args, environment),
        Command::Serve(args) => serve::serve(args, environment),
        Command::Search(args) => search::search(args, environment),
        Command::Actions(args) => actions::actions(args, environment),
        Command::Completions(args) => tools::completions(args),
        Command::Man(args) => tools::man(args),
        Command::Schema(args) => tools::schema(args),
        Command::Lsp(args) => lsp::lsp(args, environment),
        Command::Help(args) => help::help(args),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        // The reader went away (`| head`): nobody is left to tell.
        Err(Failure::Print(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::from(FINE),
        Err(failure) => {
            setup::print_failure(&failure);
            ExitCode::from(FAILED)
        }
    }
}
