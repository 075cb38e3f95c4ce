//! The incident's day: from a label, the title, the file name, the first paragraph or the timeline. A day of publication
//! never is: a file name or a `Date:` after the last entry of the timeline tells when the report was written.

#[cfg(test)]
mod tests;

use super::Title;
use super::blocks::{Doc, Shape};
use super::labels::{self, Labelled};
use super::outline::Outline;
use crate::model::{Fact, Moment, Postmortem, Provenance, SectionName, SourceFile, TimelineEvent};
use crate::text::fields::is_post;
use crate::text::lexicon::fold::fold;
use crate::text::lexicon::{DAY_OPENINGS, Known, OTHER_DAYS, OTHER_DAYS_NEAR, OtherDay};
use crate::text::registry::Field;
use crate::text::time::{self, DayOrder, ZoneSpec};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::Offset;

/// Days between an incident and its report, at most.
const WRITING: i64 = 62;
/// Bytes of a text that are searched for a year.
const SEARCHED: usize = 16_384;
/// Hours by which the clocks of those who write reports are behind UTC, at most: Pacific time.
const WESTERNMOST: i8 = 8;
/// Hours by which clocks are ahead of UTC, at most.
const EASTERNMOST: i64 = 14;

/// Days that the document offers, before the timeline is read.
#[derive(Debug, Default)]
pub(super) struct Days {
    label: Option<Fact<Moment>>,
    title: Option<Fact<Moment>>,
    /// Of the first label of a start, a detection or an end: it places times that have none.
    turn: Option<Fact<Moment>>,
    file: Option<Date>,
    prose: Option<Fact<Moment>>,
    /// The zone that stands beside the day of the prose.
    zone: Option<ZoneSpec>,
}

/// What is known when the day is decided.
pub(super) struct Stated<'a> {
    /// As front matter declares it.
    pub(super) date: Option<Fact<Moment>>,
    pub(super) published: Option<Fact<Moment>>,
    pub(super) started: Option<&'a Fact<Moment>>,
    /// Detection, mitigation or end.
    pub(super) noticed: Option<&'a Fact<Moment>>,
}

impl Days {
    /// Reads them. `hint` is a day near the incident (publication) for days without a year.
    pub(super) fn read(
        source: &SourceFile,
        doc: &Doc,
        outline: &Outline,
        found: &[Labelled],
        title: &Title,
        order: DayOrder,
        hint: Option<Date>,
    ) -> Self {
        let file = file_date(source);
        let hint = hint.or(file).or_else(|| some_day(doc, order));
        let labelled = |wanted: &[Field]| {
            labels::first(found, wanted).find_map(|label| {
                let stamp = time::leading(&label.value, order).ok()?;
                let date = stamp.day?.date(hint.map(Date::year))?;
                Some(Fact::new(Moment::Date(date), label.provenance.clone()))
            })
        };
        let label = labelled(&[Field::Date, Field::Occurred]);
        let turn = labelled(&[Field::Started, Field::Window, Field::Detected, Field::Mitigated, Field::Resolved]);
        let named = |text: &str, provenance: &Provenance, fits: &dyn Fn(&std::ops::Range<usize>) -> bool| {
            let mut found = time::find(text, order).filter(|(range, _)| fits(range));
            let date = found.find_map(|(_, stamp)| stamp.day?.date(hint.map(Date::year)))?;
            Some(Fact::new(Moment::Date(date), provenance.clone()))
        };
        // Amid a heading below it a day may be that of an update.
        let below = |(text, provenance): &(String, Provenance)| {
            let end = text.trim_end_matches([')', '）', ']', ' ']).len();
            let is_beside =
                |range: &std::ops::Range<usize>| range.len() < end && (range.start == 0 || range.end == end);
            named(text, provenance, &is_beside)
        };
        let title = named(&title.text, &title.provenance, &|_| true).or_else(|| title.below.as_ref().and_then(below));
        let (prose, zone) = prose(doc, outline, order, hint).unzip();
        Self { label, title, turn, file, prose, zone: zone.flatten() }
    }

    /// The best guess for clock times without a day.
    pub(super) fn near(&self, declared: &Postmortem) -> Option<Date> {
        let stated = declared.started.as_ref().or(declared.date.as_ref()).map(|fact| fact.value.date());
        let body = self.label.as_ref().or(self.title.as_ref()).or(self.turn.as_ref());
        let body = body.map(|fact| fact.value.date());
        stated.or(body).or(self.prose.as_ref().map(|fact| fact.value.date())).or(self.file)
    }

