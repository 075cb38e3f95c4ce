//! What may stand in the settings file: tables, keys, and the types of their values; and what mdBook has there that has no meaning here.

use crate::diagnostics;

/// The type of a key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    Texts,
    Flag,
    /// A flag, or a word.
    FlagOrText,
    /// A whole number, 1 or more.
    Count,
    /// A table of names to texts.
    TextTable,
    /// A table of names to levels 1 to 5.
    LevelTable,
    /// Tables of meanings to arrays of words.
    Lexicon,
    /// A table of levels of severity to days.
    DayTable,
    /// A table of codes to levels.
    RuleTable,
    /// An array of tables: when a postmortem is due.
    Policies,
}

impl Type {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Texts => "an array of strings",
            Self::Flag => "true or false",
            Self::FlagOrText => "true, false or a string",
            Self::Count => "a whole number from 1",
            Self::TextTable => "a table of strings",
            Self::LevelTable => "a table of numbers 1 to 5",
            Self::Lexicon => "a table of tables of words",
            Self::DayTable => "a table of numbers of days",
            Self::RuleTable => "a table of levels",
            Self::Policies => "a list of tables",
        }
    }
}

/// A key, by its whole path.
pub(super) const KEYS: &[(&str, Type)] = &[
    ("book.title", Type::Text),
    ("book.description", Type::Text),
    ("book.authors", Type::Texts),
    ("book.language", Type::Text),
    ("book.src", Type::Text),
    ("book.include", Type::Texts),
    ("book.exclude", Type::Texts),
    ("build.build-dir", Type::Text),
    ("build.drafts", Type::Flag),
    ("output.html.site-url", Type::Text),
    ("output.html.git-repository-url", Type::Text),
    ("output.html.edit-url-template", Type::Text),
    ("output.html.history-url-template", Type::Text),
    ("output.html.default-theme", Type::Text),
    ("output.html.additional-css", Type::Texts),
    ("output.html.theme", Type::Text),
    ("output.html.image-origins", Type::Texts),
    ("postmortem.field-names", Type::TextTable),
    ("postmortem.section-names", Type::TextTable),
    ("postmortem.id-pattern", Type::Text),
    ("severity.levels", Type::LevelTable),
    ("lexicon", Type::Lexicon),
    ("search.synonyms", Type::Texts),
    ("audience.audience", Type::Text),
    ("audience.default-visibility", Type::Text),
    ("audience.public-actions", Type::Flag),
    ("actions.due-within", Type::DayTable),
    ("insights.minimum", Type::Count),
    ("check.deny-warnings", Type::Flag),
    ("check.secrets", Type::FlagOrText),
    ("check.personal-data", Type::Flag),
    ("check.internal-hosts", Type::Texts),
    ("check.rules", Type::RuleTable),
    ("check.draft-days", Type::Count),
    ("policy", Type::Policies),
];

/// Keys and tables of mdBook without meaning here, and why.
pub(super) const FOREIGN: &[(&str, &str)] = &[
    ("preprocessor", "preprocessors do not run: documents are read as they are"),
    ("rust", "code samples are not compiled here"),
    ("output.html.playground", "code samples are not run here"),
    ("output.html.playpen", "code samples are not run here"),
    ("output.html.fold", "the contents list of a page does not fold"),
    ("output.html.print", "every page has a print style; there is no page of the whole book"),
    ("output.html.search", "search is always built and needs no settings"),
    ("output.html.redirect", "old URLs stand in each document's front matter, as `aliases`"),
    ("output.html.code", "code samples are shown whole"),
    ("output.html.additional-js", "scripts of one's own do not run: pages forbid all but the site's own"),
    ("output.html.preferred-dark-theme", "dark follows the reader's system; `default-theme` chooses another start"),
    ("output.html.mathjax-support", "mathematics is not set: `$` is common in commands and logs"),
    ("output.html.smart-punctuation", "punctuation stays as written: `--flag` must not become a dash"),
    ("output.html.curly-quotes", "punctuation stays as written"),
    ("output.html.copy-fonts", "pages use system fonts"),
    ("output.html.no-section-label", "sections are not numbered"),
    ("output.html.git-repository-icon", "the link to the repository is a text"),
    ("output.html.cname", "put a file `CNAME` into the content folder, or let your host name the site"),
    ("output.html.input-404", "the page for missing addresses is part of the theme"),
    ("output.html.google-analytics", "pages make no request to third parties"),
    ("output.html.livereload-url", "the preview finds its own address"),
    ("output.html.hash-files", "assets always carry a hash in their names"),
    ("output.html.sidebar-header-nav", "the layout is the theme's"),
    ("book.multilingual", "the language is `book.language`"),
    ("book.text-direction", "each paragraph finds its own direction"),
    ("build.create-missing", "there is no SUMMARY.md: the folder is the book"),
    ("build.use-default-preprocessors", "preprocessors do not run"),
    ("build.extra-watch-dirs", "content, theme and settings are watched"),
];

