//! What speaks for an incident's report: signs, each with its worth in `lexicon/kind_points.toml`. Cheap ones come first;
//! the story is looked at only where they leave it open.

use super::{Evidence, has_date};
use crate::model::SectionName;
use crate::text::facts::blocks::{Block, Shape};
use crate::text::facts::labels::Labelled;
use crate::text::fields::declared::Declared;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{
    DocumentWord, FOLDERS, Folder, KIND_POINTS, KINDS, OTHER_NAMES, REVIEW_STATES, Review, STATED_KINDS, TURNS, Turn,
};
use crate::text::registry::{Field, Kind};
use crate::text::time::{self, DayOrder};
use crate::text::words::is_placeholder;

/// Bytes of a title that are looked at.
const LONGEST_TITLE: usize = 300;
/// Bytes of the first paragraphs that are.
const LEAD: usize = 1200;
/// Bytes of the text that are searched for how the story ends.
const STORY: usize = 8_000;
/// Words of what went wrong.
const TROUBLE: [DocumentWord; 2] = [DocumentWord::Incident, DocumentWord::Trouble];
/// So many dated rows are a list, whatever else the table holds.
const LISTED: usize = 50;
/// So many clock times are a sign that a day is told; twice as many, two.
const CLOCKS: usize = 2;

/// How much speaks for an incident.
pub(super) fn points(evidence: &Evidence<'_>) -> i32 {
    let worth = &*KIND_POINTS;
    let title = title(evidence);
    let lead = lead(evidence);
    let first = lead.split('\n').next().unwrap_or_default();
    let sections = sections(evidence);
    let fields = evidence.declared.incident_fields;
    let told = i32::from(tells_day(evidence, &lead));
    let [in_folder, near, above] = folders(evidence);
    let collected = collected(evidence.declared);
    let signs = [
        (worth.incident_folder, i32::from(in_folder)),
        (worth.other_folder, i32::from(near)),
        (worth.other_folder_above, i32::from(above)),
        (worth.incident_title, i32::from(is_incident_title(evidence, &title))),
        (worth.report_title, i32::from(is_report(evidence, sections > 1 || told > 0))),
        (worth.other_title, i32::from(speaks_of_another(&title))),
        (worth.news_title, i32::from(is_news(&title, sections, fields))),
        (worth.guide_title, i32::from(is_guide(&title))),
        (worth.other_name, i32::from(is_other_name(evidence.source.stem()))),
        (worth.dated_name, i32::from(has_date(evidence.source.name()) || evidence.title.dated)),
        (worth.trouble_lead, i32::from(holds(first, &TROUBLE))),
        (worth.guide_lead, i32::from(holds(&lead, &[DocumentWord::Guide]))),
        (worth.section, sections),
        (worth.label, at_most(labels(evidence).count(), 3)),
        (worth.field, at_most(fields, 3)),
        (worth.declared, i32::from(fields > 1 && is_declared(evidence.declared))),
        (worth.collected, i32::from(collected.is_some())),
        (worth.collected_trouble, i32::from(collected == Some(true))),
    ];
    let points: i32 = signs.iter().map(|(worth, times)| worth * times).sum();
    if points < worth.whole { points + story(evidence, &title, &lead) } else { points }
}

/// The text tells the story of a day: when, by the clock, and how it ended. Only where something went wrong.
fn story(evidence: &Evidence<'_>, title: &str, lead: &str) -> i32 {
    let worth = &*KIND_POINTS;
    let is_trouble = holds(lead, &TROUBLE);
    let is_dated = holds_day(lead);
    if !(is_trouble || is_dated || holds(title, &[DocumentWord::Incident])) {
        return 0;
    }
    let text = &evidence.doc.text;
    let head = &text[..text.floor_char_boundary(STORY)];
    let ends = TURNS.holds(&fold(head), Turn::Ends);
    let clocks = at_most(clocks(head) / CLOCKS, 2);
    let is_late = is_trouble && clocks > 0 && !holds(lead.split('\n').next().unwrap_or_default(), &TROUBLE);
    worth.day_lead * i32::from(is_dated)
        + worth.clocks * clocks
        + worth.ending * i32::from(ends)
        + worth.trouble_later * i32::from(is_late)
}

fn at_most(count: usize, most: i32) -> i32 {
    i32::try_from(count).unwrap_or(most).min(most)
}

