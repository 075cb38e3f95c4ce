//! `Page` x `Theme` -> `Output`: pure, in parallel.

use crate::model::page::OutputBytes;
use crate::model::{Output, Page};
use crate::theme::{Error, Theme};
use rayon::prelude::*;

/// Renders every page, in parallel; the order is kept.
///
/// # Errors
/// The first template that fails, by order of pages.
pub fn render(pages: &[Page], theme: &Theme) -> Result<Vec<Output>, Error> {
    pages
        .par_iter()
        .map(|page| {
            let html = theme.render(page.template, &page.view.context()?)?;
            Ok(Output { path: page.path.clone(), bytes: OutputBytes::Made(html.into_bytes().into()) })
        })
        .collect()
}
