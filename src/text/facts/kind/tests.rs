use crate::text::facts::tests::kind_of;
use crate::text::registry::Kind;

#[test]
fn words_of_other_pages_are_whole_words() {
    let text = "Investigating our use of the library.\n\n## Timeline\n\n- 14:02 told\n\n## Action items\n\n- Ask\n\n## Lessons learned\n\n- Ask\n";
    assert_eq!(kind_of("PM-11.md", &format!("# Log4Shell investigations\n\n{text}")), Kind::Postmortem);
    assert_eq!(kind_of("PM-11.md", &format!("# Log of investigations\n\n{text}")), Kind::Page);
}

#[test]
fn a_page_of_definitions_is_no_incident() {
    let text = "# Types of compromise\n\nDefinitions for the catalogue of compromises.\n\n## Dev tooling\n\nWhere a tool was attacked.\n";
    assert_eq!(kind_of("catalog/compromises/compromise-definitions.md", text), Kind::Page);
}

#[test]
fn a_dated_folder_holds_no_form() {
    let text = "# Degraded lamps\n\nThe lamps failed.\n\n## Root cause\n\nSomebody changed <this file> on <this server> from <this value> to <that value>.\n\n## Timeline\n\n- 14:02 dark\n";
    assert_eq!(kind_of("blog/incidents/2022-12-18-lamps/index.md", text), Kind::Postmortem);
}

#[test]
fn a_table_of_dated_things_is_a_list_and_one_day_of_clock_times_is_a_story() {
    let table = |rows: &str| format!("# Known outages\n\nWhat to expect.\n\n| When | What |\n|---|---|\n{rows}");
    let many = table("| 2026-03-01 to 2026-03-04 | North pier |\n| 2026-04-10 | South pier |\n");
    assert_eq!(kind_of("incidents/known_outages.md", &many), Kind::Index);
    assert_eq!(kind_of("incidents/2026-03-01-piers.md", &many), Kind::Postmortem, "its name has a day");
    let story = table("| 2026-03-01 10:00 | The pier closes |\n| 2026-03-02 11:00 | It opens |\n");
    assert_eq!(kind_of("incidents/pier.md", &story), Kind::Postmortem);
    let section = format!("{many}\n## Root cause\n\nSand.\n");
    assert_eq!(kind_of("incidents/pier.md", &section), Kind::Postmortem);
}

#[test]
fn the_note_on_a_folder_of_incidents_is_its_index() {
    let text = "# Incidents\n\n- [[2026-02-02 Kiln]]\n- [[2026-02-03 Lamp]]\n";
    assert_eq!(kind_of("vault/Incidents/Incidents.md", text), Kind::Index);
    assert_eq!(kind_of("docs/_postmortems/+postmortems.md", "# Post-mortems\n\nWhat broke.\n"), Kind::Index);
    let told = "# Outage\n\n**Date:** 2026-02-02\n**Severity:** SEV2\n**Duration:** 2h\n\n## Root cause\n\nA fuse.\n\n## Timeline\n\n- 14:02 dark\n";
    assert_eq!(kind_of("vault/outage/outage.md", told), Kind::Postmortem);
}
