//! The stages one by one, on the demo knowledge base: `cargo bench`. For the whole against other tools see src/manual/limits.md.

#![allow(missing_docs, clippy::unwrap_used)]

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::civil::date;
use pmsite::internals::config::Config;
use pmsite::internals::model::{Catalog, Document, SourceFile};
use pmsite::internals::pipeline::discover::{self, ContentRoot, Discovered};
use pmsite::internals::pipeline::{Options, Silent, index, link, parse, plan, render};
use pmsite::internals::text::vocabulary::Vocabulary;
use pmsite::internals::theme::Theme;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

fn options() -> Options {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Options {
        config: Config::load(root, date(2026, 11, 1), pmsite::internals::text::lexicon::check).unwrap(),
        root: root.to_owned(),
        content: vec![ContentRoot { folder: root.join("content"), prefix: String::new() }],
        skip: Vec::new(),
        store: None,
        search: false,
        keep_going: true,
        rules: false,
    }
}

fn discovered(options: &Options) -> Discovered {
    discover::discover(&options.root, &options.content, &[], &options.config, &mut discover::Memory::default()).unwrap()
}

fn documents(sources: &[SourceFile], config: &Config) -> Vec<Arc<Document>> {
    let parsed = parse::parse_all(sources, config, &mut parse::Memory::new(config, None), &Silent);
    parsed.into_iter().map(|parsed| parsed.document).collect()
}

fn vocabularies(documents: &[Arc<Document>]) -> Vec<(Arc<str>, Arc<Vocabulary>)> {
    let vocabulary = |document: &Arc<Document>| Arc::new(Vocabulary::of(&document.body.text));
    documents.iter().map(|document| (Arc::clone(&document.source), vocabulary(document))).collect()
}

fn linked(discovered: &Discovered, config: &Config) -> Catalog {
    let documents = documents(&discovered.sources, config);
    let (catalog, _) =
        link::link(&documents, &discovered.assets, &Default::default(), &Default::default(), true, config);
    catalog
}

fn stages(criterion: &mut Criterion) {
    let options = options();
    let config = &options.config;
    let found = discovered(&options);
    criterion.bench_function("discover", |bench| bench.iter(|| discovered(&options)));
    criterion.bench_function("parse", |bench| bench.iter(|| documents(&found.sources, config)));

    let documents = documents(&found.sources, config);
    criterion.bench_function("link", |bench| {
        bench.iter(|| link::link(&documents, &found.assets, &Default::default(), &Default::default(), true, config))
    });
    criterion.bench_function("related", |bench| {
        let (catalog, vocabularies) = (linked(&found, config), vocabularies(&documents));
        bench.iter(|| link::relations(&catalog, &vocabularies));
    });

    let catalog = Arc::new(linked(&found, config));
    let theme = Theme::load(&options.root, None, &[]).unwrap();
    let shared = Arc::new(config.clone());
    let planned = || {
        let relations = link::relations(&catalog, &vocabularies(&documents));
        plan::plan(&catalog, relations, &shared, &theme.words, plan::address(&catalog, config, &theme).0)
    };
    criterion.bench_function("plan", |bench| bench.iter(planned));
    criterion.bench_function("render", |bench| {
        let plan = planned();
        bench.iter(|| {
            for address in plan.addresses() {
                black_box(render::render(plan.at(address), &theme).unwrap());
            }
        });
    });

    criterion.bench_function("index", |bench| bench.iter(|| index::update(&catalog, &options, [0; 32]).unwrap()));
    criterion.bench_function("export", |bench| {
        let index = index::update(&catalog, &options, [0; 32]).unwrap();
        let groups = index::synonym_groups(&index, config).unwrap();
        bench.iter(|| {
            index::export(&index, &catalog, config, &groups, &|output| {
                black_box(output);
                Ok::<_, pmsite::internals::search::index::Error>(())
            })
            .unwrap();
        });
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = stages
}
criterion_main!(benches);
