//! Action items of front matter: texts with or without a check box, or maps.

use super::Entry;
use super::times::quoted;
use super::values::{Scope, line};
use crate::model::{ActionItem, ActionStatus, Moment};
use crate::text::actions::{self, Set, When};
use crate::text::front_matter::{Node, Pair, Value};
use crate::text::lexicon::{ACTION_COLUMNS, ACTION_KINDS, Column, ITEM_KEYS, Name};
use crate::text::words::{is_pictograph, is_placeholder, plain};
use crate::text::{people, status, time};

/// More items than this are not read.
const MOST: usize = 2_000;

impl Scope<'_> {
    /// Reads a list (or one item).
    pub(super) fn action_items(&mut self, entry: &Entry<'_>) -> Vec<ActionItem> {
        let nodes: &[Node] = match &entry.node.value {
            Value::List(items) => items,
            Value::Null => return Vec::new(),
            _ => std::slice::from_ref(entry.node),
        };
        nodes.iter().take(MOST).filter_map(|node| self.action(entry, node)).collect()
    }

    fn action(&mut self, entry: &Entry<'_>, node: &Node) -> Option<ActionItem> {
        match &node.value {
            Value::Null => None,
            Value::List(_) => {
                self.wrong_type(entry, node, "an action");
                None
            }
            Value::Map(fields) => self.action_map(entry, node, fields),
            _ => from_text(node.text()?, node.line),
        }
    }

    fn action_map(&mut self, entry: &Entry<'_>, node: &Node, fields: &[Pair]) -> Option<ActionItem> {
        // Of several keys for one thing the plainest counts.
        let get = |wanted: Column| {
            let ranked = fields.iter().filter_map(|field| Some((item_key(&field.key)?, field)));
            let usable = ranked.filter(|((meaning, _), field)| {
                *meaning == wanted && field.node.text().is_some_and(|text| !is_placeholder(text))
            });
            usable.min_by_key(|((_, rank), _)| *rank).map(|(_, field)| field)
        };
        let text_of = |wanted: Column| get(wanted).and_then(|field| field.node.text()).map(line);
        let Some(mut item) = text_of(Column::Action).and_then(|text| from_text(&text, node.line)) else {
            // `- Add an alert: done` without quotes is a map of one key.
            let [only] = fields else {
                self.warn("action-without-text", node.span, format!("`{}`: an action has no `text`", entry.key), "");
                return None;
            };
            let mut item = from_text(&only.key, node.line)?;
            let value = only.node.text().unwrap_or_default();
            item.status = status::action(value).or(item.status);
            if item.status.is_none() && !value.is_empty() {
                item.text = format!("{}: {}", item.text, line(value));
            }
            return Some(item);
        };
        if let Some(field) = get(Column::Status) {
            self.action_status(entry, field, &mut item);
        }
        item.kind = text_of(Column::Kind).and_then(|text| ACTION_KINDS.get(&text)).or(item.kind);
        item.owner = text_of(Column::Owner).and_then(|text| people::person(&text)).or(item.owner);
        item.due = get(Column::Due).and_then(|field| self.action_date(entry, field)).or(item.due);
        item.closed = get(Column::Closed).and_then(|field| self.action_date(entry, field)).or(item.closed);
        item.ticket = text_of(Column::Ticket).or(item.ticket);
        item.impact = text_of(Column::Impact);
        item.effort = text_of(Column::Effort);
        item.evidence = text_of(Column::Evidence);
        if item.status.is_none() && item.closed.is_some() {
            item.status = Some(ActionStatus::Done);
        }
        Some(item)
    }

    fn action_status(&mut self, entry: &Entry<'_>, field: &Pair, item: &mut ActionItem) {
        let word = line(field.node.text().unwrap_or_default());
        item.status = match &field.node.value {
            Value::Bool(true, _) => Some(ActionStatus::Done),
            Value::Bool(false, _) => Some(ActionStatus::Open),
            _ => status::action(&word),
        };
        if item.status.is_none() {
            let message = format!("`{}`: {} is no known state of an action", entry.key, quoted(&word));
            let hint = "known are idea, open, in-progress, done, verified and dropped; the word is kept in the text";
            self.warn("unknown-action-status", field.node.span, message, hint);
            item.text = format!("{} ({word})", item.text);
        }
    }

    fn action_date(&mut self, entry: &Entry<'_>, field: &Pair) -> Option<Moment> {
        let text = field.node.text().filter(|_| !matches!(field.node.value, Value::Bool(..)))?;
        match time::read(text, &time::Context::default()) {
            Ok(moment) => Some(moment),
            Err(why) => {
                let reason = if why == time::Unread::Impossible { "is no such day" } else { "cannot be read as a day" };
                let message = format!("`{}`: `{}`: {} {reason}", entry.key, field.key, quoted(text));
                self.warn("unreadable-time", field.node.span, message, "write it as 2024-03-07");
                None
            }
        }
    }
}

/// What a key of an action means, and its rank among those that mean the same: headers of columns say it, too.
pub(super) fn item_key(key: &str) -> Option<(Column, (bool, u16))> {
    let ranked = |is_header: bool| move |name: Name<Column>| (name.meaning, (is_header, name.rank));
    ITEM_KEYS.name(key).map(ranked(false)).or_else(|| ACTION_COLUMNS.name(key).map(ranked(true)))
}

/// What an item of a list in the text would tell; a leading sign goes with the mark-up, so it is read first.
fn from_text(text: &str, line_number: u32) -> Option<ActionItem> {
    let text = line(text);
    let sign = text.chars().next().filter(|first| is_pictograph(*first));
    let by_sign = sign.and_then(|sign| status::action(sign.encode_utf8(&mut [0; 4])));
    let mut item = actions::read(&plain(&text).replace('`', ""), Set::of(When::default(), line_number));
    item.status = item.status.or(by_sign);
    (!is_placeholder(&item.text)).then_some(item)
}

#[cfg(test)]
mod tests {
    use crate::text::fields::tests::read_text;

    #[test]
    fn an_action_of_front_matter_tells_what_one_of_the_text_does() {
        let told = |item: &str| {
            let items = read_text(&format!("action_items:\n- {item}")).0.postmortem.action_items;
            let due = |item: &crate::model::ActionItem| item.due.as_ref().map_or(String::new(), ToString::to_string);
            let of = |text: &Option<String>| text.clone().unwrap_or_default();
            items
                .iter()
                .map(|item| [item.text.clone(), of(&item.owner), due(item), of(&item.ticket)].join("|"))
                .collect::<Vec<_>>()
        };
        assert_eq!(told("\"Add an alert (owner: Ann Lee, due: 2026-03-01)\""), ["Add an alert|Ann Lee|2026-03-01|"]);
        assert_eq!(
            told("text: \"Add an alert (due: 2026-03-01)\"\n  owner: Bo Li"),
            ["Add an alert|Bo Li|2026-03-01|"]
        );
        // Whatever heads a column is a key, too, after the plainer ones.
        assert_eq!(
            told("Maßnahme: Alarm bauen\n  Ticketnummer: OPS-7\n  by when: 2026-03-02"),
            ["Alarm bauen||2026-03-02|OPS-7"]
        );
        assert_eq!(
            told("details: Of brass\n  title: Add a fuse\n  lead: Bo Li\n  owner: Ann Lee"),
            ["Add a fuse|Ann Lee||"]
        );
    }
}
