//! What is planned at an address x `Theme` -> `Output`: pure, in parallel.

use super::plan::Planned;
use crate::model::Output;
use crate::theme::{Error, Theme};

/// Renders what is planned.
///
/// # Errors
/// What the template asks for and the view does not hold.
pub fn render(planned: Planned, theme: &Theme) -> Result<Output, Error> {
    match planned {
        Planned::Page(page) => Ok(Output::text(page.path, theme.render(page.template, &page.view.context()?)?)),
        Planned::File(file) => Ok(file),
    }
}