    /// A `date` of front matter is when the report was written where the title, or the start beside it, names a day shortly before
    /// it. One with a time of day, or of an article, is when it was published where the file's name or the first paragraph names
    /// such a day, unless the file's name has that of the date, too, or other times stand beside it. `zone` is the one that the
    /// document states for its times.
    pub(super) fn move_date_of_writing(&self, declared: &mut Postmortem, zone: Option<&ZoneSpec>) {
        let Some(date) = declared.date.clone() else { return };
        let is_of_date = |time: &Fact<Moment>| time.provenance == date.provenance;
        let is_same_day = |start: &Fact<Moment>| start.value.date() == date.value.date() && !is_of_date(start);
        if declared.started.as_ref().is_some_and(is_same_day) {
            return;
        }
        let stated = [&declared.detected, &declared.acknowledged, &declared.mitigated, &declared.resolved];
        let is_alone = stated.into_iter().all(Option::is_none);
        // An article with a byline and no field of an incident bears the day on which it came out, too.
        let is_article = !declared.authors.is_empty() && declared.severity.is_none() && declared.services.is_empty();
        let is_written = date.value.local().is_some() || is_article && declared.id.is_none();
        let is_stamp = is_alone && is_written && self.file != Some(date.value.date());
        let file = self.file.map(|day| Fact::new(Moment::Date(day), Provenance::Path));
        let weaker = [file, self.prose.clone()].into_iter().flatten().filter(|_| is_stamp);
        let is_before = |day: &Fact<Moment>| {
            let (day, written) = (day.value.date(), date.value.date());
            (1..=WRITING).contains(&(written.duration_since(day).as_hours() / 24))
                && !is_within(&date.value, day, self.zone.as_ref().or(zone))
        };
        let began = declared.started.as_ref().filter(|started| !is_of_date(started));
        let began = began.filter(|started| ends_before(&started.value, date.value.date()));
        let began = began.map(|started| started.clone().map(|moment| Moment::Date(moment.date())));
        let Some(day) = self.title.clone().into_iter().chain(weaker).chain(began).find(is_before) else { return };
        if declared.started.as_ref().is_some_and(is_of_date) {
            declared.started = None;
        }
        declared.published.get_or_insert(date);
        declared.date = Some(day);
    }

    /// Decides on the incident's day and that of publication, with the timeline's dated entries as witness.
    pub(super) fn decide(
        self,
        source: &SourceFile,
        known: Stated<'_>,
        events: &[TimelineEvent],
    ) -> (Option<Fact<Moment>>, Option<Fact<Moment>>) {
        let told = told(events);
        let (started, published) = (known.started, known.published);
        if let Some(date) = known.date {
            return (Some(date), published);
        }
        let late = |date: Date| {
            told.as_ref().is_some_and(|(_, last)| date > *last)
                || started.is_some_and(|fact| date > fact.value.date() + 3.days() && told.is_none())
        };
        let early = |date: Date| told.as_ref().is_some_and(|(first, _)| date + 1.days() < first.value.date());
        let file = self.file.map(|date| Fact::new(Moment::Date(date), Provenance::Path));
        let file_ok =
            file.clone().filter(|fact| !is_post(source) && !late(fact.value.date()) && !early(fact.value.date()));
        let label_ok = self.label.clone().filter(|fact| !late(fact.value.date()));
        let by = |fact: Option<&Fact<Moment>>| fact.map(|fact| fact.clone().map(|moment| Moment::Date(moment.date())));
        let (from_start, from_detection) = (by(started), by(known.noticed));
        let in_story = self.prose.filter(|fact| {
            told.as_ref().is_none_or(|(first, last)| (first.value.date()..=*last).contains(&fact.value.date()))
        });
        let choice = label_ok
            .or(self.title)
            .or(file_ok)
            .or(from_start)
            .or(in_story)
            .or(told.map(|(first, _)| first))
            .or(from_detection);
        let written = self
            .label
            .or(file)
            .filter(|fact| choice.as_ref().is_some_and(|choice| choice.value.date() < fact.value.date()));
        // Nothing but a day of publication: it places the incident, as near as can be said.
        let choice = choice
            .or_else(|| published.clone().map(|fact| fact.map(|moment| Moment::Date(moment.date()))))
            .or_else(|| self.file.map(|date| Fact::new(Moment::Date(date), Provenance::Path)));
        (choice, published.or(written))
    }
}

/// The first day of a text that has its year: those without are of the same one.
fn some_day(doc: &Doc, order: DayOrder) -> Option<Date> {
    let text = &doc.text[..doc.text.floor_char_boundary(SEARCHED)];
    time::find(text, order).find_map(|(_, stamp)| stamp.day?.date(None))
}

/// Whether `day`, the one before, was not over at `stamp`, in UTC or without a zone, for those who wrote the day: by the zone of
/// their text, or anywhere.
fn is_within(stamp: &Moment, day: Date, zone: Option<&ZoneSpec>) -> bool {
    let (Some(local), Ok(next)) = (stamp.local(), day.tomorrow()) else { return false };
    if matches!(stamp, Moment::Zoned { offset, .. } if *offset != Offset::UTC) {
        return false;
    }
    match zone.map(|zone| zone.moment(next.at(0, 0, 0, 0))) {
        Some(end @ Moment::Zoned { .. }) => stamp.order_seconds() < end.order_seconds(),
        _ => local.date() == next && local.hour() < WESTERNMOST,
    }
}

