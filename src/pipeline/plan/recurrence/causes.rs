//! Causes with two or more incidents -> a row each: when it happened, what was done against it, and whether that held.

use super::{day_of, is_control, lasted, minutes, said, words};
use crate::model::ActionStatus;
use crate::model::catalog::{Catalog, DocId, TopicId, TopicKind};
use crate::model::page::{AgainLine, CauseView, SeenView, When};
use crate::pipeline::actions::{self, Followed};
use crate::pipeline::charts::{self, Bin, Control, Held, Point, Seen, Years};
use crate::pipeline::figures::level;
use crate::pipeline::link::recurrence::in_order;
use crate::pipeline::plan::follow_up::{action, status_key};
use crate::pipeline::plan::insights::say::Pen;
use crate::pipeline::plan::shared::{day, document_link, link};
use crate::pipeline::plan::trend::{point, year_of};
use crate::pipeline::url::encoded;
use crate::text::shorten::cut;
use crate::theme::filled;
use jiff::civil::Date;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Incidents with a dot each, of more a bar a quarter; the newest of them listed, and controls; and actions listed below it.
const DOTS: usize = 30;
const CONTROLS: usize = 12;
const ACTIONS: usize = 6;
/// Longest text of an action over a mark, in characters.
const LONGEST: usize = 80;
/// Fewer days are told as such, more as months.
const DAYS: i32 = 60;

/// Whether what was done against a cause held; what needs something done first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verdict {
    /// A control was closed before the last incident, and none after it.
    Back,
    /// No preventive action is finished, and no other that might be one.
    Uncontrolled,
    /// What is finished does not tell what it does.
    Unkinded,
    /// Finished on a day that is not told.
    Unsaid,
    /// Nothing happened since one was closed.
    Done,
    Verified,
}

impl Verdict {
    /// `unkinded` are finished, and tell no kind.
    fn of(pen: &Pen<'_>, last: Option<Date>, controls: &[Followed<'_>], unkinded: usize) -> Self {
        let finished: Vec<&Followed<'_>> = controls.iter().filter(|control| control.item.is_finished()).collect();
        // What follows from the last incident was closed after it, whether the day is told or not.
        let holds = |control: &&&Followed<'_>| {
            let closed = control.closed().or_else(|| day_of(pen, control.id).filter(|day| Some(*day) == last));
            closed.is_some_and(|closed| last.is_none_or(|last| closed >= last))
        };
        let held: Vec<&&Followed<'_>> = finished.iter().filter(holds).collect();
        if held.iter().any(|control| control.item.status == Some(ActionStatus::Verified)) {
            Self::Verified
        } else if !held.is_empty() {
            Self::Done
        } else if finished.iter().any(|control| control.closed().is_some()) {
            Self::Back
        } else if !finished.is_empty() {
            Self::Unsaid
        } else if unkinded > 0 {
            Self::Unkinded
        } else {
            Self::Uncontrolled
        }
    }
}

/// A cause seen more than once.
pub(super) struct Cause<'a> {
    id: TopicId,
    /// In the order in which they happened.
    pub ids: Vec<DocId>,
    last: Option<Date>,
    minutes: i64,
    /// Preventive actions of its incidents, open or finished.
    controls: Vec<Followed<'a>>,
    /// Finished actions that do not tell their kind: what they are nobody can say.
    unkinded: Vec<Followed<'a>>,
    pub verdict: Verdict,
    /// Whether it happened after a control was closed, whatever was closed since.
    pub failed: bool,
}

/// How many there are.
pub(super) fn count(catalog: &Catalog, counted: &[DocId]) -> usize {
    let mut of_topic = vec![0_usize; catalog.topics.of(TopicKind::RootCause).len()];
    let causes = counted.iter().flat_map(|id| &catalog.entry(*id).root_causes);
    causes.for_each(|cause| of_topic[cause.index()] += 1);
    of_topic.into_iter().filter(|count| *count > 1).count()
}

