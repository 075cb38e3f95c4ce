//! `SourceFile` -> `Document`: pure, in parallel.

use crate::config::Config;
use crate::diagnostics::{Diagnostic, Report};
use crate::model::document::Content;
use crate::model::{Document, Fact, Fingerprint, Provenance, SourceFile, Zone};
use crate::text::facts::{Extracted, Kind};
use crate::text::{facts, fields, front_matter, html, markdown, mdx, slug};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Longest title taken from a first sentence, in characters.
const LONGEST_OPENING: usize = 90;

/// A parsed file: its document, whether the document is only kept with `--keep-going`, and what was noticed.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub document: Arc<Document>,
    /// Front matter could not be read: without `--keep-going` the document is left out.
    pub broken: bool,
    pub report: Report,
}

/// What was parsed before, by source path.
#[derive(Debug, Default)]
pub struct Memory(FxHashMap<Arc<str>, (Identity, Parsed)>);

/// Files of one path that are equal in these parse alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    fingerprint: Fingerprint,
    zone: Zone,
    damaged: bool,
}

impl Identity {
    fn of(source: &SourceFile) -> Self {
        Self { fingerprint: source.fingerprint, zone: source.zone, damaged: source.damaged }
    }
}

/// Parses every file that is not in `memory` (of the same `config`), in parallel; the order is kept.
#[must_use]
pub fn parse_all(sources: &[SourceFile], config: &Config, memory: &mut Memory) -> Vec<Parsed> {
    let known = |source: &SourceFile| {
        let (_, parsed) = memory.0.get(&source.path).filter(|(identity, _)| *identity == Identity::of(source))?;
        Some(parsed.clone())
    };
    let all: Vec<Parsed> =
        sources.par_iter().map(|source| known(source).unwrap_or_else(|| parse(source, config))).collect();
    let remember =
        |(source, parsed): (&SourceFile, &Parsed)| (Arc::clone(&source.path), (Identity::of(source), parsed.clone()));
    memory.0 = sources.iter().zip(&all).map(remember).collect();
    all
}

/// Parses one file.
#[must_use]
pub fn parse(source: &SourceFile, config: &Config) -> Parsed {
    let mut report = Report::default();
    let front = front_matter::split(&source.path, &source.text, &mut report);
    let declared = fields::read(source, &front, config, &mut report);
    let body = if mdx::is_mdx(source) { mdx::text_start(&source.text, front.body) } else { front.body };
    let events = markdown::parse(&source.text, body);
    let (slug, aliases) = (declared.slug.clone(), declared.aliases.clone());
    let (visibility, draft) = (declared.visibility, declared.draft);
    let (service, root_cause) = (declared.service.clone(), declared.root_cause.clone());
    let mut extracted = facts::extract(source, declared, &events, config, &mut report);
    let body = html::render(source, events, extracted.title_heading, &extracted.sections, config, &mut report);
    if extracted.title.provenance == Provenance::Path {
        let opening = is_opaque(source.stem()).then(|| opening(&extracted)).flatten();
        let what = if opening.is_some() { "its first sentence" } else { "its file name" };
        let message = format!("has neither a title nor a heading; {what} serves as one");
        let hint = "add `title:` to its front matter, or a first heading";
        report.push(Diagnostic::warning("untitled", &source.path, message).hint(hint));
        extracted.title = opening.unwrap_or(extracted.title);
    }
    let content = match (source.zone, extracted.kind) {
        (Zone::Services, Kind::Postmortem | Kind::Page) => Content::Service(service),
        (Zone::RootCauses, Kind::Postmortem | Kind::Page) => Content::RootCause(root_cause),
        (_, Kind::Postmortem) => Content::Postmortem(Box::new(extracted.postmortem)),
        (_, Kind::Template) => Content::Template,
        (_, Kind::Index) => Content::Index,
        (_, Kind::Page) => Content::Page,
    };
    let slug = slug.unwrap_or_else(|| default_slug(source, &extracted.title));
    let document = Document {
        source: Arc::clone(&source.path),
        zone: source.zone,
        fingerprint: source.fingerprint,
        title: extracted.title,
        slug,
        aliases,
        visibility,
        draft,
        content,
        sections: extracted.sections,
        body,
    };
    Parsed { document: Arc::new(document), broken: front.broken || source.damaged, report }
}

/// A file name that tells a reader nothing: a UUID or a hash.
fn is_opaque(stem: &str) -> bool {
    stem.len() >= 12
        && stem.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-' || byte == b'_')
        && stem.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// The summary's first sentence, cut to the length of a title.
fn opening(extracted: &Extracted) -> Option<Fact<String>> {
    let summary = extracted.postmortem.summary.as_ref()?;
    let sentence = summary.value.split_once(". ").map_or(summary.value.as_str(), |(first, _)| first);
    let sentence = sentence.trim_end_matches('.');
    let value = match sentence.char_indices().nth(LONGEST_OPENING) {
        Some((end, _)) => {
            let words = sentence[..end].rsplit_once(' ').map_or(&sentence[..end], |(words, _)| words);
            format!("{words}…")
        }
        None => sentence.to_owned(),
    };
    (!value.is_empty()).then(|| Fact::new(value, summary.provenance.clone()).at(summary.span()))
}

/// File name without suffix; the folder's name for `index.md` and `README.md`; the title where neither leaves a slug.
fn default_slug(source: &SourceFile, title: &Fact<String>) -> Fact<String> {
    let stem = source.stem();
    let name = match stem.to_ascii_lowercase().as_str() {
        "index" | "_index" | "readme" => source.folder().unwrap_or(stem),
        _ => stem,
    };
    let slug = slug::slugify(name);
    match slug.is_empty() {
        true if title.provenance == Provenance::Path => Fact::new(String::new(), Provenance::Path),
        true => title.clone().map(|title| slug::slugify(&title)),
        false => Fact::new(slug, Provenance::Path),
    }
}
