//! A place in a document -> what is known of it: a key, a fact and where it was read, the document behind a link.

use super::card::{card, plain};
use super::completion::about;
use super::known::Asked;
use super::reference::{self, Leads};
use crate::diagnostics::{Report, Span, line_column};
use crate::pipeline::parse;
use crate::text::described::row_of;
use crate::text::facts::Explained;
use crate::text::fields::field_named;
use crate::text::front_matter::{self, Pair, Value};
use crate::text::shorten::cut;
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

/// Longest value that is shown, in characters.
const LONGEST: usize = 200;
/// Facts of one line that are shown.
const MOST: usize = 8;

/// What is known of `position`.
pub(super) fn hover(asked: Asked<'_>, position: Position) -> Option<Hover> {
    let offset = asked.text.offset(position);
    if let Some((span, told)) = behind_link(asked, offset) {
        return Some(shown(asked, span, told));
    }
    let field = key_at(asked, offset);
    let (line, _) = line_column(asked.text.read(), offset);
    let facts = facts(asked, line);
    let parts: Vec<String> = field.iter().map(|(_, told)| told.clone()).chain(facts).collect();
    let span = field.map_or_else(|| asked.text.line(line - 1), |(span, _)| span);
    (!parts.is_empty()).then(|| shown(asked, span, parts.join("\n\n")))
}

fn shown(asked: Asked<'_>, span: Span, value: String) -> Hover {
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Hover { contents, range: Some(asked.text.range(span)) }
}

/// The card of what a link or a name at byte `offset` leads to.
fn behind_link(asked: Asked<'_>, offset: usize) -> Option<(Span, String)> {
    let found = reference::at(asked, offset)?;
    let Leads::Document { id, .. } = found.leads else { return None };
    Some((found.span, card(asked.known, id)?))
}

/// The key at byte `offset`, and what its field means.
fn key_at(asked: Asked<'_>, offset: usize) -> Option<(Span, String)> {
    let front = front_matter::split(&asked.source.path, asked.text.read(), &mut Report::default());
    let key = find(&front.fields, offset)?;
    let (name, row) = row_of(asked.known.with_words(|| field_named(&key.key))?)?;
    Some((key.span, format!("`{name}`\n\n{}", about(row))))
}

fn find(fields: &[Pair], offset: usize) -> Option<&Pair> {
    fields.iter().find_map(|field| match &field.node.value {
        _ if field.span.start <= offset && offset < field.span.end => Some(field),
        Value::Map(inner) => find(inner, offset),
        _ => None,
    })
}

/// What was read on 1-based line `line`, what of it is believed, and who is believed before the rest.
fn facts(asked: Asked<'_>, line: usize) -> Option<String> {
    let is_here = |claim: &Explained| {
        let read_on = claim.provenance.as_ref().and_then(|provenance| provenance.line());
        read_on.and_then(|line| usize::try_from(line).ok()) == Some(line)
    };
    let claims = parse::explain(asked.source, asked.known.config());
    let lines: Vec<String> =
        claims.iter().filter(|claim| is_here(claim)).take(MOST).map(|claim| fact(asked, claim)).collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

fn fact(asked: Asked<'_>, claim: &Explained) -> String {
    let field = serde_json::to_value(claim.field).ok();
    let field = field.as_ref().and_then(|field| field.as_str()).unwrap_or_default();
    let value = plain(&cut(&asked.known.masked(&asked.source.path, &claim.value), LONGEST));
    let place = claim.provenance.as_ref().map(|place| place.to_string()).unwrap_or_default();
    match claim.believed {
        true => format!("- `{field}`: {value} ({place})"),
        false => format!("- `{field}`: {value} ({place}); not believed: first come {}", claim.after.join(", ")),
    }
}
