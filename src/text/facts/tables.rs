//! The word lists beside this file, parsed once: headings, labels and header cells to what they mean.

use crate::model::SectionName;
use crate::text::words::squash;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::LazyLock;

/// What a label or a metadata cell names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Label {
    Date,
    Started,
    Detected,
    Acknowledged,
    Mitigated,
    Resolved,
    Published,
    Duration,
    Severity,
    Status,
    Services,
    Cause,
    CauseText,
    Recurrence,
    Trigger,
    Detection,
    Impact,
    Authors,
    Teams,
    Id,
    Tags,
    Summary,
    Fix,
    TimeToDetect,
    TimeToMitigate,
    TimeToResolve,
    TimeToRecover,
    Ignored,
}

/// What a table's column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Column {
    Time,
    Day,
    Event,
    Action,
    Owner,
    Status,
    Due,
    Ticket,
    Kind,
    Impact,
    Effort,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    exact: Vec<String>,
    starts: Vec<String>,
    ends: Vec<String>,
    weak: Vec<String>,
    not: Vec<String>,
}

/// Headings to section names.
pub(super) struct Headings {
    /// `true`: a weak word, which only counts where nothing plainer stands.
    pub(super) exact: FxHashMap<String, (SectionName, bool)>,
    pub(super) starts: Vec<(String, SectionName)>,
    pub(super) ends: Vec<(String, SectionName)>,
    pub(super) not: Vec<String>,
}

pub(super) static HEADINGS: LazyLock<Headings> = LazyLock::new(|| {
    let entries: indexmap::IndexMap<String, Entry> = toml::from_str(include_str!("sections.toml")).unwrap_or_default();
    let mut headings = Headings { exact: FxHashMap::default(), starts: Vec::new(), ends: Vec::new(), not: Vec::new() };
    for (name, entry) in entries {
        let Some(name) = section(&name) else { continue };
        headings.exact.extend(entry.weak.iter().map(|word| (squash(word), (name, true))));
        headings.exact.extend(entry.exact.iter().map(|word| (squash(word), (name, false))));
        headings.starts.extend(entry.starts.iter().map(|word| (word.clone(), name)));
        headings.ends.extend(entry.ends.iter().map(|word| (word.clone(), name)));
        headings.not.extend(entry.not.iter().map(|word| squash(word)));
    }
    headings
});

pub(super) static LABELS: LazyLock<FxHashMap<String, Label>> = LazyLock::new(|| {
    let entries: indexmap::IndexMap<Label, Vec<String>> =
        toml::from_str(include_str!("labels.toml")).unwrap_or_default();
    entries.into_iter().flat_map(|(label, words)| words.into_iter().map(move |word| (squash(&word), label))).collect()
});

/// A column with the words that name it: whole header cells, and first words of them.
type ColumnWords = (Column, Vec<String>, Vec<String>);

/// Columns of timelines and of action tables: the same header means different things in them.
pub(super) static COLUMNS: LazyLock<Vec<ColumnWords>> = LazyLock::new(|| {
    let entries: indexmap::IndexMap<Column, Entry> = toml::from_str(include_str!("columns.toml")).unwrap_or_default();
    let squashed = |words: Vec<String>| words.iter().map(|word| squash(word)).collect();
    entries.into_iter().map(|(column, entry)| (column, squashed(entry.exact), squashed(entry.starts))).collect()
});

/// True where a header cell names `column`.
pub(super) fn is_column(header: &str, column: Column) -> bool {
    let bare = header.split(['(', '（', '[']).next().unwrap_or_default();
    let squashed = squash(bare);
    if squashed.is_empty() || squashed.len() > 40 {
        return false;
    }
    COLUMNS.iter().filter(|(known, _, _)| *known == column).any(|(_, exact, starts)| {
        exact.contains(&squashed) || starts.iter().any(|start| squashed.starts_with(start.as_str()))
    })
}

/// The label that `key` names, if it is a known one.
pub(super) fn label(key: &str) -> Option<Label> {
    if key.len() > 60 {
        return None;
    }
    let whole = squash(key);
    LABELS.get(whole.as_str()).copied().or_else(|| {
        let bare = key.split(['(', '（']).next()?;
        (bare.len() < key.len()).then(|| LABELS.get(squash(bare).as_str()).copied())?
    })
}

/// A section's name from its word in tables and configuration (`root_cause`, `root-cause`).
pub(super) fn section(name: &str) -> Option<SectionName> {
    Some(match squash(name).as_str() {
        "summary" => SectionName::Summary,
        "impact" => SectionName::Impact,
        "timeline" => SectionName::Timeline,
        "rootcause" | "rootcauses" => SectionName::RootCause,
        "trigger" => SectionName::Trigger,
        "detection" => SectionName::Detection,
        "resolution" => SectionName::Resolution,
        "lessons" => SectionName::Lessons,
        "wentwell" => SectionName::WentWell,
        "wentwrong" => SectionName::WentWrong,
        "gotlucky" => SectionName::GotLucky,
        "actionitems" | "actions" => SectionName::ActionItems,
        _ => return None,
    })
}
