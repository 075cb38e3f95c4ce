//! An alert -> the view of its page: what it meant, how it was fixed, and whose runbook to open. Small, for whoever is on call.

use super::fix::{beginning, fix};
use super::shared::{Shared, link};
use super::topic::runbook;
use crate::model::Content;
use crate::model::catalog::{DocId, TopicId, TopicKind};
use crate::model::page::{AlertCase, AlertView, All, Counted, Runbook};
use crate::pipeline::url::query_value;
use crate::text::shorten::sentences;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Incidents shown, beside the last one.
const BEFORE: usize = 5;
/// Services and causes shown.
const BESIDE: usize = 5;
/// Longest text of what it meant, in characters.
const MEANT: usize = 320;
/// Largest code of a fix, in bytes of HTML; the incident's own page has all of it.
const CODE: usize = 6_000;

/// The page of an alert.
#[must_use]
pub(super) fn alert(shared: &Shared, id: TopicId) -> AlertView {
    let catalog = &*shared.catalog;
    let topic = catalog.topic(TopicKind::Alert, id);
    let incidents = &topic.incidents;
    let mut cases = incidents.iter().take(BEFORE + 1).filter_map(|&id| case(shared, id));
    let all = || format!("{}?q={}", super::search::URL, query_value(&format!("\"{}\"", topic.name)));
    AlertView {
        frame: shared.frame(&topic.url(), &topic.name, ""),
        title: topic.name.clone(),
        aliases: topic.aliases.iter().take(BESIDE).cloned().collect(),
        total: catalog.counted(incidents).len(),
        last: cases.next(),
        before: cases.map(|case| AlertCase { code: None, ..case }).collect(),
        runbooks: runbooks(shared, incidents),
        causes: causes(shared, incidents),
        incidents_all: (incidents.len() > BEFORE + 1).then(|| All { count: incidents.len(), url: all() }),
    }
}

fn case(shared: &Shared, id: DocId) -> Option<AlertCase> {
    let document = &shared.catalog.entry(id).document;
    let summary = document.postmortem()?.summary.as_ref();
    let runs = shared.fix(id).unwrap_or_default();
    Some(AlertCase {
        row: shared.row(id)?,
        meant: summary.map(|summary| sentences(&summary.value, MEANT)),
        fix: beginning(runs),
        code: fix(document, Vec::new(), None).code.filter(|code| code.len() <= CODE),
    })
}

/// How many of `incidents` name each topic, most often first.
fn counts(shared: &Shared, kind: TopicKind, incidents: &[DocId]) -> Vec<(TopicId, usize)> {
    let mut counts: BTreeMap<TopicId, usize> = BTreeMap::new();
    for &id in incidents {
        let entry = shared.catalog.entry(id);
        let topics = if kind == TopicKind::Service { &entry.services } else { &entry.root_causes };
        topics.iter().for_each(|topic| *counts.entry(*topic).or_default() += 1);
    }
    let mut counts: Vec<(TopicId, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(id, count)| (Reverse(*count), *id));
    counts.truncate(BESIDE);
    counts
}

fn causes(shared: &Shared, incidents: &[DocId]) -> Vec<Counted> {
    let counted = |(id, count)| {
        let link = shared.topic_link(TopicKind::RootCause, id);
        Counted { text: link.text, url: Some(link.url), count }
    };
    counts(shared, TopicKind::RootCause, incidents).into_iter().map(counted).collect()
}

fn runbooks(shared: &Shared, incidents: &[DocId]) -> Vec<Runbook> {
    let catalog = &*shared.catalog;
    let view = |(id, incidents): (TopicId, usize)| {
        let topic = catalog.topic(TopicKind::Service, id);
        let told = topic.declared.and_then(|id| match &catalog.entry(id).document.content {
            Content::Service(note) => note.runbook.as_ref(),
            _ => None,
        });
        let runbook = told.and_then(|told| runbook(told).values.pop());
        Runbook { service: link(topic), incidents, runbook }
    };
    counts(shared, TopicKind::Service, incidents).into_iter().map(view).collect()
}
