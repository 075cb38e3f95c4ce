//! Running text: bare URLs and e-mail addresses, `[[wikilinks]]` and incident ids become links or link slots.

use super::links::{self, Target};
use super::tokens;
use super::writer::{Writer, clean};
use crate::config::{Config, IdPattern};
use crate::model::{LinkKind, Segment};
use crate::text::foreign::label_of;
use std::borrow::Cow;
use std::ops::Range;

/// Longest target or label of a wikilink, in bytes.
const LONGEST_WIKI: usize = 300;
/// Longest host of a bare URL, in bytes, with port and user.
const LONGEST_HOST: usize = 512;
/// Longest character reference, in bytes.
const LONGEST_REFERENCE: usize = 40;
/// Longest bare URL that becomes a link, in bytes: keeps hostile text linear.
const LONGEST_URL: usize = 4096;

/// Something to link in a text.
enum Linkable<'t> {
    Url { range: Range<usize>, href: String },
    Wiki { range: Range<usize>, target: &'t str, label: Cow<'t, str> },
    Mention(Range<usize>),
}

/// Where each piece of a text run comes from: (position in the run, offset in the source).
pub(super) type Pieces<'p> = &'p [(usize, usize)];

/// A text run and where it comes from.
#[derive(Clone, Copy)]
struct Run<'t> {
    text: &'t str,
    pieces: Pieces<'t>,
    source: &'t str,
}

impl Run<'_> {
    /// Start of the piece that ends at `end`, if it was written as a character reference (`&copy;`).
    fn reference(&self, end: usize) -> Option<usize> {
        let after = self.pieces.partition_point(|(start, _)| *start < end);
        let (start, offset) = *self.pieces.get(after.checked_sub(1)?)?;
        let next = self.pieces.get(after).map_or(self.text.len(), |(start, _)| *start);
        let written = self.source.get(offset..)?;
        let reference = &written[..=written.bytes().take(LONGEST_REFERENCE).position(|byte| byte == b';')?];
        let is_reference = next == end
            && reference.starts_with('&')
            && tokens::decode(reference) == self.text.get(start..end)?
            && reference.len() > end - start;
        is_reference.then_some(start)
    }
}

fn offset_of(pieces: Pieces<'_>, position: usize) -> usize {
    let after = pieces.partition_point(|(start, _)| *start <= position);
    pieces.get(after.saturating_sub(1)).map_or(0, |(start, offset)| offset + (position - start))
}

/// Bytes that may begin (or stand in the middle of) something to link.
const fn triggers() -> [bool; 256] {
    let mut table = [false; 256];
    table[b':' as usize] = true;
    table[b'@' as usize] = true;
    table[b'.' as usize] = true;
    table[b'[' as usize] = true;
    table[b'-' as usize] = true;
    table
}

const TRIGGERS: [bool; 256] = triggers();

/// Ids of incidents in running text.
#[derive(Debug)]
pub(super) struct Mentions {
    /// As configured; `None`: ids of known incidents only.
    pattern: Option<IdPattern>,
    /// How many more may become slots.
    left: usize,
}

impl Mentions {
    /// Those that the settings know.
    pub(super) fn new(config: &Config) -> Self {
        Self { pattern: config.postmortem.id_pattern.clone(), left: 1_000 }
    }
}

