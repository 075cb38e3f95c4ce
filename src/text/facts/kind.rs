//! What a document is: an incident, a blank form, a list of incidents, or another page.

use super::Title;
use super::blocks::{Block, Doc, Shape};
use super::labels::Labelled;
use super::outline::Outline;
use crate::model::{SectionName, SourceFile, Zone};
use crate::text::declared::Declared;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{DocumentWord, FOLDERS, FORM_HINTS, Folder, KINDS, OTHER_NAMES, STATED_KINDS};
use crate::text::registry::{Field, Kind};
use crate::text::words::is_placeholder;

/// Everything the judgement rests on.
pub(super) struct Evidence<'a> {
    pub(super) source: &'a SourceFile,
    pub(super) declared: &'a Declared,
    pub(super) doc: &'a Doc,
    pub(super) outline: &'a Outline,
    pub(super) labels: &'a [Labelled],
    pub(super) title: &'a Title,
}

/// Points that make a document of unknown place an incident.
const ENOUGH: i32 = 3;

/// Judges. The layout's zones decide where they can; a foreign file is taken for what it shows.
pub(super) fn judge(evidence: &Evidence<'_>) -> Kind {
    let zone = evidence.source.zone;
    match zone {
        Zone::Services | Zone::RootCauses | Zone::Home => {
            return if is_landing(evidence) && zone != Zone::Home { Kind::Index } else { Kind::Page };
        }
        Zone::Pages => return if is_named_template(evidence) { Kind::Template } else { Kind::Page },
        Zone::Postmortems | Zone::Foreign => {}
    }
    if is_named_template(evidence) {
        return Kind::Template;
    }
    if let Some(stated) = evidence.declared.stated_kind {
        return stated;
    }
    if zone == Zone::Postmortems && is_declared(evidence) {
        return Kind::Postmortem;
    }
    let points = points(evidence);
    if is_landing(evidence) && !(points >= ENOUGH + 3 && tells_one(evidence)) {
        return if is_form(evidence) && is_called_template(evidence) { Kind::Template } else { Kind::Index };
    }
    if is_link_list(evidence.doc) && points < ENOUGH + 3 {
        return Kind::Index;
    }
    if is_form(evidence) {
        return Kind::Template;
    }
    if zone == Zone::Postmortems || points >= ENOUGH { Kind::Postmortem } else { Kind::Page }
}

/// Front matter that only an incident has; a landing page's day alone says nothing.
fn is_declared(evidence: &Evidence<'_>) -> bool {
    let declared = &evidence.declared.postmortem;
    let named = matches!(evidence.source.stem().to_ascii_lowercase().as_str(), "readme" | "_index");
    let stated = declared.severity.is_some() || !declared.services.is_empty() || declared.date.is_some() && !named;
    (evidence.declared.incident_fields > 0 || stated) && !(is_called_template(evidence) && placeholders(evidence) >= 6)
}

/// `postmortems/disk-full/index.md`: the layout says that it is one; a year's or month's folder lists its incidents.
fn is_bundle(source: &SourceFile) -> bool {
    source.zone == Zone::Postmortems
        && source.path.split('/').count() > 2
        && source.folder().is_some_and(|folder| folder.contains(|c: char| !c.is_ascii_digit()))
}

/// A landing page's name, but the facts of one incident.
fn tells_one(evidence: &Evidence<'_>) -> bool {
    let facts = evidence
        .labels
        .iter()
        .filter(|found| found.central && is_incident_label(found.label) && !is_placeholder(&found.value));
    let dated = facts.filter(|found| found.value.contains(|c: char| c.is_ascii_digit())).count();
    evidence.title.dated || evidence.declared.incident_fields > 0 || dated >= 2
}

/// The title calls it a template, and sections or labelled fields follow.
fn is_called_template(evidence: &Evidence<'_>) -> bool {
    let title = fold(&evidence.title.text);
    KINDS.holds(&title, DocumentWord::Template) && evidence.outline.variety() + evidence.labels.len() >= 3
}

/// `README.md`, `_index.md`; `index.md` unless it is the body of a folder's incident.
fn is_landing(evidence: &Evidence<'_>) -> bool {
    match evidence.source.stem().to_ascii_lowercase().as_str() {
        "readme" | "_index" => true,
        "index" => {
            let dated = evidence.declared.postmortem.date.is_some() || evidence.declared.incident_fields > 0;
            let sections = evidence.outline.variety();
            let folder = evidence.source.folder().unwrap_or_default();
            !dated && sections < 3 && !has_date(folder) && !is_bundle(evidence.source)
        }
        _ => false,
    }
}

fn has_date(name: &str) -> bool {
    name.len() >= 10 && name.as_bytes()[..4].iter().all(u8::is_ascii_digit) && name.as_bytes()[4] == b'-'
}

