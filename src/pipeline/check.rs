//! Documents -> what `check` alone tells of them: what a postmortem leaves out, what it promises, whom it blames. Pure, in parallel.
//!
//! [`complete`] asks whether the facts are there, [`actions`] whether somebody does something by some day, [`due`] whether it is read in
//! time, [`blameless`] what its words do to people. Which rules there are, and how each is told, stands in `diagnostics/rules.rs`.

mod actions;
mod blameless;
mod complete;
mod due;
mod title;

use crate::config::Config;
use crate::diagnostics::asked::{Part, Score, Told};
use crate::diagnostics::rules::{SAYS_NOT, is_rule};
use crate::diagnostics::{Diagnostic, Report, Span, codes};
use crate::model::{Document, Postmortem, Section, SectionName, SourceFile};
use crate::text::lexicon;
use crate::text::wording::{Block, Shape, story};
use jiff::civil::Date;
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// Of this code documents are that tell of several incidents: of none of them facts are read.
pub(super) const SEVERAL: &str = "several-incidents";

/// What each postmortem tells of what is asked, by path.
pub(super) type AllTold = Vec<(Arc<str>, Told)>;

/// Adds what the rules say of the postmortems among `documents`. Of `drafts`, which are not shown, only what is late.
pub(super) fn look(
    documents: &[Arc<Document>],
    drafts: &[Arc<Document>],
    sources: &[SourceFile],
    config: &Config,
    report: &mut Report,
) -> AllTold {
    let several = report.diagnostics.iter().filter(|found| found.code == SEVERAL);
    let several: FxHashSet<Arc<str>> = several.map(|found| Arc::clone(&found.path)).collect();
    let source = |document: &Document| {
        let at = sources.binary_search_by(|source| source.path.cmp(&document.source)).ok()?;
        sources.get(at)
    };
    let shown = documents.par_iter().filter_map(|document| {
        let has_facts = !several.contains(&document.source);
        let (found, told) = look_at(document, source(document)?, has_facts, config)?;
        Some((found, told.map(|told| (Arc::clone(&document.source), told))))
    });
    let shown: Vec<(Report, Option<_>)> = shown.collect();
    let mut all = Vec::with_capacity(shown.len());
    for (found, told) in shown {
        report.extend(found);
        all.extend(told);
    }
    for document in drafts {
        let Some((incident, source)) = document.postmortem().zip(source(document)) else { continue };
        let mut subject = Subject::new(document, incident, source, config);
        due::look(&mut subject);
        report.extend(subject.report);
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    all
}

/// What the rules say of one document, if it is a postmortem; what it tells, where facts are read of it.
pub(super) fn look_at(
    document: &Document,
    source: &SourceFile,
    has_facts: bool,
    config: &Config,
) -> Option<(Report, Option<Told>)> {
    let mut subject = Subject::new(document, document.postmortem()?, source, config);
    let told = lexicon::with(&config.lexicon, || subject.look(has_facts));
    Some((subject.report, told))
}

/// How the postmortems of `told`, sorted by path, answer a review, after all that is told in `report`.
pub(super) fn scores(told: &AllTold, config: &Config, report: &Report) -> Vec<Score> {
    let mut found: FxHashMap<&str, Vec<&Diagnostic>> = FxHashMap::default();
    for diagnostic in &report.diagnostics {
        found.entry(&diagnostic.path).or_default().push(diagnostic);
    }
    let scored = told.iter().map(|(path, told)| {
        let own = found.get(&**path).map(Vec::as_slice).unwrap_or_default();
        let is_found = |code: &str, rule: Option<&str>| {
            own.iter()
                .any(|one| one.code == code && (one.rule.is_none() || rule.is_none() || one.rule.as_deref() == rule))
        };
        Score::of(path, *told, is_found, |code| is_rule(code) && config.rules.level(code).is_none())
    });
    scored.collect()
}

/// A postmortem that is looked at.
struct Subject<'a> {
    document: &'a Document,
    incident: &'a Postmortem,
    source: &'a SourceFile,
    config: &'a Config,
    story: Vec<Block>,
    report: Report,
}

impl<'a> Subject<'a> {
    fn new(document: &'a Document, incident: &'a Postmortem, source: &'a SourceFile, config: &'a Config) -> Self {
        Self { document, incident, source, config, story: Vec::new(), report: Report::default() }
    }

    fn look(&mut self, has_facts: bool) -> Option<Told> {
        self.story = story(self.source);
        let mut told = None;
        if has_facts && !self.incident.is_planned() {
            told = Some(complete::look(self));
            actions::look(self);
            due::look(self);
            title::look(self);
        }
        blameless::look(self);
        told
    }

    /// Tells that `part` is nowhere, if its rule is looked for.
    fn tell_gap(&mut self, code: &'static str, part: &'static Part) {
        let before = self.report.diagnostics.len();
        self.tell(code, format!("{SAYS_NOT}{}", part.says), None);
        self.report.diagnostics[before..].iter_mut().for_each(|found| found.rule = Some((&*part.name).into()));
    }

    /// Tells it, if the rule is looked for.
    fn tell(&mut self, code: &'static str, message: impl Into<String>, span: Option<Span>) {
        let hint = codes::explained(code).map(|code| code.remedy.clone());
        self.tell_with(code, message, span, hint);
    }

    fn tell_with(&mut self, code: &'static str, message: impl Into<String>, span: Option<Span>, hint: Option<String>) {
        let Some(level) = self.config.rules.level(code) else { return };
        let found = Diagnostic { level, ..Diagnostic::warning(code, &self.document.source, message).at(span) };
        self.report.push(match hint {
            Some(hint) => found.hint(hint),
            None => found,
        });
    }

    fn has(&self, name: SectionName) -> bool {
        self.document.sections.iter().any(|section| section.name == name)
    }

    fn sections(&self, name: SectionName) -> impl Iterator<Item = &'a Section> + use<'a> {
        self.document.sections.iter().filter(move |section| section.name == name)
    }

    /// The blocks below a section's heading, up to the next one that is no part of it; `None` where a label opens it.
    fn below(&self, section: &Section) -> Option<&[Block]> {
        let at = self.story.iter().position(|block| block.offset == section.offset)?;
        let Shape::Heading(level) = self.story[at].shape else { return None };
        let rest = &self.story[at + 1..];
        let ends = |block: &Block| matches!(block.shape, Shape::Heading(other) if other <= level);
        Some(&rest[..rest.iter().position(ends).unwrap_or(rest.len())])
    }

    /// Where the text of 1-based line `line` stands, as far as it is known.
    fn line(&self, line: u32) -> Option<Span> {
        let text = &*self.source.text;
        let mut start = 0;
        for _ in 1..line {
            start += text[start..].find('\n')? + 1;
        }
        let whole = text[start..].lines().next().unwrap_or_default();
        let indent = whole.len() - whole.trim_start().len();
        (line > 0).then(|| Span::new(start + indent, start + whole.trim_end().len()))
    }

    /// The line that begins at byte `offset`.
    fn line_at(&self, offset: usize) -> Span {
        let text = self.source.text.get(offset..).unwrap_or_default();
        Span::new(offset, offset + text.lines().next().unwrap_or_default().trim_end().len())
    }

    /// The incident's day.
    fn day(&self) -> Option<Date> {
        self.incident.date.as_ref().or(self.incident.started.as_ref()).map(|date| date.value.date())
    }

    /// Level of its severity: 1 (worst) to 5.
    fn level(&self) -> Option<u8> {
        self.incident.severity.as_ref().and_then(|severity| severity.value.level)
    }
}
