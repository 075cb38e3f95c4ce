//! A service, root cause, severity, team or tag -> the view of its page. A year has one of its own.

use super::fix::beginning;
use super::follow_up::{kind_key, settled};
use super::learn::{breaks, neighbours};
use super::shared::{Shared, document_link};
use super::start::start;
use super::{listing, trend, whole};
use crate::model::catalog::{DocId, Entry, Topic, TopicId, TopicKind};
use crate::model::page::{
    ActionView, All, Chain, ChartView, Counted, FactValue, FactView, FixRow, Group, Groups, Guardrail, TopicView,
};
use crate::model::{ActionItem, ActionKind, ActionStatus, Content, Fact};
use crate::pipeline::actions;
use crate::pipeline::url::query_value;
use std::collections::BTreeMap;

/// Incidents of which the fix is shown.
const WORKED: usize = 5;
/// Topics that fail together with a service.
const TOGETHER: usize = 12;
/// Errors of a service, and alerts of it.
const ERRORS: usize = 3;
const ALERTS: usize = 12;

/// The page of a topic; `body` is the HTML of the document that declares it, or empty.
#[must_use]
pub(super) fn topic(shared: &Shared, kind: TopicKind, id: TopicId, body: String) -> TopicView {
    let topic = shared.catalog.topic(kind, id);
    let url = topic.url();
    let declared = topic.declared.map(|id| shared.catalog.entry(id));
    let mut frame = shared.frame(&url, &topic.name, "");
    let detailed = matches!(kind, TopicKind::Service | TopicKind::RootCause);
    if detailed {
        frame.feed.clone_from(&url);
    }
    let open = if whole::HAVE_ACTIONS.contains(&kind) {
        actions::open(&shared.catalog, &shared.config, &topic.incidents)
    } else {
        Vec::new()
    };
    let actions: Vec<ActionView> =
        open.iter().take(whole::ACTIONS).map(|followed| whole::open_action(shared, followed)).collect();
    let list = listing::newest(shared, &topic.incidents);
    let counted = shared.catalog.counted(&topic.incidents);
    let charts = charts(shared, kind, &counted, &list, &frame.root);
    let (chains, chains_more) = if detailed { chains(shared, topic) } else { Default::default() };
    let (cited_by, cited_all) = declared.map(|entry| shared.cited(entry)).unwrap_or_default();
    let is_cause = kind == TopicKind::RootCause;
    let is_service = kind == TopicKind::Service;
    TopicView {
        title: declared.map_or(&topic.name, |entry| &entry.document.title.value).clone(),
        key: key(kind),
        folder: kind.folder(),
        facts: facts(shared, topic, declared),
        body,
        charts,
        insights: super::insights::place(shared, topic),
        chains,
        chains_more,
        guardrails: if is_cause { guardrails(shared, topic) } else { Vec::new() },
        uncontrolled: is_cause && counted.len() > 1 && uncontrolled(shared, topic),
        actions_all: whole::actions_of(topic, open.len()),
        owned: if kind == TopicKind::Team { whole::by_owner(actions.clone()) } else { Vec::new() },
        actions,
        worked: if detailed { worked(shared, &counted) } else { Vec::new() },
        together: if is_service {
            together(shared, &counted, TopicKind::Service, Some(id), TOGETHER)
        } else {
            Vec::new()
        },
        start: (is_service && counted.len() > 1).then(|| start(shared, &counted)),
        neighbours: Some(id).filter(|_| is_service).map(|id| neighbours(shared, id)).filter(|near| !near.is_empty()),
        broke: if is_service { breaks(shared, &counted, ERRORS) } else { Vec::new() },
        alerts: if detailed { together(shared, &counted, TopicKind::Alert, None, ALERTS) } else { Vec::new() },
        incidents_all: all_incidents(topic, list.groups.iter().map(|group| group.rows.len()).sum()),
        list,
        total: counted.len(),
        cited_by,
        cited_all,
        source: declared.map(|entry| shared.source(&entry.document.source)),
        frame,
    }
}

