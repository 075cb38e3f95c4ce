//! `pmsite check`: what `build` would report, and what the rules say; nothing is written but a baseline.

mod chosen;
mod external;
mod scores;

use super::baseline::{self, Baseline};
use super::build::{Denied, code, stopped};
use super::progress::Bar;
use super::setup::{colour, options, print_report};
use super::{Environment, FINE, Failure, INCOMPLETE};
use crate::cli::{CheckArgs, MessageFormat};
use crate::diagnostics::rules::joined;
use crate::diagnostics::{Screen, escaped};
use crate::pipeline::emit::Nowhere;
use crate::pipeline::{Places, Session, Site};
use chosen::Chosen;
use rustc_hash::FxHashMap;
use std::io::Write;

/// Reports what `build` would, and what the rules say.
pub(super) fn check(args: &CheckArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.search = false;
    options.rules = !args.no_rules;
    // Who names a draft wants to hear of it.
    options.config.build.drafts |= !args.files.is_empty();
    let deny = Denied::of(&args.deny, &options.config)?;
    let known = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let chosen = Chosen::of(args, &options)?;
    let is_for_people = !args.common.quiet && args.format == MessageFormat::Human;
    let bar = Bar::new(is_for_people);
    let mut session = Session::new(options);
    let mut site = session.build(&Nowhere, &bar)?;
    drop(bar);
    leave_known(args, known, &mut site)?;
    chosen.keep(&mut site)?;
    if site.stopped {
        print_report(&site.report, &site.discovered, &Places::of(session.options()), args.format, &args.common)?;
        return stopped(&args.common);
    }
    let mut code = code(&site, false, &deny);
    let asked = args.external.external.then(|| external::ask(args, environment, &mut session, &mut site, &chosen));
    let asked = asked.transpose()?;
    if code == FINE && asked.as_ref().is_some_and(|asked| deny.names(&asked.report)) {
        code = INCOMPLETE;
    }
    let places = Places::of(session.options());
    print_report(&site.report, &site.discovered, &places, args.format, &args.common)?;
    if is_for_people {
        let mut out = Screen::new(std::io::stderr().lock(), colour(&args.common));
        scores::print(&site.report.scores, &places, args, chosen.is_some(), &mut out)?;
        if let Some(asked) = asked {
            external::print(&asked, args.common.verbose, &mut out)?;
        }
    }
    // As `build`: the system takes the memory back faster.
    std::mem::forget((site, session));
    Ok(code)
}

/// Takes from the report what a baseline has, and what is written to one.
fn leave_known(args: &CheckArgs, known: Option<Baseline>, site: &mut Site) -> Result<(), Failure> {
    let texts: FxHashMap<&str, &str> =
        site.discovered.sources.iter().map(|source| (&*source.path, &*source.text)).collect();
    let text_of = |path: &str| texts.get(path).copied();
    if let Some(path) = &args.write_baseline {
        baseline::write(path, &site.report, text_of)?;
        // As people are told them.
        let count = joined(&site.report).warnings();
        if !args.common.quiet {
            let mut stderr = Screen::new(std::io::stderr().lock(), colour(&args.common));
            let what = if count == 1 { "1 warning".to_owned() } else { format!("{count} warnings") };
            writeln!(stderr, "{what} written to {}", escaped(&path.display().to_string()))?;
        }
    }
    let written = args.write_baseline.is_some().then(|| Baseline::of(&site.report, text_of));
    for known in known.into_iter().chain(written) {
        known.take_from(&mut site.report, text_of);
    }
    Ok(())
}
