//! Several incidents in one file: sibling headings, each with a day and facts of its own, and no facts of the whole.

use super::{Evidence, signs};
use crate::diagnostics::{Diagnostic, Report, Span};
use crate::model::{SectionName, SourceFile};
use crate::text::facts::outline::Part;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{DocumentWord, KINDS};
use crate::text::place;
use crate::text::time::{self, DayOrder};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Levels from here on are bold lines and labels, not headings.
const BOLD_LINE: u8 = 7;
/// Headings of one level that are looked at.
const MOST: usize = 400;

/// Where the incidents of a log begin; empty for any other document.
pub(super) fn incidents(evidence: &Evidence<'_>) -> Vec<Span> {
    let outline = evidence.outline;
    let mut levels: FxHashMap<u8, Vec<&Part>> = FxHashMap::default();
    let is_title = |part: &Part| Some(evidence.doc.blocks[part.block].offset) == evidence.title.heading;
    for part in outline.parts.iter().filter(|part| part.level < BOLD_LINE && !is_title(part)) {
        levels.entry(part.level).or_default().push(part);
    }
    let mut levels: Vec<(u8, Vec<&Part>)> = levels.into_iter().collect();
    levels.sort_unstable_by_key(|(level, _)| *level);
    for (level, parts) in levels {
        let entries: Vec<&Part> = parts.iter().take(MOST).copied().filter(|part| is_entry(evidence, part)).collect();
        if entries.len() >= 2 && entries.len() * 2 >= parts.len().min(MOST) && !is_one(evidence, level, &entries) {
            return entries.iter().map(|part| heading(evidence, part)).collect();
        }
    }
    Vec::new()
}

/// A heading that names a day and what happened, over facts or sections of its own.
fn is_entry(evidence: &Evidence<'_>, part: &Part) -> bool {
    if !part.names.is_empty() || part.content.is_empty() {
        return false;
    }
    let first = evidence.labels.partition_point(|found| found.block < part.content.start);
    let own = evidence.labels[first..].iter().take_while(|found| found.block < part.content.end);
    let (mut facts, mut days) = (Vec::new(), 0);
    for found in own.filter(|found| signs::is_incident_label(found.label) && !found.value.is_empty()) {
        days += usize::from(signs::is_day_label(found.label) && holds_day(&found.value));
        if !facts.contains(&found.label) {
            facts.push(found.label);
        }
    }
    let from = evidence.outline.parts.partition_point(|sub| sub.block < part.content.start);
    let below = evidence.outline.parts[from..].iter().take_while(|sub| sub.block < part.content.end);
    let sections = below.take(MOST).filter(|sub| !sub.names.is_empty()).count();
    let dated = holds_day(&part.text);
    let is_told = KINDS.holds(&fold(&part.text), DocumentWord::Incident);
    let is_named = part.text.split_whitespace().filter(|word| word.contains(char::is_alphabetic)).count() >= 2
        || part.text.contains([':', '：']);
    is_named
        && (dated && (facts.len() >= 2 || sections >= 2 || !facts.is_empty() && is_told)
            || days > 0 && (facts.len() >= 3 || sections >= 2))
}

fn holds_day(text: &str) -> bool {
    time::find(text, DayOrder::Unknown).next().is_some()
}

/// The document as a whole is one incident: it has facts before the first entry, or sections beside or above the entries.
fn is_one(evidence: &Evidence<'_>, level: u8, entries: &[&Part]) -> bool {
    let Some(first) = entries.first() else { return true };
    let head = signs::labels(evidence).filter(|found| found.block < first.block).count();
    let is_story = |part: &&Part| {
        let names = [SectionName::RootCause, SectionName::Timeline, SectionName::Resolution, SectionName::Impact];
        part.level <= level
            && names.iter().any(|name| part.is(*name))
            && !entries.iter().any(|entry| within(entry, part))
    };
    let whole = evidence.title.heading;
    let is_whole = |part: &&Part| Some(evidence.doc.blocks[part.block].offset) == whole;
    let stories =
        evidence.outline.parts.iter().filter(|part| part.block > 0 && !is_whole(part)).filter(is_story).count();
    head >= 2 || stories >= 1 || evidence.title.dated && head >= 1
}

fn within(entry: &Part, part: &Part) -> bool {
    entry.content.contains(&part.block)
}

fn heading(evidence: &Evidence<'_>, part: &Part) -> Span {
    place::after_key(&evidence.source.text, evidence.doc.blocks[part.block].offset, "")
}

/// Says that nothing of `incidents` is read, and how to split the file.
pub(in crate::text::facts) fn several(source: &SourceFile, incidents: &[Span], report: &mut Report) {
    let [_, second, ..] = incidents else { return };
    let message = format!("tells of {} incidents: it is shown as one page, and no facts are read", incidents.len());
    let hint = "move each of these headings with its text to a file of its own, named by its day";
    report.push(
        Diagnostic::warning("several-incidents", &Arc::clone(&source.path), message).at(Some(*second)).hint(hint),
    );
}
