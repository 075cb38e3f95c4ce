//! Every action of the site -> the views of `/actions/` and `/actions/all/`. Ages stand on the first alone (and on home).

mod lanes;

use super::follow_up::{action, source};
use super::shared::{Shared, chip_text, day, document_link, severity_chip};
use super::topic::key;
use super::{Address, File, Subject};
use crate::config::Config;
use crate::model::ActionItem;
use crate::model::catalog::{Catalog, DocId, Topic, TopicKind};
use crate::model::page::{
    ActionView, ActionsView, AgainView, AgeingView, AllActionsRow, AllActionsView, ChartRow, Counted, Facet, FinishRow,
    Link, Piece, ReviewRow, When,
};
use crate::pipeline::actions::calendar::CalendarForm;
use crate::pipeline::actions::{self, Followed, Lane, Standing, finish, told};
use crate::pipeline::charts::{self, Aged, AgeingWords, Growth};
use crate::pipeline::reviews::{self, Reviewed};
use crate::pipeline::url::encoded;
use crate::text::shorten::cut;
use crate::theme::Words;
use jiff::civil::Date;

/// Postmortems in review that the page shows.
const REVIEWS: usize = 40;
/// The page of what is to be done.
pub(super) const URL: &str = "actions/";
/// Dots in the strip, and how many of them are numbered.
const DOTS: usize = 150;
const WORST: usize = 5;
/// Years whose actions have a line.
const LINES: usize = 5;
/// Days ahead that the strip shows.
const AHEAD: i32 = 365;
/// Services and causes that are named.
const TOPICS: usize = 12;
/// Actions on each page of the whole table.
const PART: usize = 500;
/// Longest name of a row of the strip, in characters.
const LONGEST: usize = 9;

/// A part of the whole table: where it begins and ends, so that no page looks through all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// From 0, of how many.
    pub number: usize,
    parts: usize,
    /// Actions in all parts.
    total: usize,
    /// Incidents in the catalog's list, from and to, and how many actions of the first belong to the part before.
    incidents: (usize, usize),
    skip: usize,
}

impl Part {
    /// All parts, in their order.
    fn all(catalog: &Catalog) -> Vec<Self> {
        let items = |id: &DocId| catalog.entry(*id).document.postmortem().map_or(0, |found| found.action_items.len());
        let counts: Vec<usize> = catalog.incidents.iter().map(items).collect();
        let total = counts.iter().sum::<usize>();
        let (mut parts, mut before) = (Vec::new(), 0);
        for (at, count) in counts.into_iter().enumerate() {
            if let Some(last) = parts.last_mut().filter(|_| count > 0) {
                let Self { incidents: (_, to), .. } = last;
                *to = at + 1;
            }
            // An incident with very many actions begins several.
            while parts.len() * PART < before + count {
                let (number, skip) = (parts.len(), parts.len() * PART - before);
                parts.push(Self { number, parts: total.div_ceil(PART), total, incidents: (at, at + 1), skip });
            }
            before += count;
        }
        parts
    }

    /// The incidents that it has actions of.
    pub(super) fn incidents(self, catalog: &Catalog) -> &[DocId] {
        catalog.incidents.get(self.incidents.0..self.incidents.1).unwrap_or_default()
    }

    /// All that the page shows besides those.
    pub(super) fn name(self) -> String {
        format!("{self:?}")
    }
}

/// The page of the part `number` (from 0).
fn part_url(number: usize) -> String {
    if number == 0 { format!("{URL}all/") } else { format!("{URL}all/{}/", number + 1) }
}

/// Addresses of pages and files that tell of actions; none where they are not for the readers of the site.
pub(super) fn addresses(catalog: &Catalog, config: &Config) -> Vec<Address> {
    if !config.shows_actions() {
        return Vec::new();
    }
    let parts = Part::all(catalog);
    let meetings = reviews::has_meetings(catalog).then(|| Address::file(reviews::PATH, File::Reviews));
    let mut addresses = vec![Address::page(URL, Subject::Actions)];
    if !parts.is_empty() {
        addresses
            .extend(parts.into_iter().map(|part| Address::page(&part_url(part.number), Subject::AllActions(part))));
        addresses.push(Address::file("actions.csv", File::ActionTable));
        addresses.push(Address::file("actions.ics", File::Calendar(CalendarForm::Event)));
        addresses.push(Address::file("actions-todo.ics", File::Calendar(CalendarForm::Task)));
        addresses.push(Address::file("actions.xml", File::Late));
    }
    addresses.extend(meetings);
    addresses
}

