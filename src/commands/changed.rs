//! Which files differ from a commit of git, so that a pull request hears of its own alone.

use super::Failure;
use crate::diagnostics::escaped;
use crate::pipeline::{Options, Places};
use rustc_hash::FxHashSet;
use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

/// Paths from the root of their repository.
pub(super) struct Changed {
    paths: FxHashSet<String>,
    places: Places,
}

impl Changed {
    /// What differs from `reference`, files that git does not know yet too.
    ///
    /// # Errors
    /// There is no git, no repository, or nothing of that name.
    pub(super) fn since(reference: &str, options: &Options) -> Result<Self, Failure> {
        if reference.is_empty() || reference.starts_with('-') {
            return Err(Failure::Message(format!("--changed: `{}` names no commit", escaped(reference))));
        }
        let mut paths = FxHashSet::default();
        for root in &options.content {
            let differing = ["diff", "--no-ext-diff", "--no-textconv", "--name-only", "-z", reference, "--"];
            paths.extend(listed(&git(&root.folder, &differing, reference)?));
            let new = ["ls-files", "--others", "--exclude-standard", "--full-name", "-z"];
            paths.extend(listed(&git(&root.folder, &new, reference)?));
        }
        Ok(Self { paths, places: Places::of(options).in_repository() })
    }

    /// Whether something is told of a file that differs, or of none.
    pub(super) fn holds(&self, path: &str) -> bool {
        path.is_empty() || self.paths.contains(&self.places.named_here(path))
    }
}

fn listed(names: &[u8]) -> impl Iterator<Item = String> {
    let names = names.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    names.map(|name| String::from_utf8_lossy(name).into_owned())
}

/// What git prints, run in `folder`.
fn git(folder: &Path, args: &[&str], reference: &str) -> Result<Vec<u8>, Failure> {
    let fails = |why: String| {
        let hint =
            "name a commit, branch or tag that is here, as in `--changed origin/main`; a shallow checkout may lack it";
        Failure::Message(format!("--changed {}: {why}\n  = help: {hint}", escaped(reference)))
    };
    // The settings of a checkout that nobody knows may name programs: none of them is run.
    let quiet = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath="];
    let output = Command::new("git").args(quiet).arg("-C").arg(folder).args(args.iter().map(OsStr::new)).output();
    let output = output.map_err(|error| fails(format!("git cannot be started: {error}")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let is_in_repository = |folder: &Path| {
        let asked = Command::new("git").args(quiet).arg("-C").arg(folder).args(["rev-parse", "--git-dir"]).output();
        asked.is_ok_and(|asked| asked.status.success())
    };
    if !is_in_repository(folder) {
        return Err(Failure::Message(format!(
            "--changed: {} lies in no repository of git\n  = help: leave --changed out to look at all documents",
            escaped(&folder.display().to_string())
        )));
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().find(|line| !line.trim().is_empty()).unwrap_or("git failed");
    Err(fails(escaped(first)))
}
