//! `SourceFile` -> `Document`: pure, in parallel.

mod links;

use super::{Progress, drawing, privacy};
use crate::config::Config;
use crate::diagnostics::allow::{Allow, allows};
use crate::diagnostics::{Diagnostic, Report, Span, line_column};
use crate::fs;
use crate::model::document::Content;
use crate::model::postmortem::Status;
use crate::model::{Document, Fact, Postmortem, Provenance, SectionName, SourceFile, Visibility, Zone};
use crate::store::{BuildId, Key, Store, Values};
use crate::text::facts::{Explained, Extracted};
use crate::text::fields::Guard;
use crate::text::fields::declared::Declared;
use crate::text::foreign::Rewritten;
use crate::text::front_matter::FrontMatter;
use crate::text::html::{Allowance, Drawings};
use crate::text::lexicon::{self, REVIEW_STATES, Review};
use crate::text::markdown::Spanned;
use crate::text::registry::Kind;
use crate::text::vocabulary::Vocabulary;
use crate::text::{facts, fields, foreign, front_matter, html, markdown, mdx, slug, withheld, words};
use borsh::{BorshDeserialize, BorshSerialize};
pub(crate) use links::{Link, links};
use pulldown_cmark::{Event, Tag};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Longest title taken from a first sentence, in characters.
const LONGEST_OPENING: usize = 90;

/// A parsed file: its document, whether the document is only kept with `--keep-going`, and what was noticed.
#[derive(Clone, Debug, BorshSerialize, BorshDeserialize)]
pub struct Parsed {
    pub document: Arc<Document>,
    /// Of an incident; else empty.
    pub vocabulary: Arc<Vocabulary>,
    /// Front matter could not be read: without `--keep-going` the document is left out.
    pub broken: bool,
    /// Why the document may not be for the public, whatever its `visibility` is.
    pub doubts: Doubts,
    pub report: Report,
    /// Comments that silence problems of the document, those of later stages too.
    pub allows: Vec<Allow>,
}

/// What of a document says, or may say, that the public must not see it, and could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Doubts {
    /// Front matter as a whole.
    pub front_matter: bool,
    /// Statements where none is read, with their 1-based lines.
    pub stated: Vec<(Guard, usize)>,
}

/// What was parsed before, by this process and, in the cache folder, by earlier ones.
#[derive(Debug)]
pub struct Memory {
    /// By source path: the last one, the hash of all that it came from, and what it could spend on diagrams.
    parsed: FxHashMap<Arc<str>, (Key, u32, Parsed)>,
    values: Option<Values>,
    id: BuildId,
    /// What was drawn, of whatever document.
    drawings: Drawings,
    /// What [`Memory::save`] has to write.
    unsaved: Vec<(Key, Parsed)>,
}

impl Memory {
    /// What is remembered of documents parsed under `config`; `store` keeps it between runs.
    #[must_use]
    pub fn new(config: &Config, store: Option<&Store>) -> Self {
        let values = store.and_then(|store| store.below("documents")).map(Values::open);
        Self {
            parsed: FxHashMap::default(),
            values,
            id: config.parse_id(),
            drawings: Drawings::default(),
            unsaved: Vec::new(),
        }
    }

    /// Writes what was parsed since the last time.
    ///
    /// # Errors
    /// IO. The cache is no worse for it.
    pub fn save(&mut self) -> Result<(), fs::Error> {
        let unsaved = std::mem::take(&mut self.unsaved);
        let Some(values) = self.values.as_mut() else { return Ok(()) };
        let wanted: FxHashSet<Key> = self.parsed.values().map(|(key, ..)| *key).collect();
        values.add(unsaved.into_iter().filter_map(|(key, parsed)| Some((key, borsh::to_vec(&parsed).ok()?))), &wanted)
    }

    /// Keeps nothing more between runs: what this process parses from now on, it remembers itself.
    pub fn detach(&mut self) {
        self.values = None;
    }

    /// Forgets what this process parsed, and nothing of what is kept between runs.
    pub fn forget(&mut self) {
        self.parsed = FxHashMap::default();
    }

    /// Names everything that the parsed form of `source` depends on.
    fn key(&self, source: &SourceFile, drawing: u32) -> Key {
        let mut hasher = self.id.hasher();
        hasher.update(source.path.as_bytes());
        hasher.update(&[0, source.zone as u8, source.damaged.into()]);
        hasher.update(&source.fingerprint.0).update(&drawing.to_le_bytes());
        *hasher.finalize().as_bytes()
    }