/// `/actions/`.
#[must_use]
pub(super) fn page(shared: &Shared) -> ActionsView {
    let (catalog, today, words) = (&*shared.catalog, shared.config.today, &*shared.words);
    let all = actions::of(catalog, &shared.config, &catalog.incidents);
    let open = actions::open(catalog, &shared.config, &catalog.incidents);
    let standing = Standing::of(&all, today);
    let years = finish::by_year(&all, today);
    let site = shared.config.html.site_url.as_deref();
    let latest: Vec<&ActionItem> = latest(&open, today).map(|followed| followed.item).collect();
    let lanes = lanes::lanes(shared, &open, &all, &latest);
    let waiting = reviews::waiting(catalog, today);
    ActionsView {
        frame: shared.frame(URL, "", ""),
        sentence: sentence(&standing, words),
        total: all.len(),
        strip: strip(shared, &open),
        filters: lanes::filters(shared, &lanes),
        reviews: waiting.iter().take(REVIEWS).map(|reviewed| review(shared, reviewed)).collect(),
        in_review: waiting.len(),
        has_meetings: reviews::has_meetings(catalog),
        lanes,
        finish: years.iter().filter(|year| year.finished.of > 0).map(finished).collect(),
        within: finish::WITHIN,
        closing: closing(shared, &years),
        topics: [TopicKind::Team, TopicKind::Service, TopicKind::RootCause]
            .into_iter()
            .filter_map(|kind| topics(shared, kind))
            .collect(),
        digest: match open.is_empty() {
            true => String::new(),
            false => told::digest(catalog, &open, &standing, shared.again(), today, site, words),
        },
    }
}

/// How the open ones stand, each number with its list on the page.
fn sentence(standing: &Standing, words: &Words) -> Vec<Piece> {
    let piece = |(text, key): (String, Option<&str>)| Piece { text, href: key.map(|key| format!("#pm_lane_{key}")) };
    told::stretches(standing, words).into_iter().map(piece).collect()
}

/// A postmortem that waits for its review.
fn review(shared: &Shared, reviewed: &Reviewed<'_>) -> ReviewRow {
    ReviewRow {
        incident: document_link(reviewed.entry),
        severity: severity_chip(&shared.catalog, reviewed.id),
        meeting: reviewed.meeting().map(|meeting| When { iso: meeting.to_string(), text: meeting.human() }),
        people: reviews::people(&reviewed.incident.review, &shared.words),
    }
}

/// An action with its incident and its age.
fn row(shared: &Shared, followed: &Followed<'_>) -> ActionView {
    let again = shared.again()[followed.id.index()].filter(|_| followed.item.is_open());
    ActionView {
        late: told::late(followed, shared.config.today, &shared.words).filter(|_| followed.item.is_open()),
        severity: severity_chip(&shared.catalog, followed.id),
        source: Some(source(followed)),
        again: again.map(|again| {
            let entry = shared.catalog.entry(again.latest.incident);
            AgainView { inferred: again.latest.is_inferred(), date: entry.when().map(day), link: document_link(entry) }
        }),
        ..action(followed, Some(document_link(followed.entry)))
    }
}

/// The latest ones, which have numbers: in the strip, and where they are listed.
fn latest<'a, 'c>(open: &'a [Followed<'c>], today: Date) -> impl Iterator<Item = &'a Followed<'c>> {
    open.iter().filter(move |followed| followed.lane(today) == Lane::Overdue).take(WORST)
}

