//! Actions in front matter.

use super::*;

#[test]
fn action_items_as_texts_and_maps() {
    let declared = says(
        "action_items:\n- \"[x] Add an alert\"\n- Write a runbook\n- text: Rotate keys\n  owner: Ann Lee (SRE)\n  due: 2024-04-01\n  status: in progress\n  kind: prevention\n  ticket: OPS-1\n\
         - action: Ask the vendor\n  status: waiting for legal\n- Fix it: done",
        &[
            "12 unknown-action-status: `action_items`: `waiting for legal` is no known state of an action | known are idea, open, in-progress, done, verified and dropped; the word is kept in the text",
        ],
    );
    let items: Vec<_> =
        declared.postmortem.action_items.iter().map(|item| (item.text.as_str(), item.status, item.line)).collect();
    use crate::model::ActionStatus::{Done, InProgress};
    assert_eq!(
        items,
        [
            ("Add an alert", Some(Done), 3),
            ("Write a runbook", None, 4),
            ("Rotate keys", Some(InProgress), 5),
            ("Ask the vendor (waiting for legal)", None, 11),
            ("Fix it", Some(Done), 13),
        ]
    );
    let keys = &declared.postmortem.action_items[2];
    assert_eq!(
        (keys.owner.as_deref(), keys.ticket.as_deref(), keys.due.as_ref().map(ToString::to_string)),
        (Some("Ann Lee"), Some("OPS-1"), Some("2024-04-01".to_owned()))
    );
}

#[test]
fn an_action_of_front_matter_tells_what_one_of_the_text_does() {
    let told = |item: &str| {
        let items = quiet(&format!("action_items:\n- {item}")).postmortem.action_items;
        let due = |item: &crate::model::ActionItem| item.due.as_ref().map_or(String::new(), ToString::to_string);
        let of = |text: &Option<String>| text.clone().unwrap_or_default();
        items
            .iter()
            .map(|item| [item.text.clone(), of(&item.owner), due(item), of(&item.ticket)].join("|"))
            .collect::<Vec<_>>()
    };
    assert_eq!(told("\"Add an alert (owner: Ann Lee, due: 2026-03-01)\""), ["Add an alert|Ann Lee|2026-03-01|"]);
    assert_eq!(told("text: \"Add an alert (due: 2026-03-01)\"\n  owner: Bo Li"), ["Add an alert|Bo Li|2026-03-01|"]);
    // Whatever heads a column is a key, too, after the plainer ones.
    assert_eq!(
        told("Maßnahme: Alarm bauen\n  Ticketnummer: OPS-7\n  by when: 2026-03-02"),
        ["Alarm bauen||2026-03-02|OPS-7"]
    );
    assert_eq!(
        told("details: Of brass\n  title: Add a fuse\n  lead: Bo Li\n  owner: Ann Lee"),
        ["Add a fuse|Ann Lee||"]
    );
}
