//! `[check.rules]` and `[[policy]]`: what `check` looks for, and when a postmortem is due.

use super::read::{Reader, kind_of};
use super::values::level;
use crate::diagnostics::rules::RULES;
use crate::diagnostics::{Level, nearest};
use std::ops::Range;
use toml::de::{DeArray, DeTable, DeValue};

/// Which incidents want a whole postmortem, and by when. What is `None` asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Levels from 1 (worst) to this one.
    pub severity: Option<usize>,
    /// Those that last so many minutes.
    pub minutes: Option<i64>,
    /// Days from the end of the incident to its postmortem's publication.
    pub published_within: Option<u16>,
    /// Days to its review.
    pub reviewed_within: Option<u16>,
}

/// Keys of a policy.
pub(super) const KEYS: [&str; 4] = ["severity", "minutes", "published-within", "reviewed-within"];

/// Most days, and most minutes.
pub(super) const MOST: u16 = 3650;
pub(super) const LONGEST: i64 = 525_600;

impl Reader<'_> {
    /// Takes `[check.rules]`.
    pub(super) fn rules(&mut self, entries: &[(&str, &str, Range<usize>)]) {
        let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        for (code, written, span) in entries {
            let path = format!("check.rules.{code}");
            let Some(rule) = RULES.iter().find(|rule| rule.code == *code) else {
                let hint = match nearest(code, codes.iter().copied()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("known are {}", codes.join(", ")),
                };
                self.error("config-unknown-key", span, format!("`{path}`: `{code}` is no rule of check"), Some(hint));
                continue;
            };
            let level = match *written {
                "off" => None,
                "warning" => Some(Level::Warning),
                "error" => Some(Level::Error),
                _ => {
                    let message = format!("`{path}`: \"{}\" is no level", crate::diagnostics::escaped(written));
                    self.error(
                        "config-value",
                        span,
                        message,
                        Some("write \"off\", \"warning\" or \"error\"".to_owned()),
                    );
                    continue;
                }
            };
            self.config.rules.levels.push((rule.code, level));
        }
    }

    /// Takes `[[policy]]`.
    pub(super) fn policies(&mut self, tables: &DeArray<'_>) {
        for table in tables {
            match table.get_ref() {
                DeValue::Table(policy) => {
                    let policy = self.policy(policy);
                    self.config.rules.policies.push(policy);
                }
                other => {
                    let message = format!("an item of `policy` is {}, not a table", kind_of(other));
                    self.error(
                        "config-type",
                        &table.span(),
                        message,
                        Some("write `[[policy]]` on a line of its own".to_owned()),
                    );
                }
            }
        }
    }

    fn policy(&mut self, table: &DeTable<'_>) -> Policy {
        let mut policy = Policy::default();
        for (key, value) in table {
            let (path, span) = (format!("policy.{}", key.get_ref()), value.span());
            let number = value.get_ref().as_integer();
            let number = number.and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
            let days = number.and_then(|number| u16::try_from(number).ok()).filter(|days| (1..=MOST).contains(days));
            let wanted = match &**key.get_ref() {
                "severity" => {
                    let text = match value.get_ref() {
                        DeValue::String(text) => text.to_string(),
                        _ => number.map(|number| number.to_string()).unwrap_or_default(),
                    };
                    match level(&text) {
                        Ok(level) => policy.severity = Some(level),
                        Err(problem) => self.bad(&path, &text, &span, &problem),
                    }
                    continue;
                }
                "minutes" => {
                    policy.minutes = number.filter(|minutes| (1..=LONGEST).contains(minutes));
                    policy.minutes.is_none().then_some("a whole number of minutes from 1 to 525600")
                }
                "published-within" => {
                    policy.published_within = days;
                    days.is_none().then_some("a whole number of days from 1 to 3650")
                }
                "reviewed-within" => {
                    policy.reviewed_within = days;
                    days.is_none().then_some("a whole number of days from 1 to 3650")
                }
                other => {
                    let hint = match nearest(other, KEYS) {
                        Some(near) => format!("did you mean `policy.{near}`?"),
                        None => format!("known are {}", KEYS.join(", ")),
                    };
                    self.error("config-unknown-key", &key.span(), format!("`{path}` is no known setting"), Some(hint));
                    continue;
                }
            };
            if let Some(wanted) = wanted {
                self.error("config-type", &span, format!("`{path}` is not {wanted}"), None);
            }
        }
        policy
    }
}
