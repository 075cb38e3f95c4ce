//! Fields that mean nothing here and hold words: kept as their author wrote them, to be shown below the document.

use crate::model::document::OtherField;
use crate::text::front_matter::{Node, Pair, Value};
use crate::text::lexicon::FOREIGN_KEYS;

/// Fields, and bytes of all of them, that are kept of one document.
const MOST: usize = 40;
const LONGEST: usize = 20_000;
/// Maps and lists in one another.
const DEEPEST: usize = 6;
/// Letters of scripts without blanks between words that make a text.
const LETTERS: usize = 4;

/// Adds `field`, below `parent` where it is one of a map's, unless it holds no words.
pub(super) fn add(others: &mut Vec<OtherField>, parent: &str, field: &Pair) {
    let taken: usize = others.iter().flat_map(|other| &other.values).map(String::len).sum();
    if others.len() >= MOST || taken > LONGEST || FOREIGN_KEYS.get(&field.key).is_some() || !has_words(&field.node, 0) {
        return;
    }
    let mut values = Vec::new();
    lines(&field.node, "", 0, &mut values);
    values.truncate(500);
    let name =
        [parent, &field.key].into_iter().filter(|part| !part.is_empty()).map(plain).collect::<Vec<_>>().join(": ");
    let mut left = LONGEST.saturating_sub(taken);
    values.retain(|value| {
        let fits = value.len() <= left;
        left = left.saturating_sub(value.len());
        fits
    });
    if !values.is_empty() {
        others.push(OtherField { name, values });
    }
}

/// `customer_notice` -> `customer notice`.
fn plain(key: &str) -> String {
    let key: String = key.chars().take(80).filter(|c| !c.is_control()).collect();
    key.replace(['_', '-'], " ")
}

/// Whether there is more than codes: a text of several words.
fn has_words(node: &Node, depth: usize) -> bool {
    match &node.value {
        Value::Text(text) => is_text(text),
        Value::List(nodes) => depth < DEEPEST && nodes.iter().any(|node| has_words(node, depth + 1)),
        Value::Map(pairs) => depth < DEEPEST && pairs.iter().any(|pair| has_words(&pair.node, depth + 1)),
        Value::Null | Value::Bool(..) | Value::Number(_) => false,
    }
}

fn is_text(text: &str) -> bool {
    let has_letters = |word: &&str| word.contains(char::is_alphabetic);
    let is_markup = text.contains("{{") || text.contains("{%");
    let words = text.split_whitespace().filter(has_letters).count();
    !is_markup && (words > 1 || text.chars().filter(|c| *c >= '\u{2E80}' && c.is_alphabetic()).count() >= LETTERS)
}

/// A line a scalar, behind the keys that lead to it.
fn lines(node: &Node, key: &str, depth: usize, out: &mut Vec<String>) {
    match &node.value {
        Value::List(nodes) if depth < DEEPEST => nodes.iter().for_each(|node| lines(node, key, depth + 1, out)),
        Value::Map(pairs) if depth < DEEPEST => {
            for pair in pairs {
                let key = [key, &pair.key].into_iter().filter(|part| !part.is_empty()).map(plain).collect::<Vec<_>>();
                lines(&pair.node, &key.join(": "), depth + 1, out);
            }
        }
        _ => {
            let Some(text) = node.text().map(str::trim).filter(|text| !text.is_empty()) else { return };
            out.push(if key.is_empty() { text.to_owned() } else { format!("{key}: {text}") });
        }
    }
}
