//! What the targets share: a text as a file of the content folder, and a small collection to search.

use jiff::civil::date;
use pmsite::internals::config::Config;
use pmsite::internals::model::{Fingerprint, SourceFile, Zone};
use pmsite::internals::pipeline::{Options, Silent, index, link, parse};
use pmsite::internals::search::analyzer::Analyzer;
use pmsite::internals::search::index::Index;
use pmsite::internals::search::rank::Synonyms;
use std::path::PathBuf;
use std::sync::Arc;

/// What diagrams of one document may cost.
pub const DRAWING: u32 = 10_000;

/// The defaults.
pub fn config() -> Config {
    Config::new(date(2026, 1, 1))
}

/// `text` as the file at `path`.
pub fn source(path: &str, text: &str) -> SourceFile {
    SourceFile {
        path: Arc::from(path),
        above: Arc::from(""),
        zone: Zone::Postmortems,
        text: Arc::from(text),
        fingerprint: Fingerprint::of(text.as_bytes()),
        damaged: false,
    }
}

/// Documents in the shapes that queries meet: words, names, code, other scripts.
const DOCUMENTS: [(&str, &str); 3] = [
    (
        "postmortems/certificate.md",
        "---\ntitle: The certificate of the proxy expired\ndate: 2025-03-02\nseverity: SEV2\nservices: [edge-proxy]\ntags: [tls]\n---\n\n\
         ## Resolution\n\nWe renewed it by hand and reloaded the proxy.\n\n```sh\n$ certbot renew --force-renewal\nx509: certificate has expired\n```\n",
    ),
    (
        "postmortems/queue.md",
        "# Queue of orders was stuck for 40 minutes\n\n**Date:** 2024-11-05\n**Services:** orders, mailer\n\nConnection refused: `10.1.2.3:5432`.\n",
    ),
    ("postmortems/störung.md", "# Störung: Datenbank nicht erreichbar\n\n## 時系列\n\n- 10:00 障害が発生した\n- 10:20 再起動した\n"),
];

/// An index of them in memory, and what means the same in it.
///
/// # Panics
/// Where none can be made: a fault of the targets.
#[must_use]
pub fn index() -> (Index, Synonyms) {
    let config = config();
    let sources: Vec<SourceFile> = DOCUMENTS.iter().map(|(path, text)| source(path, text)).collect();
    let parsed = parse::parse_all(&sources, &config, &mut parse::Memory::new(&config, None), &Silent);
    let documents: Vec<_> = parsed.into_iter().map(|parsed| parsed.document).collect();
    let (catalog, _) = link::link(&documents, &[], &Default::default(), &Default::default(), true, &config);
    let options = Options {
        config,
        root: PathBuf::new(),
        content: Vec::new(),
        skip: Vec::new(),
        store: None,
        search: true,
        keep_going: true,
        rules: false,
    };
    let index = index::update(&catalog, &options, [0; 32]).expect("an index");
    let groups = index::synonym_groups(&index, &options.config).expect("synonyms");
    let synonyms = Synonyms::new(&groups, &mut Analyzer::default());
    (index, synonyms)
}
