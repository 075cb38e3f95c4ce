//! What shells, manuals and editors are told of the program: completions, man pages, JSON Schemas.

use super::{FINE, Failure};
use crate::cli::{Cli, CompletionsArgs, ManArgs, SchemaArgs, SchemaOf};
use crate::diagnostics::escaped;
use crate::fs::{self, Folder};
use crate::model::record::Record;
use clap::CommandFactory;
use serde_json::Value;
use std::io::Write;

/// Prints the script that a shell completes the command line with.
pub(super) fn completions(args: &CompletionsArgs) -> Result<u8, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), env!("CARGO_PKG_NAME"), &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(FINE)
}

/// Writes a page of the program and one of each command, and prints where.
pub(super) fn man(args: &ManArgs) -> Result<u8, Failure> {
    fs::create_dir_all(&args.dir)?;
    let folder = Folder::open(&args.dir)?;
    let mut program = Cli::command();
    program.build();
    let commands: Vec<clap::Command> = program.get_subcommands().cloned().collect();
    let mut out = std::io::stdout().lock();
    for command in [program].into_iter().chain(commands) {
        let name = format!("{}.1", command.get_display_name().unwrap_or(command.get_name()));
        let mut page = Vec::new();
        clap_mangen::Man::new(command).render(&mut page)?;
        folder.write_over(&name, &page)?;
        writeln!(out, "{}", escaped(&folder.join(&name).display().to_string()))?;
    }
    Ok(FINE)
}

/// Prints a JSON Schema.
pub(super) fn schema(args: &SchemaArgs) -> Result<u8, Failure> {
    let schema: Value = match args.of {
        SchemaOf::FrontMatter => crate::text::schema::schema(),
        SchemaOf::Config => crate::config::schema(),
        SchemaOf::Record => schemars::schema_for!(Record).to_value(),
    };
    writeln!(std::io::stdout().lock(), "{schema:#}")?;
    Ok(FINE)
}