/// Whether the day of a moment is over everywhere before `day` begins: without a zone, or in UTC, it may be the next one in the east.
fn ends_before(moment: &Moment, day: Date) -> bool {
    let is_utc = !matches!(moment, Moment::Zoned { offset, .. } if *offset != Offset::UTC);
    let local = moment.local().filter(|_| is_utc);
    let last = local.and_then(|local| local.checked_add(EASTERNMOST.hours()).ok());
    last.map_or(moment.date(), |local| local.date()) < day
}

/// First and last day that the timeline tells.
fn told(events: &[TimelineEvent]) -> Option<(Fact<Moment>, Date)> {
    let dated = |event: &TimelineEvent| Some((event.time.as_ref()?.moment()?.date(), event.line));
    let first = events.iter().filter_map(dated).min()?;
    let last = events.iter().filter_map(dated).max()?;
    Some((Fact::new(Moment::Date(first.0), Provenance::Timeline { line: first.1 }), last.0))
}

/// The day that opens the file's or its folder's name (`2024-03-07-db-down.md`, `2024-03-07-db-down/index.md`).
fn file_date(source: &SourceFile) -> Option<Date> {
    let name = source.name();
    let spaced = name.replace('_', "-");
    if let Some((_, stamp)) = time::find(&spaced, DayOrder::Unknown).next() {
        return stamp.day?.date(None);
    }
    // `20240307-db-down`, `INC-20240307-001`
    let digits = name.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 8)?;
    let (year, month, day) = (digits[..4].parse().ok()?, digits[4..6].parse().ok()?, digits[6..].parse().ok()?);
    Date::new(year, month, day).ok().filter(|date| (1990..2200).contains(&date.year()))
}

/// `On June 28, 2024 …` in the summary's or the document's first paragraph.
fn prose(
    doc: &Doc,
    outline: &Outline,
    order: DayOrder,
    hint: Option<Date>,
) -> Option<(Fact<Moment>, Option<ZoneSpec>)> {
    let prose = |block: &&super::blocks::Block| {
        block.shape == Shape::Paragraph && block.depth == 0 && !block.quoted && doc.block_text(block).len() > 40
    };
    let first =
        |blocks: std::ops::Range<usize>| doc.blocks.get(blocks).unwrap_or_default().iter().filter(prose).take(2);
    let opening = outline.parts.iter().find(|part| part.level > 1).map_or(doc.blocks.len(), |part| part.block);
    let blocks: Vec<_> = match outline.of(SectionName::Summary).next() {
        Some(part) => first(part.content.clone()).take(1).chain(first(0..opening.min(part.block))).collect(),
        None => first(0..doc.blocks.len()).collect(),
    };
    blocks.into_iter().find_map(|block| {
        let text = doc.block_text(block);
        Some((dated_paragraph(&text, block.line, order, hint)?, ZoneSpec::find(&text)))
    })
}

fn dated_paragraph(text: &str, line: u32, order: DayOrder, hint: Option<Date>) -> Option<Fact<Moment>> {
    let head: String = text.chars().take(400).collect();
    time::find(&head, order).find_map(|(range, stamp)| {
        let before = fold(head[..range.start].trim_end());
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let opens = before.is_empty() || DAY_OPENINGS.get(word).is_some();
        // What was released, posted or reported that day is another matter.
        let clause = before.rsplit(['.', ';']).next().unwrap_or_default();
        let other = OTHER_DAYS.holds(clause, OtherDay::Clause) || follows_other(&head[range.end..]);
        let mut date = stamp.day?.date(hint.map(Date::year))?;
        // A day without a year lies before the report.
        if stamp.day?.year.is_none() && hint.is_some_and(|hint| date > hint) {
            date = Date::new(date.year() - 1, date.month(), date.day()).ok()?;
        }
        (opens && !other).then(|| Fact::new(Moment::Date(date), Provenance::Prose { line }))
    })
}

/// Words behind a day that may tell that it is another one.
const NEAR: usize = 4;

/// The rest of the clause: `On 3 May we published ...`.
fn follows_other(after: &str) -> bool {
    let joined = after.trim_start_matches([' ', 'に', '，', '、']);
    if OTHER_DAYS.opens(&fold(joined), OtherDay::Behind) {
        return true;
    }
    let clause = after.split(['.', ';', ',', '\n']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let near = clause.split_whitespace().take(NEAR).collect::<Vec<_>>().join(" ");
    OTHER_DAYS_NEAR.holds(&fold(&near), Known)
}
