//! Incidents -> how many tell each field, and which ones do not.

use super::{detect_minutes, resolve_minutes};
use crate::model::catalog::{Catalog, DocId, Entry};
use schemars::JsonSchema;
use serde::Serialize;

/// A field whose absence weakens the figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    Date,
    Severity,
    Services,
    RootCauses,
    StartTime,
    Detect,
    Resolve,
    Detection,
    Fix,
    Published,
}

impl Field {
    const ALL: [Self; 10] = [
        Self::Date,
        Self::Severity,
        Self::Services,
        Self::RootCauses,
        Self::StartTime,
        Self::Detect,
        Self::Resolve,
        Self::Detection,
        Self::Fix,
        Self::Published,
    ];

    /// Finds its words in the interface strings.
    #[must_use]
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Severity => "severity",
            Self::Services => "services",
            Self::RootCauses => "root_causes",
            Self::StartTime => "start_time",
            Self::Detect => "detect",
            Self::Resolve => "resolve",
            Self::Detection => "detection",
            Self::Fix => "fix",
            Self::Published => "published",
        }
    }

    fn is_told(self, entry: &Entry) -> bool {
        let Some(incident) = entry.document.postmortem() else { return false };
        match self {
            Self::Date => entry.when().is_some(),
            Self::Severity => incident.severity.as_ref().is_some_and(|severity| severity.value.level.is_some()),
            Self::Services => !entry.services.is_empty(),
            Self::RootCauses => !entry.root_causes.is_empty(),
            Self::StartTime => incident.started.as_ref().is_some_and(|started| started.value.local().is_some()),
            Self::Detect => detect_minutes(incident).is_some(),
            Self::Resolve => resolve_minutes(incident).is_some(),
            Self::Detection => incident.detection.is_some(),
            Self::Fix => incident.fix.is_some(),
            Self::Published => incident.published.is_some(),
        }
    }
}

/// How many incidents tell a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Coverage {
    pub field: Field,
    pub known: usize,
    pub of: usize,
    #[serde(skip)]
    pub missing: Vec<DocId>,
}

/// Of each field.
pub(super) fn coverage(catalog: &Catalog, ids: &[DocId]) -> Vec<Coverage> {
    let of_field = |field: Field| {
        let missing: Vec<DocId> = ids.iter().copied().filter(|id| !field.is_told(catalog.entry(*id))).collect();
        Coverage { field, known: ids.len() - missing.len(), of: ids.len(), missing }
    };
    Field::ALL.map(of_field).into()
}
