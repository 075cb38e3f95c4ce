//! Whether a postmortem is reviewed and published in time.

use super::Subject;
use crate::config::Policy;
use crate::diagnostics::rules::{FUTURE, OLD_DRAFT, PUBLISHED_LATE, REVIEWED_LATE, UNPUBLISHED, UNREVIEWED};
use crate::model::postmortem::Status;
use crate::model::{Fact, Moment};
use jiff::civil::Date;

pub(super) fn look(subject: &mut Subject<'_>) {
    draft(subject);
    ahead(subject);
    let Some(end) = end(subject) else { return };
    let days = |pick: fn(&Policy) -> Option<u16>| asked(subject).filter_map(pick).min().map(i32::from);
    let (publish, review) = (days(|policy| policy.published_within), days(|policy| policy.reviewed_within));
    let gone = (subject.config.today - end).get_days();
    let status = subject.incident.status.as_ref();
    let span = status.and_then(|status| status.span());
    let state = status.map(|status| &status.value);
    let is_draft = subject.document.draft || state == Some(&Status::Draft);
    let is_waiting = is_draft || state == Some(&Status::InReview);
    let reviewed = reviewed(subject);
    if let (Some(days), Some(day)) = (review, &reviewed) {
        let took = (day.value.date() - end).get_days();
        if took > days {
            let message = format!("was reviewed {took} days after the incident, not within {days}");
            subject.tell(REVIEWED_LATE, message, day.span());
        }
    }
    if let Some(days) = review.filter(|days| is_draft && reviewed.is_none() && gone > *days) {
        subject.tell(
            UNREVIEWED,
            format!("was to be reviewed {days} days after the incident, {} days ago", gone - days),
            span,
        );
    }
    if let Some(days) = publish.filter(|days| is_waiting && gone > *days) {
        subject.tell(
            UNPUBLISHED,
            format!("was to be published {days} days after the incident, {} days ago", gone - days),
            span,
        );
    }
    if let Some(published) = &subject.incident.published {
        let took = (published.value.date() - end).get_days();
        let span = published.span();
        if let Some(days) = publish.filter(|days| took > *days) {
            subject.tell(
                PUBLISHED_LATE,
                format!("was published {took} days after the incident, not within {days}"),
                span,
            );
        }
    }
}

/// It is told as if it had happened, of a day that is to come even where the day begins first.
fn ahead(subject: &mut Subject<'_>) {
    let Some(began) = subject.incident.started.as_ref().or(subject.incident.date.as_ref()) else { return };
    let (day, span) = (began.value.date(), began.span());
    if (day - subject.config.today).get_days() > 1 {
        subject.tell(FUTURE, format!("began on {day}, which is to come"), span);
    }
}

/// When its review began: its state, or the meeting, where that is over.
fn reviewed(subject: &Subject<'_>) -> Option<Fact<Moment>> {
    let review = &subject.incident.review;
    let past = |fact: &&Fact<Moment>| fact.value.date() <= subject.config.today;
    let began = [&review.in_review, &review.meeting].into_iter().flatten().filter(past);
    began.min_by_key(|fact| fact.value.date()).cloned()
}

/// The day on which it was over, as far as it is known.
fn end(subject: &Subject<'_>) -> Option<Date> {
    let incident = subject.incident;
    let end = incident.resolved.as_ref().or(incident.mitigated.as_ref());
    end.map(|end| end.value.date()).or_else(|| subject.day())
}

/// The policies that ask for this postmortem.
fn asked<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s Policy> {
    let level = subject.level().map(usize::from);
    let lasted = subject.incident.ttr.best().map(|minutes| minutes.value.0);
    subject.config.rules.policies.iter().filter(move |policy| {
        let is_severe = policy.severity.is_none_or(|mildest| level.is_some_and(|level| level <= mildest));
        let is_long = policy.minutes.is_none_or(|least| lasted.is_some_and(|lasted| lasted >= least));
        is_severe && is_long
    })
}

/// Whether a policy asks for it.
pub(super) fn is_asked_for(subject: &Subject<'_>) -> bool {
    asked(subject).next().is_some()
}

/// How long it has been a draft: since the day that says so, else since the incident.
fn draft(subject: &mut Subject<'_>) {
    let status = subject.incident.status.as_ref();
    let is_draft = subject.document.draft || status.is_some_and(|status| status.value == Status::Draft);
    let drafted = subject.incident.review.drafted.as_ref();
    let since = drafted.map(|drafted| drafted.value.date()).or_else(|| end(subject));
    let Some(age) = since.map(|day| (subject.config.today - day).get_days()).filter(|_| is_draft) else {
        return;
    };
    if usize::try_from(age).is_ok_and(|age| age > subject.config.rules.draft_days) {
        let span = drafted.and_then(Fact::span).or_else(|| status.and_then(|status| status.span()));
        let message = match drafted {
            Some(_) => format!("has been a draft for {age} days"),
            None => format!("is a draft, {age} days after the incident"),
        };
        subject.tell(OLD_DRAFT, message, span);
    }
}