    /// What this process made of `source`: for one that it knows, path, place, content and diagrams tell as much as a key does.
    fn recall(&self, source: &SourceFile, drawing: u32) -> Option<Parsed> {
        let (_, drawn, parsed) = self.parsed.get(&source.path)?;
        let Document { zone, fingerprint, .. } = &*parsed.document;
        ((*zone, *fingerprint, *drawn) == (source.zone, source.fingerprint, drawing)).then(|| parsed.clone())
    }

    fn restore(&self, key: &Key) -> Option<Parsed> {
        borsh::from_slice(&self.values.as_ref()?.get(key)?).ok()
    }

    /// Takes in what this process did not know yet.
    fn learn(&mut self, source: &SourceFile, key: Key, drawing: u32, parsed: &Parsed, is_stored: bool) {
        self.parsed.insert(Arc::clone(&source.path), (key, drawing, parsed.clone()));
        if self.values.is_some() && !is_stored {
            self.unsaved.push((key, parsed.clone()));
        }
    }
}

/// Where a parsed document comes from.
enum Origin {
    Memory,
    Store(Key),
    Text(Key),
}

/// Parses every file that is not in `memory`, in parallel; the order is kept. Each file is a step of `progress`.
#[must_use]
pub fn parse_all(sources: &[SourceFile], config: &Config, memory: &mut Memory, progress: &dyn Progress) -> Vec<Parsed> {
    let drawing = drawing::allowances(sources, config);
    let one = |(source, drawing): (&SourceFile, &u32)| {
        progress.step();
        if let Some(parsed) = memory.recall(source, *drawing) {
            return (parsed, Origin::Memory);
        }
        let key = memory.key(source, *drawing);
        match memory.restore(&key) {
            Some(parsed) => (parsed, Origin::Store(key)),
            None => {
                let allowance = Allowance { units: *drawing, drawings: &memory.drawings };
                (lexicon::with(&config.lexicon, || parse_known(source, allowance, config)), Origin::Text(key))
            }
        }
    };
    let all: Vec<(Parsed, Origin)> = sources.par_iter().zip(&drawing).map(one).collect();
    for ((source, drawing), (parsed, origin)) in sources.iter().zip(drawing).zip(&all) {
        match origin {
            Origin::Memory => {}
            Origin::Store(key) => memory.learn(source, *key, drawing, parsed, true),
            Origin::Text(key) => memory.learn(source, *key, drawing, parsed, false),
        }
    }
    if memory.parsed.len() > sources.len() {
        let there: FxHashSet<&str> = sources.iter().map(|source| &*source.path).collect();
        memory.parsed.retain(|path, _| there.contains(&**path));
    }
    all.into_iter().map(|(parsed, _)| parsed).collect()
}

/// Parses one file; `drawing` is what its diagrams may cost.
#[must_use]
pub fn parse(source: &SourceFile, drawing: u32, config: &Config) -> Parsed {
    let allowance = Allowance { units: drawing, drawings: &Drawings::default() };
    lexicon::with(&config.lexicon, || parse_known(source, allowance, config))
}

