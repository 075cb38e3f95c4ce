//! Secrets and personal data of what is published -> diagnostics: of documents, of the text files that they link, of the settings.

mod linked;

use crate::config::{Config, Strictness, Visibility};
use crate::diagnostics::allow::{self, Allow};
use crate::diagnostics::rules::RULES;
use crate::diagnostics::secrets::{self, Finding, Mask, Masks, PERSONAL, SECRET};
use crate::diagnostics::{Diagnostic, Level, Report, Span};
use crate::model::{Document, SourceFile};
use crate::pipeline::{Options, external};
pub(super) use linked::Linked;
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// How secrets are told in a build of `config`; `None`: not at all.
fn level(config: &Config) -> Option<Level> {
    match (config.privacy.secrets, config.audience.audience) {
        (Strictness::Off, _) => None,
        (Strictness::Error, _) | (Strictness::Public, Visibility::Public) => Some(Level::Error),
        (Strictness::Warning, _) | (Strictness::Public, Visibility::Internal) => Some(Level::Warning),
    }
}

/// Whether parsing tells of the secrets of each document.
pub(super) fn looks_for_secrets(config: &Config) -> bool {
    level(config).is_some()
}

fn tells_personal(config: &Config) -> bool {
    config.privacy.personal_data.unwrap_or(config.audience.audience == Visibility::Public)
}

/// Codes that are not looked for in a build with these options.
fn asleep(Options { config, rules, .. }: &Options) -> Vec<&'static str> {
    let of_check = RULES.iter().map(|rule| rule.code).filter(|code| !rules || config.rules.level(code).is_none());
    let secrets = level(config).is_none().then_some(SECRET);
    let personal = (!tells_personal(config)).then_some(PERSONAL);
    // Who has not asked the network knows nothing of what these would silence.
    secrets.into_iter().chain(personal).chain(of_check).chain(external::CODES).collect()
}

/// Takes from `report` what comments of the documents silence; those of a document that the audience may not see are not named.
pub(super) fn silence(
    allowing: &[(Arc<str>, Vec<Allow>)],
    visible: &[Arc<Document>],
    options: &Options,
    report: &mut Report,
) {
    let (config, asleep) = (&options.config, asleep(options));
    let shown: FxHashSet<&str> = match config.audience.audience {
        Visibility::Public => visible.iter().map(|document| &*document.source).collect(),
        Visibility::Internal => allowing.iter().map(|(path, _)| &**path).collect(),
    };
    for (path, allows) in allowing.iter().filter(|(path, _)| shown.contains(&**path)) {
        allow::silence(path, allows, &asleep, report);
    }
}

/// Adds what is to be told of the file at `path`.
pub(super) fn look(path: &Arc<str>, text: &str, config: &Config, report: &mut Report) {
    look_for_secrets(path, text, config, report);
    if tells_personal(config) {
        look_for_persons(path, text, config, report);
    }
}

fn look_for_secrets(path: &Arc<str>, text: &str, config: &Config, report: &mut Report) {
    if let Some(level) = level(config) {
        for finding in secrets::find(text) {
            let shown = secrets::opening(&text[finding.span.start..finding.span.end]);
            report.push(told(path, &finding, shown, level).at(finding.span));
        }
        look_at_name(path, level, report);
    }
}

fn look_for_persons(path: &Arc<str>, text: &str, config: &Config, report: &mut Report) {
    for person in secrets::personal(text, &config.privacy.internal_hosts) {
        let message = format!("holds {}, and the site is for everybody", person.what);
        let message =
            if config.audience.audience == Visibility::Public { message } else { format!("holds {}", person.what) };
        let warning = Diagnostic::warning(PERSONAL, path, message).at(person.span).of_rule(person.kind);
        report.push(warning.hint(format!("leave it out, or write above it `{}`", allowing(person.kind))));
    }
}

/// Adds the secrets in the name of a file and of the folders that it lies in: addresses are made of them.
fn look_at_name(path: &Arc<str>, level: Level, report: &mut Report) {
    for finding in secrets::find(path) {
        let mut found = told(path, &finding, secrets::opening(&path[finding.span.start..finding.span.end]), level);
        found.message = format!("its name {}", found.message);
        found.hints[0] = "name it otherwise, and let the secret be changed where it is valid".to_owned();
        report.push(found);
    }
}

/// Adds to `mask` the secrets that `report` tells of the file at `path`.
pub(super) fn remember(path: &str, text: &str, report: &Report, mask: &mut Mask) {
    for found in report.diagnostics.iter().filter(|found| found.code == SECRET) {
        match found.span {
            Some(span) => mask.learn_all(text.get(span.start..span.end).unwrap_or_default()),
            None => mask.extend(&Mask::of(path, "")),
        }
    }
}

fn told(path: &Arc<str>, finding: &Finding, shown: &str, level: Level) -> Diagnostic {
    let shown = if shown.is_empty() { String::new() } else { format!(" (`{shown}***`)") };
    let message = format!("holds what looks like {}{shown}", finding.what);
    let diagnostic = Diagnostic { level, ..Diagnostic::warning(SECRET, path, message) };
    diagnostic
        .of_rule(finding.rule.clone())
        .hint("take it out, and let it be changed where it is valid: the history of the repository still holds it")
        .hint(format!("if it is none, write above it `{}`", allowing(&finding.rule)))
}

fn allowing(rule: &str) -> String {
    allow::comment(rule, "why")
}

/// Adds the secrets in those settings that pages show.
pub(super) fn look_at_settings(config: &Config, report: &mut Report) {
    let Some(level) = level(config) else { return };
    let html = &config.html;
    let texts = [
        ("book.title", Some(&config.book.title)),
        ("book.description", Some(&config.book.description)),
        ("output.html.site-url", html.site_url.as_ref()),
        ("output.html.git-repository-url", html.git_repository_url.as_ref()),
        ("output.html.edit-url-template", html.edit_url_template.as_ref()),
        ("output.html.history-url-template", html.history_url_template.as_ref()),
    ];
    let authors = config.book.authors.iter().map(|author| ("book.authors", Some(author)));
    for (key, text) in texts.into_iter().chain(authors) {
        let Some(text) = text else { continue };
        for finding in secrets::find(text) {
            let Span { start, end } = finding.span;
            let mut found = told(&config.file.into(), &finding, secrets::opening(&text[start..end]), level);
            found.message = format!("`{key}` {}", found.message);
            found.hints.truncate(1);
            report.mask.learn_all(&text[start..end]);
            report.push(found);
        }
    }
}

/// Whether `report` forbids that anything is published.
pub(super) fn stops(report: &Report) -> bool {
    report.diagnostics.iter().any(is_stop)
}

/// Whether `found` forbids that anything is published.
#[must_use]
pub(crate) fn is_stop(found: &Diagnostic) -> bool {
    found.level == Level::Error && found.code == SECRET
}

/// What of `sources` must not be told.
#[must_use]
pub(crate) fn masks(sources: &[SourceFile]) -> Masks {
    let of_one = |source: &SourceFile| (Arc::clone(&source.path), Mask::of(&source.path, &source.text));
    sources.par_iter().map(of_one).collect::<Vec<_>>().into_iter().collect()
}
