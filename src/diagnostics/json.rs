//! For programs: one JSON object a line, always with the same keys.

use super::asked::Score;
use super::lines::Texts;
use super::screen::json;
use super::{Level, Report};
use std::io::{self, Write};

/// Prints `report`, which should be sorted. `text_of` gives a file's text for line numbers, `place_of` its name for who reads the print. Lines and columns count from 1,
/// columns in characters; the end is the first column that is not part of the place.
///
/// # Errors
/// What the writer says.
pub(crate) fn print_json<'t>(
    report: &'t Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    place_of: impl Fn(&str) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut texts = Texts::new(text_of, place_of, &report.mask);
    for diagnostic in &report.diagnostics {
        let place = texts.lines(diagnostic);
        let (start, end) = (place.map(|place| place.start), place.map(|place| place.end));
        let hints: Vec<_> = diagnostic.hints.iter().map(|hint| texts.said(diagnostic, hint).into_owned()).collect();
        let object = serde_json::json!({
            "level": if diagnostic.level == Level::Error { "error" } else { "warning" },
            "code": diagnostic.code,
            "path": texts.place(&diagnostic.path),
            "line": start.map(|(line, _)| line),
            "column": start.map(|(_, column)| column),
            "end_line": end.map(|(line, _)| line),
            "end_column": end.map(|(_, column)| column),
            "message": texts.said(diagnostic, &diagnostic.message),
            "hints": hints,
            "review": report.score(&diagnostic.path).map(review),
        });
        writeln!(out, "{}", json(&object)?)?;
    }
    Ok(())
}

/// How the postmortem that the problem is told of answers a review.
fn review(score: &Score) -> serde_json::Value {
    let missing: Vec<&str> = score.lacks().iter().map(|part| &*part.name).collect();
    serde_json::json!({ "held": score.held(), "asked": score.asked(), "missing": missing })
}
