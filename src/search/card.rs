//! What a result list shows of a document.

use serde::{Deserialize, Serialize};

/// One document in a list of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub title: String,
    /// Relative to the site's root.
    pub url: String,
    /// Path in the content folder.
    pub source: String,
    /// ISO day of the incident; empty where none is known.
    pub date: String,
    /// As written; empty where none is known.
    pub severity: String,
    /// 1 (worst) to 5; 0 where none is known.
    pub level: u8,
    pub services: Vec<String>,
    /// Plain text, cut to a few lines.
    pub summary: String,
    /// How it was fixed, cut to a few lines.
    pub fix: String,
    /// Lines of the code that did it, whole, to be copied.
    pub fix_commands: Vec<String>,
    /// `postmortem`, `service`, `root-cause`, `template`, `index` or `page`.
    pub kind: String,
    /// Work that was announced, no incident.
    pub planned: bool,
}
