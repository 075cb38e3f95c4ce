//! Words for who or what noticed an incident, to [`Detection`].

use crate::model::postmortem::Detection;

const MONITORING: [&str; 26] = [
    "monitor",
    "monitoring",
    "monitors",
    "alert",
    "alerts",
    "alerting",
    "alertmanager",
    "alarm",
    "alarms",
    "automated",
    "automatic",
    "automatically",
    "pagerduty",
    "pager",
    "paged",
    "opsgenie",
    "metrics",
    "synthetic",
    "synthetics",
    "probe",
    "dashboard",
    "datadog",
    "grafana",
    "prometheus",
    "healthcheck",
    "监控",
];
const CUSTOMER: [&str; 15] = [
    "customer",
    "customers",
    "user",
    "users",
    "client",
    "clients",
    "merchant",
    "subscriber",
    "consumer",
    "ticket",
    "tickets",
    "twitter",
    "complaint",
    "complaints",
    "community",
];
const STAFF: [&str; 18] = [
    "staff",
    "internal",
    "employee",
    "employees",
    "engineer",
    "engineers",
    "developer",
    "developers",
    "manual",
    "manually",
    "oncall",
    "on-call",
    "team",
    "operator",
    "maintainer",
    "colleague",
    "support",
    "sre",
];
const THIRD_PARTY: [&str; 13] = [
    "third-party",
    "thirdparty",
    "third",
    "vendor",
    "provider",
    "partner",
    "supplier",
    "external",
    "researcher",
    "researchers",
    "bounty",
    "upstream",
    "auditor",
];

/// Reads a short value; a word outside the scale is kept. `None` for blanks.
#[must_use]
pub fn read(text: &str) -> Option<Detection> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    Some(known(text).unwrap_or_else(|| Detection::Other(text.to_owned())))
}

/// Whether the value names a member of the scale.
pub(super) fn is_known(text: &str) -> bool {
    known(text).is_some()
}

/// The first known word of the first few decides: `customer report (monitoring was silent)` is `Customer`.
fn known(text: &str) -> Option<Detection> {
    let lower = text.to_lowercase();
    let words =
        lower.split(|character: char| !character.is_alphanumeric() && character != '-').filter(|word| !word.is_empty());
    words.take(4).find_map(|word| {
        let word = word.trim_matches('-');
        let is_in = |list: &[&str]| list.contains(&word);
        Some(match () {
            () if is_in(&MONITORING) => Detection::Monitoring,
            () if is_in(&CUSTOMER) => Detection::Customer,
            () if is_in(&THIRD_PARTY) => Detection::ThirdParty,
            () if is_in(&STAFF) => Detection::Staff,
            () => return None,
        })
    })
}
