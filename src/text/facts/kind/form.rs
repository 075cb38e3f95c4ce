//! Is a document a blank form? By its name, its title, its blanks, or because nothing stands below its headings.

use super::{Evidence, signs};
use crate::model::Zone;
use crate::model::source::is_landing;
use crate::text::facts::blocks::{Block, Shape};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{
    DocumentWord, FORM_FIELDS, FORM_HINTS, FORM_MARKS, Form, KINDS, REVIEW_STATES, STATED_KINDS,
};
use crate::text::registry::Kind;
use crate::text::time::{self, DayOrder};
use crate::text::words::is_placeholder;

/// Front matter that only an incident has; a landing page's day alone says nothing.
pub(super) fn is_declared(evidence: &Evidence<'_>) -> bool {
    let declared = &evidence.declared.postmortem;
    let named = matches!(evidence.source.stem().to_ascii_lowercase().as_str(), "readme" | "_index");
    let stated = declared.severity.is_some() || !declared.services.is_empty() || declared.date.is_some() && !named;
    (evidence.declared.incident_fields > 0 || stated) && !(is_called(evidence) && placeholders(evidence) >= 6)
}

/// The title calls it a template, and sections or labelled fields follow.
pub(super) fn is_called(evidence: &Evidence<'_>) -> bool {
    let title = fold(&evidence.title.text);
    KINDS.holds(&title, DocumentWord::Template) && evidence.outline.variety() + evidence.labels.len() >= 3
}

/// By its name or folder.
pub(super) fn is_named(evidence: &Evidence<'_>) -> bool {
    let stem = evidence.source.stem().to_ascii_lowercase();
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_word = |word: Option<&&str>| word.is_some_and(|word| is_template(word));
    if !is_dated(&stem) && (is_word(words.first()) || is_word(words.last())) {
        return words.len() == 1 || !is_filled(evidence);
    }
    let landing = is_landing(&stem);
    let mut folders = evidence.source.folders();
    !landing && folders.any(|folder| folder.eq_ignore_ascii_case(ARCHETYPES) || is_template(folder) && !is_dated(&stem))
}

/// A copy of a form that kept its name: it has a title and a day, and tells something.
fn is_filled(evidence: &Evidence<'_>) -> bool {
    let title = fold(&evidence.title.text);
    let is_titled = evidence.title.heading.is_some()
        && !is_blank_title(&title)
        && !KINDS.holds(&title, DocumentWord::Template)
        && STATED_KINDS.get(&title).is_none();
    is_titled && has_day(evidence) && has_text(evidence)
}

fn has_day(evidence: &Evidence<'_>) -> bool {
    let is_day = |value: &str| value.contains(is_digit) && !is_form_value(value);
    signs::labels(evidence).any(|found| signs::is_day_label(found.label) && is_day(&found.value))
        || evidence.declared.postmortem.date.is_some()
        || evidence.title.dated
}

/// Where Hugo keeps its forms.
const ARCHETYPES: &str = "archetypes";

fn is_template(word: &str) -> bool {
    STATED_KINDS.get(word) == Some(Kind::Template)
}

/// `2026-03-02-lamps`, `20260302`, `018-2026-03-02-lamps`.
fn is_dated(stem: &str) -> bool {
    let is_day = |part: &[u8]| {
        part[..4].iter().all(u8::is_ascii_digit) && part[4] == b'-' && part[5..7].iter().all(u8::is_ascii_digit)
    };
    stem.as_bytes().windows(7).any(is_day) && !stem.starts_with("0000")
        || stem.bytes().take_while(u8::is_ascii_digit).count() >= 4 && !stem.starts_with("0000")
}

/// By its blanks, or because nothing stands below its headings. What has a title and a day of its own is filled in, if
/// only by half.
pub(super) fn is_form(evidence: &Evidence<'_>) -> bool {
    if is_called(evidence) && real_facts(evidence) <= 4 && !is_dated(evidence.source.name()) {
        return true;
    }
    let is_untitled = is_blank_title(&evidence.title.text);
    let (is_dated, has_day) = (is_dated(evidence.source.name()), has_day(evidence));
    if !is_untitled && (is_dated || has_day) {
        return false;
    }
    let blanks = placeholders(evidence);
    if is_untitled && blanks >= 3 && !has_day {
        return true;
    }
    let facts = real_facts(evidence);
    let is_blank = blanks >= 3 && facts <= 2 && !(has_text(evidence) && !is_untitled && blanks < MANY)
        || blanks >= 6 && blanks > facts * 2;
    !is_dated
        && (is_blank && (is_untitled || !has_days(evidence)) || facts == 0 && bare(evidence) && !tells_day(evidence))
}

/// So many blanks make a form whatever else stands there.
const MANY: usize = 12;

/// So many days in the text are no example's.
const DAYS: usize = 3;

