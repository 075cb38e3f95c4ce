//! Blocks to the document's parts: which headings (or list labels) mean which section, and what stands below each.

use super::blocks::{Block, Doc, Shape};
use crate::model::{Section, SectionName};
use crate::text::lexicon::fold::{is_unspaced, squash};
use crate::text::lexicon::{GLUE, Glue, Heading, SECTIONS};
use crate::text::words::is_pictograph;
use std::ops::Range;
use std::sync::LazyLock;

/// Longest heading that may be a section name, in bytes.
const LONGEST: usize = 120;
/// Level of a bold line that acts as a heading, and of a list label.
const BOLD_LINE: u8 = 7;
const LIST_LABEL: u8 = 8;

/// A heading (or what acts as one) with its content.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Index in [`Doc::blocks`].
    pub(super) block: usize,
    pub(super) level: u8,
    /// What it means; empty for headings outside the scale.
    pub(super) names: Vec<SectionName>,
    /// Only where nothing plainer stands in the document (`Prevention` for action items).
    pub(super) weak: bool,
    /// Below a heading of follow-ups: `Detection` and `Mitigation` sort what is planned there.
    pub(super) planned: bool,
    /// Blocks below it, deeper headings and their content included.
    pub(super) content: Range<usize>,
    pub(super) text: String,
}

impl Part {
    pub(super) fn is(&self, name: SectionName) -> bool {
        self.names.contains(&name)
    }
}

/// All parts in document order.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) parts: Vec<Part>,
}

impl Outline {
    /// Parts that mean `name`.
    pub(super) fn of(&self, name: SectionName) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(move |part| part.is(name))
    }

    /// The part that the block at `index` opens.
    pub(super) fn at(&self, index: usize) -> Option<&Part> {
        let next = self.parts.partition_point(|part| part.block < index);
        self.parts.get(next).filter(|part| part.block == index)
    }

    /// The nearest part that opens before the block at `index`.
    pub(super) fn above(&self, index: usize) -> Option<&Part> {
        let next = self.parts.partition_point(|part| part.block < index);
        next.checked_sub(1).and_then(|last| self.parts.get(last))
    }

    /// Number of different sections.
    pub(super) fn variety(&self) -> usize {
        let mut names: Vec<SectionName> = self.parts.iter().flat_map(|part| part.names.iter().copied()).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }
}

/// Reads the outline of `doc`.
pub(super) fn read(doc: &Doc) -> Outline {
    let mut parts = Vec::new();
    for (index, block) in doc.blocks.iter().enumerate() {
        if block.quoted {
            continue;
        }
        if let Some((level, text)) = heading(doc, index) {
            let (names, weak) = meaning(&text);
            if level < BOLD_LINE || !names.is_empty() {
                let content = index + 1..index + 1;
                parts.push(Part { block: index, level, names, weak, planned: false, content, text });
            }
        }
    }
    release_title(&mut parts);
    if parts.iter().all(|part| part.names.is_empty()) {
        add_labels(doc, &mut parts);
    }
    close(&mut parts, doc.blocks.len());
    sort_plans(&mut parts);
    Outline { parts }
}

/// Named parts below a heading that make it the document's title.
const NAMED: usize = 2;

/// `# Resolution of the March outage` over the story's sections is the title, and no section itself, however it begins.
fn release_title(parts: &mut [Part]) {
    let Some((first, below)) = parts.split_first_mut() else { return };
    let named = below.iter().filter(|part| part.level < BOLD_LINE && !part.names.is_empty()).count();
    let is_title = first.level == 1 && first.block == 0 && below.iter().all(|part| part.level > 1) && named >= NAMED;
    if is_title && whole(&without_brackets(bare(&first.text))).is_none() {
        first.names.clear();
        first.weak = false;
    }
}

