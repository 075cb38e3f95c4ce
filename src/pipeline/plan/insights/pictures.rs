//! `Figures` -> pictures: a drawing of each distribution with its finding as title, and the table behind it.

use super::say::{LEVELS, Pen, Value, plain, sentence};
use super::tables;
use crate::model::Postmortem;
use crate::model::catalog::{DocId, Entry, TopicKind};
use crate::model::page::{Cell, Picture, Piece};
use crate::model::postmortem::Detection;
use crate::pipeline::charts::{self, Bar, DotRow, RowDot, Split, Stack, duration};
use crate::pipeline::figures::{
    CauseCount, Figures, Group, Quarter, Spread, YearGroup, detect_minutes, level, resolve_minutes,
};
use crate::text::shorten::cut;
use crate::theme::filled;

/// Dots in a drawing, over all its rows: of more, as many that lie as far apart in the sorted row.
const MOST_DOTS: usize = 400;
/// Years in a drawing, and in the table behind it: the newest.
const YEARS: usize = 12;
const TABLE_YEARS: usize = 30;
/// Bars in a drawing, and rows of the table behind it.
const BARS: usize = 10;
const ROWS: usize = 60;
/// Longest word for who noticed, in characters: authors write whole sentences.
const LONGEST_WORD: usize = 40;
/// Per cent of a drawing's width that the names of years take on a phone.
const NAMES: f64 = 17.0;
/// Incidents listed of each who noticed, and of each cause.
const LISTED: usize = 30;
/// Incidents listed behind a table in all; where there are more, so many of each cell.
pub(super) const LISTED_ALL: usize = 400;
pub(super) const LISTED_EACH: usize = 4;

/// Those that have anything to show. A service by itself has no use for a table of services and causes.
pub(super) fn pictures(pen: &Pen<'_>, figures: &Figures, of: Option<TopicKind>) -> Vec<Picture> {
    let by_whom = |entry: &Entry| match entry.document.postmortem().and_then(|incident| incident.detection.as_ref()) {
        None => "ev",
        Some(fact) if fact.value == Detection::Monitoring => "dot",
        Some(_) => "dot hi",
    };
    let severe = |entry: &Entry| if (1..=2).contains(&level(entry)) { "dot hi" } else { "dot" };
    let resolve = Times {
        key: "resolve",
        few: "resolve_few",
        words: &pen.shared.words.ttr,
        read: resolve_minutes,
        told: |group| &group.resolve_minutes,
    };
    let detect = Times {
        key: "detect",
        few: "detect_few",
        words: &pen.shared.words.detected,
        read: detect_minutes,
        told: |group| &group.detect_minutes,
    };
    // Two stand beside one another: those of a height, and those with one axis of years.
    let pictures = [
        volume(pen, figures),
        noticed(pen, figures),
        resolve.picture(pen, figures, severe),
        detect.picture(pen, figures, by_whom),
        causes(pen, figures),
        tables::promises(pen, figures),
        tables::starts(pen, figures),
        tables::crossed(pen, figures).filter(|_| of != Some(TopicKind::Service)),
    ];
    pictures.into_iter().flatten().collect()
}

/// A picture without drawing, remark and lists.
#[must_use]
pub(crate) fn blank(key: &'static str, title: Vec<Piece>) -> Picture {
    Picture {
        key,
        heads: key,
        more_heads: Vec::new(),
        title,
        remark: Vec::new(),
        legend: Vec::new(),
        svg: String::new(),
        tinted: false,
        table: Vec::new(),
        lists: Vec::new(),
    }
}

/// A cell without a link.
pub(super) fn cell(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), ..Cell::default() }
}

/// A cell that leads somewhere.
pub(super) fn linked(text: impl Into<String>, href: String) -> Cell {
    Cell { text: text.into(), href: Some(href), tint: 0 }
}

