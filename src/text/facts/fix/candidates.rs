//! A document to its sentences, each with all that speaks for or against its telling how the incident was fixed.

use super::marks::{Mark, Marks};
use super::weights::WEIGHTS;
use super::{relations, rows, sentence};
use crate::model::postmortem::Postmortem;
use crate::model::{Provenance, SectionName};
use crate::text::facts::blocks::{Block, Doc, Shape};
use crate::text::facts::labels::{self, Labelled};
use crate::text::facts::outline::{Outline, Part, bare};
use crate::text::facts::prose::sentence_ends;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{REMEDIES, Remedy};
use crate::text::registry::Field;
use rustc_hash::FxHashSet;
use std::ops::Range;

/// Sentences of a document that are looked at: what ended an incident stands in the first some hundred.
const MOST: usize = 1_500;
/// Blocks of a document that are looked at: not all hold a sentence.
const MOST_BLOCKS: usize = 20_000;
/// Texts of a section that says little beside its point.
const FEW: usize = 3;
/// Bytes of a heading that are looked at.
const LONGEST_HEADING: usize = 120;

/// A sentence.
#[derive(Clone, Debug)]
pub(in crate::text::facts) struct Candidate {
    pub text: String,
    pub provenance: Provenance,
    /// Equal for sentences of one paragraph, one list, one entry.
    pub group: usize,
    /// The block that it stands in, where it is no label or entry of a timeline.
    pub block: Option<usize>,
    pub marks: Marks,
    /// What its words weigh by themselves.
    pub words: f64,
}

/// In the order of the document; what labels and timeline entries say comes last.
pub(in crate::text::facts) fn candidates(
    doc: &Doc,
    outline: &Outline,
    labels: &[Labelled],
    postmortem: &Postmortem,
) -> Vec<Candidate> {
    let mut all = Vec::new();
    let events = &postmortem.timeline.events;
    let told: FxHashSet<u32> = events.iter().map(|event| event.line).collect();
    let entries = Entries::read(doc, postmortem);
    let mut by_line: Vec<(u32, Marks)> =
        events.iter().map(|event| event.line).zip(entries.marks.iter().copied()).collect();
    by_line.sort_unstable_by_key(|(line, _)| *line);
    let (mut group, mut places) = (0, Places::of(doc, outline));
    for (index, block) in doc.blocks.iter().enumerate().take(MOST_BLOCKS) {
        if all.len() > MOST {
            break;
        }
        let goes_on = block.is_item() && index > 0 && doc.blocks[index - 1].is_item();
        group += usize::from(!goes_on);
        places.enter(index);
        if let Shape::Table(table) = block.shape {
            let place = places.marks(index, block, None);
            for row in rows::read(doc, &doc.tables[table], place).filter(|row| !told.contains(&row.line)) {
                push(&mut all, row.text, &places.provenance(row.line), (group, Some(index)), place.with(row.marks));
            }
        }
        let is_text = is_text(block) || block.is_heading() && places.steps(index);
        if !is_text || block.lines.is_empty() || block.struck || told.contains(&block.line) {
            continue;
        }
        let mut place = places.marks(index, block, doc.blocks.get(index + 1));
        // What stands below an entry goes on telling of it.
        let entry = by_line.partition_point(|(line, _)| *line <= block.line).checked_sub(1);
        if let Some((_, entry)) = entry.map(|at| by_line[at]).filter(|_| place.has(Mark::InTimeline)) {
            place = place.with(entry.without(Mark::Timeline));
        }
        for text in texts(doc, block).into_iter().filter(|text| !is_other_fact(text)) {
            push(&mut all, &text, &places.provenance(block.line), (group, Some(index)), place);
        }
    }
    all.extend(entries.last(group + 1));
    group += events.len() + 1;
    for label in labels.iter().filter(|label| label.label == Field::Fix) {
        group += 1;
        let mut marks = Marks::default();
        marks.put(Mark::Labelled);
        push(&mut all, &label.value, &label.provenance, (group, None), marks);
    }
    relations::weigh_together(&mut all);
    all
}

/// What the entries of the timeline say.
struct Entries {
    /// Sentence by sentence; groups count from the first entry.
    said: Vec<Candidate>,
    /// Those of each entry.
    own: Vec<Range<usize>>,
    /// What holds for all of each entry.
    marks: Vec<Marks>,
}

