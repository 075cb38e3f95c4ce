//! `strings.toml` -> every word of the interface. Templates see them as `t`; drawings made in Rust get [`Words`].

use super::{Error, Findings};
use crate::model::postmortem::Detection;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Table `[chart]` of the theme's strings: what is printed without a template.
#[derive(Clone, Debug, Deserialize)]
pub struct Words {
    pub timeline: String,
    pub started: String,
    pub detected: String,
    pub mitigated: String,
    pub resolved: String,
    pub first_entry: String,
    pub last_entry: String,
    pub broken: String,
    pub median: String,
    pub by_quarter: String,
    pub causes: String,
    pub services: String,
    pub ttr: String,
    pub noticed: String,
    pub monitoring: String,
    pub customer: String,
    pub staff: String,
    pub third_party: String,
    pub as_written: String,
    pub as_written_one: String,
    pub diagram: String,
    pub diagram_source: String,
    pub image: String,
    pub missing_image: String,
    pub broken_link: String,
    pub thousands: String,
    pub dates: String,
    pub day: String,
    pub days: String,
    pub metric_incidents: String,
    pub metric_open: String,
    pub metric_overdue: String,
    pub metric_resolve: String,
    pub metric_detect: String,
    pub metric_service_incidents: String,
    pub metric_service_open: String,
    pub metric_service_overdue: String,
    pub badge: String,
    pub badge_value: String,
    pub badge_none: String,
    /// Table `[finding]`.
    #[serde(skip)]
    pub finding: Findings,
    /// Table `[actions]`.
    #[serde(skip)]
    pub actions: ActionWords,
    /// Table `[recurrence]`.
    #[serde(skip)]
    pub recurrence: RecurrenceWords,
    /// Table `[action_lane]`: the headings of lists of actions.
    #[serde(skip)]
    lanes: BTreeMap<String, String>,
}

/// Table `[actions]` of the theme's strings: how open actions stand, in sentences. `{n}` is a number, or so many days.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ActionWords {
    pub nothing_open: String,
    pub none_known_open: String,
    pub unsaid: String,
    pub open: String,
    pub overdue: String,
    pub none_overdue: String,
    pub none_dated: String,
    pub no_owner: String,
    pub no_date: String,
    pub oldest: String,
    pub late: String,
    pub due: String,
    pub more: String,
    pub above: String,
    pub again: String,
    pub again_inferred: String,
    pub ageing: String,
    pub today: String,
    pub unrated: String,
    pub closing: String,
    pub facilitator: String,
    pub reviewers: String,
    pub review_of: String,
}

/// Table `[recurrence]` of the theme's strings: what came back, in sentences with places in braces.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct RecurrenceWords {
    pub title: String,
    pub title_none: String,
    pub title_unnamed: String,
    pub lost: String,
    pub lead: String,
    pub lead_unkinded: String,
    pub unnamed: String,
    pub all_named: String,
    pub said: String,
    pub said_partly: String,
    pub back: String,
    pub none: String,
    pub none_open: String,
    pub unsaid: String,
    pub done: String,
    pub verified: String,
    pub unkinded: String,
    pub failed: String,
    pub quiet: String,
    pub quiet_public: String,
    pub months: String,
    pub declared: String,
    pub inferred: String,
    pub later: String,
    pub ledger: String,
    pub times: String,
    /// Table `[status]`: the states of an action.
    #[serde(skip)]
    pub states: BTreeMap<String, String>,
}

/// The file in each layer of a theme.
pub(super) const FILE: &str = "strings.toml";

/// The strings of all layers: a later layer replaces single keys.
#[derive(Debug, Default)]
pub(super) struct Strings(toml::Table);

impl Strings {
    /// Adds a layer's file.
    pub(super) fn add(&mut self, layer: &'static str, text: &str) -> Result<(), Error> {
        let table: toml::Table =
            text.parse().map_err(|error: toml::de::Error| Error::Strings { layer, message: error.to_string() })?;
        for (section, value) in table {
            match (self.0.get_mut(&section), value) {
                (Some(toml::Value::Table(known)), toml::Value::Table(new)) => known.extend(new),
                (_, value) => {
                    self.0.insert(section, value);
                }
            }
        }
        Ok(())
    }

    pub(super) fn table(&self) -> &toml::Table {
        &self.0
    }

    pub(super) fn words(&self) -> Result<Words, Error> {
        let words: Words = self.read("chart")?;
        Ok(Words {
            actions: self.read("actions")?,
            lanes: self.read("action_lane")?,
            finding: self.read("finding")?,
            recurrence: RecurrenceWords { states: self.read("status")?, ..self.read("recurrence")? },
            ..words
        })
    }

    fn read<T: serde::de::DeserializeOwned>(&self, section: &str) -> Result<T, Error> {
        let table = self.0.get(section).cloned().unwrap_or_else(|| toml::Value::Table(toml::Table::new()));
        let said = |error: toml::de::Error| Error::Strings { layer: "default", message: error.to_string() };
        table.try_into().map_err(said)
    }
}

/// `digits` in groups of three.
pub(super) fn grouped(digits: &str, separator: &str) -> String {
    let mut out = String::with_capacity(digits.len() + 4);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push_str(separator);
        }
        out.push(digit);
    }
    out
}

impl Words {
    /// `24990` -> `24,990`.
    #[must_use]
    pub fn grouped(&self, number: usize) -> String {
        grouped(&number.to_string(), &self.thousands)
    }

    /// `1 day`, `850 days`.
    #[must_use]
    pub fn said_days(&self, count: i32) -> String {
        match count {
            1 => self.day.clone(),
            _ => self.days.replace("{n}", &self.grouped(usize::try_from(count).unwrap_or(0))),
        }
    }

    /// The heading of a list of actions.
    #[must_use]
    pub fn lane(&self, key: &str) -> &str {
        self.lanes.get(key).map_or("", String::as_str)
    }

    /// A value that begins with a large number: `493398 users` -> `493,398 users`. A short one may as well be a year or a port.
    #[must_use]
    pub fn counted(&self, text: &str) -> String {
        let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = &text[..text.len() - rest.len()];
        let alone = rest.is_empty() || rest.starts_with(char::is_whitespace) || rest.starts_with(['%', '+', ';', ')']);
        if number.len() > 4 && alone && !number.starts_with('0') {
            return format!("{}{rest}", grouped(number, &self.thousands));
        }
        text.to_owned()
    }

    /// What stands over a fold of so many `lines`.
    #[must_use]
    pub fn as_written(&self, lines: u32) -> String {
        let words = if lines == 1 { &self.as_written_one } else { &self.as_written };
        words.replace("{n}", &lines.to_string())
    }

    /// Who noticed first, for people; another word than the scale's stays as written.
    #[must_use]
    pub fn detection<'a>(&'a self, detection: &'a Detection) -> &'a str {
        match detection {
            Detection::Monitoring => &self.monitoring,
            Detection::Customer => &self.customer,
            Detection::Staff => &self.staff,
            Detection::ThirdParty => &self.third_party,
            Detection::Other(word) => word,
        }
    }
}
