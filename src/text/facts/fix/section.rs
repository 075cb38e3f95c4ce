//! A section of the fix that is mostly code -> that code, and the sentence that leads to it.

use super::candidates::Candidate;
use super::commands::Source;
use super::marks::Mark;
use crate::model::{CodeBlock, SectionName};
use crate::text::facts::blocks::Shape;
use crate::text::facts::outline::{Outline, Part};
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{REMEDIES, Remedy};

/// The first section that tells how it was fixed and has code that did something: the index of the sentence before it, else of the
/// section's first deed, and the code.
pub(super) fn read(
    source: Source<'_>,
    outline: &Outline,
    all: &[Candidate],
) -> Option<(Option<usize>, Vec<CodeBlock>)> {
    outline.parts.iter().filter(|part| is_fix(part)).find_map(|part| code(source, outline, all, part))
}

fn is_fix(part: &Part) -> bool {
    let heading = fold(&part.text);
    let says = |wanted: Remedy| REMEDIES.find(&heading).any(|(remedy, _)| remedy == wanted);
    (part.is(SectionName::Resolution) || part.names.is_empty() && says(Remedy::Repair))
        && !part.planned
        && !says(Remedy::Later)
        && !says(Remedy::Plan)
}

fn code(
    source: Source<'_>,
    outline: &Outline,
    all: &[Candidate],
    part: &Part,
) -> Option<(Option<usize>, Vec<CodeBlock>)> {
    let of_block = |block: usize| {
        let from = all.partition_point(|one| one.block.is_some_and(|own| own < block));
        (from..all.len()).take_while(move |at| all[*at].block == Some(block))
    };
    let mut commands = Vec::new();
    let mut first = None;
    let mut refused = false;
    for index in part.content.clone() {
        match source.doc.blocks.get(index)?.shape {
            Shape::Code if !refused => {
                source.block(index, &mut commands);
                first = first.or_else(|| (!commands.is_empty()).then_some(index));
            }
            Shape::Heading(_) if outline.at(index).is_some_and(is_other) => break,
            Shape::Code | Shape::Table(_) => {}
            Shape::Heading(_) => refused = false,
            Shape::Paragraph | Shape::Item { .. } => {
                // `What worked:` leads to the code, whatever stands before it.
                let lead = of_block(index).last().filter(|last| all[*last].marks.has(Mark::LeadIn));
                refused = match lead {
                    Some(lead) => is_refused(&all[lead]),
                    None => of_block(index).any(|at| is_refused(&all[at])),
                };
            }
        }
    }
    let first = first?;
    let tells = |at: &usize| says_something(&all[*at]);
    let before =
        first.checked_sub(1).filter(|before| *before >= part.content.start).and_then(|before| of_block(before).last());
    let lead = before.filter(tells).or_else(|| part.content.clone().flat_map(of_block).find(tells));
    Some((lead, commands))
}

/// Below a fix, what is no part of it.
fn is_other(part: &Part) -> bool {
    let later = REMEDIES
        .find(&fold(&part.text))
        .any(|(remedy, _)| matches!(remedy, Remedy::Later | Remedy::Cause | Remedy::Reasons));
    later || !part.names.is_empty() && !part.is(SectionName::Resolution)
}

/// Whether the commands in the sentence did harm, or nothing, or only looked whether it was fixed, or must not be run.
pub(super) fn is_warned(sentence: &Candidate) -> bool {
    let mut warnings = [Remedy::Denial, Remedy::Mistake, Remedy::Unrepaired].into_iter();
    sentence.marks.begins_with(Remedy::Verified) || warnings.any(|remedy| sentence.marks.tells(remedy))
}

/// Whether the sentence says of the code below it that it did not help, or is still to be done.
pub(super) fn is_refused(sentence: &Candidate) -> bool {
    let says = [Remedy::Denial, Remedy::Failure, Remedy::Plan, Remedy::Mistake, Remedy::Unrepaired].into_iter();
    let says = says.filter(|remedy| sentence.marks.tells(*remedy)).count() > 0;
    says || sentence.text.ends_with(['?', '？'])
        || [Mark::Unticked, Mark::Bracketed, Mark::BelowPlan, Mark::BelowReasons]
            .into_iter()
            .any(|mark| sentence.marks.has(mark))
}

/// Whether it tells what was done, if in two words.
fn says_something(sentence: &Candidate) -> bool {
    let marks = sentence.marks;
    let says = [Remedy::Done, Remedy::DoneWeak, Remedy::Present, Remedy::Gerund].into_iter();
    let starts = [Remedy::Order, Remedy::OrderWeak].into_iter();
    let deed =
        says.filter(|remedy| marks.tells(*remedy)).count() + starts.filter(|remedy| marks.begins_with(*remedy)).count();
    deed > 0 && !is_refused(sentence)
}
