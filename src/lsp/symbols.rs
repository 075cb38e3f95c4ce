//! A document's headings -> the outline that an editor shows.

use super::known::Asked;
use crate::diagnostics::Span;
use crate::model::body::Heading;
use crate::pipeline::parse::parse;
use lsp_types::{DocumentSymbol, SymbolKind};

/// The outline.
pub(super) fn symbols(asked: Asked<'_>) -> Vec<DocumentSymbol> {
    let parsed = parse(asked.source, 0, asked.known.config());
    nested(&parsed.document.body.headings, asked.text.read().len(), asked)
}

/// Headings up to byte `end`, each with those below it.
fn nested(headings: &[Heading], end: usize, asked: Asked<'_>) -> Vec<DocumentSymbol> {
    let mut symbols = Vec::new();
    let mut rest = headings;
    while let Some((heading, others)) = rest.split_first() {
        let below = others.iter().position(|other| other.level <= heading.level).unwrap_or(others.len());
        let (inner, next) = others.split_at(below);
        let until = next.first().map_or(end, |next| next.offset).max(heading.offset);
        let text = asked.text.read();
        let line = text.get(heading.offset..until).unwrap_or_default().lines().next().unwrap_or_default();
        let name = if heading.text.is_empty() { "#".repeat(heading.level.into()) } else { heading.text.clone() };
        #[expect(deprecated, reason = "the type has the field, and tags take its place")]
        symbols.push(DocumentSymbol {
            name,
            detail: None,
            kind: SymbolKind::STRING,
            tags: None,
            deprecated: None,
            range: asked.text.range(Span::new(heading.offset, until)),
            selection_range: asked.text.range(Span::new(heading.offset, heading.offset + line.len())),
            children: Some(nested(inner, until, asked)).filter(|inner| !inner.is_empty()),
        });
        rest = next;
    }
    symbols
}
