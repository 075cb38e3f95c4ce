//! For GitHub Actions: one workflow command a problem, which the code host shows beside the line.
//!
//! The form is GitHub's, "Workflow commands", `::warning file=…,line=…,col=…,endColumn=…,title=…::message`.

use super::lines::{Lines, Texts};
use super::{Level, Report, shown};
use std::borrow::Cow;
use std::io::{self, Write};

/// Prints `report`, errors first: of one step the code host shows ten of each level. `text_of` gives a file's text for line
/// numbers, `place_of` a file's path from the root of its repository. Lines and columns count from 1, columns in characters.
///
/// # Errors
/// What the writer says.
pub(crate) fn print_github<'t>(
    report: &'t Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    place_of: impl Fn(&str) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut texts = Texts::new(text_of, place_of, &report.mask);
    for level in [Level::Error, Level::Warning] {
        let command = if level == Level::Error { "error" } else { "warning" };
        for diagnostic in report.diagnostics.iter().filter(|diagnostic| diagnostic.level == level) {
            write!(out, "::{command} ")?;
            if let Some(Lines { start, end }) = texts.lines(diagnostic) {
                let ((line, column), (end_line, end_column)) = (start, end);
                write!(out, "file={},line={line},endLine={end_line},", property(&texts.place(&diagnostic.path)))?;
                // Columns of different lines are refused.
                if line == end_line {
                    write!(out, "col={column},endColumn={end_column},")?;
                }
            }
            let said = std::iter::once(&diagnostic.message).chain(&diagnostic.hints);
            let said: Vec<String> = said.map(|text| texts.said(diagnostic, text).into_owned()).collect();
            writeln!(out, "title={}::{}", property(&diagnostic.code), data(&said.join("\n")))?;
        }
    }
    Ok(())
}

/// A message: what would end its line is escaped as the runner reads it back.
fn data(text: &str) -> String {
    let lines: Vec<Cow<'_, str>> = text.split('\n').map(|line| shown(line.trim_end_matches('\r'))).collect();
    lines.join("\n").replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value before the message: neither may it end its property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
