//! Which documents a check is about: all, those that differ from a commit, or those that are named.

use crate::cli::CheckArgs;
use crate::commands::Failure;
use crate::commands::changed::Changed;
use crate::diagnostics::escaped;
use crate::fs;
use crate::pipeline::{Options, Site, is_stop};
use std::path::{Component, Path};

pub(super) enum Chosen {
    All,
    Changed(Changed),
    /// Source paths, of documents or of folders, each with the name that was given for it.
    Named(Vec<(String, String)>),
}

impl Chosen {
    /// # Errors
    /// A commit that is none, or a file that is in no content folder.
    pub(super) fn of(args: &CheckArgs, options: &Options) -> Result<Self, Failure> {
        if let Some(reference) = &args.changed {
            return Ok(Self::Changed(Changed::since(reference, options)?));
        }
        if args.files.is_empty() {
            return Ok(Self::All);
        }
        let named = args.files.iter().map(|file| {
            let given = escaped(&file.display().to_string());
            match source_path(file, options) {
                Some(path) => Ok((path, given)),
                None => {
                    let hint = "name a document as the messages name it, or its content folder with --content";
                    Err(Failure::Message(format!("{given} is in no content folder\n  = help: {hint}")))
                }
            }
        });
        Ok(Self::Named(named.collect::<Result<_, _>>()?))
    }

    /// Whether it is about less than everything.
    pub(super) fn is_some(&self) -> bool {
        !matches!(self, Self::All)
    }

    /// Whether it is about the source at `path`, or about no file.
    pub(super) fn holds(&self, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::Changed(changed) => changed.holds(path),
            Self::Named(named) => named.iter().any(|(name, _)| is_at(path, name)),
        }
    }

    /// Leaves in the report of `site` what it is about, and what stops a build.
    ///
    /// # Errors
    /// A name with no document.
    pub(super) fn keep(&self, site: &mut Site) -> Result<(), Failure> {
        if let Self::Named(named) = self {
            let documents = site.catalog.documents.iter().map(|entry| &*entry.document.source);
            let told = site.report.diagnostics.iter().map(|found| &*found.path);
            let known: Vec<&str> = documents.chain(told).collect();
            if let Some((_, given)) = named.iter().find(|(name, _)| !known.iter().any(|path| is_at(path, name))) {
                let hint = "it may be excluded, ignored by git, or no Markdown";
                return Err(Failure::Message(format!("there is no document {given}\n  = help: {hint}")));
            }
        }
        // What stops a build is told wherever it stands.
        site.report.diagnostics.retain(|found| self.holds(&found.path) || is_stop(found));
        site.report.scores.retain(|score| self.holds(&score.path));
        Ok(())
    }
}

fn is_at(path: &str, name: &str) -> bool {
    name.is_empty() || path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The source path of a file or folder; of a content folder itself its prefix.
fn source_path(file: &Path, options: &Options) -> Option<String> {
    let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| fs::absolute(path));
    let file = whole(file);
    options.content.iter().find_map(|root| {
        let below = file.strip_prefix(whole(&root.folder)).ok()?;
        let parts: Vec<_> = below.components().map(Component::as_os_str).map(|part| part.to_string_lossy()).collect();
        Some(format!("{}{}", root.prefix, parts.join("/")).trim_end_matches('/').to_owned())
    })
}