fn has_days(evidence: &Evidence<'_>) -> bool {
    let text = &evidence.doc.text;
    time::find(&text[..text.floor_char_boundary(SEARCHED)], DayOrder::Unknown).nth(DAYS - 1).is_some()
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// `<short title>`, `[Incident]`, `Postmortem: {{ title }}`; not `[EU]: all lamps are out`, where the rest is a title of its own.
fn is_blank_title(title: &str) -> bool {
    let is_blank = |part: &str| is_placeholder(part) && !bracketed(part).any(tells);
    let says_nothing = |part: &str| is_blank(part) || STATED_KINDS.get(part).is_some();
    let parts = || title.split([':', '–', '—']).map(str::trim).filter(|part| !part.is_empty());
    is_form_value(title) || is_blank(title) || parts().any(is_blank) && parts().all(says_nothing)
}

/// A terse incident of the layout names its day; a form has none.
fn tells_day(evidence: &Evidence<'_>) -> bool {
    let has_day = || time::find(&evidence.doc.text, DayOrder::Unknown).next().is_some();
    evidence.source.zone == Zone::Postmortems && placeholders(evidence) == 0 && has_day()
}

/// Filled-in metadata and dated text: a form has none.
fn real_facts(evidence: &Evidence<'_>) -> usize {
    let filled = evidence
        .labels
        .iter()
        .filter(|found| found.central && !is_placeholder(&found.value) && !is_form_value(&found.value))
        .count();
    let declared = &evidence.declared.postmortem;
    let dated = usize::from(declared.date.is_some() || declared.published.is_some())
        + usize::from(!declared.authors.is_empty());
    filled + dated + evidence.declared.incident_fields + usize::from(evidence.title.dated)
}

fn is_form_value(value: &str) -> bool {
    let is_blank =
        |inside: &str| !tells(inside) && (FORM_FIELDS.get(inside).is_some() || FORM_HINTS.opening(inside).is_some());
    FORM_MARKS.find(&fold(value)).next().is_some()
        || bracketed(value).any(is_blank)
        || variables(value).next().is_some()
        || FORM_HINTS.opening(value) == Some(Form::Example)
}

/// What stands in square and angle brackets.
fn bracketed(text: &str) -> impl Iterator<Item = &str> {
    text.split(['[', '<']).skip(1).filter_map(|rest| Some(rest.split_once([']', '>'])?.0.trim()))
}

/// Whether what stands in brackets is filled in: an id, a day, a level, how it ended.
fn tells(inside: &str) -> bool {
    inside.contains(is_digit) || REVIEW_STATES.get(inside).is_some()
}

/// A blank counts so many times at most.
const SAME: usize = 20;
/// Bytes of a blank's text that are looked at.
const LONGEST_HINT: usize = 40;
/// Bytes of the text that are searched for blanks.
const SEARCHED: usize = 32_000;

/// `[Date]`, `<your name>`, `YYYY-MM-DD`, `{{ title }}` outside code, and labels without a value.
fn placeholders(evidence: &Evidence<'_>) -> usize {
    let doc = evidence.doc;
    let text = &doc.text[..doc.text.floor_char_boundary(SEARCHED)];
    let marks = FORM_MARKS.find(&fold(text)).take(SAME * 2).count();
    let inside = |at: usize| &text[at..text.floor_char_boundary(at + LONGEST_HINT)];
    let hint = |at: &usize| FORM_HINTS.opening(inside(at + 1).split([']', '\n']).next().unwrap_or_default()).is_some();
    let hints = memchr::memchr_iter(b'[', text.as_bytes()).filter(hint).take(SAME * 3).count();
    let variables = variables(text).take(SAME).count();
    let forms = evidence.labels.iter().filter(|found| found.central && found.value.is_empty()).count();
    let title = usize::from(is_blank_title(&evidence.title.text)) * 3;
    marks + hints + variables + doc.unknown_tags + forms / 2 + title
}

/// Where the variables of a form stand.
fn variables(text: &str) -> impl Iterator<Item = usize> {
    let name = |at: usize| text[at + 2..text.floor_char_boundary(at + LONGEST_HINT)].split_once("}}");
    let is_blank = move |at: &usize| name(*at).is_some_and(|(name, _)| is_blank_variable(name));
    memchr::memmem::find_iter(text.as_bytes(), b"{{").filter(is_blank)
}

/// `{{ title }}`, `{{ .Date }}`; not `{{ site.baseurl }}`, `{{ "x" | url }}` or `{{< figure >}}`, which a site's generator fills in.
fn is_blank_variable(name: &str) -> bool {
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '-');
    let name = name.strip_prefix('.').unwrap_or(name);
    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
}

/// Several known sections with hardly a word below them.
fn bare(evidence: &Evidence<'_>) -> bool {
    let sections = evidence.outline.variety();
    let rows: usize = evidence.doc.tables.iter().map(|table| table.rows.len()).sum();
    sections >= 4 && words(evidence, |_| true) < sections * 6 && rows < 4
}

/// Words of a paragraph that nobody writes into a form.
const PROSE: usize = 18;

/// Paragraphs tell something that is no instruction in brackets.
fn has_text(evidence: &Evidence<'_>) -> bool {
    let is_told = |text: &str| {
        text.split_whitespace().count() >= PROSE && !text.starts_with(['[', '<', '(', '_']) && text.contains(is_digit)
    };
    words(evidence, is_told) >= PROSE
}

fn words(evidence: &Evidence<'_>, counts: impl Fn(&str) -> bool) -> usize {
    let doc = evidence.doc;
    let body = |block: &&Block| !matches!(block.shape, Shape::Heading(_)) && !block.quoted;
    let texts = doc.blocks.iter().filter(body).map(|block| doc.block_text(block));
    texts.filter(|text| counts(text)).map(|text| text.split_whitespace().count()).sum()
}
