//! What is wrong with a document -> diagnostics of the protocol: what `pmsite check` says, where it stands.

use super::known::Known;
use super::text::Text;
use crate::diagnostics::secrets::Mask;
use crate::diagnostics::{Diagnostic, Level, Span, Veil};
use lsp_types::{CodeDescription, DiagnosticSeverity, NumberOrString, Range, Uri};
use std::str::FromStr;

/// The page of the manual that tells of each code.
const EXPLAINED: &str = concat!(
    "https://docs.rs/",
    env!("CARGO_PKG_NAME"),
    "/latest/",
    env!("CARGO_PKG_NAME"),
    "/manual/diagnostics/index.html"
);

/// All of the document at source path `path`, whose client counts it as `text`.
pub(super) fn of(known: &Known, path: &str, text: &Text) -> Vec<lsp_types::Diagnostic> {
    let mut found = known.problems(path).peekable();
    if found.peek().is_none() {
        return Vec::new();
    }
    let veil = Veil::over(text.read(), &known.site.report.mask);
    found.map(|problem| one(problem, text, &veil, &|other| known.places.named_here(other))).collect()
}

/// All that is wrong with the settings.
pub(super) fn of_settings(problems: &[Diagnostic], text: &Text) -> Vec<lsp_types::Diagnostic> {
    let mask = Mask::default();
    let veil = Veil::over(text.read(), &mask);
    problems.iter().map(|problem| one(problem, text, &veil, &str::to_owned)).collect()
}

fn one(problem: &Diagnostic, text: &Text, veil: &Veil<'_>, place: &dyn Fn(&str) -> String) -> lsp_types::Diagnostic {
    let told = |sentence: &str| {
        let said = veil.said(sentence, &problem.code).into_owned();
        match &problem.other {
            Some(other) => said.replace(&format!(" {other}"), &format!(" {}", veil.path(&place(other)))),
            None => said,
        }
    };
    let hints = problem.hints.iter().map(|hint| format!("help: {}", told(hint)));
    let lines: Vec<String> = std::iter::once(told(&problem.message)).chain(hints).collect();
    lsp_types::Diagnostic {
        // What concerns the file as a whole stands at its first character.
        range: problem.span.map_or(Range::default(), |span| text.range(span)),
        severity: Some(match problem.level {
            Level::Error => DiagnosticSeverity::ERROR,
            Level::Warning => DiagnosticSeverity::WARNING,
        }),
        code: Some(NumberOrString::String(problem.code.to_string())),
        code_description: Uri::from_str(EXPLAINED).ok().map(|href| CodeDescription { href }),
        source: Some(env!("CARGO_PKG_NAME").to_owned()),
        message: lines.join("\n"),
        ..lsp_types::Diagnostic::default()
    }
}

/// Where a problem stands for who silences it; the first character where the file as a whole is meant.
pub(super) fn span(problem: &Diagnostic) -> Span {
    problem.span.unwrap_or(Span::at(0))
}
