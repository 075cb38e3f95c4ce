//! What keys forget: a part of the catalog is changed, and no file may differ whose key does not.

use super::*;
use crate::config::Config;
use crate::model::catalog::Topic;
use crate::model::page::OutputBytes;
use crate::model::relations::Related;
use crate::model::{Content, Fact, Postmortem, Provenance, Relations};
use crate::pipeline::discover::content_roots;
use crate::pipeline::plan::{Planned, address, plan};
use crate::pipeline::{Clock, Options, Session, Silent, link};
use crate::theme::Theme;
use jiff::civil::date;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

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

    /// The incident that most is known of, from a place in the middle of the catalog's list.
    fn incident(&self) -> DocId {
        let known = |id: &DocId| {
            let entry = self.catalog.entry(*id);
            let is_repeated = entry.recurrence_of.is_some() || !entry.recurrences.is_empty();
            (is_repeated, entry.cited_by.len() + entry.services.len() + entry.targets.len(), Reverse(*id))
        };
        self.catalog.incidents.iter().copied().max_by_key(known).unwrap()
    }
}

type Change = (&'static str, fn(&mut Parts));

/// What a change may change: the catalog, its relations, and the place of one incident in it.
struct Parts {
    catalog: Catalog,
    lists: Vec<Arc<[Related]>>,
    id: DocId,
}

impl Parts {
    fn entry(&mut self) -> &mut Entry {
        let id = self.id.index();
        &mut self.catalog.documents[id]
    }

    /// Its document, of which another file was read.
    fn document(&mut self) -> &mut Document {
        let document = Arc::make_mut(&mut self.entry().document);
        document.fingerprint = Fingerprint::of(b"another file");
        document
    }

    fn postmortem(&mut self) -> &mut Postmortem {
        match &mut self.document().content {
            Content::Postmortem(postmortem) => postmortem,
            _ => unreachable!("it is an incident"),
        }
    }

    /// An incident that is not it, and the topic of a kind that it names first.
    fn other(&self) -> DocId {
        *self.catalog.incidents.iter().rev().find(|id| **id != self.id).unwrap()
    }

    fn topic(&mut self, kind: TopicKind) -> &mut Topic {
        let entry = self.catalog.entry(self.id);
        let id = match kind {
            TopicKind::Service => entry.services[0],
            TopicKind::RootCause => entry.root_causes[0],
            _ => unreachable!("no other is asked for"),
        };
        &mut self.catalog.topics.of_mut(kind)[id.index()]
    }

    fn last(&self, kind: TopicKind) -> TopicId {
        TopicId(u32::try_from(self.catalog.topics.of(kind).len() - 1).unwrap())
    }
}

fn fact<T>(value: T) -> Fact<T> {
    Fact::new(value, Provenance::Path)
}

/// One change for each part of a catalog that pages are made of.
const CHANGES: &[Change] = &[
    ("title", |parts| parts.document().title.value.push_str(" anew")),
    ("others", |parts| {
        parts.document().others.push(crate::model::document::OtherField { name: "X".into(), values: vec!["y".into()] })
    }),
    ("segments", |parts| parts.document().body.segments.push(Segment::Html("<p>more</p>".into()))),
    ("summary", |parts| parts.postmortem().summary = Some(fact("Another summary.".into()))),
    ("fix", |parts| parts.postmortem().fix = Some(fact("Another fix.".into()))),
    ("status", |parts| parts.postmortem().status = Some(fact(crate::model::postmortem::Status::Draft))),
    ("planned", |parts| parts.postmortem().planned = Some(fact(true))),
    ("date", |parts| parts.postmortem().started = None),
    ("resolved", |parts| parts.postmortem().ttr = Default::default()),
    ("actions", |parts| parts.postmortem().action_items.clear()),
    ("severity told", |parts| parts.postmortem().severity = None),
    ("authors", |parts| parts.postmortem().authors.push(fact("Somebody".into()))),
    ("links", |parts| parts.postmortem().links.push(("a".into(), fact("https://a.example/".into())))),
    ("url", |parts| parts.entry().url = "postmortems/another/".into()),
    ("targets", |parts| parts.entry().targets.iter_mut().for_each(|target| *target = Target::Broken)),
    ("cited_by", |parts| {
        let other = parts.other();
        parts.entry().cited_by.insert(0, other);
    }),
    ("services", |parts| {
        let service = parts.last(TopicKind::Service);
        parts.entry().services.push(service);
    }),
    ("root_causes", |parts| {
        let cause = parts.last(TopicKind::RootCause);
        parts.entry().root_causes.push(cause);
    }),
    ("severity", |parts| parts.entry().severity = None),
    ("teams", |parts| parts.entry().teams.clear()),
    ("tags", |parts| parts.entry().tags.clear()),
    ("alerts", |parts| parts.entry().alerts.clear()),
    ("year", |parts| parts.entry().year = None),
    ("neighbours", |parts| parts.entry().neighbours.clear()),
    ("recurrence_of", |parts| {
        let other = parts.other();
        parts.entry().recurrence_of = Some(other);
    }),
    ("recurrences", |parts| {
        let other = parts.other();
        parts.entry().recurrences.push(other);
    }),
    ("not_recurrences", |parts| {
        let other = parts.other();
        parts.entry().not_recurrences.push(other);
    }),
    ("evidence_gone", |parts| parts.entry().evidence_gone = vec![0]),
    ("relations", |parts| {
        let (id, other) = (parts.id.index(), parts.other());
        parts.lists[id] =
            [Related { incident: other, reasons: vec![Reason::SharedTerms(vec!["a term".into()])] }].into();
    }),
    ("reasons", |parts| {
        let id = parts.id.index();
        let anew = |related: &Related| Related { reasons: vec![Reason::Stated], ..related.clone() };
        parts.lists[id] = parts.lists[id].iter().map(anew).collect();
    }),
    ("service's name", |parts| parts.topic(TopicKind::Service).name.push_str(" anew")),
    ("service's slug", |parts| parts.topic(TopicKind::Service).slug.push_str("-anew")),
    ("service's aliases", |parts| parts.topic(TopicKind::Service).aliases.push("anew".into())),
    ("service's incidents", |parts| _ = parts.topic(TopicKind::Service).incidents.remove(0)),
    ("service's document", |parts| parts.topic(TopicKind::Service).declared = None),
    ("service's needs", |parts| {
        let last = parts.last(TopicKind::Service);
        parts.topic(TopicKind::Service).depends_on.push(last);
    }),
    ("cause's name", |parts| parts.topic(TopicKind::RootCause).name.push_str(" anew")),
    ("cause's parent", |parts| parts.topic(TopicKind::RootCause).parent = None),
    ("cause's children", |parts| {
        let last = parts.last(TopicKind::RootCause);
        parts.topic(TopicKind::RootCause).children.push(last);
    }),
    ("order", |parts| parts.catalog.incidents.reverse()),
    ("home", |parts| parts.catalog.home = None),
    ("sizes", |parts| parts.catalog.attachments.iter_mut().for_each(|file| file.size = Some((7, 9)))),
];

#[test]
fn no_file_differs_whose_key_is_the_same() {
    let demo = Demo::new();
    let before = demo.files(demo.catalog.clone(), demo.relations.clone(), &demo.config);
    let (mut forgotten, mut unseen) = (Vec::new(), Vec::new());
    for (what, change) in CHANGES {
        let mut parts =
            Parts { catalog: demo.catalog.clone(), lists: demo.relations.lists().to_vec(), id: demo.incident() };
        change(&mut parts);
        let after = demo.files(parts.catalog, Relations::new(parts.lists), &demo.config);
        let mut is_shown = before.len() != after.len();
        for (path, (key, made)) in &after {
            let Some((key_before, made_before)) = before.get(path) else { continue };
            is_shown |= made != made_before;
            if made != made_before && key.is_some() && key == key_before {
                forgotten.push(format!("{what}: {path}"));
            }
        }
        unseen.extend((!is_shown).then_some(*what));
    }
    assert_eq!((forgotten, unseen), (Vec::new(), Vec::new()), "files of old keys, and changes that no file shows");
}

/// Settings that a stage does not read keep its id; those that change a file change its key.
#[test]
fn no_file_differs_whose_settings_are_said_to_be_the_same() {
    let demo = Demo::new();
    let before = demo.files(demo.catalog.clone(), demo.relations.clone(), &demo.config);
    let changes: [(&str, fn(&mut Config)); 12] = [
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