/// Open actions with a day by how late they are, a row a level of severity.
fn strip(shared: &Shared, open: &[Followed<'_>]) -> Option<AgeingView> {
    let (today, words) = (shared.config.today, &shared.words.actions);
    let dated: Vec<(&Followed<'_>, i32)> =
        open.iter().filter_map(|followed| Some((followed, followed.days_late(today)?))).collect();
    let drawn = &dated[..dated.len().min(DOTS)];
    let mut levels: Vec<u8> = drawn.iter().map(|(followed, _)| followed.level().unwrap_or(u8::MAX)).collect();
    levels.sort_unstable();
    levels.dedup();
    let name = |level: &u8| {
        let of_level = drawn.iter().find(|(followed, _)| followed.level() == Some(*level));
        let severity = of_level.and_then(|(followed, _)| followed.entry.document.postmortem()?.severity.as_ref());
        cut(&severity.map_or_else(|| words.unrated.clone(), |severity| chip_text(&severity.value.label)), LONGEST)
    };
    let rows: Vec<String> = levels.iter().map(name).collect();
    let said = |followed: &Followed<'_>, days: i32| match days {
        1.. => told::late(followed, today, &shared.words).unwrap_or_default(),
        _ => format!("{} {}", words.due, followed.due.map(|due| due.to_string()).unwrap_or_default()),
    };
    let href = |followed: &Followed<'_>| format!("../{}#pm_actions", encoded(&followed.entry.url));
    let aged = drawn.iter().map(|(followed, days)| Aged {
        days: (*days).max(-AHEAD),
        row: levels.binary_search(&followed.level().unwrap_or(u8::MAX)).unwrap_or_default(),
        title: format!("{}: {}", said(followed, *days), cut(&followed.item.text, 80)),
        href: href(followed),
    });
    let aged: Vec<Aged> = aged.collect();
    let numbered = latest(open, today).count();
    let strip_words = AgeingWords { description: &words.ageing, today: &words.today };
    let table = drawn.iter().map(|(followed, days)| ChartRow {
        name: cut(&followed.item.text, 80),
        href: Some(href(followed)),
        value: said(followed, *days),
    });
    Some(AgeingView {
        svg: charts::ageing(&aged, &rows, numbered, &strip_words)?,
        rows: table.collect(),
        numbered,
        rest: dated.len() - drawn.len(),
        undated: open.len() - dated.len(),
    })
}

/// How the share of closed actions grows with the days, a line a year, as far as enough of them are old enough.
fn closing(shared: &Shared, years: &[finish::Year]) -> String {
    let enough = shared.config.insights.minimum;
    let line = |year: &finish::Year| {
        let points = year.growth(enough).into_iter();
        let points = points.map(|(days, share)| (days, 100.0 * share.count as f64 / share.of as f64));
        let name = year.year.to_string();
        let href = format!("../{}/{name}/", TopicKind::Year.folder());
        Growth { name, href, points: std::iter::once((0, 0.0)).chain(points).collect(), is_newest: false }
    };
    let mut lines: Vec<Growth> = years.iter().map(line).filter(|line| line.points.len() > 2).take(LINES).collect();
    lines.reverse();
    let Some(newest) = lines.last_mut() else { return String::new() };
    newest.is_newest = true;
    charts::closing(&lines, &finish::WITHIN, &shared.words.actions.closing)
}

fn finished(year: &finish::Year) -> FinishRow {
    let share = |share: finish::Share| (share.of > 0).then_some((share.count, share.of));
    FinishRow {
        year: year.year,
        url: format!("{}/{}/", TopicKind::Year.folder(), year.year),
        finished: share(year.finished),
        within: year.within.map(|told| (told.of > 0).then_some((told.closed, told.closed + told.unsaid, told.of))),
        on_time: share(year.on_time),
    }
}

/// Topics of one kind by open actions, most first.
fn topics(shared: &Shared, kind: TopicKind) -> Option<Facet> {
    let open = |topic: &Topic| {
        let postmortems = topic.incidents.iter().filter_map(|id| shared.catalog.entry(*id).document.postmortem());
        postmortems.flat_map(|postmortem| &postmortem.action_items).filter(|item| item.is_open()).count()
    };
    let counted = shared.catalog.topics.of(kind).iter().map(|topic| (topic, open(topic)));
    let mut counted: Vec<(&Topic, usize)> = counted.filter(|(_, count)| *count > 0).collect();
    counted.sort_by(|(a, x), (b, y)| y.cmp(x).then_with(|| a.name.cmp(&b.name)));
    let values = counted.into_iter().take(TOPICS).map(|(topic, count)| {
        let url = Some(format!("{}#pm_actions", encoded(&topic.url())));
        Counted { text: topic.name.clone(), url, count }
    });
    let values: Vec<Counted> = values.collect();
    (!values.is_empty()).then(|| Facet { key: key(kind), values })
}

/// A part of the whole table: newest incident first.
#[must_use]
pub(super) fn all(shared: &Shared, part: Part) -> AllActionsView {
    let actions = actions::of(&shared.catalog, &shared.config, part.incidents(&shared.catalog));
    let row = |followed: &Followed<'_>| AllActionsRow {
        action: action(followed, Some(document_link(followed.entry))),
        date: followed.entry.when().map(day),
        severity: severity_chip(&shared.catalog, followed.id),
        source: source(followed),
    };
    AllActionsView {
        frame: shared.frame(&part_url(part.number), "", ""),
        total: part.total,
        rows: actions.iter().skip(part.skip).take(PART).map(row).collect(),
        page: part.number + 1,
        pages: pages_near(part.number, part.parts, part_url),
    }
}

/// Of several pages, counted from 0, the first, the last, the one with `number`, and those beside it; none of one alone.
#[must_use]
pub(super) fn pages_near(number: usize, parts: usize, url: impl Fn(usize) -> String) -> Vec<Link> {
    if parts < 2 {
        return Vec::new();
    }
    let near = [0, number.saturating_sub(1), number, number + 1, parts - 1];
    let mut near: Vec<usize> = near.into_iter().filter(|number| *number < parts).collect();
    near.dedup();
    near.into_iter().map(|number| Link { text: (number + 1).to_string(), url: url(number) }).collect()
}
