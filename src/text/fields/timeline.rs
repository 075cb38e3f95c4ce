//! A timeline in front matter: texts that begin with a time, maps of a time and a text, or times as keys.

use super::Entry;
use super::actions::item_key;
use super::values::line;
use crate::text::front_matter::{Node, Pair, Value};
use crate::text::lexicon::{Column, TIMELINE_COLUMNS};
use crate::text::mdx::Update;

/// More entries than this are not read.
const MOST: usize = 2_000;

/// Its entries, as written. A text without a map has its time within it.
pub(super) fn updates(entry: &Entry<'_>) -> Vec<Update> {
    match &entry.node.value {
        Value::List(nodes) => nodes.iter().take(MOST).filter_map(one).collect(),
        Value::Map(fields) if fields.iter().all(|field| meaning(field).is_none()) => {
            fields.iter().take(MOST).filter_map(keyed).collect()
        }
        _ => one(entry.node).into_iter().collect(),
    }
}

fn one(node: &Node) -> Option<Update> {
    match &node.value {
        Value::Null | Value::List(_) => None,
        Value::Map(fields) => match fields.as_slice() {
            [only] if meaning(only).is_none() => keyed(only),
            _ => map(node, fields),
        },
        _ => Some(Update { date: String::new(), text: node.text()?.to_owned(), line: node.line }),
    }
}

/// `- 14:02: the lamp went out`
fn keyed(field: &Pair) -> Option<Update> {
    let text = field.node.text()?.to_owned();
    Some(Update { date: field.key.clone(), text, line: field.line })
}

fn meaning(field: &Pair) -> Option<Column> {
    TIMELINE_COLUMNS.get(&field.key)
}

/// `{time: ..., event: ...}`; a state stands for a text that is not there.
fn map(node: &Node, fields: &[Pair]) -> Option<Update> {
    let get =
        |wanted: Column| fields.iter().find(|field| meaning(field) == Some(wanted)).and_then(|field| field.node.text());
    let state = || {
        let stated =
            fields.iter().find(|field| item_key(&field.key).is_some_and(|(column, _)| column == Column::Status));
        stated.and_then(|field| field.node.text())
    };
    let date = match (get(Column::Day), get(Column::Time)) {
        (Some(day), Some(time)) if !time.trim().starts_with(day.trim()) && time.trim().len() <= 8 => {
            format!("{} {}", line(day), line(time))
        }
        (day, time) => line(time.or(day)?),
    };
    let text = get(Column::Event).or_else(state)?.to_owned();
    Some(Update { date, text, line: node.line })
}
