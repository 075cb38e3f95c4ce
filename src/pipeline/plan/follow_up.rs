//! An action -> what templates show of it.

use crate::model::page::{ActionView, EvidenceView, Link, Ticket};
use crate::model::{ActionItem, ActionKind, ActionStatus};
use crate::pipeline::actions::Followed;
use crate::text::shorten::cut;

/// Longest text of an action where those of many incidents are gathered, in characters, and of its owner and ticket.
const LONGEST_ACTION: usize = 320;
const LONGEST_OWNER: usize = 80;

/// An action for a template; `incident` where the page gathers actions of several.
#[must_use]
pub(super) fn action(followed: &Followed<'_>, incident: Option<Link>) -> ActionView {
    let item = followed.item;
    // Where an action stands on the pages of all topics of its incident, it is cut.
    let text = |text: &str, most| if incident.is_some() { cut(text, most) } else { text.to_owned() };
    ActionView {
        text: text(&item.text, LONGEST_ACTION),
        status: item.status.map(status_key),
        settled: settled(item),
        kind: item.kind.map(kind_key),
        owner: item.owner.as_deref().map(|owner| text(owner, LONGEST_OWNER)),
        due: followed.due.map(|due| due.to_string()),
        closed: item.closed.as_ref().map(|closed| closed.date().to_string()),
        impact: item.impact.as_deref().map(|impact| text(impact, LONGEST_OWNER)),
        effort: item.effort.as_deref().map(|effort| text(effort, LONGEST_OWNER)),
        ticket: item
            .ticket
            .as_deref()
            .filter(|ticket| incident.is_none() || ticket.len() <= LONGEST_ACTION)
            .map(ticket),
        evidence: item.evidence.as_deref().map(|named| evidence(&text(named, LONGEST_ACTION), followed.evidence_gone)),
        late: None,
        number: 0,
        severity: None,
        again: None,
        incident,
        also: Vec::new(),
        source: None,
        facets: String::new(),
    }
}

/// File and line of an action.
#[must_use]
pub(super) fn source(followed: &Followed<'_>) -> String {
    format!("{}:{}", followed.entry.document.source, followed.item.line)
}

/// Done, verified or not to be done.
#[must_use]
pub(super) fn settled(item: &ActionItem) -> bool {
    item.is_finished() || item.status == Some(ActionStatus::Dropped)
}

fn evidence(named: &str, gone: bool) -> EvidenceView {
    let is_url = named.starts_with("https://") || named.starts_with("http://");
    EvidenceView { text: named.to_owned(), href: is_url.then(|| named.to_owned()), gone }
}

fn ticket(written: &str) -> Ticket {
    let is_url = written.starts_with("https://") || written.starts_with("http://");
    if !is_url {
        return Ticket { text: written.to_owned(), href: None };
    }
    let short = written.trim_end_matches('/').rsplit('/').next().unwrap_or(written);
    let number = short.chars().all(|c| c.is_ascii_digit());
    let text = if number { format!("#{short}") } else { cut(short, 40) };
    Ticket { text, href: Some(written.to_owned()) }
}

/// Key of a status in the interface strings.
#[must_use]
pub(super) fn status_key(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::Idea => "idea",
        ActionStatus::Open => "open",
        ActionStatus::InProgress => "in-progress",
        ActionStatus::Done => "done",
        ActionStatus::Verified => "verified",
        ActionStatus::Dropped => "dropped",
    }
}

/// Key of a kind in the interface strings.
#[must_use]
pub(super) fn kind_key(kind: ActionKind) -> &'static str {
    match kind {
        ActionKind::Prevent => "prevent",
        ActionKind::Mitigate => "mitigate",
        ActionKind::Detect => "detect",
        ActionKind::Process => "process",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_url_shows_its_last_part() {
        assert_eq!(ticket("OPS-1"), Ticket { text: "OPS-1".into(), href: None });
        let issue = ticket("https://github.com/a/b/issues/12");
        assert_eq!((issue.text.as_str(), issue.href.is_some()), ("#12", true));
    }
}