impl Writer<'_> {
    /// Adds a run of text that the parser may have split at punctuation.
    pub(super) fn running(&mut self, text: &str, pieces: Pieces<'_>) {
        if self.open.in_link() {
            return self.text(text);
        }
        self.plain.push(text);
        let matches: Vec<Range<usize>> = match &self.mentions.pattern {
            Some(pattern) => {
                pattern.regex().find_iter(text).map(|found| found.range()).filter(|range| !range.is_empty()).collect()
            }
            None => Vec::new(),
        };
        let mut matches = matches.into_iter().peekable();
        let bytes = text.as_bytes();
        let (mut from, mut at) = (0, 0);
        while at < bytes.len() {
            while matches.next_if(|range| range.start < at).is_some() {}
            let found = match matches.next_if(|range| range.start == at) {
                Some(range) => Some(Linkable::Mention(range)),
                None if TRIGGERS[usize::from(bytes[at])] => self.find(text, from, at, pieces),
                None => None,
            };
            if let Some(found) = found {
                let range = match &found {
                    Linkable::Url { range, .. } | Linkable::Wiki { range, .. } | Linkable::Mention(range) => {
                        range.clone()
                    }
                };
                self.out.text(&text[from..range.start]);
                self.push_found(text, found, offset_of(pieces, range.start));
                from = range.end;
                at = range.end;
            } else {
                at += 1;
            }
        }
        self.out.text(&text[from..]);
    }

    fn push_found(&mut self, text: &str, found: Linkable<'_>, offset: usize) {
        match found {
            Linkable::Url { range, href } => {
                self.html("<a href=\"");
                self.out.value(&href);
                self.html("\" rel=\"noreferrer\">");
                self.out.text(&text[range]);
                self.html("</a>");
            }
            Linkable::Wiki { target, label, .. } => self.push_slot(LinkKind::Wiki, target, &label, offset),
            Linkable::Mention(range) if self.mentions.left > 0 => {
                self.mentions.left -= 1;
                self.push_slot(LinkKind::Mention, &text[range.clone()], &text[range], offset);
            }
            Linkable::Mention(range) => self.out.text(&text[range]),
        }
    }

    fn push_slot(&mut self, kind: LinkKind, target: &str, label: &str, offset: usize) {
        self.out.slot(Segment::LinkStart { kind, target: clean(target.trim()), title: None, offset });
        self.out.text(label);
        self.out.slot(Segment::LinkEnd);
    }

    /// What stands at the trigger `at`; nothing before `from` may be used.
    fn find<'t>(&self, text: &'t str, from: usize, at: usize, pieces: Pieces<'_>) -> Option<Linkable<'t>> {
        let run = Run { text, pieces, source: &self.source.text };
        match text.as_bytes()[at] {
            b':' => web(&run, from, at),
            b'.' => www(&run, from, at),
            b'@' => mail(text, from, at),
            b'[' => wiki(text, at, &self.source.text, pieces),
            _ if self.mentions.pattern.is_none() => mention(text, from, at).map(Linkable::Mention),
            _ => None,
        }
    }
}

/// `https://host/path`, found at its colon.
fn web(run: &Run<'_>, from: usize, colon: usize) -> Option<Linkable<'static>> {
    let text = run.text;
    let before = &text[from..colon];
    let length = ["https", "http", "ftp"].into_iter().find_map(|scheme| {
        let start = before.len().checked_sub(scheme.len())?;
        before.get(start..)?.eq_ignore_ascii_case(scheme).then_some(scheme.len())
    })?;
    let start = colon - length;
    if !text[colon..].starts_with("://")
        || text[from..start].chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric())
    {
        return None;
    }
    url(run, start, colon + 3, "")
}

/// `www.host`, found at its first point.
fn www(run: &Run<'_>, from: usize, point: usize) -> Option<Linkable<'static>> {
    let text = run.text;
    let start = point.checked_sub(3).filter(|start| *start >= from)?;
    let boundary =
        text.get(from..start)?.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !"/.@-_:".contains(c));
    if !boundary || !text[start..point].eq_ignore_ascii_case("www") {
        return None;
    }
    let found = url(run, start, start, "https://")?;
    let Linkable::Url { range, .. } = &found else { return None };
    let host = text[start..range.end].split(['/', '?', '#']).next()?;
    (host.matches('.').count() >= 2).then_some(found)
}

/// The URL that starts at `start`, whose host begins at `host`; `prefix` completes what is written.
fn url(run: &Run<'_>, start: usize, host: usize, prefix: &str) -> Option<Linkable<'static>> {
    let text = run.text;
    let stop = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(
                c,
                '<' | '>'
                    | '"'
                    | '`'
                    | '|'
                    | '、'
                    | '。'
                    | '，'
                    | '；'
                    | '：'
                    | '（'
                    | '）'
                    | '「'
                    | '」'
                    | '【'
                    | '】'
                    | '“'
                    | '”'
                    | '’'
                    | '…'
            )
    };
    // What only looks like a URL mostly has no host: then the rest is not read for it.
    let near = &text[host..text.floor_char_boundary(host + LONGEST_HOST)];
    let near = &near[..near.find(|c| stop(c) || matches!(c, '/' | '?' | '#' | '\\')).unwrap_or(near.len())];
    if !links::valid_authority(&text[host..trimmed(run, host, host + near.len())]) {
        return None;
    }
    let limit = text.floor_char_boundary(host + LONGEST_URL);
    let end = match text[host..limit].find(stop) {
        Some(at) => host + at,
        None if limit == text.len() => limit,
        None => return None,
    };
    let end = trimmed(run, host, end);
    if end <= host || !links::valid_authority(&text[host..end]) {
        return None;
    }
    match links::classify(&format!("{prefix}{}", &text[start..end])) {
        Target::External(href) => Some(Linkable::Url { range: start..end, href }),
        _ => None,
    }
}

