//! Whether the facts are there that readers look for.

use super::Subject;
use super::due;
use crate::diagnostics::Span;
use crate::diagnostics::rules::{
    EMPTY_SECTION, LONG_SUMMARY, MISSING_SECTION, NO_DETECTION, NO_END, NO_FIGURE, NO_SERVICES, NO_SEVERITY, NO_START,
    SAYS_NOT, SINGLE_CAUSE, WHYS_END_AT_PERSON,
};
use crate::model::postmortem::Status;
use crate::model::{Provenance, SectionName};
use crate::text::lexicon::{REVIEW_STATES, Review};
use crate::text::wording::{Block, Shape, ends_at_person, is_chain, is_unwritten, names_figure, sentences};
use crate::text::words::plain;

/// Most words of a summary.
const LONGEST_SUMMARY: usize = 150;
/// The mildest severity of which every part is wanted.
const WHOLE: u8 = 2;
/// Least items of a chain of whys that does not call itself one.
const CHAIN: usize = 3;

pub(super) fn look(subject: &mut Subject<'_>) {
    gaps(subject);
    missing(subject);
    empty(subject);
    causes(subject);
    summary(subject);
}

/// Facts that are nowhere.
fn gaps(subject: &mut Subject<'_>) {
    let incident = subject.incident;
    let known = |span: &crate::model::postmortem::Span| span.best().is_some();
    let noticed = incident.detection.is_some()
        || incident.detected.is_some()
        || known(&incident.ttd)
        || !incident.alerts.is_empty()
        || subject.has(SectionName::Detection);
    let ended =
        incident.resolved.is_some() || incident.mitigated.is_some() || known(&incident.ttr) || known(&incident.ttm);
    let gaps = [
        (NO_SEVERITY, incident.severity.is_none(), "how severe it was"),
        (NO_START, incident.started.is_none(), "when it began"),
        (NO_END, !ended && !is_going_on(subject), "when it ended"),
        (NO_SERVICES, incident.services.is_empty(), "which services it hit"),
        (NO_FIGURE, lacks_figure(subject), "in figures how much it hit"),
        (NO_DETECTION, !noticed, "who or what noticed"),
    ];
    for (code, _, what) in gaps.into_iter().filter(|(_, is_gap, _)| *is_gap) {
        subject.tell(code, format!("{SAYS_NOT}{what}"), None);
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

/// Parts without a heading, and without a fact that would stand below it.
fn missing(subject: &mut Subject<'_>) {
    let incident = subject.incident;
    let wants_all = subject.level().is_none_or(|level| level <= WHOLE) || due::is_asked_for(subject);
    let learnt = [SectionName::Lessons, SectionName::WentWell, SectionName::WentWrong, SectionName::GotLucky];
    let has_cause = !incident.root_causes.is_empty() || incident.trigger.is_some() || subject.has(SectionName::Trigger);
    let has_fix = incident.fix.is_some() || !incident.fix_commands.is_empty();
    let has_actions = !incident.action_items.is_empty() || !subject.config.shows_actions();
    let parts = [
        (SectionName::Summary, incident.summary.is_some(), true, "what happened (summary)"),
        (SectionName::Impact, !incident.impact.is_empty(), true, "whom it hit (impact)"),
        (SectionName::Timeline, !incident.timeline.events.is_empty(), wants_all, "what happened when (timeline)"),
        (SectionName::RootCause, has_cause, wants_all, "why it happened (root causes)"),
        (SectionName::Resolution, has_fix, true, "how it was fixed (resolution)"),
        (SectionName::ActionItems, has_actions, true, "what will change (action items)"),
        (SectionName::Lessons, learnt.iter().any(|name| subject.has(*name)), wants_all, "what was learnt (lessons)"),
    ];
    let missing = parts.iter().filter(|(name, is_known, is_wanted, _)| *is_wanted && !is_known && !subject.has(*name));
    let missing: Vec<&str> = missing.map(|(.., what)| *what).collect();
    if !missing.is_empty() {
        subject.tell(MISSING_SECTION, format!("{SAYS_NOT}{}", missing.join(", ")), None);
    }
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
