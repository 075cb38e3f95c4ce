//! `pmsite lsp`: what `check` says, beside the lines that an author types.

use super::setup::{Fitting, options_again};
use super::{Environment, Failure};
use crate::cli::{ColorChoice, CommonArgs, LspArgs};
use crate::diagnostics::Screen;
use crate::lsp::run;
use crate::pipeline::Options;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Answers an editor until it says `exit`.
pub(super) fn lsp(args: &LspArgs, environment: &Environment) -> Result<u8, Failure> {
    let common = CommonArgs {
        root: args.root.clone().unwrap_or_else(|| PathBuf::from(".")),
        content: args.content.clone(),
        quiet: false,
        verbose: false,
        color: ColorChoice::Never,
        drafts: args.drafts,
        audience: args.audience,
        today: args.today.clone(),
    };
    let (is_named, environment, fitting) = (args.root.is_some(), environment.clone(), Fitting::new());
    let setup = move |folder: Option<&Path>| {
        // An editor may be started anywhere: what its command line names lies in the folder that it works in.
        let common = match folder.filter(|_| !is_named) {
            Some(root) => CommonArgs {
                root: root.to_owned(),
                content: common.content.iter().map(|content| root.join(content)).collect(),
                ..common.clone()
            },
            None => common.clone(),
        };
        checked(&common, &environment, &fitting).map_err(Failure::into_trouble)
    };
    Ok(run(Box::new(setup), tell)?)
}

/// As `check`, without its cache.
fn checked(common: &CommonArgs, environment: &Environment, fitting: &Fitting) -> Result<Options, Failure> {
    let options = options_again(common, None, environment, fitting)?;
    Ok(Options { search: false, rules: true, ..options })
}

/// For who looks into the editor's log: standard output is the editor's own.
fn tell(sentence: &str) {
    let _ = writeln!(Screen::new(std::io::stderr().lock(), anstream::ColorChoice::Never), "pmsite lsp: {sentence}");
}
