//! TOML and JSON blocks to fields, through `gray_matter`'s engines.
//!
//! Its [`Pod`] keeps neither order nor places, so the keys are found again in the text.

use super::{Block, DEEPEST, Field, Node, Read, Value, fence, yaml};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::text::place;
use gray_matter::Pod;
use gray_matter::engine::{Engine, JSON, TOML};
use rustc_hash::FxHashMap;

const CODE: &str = "front-matter-syntax";

/// Where each key stands: its path of keys -> byte range in the block.
type Places = FxHashMap<String, (usize, usize)>;

pub(super) fn read_toml(block: Block<'_>, report: &mut Report) -> Read {
    match TOML::parse(block.text) {
        Ok(pod) => Read::Whole(Tree::new(block, toml_places(block.text)).fields(pod)),
        Err(error) => {
            report.push(syntax(block, &error.to_string(), "TOML"));
            Read::Broken
        }
    }
}

pub(super) fn read_json(block: Block<'_>, report: &mut Report) -> Read {
    let pod = match JSON::parse(block.text) {
        Ok(pod @ Pod::Hash(_)) => pod,
        Ok(_) => {
            let message = "the front matter is not a JSON object";
            report.push(Diagnostic::error(CODE, block.path, message).at(block.span(0, block.text.len().min(1))));
            return Read::Broken;
        }
        Err(error) => {
            report.push(syntax(block, &error.to_string(), "JSON"));
            return Read::Broken;
        }
    };
    let (places, repeats) = json_places(block.text);
    for (path, first, again) in &repeats {
        let key = path.rsplit(SEPARATOR).next().unwrap_or(path);
        let (line, span) = (block.line_of(again.0), block.span(again.0, again.1));
        report.push(yaml::repeated(block, key, span, line, block.line_of(first.0)));
    }
    let fields = Tree::new(block, places).fields(pod);
    if repeats.is_empty() { Read::Whole(fields) } else { Read::Flawed(fields) }
}

struct Tree<'a> {
    block: Block<'a>,
    places: Places,
    /// Where keys start, in order: a value ends before the next key.
    starts: Vec<usize>,
}

const SEPARATOR: char = '\u{1f}';

impl<'a> Tree<'a> {
    fn new(block: Block<'a>, places: Places) -> Self {
        let mut starts: Vec<usize> = places.values().map(|(start, _)| *start).collect();
        starts.sort_unstable();
        Self { block, places, starts }
    }

    /// Finds the values of the key that ends at `end`.
    fn values(&self, end: usize) -> place::Places<'a> {
        let next = self.starts.get(self.starts.partition_point(|start| *start < end));
        place::Places::new(self.block.text, Span::new(end, next.copied().unwrap_or(self.block.text.len())))
    }

    fn fields(&self, pod: Pod) -> Vec<Field> {
        match pod {
            Pod::Hash(map) => self.map(map, "", 0, 0),
            _ => Vec::new(),
        }
    }

    /// Fields in the order of their places; `near` is the place of the map's own key, for keys that were not found.
    fn map(&self, map: std::collections::HashMap<String, Pod>, path: &str, near: usize, depth: usize) -> Vec<Field> {
        let mut fields: Vec<(usize, Field)> = map
            .into_iter()
            .map(|(key, pod)| {
                let path = if path.is_empty() { key.clone() } else { format!("{path}{SEPARATOR}{key}") };
                let (start, end) = self.places.get(&path).copied().unwrap_or((near, near));
                let node = self.node(pod, &path, start, &mut self.values(end), depth + 1);
                let field = Field { key, span: self.block.span(start, end), line: self.block.line_of(start), node };
                (start, field)
            })
            .collect();
        fields.sort_by(|(a, x), (b, y)| (a, &x.key).cmp(&(b, &y.key)));
        fields.into_iter().map(|(_, field)| field).collect()
    }

    fn node(&self, pod: Pod, path: &str, at: usize, values: &mut place::Places<'_>, depth: usize) -> Node {
        let value = match pod {
            Pod::Null => Value::Null,
            Pod::String(text) => Value::Text(text),
            Pod::Integer(number) => Value::Number(number.to_string()),
            Pod::Float(number) => Value::Number(number.to_string()),
            Pod::Boolean(truth) => Value::Bool(truth, truth.to_string()),
            Pod::Array(_) | Pod::Hash(_) if depth > DEEPEST => Value::Null,
            Pod::Array(items) => {
                Value::List(items.into_iter().map(|item| self.node(item, path, at, values, depth + 1)).collect())
            }
            Pod::Hash(map) => Value::Map(self.map(map, path, at, depth)),
        };
        let mut node = Node { value, span: Span::at(0), line: self.block.line_of(at) };
        let line = || (at, at + fence::first_line(&self.block.text[at..]).trim_end().len());
        let (start, end) = node.text().and_then(|text| values.find(text)).map_or_else(line, |at| (at.start, at.end));
        node.span = self.block.span(start, end);
        node
    }
}

