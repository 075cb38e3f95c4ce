//! For a terminal: a few problems like rustc's, with an excerpt; many grouped by their code, those first that matter most, in about a
//! screen, so that ten thousand broken images are a few places and one line.

use super::codes::rank;
use super::excerpt::escaped;
use super::lines::{Lines, Texts};
use super::rules::{BETWEEN, INCOMPLETE, SAYS_NOT};
use super::{Diagnostic, Level, Report};
use annotate_snippets::{AnnotationKind, Group, Level as Tone, Origin, Renderer, Snippet};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Errors of one code shown in full: each leaves a document out.
const ERRORS_SHOWN: usize = 10;
/// So many warnings are still shown in full.
const WARNINGS_SHOWN: usize = 5;
/// Lines of all warnings, where they are grouped.
const SCREEN: usize = 40;
/// Places that one group names.
const PLACES: usize = 3;
/// Files named in the line about the rest.
const FILES_NAMED: usize = 3;

/// How to print for people.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Style {
    /// Add ANSI sequences.
    pub colour: bool,
    /// Show every problem in full.
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
    let mut kinds: BTreeMap<(Level, u8, &str), Vec<&Diagnostic>> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        kinds.entry((diagnostic.level, rank(&diagnostic.code), &*diagnostic.code)).or_default().push(diagnostic);
    }
    let are_few = style.all || report.warnings() <= WARNINGS_SHOWN;
    let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in &report.diagnostics {
        let is_error = diagnostic.level == Level::Error;
        let count = shown.entry(&diagnostic.code).or_default();
        // Two left over would take as much room as the line that counts them.
        let of_code = || kinds.get(&(Level::Error, rank(&diagnostic.code), &*diagnostic.code)).map_or(0, Vec::len);
        let is_shown =
            if is_error { style.all || *count < ERRORS_SHOWN || of_code() <= ERRORS_SHOWN + 2 } else { are_few };
        if is_shown {
            *count += usize::from(is_error);
            writeln!(out, "{}\n", rendered(&renderer, diagnostic, &mut texts))?;
        }
    }
    let mut room = SCREEN.saturating_sub(kinds.len());
    for ((level, _, code), found) in &kinds {
        let is_error = *level == Level::Error;
        let told = if is_error { shown.get(code).copied().unwrap_or_default() } else { 0 };
        if told < found.len() && (is_error || !are_few) {
            let group = Kind { level: *level, code, found, told };
            group.print(&renderer, &mut texts, &mut room, out)?;
        }
    }
    match totals(&kinds) {
        Some((level, line)) => {
            writeln!(out, "{}", renderer.render(&[Group::with_title(tone(level).primary_title(line))]))
        }
        None => Ok(()),
    }
}

/// All diagnostics of one code, the first `told` of which are shown already.
struct Kind<'r> {
    level: Level,
    code: &'r str,
    found: &'r [&'r Diagnostic],
    told: usize,
}

