//! Secrets and personal data of what is published -> diagnostics: of documents, of the text files that they link, of the settings.

use crate::config::{Config, Strictness, Visibility};
use crate::diagnostics::allow::{self, Allow};
use crate::diagnostics::rules::RULES;
use crate::diagnostics::secrets::{self, Finding, PERSONAL, SECRET};
use crate::diagnostics::{Diagnostic, Level, Report, Span};
use crate::model::catalog::{Attachment, Catalog};
use crate::model::{Document, Fingerprint, SourceFile, Zone, media};
use crate::pipeline::{Options, attachment};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::sync::Arc;

/// Bytes of a linked file that are looked through.
const LARGEST: u64 = 64 << 20;
/// Bytes of its head that tell whether it is text.
const HEAD: usize = 8192;

/// How secrets are told in a build of `config`; `None`: not at all.
fn level(config: &Config) -> Option<Level> {
    match (config.privacy.secrets, config.audience.audience) {
        (Strictness::Off, _) => None,
        (Strictness::Error, _) | (Strictness::Public, Visibility::Public) => Some(Level::Error),
        (Strictness::Warning, _) | (Strictness::Public, Visibility::Internal) => Some(Level::Warning),
    }
}

fn tells_personal(config: &Config) -> bool {
    config.privacy.personal_data.unwrap_or(config.audience.audience == Visibility::Public)
}

/// Codes that are not looked for in a build with these options.
fn asleep(Options { config, rules, .. }: &Options) -> Vec<&'static str> {
    let of_check = RULES.iter().map(|rule| rule.code).filter(|code| !rules || config.rules.level(code).is_none());
    let secrets = level(config).is_none().then_some(SECRET);
    let personal = (!tells_personal(config)).then_some(PERSONAL);
    secrets.into_iter().chain(personal).chain(of_check).collect()
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
    if let Some(level) = level(config) {
        for finding in secrets::find(text) {
            let shown = secrets::opening(&text[finding.span.start..finding.span.end]);
            report.push(told(path, &finding, shown, level).at(finding.span));
        }
    }
    if tells_personal(config) {
        for person in secrets::personal(text, &config.privacy.internal_hosts) {
            let message = format!("holds {}, and the site is for everybody", person.what);
            let message =
                if config.audience.audience == Visibility::Public { message } else { format!("holds {}", person.what) };
            let warning = Diagnostic::warning(PERSONAL, path, message).at(person.span).of_rule(person.kind);
            report.push(warning.hint(format!("leave it out, or write above it `{}`", allowing(person.kind))));
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
    format!("<!-- pmsite-allow {rule}: why -->")
}

/// Looks through the text files that documents link. Those with something to tell come back, so that it can be shown.
pub(super) fn look_through(catalog: &Catalog, config: &Config, report: &mut Report) -> Vec<SourceFile> {
    if level(config).is_none() && !tells_personal(config) {
        return Vec::new();
    }
    let texts = catalog.attachments.par_iter().filter(|file| may_be_text(&file.source));
    let all: Vec<_> = texts.filter_map(|file| Some((file, look_into(file, config)?))).collect();
    let mut files = Vec::new();
    for (file, (text, found)) in all {
        if !found.diagnostics.is_empty() {
            let path = Arc::clone(&file.source);
            let fingerprint = Fingerprint::of(text.as_bytes());
            files.push(SourceFile {
                path,
                above: "".into(),
                zone: Zone::Foreign,
                text: text.into(),
                fingerprint,
                damaged: false,
            });
            report.extend(found);
        }
    }
    files
}

/// The text of a linked file, and what is to be told of it.
fn look_into(file: &Attachment, config: &Config) -> Option<(String, Report)> {
    let mut report = Report::default();
    let text = text_of(file, &mut report)?;
    look(&file.source, &text, config, &mut report);
    Some((text, report))
}

/// Pictures, films and archives are not.
fn may_be_text(path: &str) -> bool {
    match attachment::offer(path) {
        media::Offer::AsItIs => media::is_text(path),
        media::Offer::Rewritten | media::Offer::AsText => true,
    }
}

/// The file as text, wrong bytes replaced; `None` where it is none, or cannot be read: publishing it tells of that.
fn text_of(file: &Attachment, report: &mut Report) -> Option<String> {
    let Ok(bytes) = file.location.read(LARGEST) else {
        let message = "was not looked through for secrets: it has more than 64 MB, or cannot be read";
        report.push(Diagnostic::warning("unsearched-file", &file.source, message).hint("link a shorter part of it"));
        return Some(String::new());
    };
    if let [0xff, 0xfe, rest @ ..] = &*bytes {
        let units = rest.as_chunks::<2>().0.iter().map(|unit| u16::from_le_bytes(*unit));
        return Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect());
    }
    let is_binary = bytes.iter().take(HEAD).any(|byte| *byte == 0);
    (!is_binary).then(|| {
        String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    })
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
            report.push(found);
        }
    }
}

/// Whether `report` forbids that anything is published.
pub(super) fn stops(report: &Report) -> bool {
    report.diagnostics.iter().any(|found| found.level == Level::Error && found.code == SECRET)
}
