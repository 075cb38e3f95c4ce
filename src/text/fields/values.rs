//! A node to the type that a field wants: one text, several names, a date, a flag; odd shapes are reported and kept where sensible.

use super::Entry;
use crate::config::Config;
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::source::strip_markdown_suffixes;
use crate::model::{Fact, SourceFile};
use crate::text::front_matter::{Node, Pair, Value};
use crate::text::lexicon::{MAP_NAMES, TRUTHS, Truth};
use crate::text::people;
use crate::text::place::Places;
use crate::text::words::{is_invisible, is_placeholder, outside_brackets, plain};
use rustc_hash::FxHashSet;

/// Longest name of a service, cause, tag, team or person, in bytes; longer ones are sentences.
const LONGEST_NAME: usize = 120;
/// More list items than this are not read.
const MOST_ITEMS: usize = 10_000;

/// What the readers share: the file, the configuration, and where problems go.
pub(super) struct Scope<'a> {
    pub source: &'a SourceFile,
    pub config: &'a Config,
    pub report: &'a mut Report,
}

impl Scope<'_> {
    /// Reports a warning at `span`; an empty hint is none.
    pub(super) fn warn(&mut self, code: &'static str, span: Span, message: String, hint: &str) {
        let warning = Diagnostic::warning(code, &self.source.path, message).at(span);
        self.report.push(if hint.is_empty() { warning } else { warning.hint(hint) });
    }

    /// Reports that the value of `entry` is not what its field wants.
    pub(super) fn wrong_type(&mut self, entry: &Entry<'_>, node: &Node, wanted: &str) {
        let message = format!("`{}` is {}, not {wanted}", entry.key, kind_of(node));
        self.warn("front-matter-type", node_span(entry, node), message, "");
    }

    /// One line of text. A list of scalars is joined by commas, with a warning.
    pub(super) fn text(&mut self, entry: &Entry<'_>) -> Option<Fact<String>> {
        let node = entry.node;
        let text = match &node.value {
            Value::Null => return None,
            Value::List(items) if items.len() == 1 && items[0].text().is_some() => line(items[0].text()?),
            Value::List(items) => {
                let texts: Vec<String> = items.iter().take(MOST_ITEMS).filter_map(Node::text).map(line).collect();
                if !items.is_empty() {
                    self.wrong_type(entry, node, "one text");
                }
                texts.join(", ")
            }
            Value::Map(fields) => match named(fields) {
                Some(inner) => line(inner.text()?),
                None => {
                    self.wrong_type(entry, node, "one text");
                    return None;
                }
            },
            _ => line(node.text()?),
        };
        (!text.is_empty()).then(|| entry.fact(text))
    }

    /// One text without mark-up; placeholders (`TBD`, `N/A`) are none.
    pub(super) fn value(&mut self, entry: &Entry<'_>) -> Option<Fact<String>> {
        let fact = self.text(entry)?.map(|text| plain(&text));
        (!is_placeholder(&fact.value)).then_some(fact)
    }

    /// Names: a list, a comma list, maps with a name, or any mix and nesting of these. Repeats are dropped.
    pub(super) fn names(&mut self, entry: &Entry<'_>) -> Vec<Fact<String>> {
        let mut found = Names { entry, names: Vec::new(), odd: Vec::new(), seen: FxHashSet::default() };
        match &entry.node.value {
            Value::List(_) | Value::Map(_) => found.collect(entry.node, entry.line, 0),
            _ => {
                let separators: &[char] =
                    if entry.node.text().is_some_and(|text| text.contains(';')) { &[';'] } else { &[',', '、'] };
                let mut places = Places::new(&self.source.text, entry.node.span);
                let is_between = |_: &str, _, character| separators.contains(&character);
                for part in outside_brackets(entry.node.text().unwrap_or_default(), "([", ")]", is_between) {
                    found.add(part, places.next(part.trim()), entry.node.line);
                }
            }
        }
        let Names { names, odd, .. } = found;
        for (span, problem) in odd.into_iter().take(3) {
            self.warn("front-matter-type", span, problem, "");
        }
        names
    }

    /// People: like names, but scalars may join several by `and`, and brackets and addresses go.
    pub(super) fn people(&mut self, entry: &Entry<'_>) -> Vec<Fact<String>> {
        let raw = match &entry.node.value {
            Value::List(_) | Value::Map(_) => self.names(entry),
            _ => self.text(entry).into_iter().collect(),
        };
        let mut all: Vec<Fact<String>> = Vec::new();
        let mut seen: FxHashSet<String> = FxHashSet::default();
        for fact in raw {
            let mut places = fact.span().map(|span| Places::new(&self.source.text, span));
            for person in people::people(&fact.value) {
                if seen.insert(person.clone()) {
                    let place = places.as_mut().map(|places| places.next(&person));
                    all.push(Fact::new(person, fact.provenance.clone()).at(place));
                }
            }
        }
        all
    }

    /// `true`/`false`, also as the words people write.
    pub(super) fn flag(&mut self, entry: &Entry<'_>) -> Option<bool> {
        if entry.node.value == Value::Null {
            return None;
        }
        let truth = entry.node.text().and_then(truth);
        if truth.is_none() {
            self.wrong_type(entry, entry.node, "true or false");
        }
        truth
    }
}

