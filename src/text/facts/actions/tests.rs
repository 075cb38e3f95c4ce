use super::super::tests::incident_of;
use crate::model::ActionStatus;

/// Text, owner, due day and state of each action below `head`.
fn below(head: &str, list: &str) -> Vec<(String, String, String, Option<ActionStatus>)> {
    let read = incident_of(&format!("# Lamps out\n\n**Date:** 2026-02-20\n\n## {head}\n\n{list}\n"));
    let day = |due: &Option<crate::model::Moment>| due.as_ref().map_or(String::new(), ToString::to_string);
    let of = |item: crate::model::ActionItem| (item.text, item.owner.unwrap_or_default(), day(&item.due), item.status);
    read.action_items.into_iter().map(of).collect()
}

fn one(text: &str) -> (String, String, String, Option<ActionStatus>) {
    below("Action items", &format!("- {text}")).into_iter().next().unwrap_or_default()
}

#[test]
fn owner_day_and_state_stand_in_many_places() {
    for text in [
        "Buy fuses (owner=ann, due=2026-03-01)",
        "Buy fuses — owner: ann, due: 2026-03-01",
        "Buy fuses — responsável: ann, prazo: 2026-03-01",
        "Buy fuses | Verantwortlich: ann | Frist: 2026-03-01",
        "Buy fuses (担当: ann、期限: 2026-03-01)",
        "Buy fuses. Owner: ann. Due 2026-03-01",
    ] {
        let (text, owner, due, _) = one(text);
        assert_eq!((text.trim_end_matches('.'), owner.as_str(), due.as_str()), ("Buy fuses", "ann", "2026-03-01"));
    }
    assert_eq!(
        one("Buy fuses — Ann Lee — 2026-03-01 — done"),
        ("Buy fuses".into(), "Ann Lee".into(), "2026-03-01".into(), Some(ActionStatus::Done))
    );
    assert_eq!(one("Buy fuses — Ann Lee — 1 March 2026").1, "Ann Lee");
    assert_eq!(one("Buy fuses @ann 截止 2026-03-01").1, "@ann");
    assert_eq!(one("Buy fuses @ann 截止 2026-03-01").2, "2026-03-01");
    let mention = one("Buy fuses @Ann Lee March 1, 2026");
    assert_eq!((mention.0.as_str(), mention.1.as_str(), mention.2.as_str()), ("Buy fuses", "Ann Lee", "2026-03-01"));
}

#[test]
fn signs_behind_an_action_are_no_part_of_its_text() {
    let text = |line: &str| one(line).0;
    for line in [
        "Buy fuses ⏫ ➕ 2026-02-21 📅 2026-03-01",
        "Buy fuses #task 🔁 every month 🛫 2026-02-22 ⏳ 2026-02-23 📅 2026-03-01 #street",
        "Buy fuses 🔺 (due: 2026-03-01) 🆔 abc123 ⛔ def456",
    ] {
        assert_eq!((text(line).as_str(), one(line).2.as_str()), ("Buy fuses", "2026-03-01"), "{line}");
    }
    let dropped = one("Buy fuses ❌ 2026-02-24");
    assert_eq!((dropped.0.as_str(), dropped.3), ("Buy fuses", Some(ActionStatus::Dropped)));
    // What is no day is text, and so is a tag that no sign stands before.
    for line in [
        "Buy fuses ⏳ of the new kind",
        "Buy fuses for #street",
        "Buy 🔁 and sell fuses of every kind that there is in the street",
    ] {
        assert_eq!(text(line), line);
    }
}

#[test]
fn what_it_is_for_may_be_labelled() {
    use crate::model::ActionKind::{Detect, Mitigate, Prevent};
    for (text, kind) in [
        ("Buy fuses (kind: detect, owner: ann, due: 2026-03-01)", Detect),
        ("Buy fuses (owner: ann, due: 2026-03-01, type: mitigation)", Mitigate),
        ("Buy fuses (prevent, owner: ann, due: 2026-03-01)", Prevent),
    ] {
        let read = incident_of(&format!("# Lamps out\n\n## Action items\n\n- [ ] {text}\n"));
        let item = &read.action_items[0];
        assert_eq!(
            (item.text.as_str(), item.owner.as_deref(), item.kind),
            ("Buy fuses", Some("ann"), Some(kind)),
            "{text}"
        );
    }
}

#[test]
fn days_of_obsidian() {
    let list = "- [ ] Buy fuses [[Ann Lee]] 📅 2026-03-01\n- [x] Sell lamps ✅ 2026-02-26\n";
    let read = incident_of(&format!("# Lamps\n\n## Next steps\n\n{list}"));
    let [first, second] = &read.action_items[..] else { panic!("two actions") };
    assert_eq!(
        (first.text.as_str(), first.owner.as_deref(), first.status),
        ("Buy fuses", Some("Ann Lee"), Some(ActionStatus::Open))
    );
    assert_eq!(first.due.as_ref().map(ToString::to_string).as_deref(), Some("2026-03-01"));
    assert_eq!((second.text.as_str(), second.status), ("Sell lamps", Some(ActionStatus::Done)));
    assert_eq!(second.closed.as_ref().map(ToString::to_string).as_deref(), Some("2026-02-26"));
}

#[test]
fn a_bracket_that_says_more_is_text() {
    for text in [
        "Add an alert (active monitoring)",
        "Move the fuse (open questions remain)",
        "Test the lamp (Linux, macOS)",
        "Write it down (see the list)",
        "Raise the limit (done by hand so far) everywhere",
        "Order lamps (done - see wiki)",
    ] {
        assert_eq!(one(text).0, text);
    }
    assert_eq!(
        one("Order lamps (done)"),
        ("Order lamps".into(), String::new(), String::new(), Some(ActionStatus::Done))
    );
    assert_eq!(one("Order lamps (done on 2026-02-24)").3, Some(ActionStatus::Done));
}

