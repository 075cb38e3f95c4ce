//! The tables of secrets -> rules, found by their keywords and compiled when one of them occurs.

use super::finder::Finder;
use indexmap::IndexMap;
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::Deserialize;
use std::sync::{LazyLock, OnceLock};

/// The rule for passwords in URLs whose scheme has none of its own.
pub(super) const OTHER_URL: &str = "url-password";

/// How a rule tells a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SecretForm {
    /// By its own form.
    Token,
    /// By what stands around it: a user and a password in base64.
    Pair,
    /// By its form and a provider's name before it.
    Assigned,
    /// By a command, or a name for passwords: the value has to look as if nobody could guess it.
    Password,
    /// By a command or statement that takes a password there and nothing else: an easy one counts too.
    Given,
    /// By a name that anything may have: the value has to look random.
    General,
    /// By a word of its own beginning, or of the sentence: some part of it has to look random.
    Shaped,
}

/// One kind of secret.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) name: String,
    /// With its article.
    pub(super) what: String,
    pub(super) kind: SecretForm,
    pattern: String,
    shortest: OnceLock<usize>,
    compiled: OnceLock<Option<Regex>>,
}

impl Rule {
    /// Its expression; the group `secret` is the secret, `name` what it is called by. `None` for one that does not compile, which a
    /// test forbids.
    pub(super) fn expression(&self) -> Option<&Regex> {
        let compile = || RegexBuilder::new(&self.pattern).unicode(false).multi_line(true).build().ok();
        self.compiled.get_or_init(compile).as_ref()
    }

    /// Bytes without a blank that one of its secrets has at least. Far sooner told than the expression is made and asked.
    pub(super) fn shortest(&self) -> usize {
        let parse = || ParserBuilder::new().unicode(false).utf8(false).build().parse(&self.pattern).ok();
        *self.shortest.get_or_init(|| parse().and_then(|all| shortest(&all)).unwrap_or_default())
    }
}

/// Bytes of the group `secret` in `all`, at least; 0 where a blank may be one of them.
fn shortest(all: &Hir) -> Option<usize> {
    match all.kind() {
        HirKind::Capture(group) if group.name.as_deref() == Some("secret") => {
            Some(if may_be_blank(&group.sub) { 0 } else { group.sub.properties().minimum_len()? })
        }
        HirKind::Capture(group) => shortest(&group.sub),
        HirKind::Repetition(repeated) => shortest(&repeated.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().find_map(shortest),
        _ => None,
    }
}

fn may_be_blank(part: &Hir) -> bool {
    let is_in = |start: u32, end: u32| (0..=32).any(|byte: u32| is_blank(byte as u8) && (start..=end).contains(&byte));
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => false,
        HirKind::Literal(literal) => literal.0.iter().any(|byte| is_blank(*byte)),
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().any(|range| is_in(range.start().into(), range.end().into()))
        }
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().any(|range| is_in(range.start().into(), range.end().into()))
        }
        HirKind::Repetition(repeated) => may_be_blank(&repeated.sub),
        HirKind::Capture(group) => may_be_blank(&group.sub),
        HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().any(may_be_blank),
    }
}

/// What parts the runs of a line.
pub(super) fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == b'\x0b'
}

/// What has to be there before a rule is asked.
#[derive(Debug)]
pub(super) struct Keyword {
    pub(super) rule: usize,
    /// In just this case.
    exact: Option<String>,
    /// No letter or digit stands before.
    begins: bool,
}

impl Keyword {
    /// Whether `text[start..end]`, which is the keyword in some case of letters, counts.
    pub(super) fn counts(&self, text: &[u8], start: usize, end: usize) -> bool {
        let is_begun = || start == 0 || !text[start - 1].is_ascii_alphanumeric();
        self.exact.as_ref().is_none_or(|exact| text[start..end] == *exact.as_bytes()) && (!self.begins || is_begun())
    }
}

