//! The incidents of a year -> the three to read, each by a rule that is printed with it.

use crate::model::catalog::{DocId, Entry};
use crate::model::page::Story;
use crate::model::{Document, SectionName};
use crate::pipeline::figures::{level, resolve_minutes};
use crate::pipeline::plan::insights::say::Pen;
use crate::text::shorten::cut;
use crate::theme::filled;
use std::cmp::Reverse;

/// Longest lead and lesson, in characters: three stand side by side on one sheet.
const LEAD: usize = 280;
const LESSON: usize = 240;
/// A shorter line tells no lesson.
const FEWEST: usize = 25;

/// The worst, the fullest account and the shortest of the severe among `ids` (newest first), no incident twice. Of equals the newest.
pub(super) fn stories(pen: &Pen<'_>, ids: &[DocId]) -> Vec<Story> {
    let entry = |id: &DocId| pen.shared.catalog.entry(*id);
    let ttr = |id: &DocId| entry(id).document.postmortem().and_then(resolve_minutes);
    // 0 stands for what is not told.
    let rank = |id: &DocId| Some(level(entry(id))).filter(|level| *level > 0);
    let mut told: Vec<DocId> = Vec::new();
    let mut stories = Vec::new();
    let mut tell = |key, id: Option<&DocId>, sentence: &str, n: usize| {
        let Some(id) = id else { return };
        told.push(*id);
        let severity = pen.level(level(entry(id)));
        let places = [("severity", severity), ("ttr", pen.minutes(ttr(id))), ("n", pen.number(n))];
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
        stories.extend(story(pen, key, *id, filled(sentence, &places)));
    };
    if ids.len() < 3 {
        return stories;
    }
    let words = pen.words();
    let worst = ids.iter().filter(|id| rank(id).is_some() && ttr(id).is_some());
    let worst = worst.min_by_key(|id| (rank(id), Reverse(ttr(id)))).copied();
    tell("worst", worst.as_ref(), &words.worst, 0);
    let events = |id: &DocId| entry(id).document.postmortem().map_or(0, |incident| incident.timeline.events.len());
    let lessons = ids.iter().filter(|id| Some(**id) != worst && has_lessons(&entry(id).document) && events(id) > 0);
    let instructive = lessons.rev().max_by_key(|id| events(id)).copied();
    tell("instructive", instructive.as_ref(), &words.instructive, instructive.as_ref().map_or(0, events));
    let best = ids.iter().filter(|id| ![worst, instructive].contains(&Some(**id)) && ttr(id).is_some());
    let best = best.filter(|id| rank(id).is_some_and(|level| level <= 2)).min_by_key(|id| ttr(id));
    tell("best", best, &words.best, 0);
    stories
}

const LESSONS: [SectionName; 4] =
    [SectionName::Lessons, SectionName::WentWell, SectionName::WentWrong, SectionName::GotLucky];

fn has_lessons(document: &Document) -> bool {
    document.sections.iter().any(|section| LESSONS.contains(&section.name))
}

fn story(pen: &Pen<'_>, key: &'static str, id: DocId, why: String) -> Option<Story> {
    let entry: &Entry = pen.shared.catalog.entry(id);
    let incident = entry.document.postmortem()?;
    let lead = incident.summary.as_ref().map_or_else(String::new, |summary| cut(&summary.value, LEAD));
    let lesson = lesson(&entry.document).unwrap_or_default();
    Some(Story { key, why, row: pen.shared.row(id)?, lead, lesson })
}

/// The first sentence below the heading of the lessons.
fn lesson(document: &Document) -> Option<String> {
    let body = &document.body;
    let is_heading = |line: &str| body.headings.iter().any(|heading| heading.text == line);
    let named = |name: SectionName| document.sections.iter().filter(move |section| section.name == name);
    let headings = LESSONS.into_iter().flat_map(named).filter_map(|section| {
        body.headings.iter().find(|heading| heading.offset == section.offset).map(|heading| heading.text.as_str())
    });
    let mut below = headings.filter_map(|heading| {
        let lines = body.text.lines().skip_while(|line| *line != heading).skip(1);
        lines.take_while(|line| !is_heading(line)).find(|line| line.chars().count() >= FEWEST)
    });
    below.next().map(|line| cut(line, LESSON))
}
