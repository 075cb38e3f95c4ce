//! One line a problem: `path:line:col: error[code]: message`.

use super::excerpt::escaped;
use super::lines::{Lines, Texts};
use super::{Level, Report};
use std::io::{self, Write};

/// Prints `report`, which should be sorted. `text_of` gives a file's text for line numbers, `place_of` its name for who reads the print.
///
/// # Errors
/// What the writer says.
pub(crate) fn print_short<'t>(
    report: &'t Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    place_of: impl Fn(&str) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut texts = Texts::new(text_of, place_of, &report.mask);
    for diagnostic in &report.diagnostics {
        let level = if diagnostic.level == Level::Error { "error" } else { "warning" };
        if let Some(Lines { start: (line, column), .. }) = texts.lines(diagnostic) {
            write!(out, "{}:{line}:{column}: ", escaped(&texts.place(&diagnostic.path)))?;
        }
        writeln!(out, "{level}[{}]: {}", diagnostic.code, escaped(&texts.said(diagnostic, &diagnostic.message)))?;
    }
    Ok(())
}
