//! For a terminal: like rustc's, grouped where many are alike.

use super::Report;
use std::io::{self, Write};

/// Prints `report`, which should be sorted. `text_of` gives a file's text for excerpts.
///
/// # Errors
/// What the writer says.
pub fn print_human<'t>(
    report: &Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    super::print_short(report, text_of, out)
}
