//! Which labels speak of the whole incident, and which are part of its story.

use super::super::blocks::{Block, Doc, Shape};
use super::super::outline::Outline;
use super::{is_fact_part, key_of, label};
use crate::model::SectionName;
use crate::text::registry::Field;
use std::ops::Range;

/// Where labels speak of the whole incident: before the first section that tells the story, in summaries, and in parts
/// named for facts (`Stats`, `Incident details`).
pub(super) struct Central {
    head: usize,
    parts: Vec<Range<usize>>,
    told: Vec<Range<usize>>,
}

impl Central {
    pub(super) fn of(doc: &Doc, outline: &Outline) -> Self {
        let story =
            |name: &SectionName| !matches!(name, SectionName::Summary | SectionName::Impact | SectionName::Detection);
        let title = outline.parts.first().filter(|part| part.names.is_empty()).map(|part| part.block);
        let head = outline
            .parts
            .iter()
            .find(|part| {
                // A heading with nothing below it tells no story (`## Time: 14:02`).
                part.level < 8
                    && !part.content.is_empty()
                    && (part.names.iter().any(story)
                        || Some(part.block) != title
                            && part.names.is_empty()
                            && !is_fact_part(&part.text)
                            && label(key_of(&part.text)).is_none())
            })
            .map_or(doc.blocks.len(), |part| part.block);
        let parts = outline
            .parts
            .iter()
            .filter(|part| {
                is_fact_part(&part.text)
                    || part.names.contains(&SectionName::Summary)
                    || part.names.contains(&SectionName::Impact) && part.level < 8
            })
            .map(|part| {
                // Sub-headings end it: what stands below them belongs to them.
                let from = outline.parts.partition_point(|sub| sub.block < part.content.start);
                let below = outline.parts[from..].iter().take_while(|sub| sub.block < part.content.end);
                let end = below.take(32).find(|sub| !is_fact_part(&sub.text)).map_or(part.content.end, |sub| sub.block);
                part.content.start..end
            })
            .collect();
        Self { head, parts, told: told_at_once(doc, outline) }
    }

    pub(super) fn holds(&self, block: usize) -> bool {
        let within = |parts: &[Range<usize>]| {
            let next = parts.partition_point(|part| part.start <= block);
            parts[..next].last().is_some_and(|part| part.contains(&block))
        };
        block < self.head || within(&self.parts) || within(&self.told)
    }
}

/// Lists, lines and tables amid the story that tell start and end, or another two moments, under their names: they speak of the whole
/// incident wherever they stand. The first of them counts.
fn told_at_once(doc: &Doc, outline: &Outline) -> Vec<Range<usize>> {
    let turn = |key: &str| label(key).filter(|field| is_turn(*field));
    let of_lines = |block: &Block| {
        let lines = if block.depth <= 1 { block.lines.clone() } else { 0..0 };
        let keys = lines.filter_map(|line| Some(&doc.text[doc.label(&doc.lines[line].range)?.key]));
        keys.filter_map(turn).collect::<Vec<_>>()
    };
    let of_table = |table: usize| {
        let rows = doc.tables[table].rows.iter().filter_map(|(_, row)| row.first());
        rows.filter_map(|cell| turn(doc.cell(cell).trim_matches([':', '：', ' '])))
    };
    let is_story = |block: usize| outline.of(SectionName::Timeline).any(|part| part.content.contains(&block));
    let mut start = 0;
    let runs = doc.blocks.chunk_by(|a, b| a.is_item() && b.is_item()).map(|run| {
        start += run.len();
        (start - run.len()..start, run)
    });
    let tells = |(_, run): &(Range<usize>, &[Block])| {
        let mut turns: Vec<Field> = match run {
            [block] if let Shape::Table(table) = block.shape => of_table(table).collect(),
            _ => run.iter().flat_map(of_lines).collect(),
        };
        turns.sort_unstable();
        turns.dedup();
        turns.len() >= 2
    };
    runs.filter(tells).map(|(range, _)| range).find(|range| !is_story(range.start)).into_iter().collect()
}

/// Labels of the moments of an incident.
fn is_turn(label: Field) -> bool {
    use Field::{Acknowledged, Detected, Mitigated, Occurred, Resolved, Started};
    matches!(label, Started | Occurred | Detected | Acknowledged | Mitigated | Resolved)
}
