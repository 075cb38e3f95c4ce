//! What holds for a sentence because of the others: entries of a timeline by their neighbours and times, and all by which tells
//! a deed first and last.

use super::candidates::Candidate;
use super::marks::{Mark, Marks};
use crate::model::{Moment, Postmortem, TimelineEvent};
use crate::text::lexicon::Remedy;
use rustc_hash::FxHashSet;

/// Entries from the end that are late.
const LATE: usize = 3;
/// Minutes before the incident's end that belong to it.
const NEAR: i64 = 20;

/// The marks of each entry of the timeline in its order, of what the entries around it say, of which the words are `told`, and of when
/// they are.
pub(super) fn entries(postmortem: &Postmortem, told: &[Marks]) -> Vec<Marks> {
    let written = &postmortem.timeline.events;
    let backwards = postmortem.timeline.is_newest_first();
    let in_time = |at: usize| if backwards { written.len() - 1 - at } else { at };
    let events: Vec<&TimelineEvent> = (0..written.len()).map(|at| &written[in_time(at)]).collect();
    let told: Vec<Marks> = (0..written.len()).map(|at| told[in_time(at)]).collect();
    let is_over = |marks: &Marks| marks.tells(Remedy::Outcome);
    let is_trouble = |marks: &Marks| marks.tells(Remedy::Again) || marks.tells(Remedy::Harm) && !is_over(marks);
    let last_end = told.iter().rposition(|marks| is_over(marks) && !marks.tells(Remedy::Plan));
    let last_trouble = told.iter().rposition(is_trouble);
    let moment = |at: Option<&crate::model::Fact<Moment>>| at.map(|fact| fact.value.clone());
    let over = moment(postmortem.resolved.as_ref()).or_else(|| moment(postmortem.mitigated.as_ref()));
    let noticed = moment(postmortem.detected.as_ref()).or_else(|| moment(postmortem.started.as_ref()));
    let from =
        |event: &TimelineEvent, then: &Option<Moment>| event.time.as_ref()?.moment()?.minutes_since(then.as_ref()?);
    let mut all = Vec::with_capacity(events.len());
    let mut is_past = false;
    for (at, event) in events.iter().enumerate() {
        let later = &told[at + 1..];
        let mut marks = Marks::default();
        marks.put(Mark::Timeline);
        marks.put_if(later.is_empty(), Mark::Last);
        marks.put_if(later.len() < LATE, Mark::Late);
        marks.put_if(at < later.len(), Mark::Early);
        marks.put_if(at == 0, Mark::OpensTimeline);
        marks.put_if(later.first().is_some_and(is_over), Mark::BeforeEnd);
        marks.put_if(is_over(&told[at]), Mark::AtEnd);
        is_past &= !told[at].tells(Remedy::Again);
        marks.put_if(is_past, Mark::PastAnEnd);
        is_past |= is_over(&told[at]) && !told[at].tells(Remedy::Plan);
        marks.put_if(last_end.is_some_and(|end| at > end), Mark::PastEnd);
        marks.put_if(last_trouble.is_some_and(|trouble| at < trouble), Mark::TroubleFollows);
        marks.put_if(later.first().is_some_and(helped_not), Mark::Undone);
        marks.put_if(from(event, &over).is_some_and(|minutes| minutes > 0), Mark::AfterResolved);
        marks.put_if(from(event, &over).is_some_and(|minutes| (-NEAR..=0).contains(&minutes)), Mark::NearEnd);
        marks.put_if(from(event, &noticed).is_some_and(|minutes| minutes < 0), Mark::BeforeDetected);
        all.push(marks);
    }
    if backwards {
        all.reverse();
    }
    all
}

fn helped_not(marks: &Marks) -> bool {
    marks.tells(Remedy::Failure) || marks.tells(Remedy::Again)
}

fn is_deed(marks: Marks) -> bool {
    let told = [Remedy::Done, Remedy::Gerund].into_iter().any(|remedy| marks.tells(remedy));
    told || marks.begins_with(Remedy::Order) || marks.has(Mark::Means)
}

fn is_weak(marks: Marks) -> bool {
    let told = [Remedy::DoneWeak, Remedy::PresentWeak, Remedy::GerundWeak, Remedy::Outcome];
    marks.begins_with(Remedy::OrderWeak) || told.into_iter().any(|remedy| marks.tells(remedy))
}

