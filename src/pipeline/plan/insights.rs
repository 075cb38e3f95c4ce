//! `Figures` -> the view of the insights, of the site or of one service or team: a finding as title, three sentences, pictures, and
//! what is not told.

mod pictures;
pub(super) mod say;
mod tables;

pub(super) use pictures::blank;

use super::shared::{Shared, link};
use super::topic::key;
use super::{Address, Subject};
use crate::config::Config;
use crate::model::catalog::{Catalog, DocId, Topic, TopicId, TopicKind};
use crate::model::page::{Counted, Covered, Facet, InsightsView, Listed, Picture, Piece};
use crate::pipeline::charts::duration;
use crate::pipeline::figures::{Field, Figures, Group, Spread};
use crate::pipeline::url::encoded;
use crate::theme::filled;
use say::{Pen, Value, plain, sentence};
use std::cmp::Reverse;

/// Where the insights stand; those of a topic stand below its page.
pub(super) const URL: &str = "insights/";

/// Topics that have figures of their own.
const KINDS: [TopicKind; 2] = [TopicKind::Service, TopicKind::Team];
/// Of each kind on the site's page, those with the most incidents.
const TOPICS: usize = 40;
/// Incidents listed for each field that they do not tell, and for each stretch of time.
const LISTED: usize = 25;

/// The page of all figures.
#[must_use]
pub(super) fn insights(shared: &Shared) -> InsightsView {
    let pen = Pen::new(shared, URL, super::listing::POSTMORTEMS);
    InsightsView {
        topics: KINDS.into_iter().filter_map(|kind| topics(shared, kind)).collect(),
        ..view(&pen, shared.figures(), None)
    }
}

/// The page of a service's or team's figures.
#[must_use]
pub(super) fn of_topic(shared: &Shared, kind: TopicKind, id: TopicId) -> InsightsView {
    let topic = shared.catalog.topic(kind, id);
    let pen = Pen { part: true, ..Pen::new(shared, &url(topic), &encoded(&topic.url())) };
    view(&pen, &Figures::of(&shared.catalog, &shared.config, &topic.incidents), Some(topic))
}

/// Pages of the topics with enough incidents for a pattern.
pub(super) fn addresses(catalog: &Catalog, config: &Config) -> Vec<Address> {
    let of = |kind| {
        let topics = (0..).map(TopicId).zip(catalog.topics.of(kind));
        topics
            .filter(|(_, topic)| has_page(catalog, config, topic))
            .map(move |(id, topic)| Address::page(&url(topic), Subject::InsightsOf(kind, id)))
    };
    KINDS.into_iter().flat_map(of).collect()
}

fn url(topic: &Topic) -> String {
    format!("{}{URL}", topic.url())
}

fn has_page(catalog: &Catalog, config: &Config, topic: &Topic) -> bool {
    KINDS.contains(&topic.kind) && catalog.counted(&topic.incidents).len() >= config.insights.minimum
}

/// Where the figures of a topic stand, site-relative, if it has enough of them.
#[must_use]
pub(super) fn place(shared: &Shared, topic: &Topic) -> Option<String> {
    has_page(&shared.catalog, &shared.config, topic).then(|| encoded(&url(topic)))
}

/// All that the page of a topic's figures shows beside what its incidents say: the day, and what severities are called elsewhere.
#[must_use]
pub(super) fn around(shared: &Shared) -> String {
    let pen = Pen::new(shared, URL, "");
    let levels: Vec<String> = (0..=5).map(|level| pen.level(level)).collect();
    format!("{} {levels:?}", shared.config.today)
}

/// Topics of a kind that have figures of their own.
fn topics(shared: &Shared, kind: TopicKind) -> Option<Facet> {
    let counted = |topic: &Topic| {
        let url = place(shared, topic)?;
        Some(Counted {
            text: topic.name.clone(),
            url: Some(url),
            count: shared.catalog.counted(&topic.incidents).len(),
        })
    };
    let mut values: Vec<Counted> = shared.catalog.topics.of(kind).iter().filter_map(counted).collect();
    values.sort_by(|a, b| (Reverse(a.count), &a.text).cmp(&(Reverse(b.count), &b.text)));
    values.truncate(TOPICS);
    (!values.is_empty()).then(|| Facet { key: key(kind), values })
}

fn view(pen: &Pen<'_>, figures: &Figures, topic: Option<&Topic>) -> InsightsView {
    let shared = pen.shared;
    let title = title(pen, figures);
    let mut frame = shared.frame(&topic.map_or_else(|| URL.to_owned(), url), "", "");
    frame.title = match topic {
        Some(topic) => filled(&pen.words().of_topic, &[("name", &topic.name), ("title", &plain(&title))]),
        None => plain(&title),
    };
    let sentences = sentences(pen, figures);
    frame.description = sentences.iter().map(|sentence| plain(sentence)).collect::<Vec<_>>().join(" ");
    let enough = figures.all.incidents >= pen.minimum();
    let pictures = if enough { pictures::pictures(pen, figures, topic.map(|topic| topic.kind)) } else { Vec::new() };
    InsightsView {
        of: topic.map(link),
        title,
        sentences,
        lists: stretches(pen, figures),
        rows: if enough { Vec::new() } else { shared.rows(&figures.all.ids) },
        coverage: coverage(pen, figures, &pictures),
        pictures,
        topics: Vec::new(),
        frame,
    }
}

