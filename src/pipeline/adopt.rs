//! A document, and what its text tells of the incident -> the same document with that in its front matter. Pure.
//!
//! [`told`] says which facts those are. Nothing is believed of the result but what the readers make of it: a field with which any fact
//! of the document would change, or which a build would warn of, stays in the text.

mod same;
mod told;

use crate::config::Config;
use crate::diagnostics::Report;
use crate::diagnostics::secrets::{self, Mask};
use crate::model::catalog::{Catalog, TopicKind};
use crate::model::{Fact, Postmortem, Provenance, SourceFile};
use crate::pipeline::link::ByName;
use crate::pipeline::parse::{Parsed, parse};
use crate::text::fields::are_one_field;
use crate::text::front_matter::{self, Written, add, scalar};
use indexmap::IndexSet;
use rustc_hash::FxHashSet;
use same::same;
use std::borrow::Cow;

/// A document with what its text tells in its front matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Adopted {
    /// All of it; that of the source where nothing is to be written.
    pub text: String,
    /// The fields that were added, in their order.
    pub added: Vec<&'static str>,
    /// The fields in which names were changed to those of the catalog.
    pub renamed: Vec<&'static str>,
    /// What the text tells and front matter was not given, and why.
    pub left: Vec<(&'static str, Left)>,
}

/// Why a fact stays in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Left {
    /// Front matter has a field of that meaning, which says nothing that can be read.
    Stands,
    /// A fact of the document would be read differently.
    Differs,
    /// A build would warn of it, with this code.
    Warns(Cow<'static, str>),
    /// It holds a secret.
    Secret,
}

/// What services and causes are called by their pages.
#[derive(Debug)]
pub(crate) struct Names<'a>([(&'static str, ByName<'a>); 2]);

impl<'a> Names<'a> {
    /// Those of `catalog`.
    #[must_use]
    pub(crate) fn of(catalog: &'a Catalog) -> Self {
        let named = |kind| ByName::of(catalog.topics.of(kind));
        Self([("services", named(TopicKind::Service)), ("root_causes", named(TopicKind::RootCause))])
    }
}

/// The document `source` with its facts in its front matter, and services and causes called as in `names`.
///
/// # Errors
/// What is wrong with front matter that cannot be read.
pub(crate) fn adopt(source: &SourceFile, names: Option<&Names<'_>>, config: &Config) -> Result<Adopted, Report> {
    let before = parse(source, 0, config);
    if before.broken {
        let errors =
            before.report.diagnostics.into_iter().filter(|found| found.level == crate::diagnostics::Level::Error);
        return Err(errors.collect::<Vec<_>>().into());
    }
    let mut adopted =
        Adopted { text: source.text.to_string(), added: Vec::new(), renamed: Vec::new(), left: Vec::new() };
    let Some(incident) = before.document.postmortem() else { return Ok(adopted) };
    let mut trial = Trial { source, config, before: &before, expected: incident.clone() };
    let mut candidates = told::candidates(&before.document, incident);
    trial.withhold(&mut candidates, &mut adopted);
    for (field, named) in names.into_iter().flat_map(|names| &names.0) {
        trial.rename(field, named, &mut candidates, &mut adopted);
    }
    trial.add(candidates, &mut adopted);
    Ok(adopted)
}

/// A fact that front matter may be given.
#[derive(Clone, Debug)]
struct Candidate {
    field: &'static str,
    /// Ways to write it, the plainest first.
    ways: Vec<Written>,
}

/// What a changed text is held against.
struct Trial<'a> {
    source: &'a SourceFile,
    config: &'a Config,
    before: &'a Parsed,
    /// The facts that it must tell.
    expected: Postmortem,
}

