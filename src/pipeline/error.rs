//! Why there is no site, or no new one.

use super::emit;
use crate::config::ConfigErrors;
use crate::{fs, theme};

/// Why there is no site at all.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Io(#[from] fs::Error),
    #[error(transparent)]
    Theme(#[from] theme::Error),
    #[error(transparent)]
    Emit(#[from] emit::Error),
    #[error(transparent)]
    Search(#[from] crate::search::index::Error),
}

/// Why there is no newer site; the last one stays.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    /// A content folder that is gone and the like.
    #[error("{0}")]
    Message(String),
    #[error(transparent)]
    Config(#[from] ConfigErrors),
    #[error(transparent)]
    Pipeline(#[from] Error),
}
