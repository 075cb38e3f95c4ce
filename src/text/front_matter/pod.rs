//! TOML and JSON blocks to fields, through `gray_matter`'s engines.
//!
//! Its [`Pod`] keeps neither order nor places, so the keys are found again in the text.

use super::lines::Lines;
use super::{Block, DEEPEST, Node, Pair, Read, Value, fence, yaml};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::text::place;
use gray_matter::Pod;
use gray_matter::engine::{Engine, JSON, TOML};
use rustc_hash::FxHashMap;
use std::cell::RefCell;

const CODE: &str = "front-matter-syntax";

/// Repeated keys named one by one; more are not worth reading.
const MOST_REPEATS: usize = 20;

pub(super) fn read_toml(block: Block<'_>, report: &mut Report) -> Read {
    match TOML::parse(block.text) {
        Ok(pod) => Read::Whole(Tree::new(block, toml_keys(block.text)).fields(pod)),
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
    let (keys, repeats) = json_keys(block.text);
    let tree = Tree::new(block, keys);
    for (key, first, again) in &repeats {
        let (line, span) = (tree.line_of(again.0), block.span(again.0, again.1));
        report.push(yaml::repeated(block, key, span, line, tree.line_of(first.0)));
    }
    let fields = tree.fields(pod);
    if repeats.is_empty() { Read::Whole(fields) } else { Read::Flawed(fields) }
}

/// A byte range in the block.
type ByteRange = (usize, usize);

/// The keys of a block, each below the key whose map it stands in: its names alone would be as long as all above it together.
struct Keys(Vec<MapKey>);

#[derive(Default)]
struct MapKey {
    /// Where it first stands; `None` where it is only told by what stands below it.
    place: Option<ByteRange>,
    /// Name -> index.
    below: FxHashMap<String, usize>,
}

/// The map that the whole block is.
const ROOT: usize = 0;

impl Keys {
    fn new() -> Self {
        Self(vec![MapKey::default()])
    }

    /// The key `name` below `above`, made where it was not met before.
    fn enter(&mut self, above: usize, name: &str) -> usize {
        if let Some(known) = self.find(above, name) {
            return known;
        }
        let index = self.0.len();
        self.0.push(MapKey::default());
        self.0[above].below.insert(name.to_owned(), index);
        index
    }

    fn find(&self, above: usize, name: &str) -> Option<usize> {
        self.0[above].below.get(name).copied()
    }

    /// Notes where the key stands, and returns where it first did.
    fn set_place(&mut self, key: usize, place: ByteRange) -> ByteRange {
        *self.0[key].place.get_or_insert(place)
    }
}

struct Tree<'a> {
    block: Block<'a>,
    lines: Lines,
    keys: Keys,
    /// Where keys start, in order: a value ends before the next key.
    starts: Vec<usize>,
    /// How far the values of each key were found: in a list of maps it comes back with each, behind the one before.
    begun: RefCell<FxHashMap<usize, place::Places<'a>>>,
}

impl<'a> Tree<'a> {
    fn new(block: Block<'a>, keys: Keys) -> Self {
        let mut starts: Vec<usize> = keys.0.iter().filter_map(|key| Some(key.place?.0)).collect();
        starts.sort_unstable();
        Self { block, lines: Lines::of(block.text), keys, starts, begun: RefCell::default() }
    }

    /// The line of the file that holds byte `at` of the block.
    fn line_of(&self, at: usize) -> u32 {
        self.block.line + self.lines.number(at)
    }

