//! A YAML block to fields, from the parser's events: every key and value with its place, and nothing that can blow up.
//!
//! Anchors, aliases and tags outside the core schema are refused; nesting ends at [`DEEPEST`]; a repeated key is an error.

use super::lines::Lines;
use super::{Block, DEEPEST, Node, Pair, Read, Value, advice, fence};
use crate::diagnostics::{Diagnostic, Report, Span};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use yaml_rust2::parser::{Event, Parser, Tag};
use yaml_rust2::scanner::{Marker, TScalarStyle};

/// Repeated keys named one by one; more are not worth reading.
const MOST_REPEATS: usize = 20;

pub(super) fn read(block: Block<'_>, report: &mut Report) -> Read {
    let mut tree = Tree::new(block);
    let text = readable(block.text);
    let mut parser = Parser::new_from_str(&text);
    loop {
        let (event, mark) = match parser.next_token() {
            Ok(next) => next,
            Err(error) => {
                let at = tree.offset(*error.marker());
                report.push(advice::syntax(block, at, error.info()));
                return Read::Broken;
            }
        };
        if event == Event::StreamEnd {
            break;
        }
        if let Err(problem) = tree.take(event, mark) {
            report.push(*problem);
            return Read::Broken;
        }
    }
    tree.finish(report)
}

/// What the parser refuses though it is plain what is meant, made as long, so that places stay right: a tab after a key's colon, which
/// is legal YAML, and the `* item` that a formatter of Markdown makes of `- item`; an alias has no blank behind its sign.
fn readable(text: &str) -> Cow<'_, str> {
    let is_item = |line: &str| line.starts_with("* ");
    if !text.contains(":\t") && !is_item(text) && !text.contains("\n* ") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, line) in fence::lines(text) {
        out.push_str(&text[at..start]);
        match line.split_once(":\t").filter(|(key, _)| !key.contains(": ")) {
            Some((key, value)) => out.extend([key, ": ", value]),
            None if is_item(line) => out.extend(["-", &line[1..]]),
            None => out.push_str(line),
        }
        at = start + line.len();
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// A list or map under construction.
struct Open {
    kind: NodeKind,
    span: Span,
    line: u32,
}

enum NodeKind {
    List(Vec<Node>),
    Map { fields: Vec<Pair>, key: Option<PendingKey>, seen: FxHashMap<String, u32> },
}

/// A key that waits for its value. Without text it is a list or map, which names nothing.
struct PendingKey {
    text: Option<String>,
    span: Span,
    line: u32,
}

struct Tree<'a> {
    block: Block<'a>,
    lines: Lines,
    /// Byte offset of each character; empty where every character is one byte.
    offsets: Vec<usize>,
    open: Vec<Open>,
    root: Option<Node>,
    problems: Vec<Diagnostic>,
    repeats: usize,
}

type Refusal = Box<Diagnostic>;

impl<'a> Tree<'a> {
    fn new(block: Block<'a>) -> Self {
        let offsets = match block.text.is_ascii() {
            true => Vec::new(),
            false => block.text.char_indices().map(|(at, _)| at).collect(),
        };
        let lines = Lines::of(block.text);
        Self { block, lines, offsets, open: Vec::new(), root: None, problems: Vec::new(), repeats: 0 }
    }

    /// Byte offset in the block.
    fn offset(&self, mark: Marker) -> usize {
        let index = mark.index();
        if self.offsets.is_empty() {
            return index.min(self.block.text.len());
        }
        self.offsets.get(index).copied().unwrap_or(self.block.text.len())
    }

    fn line(&self, mark: Marker) -> u32 {
        self.block.line + u32::try_from(mark.line()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    fn take(&mut self, event: Event, mark: Marker) -> Result<(), Refusal> {
        match event {
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
            Event::DocumentStart if self.root.is_some() => {
                Err(self.refuse(mark, "a second document stands in the front matter"))
            }
            Event::DocumentStart => Ok(()),
            Event::Alias(_) => Err(advice::alias(self.block, self.offset(mark))),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.check(mark, anchor, tag)?;
                let at = self.offset(mark);
                let span = self.scalar_span(at, &text, style);
                let value = if style == TScalarStyle::Plain && tag != Some(Core::Text) {
                    resolve(text)
                } else {
                    Value::Text(text)
                };
                if style == TScalarStyle::Plain {
                    self.warn_of_cut_value(span);
                }
                self.add(Node { value, span, line: self.line(mark) })
            }
            Event::SequenceStart(anchor, tag) => self.open(mark, anchor, tag, NodeKind::List(Vec::new())),
            Event::MappingStart(anchor, tag) => {
                let kind = NodeKind::Map { fields: Vec::new(), key: None, seen: FxHashMap::default() };
                self.open(mark, anchor, tag, kind)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { kind, span, line }) = self.open.pop() {
                    let value = match kind {
                        NodeKind::List(items) => Value::List(items),
                        NodeKind::Map { fields, .. } => Value::Map(fields),
                    };
                    return self.add(Node { value, span, line });
                }
                Ok(())
            }
        }
    }

    fn open(&mut self, mark: Marker, anchor: usize, tag: Option<Tag>, kind: NodeKind) -> Result<(), Refusal> {
        self.check(mark, anchor, tag)?;
        if self.open.len() >= DEEPEST {
            return Err(self.refuse(mark, &format!("lists and maps are nested more than {DEEPEST} deep")));
        }
        let at = self.offset(mark);
        let (span, line) = (self.block.span(at, at), self.line(mark));
        self.open.push(Open { kind, span, line });
        Ok(())
    }

