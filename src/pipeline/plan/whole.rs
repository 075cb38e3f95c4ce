//! A list that a page shows the beginning of -> a page of its own with all of it.

use super::Address;
use super::actions::pages_near;
use super::follow_up::action;
use super::listing::AT_ONCE;
use super::shared::{Shared, day, document_link, link};
use crate::model::catalog::{Catalog, DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::page::{ActionGroup, ActionView, All, Cited, OpenActionsView, Owned, WholeView};
use crate::pipeline::actions::{self, Followed, Lane};
use crate::pipeline::url::encoded;
use crate::text::slug::slugify;
use std::collections::BTreeMap;

/// Entries that a document's page shows of each of these lists.
pub(super) const BEGINNING: usize = 20;

/// What is listed of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whole {
    /// What links to it.
    CitedBy,
    /// The incidents that repeat it.
    Repeats,
}

impl Whole {
    const ALL: [Self; 2] = [Self::CitedBy, Self::Repeats];

    /// Its title in the interface strings.
    fn key(self) -> &'static str {
        match self {
            Self::CitedBy => "cited",
            Self::Repeats => "repeated",
        }
    }

    fn documents(self, entry: &Entry) -> &[DocId] {
        match self {
            Self::CitedBy => &entry.cited_by,
            Self::Repeats => &entry.recurrences,
        }
    }

    /// Site-relative; no document and no list of a topic lies below a document.
    fn url(self, entry: &Entry) -> String {
        let folder = match self {
            Self::CitedBy => "cited-by",
            Self::Repeats => "repeats",
        };
        format!("{}{folder}/", entry.url)
    }

    /// Where all of the list is, if its document's page does not show it all.
    #[must_use]
    pub(super) fn all(self, entry: &Entry) -> Option<All> {
        let count = self.documents(entry).len();
        (count > BEGINNING && !entry.url.is_empty()).then(|| All { count, url: encoded(&self.url(entry)) })
    }
}

/// The pages of all lists that are too long for the pages of their documents.
pub(super) fn addresses(catalog: &Catalog) -> impl Iterator<Item = Address> {
    (0..).map(DocId).zip(&catalog.documents).flat_map(|(id, entry)| {
        let long = Whole::ALL.into_iter().filter(|whole| whole.all(entry).is_some());
        long.map(move |whole| Address::page(&whole.url(entry), super::Subject::Whole(id, whole)))
    })
}

/// The page of all of it.
#[must_use]
pub(super) fn view(shared: &Shared, id: DocId, whole: Whole) -> WholeView {
    let entry = shared.catalog.entry(id);
    let of = document_link(entry);
    WholeView {
        frame: shared.frame(&whole.url(entry), &of.text, ""),
        key: whole.key(),
        of,
        documents: documents(shared, whole.documents(entry)),
    }
}

/// Kinds of topics whose pages show what is open.
pub(super) const HAVE_ACTIONS: [TopicKind; 3] = [TopicKind::Service, TopicKind::RootCause, TopicKind::Team];

/// Open actions that a topic's page shows.
pub(super) const ACTIONS: usize = 12;

/// Where all of a topic's `open` actions are, if its page does not show them all.
#[must_use]
pub(super) fn actions_of(topic: &Topic, open: usize) -> Option<All> {
    (open > ACTIONS).then(|| All { count: open, url: encoded(&actions_url(topic)) })
}

/// Open actions on each of their pages.
const PART: usize = 500;

fn actions_url(topic: &Topic) -> String {
    format!("{}actions/", topic.url())
}

/// The page of the part `number` (from 0).
fn part_url(topic: &Topic, number: usize) -> String {
    if number == 0 { actions_url(topic) } else { format!("{}{}/", actions_url(topic), number + 1) }
}

/// The pages of all open actions of the topics that have many.
pub(super) fn action_addresses(catalog: &Catalog) -> impl Iterator<Item = Address> {
    let open = |id: &DocId| {
        let postmortem = catalog.entry(*id).document.postmortem();
        postmortem.map_or(0, |postmortem| postmortem.action_items.iter().filter(|item| item.is_open()).count())
    };
    HAVE_ACTIONS.into_iter().flat_map(move |kind| {
        (0..).map(TopicId).zip(catalog.topics.of(kind)).flat_map(move |(id, topic)| {
            let count: usize = topic.incidents.iter().map(open).sum();
            let parts = if count > ACTIONS { count.div_ceil(PART) } else { 0 };
            let subject = move |part| super::Subject::OpenActions(kind, id, part);
            (0..parts).map(move |part| Address::page(&part_url(topic, part), subject(part)))
        })
    })
}