/// Enough incidents with an end tell how long they took; else their number is all that is known.
fn title(pen: &Pen<'_>, figures: &Figures) -> Vec<Piece> {
    let told = &figures.all.resolve_minutes;
    half(pen, told, "#pm_resolve").filter(|_| figures.all.incidents >= pen.minimum()).unwrap_or_else(|| {
        let all = Value::new(pen.incidents(figures.all.incidents));
        if figures.all.incidents > 0 { all.to(&*pen.all) } else { all }.pieces()
    })
}

/// How many were over when, with a link to those that tell it.
fn half(pen: &Pen<'_>, told: &Spread, href: &str) -> Option<Vec<Piece>> {
    let (median, p90) = pen.enough(told)?;
    let said = |minutes| Value::new(duration(minutes)).to(href);
    Some(sentence(&pen.words().half, &[("median", said(median)), ("p90", said(p90))]))
}

/// Anchors of the lists of the last twelve months, and of the twelve before.
const RECENT: &str = "pm_recent";
const BEFORE: &str = "pm_before";

fn sentences(pen: &Pen<'_>, figures: &Figures) -> Vec<Vec<Piece>> {
    let (words, recent, all) = (pen.words(), &figures.recent, &figures.all);
    let to =
        |value: Value, group: &Group, id: &str| if group.incidents > 0 { value.to(format!("#{id}")) } else { value };
    let now = |value| to(value, &recent.now, RECENT);
    let before = |value| to(value, &recent.before, BEFORE);
    let volume = if pen.shared.config.is_public() { &words.volume_public } else { &words.volume };
    let mut sentences = vec![sentence(
        volume,
        &[
            ("all", pen.count(all.incidents).to(&*pen.all)),
            ("now", now(pen.count(recent.now.incidents))),
            ("until", Value::new(recent.until.to_string())),
            ("before", before(pen.count(recent.before.incidents))),
        ],
    )];
    let compared = |read: fn(&Group) -> &Spread, said: &str| {
        let (is, was) = (read(&recent.now), read(&recent.before));
        let values = [
            ("now", now(Value::new(duration(pen.enough(is)?.0)))),
            ("before", before(Value::new(duration(pen.enough(was)?.0)))),
            ("n", now(pen.count(is.known))),
            ("of", before(pen.count(was.known))),
        ];
        Some(sentence(said, &values))
    };
    let of_all = |told: &Spread, said: &str, anchor: &str| {
        let median = pen.enough(told)?.0;
        let values = [
            ("known", pen.count(told.known).to(anchor)),
            ("of", pen.count(all.incidents).to(&*pen.all)),
            ("median", Value::new(duration(median)).to(anchor)),
        ];
        Some(sentence(said, &values))
    };
    let resolve = compared(|group| &group.resolve_minutes, &words.resolve_now);
    sentences.extend(resolve.or_else(|| of_all(&all.resolve_minutes, &words.resolve_all, "#pm_resolve")));
    let detect = compared(|group| &group.detect_minutes, &words.detect_now);
    sentences.extend(detect.or_else(|| of_all(&all.detect_minutes, &words.detect_all, "#pm_detect")));
    sentences
}

/// The incidents of the last twelve months and of the twelve before; of a part of the site also those of each year, whose page has
/// others too.
fn stretches(pen: &Pen<'_>, figures: &Figures) -> Vec<Listed> {
    let (words, recent) = (pen.words(), &figures.recent);
    let until = recent.until.to_string();
    let lists = [
        (RECENT.to_owned(), filled(&words.recent_list, &[("until", &until)]), &recent.now.ids),
        (BEFORE.to_owned(), words.before_list.clone(), &recent.before.ids),
    ];
    let years = figures.years.iter().rev().filter(|_| pen.part);
    let years = years.map(|year| (pen.year_list(year), year.year.clone(), &year.group.ids));
    let lists = lists.into_iter().chain(years).filter(|(.., ids)| !ids.is_empty());
    lists.map(|(id, name, ids)| pen.listed(id, &name, ids, LISTED)).collect()
}

fn coverage(pen: &Pen<'_>, figures: &Figures, pictures: &[Picture]) -> Vec<Covered> {
    let shown = |field: Field| {
        let key = match field {
            Field::Date | Field::Severity => "quarters",
            Field::Services => "crossed",
            Field::RootCauses => "causes",
            Field::StartTime => "starts",
            Field::Detect => "detect",
            Field::Resolve => "resolve",
            Field::Detection => "noticed",
            Field::Fix => "",
            Field::Published => "promises",
        };
        let picture = pictures.iter().find(|picture| picture.key == key);
        picture.map_or_else(|| pen.all.clone(), |picture| format!("#pm_{}", picture.key))
    };
    let missing =
        |key: &str, ids: &[DocId]| (!ids.is_empty()).then(|| pen.listed(format!("pm_no_{key}"), "", ids, LISTED));
    let covered = figures.coverage.iter().map(|told| {
        let key = told.field.key();
        let shown = shown(told.field);
        Covered {
            key,
            known: told.known,
            shown,
            of: told.of,
            lacking: told.missing.len(),
            missing: missing(key, &told.missing),
        }
    });
    covered.collect()
}