    fn check(&self, mark: Marker, anchor: usize, tag: Option<Tag>) -> Result<Option<Core>, Refusal> {
        if anchor > 0 {
            return Err(advice::anchor(self.block, self.offset(mark)));
        }
        let Some(tag) = tag else { return Ok(None) };
        let core = tag.handle == "tag:yaml.org,2002:";
        match tag.suffix.as_str() {
            "str" if core => Ok(Some(Core::Text)),
            "int" | "float" | "bool" | "null" | "seq" | "map" | "timestamp" if core => Ok(Some(Core::Other)),
            suffix => {
                let name = if core { format!("!!{suffix}") } else { format!("{}{suffix}", tag.handle) };
                Err(advice::tag(self.block, self.offset(mark), &name))
            }
        }
    }

    fn refuse(&self, mark: Marker, message: &str) -> Refusal {
        let at = self.offset(mark);
        Box::new(Diagnostic::error("front-matter-syntax", self.block.path, message).at(self.block.span(at, at + 1)))
    }

    /// The parser tells only where a scalar starts: it ends where its text does, else with its line.
    fn scalar_span(&self, at: usize, text: &str, style: TScalarStyle) -> Span {
        let rest = &self.block.text[at..];
        let length = match style {
            TScalarStyle::Plain if text.is_empty() => 0,
            TScalarStyle::Plain if rest.starts_with(text) => text.len(),
            TScalarStyle::SingleQuoted | TScalarStyle::DoubleQuoted
                if rest.get(1..).is_some_and(|inner| inner.starts_with(text)) =>
            {
                text.len() + 2
            }
            _ => self.lines.rest(at).len(),
        };
        self.block.span(at, (at + length).min(self.block.text.len()))
    }

    /// `title: Bug #42 is back`: the rest is a comment to YAML, but hardly to the author.
    fn warn_of_cut_value(&mut self, span: Span) {
        let end = span.end - self.block.offset;
        let rest = self.block.text[self.lines.rest(end)].trim_start();
        if span.end > span.start
            && rest.strip_prefix('#').is_some_and(|cut| cut.starts_with(|first: char| first.is_alphanumeric()))
        {
            let start = self.lines.rest(end).end - rest.len();
            let message = format!("`{rest}` is a comment to YAML and not read");
            self.problems.push(
                Diagnostic::warning("front-matter-comment", self.block.path, message)
                    .at(self.block.span(start, start + rest.len()))
                    .hint("put the whole value in quotes, or a blank after the `#`"),
            );
        }
    }

    fn add(&mut self, node: Node) -> Result<(), Refusal> {
        let Some(Open { kind, .. }) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        let (fields, waiting, seen) = match kind {
            NodeKind::List(items) => {
                items.push(node);
                return Ok(());
            }
            NodeKind::Map { fields, key, seen } => (fields, key, seen),
        };
        let Some(key) = waiting.take() else {
            let text = match node.value {
                Value::Null => Some("null".to_owned()),
                _ => node.text().map(str::to_owned),
            };
            *waiting = Some(PendingKey { text, span: node.span, line: node.line });
            return Ok(());
        };
        let Some(text) = key.text else {
            if let Some(error) = advice::template_code(self.block, key.span.start - self.block.offset) {
                return Err(error);
            }
            let message = "a list or map cannot be a key";
            self.problems.push(
                Diagnostic::warning("front-matter-key", self.block.path, message).at(key.span).hint("it is ignored"),
            );
            return Ok(());
        };
        if let Some(first) = seen.insert(text.clone(), key.line) {
            seen.insert(text.clone(), first);
            self.repeats += 1;
            if self.repeats <= MOST_REPEATS {
                self.problems.push(repeated(self.block, &text, key.span, key.line, first));
            }
            return Ok(());
        }
        fields.push(Pair { key: text, span: key.span, line: key.line, node });
        Ok(())
    }

    fn finish(self, report: &mut Report) -> Read {
        let flawed = self.repeats > 0;
        report.diagnostics.extend(self.problems);
        match self.root.map(|root| (root.span, root.value)) {
            None | Some((_, Value::Null)) => Read::Whole(Vec::new()),
            Some((_, Value::Map(fields))) if flawed => Read::Flawed(fields),
            Some((_, Value::Map(fields))) => Read::Whole(fields),
            Some((span, _)) => {
                let message = "the front matter is not a set of `key: value` lines";
                report.push(Diagnostic::error("front-matter-syntax", self.block.path, message).at(span));
                Read::Broken
            }
        }
    }
}

pub(super) fn repeated(block: Block<'_>, key: &str, span: Span, line: u32, first: u32) -> Diagnostic {
    let message = format!("the key `{key}` on line {line} stands on line {first} already");
    Diagnostic::error("front-matter-duplicate-key", block.path, message).at(span).hint("keep one of the two lines")
}

/// Tags of the core schema.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Core {
    Text,
    Other,
}

/// A plain scalar by YAML 1.2's core schema (<https://yaml.org/spec/1.2.2/#103-core-schema>): `no` and `on` are text.
pub(super) fn resolve(text: String) -> Value {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true, text),
        "false" | "False" | "FALSE" => Value::Bool(false, text),
        _ if is_number(&text) => Value::Number(text),
        _ => Value::Text(text),
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, test: fn(&u8) -> bool| !digits.is_empty() && digits.bytes().all(|byte| test(&byte));
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, u8::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |byte| (b'0'..=b'7').contains(byte));
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) =
        unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(left, right)| (left, Some(right)));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_fits =
        exponent.is_none_or(|exponent| all(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), u8::is_ascii_digit));
    digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty()) && exponent_fits
}
