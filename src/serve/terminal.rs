//! What the author's terminal is told: where the site is, what each save changed, what is wrong, each once.

use super::shown::Shown;
use super::{Settings, Trouble, Watching, url};
use crate::diagnostics::{Diagnostic, Level, Report, Screen, Style, escaped, print_human};
use crate::pipeline::Snapshot;
use crate::pipeline::summary::{count, holds};
use rustc_hash::FxHashSet;
use std::io::{StderrLock, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Standard error; one that is closed is not our problem.
#[derive(Clone)]
pub(super) struct Terminal {
    quiet: bool,
    verbose: bool,
    colour: anstream::ColorChoice,
}

impl Terminal {
    pub(super) fn new(settings: &Settings) -> Self {
        Self { quiet: settings.quiet, verbose: settings.verbose, colour: settings.colour }
    }

    fn out(&self) -> Screen<StderrLock<'static>> {
        Screen::new(std::io::stderr().lock(), self.colour)
    }

    /// A line that `-q` leaves out.
    pub(super) fn say(&self, line: &str) {
        if !self.quiet {
            let _ = writeln!(self.out(), "{line}");
        }
    }

    /// A line that is always printed.
    pub(super) fn error(&self, message: &str) {
        let _ = writeln!(self.out(), "error: {message}");
    }

    /// Where the site is, and what it holds.
    pub(super) fn started(&self, address: SocketAddr, shown: &Shown, settings: &Settings) {
        let url = url(address, shown);
        match &shown.site {
            Some(site) => {
                let snapshot = &site.snapshot;
                self.say(&format!("{}{} at {url}", holds(snapshot.catalog(), 0), state(snapshot)));
            }
            None => self.say(&format!("no site yet; it will be at {url}")),
        }
        if address.ip().is_unspecified() {
            self.say(&format!("also at port {} of every address of this machine", address.port()));
        }
        if !address.ip().is_loopback() {
            self.say("warning: other machines can read this site, drafts and internal incidents too");
        }
        self.say(match settings.watching {
            Some(Watching::Events) => "watching for changes; Ctrl-C ends",
            Some(Watching::Polls) => "looking for changes each second; Ctrl-C ends",
            None => "not watching (--watch shows every save); Ctrl-C ends",
        });
    }

    /// One line for a new site, and what is wrong in it that was not before.
    pub(super) fn rebuilt(&self, what: &str, snapshot: &Snapshot, before: Option<&Snapshot>, took: Duration) {
        self.say(&format!("{}: {:.0} ms{}", escaped(what), took.as_secs_f64() * 1e3, state(snapshot)));
        self.new_problems(snapshot, before);
    }

    /// Errors of `snapshot` that `before` has not, and with `-v` warnings too.
    pub(super) fn new_problems(&self, snapshot: &Snapshot, before: Option<&Snapshot>) {
        let known: FxHashSet<&Diagnostic> = before.iter().flat_map(|before| &before.report.diagnostics).collect();
        let is_told = |found: &&Diagnostic| (self.verbose || found.level == Level::Error) && !known.contains(*found);
        let diagnostics: Vec<_> = snapshot.report.diagnostics.iter().filter(is_told).cloned().collect();
        let (places, mask) = (snapshot.places(), snapshot.report.mask.clone());
        self.report(
            &Report { diagnostics, mask, ..Report::default() },
            |path| snapshot.text(path),
            |path| places.named_here(path),
        );
    }

    /// Why there is no new site.
    pub(super) fn trouble(&self, trouble: &Trouble, has_site: bool) {
        if let Trouble::Config(errors) = trouble {
            let text = |path: &str| errors.text_of(path);
            self.report(&errors.report, text, |path| errors.place_of(path));
        }
        self.error(&trouble.to_string());
        if has_site {
            self.say("the last good site stays");
        }
    }

    fn report<'t>(&self, report: &'t Report, text: impl Fn(&str) -> Option<&'t str>, place: impl Fn(&str) -> String) {
        let style = Style { colour: true, all: self.verbose };
        let _ = print_human(report, text, place, style, self.out().coloured());
    }
}

/// What a save changed: a file, or how many.
pub(super) fn changed(now: &Snapshot, before: &Snapshot) -> String {
    let paths: &[Arc<str>] = &now.changes(before);
    // What a public audience does not see is not named either.
    let is_told = |path: &str| [now, before].iter().any(|site| site.shows(path));
    match paths {
        [] if now.has_theme_of(before) => "content folder".to_owned(),
        [] => "theme".to_owned(),
        [path] if is_told(path) => now.places().named_here(path),
        [_] => "1 file".to_owned(),
        many => format!("{} files", many.len()),
    }
}

/// `, 1 error, 3 warnings`.
fn state(snapshot: &Snapshot) -> String {
    let (errors, warnings) = (snapshot.report.errors(), snapshot.report.warnings());
    let part = |number, one, many| match number {
        0 => String::new(),
        _ => format!(", {}", count(number, one, many)),
    };
    part(errors, "error", "errors") + &part(warnings, "warning", "warnings")
}