fn volume(pen: &Pen<'_>, figures: &Figures) -> Option<Picture> {
    let quarters = &figures.quarters;
    let total: usize = quarters.iter().map(Quarter::count).sum();
    let most = quarters.iter().map(Quarter::count).max().filter(|most| *most > 0)?;
    let occurs = |level: &usize| quarters.iter().any(|quarter| quarter.by_severity[*level] > 0);
    let levels: Vec<usize> = LEVELS.into_iter().filter(occurs).collect();
    let name = |quarter: &Quarter| format!("{} Q{}", quarter.year, quarter.quarter);
    let id = |quarter: &Quarter, level: usize| format!("pm_quarters_{}_{}_{level}", quarter.year, quarter.quarter);
    let has = |quarter: &Quarter, level: usize| quarter.by_severity[level] > 0;
    // The lists of one quarter stand below one another.
    let href = |quarter: &Quarter| {
        let first = levels.iter().find(|level| has(quarter, **level)).copied().unwrap_or_default();
        format!("#{}", id(quarter, first))
    };
    let mut peaks = quarters.iter().filter(|quarter| quarter.count() == most);
    let peak = peaks.next().filter(|_| peaks.next().is_none());
    let n = ("n", pen.count(total).to("#pm_quarters_data"));
    let title = match peak {
        Some(peak) => {
            let quarter = ("quarter", Value::new(name(peak)).to(href(peak)));
            sentence(&pen.words().quarters, &[n, quarter, ("most", pen.count(most).to(href(peak)))])
        }
        None => sentence(&pen.words().quarters_even, &[n]),
    };
    let stack = |(at, quarter): (usize, &Quarter)| Stack {
        label: if at == 0 || quarter.quarter == 1 { quarter.year.to_string() } else { String::new() },
        title: format!("{}: {}", name(quarter), quarter.count()),
        href: href(quarter),
        parts: levels.iter().map(|level| (*level, quarter.by_severity[*level])).collect(),
    };
    let mut stacks: Vec<Stack> = quarters.iter().enumerate().map(stack).collect();
    // Two names of years side by side would run into each other.
    if let [first, second, ..] = &mut stacks[..]
        && !second.label.is_empty()
    {
        first.label.clear();
    }
    let row = |quarter: &Quarter| {
        let told = levels.iter().map(|level| match quarter.by_severity[*level] {
            0 => cell(pen.number(0)),
            count => linked(pen.number(count), format!("#{}", id(quarter, *level))),
        });
        let all = pen.number(quarter.count());
        let all = if quarter.count() > 0 { linked(all, href(quarter)) } else { cell(all) };
        [cell(name(quarter)), all].into_iter().chain(told).collect()
    };
    let each = if total > LISTED_ALL { LISTED_EACH } else { LISTED_ALL };
    let lists = quarters.iter().flat_map(|quarter| levels.iter().map(move |level| (quarter, *level)));
    let list = |(quarter, level): (&Quarter, usize)| {
        let title = format!("{}, {}", name(quarter), pen.level(level));
        pen.listed(id(quarter, level), &title, &quarter.ids[level], each)
    };
    let lists = lists.filter(|(quarter, level)| has(quarter, *level)).map(list).collect();
    let head = |level: &usize| Piece { text: pen.level(*level), href: None };
    Some(Picture {
        more_heads: levels.iter().map(head).collect(),
        legend: levels.iter().map(|level| (format!("sev{level}"), pen.level(*level))).collect(),
        svg: charts::stacks(&stacks, &plain(&title)),
        table: quarters.iter().map(row).collect(),
        lists,
        ..blank("quarters", title)
    })
}

/// How one of the durations of incidents is told.
struct Times<'a> {
    key: &'static str,
    /// Finds the heads of the table of incidents, where they are few.
    few: &'static str,
    words: &'a str,
    read: fn(&Postmortem) -> Option<i64>,
    told: fn(&Group) -> &Spread,
}

