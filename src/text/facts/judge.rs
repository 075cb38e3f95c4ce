//! Claims to facts: one table says which source is believed on which field; what depends on several facts is decided here.

use super::checks;
use super::claims::{Claim, Claims, Said, Source};
use super::dates::{Days, Stated};
use super::moments;
use crate::diagnostics::Report;
use crate::model::{Fact, Moment, Postmortem, SourceFile};
use crate::text::registry::Field;

/// Sources from the most to the least believed.
const USUAL: &[Source] = &[
    Source::FrontMatter,
    Source::Label,
    Source::Title,
    Source::List,
    Source::Lasting,
    Source::Section,
    Source::Timeline,
    Source::File,
    Source::Prose,
];

/// The fields for which that differs.
const OTHERS: &[(Field, &[Source])] =
    &[(Field::Summary, &[Source::FrontMatter, Source::Section, Source::Label, Source::Prose])];

/// Days between an incident and an entry of its timeline at most: others belong to another story.
const FAR: i64 = 30;

/// The sources of a field, the most believed first.
fn order(field: Field) -> &'static [Source] {
    OTHERS.iter().find(|(other, _)| *other == field).map_or(USUAL, |(_, order)| *order)
}

/// Sources that are believed before `source`.
pub(super) fn before(field: Field, source: Source) -> Vec<&'static str> {
    order(field).iter().take_while(|other| **other != source).map(|other| other.name()).collect()
}

/// The place of the most believed claim; of equals the first.
pub(super) fn believed<T>(field: Field, said: &Said<T>) -> Option<usize> {
    let order = order(field);
    let rank = |claim: &Claim<T>| order.iter().position(|source| *source == claim.source).unwrap_or(order.len());
    (0..said.len()).min_by_key(|at| rank(&said[*at]))
}

fn pick<T>(field: Field, mut said: Said<T>) -> Option<Claim<T>> {
    Some(said.swap_remove(believed(field, &said)?))
}

fn value<T>(field: Field, said: Said<T>) -> Option<T> {
    pick(field, said).map(|claim| claim.value)
}

/// Decides. `declared` holds what only front matter says.
pub(super) fn decide(
    source: &SourceFile,
    declared: Postmortem,
    mut claims: Claims,
    days: Days,
    report: &mut Report,
) -> Postmortem {
    checks::disagreement(source, &claims, report);
    let mut made = declared;
    made.timeline.events = value(Field::Timeline, std::mem::take(&mut claims.timeline)).unwrap_or_default();
    moments::turns(&made.timeline.events, &mut claims);
    times(source, &mut made, &mut claims, days, report);
    made.id = value(Field::Id, claims.id);
    made.status = value(Field::Status, claims.status);
    made.severity = value(Field::Severity, claims.severity);
    made.services = value(Field::Services, claims.services).unwrap_or_default();
    made.categories.extend(if claims.root_causes.is_empty() { claims.categories } else { Vec::new() });
    made.root_causes = value(Field::RootCauses, claims.root_causes).unwrap_or_default();
    made.trigger = value(Field::Trigger, claims.trigger);
    made.detection = value(Field::Detection, claims.detection);
    made.ttd.stated = value(Field::Ttd, claims.ttd);
    made.ttm.stated = value(Field::Ttm, claims.ttm);
    made.ttr.stated = value(Field::Ttr, claims.ttr);
    made.impact = value(Field::Impact, claims.impact).unwrap_or_default();
    made.teams = value(Field::Teams, claims.teams).unwrap_or_default();
    made.authors = value(Field::Authors, claims.authors).unwrap_or_default();
    made.tags = value(Field::Tags, claims.tags).unwrap_or_default();
    made.alerts = value(Field::Alerts, claims.alerts).unwrap_or_default();
    made.summary = value(Field::Summary, claims.summary);
    made.recurrence_of = value(Field::RecurrenceOf, claims.recurrence_of);
    made.action_items = value(Field::ActionItems, claims.action_items).unwrap_or_default();
    moments::derive(&mut made);
    claims.slips.sort_unstable();
    claims.slips.dedup();
    checks::slips(source, &claims.slips, report);
    checks::consistency(source, &made, report);
    made
}

/// Start, detection, mitigation, end and day. The day may rest on the start, and a start that only the timeline tells must lie
/// near the day.
fn times(source: &SourceFile, made: &mut Postmortem, claims: &mut Claims, days: Days, report: &mut Report) {
    let take = |said: &mut Said<Fact<Moment>>| std::mem::take(said);
    let mut started = pick(Field::Started, take(&mut claims.started));
    let mut resolved = pick(Field::Resolved, take(&mut claims.resolved));
    made.detected = value(Field::Detected, take(&mut claims.detected));
    made.acknowledged = value(Field::Acknowledged, take(&mut claims.acknowledged));
    made.mitigated = value(Field::Mitigated, take(&mut claims.mitigated));
    let published = value(Field::Published, take(&mut claims.published));
    let noticed = made.detected.as_ref().or(made.mitigated.as_ref());
    let known = Stated {
        date: made.date.take(),
        published,
        started: started.as_ref().map(|claim| &claim.value),
        noticed: noticed.or(resolved.as_ref().map(|claim| &claim.value)),
    };
    (made.date, made.published) = days.decide(source, known, &made.timeline.events);
    let told = |claim: &Claim<Fact<Moment>>| claim.source == Source::Timeline;
    let day = made.date.as_ref().map(|fact| fact.value.date());
    let is_near = |claim: &Claim<Fact<Moment>>| {
        let apart = |day| claim.value.value.date().duration_since(day).as_hours().abs();
        !told(claim) || day.is_none_or(|day| apart(day) <= FAR * 24)
    };
    started = started.filter(is_near);
    resolved = resolved.filter(is_near);
    // Entries that say that the outage ended before it began: one of them bears a wrong day, and nothing says which.
    if let (Some(from), Some(to)) = (&started, &resolved)
        && told(from)
        && told(to)
        && to.value.value.minutes_since(&from.value.value).is_some_and(|minutes| minutes < 0)
    {
        checks::order(source, ("resolved", Some(&to.value)), ("started", Some(&from.value)), report);
        (started, resolved) = (None, None);
    }
    made.started = started.map(|claim| claim.value);
    made.resolved = resolved.map(|claim| claim.value);
}
