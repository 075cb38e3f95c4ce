//! What keys forget: a setting is changed, and no file may differ whose key does not.

use super::*;
use crate::config::Config;
use crate::model::Relations;
use crate::model::page::OutputBytes;
use crate::pipeline::discover::content_roots;
use crate::pipeline::plan::{Planned, address, plan};
use crate::pipeline::{Clock, Options, Session, Silent, link};
use crate::theme::Theme;
use jiff::civil::date;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A setting, and how it is changed.
type Change = (&'static str, fn(&mut Config));

/// The demo, and what its pages are made with.
struct Demo {
    catalog: Catalog,
    relations: Relations,
    config: Arc<Config>,
    theme: Arc<Theme>,
}

impl Demo {
    fn new() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let config = Config::load(root, date(2026, 11, 1), crate::text::lexicon::check).unwrap();
        let mut session = Session::new(Options {
            config,
            root: root.to_owned(),
            content: content_roots(&[root.join("content")]),
            skip: Vec::new(),
            store: None,
            search: false,
            keep_going: true,
            rules: false,
        });
        let understood = session.understand(&mut Clock::new(&Silent)).unwrap();
        let relations = link::relations(&understood.catalog, &understood.vocabularies);
        let (config, theme) = (Arc::clone(&session.config), session.theme().unwrap());
        Self { catalog: understood.catalog, relations, config, theme }
    }

    /// By path: the key of the file, if it has one, and the hash of all that its template sees, or of its bytes.
    fn files(
        &self,
        catalog: Catalog,
        relations: Relations,
        config: &Arc<Config>,
    ) -> BTreeMap<String, (Option<Key>, Key)> {
        let (addressed, _) = address(&catalog, config, &self.theme);
        let plan = plan(&Arc::new(catalog), relations, config, &self.theme.words, addressed);
        let keys = plan.keys();
        let file = |address: &Address| {
            let made = match plan.at(address) {
                Planned::Page(page) => page.key().unwrap(),
                Planned::File(file) => match file.bytes {
                    OutputBytes::Made(bytes) => *blake3::hash(&bytes).as_bytes(),
                    OutputBytes::CopyOf(_) | OutputBytes::DrawingOf(_) => [0; 32],
                },
            };
            (address.path.clone(), (plan.key(&keys, address), made))
        };
        plan.addresses().par_iter().map(file).collect()
    }
}

/// Settings that a stage does not read keep its id; those that change a file change its key.
#[test]
fn no_file_differs_whose_settings_are_said_to_be_the_same() {
    let demo = Demo::new();
    let before = demo.files(demo.catalog.clone(), demo.relations.clone(), &demo.config);
    let unread: [Change; 3] = [
        ("deny-warnings", |config| config.deny_warnings = !config.deny_warnings),
        ("draft-days", |config| config.rules.draft_days = 99),
        ("today", |config| config.today = date(2031, 1, 1)),
    ];
    for (what, change) in unread {
        let mut config = Config::clone(&demo.config);
        change(&mut config);
        assert!(config.site_id() == demo.config.site_id(), "{what}");
    }
    let changes: [Change; 15] = [
        ("title", |config| config.book.title.push_str(" anew")),
        ("description", |config| config.book.description.push_str(" anew")),
        ("authors", |config| config.book.authors.push("Somebody".into())),
        ("language", |config| config.book.language = "de".into()),
        ("site-url", |config| config.html.site_url = Some("https://a.example/b/".into())),
        ("edit-url-template", |config| config.html.edit_url_template = Some("https://a.example/{path}".into())),
        ("history-url-template", |config| config.html.history_url_template = Some("https://b.example/{path}".into())),
        ("default-theme", |config| config.html.default_theme = "dark".into()),
        ("due-within", |config| config.actions.due_within = [Some(3); 5]),
        ("minimum", |config| config.insights.minimum = 1_000),
        ("deny-warnings", |config| config.deny_warnings = !config.deny_warnings),
        ("draft-days", |config| config.rules.draft_days = 99),
        ("git-repository-url", |config| config.html.git_repository_url = Some("https://c.example/d".into())),
        ("synonyms", |config| config.search.synonyms.push("a|b".into())),
        ("public-actions", |config| config.audience.public_actions = !config.audience.public_actions),
    ];
    for (what, change) in changes {
        let mut config = Config::clone(&demo.config);
        change(&mut config);
        let after = demo.files(demo.catalog.clone(), demo.relations.clone(), &Arc::new(config));
        for (path, (key, made)) in &after {
            let Some((key_before, made_before)) = before.get(path) else { continue };
            assert!(made == made_before || key.is_none() || key != key_before, "{what}: {path}");
        }
    }
}
