//! A source to what in it is mark-up of other tools: what is no text (Liquid, shortcodes, attribute lists, private remarks,
//! code of MDX), and containers (`!!! note`, `=== "Tab"`) whose indented text counts.

use std::ops::Range;

/// Longest tag or attribute list, and longest remark, in bytes.
const TAG: usize = 400;
const REMARK: usize = 4_000;
/// Least indentation of a container's text, in columns.
const INDENT: usize = 4;

/// Source ranges, in order.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// No text, whatever stands there.
    pub(super) silent: Vec<Range<usize>>,
    pub(super) containers: Vec<Container>,
    /// What HTML comments say.
    pub(super) comments: Vec<Range<usize>>,
}

/// A block whose text is indented below its opening line.
#[derive(Debug)]
pub(super) struct Container {
    /// From its opening line to the end of its text.
    pub(super) range: Range<usize>,
    /// Its lines without their indentation: places in the source.
    lines: Vec<Range<usize>>,
}

impl Container {
    /// Its text, and for each of its lines where it stands there and in the source.
    pub(super) fn text(&self, source: &str) -> (String, Vec<(usize, usize)>) {
        let (mut text, mut places) = (String::with_capacity(self.range.len()), Vec::with_capacity(self.lines.len()));
        for line in &self.lines {
            places.push((text.len(), line.start));
            text.push_str(source.get(line.clone()).unwrap_or_default());
        }
        (text, places)
    }
}

impl Foreign {
    /// The stretches of `range` that are text.
    pub(super) fn text(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let first = self.silent.partition_point(|silent| silent.end <= range.start);
        let (mut at, mut kept) = (range.start, Vec::new());
        for silent in self.silent[first..].iter().take_while(|silent| silent.start < range.end) {
            if silent.start > at {
                kept.push(at..silent.start);
            }
            at = at.max(silent.end);
        }
        if at < range.end {
            kept.push(at..range.end);
        }
        kept
    }
}

/// Looks `source` over from `start` on; blocks of code are left alone.
pub(super) fn read(source: &str, start: usize) -> Foreign {
    let mut foreign = Foreign::default();
    let lines: Vec<Range<usize>> = lines(source, start);
    let mut fence: Option<&str> = None;
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let text = &source[line.clone()];
        let trimmed = text.trim_start_matches(['>', ' ', '\t']);
        if let Some(open) = fence {
            fence = fence.filter(|_| !trimmed.starts_with(open));
        } else if let Some(mark) = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark)) {
            fence = Some(mark);
        } else if let Some((container, next)) = container(source, &lines, at) {
            foreign.containers.push(container);
            at = next;
            continue;
        } else if is_fence_of_container(trimmed) || trimmed.starts_with("--8<--") {
            foreign.silent.push(line.clone());
        } else if let Some(next) = statement(source, &lines, at) {
            foreign.silent.push(line.start..lines[next - 1].end);
            at = next;
            continue;
        } else if text.contains(['{', '%', '<', '[']) {
            tags(source, line, &mut foreign);
        }
        at += 1;
    }
    foreign.silent.sort_by_key(|range| (range.start, range.end));
    foreign
}

fn lines(source: &str, start: usize) -> Vec<Range<usize>> {
    let mut at = start;
    let text = source.get(start..).unwrap_or_default();
    let line = |line: &str| {
        at += line.len();
        at - line.len()..at
    };
    text.split_inclusive('\n').map(line).collect()
}

/// `:::note`, `:::`
fn is_fence_of_container(line: &str) -> bool {
    let name = line.trim_start_matches(':');
    line.len() - name.len() >= 3
}

/// Columns before the text of a line; `None` for a blank one.
fn indent(line: &str) -> Option<usize> {
    let rest = line.trim_start_matches([' ', '\t']);
    let columns = |c: char| if c == '\t' { INDENT } else { 1 };
    (!rest.trim().is_empty()).then(|| line[..line.len() - rest.len()].chars().map(columns).sum())
}

/// The container that opens on the line `at`, and the line behind it.
fn container(source: &str, lines: &[Range<usize>], at: usize) -> Option<(Container, usize)> {
    let text = |line: &Range<usize>| source.get(line.clone()).unwrap_or_default();
    let opening = text(&lines[at]);
    let trimmed = opening.trim_start();
    let opens = ["!!! ", "??? ", "???+ ", "!!!+ ", "=== \"", "=== '", "===! \"", "===+ \""];
    if !opens.iter().any(|mark| trimmed.starts_with(mark)) {
        return None;
    }
    let least = indent(opening)? + INDENT;
    let mut end = at + 1;
    for (index, line) in lines.iter().enumerate().skip(at + 1) {
        match indent(text(line)) {
            Some(columns) if columns >= least => end = index + 1,
            Some(_) => break,
            None => {}
        }
    }
    let body = lines.get(at + 1..end).filter(|body| !body.is_empty())?;
    let inner = body.iter().map(|line| line.start + dedent(text(line), least)..line.end).collect();
    Some((Container { range: lines[at].start..lines[end - 1].end, lines: inner }, end))
}

