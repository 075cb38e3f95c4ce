//! Incidents, newest first -> Atom and JSON feeds of the site, of each service and of each root cause.

use super::{Address, File};
use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Entry, TopicId, TopicKind};
use crate::model::{Fingerprint, Moment};
use crate::pipeline::url::{encoded, root_of};
use crate::text::shorten::cut;
use atom_syndication as atom;
use serde_json::{Value, json};

/// Entries of one feed.
const MOST: usize = 50;
/// Of one entry, which stands in the feeds of all its services and causes: longest title and summary in characters, and how many
/// of those it names.
const LONGEST_TITLE: usize = 200;
const LONGEST_SUMMARY: usize = 2_000;
const MOST_LABELS: usize = 20;

/// Whose incidents a feed lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Site,
    Topic(TopicKind, TopicId),
}

/// How a feed is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Atom,
    Json,
}

/// Addresses of all feeds.
pub(super) fn addresses(catalog: &Catalog) -> impl Iterator<Item = Address> + '_ {
    let of_kind = |kind| {
        let topics = (0..).map(TopicId).zip(catalog.topics.of(kind));
        topics.map(move |(id, topic)| (Of::Topic(kind, id), topic.url()))
    };
    let topics = [TopicKind::Service, TopicKind::RootCause].into_iter().flat_map(of_kind);
    std::iter::once((Of::Site, String::new())).chain(topics).flat_map(|(of, home)| {
        let atom = Address::file(format!("{home}feed.xml"), File::Feed(of, Format::Atom));
        [atom, Address::file(format!("{home}feed.json"), File::Feed(of, Format::Json))]
    })
}

/// One feed.
pub(super) fn feed(catalog: &Catalog, config: &Config, of: Of, format: Format) -> String {
    let site = &config.book.title;
    let (title, home) = match of {
        Of::Site => (site.clone(), String::new()),
        Of::Topic(kind, id) => (format!("{site}: {}", title(catalog, of)), catalog.topic(kind, id).url()),
    };
    let feed = Feed { catalog, config, title, home };
    let incidents: Vec<&Entry> = incidents(catalog, of).iter().map(|id| catalog.entry(*id)).collect();
    match format {
        Format::Atom => feed.atom(&incidents),
        Format::Json => format!("{:#}\n", feed.json(&incidents)),
    }
}

/// The incidents that a feed lists, newest first.
pub(super) fn incidents(catalog: &Catalog, of: Of) -> &[DocId] {
    let all = match of {
        Of::Site => &catalog.incidents,
        Of::Topic(kind, id) => &catalog.topic(kind, id).incidents,
    };
    &all[..all.len().min(MOST)]
}

/// Name of the topic that a feed is about; empty for the site's.
pub(super) fn title(catalog: &Catalog, of: Of) -> &str {
    match of {
        Of::Site => "",
        Of::Topic(kind, id) => &catalog.topic(kind, id).name,
    }
}

pub(super) struct Feed<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) config: &'a Config,
    pub(super) title: String,
    /// URL of the page that it belongs to.
    pub(super) home: String,
}