/// Key of a kind in the interface strings.
#[must_use]
pub(super) fn key(kind: TopicKind) -> &'static str {
    match kind {
        TopicKind::Service => "service",
        TopicKind::RootCause => "root-cause",
        TopicKind::Severity => "severity",
        TopicKind::Team => "team",
        TopicKind::Tag => "tag",
        TopicKind::Year => "year",
        TopicKind::Alert => "alert",
    }
}

/// The search for all incidents of the topic, if the page lists but some.
fn all_incidents(topic: &Topic, listed: usize) -> Option<All> {
    let field = match topic.kind {
        TopicKind::RootCause => "cause",
        kind => key(kind),
    };
    let count = topic.incidents.len();
    let query = || query_value(&format!("{field}:{}", topic.slug));
    (count > listed).then(|| All { count, url: format!("{}?q={}", super::search::URL, query()) })
}

fn charts(shared: &Shared, kind: TopicKind, incidents: &[DocId], list: &Groups, root: &str) -> Vec<ChartView> {
    // A quarter leads to its rows here, else to the page of its year.
    let place = |year: i16, quarter: u8| {
        let months = (i8::try_from(quarter).unwrap_or(1) * 3 - 2)..=(i8::try_from(quarter).unwrap_or(1) * 3);
        let here = |group: &&Group| group.year == year && group.month.is_none_or(|month| months.contains(&month));
        let group = list.groups.iter().find(here);
        Some(group.map_or_else(|| format!("{root}years/{year}/"), |group| format!("#{}", group.id)))
    };
    let when = || trend::when(shared, incidents, place, root);
    let causes = || trend::by_topic(shared, incidents, TopicKind::RootCause, root);
    let services = || trend::by_topic(shared, incidents, TopicKind::Service, root);
    let times = || trend::resolve_times(shared, incidents, root);
    let (over_time, counts) = match kind {
        TopicKind::Service => (vec![when(), times()], vec![causes(), trend::noticed(shared, incidents)]),
        TopicKind::RootCause => (vec![when(), times()], vec![services()]),
        TopicKind::Severity | TopicKind::Team | TopicKind::Tag | TopicKind::Year | TopicKind::Alert => {
            (vec![when()], vec![services()])
        }
    };
    let bars = trend::bars(counts.into_iter().flatten().collect());
    over_time.into_iter().flatten().chain(bars).collect()
}

/// What the catalog knows about the topic itself.
fn facts(shared: &Shared, topic: &Topic, declared: Option<&Entry>) -> Vec<FactView> {
    let mut facts = Vec::new();
    if let Some(Content::Service(note)) = declared.map(|entry| &entry.document.content) {
        facts.extend(note.owner.as_ref().map(|owner| plain("owner", owner)));
        facts.extend(note.runbook.as_ref().map(runbook));
    }
    let related = |key, ids: &[TopicId]| {
        let links = shared.topic_links(topic.kind, ids);
        let values =
            links.into_iter().map(|link| FactValue { text: link.text, url: Some(link.url), ..FactValue::default() });
        let values: Vec<FactValue> = values.collect();
        (!values.is_empty()).then(|| view(key, values))
    };
    facts.extend(related("depends-on", &topic.depends_on));
    facts.extend(related("parent", topic.parent.as_slice()));
    facts.extend(related("children", &topic.children));
    let aliases = topic.aliases.iter().map(|alias| FactValue { text: alias.clone(), ..FactValue::default() });
    facts.extend((!topic.aliases.is_empty()).then(|| view("aliases", aliases.collect())));
    facts
}

fn view(key: &'static str, values: Vec<FactValue>) -> FactView {
    let length: usize = values.iter().map(|value| value.text.chars().count() + 2).sum();
    let size = if length > 34 { "wide" } else { "" };
    FactView { key, label: None, values, size, sources: Vec::new() }
}

