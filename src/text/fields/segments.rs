//! A line of any mark-up to the pieces that may be a label or its value.

/// A piece of a line between brackets, bars, tags, commas.
pub(super) struct Segment<'a> {
    /// What stands before it: a blank at the line's start.
    before: char,
    raw: &'a str,
    /// In inline code.
    pub in_code: bool,
}

/// The pieces of `line`, in order.
pub(super) fn segments(line: &str) -> Vec<Segment<'_>> {
    let (mut all, mut start, mut before, mut ticks) = (Vec::new(), 0, ' ', 0_usize);
    let is_edge = |at: usize, c: char| match c {
        '|' | '{' | '}' | '[' | ']' | '(' | ')' | ',' | ';' | '<' | '·' | '•' => true,
        // Not that of an arrow.
        '>' => !line[..at].ends_with('-') || line[..at].ends_with("--"),
        '#' => at == 0 || line[..at].ends_with(' '),
        _ => false,
    };
    // Told by its first byte, so that other characters need not be read.
    let may_be_edge = |byte: u8| {
        matches!(byte, b'(' | b')' | b',' | b';' | b'<' | b'>' | b'[' | b']' | b'{'..=b'}' | b'#' | 0xc2 | 0xe2)
    };
    for (at, _) in line.bytes().enumerate().filter(|(_, byte)| may_be_edge(*byte)) {
        let Some(c) = line[at..].chars().next().filter(|c| is_edge(at, *c)) else { continue };
        all.push(Segment { before, raw: &line[start..at], in_code: ticks % 2 == 1 });
        ticks += line[start..at].bytes().filter(|byte| *byte == b'`').count();
        (start, before) = (at + c.len_utf8(), c);
    }
    all.push(Segment { before, raw: &line[start..], in_code: ticks % 2 == 1 });
    all.retain(|segment| !segment.raw.trim().is_empty());
    all
}

impl<'a> Segment<'a> {
    /// What stands between `<` and `>`, but for a comment.
    pub(super) fn is_tag(&self) -> bool {
        self.before == '<' && !self.raw.starts_with('!')
    }

    /// The name of the element that a tag opens.
    pub(super) fn element(&self) -> Option<&'a str> {
        self.raw.split_whitespace().next().filter(|name| self.is_tag() && !name.starts_with('/'))
    }

    /// In a tag, or in `{: ... }` of Kramdown.
    pub(super) fn has_attributes(&self) -> bool {
        matches!(self.before, '<' | '{') && self.raw.contains('=')
    }

    /// The text behind marks of lists, quotes, emphasis and tasks.
    pub(super) fn text(&self) -> &'a str {
        let text = self.raw.trim_start_matches(|c: char| !c.is_alphanumeric());
        let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
        match number.strip_prefix(['.', ')']).filter(|_| number.len() < text.len()) {
            Some(item) => item.trim_start_matches(|c: char| !c.is_alphanumeric()),
            None => text,
        }
    }

    /// Whether it holds words that are shown.
    pub(super) fn is_value(&self) -> bool {
        !self.is_tag() && self.raw.contains(char::is_alphanumeric)
    }

    /// Whether what stands before it is a label although no colon says so: a cell, an element, `[label]: value`.
    pub(super) fn follows_a_label(&self) -> bool {
        matches!(self.before, '|' | '<') || self.before == ']' && self.raw.starts_with(':')
    }

    /// `name=value` pairs.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.raw.split_whitespace().filter_map(|part| part.split_once('='));
        pairs.map(|(name, value)| (name.trim_matches(':'), value.trim_matches(['"', '\'', '/', ':'])))
    }
}

/// `key: value`, `key = value`, `key:: value`, `key -> value`.
pub(super) fn label(text: &str) -> Option<(&str, &str)> {
    let is_sign = |at: usize, first: u8| match first {
        b':' | b'=' => true,
        b'-' => text[at..].starts_with("->"),
        // Of the arrows the first of their bytes.
        0xe2 => text[at..].starts_with(['→', '⇒']),
        _ => false,
    };
    let (at, _) = text.bytes().enumerate().find(|(at, first)| is_sign(*at, *first))?;
    Some((&text[..at], text[at..].trim_start_matches([':', '=', '-', '>', '→', '⇒', ' '])))
}

/// A table row's cells.
pub(super) fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.trim().trim_matches('|').split('|').map(str::trim)
}

/// The row of hyphens below a table's head.
pub(super) fn is_delimiter_row(line: &str) -> bool {
    line.contains('-') && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

/// For each piece the first value behind it, and whether there is but one value in all.
pub(super) fn next_values<'a>(all: &[Segment<'a>]) -> (Vec<Option<&'a str>>, bool) {
    let mut next = None;
    let mut values = vec![None; all.len()];
    for (at, segment) in all.iter().enumerate().rev() {
        values[at] = next;
        next = if segment.is_value() { Some(segment.text()) } else { next };
    }
    (values, all.iter().filter(|segment| segment.is_value()).take(2).count() == 1)
}

/// Ends a line for some editors, and for no parser.
pub(super) fn is_odd_end(c: char) -> bool {
    matches!(c, '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether one of those is in `text`.
pub(super) fn has_odd_end(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Of the others the first of their bytes.
    let mut may_be = memchr::memchr2_iter(0xc2, 0xe2, bytes);
    memchr::memchr2(b'\x0b', b'\x0c', bytes).is_some() || may_be.any(|at| text[at..].starts_with(is_odd_end))
}

/// A line without tags and comments.
pub(super) fn without_tags(line: &str) -> String {
    let mut words = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, tag)) = rest.split_once('<') {
        words.push_str(before);
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        rest = tag.split_once(end).map_or("", |(_, behind)| behind);
    }
    words.push_str(rest);
    words
}