impl Kind<'_> {
    /// As many places as `room`, in lines, has; then how many more there are, and what to do.
    fn print<'t, F: Fn(&str) -> Option<&'t str>, P: Fn(&str) -> String>(
        &self,
        renderer: &Renderer,
        texts: &mut Texts<'t, F, P>,
        room: &mut usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let title = if self.told > 0 {
            format!("{} more like the ones above, in {}", self.found.len() - self.told, self.files(self.told, texts))
        } else if self.found.len() == 1 {
            escaped(&texts.said(self.found[0], &self.found[0].message))
        } else {
            let files = self.paths(0).len();
            let in_files = if files == 1 { "in 1 file".to_owned() } else { format!("in {files} files") };
            format!("{} times, {in_files}", self.found.len())
        };
        let group = Group::with_title(tone(self.level).primary_title(title).id(self.code));
        writeln!(out, "{}", renderer.render(&[group]))?;
        if self.told > 0 {
            return writeln!(out);
        }
        let hint = self.shared_hint();
        let gaps = gaps(self.found);
        // The hint, and a blank line.
        let around = 1 + usize::from(hint.is_some());
        let all = self.found.len();
        let fits = |places: &usize| around + places + usize::from(*places < all) <= *room;
        let most = if all <= PLACES + 1 { all } else { PLACES };
        let Some(places) = (1..=most).rev().find(fits) else { return Ok(()) };
        *room -= around + places + usize::from(places < all);
        if let Some(gaps) = gaps {
            writeln!(out, "  {gaps}")?;
            writeln!(out, "  in {}", self.files(0, texts))?;
            return self.hint(hint, texts, out);
        }
        for found in &self.found[..places] {
            let place = texts.lines(found).map(|Lines { start: (line, column), .. }| {
                format!("{}:{line}:{column}", escaped(&texts.place(&found.path)))
            });
            let said = (all > 1).then(|| escaped(&texts.said(found, &found.message)));
            let own = found.hints.first().filter(|_| hint.is_none());
            let own = own.map(|own| format!("; help: {}", escaped(&texts.said(found, own)))).unwrap_or_default();
            let parts: Vec<String> = place.into_iter().chain(said).collect();
            writeln!(out, "  {}{own}", parts.join(": "))?;
        }
        if places < all {
            writeln!(out, "  and {} more, in {}", all - places, self.files(places, texts))?;
        }
        self.hint(hint, texts, out)
    }

    /// What to do about every one of them: one that fits a single place would mislead at the others. Gaps are told together, and the
    /// first has the hint of all.
    fn shared_hint(&self) -> Option<&str> {
        let first = self.found[0].hints.first()?;
        let is_shared =
            self.found[0].code == INCOMPLETE || self.found.iter().all(|one| one.hints.first() == Some(first));
        is_shared.then_some(&**first)
    }

    /// What to do, and a blank line.
    fn hint<'t, F: Fn(&str) -> Option<&'t str>, P: Fn(&str) -> String>(
        &self,
        hint: Option<&str>,
        texts: &mut Texts<'t, F, P>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if let Some(hint) = hint {
            writeln!(out, "  = help: {}", escaped(&texts.said(self.found[0], hint)))?;
        }
        writeln!(out)
    }

    /// Files of those behind the first `told`, each once.
    fn paths(&self, told: usize) -> Vec<&str> {
        let mut paths: Vec<&str> = self.found[told..].iter().map(|found| &*found.path).collect();
        paths.dedup();
        paths
    }

    fn files<'t, F: Fn(&str) -> Option<&'t str>, P: Fn(&str) -> String>(
        &self,
        told: usize,
        texts: &Texts<'t, F, P>,
    ) -> String {
        let paths = self.paths(told);
        let named: Vec<String> = paths.iter().take(FILES_NAMED).map(|path| escaped(&texts.place(path))).collect();
        let named = named.join(", ");
        match paths.len().saturating_sub(FILES_NAMED) {
            0 => named,
            1 => format!("{named} and 1 more file"),
            more => format!("{named} and {more} more files"),
        }
    }
}

/// How many of many documents leave out what: `how severe it was (12), when it ended (3)`.
fn gaps(found: &[&Diagnostic]) -> Option<String> {
    let gaps = found.iter().filter(|found| found.code == INCOMPLETE && found.message.starts_with(SAYS_NOT));
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for gap in gaps.flat_map(|found| found.message[SAYS_NOT.len()..].split(BETWEEN)) {
        *counts.entry(gap).or_default() += 1;
    }
    counts.sort_by(|_, a, _, b| b.cmp(a));
    let counts: Vec<String> = counts.iter().map(|(gap, count)| format!("{gap} ({count})")).collect();
    (found.len() > PLACES + 1 && !counts.is_empty()).then(|| format!("{SAYS_NOT}{}", counts.join(", ")))
}

/// `2 errors, 14 warnings (front-matter-syntax 2; broken-link 12, unknown-field 2)`.
fn totals(kinds: &BTreeMap<(Level, u8, &str), Vec<&Diagnostic>>) -> Option<(Level, String)> {
    let (mut counts, mut codes) = (Vec::new(), Vec::new());
    for (wanted, one, many) in [(Level::Error, "error", "errors"), (Level::Warning, "warning", "warnings")] {
        let of_level = kinds.iter().filter(|((level, ..), _)| *level == wanted);
        let of_level: Vec<_> = of_level.map(|((.., code), found)| (*code, found.len())).collect();
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
