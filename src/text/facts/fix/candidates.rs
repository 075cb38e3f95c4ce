//! A document to its sentences, each with all that speaks for or against its telling how the incident was fixed.

use super::evidence::EVIDENCE;
use crate::model::postmortem::Postmortem;
use crate::model::{Provenance, SectionName};
use crate::text::facts::blocks::{Block, Doc, Shape};
use crate::text::facts::labels::Labelled;
use crate::text::facts::outline::{Outline, Part};
use crate::text::facts::prose::sentence_ends;
use crate::text::registry::Field;
use rustc_hash::FxHashSet;

/// Sentences of a document that are looked at: what ended an incident stands in the first some hundred.
const MOST: usize = 1_500;
/// Blocks of a document that are looked at: not all hold a sentence.
const MOST_BLOCKS: usize = 20_000;
/// Bytes of a heading that are looked at.
const LONGEST_HEADING: usize = 120;
/// Words of a sentence that says too little, and too much.
const SHORT: usize = 4;
const LONG: usize = 45;

/// A sentence.
pub(in crate::text::facts) struct Candidate {
    pub text: String,
    pub provenance: Provenance,
    /// Equal for sentences of one paragraph, one list, one entry.
    pub group: usize,
    /// What holds for it: names of `evidence.toml`.
    pub marks: Vec<&'static str>,
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
    let (mut group, mut places) = (0, Places::of(outline));
    for (index, block) in doc.blocks.iter().enumerate().take(MOST_BLOCKS) {
        if all.len() > MOST {
            break;
        }
        let goes_on = block.is_item() && index > 0 && doc.blocks[index - 1].is_item();
        group += usize::from(!goes_on);
        places.enter(index);
        let is_text = matches!(block.shape, Shape::Paragraph | Shape::Item { .. });
        if !is_text || block.lines.is_empty() || block.struck || told.contains(&block.line) {
            continue;
        }
        let next = doc.blocks.get(index + 1);
        push(
            &mut all,
            &doc.block_text(block),
            &places.provenance(block.line),
            group,
            &places.marks(index, block, next),
        );
    }
    // What ended it stands near the end.
    for (at, event) in events.iter().enumerate().skip(events.len().saturating_sub(MOST)) {
        let mut marks = vec!["timeline"];
        let ends = |text: &str| EVIDENCE.concepts(&text.to_lowercase(), false).contains(&"outcome");
        let later = &events[at + 1..];
        marks.extend(later.is_empty().then_some("last"));
        marks.extend(later.first().is_some_and(|next| ends(&next.text)).then_some("before_end"));
        marks.extend(ends(&event.text).then_some("at_end"));
        marks.extend((later.len() < 3).then_some("late"));
        marks.extend((at == 0).then_some("begins"));
        marks.extend((at < later.len()).then_some("early"));
        push(&mut all, &event.text, &Provenance::Timeline { line: event.line }, group + 1 + at, &marks);
    }
    group += events.len() + 1;
    for label in labels.iter().filter(|label| label.label == Field::Fix) {
        group += 1;
        push(&mut all, &label.value, &label.provenance, group, &["labelled"]);
    }
    relate(&mut all);
    all
}

/// What holds for a sentence because of the others.
fn relate(all: &mut [Candidate]) {
    let is_deed = |one: &Candidate| one.marks.iter().any(|mark| matches!(*mark, "done" | "means" | "orders"));
    let is_weak = |one: &Candidate| one.marks.iter().any(|mark| mark.ends_with("_weak") || *mark == "outcome");
    let in_fix = |one: &Candidate| {
        one.marks.iter().any(|mark| matches!(*mark, "in_resolution" | "below_fix" | "labelled"))
            && !one.marks.iter().any(|mark| matches!(*mark, "in_actions" | "below_plan"))
    };
    let is_event = |one: &Candidate| one.marks.contains(&"timeline");
    let has_fix = all.iter().any(|one| in_fix(one) && is_deed(one));
    let has_ending = all.iter().any(|one| is_event(one) && is_deed(one));
    let first_in_fix = all.iter().position(|one| in_fix(one) && is_deed(one));
    let last_event = all.iter().rposition(|one| is_event(one) && is_deed(one));
    let first_by = all.iter().position(|one| one.marks.contains(&"means") || one.marks.contains(&"by"));
    for (at, one) in all.iter_mut().enumerate() {
        let (deed, fix, event) = (is_deed(one), in_fix(one), is_event(one));
        if !deed && is_weak(one) {
            one.marks.push("hollow");
        }
        if has_fix && !fix {
            one.marks.push("aside");
        }
        if !has_fix && has_ending && !event {
            one.marks.push("untimed");
        }
        if first_in_fix == Some(at) {
            one.marks.push("first_deed");
        }
        if last_event == Some(at) {
            one.marks.push("last_deed");
        }
        if first_by == Some(at) {
            one.marks.push("first_by");
        }
    }
}

/// Where a block stands, asked from the first block to the last.
struct Places<'a> {
    /// The headings to come.
    parts: std::slice::Iter<'a, Part>,
    /// Those above the block, outermost first, each with the marks of all below it.
    above: Vec<(&'a Part, Vec<&'static str>)>,
}