/// Front matter fields that `[postmortem] field-names` may map to.
pub const FIELD_NAMES: &[&str] = &[
    "title",
    "slug",
    "id",
    "date",
    "published",
    "status",
    "draft",
    "planned",
    "severity",
    "services",
    "root_causes",
    "trigger",
    "detection",
    "started",
    "detected",
    "acknowledged",
    "mitigated",
    "resolved",
    "drafted",
    "in_review",
    "closed",
    "meeting",
    "ttd",
    "ttm",
    "ttr",
    "impact",
    "teams",
    "authors",
    "reviewers",
    "facilitator",
    "owner",
    "tags",
    "alerts",
    "summary",
    "action_items",
    "related",
    "recurrence_of",
    "not_recurrence_of",
    "links",
    "visibility",
    "aliases",
];

/// Sections that `[postmortem] section-names` may map to.
pub const SECTION_NAMES: &[&str] = &[
    "summary",
    "impact",
    "timeline",
    "root_cause",
    "trigger",
    "detection",
    "resolution",
    "lessons",
    "went_well",
    "went_wrong",
    "got_lucky",
    "action_items",
];

/// The type of a key.
pub(super) fn type_of(path: &str) -> Option<Type> {
    KEYS.iter().find(|(key, _)| *key == path).map(|(_, kind)| *kind)
}

/// Whether `path` is a table that holds keys.
pub(super) fn is_table(path: &str) -> bool {
    KEYS.iter().any(|(key, _)| key.strip_prefix(path).is_some_and(|rest| rest.starts_with('.')))
}

/// Why a key or table of mdBook has no meaning here; other renderers too.
pub(super) fn foreign(path: &str) -> Option<&'static str> {
    let listed = FOREIGN
        .iter()
        .find(|(key, _)| path == *key || path.strip_prefix(key).is_some_and(|rest| rest.starts_with('.')));
    if let Some((_, why)) = listed {
        return Some(why);
    }
    let renderer = path.strip_prefix("output.").and_then(|rest| rest.split('.').next());
    renderer
        .filter(|renderer| *renderer != "html" && diagnostics::nearest(renderer, ["html"]).is_none())
        .map(|_| "the one renderer is `html`")
}

/// The valid key nearest to an unknown one: in its own table by its last part, else anywhere.
pub(super) fn nearest(path: &str) -> Option<String> {
    let (table, last) = path.rsplit_once('.').unwrap_or(("", path));
    let kebab = last.replace('_', "-").to_lowercase();
    let mut parts: Vec<&str> = Vec::new();
    for (key, _) in KEYS {
        let rest =
            if table.is_empty() { Some(*key) } else { key.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')) };
        if let Some(part) = rest.and_then(|rest| rest.split('.').next())
            && !parts.contains(&part)
        {
            parts.push(part);
        }
    }
    if let Some(part) = diagnostics::nearest(last, parts) {
        return Some(if table.is_empty() { part.to_owned() } else { format!("{table}.{part}") });
    }
    // Right key, wrong table.
    KEYS.iter().find(|(key, _)| key.rsplit('.').next() == Some(kebab.as_str())).map(|(key, _)| (*key).to_owned())
}
