//! `pmsite build`: the pipeline, and what it writes.

use super::progress::{Bar, Started};
use super::setup::{colour, options, print_report};
use super::{Environment, FAILED, FINE, Failure, INCOMPLETE, cache};
use crate::cli::{BuildArgs, CommonArgs, MessageFormat};
use crate::config::Config;
use crate::diagnostics::codes::explained;
use crate::diagnostics::rules;
use crate::diagnostics::{Diagnostic, Report, Screen, escaped};
use crate::fs;
use crate::pipeline::emit::{Emitted, Emitter, MANIFEST};
use crate::pipeline::summary::{count, holds};
use crate::pipeline::{Options, Places, Session, Site, bulk};
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
    let out = resolved(&options.root, &out);
    refuse_around(&out, &options)?;
    refuse_export(&out)?;
    let deny = Denied::of(&args.deny, &options.config)?;
    let started = Started::now();
    let audience = options.config.audience.audience;
    let mut emitter = Emitter::begin(&options.root, &out, audience)?;
    let (store, notes) = cache::open(&options.root);
    emitter.recall(store.clone());
    options.store = store;
    let bar = Bar::new(!args.common.quiet && args.format == MessageFormat::Human);
    let mut session = Session::new(options);
    let mut site = session.build(&emitter, &bar)?;
    if site.stopped {
        drop(bar);
        let places = Places::of(session.options());
        print_report(&site.report, &site.discovered, &places, args.format, &args.common)?;
        return stopped(&args.common);
    }
    site.report.extend(notes);
    let emitting = Started::now();
    let emitted = emitter.finish();
    site.timings.push(("emit", emitting.elapsed()));
    drop(bar);
    if let Ok(emitted) = &emitted {
        report_emitted(emitted, &mut site.report);
    }
    // Says nothing of the documents: no reason to fail where warnings are denied.
    let code = code(&site, args.keep_going, &deny);
    if let Ok(emitted) = &emitted {
        let is_whole = args.common.verbose || matches!(args.format, MessageFormat::Json | MessageFormat::Sarif);
        report_foreign(emitted, if is_whole { usize::MAX } else { NAMED }, &mut site.report);
    }
    let places = Places::of(session.options());
    print_report(&site.report, &site.discovered, &places, args.format, &args.common)?;
    let emitted = emitted?;
    if !args.common.quiet && args.format == MessageFormat::Human {
        summary(&site, &emitted, &out, started, args)?;
    }
    // The process ends here, and the system takes its memory back faster than we free a million strings.
    std::mem::forget((site, session));
    Ok(code)
}

/// A bulk export is pmsite's own, too, and its files would make room.
pub(crate) fn refuse_export(out: &Path) -> Result<(), Failure> {
    if fs::is_file(&out.join(MANIFEST)) && fs::is_file(&out.join(bulk::MARK)) {
        let place = escaped(&out.display().to_string());
        return Err(Failure::Message(format!("{place} holds an export\n  = help: name another folder with --out")));
    }
    Ok(())
}

/// Says why nothing is published.
pub(super) fn stopped(common: &CommonArgs) -> Result<u8, Failure> {
    let mut stderr = Screen::new(std::io::stderr().lock(), colour(common));
    writeln!(stderr, "error: secrets stand in what would be published: nothing was written, the last site stays")?;
    Ok(FAILED)
}

/// What is gone, and what somebody else's file is in the way of.
pub(crate) fn report_emitted(emitted: &Emitted, report: &mut Report) {
    report_vanished(emitted, report);
    report_kept(emitted, report);
}

fn report_vanished(emitted: &Emitted, report: &mut Report) {
    for url in emitted.vanished() {
        let message = format!("`{url}` was published by the last build and is gone; links to it are dead now");
        let hint = format!("if the document moved, add `/{url}` to its `aliases`");
        report.push(Diagnostic::warning("vanished-url", &"".into(), message).hint(hint));
    }
}

fn report_kept(emitted: &Emitted, report: &mut Report) {
    for path in &emitted.kept {
        let message = format!(
            "`{path}` in the output folder was not made by pmsite: it was kept, and the site's own is not there"
        );
        let hint = "move it away and build again";
        report.push(Diagnostic::error("foreign-file", &"".into(), message).hint(hint));
    }
}

/// The folder's place on disk. Below `root` it stays as it is written: links there are not followed.
pub(crate) fn resolved(root: &Path, out: &Path) -> PathBuf {
    let absolute = fs::absolute(out);
    match absolute.starts_with(fs::absolute(root)) {
        true => absolute,
        false => fs::canonicalize(&absolute).unwrap_or(absolute),
    }
}

