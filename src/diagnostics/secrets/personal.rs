//! A text -> what in it belongs to a person or to the inside of a network: e-mail addresses, handles, private addresses, internal
//! hosts, telephone numbers.

use crate::diagnostics::Span;
use indexmap::IndexMap;
use regex::Regex;
use rustc_hash::FxHashSet;
use serde::Deserialize;
use std::sync::LazyLock;

/// Every kind, in the order of its forms.
const KINDS: [&str; 5] = ["e-mail", "handle", "private-address", "internal-host", "phone"];
/// Most of one kind that are told of one text.
const MOST: usize = 20;

/// What belongs to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Person {
    /// `e-mail`, `handle`, `private-address`, `internal-host` or `phone`.
    pub kind: &'static str,
    /// What it is, with its article.
    pub what: &'static str,
    /// In bytes.
    pub span: Span,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Lists {
    nobodys_hosts: Vec<String>,
    machines: Vec<String>,
    internal_hosts: Vec<String>,
    no_handles: Vec<String>,
    kinds: IndexMap<String, String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| toml::from_str(include_str!("personal.toml")).unwrap_or_default());

/// An alternative for each kind, with what must not stand before or behind it looked at later.
static FORMS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let forms = [
        r"(?P<mail>[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6})",
        r"(?P<handle>@[A-Za-z0-9][\w-]{1,38})",
        r"(?P<address>(?:10\.\d{1,3}|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\.\d{1,3}(?:\.\d{1,3})?)",
        r"(?P<host>[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62})",
        r"(?P<phone>\+\d{1,3}[ .-]?\(?\d{1,4}\)?(?:[ .-]?\d{2,4}){2,4})",
    ];
    Regex::new(&forms.join("|").replace(r"\w", "[A-Za-z0-9_]").replace(r"\d", "[0-9]")).ok()
});

/// Every kind, and what it is.
pub(super) fn kinds() -> impl Iterator<Item = (&'static str, &'static str)> {
    LISTS.kinds.iter().map(|(name, what)| (&**name, &**what))
}

/// What is personal in `text`, in order, each name once; `hosts` are more ends of internal hosts (`.corp.example.com`).
#[must_use]
pub(crate) fn personal(text: &str, hosts: &[String]) -> Vec<Person> {
    let Some(forms) = &*FORMS else { return Vec::new() };
    let (mut found, mut seen) = (Vec::new(), FxHashSet::default());
    let mut counts = [0_usize; 5];
    for captures in forms.captures_iter(text) {
        let groups = ["mail", "handle", "address", "host", "phone"];
        let Some((at, matched)) = (0..).zip(groups).find_map(|(at, group)| Some((at, captures.name(group)?))) else {
            continue;
        };
        let (before, behind) = (text[..matched.start()].chars().next_back(), text[matched.end()..].chars().next());
        if !is_one(at, matched.as_str(), before, behind, hosts) {
            continue;
        }
        let Some((kind, what)) = LISTS.kinds.get_key_value(KINDS[at]) else { continue };
        counts[at] += 1;
        if counts[at] <= MOST && seen.insert(matched.as_str()) {
            found.push(Person { kind, what, span: Span::new(matched.start(), matched.end()) });
        }
    }
    found
}

/// Whether what looks like the kind at `at` of the list is one.
fn is_one(at: usize, value: &str, before: Option<char>, behind: Option<char>, hosts: &[String]) -> bool {
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || "_-/.".contains(c));
    let lower = value.to_ascii_lowercase();
    let ends = |list: &[String]| list.iter().any(|end| lower.ends_with(&end.to_ascii_lowercase()));
    match at {
        0 => {
            let (name, host) = lower.split_once('@').unwrap_or_default();
            let is_file = ["png", "jpg", "jpeg", "svg", "webp", "gif"].iter().any(|suffix| host.ends_with(suffix));
            let is_number = host.rsplit('.').next().is_none_or(|top| top.bytes().any(|byte| byte.is_ascii_digit()));
            let is_nobodys = LISTS.nobodys_hosts.iter().any(|own| host == own || host.ends_with(&format!(".{own}")));
            !before.is_some_and(|c| c == ':' || c == '/')
                && !is_file
                && !is_number
                && !is_nobodys
                && !LISTS.machines.iter().any(|own| own == name)
        }
        1 => {
            let is_code = behind.is_some_and(|c| "/(:.{@=[".contains(c))
                || joins(before)
                || before.is_some_and(|c| "@:=`\"'\\$<".contains(c));
            let is_word = value[1..].bytes().any(|byte| byte.is_ascii_lowercase()) && value.len() > 3;
            !is_code
                && is_word
                && !value[1..].starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_uppercase())
                && !LISTS.no_handles.iter().any(|own| **own == lower[1..])
        }
        2 => {
            let parts: Vec<&str> = value.split('.').collect();
            parts.len() == 4
                && parts.iter().all(|part| part.parse::<u8>().is_ok())
                && !joins(before)
                && !behind.is_some_and(|c| c.is_alphanumeric() || c == '_')
        }
        3 => ends(&LISTS.internal_hosts) || ends(hosts),
        _ => {
            value.bytes().filter(u8::is_ascii_digit).count() >= 9
                && !joins(before)
                && !behind.is_some_and(char::is_alphanumeric)
        }
    }
}
