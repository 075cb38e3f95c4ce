//! The text of a setting to its checked value, or what is wrong with it and what to write instead.

use super::{Strictness, Visibility};
use crate::diagnostics::{escaped, is_unsafe};
use std::path::{Component, Path};

/// What is wrong with a value (continues `"value" ...`), and what to write.
pub(super) struct Problem {
    pub what: String,
    pub hint: String,
}

impl Problem {
    /// The sentence about the setting `name`, whose value is `text`.
    pub(super) fn told(&self, name: &str, text: &str) -> String {
        let short: String = text.chars().take(60).collect();
        format!("`{name}`: \"{}\" {}", escaped(&short), self.what)
    }
}

pub(super) fn problem<T>(what: impl Into<String>, hint: impl Into<String>) -> Result<T, Problem> {
    Err(Problem { what: what.into(), hint: hint.into() })
}

pub(super) fn line(text: &str) -> Result<String, Problem> {
    if text.trim().is_empty() {
        return problem("is empty", "write a text or delete the key");
    }
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

pub(super) fn names(text: &str) -> Result<String, Problem> {
    let names: Vec<&str> = text.split('|').map(str::trim).collect();
    if names.len() < 2 || names.iter().any(|name| name.is_empty()) {
        return problem("is no group of names", "write names that mean the same with bars between: \"db|database\"");
    }
    Ok(names.join("|"))
}

pub(super) fn language(text: &str) -> Result<String, Problem> {
    let parts_fit = text
        .split('-')
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    let first_fits = text
        .split('-')
        .next()
        .is_some_and(|first| first.len() >= 2 && first.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if parts_fit && first_fits {
        return Ok(text.to_owned());
    }
    problem("is no language tag", "write it as `en`, `ja` or `pt-BR`")
}

pub(super) fn folder(text: &str) -> Result<String, Problem> {
    let trimmed = text.trim_end_matches('/');
    if text.trim().is_empty() || trimmed.is_empty() || text.contains('\0') {
        return problem("is no folder", "write a path relative to the folder of this file");
    }
    // Who builds a checkout did not write its settings: it has no say over the rest of the disk.
    let is_inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(trimmed).components().all(is_inside) {
        return problem(
            "leads out of the folder of this file",
            "move this file up, or name the folder on the command line with --content or --out",
        );
    }
    Ok(trimmed.to_owned())
}

/// Host with its port, and what follows it, of a web address that no browser, feed reader or page reads as another one.
fn host_and_path(text: &str) -> Option<(&str, &str)> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let odd = |c: char| {
        c.is_whitespace() || c.is_control() || is_unsafe(c) || matches!(c, '"' | '<' | '>' | '\\' | '^' | '`' | '|')
    };
    (is_host(host) && !path.contains(odd)).then_some((host, path))
}

/// A name or an address, and perhaps a port; nobody's name and password.
fn is_host(text: &str) -> bool {
    let (name, port) = match text.rsplit_once(':') {
        Some((name, port)) if !text.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    };
    let is_name = match name.strip_prefix('[') {
        Some(address) => address.strip_suffix(']').is_some_and(|address| address.parse::<std::net::Ipv6Addr>().is_ok()),
        None => name.split('.').all(|label| {
            !label.is_empty()
                && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
                && !label.starts_with('-')
        }),
    };
    is_name && port.is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok())
}

/// The address of a site's start page, for `site-url` and `--site-url` alike: with a slash at the end and none that stands twice.
pub(super) fn site_url(text: &str) -> Result<String, Problem> {
    const WRITE: &str = "write it as `https://example.org/postmortems/`";
    let Some((_, path)) = host_and_path(text) else { return problem("is no absolute web address", WRITE) };
    if path.contains(['?', '#']) {
        return problem("has a query or fragment", "write the address of the start page alone");
    }
    let path = path.trim_end_matches('/');
    // `https://host//path`: pages would link `//path`, which is another host.
    let is_odd = |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "" | "." | "..");
    if path.split('/').skip(1).any(is_odd) {
        return problem("has an empty part, `.` or `..` in its path", WRITE);
    }
    let is_escape = |rest: &str| rest.len() >= 2 && rest.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
    if !path.split('%').skip(1).all(is_escape) {
        return problem("has a `%` that begins no escape such as `%20`", WRITE);
    }
    Ok(format!("{}/", text.trim_end_matches('/')))
}