/// A page that is mostly a list or table of links to other documents.
fn is_link_list(doc: &Doc) -> bool {
    let pages = doc.links.iter().filter(|(_, page)| *page).count();
    if pages < 5 {
        return false;
    }
    let rows: usize = doc.tables.iter().map(|table| table.rows.len()).sum();
    let items = doc.blocks.iter().filter(|block| block.is_item()).count();
    let words: usize = doc
        .blocks
        .iter()
        .filter(|block| block.shape == Shape::Paragraph && block.depth == 0)
        .map(|block| doc.block_text(block).split_whitespace().count())
        .sum();
    pages * 2 > rows + items && words < pages * 30
}

/// By its name or folder.
fn is_named_template(evidence: &Evidence<'_>) -> bool {
    let stem = evidence.source.stem().to_ascii_lowercase();
    let words: Vec<&str> = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_word = |word: Option<&&str>| word.is_some_and(|word| is_template(word));
    if !is_dated(&stem) && (is_word(words.first()) || is_word(words.last())) {
        return true;
    }
    let landing = matches!(stem.as_str(), "readme" | "_index" | "index");
    let mut folders = evidence.source.path.split('/').rev().skip(1);
    !landing && folders.any(|folder| folder.eq_ignore_ascii_case(ARCHETYPES) || is_template(folder) && !is_dated(&stem))
}

/// Where Hugo keeps its forms.
const ARCHETYPES: &str = "archetypes";

fn is_template(word: &str) -> bool {
    STATED_KINDS.get(word) == Some(Kind::Template)
}

fn is_dated(stem: &str) -> bool {
    stem.bytes().take_while(u8::is_ascii_digit).count() >= 4 && !stem.starts_with("0000")
}

/// By its placeholders, or because nothing stands below its headings.
fn is_form(evidence: &Evidence<'_>) -> bool {
    let facts = real_facts(evidence);
    let placeholders = placeholders(evidence);
    let source = evidence.source;
    let bundle = matches!(source.stem(), "index" | "README" | "readme");
    let dated = is_dated(source.stem()) || bundle && source.folder().is_some_and(is_dated);
    placeholders >= 3 && facts <= 2 && !dated
        || placeholders >= 6 && placeholders > facts * 2 && !dated
        || facts == 0 && bare(evidence) && !dated && !tells_day(evidence)
        || is_called_template(evidence) && facts <= 4 && !dated
}

/// A terse incident of the layout names its day; a form has none.
fn tells_day(evidence: &Evidence<'_>) -> bool {
    let days = || crate::text::time::find(&evidence.doc.text, crate::text::time::DayOrder::Unknown);
    evidence.source.zone == Zone::Postmortems && placeholders(evidence) == 0 && !days().is_empty()
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
    value.contains("YYYY")
        || value.contains("HH:MM")
        || value.contains("[") && value.ends_with(']')
        || value.contains('<') && value.contains('>')
        || value.contains("{{")
        || value.starts_with("e.g.")
}

/// A placeholder counts so many times at most.
const SAME: usize = 20;
/// Bytes of a blank's text that are looked at.
const LONGEST_HINT: usize = 40;

/// `[Date]`, `<your name>`, `YYYY-MM-DD`, `{{ title }}` outside code.
fn placeholders(evidence: &Evidence<'_>) -> usize {
    let doc = evidence.doc;
    let text = doc.text.as_bytes();
    let marks = ["YYYY", "HH:MM", "hh:mm", "{{"];
    let marks = marks.iter().map(|mark| memchr::memmem::find_iter(text, mark.as_bytes()).take(SAME).count());
    let hint = |at: usize| {
        let inside = &doc.text[at + 1..doc.text.floor_char_boundary(at + 1 + LONGEST_HINT)];
        FORM_HINTS.opening(inside.split([']', '\n']).next().unwrap_or_default()).is_some()
    };
    let hints = memchr::memchr_iter(b'[', text).filter(|at| hint(*at)).take(SAME * 3).count();
    let written: usize = marks.sum::<usize>() + hints;
    let forms = evidence.labels.iter().filter(|found| found.central && found.value.is_empty()).count();
    let title = usize::from(is_placeholder(&evidence.title.text) || is_form_value(&evidence.title.text)) * 3;
    written + doc.unknown_tags + forms / 2 + title
}

/// Several known sections with hardly a word below them.
fn bare(evidence: &Evidence<'_>) -> bool {
    let doc = evidence.doc;
    let sections = evidence.outline.variety();
    if sections < 4 {
        return false;
    }
    let body = |block: &&Block| !matches!(block.shape, Shape::Heading(_)) && !block.quoted;
    let words: usize =
        doc.blocks.iter().filter(body).map(|block| doc.block_text(block).split_whitespace().count()).sum();
    let rows: usize = doc.tables.iter().map(|table| table.rows.len()).sum();
    words < sections * 6 && rows < 4
}

