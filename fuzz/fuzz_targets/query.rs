//! Any text as a query: it has an answer, each of whose documents is there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pmsite::internals::search::analyzer::Analyzer;
use pmsite::internals::search::index::Index;
use pmsite::internals::search::rank::{Synonyms, search};
use pmsite_fuzz::index;
use std::sync::OnceLock;

static INDEX: OnceLock<(Index, Synonyms)> = OnceLock::new();

fuzz_target!(|text: &str| {
    let (index, synonyms) = INDEX.get_or_init(index);
    let answer = search(index, text, &mut Analyzer::default(), synonyms).expect("an answer");
    assert!(answer.sure <= answer.hits.len());
    for hit in &answer.hits {
        index.card(hit.document).expect("a card");
    }
});