/// Front matter says how bad it was, when, and what was hit.
fn is_declared(declared: &Declared) -> bool {
    let incident = &declared.postmortem;
    let level = incident.severity.as_ref().and_then(|severity| severity.value.level);
    level.is_some() && (incident.date.is_some() || incident.started.is_some()) && !incident.services.is_empty()
}

/// The title as it is compared.
pub(super) fn title(evidence: &Evidence<'_>) -> String {
    let title = &evidence.title.text;
    fold(&title[..title.floor_char_boundary(LONGEST_TITLE)]).into_owned()
}

/// The first paragraphs as they are compared.
pub(super) fn lead(evidence: &Evidence<'_>) -> String {
    let doc = evidence.doc;
    let is_told = |block: &&Block| block.shape == Shape::Paragraph && block.depth == 0 && !block.quoted;
    let mut lead = String::new();
    for text in doc.blocks.iter().filter(is_told).map(|block| doc.block_text(block)).filter(|text| text.len() > 40) {
        if lead.len() >= LEAD / 2 {
            break;
        }
        lead.push_str(&text[..text.floor_char_boundary(LEAD)]);
        lead.push('\n');
    }
    fold(&lead).into_owned()
}

/// Lies in a folder of incidents; in one of something else; in one within such a one.
fn folders(evidence: &Evidence<'_>) -> [bool; 3] {
    let source = evidence.source;
    let incident = |folder: &str| matches!(FOLDERS.closing(folder), Some((Folder::Incident, _)));
    let other = |folder: &str| matches!(FOLDERS.get(folder), Some(Folder::Other | Folder::Services));
    let near = source.folders().next().is_some_and(other);
    [source.folders().any(incident), near, !near && source.folders().nth(1).is_some_and(other)]
}

fn holds(text: &str, words: &[DocumentWord]) -> bool {
    KINDS.find(text).any(|(word, _)| words.contains(&word))
}

fn is_incident_title(evidence: &Evidence<'_>, title: &str) -> bool {
    let words = [DocumentWord::Incident, DocumentWord::Planned, DocumentWord::NearMiss];
    holds(title, &words) || holds(&fold(&evidence.source.name().replace(['-', '_', '.'], " ")), &words)
}

/// A part of the title, or of the first heading, says what it is: `Postmortem: lamps out`, `RCA of the outage`. Alone
/// (`Postmortem`) it says so only where the text is one.
fn is_report(evidence: &Evidence<'_>, is_told: bool) -> bool {
    let heading = evidence.outline.parts.first().filter(|part| part.level <= 2).map(|part| part.text.as_str());
    let says = |text: &str| {
        let mut parts =
            text.split([':', '：', '|', '—', '–', '(', '[', ']', '】', '【']).flat_map(|part| part.split(" - "));
        let named = parts.any(|part| {
            let words = part.trim_matches(|c: char| !c.is_alphabetic());
            STATED_KINDS.get(words).or_else(|| STATED_KINDS.opening(words)) == Some(Kind::Postmortem)
        });
        named && (is_told || STATED_KINDS.get(text).is_none())
    };
    says(&evidence.title.text) || heading.is_some_and(says)
}

/// News of a vulnerability elsewhere; work that was announced as an update has sections or fields.
fn is_news(title: &str, sections: i32, fields: usize) -> bool {
    title.ends_with(" update") && sections == 0 && fields == 0
}

/// `Log of outages`, not `Log4Shell`: the title begins or ends with such a word.
fn speaks_of_another(title: &str) -> bool {
    let at_edge = |(word, place): (DocumentWord, std::ops::Range<usize>)| {
        let is_other = matches!(word, DocumentWord::Other | DocumentWord::Template | DocumentWord::Index);
        is_other && (place.start == 0 || place.end == title.len())
    };
    KINDS.find(title).any(at_edge)
}

/// How things are done, not what happened: `Runbook: store fails over`, `Incident management process`.
fn is_guide(title: &str) -> bool {
    let is_other = |word: DocumentWord| matches!(word, DocumentWord::Other | DocumentWord::Guide);
    let whole = |part: &str| {
        let part = part.trim();
        KINDS.find(part).any(|(word, place)| is_other(word) && place == (0..part.len()))
    };
    title.split([':', '：', '|', '—', '–']).any(whole) || holds(title, &[DocumentWord::Guide])
}

/// The whole title names a list: `Incident log`, `Störungsübersicht`.
pub(super) fn is_list(evidence: &Evidence<'_>) -> bool {
    let title = title(evidence);
    KINDS.find(&title).any(|(word, place)| word == DocumentWord::Index && place == (0..title.len()))
}