impl Entries {
    fn read(doc: &Doc, postmortem: &Postmortem) -> Self {
        let events = &postmortem.timeline.events;
        let (mut said, mut told, mut own) =
            (Vec::new(), Vec::with_capacity(events.len()), Vec::with_capacity(events.len()));
        for (at, event) in events.iter().enumerate() {
            let from = said.len();
            let provenance = Provenance::Timeline { line: event.line };
            told.push(push(&mut said, &event.text, &provenance, (at, None), Marks::default()));
            own.push(from..said.len());
        }
        let mut marks = relations::entries(postmortem, &told);
        over_code(doc, postmortem, &mut marks);
        Self { said, own, marks }
    }

    /// The sentences of the last entries: what ended it stands near the end. The first entry is the group `first`.
    fn last(mut self, first: usize) -> Vec<Candidate> {
        for (own, place) in self.own.iter().zip(&self.marks) {
            for one in &mut self.said[own.clone()] {
                one.marks = one.marks.with(*place);
                one.group += first;
            }
        }
        let passed =
            self.own.len().checked_sub(MOST).and_then(|passed| self.own.get(passed)).map_or(0, |own| own.start);
        self.said.split_off(passed)
    }
}

fn is_text(block: &Block) -> bool {
    matches!(block.shape, Shape::Paragraph | Shape::Item { .. })
}

/// Marks the entries with a block of code below them.
fn over_code(doc: &Doc, postmortem: &Postmortem, entries: &mut [Marks]) {
    let mut lines: Vec<u32> = postmortem.timeline.events.iter().map(|event| event.line).collect();
    lines.sort_unstable();
    let codes: Vec<u32> =
        doc.blocks.iter().filter(|block| block.shape == Shape::Code).map(|block| block.line).collect();
    for (event, marks) in postmortem.timeline.events.iter().zip(entries) {
        let end = lines.get(lines.partition_point(|line| *line <= event.line)).copied();
        let next = codes.get(codes.partition_point(|line| *line < event.line));
        // Below the last entry anything may stand.
        marks.put_if(next.zip(end).is_some_and(|(next, end)| *next < end), Mark::OverCode);
    }
}

/// `MTTR: 353 s`, `Root cause: ...`: what has a field of its own.
fn is_other_fact(text: &str) -> bool {
    let key = text.split_once([':', '：']).map(|(key, _)| key.trim());
    let is_other = |field: Field| labels::is_no_event(field) || matches!(field, Field::CauseText | Field::Impact);
    key.and_then(labels::label).is_some_and(is_other)
}

/// What a block says: a step's heading without its number, and each labelled line of a paragraph by itself.
fn texts(doc: &Doc, block: &Block) -> Vec<String> {
    if block.is_heading() {
        return vec![bare(&doc.block_text(block)).to_owned()];
    }
    if block.shape != Shape::Paragraph {
        return vec![doc.block_text(block)];
    }
    let mut texts: Vec<String> = Vec::new();
    for line in block.lines.clone() {
        let text = doc.line_text(line);
        let opens = doc.label(&doc.lines[line].range).is_some_and(|label| label.marked);
        match texts.last_mut().filter(|last| !opens && !last.is_empty()) {
            Some(last) => *last = format!("{last} {text}"),
            None => texts.push(text.to_owned()),
        }
    }
    texts
}

/// Where a block stands, asked from the first block to the last.
struct Places<'a> {
    doc: &'a Doc,
    /// The headings to come.
    parts: std::slice::Iter<'a, Part>,
    /// Those above the block, outermost first, each with the marks of all below it.
    above: Vec<(&'a Part, Marks)>,
}

impl<'a> Places<'a> {
    fn of(doc: &'a Doc, outline: &'a Outline) -> Self {
        Self { doc, parts: outline.parts.iter(), above: Vec::new() }
    }

    /// Whether the heading at `index` is a step of a part: it opens no section itself.
    fn steps(&self, index: usize) -> bool {
        let own = self.parts.as_slice().first().filter(|part| part.block == index);
        own.is_some_and(|part| part.names.is_empty()) && !self.above.is_empty()
    }

