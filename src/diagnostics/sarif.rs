//! For code scanning: one SARIF 2.1.0 log (OASIS standard) with one run.

use super::lines::{Lines, Texts};
use super::screen::json;
use super::{Diagnostic, Level, Report};
use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{self, Write};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// Prints `report`, which should be sorted, as one object. `text_of` gives a file's text for line numbers and
/// fingerprints, `place_of` a file's path from the root of its repository. Columns count characters.
///
/// # Errors
/// What the writer says.
pub(crate) fn print_sarif<'t>(
    report: &'t Report,
    text_of: impl Fn(&str) -> Option<&'t str>,
    place_of: impl Fn(&str) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut texts = Texts::new(&text_of, place_of, &report.mask);
    let mut seen = FxHashMap::default();
    let rules: BTreeSet<&str> = report.diagnostics.iter().map(|diagnostic| &*diagnostic.code).collect();
    let results: Vec<Value> = report
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let lines = texts.lines(diagnostic);
            let line = diagnostic.span.zip(text_of(&diagnostic.path)).map(|(span, text)| line_at(text, span.start));
            let place =
                lines.map(|lines| Region { path: texts.place(&diagnostic.path), lines, line: line.unwrap_or("") });
            let said = std::iter::once(&diagnostic.message).chain(&diagnostic.hints);
            let said: Vec<String> = said.map(|text| texts.said(diagnostic, text).into_owned()).collect();
            result(diagnostic, &said.join("\n"), place, &mut seen)
        })
        .collect();
    let driver = json!({
        "name": env!("CARGO_PKG_NAME"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": rules.iter().map(|code| json!({ "id": code })).collect::<Vec<_>>(),
    });
    let run = json!({ "tool": { "driver": driver }, "columnKind": "unicodeCodePoints", "results": results });
    writeln!(out, "{}", json(&Log { schema: SCHEMA, version: "2.1.0", runs: [run] })?)
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Value; 1],
}

/// Where a result is.
struct Region<'t> {
    path: String,
    lines: Lines,
    /// The text of its first line.
    line: &'t str,
}

fn result(
    diagnostic: &Diagnostic,
    said: &str,
    place: Option<Region<'_>>,
    seen: &mut FxHashMap<String, usize>,
) -> Value {
    let mut result = json!({
        "ruleId": diagnostic.code,
        "level": if diagnostic.level == Level::Error { "error" } else { "warning" },
        "message": { "text": said },
    });
    if let Some(place) = place {
        let Lines { start: (line, column), end: (end_line, end_column) } = place.lines;
        result["locations"] = json!([{ "physicalLocation": {
            "artifactLocation": { "uri": uri(&place.path), "uriBaseId": "%SRCROOT%" },
            "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
        } }]);
        // Tells a problem again where lines above it moved: of the line's text, and which of those alike it is.
        let identity = blake3::hash(format!("{}\0{}\0{}", diagnostic.code, place.path, place.line.trim()).as_bytes());
        let hash = identity.to_hex()[..16].to_owned();
        let nth = seen.entry(hash.clone()).and_modify(|nth| *nth += 1).or_insert(1);
        result["partialFingerprints"] = json!({ "primaryLocationLineHash": format!("{hash}:{nth}") });
    }
    result
}

fn line_at(text: &str, offset: usize) -> &str {
    let offset = text.floor_char_boundary(offset);
    let start = text[..offset].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    text[start..].lines().next().unwrap_or_default()
}

/// A path as a relative reference (RFC 3986): what is no part of one is escaped.
fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(path, KEPT).to_string()
}
