//! What was understood of a document -> what its HTML says about it: rows of the timeline get an id, lists and tables that were
//! read to the last row are folded.

use super::events::{Label, skip};
use super::writer::Writer;
use crate::diagnostics::Span;
use crate::model::{Fact, Postmortem, Provenance, Section, Segment};
use crate::text::foreign::Containers;
use crate::text::markdown::Spanned;
use pulldown_cmark::{Event, Tag};
use std::collections::BTreeMap;
use std::ops::Range;

/// Longest text that is shown whole above the document, in characters.
pub(crate) const SHOWN: usize = 320;
/// Rows of facts that are worth folding.
const FEWEST: usize = 3;

/// What the rest of the program knows of a document before it is printed.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Source offset of a heading to leave out: the page prints it as its title.
    pub title_heading: Option<usize>,
    pub sections: &'a [Section],
    pub postmortem: &'a Postmortem,
    pub containers: &'a Containers,
}

/// Places of a source that facts were read from.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Start of each line.
    lines: Vec<usize>,
    /// Lines that were read whole into facts, and into actions; ascending.
    facts: Vec<u32>,
    actions: Vec<u32>,
    /// Whether a fold is open.
    is_folding: bool,
}

impl Marks {
    /// Those of a document with the source `text`.
    pub(super) fn new(text: &str, known: &Known<'_>) -> Self {
        let postmortem = known.postmortem;
        // Where nothing is known of the actions but their text, the written list is the only one.
        let actions = if postmortem.knows_actions() {
            postmortem.action_items.iter().map(|item| item.line).collect()
        } else {
            Vec::new()
        };
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        let lines: Vec<usize> = std::iter::once(0).chain(ends).collect();
        let facts = lines_of_facts(text, &lines, postmortem);
        let sorted = |mut lines: Vec<u32>| {
            lines.sort_unstable();
            lines
        };
        Self { lines, facts: sorted(facts), actions: sorted(actions), is_folding: false }
    }

