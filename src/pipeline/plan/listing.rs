//! Incidents -> lists: by month, by year, the list of all, and the indexes of topics.

use super::shared::{Shared, chip_text};
use super::topic::key;
use crate::model::catalog::{DocId, Topic, TopicKind};
use crate::model::page::{Counted, Facet, Group, Groups, ListView, Term, TermsView};
use crate::pipeline::url::encoded;
use crate::text::shorten::cut;

/// Incidents on the list of all; older ones stand on the pages of their years.
const NEWEST: usize = 200;
/// Incidents on a topic's page.
pub(super) const ON_TOPIC: usize = 100;
/// Rows that a list shows at once: more are folded by month.
pub(super) const AT_ONCE: usize = 30;
/// Incidents in a month, at least and on average, of a list by months.
const DENSE: usize = 2;
/// Terms that an index shows at once.
const TERMS: usize = 100;
const TAGS: usize = 600;

/// The list of all incidents.
pub(super) const POSTMORTEMS: &str = "postmortems/";

/// Groups by month, newest first; undated incidents last.
#[must_use]
pub(super) fn by_month(shared: &Shared, incidents: &[DocId]) -> Groups {
    group(shared, incidents, true)
}

/// The newest incidents of a topic, by year; by month where they are many. Undated ones last.
#[must_use]
pub(super) fn newest(shared: &Shared, incidents: &[DocId]) -> Groups {
    let newest = &incidents[..incidents.len().min(ON_TOPIC)];
    if newest.len() > AT_ONCE { by_calendar(shared, newest) } else { group(shared, newest, false) }
}

/// By month; by year where most months have but one or two.
fn by_calendar(shared: &Shared, incidents: &[DocId]) -> Groups {
    let months = by_month(shared, incidents);
    let dense = incidents.len() >= DENSE * months.groups.len();
    if dense { months } else { group(shared, incidents, false) }
}

fn group(shared: &Shared, incidents: &[DocId], months: bool) -> Groups {
    let mut groups: Vec<Group> = Vec::new();
    for &id in incidents {
        let Some(row) = shared.row(id) else { continue };
        let date = shared.catalog.entry(id).when().map(crate::model::Moment::date);
        let year = date.map_or(0, jiff::civil::Date::year);
        let month = date.filter(|_| months).map(jiff::civil::Date::month);
        match groups.last_mut().filter(|group| group.year == year && group.month == month) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group {
                id: group_id(year, month),
                year,
                month,
                open: false,
                continued: false,
                rows: vec![row],
            }),
        }
    }
    // Of a first group that is too long the beginning is shown all the same.
    if let Some(first) = groups.first_mut().filter(|group| group.rows.len() > AT_ONCE) {
        let rows = first.rows.split_off(AT_ONCE);
        let rest = Group { id: format!("{}-more", first.id), continued: true, rows, ..*first };
        groups.insert(1, rest);
    }
    let mut shown = 0;
    for group in &mut groups {
        shown += group.rows.len();
        group.open = shown <= AT_ONCE;
    }
    Groups { groups, folded: shown > AT_ONCE }
}

/// `y2025`, `m2025-03`, `pm_undated`.
fn group_id(year: i16, month: Option<i8>) -> String {
    match (year, month) {
        (0, _) => "pm_undated".to_owned(),
        (year, None) => format!("y{year}"),
        (year, Some(month)) => format!("m{year}-{month:02}"),
    }
}

/// `/postmortems/`.
#[must_use]
pub(super) fn postmortems(shared: &Shared) -> ListView {
    let incidents = &shared.catalog.incidents;
    let newest = &incidents[..incidents.len().min(NEWEST)];
    let topics = &shared.catalog.topics;
    let counted = |topics: &[Topic]| topics.iter().map(|topic| counted(shared, topic)).collect::<Vec<_>>();
    let mut facets = Vec::new();
    for (key, list, limit) in
        [("severity", &topics.severities, 12), ("year", &topics.years, 40), ("team", &topics.teams, 12)]
    {
        if (2..=limit).contains(&list.len()) {
            facets.push(Facet { key, values: counted(list) });
        }
    }
    let older = if incidents.len() > NEWEST { counted(&topics.years) } else { Vec::new() };
    ListView {
        frame: shared.frame(POSTMORTEMS, "", ""),
        total: shared.catalog.counted(incidents).len(),
        facets,
        list: by_calendar(shared, newest),
        older,
    }
}

fn counted(shared: &Shared, topic: &Topic) -> Counted {
    let count = shared.catalog.counted(&topic.incidents).len();
    Counted { text: topic_name(topic), url: Some(encoded(&topic.url())), count }
}

/// A severity as its chips show it, any other topic by its name.
fn topic_name(topic: &Topic) -> String {
    if topic.kind == TopicKind::Severity { chip_text(&topic.name) } else { topic.name.clone() }
}

/// The index of all topics of one kind: most incidents first, severities and years in their own order.
#[must_use]
pub(super) fn terms(shared: &Shared, kind: TopicKind) -> TermsView {
    let mut terms: Vec<Term> = shared.catalog.topics.of(kind).iter().map(|topic| term(shared, topic)).collect();
    if !matches!(kind, TopicKind::Severity | TopicKind::Year) {
        terms.sort_by(|a, b| b.incidents.cmp(&a.incidents).then_with(|| a.name.cmp(&b.name)));
    }
    TermsView {
        frame: shared.frame(&format!("{}/", kind.folder()), "", ""),
        key: key(kind),
        has_owner: terms.iter().any(|term| term.owner.is_some()),
        has_actions: terms.iter().any(|term| term.open_actions > 0),
        has_dates: terms.iter().any(|term| term.last.is_some()),
        count: terms.len(),
        rest: terms.split_off(terms.len().min(if kind == TopicKind::Tag { TAGS } else { TERMS })),
        terms,
        total: shared.catalog.counted(&shared.catalog.incidents).len(),
    }
}

fn term(shared: &Shared, topic: &Topic) -> Term {
    let declared = topic.declared.map(|id| &shared.catalog.entry(id).document);
    let owner = declared.and_then(|document| match &document.content {
        crate::model::Content::Service(note) => note.owner.as_ref().map(|owner| owner.value.clone()),
        _ => None,
    });
    let postmortems = topic.incidents.iter().filter_map(|&id| shared.catalog.entry(id).document.postmortem());
    let counted = shared.catalog.counted(&topic.incidents);
    let last = counted.iter().find_map(|&id| shared.catalog.entry(id).when());
    let level = topic
        .incidents
        .iter()
        .find_map(|&id| shared.catalog.entry(id).document.postmortem()?.severity.as_ref()?.value.level);
    Term {
        name: topic_name(topic),
        url: encoded(&topic.url()),
        description: declared
            .and_then(|document| document.body.text.lines().find(|line| line.len() > 20))
            .map(|line| cut(line, 140)),
        owner,
        incidents: counted.len(),
        last: last.map(|moment| moment.date().to_string()),
        open_actions: postmortems.flat_map(|postmortem| &postmortem.action_items).filter(|item| item.is_open()).count(),
        level: if topic.kind == TopicKind::Severity { level.unwrap_or(0) } else { 0 },
    }
}