/// Keys of `key = value` lines below their `[table]`.
fn toml_places(text: &str) -> Places {
    let mut places = Places::default();
    let mut table = String::new();
    for (start, line) in fence::lines(text) {
        let indent = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix('[') {
            let name = name.trim_start_matches('[').split(']').next().unwrap_or_default();
            table = name.split('.').map(unquoted).collect::<Vec<_>>().join(&SEPARATOR.to_string());
            places.entry(table.clone()).or_insert((start + indent, start + line.trim_end().len()));
        } else if let Some((key, _)) = trimmed.split_once('=').filter(|_| !trimmed.starts_with('#')) {
            let place = (start + indent, start + indent + key.trim_end().len());
            let mut path = table.clone();
            for part in key.split('.') {
                if !path.is_empty() {
                    path.push(SEPARATOR);
                }
                path.push_str(unquoted(part));
                places.entry(path.clone()).or_insert(place);
            }
        }
    }
    places
}

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

type Repeat = (String, (usize, usize), (usize, usize));

/// Keys of a JSON text that is known to be valid, and those that an object repeats.
fn json_places(text: &str) -> (Places, Vec<Repeat>) {
    let (mut places, mut repeats) = (Places::default(), Vec::new());
    let mut path: Vec<String> = Vec::new();
    let (bytes, mut at) = (text.as_bytes(), 0);
    // In an array the same path comes back with each item: only objects outside arrays are checked for repeats.
    let mut arrays = 0_usize;
    let mut last: Option<(usize, usize)> = None;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = json_string_end(bytes, at);
                last = Some((at, end));
                at = end;
                continue;
            }
            b':' => {
                if let (Some((start, end)), Some(slot)) = (last.take(), path.last_mut()) {
                    *slot = serde_json::from_str(&text[start..end]).unwrap_or_default();
                    let full = path.join(&SEPARATOR.to_string());
                    let place = (start, end);
                    let first = *places.entry(full.clone()).or_insert(place);
                    if first != place && arrays == 0 {
                        repeats.push((full, first, place));
                    }
                }
            }
            b'{' => path.push(String::new()),
            b'}' => drop(path.pop()),
            b'[' => arrays += 1,
            b']' => arrays = arrays.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    (places, repeats)
}

fn json_string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The engines' errors name line and column in words; the message stands in the last line.
fn syntax(block: Block<'_>, error: &str, language: &str) -> Diagnostic {
    let number_after = |mark: &str| -> Option<usize> {
        let digits: String = error.split(mark).nth(1)?.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    };
    let line = number_after("line ").unwrap_or(1).max(1);
    let column = number_after("column ").unwrap_or(1).max(1);
    let (start, text) = fence::lines(block.text).nth(line - 1).unwrap_or((block.text.len(), ""));
    let at = start + text.char_indices().nth(column - 1).map_or(text.len(), |(at, _)| at);
    let mut end = (at + 1).min(block.text.len());
    while !block.text.is_char_boundary(end) {
        end += 1;
    }
    let reason =
        error.lines().rev().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('|')).unwrap_or(error);
    let reason = reason.split(" at line ").next().unwrap_or(reason).trim_start_matches("deserialize error: ");
    Diagnostic::error(CODE, block.path, format!("the front matter is not valid {language}: {reason}"))
        .at(Span { start: block.offset + at.min(end), end: block.offset + end })
}