/// What is no secret.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Guards {
    pub(super) placeholders: Vec<String>,
    pub(super) references: Vec<String>,
    pub(super) words: Vec<String>,
    pub(super) sums: Vec<String>,
    pub(super) open_names: Vec<String>,
    pub(super) sure_names: Vec<String>,
    pub(super) open_hosts: Vec<String>,
    passwords: Vec<String>,
    columns: Vec<String>,
    pub(super) drawn_columns: Vec<String>,
    pub(super) sentence_words: Vec<String>,
    pub(super) value_labels: Vec<String>,
    connectors: Vec<String>,
    general_connectors: Vec<String>,
    name_tails: Vec<String>,
    pub(super) urls: IndexMap<String, Vec<String>>,
}

/// Where a row names passwords in every language.
const PASSWORDS: &str = "{passwords}";

impl Guards {
    /// What stands above a column of secrets, and is no secret itself, in small letters.
    pub(super) fn heads(&self) -> impl Iterator<Item = &str> {
        self.passwords.iter().chain(&self.columns).map(String::as_str)
    }

    /// The names for passwords, and those that begin with a letter of no ASCII with a capital too: keywords know no case of it.
    fn passwords(&self) -> impl Iterator<Item = String> {
        let spelt = |name: &String| {
            let mut letters = name.chars();
            let first = letters.next().filter(|first| !first.is_ascii() && first.is_lowercase());
            [Some(name.clone()), first.map(|first| first.to_uppercase().chain(letters).collect())]
        };
        self.passwords.iter().flat_map(spelt).flatten()
    }
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
struct Assigned {
    secret_words: Vec<String>,
    kinds: Rows,
    passwords: Rows,
    general: Rows,
}

/// Everything that tells secrets.
#[derive(Debug)]
pub(super) struct Rules {
    pub(super) rules: Vec<Rule>,
    pub(super) keywords: Vec<Keyword>,
    pub(super) guards: Guards,
    pub(super) secret_words: Vec<String>,
    /// Of the keywords, in their order.
    pub(super) finder: Finder,
}

/// A table that cannot be read is empty: a test reads them all.
pub(super) static RULES: LazyLock<Rules> = LazyLock::new(Rules::read);

/// What stands in a row: what it is, its pattern, its keywords.
type Rows = IndexMap<String, Vec<String>>;

impl Rules {
    fn read() -> Self {
        let tokens: IndexMap<String, Rows> = toml::from_str(include_str!("tokens.toml")).unwrap_or_default();
        let assigned: Assigned = toml::from_str(include_str!("assigned.toml")).unwrap_or_default();
        let guards: Guards = toml::from_str(include_str!("guards.toml")).unwrap_or_default();
        let (secret_words, finder) = (assigned.secret_words, Finder::of(Vec::new()));
        let mut rules = Self { rules: vec![], keywords: vec![], guards, secret_words, finder };
        let mut needles = Vec::new();
        for (table, rows) in tokens {
            let kind = match &*table {
                "passwords" => SecretForm::Password,
                "given" => SecretForm::Given,
                "pairs" => SecretForm::Pair,
                "shapes" => SecretForm::Shaped,
                "named" => SecretForm::General,
                _ => SecretForm::Token,
            };
            rules.add(&mut needles, kind, rows, |_, _, pattern| token(pattern));
        }
        let Assigned { kinds, passwords, general, .. } = assigned;
        rules.add(&mut needles, SecretForm::Assigned, kinds, |guards, words, pattern| {
            named(words, r#"[\w .\-\[\]"'`*]{0,40}?"#, &guards.connectors, pattern)
        });
        for (kind, rows) in [(SecretForm::Password, passwords), (SecretForm::General, general)] {
            rules.add(&mut needles, kind, rows, |guards, words, pattern| {
                let tails = format!(r"[\w.-]{{0,24}}?(?:{})?", guards.name_tails.join("|"));
                named(words, &tails, &guards.general_connectors, pattern)
            });
        }
        rules.finder = Finder::of(needles);
        rules
    }

    /// `whole` makes the expression of a row's keywords and pattern.
    fn add(
        &mut self,
        needles: &mut Vec<String>,
        kind: SecretForm,
        rows: Rows,
        whole: impl Fn(&Guards, &[String], &str) -> String,
    ) {
        for (name, row) in rows {
            let mut row = row.into_iter();
            let (Some(what), Some(pattern)) = (row.next(), row.next()) else { continue };
            let is_named = matches!(kind, SecretForm::Assigned | SecretForm::Password | SecretForm::General);
            let expand = |keyword: String| match &*keyword {
                PASSWORDS => self.guards.passwords().collect(),
                _ if is_named => spellings(&keyword),
                _ => vec![keyword],
            };
            let mut keywords: Vec<String> = row.flat_map(expand).collect();
            let pattern = pattern.replace(PASSWORDS, &self.guards.passwords().collect::<Vec<_>>().join("|"));
            let rule = self.rules.len();
            if keywords.is_empty() {
                let literal: String =
                    pattern.chars().take_while(|c| c.is_ascii_alphanumeric() || "_-~=".contains(*c)).collect();
                needles.push(literal.clone());
                self.keywords.push(Keyword { rule, exact: Some(literal), begins: true });
            }
            for keyword in &mut keywords {
                let begins = keyword.starts_with('^');
                let plain = keyword.trim_start_matches('^').to_owned();
                let exact = plain.bytes().any(|byte| byte.is_ascii_uppercase()).then(|| plain.clone());
                needles.push(plain.clone());
                self.keywords.push(Keyword { rule, exact, begins });
                *keyword = plain;
            }
            let pattern = whole(&self.guards, &keywords, &pattern);
            self.rules.push(Rule { name, what, kind, pattern, shortest: OnceLock::new(), compiled: OnceLock::new() });
        }
    }

    /// The name of the rule for passwords in URLs of `scheme`.
    pub(super) fn url(&self, scheme: &str) -> &str {
        let urls = &self.guards.urls;
        let known = urls.iter().find(|(_, schemes)| schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme)));
        known.map_or(OTHER_URL, |(name, _)| name)
    }
}

