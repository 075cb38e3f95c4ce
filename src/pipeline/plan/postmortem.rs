//! One incident -> the view of its page.

use super::facts::facts;
use super::fix::{fix, last_entry, take_lead};
use super::follow_up::action;
use super::shared::{Shared, severity_chip};
use super::strip::strip;
use super::whole::{BEGINNING, Whole};
use crate::model::catalog::{DocId, Entry, TopicKind};
use crate::model::page::{ActionView, Link, Near, PostmortemView, ReasonView, RelatedRow, SourceView, TocEntry, When};
use crate::model::postmortem::Status;
use crate::model::relations::Reason;
use crate::model::{Document, Moment, Postmortem, SectionName};
use crate::pipeline::actions;
use crate::pipeline::charts::duration;
use crate::pipeline::url::encoded;
use crate::text::shorten::{cut, sentences};

/// Names printed for one reason.
const MOST_NAMES: usize = 3;
/// Longest lead paragraph, in characters.
const LEAD: usize = 420;

/// The page of the incident `id` with its facts and its `body` as HTML.
#[must_use]
pub(super) fn postmortem(shared: &Shared, id: DocId, postmortem: &Postmortem, mut body: String) -> PostmortemView {
    let entry = shared.catalog.entry(id);
    let document = &*entry.document;
    let title = document.title.value.clone();
    let summary = postmortem.summary.as_ref().map(|summary| summary.value.as_str());
    let anchor = |name| section_anchor(document, name);
    // Its phases are those of an incident.
    let strip = || strip(document, postmortem, anchor(SectionName::Timeline), &shared.words);
    let strip = if postmortem.is_planned() { None } else { strip() };
    let taken = summary.and_then(|summary| take_lead(&mut body, anchor(SectionName::Summary), summary));
    let (cited_by, cited_all) = shared.cited(entry);
    let repeated = entry.recurrences.len();
    let service = entry.services.first().map(|&service| shared.topic_link(TopicKind::Service, service));
    PostmortemView {
        frame: shared.frame(&entry.url, &title, summary.unwrap_or_default()),
        crumb: service,
        severity: severity_chip(&shared.catalog, id),
        draft: document.draft,
        planned: postmortem.is_planned(),
        ahead: entry.ahead,
        status: postmortem
            .status
            .as_ref()
            .filter(|status| status.value != Status::Draft)
            .map(|status| status.value.as_str().to_owned()),
        when: when(postmortem),
        zone_unknown: zone_unknown(postmortem),
        duration: postmortem.ttr.best().map(|ttr| duration(ttr.value.0)),
        lead: summary.filter(|_| taken.is_none()).map(|summary| sentences(summary, LEAD)),
        lead_heading: taken.as_ref().and_then(|lead| lead.heading.clone()),
        lead_html: taken.map(|lead| lead.html),
        fix: (shared.fix(id).is_some() || !postmortem.fix_commands.is_empty()).then(|| {
            let section = postmortem.fix_section(&document.sections);
            let own = section.and_then(|section| document.body.anchor_at(section.offset));
            fix(document, shared.fix(id).unwrap_or_default().to_vec(), own.or_else(|| anchor(SectionName::Resolution)))
        }),
        last_entry: if postmortem.fix.is_none() && postmortem.fix_commands.is_empty() {
            last_entry(document, postmortem)
        } else {
            None
        },
        strip,
        facts: facts(shared, id),
        toc: toc(document),
        body,
        other: document.others.clone(),
        other_long: super::pages::are_long(&document.others),
        actions: actions(shared, id, postmortem),
        open_actions: postmortem.action_items.iter().filter(|item| item.is_open()).count(),
        repeats: entry.recurrence_of.and_then(|id| shared.row(id)),
        repeated_by: shared.rows(&entry.recurrences[repeated.saturating_sub(BEGINNING)..]),
        repeated_all: Whole::Repeats.all(entry),
        related: related(shared, id),
        cited_by,
        cited_all,
        near: near(shared, entry),
        drill: shared.has_drill(id).then(|| encoded(&super::drill::url(entry))),
        links: postmortem.links.iter().map(|(label, url)| outside(label, &url.value)).collect(),
        source: SourceView { json: Some(encoded(&super::api::record_url(entry))), ..shared.source(&document.source) },
        title,
    }
}

/// The anchor of the section's heading.
fn section_anchor(document: &Document, name: SectionName) -> Option<&str> {
    let section = document.sections.iter().find(|section| section.name == name)?;
    document.body.anchor_at(section.offset)
}

/// A link that leaves the site.
fn outside(label: &str, url: &str) -> Link {
    let text = if label.is_empty() { cut(url.trim_start_matches("https://"), 80) } else { label.to_owned() };
    Link { text, url: url.to_owned() }
}

/// From start to end in one zone, or the one moment that is known.
fn when(postmortem: &Postmortem) -> Option<When> {
    let first = postmortem.started.as_ref().or(postmortem.date.as_ref()).map(|fact| &fact.value)?;
    let iso = first.to_string();
    let last = postmortem.resolved.as_ref().or(postmortem.mitigated.as_ref()).map(|fact| &fact.value);
    let text = last.and_then(|last| range(first, last)).unwrap_or_else(|| first.human());
    Some(When { iso, text })
}