/// The end of the URL in `start..end` without what GitHub takes for the sentence's: final punctuation, unbalanced brackets, an entity.
fn trimmed(run: &Run<'_>, start: usize, mut end: usize) -> usize {
    let bytes = &run.text.as_bytes()[..end];
    let count = |which: u8| memchr::memchr_iter(which, &bytes[start..]).count();
    let mut round = count(b')').saturating_sub(count(b'('));
    let mut square = count(b']').saturating_sub(count(b'['));
    let mut curly = count(b'}').saturating_sub(count(b'{'));
    while end > start {
        if let Some(reference) = run.reference(end).filter(|reference| *reference >= start) {
            end = reference;
            continue;
        }
        match bytes[end - 1] {
            // What looks like an entity, and is none.
            b';' => {
                let letters = bytes[start..end - 1].iter().rev().take(LONGEST_REFERENCE);
                let letters = letters.take_while(|byte| byte.is_ascii_alphanumeric()).count();
                let and = (end - 1 - letters).checked_sub(1).filter(|and| letters > 0 && *and >= start);
                end = and.filter(|and| bytes[*and] == b'&').map_or(end, |and| and + 1);
            }
            b'?' | b'!' | b'.' | b',' | b':' | b'*' | b'_' | b'~' | b'\'' => {}
            b')' if round > 0 => round -= 1,
            b']' if square > 0 => square -= 1,
            b'}' if curly > 0 => curly -= 1,
            _ => break,
        }
        end -= 1;
    }
    end
}

/// `name@host.example`, found at its `@`.
fn mail(text: &str, from: usize, at: usize) -> Option<Linkable<'static>> {
    let bytes = text.as_bytes();
    let local = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+');
    let start = at - bytes[from..at].iter().rev().take(64).take_while(|byte| local(byte)).count();
    let domain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let mut end = at + 1 + bytes[at + 1..].iter().take(255).take_while(|byte| domain(byte)).count();
    while bytes[end - 1] == b'.' {
        end -= 1;
    }
    let host = text.get(at + 1..end)?;
    let good = start < at
        && !matches!(bytes[start], b'.' | b'-')
        && host.contains('.')
        && !host.ends_with(['-', '_'])
        && links::valid_authority(host)
        && host
            .rsplit('.')
            .next()
            .is_some_and(|last| last.len() > 1 && last.bytes().all(|byte| byte.is_ascii_alphabetic()))
        && !text[..start].ends_with(['/', ':', '@']);
    good.then(|| Linkable::Url { range: start..end, href: format!("mailto:{}", &text[start..end]) })
}

/// `[[target]]` or `[[target|label]]`. A blank after the brackets makes it a shell test, a backslash before it text.
fn wiki<'t>(text: &'t str, at: usize, source: &str, pieces: Pieces<'_>) -> Option<Linkable<'t>> {
    let inner = text[at..].strip_prefix("[[")?;
    let offset = offset_of(pieces, at);
    if !source.get(offset..)?.starts_with("[[") || source[..offset].ends_with('\\') {
        return None;
    }
    let limit = inner.len().min(LONGEST_WIKI);
    let end = inner.as_bytes()[..limit].iter().position(|byte| matches!(byte, b'[' | b']' | b'\n'))?;
    let inside = inner.get(..end)?;
    if !inner[end..].starts_with("]]") || inside.starts_with(char::is_whitespace) {
        return None;
    }
    let (target, label) = inside.split_once('|').unwrap_or((inside, inside));
    let (target, label) = (target.trim_end_matches('\\').trim(), label.trim());
    if target.is_empty() {
        return None;
    }
    let label = if label.is_empty() || label == target { label_of(target).into() } else { label.into() };
    Some(Linkable::Wiki { range: at..at + 2 + end + 2, target, label })
}

/// `INC-12`, `PM2021-011`, `INC-2024-07`, found at the first hyphen: at least two capitals, then digits and hyphens.
fn mention(text: &str, from: usize, hyphen: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let word = |byte: &&u8| byte.is_ascii_alphanumeric();
    let start = hyphen - bytes[from..hyphen].iter().rev().take(17).take_while(word).count();
    let head = &bytes[start..hyphen];
    let capitals = head.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    if !(2..=10).contains(&capitals) || head.len() > 16 || !head[capitals..].iter().all(u8::is_ascii_digit) {
        return None;
    }
    if text[..start].chars().next_back().is_some_and(|c| is_word(c) || "-_/.@#:=\\".contains(c)) {
        return None;
    }
    let mut end = hyphen;
    while bytes.get(end) == Some(&b'-') {
        let digits = bytes[end + 1..].iter().take(9).take_while(|byte| byte.is_ascii_digit()).count();
        if !(1..=8).contains(&digits) {
            break;
        }
        end += 1 + digits;
    }
    let after = text[end..].chars().next();
    let bounded = after.is_none_or(|c| !is_word(c) && !matches!(c, '_' | '-' | '/' | '@'))
        || after == Some('-') && !text[end + 1..].starts_with(|c: char| c.is_alphanumeric());
    (end > hyphen && bounded).then_some(start..end)
}

/// A letter or digit of a script that sets blanks between words.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() && character < '\u{2E80}'
}
