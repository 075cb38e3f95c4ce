//! Whether a document says the same as before, wherever it says it.

use crate::model::{Document, Fact, Moment, Postmortem, Provenance, SectionName};

/// Whether `new` is the document `old`, with the facts `expected`.
pub(super) fn same(old: &Document, expected: &Postmortem, new: &Document) -> bool {
    let sections =
        |document: &Document| document.sections.iter().map(|section| section.name).collect::<Vec<SectionName>>();
    let aliases = |document: &Document| document.aliases.iter().map(|alias| alias.value.clone()).collect::<Vec<_>>();
    let Some(facts) = new.postmortem() else { return false };
    old.title.value == new.title.value
        && old.slug.value == new.slug.value
        && aliases(old) == aliases(new)
        && (old.visibility, old.draft) == (new.visibility, new.draft)
        && sections(old) == sections(new)
        && old.others == new.others
        && old.body.text == new.body.text
        && unplaced(expected) == unplaced(facts)
}

/// The facts without the places where they stand. Beside a start the date is no more than its day.
///
/// A field that were forgotten here would keep its place: nothing could be added to a document that has it.
fn unplaced(incident: &Postmortem) -> Postmortem {
    let mut bare = incident.clone();
    if let Some(date) = bare.date.as_mut().filter(|_| bare.started.is_some()) {
        date.value = Moment::Date(date.value.date());
    }
    let review = &mut bare.review;
    let moments = [&mut bare.date, &mut bare.published, &mut bare.started, &mut bare.detected, &mut bare.acknowledged];
    let more = [&mut bare.mitigated, &mut bare.resolved, &mut review.drafted, &mut review.in_review];
    let moments = moments.into_iter().chain(more).chain([&mut review.closed, &mut review.meeting]);
    moments.flatten().for_each(forget);
    let texts = [&mut bare.id, &mut bare.trigger, &mut bare.summary, &mut bare.fix, &mut bare.recurrence_of];
    texts.into_iter().chain([&mut review.facilitator]).flatten().for_each(forget);
    let lists = [&mut bare.services, &mut bare.root_causes, &mut bare.categories, &mut bare.teams, &mut bare.authors];
    let more = [&mut bare.tags, &mut bare.alerts, &mut bare.related, &mut bare.not_recurrence_of];
    lists.into_iter().chain(more).chain([&mut review.reviewers]).flatten().for_each(forget);
    for span in [&mut bare.ttd, &mut bare.ttm, &mut bare.ttr] {
        [&mut span.stated, &mut span.derived].into_iter().flatten().for_each(forget);
    }
    bare.planned.iter_mut().for_each(forget);
    bare.status.iter_mut().for_each(forget);
    bare.severity.iter_mut().for_each(forget);
    bare.detection.iter_mut().for_each(forget);
    bare.impact.iter_mut().for_each(|impact| forget(&mut impact.text));
    bare.links.iter_mut().for_each(|(_, url)| forget(url));
    bare.timeline.events.iter_mut().for_each(|event| event.line = 0);
    bare.action_items.iter_mut().for_each(|item| item.line = 0);
    bare
}

fn forget<T: Clone>(fact: &mut Fact<T>) {
    *fact = Fact::new(fact.value.clone(), Provenance::Path);
}
