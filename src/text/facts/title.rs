//! A document's title: declared, else its first heading that names no section, else the file's name. Codes in it
//! (`[INC-12][P0]`) are facts.

use super::blocks::{Doc, Shape};
use super::claims::{Claims, Say, Source};
use super::labels::{is_sentence, label};
use super::outline::Outline;
use crate::diagnostics::Span;
use crate::model::source::is_landing;
use crate::model::{Fact, Provenance, Severity, SourceFile, Zone};
use crate::text::fields::declared::Declared;
use crate::text::lexicon::fold::{fold, squash};
use crate::text::lexicon::{DocumentWord, FOLDERS, Folder, ID_PREFIXES, KINDS, SEVERITY_CODES, STATED_KINDS};
use crate::text::place;
use crate::text::registry::{Field, Kind};
use crate::text::severity;
use crate::text::time::{self, DayOrder};

/// Words behind a label that make a title of it.
const FEWEST_WORDS: usize = 2;
/// Longest first line that is a title, in characters.
const LONGEST_LINE: usize = 120;

/// The title and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Title {
    pub(super) text: String,
    pub(super) provenance: Provenance,
    /// `None` for the file's name.
    pub(super) place: Option<Span>,
    /// Source offset of the heading that says it.
    pub(super) heading: Option<usize>,
    /// What the first heading says where front matter has a title of its own.
    pub(super) below: Option<(String, Provenance)>,
    /// It names a day.
    pub(super) dated: bool,
}

/// Reads it.
pub(super) fn read(source: &SourceFile, declared: &Declared, doc: &Doc, outline: &Outline) -> Title {
    let candidate = heading(doc, outline);
    let stands = |(offset, text, line): (usize, String, u32)| {
        let place = place::after_key(&source.text, offset, "");
        (text, Provenance::Heading { line }, Some(place))
    };
    let below = candidate.clone().filter(|_| declared.title.is_some());
    let below = below.map(|(_, text, line)| (text, Provenance::Heading { line }));
    let ((text, provenance, place), heading) = match (&declared.title, candidate) {
        (Some(title), found) => {
            // The same words again above the body: printed once.
            let same = found.filter(|(_, text, _)| squash(text) == squash(&title.value)).map(|(offset, ..)| offset);
            ((title.value.clone(), title.provenance.clone(), title.span()), same)
        }
        (None, Some(found)) => {
            let offset = found.0;
            (stands(found), Some(offset))
        }
        // It stays where it stands: it says more than a title does.
        (None, None) => match list_heading(source, doc, outline).or_else(|| opening(doc, outline)) {
            Some(found) => (stands(found), None),
            None => ((named(source.name()), Provenance::Path, None), None),
        },
    };
    let dated = time::find(&text, DayOrder::Unknown).next().is_some();
    Title { text, provenance, place, heading, below, dated }
}

/// What a file's name says as a title: without the day that it begins with, which stands beside it, and with blanks for the signs in
/// their place.
fn named(name: &str) -> String {
    let is_day = |day: &str| {
        day.bytes().enumerate().all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() })
    };
    let undated = name
        .split_at_checked(10)
        .filter(|(day, _)| is_day(day))
        .map(|(_, rest)| rest.trim_start_matches(['-', '_', ' ']));
    let told = undated.filter(|rest| rest.contains(char::is_alphabetic)).unwrap_or(name);
    if told.contains(' ') || !told.contains(char::is_alphabetic) {
        return told.to_owned();
    }
    let mut letters = told.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).map(|letter| if matches!(letter, '-' | '_') { ' ' } else { letter }).collect()
}

/// `# Incident log`, `# Root cause analyses` of a README: a section's name too, but a list's as the only heading of its level and
/// the first line of all.
fn list_heading(source: &SourceFile, doc: &Doc, outline: &Outline) -> Option<(usize, String, u32)> {
    let first = outline.parts.first().filter(|part| part.level == 1)?;
    let text = fold(&first.text);
    let is_list = KINDS.find(&text).any(|(word, place)| word == DocumentWord::Index && place == (0..text.len()));
    let is_only = outline.parts.iter().filter(|part| part.level == 1).count() == 1;
    let block = &doc.blocks[first.block];
    let is_landing = is_landing(source.stem());
    ((is_list || is_landing) && is_only).then(|| (block.offset, first.text.clone(), block.line))
}

