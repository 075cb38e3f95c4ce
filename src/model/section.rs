//! The parts of a postmortem that readers look for, whatever an author calls them.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::{Deserialize, Serialize};

/// Canonical section names; `text/lexicon/sections.toml` holds the synonyms.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
    BorshSerialize,
    BorshDeserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum SectionName {
    Summary,
    Impact,
    Timeline,
    RootCause,
    Trigger,
    Detection,
    Resolution,
    Lessons,
    WentWell,
    WentWrong,
    GotLucky,
    ActionItems,
}

/// A part of the document that means one of the canonical names.
#[derive(Clone, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Section {
    pub name: SectionName,
    /// Byte offset in the source of the heading (or list label) that opens it. [`super::Body::anchor_at`] gives its anchor.
    pub offset: usize,
    /// 1-based line of that heading.
    pub line: u32,
}
