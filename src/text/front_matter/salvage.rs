//! A broken block to the simple `key: value` lines in it, so that a title survives when another line is wrong.

use super::fence::{Format, key_of, lines};
use super::{Block, Node, Pair, Value, yaml};
use rustc_hash::FxHashSet;

/// Longest value that is taken from a broken block.
const LONGEST: usize = 2_000;
/// Most fields taken from a broken block.
const MOST: usize = 1_000;

/// Reads `key: value` (TOML: `key = value`) lines at the left margin, lists of `- item` lines below a bare key, one-line
/// `[a, b]` lists and block scalars. The first of repeated keys wins.
pub(super) fn fields(block: Block<'_>, format: Format) -> Vec<Pair> {
    let mut fields: Vec<Pair> = Vec::new();
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    let all: Vec<(usize, &str)> = lines(block.text).collect();
    for (number, (index, (start, line))) in (block.line..).zip(all.iter().enumerate()) {
        if fields.len() >= MOST || format == Format::Toml && line.starts_with('[') {
            break;
        }
        let Some((key, value, at)) = key_and_value(line, format) else { continue };
        if seen.contains(key) {
            continue;
        }
        let span = block.span(start + at, start + at + value.len());
        let value = match value {
            "" | "|" | ">" | "|-" | ">-" | "|+" | ">+" => below(block, &all[index + 1..], value, number),
            _ => scalar_or_list(value, span, number),
        };
        if let Some(value) = value {
            seen.insert(key);
            let key_span = block.span(*start, start + line.find(key).unwrap_or(0) + key.len());
            fields.push(Pair {
                key: key.to_owned(),
                span: key_span,
                line: number,
                node: Node { value, span, line: number },
            });
        }
    }
    fields
}

/// Key, trimmed value, and the value's offset in the line.
fn key_and_value(line: &str, format: Format) -> Option<(&str, &str, usize)> {
    let line = line.trim_end();
    let (key, value) = match format {
        Format::Yaml => {
            let key = key_of(line)?;
            let after = line.find(key)? + key.len();
            let colon = after + line[after..].find(':')?;
            (key, &line[colon + 1..])
        }
        Format::Toml => {
            let (key, value) = line.split_once('=')?;
            let key = key.trim();
            (!key.is_empty() && !key.contains([' ', '#', '"'])).then_some((key, value))?
        }
        Format::Json => {
            let quoted = line.trim_start().strip_prefix('"')?;
            let (key, rest) = quoted.split_once('"')?;
            (key, rest.trim_start().strip_prefix(':')?.trim_end_matches([',', ' ']))
        }
    };
    let trimmed = value.trim();
    let at = trimmed.as_ptr() as usize - line.as_ptr() as usize;
    (trimmed.len() <= LONGEST).then_some((key, trimmed, at))
}

/// The lines below a key without value: list items, or the text of a block scalar.
fn below(block: Block<'_>, rest: &[(usize, &str)], indicator: &str, above: u32) -> Option<Value> {
    let inner = rest.iter().take_while(|(_, line)| {
        line.starts_with([' ', '\t'])
            || indicator.is_empty() && line.starts_with("- ")
            || line.is_empty() && !indicator.is_empty()
    });
    if indicator.is_empty() {
        let items: Vec<Node> = inner
            .zip(above + 1..)
            .filter_map(|((start, line), number)| {
                let item = line.trim().strip_prefix("- ")?.trim();
                let simple = !item.is_empty() && item.len() <= LONGEST && key_of(item).is_none();
                let span = block.span(start + line.len() - line.trim_start().len(), start + line.trim_end().len());
                simple.then(|| Node { value: scalar(item), span, line: number })
            })
            .collect();
        return (!items.is_empty()).then_some(Value::List(items));
    }
    let joined: Vec<&str> = inner.map(|(_, line)| line.trim()).collect();
    let text = joined.join(if indicator.starts_with('|') { "\n" } else { " " });
    let text = text.trim_end();
    (!text.is_empty() && text.len() <= 20 * LONGEST).then(|| Value::Text(text.to_owned()))
}

fn scalar_or_list(value: &str, span: crate::diagnostics::Span, line: u32) -> Option<Value> {
    let list = value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    if let Some(inner) = list.filter(|inner| !inner.contains(['[', '{', ']', '}'])) {
        let items = inner.split(',').map(str::trim).filter(|item| !item.is_empty());
        return Some(Value::List(items.map(|item| Node { value: scalar(item), span, line }).collect()));
    }
    // An unclosed list or map, an alias, an anchor or a tag is no text to show; `[P1] Login down` is.
    let odd = match value.as_bytes().first() {
        Some(b'[') => !value.contains(']'),
        Some(b'{' | b'&' | b'!') => true,
        Some(b'*') => !value.contains(' '),
        _ => value.contains("{{"),
    };
    (!odd).then(|| scalar(value))
}

fn scalar(written: &str) -> Value {
    for quote in ['"', '\''] {
        if let Some(inner) = written.strip_prefix(quote) {
            let inner = inner.strip_suffix(quote).unwrap_or(inner);
            return Value::Text(inner.replace("''", "'").replace("\\\"", "\""));
        }
    }
    let bare = written.split_once(" #").map_or(written, |(before, _)| before.trim_end());
    yaml::resolve(bare.to_owned())
}