/// A table of things each with a day of its own, such as `Known outages`, where nothing tells of one.
pub(super) fn is_catalog(evidence: &Evidence<'_>) -> bool {
    let doc = evidence.doc;
    let rows = || doc.tables.iter().flat_map(|table| &table.rows);
    let is_dated = |cells: &[std::ops::Range<usize>]| {
        let texts = || cells.iter().map(|cell| &doc.text[cell.clone()]);
        texts().any(holds_day) && texts().all(|text| clocks(text) == 0)
    };
    let dated = rows().filter(|(_, cells)| is_dated(cells)).take(LISTED).count();
    dated > 1
        && (dated == LISTED || dated * 2 > rows().count())
        && sections(evidence) == 0
        && labels(evidence).next().is_none()
        && evidence.declared.incident_fields == 0
        && !tells_day(evidence, &lead(evidence))
}

fn is_other_name(stem: &str) -> bool {
    OTHER_NAMES.opening(stem).is_some() || OTHER_NAMES.closing(stem).is_some()
}

/// An entry of a collection, and whether its link says that it leads to an incident.
fn collected(declared: &Declared) -> Option<bool> {
    let tells = |url: &str| KINDS.holds(&fold(&url.replace('_', " ")), DocumentWord::Incident);
    declared.collected.then(|| declared.postmortem.links.iter().any(|(_, url)| tells(&url.value)))
}

/// How many of the sections that reports have.
fn sections(evidence: &Evidence<'_>) -> i32 {
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
    at_most(telling.iter().filter(|name| evidence.outline.of(**name).next().is_some()).count(), 8)
}

/// Filled-in labels that only an incident has.
pub(super) fn labels<'a>(evidence: &Evidence<'a>) -> impl Iterator<Item = &'a Labelled> {
    let is_state = |value: &str| matches!(REVIEW_STATES.get(value), Some(Review::Resolved | Review::Mitigated));
    evidence.labels.iter().filter(move |found| {
        let says = is_incident_label(found.label) || found.label == Field::Status && is_state(&found.value);
        found.central && says && !is_placeholder(&found.value)
    })
}

/// The document has a day of its own: in its title, its name, its fields, a label or its first paragraphs.
pub(super) fn tells_day(evidence: &Evidence<'_>, lead: &str) -> bool {
    let declared = &evidence.declared.postmortem;
    evidence.title.dated
        || has_date(evidence.source.name())
        || [&declared.date, &declared.started, &declared.published].iter().any(|day| day.is_some())
        || labels(evidence).any(|found| is_day_label(found.label) && holds_day(&found.value))
        || holds_day(lead)
}

fn holds_day(text: &str) -> bool {
    time::find(text, DayOrder::Unknown).next().is_some()
}

/// A landing page's name, but the facts of one incident.
pub(super) fn tells_one(evidence: &Evidence<'_>) -> bool {
    let dated = labels(evidence).filter(|found| found.value.contains(|c: char| c.is_ascii_digit())).count();
    evidence.title.dated
        || has_date(evidence.source.name())
        || evidence.declared.incident_fields > 0
        || dated >= 2
        || is_report(evidence, false)
}

/// Clock times (`14:02`, `2:41 pm`, `8h17`, `9時12分`) in running text, as far as they count.
fn clocks(text: &str) -> usize {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let is_clock = |(at, mark): &(usize, &str)| {
        let mut after = text[at + mark.len()..].chars();
        let before = text[..*at].trim_end().chars().next_back();
        let minutes = is_digit(after.next()) && is_digit(after.next()) && !is_digit(after.next());
        is_digit(before) && (minutes || !mark.is_ascii())
    };
    text.match_indices([':', 'h', '時', '时', '点', '點', '시']).filter(is_clock).take(CLOCKS * 2).count()
}

/// Of a day or time of the incident.
pub(super) fn is_day_label(label: Field) -> bool {
    matches!(
        label,
        Field::Date
            | Field::Occurred
            | Field::Window
            | Field::Started
            | Field::Detected
            | Field::Mitigated
            | Field::Resolved
    )
}

/// Of what only an incident has.
pub(super) fn is_incident_label(label: Field) -> bool {
    let others =
        [Field::Duration, Field::Severity, Field::Priority, Field::CauseText, Field::Impact, Field::Ttr, Field::Ttd];
    is_day_label(label) || others.contains(&label)
}
