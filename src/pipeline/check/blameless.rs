//! What a postmortem's words do to people, and what they promise.

use super::Subject;
use crate::diagnostics::rules::{BLAME_PERSON, CARELESS, HUMAN_ERROR, SHOULD_HAVE, VAGUE_ACTION};
use crate::diagnostics::{Span, codes};
use crate::model::{Fact, Provenance, SectionName};
use crate::text::lexicon::Wording;
use crate::text::wording::{Block, Finding, Folded, Place, Shape, Verdict, judge, judge_action};
use std::ops::Range;

pub(super) fn look(subject: &mut Subject<'_>) {
    let causes = causes(subject);
    let place = |block: &Block| {
        let is_cause = causes.iter().any(|range| range.contains(&block.offset));
        if is_cause { Place::Cause } else { Place::Elsewhere }
    };
    let mut found: Vec<(Finding, Span)> = Vec::new();
    for block in subject.story.iter().filter(|block| block.shape != Shape::Silent) {
        found.extend(judge(&block.said, place(block)).into_iter().map(|finding| {
            let span = block.span(&finding.part);
            (finding, span)
        }));
    }
    found.extend(of_facts(subject));
    for item in &subject.incident.action_items {
        let Some(finding) = judge_action(&Folded::of(&item.text)) else { continue };
        let Some(span) = subject.line(item.line) else { continue };
        let is_told = |(other, at): &(Finding, Span)| {
            other.verdict == Verdict::VagueAction && span.start <= at.start && at.end <= span.end
        };
        if !found.iter().any(is_told) {
            found.push((finding, span));
        }
    }
    for (finding, span) in found {
        tell(subject, &finding, span);
    }
}

/// Where causes are told: bytes of the source.
fn causes(subject: &Subject<'_>) -> Vec<Range<usize>> {
    let is_cause = |name: SectionName| matches!(name, SectionName::RootCause | SectionName::Trigger);
    let sections = subject.document.sections.iter().filter(|section| is_cause(section.name));
    let ranges = sections.filter_map(|section| {
        let below = subject.below(section)?;
        Some(section.offset..below.last().map_or(section.offset, |last| last.offset) + 1)
    });
    ranges.collect()
}

/// What front matter says in sentences, and the names of causes.
fn of_facts(subject: &Subject<'_>) -> Vec<(Finding, Span)> {
    let incident = subject.incident;
    let told = [(incident.summary.as_ref(), Place::Elsewhere), (incident.trigger.as_ref(), Place::Cause)];
    let told = told.into_iter().filter_map(|(fact, place)| Some((fact?, place)));
    let named = incident.root_causes.iter().map(|fact| (fact, Place::Cause));
    let of_fact = |(fact, place): (&Fact<String>, Place)| {
        let span = fact.span().filter(|_| matches!(fact.provenance, Provenance::FrontMatter { .. }))?;
        let finding = judge(&Folded::of(&fact.value.replace(['-', '_'], " ")), place).into_iter().next()?;
        Some((finding, span))
    };
    told.chain(named).filter_map(of_fact).collect()
}

fn tell(subject: &mut Subject<'_>, finding: &Finding, span: Span) {
    let (code, message) = match finding.verdict {
        Verdict::HumanErrorCause => (HUMAN_ERROR, "gives human error as a cause"),
        Verdict::BlamePerson => (BLAME_PERSON, "blames somebody"),
        Verdict::Careless => (CARELESS, "explains it with carelessness"),
        Verdict::ShouldHave => (SHOULD_HAVE, "tells from the end what somebody should have done"),
        Verdict::VagueAction => (VAGUE_ACTION, "nobody can tell when this is done"),
    };
    let finer = match finding.by {
        Wording::Forgot => "forgot",
        Wording::Strayed => "strayed",
        Wording::Failed => "failed",
        _ => "fault",
    };
    let told = codes::explained(code);
    let hint = told.map(|told| told.hints.get(finer).unwrap_or(&told.remedy).clone());
    subject.tell_with(code, message, Some(span), hint);
}
