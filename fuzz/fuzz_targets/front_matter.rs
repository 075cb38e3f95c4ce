//! Any text as front matter: it is read, or it is told where it cannot be, within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pmsite::internals::diagnostics::Report;
use pmsite::internals::text::codes::Codes;
use pmsite::internals::text::{fields, foreign, front_matter, markdown};
use pmsite_fuzz::{config, source};

fuzz_target!(|text: &str| {
    let source = source("postmortems/x.md", text);
    let mut report = Report::default();
    let front = front_matter::split(&source.path, &source.text, &mut report);
    let body = foreign::rewrite(&source.text, front.body, false);
    let codes = Codes::of(&source.text, &markdown::read(&body).events);
    fields::read(&source, &front, &codes, &config(), &mut report);
    for span in report.diagnostics.iter().filter_map(|found| found.span) {
        assert!(span.start <= span.end && source.text.get(span.start..span.end).is_some(), "{span:?}");
    }
});