/// A heading's or bold line's level and text.
fn heading(doc: &Doc, index: usize) -> Option<(u8, String)> {
    let block = &doc.blocks[index];
    match block.shape {
        Shape::Heading(level) => Some((level, doc.block_text(block))),
        _ => {
            let text = doc.bold_line(block).or_else(|| doc.lead_line(block)).or_else(|| unmarked(doc, index));
            text.filter(|text| text.len() <= LONGEST).map(|text| (BOLD_LINE, text.to_owned()))
        }
    }
}

/// A line of its own that is the name of a section and nothing else: a heading whose marks were lost on the way from another program.
/// With a number it was read as a list of one item.
fn unmarked(doc: &Doc, index: usize) -> Option<&str> {
    let block = &doc.blocks[index];
    let is_numbered = |block: &Block| matches!(block.shape, Shape::Item { ordered: true, .. }) && block.depth == 1;
    let is_beside = |at: usize| doc.blocks.get(at).is_some_and(is_numbered);
    let alone = || !is_beside(index + 1) && !index.checked_sub(1).is_some_and(is_beside);
    let is_line = match block.shape {
        Shape::Paragraph => block.depth == 0,
        Shape::Item { task: None, .. } => is_numbered(block) && alone(),
        _ => false,
    };
    if !is_line || block.quoted || block.lines.len() != 1 {
        return None;
    }
    let text = doc.line_text(block.lines.start);
    (text.len() <= LONGEST && whole(bare(text)).is_some() && !text.ends_with(['.', '。'])).then_some(text)
}

/// Items such as `- **Impact**: …` as parts, where a document has no headings for them.
fn add_labels(doc: &Doc, parts: &mut Vec<Part>) {
    let mut found = Vec::new();
    for (index, block) in doc.blocks.iter().enumerate() {
        if !block.is_item() || block.depth != 1 || block.quoted || block.lines.is_empty() {
            continue;
        }
        if let Some(text) = doc.item_label(&doc.lines[block.lines.start].range) {
            let (names, weak) = meaning(text);
            let (level, content, text) = (LIST_LABEL, index + 1..index + 1, text.to_owned());
            found.push(Part { block: index, level, names, weak, planned: false, content, text });
        }
    }
    let meaningful = found.iter().filter(|part| !part.names.is_empty()).count();
    if meaningful >= 2 {
        parts.extend(found);
        parts.sort_by_key(|part| part.block);
    }
}

/// Sets where each part's content ends: at the next part of its level or above.
fn close(parts: &mut [Part], end: usize) {
    let mut open: Vec<usize> = Vec::new();
    for index in 0..parts.len() {
        let (level, block) = (parts[index].level, parts[index].block);
        while let Some(last) = open.last().copied().filter(|last| parts[*last].level >= level) {
            parts[last].content.end = block;
            open.pop();
        }
        open.push(index);
    }
    for index in open {
        parts[index].content.end = end;
    }
}

/// Marks the parts below those of follow-ups, which open no sections of the incident.
fn sort_plans(parts: &mut [Part]) {
    use SectionName::{ActionItems, GotLucky, Lessons, WentWell, WentWrong};
    let mut end = 0;
    for part in parts {
        if part.block < end {
            part.planned = true;
            part.names.retain(|name| matches!(name, ActionItems | Lessons | WentWell | WentWrong | GotLucky));
        } else if part.level > 1 && part.names == [ActionItems] && !part.weak {
            end = part.content.end;
        }
    }
}

