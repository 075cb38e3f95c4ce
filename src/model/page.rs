//! What pages show, and what is written.

mod actions;
mod frame;
mod insights;
mod learn;
mod lists;
mod parts;
mod postmortem;
mod recurrence;

pub(crate) use actions::*;
pub(crate) use frame::*;
pub(crate) use insights::*;
pub(crate) use learn::*;
pub(crate) use lists::*;
pub(crate) use parts::*;
pub(crate) use postmortem::*;
pub(crate) use recurrence::*;

use std::sync::Arc;

/// A file of the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Relative to the output folder, `/`-separated.
    pub path: String,
    pub bytes: OutputBytes,
}

/// Bytes in memory, or a file to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputBytes {
    Made(Arc<[u8]>),
    /// Where the file lies on disk.
    CopyOf(crate::fs::Located),
    /// Where an SVG lies on disk that is made safe when it is published.
    DrawingOf(crate::fs::Located),
}

impl Output {
    /// A file with these bytes.
    #[must_use]
    pub fn made(path: impl Into<String>, bytes: &Arc<[u8]>) -> Self {
        Self { path: path.into(), bytes: OutputBytes::Made(Arc::clone(bytes)) }
    }

    /// A file with this text.
    #[must_use]
    pub fn text(path: impl Into<String>, text: String) -> Self {
        Self { path: path.into(), bytes: OutputBytes::Made(text.into_bytes().into()) }
    }
}
