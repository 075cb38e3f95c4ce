//! A typed view and the template that shows it: what is rendered at one URL.

use super::Error;
use crate::store::{BuildId, Key};
use serde::Serialize;
use std::io::{BufWriter, Write};

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
    pub fn key(&self) -> Result<Key, Error> {
        let mut hasher = BuildId::of("page", &self.template).hasher();
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
    fn context(&self) -> Result<tera::Context, Error>;

    /// Feeds all that the template sees to `hasher`.
    ///
    /// # Errors
    /// As [`View::context`].
    fn hash(&self, hasher: &mut blake3::Hasher) -> Result<(), Error>;
}

impl<T: Serialize + Send + Sync> View for T {
    fn context(&self) -> Result<tera::Context, Error> {
        Ok(tera::Context::from_serialize(self)?)
    }

    fn hash(&self, hasher: &mut blake3::Hasher) -> Result<(), Error> {
        let mut buffered = BufWriter::with_capacity(16 << 10, hasher);
        let written = serde_json::to_writer(&mut buffered, self).map_err(std::io::Error::from);
        Ok(written.and_then(|()| buffered.flush()).map_err(|error| tera::Error::message(error.to_string()))?)
    }
}
