//! One line a problem: `path:line:col: error[code]: message`.

use super::excerpt::escaped;
use super::{Level, Report, line_column};
use std::io::{self, Write};

/// Prints `report`, which should be sorted. `text_of` gives a file's text for line numbers.
///
/// # Errors
/// What the writer says.
pub fn print_short<'t>(
    report: &Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in &report.diagnostics {
        let level = if diagnostic.level == Level::Error { "error" } else { "warning" };
        match (diagnostic.span, text_of(&diagnostic.path)) {
            (Some(span), Some(text)) => {
                let (line, column) = line_column(text, span.start);
                write!(out, "{}:{line}:{column}: ", escaped(&diagnostic.path))?;
            }
            _ if diagnostic.path.is_empty() => {}
            _ => write!(out, "{}: ", escaped(&diagnostic.path))?,
        }
        writeln!(out, "{level}[{}]: {}", diagnostic.code, escaped(&diagnostic.message))?;
    }
    Ok(())
}
