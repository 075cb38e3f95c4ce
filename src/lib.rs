//! pmsite turns a folder of Markdown incident postmortems into a cross-linked, searchable static site.
//!
//! It is a program first; a program of yours can ask what it understood. Settings become a [`Config`], a [`Session`] answers:
//! [`Session::check`] and [`Session::build`] with a [`Site`], which has a [`Record`] of each document and a [`Diagnostic`] of each
//! problem, and [`Session::search`] with a [`Search`].
//!
//! ```
//! use pmsite::{Config, Session};
//! use std::time::SystemTime;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let root = folder.path();
//! std::fs::create_dir(root.join("content"))?;
//! let text = "# Logins failed\n\nDate: 2026-03-07\nServices: sessions\n\n## Resolution\n\nWe gave the cache more memory.\n";
//! std::fs::write(root.join("content/logins.md"), text)?;
//!
//! let session = Session::new(Config::load(root, SystemTime::now())?);
//! let site = session.build(root.join("_site"))?;
//! assert_eq!(site.records()[0].date.as_deref(), Some("2026-03-07"));
//! assert!(!site.has_errors() && root.join("_site/index.html").exists());
//!
//! let hits = session.search()?.ask("cache out of memory", 5)?;
//! assert_eq!(hits[0].title, "Logins failed");
//! # Ok(())
//! # }
//! ```
//!
//! All else is private. How it works inside, stage by stage, stands in `CONTRIBUTING.md`.

mod cli;
mod commands;
mod config;
mod diagnostics;
mod fs;
#[doc(hidden)]
pub mod internals;
mod library;
mod lsp;
pub mod manual;
mod model;
mod pipeline;
mod search;
mod serve;
mod store;
mod text;
mod theme;

pub use diagnostics::{Diagnostic, Level, Span};
pub use library::{Config, Error, Hit, Search, Session, Site};
pub use model::record::Record;

/// What a [`Record`] is made of.
pub mod record {
    pub use crate::model::postmortem::Detection;
    pub use crate::model::record::{ActionRecord, EventRecord, ImpactRecord, LinkRecord, SeverityRecord};
    pub use crate::model::{ActionKind, ActionStatus, Provenance, SectionName};
}