    fn enter(&mut self, index: usize) {
        while let Some(part) = self.parts.as_slice().first().filter(|part| part.block < index) {
            self.parts.next();
            self.above.retain(|(open, _)| open.content.contains(&part.block));
            let heading = fold(&part.text[..part.text.floor_char_boundary(LONGEST_HEADING)]);
            let own = [Mark::UnderFix, Mark::Alone, Mark::Few];
            let above = self.above.last().map(|(_, marks)| *marks).unwrap_or_default();
            let mut marks = own.into_iter().fold(above, Marks::without);
            let blocks = self.doc.blocks.get(part.content.clone()).unwrap_or_default();
            let texts = blocks.iter().filter(|block| is_text(block)).take(FEW + 1).count();
            marks.put_if(texts == 1, Mark::Alone);
            marks.put_if(texts <= FEW, Mark::Few);
            let plans = part.planned || part.names == [SectionName::ActionItems];
            for (remedy, _) in REMEDIES.find(&heading) {
                match remedy {
                    Remedy::Repair if !plans => {
                        [Mark::BelowFix, Mark::UnderFix].into_iter().for_each(|mark| marks.put(mark))
                    }
                    Remedy::Later => marks.put(Mark::BelowPlan),
                    Remedy::Diagnosis => marks.put(Mark::BelowDiagnosis),
                    Remedy::Cause => marks.put(Mark::BelowCause),
                    Remedy::Reasons => marks.put(Mark::BelowReasons),
                    _ => {}
                }
            }
            self.above.push((part, marks));
        }
        self.above.retain(|(open, _)| open.content.contains(&index));
    }

    fn names(&self) -> &'a [SectionName] {
        self.above.iter().rev().map(|(part, _)| &part.names[..]).find(|names| !names.is_empty()).unwrap_or_default()
    }

    fn provenance(&self, line: u32) -> Provenance {
        if self.names().is_empty() { Provenance::Prose { line } } else { Provenance::Section { line } }
    }

    fn marks(&self, index: usize, block: &Block, next: Option<&Block>) -> Marks {
        let mut marks = self.above.last().map(|(_, below)| *below).unwrap_or_default();
        let names = self.names();
        names.iter().for_each(|name| marks.put(mark_of(*name)));
        if names.is_empty() {
            marks.put(if self.above.is_empty() { Mark::OnTop } else { Mark::Elsewhere });
        }
        if let Some((own, _)) = self.above.last() {
            marks.put_if(own.content.start == index, Mark::OpensSection);
        }
        marks.put_if(block.is_heading(), Mark::Step);
        if let Shape::Item { ordered, task } = block.shape {
            marks.put(Mark::Item);
            marks.put_if(ordered, Mark::Numbered);
            marks.put_if(task == Some(true), Mark::Ticked);
            marks.put_if(task == Some(false), Mark::Unticked);
        }
        marks.put_if(block.depth > 1, Mark::Nested);
        marks.put_if(block.quoted, Mark::Quoted);
        marks.put_if(next.is_some_and(|next| next.shape == Shape::Code), Mark::OverCode);
        let leads = |next: &Block| next.is_item() && (!block.is_item() || next.depth > block.depth);
        marks.put_if(next.is_some_and(leads), Mark::OverList);
        marks
    }
}

fn mark_of(name: SectionName) -> Mark {
    match name {
        SectionName::Summary => Mark::InSummary,
        SectionName::Impact => Mark::InImpact,
        SectionName::Timeline => Mark::InTimeline,
        SectionName::RootCause => Mark::InRootCause,
        SectionName::Trigger => Mark::InTrigger,
        SectionName::Detection => Mark::InDetection,
        SectionName::Resolution => Mark::InResolution,
        SectionName::Lessons | SectionName::WentWell | SectionName::WentWrong | SectionName::GotLucky => {
            Mark::InLessons
        }
        SectionName::ActionItems => Mark::InActions,
    }
}

/// Each sentence of `text`, with what holds for all of it and for the sentence. Returns what all of them tell.
fn push(
    all: &mut Vec<Candidate>,
    text: &str,
    provenance: &Provenance,
    (group, block): (usize, Option<usize>),
    place: Marks,
) -> Marks {
    let mut told = Marks::default();
    let mut from = 0;
    let mut nth = 0;
    for end in sentence_ends(text).chain([text.len()]) {
        let sentence = text.get(from..end).unwrap_or_default().trim();
        from = end;
        if sentence.is_empty() {
            continue;
        }
        let folded = fold(sentence);
        let marks = sentence::read(sentence, &folded, nth).with(place);
        told = told.with(marks);
        // What a form asks for tells nothing, nor does a question, and what was still being done ended nothing.
        if marks.has(Mark::Bracketed) || sentence.ends_with(['?', '？']) || marks.tells(Remedy::Ongoing) {
            continue;
        }
        let words = WEIGHTS.of_words(&folded);
        all.push(Candidate { text: sentence.to_owned(), provenance: provenance.clone(), group, block, marks, words });
        nth += 1;
    }
    told
}