/// What a heading means, and whether by a weak word only.
pub(super) fn meaning(heading: &str) -> (Vec<SectionName>, bool) {
    if heading.is_empty() || heading.len() > LONGEST {
        return (Vec::new(), false);
    }
    let bare = bare(heading);
    let outside = without_brackets(bare);
    let own = SECTIONS.own(heading).or_else(|| SECTIONS.own(bare)).map(|name| name.meaning);
    match own.or_else(|| SECTIONS.get(&outside)) {
        Some(Heading::None) => return (Vec::new(), false),
        Some(Heading::Section(name)) => return (vec![name], false),
        Some(Heading::Weak(name)) => return (vec![name], true),
        None => {}
    }
    let parts = in_parts(&outside);
    if !parts.is_empty() {
        // The word for actions decides: `后续与教训` names them weakly.
        let weak = parts.contains(&(SectionName::ActionItems, true));
        let mut names: Vec<SectionName> = Vec::new();
        for (name, _) in parts {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        return (names, weak);
    }
    if let Some(name) = by_pattern(&outside) {
        return (vec![name], false);
    }
    // `Korrekturmaßnahme (Fix Applied)`: the same in other words.
    let named = in_brackets(bare).and_then(whole).filter(|(_, weak)| !weak);
    (named.into_iter().map(|(name, _)| name).collect(), false)
}

/// What stands in the brackets that end a heading.
fn in_brackets(text: &str) -> Option<&str> {
    let inside = text.strip_suffix([')', '）'])?;
    Some(&inside[inside.rfind(['(', '（'])?..]).map(|inside| inside.trim_start_matches(['(', '（']))
}

/// `:warning: Impact` -> `Impact`.
fn without_shortcode(heading: &str) -> &str {
    let inside = heading.trim_start().strip_prefix(':').and_then(|text| text.split_once(':'));
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    inside.filter(|(name, _)| is_name(name)).map_or(heading, |(_, rest)| rest.trim_start())
}

/// What stands behind the number of a heading.
const BEHIND_NUMBERS: [char; 8] = [' ', ')', ':', '、', '-', '．', '–', '—'];

/// Bytes of the number that opens a heading: `3.1`, `D4`, `IV.`, `一`.
fn number(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b'.' | b'/')).count();
    let letter = usize::from(text.starts_with(|c: char| c.is_ascii_uppercase()));
    let counted = digits(&text[letter..]);
    if counted > 0 && text[letter..].starts_with(|c: char| c.is_ascii_digit()) {
        return letter + counted;
    }
    let roman = text.bytes().take_while(|b| matches!(b, b'I' | b'V' | b'X')).count();
    let counts = |c: &char| !c.is_ascii() && GLUE.get(c.encode_utf8(&mut [0; 4])) == Some(Glue::Number);
    let han = text.chars().take_while(counts).map(char::len_utf8).sum();
    match &text[roman..] {
        rest if roman > 0 && rest.starts_with(['.', ')']) => roman + 1,
        _ if text[han..].starts_with(['、', '．', '.', ' ']) => han,
        _ => 0,
    }
}

/// `3.1 ✅ Root cause:` -> `Root cause`.
pub(super) fn bare(heading: &str) -> &str {
    let heading = without_shortcode(heading);
    let trim = |text: &str| -> usize {
        text.len()
            - text
                .trim_start_matches(|c: char| {
                    is_pictograph(c) || c.is_whitespace() || matches!(c, '*' | '_' | '§' | '#')
                })
                .len()
    };
    let mut rest = &heading[trim(heading)..];
    let number = number(rest);
    let after = &rest[number..];
    let numbered = number > 0 && (rest[..number].ends_with('.') || after.starts_with(BEHIND_NUMBERS));
    if numbered && !after.trim_start_matches(BEHIND_NUMBERS).is_empty() {
        rest = after.trim_start_matches(BEHIND_NUMBERS);
    }
    let rest = &rest[trim(rest)..];
    rest.trim_end_matches(|c: char| {
        is_pictograph(c) || c.is_whitespace() || matches!(c, ':' | '：' | '*' | '_' | '?' | '？' | '.')
    })
}

