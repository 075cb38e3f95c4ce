//! What parsing reads of the settings.

use super::*;
use crate::config::{Strictness, Word};
use crate::pipeline::Silent;
use crate::pipeline::discover::{self, content_roots};
use jiff::civil::date;
use std::path::Path;

/// The sources of the demo, and its settings.
fn demo() -> (Vec<SourceFile>, Config) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let config = Config::load(root, date(2026, 11, 1), lexicon::check).unwrap();
    let content = content_roots(&[root.join("content")]);
    let found = discover::discover(root, &content, &[], &config, &mut discover::Memory::default()).unwrap();
    (found.sources, config)
}

#[test]
fn documents_are_parsed_anew_where_settings_change_them_and_nowhere_else() {
    let (sources, config) = demo();
    let parsed = |config: &Config| {
        let mut memory = Memory::new(config, None);
        borsh::to_vec(&parse_all(&sources, config, &mut memory, &Silent)).unwrap()
    };
    let before = parsed(&config);
    type Change = (&'static str, bool, fn(&mut Config));
    let changes: [Change; 11] = [
        ("today", false, |config| config.today = date(2030, 1, 1)),
        ("title", false, |config| config.book.title.push_str(" anew")),
        ("language", false, |config| config.book.language = "de".into()),
        ("edit-url-template", false, |config| config.html.edit_url_template = Some("https://a.example/{path}".into())),
        ("synonyms", false, |config| config.search.synonyms.push("a|b".into())),
        ("due-within", false, |config| config.actions.due_within = [Some(3); 5]),
        ("minimum", false, |config| config.insights.minimum = 1_000),
        ("draft-days", false, |config| config.rules.draft_days = 99),
        ("audience", true, |config| config.audience.audience = Visibility::Public),
        ("secrets", true, |config| config.privacy.secrets = Strictness::Off),
        ("lexicon", true, |config| {
            let (table, meaning, word) = ("sections".into(), "summary".into(), "gist".into());
            config.lexicon = [Word { table, meaning, word, overrules: false }].into();
        }),
    ];
    for (what, is_read, change) in changes {
        let mut other = config.clone();
        change(&mut other);
        assert_eq!(other.parse_id() != config.parse_id(), is_read, "{what}");
        assert!(is_read || parsed(&other) == before, "{what}");
    }
}
