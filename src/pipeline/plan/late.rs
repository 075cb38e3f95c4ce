//! Overdue actions -> an Atom feed, the one that fell due last first: each comes into it on the day after its own.

use super::feeds::{Feed, link, timestamp, xml};
use crate::config::Config;
use crate::model::Moment;
use crate::model::catalog::Catalog;
use crate::pipeline::actions::{self, Followed, Lane, told};
use crate::text::shorten::cut;
use crate::theme::Words;
use atom_syndication as atom;
use jiff::civil::Date;
use std::cmp::Reverse;

/// Entries, and the longest title, in characters.
const MOST: usize = 50;
const LONGEST: usize = 200;

/// The feed.
pub(super) fn feed(catalog: &Catalog, config: &Config, words: &Words) -> String {
    let mut late = actions::open(catalog, config, &catalog.incidents);
    late.retain(|followed| followed.lane(config.today) == Lane::Overdue);
    late.sort_by_key(|followed| Reverse(followed.due));
    late.truncate(MOST);
    let title = format!("{}: {}", config.book.title, words.lane(Lane::Overdue.key()));
    let feed = Feed { catalog, config, title, home: super::actions::URL.to_owned() };
    let entries = late.iter().map(|followed| entry(&feed, followed, words)).collect();
    feed.atom_of("actions.xml", entries, late.first().map(updated).unwrap_or_default())
}

fn updated(followed: &Followed<'_>) -> atom::FixedDateTime {
    let fell = followed.due.and_then(|due: Date| due.tomorrow().ok());
    fell.map(|day| timestamp(&Moment::Date(day))).unwrap_or_default()
}

fn entry(feed: &Feed<'_>, followed: &Followed<'_>, words: &Words) -> atom::Entry {
    let (entry, config) = (followed.entry, feed.config);
    let about = format!("{}\n{}", entry.document.title.value, told::remarks(followed, config.today, words));
    atom::Entry {
        title: atom::Text::plain(xml(&cut(&followed.item.text, LONGEST))),
        id: feed.id(&format!("{}#action.{}", entry.url, followed.uid()), &format!("action {}", followed.uid())),
        updated: updated(followed),
        links: vec![link(feed.url(&format!("{}#pm_actions", entry.url)), "alternate")],
        summary: Some(atom::Text::plain(xml(&about))),
        ..atom::Entry::default()
    }
}
