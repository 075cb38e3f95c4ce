//! A place in a document -> what it names: a document, a file beside it.

use super::known::Asked;
use crate::diagnostics::{Report, Span};
use crate::model::LinkKind;
use crate::model::catalog::{DocId, TopicKind};
use crate::pipeline::link::resolve_path;
use crate::pipeline::parse::{Link, links};
use crate::text::fields::field_named;
use crate::text::front_matter::{self, Node, Pair, Value};
use crate::text::registry::Field;
use crate::text::slug::slugify;
use lsp_types::{Location, Position};
use percent_encoding::percent_decode_str;

/// Something that names something else.
pub(super) struct Reference {
    pub span: Span,
    pub leads: Leads,
}

/// Where it leads to.
pub(super) enum Leads {
    Document {
        id: DocId,
        /// Byte of its text.
        offset: usize,
    },
    /// By source path.
    File(String),
}

/// What topics a link by name may mean, first come first.
const NAMED: [TopicKind; 5] =
    [TopicKind::Service, TopicKind::RootCause, TopicKind::Team, TopicKind::Tag, TopicKind::Alert];

/// Where what stands at `position` is defined.
pub(super) fn definition(asked: Asked<'_>, position: Position) -> Option<Location> {
    match at(asked, asked.text.offset(position))?.leads {
        Leads::Document { id, offset } => asked.known.location(&asked.known.entry(id).document.source, offset),
        Leads::File(path) => asked.known.location(&path, 0),
    }
}

/// What stands at byte `offset`.
pub(super) fn at(asked: Asked<'_>, offset: usize) -> Option<Reference> {
    let front = front_matter::split(&asked.source.path, asked.text.read(), &mut Report::default());
    if offset < front.body {
        return asked.known.with_words(|| in_fields(asked, &front.fields, offset));
    }
    let is_here = |link: &&Link| link.span.start <= offset && offset < link.span.end;
    let links = links(asked.source, asked.known.config());
    // The innermost: a picture may stand in a link.
    let link = links.iter().filter(is_here).min_by_key(|link| link.span.end - link.span.start)?;
    let leads = match link.kind {
        LinkKind::Mention => document(asked, asked.known.finder().incident(&link.target)?, None),
        LinkKind::Wiki => by_name(asked, &link.target)?,
        LinkKind::Relative => by_path(asked, &link.target)?,
    };
    Some(Reference { span: link.span, leads })
}

/// A document, at the heading that a link names by its anchor or its words.
fn document(asked: Asked<'_>, id: DocId, fragment: Option<&str>) -> Leads {
    let headings = &asked.known.entry(id).document.body.headings;
    let wanted = fragment.map(|fragment| percent_decode_str(fragment).decode_utf8_lossy());
    let heading = wanted.and_then(|wanted| {
        let slug = slugify(&wanted);
        headings.iter().find(|heading| heading.anchor == wanted || heading.anchor == slug || heading.text == wanted)
    });
    Leads::Document { id, offset: heading.map_or(0, |heading| heading.offset) }
}

fn own(asked: Asked<'_>) -> Option<DocId> {
    asked.known.finder().linked(&asked.source.path, &format!("/{}", asked.source.path))
}

fn by_name(asked: Asked<'_>, target: &str) -> Option<Leads> {
    let (name, fragment) = target.split_once('#').map_or((target, None), |(name, part)| (name, Some(part)));
    let known = asked.known;
    let found = match name {
        "" => own(asked),
        name => known.finder().document(&asked.source.path, name).or_else(|| known.declared(&NAMED, name)),
    };
    found.map(|id| document(asked, id, fragment))
}

fn by_path(asked: Asked<'_>, target: &str) -> Option<Leads> {
    let (path, fragment) = target.split_once('#').map_or((target, None), |(path, part)| (path, Some(part)));
    let path = percent_decode_str(path.split('?').next().unwrap_or_default()).decode_utf8_lossy();
    if path.is_empty() {
        return own(asked).map(|id| document(asked, id, fragment));
    }
    if let Some(id) = asked.known.finder().linked(&asked.source.path, &path) {
        return Some(document(asked, id, fragment));
    }
    let file = resolve_path(&asked.source.path, &path)?;
    asked.known.site.discovered.assets.iter().any(|asset| *asset.path == *file).then_some(Leads::File(file))
}

/// A value of a field that names something.
fn in_fields(asked: Asked<'_>, fields: &[Pair], offset: usize) -> Option<Reference> {
    let ends = fields.iter().skip(1).map(|next| next.span.start).chain([usize::MAX]);
    let (field, _) = fields.iter().zip(ends).find(|(field, end)| (field.span.end..*end).contains(&offset))?;
    if let Value::Map(inner) = &field.node.value {
        return in_fields(asked, inner, offset);
    }
    let name = field_named(&field.key)?;
    let node = scalar_at(&field.node, offset)?;
    let written = node.text()?;
    // One text may name several.
    let parts = written.split(',').map(str::trim).filter(|part| !part.is_empty());
    let at = |part: &str| {
        let text = asked.text.read().get(node.span.start..)?;
        let start = node.span.start + text.find(part)?;
        Some(Span::new(start, start + part.len())).filter(|span| span.start <= offset && offset <= span.end)
    };
    parts.filter_map(|part| Some((at(part)?, part))).find_map(|(span, part)| {
        let id = named(asked, name, part).or_else(|| named(asked, name, written))?;
        Some(Reference { span, leads: document(asked, id, None) })
    })
}

/// The scalar that holds byte `offset`.
fn scalar_at(node: &Node, offset: usize) -> Option<&Node> {
    match &node.value {
        Value::List(items) => items.iter().find_map(|item| scalar_at(item, offset)),
        Value::Map(_) | Value::Null => None,
        _ => (node.span.start <= offset && offset <= node.span.end).then_some(node),
    }
}

/// The document that a value of `field` names.
fn named(asked: Asked<'_>, field: Field, name: &str) -> Option<DocId> {
    let known = asked.known;
    match field {
        Field::Related | Field::RecurrenceOf | Field::NotRecurrenceOf => {
            known.finder().document(&asked.source.path, name)
        }
        Field::Services | Field::Products | Field::DependsOn => known.declared(&[TopicKind::Service], name),
        Field::RootCauses | Field::Categories | Field::Parent => known.declared(&[TopicKind::RootCause], name),
        _ => None,
    }
}