impl Feed<'_> {
    /// Absolute with a site URL, else relative to the feed.
    pub(super) fn url(&self, to: &str) -> String {
        match &self.config.html.site_url {
            Some(site) => format!("{site}{}", encoded(to)),
            None => format!("{}{}", root_of(&self.home), encoded(to)),
        }
    }

    /// The page's URL, or, where it is not known, a name-based UUID (RFC 9562, version 8) that stays the same for ever.
    pub(super) fn id(&self, url: &str, name: &str) -> String {
        match &self.config.html.site_url {
            Some(site) => format!("{site}{}", encoded(url)),
            None => uuid(name),
        }
    }

    fn atom(&self, incidents: &[&Entry]) -> String {
        let entries = incidents.iter().map(|entry| self.atom_entry(entry)).collect();
        let updated = incidents.iter().map(|entry| updated(entry)).max().unwrap_or_default();
        self.atom_of(&format!("{}feed.xml", self.home), entries, updated)
    }

    /// The feed of `entries`, which lies at `path`.
    pub(super) fn atom_of(&self, path: &str, entries: Vec<atom::Entry>, updated: atom::FixedDateTime) -> String {
        let author = atom::Person { name: xml(&self.author()), ..atom::Person::default() };
        let feed = atom::Feed {
            title: atom::Text::plain(xml(&self.title)),
            id: self.id(&self.home, &format!("feed {}", self.home)),
            updated,
            authors: vec![author],
            links: vec![link(self.url(path), "self"), link(self.url(&self.home), "alternate")],
            generator: Some(atom::Generator { value: "pmsite".to_owned(), uri: None, version: None }),
            entries,
            ..atom::Feed::default()
        };
        let mut text = feed.to_string();
        text.push('\n');
        text
    }

    fn author(&self) -> String {
        let authors = self.config.book.authors.join(", ");
        if authors.is_empty() { self.config.book.title.clone() } else { authors }
    }

    fn atom_entry(&self, entry: &Entry) -> atom::Entry {
        let category = |name: &str| atom::Category { term: xml(name), scheme: None, label: None };
        atom::Entry {
            title: atom::Text::plain(xml(&title_of(entry))),
            id: self.id(&entry.url, &entry.document.source),
            updated: updated(entry),
            published: entry.when().map(timestamp),
            links: vec![link(self.url(&entry.url), "alternate")],
            categories: self.labels(entry).iter().map(|name| category(name)).collect(),
            summary: text_of(entry).map(|text| atom::Text::plain(xml(&text))),
            ..atom::Entry::default()
        }
    }

    fn labels(&self, entry: &Entry) -> Vec<String> {
        let services = entry.services.iter().map(|id| &self.catalog.topic(TopicKind::Service, *id).name);
        let causes = entry.root_causes.iter().map(|id| &self.catalog.topic(TopicKind::RootCause, *id).name);
        services.chain(causes).take(MOST_LABELS).cloned().collect()
    }

    fn json(&self, incidents: &[&Entry]) -> Value {
        let absolute = self.config.html.site_url.is_some();
        let items: Vec<Value> = incidents
            .iter()
            .map(|entry| {
                let mut item = json!({
                    "id": self.id(&entry.url, &entry.document.source),
                    "title": title_of(entry),
                    "content_text": text_of(entry).unwrap_or_else(|| title_of(entry)),
                    "tags": self.labels(entry),
                });
                // JSON Feed wants absolute URLs: without a site URL there are none to give.
                if absolute {
                    item["url"] = json!(self.url(&entry.url));
                }
                if let Some(when) = entry.when() {
                    item["date_published"] = json!(timestamp(when).to_rfc3339());
                }
                item
            })
            .collect();
        let mut feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "language": self.config.book.language,
            "items": items,
        });
        if absolute {
            feed["home_page_url"] = json!(self.url(&self.home));
            feed["feed_url"] = json!(self.url(&format!("{}feed.json", self.home)));
        }
        feed
    }
}

/// What a reader gets: the summary, and how it was fixed.
fn text_of(entry: &Entry) -> Option<String> {
    let postmortem = entry.document.postmortem()?;
    let fix = postmortem.fix.as_ref().map(|fix| format!("How it was fixed: {}", fix.value));
    let summary = postmortem.summary.iter().map(|summary| cut(&summary.value, LONGEST_SUMMARY));
    let parts: Vec<String> = summary.chain(fix).collect();
    (!parts.is_empty()).then(|| parts.join("\n\n"))
}

fn title_of(entry: &Entry) -> String {
    cut(&entry.document.title.value, LONGEST_TITLE)
}

pub(super) fn link(href: String, rel: &str) -> atom::Link {
    atom::Link { href, rel: rel.to_owned(), ..atom::Link::default() }
}

/// Atom demands a date of every entry: the incident's last known moment, else the epoch. Local times count as UTC.
fn updated(entry: &Entry) -> atom::FixedDateTime {
    let resolved = entry.document.postmortem().and_then(|postmortem| postmortem.resolved.as_ref());
    resolved.map(|fact| &fact.value).or(entry.when()).map_or_else(atom::FixedDateTime::default, timestamp)
}

pub(super) fn timestamp(moment: &Moment) -> atom::FixedDateTime {
    let text = match moment {
        Moment::Date(date) => format!("{date}T00:00:00Z"),
        Moment::Local(_) => format!("{moment}Z"),
        Moment::Zoned { .. } => moment.to_string(),
    };
    text.parse().unwrap_or_default()
}

fn uuid(name: &str) -> String {
    let mut bytes = Fingerprint::of(name.as_bytes()).0;
    bytes[6] = (bytes[6] & 0x0f) | 0x80;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = Fingerprint(bytes).short(32);
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// Without the characters that XML 1.0 forbids even when escaped.
pub(super) fn xml(text: &str) -> String {
    let allowed = |character: &char| matches!(character, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    if text.chars().all(|character| allowed(&character)) {
        text.to_owned()
    } else {
        text.chars().filter(allowed).collect()
    }
}
