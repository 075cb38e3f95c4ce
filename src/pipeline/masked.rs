//! Catalog and what of its documents must not be told: what parsing found is kept with each document, so no text is looked through twice.

use super::{Clock, Error, Session, Silent, parse, privacy};
use crate::diagnostics::secrets::{Mask, Masks};
use crate::model::{Catalog, SourceFile};
use std::sync::Arc;

impl Session {
    /// The linked whole, without any page; related incidents are not looked for.
    ///
    /// # Errors
    /// A content folder that cannot be read.
    pub fn catalog(&mut self) -> Result<Catalog, Error> {
        Ok(self.understand(&mut Clock::new(&Silent))?.catalog)
    }

    /// Reads and links all documents.
    ///
    /// # Errors
    /// A content folder that cannot be read.
    pub(crate) fn masked(&mut self) -> Result<(Catalog, Masks), Error> {
        let discovered = self.discover()?;
        let masks = self.masks_of(&discovered.sources);
        Ok((self.link(discovered, &mut Clock::new(&Silent)).catalog, masks))
    }

    /// What of each document must not be told. What was read and parsed for it is remembered.
    ///
    /// # Errors
    /// A content folder that cannot be read.
    pub(crate) fn masks(&mut self) -> Result<Masks, Error> {
        let discovered = self.discover()?;
        Ok(self.masks_of(&discovered.sources))
    }

    fn masks_of(&mut self, sources: &[SourceFile]) -> Masks {
        if !privacy::looks_for_secrets(&self.config) {
            return privacy::masks(sources);
        }
        let parsed = parse::parse_all(sources, &self.config, &mut self.parsed, &Silent);
        let of_one = |(source, parsed): (&SourceFile, parse::Parsed)| {
            let mut mask = Mask::default();
            privacy::remember(&source.path, &source.text, &parsed.report, &mut mask);
            (Arc::clone(&source.path), mask)
        };
        sources.iter().zip(parsed).map(of_one).collect()
    }
}
