//! Actions -> the lists of `/actions/`, in which those that propose the same share a row, and what they can be narrowed down by.

use super::row;
use crate::model::catalog::{Topic, TopicId, TopicKind};
use crate::model::page::{ActionView, FilterView, LaneView};
use crate::model::{ActionItem, ActionStatus};
use crate::pipeline::actions::{Followed, Lane, same, told};
use crate::pipeline::plan::follow_up::kind_key;
use crate::pipeline::plan::shared::{Shared, chip_text, document_link};
use crate::pipeline::plan::topic::key;
use crate::text::slug::slugify;
use rustc_hash::{FxHashMap, FxHashSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Rows of a lane that the page shows.
const MOST: usize = 25;
/// Verified ones, the last.
const VERIFIED: usize = 5;
/// Other incidents named in a row.
const ALSO: usize = 5;
/// Choices of a filter, and rows below which nothing is to be narrowed down.
const CHOICES: usize = 60;
const FEWEST: usize = 6;

/// What facets of actions are of, in the order of print: kinds of topics, then the action's own kind.
const TOPICS: [TopicKind; 4] = [TopicKind::Service, TopicKind::Team, TopicKind::RootCause, TopicKind::Severity];
const OWN: &str = "kind";
/// Who owes it: by name, for nothing ranks people.
const OWNER: &str = "owner";

/// Lanes of open actions by day, before them those that happened again, behind them those that nobody owns
/// and those that do not tell how far they are; then the others. `numbered` have a number in the strip.
pub(super) fn lanes(
    shared: &Shared,
    open: &[Followed<'_>],
    all: &[Followed<'_>],
    numbered: &[&ActionItem],
) -> Vec<LaneView> {
    let today = shared.config.today;
    let of_lane = |lane: Lane| open.iter().filter(|followed| followed.lane(today) == lane).collect::<Vec<_>>();
    let of_status = |status| all.iter().filter(|followed| followed.item.status == Some(status)).collect::<Vec<_>>();
    let mut verified = of_status(ActionStatus::Verified);
    verified.sort_by_key(|followed| Reverse(followed.closed()));
    let again = told::happened_again(open, shared.again());
    let mut marks = Marks { numbered, above: FxHashSet::default() };
    let mut lanes = vec![lane(shared, "again", false, &again, &marks)];
    if !lanes[0].more {
        marks.above = again.iter().map(|followed| std::ptr::from_ref(followed.item)).collect();
    }
    lanes.extend(Lane::ALL.map(|of| lane(shared, of.key(), false, &of_lane(of), &marks)));
    let unowned = open.iter().filter(|followed| followed.item.owner.is_none()).collect::<Vec<_>>();
    let unsaid = all.iter().filter(|followed| followed.is_unsaid()).collect::<Vec<_>>();
    let (ideas, done) = (of_status(ActionStatus::Idea), of_status(ActionStatus::Done));
    let folded = [(told::NO_OWNER, unowned), (told::UNSAID, unsaid), ("idea", ideas), ("done", done)];
    lanes.extend(folded.map(|(key, followed)| lane(shared, key, true, &followed, &Marks::default())));
    let last = lane(shared, "verified", false, &verified[..verified.len().min(VERIFIED)], &Marks::default());
    lanes.push(LaneView { count: verified.len(), more: verified.len() > VERIFIED, ..last });
    lanes.retain(|lane| lane.count > 0);
    lanes
}

/// What a list has to know of others on the page.
#[derive(Default)]
struct Marks<'a> {
    /// Those with a number in the strip, in its order.
    numbered: &'a [&'a ActionItem],
    /// Those listed above: a row of such alone is not shown again.
    above: FxHashSet<*const ActionItem>,
}

fn lane(shared: &Shared, key: &'static str, folded: bool, followed: &[&Followed<'_>], marks: &Marks<'_>) -> LaneView {
    let mut groups = same::grouped(followed);
    groups.retain(|group| !group.iter().all(|at| marks.above.contains(&std::ptr::from_ref(followed[*at].item))));
    let above = followed.len() - groups.iter().map(Vec::len).sum::<usize>();
    let rows = groups.iter().take(MOST).map(|group| {
        let others = group[1..].iter().take(ALSO).map(|at| document_link(followed[*at].entry));
        let facets = group.iter().take(1 + ALSO).map(|at| facets(shared, followed[*at])).collect();
        let of_group = |item: &&ActionItem| group.iter().any(|at| std::ptr::eq(followed[*at].item, *item));
        let number = marks.numbered.iter().position(of_group).map_or(0, |at| at + 1);
        ActionView { number, also: others.collect(), facets, ..row(shared, followed[group[0]]) }
    });
    LaneView { key, count: followed.len(), folded, actions: rows.collect(), above, more: groups.len() > MOST }
}

