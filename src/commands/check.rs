//! `pmsite check`: what `build` would report, and what the rules say; nothing is written but a baseline.

use super::baseline::{self, Baseline};
use super::build::{Denied, code, stopped};
use super::changed::Changed;
use super::progress::Bar;
use super::setup::{colour, options, print_report};
use super::{Environment, Failure};
use crate::cli::{CheckArgs, MessageFormat};
use crate::diagnostics::{Screen, escaped};
use crate::pipeline::emit::Nowhere;
use crate::pipeline::{Places, Session};
use rustc_hash::FxHashMap;
use std::io::Write;

/// Reports what `build` would, and what the rules say.
pub(super) fn check(args: &CheckArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.search = false;
    options.rules = !args.no_rules;
    let deny = Denied::of(&args.deny, &options.config)?;
    let known = args.baseline.as_deref().map(Baseline::read).transpose()?;
    let changed = args.changed.as_deref().map(|reference| Changed::since(reference, &options)).transpose()?;
    let bar = Bar::new(!args.common.quiet && args.format == MessageFormat::Human);
    let mut session = Session::new(options);
    let mut site = session.build(&Nowhere, &bar)?;
    drop(bar);
    let texts: FxHashMap<&str, &str> =
        site.discovered.sources.iter().map(|source| (&*source.path, &*source.text)).collect();
    let text_of = |path: &str| texts.get(path).copied();
    if let Some(path) = &args.write_baseline {
        let count = baseline::write(path, &site.report, text_of)?;
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
    if let Some(changed) = &changed {
        site.report.diagnostics.retain(|found| changed.holds(&found.path));
    }
    print_report(&site.report, &site.discovered, &Places::of(session.options()), args.format, &args.common)?;
    if site.stopped {
        return stopped(&args.common);
    }
    let code = code(&site, false, &deny);
    // As `build`: the system takes the memory back faster.
    std::mem::forget((site, session));
    Ok(code)
}
