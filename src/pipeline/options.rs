//! What makes one build another than the next of the same files.

use super::discover::ContentRoot;
use crate::config::Config;
use crate::store::Store;
use std::path::PathBuf;

/// Everything that a build depends on besides the files themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub config: Config,
    /// Holds the settings, `theme/` and `themes/`.
    pub root: PathBuf,
    pub content: Vec<ContentRoot>,
    /// Folders that never hold content (output, cache).
    pub skip: Vec<PathBuf>,
    /// Where what was read, parsed and indexed is kept between runs; `None`: nowhere.
    pub store: Option<Store>,
    /// Whether the site has a search.
    pub search: bool,
    /// Publish documents with errors as far as they can be read.
    pub keep_going: bool,
    /// Look too for what is no problem of a build: `diagnostics/rules.rs`.
    pub rules: bool,
}
