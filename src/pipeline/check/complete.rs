//! Whether the facts are there that readers look for.

use super::Subject;
use super::due;
use crate::config::Visibility;
use crate::diagnostics::Span;
use crate::diagnostics::asked::{self, Asked, Told};
use crate::diagnostics::rules::{EMPTY_SECTION, LONG_SUMMARY, SINGLE_CAUSE, WHYS_END_AT_PERSON};
use crate::model::postmortem::{INCIDENT, Status};
use crate::model::{Provenance, SectionName};
use crate::text::lexicon::{REVIEW_STATES, Review};
use crate::text::wording::{Block, Shape, ends_at_person, is_chain, is_unwritten, names_figure, sentences};
use crate::text::words::plain;

/// Most words of a summary.
const LONGEST_SUMMARY: usize = 150;
/// The mildest severity of which every part is wanted.
const WHOLE: u8 = 2;
/// Any of these tells what was learnt.
const LESSONS: [SectionName; 4] =
    [SectionName::Lessons, SectionName::WentWell, SectionName::WentWrong, SectionName::GotLucky];
/// Least items of a chain of whys that does not call itself one.
const CHAIN: usize = 3;

/// Tells what is missing; what of all that is asked the document tells.
pub(super) fn look(subject: &mut Subject<'_>) -> Told {
    let told = gaps(subject);
    empty(subject);
    causes(subject);
    summary(subject);
    told
}

/// Facts, and parts, that are nowhere.
fn gaps(subject: &mut Subject<'_>) -> Told {
    let kind = subject.incident.kind();
    let is_mild = subject.level().is_some_and(|level| level > WHOLE) || kind != INCIDENT;
    let wants_all = !is_mild || due::is_asked_for(subject);
    let mut told = Told::default();
    for (at, part) in asked::parts().iter().enumerate() {
        let Some(fact) = part.fact else { continue };
        let is_told = is_told(subject, fact);
        let is_asked = part.is_asked_of(kind) && (wants_all || !part.whole) && is_answerable(subject, fact);
        told.set(at, is_told, is_asked);
        if let Some(code) = part.code().filter(|_| is_asked && !is_told) {
            subject.tell_gap(code, part);
        }
    }
    told
}

/// Whether the document has it, as a fact or as a part of its text.
fn is_told(subject: &Subject<'_>, asked: Asked) -> bool {
    let incident = subject.incident;
    let known = |span: &crate::model::postmortem::Span| span.best().is_some();
    let has = |name: SectionName| subject.has(name);
    match asked {
        Asked::Severity => incident.severity.is_some(),
        Asked::Start => incident.started.is_some(),
        Asked::End => {
            let moments = incident.resolved.is_some() || incident.mitigated.is_some();
            moments || known(&incident.ttr) || known(&incident.ttm)
        }
        Asked::Services => !incident.services.is_empty(),
        Asked::Figure => !lacks_figure(subject),
        Asked::Detection => {
            let noticed = incident.detection.is_some() || incident.detected.is_some() || known(&incident.ttd);
            noticed || !incident.alerts.is_empty() || has(SectionName::Detection)
        }
        Asked::Summary => incident.summary.is_some() || has(SectionName::Summary),
        Asked::Impact => !incident.impact.is_empty() || has(SectionName::Impact),
        Asked::Timeline => !incident.timeline.events.is_empty() || has(SectionName::Timeline),
        Asked::Causes => {
            let named = !incident.root_causes.is_empty() || incident.trigger.is_some();
            named || has(SectionName::RootCause) || has(SectionName::Trigger)
        }
        Asked::Fix => incident.fix.is_some() || !incident.fix_commands.is_empty() || has(SectionName::Resolution),
        Asked::Actions => !incident.action_items.is_empty() || has(SectionName::ActionItems),
        Asked::Lessons => LESSONS.iter().any(|name| has(*name)),
        Asked::Reviewed => {
            let review = &incident.review;
            let is_over = incident.status.as_ref().is_some_and(|status| status.value == Status::Closed);
            is_over || review.closed.is_some() || review.in_review.is_some() || review.names_people()
        }
        Asked::Published => {
            let state = incident.status.as_ref().map(|status| &status.value);
            !subject.document.draft && !matches!(state, Some(Status::Draft | Status::InReview))
        }
    }
}

/// Whether there can be an answer yet, and this audience may see it.
fn is_answerable(subject: &Subject<'_>, asked: Asked) -> bool {
    match asked {
        Asked::End => !is_going_on(subject),
        Asked::Actions => subject.config.shows_actions(),
        Asked::Reviewed => subject.config.audience.audience == Visibility::Internal,
        _ => true,
    }
}