/// What is read or kept must not lie in what is published.
pub(crate) fn refuse_around(out: &Path, options: &Options) -> Result<(), Failure> {
    let place = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| fs::absolute(path));
    let out_place = place(out);
    let contents = options.content.iter().map(|content| &*content.folder);
    let cache = place(&options.root.join(cache::NAME));
    if out_place.starts_with(&cache) {
        return Err(Failure::Message(format!(
            "the output folder {} is the cache of pmsite, or lies in it\n  = help: name a folder of its own with --out",
            out.display()
        )));
    }
    match contents.chain([&*options.root]).find(|folder| place(folder).starts_with(&out_place)) {
        Some(folder) => Err(Failure::Message(format!(
            "the output folder {} holds {}, which is read from\n  = help: name a folder of its own with --out",
            out.display(),
            folder.display()
        ))),
        None => Ok(()),
    }
}

/// Foreign files that are named; of more the number is told.
const NAMED: usize = 5;

/// What lies in the output beside the site; `most` files are named.
pub(crate) fn report_foreign(emitted: &Emitted, most: usize, report: &mut Report) {
    let count = emitted.foreign.len();
    if count == 0 {
        return;
    }
    let names: Vec<String> = emitted.foreign.iter().take(most).map(|path| format!("`{path}`")).collect();
    let more = if count > most { format!(" and {} more", count - most) } else { String::new() };
    let what = if count == 1 { "1 file or folder".to_owned() } else { format!("{count} files or folders") };
    let message = format!("{what} in the output, not made by pmsite, kept: {}{more}", names.join(", "));
    let hint = "move away what the site does not need: pmsite removes only what it made";
    report.push(Diagnostic::warning("foreign-files", &"".into(), message).hint(hint));
}

/// What makes a run fail besides errors.
pub(super) struct Denied {
    warnings: bool,
    codes: Vec<String>,
}

impl Denied {
    /// As `--deny` and `[check] deny-warnings` say.
    pub(super) fn of(named: &[String], config: &Config) -> Result<Self, Failure> {
        const WARNINGS: &str = "warnings";
        let codes: Vec<String> = named.iter().filter(|name| *name != WARNINGS).cloned().collect();
        match codes.iter().find(|code| explained(code).is_none()) {
            Some(unknown) => Err(Failure::Message(format!(
                "--deny: `{}` is no code of a problem\n  = help: write `warnings`, or a code such as `no-owner`{}",
                escaped(unknown),
                super::explain::near(unknown)
            ))),
            None => Ok(Self { warnings: config.deny_warnings || codes.len() < named.len(), codes }),
        }
    }

    fn holds(&self, report: &Report) -> bool {
        self.warnings && !report.diagnostics.is_empty() || self.names(report)
    }

    /// Whether a code of `report` is denied by its name.
    pub(super) fn names(&self, report: &Report) -> bool {
        let is_meant = |code: &String, found: &Diagnostic| {
            *code == found.code || code == rules::INCOMPLETE && rules::is_gap(&found.code)
        };
        report.diagnostics.iter().any(|found| self.codes.iter().any(|code| is_meant(code, found)))
    }
}

pub(super) fn code(site: &Site, keep_going: bool, denied: &Denied) -> u8 {
    let left_out = site.withheld > 0 || site.report.errors() > 0 && !keep_going;
    if left_out || denied.holds(&site.report) { INCOMPLETE } else { FINE }
}

/// Two lines, and with `--timings` one a stage.
fn summary(site: &Site, emitted: &Emitted, out: &Path, started: Started, args: &BuildArgs) -> Result<(), Failure> {
    let mut stderr = Screen::new(std::io::stderr().lock(), colour(&args.common));
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
    writeln!(stderr, "{}", holds(&site.catalog, site.drafts))?;
    if site.catalog.documents.is_empty() {
        writeln!(stderr, "note: no Markdown was found; `pmsite new \"What broke\"` begins a first postmortem")?;
    }
    if emitted.one_by_one {
        writeln!(
            stderr,
            "note: nothing can be renamed to {} as a whole, so the files were put there one by one",
            escaped(&out.display().to_string())
        )?;
    }
    if args.timings {
        for (stage, time) in &site.timings {
            writeln!(stderr, "{stage:>10} {:9.1} ms", time.as_secs_f64() * 1e3)?;
        }
    }
    Ok(())
}