/// The first line of a text without a heading above it: all bold, as in customers' notices, or `Incident: no codes by SMS`.
fn opening(doc: &Doc, outline: &Outline) -> Option<(usize, String, u32)> {
    let block = doc.blocks.first()?;
    let line = doc.lines.get(block.lines.start)?;
    let text = doc.line_text(block.lines.start);
    let is_bold = || {
        let end = doc.strong_at(line.range.start);
        let rest = end.and_then(|end| doc.text.get(end..line.range.end));
        let has_heading = outline.parts.iter().any(|part| part.level < 7 || part.block == 0);
        block.lines.len() == 1 && rest.is_some_and(|rest| rest.trim().is_empty()) && !has_heading
    };
    let is_report = || {
        let key = text.split_once([':', '：']).filter(|(_, told)| !told.trim().is_empty()).map(|(key, _)| key);
        let has_title = outline.parts.iter().any(|part| part.level == 1);
        !has_title
            && key.is_some_and(|key| STATED_KINDS.get(key) == Some(Kind::Postmortem) && label(key) != Some(Field::Id))
    };
    let is_plain = block.shape == Shape::Paragraph && block.depth == 0 && !block.quoted;
    let is_title = is_plain && text.chars().count() <= LONGEST_LINE && !text.ends_with([':', '：']);
    (is_title && (is_bold() || is_report())).then(|| (line.offset, text.to_owned(), line.line))
}

/// The first heading of level 1 that names no section; a deeper one only where it opens the document.
fn heading(doc: &Doc, outline: &Outline) -> Option<(usize, String, u32)> {
    let is_only = outline.parts.iter().filter(|part| part.level == 1).count() == 1;
    let usable = |part: &&super::outline::Part| {
        let (key, told) = part.text.split_once([':', '：']).unwrap_or((&part.text, ""));
        // `# Fix: the disk of db-1 is full`: what the document is about.
        let opens = is_only && part.block == 0 && told.split_whitespace().count() >= FEWEST_WORDS;
        let is_title = |field: Field| matches!(field, Field::Summary | Field::Id) || opens && is_sentence(field);
        let is_label = part.text.contains([':', '：']) && label(key).is_some_and(|field| !is_title(field))
            || is_name_label(&part.text);
        part.level < 7
            && !super::labels::is_fact_part(&part.text)
            && part.names.is_empty()
            && !part.text.trim().is_empty()
            && !is_label
            && label(&part.text).is_none()
    };
    let title = outline.parts.iter().find(|part| matches!(doc.blocks[part.block].shape, Shape::Heading(1)));
    let first = outline.parts.iter().find(|part| part.level < 7);
    // A first heading of level 1 that is also a section's name (`# Summary`) is no title; nor is a later level 1 then.
    let part = match (title, first) {
        (Some(title), _) if usable(&title) => title,
        (Some(_), _) => return None,
        (None, Some(first))
            if usable(&first)
                && outline
                    .parts
                    .iter()
                    .filter(|part| part.level < 7)
                    .all(|part| part.block == first.block || part.level >= first.level) =>
        {
            first
        }
        _ => return None,
    };
    if title.is_none()
        && outline.parts.iter().filter(|other| other.level == part.level).count() > 1
        && doc.blocks.iter().take(part.block).any(|block| block.shape == Shape::Paragraph)
    {
        return None;
    }
    let block = &doc.blocks[part.block];
    Some((block.offset, part.text.clone(), block.line))
}

/// `Owner: @ann`, `Involved:`
fn is_name_label(text: &str) -> bool {
    let Some((key, value)) = text.split_once([':', '：']) else { return false };
    value.trim().is_empty()
        || value.trim().starts_with('@')
        || matches!(label(key), Some(Field::Owner | Field::Ignored))
}