impl<'a> Places<'a> {
    fn of(outline: &'a Outline) -> Self {
        Self { parts: outline.parts.iter(), above: Vec::new() }
    }

    fn enter(&mut self, index: usize) {
        while let Some(part) = self.parts.as_slice().first().filter(|part| part.block < index) {
            self.parts.next();
            self.above.retain(|(open, _)| open.content.contains(&part.block));
            let heading = part.text[..part.text.floor_char_boundary(LONGEST_HEADING)].to_lowercase();
            let concepts = EVIDENCE.concepts(&heading, false);
            let mut marks = self.above.last().map(|(_, marks)| marks.clone()).unwrap_or_default();
            marks.extend(concepts.contains(&"heading_fix").then_some("below_fix"));
            marks.extend(concepts.contains(&"heading_plan").then_some("below_plan"));
            marks.sort_unstable();
            marks.dedup();
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

    fn marks(&self, index: usize, block: &Block, next: Option<&Block>) -> Vec<&'static str> {
        let mut marks: Vec<&'static str> = self.names().iter().map(|name| mark_of(*name)).collect();
        if marks.is_empty() {
            marks.push(if self.above.is_empty() { "on_top" } else { "elsewhere" });
        }
        if let Some((own, below)) = self.above.last() {
            marks.extend(below);
            marks.extend((own.content.start == index).then_some("opens_section"));
        }
        if let Shape::Item { ordered, task } = block.shape {
            marks.push("item");
            marks.extend(ordered.then_some("numbered"));
            marks.extend(task.map(|done| if done { "ticked" } else { "unticked" }));
        }
        marks.extend((block.depth > 1).then_some("nested"));
        marks.extend(block.quoted.then_some("quoted"));
        marks.extend(next.is_some_and(|next| next.shape == Shape::Code).then_some("over_code"));
        let leads = |next: &Block| next.is_item() && (!block.is_item() || next.depth > block.depth);
        marks.extend(next.is_some_and(leads).then_some("over_list"));
        marks
    }
}

fn mark_of(name: SectionName) -> &'static str {
    match name {
        SectionName::Summary => "in_summary",
        SectionName::Impact => "in_impact",
        SectionName::Timeline => "in_timeline",
        SectionName::RootCause => "in_root_cause",
        SectionName::Trigger => "in_trigger",
        SectionName::Detection => "in_detection",
        SectionName::Resolution => "in_resolution",
        SectionName::Lessons | SectionName::WentWell | SectionName::WentWrong | SectionName::GotLucky => "in_lessons",
        SectionName::ActionItems => "in_actions",
    }
}

/// Each sentence of `text`, with what holds for all of it and for the sentence.
fn push(all: &mut Vec<Candidate>, text: &str, provenance: &Provenance, group: usize, place: &[&'static str]) {
    let mut from = 0;
    let mut nth = 0;
    for end in sentence_ends(text).chain([text.len()]) {
        let sentence = text.get(from..end).unwrap_or_default().trim();
        from = end;
        if sentence.is_empty() {
            continue;
        }
        let mut marks = place.to_vec();
        sentence_marks(sentence, nth, &mut marks);
        all.push(Candidate { text: sentence.to_owned(), provenance: provenance.clone(), group, marks });
        nth += 1;
    }
}

fn sentence_marks(sentence: &str, nth: usize, marks: &mut Vec<&'static str>) {
    let lower = sentence.to_lowercase().replace('’', "'");
    let start = lower.trim_start_matches(|c: char| !c.is_alphanumeric());
    let not_within = |name: &&str| !matches!(*name, "order" | "order_weak" | "question");
    marks.extend(EVIDENCE.concepts(&lower, false).into_iter().filter(not_within));
    marks.extend(EVIDENCE.concepts(start, true).into_iter().filter_map(|name| match name {
        "order" => Some("orders"),
        "order_weak" => Some("orders_weak"),
        "done" => Some("starts_done"),
        "done_weak" => Some("starts_done_weak"),
        "present" => Some("starts_present"),
        "question" => Some("asks"),
        "by" => Some("starts_by"),
        _ => None,
    }));
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count();
    // Where words are not parted by blanks, two letters are about a word.
    let east = lower.chars().filter(|c| ('\u{2e80}'..'\u{fb00}').contains(c)).count();
    let words = words.max(east / 2);
    marks.push(match words {
        0..SHORT => "short",
        SHORT..12 => "brief",
        12..LONG => "plain",
        _ => "long",
    });
    marks.push(match nth {
        0 => "first",
        1 => "second",
        _ => "later",
    });
    marks.extend(sentence.ends_with([':', '：']).then_some("lead_in"));
    marks.extend(sentence.ends_with(['?', '？']).then_some("asks"));
    marks.extend(sentence.ends_with(['.', '。', '!']).then_some("ended"));
    marks.extend(sentence.contains(['[', '<', '{']).then_some("bracket"));
    marks.extend((sentence.contains("http") || sentence.contains('@')).then_some("address"));
}