/// A name with what may stand in the place of each `_` between two letters.
fn spellings(name: &str) -> Vec<String> {
    match name.get(1..).filter(|rest| rest.trim_end_matches('_').contains('_')) {
        Some(_) => ["_", "-", " ", ""].map(|join| format!("{}{}", &name[..1], name[1..].replace('_', join))).into(),
        None => vec![name.to_owned()],
    }
}

/// The first group of `pattern` is the secret, or all of it, with no letter or digit beside it.
fn token(pattern: &str) -> String {
    if !pattern.replace("(?", "").replace(r"\(", "").contains('(') {
        return format!("(?:^|[^A-Za-z0-9])(?P<secret>{pattern})(?:$|[^A-Za-z0-9])");
    }
    let bytes = pattern.as_bytes();
    let opens =
        |at: &usize| bytes[*at] == b'(' && bytes.get(at + 1) != Some(&b'?') && (*at == 0 || bytes[at - 1] != b'\\');
    let at = (0..bytes.len()).find(opens).unwrap_or(0);
    format!("{}(?P<secret>{}", &pattern[..at], &pattern[at + 1..])
}

/// A name with one of `words` in it, a connector, and a value.
fn named(words: &[String], rest: &str, connectors: &[String], value: &str) -> String {
    let words: Vec<String> = words.iter().map(|word| regex::escape(word)).collect();
    let (words, connectors) = (words.join("|"), connectors.join("|"));
    format!(
        r#"(?i)(?P<name>(?:{words}){rest})["'`\]*)]{{0,4}}\s{{0,4}}(?:{connectors})\s{{0,5}}(?:["'`*(>]|[bfru]{{1,2}}["']|「|„|“|”|«|‘|’){{0,4}}\s?(?P<secret>{value})(?:$|[^A-Za-z0-9_+/-])"#
    )
}
