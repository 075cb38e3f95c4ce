//! What is known of an incident before its document is written: from options, a JSON object, and answers.

use super::super::Failure;
use crate::diagnostics::escaped;
use crate::model::Moment;
use crate::text::time::{self, Context, Unread, ZoneSpec};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

/// A moment of the incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
}

impl When {
    /// In the order in which they come.
    pub(super) const ALL: [Self; 5] =
        [Self::Started, Self::Detected, Self::Acknowledged, Self::Mitigated, Self::Resolved];

    /// Its field in front matter and records.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Detected => "detected",
            Self::Acknowledged => "acknowledged",
            Self::Mitigated => "mitigated",
            Self::Resolved => "resolved",
        }
    }
}

/// An entry of the timeline.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Event {
    pub time: String,
    pub text: String,
}

/// A figure or sentence of impact.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Impact {
    pub label: String,
    pub text: String,
}

/// A follow-up; what is not known is empty.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Action {
    pub text: String,
    pub kind: String,
    pub owner: String,
    pub ticket: String,
    pub due: String,
    pub status: String,
}

/// The facts, each as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Incident {
    pub title: Option<String>,
    /// The day, where no time of its beginning is known.
    pub date: Option<Date>,
    /// By [`When::ALL`].
    pub times: [Option<Moment>; 5],
    /// It is said that it goes on.
    pub goes_on: bool,
    pub authors: Vec<String>,
    pub status: Option<String>,
    pub summary: Option<String>,
    pub severity: Option<String>,
    pub services: Vec<String>,
    pub causes: Vec<String>,
    /// Front matter field and value, for what is only handed on.
    pub others: Vec<(&'static str, Vec<String>)>,
    pub impact: Vec<Impact>,
    pub root_cause: Option<String>,
    pub trigger: Option<String>,
    pub detection: Option<String>,
    pub fix: Option<String>,
    /// As [`LESSONS`] names them.
    pub lessons: [Option<String>; LESSONS.len()],
    pub timeline: Vec<Event>,
    pub actions: Vec<Action>,
}

/// What was learnt, by the names of the sections that tell it.
pub(super) const LESSONS: [&str; 4] = ["went_well", "went_wrong", "got_lucky", "surprised"];

impl Incident {
    pub(super) fn time(&self, when: When) -> Option<&Moment> {
        self.times[when as usize].as_ref()
    }

    /// Its day: that of its beginning, else the one that is named.
    pub(super) fn day(&self) -> Option<Date> {
        self.time(When::Started).map(Moment::date).or(self.date)
    }

    /// Takes what is written of a moment, in any form that documents may have. What it leaves out is as in the beginning: a clock
    /// time is one of that day (`today` where none is known yet), and of that zone.
    ///
    /// # Errors
    /// A text that is no time, and a time before the beginning.
    pub(super) fn set(&mut self, when: When, text: &str, today: Date) -> Result<(), String> {
        let began = self.time(When::Started).filter(|_| when != When::Started);
        let zone = began.and_then(ZoneSpec::of);
        let context = Context { day: self.day().or(Some(today)), zone, ..Context::default() };
        let moment = time::read(text.trim(), &context).map_err(|unread| why(text, unread))?;
        if let Some(began) = began
            && moment.minutes_since(began).map_or(moment.date() < began.date(), |minutes| minutes < 0)
        {
            let (text, began) = (escaped(text.trim()), began.human());
            return Err(format!(
                "`{text}` is before the beginning ({began}); write its day and time, as in 2026-03-08 01:30"
            ));
        }
        self.times[when as usize] = Some(moment);
        Ok(())
    }