/// `2026-03-07 14:02–15:44 UTC`; `None` where the two do not make a range.
fn range(first: &Moment, last: &Moment) -> Option<String> {
    let (from, to) = (first.local()?, last.local()?);
    if last.minutes_since(first)? <= 0 || first.zone_label() != last.zone_label() {
        return None;
    }
    let start = from.strftime("%Y-%m-%d %H:%M");
    let zone = first.zone_label().map(|zone| format!(" {zone}")).unwrap_or_default();
    Some(if from.date() == to.date() {
        format!("{start}–{}{zone}", to.strftime("%H:%M"))
    } else {
        format!("{start} – {}{zone}", to.strftime("%Y-%m-%d %H:%M"))
    })
}

/// The moment shown has a clock time, and the document does not tell its zone.
fn zone_unknown(postmortem: &Postmortem) -> bool {
    let shown = postmortem.started.as_ref().or(postmortem.date.as_ref());
    shown.is_some_and(|fact| matches!(fact.value, Moment::Local(_)))
}

/// Headings of the two upper levels; of the uppermost alone where there are many. Empty where a list would not help.
#[must_use]
pub(super) fn toc(document: &Document) -> Vec<TocEntry> {
    let headings = &document.body.headings;
    let top = headings.iter().map(|heading| heading.level).min().unwrap_or(2);
    let depth =
        |levels: u8| headings.iter().filter(move |heading| heading.level < top + levels && !heading.text.is_empty());
    let levels = if depth(2).count() > 24 { 1 } else { 2 };
    if depth(levels).count() < 3 {
        return Vec::new();
    }
    let entry = |heading: &crate::model::Heading| TocEntry {
        level: heading.level - top,
        text: heading.text.clone(),
        anchor: heading.anchor.clone(),
    };
    depth(levels).map(entry).collect()
}

/// The follow-ups; none where the written section says as much (no state, owner, day or ticket was found).
fn actions(shared: &Shared, id: DocId, postmortem: &Postmortem) -> Vec<ActionView> {
    let written =
        shared.catalog.entry(id).document.sections.iter().any(|section| section.name == SectionName::ActionItems);
    if written && !postmortem.knows_actions() {
        return Vec::new();
    }
    let followed = actions::of(&shared.catalog, &shared.config, &[id]);
    followed.iter().map(|followed| action(followed, None)).collect()
}

fn related(shared: &Shared, id: DocId) -> Vec<RelatedRow> {
    let entry = shared.catalog.entry(id);
    let view = |reasons: &[Reason]| {
        let mut views: Vec<ReasonView> = Vec::new();
        for reason in reasons {
            let (kind, names) = reason_names(shared, reason);
            match views.iter_mut().find(|view| view.kind == kind) {
                Some(view) => view.names.extend(names),
                None => views.push(ReasonView { kind, names }),
            }
        }
        views.iter_mut().for_each(|view| shorten(&mut view.names));
        views
    };
    let repeats = |id| entry.recurrence_of == Some(id) || entry.recurrences.contains(&id);
    let others = shared.relations.of(id).iter().filter(|related| !repeats(related.incident));
    let rows = others
        .filter_map(|related| Some(RelatedRow { row: shared.row(related.incident)?, reasons: view(&related.reasons) }));
    rows.collect()
}

/// At most three names, and how many more.
fn shorten(names: &mut Vec<String>) {
    let more = names.len().saturating_sub(MOST_NAMES);
    if more > 0 {
        names.truncate(MOST_NAMES);
        names.push(format!("+{more}"));
    }
}

fn reason_names(shared: &Shared, reason: &Reason) -> (&'static str, Vec<String>) {
    match reason {
        Reason::Stated => ("stated", Vec::new()),
        Reason::SameCause(id) => ("cause", vec![shared.catalog.topic(TopicKind::RootCause, *id).name.clone()]),
        Reason::SameService(id) => ("service", vec![shared.catalog.topic(TopicKind::Service, *id).name.clone()]),
        Reason::SharedTerms(terms) => ("terms", terms.clone()),
    }
}

fn near(shared: &Shared, entry: &Entry) -> Vec<Near> {
    let near = entry.neighbours.iter().filter(|near| near.earlier.is_some() || near.later.is_some());
    let view = near.take(3).map(|near| Near {
        service: shared.topic_link(TopicKind::Service, near.service),
        earlier: near.earlier.and_then(|id| shared.row(id)),
        later: near.later.and_then(|id| shared.row(id)),
    });
    view.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use jiff::tz::Offset;

    fn at(day: i8, hour: i8, zone: Option<i8>) -> Moment {
        let local = date(2026, 3, day).at(hour, 30, 0, 0);
        match zone {
            Some(hours) => Moment::Zoned { local, offset: Offset::constant(hours), zone: None },
            None => Moment::Local(local),
        }
    }

    #[test]
    fn a_range_names_its_zone_once_and_its_day_once() {
        let utc = Some(0);
        assert_eq!(range(&at(7, 9, utc), &at(7, 11, utc)).as_deref(), Some("2026-03-07 09:30–11:30 UTC"));
        assert_eq!(range(&at(7, 9, None), &at(8, 1, None)).as_deref(), Some("2026-03-07 09:30 – 2026-03-08 01:30"));
    }

    #[test]
    fn times_that_cannot_be_compared_make_no_range() {
        assert_eq!(range(&at(7, 9, Some(0)), &at(7, 11, None)), None);
        assert_eq!(range(&at(7, 9, Some(0)), &at(7, 14, Some(2))), None);
        assert_eq!(range(&at(7, 11, Some(0)), &at(7, 9, Some(0))), None);
    }
}