/// Severity and id from the title, id from the file's name, a service from its folders.
pub(super) fn codes(title: &Title, source: &SourceFile, claims: &mut Claims) {
    let head: String = title.text.chars().take(300).collect();
    let place = |word: &str| title.place.map(|whole| place::of(&source.text, whole, word));
    for word in head.split(['[', ']', '(', ')', ' ', '【', '】', ':', ',']).filter(|word| !word.is_empty()) {
        if is_severity_code(word, &head) {
            let level = severity::level(word);
            let severity = Severity { label: word.to_owned(), level };
            claims.severity.say(Source::Title, [Fact::new(severity, title.provenance.clone()).at(place(word))]);
        }
        if is_id(word) {
            claims.id.say(Source::Title, [Fact::new(word.to_owned(), title.provenance.clone()).at(place(word))]);
        }
    }
    let first = source.stem().split(' ').next().filter(|first| is_id(first) && *first != source.stem());
    claims.id.say(Source::File, first.map(|first| Fact::new(first.to_owned(), Provenance::Path)));
    let service = service(source).map(|name| vec![Fact::new(name.to_owned(), Provenance::Path)]);
    claims.services.say(Source::File, service);
}

/// The service whose folder holds the document: `services/payments/docs/incidents/x.md`.
fn service(source: &SourceFile) -> Option<&str> {
    let folders: Vec<&str> = source.folders().filter(|_| source.zone == Zone::Foreign).collect();
    let is_shelf = |pair: &&[&str]| FOLDERS.get(pair[1]) == Some(Folder::Services);
    // The nearest comes first.
    let name = folders.windows(2).find(is_shelf)?[0];
    (FOLDERS.get(name).is_none() && FOLDERS.closing(name).is_none()).then_some(name)
}

/// `SEV2`, `SEV-1`; `P0` only in brackets.
fn is_severity_code(word: &str, title: &str) -> bool {
    let squashed = squash(word);
    let digit = squashed.chars().next_back().is_some_and(|c| ('0'..='5').contains(&c));
    let sev = squashed.len() == 4 && squashed.get(..3).is_some_and(|code| SEVERITY_CODES.get(code).is_some());
    let bracketed = word.len() == 2
        && word.starts_with('P')
        && (title.contains(&format!("[{word}]")) || title.contains(&format!("({word})")));
    digit && (sev || bracketed)
}

/// `INC-2024-001`, `PM2021-006`: capitals, then digits.
fn is_id(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
    let rest = &word[letters..];
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    let known = ID_PREFIXES.get(&word[..letters]).is_some();
    known && digits >= 2 && rest.bytes().all(|b| b.is_ascii_digit() || b == b'-') && !rest.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::named;
    use crate::text::facts::tests::read_whole;

    #[test]
    fn a_files_name_is_a_title_without_its_day_and_signs() {
        for (name, title) in [
            ("2025-12-11 Orders printed twice", "Orders printed twice"),
            ("Outage-of-search", "Outage of search"),
            ("2026-03-02-lamps_dark", "Lamps dark"),
            ("2026-03-02", "2026-03-02"),
            ("2026-03-02-17", "2026-03-02-17"),
            ("v1.2 of the pump-house", "v1.2 of the pump-house"),
            ("障害-報告", "障害 報告"),
        ] {
            assert_eq!(named(name), title);
        }
    }

    #[test]
    fn a_folder_among_services_names_one_where_nothing_else_does() {
        let services = |path: &str, label: &str| {
            let text = format!(
                "# Lamps out\n\n**Date:** 2026-03-02\n{label}\n\n## Root cause\n\nA fuse.\n\n## Impact\n\nDark.\n"
            );
            let services = read_whole(path, &text).postmortem.services;
            services.into_iter().map(|service| service.value).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(services("services/lamps/docs/incidents/x.md", ""), "lamps");
        assert_eq!(services("apps/street/services/lamps/incidents/x.md", ""), "lamps", "the nearest");
        assert_eq!(services("services/lamps/docs/incidents/x.md", "**Services:** fuses"), "fuses");
        for path in ["docs/incidents/x.md", "services/incidents/x.md", "incidents/services/docs/x.md"] {
            assert_eq!(services(path, ""), "", "{path}");
        }
    }
}
