//! What is planned for one URL, and what is written.

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

use serde::Serialize;
use std::io::{BufWriter, Write};
use std::sync::Arc;

/// A page to render: a template and its typed view, nothing else.
pub struct Page {
    /// Output path (`postmortems/x/index.html`).
    pub path: String,
    /// Template name in the theme.
    pub template: &'static str,
    pub view: Box<dyn View>,
}

impl Page {
    /// Hash of program, template and view.
    ///
    /// # Errors
    /// As [`View::context`].
    pub fn key(&self) -> Result<[u8; 32], tera::Error> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(env!("PMSITE_SOURCES").as_bytes()).update(self.template.as_bytes());
        self.view.hash(&mut hasher)?;
        Ok(*hasher.finalize().as_bytes())
    }
}

/// A typed view that a template sees; implemented for every serialisable struct.
pub trait View: Send + Sync {
    /// The template's context.
    ///
    /// # Errors
    /// Where a value cannot be serialised (a map with keys that are not strings).
    fn context(&self) -> Result<tera::Context, tera::Error>;

    /// Feeds all that the template sees to `hasher`.
    ///
    /// # Errors
    /// As [`View::context`].
    fn hash(&self, hasher: &mut blake3::Hasher) -> Result<(), tera::Error>;
}

impl<T: Serialize + Send + Sync> View for T {
    fn context(&self) -> Result<tera::Context, tera::Error> {
        tera::Context::from_serialize(self)
    }

    fn hash(&self, hasher: &mut blake3::Hasher) -> Result<(), tera::Error> {
        let mut buffered = BufWriter::with_capacity(16 << 10, hasher);
        serde_json::to_writer(&mut buffered, self).map_err(|error| tera::Error::message(error.to_string()))?;
        buffered.flush().map_err(|error| tera::Error::message(error.to_string()))
    }
}

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
