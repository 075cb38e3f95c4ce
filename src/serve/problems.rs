//! What is wrong -> what the page over the site says of it: text alone, never markup.

use crate::diagnostics::secrets::{Mask, mask};
use crate::diagnostics::{Diagnostic, Level, Span, Veil, escaped, line_column};
use crate::pipeline::{self, Snapshot, Trouble};
use crate::theme;
use serde::Serialize;

/// Lines shown around the place.
const CONTEXT: usize = 2;

/// One problem, as the client shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Problem {
    pub message: String,
    /// The file; empty where the message names it.
    pub path: String,
    /// From 1; `None` where the file as a whole is meant.
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub excerpt: Vec<Line>,
    pub hints: Vec<String>,
    /// An excerpt that somebody else made.
    pub text: String,
    /// Site-relative URLs of the document's page.
    pub urls: Vec<String>,
}

/// A line of an excerpt; the place is `marked`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Line {
    pub number: usize,
    pub before: String,
    pub marked: String,
    pub after: String,
    /// Whether the place is in this line; it may be empty.
    pub here: bool,
}

/// Every error in the documents of `snapshot`.
pub(super) fn of_documents(snapshot: &Snapshot) -> Vec<Problem> {
    let errors = snapshot.report.diagnostics.iter().filter(|diagnostic| diagnostic.level == Level::Error);
    errors
        .map(|error| {
            let urls = snapshot.urls(&error.path);
            Problem { urls, ..of(error, snapshot.text(&error.path), &snapshot.report.mask) }
        })
        .collect()
}

/// Why there is no new site.
pub(super) fn of_trouble(trouble: &Trouble) -> Vec<Problem> {
    match trouble {
        Trouble::Config(errors) => {
            let text = |path: &str| errors.text_of(path);
            errors.report.diagnostics.iter().map(|error| of(error, text(&error.path), &errors.report.mask)).collect()
        }
        Trouble::Pipeline(pipeline::Error::Theme(error)) => vec![of_theme(error)],
        other => vec![told(&other.to_string())],
    }
}

/// A template that does not parse or render; its text holds file, line and excerpt.
pub(super) fn of_theme(error: &theme::Error) -> Problem {
    // The site's own layer is called so inside; its author knows the folder.
    let text = error.to_string().replace("--> site/", "--> theme/templates/");
    let told = told(text.strip_prefix("template error\nerror: ").unwrap_or(&text));
    // The first sentence says what is wrong, those behind it what there is instead.
    match told.message.split_once(". ") {
        Some((message, hint)) => Problem { message: message.to_owned(), hints: vec![hint.to_owned()], ..told },
        None => told,
    }
}

/// The first line is the message.
fn told(text: &str) -> Problem {
    let text = &*mask(text);
    let (message, rest) = text.split_once('\n').unwrap_or((text, ""));
    let rest: Vec<String> = rest.lines().map(escaped).collect();
    Problem { message: escaped(message), text: rest.join("\n").trim_end().to_owned(), ..Problem::default() }
}

pub(super) fn of(diagnostic: &Diagnostic, text: Option<&str>, all: &Mask) -> Problem {
    let place = diagnostic.span.zip(text);
    let at = place.map(|(span, text)| line_column(text, span.start));
    let veil = text.map_or_else(|| Veil::of(all), |text| Veil::over(text, all));
    let said = |sentence: &str| escaped(&veil.said(sentence, &diagnostic.code));
    Problem {
        message: said(&diagnostic.message),
        path: escaped(&veil.path(&diagnostic.path)),
        line: at.map(|(line, _)| line),
        column: at.map(|(_, column)| column),
        excerpt: place.map(|(span, text)| lines(text, span, &veil, &diagnostic.code)).unwrap_or_default(),
        hints: diagnostic.hints.iter().map(|hint| said(hint)).collect(),
        ..Problem::default()
    }
}

/// The line of `span` and those around it.
fn lines(text: &str, span: Span, veil: &Veil<'_>, code: &str) -> Vec<Line> {
    let (number, _) = line_column(text, span.start);
    let mut starts = vec![0];
    starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1));
    // Files with old line ends have no such lines: then the place alone is shown.
    let around = if starts.get(number - 1).is_some() { CONTEXT } else { 0 };
    let (first, last) = (number.saturating_sub(around).max(1), (number + around).min(starts.len()).max(number));
    let line = |at: usize| {
        let here = at == number;
        let place = if here { span } else { Span::at(starts[at - 1]) };
        let shown = veil.excerpt(text, place, code);
        let (before, rest) = shown.line.split_at(shown.span.start);
        let (marked, after) = rest.split_at(shown.span.len());
        Line { number: at, before: before.to_owned(), marked: marked.to_owned(), after: after.to_owned(), here }
    };
    let mut lines: Vec<Line> = (first..=last).map(line).collect();
    let is_blank = |line: &Line| !line.here && line.before.trim().is_empty() && line.after.trim().is_empty();
    while lines.last().is_some_and(is_blank) {
        lines.pop();
    }
    while lines.first().is_some_and(is_blank) {
        lines.remove(0);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_is_marked_among_its_neighbours() {
        let lines = lines("---\ntitle: x\ndate: [\n---\n\nText", Span::new(19, 20), &Veil::of(&Mask::default()), "");
        let shown: Vec<_> = lines.iter().map(|line| (line.number, &*line.before, &*line.marked, line.here)).collect();
        assert_eq!(shown, [(1, "", "", false), (2, "", "", false), (3, "date: ", "[", true), (4, "", "", false)]);
        assert_eq!(lines[1].after, "title: x");
    }

    #[test]
    fn a_place_at_the_end_of_the_text_is_no_panic() {
        assert_eq!(lines("a", Span::at(1), &Veil::of(&Mask::default()), "").len(), 1);
        assert_eq!(lines("", Span::at(7), &Veil::of(&Mask::default()), "").len(), 1);
        assert_eq!(lines("a\rb\rc", Span::at(4), &Veil::of(&Mask::default()), "").len(), 1);
    }

    #[test]
    fn control_characters_are_shown() {
        assert_eq!(told("bad\n\u{1b}[31m x").text, "\\u{1b}[31m x");
    }
}