/// All of them: by verdict where readers may see controls, then those that cost the most.
pub(super) fn all<'a>(pen: &'a Pen<'_>, counted: &[DocId]) -> Vec<Cause<'a>> {
    let (catalog, config) = (&*pen.shared.catalog, &*pen.shared.config);
    let topics = catalog.topics.of(TopicKind::RootCause);
    let mut of_topic: Vec<Vec<DocId>> = vec![Vec::new(); topics.len()];
    for id in in_order(catalog, counted) {
        catalog.entry(id).root_causes.iter().for_each(|cause| of_topic[cause.index()].push(id));
    }
    let cause = |(id, ids): (TopicId, Vec<DocId>)| {
        let last = ids.iter().filter_map(|id| day_of(pen, *id)).max();
        let mut others = actions::of(catalog, config, &ids);
        let controls: Vec<Followed<'_>> = others.extract_if(.., |action| is_control(action.item)).collect();
        others.retain(|action| action.item.is_finished() && action.item.kind.is_none());
        let minutes = minutes(pen, ids.iter().copied()).minutes;
        let verdict = Verdict::of(pen, last, &controls, others.len());
        let failed = controls.iter().filter_map(Followed::closed).any(|closed| Some(closed) < last);
        Cause { id, ids, last, minutes, controls, unkinded: others, verdict, failed }
    };
    let repeated = (0..).map(TopicId).zip(of_topic).filter(|(_, ids)| ids.len() > 1);
    let mut causes: Vec<Cause<'a>> = repeated.map(cause).collect();
    let verdict = |cause: &Cause<'_>| config.shows_actions().then_some(cause.verdict);
    causes.sort_by_key(|cause| (verdict(cause), Reverse(cause.minutes), Reverse(cause.ids.len()), cause.id));
    causes
}

/// Their rows, on one time axis.
pub(super) fn views(pen: &Pen<'_>, causes: &[Cause<'_>]) -> Vec<CauseView> {
    let seen = causes.iter().flat_map(|cause| &cause.ids).filter_map(|id| day_of(pen, *id));
    let closed = causes.iter().flat_map(|cause| &cause.controls).filter_map(Followed::closed);
    let years: Vec<i16> = seen.chain(closed).map(Date::year).collect();
    let years = Years::of(years.iter().copied());
    causes.iter().map(|cause| view(pen, cause, years)).collect()
}

/// A cause without a drawing.
pub(super) fn line(pen: &Pen<'_>, cause: &Cause<'_>) -> AgainLine {
    let (key, verdict) = verdict(pen, cause);
    AgainLine {
        link: link(pen.shared.catalog.topic(TopicKind::RootCause, cause.id)),
        said: said(pen, minutes(pen, cause.ids.iter().copied())),
        key,
        verdict,
        last: cause.last.map(|last| When { iso: last.to_string(), text: last.to_string() }),
    }
}

fn view(pen: &Pen<'_>, cause: &Cause<'_>, years: Option<Years>) -> CauseView {
    let topic = pen.shared.catalog.topic(TopicKind::RootCause, cause.id);
    let from = cause.ids.len().saturating_sub(DOTS);
    let gaps = gaps(pen, &cause.ids);
    let listed = cause.ids.iter().zip(&gaps).skip(from).map(|(id, gap)| SeenView {
        link: document_link(pen.shared.catalog.entry(*id)),
        date: pen.shared.catalog.entry(*id).when().map(day),
        gap: gap.clone(),
        ttr: lasted(pen, *id),
    });
    let actions: Vec<&Followed<'_>> = cause.unkinded.iter().chain(&cause.controls).collect();
    let first = actions.len().saturating_sub(ACTIONS);
    let actions = actions[first..].iter();
    let (key, verdict) = verdict(pen, cause);
    CauseView {
        link: link(topic),
        said: said(pen, minutes(pen, cause.ids.iter().copied())),
        key,
        verdict,
        svg: years.map(|years| drawn(pen, cause, &gaps, years, &topic.name)).unwrap_or_default(),
        incidents: listed.collect(),
        earlier: from,
        bars: bins(pen, cause).iter().map(|bin| bin.count).max().filter(|_| is_dense(pen, cause)).unwrap_or_default(),
        actions: actions.map(|followed| action(followed, Some(document_link(followed.entry)))).collect(),
        more_actions: first,
    }
}

fn drawn(pen: &Pen<'_>, cause: &Cause<'_>, gaps: &[String], years: Years, name: &str) -> String {
    let seen = cause.ids.iter().zip(gaps).filter_map(|(id, gap)| {
        let point = point(pen.shared, *id, day_of(pen, *id)?, &pen.root);
        Some(Seen { point, level: level(pen.shared.catalog.entry(*id)), gap: gap.clone() })
    });
    let seen: Vec<Seen> = seen.collect();
    let mut controls: Vec<Control> = cause.controls.iter().filter_map(|control| mark(pen, control)).collect();
    controls.sort_by(|a, b| a.point.when.total_cmp(&b.point.when));
    let newest = controls.split_off(controls.len().saturating_sub(CONTROLS));
    if is_dense(pen, cause) {
        return charts::densities(&bins(pen, cause), &newest, years, name);
    }
    charts::recurrences(&seen, &newest, years, name)
}