/// Topics of an action's incident, and the action's own kind, as filters ask them.
fn facets(shared: &Shared, followed: &Followed<'_>) -> String {
    let topics = TOPICS.into_iter().flat_map(|kind| of_kind(followed, kind).iter().map(move |id| (kind, *id)));
    let topics = topics.map(|(kind, id)| token(key(kind), &shared.catalog.topic(kind, id).slug));
    let owner = followed.item.owner.as_deref().map(|owner| token(OWNER, &slugify(owner)));
    topics.chain(followed.item.kind.map(|kind| token(OWN, kind_key(kind)))).chain(owner).collect()
}

fn of_kind<'a>(followed: &'a Followed<'_>, kind: TopicKind) -> &'a [TopicId] {
    match kind {
        TopicKind::Service => &followed.entry.services,
        TopicKind::Team => &followed.entry.teams,
        TopicKind::RootCause => &followed.entry.root_causes,
        _ => followed.entry.severity.as_slice(),
    }
}

/// Nothing else contains it: blanks stand around it, and no slug has one.
fn token(key: &str, value: &str) -> String {
    format!(" {key}-{value} ")
}

/// The choices that narrow the rows down; none where there are few rows, or only one choice.
pub(super) fn filters(shared: &Shared, lanes: &[LaneView]) -> Vec<FilterView> {
    let rows = || lanes.iter().flat_map(|lane| &lane.actions);
    if rows().count() < FEWEST {
        return Vec::new();
    }
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    rows().flat_map(|row| row.facets.split_whitespace()).for_each(|token| *counts.entry(token).or_default() += 1);
    let count = |value: &str| counts.get(value.trim()).copied().unwrap_or_default();
    let name = |topic: &Topic| match topic.kind {
        TopicKind::Severity => chip_text(&topic.name),
        _ => topic.name.clone(),
    };
    let of_topics = |kind| {
        let topics = shared.catalog.topics.of(kind).iter().map(|topic| (token(key(kind), &topic.slug), name(topic)));
        let mut values: Vec<(String, String)> = topics.filter(|(value, _)| count(value) > 0).collect();
        if kind != TopicKind::Severity {
            values.sort_by_key(|(value, _)| Reverse(count(value)));
        }
        values.truncate(CHOICES);
        FilterView { key: key(kind), values }
    };
    let kinds = crate::model::ActionKind::ALL.map(kind_key).map(|kind| (token(OWN, kind), kind.to_owned()));
    let kinds = FilterView { key: OWN, values: kinds.into_iter().filter(|(value, _)| count(value) > 0).collect() };
    let owners = rows().filter_map(|row| row.owner.as_deref()).map(|owner| (owner.to_lowercase(), owner));
    let owners: BTreeMap<String, &str> = owners.collect();
    let owners = owners.into_values().take(CHOICES).map(|owner| (token(OWNER, &slugify(owner)), owner.to_owned()));
    let owners = FilterView { key: OWNER, values: owners.collect() };
    TOPICS.map(of_topics).into_iter().chain([kinds, owners]).filter(|filter| filter.values.len() > 1).collect()
}
