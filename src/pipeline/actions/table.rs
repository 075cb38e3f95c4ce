//! Actions -> a table for spreadsheets (RFC 4180). It holds days and no ages, so that it is the same on any day.

use super::Followed;
use crate::diagnostics::shown;
use crate::model::Moment;
use crate::model::catalog::{Catalog, TopicId, TopicKind};
use crate::model::record::ActionRecord;
use serde_json::Value;

const HEADER: [&str; 18] = [
    "incident",
    "source",
    "line",
    "title",
    "date",
    "severity",
    "services",
    "root_causes",
    "teams",
    "text",
    "status",
    "kind",
    "owner",
    "due",
    "closed",
    "ticket",
    "evidence",
    "evidence_gone",
];

/// A head and a row an action.
#[must_use]
pub(crate) fn table(catalog: &Catalog, actions: &[Followed<'_>]) -> String {
    let mut out = row(&HEADER.map(str::to_owned));
    actions.iter().for_each(|followed| out.push_str(&row(&cells(catalog, followed))));
    out
}

fn cells(catalog: &Catalog, followed: &Followed<'_>) -> [String; HEADER.len()] {
    let entry = followed.entry;
    let names = |kind, ids: &[TopicId]| {
        ids.iter().map(|id| catalog.topic(kind, *id).name.as_str()).collect::<Vec<_>>().join("; ")
    };
    let severity = entry.document.postmortem().and_then(|postmortem| postmortem.severity.as_ref());
    let record = ActionRecord::of(followed.item);
    let word = |value: Option<Value>| value.as_ref().and_then(Value::as_str).unwrap_or_default().to_owned();
    let text = Option::unwrap_or_default;
    [
        entry.url.clone(),
        entry.document.source.to_string(),
        followed.item.line.to_string(),
        entry.document.title.value.clone(),
        entry.when().map(Moment::date).map(|day| day.to_string()).unwrap_or_default(),
        severity.map(|severity| severity.value.label.clone()).unwrap_or_default(),
        names(TopicKind::Service, &entry.services),
        names(TopicKind::RootCause, &entry.root_causes),
        names(TopicKind::Team, &entry.teams),
        record.text,
        word(serde_json::to_value(record.status).ok()),
        word(serde_json::to_value(record.kind).ok()),
        text(record.owner),
        followed.due.map(|due| due.to_string()).unwrap_or_default(),
        text(record.closed),
        text(record.ticket),
        text(record.evidence),
        if followed.evidence_gone { true.to_string() } else { String::new() },
    ]
}

/// One row with its end.
#[must_use]
pub(crate) fn row(cells: &[String]) -> String {
    let mut row = cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
    row.push('\n');
    row
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe in front.
fn quoted(cell: &str) -> String {
    let risky = cell.starts_with(['=', '+', '@']) || cell.starts_with('-') && cell.parse::<f64>().is_err();
    let cell = shown(cell);
    let cell = if risky { format!("'{cell}") } else { cell.into_owned() };
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("=HYPERLINK(1)"), "'=HYPERLINK(1)");
        assert_eq!(quoted("-5"), "-5");
    }
}
