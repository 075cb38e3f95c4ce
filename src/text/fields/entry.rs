//! A field whose name is known, and its value as a fact with its place.

use super::names::Unit;
use super::values::{named, truth};
use crate::diagnostics::Span;
use crate::model::{Fact, Provenance};
use crate::text::front_matter::{Node, Value};
use crate::text::registry::Field;
use std::borrow::Cow;

/// A field whose name is known.
pub(super) struct Entry<'a> {
    pub name: Field,
    pub rank: u16,
    pub unit: Unit,
    pub depth: u8,
    /// As the author wrote it, with its map before it (`extra.team`).
    pub key: Cow<'a, str>,
    pub span: Span,
    pub line: u32,
    pub node: &'a Node,
}

impl Entry<'_> {
    /// What the whole value gives.
    pub(super) fn fact<T>(&self, value: T) -> Fact<T> {
        let place = value_of(self.node).map_or(self.span, |node| node.span);
        Fact::new(value, Provenance::FrontMatter { key: self.key.as_ref().into(), line: self.line }).at(place)
    }

    /// What a word such as `yes` says, alone or in a list: of several, what says no.
    pub(super) fn flag(&self) -> Option<bool> {
        self.node.texts().filter_map(truth).min()
    }

    /// What a part of the value gives.
    pub(super) fn part<T>(&self, value: T, line: u32, span: Span) -> Fact<T> {
        Fact::new(value, Provenance::FrontMatter { key: self.key.as_ref().into(), line }).at(span)
    }
}

/// The scalar that one value comes from. A list or map of several has no end, so its key stands for it.
fn value_of(node: &Node) -> Option<&Node> {
    match &node.value {
        Value::List(items) => <&[Node; 1]>::try_from(items.as_slice()).ok().and_then(|[only]| value_of(only)),
        Value::Map(fields) => named(fields),
        _ => Some(node),
    }
}