/// The same, where readers know the words of `config`.
fn parse_known(source: &SourceFile, allowance: Allowance<'_>, config: &Config) -> Parsed {
    let mut report = Report::default();
    let (front, declared, body) = open(source, config, &mut report);
    body.report(&source.path, &mut report);
    let markdown::Markdown { events, containers } = markdown::read(&body);
    let (slug, aliases) = (declared.slug.clone(), declared.aliases.clone());
    let (visibility, stated_draft) = (declared.visibility, declared.draft);
    let line = |span: Span| line_column(&source.text, span.start).0;
    let stated = declared.doubts.iter().map(|(guard, span)| (*guard, line(*span))).collect();
    let doubts = Doubts { front_matter: front.broken, stated };
    let (service, root_cause) = (declared.service.clone(), declared.root_cause.clone());
    let others = declared.others.clone();
    let mut extracted = facts::extract(source, declared, &events, &mut report, None);
    let events = shown(source, events, &mut extracted, config);
    // A page of a service or cause has no box of facts.
    let declares = matches!(source.zone, Zone::Services | Zone::RootCauses);
    let none = Postmortem::default();
    let postmortem = if declares { &none } else { &extracted.postmortem };
    let has_heading = events.iter().any(|(event, _)| matches!(event, Event::Start(Tag::Heading { .. })));
    let (title_heading, sections) = (extracted.title_heading, &extracted.sections[..]);
    let known = html::Known { title_heading, sections, postmortem, containers: &containers };
    let mut body = html::render(source, events, &known, (config, allowance), &mut report);
    if extracted.title.provenance == Provenance::Path {
        retitle(source, &mut extracted, has_heading, &mut report);
    }
    // A word in the text hides nothing from its own team, but the public waits until the review is over.
    let is_public = config.audience.audience == Visibility::Public;
    let draft = stated_draft || is_public && tells_draft(source, &extracted.postmortem);
    let content = match (source.zone, extracted.kind) {
        (Zone::Services, Kind::Postmortem | Kind::Page) => Content::Service(service),
        (Zone::RootCauses, Kind::Postmortem | Kind::Page) => Content::RootCause(root_cause),
        (_, Kind::Postmortem) => Content::Postmortem(Box::new(extracted.postmortem)),
        (_, Kind::Template) => Content::Template,
        (_, Kind::Index) => Content::Index,
        (_, Kind::Page) => Content::Page,
    };
    let is_incident = matches!(content, Content::Postmortem(_));
    let vocabulary = if is_incident { Vocabulary::of(&body.text) } else { Vocabulary::default() };
    // The page of a service or cause has no place for them.
    let others = if declares { Vec::new() } else { others };
    for field in &others {
        body.text.extend(["\n", &field.name, "\n", &field.values.join("\n")]);
    }
    let slug = slug.unwrap_or_else(|| default_slug(source, &extracted.title));
    let document = Document {
        above: Arc::clone(&source.above),
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
        others,
        body,
    };
    let broken = front.broken || source.damaged;
    privacy::look(&source.path, &source.text, config, &mut report);
    let (document, vocabulary, allows) = (Arc::new(document), Arc::new(vocabulary), allows(&source.text));
    Parsed { document, vocabulary, broken, doubts, report, allows }
}

/// The events of a body that readers may see.
fn shown<'a>(
    source: &SourceFile,
    events: Vec<Spanned<'a>>,
    found: &mut Extracted,
    config: &Config,
) -> Vec<Spanned<'a>> {
    if config.shows_actions() {
        return events;
    }
    let left = withheld::without_actions(&source.text, events, &found.sections, &found.postmortem.action_items);
    found.sections.retain(|section| section.name != SectionName::ActionItems);
    left
}

/// A title for a document that says none: its first sentence where its file's name tells nothing.
fn retitle(source: &SourceFile, extracted: &mut Extracted, has_heading: bool, report: &mut Report) {
    let opening = is_opaque(source.stem()).then(|| opening(extracted)).flatten();
    let what = if opening.is_some() { "its first sentence" } else { "its file name" };
    if !has_heading {
        let message = format!("has neither a title nor a heading; {what} serves as one");
        let hint = "add `title:` to its front matter, or a first heading";
        report.push(Diagnostic::warning("untitled", &source.path, message).hint(hint));
    }
    if let Some(opening) = opening {
        extracted.title = opening;
    }
}

/// `Status: Draft` in the text, and nothing more.
fn tells_draft(source: &SourceFile, postmortem: &Postmortem) -> bool {
    postmortem.status.as_ref().is_some_and(|status| {
        let written = status.span().and_then(|span| source.text.get(span.start..span.end)).unwrap_or_default();
        status.value == Status::Draft && REVIEW_STATES.get(&words::plain(written)) == Some(Review::Draft)
    })
}

/// Front matter, what it declares, and the body with what is foreign in it rewritten.
fn open<'a>(source: &'a SourceFile, config: &Config, report: &mut Report) -> (FrontMatter, Declared, Rewritten<'a>) {
    let front = front_matter::split(&source.path, &source.text, report);
    let declared = fields::read(source, &front, config, report);
    let body = foreign::rewrite(&source.text, front.body, mdx::is_mdx(source));
    (front, declared, body)
}

/// Every claim on every fact of an incident; none for other documents.
#[must_use]
pub(crate) fn explain(source: &SourceFile, config: &Config) -> Vec<Explained> {
    let (mut report, mut explained) = (Report::default(), Vec::new());
    lexicon::with(&config.lexicon, || {
        let (_, declared, body) = open(source, config, &mut report);
        let events = markdown::read(&body).events;
        facts::extract(source, declared, &events, &mut report, Some(&mut explained));
    });
    explained
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
    let slug = slug::slugify(source.name());
    match slug.is_empty() {
        true if title.provenance == Provenance::Path => Fact::new(String::new(), Provenance::Path),
        true => title.clone().map(|title| slug::slugify(&title)),
        false => Fact::new(slug, Provenance::Path),
    }
}

#[cfg(test)]
mod tests;