/// Whether no verb of it tells a deed.
fn is_bare(marks: Marks) -> bool {
    let told =
        [Remedy::DoneWeak, Remedy::Present, Remedy::PresentWeak, Remedy::GerundWeak, Remedy::Shipped, Remedy::By];
    let told = told.into_iter().any(|remedy| marks.tells(remedy));
    !is_deed(marks) && !told && !marks.begins_with(Remedy::OrderWeak)
}

/// Whether `next` is the sentence right behind `one`, if in the paragraph below.
fn follows(one: &Candidate, next: &Candidate) -> bool {
    one.block.zip(next.block).is_some_and(|(block, below)| below - block <= 1)
}

/// Whether it stands where the fix is told.
pub(super) fn is_in_fix(marks: Marks) -> bool {
    let place = [Mark::InResolution, Mark::BelowFix, Mark::Labelled].into_iter().any(|mark| marks.has(mark));
    place && !marks.has(Mark::InActions) && !marks.has(Mark::BelowPlan)
}

/// Marks what did not last: what stands before a relapse in its paragraph or list, and a label that says the same.
fn relapses(all: &mut [Candidate]) {
    let mut relapse = None;
    let mut lines = FxHashSet::default();
    for one in all.iter_mut().rev() {
        if relapse == Some(one.group) {
            one.marks.put(Mark::Relapsed);
            lines.extend(one.provenance.line());
        }
        relapse = if one.marks.tells(Remedy::Relapse) { Some(one.group) } else { relapse };
    }
    for label in all.iter_mut().filter(|one| one.marks.has(Mark::Labelled)) {
        label.marks.put_if(label.provenance.line().is_some_and(|line| lines.contains(&line)), Mark::Relapsed);
    }
}

/// Adds what holds for each of `all` because of the others.
pub(super) fn weigh_together(all: &mut [Candidate]) {
    let is_event = |marks: Marks| marks.has(Mark::Timeline);
    let says_by = |marks: Marks| marks.has(Mark::Means) || marks.tells(Remedy::By);
    let deed_in_fix = |one: &Candidate| is_in_fix(one.marks) && is_deed(one.marks);
    // Logs are told in the present.
    let deed_now = |marks: Marks| is_deed(marks) || marks.tells(Remedy::Present);
    let deed_in_time = |one: &Candidate| is_event(one.marks) && deed_now(one.marks) && !one.marks.has(Mark::PastEnd);
    let first_in_fix = all.iter().position(deed_in_fix);
    let last_event = all.iter().rposition(deed_in_time);
    let first_by = all.iter().position(|one| says_by(one.marks));
    let told =
        |one: &Candidate| is_deed(one.marks) && !one.marks.tells(Remedy::Plan) && !one.marks.has(Mark::BelowPlan);
    let last_told = all.iter().rposition(told).filter(|_| first_in_fix.is_none() && last_event.is_none());
    relapses(all);
    for at in 0..all.len() {
        let marks = all[at].marks;
        let before = at.checked_sub(1).map(|before| &all[before]);
        let is_near = |one: &&Candidate| one.group == all[at].group || is_event(one.marks) && is_event(marks);
        let before = before.filter(is_near).map(|before| before.marks).unwrap_or_default();
        let helped =
            all.get(at + 1).is_some_and(|next| next.marks.begins_with(Remedy::Refers) && follows(&all[at], next));
        let next = all.get(at + 1).filter(|next| next.group == all[at].group).map(|next| next.marks);
        let own = &mut all[at].marks;
        own.put_if(is_bare(marks), Mark::Bare);
        own.put_if(helped && !is_bare(marks) && !marks.has(Mark::TroubleFollows), Mark::Helped);
        own.put_if(!is_deed(marks) && is_weak(marks), Mark::Hollow);
        own.put_if(first_in_fix.is_some() && !is_in_fix(marks), Mark::Apart);
        own.put_if(first_in_fix.is_none() && last_event.is_some() && !is_event(marks), Mark::Untimed);
        own.put_if(first_in_fix == Some(at), Mark::FirstDeed);
        own.put_if(last_event == Some(at), Mark::LastDeed);
        own.put_if(first_by == Some(at), Mark::FirstBy);
        own.put_if(next.is_some_and(|next| helped_not(&next)), Mark::Undone);
        own.put_if(next.is_some_and(|next| next.tells(Remedy::Outcome)), Mark::ThenOver);
        own.put_if(last_told == Some(at), Mark::LastTold);
        own.put_if(before.tells(Remedy::Diagnosis) || before.tells(Remedy::Cause), Mark::AfterDiagnosis);
        own.put_if(helped_not(&before), Mark::AfterFailure);
    }
}