/// How much speaks for an incident.
fn points(evidence: &Evidence<'_>) -> i32 {
    let mut points = 0;
    let mut folders: Vec<&str> = evidence.source.path.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    if folders.iter().any(|folder| matches!(FOLDERS.closing(folder), Some((Folder::Incident, _)))) {
        points += 2;
    }
    // The nearest folder says most.
    if folders.iter().rev().take(2).any(|folder| FOLDERS.get(folder) == Some(Folder::Other)) {
        points -= 4;
    }
    let title = fold(&evidence.title.text.chars().take(300).collect::<String>()).into_owned();
    let name_words = fold(&name.replace(['-', '_', '.'], " ")).into_owned();
    if KINDS.holds(&title, DocumentWord::Incident) || KINDS.holds(&name_words, DocumentWord::Incident) {
        points += 2;
    }
    let sections = section_points(evidence);
    // News of a vulnerability elsewhere; work that was announced as an update has sections or fields.
    let news = title.ends_with(" update") && sections == 0 && evidence.declared.incident_fields == 0;
    if news || speaks_of_another(&title) {
        points -= 2;
    }
    let stem = evidence.source.stem();
    if OTHER_NAMES.opening(stem).is_some() || OTHER_NAMES.closing(stem).is_some() {
        points -= 2;
    }
    points += i32::from(has_date(name) || evidence.title.dated);
    points += i32::from(tells_trouble(evidence.doc));
    points += sections + collected_points(evidence.declared);
    let facts = evidence
        .labels
        .iter()
        .filter(|found| found.central && is_incident_label(found.label) && !is_placeholder(&found.value))
        .count();
    points += i32::try_from(facts.min(3)).unwrap_or(3);
    points += i32::try_from(evidence.declared.incident_fields.min(3)).unwrap_or(3);
    points
}

/// An entry of a collection; its link often says what it leads to.
fn collected_points(declared: &Declared) -> i32 {
    let tells = |url: &str| KINDS.holds(&fold(&url.replace('_', " ")), DocumentWord::Incident);
    let told = || declared.postmortem.links.iter().any(|(_, url)| tells(&url.value));
    if declared.collected { 2 + i32::from(told()) } else { 0 }
}

/// `Log of outages`, not `Log4Shell`: the title begins or ends with such a word.
fn speaks_of_another(title: &str) -> bool {
    let at_edge = |(word, place): (DocumentWord, std::ops::Range<usize>)| {
        let is_other = matches!(word, DocumentWord::Other | DocumentWord::Template | DocumentWord::Index);
        is_other && (place.start == 0 || place.end == title.len())
    };
    KINDS.find(title).any(at_edge)
}

/// The first paragraph speaks of something that went wrong.
fn tells_trouble(doc: &Doc) -> bool {
    let first = doc
        .blocks
        .iter()
        .filter(|block| block.shape == Shape::Paragraph && block.depth == 0)
        .map(|block| doc.block_text(block))
        .find(|text| text.len() > 40);
    let head: String = first.unwrap_or_default().chars().take(600).collect();
    KINDS.find(&fold(&head)).any(|(word, _)| matches!(word, DocumentWord::Incident | DocumentWord::Trouble))
}

fn section_points(evidence: &Evidence<'_>) -> i32 {
    let telling = [
        SectionName::RootCause,
        SectionName::Timeline,
        SectionName::Impact,
        SectionName::Resolution,
        SectionName::Detection,
        SectionName::Lessons,
        SectionName::WentWrong,
        SectionName::ActionItems,
    ];
    let count = telling.iter().filter(|name| evidence.outline.of(**name).next().is_some()).count();
    i32::try_from(count).unwrap_or(8)
}

fn is_incident_label(label: Field) -> bool {
    matches!(
        label,
        Field::Date
            | Field::Occurred
            | Field::Window
            | Field::Started
            | Field::Detected
            | Field::Mitigated
            | Field::Resolved
            | Field::Duration
            | Field::Severity
            | Field::Priority
            | Field::CauseText
            | Field::Impact
            | Field::Ttr
            | Field::Ttd
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::kind_of;
    use super::*;

    #[test]
    fn words_of_other_pages_are_whole_words() {
        let text = "Investigating our use of the library.\n\n## Timeline\n\n- 14:02 told\n\n## Action items\n\n- Ask\n\n## Lessons learned\n\n- Ask\n";
        assert_eq!(kind_of("PM-11.md", &format!("# Log4Shell investigations\n\n{text}")), Kind::Postmortem);
        assert_eq!(kind_of("PM-11.md", &format!("# Log of investigations\n\n{text}")), Kind::Page);
    }

    #[test]
    fn a_page_of_definitions_is_no_incident() {
        let text = "# Types of compromise\n\nDefinitions for the catalogue of compromises.\n\n## Dev tooling\n\nWhere a tool was attacked.\n";
        assert_eq!(kind_of("catalog/compromises/compromise-definitions.md", text), Kind::Page);
    }

    #[test]
    fn a_dated_folder_holds_no_form() {
        let text = "# Degraded lamps\n\nThe lamps failed.\n\n## Root cause\n\nSomebody changed <this file> on <this server> from <this value> to <that value>.\n\n## Timeline\n\n- 14:02 dark\n";
        assert_eq!(kind_of("blog/incidents/2022-12-18-lamps/index.md", text), Kind::Postmortem);
    }
}