/// Whether there are too many for a dot each.
fn is_dense(pen: &Pen<'_>, cause: &Cause<'_>) -> bool {
    cause.ids.iter().filter(|id| day_of(pen, **id).is_some()).count() > DOTS
}

/// By quarter, oldest first; those without an incident are none. Each leads to the cause, which lists them.
fn bins(pen: &Pen<'_>, cause: &Cause<'_>) -> Vec<Bin> {
    let mut counts: BTreeMap<(i16, i8), usize> = BTreeMap::new();
    for day in cause.ids.iter().filter_map(|id| day_of(pen, *id)) {
        *counts.entry((day.year(), (day.month() - 1) / 3)).or_default() += 1;
    }
    let href = pen.topic(TopicKind::RootCause, cause.id).1;
    let bin = |((year, quarter), count): ((i16, i8), usize)| {
        let from = f64::from(year) + f64::from(quarter) / 4.0;
        let title = format!("{year} Q{}: {}", quarter + 1, pen.number(count));
        Bin { from, to: from + 0.25, count, title, href: href.clone() }
    };
    counts.into_iter().map(bin).collect()
}

/// Finished: on the day on which it was closed, and nowhere where that is not told. Open: on the day of its incident.
fn mark(pen: &Pen<'_>, control: &Followed<'_>) -> Option<Control> {
    let item = control.item;
    let (day, held) = match item.status {
        Some(ActionStatus::Verified) => (control.closed()?, Held::Verified),
        Some(ActionStatus::Done) => (control.closed()?, Held::Done),
        _ => (day_of(pen, control.id)?, Held::Open),
    };
    let state = words(pen).states.get(status_key(item.status.unwrap_or(ActionStatus::Open)));
    let title = format!("{day} {}: {}", state.map_or("", String::as_str), cut(&item.text, LONGEST));
    let href = format!("{}{}#pm_actions", pen.root, encoded(&control.entry.url));
    Some(Control { point: Point { when: year_of(day), title, href }, held })
}

/// By incident: how long it was quiet before; empty for the first and for those without a day.
fn gaps(pen: &Pen<'_>, ids: &[DocId]) -> Vec<String> {
    let mut before: Option<Date> = None;
    let mut gap = |id: &DocId| {
        let own = day_of(pen, *id)?;
        Some(pen.shared.words.said_days((own - before.replace(own)?).get_days()))
    };
    ids.iter().map(|id| gap(id).unwrap_or_default()).collect()
}

/// Class and words.
fn verdict(pen: &Pen<'_>, cause: &Cause<'_>) -> (&'static str, String) {
    let words = words(pen);
    let quiet = quiet(pen, cause.last);
    let held = |text: &str| {
        let said = quiet.as_ref().map_or_else(|| text.to_owned(), |quiet| format!("{text}, {quiet}"));
        if cause.failed { format!("{said}; {}", words.failed) } else { said }
    };
    let open = cause.controls.iter().filter(|control| control.item.is_open()).count();
    match cause.verdict {
        _ if !pen.shared.config.shows_actions() => ("quiet", quiet.unwrap_or_default()),
        Verdict::Back => ("back", words.back.clone()),
        Verdict::Uncontrolled if open > 0 => ("none", filled(&words.none_open, &[("n", &pen.number(open))])),
        Verdict::Uncontrolled => ("none", words.none.clone()),
        Verdict::Unkinded => ("unsaid", filled(&words.unkinded, &[("n", &pen.number(cause.unkinded.len()))])),
        Verdict::Unsaid => ("unsaid", words.unsaid.clone()),
        Verdict::Done => ("done", held(&words.done)),
        Verdict::Verified => ("verified", held(&words.verified)),
    }
}

/// How long ago the last incident was, in days or whole months; `None` where it is to come.
fn quiet(pen: &Pen<'_>, last: Option<Date>) -> Option<String> {
    let (words, today, last) = (words(pen), pen.shared.config.today, last?);
    let days = (today - last).get_days();
    let said = match days {
        ..0 => return None,
        0..DAYS => pen.shared.words.said_days(days),
        _ => {
            let years = i32::from(today.year()) - i32::from(last.year());
            let begun = i32::from(today.month()) - i32::from(last.month()) + 12 * years;
            let months = begun - i32::from(today.day() < last.day());
            filled(&words.months, &[("n", &pen.number(usize::try_from(months).unwrap_or(0)))])
        }
    };
    // The public knows of what is published alone.
    let quiet = if pen.shared.config.is_public() { &words.quiet_public } else { &words.quiet };
    Some(filled(quiet, &[("time", &said)]))
}