/// Bytes of the first `columns` of indentation.
fn dedent(line: &str, columns: usize) -> usize {
    let mut seen = 0;
    for (at, c) in line.char_indices() {
        match c {
            ' ' | '\t' if seen < columns => seen += if c == '\t' { INDENT } else { 1 },
            _ => return at,
        }
    }
    line.trim_end_matches(['\n', '\r']).len()
}

/// Lines of code amid MDX (`export const meta = {`): the line behind them.
fn statement(source: &str, lines: &[Range<usize>], at: usize) -> Option<usize> {
    let text = |index: usize| lines.get(index).and_then(|line| source.get(line.clone())).map(str::trim_end);
    let first = text(at)?;
    let exports = ["export const ", "export let ", "export var "].iter().any(|word| first.starts_with(word));
    let function = first.starts_with("export default ") || first.starts_with("export function ");
    let ends = first.trim_end_matches(';').ends_with(['\'', '"']);
    let imports =
        first.starts_with("import ") && ends && (first.contains(" from ") || first[7..].starts_with(['\'', '"']));
    if imports {
        return Some(at + 1);
    }
    if !(exports && first.contains('=') || function && first.contains(['(', '{'])) {
        return None;
    }
    let mut depth = 0_i32;
    for index in at..lines.len().min(at + 200) {
        let line = text(index)?;
        for c in line.chars() {
            match c {
                '{' | '[' | '(' => depth += 1,
                '}' | ']' | ')' => depth -= 1,
                _ => {}
            }
        }
        if depth <= 0 {
            return Some(index + 1);
        }
    }
    None
}

/// Tags that open on `line`: they may end on a later one.
fn tags(source: &str, line: &Range<usize>, foreign: &mut Foreign) {
    let mut at = foreign.silent.last().map_or(line.start, |last| last.end.max(line.start));
    let mut code = false;
    while at < line.end {
        let rest = &source[at..];
        if let Some(end) = (!code).then(|| tag(source, at)).flatten() {
            if rest.starts_with("<!--") {
                foreign.comments.push(at + 4..end);
            }
            foreign.silent.push(at..end);
            at = end;
            continue;
        }
        let Some(c) = rest.chars().next() else { return };
        code ^= c == '`';
        at += c.len_utf8();
    }
}

/// The end of the tag at `at`.
fn tag(source: &str, at: usize) -> Option<usize> {
    let rest = &source[at..];
    let closed = |open: &str, close: &str, most: usize| {
        let inside = rest.strip_prefix(open)?;
        let end = inside[..inside.floor_char_boundary(most + close.len())].find(close)?;
        Some(at + open.len() + end + close.len())
    };
    match rest.as_bytes().first()? {
        b'<' => closed("<!--", "-->", REMARK),
        b'%' => {
            let edge = !source[..at].ends_with(|c: char| c.is_alphanumeric());
            edge.then(|| closed("%%", "%%", REMARK)).flatten()
        }
        b'[' => closed("[!", "]", 24).filter(|end| is_callout(source, at, *end)).map(|end| fold_sign(source, end)),
        b'{' => {
            let tag =
                closed("{%", "%}", TAG).or_else(|| closed("{{<", ">}}", TAG)).or_else(|| closed("{{%", "%}}", TAG));
            tag.or_else(|| closed("{/*", "*/}", REMARK)).or_else(|| attributes(source, at))
        }
        _ => None,
    }
}

/// `> [!note]` at the start of a quotation.
fn is_callout(source: &str, at: usize, end: usize) -> bool {
    let before = &source[source[..at].rfind('\n').map_or(0, |line| line + 1)..at];
    let name = &source[at + 2..end - 1];
    before.contains('>') && before.chars().all(|c| matches!(c, '>' | ' ' | '\t')) && !name.is_empty()
}

/// `[!note]-`: folded.
fn fold_sign(source: &str, end: usize) -> usize {
    end + usize::from(source[end..].starts_with(['-', '+']))
}

/// `{: .table }`, `{ width="600" }`, `{#anchor}`, `{.class}`
fn attributes(source: &str, at: usize) -> Option<usize> {
    let line = source[at..].lines().next()?;
    let end = line.find('}').filter(|end| *end <= TAG)?;
    let inside = &line[1..end];
    let bare = inside.strip_prefix(':').unwrap_or(inside).trim();
    let first = bare.split_whitespace().next().unwrap_or_default();
    let named = first.split_once('=').is_some_and(|(key, _)| {
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    });
    let is_list = inside.starts_with(':') || first.len() > 1 && first.starts_with(['.', '#']) || named;
    let joined = source[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '$' | '{' | '_'));
    (is_list && !joined).then_some(at + end + 1)
}
