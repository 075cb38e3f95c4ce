//! For a terminal: like rustc's, with an excerpt, and grouped where many are alike, so that ten thousand broken images are
//! a few examples and one line.

use super::excerpt::escaped;
use super::lines::{Lines, Texts};
use super::{Diagnostic, Level, Report};
use annotate_snippets::{AnnotationKind, Group, Level as Tone, Origin, Renderer, Snippet};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Warnings of one code shown in full; errors get more room, since each leaves a document out.
const WARNINGS_SHOWN: usize = 3;
const ERRORS_SHOWN: usize = 10;
/// Files named in the line about the rest.
const FILES_NAMED: usize = 5;

/// How to print for people.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Style {
    /// Add ANSI sequences.
    pub colour: bool,
    /// Show every problem in full, not the first of each kind.
    pub all: bool,
}

/// Prints `report`, which should be sorted. `text_of` gives a file's text for excerpts, `place_of` its name
/// for who reads the print.
///
/// # Errors
/// What the writer says.
pub(crate) fn print_human<'t>(
    report: &'t Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    place_of: impl Fn(&str) -> String,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let mut texts = Texts::new(text_of, place_of, &report.mask);
    let mut kinds: BTreeMap<(Level, &str), CodeGroup<'_>> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        kinds.entry((diagnostic.level, &*diagnostic.code)).or_default().total += 1;
    }
    for diagnostic in &report.diagnostics {
        let Some(kind) = kinds.get_mut(&(diagnostic.level, &*diagnostic.code)) else { continue };
        let most = if diagnostic.level == Level::Error { ERRORS_SHOWN } else { WARNINGS_SHOWN };
        // Two left over would take as much room as the line that counts them.
        if style.all || kind.shown < most || kind.total <= most + 2 {
            kind.shown += 1;
            writeln!(out, "{}\n", rendered(&renderer, diagnostic, &mut texts))?;
        } else if kind.rest.last() != Some(&&*diagnostic.path) {
            kind.rest.push(&diagnostic.path);
        }
    }
    for ((level, code), kind) in &kinds {
        if kind.total > kind.shown {
            let files = kind.files(|path| escaped(&texts.place(path)));
            let rest = format!("{} more like the ones above, in {files}", kind.total - kind.shown);
            let group = Group::with_title(tone(*level).primary_title(rest).id(*code));
            writeln!(out, "{}\n", renderer.render(&[group]))?;
        }
    }
    match totals(&kinds) {
        Some((level, line)) => {
            writeln!(out, "{}", renderer.render(&[Group::with_title(tone(level).primary_title(line))]))
        }
        None => Ok(()),
    }
}

/// All diagnostics of one code.
#[derive(Default)]
struct CodeGroup<'r> {
    total: usize,
    shown: usize,
    /// Files of those not shown, each once (the report is sorted by path).
    rest: Vec<&'r str>,
}

impl CodeGroup<'_> {
    fn files(&self, place: impl Fn(&str) -> String) -> String {
        let named: Vec<String> = self.rest.iter().take(FILES_NAMED).map(|path| place(path)).collect();
        let named = named.join(", ");
        match self.rest.len().saturating_sub(FILES_NAMED) {
            0 => named,
            more => format!("{named} and {more} more files"),
        }
    }
}

/// `2 errors, 14 warnings (front-matter-syntax 2; broken-link 12, unknown-field 2)`.
fn totals(kinds: &BTreeMap<(Level, &str), CodeGroup<'_>>) -> Option<(Level, String)> {
    let (mut counts, mut codes) = (Vec::new(), Vec::new());
    for (wanted, one, many) in [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings")] {
        let of_level = kinds.iter().filter(|((level, _), _)| *level == wanted);
        let of_level: Vec<_> = of_level.map(|((_, code), kind)| (*code, kind.total)).collect();
        let total: usize = of_level.iter().map(|(_, total)| total).sum();
        if total > 0 {
            counts.push(format!("{total} {}", if total == 1 { one } else { many }));
            codes.push(of_level.iter().map(|(code, total)| format!("{code} {total}")).collect::<Vec<_>>().join(", "));
        }
    }
    let worst = kinds.keys().next()?.0;
    Some((worst, format!("{} ({})", counts.join(", "), codes.join("; "))))
}

fn tone(level: Level) -> Tone<'static> {
    match level {
        Level::Error => Tone::ERROR,
        Level::Warning => Tone::WARNING,
    }
}

fn rendered<'t, F: Fn(&str) -> Option<&'t str>, P: Fn(&str) -> String>(
    renderer: &Renderer,
    diagnostic: &Diagnostic,
    texts: &mut Texts<'t, F, P>,
) -> String {
    let message = escaped(&texts.said(diagnostic, &diagnostic.message));
    let mut group = Group::with_title(tone(diagnostic.level).primary_title(message).id(&*diagnostic.code));
    if let Some(Lines { start: (line, column), .. }) = texts.lines(diagnostic) {
        group = group.element(Origin::path(escaped(&texts.place(&diagnostic.path))).line(line).char_column(column));
        if let Some(excerpt) = texts.excerpt(diagnostic) {
            group = group.element(
                Snippet::source(excerpt.line).line_start(line).annotation(AnnotationKind::Primary.span(excerpt.span)),
            );
        }
    }
    for hint in &diagnostic.hints {
        group = group.element(Tone::HELP.message(escaped(&texts.said(diagnostic, hint))));
    }
    without_file_mark(&renderer.render(&[group]))
}

/// The renderer puts a bare `:::` where an excerpt names no file of its own. It cannot name one: in a windowed line the
/// renderer would count a wrong column.
fn without_file_mark(rendered: &str) -> String {
    let is_mark = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() == ":::";
    rendered.lines().filter(|line| !is_mark(line)).collect::<Vec<_>>().join("\n")
}
