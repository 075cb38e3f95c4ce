//! `Page` x `Theme` -> `Output`: pure, in parallel.

use crate::model::page::OutputBytes;
use crate::model::{Output, Page};
use crate::theme::{Error, Theme};

/// Renders one page.
///
/// # Errors
/// What the template asks for and the view does not hold.
pub fn render(page: &Page, theme: &Theme) -> Result<Output, Error> {
    let html = theme.render(page.template, &page.view.context()?)?;
    Ok(Output { path: page.path.clone(), bytes: OutputBytes::Made(html.into_bytes().into()) })
}
