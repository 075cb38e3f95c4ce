//! One scale for the many ways to write a severity; the author's word is kept.

use borsh::{BorshDeserialize, BorshSerialize};
use serde::Serialize;

/// A severity: the author's word, and its level where the word is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema, BorshSerialize, BorshDeserialize)]
pub struct Severity {
    /// The word as written: `SEV-2`, `P1`, `Medium`.
    pub label: String,
    /// 1 (worst) to 5 (notice); `None` for a word that the scale does not hold.
    pub level: Option<u8>,
}
