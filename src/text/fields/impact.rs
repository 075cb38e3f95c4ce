//! Impact of front matter: a map of figures, a list, or one sentence, to labelled texts.

use super::Entry;
use super::links::prose;
use super::values::{Scope, line as one_line};
use crate::model::postmortem::Impact;
use crate::text::front_matter::{Node, Value};
use crate::text::lexicon::GENERAL_IMPACT;
use crate::text::words::is_placeholder;

impl Scope<'_> {
    /// Figures and sentences of impact: a map, a list, or one text.
    pub(super) fn impact(&mut self, entry: &Entry<'_>) -> Vec<Impact> {
        let last = entry.key.rsplit('.').next().unwrap_or(&entry.key);
        let own_label = if GENERAL_IMPACT.get(last).is_some() { String::new() } else { label(last) };
        let mut impact = Vec::new();
        collect_impact(entry, entry.node, &own_label, entry.line, 0, &mut impact);
        impact
    }
}

fn collect_impact(entry: &Entry<'_>, node: &Node, name: &str, line: u32, depth: usize, out: &mut Vec<Impact>) {
    match &node.value {
        Value::Null => {}
        Value::Map(fields) if depth < 4 => {
            for field in fields.iter().take(100) {
                let inner = label(&field.key);
                let name = if name.is_empty() { inner } else { format!("{name}: {inner}") };
                collect_impact(entry, &field.node, &name, field.line, depth + 1, out);
            }
        }
        Value::List(items) if depth < 4 => {
            for item in items.iter().take(100) {
                collect_impact(entry, item, name, item.line, depth + 1, out);
            }
        }
        Value::Map(_) | Value::List(_) => {}
        _ => {
            let text = prose(&one_line(node.text().unwrap_or_default()));
            if !is_placeholder(&text) {
                out.push(Impact { label: name.to_owned(), text: entry.part(text, line, node.span) });
            }
        }
    }
}

/// `requests_failed` -> `requests failed`.
fn label(key: &str) -> String {
    one_line(&key.replace('_', " "))
}