#[test]
fn names_that_end_all_items_are_owners() {
    let list = "- Buy fuses (Ann)\n- Sell lamps (Bo Li, by 15 March)\n- Rest (Cy)\n";
    let owners: Vec<String> = below("Action items", list).into_iter().map(|item| item.1).collect();
    assert_eq!(owners, ["Ann", "Bo Li", "Cy"]);
    assert_eq!(below("Action items", list)[1].2, "2026-03-15");
    let list = "- Buy fuses (Redis)\n- Sell lamps to the shop\n- Rest at night\n";
    assert_eq!(below("Action items", list)[0].0, "Buy fuses (Redis)");
}

#[test]
fn tables_with_boxes_titles_and_bugs() {
    let states =
        |table: &str| below("Action items", table).into_iter().map(|item| (item.0, item.3)).collect::<Vec<_>>();
    use ActionStatus::{Done, Open};
    let expected = [("Buy".to_owned(), Some(Done)), ("Sell".to_owned(), Some(Open))];
    assert_eq!(states("| Done | Task | Owner |\n|---|---|---|\n| [x] | Buy | Ann |\n| [ ] | Sell | Bo |"), expected);
    assert_eq!(states("| Task | Owner |\n|---|---|\n| [x] Buy | Ann |\n| [ ] Sell | Bo |"), expected);
    assert_eq!(
        states("| Title | Owner | Status |\n|---|---|---|\n| Buy | Ann | Completed |\n| Sell | Bo | Outstanding |"),
        expected
    );
    let bugs = states(
        "| Action item | Owner | Bug |\n|---|---|---|\n| Buy | Ann | [7](https://b.example/7) **DONE** |\n| Sell | Bo | 8 |",
    );
    assert_eq!(bugs, [("Buy".to_owned(), Some(Done)), ("Sell".to_owned(), None)]);
    assert_eq!(one("https://b.example/7 - Buy fuses").0, "Buy fuses");
}

#[test]
fn lessons_checklists_and_prose_are_no_actions() {
    assert!(below("Prevention", "- Nodes are found by name\n- Fuses need air\n").is_empty());
    assert!(below("Action items", "- [ ] Is the summary there?\n- [ ] Has everybody read it?\n").is_empty());
    assert!(below("Action items", "We will buy fuses and rest.\n").is_empty());
    assert_eq!(below("Prevention", "- **Action item**: Buy fuses\n").len(), 1);
    assert_eq!(below("Action items", "- [ ] Buy\n- [x] Sell\n\n1. Rest\n2. Sleep\n").len(), 4);
    assert_eq!(below("Action items", "1. Buy\n2. ~~Sell~~ not needed\n")[1].3, Some(ActionStatus::Dropped));
}

#[test]
fn headings_of_a_plan_open_no_sections_and_may_be_the_actions() {
    let sorted = "# Lamps out\n\n## Action items\n\n### Detection\n\n- [ ] Ring a bell\n\n### Mitigation (緩和)\n\n- [x] Keep candles\n";
    let (read, _) = super::super::tests::read_at("postmortems/lamp.md", crate::model::Zone::Postmortems, sorted);
    let texts: Vec<_> = read.postmortem.action_items.iter().map(|item| item.text.as_str()).collect();
    assert_eq!(texts, ["Ring a bell", "Keep candles"]);
    let names: Vec<_> = read.sections.iter().map(|section| section.name).collect();
    assert_eq!(names, [crate::model::SectionName::ActionItems]);
    assert_eq!(read.postmortem.fix, None);
    let texts = |list: &str| below("Corrective actions", list).into_iter().map(|item| item.0).collect::<Vec<_>>();
    let told = "### Check the fuse\n\nIt is checked by:\n\n```sh\ntest\n```\n\n### Sell the lamp\n\nNobody needs it. Namely:\n\nnobody.\n";
    assert_eq!(texts(told), ["Check the fuse", "Sell the lamp"]);
    let listed = "### Check\n\nThese are checked:\n\n- the fuse\n- the lamp\n\n### Sell\n\nThe lamp.\n";
    assert_eq!(texts(listed), ["the fuse", "the lamp"]);
    assert_eq!(texts("### Immediate\n\nCandles.\n\n### Long-term\n\nA new lamp.\n"), [""; 0]);
}

#[test]
fn boxes_without_bullets_and_below_other_headings_are_actions_where_some_are_open() {
    let texts = |list: &str| below("Action items", list).into_iter().map(|item| (item.0, item.3)).collect::<Vec<_>>();
    let expected = [("Buy fuses".to_owned(), Some(ActionStatus::Open)), ("Rest".to_owned(), Some(ActionStatus::Done))];
    assert_eq!(texts("[ ] Buy fuses\n[x] Rest\n"), expected);
    assert_eq!(texts("☐ Buy fuses\n☑ Rest\n"), expected);
    assert_eq!(texts("- ☐ Buy fuses\n- ☑ Rest\n"), expected);
    assert_eq!(below("How to prevent it on Tuesday", "### Today\n\n- [ ] Buy fuses\n- [x] Rest\n").len(), 2);
    assert!(below("How to prevent it on Tuesday", "- [x] Buy fuses\n- [x] Rest\n").is_empty());
    assert!(below("Criteria of success", "- [ ] Lamp lit\n- [ ] Street bright\n").is_empty());
    assert!(below("Resolution", "- [x] Lamp switched off\n- [ ] Candle lit\n").is_empty());
}