pub(super) fn web_address(text: &str) -> Result<String, Problem> {
    match host_and_path(text) {
        Some(_) => Ok(text.to_owned()),
        None => problem("is no absolute web address", "write it as `https://git.example.org/team/postmortems`"),
    }
}

pub(super) fn url_template(text: &str) -> Result<String, Problem> {
    if host_and_path(text).is_none() {
        return problem(
            "is no absolute web address",
            "write it as `https://git.example.org/team/postmortems/edit/main/{path}`",
        );
    }
    match text.contains("{path}") {
        true => Ok(text.to_owned()),
        false => problem("does not say where the file's path goes", "put `{path}` there"),
    }
}

pub(super) fn default_theme(text: &str) -> Result<String, Problem> {
    match text {
        "light" | "dark" | "auto" => Ok(text.to_owned()),
        "ayu" | "navy" | "coal" => problem("is a theme of mdBook", "write `dark`, `light` or `auto`"),
        _ => problem("is no colour scheme", "write `light`, `dark` or `auto`"),
    }
}

pub(super) fn theme(text: &str) -> Result<String, Problem> {
    let fits = !text.is_empty()
        && !text.starts_with('.')
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'));
    if fits { Ok(text.to_owned()) } else { problem("is no theme's name", "write the name of a folder below `themes/`") }
}

pub(super) fn glob(text: &str) -> Result<String, Problem> {
    match globset::Glob::new(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => problem("is no path pattern", format!("{}", error.kind())),
    }
}

pub(super) fn style_sheet(text: &str) -> Result<String, Problem> {
    let inside = !text.starts_with('/')
        && !text.contains(['\\', ':', '\0'])
        && text.split('/').all(|part| !matches!(part, "" | ".."));
    if inside && text.to_ascii_lowercase().ends_with(".css") {
        return Ok(text.to_owned());
    }
    problem("is no style sheet of this folder", "write a path such as `assets/team.css`, relative to this file")
}

/// An origin is printed into the page's Content-Security-Policy: nothing else may get in.
pub(super) fn origin(text: &str) -> Result<String, Problem> {
    match host_and_path(text) {
        Some((host, "" | "/")) if host.is_ascii() => Ok(text.trim_end_matches('/').to_owned()),
        _ => problem("is no origin", "write scheme and host alone, as in `https://img.example.org`"),
    }
}

pub(super) fn visibility(text: &str) -> Result<Visibility, Problem> {
    match text {
        "public" => Ok(Visibility::Public),
        "internal" => Ok(Visibility::Internal),
        _ => problem("is no audience", "write `public` or `internal`"),
    }
}

pub(super) fn strictness(text: &str) -> Result<Strictness, Problem> {
    match text {
        "off" => Ok(Strictness::Off),
        "warning" => Ok(Strictness::Warning),
        "error" => Ok(Strictness::Error),
        _ => problem("is no level", "write true, false, `warning` or `error`"),
    }
}

/// The end of a host's name, kept with its dot.
pub(super) fn host_suffix(text: &str) -> Result<String, Problem> {
    let name = text.trim_start_matches(['*', '.']);
    let fits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    match name.split('.').all(fits) {
        true => Ok(format!(".{}", name.to_ascii_lowercase())),
        false => problem("is no end of a host's name", "write it as `.corp.example.com`"),
    }
}

/// A level of severity, 1 (worst) to 5: `sev2`, `SEV-2` or `2`.
pub(super) fn level(text: &str) -> Result<usize, Problem> {
    let lower = text.to_ascii_lowercase();
    let digits = lower.trim_start_matches("sev").trim_start_matches('-');
    match digits.parse() {
        Ok(level @ 1..=5) => Ok(level),
        _ => problem("is no level of severity", "write sev1 (worst) to sev5"),
    }
}