/// What a word says, in any case of letters.
pub(super) fn truth(word: &str) -> Option<bool> {
    TRUTHS.get(word.trim()).map(|truth| truth == Truth::Yes)
}

struct Names<'a> {
    entry: &'a Entry<'a>,
    names: Vec<Fact<String>>,
    odd: Vec<(Span, String)>,
    seen: FxHashSet<String>,
}

impl Names<'_> {
    fn collect(&mut self, node: &Node, line: u32, depth: usize) {
        match &node.value {
            Value::Null => {}
            Value::List(items) if depth < 3 => {
                for item in items.iter().take(MOST_ITEMS) {
                    self.collect(item, item.line, depth + 1);
                }
            }
            Value::Map(fields) => match named(fields) {
                Some(name) => self.add(name.text().unwrap_or_default(), name.span, line),
                // `api: down`, `- api: {..}`: the keys are the names.
                None => {
                    for field in fields.iter().take(MOST_ITEMS) {
                        self.add(&field.key, field.span, field.line);
                    }
                }
            },
            Value::List(_) => self.odd.push((node.span, format!("`{}` nests lists too deep", self.entry.key))),
            _ => self.add(node.text().unwrap_or_default(), node.span, line),
        }
    }

    fn add(&mut self, text: &str, span: Span, line: u32) {
        let name = plain(linked(text));
        if is_placeholder(&name) {
            return;
        }
        if name.len() > LONGEST_NAME {
            self.odd.push((
                span,
                format!("`{}` holds a sentence of {} characters, not a name", self.entry.key, name.chars().count()),
            ));
        } else if self.seen.insert(name.clone()) {
            self.names.push(self.entry.part(name, line, span));
        }
    }
}

/// `[[Ingest]]`, `[[services/ingest|the ingest]]`: a link by name names the thing.
fn linked(text: &str) -> &str {
    let inside = text.trim().strip_prefix("[[").and_then(|text| text.strip_suffix("]]"));
    let Some(inside) = inside.filter(|inside| !inside.contains(['[', ']'])) else { return text };
    let path = inside.split(['|', '#']).next().unwrap_or(inside).trim();
    let name = strip_markdown_suffixes(path.rsplit('/').next().unwrap_or(path));
    if name.is_empty() { text } else { name }
}

/// The name, a scalar with text, in a map such as `{name: api, url: ...}`.
pub(super) fn named(fields: &[Pair]) -> Option<&Node> {
    let ranked = fields.iter().filter_map(|field| Some((MAP_NAMES.name(&field.key)?.rank, &field.node)));
    ranked.filter(|(_, node)| node.text().is_some()).min_by_key(|(rank, _)| *rank).map(|(_, node)| node)
}

/// What a node is, for people.
pub(super) fn kind_of(node: &Node) -> &'static str {
    match node.value {
        Value::Null => "empty",
        Value::Bool(..) => "true or false",
        Value::Number(_) => "a number",
        Value::Text(_) => "a text",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    }
}

/// Where to point: a list or map has no end, so its key stands for it.
fn node_span(entry: &Entry<'_>, node: &Node) -> Span {
    if matches!(node.value, Value::List(_) | Value::Map(_)) { entry.span } else { node.span }
}

/// White space folded, control and bidi characters gone; the rest as written.
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text
        .split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
    {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().filter(|character| !is_invisible(*character)));
    }
    out
}