/// It says itself that it is not over.
fn is_going_on(subject: &Subject<'_>) -> bool {
    let Some(Status::Other(word)) = subject.incident.status.as_ref().map(|status| &status.value) else { return false };
    let state = REVIEW_STATES.get(&plain(word));
    state.is_some_and(|state| !matches!(state, Review::Resolved | Review::Closed | Review::Published))
}

/// It tells of its impact, and in no figure.
fn lacks_figure(subject: &Subject<'_>) -> bool {
    let below: Vec<&Block> =
        subject.sections(SectionName::Impact).filter_map(|section| subject.below(section)).flatten().collect();
    let facts = &subject.incident.impact;
    let is_told = !facts.is_empty() || below.iter().any(|block| is_text(block));
    let in_facts = facts.iter().any(|one| names_figure(&one.text.value) || names_figure(&one.label));
    let in_text = below.iter().any(|block| block.shape == Shape::Silent || names_figure(&block.said.text));
    is_told && !in_facts && !in_text
}

fn is_text(block: &Block) -> bool {
    !matches!(block.shape, Shape::Heading(_) | Shape::Silent) && block.is_filled()
}

/// Headings with nothing below them, or with what a form says there.
fn empty(subject: &mut Subject<'_>) {
    let mut names: Vec<&str> = Vec::new();
    let mut first: Option<Span> = None;
    // Nobody need have been lucky.
    for section in subject.document.sections.iter().filter(|section| section.name != SectionName::GotLucky) {
        let Some(below) = subject.below(section) else { continue };
        let mut filled = below.iter().filter(|block| !matches!(block.shape, Shape::Heading(_)) && block.is_filled());
        if filled.any(|block| !is_unwritten(&block.said.text)) {
            continue;
        }
        let heading = subject.document.body.headings.iter().find(|heading| heading.offset == section.offset);
        let Some(heading) = heading.filter(|heading| !names.contains(&&*heading.text)) else { continue };
        names.push(&heading.text);
        first.get_or_insert(subject.line_at(section.offset));
    }
    let message = match names.as_slice() {
        [] => return,
        [one] => format!("nothing stands below `{one}`"),
        names => format!("{} sections are empty: {}", names.len(), names.join(", ")),
    };
    subject.tell(EMPTY_SECTION, message, first);
}

/// One sentence for all causes; a chain of whys that ends at somebody.
fn causes(subject: &mut Subject<'_>) {
    let (mut single, mut ends) = (None, None);
    for section in subject.sections(SectionName::RootCause) {
        let Some(below) = subject.below(section) else { continue };
        let told: Vec<&Block> = below.iter().filter(|block| is_text(block)).collect();
        let said = |block: &&Block| {
            sentences(&block.said.text)
                .filter(|part| block.said.text[part.clone()].contains(char::is_alphabetic))
                .count()
        };
        let is_alone = told.iter().map(said).sum::<usize>() == 1 && below.iter().all(is_text);
        let incident = subject.incident;
        let others = incident.root_causes.len() > 1 || incident.trigger.is_some() || subject.has(SectionName::Trigger);
        if is_alone && !others {
            single.get_or_insert(subject.line_at(section.offset));
        }
        let items = told.iter().filter(|block| block.shape == Shape::Item).count();
        let is_whys = items >= CHAIN || told.iter().any(|block| is_chain(&block.said.text));
        if let Some(last) = told.last().filter(|last| is_whys && ends_at_person(&last.said)) {
            ends.get_or_insert(last.span(&(0..last.said.text.len())));
        }
    }
    if single.is_some() {
        subject.tell(SINGLE_CAUSE, "one sentence tells every cause", single);
    }
    if ends.is_some() {
        subject.tell(WHYS_END_AT_PERSON, "the last why ends at somebody", ends);
    }
}

fn summary(subject: &mut Subject<'_>) {
    let count = |text: &str| text.split_whitespace().count();
    let below = subject.sections(SectionName::Summary).filter_map(|section| {
        let words: usize = subject.below(section)?.iter().map(|block| count(&block.said.text)).sum();
        Some((words, subject.line_at(section.offset)))
    });
    let fact = subject.incident.summary.as_ref();
    let fact = fact.filter(|fact| matches!(fact.provenance, Provenance::FrontMatter { .. }));
    let fact = fact.and_then(|fact| Some((count(&fact.value), fact.span()?)));
    let Some((words, span)) = below.chain(fact).find(|(words, _)| *words > LONGEST_SUMMARY) else { return };
    subject.tell(LONG_SUMMARY, format!("the summary has {words} words"), Some(span));
}
