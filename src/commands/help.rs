//! `pmsite help`: the pages of the manual, and the options of each command.

mod page;

use super::setup::colour_of;
use super::{FINE, Failure};
use crate::cli::{Cli, HelpArgs};
use crate::diagnostics::{Screen, escaped, nearest};
use crate::manual::{TOPICS, topic};
use clap::{ColorChoice, Command, CommandFactory};
use page::Page;
use std::io::{IsTerminal, Write};

/// Columns of a page on a terminal: longer lines are hard to read, and shorter ones hold no table.
const WIDTHS: (u16, u16) = (40, 100);

/// Prints it: to a file the pages as they are.
pub(super) fn help(args: &HelpArgs) -> Result<u8, Failure> {
    let choice = colour_of(args.color);
    let mut program = Cli::command().color(match choice {
        anstream::ColorChoice::Always => ColorChoice::Always,
        anstream::ColorChoice::Never => ColorChoice::Never,
        _ => ColorChoice::Auto,
    });
    program.build();
    let Some(name) = args.topic.as_deref().map(|name| name.trim().to_lowercase()) else {
        program.print_long_help()?;
        return topics(choice);
    };
    let (command, page) = (program.find_subcommand_mut(&name), topic(&name));
    if command.is_none() && page.is_none() {
        return Err(unknown(&program, &name));
    }
    let has_both = command.is_some() && page.is_some();
    if let Some(command) = command {
        command.print_long_help()?;
    }
    let stdout = std::io::stdout().lock();
    let width = stdout.is_terminal().then(|| terminal_size::terminal_size().map_or(WIDTHS.1, |(width, _)| width.0));
    let mut out = Screen::new(stdout, choice);
    if has_both {
        writeln!(out)?;
    }
    match (page, width) {
        (Some(page), Some(width)) => {
            Page::new(usize::from(width.clamp(WIDTHS.0, WIDTHS.1))).print(page.text, &mut out)?
        }
        (Some(page), None) => write!(out, "{}", page.text)?,
        (None, _) => {}
    }
    out.flush()?;
    Ok(FINE)
}

/// Every page with what it holds.
fn topics(choice: anstream::ColorChoice) -> Result<u8, Failure> {
    let mut out = Screen::new(std::io::stdout().lock(), choice);
    let widest = TOPICS.iter().map(|topic| topic.name.len()).max().unwrap_or_default();
    out.paint(page::HEADING, "\nManual (pmsite help TOPIC):")?;
    writeln!(out)?;
    for topic in TOPICS {
        writeln!(out, "  {:widest$}  {}", topic.name, topic.about())?;
    }
    out.flush()?;
    Ok(FINE)
}

fn unknown(program: &Command, name: &str) -> Failure {
    let commands = program.get_subcommands().map(Command::get_name);
    let known = commands.chain(TOPICS.iter().map(|topic| topic.name));
    let hint = match nearest(name, known) {
        Some(near) => format!("did you mean `pmsite help {near}`?"),
        None if crate::diagnostics::codes::explained(name).is_some() => {
            format!("it is a code: `pmsite explain {name}`")
        }
        None => "`pmsite help` lists both".to_owned(),
    };
    Failure::Message(format!("`{}` is no page of the manual and no command\n  = help: {hint}", escaped(name)))
}
