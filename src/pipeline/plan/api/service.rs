//! A service -> what a developer portal shows of it: a JSON file, and a badge as SVG that stands by itself.
//!
//! Neither depends on the day of the build, so a new day changes no file of any service.

use crate::model::ActionItem;
use crate::model::catalog::{Topic, TopicKind};
use crate::pipeline::charts::escape;
use crate::pipeline::figures::Group;
use crate::pipeline::plan::shared::Shared;
use crate::theme::filled;
use schemars::JsonSchema;
use serde::Serialize;

/// How a service fared; planned work is in no figure.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ServiceRecord {
    name: String,
    slug: String,
    /// Its page, relative to the site's root.
    url: String,
    aliases: Vec<String>,
    /// Names of what it depends on.
    depends_on: Vec<String>,
    #[serde(flatten)]
    figures: Group,
    /// Incidents by severity: at 1 the worst, at 5 the mildest, at 0 where none is told.
    by_severity: [usize; 6],
    /// Day and page of the newest incident.
    last: Option<String>,
    last_url: Option<String>,
    /// Actions to be done, and the earliest of their due days; absent where the audience may not see actions.
    open_actions: Option<usize>,
    oldest_due: Option<String>,
}

fn incidents(shared: &Shared, topic: &Topic) -> Group {
    Group::of(&shared.catalog, shared.catalog.counted(&topic.incidents))
}

/// What the JSON file says.
pub(super) fn record(shared: &Shared, topic: &Topic) -> ServiceRecord {
    let catalog = &*shared.catalog;
    let figures = incidents(shared, topic);
    let mut by_severity = [0; 6];
    figures.ids.iter().for_each(|id| by_severity[crate::pipeline::figures::level(catalog.entry(*id)).min(5)] += 1);
    let newest = figures.ids.first().map(|id| catalog.entry(*id));
    let postmortems = figures.ids.iter().filter_map(|id| catalog.entry(*id).document.postmortem());
    let open: Vec<&ActionItem> =
        postmortems.flat_map(|incident| &incident.action_items).filter(|item| item.is_open()).collect();
    let shows = shared.config.shows_actions();
    ServiceRecord {
        name: topic.name.clone(),
        slug: topic.slug.clone(),
        url: topic.url(),
        aliases: topic.aliases.clone(),
        depends_on: topic.depends_on.iter().map(|id| catalog.topic(TopicKind::Service, *id).name.clone()).collect(),
        last: newest.and_then(|entry| entry.when()).map(|when| when.date().to_string()),
        last_url: newest.map(|entry| entry.url.clone()),
        open_actions: shows.then_some(open.len()),
        oldest_due: open
            .iter()
            .filter_map(|item| item.due.as_ref())
            .map(|due| due.date().to_string())
            .min()
            .filter(|_| shows),
        by_severity,
        figures,
    }
}

/// Width of a character at 11 px, and room at both sides of a word, pixels: wide enough for any common sans serif.
const CHARACTER: usize = 7;
const ROOM: usize = 12;

/// The badge: how many incidents, and the day of the newest.
pub(super) fn badge(shared: &Shared, topic: &Topic) -> String {
    let (words, figures) = (&*shared.words, incidents(shared, topic));
    let last = figures.ids.first().and_then(|id| shared.catalog.entry(*id).when()).map(|when| when.date().to_string());
    let value = match (figures.incidents, last) {
        (0, _) => words.badge_none.clone(),
        (n, None) => words.grouped(n),
        (n, Some(day)) => filled(&words.badge_value, &[("n", &words.grouped(n)), ("day", &day)]),
    };
    let width = |text: &str| text.chars().count() * CHARACTER + ROOM;
    let (left, right) = (width(&words.badge), width(&value));
    let (all, title) = (left + right, format!("{}, {}: {value}", topic.name, words.badge));
    let text = |x: usize, width: usize, text: &str| {
        format!(r#"<text x="{}" y="14" textLength="{}">{}</text>"#, x + width / 2, width - ROOM, escape(text))
    };
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{all}" height="20" role="img" aria-label="{title}"><title>{title}</title><rect width="{all}" height="20" rx="3" fill="#454240"/><path d="M{left} 0h{}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{}z" fill="#0b5a8a"/><g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">{}{}</g></svg>
"##,
        right - 3,
        right - 3,
        text(0, left, &words.badge),
        text(left, right, &value),
        title = escape(&title),
    )
}
