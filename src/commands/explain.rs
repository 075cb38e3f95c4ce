//! `pmsite explain`: what a code means, why it is told, and what to do.

use super::{FINE, Failure};
use crate::cli::ExplainArgs;
use crate::diagnostics::codes::{codes, explained};
use crate::diagnostics::{Screen, escaped, nearest, secrets};
use crate::manual::unlinked;
use std::borrow::Cow;
use std::io::Write;

/// Prints it.
pub(super) fn explain(args: &ExplainArgs) -> Result<u8, Failure> {
    let name = args.code.trim();
    let kind = secrets::kind(name);
    let Some(code) = explained(kind.as_ref().map_or(name, |kind| kind.code)) else {
        let hint = match near(name) {
            near if near.is_empty() => "\n  = help: write a code as it stands in the brackets of a problem".to_owned(),
            near => format!("\n  = help: {}", near.trim_start_matches("; ")),
        };
        return Err(Failure::Message(format!("`{}` is no code of a problem{hint}", escaped(name))));
    };
    let mut out = Screen::new(std::io::stdout().lock(), anstream::ColorChoice::Never);
    let meaning = capital(&unlinked(&code.meaning));
    match &kind {
        Some(kind) => {
            let what = capital(&kind.what);
            writeln!(out, "{name} ({}): a kind of `{}`\n\n{what}. {meaning}.", code.level, kind.code)?;
        }
        None => writeln!(out, "{name} ({})\n\n{meaning}.", code.level)?,
    }
    if let Some(why) = &code.why {
        writeln!(out, "\nWhy: {why}")?;
    }
    writeln!(out, "\nWhat to do: {}.", unlinked(&code.remedy))?;
    for hint in code.hints.values() {
        writeln!(out, "  - {hint}.")?;
    }
    if kind.is_some() {
        writeln!(out, "\nSilence it in place with `<!-- pmsite-allow {name}: reason -->`, if it is none.")?;
    }
    if crate::diagnostics::rules::is_rule(name) {
        writeln!(out, "\nSilence it in place with `<!-- pmsite-allow {name}: reason -->`, or everywhere with")?;
        writeln!(out, "`{name} = \"off\"` under `[check.rules]` in book.toml.")?;
    }
    if let Some(reference) = &code.reference {
        writeln!(out, "\nSee {reference}")?;
    }
    out.flush()?;
    Ok(FINE)
}

/// `; did you mean ...?`, or nothing.
pub(super) fn near(name: &str) -> String {
    let names = codes().map(|(code, _)| Cow::Borrowed(code)).chain(secrets::kinds().into_iter().map(|kind| kind.name));
    nearest(name, names).map(|code| format!("; did you mean `{code}`?")).unwrap_or_default()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