impl Times<'_> {
    /// `class` gives the tint of an incident's dot.
    fn picture(&self, pen: &Pen<'_>, figures: &Figures, class: impl Fn(&Entry) -> &'static str) -> Option<Picture> {
        let (all, told) = (&figures.all, (self.told)(&figures.all));
        (told.known > 0).then_some(())?;
        let Some((median, p90)) = pen.enough(told) else {
            let of = ("of", pen.count(all.incidents).to(&*pen.all));
            let known = pen.count(told.known).to(format!("#pm_{}_data", self.key));
            let title = sentence(&pen.words().few, &[("known", known), of]);
            let row = |(id, minutes): (DocId, i64)| {
                let (text, href) = pen.incident(id);
                vec![linked(text, href), cell(duration(minutes))]
            };
            let table = self.minutes(pen, &all.ids).into_iter().map(row).collect();
            return Some(Picture { heads: self.few, table, ..blank(self.key, title) });
        };
        let years: Vec<&YearGroup> = figures.years.iter().filter(|year| (self.told)(&year.group).known > 0).collect();
        let said = |value: Value| value.to(format!("#pm_{}_data", self.key));
        let values = [
            ("n", said(pen.count(told.known))),
            ("median", said(Value::new(duration(median)))),
            ("p90", said(Value::new(duration(p90)))),
        ];
        let title = sentence(&pen.words().spread, &values);
        let drawn = &years[years.len().saturating_sub(YEARS)..];
        let rows: Vec<DotRow> = drawn.iter().map(|year| self.row(pen, year, drawn.len(), &class)).collect();
        let from = figures.years.len().saturating_sub(TABLE_YEARS);
        Some(Picture {
            remark: self.mean(pen, all),
            svg: charts::rows(&rows, NAMES, self.words).unwrap_or_default(),
            table: figures.years[from..].iter().rev().map(|year| self.told_of(pen, year)).collect(),
            ..blank(self.key, title)
        })
    }

    fn minutes(&self, pen: &Pen<'_>, ids: &[DocId]) -> Vec<(DocId, i64)> {
        let catalog = &pen.shared.catalog;
        ids.iter().filter_map(|id| Some((*id, (self.read)(catalog.entry(*id).document.postmortem()?)?))).collect()
    }

    fn mean(&self, pen: &Pen<'_>, all: &Group) -> Vec<Piece> {
        let told = (self.told)(all);
        let Some(mean) = told.mean else { return Vec::new() };
        let below = self.minutes(pen, &all.ids).iter().filter(|(_, minutes)| *minutes < mean).count();
        let said = |value: Value| value.to(format!("#pm_{}_data", self.key));
        let values = [
            ("mean", said(Value::new(duration(mean)))),
            ("below", said(pen.count(below))),
            ("n", said(pen.count(told.known))),
        ];
        sentence(&pen.words().mean, &values)
    }

    fn row(&self, pen: &Pen<'_>, year: &YearGroup, rows: usize, class: &impl Fn(&Entry) -> &'static str) -> DotRow {
        let mut minutes = self.minutes(pen, &year.group.ids);
        minutes.sort_by_key(|(_, minutes)| *minutes);
        let most = (MOST_DOTS / rows.max(1)).min(minutes.len());
        let dot = |i: usize| {
            let (id, minutes) = minutes[i * minutes.len() / most];
            let (title, href) = pen.incident(id);
            RowDot { minutes, title, href, class: class(pen.shared.catalog.entry(id)) }
        };
        let told = (self.told)(&year.group);
        DotRow {
            name: year.year.clone(),
            href: pen.year(year),
            said: filled(&pen.words().known, &[("n", &pen.number(told.known))]),
            dots: (0..most).map(dot).collect(),
            marks: told.median.zip(told.p90),
            range: false,
        }
    }

    fn told_of(&self, pen: &Pen<'_>, year: &YearGroup) -> Vec<Cell> {
        let (told, href) = ((self.told)(&year.group), pen.year(year));
        vec![
            linked(year.year.clone(), href),
            cell(pen.number(told.known)),
            cell(pen.minutes(told.median)),
            cell(pen.minutes(told.p90)),
            cell(pen.minutes(told.mean)),
            cell(pen.number(told.missing)),
        ]
    }
}