impl Trial<'_> {
    /// Whether readers take `text` as they took the document.
    fn fits(&self, text: &str) -> Result<(), Left> {
        let source = SourceFile { text: text.into(), ..self.source.clone() };
        let after = parse(&source, 0, self.config);
        let (old, new) = (&self.before.document, &after.document);
        if after.broken || !same(old, &self.expected, new) {
            return Err(Left::Differs);
        }
        let known: FxHashSet<&str> = self.before.report.diagnostics.iter().map(|found| &*found.code).collect();
        let news = after.report.diagnostics.into_iter().find(|found| !known.contains(&*found.code));
        news.map_or(Ok(()), |found| Err(Left::Warns(found.code)))
    }

    /// Takes out of `candidates` what front matter must not be given.
    fn withhold(&self, candidates: &mut Vec<Candidate>, adopted: &mut Adopted) {
        let fields = front_matter::split(&self.source.path, &self.source.text, &mut Report::default()).fields;
        let found = secrets::find(&self.source.text);
        let mask = (!found.is_empty()).then(|| Mask::new(&self.source.text, &found));
        let hides = |text: &String| mask.as_ref().is_some_and(|mask| mask.apply(text) != *text);
        candidates.retain(|candidate| {
            let is_secret = candidate.ways.iter().any(|way| match way {
                Written::Flag(_) => false,
                Written::Text(text) => hides(text),
                Written::Texts(texts) => texts.iter().any(hides),
                Written::Table(rows) => rows.iter().any(|(label, text)| hides(label) || hides(text)),
            });
            let stands = fields.iter().any(|field| are_one_field(&field.key, candidate.field));
            let why = if stands { Some(Left::Stands) } else { is_secret.then_some(Left::Secret) };
            let is_free = why.is_none();
            adopted.left.extend(why.map(|why| (candidate.field, why)));
            is_free
        });
    }

    /// Adds what of `candidates` fits, again and again while something new does: one fact may lean on another.
    fn add(&self, mut candidates: Vec<Candidate>, adopted: &mut Adopted) {
        let base = adopted.text.clone();
        let mut taken: Vec<(usize, &'static str, Written)> = Vec::new();
        let with = |taken: &[(usize, &'static str, Written)]| {
            let fields: Vec<(&str, Written)> = taken.iter().map(|(_, field, way)| (*field, way.clone())).collect();
            add(&base, &fields)
        };
        let all: Vec<_> = candidates
            .iter()
            .enumerate()
            .filter_map(|(at, one)| Some((at, one.field, one.ways.first()?.clone())))
            .collect();
        if let Some(text) = with(&all).filter(|text| !all.is_empty() && self.fits(text).is_ok()) {
            adopted.added.extend(all.iter().map(|(_, field, _)| *field));
            adopted.text = text;
            return;
        }
        let mut left: Vec<(usize, Candidate)> = candidates.drain(..).enumerate().collect();
        let mut why: Vec<(&'static str, Left)> = Vec::new();
        loop {
            let before = taken.len();
            why.clear();
            left.retain(|(at, candidate)| {
                let mut last = Left::Differs;
                for way in &candidate.ways {
                    let mut more = taken.clone();
                    more.push((*at, candidate.field, way.clone()));
                    more.sort_by_key(|(at, ..)| *at);
                    match with(&more).ok_or(Left::Differs).and_then(|text| self.fits(&text).map(|()| text)) {
                        Ok(text) => {
                            (adopted.text, taken) = (text, more);
                            return false;
                        }
                        Err(left) => last = left,
                    }
                }
                why.push((candidate.field, last));
                true
            });
            if taken.len() == before {
                break;
            }
        }
        adopted.added.extend(taken.iter().map(|(_, field, _)| *field));
        adopted.left.extend(why);
    }

    /// Calls what the list `field` names as its pages do: where it stands, or as one of `candidates`.
    fn rename(
        &mut self,
        field: &'static str,
        named: &ByName<'_>,
        candidates: &mut Vec<Candidate>,
        adopted: &mut Adopted,
    ) {
        let facts = list(&mut self.expected, field).clone();
        let called =
            |fact: &Fact<String>| named.get(&fact.value).map_or_else(|| fact.value.clone(), |topic| topic.name.clone());
        let called: Vec<String> = facts.iter().map(called).collect();
        if facts.iter().map(|fact| &fact.value).eq(&called) {
            return;
        }
        let once: IndexSet<String> = called.iter().cloned().collect();
        *list(&mut self.expected, field) = once.iter().map(|name| Fact::new(name.clone(), Provenance::Path)).collect();
        let at = candidates.iter().position(|candidate| candidate.field == field);
        let texts = match at {
            Some(_) => vec![add(&adopted.text, &[(field, Written::Texts(once.into_iter().collect()))])],
            None => [false, true].map(|is_quoted| renamed(&adopted.text, &facts, &called, is_quoted)).into(),
        };
        match (texts.into_iter().flatten().find(|text| self.fits(text).is_ok()), at) {
            (Some(text), Some(at)) => {
                adopted.text = text;
                adopted.added.push(candidates.remove(at).field);
            }
            (Some(text), None) => {
                adopted.text = text;
                adopted.renamed.push(field);
            }
            (None, _) => {
                *list(&mut self.expected, field) = facts;
                adopted.left.push((field, Left::Differs));
            }
        }
    }
}

fn list<'i>(incident: &'i mut Postmortem, field: &str) -> &'i mut Vec<Fact<String>> {
    if field == "services" { &mut incident.services } else { &mut incident.root_causes }
}

/// `text` with each of `names` written as in `called`, where it stands in front matter.
fn renamed(text: &str, names: &[Fact<String>], called: &[String], is_quoted: bool) -> Option<String> {
    let mut places: Vec<(usize, usize, String)> = Vec::new();
    for (fact, name) in names.iter().zip(called).filter(|(fact, name)| fact.value != **name) {
        let span = fact.span().filter(|_| matches!(fact.provenance, Provenance::FrontMatter { .. }))?;
        let written = text.get(span.start..span.end)?;
        let bare = written.trim_matches(['"', '\'']);
        if bare != fact.value {
            return None;
        }
        let name = if is_quoted || bare.len() < written.len() { scalar(name) } else { name.clone() };
        places.push((span.start, span.end, name));
    }
    places.sort_by_key(|(start, ..)| std::cmp::Reverse(*start));
    let mut out = text.to_owned();
    for (start, end, name) in places {
        out.replace_range(start..end, &name);
    }
    Some(out)
}
