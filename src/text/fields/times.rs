//! Times and durations of front matter, and what is wrong with them.

use super::names::Unit;
use super::values::{Scope, truth};
use super::{Entry, Reader, detection};
use crate::model::postmortem::{Minutes, Status};
use crate::model::{Fact, Moment, SourceFile, Zone};
use crate::text::front_matter::Value;
use crate::text::lexicon::{FOLDERS, Folder};
use crate::text::registry::Field;
use crate::text::time::{self, Context, Unread, ZoneSpec};
use crate::text::words::is_placeholder;

/// What a time field held.
pub(super) enum Time {
    At(Fact<Moment>),
    /// A duration under a name that could mean either (`resolution_time: 2h`).
    Lasted(Fact<Minutes>),
    /// `true`, `yes`, a word: the caller may know it.
    Word(String),
    Nothing,
}

impl Scope<'_> {
    /// Reads a time; `context` completes bare clock times and zones.
    pub(super) fn read_time(&mut self, entry: &Entry<'_>, context: &Context) -> Time {
        let node = match &entry.node.value {
            Value::List(items) if items.len() == 1 => &items[0],
            Value::List(_) | Value::Map(_) => {
                self.wrong_type(entry, entry.node, "a time");
                return Time::Nothing;
            }
            _ => entry.node,
        };
        let Some(text) = node.text().map(str::trim) else { return Time::Nothing };
        if matches!(node.value, Value::Bool(..)) {
            return Time::Word(text.to_ascii_lowercase());
        }
        if is_placeholder(text) {
            return Time::Nothing;
        }
        let compact = compact_day(text);
        let text = compact.as_deref().unwrap_or(text);
        match time::read(text, context) {
            Ok(moment) => return Time::At(entry.fact(moment)),
            Err(Unread::Impossible) => {
                self.warn(
                    "impossible-time",
                    node.span,
                    format!("`{}`: there is no such time: {}", entry.key, quoted(text)),
                    "",
                );
            }
            Err(Unread::Ambiguous) => {
                let hint = "write the year first, as in 2024-03-07";
                self.warn(
                    "ambiguous-date",
                    node.span,
                    format!("`{}`: day and month cannot be told apart in {}", entry.key, quoted(text)),
                    hint,
                );
            }
            Err(Unread::NotATime) => {
                if let Some(minutes) = time::minutes(text) {
                    return Time::Lasted(entry.fact(minutes));
                }
                return Time::Word(text.to_owned());
            }
        }
        Time::Nothing
    }

    /// Says that a field that must be a time is none.
    pub(super) fn not_a_time(&mut self, entry: &Entry<'_>, word: &str) {
        let hint = "write it as 2024-03-07 14:02 UTC";
        self.warn(
            "unreadable-time",
            entry.node.span,
            format!("`{}`: {} cannot be read as a time", entry.key, quoted(word)),
            hint,
        );
    }

    /// A stated duration; `unit` is what the key names (`duration_minutes`).
    fn duration(&mut self, entry: &Entry<'_>, unit: Unit) -> Option<Fact<Minutes>> {
        let Some(text) = entry.node.text().map(str::trim) else {
            if !matches!(entry.node.value, Value::Null) {
                self.wrong_type(entry, entry.node, "a duration");
            }
            return None;
        };
        if is_placeholder(text) {
            return None;
        }
        let minutes = match text.parse::<f64>() {
            Ok(number) => in_minutes(number, unit),
            Err(_) => time::minutes(text).or_else(|| clock(text)),
        };
        if minutes.is_none() {
            let hint =
                if text.parse::<f64>().is_ok() { "give the unit, as in `47 min`" } else { "write it as `1 h 5 min`" };
            self.warn(
                "unreadable-duration",
                entry.node.span,
                format!("`{}`: {} cannot be read as a duration", entry.key, quoted(text)),
                hint,
            );
        }
        minutes.map(|minutes| entry.fact(minutes))
    }
}

/// `20240307` -> `2024-03-07`.
fn compact_day(text: &str) -> Option<String> {
    let digits = text.len() == 8
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && (text.starts_with("19") || text.starts_with("20"));
    digits.then(|| format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..]))
}

fn in_minutes(number: f64, unit: Unit) -> Option<Minutes> {
    let factor = match unit {
        Unit::None if number == 0.0 => 1.0,
        Unit::None => return None,
        Unit::Seconds => 1.0 / 60.0,
        Unit::Minutes => 1.0,
        Unit::Hours => 60.0,
        Unit::Days => 1440.0,
    };
    let minutes = (number * factor).round();
    // Beyond a century it is no duration; in this range the cast is exact.
    #[allow(clippy::cast_possible_truncation, reason = "range-checked")]
    (0.0..=52_560_000.0).contains(&minutes).then_some(Minutes(minutes as i64))
}