fn noticed(pen: &Pen<'_>, figures: &Figures) -> Option<Picture> {
    let rows = &figures.noticed;
    let of: usize = rows.iter().map(|row| row.incidents).sum();
    let most = rows.first()?.incidents;
    let monitoring = rows.iter().position(|row| row.by == Detection::Monitoring);
    let n = pen.count(monitoring.map_or(0, |at| rows[at].incidents));
    let n = monitoring.filter(|at| *at < ROWS).map_or(n.clone(), |at| n.to(format!("#pm_noticed_{at}")));
    let title = sentence(&pen.words().by_monitoring, &[("n", n), ("of", pen.count(of).to("#pm_noticed_data"))]);
    let named: Vec<_> = rows
        .iter()
        .take(ROWS)
        .enumerate()
        .map(|(at, row)| {
            let name = cut(pen.shared.words.detection(&row.by), LONGEST_WORD);
            let list = pen.listed(format!("pm_noticed_{at}"), &name, &row.ids, LISTED);
            (name, list, row.incidents)
        })
        .collect();
    let bar = |(name, list, count): &(String, crate::model::page::Listed, usize)| Bar {
        name: name.clone(),
        count: *count,
        said: pen.number(*count),
        href: Some(format!("#{}", list.id)),
    };
    let bars: Vec<Bar> = named.iter().take(BARS).map(bar).collect();
    let enough = of >= pen.minimum();
    let row = |(name, list, count): &(String, crate::model::page::Listed, usize)| {
        vec![cell(name.clone()), linked(pen.number(*count), format!("#{}", list.id))]
    };
    Some(Picture {
        svg: if enough { charts::bars(&bars, most, &pen.shared.words.noticed) } else { String::new() },
        table: named.iter().map(row).collect(),
        lists: named.into_iter().map(|(_, list, _)| list).collect(),
        ..blank("noticed", title)
    })
}

fn causes(pen: &Pen<'_>, figures: &Figures) -> Option<Picture> {
    let repeats = &figures.repeats;
    (!repeats.causes.is_empty()).then_some(())?;
    let again = pen.listed("pm_causes_again".to_owned(), "", &repeats.repeating, LISTED);
    let n = pen.count(repeats.repeats);
    let n = if again.links.is_empty() { n } else { n.to(format!("#{}", again.id)) };
    let title = sentence(&pen.words().repeats, &[("n", n), ("of", pen.count(repeats.named).to("#pm_causes_data"))]);
    // Of a part of the site its own incidents, else all of the cause, on its page.
    let anchor = |at: usize| format!("pm_cause_{at}");
    let place = |at, id| if pen.part { format!("#{}", anchor(at)) } else { pen.topic(TopicKind::RootCause, id).1 };
    let own = |(at, cause): (usize, &CauseCount)| {
        let names = |id: &&DocId| pen.shared.catalog.entry(**id).root_causes.contains(&cause.topic);
        let ids: Vec<DocId> = figures.all.ids.iter().filter(names).copied().collect();
        pen.listed(anchor(at), &cut(&cause.name, ROWS), &ids, LISTED)
    };
    let own = repeats.causes.iter().take(ROWS).enumerate().filter(|_| pen.part).map(own);
    let split = |(at, cause): (usize, &CauseCount)| Split {
        name: cause.name.clone(),
        href: place(at, cause.topic),
        parts: (cause.incidents - cause.repeats, cause.repeats),
        said: filled(
            &pen.words().first_again,
            &[("first", &pen.number(cause.incidents - cause.repeats)), ("again", &pen.number(cause.repeats))],
        ),
    };
    let splits: Vec<Split> = repeats.causes.iter().take(BARS).enumerate().map(split).collect();
    let row = |(at, cause): (usize, &CauseCount)| {
        let all = linked(pen.number(cause.incidents), place(at, cause.topic));
        vec![linked(cut(&cause.name, ROWS), place(at, cause.topic)), all, cell(pen.number(cause.repeats))]
    };
    let enough = repeats.named >= pen.minimum();
    Some(Picture {
        svg: if enough { charts::splits(&splits, &plain(&title)) } else { String::new() },
        table: repeats.causes.iter().take(ROWS).enumerate().map(row).collect(),
        lists: Some(again).filter(|again| !again.links.is_empty()).into_iter().chain(own).collect(),
        ..blank("causes", title)
    })
}