fn without_brackets(text: &str) -> String {
    let (mut out, mut depth) = (String::with_capacity(text.len()), 0_usize);
    for c in text.chars() {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if squash(&out).is_empty() { text.to_owned() } else { out }
}

/// `Lessons learned / Follow-ups`: every part must be a known name.
fn in_parts(text: &str) -> Vec<(SectionName, bool)> {
    let pieces = pieces(text);
    if pieces.len() < 2 || pieces.len() > 4 {
        return Vec::new();
    }
    let known: Vec<(SectionName, bool)> = pieces.iter().filter_map(|piece| whole(piece)).collect();
    // One unknown piece beside a known first one (`Lessons & thanks`) still means the first.
    match known.len() {
        n if n == pieces.len() => known,
        n if n > 0 && whole(&pieces[0]).is_some_and(|(_, weak)| !weak) => vec![known[0]],
        _ => Vec::new(),
    }
}

/// Joining words of scripts without blanks, which stand within what is between blanks.
static CLOSE_JOINS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let joins = GLUE.words().filter(|(.., name)| name.meaning == Glue::And).map(|(_, word, _)| word);
    let mut joins: Vec<&str> = joins.filter(|word| word.chars().all(is_unspaced)).collect();
    joins.sort_unstable();
    joins
});

/// What stands between marks and words that join names.
fn pieces(text: &str) -> Vec<String> {
    let own = GLUE.own_words().into_iter().filter(|(word, glue)| *glue == Glue::And && word.chars().all(is_unspaced));
    let own: Vec<String> = own.map(|(word, _)| word).collect();
    let joins = CLOSE_JOINS.iter().copied().chain(own.iter().map(String::as_str));
    let text = joins.fold(text.to_owned(), |text, join| text.replace(join, &format!(" {join} ")));
    let mut pieces = vec![String::new()];
    for part in text.split_inclusive(['/', '&', '+', ',', '、', '・']) {
        let (words, closed) = match part.strip_suffix(['/', '&', '+', ',', '、', '・']) {
            Some(words) => (words, true),
            None => (part, false),
        };
        for word in words.split_whitespace() {
            match pieces.last_mut() {
                Some(piece) if GLUE.get(word) != Some(Glue::And) => {
                    piece.push_str(word);
                    piece.push(' ');
                }
                _ => pieces.push(String::new()),
            }
        }
        if closed {
            pieces.push(String::new());
        }
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The section that the whole of `text` names, and whether by a weak word.
fn whole(text: &str) -> Option<(SectionName, bool)> {
    match SECTIONS.get(text)? {
        Heading::Section(name) => Some((name, false)),
        Heading::Weak(name) => Some((name, true)),
        Heading::None => None,
    }
}

fn by_pattern(text: &str) -> Option<SectionName> {
    let plain = |heading: Heading| match heading {
        Heading::Section(name) => Some(name),
        Heading::Weak(_) | Heading::None => None,
    };
    if let Some(name) = SECTIONS.opening(text).and_then(plain) {
        return Some(name);
    }
    let (heading, before) = SECTIONS.closing(text)?;
    let words: Vec<&str> = before.split_whitespace().collect();
    let is_name = words.len() <= 2 && !before.contains([':', ',', '.']) && before.ends_with([' ', '-']);
    let denied = words.last().is_some_and(|word| *word == before.trim() && GLUE.get(word) == Some(Glue::NoName));
    plain(heading).filter(|_| is_name && !denied)
}

/// The outline's sections for the page: name and place.
pub(super) fn sections(doc: &Doc, outline: &Outline) -> Vec<Section> {
    let mut sections = Vec::new();
    for part in &outline.parts {
        for name in &part.names {
            let block = &doc.blocks[part.block];
            sections.push(Section { name: *name, offset: block.offset, line: block.line });
        }
    }
    sections
}

/// The first paragraph below a part, or what follows a list label.
pub(super) fn opening(doc: &Doc, part: &Part) -> String {
    let block = &doc.blocks[part.block];
    if part.level == LIST_LABEL {
        let text = doc.block_text(block);
        return text.split_once([':', '：']).map_or(String::new(), |(_, rest)| rest.trim().to_owned());
    }
    let mut below = doc.blocks.get(part.content.clone()).unwrap_or_default().iter();
    let first = below.find(|block| !(block.pictured && block.lines.is_empty()));
    first.filter(|block| block.shape == Shape::Paragraph).map_or(String::new(), |block| doc.block_text(block))
}
