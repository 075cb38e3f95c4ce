//! `pmsite build` and `pmsite check`: the same pipeline, with and without writing.

use super::progress::{Bar, Started};
use super::setup::{colour, options, print_report};
use super::{Environment, FINE, Failure, INCOMPLETE};
use crate::cli::{BuildArgs, CheckArgs, MessageFormat};
use crate::diagnostics::{Diagnostic, Report, Screen, escaped};
use crate::fs;
use crate::pipeline::emit::{Emitted, Emitter, Nowhere};
use crate::pipeline::{Session, Site};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Writes the site.
pub(super) fn build(args: &BuildArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, args.out.as_ref(), environment)?;
    options.keep_going = args.keep_going;
    if let Some(url) = &args.site_url {
        options.config.html.set_site_url(url).map_err(Failure::Message)?;
    }
    let out = args.out.clone().unwrap_or_else(|| options.root.join(&options.config.build.build_dir));
    let out = resolved(&out);
    let deny = args.deny.is_some() || options.config.deny_warnings;
    let started = Started::now();
    let audience = options.config.audience.audience;
    let emitter = Emitter::begin(&out, audience, options.cache.as_ref().map(|cache| cache.join("written")))?;
    let bar = Bar::new(!args.common.quiet && args.format == MessageFormat::Human);
    let mut session = Session::new(options);
    let mut site = session.build(&emitter, &bar)?;
    let emitting = Started::now();
    let emitted = emitter.finish();
    site.timings.push(("emit", emitting.elapsed()));
    drop(bar);
    if let Ok(emitted) = &emitted {
        report_vanished(emitted, &mut site.report);
    }
    print_report(&site.report, &site.discovered, args.format, &args.common)?;
    let emitted = emitted?;
    if !args.common.quiet && args.format == MessageFormat::Human {
        summary(&site, &emitted, &out, started, args)?;
    }
    let code = code(&site, args.keep_going, deny);
    // The process ends here, and the system takes its memory back faster than we free a million strings.
    std::mem::forget((site, session));
    Ok(code)
}

/// Reports what `build` would.
pub(super) fn check(args: &CheckArgs, environment: &Environment) -> Result<u8, Failure> {
    let mut options = options(&args.common, None, environment)?;
    options.cache = None;
    let deny = args.deny.is_some() || options.config.deny_warnings;
    let bar = Bar::new(!args.common.quiet && args.format == MessageFormat::Human);
    let site = Session::new(options).build(&Nowhere, &bar)?;
    drop(bar);
    print_report(&site.report, &site.discovered, args.format, &args.common)?;
    Ok(code(&site, false, deny))
}

fn report_vanished(emitted: &Emitted, report: &mut Report) {
    for url in emitted.vanished() {
        let message = format!("`{url}` was published by the last build and is gone; links to it are dead now");
        let hint = format!("if the document moved, add `/{url}` to its `aliases`");
        report.push(Diagnostic::warning("vanished-url", &"".into(), message).hint(hint));
    }
}

/// The folder with its links resolved as far as it exists.
fn resolved(out: &Path) -> PathBuf {
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    fs::canonicalize(&absolute).unwrap_or(absolute)
}

fn code(site: &Site, keep_going: bool, deny_warnings: bool) -> u8 {
    let left_out = site.withheld > 0 || site.report.errors() > 0 && !keep_going;
    if left_out || (deny_warnings && !site.report.diagnostics.is_empty()) { INCOMPLETE } else { FINE }
}

/// One line, and with `--timings` one a stage.
fn summary(site: &Site, emitted: &Emitted, out: &Path, started: Started, args: &BuildArgs) -> Result<(), Failure> {
    let mut stderr = Screen::new(std::io::stderr().lock(), colour(&args.common));
    let count = |number: usize, one: &str, many: &str| format!("{number} {}", if number == 1 { one } else { many });
    let pages = site.pages;
    let removed = match emitted.removed.len() {
        0 => String::new(),
        removed => format!(", {removed} removed"),
    };
    writeln!(
        stderr,
        "{}, {} in {}: {} written, {} unchanged{removed}; {:.2} s; {}",
        count(site.catalog.documents.len(), "document", "documents"),
        count(pages, "page", "pages"),
        escaped(&out.display().to_string()),
        count(emitted.written, "file", "files"),
        emitted.unchanged,
        started.elapsed().as_secs_f64(),
        count(site.report.warnings(), "warning", "warnings"),
    )?;
    if args.timings {
        for (stage, time) in &site.timings {
            writeln!(stderr, "{stage:>10} {:9.1} ms", time.as_secs_f64() * 1e3)?;
        }
    }
    Ok(())
}
