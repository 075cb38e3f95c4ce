//! What is shown at one moment: the last good site, and what stands in the way of a newer one.

use super::place::OWN;
use super::problems::{self, Problem};
use super::review;
use crate::fs;
use crate::model::page::OutputBytes;
use crate::model::{Fingerprint, Output};
use crate::pipeline::Snapshot;
use crate::pipeline::attachment;
use crate::pipeline::plan::body::escaped;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

/// The state that requests are answered from. Never changes: a new one takes its place.
#[derive(Debug, Default)]
pub(super) struct Shown {
    /// `None`: there has been no good site yet.
    pub site: Option<Site>,
    /// Why the newest site is not this one; shown on every page.
    pub trouble: Vec<Problem>,
}

/// A good site.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub snapshot: Arc<Snapshot>,
    /// The last one of another theme that rendered well, for pages that the theme of now cannot make.
    fallback: Option<Arc<Snapshot>>,
    /// Whether a page of this theme could not be made.
    failed: Arc<AtomicBool>,
    /// Hashes of all style sheets and of all scripts.
    pub styles: Arc<str>,
    pub scripts: Arc<str>,
    /// Documents with errors, found when first asked for.
    problems: Arc<OnceLock<Vec<Problem>>>,
    /// What is to be said of all documents, found when first asked for.
    reviews: Arc<OnceLock<String>>,
    /// Attached files that changed with this site.
    pub changed_files: Arc<[String]>,
}

/// What stands at a path.
#[derive(Clone, Debug)]
pub(super) enum Resource {
    Made(Arc<[u8]>),
    /// A file on disk.
    Copy(fs::Located),
    /// Nothing: the page that says so.
    Missing(Arc<[u8]>),
}

/// A page or file, and why it is an old one.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub found: Resource,
    pub problem: Option<Problem>,
}

impl Site {
    /// `snapshot` in the place of `before`.
    pub(super) fn new(snapshot: Arc<Snapshot>, before: Option<&Self>) -> Self {
        let same_theme = before.filter(|before| snapshot.has_theme_of(&before.snapshot));
        let (fallback, failed) = match (same_theme, before) {
            (Some(same), _) => (same.fallback.clone(), Arc::clone(&same.failed)),
            (None, Some(other)) => (other.good(), Arc::default()),
            (None, None) => (None, Arc::default()),
        };
        let hash = |suffixes: &[&str]| {
            let mut hasher = blake3::Hasher::new();
            let assets = snapshot.assets().iter();
            for (name, bytes) in assets.filter(|(name, _)| suffixes.iter().any(|suffix| name.ends_with(suffix))) {
                hasher.update(name.as_bytes()).update(bytes);
            }
            Arc::from(&hasher.finalize().to_hex()[..16])
        };
        let (styles, scripts) = match same_theme {
            Some(same) => (Arc::clone(&same.styles), Arc::clone(&same.scripts)),
            None => (hash(&[".css"]), hash(&[".js", ".mjs"])),
        };
        let changed_files = before.map(|before| snapshot.changed_files(&before.snapshot)).unwrap_or_default().into();
        Self {
            snapshot,
            fallback,
            failed,
            styles,
            scripts,
            problems: Arc::default(),
            reviews: Arc::default(),
            changed_files,
        }
    }

    /// This site after something that did not change it.
    pub(super) fn still(&self) -> Self {
        Self { changed_files: [].into(), ..self.clone() }
    }

    /// Documents with errors.
    pub(super) fn problems(&self) -> &[Problem] {
        self.problems.get_or_init(|| problems::of_documents(&self.snapshot))
    }

    /// What is to be said of all documents, as JSON. Looks at each: not for a thread that serves others.
    pub(super) fn reviews(&self) -> &str {
        self.reviews.get_or_init(|| review::others(&self.snapshot))
    }

    /// This one if its theme works, as far as is known; else the last whose theme did.
    fn good(&self) -> Option<Arc<Snapshot>> {
        match self.failed.load(Ordering::Relaxed) {
            true => self.fallback.clone(),
            false => Some(Arc::clone(&self.snapshot)),
        }
    }

    fn made(&self, path: &str, base: &str) -> (Option<Output>, Option<Problem>) {
        match self.snapshot.output(path) {
            Ok(output) => (output, None),
            Err(error) => {
                self.failed.store(true, Ordering::Relaxed);
                let problem = problems::of_theme(&error);
                let old = self.fallback.as_ref().and_then(|before| before.output(path).ok().flatten());
                let sorry = || Output::text(path, sorry_page(std::slice::from_ref(&problem), base));
                (Some(old.unwrap_or_else(sorry)), Some(problem))
            }
        }
    }
}

impl Shown {
    /// The path that the site lies at: `/`, or that of its URL.
    pub(super) fn base(&self) -> &str {
        self.site.as_ref().map_or("/", |site| site.snapshot.config().html.base())
    }

    /// What stands at the output path `path`. Renders: not for a thread that serves others.
    pub(super) fn make(&self, path: &str) -> Made {
        let Some(site) = &self.site else {
            return Made {
                found: Resource::Missing(sorry_page(&self.trouble, self.base()).into_bytes().into()),
                problem: None,
            };
        };
        let (output, problem) = site.made(path, self.base());
        let found = match output.map(|output| output.bytes) {
            Some(OutputBytes::Made(bytes)) => Resource::Made(bytes),
            Some(OutputBytes::CopyOf(file)) => Resource::Copy(file),
            // One that has changed this moment: the next snapshot knows what it is.
            Some(OutputBytes::DrawingOf(file)) => {
                attachment::drawing(&file).map_or_else(|_| Resource::Missing(self.missing()), Resource::Made)
            }
            None => Resource::Missing(self.missing()),
        };
        Made { found, problem }
    }

    /// The page for addresses that are not there.
    pub(super) fn missing(&self) -> Arc<[u8]> {
        match self.site.as_ref().and_then(|site| site.made("404.html", self.base()).0).map(|output| output.bytes) {
            Some(OutputBytes::Made(bytes)) => bytes,
            _ => b"404 Not Found".as_slice().into(),
        }
    }

    /// Names what an open page was made of: another version is worth a reload.
    pub(super) fn version(&self, made: &Made) -> String {
        let (kind, bytes): (_, &[u8]) = match &made.found {
            Resource::Made(bytes) => ("p", bytes),
            Resource::Missing(bytes) => ("m", bytes),
            Resource::Copy(_) => ("f", b""),
        };
        let scripts = self.site.as_ref().map(|site| &*site.scripts).unwrap_or_default();
        format!("{kind}{}{scripts}", Fingerprint::of(bytes).short(16))
    }
}

/// The page where there is none yet.
fn sorry_page(problems: &[Problem], base: &str) -> String {
    let told: String = problems
        .iter()
        .map(|problem| {
            let place = match problem.line {
                Some(line) => format!("{}:{line}: ", problem.path),
                None => String::new(),
            };
            format!("<pre>{}</pre>\n", escaped(&format!("{place}{}\n{}", problem.message, problem.text)))
        })
        .collect();
    format!(
        "<!doctype html>\n<html lang=\"en\" class=\"sorry\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <link rel=\"stylesheet\" href=\"{base}{OWN}live.css\"><title>No site yet</title></head>\n\
         <body><main><h1>There is no site yet</h1>\n<p>It appears here as soon as this is mended.</p>\n{told}</main></body>\n</html>\n"
    )
}
