//! For programs: one JSON object a line.

use super::{Level, Report, line_column};
use std::io::{self, Write};

/// Prints `report`, which should be sorted. `text_of` gives a file's text for line numbers.
///
/// # Errors
/// What the writer says.
pub fn print_json<'t>(
    report: &Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    out: &mut dyn Write,
) -> io::Result<()> {
    for diagnostic in &report.diagnostics {
        let place = diagnostic.span.zip(text_of(&diagnostic.path)).map(|(span, text)| line_column(text, span.start));
        let object = serde_json::json!({
            "level": if diagnostic.level == Level::Error { "error" } else { "warning" },
            "code": diagnostic.code,
            "path": &*diagnostic.path,
            "line": place.map(|(line, _)| line),
            "column": place.map(|(_, column)| column),
            "message": diagnostic.message,
            "hints": diagnostic.hints,
        });
        writeln!(out, "{object}")?;
    }
    Ok(())
}