    /// Finds the values of the key that ends at `end`.
    fn values(&self, end: usize) -> place::Places<'a> {
        let next = self.starts.get(self.starts.partition_point(|start| *start < end));
        place::Places::new(self.block.text, Span::new(end, next.copied().unwrap_or(self.block.text.len())))
    }

    fn fields(&self, pod: Pod) -> Vec<Pair> {
        match pod {
            Pod::Hash(map) => self.map(map, Some(ROOT), 0, 0),
            _ => Vec::new(),
        }
    }

    /// Fields of the map of the key `above` in the order of their places; `near` is the place of that key, for keys that were
    /// not found.
    fn map(
        &self,
        map: std::collections::HashMap<String, Pod>,
        above: Option<usize>,
        near: usize,
        depth: usize,
    ) -> Vec<Pair> {
        let mut fields: Vec<(usize, Pair)> = map
            .into_iter()
            .map(|(name, pod)| {
                let key = above.and_then(|above| self.keys.find(above, &name));
                let (start, end) = key.and_then(|key| self.keys.0[key].place).unwrap_or((near, near));
                let begun = key.and_then(|key| self.begun.borrow_mut().remove(&key));
                let mut values = begun.unwrap_or_else(|| self.values(end));
                let node = self.node(pod, key, start, &mut values, depth + 1);
                self.begun.borrow_mut().extend(key.map(|key| (key, values)));
                let field = Pair { key: name, span: self.block.span(start, end), line: self.line_of(start), node };
                (start, field)
            })
            .collect();
        fields.sort_by(|(a, x), (b, y)| (a, &x.key).cmp(&(b, &y.key)));
        fields.into_iter().map(|(_, field)| field).collect()
    }

    fn node(&self, pod: Pod, key: Option<usize>, at: usize, values: &mut place::Places<'_>, depth: usize) -> Node {
        let value = match pod {
            Pod::Null => Value::Null,
            Pod::String(text) => Value::Text(text),
            Pod::Integer(number) => Value::Number(number.to_string()),
            Pod::Float(number) => Value::Number(number.to_string()),
            Pod::Boolean(truth) => Value::Bool(truth, truth.to_string()),
            Pod::Array(_) | Pod::Hash(_) if depth > DEEPEST => Value::Null,
            Pod::Array(items) => {
                Value::List(items.into_iter().map(|item| self.node(item, key, at, values, depth + 1)).collect())
            }
            Pod::Hash(map) => Value::Map(self.map(map, key, at, depth)),
        };
        let mut node = Node { value, span: Span::at(0), line: self.line_of(at) };
        let found = node.text().and_then(|text| values.find(text)).map(|found| found.start..found.end);
        let place = found.unwrap_or_else(|| self.lines.rest(at));
        node.span = self.block.span(place.start, place.end);
        node
    }
}

/// Keys of `key = value` lines below their `[table]`.
fn toml_keys(text: &str) -> Keys {
    let mut keys = Keys::new();
    let mut table = ROOT;
    for (start, line) in fence::lines(text) {
        let indent = line.len() - line.trim_start().len();
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix('[') {
            let name = name.trim_start_matches('[').split(']').next().unwrap_or_default();
            table = name.split('.').fold(ROOT, |above, part| keys.enter(above, unquoted(part)));
            keys.set_place(table, (start + indent, start + line.trim_end().len()));
        } else if let Some((key, _)) = trimmed.split_once('=').filter(|_| !trimmed.starts_with('#')) {
            let place = (start + indent, start + indent + key.trim_end().len());
            let mut above = table;
            for part in key.split('.') {
                above = keys.enter(above, unquoted(part));
                keys.set_place(above, place);
            }
        }
    }
    keys
}

fn unquoted(key: &str) -> &str {
    key.trim().trim_matches(['"', '\''])
}

/// A key that an object repeats, where it first stands, and where it stands again.
type Repeat = (String, ByteRange, ByteRange);

/// Keys of a JSON text that is known to be valid, and the first of those that an object repeats.
fn json_keys(text: &str) -> (Keys, Vec<Repeat>) {
    let (mut keys, mut repeats) = (Keys::new(), Vec::new());
    // For each open object the key that it is the value of, and its own key that was read last.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (bytes, mut at) = (text.as_bytes(), 0);
    // In an array the same keys come back with each item: only objects outside arrays are checked for repeats.
    let mut arrays = 0_usize;
    let mut last: Option<ByteRange> = None;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                let end = json_string_end(bytes, at);
                last = Some((at, end));
                at = end;
                continue;
            }
            b':' => {
                if let (Some(place), Some((above, current))) = (last.take(), open.last_mut()) {
                    let name: String = serde_json::from_str(&text[place.0..place.1]).unwrap_or_default();
                    *current = keys.enter(*above, &name);
                    let first = keys.set_place(*current, place);
                    if first != place && arrays == 0 && repeats.len() < MOST_REPEATS {
                        repeats.push((name, first, place));
                    }
                }
            }
            b'{' => {
                let above = open.last().map_or(ROOT, |(_, current)| *current);
                open.push((above, above));
            }
            b'}' => drop(open.pop()),
            b'[' => arrays += 1,
            b']' => arrays = arrays.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    (keys, repeats)
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