    /// The 1-based line at `offset`.
    fn line(&self, offset: usize) -> u32 {
        u32::try_from(self.lines.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    /// Anchors for the entries of the timeline.
    pub(super) fn labels(&self, postmortem: &Postmortem) -> Vec<Label> {
        let mut labels = Vec::new();
        for (index, event) in (0..).zip(&postmortem.timeline.events) {
            let line = usize::try_from(event.line).unwrap_or(0);
            let Some(&offset) = line.checked_sub(1).and_then(|at| self.lines.get(at)) else { continue };
            if event.time.is_none() {
                continue;
            }
            let until = self.lines.get(line).copied().unwrap_or(usize::MAX);
            labels.push(Label { offset, until, id: event_anchor(index), event: Some(index) });
        }
        labels
    }

    /// How many rows the table, list or paragraph has that starts at `at`, if each of them was read whole.
    fn rows_read(&self, events: &[Spanned<'_>], at: usize) -> Option<u32> {
        if self.facts.is_empty() && self.actions.is_empty() {
            return None;
        }
        let mut rows = Vec::new();
        for (event, range) in &events[at + 1..skip(events, at)] {
            match event {
                Event::Start(Tag::TableRow | Tag::Item) => rows.push(self.line(range.start)),
                // More than a value.
                Event::Start(
                    Tag::List(_) | Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::HtmlBlock | Tag::Image { .. },
                ) => {
                    return None;
                }
                _ => {}
            }
        }
        // Labels that stand in a paragraph, one a line.
        if matches!(events[at].0, Event::Start(Tag::Paragraph)) {
            let range = &events[at].1;
            rows.extend(self.line(range.start)..=self.line(range.end.saturating_sub(2).max(range.start)));
        }
        let all = |known: &[u32]| rows.iter().all(|line| known.binary_search(line).is_ok());
        let whole = rows.len() >= FEWEST && all(&self.facts) || !rows.is_empty() && all(&self.actions);
        whole.then(|| u32::try_from(rows.len()).unwrap_or(u32::MAX))
    }
}

/// `id` of the place where the timeline's entry with this index is written. No heading and no author's id begins like it.
#[must_use]
pub(crate) fn event_anchor(index: u32) -> String {
    format!("pm_e{index}")
}

/// Letters behind a value that say no more than it does: `(Tuesday)`, `UTC+2`.
const REMARK: usize = 14;
/// Letters of a time, a duration or a severity, with its label.
const LONGEST_CODED: usize = 26;

/// Lines of labels and of rows of tables in `text` that say no more than what stands above the document. `starts` are those of its
/// lines.
fn lines_of_facts(text: &str, starts: &[usize], postmortem: &Postmortem) -> Vec<u32> {
    // The last value on each line, and whether it is one of few words, such as a time.
    let mut lines: BTreeMap<u32, (Option<Span>, bool)> = BTreeMap::new();
    let mut add = |provenance: &Provenance, span: Option<Span>, coded: bool| {
        if let Provenance::Table { line } | Provenance::Label { line } = provenance {
            let (last, is_coded) = lines.entry(*line).or_default();
            *last = [*last, span].into_iter().flatten().max_by_key(|span| span.end);
            *is_coded |= coded;
        }
    };
    let moments =
        [&postmortem.date, &postmortem.published, &postmortem.started, &postmortem.detected, &postmortem.acknowledged];
    let moments = moments.into_iter().chain([&postmortem.mitigated, &postmortem.resolved]);
    moments.flatten().for_each(|fact| add(&fact.provenance, fact.span(), true));
    for span in [&postmortem.ttd, &postmortem.ttm, &postmortem.ttr] {
        span.stated.iter().for_each(|fact| add(&fact.provenance, fact.span(), true));
    }
    postmortem.status.iter().for_each(|fact| add(&fact.provenance, fact.span(), true));
    postmortem.severity.iter().for_each(|fact| add(&fact.provenance, fact.span(), true));
    postmortem.detection.iter().for_each(|fact| add(&fact.provenance, fact.span(), true));
    let short = |fact: &&Fact<String>| fact.value.chars().nth(SHOWN).is_none();
    let range = |line: u32| {
        let at = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
        starts.get(at).copied().unwrap_or(0)..starts.get(at + 1).copied().unwrap_or(text.len())
    };
    // Of a longer value these are sentences alone.
    let texts = [&postmortem.trigger, &postmortem.summary, &postmortem.fix].into_iter().flatten();
    let texts = texts.chain(postmortem.impact.iter().map(|impact| &impact.text));
    let (texts, parts): (Vec<_>, Vec<_>) = texts.partition(|fact| {
        let line = fact.provenance.line().and_then(|line| text.get(range(line)));
        line.is_some_and(|line| is_all_of_value(line, fact))
    });
    let line = |fact: &&Fact<String>| fact.provenance.line();
    let all: Vec<u32> = texts.iter().filter_map(line).collect();
    let parts: Vec<u32> = parts.iter().filter_map(line).filter(|line| !all.contains(line)).collect();
    let names =
        [&postmortem.services, &postmortem.root_causes, &postmortem.teams, &postmortem.authors, &postmortem.tags];
    let names = postmortem.id.iter().chain(names.into_iter().flatten());
    texts.into_iter().chain(names).filter(short).for_each(|fact| add(&fact.provenance, fact.span(), false));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
    let whole = |line: u32, (span, coded): (Option<Span>, bool)| {
        let Range { start, end } = range(line);
        let behind = span.map_or("", |span| text.get(span.end..end).unwrap_or_default());
        let value = span.map_or(start..end, |span| span.start..span.end);
        letters(behind) <= REMARK && (!coded || letters(text.get(value).unwrap_or_default()) <= LONGEST_CODED)
    };
    lines
        .into_iter()
        .filter(|(line, last)| !parts.contains(line) && whole(*line, *last))
        .map(|(line, _)| line)
        .collect()
}

/// Whether `fact` says all that stands behind the label on its `line`, blanks and marks apart.
fn is_all_of_value(line: &str, fact: &Fact<String>) -> bool {
    let row = line.trim_start_matches(|c: char| c == '|' || c.is_whitespace());
    let value = match fact.provenance {
        Provenance::Table { .. } => row.split_once('|'),
        _ => row.split_once([':', '：']),
    };
    let said = |text| str::chars(text).filter(|c| c.is_alphanumeric());
    value.is_some_and(|(_, value)| said(value).eq(said(&fact.value)))
}

impl Writer<'_> {
    /// Opens the fold around a table, list or paragraph that starts at `at`, if all of it was read. [`Writer::end_fold`] closes it.
    pub(super) fn start_fold(&mut self, events: &[Spanned<'_>], at: usize) {
        if !self.open.is_empty() || self.out.is_aside() {
            return;
        }
        if let Some(lines) = self.marks.rows_read(events, at) {
            self.out.slot(Segment::FoldStart { lines });
            self.marks.is_folding = true;
        }
    }

    /// Closes the fold, if what ends here was in one.
    pub(super) fn end_fold(&mut self) {
        if self.marks.is_folding && self.open.is_empty() {
            self.out.slot(Segment::FoldEnd);
            self.marks.is_folding = false;
        }
    }
}
