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