/// `01:30` or `1:30:00`: hours and minutes.
fn clock(text: &str) -> Option<Minutes> {
    let mut parts = text
        .split(':')
        .map(|part| part.parse::<i64>().ok().filter(|_| part.len() <= 3 && !part.starts_with(['+', '-'])));
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0))?;
    (minutes < 60 && seconds < 60 && parts.next().is_none()).then_some(Minutes(hours * 60 + minutes))
}

impl Reader<'_> {
    pub(super) fn time(&mut self, entry: &Entry<'_>) {
        let time = self.scope.read_time(entry, &self.context);
        let postmortem = &mut self.declared.postmortem;
        let fact = match time {
            Time::At(fact) => fact,
            Time::Lasted(minutes) => return self.lasted(entry, minutes),
            Time::Word(word) => return self.time_word(entry, &word),
            Time::Nothing => return,
        };
        let slot = match entry.name {
            Field::Date if is_post(self.scope.source) && postmortem.published.is_none() => &mut postmortem.published,
            Field::Date => {
                self.context.day = self.context.day.or_else(|| Some(fact.value.date()));
                &mut postmortem.date
            }
            Field::Published => &mut postmortem.published,
            Field::Started => &mut postmortem.started,
            Field::Detected => &mut postmortem.detected,
            Field::Acknowledged => &mut postmortem.acknowledged,
            Field::Mitigated => &mut postmortem.mitigated,
            _ => &mut postmortem.resolved,
        };
        if slot.is_none() {
            *slot = Some(fact);
            self.declared.incident_fields += usize::from(!matches!(entry.name, Field::Date | Field::Published));
        }
    }

    /// Outside blogs, a `date` with a time of day is when the incident began.
    pub(super) fn start_from_date(&mut self) {
        let postmortem = &mut self.declared.postmortem;
        if postmortem.started.is_none() && self.declared.incident_fields > 0 {
            postmortem.started = postmortem.date.clone().filter(|date| date.value.local().is_some());
        }
    }

    fn lasted(&mut self, entry: &Entry<'_>, minutes: Fact<Minutes>) {
        let postmortem = &mut self.declared.postmortem;
        let slot = match entry.name {
            Field::Detected => &mut postmortem.ttd.stated,
            Field::Mitigated => &mut postmortem.ttm.stated,
            Field::Resolved => &mut postmortem.ttr.stated,
            _ => return self.scope.not_a_time(entry, entry.node.text().unwrap_or_default()),
        };
        slot.get_or_insert(minutes);
    }

    /// `resolved: true`, `detected: monitoring`; other words are reported.
    fn time_word(&mut self, entry: &Entry<'_>, word: &str) {
        let postmortem = &mut self.declared.postmortem;
        match (entry.name, truth(word)) {
            (Field::Resolved, Some(true)) if postmortem.status.is_none() => {
                postmortem.status = Some(entry.fact(Status::Other("resolved".to_owned())));
                self.declared.incident_fields += 1;
            }
            (_, Some(_)) => {}
            (Field::Detected, None) if postmortem.detection.is_none() && detection::is_known(word) => {
                postmortem.detection = detection::read(word).map(|detection| entry.fact(detection));
                self.declared.incident_fields += 1;
            }
            (_, None) => self.scope.not_a_time(entry, word),
        }
    }

    pub(super) fn stated(&mut self, entry: &Entry<'_>) {
        let stated = self.scope.duration(entry, entry.unit);
        let postmortem = &mut self.declared.postmortem;
        let slot = match entry.name {
            Field::Ttd => &mut postmortem.ttd.stated,
            Field::Ttm => &mut postmortem.ttm.stated,
            _ => &mut postmortem.ttr.stated,
        };
        if slot.is_none() && stated.is_some() {
            *slot = stated;
            self.declared.incident_fields += 1;
        }
    }
}

/// A post of a blog: its `date`, and the day in its name, are when it was published.
#[must_use]
pub(crate) fn is_post(source: &SourceFile) -> bool {
    let mut folders = source.path.rsplit('/').skip(1);
    source.zone == Zone::Foreign && folders.any(|folder| FOLDERS.get(folder) == Some(Folder::Blog))
}

/// The zone that the document states for all its times.
pub(super) fn zone(entry: &Entry<'_>) -> Option<ZoneSpec> {
    ZoneSpec::read(entry.node.text()?)
}

pub(super) fn quoted(text: &str) -> String {
    let short: String = text.chars().take(40).collect();
    if short.len() < text.len() { format!("`{short}...`") } else { format!("`{short}`") }
}