fn plain(key: &'static str, fact: &Fact<String>) -> FactView {
    view(key, vec![FactValue { text: fact.value.clone(), ..FactValue::default() }])
}

/// Where a service's runbook is.
#[must_use]
pub(super) fn runbook(fact: &Fact<String>) -> FactView {
    let href = Some(fact.value.clone()).filter(|url| url.starts_with("https://") || url.starts_with("http://"));
    let text = fact.value.trim_start_matches("https://").to_owned();
    view("runbook", vec![FactValue { text, href, ..FactValue::default() }])
}

/// The newest incidents that say how they were fixed.
fn worked(shared: &Shared, incidents: &[DocId]) -> Vec<FixRow> {
    let fixed =
        incidents.iter().filter_map(|&id| Some(FixRow { runs: beginning(shared.fix(id)?), row: shared.row(id)? }));
    fixed.take(WORKED).collect()
}

/// The services or alerts that its incidents name beside `own`, most often first.
fn together(shared: &Shared, incidents: &[DocId], kind: TopicKind, own: Option<TopicId>, most: usize) -> Vec<Counted> {
    let mut counts: BTreeMap<TopicId, usize> = BTreeMap::new();
    for &id in incidents {
        let entry = shared.catalog.entry(id);
        let named = if kind == TopicKind::Alert { &entry.alerts } else { &entry.services };
        named.iter().filter(|id| Some(**id) != own).for_each(|id| *counts.entry(*id).or_default() += 1);
    }
    let mut counts: Vec<(TopicId, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|&(id, count)| (std::cmp::Reverse(count), id));
    let counted = counts.into_iter().take(most).map(|(id, count)| {
        let link = shared.topic_link(kind, id);
        Counted { text: link.text, url: Some(link.url), count }
    });
    counted.collect()
}

/// Incidents that repeat one another, each chain oldest first, newest chain first; and of the chains for which there is no room
/// the newest incident and the length.
fn chains(shared: &Shared, topic: &Topic) -> (Vec<Chain>, Vec<Counted>) {
    let counted = |(id, count): (DocId, usize)| {
        let link = document_link(shared.catalog.entry(id));
        Counted { text: link.text, url: Some(link.url), count }
    };
    let (found, more) = shared.chains.among(&topic.incidents);
    let shown =
        found.into_iter().map(|chain| Chain { rows: shared.rows(&chain.shown), before: chain.before.map(counted) });
    (shown.collect(), more.into_iter().map(counted).collect())
}

fn items<'a>(shared: &'a Shared, topic: &'a Topic) -> impl Iterator<Item = &'a ActionItem> {
    let postmortems = topic.incidents.iter().filter_map(|&id| shared.catalog.entry(id).document.postmortem());
    postmortems.flat_map(|postmortem| &postmortem.action_items)
}

/// What somebody promised, by kind; last those that do not tell theirs.
fn guardrails(shared: &Shared, topic: &Topic) -> Vec<Guardrail> {
    // By whether it tells none, so that these come last.
    let mut kinds: BTreeMap<(bool, Option<ActionKind>), Guardrail> = BTreeMap::new();
    for item in items(shared, topic).filter(|item| item.status != Some(ActionStatus::Idea)) {
        let kind = item.kind.map_or("unsaid", kind_key);
        let row = kinds.entry((item.kind.is_none(), item.kind)).or_insert(Guardrail { kind, ..Guardrail::default() });
        match item.status {
            _ if item.is_open() => row.open += 1,
            Some(ActionStatus::Done) => row.done += 1,
            Some(ActionStatus::Verified) => row.verified += 1,
            Some(ActionStatus::Dropped) => row.dropped += 1,
            _ => row.unsaid += 1,
        }
    }
    kinds.into_values().collect()
}

/// Its actions are known, and none of them is settled.
fn uncontrolled(shared: &Shared, topic: &Topic) -> bool {
    let mut stated = items(shared, topic).filter(|item| item.status.is_some()).peekable();
    stated.peek().is_some() && !stated.any(settled)
}
