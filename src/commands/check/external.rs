//! `check --external`: outside links, asked; what they answer joins the report, and a few lines say how many.

use super::chosen::Chosen;
use crate::cli::CheckArgs;
use crate::commands::{Environment, Failure, cache};
use crate::diagnostics::escaped;
use crate::model::SourceFile;
use crate::pipeline::external::{Answers, Asking};
use crate::pipeline::summary::count;
use crate::pipeline::{Session, Site, external};
use std::io::{self, Write};
use std::sync::Arc;

/// Asks, and adds what is dead or has moved to the report of `site`.
pub(super) fn ask(
    args: &CheckArgs,
    environment: &Environment,
    session: &mut Session,
    site: &mut Site,
    chosen: &Chosen,
) -> Result<Answers, Failure> {
    let (store, notes) = cache::open(&session.options().root);
    let options = Arc::clone(session.options());
    // A build has kept no text but those that it tells of: all are read again where an answer has to be shown in one, and only there.
    let mut sources: Option<Vec<SourceFile>> = None;
    let text_of = |path: &str| {
        let read = || session.discover().map(|discovered| discovered.sources).unwrap_or_default();
        let sources = sources.get_or_insert_with(read);
        let at = sources.binary_search_by(|source| (*source.path).cmp(path)).ok()?;
        Some(Arc::clone(&sources.get(at)?.text))
    };
    let asking =
        Asking { private: args.external.private_addresses, limit: args.external.external_limit, now: environment.now };
    let answers =
        external::ask(&site.catalog, &options.config, asking, store.as_ref(), |path| chosen.holds(path), text_of)?;
    site.report.diagnostics.extend(answers.report.diagnostics.iter().cloned());
    site.report.extend(notes);
    site.report.sort();
    let missing = sources.iter().flatten().filter(|source| {
        let is_told = answers.report.diagnostics.iter().any(|found| found.path == source.path);
        is_told && !site.discovered.sources.iter().any(|own| own.path == source.path)
    });
    let missing: Vec<_> = missing.cloned().collect();
    site.discovered.sources.extend(missing);
    Ok(answers)
}

pub(super) fn print(answers: &Answers, verbose: bool, out: &mut dyn Write) -> io::Result<()> {
    let Answers { asked, known, left, silent, .. } = answers;
    let links = count(*asked, "outside link", "outside links");
    let known = if *known > 0 { format!(", {known} known from earlier") } else { String::new() };
    writeln!(out, "{links} asked{known}")?;
    if *left > 0 {
        writeln!(out, "  {left} more than --external-limit: the next run goes on with them")?;
    }
    for (why, urls) in silent {
        writeln!(out, "  {} without a verdict: {why}", urls.len())?;
        for url in urls.iter().filter(|_| verbose) {
            writeln!(out, "    {}", escaped(url))?;
        }
    }
    if !silent.is_empty() && !verbose {
        writeln!(out, "  they may be fine; -v lists them")?;
    }
    Ok(())
}
