//! Catalog -> the view of `/learn/`, for who is new: what to read first, what breaks first, what hangs on what, and the words.

mod breaks;
mod glossary;
mod neighbours;

use super::shared::Shared;
use super::start::start;
use super::{days, drill};
use crate::model::catalog::{Topic, TopicKind};
use crate::model::page::{All, Counted, LearnView};
use crate::pipeline::plan::shared::{document_link, link};
pub(super) use breaks::breaks;
pub(super) use neighbours::neighbours;
use std::cmp::Reverse;

/// Where it stands, and where the alerts do.
pub(super) const LEARN: &str = "learn/";
const ALERTS: &str = "alerts/";
/// Errors, drills and alerts shown.
const ERRORS: usize = 10;
const DRILLS: usize = 5;
const MOST_ALERTS: usize = 20;

/// The page.
#[must_use]
pub(super) fn learn(shared: &Shared) -> LearnView {
    let catalog = &*shared.catalog;
    let counted = catalog.counted(&catalog.incidents);
    let (dependencies, dependencies_of) = neighbours::dependencies(shared);
    let (terms, terms_more) = glossary::terms(shared);
    let (alerts, alerts_all) = alerts(shared);
    let drills = counted.iter().map(|id| catalog.entry(*id)).filter(|entry| drill::has(entry)).take(DRILLS);
    let drill = |entry| {
        let url = format!("{}{}", document_link(entry).url, drill::FOLDER);
        Counted { text: drill::title(shared, entry), url: Some(url), count: drill::steps(entry) }
    };
    LearnView {
        frame: shared.frame(LEARN, "", ""),
        total: counted.len(),
        start: start(shared, &counted),
        broke: breaks(shared, &counted, ERRORS),
        dependencies,
        dependencies_of,
        alerts,
        alerts_all,
        drills: drills.map(drill).collect(),
        terms,
        terms_more,
        days: days::has(catalog),
    }
}

/// Those that fired most often, and where all are.
fn alerts(shared: &Shared) -> (Vec<Counted>, Option<All>) {
    let mut alerts: Vec<&Topic> = shared.catalog.topics.of(TopicKind::Alert).iter().collect();
    let count = alerts.len();
    alerts.sort_by_key(|topic| Reverse(topic.incidents.len()));
    let counted = |topic: &&Topic| {
        let link = link(topic);
        Counted { text: link.text, url: Some(link.url), count: shared.catalog.counted(&topic.incidents).len() }
    };
    let all = (count > MOST_ALERTS).then(|| All { count, url: ALERTS.to_owned() });
    (alerts.iter().take(MOST_ALERTS).map(counted).collect(), all)
}