    /// Reads a JSON object with the names of [`crate::model::record::Record`]. What of it is not used, by name.
    pub(super) fn from_json(text: &str, today: Date) -> Result<(Self, Vec<String>), Failure> {
        let value: Value = serde_json::from_str(text).map_err(|error| bad(&format!("is no JSON: {error}")))?;
        let Value::Object(mut object) = value else { return Err(bad("is no JSON object")) };
        let from = &mut object;
        let mut incident = Self { title: text_of(from, &["title"])?, ..Self::default() };
        if let Some(day) = text_of(from, &["date"])? {
            incident
                .set(When::Started, &day, today)
                .map_err(|why| bad(&format!("has a `date` that is none: {why}")))?;
            incident.date = incident.day();
            incident.times[When::Started as usize].take_if(|moment| moment.local().is_none());
        }
        for when in When::ALL {
            if let Some(text) = text_of(from, &[when.field()])? {
                let told = |why| bad(&format!("has a `{}` that is no time: {why}", when.field()));
                incident.set(when, &text, today).map_err(told)?;
            }
        }
        incident.status = text_of(from, &["status"])?;
        incident.summary = text_of(from, &["summary"])?;
        incident.severity = text_of(from, &["severity"])?;
        incident.authors = texts_of(from, "authors")?;
        incident.services = texts_of(from, "services")?;
        incident.causes = texts_of(from, "root_causes")?;
        for field in
            ["id", "teams", "tags", "related", "recurrence_of", "visibility", "reviewers", "facilitator", "meeting"]
        {
            let values = texts_of(from, field)?;
            incident.others.extend(Some((field, values)).filter(|(_, values)| !values.is_empty()));
        }
        incident.root_cause = text_of(from, &["root_cause", "cause"])?;
        incident.trigger = text_of(from, &["trigger"])?;
        incident.detection = text_of(from, &["detection"])?;
        incident.fix = text_of(from, &["fix", "resolution"])?;
        for (name, lesson) in LESSONS.into_iter().zip(&mut incident.lessons) {
            *lesson = text_of(from, &[name])?;
        }
        let labelled =
            |of: &mut Map<String, Value>| Ok(Impact { label: plain(of, "label")?, text: plain(of, "text")? });
        incident.impact = rows(from, "impact", labelled)?;
        incident.timeline =
            rows(from, "timeline", |of| Ok(Event { time: plain(of, "time")?, text: plain(of, "text")? }))?;
        incident.actions = rows(from, "action_items", action)?;
        Ok((incident, object.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, _)| name).collect()))
    }
}

/// Why a text is no time, and how to write one.
fn why(text: &str, unread: Unread) -> String {
    let text = escaped(text.trim());
    match unread {
        Unread::NotATime => format!("`{text}` cannot be read as a time; write it as 2026-03-07 14:02 UTC"),
        Unread::Impossible => format!("`{text}`: there is no such time"),
        Unread::Ambiguous => {
            format!("`{text}`: day and month cannot be told apart; write the year first, as in 2026-03-07")
        }
    }
}

fn action(of: &mut Map<String, Value>) -> Result<Action, Failure> {
    Ok(Action {
        text: plain(of, "text")?,
        kind: plain(of, "kind")?,
        owner: plain(of, "owner")?,
        ticket: plain(of, "ticket")?,
        due: plain(of, "due")?,
        status: plain(of, "status")?,
    })
}

fn bad(what: &str) -> Failure {
    Failure::Message(format!("the incident {what}"))
}

/// What a value is, in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

fn wrong(name: &str, value: &Value, wanted: &str) -> Failure {
    bad(&format!("has {} as its `{name}`, where {wanted} belongs", kind(value)))
}

/// A text, the number as which one may be written, or the text inside an object (`severity` and `detection` of a record).
fn one(name: &str, value: Value) -> Result<Option<String>, Failure> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Object(mut object) => {
            let inner = ["label", "text"].into_iter().find_map(|key| object.remove(key));
            match inner {
                Some(Value::String(text)) => one(name, Value::String(text)),
                _ => Err(wrong(name, &Value::Object(object), "a text")),
            }
        }
        other => Err(wrong(name, &other, "a text")),
    }
}

fn text_of(object: &mut Map<String, Value>, names: &[&str]) -> Result<Option<String>, Failure> {
    for name in names {
        if let Some(value) = object.shift_remove(*name)
            && let Some(text) = one(name, value)?
        {
            return Ok(Some(text));
        }
    }
    Ok(None)
}

fn plain(object: &mut Map<String, Value>, name: &str) -> Result<String, Failure> {
    Ok(text_of(object, &[name])?.unwrap_or_default())
}

fn texts_of(object: &mut Map<String, Value>, name: &str) -> Result<Vec<String>, Failure> {
    match object.shift_remove(name) {
        Some(Value::Array(items)) => {
            let texts = items.into_iter().map(|item| match item {
                Value::String(_) | Value::Number(_) => one(name, item),
                other => Err(wrong(name, &other, "a list of texts")),
            });
            Ok(texts.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        }
        Some(other) => Ok(one(name, other)?.into_iter().collect()),
        None => Ok(Vec::new()),
    }
}

/// A list of objects, of texts, or one text.
fn rows<T>(
    object: &mut Map<String, Value>,
    name: &str,
    row: impl Fn(&mut Map<String, Value>) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let items = match object.shift_remove(name) {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items,
        Some(one @ Value::String(_)) => vec![one],
        Some(other) => return Err(wrong(name, &other, "a list")),
    };
    let read = |item: Value| match item {
        Value::Object(mut object) => row(&mut object),
        text @ Value::String(_) => row(&mut Map::from_iter([("text".to_owned(), text)])),
        other => Err(wrong(name, &other, "a list of objects or texts")),
    };
    items.into_iter().map(read).collect()
}
