//! Any text as a document, of Markdown and of MDX: nothing panics, and what is noticed lies within the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pmsite::internals::pipeline::parse;
use pmsite_fuzz::{DRAWING, config, source};

fuzz_target!(|text: &str| {
    for path in ["postmortems/x.md", "postmortems/x.mdx"] {
        let source = source(path, text);
        let parsed = parse::parse(&source, DRAWING, &config());
        for span in parsed.report.diagnostics.iter().filter_map(|found| found.span) {
            assert!(span.start <= span.end && source.text.get(span.start..span.end).is_some(), "{span:?}");
        }
        let body = &parsed.document.body;
        for code in &body.code {
            assert!(body.text.get(code.start as usize..code.end as usize).is_some(), "{code:?}");
        }
    }
});