/// A page of all open actions of a topic, from 0.
#[must_use]
pub(super) fn open_actions(shared: &Shared, kind: TopicKind, id: TopicId, part: usize) -> OpenActionsView {
    let topic = shared.catalog.topic(kind, id);
    let mut open = actions::open(&shared.catalog, &shared.config, &topic.incidents);
    let of_team = kind == TopicKind::Team;
    if of_team {
        open.sort_by_cached_key(|followed| followed.item.owner.as_deref().map(slugify));
    }
    let shown = open.chunks(PART).nth(part).unwrap_or_default();
    let of = link(topic);
    let frame = shared.frame(&part_url(topic, part), &of.text, "");
    let pages = pages_near(part, open.len().div_ceil(PART), |number| part_url(topic, number));
    let (groups, owned) = match of_team {
        true => (Vec::new(), by_owner(shown.iter().map(|followed| open_action(shared, followed)).collect())),
        false => (grouped(shared, shown), Vec::new()),
    };
    OpenActionsView { frame, of, total: open.len(), page: part + 1, pages, groups, owned }
}

/// By who owes them, in the order of their names, for nothing ranks people; before them those that nobody does.
#[must_use]
pub(super) fn by_owner(open: Vec<ActionView>) -> Vec<Owned> {
    let mut owned: BTreeMap<String, Owned> = BTreeMap::new();
    for mut action in open {
        let owner = action.owner.take().unwrap_or_default();
        let group = owned.entry(slugify(&owner)).or_insert_with(|| Owned { owner, actions: Vec::new() });
        group.actions.push(action);
    }
    owned.into_values().collect()
}

/// An open action on a page that does not change from day to day: that it is late stands there, and not by how much.
#[must_use]
pub(super) fn open_action(shared: &Shared, followed: &Followed<'_>) -> ActionView {
    let is_late = followed.lane(shared.config.today) == Lane::Overdue;
    let late = is_late.then(|| shared.words.lane(Lane::Overdue.key()).to_owned());
    ActionView { late, ..action(followed, Some(document_link(followed.entry))) }
}

/// How many actions of a document are late.
#[must_use]
pub(super) fn late(shared: &Shared, id: DocId) -> usize {
    let actions = actions::of(&shared.catalog, &shared.config, &[id]);
    let is_late =
        |followed: &&Followed<'_>| followed.item.is_open() && followed.lane(shared.config.today) == Lane::Overdue;
    actions.iter().filter(is_late).count()
}

fn grouped(shared: &Shared, open: &[Followed<'_>]) -> Vec<ActionGroup> {
    let mut groups: Vec<ActionGroup> = Vec::new();
    for followed in open {
        let due = followed.due;
        let date = due.or_else(|| followed.entry.when().map(crate::model::Moment::date));
        let (year, month) = date.map_or((0, 0), |date| (date.year(), if due.is_some() { date.month() } else { 0 }));
        let view = open_action(shared, followed);
        match groups.last_mut().filter(|group| (group.due, group.year, group.month) == (due.is_some(), year, month)) {
            Some(group) => group.actions.push(view),
            None => groups.push(ActionGroup {
                due: due.is_some(),
                year,
                month,
                open: false,
                continued: false,
                actions: vec![view],
            }),
        }
    }
    if let Some(first) = groups.first_mut().filter(|group| group.actions.len() > AT_ONCE) {
        let rest = ActionGroup { continued: true, actions: first.actions.split_off(AT_ONCE), ..*first };
        groups.insert(1, rest);
    }
    let mut shown = 0;
    for group in &mut groups {
        shown += group.actions.len();
        group.open = shown <= AT_ONCE;
    }
    groups
}

/// Newest incident first, then pages by title.
#[must_use]
pub(super) fn documents(shared: &Shared, ids: &[DocId]) -> Vec<Cited> {
    let document = |id: &DocId| {
        let entry = shared.catalog.entry(*id);
        Cited { link: document_link(entry), date: entry.when().map(day) }
    };
    let mut documents: Vec<Cited> = ids.iter().map(document).collect();
    documents.sort_by(|a, b| {
        let iso = |cited: &Cited| cited.date.as_ref().map(|date| date.iso.clone());
        iso(b).cmp(&iso(a)).then_with(|| a.link.text.cmp(&b.link.text))
    });
    documents
}
